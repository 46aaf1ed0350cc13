//! A page of stacked blocks: headline, paragraphs, small tables with charts beside
//! them. Takes blocks in order and writes them from top to bottom.

use rust_xlsxwriter::{
    Chart as Drawing, ChartFont, ChartLine, ChartSeries, ChartType, Color, Worksheet, XlsxError,
};

use crate::render::measure::wrap;
use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::listing::print_wide;
use crate::render::workbook::plan::{Block, Chart, ChartKind};
use crate::render::workbook::style::Styles;
use crate::render::workbook::table::{Table, column_widths};
use crate::table::{Cell, Column, Grid};

/// Paragraphs are broken at this width.
const LINE: usize = 100;

/// Size of a chart in pixels, and the rows of 20 pixels it covers.
const CHART_WIDTH: u32 = 440;
const CHART_HEIGHT: u32 = 240;
const CHART_ROWS: u32 = 13;

/// Lines behind the bars.
const GRID_LINE: u32 = 0xE0_E0E0;

/// Writes the blocks.
pub(super) fn write(
    blocks: Vec<Block<'_>>,
    sheet: &mut Worksheet,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let mut widths = Vec::new();
    let mut cursor = Cursor::new(sheet);
    for block in blocks {
        match block {
            Block::Title(text) => cursor.row().text(&text, &styles.title)?,
            Block::Section(text) => {
                cursor.skip_rows(1);
                cursor.row().text(&text, &styles.section)?;
            }
            Block::Text(text) => {
                for line in wrap(&text, LINE) {
                    cursor.row().text(&line, &styles.note)?;
                }
            }
            Block::Warning(text) => {
                for line in wrap(&text, LINE) {
                    cursor.row().text(&line, &styles.warning)?;
                }
            }
            Block::Table(grid, chart) => {
                write_table(grid, chart.as_ref(), &mut cursor, styles, &mut widths)?;
            }
        }
    }
    for (column, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(column, *width as f64)?;
    }
    sheet.set_screen_gridlines(false);
    print_wide(sheet);
    Ok(())
}

/// Writes one table and its chart; columns take the widest of all tables.
fn write_table(
    grid: Grid<'_>,
    chart: Option<&Chart>,
    cursor: &mut Cursor<'_>,
    styles: &Styles,
    widths: &mut Vec<usize>,
) -> Result<(), XlsxError> {
    let columns = grid.columns;
    let rows: Vec<Vec<Cell<'_>>> = grid.rows.collect();
    let own = column_widths(&columns, &rows);
    widths.resize(widths.len().max(own.len()), 0);
    for (width, own) in widths.iter_mut().zip(own) {
        *width = own.max(*width);
    }
    let top = cursor.next_row();
    let table = Table::new(&columns, &rows, widths);
    table.write_header(cursor, styles)?;
    for cells in &rows {
        table.write_row(cells, cursor, styles)?;
    }
    match chart {
        Some(chart) if !rows.is_empty() => draw(chart, &columns, &rows, top, cursor, styles),
        _ => Ok(()),
    }
}

/// Puts the chart to the right of the table that begins at row `top`.
fn draw(
    chart: &Chart,
    columns: &[Column],
    rows: &[Vec<Cell<'_>>],
    top: u32,
    cursor: &mut Cursor<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let name = cursor.sheet().name();
    let (first, last) = (top + 1, top + rows.len() as u32);
    let mut series = ChartSeries::new();
    series
        .set_categories((name.as_str(), first, 0, last, 0))
        .set_values((name.as_str(), first, chart.values, last, chart.values))
        .set_gap(60)
        .set_point_colors(&colours(columns, rows, styles));
    let mut drawing = Drawing::new(match chart.kind {
        ChartKind::Columns => ChartType::Column,
        ChartKind::Bars => ChartType::Bar,
    });
    drawing.push_series(&series);
    drawing
        .title()
        .set_name(chart.title.as_str())
        .set_font(ChartFont::new().set_size(12));
    drawing.legend().set_hidden();
    if chart.kind == ChartKind::Bars {
        // Lying bars are drawn from the bottom up; the first row belongs on top.
        drawing.y_axis().set_reverse();
    }
    let small = ChartFont::new().set_size(9).clone();
    let quiet = ChartLine::new().set_color(Color::RGB(GRID_LINE)).clone();
    drawing
        .x_axis()
        .set_font(&small)
        .set_major_gridlines_line(&quiet);
    drawing
        .y_axis()
        .set_font(&small)
        .set_major_gridlines_line(&quiet);
    drawing.set_width(CHART_WIDTH).set_height(CHART_HEIGHT);
    cursor
        .sheet()
        .insert_chart(top, columns.len() as u16 + 1, &drawing)?;
    let below = top + CHART_ROWS;
    cursor.skip_rows(below.saturating_sub(cursor.next_row()));
    Ok(())
}

/// One colour a bar: tiers have their own.
fn colours(columns: &[Column], rows: &[Vec<Cell<'_>>], styles: &Styles) -> Vec<Color> {
    let Some(names) = columns.first() else {
        return Vec::new();
    };
    rows.iter()
        .map(|row| styles.bar(row.first().unwrap_or(&Cell::Blank), names.emphasis))
        .collect()
}
