//! How far one customer has come on one track, and what is open there.
//!
//! Takes the track, the customer's facts and logged contacts one by one; gives the
//! open step or cycle with its anchor, its number and its day before any shift.

use std::ops::Range;

use crate::followup::cadence::{Cycles, Offset};
use crate::followup::event;
use crate::followup::situation::{Line, Situation};
use crate::followup::task::{AnchorEvent, AnchorKind, DueRule, Moved, TaskId, WhyNot};
use crate::period::{Day, Span, Unit};
use crate::rules::Anchor;

/// What the log has fulfilled of a track.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    /// The last logged contact of the track; the anchor of a rolling cadence.
    logged: Option<Day>,
    /// The last contact, logged or assumed for the tasks ahead.
    pub(super) last: Option<Day>,
    /// Steps done.
    steps: u32,
    /// Cycles done since the anchor. Those that passed while one was overdue count as none:
    /// they are one task.
    cycles: u32,
    /// Of a fixed cadence, how many cycles of the calendar are over since the anchor.
    over: u32,
    /// Yearly events done.
    pub(super) years: u32,
}

/// The open place of a track.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// Its number in ids: steps from 1, then cycles as they are done one after the other. The
    /// calendar is not in it, so that a task keeps its id while the one before is overdue.
    pub(super) number: u32,
    /// Of a fixed cadence, which cycle of the calendar it is; else 0.
    pub(super) cycle: u32,
    /// The event in its id.
    pub(super) anchor: AnchorEvent,
    /// The event its day counts from; another one only before a track's first contact.
    pub(super) counted: AnchorEvent,
    /// The rule that names the day.
    pub(super) rule: DueRule,
    /// The day.
    pub(super) day: Day,
    /// The step before was late: the day it would have been.
    pub(super) moved: Option<Moved>,
    /// A day agreed with the customer takes its place.
    pub(super) agreed: Option<Day>,
    /// The day is past for which a workbook asked: it stays, whatever the rules say today.
    pub(super) asked: Option<Day>,
    /// The last workbook knew of it and asked for no day before today: it is not late yet.
    pub(super) not_late: bool,
    /// The one before was dropped: the day on which it counts as done.
    pub(super) dropped: Option<Day>,
    /// How many yearly events come before this one's.
    pub(super) years: u32,
}

impl Open {
    /// The day on which it is wanted before any shift.
    pub(super) fn wanted(&self) -> Day {
        self.asked.unwrap_or(self.day)
    }

    /// Since when it is wanted, if it is on a later day because no workbook has asked for it yet.
    pub(super) fn wanted_since(&self) -> Option<Day> {
        self.not_late.then(|| self.agreed.unwrap_or(self.day))
    }

    /// Since when it is late, if a workbook asked for a day that is past: from the day that
    /// its rule names, where the plan had moved it.
    pub(super) fn late_since(&self) -> Option<Day> {
        let named = self.agreed.unwrap_or(self.day);
        self.asked.map(|asked| asked.min(named))
    }
}

/// One track of one customer.
#[derive(Clone, Copy)]
pub(super) struct Way<'s, 'a> {
    /// The track.
    pub(super) line: &'s Line<'a>,
    /// The customer.
    pub(super) facts: &'s Situation<'s, 'a>,
    /// The day its column of the customer sheet names.
    pub(super) date: Option<Day>,
    /// The day of the plan.
    pub(super) as_of: Day,
}

impl Way<'_, '_> {
    /// What is open after the progress made, before any shift.
    pub(super) fn open(&self, progress: &Progress) -> Result<Open, WhyNot> {
        match self.open_of_event(progress) {
            Err(WhyNot::StepsDone) if self.is_yearly() => {
                let next = Progress {
                    years: progress.years + 1,
                    ..Progress::default()
                };
                self.open_of_event(&next)
            }
            found => found,
        }
    }

    fn is_yearly(&self) -> bool {
        self.line.track.anchor.is_yearly()
    }

