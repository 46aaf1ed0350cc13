//! Tasks of earlier workbooks that the plan of today does not list: those that nobody asks for
//! any more, and those that wait. Takes what came back and the plan, gives each with the
//! reason; a task that was done is in the log already.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::classify::engine::Engine;
use crate::followup::capacity::Later;
use crate::followup::everyone::{Clerk, Plan, Room};
use crate::followup::plan::Ahead;
use crate::followup::situation::Line;
use crate::followup::task::{TaskId, WhyNot};
use crate::period::Day;
use crate::problem::Problem;
use crate::records::contacts::{Contact, Contacts, LeftEnd};
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
    /// The customer is of another type now.
    OtherType,
    /// The plan has changed.
    Replanned,
}

/// Why a task waits: it has not ended, and is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// It is put off to this day, beyond the days that are planned.
    PutOff(Day),
    /// There is no room for it among the days that are planned; the first day that has room,
    /// where it is known.
    Full(Option<Day>),
    /// Its turn is on this day, beyond the days that are planned.
    Until(Day),
    /// Another one of its customer comes first.
    AfterEarlier,
}

impl Wait {
    /// The day of its turn, where it is known.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::PutOff(day) | Self::Until(day) => Some(day),
            Self::Full(day) => day,
            Self::AfterEarlier => None,
        }
    }
}

/// What became of a task that the plan does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It ended without having been done.
    Ended(Why),
    /// It waits.
    Waits(Wait),
}

/// A task that the plan does not list.
#[derive(Debug, Clone, PartialEq)]
pub struct Unlisted<'a> {
    /// Its id.
    pub task: Cow<'a, str>,
    /// What the earlier workbook said of it.
    pub shown: Cow<'a, IssuedTask>,
    /// The customer's number; `None` when the facts no longer have it.
    pub customer: Option<u32>,
    /// The day on which that was found.
    pub day: Day,
    /// What became of it.
    pub fate: Fate,
}

/// What became of the tasks of earlier workbooks.
#[derive(Debug, Clone, Default)]
pub struct Outcome<'a> {
    /// Those that ended now, and those that wait; of which workbooks say more, first, each by id.
    pub unlisted: Vec<Unlisted<'a>>,
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
    let waited = waited(run, log);
    if run.returned.issued.is_empty() && waited.is_empty() {
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
            outcome.unlisted.push(Unlisted {
                task: task.into(),
                shown: Cow::Borrowed(shown),
                customer: run.number(&shown.customer),
                day: said.day.unwrap_or(run.as_of()),
                fate: Fate::Ended(Why::Dropped),
            });
            continue;
        }
        if listed.contains(task) {
            continue;
        }
        let found = unlisted(run, &mut clerk, task.into(), Cow::Borrowed(shown));
        match found.fate {
            // What was typed beside it stays beside it.
            Fate::Waits(_) if shown.typed.is_some() => outcome.waiting.push((task, shown)),
            _ => outcome.unlisted.push(found),
        }
    }
    for (task, shown) in waited {
        let ended = ended.contains(&(task.as_str(), shown.issued));
        if !ended && !done.contains(task.as_str()) && !listed.contains(&task) {
            let found = unlisted(run, &mut clerk, task.into(), Cow::Owned(shown));
            outcome.unlisted.push(found);
        }
    }
    outcome
}

