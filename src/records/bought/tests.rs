use super::*;
use crate::names::Role;
use crate::period::Day;
use crate::problem::Finding;
use crate::records::book::Book;
use crate::records::sample;
use crate::records::table::Pace;
use crate::rules::decode::decode;

const HEADER: &str = "订单编号,客户编号,订单日期,订单金额,订单状态,品类\n";

/// The book of these order rows as of 2026-11-20.
fn book(header: &str, rows: &str, pace: Pace) -> Book {
    let rules = decode("[tier]\nat_least = [\"100\", \"10\"]").expect("sound rules");
    let orders = format!("{header}{rows}");
    let as_of = Day::parse_iso("2026-11-20").expect("a day");
    sample::read(&[(Role::Orders, &orders)], &rules, &[], as_of, pace).expect("a readable book")
}

const ALONE: Pace = Pace {
    threads: 1,
    chunk_bytes: 1 << 16,
};

/// What each customer bought last, and what it did not: `id: last… / missing`.
fn told(book: &Book) -> Vec<String> {
    let bought = book.bought.as_ref().expect("a column of categories");
    let customer = |number: &u32| {
        let (last, more) = bought.last(*number);
        let last: Vec<&str> = last.collect();
        let missing: Vec<&str> = bought.missing(*number).collect();
        let more = if more == More::Yes { "…" } else { "" };
        let id = book.registry.id(*number);
        format!("{id}: {}{more} / {}", last.join("+"), missing.join("+"))
    };
    book.order.iter().map(customer).collect()
}

fn check(rows: &str, expected: &[&str]) {
    assert_eq!(told(&book(HEADER, rows, ALONE)), expected);
}

#[test]
fn the_last_purchase_and_what_is_missing() {
    check(
        "1,C1,2026-05-04,100,,泵\n2,C1,2026-06-04,50,,阀\n3,C2,2026-06-05,90,,泵\n4,C2,2026-06-01,20,,电机\n",
        &["C1: 阀 / 电机", "C2: 泵 / 阀"],
    );
}

#[test]
fn every_line_of_the_last_day_counts_and_the_largest_amounts_are_named() {
    check(
        "1,C1,2026-06-04,10,,a\n1,C1,2026-06-04,40,,b\n1,C1,2026-06-04,15,,a\n\
         1,C1,2026-06-04,25,,d\n2,C1,2026-06-04,1,,e\n3,C1,2026-06-03,900,,f\n",
        &["C1: b+a+d… / "],
    );
}

#[test]
fn what_came_back_was_not_bought() {
    check(
        "1,C1,2026-05-04,100,,泵\n2,C1,2026-06-04,50,已退货,阀\n3,C1,2026-06-05,-20,,电机\n\
         4,C2,2026-06-05,60,,阀\n5,C2,2026-06-05,70,,电机\n6,C1,2026-06-06,30,已取消,阀\n",
        &["C1: 泵 / 阀+电机", "C2: 电机+阀 / 泵"],
    );
}

#[test]
fn orders_after_the_as_of_day_do_not_count() {
    check(
        "1,C1,2026-11-20,100,,泵\n2,C1,2026-11-21,500,,阀\n3,C2,2026-06-05,60,,阀\n",
        &["C1: 泵 / 阀", "C2: 阀 / 泵"],
    );
}

#[test]
fn rows_without_a_category_say_nothing() {
    check(
        "1,C1,2026-05-04,100,,泵\n2,C1,2026-06-04,50,,-\n3,C2,2026-06-05,60,,\n4,C2,2026-06-05,60,,#N/A\n",
        &["C1: 泵 / ", "C2:  / "],
    );
}

#[test]
fn spellings_in_other_widths_and_cases_are_one_category() {
    check(
        "1,C1,2026-05-04,100,,ABC 泵\n2,C2,2026-06-04,50,,ａｂｃ 泵\n",
        &["C1: ABC 泵 / ", "C2: ABC 泵 / "],
    );
}

