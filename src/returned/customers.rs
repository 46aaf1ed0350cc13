//! The sheet of all customers. Takes it with its columns and keys found, gives what people
//! set, the columns they added, and what they wrote over something of ours.

use crate::living::was::{ADDED, WAS_COLUMN, check, split};
use crate::living::{Key, SheetRole};
use crate::names::Field;
use crate::problem::Returned as Said;

use super::cells::Word;
use super::parted::Mixed;
use super::tasks::Bound;
use super::{AddedCell, Edit, Returned, Typed, parted, problem};

/// Check values of a row by column: the source's and the written one.
type Was<'w> = [Option<(&'w str, &'w str)>];

/// Findings of cells that are not taken; whoever fills in a whole column reads enough in these.
const MOST: usize = 200;

/// Reads the sheet, or the one of customers that are not in the data, which asks for no column
/// beside those who are.
pub(super) fn read(bound: &Bound<'_, '_>, role: SheetRole, returned: &mut Returned) {
    let mut not_taken = 0;
    let added = added(bound);
    if bound.column(WAS_COLUMN).is_none() && bound.found.header.is_some() {
        let gone = Said::HiddenColumnGone(WAS_COLUMN);
        let found = problem(bound.sheet.id, None, None, gone);
        returned.problems.push(found);
    }
    for (_, heading) in added.iter().filter(|_| role != SheetRole::Absent) {
        if !returned.added.headings.contains(heading) {
            returned.added.headings.push(heading.clone());
        }
    }
    for row in &bound.found.without_key {
        let words = ["customer_id", "name"].map(|key| bound.word(*row, key).text());
        let word = words.join(" ");
        // Totals and notes below the customers are nobody.
        if !word.trim().is_empty() {
            let said = Said::CustomerAdded(word.trim().to_owned());
            let found = problem(bound.sheet.id, Some(*row), None, said);
            returned.problems.push(found);
        }
    }
    for at in parted::customers(bound, returned) {
        let Key::Customer(customer) = &at.key else {
            continue;
        };
        let row = &at.row;
        let was = bound.word(at.hidden, WAS_COLUMN);
        let was = split(was.text(), bound.known);
        let mut is_kept = keep_added(bound, *row, customer, (&added, was.as_deref()), returned);
        // Without the column nobody knows what was changed.
        let was = was.unwrap_or_default();
        for ((column, was), place) in bound.known.iter().zip(was).zip(&bound.found.columns) {
            let (Some((source, written)), Some(place)) = (was, *place) else {
                continue;
            };
            if column.key.starts_with(ADDED) {
                continue;
            }
            let word = bound.rows[*row].get(place).copied().unwrap_or(Word::EMPTY);
            let now = check(word.text());
            let of_another = at.mixed == Mixed::Ids && column.key == "customer_id";
            // What stands in an older workbook may have been taken back since.
            let is_stale = now == written && bound.card.as_of < returned.newest;
            if now == written && now == source || of_another || is_stale {
                continue;
            }
            match field(&column.key) {
                Some(field) => {
                    let edit = Edit {
                        customer: customer.clone(),
                        field,
                        heading: column.heading.clone(),
                        typed: typed(word),
                        source: source.to_owned(),
                        shown: written.to_owned(),
                        fresh: now != written,
                        day: bound.card.as_of,
                        place: (bound.sheet.id, *row, place),
                    };
                    set(edit, returned);
                    is_kept = true;
                }
                None if not_taken < MOST => {
                    not_taken += 1;
                    let said = Said::EditNotTaken(
                        customer.clone(),
                        column.heading.clone(),
                        word.text().to_owned(),
                    );
                    returned
                        .problems
                        .push(problem(bound.sheet.id, Some(*row), Some(place), said));
                }
                None => {}
            }
        }
        let is_new =
            || bound.card.as_of == returned.newest || !returned.names.contains_key(customer);
        if is_kept && is_new() {
            let name = bound.word(*row, "name").text().to_owned();
            returned.names.insert(customer.clone(), name);
        }
    }
}

/// The field that people set in the column of a key.
fn field(key: &str) -> Option<Field> {
    match key {
        "owner" => Some(Field::CustomerOwner),
        key => Field::named(key),
    }
}

