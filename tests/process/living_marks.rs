//! Marks that look like something they are not: a task that was dropped on a day, a day long
//! past, words without a heading. And own columns whose cells are more than words.

use std::fs;

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

use crate::living::{
    BOOK, add, column, company, company_with_a_log, log, put, run, save, sheet, sheets, text,
};
use crate::living_forms::{cell, findings};

#[test]
fn a_task_dropped_on_a_day_is_no_contact() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let on_a_day = [
        ("状态", "取消"),
        ("完成日期", "2026-11-17"),
        ("备注", "停产"),
    ];
    let dropped = put(rows, 1, &on_a_day);
    let customer = text(&rows[1][column(rows, "客户编号")]);
    let refused = put(
        rows,
        2,
        &[
            ("状态", "取消"),
            ("完成日期", "2026-11-17"),
            ("结果", "已拒绝"),
        ],
    );
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    let said = log(&path);
    let expected = ["", "已取消；停产", "superseded"].map(str::to_owned);
    assert_eq!(said[&dropped], [expected]);
    assert_eq!(said[&refused][0][0], "已拒绝");
    let mut all = sheets(&path);
    let key = ("客户编号", customer.as_str());
    assert_eq!(cell(&mut all, "全部客户", key, "最近联系"), "");
    // It was dropped on that day, and a copy that comes again changes nothing.
    let day = cell(&mut all, "跟进记录", ("任务编号", &dropped), "跟进日期");
    assert_eq!(day, "46343");
    run(folder.path(), "2026-11-19", &[]);
    assert_eq!(log(&path)[&dropped], said[&dropped]);
}

#[test]
fn a_done_day_of_another_year_waits_and_one_of_last_week_counts() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let wrong = put(rows, 1, &[("完成日期", "2025-11-17"), ("结果", "已沟通")]);
    let early = put(rows, 2, &[("完成日期", "2026-11-13"), ("结果", "已沟通")]);
    save(&path, &all);
    let said = run(folder.path(), "2026-11-18", &[]);
    assert!(
        said.contains("“完成日期”里的“2025-11-17”比任务下发的"),
        "{said}"
    );
    let log = log(&path);
    assert!(!log.contains_key(&wrong));
    assert_eq!(log[&early][0][0], "已沟通");
    let mut all = sheets(&path);
    let typed = cell(&mut all, "跟进计划", ("任务编号", &wrong), "完成日期");
    assert_eq!(typed, "2025-11-17");
    let found = findings(&path);
    assert!(
        found.contains("完成日期 2026-11-13 在任务下发的 2026-11-16 之前"),
        "{found}"
    );
}

#[test]
fn words_without_a_heading_are_named_with_their_cell() {
    let folder = company_with_a_log();
    let path = folder.path().join(BOOK);
    let mut all = sheets(&path);
    for (name, word) in [
        ("跟进计划", "旁边的话"),
        ("全部客户", "五点后打"),
        ("跟进记录", "记在边上"),
    ] {
        let rows = sheet(&mut all, name);
        let width = rows.iter().map(Vec::len).max().expect("rows");
        rows[1].resize(width + 1, Data::Empty);
        rows[1][width] = Data::String(word.to_owned());
    }
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    let found = findings(&path);
    for word in ["旁边的话", "五点后打", "记在边上"] {
        let said = format!("“{word}”所在的列没有列名，没有采用");
        assert_eq!(found.matches(&said).count(), 1, "{said} in {found}");
    }
    run(folder.path(), "2026-11-18", &[]);
    assert!(!findings(&path).contains("没有列名"), "{}", findings(&path));

    // Without its row of headings nothing of a sheet can be known.
    let mut all = sheets(&path);
    sheet(&mut all, "跟进计划").remove(0);
    save(&path, &all);
    run(folder.path(), "2026-11-19", &[]);
    let found = findings(&path);
    assert!(
        found.contains("跟进计划|") && found.contains("列名那一行不见了"),
        "{found}"
    );
}

