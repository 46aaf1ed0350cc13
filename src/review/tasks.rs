//! What people were asked to do in a period, and what became of it.
//!
//! Takes a book bound to rules, what came back in workbooks, and a period; gives the tasks as
//! they were issued where log and workbooks cover the time, else those that the plans of
//! the time would have listed. Bulk touches are nobody's work and are left out.

use std::collections::HashSet;

use crate::classify::engine::Engine;
use crate::followup::task::TaskId;
use crate::period::Day;
use crate::returned::Returned;
use crate::rules::{Who, Words};

use super::issued::{covered, from_log};
use super::recomputed::recomputed;
use super::{Known, Period};

/// What became of a task by the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Done by its day.
    OnTime,
    /// Done later.
    Late,
    /// Put off, dropped, or no longer asked for.
    Superseded,
    /// Still to be done.
    Open,
}

/// How it is known that a task was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The log or a workbook says so.
    Issued,
    /// A plan of the time would have listed it.
    Recomputed,
}

/// A task that was issued.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    /// The customer's number.
    pub customer: u32,
    /// Its id.
    pub id: TaskId,
    /// The day.
    pub due: Day,
    /// Its type when it was issued, by place in the rules; [`NONE`](crate::classify::NONE) where the rules have changed
    /// since.
    pub kind: u8,
    /// Whose it is: the owner's or the manager's.
    pub who: Who,
    /// Who was asked, as written down; `None` is whoever would carry it out today.
    pub owner: Option<String>,
    /// By which channel; empty where the rules name none.
    pub channel: Words,
    /// About what; empty where the rules name none.
    pub content: Words,
    /// What became of it.
    pub fate: Fate,
    /// How it is known.
    pub source: Source,
}

/// The tasks of a period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tasks {
    /// Those due in the period, and those overdue when it began; by customer, due day and id.
    pub all: Vec<Issued>,
    /// First and last days of the parts of the period that log and workbooks say nothing of:
    /// what was due then is recomputed.
    pub recomputed: Vec<(Day, Day)>,
}

/// The tasks of a period, as issued where that is written down.
pub fn of_period(engine: &Engine<'_>, returned: &Returned, period: Period) -> Tasks {
    let covered = covered(engine, returned);
    let missing = missing(&covered, period);
    let mut all = from_log(engine, returned, period, &Known::of_rules(engine.rules));
    let is_covered = |day: Day| {
        let span = covered.iter().find(|(_, last)| day <= *last);
        span.is_some_and(|(first, _)| *first <= day)
    };
    // What was overdue when the period began stands in the workbook of that time.
    let backlog = is_covered(period.eve());
    if !(missing.is_empty() && backlog) {
        let known: HashSet<(u32, TaskId)> =
            all.iter().map(|task| (task.customer, task.id)).collect();
        let more = recomputed(engine, period).into_iter().filter(|task| {
            let written = if task.due < period.from {
                backlog
            } else {
                is_covered(task.due)
            };
            !written && !known.contains(&(task.customer, task.id))
        });
        all.extend(more);
        all.sort_by_key(|task| (task.customer, task.due, task.id));
    }
    Tasks {
        all,
        recomputed: missing,
    }
}

/// The parts of a period that no span covers; spans ascend and do not touch.
fn missing(covered: &[(Day, Day)], period: Period) -> Vec<(Day, Day)> {
    let mut missing = Vec::new();
    let mut from = period.from;
    for (first, last) in covered {
        if *last < from {
            continue;
        }
        if *first > period.to {
            break;
        }
        if *first > from {
            missing.push((from, first.plus(-1)));
        }
        from = last.plus(1);
    }
    if from <= period.to {
        missing.push((from, period.to));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(covered: &[(i32, i32)], expected: &[(i32, i32)]) {
        let days = |spans: &[(i32, i32)]| -> Vec<(Day, Day)> {
            spans
                .iter()
                .map(|(one, other)| (Day(*one), Day(*other)))
                .collect()
        };
        let period = Period {
            from: Day(10),
            to: Day(20),
        };
        assert_eq!(missing(&days(covered), period), days(expected));
    }

    #[test]
    fn what_no_span_covers_is_missing() {
        check(&[], &[(10, 20)]);
        check(&[(0, 30)], &[]);
        check(&[(10, 20)], &[]);
        check(&[(0, 9), (21, 40)], &[(10, 20)]);
        check(&[(0, 12), (15, 17)], &[(13, 14), (18, 20)]);
        check(&[(12, 14), (16, 40)], &[(10, 11), (15, 15)]);
    }
}