#[test]
fn main_categories_are_those_of_the_last_twelve_months() {
    let rows = "1,C1,2025-11-20,9000,,旧\n2,C1,2025-11-21,100,,甲\n3,C1,2026-02-01,90,,乙\n\
                4,C1,2026-02-01,11,,丙\n5,C1,2026-02-01,1,,丁\n6,C2,2026-02-01,1,,旧\n";
    let book = book(HEADER, rows, ALONE);
    let bought = book.bought.as_ref().expect("categories");
    // 甲 and 乙 make 190 of 203, below 95 %; with 丙 it is more, so 丁 and 旧 are small ones.
    assert_eq!(bought.main(), ["甲", "乙", "丙"]);
    assert!((bought.share - 201.0 / 203.0).abs() < 1e-12);
    assert_eq!(bought.categories(), 5);
    assert_eq!(told(&book), ["C1: 乙+丙+丁 / ", "C2: 旧 / 甲+乙+丙"]);
}

#[test]
fn equal_amounts_stand_by_name_and_no_more_than_a_dozen_are_main() {
    let row = |at| format!("{at},C{at:02},2026-03-01,10,,k{:02}\n", 19 - at);
    let rows: Vec<String> = (0..20).map(row).collect();
    let rows = rows.concat();
    let book = book(HEADER, &rows, ALONE);
    let main = book.bought.as_ref().expect("categories").main().to_vec();
    let expected: Vec<String> = (0..MOST_MAIN).map(|at| format!("k{at:02}")).collect();
    assert_eq!(main, expected);
}

#[test]
fn among_many_alike_nothing_is_a_main_category() {
    let row = |at| format!("{at},C1,2026-03-01,10,,k{at:02}\n");
    let rows: Vec<String> = (0..25).map(row).collect();
    let book = book(HEADER, &rows.concat(), ALONE);
    let bought = book.bought.as_ref().expect("categories");
    // A dozen of them make 120 of 250.
    assert_eq!(bought.main().len(), 0);
    assert!(bought.share.abs() < f64::EPSILON);
    assert_eq!(bought.last(0).0.count(), 3);
    assert_eq!(bought.missing(0).count(), 0);
}

#[test]
fn products_stand_in_for_categories() {
    let header = "订单编号,客户编号,订单日期,订单金额,产品名称\n";
    let book = book(
        header,
        "1,C1,2026-05-04,100,泵\n2,C2,2026-06-04,50,阀\n",
        ALONE,
    );
    let bought = book.bought.as_ref().expect("products");
    assert_eq!(bought.field, Field::OrderProduct);
    assert_eq!(told(&book), ["C1: 泵 / 阀", "C2: 阀 / 泵"]);
}

#[test]
fn without_such_a_column_there_is_nothing() {
    let header = "订单编号,客户编号,订单日期,订单金额\n";
    assert_eq!(book(header, "1,C1,2026-05-04,100\n", ALONE).bought, None);
}

#[test]
fn a_column_of_too_many_words_is_named() {
    for threads in [1, 3] {
        let pace = Pace {
            threads,
            chunk_bytes: 1 << 14,
        };
        let rows = |count: usize| {
            let row = |at| format!("{at},C{},2026-05-04,1,,k{at}\n", at % 7);
            (0..count).map(row).collect::<Vec<_>>().concat()
        };
        let full = book(HEADER, &rows(MOST), pace);
        assert_eq!(full.bought.as_ref().map(Bought::categories), Some(MOST));
        let over = book(HEADER, &rows(MOST + 1), pace);
        assert_eq!(over.bought, None);
        let named = |finding: &Finding| matches!(finding, Finding::TooManyCategories { header, .. } if header == "品类");
        let findings = over.problems.iter().filter(|one| named(&one.finding));
        assert_eq!(findings.count(), 1);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn threads_and_chunks_change_nothing(
        rows in proptest::collection::vec((0u32..9, 0u32..40, -3i32..30, 0u32..20), 1..400),
        threads in 2usize..5,
    ) {
        let text: Vec<String> = rows.iter().enumerate().map(|(at, (customer, ahead, amount, kind))| {
            let day = Day::parse_iso("2026-10-20").expect("a day").plus(*ahead as i32);
            format!("{at},C{customer},{day},{amount},,k{kind}\n")
        }).collect();
        let text = text.concat();
        let alone = book(HEADER, &text, ALONE);
        let other = book(HEADER, &text, Pace { threads, chunk_bytes: 97 });
        proptest::prop_assert_eq!(told(&alone), told(&other));
        proptest::prop_assert_eq!(alone.bought.map(|one| one.main().to_vec()), other.bought.map(|one| one.main().to_vec()));
    }
}
