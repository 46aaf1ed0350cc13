//! Columns that could be a field but for another column of the sheet. Takes the binding of a
//! sheet of orders, and takes such fields from it.

use crate::names::Field;

use super::{Binding, OwnWords, Strength, strength, words};

/// Takes away what other columns rule out: the currency of other amounts, the address of who
/// writes for a customer, and articles that look like customers.
pub(super) fn what_others_rule_out(binding: &mut Binding, headers: &[String], own: &OwnWords) {
    let header = |field: Field| Some(headers[binding.column(field)?].as_str());
    let is_weak = |field: Field| {
        header(field).is_some_and(|header| strength(field, header, own) == Strength::Weak)
    };
    let mut out = Vec::new();
    if header(Field::OrderAmount).is_some_and(words::is_in_own_currency) {
        out.push(Field::OrderCurrency);
    }
    // One customer has several of them, or none.
    if header(Field::OrderCustomerName) == Some("contactname") && is_weak(Field::OrderCustomerId) {
        out.push(Field::OrderCustomerId);
    }
    if header(Field::OrderCustomerName).is_some_and(|header| MAY_BE_ARTICLES.contains(&header))
        && is_weak(Field::OrderCustomerName)
        && are_articles(binding, headers)
    {
        out.push(Field::OrderCustomerName);
    }
    binding.fields.retain(|(field, _)| !out.contains(field));
    binding.chosen.retain(|(field, ..)| !out.contains(field));
}

/// Headers that say whose name it is no more than they say that of what.
pub(super) const MAY_BE_ARTICLES: &[&str] = &["名称", "名稱", "name"];

/// Whether what is called a name is that of an article: sizes, measures or prices stand beside
/// it, and no other column names a customer or a product.
pub(super) fn are_articles(binding: &Binding, headers: &[String]) -> bool {
    const BESIDE: &[&str] = &[
        "规格",
        "型号",
        "规格型号",
        "规格及型号",
        "单位",
        "计量单位",
        "单价",
        "規格",
        "型號",
        "單位",
        "單價",
    ];
    let has = |field: Field| binding.column(field).is_some();
    let beside = headers
        .iter()
        .any(|header| BESIDE.contains(&header.as_str()));
    let priced = has(Field::OrderQuantity) && has(Field::OrderPrice);
    (beside || priced) && !has(Field::OrderProduct) && !has(Field::OrderCustomerId)
}
