//! The records of an old workbook, as the reader library will follow them.
//!
//! Takes the stream of the book; gives its list of sheets, and of each sheet how far its
//! cells reach, what it declares, what is hidden in it, or why it must not be read.

use std::ops::Range;

use crate::sheet::fault::WorkbookFault;
use crate::sheet::ole::{u16_at, u32_at};
use crate::sheet::parts::PartNotes;

use super::{COLUMNS, ROWS, damaged};

/// The records we look at, by their numbers in the format.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const COLUMN_INFO: u16 = 0x007D;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_TEXT: u16 = 0x00D6;
    pub(super) const SHARED_TEXT: u16 = 0x00FD;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const FLAG_OR_ERROR: u16 = 0x0205;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHORT_NUMBER: u16 = 0x027E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// A sheet in the book's list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BoundSheet {
    pub name: String,
    /// Where its records begin.
    pub start: u32,
    /// Where that number stands.
    pub pointer: usize,
}

/// What one sheet's records say.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub cells: Span,
    pub formulas: Span,
    /// How many cells the sheet declares, and where.
    pub declared: Vec<(u64, Range<usize>)>,
    pub notes: PartNotes,
    pub fault: Option<WorkbookFault>,
}

impl Walked {
    /// How many cells and formulas a reader holds.
    pub(super) fn area(&self) -> u64 {
        self.cells.area() + self.formulas.area()
    }
}

/// The rows and columns that cells of one sheet span.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub count: u64,
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Span {
    fn take(&mut self, row: u32, first: u32, last: u32) {
        let grown = |known: Option<(u32, u32)>, first: u32, last: u32| match known {
            Some((low, high)) => Some((low.min(first), high.max(last))),
            None => Some((first, last)),
        };
        self.count += u64::from(last.saturating_sub(first)) + 1;
        self.rows = grown(self.rows, row, row);
        self.columns = grown(self.columns, first, last);
    }

    fn area(self) -> u64 {
        let extent = |span: Option<(u32, u32)>| {
            span.map_or(0, |(low, high)| u64::from(high.saturating_sub(low)) + 1)
        };
        extent(self.rows) * extent(self.columns)
    }
}

/// The list of sheets, and the place of the record that ends it.
pub(super) fn globals(stream: &[u8]) -> Result<(Vec<BoundSheet>, u32), WorkbookFault> {
    let mut sheets = Vec::new();
    for (kind, body, at) in records(stream, 0) {
        match kind {
            // Whatever comes after it cannot be read without the password.
            record::FILE_PASS if body.iter().any(|byte| *byte != 0) => {
                return Err(WorkbookFault::Encrypted);
            }
            record::BOUND_SHEET => sheets.extend(bound_sheet(body, at + 4)),
            record::EOF => return Ok((sheets, at as u32)),
            _ => {}
        }
    }
    Ok((sheets, stream.len() as u32))
}

/// Walks the records of the sheet that begins here; `left` is how many bytes may still be
/// walked.
pub(super) fn walk(stream: &[u8], start: usize, left: &mut usize) -> Walked {
    let mut walked = Walked::default();
    if start > stream.len() {
        walked.fault = Some(damaged("it begins beyond the end of the file"));
        return walked;
    }
    let (mut depth, mut formulas) = (0u32, Formulas::default());
    for (kind, body, at) in records(stream, start) {
        let Some(rest) = left.checked_sub(4 + body.len()) else {
            walked.fault = Some(damaged("its records are another sheet's"));
            return walked;
        };
        *left = rest;
        match kind {
            record::BEGIN => depth += 1,
            // A chart within a sheet begins and ends, too.
            record::EOF if depth <= 1 => break,
            record::EOF => depth -= 1,
            _ if depth > 1 => {}
            _ => {
                if let Err(fault) = walked.record(kind, body, at) {
                    walked.fault = Some(fault);
                    return walked;
                }
                formulas.look(kind, body);
            }
        }
    }
    walked.notes.empty_formulas = formulas.all_empty();
    walked
}

