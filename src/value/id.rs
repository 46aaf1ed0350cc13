//! Ids are text: 1001, "1001", 1001.0 and １００１ are one id, and leading zeros count.
//! Takes a cell, gives its id, borrowed when nothing had to change.
//! What Excel has damaged is said, never repaired.

use crate::value::text::{is_blank, is_garbled, narrow, trim, without_formula};
use crate::value::{Mark, Raw, is_empty_word, is_error_word, word};

/// What a cell of an id column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Id<'a> {
    /// Nothing.
    Blank,
    /// An id, never empty.
    Known(&'a [u8]),
    /// Scientific notation, a number of more than 15 digits, or an id that became a date.
    Damaged,
    /// Bytes that are no text: another id, or none, stood here.
    Garbled,
    /// An error cell such as #N/A.
    Error,
}

/// Digits of a number that Excel keeps.
const EXCEL_DIGITS: usize = 15;

/// The shortest id of letters and digits that is no word for nothing, whatever it says.
pub(crate) const SURE: usize = 7;

/// Bytes that an id may consist of without a closer look.
///
/// Not among them: dots and plus signs (1001.0, 1.38E+10), blanks, apostrophes,
/// `#` and `/` (error and empty words), and the first bytes of full-width and
/// invisible characters. A lone `-` is looked at because it is short.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'@' | b':' => true,
            0xc2 | 0xe2 | 0xe3 | 0xef => false,
            high => high >= 0x80,
        };
        byte += 1;
    }
    plain
};

/// Whether a text consists of plain bytes; most ids do of letters and digits.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    let is_code = match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) if text.len() <= 16 => {
            word::is_code(u64::from_le_bytes(*first), 8)
                && (text.len() == 8 || word::is_code(u64::from_le_bytes(*last), 8))
        }
        (None, None) => word::is_code(word::short(text), text.len()),
        _ => false,
    };
    is_code || text.iter().all(|byte| PLAIN[usize::from(*byte)])
}

/// Reads a cell of an id column. `scratch` holds the id when it had to be changed.
#[inline]
pub fn identifier<'a>(raw: Raw<'a>, scratch: &'a mut Vec<u8>) -> Id<'a> {
    // Empty words that consist of plain bytes have at most 6 of them (暂无).
    let long = raw.text.len() > 6;
    if raw.mark == Mark::Text && is_plain(raw.text) {
        return if long || !is_empty_word(raw.text) {
            Id::Known(raw.text)
        } else {
            Id::Blank
        };
    }
    match raw.mark {
        Mark::Number | Mark::Time => number(raw.text, scratch),
        Mark::Date => Id::Damaged,
        Mark::Error => Id::Error,
        Mark::Text | Mark::Flag => odd(raw.text, scratch),
    }
}

/// An id that a workbook holds as a number.
fn number<'a>(text: &'a [u8], scratch: &'a mut Vec<u8>) -> Id<'a> {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits > EXCEL_DIGITS || text.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return Id::Damaged;
    }
    odd(text, scratch)
}

/// An id with blanks, full-width characters, an apostrophe, a dot or a plus sign.
#[cold]
fn odd<'a>(text: &'a [u8], scratch: &'a mut Vec<u8>) -> Id<'a> {
    let trimmed = trim(text);
    if is_empty_word(trimmed) {
        return Id::Blank;
    }
    if is_error_word(trimmed) {
        return Id::Error;
    }
    if is_garbled(trimmed) {
        return Id::Garbled;
    }
    let known = without_apostrophe(without_formula(folded(trimmed, scratch)));
    if known.is_empty() {
        Id::Blank
    } else if is_scientific(known) {
        Id::Damaged
    } else {
        Id::Known(without_zero_decimals(known))
    }
}

/// Width-folded, trimmed text; borrowed if that is what it was.
fn folded<'a>(trimmed: &'a [u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let Ok(text) = std::str::from_utf8(trimmed) else {
        return trimmed;
    };
    let shown = |c: char| c == '\t' || c == '\n' || c == '\r' || c == ' ' || !is_blank(narrow(c));
    if text.chars().all(|c| narrow(c) == c && shown(c)) {
        return trimmed;
    }
    scratch.clear();
    let mut buffer = [0; 4];
    for c in text.chars().map(narrow).filter(|c| shown(*c)) {
        scratch.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
    trim(scratch)
}

/// Excel's sign for "this is text".
fn without_apostrophe(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"'").map_or(text, trim)
}

