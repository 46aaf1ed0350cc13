//! Numbers, amounts and days as digits in a byte buffer, without formatting
//! machinery: a million rows of fifty columns pass through here. Takes values,
//! appends ASCII; CSV and JSON share it, so both write the same digits.

use std::io::Write;

use crate::money::{Money, UNITS};
use crate::period::Day;

/// Decimals of numbers and ratios: six, trailing zeros trimmed.
const DECIMALS: u64 = 1_000_000;

/// Above this size a float has no decimals left worth writing.
const LARGEST_SCALED: f64 = 9.0e12;

/// Appends a whole number.
pub(super) fn push_integer(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    push_unsigned(out, number.unsigned_abs());
}

/// Appends an amount as `Money` displays itself: two decimals, more only if they say something.
pub(super) fn push_money(out: &mut Vec<u8>, money: Money) {
    if money.0 < 0 {
        out.push(b'-');
    }
    let units = UNITS.unsigned_abs();
    let (whole, rest) = (
        money.0.unsigned_abs() / units,
        money.0.unsigned_abs() % units,
    );
    push_unsigned(out, whole);
    out.push(b'.');
    if rest % 100 == 0 {
        push_padded(out, rest / 100, 2);
    } else if rest % 10 == 0 {
        push_padded(out, rest / 10, 3);
    } else {
        push_padded(out, rest, 4);
    }
}

/// Appends a finite number with at most six decimals and no trailing zeros; says
/// whether there was a number to write at all.
pub(super) fn push_decimal(out: &mut Vec<u8>, number: f64) -> bool {
    if !number.is_finite() {
        return false;
    }
    if number.abs() >= LARGEST_SCALED {
        // Rare and whole: the standard library's digits are good enough here.
        write!(out, "{number:.0}").expect("writing to a vector cannot fail");
        return true;
    }
    let scaled = (number.abs() * DECIMALS as f64).round() as u64;
    if number < 0.0 && scaled > 0 {
        out.push(b'-');
    }
    push_unsigned(out, scaled / DECIMALS);
    let mut rest = scaled % DECIMALS;
    if rest > 0 {
        let mut width = 6;
        while rest.is_multiple_of(10) {
            rest /= 10;
            width -= 1;
        }
        out.push(b'.');
        push_padded(out, rest, width);
    }
    true
}

/// Appends a day as `2026-06-30`.
pub(super) fn push_day(out: &mut Vec<u8>, day: Day) {
    match day.digits() {
        Some(text) => out.extend_from_slice(&text),
        None => write!(out, "{day}").expect("writing to a vector cannot fail"),
    }
}

fn push_unsigned(out: &mut Vec<u8>, number: u64) {
    push_padded(out, number, 1);
}

/// Appends the number with leading zeros up to `width` digits.
fn push_padded(out: &mut Vec<u8>, mut number: u64, width: usize) {
    // The largest u64 has 20 digits.
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    while number > 0 {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    out.extend_from_slice(&digits[start.min(digits.len() - width)..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(push: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_at_most_six_decimals_and_no_trailing_zeros() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (0.25, "0.25"),
            (-0.25, "-0.25"),
            (1.0 / 3.0, "0.333333"),
            (2.0 / 3.0, "0.666667"),
            (0.000_000_4, "0"),
            (-0.000_000_4, "0"),
            (0.000_001, "0.000001"),
            (100.0, "100"),
            (1_234.5, "1234.5"),
            (0.999_999_9, "1"),
            (1.0e15, "1000000000000000"),
            (-1.0e13, "-10000000000000"),
        ];
        for (number, expected) in cases {
            assert_eq!(written(|out| assert!(push_decimal(out, number))), expected);
        }
    }

    #[test]
    fn what_is_no_number_writes_nothing() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(written(|out| assert!(!push_decimal(out, number))), "");
        }
    }

    proptest! {
        #[test]
        fn amounts_read_like_their_display(units: i64) {
            let money = Money(units);
            prop_assert_eq!(written(|out| push_money(out, money)), money.to_string());
        }

        #[test]
        fn whole_numbers_read_like_their_display(number: i64) {
            prop_assert_eq!(written(|out| push_integer(out, number)), number.to_string());
        }

        #[test]
        fn days_read_like_their_display(number in -40_000i32..60_000) {
            prop_assert_eq!(written(|out| push_day(out, Day(number))), Day(number).to_string());
        }

        #[test]
        fn decimals_stay_within_half_a_millionth(number in -1.0e6f64..1.0e6) {
            let text = written(|out| { push_decimal(out, number); });
            let back: f64 = text.parse().unwrap();
            prop_assert!((back - number).abs() <= 0.500_001e-6);
        }
    }
}
