//! What people do with workbooks, one form at a time: putting off, sorting in parts, copies
//! that disagree, books without ids, lists sent out to each person.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::Data;

use crate::living::{
    BOOK, Sheet, add, column, company, log, put, run, save, sheet, sheets, tasks, text,
};

fn schedule(folder: &Path, day: &str, more: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierbook"));
    command
        .current_dir(folder)
        .args(["schedule", "--as-of", day]);
    let output = command.args(more).env("NO_COLOR", "1").output();
    let output = output.expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Every finding of a workbook, one a line.
pub(crate) fn findings(path: &Path) -> String {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "问题数据").iter();
    rows.map(|row| row.iter().map(text).collect::<Vec<_>>().join("|") + "\n")
        .collect()
}

/// The row of a task on the sheet of follow-ups.
pub(crate) fn row_of(rows: &[Vec<Data>], task: &str) -> usize {
    let at = column(rows, "任务编号");
    let found = rows.iter().position(|row| text(&row[at]) == task);
    found.unwrap_or_else(|| panic!("{task} is not in the plan"))
}

pub(crate) fn cell(all: &mut [Sheet], name: &str, key: (&str, &str), heading: &str) -> String {
    let rows = sheet(all, name);
    let (by, at) = (column(rows, key.0), column(rows, heading));
    let found = rows.iter().find(|row| text(&row[by]) == key.1);
    text(&found.unwrap_or_else(|| panic!("{key:?} in {name}"))[at])
}

/// A day as workbooks count it.
fn serial(day: &str) -> String {
    let day = rust_xlsxwriter::ExcelDateTime::parse_from_str(day).expect("a day");
    day.to_excel().to_string()
}

fn given(files: &[&str]) -> Vec<String> {
    let facts = ["客户.csv", "订单.csv"].iter();
    facts.chain(files).map(|file| (*file).to_owned()).collect()
}

/// A run with copies beside the facts.
pub(crate) fn take_back(folder: &Path, day: &str, copies: &[&str]) {
    let files = given(copies);
    run(
        folder,
        day,
        &files.iter().map(String::as_str).collect::<Vec<_>>(),
    );
}

#[test]
fn a_day_put_off_shifts_its_task_and_is_no_contact() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let id = column(rows, "客户编号");
    let mut customers = BTreeSet::new();
    let mut first: Vec<usize> = Vec::new();
    for (row, cells) in rows.iter().enumerate().skip(1) {
        if customers.insert(text(&cells[id])) {
            first.push(row);
        }
    }
    let customer = text(&rows[first[0]][id]);
    let near = put(
        rows,
        first[0],
        &[("下次联系", "2026-11-25"), ("备注", "近")],
    );
    let far = put(
        rows,
        first[1],
        &[("结果", "推迟"), ("下次联系", "2026-12-03"), ("备注", "远")],
    );
    let nowhere = put(rows, first[2], &[("结果", "推迟")]);
    let past = put(
        rows,
        first[3],
        &[("结果", "推迟"), ("下次联系", "2026-11-01")],
    );
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);

    let said = log(&path);
    let expect =
        |outcome: &str, note: &str, status: &str| [outcome, note, status].map(str::to_owned);
    assert_eq!(said[&near], [expect("推迟", "近", "open")]);
    assert!(
        said[&far].contains(&expect("推迟", "远", "open")),
        "{:?}",
        said[&far]
    );
    let waits = expect("", "等待：推迟到 2026-12-03，到时再提", "open");
    assert!(said[&far].contains(&waits), "{:?}", said[&far]);
    let mut all = sheets(&path);
    assert_eq!(
        cell(&mut all, "跟进计划", ("任务编号", &near), "到期日"),
        serial("2026-11-25")
    );
    assert_eq!(
        cell(&mut all, "全部客户", ("客户编号", &customer), "最近联系"),
        ""
    );
    let planned = tasks(&path);
    assert!(!planned.contains(&far) && planned.contains(&nowhere) && planned.contains(&past));
    let found = findings(&path);
    assert!(
        found.contains("“下次联系”里是空白，不是以后的日期"),
        "{found}"
    );
    assert!(
        found.contains("“下次联系”里是“2026-11-01”，不是以后的日期"),
        "{found}"
    );

    // What lies beyond the plan comes back when its day is near, under the id that it had.
    run(folder.path(), "2026-11-20", &[]);
    assert!(tasks(&path).contains(&far));
    let mut all = sheets(&path);
    // It is done on its day, and what was put off stays in the log beside it.
    let rows = sheet(&mut all, "跟进计划");
    let row = row_of(rows, &near);
    put(
        rows,
        row,
        &[
            ("完成日期", "2026-11-25"),
            ("结果", "已沟通"),
            ("备注", "谈了"),
        ],
    );
    save(&path, &all);
    run(folder.path(), "2026-11-30", &[]);
    let said = log(&path);
    assert_eq!(said[&near].len(), 2, "{:?}", said[&near]);
    assert!(
        said[&near].contains(&expect("已沟通", "谈了", "done")),
        "{:?}",
        said[&near]
    );
    assert!(!findings(&path).contains("不止一种"));
}

