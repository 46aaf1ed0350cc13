//! `[[type.follow_up]]`: who contacts such customers, when and about what.

use crate::names::Stratum;
use crate::period::{Span, Unit};
use crate::rules::fault::{Expected, FaultKind, Run};
use crate::rules::{Anchor, Step, Track, Who, Words};

use super::read::Reader;
use super::table::{Slot, Table};
use super::{expression, script, set};

const KEYS: &[&str] = &[
    "who",
    "when",
    "urgent",
    "anchor",
    "steps",
    "every",
    "until",
    "then_every",
    "channels",
    "contents",
    "goal",
    "script",
];
const WHO: &[(&str, Who)] = &[
    ("owner", Who::Owner),
    ("manager", Who::Manager),
    ("auto", Who::Auto),
];
const ANCHORS: &[(&str, Anchor)] = &[
    ("last_contact", Anchor::LastContact),
    ("first_order", Anchor::FirstOrder),
    ("last_order", Anchor::LastOrder),
    ("type_began", Anchor::TypeBegan),
    ("complaint or type began", Anchor::ComplaintOrTypeBegan),
];

/// Reads the follow-up plan of one type.
pub(super) fn tracks(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Vec<Track> {
    let tables = reader.tables(slot, "type.follow_up", KEYS);
    tables
        .iter()
        .map(|table| track(reader, table, own))
        .collect()
}

fn track(reader: &mut Reader<'_>, table: &Table<'_>, own: &[String]) -> Track {
    let mut track = Track {
        who: Who::Owner,
        when: None,
        urgent: false,
        anchor: Anchor::LastContact,
        steps: Vec::new(),
        every: None,
        until: None,
        channels: Vec::new(),
        contents: Vec::new(),
        goal: Words::default(),
        script: None,
    };
    if let Some(slot) = table.slot("who") {
        set(&mut track.who, reader.choice(slot, WHO));
    }
    if let Some(slot) = table.slot("when") {
        track.when = reader.condition(slot, &expression::truth(Stratum::Plan, own));
    }
    if let Some(slot) = table.slot("urgent") {
        set(&mut track.urgent, reader.flag(slot));
    }
    if let Some(slot) = table.slot("anchor") {
        set(&mut track.anchor, reader.choice(slot, ANCHORS));
    }
    if let Some(slot) = table.slot("channels") {
        set(&mut track.channels, reader.wordings(slot, "channels"));
    }
    if let Some(slot) = table.slot("contents") {
        set(&mut track.contents, reader.wordings(slot, "contents"));
    }
    if let Some(slot) = table.slot("goal") {
        set(&mut track.goal, reader.wording(slot, "goal"));
    }
    if let Some(slot) = table.slot("script") {
        track.script = script::script(reader, slot, own);
    }
    cadence(reader, table, &mut track);
    track
}

fn cadence(reader: &mut Reader<'_>, table: &Table<'_>, track: &mut Track) {
    if let Some(slot) = table.slot("steps") {
        track.steps = steps(reader, slot);
    }
    let every = table.slot("every");
    track.every = every.and_then(|slot| reader.span(slot));
    let misspelt = ["every", "steps"].iter().any(|key| table.misspells(key));
    if every.is_none() && table.slot("steps").is_none() && !misspelt {
        reader.fault(table.span.clone(), FaultKind::NoCadence);
    }
    let [until, then] = ["until", "then_every"].map(|key| {
        let slot = table.slot(key)?;
        reader.span(slot)
    });
    for (key, other) in [("until", "then_every"), ("then_every", "until")] {
        let alone = table.slot(key).is_some() && table.slot(other).is_none();
        if alone {
            let kind = FaultKind::OnlyWith(key.to_owned(), other);
            reader.fault(table.key_span(key), kind);
        }
    }
    if table.slot("until").is_some() && every.is_none() {
        let kind = FaultKind::OnlyWith("until".to_owned(), "every");
        reader.fault(table.key_span("until"), kind);
    }
    track.until = until.zip(then);
}

/// The first steps, each later than the one before.
fn steps(reader: &mut Reader<'_>, slot: Slot<'_>) -> Vec<Step> {
    let Some(items) = reader.items(slot, Expected::List) else {
        return Vec::new();
    };
    let mut steps: Vec<Step> = Vec::new();
    for item in items {
        let Some((step, place)) = step(reader, item) else {
            continue;
        };
        if let Some(before) = steps.last()
            && !later(step.after, before.after)
        {
            let kind = FaultKind::Order {
                key: "after".to_owned(),
                word: step.after.to_string(),
                before: before.after.to_string(),
                run: Run::Up,
            };
            reader.fault(place.span(), kind);
        }
        steps.push(step);
    }
    steps
}

fn step<'a>(reader: &mut Reader<'_>, item: Slot<'a>) -> Option<(Step, Slot<'a>)> {
    let table = reader.table(item, "steps", &["after", "channel", "content"])?;
    let [channel, content] = ["channel", "content"].map(|key| match table.slot(key) {
        Some(slot) => reader.wording(slot, key),
        None => Some(Words::default()),
    });
    let Some(place) = table.slot("after") else {
        return reader.missing(&table, "after");
    };
    let after = reader.span_or_none(place)?;
    let step = Step {
        after,
        channel: channel?,
        content: content?,
    };
    Some((step, place))
}

/// Whether one span is longer than another: exact within a unit, else by mean lengths.
fn later(span: Span, than: Span) -> bool {
    // Mean Gregorian month and year, in millionths of a day.
    let length = |span: Span| {
        u64::from(span.count)
            * match span.unit {
                Unit::Day => 1_000_000,
                Unit::Week => 7_000_000,
                Unit::Month => 30_436_875,
                Unit::Year => 365_242_500,
            }
    };
    length(span) > length(than)
}
