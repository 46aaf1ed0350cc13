//! The cells of a block of rows.
//!
//! Takes rows as spreadsheets write them, gives a piece of the spool. A cell means what the
//! reading library takes it for; what is not written in the usual way or order is odd.

use calamine::ExcelDateTimeType;

use crate::sheet::parts::{is_blank, is_hidden};
use crate::sheet::spool::{Decimal, SpoolWriter};
use crate::sheet::workbook::{COLUMNS, ROWS};

use super::Odd;
use super::batch::{Batch, Value};
use super::escapes::{self, Spaces};
use super::markup::{Inside, Markup, column, number};
use super::texts::{Texts, push_text};

/// The errors that a cell may hold.
const ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

/// What cells refer to.
pub(super) struct Context<'c> {
    /// Texts by their numbers.
    pub texts: &'c Texts,
    /// Of each style, whether its numbers are moments and which.
    pub moments: &'c [Option<ExcelDateTimeType>],
    /// Whether days count from 1904.
    pub is_1904: bool,
}

/// The rows of a block as a piece of the spool.
#[derive(Default)]
pub(super) struct Piece {
    batch: Batch,
    /// The number of the first row, first row 1.
    pub first: Option<u32>,
    /// The number of the last row.
    pub last: Option<u32>,
    /// How many rows are hidden.
    pub hidden_rows: u64,
    /// How many cells are formulas.
    pub formulas: u64,
    /// How many formulas have no value.
    pub never_calculated: u64,
}

impl Piece {
    /// How a block becomes a piece.
    pub(super) fn parse<'c>(
        context: &'c Context<'c>,
    ) -> impl Fn(&str, &mut Self) -> Result<(), Odd> + Sync + 'c {
        |block, piece| {
            let mut rows = Rows {
                xml: Markup::new(block),
                context,
                piece,
            };
            rows.all()
        }
    }

    /// Continues a sheet with the piece, which is empty then.
    pub(super) fn append_to(&mut self, whole: &mut SpoolWriter) -> Result<(), Odd> {
        (self.first, self.last) = (None, None);
        (self.hidden_rows, self.formulas, self.never_calculated) = (0, 0, 0);
        self.batch.append_to(whole)
    }
}

/// Rows while they are read.
struct Rows<'x, 'c> {
    xml: Markup<'x>,
    context: &'c Context<'c>,
    piece: &'c mut Piece,
}

/// The attributes of a cell that say what it holds, as written.
#[derive(Default, Clone, Copy)]
struct Kind<'x> {
    /// The number of its style, `s`.
    style: Option<&'x [u8]>,
    /// The type of its value, `t`.
    letters: Option<&'x [u8]>,
}

impl Rows<'_, '_> {
    fn all(&mut self) -> Result<(), Odd> {
        loop {
            self.xml.skip_space();
            if self.xml.rest().is_empty() {
                return self.write();
            }
            if !self.xml.take(b"<row ") {
                return Err(Odd::Body);
            }
            self.row()?;
        }
    }

    /// Writes the cells that were read.
    fn write(&mut self) -> Result<(), Odd> {
        let Context { texts, is_1904, .. } = self.context;
        self.piece.batch.write(texts, *is_1904)
    }

    /// Reads a row from the name of its tag on.
    fn row(&mut self) -> Result<(), Odd> {
        let start = self.xml.position() - b"<row ".len();
        let mut digits: Option<&[u8]> = None;
        let mut may_hide = false;
        let is_empty = loop {
            match self.xml.inside()? {
                Inside::Attribute(b"r", value) if digits.is_none() => digits = Some(value),
                Inside::Attribute(b"r", _) => return Err(Odd::Tag),
                Inside::Attribute(name, _) => may_hide |= name[0] == b'h',
                Inside::End => break false,
                Inside::EmptyEnd => break true,
            }
        };
        let tag = &self.xml.bytes()[start..self.xml.position() - 1];
        self.piece.hidden_rows += u64::from(may_hide && is_hidden(tag));
        let digits = digits.ok_or(Odd::Row)?;
        let row = number(digits).filter(|row| digits[0] != b'0' && *row <= ROWS);
        let row = row.ok_or(Odd::Row)?;
        if self.piece.last.is_some_and(|last| row <= last) {
            return Err(Odd::Row);
        }
        self.piece.first.get_or_insert(row);
        self.piece.last = Some(row);
        if is_empty {
            return Ok(());
        }
        let mut next = 0;
        loop {
            self.xml.skip_space();
            if self.xml.take(b"<c ") {
                next = self.cell(row, digits, next)?;
            } else if self.xml.take(b"</row>") {
                return Ok(());
            } else {
                return Err(Odd::Body);
            }
        }
    }

