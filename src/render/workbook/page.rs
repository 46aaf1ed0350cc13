//! A page of stacked blocks: headline, paragraphs, figures, small tables with charts.
//! Takes blocks in order and writes them from top to bottom.

use rust_xlsxwriter::{
    Chart as Drawing, Color, ConditionalFormat2ColorScale, Worksheet, XlsxError,
};

use crate::render::measure::wrap;
use crate::render::workbook::aside::Aside;
use crate::render::workbook::chart::{Beside, draw};
use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::listing::print_wide;
use crate::render::workbook::plan::{Block, Chart, Tile};
use crate::render::workbook::style::Styles;
use crate::render::workbook::table::{Table, column_widths};
use crate::table::{Cell, Emphasis, Grid};

/// Paragraphs are broken at this width.
const LINE: usize = 110;

/// The width of a band, and of a chart beside a table, in pixels.
const BAND_WIDTH: u32 = 1_020;
const BESIDE_WIDTH: u32 = 440;

/// The height of a chart in pixels, and the rows of 20 pixels that it covers.
const CHART_HEIGHT: u32 = 250;
const CHART_ROWS: u32 = 13;

/// Pixels between the charts of a band.
const GAP: u32 = 10;

/// Columns of a page share their width with every table on it: labels may be wide,
/// what stands beside them is mostly numbers.
const WIDEST_LABEL: usize = 30;
const WIDEST_VALUE: usize = 16;
const NARROWEST_LABEL: usize = 20;
const NARROWEST_VALUE: usize = 13;

/// The ends of the scale by which numbers are coloured.
const COLD: u32 = 0xFF_FFFF;
const HOT: u32 = 0x63_BE7B;

/// A page being written.
struct Page<'s> {
    cursor: Cursor<'s>,
    styles: &'s Styles,
    aside: &'s mut Aside,
    widths: Vec<usize>,
    /// Places of a band that no chart has taken yet, the next one last.
    free: Vec<Slot>,
    drawings: Vec<(Slot, Drawing)>,
    /// Rows that begin a printed page.
    breaks: Vec<u32>,
}

/// Where a chart goes: row and column first 0, pixels from there, its width in pixels.
#[derive(Debug, Clone, Copy)]
struct Slot {
    row: u32,
    column: u16,
    right: u32,
    width: u32,
}

/// Writes the blocks.
pub(super) fn write(
    blocks: Vec<Block<'_>>,
    sheet: &mut Worksheet,
    styles: &Styles,
    aside: &mut Aside,
) -> Result<(), XlsxError> {
    let mut page = Page {
        cursor: Cursor::new(sheet),
        styles,
        aside,
        widths: vec![NARROWEST_LABEL],
        free: Vec::new(),
        drawings: Vec::new(),
        breaks: Vec::new(),
    };
    for block in blocks {
        page.block(block)?;
    }
    let Page {
        widths,
        drawings,
        breaks,
        ..
    } = page;
    for (column, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(column, *width as f64)?;
    }
    for (slot, drawing) in &drawings {
        sheet.insert_chart_with_offset(slot.row, slot.column, drawing, slot.right, 4)?;
    }
    sheet.set_screen_gridlines(false);
    print_wide(sheet);
    if !breaks.is_empty() {
        sheet.set_page_breaks(&breaks)?;
    }
    Ok(())
}

