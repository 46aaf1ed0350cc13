//! Which rows are one order: its lines, sums of them, and orders that two sheets show.

use super::*;

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
fn sums_with_a_day_and_a_customer_are_no_orders_and_are_said() {
    let sums = |header: &str, rows: &str, expected: &[&str], said: Option<(&str, u64, i128)>| {
        let book = check("", "", &format!("{header}\n{rows}"), expected);
        let found = book
            .problems
            .iter()
            .find_map(|problem| match &problem.finding {
                Finding::SumRows(word, total) => Some((word.as_str(), problem.count, total.0)),
                _ => None,
            });
        assert_eq!(found, said, "{rows}");
    };
    let lines = "2026-05-01,C1,100,a\n2026-05-02,C2,50,b\n";
    let counted = ["C1|C1|1|100.00", "C2|C2|1|50.00"];
    let header = "日期,客户,金额,备注";
    for (row, word) in [
        ("2026-05-31,C1,150,本月合计", "本月合计"),
        ("2026-05-31,本年累计,150,", "本年累计"),
        ("2026-05-31,苏州工业设备厂小计,150,", "苏州工业设备厂小计"),
        ("2026-05-31,Grand Total,150,", "Grand Total"),
        ("2026-05-01,C1,150,期初余额", "期初余额"),
    ] {
        sums(
            header,
            &format!("{lines}{row}\n"),
            &counted,
            Some((word, 1, 1_500_000)),
        );
    }
    // Remarks that say more, customers and products with such names, and other columns.
    sums(
        header,
        "2026-05-01,C1,100,合计金额已付\n2026-05-02,C2,50,小计算机\n",
        &counted,
        None,
    );
    sums(
        header,
        "2026-05-01,Total,100,\n",
        &["Total|Total|1|100.00"],
        None,
    );
    sums(
        "日期,客户,金额,城市",
        "2026-05-01,C1,100,合计\n",
        &["C1|C1|1|100.00"],
        None,
    );
}

#[test]
fn signatures_between_pages_of_one_table_end_nothing() {
    let header = "日期,客户,金额,业务员\n";
    let page = |day: u32| {
        let signed = "制单人,,审核人,业务员\n";
        format!("{header}2026-05-{day:02},C1,100,张三\n{signed}姓名,电话,部门,业务员\n")
    };
    let pages = format!("{}{}", page(1), page(2));
    let book = check(
        "",
        "",
        &format!("{pages}{header}2026-05-03,C1,7,李四\n"),
        &["C1|C1|3|207.00"],
    );
    let ended =
        |problem: &crate::problem::Problem| matches!(problem.finding, Finding::AnotherTable(_));
    assert!(!book.problems.iter().any(ended));
}

#[test]
fn cells_that_are_wrapped_in_formulas_of_text_say_what_is_inside() {
    let header = "订单编号,客户名称,订单日期,订单金额,状态\n".to_owned();
    let wrapped = |cells: [&str; 5]| {
        let cells = cells.map(|cell| format!("\"=\"\"{cell}\"\"\""));
        cells.join(",") + "\n"
    };
    let rows = [
        wrapped(["001", "华强", "2026-05-01", "1,000.50", "已完成"]),
        wrapped(["002", "华强", "2026-05-02", "70", "已取消"]),
        wrapped(["003", "华强", "2026/5/3", "¥20", "已完成"]),
        "004,华强,2026-05-04,9,已取消\n".to_owned(),
    ];
    let book = check("", "", &(header + &rows.concat()), &["华强|华强|2|1020.50"]);
    assert_eq!(used_and_excluded(&book), (2, 2));
}

