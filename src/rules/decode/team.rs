//! `[team]`: who can do how much, who is away, who takes customers without an owner.

use crate::names::Stratum;
use crate::rules::fault::FaultKind;
use crate::rules::{Assign, Person, Team};

use super::general::sub;
use super::read::Reader;
use super::table::{Slot, Table};
use super::{calendar, expression, set};

const KEYS: &[&str] = &["capacity", "manager", "channel_weight", "person", "assign"];

/// The most units a day; a unit is a call.
const MOST: u32 = 10_000;

/// Reads `[team]`.
pub(super) fn team(reader: &mut Reader<'_>, top: &Table<'_>, own: &[String], team: &mut Team) {
    let Some(table) = sub(reader, top, "team", KEYS) else {
        return;
    };
    if let Some(slot) = table.slot("capacity") {
        team.capacity = reader.whole(slot, 1..=MOST);
    }
    if let Some(slot) = table.slot("manager") {
        team.manager = reader.filled(slot);
    }
    if let Some(slot) = table.slot("channel_weight") {
        let mut weights = Vec::new();
        for (_, slot) in reader.open_table(slot) {
            let weight = reader.whole(slot, 1..=MOST);
            weights.extend(weight.map(|weight| (slot.key.trim().to_owned(), weight)));
        }
        // What the file says of a channel comes first and wins, whichever of its two names the
        // file has; the rest stays built in.
        let built_in = std::mem::take(&mut team.channel_weight);
        let silent = built_in
            .into_iter()
            .filter(|(channel, _)| weights.iter().all(|(known, _)| known != channel));
        let silent: Vec<_> = silent.collect();
        team.channel_weight = weights;
        team.channel_weight.extend(silent);
    }
    if let Some(slot) = table.slot("person") {
        for (_, slot) in reader.open_table(slot) {
            team.people.extend(person(reader, slot));
        }
    }
    if let Some(slot) = table.slot("assign") {
        for table in reader.tables(slot, "team.assign", &["when", "owners"]) {
            team.assign.extend(assign(reader, &table, own));
        }
    }
}

fn person(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<Person> {
    let table = reader.table(slot, "team.person", &["capacity", "away", "manager"])?;
    let mut person = Person {
        name: slot.key.trim().to_owned(),
        capacity: None,
        away: Vec::new(),
        manager: None,
    };
    if let Some(slot) = table.slot("capacity") {
        person.capacity = reader.whole(slot, 1..=MOST);
    }
    if let Some(slot) = table.slot("away") {
        set(&mut person.away, calendar::days(reader, slot));
    }
    if let Some(slot) = table.slot("manager") {
        person.manager = reader.filled(slot);
    }
    Some(person)
}

fn assign(reader: &mut Reader<'_>, table: &Table<'_>, own: &[String]) -> Option<Assign> {
    let when = match table.slot("when") {
        Some(slot) => Some(reader.condition(slot, &expression::truth(Stratum::Plan, own))?),
        None => None,
    };
    let Some(slot) = table.slot("owners") else {
        return reader.missing(table, "owners");
    };
    let owners = reader.distinct(slot)?;
    if owners.is_empty() {
        return reader.note(slot, FaultKind::EmptyText("owners".to_owned()));
    }
    Some(Assign { when, owners })
}
