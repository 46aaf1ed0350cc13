//! Lists where people work: each form against a file of `tests/lists`, the same bytes
//! twice, one file an owner. `UPDATE_GOLDEN=1` rewrites the files.

use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::{Ran, Run};
use crate::ical;

/// Owners whose names no system takes as file names, and customers whose names every
/// form has to escape.
const CUSTOMERS: &str = "\
客户编号,客户名称,负责人,联系人,手机,创建日期
C1,\"甲, 乙 & 丙; 有限公司\",王芳,李工,013800138000,2026-01-05
C2,=1+2|*丁*,王芳,,,2026-01-05
C3,\"戊 \"\"电子\"\"
<b>\",张/强,赵总,010-8888,2026-01-05
C4,己公司,,,,2026-01-05
C5,一家名字特别特别长的客户名称一直写到七十五个字节以后还没有结束的有限责任公司😀,王芳,,,2026-01-05
";
const ORDERS: &str = "\
订单编号,客户编号,订单日期,订单金额,产品名称
1,C1,2026-11-17,50000,泵
2,C2,2026-11-18,800,泵
3,C3,2026-11-19,300,阀
4,C4,2026-11-19,20,阀
5,C5,2026-11-16,8000,泵
5,C5,2026-11-16,1000,阀
";
const RULES: &str = r#"
[history]
depth = 0
[tier]
at_least = ["1万", "500"]
keep_for = "0d"
[calendar]
workdays = "all"
[[type]]
id = "small"
name = { zh = "小客户", en = "Small" }
when = "amount < 500"
[[type.follow_up]]
who = "auto"
anchor = "last_order"
every = "3d"
channels = [{ zh = "微信", en = "WeChat" }]
contents = [{ zh = "新品", en = "News" }]
[[type]]
id = "rest"
name = { zh = "其余, 客户", en = "Rest" }
when = "true"
[[type.follow_up]]
who = "owner"
anchor = "last_order"
steps = [{ after = "2d", channel = { zh = "电话", en = "Phone" }, content = { zh = "回访", en = "Ask" } }]
every = "1w"
goal = { zh = "复购", en = "A second order" }
script = { zh = "您好，{name}", en = "Hello {name}" }
[[type.follow_up]]
who = "manager"
when = "tier = 'A'"
anchor = "last_order"
every = "4d"
channels = [{ zh = "拜访", en = "Visit" }]
[[tag]]
name = { zh = "新", en = "New" }
when = "orders = 1"
[[tag]]
name = { zh = "本月", en = "This month" }
when = "days_since_last_order < 30d"
"#;

fn book(args: &str) -> Run {
    with_rules(args, "")
}

fn with_rules(args: &str, more: &str) -> Run {
    Run::new("schedule 客户.csv 订单.csv -r r.toml --as-of 2026-11-20 --days 5")
        .words(args)
        .file("客户.csv", CUSTOMERS)
        .file("订单.csv", ORDERS)
        .file("r.toml", format!("{RULES}{more}"))
}

fn golden(name: &str, found: &[u8]) {
    crate::harness::golden(&format!("lists/{name}"), found);
}

/// The sheets of a workbook as lines of text, each cell with its kind.
fn shown(bytes: &[u8]) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut text = String::new();
    for (name, range) in book.worksheets() {
        text.extend(["## ", &name, "\n"]);
        for row in range.rows() {
            let cells: Vec<String> = row.iter().map(cell).collect();
            text.extend([cells.join(" | ").as_str(), "\n"]);
        }
    }
    text
}

fn cell(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => {
            let (year, month, date, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{date:02} as a day")
        }
        Data::Float(number) => format!("{number} as a number"),
        other => other.to_string().replace('\n', "\\n"),
    }
}

