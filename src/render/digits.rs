//! Numbers, amounts and days as digits in a byte buffer, without formatting
//! machinery: a million rows of fifty columns pass through here. Takes values,
//! appends ASCII; CSV and JSON share it, so both write the same digits.

use std::io::Write;

use crate::digits::{EIGHT, decimals, eight, shortest};
use crate::money::{Money, UNITS};
use crate::period::Day;

/// Decimals of numbers and ratios: six, trailing zeros trimmed.
const DECIMALS: u64 = 1_000_000;

/// Above this size a float has no decimals left worth writing.
const LARGEST_SCALED: f64 = 9.0e12;

/// Appends a whole number.
#[inline]
pub(super) fn push_integer(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    push_unsigned(out, number.unsigned_abs());
}

/// Appends an amount as `Money` displays itself: two decimals, more only if they say something.
#[inline]
pub(super) fn push_money(out: &mut Vec<u8>, money: Money) {
    if money.0 < 0 {
        out.push(b'-');
    }
    let units = UNITS.unsigned_abs();
    let size = money.0.unsigned_abs();
    push_unsigned(out, size / units);
    let [.., a, b, c, d] = eight((size % units) as u32);
    let len = match (c, d) {
        (b'0', b'0') => 3,
        (_, b'0') => 4,
        _ => 5,
    };
    push_first(out, [b'.', a, b, c, d, 0, 0, 0], len);
}

/// Appends a finite number with at most six decimals and no trailing zeros; says
/// whether there was a number to write at all.
#[inline]
pub(super) fn push_decimal(out: &mut Vec<u8>, number: f64) -> bool {
    if !number.is_finite() {
        return false;
    }
    if number.abs() >= LARGEST_SCALED {
        // Rare and whole: the standard library's digits are good enough here.
        write!(out, "{number:.0}").expect("writing to a vector cannot fail");
        return true;
    }
    let scaled = rounded(number.abs() * DECIMALS as f64);
    if number < 0.0 && scaled > 0 {
        out.push(b'-');
    }
    push_unsigned(out, scaled / DECIMALS);
    let (digits, len) = decimals((scaled % DECIMALS) as u32 * 100);
    if len > 0 {
        out.push(b'.');
        push_first(out, digits, len);
    }
    true
}

/// Appends a day as `2026-06-30`.
#[inline]
pub(super) fn push_day(out: &mut Vec<u8>, day: Day) {
    match day.digits() {
        Some(text) => out.extend_from_slice(&text),
        None => write!(out, "{day}").expect("writing to a vector cannot fail"),
    }
}

/// The nearest whole number, halves up; the number is not negative and below 2^63.
///
/// The standard library's is a call where the processor is not known to round.
#[inline]
fn rounded(number: f64) -> u64 {
    let whole = number as i64;
    // Exact: beyond 2^53, where it would not be, every float is whole.
    let rest = number - whole as f64;
    whole as u64 + u64::from(rest >= 0.5)
}

#[inline]
fn push_unsigned(out: &mut Vec<u8>, number: u64) {
    if number < EIGHT {
        let (digits, len) = shortest(number as u32);
        push_first(out, digits, len);
    } else {
        push_long(out, number);
    }
}

#[cold]
fn push_long(out: &mut Vec<u8>, number: u64) {
    push_unsigned(out, number / EIGHT);
    out.extend_from_slice(&eight((number % EIGHT) as u32));
}

/// Appends the first `len` of these bytes: all of them, which is one store, less the rest.
#[inline]
fn push_first(out: &mut Vec<u8>, bytes: [u8; 8], len: usize) {
    let end = out.len() + len;
    out.extend_from_slice(&bytes);
    out.truncate(end);
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
            (8.9e12, "8900000000000"),
            (0.000_000_499_999_999_9, "0"),
            (0.000_000_5, "0.000001"),
            (99_999_999.999_999_9, "100000000"),
            (123_456_789.125, "123456789.125"),
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
        fn numbers_are_rounded_as_the_standard_library_does(number in 0.0..9.0e18f64, small in 0.0..1.0e7f64) {
            for number in [number, small, small.round() + 0.5, small / 1e7] {
                prop_assert_eq!(rounded(number), number.round() as u64);
            }
        }

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
        fn fractions_stay_within_half_a_millionth(number in -1.0e6f64..1.0e6) {
            let text = written(|out| { push_decimal(out, number); });
            let back: f64 = text.parse().unwrap();
            // Half a millionth, and the grain of floats around a million.
            prop_assert!((back - number).abs() <= 0.501e-6);
        }
    }
}
