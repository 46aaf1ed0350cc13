use super::*;

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

#[track_caller]
fn check_header(text: &str, expected: Option<usize>) {
    assert_eq!(header_row(&rows(text), &[]), expected, "{text}");
}

#[test]
fn the_header_stands_under_titles_and_blank_rows() {
    check_header("客户,日期,金额\n华强,2024-01-01,5", Some(0));
    check_header(",,\n-,-,\n,,", None);
    check_header(
        "2024年销售明细,,\n,,\n客户,日期,金额\n华强,2024-01-01,5",
        Some(2),
    );
    check_header(
        "单位：元,,\n制表人：张三,日期：2024-01-05,\n订单编号,客户名称,下单日期\n1,华强,2024-01-05",
        Some(2),
    );
    check_header("customer_id,date,amount\n1,2024-01-01,5", Some(0));
    check_header(
        "FBillNo,FDate,FCustId\n*(基本信息)单据编号,日期,客户\nX1,2024-01-01,C1",
        Some(0),
    );
}

#[test]
fn unknown_words_can_be_a_header_and_data_cannot() {
    check_header("甲,乙,丙\n华强,2024-01-01,5", Some(0));
    check_header("报表,,\n甲,乙,丙\n华强,2024-01-01,5", Some(1));
    check_header("1,2024-01-01,5\n2,2024-01-02,6", None);
    check_header("", None);
    check_header("甲,乙\n丙,丁", None);
    let own = [(crate::names::Field::OrderAmount, vec!["乙".to_owned()])];
    let rows = rows("销售,客户\n乙,甲,客户\n1,2,3");
    assert_eq!(header_row(&rows, &own), Some(0));
}

#[track_caller]
fn check_words(text: &str, expected: (usize, usize), words: &[&str]) {
    let found = header_rows(&rows(text), &[]).expect("a header");
    assert_eq!((found.first, found.last), expected, "{text}");
    assert_eq!(found.words, words, "{text}");
}

#[test]
fn labels_below_keys_belong_to_the_header() {
    check_words(
        "FBillHead(SAL_SaleOrder),FBillNo,FDate,FCustId,FX\n\
         *基本信息(序号),(基本信息)单据编号,*(基本信息)日期,(基本信息)客户#编码,(基本信息)备注\n\
         1,XS001,2026-05-01,C1,",
        (0, 1),
        &[
            "*基本信息(序号)",
            "FBillNo",
            "FDate",
            "FCustId",
            "(基本信息)备注",
        ],
    );
    check_words(
        "order_no,customer_name,order_date,amount\n订单编号,客户名称,下单日期,金额\n1,华强,2026-05-01,5",
        (0, 1),
        &["order_no", "customer_name", "order_date", "amount"],
    );
    // A row of facts below is none of labels.
    check_words(
        "客户编号,客户名称\nC1,客户",
        (0, 0),
        &["客户编号", "客户名称"],
    );
    check_words("客户名称,来源\n渠道,华强", (0, 0), &["客户名称", "来源"]);
}

#[test]
fn groups_above_tell_columns_of_one_word_apart() {
    check_words(
        "客户,,订单信息,,\n编号,名称,编号,日期,金额\nC1,华强,1,2026-05-01,5",
        (1, 1),
        &["客户编号", "名称", "订单编号", "日期", "金额"],
    );
    check_words(
        "2026年订单,,,\n客户编号,日期,金额,金额\nC1,2026-05-01,5,6",
        (1, 1),
        &["客户编号", "日期", "金额", "金额"],
    );
}

