//! `classify`: the main job. Writes the workbook, a folder of CSV files or one JSON document.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tierbook::followup::everyone::{Listed, Listing};
use tierbook::lang::Language;
use tierbook::lang::cli::help::since_too_late;
use tierbook::lang::cli::{output_trouble, writing};
use tierbook::lang::run::{read_fault, unlisted};
use tierbook::parallel::both;
use tierbook::records::book::ReadFault;
use tierbook::records::orders::Excluded;
use tierbook::render::book::workbook;
use tierbook::render::csv::{self, Bom, CsvLines};
use tierbook::render::json::Document;
use tierbook::render::screen::{summary_text, wrong_text};
use tierbook::render::workbook as xlsx;
use tierbook::report::Run;
use tierbook::report::movements::{
    Movements, movements as compare, summary as movements, usual_day,
};
use tierbook::report::overview::{Overview, overview};
use tierbook::report::summary::{Output, Summary, summary};
use tierbook::rules::OutputTable;
use tierbook::table::contacts::contacts;
use tierbook::table::customers::{Broken, CustomerTable, Words};
use tierbook::table::follow_ups::{self, FollowUps};
use tierbook::table::movements as moved;
use tierbook::table::problems::{Reader, problems};

use crate::cli::{BookForm, Classify, Manner};

use super::exit::{Exit, Stop};
use super::output::{self, Draft, Folder, Replace, Target, kept};
use super::session::{self, Prepared, Session, Strictness};
use super::{look, print};

/// The files of a CSV folder.
const NAMES: [&str; 7] = [
    "customers.csv",
    "follow_ups.csv",
    "deferred.csv",
    "movements.csv",
    "contacts.csv",
    "problems.csv",
    output::SUMMARY,
];

/// Bytes gathered before they go to the file.
const BUFFER: usize = 1 << 20;

/// Where the result goes, checked before the long work.
enum Goal {
    Book(Target),
    Folder(Folder),
    Document(Target),
    /// JSON on standard output.
    Stream,
}

/// Runs the command.
pub(crate) fn run(command: &Classify, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    if command.list_excluded {
        prepared.excluded = Excluded::Listed;
    }
    prepared
        .rules_file
        .rules
        .team
        .leaving
        .clone_from(&command.reassign);
    let language = prepared.language;
    let asked = asked_path(command, &prepared);
    if form(command, Some(&asked)) == BookForm::Xlsx {
        prepared.continues(output::our_book(&asked));
    }
    let goal = goal(command, &prepared)?;
    let tasks = prepared
        .rules_file
        .rules
        .output
        .writes(OutputTable::FollowUps);
    if !tasks && !matches!(goal, Goal::Book(_)) {
        prepared.listing = Listing::NextDays;
    }
    let strictness = if command.strict {
        Strictness::None
    } else {
        Strictness::AsRules
    };
    session::with(&prepared, &command.run, manner, strictness, |session| {
        if let Some(stop) = session.refusal(tierbook::lang::run::Asked::Results) {
            session.progress.clear();
            eprint!(
                "{}",
                tierbook::render::screen::check_text(&session.run, look(manner, language))
            );
            return Err(stop.into());
        }
        let run = &session.run;
        let (overview, moves) = both(
            run.engine.threads,
            || overview(run),
            || moves(command, manner, session, &goal),
        );
        let moves = moves?;
        let shown = Shown {
            overview: &overview,
            moves: moves.as_ref(),
        };
        let outputs = write(session, shown, &goal, language)?;
        session.progress.clear();
        let streamed = matches!(goal, Goal::Stream);
        if command.run.json && !streamed {
            let summary = shown.summary(&session.run, outputs);
            print(format!("{}\n", serde_json::to_string_pretty(&summary)?).as_bytes())?;
        } else if !manner.quiet {
            let look = look(manner, language);
            let text = summary_text(&session.run, shown.overview, shown.moves, &outputs, look);
            // Beside a document on standard output, words go where they cannot mix with it.
            if streamed {
                eprint!("{text}");
            } else {
                print(text.as_bytes())?;
            }
        }
        if manner.quiet {
            eprint!("{}", wrong_text(&session.run, look(manner, language)));
        }
        if session.unlisted > 0 && !manner.quiet {
            eprintln!("{}", unlisted(session.unlisted, language));
        }
        Ok(Exit::Done)
    })
}

