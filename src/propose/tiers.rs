//! Where value tiers should begin: by share, or by amounts where shares put nearly
//! everybody into one class. Takes what everybody bought, gives a cut with its reason.

use crate::metrics::orders::{Windows, order_facts};
use crate::money::Money;
use crate::rules::TierCut;
use crate::score::abc::{Scale, TierCuts};

use super::Given;

/// From this percentage of buyers in the best class on, the class says nothing.
const MOST_BEST: u64 = 60;
/// From this percentage of buyers in the last class on, the class says nothing.
const MOST_LAST: u64 = 90;
/// Fewer buyers than this are sorted soundly by any rule.
const FEWEST: usize = 20;
/// Proposed amounts put about this percentage of the buyers into the best class, and
/// into the best two.
const WANTED: [usize; 2] = [20, 50];
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
}

/// The cut that fits.
pub(super) fn tiers(given: &Given<'_>) -> Tiers {
    let (measure, values) = values(given);
    propose(measure, values)
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

fn propose(measure: Measure, values: Vec<i64>) -> Tiers {
    let share = TierCut::Share(SHARES.to_vec());
    let by_share = heads(&share, &values);
    let all = values.len() as u64;
    let percent = |class: usize| (by_share[class] * 100).checked_div(all).unwrap_or(0);
    let lopsided = match (percent(0), percent(2)) {
        _ if values.len() < FEWEST => None,
        (best, _) if best >= MOST_BEST => Some(Why::NearlyAllBest(best)),
        (_, last) if last >= MOST_LAST => Some(Why::NearlyAllLast(last)),
        _ => None,
    };
    let by_share_for = |why| Tiers {
        measure,
        cut: share.clone(),
        why,
        heads: by_share,
        by_share,
    };
    let Some(why) = lopsided else {
        return by_share_for(if values.len() < FEWEST {
            Why::Few
        } else {
            Why::Share
        });
    };
    match amounts(&values) {
        Some(cut) => Tiers {
            measure,
            heads: heads(&cut, &values),
            cut,
            why,
            by_share,
        },
        None => by_share_for(Why::Alike(percent(0).max(percent(2)))),
    }
}

fn heads(cut: &TierCut, values: &[i64]) -> [u64; 3] {
    let cuts = TierCuts::new(cut, Scale::Money, 1, values.iter().map(|value| (0, *value)));
    let mut heads = [0; 3];
    values
        .iter()
        .for_each(|value| heads[cuts.class(0, *value)] += 1);
    heads
}

/// Friendly amounts near the wanted percentages; `None` where no such amounts leave
/// somebody in each class. `values` descend.
fn amounts(values: &[i64]) -> Option<TierCut> {
    let near =
        |percent: usize| friendly(values[(values.len() * percent / 100).min(values.len() - 1)]);
    let [best, second] = WANTED.map(near);
    let candidates = [
        (best, second),
        (best, below(best)),
        (above(second), second),
        (best, below(below(best))),
    ];
    let fits = |(best, second): &(Money, Money)| {
        let cut = TierCut::AtLeast(vec![*best, *second]);
        best > second && heads(&cut, values).iter().all(|heads| *heads > 0)
    };
    let (best, second) = candidates.into_iter().find(fits)?;
    Some(TierCut::AtLeast(vec![best, second]))
}

/// The steps of friendly numbers: 1, 2, 3, 5, 10 …
const STEPS: [i64; 4] = [1, 2, 3, 5];

/// The friendly number of whole currency units with the smallest ratio to a value.
fn friendly(value: i64) -> Money {
    let mut best = Money::whole(1);
    let mut ten = 1i64;
    while let Some(next) = ten
        .checked_mul(10)
        .filter(|_| ten <= 100_000_000_000_000 / 10_000)
    {
        for step in STEPS {
            let candidate = Money::whole(ten * step);
            if ratio(candidate, value) < ratio(best, value) {
                best = candidate;
            }
        }
        ten = next;
    }
    best
}

/// How many times the larger is the smaller.
fn ratio(money: Money, value: i64) -> f64 {
    let (one, other) = (money.0 as f64, value.max(1) as f64);
    (one / other).max(other / one)
}

fn above(money: Money) -> Money {
    friendly(money.0.saturating_mul(2))
}

/// The next friendly number below, never under one unit.
fn below(money: Money) -> Money {
    friendly(money.0 / 2)
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
        let tiers = propose(Measure::Last12m, values);
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
        check(
            (0..100).map(|at| 400_000 + at * 2_000),
            Why::NearlyAllBest(75),
            at_least(500_000, 200_000),
        );
    }

    #[test]
    fn one_giant_leaves_the_others_to_amounts() {
        let values = (0..100).map(|at| 1_000 + at * 1_000).chain([900_000_000]);
        check(values, Why::NearlyAllLast(99), at_least(100_000, 50_000));
    }

    #[test]
    fn equal_buyers_stay_with_shares() {
        check([100; 50], Why::Alike(100), TierCut::Share(SHARES.to_vec()));
        check([100; 19], Why::Few, TierCut::Share(SHARES.to_vec()));
        check([], Why::Few, TierCut::Share(SHARES.to_vec()));
    }

    #[test]
    fn friendly_numbers_are_near_by_ratio() {
        let check = |value: i64, expected: i64| {
            assert_eq!(
                friendly(Money::whole(value).0),
                Money::whole(expected),
                "{value}"
            );
        };
        check(0, 1);
        check(7, 5);
        check(8, 10);
        check(142, 100);
        check(487_212, 500_000);
        check(86_000_000, 100_000_000);
    }
}
