//! Columns that could be a field but for another column of the sheet. Takes the binding of a
//! sheet of orders, and takes such fields from it.

use crate::names::Field;

use super::{Binding, OwnWords, Strength, strength, words};

/// Takes away what other columns rule out: the currency of other amounts, and the address
/// of who writes for a customer.
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
    binding.fields.retain(|(field, _)| !out.contains(field));
    binding.chosen.retain(|(field, ..)| !out.contains(field));
}
