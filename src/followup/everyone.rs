//! The plan of a whole book: the next day of every customer, the tasks of the days ahead.
//!
//! Takes the book, the rules bound to it and what was decided about everyone; gives a
//! [`Plan`]. Customers are planned a batch at a time on all threads. A plan holds what
//! orders its tasks, 12 bytes each; a [`Clerk`] makes the tasks themselves when they are
//! shown, from the same facts by the same rules.

mod alike;
mod order;
mod part;
mod weekly;

use crate::classify::cuts::Cuts;
use crate::classify::engine::Engine;
use crate::classify::{NONE, Verdicts};
use crate::followup::capacity::{self, Deferred, Later, Load, Overload, Team};
use crate::followup::desk::{Desk, Hand};
use crate::followup::escalation::Escalation;
use crate::followup::everyone::alike::Alike;
use crate::followup::everyone::order::Order;
use crate::followup::everyone::part::plan_part;
use crate::followup::plan::{Ahead, Planner};
use crate::followup::quiet::Silence;
use crate::followup::recycle::Recycled;
use crate::followup::situation::Situation;
use crate::followup::staff::{Member, PersonId, Staff};
use crate::followup::task::{AnchorKind, Next, Task, TaskId, WhyNot};
use crate::followup::workload::{Needs, Workload};
use crate::parallel;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::rules::Who;

pub use weekly::Weekly;

/// What is planned for everyone.
pub struct Plan<'a> {
    desk: Desk<'a>,
    /// One slot per customer: the next due day in days, or a code; see [`Plan::next_due`].
    next: Vec<i32>,
    /// One slot per customer: bits of the tracks that apply; empty where all always do.
    applying: Vec<u32>,
    /// Tasks overdue and up to the horizon, in the order of [`Plan::tasks`].
    listed: Vec<Listed>,
    /// Tasks for which there is no room up to the horizon.
    deferred: Vec<Deferred>,
    /// Days on which urgent tasks take more than a person's capacity.
    overloads: Vec<Overload>,
    /// What the plan needs against what the team can do; `None` without capacities.
    workload: Option<Workload>,
    last_turn: Option<Day>,
    /// Customers of whose follow-up somebody is told, by number.
    told: Vec<(u32, Escalation)>,
    /// What is odd about the plan.
    pub problems: Vec<Problem>,
    /// Whether tasks were listed.
    pub listing: Listing,
}

/// What a plan holds beside the next days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listing {
    /// The tasks of the horizon.
    #[default]
    Tasks,
    /// Nothing: nobody asked for tasks.
    NextDays,
}

/// A task's place in the plan; a [`Clerk`] makes the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Listed {
    /// The day.
    pub due: Day,
    /// The customer's number.
    pub customer: u32,
    /// Which of the customer's tasks, by track and step, from 0.
    place: u16,
    /// Rank of the customer, 0 the highest.
    pub rank: u8,
    /// Who carries it out.
    pub who: Who,
}

impl Listed {
    /// The `place`-th task of a customer.
    #[cfg(test)]
    pub(super) fn new(due: Day, customer: u32, place: u16, rank: u8, who: Who) -> Self {
        Self {
            due,
            customer,
            place,
            rank,
            who,
        }
    }
}

/// A task with its customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned<'a> {
    /// The customer's number.
    pub customer: u32,
    /// Its type, by place in the rules.
    pub kind: u8,
    /// The task.
    pub task: Task<'a>,
    /// Whether there is room for it.
    pub room: Room,
}

/// Whether there is room for a task up to the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is, on its due day.
    Found,
    /// There is none; when there is.
    After(Later),
}

impl<'a> Plan<'a> {
    /// Tasks overdue and up to the horizon: by due day (the most overdue first), then rank,
    /// customer id, track and step.
    pub fn tasks(&self) -> &[Listed] {
        &self.listed
    }

    /// Someone who makes tasks of this plan; each thread has its own.
    pub fn clerk(&self) -> Clerk<'_, 'a> {
        Clerk {
            plan: self,
            hand: Hand::new(&self.desk),
            next: 0,
        }
    }

    /// Tasks that were wanted up to the horizon and for which there is no room, by customer's
    /// number and place.
    pub fn deferred(&self) -> &[Deferred] {
        &self.deferred
    }

    /// The same in the order in which they are shown: by the day with room for them, those
    /// without one last, then as tasks of a day.
    pub fn deferred_tasks(&self) -> Vec<Listed> {
        let engine = self.desk.engine();
        let order = Order::of(&engine.book.registry);
        let mut tasks: Vec<Listed> = self.deferred.iter().map(|one| one.task).collect();
        order.sort(&mut tasks, engine.threads);
        tasks.sort_by_key(|task| self.deferral(*task).map(|one| one.room));
        tasks
    }

