//! `[input]` and `[input.columns]`: which files are read, and how.

use std::ops::Range;

use crate::names::{Field, near};
use crate::rules::fault::FaultKind;
use crate::rules::{DateOrder, Input, Severe};
use crate::value::amount::Decimal;

use super::general::sub;
use super::read::{MILLION, Reader};
use super::set;
use super::table::{Slot, Table};

const KEYS: &[&str] = &[
    "files",
    "date_order",
    "decimal",
    "max_set_aside",
    "stale_after",
    "stale",
    "columns",
    "aliases",
];
const DATE_ORDERS: &[(&str, DateOrder)] = &[
    ("auto", DateOrder::Auto),
    ("ymd", DateOrder::YearMonthDay),
    ("dmy", DateOrder::DayMonthYear),
    ("mdy", DateOrder::MonthDayYear),
];
const DECIMALS: &[(&str, Option<Decimal>)] = &[
    ("auto", None),
    ("dot", Some(Decimal::Dot)),
    ("comma", Some(Decimal::Comma)),
];
const STALE: &[(&str, Severe)] = &[("say", Severe::Say), ("refuse", Severe::Refuse)];

/// Reads `[input]`.
pub(super) fn input(reader: &mut Reader<'_>, top: &Table<'_>, input: &mut Input) {
    let Some(table) = sub(reader, top, "input", KEYS) else {
        return;
    };
    if let Some(slot) = table.slot("files") {
        set(&mut input.files, reader.texts(slot));
    }
    if let Some(slot) = table.slot("date_order") {
        set(&mut input.date_order, reader.choice(slot, DATE_ORDERS));
    }
    if let Some(slot) = table.slot("decimal") {
        set(&mut input.decimal, reader.choice(slot, DECIMALS));
    }
    if let Some(slot) = table.slot("max_set_aside") {
        let share = reader.share(slot);
        let share = share.map(|millionths| f64::from(millionths) / MILLION as f64);
        set(&mut input.max_set_aside, share);
    }
    if let Some(slot) = table.slot("stale_after") {
        set(&mut input.stale_after, reader.span(slot));
    }
    if let Some(slot) = table.slot("stale") {
        set(&mut input.stale, reader.choice(slot, STALE));
    }
    if let Some(slot) = table.slot("columns") {
        input.columns = columns(reader, slot);
    }
    if let Some(slot) = table.slot("aliases") {
        for (_, slot) in reader.open_table(slot) {
            let others = reader.texts(slot);
            let main = slot.key.trim().to_owned();
            input.aliases.extend(others.map(|others| (main, others)));
        }
    }
}

/// Own header words per field, in file order; `customer.id` may stand with or without quotes.
fn columns(reader: &mut Reader<'_>, slot: Slot<'_>) -> Vec<(Field, Vec<String>)> {
    let mut list: Vec<(Field, Vec<String>)> = Vec::new();
    for (place, slot) in reader.open_table(slot) {
        if slot.value.get_ref().is_table() {
            for (inner_place, inner) in reader.open_table(slot) {
                let key = format!("{}.{}", slot.key, inner.key);
                column(reader, &mut list, &key, place.start..inner_place.end, inner);
            }
        } else {
            column(reader, &mut list, slot.key, place, slot);
        }
    }
    list
}

fn column(
    reader: &mut Reader<'_>,
    list: &mut Vec<(Field, Vec<String>)>,
    key: &str,
    place: Range<usize>,
    slot: Slot<'_>,
) {
    let words = reader.texts(slot);
    let Some(field) = Field::named(key.trim()) else {
        let near = near::nearest(key, Field::ALL.iter().map(|field| field.key()));
        let near = near.map(str::to_owned);
        let word = key.to_owned();
        return reader.fault(place, FaultKind::UnknownField { word, near });
    };
    if list.iter().any(|(known, _)| *known == field) {
        let key = "input.columns".to_owned();
        return reader.fault(place, FaultKind::Twice(key, field.key().to_owned()));
    }
    list.extend(words.map(|words| (field, words)));
}
