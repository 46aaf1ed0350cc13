//! Sheets of `OpenDocument` workbooks (.ods).
//!
//! Takes the bytes of the file, gives its sheets, with what stands beside the values of their
//! cells: hidden rows and columns, merged cells, formulas without a value.

mod notes;

use std::io::{BufReader, Cursor};

use calamine::{Ods, OdsError, Reader as _};
use zip::ZipArchive;

use crate::sheet::bounds::{Bounds, check_zip};
use crate::sheet::fault::WorkbookFault;
use crate::sheet::parts::PartNotes;

use super::{ROWS, Read, Wanted, damaged, each, guarded, spool_range, told};

/// Reads the wanted sheets.
pub(super) fn read(bytes: &[u8], bounds: &Bounds, wanted: Wanted<'_>) -> Read {
    check_zip(bytes, bounds)?;
    let mut book: Ods<_> = guarded(|| Ods::new(Cursor::new(bytes)).map_err(fault))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut noted = noted(bytes).unwrap_or_default();
    each(&sheets, wanted, |place, sheet| {
        let range = book.worksheet_range(&sheet.name).map_err(fault)?;
        let mut spool = spool_range(&range, sheet, bounds, ROWS)?;
        if let Some(notes) = noted.get_mut(place) {
            spool.notes.extend(told(notes, spool.spool.columns));
            spool.merged = std::mem::take(&mut notes.merged);
        }
        Ok(Some(spool))
    })
}

/// What stands beside the values, sheet by sheet.
fn noted(bytes: &[u8]) -> Option<Vec<PartNotes>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let content = archive.by_name("content.xml").ok()?;
    Some(notes::notes(BufReader::new(content)))
}

fn fault(error: OdsError) -> WorkbookFault {
    match error {
        OdsError::Password => WorkbookFault::Encrypted,
        error => damaged(&error),
    }
}
