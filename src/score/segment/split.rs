//! The middle of a population's values, for segments that split by values.
//!
//! Takes days, orders and money of customers with orders; gives for each group
//! the last value of the better or lower half, as whole numbers.

use crate::score::group::Grouped;
use crate::score::quantile::{Quantile, type7};
use crate::score::rfm::RfmValues;

/// Where the better half begins, for each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SplitCuts {
    groups: Vec<Middle>,
}

/// Values are whole, so a middle between two of them serves as its floor or ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Middle {
    /// Fewer days than this are near: the middle, rounded up.
    recency: i64,
    /// More orders than this are many: the middle, rounded down.
    frequency: i64,
    /// More money than this is much: the middle, rounded down.
    monetary: i64,
}

impl SplitCuts {
    /// Splits at the arithmetic mean of each value.
    pub(super) fn at_mean<C>(groups: usize, customers: C) -> Self
    where
        C: Iterator<Item = (usize, RfmValues)> + Clone,
    {
        let mut sums = vec![(0i128, [0i128; 3]); groups];
        for (group, values) in customers {
            let (count, sums) = &mut sums[group];
            *count += 1;
            sums[0] += i128::from(values.recency);
            sums[1] += i128::from(values.frequency);
            sums[2] += i128::from(values.monetary);
        }
        let everybody = sums.iter().fold((0, [0; 3]), |all, group| {
            (
                all.0 + group.0,
                [0, 1, 2].map(|measure| all.1[measure] + group.1[measure]),
            )
        });
        // A mean lies between two values of 64 bits, so it fits.
        let middle = |(count, sums): (i128, [i128; 3])| Middle {
            recency: (-(-sums[0]).div_euclid(count)) as i64,
            frequency: sums[1].div_euclid(count) as i64,
            monetary: sums[2].div_euclid(count) as i64,
        };
        let of_group = |group: (i128, [i128; 3])| match (group.0, everybody.0) {
            (0, 0) => Middle::default(),
            (0, _) => middle(everybody),
            _ => middle(group),
        };
        Self {
            groups: sums.into_iter().map(of_group).collect(),
        }
    }

    /// Splits at the type-7 median of each value.
    pub(super) fn at_median<C>(groups: usize, customers: &C) -> Self
    where
        C: Iterator<Item = (usize, RfmValues)> + Clone,
    {
        let medians = |value: fn(RfmValues) -> i64| {
            let pairs = customers
                .clone()
                .map(move |(group, values)| (group, value(values)));
            // A group in which nobody is takes the median of everybody.
            let everybody = if groups > 1 {
                type7(Grouped::new(1, pairs.clone()).slice(0), 1, 2)
            } else {
                None
            };
            let mut grouped = Grouped::new(groups, pairs);
            (0..groups)
                .map(|group| type7(grouped.slice(group), 1, 2).or(everybody))
                .collect::<Vec<_>>()
        };
        let recency = medians(|values| values.recency);
        let frequency = medians(|values| values.frequency);
        let monetary = medians(|values| values.monetary);
        let middle = |group: usize| Middle {
            recency: recency[group].map_or(0, Quantile::ceil),
            frequency: frequency[group].map_or(0, Quantile::floor),
            monetary: monetary[group].map_or(0, Quantile::floor),
        };
        Self {
            groups: (0..groups).map(middle).collect(),
        }
    }

    /// 2 where the customer is strictly better than the middle of its group, else 1.
    pub(super) fn halves(&self, group: usize, values: RfmValues) -> [u8; 3] {
        let middle = self.groups[group];
        [
            1 + u8::from(values.recency < middle.recency),
            1 + u8::from(values.frequency > middle.frequency),
            1 + u8::from(values.monetary > middle.monetary),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(split: &SplitCuts, group: usize, values: (i64, i64, i64), expected: [u8; 3]) {
        let (recency, frequency, monetary) = values;
        let values = RfmValues {
            recency,
            frequency,
            monetary,
        };
        assert_eq!(split.halves(group, values), expected, "{values:?}");
    }

    fn customers() -> impl Iterator<Item = (usize, RfmValues)> + Clone {
        [(0, 10, 1, 100), (0, 11, 2, 200), (2, 400, 9, -50)]
            .into_iter()
            .map(|(group, recency, frequency, monetary)| {
                (
                    group,
                    RfmValues {
                        recency,
                        frequency,
                        monetary,
                    },
                )
            })
    }

    #[test]
    fn only_strictly_better_than_the_mean_is_high() {
        let split = SplitCuts::at_mean(3, customers()); // means 10.5, 1.5, 150
        check(&split, 0, (10, 2, 151), [2, 2, 2]);
        check(&split, 0, (11, 1, 150), [1, 1, 1]);
        check(&split, 2, (400, 9, -50), [1, 1, 1]);
        check(&split, 2, (399, 10, -49), [2, 2, 2]);
    }

    #[test]
    fn only_strictly_better_than_the_median_is_high() {
        let split = SplitCuts::at_median(3, &customers());
        check(&split, 0, (10, 2, 151), [2, 2, 2]);
        check(&split, 0, (11, 1, 150), [1, 1, 1]);
    }

    #[test]
    fn an_empty_group_is_split_where_everybody_is() {
        let split = SplitCuts::at_mean(3, customers()); // means 140⅓, 4, 83⅓
        check(&split, 1, (140, 5, 84), [2, 2, 2]);
        check(&split, 1, (141, 4, 83), [1, 1, 1]);
        let split = SplitCuts::at_median(3, &customers()); // medians 11, 2, 100
        check(&split, 1, (10, 3, 101), [2, 2, 2]);
        check(&split, 1, (11, 2, 100), [1, 1, 1]);
    }

    #[test]
    fn nobody_at_all_splits_at_nothing() {
        for split in [
            SplitCuts::at_mean(1, [].into_iter()),
            SplitCuts::at_median(1, &[].into_iter()),
        ] {
            check(&split, 0, (0, 1, 1), [1, 2, 2]);
        }
    }
}
