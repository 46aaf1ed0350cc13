//! A back test on a terminal and for programs. Takes the rules and what was found.

use std::io::{self, Write};

use serde::Serialize;

use crate::lang::Language;
use crate::lang::backtest::{
    Compared, Heading, apart, best_tier, bound as bound_words, bounds_explained, compared,
    explained, heading, nothing, title as headline, verdict,
};
use crate::lang::provenance::made_of;
use crate::lang::review::tried as named;
use crate::money::UNITS;
use crate::render::json::Document;
use crate::render::terminal::{Look, paragraph, table, title};
use crate::report::Run;
use crate::review::backtest::{After, Apart, BackTest, Tried};
use crate::review::bounds::{Bound, Question};
use crate::rules::{Rules, Words};
use crate::score::Scale;
use crate::table::backtest::{after, bounds, label, measures, own_bounds};

/// The tables, one below the other, with what they mean.
pub fn text(found: &BackTest, run: &Run<'_>, look: Look) -> String {
    let language = look.language;
    let (rules, scale, segments) = of_run(run);
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
    set_apart(&mut out, found, (Heading::Tiers, &found.tiers), look);
    out.push('\n');
    out += &table(
        after(Heading::Types, &found.types, all, kind, language),
        look,
    );
    set_apart(&mut out, found, (Heading::Types, &found.types), look);
    if !found.segments.is_empty() {
        out.push('\n');
        let grid = after(Heading::Segments, &found.segments, all, segment, language);
        out += &table(grid, look);
        set_apart(&mut out, found, (Heading::Segments, &found.segments), look);
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
    if found.tried() > 0 {
        out.push('\n');
        out += &searched(found, (rules, scale), look);
    }
    out.push('\n');
    push(&mut out, &made_of(&run.made(), language), look);
    out
}

/// The rules, in what their measure counts, and the segments.
fn of_run<'r>(run: &Run<'r>) -> (&'r Rules, Scale, &'r [Words]) {
    (run.rules(), run.engine.scale(), &run.verdicts.segment_names)
}

/// The bounds that were tried, and whether one is better than the labels of the rules.
fn searched(found: &BackTest, (rules, scale): (&Rules, Scale), look: Look) -> String {
    let language = look.language;
    let mut out = title(&heading(Heading::Bounds, language), look);
    for question in [Question::Amount, Question::Buying] {
        out += &table(bounds(found, question, rules, scale, language), look);
        if let (Some((tried, bound)), Some((standing, stood))) =
            (found.best_bound(question), found.best_label(question))
        {
            let (own, standing) = (&rules.tier.measure.text, label(standing, rules, language));
            let named = named(tried, own, language);
            let named = format!("{named} {}", bound_words(tried, bound.at, scale, language));
            let compared = compared(
                &Compared {
                    question,
                    found: (&named, bound),
                    label: (&standing, stood),
                    tried: found.tried(),
                },
                language,
            );
            push(&mut out, &compared, look);
        }
        out.push('\n');
    }
    out += &title(&heading(Heading::OwnBounds, language), look);
    out += &table(own_bounds(found, scale, language), look);
    push(
        &mut out,
        &bounds_explained(found.tried(), found.buyers, language),
        look,
    );
    out
}

/// How far the labels of a table set customers apart.
fn set_apart(out: &mut String, found: &BackTest, (of, lines): (Heading, &[After]), look: Look) {
    let language = look.language;
    let said = apart(
        &heading(of, language),
        Apart::of(lines),
        found.perfect_apart,
        language,
    );
    if let Some(said) = said {
        push(out, &said, look);
    }
}

/// The share of the year after that the best tier held.
fn held_by_best(found: &BackTest) -> Option<f64> {
    let best = found.tiers.first().filter(|best| best.customers > 0)?;
    (found.all.amount.0 > 0).then(|| best.amount.0 as f64 / found.all.amount.0 as f64)
}

fn push(out: &mut String, text: &str, look: Look) {
    out.push_str(&paragraph(text, look));
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

/// One bound for programs; that of a label of the rules has a label instead of a measure.
#[derive(Serialize)]
struct BoundLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<f64>,
    customers: u64,
    of: u64,
    held: Option<f64>,
    lift: Option<f64>,
    again_above: u64,
    again_below: u64,
    lead_amount: Option<f64>,
    lead_buying: Option<f64>,
    halves: [[Option<f64>; 2]; 2],
}

impl BoundLine {
    fn new(bound: &Bound) -> Self {
        let leads = bound.leads();
        let round = |lead: Option<f64>| lead.map(millionths);
        Self {
            label: None,
            measure: None,
            at: None,
            customers: bound.above.count,
            of: bound.above.of,
            held: round(bound.held),
            lift: round(bound.lift()),
            again_above: bound.bought.count,
            again_below: bound.bought_below.count,
            lead_amount: round(leads.amount),
            lead_buying: round(leads.buying),
            halves: bound
                .halves
                .map(|half| [half.amount, half.buying].map(round)),
        }
    }
}

/// How far labels set customers apart, for programs.
#[derive(Serialize)]
struct ApartLine {
    labels: &'static str,
    amount: Option<f64>,
    buying: Option<f64>,
}

/// The score of a bound as the measure is written: an amount, a number of orders, days ago.
fn written(tried: Tried, at: f64, scale: Scale) -> f64 {
    let units = UNITS as f64;
    millionths(match (tried, scale) {
        (Tried::Amount12m | Tried::Amount, _) | (Tried::Rules, Scale::Money) => at / units,
        (Tried::Rules, Scale::Millionths) => at / 1e6,
        (Tried::Recency, _) => -at,
        (Tried::Growth12m, _) => at - 1.0,
        (Tried::Orders12m, _) => at,
    })
}

/// Everything for programs, as one JSON document.
///
/// # Errors
/// Those of the writer.
pub fn json(found: &BackTest, run: &Run<'_>, out: impl Write) -> io::Result<()> {
    let (rules, scale, segments) = of_run(run);
    let mut document = Document::begin(out)?;
    document.value("from", &found.from.to_string())?;
    document.value("to", &found.to.to_string())?;
    document.value("made", &run.made())?;
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
    let apart = [
        ("tiers", &found.tiers),
        ("types", &found.types),
        ("segments", &found.segments),
    ]
    .map(|(labels, lines)| {
        let apart = Apart::of(lines);
        ApartLine {
            labels,
            amount: apart.amount.map(millionths),
            buying: apart.buying.map(millionths),
        }
    });
    document.value("apart", &apart)?;
    let stood = found.stood.iter().map(|stood| BoundLine {
        label: Some(label(&stood.label, rules, Language::En)),
        ..BoundLine::new(&stood.bound)
    });
    document.value("labels", &stood.collect::<Vec<_>>())?;
    let each = found.measures.iter();
    let bounds = each.flat_map(|one| one.bounds.iter().map(|bound| (one.tried, bound)));
    let bounds = bounds.map(|(tried, bound)| BoundLine {
        measure: Some(tried.key()),
        at: Some(written(tried, bound.at, scale)),
        ..BoundLine::new(bound)
    });
    document.value("bounds", &bounds.collect::<Vec<_>>())?;
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
