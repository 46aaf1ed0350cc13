//! What is open about a date column, with the cells that show it.
//!
//! Takes a table and a column whose order of day and month nothing decides; gives the
//! rows and words to show to whoever must decide.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::problem::Place;
use crate::records::table::{Pace, Table, whole_column};
use crate::value::date::{self, Orders, Undecidable};
use crate::value::text::trim;

/// A date column that can be read in several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDates {
    /// The column.
    pub place: Place,
    /// Why it is open.
    pub why: Undecidable,
    /// The cells that show it, in the order of their rows: one of several readings, or two
    /// of which each can only be read in another order.
    pub words: Vec<DateWord>,
}

/// A date as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateWord {
    /// Its row; the first row of the sheet is 1.
    pub row: u32,
    /// The cell.
    pub word: String,
}

impl OpenDates {
    /// Looks the column through for cells that show why it is open.
    pub(super) fn of(table: &Table, column: Option<usize>, why: Undecidable, pace: Pace) -> Self {
        Self {
            place: whole_column(table, column),
            why,
            words: column.map_or_else(Vec::new, |column| words(table, column, why, pace)),
        }
    }
}

/// The first cell that has several readings; of a column that conflicts the first cell that
/// has one only, and the first that has another one only.
fn words(table: &Table, column: usize, why: Undecidable, pace: Pace) -> Vec<DateWord> {
    let wanted = match why {
        Undecidable::Ambiguous => 1,
        Undecidable::Conflicting => 2,
    };
    let enough = AtomicBool::new(false);
    // By one thread, from the top: the first such cells are the ones to show.
    let from_the_top = Pace { threads: 1, ..pace };
    let read = table.read(
        from_the_top,
        Vec::new,
        |found: &mut Vec<(DateWord, Orders)>, _, rows| {
            while found.len() < wanted && rows.advance() {
                let raw = table.raw(rows.cell(column));
                let Some(orders) = date::orders(raw) else {
                    continue;
                };
                let shows = match why {
                    Undecidable::Ambiguous => true,
                    Undecidable::Conflicting => orders.is_sure(),
                };
                if shows && found.iter().all(|(_, first)| !orders.meets(*first)) {
                    let word = String::from_utf8_lossy(trim(raw.text)).into_owned();
                    let row = rows.number();
                    found.push((DateWord { row, word }, orders));
                }
            }
            enough.store(found.len() == wanted, Ordering::Relaxed);
        },
        &enough,
    );
    // The column was read a moment ago; if it cannot be now, the question stands without a word.
    let found = read.map_or_else(|_| Vec::new(), |(workers, _)| workers.concat());
    found.into_iter().map(|(word, _)| word).collect()
}
