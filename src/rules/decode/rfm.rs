//! `[rfm]` and `[[segment]]`: how scores are cut and what their cells are called.

use toml::de::DeValue;

use crate::money::Money;
use crate::rules::fault::{Because, Expected, FaultKind, Run};
use crate::rules::{Rfm, RfmMethod, Segment, SegmentMap, Split};

use super::general::sub;
use super::read::Reader;
use super::set;
use super::table::{Slot, Table};

const KEYS: &[&str] = &[
    "method",
    "bins",
    "window",
    "by",
    "segments",
    "split",
    "recency",
    "frequency",
    "monetary",
];
const SEGMENT: &[&str] = &["name", "r", "f", "m"];
const CUTS: [&str; 3] = ["recency", "frequency", "monetary"];

#[derive(Clone, Copy, PartialEq)]
enum Method {
    Quantile,
    Fixed,
    Nested,
    RPackage,
}

const METHODS: &[(&str, Method)] = &[
    ("quantile", Method::Quantile),
    ("fixed", Method::Fixed),
    ("nested", Method::Nested),
    ("r-package", Method::RPackage),
];

#[derive(Clone, Copy, PartialEq)]
enum Map {
    Eleven,
    Chinese8,
    RPackage,
}

const MAP_NAMES: &[(&str, Map)] = &[
    ("eleven", Map::Eleven),
    ("chinese8", Map::Chinese8),
    ("r-package", Map::RPackage),
];
const SPLITS: &[(&str, Split)] = &[
    ("mean", Split::Mean),
    ("median", Split::Median),
    ("score", Split::Score),
];

/// Reads `[rfm]` and `[[segment]]`.
pub(super) fn rfm(reader: &mut Reader<'_>, top: &Table<'_>, rfm: &mut Rfm) {
    let table = sub(reader, top, "rfm", KEYS);
    if let Some(table) = &table {
        if let Some(slot) = table.slot("bins") {
            set(
                &mut rfm.bins,
                reader.whole(slot, 2..=9).map(|bins| bins as u8),
            );
        }
        if let Some(slot) = table.slot("window") {
            rfm.window = window(reader, slot);
        }
        if let Some(slot) = table.slot("by") {
            rfm.by = reader.filled(slot);
        }
        set(&mut rfm.method, method(reader, table, rfm.bins));
    }
    let own = top.slot("segment");
    if let Some(table) = &table {
        set(
            &mut rfm.segments,
            named_map(reader, table, rfm.bins, own.is_some()),
        );
    }
    if let Some(slot) = own {
        rfm.segments = SegmentMap::Own(segments(reader, slot, rfm.bins));
    }
}

