//! Names of people as names of files: what Windows, macOS or Linux refuse is
//! replaced, and no two are the same for a system that ignores case.

use std::collections::BTreeSet;

/// Characters of a name; the longest still fits 255 bytes with its number and ending.
const LONGEST: usize = 60;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Gives each name once.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    given: BTreeSet<String>,
}

impl FileNames {
    /// A file name without ending for somebody.
    pub(super) fn claim(&mut self, name: &str) -> String {
        let stem = safe(name);
        let mut number = 1;
        loop {
            let wish = match number {
                1 => stem.clone(),
                _ => format!("{stem} ({number})"),
            };
            if self.given.insert(wish.to_lowercase()) {
                return wish;
            }
            number += 1;
        }
    }
}

fn safe(name: &str) -> String {
    let replaced: String = name
        .chars()
        .map(|char| match char {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            char if char.is_control() => '_',
            char => char,
        })
        .take(LONGEST)
        .collect();
    // Windows drops dots and blanks at the end; a dot in front would hide the file.
    let trimmed = replaced
        .trim()
        .trim_start_matches('.')
        .trim_end_matches(['.', ' ']);
    if trimmed.is_empty() {
        return "_".to_owned();
    }
    if is_device(trimmed) {
        return format!("_{trimmed}");
    }
    trimmed.to_owned()
}

/// `CON`, `COM1`, `lpt9.x` and their like.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let word = stem.trim_end_matches(|char: char| char.is_ascii_digit());
    let digits = stem.len() - word.len();
    DEVICES.contains(&word)
        && match word {
            "com" | "lpt" => digits == 1,
            _ => digits == 0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: &[&str]) {
        let mut given = FileNames::default();
        let found: Vec<String> = names.iter().map(|name| given.claim(name)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn plain_names_stay_as_they_are() {
        check(
            &["王芳", "Bob Smith", "O'Neil"],
            &["王芳", "Bob Smith", "O'Neil"],
        );
    }

    #[test]
    fn what_a_system_refuses_is_replaced() {
        check(
            &["a/b:c", "..\\..", "../up", "x. ", "\n", ""],
            &["a_b_c", "_", "_up", "x", "_ (2)", "_ (3)"],
        );
    }

    #[test]
    fn devices_get_another_name() {
        check(
            &["CON", "com1", "lpt9.x", "common", "com", "nul2"],
            &["_CON", "_com1", "_lpt9.x", "common", "com", "nul2"],
        );
    }

    #[test]
    fn equal_names_are_numbered_whatever_their_case() {
        check(
            &["Ann", "ANN", "a?", "a*"],
            &["Ann", "ANN (2)", "a_", "a_ (2)"],
        );
    }

    #[test]
    fn long_names_are_cut() {
        let long = "客".repeat(100);
        let cut = "客".repeat(LONGEST);
        check(&[&long, &long], &[&cut, &format!("{cut} (2)")]);
    }
}
