//! Books from small sheets: who counts as one customer, which rows stand twice, which
//! currency amounts are in. The same with any number of threads.

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
    // With a rate, what has no sign is in the book's currency.
    let orders = "客户编号,订单日期,订单金额\nC1,2026-05-01,$100.00\nC2,2026-05-03,5\n";
    let expected = ["C1|C1|1|720.00", "C2|C2|1|5.00"];
    let book = check("[rates]\nUSD = 7.2", "", orders, &expected);
    assert_eq!(book.currency, None);
    let book = check("", "", orders, &["C1|C1|1|100.00", "C2|C2|1|5.00"]);
    assert_eq!(book.currency.as_deref(), Some("USD"));
}

/// Code and count of the findings about lines of orders.
fn lines(book: &Book) -> Vec<(&'static str, u64)> {
    let told = book.problems.iter().filter(|problem| {
        matches!(
            problem.finding,
            Finding::LinesBelow | Finding::TotalsOnce(..) | Finding::AmountsAlike(_)
        )
    });
    told.map(|problem| (problem.finding.code(), problem.count))
        .collect()
}

/// Rows used, excluded and set aside of the order table.
fn fates(book: &Book) -> (u64, u64, u64) {
    let account = &book.ledger[0].account;
    (account.used, account.excluded, account.set_aside)
}

#[test]
fn totals_on_the_first_line_are_not_filled_down() {
    // Number and e-mail on every line, the rest on the first.
    let orders = "Order,Email,Financial Status,Total,Created at,Lineitem name,Lineitem quantity,Lineitem price\n\
        #1001,a@x.cn,paid,60.00,2026-05-01 10:00:00 +0200,Cup,1,20\n\
        #1001,a@x.cn,,,,Plate,2,20\n\
        #1002,b@x.cn,paid,15.00,2026-05-02 10:00:00 +0200,Cup,1,15\n\
        #1003,a@x.cn,voided,30.00,2026-05-03 10:00:00 +0200,Cup,1,15\n\
        #1003,a@x.cn,,,,Bowl,1,15\n";
    let book = check(
        "",
        "",
        orders,
        &["a@x.cn|a@x.cn|1|60.00", "b@x.cn|b@x.cn|1|15.00"],
    );
    assert_eq!(lines(&book), [("lines_below", 2)]);
    assert_eq!(fates(&book), (3, 2, 0), "lines go with their order");
}

#[test]
fn lines_below_may_name_the_customer_that_is_merged_over_several_orders() {
    let orders = "客户名称,订单编号,订单日期,产品,数量,单价\n\
        华强,X1,2026-05-01,甲,2,10\n华强,,,乙,1,5\n华强,X2,2026-05-02,丙,3,1.5\n华强,,,丁,1,1\n\
        远达,X3,2026-05-02,甲,1,10\n远达,,,,1,7\n";
    let book = check("", "", orders, &["华强|华强|2|30.50", "远达|远达|1|17.00"]);
    assert_eq!(lines(&book), [("lines_below", 3)]);
}

#[test]
fn lines_with_amounts_of_their_own_count_with_their_order() {
    // As Kingdee and Odoo write it: number, day and customer on the first line.
    let orders = "FBillNo,FDate,FCustId,FCustId#Name,FMaterialId#Name,FQty,FTaxPrice\n\
        X1,2026-05-01,C1,华强,甲,2,10\n,,,,乙,1,5\n,,,,丙,3,1.5\n\
        X2,2026-05-02,C2,远达,甲,1,10\n,,,,合计,,39.5\n\
        X3,昨天,C1,华强,甲,1,100\n,,,,乙,1,100\n";
    let book = check("", "", orders, &["C1|华强|1|29.50", "C2|远达|1|10.00"]);
    assert_eq!(lines(&book), [("lines_below", 3)]);
    assert_eq!(
        fates(&book),
        (4, 0, 2),
        "a damaged order waits with all its lines"
    );
}

#[test]
fn a_cleared_cell_or_two_are_damage_and_no_lines() {
    let mut orders = "订单编号,客户名称,下单日期,商品名称,订单金额\n".to_owned();
    for number in 0..60 {
        let _ = writeln!(orders, "D{number:03},客户{},2026-05-01,甲,10", number % 2);
    }
    orders += ",,,乙,5\n,,,丙,5\n";
    let book = check(
        "",
        "",
        &orders,
        &["客户0|客户0|30|300.00", "客户1|客户1|30|300.00"],
    );
    assert!(lines(&book).is_empty());
    assert_eq!(fates(&book), (60, 0, 2));
    // Lines without a number of their own order but with a customer belong to nobody above.
    let orders = "订单编号,客户名称,下单日期,商品名称,订单金额\n\
        D1,华强,2026-05-01,甲,10\n,远达,,乙,5\n,远达,,丙,5\n";
    let book = check("", "", orders, &["华强|华强|1|10.00"]);
    assert!(lines(&book).is_empty());
}

