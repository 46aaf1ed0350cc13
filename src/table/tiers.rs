//! The customers of one tier as a grid, largest first. Takes a run and a class;
//! at most [`MOST`] rows, since the sheet of all customers has everybody.

use crate::lang::Language;
use crate::lang::reason::Phrases;
use crate::metrics::frame::growth;
use crate::money::Money;
use crate::names::Metric;
use crate::report::Run;
use crate::report::reason::reason;
use crate::table::{Cell, Column, Emphasis, Grid};

/// Rows of a tier's sheet.
pub const MOST: usize = 5_000;

const KEYS: [&str; 17] = [
    "customer_id",
    "name",
    "owner",
    "tier",
    "tier_since",
    "type",
    "amount_12m",
    "amount",
    "orders",
    "last_order",
    "days_since_last_order",
    "growth_12m",
    "share",
    "cumulative_share",
    "rank",
    "next_due",
    "reason",
];

/// The best customers of a class.
pub fn tier<'a>(run: &'a Run<'a>, class: u8, language: Language) -> Grid<'a> {
    let columns = KEYS.iter().map(|key| {
        let emphasis = match *key {
            "tier" => Emphasis::Tier,
            "next_due" => Emphasis::Due,
            "reason" | "name" => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        Column::keyed(key, emphasis, language)
    });
    let phrases = Phrases::new(run.rules(), language);
    let rows = run.best_of_tier(class, MOST).into_iter();
    let row = move |customer: u32| -> Vec<Cell<'a>> {
        let slot = customer as usize;
        let facts = run.order_facts(customer);
        let last = facts.purchases.map(|(_, last)| last);
        let standing = run.verdicts.standings.of(run.engine, customer);
        let knows = |metric| run.knows(metric, customer, &run.cuts.windows);
        let growth = growth(&facts).filter(|_| knows(Metric::Growth12m));
        let ratio = |ratio: f64| {
            if ratio.is_nan() {
                Cell::Blank
            } else {
                Cell::Ratio(ratio)
            }
        };
        let mut why = String::new();
        phrases.push(&reason(run, customer), &mut why);
        let registry = &run.engine.book.registry;
        vec![
            registry.id(customer).into(),
            registry.name(customer).into(),
            run.owner(customer).into(),
            run.rules().tier.classes[usize::from(class)].as_str().into(),
            run.verdicts.tier_since(customer).day().into(),
            kind(run, slot, language),
            knows(Metric::Amount12m)
                .then_some(Money(facts.amount_12m))
                .into(),
            Money(facts.amount).into(),
            Cell::Count(i64::from(facts.orders)),
            last.into(),
            last.map_or(Cell::Blank, |last| {
                Cell::Count(i64::from(run.as_of().0 - last.0))
            }),
            growth.map_or(Cell::Blank, Cell::Ratio),
            ratio(standing.share),
            ratio(standing.cumulative_share),
            if standing.rank == 0 {
                Cell::Blank
            } else {
                Cell::Count(i64::from(standing.rank))
            },
            run.plan.next_due(customer).ok().into(),
            why.into(),
        ]
    };
    Grid {
        columns: columns.collect(),
        rows: Box::new(rows.map(row)),
    }
}

fn kind<'a>(run: &Run<'a>, slot: usize, language: Language) -> Cell<'a> {
    let kind = run.rules().types.get(usize::from(run.verdicts.kind[slot]));
    kind.map(|kind| language.pick(&kind.name.zh, &kind.name.en))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_largest_come_first_with_their_reason() {
        fixture::run(fixture::SMALL, |run| {
            let grid = tier(run, 0, Language::Zh);
            let rows: Vec<Vec<Cell<'_>>> = grid.rows.collect();
            assert_eq!(rows.len(), 1);
            let at = |key: &str| {
                let place = KEYS.iter().position(|known| *known == key);
                rows[0][place.expect("a key of this grid")].clone()
            };
            assert_eq!(at("customer_id"), "C1".into());
            assert_eq!(at("owner"), "王伟".into());
            // Orders begin three months ago, and nothing says when the customer began.
            assert_eq!(at("amount_12m"), Cell::Blank);
            assert_eq!(at("amount"), Money::whole(900).into());
            assert_eq!(at("rank"), Cell::Count(1));
            assert_eq!(at("share"), Cell::Ratio(0.9));
            assert_eq!(at("days_since_last_order"), Cell::Count(20));
            let Cell::Text(reason) = at("reason") else {
                panic!("a reason is text");
            };
            assert!(
                reason.starts_with("近12月金额 900.00，A 级起点 900.00；"),
                "{reason}"
            );
        });
    }
}
