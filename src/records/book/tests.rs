//! Books from small sheets: who counts as one customer, and which rows are damaged. The same
//! with any number of threads.

mod amounts;
mod orders;
mod plain;

use std::fmt::Write as _;

use crate::money::Total;
use crate::names::{Field, Role};
use crate::period::Day;
use crate::problem::Finding;
use crate::records::sample;
use crate::records::table::Pace;
use crate::rules::decode::decode;

use super::{Book, ReadFault};

/// Reads orders, and customers unless there are none, under rules.
fn read(rules: &str, customers: &str, orders: &str) -> Result<Book, ReadFault> {
    let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
    let day = Day::parse_iso("2026-06-30").expect("a test date");
    let mut sheets = vec![(Role::Orders, orders)];
    if !customers.is_empty() {
        sheets.push((Role::Customers, customers));
    }
    let read = |threads, chunk_bytes| {
        let pace = Pace {
            threads,
            chunk_bytes,
        };
        sample::read(&sheets, &rules, &[], day, pace)
    };
    let (one, many) = (read(1, 1 << 16), read(4, 16));
    if let (Ok(one), Ok(many)) = (&one, &many) {
        assert_eq!(told(one), told(many), "threads change nothing");
        assert_eq!(one.problems, many.problems);
    }
    one
}

/// Id, name, rows and their amount of each customer, in the order of outputs.
fn told(book: &Book) -> Vec<String> {
    let customers = book.order.iter().map(|customer| {
        let rows = book.rows(*customer);
        let mut sum = Total::ZERO;
        rows.iter()
            .for_each(|row| sum += crate::money::Money(row.amount));
        let orders = rows.iter().filter(|row| row.begins).count();
        format!(
            "{}|{}|{orders}|{sum}",
            book.registry.id(*customer),
            book.registry.name(*customer)
        )
    });
    customers.collect()
}

#[track_caller]
fn check(rules: &str, customers: &str, orders: &str, expected: &[&str]) -> Book {
    let book = read(rules, customers, orders).unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!(told(&book), expected);
    book
}

/// The rows that repeat an earlier one.
fn repeated(book: &Book) -> Vec<u32> {
    let repeats = book
        .problems
        .iter()
        .filter(|problem| matches!(problem.finding, Finding::DuplicateOrderRow { .. }));
    repeats
        .filter_map(|problem| problem.place.and_then(|place| place.row))
        .collect()
}

fn near(book: &Book) -> Vec<(&str, &str)> {
    let near = book
        .problems
        .iter()
        .filter_map(|problem| match &problem.finding {
            Finding::NearNames(one, other) => Some((one.as_str(), other.as_str())),
            _ => None,
        });
    near.collect()
}

#[test]
fn identical_rows_without_an_order_number_are_repeats() {
    let orders = "订单编号,客户编号,订单日期,订单金额\n\
        ,C1,2026-05-01,100\n,C1,2026-05-01,70\n,C1,2026-05-01,100\n,C1,2026-05-01,100\n\
        A1,C1,2026-05-01,100\n,C2,2026-05-01,100\n";
    let book = check("", "", orders, &["C1|C1|5|470.00", "C2|C2|1|100.00"]);
    assert_eq!(repeated(&book), [4, 5]);
    let once = "[orders]\nduplicates = 'exclude'";
    let book = check(once, "", orders, &["C1|C1|3|270.00", "C2|C2|1|100.00"]);
    assert_eq!(repeated(&book), [4, 5]);
    // The same amount on the same day with another product is another row.
    let orders = "订单编号,客户编号,订单日期,订单金额,商品名称\n\
        ,C1,2026-05-01,100,甲\n,C1,2026-05-01,100,乙\nX,C1,2026-05-02,5,甲\n";
    let book = check("", "", orders, &["C1|C1|3|205.00"]);
    assert!(repeated(&book).is_empty());
}

#[test]
fn a_customer_known_by_name_is_called_as_the_first_row_writes_it() {
    let orders = "客户名称,订单日期,订单金额\n\
        ABC贸易,2026-05-01,1\nabc贸易,2026-05-02,1\nａｂｃ贸易,2026-05-03,1\nAbc 贸易,2026-05-04,1\n";
    check("", "", orders, &["ABC贸易|ABC贸易|4|4.00"]);
}

