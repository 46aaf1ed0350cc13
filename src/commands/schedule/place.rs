//! Where lists go: standard output, a file (with further files where a layout
//! limits the rows), or a folder with a file for each owner. What can be known to
//! stand in the way is said before the long work.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tierbook::followup::everyone::Listed;
use tierbook::lang::Language;
use tierbook::lang::cli::{ListTrouble, left_over, list_trouble, output_trouble};
use tierbook::lang::list::unassigned;
use tierbook::lang::report::written;
use tierbook::render::csv::Bom;
use tierbook::table::people::owners;

use crate::cli::{Manner, Schedule};
use crate::commands::beside;
use crate::commands::exit::Stop;
use crate::commands::output::{self, Draft, Replace};
use crate::commands::print;
use crate::commands::session::Prepared;

use super::file_name::FileNames;
use super::form::Form;
use super::list::Lists;

/// Files that are open at once before they are put in their places; systems allow some
/// hundreds.
const BATCH: usize = 200;

/// Where lists go.
pub(super) struct Place {
    goal: Goal,
    /// Vanishes with this, where it was made and nothing was written.
    folder: Option<output::Folder>,
    inputs: Vec<PathBuf>,
    replace: Replace,
    beginning: Vec<u8>,
    language: Language,
}

enum Goal {
    /// Standard output.
    Stream,
    /// A file.
    File(PathBuf),
    /// A folder with a file for each owner.
    Folder(PathBuf),
}

/// A list on its way to its file.
struct Part<'t, 's> {
    path: PathBuf,
    owner: Option<&'s str>,
    tasks: &'t [Listed],
}

/// Finds the place and checks it.
pub(super) fn place(command: &Schedule, form: &Form, prepared: &Prepared) -> Result<Place, Stop> {
    let language = prepared.language;
    let refused = |trouble| Stop::usage(&[list_trouble(&trouble, language)], language);
    let path = command
        .write
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let lists = [Form::Table, Form::Csv, Form::Json];
    if command.deferred && !lists.contains(form) {
        return Err(refused(ListTrouble::Deferred));
    }
    let goal = match (path, command.split_by) {
        (None, Some(_)) => return Err(refused(ListTrouble::SplitStream)),
        (Some(_), Some(_)) if *form == Form::Table => {
            return Err(refused(ListTrouble::SplitTable));
        }
        (None, None) if form.is_workbook() => return Err(refused(ListTrouble::WorkbookStream)),
        (None, None) => Goal::Stream,
        (Some(path), None) => Goal::File(path.to_owned()),
        (Some(path), Some(_)) => Goal::Folder(path.to_owned()),
    };
    let replace = if command.write.force {
        Replace::Any
    } else {
        Replace::Ours
    };
    let mut place = Place {
        goal,
        folder: None,
        inputs: prepared.read_paths(),
        replace,
        beginning: Lists::beginning(form),
        language,
    };
    match &place.goal {
        Goal::Stream => {}
        Goal::File(path) => {
            drop(place.target(path)?);
            output::ending(path, form.ending()).map_err(|trouble| place.failed(&trouble))?;
            if let Some(beside) = place.beside(form) {
                drop(place.target(&beside)?);
            }
        }
        Goal::Folder(path) => {
            let folder = output::folder(path, &[], place.replace, &place.inputs);
            place.folder = Some(folder.map_err(|trouble| place.failed(&trouble))?);
        }
    }
    Ok(place)
}

impl Place {
    /// Writes the lists; `asked` says which owners are wanted.
    pub(super) fn write(
        &self,
        lists: &Lists<'_>,
        tasks: &[Listed],
        asked: &dyn Fn(&str) -> bool,
        manner: &Manner,
    ) -> anyhow::Result<()> {
        match &self.goal {
            Goal::Stream => self.stream(lists, tasks),
            Goal::File(path) => {
                let parts = parts(lists.form, path, None, tasks);
                self.files(lists, &parts, asked)?;
                if parts.len() > 1 {
                    self.say(&parts, manner)?;
                }
                self.name_further(path, lists.form, parts.len());
                Ok(())
            }
            Goal::Folder(folder) => {
                let mut people = owners(lists.run(), tasks);
                people.retain(|person| !person.tasks.is_empty() || asked(person.name));
                let mut names = FileNames::default();
                let mut all = Vec::new();
                for person in &people {
                    let name = match person.name {
                        "" => unassigned(self.language),
                        name => name,
                    };
                    let name = format!("{}.{}", names.claim(name), lists.form.ending());
                    let path = folder.join(name);
                    all.extend(parts(lists.form, &path, Some(person.name), &person.tasks));
                }
                self.files(lists, &all, asked)?;
                self.say(&all, manner)?;
                self.name_left_overs(folder, lists.form, &all);
                Ok(())
            }
        }
    }

    fn stream(&self, lists: &Lists<'_>, tasks: &[Listed]) -> anyhow::Result<()> {
        if let Some(most) = most_rows(lists.form)
            && tasks.len() > most as usize
        {
            let rows = tasks.len();
            let said = list_trouble(&ListTrouble::TooManyRows { rows, most }, self.language);
            return Err(Stop::failed(&[said], self.language).into());
        }
        let mut bytes = Vec::new();
        lists.text(tasks, None, &mut bytes, Bom::Omitted)?;
        print(&bytes).map(drop)
    }

