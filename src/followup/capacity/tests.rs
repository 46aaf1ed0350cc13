//! Cases and laws of days that are full.

use proptest::prelude::*;

use super::*;
use crate::rules::{Calendar, Person, Shift, Who, Workdays};

/// 2026-11-23, a Monday.
fn monday() -> Day {
    Day::parse_iso("2026-11-23").expect("a test day")
}

fn calendar() -> WorkCalendar {
    WorkCalendar::new(&Calendar {
        workdays: Workdays::Weekdays,
        off: Vec::new(),
        work: Vec::new(),
        shift: Shift::Next,
        horizon: 14,
        ics: None,
    })
}

/// Someone's capacity and days away, counted from the Monday.
type Someone = (Option<u32>, Option<(i32, i32)>);

/// People by their capacities and days away.
fn people(people: &[Someone]) -> crate::rules::Team {
    let person = |(number, (capacity, away)): (usize, &Someone)| Person {
        name: format!("P{number}"),
        capacity: *capacity,
        away: away
            .iter()
            .map(|(first, last)| (monday().plus(*first), monday().plus(*last)))
            .collect(),
        manager: None,
    };
    crate::rules::Team {
        people: people.iter().enumerate().map(person).collect(),
        ..crate::rules::Team::default()
    }
}

/// A task: customer, wanted so many days after the Monday, rank, person, weight, urgent.
type Wanted = (u32, i32, u8, Option<u16>, u16, bool);

fn tasks(wanted: &[Wanted]) -> (Vec<Listed>, Vec<Load>) {
    let mut tasks = Vec::new();
    let mut loads = Vec::new();
    for (customer, day, rank, person, weight, urgent) in wanted {
        let before = tasks
            .iter()
            .filter(|task: &&Listed| task.customer == *customer);
        let place = before.count() as u16;
        tasks.push(Listed::new(
            monday().plus(*day),
            *customer,
            place,
            *rank,
            Who::Owner,
        ));
        loads.push(Load {
            weight: *weight,
            person: person.map(PersonId),
            urgent: *urgent,
            late_since: None,
            wanted_since: None,
        });
    }
    (tasks, loads)
}

fn spread(team: &crate::rules::Team, wanted: &[Wanted]) -> Spread {
    spread_late(team, wanted, &[])
}

/// The same where workbooks asked for the days of some tasks, by their places, which are late
/// since so many days after the Monday.
fn spread_late(team: &crate::rules::Team, wanted: &[Wanted], late: &[(usize, i32)]) -> Spread {
    spread_with(team, wanted, |loads| {
        for (place, since) in late {
            loads[*place].late_since = Some(monday().plus(*since));
        }
    })
}

/// The same with loads as somebody sets them.
fn spread_with(
    team: &crate::rules::Team,
    wanted: &[Wanted],
    set: impl FnOnce(&mut [Load]),
) -> Spread {
    let staff = Staff::new(team, None);
    let calendar = calendar();
    let (tasks, mut loads) = tasks(wanted);
    set(&mut loads);
    let team = Team {
        calendar: &calendar,
        staff: &staff,
        as_of: monday(),
        horizon: monday().plus(14),
        tiers: 3,
    };
    team.spread(&tasks, &loads, &[])
}

/// Where tasks go, in days after the Monday.
fn check(team: &crate::rules::Team, wanted: &[Wanted], expected: &[i32]) {
    let found = spread(team, wanted).days;
    let days: Vec<Option<i32>> = found
        .iter()
        .map(|day| day.map(|day| day.0 - monday().0))
        .collect();
    let expected: Vec<Option<i32>> = expected.iter().map(|day| Some(*day)).collect();
    assert_eq!(days, expected);
}

#[test]
fn a_full_day_sends_the_last_in_order_to_the_next_workday() {
    let team = people(&[(Some(2), None)]);
    let one = |customer, rank| (customer, 4, rank, Some(0), 1, false);
    // Friday has room for two: tier A and B; C waits for Monday.
    check(&team, &[one(0, 2), one(1, 0), one(2, 1)], &[7, 4, 4]);
}

#[test]
fn a_week_of_waiting_outweighs_a_tier() {
    let team = people(&[(Some(1), None)]);
    let wanted = [(0, -8, 1, Some(0), 1, false), (1, 0, 0, Some(0), 1, false)];
    check(&team, &wanted, &[0, 1]);
    let wanted = [(0, -6, 1, Some(0), 1, false), (1, 0, 0, Some(0), 1, false)];
    check(&team, &wanted, &[1, 0]);
}

