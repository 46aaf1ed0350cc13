//! Problems as a grid with the fixed keys of the machine outputs. Takes findings
//! and the sheets they stand in; places are the spreadsheet's own.

use crate::lang::Language;
use crate::lang::finding::{help, message, severity};
use crate::lang::place::column_letters;
use crate::problem::{Finding, Problem};
use crate::records::open::Sheet;
use crate::table::{Cell, Column, Emphasis, Grid};

/// Who reads the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Programs: severities are keys, and there is no advice.
    Machine,
    /// People: severities are words, and the next move stands beside them.
    Person,
}

/// One row for each finding, in the order found.
pub fn problems<'a>(
    problems: &'a [Problem],
    sheets: &'a [Sheet],
    reader: Reader,
    language: Language,
) -> Grid<'a> {
    let long = |key: &str| matches!(key, "message" | "help");
    let mut keys = vec![
        "severity", "code", "file", "sheet", "row", "column", "value", "message", "count",
    ];
    if reader == Reader::Person {
        keys.push("help");
    }
    let columns = keys.iter().map(|key| {
        let emphasis = if long(key) {
            Emphasis::Long
        } else {
            Emphasis::Plain
        };
        Column::keyed(key, emphasis, language)
    });
    Grid {
        columns: columns.collect(),
        rows: Box::new(
            problems
                .iter()
                .map(move |problem| row(problem, sheets, reader, language)),
        ),
    }
}

fn row<'a>(
    problem: &'a Problem,
    sheets: &'a [Sheet],
    reader: Reader,
    language: Language,
) -> Vec<Cell<'a>> {
    let finding = &problem.finding;
    let place = problem.place;
    let sheet = place.and_then(|place| sheets.get(usize::from(place.sheet.0)));
    let row = place.and_then(|place| place.row);
    let column = place.and_then(|place| place.column);
    let grade = match reader {
        Reader::Machine => finding.severity().key(),
        Reader::Person => severity(finding.severity(), language),
    };
    let mut cells = vec![
        grade.into(),
        finding.code().into(),
        sheet.map(|sheet| sheet.file_name.as_str()).into(),
        sheet.and_then(|sheet| sheet.name.as_deref()).into(),
        row.map_or(Cell::Blank, |row| Cell::Count(i64::from(row))),
        column.map(column_letters).into(),
        value(finding).into(),
        message(finding, language).into(),
        Cell::Count(i64::try_from(problem.count).unwrap_or(i64::MAX)),
    ];
    if reader == Reader::Person {
        cells.push(help(finding, language).into());
    }
    cells
}

/// The user's own word, where a finding has one.
fn value(finding: &Finding) -> Option<&str> {
    let word = match finding {
        Finding::NotADate(_, word)
        | Finding::DateOutOfRange(_, word)
        | Finding::NotAnAmount(_, word)
        | Finding::NotANumber(_, word)
        | Finding::NotYesOrNo(_, word)
        | Finding::DamagedId(_, word)
        | Finding::ErrorCell(_, word)
        | Finding::UnknownPin(_, word)
        | Finding::DuplicateCustomer(word, _)
        | Finding::UnknownCustomer(word)
        | Finding::UnknownContact(word)
        | Finding::ExcludedByStatus(word, _)
        | Finding::RefundedRows(word, _)
        | Finding::UnknownStatus(word)
        | Finding::NoRate(word)
        | Finding::NoColumn(word)
        | Finding::NearNames(word, _)
        | Finding::NameWithoutId(word)
        | Finding::UnknownOutcome(word)
        | Finding::ColumnRenamed(word, _) => word,
        Finding::ColumnChosen { taken, .. } => taken,
        Finding::DuplicateOrderRow { customer, .. } => customer,
        _ => return None,
    };
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Field;
    use crate::problem::{Place, SheetId};
    use crate::report::fixture;

    #[test]
    fn places_are_the_spreadsheet_s_own() {
        fixture::run(fixture::SMALL, |run| {
            let problem = Problem {
                place: Some(Place {
                    sheet: SheetId(1),
                    row: Some(4),
                    column: Some(2),
                }),
                finding: Finding::NotADate(Field::OrderDate, "2025-13-04".to_owned()),
                count: 1,
            };
            let list = [problem];
            let rows = |reader| -> Vec<Vec<Cell<'_>>> {
                problems(&list, run.sheets, reader, Language::En)
                    .rows
                    .collect()
            };
            let machine = &rows(Reader::Machine)[0];
            assert_eq!(machine[0], "error".into());
            assert_eq!(machine[1], "not_a_date".into());
            assert_eq!(machine[2], "orders.csv".into());
            assert_eq!(machine[3], Cell::Blank);
            assert_eq!(
                machine[4..7],
                [Cell::Count(4), "C".into(), "2025-13-04".into()]
            );
            assert_eq!((machine.len(), rows(Reader::Person)[0].len()), (9, 10));
        });
    }
}
