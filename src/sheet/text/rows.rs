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
    /// In a row with quotes, where each cell begins and ends; of one that stands [`APART`] which
    /// of those it is.
    cells: Vec<(u32, u32)>,
    /// Where the cells that stand apart begin and end in `unquoted`.
    apart: Vec<(usize, usize)>,
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

/// Stands for the beginning of a cell whose text is not in the row, since something in it had to
/// be undone.
const APART: u32 = u32::MAX;

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
            cells: Vec::new(),
            apart: Vec::new(),
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
    fn cut_one_by_one(&mut self) {
        self.cut = Cut::OneByOne;
        self.cells.clear();
        self.apart.clear();
        self.unquoted.clear();
        let (mut start, mut number) = (self.at, self.before);
        loop {
            let turn = self.hits.turn(self.turn);
            self.turn += 1;
            // Before it there are delimiters alone.
            for delimiter in self.hits.between(number + 1, turn - 1) {
                self.cells.push((start as u32, *delimiter));
                start = *delimiter as usize + 1;
            }
            number = turn;
            let hit = self.hits.place(turn) as usize;
            if self.is_row_end(hit) {
                let end = self.without_return(start, hit);
                self.cells.push((start as u32, end as u32));
                break;
            }
            // A quote inside an unquoted cell is a letter like any other.
            let quoted = (hit == start).then(|| self.quoted_plainly(turn));
            let Some(ends) = quoted.and_then(|ends| ends.or_else(|| self.quoted(turn))) else {
                continue;
            };
            number = ends;
            self.pass_turns(number);
            let hit = self.hits.place(number) as usize;
            if self.is_row_end(hit) {
                break;
            }
            start = hit + 1;
        }
        self.last = number;
        self.at = (self.hits.place(number) as usize + 1).min(self.bytes.len());
    }

    /// Whether a row ends at this hit: at a row end, or with the bytes.
    #[inline]
    fn is_row_end(&self, hit: usize) -> bool {
        let byte = self.bytes.get(hit);
        byte.is_none_or(|byte| *byte == self.dialect.row_end)
    }

    /// Passes the turns up to the hit of this number.
    #[inline]
    fn pass_turns(&mut self, number: usize) {
        while self.hits.turn(self.turn) < number {
            self.turn += 1;
        }
        self.turn += usize::from(self.hits.turn(self.turn) == number);
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
            Cut::OneByOne => self.cells.len(),
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
        match self.cells.get(column) {
            Some((APART, at)) => {
                let (from, to) = self.apart[*at as usize];
                &self.unquoted[from..to]
            }
            Some((from, to)) => &self.bytes[*from as usize..*to as usize],
            None => &[],
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
        let (from, to) = self.cells.get(column)?;
        (*from != APART).then_some((*from as usize, *to as usize))
    }

    fn without_return(&self, start: usize, end: usize) -> usize {
        let returns = end > start && self.bytes[end - 1] == b'\r' && self.dialect.row_end == b'\n';
        end - usize::from(returns)
    }

    /// Reads the cell that the quote of this number begins if there is no quote inside and
    /// nothing behind: nearly every quoted cell. Gives the hit that ends it.
    #[inline]
    fn quoted_plainly(&mut self, number: usize) -> Option<usize> {
        let quote = self.dialect.quote?;
        let byte = |hit: u32| self.bytes.get(hit as usize).copied();
        let mut turns = (self.turn..).map(|turn| self.hits.turn(turn));
        let close = loop {
            let close = turns.next()?;
            if byte(self.hits.place(close))? == quote {
                break close;
            }
        };
        let [to, end] = self.hits.pair(close);
        let returns = end == to + 2
            && byte(to + 1) == Some(b'\r')
            && byte(end) == Some(b'\n')
            && self.dialect.row_end == b'\n';
        if (end != to + 1 && !returns) || byte(end) == Some(quote) {
            return None;
        }
        self.cells.push((self.hits.place(number) + 1, to));
        Some(close + 1)
    }

    /// Reads the quoted cell that the quote of this number begins, with what follows it up to
    /// its end; gives the hit that ends it, or nothing where the quote is a letter.
    #[cold]
    fn quoted(&mut self, mut number: usize) -> Option<usize> {
        let open = self.hits.place(number) as usize;
        if !matches!(
            quotation(self.bytes, open, self.dialect),
            Quotation::Closed(_)
        ) {
            if let Some(watch) = self.watch {
                watch.stray_quote(self.number());
            }
            return None;
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
        let end = loop {
            match self.bytes.get(at) {
                Some(byte) if *byte == self.dialect.delimiter => break at,
                Some(byte) if *byte != self.dialect.row_end => at += 1,
                _ => break self.without_return(tail, at),
            }
        };
        self.unquoted.extend_from_slice(&self.bytes[tail..end]);
        self.cells.push((APART, self.apart.len() as u32));
        self.apart.push((from, self.unquoted.len()));
        while (self.hits.place(number) as usize) < at {
            number += 1;
        }
        Some(number)
    }
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
