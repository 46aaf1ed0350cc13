//! Gathers an [`Explanation`] from the parts of a run that know it.

use crate::classify::NONE;
use crate::classify::value::Value;
use crate::classify::worker::Worker;
use crate::metrics::frame::Needs;
use crate::money::Money;
use crate::names::metric::CATALOGUE;
use crate::names::{Metric, Stratum};
use crate::period::Day;
use crate::records::rest::Row;
use crate::report::Run;
use crate::report::reason::{Begins, Measured, begins, reason};
use crate::rules::condition::trace::{Outcome, Trace};

use super::{Explanation, Fits, KindStory, NEWEST, OrderLine, ScoreStory, TierStory, Touch, Tried};

/// Gathers all there is to say of a customer.
pub fn explain<'a>(run: &Run<'a>, customer: u32) -> Explanation<'a> {
    let engine = run.engine;
    let mut worker = Worker::new(engine);
    worker.frame.customers.push(customer);
    worker.recall(engine, run.cuts, run.verdicts, Needs::ALL);
    let (next, tasks) = run.plan.one(customer);
    let (orders, more_orders) = orders(run, customer);
    let (contacts, more_contacts) = contacts(run, customer);
    let registry = &engine.book.registry;
    let own = run.rules().metrics.iter().enumerate();
    Explanation {
        rules: run.rules(),
        id: registry.id(customer),
        name: registry.name(customer),
        owner: run.owner(customer),
        windows: run.cuts.windows,
        covered_from: engine.outlook.covered_from,
        metrics: CATALOGUE
            .iter()
            .filter(|entry| entry.stratum == Stratum::Base || entry.metric == Metric::Xyz)
            .map(|entry| {
                (
                    entry.metric,
                    worker.value(engine, run.verdicts, entry.metric, 0),
                )
            })
            .filter(|(_, value)| *value != Value::Blank)
            .collect(),
        own: own
            .map(|(place, metric)| (metric.key.as_str(), worker.own_value(place, 0)))
            .collect(),
        tier: tier(run, customer),
        scores: scores(run, &worker, customer),
        kind: kind(run, &worker, customer),
        tags: tags(run, &worker),
        orders,
        more_orders,
        contacts,
        more_contacts,
        next,
        tasks,
    }
}

fn tier<'a>(run: &Run<'a>, customer: u32) -> TierStory<'a> {
    let (slot, verdicts) = (customer as usize, run.verdicts);
    let scale = run.engine.scale();
    let group = run.engine.tier_group(customer);
    let classes = 0..run.cuts.tier.at_least(group).len();
    let starts = classes.map(|class| {
        let class = class as u8;
        begins(run, group, class, scale).map(|(_, begins)| begins)
    });
    let starts: Vec<Option<Begins>> = starts.collect();
    let raw = label(verdicts.tier_raw[slot]);
    let measure = run.figures.measures[slot].map(|value| Measured { value, scale });
    let missing = raw.zip(measure).and_then(|(raw, measure)| {
        let better = (0..raw).rev();
        let least = run.cuts.tier.at_least(group);
        let mut starts = better.filter_map(|class| Some((class, least[usize::from(class)]?)));
        let (class, start) = starts.next()?;
        let value = start.saturating_sub(measure.value);
        Some((class, Measured { value, scale }))
    });
    let by = run.rules().tier.by.is_some();
    let standing = verdicts.standing[slot];
    TierStory {
        tier: label(verdicts.tier[slot]),
        reason: reason(run, customer).tier,
        raw,
        measure,
        begins: starts,
        group: by.then(|| run.engine.tier_group_names()[group].unwrap_or_default()),
        missing,
        standing: (standing.rank > 0).then_some(standing),
        since: verdicts.tier_since(customer),
        path: path(run, slot),
    }
}

/// Equal tiers at neighbouring ends make one stretch.
fn path(run: &Run<'_>, slot: usize) -> Vec<(Day, Day, Option<u8>)> {
    let mut stretches: Vec<(Day, Day, Option<u8>)> = Vec::new();
    for (end, tiers) in run.verdicts.path.iter().rev() {
        let tier = label(tiers[slot]);
        match stretches.last_mut() {
            Some((_, last, same)) if *same == tier => *last = *end,
            _ => stretches.push((*end, *end, tier)),
        }
    }
    stretches
}

