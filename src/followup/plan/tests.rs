//! Cases of the plan.

mod asked;
mod kept_ids;
mod laws;

use super::*;
use crate::followup::situation::{Away, Contact, Rank, UNDATED};
use crate::followup::task::{AnchorKind, Moved};
use crate::period::{Span, Unit};
use crate::rules::{
    Anchor, Calendar, ChannelLimit, DateAnchor, DateOf, Shift, Side, Step, Track, Words, Workdays,
};

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test date")
}

fn span(text: &str) -> Span {
    Span::parse(text).expect("a test span")
}

fn calendar(workdays: Workdays, shift: Shift) -> WorkCalendar {
    WorkCalendar::new(&Calendar {
        workdays,
        off: Vec::new(),
        work: Vec::new(),
        shift,
        horizon: 14,
        ics: None,
    })
}

/// A track without anything but an anchor.
fn track(anchor: Anchor) -> Track {
    Track {
        who: Who::Owner,
        when: None,
        urgent: false,
        anchor,
        steps: Vec::new(),
        every: None,
        until: None,
        channels: vec!["电话".into(), "微信".into()],
        contents: Vec::new(),
        goal: Words::default(),
        script: None,
        escalate: Vec::new(),
    }
}

fn every(text: &str) -> Track {
    Track {
        every: Some(span(text)),
        ..track(Anchor::LastContact)
    }
}

fn steps(anchor: Anchor, after: &[&str], every: Option<&str>) -> Track {
    let step = |text: &&str| Step {
        after: span(text),
        channel: Words::default(),
        content: Words::default(),
    };
    Track {
        steps: after.iter().map(step).collect(),
        every: every.map(span),
        ..track(anchor)
    }
}

fn lines(tracks: &[Track]) -> Vec<Line<'_>> {
    let line = |(number, track)| Line::new("active", number, track);
    tracks.iter().enumerate().map(line).collect()
}

fn contact(text: &str) -> Contact<'static> {
    Contact {
        day: day(text),
        by: None,
        channel: None,
        content: None,
        task: None,
        next_day: None,
        outcome: None,
    }
}

fn facts<'a>(tracks: &'a [Line<'a>], contacts: &'a [Contact<'a>]) -> Situation<'a, 'a> {
    Situation {
        customer_id: "1001",
        type_since: day("2026-11-02"),
        tracks,
        dates: &[],
        created: None,
        first_order: None,
        last_order: None,
        oldest_open_complaint: None,
        reach: Reach::Open,
        put_off: None,
        snooze: None,
        sheet_last_contact: None,
        contacted_later: false,
        contacts,
        rank: Rank { place: 0, of: 3 },
        silence: Silence::Answers,
        away: Away::default(),
    }
}

/// One task a customer and day, nothing more.
static DAILY: Limits = Limits {
    min_gap: 1,
    per_channel: Vec::new(),
};

fn tasks<'a>(facts: &Situation<'_, 'a>, as_of: &str, plan_began: Option<&str>) -> Vec<Task<'a>> {
    let calendar = calendar(Workdays::China, Shift::Next);
    let mut planner = Planner::new(&calendar, &DAILY, day(as_of), 14, plan_began.map(day));
    let mut out = Vec::new();
    let next = planner.tasks(facts, &mut out);
    assert_eq!(next, planner.next(facts));
    out
}

/// Due days and days overdue of all tasks, as of 2026-11-23, a Monday.
fn check(facts: &Situation, expected: &[(&str, u32)]) {
    let found: Vec<(String, u32)> = tasks(facts, "2026-11-23", Some("2026-11-02"))
        .iter()
        .map(|task| (task.due.to_string(), task.days_overdue))
        .collect();
    let expected: Vec<(String, u32)> = expected
        .iter()
        .map(|(due, overdue)| ((*due).to_owned(), *overdue))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_weekly_track_shows_every_contact_of_the_horizon() {
    let tracks = [every("1w")];
    check(
        &facts(&lines(&tracks), &[contact("2026-11-18")]),
        &[("2026-11-25", 0), ("2026-12-02", 0)],
    );
}

#[test]
fn overdue_is_one_task_with_its_age() {
    let tracks = [every("1w")];
    check(
        &facts(&lines(&tracks), &[contact("2026-11-02")]),
        &[("2026-11-09", 14), ("2026-11-30", 0), ("2026-12-07", 0)],
    );
}

#[test]
fn a_due_day_on_the_weekend_moves_and_says_from_where() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let contacts = [contact("2026-11-22")];
    let found = tasks(&facts(&lines, &contacts), "2026-11-23", None);
    assert_eq!(found[0].due, day("2026-11-30"));
    let from = day("2026-11-29");
    assert_eq!(found[0].reason.moved[0], Some(Moved::DayOff { from }));
}

#[test]
fn the_contact_column_of_the_sheet_counts_where_the_log_is_older() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let contacts = [contact("2026-11-02")];
    let mut facts = facts(&lines, &contacts);
    facts.sheet_last_contact = Some(day("2026-11-20"));
    check(&facts, &[("2026-11-27", 0), ("2026-12-04", 0)]);
    facts.sheet_last_contact = Some(day("2026-10-20"));
    check(
        &facts,
        &[("2026-11-09", 14), ("2026-11-30", 0), ("2026-12-07", 0)],
    );
}

