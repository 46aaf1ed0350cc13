//! The plan of one customer: the next day for everyone, tasks for the days ahead.
//!
//! Takes the customer's situation, the workdays and the limits; gives [`Next`] without
//! allocating, and fills a list with the tasks up to the horizon. It follows these
//! rules where the rules file leaves room:
//!
//! * A contact with a task id belongs to that task's track. One without fulfils the
//!   earliest open task of its customer, among the tracks of whoever made it, a yearly
//!   occasion only where nothing else is open; one from
//!   before the type began counts for all tracks of whoever made it.
//! * A customer never contacted counts from the day it was entered, else its first
//!   order, else the day its type began; one contacted on other tracks only, from the day
//!   its type began. Is that due day a whole cadence past, the
//!   customer gets a place in a **first round**: a fixed workday by a hash of its id, tier A
//!   in the first part of the cadence, the last tier somewhere in all of it. The round
//!   is counted from the day the team began to work by the plan, so its days stay; while
//!   nobody has, a place that passes comes round again.
//! * What is overdue is one task per track. Tasks after it assume that it is done today.
//! * A day that a workbook asked for stays once it is past, whatever gap, limits or leave
//!   would make of it today; only a later agreed day goes before it.
//! * An agreed day (the next day of log or sheet, later than the last contact) takes the
//!   customer's first task to itself and holds back all that would come before it. One
//!   older than a whole cadence only holds back.
//! * Tasks of all tracks are placed one after the other, the earliest first, urgent ones
//!   before others of a day. Each keeps the gap and the limits of channels from contacts
//!   logged and tasks placed before it; urgent ones do not. An agreed day was the
//!   customer's own wish and keeps no gap from the contact at which it was agreed.

mod reading;
mod shifts;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::followup::calendar::WorkCalendar;
use crate::followup::escalation::{self, Escalation};
use crate::followup::limits::Touches;
use crate::followup::progress::{AHEAD, Open, Progress, Way};
use crate::followup::quiet::Silence;
use crate::followup::rotation::Rotation;
use crate::followup::situation::{Line, Reach, Situation};
use crate::followup::task::{DueReason, Next, Task, TaskId, WhyNot};
use crate::period::Day;
use crate::records::issued::Shown;
use crate::rules::{Anchor, DateAnchor, Limits, Step, Who, Words};

/// Plans one customer after the other at one as-of day.
#[derive(Debug)]
pub struct Planner<'c> {
    calendar: &'c WorkCalendar,
    limits: &'c Limits,
    as_of: Day,
    horizon: Day,
    plan_began: Option<Day>,
    /// Tasks that were shown before; none where no workbook came back.
    shown: Option<&'c BTreeMap<String, Shown>>,
    dropped: Option<&'c BTreeMap<String, Day>>,
    /// Per track of the customer at hand; kept to spare allocations.
    lanes: Vec<Lane>,
    touches: Touches,
    told: Option<Escalation>,
}

/// One track of the customer at hand.
#[derive(Debug, Clone, Copy)]
struct Lane {
    progress: Progress,
    open: Result<Open, WhyNot>,
    /// The day on which the task before is taken as done, and the first day this one may fall on.
    after: Option<(Day, Day)>,
}

/// What of a task orders it, before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The day.
    pub due: Day,
    /// Who carries it out.
    pub who: Who,
    /// By which channel; `None`, too, where channels were not asked for.
    pub channel: Option<&'a Words>,
    /// Whether it belongs to an urgent track.
    pub urgent: bool,
    /// Since when it is late, if a workbook asked for its day: that stays.
    pub late_since: Option<Day>,
    /// Since when it is wanted, if no workbook has asked for a day before today.
    pub wanted_since: Option<Day>,
}

/// When a task has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// It is the open one of its track: on this day.
    Next(Day),
    /// Others of its track come before it.
    AfterEarlier,
}

/// Whether [`Planner::due_days`] gives channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channels {
    /// It does.
    Asked,
    /// It need not.
    Unasked,
}

/// A task on its day.
struct Placed<'a> {
    track: usize,
    open: Open,
    step: Option<&'a Step>,
    channel: Option<&'a Words>,
    days_overdue: u32,
    reason: DueReason,
    told: Option<Escalation>,
}

/// The track whose task comes first, with the reason of its day, or why there is none.
type First = Result<(usize, DueReason), WhyNot>;

