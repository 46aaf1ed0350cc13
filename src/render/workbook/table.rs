//! Header and rows of one table on a sheet: how wide its columns are, to which side
//! their headings stand, how tall a row of wrapped text must be.

use rust_xlsxwriter::XlsxError;

use crate::render::measure::{cell_width, text_width, wrap};
use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::style::{Side, Styles, Usual};
use crate::table::{Cell, Column, Emphasis};

/// Widths in characters: no column is narrower or wider.
const NARROWEST: usize = 6;
const NARROWEST_INPUT: usize = 12;
const NARROWEST_NOTE: usize = 30;
const WIDEST: usize = 40;
const WIDEST_LONG: usize = 60;

/// Headings wider than this are broken over lines rather than widen their column.
const WIDEST_HEADING: usize = 18;

/// Lines of wrapped text that a row shows; the rest is there when the cell is opened.
const TALLEST: usize = 8;

/// The columns of a table, ready to be written under each other.
pub(super) struct Table {
    columns: Vec<Shape>,
}

/// One column.
struct Shape {
    heading: String,
    emphasis: Emphasis,
    width: usize,
    side: Side,
    /// How cells look that name no format of their own.
    usual: Option<Usual>,
}

impl Table {
    /// Settles sides by the rows given; widths are the caller's, for tables that share columns.
    pub(super) fn new(columns: &[Column], rows: &[Vec<Cell<'_>>], widths: &[usize]) -> Self {
        let mut beside = Side::Left;
        let shape = |(place, (column, width)): (usize, (&Column, &usize))| {
            // Without a value, a column stands as the one before it: most are numbers beside numbers.
            beside = match column.emphasis {
                Emphasis::Figure => Side::Right,
                _ => side(rows.iter().filter_map(|row| row.get(place))).unwrap_or(beside),
            };
            Shape {
                heading: column.heading.clone(),
                emphasis: column.emphasis,
                width: *width,
                side: beside,
                usual: None,
            }
        };
        Self {
            columns: columns.iter().zip(widths).enumerate().map(shape).collect(),
        }
    }

    /// Finds how cells of each column look, by rows of it. Such cells are written without a
    /// format, so that every sheet has to begin with [`Table::look_by_column`].
    pub(super) fn with_usual_looks(mut self, rows: &[Vec<Cell<'_>>]) -> Self {
        for (place, column) in self.columns.iter_mut().enumerate() {
            let cells = rows.iter().filter_map(|row| row.get(place));
            let mut usual = cells.filter_map(|cell| Usual::of(cell, column.emphasis));
            column.usual = usual.next();
        }
        self
    }

    /// Gives the columns of a sheet the look of their cells.
    pub(super) fn look_by_column(
        &self,
        cursor: &mut Cursor<'_>,
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        for (place, column) in (0u16..).zip(&self.columns) {
            if let Some(usual) = column.usual {
                cursor.look_of_column(place, styles.format_of(usual))?;
            }
        }
        Ok(())
    }

    /// Writes the headings; long ones are broken over lines.
    pub(super) fn write_header(
        &self,
        cursor: &mut Cursor<'_>,
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        let lines = self.columns.iter().map(|column| {
            // The filter button covers two characters.
            wrap(&column.heading, column.width.saturating_sub(2)).len()
        });
        let lines = lines.max().unwrap_or(1);
        let mut row = cursor.row();
        row.lines(lines)?;
        for column in &self.columns {
            row.text(
                &column.heading,
                styles.heading(column.emphasis, column.side),
            )?;
        }
        Ok(())
    }

    /// Writes one row, tall enough for its wrapped text.
    pub(super) fn write_row(
        &self,
        cells: &[Cell<'_>],
        cursor: &mut Cursor<'_>,
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        let lines = self
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| column.lines(cell));
        let lines = lines.max().unwrap_or(1).min(TALLEST);
        let mut row = cursor.row();
        row.lines(lines)?;
        for (column, cell) in self.columns.iter().zip(cells) {
            styles.write(&mut row, cell, column.emphasis, column.usual)?;
        }
        Ok(())
    }

    /// The columns' widths in characters.
    pub(super) fn widths(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|column| column.width)
    }

    /// The last column, first 0.
    pub(super) fn last_column(&self) -> u16 {
        (self.columns.len() as u16).saturating_sub(1)
    }

    /// Whether there are no columns.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// Widths in characters, from the headings and the rows given.
pub(super) fn column_widths(columns: &[Column], rows: &[Vec<Cell<'_>>]) -> Vec<usize> {
    let width = |(place, column): (usize, &Column)| {
        let widest = rows
            .iter()
            .filter_map(|row| row.get(place))
            .map(cell_width)
            .max();
        let heading = (text_width(&column.heading) + 2).min(WIDEST_HEADING);
        let most = match column.emphasis {
            // Names may be long, but more stands beside them.
            Emphasis::Long if column.key != "name" => WIDEST_LONG,
            _ => WIDEST,
        };
        // Chinese characters are drawn a little wider than two digits.
        let body = widest.unwrap_or(0) + 2;
        let least = match (column.emphasis, column.key.as_str()) {
            (Emphasis::Input, "note") => NARROWEST_NOTE,
            (Emphasis::Input, _) => NARROWEST_INPUT,
            _ => NARROWEST,
        };
        (body.max(heading) + 1).clamp(least, most)
    };
    columns.iter().enumerate().map(width).collect()
}

impl Shape {
    /// The lines that a cell takes when its text is wrapped.
    fn lines(&self, cell: &Cell<'_>) -> usize {
        let Cell::Text(text) = cell else { return 1 };
        let room = self.width.saturating_sub(1);
        let broken = text.contains('\n');
        if broken || (self.emphasis == Emphasis::Long && text_width(text) > room) {
            wrap(text, room).len()
        } else {
            1
        }
    }
}

/// Numbers stand to the right, and so do their headings; `None` without a value.
fn side<'c, 'a: 'c>(mut cells: impl Iterator<Item = &'c Cell<'a>>) -> Option<Side> {
    let cell = cells.find(|cell| **cell != Cell::Blank)?;
    Some(match cell {
        Cell::Count(_) | Cell::Number(_) | Cell::Money(_) | Cell::Ratio(_) => Side::Right,
        Cell::Text(_) | Cell::Date(_) | Cell::Clock(_) | Cell::Flag(_) | Cell::Blank => Side::Left,
    })
}
