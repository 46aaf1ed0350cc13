//! `check`: reads everything, reports every problem, writes nothing.

use tierbook::lang::Language;
use tierbook::lang::run::unlisted;
use tierbook::problem::Severity;
use tierbook::records::orders::Excluded;
use tierbook::render::screen::check_text;
use tierbook::report::overview::overview;
use tierbook::report::summary::summary;

use crate::cli::{Check, Manner};

use super::exit::Exit;
use super::session::{self, Strictness};
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
            if command.run.json {
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
