//! The examples of `docs/systems.md` are read as it says: every table that stands above rules
//! is an export whose columns these rules name.

use std::sync::Arc;

use tierbook::records::open::{File, open};
use tierbook::rules::decode::decode;
use tierbook::sheet::Bounds;

/// A table of the manual as CSV, and the rules below it.
struct Example {
    table: String,
    rules: String,
}

#[test]
fn every_example_of_other_systems_is_read_by_its_rules() {
    let examples = examples(include_str!("../docs/systems.md"));
    assert_eq!(
        examples.len(),
        5,
        "简道云, Zoho CRM, 用友, 金蝶云星辰, 销售易"
    );
    for Example { table, rules } in examples {
        let rules = decode(&rules).unwrap_or_else(|faults| panic!("{rules}: {faults:?}"));
        assert!(!rules.input.columns.is_empty());
        let bytes = table.clone().into_bytes();
        let file = File {
            name: "export.csv".to_owned(),
            len: bytes.len() as u64,
            source: Arc::new(bytes),
            claims: Vec::new(),
        };
        let opened = open(&[file], &rules.input.columns, &Bounds::default());
        let opened = opened.unwrap_or_else(|faults| panic!("{table}: {faults:?}"));
        let [read] = &opened.tables[..] else {
            panic!("{table}");
        };
        for (field, words) in &rules.input.columns {
            let column = read.column(*field).map(|column| &read.headers[column]);
            assert_eq!(column, words.first(), "{field} of {table}");
        }
    }
}

/// Tables that stand above rules.
fn examples(manual: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let (mut table, mut rules) = (Vec::new(), None);
    for line in manual.lines() {
        match (&mut rules, line) {
            (None, "```toml") if !table.is_empty() => rules = Some(String::new()),
            (Some(text), "```") => {
                examples.push(Example {
                    table: csv(&table),
                    rules: std::mem::take(text),
                });
                rules = None;
                table.clear();
            }
            (Some(text), line) => text.extend([line, "\n"]),
            (None, line) if line.starts_with('|') => table.push(line),
            (None, "") => {}
            (None, _) => table.clear(),
        }
    }
    examples
}

/// The rows of a table in the manual, less the line below its header.
fn csv(table: &[&str]) -> String {
    let rows = table.iter().filter(|row| !row.starts_with("|-"));
    let rows = rows.map(|row| {
        let cells = row.trim_matches('|').split('|').map(str::trim);
        let cells: Vec<String> = cells.map(|cell| format!("\"{cell}\"")).collect();
        cells.join(",") + "\n"
    });
    rows.collect()
}