#[test]
fn own_columns_keep_what_their_cells_are() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let moment =
        |days: f64| Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false));
    let own = [
        ("早报", vec![Data::Bool(true), Data::Bool(false)]),
        ("几点打", vec![moment(9.5 / 24.0), moment(46_350.25)]),
        ("奖金", vec![Data::String("=3+4".to_owned())]),
    ];
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "全部客户");
    for (heading, cells) in &own {
        let width = rows.iter().map(Vec::len).max().expect("rows");
        for row in rows.iter_mut() {
            row.resize(width + 1, Data::Empty);
        }
        rows[0][width] = Data::String((*heading).to_owned());
        for (row, cell) in (1..).zip(cells) {
            rows[row][width] = cell.clone();
        }
    }
    save(&path, &all);
    for (day, told) in [("2026-11-17", 1), ("2026-11-18", 0), ("2026-11-19", 0)] {
        run(folder.path(), day, &[]);
        let found = findings(&path);
        assert_eq!(found.matches("这张表里有公式").count(), told, "{found}");
        assert!(!found.contains("被改成"), "{found}");
        let mut all = sheets(&path);
        let rows = sheet(&mut all, "全部客户");
        let [flag, time, bonus] = ["早报", "几点打", "奖金"].map(|heading| column(rows, heading));
        assert_eq!(
            [&rows[1][flag], &rows[2][flag]],
            [&own[0].1[0], &own[0].1[1]]
        );
        for row in [1, 2] {
            let (Data::DateTime(known), Data::DateTime(now)) =
                (&own[1].1[row - 1], &rows[row][time])
            else {
                panic!("{:?} is no time", rows[row][time]);
            };
            assert!((known.as_f64() - now.as_f64()).abs() < 1e-9);
        }
        assert_eq!(text(&rows[1][bonus]), "7");
        save(&path, &all);
    }
}

#[test]
fn a_number_in_the_log_looks_as_it_was_typed() {
    let folder = company_with_a_log();
    let path = folder.path().join(BOOK);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进记录");
    add(rows, &[("跟进日期", "2026-11-17"), ("备注", "新客户")]);
    let (row, id) = (rows.len() - 1, column(rows, "客户编号"));
    rows[row][id] = Data::Float(103.0);
    save(&path, &all);
    run(folder.path(), "2026-11-18", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进记录");
    let note = column(rows, "备注");
    let kept = rows.iter().find(|row| text(&row[note]) == "新客户");
    assert_eq!(kept.expect("the row")[id], Data::String("103".to_owned()));
}

#[test]
fn many_cells_of_ours_written_over_are_one_line_and_all_on_the_sheet() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    for row in 1..=9 {
        put(rows, row, &[("到期日", "2026-12-25")]);
    }
    save(&path, &all);
    let said = run(folder.path(), "2026-11-18", &[]);
    assert_eq!(said.matches("2026-12-25").count(), 1, "{said}");
    assert!(
        said.contains("9 行：由 tierbook 填写的格子被改了"),
        "{said}"
    );
    assert!(said.contains("“问题数据”表列出全部"), "{said}");
    assert_eq!(findings(&path).matches("被改成“2026-12-25”").count(), 9);
}

#[test]
fn what_stands_beside_an_id_that_means_another_customer_now_is_his() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "全部客户");
    let width = rows.iter().map(Vec::len).max().expect("rows");
    for row in rows.iter_mut() {
        row.resize(width + 2, Data::Empty);
    }
    for (at, heading) in ["备忘", "门牌"].iter().enumerate() {
        rows[0][width + at] = Data::String((*heading).to_owned());
    }
    let mut set = |id: &str, heading: &str, word: &str| {
        let (by, at) = (column(rows, "客户编号"), column(rows, heading));
        let row = rows.iter().position(|row| text(&row[by]) == id);
        rows[row.expect("the customer")][at] = Data::String(word.to_owned());
    };
    set("C05", "备忘", "书面要求");
    set("C05", "门牌", "5 号");
    set("C05", "勿扰", "是");
    set("C04", "门牌", "4 号");
    set("C04", "勿扰", "否");
    save(&path, &all);
    let rules = folder.path().join("rules.toml");
    let known = fs::read_to_string(&rules).expect("rules");
    let joined = "[input]\naliases = { C04 = [\"C05\"] }\n";
    fs::write(&rules, known.replace("[input]\n", joined)).expect("written");
    let customers = folder.path().join("客户.csv");
    let known = fs::read_to_string(&customers).expect("customers");
    let others = known.lines().filter(|line| !line.starts_with("C05"));
    let others: Vec<&str> = others.collect();
    fs::write(&customers, others.join("\n") + "\n").expect("written");
    run(folder.path(), "2026-11-18", &[]);
    let mut all = sheets(&path);
    let mut of = |heading: &str| cell(&mut all, "全部客户", ("客户编号", "C04"), heading);
    let now = ["备忘", "门牌", "勿扰"].map(&mut of);
    assert_eq!(now, ["书面要求", "4 号", "是"]);
    let found = findings(&path);
    for said in [
        "C05 现在算作 C04：“门牌”取“4 号”，不取“5 号”",
        "C05 现在算作 C04：“勿扰”取“是”，不取“否”",
    ] {
        assert!(found.contains(said), "{said} in {found}");
    }
}
