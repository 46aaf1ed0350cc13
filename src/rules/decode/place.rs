//! Finds the bytes of a TOML file from which a place of a decoded text came.
//!
//! Takes the raw text of a string, quotes included, and a range of the decoded
//! text; gives the range of the raw text. Quotes, escapes, the first line break
//! of `'''` and `"""` strings and folded line ends all shift the count.

use std::ops::Range;

/// One decoded character and the raw bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    raw: Range<usize>,
    decoded: char,
}

/// The raw bytes behind a range of the decoded text.
///
/// An empty range, or one behind the last character, becomes the empty range at its place.
pub(super) fn in_raw(raw: &str, decoded: &Range<usize>) -> Range<usize> {
    let (mut at, mut found) = (0, None::<Range<usize>>);
    let mut behind = opening(raw).0;
    for piece in pieces(raw) {
        let next = at + piece.decoded.len_utf8();
        if next > decoded.start {
            let start = found.as_ref().map_or(piece.raw.start, |range| range.start);
            if at >= decoded.end {
                return found.unwrap_or(start..start);
            }
            found = Some(start..piece.raw.end);
        }
        at = next;
        behind = piece.raw.end;
    }
    found.unwrap_or(behind..behind)
}

/// How long the opening is, and the quote character of a string with escapes or without.
fn opening(raw: &str) -> (usize, &'static str) {
    for (quotes, escapes) in [("\"\"\"", "\\"), ("'''", ""), ("\"", "\\"), ("'", "")] {
        if let Some(rest) = raw.strip_prefix(quotes) {
            let newline = match quotes.len() {
                3 if rest.starts_with("\r\n") => 2,
                3 if rest.starts_with('\n') => 1,
                _ => 0,
            };
            return (quotes.len() + newline, escapes);
        }
    }
    (0, "")
}

fn pieces(raw: &str) -> Vec<Piece> {
    let (start, escapes) = opening(raw);
    let closing = match start {
        0 => 0,
        1 | 2 => 1,
        _ => 3,
    };
    let end = raw.len().saturating_sub(closing).max(start);
    let mut list = Vec::new();
    let mut at = start;
    while let Some(character) = raw.get(at..end).and_then(|rest| rest.chars().next()) {
        if character == '\\' && !escapes.is_empty() {
            let (length, decoded) = escape(&raw[at..end]);
            list.extend(decoded.map(|decoded| Piece {
                raw: at..at + length,
                decoded,
            }));
            at += length;
        } else {
            let next = at + character.len_utf8();
            list.push(Piece {
                raw: at..next,
                decoded: character,
            });
            at = next;
        }
    }
    list
}

/// Length and character of an escape; a folded line end gives no character.
fn escape(rest: &str) -> (usize, Option<char>) {
    let Some(letter) = rest[1..].chars().next() else {
        return (1, Some('\\'));
    };
    let plain = |decoded| (1 + letter.len_utf8(), Some(decoded));
    match letter {
        'b' => plain('\u{8}'),
        't' => plain('\t'),
        'n' => plain('\n'),
        'f' => plain('\u{c}'),
        'r' => plain('\r'),
        'e' => plain('\u{1b}'),
        '"' => plain('"'),
        '\\' => plain('\\'),
        'x' => hexadecimal(rest, 2),
        'u' => hexadecimal(rest, 4),
        'U' => hexadecimal(rest, 8),
        ' ' | '\t' | '\r' | '\n' => {
            let blank = rest[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            (rest.len() - blank.len(), None)
        }
        // No escape of TOML: its reader says so and leaves the backslash.
        _ => (1, Some('\\')),
    }
}

fn hexadecimal(rest: &str, digits: usize) -> (usize, Option<char>) {
    let decoded = rest
        .get(2..2 + digits)
        .and_then(|code| u32::from_str_radix(code, 16).ok())
        .and_then(char::from_u32);
    match decoded {
        Some(character) => (2 + digits, Some(character)),
        None => (1, Some('\\')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Looks for `part` in the decoded text and expects its raw bytes to read `expected`.
    fn check(raw: &str, part: &str, expected: &str) {
        let file = format!("k = {raw}\n");
        let table = toml::de::DeTable::parse(&file).expect("a TOML string");
        let value = table.get_ref().get("k").expect("the only key");
        let decoded = value.get_ref().as_str().expect("a string");
        let whole: String = pieces(raw).iter().map(|piece| piece.decoded).collect();
        assert_eq!(whole, decoded, "{raw}");
        let start = decoded.find(part).expect("the part is in the text");
        let range = in_raw(raw, &(start..start + part.len()));
        assert_eq!(&raw[range], expected, "{raw}");
    }

    #[test]
    fn plain_strings_shift_by_their_quote() {
        check("'abc'", "b", "b");
        check("\"abc\"", "c", "c");
        check("\"金额 > 5万\"", "> 5", "> 5");
    }

    #[test]
    fn escapes_are_as_long_as_they_are_written() {
        check(r#""a\tb""#, "b", "b");
        check(r#""a\tb""#, "\t", r"\t");
        check(r#""\u91D1额 = x""#, "金额", r"\u91D1额");
        check(r#""\U000091D1额""#, "额", "额");
        check(r#""say \"x\" = y""#, "\"x\"", r#"\"x\""#);
        check(r#""\\ a""#, "a", "a");
        check(r#""\x41b""#, "b", "b");
    }

    #[test]
    fn long_strings_skip_their_first_line_break() {
        check("'''\nabc\nd'''", "d", "d");
        check("\"\"\"\r\nabc\r\nd\"\"\"", "d", "d");
        check("'''abc'''", "a", "a");
        check("''''a' = b'''", "b", "b");
        check("\"\"\"\"a\" = b\"\"\"", "\"a\"", "\"a\"");
    }

    #[test]
    fn folded_line_ends_give_no_text() {
        check("\"\"\"a \\\n   b\"\"\"", "b", "b");
        check("\"\"\"a \\  \n\n   b\"\"\"", "a b", "a \\  \n\n   b");
    }

    #[test]
    fn places_behind_the_text_stand_before_the_closing_quote() {
        assert_eq!(in_raw("'abc'", &(3..3)), 4..4);
        assert_eq!(in_raw("'abc'", &(1..1)), 2..2);
        assert_eq!(in_raw("''", &(0..0)), 1..1);
        assert_eq!(in_raw("'abc'", &(9..12)), 4..4);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn pieces_join_to_what_toml_decodes(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "a", " ", "金", "\\t", "\\\"", "\\\\", "\\u91D1", "\\U0001F600", "'", "\n", "\\\n  ",
                ]),
                0..12,
            )
        ) {
            let raw = format!("\"\"\"{}.\"\"\"", parts.concat());
            check(&raw, ".", ".");
        }
    }
}
