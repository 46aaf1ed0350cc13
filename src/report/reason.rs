//! Why a customer has its tier and its type, as data. Takes a run and a customer,
//! gives a [`Reason`] that borrows everything; `lang::reason` words it.

use crate::classify::cuts::Cuts;
use crate::classify::engine::Engine;
use crate::classify::worker::pin_reason;
use crate::classify::{Held, NONE};
use crate::period::Day;
use crate::report::Run;
use crate::rules::TierCut;
use crate::score::Scale;

/// Why a customer is where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason<'a> {
    /// Why this tier.
    pub tier: TierReason<'a>,
    /// Why this type.
    pub kind: KindReason,
    /// How many of its order rows were set aside, so that the tier may be too low.
    pub set_aside: u32,
}

/// A value of the tier measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The whole number.
    pub value: i64,
    /// What it counts.
    pub scale: Scale,
}

/// Where a class begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// At this value.
    At(Measured),
    /// Above this value.
    Above(Measured),
}

/// Why a customer has its tier; classes are places in the rules, best 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TierReason<'a> {
    /// Without orders there is no tier.
    NoOrders,
    /// The measure decides.
    ByMeasure {
        /// The class.
        tier: u8,
        /// The measure.
        value: Measured,
        /// Where the class begins; for the last one, where the one above does and was not reached.
        begins: Option<(u8, Begins)>,
    },
    /// A better tier of not long ago is held.
    Held {
        /// The class held.
        tier: u8,
        /// The last day.
        until: Day,
        /// The class by the measure; `None` without orders.
        by_rule: Option<u8>,
        /// The measure.
        value: Option<Measured>,
    },
    /// Somebody set it.
    Pinned {
        /// The class.
        tier: u8,
        /// The last day, if there is one.
        until: Option<Day>,
        /// Why, in the sheet's own words.
        why: Option<&'a str>,
        /// The class by the measure; `None` without orders.
        by_rule: Option<u8>,
    },
}

/// Why a customer has its type; types are places in the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindReason {
    /// No type matches.
    NoMatch,
    /// The first that matches.
    Matched(u8),
    /// Somebody set it.
    Pinned {
        /// The type.
        kind: u8,
        /// The last day, if there is one.
        until: Option<Day>,
        /// What the rules say.
        by_rule: Option<u8>,
    },
}

/// Why a customer has its labels.
pub fn reason<'a>(run: &Run<'a>, customer: u32) -> Reason<'a> {
    Reason {
        tier: tier(run, customer),
        kind: kind(run, customer),
        set_aside: set_aside(run, customer),
    }
}

/// How many order rows of a customer were set aside.
pub fn set_aside(run: &Run<'_>, customer: u32) -> u32 {
    let aside = &run.engine.book.set_aside;
    aside.get(&customer).copied().unwrap_or_default()
}

fn tier<'a>(run: &Run<'a>, customer: u32) -> TierReason<'a> {
    let slot = customer as usize;
    let scale = run.engine.scale();
    let (tier, raw) = (run.verdicts.tier[slot], run.verdicts.tier_raw[slot]);
    // Most tiers are not held, and need not be looked for.
    let held = (tier != raw).then(|| run.verdicts.held.get(&customer).copied());
    let stood = Stood {
        tier,
        raw,
        value: run
            .figures
            .measure(customer)
            .map(|value| Measured { value, scale }),
        held: held.flatten(),
    };
    tier_on(run.engine, run.cuts, customer, stood)
}

/// What was decided of a customer's tier on a day.
#[derive(Debug, Clone, Copy)]
pub struct Stood {
    /// The tier in force.
    pub tier: u8,
    /// The tier by the measure alone.
    pub raw: u8,
    /// The measure; `None` without orders.
    pub value: Option<Measured>,
    /// Until when the tier is held, if it is.
    pub held: Option<Held>,
}

