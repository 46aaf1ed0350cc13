//! The plan of a whole book: the next day of every customer, the tasks of the days ahead.
//!
//! Takes the book, the rules bound to it and what was decided about everyone; gives a
//! [`Plan`]. Customers are planned a batch at a time on all threads; only tasks are kept.

use crate::classify::cuts::Cuts;
use crate::classify::engine::{BATCH, Engine};
use crate::classify::{NONE, Verdicts};
use crate::followup::desk::{Desk, Hand};
use crate::followup::task::{AnchorKind, Next, Task, WhyNot};
use crate::parallel;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::records::book::Book;

/// What is planned for everyone.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// One slot per customer: the next due day in days, or a code; see [`Plan::next_due`].
    next: Vec<i32>,
    /// Tasks overdue and up to the horizon, by customer.
    listed: Vec<Planned<'a>>,
    /// Places in `listed`, in the order of [`Plan::tasks`].
    order: Vec<u32>,
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
    pub fn tasks(&self) -> impl DoubleEndedIterator<Item = &Planned<'a>> + ExactSizeIterator {
        self.order.iter().map(|place| &self.listed[*place as usize])
    }

    /// When the customer is contacted next, or why it is not.
    pub fn next_due(&self, customer: u32) -> Result<Day, WhyNot> {
        decode_code(self.next[customer as usize])
    }
}

/// Plans every customer at the as-of day of `cuts`, with tasks up to `horizon_days` after it.
///
/// Each customer depends on its own facts alone, and ties break by customer id, so the
/// plan is the same for any number of threads.
pub fn plan<'a>(
    engine: &Engine<'a>,
    verdicts: &Verdicts,
    cuts: &Cuts,
    horizon_days: u32,
) -> Plan<'a> {
    planned(engine, verdicts, cuts, horizon_days, Listing::Tasks)
}

/// The next day of every customer at the as-of day of `cuts`, without any tasks.
pub fn next_days<'a>(engine: &Engine<'a>, verdicts: &Verdicts, cuts: &Cuts) -> Plan<'a> {
    planned(engine, verdicts, cuts, 0, Listing::NextDays)
}

fn planned<'a>(
    engine: &Engine<'a>,
    verdicts: &Verdicts,
    cuts: &Cuts,
    horizon_days: u32,
    listing: Listing,
) -> Plan<'a> {
    let desk = Desk::new(engine, verdicts, cuts, horizon_days);
    let parts = &engine.book.parts;
    let planned = parallel::map(
        engine.threads,
        parts.len(),
        || Hand::new(&desk),
        |hand, number| {
            let (first, count) = (parts[number].first, parts[number].len() as u32);
            plan_part(&desk, hand, first..first + count, listing)
        },
    );
    let mut next = Vec::with_capacity(engine.book.len());
    let mut tasks = Vec::with_capacity(planned.iter().map(|(_, tasks)| tasks.len()).sum());
    for (found, part) in planned {
        next.extend_from_slice(&found);
        tasks.extend(part);
    }
    Plan {
        next,
        order: in_order(engine.book, &tasks),
        listed: tasks,
        problems: problems(&desk),
        listing,
    }
}

/// Plans one customer: its next day with the reason, and its tasks up to the horizon, by track.
pub fn plan_one<'a>(
    engine: &Engine<'a>,
    verdicts: &Verdicts,
    cuts: &Cuts,
    horizon_days: u32,
    customer: u32,
) -> (Next, Vec<Task<'a>>) {
    let desk = Desk::new(engine, verdicts, cuts, horizon_days);
    let mut found = (Next::Never(WhyNot::NoTrack), Vec::new());
    let mut hand = Hand::new(&desk);
    desk.tasks(
        &mut hand,
        customer..customer + 1,
        Listing::Tasks,
        |_, next, tasks| {
            found = (next, std::mem::take(tasks));
        },
    );
    found
}

fn plan_part<'d, 'a>(
    desk: &'d Desk<'_, 'a>,
    hand: &mut Hand<'d, 'a>,
    customers: std::ops::Range<u32>,
    listing: Listing,
) -> (Vec<i32>, Vec<Planned<'a>>) {
    let mut next = Vec::with_capacity(customers.len());
    let mut planned = Vec::new();
    for start in customers.clone().step_by(BATCH) {
        let batch = start..customers.end.min(start + BATCH as u32);
        desk.tasks(hand, batch, listing, |customer, found, tasks| {
            next.push(encode(found));
            let kind = desk.kind(customer);
            planned.extend(tasks.drain(..).map(|task| Planned {
                customer,
                kind: kind.unwrap_or(NONE),
                task,
            }));
        });
    }
    (next, planned)
}

/// What orders a task: keys are small, so that sorting moves no tasks.
struct Key {
    urgency: (Day, u8),
    customer: u32,
    /// Where it stands; tasks of one customer come by track and step there.
    place: u32,
}

/// Places of tasks by due day, rank, customer id, track and step; tasks themselves stay.
fn in_order(book: &Book, tasks: &[Planned<'_>]) -> Vec<u32> {
    let keys = (0..).zip(tasks.iter()).map(|(place, planned)| Key {
        urgency: (planned.task.due, planned.task.rank),
        customer: planned.customer,
        place,
    });
    let mut keys: Vec<Key> = keys.collect();
    let key = |key: &Key| (key.urgency, key.customer, key.place);
    if book.registry.is_sorted() {
        keys.sort_unstable_by_key(key);
    } else {
        keys.sort_unstable_by(|a, b| {
            let by_id = || book.registry.by_id(a.customer, b.customer);
            let by_urgency = a.urgency.cmp(&b.urgency).then_with(by_id);
            by_urgency.then_with(|| key(a).cmp(&key(b)))
        });
    }
    keys.iter().map(|key| key.place).collect()
}

fn problems(desk: &Desk<'_, '_>) -> Vec<Problem> {
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
