//! Charts as spreadsheet programs draw them. Takes a chart and the place of its
//! table, gives the drawing; nothing is a picture, all of it follows the cells.

use rust_xlsxwriter::{
    Chart as Drawing, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartMarker, ChartSeries, ChartSolidFill, ChartType, Color,
};

use crate::render::workbook::aside::{Aside, SHEET};
use crate::render::workbook::plan::{Chart, ChartKind, Palette};
use crate::render::workbook::style::{BAR, TIER_BARS};

/// Lines behind the bars.
const GRID_LINE: u32 = 0xE6_E6E6;

/// Text on axes.
const AXIS_TEXT: u32 = 0x59_5959;

/// The pair of a comparison: pale, strong.
const PAIR: [u32; 2] = [0xA9_C4E4, 0x2F_6DB5];

/// What is late, and what comes after it.
const LATE: [u32; 6] = [
    0xD9_534F, 0x1F_5FA8, 0x5B_95D3, 0x96_BDE6, 0xC3_DAF1, 0xDD_E8F4,
];

/// Rows of a table that a chart of bars shows; more would be unreadable.
pub(super) const MOST_BARS: u32 = 20;

/// The table that a chart belongs to; rows and columns count from 0.
pub(super) struct Beside<'s> {
    /// The sheet's name.
    pub(super) sheet: &'s str,
    /// The row of its headings.
    pub(super) header: u32,
    /// The number of its rows.
    pub(super) rows: u32,
}

/// The drawing of a chart.
pub(super) fn draw(chart: &Chart, table: &Beside<'_>, aside: &mut Aside) -> Drawing {
    let mut drawing = Drawing::new(shape(&chart.kind));
    match &chart.kind {
        ChartKind::Curve {
            across,
            upwards,
            points,
        } => curve(&mut drawing, across, upwards, points, aside),
        ChartKind::Shares
        | ChartKind::Bars
        | ChartKind::StackedBars
        | ChartKind::StackedColumns => bars(&mut drawing, chart, table),
    }
    drawing
        .title()
        .set_name(chart.title.as_str())
        .set_font(
            ChartFont::new()
                .set_size(11)
                .set_color(Color::RGB(0x2F_4B6E)),
        )
        .set_overlay(false);
    let small = font(9);
    let quiet = ChartLine::new().set_color(Color::RGB(GRID_LINE)).clone();
    drawing
        .x_axis()
        .set_font(&small)
        .set_major_gridlines_line(&quiet);
    drawing
        .y_axis()
        .set_font(&small)
        .set_major_gridlines_line(&quiet);
    match chart.series.len() {
        0 | 1 => drawing.legend().set_hidden(),
        _ => drawing
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&small),
    };
    let frame = ChartLine::new().set_color(Color::RGB(0xD0_D7E1)).clone();
    drawing
        .chart_area()
        .set_format(ChartFormat::new().set_border(&frame));
    // What a chart is drawn from may stand on a hidden sheet.
    drawing.show_hidden_data();
    drawing
}

fn shape(kind: &ChartKind) -> ChartType {
    match kind {
        ChartKind::Shares => ChartType::Column,
        ChartKind::Bars => ChartType::Bar,
        ChartKind::StackedBars => ChartType::BarStacked,
        ChartKind::StackedColumns => ChartType::ColumnStacked,
        ChartKind::Curve { .. } => ChartType::ScatterStraight,
    }
}

fn bars(drawing: &mut Drawing, chart: &Chart, table: &Beside<'_>) {
    let (first, last) = (table.header + 1, table.header + table.rows.min(MOST_BARS));
    for (place, column) in chart.series.iter().enumerate() {
        let mut series = ChartSeries::new();
        series
            .set_name((table.sheet, table.header, *column))
            .set_categories((table.sheet, first, 0, last, 0))
            .set_values((table.sheet, first, *column, last, *column))
            .set_gap(50)
            .set_format(ChartFormat::new().set_solid_fill(&fill(chart.palette, place)));
        match chart.kind {
            ChartKind::Shares => {
                let mut labels = ChartDataLabel::new();
                labels.show_value().set_num_format("0%").set_font(&font(8));
                series.set_data_label(&labels).set_overlap(-5);
            }
            ChartKind::Bars => {
                let mut labels = ChartDataLabel::new();
                labels
                    .show_value()
                    .set_num_format("#,##0")
                    .set_font(&font(8));
                series.set_data_label(&labels);
            }
            ChartKind::StackedBars | ChartKind::StackedColumns | ChartKind::Curve { .. } => {}
        }
        drawing.push_series(&series);
    }
    match chart.kind {
        // Lying bars are drawn from the bottom up; the first row belongs on top.
        ChartKind::Bars | ChartKind::StackedBars => {
            drawing.y_axis().set_reverse();
            drawing.x_axis().set_num_format("#,##0");
        }
        ChartKind::Shares => {
            drawing.y_axis().set_num_format("0%").set_min(0).set_max(1);
        }
        ChartKind::StackedColumns => {
            drawing.x_axis().set_num_format("yyyy-mm");
            drawing.y_axis().set_num_format("#,##0");
        }
        ChartKind::Curve { .. } => {}
    }
}

fn curve(
    drawing: &mut Drawing,
    across: &str,
    upwards: &str,
    points: &[[f64; 2]],
    aside: &mut Aside,
) {
    let [x, y] = [0, 1].map(|axis| aside.numbers(points.iter().map(|point| point[axis]).collect()));
    let mut series = ChartSeries::new();
    let line = ChartLine::new()
        .set_color(Color::RGB(BAR))
        .set_width(2.25)
        .clone();
    series
        .set_categories((SHEET, 0, x.column, x.last_row, x.column))
        .set_values((SHEET, 0, y.column, y.last_row, y.column))
        .set_marker(ChartMarker::new().set_none())
        .set_format(ChartFormat::new().set_line(&line));
    drawing.push_series(&series);
    let small = font(9);
    drawing
        .x_axis()
        .set_name(across)
        .set_name_font(&small)
        .set_num_format("0%")
        .set_min(0)
        .set_max(1)
        .set_major_unit(0.2);
    drawing
        .y_axis()
        .set_name(upwards)
        .set_name_font(&small)
        .set_num_format("0%")
        .set_min(0)
        .set_max(1)
        .set_major_unit(0.2);
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(size).set_color(Color::RGB(AXIS_TEXT));
    font
}

fn fill(palette: Palette, place: usize) -> ChartSolidFill {
    let from = |colours: &[u32]| colours[place.min(colours.len() - 1)];
    let colour = match palette {
        Palette::Plain => BAR,
        Palette::Pair => from(&PAIR),
        Palette::Tiers => from(&TIER_BARS),
        Palette::Late => from(&LATE),
    };
    ChartSolidFill::new().set_color(Color::RGB(colour)).clone()
}
