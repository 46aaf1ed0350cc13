//! Order rows that stand twice, found again by the hash of the whole row.
//!
//! Takes the hashes of rows known to be repeated; gives the place of every such row, the
//! first one of each included.

use std::collections::HashSet;

use crate::money::{Money, Total};
use crate::period::Day;
use crate::problem::{Finding, Place, Problem};
use crate::records::flight::Extra;
use crate::sheet::text::Rows;
use crate::value::text::trim;

use super::Worker;

/// Hashes of rows that stand twice or more.
pub type RepeatedRows = HashSet<u64>;

/// A row that stands twice or more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// The hash of the whole row: equal for rows that repeat each other.
    pub hash: u64,
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
}

impl Worker<'_> {
    /// Keeps the place of a row that stands twice.
    #[cold]
    pub(super) fn locate(
        &mut self,
        rows: &Rows<'_>,
        known: &RepeatedRows,
        extra: &Extra,
        (day, written): (Day, Money),
        currency: usize,
    ) {
        if !known.contains(&extra.row_hash) {
            return;
        }
        let column = self.columns.customer_id.or(self.columns.customer_name);
        let word = column.map_or(&[][..], |column| self.table.raw(rows.cell(column)).text);
        self.repeated.push(Located {
            hash: extra.row_hash,
            place: self.table.place(rows.number(), None),
            customer: String::from_utf8_lossy(trim(word)).into_owned(),
            day,
            amount: self.in_book(written),
            written,
            currency: self.currencies[currency].0.clone(),
        });
    }
}

/// Rows that repeat an earlier one, with the place of that one, in the order of the sheets.
pub fn again(located: &mut [Located]) -> Vec<(&Located, Place)> {
    located.sort_unstable();
    let alike = located.chunk_by(|one, other| one.hash == other.hash);
    let again = alike.flat_map(|same| same[1..].iter().map(|row| (row, same[0].place)));
    let mut again: Vec<(&Located, Place)> = again.collect();
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
        problems.push(Problem {
            place: Some(row.place),
            finding: Finding::DuplicateOrderRow {
                customer: row.customer.clone(),
                day: row.day,
                amount: if is_last { amount } else { own },
                counted,
                first: first.row.filter(|_| first.sheet == row.place.sheet),
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
            hash,
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
