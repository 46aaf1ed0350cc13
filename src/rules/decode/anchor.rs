//! `anchor` and `yearly` of a track: the event it counts from.
//!
//! Takes the track's table; gives a fixed word's event, a column with an offset
//! (`"[合同到期] - 30d"`), or a day of every year (`"09-10"`).

use crate::period::{Day, Span};
use crate::rules::fault::{Expected, FaultKind};
use crate::rules::{Anchor, DateAnchor, DateOf, Side};

use super::read::Reader;
use super::table::Table;

const ANCHORS: &[(&str, Anchor)] = &[
    ("last_contact", Anchor::LastContact),
    ("first_order", Anchor::FirstOrder),
    ("last_order", Anchor::LastOrder),
    ("type_began", Anchor::TypeBegan),
    ("complaint or type began", Anchor::ComplaintOrTypeBegan),
];

/// Reads both keys; nothing where the file has no anchor, or a faulty one.
pub(super) fn anchor(reader: &mut Reader<'_>, table: &Table<'_>) -> Option<Anchor> {
    let yearly = table.slot("yearly").and_then(|slot| reader.flag(slot));
    let needs_date = |reader: &mut Reader<'_>| {
        if yearly == Some(true) {
            let kind = FaultKind::OnlyWith("yearly".to_owned(), "anchor = \"[…]\"");
            reader.fault(table.key_span("yearly"), kind);
        }
    };
    let Some(slot) = table.slot("anchor") else {
        needs_date(reader);
        return None;
    };
    let word = reader.text(slot)?;
    if !word.starts_with(['[', '［']) && !word.starts_with(|first: char| first.is_ascii_digit()) {
        needs_date(reader);
        return reader.choice(slot, ANCHORS);
    }
    let Some(mut date) = date(&word) else {
        return reader.not_readable(slot, Expected::Anchor);
    };
    date.yearly |= yearly == Some(true);
    Some(Anchor::Date(date))
}

fn date(word: &str) -> Option<DateAnchor> {
    let text = word.to_owned();
    if let Some((month, day)) = year_day(word) {
        return Some(DateAnchor {
            text,
            of: DateOf::YearDay(month, day),
            offset: None,
            yearly: true,
        });
    }
    let inner = word.strip_prefix(['[', '［'])?;
    let end = inner.rfind([']', '］'])?;
    let (header, rest) = inner.split_at(end);
    let rest = rest.trim_start_matches([']', '］']);
    let bare = header.trim().strip_suffix(['?', '？']);
    let optional = bare.is_some();
    let header = bare.unwrap_or(header).trim().replace("]]", "]");
    (!header.is_empty()).then_some(())?;
    Some(DateAnchor {
        text,
        of: DateOf::Column { header, optional },
        offset: match rest.trim() {
            "" => None,
            written => Some(offset(written)?),
        },
        yearly: false,
    })
}

/// `- 30d` or `+ 1y`.
fn offset(text: &str) -> Option<(Side, Span)> {
    let sign = text.chars().next()?;
    let side = match sign {
        '-' | '−' | '－' => Side::Before,
        '+' | '＋' => Side::After,
        _ => return None,
    };
    Some((side, Span::parse(text[sign.len_utf8()..].trim())?))
}

/// `09-10`: a day that some year has.
fn year_day(word: &str) -> Option<(u8, u8)> {
    let (month, day) = word.split_once('-')?;
    let (month, day): (u32, u32) = (month.trim().parse().ok()?, day.trim().parse().ok()?);
    // A leap year has every day.
    Day::from_ymd(2024, month, day)?;
    Some((month as u8, day as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: Option<(&str, Option<(Side, &str)>)>) {
        let found = date(word).map(|date| {
            let of = match date.of {
                DateOf::Column { header, optional } => {
                    format!("{header}{}", if optional { "?" } else { "" })
                }
                DateOf::YearDay(month, day) => format!("{month}/{day}"),
            };
            (of, date.offset)
        });
        let expected = expected.map(|(of, offset)| {
            let span = |text| Span::parse(text).expect("a test span");
            (of.to_owned(), offset.map(|(side, text)| (side, span(text))))
        });
        assert_eq!(found, expected, "{word}");
    }

    #[test]
    fn columns_may_have_an_offset() {
        check("[合同到期]", Some(("合同到期", None)));
        check(
            "[合同到期] - 30d",
            Some(("合同到期", Some((Side::Before, "30d")))),
        );
        check(
            "［合同到期？］＋2w",
            Some(("合同到期?", Some((Side::After, "2w")))),
        );
        check("[a]]b] − 1m", Some(("a]b", Some((Side::Before, "1m")))));
        for bad in ["[]", "[合同到期] 30d", "[合同到期] - 30", "[合同到期"] {
            check(bad, None);
        }
    }

    #[test]
    fn a_day_of_the_year_needs_no_column() {
        check("09-10", Some(("9/10", None)));
        check("2-29", Some(("2/29", None)));
        check("02-30", None);
        check("2026-09-10", None);
    }
}