/// What is counted once and shown in several places.
#[derive(Clone, Copy)]
struct Shown<'s, 'a> {
    overview: &'s Overview<'a>,
    moves: Option<&'s Movements>,
}

impl Shown<'_, '_> {
    fn summary(self, run: &Run<'_>, outputs: Vec<Output>) -> Summary {
        Summary {
            movements: self.moves.map(|moves| movements::summary(run, moves)),
            ..summary(run, self.overview, outputs)
        }
    }
}

/// Who moved, where anybody is told: with history, or when a day is named.
fn moves(
    command: &Classify,
    manner: &Manner,
    session: &Session<'_>,
    goal: &Goal,
) -> Result<Option<Movements>, Stop> {
    let run = &session.run;
    let (rules, as_of) = (run.rules(), run.as_of());
    if let Some(since) = command.since.filter(|since| *since >= as_of) {
        let said = since_too_late(since, as_of, session.language);
        return Err(Stop::usage(&[said], session.language));
    }
    let told = matches!(goal, Goal::Book(_))
        || rules.output.writes(OutputTable::Movements)
        || !manner.quiet;
    let asked = command.since.is_some() || (rules.history.depth > 0 && told);
    Ok(asked.then(|| {
        let day = command.since.unwrap_or_else(|| usual_day(rules, as_of));
        compare(run, day)
    }))
}

/// The form asked for, else what the ending of the path says, else a workbook.
fn form(command: &Classify, path: Option<&Path>) -> BookForm {
    let by_path = |path: &Path| {
        let text = path.to_string_lossy();
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            _ if text.ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir() => BookForm::Csv,
            Some("json") => BookForm::Json,
            Some("csv") => BookForm::Csv,
            _ => BookForm::Xlsx,
        }
    };
    command
        .format
        .or_else(|| path.map(by_path))
        .unwrap_or(BookForm::Xlsx)
}

fn goal(command: &Classify, prepared: &Prepared) -> Result<Goal, Stop> {
    let language = prepared.language;
    let rules = &prepared.rules_file;
    let stated = rules
        .rules
        .output
        .path
        .as_ref()
        .map(|path| rules.base.join(path));
    let asked = command.write.output.clone().or(stated);
    let form = form(command, asked.as_deref());
    if asked.as_deref() == Some(Path::new("-")) {
        return match form {
            BookForm::Json => Ok(Goal::Stream),
            BookForm::Xlsx | BookForm::Csv => Err(Stop {
                exit: Exit::Usage,
                said: tierbook::lang::cli::only_json_streams(language),
            }),
        };
    }
    let path = asked.unwrap_or_else(|| PathBuf::from(usual_name(form, language)));
    let inputs = prepared.read_paths();
    let replace = if command.write.force {
        Replace::Any
    } else {
        Replace::Ours
    };
    let fits = |wanted| output::ending(&path, wanted);
    let checked = match form {
        BookForm::Xlsx => output::living_book(&path, replace, &inputs)
            .and_then(|target| fits("xlsx").map(|()| Goal::Book(target))),
        BookForm::Json => output::file(&path, replace, &inputs)
            .and_then(|target| fits("json").map(|()| Goal::Document(target))),
        // A folder is made at once.
        BookForm::Csv => fits("")
            .and_then(|()| output::folder(&path, &NAMES, replace, &inputs))
            .map(Goal::Folder),
    };
    checked.map_err(|trouble| Stop::failed(&[output_trouble(&trouble, language)], language))
}

/// The path that is asked for, else that of the rules, else the usual one.
fn asked_path(command: &Classify, prepared: &Prepared) -> PathBuf {
    let rules = &prepared.rules_file;
    let stated = rules.rules.output.path.as_ref();
    let stated = stated.map(|path| rules.base.join(path));
    let asked = command.write.output.clone().or(stated);
    let usual = || PathBuf::from(usual_name(form(command, None), prepared.language));
    asked.unwrap_or_else(usual)
}

