//! `review --rules-before`: the same facts by old rules and by new ones.

use std::path::Path;

use tierbook::lang::Language;
use tierbook::lang::run::Asked;
use tierbook::render::compare::{json, text};
use tierbook::review::compare::{Side, compare};

use crate::cli::{Manner, Review, ReviewForm};
use crate::commands::exit::Exit;
use crate::commands::session::{self, Session, Strictness};
use crate::commands::{look, print, rules_file};

/// Reads the facts twice, once for either rules, and compares.
pub(super) fn run(
    command: &Review,
    before: &Path,
    manner: &Manner,
    spoken: Language,
) -> anyhow::Result<Exit> {
    let new = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    let mut old = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    old.rules_file = rules_file::load(Some(before), manner.lang, new.language)?;
    old.language = new.language;
    let wants_json = command.run.json || command.format == Some(ReviewForm::Json);
    session::with(&new, &command.run, manner, Strictness::AsRules, |new| {
        if let Some(stop) = new.refusal(Asked::Results) {
            new.progress.clear();
            return Err(stop.into());
        }
        session::with(&old, &command.run, manner, Strictness::AsRules, |old| {
            let found = compare(side(old), side(new));
            for session in [old, new] {
                session.progress.clear();
            }
            if wants_json {
                let mut bytes = Vec::new();
                json(&found, &new.run, &mut bytes)?;
                return print(&bytes);
            }
            let shown = before.display().to_string();
            let look = look(manner, new.language);
            print(text(&found, &new.run, &shown, look).as_bytes())
        })
    })
}

fn side<'s>(session: &'s Session<'_>) -> Side<'s> {
    Side {
        engine: session.run.engine,
        verdicts: session.run.verdicts,
        plan: session.run.plan,
    }
}
