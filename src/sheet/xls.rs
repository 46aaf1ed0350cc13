//! Old workbooks (.xls), checked before the reader library reserves memory by their numbers.
//!
//! Takes the bytes of the file, walks the records of every sheet once, gives a book whose
//! sheets can be left out one by one: sheets that declare to be larger than they are declare
//! nothing in it, and what cannot be read is known by its sheet.

mod walk;

use std::borrow::Cow;

use crate::sheet::bounds::Bounds;
use crate::sheet::fault::{SheetFault, WorkbookFault};
use crate::sheet::ole::Ole;
use crate::sheet::parts::PartNotes;

use walk::{BoundSheet, Walked, globals, walk};

/// Rows of an .xls sheet: the format's own limit.
pub const ROWS: u32 = 65_536;
/// Columns of an .xls sheet: the format's own limit.
pub const COLUMNS: u32 = 256;
/// Cells that a sheet may declare beyond those it has: the reader reserves some forty bytes each.
const SPARE_CELLS: u64 = 1_000_000;
/// How often the whole book may be walked: sheets do not share their records, so once is honest.
const WALKS: usize = 2;

/// An old workbook, checked.
#[derive(Debug)]
pub struct OldBook<'a> {
    bytes: Cow<'a, [u8]>,
    /// Its sheets of all kinds, in the order of their tabs.
    pub sheets: Vec<OldSheet>,
    /// A place in the book's stream where a reader finds no record of any sheet.
    nowhere: u32,
}

/// One sheet of an old workbook.
#[derive(Debug)]
pub struct OldSheet {
    /// What was noticed in it.
    pub notes: PartNotes,
    /// Why it must not be read.
    pub fault: Option<WorkbookFault>,
    /// Where the file says where its records begin: the four bytes of a number.
    pointer: [usize; 4],
}

impl OldBook<'_> {
    /// The bytes of the book with some of its sheets empty, first sheet 0.
    pub fn without(&self, left_out: impl Fn(usize) -> bool) -> Cow<'_, [u8]> {
        let mut bytes = Cow::Borrowed(&self.bytes[..]);
        for (place, sheet) in self.sheets.iter().enumerate() {
            if left_out(place) {
                let bytes = bytes.to_mut();
                for (at, byte) in sheet.pointer.into_iter().zip(self.nowhere.to_le_bytes()) {
                    bytes[at] = byte;
                }
            }
        }
        bytes
    }
}

/// Checks an old workbook; corrected where declared sizes lie.
pub fn check<'a>(bytes: &'a [u8], bounds: &Bounds) -> Result<OldBook<'a>, WorkbookFault> {
    let cannot = || damaged("its container cannot be followed");
    let ole = Ole::open(bytes).ok_or_else(cannot)?;
    let name = if ole.has("Workbook") {
        "Workbook"
    } else {
        "Book"
    };
    let stream = ole.stream(name).ok_or_else(cannot)?;
    let pieces = ole.places(name).ok_or_else(cannot)?;
    let in_file = |at: usize| place_in_file(&pieces, at).ok_or_else(cannot);
    let (bound, nowhere) = globals(&stream)?;
    let mut left = WALKS * stream.len();
    let (mut sheets, mut lies, mut slots) = (Vec::new(), Vec::new(), 0);
    for BoundSheet {
        name,
        start,
        pointer,
    } in bound
    {
        let mut walked = walk(&stream, start as usize, &mut left);
        // The reader holds every cell of the rectangle, and every formula of theirs, of all
        // sheets at once.
        if slots + walked.area() > bounds.old_cells {
            walked.fault.get_or_insert(WorkbookFault::Sheet {
                sheet: name,
                fault: SheetFault::TooManyCells {
                    limit: bounds.old_cells,
                },
            });
        } else {
            slots += walked.area();
        }
        let Walked {
            declared, cells, ..
        } = &walked;
        let is_lie = |(area, _): &&(u64, _)| *area > cells.count + SPARE_CELLS;
        lies.extend(declared.iter().filter(is_lie).map(|(_, at)| at.clone()));
        sheets.push(OldSheet {
            notes: walked.notes,
            fault: walked.fault,
            pointer: [
                in_file(pointer)?,
                in_file(pointer + 1)?,
                in_file(pointer + 2)?,
                in_file(pointer + 3)?,
            ],
        });
    }
    let mut bytes = Cow::Borrowed(bytes);
    for at in lies.into_iter().flatten() {
        bytes.to_mut()[in_file(at)?] = 0;
    }
    Ok(OldBook {
        bytes,
        sheets,
        nowhere,
    })
}

