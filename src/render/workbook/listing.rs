//! One long table on a sheet of its own: notes, a frozen header with filters,
//! drop-down lists, and further sheets when the rows do not fit on one. Small
//! ones are written in memory, large ones row by row to disk.

use std::iter::Peekable;

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule,
    Format, FormatBorder, Formula, IgnoreError, Worksheet, XlsxError,
};

use crate::living::{KnownColumn, Whose};
use crate::period::Day;
use crate::render::workbook::aside::Aside;
use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::plan::{Entry, Filter, Listing, Look};
use crate::render::workbook::style::Styles;
use crate::render::workbook::table::{Table, column_widths};
use crate::render::workbook::{SHEET_COLUMNS, WorkbookWriteFault, excel_day};
use crate::table::{Cell, Column, Emphasis};

/// Rows that are looked at before the first one is written: they settle the widths.
const SAMPLE: usize = 200;

/// Characters that a printed page holds side by side and stays readable, and the most
/// pages that a table may be wide.
const PAGE_WIDTH: usize = 300;
const MOST_PAGES: usize = 5;

/// Lines between groups of rows, and text of rows that are done.
const GROUP_LINE: u32 = 0x2F_4B6E;
const SUBGROUP_LINE: u32 = 0xB8_C4D2;
const DONE_TEXT: u32 = 0x9A_9A9A;

/// How a sheet is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// In memory.
    Small,
    /// Row by row to disk.
    Large,
}

/// A listing on its way onto one or more sheets.
pub(super) struct Parts<'a> {
    notes: Vec<String>,
    table: Table,
    rows: Peekable<Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>>,
    size: Size,
    sheet_rows: u32,
    written: u32,
    frozen_columns: u16,
    filter: Filter,
    hidden_columns: Vec<u16>,
    entries: Vec<(u16, Entry)>,
    spare_rows: u32,
    looks: Vec<Look>,
    known: Vec<KnownColumn>,
}

impl<'a> Parts<'a> {
    /// Looks at the first rows and settles widths and size.
    pub(super) fn new(
        listing: Listing<'a>,
        name: &str,
        sheet_rows: u32,
    ) -> Result<Self, WorkbookWriteFault> {
        let Listing { grid, notes, .. } = listing;
        let columns = grid.columns;
        if columns.len() > SHEET_COLUMNS {
            return Err(WorkbookWriteFault::TooManyColumns(
                name.to_owned(),
                columns.len(),
            ));
        }
        let keys = (0u16..).zip(&columns);
        let keys = keys.filter(|(_, column)| column.emphasis == Emphasis::Key);
        let mut hidden_columns = listing.hidden_columns;
        hidden_columns.extend(keys.map(|(place, _)| place));
        let mut rows = grid.rows;
        let sample: Vec<Vec<Cell<'a>>> = rows.by_ref().take(SAMPLE).collect();
        let size = if sample.len() < SAMPLE {
            Size::Small
        } else {
            Size::Large
        };
        let mut table = Table::new(&columns, &sample, &column_widths(&columns, &sample));
        if size == Size::Large {
            table = table.with_usual_looks(&sample);
        }
        let rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a> =
            Box::new(sample.into_iter().chain(rows));
        Ok(Self {
            notes,
            table,
            rows: rows.peekable(),
            size,
            sheet_rows,
            written: 0,
            frozen_columns: listing.frozen_columns,
            filter: listing.filter,
            hidden_columns,
            entries: listing.entries,
            spare_rows: listing.spare_rows,
            looks: listing.looks,
            known: columns.iter().map(known).collect(),
        })
    }

    /// How the next sheet is to be written; `None` when all rows are.
    ///
    /// A listing without rows still has one sheet.
    pub(super) fn next_size(&mut self) -> Option<Size> {
        (self.written == 0 || self.rows.peek().is_some()).then_some(self.size)
    }

    /// The columns as the hidden sheet names them.
    pub(super) fn known(&self) -> &[KnownColumn] {
        &self.known
    }

    /// Writes as many rows as fit on this sheet; gives the number of cells.
    pub(super) fn write_next(
        &mut self,
        sheet: &mut Worksheet,
        styles: &Styles,
        aside: &mut Aside,
    ) -> Result<u64, WorkbookWriteFault> {
        let header = self.notes.len() as u32;
        let mut cursor = Cursor::new(sheet);
        self.table.look_by_column(&mut cursor, styles)?;
        for note in &self.notes {
            let mut row = cursor.row();
            // A note in a hidden column would be hidden too.
            for _ in (0u16..).take_while(|column| self.hidden_columns.contains(column)) {
                row.skip();
            }
            row.text(note, &styles.note)?;
        }
        self.table.write_header(&mut cursor, styles)?;
        while cursor.next_row() < self.sheet_rows {
            let Some(cells) = self.rows.next() else { break };
            self.table.write_row(&cells, &mut cursor, styles)?;
        }
        let last = cursor.next_row() - 1;
        self.written += 1;
        self.arrange(sheet, header, last)?;
        self.ask(sheet, header + 1, last, aside)?;
        Ok(u64::from(last) * (u64::from(self.table.last_column()) + 1))
    }