#[test]
fn near_names_are_listed_and_not_merged() {
    let orders = "客户名称,订单日期,订单金额\n\
        华强（深圳）有限公司,2026-05-01,1\n华强(深圳)公司,2026-05-02,2\n远达,2026-05-02,4\n";
    let expected = [
        "华强(深圳)公司|华强(深圳)公司|1|2.00",
        "华强（深圳）有限公司|华强（深圳）有限公司|1|1.00",
        "远达|远达|1|4.00",
    ];
    let book = check("", "", orders, &expected);
    assert_eq!(near(&book), [("华强(深圳)公司", "华强（深圳）有限公司")]);
    // Customers with ids of their own are two, whatever they are called.
    let customers = "客户编号,客户名称\nC1,华强公司\nC2,华强有限公司\n";
    let orders = "客户编号,订单日期,订单金额\nC1,2026-05-01,1\n";
    let book = check(
        "",
        customers,
        orders,
        &["C1|华强公司|1|1.00", "C2|华强有限公司|0|0.00"],
    );
    assert!(near(&book).is_empty());
    // An order that names nobody of the sheet may mean one of them.
    let orders = "客户名称,订单日期,订单金额\n华强股份有限公司,2026-05-01,1\n";
    let book = read("", customers, orders).expect("readable");
    assert_eq!(near(&book), [("华强公司", "华强股份有限公司")]);
}

#[test]
fn aliases_of_the_rules_make_one_customer() {
    let rules = "[input.aliases]\n'华强（深圳）有限公司' = ['华强(深圳)公司', '深圳华强']\n";
    let orders = "客户名称,订单日期,订单金额\n\
        深圳华强,2026-05-01,1\n华强(深圳)公司,2026-05-02,2\n远达,2026-05-02,4\n";
    let one = "华强（深圳）有限公司|华强（深圳）有限公司|2|3.00";
    let book = check(rules, "", orders, &[one, "远达|远达|1|4.00"]);
    assert!(near(&book).is_empty());
    // Also where the customer sheet numbers them, and for ids.
    let customers = "客户编号,客户名称\nC1,华强（深圳）有限公司\nC2,远达\n";
    let expected = ["C1|华强（深圳）有限公司|2|3.00", "C2|远达|1|4.00"];
    check(rules, customers, orders, &expected);
    let rules = "[input.aliases]\nC1 = ['OLD1', 'OLD2']\n";
    let orders =
        "客户编号,订单日期,订单金额\nOLD2,2026-05-01,1\nC1,2026-05-02,2\nC2,2026-05-02,4\n";
    check(rules, customers, orders, &expected);
    check(rules, "", orders, &["C1|C1|2|3.00", "C2|C2|1|4.00"]);
}

#[test]
fn an_alias_column_makes_one_customer() {
    let customers = "客户名称,曾用名\n华强（深圳）有限公司,深圳华强、华强电子\n远达,\n";
    let orders = "客户名称,订单日期,订单金额\n\
        深圳华强,2026-05-01,1\n华强电子,2026-05-02,2\n远达,2026-05-02,4\n";
    let one = "华强（深圳）有限公司|华强（深圳）有限公司|2|3.00";
    check("", customers, orders, &[one, "远达|远达|1|4.00"]);
    let customers =
        "客户编号,客户名称,别名\nC1,华强（深圳）有限公司,深圳华强；华强电子\nC2,远达,-\n";
    let one = "C1|华强（深圳）有限公司|2|3.00";
    check("", customers, orders, &[one, "C2|远达|1|4.00"]);
    // A second row that the first, or its own cell, says is the same customer.
    let customers = "客户名称,曾用名\n华强,深圳华强\n深圳华强,\n远达,\n新远达,远达\n";
    let orders = "客户名称,订单日期,订单金额\n深圳华强,2026-05-01,1\n新远达,2026-05-01,2\n";
    let book = check(
        "",
        customers,
        orders,
        &["华强|华强|1|1.00", "远达|远达|1|2.00"],
    );
    assert_eq!(book.ledger[1].account.set_aside, 2);
}

/// Order rows set aside, by customer, in the order of outputs.
fn set_aside(book: &Book) -> Vec<(&str, u32)> {
    let all = book.order.iter();
    all.filter_map(|one| Some((book.registry.id(*one), *book.set_aside.get(one)?)))
        .collect()
}

