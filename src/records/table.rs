//! A table ready to be read: where its bytes are, how they are cut into cells,
//! and which column is which field; and the threads that read it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::names::systems::LinesKnown;
use crate::names::{Field, Role};
use crate::parallel::together;
use crate::problem::{Finding, Place, Problem, SheetId};
use crate::sheet::encoding::{self, Encoding};
use crate::sheet::spool;
use crate::sheet::text::{Chunk, Dialect, Hits, Rows, Source, SplitFault, Splitter};
use crate::sheet::watch::{Found, Oddity, Watch};
use crate::value::amount::{Unit, unit_of_header};
use crate::value::{Mark, Raw};

/// A sheet with a role, bound to fields.
#[derive(Clone)]
pub struct Table {
    /// Its place in the run's list of sheets.
    pub sheet: SheetId,
    /// What its rows are.
    pub role: Role,
    /// The bytes.
    pub source: Arc<dyn Source + Send + Sync>,
    /// How text is written in them.
    pub encoding: Encoding,
    /// How they are cut.
    pub dialect: Dialect,
    /// Where the row after the header starts, in bytes.
    pub start: u64,
    /// The number of that row; the first row of the sheet is 1.
    pub first_row: u32,
    /// The header words, as written.
    pub headers: Vec<String>,
    /// What the amounts of each column are counted in by what stands above or below its header.
    pub units: Vec<Option<Unit>>,
    /// Which field stands in which column.
    pub fields: Vec<(Field, usize)>,
    /// Whether cells carry the mark of a workbook.
    pub marks: CellMarks,
    /// What is known of the lines of its orders before any is read.
    pub lines: Option<LinesKnown>,
}

/// Whether cells say what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellMarks {
    /// A text table: cells are text.
    None,
    /// A workbook's sheet: cells may begin with a mark.
    Workbook,
}

/// How the sheets of a workbook are cut.
pub const SPOOLED: Dialect = Dialect {
    delimiter: spool::CELL_END,
    row_end: spool::ROW_END,
    quote: None,
};

/// Into so many chunks a table is cut at least for each thread, unless they became smaller
/// than [`LEAST_CHUNK`].
const CHUNKS_A_THREAD: u64 = 16;
/// Fewer bytes are not worth a turn of their own.
const LEAST_CHUNK: usize = 64 << 10;

/// How a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many threads read; at least one.
    pub threads: usize,
    /// How many bytes a thread takes at once.
    pub chunk_bytes: usize,
}

