//! Lists of tasks: forms, filters, exit codes, a reader that goes away.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::Run;

fn example(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/retail");
    fs::read(root.join(path)).expect("an example")
}

fn shop(args: &str) -> Run {
    Run::new("schedule customers.csv orders.csv --as-of 2026-11-20")
        .words(args)
        .file("customers.csv", example("customers.csv"))
        .file("orders.csv", example("orders.csv"))
}

fn tasks(args: &str) -> Vec<Value> {
    let ran = shop(args).words("--format json").stdout_has("{").check();
    let list: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    list["follow_ups"].as_array().expect("a list").clone()
}

#[test]
fn the_forms_hold_the_same_tasks() {
    let json = tasks("--days 3");
    assert!(!json.is_empty());
    let csv = shop("--days 3 --format csv")
        .stdout_has("id,customer_id")
        .check();
    let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
    let ids: Vec<String> = reader
        .records()
        .map(|record| record.expect("a record")[0].to_owned())
        .collect();
    let of_json: Vec<&str> = json.iter().filter_map(|task| task["id"].as_str()).collect();
    assert_eq!(ids, of_json);
    assert!(
        !csv.stdout.starts_with(b"\xef\xbb\xbf"),
        "no mark on a stream"
    );
    shop("--days 3").stdout_has("Customer").check();
}

#[test]
fn ranges_and_filters_narrow_the_list() {
    let days = |list: &[Value]| -> Vec<String> {
        let due = list.iter().map(|task| task["due"].as_str().expect("a day"));
        due.map(str::to_owned).collect()
    };
    let ranged = tasks("--from 2026-11-23 --until 2026-11-24");
    assert!(!ranged.is_empty());
    for day in days(&ranged) {
        assert!(
            ["2026-11-23", "2026-11-24"].contains(&day.as_str()),
            "{day}"
        );
    }
    let overdue = tasks("--overdue");
    assert!(days(&overdue).iter().all(|day| day.as_str() < "2026-11-20"));
    let all = tasks("--days 14");
    let some = tasks("--days 14 --tier A --type high_value");
    assert_eq!(some, tasks("--days 14 --tier a --type HIGH_VALUE"));
    assert!(!some.is_empty() && some.len() < all.len());
    for task in some {
        assert_eq!(
            (&task["tier"], &task["type"]),
            (&"A".into(), &"high_value".into())
        );
    }
}

#[test]
fn a_name_that_nobody_has_is_said_with_a_near_one() {
    shop("--type high_valu")
        .status(1)
        .stderr_has("--type: there is no \"high_valu\"; did you mean \"high_value\"?")
        .check();
}

#[test]
fn cron_is_told_when_something_is_due() {
    shop("--overdue --fail-if-due")
        .status(4)
        .stdout_has("Due")
        .check();
    shop("--from 2026-11-23 --days 1 --fail-if-due")
        .stdout_has("Due")
        .check();
}

#[test]
fn a_list_goes_to_a_file_with_a_mark_for_spreadsheets() {
    let ran = shop("--days 1 -o tasks.csv")
        .writes_table("tasks.csv")
        .check();
    assert!(ran.bytes("tasks.csv").starts_with(b"\xef\xbb\xbfid,"));
    let made: Value =
        serde_json::from_slice(&ran.bytes("tasks.csv.provenance.json")).expect("JSON");
    assert_eq!(made["as_of"], "2026-11-20");
    assert_eq!(made["inputs"][1]["size"], example("orders.csv").len());
    assert_eq!(made["rules_digest"].as_str().map(str::len), Some(64));
}

#[test]
fn quiet_says_nothing_but_the_list() {
    shop("--days 1 -q --format csv").stdout_has("id,").check();
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/retail");
    let mut child = Command::new(env!("CARGO_BIN_EXE_tierbook"))
        .args(["schedule", "customers.csv", "orders.csv", "--format", "csv"])
        .args(["--as-of", "2026-11-20", "--days", "400"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn nobody_without_rules_and_chinese_tables_works_by_chinas_holidays() {
    let golden_week = |args: &str| {
        let run = Run::new("schedule customers.csv orders.csv --as-of 2026-09-28 --format csv");
        let ran = run
            .words(args)
            .file("customers.csv", example("customers.csv"))
            .file("orders.csv", example("orders.csv"))
            .file("rules.cn.toml", "[calendar]\nworkdays = \"CN\"\n")
            .stdout_has("id,customer_id")
            .check();
        let mut reader = csv::Reader::from_reader(ran.stdout.as_slice());
        let due = reader.headers().expect("a header").clone();
        let due = due.iter().position(|word| word == "due").expect("due days");
        let days = reader
            .records()
            .map(|row| row.expect("a row")[due].to_owned());
        let off = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06"];
        // 20 September and 10 October are a Sunday and a Saturday, made up for in China.
        let made_up = ["2026-09-20", "2026-10-10"];
        let days: Vec<String> = days.collect();
        let of = |list: &[&str]| {
            days.iter()
                .filter(|day| list.contains(&day.as_str()))
                .count()
        };
        (of(&off), of(&made_up))
    };
    let (off, made_up) = golden_week("");
    assert!(off > 0 && made_up == 0, "{off} {made_up}");
    let (off, made_up) = golden_week("-r rules.cn.toml");
    assert!(off == 0 && made_up > 0, "{off} {made_up}");
}