    fn open_of_event(&self, progress: &Progress) -> Result<Open, WhyNot> {
        let track = self.line.track;
        if (progress.steps as usize) < track.steps.len() {
            return self.open_step(progress);
        }
        match (track.every, &track.anchor) {
            (None, _) if track.steps.is_empty() => Err(WhyNot::NoTrack),
            (None, _) => Err(WhyNot::StepsDone),
            (Some(every), Anchor::LastContact) => Ok(self.open_rolling(progress, every)),
            (Some(every), _) => self.open_cycle(progress, every),
        }
    }

    /// Counts a logged contact. `task` is its id if it names this track.
    pub(super) fn log(&self, progress: &mut Progress, day: Day, task: Option<TaskId>) {
        if self.rolls() && self.line.track.steps.is_empty() {
            self.log_rolling(progress, day, task);
            return;
        }
        let Ok(event) = self.event(0) else {
            return;
        };
        let named = task.and_then(|task| self.number_of(task, event, progress));
        match named {
            // What is named is done, even on the eve of its event: it is not asked for again.
            Some(number) => self.finish_on(progress, number, day),
            None if day >= event.day => self.fulfil_open(progress, day),
            None => {}
        }
        if day >= event.day || named.is_some() {
            progress.last = Some(day);
        }
        if self.rolls() {
            self.log_rolling(progress, day, task);
        }
    }

    /// Counts the open task as done on a day, to see what follows it.
    pub(super) fn assume(&self, progress: &mut Progress, open: &Open, day: Day) {
        if open.years > progress.years {
            *progress = Progress {
                years: open.years,
                ..Progress::default()
            };
        }
        self.finish(progress, open.number);
        progress.over = progress.over.max(open.cycle);
        progress.last = Some(day);
    }

    /// The distance in force at a day; without cycles that of the last step.
    pub(super) fn pace(&self, day: Day) -> Option<Span> {
        let track = self.line.track;
        let Some(every) = track.every else {
            let steps = track.steps.last().map(|step| step.after);
            return if self.is_dated() {
                Some(Span::new(1, Unit::Month))
            } else {
                steps
            };
        };
        let began = self
            .event(0)
            .map_or(self.facts.type_since, |event| event.day);
        match track.until {
            Some((until, then)) if day > Offset::of(until).from(began) => Some(then),
            _ => Some(every),
        }
    }

    fn is_dated(&self) -> bool {
        matches!(self.line.track.anchor, Anchor::Date(_))
    }

    fn rolls(&self) -> bool {
        self.line.track.anchor == Anchor::LastContact
    }

    /// The event that steps and fixed cycles count from. A rolling cadence has its
    /// steps, and the end of its first distance, from the day the type began. `years`
    /// counts yearly events after the one at hand.
    fn event(&self, years: u32) -> Result<AnchorEvent, WhyNot> {
        let facts = self.facts;
        let (kind, day) = match &self.line.track.anchor {
            Anchor::FirstOrder => (AnchorKind::FirstOrder, facts.first_order),
            Anchor::LastOrder => (AnchorKind::LastOrder, facts.last_order),
            Anchor::LastContact | Anchor::TypeBegan => {
                (AnchorKind::TypeBegan, Some(facts.type_since))
            }
            Anchor::ComplaintOrTypeBegan => match facts.oldest_open_complaint {
                Some(day) => (AnchorKind::Complaint, Some(day)),
                None => (AnchorKind::TypeBegan, Some(facts.type_since)),
            },
            Anchor::Date(date) => {
                let day = event::day(date, self.date, self.as_of, years);
                let day = day.ok_or(WhyNot::NoDate)?;
                return Ok(AnchorEvent {
                    kind: AnchorKind::Date,
                    day,
                });
            }
        };
        let day = day.ok_or(WhyNot::NoAnchor(kind))?;
        Ok(AnchorEvent { kind, day })
    }

    /// The event of a rolling cadence before the track's first contact: the day the
    /// customer was entered, else its first order, else the day its type began.
    /// Contacts on other tracks do not change it, and so no id.
    fn base(&self) -> AnchorEvent {
        let facts = self.facts;
        let event = |kind, day| AnchorEvent { kind, day };
        match (facts.created, facts.first_order) {
            (Some(day), _) => event(AnchorKind::Created, day),
            (None, Some(day)) => event(AnchorKind::FirstOrder, day),
            (None, None) => event(AnchorKind::TypeBegan, facts.type_since),
        }
    }

