//! Web pages that are called .xls: their tables as sheets.
//!
//! Takes the bytes of a page, gives one [`SheetSpool`] for each table with a cell in it.
//! Enough of HTML for what programs export: tables in tables, cells that span others,
//! entities, comments. What looks otherwise is read as a browser's user would see it.

use crate::sheet::bounds::Bounds;
use crate::sheet::encoding::{self, Encoding, bom_length, decode_chunk, detect};
use crate::sheet::fault::{SheetFault, WorkbookFault};
use crate::sheet::merged::{self, Region};
use crate::sheet::spool::{Spool, SpoolFault, SpoolWriter};
use crate::sheet::workbook::{COLUMNS, SheetSpool, Visibility};
use crate::value::Mark;

/// Tables within tables; pages that lay out by tables have five.
const DEPTH: usize = 64;
/// What a cell may span at most; HTML's own limits.
const SPAN: u32 = 1000;
/// Where a page says its encoding, in bytes; HTML's own limit.
const CHARSET_WITHIN: usize = 1024;

/// The tables of a page, in the order in which they begin; the only one has no name.
pub fn tables(page: &[u8], bounds: &Bounds) -> Result<Vec<SheetSpool>, WorkbookFault> {
    let mut text = Vec::new();
    decode_chunk(charset(page), &page[bom_length(page)..], &mut text);
    let text = String::from_utf8_lossy(&text);
    let mut walk = Walk::new(bounds);
    let mut rest = &*text;
    while let Some(at) = rest.find('<') {
        walk.text(&rest[..at]);
        rest = walk.markup(&rest[at..])?;
    }
    walk.text(rest);
    walk.finish()
}

/// The encoding that the page states, else the one it has.
fn charset(page: &[u8]) -> Encoding {
    let found = detect(page);
    if bom_length(page) > 0 || matches!(found, Encoding::Utf16Le | Encoding::Utf16Be) {
        return found;
    }
    let head = &page[..page.len().min(CHARSET_WITHIN)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let stated = head.split_once("charset=").map(|(_, rest)| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        let end = rest.find(|char: char| !(char.is_ascii_alphanumeric() || char == '-'));
        &rest[..end.unwrap_or(rest.len())]
    });
    match stated.and_then(encoding::named) {
        // A page that calls itself UTF-8 and is none was not written by who wrote the line.
        Some(stated) if (stated == Encoding::Utf8) == (found == Encoding::Utf8) => stated,
        _ => found,
    }
}

struct Walk<'b> {
    bounds: &'b Bounds,
    /// Tables that are open, the innermost last.
    open: Vec<Table>,
    /// How many open tables are too deep to be kept.
    beyond: usize,
    done: Vec<(usize, Spool, Vec<Region>)>,
    begun: usize,
}

/// One table while it is read.
struct Table {
    /// Which of the page's tables, first 0.
    place: usize,
    writer: SpoolWriter,
    row: u32,
    column: u32,
    in_row: bool,
    /// For each column the row up to which a cell from above covers it.
    covered: Vec<u32>,
    /// Covered cells that may still be passed over: looking at them takes time, too.
    passes: u64,
    /// Cells that cover rows below them.
    merged: Vec<Region>,
    cell: Option<Cell>,
}

struct Cell {
    text: String,
    columns: u32,
    rows: u32,
}

impl<'b> Walk<'b> {
    fn new(bounds: &'b Bounds) -> Self {
        Self {
            bounds,
            open: Vec::new(),
            beyond: 0,
            done: Vec::new(),
            begun: 0,
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            push_text(&mut cell.text, text);
        }
    }

