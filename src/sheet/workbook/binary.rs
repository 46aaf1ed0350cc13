//! Sheets of binary workbooks (.xlsb).
//!
//! Takes the bytes of the file, gives its sheets, with what the reader library passes over:
//! hidden rows and columns, merged cells, formulas that hold nothing, formulas that failed.

use std::io::{BufRead, BufReader, Cursor, Read as _};

use calamine::{CellErrorType, DataRef, Reader as _, Xlsb, XlsbError};
use zip::ZipArchive;

use crate::sheet::bounds::{Bounds, check_zip};
use crate::sheet::fault::WorkbookFault;
use crate::sheet::merged::Region;
use crate::sheet::ole::{u16_at, u32_at};
use crate::sheet::parts::{PartNotes, targets};

use super::{Filler, ROWS, Read, Wanted, damaged, each, guarded, told};

/// The records we look at, by their numbers in the format.
mod record {
    pub(super) const ROW: u32 = 0;
    pub(super) const TEXT_FORMULA: u32 = 8;
    pub(super) const NUMBER_FORMULA: u32 = 9;
    pub(super) const FLAG_FORMULA: u32 = 10;
    pub(super) const ERROR_FORMULA: u32 = 11;
    pub(super) const COLUMN_INFO: u32 = 60;
    pub(super) const SHEET: u32 = 156;
    pub(super) const MERGED: u32 = 176;
}

/// Bytes of a record that are looked at: those we know are shorter, texts are not looked into.
const LOOKED_AT: u64 = 1 << 10;

/// Reads the wanted sheets.
pub(super) fn read(bytes: &[u8], bounds: &Bounds, wanted: Wanted<'_>) -> Read {
    check_zip(bytes, bounds)?;
    let mut book = guarded(|| Xlsb::new(Cursor::new(bytes)).map_err(fault))?;
    let sheets = book.sheets_metadata().to_vec();
    let parts = parts(bytes).unwrap_or_default();
    each(&sheets, wanted, |place, sheet| {
        let part = parts.get(place).and_then(Option::as_ref);
        let part = part.and_then(|part| part_of(bytes, part));
        let Part { notes, failed, .. } = part.unwrap_or_default();
        let mut failed = failed.into_iter().peekable();
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(fault)?;
        let mut filler = Filler::new(&sheet.name, bounds);
        while let Some(cell) = cells.next_cell().map_err(fault)? {
            let position = cell.get_position();
            while let Some((at, error)) = failed.next_if(|(at, _)| *at < position) {
                filler.put(at, &DataRef::Error(error))?;
            }
            filler.put(position, cell.get_value())?;
        }
        for (at, error) in failed {
            filler.put(at, &DataRef::Error(error))?;
        }
        let mut spool = filler.finish(sheet, ROWS)?;
        spool.notes.extend(told(&notes, spool.spool.columns));
        spool.merged = notes.merged;
        Ok(Some(spool))
    })
}

fn fault(error: XlsbError) -> WorkbookFault {
    match error {
        XlsbError::Password => WorkbookFault::Encrypted,
        error => damaged(&error),
    }
}

/// The part of each sheet, in the order of the tabs.
fn parts(bytes: &[u8]) -> Option<Vec<Option<String>>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let targets = targets(&mut archive, "xl/_rels/workbook.bin.rels")?;
    let mut parts = Vec::new();
    let list = archive.by_name("xl/workbook.bin").ok()?;
    each_record(BufReader::new(list), |kind, body| {
        if kind == record::SHEET {
            // Its state and its number stand before the name of its part.
            let id = wide_text(body, 8);
            parts.push(id.and_then(|id| targets.get(&id).cloned()));
        }
    });
    Some(parts)
}

/// What a sheet's part says beyond what the reader library gives.
#[derive(Debug, Default)]
struct Part {
    notes: PartNotes,
    /// Formulas whose value is an error, by row and column.
    failed: Vec<((u32, u32), CellErrorType)>,
    /// The row that is being read.
    row: u32,
    /// Whether any formula holds a value.
    is_filled: bool,
}

/// Reads a sheet's part.
fn part_of(bytes: &[u8], name: &str) -> Option<Part> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let content = archive.by_name(name).ok()?;
    let mut part = Part::default();
    each_record(BufReader::new(content), |kind, body| {
        part.look(kind, body);
    });
    if part.is_filled {
        part.notes.empty_formulas = 0;
    }
    Some(part)
}

