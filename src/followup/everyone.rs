//! The plan of a whole book: the next day of every customer, the tasks of the days ahead.
//!
//! Takes the book, the rules bound to it and what was decided about everyone; gives a
//! [`Plan`]. Customers are planned a batch at a time on all threads. A plan holds what
//! orders its tasks, 12 bytes each; a [`Clerk`] makes the tasks themselves when they are
//! shown, from the same facts by the same rules.

use crate::classify::cuts::Cuts;
use crate::classify::engine::{BATCH, Engine};
use crate::classify::{NONE, Verdicts};
use crate::followup::desk::{Desk, Hand};
use crate::followup::task::{AnchorKind, Next, Task, WhyNot};
use crate::parallel;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::records::registry::Registry;
use crate::rules::Who;

/// What is planned for everyone.
pub struct Plan<'a> {
    desk: Desk<'a>,
    /// One slot per customer: the next due day in days, or a code; see [`Plan::next_due`].
    next: Vec<i32>,
    /// One slot per customer: bits of the tracks that apply; empty where all always do.
    applying: Vec<u32>,
    /// Tasks overdue and up to the horizon, in the order of [`Plan::tasks`].
    listed: Vec<Listed>,
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

/// A task with its customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned<'a> {
    /// The customer's number.
    pub customer: u32,
    /// Its type, by place in the rules.
    pub kind: u8,
    /// The task.
    pub task: Task<'a>,
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
            customer: None,
            tasks: Vec::new(),
        }
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
    /// Whose tasks are at hand: tasks of one customer are often made together.
    customer: Option<u32>,
    tasks: Vec<Task<'a>>,
}

impl<'a> Clerk<'_, 'a> {
    /// Makes ready for tasks that are asked for next.
    pub fn expect(&self, listed: &[Listed]) {
        let customers = listed.iter().map(|listed| listed.customer);
        self.plan.desk.fetch(customers);
    }

    /// The task that stands at a place of the plan.
    pub fn task(&mut self, listed: Listed) -> Planned<'a> {
        let (plan, customer) = (self.plan, listed.customer);
        if self.customer != Some(customer) {
            let applying = plan.applying.get(customer as usize);
            let applying = applying.copied().unwrap_or(u32::MAX);
            let tasks = &mut self.tasks;
            tasks.clear();
            plan.desk
                .look(&mut self.hand, customer, applying, |planner, facts| {
                    planner.tasks(facts, tasks)
                });
            self.customer = Some(customer);
        }
        Planned {
            customer,
            kind: plan.kind(customer),
            task: self.tasks[usize::from(listed.place)].clone(),
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
    planned(engine, verdicts, cuts, 0, Listing::NextDays)
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
        || Hand::new(&desk),
        |hand, number| {
            let (first, count) = (parts[number].first, parts[number].len() as u32);
            let mut part = plan_part(&desk, hand, first..first + count, listing);
            order.sort(&mut part.listed);
            part
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
        problems: problems(&desk),
        listing,
        desk,
    };
    for part in found {
        plan.next.extend_from_slice(&part.next);
        plan.applying.extend_from_slice(&part.applying);
        plan.listed.extend_from_slice(&part.listed);
    }
    order.sort(&mut plan.listed);
    plan
}

/// Plans one customer: its next day with the reason, and its tasks up to the horizon, by track.
pub fn plan_one<'a>(
    engine: &'a Engine<'a>,
    verdicts: &'a Verdicts,
    cuts: &'a Cuts,
    horizon_days: u32,
    customer: u32,
) -> (Next, Vec<Task<'a>>) {
    let desk = Desk::new(engine, verdicts, cuts, horizon_days);
    let mut hand = Hand::new(&desk);
    desk.find_applying(&mut hand, customer..customer + 1);
    let (applying, mut tasks) = (hand.applying[0], Vec::new());
    let next = desk.look(&mut hand, customer, applying, |planner, facts| {
        planner.tasks(facts, &mut tasks)
    });
    (next, tasks)
}

/// What is planned for the customers of one part.
#[derive(Default)]
struct Part {
    next: Vec<i32>,
    applying: Vec<u32>,
    listed: Vec<Listed>,
}

fn plan_part<'d, 'a>(
    desk: &'d Desk<'a>,
    hand: &mut Hand<'d, 'a>,
    customers: std::ops::Range<u32>,
    listing: Listing,
) -> Part {
    let mut part = Part::default();
    part.next.reserve_exact(customers.len());
    let mut days = Vec::new();
    for start in customers.clone().step_by(BATCH) {
        let batch = start..customers.end.min(start + BATCH as u32);
        desk.find_applying(hand, batch.clone());
        if desk.is_conditional() {
            part.applying.extend_from_slice(&hand.applying);
        }
        for (slot, customer) in batch.enumerate() {
            let applying = hand.applying[slot];
            let (found, rank) = desk.look(hand, customer, applying, |planner, facts| {
                let next = match listing {
                    Listing::Tasks => planner.due_days(facts, &mut days),
                    Listing::NextDays => planner.next(facts),
                };
                (next, facts.rank.place)
            });
            part.next.push(encode(found));
            let listed = (0..).zip(days.drain(..)).map(|(place, (due, who))| Listed {
                due,
                customer,
                place,
                rank,
                who,
            });
            part.listed.extend(listed);
        }
    }
    part
}

/// How tasks are ordered: by due day, rank, customer id, track and step.
enum Order<'b> {
    /// Customers' numbers ascend with their ids.
    ByNumber,
    /// Ids have to be compared.
    ById(&'b Registry),
}

impl<'b> Order<'b> {
    fn of(registry: &'b Registry) -> Self {
        if registry.is_sorted() {
            Self::ByNumber
        } else {
            Self::ById(registry)
        }
    }

    /// Sorts; quick where stretches are sorted already.
    fn sort(&self, listed: &mut [Listed]) {
        let urgency = |listed: &Listed| (listed.due, listed.rank);
        match self {
            Self::ByNumber => {
                listed.sort_by_key(|listed| (urgency(listed), listed.customer, listed.place));
            }
            Self::ById(registry) => listed.sort_by(|a, b| {
                let by_id = || registry.by_id(a.customer, b.customer);
                let by_urgency = urgency(a).cmp(&urgency(b)).then_with(by_id);
                by_urgency.then_with(|| (a.customer, a.place).cmp(&(b.customer, b.place)))
            }),
        }
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
const REASONS: [WhyNot; 9] = [
    WhyNot::DoNotContact,
    WhyNot::NoTrack,
    WhyNot::StepsDone,
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
