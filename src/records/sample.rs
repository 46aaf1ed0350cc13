//! Books from CSV text, for tests of what stands above records.

use std::sync::Arc;

use crate::names::{Role, header};
use crate::period::Day;
use crate::problem::SheetId;
use crate::rules::Rules;
use crate::sheet::encoding::Encoding;
use crate::sheet::text::Dialect;

use super::book::{self, Book, ReadFault, Request};
use super::customers::Wanted;
use super::orders::Excluded;
use super::table::{CellMarks, Pace, Table};

/// Reads sheets, each the text of a CSV file with its header, as they would be at a day.
pub(crate) fn book(sheets: &[(Role, &str)], rules: &Rules, wanted: &[Wanted], as_of: Day) -> Book {
    let pace = Pace {
        threads: 1,
        chunk_bytes: 1 << 16,
    };
    read(sheets, rules, wanted, as_of, pace).expect("a readable sample")
}

/// The same for sheets that may be refused, read by several threads.
pub(crate) fn read(
    sheets: &[(Role, &str)],
    rules: &Rules,
    wanted: &[Wanted],
    as_of: Day,
    pace: Pace,
) -> Result<Book, ReadFault> {
    let tables: Vec<Table> = (0..)
        .zip(sheets)
        .map(|(number, (role, text))| table(SheetId(number), *role, text))
        .collect();
    let request = Request {
        tables: &tables,
        rules,
        as_of,
        wanted,
        filters: None,
        returned: crate::records::book::Returned::default(),
        products: false,
        purchases: crate::records::book::Purchases::Named,
        excluded: Excluded::default(),
        pace,
    };
    book::read(&request)
}

/// A sheet as a table.
pub(crate) fn table(sheet: SheetId, role: Role, text: &str) -> Table {
    let (first, _) = text.split_once('\n').expect("a header line");
    let headers: Vec<String> = first.split(',').map(str::to_owned).collect();
    Table {
        sheet,
        role,
        source: Arc::new(text.as_bytes().to_vec()),
        encoding: Encoding::Utf8,
        dialect: Dialect::CSV,
        start: first.len() as u64 + 1,
        first_row: 2,
        fields: header::bind(&headers, role, &[]).fields,
        headers,
        units: Vec::new(),
        marks: CellMarks::None,
        lines: None,
    }
}
