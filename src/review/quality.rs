//! What is odd about the rules on this data: types that say nothing or never come into
//! force, classes without a plan, thresholds that nobody is near, labels that never move.
//!
//! Takes what a run decided; gives findings, each with a customer as an example where there
//! is one.

use crate::classify::cuts::NO_MEASURE;
use crate::classify::engine::Engine;
use crate::classify::{NONE, Verdicts};
use crate::metrics::orders::{Windows, order_facts};
use crate::money::Money;
use crate::period::{Day, Span, Unit};
use crate::problem::{Finding, Odd, Problem, TypeName};
use crate::rules::{TierCut, Type};
use crate::score::Scale;

/// More types than this are hard to keep apart.
const MOST_TYPES: usize = 9;

/// Of fewer customers shares say nothing.
const ENOUGH: u64 = 50;

/// A type with more than so many hundredths of the customers has nearly everybody.
const NEARLY_ALL: u64 = 90;

/// A class with less than one in so many has almost nobody.
const HARDLY_ANY: u64 = 200;

/// A threshold that nobody is within so many hundredths of, on either side.
const NEAR: u128 = 30;

/// Labels that stood still are looked at over at least so many days.
const STILL_DAYS: i32 = 350;

/// Everything odd about the rules; `measures` are those of the cuts of the as-of day.
pub fn findings(
    engine: &Engine<'_>,
    verdicts: &Verdicts,
    measures: &[i64],
    as_of: Day,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let customers = verdicts.kind.len() as u64;
    if customers == 0 {
        return problems;
    }
    if let Some(unheld) = engine.rules.tier.unheld {
        problems.push(whole(Odd::NothingHeld(unheld), 1));
    }
    let types = &engine.rules.types;
    if types.len() > MOST_TYPES {
        let count = types.len() as u64;
        problems.push(whole(Odd::ManyTypes(count), count));
    }
    for (place, kind) in types.iter().enumerate() {
        problems.extend(of_type(engine, verdicts, place, kind));
    }
    problems.extend(rare_tiers(engine, verdicts));
    problems.extend(far_thresholds(engine, measures));
    problems.extend(still(engine, verdicts, as_of));
    problems
}

fn whole(odd: Odd, count: u64) -> Problem {
    Problem {
        place: None,
        finding: Finding::Odd(odd),
        count,
    }
}

fn type_name(kind: &Type) -> TypeName {
    TypeName {
        zh: kind.name.zh.clone(),
        en: kind.name.en.clone(),
    }
}

/// The first by id of some customers.
fn example(engine: &Engine<'_>, customers: impl Iterator<Item = u32>) -> Option<String> {
    let registry = &engine.book.registry;
    let first = customers.min_by(|one, other| registry.by_id(*one, *other))?;
    Some(registry.id(first).to_owned())
}

/// What is odd about one type: shadowed, almost nobody's or nearly everybody's, without a plan.
fn of_type(engine: &Engine<'_>, verdicts: &Verdicts, place: usize, kind: &Type) -> Vec<Problem> {
    let (customers, label) = (verdicts.kind.len() as u64, place as u8);
    let all = || (0u32..).zip(&verdicts.kind);
    let of_it = || {
        all()
            .filter(|(_, kind)| **kind == label)
            .map(|(customer, _)| customer)
    };
    let heads = of_it().count() as u64;
    let mut problems = Vec::new();
    if heads == 0 {
        // Among a few customers any type may be behind another by chance.
        if customers >= ENOUGH {
            problems.extend(shadowed(engine, verdicts, place, kind));
        }
        return problems;
    }
    let Some(first) = example(engine, of_it()) else {
        return problems;
    };
    if kind.tracks.is_empty() {
        problems.push(whole(
            Odd::NoFollowUp(type_name(kind), first.clone()),
            heads,
        ));
    }
    if customers >= ENOUGH && heads * 100 > customers * NEARLY_ALL {
        let percent = (heads * 100 / customers) as u32;
        problems.push(whole(Odd::LopsidedType(type_name(kind), percent), heads));
    }
    if customers >= ENOUGH && heads * HARDLY_ANY < customers {
        problems.push(whole(Odd::RareType(type_name(kind), first), heads));
    }
    problems
}