impl Part {
    /// Looks at one record; `None` where it is cut short.
    fn look(&mut self, kind: u32, body: &[u8]) -> Option<()> {
        let notes = &mut self.notes;
        match kind {
            record::ROW => {
                self.row = u32_at(body, 0)?;
                notes.hidden_rows += u64::from(*body.get(11)? & 0x10 != 0);
            }
            record::COLUMN_INFO if u16_at(body, 16)? & 1 != 0 => {
                notes.hide_columns(u32_at(body, 0)?, u32_at(body, 4)?);
            }
            record::MERGED => {
                let region = Region {
                    first: u32_at(body, 0)?,
                    last: u32_at(body, 4)?,
                    column: u32_at(body, 8)?,
                };
                notes.merge((region.last > region.first).then_some(region));
            }
            // A number of zeros, or a text of no letters, behind the cell's column and style.
            record::NUMBER_FORMULA if body.get(8..16)? == [0; 8] => notes.empty_formulas += 1,
            record::TEXT_FORMULA if u32_at(body, 8)? == 0 => notes.empty_formulas += 1,
            record::ERROR_FORMULA => {
                self.is_filled = true;
                self.failed
                    .push(((self.row, u32_at(body, 0)?), error(*body.get(8)?)));
            }
            record::NUMBER_FORMULA | record::TEXT_FORMULA | record::FLAG_FORMULA => {
                self.is_filled = true;
            }
            _ => {}
        }
        Some(())
    }
}

/// An error by its number in the format.
fn error(code: u8) -> CellErrorType {
    match code {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x17 => CellErrorType::Ref,
        0x1D => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2A => CellErrorType::NA,
        0x2B => CellErrorType::GettingData,
        _ => CellErrorType::Value,
    }
}

/// Gives each record's number and its first bytes, as far as they can be read.
fn each_record(mut part: impl BufRead, mut look: impl FnMut(u32, &[u8])) -> Option<()> {
    let mut body = Vec::new();
    loop {
        let kind = number(&mut part, 2)?;
        let length = u64::from(number(&mut part, 4)?);
        body.clear();
        let seen = length.min(LOOKED_AT);
        part.by_ref().take(seen).read_to_end(&mut body).ok()?;
        look(kind, &body);
        let rest = length - seen;
        std::io::copy(&mut part.by_ref().take(rest), &mut std::io::sink()).ok()?;
    }
}

/// A number of seven bits a byte, the lowest first; the eighth says whether more follow.
fn number(part: &mut impl BufRead, at_most: u32) -> Option<u32> {
    let mut number = 0;
    for place in 0..at_most {
        let mut byte = [0];
        part.read_exact(&mut byte).ok()?;
        number |= u32::from(byte[0] & 0x7F) << (7 * place);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

/// A text of two bytes a letter, behind the number of its letters.
fn wide_text(body: &[u8], at: usize) -> Option<String> {
    let letters = u32_at(body, at)? as usize;
    let text = body.get(at + 4..)?.get(..letters.checked_mul(2)?)?;
    let units = text.chunks_exact(2);
    let units: Vec<u16> = units
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let kind: &[u8] = if kind < 0x80 { &[kind] } else { &[kind, 1] };
        [kind, &[body.len() as u8], body].concat()
    }

    fn part(records: &[Vec<u8>]) -> Part {
        let mut part = Part::default();
        each_record(&records.concat()[..], |kind, body| {
            part.look(kind, body);
        });
        part
    }

    #[test]
    fn hidden_and_merged_cells_are_noticed() {
        let row = |flags: u8| record(0, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags, 0]);
        let columns = |flags: u8| {
            let last = [&[2, 0, 0, 0, 4, 0, 0, 0][..], &[0; 8], &[flags, 0]];
            record(60, &last.concat())
        };
        let merged = |first: u8, last: u8| {
            let body = [first, 0, 0, 0, last, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0];
            record(0xB0, &body)
        };
        let found = part(&[
            columns(0),
            columns(1),
            row(0x10),
            row(0x08),
            merged(1, 1),
            merged(1, 4),
        ]);
        let found = found.notes;
        assert_eq!(found.hidden_rows, 1);
        assert_eq!(found.hidden_columns, [(2, 4)]);
        let region = Region {
            first: 1,
            last: 4,
            column: 3,
        };
        assert_eq!(found.merged, [region]);
    }

    #[test]
    fn formulas_hold_something_or_not() {
        let check = |kind: u8, value: &[u8], expected: (u64, bool)| {
            let found = part(&[record(kind, &[&[0; 8][..], value].concat())]);
            let told = (found.notes.empty_formulas, found.is_filled);
            assert_eq!(told, expected, "{kind} {value:?}");
        };
        check(9, &0f64.to_le_bytes(), (1, false));
        check(9, &0.5f64.to_le_bytes(), (0, true));
        check(8, &[0; 4], (1, false));
        check(8, &[1, 0, 0, 0, b'a', 0], (0, true));
        check(10, &[0], (0, true));
        check(5, &0f64.to_le_bytes(), (0, false));
    }

    #[test]
    fn formulas_that_failed_keep_their_place_and_error() {
        let row = |row: u8| record(0, &[&[row][..], &[0; 12]].concat());
        let failed = |column: u8, code: u8| record(11, &[column, 0, 0, 0, 0, 0, 0, 0, code]);
        let found = part(&[row(1), failed(2, 0x07), row(4), failed(0, 0x2A)]);
        let places = [((1, 2), CellErrorType::Div0), ((4, 0), CellErrorType::NA)];
        assert_eq!(found.failed, places);
    }

    #[test]
    fn records_that_break_off_are_no_matter() {
        let whole = [record(0, &[0; 13]), vec![0xB0, 0x81]].concat();
        for end in 0..whole.len() {
            part(&[whole[..end].to_vec()]);
        }
    }
}