impl Walked {
    fn record(&mut self, kind: u16, body: &[u8], at: usize) -> Result<(), WorkbookFault> {
        match kind {
            record::DIMENSIONS => {
                let area = declared_area(body)?;
                self.declared.push((area, at + 4..at + 4 + body.len()));
            }
            record::ROW => {
                let hidden = u16_at(body, 12).is_some_and(|flags| flags & 0x20 != 0);
                self.notes.hidden_rows += u64::from(hidden);
            }
            record::COLUMN_INFO => {
                let hidden = u16_at(body, 8).is_some_and(|flags| flags & 1 != 0);
                if let (true, Some(first), Some(last)) = (hidden, u16_at(body, 0), u16_at(body, 2))
                {
                    self.notes.hide_columns(first.into(), last.into());
                }
            }
            record::FORMULA
            | record::MULTIPLE_NUMBERS
            | record::NUMBER
            | record::LABEL
            | record::FLAG_OR_ERROR
            | record::RICH_TEXT
            | record::SHARED_TEXT
            | record::SHORT_NUMBER => return self.cell(kind, body),
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, kind: u16, body: &[u8]) -> Result<(), WorkbookFault> {
        let (Some(row), Some(column)) = (u16_at(body, 0), u16_at(body, 2)) else {
            return Err(damaged("a cell is cut off"));
        };
        let last = match kind {
            record::MULTIPLE_NUMBERS => u16_at(body, body.len().saturating_sub(2)),
            _ => Some(column),
        };
        let (row, column) = (u32::from(row), u32::from(column));
        let last = last.map_or(column, u32::from).max(column);
        if last >= COLUMNS {
            return Err(damaged("a cell stands in an impossible column"));
        }
        self.cells.take(row, column, last);
        if kind == record::FORMULA {
            self.formulas.take(row, column, last);
        }
        Ok(())
    }
}

/// Whether any formula of a sheet holds a value.
#[derive(Debug, Default)]
struct Formulas {
    empty: u64,
    filled: u64,
}

impl Formulas {
    fn look(&mut self, kind: u16, body: &[u8]) {
        if kind != record::FORMULA {
            return;
        }
        // Eight bytes of a number, or what it is instead: a text of nothing is 3 and FF FF.
        let is_empty = match body.get(6..14) {
            Some(&[3, _, _, _, _, _, 0xFF, 0xFF]) => true,
            Some(value) => value.iter().all(|byte| *byte == 0),
            None => false,
        };
        self.empty += u64::from(is_empty);
        self.filled += u64::from(!is_empty);
    }

    /// How many formulas there are, if none of them holds a value.
    fn all_empty(&self) -> u64 {
        if self.filled == 0 { self.empty } else { 0 }
    }
}

/// Records from a place on, each with its number, its body and its place.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8], usize)> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)?);
        // Nothing but padding comes after the last record.
        let body = stream.get(at + 4..at + 4 + usize::from(length))?;
        let place = at;
        at += 4 + body.len();
        Some((kind, body, place))
    })
}

/// How many cells the record says there are: first and last row, first and last column, the
/// last ones exclusive.
fn declared_area(body: &[u8]) -> Result<u64, WorkbookFault> {
    let short = |at| u16_at(body, at).map(u32::from);
    let (first, last, left, right) = if body.len() == 10 {
        (short(0), short(2), short(4), short(6))
    } else {
        (u32_at(body, 0), u32_at(body, 4), short(8), short(10))
    };
    let (Some(first), Some(last), Some(left), Some(right)) = (first, last, left, right) else {
        return Err(damaged("its sheet size is cut off"));
    };
    let sane = last <= ROWS && right <= COLUMNS && (last == 0 || first < last);
    if !sane {
        return Err(damaged("its sheet size is impossible"));
    }
    let extent = |from: u32, to: u32| u64::from(to.saturating_sub(from)) + 1;
    Ok(extent(first, last) * extent(left, right))
}

