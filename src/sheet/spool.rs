//! The canonical text form of a workbook sheet, kept in memory.
//!
//! Takes typed cells in order, gives bytes that the row reader of text tables
//! reads: cells end with [`CELL_END`], rows with [`ROW_END`], and a cell that
//! was not plain text starts with its mark byte. Row 1 of the sheet is record 1.

mod numbers;

use crate::period::Day;
use crate::sheet::bounds::Bounds;
use crate::value::Mark;

pub use numbers::{Decimal, write_number};

use numbers::put_digits;

/// Separates two cells of a row (ASCII "unit separator").
pub const CELL_END: u8 = 0x1F;
/// Ends every row (ASCII "record separator").
pub const ROW_END: u8 = 0x1E;

/// The byte in front of a cell's text, if it was more than plain text.
pub fn mark_byte(mark: Mark) -> Option<u8> {
    match mark {
        Mark::Text => None,
        Mark::Number => Some(0x01),
        Mark::Date => Some(0x02),
        Mark::Flag => Some(0x03),
        Mark::Error => Some(0x04),
        Mark::Time => Some(0x05),
    }
}

/// Splits a spooled cell into what it was and its text.
#[inline]
pub fn split_mark(cell: &[u8]) -> (Mark, &[u8]) {
    match cell {
        [0x01, rest @ ..] => (Mark::Number, rest),
        [0x02, rest @ ..] => (Mark::Date, rest),
        [0x03, rest @ ..] => (Mark::Flag, rest),
        [0x04, rest @ ..] => (Mark::Error, rest),
        [0x05, rest @ ..] => (Mark::Time, rest),
        text => (Mark::Text, text),
    }
}

/// One sheet in canonical text form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spool {
    /// The text: UTF-8, every row ended by [`ROW_END`].
    pub bytes: Vec<u8>,
    /// How many rows, from row 1 to the last one that holds a cell.
    pub rows: u32,
    /// The most cells any row has.
    pub columns: u32,
}

/// Why a sheet could not be spooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpoolFault {
    /// A cell came before one that was already written.
    OutOfOrder,
    /// More cells and rows, empty ones in between included, than the bounds allow.
    TooManyCells,
    /// More text than the bounds allow.
    TooMuchText,
    /// The machine has no memory left for it.
    Memory,
}

/// Fills a [`Spool`] cell by cell, top to bottom and left to right.
#[derive(Debug)]
pub struct SpoolWriter {
    spool: Spool,
    /// Cells of the open row that stand in `spool.bytes`.
    written: u32,
    /// Column the next cell goes to, first column 0.
    column: u32,
    /// Cells and rows written so far, empty ones included.
    slots: u64,
    slots_at_most: u64,
    text_at_most: u64,
}