#[test]
fn an_order_s_total_on_every_line_counts_once() {
    let orders = "订单编号,客户编号,下单日期,商品名称,数量,单价,订单金额\n\
        D1,C1,2026-05-01,甲,1,10,30\nD1,C1,2026-05-01,乙,2,10,30\n\
        D2,C1,2026-05-02,甲,1,10,20\nD2,C1,2026-05-02,乙,1,10,20\n\
        D3,C2,2026-05-03,甲,1,10,10\n";
    let book = check("", "", orders, &["C1|C1|2|50.00", "C2|C2|1|10.00"]);
    assert_eq!(lines(&book), [("totals_once", 2)]);
    let sums = &book.ledger[0].account.amounts[0].1;
    let sums = [sums.read, sums.used, sums.excluded].map(|sum| sum.to_string());
    assert_eq!(sums, ["110.00", "60.00", "50.00"]);
    // Without prices the header says it, and the rules always can.
    let named = |header: &str| {
        format!(
            "订单编号,客户编号,下单日期,商品名称,{header}\n\
            D1,C1,2026-05-01,甲,30\nD1,C1,2026-05-01,乙,30\n\
            D2,C1,2026-05-02,甲,20\nD2,C1,2026-05-02,乙,20\nD3,C2,2026-05-03,甲,10\n"
        )
    };
    let once = ["C1|C1|2|50.00", "C2|C2|1|10.00"];
    let each = ["C1|C1|2|100.00", "C2|C2|1|10.00"];
    let book = check("", "", &named("订单金额"), &once);
    assert_eq!(lines(&book), [("totals_once", 2)]);
    let book = check("", "", &named("金额"), &each);
    assert_eq!(lines(&book), [("amounts_alike", 1)]);
    let book = check("[orders]\namounts = 'order'", "", &named("金额"), &once);
    assert_eq!(lines(&book), [("totals_once", 2)]);
    let book = check("[orders]\namounts = 'row'", "", &named("订单金额"), &each);
    assert!(lines(&book).is_empty());
}

