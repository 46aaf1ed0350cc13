//! Workbooks as sheets of canonical text.
//!
//! Takes the bytes of an .xlsx, .xlsm, .xlsb, .xls or .ods file, gives one
//! [`Spool`] a worksheet. Formulas count by the value the file has stored, of
//! merged cells the first one's value, and hidden sheets are said to be hidden.

mod binary;
mod macros;
mod old;
mod open_document;
pub mod plain;

use std::cell::Cell;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError,
};

use crate::period::Day;
use crate::sheet::bounds::{Bounds, check_zip};
use crate::sheet::fault::{SheetFault, WorkbookFault};
use crate::sheet::kind::WorkbookKind;
use crate::sheet::merged::Region;
use crate::sheet::parts::{PartNotes, SheetParts};
use crate::sheet::spool::{Spool, SpoolFault, SpoolWriter};
use crate::value::Mark;

/// Rows of a sheet: the format's own limit.
pub const ROWS: u32 = 1_048_576;
/// Columns of a sheet: the format's own limit.
pub const COLUMNS: u32 = 16_384;
/// The first serial number beyond the year 9999.
const SERIAL_END: f64 = 2_958_466.0;

/// One worksheet, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetSpool {
    /// The name on its tab; empty for the only table of a web page.
    pub name: String,
    /// Whether people see it.
    pub visibility: Visibility,
    /// Its cells.
    pub spool: Spool,
    /// What should be said about it.
    pub notes: Vec<SheetNote>,
    /// How many of its cells are formulas, as far as the format tells.
    pub formulas: u64,
    /// Cells merged over several rows, as far as the format tells.
    pub merged: Vec<Region>,
    /// Why it could not be read while others could; `spool` is empty then.
    pub broken: Option<WorkbookFault>,
}

/// Whether people see a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// It has a tab.
    Shown,
    /// It is hidden.
    Hidden,
}

/// What should be said about a sheet that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetNote {
    /// It is filled to the last row its format has: whatever came after it was cut off when it was saved.
    FilledToTheEnd {
        /// How many rows that is.
        rows: u32,
    },
    /// Some of its rows are hidden, by hand or by a filter; they were read.
    HiddenRows {
        /// How many.
        rows: u64,
    },
    /// Some of its columns are hidden; they were read.
    HiddenColumns {
        /// How many.
        columns: u32,
    },
    /// Formulas that all hold 0 or nothing: whatever wrote the file may never have calculated
    /// them. They read as what they hold.
    EmptyFormulas {
        /// How many.
        formulas: u64,
    },
    /// Formulas whose value the file does not hold: whatever wrote it never calculated them.
    /// They read as blank.
    NeverCalculated {
        /// How many.
        formulas: u64,
    },
    /// Cells that took over the value of the merged region they stand in.
    MergedCells {
        /// How many.
        cells: u64,
    },
    /// Bytes that are no text of the encoding of the whole file; they read as U+FFFD.
    BadText {
        /// How many places.
        places: u64,
    },
}

/// Reads every worksheet of a workbook, in the order of its tabs. Of several sheets the
/// broken ones are named and the others read.
pub fn sheets(
    bytes: &[u8],
    kind: WorkbookKind,
    bounds: &Bounds,
) -> Result<Vec<SheetSpool>, WorkbookFault> {
    sheets_named(bytes, kind, bounds, |_| true)
}

/// Reads the worksheets of a workbook of which some were read plainly.
pub fn sheets_beside(
    ready: plain::Ready,
    bytes: &[u8],
    kind: WorkbookKind,
    bounds: &Bounds,
) -> Result<Vec<SheetSpool>, WorkbookFault> {
    match kind {
        WorkbookKind::Xlsx => read_xlsx(bytes, bounds, &|_| true, ready),
        _ => sheets(bytes, kind, bounds),
    }
}

