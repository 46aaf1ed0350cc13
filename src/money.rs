//! Amounts of money: fixed point with four decimals, never binary floats.
//!
//! A [`Money`] is one amount, a [`Total`] a sum of any number of them. Both
//! count ten-thousandths of the book currency, so sums are exact and do not
//! depend on the order of rows.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// How many units make one of the currency: four decimals.
pub const UNITS: i64 = 10_000;

/// One amount in ten-thousandths of the currency it was written in.
///
/// The range is about ±922 trillion of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i64);

/// A sum of amounts in ten-thousandths; wide enough that it cannot overflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Total(pub i128);

impl Money {
    /// Nothing at all.
    pub const ZERO: Self = Self(0);

    /// An amount of whole currency units.
    pub const fn whole(units: i64) -> Self {
        Self(units * UNITS)
    }

    /// The amount as a binary float of currency units, for ratios and charts.
    ///
    /// Exact to the nearest float while the amount is below 900 billion.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / UNITS as f64
    }
}

impl Total {
    /// The sum of nothing.
    pub const ZERO: Self = Self(0);

    /// The sum as a binary float of currency units, for ratios and charts.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / UNITS as f64
    }
}

/// Writes the shortest exact decimal with at least two decimals: `12.50`, `0.1234`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Total(i128::from(self.0)).fmt(f)
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = UNITS as u128;
        let (whole, rest) = (self.0.unsigned_abs() / units, self.0.unsigned_abs() % units);
        if rest % 100 == 0 {
            write!(f, "{sign}{whole}.{:02}", rest / 100)
        } else if rest % 10 == 0 {
            write!(f, "{sign}{whole}.{:03}", rest / 10)
        } else {
            write!(f, "{sign}{whole}.{rest:04}")
        }
    }
}

impl From<Money> for Total {
    fn from(money: Money) -> Self {
        Self(i128::from(money.0))
    }
}

impl AddAssign<Money> for Total {
    fn add_assign(&mut self, money: Money) {
        self.0 += i128::from(money.0);
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign<Money> for Total {
    fn sub_assign(&mut self, money: Money) {
        self.0 -= i128::from(money.0);
    }
}

impl Add for Total {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Total {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum<Money> for Total {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Self {
        let mut total = Self::ZERO;
        for amount in amounts {
            total += amount;
        }
        total
    }
}

impl Sum for Total {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_with_two_decimals_unless_they_need_more() {
        let cases = [
            (0, "0.00"),
            (1, "0.0001"),
            (-1, "-0.0001"),
            (125_000, "12.50"),
            (125_010, "12.501"),
            (-9_999, "-0.9999"),
            (i64::MIN, "-922337203685477.5808"),
        ];
        for (units, expected) in cases {
            assert_eq!(Money(units).to_string(), expected);
        }
    }

    #[test]
    fn totals_do_not_overflow_where_amounts_would() {
        let total: Total = [Money(i64::MAX), Money(i64::MAX)].into_iter().sum();
        assert_eq!(total.0, 2 * i128::from(i64::MAX));
    }
}
