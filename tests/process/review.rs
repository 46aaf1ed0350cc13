//! `review` and the test of rules on the past: each form against a file of `tests/review`.
//! `UPDATE_GOLDEN=1` rewrites the files.

use std::fmt::Write as _;

use calamine::{Reader, Xlsx};

use crate::harness::Run;

const CUSTOMERS: &str = "\
客户编号,客户名称,负责人,建档日期
C1,甲公司,王芳,2024-01-05
C2,乙公司,王芳,2024-01-05
C3,丙公司,张强,2024-01-05
C4,丁公司,张强,2026-08-03
C5,戊公司,,2026-02-03
C6,己公司,张强,2024-01-05
";
const ORDERS: &str = "\
订单编号,客户编号,订单日期,订单金额
1,C1,2025-05-10,9000
2,C1,2026-05-10,9000
3,C1,2026-08-10,9500
4,C2,2025-08-18,800
5,C3,2025-10-01,300
6,C3,2026-07-20,350
7,C4,2026-08-20,120
8,C4,2026-09-20,130
9,C6,2025-01-16,500
";
const LOG: &str = "\
客户编号,跟进日期,跟进人,渠道,内容,结果,备注
C1,2026-06-20,王芳,电话,回访,已沟通,
C1,2026-07-20,王芳,电话,回访,已沟通,
C2,2026-07-02,王芳,微信,回访,未接通,
C2,2026-08-02,王芳,电话,回访,已拒绝,嫌贵
C3,2026-07-10,张强,电话,唤醒,已成交,
C6,2026-09-01,张强,电话,唤醒,未接通,
";
/// The same company later: its workbooks wrote down some of what they asked for.
const ISSUED_LOG: &str = "\
客户编号,跟进日期,跟进人,渠道,内容,结果,流失原因,备注,任务编号,任务状态,下发日期,任务到期日
C1,2026-06-20,王芳,电话,回访,已沟通,,,,,,
C1,2026-07-19,王芳,微信,回访,已沟通,,,T-H61VFK1QF4M0,done,2026-07-06,2026-07-20
C1,2026-08-25,王芳,电话,回访,已沟通,,,T-H6284BQGKZ56,late,2026-07-20,2026-08-20
C2,2026-08-02,李娜,电话,唤醒,已拒绝,价格,嫌贵,T-TC127GEGTHQ3,late,2026-07-06,2026-07-14
C3,2026-07-10,张强,电话,唤醒,已成交,,,T-TC14MN8SVQ3W,done,2026-07-06,2026-07-15
C6,2026-09-01,张强,电话,唤醒,,停业,已取消；关门了,T-TC1N2PX4CXFW,superseded,2026-07-06,2026-07-26
";
const RULES: &str = r#"
[history]
depth = 0
[tier]
at_least = ["5000", "400"]
keep_for = "0d"
[tier.target]
A = { contacted_every = "30d", on_time = "90%" }
[calendar]
workdays = "all"
[[type]]
id = "dormant"
name = { zh = "沉睡", en = "Dormant" }
when = "days_since_last_order > 200d"
[[type.follow_up]]
who = "owner"
every = "1q"
channels = [{ zh = "电话", en = "Phone" }]
contents = [{ zh = "唤醒", en = "Wake up" }]
[[type]]
id = "buys"
name = { zh = "在买", en = "Buys" }
when = "orders > 0"
[[type.follow_up]]
who = "owner"
every = "1m"
channels = [{ zh = "电话", en = "Phone" }, { zh = "微信", en = "WeChat" }]
contents = [{ zh = "回访", en = "Ask" }]
[[type]]
id = "prospect"
name = { zh = "潜在", en = "Prospect" }
when = "true"
"#;

fn shop(args: &str) -> Run {
    Run::new(args)
        .words("customers.csv orders.csv --contacts log.csv --as-of 2026-11-20")
        .file("customers.csv", CUSTOMERS)
        .file("orders.csv", ORDERS)
        .file("log.csv", LOG)
        .file("rules.toml", RULES)
}

