//! The first rows of a table, with the place where each ends.
//!
//! Takes a source and how it is cut; gives cells as text and byte offsets, so that
//! reading can start right after whichever row turns out to be the header.

use std::io;

use crate::names::header_rows::HEADER_SEARCH;
use crate::sheet::FileFault;
use crate::sheet::encoding::{self, Encoding};
use crate::sheet::spool;
use crate::sheet::text::{Dialect, Rows, Source};
use crate::sheet::workbook::COLUMNS;
use crate::value::text::trim;

use crate::records::table::CellMarks;

use super::content::{Refusal, Text, read_up_to};

/// How many bytes the first rows may take.
const SAMPLE: u64 = 1 << 20;
/// How many of them speak for the delimiter and the line ends.
const OPENING: usize = 64 * 1024;

/// The first rows of a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Trimmed cells.
    pub rows: Vec<Vec<String>>,
    /// Where the row after each begins, in bytes.
    pub ends: Vec<u64>,
}

/// Reads the rows in which a header may stand, from `start` on: mostly a few kilobytes hold
/// them, and small books should not wait for more.
pub(super) fn read(
    source: &dyn Source,
    start: u64,
    dialect: Dialect,
    encoding: Encoding,
    marks: CellMarks,
) -> Result<Head, Refusal> {
    let enough = |head: &Head| head.rows.len() == HEADER_SEARCH;
    let first = read_within(OPENING as u64, source, start, dialect, encoding, marks);
    match first {
        Ok((head, Cut::Off)) if !enough(&head) => {}
        Err(Refusal::File(FileFault::LongRow { .. })) => {}
        settled => return settled.map(|(head, _)| head),
    }
    let all = read_within(SAMPLE, source, start, dialect, encoding, marks);
    all.map(|(head, _)| head)
}

/// Whether there is more of a table than was read.
enum Cut {
    Off,
    Whole,
}

fn read_within(
    limit: u64,
    source: &dyn Source,
    start: u64,
    dialect: Dialect,
    encoding: Encoding,
    marks: CellMarks,
) -> Result<(Head, Cut), Refusal> {
    let bytes = read_up_to(source, start, limit)?;
    let cut_off = bytes.len() as u64 == limit;
    let mut rows = Rows::new(&bytes, dialect, 1);
    let mut head = Head::default();
    let (mut from, mut decoded) = (0, Vec::new());
    while head.rows.len() < HEADER_SEARCH && rows.advance() {
        let end = rows.position();
        if cut_off && end == bytes.len() {
            if head.rows.is_empty() {
                let row = rows.number();
                return Err(FileFault::LongRow { row, limit }.into());
            }
            break;
        }
        if rows.len() > COLUMNS as usize {
            let (row, cells, limit) = (rows.number(), rows.len(), COLUMNS as usize);
            return Err(FileFault::TooWide { row, cells, limit }.into());
        }
        // Rows are cut as the later reading cuts them, on raw bytes; cells on decoded ones.
        decoded.clear();
        encoding::decode_chunk(encoding, &bytes[from..end], &mut decoded);
        head.rows.push(cells(&decoded, dialect, marks));
        head.ends.push(start + end as u64);
        from = end;
    }
    let cut = if cut_off { Cut::Off } else { Cut::Whole };
    Ok((head, cut))
}

fn cells(row: &[u8], dialect: Dialect, marks: CellMarks) -> Vec<String> {
    let mut rows = Rows::new(row, dialect, 1);
    rows.advance();
    let shown = |column: usize| {
        let cell = match marks {
            CellMarks::None => rows.cell(column),
            CellMarks::Workbook => spool::split_mark(rows.cell(column)).1,
        };
        String::from_utf8_lossy(trim(cell)).into_owned()
    };
    (0..rows.len()).map(shown).collect()
}

/// How a text table is cut, and where its first row begins: after a line `sep=;`, which
/// spreadsheets do not show. A stated delimiter decides.
pub(super) fn dialect(text: &Text, stated: Option<u8>) -> io::Result<(Dialect, u64)> {
    let bytes = read_up_to(&*text.source, text.start, OPENING as u64)?;
    let row_end = row_end(&bytes);
    let mut decoded = Vec::new();
    encoding::decode_chunk(text.encoding, &bytes, &mut decoded);
    let (sample, _) = encoding_rs::UTF_8.decode_without_bom_handling(&decoded);
    let mut sample = sample.into_owned();
    if row_end == b'\r' {
        sample = sample.replace('\r', "\n");
    }
    let dialect = Dialect {
        delimiter: stated.unwrap_or_else(|| encoding::delimiter(&sample)),
        row_end,
        quote: Some(b'"'),
    };
    let stated = encoding::stated_delimiter(&sample).is_some();
    let skipped = match memchr::memchr(row_end, &bytes) {
        Some(end) if stated => end + 1,
        None if stated => bytes.len(),
        _ => 0,
    };
    Ok((dialect, text.start + skipped as u64))
}

/// What ends a line: a carriage return where more of them stand alone than there are line feeds.
fn row_end(bytes: &[u8]) -> u8 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let alone =
        memchr::memchr_iter(b'\r', bytes).filter(|at| !matches!(bytes.get(at + 1), Some(b'\n')));
    if alone.count() > feeds { b'\r' } else { b'\n' }
}
