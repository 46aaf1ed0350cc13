//! Whether a workbook of ours still says what these inputs and rules would give.
//!
//! Takes the bytes of a workbook, gives the card of its hidden sheet; takes what it was
//! made from and what there is now, gives every [`Difference`].

use crate::living::{self, Card, Provenance};
use crate::sheet::Bounds;
use crate::sheet::kind::workbook_kind;
use crate::sheet::spool::{CELL_END, ROW_END, split_mark};
use crate::sheet::workbook::sheets_named;

/// One way in which a workbook and a run differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A file of this name has another content now.
    Changed {
        /// Its name, without folders.
        name: String,
        /// Bytes then and now.
        sizes: [u64; 2],
    },
    /// A file that the workbook was made from is not among the inputs.
    Missing {
        /// Its name, without folders.
        name: String,
    },
    /// An input that the workbook was not made from.
    Added {
        /// Its name, without folders.
        name: String,
    },
    /// The rules are others.
    Rules,
    /// Another version of the command made it.
    Version {
        /// The one that made it.
        made: String,
        /// The one at work.
        now: String,
    },
}

/// The card of a workbook of ours; `None` of anything else.
pub fn card(bytes: &[u8], bounds: &Bounds) -> Option<Card> {
    let kind = workbook_kind(bytes).ok()?;
    let sheets = sheets_named(bytes, kind, bounds, |name| name == living::SHEET).ok()?;
    let spool = &sheets.first()?.spool.bytes;
    let text = spool.strip_suffix(&[ROW_END]).unwrap_or(spool);
    let word = |cell: &[u8]| String::from_utf8_lossy(split_mark(cell).1).into_owned();
    let rows: Vec<Vec<String>> = text
        .split(|byte| *byte == ROW_END)
        .map(|row| row.split(|byte| *byte == CELL_END).map(word).collect())
        .collect();
    Card::read(&rows).ok()
}

/// Every difference between what a workbook called `book` was made from and what there is now.
///
/// Files are the same by content, whatever they are called now. The workbook itself is no
/// input of its own: it comes back every week with what people wrote in it.
pub fn differences(book: &str, made: &Provenance, now: &Provenance) -> Vec<Difference> {
    let same = |one: &Input, other: &Input| one.1 == other.1 && one.2 == other.2;
    let others = |inputs: &[Input], against: &[Input]| -> Vec<Input> {
        let left = inputs.iter().filter(|input| {
            base_name(&input.0) != base_name(book)
                && !against.iter().any(|known| same(known, input))
        });
        left.cloned().collect()
    };
    let (lost, mut new) = (
        others(&made.inputs, &now.inputs),
        others(&now.inputs, &made.inputs),
    );
    let mut found = Vec::new();
    for (name, _, size) in &lost {
        let name = base_name(name).to_owned();
        match new.iter().position(|(other, ..)| base_name(other) == name) {
            Some(at) => {
                let sizes = [*size, new.remove(at).2];
                found.push(Difference::Changed { name, sizes });
            }
            None => found.push(Difference::Missing { name }),
        }
    }
    found.extend(new.iter().map(|(name, ..)| Difference::Added {
        name: base_name(name).to_owned(),
    }));
    if made.rules != now.rules {
        found.push(Difference::Rules);
    }
    if made.version != now.version {
        let (made, now) = (made.version.clone(), now.version.clone());
        found.push(Difference::Version { made, now });
    }
    found
}

type Input = (String, String, u64);

/// The name without its folders, whichever slash they are written with.
pub fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inputs as `name=content`, the content standing for its digest.
    fn made(inputs: &[&str], rules: &str, version: &str) -> Provenance {
        let input = |text: &&str| {
            let (name, content) = text.split_once('=').expect("a name and a content");
            (name.to_owned(), content.to_owned(), content.len() as u64)
        };
        Provenance {
            version: version.to_owned(),
            rules: rules.to_owned(),
            inputs: inputs.iter().map(input).collect(),
        }
    }

    fn check(then: &[&str], now: &[&str], expected: &[Difference]) {
        let (then, now) = (made(then, "r", "1"), made(now, "r", "1"));
        assert_eq!(differences("out/tiers.xlsx", &then, &now), expected);
    }

    fn named(name: &str, difference: impl Fn(String) -> Difference) -> Difference {
        difference(name.to_owned())
    }

    #[test]
    fn the_same_contents_match_under_any_name_and_in_any_order() {
        check(&["a.csv=1", "b.csv=22"], &["x/b.csv=22", "new.csv=1"], &[]);
        check(&[], &[], &[]);
    }

    #[test]
    fn changed_missing_and_added_files_are_named() {
        let changed = Difference::Changed {
            name: "a.csv".to_owned(),
            sizes: [1, 2],
        };
        check(&["data/a.csv=1"], &["a.csv=22"], &[changed]);
        let missing = named("a.csv", |name| Difference::Missing { name });
        let added = named("b.csv", |name| Difference::Added { name });
        check(&["a.csv=1"], &["b.csv=22"], &[missing, added]);
    }

    #[test]
    fn the_workbook_itself_is_no_input() {
        check(
            &["tiers.xlsx=old", "a.csv=1"],
            &["a.csv=1", "tiers.xlsx=new"],
            &[],
        );
        check(&["a.csv=1"], &["a.csv=1", "tiers.xlsx=new"], &[]);
    }

    #[test]
    fn rules_and_version_count_too() {
        let (then, now) = (made(&[], "r", "1"), made(&[], "s", "2"));
        let version = Difference::Version {
            made: "1".to_owned(),
            now: "2".to_owned(),
        };
        let expected = [Difference::Rules, version];
        assert_eq!(differences("t.xlsx", &then, &now), expected);
    }

    #[test]
    fn what_is_no_workbook_of_ours_has_no_card() {
        assert_eq!(card(b"customer,amount\n1,2\n", &Bounds::default()), None);
        assert_eq!(card(b"", &Bounds::default()), None);
    }
}
