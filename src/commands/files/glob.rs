//! Names with `*` (any characters) and `?` (one), in any part of a path.
//!
//! Small on purpose: the rules promise these two and nothing else. Locks and
//! hidden files never match, and what is found is sorted by name.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Whether a name has a `*` or `?`.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}

/// Whether a file is the lock of an open book: `~$name` (Excel, WPS) or `.~lock.name#` (`LibreOffice`).
pub(super) fn is_lock(name: &str) -> bool {
    name.starts_with("~$") || name.starts_with(".~lock.")
}

/// The files that fit, sorted.
pub(super) fn expand(base: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = vec![base.to_owned()];
    let mut parts = Path::new(pattern).components().peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        found = found.iter().flat_map(|folder| step(folder, part)).collect();
        found.retain(|path| if last { path.is_file() } else { path.is_dir() });
    }
    found.sort();
    found
}

fn step(folder: &Path, part: Component<'_>) -> Vec<PathBuf> {
    let pattern = part.as_os_str().to_string_lossy();
    if !is_pattern(&pattern) {
        return vec![folder.join(part)];
    }
    let here = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    let Ok(entries) = fs::read_dir(here) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !is_lock(name) && !name.starts_with('.') && fits(name, &pattern))
        .map(|name| folder.join(name))
        .collect()
}

/// Whether the whole name fits. One step back to the last `*` is enough, so the
/// work is at most the product of both lengths.
fn fits(name: &str, pattern: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    let (mut n, mut p) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                n += 1;
                p += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    n = taken + 1;
                    p = at + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_stand_for_characters() {
        let check = |name, pattern, expected| {
            assert_eq!(fits(name, pattern), expected, "{name} {pattern}");
        };
        check("订单-2025.csv", "订单-*.csv", true);
        check("订单-.csv", "订单-*.csv", true);
        check("订单.csv", "订单-*.csv", false);
        check("订单1.csv", "订单?.csv", true);
        check("订单12.csv", "订单?.csv", false);
        check("aXbXc", "*X*c", true);
        check("aXbXcd", "*X*c", false);
        check("", "*", true);
        check("", "?", false);
        check("a.csv.csv", "*.csv", true);
    }
}