#[test]
fn rows_of_which_some_columns_were_sorted_are_known_by_what_people_see() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let marked: Vec<(String, String)> = (1..8)
        .map(|row| {
            let note = format!("第{row}条");
            (put(rows, row, &[("结果", "已沟通"), ("备注", &note)]), note)
        })
        .collect();
    // The hidden keys stand before the due day and stay where they are.
    let (due, last) = (column(rows, "到期日"), rows.len() - 1);
    for row in 1..=last / 2 {
        let (upper, lower) = rows.split_at_mut(row + 1);
        let other = &mut lower[last - row - row];
        upper[row][due..].swap_with_slice(&mut other[due..]);
    }
    // Of customers, everything behind the ids and the hidden keys.
    let customers = sheet(&mut all, "全部客户");
    let [pin, id, key] = ["指定等级", "客户编号", "_key"].map(|heading| column(customers, heading));
    customers[3][pin] = Data::String("A".to_owned());
    let pinned = text(&customers[3][id]);
    let behind = customers[1..].iter().map(|row| row[key + 1..].to_vec());
    let behind: Vec<Vec<Data>> = behind.rev().collect();
    for (row, cells) in customers[1..].iter_mut().zip(behind) {
        row.splice(key + 1.., cells);
    }
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    let said = log(&path);
    for (task, note) in &marked {
        let found: Vec<&String> = said[task].iter().map(|[_, note, _]| note).collect();
        assert_eq!(found, [note], "{task}");
    }
    let mut all = sheets(&path);
    let customers = sheet(&mut all, "全部客户");
    for row in &customers[1..] {
        assert_eq!(text(&row[pin]) == "A", text(&row[id]) == pinned);
    }
    let found = findings(&path);
    assert!(!found.contains("取工作簿里填的"), "{found}");
}

#[test]
fn copies_that_disagree_are_kept_and_named_in_whatever_run_they_come() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut copy = sheets(&path);
    let rows = sheet(&mut copy, "跟进计划");
    let task = put(rows, 1, &[("结果", "已沟通"), ("备注", "一")]);
    let noted = put(rows, 2, &[("备注", "要带样品")]);
    save(&folder.path().join("晚.xlsx"), &copy);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    put(rows, 1, &[("结果", "未接通"), ("备注", "二")]);
    put(rows, 2, &[("结果", "未接通"), ("备注", "三")]);
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    take_back(folder.path(), "2026-11-18", &["晚.xlsx"]);
    let said = log(&path);
    let kept: BTreeSet<&str> = said[&task]
        .iter()
        .map(|[_, note, _]| note.as_str())
        .collect();
    assert_eq!(kept, BTreeSet::from(["一", "二"]));
    assert_eq!(said[&noted].len(), 1);
    let found = findings(&path);
    assert!(
        found.contains(&format!("任务 {task} 的填写不止一种")),
        "{found}"
    );
    assert!(
        found.contains("任务已经有了结果，这一行填的“要带样品”没有记入"),
        "{found}"
    );
    // It is named until somebody deletes one of the rows.
    run(folder.path(), "2026-11-19", &[]);
    assert!(findings(&path).contains("不止一种"));
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进记录");
    let note = column(rows, "备注");
    rows.retain(|row| text(&row[note]) != "二");
    save(&path, &all);
    run(folder.path(), "2026-11-20", &[]);
    assert!(!findings(&path).contains("不止一种"));
    assert_eq!(log(&path)[&task].len(), 1);
}

