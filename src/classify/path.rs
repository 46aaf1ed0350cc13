//! A customer's tiers at the evaluated period ends and on the as-of day.
//!
//! Takes the verdicts of a run with history; gives for each of those days the tier in
//! force and what the measure alone said, from one byte per customer and end.

use std::ops::Range;

use crate::period::Day;

use super::ends::End;
use super::engine::Engine;
use super::{NONE, Verdicts};

/// What decided a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decider {
    /// The measure, or nothing where there are no orders.
    Measure,
    /// A better tier of not long before is held.
    Held,
    /// Somebody set it.
    Pinned,
}

/// A customer's tier on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The day.
    pub day: Day,
    /// The tier in force, by place, best 0.
    pub tier: Option<u8>,
    /// The tier by the measure alone.
    pub raw: Option<u8>,
    /// What decided the tier in force.
    pub by: Decider,
}

/// The evaluated days of a run, with what decides tiers on each; made once for all customers.
pub struct Paths<'v> {
    engine: &'v Engine<'v>,
    verdicts: &'v Verdicts,
    as_of: Day,
    /// Oldest first.
    ends: Vec<End<'v>>,
}

impl Verdicts {
    /// A customer's tiers, oldest first, the one of the as-of day last. Empty without history.
    pub fn tiers_of(&self, engine: &Engine<'_>, as_of: Day, customer: u32) -> Vec<Stand> {
        self.paths(engine, as_of).of(customer).collect()
    }

    /// The evaluated days with the tiers of everyone.
    ///
    /// Whatever has no date of its own (a pin without 指定自) counts as always so.
    pub fn paths<'v>(&'v self, engine: &'v Engine<'v>, as_of: Day) -> Paths<'v> {
        let ends = (0..self.path.len()).rev().filter_map(|at| {
            let back = self.path[at..].iter().chain(&self.older);
            End::first_of(engine, back)
        });
        Paths {
            engine,
            verdicts: self,
            as_of,
            ends: ends.collect(),
        }
    }

    /// The tier on the as-of day.
    pub fn stand_now(&self, engine: &Engine<'_>, as_of: Day, customer: u32) -> Stand {
        let (tier, raw) = (
            self.tier[customer as usize],
            self.tier_raw[customer as usize],
        );
        let pinned = engine.pins.tier(customer, as_of);
        stand(as_of, pinned, tier, raw)
    }
}

impl Paths<'_> {
    /// A customer's tiers, oldest first, the one of the as-of day last. Empty without history.
    pub fn of(&self, customer: u32) -> impl Iterator<Item = Stand> {
        let earlier = self.ends.iter().map(move |end| {
            let pinned = self.engine.pins.tier(customer, end.day);
            stand(end.day, pinned, end.held(customer), end.raw(customer))
        });
        let now = (!self.ends.is_empty())
            .then(|| self.verdicts.stand_now(self.engine, self.as_of, customer));
        earlier.chain(now)
    }

    /// The same for many customers at once; what `steps` held is forgotten.
    pub fn fill(&self, customers: &[u32], steps: &mut Steps) {
        steps.customers = customers.len();
        steps.tiers.clear();
        steps.raws.clear();
        if self.ends.is_empty() {
            return;
        }
        for end in &self.ends {
            if let Some(range) = following(customers) {
                end.append(range, &mut steps.raws, &mut steps.tiers);
            } else {
                let all = customers.iter();
                steps.raws.extend(all.clone().map(|one| end.raw(*one)));
                steps.tiers.extend(all.map(|one| end.held(*one)));
            }
            self.pin(customers, end.day, &mut steps.tiers);
        }
        let all = customers.iter().map(|one| *one as usize);
        let (tiers, raws) = (&self.verdicts.tier, &self.verdicts.tier_raw);
        steps.raws.extend(all.clone().map(|one| raws[one]));
        steps.tiers.extend(all.map(|one| tiers[one]));
        self.pin(customers, self.as_of, &mut steps.tiers);
    }

    /// Puts tiers set by hand in the place of those appended last.
    fn pin(&self, customers: &[u32], day: Day, tiers: &mut [u8]) {
        let pins = &self.engine.pins;
        if pins.0.is_empty() {
            return;
        }
        let first = tiers.len() - customers.len();
        for (tier, customer) in tiers[first..].iter_mut().zip(customers) {
            *tier = pins.tier(*customer, day).unwrap_or(*tier);
        }
    }
}

/// Tiers of many customers, filled by [`Paths::fill`] again and again.
#[derive(Debug, Default)]
pub struct Steps {
    customers: usize,
    /// Tiers in force, a slot for each customer, day after day.
    tiers: Vec<u8>,
    raws: Vec<u8>,
}

impl Steps {
    /// The tiers in force of the customer in this row, each with the one by the measure alone,
    /// as places or [`NONE`]; in the order of [`Paths::of`].
    pub fn of(&self, row: usize) -> impl Iterator<Item = (u8, u8)> {
        let days = self.tiers.len().checked_div(self.customers).unwrap_or(0);
        let places = (0..days).map(move |day| day * self.customers + row);
        places.map(|place| (self.tiers[place], self.raws[place]))
    }

    /// Those of some customers, day after day, each with the one by the measure alone.
    #[cfg(test)]
    pub(crate) fn from_days(days: &[Vec<(u8, u8)>]) -> Self {
        Self {
            customers: days.first().map_or(0, Vec::len),
            tiers: days.iter().flatten().map(|(tier, _)| *tier).collect(),
            raws: days.iter().flatten().map(|(_, raw)| *raw).collect(),
        }
    }

