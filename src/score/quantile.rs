//! Type-7 quantiles of whole numbers, exactly.
//!
//! Takes values in any order and rearranges them (selection, no full sort); gives
//! each quantile as a fraction, so that no comparison ever meets a binary float.

use super::buckets::{BUCKETS, bucket, sift};

/// A quantile as an exact fraction.
///
/// Values are whole numbers (days, orders, ten-thousandths of the currency), so
/// `value > quantile` is the same as `value > quantile.floor()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantile {
    /// The quantile times `parts`.
    scaled: i128,
    parts: u32,
}

impl Quantile {
    /// The largest whole number that is not above the quantile.
    pub fn floor(self) -> i64 {
        // Between two values of 64 bits, so it fits.
        self.scaled.div_euclid(i128::from(self.parts)) as i64
    }

    /// The smallest whole number that is not below the quantile.
    pub fn ceil(self) -> i64 {
        (-(-self.scaled).div_euclid(i128::from(self.parts))) as i64
    }
}

/// The quantile at `part / parts`, by type 7 (Hyndman & Fan 1996; the default of
/// R, `NumPy` and Excel's `QUARTILE.INC`): with n sorted values counted from 0,
/// position (n − 1) · part / parts, between two values in proportion.
///
/// `None` without values. `part` is at most `parts`.
pub fn type7(values: &mut [i64], part: u32, parts: u32) -> Option<Quantile> {
    let mut settled = 0;
    next_type7(values, &mut settled, part, parts)
}

/// The quantiles at 1/parts, 2/parts … (parts − 1)/parts, ascending; none without values.
pub fn inner_quantiles(values: &mut [i64], parts: u32) -> impl Iterator<Item = Quantile> {
    let mut settled = 0;
    let found: Vec<Quantile> = if values.len() < BUCKETS {
        let next = |part| next_type7(values, &mut settled, part, parts);
        (1..parts).map_while(next).collect()
    } else {
        many_quantiles(values, parts)
    };
    found.into_iter()
}

/// The same for many values, more than there are parts: how many there are in each bucket tells in which buckets the
/// quantiles lie, and only the values of those are sorted.
fn many_quantiles(values: &[i64], parts: u32) -> Vec<Quantile> {
    let mut counts = vec![0usize; BUCKETS];
    for value in values {
        counts[bucket(*value)] += 1;
    }
    let last = values.len() as u64 - 1;
    let place = |part: u32| {
        let position = last * u64::from(part);
        let low = (position / u64::from(parts)) as usize;
        (low, position % u64::from(parts))
    };
    // Positions ascend; of each we want the value there, and the next one.
    let wanted: Vec<usize> = (1..parts)
        .flat_map(|part| [place(part).0, place(part).0 + 1])
        .collect();
    let (mut marked, mut kept_at) = (vec![false; BUCKETS], Vec::with_capacity(wanted.len()));
    let (mut below, mut kept_below, mut next) = (0, 0, 0);
    for (bucket, count) in counts.into_iter().enumerate() {
        let first = next;
        while wanted.get(next).is_some_and(|at| *at < below + count) {
            next += 1;
        }
        kept_at.extend(wanted[first..next].iter().map(|at| at - below + kept_below));
        below += count;
        if next > first {
            marked[bucket] = true;
            kept_below += count;
        }
    }
    let mut kept = sift(values.iter().copied(), &marked);
    kept.sort_unstable();
    (1..parts)
        .zip(kept_at.chunks_exact(2))
        .map(|(part, at)| {
            let [low, above] = [at[0], at[1]].map(|at| i128::from(kept[at]));
            let rest = i128::from(place(part).1);
            Quantile {
                scaled: low * i128::from(parts) + rest * (above - low),
                parts,
            }
        })
        .collect()
}

