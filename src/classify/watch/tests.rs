use std::fmt::Write as _;

use super::*;
use crate::classify::engine::Engine;
use crate::classify::history::classify;
use crate::names::Role;
use crate::records::sample;
use crate::rules::decode::decode;

/// What is found for customers `K10`, `K11` … with one order each of this amount, on this day.
fn found(text: &str, orders: &[(i64, &str)]) -> Vec<Finding> {
    let text = format!("[history]\ndepth = 0\n{text}");
    let rules = decode(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut book = "订单编号,客户编号,订单日期,订单金额\n".to_owned();
    for (number, (amount, day)) in orders.iter().enumerate() {
        let _ = writeln!(book, "A{number},K{},{day},{amount}", number + 10);
    }
    let day = Day::parse_iso("2026-11-23").expect("a day");
    let book = sample::book(&[(Role::Orders, &book)], &rules, &[], day);
    let one = |threads| {
        let (verdicts, _) = classify(&Engine::new(&book, &rules, threads), day);
        let findings = verdicts.problems.into_iter();
        findings.map(|problem| problem.finding).collect::<Vec<_>>()
    };
    let found = one(1);
    assert_eq!(found, one(3), "whatever the number of threads");
    found
}

/// The comparisons that nobody is near, with the nearest customer and its number.
fn far(text: &str, orders: &[(i64, &str)]) -> Vec<(String, String, f64)> {
    let findings = found(text, orders).into_iter();
    let far = findings.filter_map(|finding| match finding {
        Finding::Odd(Odd::FarNumber {
            part,
            customer,
            number,
            ..
        }) => Some((part, customer, number)),
        _ => None,
    });
    far.collect()
}

fn kind(id: &str, when: &str) -> String {
    format!("[[type]]\nid = '{id}'\nwhen = \"{when}\"\n")
}

const DAY: &str = "2026-11-03";

/// Sixty customers with an order of 100 each, twenty days ago.
fn sixty() -> Vec<(i64, &'static str)> {
    vec![(100, DAY); 60]
}

fn is(part: &str, customer: &str, number: f64) -> Vec<(String, String, f64)> {
    vec![(part.to_owned(), customer.to_owned(), number)]
}

#[test]
fn a_number_is_far_when_no_customer_is_within_thirty_in_a_hundred() {
    let check = |amount: i64, expected: &[(String, String, f64)]| {
        let mut orders = sixty();
        orders.push((amount, DAY));
        assert_eq!(
            far(&kind("big", "amount > 1000"), &orders),
            expected,
            "{amount}"
        );
    };
    check(700, &[]);
    check(1300, &[]);
    check(699, &is("amount > 1000", "K70", 699.0));
    check(1301, &is("amount > 1000", "K70", 1301.0));
}

#[test]
fn spans_are_told_in_days() {
    let rules = kind("old", "orders > 0 and days_since_last_order > 12m");
    assert_eq!(
        far(&rules, &sixty()),
        is("days_since_last_order > 12m", "K10", 20.0)
    );
    let rules = kind("old", "days_since_last_order > 25d");
    assert_eq!(far(&rules, &sixty()), []);
}

#[test]
fn neighbours_among_whole_numbers_are_near_and_nobody_need_be_near_0() {
    assert_eq!(far(&kind("two", "orders >= 2"), &sixty()), []);
    assert_eq!(far(&kind("any", "orders > 0 and amount > 0"), &sixty()), []);
    assert_eq!(
        far(&kind("three", "orders >= 3"), &sixty()),
        is("orders >= 3", "K10", 1.0)
    );
}

#[test]
fn a_number_that_several_share_is_told_once_and_tags_count() {
    let tag = "[[tag]]\nname = 'whale'\nwhen = \"amount > 9000\"\n";
    let shared = kind("one", "amount > 9000 and orders > 0") + &kind("two", "true") + tag;
    assert_eq!(far(&shared, &sixty()), is("amount > 9000", "K10", 100.0));
    let tag = kind("all", "true") + tag;
    assert_eq!(far(&tag, &sixty()), is("amount > 9000", "K10", 100.0));
}

#[test]
fn a_few_customers_prove_nothing() {
    assert_eq!(
        far(&kind("big", "amount > 1000"), &vec![(100, DAY); 49]),
        []
    );
    assert_eq!(
        far(&kind("big", "amount > 1000"), &vec![(100, DAY); 50]).len(),
        1
    );
}

fn nearest(text: &str, orders: &[(i64, &str)]) -> Option<Nearest> {
    let findings = found(text, orders).into_iter();
    let mut nobody = findings.filter_map(|finding| match finding {
        Finding::NobodyOfType(kinds) => Some(kinds),
        _ => None,
    });
    let kinds = nobody.next().expect("a type without anybody");
    kinds[0].nearest.clone()
}

#[test]
fn a_type_that_nobody_is_of_names_who_comes_nearest() {
    let mut orders = sixty();
    orders.push((800, "2025-01-01"));
    let rules = kind("big", "amount > 500 and days_since_last_order < 30d") + &kind("rest", "true");
    // Most miss the first part, one the second; of equal ones the first by id counts.
    let misses = Nearest::Misses {
        customer: "K10".to_owned(),
        part: "amount > 500".to_owned(),
    };
    assert_eq!(nearest(&rules, &orders), Some(misses));
    let has = Nearest::Has {
        customer: "K70".to_owned(),
        number: 800.0,
        kind: Some(Kind::Money),
    };
    let rules = kind("big", "amount > 900") + &kind("rest", "true");
    assert_eq!(nearest(&rules, &orders), Some(has));
    assert_eq!(nearest(&rules, &[(100, DAY)]), None, "a few prove nothing");
    let rules =
        kind("odd", "orders > 5 and amount > 5000 and products > 3") + &kind("rest", "true");
    assert_eq!(nearest(&rules, &orders), None, "nobody is anywhere near");
}

#[test]
fn parts_that_exclude_each_other_are_told_for_any_number_of_customers() {
    let rules = kind("never", "orders > 5 and orders < 3") + &kind("rest", "true");
    let told = found(&rules, &[(100, DAY)]);
    let never = Finding::Odd(Odd::NeverMatches {
        of: TypeName {
            zh: "never".to_owned(),
            en: "never".to_owned(),
        },
        parts: ["orders > 5".to_owned(), "orders < 3".to_owned()],
    });
    assert!(told.contains(&never), "{told:?}");
}
