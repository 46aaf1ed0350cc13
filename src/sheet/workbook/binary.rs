//! Sheets of binary workbooks (.xlsb).
//!
//! Takes the bytes of the file, gives its sheets, with what their parts say beside the cells:
//! hidden rows and columns, merged cells, formulas that hold nothing.

use std::io::{BufRead, BufReader, Cursor, Read as _};

use calamine::{Reader as _, Xlsb, XlsbError};
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
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(fault)?;
        let mut filler = Filler::new(&sheet.name, bounds);
        while let Some(cell) = cells.next_cell().map_err(fault)? {
            filler.put(cell.get_position(), cell.get_value())?;
        }
        let mut spool = filler.finish(sheet, ROWS)?;
        let part = parts.get(place).and_then(Option::as_ref);
        if let Some(notes) = part.and_then(|part| part_notes(bytes, part)) {
            spool.notes.extend(told(&notes, spool.spool.columns));
            spool.merged = notes.merged;
        }
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

/// What a sheet's part says beside its cells.
fn part_notes(bytes: &[u8], part: &str) -> Option<PartNotes> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let part = archive.by_name(part).ok()?;
    let mut notes = PartNotes::default();
    let mut filled = false;
    each_record(BufReader::new(part), |kind, body| {
        filled |= look(&mut notes, kind, body) == Some(Formula::Filled);
    });
    if filled {
        notes.empty_formulas = 0;
    }
    Some(notes)
}

/// Whether a formula holds a value.
#[derive(Debug, PartialEq, Eq)]
enum Formula {
    Empty,
    Filled,
}

/// Looks at one record of a sheet.
fn look(notes: &mut PartNotes, kind: u32, body: &[u8]) -> Option<Formula> {
    match kind {
        record::ROW => {
            let hidden = body.get(11).is_some_and(|flags| flags & 0x10 != 0);
            notes.hidden_rows += u64::from(hidden);
        }
        record::COLUMN_INFO => {
            let hidden = u16_at(body, 16).is_some_and(|flags| flags & 1 != 0);
            if let (true, Some(first), Some(last)) = (hidden, u32_at(body, 0), u32_at(body, 4)) {
                notes.hide_columns(first, last);
            }
        }
        record::MERGED => {
            let (first, last, column) = (u32_at(body, 0)?, u32_at(body, 4)?, u32_at(body, 8)?);
            let region = Region {
                first,
                last,
                column,
            };
            notes.merge((last > first).then_some(region));
        }
        // A number of zeros, or a text of no letters, behind the cell's column and style.
        record::NUMBER_FORMULA if body.get(8..16) == Some(&[0; 8]) => {
            notes.empty_formulas += 1;
            return Some(Formula::Empty);
        }
        record::TEXT_FORMULA if u32_at(body, 8) == Some(0) => {
            notes.empty_formulas += 1;
            return Some(Formula::Empty);
        }
        record::NUMBER_FORMULA
        | record::TEXT_FORMULA
        | record::FLAG_FORMULA
        | record::ERROR_FORMULA => return Some(Formula::Filled),
        _ => {}
    }
    None
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

    fn notes(records: &[Vec<u8>]) -> PartNotes {
        let mut notes = PartNotes::default();
        each_record(&records.concat()[..], |kind, body| {
            look(&mut notes, kind, body);
        });
        notes
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
        let found = notes(&[
            columns(0),
            columns(1),
            row(0x10),
            row(0x08),
            merged(1, 1),
            merged(1, 4),
        ]);
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
        let check = |kind: u8, value: &[u8], expected: Option<Formula>| {
            let body = [&[0; 8][..], value].concat();
            let found = look(&mut PartNotes::default(), kind.into(), &body);
            assert_eq!(found, expected, "{kind} {value:?}");
        };
        check(9, &0f64.to_le_bytes(), Some(Formula::Empty));
        check(9, &0.5f64.to_le_bytes(), Some(Formula::Filled));
        check(8, &[0; 4], Some(Formula::Empty));
        check(8, &[1, 0, 0, 0, b'a', 0], Some(Formula::Filled));
        check(10, &[0], Some(Formula::Filled));
        check(5, &0f64.to_le_bytes(), None);
    }

    #[test]
    fn records_that_break_off_are_no_matter() {
        let whole = [record(0, &[0; 13]), vec![0xB0, 0x81]].concat();
        for end in 0..whole.len() {
            notes(&[whole[..end].to_vec()]);
        }
    }
}