#[test]
fn a_later_contact_of_the_sheet_changes_no_day_and_no_id_but_what_is_said() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut facts = facts(&lines, &[]);
    facts.created = Some(day("2026-11-19"));
    let before = tasks(&facts, "2026-11-23", None);
    facts.contacted_later = true;
    let after = tasks(&facts, "2026-11-23", None);
    let named = |tasks: &[Task]| {
        let named = tasks.iter().map(|task| (task.id, task.due));
        named.collect::<Vec<_>>()
    };
    assert_eq!(named(&before), named(&after));
    assert_eq!(before[0].reason.anchor.kind, AnchorKind::Created);
    assert_eq!(after[0].reason.anchor.kind, AnchorKind::Entered);
}

#[test]
fn steps_count_from_the_first_order_and_cycles_from_the_last_step() {
    let tracks = [steps(Anchor::FirstOrder, &["0d", "3d", "7d"], Some("1w"))];
    let lines = lines(&tracks);
    let mut new = facts(&lines, &[]);
    new.first_order = Some(day("2026-11-23"));
    check(
        &new,
        &[
            ("2026-11-23", 0),
            ("2026-11-26", 0),
            ("2026-11-30", 0),
            ("2026-12-07", 0),
        ],
    );
    let done = [contact("2026-11-20"), contact("2026-11-23")];
    new.contacts = &done;
    check(
        &new,
        &[("2026-11-26", 0), ("2026-11-30", 0), ("2026-12-07", 0)],
    );
}

#[test]
fn a_late_step_moves_the_next_one_along() {
    let tracks = [steps(Anchor::FirstOrder, &["0d", "3d", "7d"], None)];
    let lines = lines(&tracks);
    let done = [contact("2026-11-16"), contact("2026-11-23")];
    let mut new = facts(&lines, &done);
    new.first_order = Some(day("2026-11-16"));
    check(&new, &[("2026-11-27", 0)]);
    let found = tasks(&new, "2026-11-23", None);
    let from = day("2026-11-23");
    assert_eq!(found[0].reason.moved[0], Some(Moved::StepBefore { from }));
    assert_eq!(found[0].step, Some(3));
}

#[test]
fn two_contacts_on_one_day_do_not_run_ahead_of_the_plan() {
    let tracks = [steps(Anchor::FirstOrder, &["0d", "3d"], None)];
    let lines = lines(&tracks);
    let done = [contact("2026-11-23"), contact("2026-11-23")];
    let mut new = facts(&lines, &done);
    new.first_order = Some(day("2026-11-23"));
    check(&new, &[("2026-11-26", 0)]);
}

#[test]
fn a_step_done_by_its_id_ends_the_earlier_ones() {
    let tracks = [steps(Anchor::FirstOrder, &["0d", "3d", "7d"], None)];
    let lines = lines(&tracks);
    let mut new = facts(&lines, &[]);
    new.first_order = Some(day("2026-11-23"));
    let second = tasks(&new, "2026-11-23", None)[1].id;
    let mut done = [contact("2026-11-23")];
    done[0].task = Some(second);
    new.contacts = &done;
    check(&new, &[("2026-11-30", 0)]);
}

