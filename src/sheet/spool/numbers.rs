//! Numbers as a spool has them: decimals of at most fifteen digits.
//!
//! Takes doubles, or decimals as a sheet writes them, gives their text. A decimal of few digits
//! is written without a double in between, and to the same bytes.

use std::io::Write as _;

/// A decimal of at most fifteen digits, of which at most four stand after the point. The double
/// nearest to it is that of no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    is_negative: bool,
    whole: u64,
    /// Ten-thousandths.
    fraction: u64,
}

impl Decimal {
    /// Ten-thousandths of one.
    const ONE: u64 = 10_000;

    /// Reads digits with a point and more digits, or without; `None` of anything else, and of
    /// what has too many of them.
    #[inline]
    pub fn read(text: &[u8]) -> Option<Self> {
        let (is_negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            text => (false, text),
        };
        let (whole, after) = digits(text);
        if after == 0 || after > 15 {
            return None;
        }
        let mut fraction = 0;
        if let [b'.', rest @ ..] = &text[after..] {
            let (written, places) = digits(rest);
            if places == 0 || places > 4 || after > 11 || places < rest.len() {
                return None;
            }
            fraction = written * [1000, 100, 10, 1][places - 1];
        } else if after < text.len() {
            return None;
        }
        Some(Self {
            is_negative: is_negative && whole + fraction > 0,
            whole,
            fraction,
        })
    }

    /// The double nearest to it: the quotient of two exact integers is correctly rounded.
    pub fn value(self) -> f64 {
        let value = if self.fraction == 0 {
            self.whole as f64
        } else {
            (self.whole * Self::ONE + self.fraction) as f64 / Self::ONE as f64
        };
        if self.is_negative { -value } else { value }
    }

    /// Appends it.
    pub fn write(self, out: &mut Vec<u8>) {
        let mut text = [b'0'; 24];
        let mut at = text.len();
        if self.fraction > 0 {
            at -= 4;
            put_digits(self.fraction, &mut text[at..]);
            at -= 1;
            text[at] = b'.';
        }
        let mut whole = self.whole;
        loop {
            at -= 1;
            text[at] = b'0' + (whole % 10) as u8;
            whole /= 10;
            if whole == 0 {
                break;
            }
        }
        if self.is_negative {
            at -= 1;
            text[at] = b'-';
        }
        out.extend_from_slice(&text[at..]);
        if self.fraction > 0 {
            trim_zeros(out);
        }
    }
}

/// The number that text begins with, and how many digits it has; meaningless beyond nineteen.
#[inline]
fn digits(text: &[u8]) -> (u64, usize) {
    let mut number = 0u64;
    for (at, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return (number, at);
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    (number, text.len())
}

/// Fills a place with the last digits of a number.
#[inline]
pub(super) fn put_digits(mut number: u64, place: &mut [u8]) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Writes a finite number as its shortest decimal at 15 significant digits.
///
/// Below 10¹⁵ there is no exponent; from there on it is written as
/// `1.38001380001E+16`, so that a long id which a spreadsheet has rounded can be
/// told from one that is whole.
pub fn write_number(out: &mut Vec<u8>, value: f64) {
    let decimal = |whole, fraction| Decimal {
        is_negative: value < 0.0,
        whole,
        fraction,
    };
    if value.fract() == 0.0 && value.abs() < 1e15 {
        decimal(value.abs() as u64, 0).write(out);
        return;
    }
    // Amounts: a decimal of four places whose nearest double this is. The quotient of two
    // exact integers is correctly rounded, and 15 digits name a double uniquely.
    let scaled = (value * 1e4).round();
    if scaled.abs() < 1e15 && (scaled / 1e4).to_bits() == value.to_bits() {
        let units = scaled.abs() as u64;
        decimal(units / Decimal::ONE, units % Decimal::ONE).write(out);
        return;
    }
    let text = format!("{value:.14e}");
    let (mantissa, exponent) = text.split_once('e').expect("{:e} writes an e");
    let exponent: i32 = exponent.parse().expect("{:e} writes a whole exponent");
    write_scientific(out, mantissa, exponent);
}

/// Places the decimal point of `d.dddddddddddddd` times ten to the exponent.
fn write_scientific(out: &mut Vec<u8>, mantissa: &str, exponent: i32) {
    if exponent >= 15 {
        out.extend_from_slice(mantissa.as_bytes());
        trim_zeros(out);
        write!(out, "E+{exponent:02}").expect("writing to memory does not fail");
        return;
    }
    if mantissa.starts_with('-') {
        out.push(b'-');
    }
    let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-exponent - 1) as usize, b'0');
        out.extend_from_slice(&digits);
    } else {
        let (whole, rest) = digits.split_at(exponent as usize + 1);
        out.extend_from_slice(whole);
        out.push(b'.');
        out.extend_from_slice(rest);
    }
    trim_zeros(out);
}

