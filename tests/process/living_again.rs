//! What comes a second time: cells and rows that copies still have, tasks that are asked for
//! again, customers that are gone or come late.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::Data;

use crate::living::{
    BOOK, add, column, company, company_with_a_log, log, put, run, save, sheet, sheets, tasks, text,
};
use crate::living_forms::{cell, findings, row_of, take_back};

/// Writes a word beside a customer.
fn set(path: &Path, customer: &str, heading: &str, word: &str) {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "全部客户");
    if !rows[0].contains(&Data::String(heading.to_owned())) {
        let width = rows[0].len() + 1;
        for row in rows.iter_mut() {
            row.resize(width, Data::Empty);
        }
        rows[0][width - 1] = Data::String(heading.to_owned());
    }
    let [id, at] = ["客户编号", heading].map(|heading| column(rows, heading));
    let row = rows.iter_mut().find(|row| text(&row[id]) == customer);
    row.expect("the customer")[at] = Data::String(word.to_owned());
    save(path, &all);
}

#[test]
fn what_was_typed_last_in_an_own_column_wins_over_a_copy_of_the_same_day() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    for (customer, word) in [("C04", "旧"), ("C05", "旧"), ("C06", "旧"), ("C07", "旧")] {
        set(&path, customer, "我的备注", word);
    }
    run(folder.path(), "2026-11-17", &[]);
    let copy = folder.path().join("抄.xlsx");
    fs::copy(&path, &copy).expect("a copy");
    set(&path, "C04", "我的备注", "新");
    set(&path, "C05", "我的备注", "");
    set(&copy, "C06", "我的备注", "抄里新");
    set(&path, "C07", "我的备注", "甲");
    set(&copy, "C07", "我的备注", "乙");
    take_back(folder.path(), "2026-11-18", &["抄.xlsx"]);
    let mut all = sheets(&path);
    let mut said = |customer| cell(&mut all, "全部客户", ("客户编号", customer), "我的备注");
    assert_eq!(["C04", "C05", "C06"].map(&mut said), ["新", "", "抄里新"]);
    let found = findings(&path);
    assert!(found.contains("C07 的“我的备注”不同"), "{found}");
    // The copy is older now and says nothing more.
    take_back(folder.path(), "2026-11-19", &["抄.xlsx"]);
    let mut all = sheets(&path);
    assert_eq!(
        cell(&mut all, "全部客户", ("客户编号", "C04"), "我的备注"),
        "新"
    );
}

#[test]
fn a_row_of_the_log_is_one_whether_or_not_a_copy_knows_its_customer() {
    let folder = company_with_a_log();
    let path = folder.path().join(BOOK);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进记录");
    add(
        rows,
        &[
            ("跟进日期", "2026-11-17"),
            ("客户名称", "公司40"),
            ("备注", "新来的"),
        ],
    );
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    fs::copy(&path, folder.path().join("旧.xlsx")).expect("a copy");
    let customers = folder.path().join("客户.csv");
    let known = fs::read_to_string(&customers).expect("customers");
    fs::write(&customers, known + "C40,公司40,张伟\n").expect("written");
    run(folder.path(), "2026-11-19", &[]);
    for day in ["2026-11-20", "2026-11-21"] {
        take_back(folder.path(), day, &["旧.xlsx"]);
    }
    // Names beside keys of others, where only some columns were sorted, say nothing of anybody.
    let mut mixed = sheets(&path);
    let rows = sheet(&mut mixed, "跟进计划");
    let [id, name] = ["客户编号", "客户名称"].map(|heading| column(rows, heading));
    let last = rows.len() - 1;
    for row in [1, last] {
        rows[row][id] = Data::String("C40".to_owned());
        rows[row][name] = Data::String("公司40".to_owned());
    }
    let log = sheet(&mut mixed, "跟进记录");
    let [id, note] = ["客户编号", "备注"].map(|heading| column(log, heading));
    let row = log.iter_mut().find(|row| text(&row[note]) == "新来的");
    row.expect("the row")[id] = Data::Empty;
    save(&folder.path().join("乱.xlsx"), &mixed);
    for day in ["2026-11-22", "2026-11-23"] {
        take_back(folder.path(), day, &["乱.xlsx"]);
    }
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进记录");
    let [id, note] = ["客户编号", "备注"].map(|heading| column(rows, heading));
    let of = rows.iter().filter(|row| text(&row[note]) == "新来的");
    let of: Vec<String> = of.map(|row| text(&row[id])).collect();
    assert_eq!(of, ["C40"]);
}

