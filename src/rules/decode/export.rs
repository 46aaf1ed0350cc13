//! `[[export]]`: layouts of task lists for other programs, in file order; every
//! field in braces must exist.

use std::ops::Range;

use crate::names::near;
use crate::rules::export::{
    DatePattern, Export, ExportColumn, ExportFile, FIELDS, FORMS, Piece, ValueMap, words_of,
};
use crate::rules::fault::{Expected, FaultKind};

use super::read::Reader;
use super::script::{Known, placeholders};
use super::table::{Slot, Table};

const KEYS: &[&str] = &[
    "name", "file", "dates", "rows", "without", "columns", "values",
];
const FILES: &[(&str, ExportFile)] = &[("csv", ExportFile::Csv), ("xlsx", ExportFile::Xlsx)];

/// Rows below the header that a sheet holds, by Excel's own limit.
const MOST_ROWS: u32 = 1_048_574;

/// Reads all layouts of the file.
pub(super) fn exports(reader: &mut Reader<'_>, top: &Table<'_>, own: &[String]) -> Vec<Export> {
    let Some(slot) = top.slot("export") else {
        return Vec::new();
    };
    let mut exports: Vec<Export> = Vec::new();
    for table in reader.tables(slot, "export", KEYS) {
        if let Some(export) = export(reader, &table, own, &exports) {
            exports.push(export);
        }
    }
    exports
}

fn export(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    own: &[String],
    before: &[Export],
) -> Option<Export> {
    let name = name(reader, table, before);
    let file = match table.slot("file") {
        Some(slot) => reader.choice(slot, FILES),
        None => reader.missing(table, "file"),
    };
    let dates = table.slot("dates").map(|slot| dates(reader, slot));
    let rows = table
        .slot("rows")
        .map(|slot| reader.whole(slot, 1..=MOST_ROWS));
    let without = table.slot("without").map(|slot| reader.text(slot));
    let columns = match table.slot("columns") {
        Some(slot) => columns(reader, slot, own),
        None => reader.missing(table, "columns"),
    };
    let values = table.slot("values").map(|slot| values(reader, slot, own));
    Some(Export {
        name: name?,
        file: file?,
        dates: dates.flatten(),
        rows: rows.flatten(),
        without: without.flatten().unwrap_or_default(),
        columns: columns?,
        values: values.unwrap_or_default(),
    })
}

fn name(reader: &mut Reader<'_>, table: &Table<'_>, before: &[Export]) -> Option<String> {
    let Some(slot) = table.slot("name") else {
        return reader.missing(table, "name");
    };
    let name = reader.filled(slot)?;
    if FORMS.iter().any(|form| form.eq_ignore_ascii_case(&name)) {
        return reader.note(slot, FaultKind::NameTaken(name));
    }
    if before.iter().any(|other| other.name == name) {
        return reader.note(slot, FaultKind::Twice("export".to_owned(), name));
    }
    Some(name)
}

fn dates(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<DatePattern> {
    let text = reader.text(slot)?;
    let pattern = DatePattern::parse(&text);
    pattern.or_else(|| reader.not_readable(slot, Expected::DatePattern))
}

fn columns(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Option<Vec<ExportColumn>> {
    let entries = reader.open_table(slot);
    if entries.is_empty() && slot.value.get_ref().is_table() {
        return reader.note(slot, FaultKind::EmptyText(slot.key.to_owned()));
    }
    let columns: Vec<_> = entries
        .into_iter()
        .map(|(_, entry)| column(reader, entry, own))
        .collect();
    columns.into_iter().collect()
}

/// `header = "{field}"`, or `header = { value = "{field}", label = "…" }`.
fn column(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Option<ExportColumn> {
    let (value, label) = if slot.value.get_ref().is_str() {
        (slot, None)
    } else if slot.value.get_ref().is_table() {
        let table = reader.table(slot, "columns", &["value", "label"])?;
        let label = table.slot("label").map(|label| reader.text(label));
        let Some(value) = table.slot("value") else {
            return reader.missing(&table, "value");
        };
        (value, label.flatten())
    } else {
        return reader.wrong_kind(slot, Expected::Text);
    };
    let text = placeholders(reader, value, &known(own))?;
    Some(ExportColumn {
        header: slot.key.trim().to_owned(),
        label,
        template: pieces(&text),
    })
}

/// The pieces of a template whose braces all close.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let (field, after) = behind.split_once('}').unwrap_or((behind, ""));
        pieces.push(Piece::Field(field.trim().to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn values(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Vec<ValueMap> {
    let mut maps = Vec::new();
    for (place, entry) in reader.open_table(slot) {
        let field = entry.key.trim();
        if known(own).has(field) {
            let words = words(reader, entry);
            let field = field.to_owned();
            maps.push(ValueMap { field, words });
        } else {
            let near = near::nearest(field, known(own).names()).map(str::to_owned);
            let word = field.to_owned();
            reader.fault(place, FaultKind::UnknownTaskField { word, near });
        }
    }
    maps
}

fn known(own: &[String]) -> Known<'_> {
    Known {
        fields: &FIELDS,
        own,
        unknown: |word, near| FaultKind::UnknownTaskField { word, near },
    }
}

fn words(reader: &mut Reader<'_>, slot: Slot<'_>) -> Vec<(String, String)> {
    let allowed = words_of(slot.key.trim());
    let mut words = Vec::new();
    for (place, entry) in reader.open_table(slot) {
        if let Some(allowed) = allowed
            && !allowed.contains(&entry.key)
        {
            not_one_of(reader, place, slot.key, entry.key, allowed);
            continue;
        }
        if let Some(text) = reader.text(entry) {
            words.push((entry.key.to_owned(), text));
        }
    }
    words
}

fn not_one_of(
    reader: &mut Reader<'_>,
    place: Range<usize>,
    key: &str,
    word: &str,
    allowed: &[&'static str],
) {
    let near = near::nearest(word, allowed.iter().copied()).map(str::to_owned);
    let (key, word) = (key.to_owned(), word.to_owned());
    let allowed = allowed.to_vec();
    let kind = FaultKind::NotOneOf {
        key,
        word,
        near,
        allowed,
    };
    reader.fault(place, kind);
}
