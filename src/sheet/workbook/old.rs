//! Sheets of old workbooks (.xls).
//!
//! Takes the bytes of the file, gives its sheets. The reader library reads all of them at
//! once or none: where one of them stops it, that one is found by leaving sheets out.

use std::io::Cursor;
use std::ops::Range;

use calamine::{Dimensions, Reader, Xls, XlsError};

use crate::sheet::bounds::Bounds;
use crate::sheet::fault::WorkbookFault;
use crate::sheet::merged::{MOST, Region};
use crate::sheet::xls::{self, OldBook};

use super::{Read, Wanted, damaged, each, guarded, spool_range, told};

/// How often a book is opened to find its broken sheets: enough for five among a thousand.
const ATTEMPTS: u32 = 100;

type Book = Xls<Cursor<Vec<u8>>>;

/// Reads the wanted sheets.
pub(super) fn read(bytes: &[u8], bounds: &Bounds, wanted: Wanted<'_>) -> Read {
    let checked = xls::check(bytes, bounds)?;
    let (mut book, faults) = open(&checked)?;
    let sheets = book.sheets_metadata().to_vec();
    each(&sheets, wanted, |place, sheet| {
        if let Some(fault) = faults.get(place).and_then(Option::as_ref) {
            return Err(fault.clone());
        }
        let range = book.worksheet_range(&sheet.name).map_err(fault)?;
        let mut spool = spool_range(&range, sheet, bounds, xls::ROWS)?;
        let merged = book.merge_cells_by_sheet_name(&sheet.name);
        spool.merged = merged.map(|found| regions(&found)).unwrap_or_default();
        if let Some(checked) = checked.sheets.get(place) {
            spool
                .notes
                .extend(told(&checked.notes, spool.spool.columns));
        }
        Ok(Some(spool))
    })
}

/// Opens a book with the sheets that can be read; what is wrong with each of the others.
fn open(checked: &OldBook<'_>) -> Result<(Book, Vec<Option<WorkbookFault>>), WorkbookFault> {
    let mut search = Search {
        checked,
        faults: checked
            .sheets
            .iter()
            .map(|sheet| sheet.fault.clone())
            .collect(),
        attempts: 0,
    };
    let all = 0..search.faults.len();
    if let Ok(book) = search.open(all.clone()) {
        return Ok((book, search.faults));
    }
    // What fails without any sheet is the book itself.
    search.open(0..0)?;
    search.find(all.clone());
    let book = search.open(all)?;
    Ok((book, search.faults))
}

/// Looks for the sheets that stop the reader.
struct Search<'a> {
    checked: &'a OldBook<'a>,
    faults: Vec<Option<WorkbookFault>>,
    attempts: u32,
}

impl Search<'_> {
    /// Opens the book with these sheets alone, less those known to be broken.
    fn open(&self, kept: Range<usize>) -> Result<Book, WorkbookFault> {
        let left_out = |place: usize| !kept.contains(&place) || self.faults[place].is_some();
        let bytes = self.checked.without(left_out).into_owned();
        guarded(|| Xls::new(Cursor::new(bytes)).map_err(fault))
    }

    fn find(&mut self, among: Range<usize>) {
        if among.is_empty() {
            return;
        }
        self.attempts += 1;
        let Err(fault) = self.open(among.clone()) else {
            return;
        };
        if among.len() == 1 || self.attempts > ATTEMPTS {
            for known in &mut self.faults[among] {
                known.get_or_insert(fault.clone());
            }
            return;
        }
        let middle = usize::midpoint(among.start, among.end);
        self.find(among.start..middle);
        self.find(middle..among.end);
    }
}

/// Those of several rows.
fn regions(merged: &[Dimensions]) -> Vec<Region> {
    let several = merged.iter().filter(|found| found.end.0 > found.start.0);
    several
        .take(MOST)
        .map(|found| Region {
            first: found.start.0,
            last: found.end.0,
            column: found.start.1,
        })
        .collect()
}

fn fault(error: XlsError) -> WorkbookFault {
    match error {
        XlsError::Password => WorkbookFault::Encrypted,
        error => damaged(&error),
    }
}
