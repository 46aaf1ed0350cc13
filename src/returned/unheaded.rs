//! Cells in columns without a heading: nobody can tell what they are about, so nothing takes
//! them. Takes the rows of a sheet and which of its columns are headed, gives one finding a
//! column, with the first word that stands in it.

use std::collections::BTreeMap;

use crate::living::{KEY_COLUMN, KnownSheet};
use crate::problem::{Problem, Returned as Said, SheetId};
use crate::records::table::Table;

use super::cells::{Cells, Word};
use super::problem;
use super::tasks::Bound;

/// Those of a sheet whose rows have keys. One that has lost its row of headings is told as a
/// whole, since none of its columns can be known.
pub(super) fn of_sheet(bound: &Bound<'_, '_>) -> Vec<Problem> {
    let found = bound.found;
    if found.header.is_none() {
        return vec![problem(bound.sheet.id, None, None, Said::HeadingsGone)];
    }
    let is_known = |place: usize| {
        let added = || found.added.iter().any(|(known, _)| *known == place);
        place == found.key_column || found.columns.contains(&Some(place)) || added()
    };
    let rows = found.rows.iter().map(|(row, _)| (*row, &*bound.rows[*row]));
    first_words(bound.sheet.id, rows, is_known)
}

/// A sheet of these columns whose rows have lost their keys, if it has rows at all.
pub(super) fn without_keys(
    sheet: SheetId,
    known: &KnownSheet,
    rows: &[Vec<Word<'_>>],
) -> Option<Problem> {
    let headings = |row: &[Word<'_>]| {
        let stands = |heading: &str| row.iter().any(|word| word.text() == heading);
        let columns = known.columns.iter();
        columns.filter(|column| stands(&column.heading)).count()
    };
    // A row with a single cell is a remark.
    let is_filled = |row: &Vec<Word<'_>>| {
        let filled = row.iter().filter(|word| !word.text().is_empty());
        filled.count() > 1
    };
    let counts: Vec<usize> = rows.iter().map(|row| headings(row)).collect();
    let most = counts.iter().max().copied()?;
    let header = counts.iter().position(|count| *count == most)?;
    let has_rows = rows[header + 1..].iter().any(is_filled);
    has_rows.then(|| problem(sheet, None, None, Said::HiddenColumnGone(KEY_COLUMN)))
}

/// Those of a contact log.
pub(super) fn of_log(log: &Table) -> Vec<Problem> {
    let is_headed = |place: usize| {
        let heading = log.headers.get(place).map_or("", |heading| heading.trim());
        !heading.is_empty() || log.fields.iter().any(|(_, column)| *column == place)
    };
    let cells = Cells::of(&log.source);
    let rows = cells.rows();
    let above = (log.first_row as usize).saturating_sub(1);
    let rows = rows.iter().enumerate().skip(above);
    first_words(
        log.sheet,
        rows.map(|(row, cells)| (row, &**cells)),
        is_headed,
    )
}

fn first_words<'r, 'c: 'r>(
    sheet: SheetId,
    rows: impl Iterator<Item = (usize, &'r [Word<'c>])>,
    is_headed: impl Fn(usize) -> bool,
) -> Vec<Problem> {
    let mut columns: BTreeMap<usize, Problem> = BTreeMap::new();
    for (row, cells) in rows {
        let filled = cells.iter().enumerate();
        let filled = filled.filter(|(_, word)| !word.text().is_empty());
        for (place, word) in filled.filter(|(place, _)| !is_headed(*place)) {
            let known = columns.entry(place).or_insert_with(|| {
                let said = Said::NoHeading(word.text().to_owned());
                let found = problem(sheet, Some(row), Some(place), said);
                Problem { count: 0, ..found }
            });
            known.count += 1;
        }
    }
    columns.into_values().collect()
}