#[test]
fn what_is_set_of_customers_and_written_into_the_log_counts() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let (id, owner) = (column(rows, "客户编号"), column(rows, "负责人"));
    let quiet = text(&rows[1][id]);
    let other = rows.iter().skip(1).find(|row| text(&row[id]) != quiet);
    let other = text(&other.expect("another customer")[id]);
    let asked: Vec<String> = {
        let task = column(rows, "任务编号");
        let own = rows.iter().filter(|row| text(&row[id]) == quiet);
        own.map(|row| text(&row[task])).collect()
    };
    assert!(!text(&rows[1][owner]).is_empty());
    let customers = sheet(&mut all, "全部客户");
    let at = |heading| column(customers, heading);
    let (key, quiet_at, pin, owner) = (at("客户编号"), at("勿扰"), at("指定等级"), at("负责人"));
    for row in &mut customers[1..] {
        if text(&row[key]) == quiet {
            row[quiet_at] = Data::String("是".to_owned());
        } else if text(&row[key]) == other {
            row[pin] = Data::String("B".to_owned());
            row[owner] = Data::String("新人".to_owned());
        }
    }
    let rows = sheet(&mut all, "跟进计划");
    put(rows, 1, &[("备注", "别打扰")]);
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    let said = log(&path);
    for task in &asked {
        assert!(said[task][0][1].starts_with("勿扰"), "{:?}", said[task]);
        assert_eq!(said[task][0][2], "superseded");
    }
    let mut all = sheets(&path);
    assert_eq!(
        cell(&mut all, "全部客户", ("客户编号", &other), "等级"),
        "B"
    );
    let plan = sheet(&mut all, "跟进计划").clone();
    assert!(plan.iter().all(|row| text(&row[id]) != quiet));
    let place = column(&plan, "负责人");
    for row in plan.iter().filter(|row| text(&row[id]) == other) {
        assert_eq!(text(&row[place]), "新人");
    }
    // A contact that somebody wrote into the log with a name alone.
    let rows = sheet(&mut all, "跟进记录");
    add(
        rows,
        &[
            ("跟进日期", "2026-11-17"),
            ("客户名称", "公司07"),
            ("结果", "已沟通"),
            ("备注", "碰到了"),
        ],
    );
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    run(folder.path(), "2026-11-19", &[]);
    let mut all = sheets(&path);
    assert_eq!(
        cell(&mut all, "跟进记录", ("备注", "碰到了"), "客户编号"),
        "C07"
    );
    let rows = sheet(&mut all, "跟进记录");
    let note = column(rows, "备注");
    assert_eq!(
        rows.iter()
            .filter(|row| text(&row[note]) == "碰到了")
            .count(),
        1
    );
    assert_eq!(
        cell(&mut all, "全部客户", ("客户编号", "C07"), "最近联系"),
        serial("2026-11-17")
    );
}

#[test]
fn books_without_ids_take_back_marks_and_pins_by_name() {
    let folder = company();
    for file in ["客户.csv", "订单.csv"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).expect("read");
        // Orders name customers; the customer sheet has no ids.
        let lines = text.lines().map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if file == "客户.csv" {
                cells.remove(0);
            }
            cells
                .join(",")
                .replace("客户编号", "客户名称")
                .replace(",C", ",公司")
        });
        fs::write(&path, lines.collect::<Vec<_>>().join("\n")).expect("written");
    }
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let done = put(rows, 1, &[("结果", "已沟通"), ("备注", "好")]);
    let customers = sheet(&mut all, "全部客户");
    let (pin, name) = (column(customers, "指定等级"), column(customers, "客户名称"));
    customers[4][pin] = Data::String("A".to_owned());
    let pinned = text(&customers[4][name]);
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    assert_eq!(log(&path)[&done].len(), 1);
    assert!(!tasks(&path).contains(&done));
    let mut all = sheets(&path);
    assert_eq!(
        cell(&mut all, "全部客户", ("客户名称", &pinned), "等级"),
        "A"
    );
}

