//! Order rows whose cells are all plain to see, which nearly all are, read without asking what
//! else they might be.
//!
//! Takes a row of a text table; gives what it says, or nothing where any cell asks for a closer
//! look. Then nothing has been counted, and the row is read with all care.

use crate::money::Money;
use crate::names::words::Status;
use crate::period::Day;
use crate::records::filters::RowFilters;
use crate::records::flight::Carries;
use crate::records::index::{Index, Key, NOWHERE};
use crate::records::lines::Lines;
use crate::records::orders::{Assumed, Columns, Naming, Setup, Signs};
use crate::records::table::{CellMarks, Table};
use crate::sheet::text::Rows;
use crate::value::amount::{AmountReading, plain_word};
use crate::value::{id, word};

use super::cells::{Shape, shape_of};
use super::kinds::may_be_void;
use super::sums::ends_a_sum;
use super::{Kinds, Sums, Taken, Worker};

/// Where the cells of such rows stand.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    customer: usize,
    date: usize,
    amount: usize,
    order: usize,
    status: Option<usize>,
    /// Other cells that may say that the row sums up others.
    saying: Vec<usize>,
    /// Remarks, which are not looked at unless they are short.
    remarks: Vec<usize>,
    numbers: word::Numbered,
    seen: Unsettled,
}

/// What rows of the batch have added up to that the account does not know yet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unsettled {
    pub(super) rows: u64,
    /// In ten-thousandths. An amount has at most eight digits here, so that those of any batch
    /// have room.
    pub(super) amount: i64,
}

/// Whose order a row is.
#[derive(Clone, Copy)]
enum Who {
    /// That of whoever has this key, with its place in the index; its bytes stand in the batch's
    /// text unless it holds them.
    Keyed((Key, u32), (u32, u32)),
    /// Nobody's who counts: its status, by the place of the word, leaves the row out.
    Excluded(usize),
}

/// What a row says.
struct Seen {
    who: Who,
    word: Option<usize>,
    status: Status,
    day: Day,
    amount: Money,
    has_decimals: bool,
    order: u64,
}

impl Plain {
    /// That of a table, unless its rows ask for more than an id, a day, an amount and a status.
    pub(super) fn of(
        setup: &Setup<'_>,
        table: &Table,
        columns: &Columns,
        assumed: Assumed,
        kinds: &Kinds,
        sums: &Sums,
        filters: Option<&RowFilters<'_>>,
    ) -> Option<Self> {
        let more = [columns.currency, columns.refund, columns.cancelled];
        let usual = table.marks == CellMarks::None
            && assumed.amount == AmountReading::default()
            && assumed.signs != Signs::PerAmount
            && assumed.lines == Lines::Alone
            && setup.naming != Naming::ByName
            && setup.carries == Carries::Rows
            && more == [None; 3]
            && filters.is_none();
        if !usual {
            return None;
        }
        let customer = columns.customer_id?;
        Some(Self {
            customer,
            date: columns.date,
            amount: columns.amount?,
            order: columns.id?,
            status: columns.status,
            saying: sums.columns().filter(|at| *at != customer).collect(),
            remarks: kinds.only_remarks()?,
            numbers: setup.keys.numbered()?,
            seen: Unsettled::default(),
        })
    }

    /// Takes what the account does not know yet.
    pub(super) fn settle(&mut self) -> Unsettled {
        std::mem::take(&mut self.seen)
    }
}

