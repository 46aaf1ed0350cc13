//! Numbers as people read them. Takes counts, amounts and ratios, gives text with
//! thousands marks; large amounts in Chinese are told in 万 and 亿.

use crate::digits::{eight, shortest};
use crate::lang::Language;
use crate::money::{Total, UNITS};
use crate::names::Kind;

/// A count with thousands marks: `12,345`.
pub fn count(number: u64) -> String {
    grouped(u128::from(number))
}

/// A count of rows: `1 row`, `2 rows`, `2 行`.
pub fn rows(number: u64, language: Language) -> String {
    counted(number, "行", "row", "rows", language)
}

/// A count of cells.
pub fn cells(number: u64, language: Language) -> String {
    counted(number, "个单元格", "cell", "cells", language)
}

/// A count of customers.
pub fn customers(number: u64, language: Language) -> String {
    counted(number, "个客户", "customer", "customers", language)
}

/// A count of groups.
pub fn groups(number: u64, language: Language) -> String {
    counted(number, "组", "group", "groups", language)
}

/// A count of orders.
pub fn orders(number: u64, language: Language) -> String {
    counted(number, "笔订单", "order", "orders", language)
}

/// A count of follow-up tasks.
pub fn tasks(number: u64, language: Language) -> String {
    counted(number, "项任务", "task", "tasks", language)
}

/// A count of plain days.
pub fn days(number: u64, language: Language) -> String {
    counted(number, "天", "day", "days", language)
}

/// A count of calendar months.
pub fn months(number: u64, language: Language) -> String {
    counted(number, "个月", "month", "months", language)
}

/// An amount to read at a glance: `12.4万`, `1.2亿`, `124,000.00`.
///
/// 万 and 亿 are rounded to one decimal, half away from zero; below 10,000 both
/// languages show two decimals, rounded the same way.
pub fn amount(total: Total, language: Language) -> String {
    let units = UNITS.unsigned_abs();
    let size = total.0.unsigned_abs();
    let sign = if total.0 < 0 { "-" } else { "" };
    let wan = u128::from(10_000 * units);
    let text = match language {
        // 99,999,500 and more would round to 10000.0万.
        Language::Zh if size >= wan * 10_000 - wan / 20 => tenths(size, wan * 10_000) + "亿",
        Language::Zh if size >= wan => tenths(size, wan) + "万",
        Language::Zh | Language::En => return grouped_money(total),
    };
    format!("{sign}{text}")
}

/// An exact amount with thousands marks and two decimals: `-1,234.50`.
pub fn grouped_money(total: Total) -> String {
    let cents = cents(total);
    let sign = if total.0 < 0 && cents > 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", grouped(cents / 100), cents % 100)
}

/// The size of an amount in hundredths, half away from zero.
fn cents(total: Total) -> u128 {
    rounded(
        total.0.unsigned_abs(),
        u128::from(UNITS.unsigned_abs() / 100),
    )
}

/// Appends a whole number with thousands marks, without an allocation of its own.
pub fn push_grouped(out: &mut String, number: u128) {
    let Ok(number) = u64::try_from(number) else {
        // Larger than any sum of ours.
        return out.push_str(&grouped(number));
    };
    let mut text = [0; LONGEST];
    let start = put_groups(&mut text, LONGEST, number);
    push_ascii(out, &text[start..]);
}

/// Appends an amount as [`grouped_money`] writes it.
pub fn push_money(out: &mut String, total: Total) {
    let Ok(cents) = u64::try_from(cents(total)) else {
        return out.push_str(&grouped_money(total));
    };
    let mut text = [0; LONGEST];
    let point = LONGEST - 3;
    let [.., tenth, hundredth] = eight((cents % 100) as u32);
    text[point..].copy_from_slice(&[b'.', tenth, hundredth]);
    let mut start = put_groups(&mut text, point, cents / 100);
    if total.0 < 0 && cents > 0 {
        start -= 1;
        text[start] = b'-';
    }
    push_ascii(out, &text[start..]);
}

/// Room for the 20 digits of the largest number, 6 marks, a sign and cents.
const LONGEST: usize = 32;

/// Puts a number with thousands marks before `end`; gives where it starts.
#[inline]
fn put_groups(text: &mut [u8; LONGEST], end: usize, mut number: u64) -> usize {
    let mut start = end;
    while number >= 1000 {
        let [.., a, b, c] = eight((number % 1000) as u32);
        start -= 4;
        text[start..start + 4].copy_from_slice(&[b',', a, b, c]);
        number /= 1000;
    }
    let (digits, len) = shortest(number as u32);
    start -= len;
    text[start..start + len].copy_from_slice(&digits[..len]);
    start
}

fn push_ascii(out: &mut String, text: &[u8]) {
    out.push_str(std::str::from_utf8(text).expect("digits and marks are ASCII"));
}

/// A whole number with thousands marks, perhaps below 0.
pub fn grouped_count(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", count(number.unsigned_abs()))
}

