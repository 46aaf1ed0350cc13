//! What a customer lacks to the next better tier, as things stand today.
//!
//! Takes a run and a customer; gives the class and the missing part of the measure.
//! Reaching the start of a class always suffices: what others bought above it stays the same.

use std::cmp::Ordering;

use crate::classify::NONE;
use crate::names::Metric;
use crate::report::Run;
use crate::report::reason::Measured;
use crate::rules::Rules;
use crate::rules::condition::Node;

/// What is missing to the next better tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// The next better class by the measure that anybody is in, by place.
    pub tier: u8,
    /// How much more of the measure it takes.
    pub missing: Measured,
    /// What the measure counts.
    pub counted: Counted,
    /// What reaching it does.
    pub then: Then,
}

/// What reaching the next tier by the measure does to the tier in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The customer becomes of that tier.
    Becomes,
    /// The customer is held in that tier, and so keeps it.
    Keeps,
    /// The tier is set by hand, or a better one is held; only what the measure says changes.
    ByMeasure,
}

/// What the tier measure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Amounts of the last 12 months.
    Last12m,
    /// Amounts of all time.
    Ever,
    /// Something else than an amount.
    Other,
}

impl Distance {
    /// Whether the customer need not more than double its measure.
    pub fn is_within_reach(&self, value: Measured) -> bool {
        value.value > 0 && self.missing.value <= value.value
    }
}

/// What is missing to the next better tier by the measure; `None` in the best one, without
/// orders, and where the measure lies in the past and nothing can be added to it.
pub fn distance(run: &Run<'_>, customer: u32) -> Option<Distance> {
    distance_in(run, counted(run.rules())?, customer)
}

/// The same, given what the measure counts.
pub fn distance_in(run: &Run<'_>, counted: Counted, customer: u32) -> Option<Distance> {
    let slot = customer as usize;
    let raw = Some(run.verdicts.tier_raw[slot]).filter(|raw| *raw != NONE)?;
    let value = run.figures.measure(customer)?;
    let (cuts, group) = (&run.cuts.tier, run.engine.tier_group(customer));
    let better = cuts.at_least(group)[..usize::from(raw)].iter().rev();
    let start = better.flatten().copied().next()?;
    // A class that nobody is in may begin where a better one does.
    let tier = cuts.class(group, start) as u8;
    let missing = Measured {
        value: start.saturating_sub(value),
        scale: run.engine.scale(),
    };
    Some(Distance {
        tier,
        missing,
        counted,
        then: then(run, customer, tier),
    })
}

fn then(run: &Run<'_>, customer: u32, target: u8) -> Then {
    let pin = run.engine.pins.at(customer, run.as_of());
    if pin.is_some_and(|pin| pin.tier.is_some()) {
        return Then::ByMeasure;
    }
    match run.verdicts.tier[customer as usize].cmp(&target) {
        Ordering::Less => Then::ByMeasure,
        Ordering::Equal => Then::Keeps,
        Ordering::Greater => Then::Becomes,
    }
}

/// What the tier measure counts; `None` where nothing can be added to it any more.
pub fn counted(rules: &Rules) -> Option<Counted> {
    let metric = match &rules.tier.measure.expr.node {
        Node::Name(name) => Metric::named(name),
        _ => None,
    };
    match metric {
        Some(Metric::AmountPrev12m) => None,
        Some(Metric::Amount12m) => Some(Counted::Last12m),
        Some(Metric::Amount) => Some(Counted::Ever),
        _ => Some(Counted::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::rules::decode::decode;
    use crate::score::Scale;

    /// What each customer lacks by rules of tiers: class and ten-thousandths, or nothing.
    fn check(tier: &str, expected: &[(&str, Option<(u8, i64)>)]) {
        let text = format!("[history]\ndepth = 0\n[tier]\nkeep_for = \"0d\"\n{tier}\n");
        let rules = decode(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
        fixture::run_by(fixture::SMALL, &rules, |run| {
            let registry = &run.engine.book.registry;
            for (id, expected) in expected {
                let all = 0..run.engine.book.len() as u32;
                let customer = all.into_iter().find(|one| registry.id(*one) == *id);
                let found = distance(run, customer.expect("a customer"));
                let found = found.map(|found| (found.tier, found.missing.value));
                assert_eq!(found, *expected, "{id} by {tier}");
            }
        });
    }

    #[test]
    fn the_start_of_the_next_class_is_what_counts() {
        // C1 900, C2 60, C9 40; C3 has no orders.
        check(
            "share = [\"80%\", \"95%\"]",
            &[
                ("C1", None),
                ("C2", Some((0, 8_400_000))),
                ("C9", Some((1, 200_000))),
                ("C3", None),
            ],
        );
        check(
            "at_least = [\"1000\", \"60\"]",
            &[("C1", Some((0, 1_000_000)))],
        );
    }

    #[test]
    fn more_than_takes_the_smallest_amount_more() {
        check("more_than = [\"60\", \"40\"]", &[("C2", Some((0, 1)))]);
    }

    #[test]
    fn a_class_that_nobody_is_in_is_passed_over() {
        // The first share holds nobody but the biggest, the second begins in nobody.
        check(
            "share = [\"80%\", \"90%\"]",
            &[("C2", Some((0, 8_400_000))), ("C9", Some((0, 8_600_000)))],
        );
    }

    /// What reaching the next tier does to C2, with its tier in force and the next one.
    fn check_then(orders: &'static str, expected: (u8, u8, Then)) {
        let files = [("orders.csv", orders)];
        fixture::run_by(&files, &Rules::built_in(), |run| {
            let all = 0..run.engine.book.len() as u32;
            let mut named = all.filter(|one| run.engine.book.registry.id(*one) == "C2");
            let customer = named.next().expect("a customer");
            let found = distance(run, customer).expect("a better tier");
            let tier = run.verdicts.tier[customer as usize];
            assert_eq!((tier, found.tier, found.then), expected, "{orders}");
        });
    }

    #[test]
    fn only_a_tier_that_is_held_can_be_kept() {
        // Until November the second customer was the biggest.
        check_then(
            "订单编号,客户编号,订单日期,订单金额\no1,C2,2026-06-02,60\no2,C9,2026-06-02,5\n\
             o3,C1,2026-11-15,900\n",
            (0, 0, Then::Keeps),
        );
        // Now others are in A, and in B.
        check_then(
            "订单编号,客户编号,订单日期,订单金额\no1,C2,2026-06-02,60\no2,C9,2026-06-02,5\n\
             o3,C1,2026-11-15,9000\no4,C3,2026-11-15,2000\n",
            (0, 1, Then::ByMeasure),
        );
    }

    #[test]
    fn what_was_bought_the_year_before_cannot_be_added_to() {
        check("measure = \"amount_prev_12m\"", &[("C2", None)]);
    }

    #[test]
    fn only_what_at_most_doubles_the_measure_is_within_reach() {
        let money = |value| Measured {
            value,
            scale: Scale::Money,
        };
        let lacks = |value| Distance {
            tier: 0,
            missing: money(value),
            counted: Counted::Ever,
            then: Then::Becomes,
        };
        assert!(lacks(5).is_within_reach(money(5)));
        assert!(!lacks(6).is_within_reach(money(5)));
        assert!(!lacks(0).is_within_reach(money(0)));
    }
}
