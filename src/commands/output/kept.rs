//! Earlier workbooks, kept under their dates: `客户分层 2026-11-15.xlsx`. Takes the place
//! of a workbook that is about to be replaced, gives a copy to be published with it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tierbook::lang::cli::OutputTrouble;
use tierbook::period::Day;

use super::{Draft, Target, ours, parent, shown};

/// Where a copy of the workbook goes, unless a copy of the same bytes is there.
fn free_place(path: &Path, day: Day, bytes: &[u8]) -> Option<PathBuf> {
    let (stem, ending) = parts(path);
    let named = |number: u32| match number {
        1 => format!("{stem} {day}.{ending}"),
        number => format!("{stem} {day} ({number}).{ending}"),
    };
    for number in 1.. {
        let place = parent(path).join(named(number));
        match fs::read(&place) {
            Ok(known) if known == bytes => return None,
            Ok(_) => {}
            Err(_) if place.exists() => {}
            Err(_) => return Some(place),
        }
    }
    None
}

fn parts(path: &Path) -> (String, String) {
    let text =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    (text(path.file_stem()), text(path.extension()))
}

/// A copy of the workbook at `target`, ready to be published under the day it spoke for;
/// `None` when nothing would be lost.
///
/// # Errors
/// The system's refusal.
pub(crate) fn copy(
    target: &Target,
    day: Day,
    as_of: Day,
    draft: &Draft,
) -> Result<Option<Draft>, OutputTrouble> {
    // A second run of one day replaces what nobody has written into.
    if day == as_of && !ours::was_saved_since(&target.path) {
        return Ok(None);
    }
    let failed = |error: io::Error| draft.trouble(&error);
    let Ok(bytes) = fs::read(&target.path) else {
        return Ok(None);
    };
    let new = fs::read(draft.file.path()).map_err(failed)?;
    if new == bytes {
        return Ok(None);
    }
    let Some(place) = free_place(&target.path, day, &bytes) else {
        return Ok(None);
    };
    let copy = Target {
        shown: shown(
            &Path::new(&target.shown).with_file_name(place.file_name().unwrap_or_default()),
        ),
        path: place,
    };
    let mut draft = Draft::begin(&copy)?;
    let written = File::open(&target.path).and_then(|mut old| io::copy(&mut old, &mut draft));
    written.map_err(|error| draft.trouble(&error))?;
    Ok(Some(draft))
}

/// Removes the oldest copies of a workbook beyond those that are kept; one that cannot be
/// removed stays.
pub(crate) fn thin_out(target: &Target, keep: usize) {
    let (stem, ending) = parts(&target.path);
    let Ok(folder) = fs::read_dir(parent(&target.path)) else {
        return;
    };
    let mut copies: Vec<((Day, u32), PathBuf)> = folder
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let age = age(&name, &stem, &ending)?;
            Some((age, entry.path()))
        })
        .collect();
    copies.sort();
    let surplus = copies.len().saturating_sub(keep);
    for (_, path) in copies.into_iter().take(surplus) {
        if ours::returns(&path) {
            let _ = fs::remove_file(path);
        }
    }
}

/// The day and number in the name of a copy.
fn age(name: &str, stem: &str, ending: &str) -> Option<(Day, u32)> {
    let rest = name.strip_prefix(stem)?.strip_prefix(' ')?;
    let rest = rest.strip_suffix(ending)?.strip_suffix('.')?;
    match rest.split_once(" (") {
        None => Some((Day::parse_iso(rest)?, 1)),
        Some((day, number)) => {
            let number = number.strip_suffix(')')?.parse().ok()?;
            Some((Day::parse_iso(day)?, number))
        }
    }
}

/// Whether a file is such a copy of the workbook at `path`.
pub(crate) fn is_copy_of(file: &Path, path: &Path) -> bool {
    let (stem, ending) = parts(path);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    age(&name, &stem, &ending).is_some() && parent(file) == parent(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_their_names() {
        let check = |name, expected: Option<(&str, u32)>| {
            let found = age(name, "客户分层", "xlsx");
            let expected =
                expected.map(|(day, number)| (Day::parse_iso(day).expect("a day"), number));
            assert_eq!(found, expected, "{name}");
        };
        check("客户分层 2026-11-15.xlsx", Some(("2026-11-15", 1)));
        check("客户分层 2026-11-15 (2).xlsx", Some(("2026-11-15", 2)));
        check("客户分层.xlsx", None);
        check("客户分层 王芳.xlsx", None);
        check("客户分层 2026-11-15.csv", None);
        check("客户 2026-11-15.xlsx", None);
    }
}
