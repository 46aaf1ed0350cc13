//! The plan of one customer: the next day for everyone, tasks for the days ahead.
//!
//! Takes the customer's situation and the workdays; gives [`Next`] without
//! allocating, and fills a list with the tasks up to the horizon. It follows these
//! rules where the rules file leaves room:
//!
//! * A contact with a task id belongs to that task's track. One without fulfils the
//!   earliest open task of its customer, among the tracks of whoever made it; one from
//!   before the type began counts for all tracks of whoever made it.
//! * A customer never contacted counts from the day it was entered, else its first
//!   order, else the day its type began; one contacted on other tracks only, from the day
//!   its type began. Is that due day a whole cadence past, the
//!   customer gets a place in a **first round**: a fixed workday by a hash of its id, tier A
//!   in the first part of the cadence, the last tier somewhere in all of it. The round
//!   is counted from the day the team began to work by the plan, so its days stay; while
//!   nobody has, a place that passes comes round again.
//! * What is overdue is one task per track. Tasks after it assume that it is done today.
//! * An agreed day (the next day of log or sheet, later than the last contact) takes the
//!   customer's first task to itself and holds back all that would come before it. One
//!   older than a whole cadence only holds back.

use crate::followup::calendar::{WorkCalendar, about_days};
use crate::followup::progress::{Open, Progress, Way};
use crate::followup::rotation::Rotation;
use crate::followup::situation::{Line, Reach, Situation};
use crate::followup::task::{DueReason, DueRule, Moved, Next, Task, TaskId, TrackMark, WhyNot};
use crate::period::Day;
use crate::rules::Who;

/// Plans one customer after the other at one as-of day.
#[derive(Debug)]
pub struct Planner<'c> {
    calendar: &'c WorkCalendar,
    as_of: Day,
    horizon: Day,
    plan_began: Option<Day>,
    /// Per track of the customer at hand; kept to spare allocations.
    ways: Vec<(Progress, Result<Open, WhyNot>)>,
}

impl<'c> Planner<'c> {
    /// A planner of tasks up to `horizon` days after the as-of day. `plan_began` is
    /// the day the team began to work by the plan (the earliest logged task id); `None`
    /// while nobody has.
    pub fn new(
        calendar: &'c WorkCalendar,
        as_of: Day,
        horizon: u32,
        plan_began: Option<Day>,
    ) -> Self {
        Self {
            calendar,
            as_of,
            horizon: as_of.plus(horizon as i32),
            plan_began,
            ways: Vec::new(),
        }
    }

    /// When the customer is contacted next, or why it is not.
    pub fn next(&mut self, facts: &Situation) -> Next {
        if facts.reach == Reach::DoNotContact {
            return Next::Never(WhyNot::DoNotContact);
        }
        self.read_log(facts);
        self.open_tasks(facts);
        self.hold_to_agreed(facts);
        let mut next = Next::Never(WhyNot::NoTrack);
        for (line, (_, open)) in facts.tracks.iter().zip(&self.ways) {
            let found = match open {
                Err(why) => Next::Never(*why),
                Ok(open) => {
                    let reason = self.reason(open, None);
                    Next::Due {
                        day: reason.due,
                        track: line.number,
                        reason,
                    }
                }
            };
            next = earlier(next, found);
        }
        next
    }

