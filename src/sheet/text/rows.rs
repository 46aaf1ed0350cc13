//! Rows of a chunk, one at a time, cut into cells. Takes bytes that begin with a row; gives
//! cells, in place or with their quotes undone.

use memchr::memchr;

use crate::sheet::watch::Watch;

use super::hits::Hits;
use super::{Dialect, Quotation, quotation};

/// One row at a time, cut into cells.
///
/// Most rows have no quotes: their cells stand between neighbouring hits. Rows with quotes
/// are cut one by one.
pub struct Rows<'c> {
    bytes: &'c [u8],
    dialect: Dialect,
    hits: Hits,
    /// The hit before the row: the end of the one above.
    before: usize,
    /// The hit that ends the row.
    last: usize,
    /// Where the last cell ends.
    end: u32,
    /// The next of the hits at which a row may end.
    turn: usize,
    at: usize,
    next_row: u32,
    cut: Cut,
    /// In a row with quotes, where each cell begins; at last, one behind the end of the last.
    starts: Vec<u32>,
    /// Cells that were quoted, by column.
    quoted: Vec<Quoted>,
    unquoted: Vec<u8>,
    watch: Option<&'c Watch>,
}

/// How the cells of the row at hand are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// They stand between hits.
    AtHits,
    /// By where each begins.
    OneByOne,
}

/// The text of a cell that was quoted.
#[derive(Debug, Clone, Copy)]
struct Quoted {
    column: usize,
    held: Held,
    from: usize,
    to: usize,
}

/// What holds the text of a cell that was quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// The row itself, between the quotes.
    InRow,
    /// The row's scratch, since something had to be undone.
    Apart,
}

/// Where the cells of a row without quotes begin and end; see [`Rows::spans`].
#[derive(Debug, Clone, Copy)]
pub struct Spans<'r> {
    /// The places around each cell.
    hits: &'r [u32],
    /// Where the row ends: at a carriage return before the last of them, if there is one.
    end: u32,
}

impl Spans<'_> {
    /// Where a cell begins and ends.
    #[inline]
    pub fn of(self, column: usize) -> Option<(usize, usize)> {
        let [start, end] = self.hits.get(column..)?.first_chunk()?;
        Some((
            start.wrapping_add(1) as usize,
            (*end).min(self.end) as usize,
        ))
    }
}

impl<'c> Rows<'c> {
    /// Rows of `bytes`, which begin with row `first_row`.
    pub fn new(bytes: &'c [u8], dialect: Dialect, first_row: u32) -> Self {
        Self::within(bytes, dialect, first_row, Hits::default())
    }