/// A span of time, or `all`.
fn window(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<crate::period::Span> {
    match slot.value.get_ref() {
        DeValue::String(word) if word.trim().eq_ignore_ascii_case("all") => None,
        _ => reader.span(slot),
    }
}

fn method(reader: &mut Reader<'_>, table: &Table<'_>, bins: u8) -> Option<RfmMethod> {
    let method = match table.slot("method") {
        Some(slot) => reader.choice(slot, METHODS)?,
        None => Method::Quantile,
    };
    if method != Method::Fixed {
        for key in table.present(&CUTS) {
            let kind = FaultKind::OnlyWith(key.to_owned(), "method = \"fixed\"");
            reader.fault(table.key_span(key), kind);
        }
    }
    Some(match method {
        Method::Quantile => RfmMethod::Quantile,
        Method::Nested => RfmMethod::Nested,
        Method::RPackage => RfmMethod::RPackage,
        Method::Fixed => {
            let recency = cuts(reader, table, CUTS[0], bins, |reader, item| {
                reader.days(item, 0..=36_500).map(i64::from)
            });
            let frequency = cuts(reader, table, CUTS[1], bins, |reader, item| {
                reader.whole(item, 0..=1_000_000).map(i64::from)
            });
            let monetary: Option<Vec<Money>> =
                cuts(reader, table, CUTS[2], bins, |reader, item| {
                    reader.amount(item)
                });
            RfmMethod::Fixed {
                recency: recency?,
                frequency: frequency?,
                monetary: monetary?,
            }
        }
    })
}

/// Fixed cut points: ascending, one fewer than there are scores.
fn cuts<T: PartialOrd + Copy>(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    key: &'static str,
    bins: u8,
    read: impl Fn(&mut Reader<'_>, Slot<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(slot) = table.slot(key) else {
        return reader.missing(table, key);
    };
    let cuts = reader.running(slot, Run::Up, read)?;
    let counts = (cuts.len(), usize::from(bins) - 1);
    reader.length(slot, key, counts, Because::Bins(bins))?;
    Some(cuts)
}

/// One of the built-in maps; `own` says whether the file has a map of its own.
fn named_map(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    bins: u8,
    own: bool,
) -> Option<SegmentMap> {
    let segments = table.slot("segments");
    if own && segments.is_some() {
        let kind = FaultKind::Together("segments".to_owned(), "[[segment]]".to_owned());
        reader.fault(table.key_span("segments"), kind);
        return None;
    }
    let map = match segments {
        Some(slot) => reader.choice(slot, MAP_NAMES)?,
        None => Map::Eleven,
    };
    let split = table.slot("split");
    if split.is_some() && map != Map::Chinese8 {
        let kind = FaultKind::OnlyWith("split".to_owned(), "segments = \"chinese8\"");
        reader.fault(table.key_span("split"), kind);
    }
    if bins != 5 && map != Map::Chinese8 && !own {
        let name = if map == Map::Eleven {
            "eleven"
        } else {
            "r-package"
        };
        let place = table.slot("bins").or(segments);
        return reader.note(place?, FaultKind::NeedsFiveBins(name, bins));
    }
    Some(match map {
        Map::Eleven => SegmentMap::Eleven,
        Map::RPackage => SegmentMap::RPackage,
        Map::Chinese8 => {
            let split = split.map_or(Some(Split::Mean), |slot| reader.choice(slot, SPLITS));
            SegmentMap::Chinese8(split?)
        }
    })
}

fn segments(reader: &mut Reader<'_>, slot: Slot<'_>, bins: u8) -> Vec<Segment> {
    let mut list = Vec::new();
    for table in reader.tables(slot, "segment", SEGMENT) {
        let name = match table.slot("name") {
            Some(slot) => reader.words(slot),
            None => reader.missing(&table, "name"),
        };
        let ranges = ["r", "f", "m"].map(|key| match table.slot(key) {
            Some(slot) => scores(reader, slot, bins),
            None => Some((1, bins)),
        });
        if let (Some(name), [Some(r), Some(f), Some(m)]) = (name, ranges) {
            list.push(Segment { name, r, f, m });
        }
    }
    list
}

/// `5`, `"4-5"` or `[4, 5]`, ends included.
fn scores(reader: &mut Reader<'_>, slot: Slot<'_>, bins: u8) -> Option<(u8, u8)> {
    let range = match slot.value.get_ref() {
        DeValue::Integer(_) => one(&reader.word(slot)).map(|score| (score, score)),
        DeValue::String(text) => {
            let (low, high) = text.split_once(['-', '–', '~']).unwrap_or((text, text));
            one(low).zip(one(high))
        }
        DeValue::Array(items) => match &items[..] {
            [low, high] if low.get_ref().is_integer() && high.get_ref().is_integer() => {
                let [low, high] = [low, high].map(|value| reader.word(Slot { value, ..slot }));
                one(&low).zip(one(&high))
            }
            _ => None,
        },
        _ => return reader.wrong_kind(slot, Expected::ScoreRange),
    };
    let word = reader.word(slot);
    let Some((low, high)) = range else {
        return reader.not_readable(slot, Expected::ScoreRange);
    };
    if low < 1 || high > u32::from(bins) {
        return reader.note(slot, FaultKind::BeyondBins { word, bins });
    }
    if low > high {
        return reader.note(slot, FaultKind::BackwardRange(word));
    }
    Some((low as u8, high as u8))
}

fn one(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}