#[test]
fn rows_without_an_id_are_known_by_the_name_and_are_said() {
    let said = |book: &Book| {
        let problems = book.problems.iter();
        let rows = problems.filter(|problem| matches!(problem.finding, Finding::WithoutId));
        rows.map(|problem| problem.count).sum::<u64>()
    };
    let orders = "客户编号,客户名称,订单日期,订单金额\nC1,华强,2026-05-01,100\n,华强,2026-05-02,50\n,远东,2026-05-03,7\n,,2026-05-04,9\n";
    // The customer sheet says whose name it is.
    let known = check(
        "",
        "客户编号,客户名称\nC1,华强\n",
        orders,
        &["C1|华强|2|150.00", "远东|远东|1|7.00"],
    );
    let aside = known.ledger.iter().map(|entry| entry.account.set_aside);
    assert_eq!((said(&known), aside.sum::<u64>()), (2, 1));
    // Without one, whoever shares a name is listed.
    let alone = check(
        "",
        "",
        orders,
        &["C1|华强|1|100.00", "华强|华强|1|50.00", "远东|远东|1|7.00"],
    );
    assert_eq!(said(&alone), 2);
    let near =
        |problem: &crate::problem::Problem| matches!(problem.finding, Finding::NearNames(..));
    assert_eq!(
        alone
            .problems
            .iter()
            .filter(|problem| near(problem))
            .count(),
        1
    );
    // So is a customer of the sheet that has none.
    let customers = "客户编号,客户名称\nC1,华强\n,远东\n";
    let listed = check(
        "",
        customers,
        orders,
        &["C1|华强|2|150.00", "远东|远东|1|7.00"],
    );
    assert_eq!(said(&listed), 3);
}

#[test]
fn what_kind_of_document_a_row_is_decides_whether_it_counts() {
    let header = "单据编号,单据类型,客户,日期,金额\n";
    let rows = "1,销售单,C1,2026-05-01,500\n2,销售退货单,C1,2026-05-02,480\n3,收款单,C1,2026-05-03,20\n4,退货单,C1,2026-05-04,-5\n";
    let book = check("", "", &format!("{header}{rows}"), &["C1|C1|1|15.00"]);
    let returns = book
        .problems
        .iter()
        .find_map(|problem| match &problem.finding {
            Finding::ReturnRows(word, total) => Some((word.as_str(), problem.count, total.0)),
            _ => None,
        });
    assert_eq!(returns, Some(("销售退货单", 1, -4_800_000)));
    assert_eq!(used_and_excluded(&book), (3, 1));
    let header = "合同编号,客户,签约日期,金额,审批状态,审批结果\n";
    let rows = "1,C1,2026-05-01,500,完成,同意\n2,C1,2026-05-02,480,完成,拒绝\n";
    let book = check("", "", &format!("{header}{rows}"), &["C1|C1|1|500.00"]);
    let excluded = |problem: &crate::problem::Problem| matches!(&problem.finding, Finding::ExcludedByStatus(word, _) if word == "拒绝");
    assert!(book.problems.iter().any(excluded));
    let header = "订单编号,客户,日期,金额,是否有效,备注\n";
    let rows = "1,C1,2026-05-01,500,是,加急\n2,C1,2026-05-02,480,否,\n3,C1,2026-05-03,20,是,作废\n";
    let book = check("", "", &format!("{header}{rows}"), &["C1|C1|1|500.00"]);
    let words = book
        .problems
        .iter()
        .filter_map(|problem| match &problem.finding {
            Finding::ExcludedByStatus(word, _) => Some(word.as_str()),
            _ => None,
        });
    assert_eq!(words.collect::<Vec<_>>(), ["是否有效=否", "作废"]);
    // A subtotal that names no customer, in place of an order number.
    let lines =
        "单据日期,单据编号,客户,金额\n2026-05-01,S1,C1,100\n2026-05-01,小计,,100\n合计,,,100\n";
    let book = check("", "", lines, &["C1|C1|1|100.00"]);
    assert_eq!(book.ledger[0].account.set_aside, 0);
}

/// Rules that count an order once that two sheets show.
const ONCE: &str = "[orders]\nduplicates = 'exclude'\n";

/// Two sheets of orders, beside one of customers unless it is empty.
fn of_sheets(rules: &str, customers: &str, orders: [&str; 2]) -> Book {
    let day = Day::parse_iso("2026-06-30").expect("a test date");
    let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut sheets = orders.map(|text| (Role::Orders, text)).to_vec();
    if !customers.is_empty() {
        sheets.push((Role::Customers, customers));
    }
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
}

/// How many rows are said to be shown by another sheet, too.
fn said(book: &Book) -> usize {
    let twice = |problem: &&crate::problem::Problem| {
        matches!(problem.finding, Finding::OrderShownTwice { .. })
    };
    book.problems.iter().filter(twice).count()
}