/// Channels and contents of one track in turn.
struct Turns<'a> {
    channels: Rotation<'a>,
    contents: Rotation<'a>,
}

impl<'c> Planner<'c> {
    /// A planner of tasks up to `horizon` days after the as-of day. `plan_began` is
    /// the day the team began to work by the plan (the earliest logged task id); `None`
    /// while nobody has.
    pub fn new(
        calendar: &'c WorkCalendar,
        limits: &'c Limits,
        as_of: Day,
        horizon: u32,
        plan_began: Option<Day>,
    ) -> Self {
        Self {
            calendar,
            limits,
            as_of,
            horizon: as_of.plus(horizon as i32),
            plan_began,
            shown: None,
            dropped: None,
            lanes: Vec::new(),
            touches: Touches::default(),
            told: None,
        }
    }

    /// The same, knowing which tasks were shown before: those of a first round keep their
    /// days, and so does what was asked for on a day that is past. What was dropped is not
    /// asked for: what follows it is.
    #[must_use]
    pub fn knowing(
        self,
        shown: &'c BTreeMap<String, Shown>,
        dropped: &'c BTreeMap<String, Day>,
    ) -> Self {
        Self {
            shown: Some(shown).filter(|shown| !shown.is_empty()),
            dropped: Some(dropped).filter(|dropped| !dropped.is_empty()),
            ..self
        }
    }

    /// When the customer is contacted next, or why it is not.
    pub fn next(&mut self, facts: &Situation) -> Next {
        let first = self.begin_with(facts);
        Self::next_of(facts, first)
    }

    /// Opens the first task of every track and finds the one that comes first.
    fn begin_with(&mut self, facts: &Situation) -> First {
        self.told = None;
        if !self.begin(facts) {
            return Err(WhyNot::DoNotContact);
        }
        let first = self.first(facts, &[]);
        self.told = self.escalation(facts, first.as_ref());
        first.ok_or_else(|| self.why_not())
    }

    fn next_of(facts: &Situation, first: First) -> Next {
        match first {
            Ok((track, reason)) => Next::Due {
                day: reason.due,
                track: facts.tracks[track].number,
                reason,
            },
            Err(why) => Next::Never(why),
        }
    }

    /// Opens the first task of every track; false for a customer who is not contacted.
    fn begin(&mut self, facts: &Situation) -> bool {
        if facts.reach == Reach::DoNotContact {
            return false;
        }
        self.read_log(facts);
        self.open_tasks(facts);
        self.hold_to_agreed(facts);
        self.begin_touches(facts);
        true
    }

    /// Who is told of the customer that [`Planner::next`] was asked about last.
    pub fn told(&self) -> Option<Escalation> {
        self.told
    }

