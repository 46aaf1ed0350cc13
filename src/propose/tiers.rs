//! Where value tiers should begin: by share, or by amounts where shares put nearly
//! everybody into one class. Takes what everybody bought, gives a cut with its reason.

use crate::metrics::orders::{Windows, order_facts};
use crate::money::Money;
use crate::rules::TierCut;
use crate::score::abc::{Scale, TierCuts};
use crate::score::friendly;

use super::Given;

/// From this percentage of buyers in the best class on, the class says nothing.
const MOST_BEST: u64 = 60;
/// From this percentage of buyers in the last class on, the class says nothing.
const MOST_LAST: u64 = 90;
/// Fewer buyers than this are sorted soundly by any rule.
const FEWEST: usize = 20;
/// The built-in shares.
const SHARES: [u32; 2] = [800_000, 950_000];

/// What tiers are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Amounts of the last 12 months.
    Last12m,
    /// Amounts of all time: nobody bought within the last 12 months.
    Ever,
}

impl Measure {
    /// The key of the metric.
    pub fn key(self) -> &'static str {
        match self {
            Self::Last12m => "amount_12m",
            Self::Ever => "amount",
        }
    }
}

/// Why the cut is as it is. Percentages are of buyers: customers whose measure is above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Shares divide the buyers well.
    Share,
    /// By share, so many percent would be in the best class.
    NearlyAllBest(u64),
    /// By share, so many percent would be in the last class.
    NearlyAllLast(u64),
    /// By share, so many percent would be in one class, but no amounts part them better.
    Alike(u64),
    /// Too few buyers to say.
    Few,
}

/// A cut with its reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiers {
    /// What is sorted by.
    pub measure: Measure,
    /// Where classes begin.
    pub cut: TierCut,
    /// Why there.
    pub why: Why,
    /// Buyers in each class, best first, by this cut.
    pub heads: [u64; 3],
    /// Buyers in each class by the built-in shares.
    pub by_share: [u64; 3],
    /// Friendly amounts that leave somebody in each class, and the buyers they put there.
    pub amounts: Option<(Vec<Money>, [u64; 3])>,
}

/// The cut that fits.
pub(super) fn tiers(given: &Given<'_>) -> Tiers {
    let (measure, values) = values(given);
    propose(measure, &values)
}

/// What every buyer bought, descending.
fn values(given: &Given<'_>) -> (Measure, Vec<i64>) {
    let windows = Windows::at(given.as_of);
    let facts =
        || (0..given.book.len() as u32).map(|at| order_facts(given.book.rows(at), &windows));
    let mut values: Vec<i64> = facts().map(|facts| facts.amount_12m).collect();
    values.retain(|value| *value > 0);
    let mut measure = Measure::Last12m;
    if values.is_empty() {
        values = facts().map(|facts| facts.amount).collect();
        values.retain(|value| *value > 0);
        if !values.is_empty() {
            measure = Measure::Ever;
        }
    }
    values.sort_unstable_by(|one, other| other.cmp(one));
    (measure, values)
}

fn propose(measure: Measure, values: &[i64]) -> Tiers {
    let share = TierCut::Share(SHARES.to_vec());
    let by_share = heads(&share, values);
    let all = values.len() as u64;
    let percent = |class: usize| (by_share[class] * 100).checked_div(all).unwrap_or(0);
    let lopsided = match (percent(0), percent(2)) {
        _ if values.len() < FEWEST => None,
        (best, _) if best >= MOST_BEST => Some(Why::NearlyAllBest(best)),
        (_, last) if last >= MOST_LAST => Some(Why::NearlyAllLast(last)),
        _ => None,
    };
    let amounts = amounts(values);
    let by_share_for = |why| Tiers {
        measure,
        cut: share.clone(),
        why,
        heads: by_share,
        by_share,
        amounts: amounts.clone(),
    };
    let Some(why) = lopsided else {
        return by_share_for(if values.len() < FEWEST {
            Why::Few
        } else {
            Why::Share
        });
    };
    match amounts.clone() {
        Some((least, heads)) => Tiers {
            measure,
            cut: TierCut::AtLeast(least),
            why,
            heads,
            by_share,
            amounts,
        },
        None => by_share_for(Why::Alike(percent(0).max(percent(2)))),
    }
}

fn heads(cut: &TierCut, values: &[i64]) -> [u64; 3] {
    let cuts = TierCuts::new(cut, Scale::Money, 1, values.iter().map(|value| (0, *value)));
    let mut heads = [0; 3];
    for value in values {
        heads[cuts.class(0, *value)] += 1;
    }
    heads
}

/// Friendly amounts with the buyers they put into each class. `values` descend.
fn amounts(values: &[i64]) -> Option<(Vec<Money>, [u64; 3])> {
    let least = friendly::amounts(values)?;
    let heads = heads(&TierCut::AtLeast(least.clone()), values);
    Some((least, heads))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: impl IntoIterator<Item = i64>, why: Why, cut: TierCut) {
        let mut values: Vec<i64> = values
            .into_iter()
            .map(|value| Money::whole(value).0)
            .collect();
        values.sort_unstable_by(|one, other| other.cmp(one));
        let tiers = propose(Measure::Last12m, &values);
        assert_eq!((tiers.why, tiers.cut), (why, cut));
    }

    fn at_least(best: i64, second: i64) -> TierCut {
        TierCut::AtLeast(vec![Money::whole(best), Money::whole(second)])
    }

    #[test]
    fn few_large_and_many_small_buyers_are_divided_by_share() {
        let values = (1..=100).map(|rank| 1_000_000 / rank);
        check(values, Why::Share, TierCut::Share(SHARES.to_vec()));
    }

    #[test]
    fn buyers_who_differ_little_are_divided_by_friendly_amounts() {
        let values = (0..100).map(|at| 400_000 + at * 2_000);
        check(values, Why::NearlyAllBest(77), at_least(550_000, 500_000));
    }

    #[test]
    fn one_giant_leaves_the_others_to_amounts() {
        let values = (0..100).map(|at| 1_000 + at * 1_000).chain([900_000_000]);
        check(values, Why::NearlyAllLast(99), at_least(80_000, 50_000));
    }

    #[test]
    fn equal_buyers_stay_with_shares() {
        check([100; 50], Why::Alike(100), TierCut::Share(SHARES.to_vec()));
        check([100; 19], Why::Few, TierCut::Share(SHARES.to_vec()));
        check([], Why::Few, TierCut::Share(SHARES.to_vec()));
    }

    #[test]
    fn round_amounts_are_preferred_to_exact_ones() {
        let values: Vec<i64> = (1..=1000)
            .rev()
            .map(|value| Money::whole(value * 107).0)
            .collect();
        let (least, heads) = amounts(&values).expect("amounts");
        assert_eq!(least, [Money::whole(80_000), Money::whole(50_000)]);
        assert_eq!(heads, [253, 280, 467]);
    }

    #[test]
    fn amounts_below_one_unit_are_not_divided() {
        assert_eq!(amounts(&[9_000, 5_000, 100]), None);
        assert_eq!(amounts(&[]), None);
    }
}
