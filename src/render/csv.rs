//! Grids as CSV for other programs: RFC 4180, `\n` line ends, fixed keys in the
//! header. Takes a grid and a writer, gives the number of rows written; the cell
//! functions stand alone so that rows can be made on several threads.

use std::io::{self, Write};

use crate::formula::{GUARD, needs_guard};
use crate::money::Money;
use crate::period::Day;
use crate::render::digits::{push_day, push_decimal, push_integer, push_money};
use crate::render::plain::{Plain, has_odd, push_plain};
use crate::table::sink::{Lines, Sink};
use crate::table::{Cell, Column, Grid, clock};

/// How much is gathered before it is handed to the writer.
const CHUNK: usize = 64 * 1024;

/// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bom {
    /// For files that people open with Excel.
    Written,
    /// For standard output.
    Omitted,
}

/// Writes the header and every row; gives the number of rows.
pub fn write(grid: Grid<'_>, out: &mut dyn Write, bom: Bom) -> io::Result<u64> {
    let mut buffer = Vec::with_capacity(CHUNK + CHUNK / 4);
    push_bom(&mut buffer, bom);
    push_header(&mut buffer, &grid.columns);
    let mut rows = 0;
    for row in grid.rows {
        push_row(&mut buffer, &row);
        rows += 1;
        if buffer.len() >= CHUNK {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)?;
    Ok(rows)
}

/// Appends the byte order mark, if it is wanted.
pub fn push_bom(out: &mut Vec<u8>, bom: Bom) {
    if bom == Bom::Written {
        out.extend_from_slice("\u{feff}".as_bytes());
    }
}

/// Appends the header row of machine keys.
pub fn push_header(out: &mut Vec<u8>, columns: &[Column]) {
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            push_separator(out);
        }
        push_text(out, &column.key);
    }
    push_row_end(out);
}

/// Rows as lines, written cell by cell: what [`push_row`] makes of the same cells.
///
/// Each cell is followed by a comma; the last comma of a row becomes its end.
#[derive(Debug, Default)]
pub struct CsvLines(Vec<u8>);

