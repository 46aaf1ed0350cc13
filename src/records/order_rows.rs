//! One thread's work on an order table: row after row is judged and settled.

use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::money::{Money, Total};
use crate::names::Field;
use crate::names::words::Status;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::rules::{Keep, Rate};
use crate::sheet::text::Rows;
use crate::value::amount::{self, AmountFault};
use crate::value::date::{self, DateFault};
use crate::value::id::{self, Id};
use crate::value::number;
use crate::value::text::{folded_name, trim};

use super::filters::RowFilters;
use super::flight::{Carries, Extra, Flight, Nature, OrderRow};
use super::index::{Fetched, Index, Key, hash_bytes};
use super::ledger::{Account, Amounts, Fate};
use super::orders::{Assumed, Columns, Evidence, Excluded, MAX_FINDINGS, Naming, Setup};
use super::registry::{Full, NAME_MARK, Registry};
use super::table::Table;

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

/// Rows that share a status word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// The word as written.
    pub word: String,
    /// What it means.
    pub status: Status,
    /// How many rows.
    pub rows: u64,
    /// Their readable amounts in book currency.
    pub amount: Total,
    /// The first of them; `u32::MAX` while there is none.
    pub first_row: u32,
}

/// Rows of one kind, with the first of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub rows: u64,
    /// Their amounts.
    pub amount: Total,
    /// The first row; 0 while there is none.
    pub first_row: u32,
}

impl Tally {
    fn count(&mut self, amount: Money, row: u32) {
        self.rows += 1;
        self.amount += amount;
        if self.first_row == 0 || row < self.first_row {
            self.first_row = row;
        }
    }

    /// Adds the rows of another part of the table.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.amount += other.amount;
        if self.first_row == 0 || (other.first_row != 0 && other.first_row < self.first_row) {
            self.first_row = other.first_row;
        }
    }
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
    fetched: Vec<Fetched>,
    numbers: Vec<u32>,
    scratch: [Vec<u8>; 2],
    last_currency: (Vec<u8>, usize, Option<Rate>),
    word_shapes: Vec<Shape>,
    currencies: Vec<(String, Amounts)>,
    /// What was read.
    pub flight: Flight,
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
    /// Rows by status word.
    pub words: Vec<WordCount>,
    /// Rows after the as-of day.
    pub late: Tally,
    /// Rows of customers that the customer sheet does not have.
    pub strangers: Tally,
    /// Currencies other than the book's that have no rate.
    pub unrated: Vec<String>,
    /// Oldest and newest day used.
    pub days: Option<(Day, Day)>,
    /// There was no room for a customer.
    pub full: bool,
}

/// A row whose customer is still to be looked up.
#[derive(Clone, Copy)]
struct Pending {
    key: Key,
    key_at: (u32, u32),
    name_at: (u32, u32),
    row: u32,
    day: Day,
    amount: Money,
    refund: Money,
    nature: Nature,
    order: u64,
}

/// A customer's cell could not be read.
enum NoKey {
    Missing,
    Damaged,
    ErrorCell,
}

impl<'s> Worker<'s> {
    /// A worker for one table.
    pub fn new(
        setup: &'s Setup<'s>,
        table: &'s Table,
        assumed: Assumed,
        shared: &'s Shared<'s>,
    ) -> Self {
        let filters = setup.filters.map(|filters| filters.bind(table, assumed));
        Self {
            setup,
            table,
            columns: Columns::of(table),
            assumed,
            shared,
            filters,
            batch: Vec::with_capacity(BATCH),
            extras: Vec::new(),
            text: Vec::new(),
            fetched: Vec::new(),
            numbers: Vec::new(),
            scratch: [Vec::new(), Vec::new()],
            last_currency: (Vec::new(), usize::MAX, None),
            word_shapes: Vec::new(),
            currencies: Vec::new(),
            flight: Flight::new(setup.shift, setup.carries),
            account: Account::default(),
            evidence: Evidence::default(),
            odd_order: false,
            problems: Vec::new(),
            unlisted: 0,
            words: Vec::new(),
            late: Tally::default(),
            strangers: Tally::default(),
            unrated: Vec::new(),
            days: None,
            full: false,
        }
    }

