//! `[limits]`, `[quiet]` and `[recycle]`: how often, how long, and then no more.
//!
//! Each function takes the top of the file and the built-in value, and replaces
//! what the file says otherwise.

use crate::period::Span;
use crate::rules::fault::{Expected, FaultKind};
use crate::rules::{ChannelLimit, Limits, Quiet, Recycle, Type, defaults};

use super::general::sub;
use super::read::Reader;
use super::set;
use super::table::{Slot, Table};

/// The most days that a gap, a limit or a warning may span.
const MOST_DAYS: u32 = 366;

/// Reads `[limits]`.
pub(super) fn limits(reader: &mut Reader<'_>, top: &Table<'_>, limits: &mut Limits) {
    let Some(table) = sub(reader, top, "limits", &["min_gap", "per_channel"]) else {
        return;
    };
    if let Some(slot) = table.slot("min_gap") {
        // One task a customer and day is the least.
        let gap = reader.days(slot, 0..=MOST_DAYS).map(|days| days.max(1));
        set(&mut limits.min_gap, gap);
    }
    if let Some(slot) = table.slot("per_channel") {
        let limit = |reader: &mut Reader<'_>, (_, slot)| channel_limit(reader, slot);
        let entries = reader.open_table(slot);
        let read: Vec<_> = entries
            .into_iter()
            .filter_map(|entry| limit(reader, entry))
            .collect();
        limits.per_channel = read;
    }
}

/// `"1 in 7d"`.
fn channel_limit(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<ChannelLimit> {
    let word = reader.filled(slot)?;
    let parts = word.split_once(" in ").and_then(|(most, days)| {
        let most = most.trim().parse::<u32>().ok()?;
        Some((most, Span::parse(days.trim())?.plain_days()?))
    });
    match parts {
        Some((most, days)) if (1..=1000).contains(&most) && (1..=MOST_DAYS).contains(&days) => {
            Some(ChannelLimit {
                channel: slot.key.trim().to_owned(),
                most,
                days,
            })
        }
        _ => reader.not_readable(slot, Expected::ChannelLimit),
    }
}

/// Reads `[quiet]`.
pub(super) fn quiet(
    reader: &mut Reader<'_>,
    top: &Table<'_>,
    (types, classes): (&[Type], &[String]),
    quiet: &mut Quiet,
) {
    let keys = &[
        "attempts", "tag", "types", "tiers", "every", "channels", "contents", "goal",
    ];
    let Some(table) = sub(reader, top, "quiet", keys) else {
        return;
    };
    if let Some(slot) = table.slot("attempts") {
        set(&mut quiet.attempts, reader.whole(slot, 0..=100));
    }
    if let Some(slot) = table.slot("tag") {
        set(&mut quiet.tag, reader.words(slot));
    }
    if let Some(slot) = table.slot("types") {
        let ids: Vec<String> = types.iter().map(|kind| kind.id.clone()).collect();
        let named = reader.texts(slot);
        for word in named.iter().flatten().filter(|word| !ids.contains(word)) {
            let kind = FaultKind::NoSuchType(word.clone(), ids.clone());
            reader.fault(slot.span(), kind);
        }
        set(&mut quiet.types, named);
    }
    if let Some(slot) = table.slot("tiers") {
        quiet.tiers = reader.texts(slot);
        let named = quiet.tiers.iter().flatten();
        for word in named.filter(|word| !classes.contains(word)) {
            let kind = FaultKind::NoSuchClass(word.clone(), classes.to_vec());
            reader.fault(slot.span(), kind);
        }
    }
    if let Some(slot) = table.slot("every") {
        let every = reader.span(slot);
        set(&mut quiet.track.every, every.map(Some));
    }
    if let Some(slot) = table.slot("channels") {
        set(&mut quiet.track.channels, reader.wordings(slot, "channels"));
    }
    if let Some(slot) = table.slot("contents") {
        set(&mut quiet.track.contents, reader.wordings(slot, "contents"));
    }
    if let Some(slot) = table.slot("goal") {
        set(&mut quiet.track.goal, reader.wording(slot, "goal"));
    }
}

/// Reads `[recycle]`, which is off unless it is there.
pub(super) fn recycle(
    reader: &mut Reader<'_>,
    top: &Table<'_>,
    classes: &[String],
) -> Option<Recycle> {
    let table = sub(reader, top, "recycle", &["after", "tier", "warn"])?;
    let mut recycle = defaults::recycle();
    if let Some(slot) = table.slot("after") {
        recycle.after = reader.span(slot);
    }
    if let Some(slot) = table.slot("tier") {
        for (place, slot) in reader.open_table(slot) {
            let word = slot.key.trim().to_owned();
            if !classes.contains(&word) {
                reader.fault(place, FaultKind::NoSuchClass(word, classes.to_vec()));
                continue;
            }
            let after = reader.span(slot);
            recycle
                .tiers
                .extend(after.map(|after| (slot.key.trim().to_owned(), after)));
        }
    }
    if let Some(slot) = table.slot("warn") {
        set(&mut recycle.warn, reader.days(slot, 0..=MOST_DAYS));
    }
    if recycle.after.is_none() && recycle.tiers.is_empty() && table.slot("after").is_none() {
        return reader.missing(&table, "after");
    }
    Some(recycle)
}