    /// Adds the tasks due up to the horizon, track by track with ascending days;
    /// gives what [`Planner::next`] gives.
    pub fn tasks<'a>(&mut self, facts: &Situation<'_, 'a>, out: &mut Vec<Task<'a>>) -> Next {
        let next = self.next(facts);
        for (line, progress, open) in self.within_horizon(facts, next) {
            self.add_tasks(facts, line, progress, open, out);
        }
        next
    }

    /// Adds who carries out each of the tasks that [`Planner::tasks`] would give and when,
    /// in the same order, without making them; gives what [`Planner::next`] gives.
    pub fn due_days(&mut self, facts: &Situation, out: &mut Vec<(Day, Who)>) -> Next {
        let next = self.next(facts);
        for (line, progress, open) in self.within_horizon(facts, next) {
            self.walk(Way { line, facts }, progress, open, |_, reason| {
                out.push((reason.due, line.track.who));
            });
        }
        next
    }

    /// What is open on the tracks of a customer that may have tasks up to the horizon.
    fn within_horizon<'s, 'a>(
        &self,
        facts: &Situation<'s, 'a>,
        next: Next,
    ) -> impl Iterator<Item = (&'s Line<'a>, Progress, Open)> {
        let horizon = self.horizon;
        let near = matches!(next, Next::Due { day, .. } if day <= horizon);
        let tracks = facts.tracks.iter().zip(&self.ways).filter(move |_| near);
        tracks.filter_map(|(line, (progress, open))| Some((line, *progress, (*open).ok()?)))
    }

    fn read_log(&mut self, facts: &Situation) {
        self.ways.clear();
        let fresh = (Progress::default(), Err(WhyNot::NoTrack));
        self.ways.resize(facts.tracks.len(), fresh);
        for contact in facts.contacts {
            self.log(facts, contact.day, contact.by, contact.task);
        }
        let logged = facts.contacts.last().map(|contact| contact.day);
        if let Some(day) = facts.sheet_last_contact
            && Some(day) > logged
            && day <= self.as_of
        {
            self.log(facts, day, None, None);
        }
    }

    fn log(&mut self, facts: &Situation, day: Day, by: Option<Who>, task: Option<TaskId>) {
        let named = task.and_then(|task| {
            let mut lines = facts.tracks.iter();
            lines.position(|line| line.mark == task.mark())
        });
        if let Some(track) = named {
            self.log_on(facts, track, day, task);
        } else if facts.tracks.len() == 1 {
            self.log_on(facts, 0, day, None);
        } else if day < facts.type_since {
            let by = by.unwrap_or(Who::Owner);
            for (track, line) in facts.tracks.iter().enumerate() {
                if line.track.who == by {
                    self.log_on(facts, track, day, None);
                }
            }
        } else if let Some(track) = self.earliest_open(facts, by) {
            self.log_on(facts, track, day, None);
        }
    }

    fn log_on(&mut self, facts: &Situation, track: usize, day: Day, task: Option<TaskId>) {
        let line = &facts.tracks[track];
        Way { line, facts }.log(&mut self.ways[track].0, day, task);
    }

    /// The track whose open task is earliest: of whoever made the contact, else of any person, else of all.
    fn earliest_open(&self, facts: &Situation, by: Option<Who>) -> Option<usize> {
        let has = |fits: &dyn Fn(Who) -> bool| facts.tracks.iter().any(|line| fits(line.track.who));
        let person = has(&|who| who != Who::Auto);
        let by = by.filter(|by| has(&|who| who == *by));
        let fits = |who: Who| by.map_or(!person || who != Who::Auto, |by| who == by);
        let tracks = facts.tracks.iter().zip(&self.ways).enumerate();
        let open = tracks.filter_map(|(track, (line, (progress, _)))| {
            let open = fits(line.track.who).then(|| Way { line, facts }.open(progress));
            Some((open?.ok()?.day, track))
        });
        open.min().map(|(_, track)| track)
    }

    fn open_tasks(&mut self, facts: &Situation) {
        for (track, line) in facts.tracks.iter().enumerate() {
            let way = Way { line, facts };
            let progress = self.ways[track].0;
            let open = way.open(&progress);
            self.ways[track].1 = open.map(|open| self.first_round(way, &progress, open));
        }
    }

    /// Gives a customer never contacted on a track, and long due there, its place in the first round.
    fn first_round(&self, way: Way, progress: &Progress, open: Open) -> Open {
        let facts = way.facts;
        if way.line.track.urgent || progress.last.is_some() {
            return open;
        }
        let start = self
            .plan_began
            .map_or(self.as_of, |began| began.max(facts.type_since));
        let pace = way.pace(start);
        let Some(span) = pace.filter(|span| open.day.after(*span) <= start) else {
            return open;
        };
        let of = u32::from(facts.rank.of.max(1));
        let rank = u32::from(facts.rank.place).min(of - 1);
        let parts = (self.calendar.workdays_in(span) * (rank + 1) / of).max(1);
        let hash = spread(facts.customer_id, way.line.mark);
        Open {
            rule: DueRule::FirstRound(span),
            day: self.calendar.slot(start, hash % parts, parts),
            ..open
        }
    }

    fn hold_to_agreed(&mut self, facts: &Situation) {
        let Some(agreed) = facts.agreed() else {
            return;
        };
        let days = self.ways.iter().map(|(_, open)| open.as_ref().ok());
        let first = days
            .enumerate()
            .filter_map(|(track, open)| Some((open?.day, track)))
            .min();
        let as_of = self.as_of;
        for (track, (_, open)) in self.ways.iter_mut().enumerate() {
            let Ok(open) = open else { continue };
            let way = Way {
                line: &facts.tracks[track],
                facts,
            };
            let stale = || {
                let pace = way
                    .pace(as_of)
                    .map_or(i32::MAX, |span| about_days(span) as i32);
                as_of.0 - agreed.0 > pace
            };
            let pulled = first == Some((open.day, track)) && open.day > agreed && !stale();
            if open.day < agreed || pulled {
                open.agreed = Some(agreed);
            }
        }
    }

    /// The reason of an open task, with the shifts applied. `after`: the day on which the
    /// task before it is taken as done, and the first day this one may fall on.
    fn reason(&self, open: &Open, after: Option<(Day, Day)>) -> DueReason {
        let mut reason = DueReason {
            anchor: open.counted,
            rule: open.rule,
            after_task: after.map(|(done, _)| done),
            moved: [None; 3],
            due: open.day,
        };
        if let Some(moved) = open.moved {
            reason.moved[0] = Some(moved);
        }
        if let Some(agreed) = open.agreed {
            reason.moved(agreed, Moved::Agreed { from: open.day });
        }
        let from = reason.due;
        let mut day = self.calendar.shift(from);
        if let Some((_, not_before)) = after
            && day < not_before
        {
            day = self.calendar.open_from(not_before);
        }
        reason.moved(day, Moved::DayOff { from });
        reason
    }

    fn add_tasks<'a>(
        &self,
        facts: &Situation<'_, 'a>,
        line: &Line<'a>,
        progress: Progress,
        open: Open,
        out: &mut Vec<Task<'a>>,
    ) {
        let logged = facts.contacts.iter().rev();
        let channels = logged.clone().filter_map(|contact| contact.channel);
        let contents = logged.filter_map(|contact| contact.content);
        let mut channels = Rotation::after(&line.track.channels, channels);
        let mut contents = Rotation::after(&line.track.contents, contents);
        self.walk(Way { line, facts }, progress, open, |open, reason| {
            let step = (open.number as usize)
                .checked_sub(1)
                .and_then(|index| line.track.steps.get(index));
            out.push(Task {
                id: TaskId::new(facts.customer_id, line.mark, open.anchor, open.number),
                track: line.number,
                who: line.track.who,
                due: reason.due,
                days_overdue: (self.as_of.0 - reason.due.0).max(0) as u32,
                step: step.map(|_| open.number),
                channel: channels.next(step.map(|step| &step.channel)),
                content: contents.next(step.map(|step| &step.content)),
                goal: &line.track.goal,
                script: line.track.script.as_ref(),
                rank: facts.rank.place,
                reason,
            });
        });
    }

    /// Goes from the open task of a track to those after it, up to the horizon; `give` sees
    /// each with the reason of its day.
    fn walk(
        &self,
        way: Way,
        mut progress: Progress,
        mut open: Open,
        mut give: impl FnMut(&Open, DueReason),
    ) {
        let mut reason = self.reason(&open, None);
        while reason.due <= self.horizon {
            give(&open, reason);
            let done = reason.due.max(self.as_of);
            way.assume(&mut progress, &open, done);
            let Ok(next) = way.open(&progress) else {
                return;
            };
            // Only steps planned for one day share it.
            let not_before = if next.day <= done { done } else { done.plus(1) };
            reason = self.reason(&next, Some((done, not_before)));
            open = next;
        }
    }
}

/// The earlier of two answers, the first when equal; any day rather than none, any
/// reason rather than that no track applies.
fn earlier(first: Next, second: Next) -> Next {
    match (first, second) {
        (Next::Due { day, .. }, Next::Due { day: other, .. }) if other < day => second,
        (Next::Due { .. }, _) | (Next::Never(_), Next::Never(WhyNot::NoTrack)) => first,
        (Next::Never(WhyNot::NoTrack), _) | (Next::Never(_), Next::Due { .. }) => second,
        (Next::Never(_), Next::Never(_)) => first,
    }
}

/// A number that spreads customers evenly: FNV-1a of the id, started at the track's
/// mark and mixed; the same on every machine and in every version.
fn spread(customer: &str, mark: TrackMark) -> u32 {
    let start = 0xcbf2_9ce4_8422_2325 ^ u64::from(mark.value());
    let hash = customer.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 33) as u32
}

#[cfg(test)]
mod tests;
