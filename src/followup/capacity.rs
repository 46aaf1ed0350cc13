//! Who can do what on which day: tasks beyond a person's capacity wait for a later one.
//!
//! Takes the tasks of all customers on the days they are wanted; gives each its day, or
//! none up to the horizon. Day by day every person does first what has the lowest number:
//! the day it was wanted, less a week for every tier above the last. So age rises, every
//! week of waiting outweighs one tier, and nobody starves. Urgent tasks are done on their
//! day whatever the capacity. A customer's later tasks wait as long as the earlier ones
//! did, so that what kept them apart still does. A day that a workbook asked for and that is
//! past does not move: such a task takes the room it finds, and stays overdue since its day.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::followup::calendar::WorkCalendar;
use crate::followup::everyone::Listed;
use crate::followup::staff::{PersonId, Staff};
use crate::period::Day;

/// Days of waiting that one tier is worth.
const DAYS_A_TIER: i32 = 7;

/// How many days a task may be overtaken by tasks that are wanted later: those of the best
/// tier overtake one without a tier for a week a tier, and nothing overtakes for longer.
pub(super) fn overtaken_for(tiers: u8) -> u32 {
    DAYS_A_TIER as u32 * u32::from(tiers)
}

/// How many days after the horizon a day is looked for.
const BEYOND: i32 = 366;

/// What of a task counts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Units of a call.
    pub(super) weight: u16,
    /// Who carries it out; `None` is nobody in person.
    pub(super) person: Option<PersonId>,
    /// Whether it belongs to an urgent track.
    pub(super) urgent: bool,
    /// Since when it is late, if a workbook asked for its day and that is past. It takes room
    /// as any other, but its day stays, so it never waits.
    pub(super) late_since: Option<Day>,
    /// Since when it is wanted, if no workbook has asked for a day before the first: it waits as
    /// any other, but what counts for its turn is that day.
    pub(super) wanted_since: Option<Day>,
}

/// A task for which there was no room up to the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deferred {
    /// The task on the day it was wanted.
    pub task: Listed,
    /// Whose day was full.
    pub person: Option<PersonId>,
    /// When there is.
    pub room: Later,
}

/// When there is room for a task for which there was none up to the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Later {
    /// The first day with room for it.
    On(Day),
    /// It follows an earlier task of its customer, once that is done.
    AfterEarlier,
    /// Not within a year.
    Never,
}

/// A day on which urgent tasks took more than the person's capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overload {
    /// Who.
    pub person: PersonId,
    /// When.
    pub day: Day,
    /// Units of a call.
    pub units: u32,
}

/// What came of all tasks.
#[derive(Debug, Default)]
pub(super) struct Spread {
    /// Where each task went.
    pub(super) days: Vec<Option<Day>>,
    /// Those without room up to the horizon, in the order of tasks.
    pub(super) deferred: Vec<Deferred>,
    /// Days with more urgent tasks than capacity, by person and day.
    pub(super) overloads: Vec<Overload>,
    /// The last day on which one of the tasks that wait has its turn.
    pub(super) last_turn: Option<Day>,
}

/// The team at work.
pub(super) struct Team<'d, 'a> {
    /// Workdays.
    pub(super) calendar: &'d WorkCalendar,
    /// Everybody.
    pub(super) staff: &'d Staff<'a>,
    /// The first day.
    pub(super) as_of: Day,
    /// The last day of tasks.
    pub(super) horizon: Day,
    /// How many tiers there are.
    pub(super) tiers: u8,
}

/// A task that waits: its number, rank and tie-breaker order it.
type Waiting = Reverse<(i32, u8, u32, u32)>;

struct Work<'t> {
    tasks: &'t [Listed],
    loads: &'t [Load],
    ties: &'t [u32],
    /// Tasks by the day on which they may be done first, counted from the as-of day.
    released: Vec<Vec<u32>>,
    days: Vec<Option<Day>>,
    waiting: Vec<BinaryHeap<Waiting>>,
    overloads: Vec<Overload>,
}

impl Team<'_, '_> {
    /// Spreads tasks, which stand by customer and, of one customer, in the order in which
    /// they are wanted. `ties` breaks ties between tasks of one number and rank.
    pub(super) fn spread(&self, tasks: &[Listed], loads: &[Load], ties: &[u32]) -> Spread {
        let span = (self.horizon.0 - self.as_of.0 + BEYOND).max(0) as usize;
        let mut work = Work {
            tasks,
            loads,
            ties,
            released: vec![Vec::new(); span + 1],
            days: vec![None; tasks.len()],
            waiting: self
                .staff
                .members()
                .iter()
                .map(|_| BinaryHeap::new())
                .collect(),
            overloads: Vec::new(),
        };
        for (index, load) in loads.iter().enumerate() {
            if load.urgent || work.before(index).is_none() {
                let day = self.effective(tasks[index].due);
                work.release(self, index, day);
            }
        }
        for ahead in 0..=span {
            self.work_on(&mut work, ahead);
        }
        let deferred = self.deferred(&work);
        work.overloads.sort_unstable();
        let turns = tasks.iter().zip(&work.days);
        let waits = turns.filter_map(|(task, day)| {
            let waits = |day: &Day| *day > self.effective(task.due);
            (*day).filter(waits)
        });
        Spread {
            last_turn: waits.max(),
            days: work.days,
            deferred,
            overloads: work.overloads,
        }
    }