/// Reads the worksheets whose name is wanted, in the order of their tabs.
pub fn sheets_named(
    bytes: &[u8],
    kind: WorkbookKind,
    bounds: &Bounds,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<SheetSpool>, WorkbookFault> {
    match kind {
        WorkbookKind::Xlsx => read_xlsx(bytes, bounds, &wanted, plain::Ready::default()),
        WorkbookKind::Xlsb => binary::read(bytes, bounds, &wanted),
        WorkbookKind::Xls => old::read(bytes, bounds, &wanted),
        WorkbookKind::Ods => open_document::read(bytes, bounds, &wanted),
    }
}

thread_local! {
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread, now, would be caught and become
/// [`WorkbookFault::ReaderGaveUp`]: a panic hook may then stay silent.
pub fn panics_are_caught() -> bool {
    CAUGHT.get()
}

/// The last resort: a few broken files make the reader library panic (an index beyond a
/// record, a subtraction below zero). What it leaves half done is only ever asked for another
/// sheet, which it reads from the container anew.
fn guarded<T>(read: impl FnOnce() -> Result<T, WorkbookFault>) -> Result<T, WorkbookFault> {
    CAUGHT.set(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    CAUGHT.set(false);
    read.unwrap_or(Err(WorkbookFault::ReaderGaveUp))
}

type Read = Result<Vec<SheetSpool>, WorkbookFault>;
type Wanted<'a> = &'a dyn Fn(&str) -> bool;

/// Reads one sheet after the other; `read` gives `None` for what turns out to hold no cells.
fn each(
    sheets: &[Sheet],
    wanted: Wanted<'_>,
    mut read: impl FnMut(usize, &Sheet) -> Result<Option<SheetSpool>, WorkbookFault>,
) -> Read {
    let mut spools: Vec<SheetSpool> = Vec::new();
    for (place, sheet) in worksheets(sheets)? {
        if !wanted(&sheet.name) {
            continue;
        }
        match guarded(|| read(place, sheet)) {
            Ok(spool) => spools.extend(spool),
            Err(fault) => spools.push(SheetSpool {
                name: sheet.name.clone(),
                visibility: visibility(sheet),
                spool: Spool::default(),
                notes: Vec::new(),
                formulas: 0,
                merged: Vec::new(),
                broken: Some(fault),
            }),
        }
    }
    if spools.iter().all(|spool| spool.broken.is_some())
        && let Some(fault) = spools.iter().find_map(|spool| spool.broken.clone())
    {
        return Err(fault);
    }
    Ok(spools)
}

fn read_xlsx(bytes: &[u8], bounds: &Bounds, wanted: Wanted<'_>, mut ready: plain::Ready) -> Read {
    let parts = check_zip(bytes, bounds)?;
    let rewritten;
    let mut book = match open_xlsx(bytes) {
        Err(OpenFault::UnknownSheet(fault)) => {
            rewritten = macros::without_macros(bytes).ok_or(fault)?;
            open_xlsx(&rewritten)
        }
        opened => opened,
    }
    .map_err(|fault| match fault {
        OpenFault::UnknownSheet(fault) | OpenFault::Other(fault) => fault,
    })?;
    let sheets = book.sheets_metadata().to_vec();
    let about = SheetParts::of(bytes);
    each(&sheets, wanted, |place, sheet| {
        if let Some(spool) = ready.sheets.remove(&place) {
            return Ok(Some(spool));
        }
        let mut cells = match book.worksheet_cells_reader(&sheet.name) {
            Ok(cells) => cells,
            // A chart that calls itself a worksheet holds no cells.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
            Err(error) => return Err(xlsx_fault(error)),
        };
        let mut filler = Filler::new(&sheet.name, bounds);
        while let Some(cell) = cells.next_cell().map_err(xlsx_fault)? {
            filler.put(cell.get_position(), cell.get_value())?;
        }
        let mut spool = filler.finish(sheet, ROWS)?;
        let part = about.name(place).and_then(|name| parts.get(name));
        let columns = spool.spool.columns;
        let noted = part.into_iter().flat_map(|part| told(part, columns));
        spool.notes.extend(noted);
        spool.formulas = part.map_or(0, |part| part.formulas);
        spool.merged = part.map(|part| part.merged.clone()).unwrap_or_default();
        Ok(Some(spool))
    })
}

/// Why an .xlsx could not be opened.
enum OpenFault {
    /// A sheet is of a kind that the reader does not know.
    UnknownSheet(WorkbookFault),
    /// Anything else.
    Other(WorkbookFault),
}

fn open_xlsx(bytes: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, OpenFault> {
    let mut unknown = false;
    let opened = guarded(|| {
        Xlsx::new(Cursor::new(bytes)).map_err(|error| {
            unknown = matches!(&error, XlsxError::Unrecognized { typ, .. } if *typ == "sheet:type");
            xlsx_fault(error)
        })
    });
    opened.map_err(if unknown {
        OpenFault::UnknownSheet
    } else {
        OpenFault::Other
    })
}

/// What should be said of what was noticed beside the cells of a sheet with so many columns.
fn told(notes: &PartNotes, columns: u32) -> impl Iterator<Item = SheetNote> + use<> {
    let (rows, columns) = (notes.hidden_rows, notes.hidden_within(columns));
    let (never, empty) = (notes.never_calculated, notes.empty_formulas);
    let told = [
        (rows > 0).then_some(SheetNote::HiddenRows { rows }),
        (columns > 0).then_some(SheetNote::HiddenColumns { columns }),
        (never > 0).then_some(SheetNote::NeverCalculated { formulas: never }),
        (empty > 0).then_some(SheetNote::EmptyFormulas { formulas: empty }),
    ];
    told.into_iter().flatten()
}

/// The sheets that hold cells, with their place among all; charts and macros do not.
fn worksheets(sheets: &[Sheet]) -> Result<Vec<(usize, &Sheet)>, WorkbookFault> {
    let all = sheets.iter().enumerate();
    let sheets: Vec<_> = all
        .filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet)
        .collect();
    if sheets.is_empty() {
        Err(WorkbookFault::NoSheets)
    } else {
        Ok(sheets)
    }
}

fn visibility(sheet: &Sheet) -> Visibility {
    match sheet.visible {
        SheetVisible::Visible => Visibility::Shown,
        SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
    }
}

fn spool_range(
    range: &calamine::Range<Data>,
    sheet: &Sheet,
    bounds: &Bounds,
    rows: u32,
) -> Result<SheetSpool, WorkbookFault> {
    let mut filler = Filler::new(&sheet.name, bounds);
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let position = (first_row + row as u32, first_column + column as u32);
        filler.put(position, &borrowed(value))?;
    }
    filler.finish(sheet, rows)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(value) => DataRef::DateTime(*value),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Puts cells of one sheet into its spool.
struct Filler<'a> {
    sheet: &'a str,
    bounds: &'a Bounds,
    writer: SpoolWriter,
}

impl<'a> Filler<'a> {
    fn new(sheet: &'a str, bounds: &'a Bounds) -> Self {
        Self {
            sheet,
            bounds,
            writer: SpoolWriter::new(bounds),
        }
    }

    fn put(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), WorkbookFault> {
        if matches!(value, DataRef::Empty) {
            return Ok(());
        }
        if row >= ROWS || column >= COLUMNS {
            let fault = SheetFault::OutOfGrid { row, column };
            return Err(WorkbookFault::Sheet {
                sheet: self.sheet.to_owned(),
                fault,
            });
        }
        self.writer
            .move_to(row, column)
            .and_then(|()| write_value(&mut self.writer, value))
            .map_err(|fault| self.fault(fault, row, column))
    }

    fn finish(self, sheet: &Sheet, rows: u32) -> Result<SheetSpool, WorkbookFault> {
        finished(self.writer, sheet, self.bounds, rows)
    }

    fn fault(&self, fault: SpoolFault, row: u32, column: u32) -> WorkbookFault {
        sheet_fault(fault, self.sheet, self.bounds, (row, column))
    }
}

/// The sheet of a writer to which nothing more comes.
fn finished(
    writer: SpoolWriter,
    sheet: &Sheet,
    bounds: &Bounds,
    rows: u32,
) -> Result<SheetSpool, WorkbookFault> {
    let spool = writer
        .finish()
        .map_err(|fault| sheet_fault(fault, &sheet.name, bounds, (0, 0)))?;
    let is_full = spool.rows == rows;
    Ok(SheetSpool {
        name: sheet.name.clone(),
        visibility: visibility(sheet),
        spool,
        notes: is_full
            .then_some(SheetNote::FilledToTheEnd { rows })
            .into_iter()
            .collect(),
        formulas: 0,
        merged: Vec::new(),
        broken: None,
    })
}

fn sheet_fault(
    fault: SpoolFault,
    sheet: &str,
    bounds: &Bounds,
    (row, column): (u32, u32),
) -> WorkbookFault {
    let fault = match fault {
        SpoolFault::OutOfOrder => SheetFault::OutOfOrder { row, column },
        SpoolFault::TooManyCells => SheetFault::TooManyCells {
            limit: bounds.cells,
        },
        SpoolFault::TooMuchText => SheetFault::TooMuchText { limit: bounds.text },
        SpoolFault::Memory => SheetFault::Memory,
    };
    WorkbookFault::Sheet {
        sheet: sheet.to_owned(),
        fault,
    }
}

fn write_value(writer: &mut SpoolWriter, value: &DataRef<'_>) -> Result<(), SpoolFault> {
    match value {
        DataRef::Int(value) => writer.number(*value as f64),
        DataRef::Float(value) => writer.number(*value),
        DataRef::String(text) => writer.cell(Mark::Text, text),
        DataRef::SharedString(text) => writer.cell(Mark::Text, text),
        DataRef::Bool(true) => writer.cell(Mark::Flag, "TRUE"),
        DataRef::Bool(false) => writer.cell(Mark::Flag, "FALSE"),
        DataRef::DateTime(moment) => write_moment(writer, *moment),
        DataRef::DateTimeIso(text) => write_iso_moment(writer, text),
        DataRef::DurationIso(text) => match day_fraction(text) {
            Some(days) => writer.time(days),
            None => writer.cell(Mark::Text, text),
        },
        DataRef::Error(error) => writer.cell(Mark::Error, &error.to_string()),
        DataRef::Empty => Ok(()),
    }
}

/// Writes a date; a time of day alone and a duration are times, and what no calendar has stays
/// a number.
fn write_moment(writer: &mut SpoolWriter, moment: ExcelDateTime) -> Result<(), SpoolFault> {
    let serial = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&serial) {
        return writer.time(serial);
    }
    if !(1.0..SERIAL_END).contains(&serial) {
        return writer.number(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    // 29 February 1900, which never was, is a day in Excel only.
    let Some(day) = Day::from_ymd(i32::from(year), u32::from(month), u32::from(day)) else {
        return writer.number(serial);
    };
    let second = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
    // A serial number is seldom exact to the second: 08:15 may arrive as 08:14:59.999.
    let second = second + u32::from(milli >= 500);
    if second == 86_400 {
        writer.date(Day(day.0 + 1), 0)
    } else {
        writer.date(day, second)
    }
}

/// Writes `2026-06-30T08:15:00`, with or without the time; what is neither stays text.
fn write_iso_moment(writer: &mut SpoolWriter, text: &str) -> Result<(), SpoolFault> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    match (Day::parse_iso(date), second_of_day(time)) {
        (Some(day), Some(second)) => writer.date(day, second),
        _ => writer.cell(Mark::Text, text),
    }
}

/// Reads `08:15`, `08:15:00` or `08:15:00.000`; nothing is midnight.
fn second_of_day(time: &str) -> Option<u32> {
    if time.is_empty() {
        return Some(0);
    }
    let time = time.trim_end_matches('Z');
    let (time, _fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = time.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let is_time = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    is_time.then_some(hour * 3600 + minute * 60 + second)
}

/// Reads `PT08H15M00S` as a part of a day, the number Excel shows for it.
fn day_fraction(text: &str) -> Option<f64> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.replace(',', ".");
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds: f64 = seconds.parse().ok()?;
    Some((f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + seconds) / 86_400.0)
}

fn damaged(error: &dyn std::error::Error) -> WorkbookFault {
    WorkbookFault::Damaged {
        detail: error.to_string(),
    }
}

fn xlsx_fault(error: XlsxError) -> WorkbookFault {
    match error {
        XlsxError::Password => WorkbookFault::Encrypted,
        error => damaged(&error),
    }
}

#[cfg(test)]
mod tests;
