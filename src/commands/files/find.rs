//! Turns names into files that exist, each once, with what is wrong about the rest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tierbook::lang::cli::InputTrouble;
use tierbook::names::Role;
use tierbook::names::near::nearest;

use super::glob::{self, is_lock, is_pattern};
use super::{InputFile, Origin, Settled};

/// Endings of files that hold tables.
const TABLES: [&str; 10] = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "tab", "txt", "gz",
];

/// The files found so far.
#[derive(Default)]
pub(super) struct Gathered {
    files: Vec<(Identity, InputFile)>,
    troubles: Vec<InputTrouble>,
}

/// What makes two names one file.
#[derive(PartialEq, Eq)]
enum Identity {
    File(PathBuf),
    StandardInput,
}

impl Gathered {
    /// A plain argument; a pattern that no shell has expanded is expanded here.
    pub(super) fn typed(&mut self, path: &Path) {
        if path == Path::new("-") {
            self.add(Identity::StandardInput, InputFile::standard_input(), None);
        } else if super::is_unexpanded(path) {
            self.pattern(Path::new(""), &path.to_string_lossy());
        } else {
            self.file(path, None);
        }
    }

    /// `FILE` or `FILE#SHEET` with its role; a file whose own name has the `#` wins.
    pub(super) fn settled(&mut self, path: &Path, role: Role) {
        let (path, sheet) = file_and_sheet(path);
        let settled = Settled { role, sheet };
        if path == Path::new("-") {
            self.add(
                Identity::StandardInput,
                InputFile::standard_input(),
                Some(settled),
            );
        } else {
            self.file(&path, Some(settled));
        }
    }

    /// A name of the rules file, `*` and `?` allowed, relative to `base`.
    pub(super) fn pattern(&mut self, base: &Path, pattern: &str) {
        if !is_pattern(pattern) {
            return self.file(&base.join(pattern), None);
        }
        let found = glob::expand(base, pattern);
        if found.is_empty() {
            let pattern = base.join(pattern).display().to_string();
            self.troubles.push(InputTrouble::NoMatch { pattern });
        }
        for path in found {
            self.file(&path, None);
        }
    }

    /// Whether neither a file nor a trouble came up, so that the rules may speak.
    pub(super) fn nothing_asked(&self) -> bool {
        self.files.is_empty() && self.troubles.is_empty()
    }

    pub(super) fn finish(mut self) -> Result<Vec<InputFile>, Vec<InputTrouble>> {
        if self.nothing_asked() {
            self.troubles.push(InputTrouble::Nothing);
        }
        if self.troubles.is_empty() {
            Ok(self.files.into_iter().map(|(_, file)| file).collect())
        } else {
            Err(self.troubles)
        }
    }

    fn file(&mut self, path: &Path, settled: Option<Settled>) {
        match identity(path) {
            Ok(identity) => {
                let file = InputFile {
                    origin: Origin::Path(path.to_owned()),
                    shown: path.display().to_string(),
                    settled: Vec::new(),
                };
                self.add(Identity::File(identity), file, settled);
            }
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    fn add(&mut self, identity: Identity, file: InputFile, settled: Option<Settled>) {
        let known = self.files.iter().position(|(known, _)| *known == identity);
        let at = known.unwrap_or_else(|| {
            self.files.push((identity, file));
            self.files.len() - 1
        });
        let Some(settled) = settled else { return };
        let file = &mut self.files[at].1;
        match file
            .settled
            .iter()
            .find(|known| known.sheet == settled.sheet)
        {
            None => file.settled.push(settled),
            Some(known) if known.role == settled.role => {}
            Some(known) => self.troubles.push(InputTrouble::TwoRoles {
                path: file.shown.clone(),
                sheet: settled.sheet,
                one: known.role,
                other: settled.role,
            }),
        }
    }
}

impl InputFile {
    fn standard_input() -> Self {
        Self {
            origin: Origin::StandardInput,
            shown: "-".to_owned(),
            settled: Vec::new(),
        }
    }
}

fn file_and_sheet(path: &Path) -> (PathBuf, Option<String>) {
    let whole = (path.to_owned(), None);
    if path.exists() {
        return whole;
    }
    match path.to_str().and_then(|text| text.split_once('#')) {
        Some((_, "")) | None => whole,
        Some(_) => {
            let text = path.to_string_lossy();
            // The longest name that exists is the file; what follows its # is the sheet.
            text.rmatch_indices('#')
                .map(|(at, _)| (&text[..at], &text[at + 1..]))
                .find(|(file, _)| Path::new(file).exists() || *file == "-")
                .or_else(|| text.split_once('#'))
                .map_or(whole, |(file, sheet)| (file.into(), Some(sheet.to_owned())))
        }
    }
}

fn identity(path: &Path) -> Result<PathBuf, InputTrouble> {
    let shown = path.display().to_string();
    match fs::canonicalize(path) {
        Ok(real) if real.is_dir() => {
            let mut tables = names_in(&real);
            tables.retain(|name| is_table(name));
            tables.sort_unstable();
            Err(InputTrouble::Folder {
                path: shown,
                tables,
            })
        }
        Ok(real)
            if real
                .file_name()
                .is_some_and(|name| is_lock(&name.to_string_lossy())) =>
        {
            Err(InputTrouble::LockFile { path: shown })
        }
        Ok(real) => Ok(real),
        // A pipe of the shell, as `<(command)` makes it, can be opened but has no real name.
        Err(_) if path.exists() => Ok(path.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(not_found(path)),
        Err(error) => Err(system(path, &error)),
    }
}

fn not_found(path: &Path) -> InputTrouble {
    let shown = path.display().to_string();
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return InputTrouble::NoFolder {
            path: shown,
            folder: folder.display().to_string(),
        };
    }
    let names = names_in(folder);
    let typed = path.file_name().unwrap_or_default().to_string_lossy();
    let near = nearest(&typed, names.iter().map(String::as_str))
        .map(|name| path.with_file_name(name).display().to_string());
    InputTrouble::NotFound { path: shown, near }
}

/// The file beside a name that is not there, with nearly that name and this ending.
pub(super) fn near(path: &Path, ending: &str) -> Option<String> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let names = names_in(folder);
    let of_kind = names
        .iter()
        .map(String::as_str)
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == ending));
    let typed = path.file_name()?.to_string_lossy();
    let near = nearest(&typed, of_kind)?;
    Some(path.with_file_name(near).display().to_string())
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !is_lock(name))
        .collect()
}

/// The tables of a folder that are no locks and not hidden, in any order.
pub(super) fn tables_in(folder: &Path) -> Vec<String> {
    let mut names = names_in(folder);
    names.retain(|name| is_table(name) && !name.starts_with('.') && folder.join(name).is_file());
    names
}

fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| {
        TABLES
            .iter()
            .any(|table| ending.eq_ignore_ascii_case(table))
    })
}

/// What the system says about a file, in our terms.
pub(super) fn system(path: &Path, error: &io::Error) -> InputTrouble {
    let path = path.display().to_string();
    match error.kind() {
        io::ErrorKind::PermissionDenied => InputTrouble::NotAllowed { path },
        _ => InputTrouble::Failed {
            path,
            cause: error.to_string(),
        },
    }
}
