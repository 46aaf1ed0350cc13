//! Logs out of workbooks of ours. They repeat what is known already: the log they were
//! written with, and each other. A row counts as often as the log that has it most often.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::names::Field;
use crate::names::words::Outcome;
use crate::period::Day;
use crate::problem::{Finding, Place, Problem, Returned as Said};
use crate::records::arena::Arena;
use crate::records::contacts::{Contact, Left, LeftEnd};
use crate::records::issued::{BEFORE_WORDS, DROPPED, Status};
use crate::records::log::{self, Unused};

use super::{ReadFault, Reading};

/// What makes two rows of logs one: of a mark beside a task what was marked, of a task
/// that ended without contact the task and what somebody wrote beside it, of one that waits
/// the task, of other rows all they say.
#[derive(PartialEq, Eq, Hash)]
enum Same {
    Mark([Option<u32>; 4], Day, Option<Outcome>, Option<Day>),
    Ended(u32, Option<u32>, Option<Day>, Option<u32>),
    Waits(u32, Option<u32>, Option<Day>),
    Row([Option<u32>; 8], Day, Option<Outcome>, Option<Day>),
}

impl Same {
    fn of(row: &Contact, words: &Arena) -> Self {
        // A task may be asked for again after it ended, and end once more with somebody's words.
        let has_words = |note: &u32| {
            let note = words.text(*note);
            let by_hand = DROPPED.iter().any(|word| note.starts_with(word));
            by_hand || BEFORE_WORDS.iter().any(|mark| note.contains(mark))
        };
        let note = row.note.map_or("", |note| words.text(note));
        match row.asked {
            Some(asked) if asked.waits(note) => Self::Waits(row.customer, row.task, asked.issued),
            Some(asked)
                if !asked.status.is_contact() && row.outcome != Some(Outcome::Postponed) =>
            {
                Self::Ended(
                    row.customer,
                    row.task,
                    asked.issued,
                    row.note.filter(has_words),
                )
            }
            Some(_) if row.task.is_some() => {
                let words = [Some(row.customer), row.task, row.loss_reason, row.note];
                Self::Mark(words, row.day, row.outcome, row.next_day)
            }
            _ => {
                let satisfaction = row.satisfaction.map(f32::to_bits);
                let all = [
                    Some(row.customer),
                    satisfaction,
                    row.who,
                    row.channel,
                    row.content,
                    row.task,
                    row.loss_reason,
                    row.note,
                ];
                Self::Row(all, row.day, row.outcome, row.next_day)
            }
        }
    }
}

/// What a row says of its task. A task put off is done later, and may be put off again on
/// another day; what says the same of it twice in different words contradicts itself.
#[derive(PartialEq, Eq, Hash)]
enum Told {
    Done,
    PutOff(Day),
}

fn told(row: &Contact) -> Option<(u32, Told)> {
    let asked = row.asked?;
    let told = match row.outcome {
        Some(Outcome::Postponed) => Told::PutOff(row.day),
        _ if asked.status.is_contact() => Told::Done,
        _ => return None,
    };
    Some((row.task?, told))
}

