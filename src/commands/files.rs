//! Which files a run reads, and their bytes.
//!
//! Takes what was typed and what the rules name; gives each file once, in that
//! order, with the roles settled for its sheets. [`open`] gives the bytes.

mod find;
mod glob;
mod source;

use std::path::{Path, PathBuf};

use tierbook::lang::cli::InputTrouble;
use tierbook::names::Role;

use crate::cli::Inputs;

pub(crate) use source::open;

/// Where the bytes of an input are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A file.
    Path(PathBuf),
    /// `-`.
    StandardInput,
}

impl Origin {
    /// The file; `None` for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::StandardInput => None,
        }
    }
}

/// A role that the command line settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settled {
    /// The role.
    pub(crate) role: Role,
    /// The sheet; `None` for the whole file.
    pub(crate) sheet: Option<String>,
}

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputFile {
    /// Where its bytes are.
    pub(crate) origin: Origin,
    /// Its name as typed or found, for people.
    pub(crate) shown: String,
    /// What the command line settles about it; empty: found from the headers.
    pub(crate) settled: Vec<Settled>,
}

/// The files of a run: those typed, else `[input] files` of the rules (`patterns`,
/// relative to `base`). The same file twice is one file.
///
/// # Errors
/// Everything that is wrong with the names, not only the first.
pub(crate) fn gather(
    inputs: &Inputs,
    patterns: &[String],
    base: &Path,
) -> Result<Vec<InputFile>, Vec<InputTrouble>> {
    let mut gathered = find::Gathered::default();
    for path in &inputs.files {
        gathered.typed(path);
    }
    let roles = [
        (Role::Customers, &inputs.customers),
        (Role::Orders, &inputs.orders),
        (Role::Contacts, &inputs.contacts),
    ];
    for (role, paths) in roles {
        for path in paths {
            gathered.settled(path, role);
        }
    }
    if gathered.nothing_asked() {
        for pattern in patterns {
            gathered.pattern(base, pattern);
        }
    }
    gathered.finish()
}

/// The tables that lie in the current folder, by name.
pub(crate) fn tables_here() -> Vec<InputFile> {
    let mut names = find::tables_in(Path::new("."));
    names.sort();
    let files = names.into_iter().map(|name| InputFile {
        origin: Origin::Path(PathBuf::from(&name)),
        shown: name,
        settled: Vec::new(),
    });
    files.collect()
}

/// The file beside a name that is not there, with nearly that name and this ending.
pub(crate) fn near(path: &Path, ending: &str) -> Option<String> {
    find::near(path, ending)
}

/// Whether a name as typed stands for several files, since none is called so.
pub(crate) fn is_unexpanded(path: &Path) -> bool {
    !path.exists() && path.to_str().is_some_and(glob::is_pattern)
}

#[cfg(test)]
mod tests;
