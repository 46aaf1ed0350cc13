//! What all commands share: rules, files, facts, verdicts and the plan of one run.
//!
//! Takes the inputs and options of a command; shows the finished [`report::Run`]
//! to the command's own work. "Today", paths and the number of processors enter here.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::classify::wanted::{always, descriptive, missing_columns, reads_products, wanted};
use tierbook::followup::everyone::{Listing, next_days, plan};
use tierbook::lang::cli::{input_trouble, no_such_owner, standard_input};
use tierbook::lang::place::SheetName;
use tierbook::lang::rules::render;
use tierbook::lang::run::{Asked, Refusal, read_fault, refusal};
use tierbook::lang::{Language, open as open_words, returned as returned_words};
use tierbook::names::near::nearest;
use tierbook::names::systems;
use tierbook::names::{Field, Role};
use tierbook::parallel;
use tierbook::period::{Day, Span, Unit};
use tierbook::problem::{Finding, Problem};
use tierbook::propose::is_chinese;
use tierbook::records::book::{self, Book, Purchases, Request};
use tierbook::records::column::Column;
use tierbook::records::customers::Wanted;
use tierbook::records::filters::Filters;
use tierbook::records::later::later_contacts;
use tierbook::records::open::{self, Claim, Digesting, File, Ignored, Opened};
use tierbook::records::orders::Excluded;
use tierbook::records::table::Pace;
use tierbook::report::ended::passed;
use tierbook::report::summary::Input;
use tierbook::report::{Figures, Run};
use tierbook::returned::{self, Returned};
use tierbook::review::quality;
use tierbook::rules::fault::{Fault, FaultKind};
use tierbook::rules::{MadeOf, Rules, Severe, Workdays};
use tierbook::sheet::text::CHUNK_BYTES;
use tierbook::sheet::{Bounds, Stated};
use tierbook::table::customers::renamed_columns;

use crate::cli::{self, Inputs, Manner};

use super::exit::{Exit, Stop};
use super::files::{self, InputFile, Origin};
use super::progress::Progress;
use super::rules_file::{self, RulesFile};
use super::{language, output, today};

/// A run that is ready to be reported.
pub(crate) struct Session<'a> {
    /// Everything that was found and decided.
    pub(crate) run: Run<'a>,
    /// The sheets and tables.
    pub(crate) opened: &'a Opened,
    /// Findings beyond those kept one by one.
    pub(crate) unlisted: u64,
    /// How fast.
    pub(crate) pace: Pace,
    /// The language of messages and outputs.
    pub(crate) language: Language,
    /// Why the data is refused; empty when it is not.
    pub(crate) refused: Vec<Refusal>,
    /// The names of the sheets.
    pub(crate) names: &'a [SheetName],
    /// The progress bar.
    pub(crate) progress: &'a Progress,
    /// The day of the workbook that this run continues.
    pub(crate) last: Option<Day>,
}

/// Whether damaged rows are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// As many as the rules allow.
    AsRules,
    /// None at all.
    None,
}

impl Session<'_> {
    /// The data is refused, in words.
    pub(crate) fn refusal(&self, asked: Asked) -> Option<Stop> {
        if self.refused.is_empty() {
            return None;
        }
        let said = self
            .refused
            .iter()
            .map(|why| refusal(why, asked, self.names, self.language));
        Some(Stop::refused(&said.collect::<Vec<_>>(), self.language))
    }
}

/// What is known before any file is opened.
pub(crate) struct Prepared {
    /// The rules.
    pub(crate) rules_file: RulesFile,
    /// The language of messages and outputs.
    pub(crate) language: Language,
    /// The files to read.
    pub(crate) files: Vec<InputFile>,
    /// Whether the command shows tasks.
    pub(crate) listing: Listing,
    /// How much of the sheets is kept.
    pub(crate) keeps: Keeps,
    /// How excluded rows are told.
    pub(crate) excluded: Excluded,
    /// How large files may be.
    pub(crate) bounds: Bounds,
    /// What was said about text tables.
    pub(crate) stated: Stated,
    /// Columns of the customer sheet that the command shows, beside those of the rules.
    pub(crate) columns: Vec<Wanted>,
    /// The workbook of the last run: its marks are taken, and it is no input of this one.
    pub(crate) last: Option<InputFile>,
}

/// How much of the sheets is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// What the rules ask for.
    Asked,
    /// What describes a customer, too, and its products.
    Descriptions,
}

