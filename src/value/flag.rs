//! Yes and no, as sheets say them. Takes a cell, gives the answer.

use crate::value::text::{folded_word, trim};
use crate::value::{Mark, Raw, is_error_word};

/// Words that mean yes, folded.
const YES: &[&str] = &[
    "是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "1.0", "on", "已", "对", "對",
    "真", "x",
];

/// Words that mean no, folded.
const NO: &[&str] = &[
    "否", "无", "無", "×", "✗", "✘", "☐", "n", "no", "false", "f", "0", "0.0", "off", "未", "不",
    "不是", "没有", "沒有", "错", "假",
];

/// Why a cell is neither yes nor no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlagFault {
    /// It says something else.
    NotYesOrNo,
    /// An error cell such as #N/A.
    ErrorCell,
}

/// Reads a cell of a yes/no column; `None` is a blank cell.
///
/// 无 is "no" here, though elsewhere it means that nothing is known.
pub fn flag(raw: Raw<'_>) -> Result<Option<bool>, FlagFault> {
    let text = trim(raw.text);
    if raw.mark == Mark::Error || is_error_word(text) {
        return Err(FlagFault::ErrorCell);
    }
    let word = folded_word(&String::from_utf8_lossy(text));
    if YES.contains(&word.as_str()) {
        Ok(Some(true))
    } else if NO.contains(&word.as_str()) {
        Ok(Some(false))
    } else if raw.is_blank() {
        Ok(None)
    } else {
        Err(FlagFault::NotYesOrNo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<Option<bool>, FlagFault>) {
        assert_eq!(flag(Raw::text(text.as_bytes())), expected, "{text:?}");
    }

    #[test]
    fn yes_and_no_in_many_words() {
        for text in ["是", " 是 ", "√", "Y", "yes", "TRUE", "1", "１", "有", "Ｙ"] {
            check(text, Ok(Some(true)));
        }
        for text in ["否", "×", "N", "No", "FALSE", "0", "无", "未", "没有"] {
            check(text, Ok(Some(false)));
        }
    }

    #[test]
    fn blank_is_neither_and_other_words_are_said() {
        for text in ["", " ", "-", "N/A", "null"] {
            check(text, Ok(None));
        }
        for text in ["也许", "2", "是吗"] {
            check(text, Err(FlagFault::NotYesOrNo));
        }
        check("#N/A", Err(FlagFault::ErrorCell));
    }
}
