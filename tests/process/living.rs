//! Workbooks that people filled in: what they wrote is read before the next one replaces theirs.
//!
//! Another program saves every cell by value here, so that nothing depends on how ours writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

pub(crate) type Sheet = (String, Vec<Vec<Data>>);

pub(crate) const BOOK: &str = "客户分层.xlsx";
const PEOPLE: [&str; 4] = ["张伟", "王芳", "李娜", "刘洋"];

/// A folder with a small company.
pub(crate) fn company() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut customers = "客户编号,客户名称,负责人\n".to_owned();
    let mut orders = "订单编号,客户编号,订单日期,订单金额\n".to_owned();
    for number in 0..40 {
        let person = PEOPLE[number % 4];
        writeln!(customers, "C{number:02},公司{number:02},{person}").expect("a string takes it");
        for order in 0..=number % 5 {
            let (month, day) = (1 + (number + order * 2) % 9, 1 + (number * 7 + order) % 28);
            let amount = (number + 1) * 500 + order;
            let day = format!("2026-{month:02}-{day:02}");
            writeln!(orders, "{number}-{order},C{number:02},{day},{amount}")
                .expect("a string takes it");
        }
    }
    let rules = "[book]\nlanguage = \"zh\"\n[input]\nfiles = [\"客户.csv\", \"订单.csv\"]\n\
                 [output]\npath = \"客户分层.xlsx\"\nkeep = 3\n";
    for (name, text) in [
        ("客户.csv", customers.as_str()),
        ("订单.csv", &orders),
        ("rules.toml", rules),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// The same with two runs behind it, on 16 and 17 November: the first task was done between them,
/// so that there is a log.
pub(crate) fn company_with_a_log() -> tempfile::TempDir {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    put(sheet(&mut all, "跟进计划"), 1, &[("结果", "已沟通")]);
    save(&path, &all);
    run(folder.path(), "2026-11-17", &[]);
    folder
}

pub(crate) fn run(folder: &Path, day: &str, files: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierbook"));
    command
        .current_dir(folder)
        .args(["classify", "--as-of", day]);
    command.args(files).env("NO_COLOR", "1");
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn sheets(path: &Path) -> Vec<Sheet> {
    let bytes = fs::read(path).expect("a workbook");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.worksheets().into_iter();
    sheets
        .map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect()))
        .collect()
}

/// Saves sheets as another program would.
pub(crate) fn save(path: &Path, sheets: &[Sheet]) {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy/m/d");
    let time = Format::new().set_num_format("h:mm");
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Data::Empty => continue,
                    Data::String(text) if text.starts_with('=') => {
                        sheet.write_formula(row, column, Formula::new(text).set_result("7"))
                    }
                    Data::String(text) => sheet.write_string(row, column, text),
                    Data::Float(number) => sheet.write_number(row, column, *number),
                    Data::Int(number) => sheet.write_number(row, column, *number as f64),
                    Data::Bool(flag) => sheet.write_boolean(row, column, *flag),
                    Data::DateTime(day) if day.as_f64() < 1.0 => {
                        sheet.write_number_with_format(row, column, day.as_f64(), &time)
                    }
                    Data::DateTime(day) => {
                        let day = ExcelDateTime::from_serial_datetime(day.as_f64()).expect("a day");
                        sheet.write_datetime_with_format(row, column, &day, &date)
                    }
                    other => panic!("{other:?}"),
                }
                .expect("a cell");
            }
        }
    }
    book.save(path).expect("saved");
}

pub(crate) fn sheet<'s>(sheets: &'s mut [Sheet], name: &str) -> &'s mut Vec<Vec<Data>> {
    let found = sheets.iter_mut().find(|(known, _)| known == name);
    &mut found.expect("the sheet").1
}

pub(crate) fn column(rows: &[Vec<Data>], heading: &str) -> usize {
    let at = rows[0]
        .iter()
        .position(|cell| cell == &Data::String(heading.to_owned()));
    at.unwrap_or_else(|| panic!("{heading} in {:?}", rows[0]))
}

pub(crate) fn text(cell: &Data) -> String {
    cell.to_string()
}

