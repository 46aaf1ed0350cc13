//! Text that a spreadsheet would run as a formula when it opens a CSV file.
//! Takes the text of one cell; says whether it needs a leading `'` to stay text,
//! and takes that mark off again when such a file is read back.

/// The mark that keeps text from being run: `'`.
pub const GUARD: char = '\'';

/// Whether the text would be run, or would lose a guard of its own on the way back.
///
/// Negative numbers (`-12.5`) and telephone numbers (`+86 138 0013 8000`) stay as
/// they are: run or not, they are the same digits to whoever reads them. Text that
/// already begins with a guarded formula gets one more guard, so that
/// [`unguarded`] gives back exactly what was written.
pub fn needs_guard(text: &str) -> bool {
    // Nearly every cell ends here: letters, digits and Chinese characters other
    // than the full-width signs (first byte 0xEF) start no formula.
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | b'\'' | 0xEF) => {
            runs(text.trim_start_matches(GUARD))
        }
        _ => false,
    }
}

/// The text without the guard that [`needs_guard`] asked for.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix(GUARD) {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

fn runs(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => !is_number_like(chars.as_str()),
        _ => false,
    }
}

/// Whether what follows a sign is an amount or a telephone number: digits with
/// spaces, points, commas, dashes and brackets, perhaps with an exponent or `%`.
fn is_number_like(rest: &str) -> bool {
    let body = rest.strip_suffix(['%', '％']).unwrap_or(rest);
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '-' | '(' | ')');
    let starts_well = body.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '('));
    starts_well
        && body.contains(|c: char| c.is_ascii_digit())
        && (body.chars().all(plain) || body.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, guarded: bool) {
        assert_eq!(needs_guard(text), guarded, "{text:?}");
        if guarded {
            assert_eq!(unguarded(&format!("'{text}")), text);
        } else {
            assert_eq!(unguarded(text), text);
        }
    }

    #[test]
    fn text_that_would_run_is_guarded() {
        for text in [
            "=1+1",
            "=HYPERLINK(\"http://x\")",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "-",
            "+A1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1+1",
            "＋A1",
            "－A1",
            "＠x",
            "-inf",
            "+()",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn numbers_and_telephones_stay_as_they_are() {
        for text in [
            "-12.5",
            "-1,234.50",
            "-12.5%",
            "-1.5E+10",
            "-(12)",
            "-.5",
            "+86 138 0013 8000",
            "+86-755-8888 6666",
            "+1 (555) 123-4567",
            "＋86 13800138000",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        for text in [
            "",
            "腾讯科技",
            "A=B",
            " =1",
            "'quoted'",
            "'",
            "（深圳）",
            "﻿x",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn text_that_already_has_a_guard_comes_back_whole() {
        check("'=1", true);
        check("''=1", true);
        assert_eq!(unguarded("'=1"), "=1");
    }
}