/// Why a customer has its tier on the day of the cuts.
pub fn tier_on<'a>(
    engine: &Engine<'a>,
    cuts: &Cuts,
    customer: u32,
    stood: Stood,
) -> TierReason<'a> {
    let by_rule = label(stood.raw);
    let pin = engine.pins.at(customer, cuts.windows.day);
    if let Some((tier, pin)) = pin.and_then(|pin| Some((pin.tier?, pin))) {
        return TierReason::Pinned {
            tier,
            until: pin.until,
            why: pin_reason(engine.book, customer),
            by_rule,
        };
    }
    let tier = stood.tier;
    if tier == NONE {
        return TierReason::NoOrders;
    }
    match (stood.held, stood.value) {
        (Some(held), value) => TierReason::Held {
            tier,
            until: held.until,
            by_rule,
            value,
        },
        (None, Some(value)) => TierReason::ByMeasure {
            tier,
            value,
            begins: begins_on(engine, cuts, engine.tier_group(customer), tier),
        },
        (None, None) => TierReason::NoOrders,
    }
}

/// Where a class begins, `None` while nobody is in it; for the last class the nearest one
/// above that anybody is in.
pub fn begins(run: &Run<'_>, group: usize, tier: u8) -> Option<(u8, Begins)> {
    begins_on(run.engine, run.cuts, group, tier)
}

/// The same on the day of the cuts.
pub fn begins_on(engine: &Engine<'_>, cuts: &Cuts, group: usize, tier: u8) -> Option<(u8, Begins)> {
    let starts = cuts.tier.at_least(group);
    let scale = engine.scale();
    let of = |class: usize| {
        let value = (*starts.get(class)?)?;
        // What begins where a better class does holds nobody.
        if starts[..class].contains(&Some(value)) {
            return None;
        }
        let measured = |value| Measured { value, scale };
        // "More than" is kept as "at least the next value".
        let begins = match engine.rules.tier.cut {
            TierCut::MoreThan(_) => Begins::Above(measured(value - 1)),
            TierCut::Share(_) | TierCut::AtLeast(_) | TierCut::Top(_) => {
                Begins::At(measured(value))
            }
        };
        Some((class as u8, begins))
    };
    let class = usize::from(tier);
    if class < starts.len() {
        return of(class);
    }
    (0..starts.len()).rev().find_map(of)
}

fn kind(run: &Run<'_>, customer: u32) -> KindReason {
    let kind = run.verdicts.kind[customer as usize];
    let pin = run.engine.pins.at(customer, run.as_of());
    match pin.and_then(|pin| Some((pin.kind?, pin.until))) {
        Some((kind, until)) => KindReason::Pinned {
            kind,
            until,
            by_rule: run
                .verdicts
                .kind_raw
                .get(&customer)
                .copied()
                .and_then(label),
        },
        None => label(kind).map_or(KindReason::NoMatch, KindReason::Matched),
    }
}

fn label(label: u8) -> Option<u8> {
    (label != NONE).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::rules::Rules;
    use crate::rules::decode::decode;

    fn money(units: i64) -> Measured {
        Measured {
            value: units * 10_000,
            scale: Scale::Money,
        }
    }

    #[test]
    fn a_tier_of_not_long_ago_is_held_and_says_what_the_rules_would() {
        fixture::run_by(fixture::SMALL, &Rules::built_in(), |run| {
            // Until the big order of November the second customer was the biggest.
            let TierReason::Held {
                tier,
                until,
                by_rule,
                value,
            } = reason(run, 1).tier
            else {
                panic!("the tier is held");
            };
            assert_eq!((tier, by_rule, value), (0, Some(1), Some(money(60))));
            assert!(until >= run.as_of());
        });
    }

    #[test]
    fn a_class_that_nobody_is_in_begins_nowhere() {
        // The first customer holds more than nine tenths.
        let rules = decode("[tier]\nshare = ['80%', '90%']\n");
        let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
        fixture::run_by(fixture::SMALL, &rules, |run| {
            let start = Begins::At(money(900));
            let found = [0, 1, 2].map(|class| begins(run, 0, class));
            assert_eq!(found, [Some((0, start)), None, Some((0, start))]);
        });
    }

    #[test]
    fn the_last_class_names_the_start_of_the_one_above() {
        fixture::run(fixture::SMALL, |run| {
            let mut found: Vec<_> = run
                .engine
                .book
                .order
                .iter()
                .map(|c| reason(run, *c).tier)
                .collect();
            let last = found.pop().expect("four customers");
            let expected = TierReason::ByMeasure {
                tier: 2,
                value: money(40),
                begins: Some((1, Begins::At(money(60)))),
            };
            assert_eq!(last, expected);
            assert_eq!(found.pop(), Some(TierReason::NoOrders));
        });
    }
}
