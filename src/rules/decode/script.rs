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
const FIELDS: &[&str] = &["name", "customer_id", "owner", "last_bought", "not_bought"];

/// The names that a text may have in braces: fixed ones, the catalogue, own metrics.
pub(super) struct Known<'k> {
    /// The fixed names.
    pub(super) fields: &'k [&'static str],
    /// Keys of own metrics.
    pub(super) own: &'k [String],
    /// The fault of any other name: the name, and one that is near.
    pub(super) unknown: fn(String, Option<String>) -> FaultKind,
}

/// Reads a script, one text or one for each language; every `{field}` must exist.
pub(super) fn script(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Option<Words> {
    let known = Known {
        fields: FIELDS,
        own,
        unknown: |word, near| FaultKind::UnknownPlaceholder { word, near },
    };
    reader.in_both(slot, "script", |reader, slot| {
        placeholders(reader, slot, &known)
    })
}

/// Reads a text with names in braces, each of which must be known and closed.
pub(super) fn placeholders(
    reader: &mut Reader<'_>,
    slot: Slot<'_>,
    known: &Known<'_>,
) -> Option<String> {
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
        } else if known.has(word) {
            continue;
        } else {
            let near = near::nearest(word, known.names()).map(str::to_owned);
            let kind = (known.unknown)(word.to_owned(), near);
            (open..open + end + 2, kind)
        };
        let span = place::in_raw(raw, &range);
        reader.fault(start + span.start..start + span.end, kind);
        sound = false;
    }
    sound.then(|| text.trim().to_owned())
}

impl Known<'_> {
    /// Whether a name is known; metrics go by either name.
    pub(super) fn has(&self, word: &str) -> bool {
        self.fields.contains(&word)
            || Metric::named(word).is_some()
            || self.own.iter().any(|key| key == word)
    }

    /// Every name, for suggestions.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let metrics = CATALOGUE.iter().map(|entry| entry.key);
        let own = self.own.iter().map(String::as_str);
        self.fields.iter().copied().chain(metrics).chain(own)
    }
}
