//! Buckets of whole numbers that grow with the numbers: a first look at a large population.
//!
//! Takes any whole number; gives the bucket it falls into. Greater numbers never fall
//! into lower buckets, so what is looked for among all is found among those of one bucket.

/// Numbers of one size, counted in powers of two, share so many buckets.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 6;

/// Buckets of the numbers from 0 on; as many are below them.
const POSITIVE: usize = PARTS * (64 - PART_BITS as usize);

/// How many buckets there are.
pub(super) const BUCKETS: usize = 2 * POSITIVE;

/// The bucket of a number.
#[inline]
pub(super) fn bucket(value: i64) -> usize {
    if value >= 0 {
        POSITIVE + rung(value as u64)
    } else {
        POSITIVE - 1 - rung(!value as u64)
    }
}

/// Numbers below twice [`PARTS`] have buckets of their own, greater ones share theirs with
/// those that are the same but for their last bits.
#[inline]
fn rung(value: u64) -> usize {
    let bits = (value | PARTS as u64).ilog2() - PART_BITS;
    bits as usize * PARTS + (value >> bits) as usize
}

/// The numbers that fall into the marked buckets, as they came.
pub(super) fn sift(values: impl Iterator<Item = i64>, marked: &[bool]) -> Vec<i64> {
    let mut kept = Vec::new();
    values.for_each(|value| {
        if marked[bucket(value)] {
            kept.push(value);
        }
    });
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_ascend_with_the_numbers_and_none_lies_beyond() {
        let near = |value: i64| [-2, -1, 0, 1, 2].map(|step: i64| value.saturating_add(step));
        let mut numbers: Vec<i64> = (0..63).flat_map(|bit| near(1 << bit)).collect();
        numbers.extend(numbers.clone().iter().map(|number| -number));
        numbers.extend([i64::MIN, i64::MAX]);
        numbers.sort_unstable();
        let found: Vec<usize> = numbers.iter().map(|number| bucket(*number)).collect();
        assert!(found.is_sorted(), "{found:?}");
        assert_eq!((found[0], found.last()), (0, Some(&(BUCKETS - 1))));
    }

    #[test]
    fn small_numbers_do_not_share() {
        let small = -(2 * PARTS as i64)..2 * PARTS as i64;
        let found: Vec<usize> = small.map(bucket).collect();
        assert!(found.windows(2).all(|pair| pair[0] + 1 == pair[1]));
    }
}
