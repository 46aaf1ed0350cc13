//! The hidden sheet: what every other sheet of the workbook is, and what its columns are.
//! Takes sheets as they are written, gives rows of text; takes those rows, gives the card.

use std::fmt;

use crate::living::FORMAT;
use crate::period::Day;

/// What a workbook says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// The language it speaks, as its two-letter code.
    pub language: String,
    /// The day it speaks for.
    pub as_of: Option<Day>,
    /// What it was made from.
    pub made: Provenance,
    /// Its sheets, in order.
    pub sheets: Vec<KnownSheet>,
}

/// What a workbook was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// The version of the command.
    pub version: String,
    /// Digest of the rules.
    pub rules: String,
    /// The files read: name, digest and size in bytes.
    pub inputs: Vec<(String, String, u64)>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSheet {
    /// The name on its tab when it was written.
    pub name: String,
    /// What it is.
    pub role: SheetRole,
    /// Its columns from left to right; none for pages.
    pub columns: Vec<KnownColumn>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownColumn {
    /// Its fixed key; a column of the user's own has its header as key.
    pub key: String,
    /// The heading as it was written.
    pub heading: String,
    /// Whose it is.
    pub whose: Whose,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $word:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// The word that stands for it on the hidden sheet; never changed.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// What a word stands for.
            pub fn named(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// What a sheet is.
    SheetRole {
        /// The overview.
        Overview "overview";
        /// Tasks with their marks.
        FollowUps "follow_ups";
        /// Tasks for which nobody has room.
        Deferred "deferred";
        /// The customers of one tier.
        Tier "tier";
        /// All customers.
        Customers "customers";
        /// Customers that are not in the data, with what people wrote about them.
        Absent "absent";
        /// Who moved.
        Movements "movements";
        /// Scores and segments.
        Rfm "rfm";
        /// The contact log: facts.
        Contacts "contacts";
        /// Findings about the data.
        Problems "problems";
        /// The rules in force.
        Rules "rules";
        /// What charts are drawn from.
        Figures "figures";
    }
}

words! {
    /// Whose a column is.
    Whose {
        /// The hidden key of the row.
        Key "key";
        /// Worked out by us: edits are not taken.
        Derived "derived";
        /// A fact of theirs.
        Theirs "theirs";
        /// To be filled in.
        Mark "mark";
    }
}

/// Why rows are no card that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardFault {
    /// There is no format line.
    NoFormat,
    /// It was written in a later format than this one knows.
    Later(String),
}

/// The headings of the hidden sheet.
pub(super) const HEADINGS: [&str; 5] = ["what", "sheet", "key", "heading", "whose"];

impl Card {
    /// The headings of the sheet's columns.
    pub fn headings() -> [&'static str; 5] {
        HEADINGS
    }

    /// The rows below the headings.
    pub fn rows(&self) -> Vec<[String; 5]> {
        let row = |cells: [&str; 5]| cells.map(str::to_owned);
        let mut rows = vec![
            row(["format", "", &FORMAT.to_string(), "", ""]),
            row(["language", "", &self.language, "", ""]),
        ];
        if let Some(day) = self.as_of {
            rows.push(row(["as_of", "", &day.to_string(), "", ""]));
        }
        rows.push(row(["version", "", &self.made.version, "", ""]));
        rows.push(row(["rules", "", &self.made.rules, "", ""]));
        rows.extend(
            self.made
                .inputs
                .iter()
                .map(|(name, digest, size)| row(["input", name, digest, &size.to_string(), ""])),
        );
        for sheet in &self.sheets {
            rows.push(row(["sheet", &sheet.name, sheet.role.word(), "", ""]));
            rows.extend(sheet.columns.iter().map(|column| {
                let whose = column.whose.word();
                row(["column", &sheet.name, &column.key, &column.heading, whose])
            }));
        }
        rows
    }

    /// Reads the rows of the hidden sheet, headings and stray rows included.
    ///
    /// Lines that say something unknown are passed over: a later version of the same
    /// format may say more.
    pub fn read<S: AsRef<str>>(rows: &[Vec<S>]) -> Result<Self, CardFault> {
        let cell = |row: &'_ [S], at: usize| -> String {
            let text = row.get(at).map_or("", AsRef::as_ref);
            text.trim().to_owned()
        };
        let mut card = Self::default();
        let mut format = None;
        for row in rows {
            let [what, sheet, key, heading, whose] = [0, 1, 2, 3, 4].map(|at| cell(row, at));
            match what.as_str() {
                "format" => format = Some(key),
                "language" => card.language = key,
                "as_of" => card.as_of = Day::parse_iso(&key),
                "version" => card.made.version = key,
                "rules" => card.made.rules = key,
                "input" => {
                    let size = heading.parse().unwrap_or_default();
                    card.made.inputs.push((sheet, key, size));
                }
                "sheet" => card
                    .sheets
                    .extend(SheetRole::named(&key).map(|role| KnownSheet {
                        name: sheet,
                        role,
                        columns: Vec::new(),
                    })),
                "column" => {
                    let mut sheets = card.sheets.iter_mut();
                    let of = sheets.rfind(|known| known.name == sheet);
                    if let (Some(of), Some(whose)) = (of, Whose::named(&whose)) {
                        of.columns.push(KnownColumn {
                            key,
                            heading,
                            whose,
                        });
                    }
                }
                _ => {}
            }
        }
        let format = format.ok_or(CardFault::NoFormat)?;
        // Excel may have made a number of it: 1 or 1.0.
        match format.parse::<f64>() {
            Ok(number) if number <= f64::from(FORMAT) => Ok(card),
            _ => Err(CardFault::Later(format)),
        }
    }

    /// Whether it says enough to read the marks of its workbook by it: the day, and a sheet with
    /// its columns.
    pub fn is_whole(&self) -> bool {
        let mut sheets = self.sheets.iter();
        self.as_of.is_some() && sheets.any(|sheet| !sheet.columns.is_empty())
    }

    /// The sheet of this name, as it was written.
    pub fn sheet(&self, name: &str) -> Option<&KnownSheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// The first sheet of this role: what a sheet with a new name is compared with.
    pub fn of_role(&self, role: SheetRole) -> Option<&KnownSheet> {
        self.sheets.iter().find(|sheet| sheet.role == role)
    }
}