/// `1.38E+10`, `1E+10`, `1.2e-7`: a digit, decimals, and an exponent with its sign.
///
/// `1E10` and `12E-5` are codes that people use, and stay.
fn is_scientific(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|byte| matches!(byte, b'e' | b'E')) else {
        return false;
    };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let mantissa = mantissa.strip_prefix(b"-").unwrap_or(mantissa);
    let dot = mantissa.iter().position(|byte| *byte == b'.');
    let plain = match dot {
        Some(dot) => digits(&mantissa[..dot]) && digits(&mantissa[dot + 1..]),
        None => digits(mantissa),
    };
    plain
        && match exponent.split_first() {
            Some((b'+', power)) => digits(power),
            Some((b'-', power)) => dot.is_some() && digits(power),
            _ => false,
        }
}

/// `1001.0` and `1001.00` are 1001; `1001.5` stays.
fn without_zero_decimals(text: &[u8]) -> &[u8] {
    let Some(dot) = text.iter().position(|byte| *byte == b'.') else {
        return text;
    };
    let (whole, decimals) = (&text[..dot], &text[dot + 1..]);
    let zeros = !decimals.is_empty() && decimals.iter().all(|byte| *byte == b'0');
    if zeros && !whole.is_empty() && whole.iter().all(u8::is_ascii_digit) {
        whole
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mark: Mark, text: &str, expected: Result<&str, Id<'_>>) {
        let mut scratch = Vec::new();
        let raw = Raw {
            mark,
            text: text.as_bytes(),
        };
        let expected = expected.map_or_else(|id| id, |id| Id::Known(id.as_bytes()));
        assert_eq!(identifier(raw, &mut scratch), expected, "{text:?}");
    }

    #[test]
    fn one_id_in_many_dresses() {
        check(Mark::Text, "1001", Ok("1001"));
        check(Mark::Number, "1001", Ok("1001"));
        check(Mark::Text, "1001.0", Ok("1001"));
        check(Mark::Number, "1001.0", Ok("1001"));
        check(Mark::Text, "１００１", Ok("1001"));
        check(Mark::Text, " 1001\u{3000}", Ok("1001"));
        check(Mark::Text, "'1001", Ok("1001"));
        check(Mark::Text, "\u{feff}1001", Ok("1001"));
        check(Mark::Text, "=\"00123\"", Ok("00123"));
        check(Mark::Text, "=\"1.38E+10\"", Err(Id::Damaged));
        check(Mark::Text, "=\"A\"&\"B\"", Ok("=\"A\"&\"B\""));
    }

    #[test]
    fn leading_zeros_case_and_inner_text_stay() {
        for id in [
            "0012", "C0001234", "c0001234", "1001.5", "V1.0", "A B", "客户1", "阿里", "O'Neil",
            "1E10", "12E-5", "a+b@c.cn",
        ] {
            check(Mark::Text, id, Ok(id));
        }
        check(Mark::Text, "ＫＨ－００１", Ok("KH-001"));
        check(Mark::Text, "华强（深圳）", Ok("华强(深圳)"));
    }

    #[test]
    fn damaged_ids_are_not_repaired() {
        for id in ["1.38E+10", "5.10322e+17", "1E+10", "1.2E-7", "'1.38E+10"] {
            check(Mark::Text, id, Err(Id::Damaged));
        }
        check(Mark::Number, "999999999999999", Ok("999999999999999"));
        check(Mark::Number, "1000000000000000", Err(Id::Damaged));
        check(Mark::Number, "510322197001011000", Err(Id::Damaged));
        check(Mark::Number, "1.5E+20", Err(Id::Damaged));
        check(Mark::Date, "2026-03-05", Err(Id::Damaged));
        // As text all digits are there.
        check(Mark::Text, "510322197001011234", Ok("510322197001011234"));
    }

    #[test]
    fn blanks_and_errors_are_no_ids() {
        for text in ["", "  ", "-", "--", "NULL", "无", "暂无", "N/A", "'", "/"] {
            check(Mark::Text, text, Err(Id::Blank));
        }
        check(Mark::Text, "#N/A", Err(Id::Error));
        check(Mark::Error, "#N/A", Err(Id::Error));
        check(Mark::Text, "#1001", Ok("#1001"));
    }
}