#[test]
fn every_form_is_the_same_each_time_and_as_shown() {
    let forms = "csv json md ics text salesforce hubspot odoo zoho google-calendar";
    for form in forms.split(' ') {
        for language in ["zh", "en"] {
            let run = |more: &str| {
                let args = format!("--format {form} --lang {language} {more}");
                book(&args).stdout_has("").check().stdout
            };
            let found = run("--threads 1");
            let again = run("--threads 3 --chunk-bytes 64");
            assert_eq!(found, again, "{form} differs from run to run");
            golden(&format!("{form}.{language}"), &found);
        }
    }
}

#[test]
fn workbooks_are_the_same_each_time_and_as_shown() {
    for form in ["xlsx", "jiandaoyun", "generic"] {
        let run = || {
            let args = format!("--format {form} --lang zh -o out.xlsx");
            book(&args)
                .writes_some("out.xlsx")
                .check()
                .bytes("out.xlsx")
        };
        let found = run();
        assert!(found == run(), "{form} differs from run to run");
        golden(&format!("{form}.sheets"), shown(&found).as_bytes());
    }
}

/// A list is written; what a table was made from stands beside it.
fn writes(run: Run, path: &str) -> Run {
    if path.rsplit('.').next() == Some("csv") {
        run.writes_table(path)
    } else {
        run.writes_some(path)
    }
}

#[test]
fn the_ending_of_the_output_chooses_the_form() {
    let cases: [(&str, &[u8]); 6] = [
        ("a.csv", b"\xef\xbb\xbfid,"),
        ("a.json", b"{\n  \"made\": {"),
        ("a.md", "# 跟进计划 · 2026-11-20 至 2026-11-24\n".as_bytes()),
        ("a.ics", b"BEGIN:VCALENDAR\r\n"),
        ("a.txt", "【跟进计划】".as_bytes()),
        ("a.xlsx", b"PK"),
    ];
    for (path, beginning) in cases {
        let run = book(&format!("--lang zh -o {path}"));
        let ran = writes(run, path).check();
        assert!(ran.bytes(path).starts_with(beginning), "{path}");
    }
}

#[test]
fn a_file_of_an_earlier_run_is_replaced_and_a_foreign_one_is_not() {
    for (form, path) in [
        ("csv", "a.csv"),
        ("json", "a.json"),
        ("md", "a.md"),
        ("ics", "a.ics"),
        ("text", "a.txt"),
        ("salesforce", "b.csv"),
        ("jiandaoyun", "b.xlsx"),
    ] {
        let args = format!("--format {form} -o {path}");
        let first = writes(book(&args), path).check().bytes(path);
        let again = || writes(book(&args).file(path, &first), path);
        assert!(again().check().bytes(path) == first, "{form}");
        book(&args)
            .file(path, "somebody's own\n")
            .status(1)
            .stderr_has("was not written by tierbook")
            .check();
    }
}

