//! Text tables as rows that know their number: split into chunks of whole rows
//! by one cheap scan, then cut into cells by any number of threads.
//!
//! Takes a [`Source`] and a [`Dialect`]; gives [`Chunk`]s and, from each, rows of
//! cells. A quote opens a quoted cell only at the start of a cell, and `""` is a
//! quote inside one, so a chunk never ends within a quoted line break. A quote that
//! never closes is a letter like any other, or it would swallow all rows after it.
//! A hand-written splitter instead of a library's, because every row must keep the
//! number that the spreadsheet shows, blank and quoted lines included, while
//! chunks are cut by several threads.

mod hits;
mod rows;

use std::io;
use std::sync::Mutex;

use memchr::{memchr, memchr_iter, memrchr};

use crate::parallel::lock_soon;

pub use hits::Hits;
pub use rows::{Rows, Spans};

/// Bytes that can be read at any place: a file, or a sheet kept in memory.
pub trait Source: Sync {
    /// Reads bytes from `offset` on and says how many; 0 is the end.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Reads as [`Source::read_at`] does, and leaves it to [`Source::seen`] to look at the bytes.
    fn fetch(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_at(offset, buffer)
    }

    /// Is shown bytes that were fetched, by whichever thread has them, in any order.
    fn seen(&self, _offset: u64, _bytes: &[u8]) {}

    /// How many bytes there are, where that is known without reading: an estimate of the
    /// memory that their rows will take rests on it, and nothing else.
    fn about_len(&self) -> Option<u64> {
        None
    }
}

impl Source for Vec<u8> {
    fn about_len(&self) -> Option<u64> {
        Some(self.len() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|start| self.get(start..))
            .unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

/// The bytes that structure a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between cells.
    pub delimiter: u8,
    /// After each row; a carriage return before a line feed is dropped.
    pub row_end: u8,
    /// Around cells that hold structure; `None` where cells never do.
    pub quote: Option<u8>,
}

impl Dialect {
    /// Comma-separated lines with double quotes.
    pub const CSV: Self = Self {
        delimiter: b',',
        row_end: b'\n',
        quote: Some(b'"'),
    };
}

/// How much is read at once: large enough that locks and calls do not show,
/// small enough that two threads' buffers stay in the outer cache.
pub const CHUNK_BYTES: usize = 256 << 10;

/// The longest row that is read, and the farthest that a quote closes: a full sheet row of
/// 16,384 columns with 1,024 bytes in each.
pub const MAX_ROW_BYTES: usize = 16 << 20;

/// Why a table could not be split into rows.
#[derive(Debug)]
pub enum SplitFault {
    /// The file could not be read.
    Io(io::Error),
    /// This row (first row 1) is longer than any row may be.
    EndlessRow(u32),
}

/// Whole rows of a table, in the table's encoding.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Which chunk it is, first 0.
    pub index: usize,
    /// Number of its first row, first row 1.
    pub first_row: u32,
    /// The bytes and what stands behind them from chunks before, which need not be blanked.
    buffer: Vec<u8>,
    /// How many of them are the chunk's.
    len: usize,
}

impl Chunk {
    /// The bytes; the last row of the table may lack its row end.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Room for so many bytes behind those of the chunk.
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        let end = self.len + bytes;
        if end > self.buffer.len() {
            self.buffer.resize(end, 0);
        }
        &mut self.buffer[self.len..end]
    }
}

/// Hands out the chunks of a table, in order, to whoever asks next.
pub struct Splitter<'a> {
    source: &'a dyn Source,
    dialect: Dialect,
    chunk_bytes: usize,
    state: Mutex<State>,
}

struct State {
    offset: u64,
    carry: Vec<u8>,
    next_index: usize,
    next_row: u32,
    ended: bool,
}

impl<'a> Splitter<'a> {
    /// A splitter that starts at `offset`, where row `first_row` begins.
    pub fn new(
        source: &'a dyn Source,
        dialect: Dialect,
        chunk_bytes: usize,
        offset: u64,
        first_row: u32,
    ) -> Self {
        Self {
            source,
            dialect,
            chunk_bytes: chunk_bytes.max(1),
            state: Mutex::new(State {
                offset,
                carry: Vec::new(),
                next_index: 0,
                next_row: first_row,
                ended: false,
            }),
        }
    }

