//! The tasks of a plan as a table.
//!
//! Takes planned tasks in the order in which they are to be shown; gives a row for each
//! when it is asked for, so that a million of them are never held at once.

mod lines;

use std::borrow::Cow;

use crate::classify::cuts::Cuts;
use crate::classify::engine::Engine;
use crate::classify::value::Value;
use crate::classify::worker::Worker;
use crate::classify::{NONE, Verdicts};
use crate::followup::capacity::Later;
use crate::followup::everyone::{Clerk, Listed, Plan, Planned, Room};
use crate::followup::script;
use crate::followup::task::TaskId;
use crate::lang::report::who_by_name;
use crate::lang::{Language, bought, followup, heading, number};
use crate::metrics::outlook::Needs;
use crate::names::Metric;
use crate::period::Day;
use crate::records::bought::Bought;
use crate::rules::{Told, Who};
use crate::table::{Cell, Column, Emphasis, Grid};

pub use lines::write;

/// The keys of the columns, in order. Codes (`who`, `type`, `status`) are English in every
/// language; `channel`, `content`, `goal`, `script` and `reason` are in the run's language.
pub const KEYS: [&str; 24] = [
    "id",
    "customer_id",
    "name",
    "owner",
    "who",
    "tier",
    "type",
    "track",
    "due",
    "days_overdue",
    "step",
    "channel",
    "content",
    "goal",
    "script",
    "priority",
    "reason",
    "status",
    "issued",
    "told",
    "last_note",
    "last_bought",
    "not_bought",
    "wanted",
];

/// What rows of tasks are made from.
#[derive(Clone, Copy)]
pub struct FollowUps<'a> {
    /// The book and the rules.
    pub engine: &'a Engine<'a>,
    /// What was decided about everyone.
    pub verdicts: &'a Verdicts,
    /// The cuts of the as-of day.
    pub cuts: &'a Cuts,
    /// What is planned.
    pub plan: &'a Plan<'a>,
}

/// Makes rows of tasks, one after the other.
pub struct Rows<'a> {
    run: FollowUps<'a>,
    clerk: Clerk<'a, 'a>,
    language: Language,
    /// The customer whose values scripts are filled with.
    worker: Worker,
    prepared: Option<u32>,
}

/// A table of tasks, in the order of `tasks`; the caller has chosen which.
pub fn follow_ups<'a>(
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    let mut rows = Rows::new(run, language);
    Grid {
        columns: columns(language),
        rows: Box::new(tasks.map(move |listed| {
            let mut row = Vec::with_capacity(KEYS.len());
            rows.push_row(listed, &mut row);
            row
        })),
    }
}

/// The columns of a list that is somebody's own.
const PERSONAL: [&str; 9] = [
    "due",
    "days_overdue",
    "name",
    "tier",
    "type",
    "who",
    "channel",
    "content",
    "reason",
];

/// The columns that a person needs at a glance, for the terminal.
const SHORT: [&str; 8] = [
    "due",
    "days_overdue",
    "name",
    "owner",
    "tier",
    "type",
    "channel",
    "content",
];

/// Those that a person needs of a task for which there is no room.
const DEFERRED: [&str; 8] = [
    "wanted", "due", "name", "owner", "tier", "type", "channel", "content",
];

/// Tasks without room with the few columns that fit a terminal: the day they were wanted,
/// and the first with room.
pub fn short_deferred<'a>(
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    few(&DEFERRED, run, tasks, language)
}

/// The same tasks with the few columns that fit a terminal; types by their names.
pub fn short<'a>(
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    few(&SHORT, run, tasks, language)
}

/// The tasks of one person with the few columns that a page holds; types and who acts by their names.
pub fn of_person<'a>(
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    few(&PERSONAL, run, tasks, language)
}

