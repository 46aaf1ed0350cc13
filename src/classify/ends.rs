//! Cuts and raw tiers at earlier period ends.
//!
//! Takes the ends, latest first; gives the cuts of the latest of them and the raw
//! tiers of all. Where tiers are cut from plain amounts, several ends share one pass
//! over the rows, since an end depends on no other.

use std::ops::Range;

use crate::metrics::orders::Windows;
use crate::parallel;
use crate::period::Day;
use crate::records::flight::Nature;
use crate::records::rest::{PER_CENT, Rows};
use crate::score::abc::TierCuts;

use super::cuts::{Cuts, Extent, NO_MEASURE, classes, measured, raw_tiers};
use super::engine::{AmountOf, Earlier, Engine};

/// Raw tiers of everyone at some days, latest first.
pub(super) type Path = Vec<(Day, Vec<u8>)>;

/// What decides tiers at a period end: slots of every customer.
pub(super) struct End<'v> {
    /// The day.
    pub(super) day: Day,
    raw: &'v [u8],
    /// Raw tiers at the ends before it that are not too old to be held.
    held: Vec<&'v [u8]>,
}

impl<'v> End<'v> {
    /// The first of these ends, which run from it on into the past.
    pub(super) fn first_of(
        engine: &Engine<'_>,
        mut ends: impl Iterator<Item = &'v (Day, Vec<u8>)>,
    ) -> Option<Self> {
        let (day, raw) = ends.next()?;
        Some(Self::at(engine, (*day, raw), ends))
    }

    /// The same at any day, from everyone's raw tiers on it and at the ends before it.
    pub(super) fn at(
        engine: &Engine<'_>,
        (day, raw): (Day, &'v [u8]),
        before: impl Iterator<Item = &'v (Day, Vec<u8>)>,
    ) -> Self {
        let from = engine.rules.tier.keep_for.map(|keep| day.before(keep));
        let held = before.take_while(|(end, _)| from.is_some_and(|from| *end > from));
        Self {
            day,
            raw,
            held: held.map(|(_, raw)| raw.as_slice()).collect(),
        }
    }

    /// The tiers of some customers, one slot each.
    pub(super) fn tiers(&self, engine: &Engine<'_>, customers: Range<u32>) -> Vec<u8> {
        let slots = customers.start as usize..customers.end as usize;
        let mut tiers = self.raw[slots.clone()].to_vec();
        for held in &self.held {
            for (tier, held) in tiers.iter_mut().zip(&held[slots.clone()]) {
                *tier = (*tier).min(*held);
            }
        }
        for customer in engine.pins.0.range(customers.clone()).map(|(one, _)| *one) {
            let tier = &mut tiers[(customer - customers.start) as usize];
            *tier = engine.pins.tier(customer, self.day).unwrap_or(*tier);
        }
        tiers
    }

    /// A customer's tier by the measure alone.
    pub(super) fn raw(&self, customer: u32) -> u8 {
        self.raw[customer as usize]
    }

    /// A customer's tier with the better ones that are held, pins left out.
    pub(super) fn held(&self, customer: u32) -> u8 {
        let held = self.held.iter().map(|raw| raw[customer as usize]);
        held.fold(self.raw(customer), u8::min)
    }

    /// Both for customers whose numbers follow one another, appended: this way many bytes are
    /// compared at once.
    pub(super) fn append(&self, range: Range<usize>, raws: &mut Vec<u8>, tiers: &mut Vec<u8>) {
        let first = tiers.len();
        raws.extend_from_slice(&self.raw[range.clone()]);
        tiers.extend_from_slice(&self.raw[range.clone()]);
        for earlier in &self.held {
            for (tier, raw) in tiers[first..].iter_mut().zip(&earlier[range.clone()]) {
                *tier = (*tier).min(*raw);
            }
        }
    }
}

/// Ends that share a pass: eight bytes per end and customer are held at once.
const TOGETHER: usize = 8;

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
    let counting = Counting::new(amount, days);
    let parts = &engine.book.parts;
    parallel::map(
        engine.threads,
        parts.len(),
        || (),
        |(), number| {
            let part = &parts[number];
            let mut measures = vec![Vec::with_capacity(part.len()); days.len()];
            for place in 0..part.len() {
                let found = counting.measures(part.rows(place));
                for (measures, found) in measures.iter_mut().zip(found) {
                    measures.push(found);
                }
            }
            measures
        },
    )
}

/// At which ends a row counts, by its day: at those of a range, since windows move with
/// their ends. One look at a row serves all of them.
///
/// Columns are by day since [`Day::FIRST`] and count ends, latest first.
struct Counting {
    /// How many ends do not come before the day.
    begun: Vec<u8>,
    /// The first end in whose window the day lies.
    first: Vec<u8>,
    /// The end after the last one.
    beyond: Vec<u8>,
    /// Rows up to this day, counted as above, lie in no window.
    none_until: i32,
}