#[test]
fn cells_merged_over_both_rows_and_groups_over_columns_make_one_header() {
    let data = "C1,华强,S1,2026-05-01,5";
    check_words(
        &format!("客户编号,客户名称,订单信息,,\n,,订单号,日期,金额\n{data}"),
        (1, 1),
        &["客户编号", "客户名称", "订单号", "日期", "金额"],
    );
    check_words(
        "客户编号,客户名称,日期,订单金额,,\n,,,不含税,税额,价税合计\nC1,华强,2026-05-01,5,1,6",
        (0, 1),
        &[
            "客户编号",
            "客户名称",
            "日期",
            "订单金额不含税",
            "税额",
            "价税合计",
        ],
    );
    // A row of facts stands under words, not only under blanks and groups.
    check_words(
        "客户编号,客户名称,日期,金额,\n,,,备注,加急\nC1,华强,2026-05-01,5,",
        (0, 0),
        &["客户编号", "客户名称", "日期", "金额", ""],
    );
}

#[test]
fn units_stand_in_groups_labels_and_titles() {
    let unit = |text: &str, column: usize| {
        let found = header_rows(&rows(text), &[]).expect("a header");
        let unit = found.units.get(column).copied().flatten();
        unit.map(|unit| unit.scale)
    };
    let data = "C1,2026-05-01,5";
    let plain = "客户编号,日期,金额";
    assert_eq!(unit(&format!("{plain}\n{data}"), 2), None);
    for title in [
        "单位：万元,,",
        "2026年台账（单位：万元）,,",
        ",,单位:万元",
        ",单位：,万元",
    ] {
        assert_eq!(
            unit(&format!("{title}\n{plain}\n{data}"), 2),
            Some(10_000),
            "{title}"
        );
    }
    for title in [
        "2026年销售明细（年度目标5000万元）,,",
        "销售总额：1250万元,,",
        "制表：万,,",
        "Orders over 50 USD,,",
    ] {
        assert_eq!(
            unit(&format!("{title}\n{plain}\n{data}"), 2),
            None,
            "{title}"
        );
    }
    let groups = format!("客户,,金额（万元）\n{plain}\n{data}");
    assert_eq!((unit(&groups, 0), unit(&groups, 2)), (None, Some(10_000)));
    let parts = "客户编号,日期,订单金额（万元）,\n,,税额,价税合计\nC1,2026-05-01,1,6";
    assert_eq!(unit(parts, 3), Some(10_000));
}

#[test]
fn the_upper_of_two_tables_is_the_first() {
    check_header(
        "客户名称,日期,金额\n甲,2026-01-05,1\n乙,2026-01-06,2\n,,\n订单号,客户名称,下单日期,金额,状态\nS1,甲,2026-02-01,5,完成",
        Some(0),
    );
    // Another kind of table may be a sum of what stands below.
    check_header(
        "客户,金额\n甲,5\n乙,7\n,,\n客户编号,日期,金额,状态\nC1,2026-02-01,5,完成",
        Some(4),
    );
    check_header(
        "客户,全部客户,业务员,王芳\n部门,华东,产品,全部\n状态,已审核,币种,人民币\n订单号,客户名称,下单日期,金额,产品\nS1,甲,2026-02-01,5,x",
        Some(3),
    );
    let above = |text: &str| header_rows(&rows(text), &[]).expect("a header").above;
    let sums = "客户,金额\n甲,5\n乙,7\n,,\n客户编号,日期,金额,状态\nC1,2026-02-01,5,完成";
    assert_eq!(above(sums), Some(0), "it is told that it is passed over");
    assert_eq!(above("2026年,,\n客户编号,日期,金额\nC1,2026-02-01,5"), None);
    // What a report was asked for is no table.
    check_header(
        "客户名称,日期\n全部,2026年\n订单号,客户名称,下单日期,金额\nS1,甲,2026-02-01,5",
        Some(2),
    );
}

#[test]
fn a_first_customer_is_no_row_of_labels() {
    for text in [
        "Company,Lifecycle stage,Source,Owner\nAcme Ltd,Customer,Email,Jim",
        "客户名称,客户来源,首选联系方式,级别\n深圳华强,渠道,电话,A",
    ] {
        let found = header_rows(&rows(text), &[]).expect("a header");
        assert_eq!(found.last, 0, "{text}");
    }
}

