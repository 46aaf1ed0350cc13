//! `review`: who moved between two days, and what the follow-ups achieved; or what new rules
//! would change.

mod rules_before;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use tierbook::classify::history::classify;
use tierbook::followup::everyone::Listing;
use tierbook::lang::cli::output_trouble;
use tierbook::lang::report::written;
use tierbook::lang::run::Asked;
use tierbook::lang::{Language, review as say};
use tierbook::render::csv::{self, Bom};
use tierbook::render::{review as render, workbook as xlsx};
use tierbook::report::Run;
use tierbook::report::movements::{Movements, movements};
use tierbook::report::summary::Made;
use tierbook::review::{Labels, Period, Request, Review as Reviewed, review, tasks};
use tierbook::table::review::all_figures;

use crate::cli::{Manner, Review, ReviewForm};

use super::beside;
use super::exit::{Exit, Stop};
use super::output::{self, Draft, Replace, Target};
use super::session::{self, Prepared, Strictness};
use super::{look, print};

/// Runs the command.
pub(crate) fn run(command: &Review, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    if let Some(before) = &command.rules_before {
        return rules_before::run(command, before, manner, spoken);
    }
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    let language = prepared.language;
    let period = period(command, language)?;
    let form = form(command);
    let target = target(command, form, &prepared)?;
    // The plan of the as-of day is not what is reviewed.
    prepared.listing = Listing::NextDays;
    session::with(
        &prepared,
        &command.run,
        manner,
        Strictness::AsRules,
        |session| {
            if let Some(stop) = session.refusal(Asked::Results) {
                session.progress.clear();
                return Err(stop.into());
            }
            let engine = session.run.engine;
            let (verdicts, cuts) = classify(engine, period.to);
            let run = session.run.on(&verdicts, &cuts);
            let moves = movements(&run, period.eve());
            let tasks = tasks::of_period(engine, session.run.returned, period);
            let reviewed = review(&Request {
                engine,
                period,
                start: Labels {
                    tier: &moves.past.tier,
                    kind: &moves.past.kind,
                },
                end: Labels {
                    tier: &verdicts.tier,
                    kind: &verdicts.kind,
                },
                tasks: &tasks,
                plan: session.run.plan,
            });
            session.progress.clear();
            let shown = Shown {
                run: &run,
                moves: &moves,
                review: &reviewed,
                made: session.run.made(),
                language,
            };
            match &target {
                Some(target) => write(&shown, form, target, manner)?,
                None if form == ReviewForm::Table => {
                    let text = render::text(&run, &reviewed, &shown.made, look(manner, language));
                    print(text.as_bytes())?;
                }
                None => {
                    let mut bytes = Vec::new();
                    shown.fill(form, &mut bytes, Bom::Omitted)?;
                    print(&bytes)?;
                }
            }
            Ok(Exit::Done)
        },
    )
}

/// What is written, and in which language.
struct Shown<'s> {
    run: &'s Run<'s>,
    moves: &'s Movements,
    review: &'s Reviewed,
    made: Made<'s>,
    language: Language,
}

impl Shown<'_> {
    /// Fills a writer in any form but the workbook's.
    fn fill(&self, form: ReviewForm, out: &mut (dyn Write + Send), bom: Bom) -> io::Result<()> {
        match form {
            ReviewForm::Json => render::json(self.run, self.review, &self.made, out),
            ReviewForm::Csv => {
                let grid = all_figures(self.review, self.run.rules(), self.language);
                csv::write(grid, out, bom).map(drop)
            }
            ReviewForm::Table | ReviewForm::Xlsx => {
                let look = tierbook::render::terminal::Look {
                    width: tierbook::render::terminal::DEFAULT_WIDTH,
                    ink: tierbook::render::terminal::Ink::Unicode,
                    language: self.language,
                };
                out.write_all(render::text(self.run, self.review, &self.made, look).as_bytes())
            }
        }
    }
}

/// The days asked for: from a first day alone up to the as-of day, and up to a last day alone
/// since its quarter began.
fn period(command: &Review, language: Language) -> Result<Period, Stop> {
    let as_of = session::as_of(command.run.as_of, language)?;
    let usual = Period::last_quarter(as_of);
    let period = match (command.from, command.to) {
        (None, None) => usual,
        (Some(from), None) => Period { from, to: as_of },
        (None, Some(to)) => Period::quarter_until(to),
        (Some(from), Some(to)) => Period { from, to },
    };
    let said = if period.to > as_of {
        say::too_late(period.to, as_of, language)
    } else if period.from > period.to {
        say::empty(period.from, period.to, language)
    } else {
        return Ok(period);
    };
    Err(Stop::usage(&[said], language))
}

