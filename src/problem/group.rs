//! Findings of one kind told together: 41 empty amounts are one line, not 41.
//! Takes problems in the order in which they were found, gives groups, worst first.

use std::collections::HashMap;

use crate::money::Total;
use crate::names::Field;
use crate::problem::{Finding, Problem, Returned};

/// Problems of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grouped<'a> {
    /// The first of them, by which the others are known.
    pub first: &'a Problem,
    /// How many rows all of them speak for.
    pub rows: u64,
    /// How many problems there are.
    pub problems: u64,
    /// The amounts that stand twice among them.
    pub amount: Total,
}

/// Groups problems by what was found and in which field; findings that sum up many
/// rows already stand alone. Worst severity first, then in the order found.
pub fn group(problems: &[Problem]) -> Vec<Grouped<'_>> {
    let mut groups: Vec<Grouped<'_>> = Vec::new();
    let mut places: HashMap<(&'static str, Column<'_>), usize> = HashMap::new();
    for problem in problems {
        let alone = Grouped {
            first: problem,
            rows: problem.count,
            problems: 1,
            amount: repeated(&problem.finding),
        };
        let Told::Together(column) = told(&problem.finding) else {
            groups.push(alone);
            continue;
        };
        let place = *places
            .entry((problem.finding.code(), column))
            .or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => {
                group.rows += problem.count;
                group.problems += 1;
                group.amount += alone.amount;
            }
            None => groups.push(alone),
        }
    }
    groups.sort_by_key(|group| group.first.finding.severity());
    groups
}

fn repeated(finding: &Finding) -> Total {
    match finding {
        Finding::DuplicateOrderRow { amount, .. } | Finding::OrderShownTwice { amount, .. } => {
            *amount
        }
        _ => Total::ZERO,
    }
}

/// How a finding is told among others of its code.
enum Told<'f> {
    /// With those in the same column, or all of them where none is named.
    Together(Column<'f>),
    /// By itself: it speaks for many rows and says something of its own.
    Alone,
}

/// The column that a finding names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Column<'f> {
    Any,
    Field(Field),
    /// One that only the rules name.
    Header(&'f str),
}

fn told(finding: &Finding) -> Told<'_> {
    match finding {
        Finding::EmptyCell(field)
        | Finding::NotADate(field, _)
        | Finding::DateOutOfRange(field, _)
        | Finding::NotAnAmount(field, _)
        | Finding::NotANumber(field, _)
        | Finding::NotYesOrNo(field, _)
        | Finding::DamagedId(field, _)
        | Finding::GarbledId(field, _)
        | Finding::ErrorCell(field, _)
        | Finding::UnknownPin { field, .. } => Told::Together(Column::Field(*field)),
        Finding::RulesColumn { header, .. } => Told::Together(Column::Header(header)),
        Finding::NoCustomer
        | Finding::RaggedRow(..)
        | Finding::BadText
        | Finding::StrayQuote
        | Finding::DuplicateCustomer(..)
        | Finding::DuplicateOrderRow { .. }
        | Finding::OrderShownTwice { .. }
        | Finding::UnknownCustomer(_)
        | Finding::UnknownContact(_)
        | Finding::NameWithoutId(_)
        | Finding::DamagedOrders(_)
        | Finding::WithoutId
        | Finding::UnknownOutcome(_)
        | Finding::PinEndsFirst(_)
        | Finding::RoundedAmounts
        | Finding::Returned(Returned::EditNotTaken(..) | Returned::TaskEditNotTaken(..)) => {
            Told::Together(Column::Any)
        }
        _ => Told::Alone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Severity;

    fn problem(finding: Finding, count: u64) -> Problem {
        Problem {
            place: None,
            finding,
            count,
        }
    }

    fn check(problems: &[Problem], expected: &[(&str, u64, u64)]) {
        let groups = group(problems);
        let seen: Vec<(&str, u64, u64)> = groups
            .iter()
            .map(|group| (group.first.finding.code(), group.rows, group.problems))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn the_same_finding_in_the_same_field_is_told_once() {
        check(
            &[
                problem(Finding::EmptyCell(Field::OrderAmount), 1),
                problem(Finding::EmptyCell(Field::OrderDate), 1),
                problem(Finding::EmptyCell(Field::OrderAmount), 40),
            ],
            &[("empty_cell", 41, 2), ("empty_cell", 1, 1)],
        );
    }

    #[test]
    fn different_words_of_one_kind_are_one_group() {
        let date = |word: &str| problem(Finding::NotADate(Field::OrderDate, word.into()), 1);
        check(&[date("x"), date("y")], &[("not_a_date", 2, 2)]);
        let problems = [date("x"), date("y")];
        assert_eq!(group(&problems)[0].first, &problems[0]);
    }

    #[test]
    fn what_sums_up_many_rows_stands_alone() {
        let status = |word: &str| problem(Finding::UnknownStatus(word.into()), 5);
        check(
            &[status("待定"), status("处理中")],
            &[("unknown_status", 5, 1), ("unknown_status", 5, 1)],
        );
    }

    #[test]
    fn the_worst_come_first_and_equals_keep_their_order() {
        let problems = [
            problem(Finding::RoundedAmounts, 1),
            problem(Finding::UnknownStatus("b".into()), 1),
            problem(Finding::NoCustomer, 1),
            problem(Finding::UnknownStatus("a".into()), 1),
        ];
        let severities: Vec<Severity> = group(&problems)
            .iter()
            .map(|group| group.first.finding.severity())
            .collect();
        assert!(severities.is_sorted());
        assert_eq!(group(&problems)[1].first, &problems[1]);
    }
}
