//! The canonical text form of a workbook sheet, kept in memory.
//!
//! Takes typed cells in order, gives bytes that the row reader of text tables
//! reads: cells end with [`CELL_END`], rows with [`ROW_END`], and a cell that
//! was not plain text starts with its mark byte. Row 1 of the sheet is record 1.

use std::io::Write as _;

use crate::period::Day;
use crate::sheet::bounds::Bounds;
use crate::value::Mark;

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
    matches!(byte, 0x01..=0x04 | ROW_END | CELL_END)
}

/// A decimal of at most fifteen digits, of which at most four stand after the point. The double
/// nearest to it is that of no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    is_negative: bool,
    whole: u64,
    /// Ten-thousandths.
    fraction: u64,
}

impl Decimal {
    /// Ten-thousandths of one.
    const ONE: u64 = 10_000;

    /// Reads digits with a point and more digits, or without; `None` of anything else, and of
    /// what has too many of them.
    #[inline]
    pub fn read(text: &[u8]) -> Option<Self> {
        let (is_negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            text => (false, text),
        };
        let (whole, after) = digits(text);
        if after == 0 || after > 15 {
            return None;
        }
        let mut fraction = 0;
        if let [b'.', rest @ ..] = &text[after..] {
            let (written, places) = digits(rest);
            if places == 0 || places > 4 || after > 11 || places < rest.len() {
                return None;
            }
            fraction = written * [1000, 100, 10, 1][places - 1];
        } else if after < text.len() {
            return None;
        }
        Some(Self {
            is_negative: is_negative && whole + fraction > 0,
            whole,
            fraction,
        })
    }

    /// The double nearest to it: the quotient of two exact integers is correctly rounded.
    pub fn value(self) -> f64 {
        let value = if self.fraction == 0 {
            self.whole as f64
        } else {
            (self.whole * Self::ONE + self.fraction) as f64 / Self::ONE as f64
        };
        if self.is_negative { -value } else { value }
    }

    fn write(self, out: &mut Vec<u8>) {
        let mut text = [b'0'; 24];
        let mut at = text.len();
        if self.fraction > 0 {
            at -= 4;
            put_digits(self.fraction, &mut text[at..]);
            at -= 1;
            text[at] = b'.';
        }
        let mut whole = self.whole;
        loop {
            at -= 1;
            text[at] = b'0' + (whole % 10) as u8;
            whole /= 10;
            if whole == 0 {
                break;
            }
        }
        if self.is_negative {
            at -= 1;
            text[at] = b'-';
        }
        out.extend_from_slice(&text[at..]);
        if self.fraction > 0 {
            trim_zeros(out);
        }
    }
}

/// The number that text begins with, and how many digits it has; meaningless beyond nineteen.
#[inline]
fn digits(text: &[u8]) -> (u64, usize) {
    let mut number = 0u64;
    for (at, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return (number, at);
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    (number, text.len())
}

/// Fills a place with the last digits of a number.
#[inline]
fn put_digits(mut number: u64, place: &mut [u8]) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Writes a finite number as its shortest decimal at 15 significant digits.
///
/// Below 10¹⁵ there is no exponent; from there on it is written as
/// `1.38001380001E+16`, so that a long id which a spreadsheet has rounded can be
/// told from one that is whole.
pub fn write_number(out: &mut Vec<u8>, value: f64) {
    let decimal = |whole, fraction| Decimal {
        is_negative: value < 0.0,
        whole,
        fraction,
    };
    if value.fract() == 0.0 && value.abs() < 1e15 {
        decimal(value.abs() as u64, 0).write(out);
        return;
    }
    // Amounts: a decimal of four places whose nearest double this is. The quotient of two
    // exact integers is correctly rounded, and 15 digits name a double uniquely.
    let scaled = (value * 1e4).round();
    if scaled.abs() < 1e15 && (scaled / 1e4).to_bits() == value.to_bits() {
        let units = scaled.abs() as u64;
        decimal(units / Decimal::ONE, units % Decimal::ONE).write(out);
        return;
    }
    let text = format!("{value:.14e}");
    let (mantissa, exponent) = text.split_once('e').expect("{:e} writes an e");
    let exponent: i32 = exponent.parse().expect("{:e} writes a whole exponent");
    write_scientific(out, mantissa, exponent);
}

/// Places the decimal point of `d.dddddddddddddd` times ten to the exponent.
fn write_scientific(out: &mut Vec<u8>, mantissa: &str, exponent: i32) {
    if exponent >= 15 {
        out.extend_from_slice(mantissa.as_bytes());
        trim_zeros(out);
        write!(out, "E+{exponent:02}").expect("writing to memory does not fail");
        return;
    }
    if mantissa.starts_with('-') {
        out.push(b'-');
    }
    let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-exponent - 1) as usize, b'0');
        out.extend_from_slice(&digits);
    } else {
        let (whole, rest) = digits.split_at(exponent as usize + 1);
        out.extend_from_slice(whole);
        out.push(b'.');
        out.extend_from_slice(rest);
    }
    trim_zeros(out);
}

