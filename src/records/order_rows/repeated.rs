//! Order rows that stand twice, found again by the hash of the whole row.
//!
//! Takes the hashes of rows known to be repeated; gives the place of every such row, the
//! first one of each included.

use std::collections::HashSet;

use crate::money::{Money, Total};
use crate::period::Day;
use crate::problem::{Finding, Place, Problem};
use crate::records::flight::{Extra, Nature, Piece};
use crate::records::index::hash_bytes;
use crate::records::order_key::UNNUMBERED;
use crate::records::rest::twice::{Shown, repeats};
use crate::rules::CountBy;
use crate::sheet::text::Rows;
use crate::value::text::trim;

use super::Worker;

/// Hashes of rows that stand twice or more.
pub type RepeatedRows = HashSet<u64>;

/// A row that stands twice or more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// What it shows, as a hash: rows that may repeat each other share it.
    pub shows: u64,
    /// The hash of the whole row: equal for identical ones.
    pub hash: u64,
    /// Whether it says that it came back.
    pub back: bool,
    /// A hash of what was bought; 0 where nothing says it.
    pub bought: u32,
    /// Its place; no column.
    pub place: Place,
    /// Its customer, as the row writes it.
    pub customer: String,
    /// Its day.
    pub day: Day,
    /// Its amount in book currency.
    pub amount: Money,
    /// Its amount as written.
    pub written: Money,
    /// The currency in which it is written.
    pub currency: String,
    /// Whether a status leaves it out anyway.
    pub withdrawn: bool,
}

impl Located {
    /// The same of the customer with this number: rows of others show something else.
    pub(super) fn of(mut self, customer: u32) -> Self {
        let parts = [self.shows, u64::from(customer)].map(u64::to_le_bytes);
        self.shows = hash_bytes(&parts.concat());
        self
    }
}

impl Worker<'_> {
    /// Keeps the place of a row that stands twice.
    #[cold]
    pub(super) fn locate(
        &mut self,
        rows: &Rows<'_>,
        known: &RepeatedRows,
        extra: &Extra,
        (order, nature): (u64, Nature),
        (day, written): (Day, Money),
        currency: usize,
    ) {
        if !known.contains(&extra.row_hash) {
            return;
        }
        let row = self.located(rows, extra, (order, nature), (day, written), currency);
        // Whose it is, is known once the batch is looked up.
        let numbered = self.is_numbered(order);
        let at = numbered.then_some(self.batch.len() - 1);
        self.located.push((at, row));
    }

    /// Whether rows of the order are known by its number.
    fn is_numbered(&self, order: u64) -> bool {
        order & UNNUMBERED == 0 && self.setup.rules.count != CountBy::Day
    }

    /// The row with its place, before its customer is known.
    pub(super) fn located(
        &self,
        rows: &Rows<'_>,
        extra: &Extra,
        (order, nature): (u64, Nature),
        (day, written): (Day, Money),
        currency: usize,
    ) -> Located {
        let column = self.columns.customer_id.or(self.columns.customer_name);
        let word = column.map_or(&[][..], |column| self.table.raw(rows.cell(column)).text);
        let in_book = self.in_book(written);
        let shows = if self.is_numbered(order) {
            let parts = [
                order.to_le_bytes(),
                in_book.0.to_le_bytes(),
                i64::from(day.0).to_le_bytes(),
            ];
            hash_bytes(&parts.concat())
        } else {
            extra.row_hash
        };
        Located {
            shows,
            hash: extra.row_hash,
            back: nature == Nature::Returned,
            bought: extra.bought,
            place: self.table.place(rows.number(), None),
            customer: String::from_utf8_lossy(trim(word)).into_owned(),
            day,
            amount: in_book,
            written,
            currency: self.currencies[currency].0.clone(),
            withdrawn: extra.piece == Piece::Withdrawn,
        }
    }
}

impl Worker<'_> {
    /// Tells the rows of the batch that stand twice apart by their customers, whatever the rows
    /// call them; `numbers` are the customers of the batch.
    pub(super) fn settle_located(&mut self) {
        for (at, row) in self.located.drain(..) {
            let customer = at.and_then(|at| self.numbers.get(at));
            self.repeated.push(match customer {
                Some(customer) => row.of(*customer),
                None => row,
            });
        }
    }
}

