//! Tasks as people work on them: by person and day, words instead of codes, and columns
//! to fill in. Takes any list of tasks, gives the grid of a sheet of follow-ups.

use std::cmp::Ordering;

use crate::followup::everyone::{Listed, Planned};
use crate::lang::report::{Status, Word, status, who_by_name, word};
use crate::lang::returned::state;
use crate::lang::workload::room_from;
use crate::lang::{Language, distance, followup};
use crate::living::was::{WAS_COLUMN, push_check};
use crate::living::{KEY_COLUMN, KeyText};
use crate::report::Run;
use crate::report::distance::{Distance, distance as distance_of};
use crate::report::ended::Outcome;
use crate::report::reason::Measured;
use crate::returned::{IssuedTask, State};
use crate::rules::Who;
use crate::table::follow_ups::{FollowUps, KEYS, Rows};
use crate::table::{Cell, Column, Emphasis, Grid, read_again, typed};

/// Columns that people fill in beside each task, in their order.
pub const INPUTS: [&str; 6] = [
    "status",
    "done_day",
    "outcome",
    "loss_reason",
    "note",
    "next_day",
];

/// Columns that say what is to be done, in their order; the key of the row and its check
/// values stand among them, so that whoever sorts them sorts these, too.
const SHOWN: [&str; 18] = [
    "owner",
    KEY_COLUMN,
    WAS_COLUMN,
    "due",
    "days_overdue",
    "name",
    "tier",
    "type",
    "who",
    "channel",
    "content",
    "goal",
    "script",
    "last_bought",
    "not_bought",
    "last_note",
    "reason",
    "customer_id",
];

/// The tasks by owner and due day; what managers do comes next, bulk touches last.
///
/// Tasks of one owner and day keep the order in which they came.
pub fn tasks<'a>(
    run: &'a Run<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    outcome: &Outcome<'a>,
    language: Language,
) -> Grid<'a> {
    let owner = |task: &Listed| run.owner(task.customer);
    let mut tasks: Vec<Listed> = tasks.collect();
    tasks.sort_by(|a, b| {
        let person = |task| (owner(task).is_empty(), owner(task));
        turn(a.who)
            .cmp(&turn(b.who))
            .then_with(|| match a.who {
                Who::Auto => Ordering::Equal,
                Who::Owner | Who::Manager => person(a).cmp(&person(b)),
            })
            .then(a.due.cmp(&b.due))
    });
    let columns = columns(run, language);
    let keys: Vec<String> = columns.iter().map(|column| column.key.clone()).collect();
    let checked: Vec<bool> = columns.iter().map(is_checked).collect();
    let source = FollowUps {
        engine: run.engine,
        verdicts: run.verdicts,
        cuts: run.cuts,
        plan: run.plan,
    };
    let mut rows = Rows::new(source, language);
    let mut known: Vec<Cell<'a>> = Vec::with_capacity(KEYS.len());
    let dropped = outcome.dropped.clone();
    // Marks of tasks that the plan does not list wait below those it does.
    let waiting: Vec<Vec<Cell<'a>>> = outcome
        .waiting
        .iter()
        .map(|(task, shown)| {
            let cell = |key: &String| waiting(run, task, shown, key);
            keys.iter().map(cell).collect()
        })
        .collect();
    let row = move |listed: Listed| {
        known.clear();
        let planned = rows.push_row(listed, &mut known);
        let id = planned.task.id.to_string();
        if dropped.contains(&id) {
            return None;
        }
        let shown = run.returned.issued.get(&id);
        // One that waited keeps the day of its first workbook, too.
        let since = run.engine.book.shown.get(&id).map(|shown| shown.since);
        let carried = |key: &str| match key {
            "issued" => since.map(Cell::from),
            _ => shown.and_then(|shown| carried(shown, key)),
        };
        let cell = |key: &String| match carried(key) {
            Some(carried) => carried,
            None => cell(run, &planned, &known, key, language),
        };
        let mut cells: Vec<Cell<'a>> = keys.iter().map(cell).collect();
        let was = keys.iter().position(|key| key == WAS_COLUMN);
        cells[was.expect("it is shown")] = letters(&cells, &checked, language).into();
        Some(cells)
    };
    Grid {
        columns,
        rows: Box::new(tasks.into_iter().filter_map(row).chain(waiting)),
    }
}

