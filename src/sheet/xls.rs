//! Old workbooks (.xls), checked before the reader library reserves memory by their numbers.
//!
//! Takes the bytes of the file, walks its records once, gives bytes that are safe
//! to read: sheets that declare to be larger than they are declare nothing in them.

use std::borrow::Cow;

use crate::sheet::bounds::Bounds;
use crate::sheet::fault::{SheetFault, WorkbookFault};
use crate::sheet::ole::{Ole, u16_at, u32_at};

/// Rows of an .xls sheet: the format's own limit.
pub const ROWS: u32 = 65_536;
/// Columns of an .xls sheet: the format's own limit.
pub const COLUMNS: u32 = 256;
/// Cells that a sheet may declare beyond those it has: the reader reserves some forty bytes each.
const SPARE_CELLS: u64 = 1_000_000;

/// The records we look at, by their numbers in the format.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_TEXT: u16 = 0x00D6;
    pub(super) const SHARED_TEXT: u16 = 0x00FD;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const FLAG_OR_ERROR: u16 = 0x0205;
    pub(super) const SHORT_NUMBER: u16 = 0x027E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// Checks an old workbook; gives its bytes, corrected where declared sizes lie.
pub fn check<'a>(bytes: &'a [u8], bounds: &Bounds) -> Result<Cow<'a, [u8]>, WorkbookFault> {
    let cannot = || damaged("its container cannot be followed");
    let ole = Ole::open(bytes).ok_or_else(cannot)?;
    let name = if ole.has("Workbook") {
        "Workbook"
    } else {
        "Book"
    };
    let stream = ole.stream(name).ok_or_else(cannot)?;
    let mut walk = Walk::new(bounds);
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(&stream, at), u16_at(&stream, at + 2)) {
        // Nothing but padding comes after the last record.
        let Some(body) = stream.get(at + 4..at + 4 + usize::from(length)) else {
            break;
        };
        walk.record(kind, body, at)?;
        at += 4 + body.len();
    }
    walk.end_sheet()?;
    if walk.lies.is_empty() {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut corrected = bytes.to_vec();
    let places: Vec<usize> = ole
        .places(name)
        .ok_or_else(cannot)?
        .into_iter()
        .flatten()
        .collect();
    for lie in walk.lies {
        for place in places.get(lie).unwrap_or_default() {
            corrected[*place] = 0;
        }
    }
    Ok(Cow::Owned(corrected))
}