impl SpoolWriter {
    /// An empty sheet that may grow as far as the bounds allow.
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            spool: Spool::default(),
            written: 0,
            column: 0,
            slots: 0,
            slots_at_most: bounds.cells,
            text_at_most: bounds.text,
        }
    }

    /// The row that is being written, first row 0.
    pub fn row(&self) -> u32 {
        self.spool.rows
    }

    /// Moves on to a position at or after the current one; rows and columns count from 0.
    pub fn move_to(&mut self, row: u32, column: u32) -> Result<(), SpoolFault> {
        if row < self.row() || (row == self.row() && column < self.column) {
            return Err(SpoolFault::OutOfOrder);
        }
        while self.row() < row {
            self.end_row()?;
        }
        self.column = column;
        Ok(())
    }

    /// Writes the next cell of the row; an empty text leaves it empty.
    pub fn cell(&mut self, mark: Mark, text: &str) -> Result<(), SpoolFault> {
        if text.is_empty() {
            self.column += 1;
            return Ok(());
        }
        self.open_cell(mark, text.len())?;
        let start = self.spool.bytes.len();
        self.spool.bytes.extend_from_slice(text.as_bytes());
        if text.bytes().any(is_reserved) {
            for byte in &mut self.spool.bytes[start..] {
                if is_reserved(*byte) {
                    *byte = b' ';
                }
            }
        }
        Ok(())
    }

    /// Writes a number cell.
    pub fn number(&mut self, value: f64) -> Result<(), SpoolFault> {
        if !value.is_finite() {
            return self.cell(Mark::Error, "#NUM!");
        }
        self.open_cell(Mark::Number, 32)?;
        write_number(&mut self.spool.bytes, value);
        Ok(())
    }

    /// Writes a time of day or a length of time, in days.
    pub fn time(&mut self, days: f64) -> Result<(), SpoolFault> {
        if !days.is_finite() {
            return self.number(days);
        }
        self.open_cell(Mark::Time, 32)?;
        write_number(&mut self.spool.bytes, days);
        Ok(())
    }

    /// Writes a number cell, as [`SpoolWriter::number`] writes [`Decimal::value`].
    #[inline]
    pub fn decimal(&mut self, decimal: Decimal) -> Result<(), SpoolFault> {
        self.open_cell(Mark::Number, 32)?;
        decimal.write(&mut self.spool.bytes);
        Ok(())
    }

    /// Writes a day, with the second of the day unless it is midnight.
    pub fn date(&mut self, day: Day, second: u32) -> Result<(), SpoolFault> {
        self.open_cell(Mark::Date, 24)?;
        write_date(&mut self.spool.bytes, day, second);
        Ok(())
    }

    /// Ends the row.
    pub fn end_row(&mut self) -> Result<(), SpoolFault> {
        self.count(1)?;
        self.reserve(1)?;
        self.spool.bytes.push(ROW_END);
        self.spool.rows += 1;
        self.spool.columns = self.spool.columns.max(self.written);
        self.written = 0;
        self.column = 0;
        Ok(())
    }

    /// Empties the sheet, which now begins at this row: a piece for [`SpoolWriter::append`].
    /// Its memory stays.
    pub fn restart(&mut self, row: u32) {
        self.spool.bytes.clear();
        self.spool.rows = row;
        self.spool.columns = 0;
        self.written = 0;
        self.column = 0;
        self.slots = 0;
    }

    /// Continues with the cells of a piece that began at this row, as if they had been written
    /// here one by one.
    pub fn append(&mut self, piece: &Self, first_row: u32) -> Result<(), SpoolFault> {
        self.move_to(first_row, 0)?;
        self.count(piece.slots)?;
        let bytes = &piece.spool.bytes;
        self.reserve(bytes.len())?;
        self.spool.bytes.extend_from_slice(bytes);
        self.spool.rows = piece.spool.rows;
        self.spool.columns = self.spool.columns.max(piece.spool.columns);
        self.written = piece.written;
        self.column = piece.column;
        Ok(())
    }

    /// Bytes of text written so far.
    pub fn text_len(&self) -> usize {
        self.spool.bytes.len()
    }

    /// The finished sheet; an open row with cells is ended.
    pub fn finish(mut self) -> Result<Spool, SpoolFault> {
        if self.written > 0 {
            self.end_row()?;
        }
        Ok(self.spool)
    }

    /// Writes the separators up to the current column and the mark.
    fn open_cell(&mut self, mark: Mark, text: usize) -> Result<(), SpoolFault> {
        let separators = if self.written == 0 {
            self.column
        } else {
            self.column + 1 - self.written
        };
        self.count(u64::from(separators) + 1)?;
        self.reserve(separators as usize + 1 + text)?;
        let end = self.spool.bytes.len() + separators as usize;
        self.spool.bytes.resize(end, CELL_END);
        self.spool.bytes.extend(mark_byte(mark));
        self.column += 1;
        self.written = self.column;
        Ok(())
    }

    fn count(&mut self, slots: u64) -> Result<(), SpoolFault> {
        self.slots += slots;
        if self.slots > self.slots_at_most {
            return Err(SpoolFault::TooManyCells);
        }
        Ok(())
    }

    /// Makes room, so that no later write has to ask for memory.
    fn reserve(&mut self, more: usize) -> Result<(), SpoolFault> {
        let bytes = &mut self.spool.bytes;
        if bytes.capacity() - bytes.len() >= more {
            return Ok(());
        }
        if (bytes.len() + more) as u64 > self.text_at_most {
            return Err(SpoolFault::TooMuchText);
        }
        bytes.try_reserve(more).map_err(|_| SpoolFault::Memory)
    }
}