#[test]
fn lists_sent_out_show_each_their_own_and_come_back() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    // A word that waits is nobody else's business.
    let waits = put(rows, 1, &[("结果", "聊得不错")]);
    let owner = text(&rows[1][column(rows, "负责人")]);
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    schedule(
        folder.path(),
        "2026-11-17",
        &["--split-by", "owner", "-o", "发出"],
    );
    let sent = folder.path().join("发出");
    let mut marked = Vec::new();
    for person in ["张伟", "王芳", "李娜", "刘洋"] {
        let own = sent.join(format!("{person}.xlsx"));
        let mut all = sheets(&own);
        let rows = sheet(&mut all, "跟进计划");
        let (who, task) = (column(rows, "负责人"), column(rows, "任务编号"));
        assert!(
            rows[1..].iter().all(|row| text(&row[who]) == person),
            "{person}"
        );
        let shows = rows.iter().any(|row| text(&row[task]) == waits);
        assert_eq!(shows, person == owner, "{person}");
        let row = rows.len() - 1;
        marked.push(put(
            rows,
            row,
            &[("完成日期", "2026-11-18"), ("结果", "已沟通")],
        ));
        save(&own, &all);
    }
    take_back(folder.path(), "2026-11-19", &["发出/*.xlsx"]);
    let said = log(&path);
    for task in &marked {
        assert_eq!(said[task].len(), 1, "{task}");
        assert!(matches!(said[task][0][2].as_str(), "done" | "late"));
    }
    assert!(tasks(&path).contains(&waits));
}

#[test]
fn what_was_taken_back_does_not_return_with_an_older_copy() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let set = |word: &str, owner: &str| {
        let mut all = sheets(&path);
        let rows = sheet(&mut all, "全部客户");
        let [pin, who, id] =
            ["指定等级", "负责人", "客户编号"].map(|heading| column(rows, heading));
        let row = rows.iter_mut().find(|row| text(&row[id]) == "C04");
        let row = row.expect("the customer");
        row[pin] = Data::String(word.to_owned());
        row[who] = Data::String(owner.to_owned());
        save(&path, &all);
    };
    set("A", "新人");
    run(folder.path(), "2026-11-17", &[]);
    fs::copy(&path, folder.path().join("旧.xlsx")).expect("a copy");
    set("", "张伟");
    run(folder.path(), "2026-11-18", &[]);
    take_back(folder.path(), "2026-11-19", &["旧.xlsx"]);
    let mut all = sheets(&path);
    let mut said = |heading| cell(&mut all, "全部客户", ("客户编号", "C04"), heading);
    assert_eq!([said("指定等级"), said("负责人")], ["", "张伟"]);
}

#[test]
fn a_note_stays_when_a_late_copy_shows_that_its_task_was_done() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut copy = sheets(&path);
    let rows = sheet(&mut copy, "跟进计划");
    let task = put(rows, 1, &[("完成日期", "2026-11-16"), ("结果", "已沟通")]);
    let customer = text(&rows[1][column(rows, "客户编号")]);
    save(&folder.path().join("晚.xlsx"), &copy);
    let mut all = sheets(&path);
    put(sheet(&mut all, "跟进计划"), 1, &[("备注", "要带样品")]);
    let customers = sheet(&mut all, "全部客户");
    let [id, quiet] = ["客户编号", "勿扰"].map(|heading| column(customers, heading));
    for row in customers
        .iter_mut()
        .filter(|row| text(&row[id]) == customer)
    {
        row[quiet] = Data::String("是".to_owned());
    }
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    assert_eq!(log(&path)[&task][0][2], "superseded");
    take_back(folder.path(), "2026-11-18", &["晚.xlsx"]);
    run(folder.path(), "2026-11-19", &[]);
    let said = log(&path);
    let mut found: Vec<[&str; 2]> = said[&task]
        .iter()
        .map(|[_, note, status]| [note.as_str(), status.as_str()])
        .collect();
    found.sort_unstable();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&["勿扰；要带样品", "open"]), "{found:?}");
}

#[test]
fn the_workbook_of_every_week_is_kept_where_a_list_is_written() {
    let folder = company();
    run(folder.path(), "2026-11-16", &[]);
    let path = folder.path().join(BOOK);
    let before = fs::read(&path).expect("a workbook");
    let write = |command: &str, more: &[&str]| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_tierbook"));
        run.current_dir(folder.path());
        run.args([command, "--as-of", "2026-11-17", "-o", BOOK]);
        let output = run.args(more).env("NO_COLOR", "1").output();
        let output = output.expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    for command in ["schedule", "review"] {
        let (code, said) = write(command, &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("里面有全部客户和联系记录"), "{said}");
    }
    assert_eq!(fs::read(&path).expect("a workbook"), before);
    let (code, said) = write("schedule", &["--force"]);
    assert_eq!(code, Some(0), "{said}");
    // A list of tasks is made anew every week.
    let (code, said) = write("schedule", &[]);
    assert_eq!(code, Some(0), "{said}");
}
