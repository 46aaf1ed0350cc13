//! The results: workbook, folder of CSV files and JSON document of the example companies.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value;
use tierbook::living::{self, Card, Keyed, SheetRole};

use crate::harness::{Ran, Run};

const FILES: [&str; 6] = [
    "customers.csv",
    "follow_ups.csv",
    "movements.csv",
    "contacts.csv",
    "problems.csv",
    "summary.json",
];

fn example(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    fs::read(root.join(path)).expect("an example")
}

/// What is wrong with the orders of the Chinese company, which even a quiet run says.
const WRONG: &str = "错误：2 行：订单金额为空；第一处在 订单.csv › H414\n";

/// The Chinese company in a folder, with its rules; its orders may have another encoding.
fn company(args: &str, orders: &[u8]) -> Run {
    let run = Run::new(args);
    let run = if args.contains(" -q") {
        run.warns(WRONG)
    } else {
        run
    };
    run.file("rules.toml", example("恒远机电/rules.toml"))
        .file("客户.xlsx", example("恒远机电/客户.xlsx"))
        .file("订单.csv", orders)
}

fn in_utf8(bytes: &[u8]) -> Vec<u8> {
    encoding_rs::GB18030
        .decode(bytes)
        .0
        .into_owned()
        .into_bytes()
}

fn folder_of(run: Run) -> BTreeMap<&'static str, Vec<u8>> {
    let run = FILES
        .iter()
        .fold(run, |run, file| run.writes_some(&format!("out/{file}")));
    let ran = run.check();
    FILES
        .iter()
        .map(|file| (*file, ran.bytes(&format!("out/{file}"))))
        .collect()
}

const FOLDER: &str = "classify --as-of 2026-11-20 -q --format csv -o out";

#[test]
fn the_encoding_of_the_orders_changes_nothing_but_their_size_and_digest() {
    let orders = example("恒远机电/订单.csv");
    let gbk = folder_of(company(FOLDER, &orders));
    let utf8 = folder_of(company(FOLDER, &in_utf8(&orders)));
    for file in &FILES[..5] {
        assert!(gbk[file] == utf8[file], "{file} differs");
    }
    let summary = |bytes: &[u8]| {
        let mut value: Value = serde_json::from_slice(bytes).expect("JSON");
        for input in value["inputs"].as_array_mut().expect("a list") {
            input["size"] = Value::Null;
            input["digest"] = Value::Null;
        }
        value
    };
    assert_eq!(
        summary(&gbk["summary.json"]),
        summary(&utf8["summary.json"])
    );
}

#[test]
fn threads_and_pieces_change_no_byte() {
    let orders = example("恒远机电/订单.csv");
    let one = folder_of(company(&format!("{FOLDER} --threads 1"), &orders));
    for options in [
        "--threads 2",
        "--threads 7",
        "--threads 2 --chunk-bytes 1000",
        "--threads 7 --chunk-bytes 65536",
    ] {
        let other = folder_of(company(&format!("{FOLDER} {options}"), &orders));
        for file in FILES {
            assert!(one[file] == other[file], "{file} differs with {options}");
        }
    }
}

fn book() -> Ran {
    company(
        "classify --as-of 2026-11-20 -q",
        &example("恒远机电/订单.csv"),
    )
    .writes_some("客户分层.xlsx")
    .check()
}

#[test]
fn the_workbook_is_the_same_twice_and_holds_real_days_and_numbers() {
    let bytes = book().bytes("客户分层.xlsx");
    assert!(bytes == book().bytes("客户分层.xlsx"), "two runs differ");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(
        book.sheet_names(),
        [
            "概览",
            "跟进计划",
            "变动",
            "A 级",
            "B 级",
            "C 级",
            "全部客户",
            "RFM",
            "跟进记录",
            "问题数据",
            "规则",
            "_lists",
            "_tierbook"
        ]
    );
    let customers = book.worksheet_range("全部客户").expect("all customers");
    assert_eq!(customers.height(), 301, "a header and 300 customers");
    let header: Vec<String> = customers
        .rows()
        .next()
        .expect("a header")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(header[..4], ["客户编号", "_key", "客户名称", "负责人"]);
    assert_eq!(header.last().map(String::as_str), Some("原因说明"));
    let column = |name: &str| {
        let at = header.iter().position(|word| word == name);
        at.unwrap_or_else(|| panic!("{name} in {header:?}"))
    };
    let (amount, day) = (column("近12月金额"), column("末单日期"));
    let first = customers.rows().nth(1).expect("a customer");
    assert_eq!(first[0], Data::String("HY0001".to_owned()));
    assert!(
        matches!(first[amount], Data::Float(_) | Data::Int(_)),
        "{:?}",
        first[amount]
    );
    assert!(
        matches!(&first[day], Data::DateTime(day) if day.is_datetime()),
        "{:?}",
        first[day]
    );
}