/// The rows and columns that cells of one sheet span.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    cells: u64,
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Span {
    fn take(&mut self, row: u32, first: u32, last: u32) {
        let grown = |known: Option<(u32, u32)>, first: u32, last: u32| match known {
            Some((low, high)) => Some((low.min(first), high.max(last))),
            None => Some((first, last)),
        };
        self.cells += u64::from(last.saturating_sub(first)) + 1;
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

struct Walk<'a> {
    bounds: &'a Bounds,
    /// Names of the sheets with the place of their first record.
    names: Vec<(u32, String)>,
    /// Where the open sheet begins.
    sheet: usize,
    cells: Span,
    formulas: Span,
    /// How many cells the open sheet declares, and where.
    declared: Option<(u64, std::ops::Range<usize>)>,
    /// Cells of all sheets, blank ones in between included.
    slots: u64,
    /// Declared sizes that are not true.
    lies: Vec<std::ops::Range<usize>>,
}

impl<'a> Walk<'a> {
    fn new(bounds: &'a Bounds) -> Self {
        Self {
            bounds,
            names: Vec::new(),
            sheet: 0,
            cells: Span::default(),
            formulas: Span::default(),
            declared: None,
            slots: 0,
            lies: Vec::new(),
        }
    }

    fn record(&mut self, kind: u16, body: &[u8], at: usize) -> Result<(), WorkbookFault> {
        match kind {
            // Whatever comes after it cannot be read without the password.
            record::FILE_PASS if body.iter().any(|byte| *byte != 0) => {
                return Err(WorkbookFault::Encrypted);
            }
            record::BOUND_SHEET => self.names.extend(bound_sheet(body)),
            // Charts within a sheet begin and end, too; a sheet that has both kinds of cells
            // is only measured in two parts.
            record::BEGIN | record::EOF => {
                self.end_sheet()?;
                self.sheet = at;
            }
            record::DIMENSIONS => {
                let area = declared_area(body)?;
                self.declared = Some((area, at + 4..at + 4 + body.len()));
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

    /// Sums up the open sheet: the reader holds every cell of the rectangle, and every formula
    /// of theirs, of all sheets at once.
    fn end_sheet(&mut self) -> Result<(), WorkbookFault> {
        let (cells, formulas) = (
            std::mem::take(&mut self.cells),
            std::mem::take(&mut self.formulas),
        );
        self.slots += cells.area() + formulas.area();
        if self.slots > self.bounds.old_cells {
            let place = self.sheet as u32;
            let name = self.names.iter().find(|(start, _)| *start == place);
            return Err(WorkbookFault::Sheet {
                sheet: name.map(|(_, name)| name.clone()).unwrap_or_default(),
                fault: SheetFault::TooManyCells {
                    limit: self.bounds.old_cells,
                },
            });
        }
        if let Some((declared, place)) = self.declared.take()
            && declared > cells.cells + SPARE_CELLS
        {
            self.lies.push(place);
        }
        Ok(())
    }
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

/// A sheet's place and name.
fn bound_sheet(body: &[u8]) -> Option<(u32, String)> {
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
    Some((start, String::from_utf16_lossy(&units)))
}

fn damaged(detail: &str) -> WorkbookFault {
    WorkbookFault::Damaged {
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::ole::tests::container;

    fn checked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, WorkbookFault> {
        check(bytes, &Bounds::default())
    }

    #[test]
    fn a_password_is_seen_before_what_it_hides() {
        let bytes = container("Workbook", b"\x2F\0\x02\0\x01\0\0\x02\x0E\0scrambled data");
        assert_eq!(checked(&bytes), Err(WorkbookFault::Encrypted));
    }

    #[track_caller]
    fn check_record(record: &[u8], sane: bool) {
        assert_eq!(checked(&container("Workbook", record)).is_ok(), sane);
    }

    #[test]
    fn impossible_sizes_of_old_sheets_are_refused() {
        check_record(b"\x03\x02\x0E\0\x01\0\xFF\0\0\0\0\0\0\0\0\0\0\0", true);
        check_record(b"\x03\x02\x0E\0\x01\0\0\x01\0\0\0\0\0\0\0\0\0\0", false);
        check_record(b"\0\x02\x0E\0\0\0\0\0\0\0\x01\0\0\0\0\x01\0\0", true);
        check_record(b"\0\x02\x0E\0\0\0\0\0\x01\0\x01\0\0\0\0\x01\0\0", false);
        check_record(b"\0\x02\x0E\0\x09\0\0\0\x01\0\0\0\0\0\0\x01\0\0", false);
    }

    #[test]
    fn a_sheet_that_declares_too_much_declares_nothing_afterwards() {
        let record = b"\0\x02\x0E\0\0\0\0\0\0\0\x01\0\0\0\0\x01\0\0";
        let bytes = container("Workbook", record);
        let corrected = checked(&bytes).expect("sane");
        let stream = Ole::open(&corrected)
            .and_then(|ole| ole.stream("Workbook"))
            .expect("a stream");
        assert_eq!((&stream[..4], &stream[4..]), (&record[..4], &[0; 14][..]));
    }

    #[test]
    fn cells_far_apart_are_refused_at_the_bound() {
        let cell = |row: u16, column: u16| {
            let mut record = vec![0x03, 0x02, 14, 0];
            record.extend(row.to_le_bytes());
            record.extend(column.to_le_bytes());
            record.resize(18, 0);
            record
        };
        let name = b"\x85\0\x09\0\x11\0\0\0\0\0\x01\0S";
        let begin = b"\x09\x08\0\0";
        let stream = [&name[..], begin, &cell(0, 0), &cell(65_535, 255)].concat();
        let mut stream = stream;
        stream[4] = name.len() as u8;
        let bounds = Bounds {
            old_cells: 1000,
            ..Bounds::default()
        };
        let fault = SheetFault::TooManyCells { limit: 1000 };
        let sheet = "S".to_owned();
        assert_eq!(
            check(&container("Workbook", &stream), &bounds),
            Err(WorkbookFault::Sheet { sheet, fault })
        );
    }
}
