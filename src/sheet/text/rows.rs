//! Rows of a chunk, one at a time, cut into cells. Takes bytes that begin with a row; gives
//! cells, in place or with their quotes undone.

use memchr::memchr;

use crate::sheet::watch::Watch;

use super::hits::Hits;
use super::{Dialect, Quotation, quotation};

/// One row at a time, cut into cells.
pub struct Rows<'c> {
    bytes: &'c [u8],
    dialect: Dialect,
    hits: Hits<'c>,
    at: usize,
    next_row: u32,
    cells: Vec<Span>,
    unquoted: Vec<u8>,
    watch: Option<&'c Watch>,
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
            watch: None,
        }
    }

    /// The same rows, with what is odd about them noted.
    #[must_use]
    pub fn watched(self, watch: &'c Watch) -> Self {
        Self {
            watch: Some(watch),
            ..self
        }
    }

    /// Moves to the next row; false when there is none.
    #[inline]
    pub fn advance(&mut self) -> bool {
        let found = self.next_row();
        if let Some(watch) = self.watch
            && found
            && self.cells.len() != watch.width()
        {
            watch.uneven(self);
        }
        found
    }

    #[inline]
    fn next_row(&mut self) -> bool {
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
                    CellEnd::Stray => continue,
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
        if !matches!(
            quotation(self.bytes, open, self.dialect),
            Quotation::Closed(_)
        ) {
            if let Some(watch) = self.watch {
                watch.stray_quote(self.number());
            }
            return CellEnd::Stray;
        }
        let quote = self.bytes[open];
        let from = self.unquoted.len();
        let mut at = open + 1;
        loop {
            let rest = &self.bytes[at..];
            let found = memchr(quote, rest).expect("the quotation is closed");
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

/// How a quoted cell ended.
enum CellEnd {
    /// At a delimiter.
    Delimiter(usize),
    /// With its row; the next one begins here.
    Row(usize),
    /// It never began: its quote is a letter.
    Stray,
}