/// The first task of the plan and its customer.
fn first_task(path: &Path) -> [String; 2] {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进计划");
    ["任务编号", "客户编号"].map(|heading| text(&rows[1][column(rows, heading)]))
}

/// Fills in cells beside a task.
fn fill_in(path: &Path, task: &str, cells: &[(&str, &str)]) {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进计划");
    let row = row_of(rows, task);
    put(rows, row, cells);
    save(path, &all);
}

#[test]
fn a_task_that_is_asked_for_again_can_be_dropped() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    fs::copy(&path, folder.path().join("旧.xlsx")).expect("a copy");
    let [task, customer] = first_task(&path);
    set(&path, &customer, "勿扰", "是");
    run(folder.path(), "2026-11-17", &[]);
    assert_eq!(log(&path)[&task].len(), 1);
    set(&path, &customer, "勿扰", "");
    // It counts from the day on which it was shown first.
    take_back(folder.path(), "2026-11-18", &["旧.xlsx"]);
    fill_in(&path, &task, &[("状态", "取消"), ("备注", "不做了")]);
    for day in ["2026-11-19", "2026-11-20"] {
        take_back(folder.path(), day, &["旧.xlsx"]);
        let said = log(&path);
        let noted = said[&task].iter().filter(|row| row[1].contains("不做了"));
        assert_eq!(noted.count(), 1, "{:?}", said[&task]);
        assert!(!tasks(&path).contains(&task));
    }
}

#[test]
fn a_task_of_a_customer_that_is_gone_ends_once() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let [task, customer] = first_task(&path);
    let copy = folder.path().join("晚.xlsx");
    fs::copy(&path, &copy).expect("a copy");
    fill_in(&copy, &task, &[("结果", "已沟通"), ("备注", "谈过")]);
    fill_in(&path, &task, &[("状态", "取消"), ("备注", "不做了")]);
    run(folder.path(), "2026-11-17", &[]);
    for file in ["客户.csv", "订单.csv"] {
        let all = fs::read_to_string(folder.path().join(file)).expect("facts");
        let kept = all
            .lines()
            .filter(|line| !line.split(',').any(|cell| cell == customer));
        let kept = kept.collect::<Vec<_>>().join("\n");
        fs::write(folder.path().join(file), kept).expect("written");
    }
    run(folder.path(), "2026-11-18", &[]);
    for day in ["2026-11-19", "2026-11-20", "2026-11-21"] {
        take_back(folder.path(), day, &["晚.xlsx"]);
        let said = log(&path);
        let mut found: Vec<[&str; 2]> = said[&task]
            .iter()
            .map(|[_, note, status]| [note.as_str(), status.as_str()])
            .collect();
        found.sort_unstable();
        assert_eq!(found, [["已取消；不做了", "open"], ["谈过", "late"]]);
    }
}

#[test]
fn a_row_that_waits_keeps_its_task_when_the_copy_lost_the_column() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let [task, customer] = first_task(&path);
    let mut copy = sheets(&path);
    let rows = sheet(&mut copy, "跟进计划");
    put(rows, 1, &[("完成日期", "上周三")]);
    let id = column(rows, "任务编号");
    for row in rows.iter_mut() {
        row.remove(id);
    }
    save(&folder.path().join("晚.xlsx"), &copy);
    set(&path, &customer, "勿扰", "是");
    take_back(folder.path(), "2026-11-17", &["晚.xlsx"]);
    let mut all = sheets(&path);
    assert_eq!(
        cell(&mut all, "跟进计划", ("任务编号", &task), "完成日期"),
        "上周三"
    );
}