fn usual_name(form: BookForm, language: Language) -> &'static str {
    match form {
        BookForm::Xlsx => language.pick("客户分层.xlsx", "tiers.xlsx"),
        BookForm::Csv => language.pick("客户分层", "tiers"),
        BookForm::Json => language.pick("客户分层.json", "tiers.json"),
    }
}

fn write(
    session: &Session<'_>,
    shown: Shown<'_, '_>,
    goal: &Goal,
    language: Language,
) -> anyhow::Result<Vec<Output>> {
    match goal {
        Goal::Book(target) => {
            session.progress.step(writing(target.shown(), language));
            write_book(session, shown, target, language)
        }
        Goal::Folder(Folder { targets, .. }) => {
            session.progress.step(writing(targets[0].shown(), language));
            write_folder(session, shown, targets, language)
        }
        Goal::Document(target) => {
            session.progress.step(writing(target.shown(), language));
            let mut draft = begin(target, language)?;
            let outputs = vec![Output {
                path: target.shown().to_owned(),
                rows: None,
            }];
            let written = write_document(
                session,
                shown,
                outputs,
                BufWriter::with_capacity(BUFFER, &mut draft),
                language,
            );
            written.map_err(|fault| faulty(session, fault, &draft))?;
            publish(vec![draft], language)?;
            Ok(vec![Output {
                path: target.shown().to_owned(),
                rows: None,
            }])
        }
        Goal::Stream => {
            let outputs = vec![Output {
                path: "-".to_owned(),
                rows: None,
            }];
            let out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
            write_document(session, shown, outputs.clone(), out, language).map_err(|fault| {
                match fault {
                    Broken::Output(error) => anyhow::Error::new(error),
                    Broken::Sheet(sheet, fault) => reread(session, sheet, fault),
                }
            })?;
            Ok(outputs)
        }
    }
}

fn begin(target: &Target, language: Language) -> Result<Draft, Stop> {
    Draft::begin(target)
        .map_err(|trouble| Stop::failed(&[output_trouble(&trouble, language)], language))
}

fn publish(drafts: Vec<Draft>, language: Language) -> Result<(), Stop> {
    output::publish(drafts)
        .map_err(|trouble| Stop::failed(&[output_trouble(&trouble, language)], language))
}

fn faulty(session: &Session<'_>, fault: Broken<io::Error>, draft: &Draft) -> anyhow::Error {
    match fault {
        Broken::Output(error) => {
            let said = output_trouble(&draft.trouble(&error), session.language);
            Stop::failed(&[said], session.language).into()
        }
        Broken::Sheet(sheet, fault) => reread(session, sheet, fault),
    }
}

/// A sheet could not be read a second time, when its own columns were written.
fn reread(
    session: &Session<'_>,
    sheet: tierbook::problem::SheetId,
    fault: tierbook::sheet::text::SplitFault,
) -> anyhow::Error {
    let said = read_fault(
        &ReadFault::Split(sheet, fault),
        session.names,
        session.language,
    );
    Stop::failed(&[said], session.language).into()
}

fn write_book(
    session: &Session<'_>,
    shown: Shown<'_, '_>,
    target: &Target,
    language: Language,
) -> anyhow::Result<Vec<Output>> {
    let mut draft = begin(target, language)?;
    let table = CustomerTable::new(
        &session.run,
        &session.opened.tables,
        None,
        Words::People,
        language,
    );
    let grid = table.grid(session.pace).map_err(|broken| match broken {
        Broken::Sheet(sheet, fault) => reread(session, sheet, fault),
        Broken::Output(never) => match never {},
    })?;
    let book = workbook(&session.run, shown.overview, shown.moves, grid, language);
    xlsx::write(book, BufWriter::with_capacity(BUFFER, &mut draft)).map_err(|fault| {
        let error = io::Error::other(fault.to_string());
        faulty(session, Broken::Output(error), &draft)
    })?;
    let written = |path: &str| Output {
        path: path.to_owned(),
        rows: None,
    };
    let mut outputs = vec![written(target.shown())];
    let mut drafts = vec![draft];
    let keep = session.run.rules().output.keep;
    if let Some(day) = session.last.filter(|_| keep > 0) {
        let copy = kept::copy(target, day, session.run.as_of(), &drafts[0])
            .map_err(|trouble| Stop::failed(&[output_trouble(&trouble, language)], language))?;
        if let Some(copy) = copy {
            outputs.push(written(copy.shown()));
            drafts.insert(0, copy);
        }
    }
    publish(drafts, language)?;
    kept::thin_out(target, keep as usize);
    Ok(outputs)
}

