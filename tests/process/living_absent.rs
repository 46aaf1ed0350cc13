//! Customers that are missing from one week's export and come back: what people wrote of them
//! waits, first of all that they are not to be called.

use std::fs;
use std::path::Path;

use calamine::Data;

use crate::living::{BOOK, Sheet, column, company, run, save, sheet, sheets, text};
use crate::living_forms::{cell, findings};

const ABSENT: &str = "不在数据里";

/// Leaves a customer out of every table; gives what puts it back.
fn leave_out(folder: &Path, id: &str) -> impl Fn() {
    let tables = ["客户.csv", "订单.csv"].map(|name| folder.join(name));
    let known = tables.map(|path| {
        let text = fs::read_to_string(&path).expect("a table");
        let of_others = |line: &&str| !line.split(',').any(|cell| cell == id);
        let others: Vec<&str> = text.lines().filter(of_others).collect();
        fs::write(&path, others.join("\n") + "\n").expect("written");
        (path, text)
    });
    move || {
        for (path, text) in &known {
            fs::write(path, text).expect("written");
        }
    }
}

fn row(rows: &[Vec<Data>], heading: &str, word: &str) -> usize {
    let at = column(rows, heading);
    let found = rows.iter().position(|row| text(&row[at]) == word);
    found.unwrap_or_else(|| panic!("{word} under {heading}"))
}

fn set(rows: &mut [Vec<Data>], id: &str, cells: &[(&str, &str)]) {
    let place = row(rows, "客户编号", id);
    for (heading, word) in cells {
        let at = column(rows, heading);
        rows[place][at] = Data::String((*word).to_owned());
    }
}

fn add_column(rows: &mut [Vec<Data>], heading: &str) {
    let width = rows.iter().map(Vec::len).max().expect("rows");
    for row in rows.iter_mut() {
        row.resize(width + 1, Data::Empty);
    }
    rows[0][width] = Data::String(heading.to_owned());
}

fn has_tasks(path: &Path, id: &str) -> bool {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进计划");
    let at = column(rows, "客户编号");
    rows[1..].iter().any(|row| text(&row[at]) == id)
}

/// The rows from the headings on: a line above them says what the sheet is for.
fn absent(all: &mut [Sheet]) -> &mut Vec<Vec<Data>> {
    let rows = sheet(all, ABSENT);
    if !rows[0].contains(&Data::String("客户编号".to_owned())) {
        rows.remove(0);
    }
    rows
}

#[test]
fn what_was_written_of_a_customer_waits_until_it_is_back() {
    let folder = company();
    let path = folder.path().join(BOOK);
    let week = |day: &str| run(folder.path(), day, &[]);
    week("2026-11-02");
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "全部客户");
    add_column(rows, "备忘");
    let said = [("勿扰", "是"), ("负责人", "老板"), ("备忘", "书面要求")];
    set(rows, "C07", &said);
    set(rows, "C08", &[("指定等级", "A"), ("原因", "答应过")]);
    save(&path, &all);
    week("2026-11-09");
    assert!(!has_tasks(&path, "C07"));

    let backs = ["C07", "C08"].map(|id| leave_out(folder.path(), id));
    week("2026-11-16");
    let found = findings(&path);
    assert!(found.contains("|2|customers_absent"), "{found}");
    let of = |heading: &str, id: &str| {
        let mut all = sheets(&path);
        absent(&mut all);
        cell(&mut all, ABSENT, ("客户编号", id), heading)
    };
    for (heading, word) in said.into_iter().chain([("客户名称", "公司07")]) {
        assert_eq!(of(heading, "C07"), word, "{heading}");
    }
    assert_eq!(of("原因", "C08"), "答应过");

    // Saved by another program under another name, with a word more: it goes on waiting.
    let mut all = sheets(&path);
    set(absent(&mut all), "C08", &[("备忘", "回来再说")]);
    let tab = all.iter_mut().find(|(name, _)| name == ABSENT);
    tab.expect("the sheet").0 = "先放着".to_owned();
    save(&path, &all);
    week("2026-11-23");
    assert_eq!(of("备忘", "C08"), "回来再说");
    assert_eq!(of("指定等级", "C08"), "A");
    let twice = fs::read(&path).expect("a workbook");
    week("2026-11-23");
    assert!(
        twice == fs::read(&path).expect("a workbook"),
        "bytes change"
    );

    for back in backs.iter().rev() {
        back();
    }
    week("2026-11-30");
    assert!(!has_tasks(&path, "C07"), "somebody is asked to call");
    let mut all = sheets(&path);
    assert!(!all.iter().any(|(name, _)| name == ABSENT));
    for (heading, word) in said {
        let now = cell(&mut all, "全部客户", ("客户编号", "C07"), heading);
        assert_eq!(now, word, "{heading}");
    }
    let pin = ("客户编号", "C08");
    let now = |all: &mut [Sheet], heading| cell(all, "全部客户", pin, heading);
    assert_eq!(now(&mut all, "指定等级"), "A");
    assert_eq!(now(&mut all, "备忘"), "回来再说");
}

#[test]
fn a_row_that_is_deleted_is_let_go_and_its_column_with_it() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-02", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "全部客户");
    add_column(rows, "备忘");
    set(rows, "C07", &[("备忘", "书面要求")]);
    save(&path, &all);
    let _ = leave_out(folder.path(), "C07");
    run(folder.path(), "2026-11-09", &[]);
    // The column was there for nobody else.
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "全部客户");
    let at = column(rows, "备忘");
    for row in rows.iter_mut() {
        row.remove(at);
    }
    save(&path, &all);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    assert!(!sheet(&mut all, "全部客户")[0].contains(&Data::String("备忘".to_owned())));
    let rows = absent(&mut all);
    let place = row(rows, "客户编号", "C07");
    assert_eq!(text(&rows[place][column(rows, "备忘")]), "书面要求");
    rows.remove(place);
    save(&path, &all);
    run(folder.path(), "2026-11-23", &[]);
    assert!(!sheets(&path).iter().any(|(name, _)| name == ABSENT));
}
