//! What the rows beside a header say about its columns: labels below keys, words below groups,
//! groups above words, units below and above. Takes a header and the rows around it, and joins
//! them to one word and one unit per column.

use crate::names::header::{KnownWords, are_of_one_field, fold};
use crate::names::layout::{is_another_header, is_number_like};
use crate::value::amount::{Unit, framed_unit, unit, unit_of_header, unit_of_title};
use crate::value::text::{fold_width, is_separator};

use super::{HeaderRows, filled};

/// Words that name a group of columns in the row above them and add nothing to it.
const GROUP_ENDINGS: &[&str] = &[
    "信息",
    "资料",
    "明细",
    "資料",
    "information",
    "info",
    "details",
];

impl HeaderRows {
    /// Notes the unit behind a word that heads amounts, or in brackets behind any; other titles
    /// say none, whatever they end with.
    fn say_unit(&mut self, column: usize, text: &str, known: &KnownWords) {
        let said = unit_of_header(text).filter(|_| known.contains(&fold(text)));
        if let Some(unit) = said.or_else(|| framed_unit(text)) {
            self.units.resize(self.units.len().max(column + 1), None);
            self.units[column] = Some(unit);
        }
    }

    /// Takes the units of a row below the header.
    pub(super) fn take_units(&mut self, units: &[String]) {
        self.last += 1;
        for (column, text) in units.iter().enumerate() {
            if let Some(unit) = bare_unit(text) {
                self.units.resize(self.units.len().max(column + 1), None);
                self.units[column] = Some(unit);
            }
        }
    }

    /// Joins keys with the labels below them.
    pub(super) fn take_labels(&mut self, labels: &[String], known: &KnownWords) {
        self.last = self.first + 1;
        let width = self.words.len().max(labels.len());
        self.words.resize(width, String::new());
        for (column, label) in labels.iter().enumerate() {
            if !label.is_empty() && !known.contains(&fold(&self.words[column])) {
                self.words[column].clone_from(label);
            }
            self.say_unit(column, label, known);
        }
    }

    /// Joins groups with the words of their columns below them.
    pub(super) fn take_parts(&mut self, parts: &[String], known: &KnownWords) {
        self.last = self.first + 1;
        let width = self.words.len().max(parts.len());
        self.words.resize(width, String::new());
        let header = self.words.clone();
        let shared = |word: &str| parts.iter().filter(|other| *other == word).count() > 1;
        let outside = |word: &str| {
            let mut bare = header.iter().zip(parts.iter());
            bare.any(|(above, part)| part.is_empty() && above == word)
        };
        let mut group = String::new();
        for (column, part) in parts.iter().enumerate() {
            if !header[column].is_empty() {
                group.clone_from(&header[column]);
            }
            if part.is_empty() {
                continue;
            }
            let both = format!("{}{part}", without_ending(&group));
            let alone = known.contains(&fold(part)) && !shared(part);
            let joins = outside(part) || (!alone && known.contains(&fold(&both)));
            self.words[column] = if joins { both } else { part.clone() };
            self.say_unit(column, &group, known);
        }
    }

    /// Takes what the row above says: groups, and words of cells merged over both rows.
    pub(super) fn take_groups(&mut self, groups: &[String], known: &KnownWords) {
        let words = self.words.clone();
        let shared = |word: &str| words.iter().filter(|other| *other == word).count() > 1;
        // Cells merged over both rows, which leave their word above.
        let outside = |word: &str| {
            let mut above = groups.iter().enumerate();
            above.any(|(at, above)| above == word && words.get(at).is_none_or(String::is_empty))
        };
        // 本月目标（万元） beside its number is no group.
        let is_group = |text: &str| {
            let number = |cell: &String| is_number_like(cell) && framed_unit(cell).is_none();
            !groups.iter().any(number) || framed_unit(text).is_none()
        };
        let mut group = "";
        for column in 0..words.len().max(groups.len()) {
            let above = groups.get(column).map_or("", String::as_str);
            group = if above.is_empty() { group } else { above };
            let word = words.get(column).map_or("", String::as_str);
            if word.is_empty() {
                if known.contains(&fold(above)) {
                    self.words
                        .resize(self.words.len().max(column + 1), String::new());
                    above.clone_into(&mut self.words[column]);
                }
                continue;
            }
            let both = format!("{}{word}", without_ending(group));
            let apart = outside(word) && !is_number_like(group);
            if apart || (shared(word) && known.contains(&fold(&both))) {
                self.words[column] = both;
            }
            if is_group(group) {
                self.say_unit(column, group, known);
            }
        }
    }
}

/// A group without what adds nothing to it: 订单信息 is 订单.
fn without_ending(group: &str) -> &str {
    let bare = GROUP_ENDINGS
        .iter()
        .find_map(|ending| group.strip_suffix(ending));
    bare.unwrap_or(group)
}

