//! A sheet that came back, by key. Takes its cells as text and what is known of it,
//! gives where its columns are now and which row is about what.

use std::collections::HashSet;

use crate::living::{Key, KnownColumn, NotAKey};

/// Where things are on a sheet that came back. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keyed {
    /// The column that holds the keys.
    pub key_column: usize,
    /// The row of headings; `None` when somebody deleted it.
    pub header: Option<usize>,
    /// For each known column, where it is now; `None` when it is gone.
    pub columns: Vec<Option<usize>>,
    /// Columns that are not ours, with their headings.
    pub added: Vec<(usize, String)>,
    /// Rows with a sound key, from top to bottom.
    pub rows: Vec<(usize, Key)>,
    /// Rows among them whose key stands further up already: somebody copied a row.
    pub repeated: Vec<usize>,
    /// Rows whose key has been changed.
    pub changed: Vec<usize>,
    /// Rows below the headings with something in them and no key: somebody added them.
    pub without_key: Vec<usize>,
}

impl Keyed {
    /// Finds the keys, then the headings, then the columns; `None` without any key.
    ///
    /// `also` gives further headings for a column's key, say those of the other language.
    pub fn find<S: AsRef<str>>(
        cells: &[Vec<S>],
        known: &[KnownColumn],
        also: impl Fn(&str) -> Vec<String>,
    ) -> Option<Self> {
        let key_column = key_column(cells)?;
        let mut found = Self {
            key_column,
            ..Self::default()
        };
        let mut seen = HashSet::new();
        let mut keyless = Vec::new();
        for (row, cells) in cells.iter().enumerate() {
            match Key::parse(text(cells, key_column)) {
                Ok(key) => {
                    if !seen.insert(key.clone()) {
                        found.repeated.push(row);
                    }
                    found.rows.push((row, key));
                }
                Err(NotAKey::Changed) => found.changed.push(row),
                Err(NotAKey::Other) => keyless.push(row),
            }
        }
        let words: Vec<Vec<String>> = known
            .iter()
            .map(|column| {
                let mut words = vec![column.heading.clone()];
                words.extend(also(&column.key));
                words
            })
            .collect();
        found.header = header(cells, &keyless, &words);
        let headings: &[S] = found.header.map_or(&[], |row| &cells[row]);
        found.columns = columns(headings, &words);
        found.added = added(headings, &found.columns);
        let filled =
            |row: &usize| (0..cells[*row].len()).any(|at| !text(&cells[*row], at).is_empty());
        let header = found.header;
        let below = keyless
            .into_iter()
            .filter(|row| header.is_none_or(|header| *row > header));
        found.without_key = below.filter(filled).collect();
        Some(found)
    }
}

fn text<S: AsRef<str>>(cells: &[S], at: usize) -> &str {
    cells.get(at).map_or("", |cell| cell.as_ref().trim())
}

/// The column with the most keys, the first of several.
fn key_column<S: AsRef<str>>(cells: &[Vec<S>]) -> Option<usize> {
    let mut counts: Vec<usize> = Vec::new();
    for row in cells {
        for (at, cell) in row.iter().enumerate() {
            if Key::parse(cell.as_ref()) != Err(NotAKey::Other) {
                counts.resize(counts.len().max(at + 1), 0);
                counts[at] += 1;
            }
        }
    }
    let most = *counts.iter().max()?;
    counts.iter().position(|count| *count == most)
}

/// The row without a key that has the most of our headings, the first of several.
fn header<S: AsRef<str>>(
    cells: &[Vec<S>],
    keyless: &[usize],
    words: &[Vec<String>],
) -> Option<usize> {
    let matches = |row: usize| {
        let headings = words.iter();
        headings
            .filter(|words| place(&cells[row], words).is_some())
            .count()
    };
    let mut best: Option<(usize, usize)> = None;
    for row in keyless {
        let count = matches(*row);
        if count > best.map_or(0, |(_, count)| count) {
            best = Some((*row, count));
        }
    }
    best.map(|(row, _)| row)
}

/// Where one of the words stands.
fn place<S: AsRef<str>>(headings: &[S], words: &[String]) -> Option<usize> {
    words.iter().find_map(|word| {
        let mut places = 0..headings.len();
        places.find(|at| text(headings, *at) == word.trim())
    })
}

/// Where each column stands: headings as they were written go first, and of several
/// equal ones each column takes its own, from left to right.
fn columns<S: AsRef<str>>(headings: &[S], words: &[Vec<String>]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; words.len()];
    let mut taken = vec![false; headings.len()];
    let longest = words.iter().map(Vec::len).max().unwrap_or(0);
    for rank in 0..longest {
        for (column, words) in words.iter().enumerate() {
            let Some(word) = words.get(rank).filter(|_| found[column].is_none()) else {
                continue;
            };
            let mut places = 0..headings.len();
            let place = places.find(|at| !taken[*at] && text(headings, *at) == word.trim());
            if let Some(place) = place {
                taken[place] = true;
                found[column] = Some(place);
            }
        }
    }
    found
}