#[test]
fn copies_that_drop_a_task_in_different_words_lose_none_of_them() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let [task, _] = first_task(&path);
    let copies = ["一.xlsx", "二.xlsx", "三.xlsx"];
    for copy in copies {
        fs::copy(&path, folder.path().join(copy)).expect("a copy");
    }
    let drop = |file: &str, note| {
        let cells = [("状态", "取消"), ("备注", note)];
        fill_in(&folder.path().join(file), &task, &cells);
    };
    drop("一.xlsx", "不需要");
    drop("二.xlsx", "已停产");
    fill_in(
        &folder.path().join("三.xlsx"),
        &task,
        &[("备注", "要带样品")],
    );
    take_back(folder.path(), "2026-11-17", &copies);
    let said = log(&path);
    assert_eq!(said[&task].len(), 1);
    for word in ["已取消", "不需要", "已停产", "要带样品"] {
        assert!(said[&task][0][1].contains(word), "{:?}", said[&task]);
    }
    // They are known when they come a second time.
    take_back(folder.path(), "2026-11-18", &copies);
    assert_eq!(log(&path)[&task], said[&task]);
    assert!(!findings(&path).contains("没有记入"));
}

#[test]
fn an_old_copy_that_is_handed_in_every_week_does_not_bring_back_an_owner() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let copy = folder.path().join("抄.xlsx");
    fs::copy(&path, &copy).expect("a copy");
    set(&copy, "C04", "负责人", "王芳");
    set(&copy, "C05", "负责人", "王芳");
    let owner = |customer: &str| {
        let mut all = sheets(&path);
        cell(&mut all, "全部客户", ("客户编号", customer), "负责人")
    };
    take_back(folder.path(), "2026-11-17", &["抄.xlsx"]);
    assert_eq!(["C04", "C05"].map(owner), ["王芳", "王芳"]);
    set(&path, "C04", "负责人", "赵六");
    for day in ["2026-11-18", "2026-11-19", "2026-11-20"] {
        take_back(folder.path(), day, &["抄.xlsx"]);
        assert_eq!(["C04", "C05"].map(owner), ["赵六", "王芳"], "{day}");
    }
}

/// Customers without an owner are assigned, and every track is a manager's.
const MANAGED: &str = r#"
[calendar]
workdays = "all"
[team]
manager = "王总"
[[team.assign]]
owners = ["陈静"]
[team.person."陈静"]
manager = "李总"
[[type]]
id = "all"
name = "客户"
when = "true"
[[type.follow_up]]
who = "manager"
every = "1w"
channels = ["电话"]
"#;

/// The counts of a review of October by owner.
fn by_owner(folder: &Path) -> BTreeMap<(String, String), u64> {
    let words = "review --as-of 2026-11-01 --from 2026-10-01 --to 2026-10-31 --format json";
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierbook"));
    command.current_dir(folder).args(words.split(' '));
    let output = command.output().expect("it runs");
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let figures = found["figures"].as_array().expect("figures").iter();
    let own = figures.filter(|one| one["by"] == "owner");
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    own.filter_map(|one| {
        let key = (word(&one["name"]), word(&one["measure"]));
        Some((key, one["value"].as_u64()?))
    })
    .collect()
}

