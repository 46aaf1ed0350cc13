//! Laws that every plan keeps.

use proptest::prelude::*;

use super::*;

/// A random track and what it needs.
fn random_track() -> impl Strategy<Value = Track> {
    let date = |text: &str, yearly: bool| {
        let offset = Some((Side::Before, span("10d")));
        Anchor::Date(DateAnchor {
            text: text.to_owned(),
            of: DateOf::Column {
                header: text.to_owned(),
                optional: true,
            },
            offset: offset.filter(|_| !yearly),
            yearly,
        })
    };
    let anchors = [
        Anchor::LastContact,
        Anchor::FirstOrder,
        Anchor::LastOrder,
        Anchor::TypeBegan,
        Anchor::ComplaintOrTypeBegan,
        date("合同到期", false),
        date("生日", true),
    ];
    let every = prop_oneof![
        (1u32..30).prop_map(|count| Span::new(count, Unit::Day)),
        (1u32..5).prop_map(|count| Span::new(count, Unit::Week)),
        (1u32..4).prop_map(|count| Span::new(count, Unit::Month)),
    ];
    let steps = proptest::collection::btree_set(0u32..20, 0..4);
    let until = proptest::option::of((1u32..60, 1u32..30));
    let who = prop_oneof![Just(Who::Owner), Just(Who::Manager), Just(Who::Auto)];
    let urgent = proptest::bool::weighted(0.2);
    (0..anchors.len(), every, steps, until, who, urgent).prop_map(
        move |(anchor, every, steps, until, who, urgent)| {
            let after: Vec<String> = steps.iter().map(|after| format!("{after}d")).collect();
            let after: Vec<&str> = after.iter().map(String::as_str).collect();
            let anchor = anchors[anchor].clone();
            let occasion = matches!(&anchor, Anchor::Date(date) if date.yearly);
            let after = if occasion && after.is_empty() {
                vec!["0d"]
            } else {
                after
            };
            Track {
                // An occasion of the year has steps only.
                every: (!occasion).then_some(every),
                who,
                urgent,
                until: until
                    .filter(|_| !occasion)
                    .map(|(until, then)| (Span::new(until, Unit::Day), Span::new(then, Unit::Day))),
                ..steps_of(anchor, &after)
            }
        },
    )
}

fn steps_of(anchor: Anchor, after: &[&str]) -> Track {
    super::tests::steps(anchor, after, None)
}

/// Random limits: a gap, and perhaps one for `WeChat`.
fn random_limits() -> impl Strategy<Value = Limits> {
    let channel = proptest::option::of((1u32..3, 1u32..15));
    (1u32..6, channel).prop_map(|(min_gap, channel)| Limits {
        min_gap,
        per_channel: channel
            .map(|(most, days)| ChannelLimit {
                channel: "微信".to_owned(),
                most,
                days,
            })
            .into_iter()
            .collect(),
    })
}

