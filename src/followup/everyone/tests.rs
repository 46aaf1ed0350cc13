//! Plans of small books.

use super::*;
use crate::classify::history::classify;
use crate::followup::desk::COLUMNS;
use crate::followup::task::{AnchorEvent, DueRule, Moved, TaskId, TrackMark};
use crate::names::{Field, Role};
use crate::records::book::Book;
use crate::records::customers::Wanted;
use crate::records::sample;
use crate::rules::condition::InputKind;
use crate::rules::decode::decode;
use crate::rules::{Rules, Who};

/// One type a letter in the column 类别, so that each case chooses its own.
const RULES: &str = r#"
[history]
depth = 0
[calendar]
workdays = "weekdays"
[[type]]
id = "steps"
name = { zh = "步骤", en = "Steps" }
when = "stage = 's'"
[[type.follow_up]]
who = "owner"
anchor = "first_order"
steps = [{ after = "0d", channel = "电话" }, { after = "7d", channel = "上门" }]
[[type]]
id = "pair"
name = { zh = "两线", en = "Pair" }
when = "stage = 'p'"
[[type.follow_up]]
who = "owner"
when = "tier != 'C'"
every = "1w"
channels = ["电话", "微信"]
[[type.follow_up]]
who = "manager"
every = "1m"
channels = ["拜访"]
[[type]]
id = "rest"
name = { zh = "其余", en = "Rest" }
when = "true"
[[type.follow_up]]
who = "owner"
every = "1w"
channels = ["电话"]
goal = "转化"
"#;

const CUSTOMERS: &str = "客户编号,客户名称,阶段,建档日期,最近联系,下次联系时间,勿扰\n";
const ORDERS: &str = "订单编号,客户编号,订单日期,订单金额\n";
const LOG: &str = "客户编号,跟进日期,跟进人,渠道,结果,下次联系,任务编号\n";

/// 2026-11-23 is a Monday.
const AS_OF: &str = "2026-11-23";

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test date")
}

