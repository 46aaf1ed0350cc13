//! `schedule`: only the tasks of a range, in the form that somebody works with.

mod file_name;
mod form;
mod list;
mod place;

use tierbook::followup::everyone::Listed;
use tierbook::lang::Language;
use tierbook::lang::cli::no_such_filter;
use tierbook::names::near::nearest;
use tierbook::period::Day;
use tierbook::render::screen::wrong_text;

use crate::cli::{Manner, Schedule};

use super::exit::{Exit, Stop};
use super::look;
use super::session::{self, Session, Strictness};
use form::form;
use list::Lists;
use place::place;

/// Days listed when no range is given.
const USUAL_DAYS: i32 = 14;

/// Runs the command.
pub(crate) fn run(command: &Schedule, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    prepared
        .rules_file
        .rules
        .team
        .leaving
        .clone_from(&command.reassign);
    let form = form(command, &prepared)?;
    let place = place(command, &form, &prepared)?;
    prepared.columns = form.wanted();
    prepared.keeps = form.keeps();
    let as_of = command.run.as_of.or_else(super::today::today);
    if let Some(as_of) = as_of {
        // The plan reaches as far as the list.
        let last = range(command, as_of).1;
        prepared.rules_file.rules.calendar.horizon = u32::try_from(last.0 - as_of.0).unwrap_or(0);
    }
    let language = prepared.language;
    session::with(
        &prepared,
        &command.run,
        manner,
        Strictness::AsRules,
        |session| {
            session.progress.clear();
            if let Some(stop) = session.refusal(tierbook::lang::run::Asked::Results) {
                return Err(stop.into());
            }
            check_filters(command, session)?;
            let as_of = session.run.as_of();
            let range = range(command, as_of);
            let tasks: Vec<Listed> = if command.deferred {
                let mut tasks = session.run.plan.deferred_tasks();
                tasks.retain(|listed| shown(command, session, (None, range.1), listed));
                tasks
            } else {
                let tasks = session.run.plan.tasks().iter().copied();
                let shown = tasks.filter(|listed| shown(command, session, range, listed));
                shown.collect()
            };
            let lists = Lists {
                session,
                form: &form,
                deferred: command.deferred,
                days: (range.0.unwrap_or(as_of.min(range.1)), range.1),
                look: look(manner, language),
            };
            place.write(&lists, &tasks, &|owner| asked(command, owner), manner)?;
            eprint!("{}", wrong_text(&session.run, look(manner, language)));
            let due = tasks.iter().any(|listed| listed.due <= as_of);
            Ok(if command.fail_if_due && due {
                Exit::Due
            } else {
                Exit::Done
            })
        },
    )
}

/// First and last due day; without a first one, whatever is overdue is listed, too.
fn range(command: &Schedule, as_of: Day) -> (Option<Day>, Day) {
    if command.overdue {
        return (None, as_of.plus(-1));
    }
    let first = command.from.unwrap_or(as_of);
    let last = match (command.until, command.days) {
        (Some(until), _) => until,
        (None, Some(days)) => first.plus(i32::from(days) - 1),
        (None, None) => first.plus(USUAL_DAYS),
    };
    (command.from, last)
}

fn shown(
    command: &Schedule,
    session: &Session<'_>,
    range: (Option<Day>, Day),
    listed: &Listed,
) -> bool {
    let run = &session.run;
    let rules = run.rules();
    let (first, last) = range;
    let due = listed.due;
    let within = first.is_none_or(|first| due >= first) && due <= last;
    let owner = asked(command, run.owner(listed.customer));
    let tier = || {
        let tier = run.verdicts.tier[listed.customer as usize];
        let class = rules.tier.classes.get(usize::from(tier));
        class.is_some_and(|class| is_among(&command.tier, class))
    };
    let kind = || {
        let kind = &rules.types[usize::from(run.plan.kind(listed.customer))];
        let mut words = [&kind.id, &kind.name.zh, &kind.name.en].into_iter();
        words.any(|word| is_among(&command.types, word))
    };
    within && owner && (command.tier.is_empty() || tier()) && (command.types.is_empty() || kind())
}

/// Whether the tasks of an owner's customers are asked for.
fn asked(command: &Schedule, owner: &str) -> bool {
    command.owner.is_empty() || is_among(&command.owner, owner)
}

/// Whether a word is asked for, in capitals or not.
fn is_among(asked: &[String], word: &str) -> bool {
    let small = word.to_lowercase();
    asked.iter().any(|asked| asked.to_lowercase() == small)
}

/// A filter that can match nothing is a slip of the pen.
fn check_filters(command: &Schedule, session: &Session<'_>) -> Result<(), Stop> {
    let rules = session.run.rules();
    let staff = session.run.plan.staff().members().iter();
    let owners: Vec<&str> = staff.map(|member| member.name).collect();
    let tiers: Vec<&str> = rules.tier.classes.iter().map(String::as_str).collect();
    let types: Vec<&str> = rules
        .types
        .iter()
        .flat_map(|kind| [kind.id.as_str(), &kind.name.zh, &kind.name.en])
        .collect();
    let language = session.language;
    let kinds = rules.types.iter();
    let names: Vec<&str> = kinds
        .map(|kind| language.pick(&kind.name.zh, &kind.name.en))
        .collect();
    let filters = [
        ("--owner", &command.owner, &owners, &owners),
        ("--tier", &command.tier, &tiers, &tiers),
        ("--type", &command.types, &types, &names),
    ];
    let mut said = Vec::new();
    for (option, asked, known, named) in filters {
        let is_known = |word: &&String| {
            known
                .iter()
                .any(|known| is_among(&[(*word).clone()], known))
        };
        for word in asked.iter().filter(|word| !is_known(word)) {
            let near = nearest(word, known.iter().copied());
            said.push(no_such_filter(option, word, near, named, language));
        }
    }
    if said.is_empty() {
        Ok(())
    } else {
        Err(Stop::failed(&said, session.language))
    }
}