#[test]
fn the_second_distance_begins_when_the_first_has_lasted() {
    let mut track = every("1w");
    track.until = Some((span("2w"), span("1m")));
    let tracks = [track];
    check(
        &facts(&lines(&tracks), &[contact("2026-11-04")]),
        &[("2026-11-11", 12)],
    );
    check(&facts(&lines(&tracks), &[contact("2026-11-16")]), &[]);
}

#[test]
fn complaints_count_from_the_oldest_and_else_from_the_type() {
    let mut track = steps(Anchor::ComplaintOrTypeBegan, &["0d", "3d"], Some("1w"));
    track.urgent = true;
    let tracks = [track];
    let lines = lines(&tracks);
    let mut risk = facts(&lines, &[]);
    risk.oldest_open_complaint = Some(day("2026-11-20"));
    assert_eq!(tasks(&risk, "2026-11-23", None)[0].due, day("2026-11-20"));
    risk.oldest_open_complaint = None;
    assert_eq!(tasks(&risk, "2026-11-23", None)[0].due, day("2026-11-02"));
}

#[test]
fn an_agreed_day_holds_back_or_pulls_forward() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut contacts = [contact("2026-11-10")];
    contacts[0].next_day = Some(day("2026-11-26"));
    check(
        &facts(&lines, &contacts),
        &[("2026-11-26", 0), ("2026-12-03", 0)],
    );
    contacts[0].next_day = Some(day("2026-11-10"));
    check(
        &facts(&lines, &contacts),
        &[("2026-11-17", 6), ("2026-11-30", 0), ("2026-12-07", 0)],
    );
    let tracks = [every("1m")];
    let lines = super::tests::lines(&tracks);
    contacts[0].next_day = Some(day("2026-11-24"));
    check(&facts(&lines, &contacts), &[("2026-11-24", 0)]);
}

#[test]
fn who_must_not_be_contacted_has_a_reason_and_no_task() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut silent = facts(&lines, &[]);
    silent.reach = Reach::DoNotContact;
    assert!(tasks(&silent, "2026-11-23", None).is_empty());
    let calendar = calendar(Workdays::China, Shift::Next);
    let next = Planner::new(&calendar, &DAILY, day("2026-11-23"), 14, None).next(&silent);
    assert_eq!(next, Next::Never(WhyNot::DoNotContact));
}

#[test]
fn a_missing_event_and_finished_steps_are_said() {
    let check = |track: Track, contacts: &[Contact], expected| {
        let tracks = [track];
        let lines = lines(&tracks);
        let calendar = calendar(Workdays::China, Shift::Next);
        let next = Planner::new(&calendar, &DAILY, day("2026-11-23"), 14, None)
            .next(&facts(&lines, contacts));
        assert_eq!(next, Next::Never(expected));
    };
    check(
        steps(Anchor::LastOrder, &["0d"], None),
        &[],
        WhyNot::NoAnchor(AnchorKind::LastOrder),
    );
    check(
        steps(Anchor::TypeBegan, &["0d"], None),
        &[contact("2026-11-03")],
        WhyNot::StepsDone,
    );
}

#[test]
fn channels_go_on_after_the_one_the_log_shows() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut contacts = [contact("2026-11-11"), contact("2026-11-18")];
    contacts[0].channel = Some("电话");
    contacts[1].channel = Some("邮件");
    let found = tasks(&facts(&lines, &contacts), "2026-11-23", None);
    let channels: Vec<&str> = found
        .iter()
        .filter_map(|task| task.channel)
        .map(|channel| channel.zh.as_str())
        .collect();
    assert_eq!(channels, ["微信", "电话"]);
}