/// Rows used and excluded by the account.
fn used_and_excluded(book: &Book) -> (u64, u64) {
    let accounts = book.ledger.iter().map(|entry| &entry.account);
    accounts.fold((0, 0), |(used, excluded), account| {
        (used + account.used, excluded + account.excluded)
    })
}

#[test]
fn sheets_that_call_a_customer_by_other_names_show_one_order() {
    let customers = "客户编号,客户名称\nC1,华强\n";
    let by_id = "订单编号,客户编号,订单日期,订单金额\nS1,C1,2026-05-01,100\n";
    let by_name = "订单编号,客户名称,订单日期,订单金额\nS1,华强,2026-05-01,100\n";
    let once = of_sheets(ONCE, customers, [by_id, by_name]);
    assert_eq!(told(&once), ["C1|华强|1|100.00"]);
    assert_eq!((said(&once), used_and_excluded(&once).1), (1, 1));
    let counted = of_sheets("", customers, [by_id, by_name]);
    assert_eq!(
        (said(&counted), told(&counted)),
        (1, vec!["C1|华强|1|200.00".to_owned()])
    );
}

#[test]
fn a_refund_goes_with_the_row_that_is_left_out() {
    let june = "订单编号,客户编号,订单日期,订单金额,退款金额\nS1,C1,2026-05-01,3000,1000\n";
    let july = "订单编号,客户编号,订单日期,订单金额,退款金额\nS1,C1,2026-05-01,3000,1500\n";
    let once = of_sheets(ONCE, "", [june, july]);
    assert_eq!(told(&once), ["C1|C1|1|2000.00"]);
    assert_eq!(said(&once), 1);
}

#[test]
fn an_order_that_another_sheet_calls_cancelled_is_said_and_left_out_where_the_rules_say_so() {
    let header = "订单编号,客户编号,订单日期,订单金额,状态\n";
    let june = format!("{header}S1,C1,2026-05-01,100,已完成\nS2,C1,2026-05-02,50,已完成\n");
    let july = format!("{header}S3,C1,2026-06-01,70,已完成\nS1,C1,2026-05-01,100,已取消\n");
    let cancelled = |book: &Book| {
        let problems = book.problems.iter();
        let mut told = problems.filter_map(|problem| match &problem.finding {
            Finding::OrderShownTwice {
                amount,
                counted,
                cancelled: true,
                ..
            } => Some((
                problem.place?.sheet.0,
                problem.place?.row?,
                amount.0,
                *counted,
            )),
            _ => None,
        });
        (told.next(), told.next())
    };
    // Whichever sheet comes first: what is cancelled stays so.
    for (sheets, at) in [([&june, &july], 0), ([&july, &june], 1)] {
        let sheets = sheets.map(String::as_str);
        let once = of_sheets(ONCE, "", sheets);
        assert_eq!(told(&once), ["C1|C1|2|120.00"]);
        assert_eq!(cancelled(&once), (Some((at, 2, 1_000_000, false)), None));
        assert_eq!(used_and_excluded(&once), (2, 2));
        let counted = of_sheets("", "", sheets);
        assert_eq!(told(&counted), ["C1|C1|3|220.00"]);
        assert_eq!(cancelled(&counted), (Some((at, 2, 1_000_000, true)), None));
        assert_eq!(used_and_excluded(&counted), (3, 1));
    }
}

