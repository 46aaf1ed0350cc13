//! One thread's work on an order table: row after row is judged and settled.

mod cells;
mod damaged;
mod kinds;
mod plain;
mod repeated;
mod sums;
mod tally;
mod withdrawn;

use std::collections::BTreeMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::money::Money;
use crate::names::Field;
use crate::names::documents::Kind;
use crate::names::words::Status;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::rules::{Keep, Rate};
use crate::sheet::text::Rows;
use crate::value::date::{self, DateFault};

use super::bought::seen::Seen;
use super::filters::RowFilters;
use super::flight::{Carries, Extra, Flight, Nature, OrderRow};
use super::index::{Index, Key, NOBODY, NOWHERE, Scratch};
use super::ledger::{Account, Amounts, Fate};
use super::lines::{Heads, LineColumns, Lines};
use super::orders::{Assumed, Columns, Evidence, Excluded, Naming, Setup, Signs};
use super::registry::{Full, NAME_MARK, Registry};
use super::table::Table;

use cells::{NO_SHAPES, Order, Shapes};
use plain::Plain;

pub use kinds::Kinds;
pub use repeated::{Located, RepeatedRows, again, problems as repeated_rows};
pub use sums::Sums;
pub use tally::{Tally, WordCount};
pub use withdrawn::{Withdrawn, of_somebody};

/// Rows whose customers are looked up together, so that memory is waited for once.
const BATCH: usize = 256;

/// What all threads that read order tables share.
pub struct Shared<'a> {
    /// Customers.
    pub registry: &'a RwLock<Registry>,
    /// Products.
    pub products: &'a RwLock<Index>,
    /// Ends the turn early.
    pub stop: &'a AtomicBool,
}

/// One thread's state.
pub struct Worker<'s> {
    setup: &'s Setup<'s>,
    table: &'s Table,
    columns: Columns,
    assumed: Assumed,
    shared: &'s Shared<'s>,
    filters: Option<RowFilters<'s>>,
    batch: Vec<Pending>,
    /// What travels beside the rows of the batch; empty where nothing does.
    extras: Vec<Extra>,
    text: Vec<u8>,
    /// The customers of the batch, each with its place in the index where that is known.
    keys: Vec<(Key, u32)>,
    numbers: Vec<u32>,
    looked_up: Scratch,
    scratch: [Vec<u8>; 2],
    months: date::Months,
    last_currency: (Vec<u8>, usize, Option<Rate>),
    word_shapes: Box<Shapes>,
    currencies: Vec<(String, Amounts)>,
    /// What was read.
    pub flight: Flight,
    /// What of it was bought, by category, where the table says.
    pub bought: Option<Seen>,
    /// The account, without the number of rows read and the amounts.
    pub account: Account,
    /// What the columns look like.
    pub evidence: Evidence,
    /// An order number had not the shape of the others.
    pub odd_order: bool,
    /// Findings, ascending within a thread.
    pub problems: Vec<Problem>,
    /// Findings beyond the most that are kept.
    pub unlisted: u64,
    /// Rows that stand twice, where they are known.
    pub repeated: Vec<Located>,
    /// Rows that a status leaves out and another sheet may show as sales.
    pub withdrawn: Vec<Withdrawn>,
    /// Those of the batch, each with its place there if its customer tells it apart.
    located: Vec<(Option<usize>, Located)>,
    /// Rows by status word.
    pub words: Vec<WordCount>,
    /// Rows set aside, by the key of their customer, where it can be read.
    pub aside: BTreeMap<Box<[u8]>, u32>,
    /// Rows after the as-of day.
    pub late: Tally,
    /// Rows whose order number is damaged.
    pub damaged_orders: Tally,
    /// What stands in the first of them.
    pub damaged_order: String,
    /// Rows used that say who bought by name, where others have ids.
    pub without_id: Tally,
    /// What kinds of documents rows are.
    pub kinds: Kinds,
    /// Rows that sum up others.
    pub sums: Sums,
    /// Rows of customers that the customer sheet does not have.
    pub strangers: Tally,
    /// Whom the first of them names.
    pub stranger: String,
    /// Currencies other than the book's that have no rate.
    pub unrated: Vec<String>,
    /// Oldest and newest day used.
    pub days: Option<(Day, Day)>,
    /// There was no room for a customer.
    pub full: bool,
    /// The first row that is the header of another table.
    pub another: Option<u32>,
    /// The last row that repeats the header of this one; 0 where none does.
    pub own_header: u32,
    /// The order above, where rows are lines of orders that share cells.
    heads: Option<Heads>,
    /// Whether neighbouring rows of one order are counted.
    neighbours: bool,
    /// How rows are read that are plain to see; none where no row is.
    plain: Option<Plain>,
}