    /// Reads one chunk.
    pub fn chunk(&mut self, mut rows: Rows<'_>) {
        while rows.advance() {
            self.row(&rows);
            if self.batch.len() == BATCH {
                self.flush();
            }
        }
        self.flush();
    }

    /// Ends the work: amounts go to the account.
    #[must_use]
    pub fn finish(mut self) -> Self {
        for (currency, amounts) in self.currencies.drain(..) {
            *self.account.currency(&currency) = amounts;
        }
        self
    }

    fn row(&mut self, rows: &Rows<'_>) {
        let at = self.currency(rows);
        let amount = self.amount(rows);
        let refund = self.refund(rows);
        let readable = amount.as_ref().ok().copied().flatten();
        let date = date::date(
            self.cell(rows, Some(self.columns.date)),
            self.assumed.date,
            &mut self.evidence.date,
        );
        let word = self.status(rows);
        let status = word.map_or(Status::Blank, |word| self.words[word].status);
        if let Some(word) = word.filter(|_| self.is_excluded(status)) {
            return self.exclude(rows, word, at, readable);
        }
        let key = self.key(rows);
        let (Ok(Some(day)), Ok(Some(money)), Ok((key, key_at))) = (&date, &amount, &key) else {
            return self.damaged(rows, at, date, amount, key.as_ref().err());
        };
        let (day, money, key, key_at) = (*day, *money, *key, *key_at);
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
        let Ok(order) = self.order(rows) else {
            self.odd_order = true;
            self.shared.stop.store(true, Ordering::Relaxed);
            return;
        };
        self.account.row(Fate::Used);
        self.currencies[at].1.settle(money, Fate::Used);
        let in_book = self.in_book(money);
        let nature = nature(status, in_book);
        if let Some(word) = word {
            let counted = if nature == Nature::Purchase {
                Money::ZERO
            } else {
                in_book
            };
            self.count_word(word, rows.number(), counted);
        }
        let pending = Pending {
            key,
            key_at,
            name_at: self.name(rows),
            row: rows.number(),
            day,
            amount: in_book,
            refund: if nature == Nature::Purchase {
                self.in_book(refund)
            } else {
                Money::ZERO
            },
            nature,
            order,
        };
        self.batch.push(pending);
        if self.setup.carries == Carries::Extras {
            let extra = self.extra(rows, in_book);
            self.extras.push(extra);
        }
    }

    #[inline]
    fn cell<'r>(&self, rows: &'r Rows<'_>, column: Option<usize>) -> crate::value::Raw<'r> {
        self.table
            .raw(column.map_or(&[][..], |column| rows.cell(column)))
    }

    fn is_excluded(&self, status: Status) -> bool {
        status == Status::Cancelled
            || (status == Status::Pending && self.setup.rules.unpaid == Keep::Exclude)
    }

    /// Where the row's currency stands among those seen; sets the rate in force.
    #[inline]
    fn currency(&mut self, rows: &Rows<'_>) -> usize {
        let known = self.last_currency.1 != usize::MAX;
        let Some(column) = self.columns.currency else {
            return if known {
                self.last_currency.1
            } else {
                self.new_currency(Vec::new())
            };
        };
        let cell = rows.cell(column);
        if known && cell == self.last_currency.0 {
            return self.last_currency.1;
        }
        self.new_currency(cell.to_vec())
    }

