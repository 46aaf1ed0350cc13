//! The long sheets: tasks, customers, the log, problems. Takes their grids, says what stays
//! in view, what may be entered where and how rows look.

use crate::followup::everyone::Listed;
use crate::lang::number::yes_or_no;
use crate::lang::report::{only_best, outcomes, statuses};
use crate::lang::workbook::{Label, absent_note, label, loss_reasons};
use crate::lang::{Language, movement, workload};
use crate::names::Field;
use crate::records::column::Column;
use crate::render::workbook::{Entry, Listing, Look};
use crate::report::Run;
use crate::report::ended::{Outcome, Unlisted};
use crate::report::movements::{Move, Movements};
use crate::report::overview::Overview;
use crate::table::customers::Words;
use crate::table::movements as moved;
use crate::table::problems::{self, Reader};
use crate::table::{Grid, absent, contacts, task_sheet, tiers};

/// Rows below the contact log in which new contacts may be entered.
const SPARE_ROWS: u32 = 200;

/// Rows of the sheet of movements.
const MOST_MOVES: usize = 5_000;

/// Names that a drop-down offers; longer lists are no help.
const MOST_NAMES: usize = 200;

/// Any tasks with columns to fill in, by person and day.
pub(in crate::render) fn tasks<'a>(
    run: &'a Run<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    outcome: &Outcome<'a>,
    language: Language,
) -> Listing<'a> {
    let mut listing = Listing::new(task_sheet::tasks(run, tasks, outcome, language));
    listing.take("status", Entry::OneOf(statuses(language)));
    listing.take("done_day", Entry::Day);
    listing.take("outcome", Entry::OneOf(outcomes(language)));
    listing.take("loss_reason", Entry::OneOf(loss_reasons(language)));
    listing.take("next_day", Entry::Day);
    let after = |key: &str| listing.place(key).map(|at| at + 1);
    listing.frozen_columns = after("name").unwrap_or_default();
    let looks = [
        listing.place("done_day").map(Look::Done),
        listing.place("owner").map(Look::Group),
        listing.place("due").map(Look::Subgroup),
    ];
    listing.looks = looks.into_iter().flatten().collect();
    listing
}

/// Tasks that wait because the days of those who would carry them out are full.
pub(super) fn deferred<'a>(run: &'a Run<'a>, language: Language) -> Listing<'a> {
    let tasks = run.plan.deferred_tasks();
    let mut listing = Listing::new(task_sheet::deferred(run, tasks, language));
    listing.notes.push(workload::deferred_note(run, language));
    listing.frozen_columns = 3;
    listing
}

/// The customers that moved, those worth a call first.
pub(super) fn movements<'a>(
    run: &'a Run<'a>,
    moves: &'a Movements,
    language: Language,
) -> Listing<'a> {
    let grid = moved::movements(run, moves, MOST_MOVES, Words::People, language);
    let counts: Vec<(Move, u64)> = Move::ALL
        .iter()
        .map(|how| (*how, moves.count(*how)))
        .collect();
    let days = movement::between(moves.from(), run.as_of());
    let counts = movement::counts(&counts, language);
    let mut listing = Listing::new(grid);
    listing.frozen_columns = 2;
    listing.notes.push(format!("{days} · {counts}"));
    if moves.moved.len() > MOST_MOVES {
        let all = moves.moved.len() as u64;
        listing
            .notes
            .push(movement::only_first(MOST_MOVES, all, language));
    }
    listing.notes.push(movement::undated(language).to_owned());
    listing
}

/// All customers: their own columns, which they may edit, and ours.
pub(super) fn customers<'a>(run: &Run<'_>, grid: Grid<'a>, language: Language) -> Listing<'a> {
    let rules = run.rules();
    let mut listing = Listing::new(grid);
    let after = listing.place("name").map(|at| at + 1);
    listing.frozen_columns = after.unwrap_or(2);
    listing.take("owner", Entry::OneOf(owners(run)));
    let yes_no = [true, false].map(|flag| yes_or_no(flag, language).to_owned());
    let types = rules.types.iter();
    let types = types.map(|kind| language.pick(&kind.name.zh, &kind.name.en).to_owned());
    let entries = [
        (Field::CustomerDoNotContact, Entry::OneOf(yes_no.to_vec())),
        (
            Field::CustomerPinnedTier,
            Entry::OneOf(rules.tier.classes.clone()),
        ),
        (Field::CustomerPinnedType, Entry::OneOf(types.collect())),
        (Field::CustomerPinnedFrom, Entry::Day),
        (Field::CustomerPinnedUntil, Entry::Day),
    ];
    for (field, entry) in entries {
        listing.take(field.key(), entry);
    }
    listing
}

/// Customers that are not in the data, with what people wrote of them.
pub(super) fn absent<'a>(run: &'a Run<'a>, language: Language) -> Listing<'a> {
    let mut listing = customers(run, absent::absent(run, language), language);
    listing.notes.push(absent_note(language).to_owned());
    listing
}

/// The owners there are, by name; none when there are too many to choose from.
fn owners(run: &Run<'_>) -> Vec<String> {
    let Some(Column::Text(known)) = run.engine.book.details.field(Field::CustomerOwner) else {
        return Vec::new();
    };
    let mut names = known.words.clone();
    names.sort();
    if names.len() > MOST_NAMES {
        names.clear();
    }
    names
}

/// The customers of one tier, largest first.
pub(super) fn tier<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'_>,
    class: usize,
    language: Language,
) -> Listing<'a> {
    let mut listing = Listing::new(tiers::tier(run, class as u8, language));
    listing.frozen_columns = 2;
    let all = overview.tiers.get(class).map_or(0, |line| line.customers);
    if all > tiers::MOST as u64 {
        listing.notes.push(only_best(tiers::MOST, all, language));
    }
    listing
}

/// The contact log, with room for more.
pub(super) fn log<'a>(
    run: &'a Run<'a>,
    unlisted: &[Unlisted<'a>],
    language: Language,
) -> Listing<'a> {
    let mut listing = Listing::new(contacts::log(run, unlisted, language));
    listing.take("day", Entry::Day);
    listing.take("outcome", Entry::OneOf(outcomes(language)));
    listing.take("next_day", Entry::Day);
    listing.frozen_columns = 3;
    listing.spare_rows = SPARE_ROWS;
    listing
}

/// Findings about the data, the worst first.
pub(super) fn problems<'a>(run: &'a Run<'a>, language: Language) -> Listing<'a> {
    let grid = problems::problems(run.problems, run.sheets, Reader::Person, language);
    let mut listing = Listing::new(grid);
    if run.problems.is_empty() {
        listing
            .notes
            .push(label(Label::NoProblems, language).to_owned());
    }
    listing.frozen_columns = 2;
    listing
}
