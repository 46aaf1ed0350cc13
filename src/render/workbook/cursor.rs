//! Writes a sheet from top to bottom and left to right, and no other way. Large
//! sheets are sent to disk row by row, and the workbook library drops a cell that
//! comes too late; with this cursor no such cell can be written.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// Most UTF-16 units that a cell holds.
const LONGEST_TEXT: usize = 32_767;

/// Height of a line in points.
const LINE_HEIGHT: f64 = 15.0;

/// Rows after this one have no height of their own: the workbook library keeps half a
/// kilobyte for each that has.
const LAST_OWN_HEIGHT: u32 = 10_000;

/// Ends text that had to be cut.
const CUT_MARK: &str = "…";

/// The place below everything written so far.
pub(super) struct Cursor<'s> {
    sheet: &'s mut Worksheet,
    next_row: u32,
}

/// A row being written; the next one can only begin when this one is let go.
pub(super) struct Row<'c> {
    sheet: &'c mut Worksheet,
    place: u32,
    next_column: u16,
}

impl<'s> Cursor<'s> {
    /// Starts at the top of an empty sheet.
    pub(super) fn new(sheet: &'s mut Worksheet) -> Self {
        Self { sheet, next_row: 0 }
    }

    /// The row that comes next, first 0.
    pub(super) fn next_row(&self) -> u32 {
        self.next_row
    }

    /// Begins the next row.
    pub(super) fn row(&mut self) -> Row<'_> {
        let place = self.next_row;
        self.next_row += 1;
        Row {
            sheet: self.sheet,
            place,
            next_column: 0,
        }
    }

    /// Says how cells of a column look unless they say so themselves. The workbook library
    /// looks the format of every cell up by all that it holds: a column's is looked up once.
    pub(super) fn look_of_column(&mut self, column: u16, format: &Format) -> Result<(), XlsxError> {
        self.sheet.set_column_format(column, format)?;
        Ok(())
    }

    /// Leaves rows empty.
    pub(super) fn skip_rows(&mut self, rows: u32) {
        self.next_row += rows;
    }

    /// The sheet, for what belongs to no row: widths, filters, charts.
    pub(super) fn sheet(&mut self) -> &mut Worksheet {
        self.sheet
    }
}

impl Row<'_> {
    /// Writes text in the next column; never a formula or a link.
    pub(super) fn text(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let column = self.step();
        match cut(text) {
            None => self
                .sheet
                .write_string_with_format(self.place, column, text, format)?,
            Some(cut) => self
                .sheet
                .write_string_with_format(self.place, column, cut, format)?,
        };
        Ok(())
    }

    /// Writes a number in the next column.
    pub(super) fn number(&mut self, number: f64, format: &Format) -> Result<(), XlsxError> {
        let column = self.step();
        self.sheet
            .write_number_with_format(self.place, column, number, format)?;
        Ok(())
    }

    /// Writes text that looks as its column does; see [`Cursor::look_of_column`].
    pub(super) fn usual_text(&mut self, text: &str) -> Result<(), XlsxError> {
        let column = self.step();
        match cut(text) {
            None => self.sheet.write_string(self.place, column, text)?,
            Some(cut) => self.sheet.write_string(self.place, column, cut)?,
        };
        Ok(())
    }

    /// Writes a number that looks as its column does.
    pub(super) fn usual_number(&mut self, number: f64) -> Result<(), XlsxError> {
        let column = self.step();
        self.sheet.write_number(self.place, column, number)?;
        Ok(())
    }

    /// Writes yes or no as the program that opens the book says it.
    pub(super) fn flag(&mut self, flag: bool, format: &Format) -> Result<(), XlsxError> {
        let column = self.step();
        self.sheet
            .write_boolean_with_format(self.place, column, flag, format)?;
        Ok(())
    }

    /// Writes an empty cell that shows its format.
    pub(super) fn blank(&mut self, format: &Format) -> Result<(), XlsxError> {
        let column = self.step();
        self.sheet.write_blank(self.place, column, format)?;
        Ok(())
    }

    /// Makes the row tall enough for this many lines; one line is the sheet's own height.
    /// Far down it is left to the program that opens the book.
    pub(super) fn lines(&mut self, lines: usize) -> Result<(), XlsxError> {
        if lines > 1 && self.place < LAST_OWN_HEIGHT {
            self.sheet
                .set_row_height(self.place, LINE_HEIGHT * lines as f64)?;
        }
        Ok(())
    }

    /// Sets the row's height in points.
    pub(super) fn height(&mut self, points: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.place, points)?;
        Ok(())
    }

    /// Leaves the next column empty.
    pub(super) fn skip(&mut self) {
        self.step();
    }

    fn step(&mut self) -> u16 {
        let column = self.next_column;
        self.next_column += 1;
        column
    }
}

/// The text cut to what a cell holds, with a mark; `None` if it fits.
fn cut(text: &str) -> Option<String> {
    if text.len() <= LONGEST_TEXT || text.encode_utf16().count() <= LONGEST_TEXT {
        return None;
    }
    let mut room = LONGEST_TEXT - CUT_MARK.encode_utf16().count();
    let end = text
        .char_indices()
        .find(|(_, char)| {
            let full = char.len_utf16() > room;
            room = room.saturating_sub(char.len_utf16());
            full
        })
        .map_or(text.len(), |(place, _)| place);
    Some(format!("{}{CUT_MARK}", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_only_go_forward() {
        let mut sheet = Worksheet::new();
        let mut cursor = Cursor::new(&mut sheet);
        let format = Format::new();
        let mut first = cursor.row();
        first.text("a", &format).unwrap();
        first.skip();
        first.number(1.0, &format).unwrap();
        assert_eq!((first.place, first.next_column), (0, 3));
        cursor.skip_rows(2);
        assert_eq!(cursor.row().place, 3);
        assert_eq!(cursor.next_row(), 4);
    }

    #[test]
    fn text_is_cut_at_the_cell_s_limit_with_a_mark() {
        assert_eq!(cut(&"客".repeat(LONGEST_TEXT)), None);
        let long = cut(&"客".repeat(LONGEST_TEXT + 1)).unwrap();
        assert_eq!(long.chars().count(), LONGEST_TEXT);
        assert!(long.ends_with("客…"));
        let wide = cut(&"😀".repeat(LONGEST_TEXT)).unwrap();
        assert!(wide.encode_utf16().count() <= LONGEST_TEXT);
    }
}
