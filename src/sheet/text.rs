//! Text tables as rows that know their number: split into chunks of whole rows
//! by one cheap scan, then cut into cells by any number of threads.
//!
//! Takes a [`Source`] and a [`Dialect`]; gives [`Chunk`]s and, from each, rows of
//! cells. A quote opens a quoted cell only at the start of a cell, and `""` is a
//! quote inside one, so a chunk never ends within a quoted line break. A hand-
//! written splitter instead of a library's, because every row must keep the
//! number that the spreadsheet shows, blank and quoted lines included, while
//! chunks are cut by several threads.

use std::io;
use std::sync::Mutex;

use memchr::{memchr, memchr_iter, memrchr};
use wide::u8x16;

/// Bytes that can be read at any place: a file, or a sheet kept in memory.
pub trait Source: Sync {
    /// Reads bytes from `offset` on and says how many; 0 is the end.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl Source for Vec<u8> {
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

/// The longest row that is read; a longer one is a lost quote, not a row.
pub const MAX_ROW_BYTES: usize = 64 << 20;

/// Why a table could not be split into rows.
#[derive(Debug)]
pub enum SplitFault {
    /// The file could not be read.
    Io(io::Error),
    /// A quote opened in this row (first row 1) never closes, or the row is longer than any row may be.
    EndlessRow(u32),
}

/// Whole rows of a table, in the table's encoding.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Which chunk it is, first 0.
    pub index: usize,
    /// Number of its first row, first row 1.
    pub first_row: u32,
    /// The bytes; the last row of the table may lack its row end.
    pub bytes: Vec<u8>,
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
        let mut state = self
            .state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        chunk.bytes.clear();
        chunk.bytes.append(&mut state.carry);
        loop {
            if !state.ended {
                self.fill(&mut state, &mut chunk.bytes)?;
            }
            let cut = cut_rows(&chunk.bytes, self.dialect);
            if state.ended {
                return finish(&mut state, chunk, &cut);
            }
            if cut.end > 0 {
                state.carry.extend_from_slice(&chunk.bytes[cut.end..]);
                chunk.bytes.truncate(cut.end);
                hand_out(&mut state, chunk, cut.rows);
                return Ok(true);
            }
            if chunk.bytes.len() > MAX_ROW_BYTES {
                return Err(SplitFault::EndlessRow(state.next_row));
            }
        }
    }

    /// How many rows have been handed out so far, those before the first included.
    pub fn rows(&self) -> u32 {
        let state = self
            .state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        state.next_row - 1
    }

    /// Appends the next bytes; a chunk that held no whole row doubles.
    fn fill(&self, state: &mut State, bytes: &mut Vec<u8>) -> Result<(), SplitFault> {
        let start = bytes.len();
        bytes.resize(start + self.chunk_bytes.max(start), 0);
        let mut filled = start;
        while filled < bytes.len() {
            match self.source.read_at(state.offset, &mut bytes[filled..]) {
                Ok(0) => {
                    state.ended = true;
                    break;
                }
                Ok(count) => {
                    filled += count;
                    state.offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(SplitFault::Io(error)),
            }
        }
        bytes.truncate(filled);
        Ok(())
    }
}

/// Hands out what is left at the end of the table.
fn finish(state: &mut State, chunk: &mut Chunk, cut: &Cut) -> Result<bool, SplitFault> {
    if chunk.bytes.is_empty() {
        return Ok(false);
    }
    if cut.in_quotes {
        return Err(SplitFault::EndlessRow(state.next_row + cut.rows));
    }
    let unended = u32::from(cut.end < chunk.bytes.len());
    hand_out(state, chunk, cut.rows + unended);
    Ok(true)
}

fn hand_out(state: &mut State, chunk: &mut Chunk, rows: u32) {
    chunk.index = state.next_index;
    chunk.first_row = state.next_row;
    state.next_index += 1;
    state.next_row += rows;
}

/// Where the whole rows of a buffer end.
struct Cut {
    /// Bytes of whole rows.
    end: usize,
    /// How many whole rows.
    rows: u32,
    /// Whether the buffer ends inside a quoted cell.
    in_quotes: bool,
}

