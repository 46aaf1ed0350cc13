//! Weeks of work in one workbook, with more to do than there is time for: days that were asked
//! for stay, tasks that wait have not ended, and every task ends once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::Data;

use crate::living::{BOOK, column, put, run, save, sheet, sheets, text};

/// Customers of one owner, whose every workday has room for so many calls.
fn busy(customers: usize, capacity: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut list = "客户编号,客户名称,负责人,建档日期\n".to_owned();
    let mut orders = "订单编号,客户编号,订单日期,订单金额\n".to_owned();
    for number in 1..=customers {
        writeln!(list, "C{number:02},公司{number:02},张伟,2025-12-29").expect("a string takes it");
        let amount = number * 100;
        writeln!(orders, "{number},C{number:02},2026-01-02,{amount}").expect("a string takes it");
    }
    let rules = format!(
        "[book]\nlanguage = \"zh\"\n[input]\nfiles = [\"客户.csv\", \"订单.csv\"]\nstale_after = \"24m\"\n\
         [output]\npath = \"客户分层.xlsx\"\nkeep = 1\n[calendar]\nworkdays = \"weekdays\"\n\
         [limits]\nmin_gap = \"1d\"\n[team]\ncapacity = {capacity}\n\
         [[type]]\nid = \"all\"\nname = \"全部\"\nwhen = \"true\"\n\
         [[type.follow_up]]\nwho = \"owner\"\nevery = \"1w\"\nchannels = [\"电话\"]\ncontents = [\"回访\"]\n"
    );
    for (name, text) in [
        ("客户.csv", &list),
        ("订单.csv", &orders),
        ("rules.toml", &rules),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// A day as spreadsheets count them; 46027 is 2026-01-05, a Monday.
const MONDAY: i64 = 46_027;

fn iso(serial: i64) -> String {
    let (mut day, mut month) = (serial - MONDAY + 5, 1);
    for length in [31, 28, 31, 30] {
        if day > length {
            day -= length;
            month += 1;
        } else {
            break;
        }
    }
    format!("2026-{month:02}-{day:02}")
}

fn serial(cell: &Data) -> i64 {
    match cell {
        Data::DateTime(day) => day.as_f64() as i64,
        other => panic!("{other:?} is no day"),
    }
}

/// A task as the workbook shows it.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    row: usize,
    customer: String,
    due: i64,
    late: i64,
    issued: i64,
}

fn plan(path: &Path) -> BTreeMap<String, Shown> {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进计划");
    let at = |heading| column(rows, heading);
    let (id, customer, due) = (at("任务编号"), at("客户编号"), at("到期日"));
    let (late, issued) = (at("逾期天数"), at("下发日期"));
    let shown = (1..rows.len()).map(|row| {
        let cells = &rows[row];
        let shown = Shown {
            row,
            customer: text(&cells[customer]),
            due: serial(&cells[due]),
            late: text(&cells[late]).parse().unwrap_or_default(),
            issued: serial(&cells[issued]),
        };
        (text(&cells[id]), shown)
    });
    shown.collect()
}

/// The rows of the log by task: status, note, day of issue, and day due.
fn ends(path: &Path) -> BTreeMap<String, Vec<[String; 4]>> {
    let mut all = sheets(path);
    let mut ends: BTreeMap<String, Vec<[String; 4]>> = BTreeMap::new();
    let Some((_, rows)) = all.iter_mut().find(|(name, _)| name == "跟进记录") else {
        return ends;
    };
    let [task, status, note, issued, due] =
        ["任务编号", "任务状态", "备注", "下发日期", "任务到期日"]
            .map(|heading| column(rows, heading));
    for row in &rows[1..] {
        let day = |at: usize| match &row[at] {
            Data::Empty => String::new(),
            day => iso(serial(day)),
        };
        let said = [text(&row[status]), text(&row[note]), day(issued), day(due)];
        ends.entry(text(&row[task])).or_default().push(said);
    }
    ends
}

fn said(folder: &Path, words: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierbook"));
    let output = command.current_dir(folder).args(words.split(' ')).output();
    String::from_utf8(output.expect("it runs").stdout).expect("UTF-8")
}

/// Says that tasks were done, each in its row and on its day.
fn mark(path: &Path, done: &[(usize, i64)]) {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进计划");
    for (row, day) in done {
        let day = iso(*day);
        put(rows, *row, &[("完成日期", &*day), ("结果", "已沟通")]);
    }
    save(path, &all);
}

#[test]
fn what_is_left_undone_on_full_days_stays_late_since_the_day_it_was_asked_for() {
    let folder = busy(4, 1);
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-01-05", &[]);
    let first = plan(&path);
    let asked: BTreeMap<&String, i64> = (first.iter())
        .filter(|(_, task)| task.due < MONDAY + 4)
        .map(|(id, task)| (id, task.due))
        .collect();
    let days: Vec<i64> = asked.values().map(|due| due - MONDAY).collect();
    assert_eq!(asked.len(), 4, "{days:?}");
    for week in 1..=3 {
        let day = MONDAY + 7 * week;
        run(folder.path(), &iso(day), &[]);
        let now = plan(&path);
        for (id, due) in &asked {
            let task = &now[*id];
            assert_eq!((task.due, task.late), (*due, day - due), "{week} {id}");
        }
        // What follows has no room before these are done.
        let ahead = now.values().filter(|task| task.late == 0);
        assert!(
            ahead
                .clone()
                .all(|task| task.due >= day + 4 && task.late == 0)
        );
        assert!(ahead.count() > 0);
    }
    let listed = said(
        folder.path(),
        "schedule -q --as-of 2026-01-26 --overdue --format csv",
    );
    assert_eq!(listed.lines().count(), 5, "{listed}");
    let reviewed = "review --as-of 2026-01-26 --from 2026-01-01 --to 2026-01-26 --format json";
    let reviewed: serde_json::Value =
        serde_json::from_str(&said(folder.path(), reviewed)).expect("JSON");
    let open = reviewed["figures"].as_array().expect("figures").iter();
    let mut open = open.filter(|one| one["by"] == "all" && one["measure"] == "tasks_open");
    assert_eq!(open.next().expect("a figure")["value"], 4);
    // Three weeks late is late.
    let (id, due) = asked.iter().max_by_key(|(_, due)| **due).expect("tasks");
    mark(&path, &[(plan(&path)[*id].row, MONDAY + 21)]);
    run(folder.path(), "2026-01-26", &[]);
    let expected = ["late", "", "2026-01-05", &iso(*due)].map(str::to_owned);
    assert_eq!(ends(&path)[*id], [expected]);
}

#[test]
fn over_twelve_weeks_no_task_is_lost_and_each_ends_once() {
    let folder = busy(14, 2);
    let path = folder.path().join(BOOK);
    let mut first_seen: BTreeMap<String, i64> = BTreeMap::new();
    let mut before: BTreeMap<String, Shown> = BTreeMap::new();
    let mut marks: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let (mut kept, mut came_back) = (0, 0);
    let mut waited: Vec<String> = Vec::new();
    for week in 0..12 {
        let day = MONDAY + 7 * week;
        run(folder.path(), &iso(day), &[]);
        let (now, log) = (plan(&path), ends(&path));
        for (id, task) in &now {
            let seen = *first_seen.entry(id.clone()).or_insert(day);
            assert_eq!(task.issued, seen, "{week} {id}");
            assert_eq!(task.late, (day - task.due).max(0), "{week} {id}");
            assert!(!marks.contains_key(id), "{week} {id} was done");
            assert!(
                !log.contains_key(id),
                "{week} {id} ended or waits: {:?}",
                log[id]
            );
        }
        // Of one customer's tasks the first is overdue, the others follow it.
        for (id, task) in &now {
            let mut own = now.values().filter(|other| other.customer == task.customer);
            let is_first = own.all(|other| other.due >= task.due);
            if let Some(shown) = before.get(id).filter(|shown| is_first && shown.due < day) {
                assert_eq!(task.due, shown.due, "{week} {id}");
                kept += 1;
            }
        }
        for id in first_seen.keys() {
            let rows = log.get(id).map_or(&[][..], Vec::as_slice);
            let in_plan = now.contains_key(id);
            assert_eq!(rows.len(), usize::from(!in_plan), "{week} {id} {rows:?}");
        }
        for (id, (done, due)) in &marks {
            let status = if done > due { "late" } else { "done" };
            let [found, _, issued, was_due] = &log[id][0];
            assert_eq!((&**found, was_due), (status, &iso(*due)), "{week} {id}");
            assert_eq!(*issued, iso(first_seen[id]));
        }
        came_back += waited.iter().filter(|id| now.contains_key(*id)).count();
        let waits = |rows: &Vec<[String; 4]>| rows[0][0] == "open";
        let waiting = log.iter().filter(|(_, rows)| waits(rows));
        waited = waiting.map(|(id, _)| id.clone()).collect();
        for id in &waited {
            let [_, note, issued, _] = &log[id][0];
            assert!(note.starts_with("等待："), "{note}");
            assert_eq!(*issued, iso(first_seen[id]));
        }
        // Some are done, some late, many never.
        let due = now.iter().filter(|(_, task)| task.due <= day + 4);
        let chosen = (0..).zip(due).filter(|(place, _)| (place + week) % 3 == 0);
        let mut done = Vec::new();
        for (place, (id, task)) in chosen {
            let on = task.due.max(day) + place % 2;
            done.push((task.row, on));
            marks.insert(id.clone(), (on, task.due));
        }
        mark(&path, &done);
        before = now;
    }
    assert!(
        kept > 20 && came_back > 0 && marks.len() > 20,
        "{kept} {came_back}"
    );
    // The same day again: the same bytes.
    run(folder.path(), &iso(MONDAY + 77), &[]);
    run(folder.path(), &iso(MONDAY + 77), &[]);
    let bytes = fs::read(&path).expect("a workbook");
    run(folder.path(), &iso(MONDAY + 77), &[]);
    assert!(bytes == fs::read(&path).expect("a workbook"));
}

#[test]
fn a_task_ends_with_its_type_though_another_one_was_done_meanwhile() {
    let folder = busy(1, 9);
    let steps = "[book]\nlanguage = \"zh\"\n[input]\nfiles = [\"客户.csv\", \"订单.csv\"]\nstale_after = \"24m\"\n\
        [output]\npath = \"客户分层.xlsx\"\nkeep = 1\n[calendar]\nworkdays = \"weekdays\"\n\
        [[type]]\nid = \"recent\"\nname = \"近期\"\nwhen = \"days_since_last_order <= 16d\"\n\
        [[type.follow_up]]\nwho = \"owner\"\nanchor = \"last_order\"\n\
        steps = [{ after = \"3d\", channel = \"电话\", content = \"问候\" }]\n\
        [[type.follow_up]]\nwho = \"owner\"\nanchor = \"last_order\"\n\
        steps = [{ after = \"14d\", channel = \"上门\", content = \"报价\" }]\n\
        [[type]]\nid = \"other\"\nname = \"其他\"\nwhen = \"true\"\n\
        [[type.follow_up]]\nwho = \"owner\"\nevery = \"1q\"\nchannels = [\"电话\"]\ncontents = [\"回访\"]\n";
    fs::write(folder.path().join("rules.toml"), steps).expect("written");
    let path = folder.path().join(BOOK);
    run(folder.path(), &iso(MONDAY), &[]);
    let first = plan(&path);
    let call = first
        .iter()
        .min_by_key(|(_, task)| task.due)
        .expect("a call");
    let (visit, _) = first
        .iter()
        .max_by_key(|(_, task)| task.due)
        .expect("a visit");
    assert_ne!(call.0, visit);
    mark(&path, &[(call.1.row, MONDAY + 1)]);
    // Of its type still, then of another.
    run(folder.path(), &iso(MONDAY + 7), &[]);
    assert!(plan(&path).contains_key(visit));
    run(folder.path(), &iso(MONDAY + 21), &[]);
    let [status, note, ..] = &ends(&path)[visit][0];
    assert_eq!((&**status, &**note), ("superseded", "客户类型变了"));
}