    /// One day of everybody's work.
    fn work_on(&self, work: &mut Work<'_>, ahead: usize) {
        let day = self.as_of.plus(ahead as i32);
        let mut used = vec![0u32; self.staff.members().len()];
        let mut urgent = vec![0u32; used.len()];
        for index in std::mem::take(&mut work.released[ahead]) {
            let place = index as usize;
            let load = work.loads[place];
            let Some(person) = load.person.map(|person| usize::from(person.0)) else {
                if self.calendar.open_from(day) == day {
                    work.place(self, place, day);
                } else {
                    work.release(self, place, day.plus(1));
                }
                continue;
            };
            let limit = self.staff.members()[person].capacity;
            if load.urgent {
                let units = u32::from(load.weight);
                used[person] += units;
                urgent[person] += units;
                work.place(self, place, day);
            } else if limit.is_none() && self.works(person, day) {
                work.place(self, place, day);
            } else if limit.is_none() {
                work.release(self, place, day.plus(1));
            } else {
                let task = &work.tasks[place];
                let number = self.number(task, load);
                let tie = work.ties.get(place).copied().unwrap_or(index);
                work.waiting[person].push(Reverse((number, task.rank, tie, index)));
            }
        }
        for (person, member) in self.staff.members().iter().enumerate() {
            let Some(limit) = member.capacity else {
                continue;
            };
            if urgent[person] > limit {
                work.overloads.push(Overload {
                    person: PersonId(person as u16),
                    day,
                    units: urgent[person],
                });
            }
            if !work.waiting[person].is_empty() && self.works(person, day) {
                self.serve(work, person, day, limit, used[person]);
            }
        }
    }

    /// Does what waits for a person, in order, until the day is full.
    fn serve(&self, work: &mut Work<'_>, person: usize, day: Day, limit: u32, mut used: u32) {
        while let Some(Reverse((.., index))) = work.waiting[person].peek().copied() {
            let place = index as usize;
            // What takes longer than a day fills one.
            let units = u32::from(work.loads[place].weight).min(limit);
            if used + units > limit {
                return;
            }
            used += units;
            work.waiting[person].pop();
            work.place(self, place, day);
        }
    }

    /// The lower, the earlier: the day it was wanted, less a week for every tier above the last.
    fn number(&self, task: &Listed, load: Load) -> i32 {
        let above = i32::from(self.tiers) - i32::from(task.rank.min(self.tiers));
        let since = load.late_since.or(load.wanted_since);
        since.unwrap_or(task.due).min(task.due).0 - DAYS_A_TIER * above
    }

    fn works(&self, person: usize, day: Day) -> bool {
        let away = self.staff.members()[person].away;
        self.calendar.open_from(day) == day
            && away.iter().all(|(first, last)| day < *first || day > *last)
    }

    /// The day on which a task may be done first.
    pub(super) fn effective(&self, due: Day) -> Day {
        if due < self.as_of {
            self.calendar.open_from(self.as_of)
        } else {
            due
        }
    }

    fn deferred(&self, work: &Work<'_>) -> Vec<Deferred> {
        let late = |day: Option<Day>| day.is_none_or(|day| day > self.horizon);
        let moves = |index: &usize| work.loads[*index].late_since.is_none();
        let indices = (0..work.tasks.len()).filter(|index| late(work.days[*index]));
        let indices = indices.filter(moves);
        let deferred = indices.map(|index| Deferred {
            task: work.tasks[index],
            person: work.loads[index].person,
            room: match work.days[index] {
                Some(day) => Later::On(day),
                None if work.is_unasked(self, index) => Later::AfterEarlier,
                None => Later::Never,
            },
        });
        deferred.collect()
    }
}

impl Work<'_> {
    /// The task of the same customer that has to be done before this one.
    fn before(&self, index: usize) -> Option<usize> {
        let customer = self.tasks[index].customer;
        let mut earlier = (0..index).rev();
        let mut own = earlier
            .by_ref()
            .take_while(|place| self.tasks[*place].customer == customer);
        own.find(|place| !self.loads[*place].urgent)
    }

    fn after(&self, index: usize) -> Option<usize> {
        let customer = self.tasks[index].customer;
        let mut later = index + 1..self.tasks.len();
        let mut own = later
            .by_ref()
            .take_while(|place| self.tasks[*place].customer == customer);
        own.find(|place| !self.loads[*place].urgent)
    }

    /// Lets a task be done from a day on; beyond the last day it is lost.
    fn release(&mut self, team: &Team<'_, '_>, index: usize, day: Day) {
        let ahead = usize::try_from(day.0 - team.as_of.0).unwrap_or(0);
        if let Some(released) = self.released.get_mut(ahead) {
            released.push(index as u32);
        }
    }

    /// Does a task, and lets the customer's next one follow at the same distance as before.
    fn place(&mut self, team: &Team<'_, '_>, index: usize, day: Day) {
        self.days[index] = Some(day);
        if self.loads[index].urgent {
            return;
        }
        if let Some(next) = self.after(index) {
            let release = self.follows(team, index, next, day);
            // Beyond the horizon nothing new is asked for.
            if release <= team.horizon {
                self.release(team, next, release);
            }
        }
    }

    /// The first day of a task whose customer's earlier one is done on `day`.
    fn follows(&self, team: &Team<'_, '_>, earlier: usize, next: usize, day: Day) -> Day {
        let wanted = team.effective(self.tasks[earlier].due);
        let following = team.effective(self.tasks[next].due);
        day.plus((following.0 - wanted.0).max(1))
    }

    /// Whether a task is not asked for up to the horizon, since an earlier one is done too late.
    fn is_unasked(&self, team: &Team<'_, '_>, index: usize) -> bool {
        let Some(earlier) = self.before(index).filter(|_| !self.loads[index].urgent) else {
            return false;
        };
        let done = self.days[earlier];
        done.is_none_or(|day| self.follows(team, earlier, index, day) > team.horizon)
    }
}

#[cfg(test)]
mod tests;