/// Finds rules and files.
pub(crate) fn prepare(
    inputs: &Inputs,
    run: &cli::Run,
    manner: &Manner,
    spoken: Language,
) -> Result<Prepared, Stop> {
    // The rules do not need these words, and the files cannot be opened without.
    let ((), rules_file) = parallel::both(pace(run.threads).threads, systems::prepare, || {
        rules_file::load(run.rules.as_deref(), manner.lang, spoken)
    });
    let rules_file = rules_file?;
    let language = language::of_the_run(manner.lang, &rules_file.rules);
    let mut files = files::gather(inputs, &rules_file.rules.input.files, &rules_file.base)
        .map_err(|troubles| {
            let said: Vec<String> = troubles
                .iter()
                .map(|trouble| input_trouble(trouble, language))
                .collect();
            Stop::failed(&said, language)
        })?;
    let unnamed = files.iter_mut();
    for file in unnamed.filter(|file| file.origin == Origin::StandardInput) {
        standard_input(language).clone_into(&mut file.shown);
    }
    let stated_path = rules_file.rules.output.path.as_ref();
    let last = stated_path.and_then(|path| output::our_book(&rules_file.base.join(path)));
    let mut prepared = Prepared {
        rules_file,
        language,
        files,
        listing: Listing::Tasks,
        keeps: Keeps::Asked,
        excluded: Excluded::Counted,
        bounds: bounds(inputs),
        stated: stated(inputs),
        columns: Vec::new(),
        last: None,
    };
    prepared.continues(last);
    Ok(prepared)
}

impl Prepared {
    /// Every file that is read, the rules and their calendar among them: none is ever written.
    /// The workbook of the last run is read before the next one takes its place.
    pub(crate) fn read_paths(&self) -> Vec<PathBuf> {
        let files = self.files.iter().filter_map(|file| file.origin.path());
        let rules = &self.rules_file;
        let calendar = rules.rules.calendar.ics.as_ref();
        files
            .map(Path::to_owned)
            .chain(rules.path.clone())
            .chain(calendar.map(|path| rules.base.join(path)))
            .collect()
    }

    /// Says which workbook of ours this run continues.
    pub(crate) fn continues(&mut self, last: Option<PathBuf>) {
        let Some(path) = last else { return };
        let real = |path: &Path| path.canonicalize().ok();
        self.files.retain(|file| {
            let Some(given) = file.origin.path() else {
                return true;
            };
            // What a pattern finds beside it are copies that were taken long ago.
            let known = real(given) == real(&path) || output::kept::is_copy_of(given, &path);
            !known || !file.settled.is_empty()
        });
        self.last = Some(InputFile {
            shown: path.display().to_string(),
            origin: Origin::Path(path),
            settled: Vec::new(),
        });
    }

    /// All files that are read.
    fn all_files(&self) -> Vec<InputFile> {
        self.files.iter().chain(&self.last).cloned().collect()
    }
}

/// The limits on what is read.
pub(super) fn bounds(inputs: &Inputs) -> Bounds {
    if inputs.large_files {
        Bounds::large()
    } else {
        Bounds::default()
    }
}

/// What the user says about text tables.
pub(super) fn stated(inputs: &Inputs) -> Stated {
    Stated {
        encoding: inputs.encoding,
        delimiter: inputs.delimiter,
    }
}

