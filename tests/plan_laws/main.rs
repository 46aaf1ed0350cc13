//! Laws of the whole plan, on random teams, rules and books: what is said of days, people
//! and customers in the documentation holds for every one of them.

mod random;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tierbook::followup::WorkCalendar;
use tierbook::followup::everyone::Plan;
use tierbook::followup::task::{Task, WhyNot};
use tierbook::period::Day;
use tierbook::rules::Rules;

use random::{Case, case};
use world::{World, as_of};

/// A task of a plan with what its laws ask for.
#[derive(Debug)]
struct Shown<'a> {
    customer: u32,
    task: Task<'a>,
    urgent: bool,
    /// The day on which it is done at the earliest.
    done: Day,
}

/// Every task that the plan shows, by customer and in the order in which they follow.
fn shown<'a>(plan: &Plan<'a>, rules: &'a Rules, world: &World, today: Day) -> Vec<Shown<'a>> {
    let calendar = WorkCalendar::new(&rules.calendar);
    let mut all = Vec::new();
    for customer in 0..world.customers() {
        let kind = rules.types.get(usize::from(plan.kind(customer)));
        for task in plan.one(customer).1 {
            let track = kind.and_then(|kind| kind.tracks.get(task.track));
            let done = if task.due < today {
                calendar.open_from(today)
            } else {
                task.due
            };
            all.push(Shown {
                customer,
                urgent: track.is_some_and(|track| track.urgent),
                done,
                task,
            });
        }
    }
    all
}

fn ids<'t>(tasks: impl IntoIterator<Item = &'t Task<'t>>) -> Vec<String> {
    let mut ids: Vec<String> = tasks.into_iter().map(|task| task.id.to_string()).collect();
    ids.sort();
    ids
}

/// Ids of all tasks shown and of all that wait.
fn planned(plan: &Plan<'_>) -> (Vec<String>, Vec<String>) {
    let mut clerk = plan.clerk();
    let tasks: Vec<_> = plan
        .tasks()
        .iter()
        .map(|one| clerk.task(*one).task)
        .collect();
    let waiting = plan.deferred_tasks();
    let waiting: Vec<_> = waiting.iter().map(|one| clerk.task(*one).task).collect();
    (ids(&tasks), ids(&waiting))
}

