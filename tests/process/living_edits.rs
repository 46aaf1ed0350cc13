//! What people change where nothing can be taken: it is named, not lost without a word. And
//! tasks that nobody carries out, which grow older instead of beginning anew.

use std::fs;

use calamine::Data;

use crate::living::{BOOK, add, column, company, put, run, save, sheet, sheets, text};
use crate::living_forms::{cell, findings};

fn word(word: &str) -> Data {
    Data::String(word.to_owned())
}

#[test]
fn cells_of_ours_that_were_written_over_beside_tasks_are_named() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let untouched = sheets(&path);
    save(&path, &untouched);
    run(folder.path(), "2026-11-17", &[]);
    assert!(!findings(&path).contains("被改成"), "{}", findings(&path));
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let edits = [
        ("到期日", "2026-12-25"),
        ("负责人", "赵六"),
        ("渠道", "面谈"),
    ];
    put(rows, 1, &edits);
    // What was done by another channel is a fact.
    put(
        rows,
        2,
        &[
            ("渠道", "面谈"),
            ("结果", "已沟通"),
            ("完成日期", "2026-11-17"),
        ],
    );
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    let found = findings(&path);
    for (heading, word) in edits {
        let said = format!("的“{heading}”被改成“{word}”；这一列由 tierbook 填写，没有采用");
        assert_eq!(found.matches(&said).count(), 1, "{said} in {found}");
    }
    assert!(found.contains("改期请填“下次联系”"), "{found}");
    let mut all = sheets(&path);
    let log = sheet(&mut all, "跟进记录");
    let channel = column(log, "渠道");
    assert!(log.iter().any(|row| text(&row[channel]) == "面谈"));
}

#[test]
fn customers_and_columns_that_are_not_taken_are_named() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    put(rows, 1, &[("结果", "已沟通")]);
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    let mut all = sheets(&path);
    add(
        sheet(&mut all, "全部客户"),
        &[("客户编号", "777"), ("客户名称", "全新公司")],
    );
    for name in ["跟进计划", "跟进记录"] {
        let rows = sheet(&mut all, name);
        let width = rows.iter().map(Vec::len).max().expect("rows");
        for row in rows.iter_mut() {
            row.resize(width + 1, Data::Empty);
        }
        rows[0][width] = word("我的标记");
        rows[1][width] = word("重要");
    }
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    let found = findings(&path);
    assert!(found.contains("“777 全新公司”是在这里加的客户"), "{found}");
    let column = "加的“我的标记”列没有带入新的工作簿";
    assert_eq!(found.matches(column).count(), 2, "{found}");
}

#[test]
fn a_task_of_the_first_round_keeps_its_day_in_the_weeks_after() {
    let folder = company();
    let path = folder.path().join(BOOK);
    let customers = folder.path().join("客户.csv");
    let known = fs::read_to_string(&customers).expect("customers");
    fs::write(&customers, known + "C40,没有订单,张伟\n").expect("written");
    let due = |day: &str| {
        run(folder.path(), day, &[]);
        let key = ("客户编号", "C40");
        ["任务编号", "到期日", "逾期天数", "下发日期"]
            .map(|heading| cell(&mut sheets(&path), "跟进计划", key, heading))
    };
    // The first run that shows it spreads it over a month.
    let days = [
        "2026-11-16",
        "2026-11-23",
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
    ];
    let mut began = None;
    for day in days {
        run(folder.path(), day, &[]);
        let mut all = sheets(&path);
        let rows = sheet(&mut all, "跟进计划");
        let id = column(rows, "客户编号");
        if rows.iter().any(|row| text(&row[id]) == "C40") {
            began = Some(day);
            break;
        }
    }
    let began = began.expect("its turn comes within a month");
    let first = due(began);
    let later = due("2027-01-18");
    assert_eq!(
        [&first[0], &first[1], &first[3]],
        [&later[0], &later[1], &later[3]]
    );
    assert_eq!(first[2], "");
    assert!(later[2].parse::<f64>().expect("days") > 30.0, "{later:?}");
    // Who is entered late gets a place from that day, and is not late at once.
    let known = fs::read_to_string(&customers).expect("customers");
    fs::write(&customers, known + "C41,后来的,张伟\n").expect("written");
    let mut days = [
        "2027-01-25",
        "2027-02-01",
        "2027-02-08",
        "2027-02-15",
        "2027-02-22",
    ]
    .iter();
    let shown = days.find_map(|day| {
        run(folder.path(), day, &[]);
        let mut all = sheets(&path);
        let rows = sheet(&mut all, "跟进计划");
        let [id, late] = ["客户编号", "逾期天数"].map(|heading| column(rows, heading));
        let row = rows.iter().find(|row| text(&row[id]) == "C41")?;
        Some(text(&row[late]))
    });
    assert_eq!(shown.expect("its turn comes within a month"), "");
}

#[test]
fn a_sheet_whose_hidden_columns_are_gone_is_named() {
    let cut = |from: &[&str], hidden: &str| {
        let folder = company();
        let path = folder.path().join(BOOK);
        run(folder.path(), "2026-11-16", &[]);
        let mut all = sheets(&path);
        for name in from {
            let rows = sheet(&mut all, name);
            let at = column(rows, hidden);
            for row in rows.iter_mut().filter(|row| row.len() > at) {
                row.remove(at);
            }
        }
        save(&path, &all);
        run(folder.path(), "2026-11-17", &[]);
        findings(&path)
    };
    let found = cut(&["跟进计划", "全部客户"], "_key");
    let said = "隐藏列 _key 不见了，认不出各行是谁的，这张表里填的都没有采用";
    assert_eq!(found.matches(said).count(), 2, "{found}");

    let found = cut(&["全部客户"], "_was");
    let said = "隐藏列 _was 不见了，认不出改过哪些地方，这张表里改的都没有采用";
    assert_eq!(found.matches(said).count(), 1, "{found}");
}