#[test]
fn a_visit_takes_its_weight_and_one_beyond_a_day_fills_it() {
    let team = people(&[(Some(3), None)]);
    let wanted = [
        (0, 0, 0, Some(0), 4, false),
        (1, 0, 1, Some(0), 1, false),
        (2, 0, 1, Some(0), 1, false),
    ];
    check(&team, &wanted, &[0, 1, 1]);
}

#[test]
fn urgent_tasks_stay_and_what_they_take_too_much_is_said() {
    let team = people(&[(Some(1), None)]);
    let wanted = [
        (0, 0, 2, Some(0), 1, true),
        (1, 0, 2, Some(0), 1, true),
        (2, 0, 0, Some(0), 1, false),
    ];
    check(&team, &wanted, &[0, 0, 1]);
    let overload = Overload {
        person: PersonId(0),
        day: monday(),
        units: 2,
    };
    assert_eq!(spread(&team, &wanted).overloads, [overload]);
}

#[test]
fn nobody_works_while_away_and_bulk_touches_take_nobodys_time() {
    let team = people(&[(Some(1), Some((0, 1)))]);
    let wanted = [(0, 0, 0, Some(0), 1, false), (1, 0, 0, None, 1, false)];
    check(&team, &wanted, &[2, 0]);
}

#[test]
fn later_tasks_of_a_customer_wait_along() {
    let team = people(&[(Some(1), None)]);
    let wanted = [
        (0, 0, 0, Some(0), 1, false),
        (1, 0, 2, Some(0), 1, false),
        (1, 3, 2, Some(0), 1, false),
    ];
    check(&team, &wanted, &[0, 1, 4]);
}

#[test]
fn what_finds_no_room_up_to_the_horizon_is_deferred() {
    let team = people(&[(Some(1), None)]);
    let wanted: Vec<Wanted> = (0..13)
        .map(|customer| (customer, 0, 1, Some(0), 1, false))
        .collect();
    let found = spread(&team, &wanted);
    // Eleven workdays up to the Monday in two weeks; the other two follow.
    let late: Vec<(u32, i32)> = found
        .deferred
        .iter()
        .map(|task| (task.task.customer, day_of(task).0 - monday().0))
        .collect();
    assert_eq!(late, [(11, 15), (12, 16)]);
    assert_eq!(found.last_turn, Some(monday().plus(16)));
}

#[test]
fn what_was_asked_for_takes_room_by_its_age_and_never_waits() {
    let team = people(&[(Some(1), None)]);
    let one = |customer, wanted| (customer, wanted, 1, Some(0), 1, false);
    let wanted = [one(0, -3), one(1, -2), one(2, -1), one(3, 0)];
    // The third was wanted before the others; the plan had moved it to the day asked for.
    let late = [(0, -3), (1, -2), (2, -7)];
    let days = spread_late(&team, &wanted, &late).days;
    assert_eq!(days, [1, 2, 0, 3].map(|day| Some(monday().plus(day))));

    let wanted: Vec<Wanted> = (0..13).map(|customer| one(customer, -1)).collect();
    let late: Vec<(usize, i32)> = (0..12).map(|place| (place, -1)).collect();
    let deferred = spread_late(&team, &wanted, &late).deferred;
    let customers: Vec<u32> = deferred.iter().map(|one| one.task.customer).collect();
    assert_eq!(customers, [12], "the twelfth is late, not without room");
}

#[test]
fn what_was_not_asked_for_yet_has_its_turn_by_its_age_and_waits() {
    let team = people(&[(Some(1), None)]);
    let wanted: Vec<Wanted> = (0..3)
        .map(|customer| (customer, 0, 1, Some(0), 1, false))
        .collect();
    let days = spread_with(&team, &wanted, |loads| {
        loads[1].wanted_since = Some(monday().plus(-20));
        loads[2].wanted_since = Some(monday().plus(-25));
    });
    assert_eq!(days.days, [2, 1, 0].map(|day| Some(monday().plus(day))));
}

