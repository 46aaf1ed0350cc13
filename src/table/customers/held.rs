//! The sheets' own cells, as bytes one behind the other, until their rows are written: a
//! fraction of what rows of cells would take.

use std::ops::Range;

use crate::table::{Cell, typed};
use crate::value::Mark;

/// Rows of own cells, in the order in which customers come.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The customer of each row.
    pub(super) customers: Vec<u32>,
    texts: Vec<u8>,
    /// For each row, where its texts begin.
    starts: Vec<usize>,
    /// For each cell, its mark and where it ends, from the beginning of its row.
    cells: Vec<(Mark, u32)>,
}

impl Held {
    /// Begins the row of a customer.
    pub(super) fn begin(&mut self, customer: u32) {
        self.customers.push(customer);
        self.starts.push(self.texts.len());
    }

    /// Adds a cell to the row begun last.
    pub(super) fn push(&mut self, mark: Mark, text: &[u8]) {
        self.texts.extend_from_slice(text);
        let start = self.starts.last().copied().unwrap_or_default();
        self.cells.push((mark, (self.texts.len() - start) as u32));
    }

    /// Forgets all rows, not the room they took.
    pub(super) fn clear(&mut self) {
        self.customers.clear();
        self.texts.clear();
        self.starts.clear();
        self.cells.clear();
    }

    /// Some of the rows, to be read.
    ///
    /// Their text is checked in one go, since cells are short and many.
    pub(super) fn rows(&self, rows: Range<usize>) -> Batch<'_> {
        let width = self.cells.len() / self.customers.len().max(1);
        let starts = &self.starts[rows.clone()];
        let place = |row: usize| self.starts.get(row).copied().unwrap_or(self.texts.len());
        let (first, last) = (place(rows.start), place(rows.end));
        // Readers hand out text, whatever stood in the file.
        let texts = std::str::from_utf8(&self.texts[first..last]).unwrap_or_default();
        Batch {
            texts,
            first,
            starts,
            cells: &self.cells[rows.start * width..rows.end * width],
            width,
        }
    }
}

/// Some rows of own cells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Batch<'h> {
    texts: &'h str,
    /// Where the texts begin.
    first: usize,
    starts: &'h [usize],
    cells: &'h [(Mark, u32)],
    width: usize,
}

impl<'h> Batch<'h> {
    /// The own cells of a row.
    #[inline]
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = Cell<'h>> {
        let mut start = self.starts.get(row).map_or(0, |start| start - self.first);
        let row_start = start;
        let cells = self.cells.get(row * self.width..).unwrap_or_default();
        let texts = self.texts;
        cells.iter().take(self.width).map(move |(mark, end)| {
            let end = row_start + *end as usize;
            let text = texts.get(start..end).unwrap_or_default();
            start = end;
            typed(*mark, text)
        })
    }
}