    /// What is known of a task for which there is no room up to the horizon.
    pub fn deferral(&self, task: Listed) -> Option<&Deferred> {
        let key = |task: &Listed| (task.customer, task.place);
        let place = (self.deferred).binary_search_by_key(&key(&task), |one| key(&one.task));
        Some(&self.deferred[place.ok()?])
    }

    /// Days on which urgent tasks take more than a person's capacity, by person and day.
    pub fn overloads(&self) -> &[Overload] {
        &self.overloads
    }

    /// What the plan needs against what the team can do; `None` without capacities.
    pub fn workload(&self) -> Option<&Workload> {
        self.workload.as_ref()
    }

    /// Customers of whose follow-up somebody is told, by number.
    pub fn told(&self) -> &[(u32, Escalation)] {
        &self.told
    }

    /// The people who follow up.
    pub fn staff(&self) -> &Staff<'a> {
        &self.desk.staff
    }

    /// Who looks after a customer: as the sheet says, else as assigned.
    pub fn owner(&self, customer: u32) -> Option<&'a str> {
        let owner = self.desk.owner(customer)?;
        Some(self.desk.staff.member(owner).name)
    }

    /// The number of whoever looks after a customer.
    pub fn owner_number(&self, customer: u32) -> Option<PersonId> {
        self.desk.owner(customer)
    }

    /// Whether the customer sheet names an owner who leaves.
    pub fn is_left(&self, customer: u32) -> bool {
        self.desk.staff.is_left(customer)
    }

    /// Whether a customer is left in peace, since nobody answered often enough.
    pub fn is_parked(&self, customer: u32) -> bool {
        matches!(self.silence(customer), Silence::Parked(_))
    }

    /// How a customer answers contacts.
    pub fn silence(&self, customer: u32) -> Silence {
        self.desk.silence_of(customer)
    }

    /// Who is told of a customer's follow-up, and why.
    pub fn told_of(&self, customer: u32) -> Option<Escalation> {
        let place = (self.told).binary_search_by_key(&customer, |(customer, _)| *customer);
        Some(self.told[place.ok()?].1)
    }

    /// Who carries out a part of a customer's follow-up.
    pub fn person(&self, customer: u32, who: Who) -> Option<Member<'a>> {
        let person = self.desk.person(customer, who)?;
        Some(self.desk.staff.member(person))
    }

    /// The tasks of a customer for which there is no room, with the first day that has.
    pub fn deferred_of(&self, customer: u32) -> Vec<Planned<'a>> {
        let own = self
            .deferred
            .iter()
            .filter(|one| one.task.customer == customer);
        let mut clerk = self.clerk();
        own.map(|one| clerk.task(one.task)).collect()
    }

    /// When a customer goes back to everyone, if the rules say when.
    pub fn recycled(&self, customer: u32) -> Option<Recycled> {
        self.desk.recycled(customer)
    }

    /// The last day on which a task that waits for room has its turn; `None` when none does.
    pub fn last_turn(&self) -> Option<Day> {
        self.last_turn
    }

    /// How many days a task may be overtaken by others that are wanted later: a week for
    /// every tier.
    pub fn overtaken_for(&self) -> u32 {
        capacity::overtaken_for(self.desk.tiers())
    }

    /// The days that capacity gave to tasks of one customer: its places with their days.
    pub fn days_of(&self, customer: u32) -> impl Iterator<Item = (usize, Day)> {
        let own = self
            .listed
            .iter()
            .filter(move |listed| listed.customer == customer);
        own.map(|listed| (usize::from(listed.place), listed.due))
    }

    /// When the customer is contacted next, or why it is not.
    pub fn next_due(&self, customer: u32) -> Result<Day, WhyNot> {
        decode_code(self.next[customer as usize])
    }

    /// The customer's type, by place in the rules; [`NONE`] without one.
    pub fn kind(&self, customer: u32) -> u8 {
        self.desk.kind(customer).unwrap_or(NONE)
    }
}

/// Makes the tasks that a plan lists.
pub struct Clerk<'p, 'a> {
    plan: &'p Plan<'a>,
    hand: Hand<'p, 'a>,
    /// The place, among customers made ready, of the one that is expected next.
    next: usize,
}

