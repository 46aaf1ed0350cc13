//! What one cell says: from the bytes of a spreadsheet to ids, days, amounts,
//! numbers and yes/no. Takes [`Raw`] cells, gives a value or the reason why not.
//! The plain case of each reader allocates nothing; odd cells take a colder path.

pub mod amount;
pub mod date;
pub mod flag;
pub mod id;
pub mod number;
pub mod text;
pub(crate) mod word;

/// What a spreadsheet said about a cell beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Words, and every cell of a text table.
    Text,
    /// A number; its text is the shortest decimal at 15 significant digits.
    Number,
    /// A number shown as a time of day or a length of time, in days; its text is the number's.
    Time,
    /// A day or moment; its text is `2026-06-30` or `2026-06-30 08:15:00`.
    Date,
    /// A logical value; its text is `true` or `false`.
    Flag,
    /// An error; its text is what the sheet shows, such as `#N/A`.
    Error,
}

/// One cell as it was read. Its text is valid UTF-8, not yet trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a> {
    /// What the spreadsheet said it is.
    pub mark: Mark,
    /// What it shows.
    pub text: &'a [u8],
}

impl<'a> Raw<'a> {
    /// A cell of a text table.
    pub const fn text(text: &'a [u8]) -> Self {
        Self {
            mark: Mark::Text,
            text,
        }
    }

    /// Whether the cell says nothing: blank, or one of the words that mean so.
    pub fn is_blank(self) -> bool {
        is_empty_word(text::trim(self.text))
    }

    /// Whether the cell is an error of the spreadsheet, also as text of an exported table.
    pub fn is_error(self) -> bool {
        self.mark == Mark::Error || is_error_word(text::trim(self.text))
    }
}

/// Words that mean "nothing here", beside the blank cell.
const EMPTY_WORDS: &[&str] = &[
    "-",
    "--",
    "---",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "無",
    "暂无",
    "暫無",
    "空",
    "N/A",
    "n/a",
    "NA",
    "NULL",
    "null",
    "Null",
    "None",
    "none",
    "NaN",
    "nan",
    "NaT",
    "0000-00-00",
    "1900-01-00",
];

/// How many bytes the longest empty word has.
const LONGEST_EMPTY_WORD: usize = 10;

/// Errors as spreadsheets print them.
const ERROR_WORDS: &[&str] = &[
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
];

/// Whether trimmed text is blank or a word for it.
pub(crate) fn is_empty_word(trimmed: &[u8]) -> bool {
    trimmed.is_empty()
        || (trimmed.len() <= LONGEST_EMPTY_WORD
            && EMPTY_WORDS.iter().any(|word| word.as_bytes() == trimmed))
}

/// Whether trimmed text is an error as spreadsheets print it.
pub(crate) fn is_error_word(trimmed: &[u8]) -> bool {
    trimmed.first() == Some(&b'#')
        && (ERROR_WORDS.iter().any(|word| word.as_bytes() == trimmed)
            || (trimmed.len() > 2 && trimmed.iter().all(|byte| *byte == b'#')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_blank() {
        for word in EMPTY_WORDS {
            assert!(word.len() <= LONGEST_EMPTY_WORD);
            assert!(Raw::text(word.as_bytes()).is_blank(), "{word}");
        }
        for word in ["", "   ", "\u{3000}", "\u{feff}", "\u{a0}-\u{a0}"] {
            assert!(Raw::text(word.as_bytes()).is_blank(), "{word:?}");
        }
        for word in ["0", "无锡公司", "NULLA", "N/A公司", "-1"] {
            assert!(!Raw::text(word.as_bytes()).is_blank(), "{word}");
        }
    }

    #[test]
    fn error_cells_are_known_by_mark_and_by_text() {
        let marked = Raw {
            mark: Mark::Error,
            text: b"anything",
        };
        assert!(marked.is_error());
        for word in ["#N/A", " #REF! ", "########"] {
            assert!(Raw::text(word.as_bytes()).is_error(), "{word}");
        }
        for word in ["#1001", "##", "N/A", "#"] {
            assert!(!Raw::text(word.as_bytes()).is_error(), "{word}");
        }
    }
}