impl fmt::Display for CardFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFormat => f.write_str("the hidden sheet has no format line"),
            Self::Later(format) => write!(f, "the hidden sheet is of format {format}"),
        }
    }
}

impl std::error::Error for CardFault {}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        let column = |key: &str, heading: &str, whose| KnownColumn {
            key: key.to_owned(),
            heading: heading.to_owned(),
            whose,
        };
        Card {
            language: "zh".to_owned(),
            as_of: Day::parse_iso("2026-06-30"),
            made: Provenance {
                version: "0.1.0".to_owned(),
                rules: "feed".to_owned(),
                inputs: vec![("订单.csv".to_owned(), "face".to_owned(), 1234)],
            },
            sheets: vec![
                KnownSheet {
                    name: "概览".to_owned(),
                    role: SheetRole::Overview,
                    columns: Vec::new(),
                },
                KnownSheet {
                    name: "跟进计划".to_owned(),
                    role: SheetRole::FollowUps,
                    columns: vec![
                        column("_key", "_key", Whose::Key),
                        column("due", "到期日", Whose::Derived),
                        column("outcome", "结果", Whose::Mark),
                    ],
                },
            ],
        }
    }

    fn rows(card: &Card) -> Vec<Vec<String>> {
        let head = Card::headings().map(str::to_owned).to_vec();
        let rows = card.rows().into_iter().map(|row| row.to_vec());
        std::iter::once(head).chain(rows).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let card = card();
        assert_eq!(Card::read(&rows(&card)), Ok(card));
    }

    #[test]
    fn unknown_lines_are_passed_over_and_numbers_are_formats() {
        let mut rows = rows(&card());
        rows.push(vec!["mood".to_owned(), "sunny".to_owned()]);
        rows[1][2] = "1.0".to_owned();
        assert_eq!(Card::read(&rows), Ok(card()));
    }

    #[test]
    fn later_formats_are_named() {
        let mut rows = rows(&card());
        rows[1][2] = "2".to_owned();
        assert_eq!(Card::read(&rows), Err(CardFault::Later("2".to_owned())));
        assert_eq!(Card::read(&rows[3..]), Err(CardFault::NoFormat));
    }
}
