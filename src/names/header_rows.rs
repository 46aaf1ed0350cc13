//! Where the header of a sheet stands: below titles, parameters and sums, in one row or two.
//! Takes the first rows of a sheet, gives its words and what stands around them.

mod joined;

use crate::names::header::{KnownWords, OwnWords, fold, role};
use crate::names::layout::{is_another_header, is_number_like};
use crate::names::{Field, Role};
use crate::value::amount::Unit;
use crate::value::is_empty_word;
use crate::value::text::trim;

use joined::{are_labels, are_parts, are_units, unit_of_row};

/// Where the header of a sheet stands, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRows {
    /// Its first row, first row 0.
    pub first: usize,
    /// Its last row: a later one where labels, words of groups or units stand below, else the same.
    pub last: usize,
    /// One word per column.
    pub words: Vec<String>,
    /// The words of its first row, by which systems are known.
    pub keys: Vec<String>,
    /// What the amounts of each column are counted in, where its group, its label or a title
    /// above says it; shorter than the words where nothing more is said.
    pub units: Vec<Option<Unit>>,
    /// The header of a table above that is passed over, its row likewise.
    pub above: Option<usize>,
}

/// Finds the header with [`header_row`] and joins what stands in two rows: keys with labels
/// below them, as templates of ERP systems have, and groups above their columns.
///
/// A column with a key that is known keeps it; others take the label. Under a group (订单金额
/// above 不含税 and 价税合计) the words below count, and above blank cells of a header those of
/// the row above, as cells that are merged over both rows leave it. Of columns that share a
/// word, each takes its group in front where that makes a known word (客户 above 编号).
pub fn header_rows(rows: &[Vec<String>], own: &OwnWords) -> Option<HeaderRows> {
    let first = header_row(rows, own)?;
    let known = KnownWords::with(own);
    let mut header = HeaderRows {
        first,
        last: first,
        words: rows[first].clone(),
        keys: rows[first].clone(),
        units: Vec::new(),
        above: (0..first).find(|row| heads_facts(rows, (*row, first), 1, own)),
    };
    let below = rows.get(first + 1);
    if let Some(parts) =
        below.filter(|row| are_parts(&rows[first], row, rows.get(first + 2), &known))
    {
        header.take_parts(parts, &known);
    } else if let Some(labels) = below.filter(|row| are_labels(&rows[first], row, &known)) {
        header.take_labels(labels, &known);
    } else if let Some(groups) = first.checked_sub(1).map(|above| &rows[above]) {
        header.take_groups(groups, &known);
    }
    if let Some(units) = rows.get(header.last + 1).filter(|row| are_units(row)) {
        header.take_units(units);
    }
    if let Some(unit) = rows[..first].iter().find_map(|row| unit_of_row(row)) {
        header.units.resize(header.words.len(), None);
        for known in &mut header.units {
            *known = known.or(Some(unit));
        }
    }
    Some(header)
}

/// How many rows of a sheet are searched for the header.
pub const HEADER_SEARCH: usize = 30;

/// Finds the header among the first rows of a sheet: the row with the most header
/// words, at least two (one where the sheet has one column), whose cells are
/// mostly words. Without any such row: the first as wide as the sheet that consists
/// of different words only, with rows below it that do not.
pub fn header_row(rows: &[Vec<String>], own: &OwnWords) -> Option<usize> {
    let known = KnownWords::with(own);
    let rows = &rows[..rows.len().min(HEADER_SEARCH)];
    let width = rows.iter().map(|row| filled(row).count()).max()?;
    if width == 0 {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    for (place, row) in rows.iter().enumerate() {
        let words = filled(row)
            .filter(|cell| known.contains(&fold(cell)))
            .count();
        let enough = words >= width.min(2) && is_mostly_words(row);
        let better =
            best.is_none_or(|(best, most)| words > most && !is_first_of(rows, (best, place), own));
        if enough && better {
            best = Some((place, words));
        }
    }
    best.map(|(place, _)| place)
        .or_else(|| first_of_words(rows, width))
}

/// Whether a row is the header of the first of two tables, which the other row heads the second
/// of, and both are of one kind: two thirds of its words are header words, and two rows at least
/// stand below it that are as wide but for a cell and say other things. Parameters of a report
/// and sums of what follows stand above a header, too, and are passed over.
fn is_first_of(rows: &[Vec<String>], (header, end): (usize, usize), own: &OwnWords) -> bool {
    let kind = |at: usize| role(&rows[at], own).role;
    heads_facts(rows, (header, end), 2, own) && kind(header) == kind(end)
}

/// Whether a row is the header of a table of at least so many rows that ends before another row.
/// One row is not enough to be read by: it may be what a report was asked for.
fn heads_facts(
    rows: &[Vec<String>],
    (header, end): (usize, usize),
    least: usize,
    own: &OwnWords,
) -> bool {
    let words = filled(&rows[header]).count();
    let cells: Vec<&str> = rows[header].iter().map(String::as_str).collect();
    let verdict = role(&rows[header], own);
    if !is_another_header(&cells) || verdict.role.is_none() {
        return false;
    }
    let is_order = |row: &Vec<String>| {
        let bound = |fields: &[Field]| {
            let mut columns = fields
                .iter()
                .filter_map(|field| verdict.binding.column(*field));
            columns.any(|column| row.get(column).is_some_and(|cell| is_number_like(cell)))
        };
        let (day, price) = (&[Field::OrderDate], &[Field::OrderPrice]);
        verdict.role == Some(Role::Orders)
            && bound(day)
            && (bound(&[Field::OrderAmount]) || bound(price))
    };
    let facts = rows[header + 1..end].iter().filter(|row| {
        let cells = filled(row).count();
        let again = |cell: &str| rows[header].iter().any(|word| word == cell);
        let whole = cells + 1 >= words && (least > 1 || verdict.role != Some(Role::Orders));
        cells >= 2 && (whole || is_order(row)) && !filled(row).any(again)
    });
    let least = if verdict.role == Some(Role::Orders) {
        least
    } else {
        2
    };
    facts.count() >= least
}

/// The first row as wide as the sheet with different words only, if numbers follow.
fn first_of_words(rows: &[Vec<String>], width: usize) -> Option<usize> {
    let only_words = |row: &Vec<String>| !filled(row).any(is_number_like);
    let different = |row: &Vec<String>| {
        let mut words: Vec<&str> = filled(row).collect();
        words.sort_unstable();
        words.windows(2).all(|pair| pair[0] != pair[1])
    };
    let wide = |row: &&Vec<String>| filled(row).count() == width && width >= 2;
    let place = rows.iter().position(|row| wide(&row))?;
    let numbers_follow = rows[place + 1..].iter().any(|row| !only_words(row));
    (only_words(&rows[place]) && different(&rows[place]) && numbers_follow).then_some(place)
}

/// The cells of a row that say something.
fn filled(row: &[String]) -> impl Iterator<Item = &str> {
    row.iter()
        .map(String::as_str)
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())))
}

/// At least seven of ten cells are words.
fn is_mostly_words(row: &[String]) -> bool {
    let cells = filled(row).count();
    let words = filled(row).filter(|cell| !is_number_like(cell)).count();
    words * 10 >= cells * 7
}

#[cfg(test)]
mod tests;