fn golden(name: &str, found: &[u8]) {
    crate::harness::golden(&format!("review/{name}"), found);
}

#[test]
fn a_review_says_the_same_in_every_form() {
    for (form, language) in [
        ("table", "zh"),
        ("table", "en"),
        ("csv", "en"),
        ("json", "en"),
    ] {
        let words = format!("review --format {form} --lang {language}");
        let ran = shop(&words).stdout_has("").check();
        golden(&format!("quarter.{form}.{language}.txt"), &ran.stdout);
    }
}

#[test]
fn tasks_are_judged_as_issued_where_the_log_says_so_and_recomputed_elsewhere() {
    for (form, language) in [("table", "zh"), ("table", "en"), ("json", "en")] {
        let words = format!(
            "review customers.csv orders.csv --contacts log.csv --as-of 2026-11-20 --format {form} --lang {language}"
        );
        let ran = Run::new(&words)
            .file("customers.csv", CUSTOMERS)
            .file("orders.csv", ORDERS)
            .file("log.csv", ISSUED_LOG)
            .file("rules.toml", RULES)
            .stdout_has("")
            .check();
        golden(&format!("issued.{form}.{language}.txt"), &ran.stdout);
    }
}

#[test]
fn a_workbook_holds_the_page_and_every_figure() {
    let bytes = || {
        let run = shop("review --lang zh --quiet -o out.xlsx").writes_some("out.xlsx");
        run.check().bytes("out.xlsx")
    };
    let found = bytes();
    assert!(found == bytes(), "the same bytes each time");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(found)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["复盘", "明细", "流失原因"]);
    let page = book.worksheet_range("复盘").expect("the page");
    let cells: Vec<String> = page.rows().flatten().map(ToString::to_string).collect();
    let says = |word: &str| cells.iter().any(|cell| cell == word);
    for word in [
        "复盘：2026-07-01 至 2026-09-30",
        "流失率",
        "（没有写原因）",
        "未达到（基数小）",
    ] {
        assert!(says(word), "{word}");
    }
    let figures = book.worksheet_range("明细").expect("the figures");
    assert!(figures.height() > 30);
}

#[test]
fn days_that_cannot_be_reviewed_are_said() {
    shop("review --from 2026-09-01 --to 2026-12-01")
        .status(2)
        .stderr_has("--to 2026-12-01 is after the as-of day, 2026-11-20")
        .check();
    shop("review --from 2026-09-01 --to 2026-08-01")
        .status(2)
        .stderr_has("exchange the two days")
        .check();
    shop("review --format xlsx")
        .status(2)
        .stderr_has("-o FILE.xlsx")
        .check();
}

#[test]
fn one_day_alone_stands_for_what_the_help_says() {
    let days = |words: &str, from: &str, to: &str| {
        shop(&format!("review --format json {words}"))
            .stdout_has(&format!("{{\n  \"from\": \"{from}\",\n  \"to\": \"{to}\","))
            .check();
    };
    days("", "2026-07-01", "2026-09-30");
    days("--from 2026-08-05", "2026-08-05", "2026-11-20");
    days("--to 2026-08-05", "2026-07-01", "2026-08-05");
    days("--to 2026-09-30", "2026-07-01", "2026-09-30");
    days("--to 2026-10-01", "2026-10-01", "2026-10-01");
}

#[test]
fn new_rules_say_who_would_move_and_what_it_means_for_work() {
    let new = RULES
        .replace("\"5000\", \"400\"", "\"5000\", \"300\"")
        .replace("every = \"1m\"\n", "every = \"1w\"\n");
    for (form, language) in [("table", "zh"), ("table", "en"), ("json", "en")] {
        let words = format!(
            "review -r new.toml --rules-before rules.toml --format {form} --lang {language}"
        );
        let ran = shop(&words).file("new.toml", &new).stdout_has("").check();
        golden(&format!("rules.{form}.{language}.txt"), &ran.stdout);
    }
}