#[test]
fn lines_that_happen_to_cost_the_same_are_their_own() {
    let orders = "订单编号,客户编号,下单日期,商品名称,数量,单价,订单金额\n\
        D1,C1,2026-05-01,甲,1,10,10\nD1,C1,2026-05-01,乙,2,5,10\n\
        D2,C1,2026-05-02,甲,1,20,20\nD2,C1,2026-05-02,乙,4,5,20\n";
    let book = check("", "", orders, &["C1|C1|2|60.00"]);
    assert!(lines(&book).is_empty());
    let orders = "订单编号,客户编号,下单日期,商品名称,订单金额\n\
        D1,C1,2026-05-01,甲,10\nD1,C1,2026-05-01,乙,15\nD2,C1,2026-05-02,甲,20\nD2,C1,2026-05-02,乙,20\n";
    let book = check("", "", orders, &["C1|C1|2|65.00"]);
    assert!(lines(&book).is_empty());
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

#[test]
fn one_order_of_two_lines_shows_that_its_total_is_repeated() {
    let orders = |second: &str| {
        format!(
            "订单编号,客户编号,订单日期,订单金额,产品,数量,单价\n\
             1,C1,2026-05-01,300,电机,1,100\n1,C1,2026-05-01,{second}\n2,C2,2026-05-02,50,阀,1,50\n"
        )
    };
    // 1 × 100 and 2 × 100 are the 300 that both lines say.
    check(
        "",
        "",
        &orders("300,泵,2,100"),
        &["C1|C1|1|300.00", "C2|C2|1|50.00"],
    );
    // Without that, amounts that are alike once may be chance.
    check(
        "",
        "",
        &orders("300,泵,2,150"),
        &["C1|C1|1|600.00", "C2|C2|1|50.00"],
    );
    check(
        "",
        "",
        &orders("200,泵,2,100"),
        &["C1|C1|1|500.00", "C2|C2|1|50.00"],
    );
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
fn quantities_have_the_decimal_mark_of_their_sheet() {
    let table = |rows: &str| format!("订单编号,客户编号,订单日期,数量,单价\n{rows}");
    let check = |rows: &str, expected: &str| {
        let book = read("", "", &table(rows)).expect("readable");
        assert_eq!(settled(&book).1, expected, "{rows}");
    };
    check(
        "1,C1,2026-05-01,\"1,000\",\"10,25\"\n2,C1,2026-05-02,\"2,500\",\"3,10\"\n",
        "18.00",
    );
    let read_as = |rules: &str, rows: &str| {
        let table = format!("订单编号,客户编号,订单日期,订单金额\n{rows}");
        let book = read(rules, "", &table).expect("readable");
        let told = book.problems.iter();
        let told = told.filter(|problem| problem.finding == Finding::DottedAmounts);
        let counts: Vec<u64> = told.map(|problem| problem.count).collect();
        (settled(&book).1, counts)
    };
    let dots = "1,C1,2026-05-01,1.234\n2,C1,2026-05-01,12.345\n3,C1,2026-05-01,950\n";
    assert_eq!(read_as("", dots), ("963.579".to_owned(), vec![2]));
    let comma = "[input]\ndecimal = 'comma'\n";
    assert_eq!(read_as(comma, dots), ("14529.00".to_owned(), vec![]));
    let dot = "[input]\ndecimal = 'dot'\n";
    assert_eq!(read_as(dot, dots), ("963.579".to_owned(), vec![]));
    // What a sheet shows goes before what is told.
    let shown = format!("{dots}4,C1,2026-05-01,1.5\n");
    assert_eq!(read_as(comma, &shown), ("965.079".to_owned(), vec![]));
    let sure = format!("{dots}4,C1,2026-05-01,1.5\n");
    assert_eq!(read_as("", &sure), ("965.079".to_owned(), vec![]));
    // Quantities say it where prices do not.
    check("1,C1,2026-05-01,\"1,5\",10\n", "15.00");
    check(
        "1,C1,2026-05-01,\"1,000\",10.25\n2,C1,2026-05-01,1.5,2\n",
        "10253.00",
    );
    let rows =
        "1,C1,2026-05-01,x,3\n2,C1,2026-05-01,,3\n3,C1,2026-05-01,2,y\n4,C1,2026-05-01,2,3\n";
    let book = read("[input]\nmax_set_aside = 1.0", "", &table(rows)).expect("readable");
    let told = book.problems.iter().map(|problem| &problem.finding);
    let told: Vec<&Finding> = told.take(3).collect();
    let expected = [
        &Finding::NotANumber(Field::OrderQuantity, "x".to_owned()),
        &Finding::EmptyCell(Field::OrderQuantity),
        &Finding::NotAnAmount(Field::OrderPrice, "y".to_owned()),
    ];
    assert_eq!(told, expected);
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
fn lines_that_sum_up_others_are_no_orders_though_all_their_cells_are_filled() {
    let header = "订单编号,客户编号,订单日期,产品,订单金额\n";
    let lines = "S1,C1,2026-05-01,电机,100\nS1,C1,2026-05-01,LOGO设计,60\n";
    let sums =
        "S1,C1,2026-05-01,小计,160\nS2,C1,2026-05-01,Subtotal:,160\n合计,C1,2026-05-01,,160\n";
    let book = check(
        "",
        "",
        &format!("{header}{lines}{sums}"),
        &["C1|C1|1|160.00"],
    );
    assert_eq!(book.ledger[0].account.layout, 4);
}

#[test]
fn orders_whose_numbers_are_damaged_are_told_apart_by_customer_and_day() {
    let orders = "订单编号,客户编号,订单日期,订单金额\n2.02609E+13,C1,2026-05-01,1\n2.02609E+13,C1,2026-05-01,2\n2.02609E+13,C1,2026-05-02,4\n2.02609E+13,C2,2026-05-01,8\n";
    let book = check("", "", orders, &["C1|C1|2|7.00", "C2|C2|1|8.00"]);
    let found = book
        .problems
        .iter()
        .find_map(|problem| match &problem.finding {
            Finding::DamagedOrders(word) => Some((word.as_str(), problem.count)),
            _ => None,
        });
    assert_eq!(found, Some(("2.02609E+13", 4)));
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

#[test]
fn currencies_of_headers_are_not_added_up() {
    let mixed = |rules: &str| {
        let day = Day::parse_iso("2026-06-30").expect("a test date");
        let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let sheets = [
            (Role::Orders, "客户编号,日期,金额(USD)\nC1,2026-05-01,100\n"),
            (
                Role::Orders,
                "客户编号,日期,金额(人民币/万元)\nC1,2026-05-01,1.5\n",
            ),
            (
                Role::Orders,
                "客户编号,日期,金额（人民币）\nC1,2026-05-02,100\n",
            ),
        ];
        let pace = Pace {
            threads: 1,
            chunk_bytes: 1 << 16,
        };
        sample::read(&sheets, &rules, &[], day, pace)
    };
    assert!(matches!(mixed(""), Err(ReadFault::NoRates(codes)) if codes == ["USD"]));
    let rated = mixed("[rates]\nUSD = 7\n").expect("rated");
    assert_eq!(told(&rated), ["C1|C1|3|15800.00"]);
    let alone = check(
        "",
        "",
        "客户编号,日期,Amount (USD)\nC1,2026-05-01,100\n",
        &["C1|C1|1|100.00"],
    );
    assert_eq!(alone.currency.as_deref(), Some("USD"));
}

#[test]
fn an_order_in_two_sheets_is_said_and_counts_once_where_the_rules_say_so() {
    let older = "订单编号,客户编号,订单日期,订单金额,产品,状态\nS1,C1,2026-05-01,100,电机,已付款\nS1,C1,2026-05-01,100,泵,已付款\nS2,C1,2026-05-02,50,泵,已付款\nS3,C1,2026-05-03,7,泵,已付款\n";
    // Later, with other columns: one was given back, one stands in one sheet alone.
    let newer = "客户编号,订单编号,状态,产品,订单日期,订单金额\nC1,S1,已完成,电机,2026/5/1,100.00\nC1,S1,已完成,泵,2026/5/1,100.00\nC1,S2,已退款,泵,2026/5/2,50\nC1,S4,已完成,泵,2026/5/3,7\n";
    let read = |rules: &str, sheets: [&str; 2]| {
        let day = Day::parse_iso("2026-06-30").expect("a test date");
        let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let sheets = sheets.map(|text| (Role::Orders, text));
        let read = |threads| {
            let pace = Pace {
                threads,
                chunk_bytes: 1 << 16,
            };
            sample::read(&sheets, &rules, &[], day, pace).expect("readable")
        };
        let (one, many) = (read(1), read(4));
        assert_eq!(told(&one), told(&many));
        assert_eq!(one.problems, many.problems);
        one
    };
    let said = |book: &Book| {
        let twice = |problem: &&crate::problem::Problem| {
            matches!(problem.finding, Finding::OrderShownTwice { .. })
        };
        book.problems.iter().filter(twice).count()
    };
    // What is given back is no purchase, and counts nothing.
    let net = |book: &Book| {
        let (mut net, mut orders) = (0, 0);
        for row in book.rows(0).iter() {
            let back = row.nature == crate::records::flight::Nature::Returned;
            net += if back { 0 } else { row.amount };
            orders += u32::from(row.begins);
        }
        (net / 10_000, orders)
    };
    for sheets in [[older, newer], [newer, older]] {
        let counted = read("", sheets);
        assert_eq!((said(&counted), net(&counted)), (3, (464, 4)));
        let once = read("[orders]\nduplicates = 'exclude'\n", sheets);
        assert_eq!((said(&once), net(&once)), (3, (214, 3)));
        let used: u64 = once.ledger.iter().map(|entry| entry.account.used).sum();
        assert_eq!(used, 5);
    }
}

#[test]
fn refunds_profits_and_costs_are_in_the_unit_of_their_own_header() {
    let read = |rules: &str, orders: &str| {
        let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let day = Day::parse_iso("2026-06-30").expect("a test date");
        let book = sample::book(&[(Role::Orders, orders)], &rules, &[], day);
        let rows = book.rows(0);
        let sum: i64 = rows.iter().map(|row| row.amount).sum();
        let profit: i64 = rows.profits().iter().sum();
        (sum / 10_000, profit / 10_000)
    };
    let orders = "客户编号,日期,金额(万元),退款金额(元)\nC1,2026-05-01,1,5000\n";
    assert_eq!(read("", orders).0, 5_000);
    let orders = "客户编号,日期,金额(万元),毛利(元)\nC1,2026-05-01,3,5000\n";
    assert_eq!(read("", orders), (30_000, 5_000));
    // Without a word of its own a column is counted as the amounts are.
    let orders = "客户编号,日期,金额(万元),毛利\nC1,2026-05-01,3,0.5\n";
    assert_eq!(read("", orders), (30_000, 5_000));
    let orders = "客户编号,日期,金额(USD),成本(元)\nC1,2026-05-01,100,500\n";
    assert_eq!(read("[rates]\nUSD = 7\n", orders), (700, 200));
}
