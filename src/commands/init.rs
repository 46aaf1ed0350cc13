//! `init`: looks at the spreadsheets, says what it found, and writes rules that fit.
//!
//! Reads without rules, drafts some, classifies by them to see what they do, and
//! writes them with their reasons. A file that is there is never replaced.

use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::followup::everyone::next_days;
use tierbook::lang::Language;
use tierbook::lang::cli::{input_trouble, output_trouble};
use tierbook::lang::propose::found::{
    from_standard_input, nothing_here, passed_over, rules_exist, settled_roles,
};
use tierbook::lang::run::read_fault;
use tierbook::lang::{open as open_words, rules as rules_words};
use tierbook::propose::{Given, Proposal, draft, is_chinese, read, seen};
use tierbook::records::open::{self, OpenFault, Opened};
use tierbook::render::proposal::{found_text, next_text};
use tierbook::render::rules_text::rules_text;
use tierbook::report::{Figures, Run};
use tierbook::rules::decode::decode;

use crate::cli::{Init, Inputs, Lang, Manner};

use super::exit::{Exit, Stop};
use super::files::{self, InputFile, is_unexpanded};
use super::output::{self, Draft, Replace, Target};
use super::progress::Progress;
use super::{look, print, session};

/// The name that every other command looks for.
const USUAL: &str = "rules.toml";
/// Names tried for the workbook beside files that are not ours.
const MOST_NAMES: u32 = 99;

/// Runs the command.
pub(crate) fn run(command: &Init, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let path = command.output.as_deref().unwrap_or(Path::new(USUAL));
    let printed = path == Path::new("-");
    if !printed && path.exists() {
        let said = rules_exist(&path.display().to_string(), spoken);
        return Err(Stop::failed(&[said], spoken).into());
    }
    let progress = Progress::new(manner);
    let (inputs, from_folder) = gather(&command.inputs, spoken)?;
    let target = (!printed)
        .then(|| target(path, &inputs, spoken))
        .transpose()?;
    progress.step(tierbook::lang::cli::reading(inputs.len(), spoken));
    let pace = session::pace(command.threads);
    let opened = open(&command.inputs, inputs, from_folder, pace.threads, spoken)?;
    let (inputs, opened, passed) = opened;
    let language = language_of(manner.lang, &opened, spoken);
    let as_of = session::as_of(command.as_of, language)?;
    let (book, assumed) = read::read(&opened, as_of, pace, language).map_err(|fault| {
        let said = read_fault(&fault, &session::sheet_names(&opened), language);
        Stop::failed(&[said], language)
    })?;
    let base = path.parent().filter(|_| !printed).unwrap_or(Path::new(""));
    let kept = names(&command.inputs, &inputs, base);
    let output = workbook(base, &inputs, language);
    let given = Given {
        sheets: &opened.sheets,
        tables: &opened.tables,
        book: &book,
        assumed: &assumed,
        as_of,
        language,
        files: &kept,
        output: &output,
    };
    progress.step(tierbook::lang::cli::deciding(book.len(), language));
    let drafted = draft(&given);
    let rules = drafted.rules.clone();
    let engine = Engine::new(&book, &rules, pace.threads);
    let (verdicts, cuts) = classify(&engine, as_of);
    let plan = next_days(&engine, &verdicts, &cuts);
    let run = Run {
        engine: &engine,
        verdicts: &verdicts,
        cuts: &cuts,
        sheets: &opened.sheets,
        problems: &book.problems,
        inputs: &[],
        rules_digest: "",
        plan: &plan,
        returned: &tierbook::returned::NOTHING,
        figures: Figures::of(&cuts),
    };
    let proposal = Proposal::new(drafted, &given, &run);
    let text = rules_text(&proposal);
    sound(&text, language)?;
    progress.clear();
    if !manner.quiet {
        let notes = notes(&command.inputs, &passed, language);
        let said = found_text(&run, &proposal, &notes, look(manner, language));
        if printed {
            // What is printed may go into a file: words about it stay out of its way.
            eprint!("{said}");
        } else {
            print(said.as_bytes())?;
        }
    }
    let Some(target) = target else {
        return print(text.as_bytes());
    };
    write(&target, &text, path, language)?;
    if !manner.quiet {
        let shown = target.shown();
        let named = (path != Path::new(USUAL)).then_some(shown);
        print(next_text(&proposal, shown, named, look(manner, language)).as_bytes())?;
    }
    Ok(Exit::Done)
}

/// The files named, else the tables of this folder; whether it is the latter.
fn gather(inputs: &Inputs, language: Language) -> Result<(Vec<InputFile>, bool), Stop> {
    let named = [
        &inputs.files,
        &inputs.customers,
        &inputs.orders,
        &inputs.contacts,
    ];
    if named.iter().all(|paths| paths.is_empty()) {
        let mut here = files::tables_here();
        here.retain(|file| !file.origin.path().is_some_and(output::is_ours));
        if here.is_empty() {
            return Err(Stop::failed(&[nothing_here(language).to_owned()], language));
        }
        return Ok((here, true));
    }
    let found = files::gather(inputs, &[], Path::new("")).map_err(|troubles| {
        let said = troubles
            .iter()
            .map(|trouble| input_trouble(trouble, language));
        Stop::failed(&said.collect::<Vec<_>>(), language)
    })?;
    Ok((found, false))
}

fn target(path: &Path, inputs: &[InputFile], language: Language) -> Result<Target, Stop> {
    let read: Vec<PathBuf> = inputs
        .iter()
        .filter_map(|file| file.origin.path().map(Path::to_owned))
        .collect();
    output::file(path, Replace::Ours, &read)
        .map_err(|trouble| Stop::failed(&[output_trouble(&trouble, language)], language))
}

