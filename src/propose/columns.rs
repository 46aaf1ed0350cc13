//! Header words that are worth writing down, and columns that divide customers well.
//! Takes sheets and facts, gives words and columns with what speaks for them.

use crate::names::header::{Strength, bind, role, strength};
use crate::names::{Field, Metric, Role};
use crate::records::column::Column;
use crate::records::open::Sheet;
use crate::rules::condition::evaluate::BLANK;

use super::{Given, header_of, tidy};

/// Columns of the customer sheet that crosstabs may be made by, the most telling first.
pub(super) const CROSSTABS: [(&str, Field); 7] = [
    ("industry", Field::CustomerIndustry),
    ("source", Field::CustomerSource),
    ("owner", Field::CustomerOwner),
    ("region", Field::CustomerRegion),
    ("stage", Field::CustomerStage),
    ("level", Field::CustomerLevel),
    ("department", Field::CustomerDepartment),
];

/// More crosstabs than this hide one another.
const MOST_CROSSTABS: usize = 4;
/// More words than this are no division of customers but nearly their names.
const MOST_WORDS: usize = 60;

/// Why a header word is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The word may name the field, but other things as well.
    Weak,
    /// The header only ends with a word of the field.
    Ending,
    /// This column could have been meant, too.
    Before(String),
}

/// A header word that serves as a field on thin evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderWord {
    /// The field.
    pub field: Field,
    /// The header as written, on one line.
    pub header: String,
    /// Why it is written down.
    pub how: How,
}

/// A column that the overview counts customers by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByColumn {
    /// Its key in the rules.
    pub key: &'static str,
    /// Its header in the sheet.
    pub header: String,
    /// How many different words it holds.
    pub words: usize,
    /// For how many customers it is blank.
    pub blank: u64,
}

/// Header words that were bound on thin evidence, in the order of the sheets.
///
/// Words that would change what any sheet is taken for are left out: writing them
/// down must settle the present reading, not alter it.
pub(super) fn words(sheets: &[Sheet]) -> Vec<HeaderWord> {
    let mut words: Vec<HeaderWord> = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.role.is_some()) {
        for (field, column) in &sheet.fields {
            let Some(header) = sheet.headers.get(*column) else {
                continue;
            };
            let chosen = sheet.chosen.iter().find(|(one, ..)| one == field);
            let left = chosen.and_then(|(.., left)| sheet.headers.get(*left));
            let how = match (strength(*field, header, &[]), left) {
                (_, Some(left)) => How::Before(tidy(left)),
                (Strength::Word, None) => continue,
                (Strength::Weak, None) => How::Weak,
                (Strength::Ending, None) => How::Ending,
            };
            let word = HeaderWord {
                field: *field,
                header: tidy(header),
                how,
            };
            let known = |one: &HeaderWord| one.field == word.field && one.header == word.header;
            if !words.iter().any(known) && settles(&words, &word, sheets) {
                words.push(word);
            }
        }
    }
    words
}

/// Whether every sheet stays what it is when the word is written down, too.
fn settles(words: &[HeaderWord], word: &HeaderWord, sheets: &[Sheet]) -> bool {
    let mut all = words.to_vec();
    all.push(word.clone());
    let own = grouped(&all);
    sheets.iter().all(|sheet| match sheet.role {
        Some(role) => bind(&sheet.headers, role, &own).fields == sheet.fields,
        None => role(&sheet.headers, &own).role == role(&sheet.headers, &[]).role,
    })
}

/// The words by field, as `[input.columns]` has them.
pub(super) fn grouped(words: &[HeaderWord]) -> Vec<(Field, Vec<String>)> {
    let mut list: Vec<(Field, Vec<String>)> = Vec::new();
    for word in words {
        match list.iter_mut().find(|(field, _)| *field == word.field) {
            Some((_, headers)) => headers.push(word.header.clone()),
            None => list.push((word.field, vec![word.header.clone()])),
        }
    }
    list
}

/// The columns that divide the customers into a few groups.
pub(super) fn crosstabs(given: &Given<'_>) -> Vec<ByColumn> {
    let columns = CROSSTABS.iter().filter_map(|(key, field)| {
        debug_assert!(Metric::named(key).is_some() && field.role() == Role::Customers);
        let Column::Text(dictionary) = given.book.details.field(*field)? else {
            return None;
        };
        let words = dictionary.words.len();
        let known = dictionary.codes.iter().filter(|code| **code != BLANK);
        let blank = given.book.len() as u64 - known.count() as u64;
        let header = tidy(header_of(given.tables, *field)?);
        (2..=MOST_WORDS).contains(&words).then_some(ByColumn {
            key,
            header,
            words,
            blank,
        })
    });
    columns.take(MOST_CROSSTABS).collect()
}