impl Table {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.fields
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, column)| *column)
    }

    /// The column with this header, compared as headers are.
    pub fn column_named(&self, header: &str) -> Option<usize> {
        let wanted = crate::names::header::fold(header);
        self.headers
            .iter()
            .position(|known| crate::names::header::fold(known) == wanted)
    }

    /// What the amounts of a column are counted in: as its header says, else what stands around.
    pub fn unit(&self, column: usize) -> Unit {
        self.said_unit(column).unwrap_or_default()
    }

    /// The same where it is said at all.
    pub fn said_unit(&self, column: usize) -> Option<Unit> {
        let header = self.headers.get(column);
        let own = header.and_then(|header| unit_of_header(header));
        own.or_else(|| self.units.get(column).copied().flatten())
    }

    /// A cell with its mark.
    #[inline]
    pub fn raw<'r>(&self, cell: &'r [u8]) -> Raw<'r> {
        match self.marks {
            CellMarks::None => Raw {
                mark: Mark::Text,
                text: cell,
            },
            CellMarks::Workbook => {
                let (mark, text) = spool::split_mark(cell);
                Raw { mark, text }
            }
        }
    }

    /// The place of a cell, or of a row.
    pub fn place(&self, row: u32, column: Option<usize>) -> Place {
        Place {
            sheet: self.sheet,
            row: Some(row),
            column: column.and_then(|column| u16::try_from(column).ok()),
        }
    }

    /// Reads all rows after the header with `pace.threads` threads.
    ///
    /// Each thread has a worker of its own, made by `worker`; `work` is shown chunk
    /// after chunk with its index. Gives the workers, and how many rows there were with what
    /// was odd about them. `stop` ends the reading early, when a worker has found that it must
    /// begin anew.
    pub fn read<W: Send>(
        &self,
        pace: Pace,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, usize, &mut Rows<'_>) + Sync,
        stop: &AtomicBool,
    ) -> Result<(Vec<W>, Passed), SplitFault> {
        let source: &dyn Source = &*self.source;
        let splitter = Splitter::new(
            source,
            self.dialect,
            self.chunk_bytes(pace),
            self.start,
            self.first_row,
        );
        let width = (self.marks == CellMarks::None).then_some(self.headers.len());
        let watch = Watch::new(width, self.encoding);
        let run = || -> Result<W, SplitFault> {
            let mut worker = worker();
            let (mut chunk, mut decoded) = (Chunk::default(), Vec::new());
            let mut hits = Hits::default();
            while !stop.load(Ordering::Relaxed) && splitter.next(&mut chunk)? {
                let bytes = self.decode(&chunk, &mut decoded, &watch);
                let rows = Rows::within(bytes, self.dialect, chunk.first_row, hits);
                let mut rows = rows.watched(&watch);
                work(&mut worker, chunk.index, &mut rows);
                hits = rows.into_hits();
            }
            Ok(worker)
        };
        let workers = together(pace.threads, run);
        let workers = workers.into_iter().collect::<Result<Vec<_>, _>>()?;
        let passed = Passed {
            rows: splitter.rows() - (self.first_row - 1),
            problems: watch
                .finish()
                .iter()
                .map(|found| self.problem(found))
                .collect(),
        };
        Ok((workers, passed))
    }

    /// How many bytes a thread takes at once: of a small table less than of a large one, so
    /// that no thread waits long for another's last rows.
    pub fn chunk_bytes(&self, pace: Pace) -> usize {
        let Some(bytes) = self.source.about_len() else {
            return pace.chunk_bytes;
        };
        let share = bytes / (CHUNKS_A_THREAD * pace.threads.max(1) as u64);
        let share = usize::try_from(share).unwrap_or(usize::MAX);
        pace.chunk_bytes.min(share.max(LEAST_CHUNK))
    }

    /// The chunk as UTF-8; bytes that are no text of the encoding read as U+FFFD.
    fn decode<'b>(&self, chunk: &'b Chunk, decoded: &'b mut Vec<u8>, watch: &Watch) -> &'b [u8] {
        let bytes = chunk.bytes();
        let is_utf8 = matches!(self.encoding, Encoding::Utf8 | Encoding::Utf8Bom);
        let has_zeros = memchr::memchr(0, bytes).is_some();
        let plain = is_utf8 && encoding_rs::Encoding::utf8_valid_up_to(bytes) == bytes.len();
        if plain && !has_zeros {
            return bytes;
        }
        decoded.clear();
        let replaced = encoding::decode_chunk(self.encoding, bytes, decoded);
        if replaced > 0 || has_zeros || (!is_utf8 && encoding::has_utf8_rows(bytes)) {
            watch.damaged(bytes, self.dialect, chunk.first_row);
        }
        if has_zeros {
            encoding::replace_zeros(decoded);
        }
        decoded
    }

    fn problem(&self, found: &Found) -> Problem {
        let finding = match found.oddity {
            Oddity::StrayQuote => Finding::StrayQuote,
            Oddity::Ragged { cells, columns } => Finding::RaggedRow(cells, columns),
            Oddity::BadText => Finding::BadText,
            Oddity::OtherEncoding(other) => {
                Finding::OtherEncoding(self.encoding.to_string(), other.to_string())
            }
        };
        Problem {
            place: Some(self.place(found.row, None)),
            finding,
            count: found.rows,
        }
    }
}

/// What passed by while a table was read.
#[derive(Debug, PartialEq)]
pub struct Passed {
    /// How many rows.
    pub rows: u32,
    /// What was odd about their text, by row.
    pub problems: Vec<Problem>,
}

/// The place of a whole column.
pub fn whole_column(table: &Table, column: Option<usize>) -> Place {
    Place {
        row: None,
        ..table.place(1, column)
    }
}
