//! What amounts are counted in: currencies, units, decimal marks.

use super::*;

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
fn refunds_costs_and_profits_that_cannot_be_read_are_named_and_the_order_counts() {
    let check = |header: &str, cell: &str, expected: Option<&Finding>| {
        let orders = format!(
            "订单编号,客户编号,订单日期,订单金额,{header}\n1,C1,2026-05-01,100,{cell}\n\
             2,C1,2026-05-02,50,10\n"
        );
        let book = read("", "", &orders).expect("readable");
        assert_eq!(settled(&book).0, 2, "{header} {cell}");
        let found = book.problems.iter().find(|problem| {
            matches!(
                problem.finding,
                Finding::NotAnAmount(..) | Finding::ErrorCell(..)
            )
        });
        assert_eq!(
            found.map(|problem| &problem.finding),
            expected,
            "{header} {cell}"
        );
        let place = found.and_then(|problem| problem.place);
        let place = place.map(|place| (place.row, place.column));
        assert_eq!(
            place,
            expected.map(|_| (Some(2), Some(4))),
            "{header} {cell}"
        );
    };
    let cases = [
        ("退款金额", Field::OrderRefund),
        ("成本", Field::OrderCost),
        ("毛利", Field::OrderProfit),
    ];
    for (header, field) in cases {
        let word = Finding::NotAnAmount(field, "full".to_owned());
        check(header, "full", Some(&word));
        let error = Finding::ErrorCell(field, "#REF!".to_owned());
        check(header, "#REF!", Some(&error));
        for cell in ["", "-", "5.00", "¥5"] {
            check(header, cell, None);
        }
    }
    // Whose row does not count at all is not asked for its refund.
    let orders = "订单编号,客户编号,订单日期,订单金额,状态,退款金额\n\
        1,C1,2026-05-01,100,已取消,全额\n2,C1,2026-05-02,50,,\n";
    let book = read("", "", orders).expect("readable");
    let named = book.problems.iter();
    assert!(
        !named
            .into_iter()
            .any(|problem| matches!(problem.finding, Finding::NotAnAmount(..)))
    );
}

#[test]
fn the_decimal_mark_that_most_amounts_have_holds_wherever_they_stand() {
    // What a thread sees first is no evidence of the whole column.
    let table = |amounts: &[&str]| {
        let rows = (1..).zip(amounts);
        let rows = rows.map(|(at, amount)| format!("{at},C1,2026-05-01,\"{amount}\"\n"));
        let head = "订单编号,客户编号,订单日期,订单金额\n";
        head.to_owned() + &rows.collect::<String>()
    };
    let check = |amounts: &[&str], used: &str, damaged: &[u32]| {
        let mut backward = amounts.to_vec();
        backward.reverse();
        for (amounts, from_end) in [(amounts, false), (&backward, true)] {
            let rules = "[input]\nmax_set_aside = 1.0";
            let book = read(rules, "", &table(amounts)).expect("readable");
            assert_eq!(settled(&book).1, used, "{amounts:?}");
            let told = book.problems.iter().filter(|problem| {
                matches!(
                    &problem.finding,
                    Finding::NotAnAmount(Field::OrderAmount, _)
                )
            });
            let rows = told.filter_map(|problem| problem.place?.row);
            let last = amounts.len() as u32 + 1;
            let mut rows: Vec<u32> = rows
                .map(|row| if from_end { last + 2 - row } else { row })
                .collect();
            rows.sort_unstable();
            assert_eq!(rows, damaged, "{amounts:?}");
        }
    };
    check(&["1,5", "2,5", "3.5", "4.5", "5.5"], "13.50", &[2, 3]);
    check(&["1.5", "2.5", "3,5", "4,5", "5,5"], "13.50", &[2, 3]);
    check(&["1,5", "2,5", "x", "4,5"], "8.50", &[4]);
    check(&["1,5", "2.5"], "2.50", &[2]);
}

#[test]
fn a_header_says_the_currency_that_a_column_of_currencies_leaves_open() {
    let orders = "客户编号,日期,Total (EUR),Currency\nC1,2026-05-01,100,\nC1,2026-05-02,10,USD\n";
    let rules = "[rates]\nEUR = 8\nUSD = 7\n";
    check(rules, "", orders, &["C1|C1|2|870.00"]);
    // 元 is the book's own, and is not added to dollars.
    let dollars = "客户编号,日期,金额(USD)\nC1,2026-05-01,100\n";
    let yuan = "客户编号,日期,金额(元)\nC1,2026-05-01,100\n";
    let day = Day::parse_iso("2026-06-30").expect("a test date");
    let rules = decode("").unwrap_or_else(|faults| panic!("{faults:?}"));
    let sheets = [(Role::Orders, dollars), (Role::Orders, yuan)];
    let pace = Pace {
        threads: 1,
        chunk_bytes: 1 << 16,
    };
    let read = sample::read(&sheets, &rules, &[], day, pace);
    assert!(matches!(read, Err(ReadFault::NoRates(codes)) if codes == ["USD"]));
}