impl<'a> Clerk<'_, 'a> {
    /// Makes ready for rows of tasks that are asked for next, in this order.
    pub fn expect(&mut self, listed: &[Listed]) {
        let customers = listed.iter().map(|listed| listed.customer);
        self.plan.desk.fetch(customers.clone());
        self.gather(customers);
    }

    fn gather(&mut self, customers: impl Iterator<Item = u32>) {
        let applying = |customer: u32| {
            let applying = self.plan.applying.get(customer as usize);
            (customer, applying.copied().unwrap_or(u32::MAX))
        };
        self.hand.gather(&self.plan.desk, customers.map(applying));
        self.next = 0;
    }

    /// Whether a task of a customer is still to come, be it after the horizon.
    pub fn ahead(&mut self, customer: u32, task: TaskId) -> Option<Ahead> {
        self.gather(std::iter::once(customer));
        let look =
            |planner: &mut Planner<'_>, facts: &Situation<'_, 'a>| planner.ahead(facts, task);
        self.plan.desk.look(&mut self.hand, 0, look)
    }

    /// The task that stands at a place of the plan.
    pub fn task(&mut self, listed: Listed) -> Planned<'a> {
        let (plan, customer) = (self.plan, listed.customer);
        if self.hand.gathered(self.next) != Some(customer) {
            self.gather(std::iter::once(customer));
        }
        let place = usize::from(listed.place);
        let look =
            |planner: &mut Planner<'_>, facts: &Situation<'_, 'a>| planner.task(facts, place);
        let task = plan.desk.look(&mut self.hand, self.next, look);
        self.next += 1;
        let mut task = task.expect("a customer is planned alike every time");
        let room = match plan.deferral(listed) {
            None => Room::Found,
            Some(deferred) => Room::After(deferred.room),
        };
        task.wait_until(match room {
            Room::After(Later::On(day)) => day,
            Room::Found | Room::After(Later::AfterEarlier | Later::Never) => listed.due,
        });
        Planned {
            customer,
            kind: plan.kind(customer),
            task,
            room,
        }
    }
}

/// Plans every customer at the as-of day of `cuts`, with tasks up to `horizon_days` after it.
///
/// Each customer depends on its own facts alone, and ties break by customer id, so the
/// plan is the same for any number of threads.
pub fn plan<'a>(
    engine: &'a Engine<'a>,
    verdicts: &'a Verdicts,
    cuts: &'a Cuts,
    horizon_days: u32,
) -> Plan<'a> {
    planned(engine, verdicts, cuts, horizon_days, Listing::Tasks)
}

/// The next day of every customer at the as-of day of `cuts`, without any tasks.
pub fn next_days<'a>(engine: &'a Engine<'a>, verdicts: &'a Verdicts, cuts: &'a Cuts) -> Plan<'a> {
    let team = &engine.rules.team;
    let limited = team.capacity.is_some() || team.people.iter().any(|one| one.capacity.is_some());
    if !limited {
        return planned(engine, verdicts, cuts, 0, Listing::NextDays);
    }
    // Where days can be full, the next day of one customer depends on everybody's tasks.
    let horizon = engine.rules.calendar.horizon;
    Plan {
        listed: Vec::new(),
        listing: Listing::NextDays,
        ..planned(engine, verdicts, cuts, horizon, Listing::Tasks)
    }
}

fn planned<'a>(
    engine: &'a Engine<'a>,
    verdicts: &'a Verdicts,
    cuts: &'a Cuts,
    horizon_days: u32,
    listing: Listing,
) -> Plan<'a> {
    let desk = Desk::new(engine, verdicts, cuts, horizon_days);
    let parts = &engine.book.parts;
    let order = Order::of(&engine.book.registry);
    let found = parallel::map(
        engine.threads,
        parts.len(),
        || (Hand::new(&desk), Alike::default()),
        |(hand, alike), number| {
            let (first, count) = (parts[number].first, parts[number].len() as u32);
            plan_part(&desk, hand, alike, first..first + count, listing)
        },
    );
    let mut plan = Plan {
        next: Vec::with_capacity(engine.book.len()),
        applying: Vec::with_capacity(if desk.is_conditional() {
            engine.book.len()
        } else {
            0
        }),
        listed: Vec::with_capacity(found.iter().map(|part| part.listed.len()).sum()),
        deferred: Vec::new(),
        overloads: Vec::new(),
        workload: None,
        last_turn: None,
        told: Vec::new(),
        problems: problems(&desk),
        listing,
        desk,
    };
    let mut loads = Vec::new();
    let mut needs = Needs::default();
    for part in found {
        plan.next.extend_from_slice(&part.next);
        plan.applying.extend_from_slice(&part.applying);
        plan.listed.extend_from_slice(&part.listed);
        plan.told.extend_from_slice(&part.told);
        loads.extend_from_slice(&part.loads);
        needs.add(&part.needs);
    }
    if plan.desk.staff.is_limited() && listing == Listing::Tasks {
        plan.spread(&order, &loads);
        plan.workload = Some(Workload::of(&plan.desk, &needs));
    }
    order.sort(&mut plan.listed, engine.threads);
    plan
}