/// A type whose customers are all taken by earlier ones, each of which has others, too. Where
/// one has no others, the type is what is left over from it, and just has nobody left.
fn shadowed(
    engine: &Engine<'_>,
    verdicts: &Verdicts,
    place: usize,
    kind: &Type,
) -> Option<Problem> {
    let types = &engine.rules.types;
    let matching = || {
        let all = (0u32..).zip(&verdicts.matching);
        let those = all.filter(|(_, bits)| *bits >> place & 1 == 1);
        those.map(|(customer, _)| customer)
    };
    let mut taken = vec![0u64; types.len()];
    for customer in matching() {
        let by = usize::from(verdicts.kind[customer as usize]);
        if let Some(count) = taken.get_mut(by) {
            *count += 1;
        }
    }
    let mut members = vec![0u64; types.len()];
    for kind in &verdicts.kind {
        if let Some(count) = members.get_mut(usize::from(*kind)) {
            *count += 1;
        }
    }
    let mut takers = taken.iter().zip(&members);
    if takers.any(|(taken, members)| *taken > 0 && taken == members) {
        return None;
    }
    let most = (0..types.len()).rev().max_by_key(|by| taken[*by])?;
    let by = (taken[most] > 0).then_some(most)?;
    let those = matching().filter(|customer| usize::from(verdicts.kind[*customer as usize]) == by);
    let customer = example(engine, those)?;
    let finding = Odd::ShadowedType {
        kind: type_name(kind),
        by: type_name(&types[by]),
        customer,
    };
    Some(whole(finding, taken.iter().sum()))
}

/// Tiers above the last one that almost nobody is in.
fn rare_tiers(engine: &Engine<'_>, verdicts: &Verdicts) -> Vec<Problem> {
    let classes = &engine.rules.tier.classes;
    let with_tier = verdicts.tier.iter().filter(|tier| **tier != NONE).count() as u64;
    let mut problems = Vec::new();
    if with_tier < ENOUGH {
        return problems;
    }
    for (place, class) in classes.iter().enumerate() {
        let those = (0u32..).zip(&verdicts.tier);
        let those = those.filter(|(_, tier)| usize::from(**tier) == place);
        let heads = those.clone().count() as u64;
        if heads * HARDLY_ANY < with_tier {
            let first = example(engine, those.map(|(customer, _)| customer));
            problems.push(whole(Odd::RareTier(class.clone(), first), heads));
        }
    }
    problems
}

/// Amounts at which a class begins that no customer is near, below or above.
fn far_thresholds(engine: &Engine<'_>, measures: &[i64]) -> Vec<Problem> {
    let tier = &engine.rules.tier;
    let (TierCut::AtLeast(cuts) | TierCut::MoreThan(cuts)) = &tier.cut else {
        return Vec::new();
    };
    let known = || measures.iter().enumerate();
    let enough = measures
        .iter()
        .filter(|value| **value != NO_MEASURE)
        .count() as u64
        >= ENOUGH;
    if engine.scale() != Scale::Money || !enough {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (class, cut) in tier.classes.iter().zip(cuts) {
        let distance = |value: i64| value.abs_diff(cut.0);
        let nearest = known()
            .filter(|(_, value)| **value != NO_MEASURE)
            .map(|(slot, value)| (slot as u32, *value))
            .min_by(|one, other| {
                let by_id = || engine.book.registry.by_id(one.0, other.0);
                distance(one.1).cmp(&distance(other.1)).then_with(by_id)
            });
        let Some((customer, value)) = nearest else {
            continue;
        };
        if u128::from(distance(value)) * 100 > u128::from(cut.0.unsigned_abs()) * NEAR {
            problems.push(whole(
                Odd::FarThreshold {
                    class: class.clone(),
                    begins: *cut,
                    customer: engine.book.registry.id(customer).to_owned(),
                    value: Money(value),
                },
                1,
            ));
        }
    }
    problems
}

/// Tiers that stood still for a year in which customers bought more and less.
fn still(engine: &Engine<'_>, verdicts: &Verdicts, as_of: Day) -> Option<Problem> {
    let (day, _) = verdicts.path.last()?;
    if as_of.0 - day.0 < STILL_DAYS {
        return None;
    }
    let (mut with_tier, mut changed) = (0u64, Vec::new());
    let year = [as_of.before(Span::new(1, Unit::Year)), as_of].map(Windows::at);
    for customer in 0..verdicts.tier_raw.len() as u32 {
        let slot = customer as usize;
        let now = verdicts.tier_raw[slot];
        let before = verdicts.path.iter().map(|(_, tiers)| tiers[slot]);
        let mut before = before.filter(|tier| *tier != NONE).peekable();
        if now == NONE || before.peek().is_none() {
            continue;
        }
        if before.any(|tier| tier != now) {
            return None;
        }
        with_tier += 1;
        let rows = engine.book.rows(customer);
        let [then, today] = year.map(|windows| order_facts(rows, &windows).amount_12m);
        // More than half as much again, or less than two thirds.
        if today.max(then) > 0 && today.abs_diff(then) * 3 > today.max(then).unsigned_abs() {
            changed.push(customer);
        }
    }
    if with_tier < ENOUGH || changed.is_empty() {
        return None;
    }
    let count = changed.len() as u64;
    let customer = example(engine, changed.into_iter())?;
    Some(whole(Odd::StillTiers(*day, customer), count))
}

#[cfg(test)]
mod tests;
