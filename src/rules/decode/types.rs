//! `[[type]]` and `[[tag]]`: who a customer is, in file order.

use crate::names::Stratum;
use crate::rules::fault::FaultKind;
use crate::rules::{Condition, MAX_LABELS, Rules, Tag, Type, Words};

use super::read::Reader;
use super::table::{Slot, Table};
use super::{expression, track};

const TYPE: &[&str] = &["id", "name", "when", "follow_up"];
const TAG: &[&str] = &["name", "when"];

/// Reads `[[type]]`; without any, the built-in types.
pub(super) fn types(reader: &mut Reader<'_>, top: &Table<'_>, own: &[String]) -> Vec<Type> {
    let Some(slot) = top.slot("type") else {
        return built_in().types;
    };
    let mut seen: Vec<String> = Vec::new();
    let mut types = Vec::new();
    let tables = reader.tables(slot, "type", TYPE);
    few(reader, slot, "type", tables.len());
    for table in tables {
        let id = id(reader, &table, &mut seen);
        let name = match table.slot("name") {
            Some(slot) => reader.words(slot),
            None => id.clone().map(|id| Words {
                zh: id.clone(),
                en: id,
            }),
        };
        let when = when(reader, &table, Stratum::Type, own);
        let tracks = table
            .slot("follow_up")
            .map(|slot| track::tracks(reader, slot, own));
        if let (Some(id), Some(name), Some(when)) = (id, name, when) {
            types.push(Type {
                id,
                name,
                when,
                tracks: tracks.unwrap_or_default(),
            });
        }
    }
    types
}

/// Reads `[[tag]]`; without any, the built-in tags.
pub(super) fn tags(reader: &mut Reader<'_>, top: &Table<'_>, own: &[String]) -> Vec<Tag> {
    let Some(slot) = top.slot("tag") else {
        return built_in().tags;
    };
    let mut tags: Vec<Tag> = Vec::new();
    let tables = reader.tables(slot, "tag", TAG);
    few(reader, slot, "tag", tables.len());
    for table in tables {
        let name = match table.slot("name") {
            Some(slot) => reader.words(slot).and_then(|name| {
                if tags.iter().any(|tag| tag.name == name) {
                    return reader.note(slot, FaultKind::Twice("tag".to_owned(), name.zh));
                }
                Some(name)
            }),
            None => reader.missing(&table, "name"),
        };
        let when = when(reader, &table, Stratum::Tag, own);
        if let (Some(name), Some(when)) = (name, when) {
            tags.push(Tag { name, when });
        }
    }
    tags
}

/// Each has one bit of a customer.
fn few(reader: &mut Reader<'_>, slot: Slot<'_>, key: &'static str, found: usize) {
    if found > MAX_LABELS {
        reader.fault(slot.span(), FaultKind::TooMany(key, found, MAX_LABELS));
    }
}

fn id(reader: &mut Reader<'_>, table: &Table<'_>, seen: &mut Vec<String>) -> Option<String> {
    let Some(slot) = table.slot("id") else {
        return reader.missing(table, "id");
    };
    let id = reader.filled(slot)?;
    if seen.contains(&id) {
        return reader.note(slot, FaultKind::Twice("id".to_owned(), id));
    }
    seen.push(id.clone());
    Some(id)
}

fn when(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    below: Stratum,
    own: &[String],
) -> Option<Condition> {
    match table.slot("when") {
        Some(slot) => reader.condition(slot, &expression::truth(below, own)),
        None => reader.missing(table, "when"),
    }
}

/// The built-in rules, their conditions without a place: they stand in no file of the user.
fn built_in() -> Rules {
    let mut rules = Rules::built_in();
    let types = rules.types.iter_mut().flat_map(|kind| {
        let tracks = kind
            .tracks
            .iter_mut()
            .filter_map(|track| track.when.as_mut());
        std::iter::once(&mut kind.when).chain(tracks)
    });
    for condition in types.chain(rules.tags.iter_mut().map(|tag| &mut tag.when)) {
        condition.place = 0..0;
    }
    rules
}