/// What the laws look at of a task.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    track: usize,
    id: TaskId,
    due: Day,
    overdue: u32,
    urgent: bool,
    wechat: bool,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_plan_keeps_the_laws(
        tracks in proptest::collection::vec(random_track(), 1..4),
        limits in random_limits(),
        days in proptest::collection::btree_set(0i32..200, 0..8),
        since in 0i32..200, created in 0i32..200, began in proptest::option::of(0i32..200),
        shift in prop_oneof![Just(Shift::Next), Just(Shift::Previous), Just(Shift::Stay)],
        away in proptest::option::of((-5i32..15, 0i32..10)),
        date in -100i32..100,
        marked in 0usize..8, later in 0i32..6,
    ) {
        let as_of = day("2026-10-08");
        let back = |days: i32| as_of.plus(-days);
        let calendar = calendar(Workdays::China, shift);
        let lines = lines(&tracks);
        let dates = vec![Some(back(date)); tracks.len()];
        let away: Vec<(Day, Day)> = away.into_iter()
            .map(|(first, days)| (as_of.plus(first), as_of.plus(first + days)))
            .collect();
        let contacts: Vec<Contact> = days.iter().rev()
            .map(|days| Contact { day: back(*days), channel: Some("微信"), ..contact("2026-01-01") })
            .collect();
        let facts = Situation {
            type_since: back(since),
            created: Some(back(created)),
            first_order: Some(back(since + 10)),
            last_order: Some(back(since / 2)),
            dates: &dates,
            away: Away { owner: &away, manager: &[] },
            ..facts(&lines, &contacts)
        };
        let plan = |as_of: Day, facts: &Situation| {
            let mut planner = Planner::new(&calendar, &limits, as_of, 14, began.map(back));
            let mut out = Vec::new();
            let next = planner.tasks(&Situation { contacts: facts.contacts, ..*facts }, &mut out);
            let mut places = Vec::new();
            assert_eq!(planner.due_days(facts, Channels::Asked, &mut places), next);
            let placed: Vec<_> = out.iter()
                .map(|task| (task.due, task.who, task.channel))
                .collect();
            let places: Vec<_> = places.iter()
                .map(|place| (place.due, place.who, place.channel))
                .collect();
            assert_eq!(placed, places);
            for (place, task) in out.iter().enumerate() {
                assert_eq!(planner.task(facts, place).as_ref(), Some(task));
            }
            assert_eq!(planner.task(facts, out.len()), None);
            let out: Vec<Seen> = out.iter()
                .map(|task| Seen {
                    track: task.track,
                    id: task.id,
                    due: task.due,
                    overdue: task.days_overdue,
                    urgent: tracks[task.track].urgent,
                    wechat: task.channel.is_some_and(|channel| channel.zh == "微信"),
                })
                .collect();
            (next, out)
        };
        let (next, tasks) = plan(as_of, &facts);
        prop_assert_eq!(&(next, tasks.clone()), &plan(as_of, &facts));
        // A track that only rolls looks at nothing that dates type or orders.
        if let ([line], true) = (&lines[..], began.is_none() || !contacts.is_empty())
            && line.only_rolls()
        {
            let undated = Situation {
                type_since: UNDATED,
                first_order: None,
                last_order: None,
                ..facts
            };
            prop_assert_eq!(&(next, tasks.clone()), &plan(as_of, &undated));
        }
        let Next::Due { day: first, .. } = next else {
            return Err(TestCaseError::fail("no next day"));
        };
        prop_assert_eq!(
            tasks.first().map(|task| task.due),
            Some(first).filter(|day| *day <= as_of.plus(14))
        );
        let open = |day: Day| if day < as_of { calendar.open_from(as_of) } else { day };
        for (index, task) in tasks.iter().enumerate() {
            let before = &tasks[..index];
            // Days ascend within a track, and only its first task is overdue.
            prop_assert!(before.iter().all(|other| other.track != task.track || other.due <= task.due));
            if task.overdue > 0 {
                prop_assert!(before.iter().all(|other| other.track != task.track));
            }
            prop_assert!(before.iter().all(|other| other.id != task.id));
            // Nothing falls on a day off or on leave.
            prop_assert!(shift == Shift::Stay || calendar.is_workday(task.due));
            if tracks[task.track].who == Who::Owner {
                let day = open(task.due);
                prop_assert!(away.iter().all(|(first, last)| day < *first || day > *last));
            }
            if task.urgent {
                continue;
            }
            // Contacts of one customer keep their distance.
            let logged = contacts.last().map(|contact| contact.day);
            let gap = limits.min_gap as i32;
            prop_assert!(logged.is_none_or(|last| open(task.due).0 - last.0 >= gap));
            for other in before {
                let apart = (open(task.due).0 - open(other.due).0).abs();
                prop_assert!(apart >= gap, "{other:?} {task:?}");
            }
            if let (Some(limit), true) = (limits.per_channel.first(), task.wechat) {
                let within = |day: Day| open(task.due).0 - day.0 < limit.days as i32 && day <= open(task.due);
                let logged = contacts.iter().filter(|contact| within(contact.day)).count();
                let planned = before.iter().filter(|other| other.wechat && within(open(other.due)));
                let urgent = before.iter().filter(|other| other.urgent && within(open(other.due)));
                prop_assert!(logged + planned.count() < limit.most as usize + urgent.count());
            }
        }
        // The first task of a track keeps its id on a later day without new facts.
        let (_, again) = plan(as_of.plus(later), &facts);
        for (track, rules) in tracks.iter().enumerate() {
            let id = |tasks: &[Seen]| {
                tasks.iter().find(|task| task.track == track).map(|task| task.id)
            };
            // A yearly occasion passes.
            let yearly = matches!(&rules.anchor, Anchor::Date(date) if date.yearly);
            if let (Some(now), Some(then), false) = (id(&tasks), id(&again), yearly) {
                prop_assert_eq!(now, then);
            }
        }
        // A task marked done never returns.
        if let Some(done) = tasks.get(marked) {
            let mut contacts = contacts.clone();
            contacts.push(Contact { day: as_of, task: Some(done.id), ..contact("2026-01-01") });
            let facts = Situation { contacts: &contacts, ..facts };
            for ahead in [0, later, 30] {
                let (_, tasks) = plan(as_of.plus(ahead), &facts);
                prop_assert!(tasks.iter().all(|task| task.id != done.id));
            }
        }
    }
}