/// The log by task: outcome, note and status of each row.
pub(crate) fn log(path: &Path) -> BTreeMap<String, Vec<[String; 3]>> {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进记录");
    let [task, outcome, note, status] =
        ["任务编号", "结果", "备注", "任务状态"].map(|heading| column(rows, heading));
    let mut log: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
    for row in &rows[1..] {
        let said = [outcome, note, status].map(|at| text(&row[at]));
        log.entry(text(&row[task])).or_default().push(said);
    }
    log
}

/// The reasons for loss that the log has of tasks.
fn loss_reasons(path: &Path, tasks: [&String; 2]) -> [String; 2] {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进记录");
    let (task, reason) = (column(rows, "任务编号"), column(rows, "流失原因"));
    tasks.map(|of| {
        let row = rows.iter().find(|row| text(&row[task]) == *of);
        row.map(|row| text(&row[reason])).unwrap_or_default()
    })
}

pub(crate) fn tasks(path: &Path) -> BTreeSet<String> {
    let mut all = sheets(path);
    let rows = sheet(&mut all, "跟进计划");
    let task = column(rows, "任务编号");
    rows[1..].iter().map(|row| text(&row[task])).collect()
}

/// Adds a row with cells by their headings, as somebody writes it below the others.
pub(crate) fn add(rows: &mut Vec<Vec<Data>>, cells: &[(&str, &str)]) {
    let mut new = vec![Data::Empty; rows[0].len()];
    for (heading, word) in cells {
        new[column(rows, heading)] = Data::String((*word).to_owned());
    }
    rows.push(new);
}

pub(crate) fn put(rows: &mut [Vec<Data>], row: usize, cells: &[(&str, &str)]) -> String {
    for (heading, word) in cells {
        let at = column(rows, heading);
        rows[row][at] = Data::String((*word).to_owned());
    }
    text(&rows[row][column(rows, "任务编号")])
}

