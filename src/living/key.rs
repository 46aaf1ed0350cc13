//! The key of a row: what it is about, and a check value that shows whether the text is
//! still the one that was written. Takes ids, gives text; takes text, gives ids.

use std::fmt;

use sha2::{Digest, Sha256};

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A customer, by id.
    Customer(String),
    /// A task, by its id, and the customer it is for.
    Task {
        /// The task's id.
        task: String,
        /// The customer's id.
        customer: String,
    },
}

/// Why a cell is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAKey {
    /// It never was one.
    Other,
    /// It was one and has been changed, say by dragging a cell down.
    Changed,
}

/// A key as it is written: `task T-0123456789AB HY0001 #7K2D`.
///
/// Four letters of Crockford's base 32 at the end are the beginning of a SHA-256 of what
/// stands before them: of a million changed keys one passes.
#[derive(Debug, Clone, Copy)]
pub enum KeyText<'a> {
    /// A customer's id.
    Customer(&'a str),
    /// A task's id and its customer's.
    Task(&'a str, &'a str),
}

const CUSTOMER: &str = "customer ";
const TASK: &str = "task ";
const CHECK: &str = " #";

/// Letters of a check value.
const CHECK_LETTERS: usize = 4;

/// Crockford's base 32: no I, L, O, U.
pub(super) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl fmt::Display for KeyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = match self {
            Self::Customer(id) => format!("{CUSTOMER}{id}"),
            Self::Task(task, customer) => format!("{TASK}{task} {customer}"),
        };
        let check = check(&body);
        f.write_str(&body)?;
        f.write_str(CHECK)?;
        check
            .iter()
            .try_for_each(|letter| fmt::Write::write_char(f, char::from(*letter)))
    }
}

impl Key {
    /// Reads a key from a cell; spaces around it do not matter.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let text = text.trim();
        let (is_task, rest) = match (text.strip_prefix(TASK), text.strip_prefix(CUSTOMER)) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err(NotAKey::Other),
        };
        // Words such as "customer care" begin like a key and have no check value.
        let (id, found) = rest.rsplit_once(CHECK).ok_or(NotAKey::Other)?;
        let body = &text[..text.len() - found.len() - CHECK.len()];
        if found.as_bytes() != check(body) {
            return Err(NotAKey::Changed);
        }
        if !is_task {
            return Ok(Self::Customer(id.to_owned()));
        }
        let (task, customer) = id.split_once(' ').ok_or(NotAKey::Changed)?;
        Ok(Self::Task {
            task: task.to_owned(),
            customer: customer.to_owned(),
        })
    }

    /// The customer it is about.
    pub fn customer(&self) -> &str {
        match self {
            Self::Customer(customer) | Self::Task { customer, .. } => customer,
        }
    }
}

fn check(body: &str) -> [u8; CHECK_LETTERS] {
    let mut hash = Sha256::new();
    hash.update(b"tierbook 1\n");
    hash.update(body.as_bytes());
    let digest = hash.finalize();
    std::array::from_fn(|at| LETTERS[usize::from(digest[at]) % LETTERS.len()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn task(task: &str, customer: &str) -> Key {
        Key::Task {
            task: task.to_owned(),
            customer: customer.to_owned(),
        }
    }

    #[test]
    fn keys_name_what_they_are_about() {
        let text = KeyText::Task("T-0123456789AB", "HY0001").to_string();
        assert!(text.starts_with("task T-0123456789AB HY0001 #"), "{text}");
        assert_eq!(text.len(), "task T-0123456789AB HY0001 #".len() + 4);
        assert_eq!(Key::parse(&text), Ok(task("T-0123456789AB", "HY0001")));
        let text = KeyText::Customer("甲 #1 公司").to_string();
        assert_eq!(
            Key::parse(&text),
            Ok(Key::Customer("甲 #1 公司".to_owned()))
        );
    }

    #[test]
    fn the_format_stays_what_it_is() {
        assert_eq!(
            KeyText::Customer("HY0001").to_string(),
            "customer HY0001 #GQA0"
        );
    }

    #[test]
    fn changed_keys_are_told_from_other_text() {
        let text = KeyText::Customer("HY0001").to_string();
        let dragged = text.replace("HY0001", "HY0002");
        assert_eq!(Key::parse(&dragged), Err(NotAKey::Changed));
        assert_eq!(Key::parse("customer care"), Err(NotAKey::Other));
        assert_eq!(Key::parse(""), Err(NotAKey::Other));
        assert_eq!(Key::parse("HY0001"), Err(NotAKey::Other));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_id_comes_back(id in "[^\\s]([^\n\r]{0,12}[^\\s])?") {
            prop_assert_eq!(
                Key::parse(&KeyText::Customer(&id).to_string()),
                Ok(Key::Customer(id.clone()))
            );
            prop_assert_eq!(
                Key::parse(&KeyText::Task("T-1", &id).to_string()),
                Ok(task("T-1", &id))
            );
        }
    }
}