/// What `--format` says, else the ending of the output.
fn form(command: &Review) -> ReviewForm {
    let ending = command.write.output.as_deref().and_then(Path::extension);
    let ending = ending.map(|ending| ending.to_string_lossy().to_lowercase());
    match (command.format, ending.as_deref()) {
        (Some(form), _) => form,
        (None, _) if command.run.json => ReviewForm::Json,
        (None, Some("xlsx")) => ReviewForm::Xlsx,
        (None, Some("csv")) => ReviewForm::Csv,
        (None, Some("json")) => ReviewForm::Json,
        (None, _) => ReviewForm::Table,
    }
}

/// The file to write, checked before the long work; `None` is standard output.
fn target(
    command: &Review,
    form: ReviewForm,
    prepared: &Prepared,
) -> Result<Option<Targets>, Stop> {
    let language = prepared.language;
    let path = command.write.output.as_deref();
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        return if form == ReviewForm::Xlsx {
            let said = say::needs_output(language).to_owned();
            Err(Stop::usage(&[said], language))
        } else {
            Ok(None)
        };
    };
    let inputs = prepared.read_paths();
    let replace = if command.write.force {
        Replace::Any
    } else {
        Replace::Ours
    };
    // A JSON document and a list of figures begin with their own first members.
    let beginning: &[u8] = match form {
        ReviewForm::Json => b"{\n  \"from\":",
        ReviewForm::Csv => b"\xef\xbb\xbfby,name,measure",
        ReviewForm::Table | ReviewForm::Xlsx => b"",
    };
    let wanted = match form {
        ReviewForm::Json => "json",
        ReviewForm::Csv => "csv",
        ReviewForm::Xlsx => "xlsx",
        ReviewForm::Table => "txt",
    };
    let found = output::file_like(path, replace, beginning, &inputs);
    let found = found.and_then(|target| output::ending(path, wanted).map(|()| target));
    let beside = || match form {
        ReviewForm::Csv => {
            let path = beside::of_file(path);
            output::file_like(&path, replace, b"", &inputs).map(Some)
        }
        ReviewForm::Table | ReviewForm::Json | ReviewForm::Xlsx => Ok(None),
    };
    let found = found.and_then(|review| {
        Ok(Targets {
            review,
            beside: beside()?,
        })
    });
    let found = found.map_err(|trouble| output_trouble(&trouble, language));
    found
        .map(Some)
        .map_err(|said| Stop::failed(&[said], language))
}

/// The files that are written.
struct Targets {
    review: Target,
    /// What it was made from, where the review has no place for that.
    beside: Option<Target>,
}

fn write(
    shown: &Shown<'_>,
    form: ReviewForm,
    targets: &Targets,
    manner: &Manner,
) -> anyhow::Result<()> {
    let language = shown.language;
    let failed = |trouble| Stop::failed(&[output_trouble(&trouble, language)], language);
    let target = &targets.review;
    let mut draft = Draft::begin(target).map_err(failed)?;
    let mut out = BufWriter::new(&mut draft);
    let done = match form {
        ReviewForm::Xlsx => {
            let book = render::book(shown.run, shown.moves, shown.review, &shown.made, language);
            xlsx::write(book, &mut out).map_err(|fault| io::Error::other(fault.to_string()))
        }
        form => shown.fill(form, &mut out, Bom::Written),
    };
    let done = done.and_then(|()| out.flush());
    drop(out);
    done.map_err(|error| failed(draft.trouble(&error)))?;
    let mut drafts = vec![draft];
    if let Some(target) = &targets.beside {
        let mut draft = Draft::begin(target).map_err(failed)?;
        let done = draft.write_all(&beside::document(&shown.made));
        done.map_err(|error| failed(draft.trouble(&error)))?;
        drafts.push(draft);
    }
    output::publish(drafts).map_err(failed)?;
    if !manner.quiet {
        let line = written(target.shown(), None, language);
        print(format!("{line}\n").as_bytes())?;
    }
    Ok(())
}
