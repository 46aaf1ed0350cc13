//! The less common ways of writing a day: one-digit parts, Chinese, month names,
//! day numbers, two-digit years. Takes a cell that the plain case refused.

use crate::period::Day;
use crate::value::date::{
    DateEvidence, DateFault, DateReading, Order, Serials, Spread, day_of, is_fake, is_short_time,
    trimmed, up_to_two,
};
use crate::value::text::{fold_width, without_formula};
use crate::value::{Mark, Raw, is_empty_word, is_error_word};

type Answer = Result<Option<Day>, DateFault>;

/// The day number of 1970-01-01 in Excel's calendar from 1900.
const EXCEL_1970: i32 = 25_569;

/// Plain numbers of a text table that can be day numbers: 1954 to 2064.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=60_000;

/// Reads any cell.
#[cold]
pub(super) fn odd(raw: Raw<'_>, reading: DateReading, evidence: &mut DateEvidence) -> Answer {
    let text = without_formula(trimmed(raw));
    if is_empty_word(text) || is_fake(text) {
        return Ok(None);
    }
    match raw.mark {
        Mark::Error => return Err(DateFault::ErrorCell),
        Mark::Flag => return Err(DateFault::NotADate),
        Mark::Text | Mark::Number | Mark::Time | Mark::Date => {}
    }
    if is_error_word(text) {
        return Err(DateFault::ErrorCell);
    }
    let text = std::str::from_utf8(text).map_err(|_| DateFault::NotADate)?;
    let folded = fold_width(text).to_ascii_lowercase();
    let text = folded.strip_prefix('\'').unwrap_or(&folded);
    match digits_only(text) {
        Some(number) => plain_number(text, number, raw.mark, reading, evidence),
        None => written(text, reading, evidence),
    }
}

/// `6/30/2026` and `30.6.2026 8:15`: day and month in an order that the column tells. `None` if
/// the text is none of these.
pub(super) fn year_last(
    text: &[u8],
    reading: DateReading,
    evidence: &mut DateEvidence,
) -> Option<Answer> {
    let part = |(value, rest): (u32, _), before: &[u8]| {
        let digits = before.len() - <[u8]>::len(rest);
        (Part { value, digits }, rest)
    };
    let (first, rest) = part(up_to_two(text)?, text);
    let (sign, rest) = rest.split_first()?;
    let (second, rest) = part(up_to_two(rest)?, rest);
    let rest = rest.strip_prefix(&[*sign])?;
    let (year, time) = rest.split_at_checked(4)?;
    let plain = matches!(sign, b'-' | b'/' | b'.')
        && year.iter().all(u8::is_ascii_digit)
        && (time.is_empty() || is_short_time(time));
    if !plain {
        return None;
    }
    let digits = year.iter();
    let year = Part {
        value: digits.fold(0, |year, digit| year * 10 + u32::from(digit - b'0')),
        digits: 4,
    };
    let parts = [first, second, year];
    Some(in_order(parts, &Order::ALL[1..], reading, evidence))
}

/// The whole part of a text of digits, with or without decimals.
fn digits_only(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if digits(whole) && digits(decimals) {
        // More digits than fit are handled as text (20240305081500).
        return whole.parse().ok();
    }
    None
}

/// `20240305`, or a day number of Excel.
fn plain_number(
    text: &str,
    number: u32,
    mark: Mark,
    reading: DateReading,
    evidence: &mut DateEvidence,
) -> Answer {
    let whole = text.len() - text.find('.').map_or(0, |dot| text.len() - dot);
    if whole == 8 {
        return known(number / 10_000, number / 100 % 100, number % 100, evidence);
    }
    let day = Day(number as i32 - EXCEL_1970);
    if mark != Mark::Text {
        return match number {
            0 => Ok(None),
            _ if !day.is_fact() => Err(DateFault::OutOfRange),
            _ => {
                evidence.plain += 1;
                Ok(Some(day))
            }
        };
    }
    if whole != 5 || !SERIALS.contains(&number) {
        return Err(DateFault::NotADate);
    }
    evidence.serials += 1;
    match reading.serials {
        Serials::Undecided => Err(DateFault::NeedsOrder),
        Serials::Days => Ok(Some(day)),
        Serials::Refused => Err(DateFault::NotADate),
    }
}

/// The day that a text would be if it were an Excel day number.
pub(crate) fn as_serial(text: &str) -> Option<Day> {
    let number: u32 = text.trim().parse().ok()?;
    SERIALS
        .contains(&number)
        .then(|| Day(number as i32 - EXCEL_1970))
}

/// A day whose year, month and day are known.
fn known(year: u32, month: u32, day: u32, evidence: &mut DateEvidence) -> Answer {
    let found = checked(year, month, day)?;
    evidence.plain += 1;
    Ok(Some(found))
}