fn scores<'a>(run: &Run<'a>, worker: &Worker, customer: u32) -> Option<ScoreStory<'a>> {
    let scores = run.verdicts.scores[customer as usize];
    let values = worker.rfm_values(run.engine, 0)?;
    let (cuts, _) = run.cuts.rfm.as_ref()?;
    let segment = usize::from(run.verdicts.segments[customer as usize]);
    (scores[0] > 0).then(|| ScoreStory {
        scores,
        values,
        bounds: cuts.bounds(run.engine.rfm_group(customer), scores),
        segment: run.verdicts.segment_names.get(segment),
    })
}

fn kind<'a>(run: &Run<'a>, worker: &Worker, customer: u32) -> KindStory<'a> {
    let mut matched = false;
    let rules = run.rules();
    let types = rules.types.iter().enumerate();
    let tried = types.filter_map(|(place, kind)| {
        let trace = worker.type_trace(run.engine, run.cuts, place, 0)?;
        let fits = fits(&trace, &mut matched);
        Some(Tried {
            id: Some(&kind.id),
            name: &kind.name,
            condition: &kind.when,
            fits,
            trace,
        })
    });
    let tried = tried.collect();
    let pin = run.engine.pins.at(customer, run.as_of());
    KindStory {
        kind: label(run.verdicts.kind[customer as usize]),
        pinned: pin.and_then(|pin| pin.kind.map(|_| pin.until)),
        since: run.verdicts.kind_since(customer),
        tried,
    }
}

fn tags<'a>(run: &Run<'a>, worker: &Worker) -> Vec<Tried<'a>> {
    let tags = run.rules().tags.iter().enumerate();
    let tried = tags.filter_map(|(place, tag)| {
        let trace = worker.tag_trace(run.engine, run.cuts, place, 0)?;
        Some(Tried {
            id: None,
            name: &tag.name,
            condition: &tag.when,
            fits: fits(&trace, &mut false),
            trace,
        })
    });
    tried.collect()
}

/// How a condition came out; `matched` tells whether one before it matched.
fn fits(trace: &Trace, matched: &mut bool) -> Fits {
    match trace.outcome {
        Outcome::True if std::mem::replace(matched, true) => Fits::Also,
        Outcome::True => Fits::First,
        Outcome::False => Fits::No,
        Outcome::Undecided(_) => Fits::Undecided,
    }
}

/// The newest orders, latest first, and how many are older.
fn orders(run: &Run<'_>, customer: u32) -> (Vec<OrderLine>, usize) {
    let rows = run.engine.book.rows(customer).until(run.as_of());
    let mut lines: Vec<OrderLine> = Vec::new();
    for row in rows.iter() {
        let of_last = |line: &&mut OrderLine| row.continues && line.nature == row.nature;
        match lines.last_mut().filter(of_last) {
            Some(line) => line.amount.0 = line.amount.0.saturating_add(row.amount),
            None => lines.push(order_line(row)),
        }
    }
    let older = lines.len().saturating_sub(NEWEST);
    let newest = lines.split_off(older);
    (newest.into_iter().rev().collect(), older)
}

fn order_line(row: Row) -> OrderLine {
    OrderLine {
        day: Day::FIRST.plus(i32::from(row.day)),
        amount: Money(row.amount),
        nature: row.nature,
    }
}

/// The newest contacts, latest first, and how many are older.
fn contacts<'a>(run: &Run<'a>, customer: u32) -> (Vec<Touch<'a>>, usize) {
    let log = &run.engine.book.contacts;
    let all = log.until(customer, run.as_of());
    let newest = all.iter().rev().take(NEWEST).map(|contact| Touch {
        day: contact.day,
        who: log.word(contact.who),
        channel: log.word(contact.channel),
        outcome: contact.outcome,
        note: log.word(contact.note),
        next_day: contact.next_day,
    });
    (newest.collect(), all.len().saturating_sub(NEWEST))
}

fn label(label: u8) -> Option<u8> {
    (label != NONE).then_some(label)
}