/// The first day with room for a task.
fn day_of(deferred: &Deferred) -> Day {
    match deferred.room {
        Later::On(day) => day,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_follows_a_task_that_waits_too_long_is_told_from_what_finds_no_day() {
    let team = people(&[(Some(1), None)]);
    let mut wanted: Vec<Wanted> = (1..12)
        .map(|customer| (customer, 0, 0, Some(0), 1, false))
        .collect();
    // The last in order takes the day after the horizon, its next week is not asked for.
    wanted.insert(0, (0, 0, 2, Some(0), 1, false));
    wanted.insert(1, (0, 7, 2, Some(0), 1, false));
    let found = spread(&team, &wanted).deferred;
    let rooms: Vec<Later> = found.iter().map(|one| one.room).collect();
    assert_eq!(rooms, [Later::On(monday().plus(15)), Later::AfterEarlier]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn full_days_keep_the_laws(
        capacities in proptest::collection::vec(
            (proptest::option::weighted(0.8, 1u32..6), proptest::option::of((0i32..10, 0i32..5))), 1..4),
        mut wanted in proptest::collection::vec(
            (0u32..12, -20i32..14, 0u8..4, proptest::option::weighted(0.9, 0u16..4), 1u16..6,
             proptest::bool::weighted(0.1)), 0..40),
    ) {
        for task in &mut wanted {
            // Ranks are customers', people exist, and nothing is wanted on a weekend.
            task.2 = (task.0 % 4) as u8;
            task.3 = task.3.map(|person| person % capacities.len() as u16);
            let day = monday().plus(task.1);
            task.1 -= (day.weekday() as i32 - 4).max(0);
        }
        wanted.sort_by_key(|task| (task.0, task.1));
        // A customer is contacted once a day, and overdue at most once.
        wanted.dedup_by(|b, a| a.0 == b.0 && a.1.max(0) == b.1.max(0));
        let team = people(&capacities);
        let found = spread(&team, &wanted);
        prop_assert_eq!(&found.days, &spread(&team, &wanted).days);
        let horizon = monday().plus(14);
        let shown = found.days.iter().filter(|day| day.is_some_and(|day| day <= horizon));
        prop_assert_eq!(shown.count() + found.deferred.len(), wanted.len());
        let calendar = calendar();
        let effective = |task: &Wanted| monday().plus(task.1.max(0));
        let mut used = std::collections::BTreeMap::new();
        for (task, day) in wanted.iter().zip(&found.days) {
            let Some(day) = *day else { continue };
            prop_assert!(day >= effective(task));
            prop_assert!(calendar.is_workday(day));
            if let Some(person) = task.3 {
                let (capacity, away) = capacities[usize::from(person)];
                let on_leave = away.is_some_and(|(first, last)| {
                    (first..=last).contains(&(day.0 - monday().0))
                });
                prop_assert!(task.5 || !on_leave);
                if !task.5 && let Some(capacity) = capacity {
                    *used.entry((person, day, capacity)).or_insert(0) += u32::from(task.4).min(capacity);
                }
            }
        }
        for ((_, _, capacity), units) in &used {
            prop_assert!(units <= capacity);
        }
        // What kept a customer's tasks apart still does, and their order stays.
        for (index, (task, day)) in wanted.iter().zip(&found.days).enumerate() {
            let Some(day) = *day else { continue };
            for (other, then) in wanted[..index].iter().zip(&found.days) {
                if other.0 != task.0 || other.5 || task.5 {
                    continue;
                }
                let then = then.expect("an earlier task has a day when a later one has");
                prop_assert!(day.0 - then.0 >= effective(task).0 - effective(other).0);
            }
        }
        // After a week for every tier nothing that is wanted later comes before a first task.
        let is_first = |index: usize| {
            let (own, before) = (&wanted[index], &wanted[..index]);
            !own.5 && before.iter().all(|other| other.0 != own.0 || other.5)
        };
        for (index, (task, day)) in wanted.iter().zip(&found.days).enumerate() {
            for (place, (other, then)) in wanted.iter().zip(&found.days).enumerate() {
                let someone = task.3.is_some() && task.3 == other.3;
                let later = other.1 - task.1 > overtaken_for(3) as i32;
                if someone && later && is_first(index) && is_first(place) {
                    prop_assert!(day <= then, "{day:?} {then:?}");
                }
            }
        }
        // Nobody starves: a first task waits no longer than all of its person's work takes.
        for (index, (task, day)) in wanted.iter().zip(&found.days).enumerate() {
            let Some(person) = task.3 else { continue };
            let (Some(capacity), _) = capacities[usize::from(person)] else { continue };
            let first = wanted[..index].iter().all(|other| other.0 != task.0 || other.5);
            if task.5 || !first {
                continue;
            }
            let own = wanted.iter().filter(|other| other.3 == Some(person));
            let units: u32 = own.map(|other| u32::from(other.4)).sum();
            // Each day takes at least one task, and a week has five days; leave, and days that
            // urgent tasks fill, come on top.
            let days = (units.div_ceil(capacity.min(1)) + 1) * 7 / 5 + 30;
            let day = day.expect("a first task has a day");
            prop_assert!(day.0 - effective(task).0 <= days as i32);
        }
    }
}