#[test]
fn a_cancelled_row_takes_its_order_along_however_plain_it_is_to_see() {
    let header = "订单编号,客户编号,订单日期,订单金额,状态\n";
    let rows = |rows: &[&str]| {
        let rows: Vec<String> = rows.iter().map(|row| format!("SO000000{row}\n")).collect();
        format!("{header}{}", rows.concat())
    };
    let june = rows(&[
        "01,C0000001,2026-05-01,100,已完成",
        "02,C0000001,2026-05-02,50,已完成",
    ]);
    // Its word and its month were met by the row above.
    let july = rows(&[
        "04,C0000001,2026-05-03,5,已取消",
        "01,C0000001,2026-05-01,100,已取消",
        "03,C0000001,2026-06-01,70,已完成",
    ]);
    for sheets in [[&june, &july], [&july, &june]] {
        let sheets = sheets.map(String::as_str);
        let once = of_sheets(ONCE, "", sheets);
        assert_eq!(told(&once), ["C0000001|C0000001|2|120.00"]);
        assert_eq!(used_and_excluded(&once), (2, 3));
        let counted = of_sheets("", "", sheets);
        let findings = counted.problems.iter().map(|problem| &problem.finding);
        let told = |finding: &&Finding| {
            matches!(
                finding,
                Finding::OrderShownTwice {
                    cancelled: true,
                    ..
                }
            )
        };
        assert_eq!(findings.filter(told).count(), 1);
    }
}

#[test]
fn orders_that_two_sheets_show_with_other_amounts_are_said() {
    let elsewhere = |sheets: [&str; 2]| {
        let book = of_sheets(ONCE, "", sheets);
        let mut found = book
            .problems
            .iter()
            .filter_map(|problem| match problem.finding {
                Finding::OrdersElsewhere(amount) => {
                    Some((problem.place?.sheet.0, problem.count, amount.0 / 10_000))
                }
                _ => None,
            });
        (found.next(), found.next().is_some())
    };
    let orders = "订单编号,客户编号,订单日期,订单金额\nS1,C1,2026-05-01,300\nS2,C2,2026-05-02,50\nS3,C1,2026-05-03,9\n";
    let lines = "订单编号,客户编号,订单日期,产品,订单金额\nS1,C1,2026-05-01,泵,100\nS1,C1,2026-05-01,阀,200\nS2,C2,2026-05-02,泵,50\n";
    assert_eq!(elsewhere([orders, lines]), (Some((1, 1, 300)), false));
    assert_eq!(elsewhere([lines, orders]), (Some((1, 1, 300)), false));
    let changed = "订单编号,客户编号,订单日期,订单金额\nS1,C1,2026-05-01,310\nS2,C2,2026-05-02,50\nS3,C1,2026-06-03,8\n";
    assert_eq!(elsewhere([orders, changed]), (Some((1, 1, 310)), false));
    // A letter makes keys of numbers hashes; a refund is no other amount of its sale.
    let hashed = "订单编号,客户编号,订单日期,订单金额\nX,C1,2026-05-01,3\nS1,C1,2026-05-01,310\nS3,C1,2026-05-03,-9\n";
    assert_eq!(elsewhere([orders, hashed]), (Some((1, 1, 310)), false));
    // Both say what was bought: they may have shared out the lines.
    let more = "订单编号,客户编号,订单日期,产品,订单金额\nS1,C1,2026-05-01,管,70\n";
    assert_eq!(elsewhere([lines, more]), (None, false));
    // Another customer or day: a number that was used again.
    let others = "订单编号,客户编号,订单日期,订单金额\nS1,C2,2026-05-01,5\nS2,C2,2026-06-02,6\n";
    assert_eq!(elsewhere([orders, others]), (None, false));
}

#[test]
fn a_cancelled_row_takes_nothing_with_it_but_the_same_order_of_another_sheet() {
    let header = "订单编号,客户编号,订单日期,订单金额,状态\n";
    let check = |june: &str, july: &str, expected: &[&str]| {
        let [june, july] = [june, july].map(|rows| format!("{header}{rows}"));
        let book = of_sheets(ONCE, "", [&june, &july]);
        assert_eq!(
            (told(&book), said(&book)),
            (expected.iter().map(|told| (*told).to_owned()).collect(), 0)
        );
    };
    let sold = "S1,C1,2026-05-01,100,已完成\n";
    // Another order, day, amount or customer; a row without a number; nobody's.
    check(sold, "S2,C1,2026-05-01,100,已取消\n", &["C1|C1|1|100.00"]);
    check(sold, "S1,C1,2026-05-02,100,已取消\n", &["C1|C1|1|100.00"]);
    check(sold, "S1,C1,2026-05-01,101,已取消\n", &["C1|C1|1|100.00"]);
    check(sold, "S1,C9,2026-05-01,100,已取消\n", &["C1|C1|1|100.00"]);
    check(sold, ",C1,2026-05-01,100,已取消\n", &["C1|C1|1|100.00"]);
    check(sold, "S1,,2026-05-01,100,已取消\n", &["C1|C1|1|100.00"]);
    // A line that was cancelled and entered again in one sheet.
    let again = "S1,C1,2026-05-01,100,已取消\nS1,C1,2026-05-01,100,已完成\n";
    check(again, "S5,C1,2026-06-01,7,已完成\n", &["C1|C1|2|107.00"]);
    // Waiting for payment is no cancellation: the order may have been paid since.
    let rules = format!("{ONCE}unpaid = 'exclude'\n");
    let [waits, sold] =
        ["待付款", "已完成"].map(|word| format!("{header}S1,C1,2026-05-01,100,{word}\n"));
    let paid = of_sheets(&rules, "", [&waits, &sold]);
    assert_eq!(
        (told(&paid), said(&paid)),
        (vec!["C1|C1|1|100.00".to_owned()], 0)
    );
}

