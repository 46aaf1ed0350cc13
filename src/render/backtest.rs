//! A back test on a terminal and for programs. Takes the rules and what was found.

use std::io::{self, Write};

use serde::Serialize;

use crate::lang::backtest::{
    Heading, best_tier, explained, heading, nothing, title as headline, verdict,
};
use crate::render::json::Document;
use crate::render::measure::wrap;
use crate::render::terminal::{Look, table, title};
use crate::review::backtest::{After, BackTest, Tried};
use crate::rules::{Rules, Words};
use crate::table::backtest::{after, measures};

/// The tables, one below the other, with what they mean.
pub fn text(found: &BackTest, rules: &Rules, segments: &[Words], look: Look) -> String {
    let language = look.language;
    let mut out = title(&headline(found.from, found.to, language), look);
    if found.buyers == 0 {
        push(&mut out, &nothing(found.from, language), look);
        return out;
    }
    let tier = |at: usize| rules.tier.classes.get(at).map(String::as_str);
    let kind = |at: usize| rules.types.get(at).map(|kind| kind.name.pick(language));
    let segment = |at: usize| segments.get(at).map(|words| words.pick(language));
    let all = &found.all;
    out += &table(
        after(Heading::Tiers, &found.tiers, all, tier, language),
        look,
    );
    if let (Some(held), Some(perfect)) = (held_by_best(found), found.perfect) {
        let class = &rules.tier.classes[0];
        push(&mut out, &best_tier(class, held, perfect, language), look);
    }
    out.push('\n');
    out += &table(
        after(Heading::Types, &found.types, all, kind, language),
        look,
    );
    if !found.segments.is_empty() {
        out.push('\n');
        let grid = after(Heading::Segments, &found.segments, all, segment, language);
        out += &table(grid, look);
    }
    out.push('\n');
    out += &title(&heading(Heading::Measures, language), look);
    out += &table(measures(found, &rules.tier.measure.text, language), look);
    let own = found
        .measures
        .iter()
        .find(|one| one.tried == Tried::Rules)
        .and_then(|one| one.gini);
    if let (Some(best), Some(own)) = (found.best(), own) {
        let theirs = best.gini.unwrap_or_default();
        push(&mut out, &verdict(best.tried, own, theirs, language), look);
    }
    push(&mut out, &explained(found.buyers, language), look);
    out
}

/// The share of the year after that the best tier held.
fn held_by_best(found: &BackTest) -> Option<f64> {
    let best = found.tiers.first().filter(|best| best.customers > 0)?;
    (found.all.amount.0 > 0).then(|| best.amount.0 as f64 / found.all.amount.0 as f64)
}

fn push(out: &mut String, text: &str, look: Look) {
    for line in wrap(text, usize::from(look.width).saturating_sub(1)) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// One label for programs.
#[derive(Serialize)]
struct LabelLine<'a> {
    label: Option<&'a str>,
    customers: u64,
    amount_before: String,
    amount_after: String,
    orders_after: u64,
    had_bought: u64,
    lost: u64,
}

/// One measure for programs.
#[derive(Serialize)]
struct MeasureLine {
    measure: &'static str,
    auc: Option<f64>,
    gini: Option<f64>,
    first_10: Option<f64>,
    first_20: Option<f64>,
    first_30: Option<f64>,
    first_as_best_tier: Option<f64>,
}

/// Everything for programs, as one JSON document.
///
/// # Errors
/// Those of the writer.
pub fn json(
    found: &BackTest,
    rules: &Rules,
    segments: &[Words],
    out: impl Write,
) -> io::Result<()> {
    let mut document = Document::begin(out)?;
    document.value("from", &found.from.to_string())?;
    document.value("to", &found.to.to_string())?;
    document.value("buyers", &found.buyers)?;
    document.value("held_by_best_tier", &held_by_best(found).map(millionths))?;
    document.value("held_by_perfect_order", &found.perfect.map(millionths))?;
    let tier = |at: usize| rules.tier.classes.get(at).map(String::as_str);
    let kind = |at: usize| rules.types.get(at).map(|kind| kind.id.as_str());
    let segment = |at: usize| segments.get(at).map(|words| words.en.as_str());
    document.value("tiers", &labels(&found.tiers, tier))?;
    document.value("types", &labels(&found.types, kind))?;
    document.value("segments", &labels(&found.segments, segment))?;
    let lines = found.measures.iter().map(|one| {
        let [first_10, first_20, first_30] = one.held.map(|held| held.map(millionths));
        MeasureLine {
            measure: one.tried.key(),
            auc: one.auc.map(millionths),
            gini: one.gini.map(millionths),
            first_10,
            first_20,
            first_30,
            first_as_best_tier: one.held_as_best.map(millionths),
        }
    });
    document.value("measures", &lines.collect::<Vec<_>>())?;
    document.end().map(drop)
}

fn labels<'a>(lines: &[After], name: impl Fn(usize) -> Option<&'a str>) -> Vec<LabelLine<'a>> {
    let used = lines.iter().enumerate();
    let lines = used.filter(|(_, after)| after.customers > 0);
    lines
        .map(|(place, after)| LabelLine {
            label: name(place),
            customers: after.customers,
            amount_before: after.amount_before.to_string(),
            amount_after: after.amount.to_string(),
            orders_after: after.orders,
            had_bought: after.lost.of,
            lost: after.lost.count,
        })
        .collect()
}

/// Six decimals are enough, and the same on every machine.
fn millionths(ratio: f64) -> f64 {
    (ratio * 1e6).round() / 1e6
}
