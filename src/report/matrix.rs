//! Customers by recency and frequency score. Takes a run, gives counts and amounts for
//! every pair of scores.

use crate::money::Total;
use crate::report::Run;

/// Customers by two scores. Rows are recency and columns frequency, both from score 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// How many customers.
    pub customers: Vec<Vec<u64>>,
    /// What they bought in the last 12 months.
    pub amounts: Vec<Vec<Total>>,
}

/// The matrix; `None` when there are no scores.
pub fn matrix(run: &Run<'_>) -> Option<Matrix> {
    run.cuts.rfm.as_ref()?;
    let bins = usize::from(run.rules().rfm.bins);
    let mut matrix = Matrix {
        customers: vec![vec![0; bins]; bins],
        amounts: vec![vec![Total::ZERO; bins]; bins],
    };
    for ([recency, frequency, _], amount) in run
        .verdicts
        .scores
        .iter()
        .zip(run.figures.amounts_12m.iter())
    {
        // Without orders all three are 0.
        let place = |score: u8| usize::from(score).checked_sub(1);
        if let (Some(row), Some(column)) = (place(*recency), place(*frequency)) {
            matrix.customers[row][column] += 1;
            matrix.amounts[row][column] += amount;
        }
    }
    Some(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_customer_with_orders_has_a_place() {
        fixture::run(fixture::SMALL, |run| {
            let matrix = matrix(run).expect("scores");
            let customers: u64 = matrix.customers.iter().flatten().sum();
            let amounts: Total = matrix.amounts.iter().flatten().copied().sum();
            assert_eq!(customers, 3);
            assert_eq!(amounts, run.figures.amounts_12m.iter().sum());
        });
    }
}