    /// A number for each customer that is the same where all its tiers are; none where it
    /// would not fit. So many classes there are.
    pub fn keys(&self, classes: usize, keys: &mut Vec<u64>) {
        keys.clear();
        let days = self.tiers.len().checked_div(self.customers).unwrap_or(0);
        let names = classes + 1;
        let bits = (names * names).next_power_of_two().trailing_zeros();
        if days as u32 * bits > u64::BITS {
            return;
        }
        keys.resize(self.customers, 0);
        let tiers = self.tiers.chunks_exact(self.customers.max(1));
        for (tiers, raws) in tiers.zip(self.raws.chunks_exact(self.customers.max(1))) {
            for (key, (tier, raw)) in keys.iter_mut().zip(tiers.iter().zip(raws)) {
                let place = |one: u8| usize::from(one).min(classes);
                *key = *key << bits | (place(*tier) * names + place(*raw)) as u64;
            }
        }
    }
}

/// The range of numbers that follow one another, as those of a customer sheet do.
fn following(customers: &[u32]) -> Option<Range<usize>> {
    let first = *customers.first()?;
    let mut expected = first..;
    let follow = customers.iter().all(|one| expected.next() == Some(*one));
    follow.then_some(first as usize..first as usize + customers.len())
}

fn stand(day: Day, pinned: Option<u8>, tier: u8, raw: u8) -> Stand {
    let by = match pinned {
        Some(_) => Decider::Pinned,
        None if tier != raw => Decider::Held,
        None => Decider::Measure,
    };
    let label = |label: u8| (label != NONE).then_some(label);
    Stand {
        day,
        tier: label(pinned.unwrap_or(tier)),
        raw: label(raw),
        by,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::history::classify;
    use crate::names::{Field, Role};
    use crate::records::customers::Wanted;
    use crate::records::sample;
    use crate::rules::condition::InputKind;
    use crate::rules::decode::decode;

    const RULES: &str = "
[tier]
at_least = ['100', '50']
measure = 'amount_12m'
keep_for = '2m'
[history]
every = '1m'
depth = 3
";
    /// The order of February 2025 leaves the twelve months on 11 February 2026.
    const ORDERS: &str = "订单编号,客户编号,订单日期,订单金额\n\
        o1,1,2025-02-10,100\no2,1,2025-12-01,50\no3,2,2026-05-20,60\n";

    /// Tier, measure's tier and decider at each day, as `A(B)held`.
    fn path(customers: &str, as_of: &str, id: &str) -> String {
        let rules = decode(RULES).unwrap_or_else(|faults| panic!("{faults:?}"));
        let day = Day::parse_iso(as_of).expect("a test date");
        let sheets = [(Role::Customers, customers), (Role::Orders, ORDERS)];
        let pin = |field, kind| Wanted {
            field: Some(field),
            header: String::new(),
            kind,
        };
        let wanted = [
            pin(Field::CustomerPinnedTier, InputKind::Text),
            pin(Field::CustomerPinnedFrom, InputKind::Date),
        ];
        let book = sample::book(&sheets, &rules, &wanted, day);
        let engine = Engine::new(&book, &rules, 1);
        let (verdicts, _) = classify(&engine, day);
        let customer = (0..book.len() as u32).find(|one| book.registry.id(*one) == id);
        let class = |tier: Option<u8>| tier.map_or('-', |tier| char::from(b'A' + tier));
        many_are_like_each(&verdicts.paths(&engine, day), book.len() as u32);
        let stands = verdicts.tiers_of(&engine, day, customer.expect("a customer"));
        let shown = stands.into_iter().map(|stand| match stand.by {
            Decider::Measure => class(stand.tier).to_string(),
            by => format!("{}({}){by:?}", class(stand.tier), class(stand.raw)),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    /// Whether their numbers follow one another or not.
    fn many_are_like_each(paths: &Paths<'_>, customers: u32) {
        let mut steps = Steps::default();
        let (all, turned) = ((0..customers).collect(), (0..customers).rev().collect());
        let batches: [Vec<u32>; 3] = [all, turned, Vec::new()];
        for batch in batches {
            paths.fill(&batch, &mut steps);
            for (row, customer) in batch.iter().enumerate() {
                let stands = paths.of(*customer);
                let place = |tier: Option<u8>| tier.unwrap_or(NONE);
                let each = stands.map(|stand| (place(stand.tier), place(stand.raw)));
                assert!(steps.of(row).eq(each), "{batch:?} {row}");
            }
        }
    }

    #[test]
    fn held_tiers_stand_beside_what_the_measure_says() {
        let customers = "客户编号,客户名称\n1,甲\n2,乙\n";
        // Held after January for two months: February's end and March's day before its end.
        assert_eq!(path(customers, "2026-03-15", "1"), "A A A(B)Held A(B)Held");
        assert_eq!(path(customers, "2026-04-15", "1"), "A A(B)Held B B");
        assert_eq!(path(customers, "2026-06-15", "2"), "- - B B");
    }

    #[test]
    fn the_oldest_end_is_held_by_ends_before_those_shown() {
        let customers = "客户编号,客户名称\n1,甲\n";
        assert_eq!(path(customers, "2026-05-15", "1"), "A(B)Held B B B");
    }

    #[test]
    fn pins_count_from_their_day_on() {
        let customers = "客户编号,客户名称,指定等级,指定自\n1,甲,C,2026-05-01\n2,乙,A,\n";
        assert_eq!(
            path(customers, "2026-06-15", "1"),
            "B B C(B)Pinned C(B)Pinned"
        );
        assert_eq!(
            path(customers, "2026-06-15", "2"),
            "A(-)Pinned A(-)Pinned A(B)Pinned A(B)Pinned"
        );
    }
}
