//! Rows that are no facts, seen from a table: blank rows, totals, repeated headers, notes.

use crate::names::layout::{self, Layout};
use crate::sheet::text::Rows;
use crate::value::text::trim;

use super::table::Table;

/// The layout a row is, if it is one.
pub fn of(table: &Table, rows: &Rows<'_>) -> Option<Layout> {
    let cells: Vec<String> = (0..rows.len())
        .map(|column| String::from_utf8_lossy(trim(table.raw(rows.cell(column)).text)).into_owned())
        .collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    layout::layout(&table.headers, &cells)
}
