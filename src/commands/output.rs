//! Writes results whole or not at all.
//!
//! First, before the long work, a path is checked and becomes a [`Target`]. Then
//! each result goes to a [`Draft`], a temporary neighbour of its target. At the
//! end [`publish`] makes all drafts durable and only then renames them, so that
//! an error leaves every earlier file as it was.

pub(crate) mod kept;
mod lock;
mod ours;

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use tierbook::lang::cli::OutputTrouble;

/// How the names of drafts begin and end.
const DRAFT: (&str, &str) = (".tierbook-", ".tmp");

/// The file of a folder that says what the others are.
pub(crate) const SUMMARY: &str = "summary.json";

/// Whether a file that tierbook did not write may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replace {
    /// Only a file of our own.
    Ours,
    /// Any file (`--force`).
    Any,
}

/// A file that can be written, as far as can be known before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    path: PathBuf,
    shown: String,
}

impl Target {
    /// The path as people gave it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }
}

/// Endings that say of a file what it is; others say nothing.
const TELLING: [&str; 18] = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "tab", "json", "ics", "md", "txt", "html",
    "htm", "pdf", "doc", "docx", "et",
];

/// Checks that a path does not end as something else than what is written; `wanted` is the
/// ending of that, or nothing for a folder.
///
/// # Errors
/// It does.
pub(crate) fn ending(path: &Path, wanted: &'static str) -> Result<(), OutputTrouble> {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let tells = |ending: &String| TELLING.contains(&ending.as_str()) && ending != wanted;
    if !path.is_dir() && ending.as_ref().is_some_and(tells) {
        let path = shown(path);
        return Err(OutputTrouble::Ending { path, wanted });
    }
    Ok(())
}

/// Checks a single file: a list, a document, a report. `inputs` are the files that are read.
///
/// # Errors
/// The first thing that stands in the way.
pub(crate) fn file(
    path: &Path,
    replace: Replace,
    inputs: &[PathBuf],
) -> Result<Target, OutputTrouble> {
    file_like(path, replace, &[], inputs)
}

/// The same for a file whose form has a beginning of its own, by which an earlier one is
/// known; none at all says nothing. A workbook that somebody has saved since it was written
/// is not replaced, so that no mark is lost, nor is the one that `classify` goes on with.
///
/// # Errors
/// The first thing that stands in the way.
pub(crate) fn file_like(
    path: &Path,
    replace: Replace,
    beginning: &[u8],
    inputs: &[PathBuf],
) -> Result<Target, OutputTrouble> {
    let target = writable(path, replace, beginning, inputs)?;
    if replace == Replace::Ours && ours::was_saved_since(&target.path) {
        return Err(OutputTrouble::FilledIn { path: target.shown });
    }
    if replace == Replace::Ours && ours::is_weekly(&target.path) {
        return Err(OutputTrouble::Weekly { path: target.shown });
    }
    Ok(target)
}

/// The same for the workbook whose marks are read before the next one takes its place; one
/// whose marks cannot be read any more is not replaced.
///
/// # Errors
/// The first thing that stands in the way.
pub(crate) fn living_book(
    path: &Path,
    replace: Replace,
    inputs: &[PathBuf],
) -> Result<Target, OutputTrouble> {
    let target = writable(path, replace, &[], inputs)?;
    if replace == Replace::Ours && ours::has_lost_its_card(&target.path) {
        return Err(OutputTrouble::CardGone { path: target.shown });
    }
    Ok(target)
}

/// The target of a file in whose folder others can be made.
fn writable(
    path: &Path,
    replace: Replace,
    beginning: &[u8],
    inputs: &[PathBuf],
) -> Result<Target, OutputTrouble> {
    let target = ours_or_new(path, replace, beginning, &real(inputs))?;
    try_out(&target).map(|()| target)
}

/// The files that paths stand for, whatever links there are on the way.
fn real(paths: &[PathBuf]) -> Vec<PathBuf> {
    let real = paths.iter().filter_map(|path| fs::canonicalize(path).ok());
    real.collect()
}

