//! One long table on a sheet of its own: notes, a frozen header with filters,
//! drop-down lists, and further sheets when the rows do not fit on one. Small
//! ones are written in memory, large ones row by row to disk.

use std::iter::Peekable;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, IgnoreError, Worksheet,
    XlsxError,
};

use crate::period::Day;
use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::plan::{Entry, Filter, Listing};
use crate::render::workbook::style::Styles;
use crate::render::workbook::table::{Table, column_widths};
use crate::render::workbook::{SHEET_COLUMNS, WorkbookWriteFault, excel_day};
use crate::table::Cell;

/// The hidden sheet of drop-down lists that are too long to stand in a cell's own rule.
pub(super) const LISTS_SHEET: &str = "_lists";

/// Rows that are looked at before the first one is written: they settle the widths.
const SAMPLE: usize = 200;

/// Characters of a drop-down list that Excel takes inside the rule itself.
const LONGEST_INLINE_LIST: usize = 255;

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
        let mut rows = grid.rows;
        let sample: Vec<Vec<Cell<'a>>> = rows.by_ref().take(SAMPLE).collect();
        let size = if sample.len() < SAMPLE {
            Size::Small
        } else {
            Size::Large
        };
        let table = Table::new(&columns, &sample, &column_widths(&columns, &sample));
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
            hidden_columns: listing.hidden_columns,
            entries: listing.entries,
            spare_rows: listing.spare_rows,
        })
    }

    /// How the next sheet is to be written; `None` when all rows are.
    ///
    /// A listing without rows still has one sheet.
    pub(super) fn next_size(&mut self) -> Option<Size> {
        (self.written == 0 || self.rows.peek().is_some()).then_some(self.size)
    }

    /// Writes as many rows as fit on this sheet; gives the number of cells.
    pub(super) fn write_next(
        &mut self,
        sheet: &mut Worksheet,
        styles: &Styles,
        lists: &mut Lists,
    ) -> Result<u64, WorkbookWriteFault> {
        let header = self.notes.len() as u32;
        let mut cursor = Cursor::new(sheet);
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
        self.ask(sheet, header + 1, last, lists)?;
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
        Ok(())
    }

    /// Adds the drop-down lists and date rules.
    fn ask(
        &self,
        sheet: &mut Worksheet,
        first: u32,
        last: u32,
        lists: &mut Lists,
    ) -> Result<(), WorkbookWriteFault> {
        let last = last
            .saturating_add(self.spare_rows)
            .min(self.sheet_rows - 1);
        if last < first {
            return Ok(());
        }
        for (column, entry) in &self.entries {
            if let Some(rule) = rule(entry, lists)? {
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
        .set_footer("&C&P / &N");
}

/// Drop-down lists that stand on a hidden sheet, one a column.
#[derive(Debug, Default)]
pub(super) struct Lists {
    columns: Vec<Vec<String>>,
}

impl Lists {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Writes the lists side by side on a sheet nobody sees.
    pub(super) fn write(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        sheet.set_very_hidden(true);
        let longest = self.columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut cursor = Cursor::new(sheet);
        for place in 0..longest {
            let mut row = cursor.row();
            for column in &self.columns {
                match column.get(place) {
                    Some(word) => row.text(word, &styles.note)?,
                    None => row.skip(),
                }
            }
        }
        Ok(())
    }

    /// The range where these words stand.
    fn range(&mut self, words: &[String]) -> String {
        let place = self.columns.iter().position(|column| column == words);
        let place = place.unwrap_or_else(|| {
            self.columns.push(words.to_vec());
            self.columns.len() - 1
        });
        let letters = rust_xlsxwriter::column_number_to_name(place as u16);
        format!("='{LISTS_SHEET}'!${letters}$1:${letters}${}", words.len())
    }
}

/// The rule of an entry; none for an empty list.
fn rule(entry: &Entry, lists: &mut Lists) -> Result<Option<DataValidation>, WorkbookWriteFault> {
    let rule = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
    let rule = match entry {
        Entry::OneOf(words) if words.is_empty() => return Ok(None),
        Entry::OneOf(words) if fits_inline(words) => rule.allow_list_strings(words)?,
        Entry::OneOf(words) => rule.allow_list_formula(Formula::new(lists.range(words))),
        Entry::Day => match excel_day(Day::FIRST) {
            Some(first) => rule.allow_date(DataValidationRule::GreaterThanOrEqualTo(first)),
            None => return Ok(None),
        },
    };
    Ok(Some(rule))
}

/// A comma would end a word, and long lists are refused.
fn fits_inline(words: &[String]) -> bool {
    let characters: usize = words.iter().map(|word| word.chars().count() + 1).sum();
    characters <= LONGEST_INLINE_LIST && !words.iter().any(|word| word.contains([',', '"']))
}