fn rules(text: &str) -> Rules {
    decode(text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn wanted() -> Vec<Wanted> {
    let columns = COLUMNS.into_iter();
    let texts = [Field::CustomerStage, Field::CustomerOwner];
    columns
        .chain(texts.map(|field| (field, InputKind::Text)))
        .map(|(field, kind)| Wanted {
            field: Some(field),
            header: String::new(),
            kind,
        })
        .collect()
}

/// A book with its rules, ready to be planned.
struct Case {
    rules: Rules,
    book: Book,
}

fn case(customers: &str, orders: &str, log: Option<&str>) -> Case {
    case_by(RULES, customers, orders, log)
}

fn case_by(text: &str, customers: &str, orders: &str, log: Option<&str>) -> Case {
    case_of(text, &format!("{CUSTOMERS}{customers}"), orders, log)
}

/// A case whose customers have columns of their own.
fn case_of(text: &str, customers: &str, orders: &str, log: Option<&str>) -> Case {
    let rules = rules(text);
    let orders = format!("{ORDERS}{orders}");
    let log = log.map(|log| format!("{LOG}{log}"));
    let mut sheets = vec![(Role::Customers, customers), (Role::Orders, &*orders)];
    sheets.extend(log.as_deref().map(|log| (Role::Contacts, log)));
    let book = sample::book(&sheets, &rules, &wanted(), day(AS_OF));
    let empty = |finding: &Finding| *finding == Finding::NoRows(Role::Orders);
    let mut problems = book.problems.iter();
    assert!(
        problems.all(|problem| empty(&problem.finding)),
        "{:?}",
        book.problems
    );
    Case { rules, book }
}

impl Case {
    fn with<T>(&self, threads: usize, look: impl FnOnce(&Engine<'_>, &Plan<'_>) -> T) -> T {
        let engine = Engine::new(&self.book, &self.rules, threads);
        let (verdicts, cuts) = classify(&engine, day(AS_OF));
        let planned = plan(&engine, &verdicts, &cuts, 14);
        look(&engine, &planned)
    }

    /// Tasks as `customer/type/track due (overdue) step channel`.
    fn tasks(&self) -> Vec<String> {
        self.with(1, |engine, plan| {
            listed(plan).iter().map(|task| show(engine, task)).collect()
        })
    }
}

fn show(engine: &Engine<'_>, planned: &Planned<'_>) -> String {
    let task = &planned.task;
    format!(
        "{}/{}/{} {} ({}) {}",
        engine.book.registry.id(planned.customer),
        engine.rules.types[planned.kind as usize].id,
        task.track,
        task.due,
        task.days_overdue,
        task.channel.map_or("", |channel| &channel.zh)
    )
}

fn check(case: &Case, expected: &[&str]) {
    assert_eq!(case.tasks(), expected);
}

#[test]
fn a_type_gets_its_own_plan() {
    let case = case(
        "1,甲,s,,,,\n2,乙,,2026-11-18,,,\n",
        "o1,1,2026-11-20,100\n",
        None,
    );
    check(
        &case,
        &[
            "1/steps/0 2026-11-20 (3) 电话",
            "2/rest/0 2026-11-25 (0) 电话",
            "1/steps/0 2026-11-30 (0) 上门",
            "2/rest/0 2026-12-02 (0) 电话",
        ],
    );
}

#[test]
fn only_tracks_whose_condition_holds_apply() {
    // 1 brings nearly everything and is of tier A; 2 is of tier C.
    let case = case(
        "1,甲,p,2026-11-16,,,\n2,乙,p,2026-11-02,,,\n",
        "o1,1,2026-11-20,1000000\no2,2,2026-11-20,1\n",
        None,
    );
    check(
        &case,
        &[
            "1/pair/0 2026-11-23 (0) 电话",
            "1/pair/0 2026-11-30 (0) 微信",
            "2/pair/1 2026-12-02 (0) 拜访",
            "1/pair/0 2026-12-07 (0) 电话",
        ],
    );
}

#[test]
fn who_asked_not_to_be_contacted_is_left_alone_and_it_is_said() {
    let case = case(
        "1,甲,,2026-11-18,,,是\n2,乙,,2026-11-18,,,\n3,丙,,2026-11-18,,,否\n",
        "",
        Some("2,2026-11-19,王,电话,勿扰,,\n2,2026-11-20,王,电话,,,\n"),
    );
    case.with(1, |_, plan| {
        assert_eq!(plan.next_due(0), Err(WhyNot::DoNotContact));
        assert_eq!(plan.next_due(1), Err(WhyNot::DoNotContact));
        assert_eq!(plan.next_due(2), Ok(day("2026-11-25")));
    });
}

#[test]
fn a_later_answer_lifts_an_outcome_of_the_log() {
    let case = case(
        "1,甲,,2026-11-01,,,\n",
        "",
        Some("1,2026-11-10,王,电话,勿扰,,\n1,2026-11-18,王,电话,已沟通,,\n"),
    );
    check(
        &case,
        &[
            "1/rest/0 2026-11-25 (0) 电话",
            "1/rest/0 2026-12-02 (0) 电话",
        ],
    );
}

#[test]
fn an_agreed_day_of_the_sheet_or_the_log_moves_the_task() {
    let case = case(
        "1,甲,,2026-11-01,2026-11-18,2026-12-04,\n2,乙,,2026-11-01,,,\n",
        "",
        Some("2,2026-11-18,王,电话,已沟通,2026-12-03,\n"),
    );
    check(
        &case,
        &[
            "2/rest/0 2026-12-03 (0) 电话",
            "1/rest/0 2026-12-04 (0) 电话",
        ],
    );
    case.with(1, |_, plan| {
        let from = day("2026-11-25");
        let moved = listed(plan)[0].task.reason.moved[0];
        assert_eq!(moved, Some(Moved::Agreed { from }));
    });
}

#[test]
fn a_day_put_off_shifts_the_task_and_is_no_contact() {
    let before = case("1,甲,,2026-11-16,,,\n", "", None);
    let put_off = case(
        "1,甲,,2026-11-16,,,\n",
        "",
        Some("1,2026-11-20,王,电话,推迟,2026-12-03,\n"),
    );
    let first = |case: &Case| {
        case.with(1, |engine, plan| {
            let contacts = engine.book.contacts.until(0, day(AS_OF));
            assert!(contacts.is_empty(), "nobody was contacted");
            let first = &listed(plan)[0].task;
            (
                first.id,
                first.due,
                first.reason.anchor,
                first.reason.moved[0],
            )
        })
    };
    let (id, due, anchor, _) = first(&before);
    let shifted = Some(Moved::Agreed { from: due });
    assert_eq!(first(&put_off), (id, day("2026-12-03"), anchor, shifted));
}

#[test]
fn contacts_after_the_as_of_day_and_future_cells_change_nothing() {
    let with = case("1,甲,,2026-11-18,2026-11-30,,\n", "", None);
    let without = case("1,甲,,2026-11-18,,,\n", "", None);
    assert_eq!(with.tasks(), without.tasks());
}

#[test]
fn a_contact_with_the_id_of_a_task_carries_it_out() {
    let anchor = AnchorEvent {
        kind: AnchorKind::Created,
        day: day("2026-11-11"),
    };
    let mark = TrackMark::new("pair", 1);
    let id = TaskId::new("1", mark, anchor, 1);
    let case = case(
        "1,甲,p,2026-11-11,,,\n",
        "o1,1,2026-11-01,100\n",
        Some(&format!("1,2026-11-18,王,拜访,已沟通,,{id}\n")),
    );
    // The manager's visit leaves the owner's call due as it was.
    case.with(1, |engine, plan| {
        assert_eq!(
            show(engine, &listed(plan)[0]),
            "1/pair/0 2026-11-18 (5) 电话"
        );
        assert!(
            listed(plan)
                .iter()
                .all(|planned| planned.task.who == Who::Owner)
        );
    });
}

#[test]
fn a_complaint_of_the_log_is_what_its_track_counts_from() {
    let rules = RULES.replace(
        "who = \"owner\"\nanchor = \"first_order\"",
        "who = \"owner\"\nurgent = true\nanchor = \"complaint or type began\"",
    );
    let case = case_by(
        &rules,
        "1,甲,s,2026-11-01,,,\n",
        "",
        Some("1,2026-11-19,王,电话,投诉,,\n"),
    );
    case.with(1, |_, plan| {
        let anchor = listed(plan)[0].task.reason.anchor;
        assert_eq!(anchor.kind, AnchorKind::Complaint);
        assert_eq!(anchor.day, day("2026-11-19"));
    });
}

#[test]
fn customers_that_nothing_dates_get_a_place_in_the_first_round() {
    let case = case("1,甲,,,,,\n2,乙,s,,,,\n", "", None);
    case.with(1, |_, plan| {
        let reason = listed(plan)[0].task.reason;
        assert!(matches!(reason.rule, DueRule::FirstRound(_)), "{reason:?}");
        assert!(reason.due >= day(AS_OF) && reason.due < day(AS_OF).plus(7));
        assert_eq!(
            plan.next_due(1),
            Err(WhyNot::NoAnchor(AnchorKind::FirstOrder))
        );
    });
}

#[test]
fn what_nothing_dates_is_urgent_from_the_day_of_the_plan_and_nobody_is_told() {
    let rules = RULES.replace(
        "who = \"owner\"\nanchor = \"first_order\"",
        "who = \"owner\"\nurgent = true\nanchor = \"type_began\"\n\
         escalate = [{ after = \"3d\", to = \"manager\" }]",
    );
    let case = case_by(&rules, "1,甲,s,,,,\n2,乙,s,2026-11-02,,,\n", "", None);
    check(
        &case,
        &[
            "2/steps/0 2026-11-02 (21) 电话",
            "1/steps/0 2026-11-23 (0) 电话",
            "1/steps/0 2026-11-30 (0) 上门",
            "2/steps/0 2026-11-30 (0) 上门",
        ],
    );
    case.with(1, |_, plan| {
        let told: Vec<u32> = plan.told().iter().map(|(customer, _)| *customer).collect();
        assert_eq!(told, [1]);
    });
}

#[test]
fn a_step_on_the_day_of_its_order_grows_overdue_for_a_week_before_a_first_round() {
    let rules = RULES.replace("{ after = \"7d\", channel = \"上门\" }", "");
    let orders = "o1,1,2026-11-20,100\no2,2,2026-11-17,100\no3,3,2026-11-10,100\n";
    let case = case_by(&rules, "1,甲,s,,,,\n2,乙,s,,,,\n3,丙,s,,,,\n", orders, None);
    let tasks = case.tasks();
    assert_eq!(
        tasks[..2],
        [
            "2/steps/0 2026-11-17 (6) 电话",
            "1/steps/0 2026-11-20 (3) 电话"
        ]
    );
    assert!(tasks[2].starts_with("3/steps/0 2026-11-2"), "{tasks:?}");
    assert!(tasks[2].contains("(0)"), "{tasks:?}");
}

#[test]
fn the_end_of_published_holidays_is_said_once() {
    let rules = RULES.replace("\"weekdays\"", "\"CN\"");
    let case = case_by(&rules, "1,甲,,,,,\n", "", None);
    let engine = Engine::new(&case.book, &case.rules, 1);
    let (verdicts, cuts) = classify(&engine, day(AS_OF));
    assert!(plan(&engine, &verdicts, &cuts, 14).problems.is_empty());
    let far = plan(&engine, &verdicts, &cuts, 400);
    let known = crate::followup::WorkCalendar::new(&case.rules.calendar).known_until();
    let findings: Vec<_> = far
        .problems
        .iter()
        .map(|problem| &problem.finding)
        .collect();
    assert_eq!(
        findings,
        [&Finding::CalendarEnds(known.expect("a last year"))]
    );
}

#[test]
fn every_reason_has_a_code_of_its_own() {
    for why in REASONS {
        assert_eq!(decode_code(encode(Next::Never(why))), Err(why));
    }
    for due in [Day::FIRST, Day::LAST] {
        assert_eq!(decode_code(due.0), Ok(due));
    }
}

/// Two people, one of them away for a while from before the as-of day.
const AWAY: &str = "
[team.person.'王芳']
away = ['2026-11-20..2026-11-30']
[team.person.'李雷']
";

/// Customers of all types with orders and contacts, ids not in the order of the sheet. Many
/// share all that their plans come from but one thing: who looks after them, an agreed day,
/// a day put off, or that they are to be left alone.
fn crowd(team: &str) -> Case {
    use std::fmt::Write;
    let mut customers = CUSTOMERS.replace('\n', ",负责人\n");
    let (mut orders, mut log) = (String::new(), String::new());
    for number in 0..700u32 {
        let id = (number * 389) % 701;
        let stage = ["", "s", "p"][number as usize % 3];
        let created = day("2026-10-01").plus((number * 7 % 50) as i32);
        let or_none = |given: bool, text: String| if given { text } else { String::new() };
        let contacted = day("2026-11-01").plus((number % 5 * 4) as i32);
        let contacted = or_none(number % 4 == 1, contacted.to_string());
        let agreed = or_none(number % 11 == 2, "2026-12-02".to_owned());
        let alone = or_none(number % 13 == 3, "是".to_owned());
        let owner = ["王芳", "李雷"][number as usize / 60 % 2];
        writeln!(
            customers,
            "{id},客户{id},{stage},{created},{contacted},{agreed},{alone},{owner}"
        )
        .expect("a string takes it");
        for order in 0..number % 4 {
            let bought = created.plus(order as i32);
            let amount = number * number % 997 + 1;
            writeln!(orders, "o{id}-{order},{id},{bought},{amount}").expect("a string takes it");
        }
        if number % 5 == 0 {
            let contacted = created.plus(2);
            writeln!(log, "{id},{contacted},王,电话,已沟通,,").expect("a string takes it");
        } else if number % 7 == 3 {
            writeln!(log, "{id},2026-11-20,王,电话,推迟,2026-12-04,").expect("a string takes it");
        }
    }
    case_of(&format!("{RULES}{team}"), &customers, &orders, Some(&log))
}

#[test]
fn threads_change_nothing_and_neither_does_a_second_run() {
    let crowd = crowd(AWAY);
    let run = |threads| {
        crowd.with(threads, |_, plan| {
            let tasks: Vec<String> = listed(plan)
                .iter()
                .map(|task| format!("{task:?}"))
                .collect();
            (plan.next.clone(), tasks)
        })
    };
    let one = run(1);
    assert!(one.1.len() > 500);
    for threads in [1, 2, 7] {
        assert_eq!(run(threads), one);
    }
}

#[test]
fn one_customer_is_planned_as_among_all() {
    for team in ["", AWAY] {
        let crowd = crowd(team);
        let engine = Engine::new(&crowd.book, &crowd.rules, 1);
        let (verdicts, cuts) = classify(&engine, day(AS_OF));
        let plan = plan(&engine, &verdicts, &cuts, 14);
        let mut among = vec![Vec::new(); engine.book.len()];
        for planned in listed(&plan) {
            among[planned.customer as usize].push(planned.task);
        }
        for (customer, among) in (0..).zip(among) {
            let (next, mut tasks) = plan.one(customer);
            assert_eq!(decode_code(encode(next)), plan.next_due(customer));
            tasks.sort_by_key(|task| task.due);
            assert_eq!(tasks, among, "{}", engine.book.registry.id(customer));
        }
    }
}

#[test]
fn tasks_are_in_order_and_agree_with_the_next_days() {
    let crowd = crowd("");
    crowd.with(2, |engine, plan| {
        let id = |planned: &Planned<'_>| engine.book.registry.id(planned.customer);
        let key = |planned: &Planned<'_>| (planned.task.due, planned.task.rank);
        for pair in listed(plan).windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            assert!((key(a), id(a), a.task.track) <= (key(b), id(b), b.task.track));
        }
        let mut first = vec![None; engine.book.len()];
        for planned in listed(plan).iter().rev() {
            first[planned.customer as usize] = Some(planned.task.due);
        }
        for (customer, first) in (0..).zip(first) {
            let next = plan.next_due(customer).ok();
            let within = next.filter(|next| *next <= day(AS_OF).plus(14));
            assert_eq!(first, within);
        }
    });
}

/// Every task, with what the list says of it checked against the task itself.
fn listed<'a>(plan: &Plan<'a>) -> Vec<Planned<'a>> {
    let mut clerk = plan.clerk();
    let tasks = plan.tasks().iter().map(|listed| {
        let planned = clerk.task(*listed);
        assert_eq!(planned.task.due, listed.due);
        assert_eq!(planned.task.who, listed.who);
        assert_eq!(planned.task.rank, listed.rank);
        planned
    });
    tasks.collect()
}
