//! Numbers as people write them in a rules file: shares such as `80%` and
//! amounts such as `100万`, read exactly in fixed point.

/// A decimal text in units of `1 / scale`, or nothing if it is no number or finer than that.
///
/// Reads `1234.5`, `1,234.5`, `1_000`, `-3`, full-width digits and signs, and the
/// endings `%`, `千`, `万`, `百万`, `千万`, `亿`, each optionally before `元`.
pub(super) fn decimal(text: &str, scale: i128) -> Option<i128> {
    let folded: String = text.trim().chars().map(narrow).collect();
    let body = folded.strip_suffix('元').unwrap_or(&folded).trim_end();
    let (body, times, parts) = ending(body);
    let (sign, digits) = match body.trim().strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, body.trim().strip_prefix('+').unwrap_or(body.trim())),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || fraction.len() > 12 || digits.ends_with('.') || !is_grouped(whole) {
        return None;
    }
    let mut value: i128 = 0;
    for character in whole.chars().filter(|c| !matches!(c, ',' | '_')) {
        value = push(value, character)?;
    }
    for character in fraction.chars() {
        value = push(value, character)?;
    }
    let top = value.checked_mul(scale.checked_mul(times)?)?;
    let bottom = parts.checked_mul(10_i128.pow(fraction.len() as u32))?;
    (top % bottom == 0).then(|| sign * (top / bottom))
}

/// Whether commas stand before groups of three only: 7,80 may be a decimal comma.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',').map(str::len);
    let first = groups.next().unwrap_or_default();
    whole.len() == first || ((1..=3).contains(&first) && groups.all(|group| group == 3))
}

fn push(value: i128, digit: char) -> Option<i128> {
    let digit = i128::from(digit.to_digit(10)?);
    value.checked_mul(10)?.checked_add(digit)
}

/// The number before its ending, and what the ending multiplies and divides by.
fn ending(text: &str) -> (&str, i128, i128) {
    let endings = [
        ("%", 1, 100),
        ("千万", 10_000_000, 1),
        ("百万", 1_000_000, 1),
        ("万", 10_000, 1),
        ("千", 1_000, 1),
        ("亿", 100_000_000, 1),
    ];
    for (ending, times, parts) in endings {
        if let Some(body) = text.strip_suffix(ending) {
            return (body, times, parts);
        }
    }
    (text, 1, 1)
}

/// Full-width forms as the plain characters they stand for.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_exactly_or_not_at_all() {
        let cases = [
            ("100万", Some(1_000_000)),
            ("1.5亿元", Some(150_000_000)),
            ("2 千万", Some(20_000_000)),
            ("1,234", Some(1_234)),
            ("1,234,567", Some(1_234_567)),
            ("1_000", Some(1_000)),
            ("7,8", None),
            ("7,80", None),
            ("1,5万", None),
            ("1234,567", None),
            (",5", None),
            ("1,", None),
            ("１０％", None),
            ("-3", Some(-3)),
            ("+3", Some(3)),
            ("12.5", None),
            ("", None),
            (".5", None),
            ("5.", None),
            ("5x", None),
            ("万", None),
            ("--5", None),
            ("99999999999999999999999999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(decimal(text, 1), expected, "{text}");
        }
    }

    #[test]
    fn shares_are_exact_in_millionths() {
        assert_eq!(decimal("80%", 1_000_000), Some(800_000));
        assert_eq!(decimal("１２．３４％", 1_000_000), Some(123_400));
        assert_eq!(decimal("0.8", 1_000_000), Some(800_000));
        assert_eq!(decimal("0.00001%", 1_000_000), None);
    }
}