/// Rows that count and repeat another one, with that one, in the order of the sheets.
pub fn again(located: &mut [Located]) -> Vec<(&Located, &Located)> {
    located.sort_unstable_by_key(|row| (row.shows, row.place));
    let mut again: Vec<(&Located, &Located)> = Vec::new();
    for alike in located.chunk_by(|one, other| one.shows == other.shows) {
        let shown = alike.iter().map(|row| Shown {
            table: row.place.sheet.0,
            hash: row.hash,
            back: row.back,
            bought: row.bought,
        });
        let repeats = repeats(&shown.collect::<Vec<_>>());
        let counts = || alike.iter().zip(&repeats).filter(|(_, again)| !**again);
        let found = alike.iter().zip(&repeats);
        for (row, _) in found.filter(|(row, again)| **again && !row.withdrawn) {
            let identical = counts().find(|(other, _)| other.hash == row.hash);
            if let Some((other, _)) = identical.or_else(|| counts().next()) {
                again.push((row, other));
            }
        }
    }
    again.sort_unstable_by_key(|(row, _)| row.place);
    again
}

/// One finding for each row that repeats an earlier one, in the order of the sheets; of more
/// than `at_most` the last one speaks for the rest. `rows` and `amount` are those of all rows
/// that do so.
pub fn problems(
    mut located: Vec<Located>,
    counted: bool,
    (rows, amount): (u64, Total),
    at_most: usize,
) -> Vec<Problem> {
    let mut again = again(&mut located);
    again.truncate(at_most);
    let (mut rows, mut amount) = (rows, amount);
    let listed = again.len();
    let mut problems = Vec::with_capacity(listed);
    for (number, (row, first)) in again.into_iter().enumerate() {
        let is_last = number + 1 == listed;
        let own: Total = row.amount.into();
        let (customer, day) = (row.customer.clone(), row.day);
        let sum = if is_last { amount } else { own };
        let same_sheet = first.place.sheet == row.place.sheet;
        problems.push(Problem {
            place: Some(row.place),
            finding: if row.hash == first.hash {
                Finding::DuplicateOrderRow {
                    customer,
                    day,
                    amount: sum,
                    counted,
                    first: first.place.row.filter(|_| same_sheet),
                }
            } else {
                Finding::OrderShownTwice {
                    customer,
                    day,
                    amount: sum,
                    counted,
                    cancelled: first.withdrawn,
                }
            },
            count: if is_last { rows.max(1) } else { 1 },
        });
        rows = rows.saturating_sub(1);
        amount = Total(amount.0 - own.0);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::SheetId;

    fn located(hash: u64, sheet: u16, row: u32) -> Located {
        Located {
            shows: hash,
            hash,
            back: false,
            bought: 0,
            place: Place {
                sheet: SheetId(sheet),
                row: Some(row),
                column: None,
            },
            customer: "C1".to_owned(),
            day: Day(0),
            amount: Money(i64::from(row)),
            written: Money(i64::from(row)),
            currency: "CNY".to_owned(),
            withdrawn: false,
        }
    }

    #[track_caller]
    fn check(rows: &[Located], all: (u64, i128), expected: &[(u16, u32, Option<u32>, u64, i128)]) {
        let problems = problems(rows.to_vec(), true, (all.0, Total(all.1)), 2);
        let told = problems.iter().map(|problem| {
            let place = problem.place.expect("a place");
            let Finding::DuplicateOrderRow { first, amount, .. } = &problem.finding else {
                panic!("{problem:?}");
            };
            let row = place.row.expect("a row");
            (place.sheet.0, row, *first, problem.count, amount.0)
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn rows_after_the_first_are_listed_in_the_order_of_the_sheets() {
        let rows = [
            located(7, 0, 9),
            located(7, 0, 2),
            located(9, 0, 4),
            located(9, 1, 3),
        ];
        check(&rows, (2, 12), &[(0, 9, Some(2), 1, 9), (1, 3, None, 1, 3)]);
        check(&[], (0, 0), &[]);
    }

    #[test]
    fn the_last_one_listed_speaks_for_the_rest() {
        let rows = [2, 3, 4, 5].map(|row| located(1, 0, row));
        check(
            &rows,
            (3, 12),
            &[(0, 3, Some(2), 1, 3), (0, 4, Some(2), 2, 9)],
        );
    }
}
