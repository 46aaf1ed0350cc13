//! What is odd about the rows of a text table, noted while they are read.
//!
//! Takes rows and chunks as they pass, from any number of threads; gives each
//! oddity with its row. What is kept does not depend on which thread came first:
//! of too many rows the first ones stay, and the last of them speaks for the rest.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use memchr::memchr;

use crate::sheet::encoding::{self, Encoding};
use crate::sheet::text::{Dialect, Rows};

/// Rows kept for each kind of oddity: a person reads fewer, a program rarely more.
const KEPT: usize = 1000;

/// What is odd about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// A quote opens at the start of a cell and never closes; it was read as a letter.
    StrayQuote,
    /// More cells than the header, or fewer.
    Ragged {
        /// How many the row has.
        cells: u32,
        /// How many the header has.
        columns: u32,
    },
    /// Bytes that are no text of the table's encoding; they were read as U+FFFD.
    BadText,
    /// The row is text of another encoding than the table's.
    OtherEncoding(Encoding),
}

/// An oddity and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The row as the spreadsheet shows it, first row 1.
    pub row: u32,
    /// What it is.
    pub oddity: Oddity,
    /// How many rows it speaks for.
    pub rows: u64,
}

/// Notes what is odd.
#[derive(Debug)]
pub struct Watch {
    /// Cells of the header; `usize::MAX` where rows may be of any length.
    width: usize,
    encoding: Encoding,
    kinds: Mutex<[Kept; 4]>,
}

/// The first rows of one kind.
#[derive(Debug, Default)]
struct Kept {
    rows: BTreeMap<u32, Oddity>,
    more: u64,
}

impl Kept {
    fn note(&mut self, row: u32, oddity: Oddity, at_most: usize) {
        self.rows.insert(row, oddity);
        if self.rows.len() > at_most {
            self.rows.pop_last();
            self.more += 1;
        }
    }
}

impl Watch {
    /// A watch over rows in this encoding; `width` is how many cells the header has, `None`
    /// where rows may end early, as in workbooks.
    pub fn new(width: Option<usize>, encoding: Encoding) -> Self {
        Self {
            width: width.unwrap_or(usize::MAX),
            encoding,
            kinds: Mutex::default(),
        }
    }

    /// How many cells a row should have.
    #[inline]
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Notes a quote that was read as a letter.
    #[cold]
    pub(super) fn stray_quote(&self, row: u32) {
        self.note(0, row, Oddity::StrayQuote, KEPT);
    }

    /// Looks at a row whose number of cells is not the header's. Blank rows, titles of one
    /// cell and blank cells beyond the header are nothing odd.
    #[cold]
    pub(super) fn uneven(&self, rows: &Rows<'_>) {
        if self.width == usize::MAX {
            return;
        }
        let filled = |column: &usize| !rows.cell(*column).trim_ascii().is_empty();
        let told = if rows.len() > self.width {
            (self.width..rows.len()).any(|column| filled(&column))
        } else {
            (0..rows.len()).filter(filled).nth(1).is_some()
        };
        if told {
            let oddity = Oddity::Ragged {
                cells: rows.len() as u32,
                columns: self.width as u32,
            };
            self.note(1, rows.number(), oddity, KEPT);
        }
    }

    /// Looks at the rows of a chunk before it is decoded, if decoding met something odd.
    #[cold]
    pub fn damaged(&self, bytes: &[u8], dialect: Dialect, first_row: u32) {
        let mut rows = Rows::new(bytes, dialect, first_row);
        let (mut from, mut decoded) = (0, Vec::new());
        while rows.advance() {
            let row = &bytes[from..rows.position()];
            from = rows.position();
            decoded.clear();
            let wrong = encoding::decode_chunk(self.encoding, row, &mut decoded);
            // Only what the row itself shows: which rows share its chunk must not matter.
            let odd = wrong > 0 || encoding::has_utf8_rows(row);
            let other = encoding::of_a_row(row).filter(|other| odd && !self.is_mine(*other));
            if let Some(other) = other {
                self.note(3, rows.number(), Oddity::OtherEncoding(other), 1);
            }
            if wrong > 0 || memchr(0, row).is_some() {
                self.note(2, rows.number(), Oddity::BadText, KEPT);
            }
        }
    }

    /// Everything that was noted, by row.
    pub fn finish(self) -> Vec<Found> {
        let kinds = self
            .kinds
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        for kind in kinds {
            let last = kind.rows.len().saturating_sub(1);
            let rows = kind.rows.into_iter().enumerate();
            found.extend(rows.map(|(place, (row, oddity))| Found {
                row,
                oddity,
                rows: 1 + if place == last { kind.more } else { 0 },
            }));
        }
        found.sort_by_key(|found| (found.row, found.oddity));
        found
    }

    fn is_mine(&self, other: Encoding) -> bool {
        let utf8 = |encoding| matches!(encoding, Encoding::Utf8 | Encoding::Utf8Bom);
        other == self.encoding || (utf8(other) && utf8(self.encoding))
    }

    fn note(&self, kind: usize, row: u32, oddity: Oddity, at_most: usize) {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        kinds[kind].note(row, oddity, at_most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_stay_whatever_came_first() {
        let rows: Vec<u32> = (1..=KEPT as u32 + 5).collect();
        let noted = |rows: &mut dyn Iterator<Item = &u32>| {
            let watch = Watch::new(Some(2), Encoding::Utf8);
            rows.for_each(|row| watch.stray_quote(*row));
            watch.finish()
        };
        let found = noted(&mut rows.iter());
        assert_eq!(found, noted(&mut rows.iter().rev()));
        let last = found.last().expect("rows");
        assert_eq!((found.len(), last.row, last.rows), (KEPT, KEPT as u32, 6));
    }

    #[test]
    fn a_row_is_not_judged_by_its_neighbours() {
        let watch = Watch::new(None, Encoding::Gb18030);
        watch.damaged(b"a\xFF\nor\xE9\x96rs\nM\xFCller\n", Dialect::CSV, 1);
        let rows: Vec<u32> = watch.finish().into_iter().map(|found| found.row).collect();
        assert_eq!(rows, [1]);
    }

    #[test]
    fn a_row_of_another_encoding_is_named_once_and_its_damage_row_by_row() {
        let gbk = |text| encoding_rs::GB18030.encode(text).0.into_owned();
        let bytes = [
            "客户,金额\n".as_bytes(),
            &gbk("深圳市华强,1\n广州市天河,2\n"),
            b"C,3\n",
        ]
        .concat();
        let watch = Watch::new(Some(2), Encoding::Utf8);
        watch.damaged(&bytes, Dialect::CSV, 1);
        let found: Vec<_> = watch
            .finish()
            .into_iter()
            .map(|one| (one.row, one.oddity, one.rows))
            .collect();
        let other = Oddity::OtherEncoding(Encoding::Gb18030);
        assert_eq!(
            found,
            [
                (2, Oddity::BadText, 1),
                (2, other, 2),
                (3, Oddity::BadText, 1)
            ]
        );
    }
}
