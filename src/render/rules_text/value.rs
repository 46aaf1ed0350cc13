//! Values as TOML writes them.

use std::fmt::Write as _;

use crate::lang::Language;
use crate::money::{Money, UNITS};

/// A text in double quotes; on lines of its own if it has several.
pub(super) fn text(value: &str) -> String {
    if value.contains('\n') {
        return format!("\"\"\"\n{}\"\"\"", escaped(value, "\n"));
    }
    format!("\"{}\"", escaped(value, ""))
}

/// Escapes what TOML would read otherwise, but for the characters to be left alone.
fn escaped(value: &str, left: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for char in value.chars() {
        match char {
            _ if left.contains(char) => out.push(char),
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            char => out.push(char),
        }
    }
    out
}

/// A key, in quotes unless it is bare.
pub(super) fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        text(name)
    }
}

/// A list of texts on one line.
pub(super) fn list<T: AsRef<str>>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value.as_ref())).collect();
    format!("[{}]", values.join(", "))
}

/// Shares of the whole in millionths, as percentages.
pub(super) fn percents(millionths: &[u32]) -> String {
    let shares = millionths.iter().map(|share| percent(u64::from(*share)));
    list(&shares.collect::<Vec<_>>())
}

/// A share from 0 to 1 as a percentage.
pub(super) fn share(share: f64) -> String {
    percent((share * 1_000_000.0).round() as u64)
}

/// Millionths as a percentage with as many decimals as it needs.
fn percent(millionths: u64) -> String {
    let (whole, rest) = (millionths / 10_000, millionths % 10_000);
    let decimals = format!("{rest:04}");
    match decimals.trim_end_matches('0') {
        "" => format!("{whole}%"),
        decimals => format!("{whole}.{decimals}%"),
    }
}

/// Amounts: in 万 for Chinese readers where they are whole.
pub(super) fn amounts(values: &[Money], language: Language) -> String {
    list(
        &values
            .iter()
            .map(|value| amount(*value, language))
            .collect::<Vec<_>>(),
    )
}

fn amount(value: Money, language: Language) -> String {
    let wan = 10_000 * UNITS;
    if language == Language::Zh && value.0 != 0 && value.0 % wan == 0 {
        return format!("{}万", value.0 / wan);
    }
    if value.0 % UNITS == 0 {
        return (value.0 / UNITS).to_string();
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_so_that_toml_gives_them_back() {
        let check = |value: &str, expected: &str| assert_eq!(text(value), expected);
        check("客户.xlsx", "\"客户.xlsx\"");
        check("C:\\客户\\\"新\".csv", "\"C:\\\\客户\\\\\\\"新\\\".csv\"");
        check("a\tb\u{7f}", "\"a\\tb\\u007F\"");
        check("a\nb\n", "\"\"\"\na\nb\n\"\"\"");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(percents(&[800_000, 955_000]), "[\"80%\", \"95.5%\"]");
        assert_eq!(share(0.05), "5%");
        let values = [Money::whole(500_000), Money::whole(2_500), Money(12_500)];
        assert_eq!(
            amounts(&values, Language::Zh),
            "[\"50万\", \"2500\", \"1.25\"]"
        );
        assert_eq!(
            amounts(&values, Language::En),
            "[\"500000\", \"2500\", \"1.25\"]"
        );
        assert_eq!(key("USD"), "USD");
        assert_eq!(key("港币"), "\"港币\"");
    }
}
