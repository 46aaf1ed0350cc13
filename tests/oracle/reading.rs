//! Sheets as text, read into a book by the same road as files.

use std::sync::Arc;

use proptest::prelude::ProptestConfig;
use tierbook::classify::wanted::wanted;
use tierbook::names::header;
use tierbook::period::Day;
use tierbook::problem::SheetId;
use tierbook::records::book::{self, Book, Request};
use tierbook::records::filters::Filters;
use tierbook::records::orders::Excluded;
use tierbook::records::table::{CellMarks, Pace, Table};
use tierbook::rules::decode::decode;
use tierbook::rules::{MadeOf, Rules};
use tierbook::sheet::encoding::Encoding;
use tierbook::sheet::text::Dialect;

/// One thread, large chunks.
pub(crate) const PLAIN: Pace = Pace {
    threads: 1,
    chunk_bytes: 1 << 20,
};

/// A table of comma-separated text with its header in the first line.
pub(crate) fn table(sheet: u16, text: &str) -> Table {
    encoded(sheet, text, Encoding::Utf8, text.as_bytes().to_vec())
}

/// The same text as these bytes of another encoding.
pub(crate) fn encoded(sheet: u16, text: &str, encoding: Encoding, bytes: Vec<u8>) -> Table {
    let head = text.lines().next().expect("a header line");
    let headers: Vec<String> = head.split(',').map(str::to_owned).collect();
    let verdict = header::role(&headers, &[]);
    let start = bytes.iter().position(|byte| *byte == b'\n');
    Table {
        sheet: SheetId(sheet),
        role: verdict.role.expect("the headers tell the role"),
        start: start.map_or(bytes.len(), |end| end + 1) as u64,
        source: Arc::new(bytes),
        encoding,
        dialect: Dialect::CSV,
        first_row: 2,
        headers,
        units: Vec::new(),
        fields: verdict.binding.fields,
        marks: CellMarks::None,
        lines: None,
    }
}

/// Rules from the text of a rules file.
pub(crate) fn rules(text: &str) -> Rules {
    let mut rules = decode(text).unwrap_or_else(|faults| panic!("{text}\n{faults:?}"));
    // Random rows may by chance look like totals repeated on every line.
    rules.orders.amounts = tierbook::rules::AmountsOf::Row;
    rules
}

/// Reads tables at a pace.
pub(crate) fn read_at(pace: Pace, tables: &[Table], rules: &Rules, as_of: Day) -> Book {
    let wanted = wanted(rules, tables);
    let programs: Vec<_> = rules
        .metrics
        .iter()
        .filter_map(|metric| match &metric.made_of {
            MadeOf::Rows { filter, .. } => filter.as_ref().map(|filter| &filter.program),
            MadeOf::Formula(_) => None,
        })
        .collect();
    let filters = Filters { programs };
    book::read(&Request {
        tables,
        rules,
        as_of,
        wanted: &wanted,
        filters: (!filters.programs.is_empty()).then_some(&filters),
        returned: tierbook::records::book::Returned::default(),
        products: true,
        purchases: book::Purchases::Named,
        excluded: Excluded::default(),
        pace,
    })
    .expect("the tables can be read")
}

/// Reads tables.
pub(crate) fn read(tables: &[Table], rules: &Rules, as_of: Day) -> Book {
    read_at(PLAIN, tables, rules, as_of)
}

/// A day from `2026-06-30`.
pub(crate) fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

/// So many cases, none of them written down: a failure shows its smallest book.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}
