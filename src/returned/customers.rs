//! The sheet of all customers. Takes it with its columns and keys found, gives what people
//! set, the columns they added, and what they wrote over something of ours.

use crate::living::Key;
use crate::living::was::{ADDED, WAS_COLUMN, check, split};
use crate::names::Field;
use crate::problem::Returned as Said;

use super::cells::Word;
use super::parted::Mixed;
use super::tasks::Bound;
use super::{Edit, Returned, Typed, parted, problem};

/// Findings of cells that are not taken; whoever fills in a whole column reads enough in these.
const MOST: usize = 200;

/// Reads the sheet.
pub(super) fn read(bound: &Bound<'_, '_>, returned: &mut Returned) {
    let mut not_taken = 0;
    let added = added(bound);
    for (_, heading) in &added {
        if !returned.added.headings.contains(heading) {
            returned.added.headings.push(heading.clone());
        }
    }
    for at in parted::customers(bound, returned) {
        let Key::Customer(customer) = &at.key else {
            continue;
        };
        let row = &at.row;
        keep_added(bound, *row, customer, &added, returned);
        let was = bound.word(at.hidden, WAS_COLUMN);
        // Without the column nobody knows what was changed.
        let Some(was) = split(was.text(), bound.known) else {
            continue;
        };
        for ((column, was), place) in bound.known.iter().zip(was).zip(&bound.found.columns) {
            let (Some((source, written)), Some(place)) = (was, *place) else {
                continue;
            };
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
                        fresh: now != written,
                        day: bound.card.as_of,
                        place: (bound.sheet.id, *row, place),
                    };
                    set(edit, returned);
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
    let (taken, left) = if (edit.fresh, edit.day) > (known.fresh, known.day) {
        (edit.clone(), known.clone())
    } else {
        (known.clone(), edit)
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

fn keep_added(
    bound: &Bound<'_, '_>,
    row: usize,
    customer: &str,
    added: &[(usize, String)],
    returned: &mut Returned,
) {
    for (place, heading) in added {
        let word = bound.rows[row].get(*place).copied().unwrap_or(Word::EMPTY);
        if word.text().is_empty() {
            continue;
        }
        let cells = returned.added.cells.entry(customer.to_owned()).or_default();
        let cell = (bound.card.as_of, typed(word));
        match cells.get_mut(heading) {
            Some(known) if known.0 >= cell.0 => {}
            Some(known) => *known = cell,
            None => {
                cells.insert(heading.clone(), cell);
            }
        }
    }
}

fn typed(word: Word<'_>) -> Typed {
    Typed {
        mark: word.mark,
        text: word.text().to_owned(),
    }
}
