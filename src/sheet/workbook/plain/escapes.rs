//! What text in XML means: line ends, entities, and the escapes of spreadsheets.
//!
//! Takes text as written, gives text as people see it, in the order in which the reading
//! library undoes each: `&#10;` is a space to be trimmed, and `_x000A_` is not.

use memchr::{memchr, memchr2, memmem};
use quick_xml::escape::unescape;
use quick_xml::events::BytesText;

use super::Odd;

/// Bytes of `_xHHHH_`.
const ESCAPE: usize = 7;

/// Whether spaces around a text belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spaces {
    /// They do.
    Kept,
    /// They are there for the eye.
    Trimmed,
}

/// Appends what a text means.
pub(super) fn push(out: &mut String, written: &str, spaces: Spaces) -> Result<(), Odd> {
    if memchr2(b'&', b'\r', written.as_bytes()).is_none() {
        push_unescaped(out, trimmed(written, spaces));
        return Ok(());
    }
    let lines = BytesText::from_escaped(written).xml10_content();
    let meant = unescape(&lines).map_err(|_| Odd::Content)?;
    push_unescaped(out, trimmed(&meant, spaces));
    Ok(())
}

/// Whether every entity in text that nobody reads is one.
pub(super) fn check(written: &str) -> Result<(), Odd> {
    if memchr(b'&', written.as_bytes()).is_some() {
        unescape(written).map_err(|_| Odd::Content)?;
    }
    Ok(())
}

fn trimmed(text: &str, spaces: Spaces) -> &str {
    match spaces {
        Spaces::Kept => text,
        Spaces::Trimmed => text.trim_matches([' ', '\t', '\r', '\n']),
    }
}

/// Appends a text, with `_x000D_` and the like as the characters that they stand for.
fn push_unescaped(out: &mut String, mut text: &str) {
    while let Some((at, unit)) = next_escape(text) {
        out.push_str(&text[..at]);
        text = &text[at + ESCAPE..];
        let low = escape_at(text.as_bytes()).filter(|low| (0xDC00..0xE000).contains(low));
        let units = match low {
            Some(low) if (0xD800..0xDC00).contains(&unit) => {
                text = &text[ESCAPE..];
                [Some(unit), Some(low)]
            }
            _ => [Some(unit), None],
        };
        // Half of a pair is no character.
        let characters = char::decode_utf16(units.into_iter().flatten());
        out.extend(characters.map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    out.push_str(text);
}

/// The first escape, and the unit of UTF-16 that it stands for.
fn next_escape(text: &str) -> Option<(usize, u16)> {
    // Few texts have even the first letter.
    memchr(b'_', text.as_bytes())?;
    memmem::find_iter(text.as_bytes(), b"_x")
        .find_map(|at| Some((at, escape_at(&text.as_bytes()[at..])?)))
}

/// The unit of the escape that begins here.
fn escape_at(text: &[u8]) -> Option<u16> {
    let [b'_', b'x', hex @ .., b'_'] = text.get(..ESCAPE)? else {
        return None;
    };
    hex.iter().try_fold(0, |unit, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | digit as u16)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(written: &str, spaces: Spaces, expected: Result<&str, Odd>) {
        let mut out = "<".to_owned();
        let pushed = push(&mut out, written, spaces).map(|()| &out[1..]);
        assert_eq!(pushed, expected, "{written:?}");
    }

    #[test]
    fn entities_and_line_ends_are_undone() {
        check_text(
            "a&amp;b &lt;c&gt; &quot;&apos;",
            Spaces::Kept,
            Ok("a&b <c> \"'"),
        );
        check_text("&#x4E2D;&#25991;", Spaces::Kept, Ok("中文"));
        check_text("a\r\nb\rc\nd", Spaces::Kept, Ok("a\nb\nc\nd"));
        check_text("a&#13;&#10;b", Spaces::Kept, Ok("a\r\nb"));
        check_text("a & b", Spaces::Kept, Err(Odd::Content));
        check_text("&nbsp;", Spaces::Kept, Err(Odd::Content));
        check_text("&#0;", Spaces::Kept, Err(Odd::Content));
    }

    #[test]
    fn escapes_of_spreadsheets_are_undone() {
        check_text("a_x000D_b", Spaces::Kept, Ok("a\rb"));
        check_text("_x005F_x000D_", Spaces::Kept, Ok("_x000D_"));
        check_text("_xD83D__xDCF7_", Spaces::Kept, Ok("📷"));
        check_text("_xD83D_ _xDCF7_", Spaces::Kept, Ok("\u{FFFD} \u{FFFD}"));
        check_text("_xD83D__xD83D__xDCF7_", Spaces::Kept, Ok("\u{FFFD}📷"));
        check_text("_x00_ _xyz_ _x000D", Spaces::Kept, Ok("_x00_ _xyz_ _x000D"));
        check_text("_x_x000a_", Spaces::Kept, Ok("_x\n"));
    }

    #[test]
    fn spaces_go_before_escapes_are_undone() {
        check_text(" a\u{a0} ", Spaces::Trimmed, Ok("a\u{a0}"));
        check_text(" a ", Spaces::Kept, Ok(" a "));
        check_text("&#10; a _x000A_", Spaces::Trimmed, Ok("a \n"));
    }
}
