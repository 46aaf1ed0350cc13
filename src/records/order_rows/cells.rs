//! What the cells of an order row say: currency, amount, status, customer, order.
//!
//! Takes a row and the columns of its table, gives values ready to be settled. Plain
//! cells allocate nothing; what is seen for the first time takes a colder path.

use crate::money::Money;
use crate::names::Field;
use crate::names::layout::{is_sum, is_total};
use crate::names::words::Status;
use crate::period::Day;
use crate::problem::Finding;
use crate::records::filters::Told;
use crate::records::flight::Extra;
use crate::records::index::{Key, hash_bytes};
use crate::records::ledger::Amounts;
use crate::records::order_key::OddShape;
use crate::records::orders::{Naming, Signs};
use crate::records::registry::NAME_MARK;
use crate::rules::Rate;
use crate::sheet::text::Rows;
use crate::value::amount::{self, AmountFault, AmountReading, CURRENCIES, Unit};
use crate::value::date::DateFault;
use crate::value::flag;
use crate::value::id::{self, Id};
use crate::value::number::{self, NumberFault};
use crate::value::text::{folded_name, is_garbled, trim, without_formula};
use crate::value::word;
use crate::value::{Mark, is_error_word};

use super::{WordCount, Worker, key_text, read_lock, write_lock};

/// Which order a row is of.
pub(super) enum Order {
    /// The one with this key.
    Key(u64),
    /// Its number has not the shape of the others.
    Odd,
    /// None: a word for a total stands there.
    Sum,
}

impl Order {
    fn of(key: Result<u64, OddShape>) -> Self {
        key.map_or(Self::Odd, Self::Key)
    }
}

/// A customer's cell could not be read.
pub(super) enum NoKey {
    Missing,
    Damaged,
    Garbled(Field),
    ErrorCell,
}