fn calendar(as_of: &str, days: u32) -> ical::Component {
    let run = Run::new("schedule 客户.csv 订单.csv -r r.toml --lang zh --format ics")
        .words(&format!("--as-of {as_of} --days {days}"))
        .file("客户.csv", CUSTOMERS)
        .file("订单.csv", ORDERS)
        .file("r.toml", RULES);
    let ran = run.stdout_has("BEGIN:VCALENDAR").check();
    ical::read(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn events_of_one_task_keep_their_uid_and_count_up() {
    let (today, tomorrow) = (calendar("2026-11-20", 5), calendar("2026-11-21", 5));
    let mut same = 0;
    for event in today.events() {
        let uid = event.text("UID");
        let later = tomorrow.events().find(|later| later.text("UID") == uid);
        let Some(later) = later else { continue };
        let number = |event: &ical::Component| -> u32 {
            event
                .raw("SEQUENCE")
                .parse()
                .expect("checked by the reader")
        };
        assert_eq!(number(event) + 1, number(later), "{uid}");
        same += 1;
    }
    assert!(same >= 5, "only {same} tasks are in both calendars");
}

#[test]
fn what_is_late_stands_on_the_day_of_the_run() {
    let calendar = calendar("2026-11-20", 1);
    let late = calendar
        .events()
        .find(|event| event.text("SUMMARY").contains("逾期 1 天"));
    let late = late.expect("C1 was due on the 19th");
    assert_eq!(late.raw("DTSTART"), "20261120");
    assert_eq!(late.raw("DTEND"), "20261121");
    assert!(
        late.text("SUMMARY")
            .starts_with("甲, 乙 & 丙; 有限公司（A 级）")
    );
    assert_eq!(late.text("CATEGORIES"), "其余, 客户");
    let notes = late.text("DESCRIPTION");
    assert!(notes.contains("联系人：李工 013800138000\n"), "{notes}");
    assert_eq!(late.inside.len(), 1, "one reminder");
}

#[test]
fn a_calendar_of_nothing_is_still_a_calendar() {
    let empty = Run::new("schedule 客户.csv 订单.csv -r r.toml --format ics --as-of 2026-11-20")
        .words("--from 2026-11-20 --days 1 --tier C --type rest")
        .file("客户.csv", CUSTOMERS)
        .file("订单.csv", ORDERS)
        .file("r.toml", RULES)
        .stdout_has("VTIMEZONE")
        .check();
    let calendar = ical::read(&empty.stdout).expect("a calendar");
    assert_eq!(calendar.events().count(), 0);
}

/// The workbook as if a spreadsheet program had saved it a day later.
fn saved_again(book: &[u8]) -> Vec<u8> {
    let mut parts = ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut saved = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..parts.len() {
        let mut part = parts.by_index(number).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("read");
        if name == "docProps/core.xml" {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let (before, modified) = text.split_once("<dcterms:modified").expect("a moment");
            let later = modified.replacen("2026-11-20", "2026-11-21", 1);
            bytes = format!("{before}<dcterms:modified{later}").into_bytes();
        }
        saved
            .start_file(name, SimpleFileOptions::default())
            .expect("begun");
        saved.write_all(&bytes).expect("written");
    }
    saved.finish().expect("closed").into_inner()
}

#[test]
fn a_workbook_that_somebody_filled_in_is_kept() {
    let args = "--split-by owner --owner 王芳 -o out -q";
    let path = "out/王芳.xlsx";
    let first = book(args).writes_some(path).check().bytes(path);
    let filled = saved_again(&first);
    book(args)
        .file(path, &filled)
        .status(1)
        .stderr_has("out/王芳.xlsx was changed since it was written")
        .check();
    let forced = book(args).words("--force").file(path, &filled);
    assert!(forced.writes_some(path).check().bytes(path) == first);
}

fn ids(csv: &[u8]) -> Vec<(String, String)> {
    let text = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
    let mut reader = csv::Reader::from_reader(text);
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| (row[0].to_owned(), row[3].to_owned()))
        .collect()
}

#[test]
fn each_owner_gets_a_file_with_their_own_customers_alone() {
    let ran = book("--split-by owner --format csv -o out --lang zh")
        .writes_some("out/王芳.csv")
        .writes_some("out/张_强.csv")
        .writes_some("out/未分配.csv")
        .writes_some("out/provenance.json")
        .stdout("out/张_强.csv（1 行）\nout/王芳.csv（4 行）\nout/未分配.csv（1 行）\n")
        .check();
    let all = book("--format csv").stdout_has("id,").check().stdout;
    let mut parts = Vec::new();
    for (file, owner) in [("王芳", "王芳"), ("张_强", "张/强"), ("未分配", "")] {
        let part = ids(&ran.bytes(&format!("out/{file}.csv")));
        assert!(part.iter().all(|(_, of)| of == owner), "{file}: {part:?}");
        parts.extend(part);
    }
    let mut all = ids(&all);
    all.sort();
    parts.sort();
    assert_eq!(parts, all, "every task is in one file");
}

#[test]
fn every_form_can_be_split() {
    for (form, ending) in [
        ("xlsx", "xlsx"),
        ("ics", "ics"),
        ("md", "md"),
        ("text", "txt"),
        ("json", "json"),
        ("salesforce", "csv"),
        ("generic", "xlsx"),
    ] {
        let path = format!("out/王芳.{ending}");
        let args = format!("--split-by owner --format {form} --owner 王芳 -o out -q");
        let mut run = book(&args).writes_some(&path);
        if ending == "csv" {
            run = run.writes_some("out/provenance.json");
        }
        let ran: Ran = run.check();
        assert!(!ran.bytes(&path).is_empty(), "{form}");
    }
}

#[test]
fn an_owner_without_tasks_gets_an_empty_list_and_who_has_left_is_named() {
    let old = book("--split-by owner --format csv --owner 王芳 -o out -q")
        .writes_some("out/王芳.csv")
        .writes_some("out/provenance.json")
        .check()
        .bytes("out/王芳.csv");
    let ran = book("--split-by owner --format csv --type small -o out -q --lang zh")
        .file("out/李雷.csv", &old)
        .file("out/notes.csv", "my own\n")
        .writes_some("out/王芳.csv")
        .writes_some("out/张_强.csv")
        .writes_some("out/未分配.csv")
        .writes_some("out/provenance.json")
        .stderr("提示：out/李雷.csv 是以前写的，这次没有更新；不再需要就请删掉\n")
        .check();
    assert!(ids(&ran.bytes("out/王芳.csv")).is_empty());
}

#[test]
fn splitting_needs_a_folder_and_a_form_that_files_can_have() {
    book("--split-by owner --format table -o out")
        .status(2)
        .stderr_has("--split-by cannot write a table; choose xlsx")
        .check();
    book("--split-by owner -o -")
        .status(2)
        .stderr_has("name a folder with -o")
        .check();
    book("--format xlsx")
        .status(2)
        .stderr_has("a workbook cannot go to standard output")
        .check();
}

#[test]
fn a_form_that_nobody_knows_is_said_with_a_near_one() {
    book("--format saleforce")
        .status(2)
        .stderr_has("--format: there is no \"saleforce\"; did you mean \"salesforce\"?")
        .check();
    book("--format weather --lang zh")
        .status(2)
        .stderr_has(
            "--format：没有“weather”；可以写 table、csv、xlsx、json、md、ics、text、salesforce",
        )
        .check();
}

const OWN: &str = r#"
[[export]]
name = "Salesforce"
file = "csv"
dates = "DD.MM.YYYY"
without = ";"
rows = 2
[export.columns]
Key = { value = "{id}", label = "任务" }
When = { value = "{due}", label = "日期" }
Who = "{who}/{owner}"
Customer = "{name}: {tags}"
Money = "{amount}"
Goods = "{products}"
Known = "{days_since_last_order} / {rank}"
State = "{status}"
Kind = "{type} ({type_id})"
Call = "{phone}"
[export.values]
owner = { "王芳" = "005A", "*" = "" }
status = { overdue = "late" }
"#;

#[test]
fn an_own_layout_goes_before_a_built_in_one_and_is_cut_into_files() {
    let ran = with_rules("--format salesforce --lang en -o out.csv", OWN)
        .writes_table("out.csv")
        .writes_some("out-2.csv")
        .writes_some("out-3.csv")
        .stdout("out.csv (2 rows)\nout-2.csv (2 rows)\nout-3.csv (2 rows)\n")
        .check();
    let parts = ["out.csv", "out-2.csv", "out-3.csv"].map(|path| ran.bytes(path));
    golden("own.en", &parts.concat());
    // A shorter list leaves further files of the longer one, and names them.
    let further = ran.bytes("out-2.csv");
    let longer = OWN.replace("rows = 2", "rows = 100");
    with_rules("--format salesforce --lang en -o out.csv", &longer)
        .file("out-2.csv", &further)
        .file("out-3.csv", "somebody else's")
        .writes_table("out.csv")
        .stderr_has("note: out-2.csv is from an earlier run and was not renewed")
        .check();
    with_rules("--format salesforce", OWN)
        .status(1)
        .stderr_has("this layout takes 2 rows a file, and there are 6")
        .check();
}
