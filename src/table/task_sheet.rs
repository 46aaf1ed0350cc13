//! The tasks as people work on them: words instead of codes, and columns to fill
//! in. Takes a run and its tasks, gives the grid of the sheet of follow-ups.

use crate::followup::everyone::Listed;
use crate::lang::Language;
use crate::lang::report::{Status, status, who};
use crate::report::Run;
use crate::table::follow_ups::{FollowUps, KEYS, Rows, columns};
use crate::table::{Cell, Column, Emphasis, Grid};

/// Columns that people fill in beside each task; the status is one of them too.
pub const INPUTS: [&str; 4] = ["done_day", "outcome", "note", "next_day"];

/// The tasks given, in their order.
pub fn tasks<'a>(
    run: &'a Run<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    let mut columns = columns(language);
    for column in &mut columns {
        if column.key == "status" {
            column.emphasis = Emphasis::Input;
        }
    }
    columns.extend(INPUTS.map(|key| Column::keyed(key, Emphasis::Input, language)));
    let place = |key: &str| KEYS.iter().position(|known| *known == key);
    let (who_at, kind_at, status_at) = (place("who"), place("type"), place("status"));
    let mut rows = Rows::new(
        FollowUps {
            engine: run.engine,
            verdicts: run.verdicts,
            cuts: run.cuts,
            plan: run.plan,
        },
        language,
    );
    let row = move |listed: Listed| {
        let mut row = Vec::with_capacity(KEYS.len() + INPUTS.len());
        let planned = rows.push_row(listed, &mut row);
        let task = &planned.task;
        let kind = run.rules().types.get(usize::from(planned.kind));
        let stands = if task.days_overdue > 0 {
            Status::Overdue
        } else {
            Status::Open
        };
        let words = [
            (who_at, Cell::from(who(task.who, language))),
            (
                kind_at,
                kind.map(|kind| language.pick(&kind.name.zh, &kind.name.en))
                    .into(),
            ),
            (status_at, status(stands, language).into()),
        ];
        for (at, cell) in words {
            if let Some(at) = at {
                row[at] = cell;
            }
        }
        row.resize(row.len() + INPUTS.len(), Cell::Blank);
        row
    };
    Grid {
        columns,
        rows: Box::new(tasks.map(row)),
    }
}