fn added<S: AsRef<str>>(headings: &[S], columns: &[Option<usize>]) -> Vec<(usize, String)> {
    let others = (0..headings.len()).filter(|at| !columns.contains(&Some(*at)));
    let named = others.map(|at| (at, text(headings, at).to_owned()));
    named.filter(|(_, heading)| !heading.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::living::{KEY_COLUMN, KeyText, Whose};

    fn known() -> Vec<KnownColumn> {
        let column = |key: &str, heading: &str, whose| KnownColumn {
            key: key.to_owned(),
            heading: heading.to_owned(),
            whose,
        };
        vec![
            column("name", "客户名称", Whose::Derived),
            column(KEY_COLUMN, KEY_COLUMN, Whose::Key),
            column("outcome", "结果", Whose::Mark),
        ]
    }

    fn also(key: &str) -> Vec<String> {
        match key {
            "outcome" => vec!["Outcome".to_owned()],
            _ => Vec::new(),
        }
    }

    fn key(id: &str) -> String {
        KeyText::Task(id, "C1").to_string()
    }

    /// Rows of cells; `K1` stands for the key of task 1.
    fn find(rows: &[&[&str]]) -> Option<Keyed> {
        let cell = |text: &&str| match text.strip_prefix('K') {
            Some(id) => key(id),
            None => (*text).to_owned(),
        };
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect();
        Keyed::find(&rows, &known(), also)
    }

    fn ids(found: &Keyed) -> Vec<(usize, String)> {
        let rows = found.rows.iter();
        rows.map(|(row, key)| match key {
            Key::Task { task, .. } => (*row, task.clone()),
            Key::Customer(id) => (*row, id.clone()),
        })
        .collect()
    }

    #[test]
    fn rows_are_known_whatever_their_order_and_place() {
        let found = find(&[
            &["我的标题"],
            &["新列", "客户名称", "_key", "我的备注", "结果"],
            &["", "乙", "K2", "x", "已沟通"],
            &["", "甲", "K1", "", ""],
        ])
        .expect("keys");
        assert_eq!((found.key_column, found.header), (2, Some(1)));
        assert_eq!(found.columns, [Some(1), Some(2), Some(4)]);
        assert_eq!(
            found.added,
            [(0, "新列".to_owned()), (3, "我的备注".to_owned())]
        );
        assert_eq!(ids(&found), [(2, "2".to_owned()), (3, "1".to_owned())]);
        assert!(found.without_key.is_empty());
    }

    #[test]
    fn headings_of_the_other_language_and_lost_ones_are_borne() {
        let found = find(&[&["_key", "Outcome"], &["K1", "done"]]).expect("keys");
        assert_eq!(found.columns, [None, Some(0), Some(1)]);
        let found = find(&[&["K1", "done"]]).expect("keys");
        assert_eq!(
            (found.header, found.columns),
            (None, vec![None, None, None])
        );
    }

    #[test]
    fn equal_headings_are_taken_from_left_to_right() {
        let mut twice = known();
        twice.insert(0, twice[2].clone());
        let rows = [
            vec!["结果".to_owned(), "_key".to_owned(), "结果".to_owned()],
            vec![String::new(), key("1"), String::new()],
        ];
        let found = Keyed::find(&rows, &twice, also).expect("keys");
        assert_eq!(found.columns, [Some(0), None, Some(1), Some(2)]);
    }

    #[test]
    fn a_header_sorted_into_the_rows_is_found() {
        let found = find(&[
            &["甲", "K1", ""],
            &["客户名称", "_key", "结果"],
            &["乙", "K2", ""],
        ])
        .expect("keys");
        assert_eq!(found.header, Some(1));
        assert_eq!(found.rows.len(), 2);
    }

    #[test]
    fn copied_changed_and_added_rows_are_told() {
        let damaged = key("3").replace("C1", "C2");
        let found = find(&[
            &["客户名称", "_key", "结果"],
            &["甲", "K1", ""],
            &["甲", "K1", ""],
            &["丙", &damaged, ""],
            &["丁", "", "已沟通"],
            &["", "", ""],
        ])
        .expect("keys");
        assert_eq!((found.repeated, found.changed), (vec![2], vec![3]));
        assert_eq!(found.without_key, [4]);
    }

    #[test]
    fn a_sheet_without_keys_is_not_one_of_these() {
        assert_eq!(find(&[&["客户名称", "结果"], &["甲", "已沟通"]]), None);
        assert_eq!(find(&[]), None);
    }
}