impl Worker<'_> {
    #[inline]
    pub(super) fn cell<'r>(
        &self,
        rows: &'r Rows<'_>,
        column: Option<usize>,
    ) -> crate::value::Raw<'r> {
        self.table
            .raw(column.map_or(&[][..], |column| rows.cell(column)))
    }

    /// Where the row's currency stands among those seen; sets the rate in force.
    #[inline]
    pub(super) fn currency(&mut self, rows: &Rows<'_>) -> usize {
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
    pub(super) fn new_currency(&mut self, cell: Vec<u8>) -> usize {
        let raw = self.table.raw(&cell);
        let code = if raw.is_blank() {
            match self.assumed.signs {
                Signs::Whole(place) => CURRENCIES[place].0.to_owned(),
                // A column of currencies leaves it open: the header says.
                Signs::Alike if self.columns.currency.is_some() => (self.assumed.named)
                    .map_or(self.setup.currency, |place| CURRENCIES[place].0)
                    .to_owned(),
                Signs::Alike => self.setup.currency.to_owned(),
                Signs::PerAmount => (self.assumed.named)
                    .map_or(self.setup.currency, |place| CURRENCIES[place].0)
                    .to_owned(),
            }
        } else {
            crate::records::currency::code(&String::from_utf8_lossy(trim(raw.text)))
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
    pub(super) fn in_book(&self, amount: Money) -> Money {
        match self.last_currency.2 {
            Some(rate) => crate::records::currency::convert(amount, rate),
            None => amount,
        }
    }

    #[inline]
    pub(super) fn date(&mut self, rows: &Rows<'_>) -> Result<Option<Day>, DateFault> {
        let raw = self.table.raw(rows.cell(self.columns.date));
        self.months
            .date(raw, self.assumed.date, &mut self.evidence.date)
    }

    #[inline]
    pub(super) fn amount(&mut self, rows: &Rows<'_>) -> Result<Option<Money>, AmountFault> {
        if self.columns.amount.is_some() {
            let raw = self.cell(rows, self.columns.amount);
            return amount::amount(raw, &self.assumed.amount, &mut self.evidence.amount);
        }
        let raw = self.cell(rows, self.columns.quantity);
        amount::see_number(raw, &mut self.evidence.amount);
        let quantity = self.quantity(rows);
        let raw = self.cell(rows, self.columns.price);
        let price = amount::amount(raw, &self.assumed.amount, &mut self.evidence.amount)?;
        let quantity = quantity.map_err(|_| AmountFault::NotAnAmount)?;
        Ok(quantity
            .zip(price)
            .map(|(quantity, price)| crate::records::currency::times(price, quantity)))
    }

    /// How many pieces the row is about, with the decimal mark of the amounts.
    pub(super) fn quantity(&self, rows: &Rows<'_>) -> Result<Option<f64>, NumberFault> {
        let raw = self.cell(rows, self.columns.quantity);
        number::decimal_number(raw, self.assumed.amount.decimal)
    }

    /// The same in a table that mixes signs of currencies; `at` becomes the place of its own.
    #[cold]
    pub(super) fn signed_amount(
        &mut self,
        rows: &Rows<'_>,
        at: &mut usize,
    ) -> Result<Option<Money>, AmountFault> {
        self.evidence.amount.currencies = 0;
        let amount = self.amount(rows);
        let named = self.evidence.amount.currencies().next();
        *at = self.new_currency(named.map_or_else(Vec::new, |code| code.as_bytes().to_vec()));
        amount
    }

    /// An amount beside the row's own, in book currency; in the unit and the currency that its
    /// header says, else in those of the row. Nothing where it cannot be read.
    fn beside(
        &mut self,
        rows: &Rows<'_>,
        column: Option<usize>,
        unit: Option<Unit>,
    ) -> Result<Option<Money>, AmountFault> {
        let raw = self.cell(rows, column);
        let reading = AmountReading {
            scale: unit.map_or(self.assumed.amount.scale, |unit| unit.scale),
            ..self.assumed.amount
        };
        let read = amount::amount(raw, &reading, &mut self.evidence.amount)?;
        Ok(read.map(|money| match self.rate_beside(unit) {
            Some(rate) => crate::records::currency::convert(money, rate),
            None => money,
        }))
    }

    /// Names a cell beside the amount of a row that counts all the same.
    #[cold]
    pub(super) fn unread_beside(&mut self, rows: &Rows<'_>, field: Field, fault: AmountFault) {
        let column = self.table.column(field);
        self.problem(rows, column, |word| match fault {
            AmountFault::ErrorCell => Finding::ErrorCell(field, word),
            _ => Finding::NotAnAmount(field, word),
        });
    }

    /// The rate of an amount beside the row's own: that of the currency which its unit names, none
    /// for the book's, else the row's.
    fn rate_beside(&self, unit: Option<Unit>) -> Option<Rate> {
        let of_row = self.last_currency.2;
        let Some(unit) = unit else { return of_row };
        match unit.currency.map(|place| CURRENCIES[place].0) {
            None if unit.own => None,
            None => of_row,
            Some(code) if code == self.setup.currency => None,
            Some(code) => {
                let mut rates = self.setup.rates.iter();
                let found = rates.find(|(known, _)| known == code);
                found.map(|(_, rate)| *rate).or(of_row)
            }
        }
    }

    /// What the row's own refund column says, in book currency; nothing without one.
    pub(super) fn refund(&mut self, rows: &Rows<'_>) -> Result<Money, AmountFault> {
        if self.columns.refund.is_none() {
            return Ok(Money::ZERO);
        }
        let refund = self.beside(rows, self.columns.refund, self.columns.units[0])?;
        Ok(refund.map_or(Money::ZERO, |money| Money(money.0.saturating_abs())))
    }

    /// The place of the row's status word among those seen.
    #[inline]
    pub(super) fn status(&mut self, rows: &Rows<'_>) -> Option<usize> {
        let cell = rows.cell(self.columns.status?);
        if cell.is_empty() {
            return None;
        }
        let shape = shape(cell);
        let (known, at) = self.word_shapes[shape.slot()];
        let same = || cell.len() <= 16 || self.words[at].word.as_bytes() == cell;
        if known == shape && same() {
            return Some(at);
        }
        let at = self.known_word(cell)?;
        self.word_shapes[shape.slot()] = (shape, at);
        Some(at)
    }

    /// The place of the word for rows that say when they were cancelled, if this one does.
    #[inline]
    pub(super) fn cancelled(&mut self, rows: &Rows<'_>) -> Option<usize> {
        let column = self.columns.cancelled?;
        let cell = rows.cell(column);
        if cell.is_empty() {
            return None;
        }
        self.cancelled_on(column, cell)
    }

    #[cold]
    fn cancelled_on(&mut self, column: usize, cell: &[u8]) -> Option<usize> {
        let raw = self.table.raw(cell);
        match flag::flag(raw) {
            _ if raw.is_blank() => return None,
            Ok(Some(true)) => {}
            // A day on which it was cancelled, or a word that says so.
            Err(_) if raw.text.iter().any(u8::is_ascii_digit) => {}
            Err(_) => {
                let word = String::from_utf8_lossy(trim(raw.text));
                let says = self.setup.words.status(&word) == Status::Cancelled;
                return says.then(|| self.known_word(trim(raw.text))).flatten();
            }
            Ok(_) => return None,
        }
        let header = self.table.headers[column].clone();
        Some(self.word_of(header, Status::Cancelled))
    }

    /// The place of a word that stands for a status wherever it was found.
    pub(super) fn word_of(&mut self, word: String, status: Status) -> usize {
        let known = self.words.iter().position(|known| known.word == word);
        known.unwrap_or_else(|| {
            self.words.push(WordCount::new(word, status));
            self.words.len() - 1
        })
    }

    #[cold]
    pub(super) fn known_word(&mut self, cell: &[u8]) -> Option<usize> {
        let cell = without_formula(cell);
        let known = self
            .words
            .iter()
            .position(|known| known.word.as_bytes() == cell);
        known.or_else(|| self.new_word(cell))
    }

    #[cold]
    pub(super) fn new_word(&mut self, cell: &[u8]) -> Option<usize> {
        /// More distinct words than this are no status column; the rest count as unknown.
        const MAX_WORDS: usize = 1000;
        let text = String::from_utf8_lossy(cell).into_owned();
        let status = self.setup.words.status(&text);
        if status == Status::Blank || self.words.len() >= MAX_WORDS {
            return None;
        }
        self.words.push(WordCount::new(text, status));
        Some(self.words.len() - 1)
    }

    /// The row's customer as a key, its bytes appended to the batch's text unless the key
    /// itself holds them.
    #[inline]
    pub(super) fn key(&mut self, rows: &Rows<'_>) -> Result<(Key, (u32, u32)), NoKey> {
        let start = self.text.len();
        if let Some(column) = self
            .columns
            .customer_id
            .filter(|_| self.setup.naming != Naming::ByName)
        {
            match id::identifier(self.table.raw(rows.cell(column)), &mut self.scratch[0]) {
                Id::Known(id) => {
                    let key = Key::of(id);
                    if key.bytes().is_none() {
                        self.text.extend_from_slice(id);
                    }
                    return Ok((key, (start as u32, self.text.len() as u32)));
                }
                Id::Damaged => return Err(NoKey::Damaged),
                Id::Garbled => return Err(NoKey::Garbled(Field::OrderCustomerId)),
                Id::Error => return Err(NoKey::ErrorCell),
                Id::Blank => {}
            }
        }
        if self.setup.naming == Naming::ById {
            let named = self.cell(rows, self.columns.customer_name);
            self.evidence.by_name |= !named.is_blank() && !named.is_error();
            return Err(NoKey::Missing);
        }
        let raw = self.cell(rows, self.columns.customer_name);
        if raw.is_error() {
            return Err(NoKey::ErrorCell);
        }
        if raw.is_blank() {
            return Err(NoKey::Missing);
        }
        if is_garbled(raw.text) {
            return Err(NoKey::Garbled(Field::OrderCustomerName));
        }
        self.text.push(NAME_MARK);
        let name = String::from_utf8_lossy(without_formula(trim(raw.text)));
        self.text.extend_from_slice(folded_name(&name).as_bytes());
        let key = Key::of(&self.text[start..]);
        Ok((key, (start as u32, self.text.len() as u32)))
    }

    /// The customer's name on the row, appended to the batch's text.
    #[inline]
    pub(super) fn name(&mut self, rows: &Rows<'_>) -> (u32, u32) {
        match self.columns.customer_name {
            None => (0, 0),
            Some(column) => self.named(rows.cell(column)),
        }
    }

    fn named(&mut self, cell: &[u8]) -> (u32, u32) {
        let start = self.text.len() as u32;
        let raw = self.table.raw(cell);
        let text = without_formula(trim(raw.text));
        if raw.mark != Mark::Error && !is_error_word(text) {
            self.text.extend_from_slice(text);
        }
        (start, self.text.len() as u32)
    }

    /// The order of the row, whose customer and day are known.
    #[inline]
    pub(super) fn order(
        &mut self,
        rows: &Rows<'_>,
        customer: &(Key, (u32, u32)),
        day: Day,
    ) -> Order {
        if let Some(column) = self.columns.id {
            let raw = self.table.raw(rows.cell(column));
            if raw.mark == Mark::Text
                && let Some(key) = self.setup.keys.plain(raw.text)
            {
                return Order::Key(key);
            }
        }
        self.odd_order(rows, customer, day)
    }

    /// The same of a number that is not shaped as the others are.
    fn odd_order(&mut self, rows: &Rows<'_>, customer: &(Key, (u32, u32)), day: Day) -> Order {
        let place = (self.table.sheet.0, rows.number());
        let keys = self.setup.keys;
        let Some(column) = self.columns.id else {
            return Order::of(keys.key(&[], place));
        };
        let raw = self.table.raw(rows.cell(column));
        match id::identifier(raw, &mut self.scratch[1]) {
            Id::Known(id) if !id.last().is_some_and(u8::is_ascii_digit) && may_sum_up(id) => {
                Order::Sum
            }
            Id::Known(id) => Order::of(keys.key(id, place)),
            Id::Damaged | Id::Garbled | Id::Error => {
                self.damaged_order(rows, column);
                let held = customer.0.bytes();
                let customer = key_text(held.as_ref(), &self.text, customer.1);
                // Several orders may have come to one number: those of one customer and day
                // are taken for one.
                let day = day.0.to_le_bytes();
                let parts = [trim(rows.cell(column)), b"\n", customer, b"\n", &day];
                Order::of(keys.key(&parts.concat(), place))
            }
            Id::Blank => Order::of(keys.key(&[], place)),
        }
    }

    /// The column in which a row that cannot be read says that it sums up others.
    pub(super) fn sum_said(&self, rows: &Rows<'_>) -> Option<usize> {
        let number = self.columns.id.filter(|column| {
            let text = trim(self.table.raw(rows.cell(*column)).text);
            may_sum_up(text) && is_sum(&String::from_utf8_lossy(text))
        });
        number.or_else(|| self.sums.said(self.table, rows))
    }

    #[cold]
    fn damaged_order(&mut self, rows: &Rows<'_>, column: usize) {
        let tally = &mut self.damaged_orders;
        if tally.first_row == 0 || rows.number() < tally.first_row {
            let text = trim(self.table.raw(rows.cell(column)).text);
            self.damaged_order = String::from_utf8_lossy(text).into_owned();
        }
        tally.count(Money::ZERO, rows.number());
    }

    pub(super) fn extra(&mut self, rows: &Rows<'_>, amount: Money) -> Extra {
        let mut extra = self.whole_row(rows);
        extra.profit = self.profit(rows, amount);
        extra.product = self.product(rows);
        if let Some(filters) = &mut self.filters {
            let rate = self.last_currency.2;
            extra.marks = filters.marks(rows, Told { amount, rate });
        }
        extra
    }

    /// What tells whether the row stands twice, where that is looked for.
    pub(super) fn whole_row(&self, rows: &Rows<'_>) -> Extra {
        let mut extra = Extra::default();
        if self.setup.hash_rows {
            extra.row_hash = hash_row(rows);
            extra.table = self.table.sheet.0;
            let told = [self.columns.product, self.columns.category];
            let told = told.map(|column| trim(self.cell(rows, column).text));
            if !told.concat().is_empty() {
                extra.bought = hash_bytes(&told.join(&b"\n"[..])) as u32 | 1;
            }
        }
        extra
    }

    /// Profit of the row: its own column, else the amount less the cost; 0 where neither can be
    /// read, which is named.
    pub(super) fn profit(&mut self, rows: &Rows<'_>, amount: Money) -> i64 {
        let [_, profit, cost] = self.columns.units;
        let (field, column, unit) = match (self.columns.profit, self.columns.cost) {
            (None, None) => return 0,
            (None, cost_column) => (Field::OrderCost, cost_column, cost),
            (profit_column, _) => (Field::OrderProfit, profit_column, profit),
        };
        match self.beside(rows, column, unit) {
            Ok(None) => 0,
            Ok(Some(money)) if field == Field::OrderProfit => money.0,
            Ok(Some(cost)) => amount.0.saturating_sub(cost.0),
            Err(fault) => {
                self.unread_beside(rows, field, fault);
                0
            }
        }
    }

    pub(super) fn product(&mut self, rows: &Rows<'_>) -> u32 {
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
}

/// Length, first and last eight bytes: of at most 16 bytes that is all there is to say.
/// Three fields instead of an array, which would be compared by a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    len: usize,
    first: u64,
    last: u64,
}

/// Words by their shape. Which word a row says cannot be foreseen, so that looking at one
/// after another would cost more than the few places that words may have to share.
pub(super) type Shapes = [(Shape, usize); 1 << SLOT_BITS];

const SLOT_BITS: u32 = 7;

/// No word is known.
pub(super) const NO_SHAPES: Shapes = {
    let blank = Shape {
        len: 0,
        first: 0,
        last: 0,
    };
    [(blank, 0); 1 << SLOT_BITS]
};

impl Shape {
    /// The place of a word among [`Shapes`]; a blank one is never looked for.
    #[inline]
    pub(super) fn slot(self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(31) ^ self.len as u64;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOT_BITS)) as usize
    }
}

/// The shape of so many bytes whose first and last eight are these; the first alone, with NUL
/// behind, of fewer than eight.
#[inline]
pub(super) fn shape_of(len: usize, first: u64, last: u64) -> Shape {
    Shape { len, first, last }
}

#[inline]
fn shape(cell: &[u8]) -> Shape {
    let (first, last) =
        if let (Some(first), Some(last)) = (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else {
            (word::short(cell), 0)
        };
    shape_of(cell.len(), first, last)
}

/// Whether a word for a total stands in the place of an order number.
#[cold]
fn may_sum_up(id: &[u8]) -> bool {
    let text = String::from_utf8_lossy(id);
    is_sum(&text) || is_total(&text)
}

/// A hash of all cells of a row.
fn hash_row(rows: &Rows<'_>) -> u64 {
    (0..rows.len()).fold(rows.len() as u64, |hash, column| {
        hash.rotate_left(7).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ hash_bytes(rows.cell(column))
    })
}