/// The tasks that wait as the log says, of which no workbook that came back says anything.
fn waited(run: &Run<'_>, log: &Contacts) -> BTreeMap<String, IssuedTask> {
    let registry = &run.engine.book.registry;
    let rows = log.waiting().filter_map(|waiting| {
        let row = waiting.row;
        let words = [row.who, row.channel, row.content];
        let [who, channel, content] = words.map(|word| log.word(word).unwrap_or_default());
        let words = [registry.id(row.customer), who, channel, content];
        Some((log.word(row.task)?, waiting.asked, words))
    });
    let left = log.left_ends().filter(LeftEnd::waits);
    let left = left.map(|left| (left.task, left.asked, left.words));
    let mut waited: BTreeMap<String, IssuedTask> = BTreeMap::new();
    for (task, asked, [customer, who, channel, content]) in rows.chain(left) {
        if run.returned.issued.contains_key(task) {
            continue;
        }
        let new = IssuedTask {
            customer: customer.to_owned(),
            issued: asked.issued,
            due: asked.due,
            asks_for: None,
            shown: None,
            who: who.to_owned(),
            channel: channel.to_owned(),
            content: content.to_owned(),
            typed: None,
            typed_in: None,
            typed_at: None,
            row: BTreeMap::new(),
            dropped: None,
        };
        waited.insert(task.to_owned(), new);
    }
    waited
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

/// What became of a task that the plan does not list.
fn unlisted<'a>(
    run: &Run<'_>,
    clerk: &mut Clerk<'_, '_>,
    task: Cow<'a, str>,
    shown: Cow<'a, IssuedTask>,
) -> Unlisted<'a> {
    let customer = run.number(&shown.customer);
    let ahead = customer.and_then(|customer| {
        let ahead = clerk.ahead(customer, TaskId::parse(&task)?)?;
        Some(wait(run, &task, customer, ahead))
    });
    Unlisted {
        customer,
        day: run.as_of(),
        fate: match ahead {
            Some(wait) => Fate::Waits(wait),
            None => Fate::Ended(why(run, &task, &shown, customer)),
        },
        task,
        shown,
    }
}

/// Why a task that is still to come is not listed.
fn wait(run: &Run<'_>, task: &str, customer: u32, ahead: Ahead) -> Wait {
    let deferred = run.plan.deferred_of(customer);
    if let Some(deferred) = (deferred.iter()).find(|one| one.task.id.to_string() == task) {
        return match deferred.room {
            Room::After(Later::On(day)) => Wait::Full(Some(day)),
            Room::After(Later::AfterEarlier) => Wait::AfterEarlier,
            Room::After(Later::Never) | Room::Found => Wait::Full(None),
        };
    }
    let put_off = run.engine.book.contacts.put_off(customer, run.as_of());
    let put_off = put_off.filter(|(_, to)| *to > run.as_of());
    let horizon = run.as_of().plus(run.rules().calendar.horizon as i32);
    match (ahead, put_off) {
        (Ahead::Next(_), Some((_, to))) => Wait::PutOff(to),
        (Ahead::Next(day), None) if day > horizon => Wait::Until(day),
        // Alone it would be listed: it keeps its distance from another one.
        (Ahead::Next(_), None) | (Ahead::AfterEarlier, _) => Wait::AfterEarlier,
    }
}

fn why(run: &Run<'_>, task: &str, shown: &IssuedTask, customer: Option<u32>) -> Why {
    let Some(customer) = customer else {
        return Why::NotACustomer;
    };
    if run.plan.next_due(customer) == Err(WhyNot::DoNotContact) {
        return Why::DoNotContact;
    }
    let kind = run
        .engine
        .rules
        .types
        .get(usize::from(run.plan.kind(customer)));
    let mut marks = kind.into_iter().flat_map(|kind| {
        let tracks = kind.tracks.iter().enumerate();
        tracks.map(|(number, track)| Line::new(&kind.id, number, track).mark)
    });
    let own = TaskId::parse(task).map(TaskId::mark);
    let other_type = own.is_some_and(|own| !marks.any(|mark| mark == own));
    let last = run.engine.book.contacts.until(customer, run.as_of()).last();
    if let Some(last) = last.filter(|last| shown.issued.is_some_and(|issued| last.day >= issued)) {
        let named = run.engine.book.contacts.word(last.task);
        let mark = |task: &str| TaskId::parse(task).map(TaskId::mark);
        match named.and_then(mark) {
            // A contact for another task does not end the tasks of a type.
            Some(_) if other_type => {}
            Some(done) if own == Some(done) => return Why::Reckoned(last.day),
            _ => return Why::Contacted(last.day),
        }
    }
    if other_type {
        Why::OtherType
    } else {
        Why::Replanned
    }
}

impl Unlisted<'_> {
    /// How it stands.
    pub fn status(&self) -> Status {
        match self.fate {
            Fate::Ended(_) => Status::Superseded,
            Fate::Waits(_) => Status::Open,
        }
    }

    /// The day it was due when it was last shown, or the day of its turn.
    pub fn due(&self) -> Option<Day> {
        match self.fate {
            Fate::Ended(_) => self.shown.due,
            Fate::Waits(wait) => wait.day(),
        }
    }
}