    /// Fills `chunk` with the next whole rows; false when there are no more.
    pub fn next(&self, chunk: &mut Chunk) -> Result<bool, SplitFault> {
        let (offset, more) = self.take(chunk)?;
        // Nobody waits for this, as they do for the next rows.
        self.source.seen(offset, chunk.bytes());
        Ok(more)
    }

    /// The same; also gives where the chunk begins, in bytes.
    fn take(&self, chunk: &mut Chunk) -> Result<(u64, bool), SplitFault> {
        let mut state = lock_soon(&self.state);
        let offset = state.offset - state.carry.len() as u64;
        chunk.len = 0;
        chunk.room(state.carry.len()).copy_from_slice(&state.carry);
        chunk.len = state.carry.len();
        state.carry.clear();
        loop {
            if !state.ended {
                self.fill(&mut state, chunk)?;
            }
            let rest = if state.ended {
                Rest::Nothing
            } else {
                Rest::More
            };
            let cut = cut_rows(chunk.bytes(), self.dialect, rest);
            if state.ended && cut.seen_all {
                let unended = u32::from(cut.end < chunk.len);
                let more = self.hand_out(&mut state, chunk, cut.rows + unended)?;
                return Ok((offset, more));
            }
            if cut.end > 0 {
                state.carry.extend_from_slice(&chunk.bytes()[cut.end..]);
                chunk.len = cut.end;
                return Ok((offset, self.hand_out(&mut state, chunk, cut.rows)?));
            }
            // A quote may open at the end of a row of full length.
            if state.ended || chunk.len > 2 * MAX_ROW_BYTES + 2 {
                return Err(SplitFault::EndlessRow(state.next_row));
            }
        }
    }

    /// How many rows have been handed out so far, those before the first included.
    pub fn rows(&self) -> u32 {
        lock_soon(&self.state).next_row - 1
    }

    /// Appends the next bytes; a chunk that held no whole row doubles.
    fn fill(&self, state: &mut State, chunk: &mut Chunk) -> Result<(), SplitFault> {
        let mut wanted = self.chunk_bytes.max(chunk.len);
        while wanted > 0 {
            match self.source.fetch(state.offset, chunk.room(wanted)) {
                Ok(0) => {
                    state.ended = true;
                    break;
                }
                Ok(count) => {
                    chunk.len += count;
                    wanted -= count;
                    state.offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(SplitFault::Io(error)),
            }
        }
        Ok(())
    }

    /// Numbers a chunk of this many rows; false when there are none.
    fn hand_out(
        &self,
        state: &mut State,
        chunk: &mut Chunk,
        rows: u32,
    ) -> Result<bool, SplitFault> {
        if chunk.len > MAX_ROW_BYTES {
            self.check_rows(chunk.bytes(), state.next_row)?;
        }
        chunk.index = state.next_index;
        chunk.first_row = state.next_row;
        state.next_index += 1;
        state.next_row += rows;
        Ok(chunk.len > 0)
    }

    /// Refuses a row that is too long, wherever chunks happen to end.
    fn check_rows(&self, bytes: &[u8], first_row: u32) -> Result<(), SplitFault> {
        let mut rows = Rows::new(bytes, self.dialect, first_row);
        let mut from = 0;
        while rows.advance() {
            if rows.position() - from > MAX_ROW_BYTES {
                return Err(SplitFault::EndlessRow(rows.number()));
            }
            from = rows.position();
        }
        Ok(())
    }
}

/// Where the whole rows of a buffer end.
#[derive(Default)]
struct Cut {
    /// Bytes of whole rows.
    end: usize,
    /// How many whole rows.
    rows: u32,
    /// Whether everything was looked at, so that what follows `end` is a row without one.
    seen_all: bool,
}

/// What comes after a buffer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Bytes that may close an open quote.
    More,
    /// Nothing: the table ends here.
    Nothing,
}