    /// Every file is whole before the first is put in its place; very many go in batches.
    fn files<'s>(
        &self,
        lists: &Lists<'s>,
        parts: &[Part<'_, 's>],
        asked: &dyn Fn(&str) -> bool,
    ) -> Result<(), Stop> {
        let mut targets = Vec::new();
        for part in parts {
            targets.push(self.target(&part.path)?);
        }
        let mut drafts = Vec::new();
        for (part, target) in parts.iter().zip(&targets) {
            let mut draft = Draft::begin(target).map_err(|trouble| self.failed(&trouble))?;
            let done = one(lists, part, asked, &mut draft);
            done.map_err(|error| self.failed(&draft.trouble(&error)))?;
            drafts.push(draft);
            if drafts.len() == BATCH {
                self.publish(std::mem::take(&mut drafts))?;
            }
        }
        if let Some(path) = self.beside(lists.form) {
            let target = self.target(&path)?;
            let mut draft = Draft::begin(&target).map_err(|trouble| self.failed(&trouble))?;
            let done = draft.write_all(&beside::document(&lists.session.run.made()));
            done.map_err(|error| self.failed(&draft.trouble(&error)))?;
            drafts.push(draft);
        }
        self.publish(drafts)
    }

    /// Where it stands what tables were made from; other forms say it themselves.
    fn beside(&self, form: &Form) -> Option<PathBuf> {
        match &self.goal {
            _ if form.ending() != "csv" => None,
            Goal::Stream => None,
            Goal::File(path) => Some(beside::of_file(path)),
            Goal::Folder(folder) => Some(beside::of_folder(folder)),
        }
    }

    fn publish(&self, drafts: Vec<Draft>) -> Result<(), Stop> {
        output::publish(drafts).map_err(|trouble| self.failed(&trouble))
    }

    fn target(&self, path: &Path) -> Result<output::Target, Stop> {
        let found = output::file_like(path, self.replace, &self.beginning, &self.inputs);
        found.map_err(|trouble| self.failed(&trouble))
    }

    fn failed(&self, trouble: &tierbook::lang::cli::OutputTrouble) -> Stop {
        Stop::failed(&[output_trouble(trouble, self.language)], self.language)
    }

    fn say(&self, parts: &[Part<'_, '_>], manner: &Manner) -> anyhow::Result<()> {
        if manner.quiet {
            return Ok(());
        }
        let mut text = String::new();
        for part in parts {
            let rows = Some(part.tasks.len() as u64);
            text += &written(&part.path.display().to_string(), rows, self.language);
            text.push('\n');
        }
        print(text.as_bytes()).map(drop)
    }

    /// A longer list of an earlier run had further files, whose tasks must not come back.
    fn name_further(&self, path: &Path, form: &Form, written: usize) {
        if most_rows(form).is_none() {
            return;
        }
        let further = (written.max(1)..).map(|number| numbered(path, form, number));
        let left = further.take_while(|path| path.exists());
        for path in left.filter(|path| output::is_like(path, &self.beginning)) {
            eprintln!("{}", left_over(&path.display().to_string(), self.language));
        }
    }

    /// Somebody who has left keeps a file of an earlier run, which must not be taken for new.
    fn name_left_overs(&self, folder: &Path, form: &Form, parts: &[Part<'_, '_>]) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        let mut left: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == form.ending()))
            .filter(|path| parts.iter().all(|part| part.path != *path))
            .filter(|path| *path != beside::of_folder(folder))
            .filter(|path| output::is_like(path, &self.beginning))
            .collect();
        left.sort();
        for path in left {
            eprintln!("{}", left_over(&path.display().to_string(), self.language));
        }
    }
}

/// A file, and further ones where a layout limits the rows: `name-2`, `name-3` and so on.
fn parts<'t, 's>(
    form: &Form,
    path: &Path,
    owner: Option<&'s str>,
    tasks: &'t [Listed],
) -> Vec<Part<'t, 's>> {
    let most = most_rows(form).map_or(usize::MAX, |most| most as usize);
    if tasks.len() <= most {
        let path = path.to_owned();
        return vec![Part { path, owner, tasks }];
    }
    let chunks = tasks.chunks(most).enumerate();
    chunks
        .map(|(number, tasks)| Part {
            path: numbered(path, form, number),
            owner,
            tasks,
        })
        .collect()
}

/// The path of the first file, from 0, and those of further ones.
fn numbered(path: &Path, form: &Form, number: usize) -> PathBuf {
    if number == 0 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{}.{}", number + 1, form.ending()))
}

fn most_rows(form: &Form) -> Option<u32> {
    match form {
        Form::Layout(layout) => layout.rows,
        _ => None,
    }
}

fn one<'s>(
    lists: &Lists<'s>,
    part: &Part<'_, 's>,
    asked: &dyn Fn(&str) -> bool,
    draft: &mut Draft,
) -> io::Result<()> {
    let mut out = BufWriter::new(draft);
    if lists.form.is_workbook() {
        let shows = |owner: &str| part.owner.map_or_else(|| asked(owner), |own| own == owner);
        let done = lists.book(part.tasks, shows, &mut out);
        done.map_err(|fault| io::Error::other(fault.to_string()))?;
    } else {
        lists.text(part.tasks, part.owner, &mut out, Bom::Written)?;
    }
    out.flush()
}