/// What a row that counts says.
struct Taken {
    /// Its status word, by place, and what that means.
    word: Option<usize>,
    status: Status,
    /// With its place in the index where that is known.
    key: (Key, u32),
    /// The bytes of the key in the batch's text, unless it holds them itself.
    key_at: (u32, u32),
    day: Day,
    /// In book currency.
    amount: Money,
    /// What its refund column gives back.
    refund: Money,
    order: u64,
}

/// A row whose customer is still to be looked up.
#[derive(Clone, Copy)]
struct Pending {
    /// The bytes of the key in the batch's text, unless it holds them itself.
    key_at: (u32, u32),
    name_at: (u32, u32),
    row: u32,
    day: Day,
    amount: Money,
    refund: Money,
    nature: Nature,
    order: u64,
}

impl<'s> Worker<'s> {
    /// A worker for one table.
    pub fn new(
        setup: &'s Setup<'s>,
        table: &'s Table,
        assumed: Assumed,
        shared: &'s Shared<'s>,
    ) -> Self {
        let lines = LineColumns::of(table);
        let filters = setup.filters.map(|filters| filters.bind(table, assumed));
        let columns = Columns::of(table, setup.bought);
        let kinds = Kinds::of(table);
        let sums = Sums::of(table);
        let plain = Plain::of(
            setup,
            table,
            &columns,
            assumed,
            &kinds,
            &sums,
            filters.as_ref(),
        );
        Self {
            setup,
            table,
            columns,
            assumed,
            shared,
            filters,
            batch: Vec::with_capacity(BATCH),
            extras: Vec::new(),
            text: Vec::new(),
            keys: Vec::with_capacity(BATCH),
            numbers: Vec::with_capacity(BATCH),
            looked_up: Scratch::default(),
            scratch: [Vec::new(), Vec::new()],
            months: date::Months::default(),
            last_currency: (Vec::new(), usize::MAX, None),
            word_shapes: Box::new(NO_SHAPES),
            currencies: Vec::new(),
            flight: Flight::new(setup.shift, setup.carries),
            bought: setup.bought_in(table),
            account: Account::default(),
            evidence: Evidence::default(),
            odd_order: false,
            problems: Vec::new(),
            unlisted: 0,
            repeated: Vec::new(),
            withdrawn: Vec::new(),
            located: Vec::new(),
            words: Vec::new(),
            aside: BTreeMap::new(),
            late: Tally::default(),
            damaged_orders: Tally::default(),
            damaged_order: String::new(),
            without_id: Tally::default(),
            kinds,
            sums,
            strangers: Tally::default(),
            stranger: String::new(),
            unrated: Vec::new(),
            days: None,
            full: false,
            another: None,
            own_header: 0,
            heads: lines
                .clone()
                .filter(|_| assumed.lines != Lines::Alone)
                .map(Heads::new),
            neighbours: lines.is_some() && assumed.lines == Lines::Alone,
            plain,
        }
    }

    /// Reads one chunk.
    pub fn chunk(&mut self, piece: usize, rows: &mut Rows<'_>) {
        self.evidence.neighbours.begin(piece);
        while self.some_rows(rows) {
            self.flush();
        }
        self.flush();
        self.evidence.neighbours.end();
    }

    /// Reads rows until the batch is full, or until others may want to add customers; false when
    /// there are no more rows.
    #[inline]
    fn some_rows(&mut self, rows: &mut Rows<'_>) -> bool {
        let until = self.assumed.until.unwrap_or(u32::MAX);
        let registry = read_lock(self.shared.registry);
        for _ in 0..BATCH {
            if !rows.advance() {
                return false;
            }
            if rows.number() >= until {
                self.account.layout += 1;
            } else if !self.plain_row(rows, &registry.index) {
                self.other_row(rows);
            }
        }
        true
    }

    /// Ends the work: amounts go to the account.
    #[must_use]
    pub fn finish(mut self) -> Self {
        for (currency, amounts) in self.currencies.drain(..) {
            *self.account.currency(&currency) = amounts;
        }
        self
    }