    /// The same in memory that other rows have left.
    pub fn within(bytes: &'c [u8], dialect: Dialect, first_row: u32, mut hits: Hits) -> Self {
        hits.find(bytes, dialect);
        Self {
            bytes,
            dialect,
            hits,
            before: 0,
            last: 0,
            end: 0,
            turn: 0,
            at: 0,
            cut: Cut::AtHits,
            next_row: first_row,
            starts: Vec::new(),
            quoted: Vec::new(),
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

    /// Leaves its memory to other rows.
    pub fn into_hits(self) -> Hits {
        self.hits
    }

    /// Moves to the next row; false when there is none.
    #[inline]
    pub fn advance(&mut self) -> bool {
        let found = self.next_row();
        if let Some(watch) = self.watch
            && found
            && self.len() != watch.width()
        {
            watch.uneven(self);
        }
        found
    }

    #[inline]
    fn next_row(&mut self) -> bool {
        let start = self.at;
        if start >= self.bytes.len() {
            return false;
        }
        self.next_row += 1;
        self.before = self.last;
        let last = self.hits.turn(self.turn);
        let hit = self.hits.place(last) as usize;
        if self
            .bytes
            .get(hit)
            .is_some_and(|byte| *byte != self.dialect.row_end)
        {
            self.cut_one_by_one();
            return true;
        }
        self.cut = Cut::AtHits;
        self.last = last;
        self.turn += 1;
        self.at = (hit + 1).min(self.bytes.len());
        self.end = self.without_return(start, hit) as u32;
        true
    }

    /// Cuts a row that has a quote.
    #[cold]
    fn cut_one_by_one(&mut self) {
        self.cut = Cut::OneByOne;
        self.quoted.clear();
        self.unquoted.clear();
        self.starts.clear();
        let mut start = self.at;
        self.starts.push(start as u32);
        let mut number = self.before;
        let end = loop {
            number += 1;
            if let Some(ends) = self.quoted_plainly(number, start) {
                number = ends;
            }
            let hit = self.hits.place(number) as usize;
            let Some(byte) = self.bytes.get(hit) else {
                self.at = hit;
                break self.without_return(start, hit);
            };
            if *byte == self.dialect.delimiter {
                start = hit + 1;
            } else if *byte == self.dialect.row_end {
                self.at = hit + 1;
                break self.without_return(start, hit);
            } else {
                // A quote inside an unquoted cell is a letter like any other.
                let quoted = (hit == start).then(|| self.quoted(hit));
                let (found, next) = match quoted {
                    None | Some(CellEnd::Stray) => continue,
                    Some(CellEnd::Delimiter(at)) => (at, Some(at + 1)),
                    Some(CellEnd::Row(at)) => (at, None),
                };
                while (self.hits.place(number) as usize) < found {
                    number += 1;
                }
                let Some(next) = next else {
                    self.at = (found + 1).min(self.bytes.len());
                    break self.without_return(start, found);
                };
                start = next;
            }
            self.starts.push(start as u32);
        };
        self.starts.push(end as u32 + 1);
        self.last = number;
        while self.hits.turn(self.turn) <= number && self.at < self.bytes.len() {
            self.turn += 1;
        }
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
    #[inline]
    pub fn len(&self) -> usize {
        match self.cut {
            Cut::AtHits => self.last - self.before,
            Cut::OneByOne => self.starts.len() - 1,
        }
    }

    /// Whether the row has nothing in it at all.
    pub fn is_empty(&self) -> bool {
        (0..self.len()).all(|column| self.cell(column).is_empty())
    }

    /// The bytes of a cell; empty beyond the end of the row.
    #[inline]
    pub fn cell(&self, column: usize) -> &[u8] {
        match self.spans() {
            Some(spans) => {
                let span = spans.of(column);
                span.map_or(&[], |(from, to)| &self.bytes[from..to])
            }
            None => self.cell_of_quoted_row(column),
        }
    }

    fn cell_of_quoted_row(&self, column: usize) -> &[u8] {
        if let Some(cell) = self.quoted.iter().find(|cell| cell.column == column) {
            let held = match cell.held {
                Held::InRow => self.bytes,
                Held::Apart => &self.unquoted[..],
            };
            return &held[cell.from..cell.to];
        }
        match self.starts.get(column..column + 2) {
            Some([start, next]) => &self.bytes[*start as usize..*next as usize - 1],
            _ => &[],
        }
    }

    /// All bytes that the rows are cut from.
    #[inline]
    pub fn bytes(&self) -> &'c [u8] {
        self.bytes
    }

    /// Where among [`Rows::bytes`] the cells of a row without quotes begin and end, which spares
    /// whoever reads on from there a look at their length; `None` for other rows.
    #[inline]
    pub fn spans(&self) -> Option<Spans<'_>> {
        (self.cut == Cut::AtHits).then(|| Spans {
            hits: self.hits.between(self.before, self.last),
            end: self.end,
        })
    }

    /// The same for a cell of a row with quotes; `None` beyond the end of the row and where a
    /// quote within had to be undone.
    pub fn span_in_quoted_row(&self, column: usize) -> Option<(usize, usize)> {
        if let Some(cell) = self.quoted.iter().find(|cell| cell.column == column) {
            return (cell.held == Held::InRow).then_some((cell.from, cell.to));
        }
        match self.starts.get(column..column + 2)? {
            [start, next] => Some((*start as usize, *next as usize - 1)),
            _ => None,
        }
    }

    fn without_return(&self, start: usize, end: usize) -> usize {
        let returns = end > start && self.bytes[end - 1] == b'\r' && self.dialect.row_end == b'\n';
        end - usize::from(returns)
    }

    /// Reads the cell at `start` if it is one whose quote is the hit of this number, with no
    /// quote inside and nothing behind: nearly every quoted cell. Gives the hit that ends it.
    #[inline]
    fn quoted_plainly(&mut self, number: usize, start: usize) -> Option<usize> {
        let quote = self.dialect.quote?;
        let byte = |hit: u32| self.bytes.get(hit as usize).copied();
        let open = self.hits.place(number);
        if open as usize != start || byte(open)? != quote {
            return None;
        }
        let mut close = number + 1;
        while byte(self.hits.place(close))? != quote {
            close += 1;
        }
        let [to, end] = self.hits.pair(close);
        let returns = end == to + 2
            && byte(to + 1) == Some(b'\r')
            && byte(end) == Some(b'\n')
            && self.dialect.row_end == b'\n';
        if (end != to + 1 && !returns) || byte(end) == Some(quote) {
            return None;
        }
        self.quoted.push(Quoted {
            column: self.starts.len() - 1,
            held: Held::InRow,
            from: start + 1,
            to: to as usize,
        });
        Some(close + 1)
    }

    /// Reads the quoted cell whose quote stands at `open`, with what follows it up to its end.
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
                    break (self.without_return(tail, at), CellEnd::Row(at));
                }
                Some(_) => at += 1,
            }
        };
        self.unquoted.extend_from_slice(&self.bytes[tail..tail_end]);
        self.quoted.push(Quoted {
            column: self.starts.len() - 1,
            held: Held::Apart,
            from,
            to: self.unquoted.len(),
        });
        end
    }
}