/// Finds the last row end outside quotes; the buffer starts at a row.
fn cut_rows(mut bytes: &[u8], dialect: Dialect, rest: Rest) -> Cut {
    let mut cut = Cut {
        seen_all: true,
        ..Cut::default()
    };
    let mut open = 0; // start of the stretch outside quotes
    let mut from = 0; // where to look for the next quote
    while let Some(quote) = dialect.quote {
        let Some(at) = memchr(quote, &bytes[from..]).map(|found| found + from) else {
            break;
        };
        let opens =
            at == 0 || bytes[at - 1] == dialect.delimiter || bytes[at - 1] == dialect.row_end;
        let reach = at + 1 + MAX_ROW_BYTES;
        match opens.then(|| quotation(bytes, at, dialect)) {
            Some(Quotation::Closed(close)) if close < reach => {
                // Few quotations hold a line break, and the others need no stretch of their own.
                if memchr(dialect.row_end, &bytes[at..close]).is_some() {
                    count_rows(bytes, open, at, dialect.row_end, &mut cut);
                    open = close + 1;
                }
                from = close + 1;
            }
            // It closes too far away to be a quotation. The chunk ends before that place, so that
            // whoever cuts its rows finds no end either.
            Some(Quotation::Closed(_) | Quotation::Open) if reach < bytes.len() => {
                bytes = &bytes[..reach];
                cut.seen_all = false;
                from = at + 1;
            }
            Some(Quotation::Open) if rest == Rest::More || !cut.seen_all => {
                cut.seen_all = false;
                bytes = &bytes[..at];
                break;
            }
            _ => from = at + 1,
        }
    }
    count_rows(bytes, open, bytes.len(), dialect.row_end, &mut cut);
    cut
}

/// What a quote at the start of a cell begins.
enum Quotation {
    /// A quoted cell whose closing quote stands here.
    Closed(usize),
    /// Nothing that closes within these bytes.
    Open,
    /// Nothing: the next quote stands in a later row, in the middle of a cell.
    Stray,
}

/// Looks for the end of the quotation that the quote at `open` begins.
fn quotation(bytes: &[u8], open: usize, dialect: Dialect) -> Quotation {
    let Some(close) = closing_quote(bytes, open + 1, bytes[open]) else {
        return Quotation::Open;
    };
    let ends_cell = bytes.get(close + 1).is_none_or(|next| {
        *next == dialect.delimiter || *next == dialect.row_end || *next == b'\r'
    });
    if !ends_cell && memchr(dialect.row_end, &bytes[open..close]).is_some() {
        return Quotation::Stray;
    }
    Quotation::Closed(close)
}

fn count_rows(bytes: &[u8], from: usize, to: usize, row_end: u8, cut: &mut Cut) {
    let stretch = &bytes[from..to];
    if let Some(last) = memrchr(row_end, stretch) {
        cut.end = from + last + 1;
        cut.rows += memchr_iter(row_end, stretch).count() as u32;
    }
}

