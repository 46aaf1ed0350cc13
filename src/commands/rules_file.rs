//! The rules of a run: the file asked for, else `./rules.toml`, else the built-in ones.
//!
//! Gives checked rules and the folder that paths inside them are relative to.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tierbook::followup::holidays::holidays;
use tierbook::lang::cli::{RulesTrouble, rules_trouble};
use tierbook::lang::{Language, rules as say};
use tierbook::problem::{Finding, Problem};
use tierbook::rules::Rules;
use tierbook::rules::decode::{decode, language_of};

use crate::cli::Lang;

use super::exit::{Exit, Stop};
use super::files;

/// The name looked for in the current folder.
const USUAL: &str = "rules.toml";
/// Far above any rules file that people wrote.
const MAX_BYTES: u64 = 4 << 20;

/// Checked rules and where they came from.
#[derive(Debug, Clone)]
pub(crate) struct RulesFile {
    /// The rules.
    pub(crate) rules: Rules,
    /// The file; `None` for the built-in rules.
    pub(crate) path: Option<PathBuf>,
    /// Its text without a byte-order mark; empty for the built-in rules.
    pub(crate) text: String,
    /// What relative paths in the rules start from; empty is the current folder.
    pub(crate) base: PathBuf,
    /// What of the calendar that they name is not taken.
    pub(crate) problems: Vec<Problem>,
}

/// Finds and decodes the rules. What is wrong with them is said in the language that is asked
/// for, else in their own.
///
/// # Errors
/// The file cannot be read, or its faults, all of them, drawn with their places.
pub(crate) fn load(
    asked: Option<&Path>,
    lang: Lang,
    language: Language,
) -> Result<RulesFile, Stop> {
    let path = match asked {
        Some(path) => path,
        // A link that leads nowhere is a fault, and no reason for the built-in rules.
        None if Path::new(USUAL).symlink_metadata().is_ok() => Path::new(USUAL),
        None => return Ok(built_in()),
    };
    let text = read(path).map_err(|trouble| {
        let said = rules_trouble(&trouble, language);
        Stop::failed(&[said], language)
    })?;
    match decode(&text) {
        Ok(mut rules) => {
            let base = path.parent().unwrap_or(Path::new(""));
            let problems = add_holidays(&mut rules, base)
                .map_err(|trouble| Stop::failed(&[rules_trouble(&trouble, language)], language))?;
            Ok(RulesFile {
                base: base.to_owned(),
                rules,
                path: Some(path.to_owned()),
                text,
                problems,
            })
        }
        Err(faults) => {
            let own = language_of(&text).filter(|_| lang == Lang::Auto);
            let language = own.unwrap_or(language);
            Err(Stop {
                exit: Exit::Failed,
                said: say::render(&faults, &path.display().to_string(), &text, language),
            })
        }
    }
}

fn built_in() -> RulesFile {
    RulesFile {
        rules: Rules::built_in(),
        path: None,
        text: String::new(),
        base: PathBuf::new(),
        problems: Vec::new(),
    }
}

/// Adds the days of the calendar that the rules name, whose path starts from their folder;
/// gives what of it is not taken.
fn add_holidays(rules: &mut Rules, base: &Path) -> Result<Vec<Problem>, RulesTrouble> {
    let Some(named) = rules.calendar.ics.clone() else {
        return Ok(Vec::new());
    };
    let path = base.join(&named);
    let shown = path.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes));
    if let Err(error) = read {
        let cause = error.to_string();
        return Err(RulesTrouble::NoCalendar { path: shown, cause });
    }
    let days = holidays(&String::from_utf8_lossy(&bytes))
        .ok_or(RulesTrouble::EmptyCalendar { path: shown })?;
    rules.calendar.off.extend(days.off);
    rules.calendar.work.extend(days.work);
    let left = days.left.into_iter().map(|(left, events, first)| Problem {
        place: None,
        finding: Finding::CalendarEvents {
            file: named.clone(),
            left,
            events,
            first,
        },
        count: 1,
    });
    Ok(left.collect())
}

fn read(path: &Path) -> Result<String, RulesTrouble> {
    let shown = path.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(match files::near(path, "toml") {
                Some(near) => RulesTrouble::Near { path: shown, near },
                None => RulesTrouble::NotFound { path: shown },
            });
        }
        Err(error) => {
            return Err(RulesTrouble::Failed {
                path: shown,
                cause: error.to_string(),
            });
        }
        Ok(_) if bytes.len() as u64 > MAX_BYTES => {
            return Err(RulesTrouble::TooLong { path: shown });
        }
        Ok(_) => {}
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + memchr::memchr_iter(b'\n', sound).count();
        RulesTrouble::NotUtf8 { path: shown, line }
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn loaded(bytes: &[u8]) -> Result<RulesFile, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("own.toml");
        fs::write(&path, bytes).expect("written");
        load(Some(&path), Lang::Auto, Language::En)
            .map_err(|stop| stop.said.replace(&folder.path().display().to_string(), ""))
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_rules() {
        let file = loaded(b"\xef\xbb\xbf[book]\ncurrency = \"EUR\"\n").expect("sound");
        assert_eq!(file.rules.book.currency, "EUR");
        assert!(file.text.starts_with("[book]"));
    }

    #[test]
    fn a_file_in_another_encoding_is_named_with_its_line() {
        let said = loaded(b"[book]\n# \xbf\xcd\xbb\xa7\n").expect_err("GBK");
        assert_eq!(
            said,
            "error: Line 2 of the rules file /own.toml is not UTF-8 text; save the file with the encoding UTF-8."
        );
    }

    #[test]
    fn faults_are_drawn_with_their_line() {
        let said = loaded(b"[book]\ncurency = \"EUR\"\n").expect_err("a misspelt key");
        assert!(said.contains("curency = \"EUR\""), "{said}");
        assert!(said.contains("currency"), "{said}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let stop =
            load(Some(Path::new("no/such.toml")), Lang::Auto, Language::Zh).expect_err("missing");
        assert_eq!(
            stop.said,
            "错误：找不到规则文件 no/such.toml；请核对 -r 后面的文件名。"
        );
        assert_eq!(stop.exit, Exit::Failed);
    }

    #[test]
    fn paths_in_the_rules_start_from_their_folder() {
        let file = loaded(b"").expect("an empty file keeps the built-in values");
        assert_eq!(
            Some(file.base.as_path()),
            file.path.as_deref().and_then(Path::parent)
        );
    }
}
