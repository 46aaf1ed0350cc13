//! Gathers an [`Explanation`] from the parts of a run that know it.

use crate::classify::value::Value;
use crate::classify::worker::Worker;
use crate::classify::{NONE, Since};
use crate::followup::situation::UNDATED;
use crate::followup::task::{AnchorEvent, AnchorKind, Next, Task};
use crate::metrics::outlook::Needs;
use crate::money::Money;
use crate::names::metric::CATALOGUE;
use crate::names::{Field, Metric, Stratum};
use crate::period::Day;
use crate::records::rest::Row;
use crate::report::Run;
use crate::report::distance::distance;
use crate::report::movements::movements;
use crate::report::movements::why::why;
use crate::report::reason::{Begins, Measured, begins, reason, set_aside};
use crate::rules::Who;
use crate::rules::condition::trace::{Outcome, Trace};

use super::{
    Bearing, Explanation, FirstKnown, Fits, KindStory, NEWEST, OrderLine, ScoreStory, Shift,
    TierStory, Touch, TrackTried, Tried,
};

/// When a customer is contacted next, and its tasks.
type Due<'a> = (Next, Vec<Task<'a>>);

/// Gathers all there is to say of a customer.
pub fn explain<'a>(run: &Run<'a>, customer: u32) -> Explanation<'a> {
    let engine = run.engine;
    let mut worker = Worker::new(engine);
    worker.frame.customers.push(customer);
    worker.recall(engine, run.cuts, run.verdicts, Needs::ALL);
    let due = run.plan.one(customer);
    let (orders, more_orders) = orders(run, customer);
    let (contacts, more_contacts) = contacts(run, customer);
    let registry = &engine.book.registry;
    let own = run.rules().metrics.iter().enumerate();
    Explanation {
        rules: run.rules(),
        segments: &run.verdicts.segment_names,
        id: registry.id(customer),
        name: registry.name(customer),
        owner: run.owner(customer),
        windows: run.cuts.windows,
        moved: None,
        covered_from: engine.outlook.coverage.from(),
        unknown_months: unknown_months(run, customer),
        set_aside: set_aside(run, customer),
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
        kind: kind(run, &worker, customer, &due),
        tags: tags(run, &worker),
        orders,
        more_orders,
        bought: engine.book.bought.as_ref().map(|bought| (bought, customer)),
        contacts,
        more_contacts,
        tracks: tracks(run, &worker, customer),
        next: due.0,
        tasks: due.1,
        bearing: bearing(run, customer),
    }
}

/// What bears on a customer's follow-up.
fn bearing<'a>(run: &Run<'a>, customer: u32) -> Bearing<'a> {
    let plan = run.plan;
    let kind = run.rules().types.get(usize::from(plan.kind(customer)));
    let tracks = kind.map_or(&[][..], |kind| &kind.tracks);
    let people = [Who::Owner, Who::Manager].into_iter().filter_map(|who| {
        let asked = tracks.iter().any(|track| track.who == who);
        Some((who, plan.person(customer, who).filter(|_| asked)?))
    });
    Bearing {
        silence: plan.silence(customer),
        told: plan.told_of(customer),
        recycled: plan.recycled(customer),
        people: people.collect(),
        deferred: plan.deferred_of(customer),
    }
}

/// The shortest window, in months, that orders do not cover whole for a customer.
fn unknown_months(run: &Run<'_>, customer: u32) -> Option<u32> {
    let windows = [(Metric::Amount12m, 12), (Metric::AmountPrev12m, 24)];
    let mut unknown = windows
        .into_iter()
        .filter(|(metric, _)| !run.knows(*metric, customer, &run.cuts.windows));
    unknown.next().map(|(_, months)| months)
}

