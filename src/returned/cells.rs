//! The cells of a sheet that came back. Takes canonical text, gives rows of words that
//! know whether they were numbers or days.

use crate::records::open::Shared;
use crate::sheet::spool::{CELL_END, ROW_END, split_mark};
use crate::value::{Mark, Raw};

/// Bytes asked for at once.
const PIECE: usize = 1 << 20;

/// A sheet's text.
pub(super) struct Cells {
    bytes: Vec<u8>,
}

/// One cell, trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'c> {
    /// What it is.
    pub mark: Mark,
    text: &'c str,
}

impl AsRef<str> for Word<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

impl<'c> Word<'c> {
    /// An empty cell.
    pub(super) const EMPTY: Self = Self {
        mark: Mark::Text,
        text: "",
    };

    /// Its text, without guards of ours.
    pub(super) fn text(&self) -> &'c str {
        crate::formula::unguarded(self.text)
    }

    /// The cell as the readers of values take it.
    pub(super) fn raw(&self) -> Raw<'c> {
        Raw {
            mark: self.mark,
            text: self.text.as_bytes(),
        }
    }
}

impl Cells {
    /// Reads a sheet; one that cannot be read any more has no rows.
    pub(super) fn of(source: &Shared) -> Self {
        let mut bytes = Vec::new();
        let mut piece = vec![0; PIECE];
        while let Ok(read) = source.read_at(bytes.len() as u64, &mut piece) {
            if read == 0 {
                break;
            }
            bytes.extend_from_slice(&piece[..read]);
        }
        Self { bytes }
    }

    /// Its rows; row 0 is the first of the sheet.
    pub(super) fn rows(&self) -> Vec<Vec<Word<'_>>> {
        let text = self.bytes.strip_suffix(&[ROW_END]).unwrap_or(&self.bytes);
        if text.is_empty() {
            return Vec::new();
        }
        text.split(|byte| *byte == ROW_END).map(row).collect()
    }
}

fn row(row: &[u8]) -> Vec<Word<'_>> {
    row.split(|byte| *byte == CELL_END).map(word).collect()
}

fn word(cell: &[u8]) -> Word<'_> {
    let (mark, text) = split_mark(cell);
    Word {
        mark,
        text: std::str::from_utf8(text).unwrap_or_default().trim(),
    }
}
