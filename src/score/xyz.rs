//! Steadiness: how evenly a customer buys, X, Y or Z.
//!
//! Takes the amounts of a customer's periods one by one, periods without orders
//! counting as 0; gives population standard deviation ÷ mean, and its class.

/// Amounts of one customer's periods, summed up as they come.
///
/// Periods without orders need not be added: they change neither sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    sum: i128,
    squares: i128,
}

/// How evenly somebody buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Steadiness {
    /// About the same in every period.
    X,
    /// Up and down.
    Y,
    /// Now and then.
    Z,
}

impl Spread {
    /// Adds the amount of one whole period, in ten-thousandths of the currency; any one unit will do.
    pub fn add(&mut self, amount: i64) {
        self.sum += i128::from(amount);
        self.squares = self
            .squares
            .saturating_add(i128::from(amount) * i128::from(amount));
    }

    /// Population standard deviation ÷ mean over so many periods, those without orders included.
    ///
    /// `None` when the mean is not above 0 or there are no periods: the ratio then
    /// says nothing. With n periods it is √(n·Σx² − (Σx)²) ÷ Σx, in whole numbers
    /// below the root, so that an exact 0.5 is 0.5.
    pub fn variation(self, periods: u32) -> Option<f64> {
        if self.sum <= 0 || periods == 0 {
            return None;
        }
        let exact = || {
            let product = i128::from(periods).checked_mul(self.squares)?;
            product.checked_sub(self.sum.checked_mul(self.sum)?)
        };
        let sum = self.sum as f64;
        let difference = exact().map_or_else(
            || f64::from(periods) * self.squares as f64 - sum * sum,
            |difference| difference as f64,
        );
        Some(difference.max(0.0).sqrt() / sum)
    }
}

impl Steadiness {
    /// The class of a variation: X up to the first cut, Y up to the second, ends included.
    pub fn of(variation: f64, cuts: [f64; 2]) -> Self {
        if variation <= cuts[0] {
            Self::X
        } else if variation <= cuts[1] {
            Self::Y
        } else {
            Self::Z
        }
    }

    /// The letter in every output.
    pub fn letter(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::Y => "Y",
            Self::Z => "Z",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn variation(amounts: &[i64]) -> Option<f64> {
        let mut spread = Spread::default();
        for amount in amounts {
            spread.add(*amount);
        }
        spread.variation(amounts.len() as u32)
    }

    fn check(amounts: &[i64], expected: Option<Steadiness>) {
        let found = variation(amounts).map(|variation| Steadiness::of(variation, [0.5, 1.0]));
        assert_eq!(found, expected, "{amounts:?}");
    }

    #[test]
    fn exactly_half_is_x_and_exactly_one_is_y() {
        check(&[10_000, 30_000], Some(Steadiness::X)); // mean 2, deviation 1
        check(&[9_999, 30_000], Some(Steadiness::Y));
        check(&[10_000, 0], Some(Steadiness::Y)); // mean 0.5, deviation 0.5
        check(&[10_000, 0, 0], Some(Steadiness::Z)); // √2
        check(&[500, 500, 500], Some(Steadiness::X));
    }

    #[test]
    fn nothing_sold_has_no_steadiness() {
        check(&[], None);
        check(&[0, 0], None);
        check(&[-5, 3], None);
        check(&[-5, 5], None);
    }

    #[test]
    fn empty_periods_count_without_being_added() {
        let mut spread = Spread::default();
        spread.add(70);
        assert_eq!(spread.variation(4), variation(&[0, 70, 0, 0]));
        assert_eq!(spread.variation(0), None);
    }

    #[test]
    fn huge_amounts_do_not_overflow() {
        let found = variation(&[i64::MAX, i64::MAX, 0, 0]).expect("the mean is positive");
        assert!((found - 1.0).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn it_is_the_textbook_ratio(amounts in prop::collection::vec(0i64..1_000_000, 1..20)) {
            let n = amounts.len() as f64;
            let mean = amounts.iter().sum::<i64>() as f64 / n;
            let spread = amounts.iter().map(|x| (*x as f64 - mean).powi(2)).sum::<f64>() / n;
            match variation(&amounts) {
                None => prop_assert!(mean <= 0.0),
                Some(found) => prop_assert!((found - spread.sqrt() / mean).abs() < 1e-6),
            }
        }
    }
}
