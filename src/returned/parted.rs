//! Rows of which only a part was sorted: the hidden keys stayed where they were and the cells
//! people see did not. Takes a sheet whose keys and columns are found, gives each row what it
//! is about; a row of which that cannot be told is named.

use std::collections::BTreeMap;

use crate::living::Key;
use crate::living::was::{WAS_COLUMN, check, split};
use crate::problem::Returned as Said;
use crate::value::id::{self, Id};

use super::cells::Word;
use super::tasks::Bound;
use super::{Returned, problem};

/// What a row is about, and the row at which its hidden cells stand.
pub(super) struct Settled {
    /// The row of what people see.
    pub(super) row: usize,
    /// What it is about.
    pub(super) key: Key,
    /// Where the cells stand that were hidden with the key.
    pub(super) hidden: usize,
    /// Whether cells of other rows stand in it.
    pub(super) mixed: Mixed,
}

/// Whether all cells of a row are of one row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mixed {
    /// They are.
    No,
    /// The ids before the columns that were sorted are another row's.
    Ids,
}

/// The rows of a sheet of tasks. The key of a row names its customer and so does a cell of
/// it; where they differ on any row, keys were left behind, and the column of task ids counts.
pub(super) fn tasks(bound: &Bound<'_, '_>, returned: &mut Returned) -> Vec<Settled> {
    let rows = &bound.found.rows;
    if !rows.iter().any(|(row, key)| is_left(bound, *row, key)) {
        return rows.iter().map(kept).collect();
    }
    let of_tasks: BTreeMap<&str, (&Key, usize)> = rows
        .iter()
        .filter_map(|(row, key)| Some((task(key)?, (key, *row))))
        .collect();
    let mut settled = Vec::with_capacity(rows.len());
    for (row, key) in rows {
        let shown = of_tasks.get(bound.word(*row, "id").text());
        let named = shown.filter(|(known, _)| *known == key || !is_left(bound, *row, known));
        match named {
            Some((key, hidden)) => settled.push(Settled {
                row: *row,
                key: (*key).clone(),
                hidden: *hidden,
                mixed: Mixed::Ids,
            }),
            None if is_left(bound, *row, key) => say(bound, *row, returned),
            None => settled.push(kept(&(*row, key.clone()))),
        }
    }
    settled
}

/// The rows of a sheet of customers. The hidden check values stand among the columns that
/// people set, and tell of whom they are when these were sorted without the ids before them.
pub(super) fn customers(bound: &Bound<'_, '_>, returned: &mut Returned) -> Vec<Settled> {
    let rows = &bound.found.rows;
    let id = bound
        .known
        .iter()
        .position(|column| column.key == "customer_id");
    let letters = |row: usize| {
        let was = split(bound.word(row, WAS_COLUMN).text(), bound.known)?;
        was[id?].map(|(_, written)| written)
    };
    let is_left = |row: usize, key: &Key| {
        letters(row).is_some_and(|letters| letters != check(key.customer()))
    };
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    if rows.iter().any(|(row, key)| is_left(*row, key)) {
        for (_, key) in rows {
            let known = alike.entry(check(key.customer())).or_default();
            known.push(key.customer());
        }
    }
    let mut settled = Vec::with_capacity(rows.len());
    for (row, key) in rows {
        let found = letters(*row).and_then(|letters| alike.get(letters));
        match found.map(Vec::as_slice) {
            _ if !is_left(*row, key) => settled.push(kept(&(*row, key.clone()))),
            Some([customer]) => settled.push(Settled {
                row: *row,
                key: Key::Customer((*customer).to_owned()),
                hidden: *row,
                mixed: Mixed::Ids,
            }),
            _ => say(bound, *row, returned),
        }
    }
    settled
}

fn kept((row, key): &(usize, Key)) -> Settled {
    Settled {
        row: *row,
        key: key.clone(),
        hidden: *row,
        mixed: Mixed::No,
    }
}

fn task(key: &Key) -> Option<&str> {
    match key {
        Key::Task { task, .. } => Some(task),
        Key::Customer(_) => None,
    }
}

/// Whether the cell beside a key names somebody else; a column that is gone names nobody.
pub(super) fn is_left(bound: &Bound<'_, '_>, row: usize, key: &Key) -> bool {
    let word = bound.word(row, "customer_id");
    !word.text().is_empty() && !names(word, key.customer())
}

/// Whether a cell names a customer.
fn names(word: Word<'_>, customer: &str) -> bool {
    word.text() == customer || shown(word, &mut Vec::new()) == Some(customer)
}

/// The id in a cell, whatever another program made of it.
fn shown<'s>(word: Word<'s>, scratch: &'s mut Vec<u8>) -> Option<&'s str> {
    match id::identifier(word.raw(), scratch) {
        Id::Known(id) => std::str::from_utf8(id).ok(),
        _ => None,
    }
}

fn say(bound: &Bound<'_, '_>, row: usize, returned: &mut Returned) {
    let column = bound.found.key_column;
    let said = problem(bound.sheet.id, Some(row), Some(column), Said::KeyLeft);
    returned.problems.push(said);
}
