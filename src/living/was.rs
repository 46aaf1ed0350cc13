//! What stood in a row when it was written, as check values: how a later run tells what
//! people changed. Takes the texts of cells, gives letters; takes letters and the texts
//! that came back, gives whether a cell is still the same.

use crate::living::{KnownColumn, Whose};

/// The key and the heading of the hidden column of check values.
pub const WAS_COLUMN: &str = "_was";

/// What the key of a column begins with that people added to a sheet of ours.
pub const ADDED: &str = "added:";

/// Letters of one check value: of a thousand changed cells one passes.
const LETTERS: usize = 2;

/// Columns whose cells people may set: their check values say what the source has, and what was written.
const SET: [&str; 7] = [
    "owner",
    "customer.do_not_contact",
    "customer.pinned_tier",
    "customer.pinned_type",
    "customer.pinned_from",
    "customer.pinned_until",
    "customer.pin_reason",
];

/// What is checked of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Nothing: a hidden one.
    Not,
    /// What was written.
    Written,
    /// What the source has, then what was written.
    SourceAndWritten,
}

impl Checked {
    /// What is checked of the column of a key.
    pub fn of(key: &str, whose: Whose) -> Self {
        if whose == Whose::Key {
            Self::Not
        } else if SET.contains(&key) {
            Self::SourceAndWritten
        } else {
            Self::Written
        }
    }
}

/// The check value of a cell's text. Numbers count by their value at ten digits and days by the
/// day, since every spreadsheet program writes them in its own way.
pub fn push_check(text: &str, out: &mut String) {
    // FNV-1a: quick, and the same everywhere.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let text = text.trim();
    let text = text.strip_suffix(" 00:00:00").unwrap_or(text);
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => format!("{number:.9e}").bytes().for_each(&mut eat),
        _ => text
            .bytes()
            .filter(|byte| *byte != b'\r')
            .for_each(&mut eat),
    }
    hash ^= hash >> 32;
    hash ^= hash >> 15;
    for place in 0..LETTERS {
        out.push(char::from(
            super::key::LETTERS[(hash >> (5 * place)) as usize % 32],
        ));
    }
}

/// The check value of a cell's text.
pub fn check(text: &str) -> String {
    let mut letters = String::new();
    push_check(text, &mut letters);
    letters
}

/// For each known column what was checked of it: nothing, or the source's and the written
/// value; `None` when the letters are not those of these columns.
///
/// Letters of earlier workbooks say nothing of columns that people added.
pub fn split<'w>(
    letters: &'w str,
    known: &[KnownColumn],
) -> Option<Vec<Option<(&'w str, &'w str)>>> {
    let of = |column: &KnownColumn| Checked::of(&column.key, column.whose);
    split_by(letters, known, of).or_else(|| {
        split_by(letters, known, |column| match of(column) {
            _ if column.key.starts_with(ADDED) => Checked::Not,
            checked => checked,
        })
    })
}

/// The check values of a row of tasks: one for each column that people do not fill in; `None`
/// when the letters are not those of these columns.
pub fn split_tasks<'w>(letters: &'w str, known: &[KnownColumn]) -> Option<Vec<Option<&'w str>>> {
    let found = split_by(letters, known, |column| match column.whose {
        Whose::Derived => Checked::Written,
        _ => Checked::Not,
    })?;
    let written = found.into_iter();
    Some(written.map(|was| was.map(|(_, written)| written)).collect())
}

fn split_by<'w>(
    letters: &'w str,
    known: &[KnownColumn],
    checked: impl Fn(&KnownColumn) -> Checked,
) -> Option<Vec<Option<(&'w str, &'w str)>>> {
    let mut rest = letters.trim();
    let mut take = || {
        let (first, more) = rest.split_at_checked(LETTERS)?;
        rest = more;
        Some(first)
    };
    let mut found = Vec::with_capacity(known.len());
    for column in known {
        found.push(match checked(column) {
            Checked::Not => None,
            Checked::Written => {
                let written = take()?;
                Some((written, written))
            }
            Checked::SourceAndWritten => Some((take()?, take()?)),
        });
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_in_their_own_way_is_the_same() {
        let same = |one, other| assert_eq!(check(one), check(other), "{one} {other}");
        same("1234.5", "1234.50");
        same("0.1", "0.10000000000000001");
        same("2026-06-30", " 2026-06-30 00:00:00");
        same("一\r\n二", "一\n二");
        same("", "  ");
        for (one, other) in [("1", "2"), ("张三", "李四"), ("", "0"), ("A", "B")] {
            assert_ne!(check(one), check(other), "{one} {other}");
        }
    }

    #[test]
    fn letters_belong_to_their_columns() {
        let column = |key: &str, whose| KnownColumn {
            key: key.to_owned(),
            heading: key.to_owned(),
            whose,
        };
        let known = [
            column("customer_id", Whose::Theirs),
            column("_key", Whose::Key),
            column("owner", Whose::Theirs),
            column("added:我的", Whose::Theirs),
        ];
        let letters = check("C1") + &check("张三") + &check("李四");
        let (id, source, written) = (check("C1"), check("张三"), check("李四"));
        let expected = vec![
            Some((id.as_str(), id.as_str())),
            None,
            Some((source.as_str(), written.as_str())),
            None,
        ];
        assert_eq!(split(&letters, &known), Some(expected.clone()));
        let added = check("想着");
        let mut with_added = expected;
        with_added[3] = Some((added.as_str(), added.as_str()));
        let letters_too = letters.clone() + &added;
        assert_eq!(split(&letters_too, &known), Some(with_added));
        assert_eq!(split(&letters[2..], &known), None);
        assert_eq!(split("", &known), None);
    }
}
