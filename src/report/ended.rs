//! Tasks of earlier workbooks that nobody asks for any more. Takes what came back and the
//! plan of today, gives each with the reason; a task that was done is in the log already.

use std::collections::{BTreeMap, BTreeSet};

use crate::followup::situation::Line;
use crate::followup::task::{TaskId, WhyNot};
use crate::period::Day;
use crate::records::index::Key;
use crate::records::issued::{DROPPED, Status};
use crate::report::Run;
use crate::returned::{IssuedTask, Typed};

/// Why a task is not asked for any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The facts no longer have the customer.
    NotACustomer,
    /// Somebody said that it is not to be done.
    Dropped,
    /// The customer is not to be contacted.
    DoNotContact,
    /// The customer was contacted on this day, without a word of the task.
    Contacted(Day),
    /// The customer is of another type now.
    OtherType,
    /// The plan has changed.
    Replanned,
}

/// A task that ended without having been done.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended<'a> {
    /// Its id.
    pub task: &'a str,
    /// What the earlier workbook said of it.
    pub shown: &'a IssuedTask,
    /// The customer's number; `None` when the facts no longer have it.
    pub customer: Option<u32>,
    /// The day on which that was found.
    pub day: Day,
    /// Why.
    pub why: Why,
}

/// What became of the tasks of earlier workbooks.
#[derive(Debug, Clone, Default)]
pub struct Outcome<'a> {
    /// Those that ended now, by id.
    pub ended: Vec<Ended<'a>>,
    /// Those whose marks wait although the plan does not list them, by id.
    pub waiting: Vec<(&'a str, &'a IssuedTask)>,
    /// Ids of tasks that are not to be shown, since somebody dropped them.
    pub dropped: BTreeSet<String>,
}

/// Compares the tasks that were shown with the plan and the log.
pub fn outcome<'a>(run: &Run<'a>) -> Outcome<'a> {
    let mut outcome = Outcome::default();
    let log = &run.engine.book.contacts;
    let by_hand = log.without_contact().iter().filter(|row| {
        let note = log.word(row.note).unwrap_or_default();
        DROPPED.iter().any(|word| note.starts_with(word))
    });
    let words = by_hand.filter_map(|row| log.word(row.task));
    outcome.dropped = words.map(str::to_owned).collect();
    if run.returned.issued.is_empty() {
        return outcome;
    }
    let mut clerk = run.plan.clerk();
    let tasks = run.plan.tasks().iter();
    let listed: BTreeSet<String> = tasks
        .map(|task| clerk.task(*task).task.id.to_string())
        .collect();
    let done: BTreeSet<&str> = log
        .all()
        .iter()
        .filter_map(|row| log.word(row.task))
        .collect();
    let ended: BTreeSet<(&str, Option<Day>)> = log
        .without_contact()
        .iter()
        .filter_map(|row| Some((log.word(row.task)?, row.asked?.issued)))
        .collect();
    for (task, shown) in &run.returned.issued {
        if done.contains(task.as_str()) {
            continue;
        }
        let waits = shown.typed.as_ref().is_some_and(is_more_than_a_note);
        if waits && !listed.contains(task) {
            outcome.waiting.push((task, shown));
            continue;
        }
        if ended.contains(&(task.as_str(), shown.issued)) {
            continue;
        }
        if let Some(said) = &shown.dropped {
            outcome.dropped.insert(task.clone());
            outcome.ended.push(Ended {
                task,
                shown,
                customer: number(run, &shown.customer),
                day: said.day.unwrap_or(run.as_of()),
                why: Why::Dropped,
            });
            continue;
        }
        if listed.contains(task) {
            continue;
        }
        let customer = number(run, &shown.customer);
        outcome.ended.push(Ended {
            task,
            shown,
            customer,
            day: run.as_of(),
            why: why(run, task, shown, customer),
        });
    }
    outcome
}

/// A note alone ends with its task and stands in the log then.
fn is_more_than_a_note(typed: &BTreeMap<&'static str, Typed>) -> bool {
    let filled = |key: &str| typed.get(key).is_some_and(|typed| !typed.text.is_empty());
    ["done_day", "outcome", "next_day"].into_iter().any(filled)
}

fn number(run: &Run<'_>, id: &str) -> Option<u32> {
    run.engine
        .book
        .registry
        .index
        .find(Key::of(id.as_bytes()), id.as_bytes())
}

fn why(run: &Run<'_>, task: &str, shown: &IssuedTask, customer: Option<u32>) -> Why {
    let Some(customer) = customer else {
        return Why::NotACustomer;
    };
    if run.plan.next_due(customer) == Err(WhyNot::DoNotContact) {
        return Why::DoNotContact;
    }
    let last = run.engine.book.contacts.until(customer, run.as_of()).last();
    if let Some(last) = last.filter(|last| shown.issued.is_some_and(|issued| last.day >= issued)) {
        return Why::Contacted(last.day);
    }
    let kind = run
        .engine
        .rules
        .types
        .get(usize::from(run.plan.kind(customer)));
    let marks = kind.into_iter().flat_map(|kind| {
        let tracks = kind.tracks.iter().enumerate();
        tracks.map(|(number, track)| Line::new(&kind.id, number, track).mark)
    });
    match TaskId::parse(task) {
        Some(task) if !marks.into_iter().any(|mark| mark == task.mark()) => Why::OtherType,
        _ => Why::Replanned,
    }
}

impl Ended<'_> {
    /// How it ended.
    pub fn status(&self) -> Status {
        Status::Superseded
    }
}
