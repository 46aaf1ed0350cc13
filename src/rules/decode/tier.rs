//! `[tier]` and `[xyz]`: the value classes and the steadiness of amounts.

use crate::names::Stratum;
use crate::period::{Span, Unit};
use crate::problem::{Unheld, WhyUnheld};
use crate::rules::fault::{Because, Expected, FaultKind, Run};
use crate::rules::{History, Target, Tier, TierCut, Xyz, defaults};

use super::expression;
use super::general::sub;
use super::read::{MILLION, Reader};
use super::set;
use super::table::{Slot, Table};

const KEYS: &[&str] = &[
    "measure",
    "classes",
    "share",
    "at_least",
    "more_than",
    "top",
    "by",
    "keep_for",
    "target",
];
const TARGET: &[&str] = &["contacted_every", "on_time"];
const CUTS: &[&str] = &["share", "at_least", "more_than", "top"];

/// Classes are kept as one byte a customer; more than a few dozen tell nobody anything.
const MAX_CLASSES: usize = 100;

/// Reads `[tier]`; `own` are the keys of own metrics.
pub(super) fn tier(
    reader: &mut Reader<'_>,
    top: &Table<'_>,
    own: &[String],
    history: History,
    tier: &mut Tier,
) {
    let Some(table) = sub(reader, top, "tier", KEYS) else {
        fit(tier, history);
        return;
    };
    if let Some(slot) = table.slot("measure") {
        let scope = expression::number(Stratum::Tier, own);
        set(&mut tier.measure, reader.condition(slot, &scope));
    }
    if let Some(slot) = table.slot("by") {
        tier.by = reader.filled(slot);
    }
    classes_and_cuts(reader, &table, tier);
    match table.slot("keep_for") {
        Some(slot) => tier.keep_for = keep_for(reader, slot, history),
        None => fit(tier, history),
    }
    if let Some(slot) = table.slot("target") {
        tier.targets = targets(reader, slot, &tier.classes);
    }
}

/// Reads `[tier.target]`: a table for each class that is owed something.
fn targets(reader: &mut Reader<'_>, slot: Slot<'_>, classes: &[String]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (place, slot) in reader.open_table(slot) {
        let Some(class) = classes.iter().position(|class| class == slot.key) else {
            let word = slot.key.to_owned();
            reader.fault(place, FaultKind::NoSuchClass(word, classes.to_vec()));
            continue;
        };
        let Some(table) = reader.table(slot, "tier.target", TARGET) else {
            continue;
        };
        let contacted_every = table.slot("contacted_every");
        let on_time = table.slot("on_time");
        targets.push(Target {
            class,
            contacted_every: contacted_every.and_then(|slot| reader.span(slot)),
            on_time: on_time.and_then(|slot| reader.share(slot)),
        });
    }
    targets
}

fn classes_and_cuts(reader: &mut Reader<'_>, table: &Table<'_>, tier: &mut Tier) {
    let classes = table.slot("classes");
    let sound = match classes {
        Some(slot) => reader.distinct(slot).and_then(|list| {
            if (2..=MAX_CLASSES).contains(&list.len()) {
                tier.classes = list;
                Some(())
            } else {
                reader.note(slot, FaultKind::ClassCount(list.len()))
            }
        }),
        None => Some(()),
    };
    let cuts = table.present(CUTS);
    for second in cuts.iter().skip(1) {
        let kind = FaultKind::Together((*second).to_owned(), cuts[0].to_owned());
        reader.fault(table.key_span(second), kind);
    }
    let slot = cuts.first().and_then(|key| table.slot(key));
    if let Some(slot) = slot {
        match cut(reader, slot) {
            Some(cut) => tier.cut = cut,
            None => return,
        }
    }
    // Cuts that are left out keep the built-in number, which fits three classes.
    if let (Some(slot), Some(())) = (slot.or(classes), sound) {
        let counts = (tier.cut.len(), tier.classes.len() - 1);
        let because = Because::Classes(tier.classes.len());
        let key = cuts.first().unwrap_or(&"share");
        reader.length(slot, key, counts, because);
    }
}

