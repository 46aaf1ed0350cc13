//! What a workbook is to look like: its sheets in order, each a page of stacked
//! blocks or one long listing. Filled by the caller, read by the writers here.

use crate::lang::Language;
use crate::period::Day;
use crate::table::Grid;

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
    /// The sheets, in order.
    pub sheets: Vec<SheetPlan<'a>>,
}

/// One sheet. Names are made fit for Excel and unique when they are written.
pub struct SheetPlan<'a> {
    /// The name on the tab.
    pub name: String,
    /// Whether people see it.
    pub shown: Shown,
    /// What is on it.
    pub layout: Layout<'a>,
}

/// Whether people see a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Like any other.
    Visible,
    /// Only through "unhide".
    Hidden,
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
    /// A small table, perhaps with a chart to its right.
    Table(Grid<'a>, Option<Chart>),
}

/// A chart of one column of the table it stands beside; the first column names the bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its title.
    pub title: String,
    /// Its shape.
    pub kind: ChartKind,
    /// The column of the values, first 0.
    pub values: u16,
}

/// The shape of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Upright bars.
    Columns,
    /// Lying bars, first on top: for long names.
    Bars,
}

/// One table with notes above it. More rows than a sheet holds go on to further
/// sheets, `name (2)` and so on.
pub struct Listing<'a> {
    /// Lines above the header.
    pub notes: Vec<String>,
    /// The table.
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
        }
    }
}