fn few<'a>(
    keys: &[&str],
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    let all = columns(language);
    let places: Vec<usize> = keys
        .iter()
        .filter_map(|key| all.iter().position(|column| column.key == *key))
        .collect();
    let mut rows = Rows::new(run, language);
    Grid {
        columns: places.iter().map(|at| all[*at].clone()).collect(),
        rows: Box::new(tasks.map(move |listed| {
            let mut row = Vec::with_capacity(KEYS.len());
            let planned = rows.push_row(listed, &mut row);
            let kind = &run.engine.rules.types[usize::from(planned.kind)].name;
            let cell = |at: &usize| match KEYS[*at] {
                "type" => language.pick(&kind.zh, &kind.en).into(),
                "who" => {
                    let who = planned.task.who;
                    let person = run.plan.person(planned.customer, who);
                    Cell::Text(who_by_name(who, person.map(|person| person.name), language))
                }
                _ => row[*at].clone(),
            };
            places.iter().map(cell).collect()
        })),
    }
}

/// The columns of the table.
pub fn columns(language: Language) -> Vec<Column> {
    let column = |key: &str| Column {
        key: key.to_owned(),
        heading: heading::key(key, language).unwrap_or(key).to_owned(),
        emphasis: match key {
            "tier" => Emphasis::Tier,
            "due" => Emphasis::Due,
            "script" | "reason" => Emphasis::Long,
            _ => Emphasis::Plain,
        },
    };
    KEYS.into_iter().map(column).collect()
}

impl<'a> Rows<'a> {
    /// A maker of rows, with texts in this language.
    pub fn new(run: FollowUps<'a>, language: Language) -> Self {
        Self {
            clerk: run.plan.clerk(),
            worker: Worker::new(run.engine),
            prepared: None,
            run,
            language,
        }
    }

    /// Appends the cells of one task, which it gives, too.
    ///
    /// `priority` counts from 1, the customers of the first tier; customers without a
    /// tier come last. It is what orders tasks of one day.
    pub fn push_row(&mut self, listed: Listed, row: &mut Vec<Cell<'a>>) -> Planned<'a> {
        let planned = self.clerk.task(listed);
        let engine = self.run.engine;
        let (customer, task) = (planned.customer, &planned.task);
        let tier = self.run.verdicts.tier[customer as usize];
        let tiers = &engine.rules.tier.classes;
        let tier = (tier != NONE).then(|| tiers[tier as usize].as_str());
        let kind = engine.rules.types.get(usize::from(planned.kind));
        let language = self.language;
        let script = task.script.map(|script| script.pick(language));
        let script = script.map(|script| self.fill(customer, script));
        let goal = task.goal.pick(language);
        row.extend([
            Cell::from(task.id.to_string()),
            engine.book.registry.id(customer).into(),
            engine.book.registry.name(customer).into(),
            self.run.plan.owner(customer).into(),
            who(task.who).into(),
            tier.into(),
            kind.map(|kind| kind.id.as_str()).into(),
            Cell::Count(task.track as i64 + 1),
            match planned.room {
                Room::Found | Room::After(Later::On(_)) => task.due.into(),
                Room::After(Later::AfterEarlier | Later::Never) => Cell::Blank,
            },
            Cell::Count(i64::from(task.days_overdue)),
            task.step
                .map_or(Cell::Blank, |step| Cell::Count(i64::from(step))),
            task.channel.map(|channel| channel.pick(language)).into(),
            task.content.map(|content| content.pick(language)).into(),
            goal.into(),
            script.map_or(Cell::Blank, text),
            Cell::Count(i64::from(task.rank) + 1),
            followup::task_reason(task, planned.room, language).into(),
            match planned.room {
                Room::After(_) => "deferred",
                Room::Found if task.days_overdue > 0 => "overdue",
                Room::Found => "open",
            }
            .into(),
            self.issued(task.id).into(),
            task.told.map(|told| told_code(told.to)).into(),
            self.last_note(customer).into(),
            bought::last(self.bought(), customer, language).map_or(Cell::Blank, text),
            bought::missing(self.bought(), customer, language).map_or(Cell::Blank, text),
            match planned.room {
                Room::Found | Room::After(Later::On(_)) => task.reason.waits_since().into(),
                Room::After(Later::AfterEarlier | Later::Never) => task.due.into(),
            },
        ]);
        planned
    }

    /// The day of the first workbook that showed a task; that of this run where none did.
    fn issued(&self, task: TaskId) -> Day {
        let (shown, as_of) = (&self.run.engine.book.shown, self.run.cuts.windows.day);
        if shown.is_empty() {
            return as_of;
        }
        let letters = task.letters();
        let letters = std::str::from_utf8(&letters).expect("letters are ASCII");
        let first = shown.get(letters).copied();
        first.map_or(as_of, |shown| shown.since.min(as_of))
    }

    /// The last note of the log.
    fn last_note(&self, customer: u32) -> Option<&'a str> {
        let log = &self.run.engine.book.contacts;
        let logged = log.until(customer, self.run.cuts.windows.day);
        let mut newest = logged.iter().rev();
        newest.find_map(|contact| log.word(contact.note))
    }

