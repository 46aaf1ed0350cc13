//! What kind of document an order row is, where a column beside its status says so: a slip of a
//! return, a payment, a document that was voided or turned down.
//!
//! Takes the cells of such columns; gives whether the row counts, and whether its amount goes
//! back. Returns are told with what they add up to, the others as status words are.

use crate::money::Money;
use crate::names::Field;
use crate::names::documents::{Kind, LONGEST_VOID_REMARK, Says, kind_of, says_kind};
use crate::names::words::Status;
use crate::problem::{Finding, Problem};
use crate::records::table::Table;
use crate::sheet::text::Rows;
use crate::value::text::{folded_word, trim};

use super::{Tally, Worker};

/// The columns of a table that say it, and what was found.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    columns: Vec<(usize, Says)>,
    /// Cells seen by column, and what they mean.
    seen: Vec<(usize, Vec<u8>, Kind)>,
    /// Returns whose amount was written without a minus.
    returns: Tally,
    /// What the first of them says, and where.
    first: (String, Option<usize>),
}

impl Kinds {
    pub(super) fn of(table: &Table) -> Self {
        let status = table.column(Field::OrderStatus);
        let says = |at: usize| {
            let says = says_kind(&folded_word(&table.headers[at]))?;
            (Some(at) != status).then_some((at, says))
        };
        Self {
            columns: (0..table.headers.len()).filter_map(says).collect(),
            ..Self::default()
        }
    }

    /// Where remarks stand, if nothing else can say what a row is.
    pub(super) fn only_remarks(&self) -> Option<Vec<usize>> {
        let remark = |(at, says): &(usize, Says)| (*says == Says::Remark).then_some(*at);
        self.columns.iter().map(remark).collect()
    }

    /// Adds what another thread saw.
    pub fn merge(&mut self, other: Self) {
        let (mine, theirs) = (self.returns.first_row, other.returns.first_row);
        if mine == 0 || (theirs != 0 && theirs < mine) {
            self.first = other.first;
        }
        self.returns.merge(&other.returns);
    }

    /// That amounts were taken for returns, if any were.
    pub fn problem(self, table: &Table) -> Option<Problem> {
        let (word, column) = self.first;
        (self.returns.rows > 0).then(|| Problem {
            place: Some(table.place(self.returns.first_row, column)),
            finding: Finding::ReturnRows(word, self.returns.amount),
            count: self.returns.rows,
        })
    }
}

impl Worker<'_> {
    /// What the row is, and where it says so; a sale where nothing does.
    #[inline]
    pub(super) fn kind(&mut self, rows: &Rows<'_>) -> (Kind, usize) {
        if self.kinds.columns.is_empty() {
            return (Kind::Sale, 0);
        }
        self.kind_said(rows)
    }

    #[cold]
    fn kind_said(&mut self, rows: &Rows<'_>) -> (Kind, usize) {
        /// More distinct words than this are looked at one by one.
        const MOST: usize = 64;
        let Kinds { columns, seen, .. } = &mut self.kinds;
        for (column, says) in columns.iter().copied() {
            let cell = rows.cell(column);
            if says == Says::Remark && !may_be_void(cell.len()) {
                continue;
            }
            let known = seen
                .iter()
                .find(|(at, known, _)| *at == column && known == cell);
            let kind = if let Some((.., kind)) = known {
                *kind
            } else {
                let kind = kind_of(says, self.table.raw(cell));
                if seen.len() < MOST {
                    seen.push((column, cell.to_vec(), kind));
                }
                kind
            };
            if kind != Kind::Sale {
                return (kind, column);
            }
        }
        (Kind::Sale, 0)
    }

    /// The word for rows that are no sales, as one of the status words.
    #[cold]
    pub(super) fn no_sale(&mut self, rows: &Rows<'_>, column: usize) -> usize {
        let raw = self.table.raw(rows.cell(column));
        let mut word = String::from_utf8_lossy(trim(raw.text)).into_owned();
        // A mere no says nothing without its question.
        if self.kinds.columns.contains(&(column, Says::Valid)) {
            word = format!("{}={word}", self.table.headers[column]);
        }
        self.word_of(word, Status::Cancelled)
    }

    /// What a slip of a return amounts to: less than nothing.
    #[cold]
    pub(super) fn given_back(&mut self, rows: &Rows<'_>, column: usize, money: Money) -> Money {
        if money.0 <= 0 {
            return money;
        }
        let back = Money(-money.0);
        let kinds = &mut self.kinds;
        if kinds.returns.first_row == 0 || rows.number() < kinds.returns.first_row {
            let text = trim(self.table.raw(rows.cell(column)).text);
            kinds.first = (String::from_utf8_lossy(text).into_owned(), Some(column));
        }
        let in_book = self.in_book(back);
        self.kinds.returns.count(in_book, rows.number());
        back
    }
}

/// Whether a remark of so many bytes may say that the document is none any more.
#[inline]
pub(super) fn may_be_void(len: usize) -> bool {
    (1..=LONGEST_VOID_REMARK).contains(&len)
}
