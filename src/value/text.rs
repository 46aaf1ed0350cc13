//! Trimming and folding of text: width, spaces, case, and the names of companies.
//! Takes text as sheets hold it, gives text that compares equal when people mean
//! the same.

use std::borrow::Cow;

/// Removes blanks of any kind at both ends: ASCII, full-width and no-break
/// spaces, byte order marks and zero-width characters.
#[inline]
pub fn trim(text: &[u8]) -> &[u8] {
    if shows(text.first()) && shows_at_end(text) {
        text
    } else {
        trim_odd(text)
    }
}

/// Whether a character that begins with this byte shows something, whatever follows.
///
/// What shows nothing begins with one of C2, E1, E2, E3 and EF; most Chinese characters do not.
#[inline]
fn shows(first: Option<&u8>) -> bool {
    matches!(
        first,
        Some(b'!'..=b'~' | 0xc3..=0xe0 | 0xe4..=0xee | 0xf0..=0xf4)
    )
}

/// Whether the last character shows something; false where that needs a closer look.
#[inline]
fn shows_at_end(text: &[u8]) -> bool {
    let mut last = text.iter().rev().take(4);
    shows(last.find(|byte| !matches!(byte, 0x80..=0xbf)))
}

#[cold]
fn trim_odd(text: &[u8]) -> &[u8] {
    match std::str::from_utf8(text) {
        Ok(text) => text.trim_matches(is_blank).as_bytes(),
        Err(_) => text.trim_ascii(),
    }
}

/// Whether a character shows nothing.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// What stands between the words of a header, and around them: blanks, brackets, dashes and
/// the like, folded in width.
pub fn is_separator(c: char) -> bool {
    is_blank(c)
        || is_bracket(c)
        || matches!(
            c,
            '_' | '-' | '/' | ':' | '.' | '*' | '#' | '—' | '、' | '\'' | '"'
        )
}

/// What stands around a word beside another: `(`, `】` and their like, folded in width.
fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '【' | '】' | '〔' | '〕')
}

/// Characters that take no room and come in with copied text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\0'..='\u{8}')
}

/// The half-width form of one character: full-width ASCII, full-width signs of
/// currencies, and spaces of any width. Others stay.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(c as u32 - 0xff01 + 0x21).expect("full-width ASCII maps onto ASCII")
        }
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{ffe5}' => '¥',
        '\u{ffe0}' => '¢',
        '\u{ffe1}' => '£',
        _ => c,
    }
}

/// Folds width and removes invisible characters; the ends are trimmed.
pub fn fold_width(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_blank);
    if trimmed.chars().all(|c| narrow(c) == c && !is_invisible(c)) {
        return Cow::Borrowed(trimmed);
    }
    let folded = trimmed.chars().filter(|c| !is_invisible(*c)).map(narrow);
    Cow::Owned(folded.collect())
}

/// Appends a text folded in width and case, without invisible characters.
pub fn push_folded(out: &mut String, text: &str) {
    for c in text.chars().map(narrow) {
        match c {
            // Chinese characters and their like have no case.
            '!'..='@' | '['..='~' | '\u{2e80}'..='\u{9fff}' => out.push(c),
            c if c.is_ascii_uppercase() => out.push(c.to_ascii_lowercase()),
            c if is_invisible(c) => {}
            c => out.extend(c.to_lowercase()),
        }
    }
}

/// A word as it is compared with word lists: width and case folded, no spaces.
pub fn folded_word(text: &str) -> String {
    fold_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// `="00123"`, by which exports make Excel keep what stands there as it is: the text inside.
pub fn without_formula(text: &[u8]) -> &[u8] {
    let inner = text.strip_prefix(b"=\"");
    let inner = inner.and_then(|text| text.strip_suffix(b"\""));
    inner
        .filter(|text| !text.contains(&b'"'))
        .map_or(text, trim)
}

/// The name by which books without ids know a customer: width and case folded,
/// ends trimmed, runs of spaces made one, and none beside a Chinese character.
pub fn folded_name(text: &str) -> String {
    let folded = fold_width(text);
    let mut name = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        let joint = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        if joint(name.chars().next_back()) && joint(word.chars().next()) {
            name.push(' ');
        }
        name.extend(word.chars().flat_map(char::to_lowercase));
    }
    name
}

/// Legal forms that people add or leave out, longest first.
const LEGAL_FORMS_ZH: &[&str] = &[
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "集团有限公司",
    "有限公司",
    "公司",
];

/// English legal forms, as whole last words without dots and commas.
const LEGAL_FORMS_EN: &[&str] = &[
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "co",
    "company",
    "corp",
    "corporation",
    "llc",
    "gmbh",
];

/// What names that may mean one customer have in common: the folded name without
/// brackets, punctuation, spaces and legal form. Only for listing, never for merging.
pub fn near_key(name: &str) -> String {
    let folded = folded_name(name);
    let mut words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '，' | '。'))
        .filter(|word| !word.is_empty())
        .collect();
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| LEGAL_FORMS_EN.contains(word))
    {
        words.pop();
    }
    let joined: String = words
        .concat()
        .chars()
        .filter(|c| !is_bracket(*c) && !matches!(c, '-' | '_' | '·' | '&' | '\'' | '"'))
        .collect();
    let mut key = joined.as_str();
    while let Some(rest) = LEGAL_FORMS_ZH
        .iter()
        .find_map(|form| key.strip_suffix(form))
        .filter(|rest| !rest.is_empty())
    {
        key = rest;
    }
    key.to_owned()
}

/// Whether bytes of the cell were no text of its file's encoding: they read as U+FFFD.
#[inline]
pub fn is_garbled(text: &[u8]) -> bool {
    // Full-width brackets begin with the same byte, so a look at it alone is not enough.
    memchr::memchr(0xef, text)
        .is_some_and(|at| memchr::memmem::find(&text[at..], "\u{fffd}".as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_are_trimmed() {
        let cases = [
            ("abc", "abc"),
            (" abc\t\r\n", "abc"),
            ("\u{3000}客户\u{3000}", "客户"),
            ("\u{feff}客户\u{a0}", "客户"),
            ("\u{200b}1\u{200b}", "1"),
            ("客 户", "客 户"),
            ("", ""),
            (" ", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(trim(text.as_bytes()), expected.as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn names_fold_width_case_and_spaces() {
        let cases = [
            ("ＡＢＣ　贸易（深圳）", "abc贸易(深圳)"),
            ("张 三", "张三"),
            ("John  Smith ", "john smith"),
            ("3M 中国", "3m中国"),
        ];
        for (name, expected) in cases {
            assert_eq!(folded_name(name), expected);
        }
    }

    #[test]
    fn near_names_differ_in_brackets_or_legal_form() {
        let pairs = [
            ("华强（深圳）有限公司", "华强(深圳)公司"),
            ("华强深圳", "华强（深圳）股份有限公司"),
            ("Acme Co., Ltd.", "ACME"),
            ("Acme Trading Inc", "acme trading"),
        ];
        for (one, other) in pairs {
            assert_eq!(near_key(one), near_key(other), "{one} {other}");
        }
        assert_ne!(near_key("华强深圳"), near_key("华强北京"));
        assert_eq!(near_key("公司"), "公司");
        assert_ne!(near_key("Costco"), near_key("Cost"));
    }
}
