//! Cuts and raw tiers at earlier period ends.
//!
//! Takes the ends, latest first; gives the cuts of the latest of them and the raw
//! tiers of all. Where tiers are cut from plain amounts, several ends share one pass
//! over the rows, since an end depends on no other.

use crate::metrics::frame::{Frame, Needs};
use crate::metrics::orders::Windows;
use crate::parallel;
use crate::period::Day;
use crate::score::abc::TierCuts;

use super::NONE;
use super::cuts::{Cuts, Extent, NO_MEASURE, measured, raw_tiers};
use super::engine::{AmountOf, BATCH, Earlier, Engine};

/// Raw tiers of everyone at some days, latest first.
pub(super) type Path = Vec<(Day, Vec<u8>)>;

/// Ends that share a pass: eight bytes per end and customer are held at once.
const TOGETHER: usize = 4;

/// Cuts of the latest `depth` ends, and raw tiers at all of them.
pub(super) fn look_back(engine: &Engine<'_>, ends: &[Day], depth: usize) -> (Vec<Cuts>, Path) {
    match engine.amount_alone() {
        Some(amount) => by_amount(engine, amount, ends, depth),
        None => one_by_one(engine, ends, depth),
    }
}

/// Oldest first, since held tiers look back.
fn one_by_one(engine: &Engine<'_>, ends: &[Day], depth: usize) -> (Vec<Cuts>, Path) {
    let (mut all, mut path) = (Vec::new(), Path::new());
    for (back, end) in ends.iter().enumerate().rev() {
        let cuts = Cuts::at(engine, *end, Earlier(&path), Extent::Labels);
        let raw = raw_tiers(engine, &cuts, Earlier(&path));
        path.insert(0, (*end, raw));
        if back < depth {
            all.insert(0, cuts);
        }
    }
    (all, path)
}

fn by_amount(
    engine: &Engine<'_>,
    amount: AmountOf,
    ends: &[Day],
    depth: usize,
) -> (Vec<Cuts>, Path) {
    let (mut all, mut path) = (Vec::new(), Path::new());
    for days in ends.chunks(TOGETHER) {
        let parts = amounts(engine, amount, days);
        let found = parallel::map(
            engine.threads,
            days.len(),
            || (),
            |(), at| {
                let measures = parts.iter().flat_map(|part| &part[at]).copied();
                cut(engine, measures)
            },
        );
        for (day, (tier, raw)) in days.iter().zip(found) {
            if all.len() < depth {
                all.push(Cuts::of_amounts(engine, *day, tier));
            }
            path.push((*day, raw));
        }
    }
    (all, path)
}

/// The measure of every customer at each of these days, by partition and day.
fn amounts(engine: &Engine<'_>, amount: AmountOf, days: &[Day]) -> Vec<Vec<Vec<i64>>> {
    let windows: Vec<_> = days.iter().map(|day| Windows::at(*day)).collect();
    let parts = &engine.book.parts;
    parallel::map(
        engine.threads,
        parts.len(),
        Frame::default,
        |frame, number| {
            let part = &parts[number];
            let mut measures: Vec<_> = days
                .iter()
                .map(|_| Vec::with_capacity(part.len()))
                .collect();
            let customers = part.first..part.first + part.len() as u32;
            for start in customers.clone().step_by(BATCH) {
                let end = customers.end.min(start + BATCH as u32);
                frame.customers.clear();
                frame.customers.extend(start..end);
                for (at, windows) in windows.iter().enumerate() {
                    if at == 0 {
                        frame.fill(engine.book, &engine.outlook, *windows, Needs::default());
                    } else {
                        frame.step_back(engine.book, &engine.outlook, *windows, Needs::default());
                    }
                    let facts = frame.orders.iter();
                    measures[at].extend(facts.map(|facts| amount.of(facts).unwrap_or(NO_MEASURE)));
                }
            }
            measures
        },
    )
}

/// Cuts of one end, and what they make of everyone.
fn cut(engine: &Engine<'_>, measures: impl Iterator<Item = i64> + Clone) -> (TierCuts, Vec<u8>) {
    let groups = engine.tier_groups.len();
    let customers = measured(engine, measures.clone());
    let tier = TierCuts::new(&engine.rules.tier.cut, engine.scale(), groups, customers);
    let mut raw = Vec::with_capacity(engine.book.len());
    raw.extend((0..).zip(measures).map(|(customer, measure)| {
        if measure == NO_MEASURE {
            return NONE;
        }
        tier.class(engine.tier_groups.of(customer), measure) as u8
    }));
    (tier, raw)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::names::Role;
    use crate::records::sample;
    use crate::rules::Rules;

    #[test]
    fn ends_that_share_a_pass_are_as_if_looked_at_one_by_one() {
        let mut csv = "order_id,customer_id,order_date,amount\n".to_owned();
        for number in 0..400u32 {
            let (customer, month, day) = (number * 7 % 41, number * 5 % 12 + 1, number % 28 + 1);
            let (year, amount) = (2023 + number % 3, number * number % 977);
            let _ = writeln!(
                csv,
                "o{number},c{customer},{year}-{month:02}-{day:02},{amount}"
            );
        }
        let rules = Rules::built_in();
        let day = Day::parse_iso("2026-01-31").expect("a test date");
        let book = sample::book(&[(Role::Orders, &csv)], &rules, &[], day);
        let engine = Engine::new(&book, &rules, 2);
        assert!(engine.amount_alone().is_some(), "the rules are simple");
        let ends = day.period_ends(rules.history.every, 9);
        let (cuts, path) = look_back(&engine, &ends, 3);
        let (expected, expected_path) = one_by_one(&engine, &ends, 3);
        assert_eq!(path, expected_path);
        let tiers = |cuts: &[Cuts]| {
            cuts.iter()
                .map(|cuts| cuts.tier.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(tiers(&cuts), tiers(&expected));
        assert_eq!(cuts.len(), 3);
    }
}