fn cut(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<TierCut> {
    let shares = |reader: &mut Reader<'_>| reader.running(slot, Run::Up, Reader::share);
    let amounts = |reader: &mut Reader<'_>| reader.running(slot, Run::Down, Reader::amount);
    match slot.key {
        "share" => shares(reader).map(TierCut::Share),
        "top" => shares(reader).map(TierCut::Top),
        "at_least" => amounts(reader).map(TierCut::AtLeast),
        _ => amounts(reader).map(TierCut::MoreThan),
    }
}

impl TierCut {
    fn len(&self) -> usize {
        match self {
            Self::Share(cuts) | Self::Top(cuts) => cuts.len(),
            Self::AtLeast(cuts) | Self::MoreThan(cuts) => cuts.len(),
        }
    }
}

/// The time a tier is held; zero switches it off.
fn keep_for(reader: &mut Reader<'_>, slot: Slot<'_>, history: History) -> Option<Span> {
    let span = reader.span_or_none(slot)?;
    let word = reader.word(slot);
    match periods(span, history.every) {
        Some(0) => None,
        Some(periods) if periods <= history.depth => Some(span),
        Some(_) => reader.note(slot, FaultKind::BeyondHistory(word, history.depth)),
        None => {
            let every = history.every.to_string();
            reader.note(slot, FaultKind::NotAMultiple(word, every))
        }
    }
}

/// Keeps the built-in time where history reaches so far in such steps. Else nothing is held,
/// since no other time is what anybody wrote, and it is remembered that it is so.
fn fit(tier: &mut Tier, history: History) {
    let Some(keep_for) = tier.keep_for else {
        return;
    };
    let whole = periods(keep_for, history.every);
    if whole.is_some_and(|periods| periods <= history.depth) {
        return;
    }
    let (every, depth) = (
        history.every,
        whole.unwrap_or_else(|| about(keep_for, history.every)),
    );
    tier.keep_for = None;
    tier.unheld = Some(Unheld {
        keep_for,
        why: match whole {
            Some(_) => WhyUnheld::Depth,
            None => WhyUnheld::Every(every),
        },
        whole: match whole {
            Some(_) => keep_for,
            None => Span::new(every.count.saturating_mul(depth), every.unit),
        },
        depth,
        looks_back: history.depth,
    });
}

/// How many periods come nearest to a span from below; at least one.
fn about(span: Span, every: Span) -> u32 {
    /// Months are told in days of the year's average.
    const DAYS: [u32; 2] = [30_437, 1_000];
    let thousandths = |span: Span| match months(span) {
        Some(months) => months * DAYS[0],
        None => span.plain_days().unwrap_or(0) * DAYS[1],
    };
    (thousandths(span) / thousandths(every).max(1)).max(1)
}

/// How many whole periods a span is, if it is a whole number of them.
fn periods(span: Span, every: Span) -> Option<u32> {
    let (length, step) = match (months(span), months(every)) {
        (Some(length), Some(step)) => (length, step),
        _ if span.count == 0 => (0, 1),
        _ => (span.plain_days()?, every.plain_days()?),
    };
    length.is_multiple_of(step).then(|| length / step)
}

fn months(span: Span) -> Option<u32> {
    match span.unit {
        Unit::Month => Some(span.count),
        Unit::Year => Some(12 * span.count),
        Unit::Day | Unit::Week => None,
    }
}

/// Reads `[xyz]`, which is off unless the table is there.
pub(super) fn xyz(reader: &mut Reader<'_>, top: &Table<'_>) -> Option<Xyz> {
    let table = sub(reader, top, "xyz", &["every", "periods", "x", "y"])?;
    let mut xyz = defaults::xyz();
    if let Some(slot) = table.slot("every")
        && let Some(every) = reader.span(slot)
    {
        if matches!(months(every), Some(1 | 3)) {
            xyz.every = every;
        } else {
            let kind = FaultKind::NotOneOf {
                key: "every".to_owned(),
                word: reader.word(slot),
                near: None,
                allowed: vec!["1m", "3m"],
            };
            reader.fault(slot.span(), kind);
        }
    }
    if let Some(slot) = table.slot("periods") {
        if slot.value.get_ref().as_str() == Some("all") {
            xyz.periods = None;
        } else if let Some(periods) = reader.whole(slot, 2..=120) {
            xyz.periods = Some(periods);
        }
    }
    for (place, key) in ["x", "y"].into_iter().enumerate() {
        if let Some(slot) = table.slot(key) {
            set(&mut xyz.cuts[place], coefficient(reader, slot));
        }
    }
    if let Some(slot) = table.slot("y").or(table.slot("x"))
        && xyz.cuts[0] >= xyz.cuts[1]
    {
        let kind = FaultKind::Order {
            key: "x, y".to_owned(),
            word: xyz.cuts[1].to_string(),
            before: xyz.cuts[0].to_string(),
            run: Run::Up,
        };
        reader.fault(slot.span(), kind);
    }
    Some(xyz)
}

/// A coefficient of variation above zero: `0.5` or `50%`.
fn coefficient(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<f64> {
    let millionths = reader.decimal(slot, MILLION, Expected::Number)?;
    if millionths <= 0 {
        let (key, word) = (slot.key.to_owned(), reader.word(slot));
        return reader.note(slot, FaultKind::NotPositive { key, word });
    }
    Some(millionths as f64 / MILLION as f64)
}