/// The bytes that mean something in a spool and so may not stand in a text.
fn is_reserved(byte: u8) -> bool {
    matches!(byte, 0x01..=0x05 | ROW_END | CELL_END)
}

/// Writes `2026-06-30`, or `2026-06-30 08:15:00` when the second is not 0.
fn write_date(out: &mut Vec<u8>, day: Day, second: u32) {
    let (year, month, day) = day.ymd();
    let mut text = *b"0000-00-00 00:00:00";
    let number = |number: u32| u64::from(number);
    put_digits(number(year.unsigned_abs()), &mut text[..4]);
    put_digits(number(month), &mut text[5..7]);
    put_digits(number(day), &mut text[8..10]);
    if second == 0 {
        out.extend_from_slice(&text[..10]);
        return;
    }
    put_digits(number(second / 3600), &mut text[11..13]);
    put_digits(number(second / 60 % 60), &mut text[14..16]);
    put_digits(number(second % 60), &mut text[17..]);
    out.extend_from_slice(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_cells_stand_where_the_sheet_has_them() {
        let mut writer = SpoolWriter::new(&Bounds::default());
        writer.move_to(0, 1).expect("in order");
        writer.cell(Mark::Text, "b").expect("fits");
        writer.move_to(2, 0).expect("in order");
        writer.number(7.0).expect("fits");
        writer.move_to(2, 3).expect("in order");
        writer.cell(Mark::Text, "").expect("fits");
        writer.cell(Mark::Flag, "TRUE").expect("fits");
        let spool = writer.finish().expect("fits");
        assert_eq!(
            spool.bytes,
            b"\x1Fb\x1E\x1E\x017\x1F\x1F\x1F\x1F\x03TRUE\x1E"
        );
        assert_eq!((spool.rows, spool.columns), (3, 5));
    }

    #[test]
    fn trailing_empty_cells_are_dropped() {
        let mut writer = SpoolWriter::new(&Bounds::default());
        writer.cell(Mark::Text, "a").expect("fits");
        writer.cell(Mark::Text, "").expect("fits");
        writer.end_row().expect("fits");
        let spool = writer.finish().expect("fits");
        assert_eq!(spool.bytes, b"a\x1E");
        assert_eq!(spool.columns, 1);
    }

    #[test]
    fn control_bytes_inside_text_become_spaces() {
        let mut writer = SpoolWriter::new(&Bounds::default());
        writer
            .cell(Mark::Text, "\u{1}a\u{1E}b\u{1F}c\nd")
            .expect("fits");
        assert_eq!(writer.finish().expect("fits").bytes, b" a b c\nd\x1E");
    }

    #[test]
    fn cells_before_written_ones_are_refused() {
        let mut writer = SpoolWriter::new(&Bounds::default());
        writer.move_to(1, 1).expect("in order");
        writer.cell(Mark::Text, "x").expect("fits");
        assert_eq!(writer.move_to(1, 1), Err(SpoolFault::OutOfOrder));
        assert_eq!(writer.move_to(0, 5), Err(SpoolFault::OutOfOrder));
        assert_eq!(writer.move_to(1, 2), Ok(()));
    }

    #[test]
    fn a_sparse_sheet_stops_at_the_bound() {
        let bounds = Bounds {
            cells: 100,
            ..Bounds::default()
        };
        let mut writer = SpoolWriter::new(&bounds);
        assert_eq!(writer.move_to(200, 0), Err(SpoolFault::TooManyCells));
        let mut writer = SpoolWriter::new(&bounds);
        writer.move_to(0, 100).expect("in order");
        assert_eq!(writer.cell(Mark::Text, "x"), Err(SpoolFault::TooManyCells));
        let mut writer = SpoolWriter::new(&Bounds { text: 10, ..bounds });
        assert_eq!(
            writer.cell(Mark::Text, "twelve bytes"),
            Err(SpoolFault::TooMuchText)
        );
    }

    #[test]
    fn dates_show_a_time_only_when_there_is_one() {
        let day = Day::parse_iso("2026-06-30").expect("a day");
        let mut out = Vec::new();
        write_date(&mut out, day, 0);
        write_date(&mut out, day, 8 * 3600 + 15 * 60);
        assert_eq!(out, b"2026-06-302026-06-30 08:15:00");
    }
}
