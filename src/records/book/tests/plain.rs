//! Rows that are plain to see are read as they would be with all care.

use proptest::prelude::*;

use super::{read, told};

/// Cells of each column: mostly plain ones, and such as ask for a closer look.
fn row() -> impl Strategy<Value = [&'static str; 7]> {
    let mixed = |plain: &'static [&'static str], odd: &'static [&'static str], of_ten: u32| {
        prop_oneof![
            10 - of_ten => prop::sample::select(plain),
            of_ten => prop::sample::select(odd),
        ]
    };
    let one_of = |plain, odd| mixed(plain, odd, 1);
    let orders = one_of(
        &["SO00000001", "SO00000002", "SO00000013", "SO99999999"],
        &["SO1", "合计", "", "so00000001", "1.38E+10", "SO0000001X"],
    );
    let customers = one_of(
        &[
            "C0000001",
            "C0000002",
            "C0000005",
            "KH-0012345678",
            "华强机电有限",
            "1234567",
        ],
        &[
            "",
            "C1",
            "#N/A",
            " C0000001",
            "subtotal",
            "本月合计",
            "KH-00123456789012",
            "暂无",
            "\"C0000001\"",
            "\"C0000002\"",
            "c0000001",
            "C0000000",
        ],
    );
    let days = one_of(
        &[
            "2026-05-01",
            "2026-05-31",
            "2025-06-30",
            "2024-02-29",
            "2026/05/02",
        ],
        &[
            "2026-02-30",
            "2026-07-01",
            "",
            "2026-5-1",
            "2026-06-3O",
            "2026-05-01 08:00:00",
        ],
    );
    let amounts = one_of(
        &["12.50", "7", "100000", "0.5", "12345.67", "0"],
        &[
            "-3.00",
            "\"1,234.50\"",
            "1.125",
            "",
            "abc",
            "123456789.01",
            "12.",
            ".5",
            "-",
            "1.2万",
        ],
    );
    // Words that leave a row out are plain themselves once they were met.
    let words = mixed(
        &["已完成", "已发货", "paid", "shipped to customer"],
        &["已取消", "已取消", "退款", "", "?", "待付款"],
        4,
    );
    let goods = one_of(
        &["泵", "阀门 25", "\"Cable, 2m 15\"", ""],
        &["小计", "\"a \"\"b\"\"\"", "\"小计\"", "Total", "5\" pipe"],
    );
    let remarks = one_of(
        &["", "", "请在周五之前送到二号仓库门口", ""],
        &["作废", "加急", "\"void\""],
    );
    (orders, customers, days, amounts, words, goods, remarks)
        .prop_map(|(a, b, c, d, e, f, g)| [a, b, c, d, e, f, g])
}

/// Customer sheets: none, one whose ids count, and others.
const CUSTOMERS: [&str; 4] = [
    "",
    "客户编号,客户名称\nC0000001,甲\nC0000003,乙\nC0000002,丙\n",
    "客户编号,客户名称\n1234567,甲\n1234569,乙\n",
    "客户编号,客户名称\nKH-0012345678,甲\nC0000001,乙\n华强机电有限,丙\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn plain_rows_say_what_they_would_say_at_a_closer_look(
        rows in prop::collection::vec(row(), 1..40),
        ends in prop::sample::select(&["\n", "\r\n"][..]),
        customers in prop::sample::select(&CUSTOMERS[..]),
    ) {
        let header = "订单编号,客户编号,订单日期,订单金额,订单状态,商品名称,备注";
        // Where a column names the currency, no row is plain to see.
        let text = |more: &str, cell: &str| {
            let lines = rows.iter().map(|row| row.join(",") + cell);
            let lines: Vec<String> = [header.to_owned() + more].into_iter().chain(lines).collect();
            lines.join(ends) + ends
        };
        let read = |orders: String| read("", customers, &orders);
        let (plain, careful) = (read(text("", "")), read(text(",币种", ",")));
        match (plain, careful) {
            (Ok(plain), Ok(careful)) => {
                prop_assert_eq!(told(&plain), told(&careful));
                prop_assert_eq!(&plain.problems, &careful.problems);
                prop_assert_eq!(format!("{:?}", plain.ledger), format!("{:?}", careful.ledger));
                for customer in &plain.order {
                    let (one, other) = (plain.rows(*customer), careful.rows(*customer));
                    prop_assert!(one.iter().eq(other.iter()));
                }
            }
            (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
        }
    }
}