/// Takes off the zeros after a decimal point, and a point that ends up last.
fn trim_zeros(out: &mut Vec<u8>) {
    while out.last() == Some(&b'0') {
        out.pop();
    }
    if out.last() == Some(&b'.') {
        out.pop();
    }
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
    use proptest::prelude::*;

    #[track_caller]
    fn check_number(value: f64, expected: &str) {
        let mut out = Vec::new();
        write_number(&mut out, value);
        assert_eq!(String::from_utf8(out).expect("ASCII"), expected);
    }

    #[test]
    fn whole_numbers_have_no_decimals() {
        check_number(0.0, "0");
        check_number(-0.0, "0");
        check_number(13_800_138_000.0, "13800138000");
        check_number(-42.0, "-42");
        check_number(999_999_999_999_999.0, "999999999999999");
    }

    #[test]
    fn numbers_are_taken_at_fifteen_digits() {
        check_number(0.1 + 0.2, "0.3");
        check_number(1234.5, "1234.5");
        check_number(-0.05, "-0.05");
        check_number(-0.0005, "-0.0005");
        check_number(1.0 / 3.0, "0.333333333333333");
        check_number(2.0 / 3.0, "0.666666666666667");
        check_number(123_456_789.123_456, "123456789.123456");
        check_number(99.99 * 3.0, "299.97");
    }

    #[test]
    fn decimals_of_few_digits_are_read_and_others_are_not() {
        let read = |text: &str| Decimal::read(text.as_bytes()).map(Decimal::value);
        assert_eq!(read("1234.5"), Some(1234.5));
        assert_eq!(read("-0.0500"), Some(-0.05));
        assert_eq!(read("007"), Some(7.0));
        assert_eq!(read("-0").map(f64::to_bits), Some(0));
        assert_eq!(read("999999999999999"), Some(999_999_999_999_999.0));
        assert_eq!(read("99999999999.9999"), Some(99_999_999_999.999_9));
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1.23456",
            "1e5",
            "+1",
            "1 ",
            " 1",
            "--1",
            "1.-2",
            "NaN",
            "1000000000000000",
            "100000000000.5",
            "1.5.5",
            "１",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn small_numbers_have_no_exponent() {
        check_number(0.000_01, "0.00001");
        check_number(1.5e-7, "0.00000015");
    }

    #[test]
    fn from_sixteen_digits_on_the_exponent_shows() {
        check_number(1e15, "1E+15");
        check_number(13_800_138_000_100_000.0, "1.38001380001E+16");
        check_number(4.201_011_990_010_112e17, "4.20101199001011E+17");
        check_number(-1e100, "-1E+100");
    }

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

    proptest! {
        #[test]
        fn any_number_reads_back_within_fifteen_digits(value in proptest::num::f64::NORMAL) {
            let mut out = Vec::new();
            write_number(&mut out, value);
            let back: f64 = std::str::from_utf8(&out).expect("ASCII").parse().expect("a number");
            let exact: f64 = format!("{value:.14e}").parse().expect("a number");
            prop_assert_eq!(back.to_bits(), exact.to_bits());
        }

        #[test]
        fn decimals_are_written_as_the_nearest_doubles_are(text in "-?[0-9]{1,15}|-?[0-9]{1,11}\\.[0-9]{1,4}") {
            let decimal = Decimal::read(text.as_bytes()).expect("few digits");
            let value: f64 = text.parse().expect("a number");
            // Zero has one sign here.
            prop_assert_eq!(decimal.value().to_bits(), (value + 0.0).to_bits());
            let (mut as_text, mut as_number) = (Vec::new(), Vec::new());
            decimal.write(&mut as_text);
            write_number(&mut as_number, value);
            prop_assert_eq!(as_text, as_number);
        }

        #[test]
        fn four_decimals_are_kept_as_they_are(units in -999_999_999_999i64..999_999_999_999) {
            let mut out = Vec::new();
            write_number(&mut out, units as f64 / 1e4);
            let back: f64 = std::str::from_utf8(&out).expect("ASCII").parse().expect("a number");
            prop_assert_eq!((back * 1e4).round() as i64, units);
        }
    }
}
