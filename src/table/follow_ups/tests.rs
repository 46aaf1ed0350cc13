//! Rows of tasks as cells and as bytes.

use super::*;
use crate::classify::history::classify;
use crate::followup::{desk, everyone};
use crate::money::Money;
use crate::names::{Field, Role};
use crate::period::Day;
use crate::records::sample;
use crate::rules::decode::decode;
use crate::table::sink::{Lines, Sink};

const RULES: &str = r#"
[history]
depth = 0
[calendar]
workdays = "weekdays"
[metrics]
half = { formula = "amount / 2" }
[[type]]
id = "rest"
name = { zh = "其余客户", en = "Rest" }
when = "true"
[[type.follow_up]]
who = "owner"
anchor = "first_order"
steps = [{ after = "3d", channel = { zh = "电话", en = "Phone" }, content = "回访" }]
every = "1m"
goal = { zh = "复购", en = "More orders" }
script = "SCRIPT"
"#;

const CUSTOMERS: &str = "客户编号,客户名称,负责人,行业\n1,甲公司,王芳,电子\n2,乙公司,,\n";
const ORDERS: &str = "订单编号,客户编号,订单日期,订单金额,品类\n\
        o1,1,2026-11-17,12345.5,电机\no2,2,2026-11-23,0.5,\no3,2,2026-11-23,4000,水泵\n";

/// The rows of the plan as of 2026-11-23, cells as debug text with `|` between.
fn rows(script: &str, language: Language) -> Vec<String> {
    let sheets = [(Role::Customers, CUSTOMERS), (Role::Orders, ORDERS)];
    rows_of(&RULES.replace("SCRIPT", script), &sheets, language)
}

/// The rows of the plan of such a book; the bytes of the same rows are held against them.
fn rows_of(rules: &str, sheets: &[(Role, &str)], language: Language) -> Vec<String> {
    let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
    let day = Day::parse_iso("2026-11-23").expect("a test date");
    let mut wanted = desk::wanted(&rules);
    if wanted
        .iter()
        .all(|column| column.field != Some(Field::CustomerOwner))
    {
        wanted.push(crate::records::customers::Wanted {
            field: Some(Field::CustomerOwner),
            header: String::new(),
            kind: crate::rules::condition::InputKind::Text,
        });
    }
    let book = sample::book(sheets, &rules, &wanted, day);
    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, cuts) = classify(&engine, day);
    let plan = everyone::plan(&engine, &verdicts, &cuts, 14);
    let run = FollowUps {
        engine: &engine,
        verdicts: &verdicts,
        cuts: &cuts,
        plan: &plan,
    };
    let grid = follow_ups(run, plan.tasks().iter().copied(), language);
    assert_eq!(grid.columns.len(), KEYS.len());
    let rows: Vec<String> = (grid.rows)
        .map(|row| {
            assert_eq!(row.len(), KEYS.len());
            row.iter().map(show).collect::<Vec<_>>().join("|")
        })
        .collect();
    let mut written = Vec::new();
    let hand_out = |piece: &[u8]| {
        written.extend_from_slice(piece);
        Ok::<_, ()>(())
    };
    write::<Bars, _>(run, plan.tasks(), language, 2, hand_out).expect("nothing refuses");
    assert_eq!(
        String::from_utf8(written).expect("text"),
        rows.join("\n") + "\n"
    );
    rows
}

/// Cells with bars between them.
#[derive(Default)]
struct Bars(Vec<u8>);