fn customer_table<'a>(session: &'a Session<'a>, language: Language) -> CustomerTable<'a> {
    let chosen = session.run.rules().output.columns.as_deref();
    CustomerTable::new(
        &session.run,
        &session.opened.tables,
        chosen,
        Words::Machine,
        language,
    )
}

fn plan_of<'a>(session: &'a Session<'a>) -> FollowUps<'a> {
    FollowUps {
        engine: session.run.engine,
        verdicts: session.run.verdicts,
        cuts: session.run.cuts,
        plan: session.run.plan,
    }
}

fn write_folder(
    session: &Session<'_>,
    shown: Shown<'_, '_>,
    targets: &[Target],
    language: Language,
) -> anyhow::Result<Vec<Output>> {
    let mut drafts = Vec::new();
    let mut outputs = Vec::new();
    let [customers, tasks, deferred, moves, log, found, about] = targets else {
        unreachable!("a folder has one target for each of its names");
    };
    let run = &session.run;
    let output = |target: &Target, rows| Output {
        path: target.shown().to_owned(),
        rows: Some(rows),
    };

    if run.rules().output.writes(OutputTable::Customers) {
        let mut draft = begin(customers, language)?;
        write_customers(session, &mut draft, language)
            .map_err(|fault| faulty(session, fault, &draft))?;
        outputs.push(output(customers, run.engine.book.len() as u64));
        drafts.push(draft);
    }

    let writes = |table| run.rules().output.writes(table);
    if writes(OutputTable::FollowUps) {
        let mut draft = begin(tasks, language)?;
        write_tasks(session, run.plan.tasks(), &mut draft, language)
            .map_err(|error| faulty(session, Broken::Output(error), &draft))?;
        outputs.push(output(tasks, run.plan.tasks().len() as u64));
        drafts.push(draft);
    }
    if writes(OutputTable::FollowUps) && run.plan.workload().is_some() {
        let mut draft = begin(deferred, language)?;
        let tasks = run.plan.deferred_tasks();
        write_tasks(session, &tasks, &mut draft, language)
            .map_err(|error| faulty(session, Broken::Output(error), &draft))?;
        outputs.push(output(deferred, tasks.len() as u64));
        drafts.push(draft);
    }
    if let Some(found) = shown.moves.filter(|_| writes(OutputTable::Movements)) {
        let mut draft = begin(moves, language)?;
        write_movements(session, found, &mut draft, language)
            .map_err(|error| faulty(session, Broken::Output(error), &draft))?;
        outputs.push(output(moves, found.moved.len() as u64));
        drafts.push(draft);
    }
    let mut grids = Vec::new();
    if writes(OutputTable::Contacts) && run.engine.book.contacts.present {
        let reader = tierbook::table::contacts::Reader::Machine;
        grids.push((log, contacts(run, reader, language)));
    }
    if writes(OutputTable::Problems) {
        let reader = Reader::Machine;
        grids.push((found, problems(run.problems, run.sheets, reader, language)));
    }
    for (target, grid) in grids {
        let mut draft = begin(target, language)?;
        let mut out = BufWriter::with_capacity(BUFFER, &mut draft);
        let written =
            csv::write(grid, &mut out, Bom::Written).and_then(|rows| out.flush().map(|()| rows));
        drop(out);
        let rows = written.map_err(|error| faulty(session, Broken::Output(error), &draft))?;
        outputs.push(output(target, rows));
        drafts.push(draft);
    }

    outputs.push(Output {
        path: about.shown().to_owned(),
        rows: None,
    });
    let mut draft = begin(about, language)?;
    let text = serde_json::to_string_pretty(&shown.summary(run, outputs.clone()))?;
    let written = draft
        .write_all(text.as_bytes())
        .and_then(|()| draft.write_all(b"\n"));
    written.map_err(|error| faulty(session, Broken::Output(error), &draft))?;
    drafts.push(draft);
    publish(drafts, language)?;
    Ok(outputs)
}