/// Finds the last row end outside quotes; the buffer starts at a row.
fn cut_rows(bytes: &[u8], dialect: Dialect) -> Cut {
    let mut cut = Cut {
        end: 0,
        rows: 0,
        in_quotes: false,
    };
    let mut open = 0; // start of the stretch outside quotes
    let mut from = 0; // where to look for the next quote
    while let Some(quote) = dialect.quote {
        let Some(at) = memchr(quote, &bytes[from..]).map(|found| found + from) else {
            break;
        };
        let opens =
            at == 0 || bytes[at - 1] == dialect.delimiter || bytes[at - 1] == dialect.row_end;
        if !opens {
            from = at + 1;
            continue;
        }
        count_rows(bytes, open, at, dialect.row_end, &mut cut);
        let Some(close) = closing_quote(bytes, at + 1, quote) else {
            cut.in_quotes = true;
            return cut;
        };
        open = close + 1;
        from = open;
    }
    count_rows(bytes, open, bytes.len(), dialect.row_end, &mut cut);
    cut
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

/// One row at a time, cut into cells.
pub struct Rows<'c> {
    bytes: &'c [u8],
    dialect: Dialect,
    hits: Hits<'c>,
    at: usize,
    next_row: u32,
    cells: Vec<Span>,
    unquoted: Vec<u8>,
}

/// A cell's bytes: in the chunk, or in the row's scratch where quotes were undone.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
    unquoted: bool,
}

impl<'c> Rows<'c> {
    /// Rows of `bytes`, which begin with row `first_row`.
    pub fn new(bytes: &'c [u8], dialect: Dialect, first_row: u32) -> Self {
        Self {
            bytes,
            dialect,
            hits: Hits::new(bytes, dialect),
            at: 0,
            next_row: first_row,
            cells: Vec::new(),
            unquoted: Vec::new(),
        }
    }

    /// Moves to the next row; false when there is none.
    #[inline]
    pub fn advance(&mut self) -> bool {
        if self.at >= self.bytes.len() {
            return false;
        }
        self.cells.clear();
        self.unquoted.clear();
        self.next_row += 1;
        let mut start = self.at;
        while let Some(hit) = self.hits.next() {
            let byte = self.bytes[hit];
            if byte == self.dialect.delimiter {
                self.push(start, hit);
                start = hit + 1;
            } else if byte == self.dialect.row_end {
                self.push(start, self.without_return(start, hit));
                self.at = hit + 1;
                return true;
            } else if hit == start {
                match self.quoted(hit) {
                    CellEnd::Delimiter(at) => start = at + 1,
                    CellEnd::Row(at) => {
                        self.at = at;
                        self.hits.skip_to(at);
                        return true;
                    }
                }
                self.hits.skip_to(start);
            }
            // A quote inside an unquoted cell is a letter like any other.
        }
        let end = self.bytes.len();
        self.push(start, self.without_return(start, end));
        self.at = end;
        true
    }

    /// The current row's number, first row of the table 1.
    pub fn number(&self) -> u32 {
        self.next_row - 1
    }

    /// Where the next row begins, in bytes from the start of these bytes.
    pub fn position(&self) -> usize {
        self.at
    }

    /// How many cells the row has; a blank row has one empty cell.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether the row has nothing in it at all.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.start == cell.end)
    }

    /// The bytes of a cell; empty beyond the end of the row.
    #[inline]
    pub fn cell(&self, column: usize) -> &[u8] {
        match self.cells.get(column) {
            Some(span) if span.unquoted => &self.unquoted[span.start as usize..span.end as usize],
            Some(span) => &self.bytes[span.start as usize..span.end as usize],
            None => &[],
        }
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize) {
        self.cells.push(Span {
            start: start as u32,
            end: end as u32,
            unquoted: false,
        });
    }

    fn without_return(&self, start: usize, end: usize) -> usize {
        let returns = end > start && self.bytes[end - 1] == b'\r' && self.dialect.row_end == b'\n';
        end - usize::from(returns)
    }

    /// Reads the quoted cell whose quote stands at `open`, with what follows it up to its end.
    #[cold]
    fn quoted(&mut self, open: usize) -> CellEnd {
        let quote = self.bytes[open];
        let from = self.unquoted.len();
        let mut at = open + 1;
        loop {
            let rest = &self.bytes[at..];
            let Some(found) = memchr(quote, rest) else {
                self.unquoted.extend_from_slice(rest);
                at = self.bytes.len();
                break;
            };
            self.unquoted.extend_from_slice(&rest[..found]);
            at += found + 1;
            if self.bytes.get(at) != Some(&quote) {
                break;
            }
            self.unquoted.push(quote);
            at += 1;
        }
        // Anything between the closing quote and the cell's end belongs to the cell.
        let tail = at;
        let (tail_end, end) = loop {
            match self.bytes.get(at) {
                None => break (self.without_return(tail, at), CellEnd::Row(at)),
                Some(byte) if *byte == self.dialect.delimiter => {
                    break (at, CellEnd::Delimiter(at));
                }
                Some(byte) if *byte == self.dialect.row_end => {
                    break (self.without_return(tail, at), CellEnd::Row(at + 1));
                }
                Some(_) => at += 1,
            }
        };
        self.unquoted.extend_from_slice(&self.bytes[tail..tail_end]);
        self.cells.push(Span {
            start: from as u32,
            end: self.unquoted.len() as u32,
            unquoted: true,
        });
        end
    }
}

