//! Columns that could be a field but for another column of the sheet. Takes the binding of a
//! sheet of orders, and takes such fields from it.

use crate::names::Field;

use super::{Binding, words};

/// Takes away what other columns rule out: the currency of other amounts.
pub(super) fn what_others_rule_out(binding: &mut Binding, headers: &[String]) {
    let header = |field: Field| Some(headers[binding.column(field)?].as_str());
    let mut out = Vec::new();
    if header(Field::OrderAmount).is_some_and(words::is_in_own_currency) {
        out.push(Field::OrderCurrency);
    }
    binding.fields.retain(|(field, _)| !out.contains(field));
    binding.chosen.retain(|(field, ..)| !out.contains(field));
}