fn checked(year: u32, month: u32, day: u32) -> Result<Day, DateFault> {
    if let Some(day) = day_of(year, month, day) {
        return Ok(day);
    }
    // A real date of another age is another fault than no date at all.
    let real = i32::try_from(year).is_ok_and(|year| Day::from_ymd(year, month, day).is_some());
    Err(if real && (1..=9999).contains(&year) {
        DateFault::OutOfRange
    } else {
        DateFault::NotADate
    })
}

/// A number as written: its value and how many digits it has.
#[derive(Clone, Copy)]
struct Part {
    value: u32,
    digits: usize,
}

/// Any form with separators, in lower case.
fn written(text: &str, reading: DateReading, evidence: &mut DateEvidence) -> Answer {
    if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // 20240305081500
        let number: u32 = text[..8].parse().map_err(|_| DateFault::NotADate)?;
        return known(number / 10_000, number / 100 % 100, number % 100, evidence);
    }
    if let Some((year, month, day, rest)) = month_name(text) {
        return if is_time(rest) {
            known(full_year(year), month, day.value, evidence)
        } else {
            Err(DateFault::NotADate)
        };
    }
    let (parts, year_said, rest) = triple(text).ok_or(DateFault::NotADate)?;
    if !is_time(rest) {
        return Err(DateFault::NotADate);
    }
    match parts.map(|part| part.digits) {
        [4, 1..=2, 1..=2] => known(parts[0].value, parts[1].value, parts[2].value, evidence),
        [2, 1..=2, 1..=2] if year_said => known(
            full_year(parts[0]),
            parts[1].value,
            parts[2].value,
            evidence,
        ),
        [1..=2, 1..=2, 4] | [1, 1..=2, 2] => in_order(parts, &Order::ALL[1..], reading, evidence),
        // 1/5/26 can start with a day or month; only two digits can be a year.
        [2, 1..=2, 2] => in_order(parts, &Order::ALL, reading, evidence),
        [2, 1..=2, 1] => in_order(parts, &Order::ALL[..1], reading, evidence),
        _ => Err(DateFault::NotADate),
    }
}

/// The year of a part: two digits are 1950 to 2049.
fn full_year(part: Part) -> u32 {
    match (part.digits, part.value) {
        (0..=2, short @ 0..=49) => 2000 + short,
        (0..=2, short) => 1900 + short,
        (_, year) => year,
    }
}

/// Three parts whose order the column must tell, unless they say it themselves.
fn in_order(
    parts: [Part; 3],
    orders: &[Order],
    reading: DateReading,
    evidence: &mut DateEvidence,
) -> Answer {
    let day_in = |order: Order| {
        let (year, day) = order.year_and_day();
        let month = 3 - year - day;
        checked(full_year(parts[year]), parts[month].value, parts[day].value)
    };
    let mut days = [None; Order::ALL.len()];
    for (day, order) in days.iter_mut().zip(orders) {
        *day = day_in(*order).ok().map(|day| (*order, day));
    }
    let possible = || days.iter().flatten();
    let Some((_, first)) = possible().next().copied() else {
        return Err(fault_of(orders, day_in));
    };
    if parts.iter().all(|part| part.digits <= 2) {
        for (spread, part) in evidence.short.iter_mut().zip(parts) {
            spread.add(Spread(part.value as u8, part.value as u8));
        }
    }
    if possible().count() > 1 && possible().all(|(_, day)| *day == first) {
        // 5/5/2026 is the same day in any order.
        evidence.plain += 1;
        return Ok(Some(first));
    }
    let set = possible().fold(0, |set, (order, _)| set | order.bit());
    evidence.by_orders[set] += 1;
    match reading.order {
        None => Err(DateFault::NeedsOrder),
        // With a four-digit year at the end "year first" says nothing about the rest.
        Some(decided) => match possible().find(|(order, _)| *order == decided) {
            Some((_, day)) => Ok(Some(*day)),
            None => Err(DateFault::NotADate),
        },
    }
}

/// Out of range if any order gives a real date.
fn fault_of(orders: &[Order], day_in: impl Fn(Order) -> Result<Day, DateFault>) -> DateFault {
    let real = orders
        .iter()
        .any(|order| day_in(*order) == Err(DateFault::OutOfRange));
    if real {
        DateFault::OutOfRange
    } else {
        DateFault::NotADate
    }
}

/// Takes the digits at the start: at most four.
fn number(text: &str) -> Option<(Part, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return None;
    }
    let value = text[..digits].parse().ok()?;
    Some((Part { value, digits }, &text[digits..]))
}