    /// Reads a row that is not plain to see: seldom one, or all of a table.
    #[cold]
    fn other_row(&mut self, rows: &Rows<'_>) {
        match self.heads.take() {
            None => self.row(rows),
            Some(heads) => self.line(heads, rows),
        }
    }

    #[inline(never)]
    fn row(&mut self, rows: &Rows<'_>) {
        let mut at = self.currency(rows);
        let sure = self.evidence.amount.sure();
        let mut amount = if self.assumed.signs == Signs::PerAmount {
            self.signed_amount(rows, &mut at)
        } else {
            self.amount(rows)
        };
        let other_mark = amount.is_err() && self.reads_otherwise(sure);
        let refund = self.refund(rows);
        let date = self.date(rows);
        if date == Err(DateFault::NeedsOrder) || other_mark {
            self.evidence.passed_over += u64::from(other_mark);
            return self.pass_over(rows);
        }
        let (kind, said) = self.kind(rows);
        if kind == Kind::Return {
            amount = amount.map(|money| money.map(|money| self.given_back(rows, said, money)));
        }
        let readable = amount.as_ref().ok().copied().flatten();
        let (word, status) = self.word_and_status(rows, (kind, said));
        if let Some(word) = word.filter(|_| self.is_excluded(status)) {
            if self.setup.several && status == Status::Cancelled {
                self.withdraw(rows, date.ok().flatten(), readable, at);
            }
            return self.exclude(rows, word, at, readable);
        }
        let key = self.key(rows);
        let (Ok(Some(day)), Ok(Some(money)), Ok((key, key_at))) = (&date, &amount, &key) else {
            let key = key.as_ref().copied();
            return self.damaged(rows, at, date, amount, key);
        };
        let (day, money, key, key_at) = (*day, *money, *key, *key_at);
        let mut sum = self.sums.said(self.table, rows);
        let order = self.order(rows, &(key, key_at), day);
        if matches!(order, Order::Sum) {
            sum = self.columns.id;
        }
        if sum.is_some() {
            self.account.layout += 1;
            let money = self.in_book(money);
            return self.sums.count(self.table, rows, sum, money);
        }
        self.currencies[at].1.read += money;
        if day > self.setup.as_of {
            self.account.row(Fate::Excluded);
            self.currencies[at].1.settle(money, Fate::Excluded);
            self.late.count(money, rows.number());
            if self.setup.excluded == Excluded::Listed {
                let amount = self.in_book(money).into();
                self.problem(rows, Some(self.columns.date), |_| {
                    Finding::AfterAsOf(amount)
                });
            }
            return;
        }
        let Order::Key(order) = order else {
            self.odd_order = true;
            self.shared.stop.store(true, Ordering::Relaxed);
            return;
        };
        self.account.row(Fate::Used);
        self.currencies[at].1.settle(money, Fate::Used);
        let in_book = self.in_book(money);
        if let Err(fault) = refund {
            self.unread_beside(rows, Field::OrderRefund, fault);
        }
        let taken = Taken {
            word,
            status,
            key: (key, NOWHERE),
            key_at,
            day,
            amount: in_book,
            refund: refund.unwrap_or_default(),
            order,
        };
        let nature = self.take(rows, &taken);
        if self.setup.carries == Carries::Extras {
            let extra = self.extra(rows, in_book);
            if let Some(known) = self.setup.repeated {
                self.locate(rows, known, &extra, (order, nature), (day, money), at);
            }
            self.extras.push(extra);
        }
        self.see_bought(rows);
    }

    /// Whether an amount that cannot be read is sure of the other decimal mark, and most of what
    /// this thread has seen is, too. `sure` is how many cells were before it.
    fn reads_otherwise(&self, sure: u64) -> bool {
        let (evidence, told) = (&self.evidence.amount, self.assumed.amount.decimal);
        !self.assumed.settled && evidence.sure() > sure && evidence.decimal(told) != told
    }

    /// Passes over a row that only the evidence of its whole column lets read: once that is
    /// known, the table is read again, and what this turn says of its rows is not asked for.
    /// Whom it names is, which else would take one more turn.
    #[inline(never)]
    fn pass_over(&mut self, rows: &Rows<'_>) {
        let start = self.text.len();
        let _ = self.key(rows);
        self.text.truncate(start);
    }