/// Whether the row below a header names the columns of its groups: words only, at least two,
/// one of them a header word, every one under a group, which is a word with blank cells behind
/// it, and somewhere under such a blank cell; the first row of facts says something in most of them.
pub(super) fn are_parts(
    header: &[String],
    row: &[String],
    facts: Option<&Vec<String>>,
    known: &KnownWords,
) -> bool {
    let word = |column: usize| header.get(column).map_or("", String::as_str);
    let fact = |column: usize| facts.and_then(|facts| facts.get(column));
    let (mut parts, mut said) = (0, 0);
    let mut under_blank = false;
    for (column, part) in row.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let blank = word(column).is_empty();
        let begins = !blank
            && word(column + 1).is_empty()
            && row.get(column + 1).is_some_and(|part| !part.is_empty());
        let belongs = blank
            && header[..column.min(header.len())]
                .iter()
                .any(|cell| !cell.is_empty());
        if is_number_like(part) || !(begins || belongs) {
            return false;
        }
        parts += 1;
        said += usize::from(fact(column).is_some_and(|cell| !cell.is_empty()));
        under_blank |= blank;
    }
    let names = filled(row).any(|part| known.contains(&fold(part)));
    parts >= 2 && under_blank && said * 2 > parts && names
}

/// Whether a row below the header says in words what the columns are: nothing in it is a
/// number, two cells are header words, and at least half are or look it, `(基本信息)单据编号`.
/// More of them say again what stands above than say something else, as a first customer does,
/// whose stage is `Customer` and whose source is `Email`; unless nearly all of them are header
/// words, with which no row of facts begins a table.
pub(super) fn are_labels(header: &[String], row: &[String], known: &KnownWords) -> bool {
    let dressed = |cell: &str| cell.starts_with(['*', '(', '（']);
    let all: Vec<&str> = row.iter().map(String::as_str).collect();
    let cells = filled(row).count();
    let numbers = filled(row).any(is_number_like);
    let words = filled(row).filter(|cell| is_label(cell, known)).count();
    let said = filled(row).filter(|cell| dressed(cell) || is_label(cell, known));
    let under_words = header.iter().zip(row);
    let under_words =
        under_words.filter(|(above, label)| !label.is_empty() && known.contains(&fold(above)));
    let (again, other): (Vec<_>, Vec<_>) =
        under_words.partition(|(above, label)| dressed(label) || are_of_one_field(above, label));
    !numbers
        && words >= 2
        && said.count() * 2 >= cells
        && (other.is_empty() || again.len() > other.len() || is_another_header(&all))
}

/// Whether a row below the header holds units and nothing else, one of money at least:
/// `（台）`, `（万元）`.
pub(super) fn are_units(row: &[String]) -> bool {
    const MEASURES: &[&str] = &[
        "台", "件", "个", "套", "箱", "只", "支", "吨", "公斤", "千克", "克", "kg", "g", "t", "米",
        "m", "pcs", "pc", "ea", "set", "天", "%", "次", "张", "瓶", "盒", "包", "升", "l",
    ];
    let measure = |cell: &str| {
        let folded = fold_width(cell).to_lowercase();
        MEASURES.contains(&folded.trim_matches(is_separator))
    };
    filled(row).any(|cell| bare_unit(cell).is_some())
        && filled(row).all(|cell| bare_unit(cell).is_some() || measure(cell))
}

/// The unit of money that a cell is, in brackets or not.
fn bare_unit(cell: &str) -> Option<Unit> {
    let folded = fold_width(cell).to_lowercase();
    let text = folded.trim_matches(is_separator);
    let text = text.strip_prefix("单位").unwrap_or(text);
    let found = unit(text.trim_matches(is_separator))?;
    (found.own || found.currency.is_some() || !text.is_ascii()).then_some(found)
}

/// Whether a cell is a header word, alone or behind a group in brackets, `*` and `#`.
fn is_label(cell: &str, known: &KnownWords) -> bool {
    let folded = fold_width(cell);
    let bare = folded.trim_start_matches('*');
    let behind = bare
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .map(|(_, word)| word);
    [Some(bare), behind]
        .into_iter()
        .flatten()
        .flat_map(|word| [word, word.split('#').next().unwrap_or(word)])
        .any(|word| known.contains(&fold(word)))
}

/// The unit that a row above the header names, in one cell or in two: `单位：` and `万元`.
pub(super) fn unit_of_row(row: &[String]) -> Option<Unit> {
    let mut cells = filled(row).peekable();
    // A title that ends in （万元） speaks of all below it, a label beside others for itself.
    if let (Some(title), 1) = (cells.peek(), filled(row).count())
        && let Some(unit) = framed_unit(title)
    {
        return Some(unit);
    }
    while let Some(cell) = cells.next() {
        let said = unit_of_title(cell).or_else(|| {
            let next = cells.peek()?;
            unit_of_title(&format!("{cell}{next}")).filter(|_| cell.chars().count() <= 5)
        });
        if said.is_some() {
            return said;
        }
    }
    None
}
