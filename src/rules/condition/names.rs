//! What a name in an expression means: a metric, an own metric, an order field.
//!
//! Takes the name and the scope; gives where its values come from and what they
//! are, or why the name cannot be used here.

use crate::names::metric::{CATALOGUE, Empty};
use crate::names::near::nearest;
use crate::names::{Field, Kind, Metric, Stratum};

use super::check::{Scope, Source, Speaks};
use super::fault::{FaultKind, ValueKind};

/// The words for fields of order rows: English, Chinese, what the values are.
const ORDER_WORDS: [(&str, &str, Field, ValueKind); 15] = [
    ("order", "订单号", Field::OrderId, ValueKind::Text),
    (
        "customer",
        "客户",
        Field::OrderCustomerName,
        ValueKind::Text,
    ),
    ("date", "日期", Field::OrderDate, ValueKind::Date),
    ("amount", "金额", Field::OrderAmount, ValueKind::Number),
    ("quantity", "数量", Field::OrderQuantity, ValueKind::Number),
    ("price", "单价", Field::OrderPrice, ValueKind::Number),
    ("cost", "成本", Field::OrderCost, ValueKind::Number),
    ("profit", "毛利", Field::OrderProfit, ValueKind::Number),
    ("refund", "退款金额", Field::OrderRefund, ValueKind::Number),
    ("status", "状态", Field::OrderStatus, ValueKind::Text),
    ("currency", "币种", Field::OrderCurrency, ValueKind::Text),
    ("product", "产品", Field::OrderProduct, ValueKind::Text),
    ("category", "品类", Field::OrderCategory, ValueKind::Text),
    ("category", "类别", Field::OrderCategory, ValueKind::Text),
    (
        "salesperson",
        "销售员",
        Field::OrderSalesperson,
        ValueKind::Text,
    ),
];

/// What a name means in a scope.
pub(super) fn resolve(name: &str, scope: &Scope<'_>) -> Result<(Source, ValueKind), FaultKind> {
    match scope.speaks_of {
        Speaks::OrderRows => order_word(name),
        Speaks::Customers => customer_word(name, scope),
    }
}

fn order_word(name: &str) -> Result<(Source, ValueKind), FaultKind> {
    ORDER_WORDS
        .iter()
        .find(|(en, zh, ..)| en.eq_ignore_ascii_case(name) || *zh == name)
        .map(|&(_, _, field, kind)| (Source::Field(field), kind))
        .ok_or_else(|| FaultKind::UnknownName {
            name: name.to_owned(),
            suggestion: nearest(name, ORDER_WORDS.iter().flat_map(|(en, zh, ..)| [*en, *zh]))
                .map(str::to_owned),
            speaks_of: Speaks::OrderRows,
        })
}

fn customer_word(name: &str, scope: &Scope<'_>) -> Result<(Source, ValueKind), FaultKind> {
    let (source, kind, stratum) = if let Some(metric) = Metric::named(name) {
        let entry = metric.entry();
        (
            Source::Metric(metric),
            value_kind(entry.kind),
            entry.stratum,
        )
    } else if let Some(place) = own(name, scope.own) {
        (Source::Own(place), ValueKind::Number, Stratum::Own)
    } else {
        return Err(unknown(name, scope));
    };
    if stratum >= scope.below {
        return Err(FaultKind::StratumTooHigh {
            name: name.to_owned(),
            stratum,
            here: scope.below,
        });
    }
    Ok((source, kind))
}

/// An own key as written, else in another case.
fn own(name: &str, keys: &[String]) -> Option<usize> {
    keys.iter()
        .position(|key| key == name)
        .or_else(|| keys.iter().position(|key| key.eq_ignore_ascii_case(name)))
}

fn unknown(name: &str, scope: &Scope<'_>) -> FaultKind {
    let visible = CATALOGUE
        .iter()
        .filter(|entry| entry.stratum < scope.below)
        .flat_map(|entry| [entry.key, entry.zh]);
    let own = scope
        .own
        .iter()
        .filter(|_| Stratum::Own < scope.below)
        .map(String::as_str);
    FaultKind::UnknownName {
        name: name.to_owned(),
        suggestion: nearest(name, visible.chain(own)).map(str::to_owned),
        speaks_of: Speaks::Customers,
    }
}

fn value_kind(kind: Kind) -> ValueKind {
    match kind {
        Kind::Count | Kind::Number | Kind::Money | Kind::Ratio | Kind::Days => ValueKind::Number,
        Kind::Date => ValueKind::Date,
        Kind::Text => ValueKind::Text,
        Kind::Flag => ValueKind::Truth,
    }
}

/// Whether values of a source can be blank although the facts are complete.
pub(super) fn can_be_blank(source: &Source) -> bool {
    match source {
        Source::Metric(metric) => metric.entry().empty == Empty::Blank,
        Source::Own(_) => false,
        Source::Column { .. } | Source::Field(_) => true,
    }
}
