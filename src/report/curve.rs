//! How much of the whole the largest customers make up: the curve behind ABC. Takes a
//! run, gives at most [`MOST_POINTS`] points.

use crate::report::Run;

/// Points of the curve, both ends included.
pub const MOST_POINTS: usize = 200;

/// Points from (0, 0) to (1, 1): the share of customers with a tier measure, largest
/// first, and their share of the total; empty when nobody has a measure above 0.
///
/// Measures that are not above 0 add nothing to the total.
pub fn curve(run: &Run<'_>) -> Vec<[f64; 2]> {
    let mut measures: Vec<i64> = run.figures.measures().collect();
    measures.sort_unstable_by(|a, b| b.cmp(a));
    points(&measures)
}

/// The points of measures in descending order.
fn points(measures: &[i64]) -> Vec<[f64; 2]> {
    let above = |measure: &i64| i128::from((*measure).max(0));
    let total: i128 = measures.iter().map(above).sum();
    if total == 0 {
        return Vec::new();
    }
    let count = measures.len();
    let steps = count.min(MOST_POINTS - 1);
    let mut points = vec![[0.0, 0.0]];
    let (mut done, mut sum) = (0, 0i128);
    for step in 1..=steps {
        let until = step * count / steps;
        sum += measures[done..until].iter().map(above).sum::<i128>();
        done = until;
        points.push([done as f64 / count as f64, sum as f64 / total as f64]);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_books_have_a_point_for_each_customer() {
        assert_eq!(
            points(&[6, 2, 0, -5]),
            [
                [0.0, 0.0],
                [0.25, 0.75],
                [0.5, 1.0],
                [0.75, 1.0],
                [1.0, 1.0]
            ]
        );
        assert_eq!(points(&[7]), [[0.0, 0.0], [1.0, 1.0]]);
    }

    #[test]
    fn large_books_have_no_more_than_fit() {
        for count in [198, 199, 200, 201, 5_000] {
            let points = points(&vec![3; count]);
            assert!(points.len() <= MOST_POINTS, "{count}: {}", points.len());
            assert!(points.is_sorted_by(|a, b| a[0] < b[0] && a[1] < b[1]));
            assert_eq!(points.last(), Some(&[1.0, 1.0]));
        }
    }

    #[test]
    fn without_anything_bought_there_is_no_curve() {
        assert!(points(&[]).is_empty());
        assert!(points(&[0, -1]).is_empty());
    }
}
