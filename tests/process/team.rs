//! The team: capacities, leave, assignment, leavers, holidays, who is told.

use serde_json::Value;

use crate::harness::Run;

const RULES: &str = r#"
[history]
depth = 0
[calendar]
workdays = "weekdays"
ics = "holidays.ics"
[[type]]
id = "all"
name = { zh = "客户", en = "Customer" }
when = "true"
[[type.follow_up]]
who = "owner"
anchor = "[到期] - 30d"
channels = ["电话"]
escalate = [{ after = "5d", to = "manager" }]
[team]
capacity = 1
[[team.assign]]
owners = ["张伟", "王芳"]
"#;

const HOLIDAYS: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261124\n\
    SUMMARY:Founders' day\nEND:VEVENT\nEND:VCALENDAR\n";

/// Contract ends of five customers, all of them 30 days after Monday 2026-11-23 or a little before.
const CUSTOMERS: &str = "客户编号,客户名称,负责人,到期\n\
    1,甲公司,张伟,2026-12-23\n2,乙公司,张伟,2026-12-22\n3,丙公司,张伟,2026-12-14\n\
    4,丁公司,,2026-12-23\n5,戊公司,,2026-12-23\n";
const ORDERS: &str = "订单编号,客户编号,订单日期,订单金额\no1,3,2026-11-02,100\n";

fn run(words: &str) -> Run {
    let run = Run::new(words);
    let run = if words.starts_with("schedule") || words.contains(" -q") {
        run.warns("the newest order is of 2026-11-02, 21 days ago")
    } else {
        run
    };
    run.words("--customers customers.csv --orders orders.csv --as-of 2026-11-23 --rules team.toml")
        .file("customers.csv", CUSTOMERS)
        .file("orders.csv", ORDERS)
        .file("holidays.ics", HOLIDAYS)
        .file("team.toml", RULES)
}

fn tasks(words: &str) -> Vec<(String, String, String)> {
    let ran = run(words).words("--format json").stdout_has("{").check();
    let list: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let text = |task: &Value, key: &str| task[key].as_str().unwrap_or_default().to_owned();
    let mut tasks: Vec<_> = list["follow_ups"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|task| {
            (
                text(task, "customer_id"),
                text(task, "owner"),
                text(task, "due"),
            )
        })
        .collect();
    tasks.sort();
    tasks
}

#[test]
fn a_full_day_waits_for_the_next_over_holidays_and_customers_are_shared_out() {
    let tasks = tasks("schedule");
    let of = |owner: &str| -> Vec<&str> {
        let own = tasks.iter().filter(|task| task.1 == owner);
        own.map(|task| task.2.as_str()).collect()
    };
    assert_eq!(tasks.len(), 5);
    // One each of the two without an owner; tier A has its day, the others wait, and nobody
    // works on the 24th.
    assert_eq!(of("王芳"), ["2026-11-23"]);
    assert_eq!(of("张伟").len(), 4);
    assert!(tasks.iter().all(|task| task.2 != "2026-11-24"));
    assert!(tasks.contains(&("3".to_owned(), "张伟".to_owned(), "2026-11-16".to_owned())));
}

#[test]
fn a_leavers_customers_go_to_those_who_stay() {
    let tasks = tasks("schedule --reassign 张伟");
    assert!(tasks.iter().all(|task| task.1 == "王芳"));
    run("schedule --reassign 张韦 --lang zh")
        .status(1)
        .stderr_has("没有客户的负责人是“张韦”")
        .check();
}

#[test]
fn check_says_who_waits_and_of_whom_the_manager_is_told() {
    run("check --lang zh")
        .stdout_has("告知主管的客户 1 位：丙公司")
        .check();
    run("check --lang en")
        .stdout_has("the manager is told of, 1: 丙公司")
        .check();
}

/// Tasks for which there is no room until the as-of day itself, as JSON.
fn deferred(words: &str) -> Vec<Value> {
    let words = format!("schedule --deferred --days 1 {words}");
    let ran = run(&words).words("--format json").stdout_has("[").check();
    let told: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    told["follow_ups"].as_array().expect("a list").clone()
}