/// Reads, decides and plans, then lets the command do its work.
pub(crate) fn with<T>(
    prepared: &Prepared,
    options: &cli::Run,
    manner: &Manner,
    strictness: Strictness,
    work: impl FnOnce(&Session<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let language = prepared.language;
    let rules = &prepared.rules_file.rules;
    let progress = Progress::new(manner);
    let as_of = as_of(options.as_of, language)?;
    let pace = Pace {
        chunk_bytes: options
            .chunk_bytes
            .and_then(|bytes| usize::try_from(bytes.get()).ok())
            .unwrap_or(CHUNK_BYTES),
        ..pace(options.threads)
    };
    let count = prepared.files.len() + usize::from(prepared.last.is_some());
    progress.step(tierbook::lang::cli::reading(count, language));
    let (files, sources) = open_files(&prepared.all_files(), language)?;
    let opened = open::open_stated(
        &files,
        &rules.input.columns,
        &prepared.bounds,
        prepared.stated,
        pace.threads,
    )
    .map_err(|faults| open_faults(&faults, language))?;
    let names = sheet_names(&opened);
    check_columns(&prepared.rules_file, &opened, language)?;
    let rules = &*suited(&prepared.rules_file, &opened);
    let known = returned::Known {
        words: returned_words::WORDS,
        team: &rules.team,
        as_of,
    };
    let mut returned = returned::read(&opened.books, &opened.logs, known);
    let book = read(prepared, &opened, &returned, as_of, pace)
        .map_err(|fault| Stop::failed(&[read_fault(&fault, &names, language)], language))?;
    // The process ends with the run, and takes less time over what is not taken apart first.
    let book = ManuallyDrop::new(book);
    returned.settle(&book.registry);
    check_leavers(&book, rules, language)?;
    let mut inputs = inputs(&files, &sources, &opened);
    inputs.truncate(prepared.files.len());
    let refused = refusals(&book, rules, as_of, strictness, &opened);
    progress.step(tierbook::lang::cli::deciding(book.len(), language));
    let engine = Engine::new(&book, rules, pace.threads);
    let decided = ManuallyDrop::new(classify(&engine, as_of));
    let (verdicts, cuts) = &*decided;
    let (odd, plan) = parallel::both(
        pace.threads,
        || quality::findings(&engine, verdicts, &cuts.measures(), as_of),
        || match prepared.listing {
            Listing::Tasks => plan(&engine, verdicts, cuts, rules.calendar.horizon),
            Listing::NextDays => next_days(&engine, verdicts, cuts),
        },
    );
    let plan = ManuallyDrop::new(plan);
    let mut problems = opened.problems.clone();
    problems.extend(returned::without_card(&opened.sheets, &opened.books));
    problems.extend(returned.problems.iter().cloned());
    problems.extend(passed(&engine, &plan, &returned));
    problems.extend(book.problems.iter().cloned());
    problems.extend(later_contacts(&book, &opened.tables, as_of));
    problems.extend(age_findings(&book, rules, as_of));
    problems.extend(renamed_columns(&opened.tables, rules));
    problems.extend(verdicts.problems.iter().cloned());
    problems.extend(plan.problems.iter().cloned());
    problems.extend(prepared.rules_file.problems.iter().cloned());
    problems.extend(odd);
    let digest = rules_digest(&prepared.rules_file);
    let session = Session {
        run: Run {
            engine: &engine,
            verdicts,
            cuts,
            sheets: &opened.sheets,
            problems: &problems,
            inputs: &inputs,
            rules_digest: &digest,
            plan: &plan,
            returned: &returned,
            figures: Figures::of(cuts),
        },
        opened: &opened,
        unlisted: book.unlisted,
        pace,
        language,
        refused,
        names: &names,
        progress: &progress,
        last: last_day(prepared, &opened, &returned),
    };
    work(&session)
}

/// The rules of the run. Nobody who has no rules and no Chinese tables works by the holidays of
/// China: the weekends are free then.
fn suited<'r>(file: &'r RulesFile, opened: &Opened) -> Cow<'r, Rules> {
    if file.path.is_some() || is_chinese(&opened.sheets) {
        return Cow::Borrowed(&file.rules);
    }
    let mut rules = file.rules.clone();
    rules.calendar.workdays = Workdays::Weekdays;
    Cow::Owned(rules)
}

/// The day of the workbook that this run continues; a copy of it may have been given, too.
fn last_day(prepared: &Prepared, opened: &Opened, returned: &Returned) -> Option<Day> {
    prepared.last.as_ref()?;
    let last = prepared.files.len();
    let same = opened.sheets.iter().find_map(|sheet| match &sheet.why {
        Some(Ignored::SameFile(first)) if sheet.file == last => Some(first),
        _ => None,
    });
    let place = same.and_then(|first| prepared.files.iter().position(|file| file.shown == *first));
    let place = place.unwrap_or(last);
    let books = returned.books.iter();
    books
        .filter(|(file, _)| *file == place)
        .find_map(|(_, day)| *day)
}

/// The day asked for, else today.
pub(super) fn as_of(asked: Option<Day>, language: Language) -> Result<Day, Stop> {
    let day = asked.or_else(today::today);
    day.ok_or_else(|| Stop::failed(&[tierbook::lang::cli::no_today(language)], language))
}

/// As many threads as asked for, else as there are processors.
pub(super) fn pace(threads: Option<NonZeroUsize>) -> Pace {
    /// Further threads would only take time to begin.
    const MOST_THREADS: usize = 256;
    Pace {
        threads: threads
            .map_or_else(processors, NonZeroUsize::get)
            .min(MOST_THREADS),
        chunk_bytes: CHUNK_BYTES,
    }
}