/// Takes off the zeros after a decimal point, and a point that ends up last.
fn trim_zeros(out: &mut Vec<u8>) {
    while out.last() == Some(&b'0') {
        out.pop();
    }
    if out.last() == Some(&b'.') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check_number(value: f64, expected: &str) {
        let mut out = Vec::new();
        write_number(&mut out, value);
        assert_eq!(String::from_utf8(out).expect("ASCII"), expected);
    }

    #[test]
    fn whole_numbers_have_no_decimals() {
        check_number(0.0, "0");
        check_number(-0.0, "0");
        check_number(13_800_138_000.0, "13800138000");
        check_number(-42.0, "-42");
        check_number(999_999_999_999_999.0, "999999999999999");
    }

    #[test]
    fn numbers_are_taken_at_fifteen_digits() {
        check_number(0.1 + 0.2, "0.3");
        check_number(1234.5, "1234.5");
        check_number(-0.05, "-0.05");
        check_number(-0.0005, "-0.0005");
        check_number(1.0 / 3.0, "0.333333333333333");
        check_number(2.0 / 3.0, "0.666666666666667");
        check_number(123_456_789.123_456, "123456789.123456");
        check_number(99.99 * 3.0, "299.97");
    }

    #[test]
    fn decimals_of_few_digits_are_read_and_others_are_not() {
        let read = |text: &str| Decimal::read(text.as_bytes()).map(Decimal::value);
        assert_eq!(read("1234.5"), Some(1234.5));
        assert_eq!(read("-0.0500"), Some(-0.05));
        assert_eq!(read("007"), Some(7.0));
        assert_eq!(read("-0").map(f64::to_bits), Some(0));
        assert_eq!(read("999999999999999"), Some(999_999_999_999_999.0));
        assert_eq!(read("99999999999.9999"), Some(99_999_999_999.999_9));
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1.23456",
            "1e5",
            "+1",
            "1 ",
            " 1",
            "--1",
            "1.-2",
            "NaN",
            "1000000000000000",
            "100000000000.5",
            "1.5.5",
            "１",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn small_numbers_have_no_exponent() {
        check_number(0.000_01, "0.00001");
        check_number(1.5e-7, "0.00000015");
    }

    #[test]
    fn from_sixteen_digits_on_the_exponent_shows() {
        check_number(1e15, "1E+15");
        check_number(13_800_138_000_100_000.0, "1.38001380001E+16");
        check_number(4.201_011_990_010_112e17, "4.20101199001011E+17");
        check_number(-1e100, "-1E+100");
    }

    proptest! {
        #[test]
        fn any_number_reads_back_within_fifteen_digits(value in proptest::num::f64::NORMAL) {
            let mut out = Vec::new();
            write_number(&mut out, value);
            let back: f64 = std::str::from_utf8(&out).expect("ASCII").parse().expect("a number");
            let exact: f64 = format!("{value:.14e}").parse().expect("a number");
            prop_assert_eq!(back.to_bits(), exact.to_bits());
        }

        #[test]
        fn decimals_are_written_as_the_nearest_doubles_are(text in "-?[0-9]{1,15}|-?[0-9]{1,11}\\.[0-9]{1,4}") {
            let decimal = Decimal::read(text.as_bytes()).expect("few digits");
            let value: f64 = text.parse().expect("a number");
            // Zero has one sign here.
            prop_assert_eq!(decimal.value().to_bits(), (value + 0.0).to_bits());
            let (mut as_text, mut as_number) = (Vec::new(), Vec::new());
            decimal.write(&mut as_text);
            write_number(&mut as_number, value);
            prop_assert_eq!(as_text, as_number);
        }

        #[test]
        fn four_decimals_are_kept_as_they_are(units in -999_999_999_999i64..999_999_999_999) {
            let mut out = Vec::new();
            write_number(&mut out, units as f64 / 1e4);
            let back: f64 = std::str::from_utf8(&out).expect("ASCII").parse().expect("a number");
            prop_assert_eq!((back * 1e4).round() as i64, units);
        }
    }
}