    /// Takes what begins with `<`; gives what comes after it.
    fn markup<'t>(&mut self, rest: &'t str) -> Result<&'t str, WorkbookFault> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Ok(comment.split_once("-->").map_or("", |(_, after)| after));
        }
        let Some(tag) = Tag::read(rest) else {
            self.text("<");
            return Ok(&rest[1..]);
        };
        let after = &rest[tag.length..];
        match (tag.name.as_str(), tag.closes) {
            ("script" | "style", false) => return Ok(skip_to_end(after, &tag.name)),
            ("table", false) => self.begin(),
            ("table", true) => self.end()?,
            _ if self.beyond > 0 => {}
            ("tr", closes) => self.table(|table| table.row(!closes))?,
            ("td" | "th", false) => self.table(|table| table.begin_cell(&tag))?,
            ("td" | "th", true) => self.table(Table::end_cell)?,
            ("br" | "p" | "div" | "li", _) => self.text_line(),
            _ => {}
        }
        Ok(after)
    }

    /// A line ends within a cell.
    fn text_line(&mut self) {
        if let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut())
            && !cell.text.is_empty()
            && !cell.text.ends_with('\n')
        {
            cell.text.push('\n');
        }
    }

    fn begin(&mut self) {
        if self.open.len() == DEPTH {
            self.beyond += 1;
            return;
        }
        self.open.push(Table {
            place: self.begun,
            writer: SpoolWriter::new(self.bounds),
            row: 0,
            column: 0,
            in_row: false,
            covered: Vec::new(),
            passes: self.bounds.cells,
            merged: Vec::new(),
            cell: None,
        });
        self.begun += 1;
    }

    fn end(&mut self) -> Result<(), WorkbookFault> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return Ok(());
        }
        self.table(Table::end_cell)?;
        if let Some(table) = self.open.pop() {
            let (place, merged) = (table.place, table.merged);
            let spool = table.writer.finish();
            let spool = spool.map_err(|fault| self.fault(place, fault))?;
            if spool.rows > 0 {
                self.done.push((place, spool, merged));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<SheetSpool>, WorkbookFault> {
        self.beyond = 0;
        while !self.open.is_empty() {
            self.end()?;
        }
        let mut done = self.done;
        done.sort_by_key(|(place, ..)| *place);
        let alone = done.len() == 1;
        let sheets = done
            .into_iter()
            .zip(1..)
            .map(|((_, spool, merged), number)| SheetSpool {
                name: if alone {
                    String::new()
                } else {
                    number.to_string()
                },
                visibility: Visibility::Shown,
                spool,
                notes: Vec::new(),
                formulas: 0,
                merged,
                broken: None,
            });
        Ok(sheets.collect())
    }

    fn table(
        &mut self,
        work: impl FnOnce(&mut Table) -> Result<(), SpoolFault>,
    ) -> Result<(), WorkbookFault> {
        let Some(table) = self.open.last_mut() else {
            return Ok(());
        };
        let place = table.place;
        work(table).map_err(|fault| self.fault(place, fault))
    }

    fn fault(&self, place: usize, fault: SpoolFault) -> WorkbookFault {
        let fault = match fault {
            SpoolFault::Memory => SheetFault::Memory,
            SpoolFault::TooMuchText => SheetFault::TooMuchText {
                limit: self.bounds.text,
            },
            // Rows and columns only ever grow here.
            SpoolFault::TooManyCells | SpoolFault::OutOfOrder => SheetFault::TooManyCells {
                limit: self.bounds.cells,
            },
        };
        WorkbookFault::Sheet {
            sheet: (place + 1).to_string(),
            fault,
        }
    }
}

impl Table {
    /// A row begins or ends; either way the one before it is over.
    fn row(&mut self, begins: bool) -> Result<(), SpoolFault> {
        self.end_cell()?;
        if self.in_row {
            self.row += 1;
            self.column = 0;
        }
        self.in_row = begins;
        Ok(())
    }

    fn begin_cell(&mut self, tag: &Tag) -> Result<(), SpoolFault> {
        self.end_cell()?;
        self.in_row = true;
        self.cell = Some(Cell {
            text: String::new(),
            columns: tag.span("colspan"),
            rows: tag.span("rowspan"),
        });
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), SpoolFault> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let covered = |column: u32| self.covered.get(column as usize).copied().unwrap_or(0);
        while covered(self.column) > self.row {
            self.column += 1;
            self.passes = self.passes.checked_sub(1).ok_or(SpoolFault::TooManyCells)?;
        }
        let end = self.column.saturating_add(cell.columns).min(COLUMNS);
        if self.column >= COLUMNS {
            return Err(SpoolFault::TooManyCells);
        }
        if cell.rows > 1 {
            if self.covered.len() < end as usize {
                self.covered.resize(end as usize, 0);
            }
            self.covered[self.column as usize..end as usize].fill(self.row + cell.rows);
        }
        let text = cell.text.trim();
        if cell.rows > 1 && !text.is_empty() && self.merged.len() < merged::MOST {
            self.merged.push(Region {
                first: self.row,
                last: self.row.saturating_add(cell.rows - 1),
                column: self.column,
            });
        }
        if !text.is_empty() {
            self.writer.move_to(self.row, self.column)?;
            self.writer.cell(Mark::Text, text)?;
        }
        self.column = end;
        Ok(())
    }
}

