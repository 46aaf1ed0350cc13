//! Every metric of the lowest layer, for every customer, at the as-of day and earlier ones.

use proptest::prelude::*;
use tierbook::metrics::frame::Frame;
use tierbook::metrics::orders::Windows;
use tierbook::metrics::outlook::{Needs, Outlook};
use tierbook::names::Metric;
use tierbook::period::Day;
use tierbook::records::book::Book;
use tierbook::rules::CountBy;

use crate::facts::{Facts, Pinned, facts};
use crate::naive::Naive;
use crate::reading::{cases, read, rules};

const METRICS: [Metric; 26] = [
    Metric::Orders,
    Metric::Orders12m,
    Metric::Amount,
    Metric::Amount12m,
    Metric::AmountPrev12m,
    Metric::Profit12m,
    Metric::Margin12m,
    Metric::AverageOrder,
    Metric::LargestOrder,
    Metric::FirstOrder,
    Metric::LastOrder,
    Metric::DaysSinceFirstOrder,
    Metric::DaysSinceLastOrder,
    Metric::TypicalGap,
    Metric::GapRatio,
    Metric::Growth12m,
    Metric::ActiveMonths12m,
    Metric::RefundRate,
    Metric::Products,
    Metric::LastContact,
    Metric::DaysSinceLastContact,
    Metric::Contacts90d,
    Metric::Unanswered,
    Metric::Complaints90d,
    Metric::OpenComplaints,
    Metric::Satisfaction,
];

/// Equal, apart from the last digits of a float.
fn close(one: f64, other: f64) -> bool {
    (one.is_nan() && other.is_nan()) || (one - other).abs() <= 1e-9 * other.abs().max(1.0)
}

fn compare(book: &Book, naive: &Naive, day: Day) -> Result<(), TestCaseError> {
    let outlook = Outlook::of(book, Needs::ALL, 1);
    let mut frame = Frame::default();
    frame.customers = (0..book.len() as u32).collect();
    frame.fill(book, &outlook, Windows::at(day), Needs::ALL);
    let mut values = vec![0.0; book.len()];
    for metric in METRICS {
        frame.numbers(book, &outlook, metric, &mut values);
        for (customer, value) in (0..).zip(&values) {
            let id = book.registry.id(customer);
            let expected = naive.metric(id, metric, day).unwrap_or(f64::NAN);
            prop_assert!(
                close(*value, expected),
                "{metric} of {id} at {day}: {value} is not {expected}"
            );
        }
    }
    Ok(())
}

fn check(facts: &Facts, back: i32, count: CountBy) -> Result<(), TestCaseError> {
    let text = match count {
        CountBy::Order => "",
        CountBy::Day => "[orders]\ncount = \"day\"",
        CountBy::Row => "[orders]\ncount = \"row\"",
    };
    let book = read(&facts.tables(), &rules(text), facts.as_of);
    let naive = Naive::of(facts, count);
    let ids: Vec<&str> = naive.customers.keys().copied().collect();
    let mut found: Vec<&str> = (0..book.len() as u32)
        .map(|customer| book.registry.id(customer))
        .collect();
    found.sort_unstable();
    prop_assert_eq!(found, ids);
    let entry = &book.ledger[usize::from(facts.customers.is_some())].account;
    let fates = &naive.orders;
    prop_assert_eq!(
        (
            entry.used,
            entry.excluded,
            entry.set_aside + entry.layout - 1
        ),
        (fates.used, fates.excluded, fates.set_aside)
    );
    let days = [0, 1, 30, 31, 365, 366, back].map(|back| facts.as_of.plus(-back));
    for day in days.into_iter().chain([facts.as_of.month_end(1)]) {
        compare(&book, &naive, day)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn metrics_are_what_their_definitions_say(
        facts in facts(60, Pinned::Never),
        back in 0..1_200i32,
        count in proptest::sample::select(vec![CountBy::Order, CountBy::Day, CountBy::Row]),
    ) {
        check(&facts, back, count)?;
    }

    #[test]
    fn metrics_of_one_customer_with_many_rows_are_what_their_definitions_say(
        mut facts in facts(120, Pinned::Never),
        back in 0..1_200i32,
    ) {
        for row in &mut facts.orders {
            row.who = row.who.map(|who| who % 2);
        }
        check(&facts, back, CountBy::Order)?;
    }
}