/// What is done as it was planned changes neither channel nor content of what follows.
#[test]
fn a_task_done_as_planned_leaves_the_next_ones_as_they_were() {
    let mut own = steps(Anchor::TypeBegan, &["0d", "2d"], Some("3d"));
    own.contents = vec!["问候".into(), "新品".into()];
    own.steps[1].channel = "微信".into();
    own.steps[1].content = "新品".into();
    let mut other = steps(Anchor::TypeBegan, &["1d"], Some("5d"));
    other.who = Who::Manager;
    let tracks = [own, other];
    let lines = lines(&tracks);
    let planned = tasks(&facts(&lines, &[]), "2026-11-02", Some("2026-11-02"));
    let words = |task: &Task| {
        let zh = |words: Option<&Words>| words.map(|words| words.zh.clone());
        (task.id.to_string(), zh(task.channel), zh(task.content))
    };
    assert!(planned.len() > 4, "{planned:?}");
    for done in 1..planned.len() {
        let contacts: Vec<Contact> = planned[..done]
            .iter()
            .map(|task| Contact {
                day: task.due,
                channel: task.channel.map(|channel| &*channel.zh),
                content: task.content.map(|content| &*content.zh),
                task: Some(task.id),
                ..contact("2026-11-02")
            })
            .collect();
        let day = planned[done - 1].due.to_string();
        let left = tasks(&facts(&lines, &contacts), &day, Some("2026-11-02"));
        for before in &planned[done..] {
            let mut same = left.iter().filter(|task| task.id == before.id);
            let now = same.next().unwrap_or_else(|| panic!("{before:?} {left:?}"));
            assert_eq!(words(now), words(before), "after {done} of {planned:?}");
        }
    }
}

#[test]
fn a_contact_counts_for_the_track_of_whoever_made_it() {
    let manager = Track {
        who: Who::Manager,
        ..every("2w")
    };
    let tracks = [every("1w"), manager];
    let lines = lines(&tracks);
    let mut contacts = [contact("2026-11-13"), contact("2026-11-20")];
    contacts[0].by = Some(Who::Manager);
    contacts[1].by = Some(Who::Owner);
    let found = tasks(&facts(&lines, &contacts), "2026-11-23", None);
    let days: Vec<(usize, String)> = found
        .iter()
        .map(|task| (task.track, task.due.to_string()))
        .collect();
    // Both are due on one day: the second one's comes after the weekend.
    let expected = [(0, "2026-11-27"), (1, "2026-11-30"), (0, "2026-12-04")];
    assert_eq!(days, expected.map(|(track, day)| (track, day.to_owned())));
}

#[test]
fn the_owners_contact_leaves_the_managers_task_id_alone() {
    let manager = Track {
        who: Who::Manager,
        ..every("3w")
    };
    let tracks = [every("1w"), manager];
    let lines = lines(&tracks);
    let mut facts = facts(&lines, &[]);
    facts.created = Some(day("2026-11-02"));
    let managers = |facts: &Situation| {
        let tasks = tasks(facts, "2026-11-23", None);
        let task = tasks.iter().find(|task| task.who == Who::Manager);
        task.map(|task| (task.id, task.due, task.reason.anchor.kind))
            .expect("a task of the manager")
    };
    let (id, due, kind) = managers(&facts);
    let mut contacts = [contact("2026-11-20")];
    contacts[0].by = Some(Who::Owner);
    facts.contacts = &contacts;
    // The owner's first task has the 23rd to itself.
    assert_eq!((due, kind), (day("2026-11-24"), AnchorKind::Created));
    let alone = (id, day("2026-11-23"), AnchorKind::TypeBegan);
    assert_eq!(managers(&facts), alone);
}