    fn bought(&self) -> Option<&'a Bought> {
        self.run.engine.book.bought.as_ref()
    }

    /// A metric or own metric of a customer.
    pub fn named(&mut self, customer: u32, name: &str) -> Cell<'a> {
        self.prepare(customer);
        let Some(value) = self.value(name) else {
            return Cell::Blank;
        };
        match value {
            Value::Blank => Cell::Blank,
            Value::Count(count) => Cell::Count(count),
            Value::Number(number) => Cell::Number(number),
            Value::Money(money) => Cell::Money(money),
            Value::Ratio(ratio) => Cell::Ratio(ratio),
            Value::Date(day) => Cell::Date(day),
            Value::Text(text) => text.to_owned().into(),
            Value::Words(words) => words.pick(self.language).to_owned().into(),
            Value::Flag(flag) => Cell::Flag(flag),
        }
    }

    /// A script with its names filled in.
    fn fill(&mut self, customer: u32, template: &'a str) -> Cow<'a, str> {
        if !template.contains('{') {
            return Cow::Borrowed(template);
        }
        self.prepare(customer);
        Cow::Owned(script::fill(template, |name| self.word(customer, name)))
    }

    fn prepare(&mut self, customer: u32) {
        if self.prepared == Some(customer) {
            return;
        }
        let FollowUps {
            engine,
            verdicts,
            cuts,
            ..
        } = self.run;
        self.worker.frame.customers.clear();
        self.worker.frame.customers.push(customer);
        self.worker.recall(engine, cuts, verdicts, Needs::ALL);
        self.prepared = Some(customer);
    }

    /// What a name of a script stands for; a blank value is empty.
    fn word(&self, customer: u32, name: &str) -> Option<String> {
        let registry = &self.run.engine.book.registry;
        match name {
            "name" => return Some(registry.name(customer).to_owned()),
            "customer_id" => return Some(registry.id(customer).to_owned()),
            "last_bought" => {
                return Some(said(bought::last(self.bought(), customer, self.language)));
            }
            "not_bought" => {
                return Some(said(bought::missing(
                    self.bought(),
                    customer,
                    self.language,
                )));
            }
            _ => {}
        }
        self.value(name).map(|value| plain(value, self.language))
    }

    /// A metric or own metric of the customer that is prepared.
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let own = &self.run.engine.rules.metrics;
        if let Some(own) = own.iter().position(|metric| metric.key == name) {
            return Some(self.worker.own_value(own, 0));
        }
        let FollowUps {
            engine, verdicts, ..
        } = self.run;
        Some(self.worker.value(engine, verdicts, Metric::named(name)?, 0))
    }
}

/// A value as a letter would say it.
fn plain(value: Value<'_>, language: Language) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Count(count) => count.to_string(),
        Value::Number(number) => ((number * 100.0).round() / 100.0).to_string(),
        Value::Money(money) => number::grouped_money(money.into()),
        Value::Ratio(ratio) => number::percent(ratio),
        Value::Date(day) => day.to_string(),
        Value::Text(text) => text.to_owned(),
        Value::Words(words) => language.pick(&words.zh, &words.en).to_owned(),
        Value::Flag(flag) => number::yes_or_no(flag, language).to_owned(),
    }
}

/// What a text says; nothing where there is none.
fn said(text: Option<Cow<'_, str>>) -> String {
    text.map_or_else(String::new, Cow::into_owned)
}

fn text(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() {
        Cell::Blank
    } else {
        Cell::Text(text)
    }
}

fn told_code(told: Told) -> &'static str {
    match told {
        Told::Manager => "manager",
        Told::RiskList => "risk_list",
    }
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Owner => "owner",
        Who::Manager => "manager",
        Who::Auto => "auto",
    }
}

#[cfg(test)]
mod tests;
