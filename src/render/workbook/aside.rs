//! The hidden sheet of what other sheets point at: the words of drop-down lists and the
//! points of curves, one column each. Takes columns as they are asked for, gives ranges.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::style::Styles;

/// Its name.
pub(super) const SHEET: &str = "_lists";

/// What other sheets point at.
#[derive(Debug, Default)]
pub(super) struct Aside {
    columns: Vec<Column>,
}

#[derive(Debug, PartialEq)]
enum Column {
    Words(Vec<String>),
    Numbers(Vec<f64>),
}

/// The cells of a column: column and last row, both first 0; the first row is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) column: u16,
    pub(super) last_row: u32,
}

impl Aside {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The range of these words as a formula; equal lists stand there once.
    pub(super) fn words(&mut self, words: &[String]) -> String {
        let place = self.place(Column::Words(words.to_vec()), words.len());
        let letters = rust_xlsxwriter::column_number_to_name(place.column);
        let last = place.last_row + 1;
        format!("='{SHEET}'!${letters}$1:${letters}${last}")
    }

    /// The place of these numbers.
    pub(super) fn numbers(&mut self, numbers: Vec<f64>) -> Place {
        let count = numbers.len();
        self.place(Column::Numbers(numbers), count)
    }

    fn place(&mut self, wanted: Column, count: usize) -> Place {
        let known = self.columns.iter().position(|column| *column == wanted);
        let column = known.unwrap_or_else(|| {
            self.columns.push(wanted);
            self.columns.len() - 1
        });
        Place {
            column: column as u16,
            last_row: (count as u32).saturating_sub(1),
        }
    }

    /// Writes the columns side by side.
    pub(super) fn write(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        let count = |column: &Column| match column {
            Column::Words(words) => words.len(),
            Column::Numbers(numbers) => numbers.len(),
        };
        let longest = self.columns.iter().map(count).max().unwrap_or(0);
        let mut cursor = Cursor::new(sheet);
        for place in 0..longest {
            let mut row = cursor.row();
            for column in &self.columns {
                match column {
                    Column::Words(words) => match words.get(place) {
                        Some(word) => row.text(word, &styles.note)?,
                        None => row.skip(),
                    },
                    Column::Numbers(numbers) => match numbers.get(place) {
                        Some(number) => row.number(*number, &styles.note)?,
                        None => row.skip(),
                    },
                }
            }
        }
        Ok(())
    }
}
