//! Places as people find them: `orders.xlsx › 2025 › C17`. Takes a place and the
//! names of the run's sheets, gives words; also tells grouped findings with their
//! first place.

use crate::lang::finding::{gist, message};
use crate::lang::{Language, number};
use crate::problem::{Finding, Grouped, Place, Problem};

/// What a sheet of the run is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    /// The file's name, without folders.
    pub file: String,
    /// The sheet's name; `None` for text tables, which have one only.
    pub sheet: Option<String>,
}

/// The place in the spreadsheet's own coordinates.
///
/// A cell is `C17`, a row `row 17`, a column `column C`; the whole sheet has its name alone.
pub fn place(place: Place, sheets: &[SheetName], language: Language) -> String {
    let mut parts = Vec::with_capacity(3);
    if let Some(name) = sheets.get(usize::from(place.sheet.0)) {
        parts.push(name.file.clone());
        parts.extend(name.sheet.clone());
    }
    match (place.row, place.column) {
        (Some(row), Some(column)) => parts.push(format!("{}{row}", column_letters(column))),
        (Some(row), None) => parts.push(match language {
            Language::Zh => format!("第 {row} 行"),
            Language::En => format!("row {row}"),
        }),
        (None, Some(column)) => parts.push(match language {
            Language::Zh => format!("{} 列", column_letters(column)),
            Language::En => format!("column {}", column_letters(column)),
        }),
        (None, None) => {}
    }
    parts.join(" › ")
}

/// One problem as a line: place, then message.
pub fn problem(problem: &Problem, sheets: &[SheetName], language: Language) -> String {
    let message = message(&problem.finding, language);
    let line = match problem.place {
        None => message,
        Some(at) => with_place(&place(at, sheets, language), &message, language),
    };
    counted(problem, &line, language)
}

/// A group as a line: `41 rows: order amount is empty; first at orders.xlsx › 2025 › D9`.
pub fn grouped(group: &Grouped<'_>, sheets: &[SheetName], language: Language) -> String {
    if group.problems == 1 {
        return problem(group.first, sheets, language);
    }
    let gist = gist(&group.first.finding, group.amount, language);
    let rows = number_of(&group.first.finding, group.rows, language);
    let Some(first) = group.first.place else {
        return match language {
            Language::Zh => format!("{rows}：{gist}"),
            Language::En => format!("{rows}: {gist}"),
        };
    };
    let first = place(first, sheets, language);
    match language {
        Language::Zh => format!("{rows}：{gist}；第一处在 {first}"),
        Language::En => format!("{rows}: {gist}; first at {first}"),
    }
}

/// A column in letters: 0 is A, 26 is AA.
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

fn with_place(place: &str, message: &str, language: Language) -> String {
    if place.is_empty() {
        return message.to_owned();
    }
    match language {
        Language::Zh => format!("{place}：{message}"),
        Language::En => format!("{place}: {message}"),
    }
}

/// The line, with the number of rows where it speaks for several.
fn counted(problem: &Problem, line: &str, language: Language) -> String {
    if problem.count <= 1 {
        return line.to_owned();
    }
    let rows = number_of(&problem.finding, problem.count, language);
    match language {
        Language::Zh => format!("{line}（{rows}）"),
        Language::En => format!("{line} ({rows})"),
    }
}

/// What a finding counts: rows, unless it is about customers or groups of them.
fn number_of(finding: &Finding, count: u64, language: Language) -> String {
    match finding {
        Finding::Undecided(..)
        | Finding::UnknownPin { .. }
        | Finding::MeasureTooLarge(_)
        | Finding::EnteredLater(_)
        | Finding::PinEndsFirst(_)
        | Finding::SharedNames => number::customers(count, language),
        Finding::FewDistinct(..) => number::groups(count, language),
        _ => number::rows(count, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Field;
    use crate::problem::{self, SheetId};

    fn sheets() -> Vec<SheetName> {
        let name = |file: &str, sheet: Option<&str>| SheetName {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
        };
        vec![name("orders.xlsx", Some("2025")), name("orders.csv", None)]
    }

    fn at(sheet: u16, row: Option<u32>, column: Option<u16>) -> Place {
        Place {
            sheet: SheetId(sheet),
            row,
            column,
        }
    }

    #[test]
    fn places_read_like_the_spreadsheet() {
        let cases = [
            (
                at(0, Some(17), Some(2)),
                "orders.xlsx › 2025 › C17",
                "orders.xlsx › 2025 › C17",
            ),
            (
                at(1, Some(17), Some(2)),
                "orders.csv › C17",
                "orders.csv › C17",
            ),
            (
                at(1, Some(17), None),
                "orders.csv › row 17",
                "orders.csv › 第 17 行",
            ),
            (
                at(1, None, Some(2)),
                "orders.csv › column C",
                "orders.csv › C 列",
            ),
            (
                at(0, None, None),
                "orders.xlsx › 2025",
                "orders.xlsx › 2025",
            ),
        ];
        for (seen, en, zh) in cases {
            assert_eq!(place(seen, &sheets(), Language::En), en);
            assert_eq!(place(seen, &sheets(), Language::Zh), zh);
        }
    }

    #[test]
    fn columns_count_in_letters() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn many_of_a_kind_are_one_line_with_the_first_place() {
        let empty = |row, count| Problem {
            place: Some(at(0, Some(row), Some(3))),
            finding: Finding::EmptyCell(Field::OrderAmount),
            count,
        };
        let problems = [empty(9, 1), empty(12, 40)];
        let groups = problem::group(&problems);
        assert_eq!(
            grouped(&groups[0], &sheets(), Language::En),
            "41 rows: the order amount is empty; first at orders.xlsx › 2025 › D9"
        );
        assert_eq!(
            grouped(&groups[0], &sheets(), Language::Zh),
            "41 行：订单金额为空；第一处在 orders.xlsx › 2025 › D9"
        );
    }

    #[test]
    fn a_single_finding_keeps_its_place_and_word() {
        let problems = [Problem {
            place: Some(at(0, Some(17), Some(2))),
            finding: Finding::NotADate(Field::OrderDate, "2025-13-04".to_owned()),
            count: 1,
        }];
        let groups = problem::group(&problems);
        assert_eq!(
            grouped(&groups[0], &sheets(), Language::En),
            "orders.xlsx › 2025 › C17: \"2025-13-04\" is not a date (expected year-month-day)"
        );
    }
}