impl Page<'_> {
    fn block(&mut self, block: Block<'_>) -> Result<(), XlsxError> {
        let styles = self.styles;
        match block {
            Block::Title(text) => {
                let mut row = self.cursor.row();
                row.height(26.0)?;
                row.text(&text, &styles.title)
            }
            Block::Section(text) => {
                self.cursor.skip_rows(1);
                self.cursor.row().text(&text, &styles.section)
            }
            Block::Text(text) => {
                for line in wrap(&text, LINE) {
                    self.cursor.row().text(&line, &styles.note)?;
                }
                Ok(())
            }
            Block::Warning(text) => {
                for line in wrap(&text, LINE) {
                    self.cursor.row().text(&line, &styles.warning)?;
                }
                Ok(())
            }
            Block::Tiles(tiles) => self.tiles(&tiles),
            Block::Band(places) => {
                self.cursor.skip_rows(1);
                let row = self.cursor.next_row();
                let step = BAND_WIDTH / u32::from(places.max(1));
                let slots = (0..u32::from(places)).rev().map(|place| Slot {
                    row,
                    column: 0,
                    right: place * step,
                    width: step - GAP,
                });
                self.free = slots.collect();
                self.cursor.skip_rows(CHART_ROWS);
                Ok(())
            }
            Block::NewPage => {
                self.breaks.push(self.cursor.next_row());
                Ok(())
            }
            Block::Table(grid, charts) => self.table(grid, &charts).map(drop),
            Block::Heat(grid) => {
                let columns = grid.columns.len() as u16;
                let (first, rows) = self.table(grid, &[])?;
                let scale = ConditionalFormat2ColorScale::new()
                    .set_minimum_color(Color::RGB(COLD))
                    .set_maximum_color(Color::RGB(HOT));
                if rows > 0 && columns > 1 {
                    let last = first + rows - 1;
                    self.cursor.sheet().add_conditional_format(
                        first,
                        1,
                        last,
                        columns - 1,
                        &scale,
                    )?;
                }
                Ok(())
            }
        }
    }

    /// Labels in one row, large figures in the next.
    fn tiles(&mut self, tiles: &[Tile<'_>]) -> Result<(), XlsxError> {
        self.cursor.skip_rows(1);
        let mut row = self.cursor.row();
        row.height(18.0)?;
        for tile in tiles {
            row.text(&tile.label, &self.styles.tile_label)?;
        }
        let mut row = self.cursor.row();
        row.height(30.0)?;
        for tile in tiles {
            self.styles.write_tile(&mut row, tile)?;
        }
        self.widths
            .resize(self.widths.len().max(tiles.len()), NARROWEST_VALUE);
        Ok(())
    }

    /// Writes one table; gives its first row and how many there are. Columns take the
    /// widest of all tables.
    fn table(&mut self, grid: Grid<'_>, charts: &[Chart]) -> Result<(u32, u32), XlsxError> {
        let columns = grid.columns;
        let rows: Vec<Vec<Cell<'_>>> = grid.rows.collect();
        let own = column_widths(&columns, &rows);
        self.widths
            .resize(self.widths.len().max(own.len()), NARROWEST_VALUE);
        for (place, (width, own)) in self.widths.iter_mut().zip(own).enumerate() {
            let most = match columns[place].emphasis {
                Emphasis::Long => own,
                _ if place == 0 => WIDEST_LABEL,
                _ => WIDEST_VALUE,
            };
            *width = own.min(most).max(*width);
        }
        let header = self.cursor.next_row();
        let table = Table::new(&columns, &rows, &self.widths);
        table.write_header(&mut self.cursor, self.styles)?;
        for cells in &rows {
            table.write_row(cells, &mut self.cursor, self.styles)?;
        }
        let count = rows.len() as u32;
        for chart in charts.iter().filter(|_| count > 0) {
            let sheet = self.cursor.sheet().name();
            let beside = Beside {
                sheet: &sheet,
                header,
                rows: count,
            };
            let mut drawing = draw(chart, &beside, self.aside);
            let slot = self.free.pop().unwrap_or_else(|| {
                // Room for a chart to the right, however short the table is.
                let below = header + CHART_ROWS;
                let missing = below.saturating_sub(self.cursor.next_row());
                self.cursor.skip_rows(missing);
                Slot {
                    row: header,
                    column: columns.len() as u16,
                    right: 2 * GAP,
                    width: BESIDE_WIDTH,
                }
            });
            drawing.set_width(slot.width).set_height(CHART_HEIGHT);
            self.drawings.push((slot, drawing));
        }
        Ok((header + 1, count))
    }
}