#[test]
fn groups_that_are_fields_themselves_leave_the_word_to_what_stands_below() {
    let data = "2026-05-01,华强,轴承,3,2,6";
    check_words(
        &format!("日期,客户名称,产品,销售,,\n,,,数量,单价,金额\n{data}"),
        (0, 1),
        &["日期", "客户名称", "产品", "数量", "单价", "金额"],
    );
    check_words(
        "日期,客户名称,销售,,回款,\n,,数量,金额,金额,日期\n2026-05-01,华强,3,6,6,2026-06-01",
        (1, 1),
        &[
            "日期",
            "客户名称",
            "数量",
            "销售金额",
            "回款金额",
            "回款日期",
        ],
    );
    check_words(
        "客户,,销售额,\n名称,日期,不含税,含税\n华强,2026-05-01,5,6",
        (0, 1),
        &["名称", "日期", "销售额不含税", "销售额含税"],
    );
    // Two of a kind without any word that tells which is meant stay two of a kind.
    check_words(
        "日期,客户名称,本期,,上期,\n,,数量,金额,数量,金额\n2026-05-01,华强,3,6,3,6",
        (1, 1),
        &["日期", "客户名称", "数量", "金额", "数量", "金额"],
    );
}

#[test]
fn units_stand_below_the_header_and_in_groups_of_any_word() {
    let found = |text: &str| {
        let found = header_rows(&rows(text), &[]).expect("a header");
        let unit = found.units.get(2).copied().flatten();
        (found.first, found.last, unit.map(|unit| unit.scale))
    };
    let (plain, data) = ("客户名称,日期,金额,数量", "华强,2026-05-01,5,2");
    for (text, expected) in [
        (
            format!("{plain}\n,,（万元）,（台）\n{data}"),
            (0, 1, Some(10_000)),
        ),
        (format!("{plain}\n,,万元,\n{data}"), (0, 1, Some(10_000))),
        (format!("{plain}\n,,(元),台\n{data}"), (0, 1, Some(1))),
        (format!("{plain}\n华强,,万元,\n{data}"), (0, 0, None)),
        (format!("{plain}\n,,,台\n{data}"), (0, 0, None)),
        (
            format!(",,2026年度（万元）,\n{plain}\n{data}"),
            (1, 1, Some(10_000)),
        ),
        (
            format!("客户名称,日期,2026年（万元）,\n,,金额,数量\n{data}"),
            (1, 1, Some(10_000)),
        ),
        (
            format!(",,本月目标（万元）,500\n{plain}\n{data}"),
            (1, 1, None),
        ),
        (
            format!("2026年台账（万元）,,,\n,,,\n{plain}\n{data}"),
            (2, 2, Some(10_000)),
        ),
        (
            format!("Unit: RMB'000,,,\n{plain}\n{data}"),
            (1, 1, Some(1_000)),
        ),
    ] {
        assert_eq!(found(&text), expected, "{text}");
    }
}

#[test]
fn a_table_above_is_read_with_blank_columns_and_named_with_one_row() {
    let below = "订单号,客户名称,下单日期,金额,折扣,备注,业务员\nS9,甲,2026-02-01,5,,,张三";
    let sparse =
        "订单号,客户名称,下单日期,金额,折扣,备注\nS1,甲,2026-01-05,1,,\nS2,乙,2026-01-06,2,,";
    check_header(&format!("{sparse}\n,,\n{below}"), Some(0));
    let above = |text: &str| {
        let found = header_rows(&rows(text), &[]).expect("a header");
        (found.first, found.above)
    };
    let one = format!("客户名称,日期,金额\n广美达,2026-01-05,777\n,,\n{below}");
    assert_eq!(above(&one), (3, Some(0)));
    // What a report was asked for is no order.
    let asked = format!("客户名称,日期,金额\n全部,2026-01-05,不限\n,,\n{below}");
    assert_eq!(above(&asked), (3, None));
}