/// How a quoted cell ended.
enum CellEnd {
    /// At a delimiter.
    Delimiter(usize),
    /// With its row, at a row end or with the bytes.
    Row(usize),
    /// It never began: its quote is a letter.
    Stray,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cuts byte after byte, as the rule is told.
    fn cut_slowly(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let (mut table, mut row, mut cell, mut at) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut begins = true;
        while at < bytes.len() {
            let closed = match (bytes[at], begins) {
                (b'"', true) => quotation(bytes, at, Dialect::CSV),
                _ => Quotation::Stray,
            };
            begins = false;
            match (closed, bytes[at]) {
                (Quotation::Closed(close), _) => {
                    let text = String::from_utf8_lossy(&bytes[at + 1..close]).replace("\"\"", "\"");
                    cell.extend_from_slice(text.as_bytes());
                    at = close;
                }
                (_, b',') => {
                    row.push(std::mem::take(&mut cell));
                    begins = true;
                }
                (_, b'\n') => {
                    row.push(std::mem::take(&mut cell));
                    table.push(std::mem::take(&mut row));
                    begins = true;
                }
                // Before a row end it belongs to that, unless it is quoted.
                (_, b'\r') if matches!(bytes.get(at + 1), None | Some(b'\n')) => {}
                (_, letter) => cell.push(letter),
            }
            at += 1;
        }
        if !row.is_empty()
            || !matches!(bytes.last(), None | Some(b'\n'))
            || (!begins && bytes.last() == Some(&b'\n'))
        {
            row.push(cell);
            table.push(row);
        }
        table
    }

    /// Cells stand where they are said to stand, and those beyond the end nowhere.
    fn check_spans(rows: &Rows<'_>) {
        for column in 0..rows.len() + 2 {
            let span = match rows.spans() {
                Some(spans) => {
                    assert_eq!(spans.of(column).is_some(), column < rows.len());
                    spans.of(column)
                }
                None => rows.span_in_quoted_row(column),
            };
            if let Some((from, to)) = span {
                assert_eq!(&rows.bytes()[from..to], rows.cell(column));
                assert!(column < rows.len());
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_cut_as_byte_after_byte_would_cut_them(text in r#"([a,\n]|,"|"(a|""|,|\n){0,3}"|"(,|\r?\n)|"|\r\n|\r|\n"){0,24}"#) {
            let mut rows = Rows::new(text.as_bytes(), Dialect::CSV, 1);
            let mut found = Vec::new();
            while rows.advance() {
                check_spans(&rows);
                let cells = (0..rows.len()).map(|column| rows.cell(column).to_vec());
                found.push(cells.collect::<Vec<_>>());
            }
            prop_assert_eq!(found, cut_slowly(text.as_bytes()), "{:?}", text);
        }
    }

    #[test]
    fn rows_of_any_width_are_cut_wherever_blocks_of_bytes_end() {
        for width in [1, 7, 8, 9, 63, 64, 65, 300] {
            for word in ["", "x", "\"x,\"", "a longer word"] {
                let plain = word.trim_matches('"');
                let row = vec![word; width].join(",");
                let text = format!("{row}\r\n{row}\n{row}");
                let mut rows = Rows::new(text.as_bytes(), Dialect::CSV, 1);
                for number in 1..=if row.is_empty() { 2 } else { 3 } {
                    assert!(rows.advance());
                    check_spans(&rows);
                    assert_eq!((rows.number(), rows.len()), (number, width), "{text:?}");
                    let cells = (0..width).map(|column| rows.cell(column));
                    assert!(cells.eq(vec![plain.as_bytes(); width]), "{text:?}");
                    assert!(rows.cell(width).is_empty());
                }
                assert!(!rows.advance());
            }
        }
    }
}