#[test]
fn a_back_test_shows_what_the_labels_of_a_year_ago_told() {
    for language in ["zh", "en"] {
        let words = format!("check --back-test --lang {language}");
        let ran = shop(&words).stdout_has("").check();
        golden(&format!("back_test.{language}.txt"), &ran.stdout);
    }
    let ran = shop("check --back-test --json").stdout_has("{").check();
    golden("back_test.json.txt", &ran.stdout);
    let early = "订单编号,客户编号,订单日期,订单金额\n1,C1,2026-11-01,9\n";
    Run::new("check --back-test orders.csv --as-of 2026-11-20")
        .file("orders.csv", early)
        .stdout_has("There are no orders up to 2025-11-20")
        .check();
}

#[test]
fn a_channel_is_one_row_however_it_is_written() {
    // Of a word that the rules do not know, the first spelling by letters names the row.
    let spelled = LOG
        .replace("C1,2026-07-20,王芳,电话", "C1,2026-07-20,王芳,phone")
        .replace("C2,2026-08-02,王芳,电话", "C2,2026-08-02,王芳,ＰＨＯＮＥ")
        .replace("C3,2026-07-10,张强,电话", "C3,2026-07-10,张强,fax")
        .replace("C6,2026-09-01,张强,电话", "C6,2026-09-01,张强,Fax");
    let ran = shop("review --format json")
        .file("log.csv", spelled)
        .stdout_has("")
        .check();
    let found: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let figures = found["figures"].as_array().expect("figures").iter();
    let contacts = figures.filter(|one| one["by"] == "channel" && one["measure"] == "contacts");
    let mut contacts: Vec<_> = contacts
        .map(|one| (one["name"].as_str(), one["value"].as_u64()))
        .collect();
    contacts.sort_unstable();
    let expected = [("Fax", 2), ("Phone", 2), ("WeChat", 1)];
    assert_eq!(
        contacts,
        expected.map(|(name, count)| (Some(name), Some(count)))
    );
}

#[test]
fn a_backlog_is_no_weekly_work_and_steps_count_as_they_fall_due() {
    let mut customers = "Customer ID,Name,Account Owner,Created\n".to_owned();
    let mut log = "Contact date,Customer ID,Contacted by\n".to_owned();
    for number in 0..10 {
        writeln!(customers, "C{number},N{number},Ann,2025-01-05").expect("a string takes it");
        writeln!(log, "2026-01-05,C{number},Ann").expect("a string takes it");
    }
    // One more is new: of its steps, one was due yesterday and two are to come in 15 days.
    customers += "N0,New,Bob,2026-11-18\n";
    let rules = |every: &str| {
        format!(
            r#"
[calendar]
workdays = "all"
horizon = "14d"
[[type]]
id = "new"
name = "New"
when = "days_since_first_order < 30d"
[[type.follow_up]]
who = "owner"
anchor = "first_order"
steps = [{{ after = "1d" }}, {{ after = "5d" }}, {{ after = "9d" }}]
[[type]]
id = "all"
name = "All"
when = "true"
[[type.follow_up]]
who = "owner"
every = "{every}"
"#
        )
    };
    Run::new("review customers.csv orders.csv log.csv --as-of 2026-11-20 -r new.toml")
        .words("--rules-before old.toml --format json --lang en")
        .file("customers.csv", customers)
        .file(
            "orders.csv",
            "Order ID,Customer ID,Order Date,Amount\n1,N0,2026-11-18,5\n",
        )
        .file("log.csv", log)
        .file("old.toml", rules("3m"))
        .file("new.toml", rules("1m"))
        .stdout_has(r#"{"owner": "Ann", "before": 0.8, "after": 2.3}"#)
        .stdout_has(r#"{"owner": "Bob", "before": 0.9, "after": 0.9}"#)
        .check();
}
