//! Tasks of earlier workbooks that nobody asks for any more. Takes what came back and the
//! plan of today, gives each with the reason; a task that was done is in the log already.

use std::collections::{BTreeMap, BTreeSet};

use crate::classify::engine::Engine;
use crate::followup::capacity::Later;
use crate::followup::everyone::{Plan, Room};
use crate::followup::situation::Line;
use crate::followup::task::{TaskId, WhyNot};
use crate::period::Day;
use crate::problem::Problem;
use crate::records::contacts::{Contact, LeftEnd};
use crate::records::issued::Status;
use crate::report::Run;
use crate::returned::{IssuedTask, Returned, Typed};

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
    /// Another task of its track was done on this day, and what follows counts from there.
    Reckoned(Day),
    /// It is put off to this day, beyond the days that are planned.
    PutOff(Day),
    /// There is no room for it among the days that are planned; the first day that has room,
    /// where it is known.
    Full(Option<Day>),
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
    outcome.dropped = log.dropped().map(|(task, _)| task.to_owned()).collect();
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
        .chain(log.left_ends().filter_map(is_done))
        .collect();
    let ended: BTreeSet<(&str, Option<Day>)> = log
        .without_contact()
        .iter()
        .filter_map(|row| Some((row, row.asked?)))
        .filter(|(_, asked)| asked.status == Status::Superseded)
        .filter_map(|(row, asked)| Some((log.word(row.task)?, asked.issued)))
        .chain(log.left_ends().filter_map(is_superseded))
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
        let ended = ended.contains(&(task.as_str(), shown.issued));
        // It may have been asked for again after such an end, and be dropped then.
        let dropped_now = !outcome.dropped.contains(task);
        if ended && !(dropped_now && shown.dropped.is_some()) {
            continue;
        }
        if let Some(said) = &shown.dropped {
            outcome.dropped.insert(task.clone());
            outcome.ended.push(Ended {
                task,
                shown,
                customer: run.number(&shown.customer),
                day: said.day.unwrap_or(run.as_of()),
                why: Why::Dropped,
            });
            continue;
        }
        if listed.contains(task) {
            continue;
        }
        let customer = run.number(&shown.customer);
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

/// What was typed beside tasks whose end is in the log already, and that no row has: it is named.
pub fn passed(engine: &Engine<'_>, plan: &Plan<'_>, returned: &Returned) -> Vec<Problem> {
    let typed = returned.issued.iter();
    let typed = typed.filter(|(_, shown)| shown.typed.is_some() || shown.dropped.is_some());
    let typed: Vec<(&str, &IssuedTask)> = typed.map(|(task, shown)| (&**task, shown)).collect();
    if typed.is_empty() {
        return Vec::new();
    }
    let registry = &engine.book.registry;
    let customers = typed.iter().map(|(_, shown)| shown.customer.as_bytes());
    let customers: BTreeSet<u32> = customers.filter_map(|id| registry.find_shown(id)).collect();
    let mut clerk = plan.clerk();
    let own = plan
        .tasks()
        .iter()
        .filter(|task| customers.contains(&task.customer));
    let listed: BTreeSet<String> = own
        .map(|task| clerk.task(*task).task.id.to_string())
        .collect();
    let log = &engine.book.contacts;
    let is_passed = |(task, shown): &(&str, &IssuedTask)| {
        let words = shown.words();
        let of_task = |row: &&Contact| log.word(row.task) == Some(*task);
        let holds = |row: &Contact| log.word(row.note).is_some_and(|note| note.contains(&words));
        let contacts = log.all().iter().filter(of_task);
        let ends = log.without_contact().iter().filter(of_task);
        let mut known = contacts.clone().chain(ends.clone());
        let waits = shown.typed.as_ref().is_some_and(is_more_than_a_note);
        let is_end = |row: &Contact| {
            row.asked.is_some_and(|asked| {
                asked.status == Status::Superseded && asked.issued == shown.issued
            })
        };
        let left = || log.left_ends().filter(|left| left.task == *task);
        let done = contacts.clone().next().is_some() || left().any(|left| is_done(left).is_some());
        let is_left = || left().any(|left| is_superseded(left) == Some((*task, shown.issued)));
        let ended = !listed.contains(*task) && !waits && (ends.clone().any(is_end) || is_left());
        let is_told = || left().any(|left| left.note.contains(&words));
        !words.is_empty() && (done || ended) && !known.any(holds) && !is_told()
    };
    let passed = typed.iter().filter(|typed| is_passed(typed));
    passed
        .map(|(_, shown)| Returned::passed(shown, shown.words()))
        .collect()
}

/// The task that a row left as it was typed says was done.
fn is_done(left: LeftEnd<'_>) -> Option<&str> {
    left.asked.status.is_contact().then_some(left.task)
}

/// The task that a row left as it was typed says was superseded, and since when it was shown.
fn is_superseded(left: LeftEnd<'_>) -> Option<(&str, Option<Day>)> {
    let superseded = left.asked.status == Status::Superseded;
    superseded.then_some((left.task, left.asked.issued))
}

/// A note alone ends with its task and stands in the log then.
fn is_more_than_a_note(typed: &BTreeMap<&'static str, Typed>) -> bool {
    let filled = |key: &str| typed.get(key).is_some_and(|typed| !typed.text.is_empty());
    ["done_day", "outcome", "next_day"].into_iter().any(filled)
}

fn why(run: &Run<'_>, task: &str, shown: &IssuedTask, customer: Option<u32>) -> Why {
    let Some(customer) = customer else {
        return Why::NotACustomer;
    };
    if run.plan.next_due(customer) == Err(WhyNot::DoNotContact) {
        return Why::DoNotContact;
    }
    let deferred = run.plan.deferred_of(customer);
    if let Some(deferred) = (deferred.iter()).find(|one| one.task.id.to_string() == task) {
        return Why::Full(match deferred.room {
            Room::After(Later::On(day)) => Some(day),
            _ => None,
        });
    }
    let last = run.engine.book.contacts.until(customer, run.as_of()).last();
    if let Some(last) = last.filter(|last| shown.issued.is_some_and(|issued| last.day >= issued)) {
        let named = run.engine.book.contacts.word(last.task);
        let mark = |task: &str| TaskId::parse(task).map(TaskId::mark);
        return match named.and_then(mark) {
            Some(done) if mark(task) == Some(done) => Why::Reckoned(last.day),
            _ => Why::Contacted(last.day),
        };
    }
    let put_off = run.engine.book.contacts.put_off(customer, run.as_of());
    if let Some((_, to)) = put_off.filter(|(_, to)| *to > run.as_of()) {
        return Why::PutOff(to);
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
