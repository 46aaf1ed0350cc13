//! Where each customer stands among all: share, cumulative share and rank.
//!
//! Takes the measure of every customer that has one; gives one answer per customer,
//! after one sort. Wanted for the as-of day only: tiers come from cuts.

use super::group::Grouped;

/// Where one customer stands in its group.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Standing {
    /// Share of the total of all values above 0, 0 to 1; 0 for values not above 0.
    pub share: f64,
    /// Share of everything down to and with this customer, equals in the order they came.
    pub cumulative_share: f64,
    /// One plus the number of customers with more.
    pub rank: u32,
}

/// Where each customer stands in its group: one answer per customer, in the order they came.
pub fn standing<C>(groups: usize, customers: C) -> Vec<Standing>
where
    C: Iterator<Item = (usize, i64)> + Clone,
{
    // Turned round so that the plain order is descending by value, then by slot.
    let slots = (0u32..)
        .zip(customers)
        .map(|(slot, (group, value))| (group, (!value, slot)));
    let mut grouped = Grouped::new(groups, slots);
    let count = (0..groups).map(|group| grouped.slice(group).len()).sum();
    let mut standings = vec![Standing::default(); count];
    for group in 0..groups {
        let slots = grouped.slice(group);
        slots.sort_unstable();
        stand(slots, &mut standings);
    }
    standings
}

/// The share of a value in the total of all values above 0; 0 for values not above 0.
pub fn share(value: i64, total: f64) -> f64 {
    part(value.max(0) as f64, total)
}

fn part(sum: f64, total: f64) -> f64 {
    if total > 0.0 { sum / total } else { 0.0 }
}

/// Fills in the standings of one group, its slots sorted; `!value` of a value is
/// −value − 1, which reverses the order without an overflow.
fn stand(slots: &[(i64, u32)], standings: &mut [Standing]) {
    let positive = |turned: i64| i128::from((!turned).max(0));
    let total: i128 = slots.iter().map(|(turned, _)| positive(*turned)).sum();
    let total = total as f64;
    let (mut sum, mut rank, mut previous) = (0, 0, None);
    for (position, (turned, slot)) in (1u32..).zip(slots) {
        if previous != Some(*turned) {
            (rank, previous) = (position, Some(*turned));
        }
        sum += positive(*turned);
        standings[*slot as usize] = Standing {
            share: share(!turned, total),
            cumulative_share: part(sum as f64, total),
            rank,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_group(values: &[i64]) -> impl Iterator<Item = (usize, i64)> + Clone {
        values.iter().map(|value| (0, *value))
    }

    #[test]
    fn standings_rank_equals_alike_and_add_up_in_the_order_they_came() {
        let found = standing(2, [(0, 20), (1, 7), (0, 60), (0, 20), (0, -4)].into_iter());
        let expected = [
            (0.2, 0.8, 2),
            (1.0, 1.0, 1),
            (0.6, 0.6, 1),
            (0.2, 1.0, 2),
            (0.0, 1.0, 4),
        ];
        let expected = expected.map(|(share, cumulative_share, rank)| Standing {
            share,
            cumulative_share,
            rank,
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn without_anything_sold_there_are_ranks_but_no_shares() {
        let nothing = Standing {
            share: 0.0,
            cumulative_share: 0.0,
            rank: 1,
        };
        assert_eq!(standing(1, one_group(&[0, 0])), [nothing; 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]
        #[test]
        fn shares_add_up(values in prop::collection::vec(-5i64..1000, 1..40)) {
            let standings = standing(1, one_group(&values));
            let sum: f64 = standings.iter().map(|standing| standing.share).sum();
            let any = values.iter().any(|value| *value > 0);
            prop_assert!((sum - f64::from(u8::from(any))).abs() < 1e-9);
            for (standing, value) in standings.iter().zip(&values) {
                let more = values.iter().filter(|other| *other > value).count() as u32;
                prop_assert_eq!(standing.rank, more + 1);
                prop_assert!(standing.cumulative_share >= standing.share);
            }
        }
    }
}
