//! `check`: reads everything, reports every problem, writes nothing.

use tierbook::classify::past::Past;
use tierbook::lang::Language;
use tierbook::lang::run::unlisted;
use tierbook::period::{Span, Unit};
use tierbook::problem::Severity;
use tierbook::records::orders::Excluded;
use tierbook::render::backtest;
use tierbook::render::screen::check_text;
use tierbook::report::overview::overview;
use tierbook::report::summary::summary;
use tierbook::review::backtest::back_test;

use crate::cli::{Check, Manner};

use super::exit::Exit;
use super::session::{self, Session, Strictness};
use super::{look, print};

/// Runs the command.
pub(crate) fn run(command: &Check, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    if command.list_excluded {
        prepared.excluded = Excluded::Listed;
    }
    let language = prepared.language;
    session::with(
        &prepared,
        &command.run,
        manner,
        Strictness::AsRules,
        |session| {
            session.progress.clear();
            if command.back_test {
                test_back(session, command, manner)?;
            } else if command.run.json {
                let summary = summary(&session.run, &overview(&session.run), Vec::new());
                print(format!("{}\n", serde_json::to_string_pretty(&summary)?).as_bytes())?;
            } else {
                print(check_text(&session.run, look(manner, language)).as_bytes())?;
                if session.unlisted > 0 {
                    print(format!("{}\n", unlisted(session.unlisted, language)).as_bytes())?;
                }
            }
            if let Some(stop) = session.refusal(tierbook::lang::run::Asked::Check) {
                return Err(stop.into());
            }
            let counts = |severity| match severity {
                Severity::Error => true,
                Severity::Warning => command.strict,
                Severity::Note => false,
            };
            let found = session
                .run
                .problems
                .iter()
                .any(|problem| counts(problem.finding.severity()));
            Ok(if found { Exit::Refused } else { Exit::Done })
        },
    )
}

/// Prints what the labels of a year ago told about the year since.
fn test_back(session: &Session<'_>, command: &Check, manner: &Manner) -> anyhow::Result<Exit> {
    let run = &session.run;
    let (rules, segments) = (run.rules(), &run.verdicts.segment_names);
    let day = run.as_of().before(Span::new(1, Unit::Year));
    let past = Past::at(run.engine, run.verdicts, day);
    let found = back_test(run.engine, &past, run.as_of(), segments.len());
    if command.run.json {
        let mut bytes = Vec::new();
        backtest::json(&found, rules, segments, &mut bytes)?;
        return print(&bytes);
    }
    let look = look(manner, session.language);
    print(backtest::text(&found, rules, segments, look).as_bytes())
}
