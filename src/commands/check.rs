//! `check`: reads everything, reports every problem, writes nothing. Of a workbook of ours
//! that was typed it says whether it still matches the inputs and the rules.

use std::path::PathBuf;

use tierbook::classify::past::Past;
use tierbook::lang::Language;
use tierbook::lang::run::unlisted;
use tierbook::living::Card;
use tierbook::period::{Span, Unit};
use tierbook::problem::Severity;
use tierbook::records::orders::Excluded;
use tierbook::records::provenance::{Difference, card, differences};
use tierbook::render::backtest;
use tierbook::render::screen::{check_text, provenance_text};
use tierbook::report::overview::overview;
use tierbook::report::summary::{BookSummary, Summary, summary};
use tierbook::review::backtest::back_test;
use tierbook::sheet::Bounds;

use crate::cli::{Check, Manner};

use super::exit::Exit;
use super::output;
use super::session::{self, Session, Strictness};
use super::{look, print};

/// A workbook of ours that was typed, and how it differs from the run.
struct Checked {
    shown: String,
    card: Card,
    differences: Vec<Difference>,
}

/// Runs the command.
pub(crate) fn run(command: &Check, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    if command.list_excluded {
        prepared.excluded = Excluded::Listed;
    }
    let books = books(&command.inputs.files, &prepared.bounds);
    session::with(
        &prepared,
        &command.run,
        manner,
        Strictness::AsRules,
        |session| {
            session.progress.clear();
            let now = session.run.provenance();
            let checked: Vec<Checked> = (books.into_iter())
                .map(|(shown, card)| Checked {
                    differences: differences(&shown, &card.made, &now),
                    shown,
                    card,
                })
                .collect();
            if command.back_test {
                test_back(session, command, manner)?;
            } else {
                say(command, manner, session, &checked)?;
            }
            if let Some(stop) = session.refusal(tierbook::lang::run::Asked::Check) {
                return Err(stop.into());
            }
            let counts = |severity| match severity {
                Severity::Error => true,
                Severity::Warning => command.strict,
                Severity::Note => false,
            };
            let mut problems = session.run.problems.iter();
            let found = problems.any(|problem| counts(problem.finding.severity()));
            let differs = checked.iter().any(|book| !book.differences.is_empty());
            Ok(if found || differs {
                Exit::Refused
            } else {
                Exit::Done
            })
        },
    )
}

fn say(
    command: &Check,
    manner: &Manner,
    session: &Session<'_>,
    books: &[Checked],
) -> anyhow::Result<()> {
    let run = &session.run;
    if command.run.json {
        let books = books
            .iter()
            .map(|book| BookSummary::new(&book.shown, &book.card, &book.differences));
        let summary = Summary {
            books: books.collect(),
            ..summary(run, &overview(run), Vec::new())
        };
        print(format!("{}\n", serde_json::to_string_pretty(&summary)?).as_bytes())?;
        return Ok(());
    }
    let (language, look) = (session.language, look(manner, session.language));
    print(check_text(run, look).as_bytes())?;
    if session.unlisted > 0 {
        print(format!("{}\n", unlisted(session.unlisted, language)).as_bytes())?;
    }
    for book in books {
        let text = provenance_text(&book.shown, &book.card, &book.differences, look);
        print(text.as_bytes())?;
    }
    Ok(())
}

/// The workbooks of ours among the files typed, with their cards. Those that only the rules
/// name come back every week, and nobody asks whether last week's still matches.
fn books(typed: &[PathBuf], bounds: &Bounds) -> Vec<(String, Card)> {
    let ours = typed.iter().filter(|path| output::is_ours(path));
    ours.filter_map(|path| {
        let bytes = std::fs::read(path).ok()?;
        Some((path.display().to_string(), card(&bytes, bounds)?))
    })
    .collect()
}

/// Prints what the labels of a year ago told about the year since.
fn test_back(session: &Session<'_>, command: &Check, manner: &Manner) -> anyhow::Result<Exit> {
    let run = &session.run;
    let segments = &run.verdicts.segment_names;
    let day = run.as_of().before(Span::new(1, Unit::Year));
    let past = Past::at(run.engine, run.verdicts, day);
    let found = back_test(run.engine, &past, run.as_of(), segments.len());
    if command.run.json {
        let mut bytes = Vec::new();
        backtest::json(&found, run, &mut bytes)?;
        return print(&bytes);
    }
    let look = look(manner, session.language);
    let text = backtest::text(&found, run, look);
    print(text.as_bytes())
}