    /// A customer contacted on other tracks only counts from the day its type began.
    fn counted(&self, base: AnchorEvent) -> AnchorEvent {
        match self.facts.last_contact() {
            Some(_) => AnchorEvent {
                kind: AnchorKind::TypeBegan,
                day: self.facts.type_since,
            },
            None if self.facts.contacted_later && base.kind == AnchorKind::Created => AnchorEvent {
                kind: AnchorKind::Entered,
                ..base
            },
            None => base,
        }
    }

    fn open_step(&self, progress: &Progress) -> Result<Open, WhyNot> {
        let anchor = self.event(progress.years)?;
        let steps = &self.line.track.steps;
        let next = progress.steps as usize;
        let after = Offset::of(steps[next].after);
        let planned = after.from(anchor.day);
        // A step done late moves the next one along: the distance between them stays.
        let earliest = match (next.checked_sub(1), progress.last) {
            (Some(done), Some(last)) => after
                .minus(Offset::of(steps[done].after))
                .from(last)
                .max(last),
            _ => planned,
        };
        let number = progress.steps + 1;
        Ok(Open {
            number,
            cycle: 0,
            anchor,
            counted: anchor,
            rule: DueRule::Step(number, steps[next].after),
            day: planned.max(earliest),
            moved: (earliest > planned).then_some(Moved::StepBefore { from: planned }),
            agreed: None,
            asked: None,
            not_late: false,
            dropped: None,
            years: progress.years,
        })
    }

    fn open_rolling(&self, progress: &Progress, every: Span) -> Open {
        let last = progress.logged.map(|day| AnchorEvent {
            kind: AnchorKind::LastContact,
            day,
        });
        let anchor = last.unwrap_or_else(|| self.base());
        let counted = last.unwrap_or_else(|| self.counted(anchor));
        let from = progress.last.unwrap_or(counted.day);
        let next = Offset::of(every).from(from);
        let (day, every) = match self.line.track.until {
            Some((until, then)) if next > Offset::of(until).from(self.facts.type_since) => {
                (Offset::of(then).from(from), then)
            }
            _ => (next, every),
        };
        Open {
            number: self.not_done(anchor, self.steps() + progress.cycles + 1),
            cycle: 0,
            anchor,
            counted,
            rule: DueRule::Every(every),
            day: day.max(from.plus(1)),
            moved: None,
            agreed: None,
            asked: None,
            not_late: false,
            dropped: None,
            years: progress.years,
        }
    }

    /// The first number from one on that no contact names: whoever writes down a day before
    /// the last contact has carried out the task all the same.
    fn not_done(&self, anchor: AnchorEvent, mut number: u32) -> u32 {
        let named = self.facts.contacts.iter();
        let named = named.filter_map(|contact| contact.task);
        let own = named.filter(|task| task.mark() == self.line.mark);
        let is_done = |number: u32| {
            let mut alike = own.clone().filter(|task| task.place() == number % 32);
            alike.any(|task| task == self.id(anchor, number))
        };
        while is_done(number) {
            number += 1;
        }
        number
    }

    fn open_cycle(&self, progress: &Progress, every: Span) -> Result<Open, WhyNot> {
        let anchor = self.event(progress.years)?;
        let cycles = self.cycles(anchor, every);
        let cycle = first_open(&cycles, progress);
        let (day, every) = cycles.day(cycle);
        Ok(Open {
            number: self.steps() + progress.cycles + 1,
            cycle,
            anchor,
            counted: anchor,
            rule: DueRule::Every(every),
            day,
            moved: None,
            agreed: None,
            asked: None,
            not_late: false,
            dropped: None,
            years: progress.years,
        })
    }

    fn cycles(&self, event: AnchorEvent, every: Span) -> Cycles {
        let track = self.line.track;
        let base = track.steps.last();
        Cycles {
            event: event.day,
            base: base.map_or(Offset::ZERO, |step| Offset::of(step.after)),
            every,
            until: track.until,
        }
    }