/// Whether a later run tells by check values what people changed in a column: in all but
/// those that they fill in.
fn is_checked(column: &Column) -> bool {
    !matches!(column.emphasis, Emphasis::Key | Emphasis::Input)
}

/// The check values of a row.
fn letters(cells: &[Cell<'_>], checked: &[bool], language: Language) -> String {
    let mut letters = String::with_capacity(2 * cells.len());
    for (cell, _) in cells.iter().zip(checked).filter(|(_, checked)| **checked) {
        push_check(&read_again(cell, Emphasis::Plain, language), &mut letters);
    }
    letters
}

/// What of a task without room its sheet shows.
const DEFERRED: [&str; 11] = [
    "wanted",
    "due",
    "name",
    "owner",
    "who",
    "tier",
    "type",
    "channel",
    "content",
    "reason",
    "customer_id",
];

/// Tasks for which there is no room, in the order in which they come: nothing to fill in.
pub fn deferred<'a>(run: &'a Run<'a>, tasks: Vec<Listed>, language: Language) -> Grid<'a> {
    let source = FollowUps {
        engine: run.engine,
        verdicts: run.verdicts,
        cuts: run.cuts,
        plan: run.plan,
    };
    let mut rows = Rows::new(source, language);
    let column = |key: &str| {
        let emphasis = match key {
            "tier" => Emphasis::Tier,
            "reason" | "name" => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        let mut column = Column::keyed(key, emphasis, language);
        if key == "due" {
            room_from(language).clone_into(&mut column.heading);
        }
        column
    };
    Grid {
        columns: DEFERRED.map(column).into(),
        rows: Box::new(tasks.into_iter().map(move |listed| {
            let mut known = Vec::with_capacity(KEYS.len());
            let planned = rows.push_row(listed, &mut known);
            let cell = |key: &&str| cell(run, &planned, &known, key, language);
            DEFERRED.iter().map(cell).collect()
        })),
    }
}

/// What was typed beside a task that is still asked for, and waits.
fn carried<'a>(shown: &'a IssuedTask, key: &str) -> Option<Cell<'a>> {
    let mark = shown.typed.as_ref()?.get(key)?;
    // Ours moves on by itself; theirs stays.
    let ours = key == "status" && state(&mark.text) == Some(State::Open);
    (!ours).then(|| typed(mark.mark, &mark.text))
}

/// A cell of a row that only waits for its marks to be mended.
fn waiting<'a>(run: &'a Run<'a>, task: &'a str, shown: &'a IssuedTask, key: &str) -> Cell<'a> {
    // The copy in which the mark stands may have lost the column.
    if key == "id" {
        return task.into();
    }
    if key == "issued" {
        return shown.issued.into();
    }
    let owner = || run.number(&shown.customer).map(|number| run.owner(number));
    if let Some(owner) = owner().filter(|owner| key == "owner" && !owner.is_empty()) {
        return owner.into();
    }
    let cell = shown.row.get(key);
    cell.map_or(Cell::Blank, |cell| typed(cell.mark, &cell.text))
}

/// Whose turn it is on the sheet.
fn turn(who: Who) -> u8 {
    match who {
        Who::Owner => 0,
        Who::Manager => 1,
        Who::Auto => 2,
    }
}

