//! Books from small sheets: who counts as one customer, which rows stand twice, which
//! currency amounts are in. The same with any number of threads.

use crate::money::Total;
use crate::names::Role;
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

fn repeated(book: &Book) -> Vec<u64> {
    let repeats = book
        .problems
        .iter()
        .filter(|problem| matches!(problem.finding, Finding::DuplicateOrderRow { .. }));
    repeats.map(|problem| problem.count).collect()
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
    assert_eq!(repeated(&book), [2]);
    let once = "[orders]\nduplicates = 'exclude'";
    let book = check(once, "", orders, &["C1|C1|3|270.00", "C2|C2|1|100.00"]);
    assert_eq!(repeated(&book), [2]);
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

#[test]
fn signs_of_several_currencies_need_rates() {
    let orders = "客户编号,订单日期,订单金额\nC1,2026-05-01,$100.00\nC1,2026-05-02,¥70.00\nC2,2026-05-03,5\n";
    let refused = read("", "", orders);
    assert!(matches!(&refused, Err(ReadFault::NoRates(codes)) if *codes == ["USD"]));
    let rates = "[rates]\nUSD = 7\n";
    let book = check(rates, "", orders, &["C1|C1|2|770.00", "C2|C2|1|5.00"]);
    let currencies: Vec<_> = book.ledger[0]
        .account
        .amounts
        .iter()
        .map(|(code, sums)| (code.as_str(), sums.used.to_string()))
        .collect();
    assert_eq!(
        currencies,
        [("CNY", "75.00".to_owned()), ("USD", "100.00".to_owned())]
    );
    // One sign in all the book says only what the book is in.
    let orders = "客户编号,订单日期,订单金额\nC1,2026-05-01,$100.00\nC2,2026-05-03,5\n";
    let book = check("", "", orders, &["C1|C1|1|100.00", "C2|C2|1|5.00"]);
    assert_eq!(book.currency.as_deref(), Some("USD"));
}
