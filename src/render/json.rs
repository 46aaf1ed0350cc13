//! Grids as JSON for other programs: an array of objects with the columns' keys,
//! one object a line. Takes grids and a writer and streams; a [`Document`] puts
//! several of them, and small values of its own, into one object.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::digits::{push_day, push_decimal, push_integer, push_money};
use crate::table::{Cell, Column, Grid, clock};

/// How much is gathered before it is handed to the writer.
const CHUNK: usize = 64 * 1024;

/// Writes the grid as one array with a line end after it; gives the number of rows.
pub fn write(grid: Grid<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let rows = write_array(grid, out, "")?;
    out.write_all(b"\n")?;
    Ok(rows)
}

/// One JSON object, written member by member: nothing is held that was written.
pub struct Document<W: Write> {
    out: W,
    members: usize,
}

impl<W: Write> Document<W> {
    /// Opens the object.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Self { out, members: 0 })
    }

    /// Writes a small value, indented, under a key.
    pub fn value(&mut self, key: &str, value: &impl Serialize) -> io::Result<()> {
        self.key(key)?;
        let text = serde_json::to_string_pretty(value)?;
        // Line breaks inside strings are escaped, so every one here is layout.
        self.out.write_all(text.replace('\n', "\n  ").as_bytes())
    }

    /// Writes a grid as an array under a key; gives the number of rows.
    pub fn rows(&mut self, key: &str, grid: Grid<'_>) -> io::Result<u64> {
        self.key(key)?;
        write_array(grid, &mut self.out, "  ")
    }

    /// Closes the object and hands the writer back, not flushed.
    pub fn end(mut self) -> io::Result<W> {
        self.out
            .write_all(if self.members == 0 { b"}\n" } else { b"\n}\n" })?;
        Ok(self.out)
    }

    fn key(&mut self, key: &str) -> io::Result<()> {
        self.out
            .write_all(if self.members == 0 { b"\n  " } else { b",\n  " })?;
        self.members += 1;
        self.out.write_all(&member_key(key))
    }
}

/// Appends one cell as a JSON value.
pub fn push_cell(out: &mut Vec<u8>, cell: &Cell<'_>) {
    match cell {
        Cell::Blank => out.extend_from_slice(b"null"),
        Cell::Text(text) => push_string(out, text),
        Cell::Count(count) => push_integer(out, *count),
        Cell::Number(number) | Cell::Ratio(number) => {
            if !push_decimal(out, *number) {
                out.extend_from_slice(b"null");
            }
        }
        Cell::Money(money) => push_money(out, *money),
        Cell::Date(day) => {
            out.push(b'"');
            push_day(out, *day);
            out.push(b'"');
        }
        Cell::Clock(days) => push_string(out, &clock::text(*days)),
        Cell::Flag(true) => out.extend_from_slice(b"true"),
        Cell::Flag(false) => out.extend_from_slice(b"false"),
    }
}

fn write_array(grid: Grid<'_>, out: &mut dyn Write, indent: &str) -> io::Result<u64> {
    let keys = member_keys(&grid.columns);
    let mut buffer = Vec::with_capacity(CHUNK + CHUNK / 4);
    buffer.push(b'[');
    let mut rows = 0;
    for row in grid.rows {
        buffer.extend_from_slice(if rows == 0 { b"\n" } else { b",\n" });
        buffer.extend_from_slice(indent.as_bytes());
        buffer.extend_from_slice(b"  ");
        push_object(&mut buffer, &keys, &row);
        rows += 1;
        if buffer.len() >= CHUNK {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    if rows > 0 {
        buffer.push(b'\n');
        buffer.extend_from_slice(indent.as_bytes());
    }
    buffer.push(b']');
    out.write_all(&buffer)?;
    Ok(rows)
}

fn push_object(out: &mut Vec<u8>, keys: &[Vec<u8>], row: &[Cell<'_>]) {
    out.push(b'{');
    for (place, (key, cell)) in keys.iter().zip(row).enumerate() {
        if place > 0 {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(key);
        push_cell(out, cell);
    }
    out.push(b'}');
}

/// The columns' keys as `"key": `, escaped once for all rows.
fn member_keys(columns: &[Column]) -> Vec<Vec<u8>> {
    columns
        .iter()
        .map(|column| member_key(&column.key))
        .collect()
}

fn member_key(key: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(key.len() + 4);
    push_string(&mut bytes, key);
    bytes.extend_from_slice(b": ");
    bytes
}

fn push_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("text always has a JSON form, and a vector takes it");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::period::Day;
    use crate::table::Emphasis;
    use serde_json::{Value, json};

    fn grid(rows: Vec<Vec<Cell<'static>>>) -> Grid<'static> {
        let column = |key: &str| Column {
            key: key.to_owned(),
            heading: String::new(),
            emphasis: Emphasis::Plain,
        };
        Grid {
            columns: vec![column("customer_id"), column("备注 \"x\"")],
            rows: Box::new(rows.into_iter()),
        }
    }

    fn cell(cell: &Cell<'_>) -> String {
        let mut out = Vec::new();
        push_cell(&mut out, cell);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_keep_their_kind_and_their_digits() {
        let cases = [
            (Cell::Blank, "null"),
            (Cell::from("a\"b\nc"), r#""a\"b\nc""#),
            (Cell::Count(-3), "-3"),
            (Cell::Number(0.1), "0.1"),
            (Cell::Number(f64::INFINITY), "null"),
            (Cell::Ratio(0.25), "0.25"),
            (Cell::Money(Money(i64::MAX)), "922337203685477.5807"),
            (Cell::Date(Day(0)), "\"1970-01-01\""),
            (Cell::Flag(true), "true"),
        ];
        for (value, expected) in cases {
            assert_eq!(cell(&value), expected);
            serde_json::from_str::<Value>(expected).unwrap();
        }
    }

    #[test]
    fn rows_stand_one_a_line() {
        let mut out = Vec::new();
        let rows = vec![
            vec![Cell::from("1"), Cell::Blank],
            vec![Cell::from("2"), Cell::from("好")],
        ];
        assert_eq!(write(grid(rows), &mut out).unwrap(), 2);
        let expected = r#"[
  {"customer_id": "1", "备注 \"x\"": null},
  {"customer_id": "2", "备注 \"x\"": "好"}
]
"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn no_rows_are_an_empty_array() {
        let mut out = Vec::new();
        assert_eq!(write(grid(Vec::new()), &mut out).unwrap(), 0);
        assert_eq!(out, b"[]\n");
    }

    #[test]
    fn a_document_reads_back_in_order() {
        let mut document = Document::begin(Vec::new()).unwrap();
        document
            .value(
                "summary",
                &json!({"as_of": "2026-06-30", "tiers": ["A", "B"]}),
            )
            .unwrap();
        document
            .rows("customers", grid(vec![vec![Cell::from("1"), Cell::Blank]]))
            .unwrap();
        document.rows("follow_ups", grid(Vec::new())).unwrap();
        let text = String::from_utf8(document.end().unwrap()).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["summary", "customers", "follow_ups"]);
        assert_eq!(value["summary"]["tiers"][1], "B");
        assert_eq!(value["customers"][0]["customer_id"], "1");
        assert!(text.contains("\n    {\"customer_id\": \"1\""), "{text}");
    }

    #[test]
    fn an_empty_document_is_an_empty_object() {
        let out = Document::begin(Vec::new()).unwrap().end().unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&out).unwrap(), json!({}));
    }
}
