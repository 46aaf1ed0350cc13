//! The tasks of a plan as a table.
//!
//! Takes planned tasks in the order in which they are to be shown; gives a row for each
//! when it is asked for, so that a million of them are never held at once.

use std::borrow::Cow;

use crate::classify::cuts::Cuts;
use crate::classify::engine::{Engine, Worker};
use crate::classify::value::Value;
use crate::classify::{NONE, Verdicts};
use crate::followup::everyone::Planned;
use crate::followup::script;
use crate::lang::{Language, followup, heading, number};
use crate::metrics::frame::Needs;
use crate::names::{Field, Metric};
use crate::rules::Who;
use crate::table::{Cell, Column, Emphasis, Grid};

/// The keys of the columns, in order.
pub const KEYS: [&str; 19] = [
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
}

/// Makes rows of tasks, one after the other.
pub struct Rows<'a> {
    run: FollowUps<'a>,
    language: Language,
    owner: Option<&'a crate::records::column::Column>,
    /// The customer whose values scripts are filled with.
    worker: Worker,
    prepared: Option<u32>,
}

/// A table of tasks, in the order of `tasks`; the caller has chosen which.
pub fn follow_ups<'a>(
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = &'a Planned<'a>> + 'a,
    language: Language,
) -> Grid<'a> {
    let mut rows = Rows::new(run, language);
    Grid {
        columns: columns(language),
        rows: Box::new(tasks.map(move |planned| {
            let mut row = Vec::with_capacity(KEYS.len());
            rows.push_row(planned, &mut row);
            row
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
            owner: run.engine.book.details.field(Field::CustomerOwner),
            worker: Worker::new(run.engine),
            prepared: None,
            run,
            language,
        }
    }

    /// Appends the cells of one task.
    ///
    /// `priority` counts from 1, the customers of the first tier; customers without a
    /// tier come last. It is what orders tasks of one day.
    pub fn push_row(&mut self, planned: &Planned<'a>, row: &mut Vec<Cell<'a>>) {
        let engine = self.run.engine;
        let (customer, task) = (planned.customer, &planned.task);
        let tier = self.run.verdicts.tier[customer as usize];
        let tiers = &engine.rules.tier.classes;
        let tier = (tier != NONE).then(|| tiers[tier as usize].as_str());
        let kind = engine.rules.types.get(usize::from(planned.kind));
        let script = task.script.map(|script| self.fill(customer, script));
        row.extend([
            Cell::from(task.id.to_string()),
            engine.book.registry.id(customer).into(),
            engine.book.registry.name(customer).into(),
            self.owner.and_then(|column| column.word(customer)).into(),
            who(task.who).into(),
            tier.into(),
            kind.map(|kind| kind.id.as_str()).into(),
            Cell::Count(task.track as i64 + 1),
            task.due.into(),
            Cell::Count(i64::from(task.days_overdue)),
            task.step
                .map_or(Cell::Blank, |step| Cell::Count(i64::from(step))),
            task.channel.into(),
            task.content.into(),
            task.goal.into(),
            script.map_or(Cell::Blank, text),
            Cell::Count(i64::from(task.rank) + 1),
            followup::reason(&task.reason, task.days_overdue, task.goal, self.language).into(),
            if task.days_overdue > 0 {
                "overdue"
            } else {
                "open"
            }
            .into(),
            self.run.cuts.windows.day.into(),
        ]);
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
            _ => {}
        }
        let own = &self.run.engine.rules.metrics;
        let value = match own.iter().position(|metric| metric.key == name) {
            Some(own) => self.worker.own_value(own, 0),
            None => {
                let FollowUps {
                    engine, verdicts, ..
                } = self.run;
                self.worker.value(engine, verdicts, Metric::named(name)?, 0)
            }
        };
        Some(plain(value, self.language))
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

fn text(text: Cow<'_, str>) -> Cell<'_> {
    if text.is_empty() {
        Cell::Blank
    } else {
        Cell::Text(text)
    }
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Owner => "owner",
        Who::Manager => "manager",
        Who::Auto => "auto",
    }
}