#[test]
fn rows_set_aside_are_counted_for_customers_that_can_be_read() {
    let orders = "订单编号,客户编号,订单日期,订单金额\n\
        1,C1,2026-05-01,100\n2,C1,soon,100\n3,C1,2026-05-02,面议\n4,C2,,5\n5,,2026-05-02,5\n\
        6,C9,2026-05-02,?\n";
    let customers = "客户编号,客户名称\nC1,甲\nC2,乙\n";
    let book = check("", customers, orders, &["C1|甲|1|100.00", "C2|乙|0|0.00"]);
    // C9 stands in no row that counts, so it is no customer.
    assert_eq!(set_aside(&book), [("C1", 2), ("C2", 1)]);
    let names = "客户名称,订单日期,订单金额\n甲,2026-05-01,1\n甲 ,x,1\n";
    let book = check("", "", names, &["甲|甲|1|1.00"]);
    assert_eq!(set_aside(&book), [("甲", 1)]);
    let aliases = "[input.aliases]\n'甲' = ['甲公司']\n";
    let names = "客户名称,订单日期,订单金额\n甲,2026-05-01,1\n甲公司,x,1\n";
    let book = check(aliases, "", names, &["甲|甲|1|1.00"]);
    assert_eq!(set_aside(&book), [("甲", 1)]);
}

#[test]
fn ids_and_names_with_bytes_that_are_no_text_make_nobody() {
    let garbled = |book: &Book| {
        let found = book.problems.iter();
        let found = found.filter(|problem| problem.finding.code() == "garbled_id");
        found
            .map(|problem| problem.place.and_then(|place| place.row).unwrap_or(0))
            .collect::<Vec<_>>()
    };
    let orders = "订单编号,客户编号,订单日期,订单金额\n\
        1,C1,2026-05-01,100\n2,C\u{fffd}1,2026-05-01,100\n3,\u{fffd},2026-05-02,1\n";
    let customers = "客户编号,客户名称\nC1,甲\u{fffd}\nC\u{fffd}2,乙\n";
    let book = check("", customers, orders, &["C1|甲\u{fffd}|1|100.00"]);
    assert_eq!(garbled(&book), [3, 4, 3]);
    let names = "客户名称,订单日期,订单金额\n甲（上海）,2026-05-01,1\n甲\u{fffd},2026-05-02,1\n";
    let book = check("", "", names, &["甲（上海）|甲（上海）|1|1.00"]);
    assert_eq!(garbled(&book), [3]);
}

#[test]
fn long_ids_that_all_end_in_zeros_are_said() {
    let check = |ids: &[&str], expected: Option<(&str, u64)>| {
        let rows: Vec<String> = ids
            .iter()
            .map(|id| format!("{id},2026-05-01,1\n"))
            .collect();
        let orders = format!("客户编号,订单日期,订单金额\n{}", rows.concat());
        let book = read("", "", &orders).expect("readable");
        let found = book
            .problems
            .iter()
            .find_map(|problem| match &problem.finding {
                Finding::RoundedIds(id) => Some((id.as_str(), problem.count)),
                _ => None,
            });
        assert_eq!(found, expected, "{ids:?}");
    };
    check(
        &["420101199001011000", "C1"],
        Some(("420101199001011000", 1)),
    );
    check(
        &["4201011990010110", "4201011990010120", "4201011990010130"],
        Some(("4201011990010110", 3)),
    );
    // One digit may be 0 by itself; one id that is whole speaks for all.
    check(&["4201011990010110"], None);
    check(&["420101199001011000", "420101199001011234"], None);
    check(&["100000000000000", "C0000000000000000000"], None);
}

/// Rows and amounts of the only table: used and excluded.
fn settled(book: &Book) -> (u64, String, u64, String) {
    let account = &book.ledger[0].account;
    let [(_, sums)] = &account.amounts[..] else {
        panic!("{account:?}");
    };
    assert!(account.balances(), "{account:?}");
    let texts = [sums.used, sums.excluded].map(|sum| sum.to_string());
    let [used, excluded] = texts;
    (account.used, used, account.excluded, excluded)
}