/// A tag: its name in small letters and its attributes as written.
struct Tag<'t> {
    name: String,
    closes: bool,
    attributes: &'t str,
    length: usize,
}

impl<'t> Tag<'t> {
    /// Reads a tag that begins with `<`; `None` if the sign stands for itself.
    fn read(rest: &'t str) -> Option<Self> {
        let inner = &rest[1..];
        let closes = inner.starts_with('/');
        let inner = if closes { &inner[1..] } else { inner };
        if !inner.starts_with(|char: char| char.is_ascii_alphabetic() || matches!(char, '!' | '?'))
        {
            return None;
        }
        let end = inner.find(|char: char| char.is_whitespace() || matches!(char, '>' | '/'));
        let (name, attributes) = inner.split_at(end.unwrap_or(inner.len()));
        let tag_end = end_of_tag(attributes);
        Some(Self {
            name: name.to_ascii_lowercase(),
            closes,
            attributes: &attributes[..tag_end],
            length: 1 + usize::from(closes) + name.len() + (tag_end + 1).min(attributes.len()),
        })
    }

    /// How many columns or rows the cell spans; one, if the page does not say.
    fn span(&self, name: &str) -> u32 {
        let attributes = self.attributes.to_ascii_lowercase();
        let value = attributes.split_once(name).map(|(_, rest)| {
            let rest = rest.trim_start_matches([' ', '=', '"', '\'']);
            let end = rest.find(|char: char| !char.is_ascii_digit());
            &rest[..end.unwrap_or(rest.len())]
        });
        value
            .and_then(|digits| digits.parse().ok())
            .unwrap_or(1)
            .clamp(1, SPAN)
    }
}

/// The place of the `>` that ends the tag, outside quotes.
fn end_of_tag(attributes: &str) -> usize {
    let mut quote = None;
    for (place, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return place,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    attributes.len()
}

/// What comes after the end of a script or style.
fn skip_to_end<'t>(rest: &'t str, name: &str) -> &'t str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</").map(|at| at + from) {
        let after = &rest[at + 2..];
        if after
            .get(..name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(name))
        {
            return &rest[at..];
        }
        from = at + 2;
    }
    ""
}

/// Appends text with its entities undone and its blanks as one.
fn push_text(cell: &mut String, text: &str) {
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let (char, length) = match char {
            '&' => entity(rest),
            char => (char, char.len_utf8()),
        };
        rest = &rest[length..];
        if !matches!(char, ' ' | '\t' | '\n' | '\r') {
            cell.push(char);
        } else if !cell.is_empty() && !cell.ends_with([' ', '\n']) {
            cell.push(' ');
        }
    }
}