    /// Sets what belongs to no row: widths, the frozen header, filters, printing.
    fn arrange(&self, sheet: &mut Worksheet, header: u32, last: u32) -> Result<(), XlsxError> {
        for (column, width) in (0u16..).zip(self.table.widths()) {
            sheet.set_column_width(column, width as f64)?;
        }
        for column in &self.hidden_columns {
            sheet.set_column_hidden(*column)?;
        }
        sheet.set_freeze_panes(header + 1, self.frozen_columns)?;
        let last_column = self.table.last_column();
        if self.filter == Filter::On && !self.table.is_empty() {
            sheet.autofilter(header, 0, last, last_column)?;
        }
        if last > header {
            // Ids and telephone numbers are text on purpose.
            let kind = IgnoreError::NumberStoredAsText;
            sheet.ignore_error_range(header + 1, 0, last, last_column, kind)?;
        }
        sheet.set_repeat_rows(header, header)?;
        print_wide(sheet);
        self.spread(sheet)
    }

    /// Very wide tables are printed over several pages, side by side, each with the
    /// columns that stay in view.
    fn spread(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let hidden = |column: &u16| self.hidden_columns.contains(column);
        let widths = (0u16..).zip(self.table.widths());
        let shown = widths.filter(|(column, _)| !hidden(column));
        let width: usize = shown.map(|(_, width)| width).sum();
        let pages = width.div_ceil(PAGE_WIDTH).clamp(1, MOST_PAGES);
        if pages > 1 {
            sheet
                .set_print_fit_to_pages(pages as u16, 0)
                .set_page_order(false);
            if self.frozen_columns > 0 {
                sheet.set_repeat_columns(0, self.frozen_columns - 1)?;
            }
        }
        Ok(())
    }

    /// The last column before those to fill in.
    fn last_shown(&self) -> u16 {
        let entries = self
            .entries
            .iter()
            .map(|(column, _)| column.saturating_sub(1));
        entries.min().unwrap_or(self.table.last_column())
    }

    /// Adds the drop-down lists, date rules and looks of rows.
    fn ask(
        &self,
        sheet: &mut Worksheet,
        first: u32,
        last: u32,
        aside: &mut Aside,
    ) -> Result<(), WorkbookWriteFault> {
        let last = last
            .saturating_add(self.spare_rows)
            .min(self.sheet_rows - 1);
        if last < first {
            return Ok(());
        }
        for wanted in self.looks.iter().filter(|_| first > 0) {
            let last_column = match wanted {
                Look::Done(_) => self.table.last_column(),
                // Cells to fill in keep their own frame, which a line would replace.
                Look::Group(_) | Look::Subgroup(_) => self.last_shown(),
            };
            look(sheet, *wanted, first, last, last_column)?;
        }
        for (column, entry) in &self.entries {
            if let Some(rule) = rule(entry, aside) {
                sheet.add_data_validation(first, *column, last, *column, &rule)?;
            }
        }
        Ok(())
    }
}

/// Landscape A4, as wide as one page, page numbers below.
pub(super) fn print_wide(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3)
        .set_footer("&C&P / &N");
}

/// What the next run is told of a column.
fn known(column: &Column) -> KnownColumn {
    KnownColumn {
        key: column.key.clone(),
        heading: column.heading.clone(),
        whose: match column.emphasis {
            Emphasis::Key => Whose::Key,
            Emphasis::Input => Whose::Mark,
            Emphasis::Theirs | Emphasis::Edit => Whose::Theirs,
            Emphasis::Plain
            | Emphasis::Tier
            | Emphasis::Due
            | Emphasis::Figure
            | Emphasis::Long => Whose::Derived,
        },
    }
}

/// The rule of an entry; none for an empty list.
///
/// Words stand on a hidden sheet: inside the rule Excel takes 255 characters at most, and
/// a comma would end a word.
fn rule(entry: &Entry, aside: &mut Aside) -> Option<DataValidation> {
    let rule = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
    match entry {
        Entry::OneOf(words) if words.is_empty() => None,
        Entry::OneOf(words) => Some(rule.allow_list_formula(Formula::new(aside.words(words)))),
        Entry::Day => {
            let first = excel_day(Day::FIRST)?;
            Some(rule.allow_date(DataValidationRule::GreaterThanOrEqualTo(first)))
        }
    }
}

/// How rows look by what they hold: lines between groups, grey when done.
fn look(
    sheet: &mut Worksheet,
    look: Look,
    first: u32,
    last: u32,
    last_column: u16,
) -> Result<(), XlsxError> {
    let cell = |column: u16, row: u32| {
        let letters = rust_xlsxwriter::column_number_to_name(column);
        format!("${letters}{}", row + 1)
    };
    let line = |colour: u32| {
        Format::new()
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(Color::RGB(colour))
    };
    let differs = |column| format!("={}<>{}", cell(column, first), cell(column, first - 1));
    let (rule, format) = match look {
        Look::Group(column) => (differs(column), line(GROUP_LINE)),
        Look::Subgroup(column) => (differs(column), line(SUBGROUP_LINE)),
        Look::Done(column) => (
            format!("={}<>\"\"", cell(column, first)),
            Format::new().set_font_color(Color::RGB(DONE_TEXT)),
        ),
    };
    let rule = ConditionalFormatFormula::new()
        .set_rule(Formula::new(rule))
        .set_format(format);
    sheet.add_conditional_format(first, 0, last, last_column, &rule)?;
    Ok(())
}