#[test]
fn what_managers_do_is_theirs_and_customers_are_those_of_whom_they_are_assigned_to() {
    let folder = company();
    let folder = folder.path();
    let path = folder.join(BOOK);
    let rules = folder.join("rules.toml");
    let text_of_rules = fs::read_to_string(&rules).expect("rules") + MANAGED;
    fs::write(&rules, text_of_rules).expect("written");
    let customers = fs::read_to_string(folder.join("客户.csv")).expect("customers");
    fs::write(folder.join("客户.csv"), customers.replace("李娜", "")).expect("written");
    run(folder, "2026-10-05", &[]);
    // C02 is nobody's in the sheet, C00 is 张伟's.
    let mut all = sheets(&path);
    let mut done = Vec::new();
    for (customer, shown) in [("C02", "主管：李总"), ("C00", "主管：王总")] {
        let found = cell(&mut all, "跟进计划", ("客户编号", customer), "跟进人");
        assert_eq!(found, shown, "{customer}");
        done.push(cell(
            &mut all,
            "跟进计划",
            ("客户编号", customer),
            "任务编号",
        ));
    }
    let rows = sheet(&mut all, "跟进计划");
    for task in &done {
        let row = row_of(rows, task);
        put(rows, row, &[("状态", "完成"), ("完成日期", "2026-10-05")]);
    }
    // A workbook of before names no manager: the rules do.
    let at = column(rows, "跟进人");
    let row = row_of(rows, &done[1]);
    rows[row][at] = Data::String("主管".to_owned());
    save(&path, &all);
    run(folder, "2026-10-06", &[]);
    let mut all = sheets(&path);
    for (task, who) in done.iter().zip(["李总", "王总"]) {
        let found = cell(&mut all, "跟进记录", ("任务编号", task), "跟进人");
        assert_eq!(found, who);
    }
    let figures = by_owner(folder);
    let figure = |name: &str, measure: &str| {
        let found = figures.get(&(name.to_owned(), measure.to_owned()));
        found.copied().unwrap_or_default()
    };
    assert_eq!(figure("李总", "contacts"), 1);
    assert_eq!(figure("王总", "contacts"), 1);
    for name in ["陈静", "张伟"] {
        assert_eq!(figure(name, "customers"), 10, "{figures:?}");
        assert_eq!(figure(name, "tasks"), 0);
    }
    assert!(figure("李总", "tasks") >= 10 && figure("王总", "tasks") >= 30);
    assert!(figures.keys().all(|(name, _)| !name.is_empty()));
}

#[test]
fn lists_say_since_when_a_task_is_asked_for() {
    let folder = company();
    let folder = folder.path();
    run(folder, "2026-10-05", &[]);
    let first = tasks(&folder.join(BOOK));
    run(folder, "2026-10-12", &[]);
    let list = |words: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tierbook"));
        command.current_dir(folder).args(words.split(' '));
        let output = command.args(["--as-of", "2026-10-19"]).output();
        String::from_utf8(output.expect("it runs").stdout).expect("UTF-8")
    };
    let json: serde_json::Value =
        serde_json::from_str(&list("classify --format json -o -")).expect("JSON");
    let mut found = BTreeMap::new();
    for task in json["follow_ups"].as_array().expect("tasks") {
        let word = |key: &str| task[key].as_str().expect("a word").to_owned();
        found.insert(word("id"), word("issued"));
    }
    for known in found.iter().filter(|(id, _)| first.contains(*id)) {
        assert_eq!(known.1, "2026-10-05", "{}", known.0);
    }
    let days: BTreeSet<&str> = found.values().map(String::as_str).collect();
    let expected = ["2026-10-05", "2026-10-12", "2026-10-19"];
    assert_eq!(days, expected.into(), "tasks of each week");
    let csv = list("schedule --format csv");
    let from_the_end = |line: &str| line.split(',').rev().map(str::to_owned).collect::<Vec<_>>();
    let header = from_the_end(csv.lines().next().expect("a header"));
    let at = header.iter().position(|key| key == "issued");
    for row in csv.lines().skip(1) {
        let id = row.split(',').next().expect("an id");
        assert_eq!(
            from_the_end(row)[at.expect("the column")],
            found[id],
            "{row}"
        );
    }
}
