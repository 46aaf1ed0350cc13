//! The customers table as a workbook shows it: the user's own columns first, those that
//! are meant to be edited among them, then ours. Takes the columns there are, gives them
//! in this order.

use crate::lang::{Language, heading};
use crate::living::KEY_COLUMN;
use crate::living::was::{ADDED, WAS_COLUMN};
use crate::names::Field;
use crate::records::table::Table;
use crate::table::{Column, Emphasis};

use super::What;
use super::key::Key;

/// Fields of the user's own that a workbook has room for, whether a sheet has them or not.
pub const EDITED: [Field; 6] = [
    Field::CustomerDoNotContact,
    Field::CustomerPinnedTier,
    Field::CustomerPinnedType,
    Field::CustomerPinnedFrom,
    Field::CustomerPinnedUntil,
    Field::CustomerPinReason,
];

/// Puts columns in the order in which people read them; those that are meant to be edited
/// have the key of their field.
///
/// The key of the row stands second, between columns that are seen, so that whoever sorts
/// the table sorts it, too.
pub(super) fn arranged(
    all: Vec<(String, What)>,
    headers: &[String],
    tables: &[&Table],
    added: &[String],
) -> Vec<(String, What)> {
    let fields = |field: Field| {
        headers
            .iter()
            .any(|header| stands_for(tables, header, field))
    };
    let missing = EDITED.into_iter().filter(|field| !fields(*field));
    let missing: Vec<_> = missing
        .map(|field| (field.key().to_owned(), What::Field(field)))
        .collect();
    let place = |what: &What| match what {
        What::Key(Key::CustomerId) => 0,
        What::RowKey => 1,
        What::Key(Key::Name) => 2,
        What::Key(Key::Owner) => 3,
        What::Sheet(_) | What::Added(_) => 4,
        What::Field(_) | What::Was => 5,
        // The longest text comes last, where it has room.
        What::Key(Key::Reason) => 7,
        What::Key(_) | What::Own(_) => 6,
    };
    let named = |(key, what)| match what {
        What::Sheet(own) => match edited(tables, &headers[own]) {
            Some(field) => (field.key().to_owned(), what),
            None => (key, what),
        },
        _ => (key, what),
    };
    // The book says its day on its first page.
    let shown = all
        .into_iter()
        .filter(|(_, what)| *what != What::Key(Key::AsOf));
    let mut columns: Vec<_> = shown.map(named).collect();
    columns.extend(missing);
    let added = added.iter().enumerate();
    columns.extend(added.map(|(at, heading)| (format!("{ADDED}{heading}"), What::Added(at))));
    columns.push((KEY_COLUMN.to_owned(), What::RowKey));
    columns.push((WAS_COLUMN.to_owned(), What::Was));
    columns.sort_by_key(|(_, what)| place(what));
    columns
}

/// The column of a workbook: whose it is decides how it looks.
pub(super) fn column(
    key: String,
    what: What,
    headers: &[String],
    tables: &[&Table],
    language: Language,
) -> Column {
    let column = super::column(key, what, language);
    let emphasis = match what {
        What::Key(Key::Owner) | What::Field(_) => Emphasis::Edit,
        What::Sheet(own) if edited(tables, &headers[own]).is_some() => Emphasis::Edit,
        What::Sheet(_) | What::Added(_) | What::Key(Key::CustomerId | Key::Name) => {
            Emphasis::Theirs
        }
        What::RowKey | What::Was => Emphasis::Key,
        // One line a customer, so that many can be looked over.
        What::Key(Key::Reason) => Emphasis::Plain,
        What::Key(_) | What::Own(_) => column.emphasis,
    };
    let heading = match what {
        What::Field(field) => heading::field(field, language).to_owned(),
        What::Sheet(own) => headers[own].clone(),
        _ => column.heading,
    };
    Column {
        heading,
        emphasis,
        ..column
    }
}

/// The field that people set in the column of a key.
pub(super) fn set_in(key: &str) -> Option<Field> {
    match key {
        "owner" => Some(Field::CustomerOwner),
        key => EDITED.into_iter().find(|field| field.key() == key),
    }
}

/// The field that people may edit and that stands in this column.
fn edited(tables: &[&Table], header: &str) -> Option<Field> {
    EDITED
        .into_iter()
        .find(|field| stands_for(tables, header, *field))
}

/// Whether a sheet's own column is where a field stands.
fn stands_for(tables: &[&Table], header: &str, field: Field) -> bool {
    let mut bound = tables
        .iter()
        .filter_map(|table| table.headers.get(table.column(field)?));
    bound.any(|known| known == header)
}