#[test]
fn the_first_round_is_spread_and_keeps_its_days() {
    let tracks = [every("1m")];
    let lines = lines(&tracks);
    let calendar = calendar(Workdays::China, Shift::Next);
    let ids: Vec<String> = (0..2000).map(|number| format!("C{number}")).collect();
    let due = |as_of: &str, began: Option<&str>, place: u8| -> Vec<Day> {
        let mut planner = Planner::new(&calendar, &DAILY, day(as_of), 14, began.map(day));
        let plan = |id: &String| {
            let mut facts = facts(&lines, &[]);
            facts.customer_id = id;
            facts.created = Some(day("2020-01-01"));
            facts.rank.place = place;
            match planner.next(&facts) {
                Next::Due { day, .. } => day,
                Next::Never(why) => panic!("{why:?}"),
            }
        };
        ids.iter().map(plan).collect()
    };
    let last = due("2026-11-23", None, 2);
    let busiest = last
        .iter()
        .map(|day| last.iter().filter(|other| *other == day).count())
        .max();
    assert!(busiest < Some(140), "{busiest:?} of 2000 on one of 21 days");
    assert!(last.iter().all(|due| *due >= day("2026-11-23")));
    // Tier A comes in the first third of the round.
    let first = due("2026-11-23", None, 0);
    assert!(first.iter().max() < last.iter().max());
    assert!(first.iter().all(|due| *due <= day("2026-12-01")));
    // Days that have not passed are the same three days later.
    for (now, later) in last.iter().zip(due("2026-11-26", None, 2)) {
        assert!(*now == later || *now < day("2026-11-26"));
    }
    // Once the team has begun, they stay even when passed.
    let began = due("2026-11-23", Some("2026-11-23"), 2);
    assert_eq!(began, due("2026-12-10", Some("2026-11-23"), 2));
}

#[test]
fn a_customer_entered_lately_is_due_after_its_first_cadence() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut fresh = facts(&lines, &[]);
    fresh.created = Some(day("2026-11-19"));
    check(&fresh, &[("2026-11-26", 0), ("2026-12-03", 0)]);
}

/// Days and ids of the tasks of a plan that knows some as dropped.
fn without(facts: &Situation<'_, '_>, as_of: &str, dropped: &[(&str, &str)]) -> Vec<[String; 2]> {
    let calendar = calendar(Workdays::All, Shift::Next);
    let dropped: BTreeMap<String, Day> = dropped
        .iter()
        .map(|(task, on)| ((*task).to_owned(), day(on)))
        .collect();
    let nothing = BTreeMap::new();
    let mut planner =
        Planner::new(&calendar, &DAILY, day(as_of), 21, None).knowing(&nothing, &dropped);
    let mut out = Vec::new();
    let next = planner.tasks(facts, &mut out);
    assert_eq!(next, planner.next(facts));
    let each = (0..out.len()).map(|place| planner.task(facts, place).expect("a place"));
    assert_eq!(each.collect::<Vec<_>>(), out);
    let told = out
        .iter()
        .map(|task| [task.due.to_string(), task.id.to_string()]);
    told.collect()
}

#[test]
fn what_was_dropped_is_not_asked_for_and_what_follows_is() {
    let check = |track: Track, before: [&str; 2], after: [&str; 2]| {
        let (tracks, contacts) = ([track], [contact("2026-11-05")]);
        let lines = lines(&tracks);
        let facts = facts(&lines, &contacts);
        let found = without(&facts, "2026-11-17", &[]);
        assert_eq!([&*found[0][0], &found[1][0]], before);
        let (first, second) = (&*found[0][1], &*found[1][1]);
        // It counts as done when it was dropped, or on its own day where that comes later.
        let left = without(&facts, "2026-11-17", &[(first, "2026-11-16")]);
        assert_eq!([&*left[0][0], &left[1][0]], after);
        let ids: Vec<&str> = left.iter().map(|task| &*task[1]).collect();
        assert!(!ids.contains(&first) && ids.contains(&second), "{ids:?}");
        // On an earlier day nobody knew.
        assert_eq!(
            without(&facts, "2026-11-15", &[(first, "2026-11-16")])[0][1],
            first
        );
        let ahead = without(&facts, "2026-11-17", &[(second, "2026-11-16")]);
        assert_eq!(ahead[0], found[0]);
        assert!(ahead.iter().all(|task| task[1] != second), "{ahead:?}");
    };
    let rolls = every("1w");
    check(
        rolls,
        ["2026-11-12", "2026-11-24"],
        ["2026-11-23", "2026-11-30"],
    );
    let fixed = steps(Anchor::TypeBegan, &[], Some("1w"));
    check(
        fixed,
        ["2026-11-09", "2026-11-23"],
        ["2026-11-23", "2026-11-30"],
    );
    let stepped = steps(Anchor::TypeBegan, &["1d", "2w", "3w", "4w"], None);
    check(
        stepped,
        ["2026-11-18", "2026-11-25"],
        ["2026-11-25", "2026-12-02"],
    );
}
