//! The script of a follow-up: text with `{name}` and metrics in braces, whose
//! fields are checked when the rules are read.

use crate::names::metric::CATALOGUE;
use crate::names::{Metric, near};
use crate::rules::Words;
use crate::rules::fault::{Expected, FaultKind};

use super::place;
use super::read::Reader;
use super::table::Slot;

/// Fields beside the metrics.
const FIELDS: &[&str] = &["name", "customer_id", "owner"];

/// Reads a script, one text or one for each language; every `{field}` must exist.
pub(super) fn script(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Option<Words> {
    reader.in_both(slot, "script", |reader, slot| text(reader, slot, own))
}

fn text(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Option<String> {
    let Some(text) = slot.value.get_ref().as_str() else {
        return reader.wrong_kind(slot, Expected::Text);
    };
    let (start, raw) = (slot.span().start, reader.raw(&slot.span()));
    let mut sound = true;
    for (open, _) in text.match_indices('{') {
        let rest = &text[open + 1..];
        let end = rest.find(['{', '}', '\n']).unwrap_or(rest.len());
        let closed = rest[end..].starts_with('}');
        let word = rest[..end].trim();
        let (range, kind) = if !closed {
            (open..open + 1, FaultKind::OpenBrace)
        } else if is_field(word, own) {
            continue;
        } else {
            let near = near::nearest(word, known(own)).map(str::to_owned);
            let word = word.to_owned();
            (
                open..open + end + 2,
                FaultKind::UnknownPlaceholder { word, near },
            )
        };
        let span = place::in_raw(raw, &range);
        reader.fault(start + span.start..start + span.end, kind);
        sound = false;
    }
    sound.then(|| text.trim().to_owned())
}

fn is_field(word: &str, own: &[String]) -> bool {
    FIELDS.contains(&word) || Metric::named(word).is_some() || own.iter().any(|key| key == word)
}

fn known(own: &[String]) -> impl Iterator<Item = &str> {
    let metrics = CATALOGUE.iter().map(|entry| entry.key);
    let own = own.iter().map(String::as_str);
    FIELDS.iter().copied().chain(metrics).chain(own)
}
