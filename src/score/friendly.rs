//! Amounts that are easy to say and part buyers into three classes. Takes what everybody
//! bought, gives where the better two begin.

use crate::money::{Money, UNITS};

/// Proposed amounts put about this percentage of the buyers into the best class, and
/// into the best two.
const WANTED: [usize; 2] = [20, 50];

/// The two amounts near the wanted percentages at which the best classes begin; `None` where no
/// such amounts leave somebody in each. `values` descend and are above 0.
pub fn amounts(values: &[i64]) -> Option<Vec<Money>> {
    let all = values.len();
    let reaching = |least: Money| values.partition_point(|value| *value >= least.0);
    let (best, _) = friendly(values)
        .filter(|(least, _)| (1..all).contains(&reaching(*least)))
        .min_by_key(|(least, odd)| distance(reaching(*least), all, WANTED[0]) + odd)?;
    let first = reaching(best);
    let (second, _) = friendly(values)
        .filter(|(least, _)| (first + 1..all).contains(&reaching(*least)))
        .min_by_key(|(least, odd)| distance(reaching(*least), all, WANTED[1]) + odd)?;
    Some(vec![best, second])
}

/// How many tenths of a percent a part is away from the wanted percentage.
fn distance(part: usize, all: usize, wanted: usize) -> usize {
    (part * 1000 / all).abs_diff(wanted * 10)
}

/// Leading figures in tenths, and how odd each looks as a threshold: as many tenths of a
/// percent it may lie farther from what is wanted and still be preferred.
const FIGURES: [(i64, usize); 16] = [
    (10, 0),
    (15, 40),
    (20, 0),
    (25, 60),
    (30, 20),
    (35, 80),
    (40, 40),
    (45, 80),
    (50, 0),
    (55, 80),
    (60, 40),
    (65, 80),
    (70, 60),
    (75, 80),
    (80, 40),
    (90, 60),
];

/// Whole amounts that are easy to say, up to the largest value, each with its oddness.
fn friendly(values: &[i64]) -> impl Iterator<Item = (Money, usize)> {
    let largest = values.first().copied().unwrap_or(0);
    let tenths = std::iter::successors(Some(UNITS / 10), |unit| unit.checked_mul(10));
    tenths
        .take_while(move |unit| *unit <= largest)
        .flat_map(|unit| FIGURES.map(|(figure, odd)| (unit.saturating_mul(figure), odd)))
        .filter(move |(least, _)| least % UNITS == 0 && *least <= largest)
        .map(|(least, odd)| (Money(least), odd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_leave_somebody_in_each_class_and_are_easy_to_say() {
        let values = |values: &[i64]| -> Vec<i64> {
            values.iter().map(|value| Money::whole(*value).0).collect()
        };
        let even: Vec<i64> = (1..=100).rev().map(|rank| rank * 10).collect();
        let expected = vec![Money::whole(800), Money::whole(500)];
        assert_eq!(amounts(&values(&even)), Some(expected));
        assert_eq!(amounts(&values(&[100; 50])), None);
        assert_eq!(amounts(&[]), None);
    }
}
