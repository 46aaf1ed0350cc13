//! The table behind `percent_rank`: where a number stands among all of them.
//!
//! Takes the numbers of the whole population; gives the share of others that
//! are strictly smaller, as SQL's `PERCENT_RANK` does.

/// The sorted numbers of a population, blanks left out.
#[derive(Debug, Clone, PartialEq)]
pub struct RankTable {
    sorted: Vec<f64>,
}

impl RankTable {
    /// Sorts the numbers of a population; NaN is blank and left out.
    pub fn new(mut values: Vec<f64>) -> Self {
        values.retain(|value| !value.is_nan());
        values.sort_unstable_by(f64::total_cmp);
        Self { sorted: values }
    }

    /// Strictly smaller numbers divided by the others; 0 where there is only one,
    /// blank (NaN) for blank.
    pub fn percent_rank(&self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        let smaller = self.sorted.partition_point(|other| *other < value);
        match self.sorted.len() {
            0 | 1 => 0.0,
            count => smaller as f64 / (count - 1) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_sql() {
        let table = RankTable::new(vec![30.0, 10.0, f64::NAN, 20.0, 20.0, 40.0]);
        let ranks = [10.0, 20.0, 30.0, 40.0].map(|value| table.percent_rank(value));
        let expected = [0.0, 0.25, 0.75, 1.0];
        assert!(
            ranks
                .iter()
                .zip(expected)
                .all(|(rank, right)| (rank - right).abs() < 1e-12)
        );
        assert!(table.percent_rank(f64::NAN).is_nan());
    }

    #[test]
    fn one_alone_ranks_zero_and_both_zeros_are_equal() {
        assert!(RankTable::new(vec![7.0]).percent_rank(7.0).abs() < f64::EPSILON);
        let zeros = RankTable::new(vec![0.0, -0.0, 1.0]);
        assert!(zeros.percent_rank(0.0).abs() < f64::EPSILON);
        assert!(zeros.percent_rank(-0.0).abs() < f64::EPSILON);
    }
}