#[test]
fn repeated_rows_that_are_left_out_are_excluded_in_the_ledger() {
    let orders = "订单编号,客户编号,订单日期,订单金额\n\
        1,C1,2026-05-01,100\n2,C2,2026-05-02,50\n1,C1,2026-05-01,100\n1,C1,2026-05-01,100\n";
    let book = read("[orders]\nduplicates = 'exclude'", "", orders).expect("readable");
    assert_eq!(
        settled(&book),
        (2, "150.00".to_owned(), 2, "200.00".to_owned())
    );
    let book = read("", "", orders).expect("readable");
    assert_eq!(
        settled(&book),
        (4, "350.00".to_owned(), 0, "0.00".to_owned())
    );
}

#[test]
fn a_customer_whom_no_sheet_has_is_named_in_every_table() {
    let rules = decode("").expect("the built-in rules");
    let day = Day::parse_iso("2026-06-30").expect("a test date");
    let head = "订单编号,客户编号,订单日期,订单金额\n";
    let [one, two] = [
        "1,C1,2026-05-01,1\n2,C42,2026-05-02,2\n",
        "3,C42,2026-05-03,3\n",
    ];
    let sheets = [
        (Role::Customers, "客户编号,客户名称\nC1,甲\n"),
        (Role::Orders, &*format!("{head}{one}")),
        (Role::Orders, &*format!("{head}{two}")),
    ];
    let two = Pace {
        threads: 2,
        chunk_bytes: 16,
    };
    let book = sample::read(&sheets, &rules, &[], day, two).expect("readable");
    let named = book.problems.iter().filter_map(|problem| {
        let Finding::UnknownCustomer(id) = &problem.finding else {
            return None;
        };
        let at = problem.place?;
        Some((at.sheet.0, at.row?, id.as_str()))
    });
    assert_eq!(named.collect::<Vec<_>>(), [(1, 3, "C42"), (2, 2, "C42")]);
}

#[test]
fn orders_with_a_day_of_cancellation_are_left_out() {
    let orders = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem name,Cancelled at,Billing Name\n\
        #1,ann@x.com,pending,CNY,30.00,2026-05-01 23:30:00 -0500,Mug,2026-05-03 10:00:00 -0500,Ann\n\
        #1,ann@x.com,,,,,Cup,,\n\
        #2,ann@x.com,paid,CNY,10.00,2026-05-02 10:00:00 -0500,Mug,,Ann\n\
        #3,ann@x.com,refunded,CNY,5.00,2026-05-02 10:00:00 -0500,Mug,-,Ann\n";
    let book = read("", "", orders).expect("readable");
    let expected = (2, "15.00".to_owned(), 1, "30.00".to_owned());
    let told = settled(&book);
    assert_eq!(
        (told.0, told.1, told.3),
        (expected.0, expected.1, expected.3)
    );
    let left_out = book.problems.iter().find_map(|problem| {
        let Finding::ExcludedByStatus(word, _) = &problem.finding else {
            return None;
        };
        Some((word.as_str(), problem.place?.row, problem.place?.column))
    });
    assert_eq!(left_out, Some(("Cancelled at", Some(2), Some(7))));
}

#[test]
fn addresses_that_differ_in_capitals_alone_are_listed() {
    let orders = "order_id,customer_id,date,amount\n\
        1,Ann@x.com,2026-05-01,1\n2,ann@x.com,2026-05-02,1\n3,ANN@X.com,2026-05-03,1\n4,C1,2026-05-03,1\n5,c1,2026-05-03,1\n";
    let book = read("", "", orders).expect("readable");
    assert_eq!(book.len(), 5);
    assert_eq!(
        near(&book),
        [("Ann@x.com", "ann@x.com"), ("Ann@x.com", "ANN@X.com")]
    );
}

#[test]
fn yes_a_day_or_a_word_cancels_a_row() {
    let orders = |cell: &str, header: &str| {
        format!("客户编号,订单日期,订单金额,{header}\nC1,2026-05-01,1,{cell}\nC1,2026-05-02,2,\n")
    };
    for (header, cell) in [
        ("是否作废", "是"),
        ("作废时间", "2026-05-03"),
        ("作废状态", "已作废"),
    ] {
        check("", "", &orders(cell, header), &["C1|C1|1|2.00"]);
    }
    for (header, cell) in [
        ("是否作废", "否"),
        ("作废状态", "未作废"),
        ("作废状态", "正常"),
    ] {
        check("", "", &orders(cell, header), &["C1|C1|2|3.00"]);
    }
}
