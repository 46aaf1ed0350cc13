//! Ids that a spreadsheet has probably rounded to fifteen digits before they came here.
//!
//! Takes the registry, gives one finding or none. A single long id may end in zeros by itself;
//! where all of them do, their last digits are lost, and different customers may be one.

use crate::problem::{Finding, Place, Problem, SheetId};

use super::registry::Registry;

/// Digits of a number that Excel keeps.
const EXCEL_DIGITS: usize = 15;
/// Zeros that all long ids together must end in: fewer are too likely to be chance.
const ZEROS: usize = 3;

/// Whether all ids of more than fifteen digits end in nothing but zeros after them.
pub fn rounded_ids(registry: &Registry) -> Option<Problem> {
    let mut zeros = 0;
    let mut rounded: Vec<u32> = Vec::new();
    for number in 0..registry.len() as u32 {
        let id = registry.id(number).as_bytes();
        if id.len() <= EXCEL_DIGITS || !id.iter().all(u8::is_ascii_digit) {
            continue;
        }
        let end = &id[EXCEL_DIGITS..];
        if end.iter().any(|digit| *digit != b'0') {
            return None;
        }
        zeros += end.len();
        rounded.push(number);
    }
    let by_id = |one: &&u32, other: &&u32| registry.by_id(**one, **other);
    let first = rounded.iter().min_by(by_id).filter(|_| zeros >= ZEROS)?;
    let place = registry.first_place(*first).map(|(sheet, row)| Place {
        sheet: SheetId(sheet),
        row: Some(row),
        column: None,
    });
    Some(Problem {
        place,
        finding: Finding::RoundedIds(registry.id(*first).to_owned()),
        count: rounded.len() as u64,
    })
}
