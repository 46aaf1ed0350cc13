//! How well an order of customers tells apart what they did later.
//!
//! Takes a score and an outcome for each customer; gives the area under the curve, the Gini
//! coefficient against a perfect order, and what the first so many hold.

/// The probability that of one customer that bought and one that did not the buyer has the
/// higher score; a tie counts half. This is the area under the ROC curve by ranks (Mann and
/// Whitney); `None` where all bought or nobody did. A blank score (NaN) is below all others.
pub fn auc(scored: &[(f64, bool)]) -> Option<f64> {
    let mut order: Vec<(f64, bool)> = scored.to_vec();
    order.sort_by(|one, other| key(one.0).total_cmp(&key(other.0)));
    let positive = order.iter().filter(|(_, bought)| *bought).count() as f64;
    let negative = order.len() as f64 - positive;
    if positive == 0.0 || negative == 0.0 {
        return None;
    }
    let (mut below, mut wins) = (0.0, 0.0);
    for tied in order.chunk_by(|one, other| key(one.0).total_cmp(&key(other.0)).is_eq()) {
        let buyers = tied.iter().filter(|(_, bought)| *bought).count() as f64;
        let others = tied.len() as f64 - buyers;
        wins += buyers * (below + others / 2.0);
        below += others;
    }
    Some(wins / (positive * negative))
}

/// The Gini coefficient of later amounts in the order of a score, as a share of that in the
/// order of the amounts themselves: 1 is perfect, 0 is blind. Tied customers share what they
/// bought. Amounts below 0 count 0; `None` where no order could be better than another.
pub fn gini_share(scored: &[(f64, f64)]) -> Option<f64> {
    let perfect: Vec<(f64, f64)> = scored
        .iter()
        .map(|(_, amount)| (*amount, *amount))
        .collect();
    let best = area(&perfect)?;
    (best > 1e-12).then_some(())?;
    Some(area(scored)? / best)
}

/// Customers by score, the largest first, with what they bought later, and the sum of that;
/// `None` where nothing was bought.
fn ordered(scored: &[(f64, f64)]) -> Option<(Vec<(f64, f64)>, f64)> {
    let mut order: Vec<(f64, f64)> = scored
        .iter()
        .map(|(score, amount)| (key(*score), amount.max(0.0)))
        .collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1)));
    let whole: f64 = order.iter().map(|(_, amount)| amount).sum();
    (whole > 0.0).then_some((order, whole))
}

/// Twice the area between the curve of running amounts and the diagonal.
fn area(scored: &[(f64, f64)]) -> Option<f64> {
    let (order, whole) = ordered(scored)?;
    let (mut running, mut under) = (0.0, 0.0);
    for tied in order.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let sum: f64 = tied.iter().map(|(_, amount)| amount).sum();
        under += tied.len() as f64 * (running + sum / 2.0);
        running += sum;
    }
    Some(2.0 * under / (whole * order.len() as f64) - 1.0)
}

/// The share of the later amounts that the first so many customers of an order hold, ties
/// taken in part; `None` where nothing was bought.
pub fn held_by_first(scored: &[(f64, f64)], first: usize) -> Option<f64> {
    let (order, whole) = ordered(scored)?;
    let (mut left, mut held) = (first, 0.0);
    for tied in order.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let taken = left.min(tied.len());
        let sum: f64 = tied.iter().map(|(_, amount)| amount).sum();
        held += sum * taken as f64 / tied.len() as f64;
        left -= taken;
    }
    Some(held / whole)
}

/// How far groups are set apart, 0 to 1: half the sum of the differences between each group's
/// shares of two wholes. Parts below 0 count 0; `None` where a whole is nothing.
pub fn apart(groups: &[(f64, f64)]) -> Option<f64> {
    let sum =
        |of: fn(&(f64, f64)) -> f64| groups.iter().map(|group| of(group).max(0.0)).sum::<f64>();
    let (one, other) = (sum(|group| group.0), sum(|group| group.1));
    (one > 0.0 && other > 0.0).then(|| {
        let differences = groups
            .iter()
            .map(|(mine, theirs)| (mine.max(0.0) / one - theirs.max(0.0) / other).abs());
        differences.sum::<f64>() / 2.0
    })
}

fn key(score: f64) -> f64 {
    // One zero, and blanks at the end.
    if score.is_nan() {
        f64::NEG_INFINITY
    } else {
        score + 0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: Option<f64>, expected: Option<f64>) {
        let same = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (None, None) => true,
            _ => false,
        };
        assert!(same, "{found:?} is not {expected:?}");
    }

    #[test]
    fn a_perfect_order_is_one_and_a_blind_one_is_a_half() {
        near(auc(&[(3.0, true), (2.0, true), (1.0, false)]), Some(1.0));
        near(auc(&[(1.0, true), (1.0, false)]), Some(0.5));
        near(auc(&[(1.0, true), (2.0, false)]), Some(0.0));
        near(auc(&[(f64::NAN, false), (-9.0, true)]), Some(1.0));
        near(auc(&[(1.0, true)]), None);
        near(gini_share(&[(3.0, 9.0), (2.0, 5.0), (1.0, 0.0)]), Some(1.0));
        near(gini_share(&[(1.0, 9.0), (1.0, 5.0), (1.0, 0.0)]), Some(0.0));
        near(gini_share(&[(1.0, 5.0), (2.0, 5.0)]), None);
    }

    #[test]
    fn groups_are_apart_by_half_the_sum_of_their_differences() {
        near(apart(&[(80.0, 20.0), (20.0, 80.0)]), Some(0.6));
        near(apart(&[(1.0, 0.0), (0.0, 1.0)]), Some(1.0));
        near(apart(&[(5.0, 5.0), (5.0, 5.0)]), Some(0.0));
        near(apart(&[(-5.0, 5.0), (5.0, 5.0)]), Some(0.5));
        near(apart(&[(0.0, 5.0)]), None);
    }

    #[test]
    fn ties_at_the_end_are_taken_in_part() {
        let scored = [(2.0, 6.0), (1.0, 3.0), (1.0, 1.0)];
        near(held_by_first(&scored, 1), Some(0.6));
        near(held_by_first(&scored, 2), Some(0.8));
        near(held_by_first(&scored, 3), Some(1.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_area_is_the_share_of_pairs_in_the_right_order(
            scored in prop::collection::vec((0..6i32, any::<bool>()), 0..14)
        ) {
            let scored: Vec<(f64, bool)> =
                scored.into_iter().map(|(score, bought)| (f64::from(score), bought)).collect();
            let (mut wins, mut pairs) = (0.0, 0.0);
            for (one, bought) in &scored {
                for (other, too) in &scored {
                    if *bought && !*too {
                        pairs += 1.0;
                        wins += if one > other { 1.0 } else if one < other { 0.0 } else { 0.5 };
                    }
                }
            }
            near(auc(&scored), (pairs > 0.0).then(|| wins / pairs));
        }

        #[test]
        fn no_order_is_better_than_the_perfect_one(
            scored in prop::collection::vec((0..6i32, 0..9i32), 1..14)
        ) {
            let scored: Vec<(f64, f64)> =
                scored.into_iter().map(|(score, sum)| (f64::from(score), f64::from(sum))).collect();
            if let Some(share) = gini_share(&scored) {
                prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&share));
            }
        }
    }
}