impl Plan<'_> {
    /// Gives every task a day with room for it; what finds none up to the horizon is deferred.
    fn spread(&mut self, order: &Order<'_>, loads: &[Load]) {
        let desk = &self.desk;
        let team = Team {
            calendar: &desk.calendar,
            staff: &desk.staff,
            as_of: desk.as_of(),
            horizon: desk.horizon(),
            tiers: desk.tiers(),
        };
        let spread = team.spread(&self.listed, loads, &order.ties(&self.listed));
        let horizon = desk.horizon();
        let mut first: Option<(u32, Option<Day>)> = None;
        let mut kept = Vec::with_capacity(self.listed.len());
        let found = self.listed.iter().zip(loads).zip(&spread.days);
        for ((listed, load), day) in found {
            let on_its_day = *day == Some(team.effective(listed.due));
            let stays = on_its_day || load.late_since.is_some();
            let due = if stays { Some(listed.due) } else { *day };
            // The first task of a customer stands first; an urgent one may overtake it.
            let next = &mut self.next[listed.customer as usize];
            let earliest = match first {
                Some((customer, before)) if customer == listed.customer => due
                    .map_or(before, |due| {
                        Some(before.map_or(due, |before| before.min(due)))
                    }),
                _ => due,
            };
            first = Some((listed.customer, earliest));
            *next = earliest.map_or_else(|| encode(Next::Never(WhyNot::Full)), |day| day.0);
            if let Some(due) = due.filter(|due| *due <= horizon) {
                kept.push(Listed { due, ..*listed });
            }
        }
        self.listed = kept;
        self.last_turn = spread.last_turn;
        self.deferred = spread.deferred;
        self.overloads = spread.overloads;
    }
}

impl<'a> Plan<'a> {
    /// Plans one customer: its next day with the reason, and its tasks up to the horizon, in
    /// the order in which they were wanted, on the days that there is room for.
    pub fn one(&self, customer: u32) -> (Next, Vec<Task<'a>>) {
        let desk = &self.desk;
        let mut hand = Hand::new(desk);
        desk.find_applying(&mut hand, customer..customer + 1);
        let (applying, mut tasks) = (hand.applying[0], Vec::new());
        hand.gather(desk, std::iter::once((customer, applying)));
        let next = desk.look(&mut hand, 0, |planner, facts| {
            planner.tasks(facts, &mut tasks)
        });
        if self.workload.is_none() {
            return (next, tasks);
        }
        let days: Vec<(usize, Day)> = self.days_of(customer).collect();
        let mut shown = Vec::with_capacity(days.len());
        for (place, mut task) in tasks.into_iter().enumerate() {
            if let Some((_, day)) = days.iter().find(|(at, _)| *at == place) {
                task.wait_until(*day);
                shown.push(task);
            }
        }
        // Another task may have its turn before the one that was wanted first.
        let day = self.next_due(customer);
        let turn = shown.iter().find(|task| Ok(task.due) == day);
        let next = match (next, day) {
            (
                Next::Due {
                    mut track,
                    mut reason,
                    ..
                },
                Ok(day),
            ) => {
                reason.wait_until(day);
                if let Some(task) = turn {
                    (track, reason) = (task.track, task.reason);
                }
                Next::Due { day, track, reason }
            }
            (_, Err(why)) => Next::Never(why),
            (next, _) => next,
        };
        (next, shown)
    }
}

fn problems(desk: &Desk<'_>) -> Vec<Problem> {
    let ends = desk.calendar.known_until();
    let ends = ends.filter(|known| desk.horizon() > *known);
    let problem = ends.map(|known| Problem {
        place: None,
        finding: Finding::CalendarEnds(known),
        count: 1,
    });
    problem.into_iter().collect()
}

/// Reasons why there is no next day; a reason's place, from the least number on, is its code.
const REASONS: [WhyNot; 11] = [
    WhyNot::Full,
    WhyNot::DoNotContact,
    WhyNot::NoTrack,
    WhyNot::StepsDone,
    WhyNot::NoDate,
    WhyNot::NoAnchor(AnchorKind::LastContact),
    WhyNot::NoAnchor(AnchorKind::Created),
    WhyNot::NoAnchor(AnchorKind::FirstOrder),
    WhyNot::NoAnchor(AnchorKind::LastOrder),
    WhyNot::NoAnchor(AnchorKind::TypeBegan),
    WhyNot::NoAnchor(AnchorKind::Complaint),
];

fn encode(next: Next) -> i32 {
    match next {
        Next::Due { day, .. } => day.0,
        Next::Never(why) => {
            let place = REASONS.iter().position(|reason| *reason == why);
            i32::MIN + place.expect("every reason has a code") as i32
        }
    }
}

fn decode_code(code: i32) -> Result<Day, WhyNot> {
    let place = code.wrapping_sub(i32::MIN);
    match usize::try_from(place)
        .ok()
        .and_then(|place| REASONS.get(place))
    {
        Some(reason) => Err(*reason),
        None => Ok(Day(code)),
    }
}

#[cfg(test)]
mod tests;