    /// Takes a row that counts into the batch; gives what it is.
    #[expect(
        clippy::inline_always,
        reason = "a call would write the row to memory twice"
    )]
    #[inline(always)]
    fn take(&mut self, rows: &Rows<'_>, taken: &Taken) -> Nature {
        let Taken { status, amount, .. } = *taken;
        if self.neighbours {
            self.evidence.neighbours.see(taken.order, amount.0);
        }
        let nature = nature(status, amount);
        // What is given back by a negative amount needs no word.
        let told = status != Status::Refunded || nature == Nature::Returned;
        if let Some(word) = taken.word.filter(|_| told) {
            let counted = if nature == Nature::Purchase {
                Money::ZERO
            } else {
                amount
            };
            self.count_word(word, rows.number(), counted);
        }
        self.keys.push(taken.key);
        let pending = Pending {
            key_at: taken.key_at,
            name_at: self.name(rows),
            row: rows.number(),
            day: taken.day,
            amount,
            refund: if nature == Nature::Purchase {
                taken.refund
            } else {
                Money::ZERO
            },
            nature,
            order: taken.order,
        };
        self.batch.push(pending);
        nature
    }

    /// Keeps the category that the row, the last of the batch, has bought, if anybody asked.
    #[inline]
    fn see_bought(&mut self, rows: &Rows<'_>) {
        if self.bought.is_some() {
            self.see_category(rows);
        }
    }

    fn see_category(&mut self, rows: &Rows<'_>) {
        if let Some(bought) = &mut self.bought {
            let cell = self.columns.bought.map_or(&[][..], |at| rows.cell(at));
            bought.see(self.table.raw(cell));
        }
    }

    /// The row's status, with the place of the word that says it.
    #[inline]
    fn word_and_status(
        &mut self,
        rows: &Rows<'_>,
        (kind, said): (Kind, usize),
    ) -> (Option<usize>, Status) {
        let word = self.status(rows);
        let status = word.map_or(Status::Blank, |word| self.words[word].status);
        if status == Status::Cancelled {
            return (word, status);
        }
        if kind == Kind::Nothing {
            return (Some(self.no_sale(rows, said)), Status::Cancelled);
        }
        match self.cancelled(rows) {
            Some(cancelled) => (Some(cancelled), Status::Cancelled),
            None => (word, status),
        }
    }

    fn is_excluded(&self, status: Status) -> bool {
        status == Status::Cancelled
            || (status == Status::Pending && self.setup.rules.unpaid == Keep::Exclude)
    }

    fn count_word(&mut self, word: usize, row: u32, amount: Money) {
        let count = &mut self.words[word];
        count.rows += 1;
        count.amount += amount;
        count.first_row = count.first_row.min(row);
    }

    /// Reads a row that may share cells with the order above it.
    #[cold]
    fn line(&mut self, mut heads: Heads, rows: &Rows<'_>) {
        if self.assumed.lines == Lines::Below {
            if heads.is_below(self.table, rows) {
                self.evidence.shared.count(Money::ZERO, rows.number());
                self.row(&heads.filled(self.table, rows));
            } else {
                heads.remember(self.table, rows);
                self.row(rows);
            }
        } else if heads.is_first(self.table, rows) {
            self.row(rows);
        } else {
            let at = self.currency(rows);
            if let Ok(Some(total)) = self.amount(rows) {
                let sums = &mut self.currencies[at].1;
                sums.read += total;
                sums.settle(total, Fate::Excluded);
                let total = self.in_book(total);
                self.evidence.shared.count(total, rows.number());
            }
            self.row(&heads.without_total(rows));
        }
        self.heads = Some(heads);
    }

    /// Looks up the customers of the batch and hands the rows on.
    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        if let Some(seen) = self.plain.as_mut().map(Plain::settle)
            && let Some((_, amounts)) = self.currencies.get_mut(self.last_currency.1)
        {
            self.account.used += seen.rows;
            amounts.read += Money(seen.amount);
            amounts.settle(Money(seen.amount), Fate::Used);
        }
        if batch.is_empty() && self.located.is_empty() {
            self.batch = batch;
            self.text.clear();
            return;
        }
        self.numbers.clear();
        let mut missing = Vec::new();
        let in_sheet;
        {
            let registry = read_lock(self.shared.registry);
            in_sheet = registry.in_sheet;
            let text = |at: usize| slice(&self.text, batch[at].key_at);
            let (scratch, numbers) = (&mut self.looked_up, &mut self.numbers);
            registry.index.find_all(&self.keys, text, scratch, numbers);
            for (at, number) in numbers.iter().copied().enumerate() {
                let place = (self.table.sheet.0, batch[at].row);
                if number >= in_sheet && (number == NOBODY || registry.earlier(number, place)) {
                    missing.push(at);
                }
            }
        }
        if !missing.is_empty() && self.add(&batch, &missing).is_err() {
            self.full = true;
            self.shared.stop.store(true, Ordering::Relaxed);
            return;
        }
        self.settle_located();
        let by_name = self.setup.naming == Naming::ByEither && self.columns.customer_id.is_some();
        for (at, row) in batch.iter().enumerate() {
            let customer = self.numbers[at];
            if by_name && self.is_by_name(at, row) {
                self.without_id.count(row.amount, row.row);
            }
            if customer >= in_sheet && in_sheet > 0 {
                if self.strangers.first_row == 0 || row.row < self.strangers.first_row {
                    let held = self.keys[at].0.bytes();
                    let key = key_text(held.as_ref(), &self.text, row.key_at);
                    let id = id_of(key, slice(&self.text, row.name_at));
                    self.stranger = String::from_utf8_lossy(id).into_owned();
                }
                self.strangers.count(row.amount, row.row);
            }
            let extra = self.extras.get(at).copied().unwrap_or_default();
            self.push(customer, at, row, extra);
        }
        self.text.clear();
        self.batch = batch;
        self.batch.clear();
        self.keys.clear();
        self.extras.clear();
        if let Some(bought) = &mut self.bought {
            bought.end_batch();
        }
    }

    /// Whether a row of the batch says who bought by name.
    fn is_by_name(&self, at: usize, row: &Pending) -> bool {
        let held = self.keys[at].0.bytes();
        key_text(held.as_ref(), &self.text, row.key_at).first() == Some(&NAME_MARK)
    }

    /// Sends the row at this place of the batch on its way.
    fn push(&mut self, customer: u32, at: usize, row: &Pending, extra: Extra) {
        let mut order = OrderRow {
            customer,
            day: row.day,
            amount: row.amount,
            nature: row.nature,
            order: row.order,
        };
        self.flight.push(order, extra);
        if let Some(bought) = &mut self.bought {
            bought.keep(at, &order);
        }
        if row.refund != Money::ZERO {
            order.amount = -row.refund;
            order.nature = Nature::Refund;
            self.flight.push(order, extra.of_refund());
            if let Some(bought) = &mut self.bought {
                bought.keep(at, &order);
            }
        }
        self.see_day(row.day);
    }

    /// A row of this day is used.
    #[inline]
    fn see_day(&mut self, day: Day) {
        self.days = Some(match self.days {
            None => (day, day),
            Some((first, last)) => (first.min(day), last.max(day)),
        });
    }

    #[cold]
    fn add(&mut self, batch: &[Pending], missing: &[usize]) -> Result<(), Full> {
        let mut registry = write_lock(self.shared.registry);
        for at in missing {
            let row = &batch[*at];
            let (held, name) = (self.keys[*at].0.bytes(), slice(&self.text, row.name_at));
            let key = key_text(held.as_ref(), &self.text, row.key_at);
            let id = id_of(key, name);
            let place = (self.table.sheet.0, row.row);
            let number = registry.find_or_add(key, id, name, place)?;
            self.numbers[*at] = number;
        }
        Ok(())
    }
}

/// What a customer is called who is known by a key: its id, or its name as the row writes it.
fn id_of<'t>(key: &'t [u8], name: &'t [u8]) -> &'t [u8] {
    if key.first() == Some(&NAME_MARK) {
        name
    } else {
        key
    }
}

fn slice(text: &[u8], at: (u32, u32)) -> &[u8] {
    &text[at.0 as usize..at.1 as usize]
}

/// The bytes of a key: those it holds itself, else those at their place in the batch's text.
fn key_text<'t>(held: Option<&'t ([u8; 8], usize)>, text: &'t [u8], at: (u32, u32)) -> &'t [u8] {
    match held {
        Some((bytes, len)) => &bytes[..*len],
        None => slice(text, at),
    }
}

/// What a row is by its status and its amount.
fn nature(status: Status, amount: Money) -> Nature {
    if amount.0 < 0 {
        Nature::Refund
    } else if status == Status::Refunded {
        // A free line of an order that was given back is no purchase either.
        Nature::Returned
    } else {
        Nature::Purchase
    }
}

fn read_lock<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn write_lock<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
