//! The columns a role cannot do without.
//!
//! Takes a binding, gives what is missing or undecided; every fault names the
//! user's own headers.

use crate::names::header::{Binding, OwnWords, fold};
use crate::names::near::nearest;
use crate::names::synonyms::SYNONYMS;
use crate::names::{Field, Role};

/// Something a role needs: all fields of any one of these.
pub type Need = &'static [&'static [Field]];

/// What is missing, and the header that was perhaps meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The ways to provide it.
    pub need: Need,
    /// A header nearly like one of the words we look for.
    pub near: Option<String>,
}

/// What a sheet of this role needs.
pub fn needs(role: Role) -> &'static [Need] {
    match role {
        Role::Customers => &[&[&[Field::CustomerId], &[Field::CustomerName]]],
        Role::Orders => &[
            &[&[Field::OrderCustomerId], &[Field::OrderCustomerName]],
            &[&[Field::OrderDate]],
            &[
                &[Field::OrderAmount],
                &[Field::OrderQuantity, Field::OrderPrice],
            ],
        ],
        Role::Contacts => &[
            &[&[Field::ContactCustomerId], &[Field::ContactCustomerName]],
            &[&[Field::ContactDay]],
        ],
    }
}

/// The needs for which there is no column, not even an undecided one.
pub(super) fn missing(
    role: Role,
    binding: &Binding,
    headers: &[String],
    own: &OwnWords,
) -> Vec<Missing> {
    let has = |field: &Field| {
        binding.column(*field).is_some() || binding.ambiguous.iter().any(|(one, ..)| one == field)
    };
    let unmet = needs(role)
        .iter()
        .filter(|need| !need.iter().any(|fields| fields.iter().all(has)));
    let missing = unmet.map(|need| Missing {
        need,
        near: near(need, binding, headers, own),
    });
    missing.collect()
}

/// What tells customers apart, by role: a word of the rules file for one of them is likely meant
/// for the others, too.
const IDS: [Field; 3] = [
    Field::CustomerId,
    Field::OrderCustomerId,
    Field::ContactCustomerId,
];

/// The first free header that is nearly one of the words of the fields.
fn near(need: Need, binding: &Binding, headers: &[String], own: &OwnWords) -> Option<String> {
    let is_free = |column: usize| binding.fields.iter().all(|(_, taken)| *taken != column);
    let free: Vec<&str> = headers
        .iter()
        .enumerate()
        .filter(|(column, header)| is_free(*column) && !header.is_empty())
        .map(|(_, header)| header.as_str())
        .collect();
    let fields = || need.iter().flat_map(|fields| fields.iter());
    if fields().any(|field| IDS.contains(field)) {
        let words = own.iter().filter(|(field, _)| IDS.contains(field));
        let words: Vec<String> = words
            .flat_map(|(_, words)| words.iter().map(|word| fold(word)))
            .collect();
        let named = free.iter().find(|header| words.contains(&fold(header)));
        if let Some(header) = named {
            return Some((*header).to_owned());
        }
    }
    let mut words = fields().flat_map(|field| {
        let lists = SYNONYMS.iter().filter(move |list| list.field == *field);
        lists.flat_map(|list| list.words)
    });
    words
        .find_map(|word| nearest(word, free.iter().copied()))
        .map(str::to_owned)
}

/// Whether a field is one of those the role needs.
pub(super) fn is_needed(field: Field) -> bool {
    let mut fields = needs(field.role())
        .iter()
        .flat_map(|need| need.iter().flat_map(|fields| fields.iter()));
    fields.any(|needed| *needed == field)
}
