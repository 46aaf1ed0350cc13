//! What a workbook is to look like: its sheets in order, each a page of stacked
//! blocks or one long listing. Filled by the caller, read by the writers here.

use crate::lang::Language;
use crate::living::{Provenance, SheetRole};
use crate::period::Day;
use crate::table::{Cell, Grid};

/// A workbook to be written.
pub struct Book<'a> {
    /// Title in the file's properties.
    pub title: String,
    /// Language of yes and no.
    pub language: Language,
    /// The day the book speaks for: days before it that are due count as late.
    pub as_of: Day,
    /// Tier names, best first: the first is green, the second blue, the third grey.
    pub tiers: Vec<String>,
    /// What it was made from.
    pub made: Provenance,
    /// Whether a later run will read it; then a hidden sheet says what it is.
    pub returns: Return,
    /// The sheets, in order, without hidden ones.
    pub sheets: Vec<SheetPlan<'a>>,
}

/// Whether a workbook comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// People fill it in, and a later run reads it.
    Expected,
    /// It is for other programs.
    Never,
}

/// One sheet. Names are made fit for Excel and unique when they are written.
pub struct SheetPlan<'a> {
    /// The name on the tab.
    pub name: String,
    /// What it is, for the next run.
    pub role: SheetRole,
    /// What is on it.
    pub layout: Layout<'a>,
}

/// What is on a sheet.
pub enum Layout<'a> {
    /// Small things stacked: an overview, the rules used.
    Page(Vec<Block<'a>>),
    /// One table, as long as it likes.
    Listing(Listing<'a>),
}

/// One thing on a page.
pub enum Block<'a> {
    /// The headline of the page.
    Title(String),
    /// The heading of what follows.
    Section(String),
    /// A paragraph; long ones are broken into lines.
    Text(String),
    /// A paragraph that should not be missed.
    Warning(String),
    /// Large figures side by side.
    Tiles(Vec<Tile<'a>>),
    /// Room for so many charts side by side; the tables that follow fill it.
    Band(u16),
    /// What follows begins on a new printed page.
    NewPage,
    /// A small table with charts, in the band above while it has room, else to its right.
    Table(Grid<'a>, Vec<Chart>),
    /// A small table whose numbers are coloured by their size.
    Heat(Grid<'a>),
}

/// One large figure.
pub struct Tile<'a> {
    /// What it counts.
    pub label: String,
    /// The figure.
    pub value: Cell<'a>,
    /// How it is meant.
    pub tone: Tone,
}

/// How a figure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As a fact.
    Plain,
    /// As something to look at.
    Alarm,
}

/// A chart of columns of the table it belongs to; the first column names the bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Its title.
    pub title: String,
    /// Its shape.
    pub kind: ChartKind,
    /// How its bars are coloured.
    pub palette: Palette,
    /// The columns of the values, first 0: one series each.
    pub series: Vec<u16>,
}

/// The shape of a chart.
#[derive(Debug, Clone, PartialEq)]
pub enum ChartKind {
    /// Upright bars side by side, each with its value as a percentage.
    Shares,
    /// Lying bars, first on top: for long names.
    Bars,
    /// Lying bars, the series one behind the other.
    StackedBars,
    /// Upright bars over months, the series one above the other.
    StackedColumns,
    /// A line through these points, both axes from 0 to 100 %; they are kept on a hidden sheet.
    Curve {
        /// What the axis to the right counts.
        across: String,
        /// What the axis upwards counts.
        upwards: String,
        /// The points, 0 to 1.
        points: Vec<[f64; 2]>,
    },
}

/// How bars are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// All alike.
    Plain,
    /// The first series pale, the second strong.
    Pair,
    /// Each series in the colour of its tier.
    Tiers,
    /// The first series is late, the others fade with time.
    Late,
}

/// One table with notes above it. More rows than a sheet holds go on to further
/// sheets, `name (2)` and so on.
pub struct Listing<'a> {
    /// Lines above the header.
    pub notes: Vec<String>,
    /// The table. A column of keys is hidden.
    pub grid: Grid<'a>,
    /// Columns that stay in view while scrolling right.
    pub frozen_columns: u16,
    /// Whether the header carries filter buttons.
    pub filter: Filter,
    /// Columns that are there for the next run and not for people, first 0.
    pub hidden_columns: Vec<u16>,
    /// What may be entered in which column, first 0.
    pub entries: Vec<(u16, Entry)>,
    /// Empty rows below the last one that take the same entries.
    pub spare_rows: u32,
    /// How rows look by what they hold; it follows them when they are sorted.
    pub looks: Vec<Look>,
}

/// How rows look by what a column holds, first 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A strong line above a row whose value differs from the one above.
    Group(u16),
    /// A faint line in the same place.
    Subgroup(u16),
    /// Grey once something is entered.
    Done(u16),
}

/// Whether a listing's header carries filter buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// What may be entered in a column. Anything else is questioned, not forbidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// One of these words, from a drop-down list.
    OneOf(Vec<String>),
    /// A day.
    Day,
}

impl<'a> Listing<'a> {
    /// A listing with filter buttons and nothing else.
    pub fn new(grid: Grid<'a>) -> Self {
        Self {
            notes: Vec::new(),
            grid,
            frozen_columns: 0,
            filter: Filter::On,
            hidden_columns: Vec::new(),
            entries: Vec::new(),
            spare_rows: 0,
            looks: Vec::new(),
        }
    }

    /// Where the column of this key stands.
    pub fn place(&self, key: &str) -> Option<u16> {
        let mut columns = (0u16..).zip(&self.grid.columns);
        columns
            .find(|(_, column)| column.key == key)
            .map(|(at, _)| at)
    }

    /// Says what may be entered in the column of this key, if there is one.
    pub fn take(&mut self, key: &str, entry: Entry) {
        if let Some(at) = self.place(key) {
            self.entries.push((at, entry));
        }
    }
}