#[test]
fn what_has_no_room_is_listed_with_the_day_that_has() {
    let told = deferred("");
    let told: Vec<String> = told
        .iter()
        .map(|task| {
            assert_eq!(task["status"], "deferred");
            let text = |key: &str| task[key].as_str().unwrap_or_default();
            format!(
                "{} {} → {}",
                text("customer_id"),
                text("wanted"),
                text("due")
            )
        })
        .collect();
    // The first of four has the Monday, the 24th is a holiday.
    assert_eq!(
        told,
        [
            "1 2026-11-23 → 2026-11-25",
            "2 2026-11-23 → 2026-11-26",
            "4 2026-11-23 → 2026-11-27",
        ]
    );
    assert_eq!(
        deferred("--owner 张伟").len() + deferred("--owner 王芳").len(),
        3
    );
    run("schedule --deferred --format ics")
        .status(2)
        .stderr_has("--deferred")
        .check();
}

#[test]
fn explain_shows_whatever_bears_on_the_days() {
    run("explain 1 --lang zh")
        .stdout_has("负责人张伟每个工作日可做 1 次（按电话计）")
        .check();
    run("explain 3 --lang en")
        .stdout_has("2026-11-19: not settled after")
        .check();
}

#[test]
fn check_counts_what_customers_without_anybody_need() {
    let rules = r#"
[book]
language = "en"
[tier]
classes = ["A", "B"]
at_least = ["100"]
[team]
capacity = 5
[[type]]
id = "all"
name = "All"
when = "true"
[[type.follow_up]]
who = "owner"
every = "1w"
[[type.follow_up]]
who = "manager"
every = "1w"
"#;
    let check = |rules: &str| {
        let customers = "Customer ID,Name,Account Owner\nC1,One,Ann\nC2,Two,\nC3,Three,\n";
        let orders = "Order ID,Customer ID,Order Date,Amount\n\
            1,C1,2026-11-01,500\n2,C2,2026-11-01,5\n";
        Run::new("check customers.csv orders.csv --as-of 2026-11-20")
            .file("rules.toml", rules)
            .file("customers.csv", customers)
            .file("orders.csv", orders)
    };
    check(rules)
        .stdout_has("A needs 2 contacts a week, all customers 6; the team can do 25")
        .stdout_has("5 contacts a week of these are nobody's: 2 customers without an owner;")
        .stdout_has("3 customers with a")
        .check();
    check(&rules.replace("capacity = 5", "capacity = 5\nmanager = \"Boss\""))
        .stdout_has("2 contacts a week of these are nobody's: 2 customers without an owner;")
        .check();
    let (owners, _) = rules.rsplit_once("[[type.follow_up]]").expect("two tracks");
    check(owners)
        .stdout_has("A needs 1 contact a week, all customers 3;")
        .check();
}

#[test]
fn what_a_calendar_says_beyond_whole_days_is_named() {
    let event =
        |title: &str, lines: &str| format!("BEGIN:VEVENT\nSUMMARY:{title}\n{lines}\nEND:VEVENT\n");
    let events = [
        event(
            "Founders' day",
            "DTSTART;VALUE=DATE:20201124\nRRULE:FREQ=YEARLY",
        ),
        event("Meeting", "DTSTART:20261125T090000\nDTEND:20261125T100000"),
        event("Talk", "DTSTART:20261125T110000\nDTEND:20261125T120000"),
        event("Quiet Friday", "DTSTART:20261127\nRRULE:FREQ=WEEKLY"),
        event("Soon", "DTSTART:soon"),
    ];
    let calendar = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events.concat());
    run("check --lang en")
        .file("holidays.ics", &calendar)
        .stdout_has("no days off, 2 in\n  all, such as \"Meeting\"")
        .stdout_has("repeat otherwise than every year")
        .stdout_has("1 in all, such as \"Quiet Friday\"")
        .stdout_has("cannot be read are not taken, 1 in all,")
        .check();
    // The 24th is a day off again this year, the 25th is not.
    let shifted = run("schedule --format json")
        .file("holidays.ics", &calendar)
        .stdout_has("{")
        .check();
    let list: Value = serde_json::from_slice(&shifted.stdout).expect("JSON");
    let days = list["follow_ups"].as_array().expect("a list").iter();
    let days: Vec<_> = days.filter_map(|task| task["due"].as_str()).collect();
    assert!(
        !days.contains(&"2026-11-24") && days.contains(&"2026-11-25"),
        "{days:?}"
    );
}
