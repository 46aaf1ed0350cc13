//! Cells on their way into the spool, some hundred at a time.
//!
//! Takes cells in order, gives a piece of the spool. Shared texts lie scattered over memory:
//! asked for one by one, each is waited for; asked for together, they arrive together.

use std::hint::black_box;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use crate::sheet::bounds::Bounds;
use crate::sheet::spool::{Decimal, SpoolFault, SpoolWriter};
use crate::sheet::workbook::write_moment;
use crate::value::Mark;

use super::Odd;
use super::texts::Texts;

/// Bytes of text of one piece: its cells may share long texts.
const PIECE: u64 = 64 << 20;
/// Cells that are written together.
const TOGETHER: usize = 256;

/// What a cell holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// The shared text of this number.
    Shared(u32),
    /// Text between these places of the shared texts, once it was asked for.
    Found(u32, u32),
    /// Text between these places of [`Batch::text`].
    Own(usize, usize),
    /// A number of few digits.
    Decimal(Decimal),
    /// Any other number.
    Float(f64),
    /// Days, of a date or of a span.
    Moment(f64, ExcelDateTimeType),
    /// Yes or no.
    Flag(bool),
    /// `#N/A` and the like.
    Error(&'static str),
}

/// Cells that wait, and those before them as a piece of the spool.
pub(super) struct Batch {
    /// Row, column and value, rows and columns from 0.
    cells: Vec<(u32, u32, Value)>,
    /// Texts that no other cell shares.
    pub text: String,
    writer: SpoolWriter,
    /// The row at which `writer` began; `None` before the first cell.
    start: Option<u32>,
}

impl Default for Batch {
    fn default() -> Self {
        let bounds = Bounds {
            text: PIECE,
            ..Bounds::default()
        };
        Self {
            cells: Vec::with_capacity(TOGETHER),
            text: String::new(),
            writer: SpoolWriter::new(&bounds),
            start: None,
        }
    }
}

impl Batch {
    /// Takes the next cell.
    #[inline]
    pub(super) fn push(&mut self, (row, column): (u32, u32), value: Value) {
        self.cells.push((row, column, value));
    }

    /// Whether the cells that wait should be written.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.cells.len() >= TOGETHER
    }

    /// Writes the cells that wait; days count from 1904 or as usual.
    pub(super) fn write(&mut self, texts: &Texts, is_1904: bool) -> Result<(), Odd> {
        self.find(texts)?;
        let Some((first, ..)) = self.cells.first() else {
            return Ok(());
        };
        if self.start.is_none() {
            self.start = Some(*first);
            self.writer.restart(*first);
        }
        let mut cells = std::mem::take(&mut self.cells);
        let written = cells.iter().try_for_each(|(row, column, value)| {
            self.writer.move_to(*row, *column)?;
            self.put(*value, texts, is_1904)
        });
        cells.clear();
        self.cells = cells;
        self.text.clear();
        written.map_err(|_| Odd::Bounds)
    }

    /// Continues a sheet with the piece, which is empty then.
    pub(super) fn append_to(&mut self, whole: &mut SpoolWriter) -> Result<(), Odd> {
        match self.start.take() {
            Some(start) => whole.append(&self.writer, start).map_err(|_| Odd::Bounds),
            None => Ok(()),
        }
    }

    /// Asks for the shared texts.
    fn find(&mut self, texts: &Texts) -> Result<(), Odd> {
        for (.., value) in &mut self.cells {
            if let Value::Shared(number) = value {
                let (start, end) = texts.place(*number).ok_or(Odd::Text)?;
                *value = Value::Found(start, end);
            }
        }
        let starts = self.cells.iter().filter_map(|(.., value)| match value {
            Value::Found(start, end) if start < end => Some(*start),
            _ => None,
        });
        black_box(starts.fold(0, |all, start| all ^ texts.byte(start)));
        Ok(())
    }

    #[inline]
    fn put(&mut self, value: Value, texts: &Texts, is_1904: bool) -> Result<(), SpoolFault> {
        let writer = &mut self.writer;
        match value {
            // Every number was asked for.
            Value::Shared(_) => Ok(()),
            Value::Found(start, end) => writer.cell(Mark::Text, texts.between(start, end)),
            Value::Own(start, end) => writer.cell(Mark::Text, &self.text[start..end]),
            Value::Decimal(decimal) => writer.decimal(decimal),
            Value::Float(value) => writer.number(value),
            Value::Moment(days, kind) => {
                write_moment(writer, ExcelDateTime::new(days, kind, is_1904))
            }
            Value::Flag(true) => writer.cell(Mark::Flag, "TRUE"),
            Value::Flag(false) => writer.cell(Mark::Flag, "FALSE"),
            Value::Error(word) => writer.cell(Mark::Error, word),
        }
    }
}
