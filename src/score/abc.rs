//! Value tiers (ABC): in which class a measure falls.
//!
//! Takes the measure of every customer that has one, as whole numbers; gives
//! [`TierCuts`], because equal values always share a class, so every rule comes
//! down to the smallest value of each class.

use std::cmp::Reverse;

use crate::problem::{Finding, Fitting, Problem};
use crate::rules::TierCut;

use super::buckets::{BUCKETS, bucket, sift};
use super::group::Grouped;

/// Shares are given in millionths.
const WHOLE: u32 = 1_000_000;

/// What the whole numbers of a measure count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// Ten-thousandths of the currency, as [`crate::money::Money`] does.
    Money,
    /// Millionths: measures that are no amounts are rounded to them.
    Millionths,
}

impl Scale {
    /// How many whole numbers make one ten-thousandth, in which thresholds are written.
    fn per_unit(self) -> i64 {
        match self {
            Self::Money => 1,
            Self::Millionths => 100,
        }
    }
}

/// The smallest value of each class but the last, for each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierCuts {
    /// Number of boundaries, one fewer than there are classes.
    boundaries: usize,
    /// `boundaries` values a group, or one set for all; `None`: nothing is in the class.
    at_least: Vec<Option<i64>>,
}

impl TierCuts {
    /// Cuts for all customers with a measure, each with its group (counted from 0, below `groups`).
    ///
    /// * Shares: sorted descending, a customer is in a class while what was
    ///   accumulated *before* the first of its equals is below the share of the
    ///   group's total. Only values above 0 are accumulated; the others are in the
    ///   last class.
    /// * Top: the same by heads. All customers with a measure are counted, and values
    ///   of 0 and below are in the last class.
    /// * Thresholds hold as written, whatever the population.
    pub fn new<C>(cut: &TierCut, scale: Scale, groups: usize, customers: C) -> Self
    where
        C: Iterator<Item = (usize, i64)> + Clone,
    {
        let threshold = |money: &crate::money::Money| money.0.saturating_mul(scale.per_unit());
        match cut {
            TierCut::AtLeast(values) => {
                Self::shared(values.iter().map(|value| Some(threshold(value))))
            }
            TierCut::MoreThan(values) => {
                Self::shared(values.iter().map(|value| threshold(value).checked_add(1)))
            }
            TierCut::Share(shares) => {
                let positive = customers.filter(|(_, value)| *value > 0);
                let mut at_least = Vec::with_capacity(groups * shares.len());
                if groups == 1 {
                    let values = positive.map(|(_, value)| value);
                    weighted_cuts(values, shares, &mut at_least);
                } else {
                    let mut grouped = Grouped::new(groups, positive);
                    for group in 0..groups {
                        let values = grouped.slice(group);
                        if values.len() < BUCKETS {
                            few_weighted_cuts(values, shares, &mut at_least);
                        } else {
                            weighted_cuts(values.iter().copied(), shares, &mut at_least);
                        }
                    }
                }
                Self {
                    boundaries: shares.len(),
                    at_least,
                }
            }
            TierCut::Top(shares) => {
                let mut grouped = Grouped::new(groups, customers);
                let mut at_least = Vec::with_capacity(groups * shares.len());
                for group in 0..groups {
                    head_cuts(grouped.slice(group), shares, &mut at_least);
                }
                Self {
                    boundaries: shares.len(),
                    at_least,
                }
            }
        }
    }

    /// The class of a value in a group, the best being 0.
    #[inline]
    pub fn class(&self, group: usize, value: i64) -> usize {
        // Backwards without leaving off: where to stop cannot be foreseen, and there are few.
        let boundaries = self.at_least(group).iter().enumerate().rev();
        boundaries.fold(self.boundaries, |class, (better, least)| {
            let reached = least.is_some_and(|least| value >= least);
            if reached { better } else { class }
        })
    }

    /// The smallest value of each class but the last in a group; `None`: nothing is in the class.
    #[inline]
    pub fn at_least(&self, group: usize) -> &[Option<i64>] {
        // Thresholds are one set for all groups.
        let start = if self.at_least.len() == self.boundaries {
            0
        } else {
            group * self.boundaries
        };
        &self.at_least[start..start + self.boundaries]
    }

