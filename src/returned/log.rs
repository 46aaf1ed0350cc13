//! Rows that people added to the log of a workbook: often with a name and no id. Takes the
//! sheets that name customers, gives the log with the ids filled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::names::Field;
use crate::records::table::Table;
use crate::sheet::spool::{CELL_END, ROW_END};
use crate::value::text::folded_name;

use super::cells::Cells;
use super::parted;
use super::tasks::Bound;

/// Columns that people added, with their headings: all of ours say a field.
pub(super) fn added(log: &Table) -> impl Iterator<Item = (usize, &str)> {
    let is_ours = |place: usize| log.fields.iter().any(|(_, column)| *column == place);
    let headings = log.headers.iter().enumerate();
    let headings = headings.map(|(place, heading)| (place, heading.trim()));
    headings.filter(move |(place, heading)| !heading.is_empty() && !is_ours(*place))
}

/// The ids of customers by folded name; `None` where two share it.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, Option<String>>);

impl Names {
    /// Learns names from a sheet whose rows have keys.
    pub(super) fn add(&mut self, bound: &Bound<'_, '_>) {
        for (row, key) in &bound.found.rows {
            let name = bound.word(*row, "name").text();
            // Where a part of the columns was sorted the name is another row's.
            if name.is_empty() || parted::is_left(bound, *row, key) {
                continue;
            }
            let id = key.customer();
            let known = self
                .0
                .entry(folded_name(name))
                .or_insert_with(|| Some(id.to_owned()));
            if known.as_deref().is_some_and(|known| known != id) {
                *known = None;
            }
        }
    }

    /// Learns the names of another workbook.
    pub(super) fn add_all(&mut self, other: &Self) {
        for (name, id) in &other.0 {
            let known = self.0.entry(name.clone()).or_insert_with(|| id.clone());
            if known != id {
                *known = None;
            }
        }
    }

    /// The log, with ids where rows have only a name that one customer has: by the names of
    /// its own workbook, then by those of all. A copy may be older than a customer whose name
    /// stands in its log, and its row is still the one that the newest workbook has.
    pub(super) fn fill_in(&self, all: &Self, log: &Table) -> Table {
        let columns = (
            log.column(Field::ContactCustomerId),
            log.column(Field::ContactCustomerName),
        );
        let (Some(id), Some(name)) = columns else {
            return log.clone();
        };
        let cells = Cells::of(&log.source);
        let mut bytes = Vec::new();
        let mut filled = false;
        for (number, row) in cells.rows().iter().enumerate() {
            let text = |at: usize| row.get(at).map_or("", |word| word.text());
            let below = number + 1 >= log.first_row as usize;
            let found = (below && text(id).is_empty() && !text(name).is_empty())
                .then(|| folded_name(text(name)))
                .and_then(|name| self.0.get(&*name).or_else(|| all.0.get(&*name)))
                .and_then(Option::as_ref);
            for at in 0..row.len().max(if found.is_some() { id + 1 } else { 0 }) {
                if at > 0 {
                    bytes.push(CELL_END);
                }
                match found {
                    Some(found) if at == id => bytes.extend_from_slice(found.as_bytes()),
                    _ => {
                        if let Some(word) = row.get(at) {
                            super::tasks::push(&mut bytes, word.mark, word.as_ref());
                        }
                    }
                }
            }
            filled |= found.is_some();
            bytes.push(ROW_END);
        }
        if !filled {
            return log.clone();
        }
        let start = start_of(&bytes, log.first_row);
        Table {
            source: Arc::new(bytes),
            start,
            ..log.clone()
        }
    }
}

/// Where a row begins; rows count from 1.
fn start_of(bytes: &[u8], row: u32) -> u64 {
    let ends = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == ROW_END);
    let mut starts = ends.map(|(at, _)| at as u64 + 1);
    match row {
        0 | 1 => 0,
        row => starts.nth(row as usize - 2).unwrap_or(bytes.len() as u64),
    }
}
