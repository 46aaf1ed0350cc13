//! Problems as a grid with the fixed keys of the machine outputs. Takes findings
//! and the sheets they stand in; places are the spreadsheet's own.

use crate::lang::Language;
use crate::lang::finding::{help, message, severity};
use crate::lang::place::{self, SheetName, column_letters};
use crate::lang::workbook::{Label, label};
use crate::problem::{Finding, Problem};
use crate::records::open::Sheet;
use crate::table::{Cell, Column, Emphasis, Grid};

/// Who reads the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Programs: severities are keys, places are parted, and there is no advice.
    Machine,
    /// People: severities are words, and the next move stands beside them.
    Person,
}

/// The columns for programs.
const MACHINE: [&str; 9] = [
    "severity", "code", "file", "sheet", "row", "column", "value", "message", "count",
];

/// The columns for people.
const PERSON: [&str; 7] = [
    "severity", "place", "value", "message", "help", "count", "code",
];

/// One row for each finding, in the order found; for people the worst come first.
pub fn problems<'a>(
    problems: &'a [Problem],
    sheets: &'a [Sheet],
    reader: Reader,
    language: Language,
) -> Grid<'a> {
    let keys: &[&str] = match reader {
        Reader::Machine => &MACHINE,
        Reader::Person => &PERSON,
    };
    let columns = keys.iter().map(|key| {
        let emphasis = match *key {
            "message" | "help" => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        match *key {
            "place" => Column::named(key, label(Label::Place, language), emphasis),
            _ => Column::keyed(key, emphasis, language),
        }
    });
    let names: Vec<SheetName> = sheets
        .iter()
        .map(|sheet| SheetName {
            file: sheet.file_name.clone(),
            sheet: sheet.name.clone(),
        })
        .collect();
    let mut order: Vec<&Problem> = problems.iter().collect();
    if reader == Reader::Person {
        order.sort_by_key(|problem| problem.finding.severity());
    }
    Grid {
        columns: columns.collect(),
        rows: Box::new(order.into_iter().map(move |problem| match reader {
            Reader::Machine => machine_row(problem, sheets, language),
            Reader::Person => person_row(problem, &names, language),
        })),
    }
}

fn machine_row<'a>(problem: &'a Problem, sheets: &'a [Sheet], language: Language) -> Vec<Cell<'a>> {
    let finding = &problem.finding;
    let place = problem.place;
    let sheet = place.and_then(|place| sheets.get(usize::from(place.sheet.0)));
    let row = place.and_then(|place| place.row);
    let column = place.and_then(|place| place.column);
    vec![
        finding.severity().key().into(),
        finding.code().into(),
        sheet.map(|sheet| sheet.file_name.as_str()).into(),
        sheet.and_then(|sheet| sheet.name.as_deref()).into(),
        row.map_or(Cell::Blank, |row| Cell::Count(i64::from(row))),
        column.map(column_letters).into(),
        value(finding).into(),
        message(finding, language).into(),
        count(problem),
    ]
}

/// What to look at, where to click, and what to do.
fn person_row<'a>(problem: &'a Problem, names: &[SheetName], language: Language) -> Vec<Cell<'a>> {
    let finding = &problem.finding;
    vec![
        severity(finding.severity(), language).into(),
        problem
            .place
            .map(|at| place::place(at, names, language))
            .into(),
        value(finding).into(),
        message(finding, language).into(),
        help(finding, language).into(),
        count(problem),
        finding.code().into(),
    ]
}

fn count(problem: &Problem) -> Cell<'_> {
    Cell::Count(i64::try_from(problem.count).unwrap_or(i64::MAX))
}

/// The user's own word, where a finding has one.
fn value(finding: &Finding) -> Option<&str> {
    let word = match finding {
        Finding::NotADate(_, word)
        | Finding::DateOutOfRange(_, word)
        | Finding::NotAnAmount(_, word)
        | Finding::NotANumber(_, word)
        | Finding::NotYesOrNo(_, word)
        | Finding::RulesColumn { word, .. }
        | Finding::DamagedId(_, word)
        | Finding::DamagedOrders(word)
        | Finding::SumRows(word, _)
        | Finding::ReturnRows(word, _)
        | Finding::RoundedIds(word)
        | Finding::GarbledId(_, word)
        | Finding::ErrorCell(_, word)
        | Finding::UnknownPin { word, .. }
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
        Finding::Returned(said) => return said.word(),
        Finding::DuplicateOrderRow { customer, .. } | Finding::OrderShownTwice { customer, .. } => {
            customer
        }
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
            let person = &rows(Reader::Person)[0];
            assert_eq!(person[1], "orders.csv › C4".into());
            assert_eq!((machine.len(), person.len()), (MACHINE.len(), PERSON.len()));
        });
    }
}
