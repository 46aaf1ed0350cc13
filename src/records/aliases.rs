//! Names and ids that mean one customer because somebody has said so: an alias column of
//! the customer sheet, or `[input.aliases]` of the rules.
//!
//! Takes words, gives the group of a key. Looked up only where a key is new to the
//! registry, so that rows of known customers pay nothing.

use std::collections::HashMap;

use super::registry::name_key;

/// All that was said.
#[derive(Debug, Default)]
pub struct Aliases {
    /// From key, as the index knows it, to group.
    groups: HashMap<Vec<u8>, u32, foldhash::fast::FixedState>,
    customers: Vec<Customer>,
}

/// One customer of several names.
#[derive(Debug)]
struct Customer {
    /// The name or id that the others stand for, as written.
    main: Box<str>,
    /// Its number, once it is known.
    number: Option<u32>,
}

impl Aliases {
    /// Those of the rules: each name with the others that mean it. Both may be ids or names.
    pub fn of_rules(rules: &[(String, Vec<String>)]) -> Self {
        let mut aliases = Self::default();
        for (main, others) in rules {
            let words = std::iter::once(main).chain(others);
            let keys = words.flat_map(|word| [name_key(word), word.trim().as_bytes().to_vec()]);
            aliases.join(main, keys);
        }
        aliases
    }

    /// Makes the keys one customer, unless they are of another one already.
    pub fn join(&mut self, main: &str, keys: impl Iterator<Item = Vec<u8>>) {
        let keys: Vec<Vec<u8>> = keys.collect();
        let known = keys.iter().find_map(|key| self.groups.get(key)).copied();
        let group = known.unwrap_or_else(|| {
            self.customers.push(Customer {
                main: main.trim().into(),
                number: None,
            });
            self.customers.len() as u32 - 1
        });
        for key in keys {
            self.groups.entry(key).or_insert(group);
        }
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// The customer of a key: its number if it is known already, and its main name.
    pub fn customer(&self, key: &[u8]) -> Option<(Option<u32>, &str)> {
        let customer = &self.customers[*self.groups.get(key)? as usize];
        Some((customer.number, &customer.main))
    }

    /// Says which number the customer of a key has, unless that is known.
    pub fn number(&mut self, key: &[u8], number: u32) {
        if let Some(group) = self.groups.get(key) {
            let known = &mut self.customers[*group as usize].number;
            *known = known.or(Some(number));
        }
    }

    /// Forgets numbers from `first` on.
    pub fn forget_from(&mut self, first: u32) {
        for customer in &mut self.customers {
            customer.number = customer.number.filter(|number| *number < first);
        }
    }

    /// Every key whose customer is known, with its number; in no order.
    pub fn known(&self) -> impl Iterator<Item = (&[u8], u32)> {
        let all = self.groups.iter();
        all.filter_map(|(key, group)| {
            let number = self.customers[*group as usize].number?;
            Some((key.as_slice(), number))
        })
    }

    /// Main names of the customers whose number is known.
    pub fn mains(&self) -> impl Iterator<Item = (u32, &str)> {
        let all = self.customers.iter();
        all.filter_map(|customer| Some((customer.number?, &*customer.main)))
    }
}

/// The names in a cell of an alias column.
///
/// A comma separates Chinese names only: English ones contain it (Acme Co., Ltd.).
pub fn names_in(cell: &str) -> impl Iterator<Item = &str> {
    let english = cell.bytes().any(|byte| byte.is_ascii_alphabetic());
    let separates = move |c: char| {
        matches!(c, '、' | '；' | ';' | '|' | '\n' | '\r' | '，') || (c == ',' && !english)
    };
    cell.split(separates)
        .map(str::trim)
        .filter(|name| !crate::value::is_empty_word(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_name_several_and_english_names_keep_their_comma() {
        let check = |cell: &str, expected: &[&str]| {
            assert_eq!(names_in(cell).collect::<Vec<_>>(), expected, "{cell}");
        };
        check(
            "华强深圳、深圳华强；华强",
            &["华强深圳", "深圳华强", "华强"],
        );
        check("甲公司,乙公司", &["甲公司", "乙公司"]);
        check("Acme Co., Ltd.; ACME", &["Acme Co., Ltd.", "ACME"]);
        check(" - ", &[]);
        check("", &[]);
    }

    #[test]
    fn the_first_to_claim_a_name_keeps_it() {
        let rules = [
            ("甲".to_owned(), vec!["乙".to_owned()]),
            ("丙".to_owned(), vec!["乙".to_owned(), "丁".to_owned()]),
        ];
        let mut aliases = Aliases::of_rules(&rules);
        aliases.number(&name_key("乙"), 7);
        aliases.number(&name_key("甲"), 8);
        for name in ["甲", "乙", "丙", "丁"] {
            let found = aliases.customer(&name_key(name));
            assert_eq!(found, Some((Some(7), "甲")), "{name}");
        }
        aliases.forget_from(7);
        assert_eq!(aliases.customer("甲".as_bytes()), Some((None, "甲")));
        assert_eq!(aliases.customer(b"x"), None);
    }
}
