//! Ids of tasks over the weeks: what nobody does, what is done late, early or untold, and
//! what is put off.

use super::*;

/// Ids of the tasks of a risk that began on 2 November, in their order, as of several days.
fn ids_at(contacts: &[Contact<'static>], days: &[&str]) -> Vec<Vec<TaskId>> {
    let tracks = [steps(Anchor::TypeBegan, &["0d", "3d"], Some("1w"))];
    let lines = lines(&tracks);
    let of = |as_of: &&str| {
        let until = |contact: &&Contact| contact.day <= day(as_of);
        let contacts: Vec<Contact> = contacts.iter().filter(until).copied().collect();
        let facts = facts(&lines, &contacts);
        let tasks = tasks(&facts, as_of, Some("2026-11-02"));
        tasks.iter().map(|task| task.id).collect()
    };
    days.iter().map(of).collect()
}

#[test]
fn what_is_neglected_keeps_its_id_and_so_does_what_follows_it() {
    let weeks = ["2026-11-09", "2026-11-16", "2026-11-23", "2026-12-07"];
    let steps_open = ids_at(&[], &weeks);
    for later in &steps_open[1..] {
        assert_eq!(later[..3], steps_open[0][..3], "two steps and a cycle");
    }
    let done = [contact("2026-11-02"), contact("2026-11-05")];
    let cycles = ids_at(&done, &weeks);
    for later in &cycles[1..] {
        assert_eq!(later[..2], cycles[0][..2], "the overdue cycle and the next");
    }
}

#[test]
fn a_cycle_done_late_opens_the_one_that_was_listed_after_it() {
    let mut done = vec![contact("2026-11-02"), contact("2026-11-05")];
    let listed = &ids_at(&done, &["2026-11-23"])[0];
    done.push(contact("2026-11-23"));
    let untold = ids_at(&done, &["2026-11-23", "2026-12-07"]);
    assert_eq!([untold[0][0], untold[1][0]], [listed[1]; 2]);
    done[2].task = Some(listed[0]);
    assert_eq!(ids_at(&done, &["2026-11-23", "2026-12-07"]), untold);
    // Done ahead of its day, it is not asked for again.
    let mut ahead = contact("2026-11-24");
    ahead.task = Some(listed[1]);
    done.push(ahead);
    let after = &ids_at(&done, &["2026-11-30"])[0];
    assert!(!after.contains(&listed[1]) && after[0] == untold[1][1]);
}

#[test]
fn a_contact_that_becomes_known_late_does_not_bring_back_what_was_done() {
    let mut done = vec![contact("2026-11-02"), contact("2026-11-05")];
    let listed = ids_at(&done, &["2026-11-16"])[0].clone();
    let mut named = contact("2026-11-16");
    named.task = Some(listed[0]);
    done.push(named);
    let before = ids_at(&done, &["2026-11-16"]);
    // Somebody had called before; the log learns of it after the task.
    done.insert(2, contact("2026-11-12"));
    assert_eq!(ids_at(&done, &["2026-11-16"]), before);
}

#[test]
fn a_day_put_off_holds_back_until_a_newer_one() {
    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut contacts = [contact("2026-11-16")];
    let mut facts = facts(&lines, &contacts);
    let put_off = |on, to| Some((day(on), day(to)));
    facts.put_off = put_off("2026-11-20", "2026-11-30");
    check(&facts, &[("2026-11-30", 0), ("2026-12-07", 0)]);
    let id = |facts: &Situation| tasks(facts, "2026-11-23", None)[0].id;
    let shifted = id(&facts);
    facts.put_off = None;
    assert_eq!(shifted, id(&facts));
    // A later contact, at which another day was agreed, goes before it.
    contacts[0].next_day = Some(day("2026-11-25"));
    let mut facts = super::facts(&lines, &contacts);
    facts.put_off = put_off("2026-11-10", "2026-11-30");
    check(&facts, &[("2026-11-25", 0), ("2026-12-02", 0)]);
    // One that was spoken of before the contact has passed with it.
    contacts[0].next_day = None;
    let mut facts = super::facts(&lines, &contacts);
    facts.put_off = put_off("2026-11-01", "2026-11-12");
    check(
        &facts,
        &[("2026-11-23", 0), ("2026-11-30", 0), ("2026-12-07", 0)],
    );
}

#[test]
fn what_a_contact_names_is_done_whatever_its_day() {
    let listed = ids_at(&[], &["2026-11-09"])[0].clone();
    // Before the type began, by a slip of the pen or since the day was found later.
    let mut early = contact("2026-10-30");
    early.task = Some(listed[0]);
    let after = &ids_at(&[early], &["2026-11-09"])[0];
    assert_eq!(after[0], listed[1]);

    let tracks = [every("1w")];
    let lines = lines(&tracks);
    let mut contacts = vec![contact("2026-11-16")];
    let first = |contacts: &[Contact]| tasks(&facts(&lines, contacts), "2026-11-23", None)[0].id;
    let mut before = contact("2026-11-10");
    before.task = Some(first(&contacts));
    contacts.insert(0, before);
    assert_ne!(
        Some(first(&contacts)),
        before.task,
        "a done task never returns"
    );
}