/// Opens the files. Of a folder, those that cannot be used are passed over, with the
/// reason; a file that was named has to be usable.
fn open(
    asked: &Inputs,
    mut inputs: Vec<InputFile>,
    from_folder: bool,
    threads: usize,
    language: Language,
) -> Result<(Vec<InputFile>, Opened, Vec<OpenFault>), Stop> {
    let bounds = session::bounds(asked);
    let mut passed = Vec::new();
    loop {
        let (files, _) = session::open_files(&inputs, language)?;
        let faults = match open::open_stated(&files, &[], &bounds, session::stated(asked), threads)
        {
            Ok(opened) => return Ok((inputs, opened, passed)),
            Err(faults) => faults,
        };
        let unusable: Vec<&str> = faults.iter().filter_map(file_of).collect();
        let left = inputs.len() - unusable.len().min(inputs.len());
        if !from_folder || unusable.len() < faults.len() || left == 0 {
            return Err(session::open_faults(&faults, language));
        }
        inputs.retain(|file| !unusable.contains(&file.shown.as_str()));
        passed.extend(faults);
    }
}

/// The file that a fault is about.
fn file_of(fault: &OpenFault) -> Option<&str> {
    match fault {
        OpenFault::Refused { file, .. }
        | OpenFault::NoSuchSheet { file, .. }
        | OpenFault::NothingRecognised { file, .. } => Some(file),
        OpenFault::ClaimedTwice { at, .. }
        | OpenFault::NoHeader { at, .. }
        | OpenFault::MissingColumns { at, .. }
        | OpenFault::AmbiguousColumn { at, .. } => Some(&at.file),
        OpenFault::NoFiles | OpenFault::TooManySheets => None,
    }
}

/// `--lang`, else Chinese for Chinese sheets, else what is spoken here.
fn language_of(asked: Lang, opened: &Opened, spoken: Language) -> Language {
    match asked {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
        Lang::Auto if is_chinese(&opened.sheets) => Language::Zh,
        Lang::Auto => spoken,
    }
}

/// The files as the rules will name them: as typed, but starting from the rules' folder.
fn names(typed: &Inputs, inputs: &[InputFile], base: &Path) -> Vec<String> {
    let mut paths: Vec<&Path> = Vec::new();
    for path in &typed.files {
        if is_unexpanded(path) {
            paths.push(path);
        }
    }
    // What a pattern stands for is named by the pattern.
    let single = |file: &&InputFile| {
        let path = file.origin.path();
        path.is_some_and(|path| paths.is_empty() || typed.files.iter().any(|one| one == path))
            || !file.settled.is_empty()
    };
    let single: Vec<&Path> = inputs
        .iter()
        .filter(single)
        .filter_map(|file| file.origin.path())
        .collect();
    let all = single.into_iter().chain(paths);
    all.map(|path| relative(path, base).display().to_string())
        .collect()
}

/// A path as it is reached from a folder; absolute paths stay as they are.
fn relative(path: &Path, base: &Path) -> PathBuf {
    if base == Path::new("") || path.is_absolute() {
        return path.to_owned();
    }
    let (Ok(path_from_root), Ok(base)) = (std::path::absolute(path), std::path::absolute(base))
    else {
        return path.to_owned();
    };
    let shared = path_from_root
        .components()
        .zip(base.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = base.components().skip(shared).map(|_| Component::ParentDir);
    let down = path_from_root.components().skip(shared);
    up.chain(down).collect()
}

/// A name for the workbook that is free, or holds one of ours.
fn workbook(base: &Path, inputs: &[InputFile], language: Language) -> String {
    let usual = seen::output_name(language);
    let (stem, ending) = usual.rsplit_once('.').unwrap_or((usual, "xlsx"));
    let free = |name: &String| {
        let path = base.join(name);
        let read = inputs.iter().any(|file| file.origin.path() == Some(&path));
        !read && (!path.exists() || output::is_ours(&path))
    };
    let numbered = (2..=MOST_NAMES).map(|number| format!("{stem}-{number}.{ending}"));
    let mut names = [usual.to_owned()].into_iter().chain(numbered);
    names.find(free).unwrap_or_else(|| usual.to_owned())
}

/// What cannot be kept in the rules, and what was passed over.
fn notes(inputs: &Inputs, passed: &[OpenFault], language: Language) -> Vec<String> {
    let settled = [&inputs.customers, &inputs.orders, &inputs.contacts];
    let mut lines: Vec<String> = passed
        .iter()
        .map(|fault| passed_over(&open_words::message(fault, language), language))
        .collect();
    if settled.iter().any(|paths| !paths.is_empty()) {
        lines.push(settled_roles(language).to_owned());
    }
    let standard = |path: &PathBuf| path == Path::new("-");
    if inputs.files.iter().any(standard) {
        lines.push(from_standard_input(language).to_owned());
    }
    lines
}

/// Rules of ours are read back before anybody gets them.
fn sound(text: &str, language: Language) -> Result<(), Stop> {
    decode(text).map(|_| ()).map_err(|faults| Stop {
        exit: Exit::Failed,
        said: rules_words::render(&faults, USUAL, text, language),
    })
}

fn write(target: &Target, text: &str, path: &Path, language: Language) -> Result<(), Stop> {
    let failed = |trouble| Stop::failed(&[output_trouble(&trouble, language)], language);
    let mut draft = Draft::begin(target).map_err(failed)?;
    let written = draft.write_all(text.as_bytes());
    written.map_err(|error| failed(draft.trouble(&error)))?;
    if output::publish_new(draft).map_err(failed)? {
        return Ok(());
    }
    let said = rules_exist(&path.display().to_string(), language);
    Err(Stop::failed(&[said], language))
}