fn write_customers(
    session: &Session<'_>,
    draft: &mut Draft,
    language: Language,
) -> Result<(), Broken<io::Error>> {
    let table = customer_table(session, language);
    let mut head = Vec::new();
    csv::push_bom(&mut head, Bom::Written);
    csv::push_header(&mut head, table.columns());
    draft.write_all(&head).map_err(Broken::Output)?;
    table.write::<CsvLines, _>(session.pace, |piece| draft.write_all(piece))
}

fn write_tasks(
    session: &Session<'_>,
    tasks: &[Listed],
    draft: &mut Draft,
    language: Language,
) -> io::Result<()> {
    let mut head = Vec::new();
    csv::push_bom(&mut head, Bom::Written);
    csv::push_header(&mut head, &follow_ups::columns(language));
    draft.write_all(&head)?;
    follow_ups::write::<CsvLines, _>(
        plan_of(session),
        tasks,
        language,
        session.pace.threads,
        |piece| draft.write_all(piece),
    )
}

fn write_movements(
    session: &Session<'_>,
    movements: &Movements,
    draft: &mut Draft,
    language: Language,
) -> io::Result<()> {
    let mut head = Vec::new();
    csv::push_bom(&mut head, Bom::Written);
    csv::push_header(&mut head, &moved::columns(language));
    draft.write_all(&head)?;
    moved::write::<CsvLines, _>(
        &session.run,
        movements,
        language,
        session.pace.threads,
        |piece| draft.write_all(piece),
    )
}

fn write_document(
    session: &Session<'_>,
    shown: Shown<'_, '_>,
    outputs: Vec<Output>,
    out: impl Write,
    language: Language,
) -> Result<(), Broken<io::Error>> {
    let run = &session.run;
    let table = customer_table(session, language);
    let grid = table.grid(session.pace).map_err(|broken| match broken {
        Broken::Sheet(sheet, fault) => Broken::Sheet(sheet, fault),
        Broken::Output(never) => match never {},
    })?;
    let mut document = Document::begin(out).map_err(Broken::Output)?;
    let write = || -> io::Result<()> {
        document.value("summary", &shown.summary(run, outputs))?;
        let writes = |table| run.rules().output.writes(table);
        if writes(OutputTable::Customers) {
            document.rows("customers", grid)?;
        }
        if writes(OutputTable::FollowUps) {
            let tasks = follow_ups::follow_ups(
                plan_of(session),
                run.plan.tasks().iter().copied(),
                language,
            );
            document.rows("follow_ups", tasks)?;
            if run.plan.workload().is_some() {
                let tasks = run.plan.deferred_tasks().into_iter();
                let tasks = follow_ups::follow_ups(plan_of(session), tasks, language);
                document.rows("deferred", tasks)?;
            }
        }
        if let Some(found) = shown.moves.filter(|_| writes(OutputTable::Movements)) {
            let all = found.moved.len();
            let grid = moved::movements(run, found, all, Words::Machine, language);
            document.rows("movements", grid)?;
        }
        if writes(OutputTable::Contacts) && run.engine.book.contacts.present {
            let reader = tierbook::table::contacts::Reader::Machine;
            document.rows("contacts", contacts(run, reader, language))?;
        }
        if writes(OutputTable::Problems) {
            let reader = Reader::Machine;
            document.rows(
                "problems",
                problems(run.problems, run.sheets, reader, language),
            )?;
        }
        Ok(())
    };
    write().map_err(Broken::Output)?;
    document
        .end()
        .and_then(|mut out| out.flush())
        .map_err(Broken::Output)
}