/// What moved a customer between an earlier day and the run's.
pub fn shift<'a>(run: &Run<'a>, from: Day, customer: u32) -> Shift<'a> {
    let found = movements(run, from);
    let moved = found.moved.iter().find(|moved| moved.customer == customer);
    let why = moved.and_then(|moved| {
        let mut worker = Worker::new(run.engine);
        why(run, &found, &mut worker, std::slice::from_ref(moved)).pop()
    });
    Shift {
        from,
        to: run.as_of(),
        why,
    }
}

fn tier<'a>(run: &Run<'a>, customer: u32) -> TierStory<'a> {
    let (slot, verdicts) = (customer as usize, run.verdicts);
    let scale = run.engine.scale();
    let group = run.engine.tier_group(customer);
    let classes = 0..run.cuts.tier.at_least(group).len();
    let starts = classes.map(|class| {
        let class = class as u8;
        begins(run, group, class).map(|(_, begins)| begins)
    });
    let starts: Vec<Option<Begins>> = starts.collect();
    let raw = label(verdicts.tier_raw[slot]);
    let measure = run
        .figures
        .measure(customer)
        .map(|value| Measured { value, scale });
    let by = run.rules().tier.by.is_some();
    let standing = verdicts.standings.of(run.engine, customer);
    TierStory {
        tier: label(verdicts.tier[slot]),
        reason: reason(run, customer).tier,
        raw,
        measure,
        begins: starts,
        group: by.then(|| run.engine.tier_group_names()[group].unwrap_or_default()),
        missing: distance(run, customer),
        standing: (standing.rank > 0).then_some(standing),
        since: verdicts.tier_since(customer),
        path: verdicts.tiers_of(run.engine, run.as_of(), customer),
    }
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

fn kind<'a>(run: &Run<'a>, worker: &Worker, customer: u32, due: &Due<'_>) -> KindStory<'a> {
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
    let since = run.verdicts.kind_since(customer);
    KindStory {
        counts_from: match since {
            Since::Day(_) => None,
            Since::Earlier | Since::Unknown => counted_from(run, customer, due),
        },
        kind: label(run.verdicts.kind[customer as usize]),
        pinned: pin.and_then(|pin| pin.kind.map(|_| pin.until)),
        since,
        tried,
    }
}

/// The day that tasks take for the beginning of the type, and what happened on it.
fn counted_from(run: &Run<'_>, customer: u32, due: &Due<'_>) -> Option<(Day, FirstKnown)> {
    let (next, tasks) = due;
    let next = match next {
        Next::Due { reason, .. } => Some(reason.anchor),
        Next::Never(_) => None,
    };
    let mut anchors = next
        .into_iter()
        .chain(tasks.iter().map(|task| task.reason.anchor));
    let began =
        |anchor: &AnchorEvent| anchor.kind == AnchorKind::TypeBegan && anchor.day != UNDATED;
    let day = anchors.find(began)?.day;
    let book = run.engine.book;
    let created = book.details.field(Field::CustomerCreated);
    let created = created.and_then(|column| column.day(customer));
    let contact = book.contacts.until(customer, run.as_of()).first();
    let known = if created == Some(day) {
        FirstKnown::Created
    } else if contact.is_some_and(|contact| contact.day == day) {
        FirstKnown::FirstContact
    } else {
        FirstKnown::FirstOrder
    };
    Some((day, known))
}

/// The conditions of the tracks of the customer's type.
fn tracks<'a>(run: &Run<'a>, worker: &Worker, customer: u32) -> Vec<TrackTried<'a>> {
    let kind = usize::from(run.verdicts.kind[customer as usize]);
    let Some(rules) = run.rules().types.get(kind) else {
        return Vec::new();
    };
    let tracks = rules.tracks.iter().enumerate();
    let tried = tracks.filter_map(|(number, track)| {
        let trace = worker.track_trace(run.engine, run.cuts, (kind, number), 0)?;
        Some(TrackTried {
            number,
            who: track.who,
            condition: track.when.as_ref()?,
            fits: fits(&trace, &mut false),
            trace,
        })
    });
    tried.collect()
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