/// Where a byte of a stream stands in the file.
fn place_in_file(pieces: &[std::ops::Range<usize>], at: usize) -> Option<usize> {
    let mut before = 0;
    for piece in pieces {
        if at < before + piece.len() {
            return Some(piece.start + at - before);
        }
        before += piece.len();
    }
    None
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
    use crate::sheet::xls::walk::tests::{begin, book, end, record};

    fn checked(bytes: &[u8]) -> Result<OldBook<'_>, WorkbookFault> {
        check(bytes, &Bounds::default())
    }

    #[test]
    fn a_password_is_seen_before_what_it_hides() {
        let bytes = container("Workbook", b"\x2F\0\x02\0\x01\0\0\x02\x0E\0scrambled data");
        assert_eq!(checked(&bytes).err(), Some(WorkbookFault::Encrypted));
    }

    #[test]
    fn a_sheet_that_declares_too_much_declares_nothing_afterwards() {
        let size = record(0x0200, b"\0\0\0\0\0\0\x01\0\0\0\0\x01\0\0");
        let stream = book(&[&[begin(), size.clone(), end()].concat()]);
        let bytes = container("Workbook", &stream);
        let book = checked(&bytes).expect("sane");
        assert_eq!(book.sheets[0].fault, None);
        let corrected = Ole::open(&book.bytes).and_then(|ole| ole.stream("Workbook"));
        let corrected = corrected.expect("a stream");
        let at = stream.len() - size.len() - end().len() + 4;
        assert_eq!(corrected[..at], stream[..at]);
        assert_eq!(corrected[at..at + 14], [0; 14]);
    }

    #[test]
    fn cells_far_apart_break_their_sheet_at_the_bound() {
        let cell = |row: u16, column: u16| {
            let place = [row.to_le_bytes(), column.to_le_bytes()].concat();
            record(0x0203, &[&place[..], &[0; 10]].concat())
        };
        let wide = [begin(), cell(0, 0), cell(65_535, 255), end()].concat();
        let small = [begin(), cell(0, 0), cell(9, 9), end()].concat();
        let bounds = Bounds {
            old_cells: 1000,
            ..Bounds::default()
        };
        let bytes = container("Workbook", &book(&[&small, &wide, &small]));
        let book = check(&bytes, &bounds).expect("a book");
        let faults: Vec<_> = book.sheets.iter().map(|sheet| &sheet.fault).collect();
        let fault = Some(WorkbookFault::Sheet {
            sheet: "S1".to_owned(),
            fault: SheetFault::TooManyCells { limit: 1000 },
        });
        assert_eq!(faults, [&None, &fault, &None]);
    }

    #[test]
    fn sheets_that_share_their_records_are_walked_twice_at_most() {
        let sheet = [begin(), end()].concat();
        let stream = book(&[&sheet[..]; 8]);
        let mut shared = stream.clone();
        let first = globals(&stream).expect("a book").0[0].start;
        for sheet in globals(&stream).expect("a book").0 {
            shared[sheet.pointer..sheet.pointer + 4].copy_from_slice(&8u32.to_le_bytes());
        }
        assert!(first > 8, "all begin with the list of sheets now");
        let bytes = container("Workbook", &shared);
        let book = checked(&bytes).expect("a book");
        assert!(book.sheets.iter().any(|sheet| sheet.fault.is_some()));
    }

    #[test]
    fn a_sheet_left_out_points_nowhere() {
        let sheet = [begin(), end()].concat();
        let stream = book(&[&sheet, &sheet]);
        let bytes = container("Workbook", &stream);
        let book = checked(&bytes).expect("a book");
        let left = book.without(|place| place == 1);
        let left = Ole::open(&left).and_then(|ole| ole.stream("Workbook"));
        let (sheets, nowhere) = globals(&left.expect("a stream")).expect("a book");
        assert_eq!(sheets[1].start, nowhere);
        assert_ne!(sheets[0].start, nowhere);
        assert_eq!(book.without(|_| false)[..], bytes[..]);
    }
}
