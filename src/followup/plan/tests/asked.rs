//! Days that workbooks asked for: once past they stay, whatever the rules say today.

use super::*;
use crate::followup::plan::Place;
use crate::followup::task::TrackMark;

/// Three days between two contacts of any tracks.
static APART: Limits = Limits {
    min_gap: 3,
    per_channel: Vec::new(),
};

/// The plan of a customer on a day, knowing what workbooks asked for: by id the day of the
/// newest one and the day it asks for. Of each task the track, the day, how late it is and
/// the moves of its reason.
fn plan(
    facts: &Situation<'_, '_>,
    as_of: &str,
    asked: &[(TaskId, &str, &str)],
) -> Vec<(usize, String, u32, Vec<Moved>)> {
    let calendar = calendar(Workdays::Weekdays, Shift::Next);
    let shown = |(id, last, due): &(TaskId, &str, &str)| {
        let known = Shown {
            since: day("2026-11-02"),
            last: day(last),
            due: Some(day(due)),
        };
        (id.to_string(), known)
    };
    let shown: BTreeMap<String, Shown> = asked.iter().map(shown).collect();
    let nothing = BTreeMap::new();
    let began = Some(day("2026-11-02"));
    let planner = Planner::new(&calendar, &APART, day(as_of), 14, began);
    let mut planner = planner.knowing(&shown, &nothing);
    let (mut out, mut places) = (Vec::new(), Vec::new());
    let next = planner.tasks(facts, &mut out);
    assert_eq!(next, planner.next(facts));
    planner.due_days(facts, Channels::Asked, &mut places);
    let days = |place: &Place<'_>| place.due;
    assert_eq!(
        places.iter().map(days).collect::<Vec<_>>(),
        out.iter().map(|task| task.due).collect::<Vec<_>>()
    );
    for task in out.iter().filter(|task| task.days_overdue > 0) {
        assert_eq!(day(as_of).0 - task.due.0, task.days_overdue as i32);
    }
    let told = out.iter().map(|task| {
        let moved = task.reason.moved.iter().flatten().copied().collect();
        let late = task.days_overdue;
        (task.track, task.due.to_string(), late, moved)
    });
    told.collect()
}

/// The id of the first task of a track, whatever the day.
fn id(facts: &Situation<'_, '_>, track: usize) -> TaskId {
    let calendar = calendar(Workdays::Weekdays, Shift::Next);
    let mut planner = Planner::new(&calendar, &APART, day("2026-11-20"), 14, None);
    let mut out = Vec::new();
    planner.tasks(facts, &mut out);
    let found = out.iter().find(|task| task.track == track);
    found.expect("a task").id
}

fn told(track: usize, due: &str, late: u32, moved: &[Moved]) -> (usize, String, u32, Vec<Moved>) {
    (track, due.to_owned(), late, moved.to_vec())
}

/// A call and a visit, so many days after the type began on Monday, 2 November.
fn call_and_visit(call: &str, visit: &str) -> [Track; 2] {
    [call, visit].map(|after| steps(Anchor::TypeBegan, &[after], None))
}

#[test]
fn a_day_that_the_gap_had_moved_stays_when_the_gap_no_longer_does() {
    let tracks = call_and_visit("18d", "18d");
    let lines = lines(&tracks);
    let open = facts(&lines, &[]);
    let moved = [Moved::Gap {
        from: day("2026-11-20"),
    }];
    let shown = plan(&open, "2026-11-20", &[]);
    assert_eq!(
        shown,
        [
            told(0, "2026-11-20", 0, &[]),
            told(1, "2026-11-23", 0, &moved)
        ]
    );
    let mut called = contact("2026-11-20");
    called.task = Some(id(&open, 0));
    let visit = id(&open, 1);
    let contacts = [called];
    let facts = facts(&lines, &contacts);
    let asked = [(visit, "2026-11-20", "2026-11-23")];
    let late = told(1, "2026-11-20", 7, &[]);
    assert_eq!(plan(&facts, "2026-11-27", &[]), [late], "nobody asked");
    let kept = [Moved::Asked {
        from: day("2026-11-20"),
    }];
    let late = told(1, "2026-11-23", 4, &kept);
    assert_eq!(plan(&facts, "2026-11-27", &asked), [late]);
    // Not past yet, the plan may move it, but it is not late: nobody asked for a day before.
    let today = [Moved::NotBefore {
        from: day("2026-11-20"),
    }];
    let due = told(1, "2026-11-23", 0, &today);
    assert_eq!(plan(&facts, "2026-11-23", &asked), [due]);
    let in_time = told(1, "2026-11-20", 1, &[]);
    assert_eq!(plan(&facts, "2026-11-21", &[]), [in_time], "nobody asked");
    let asked_later = [(visit, "2026-11-20", "2026-11-27")];
    let due = told(1, "2026-11-24", 0, &today);
    assert_eq!(plan(&facts, "2026-11-24", &asked_later), [due]);
    // The workbook that said so, written on that very day, changes nothing.
    let again = [(visit, "2026-11-23", "2026-11-23")];
    let due = told(1, "2026-11-23", 0, &today);
    assert_eq!(plan(&facts, "2026-11-23", &again), [due]);
    // Of a workbook that is written later nobody knew.
    let later = [(visit, "2026-11-28", "2026-11-23")];
    let late = told(1, "2026-11-20", 7, &[]);
    assert_eq!(plan(&facts, "2026-11-27", &later), [late]);
}