    fn steps(&self) -> u32 {
        self.line.track.steps.len() as u32
    }

    fn log_rolling(&self, progress: &mut Progress, day: Day, task: Option<TaskId>) {
        if progress.logged != Some(day) {
            progress.logged = Some(day);
            progress.cycles = 0;
        }
        progress.last = Some(day);
        // A second contact on the anchor's own day may finish a task counted from it.
        let anchor = AnchorEvent {
            kind: AnchorKind::LastContact,
            day,
        };
        let first = self.steps() + 1;
        let number = task.and_then(|task| self.verified(task, anchor, first..first + AHEAD));
        if let Some(number) = number {
            progress.cycles = progress.cycles.max(number - self.steps());
        }
    }

    /// Which place since the event an id names, if it is one of this event's: a step, or a
    /// cycle that is done or one of the next.
    fn number_of(&self, task: TaskId, event: AnchorEvent, progress: &Progress) -> Option<u32> {
        let step = (1..=self.steps())
            .filter(|number| number % 32 == task.place())
            .find(|number| self.id(event, *number) == task);
        if step.is_some() || self.rolls() {
            return step;
        }
        let first = self.steps() + 1;
        self.verified(task, event, first..first + progress.cycles + AHEAD)
    }

    /// The number among some that the id's place and hash agree with.
    fn verified(&self, task: TaskId, anchor: AnchorEvent, numbers: Range<u32>) -> Option<u32> {
        let start = numbers.start + (task.place() + 32 - numbers.start % 32) % 32;
        (start..numbers.end)
            .step_by(32)
            .find(|number| self.id(anchor, *number) == task)
    }

    fn id(&self, anchor: AnchorEvent, number: u32) -> TaskId {
        TaskId::new(self.facts.customer_id, self.line.mark, anchor, number)
    }

    /// Finishes a place and with it every earlier one: after the third step nobody
    /// asks for the first.
    fn finish(&self, progress: &mut Progress, number: u32) {
        progress.steps = progress.steps.max(number.min(self.steps()));
        progress.cycles = progress.cycles.max(number.saturating_sub(self.steps()));
    }

    /// Finishes the place that a contact names, and of the calendar as many cycles as that
    /// is ahead; a place that was finished before stays so.
    fn finish_on(&self, progress: &mut Progress, number: u32, day: Day) {
        let ahead = number.saturating_sub(self.steps() + progress.cycles);
        let event = self.event(progress.years);
        if let (Some(every), Ok(event), 1..) = (self.line.track.every, event, ahead) {
            let cycles = self.cycles(event, every);
            let open = first_open(&cycles, progress);
            progress.over = (open + ahead - 1).max(cycles.first_open(day) - 1);
        }
        self.finish(progress, number);
    }

    /// A contact without an id fulfils the earliest open step. A second one on the
    /// same day does so only if that step was due by then. Of cycles it fulfils the one
    /// that is open if another is open after it.
    fn fulfil_open(&self, progress: &mut Progress, day: Day) {
        if progress.steps >= self.steps() {
            let event = self.event(progress.years);
            if let (Some(every), Ok(event), false) = (self.line.track.every, event, self.rolls()) {
                let cycles = self.cycles(event, every);
                let over = cycles.first_open(day) - 1;
                if over >= first_open(&cycles, progress) {
                    progress.cycles += 1;
                    progress.over = over;
                }
            }
            return;
        }
        let repeated = progress.steps > 0 && progress.last == Some(day);
        let due = self.open_step(progress).is_ok_and(|open| open.day <= day);
        if due || !repeated {
            progress.steps += 1;
        }
    }
}

/// Places after what is done that an id may name.
pub(super) const AHEAD: u32 = 128;

/// The first cycle of the calendar that is neither over nor fulfilled by the last contact.
fn first_open(cycles: &Cycles, progress: &Progress) -> u32 {
    let after_contact = progress.last.map_or(1, |last| cycles.first_open(last));
    after_contact.max(progress.over + 1)
}