impl Reading<'_> {
    pub(super) fn returned_logs(&mut self) -> Result<(), ReadFault> {
        let logs = self.request.returned.logs;
        if logs.is_empty() {
            return Ok(());
        }
        self.log.unused = Unused::Kept;
        let mut most: HashMap<Same, u32> = HashMap::new();
        for row in &self.log.contacts {
            *most
                .entry(Same::of(row, &self.log.words.arena))
                .or_default() += 1;
        }
        let mut said: HashSet<(u32, Told)> = self.log.contacts.iter().filter_map(told).collect();
        let (mut place, mut contacts) = (0u32, 0u64);
        for table in logs {
            let start = self.log.contacts.len();
            let left = self.log.left.len();
            let mut readings = log::Readings::default();
            let read = loop {
                let as_of = self.request.as_of;
                let read = log::read(table, readings, as_of, &self.registry, &mut self.log)
                    .map_err(|fault| ReadFault::Split(table.sheet, fault))?;
                let fields = [Field::ContactDay, Field::ContactNextDay];
                let mut changed = false;
                for ((reading, evidence), field) in
                    readings.iter_mut().zip(&read.evidence).zip(fields)
                {
                    // A column that cannot be decided has cells that cannot be read; they stay.
                    let decided = self.decide(table, table.column(field), evidence, reading);
                    changed |= decided.unwrap_or(false);
                }
                if !changed {
                    break read;
                }
                self.log.contacts.truncate(start);
                self.log.left.truncate(left);
            };
            self.problems.extend(read.problems);
            let mut here: HashMap<Same, u32> = HashMap::new();
            for mut row in self.log.contacts.split_off(start) {
                let same = Same::of(&row, &self.log.words.arena);
                let known = most.get(&same).copied().unwrap_or_default();
                let count = here.entry(same).or_default();
                *count += 1;
                if *count > known {
                    if let Some((task, told)) = told(&row)
                        && !said.insert((task, told))
                    {
                        let task = self.log.words.arena.text(task).to_owned();
                        self.problems.push(Problem {
                            place: Some(Place {
                                sheet: table.sheet,
                                row: Some(row.place.1),
                                column: None,
                            }),
                            finding: Finding::Returned(Said::Conflict(task)),
                            count: 1,
                        });
                    }
                    // Behind the rows of other logs, in the order in which they came.
                    row.place = (u16::MAX, place);
                    place += 1;
                    contacts += u64::from(row.asked.is_none_or(|asked| asked.status.is_contact()));
                    self.log.contacts.push(row);
                }
            }
            for (same, count) in here {
                let known = most.entry(same).or_default();
                *known = (*known).max(count);
            }
        }
        self.forget_ends_of_done_tasks();
        settle_left(&mut self.log.left);
        if contacts > 0 {
            self.problems.push(Problem {
                place: None,
                finding: Finding::Returned(Said::Contacts),
                count: contacts,
            });
        }
        Ok(())
    }

    /// A copy may return late: a task that seemed to have ended was done after all. What
    /// somebody wrote beside it stays, in a row that is no end.
    fn forget_ends_of_done_tasks(&mut self) {
        let is_contact = |row: &Contact| row.asked.is_some_and(|asked| asked.status.is_contact());
        let rows = self.log.contacts.iter().filter(|row| is_contact(row));
        let done: HashSet<u32> = rows.filter_map(|row| row.task).collect();
        let words = &self.log.words.arena;
        self.log.contacts.retain_mut(|row| {
            let kept = row.asked.is_none()
                || is_contact(row)
                || row.outcome == Some(Outcome::Postponed)
                || row.task.is_none_or(|task| !done.contains(&task));
            let note = row.note.map_or("", |note| words.text(note));
            let has_words = BEFORE_WORDS.iter().any(|mark| note.contains(mark));
            if let Some(asked) = row.asked.as_mut().filter(|_| !kept && has_words) {
                asked.status = Status::Open;
            }
            kept || has_words
        });
    }
}

/// The same of rows that are kept as they were typed: each mark once, and no end of a task
/// that was done.
fn settle_left(left: &mut Vec<Left>) {
    let done: BTreeSet<String> = left
        .iter()
        .filter_map(LeftEnd::of)
        .filter(|end| end.asked.status.is_contact())
        .map(|end| end.task.to_owned())
        .collect();
    let mut known: BTreeSet<Vec<String>> = BTreeSet::new();
    left.retain_mut(|row| {
        let Some(end) = LeftEnd::of(row) else {
            return true;
        };
        let is_end = end.asked.status == Status::Superseded && done.contains(end.task);
        let has_words = BEFORE_WORDS.iter().any(|mark| end.note.contains(mark));
        if is_end && !has_words {
            return false;
        }
        if is_end {
            let status = row
                .iter_mut()
                .filter(|(field, ..)| *field == Field::ContactStatus);
            status.for_each(|(.., text)| Status::Open.key().clone_into(text));
        }
        known.insert(alike(row))
    });
}

/// What makes two rows about tasks one that are kept as they were typed: all but what the
/// workbook itself said beside the mark, which copies say in their own way.
fn alike(row: &Left) -> Vec<String> {
    let beside = [
        Field::ContactCustomerName,
        Field::ContactWho,
        Field::ContactChannel,
        Field::ContactContent,
        Field::ContactStatus,
        Field::ContactIssued,
        Field::ContactDue,
    ];
    let mut said: Vec<String> = row
        .iter()
        .filter(|(field, ..)| !beside.contains(field))
        .map(|(field, _, text)| match field {
            Field::ContactOutcome => Outcome::named(text).map_or("", Outcome::key).to_owned(),
            _ => format!("{} {text}", field.key()),
        })
        .collect();
    said.sort();
    said
}
