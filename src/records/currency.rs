//! Currency codes and conversion to book currency.

use crate::money::Money;
use crate::rules::Rate;

/// The code of a currency as sheets write it: 人民币, RMB and ¥ are CNY.
pub fn code(text: &str) -> String {
    let text = text.trim().to_uppercase();
    let code = match text.as_str() {
        "RMB" | "人民币" | "元" | "¥" | "￥" | "CNY" => "CNY",
        "美元" | "美金" | "$" | "US$" | "USD" => "USD",
        "欧元" | "€" | "EUR" => "EUR",
        "英镑" | "£" | "GBP" => "GBP",
        "日元" | "日圆" | "JPY" => "JPY",
        "港币" | "港元" | "HK$" | "HKD" => "HKD",
        "新台币" | "NT$" | "TWD" => "TWD",
        _ => return text,
    };
    code.to_owned()
}

/// An amount in book currency, rounded half to even at four decimals.
pub fn convert(amount: Money, rate: Rate) -> Money {
    const MILLIONTHS: i128 = 1_000_000;
    Money(divided(
        i128::from(amount.0) * i128::from(rate.0),
        MILLIONTHS,
    ))
}

/// Price times quantity, rounded half to even at four decimals; the quantity counts to six decimals.
pub fn times(price: Money, quantity: f64) -> Money {
    const MILLION: f64 = 1_000_000.0;
    let millionths = (quantity * MILLION).round_ties_even() as i64;
    Money(divided(
        i128::from(price.0) * i128::from(millionths),
        MILLION as i128,
    ))
}

/// A quotient rounded half to even; stays at the limits of an amount.
fn divided(value: i128, by: i128) -> i64 {
    let (whole, rest) = (value.div_euclid(by), value.rem_euclid(by));
    let up = rest * 2 > by || (rest * 2 == by && whole % 2 != 0);
    let rounded = whole + i128::from(up);
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_signs_of_a_currency_are_one_code() {
        for (text, expected) in [
            ("rmb", "CNY"),
            ("￥", "CNY"),
            (" usd ", "USD"),
            ("美元", "USD"),
            ("chf", "CHF"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn conversion_rounds_half_to_even() {
        assert_eq!(convert(Money(10_000), Rate(7_100_000)), Money(71_000));
        assert_eq!(convert(Money(1), Rate(500_000)), Money(0));
        assert_eq!(convert(Money(3), Rate(500_000)), Money(2));
        assert_eq!(convert(Money(-3), Rate(500_000)), Money(-2));
    }

    #[test]
    fn quantities_multiply_exactly() {
        assert_eq!(times(Money(199_900), 3.0), Money(599_700));
        assert_eq!(times(Money(10_000), 0.1), Money(1_000));
    }
}