#[test]
fn marks_edits_and_columns_come_back_once_whatever_was_done_to_the_copy() {
    let folder = company();
    let path = folder.path().join(BOOK);
    run(folder.path(), "2026-11-16", &[]);
    let mut all = sheets(&path);
    let rows = sheet(&mut all, "跟进计划");
    let done = put(
        rows,
        1,
        &[
            ("状态", "已完成"),
            ("完成日期", "2026-11-17"),
            ("结果", "已沟通"),
            ("备注", "好"),
        ],
    );
    let off = put(rows, 2, &[("下次联系", "2026-12-20")]);
    let wrong = put(rows, 3, &[("完成日期", "昨天"), ("结果", "已沟通")]);
    let dropped = put(
        rows,
        4,
        &[("状态", "取消"), ("流失原因", "停业"), ("备注", "关门了")],
    );
    let undated = put(rows, 5, &[("结果", "已拒绝"), ("流失原因", "价格")]);
    // Turned round, with a column in between, under another heading in another language.
    rows[1..].reverse();
    for (number, row) in rows.iter_mut().enumerate() {
        let cell = if number == 0 { "我的想法" } else { "" };
        row.insert(2, Data::String(cell.to_owned()));
    }
    let outcome = column(rows, "结果");
    rows[0][outcome] = Data::String("Outcome".to_owned());
    let customers = sheet(&mut all, "全部客户");
    let at = |heading| column(customers, heading);
    let (owner, pin, tier, id) = (at("负责人"), at("指定等级"), at("等级"), at("客户编号"));
    customers[5][owner] = Data::String("老板".to_owned());
    customers[6][pin] = Data::String("A".to_owned());
    customers[7][tier] = Data::String("特级".to_owned());
    let set: Vec<String> = [5, 6].map(|row: usize| text(&customers[row][id])).to_vec();
    for (number, row) in customers.iter_mut().enumerate() {
        let cell = match number {
            0 => "生日".to_owned(),
            number => format!("{number}月"),
        };
        row.push(Data::String(cell));
    }
    all.push((
        "我的表".to_owned(),
        vec![vec![Data::String("x".to_owned())]],
    ));
    save(&path, &all);
    fs::copy(&path, folder.path().join("王芳.xlsx")).expect("a copy");

    let said = run(
        folder.path(),
        "2026-11-18",
        &["客户.csv", "订单.csv", "王芳.xlsx"],
    );
    assert!(said.contains("“完成日期”里的“昨天”读不懂"), "{said}");
    let found = sheets(&path);
    let problems: String = found
        .iter()
        .filter(|(name, _)| name == "问题数据")
        .flat_map(|(_, rows)| rows.iter().flatten().map(text))
        .collect();
    for part in ["特级", "我的表", "客户表里是", "没有填完成日期"] {
        assert!(problems.contains(part), "{part} is not in {problems}");
    }
    let log = log(&path);
    let expect = |task: &str, row: [&str; 3]| {
        assert_eq!(log.get(task), Some(&vec![row.map(str::to_owned)]), "{task}");
    };
    let status = |task: &str| log[task][0][2].clone();
    expect(&done, ["已沟通", "好", &status(&done)]);
    // Put off beyond the days of the plan, it waits and has not ended.
    let beyond = ["", "等待：推迟到 2026-12-20，到时再提", "open"].map(str::to_owned);
    let put_off = ["推迟", "", "open"].map(str::to_owned);
    assert_eq!(log[&off], [beyond, put_off]);
    expect(&dropped, ["", "已取消；关门了", "superseded"]);
    expect(&undated, ["已拒绝", "", &status(&undated)]);
    assert_eq!(loss_reasons(&path, [&undated, &dropped]), ["价格", "停业"]);
    assert!(!log.contains_key(&wrong));
    let planned = tasks(&path);
    assert!(planned.contains(&wrong) && !planned.contains(&done) && !planned.contains(&dropped));
    let mut after = sheets(&path);
    let customers = sheet(&mut after, "全部客户");
    let at = |heading| column(customers, heading);
    let (owner, pin, birthday, id) = (at("负责人"), at("指定等级"), at("生日"), at("客户编号"));
    for row in &customers[1..] {
        assert_eq!(text(&row[owner]) == "老板", text(&row[id]) == set[0]);
        assert_eq!(text(&row[pin]) == "A", text(&row[id]) == set[1]);
        assert!(text(&row[birthday]).ends_with('月'));
    }
    assert!(folder.path().join("客户分层 2026-11-16.xlsx").exists());

    // The copy a second time adds nothing, and then a further run changes no byte.
    let files = ["客户.csv", "订单.csv", "王芳.xlsx"];
    run(folder.path(), "2026-11-18", &files);
    assert_eq!(self::log(&path), log);
    run(folder.path(), "2026-11-18", &[]);
    let before = fs::read(&path).expect("a workbook");
    run(folder.path(), "2026-11-18", &[]);
    assert!(
        before == fs::read(&path).expect("a workbook"),
        "a further run changes bytes"
    );
}

/// A review of the whole time counts each task that was due by then once, as it ended.
fn judged_as_issued(
    folder: &Path,
    log: &BTreeMap<String, Vec<[String; 3]>>,
    planned: &BTreeSet<String>,
) {
    let words = "review --as-of 2026-11-20 --from 2026-10-01 --to 2026-11-20 --format json";
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierbook"));
    command.current_dir(folder).args(words.split(' '));
    let output = command.output().expect("it runs");
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["tasks"], "as_issued");
    let figures = found["figures"].as_array().expect("figures");
    let number = |measure: &str| {
        let one = figures
            .iter()
            .find(|one| one["by"] == "all" && one["measure"] == measure);
        one.and_then(|one| one["value"].as_u64())
            .unwrap_or_default()
    };
    let mut all = sheets(&folder.join(BOOK));
    let due_by = |name: &str, key: &str, due: &str, all: &mut [Sheet]| -> BTreeMap<String, bool> {
        let rows = sheet(all, name);
        let (task, due) = (column(rows, key), column(rows, due));
        let by = |row: &Vec<Data>| match &row[due] {
            // 2026-10-01 to 2026-11-20
            Data::DateTime(day) => (46_296.0..=46_346.0).contains(&day.as_f64()),
            other => panic!("{other:?} is no day"),
        };
        // Mails to many are nobody's work.
        let channel = column(rows, "渠道");
        let kept = |row: &&Vec<Data>| !text(&row[task]).is_empty() && text(&row[channel]) != "邮件";
        let rows = rows[1..].iter().filter(kept);
        rows.map(|row| (text(&row[task]), by(row))).collect()
    };
    let written = due_by("跟进记录", "任务编号", "任务到期日", &mut all);
    let shown = due_by("跟进计划", "任务编号", "到期日", &mut all);
    let ended = |status: &str| {
        let of = |rows: &Vec<[String; 3]>| rows[0][2] == status;
        let those = written.iter().filter(|(_, by)| **by);
        those.filter(|(task, _)| of(&log[*task])).count() as u64
    };
    // A task may be asked for again after it seemed to have ended.
    let again = |task: &String| written.get(task) == Some(&true) && log[task][0][2] == "superseded";
    let again = log.keys().filter(|task| !task.is_empty() && again(task));
    let again = again.filter(|task| planned.contains(*task)).count() as u64;
    let open = shown.iter().filter(|(task, by)| {
        let done = log
            .get(*task)
            .is_some_and(|rows| rows[0][2] != "superseded");
        **by && planned.contains(*task) && !done
    });
    let open = open.count() as u64;
    assert_eq!(number("tasks_on_time"), ended("done"));
    assert_eq!(number("tasks_late"), ended("late"));
    assert_eq!(number("tasks_superseded"), ended("superseded") - again);
    assert_eq!(number("tasks_open"), open);
    assert_eq!(number("tasks_recomputed"), 0);
}