    /// Reads a cell at or right of a column; gives the column after it.
    #[inline]
    fn cell(&mut self, row: u32, digits: &[u8], next: u32) -> Result<u32, Odd> {
        let mut address = None;
        let mut kind = Kind::default();
        let is_empty = loop {
            match self.xml.inside()? {
                Inside::Attribute(name, value) => {
                    let slot = match name {
                        b"r" => &mut address,
                        b"s" => &mut kind.style,
                        b"t" => &mut kind.letters,
                        _ => continue,
                    };
                    // Of two of a name it is hard to say which counts.
                    if slot.replace(value).is_some() {
                        return Err(Odd::Tag);
                    }
                }
                Inside::End => break false,
                Inside::EmptyEnd => break true,
            }
        };
        let (column, its_row) = address.and_then(column).ok_or(Odd::Place)?;
        if its_row != digits || column < next || column >= COLUMNS {
            return Err(Odd::Place);
        }
        if !is_empty {
            self.content((row - 1, column), kind)?;
        }
        Ok(column + 1)
    }

    /// Reads what a cell holds, and its closing tag.
    #[inline]
    fn content(&mut self, place: (u32, u32), kind: Kind<'_>) -> Result<(), Odd> {
        self.xml.skip_space();
        if self.xml.take(b"<f") {
            self.formula()?;
            self.xml.skip_space();
        }
        if self.xml.take(b"<v") {
            let is_empty = self.xml.is_empty_tag()?;
            let written = if is_empty {
                ""
            } else {
                self.xml.text_before(b"</v>")?
            };
            self.value(place, kind, written)?;
        } else if self.xml.take(b"<is>") {
            self.inline_text(place, kind)?;
        }
        self.xml.skip_space();
        if self.xml.take(b"</c>") {
            Ok(())
        } else {
            Err(Odd::Content)
        }
    }

    /// Passes over a formula, from the name of its tag on.
    fn formula(&mut self) -> Result<(), Odd> {
        self.piece.formulas += 1;
        if self.xml.is_empty_tag()? {
            return Ok(());
        }
        escapes::check(self.xml.text_before(b"</f>")?)?;
        self.piece.never_calculated += u64::from(is_blank(self.xml.rest()));
        Ok(())
    }

    fn inline_text(&mut self, place: (u32, u32), kind: Kind<'_>) -> Result<(), Odd> {
        if kind.letters != Some(b"inlineStr") {
            return Err(Odd::Content);
        }
        let start = self.piece.batch.text.len();
        push_text(&mut self.xml, "/is", &mut self.piece.batch.text)?;
        self.push(place, Value::Own(start, self.piece.batch.text.len()))
    }

    /// Reads a value by the type of its cell.
    #[inline]
    fn value(&mut self, place: (u32, u32), kind: Kind<'_>, written: &str) -> Result<(), Odd> {
        let moment = self.moment(kind.style)?;
        let value = match kind.letters {
            Some(b"str") => {
                let text = &mut self.piece.batch.text;
                let start = text.len();
                escapes::push(text, written, Spaces::Kept)?;
                Value::Own(start, text.len())
            }
            Some(b"s" | b"n" | b"b" | b"e") | None if written.is_empty() => return Ok(()),
            Some(b"s") => Value::Shared(number(written.as_bytes()).ok_or(Odd::Value)?),
            Some(b"n") | None => match (Decimal::read(written.as_bytes()), moment) {
                (Some(decimal), None) => Value::Decimal(decimal),
                (Some(decimal), Some(kind)) => Value::Moment(decimal.value(), kind),
                (None, None) => Value::Float(float(written)?),
                (None, Some(kind)) => Value::Moment(float(written)?, kind),
            },
            Some(b"b") => match written {
                "0" => Value::Flag(false),
                "1" => Value::Flag(true),
                _ => return Err(Odd::Value),
            },
            Some(b"e") => {
                let mut known = ERRORS.iter().filter(|word| **word == written);
                Value::Error(known.next().ok_or(Odd::Value)?)
            }
            _ => return Err(Odd::Value),
        };
        self.push(place, value)
    }

    #[inline]
    fn push(&mut self, place: (u32, u32), value: Value) -> Result<(), Odd> {
        self.piece.batch.push(place, value);
        if self.piece.batch.is_full() {
            self.write()?;
        }
        Ok(())
    }

    /// Whether numbers of a style are moments; a cell without a style is of none.
    #[inline]
    fn moment(&self, style: Option<&[u8]>) -> Result<Option<ExcelDateTimeType>, Odd> {
        let Some(style) = style else { return Ok(None) };
        let number = number(style).ok_or(Odd::Value)?;
        let moment = self.context.moments.get(number as usize);
        Ok(moment.copied().flatten())
    }
}

/// The nearest double to a number as written, of the forms that all readers of numbers know
/// alike.
fn float(written: &str) -> Result<f64, Odd> {
    let usual = |byte: u8| byte.is_ascii_digit() || b"-+.eE".contains(&byte);
    let digits = written.strip_prefix('-').unwrap_or(written).as_bytes();
    let ends = [digits.first(), digits.last()];
    let ends_in_digits = ends.iter().all(|end| end.is_some_and(u8::is_ascii_digit));
    if !ends_in_digits || !written.bytes().all(usual) {
        return Err(Odd::Value);
    }
    written.parse().map_err(|_| Odd::Value)
}