#[test]
fn a_workbook_is_known_again_by_its_hidden_sheet_and_its_keys() {
    let bytes = book().bytes("客户分层.xlsx");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let mut texts = |name: &str| -> Vec<Vec<String>> {
        let range = book.worksheet_range(name).expect("a sheet");
        let rows = range.rows();
        rows.map(|row| row.iter().map(ToString::to_string).collect())
            .collect()
    };
    let card = Card::read(&texts(living::SHEET)).expect("a card");
    assert_eq!(card.language, "zh");
    for role in [SheetRole::Customers, SheetRole::FollowUps] {
        let sheet = card.of_role(role).expect("a sheet of this role");
        let mut rows = texts(&sheet.name);
        let all = rows.len() - 1;
        // Somebody sorts the rows and inserts a column.
        rows[1..].reverse();
        for row in &mut rows {
            row.insert(0, String::new());
        }
        let found = Keyed::find(&rows, &sheet.columns, |_| Vec::new()).expect("keys");
        assert_eq!(found.rows.len(), all);
        assert_eq!(found.header, Some(0));
        assert!(
            found.columns.iter().all(Option::is_some),
            "{:?}",
            found.columns
        );
        assert!(found.repeated.is_empty() && found.changed.is_empty());
        let key = |column: &str| {
            let place = sheet.columns.iter().position(|known| known.key == column);
            place
                .and_then(|place| found.columns[place])
                .expect("a column")
        };
        let id = key("customer_id");
        for (row, key) in &found.rows {
            assert_eq!(rows[*row][id], key.customer());
        }
    }
}

#[test]
fn json_parses_and_its_account_adds_up() {
    let ran = company(
        "classify --as-of 2026-11-20 -q --format json -o -",
        &example("恒远机电/订单.csv"),
    )
    .stdout_has("{")
    .check();
    let document: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let summary = &document["summary"];
    assert_eq!(summary["as_of"], "2026-11-20");
    let count = |value: &Value| value.as_u64().expect("a count");
    for table in summary["tables"].as_array().expect("tables") {
        let parts = ["used", "excluded", "layout", "set_aside"];
        let sum: u64 = parts.iter().map(|part| count(&table[*part])).sum();
        assert_eq!(sum, count(&table["rows_read"]), "{table}");
        for amounts in table["amounts"].as_array().expect("amounts") {
            let cents = |key: &str| {
                let text = amounts[key].as_str().expect("an amount as text");
                text.replace('.', "").parse::<i64>().expect("two decimals")
            };
            let sum = cents("used") + cents("excluded") + cents("set_aside");
            assert_eq!(sum, cents("read"), "{amounts}");
        }
    }
    let customers = document["customers"].as_array().expect("customers");
    assert_eq!(customers.len() as u64, count(&summary["customers"]));
    let tiers: u64 = summary["tiers"]
        .as_array()
        .expect("tiers")
        .iter()
        .map(|tier| count(&tier["customers"]))
        .sum();
    assert_eq!(tiers, customers.len() as u64);
    for list in ["follow_ups", "movements", "contacts", "problems"] {
        assert!(document[list].is_array(), "{list}");
    }
}

#[test]
fn the_summary_for_programs_goes_to_standard_output_and_words_do_not() {
    let ran = company(
        "classify --as-of 2026-11-20 --json",
        &example("恒远机电/订单.csv"),
    )
    .writes_some("客户分层.xlsx")
    .stdout_has("\"rules_digest\"")
    .check();
    let summary: Value = serde_json::from_slice(&ran.stdout).expect("nothing but JSON");
    assert_eq!(summary["outputs"][0]["path"], "客户分层.xlsx");
}

/// Movements of the document since a day, and those of its summary.
fn moved(words: &str) -> (Vec<Value>, Value) {
    let args = "classify --as-of 2026-11-20 -q --format json -o -";
    let ran = company(args, &example("恒远机电/订单.csv"))
        .words(words)
        .stdout_has("{")
        .check();
    let mut document: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let rows = document["movements"].as_array().expect("movements").clone();
    (rows, document["summary"]["movements"].take())
}

#[test]
fn movements_tell_then_and_now_and_their_flows_add_up() {
    let (rows, summary) = moved("");
    assert_eq!(summary["from"], "2026-10-20");
    assert_eq!(summary["to"], "2026-11-20");
    let fall = &rows[0];
    assert_eq!(
        (&fall["move"], &fall["tier_from"], &fall["tier_to"]),
        (&"fall".into(), &"A".into(), &"B".into())
    );
    assert_eq!(fall["compared_with"], "2026-10-20");
    let said = fall["reason"].as_str().expect("words");
    assert!(said.contains("A 级保留至 2026-10-30，已期满"), "{said}");
    let sum = |list: &Value, key: &str| {
        let list = list.as_array().expect("a list").iter();
        list.map(|one| one[key].as_u64().expect("a count"))
            .sum::<u64>()
    };
    assert_eq!(sum(&summary["moves"], "customers"), rows.len() as u64);
    assert_eq!(sum(&summary["tiers"], "customers"), 300);
    assert_eq!(sum(&summary["types"], "customers"), 300);
}