/// `2024-3-5`, `2024年3月5日`, `5.3.2024`: the parts, whether the first was called
/// a year, and what follows.
fn triple(text: &str) -> Option<([Part; 3], bool, &str)> {
    let text = without_weekday(text);
    let (first, rest) = number(text)?;
    let rest = rest.trim_start();
    let sign = rest.chars().next()?;
    let second_sign = match sign {
        '-' | '/' | '.' | '\\' => sign,
        '年' => '月',
        _ => return None,
    };
    let (second, rest) = number(rest[sign.len_utf8()..].trim_start())?;
    let (third, rest) = number(rest.trim_start().strip_prefix(second_sign)?.trim_start())?;
    let rest = if sign == '年' {
        let rest = rest.trim_start();
        rest.strip_prefix(['日', '号', '號']).unwrap_or(rest)
    } else {
        rest
    };
    Some(([first, second, third], sign == '年', rest))
}

/// Names of months by their first three letters.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may", "may"),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
];

fn month_of(word: &str) -> Option<u32> {
    let named = |(short, long): &(&str, &str)| {
        word == *short || word == *long || (word == "sept" && *short == "sep")
    };
    Some(MONTHS.iter().position(named)? as u32 + 1)
}

/// Takes the letters at the start.
fn word(text: &str) -> (&str, &str) {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.split_at(letters)
}

fn past_separators(text: &str) -> &str {
    text.trim_start_matches([' ', '-', '/', '.', ','])
}

/// `5-Mar-2024`, `Mar 5, 2024`, `2024-Mar-05`: year, month, day, and what follows.
fn month_name(text: &str) -> Option<(Part, u32, Part, &str)> {
    let text = without_weekday(text);
    let (name, rest) = word(text);
    if let Some(month) = month_of(name) {
        let (day, rest) = day_number(past_separators(rest))?;
        let (year, rest) = number(past_separators(rest))?;
        return Some((year, month, day, rest));
    }
    let (first, rest) = day_number(text)?;
    let (name, rest) = word(past_separators(rest));
    let month = month_of(name)?;
    let (last, rest) = number(past_separators(rest))?;
    match (first.digits, last.digits) {
        (4, 1..=2) => Some((first, month, last, rest)),
        (1..=2, 2 | 4) => Some((last, month, first, rest)),
        _ => None,
    }
}

/// A number that may be an ordinal: `5th`.
fn day_number(text: &str) -> Option<(Part, &str)> {
    let (part, rest) = number(text)?;
    let (ending, after) = word(rest);
    Some(match ending {
        "st" | "nd" | "rd" | "th" => (part, after),
        _ => (part, rest),
    })
}

/// Weekdays by their first three letters.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Text without an English weekday at its start.
fn without_weekday(text: &str) -> &str {
    let (name, rest) = word(text);
    if name.len() >= 3 && WEEKDAYS.contains(&&name[..3]) {
        past_separators(rest)
    } else {
        text
    }
}

/// Whether what follows a date is nothing, a weekday, a time, or a time with a zone.
fn is_time(rest: &str) -> bool {
    let rest = rest.trim();
    let rest = rest.strip_prefix('t').unwrap_or(rest);
    let rest = rest.trim_start_matches(['(', ' ']);
    let rest = match rest.strip_prefix("星期").or(rest.strip_prefix('周')) {
        Some(day) => {
            let mut letters = day.chars();
            if !letters
                .next()
                .is_some_and(|c| "一二三四五六日天".contains(c))
            {
                return false;
            }
            letters.as_str()
        }
        None => rest,
    };
    let rest = rest.trim_start_matches([')', ' ']);
    let rest = ["上午", "下午", "am", "pm"]
        .iter()
        .find_map(|half| rest.strip_prefix(half))
        .unwrap_or(rest)
        .trim_start();
    rest.is_empty() || is_clock(rest)
}

/// `8:15`, `08:15:00.123 +0800`, `8:15 pm`, `8时15分`, `10:00:00z`.
fn is_clock(text: &str) -> bool {
    let Some((hour, rest)) = number(text).filter(|(hour, _)| hour.digits <= 2) else {
        return false;
    };
    let Some(rest) = rest.strip_prefix([':', '时', '点', '時']) else {
        return false;
    };
    if hour.value > 24 {
        return false;
    }
    let mut rest = rest;
    for _ in 0..2 {
        if let Some((part, after)) = number(rest) {
            if part.digits > 2 || part.value > 60 {
                return false;
            }
            rest = after.strip_prefix([':', '分', '秒']).unwrap_or(after);
        }
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    is_zone(rest.trim())
}

/// Nothing, am or pm, a name of a zone, an offset, or several of these.
fn is_zone(text: &str) -> bool {
    let known = ["", "am", "pm", "z", "utc", "gmt", "cst"];
    text.split(' ').all(|word| {
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, offset) = word.split_at(letters);
        let digits = offset.strip_prefix(['+', '-']);
        let is_offset = digits.is_some_and(|digits| {
            matches!(digits.len(), 1..=5)
                && digits
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b':')
        });
        known.contains(&name) && (offset.is_empty() || is_offset)
    })
}
