//! What stands twice, in words: customers, order rows, orders of two sheets. Takes what a
//! finding knows of it, gives its sentence.

use crate::lang::Language;
use crate::lang::number;
use crate::money::Total;

pub(super) fn duplicate_customer(id: &str, first: Option<u32>, language: Language) -> String {
    match (first, language) {
        (Some(row), Language::Zh) => format!("客户“{id}”重复，以第 {row} 行为准"),
        (Some(row), Language::En) => format!("customer \"{id}\" appears again; row {row} counts"),
        (None, Language::Zh) => format!("客户“{id}”在前面的客户表里已有，以那一行为准"),
        (None, Language::En) => {
            format!("customer \"{id}\" stands in an earlier sheet already; the row there counts")
        }
    }
}

pub(super) fn duplicate_order(
    first: Option<u32>,
    row: &str,
    counted: bool,
    language: Language,
) -> String {
    let earlier = match (first, language) {
        (Some(row), Language::Zh) => format!("第 {row} 行"),
        (Some(row), Language::En) => format!("row {row}"),
        (None, Language::Zh) => "前面另一张表的一行".to_owned(),
        (None, Language::En) => "one in an earlier sheet".to_owned(),
    };
    match (language, counted) {
        (Language::Zh, true) => format!("这行订单与{earlier}完全相同，仍然计入：{row}"),
        (Language::Zh, false) => format!("这行订单与{earlier}完全相同，不再计入：{row}"),
        (Language::En, true) => {
            format!("the order row is identical to {earlier} and counts again: {row}")
        }
        (Language::En, false) => {
            format!("the order row is identical to {earlier} and is left out: {row}")
        }
    }
}

/// Orders that two sheets show, with what follows.
pub(super) fn shown_twice(
    which: &str,
    (cancelled, counted): (bool, bool),
    language: Language,
) -> String {
    const SAME_ZH: &str = "同一订单（编号、客户、日期、金额都相同）";
    const SAME: &str = "the same order (number, customer, day and amount)";
    match (language, cancelled, counted) {
        (Language::Zh, false, true) => format!("{SAME_ZH}在另一张表里也有，算了两次{which}"),
        (Language::Zh, false, false) => {
            format!("{SAME_ZH}在另一张表里也有，这里的不再计入{which}")
        }
        (Language::Zh, true, true) => {
            format!("{SAME_ZH}在另一张表里已取消，这里的仍然计入{which}")
        }
        (Language::Zh, true, false) => {
            format!("{SAME_ZH}在另一张表里已取消，这里的不再计入{which}")
        }
        (Language::En, false, true) => {
            format!("another sheet shows {SAME}, and it counts twice{which}")
        }
        (Language::En, false, false) => {
            format!("another sheet shows {SAME}, and this one is left out{which}")
        }
        (Language::En, true, true) => {
            format!("another sheet says that {SAME} was cancelled, and here it still counts{which}")
        }
        (Language::En, true, false) => {
            format!("another sheet says that {SAME} was cancelled, and this one is left out{which}")
        }
    }
}

/// Many order rows that stand twice, with the sum of their amounts.
pub(super) fn duplicate_orders(total: Total, counted: bool, language: Language) -> String {
    let total = number::amount(total, language);
    match (language, counted) {
        (Language::Zh, true) => format!("与前面的订单行完全相同，仍然计入，合计 {total}"),
        (Language::Zh, false) => format!("与前面的订单行完全相同，不再计入，合计 {total}"),
        (Language::En, true) => {
            format!("order rows are identical to earlier ones and count again, {total} in all")
        }
        (Language::En, false) => {
            format!("order rows are identical to earlier ones and are left out, {total} in all")
        }
    }
}