#[test]
fn a_contact_since_does_not_move_a_day_that_was_asked_for() {
    let tracks = call_and_visit("2d", "21d");
    let lines = lines(&tracks);
    let mut called = contact("2026-11-26");
    called.task = Some(id(&facts(&lines, &[]), 0));
    let contacts = [called];
    let facts = facts(&lines, &contacts);
    let moved = [
        Moved::Gap {
            from: day("2026-11-23"),
        },
        Moved::DayOff {
            from: day("2026-11-29"),
        },
    ];
    let away = told(1, "2026-11-30", 0, &moved);
    assert_eq!(plan(&facts, "2026-11-27", &[]), [away]);
    let asked = [(id(&facts, 1), "2026-11-20", "2026-11-23")];
    let late = told(1, "2026-11-23", 4, &[]);
    assert_eq!(plan(&facts, "2026-11-27", &asked), [late]);
}

#[test]
fn a_later_agreed_day_goes_before_one_that_was_asked_for() {
    let tracks = call_and_visit("18d", "21d");
    let lines = lines(&tracks[..1]);
    let mut facts = facts(&lines, &[]);
    let asked = [(id(&facts, 0), "2026-11-16", "2026-11-20")];
    let check = |facts: &Situation, due: &str, late| {
        let found = plan(facts, "2026-11-27", &asked);
        assert_eq!((&*found[0].1, found[0].2), (due, late));
    };
    check(&facts, "2026-11-20", 7);
    facts.put_off = Some((day("2026-11-21"), day("2026-12-02")));
    check(&facts, "2026-12-02", 0);
    facts.put_off = Some((day("2026-11-21"), day("2026-11-25")));
    check(&facts, "2026-11-25", 2);
    // What was agreed for a day before it did not move the day that was asked for.
    facts.put_off = Some((day("2026-11-10"), day("2026-11-18")));
    check(&facts, "2026-11-20", 7);
    facts.reach = Reach::DoNotContact;
    assert!(plan(&facts, "2026-11-27", &asked).is_empty());
}

#[test]
fn what_had_no_turn_on_the_day_asked_for_keeps_its_distance_from_the_step_before() {
    let tracks = [steps(Anchor::TypeBegan, &["14d", "17d"], None)];
    let lines = lines(&tracks);
    let none = facts(&lines, &[]);
    let ids: Vec<TaskId> = tasks(&none, "2026-11-16", None)
        .iter()
        .map(|task| task.id)
        .collect();
    let asked = [
        (ids[0], "2026-11-16", "2026-11-16"),
        (ids[1], "2026-11-16", "2026-11-19"),
    ];
    // What is overdue is one task; the next is counted from today.
    let found = plan(&none, "2026-11-23", &asked);
    assert_eq!((&*found[0].1, &*found[1].1), ("2026-11-16", "2026-11-26"));
    let step = |contact_day: &str, expected: (&str, u32)| {
        let mut done = contact(contact_day);
        done.task = Some(ids[0]);
        let contacts = [done];
        let found = plan(&facts(&lines, &contacts), "2026-11-27", &asked);
        assert_eq!((&*found[0].1, found[0].2), expected, "{contact_day}");
    };
    step("2026-11-16", ("2026-11-19", 8));
    step("2026-11-18", ("2026-11-19", 8));
    step("2026-11-19", ("2026-11-23", 4));
    step("2026-11-20", ("2026-11-23", 4));
}

#[test]
fn a_task_is_still_to_come_whatever_the_days_of_the_plan() {
    let tracks = [every("1m"), steps(Anchor::TypeBegan, &["1d", "90d"], None)];
    let lines = lines(&tracks);
    let facts = facts(&lines, &[]);
    let calendar = calendar(Workdays::All, Shift::Next);
    let mut far = Planner::new(&calendar, &DAILY, day("2026-11-20"), 120, None);
    let mut near = Planner::new(&calendar, &DAILY, day("2026-11-20"), 1, None);
    let mut listed = Vec::new();
    far.tasks(&facts, &mut listed);
    let of = |track| {
        let own = listed.iter().filter(move |task| task.track == track);
        own.map(|task| task.id).collect::<Vec<_>>()
    };
    let (rolls, stepped) = (of(0), of(1));
    assert!(rolls.len() > 2 && stepped.len() == 2, "{listed:?}");
    let next = Some(Ahead::Next(day("2026-12-02")));
    assert_eq!(near.ahead(&facts, rolls[0]), next);
    for later in rolls[1..].iter().chain(&stepped[1..]) {
        assert_eq!(near.ahead(&facts, *later), Some(Ahead::AfterEarlier));
    }
    // A contact gives what rolls new ids, and finishes a step; put off, nothing ends.
    let mut done = contact("2026-11-19");
    done.task = Some(stepped[0]);
    let mut spoken = contact("2026-11-20");
    spoken.task = Some(rolls[0]);
    let contacts = [done, spoken];
    let mut after = super::facts(&lines, &contacts);
    for ended in rolls.iter().chain(&stepped[..1]) {
        assert_eq!(near.ahead(&after, *ended), None);
    }
    after.put_off = Some((day("2026-11-20"), day("2028-01-03")));
    let next = Some(Ahead::Next(day("2028-01-03")));
    assert_eq!(near.ahead(&after, stepped[1]), next);
    after.reach = Reach::DoNotContact;
    assert_eq!(near.ahead(&after, stepped[1]), None);
    let other = TaskId::new(
        "1001",
        TrackMark::new("other", 0),
        listed[0].reason.anchor,
        1,
    );
    assert_eq!(near.ahead(&facts, other), None);
}