fn check_days(tasks: &[Shown<'_>], plan: &Plan<'_>, rules: &Rules) -> Result<(), TestCaseError> {
    let calendar = WorkCalendar::new(&rules.calendar);
    let mut last: BTreeMap<(u32, usize), Day> = BTreeMap::new();
    for one in tasks {
        let due = one.task.due;
        let track = (one.customer, one.task.track);
        if let Some(before) = last.insert(track, due) {
            prop_assert!(before <= due, "days of a track ascend: {before} {due}");
        }
        prop_assert!(calendar.shift(due) == due, "{due} is a day off");
        if let Some(member) = plan.person(one.customer, one.task.who) {
            let away = member.away.iter();
            let away = away.filter(|(first, last)| (*first..=*last).contains(&one.done));
            prop_assert_eq!(away.count(), 0, "{} is away on {}", member.name, one.done);
        }
    }
    Ok(())
}

fn check_capacity(tasks: &[Shown<'_>], plan: &Plan<'_>) -> Result<(), TestCaseError> {
    let mut used: BTreeMap<(&str, Day), (u32, u32, u32)> = BTreeMap::new();
    for one in tasks {
        let Some(member) = plan.person(one.customer, one.task.who) else {
            continue;
        };
        let Some(limit) = member.capacity else {
            continue;
        };
        let units = plan.staff().weight(one.task.channel);
        let (urgent, calm, most) = used.entry((member.name, one.done)).or_default();
        *most = limit;
        if one.urgent {
            *urgent += units;
        } else {
            *calm += units.min(limit);
        }
    }
    let mut said: BTreeSet<(&str, Day)> = BTreeSet::new();
    for overload in plan.overloads() {
        said.insert((plan.staff().member(overload.person).name, overload.day));
    }
    for ((name, day), (urgent, calm, limit)) in used {
        if urgent > limit {
            prop_assert!(
                said.contains(&(name, day)),
                "{name} {day}: {urgent} are not said"
            );
            prop_assert_eq!(calm, 0);
        } else {
            prop_assert!(
                urgent + calm <= limit,
                "{name} {day}: {urgent}+{calm} of {limit}"
            );
        }
    }
    Ok(())
}

fn check_gaps(tasks: &[Shown<'_>], rules: &Rules) -> Result<(), TestCaseError> {
    let gap = rules.limits.min_gap as i32;
    for own in tasks.chunk_by(|a, b| a.customer == b.customer) {
        let calm: Vec<&Shown<'_>> = own.iter().filter(|one| !one.urgent).collect();
        for (place, one) in calm.iter().enumerate() {
            for other in &calm[..place] {
                let apart = (one.done.0 - other.done.0).abs();
                prop_assert!(
                    apart >= gap,
                    "{} {}: {apart} of {gap}",
                    one.done,
                    other.done
                );
            }
        }
    }
    Ok(())
}

fn check_next(tasks: &[Shown<'_>], plan: &Plan<'_>, world: &World) -> Result<(), TestCaseError> {
    let horizon = as_of().plus(world.rules.calendar.horizon as i32);
    for customer in 0..world.customers() {
        let own = tasks.iter().filter(|one| one.customer == customer);
        let first = own.map(|one| one.task.due).min();
        let next = plan.next_due(customer);
        let waits = !plan.deferred_of(customer).is_empty();
        let kind = world.rules.types.get(usize::from(plan.kind(customer)));
        let tracks = || kind.into_iter().flat_map(|kind| &kind.tracks);
        match (first, next) {
            (Some(first), next) => prop_assert_eq!(next, Ok(first)),
            (None, Ok(day)) => prop_assert!(day > horizon, "{day} is within the days planned"),
            (None, Err(WhyNot::Full)) => prop_assert!(waits, "nothing of it waits"),
            (None, Err(WhyNot::NoTrack)) => {
                let mut tracks = tracks();
                prop_assert!(tracks.all(|track| track.when.is_some()), "a track applies");
            }
            (None, Err(WhyNot::DoNotContact)) => {}
            (None, Err(_)) => prop_assert!(tracks().next().is_some(), "its type has no track"),
        }
    }
    Ok(())
}

/// Tasks of the same rules without capacities are those shown and those that wait.
fn check_sum(case: &Case, plan: &Plan<'_>) -> Result<(), TestCaseError> {
    let free = World::new(case, &case.rules(false));
    let (expected, none) = free.plan(as_of(), 1, planned);
    prop_assert_eq!(none.len(), 0);
    let (mut all, waiting) = planned(plan);
    all.extend(waiting);
    all.sort();
    prop_assert_eq!(all, expected);
    Ok(())
}

/// What a task looks like in a comparison of runs.
fn told(plan: &Plan<'_>) -> Vec<String> {
    let mut clerk = plan.clerk();
    let all = plan.tasks().iter().copied().chain(plan.deferred_tasks());
    all.map(|one| format!("{:?}", clerk.task(one))).collect()
}

/// So many cases, unless `PROPTEST_CASES` asks for others.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let known = ProptestConfig::default();
    ProptestConfig {
        cases: if asked { known.cases } else { usual },
        failure_persistence: None,
        ..known
    }
}

/// A contact that carries out a task on its day: customer, task, channel.
type Done = (u32, String, Option<String>);

/// The tasks to be done on a day; none of them was done before.
fn of_today(
    plan: &Plan<'_>,
    today: Day,
    done: &BTreeSet<String>,
) -> Result<Vec<Done>, TestCaseError> {
    let mut clerk = plan.clerk();
    let mut finished = Vec::new();
    for one in plan.tasks() {
        let task = clerk.task(*one);
        let id = task.task.id.to_string();
        prop_assert!(!done.contains(&id), "{id} was done and is asked for again");
        if one.due <= today {
            let channel = task.task.channel.map(|words| words.zh.clone());
            finished.push((one.customer, id, channel));
        }
    }
    Ok(finished)
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn the_plan_keeps_its_laws(case in case()) {
        let world = World::new(&case, &case.rules(true));
        let today = as_of();
        world.plan(today, 1, |plan| {
            let tasks = shown(plan, &world.rules, &world, today);
            check_days(&tasks, plan, &world.rules)?;
            check_capacity(&tasks, plan)?;
            check_gaps(&tasks, &world.rules)?;
            check_next(&tasks, plan, &world)?;
            check_sum(&case, plan)
        })?;
        let once = world.plan(today, 1, told);
        prop_assert_eq!(&once, &world.plan(today, 1, told), "planning twice gives the same");
        prop_assert_eq!(&once, &world.plan(today, 3, told), "threads change nothing");
    }
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn what_is_done_never_returns(case in case()) {
        let mut world = World::new(&case, &case.rules(true));
        let mut done: BTreeSet<String> = BTreeSet::new();
        for ahead in 0..10 {
            let today = as_of().plus(ahead);
            let finished = world.plan(today, 1, |plan| of_today(plan, today, &done))?;
            for (customer, id, channel) in finished {
                world.log(customer, today, channel.as_deref(), &id);
                done.insert(id);
            }
        }
    }
}
