//! `[[type.follow_up]]`: who contacts such customers, when and about what.

use crate::names::Stratum;
use crate::period::{Span, Unit};
use crate::rules::fault::{Expected, FaultKind, Run};
use crate::rules::{Anchor, DateOf, Escalate, Step, Told, Track, Who, Words, defaults};

use super::read::Reader;
use super::table::{Slot, Table};
use super::{anchor, expression, script, set};

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
    "yearly",
    "escalate",
];
const TOLD: &[(&str, Told)] = &[("manager", Told::Manager), ("risk list", Told::RiskList)];
const WHO: &[(&str, Who)] = &[
    ("owner", Who::Owner),
    ("manager", Who::Manager),
    ("auto", Who::Auto),
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
    let mut track = defaults::plain(Anchor::LastContact);
    if let Some(slot) = table.slot("who") {
        set(&mut track.who, reader.choice(slot, WHO));
    }
    if let Some(slot) = table.slot("when") {
        track.when = reader.condition(slot, &expression::truth(Stratum::Plan, own));
    }
    if let Some(slot) = table.slot("urgent") {
        set(&mut track.urgent, reader.flag(slot));
    }
    set(&mut track.anchor, anchor::anchor(reader, table));
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
    if let Some(slot) = table.slot("escalate") {
        track.escalate = escalate(reader, slot);
    }
    cadence(reader, table, &mut track);
    track
}

/// Who is told after how long; each later than the one before.
fn escalate(reader: &mut Reader<'_>, slot: Slot<'_>) -> Vec<Escalate> {
    let Some(items) = reader.items(slot, Expected::List) else {
        return Vec::new();
    };
    let mut rungs: Vec<Escalate> = Vec::new();
    for item in items {
        let Some(table) = reader.table(item, "escalate", &["after", "to"]) else {
            continue;
        };
        let after = match table.slot("after") {
            Some(slot) => reader.span_or_none(slot),
            None => reader.missing(&table, "after"),
        };
        let to = match table.slot("to") {
            Some(slot) => reader.choice(slot, TOLD),
            None => reader.missing(&table, "to"),
        };
        if let (Some(place), Some(after), Some(before)) = (table.slot("after"), after, rungs.last())
            && !later(after, before.after)
        {
            let (word, before) = (after.to_string(), before.after.to_string());
            let key = "after".to_owned();
            let run = Run::Up;
            reader.fault(
                place.span(),
                FaultKind::Order {
                    key,
                    word,
                    before,
                    run,
                },
            );
        }
        rungs.extend(after.zip(to).map(|(after, to)| Escalate { after, to }));
    }
    rungs
}

fn cadence(reader: &mut Reader<'_>, table: &Table<'_>, track: &mut Track) {
    if let Some(slot) = table.slot("steps") {
        track.steps = steps(reader, slot);
    }
    let every = table.slot("every");
    track.every = every.and_then(|slot| reader.span(slot));
    if let Anchor::Date(date) = &track.anchor
        && date.yearly
        && every.is_some()
    {
        // It begins anew each year, so that nothing would be due again and again between.
        let other = match date.of {
            DateOf::YearDay(..) => format!("anchor = \"{}\"", date.text),
            DateOf::Column { .. } => "yearly".to_owned(),
        };
        let kind = FaultKind::Together("every".to_owned(), other);
        reader.fault(table.key_span("every"), kind);
    }
    let misspelt = ["every", "steps"].iter().any(|key| table.misspells(key));
    if every.is_none() && table.slot("steps").is_none() && !misspelt {
        if matches!(track.anchor, Anchor::Date(_)) {
            // A day of the sheet is an occasion by itself.
            track.steps = vec![Step {
                after: Span::new(0, Unit::Day),
                channel: Words::default(),
                content: Words::default(),
            }];
        } else {
            reader.fault(table.span.clone(), FaultKind::NoCadence);
        }
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