/// A sheet's place and name; `at` is where the record's body stands.
fn bound_sheet(body: &[u8], at: usize) -> Option<BoundSheet> {
    let start = u32_at(body, 0)?;
    let (count, wide) = (usize::from(*body.get(6)?), *body.get(7)? & 1 == 1);
    let units: Vec<u16> = if wide {
        let pairs = body.get(8..)?.chunks_exact(2).take(count);
        pairs
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect()
    } else {
        body.get(8..)?
            .iter()
            .take(count)
            .map(|byte| u16::from(*byte))
            .collect()
    };
    Some(BoundSheet {
        name: String::from_utf16_lossy(&units),
        start,
        pointer: at,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A record of this kind.
    pub(in crate::sheet::xls) fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = body.len() as u16;
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
    }

    pub(in crate::sheet::xls) fn begin() -> Vec<u8> {
        record(record::BEGIN, &[0, 6, 0x10, 0])
    }

    pub(in crate::sheet::xls) fn end() -> Vec<u8> {
        record(record::EOF, &[])
    }

    /// A stream of these sheets, named S0, S1 and so on.
    pub(in crate::sheet::xls) fn book(sheets: &[&[u8]]) -> Vec<u8> {
        let listed = |number: usize, start: usize| {
            let name = format!("S{number}");
            let start = (start as u32).to_le_bytes();
            let body = [&start[..], &[0, 0, name.len() as u8, 0], name.as_bytes()];
            record(record::BOUND_SHEET, &body.concat())
        };
        let list: usize = (0..sheets.len()).map(|n| listed(n, 0).len()).sum();
        let mut at = begin().len() + list + end().len();
        let mut stream = begin();
        for (number, sheet) in sheets.iter().enumerate() {
            stream.extend(listed(number, at));
            at += sheet.len();
        }
        stream.extend(end());
        for sheet in sheets {
            stream.extend(*sheet);
        }
        stream
    }

    fn walked(records: &[Vec<u8>]) -> Walked {
        let stream = [begin(), records.concat(), end()].concat();
        walk(&stream, 0, &mut 10_000)
    }

    #[test]
    fn impossible_sizes_of_old_sheets_break_them() {
        let check = |kind: u16, body: &[u8], sane: bool| {
            let walked = walked(&[record(kind, body)]);
            assert_eq!(walked.fault.is_none(), sane, "{body:?}");
        };
        check(0x0203, b"\x01\0\xFF\0\0\0\0\0\0\0\0\0\0\0", true);
        check(0x0203, b"\x01\0\0\x01\0\0\0\0\0\0\0\0\0\0", false);
        check(0x0203, b"\x01\0", false);
        check(0x0200, b"\0\0\0\0\0\0\x01\0\0\0\0\x01\0\0", true);
        check(0x0200, b"\0\0\0\0\0\x01\x01\0\0\0\0\x01\0\0", false);
        check(0x0200, b"\x09\0\0\0\x01\0\0\0\0\0\0\x01\0\0", false);
    }

    #[test]
    fn hidden_rows_and_columns_are_noticed_and_charts_within_a_sheet_are_not() {
        let row = |flags: u16| record(0x0208, &[&[0; 12][..], &flags.to_le_bytes()].concat());
        let columns = |first: u8, last: u8, flags: u8| {
            record(0x007D, &[first, 0, last, 0, 0, 9, 0, 0, flags, 0, 0, 0])
        };
        let records = [
            columns(0, 0, 0),
            columns(2, 3, 1),
            row(0x100),
            row(0x120),
            begin(),
            row(0x20),
            record(0x0203, &[]),
            end(),
            row(0x20),
        ];
        let notes = walked(&records).notes;
        assert_eq!(notes.hidden_rows, 2);
        assert_eq!(notes.hidden_columns, [(2, 3)]);
        assert_eq!(
            [0, 3, 9].map(|columns| notes.hidden_within(columns)),
            [0, 1, 2]
        );
    }

    #[test]
    fn formulas_are_empty_only_where_none_holds_a_value() {
        let formula = |value: [u8; 8]| {
            let body = [&[0; 6][..], &value, &[0; 8]].concat();
            record(0x0006, &body)
        };
        let check = |values: &[[u8; 8]], expected: u64| {
            let records: Vec<_> = values.iter().map(|value| formula(*value)).collect();
            assert_eq!(walked(&records).notes.empty_formulas, expected);
        };
        let (nothing, text) = ([3, 0, 0, 0, 0, 0, 255, 255], [0, 0, 0, 0, 0, 0, 255, 255]);
        check(&[], 0);
        check(&[[0; 8], nothing], 2);
        check(&[[0; 8], 1.5f64.to_le_bytes()], 0);
        check(&[[0; 8], text], 0);
    }
}
