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

#[expect(unused_imports, reason = "the commands that read files use it")]
pub(crate) use source::FileSource;
#[cfg_attr(
    not(test),
    expect(unused_imports, reason = "the commands that read files use it")
)]
pub(crate) use source::open;

/// Where the bytes of an input are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A file.
    Path(PathBuf),
    /// `-`.
    StandardInput,
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

#[cfg(test)]
mod tests;