/// The names of all sheets, by their ids.
pub(super) fn sheet_names(opened: &Opened) -> Vec<SheetName> {
    let sheets = opened.sheets.iter();
    sheets
        .map(|sheet| SheetName {
            file: sheet.file_name.clone(),
            sheet: sheet.name.clone(),
        })
        .collect()
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// The files, and their sources, which take their digests while they are read.
pub(super) fn open_files(
    inputs: &[InputFile],
    language: Language,
) -> Result<(Vec<File>, Vec<Arc<Digesting>>), Stop> {
    let (mut files, mut sources, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
    for input in inputs {
        match files::open(input) {
            Ok(source) => {
                let len = source.size();
                let source = Arc::new(Digesting::new(Arc::new(source), len));
                let claims = input.settled.iter().map(|settled| Claim {
                    role: settled.role,
                    sheet: settled.sheet.clone(),
                });
                files.push(File {
                    name: input.shown.clone(),
                    len,
                    source: source.clone(),
                    claims: claims.collect(),
                });
                sources.push(source);
            }
            Err(trouble) => troubles.push(input_trouble(&trouble, language)),
        }
    }
    if troubles.is_empty() {
        Ok((files, sources))
    } else {
        Err(Stop::failed(&troubles, language))
    }
}

/// Why files cannot be opened, in words.
pub(super) fn open_faults(faults: &[open::OpenFault], language: Language) -> Stop {
    let said: Vec<String> = faults
        .iter()
        .map(|fault| {
            let mut said = open_words::message(fault, language);
            if let Some(help) = open_words::help(fault, language) {
                let _ = write!(
                    said,
                    "\n  {}{help}",
                    tierbook::lang::cli::help_word(language)
                );
            }
            said
        })
        .collect();
    Stop::failed(&said, language)
}

/// The second moment of checking: names of columns, when headers are bound.
///
/// Each is shown where the file first names it.
fn check_columns(file: &RulesFile, opened: &Opened, language: Language) -> Result<(), Stop> {
    let missing = missing_columns(&file.rules, &opened.tables);
    if missing.is_empty() {
        return Ok(());
    }
    let mut faults: Vec<Fault> = missing
        .into_iter()
        .map(|column| Fault {
            span: written(&file.text, &column.header),
            kind: FaultKind::NoSuchColumn(column.header, column.near),
        })
        .collect();
    faults.sort_by_key(|fault| fault.span.start);
    let name = file.path.as_deref().unwrap_or(Path::new("rules.toml"));
    Err(Stop {
        exit: Exit::Failed,
        said: render(&faults, &name.display().to_string(), &file.text, language),
    })
}

/// Where a text first names a column in brackets; its beginning where a header is written in
/// another way than it reads.
fn written(text: &str, header: &str) -> std::ops::Range<usize> {
    let found = text.match_indices(header).find(|(at, _)| {
        let before = text[..*at].trim_end();
        before.ends_with(['[', '［'])
    });
    found.map_or(0..0, |(at, _)| at..at + header.len())
}

/// People who leave have to be somebody's owner.
fn check_leavers(book: &Book, rules: &Rules, language: Language) -> Result<(), Stop> {
    let owners: &[String] = match book.details.field(Field::CustomerOwner) {
        Some(Column::Text(column)) => &column.words,
        _ => &[],
    };
    let unknown = rules
        .team
        .leaving
        .iter()
        .filter(|name| !owners.contains(name));
    let said: Vec<String> = unknown
        .map(|name| {
            no_such_owner(
                name,
                nearest(name, owners.iter().map(String::as_str)),
                language,
            )
        })
        .collect();
    if said.is_empty() {
        Ok(())
    } else {
        Err(Stop::failed(&said, language))
    }
}

fn read(
    prepared: &Prepared,
    opened: &Opened,
    returned: &Returned,
    as_of: Day,
    pace: Pace,
) -> Result<Book, book::ReadFault> {
    let rules = &prepared.rules_file.rules;
    let mut wanted = wanted(rules, &opened.tables);
    let described = match prepared.keeps {
        Keeps::Asked => Vec::new(),
        Keeps::Descriptions => descriptive(),
    };
    for more in tierbook::followup::desk::wanted(rules)
        .into_iter()
        .chain(described)
        .chain(prepared.columns.iter().cloned())
    {
        let has = |field| {
            opened
                .tables
                .iter()
                .any(|table| table.column(field).is_some())
        };
        if !wanted.contains(&more) && more.field.is_none_or(has) {
            wanted.push(more);
        }
    }
    let (set, shown) = (returned.set(), returned.shown());
    let dropped = returned.dropped(as_of);
    for field in set.iter().map(|set| set.field) {
        if !wanted.iter().any(|known| known.field == Some(field)) {
            wanted.extend(always(field));
        }
    }
    let programs: Vec<_> = rules
        .metrics
        .iter()
        .filter_map(|metric| match &metric.made_of {
            MadeOf::Rows { filter, .. } => filter.as_ref().map(|filter| &filter.program),
            MadeOf::Formula(_) => None,
        })
        .collect();
    let filters = (!programs.is_empty()).then_some(Filters { programs });
    book::read(&Request {
        tables: &opened.tables,
        returned: book::Returned {
            logs: &returned.tables,
            set: &set,
            shown: &shown,
            dropped: &dropped,
        },
        rules,
        as_of,
        wanted: &wanted,
        filters: filters.as_ref(),
        products: prepared.keeps == Keeps::Descriptions || reads_products(rules),
        purchases: match prepared.listing {
            Listing::Tasks => Purchases::Named,
            Listing::NextDays => Purchases::Counted,
        },
        excluded: prepared.excluded,
        pace,
    })
}

/// Name, size and digest of every file.
fn inputs(files: &[File], sources: &[Arc<Digesting>], opened: &Opened) -> Vec<Input> {
    let known = opened.digests.iter();
    let all = files
        .iter()
        .zip(sources)
        .zip(known)
        .map(|((file, source), known)| {
            let digest = match &known.digest {
                Some(digest) => digest.clone(),
                // What was not read yet and cannot be read now has no digest; the facts are read already.
                None => source.finish().unwrap_or_default(),
            };
            Input {
                name: file.name.clone(),
                size: file.len,
                digest,
            }
        });
    all.collect()
}

fn rules_digest(file: &RulesFile) -> String {
    let text = if file.path.is_some() {
        file.text.as_str()
    } else {
        tierbook::rules::EXAMPLE
    };
    tierbook::records::open::digest_of_bytes(text.as_bytes())
}

fn refusals(
    book: &Book,
    rules: &Rules,
    as_of: Day,
    strictness: Strictness,
    opened: &Opened,
) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for entry in &book.ledger {
        let account = &entry.account;
        let rows = account.read - account.layout;
        let contacts = opened
            .tables
            .iter()
            .any(|table| table.sheet == entry.sheet && table.role == Role::Contacts);
        let damaged = book.damaged(entry);
        if !contacts && damaged as f64 > rules.input.max_set_aside * rows as f64 {
            refused.push(Refusal::TooMuchSetAside {
                sheet: entry.sheet,
                set_aside: damaged,
                rows,
                allowed: rules.input.max_set_aside,
            });
        }
    }
    let set_aside = book
        .ledger
        .iter()
        .map(|entry| entry.account.set_aside)
        .sum();
    if strictness == Strictness::None && set_aside > 0 {
        refused.push(Refusal::Strict { set_aside });
    }
    if rules.input.stale == Severe::Refuse {
        if let Some((newest, days)) = stale(book, rules, as_of) {
            refused.push(Refusal::Stale { newest, days });
        } else if book.has.orders && book.days.is_none() {
            refused.push(Refusal::NoOrders);
        }
    }
    refused
}

/// The newest order and its age, when it is older than the rules allow.
fn stale(book: &Book, rules: &Rules, as_of: Day) -> Option<(Day, i32)> {
    let (_, newest) = book.days?;
    (newest < as_of.before(rules.input.stale_after)).then_some((newest, as_of.0 - newest.0))
}

/// What the age and the length of the data mean for the run.
fn age_findings(book: &Book, rules: &Rules, as_of: Day) -> Vec<Problem> {
    let mut findings = Vec::new();
    if let Some((newest, days)) = stale(book, rules, as_of) {
        findings.push(Finding::Stale(newest, days));
    }
    if let Some((first, _)) = book.days {
        let begins_after = |months| first > as_of.before(Span::new(months, Unit::Month)).plus(1);
        if let Some(months) = [12, 24].into_iter().find(|months| begins_after(*months)) {
            findings.push(Finding::ShortHistory(first, months));
        }
    }
    let whole = |finding| Problem {
        place: None,
        finding,
        count: 1,
    };
    findings.into_iter().map(whole).collect()
}
