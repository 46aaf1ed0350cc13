//! Tasks that nobody wrote down: those that plans of the period would have asked for.
//!
//! Takes a book bound to rules and a period; gives the tasks that runs on the eve and at the
//! later period ends would have listed, on the facts up to each of these days, and what the
//! log says of them. Bulk touches are nobody's work and are left out.

use std::collections::HashSet;

use crate::classify::engine::Engine;
use crate::classify::history::classify;
use crate::followup::everyone::{Listed, plan};
use crate::followup::task::{TaskId, TrackMark};
use crate::names::words::Outcome;
use crate::period::Day;
use crate::records::contacts::Contact;
use crate::rules::Who;

use super::Period;
use super::tasks::{Fate, Issued, Source};

/// Days at which the plan is looked at, at most.
const MOST_POINTS: usize = 13;

/// Tasks whose customers are fetched together.
const BATCH: usize = 256;

/// A task as a day's plan lists it.
struct Asked {
    task: Issued,
    /// The first and the last day's plan that list it, first 0.
    listed: (usize, usize),
    /// The day on which it was done, or put off.
    ended: Option<(Day, Done)>,
}

/// How a contact ends the task it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Done,
    /// Put off: another task takes its place.
    PutOff,
}

/// The tasks of a period by the plans of its eve and of the period ends within, by customer,
/// due day and id.
pub(super) fn recomputed(engine: &Engine<'_>, period: Period) -> Vec<Issued> {
    let points = points(engine, period);
    let mut asked: Vec<Asked> = Vec::new();
    for (number, point) in points.iter().enumerate() {
        let until = points.get(number + 1).copied().unwrap_or(period.to);
        list(engine, (number, *point), until, &mut asked);
    }
    let asked = once(asked);
    let mut issued = Vec::with_capacity(asked.len());
    let mut rest = asked.into_iter().peekable();
    while let Some(first) = rest.next() {
        let customer = first.task.customer;
        let mut own = vec![first];
        while let Some(next) = rest.next_if(|next| next.task.customer == customer) {
            own.push(next);
        }
        let log = engine.book.contacts.until(customer, period.to);
        let before = log.partition_point(|contact| contact.day < period.from);
        settle(engine, &points, &log[before..], &mut own);
        issued.extend(judged(own, points.len() - 1));
    }
    issued
}

/// The days whose plans are looked at: the eve, then period ends within the period, spread
/// thinner where they are many.
fn points(engine: &Engine<'_>, period: Period) -> Vec<Day> {
    let every = engine.rules.history.every;
    let mut count = 8;
    let ends = loop {
        let ends = period.to.period_ends(every, count);
        if ends.last().is_none_or(|end| *end <= period.eve()) {
            break ends;
        }
        count *= 2;
    };
    let mut within: Vec<Day> = ends.into_iter().filter(|end| *end > period.eve()).collect();
    within.reverse();
    let step = within.len().div_ceil(MOST_POINTS - 1).max(1);
    let chosen = within.into_iter().step_by(step);
    std::iter::once(period.eve()).chain(chosen).collect()
}

/// Adds what the plan of one day lists up to another.
fn list(engine: &Engine<'_>, (number, day): (usize, Day), until: Day, asked: &mut Vec<Asked>) {
    let (verdicts, cuts) = classify(engine, day);
    let horizon = u32::try_from(until.0 - day.0).unwrap_or(0);
    let plan = plan(engine, &verdicts, &cuts, horizon);
    let mut clerk = plan.clerk();
    let tasks: &[Listed] = plan.tasks();
    for batch in tasks.chunks(BATCH) {
        clerk.expect(batch);
        for listed in batch.iter().filter(|listed| listed.who != Who::Auto) {
            let planned = clerk.task(*listed);
            let task = planned.task;
            asked.push(Asked {
                task: Issued {
                    customer: planned.customer,
                    id: task.id,
                    due: task.due,
                    kind: planned.kind,
                    who: task.who,
                    owner: None,
                    channel: task.channel.cloned().unwrap_or_default(),
                    content: task.content.cloned().unwrap_or_default(),
                    fate: Fate::Open,
                    source: Source::Recomputed,
                },
                listed: (number, number),
                ended: None,
            });
        }
    }
}

/// Each task once, with the day it was first given and the plans that list it; by customer,
/// due day and id.
fn once(mut asked: Vec<Asked>) -> Vec<Asked> {
    asked.sort_by_key(|asked| (asked.task.customer, asked.task.id, asked.listed.0));
    let mut kept: Vec<Asked> = Vec::with_capacity(asked.len());
    for next in asked {
        let same = |last: &&mut Asked| {
            (last.task.customer, last.task.id) == (next.task.customer, next.task.id)
        };
        match kept.last_mut().filter(same) {
            Some(last) => last.listed.1 = next.listed.1,
            None => kept.push(next),
        }
    }
    kept.sort_by_key(|asked| (asked.task.customer, asked.task.due, asked.task.id));
    kept
}

/// Lets each contact fulfil the task it names, else the earliest one that the customer has
/// open: the owner's before the manager's.
fn settle(engine: &Engine<'_>, points: &[Day], contacts: &[Contact], own: &mut [Asked]) {
    for contact in contacts {
        let named = engine.book.contacts.word(contact.task);
        let named = named.and_then(TaskId::parse);
        let open = |asked: &Asked| asked.ended.is_none();
        let place = named.and_then(|id| {
            own.iter()
                .position(|asked| asked.task.id == id && open(asked))
        });
        // A plan that no longer lists a task has been superseded before such a contact.
        let asked_then = |asked: &Asked| {
            let gone = points.get(asked.listed.1 + 1);
            points[asked.listed.0] < contact.day && gone.is_none_or(|gone| contact.day <= *gone)
        };
        let whose = |who: Who| {
            own.iter()
                .position(|asked| open(asked) && asked.task.who == who && asked_then(asked))
        };
        // Whoever wrote down what was asked for meant that task and no other.
        let other = || whose(Who::Owner).or_else(|| whose(Who::Manager));
        let place = place.or_else(|| contact.asked.is_none().then(other).flatten());
        if let Some(place) = place {
            let done = match contact.outcome {
                Some(Outcome::Postponed) => Done::PutOff,
                _ => Done::Done,
            };
            own[place].ended = Some((contact.day, done));
        }
    }
}

/// What became of one customer's tasks. What a plan lists behind a task that is not done has
/// never been asked for: of the undone tasks of a track and plan only the first one counts.
fn judged(own: Vec<Asked>, last: usize) -> Vec<Issued> {
    let mut first: HashSet<(TrackMark, usize)> = HashSet::new();
    let mut open: HashSet<TrackMark> = HashSet::new();
    let mut issued = Vec::with_capacity(own.len());
    for asked in own {
        let (mark, mut task) = (asked.task.id.mark(), asked.task);
        task.fate = match asked.ended {
            Some((_, Done::PutOff)) => Fate::Superseded,
            Some((day, Done::Done)) if day <= task.due => Fate::OnTime,
            Some((_, Done::Done)) => Fate::Late,
            None if !first.insert((mark, asked.listed.0)) => continue,
            None if asked.listed.1 < last => Fate::Superseded,
            None if !open.insert(mark) => continue,
            None => Fate::Open,
        };
        issued.push(task);
    }
    issued
}