    /// Adds the tasks due up to the horizon, in the order in which they are placed, so with
    /// ascending days in a track; gives what [`Planner::next`] gives.
    pub fn tasks<'a>(&mut self, facts: &Situation<'_, 'a>, out: &mut Vec<Task<'a>>) -> Next {
        let first = self.begin_with(facts);
        if let Some(first) = self.near(first) {
            let mut turns = all_turns(facts);
            self.walk(facts, &mut turns, first, |turns, placed| {
                let content = placed.content(turns);
                pass(turns, content);
                out.push(placed.task(facts, content));
                ControlFlow::Continue(())
            });
        }
        Self::next_of(facts, first)
    }

    /// One of the tasks that [`Planner::tasks`] would add, by its place among them.
    pub fn task<'a>(&mut self, facts: &Situation<'_, 'a>, place: usize) -> Option<Task<'a>> {
        if !self.begin(facts) {
            return None;
        }
        let (mut turns, mut before, mut found) = (all_turns(facts), 0, None);
        let first = self.first(facts, &turns)?;
        self.walk(facts, &mut turns, first, |turns, placed| {
            let content = placed.content(turns);
            if before < place {
                // Contents take turns, those of earlier tasks too.
                pass(turns, content);
                before += 1;
                return ControlFlow::Continue(());
            }
            found = Some(placed.task(facts, content));
            ControlFlow::Break(())
        });
        found
    }

    /// Whether a task is still to come, be it after the horizon.
    pub fn ahead(&mut self, facts: &Situation, task: TaskId) -> Option<Ahead> {
        if !self.begin(facts) {
            return None;
        }
        let mut lines = facts.tracks.iter();
        let track = lines.position(|line| line.mark == task.mark())?;
        for number in 0..AHEAD {
            let open = self.lanes[track].open.ok()?;
            // Ids cost a hash; their place is told before.
            let is = open.number % 32 == task.place()
                && TaskId::new(facts.customer_id, task.mark(), open.anchor, open.number) == task;
            if is && number == 0 {
                return Some(Ahead::Next(self.reason(facts, track, &open, None).due));
            }
            if is {
                return Some(Ahead::AfterEarlier);
            }
            let done = self.effective(open.wanted());
            self.advance(facts, track, &open, done);
        }
        None
    }

    /// Adds a place for each of the tasks that [`Planner::tasks`] would give, in the same
    /// order, without making them; gives what [`Planner::next`] gives.
    pub fn due_days<'a>(
        &mut self,
        facts: &Situation<'_, 'a>,
        channels: Channels,
        out: &mut Vec<Place<'a>>,
    ) -> Next {
        let first = self.begin_with(facts);
        if let Some(first) = self.near(first) {
            let limited = !self.limits.per_channel.is_empty();
            let mut turns = match channels {
                Channels::Unasked if !limited => Vec::new(),
                _ => all_turns(facts),
            };
            self.walk(facts, &mut turns, first, |_, placed| {
                let track = facts.tracks[placed.track].track;
                out.push(Place {
                    due: placed.reason.due,
                    who: track.who,
                    channel: placed.channel,
                    urgent: track.urgent,
                    late_since: placed.open.late_since(),
                    wanted_since: placed.open.wanted_since(),
                });
                ControlFlow::Continue(())
            });
        }
        Self::next_of(facts, first)
    }

    /// The first task, if it is due up to the horizon.
    fn near(&self, first: First) -> Option<(usize, DueReason)> {
        first.ok().filter(|(_, reason)| reason.due <= self.horizon)
    }

    fn way<'s, 'a>(&self, facts: &'s Situation<'s, 'a>, track: usize) -> Way<'s, 'a> {
        Way {
            line: &facts.tracks[track],
            facts,
            date: facts.dates.get(track).copied().flatten(),
            as_of: self.as_of,
        }
    }

    fn begin_touches(&mut self, facts: &Situation) {
        self.touches.clear();
        for contact in facts.contacts {
            self.touches.log(self.limits, contact.day, contact.channel);
        }
        if let Some(day) = facts.sheet_last_contact.filter(|day| *day <= self.as_of) {
            self.touches.log(self.limits, day, None);
        }
    }

    /// The open task that comes first, with its reason: on the earliest day, urgent before
    /// others, the longest overdue before others, then in the order of the tracks.
    fn first<'a>(
        &self,
        facts: &Situation<'_, 'a>,
        turns: &[Turns<'a>],
    ) -> Option<(usize, DueReason)> {
        let mut first = None;
        let mut first_key = None;
        for (track, lane) in self.lanes.iter().enumerate() {
            let Ok(open) = &lane.open else {
                continue;
            };
            let reason = self.reason(facts, track, open, turns.get(track));
            let calm = !facts.tracks[track].track.urgent;
            let key = (self.effective(reason.due), calm, reason.due);
            if first_key.is_none_or(|first| key < first) {
                first_key = Some(key);
                first = Some((track, reason));
            }
        }
        first
    }

    /// Why nothing is open: any reason rather than that no track applies.
    fn why_not(&self) -> WhyNot {
        let mut whys = self.lanes.iter().filter_map(|lane| lane.open.err());
        let why = whys.find(|why| *why != WhyNot::NoTrack);
        why.unwrap_or(WhyNot::NoTrack)
    }

    /// Who is told of any track; the reason of the task that comes first is known.
    fn escalation(
        &self,
        facts: &Situation,
        first: Option<&(usize, DueReason)>,
    ) -> Option<Escalation> {
        let signal = matches!(facts.silence, Silence::Signal(_));
        let asked = |line: &Line<'_>| signal || !line.track.escalate.is_empty();
        let lanes = facts.tracks.iter().zip(&self.lanes).enumerate();
        let told = lanes.filter(|(_, (line, _))| asked(line));
        told.filter_map(|(track, (_, lane))| {
            let open = lane.open.as_ref().ok()?;
            let reason = match first {
                Some((first, reason)) if *first == track => *reason,
                _ => self.reason(facts, track, open, None),
            };
            self.reached(facts, track, &reason)
        })
        .reduce(|first, other| if other.to > first.to { other } else { first })
    }

    /// Places the tasks of all tracks up to the horizon, the earliest first, which is known;
    /// `give` sees each and says when it has seen enough.
    /// Without turns, channels are not looked at.
    fn walk<'a>(
        &mut self,
        facts: &Situation<'_, 'a>,
        turns: &mut [Turns<'a>],
        first: (usize, DueReason),
        mut give: impl FnMut(&mut [Turns<'a>], Placed<'a>) -> ControlFlow<()>,
    ) {
        let mut next = Some(first);
        while let Some((track, reason)) = next
            && reason.due <= self.horizon
            && let Ok(open) = self.lanes[track].open
        {
            let line = &facts.tracks[track];
            let step = own_step(line, &open);
            let mut channel = None;
            if let Some(turn) = turns.get(track) {
                channel = self.channel(facts, track, &open, &turn.channels);
            }
            let first = self.lanes[track].after.is_none();
            let told = first.then(|| self.reached(facts, track, &reason)).flatten();
            let done = self.effective(reason.due);
            let placed = Placed {
                track,
                open,
                step,
                channel,
                days_overdue: (self.as_of.0 - reason.due.0).max(0) as u32,
                reason,
                told,
            };
            if give(turns, placed).is_break() {
                return;
            }
            for turn in turns.iter_mut() {
                turn.channels.pass(channel);
            }
            self.touches.plan(self.limits, done, channel);
            self.advance(facts, track, &open, done);
            next = self.first(facts, turns);
        }
    }

    fn reached(&self, facts: &Situation, track: usize, reason: &DueReason) -> Option<Escalation> {
        let track = facts.tracks[track].track;
        escalation::reached(track, reason, facts.silence, self.as_of)
    }

    /// Takes a task as done on a day and opens what follows it.
    fn advance(&mut self, facts: &Situation, track: usize, open: &Open, done: Day) {
        let way = self.way(facts, track);
        let mut progress = self.lanes[track].progress;
        way.assume(&mut progress, open, done);
        let next = self.open(way, &mut progress);
        // Only steps planned for one day share it.
        let not_before = |next: &Open| if next.day <= done { done } else { done.plus(1) };
        let after = next.as_ref().ok().map(|next| (done, not_before(next)));
        self.lanes[track] = Lane {
            progress,
            open: next,
            after,
        };
    }
}

