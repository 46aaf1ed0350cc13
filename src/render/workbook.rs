//! Workbooks: sheets people work in, with real dates and numbers, filters, tier
//! colours and drop-down lists. Takes a [`Book`], fills a writer with xlsx bytes;
//! the same book gives the same bytes.

mod aside;
mod chart;
mod cursor;
mod listing;
mod names;
mod page;
mod plan;
mod style;
mod table;

use std::cell::Cell;
use std::fmt;
use std::fmt::Write as _;
use std::io::{self, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::living::{self, Card, KnownColumn, KnownSheet, SheetRole};
use crate::period::Day;
use crate::render::workbook::aside::Aside;
use crate::render::workbook::cursor::Cursor;
use crate::render::workbook::names::Names;
use crate::render::workbook::style::Styles;

pub use plan::{
    Block, Book, Chart, ChartKind, Entry, Filter, Layout, Listing, Look, Palette, Return,
    SheetPlan, Tile, Tone,
};

/// Rows of a sheet, by Excel's own limit.
const SHEET_ROWS: u32 = 1_048_576;

/// Columns of a sheet, by Excel's own limit.
const SHEET_COLUMNS: usize = 16_384;

/// Above this many cells a sheet may pass 4 GiB before it is compressed (at some 200
/// bytes a cell), which only the larger form of the zip format holds; below it the
/// plain form is used, which every program reads.
const PLAIN_ZIP_CELLS: u64 = 20_000_000;

/// Up to so many cells a book is made as small as it can be; beyond, packing it takes half of
/// the time, and a quick level costs a quarter more bytes.
const SMALLEST_CELLS: u64 = 1_000_000;
const QUICK_LEVEL: u8 = 2;

/// Why a workbook could not be written.
#[derive(Debug)]
pub enum WorkbookWriteFault {
    /// The writer failed.
    Io(io::Error),
    /// The temporary space that sheets need failed; why, as far as is known.
    Temporary(Option<io::Error>),
    /// A sheet has more columns than a workbook can hold: its name and how many.
    TooManyColumns(String, usize),
    /// The workbook library refused.
    Refused(XlsxError),
}

/// Writes the workbook. Sheets appear in the order of the plan.
pub fn write<W: Write + Seek + Send>(book: Book<'_>, out: W) -> Result<(), WorkbookWriteFault> {
    WRITING.set(true);
    let done = catch_unwind(AssertUnwindSafe(|| write_within(book, out, SHEET_ROWS)));
    WRITING.set(false);
    done.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>();
        match said.filter(|said| said.starts_with(NO_ROOM)) {
            Some(_) => Err(WorkbookWriteFault::Temporary(None)),
            None => resume_unwind(panic),
        }
    })
}

/// What the workbook library panics with where its temporary files cannot be written.
const NO_ROOM: &str = "Couldn't write to xml file";

thread_local! {
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread with this message would be caught and become
/// [`WorkbookWriteFault::Temporary`]: a panic hook may then stay silent.
pub fn is_caught(message: &str) -> bool {
    WRITING.get() && message.starts_with(NO_ROOM)
}

/// Writes with a row limit of one's own, so that tests can reach it.
fn write_within<W: Write + Seek + Send>(
    book: Book<'_>,
    out: W,
    sheet_rows: u32,
) -> Result<(), WorkbookWriteFault> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book));
    let styles = Styles::new(&book);
    let mut names = Names::default();
    // Ours by name, whatever the tiers are called.
    let known_sheet = names.claim(living::SHEET);
    let aside_sheet = names.claim(aside::SHEET);
    let mut aside = Aside::default();
    let mut card = Card {
        language: book.language.pick("zh", "en").to_owned(),
        as_of: Some(book.as_of),
        made: book.made.clone(),
        sheets: Vec::new(),
    };
    let mut know = |name: &str, role: SheetRole, columns: &[KnownColumn]| {
        card.sheets.push(KnownSheet {
            name: name.to_owned(),
            role,
            columns: columns.to_vec(),
        });
    };
    let (mut largest, mut all) = (0, 0);
    for plan in book.sheets {
        match plan.layout {
            Layout::Page(blocks) => {
                let name = names.claim(&plan.name);
                let sheet = workbook.add_worksheet();
                sheet.set_name(&name)?;
                page::write(blocks, sheet, &styles, &mut aside)?;
                know(&name, plan.role, &[]);
            }
            Layout::Listing(listing) => {
                let mut parts = listing::Parts::new(listing, &plan.name, sheet_rows)?;
                while let Some(size) = parts.next_size() {
                    let name = names.claim(&plan.name);
                    let sheet = match size {
                        listing::Size::Small => workbook.add_worksheet(),
                        listing::Size::Large => workbook.add_worksheet_with_constant_memory()?,
                    };
                    sheet.set_name(&name)?;
                    let cells = parts.write_next(sheet, &styles, &mut aside)?;
                    know(&name, plan.role, parts.known());
                    largest = largest.max(cells);
                    all += cells;
                }
            }
        }
    }
    if !aside.is_empty() {
        know(&aside_sheet, SheetRole::Figures, &[]);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&aside_sheet)?.set_hidden(true);
        aside.write(sheet, &styles)?;
    }
    if book.returns == Return::Expected {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&known_sheet)?.set_hidden(true);
        write_card(&card, sheet, &styles)?;
    }
    workbook.use_zip_large_file(largest > PLAIN_ZIP_CELLS);
    if all > SMALLEST_CELLS {
        workbook.set_zip_compression_level(QUICK_LEVEL);
    }
    let mut out = Latch { out, fault: None };
    let saved = workbook.save_to_writer(&mut out);
    if out.fault.is_none() {
        // What a buffer still holds when it is dropped fails without a word.
        out.fault = out.out.flush().err();
    }
    match out.fault {
        Some(fault) => Err(XlsxError::IoError(fault).into()),
        None => Ok(saved?),
    }
}