/// The surest test of a folder is a file in it; this one vanishes at once.
fn try_out(target: &Target) -> Result<(), OutputTrouble> {
    Draft::begin(target).map(drop)
}

fn ours_or_new(
    path: &Path,
    replace: Replace,
    beginning: &[u8],
    inputs: &[PathBuf],
) -> Result<Target, OutputTrouble> {
    let target = target(path, inputs)?;
    let may = replace == Replace::Any || !target.path.exists() || is_like(&target.path, beginning);
    if may {
        Ok(target)
    } else {
        Err(OutputTrouble::NotOurs { path: target.shown })
    }
}

/// Whether a file is one that tierbook writes, or begins with these bytes.
pub(crate) fn is_like(path: &Path, beginning: &[u8]) -> bool {
    ours::begins(path, beginning) || ours::is_ours(path)
}

/// Checks a folder of files and makes it if only its last part is missing. Files of these
/// names are replaced where they are our own, as all are beside our summary; whatever else
/// lies there stays.
///
/// # Errors
/// The first thing that stands in the way.
pub(crate) fn folder(
    path: &Path,
    names: &[&str],
    replace: Replace,
    inputs: &[PathBuf],
) -> Result<Folder, OutputTrouble> {
    if path.is_file() {
        return Err(OutputTrouble::IsFile { path: shown(path) });
    }
    let mut made = New(None);
    if !path.exists() {
        let above = parent(path);
        if !above.is_dir() {
            return Err(OutputTrouble::NoFolder {
                folder: shown(above),
            });
        }
        fs::create_dir(path).map_err(|error| system(path, &error))?;
        made = New(Some(path.to_owned()));
    }
    let about = path.join(SUMMARY);
    let is_ours = about.exists() && ours::is_ours(&about);
    let replace = if is_ours { Replace::Any } else { replace };
    let inputs = real(inputs);
    let targets = names
        .iter()
        .map(|name| ours_or_new(&path.join(name), replace, &[], &inputs))
        .collect::<Result<Vec<_>, _>>()?;
    // A name may be a link to a file that stands elsewhere.
    let mut tried: Vec<&Path> = Vec::new();
    for target in &targets {
        let folder = parent(&target.path);
        if !tried.contains(&folder) {
            try_out(target)?;
            tried.push(folder);
        }
    }
    Ok(Folder {
        targets,
        _made: made,
    })
}

/// A folder that results go to; one that was made for them and stays empty vanishes with this.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Its files, by their names.
    pub(crate) targets: Vec<Target>,
    _made: New,
}

/// The path of a folder that was made.
#[derive(Debug)]
struct New(Option<PathBuf>);

impl Drop for New {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What has files in it stays.
            let _ = fs::remove_dir(path);
        }
    }
}

/// What holds for every file that is written; the inputs come without links.
fn target(path: &Path, inputs: &[PathBuf]) -> Result<Target, OutputTrouble> {
    let ends_as_folder = path
        .as_os_str()
        .to_string_lossy()
        .ends_with(['/', std::path::MAIN_SEPARATOR]);
    if path.is_dir() || ends_as_folder || path.file_name().is_none() {
        return Err(OutputTrouble::IsFolder { path: shown(path) });
    }
    if !parent(path).is_dir() {
        return Err(OutputTrouble::NoFolder {
            folder: shown(parent(path)),
        });
    }
    // A device or a pipe would be replaced by a file.
    if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(OutputTrouble::NoFile { path: shown(path) });
    }
    // Behind a link, the file itself is written and the link stays.
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if inputs.contains(&real) {
        return Err(OutputTrouble::IsInput { path: shown(path) });
    }
    if let Some((program, who)) = lock::opened(&real) {
        return Err(OutputTrouble::Open {
            path: shown(path),
            program,
            who,
        });
    }
    if fs::metadata(&real).is_ok_and(|about| about.permissions().readonly()) {
        return Err(OutputTrouble::NotAllowed { path: shown(path) });
    }
    Ok(Target {
        path: real,
        shown: shown(path),
    })
}