    fn shared(cuts: impl Iterator<Item = Option<i64>>) -> Self {
        let at_least: Vec<_> = cuts.collect();
        Self {
            boundaries: at_least.len(),
            at_least,
        }
    }
}

/// The smallest value of each class by shares of the total, ascending in millionths.
///
/// The sums of buckets tell in which bucket each class ends, and only its values are
/// looked at one by one. The values are above 0.
fn weighted_cuts(
    values: impl Iterator<Item = i64> + Clone,
    shares: &[u32],
    cuts: &mut Vec<Option<i64>>,
) {
    let mut sums = vec![0i128; BUCKETS];
    let add = |value: i64| sums[bucket(value)] += i128::from(value);
    values.clone().for_each(add);
    let total: i128 = sums.iter().sum();
    let mut marked = vec![false; BUCKETS];
    let ends: Vec<_> = shares
        .iter()
        .map(|share| Class {
            share: *share,
            total,
        })
        .map(|class| (class, class.last_bucket(&sums)))
        .collect();
    for (bucket, _) in ends.iter().filter_map(|(_, last)| *last) {
        marked[bucket] = true;
    }
    let kept = sift(values, &marked);
    cuts.extend(ends.into_iter().map(|(class, last)| {
        let (last, before) = last?;
        let mut values = kept.clone();
        values.retain(|value| bucket(*value) == last);
        Some(class.last_value(&mut values, before))
    }));
}

/// The same for values so few that buckets would take longer than they do.
fn few_weighted_cuts(values: &mut [i64], shares: &[u32], cuts: &mut Vec<Option<i64>>) {
    let total = values.iter().map(|value| i128::from(*value)).sum();
    cuts.extend(shares.iter().map(|share| {
        let class = Class {
            share: *share,
            total,
        };
        class.has(0).then(|| class.last_value(values, 0))
    }));
}

/// The best customers down to a share of the total, in millionths.
#[derive(Clone, Copy)]
struct Class {
    share: u32,
    total: i128,
}

impl Class {
    /// Whether a value is in the class when so much stands before it.
    fn has(self, before: i128) -> bool {
        before * i128::from(WHOLE) < i128::from(self.share) * self.total
    }

    /// The last bucket whose first value is in the class, and what stands before it; `None`
    /// where there is nothing to share out.
    fn last_bucket(self, sums: &[i128]) -> Option<(usize, i128)> {
        let (mut before, mut last) = (0, None);
        for (bucket, sum) in sums.iter().enumerate().rev().filter(|(_, sum)| **sum > 0) {
            if !self.has(before) {
                break;
            }
            last = Some((bucket, before));
            before += sum;
        }
        last
    }

    /// The last of the values in descending order that is in the class; `before` is what
    /// stands before the first, which is in it.
    ///
    /// Selection instead of a sort: each round halves what is left.
    fn last_value(self, values: &mut [i64], mut before: i128) -> i64 {
        let (mut start, mut end) = (0, values.len());
        while end - start > 1 {
            let middle = start.midpoint(end);
            values[start..end].select_nth_unstable_by_key(middle - start, |value| Reverse(*value));
            let half = values[start..middle].iter();
            let with_half = before + half.map(|value| i128::from(*value)).sum::<i128>();
            if self.has(with_half) {
                (start, before) = (middle, with_half);
            } else {
                end = middle;
            }
        }
        values[start]
    }
}

/// The smallest value of each class by shares of the heads, ascending in millionths.
fn head_cuts(values: &mut [i64], shares: &[u32], cuts: &mut Vec<Option<i64>>) {
    for share in shares {
        // Position p is in the class while p < share · n, so the last one is that, rounded up, less one.
        let heads = (u64::from(*share) * values.len() as u64).div_ceil(u64::from(WHOLE));
        let last = (heads as usize).min(values.len()).checked_sub(1);
        cuts.push(last.map(|last| {
            let (_, cut, _) = values.select_nth_unstable_by_key(last, |value| Reverse(*value));
            (*cut).max(1)
        }));
    }
}

/// From this share of all customers on, a first or last class says nothing, in percent.
const LOPSIDED: u64 = 95;
/// Below so many customers, any shape is chance.
const LOPSIDED_FROM: u64 = 20;