    #[cold]
    fn new_currency(&mut self, cell: Vec<u8>) -> usize {
        let raw = self.table.raw(&cell);
        let code = if raw.is_blank() {
            self.setup.currency.to_owned()
        } else {
            super::currency::code(&String::from_utf8_lossy(trim(raw.text)))
        };
        let rate = self
            .setup
            .rates
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, rate)| *rate);
        if rate.is_none() && code != self.setup.currency && !self.unrated.contains(&code) {
            self.unrated.push(code.clone());
        }
        let known = self.currencies.iter().position(|(known, _)| *known == code);
        let at = known.unwrap_or_else(|| {
            self.currencies.push((code, Amounts::default()));
            self.currencies.len() - 1
        });
        self.last_currency = (cell, at, rate);
        at
    }

    /// The amount in book currency, rounded half to even.
    #[inline]
    fn in_book(&self, amount: Money) -> Money {
        match self.last_currency.2 {
            Some(rate) => super::currency::convert(amount, rate),
            None => amount,
        }
    }

    #[inline]
    fn amount(&mut self, rows: &Rows<'_>) -> Result<Option<Money>, AmountFault> {
        if self.columns.amount.is_some() {
            let raw = self.cell(rows, self.columns.amount);
            return amount::amount(raw, &self.assumed.amount, &mut self.evidence.amount);
        }
        let quantity = number::number(self.cell(rows, self.columns.quantity));
        let quantity = quantity.map_err(|_| AmountFault::NotAnAmount)?;
        let raw = self.cell(rows, self.columns.price);
        let price = amount::amount(raw, &self.assumed.amount, &mut self.evidence.amount)?;
        Ok(quantity
            .zip(price)
            .map(|(quantity, price)| super::currency::times(price, quantity)))
    }

    /// The row's own refund column; what cannot be read there counts as nothing.
    fn refund(&mut self, rows: &Rows<'_>) -> Money {
        if self.columns.refund.is_none() {
            return Money::ZERO;
        }
        let raw = self.cell(rows, self.columns.refund);
        let refund = amount::amount(raw, &self.assumed.amount, &mut self.evidence.amount);
        refund
            .ok()
            .flatten()
            .map_or(Money::ZERO, |money| Money(money.0.saturating_abs()))
    }

    /// The place of the row's status word among those seen.
    #[inline]
    fn status(&mut self, rows: &Rows<'_>) -> Option<usize> {
        let cell = rows.cell(self.columns.status?);
        if cell.is_empty() {
            return None;
        }
        let shape = shape(cell);
        let same = |at: usize| cell.len() <= 16 || self.words[at].word.as_bytes() == cell;
        let mut shapes = self.word_shapes.iter();
        match shapes
            .position(|known| *known == shape)
            .filter(|at| same(*at))
        {
            Some(at) => Some(at),
            None => self.known_word(cell),
        }
    }

    #[cold]
    fn known_word(&mut self, cell: &[u8]) -> Option<usize> {
        let known = self
            .words
            .iter()
            .position(|known| known.word.as_bytes() == cell);
        known.or_else(|| self.new_word(cell))
    }

    #[cold]
    fn new_word(&mut self, cell: &[u8]) -> Option<usize> {
        /// More distinct words than this are no status column; the rest count as unknown.
        const MAX_WORDS: usize = 1000;
        let text = String::from_utf8_lossy(cell).into_owned();
        let status = self.setup.words.status(&text);
        if status == Status::Blank || self.words.len() >= MAX_WORDS {
            return None;
        }
        self.word_shapes.push(shape(cell));
        self.words.push(WordCount {
            word: text,
            status,
            rows: 0,
            amount: Total::ZERO,
            // Known once a row with the word is counted: this one may be damaged.
            first_row: u32::MAX,
        });
        Some(self.words.len() - 1)
    }

    fn count_word(&mut self, word: usize, row: u32, amount: Money) {
        let count = &mut self.words[word];
        count.rows += 1;
        count.amount += amount;
        count.first_row = count.first_row.min(row);
    }

    fn exclude(&mut self, rows: &Rows<'_>, word: usize, at: usize, amount: Option<Money>) {
        self.account.row(Fate::Excluded);
        match amount {
            Some(money) => {
                self.currencies[at].1.read += money;
                self.currencies[at].1.settle(money, Fate::Excluded);
            }
            None => self.account.unreadable_amounts += 1,
        }
        let amount = self.in_book(amount.unwrap_or_default());
        self.count_word(word, rows.number(), amount);
        if self.setup.excluded == Excluded::Listed {
            let amount = amount.into();
            self.problem(rows, self.columns.status, |word| {
                Finding::ExcludedByStatus(word, amount)
            });
        }
    }

    /// The row's customer as a key, its bytes appended to the batch's text.
    #[inline]
    fn key(&mut self, rows: &Rows<'_>) -> Result<(Key, (u32, u32)), NoKey> {
        let start = self.text.len();
        if let Some(column) = self
            .columns
            .customer_id
            .filter(|_| self.setup.naming != Naming::ByName)
        {
            match id::identifier(self.table.raw(rows.cell(column)), &mut self.scratch[0]) {
                Id::Known(id) => {
                    self.text.extend_from_slice(id);
                    return Ok((Key::of(id), (start as u32, self.text.len() as u32)));
                }
                Id::Damaged => return Err(NoKey::Damaged),
                Id::Error => return Err(NoKey::ErrorCell),
                Id::Blank => {}
            }
        }
        if self.setup.naming == Naming::ById {
            return Err(NoKey::Missing);
        }
        let raw = self.cell(rows, self.columns.customer_name);
        if raw.is_error() {
            return Err(NoKey::ErrorCell);
        }
        if raw.is_blank() {
            return Err(NoKey::Missing);
        }
        self.text.push(NAME_MARK);
        self.text
            .extend_from_slice(folded_name(&String::from_utf8_lossy(raw.text)).as_bytes());
        let key = Key::of(&self.text[start..]);
        Ok((key, (start as u32, self.text.len() as u32)))
    }

    /// The customer's name on the row, appended to the batch's text.
    #[inline]
    fn name(&mut self, rows: &Rows<'_>) -> (u32, u32) {
        let start = self.text.len() as u32;
        if let Some(column) = self.columns.customer_name {
            let raw = self.table.raw(rows.cell(column));
            self.text.extend_from_slice(trim(raw.text));
        }
        (start, self.text.len() as u32)
    }

    fn order(&mut self, rows: &Rows<'_>) -> Result<u64, super::order_key::OddShape> {
        let place = (self.table.sheet.0, rows.number());
        let Some(column) = self.columns.id else {
            return self.setup.keys.key(&[], place);
        };
        match id::identifier(self.table.raw(rows.cell(column)), &mut self.scratch[1]) {
            Id::Known(id) => self.setup.keys.key(id, place),
            // A damaged order number still tells its rows apart from others': by its text.
            Id::Damaged | Id::Error => self.setup.keys.key(trim(rows.cell(column)), place),
            Id::Blank => self.setup.keys.key(&[], place),
        }
    }

    fn extra(&mut self, rows: &Rows<'_>, amount: Money) -> Extra {
        let mut extra = Extra::default();
        if self.setup.hash_rows {
            extra.row_hash = hash_row(rows);
        }
        extra.profit = self.profit(rows, amount);
        extra.product = self.product(rows);
        if let Some(filters) = &mut self.filters {
            extra.marks = filters.marks(rows);
        }
        extra
    }

    /// Profit of the row: its own column, else the amount less the cost; 0 where neither can be read.
    fn profit(&mut self, rows: &Rows<'_>, amount: Money) -> i64 {
        let read = |worker: &mut Self, column| {
            let raw = worker.cell(rows, column);
            let read = amount::amount(raw, &worker.assumed.amount, &mut worker.evidence.amount);
            read.ok().flatten()
        };
        if self.columns.profit.is_some() {
            return read(self, self.columns.profit).map_or(0, |profit| self.in_book(profit).0);
        }
        let cost = if self.columns.cost.is_some() {
            read(self, self.columns.cost)
        } else {
            None
        };
        cost.map_or(0, |cost| amount.0.saturating_sub(self.in_book(cost).0))
    }

    fn product(&mut self, rows: &Rows<'_>) -> u32 {
        if !self.setup.number_products {
            return u32::MAX;
        }
        let name = trim(self.cell(rows, self.columns.product).text);
        if name.is_empty() {
            return u32::MAX;
        }
        let key = Key::of(name);
        let known = read_lock(self.shared.products).find(key, name);
        known.unwrap_or_else(|| {
            let mut products = write_lock(self.shared.products);
            let number = products.len() as u32;
            products.find(key, name).unwrap_or_else(|| {
                if products.insert(key, name, number) {
                    number
                } else {
                    u32::MAX
                }
            })
        })
    }

    /// Looks up the customers of the batch and hands the rows on.
    fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        self.numbers.clear();
        self.fetched.clear();
        let mut missing = Vec::new();
        let in_sheet;
        {
            let registry = read_lock(self.shared.registry);
            in_sheet = registry.in_sheet;
            self.fetched
                .extend(batch.iter().map(|row| registry.index.fetch(row.key)));
            for (at, row) in batch.iter().enumerate() {
                let found =
                    registry
                        .index
                        .resolve(row.key, self.slice(row.key_at), self.fetched[at]);
                let place = (self.table.sheet.0, row.row);
                if found.is_none_or(|number| registry.earlier(number, place)) {
                    missing.push(at);
                }
                self.numbers.push(found.unwrap_or(u32::MAX));
            }
        }
        if !missing.is_empty() && self.add(&batch, &missing).is_err() {
            self.full = true;
            self.shared.stop.store(true, Ordering::Relaxed);
            return;
        }
        for (at, row) in batch.iter().enumerate() {
            let customer = self.numbers[at];
            if customer >= in_sheet && in_sheet > 0 {
                self.strangers.count(row.amount, row.row);
            }
            let extra = self.extras.get(at).copied().unwrap_or_default();
            self.push(customer, row, extra);
        }
        self.text.clear();
        self.batch = batch;
        self.batch.clear();
        self.extras.clear();
    }

    fn push(&mut self, customer: u32, row: &Pending, extra: Extra) {
        let mut order = OrderRow {
            customer,
            day: row.day,
            amount: row.amount,
            nature: row.nature,
            order: row.order,
        };
        self.flight.push(order, extra);
        if row.refund != Money::ZERO {
            order.amount = -row.refund;
            order.nature = Nature::Refund;
            self.flight.push(order, extra.of_refund());
        }
        self.days = Some(match self.days {
            None => (row.day, row.day),
            Some((first, last)) => (first.min(row.day), last.max(row.day)),
        });
    }

    fn slice(&self, at: (u32, u32)) -> &[u8] {
        &self.text[at.0 as usize..at.1 as usize]
    }

    #[cold]
    fn add(&mut self, batch: &[Pending], missing: &[usize]) -> Result<(), Full> {
        let mut registry = write_lock(self.shared.registry);
        for at in missing {
            let row = &batch[*at];
            let (key, name) = (self.slice(row.key_at), self.slice(row.name_at));
            let by_name = key.first() == Some(&NAME_MARK);
            let id = if by_name { name } else { key };
            let place = (self.table.sheet.0, row.row);
            let number = registry.find_or_add(key, id, name, place)?;
            self.numbers[*at] = number;
        }
        Ok(())
    }

    /// A row that cannot count: layout, or set aside with what is wrong in each cell.
    #[cold]
    fn damaged(
        &mut self,
        rows: &Rows<'_>,
        at: usize,
        date: Result<Option<Day>, DateFault>,
        amount: Result<Option<Money>, AmountFault>,
        key: Option<&NoKey>,
    ) {
        if super::layout::of(self.table, rows).is_some() {
            self.account.layout += 1;
            return;
        }
        self.account.row(Fate::SetAside);
        match &amount {
            Ok(Some(money)) => {
                self.currencies[at].1.read += *money;
                self.currencies[at].1.settle(*money, Fate::SetAside);
            }
            _ => self.account.unreadable_amounts += 1,
        }
        let id_column = self.columns.customer_id.or(self.columns.customer_name);
        match key {
            None => {}
            Some(NoKey::Missing) => self.problem(rows, id_column, |_| Finding::NoCustomer),
            Some(NoKey::Damaged) => self.problem(rows, id_column, |word| {
                Finding::DamagedId(Field::OrderCustomerId, word)
            }),
            Some(NoKey::ErrorCell) => self.problem(rows, id_column, |word| {
                Finding::ErrorCell(Field::OrderCustomerId, word)
            }),
        }
        let field = Field::OrderDate;
        let column = Some(self.columns.date);
        match date {
            Ok(Some(_)) => {}
            Ok(None) => self.problem(rows, column, |_| Finding::EmptyCell(field)),
            Err(DateFault::OutOfRange) => {
                self.problem(rows, column, |word| Finding::DateOutOfRange(field, word));
            }
            Err(DateFault::ErrorCell) => {
                self.problem(rows, column, |word| Finding::ErrorCell(field, word));
            }
            Err(DateFault::NotADate | DateFault::NeedsOrder) => {
                self.problem(rows, column, |word| Finding::NotADate(field, word));
            }
        }
        let (field, column) = match self.columns.amount {
            Some(column) => (Field::OrderAmount, Some(column)),
            None => (Field::OrderPrice, self.columns.price),
        };
        match amount {
            Ok(Some(_)) => {}
            Ok(None) => self.problem(rows, column, |_| Finding::EmptyCell(field)),
            Err(AmountFault::ErrorCell) => {
                self.problem(rows, column, |word| Finding::ErrorCell(field, word));
            }
            Err(_) => self.problem(rows, column, |word| Finding::NotAnAmount(field, word)),
        }
    }

    fn problem(
        &mut self,
        rows: &Rows<'_>,
        column: Option<usize>,
        finding: impl FnOnce(String) -> Finding,
    ) {
        if self.problems.len() >= MAX_FINDINGS {
            self.unlisted += 1;
            return;
        }
        let word = column.map_or(&[][..], |column| self.table.raw(rows.cell(column)).text);
        self.problems.push(Problem {
            place: Some(self.table.place(rows.number(), column)),
            finding: finding(String::from_utf8_lossy(trim(word)).into_owned()),
            count: 1,
        });
    }
}

/// What a row is by its status and its amount.
fn nature(status: Status, amount: Money) -> Nature {
    if amount.0 < 0 {
        Nature::Refund
    } else if status == Status::Refunded && amount.0 > 0 {
        Nature::Returned
    } else {
        Nature::Purchase
    }
}

/// Length, first and last eight bytes: of at most 16 bytes that is all there is to say.
/// Three fields instead of an array, which would be compared by a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    len: usize,
    first: u64,
    last: u64,
}

#[inline]
fn shape(cell: &[u8]) -> Shape {
    let (first, last) =
        if let (Some(first), Some(last)) = (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else {
            let mut word = [0; 8];
            word[..cell.len()].copy_from_slice(cell);
            (u64::from_le_bytes(word), 0)
        };
    Shape {
        len: cell.len(),
        first,
        last,
    }
}

/// A hash of all cells of a row.
fn hash_row(rows: &Rows<'_>) -> u64 {
    (0..rows.len()).fold(rows.len() as u64, |hash, column| {
        hash.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ hash_bytes(rows.cell(column))
    })
}

fn read_lock<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn write_lock<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
