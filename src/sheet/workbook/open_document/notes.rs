//! What the XML of an `OpenDocument` workbook says beside the values of cells.
//!
//! Takes the XML piece by piece, gives for each of its tables which rows and columns are
//! hidden, which cells are merged and how many formulas have no value. These are hints: what
//! cannot be followed is not told.

use std::io::BufRead;

use memchr::{memchr, memmem};

use crate::sheet::merged::Region;
use crate::sheet::parts::{PartNotes, attribute};
use crate::sheet::workbook::{COLUMNS, ROWS};

/// Bytes of the longest tag that is looked at: a text in an attribute is a cell's at most.
const LONGEST_TAG: usize = 256 << 10;

/// Reads to the end, or as far as the XML can be followed.
pub(super) fn notes(mut xml: impl BufRead) -> Vec<PartNotes> {
    let mut tables = Vec::new();
    let mut open: Option<Table> = None;
    let mut tag = Vec::new();
    while next_tag(&mut xml, &mut tag).is_some() {
        let is_table = name(&tag) == b"table:table";
        match &mut open {
            // The reader library passes over a table without a name.
            None if is_table && attribute(&tag, b" table:name").is_some() => {
                open = Some(Table::default());
            }
            None => {}
            Some(table) if tag == b"/table:table" => {
                tables.push(std::mem::take(&mut table.notes));
                open = None;
            }
            Some(table) => table.look(&tag),
        }
    }
    tables.extend(open.map(|table| table.notes));
    tables
}

/// A table being read.
#[derive(Default)]
struct Table {
    notes: PartNotes,
    /// Columns described so far.
    columns: u32,
    row: Row,
}

/// A row being read.
#[derive(Default)]
struct Row {
    /// Its place in the sheet, first row 0.
    number: u32,
    /// How many rows it stands for.
    times: u32,
    is_hidden: bool,
    has_cells: bool,
    /// The column of the next cell.
    column: u32,
}

impl Table {
    fn look(&mut self, tag: &[u8]) {
        match name(tag) {
            b"table:table-column" => {
                let times = repeated(tag, b" table:number-columns-repeated", COLUMNS);
                if is_hidden(tag) {
                    self.notes
                        .hide_columns(self.columns, self.columns + times - 1);
                }
                self.columns = (self.columns + times).min(COLUMNS);
            }
            b"table:table-row" => {
                self.row = Row {
                    number: (self.row.number + self.row.times).min(ROWS),
                    times: repeated(tag, b" table:number-rows-repeated", ROWS),
                    is_hidden: is_hidden(tag),
                    ..Row::default()
                };
            }
            b"table:table-cell" | b"table:covered-table-cell" => self.cell(tag),
            _ => {}
        }
    }

    fn cell(&mut self, tag: &[u8]) {
        let row = &mut self.row;
        let times = repeated(tag, b" table:number-columns-repeated", COLUMNS);
        let has_value = memmem::find(tag, b" office:value-type=").is_some();
        let has_formula = memmem::find(tag, b" table:formula=").is_some();
        if has_formula && !has_value {
            self.notes.never_calculated += u64::from(times) * u64::from(row.times);
        }
        // Rows that are hidden to the end of the sheet, without a cell, hide nothing.
        if (has_value || has_formula) && !row.has_cells {
            row.has_cells = true;
            self.notes.hidden_rows += if row.is_hidden { row.times.into() } else { 0 };
        }
        let spanned = repeated(tag, b" table:number-rows-spanned", ROWS);
        let region = Region {
            first: row.number,
            last: row.number + spanned - 1,
            column: row.column,
        };
        self.notes.merge((spanned > 1).then_some(region));
        row.column = (row.column + times).min(COLUMNS);
    }
}

/// How often something is repeated; once if it does not say.
fn repeated(tag: &[u8], attribute_name: &[u8], at_most: u32) -> u32 {
    let digits = attribute(tag, attribute_name).unwrap_or(b"1");
    let times = std::str::from_utf8(digits).ok();
    let times = times.and_then(|times| times.parse::<u32>().ok());
    times.unwrap_or(1).clamp(1, at_most)
}

fn is_hidden(tag: &[u8]) -> bool {
    let shown = attribute(tag, b" table:visibility");
    shown.is_some_and(|shown| shown == b"collapse" || shown == b"filter")
}

/// The name of a tag's element.
fn name(tag: &[u8]) -> &[u8] {
    let end = tag
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
    match end {
        Some(end) if end > 0 => &tag[..end],
        Some(_) => &[],
        None => tag,
    }
}