/// One quantile; the values before `settled` are known to be its smallest.
fn next_type7(values: &mut [i64], settled: &mut usize, part: u32, parts: u32) -> Option<Quantile> {
    let last = values.len().checked_sub(1)? as u64;
    let position = last * u64::from(part);
    let (low, rest) = (
        (position / u64::from(parts)) as usize,
        position % u64::from(parts),
    );
    values[*settled..].select_nth_unstable(low - *settled);
    *settled = low;
    let value = i128::from(values[low]);
    let mut scaled = value * i128::from(parts);
    if rest > 0 {
        let above = values[low + 1..]
            .iter()
            .min()
            .expect("a position between two values has one above");
        scaled += i128::from(rest) * (i128::from(*above) - value);
    }
    Some(Quantile { scaled, parts })
}

/// The number of distinct values if it is below `enough`, else `None`.
pub fn fewer_distinct_than(values: &[i64], enough: usize) -> Option<usize> {
    let mut seen = Vec::with_capacity(enough);
    for value in values {
        if !seen.contains(value) {
            if seen.len() + 1 >= enough {
                return None;
            }
            seen.push(*value);
        }
    }
    Some(seen.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(values: &[i64], part: u32, parts: u32, expected: (i64, i64)) {
        let quantile = type7(&mut values.to_vec(), part, parts).expect("there are values");
        assert_eq!((quantile.floor(), quantile.ceil()), expected);
    }

    #[test]
    fn a_position_on_a_value_is_that_value() {
        check(&[5, 1, 3], 1, 2, (3, 3));
        check(&[50, 10, 40, 20, 30], 1, 4, (20, 20));
        check(&[7], 1, 5, (7, 7));
        check(&[2, 9], 2, 2, (9, 9));
    }

    #[test]
    fn a_position_between_values_is_between_them() {
        check(&[1, 2], 1, 2, (1, 2));
        check(&[-2, -1], 1, 2, (-2, -1));
        check(&[0, 10], 1, 5, (2, 2));
        check(&[0, 1, 2, 10], 4, 5, (5, 6)); // 2 + 0.4 · 8 = 5.2
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        check(&[i64::MIN, i64::MAX], 1, 2, (-1, 0));
        check(&[i64::MAX; 3], 4, 5, (i64::MAX, i64::MAX));
    }

    #[test]
    fn no_values_have_no_quantile() {
        assert_eq!(type7(&mut [], 1, 2), None);
        assert_eq!(inner_quantiles(&mut [], 5).count(), 0);
    }

    #[test]
    fn few_distinct_values_are_counted_and_enough_are_not() {
        assert_eq!(fewer_distinct_than(&[1, 1, 2, 1], 3), Some(2));
        assert_eq!(fewer_distinct_than(&[1, 1, 2, 3], 3), None);
        assert_eq!(fewer_distinct_than(&[], 3), Some(0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn selection_finds_what_sorting_finds(
            values in prop::collection::vec(-20i64..20, 1..40),
            wide in prop::collection::vec(-1_000_000_000i64..1_000_000_000, 1..40),
            parts in 2u32..10,
        ) {
            for values in [values.repeat(12), wide.repeat(12)] {
                let few: Vec<_> = inner_quantiles(&mut values.clone(), parts).collect();
                prop_assert_eq!(few, many_quantiles(&values, parts));
            }
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let found: Vec<_> = inner_quantiles(&mut values.clone(), parts).collect();
            prop_assert_eq!(found.len(), parts as usize - 1);
            for (quantile, part) in found.into_iter().zip(1..) {
                let position = (sorted.len() as i128 - 1) * i128::from(part);
                let low = (position / i128::from(parts)) as usize;
                let high = (low + 1).min(sorted.len() - 1);
                let rest = position % i128::from(parts);
                let (low, high) = (i128::from(sorted[low]), i128::from(sorted[high]));
                prop_assert_eq!(quantile.scaled, low * i128::from(parts) + rest * (high - low));
                prop_assert_eq!(Some(quantile), type7(&mut values.clone(), part, parts));
            }
        }
    }
}