impl Lines for Bars {
    fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Sink for Bars {
    fn blank(&mut self) {
        self.0.push(b'|');
    }

    fn text(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
        self.blank();
    }

    fn count(&mut self, count: i64) {
        self.text(&count.to_string());
    }

    fn number(&mut self, number: f64) {
        panic!("{number}");
    }

    fn ratio(&mut self, ratio: f64) {
        panic!("{ratio}");
    }

    fn money(&mut self, money: Money) {
        panic!("{money}");
    }

    fn date(&mut self, day: Day) {
        self.text(&day.to_string());
    }

    fn flag(&mut self, flag: bool) {
        panic!("{flag}");
    }

    fn end_row(&mut self) {
        self.0.pop();
        self.0.push(b'\n');
    }
}

fn show(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Date(day) => day.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The script of the first customer's task.
fn check(script: &str, expected: &str) {
    let script_at = KEYS.iter().position(|key| *key == "script");
    let row = &rows(script, Language::Zh)[0];
    let cell = row.split('|').nth(script_at.expect("a column"));
    assert_eq!(cell, Some(expected));
}

#[test]
fn rows_say_who_does_what_and_why() {
    let rows = rows("您好", Language::Zh);
    assert_eq!(
        rows.iter().map(|row| &row[14..]).collect::<Vec<_>>(),
        [
            "|1|甲公司|王芳|owner|A|rest|1|2026-11-20|3|1|电话|回访|复购|您好|1|\
                 首单 2026-11-17，第 1 步：3 天后 → 应于 2026-11-20；逾期 3 天；目标：复购|overdue|2026-11-23|||电机|水泵|",
            "|2|乙公司||owner|A|rest|1|2026-11-26|0|1|电话|回访|复购|您好|1|\
                 首单 2026-11-23，第 1 步：3 天后 → 应于 2026-11-26；目标：复购|open|2026-11-23|||水泵|电机|",
        ]
    );
}

const CROWDED: &str = r#"
[history]
depth = 0
[calendar]
workdays = "weekdays"
[team]
capacity = 9
[[type]]
id = "rest"
name = "Rest"
when = "true"
[[type.follow_up]]
who = "owner"
anchor = "first_order"
steps = [{ after = "3d", channel = "电话", content = "回访" }]
every = "1w"
TURNS
[[type.follow_up]]
who = "manager"
anchor = "first_order"
steps = [{ after = "1d", channel = "拜访" }]
"#;

/// Cells of neighbours are taken over where rows are alike: here rows differ in one thing at a
/// time, as in tier, step, channel, content, the day they found room, or, where nobody
/// answered, in who is told.
#[test]
fn rows_alike_are_written_as_each_alone() {
    use std::fmt::Write;
    let mut customers = "客户编号,客户名称,负责人\n".to_owned();
    let mut orders = "订单编号,客户编号,订单日期,订单金额\n".to_owned();
    let mut log = "客户编号,跟进日期,结果\n".to_owned();
    for number in 0..400u32 {
        let owner = ["王芳", "李雷", ""][number as usize % 3];
        let _ = writeln!(customers, "{number},客户{number},{owner}");
        let (day, amount) = (number / 2 % 3 * 5 + 1, number * number % 997 + 1);
        let _ = writeln!(orders, "o{number},{number},2026-11-{day:02},{amount}");
        let result = ["", "无人接听", "已沟通"][number as usize / 7 % 3];
        let days = ["11-11", "11-10", "11-09", "11-06", "10-27", "10-20"];
        let times = if result.is_empty() {
            0
        } else {
            6 - number as usize % 2
        };
        for day in days.iter().take(times) {
            let _ = writeln!(log, "{number},2026-{day},{result}");
        }
    }
    let sheets = [
        (Role::Customers, &*customers),
        (Role::Orders, &*orders),
        (Role::Contacts, &*log),
    ];
    let turns = [
        "channels = ['电话', '微信']\ncontents = ['近况']",
        "channels = ['电话']\ncontents = ['近况', '样品']",
    ];
    let rows = turns.map(|turns| rows_of(&CROWDED.replace("TURNS", turns), &sheets, Language::Zh));
    let rows = rows.concat();
    let differ = [
        "owner", "who", "tier", "track", "due", "step", "channel", "content", "status", "told",
        "wanted",
    ];
    for key in differ {
        let at = KEYS.iter().position(|known| *known == key);
        let cell = |row| str::split(row, '|').nth(at.expect("a column"));
        assert!(rows.iter().any(|row| cell(row) != cell(&rows[0])), "{key}");
    }
}

#[test]
fn codes_are_english_in_every_language() {
    let (zh, en) = (rows("", Language::Zh), rows("", Language::En));
    let without_reason = |row: &str| {
        let cells = row.split('|').enumerate();
        let said = ["reason", "channel", "content", "goal", "script"];
        let kept = cells.filter(|(at, _)| !said.contains(&KEYS[*at]));
        kept.map(|(_, cell)| cell.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(without_reason(&zh[0]), without_reason(&en[0]));
    assert_ne!(zh[0], en[0]);
}

#[test]
fn what_people_do_and_why_is_said_in_the_language_of_the_run() {
    let row = &rows("", Language::En)[0];
    assert!(row.contains("|Phone|回访|More orders|"), "{row}");
    assert!(row.contains("goal: More orders"), "{row}");
}

#[test]
fn scripts_are_filled_with_facts_metrics_and_labels() {
    check(
        "{name}（{customer_id}），我是{owner}",
        "甲公司（1），我是王芳",
    );
    check("{days_since_last_order} / {距末单天数}", "6 / 6");
    check("{last_order}", "2026-11-17");
    check("{amount}", "12,345.50");
    check("{half}", "6172.75");
    check("{tier} {type} {行业}", "A 其余客户 电子");
    check("{share}", "75.5%");
    check(
        "{last_bought}，还没有买过 {not_bought}",
        "电机，还没有买过 水泵",
    );
}

#[test]
fn a_blank_value_is_empty_in_a_script() {
    check("[{region}{typical_gap}{last_contact}]", "[]");
}

#[test]
fn headings_follow_the_language() {
    let zh = columns(Language::Zh);
    assert_eq!(
        (zh[0].key.as_str(), zh[0].heading.as_str()),
        ("id", "任务编号")
    );
    assert_eq!(columns(Language::En)[8].heading, "Due");
    for column in zh {
        assert_ne!(column.heading, column.key);
    }
}