/// A result in the making; dropped without [`publish`], it vanishes.
#[derive(Debug)]
pub(crate) struct Draft {
    file: NamedTempFile,
    target: Target,
}

impl Draft {
    /// Begins an empty neighbour of the target.
    ///
    /// # Errors
    /// The system's refusal.
    pub(crate) fn begin(target: &Target) -> Result<Self, OutputTrouble> {
        let mut builder = Builder::new();
        builder.prefix(DRAFT.0).suffix(DRAFT.1);
        // A temporary file would be closed to others (0600); what the user's umask leaves is what
        // any other program would have made.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(parent(&target.path))
            .map_err(|error| system(parent(&target.path), &error))?;
        Ok(Self {
            file,
            target: target.clone(),
        })
    }

    /// What went wrong while this draft was written, in words about its target.
    pub(crate) fn trouble(&self, error: &io::Error) -> OutputTrouble {
        failed(&self.target, error)
    }

    /// The path of its target, for people.
    pub(crate) fn shown(&self) -> &str {
        self.target.shown()
    }

    fn make_durable(&mut self) -> io::Result<()> {
        self.file.flush()?;
        if let Ok(about) = fs::metadata(&self.target.path) {
            self.file.as_file().set_permissions(about.permissions())?;
        }
        self.file.as_file().sync_all()
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Draft {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Puts all drafts in their places: every one is on the disk before the first is renamed.
///
/// # Errors
/// The system's refusal. Before the first rename nothing has changed; should a
/// later rename fail, which a full disk cannot cause, the earlier ones stand.
pub(crate) fn publish(mut drafts: Vec<Draft>) -> Result<(), OutputTrouble> {
    for draft in &mut drafts {
        let durable = draft.make_durable();
        durable.map_err(|error| failed(&draft.target, &error))?;
    }
    // A book may have been opened while we worked.
    for draft in &drafts {
        if let Some((program, who)) = lock::opened(&draft.target.path) {
            let path = draft.target.shown.clone();
            return Err(OutputTrouble::Open { path, program, who });
        }
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for Draft { file, target } in drafts {
        file.persist(&target.path)
            .map_err(|error| failed(&target, &error.error))?;
        let folder = parent(&target.path).to_owned();
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    for folder in &folders {
        clear(folder);
        sync_folder(folder);
    }
    Ok(())
}

/// Removes drafts of runs that were killed; one that is a day old is nobody's any more.
fn clear(folder: &Path) {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_draft = name.starts_with(DRAFT.0) && name.ends_with(DRAFT.1);
        let changed = || entry.metadata().and_then(|about| about.modified());
        let age = || changed().ok()?.elapsed().ok();
        if is_draft && age().is_some_and(|age| age > DAY) {
            // Another run may have done so by now.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Puts a draft in its place only if nothing is there; whether it was put.
///
/// # Errors
/// The system's refusal.
pub(crate) fn publish_new(mut draft: Draft) -> Result<bool, OutputTrouble> {
    let durable = draft.make_durable();
    durable.map_err(|error| failed(&draft.target, &error))?;
    let Draft { file, target } = draft;
    match file.persist_noclobber(&target.path) {
        Ok(_) => {
            sync_folder(parent(&target.path));
            Ok(true)
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(&target, &error.error)),
    }
}

/// Whether tierbook wrote a file, or it holds nothing to lose.
pub(crate) fn is_ours(path: &Path) -> bool {
    ours::is_ours(path)
}

/// The path, where a workbook of ours stands there that a later run knows again.
pub(crate) fn our_book(path: &Path) -> Option<PathBuf> {
    ours::returns(path).then(|| path.to_owned())
}

/// Asks for the names to be on the disk, too. The files are complete either way,
/// and some file systems refuse this, so a refusal is no failure.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

fn failed(target: &Target, error: &io::Error) -> OutputTrouble {
    system(Path::new(&target.shown), error)
}

fn system(path: &Path, error: &io::Error) -> OutputTrouble {
    let path = shown(path);
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            OutputTrouble::NotAllowed { path }
        }
        _ => OutputTrouble::Failed {
            path,
            cause: error.to_string(),
        },
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests;