/// The columns; those of texts to say, of what was bought and of notes only where there
/// are any.
fn columns(run: &Run<'_>, language: Language) -> Vec<Column> {
    let mut tracks = run.engine.rules.types.iter().flat_map(|kind| &kind.tracks);
    let says = tracks.any(|track| track.script.is_some());
    let book = run.engine.book;
    let bought = book.bought.is_some();
    let noted = (book.contacts.all().iter()).any(|contact| contact.note.is_some());
    let shown = SHOWN.iter().filter(|key| match **key {
        "script" => says,
        "last_bought" | "not_bought" => bought,
        "last_note" => noted,
        _ => true,
    });
    let shown = shown.map(|key| {
        let emphasis = match *key {
            KEY_COLUMN | WAS_COLUMN => Emphasis::Key,
            "tier" => Emphasis::Tier,
            "due" => Emphasis::Due,
            "script" | "reason" | "name" | "not_bought" | "last_note" => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        Column::keyed(key, emphasis, language)
    });
    let inputs = INPUTS.map(|key| Column::keyed(key, Emphasis::Input, language));
    shown
        .chain(inputs)
        .chain(["id", "issued"].map(|key| Column::keyed(key, Emphasis::Plain, language)))
        .collect()
}

/// One cell, from the row that programs are given.
fn cell<'a>(
    run: &'a Run<'a>,
    planned: &Planned<'a>,
    known: &[Cell<'a>],
    key: &str,
    language: Language,
) -> Cell<'a> {
    let task = &planned.task;
    let said = || {
        let place = KEYS.iter().position(|known| *known == key);
        place.map_or(Cell::Blank, |place| known[place].clone())
    };
    match key {
        KEY_COLUMN => {
            let customer = run.engine.book.registry.id(planned.customer);
            KeyText::Task(&task.id.to_string(), customer)
                .to_string()
                .into()
        }
        "owner" => match said() {
            Cell::Blank => word(Word::Nobody, language).into(),
            owner => owner,
        },
        "who" => {
            let person = run.plan.person(planned.customer, task.who);
            Cell::Text(who_by_name(
                task.who,
                person.map(|person| person.name),
                language,
            ))
        }
        "type" => {
            let kind = run.engine.rules.types.get(usize::from(planned.kind));
            kind.map(|kind| language.pick(&kind.name.zh, &kind.name.en))
                .into()
        }
        "days_overdue" if task.days_overdue == 0 => Cell::Blank,
        // The goal has a column of its own.
        "reason" => {
            let mut why = followup::reason(&task.reason, task.date, task.days_overdue, language);
            if let Some(more) = within_reach(run, planned.customer) {
                why += language.pick("；", "; ");
                why += &distance::roughly(&more, run.rules(), language);
            }
            why.into()
        }
        "status" if task.days_overdue > 0 => status(Status::Overdue, language).into(),
        "status" => status(Status::Open, language).into(),
        _ => said(),
    }
}

/// What is missing to the next tier, where the customer need not more than double what it bought.
fn within_reach(run: &Run<'_>, customer: u32) -> Option<Distance> {
    let value = run.figures.measure(customer)?;
    let scale = run.engine.scale();
    distance_of(run, customer).filter(|more| more.is_within_reach(Measured { value, scale }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::living::Key;
    use crate::report::fixture;

    #[test]
    fn rows_carry_their_key_and_room_for_marks() {
        fixture::run(fixture::SMALL, |run| {
            let grid = tasks(
                run,
                run.plan.tasks().iter().copied(),
                &Outcome::default(),
                Language::Zh,
            );
            let place = |key: &str| {
                let place = grid.columns.iter().position(|column| column.key == key);
                place.expect("a column")
            };
            let [key, id, customer, owner, done] =
                [KEY_COLUMN, "id", "customer_id", "owner", "done_day"].map(place);
            let rows: Vec<Vec<Cell<'_>>> = grid.rows.collect();
            assert!(!rows.is_empty());
            let text = |cell: &Cell<'_>| match cell {
                Cell::Text(text) => text.to_string(),
                other => panic!("{other:?}"),
            };
            for row in &rows {
                let found = Key::parse(&text(&row[key])).expect("a key");
                let expected = Key::Task {
                    task: text(&row[id]),
                    customer: text(&row[customer]),
                };
                assert_eq!(found, expected);
                assert_eq!(row[done], Cell::Blank);
            }
            let owners: Vec<String> = rows.iter().map(|row| text(&row[owner])).collect();
            assert!(
                owners.iter().any(|owner| owner == "（未分配）"),
                "{owners:?}"
            );
        });
    }
}
