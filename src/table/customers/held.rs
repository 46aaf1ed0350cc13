//! The sheets' own cells, as bytes one behind the other, until their rows are written: a
//! fraction of what rows of cells would take.

use crate::table::Cell;
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

    /// One cell.
    pub(super) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let width = self.cells.len() / self.customers.len().max(1);
        let cells = &self.cells[row * width..][..width];
        let begins = column.checked_sub(1).map_or(0, |before| cells[before].1);
        let (mark, ends) = cells[column];
        let start = self.starts[row];
        super::own_cell(
            mark,
            &self.texts[start + begins as usize..start + ends as usize],
        )
    }
}