#[test]
fn weeks_of_late_copies_leave_every_mark_once_and_every_task_with_an_end() {
    let folder = company();
    let path = folder.path().join(BOOK);
    let (mut issued, mut marks) = (BTreeSet::new(), Vec::new());
    let mut late: Vec<String> = Vec::new();
    for week in 0..8u32 {
        let day = 7 * week + 1;
        let day = if day <= 30 {
            format!("2026-10-{day:02}")
        } else {
            format!("2026-11-{:02}", day - 30)
        };
        let mut files = vec!["客户.csv", "订单.csv"];
        files.extend(late.iter().map(String::as_str));
        run(folder.path(), &day, &files);
        late.clear();
        let now = tasks(&path);
        let done: BTreeSet<&String> = marks
            .iter()
            .map(|(task, _): &(String, String)| task)
            .collect();
        if week > 2 {
            let again: Vec<&String> = now.iter().filter(|task| done.contains(task)).collect();
            assert!(
                again.len() <= 2 * PEOPLE.len(),
                "only copies on their way: {again:?}"
            );
        }
        issued.extend(now);
        for (place, person) in PEOPLE.iter().enumerate().filter(|_| week < 7) {
            let mut all = sheets(&path);
            let rows = sheet(&mut all, "跟进计划");
            let owner = column(rows, "负责人");
            let status = column(rows, "状态");
            let mine: Vec<usize> = (1..rows.len())
                .filter(|row| {
                    text(&rows[*row][owner]) == *person && text(&rows[*row][status]) != "已完成"
                })
                .take(2)
                .collect();
            for row in mine {
                let note = format!("{week}-{place}-{row}");
                let cells = [
                    ("完成日期", day.as_str()),
                    ("结果", "已沟通"),
                    ("备注", &note),
                ];
                marks.push((put(rows, row, &cells), note));
            }
            match place % 3 {
                0 => rows[1..].reverse(),
                1 => rows.iter_mut().for_each(|row| row.insert(1, Data::Empty)),
                _ => {}
            }
            let name = format!("{person} {week}.xlsx");
            save(&folder.path().join(&name), &all);
            late.push(name);
        }
    }
    let log = log(&path);
    let planned = tasks(&path);
    for (task, note) in &marks {
        let found = log[task]
            .iter()
            .filter(|[_, known, _]| known == note)
            .count();
        assert_eq!(found, 1, "{note} of {task}: {:?}", log[task]);
    }
    for task in &issued {
        let ended = log
            .get(task)
            .is_some_and(|rows| rows.iter().all(|row| !row[2].is_empty()));
        assert!(ended || planned.contains(task), "{task} has no end");
    }
    judged_as_issued(folder.path(), &log, &planned);
    let kept = fs::read_dir(folder.path()).expect("listed").flatten();
    let kept = kept.filter(|file| {
        file.file_name()
            .to_string_lossy()
            .starts_with("客户分层 2026")
    });
    assert_eq!(kept.count(), 3);
}
