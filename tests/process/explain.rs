//! One customer on the screen or as JSON, by id, name, or part of the name.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::Run;

fn example(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(path);
    fs::read(path).expect("an example")
}

fn company(asked: &str) -> Run {
    ["rules.toml", "客户.xlsx", "订单.csv"]
        .into_iter()
        .fold(Run::new("explain"), |run, file| {
            run.file(file, example(&format!("恒远机电/{file}")))
        })
        .arg(asked)
        .arg("--as-of")
        .arg("2026-11-20")
}

fn shop(asked: &str) -> Run {
    Run::new("explain")
        .file("customers.csv", example("retail/customers.csv"))
        .file("orders.csv", example("retail/orders.csv"))
        .arg(asked)
        .arg("customers.csv")
        .arg("orders.csv")
        .arg("--as-of")
        .arg("2026-11-20")
}

#[test]
fn the_screen_tells_why_and_what_is_due() {
    company("HY0281")
        .stdout_has("佛山盛捷包装有限公司（HY0281） · 负责人 李娜 · 截止 2026-11-20")
        .stdout_has("B 级，2026-11-08 起")
        .stdout_has("再有 834,638.50（12 个月内）即为 A 级")
        .stdout_has("近12月：2025-11-20 之后至 2026-11-20")
        .stdout_has("✓ 新客户：days_since_first_order < 3m（首单日期 2026-10-05，须晚于")
        .stdout_has("2026-11-27 负责人")
        .check();
}

#[test]
fn another_day_has_the_tasks_of_that_day() {
    // The type it is of now, with its tasks, began on 2026-10-23.
    let ran = company("HY0037")
        .arg("--at")
        .arg("2026-06-30")
        .stdout_has("上次联系 2026-06-22，每 1 个月一次 → 应于 2026-07-22")
        .stdout_has("变动      2026-06-30 → 2026-11-20 换类型")
        .check();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(!said.contains("挽回流失"), "{said}");
    assert!(!said.contains("上次购买"), "{said}");
}

#[test]
fn a_name_or_part_of_it_finds_the_same_customer_in_english() {
    for asked in ["佛山盛捷包装有限公司", "佛山盛捷"] {
        company(asked)
            .arg("--lang")
            .arg("en")
            .stdout_has("佛山盛捷包装有限公司 (HY0281) · owner 李娜 · as of 2026-11-20")
            .stdout_has("tier B, since 2026-11-08")
            .stdout_has("834,638.50 more within 12 months makes tier A")
            .check();
    }
}

#[test]
fn json_is_read_back() {
    let ran = company("HY0037")
        .arg("--json")
        .stdout_has("\"customer_id\": \"HY0037\"")
        .check();
    let told: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(told["metrics"]["amount_12m"], "806738.72");
    assert_eq!(told["metrics"]["amount_prev_12m"], "633062.56");
    assert_eq!(told["type"]["type"], "at_risk");
    // 45 days after the last order, on 2026-09-08.
    assert_eq!(told["type"]["since"]["day"], "2026-10-23");
    assert_eq!(told["tier"]["tier"], "B");
}

#[test]
fn ids_of_the_shop_keep_their_zeros() {
    shop("00201")
        .stdout_has("Dan Novak (00201) · owner Bob Smith · as of 2026-11-20")
        .stdout_has("tier A, since 2026-02-27")
        .stdout_has("none logged")
        .check();
}

#[test]
fn several_customers_are_listed() {
    company("精密机械")
        .status(1)
        .stderr_has("“精密机械”对得上好几个客户：HY0002（重庆联拓精密机械有限公司）、")
        .stderr_has("请给出编号")
        .check();
}

#[test]
fn a_near_id_is_suggested_and_a_strange_one_is_not() {
    company("HY9281")
        .status(1)
        .stderr_has("没有叫“HY9281”的客户；相近的有：HY0281（佛山盛捷包装有限公司）")
        .check();
    shop("Nobody At All")
        .status(1)
        .stderr_has("no customer has the id or name \"Nobody At All\"; check how it is written")
        .check();
}

#[test]
fn another_day_shows_how_things_stood_and_what_has_moved_since() {
    company("HY0281")
        .arg("--at")
        .arg("2026-10-20")
        .stdout_has("佛山盛捷包装有限公司（HY0281） · 负责人 李娜 · 截止 2026-10-20")
        .stdout_has("2026-10-20 → 2026-11-20 上升")
        .stdout_has("C → B：近12月金额 60,627.38 → 165,361.50，B 级起点 150,000.00")
        .stdout_has("再有 89,372.62（12 个月内）即为 B 级")
        .check();
    let ran = company("HY0281")
        .words("--at 2026-10-20 --json")
        .stdout_has("{")
        .check();
    let told: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(told["as_of"], "2026-10-20");
    assert_eq!(told["moved"]["move"], "rise");
    assert_eq!(told["moved"]["labels_from"]["amount_12m"], "60627.38");
    assert_eq!(told["moved"]["labels_to"]["tier"], "B");
}

#[test]
fn a_day_after_the_as_of_day_is_refused() {
    company("HY0281")
        .words("--at 2027-12-01 --lang en")
        .status(2)
        .stderr_has("--at 2027-12-01 is after the as-of day, 2026-11-20")
        .check();
}

#[test]
fn types_older_than_history_say_what_tasks_count_from() {
    company("HY0005")
        .stdout_has("2025-11-30 或更早起（历史只看到这一天）；再早的不清楚，跟")
        .stdout_has("2023-11-03 起为该类型")
        .check();
}

#[test]
fn conditions_of_tracks_are_traced() {
    shop("00223")
        .stdout_has("track 1 (owner): tier != 'C' (is ")
        .stdout_has("track 2 (bulk): tier = 'C' (is ")
        .check();
}

#[test]
fn a_type_begins_anew_after_another_one_though_its_condition_says_nothing_of_the_eve() {
    // K1 came in March, was fresh for 23 days, and at the end of February was nobody's customer.
    let orders = "Order ID,Order Date,Customer ID,Amount\n0,2021-05-31,K9,10.00\n\
        1,2024-03-04,K1,10.00\n";
    let rules = |rest: &str| {
        let types = [("fresh", "days_since_last_order < 23d"), ("rest", rest)];
        let types = types.map(|(id, when)| {
            format!("[[type]]\nid = \"{id}\"\nname = \"{id}\"\nwhen = \"{when}\"\n")
        });
        types.concat()
    };
    let check = |rest: &str, day: &str, since: &str| {
        let ran = Run::new("explain K1 orders.csv --json --lang en")
            .file("orders.csv", orders)
            .file("rules.toml", rules(rest))
            .words(&format!("--as-of {day}"))
            .stdout_has("{")
            .check();
        let told: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
        assert_eq!(
            told["type"]["since"]["day"], since,
            "{rest} {day}: {}",
            told["type"]["since"]
        );
    };
    for rest in ["true", "orders > 0"] {
        check(rest, "2024-03-26", "2024-03-04");
        check(rest, "2024-03-27", "2024-03-27");
        check(rest, "2024-05-31", "2024-03-27");
    }
}