#[test]
fn a_day_may_be_named_to_compare_with() {
    let (rows, summary) = moved("--since 2026-01-01");
    assert_eq!(summary["from"], "2026-01-01");
    assert!(rows.iter().all(|row| row["compared_with"] == "2026-01-01"));
    company(
        "classify --as-of 2026-11-20 -q --since 2026-11-20",
        &example("恒远机电/订单.csv"),
    )
    .status(2)
    .stderr_has("--since 2026-11-20 要早于截止日 2026-11-20")
    .check();
}

#[test]
fn without_history_nobody_moved() {
    let rules = example("恒远机电/rules.toml");
    let rules = String::from_utf8(rules).expect("UTF-8");
    let rules = rules.replace("depth = 12", "depth = 0");
    let rules = rules.replace("[tier]\n", "[tier]\nkeep_for = \"0d\"\n");
    let ran = Run::new("classify --as-of 2026-11-20 -q --format json -o -")
        .file("rules.toml", rules)
        .file("客户.xlsx", example("恒远机电/客户.xlsx"))
        .file("订单.csv", example("恒远机电/订单.csv"))
        .stderr_has(WRONG)
        .stdout_has("{")
        .check();
    let document: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert!(document.get("movements").is_none());
    assert!(document["summary"].get("movements").is_none());
    assert!(document["customers"][0].get("path").is_none());
    assert!(document["customers"][0].get("to_next_tier").is_some());
}

/// A shop whose workbook is made and then checked; `then` changes what lies in its folder.
fn checked_again(then: impl Fn(&Path), words: &str, lang: &str) -> (String, Option<i32>) {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path();
    let mut orders = "Order ID,Customer ID,Order Date,Amount\n".to_owned();
    for day in 1..=28 {
        orders += &["o", "C"]
            .map(|letter| letter.to_owned() + &day.to_string() + ",")
            .concat();
        orders += &[
            "2026-11-",
            if day < 10 { "0" } else { "" },
            &day.to_string(),
            ",7.00\n",
        ]
        .concat();
    }
    fs::write(folder.join("orders.csv"), orders).expect("orders");
    fs::write(folder.join("rules.toml"), "[history]\ndepth = 0\n").expect("rules");
    let run = |words: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tierbook"));
        command.args(words.split(' ')).current_dir(folder);
        command.output().expect("a run")
    };
    let made = run("classify orders.csv --as-of 2026-11-30 -q -o tiers.xlsx");
    assert!(made.status.success(), "{made:?}");
    then(folder);
    let said = run(&format!("{words} --as-of 2026-11-30 --lang {lang}"));
    let text = String::from_utf8(said.stdout).expect("UTF-8");
    (text, said.status.code())
}

#[test]
fn a_workbook_that_still_matches_is_told_so() {
    let (said, status) = checked_again(|_| {}, "check tiers.xlsx orders.csv", "en");
    let line = concat!(
        "tiers.xlsx: as of 2026-11-30, written by tierbook ",
        env!("CARGO_PKG_VERSION")
    );
    assert!(said.contains(line), "{said}");
    assert!(
        said.contains("It matches these files and these rules."),
        "{said}"
    );
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn what_changed_since_a_workbook_was_written_is_named() {
    let change = |folder: &Path| {
        let orders = fs::read_to_string(folder.join("orders.csv")).expect("orders");
        fs::write(
            folder.join("orders.csv"),
            orders + "o30,C30,2026-11-30,5.00\n",
        )
        .expect("orders");
        fs::write(folder.join("rules.toml"), "[history]\ndepth = 0\n# later\n").expect("rules");
    };
    let (said, status) = checked_again(change, "check tiers.xlsx orders.csv", "zh");
    assert!(said.contains("orders.csv 已改动（"), "{said}");
    assert!(said.contains("规则已不同"), "{said}");
    assert_eq!(status, Some(3), "{said}");
    let (said, status) = checked_again(change, "check --json tiers.xlsx orders.csv", "en");
    let summary: Value = serde_json::from_str(&said).expect("JSON");
    let book = &summary["books"][0];
    assert_eq!(book["matches"], false);
    assert_eq!(book["differences"][0]["what"], "input_changed");
    assert_eq!(book["differences"][0]["file"], "orders.csv");
    assert_eq!(book["differences"][1]["what"], "rules");
    assert_eq!(status, Some(3));
}

#[test]
fn files_that_a_workbook_did_or_did_not_come_from_are_named() {
    let rename = |folder: &Path| {
        let text = "Order ID,Customer ID,Order Date,Amount\nx,C1,2026-11-02,7.00\n";
        fs::write(folder.join("more.csv"), text).expect("orders");
    };
    let (said, status) = checked_again(rename, "check tiers.xlsx more.csv", "en");
    assert!(
        said.contains("orders.csv was read then and is not given now"),
        "{said}"
    );
    assert!(said.contains("more.csv was not read then"), "{said}");
    assert_eq!(status, Some(3), "{said}");
}