/// Fills in the next tag, without its brackets; `None` at the end or where a tag is too long.
fn next_tag(xml: &mut impl BufRead, tag: &mut Vec<u8>) -> Option<()> {
    skip_text(xml)?;
    tag.clear();
    let mut quote = None;
    loop {
        let piece = xml.fill_buf().ok()?;
        if piece.is_empty() || tag.len() > LONGEST_TAG {
            return None;
        }
        let end = piece.iter().position(|byte| match (quote, *byte) {
            (None, b'>') => true,
            (None, b'"' | b'\'') => {
                quote = Some(*byte);
                false
            }
            (Some(open), byte) if open == byte => {
                quote = None;
                false
            }
            _ => false,
        });
        let used = end.unwrap_or(piece.len());
        tag.extend_from_slice(&piece[..used]);
        xml.consume(used + usize::from(end.is_some()));
        if end.is_some() {
            // White space may be a line's end.
            tag.iter_mut()
                .filter(|byte| byte.is_ascii_whitespace())
                .for_each(|byte| *byte = b' ');
            return Some(());
        }
    }
}

/// Goes on behind the next opening bracket.
fn skip_text(xml: &mut impl BufRead) -> Option<()> {
    loop {
        let piece = xml.fill_buf().ok()?;
        if piece.is_empty() {
            return None;
        }
        let found = memchr(b'<', piece);
        let used = found.map_or(piece.len(), |place| place + 1);
        xml.consume(used);
        if found.is_some() {
            return Some(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn of(table: &str) -> PartNotes {
        let xml = format!("<a><table:table table:name=\"S\">{table}</table:table></a>");
        // Pieces of any size make no difference.
        let whole = notes(xml.as_bytes());
        assert_eq!(whole, notes(BufReader::with_capacity(3, xml.as_bytes())));
        let [notes] = &whole[..] else {
            panic!("one table: {whole:?}");
        };
        notes.clone()
    }

    const VALUE: &str =
        r#"<table:table-cell office:value-type="string"><text:p>a > b</text:p></table:table-cell>"#;

    #[test]
    fn hidden_rows_count_where_they_hold_something() {
        let row = |visibility: &str, times: u32, cells: &str| {
            format!(
                r#"<table:table-row table:visibility="{visibility}" table:number-rows-repeated="{times}">{cells}</table:table-row>"#
            )
        };
        let blank = "<table:table-cell/>";
        let found = of(&[
            row("visible", 1, VALUE),
            row("collapse", 2, VALUE),
            row("filter", 1, &[blank, VALUE, VALUE].concat()),
            row("collapse", 1_048_000, blank),
        ]
        .concat());
        assert_eq!(found.hidden_rows, 3);
    }

    #[test]
    fn hidden_columns_keep_their_places() {
        let found = of(
            r#"<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/><table:table-column table:visibility="collapse" table:number-columns-repeated="16381"/>"#,
        );
        assert_eq!(found.hidden_columns, [(2, 2), (3, 16_383)]);
        assert_eq!(found.hidden_within(5), 3);
    }

    #[test]
    fn merged_cells_stand_where_the_rows_and_cells_before_them_say() {
        let spanned = |rows: u32| {
            format!(
                r#"<table:table-cell
 table:number-rows-spanned="{rows}" office:value-type="string"/>"#
            )
        };
        let found = of(&format!(
            r#"<table:table-row table:number-rows-repeated="2">{VALUE}</table:table-row><table:table-row><table:table-cell table:number-columns-repeated="3"/>{}{}</table:table-row><table:table-row><table:covered-table-cell/>{}</table:table-row>"#,
            spanned(1),
            spanned(3),
            spanned(2)
        ));
        let region = |first, last, column| Region {
            first,
            last,
            column,
        };
        assert_eq!(found.merged, [region(2, 4, 4), region(3, 4, 1)]);
    }

    #[test]
    fn formulas_without_a_value_are_counted() {
        let found = of(
            r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:formula="of:=1&gt;0"/><table:table-cell table:formula='of:=">"' table:number-columns-repeated="2"/><table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"/></table:table-row>"#,
        );
        assert_eq!(found.never_calculated, 6);
    }

    #[test]
    fn what_cannot_be_followed_is_not_told() {
        for xml in [
            "",
            "<",
            "<table:table",
            "<table:table table:name='S'><table:table-row",
            "<a='",
        ] {
            notes(xml.as_bytes());
        }
        let long = format!(
            "<table:table table:name=\"{}\">",
            "n".repeat(LONGEST_TAG + 9000)
        );
        assert_eq!(notes(BufReader::new(long.as_bytes())), []);
    }
}