impl Worker<'_> {
    /// Reads a row if all its cells are plain to see.
    #[inline]
    pub(super) fn plain_row(&mut self, rows: &Rows<'_>, index: &Index) -> bool {
        // Cells of rows without quotes are found with one look at the row.
        let bytes = rows.bytes();
        let seen = match rows.spans() {
            Some(spans) => self.seen_plainly(bytes, |column| spans.of(column), index),
            None => self.seen_plainly(bytes, |column| rows.span_in_quoted_row(column), index),
        };
        let Some(seen) = seen else {
            return false;
        };
        self.evidence.date.plain += 1;
        self.evidence.amount.dot += u64::from(seen.has_decimals);
        if let Some(plain) = &mut self.plain
            && !matches!(seen.who, Who::Excluded(_))
        {
            plain.seen.rows += 1;
            plain.seen.amount += seen.amount.0;
        }
        match seen.who {
            Who::Excluded(word) => {
                self.exclude(rows, word, self.last_currency.1, Some(seen.amount));
            }
            Who::Keyed(key, key_at) => {
                let taken = Taken {
                    word: seen.word,
                    status: seen.status,
                    key,
                    key_at,
                    day: seen.day,
                    amount: seen.amount,
                    refund: Money::ZERO,
                    order: seen.order,
                };
                self.take(rows, &taken);
                self.see_bought(rows);
            }
        }
        true
    }

    /// What the row says.
    #[inline]
    fn seen_plainly(
        &mut self,
        bytes: &[u8],
        span: impl Fn(usize) -> Option<(usize, usize)>,
        index: &Index,
    ) -> Option<Seen> {
        let plain = self.plain.as_ref()?;
        // Until a row has been read with all care, the currency is not known.
        if self.last_currency.1 == usize::MAX || self.last_currency.2.is_some() {
            return None;
        }
        let day = plain_day(self, bytes, span(plain.date)?)?;
        if day > self.setup.as_of {
            return None;
        }
        let (amount, has_decimals) = plain_amount(bytes, span(plain.amount)?)?;
        let order = u64::from(plain.numbers.read(bytes, span(plain.order)?)?);
        let (word, status) = match plain.status {
            None => (None, Status::Blank),
            Some(column) => self.plain_status(bytes, span(column)?)?,
        };
        for column in &plain.remarks {
            let (start, end) = span(*column)?;
            if may_be_void(end - start) {
                return None;
            }
        }
        let who = if self.is_excluded(status) {
            // Another sheet may show the same row as a sale, which a look at all of it tells.
            if self.setup.several {
                return None;
            }
            Who::Excluded(word?)
        } else {
            for column in &plain.saying {
                if may_be_a_sum(bytes, span(*column)?) {
                    return None;
                }
            }
            let id = span(plain.customer)?;
            match index.plain(bytes, id) {
                Some(key) => Who::Keyed(key, (0, 0)),
                None => self.plain_key(bytes, id)?,
            }
        };
        Some(Seen {
            who,
            word,
            status,
            day,
            amount,
            has_decimals,
            order,
        })
    }

    /// Whose order it is, where ids do not count.
    fn plain_key(&mut self, bytes: &[u8], id: (usize, usize)) -> Option<Who> {
        let key = plain_key(bytes, id)?;
        if may_be_a_sum(bytes, id) {
            return None;
        }
        let start = self.text.len() as u32;
        if key.bytes().is_none() {
            self.text.extend_from_slice(bytes.get(id.0..id.1)?);
        }
        let key_at = (start, self.text.len() as u32);
        Some(Who::Keyed((key, NOWHERE), key_at))
    }

    /// The place of a status word that was met before, and what it says.
    #[expect(clippy::inline_always, reason = "a call for each row shows")]
    #[inline(always)]
    fn plain_status(
        &self,
        bytes: &[u8],
        (start, end): (usize, usize),
    ) -> Option<(Option<usize>, Status)> {
        let shape = plain_shape(bytes, start, end)?;
        let (known, at) = self.word_shapes[shape.slot()];
        (known == shape).then(|| (Some(at), self.words[at].status))
    }
}

/// A day of a month that has been read before, as `2026-06-30`.
#[inline]
fn plain_day(worker: &Worker<'_>, bytes: &[u8], (start, end): (usize, usize)) -> Option<Day> {
    let text: &[u8; 10] = bytes.get(start..end)?.try_into().ok()?;
    let month = word::at(text, 0)?;
    worker.months.plain(month, [text[8], text[9]])
}

/// An amount such as `1234.56` of at most eight bytes, and whether it has decimals. Three of them
/// may as well be thousands.
#[inline]
fn plain_amount(bytes: &[u8], (start, end): (usize, usize)) -> Option<(Money, bool)> {
    let len = end - start;
    if len > 8 {
        return None;
    }
    let word = word::at(bytes, start)? & word::low_bytes(len);
    let (units, decimals) = plain_word(word, len)?;
    (decimals != 3).then_some((Money(units), decimals > 0))
}

/// The key of an id of letters and digits that is too long to be a word for nothing.
#[inline]
fn plain_key(bytes: &[u8], (start, end): (usize, usize)) -> Option<Key> {
    let len = end - start;
    if !(id::SURE..=16).contains(&len) {
        return None;
    }
    let first = word::at(bytes, start)?;
    if len <= 8 {
        let word = first & word::low_bytes(len);
        return word::is_code(word, len).then(|| Key::of_word(word));
    }
    let is_code = word::is_code(first, 8) && word::is_code(word::at(bytes, end - 8)?, 8);
    is_code.then(|| Key::of(&bytes[start..end]))
}

/// Whether a cell may say that its row sums up others.
#[inline]
fn may_be_a_sum(bytes: &[u8], (start, end): (usize, usize)) -> bool {
    start < end && ends_a_sum(bytes[end - 1])
}

/// The shape of a word of at most 16 bytes, which says all of it.
#[inline]
fn plain_shape(bytes: &[u8], start: usize, end: usize) -> Option<Shape> {
    let len = end - start;
    let first = word::at(bytes, start)?;
    match len {
        1..=7 => Some(shape_of(len, first & word::low_bytes(len), 0)),
        8..=16 => Some(shape_of(len, first, word::at(bytes, end - 8)?)),
        _ => None,
    }
}