/// The place of the quote that closes the cell whose text starts at `from`.
fn closing_quote(bytes: &[u8], mut from: usize, quote: u8) -> Option<usize> {
    loop {
        let at = memchr(quote, bytes.get(from..)?)? + from;
        if bytes.get(at + 1) != Some(&quote) {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::encoding::Encoding;
    use crate::sheet::watch::{Oddity, Watch};
    use proptest::prelude::*;

    /// A row's number and cells.
    type Numbered = (u32, Vec<Vec<u8>>);

    /// All rows of a table, read in chunks of the given size.
    fn read(text: &[u8], chunk_bytes: usize) -> Result<Vec<Numbered>, SplitFault> {
        let source = text.to_vec();
        let splitter = Splitter::new(&source, Dialect::CSV, chunk_bytes, 0, 1);
        let (mut chunk, mut all) = (Chunk::default(), Vec::new());
        while splitter.next(&mut chunk)? {
            let mut rows = Rows::new(chunk.bytes(), Dialect::CSV, chunk.first_row);
            while rows.advance() {
                let cells = (0..rows.len()).map(|column| rows.cell(column).to_vec());
                all.push((rows.number(), cells.collect()));
            }
        }
        Ok(all)
    }

    fn check(text: &str, expected: &[(u32, &[&str])]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(row, cells)| {
                (
                    *row,
                    cells
                        .iter()
                        .map(|cell| cell.as_bytes().to_vec())
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        for chunk_bytes in [1, 2, 7, 1000] {
            let found = read(text.as_bytes(), chunk_bytes).expect("rows that end");
            assert_eq!(found, expected, "{text:?} in chunks of {chunk_bytes}");
        }
    }

    #[test]
    fn rows_are_numbered_as_the_spreadsheet_shows_them() {
        check("a,b\n1,2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a\r\n\r\nb", &[(1, &["a"]), (2, &[""]), (3, &["b"])]);
        check("\"x\ny\",1\nb,2", &[(1, &["x\ny", "1"]), (2, &["b", "2"])]);
    }

    #[test]
    fn empty_cells_keep_their_column() {
        check(",,\n,x,", &[(1, &["", "", ""]), (2, &["", "x", ""])]);
        check("", &[]);
    }

    #[test]
    fn quotes_count_only_at_the_start_of_a_cell() {
        check(
            "5\" pipe,1\n2,3\n",
            &[(1, &["5\" pipe", "1"]), (2, &["2", "3"])],
        );
        check("\"a\"\"b\",\"\"\n", &[(1, &["a\"b", ""])]);
        check("\"a\"tail,2\r\n", &[(1, &["atail", "2"])]);
        check("x,\"a, b\"\r\n", &[(1, &["x", "a, b"])]);
    }

    #[test]
    fn a_quote_that_never_closes_is_a_letter() {
        check(
            "a,b\n1,\"2\n3,4\n",
            &[(1, &["a", "b"]), (2, &["1", "\"2"]), (3, &["3", "4"])],
        );
        check(
            "1,\"2\n\n3,\"4\",\"5\"\"\"",
            &[(1, &["1", "\"2"]), (2, &[""]), (3, &["3", "4", "5\""])],
        );
        check("\"", &[(1, &["\""])]);
        check("\"\"\"\n\"\"\n", &[(1, &["\"\"\""]), (2, &[""])]);
    }

    #[test]
    fn what_is_odd_is_noted_by_row() {
        let bytes = b"1,2\n3,\"4\n5\n,\n6,7,8\n9,0,\n1,2,\"3\n";
        let watch = Watch::new(Some(2), Encoding::Utf8);
        let mut rows = Rows::new(bytes, Dialect::CSV, 10).watched(&watch);
        while rows.advance() {}
        let ragged = |cells| Oddity::Ragged { cells, columns: 2 };
        let found: Vec<(u32, Oddity)> = watch
            .finish()
            .into_iter()
            .map(|found| (found.row, found.oddity))
            .collect();
        assert_eq!(
            found,
            [
                (11, Oddity::StrayQuote),
                (14, ragged(3)),
                (16, Oddity::StrayQuote),
                (16, ragged(3)),
            ]
        );
    }

    #[test]
    fn a_row_beyond_all_bounds_is_named() {
        let mut text = b"a,b\n1,".to_vec();
        text.resize(text.len() + MAX_ROW_BYTES + 1, b'x');
        let fault = read(&text, 1 << 20).expect_err("too long a row");
        assert!(matches!(fault, SplitFault::EndlessRow(2)), "{fault:?}");
        text[6] = b'"';
        text.extend_from_slice(b"\n3,4\n");
        let fault = read(&text, 1 << 20).expect_err("too long a row");
        assert!(matches!(fault, SplitFault::EndlessRow(2)), "{fault:?}");
    }

    proptest! {
        #[test]
        fn written_tables_read_back_in_chunks_of_any_size(
            table in prop::collection::vec(prop::collection::vec("[a\",\r\n 数]{0,5}", 1..4), 0..8),
            chunk_bytes in 1usize..40,
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("writing to memory");
            }
            let text = writer.into_inner().expect("writing to memory");
            let found: Vec<Vec<Vec<u8>>> =
                read(&text, chunk_bytes).expect("rows that end").into_iter().map(|(_, cells)| cells).collect();
            let expected: Vec<Vec<Vec<u8>>> =
                table.iter().map(|row| row.iter().map(|cell| cell.clone().into_bytes()).collect()).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn any_bytes_give_the_same_rows_in_chunks_of_any_size(
            text in "[a\",\r\n]{0,60}",
            chunk_bytes in 1usize..40,
        ) {
            let whole = read(text.as_bytes(), 1 << 16).map_err(|_| ());
            let pieces = read(text.as_bytes(), chunk_bytes).map_err(|_| ());
            prop_assert_eq!(whole, pieces);
        }
    }
}