/// A number without decimals it does not need.
pub fn plain(number: f64) -> String {
    let whole = number.round();
    // Beyond 2^53 every number is whole; none of ours comes near.
    if (number - whole).abs() < 1e-9 && whole.abs() < 9e15 {
        grouped_count(whole as i64)
    } else {
        grouped_number(number)
    }
}

/// What a metric of this kind is: an amount, a percentage, else a number.
pub fn metric_value(number: f64, kind: Option<Kind>) -> String {
    match kind {
        Some(Kind::Money) => grouped_money(Total((number * UNITS as f64).round() as i128)),
        Some(Kind::Ratio) => percent(number),
        _ => plain(number),
    }
}

/// A plain number with thousands marks and one or two decimals, as sheets show it.
pub fn grouped_number(number: f64) -> String {
    let hundredths = (number.abs() * 100.0).round() as u128;
    let sign = if number < 0.0 && hundredths > 0 {
        "-"
    } else {
        ""
    };
    let (whole, rest) = (grouped(hundredths / 100), hundredths % 100);
    if rest.is_multiple_of(10) {
        format!("{sign}{whole}.{}", rest / 10)
    } else {
        format!("{sign}{whole}.{rest:02}")
    }
}

/// A ratio as a percentage with one decimal: 0.25 is `25.0%`.
pub fn percent(ratio: f64) -> String {
    let text = format!("{:.1}%", ratio * 100.0);
    match text.strip_prefix('-') {
        Some("0.0%") => "0.0%".to_owned(),
        _ => text,
    }
}

/// Yes or no.
pub fn yes_or_no(flag: bool, language: Language) -> &'static str {
    match (flag, language) {
        (true, Language::Zh) => "是",
        (false, Language::Zh) => "否",
        (true, Language::En) => "yes",
        (false, Language::En) => "no",
    }
}

fn counted(number: u64, zh: &str, one: &str, many: &str, language: Language) -> String {
    let word = match language {
        Language::Zh => zh,
        Language::En if number == 1 => one,
        Language::En => many,
    };
    format!("{} {word}", count(number))
}

fn tenths(size: u128, unit: u128) -> String {
    let tenths = rounded(size, unit / 10);
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

#[inline]
fn rounded(number: u128, by: u128) -> u128 {
    let number = number + by / 2;
    // Wide numbers are divided by a call; nearly all are narrow.
    match (u64::try_from(number), u64::try_from(by)) {
        (Ok(number), Ok(by)) => u128::from(number / by),
        _ => number / by,
    }
}

fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(units: i128, zh: &str, en: &str) {
        assert_eq!(amount(Total(units), Language::Zh), zh);
        assert_eq!(amount(Total(units), Language::En), en);
    }

    #[test]
    fn amounts_are_told_in_the_reader_s_units() {
        check(0, "0.00", "0.00");
        check(12_345_000, "1,234.50", "1,234.50");
        check(-12_345_000, "-1,234.50", "-1,234.50");
        check(99_999_900, "9,999.99", "9,999.99");
        check(100_000_000, "1.0万", "10,000.00");
        check(1_240_000_000, "12.4万", "124,000.00");
        check(999_949 * 1_000_000, "9,999.5万", "99,994,900.00");
        check(9_999 * 100_000_000, "9,999.0万", "99,990,000.00");
        check(99_999_500 * 10_000, "1.0亿", "99,999,500.00");
        check(123 * 1_000_000_000_000, "123.0亿", "12,300,000,000.00");
    }

    #[test]
    fn appended_numbers_are_written_like_others() {
        for units in [
            0,
            1,
            -1,
            49,
            50,
            -50,
            9_999,
            9_999_950,
            -12_345_678_949,
            i64::MIN.into(),
            u64::MAX.into(),
            i128::MAX / 2,
        ] {
            let mut text = String::new();
            push_money(&mut text, Total(units));
            assert_eq!(text, grouped_money(Total(units)));
        }
        for number in [
            0,
            9,
            10,
            999,
            1_000,
            1_001,
            1_234_567,
            u64::MAX.into(),
            u128::MAX,
        ] {
            let mut text = String::new();
            push_grouped(&mut text, number);
            assert_eq!(text, grouped(number));
        }
    }

    #[test]
    fn plain_numbers_have_one_or_two_decimals() {
        let cases = [
            (1.0, "1.0"),
            (1.25, "1.25"),
            (-1_234.5, "-1,234.5"),
            (-0.001, "0.0"),
        ];
        for (number, expected) in cases {
            assert_eq!(grouped_number(number), expected);
        }
        assert_eq!(grouped_count(-1_234), "-1,234");
        assert_eq!(grouped_money(Total(-1)), "0.00");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(rows(1, Language::En), "1 row");
        assert_eq!(rows(0, Language::En), "0 rows");
        assert_eq!(rows(1_234, Language::En), "1,234 rows");
        assert_eq!(rows(1, Language::Zh), "1 行");
    }

    #[test]
    fn ratios_are_percentages() {
        assert_eq!(percent(0.256), "25.6%");
        assert_eq!(percent(-1.0), "-100.0%");
        assert_eq!(percent(-0.0003), "0.0%");
    }
}