/// Finds nearly every customer in the first or the last class: which one, and how
/// many percent (rounded down). `heads` counts the customers of each class.
pub fn lopsided(heads: &[u64]) -> Option<(usize, u32)> {
    let total: u64 = heads.iter().sum();
    let last = heads.len().checked_sub(1)?;
    [0, last]
        .into_iter()
        .find(|class| total >= LOPSIDED_FROM && heads[*class] * 100 >= total * LOPSIDED)
        .map(|class| (class, (heads[class] * 100 / total) as u32))
}

/// The same as a finding, with the name of the class and what may serve better.
pub fn lopsided_problem(
    heads: &[u64],
    classes: &[String],
    fitting: impl FnOnce() -> Fitting,
) -> Option<Problem> {
    let (class, percent) = lopsided(heads)?;
    Some(Problem {
        place: None,
        finding: Finding::LopsidedTiers(classes.get(class)?.clone(), percent, fitting()),
        count: heads[class],
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::{Money, UNITS};

    fn one_group(values: &[i64]) -> impl Iterator<Item = (usize, i64)> + Clone {
        values.iter().map(|value| (0, *value))
    }

    fn classes(cut: &TierCut, values: &[i64]) -> String {
        let cuts = TierCuts::new(cut, Scale::Money, 1, one_group(values));
        values
            .iter()
            .map(|value| char::from(b'A' + cuts.class(0, *value) as u8))
            .collect()
    }

    fn check(cut: &TierCut, values: &[i64], expected: &str) {
        assert_eq!(classes(cut, values), expected, "{values:?}");
    }

    fn share() -> TierCut {
        TierCut::Share(vec![800_000, 950_000])
    }

    #[test]
    fn a_customer_is_in_the_class_in_which_its_share_begins() {
        check(&share(), &[80, 15, 5], "ABC");
        check(&share(), &[90, 6, 4], "ABC");
        check(&share(), &[79, 2, 19], "ACA"); // 79, then 19 from 79 % to 98 %, then 2
        check(&share(), &[100], "A");
        check(&share(), &[50, 29, 1, 20], "AACA");
    }

    #[test]
    fn equal_values_share_the_class_of_the_first() {
        check(&share(), &[10; 10], "AAAAAAAAAA");
        check(&share(), &[60, 10, 10, 10, 10], "AAAAA");
        check(&share(), &[80, 5, 5, 5, 5], "ABBBB");
    }

    #[test]
    fn nothing_and_less_is_in_the_last_class() {
        check(&share(), &[0, 10, -5], "CAC");
        check(&share(), &[0, 0], "CC");
        check(&share(), &[], "");
        check(
            &TierCut::Top(vec![500_000, 900_000]),
            &[0, -1, 5, 0],
            "CCAC",
        );
    }

    #[test]
    fn exact_boundaries_do_not_depend_on_floats() {
        // 0.7 + 0.1 is below 0.8 in binary.
        check(&share(), &[7_000, 1_000, 999, 999, 2], "AABBC");
        check(&share(), &[7_000, 999, 998, 998, 5], "AAAAC"); // the third begins at 79.99 %
        check(&share(), &[i64::MAX, i64::MAX, i64::MAX], "AAA");
    }

    #[test]
    fn top_counts_heads_and_ties_go_with_the_first() {
        let top = TierCut::Top(vec![200_000, 500_000]);
        check(&top, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], "AABBBCCCCC");
        check(&top, &[10, 9, 9, 9, 6, 5, 4, 3, 2, 1], "AAAABCCCCC");
        check(&top, &[3], "A");
        check(&top, &[3, 2, 1], "ABC"); // 0.6 heads: the first; 1.5 heads: the second
    }

    #[test]
    fn thresholds_hold_as_written() {
        let at_least = TierCut::AtLeast(vec![Money::whole(100), Money::whole(0)]);
        check(&at_least, &[100 * UNITS, 100 * UNITS - 1, 0, -1], "ABBC");
        let more_than = TierCut::MoreThan(vec![Money::whole(100), Money::whole(0)]);
        check(&more_than, &[100 * UNITS + 1, 100 * UNITS, 1, 0], "ABBC");
        check(&TierCut::MoreThan(vec![Money(i64::MAX)]), &[i64::MAX], "B");
    }

    #[test]
    fn thresholds_of_other_measures_are_millionths() {
        let cut = TierCut::AtLeast(vec![Money(5_000)]); // 0.5
        let cuts = TierCuts::new(&cut, Scale::Millionths, 4, [].into_iter());
        assert_eq!((cuts.class(3, 500_000), cuts.class(0, 499_999)), (0, 1));
    }

    #[test]
    fn groups_are_cut_apart_and_nobody_is_good_enough_for_an_empty_one() {
        let customers = [(0, 80), (2, 8), (0, 15), (2, 2), (0, 5)];
        let cuts = TierCuts::new(&share(), Scale::Money, 3, customers.into_iter());
        assert_eq!(cuts.at_least(0), [Some(80), Some(15)]);
        assert_eq!(cuts.at_least(2), [Some(8), Some(2)]);
        assert_eq!(cuts.at_least(1), [None, None]);
        assert_eq!(cuts.class(1, 1_000), 2);
    }

    #[test]
    fn nearly_everybody_in_the_first_or_last_class_is_lopsided() {
        assert_eq!(lopsided(&[95, 3, 2]), Some((0, 95)));
        assert_eq!(lopsided(&[1, 0, 99]), Some((2, 99)));
        assert_eq!(lopsided(&[94, 3, 3]), None);
        assert_eq!(lopsided(&[1, 98, 1]), None);
        assert_eq!(lopsided(&[0, 0]), None);
        assert_eq!(lopsided(&[20, 0]), Some((0, 100)));
        assert_eq!(lopsided(&[19, 0]), None);
        assert_eq!(lopsided(&[]), None);
    }

    /// The rule as it is said: walk down the sorted list, equals go with their first.
    fn walked(values: &[i64], shares: &[u32]) -> Vec<usize> {
        let total: i128 = values
            .iter()
            .filter(|value| **value > 0)
            .map(|value| i128::from(*value))
            .sum();
        let class = |value: &i64| {
            let before: i128 = values
                .iter()
                .filter(|other| *other > value)
                .map(|other| i128::from(*other))
                .sum();
            let begins =
                |share: &u32| *value > 0 && before * 1_000_000 < i128::from(*share) * total;
            shares.iter().position(begins).unwrap_or(shares.len())
        };
        values.iter().map(class).collect()
    }

    fn walked_heads(values: &[i64], shares: &[u32]) -> Vec<usize> {
        let class = |value: &i64| {
            let before = values.iter().filter(|other| *other > value).count() as u64;
            let begins = |share: &u32| {
                *value > 0 && before * 1_000_000 < u64::from(*share) * values.len() as u64
            };
            shares.iter().position(begins).unwrap_or(shares.len())
        };
        values.iter().map(class).collect()
    }

    fn any_shares() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::btree_set((1u32..20).prop_map(|twentieth| twentieth * 50_000), 1..5)
            .prop_map(|shares| shares.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn selection_finds_the_classes_that_walking_down_the_list_finds(
            values in prop::collection::vec(-3i64..25, 0..40),
            shares in any_shares(),
        ) {
            let cases = [
                (TierCut::Share(shares.clone()), walked(&values, &shares)),
                (TierCut::Top(shares.clone()), walked_heads(&values, &shares)),
            ];
            for (cut, expected) in cases {
                let cuts = TierCuts::new(&cut, Scale::Money, 1, one_group(&values));
                let found: Vec<_> = values.iter().map(|value| cuts.class(0, *value)).collect();
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn wide_values_are_found_too(
            values in prop::collection::vec(1i64..1_000_000_000_000, 1..80),
            shares in any_shares(),
        ) {
            let cuts = TierCuts::new(&TierCut::Share(shares.clone()), Scale::Money, 1, one_group(&values));
            let found: Vec<_> = values.iter().map(|value| cuts.class(0, *value)).collect();
            prop_assert_eq!(found, walked(&values, &shares));
        }

        #[test]
        fn the_biggest_is_first_and_more_is_never_a_lower_class(
            values in prop::collection::vec(1i64..50, 1..40),
            shares in any_shares(),
        ) {
            for cut in [TierCut::Share(shares.clone()), TierCut::Top(shares.clone())] {
                let cuts = TierCuts::new(&cut, Scale::Money, 1, one_group(&values));
                let biggest = values.iter().max().expect("there are values");
                prop_assert_eq!(cuts.class(0, *biggest), 0);
                for pair in values.windows(2) {
                    prop_assert!(pair[0] < pair[1] || cuts.class(0, pair[0]) <= cuts.class(0, pair[1]));
                }
            }
        }
    }
}