/// How a quoted cell ended: at a delimiter, or with its row, before the next one.
enum CellEnd {
    Delimiter(usize),
    Row(usize),
}

/// The places of delimiters, row ends and quotes, found [`BLOCK`] bytes at a time.
struct Hits<'c> {
    bytes: &'c [u8],
    needles: [u8x16; 3],
    /// Where the block at hand begins.
    base: usize,
    /// A bit for each byte of the block that is a hit not yet given.
    mask: u64,
}

/// Bytes of which one word has a bit each.
const BLOCK: usize = 64;

impl<'c> Hits<'c> {
    fn new(bytes: &'c [u8], dialect: Dialect) -> Self {
        let quote = dialect.quote.unwrap_or(dialect.delimiter);
        let mut hits = Self {
            bytes,
            needles: [dialect.delimiter, dialect.row_end, quote].map(u8x16::splat),
            base: 0,
            mask: 0,
        };
        hits.mask = hits.load(0);
        hits
    }

    /// The next hit.
    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            if self.base + BLOCK >= self.bytes.len() {
                return None;
            }
            self.base += BLOCK;
            self.mask = self.load(self.base);
        }
        let at = self.base + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(at)
    }

    /// Goes on at `start`, which no hit given so far lies behind.
    fn skip_to(&mut self, start: usize) {
        let block = start - start % BLOCK;
        if self.base < block {
            self.base = block;
            self.mask = self.load(block);
        }
        self.mask &= u64::MAX << (start - self.base);
    }

    /// The hits of the block at `base`.
    #[inline]
    fn load(&self, base: usize) -> u64 {
        match self.bytes.get(base..base + BLOCK) {
            Some(block) => self.matches(block.try_into().expect("a whole block")),
            None => self.load_tail(base),
        }
    }

    #[inline]
    fn matches(&self, block: &[u8; BLOCK]) -> u64 {
        let mut found = 0;
        for (place, lane) in block.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let [delimiter, row_end, quote] = self.needles.map(|needle| lane.cmp_eq(needle));
            let bits = (delimiter | row_end | quote).move_mask() as u16;
            found |= u64::from(bits) << (16 * place);
        }
        found
    }

    #[cold]
    fn load_tail(&self, base: usize) -> u64 {
        let rest = &self.bytes[base.min(self.bytes.len())..];
        let mut block = [0; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        // What fills the block up is no hit, even where NUL is a delimiter.
        self.matches(&block) & ((1 << rest.len()) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A row's number and cells.
    type Numbered = (u32, Vec<Vec<u8>>);

    /// All rows of a table, read in chunks of the given size.
    fn read(text: &[u8], chunk_bytes: usize) -> Result<Vec<Numbered>, SplitFault> {
        let source = text.to_vec();
        let splitter = Splitter::new(&source, Dialect::CSV, chunk_bytes, 0, 1);
        let (mut chunk, mut all) = (Chunk::default(), Vec::new());
        while splitter.next(&mut chunk)? {
            let mut rows = Rows::new(&chunk.bytes, Dialect::CSV, chunk.first_row);
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
    fn a_quote_that_never_closes_is_named_by_its_row() {
        let fault = read(b"a,b\n1,\"2\n3,4\n", 3).expect_err("a lost quote");
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