/// The character that an entity at the start of the text stands for, and its length; `&` itself
/// if it is none.
fn entity(text: &str) -> (char, usize) {
    /// The longest entity we know, `&#1114111;`.
    const LONGEST: usize = 10;
    let plain = ('&', 1);
    let Some(end) = text.bytes().take(LONGEST).position(|byte| byte == b';') else {
        return plain;
    };
    let name = &text[1..end];
    let char = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "yen" => Some('¥'),
        "euro" => Some('€'),
        _ => name.strip_prefix('#').and_then(|number| {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // The blank that does not break is a blank.
            if code == 0xA0 {
                Some(' ')
            } else {
                char::from_u32(code)
            }
        }),
    };
    char.map_or(plain, |char| (char, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables in visible letters: | between cells, $ after rows.
    fn read(page: &[u8]) -> Vec<(String, String)> {
        let sheets = tables(page, &Bounds::default()).expect("a page");
        let visible = sheets.into_iter().map(|sheet| {
            let text = String::from_utf8(sheet.spool.bytes).expect("UTF-8");
            (sheet.name, text.replace('\x1F', "|").replace('\x1E', "$"))
        });
        visible.collect()
    }

    #[track_caller]
    fn check(page: &str, expected: &str) {
        assert_eq!(
            read(page.as_bytes()),
            [(String::new(), expected.to_owned())]
        );
    }

    #[test]
    fn a_plain_table_is_rows_and_cells() {
        check(
            "<html><head><style>td > p {}</style></head><body><TABLE border=1>\
             <tr><th>编号<th>金额</tr><tr><td>1</td><td> 1,200 </td></tr></table>",
            "编号|金额$1|1,200$",
        );
    }

    #[test]
    fn ends_may_be_missing() {
        check("<table><tr><td>a<td>b<tr><td>c<td>d", "a|b$c|d$");
        check("<table><td>a</td>", "a$");
    }

    #[test]
    fn cells_that_span_others_keep_the_columns() {
        check(
            "<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td rowspan='2'>c</td><td>d</td><td>e</td></tr>\
             <tr><td>f</td><td>g</td></tr></table>",
            "a||b$c|d|e$|f|g$",
        );
        check("<table><tr><td colspan=99999999999>a<td>b", "a|b$");
    }

    #[test]
    fn cells_that_cover_rows_below_are_told() {
        let page = b"<table><tr><td>a</td></tr><tr><td>b</td><td rowspan=3>c</td><td rowspan=2></td></tr></table>";
        let sheets = tables(page, &Bounds::default()).expect("a table");
        let covers = Region {
            first: 1,
            last: 3,
            column: 1,
        };
        assert_eq!(sheets[0].merged, [covers]);
    }

    #[test]
    fn entities_lines_and_blanks_are_undone() {
        check(
            "<table><tr><td>a &amp; b&lt;c&gt;&nbsp;&#65;&#x4E2D;&unknown;&</td><td>x<br>y\n  z<!-- no --></td></tr>",
            "a & b<c> A中&unknown;&|x\ny z$",
        );
    }

    #[test]
    fn each_table_is_a_sheet_even_within_another() {
        let page = b"<table><tr><td>menu<table><tr><td>1</td></tr></table></td></tr></table><table></table><table><tr><td>2";
        let expected = [("1", "menu$"), ("2", "1$"), ("3", "2$")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(read(page), expected);
    }

    #[test]
    fn the_stated_encoding_counts_unless_it_cannot_be() {
        let page = "<meta charset=\"gb2312\"><table><tr><td>客户</td></tr></table>";
        let gbk = encoding_rs::GB18030.encode(page).0;
        let expected = [(String::new(), "客户$".to_owned())];
        assert_eq!(read(&gbk), expected);
        let utf8 = page.replace("gb2312", "utf-8");
        assert_eq!(read(&encoding_rs::GB18030.encode(&utf8).0), expected);
        assert_eq!(read(utf8.as_bytes()), expected);
    }

    #[test]
    fn depth_without_end_is_read_as_far_as_it_makes_sense() {
        let page = format!("<table><tr><td>a{}b", "<table><tr><td>".repeat(100_000));
        assert_eq!(read(page.as_bytes()).len(), 2);
        assert!(read("<table".repeat(1000).as_bytes()).is_empty());
        assert!(read(b"<").is_empty());
    }
}