fn turns_of<'a>(facts: &Situation<'_, 'a>, line: &Line<'a>) -> Turns<'a> {
    let logged = facts.contacts.iter().rev();
    let channels = logged.clone().filter_map(|contact| contact.channel);
    let contents = logged.filter_map(|contact| contact.content);
    Turns {
        channels: Rotation::after(&line.track.channels, channels),
        contents: Rotation::after(&line.track.contents, contents),
    }
}

fn own_step<'a>(line: &Line<'a>, open: &Open) -> Option<&'a Step> {
    let index = (open.number as usize).checked_sub(1)?;
    line.track.steps.get(index)
}

fn all_turns<'a>(facts: &Situation<'_, 'a>) -> Vec<Turns<'a>> {
    let tracks = facts.tracks.iter();
    tracks.map(|line| turns_of(facts, line)).collect()
}

/// The turns of all tracks go on after a content, as after what the log shows.
fn pass(turns: &mut [Turns<'_>], content: Option<&Words>) {
    for turn in turns {
        turn.contents.pass(content);
    }
}

impl<'a> Placed<'a> {
    /// What it is about.
    fn content(&self, turns: &[Turns<'a>]) -> Option<&'a Words> {
        let own = self.step.map(|step| &step.content);
        turns[self.track].contents.peek(own)
    }

    fn task(self, facts: &Situation<'_, 'a>, content: Option<&'a Words>) -> Task<'a> {
        let line = &facts.tracks[self.track];
        let Open { anchor, number, .. } = self.open;
        Task {
            id: TaskId::new(facts.customer_id, line.mark, anchor, number),
            track: line.number,
            who: line.track.who,
            due: self.reason.due,
            days_overdue: self.days_overdue,
            step: self.step.map(|_| number),
            channel: self.channel,
            content,
            goal: &line.track.goal,
            script: line.track.script.as_ref(),
            rank: facts.rank.place,
            reason: self.reason,
            date: date_of(line),
            told: self.told,
        }
    }
}

fn date_of<'a>(line: &Line<'a>) -> Option<&'a DateAnchor> {
    match &line.track.anchor {
        Anchor::Date(date) => Some(date),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
