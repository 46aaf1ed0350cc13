//! The format by which a workbook of ours is read again after people have worked in it:
//! the hidden sheet, and the key of every row that may carry marks. Takes words and
//! rows, gives cells to write; takes the cells that came back, gives rows by key.
//!
//! * The sheet [`SHEET`] is a [`Card`]: format version, language, day, every sheet with
//!   its role, every column with its key, its heading and whose it is.
//! * Rows of tasks and of customers carry a hidden cell, a [`Key`] with a check value.
//!   It stands between visible columns, so that whoever sorts them sorts it, too.
//! * Nothing depends on the place of a sheet, a row or a column: sheets are known by the
//!   keys they hold, columns by their headings, rows by their key. See [`Keyed`].

mod card;
mod key;
mod keyed;
pub mod was;

pub use card::{Card, CardFault, KnownColumn, KnownSheet, Provenance, SheetRole, Whose};
pub use key::{Key, KeyText, NotAKey};
pub use keyed::Keyed;

/// The hidden sheet by which a later run knows a workbook of ours.
pub const SHEET: &str = "_tierbook";

/// The version of the format that is written.
pub const FORMAT: u32 = 1;

/// The key and the heading of the hidden column of keys.
pub const KEY_COLUMN: &str = "_key";