impl Lines for CsvLines {
    fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Sink for CsvLines {
    #[inline]
    fn blank(&mut self) {
        push_separator(&mut self.0);
    }

    #[inline]
    fn text(&mut self, text: &str) {
        push_text(&mut self.0, text);
        push_separator(&mut self.0);
    }

    #[inline]
    fn count(&mut self, count: i64) {
        push_integer(&mut self.0, count);
        push_separator(&mut self.0);
    }

    #[inline]
    fn number(&mut self, number: f64) {
        push_decimal(&mut self.0, number);
        push_separator(&mut self.0);
    }

    #[inline]
    fn ratio(&mut self, ratio: f64) {
        self.number(ratio);
    }

    #[inline]
    fn money(&mut self, money: Money) {
        push_money(&mut self.0, money);
        push_separator(&mut self.0);
    }

    #[inline]
    fn date(&mut self, day: Day) {
        push_day(&mut self.0, day);
        push_separator(&mut self.0);
    }

    #[inline]
    fn flag(&mut self, flag: bool) {
        push_cell(&mut self.0, &Cell::Flag(flag));
        push_separator(&mut self.0);
    }

    #[inline]
    fn end_row(&mut self) {
        self.0.pop();
        if self.0.last().is_none_or(|last| *last == b'\n') {
            self.0.extend_from_slice(ONE_BLANK);
        }
        push_row_end(&mut self.0);
    }
}

/// A row of one blank cell, which must not look like an empty line: readers skip those.
const ONE_BLANK: &[u8] = b"\"\"";

/// Appends one row with its line end.
pub fn push_row(out: &mut Vec<u8>, row: &[Cell<'_>]) {
    let start = out.len();
    for (place, cell) in row.iter().enumerate() {
        if place > 0 {
            push_separator(out);
        }
        push_cell(out, cell);
    }
    if out.len() == start {
        out.extend_from_slice(ONE_BLANK);
    }
    push_row_end(out);
}

/// Appends one cell, without the comma.
pub fn push_cell(out: &mut Vec<u8>, cell: &Cell<'_>) {
    match cell {
        Cell::Blank => {}
        Cell::Text(text) => push_text(out, text),
        Cell::Count(count) => push_integer(out, *count),
        Cell::Number(number) | Cell::Ratio(number) => {
            push_decimal(out, *number);
        }
        Cell::Money(money) => push_money(out, *money),
        Cell::Date(day) => push_day(out, *day),
        Cell::Clock(days) => push_text(out, &clock::text(*days)),
        Cell::Flag(true) => out.extend_from_slice(b"true"),
        Cell::Flag(false) => out.extend_from_slice(b"false"),
    }
}

/// Appends text, guarded where it would be a formula and quoted where it must be.
#[inline]
pub fn push_text(out: &mut Vec<u8>, text: &str) {
    match push_plain(out, text.as_bytes()) {
        Plain::Appended => {}
        Plain::Quoted => push_quoted(out, text),
        Plain::Unknown => push_odd(out, text),
    }
}

/// Appends text that may need a guard or quotes.
#[cold]
fn push_odd(out: &mut Vec<u8>, text: &str) {
    let guarded = needs_guard(text);
    if needs_quotes(text) {
        let start = out.len() + 1;
        push_quoted(out, text);
        if guarded {
            out.insert(start, GUARD as u8);
        }
        return;
    }
    if guarded {
        out.push(GUARD as u8);
    }
    out.extend_from_slice(text.as_bytes());
}

/// Appends text in quotes.
fn push_quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(quote) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=quote]);
        out.push(b'"');
        rest = &rest[quote + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Appends the comma between two cells.
#[inline]
pub fn push_separator(out: &mut Vec<u8>) {
    out.push(b',');
}

/// Appends the line end.
#[inline]
pub fn push_row_end(out: &mut Vec<u8>) {
    out.push(b'\n');
}

/// Separators, quotes and line breaks, and spaces at the ends, which some readers trim.
fn needs_quotes(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ') || has_odd(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::unguarded;
    use crate::table::Emphasis;
    use crate::table::sink::Rows;
    use proptest::prelude::*;

    fn column(key: &str) -> Column {
        Column {
            key: key.to_owned(),
            heading: key.to_owned(),
            emphasis: Emphasis::Plain,
        }
    }

    fn cell(cell: &Cell<'_>) -> String {
        let mut out = Vec::new();
        push_cell(&mut out, cell);
        String::from_utf8(out).unwrap()
    }

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes);
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn cells_are_written_plainly() {
        let day = Day::from_ymd(2026, 6, 3).unwrap();
        let cases = [
            (Cell::Blank, ""),
            (Cell::from("腾讯科技"), "腾讯科技"),
            (Cell::Count(1_234_567), "1234567"),
            (Cell::Number(2.50), "2.5"),
            (Cell::Number(f64::NAN), ""),
            (Cell::Ratio(0.25), "0.25"),
            (Cell::Money(Money::whole(-12)), "-12.00"),
            (Cell::Date(day), "2026-06-03"),
            (Cell::Flag(true), "true"),
            (Cell::Flag(false), "false"),
        ];
        for (value, expected) in cases {
            assert_eq!(cell(&value), expected);
        }
    }

    #[test]
    fn text_is_quoted_only_where_it_must_be() {
        let cases = [
            ("plain text", "plain text"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("two\rlines", "\"two\rlines\""),
            (" x", "\" x\""),
            ("x ", "\"x \""),
            ("a;b", "a;b"),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(&Cell::from(text)), expected);
        }
    }

    #[test]
    fn text_that_would_run_gets_a_guard_inside_its_quotes() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("=A1,B1", "\"'=A1,B1\""),
            ("＝1", "'＝1"),
            ("-12.5", "-12.5"),
            ("+86 138 0013 8000", "+86 138 0013 8000"),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(&Cell::from(text)), expected);
        }
    }

    #[test]
    fn the_header_has_the_keys_and_the_mark_comes_first() {
        let grid = Grid {
            columns: vec![column("customer_id"), column("备注, 其他")],
            rows: Box::new(
                [
                    vec![Cell::from("1"), Cell::Blank],
                    vec![Cell::from("2"), Cell::Count(3)],
                ]
                .into_iter(),
            ),
        };
        let mut out = Vec::new();
        assert_eq!(write(grid, &mut out, Bom::Written).unwrap(), 2);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\u{feff}customer_id,\"备注, 其他\"\n1,\n2,3\n"
        );
    }

    #[test]
    fn a_row_of_one_blank_cell_is_still_a_row() {
        let grid = Grid {
            columns: vec![column("a")],
            rows: Box::new([vec![Cell::Blank], vec![Cell::from("x")]].into_iter()),
        };
        let mut out = Vec::new();
        write(grid, &mut out, Bom::Omitted).unwrap();
        assert_eq!(read_back(&out), [["a"], [""], ["x"]]);
    }

    #[test]
    fn grids_larger_than_the_buffer_arrive_whole() {
        let rows = (0..20_000i64).map(|n| vec![Cell::Count(n), Cell::from("客户")]);
        let grid = Grid {
            columns: vec![column("n"), column("t")],
            rows: Box::new(rows),
        };
        let mut out = Vec::new();
        assert_eq!(write(grid, &mut out, Bom::Omitted).unwrap(), 20_000);
        let rows = read_back(&out);
        assert_eq!(rows.len(), 20_001);
        assert_eq!(rows[20_000], ["19999", "客户"]);
    }

    /// What a text is written as, said letter by letter.
    fn by_rules(text: &str) -> String {
        let guard = if needs_guard(text) { "'" } else { "" };
        let quoted =
            text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ');
        if quoted {
            format!("\"{guard}{}\"", text.replace('"', "\"\""))
        } else {
            format!("{guard}{text}")
        }
    }

    #[test]
    fn one_odd_letter_is_seen_at_every_place_of_every_length() {
        for len in 0..70 {
            let plain = "x".repeat(len);
            assert_eq!(cell(&Cell::from(&*plain)), by_rules(&plain));
            for place in 0..len {
                for odd in [",", "\"", "\r", "\n", " ", "=", "-", "'", "é", "户", "＝"] {
                    let mut text = plain.clone();
                    text.replace_range(place..=place, odd);
                    assert_eq!(cell(&Cell::from(&*text)), by_rules(&text));
                }
            }
        }
    }

    fn any_cell() -> impl Strategy<Value = Cell<'static>> {
        prop_oneof![
            Just(Cell::Blank),
            "(.|[=+@', \"\r\n-]|[a-z]{0,9}|客户){0,12}".prop_map(Cell::from),
            any::<i64>().prop_map(Cell::Count),
            any::<f64>().prop_map(Cell::Number),
            (-1.0..1e6).prop_map(Cell::Ratio),
            any::<i64>().prop_map(|units| Cell::Money(Money(units))),
            (-800_000..4_000_000).prop_map(|day| Cell::Date(Day(day))),
            any::<bool>().prop_map(Cell::Flag),
        ]
    }

    proptest! {
        #[test]
        fn rows_written_cell_by_cell_are_rows_of_cells(
            rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 1..7), 1..5)
        ) {
            let (mut lines, mut kept) = (CsvLines::default(), Rows::default());
            for cells in &rows {
                for cell in cells {
                    lines.cell(cell);
                    kept.cell(cell);
                }
                lines.end_row();
                kept.end_row();
            }
            for rows in [&rows, &kept.rows] {
                let mut by_rows = Vec::new();
                for row in rows {
                    push_row(&mut by_rows, row);
                }
                prop_assert_eq!(lines.bytes(), &by_rows);
            }
        }

        #[test]
        fn text_is_written_by_the_rules(text in "(.|[=+@', \"\r\n-]|[a-z]{0,9}|客户){0,40}") {
            prop_assert_eq!(cell(&Cell::from(&*text)), by_rules(&text));
        }

        #[test]
        fn any_text_comes_back_as_it_was(texts in proptest::collection::vec(".{0,12}|[=+@', \"\r\n-]{0,6}", 1..5)) {
            // The header comes first, as in every file: a mark at the very start is not text.
            let mut out = b"h\n".to_vec();
            let row: Vec<Cell<'_>> = texts.iter().map(|text| Cell::from(text.as_str())).collect();
            push_row(&mut out, &row);
            let rows = read_back(&out);
            prop_assert_eq!(rows.len(), 2);
            let back: Vec<&str> = rows[1].iter().map(|text| unguarded(text)).collect();
            prop_assert_eq!(back, texts);
        }
    }
}
