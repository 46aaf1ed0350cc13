//! Plain numbers such as quantities and scores, as binary floats.
//! Takes a cell, gives the nearest float of the decimal that was written.

use crate::value::amount::Decimal;
use crate::value::text::{fold_width, trim, without_formula};
use crate::value::{Mark, Raw, is_empty_word, is_error_word};

/// Why a cell is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberFault {
    /// It cannot be read as a number.
    NotANumber,
    /// An error cell such as #N/A.
    ErrorCell,
}

/// Reads a cell of a number column; `None` is a blank cell. The number is finite.
#[inline]
pub fn number(raw: Raw<'_>) -> Result<Option<f64>, NumberFault> {
    decimal_number(raw, Decimal::Dot)
}

/// The same with the sign that stands before decimals in text of the sheet.
#[inline]
pub fn decimal_number(raw: Raw<'_>, decimal: Decimal) -> Result<Option<f64>, NumberFault> {
    match whole(raw.text) {
        Some(number) => Ok(Some(number)),
        None => odd(raw, decimal),
    }
}

/// Up to 15 digits, which a float holds exactly.
#[inline]
fn whole(text: &[u8]) -> Option<f64> {
    if text.is_empty() || text.len() > 15 {
        return None;
    }
    let mut value: u64 = 0;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value as f64)
}

#[cold]
fn odd(raw: Raw<'_>, decimal: Decimal) -> Result<Option<f64>, NumberFault> {
    let text = without_formula(trim(raw.text));
    if is_empty_word(text) {
        return Ok(None);
    }
    if raw.mark == Mark::Error || is_error_word(text) {
        return Err(NumberFault::ErrorCell);
    }
    if matches!(raw.mark, Mark::Date | Mark::Flag) {
        return Err(NumberFault::NotANumber);
    }
    let text = std::str::from_utf8(text).map_err(|_| NumberFault::NotANumber)?;
    let mut folded = fold_width(text).replace('−', "-");
    if decimal == Decimal::Comma && raw.mark == Mark::Text {
        let swapped = folded.chars().map(|c| match c {
            ',' => '.',
            '.' => ',',
            other => other,
        });
        folded = swapped.collect();
    }
    let bare = without_thousands(&folded).ok_or(NumberFault::NotANumber)?;
    // Words that Rust reads as numbers, such as inf, have letters other than an exponent.
    let plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
    if !bare.bytes().all(plain) {
        return Err(NumberFault::NotANumber);
    }
    match bare.parse::<f64>() {
        // What says -0 is 0.
        Ok(number) if number.is_finite() => Ok(Some(number + 0.0)),
        _ => Err(NumberFault::NotANumber),
    }
}

/// `1,234.5` without its commas, which must stand before groups of three.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, decimals) = match text.split_once('.') {
        Some((whole, decimals)) => (whole, format!(".{decimals}")),
        None => (text, String::new()),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.len() > first.len();
    let short = (1..=3).contains(&first.trim_start_matches(['-', '+']).len());
    if decimals.contains(',') || (grouped && !short) || groups.any(|group| group.len() != 3) {
        return None;
    }
    Some(whole.replace(',', "") + &decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<Option<f64>, NumberFault>) {
        assert_eq!(number(Raw::text(text.as_bytes())), expected, "{text:?}");
    }

    #[test]
    fn numbers_as_people_write_them() {
        let cases = [
            ("3", 3.0),
            ("-2", -2.0),
            ("4.5", 4.5),
            ("１２", 12.0),
            (" 7 ", 7.0),
            ("1,234", 1234.0),
            ("-1,234,567.5", -1_234_567.5),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("0.1", 0.1),
            ("123456789012345", 123_456_789_012_345.0),
        ];
        for (text, expected) in cases {
            check(text, Ok(Some(expected)));
        }
    }

    #[test]
    fn nothing_is_nothing_whatever_its_sign() {
        let found = number(Raw::text(b"-0"));
        assert_eq!(found.map(|found| found.map(f64::to_bits)), Ok(Some(0)));
    }

    #[test]
    fn other_words_are_no_numbers() {
        for text in [
            "abc", "inf", "infinity", "98%", "3件", "1,23", "1234,567", "1.2.3", "--1", "1e999",
        ] {
            check(text, Err(NumberFault::NotANumber));
        }
        for text in ["", "-", "NaN", "无"] {
            check(text, Ok(None));
        }
        check("#N/A", Err(NumberFault::ErrorCell));
    }
}