#[test]
fn lines_of_an_order_that_sheets_share_out_by_what_was_bought_all_count() {
    let pump = "订单编号,客户编号,订单日期,订单金额,产品线\nS1,C1,2026-05-01,100,泵\n";
    let valve = "订单编号,客户编号,订单日期,订单金额,产品线\nS1,C1,2026-05-01,100,阀\n";
    let both = of_sheets(ONCE, "", [pump, valve]);
    assert_eq!(
        (said(&both), told(&both)),
        (0, vec!["C1|C1|1|200.00".to_owned()])
    );
    // One that does not say what it is may be either of them.
    let silent = "订单编号,客户编号,订单日期,订单金额\nS1,C1,2026-05-01,100\n";
    assert_eq!(said(&of_sheets("", "", [pump, silent])), 1);
    // A number that other sheets give to other customers and days is another order.
    let other = "订单编号,客户编号,订单日期,订单金额\nS1,C2,2026-05-01,100\nS1,C1,2026-05-02,100\n";
    assert_eq!(said(&of_sheets("", "", [silent, other])), 0);
}

#[test]
fn an_order_in_two_sheets_is_said_and_counts_once_where_the_rules_say_so() {
    let older = "订单编号,客户编号,订单日期,订单金额,产品,状态\nS1,C1,2026-05-01,100,电机,已付款\nS1,C1,2026-05-01,100,泵,已付款\nS2,C1,2026-05-02,50,泵,已付款\nS3,C1,2026-05-03,7,泵,已付款\n";
    // Later, with other columns: one was given back, one stands in one sheet alone.
    let newer = "客户编号,订单编号,状态,产品,订单日期,订单金额\nC1,S1,已完成,电机,2026/5/1,100.00\nC1,S1,已完成,泵,2026/5/1,100.00\nC1,S2,已退款,泵,2026/5/2,50\nC1,S4,已完成,泵,2026/5/3,7\n";
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
        let counted = of_sheets("", "", sheets);
        assert_eq!((said(&counted), net(&counted)), (3, (464, 4)));
        let once = of_sheets(ONCE, "", sheets);
        assert_eq!((said(&once), net(&once)), (3, (214, 3)));
        assert_eq!(used_and_excluded(&once), (5, 3));
    }
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
fn a_status_word_of_the_rules_is_not_asked_about() {
    let orders = "订单编号,客户编号,订单日期,订单金额,订单状态\n\
        A1,C1,2026-05-01,100,自提\nA2,C1,2026-05-02,10,到店\nA3,C1,2026-05-03,1,自提\n";
    let unknown = |book: &Book| {
        let words = book
            .problems
            .iter()
            .filter_map(|problem| match &problem.finding {
                Finding::UnknownStatus(word) => Some(word.clone()),
                _ => None,
            });
        words.collect::<Vec<_>>()
    };
    let book = check("", "", orders, &["C1|C1|3|111.00"]);
    assert_eq!(unknown(&book), ["自提", "到店"]);
    let book = check(
        "[orders]\ncounted = ['自提']",
        "",
        orders,
        &["C1|C1|3|111.00"],
    );
    assert_eq!(unknown(&book), ["到店"]);
}
