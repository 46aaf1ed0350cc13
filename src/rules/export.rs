//! Layouts of task lists for other programs (`[[export]]`): which columns a file
//! has, and what stands in each. Takes nothing; gives the types, the built-in
//! layouts and the names that templates may use.

mod pattern;

use std::sync::LazyLock;

use super::decode::decode;

pub use pattern::DatePattern;

/// One of `[[export]]`: how a list of tasks is written for another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The name by which `schedule --format` asks for it.
    pub name: String,
    /// What kind of file it is.
    pub file: ExportFile,
    /// How days are written; `None`: ISO days in text, real dates in a workbook.
    pub dates: Option<DatePattern>,
    /// The most rows of a file, without its header; what is left goes on in further files.
    pub rows: Option<u32>,
    /// Characters that the other program does not take; a blank stands in their place.
    pub without: String,
    /// The columns, left to right; at least one.
    pub columns: Vec<ExportColumn>,
    /// Words of ours and what the other program says instead.
    pub values: Vec<ValueMap>,
}

/// What kind of file a layout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFile {
    /// UTF-8 text with commas, without a byte order mark.
    Csv,
    /// A workbook of one sheet.
    Xlsx,
}

/// One column of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportColumn {
    /// What stands in the header row.
    pub header: String,
    /// What stands in a second header row, if the layout has one.
    pub label: Option<String>,
    /// What stands in each row below.
    pub template: Vec<Piece>,
}

/// A piece of a column's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// The name of a task's field, a metric or an own metric.
    Field(String),
}

/// What the other program says instead of our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMap {
    /// The field.
    pub field: String,
    /// Our word and its stand-in, in file order; the word `*` stands for every other one.
    pub words: Vec<(String, String)>,
}

/// Fields of a task that templates may use, beside metrics.
pub const FIELDS: [&str; 30] = [
    "id",
    "customer_id",
    "name",
    "owner",
    "who",
    "tier",
    "type",
    "type_id",
    "track",
    "due",
    "day",
    "days_overdue",
    "step",
    "channel",
    "content",
    "goal",
    "script",
    "priority",
    "reason",
    "status",
    "issued",
    "told",
    "last_note",
    "last_bought",
    "not_bought",
    "wanted",
    "tags",
    "contact_person",
    "phone",
    "email",
];

/// Forms of a list that are no layouts; a layout cannot take their names.
pub const FORMS: [&str; 7] = ["table", "csv", "xlsx", "json", "md", "ics", "text"];

/// Words that a field can only have, where there are few.
pub fn words_of(field: &str) -> Option<&'static [&'static str]> {
    match field {
        "status" => Some(&["open", "overdue", "*"]),
        "who" => Some(&["owner", "manager", "auto", "*"]),
        _ => None,
    }
}

/// The built-in layouts, written in the form of a rules file.
pub const BUILT_IN: &str = include_str!("exports.toml");

/// The layouts of [`BUILT_IN`], in its order.
pub fn built_in() -> &'static [Export] {
    static LAYOUTS: LazyLock<Vec<Export>> = LazyLock::new(|| {
        let rules = decode(BUILT_IN).expect("a test decodes the built-in layouts");
        rules.exports
    });
    &LAYOUTS
}

impl Export {
    /// What stands in for a word of ours, if the layout says so.
    pub fn instead(&self, field: &str, word: &str) -> Option<&str> {
        let map = self.values.iter().find(|map| map.field == field)?;
        let of = |wanted: &str| map.words.iter().find(|(ours, _)| ours == wanted);
        of(word)
            .or_else(|| of("*"))
            .map(|(_, theirs)| theirs.as_str())
    }

    /// The names of all fields that its columns use.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let pieces = self.columns.iter().flat_map(|column| &column.template);
        pieces.filter_map(|piece| match piece {
            Piece::Field(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_layouts_decode_in_their_order() {
        let names: Vec<&str> = built_in().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "salesforce",
                "hubspot",
                "odoo",
                "zoho",
                "jiandaoyun",
                "google-calendar",
                "generic"
            ]
        );
    }

    #[test]
    fn a_star_stands_for_every_other_word() {
        let layout = Export {
            name: "own".to_owned(),
            file: ExportFile::Csv,
            dates: None,
            rows: None,
            without: String::new(),
            columns: Vec::new(),
            values: vec![ValueMap {
                field: "priority".to_owned(),
                words: [("*", "Low"), ("1", "High")]
                    .map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()))
                    .to_vec(),
            }],
        };
        assert_eq!(layout.instead("priority", "1"), Some("High"));
        assert_eq!(layout.instead("priority", "3"), Some("Low"));
        assert_eq!(layout.instead("status", "open"), None);
    }
}