impl Counting {
    fn new(amount: AmountOf, days: &[Day]) -> Self {
        debug_assert!(days.len() <= TOGETHER, "ends beyond have no sum");
        let ends: Vec<_> = days.iter().map(|day| Windows::at(*day)).collect();
        let all = |_: &Windows| Day::FIRST.plus(-1);
        let (from, until): (Bound, Bound) = match amount {
            AmountOf::All => (all, |end| end.day),
            AmountOf::Last12m => (|end| end.year_ago, |end| end.day),
            AmountOf::Previous12m => (|end| end.two_years_ago, |end| end.year_ago),
        };
        Self {
            begun: reached(&ends, |end| end.day),
            first: reached(&ends, from),
            beyond: reached(&ends, until),
            none_until: ends.last().map_or(0, |end| from(end).0 - Day::FIRST.0),
        }
    }

    /// The measure of one customer at each end; [`NO_MEASURE`] before its first purchase.
    fn measures(&self, rows: Rows<'_>) -> [i64; TOGETHER] {
        let first = rows.compact().find(|(_, row)| rows.is_purchase(*row));
        let begun = first.map_or(0, |(day, _)| self.begun[usize::from(day)]);
        // What comes in with an end, less what has left by it: added up, each end's sum.
        let (mut changes, mut aside) = ([0i64; TOGETHER + 1], false);
        let recent = rows.compact().rev();
        for (day, row) in recent.take_while(|(day, _)| i32::from(*day) > self.none_until) {
            aside |= row.is_aside();
            let cents = if row.counts_cents() { row.cents() } else { 0 };
            changes[usize::from(self.first[usize::from(day)])] += i64::from(cents);
            changes[usize::from(self.beyond[usize::from(day)])] -= i64::from(cents);
        }
        let aside = if aside {
            self.aside(rows)
        } else {
            [0; TOGETHER]
        };
        let mut cents = 0;
        std::array::from_fn(|at| {
            cents += changes[at];
            if at < usize::from(begun) {
                (cents * PER_CENT).saturating_add(aside[at])
            } else {
                NO_MEASURE
            }
        })
    }

    /// What the rows that are kept aside add at each end.
    #[cold]
    fn aside(&self, rows: Rows<'_>) -> [i64; TOGETHER] {
        let mut sums = [0i64; TOGETHER];
        for (day, row) in rows.compact().filter(|(_, row)| row.is_aside()) {
            let (amount, nature) = rows.aside(row);
            if nature != Nature::Returned {
                let (first, beyond) = (self.first[usize::from(day)], self.beyond[usize::from(day)]);
                let sums = &mut sums[usize::from(first)..usize::from(beyond)];
                for sum in sums {
                    *sum = sum.saturating_add(amount);
                }
            }
        }
        sums
    }
}

/// A bound of a window.
type Bound = fn(&Windows) -> Day;

/// By day since [`Day::FIRST`], how many ends have a bound on it or after it.
fn reached(ends: &[Windows], bound: Bound) -> Vec<u8> {
    let days = (Day::LAST.0 - Day::FIRST.0 + 1) as usize;
    let mut counts = vec![0; days];
    for (count, end) in (1..).zip(ends) {
        // Ends are descending, and so are their bounds.
        let until = usize::try_from(bound(end).0 - Day::FIRST.0 + 1).unwrap_or(0);
        counts[..until.min(days)].fill(count);
    }
    counts
}

/// Cuts of one end, and what they make of everyone.
fn cut(engine: &Engine<'_>, measures: impl Iterator<Item = i64> + Clone) -> (TierCuts, Vec<u8>) {
    let groups = engine.tier_groups.len();
    let customers = measured(engine, measures.clone());
    let tier = TierCuts::new(&engine.rules.tier.cut, engine.scale(), groups, customers);
    let raw = classes(engine, &tier, measures);
    (tier, raw)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::names::Role;
    use crate::records::sample;
    use crate::rules::decode::decode;

    #[test]
    fn ends_that_share_a_pass_are_as_if_looked_at_one_by_one() {
        let mut csv = "order_id,customer_id,order_date,amount,status\n".to_owned();
        for number in 0..400u32 {
            let (customer, month, day) = (number * 7 % 41, number * 5 % 12 + 1, number % 28 + 1);
            let (year, amount) = (2023 + number % 3, number * number % 977);
            // Ten million do not fit a row, nor do refunds; and some came back.
            let sign = if number % 13 == 0 { "-" } else { "" };
            let more = if number % 17 == 0 { "0000000.005" } else { "" };
            let status = if number % 11 == 0 { "refunded" } else { "" };
            let _ = writeln!(
                csv,
                "o{number},c{customer},{year}-{month:02}-{day:02},{sign}{amount}{more},{status}"
            );
        }
        for measure in ["amount_12m", "amount", "amount_prev_12m"] {
            check(&csv, measure);
        }
    }

    fn check(csv: &str, measure: &str) {
        let rules = format!("[tier]\nmeasure = '{measure}'");
        let rules = decode(&rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let day = Day::parse_iso("2026-01-31").expect("a test date");
        let book = sample::book(&[(Role::Orders, csv)], &rules, &[], day);
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
