//! Own metrics over order rows, and steadiness.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tierbook::classify::NONE;
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::metrics::orders::{Taking, own};
use tierbook::period::{Day, Span, Unit};
use tierbook::rules::CountBy;

use crate::facts::{Facts, Pinned, facts};
use crate::naive::{Naive, Nature, Row, before};
use crate::reading::{cases, read, rules};

const RULES: &str = "
[metrics]
of_one = { sum = \"amount\", last = \"12m\", where = \"[产品] = '甲'\" }
large = { count = \"orders\", where = \"[产品] = '甲' or [金额] >= 100\" }
";

const YEAR: Span = Span::new(12, Unit::Month);

/// What is taken, by which mark, over which span, of which rows.
type OwnMetric<'a> = (
    Taking,
    Option<usize>,
    Option<Span>,
    &'a dyn Fn(&Row) -> bool,
);

/// What a metric takes of the rows that pass.
fn taken(taking: Taking, rows: &[&Row]) -> i64 {
    let purchases = || rows.iter().filter(|row| row.nature == Nature::Purchase);
    match taking {
        Taking::Amount => rows.iter().map(|row| row.amount).sum(),
        Taking::Profit => rows.iter().map(|row| row.profit).sum(),
        Taking::Rows => purchases().count() as i64,
        Taking::Orders => purchases()
            .map(|row| row.order)
            .collect::<BTreeSet<_>>()
            .len() as i64,
    }
}

fn check_own(facts: &Facts, back: i32) -> Result<(), TestCaseError> {
    let book = read(&facts.tables(), &rules(RULES), facts.as_of);
    let naive = Naive::of(facts, CountBy::Order);
    let first = |row: &Row| row.product == 1;
    let large = |row: &Row| row.product == 1 || row.amount >= 1_000_000;
    let any = |_: &Row| true;
    let metrics: [OwnMetric<'_>; 5] = [
        (Taking::Amount, Some(0), Some(YEAR), &first),
        (Taking::Orders, Some(1), None, &large),
        (Taking::Rows, Some(1), Some(YEAR), &large),
        (Taking::Profit, None, Some(YEAR), &any),
        (Taking::Amount, None, None, &any),
    ];
    for day in [0, back].map(|back| facts.as_of.plus(-back)) {
        for customer in 0..book.len() as u32 {
            let id = book.registry.id(customer);
            for (taking, mark, last, passes) in metrics {
                let after = last.map(|last| before(day, last));
                let from = after.unwrap_or(Day(i32::MIN));
                let rows = naive.customers[id].rows.iter();
                let rows: Vec<&Row> = rows
                    .filter(|row| row.day <= day && row.day > from)
                    .filter(|row| row.nature != Nature::Returned && passes(row))
                    .collect();
                let found = own(book.rows(customer), taking, mark, after, day);
                // An order counts on the day of its first row that passes.
                if taking != Taking::Orders || last.is_none() {
                    prop_assert_eq!(
                        found,
                        taken(taking, &rows),
                        "{:?} of {} at {}",
                        taking,
                        id,
                        day
                    );
                }
            }
        }
    }
    Ok(())
}

/// X, Y or Z by population standard deviation ÷ mean of whole periods of so many months.
fn steadiness(
    naive: &Naive,
    id: &str,
    as_of: Day,
    months: i32,
    periods: Option<i32>,
) -> Option<u8> {
    let end = as_of.plus(1).month_number().div_euclid(months);
    let begin = match periods {
        Some(periods) => end - periods,
        None => naive.covered_from?.month_number().div_euclid(months),
    };
    let sums: Vec<f64> = (begin..end)
        .map(|period| {
            let rows = naive.customers[id].rows.iter();
            let counted = rows.filter(|row| row.nature != Nature::Returned && row.day <= as_of);
            let within = counted.filter(|row| row.day.month_number().div_euclid(months) == period);
            within.map(|row| row.amount as f64 / 10_000.0).sum()
        })
        .collect();
    let mean = sums.iter().sum::<f64>() / sums.len() as f64;
    if sums.is_empty() || naive.covered_from.is_none() || mean <= 1e-9 {
        return None;
    }
    let variance = sums.iter().map(|sum| (sum - mean).powi(2)).sum::<f64>() / sums.len() as f64;
    let variation = variance.sqrt() / mean;
    Some(if variation <= 1.313 {
        0
    } else {
        u8::from(variation > 2.171) + 1
    })
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn own_metrics_take_the_rows_that_pass(facts in facts(60, Pinned::Never), back in 0..900i32) {
        check_own(&facts, back)?;
    }

    #[test]
    fn steadiness_is_deviation_by_mean_of_whole_periods(
        facts in facts(60, Pinned::Never),
        months in proptest::sample::select(vec![1, 3]),
        periods in proptest::option::of(3..13i32),
    ) {
        // Cuts that no ratio of small books meets exactly.
        let all = "\"all\"".to_owned();
        let count = periods.map_or(all, |periods| periods.to_string());
        let text = format!(
            "[history]\ndepth = 0\n[tier]\nkeep_for = \"0d\"\n[xyz]\nevery = \"{months}m\"\nperiods = {count}\nx = 1.313\ny = 2.171\n"
        );
        let rules = rules(&text);
        let book = read(&facts.tables(), &rules, facts.as_of);
        let engine = Engine::new(&book, &rules, 1);
        let (verdicts, _) = classify(&engine, facts.as_of);
        let naive = Naive::of(&facts, CountBy::Order);
        for customer in 0..book.len() {
            let id = book.registry.id(customer as u32);
            let found = Some(verdicts.xyz[customer]).filter(|letter| *letter != NONE);
            prop_assert_eq!(found, steadiness(&naive, id, facts.as_of, months, periods), "{}", id);
        }
    }
}
