use std::fmt::Write as _;

use super::*;
use crate::report::fixture::{self, as_of};
use crate::rules::decode::decode;

const TRACK: &str = "[[type.follow_up]]\nwho = 'owner'\nevery = '1m'\n";

fn kind(id: &str, when: &str) -> String {
    format!("[[type]]\nid = '{id}'\nwhen = \"{when}\"\n{TRACK}")
}

/// Customers `K10`, `K11` … with one order each of this amount, on this day.
fn book(orders: &[(i64, &str)]) -> String {
    let mut text = "订单编号,客户编号,下单日期,金额\n".to_owned();
    for (number, (amount, day)) in orders.iter().enumerate() {
        let _ = writeln!(text, "A{number},K{},{day},{amount}", number + 10);
    }
    text
}

/// The codes that are found, with how many rows each speaks for, and the oddities themselves.
fn found(text: &str, orders: &[(i64, &str)]) -> (Vec<(&'static str, u64)>, Vec<Odd>) {
    let rules = decode(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let (mut codes, mut odds) = (Vec::new(), Vec::new());
    let orders: &'static str = book(orders).leak();
    fixture::run_by(&[("orders.csv", orders)], &rules, |run| {
        let measures = &run.cuts.measures();
        for problem in findings(run.engine, run.verdicts, measures, as_of()) {
            let Finding::Odd(odd) = problem.finding else {
                panic!("only oddities are found here");
            };
            codes.push((odd.code(), problem.count));
            odds.push(odd);
        }
    });
    (codes, odds)
}

const RECENT: &str = "2026-10-01";

#[test]
fn a_type_behind_a_wider_one_is_named_with_the_wider_one_and_a_customer() {
    let rules = kind("any", "orders > 0") + &kind("large", "amount > 100") + &kind("rest", "true");
    let mut orders = vec![(50, RECENT), (500, RECENT), (700, RECENT)];
    assert_eq!(found(&rules, &orders).0, [], "a few prove nothing");
    orders.extend(vec![(60, RECENT); 60]);
    let (_, odds) = found(&rules, &orders);
    let shadowed = odds.iter().find(|odd| odd.code() == "shadowed_type");
    let Some(Odd::ShadowedType { kind, by, customer }) = shadowed else {
        panic!("{odds:?}");
    };
    assert_eq!((kind.en.as_str(), by.en.as_str()), ("large", "any"));
    assert_eq!(customer, "K11");
}

#[test]
fn a_type_for_those_left_over_is_not_shadowed() {
    let rules =
        kind("large", "amount > 100") + &kind("buyers", "orders > 0") + &kind("rest", "true");
    assert_eq!(found(&rules, &[(500, RECENT), (700, RECENT)]).0, []);
    assert_eq!(found(&rules, &[(50, RECENT), (700, RECENT)]).0, []);
}

#[test]
fn a_type_that_nobody_matches_is_not_shadowed() {
    let rules = kind("any", "orders > 0") + &kind("large", "amount > 100000");
    assert_eq!(found(&rules, &[(50, RECENT)]).0, []);
}

#[test]
fn a_type_without_a_follow_up_is_named_where_it_has_customers() {
    let bare = "[[type]]\nid = 'bare'\nwhen = 'orders > 0'\n";
    let codes = found(bare, &[(50, RECENT), (60, RECENT)]).0;
    assert_eq!(codes, [("no_follow_up", 2)]);
    let bare = "[[type]]\nid = 'bare'\nwhen = 'orders > 9'\n";
    assert_eq!(found(bare, &[(50, RECENT)]).0, []);
}

#[test]
fn more_than_nine_types_are_many() {
    let types = |count: usize| -> String {
        let kinds =
            (0..count).map(|number| kind(&format!("t{number}"), &format!("amount < {number}")));
        kinds.collect()
    };
    assert_eq!(found(&types(9), &[(50, RECENT)]).0, []);
    assert_eq!(found(&types(10), &[(50, RECENT)]).0, [("many_types", 10)]);
}

#[test]
fn shares_of_types_say_something_from_fifty_customers_on() {
    let rules = kind("small", "amount < 100") + &kind("rest", "true");
    let orders = |small: usize, large: usize| {
        let mut orders = vec![(50, RECENT); small];
        orders.extend(vec![(200, RECENT); large]);
        orders
    };
    assert_eq!(found(&rules, &orders(49, 0)).0, []);
    let is_lopsided = |small, large| {
        let codes = found(&rules, &orders(small, large)).0;
        codes.contains(&("lopsided_type", small as u64))
    };
    assert!(is_lopsided(91, 9));
    assert!(!is_lopsided(90, 10), "nine in ten are not yet nearly all");
    let codes = |large| found(&rules, &orders(201 - large, large)).0;
    assert!(codes(1).contains(&("rare_type", 1)));
    assert!(!codes(2).iter().any(|(code, _)| *code == "rare_type"));
}

#[test]
fn a_bound_is_far_when_no_customer_is_within_thirty_in_a_hundred() {
    let rules = "[tier]\nat_least = ['1000', '100']\n".to_owned() + &kind("any", "true");
    let near = |nearest: i64| {
        let mut orders = vec![(100, RECENT); 60];
        orders.push((nearest, RECENT));
        let (_, odds) = found(&rules, &orders);
        let far = odds.into_iter().find(|odd| odd.code() == "far_threshold");
        far.map(|odd| match odd {
            Odd::FarThreshold {
                class, customer, ..
            } => (class, customer),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(near(700), None);
    assert_eq!(near(1300), None);
    let named = Some(("A".to_owned(), "K70".to_owned()));
    assert_eq!(near(699), named);
    assert_eq!(near(1301), named);
}

#[test]
fn tiers_that_stood_still_while_amounts_moved_are_named() {
    let rules = "[history]\nevery = '1m'\ndepth = 12\n[tier]\nat_least = ['100000', '90000']\nkeep_for = '0d'\n"
        .to_owned()
        + &kind("any", "true");
    // Bought early in the year before and not since: the amount of 12 months falls to 0.
    let old = vec![(50, "2025-06-01"); 60];
    let codes = |orders: &[(i64, &str)]| found(&rules, orders).0;
    assert!(codes(&old).contains(&("still_tiers", 60)));
    let mut one_moved = old.clone();
    one_moved.push((95_000, "2025-06-01"));
    assert!(
        !codes(&one_moved)
            .iter()
            .any(|(code, _)| *code == "still_tiers")
    );
}
