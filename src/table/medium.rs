//! How cells become bytes, one after the other.
//!
//! Tables of a million rows are not made of cells first: what many rows share is turned
//! into bytes once. A medium says how, and is the only one to know.

use crate::table::Cell;

/// A medium whose rows are cells in a line.
pub trait Medium: Sync {
    /// Appends a cell.
    fn cell(&self, out: &mut Vec<u8>, cell: &Cell<'_>);

    /// Appends what stands between two cells of a row.
    fn between(&self, out: &mut Vec<u8>);

    /// Appends what ends a row.
    fn end(&self, out: &mut Vec<u8>);

    /// Appends a cell and what stands behind it when another follows.
    #[inline]
    fn inner<'c>(&self, out: &mut Vec<u8>, cell: impl Into<Cell<'c>>) {
        self.cell(out, &cell.into());
        self.between(out);
    }
}
