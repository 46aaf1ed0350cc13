//! `[calendar]`: which days people work, and how far ahead tasks are shown.

use toml::de::DeValue;

use crate::period::Day;
use crate::rules::fault::{Expected, FaultKind};
use crate::rules::{Calendar, Shift, Workdays};

use super::general::sub;
use super::read::Reader;
use super::set;
use super::table::{Slot, Table};

const WORKDAYS: &[(&str, Workdays)] = &[
    ("CN", Workdays::China),
    ("weekdays", Workdays::Weekdays),
    ("all", Workdays::All),
];
const SHIFTS: &[(&str, Shift)] = &[
    ("next", Shift::Next),
    ("previous", Shift::Previous),
    ("none", Shift::Stay),
];

/// Reads `[calendar]`.
pub(super) fn calendar(reader: &mut Reader<'_>, top: &Table<'_>, calendar: &mut Calendar) {
    let keys = &["workdays", "off", "work", "shift", "horizon", "ics"];
    let Some(table) = sub(reader, top, "calendar", keys) else {
        return;
    };
    if let Some(slot) = table.slot("workdays") {
        set(&mut calendar.workdays, reader.choice(slot, WORKDAYS));
    }
    if let Some(slot) = table.slot("off") {
        set(&mut calendar.off, days(reader, slot));
    }
    if let Some(slot) = table.slot("work") {
        set(&mut calendar.work, days(reader, slot));
    }
    if let Some(slot) = table.slot("shift") {
        set(&mut calendar.shift, reader.choice(slot, SHIFTS));
    }
    if let Some(slot) = table.slot("horizon") {
        set(&mut calendar.horizon, reader.days(slot, 1..=366));
    }
    if let Some(slot) = table.slot("ics") {
        calendar.ics = reader.filled(slot);
    }
}

/// A list of days and ranges of days; a single one may stand without brackets.
pub(super) fn days(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<Vec<(Day, Day)>> {
    if slot.value.get_ref().is_array() {
        reader.list(slot, range)
    } else {
        range(reader, slot).map(|range| vec![range])
    }
}

/// `"2026-12-24..2026-12-26"`, ends included, or one day with or without quotes.
fn range(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<(Day, Day)> {
    let word = match slot.value.get_ref() {
        DeValue::String(_) | DeValue::Datetime(_) => reader.word(slot),
        _ => return reader.wrong_kind(slot, Expected::DayRange),
    };
    let (first, last) = word.split_once("..").unwrap_or((&word, &word));
    let days = Day::parse_iso(first.trim()).zip(Day::parse_iso(last.trim()));
    match days {
        Some((first, last)) if first > last => reader.note(slot, FaultKind::BackwardRange(word)),
        Some(days) => Some(days),
        None => reader.not_readable(slot, Expected::DayRange),
    }
}