/// Takes an edit: one made just now before one that stands, then the newest workbook's.
fn set(edit: Edit, returned: &mut Returned) {
    let key = (edit.customer.clone(), edit.field);
    let Some(known) = returned.edits.get(&key) else {
        returned.edits.insert(key, edit);
        return;
    };
    let differ = known.typed.text != edit.typed.text;
    let (newer, older) = if (edit.day, edit.fresh) > (known.day, known.fresh) {
        (edit, known.clone())
    } else {
        (known.clone(), edit)
    };
    let (taken, left) = if older.fresh && !newer.fresh && older.was_about(&newer) {
        (older, newer)
    } else {
        (newer, older)
    };
    if differ && left.fresh {
        let said = Said::EditsDiffer(
            taken.customer.clone(),
            taken.heading.clone(),
            taken.typed.text.clone(),
            left.typed.text.clone(),
        );
        let (sheet, row, column) = left.place;
        returned
            .problems
            .push(problem(sheet, Some(row), Some(column), said));
    }
    returned.edits.insert(key, taken);
}

impl Edit {
    /// Whether this was typed over what stands in a newer workbook. If something else stands
    /// there, somebody has decided since, and a copy that is handed in again changes nothing.
    fn was_about(&self, standing: &Self) -> bool {
        self.day == standing.day || self.shown == check(&standing.typed.text)
    }
}

/// The columns people added, now or earlier: where they stand and their headings.
fn added(bound: &Bound<'_, '_>) -> Vec<(usize, String)> {
    let known = bound.known.iter().zip(&bound.found.columns);
    let earlier = known.filter_map(|(column, place)| {
        let heading = column.key.strip_prefix(ADDED)?;
        Some(((*place)?, heading.to_owned()))
    });
    let mut added: Vec<(usize, String)> =
        earlier.chain(bound.found.added.iter().cloned()).collect();
    added.sort();
    added
}

/// Keeps the cells of added columns: the newest workbook's, and of one day what was typed
/// since the workbook was written before what only stands there still. Gives whether the row
/// has any.
fn keep_added(
    bound: &Bound<'_, '_>,
    row: usize,
    customer: &str,
    (added, was): (&[(usize, String)], Option<&Was<'_>>),
    returned: &mut Returned,
) -> bool {
    let mut is_kept = false;
    for (place, heading) in added {
        let word = bound.rows[row].get(*place).copied().unwrap_or(Word::EMPTY);
        let mut columns = bound.found.columns.iter();
        let column = columns.position(|known| *known == Some(*place));
        let written = column.zip(was).and_then(|(at, was)| was[at]);
        let fresh = match written {
            Some((_, written)) => check(word.text()) != written,
            // A column that is new in this workbook, or one written without check values.
            None => column.is_none() && !word.text().is_empty(),
        };
        if word.text().is_empty() && !fresh {
            continue;
        }
        is_kept = true;
        let cell = AddedCell {
            day: bound.card.as_of,
            fresh,
            typed: typed(word),
            place: (bound.sheet.id, row, *place),
        };
        let cells = returned.added.cells.entry(customer.to_owned()).or_default();
        let Some(known) = cells.remove(heading) else {
            cells.insert(heading.clone(), cell);
            continue;
        };
        let is_newer = (cell.day, cell.fresh) > (known.day, known.fresh);
        let (taken, left) = if is_newer {
            (cell, known)
        } else {
            (known, cell)
        };
        let said = (left.fresh && left.typed.text != taken.typed.text).then(|| {
            let words = [&taken, &left].map(|cell| cell.typed.text.clone());
            let [taken, left] = words;
            Said::EditsDiffer(customer.to_owned(), heading.clone(), taken, left)
        });
        let (sheet, row, column) = left.place;
        cells.insert(heading.clone(), taken);
        if let Some(said) = said {
            let said = problem(sheet, Some(row), Some(column), said);
            returned.problems.push(said);
        }
    }
    is_kept
}

fn typed(word: Word<'_>) -> Typed {
    Typed {
        mark: word.mark,
        text: word.text().to_owned(),
    }
}
