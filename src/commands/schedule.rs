//! `schedule`: only the tasks of a range, as a table, CSV or JSON.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tierbook::followup::everyone::Planned;
use tierbook::lang::Language;
use tierbook::lang::cli::{no_such_filter, output_trouble};
use tierbook::names::near::nearest;
use tierbook::period::Day;
use tierbook::render::csv::{self, Bom};
use tierbook::render::{json, terminal};
use tierbook::table::follow_ups::{FollowUps, follow_ups, short};

use crate::cli::{ListForm, Manner, Schedule};

use super::exit::{Exit, Stop};
use super::output::{self, Draft, Replace};
use super::session::{self, Prepared, Session, Strictness};
use super::{look, print};

/// Days listed when no range is given.
const USUAL_DAYS: i32 = 14;

/// Runs the command.
pub(crate) fn run(command: &Schedule, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
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
            let range = range(command, session.run.as_of());
            let tasks: Vec<&Planned<'_>> = session
                .run
                .plan
                .tasks()
                .filter(|planned| shown(command, session, range, planned))
                .collect();
            write(command, &prepared, session, &tasks, manner, language)?;
            let due = tasks
                .iter()
                .any(|planned| planned.task.due <= session.run.as_of());
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
    planned: &Planned<'_>,
) -> bool {
    let run = &session.run;
    let rules = run.rules();
    let (first, last) = range;
    let due = planned.task.due;
    let within = first.is_none_or(|first| due >= first) && due <= last;
    let owner = command.owner.is_empty()
        || command
            .owner
            .iter()
            .any(|owner| owner == run.owner(planned.customer));
    let tier = || {
        let tier = run.verdicts.tier[planned.customer as usize];
        let class = rules.tier.classes.get(usize::from(tier));
        class.is_some_and(|class| command.tier.contains(class))
    };
    let kind = || {
        let kind = &rules.types[usize::from(planned.kind)];
        command
            .types
            .iter()
            .any(|word| [&kind.id, &kind.name.zh, &kind.name.en].contains(&word))
    };
    within && owner && (command.tier.is_empty() || tier()) && (command.types.is_empty() || kind())
}

/// A filter that can match nothing is a slip of the pen.
fn check_filters(command: &Schedule, session: &Session<'_>) -> Result<(), Stop> {
    let rules = session.run.rules();
    let owners = session
        .run
        .engine
        .book
        .details
        .field(tierbook::names::Field::CustomerOwner);
    let owners: Vec<&str> = match owners {
        Some(tierbook::records::column::Column::Text(words)) => {
            words.words.iter().map(String::as_str).collect()
        }
        _ => Vec::new(),
    };
    let tiers: Vec<&str> = rules.tier.classes.iter().map(String::as_str).collect();
    let types: Vec<&str> = rules
        .types
        .iter()
        .flat_map(|kind| [kind.id.as_str(), &kind.name.zh, &kind.name.en])
        .collect();
    let filters = [
        ("--owner", &command.owner, owners),
        ("--tier", &command.tier, tiers),
        ("--type", &command.types, types),
    ];
    let mut said = Vec::new();
    for (option, asked, known) in filters {
        for word in asked.iter().filter(|word| !known.contains(&word.as_str())) {
            let near = nearest(word, known.iter().copied());
            said.push(no_such_filter(option, word, near, session.language));
        }
    }
    if said.is_empty() {
        Ok(())
    } else {
        Err(Stop::failed(&said, session.language))
    }
}

fn write(
    command: &Schedule,
    prepared: &Prepared,
    session: &Session<'_>,
    tasks: &[&Planned<'_>],
    manner: &Manner,
    language: Language,
) -> anyhow::Result<()> {
    let path = command
        .write
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    let ending = path
        .and_then(Path::extension)
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let form = match (command.format, ending.as_deref()) {
        (Some(form), _) => form,
        (None, _) if command.run.json => ListForm::Json,
        (None, Some("csv")) => ListForm::Csv,
        (None, Some("json")) => ListForm::Json,
        (None, _) => ListForm::Table,
    };
    let run = FollowUps {
        engine: session.run.engine,
        verdicts: session.run.verdicts,
        cuts: session.run.cuts,
    };
    let emit = |out: &mut dyn Write, bom: Bom| -> io::Result<()> {
        let tasks = tasks.iter().copied();
        match form {
            ListForm::Csv => csv::write(follow_ups(run, tasks, language), out, bom).map(drop),
            ListForm::Json => json::write(follow_ups(run, tasks, language), out).map(drop),
            ListForm::Table => out.write_all(
                terminal::table(short(run, tasks, language), look(manner, language)).as_bytes(),
            ),
        }
    };
    let Some(path) = path else {
        let mut bytes = Vec::new();
        emit(&mut bytes, Bom::Omitted)?;
        return print(&bytes).map(drop);
    };
    let failed = |trouble| Stop::failed(&[output_trouble(&trouble, language)], language);
    let inputs: Vec<PathBuf> = prepared
        .files
        .iter()
        .filter_map(|file| file.origin.path().map(Path::to_owned))
        .collect();
    let replace = if command.write.force {
        Replace::Any
    } else {
        Replace::Ours
    };
    let target = output::file(path, replace, &inputs).map_err(failed)?;
    let mut draft = Draft::begin(&target).map_err(failed)?;
    let mut out = BufWriter::new(&mut draft);
    let written = emit(&mut out, Bom::Written).and_then(|()| out.flush());
    drop(out);
    written.map_err(|error| failed(draft.trouble(&error)))?;
    output::publish(vec![draft]).map_err(failed)?;
    Ok(())
}