/// Keeps the first fault and takes all that comes after it: the writer of archives would
/// finish what it cannot, and print that it could not.
struct Latch<W> {
    out: W,
    fault: Option<io::Error>,
}

impl<W> Latch<W> {
    fn kept<T>(&mut self, done: impl FnOnce(&mut W) -> io::Result<T>, instead: T) -> T {
        if self.fault.is_some() {
            return instead;
        }
        done(&mut self.out).unwrap_or_else(|fault| {
            self.fault = Some(fault);
            instead
        })
    }
}

impl<W: Write> Write for Latch<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(self.kept(
            |out| out.write_all(bytes).map(|()| bytes.len()),
            bytes.len(),
        ))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.kept(W::flush, ());
        Ok(())
    }
}

impl<W: Seek> Seek for Latch<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        Ok(self.kept(|out| out.seek(to), 0))
    }
}

/// The sheet by which a later run knows the book.
fn write_card(card: &Card, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    let mut cursor = Cursor::new(sheet);
    let mut write = |cells: &[&str]| -> Result<(), XlsxError> {
        let mut row = cursor.row();
        for cell in cells {
            if cell.is_empty() {
                row.skip();
            } else {
                row.text(cell, &styles.note)?;
            }
        }
        Ok(())
    };
    write(&Card::headings())?;
    for cells in card.rows() {
        write(&cells.each_ref().map(String::as_str))?;
    }
    Ok(())
}

/// The book's properties; made on the as-of day, so that no clock enters the bytes.
fn properties(book: &Book<'_>) -> DocProperties {
    let properties = DocProperties::new()
        .set_title(book.title.as_str())
        .set_author("tierbook")
        .set_comment(made(book));
    match excel_day(book.as_of) {
        Some(day) => properties.set_creation_datetime(&day),
        None => properties,
    }
}

/// What the book was made from, a line each, for books without the sheet that says so, too.
fn made(book: &Book<'_>) -> String {
    let made = &book.made;
    let mut text = format!(
        "as_of {}\nversion {}\nrules {}",
        book.as_of, made.version, made.rules
    );
    for (name, digest, size) in &made.inputs {
        let _ = write!(text, "\ninput {digest} {size} {name}");
    }
    text
}

/// The day as the workbook library's own date, if Excel has such a day.
fn excel_day(day: Day) -> Option<ExcelDateTime> {
    let (year, month, day) = day.ymd();
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, month as u8, day as u8).ok()
}

impl From<XlsxError> for WorkbookWriteFault {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Io(error),
            XlsxError::TempFileError(_, error) => Self::Temporary(Some(error)),
            other => Self::Refused(other),
        }
    }
}

impl fmt::Display for WorkbookWriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Temporary(why) => {
                f.write_str("the system's folder for temporary files (TMPDIR, TEMP) ")?;
                match why {
                    Some(error) => write!(f, "cannot be used: {error}"),
                    None => f.write_str("has no room"),
                }
            }
            Self::TooManyColumns(sheet, columns) => write!(
                f,
                "sheet {sheet} would have {columns} columns; a workbook holds {SHEET_COLUMNS}"
            ),
            Self::Refused(_) => f.write_str("the workbook could not be put together"),
        }
    }
}

impl std::error::Error for WorkbookWriteFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_) | Self::Temporary(_) | Self::TooManyColumns(..) => None,
            Self::Refused(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests;
