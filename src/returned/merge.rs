//! Marks of several copies, by task. Takes rows of the log as they were marked, gives each
//! once; where they differ, the log has all of them, and its reader says so.

use std::collections::BTreeMap;

use crate::names::words::Outcome;
use crate::period::Day;
use crate::problem::SheetId;
use crate::records::issued::Status;
use crate::sheet::spool::{CELL_END, ROW_END};
use crate::value::Mark;

use super::{Returned, table, tasks};

/// One row of the log that a mark came to.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) customer: String,
    pub(super) day: Day,
    pub(super) who: String,
    pub(super) channel: String,
    pub(super) content: String,
    pub(super) outcome: Option<Outcome>,
    pub(super) loss_reason: String,
    pub(super) note: String,
    pub(super) next: Option<Day>,
    pub(super) status: Status,
    pub(super) issued: Option<Day>,
    pub(super) due: Option<Day>,
}

impl Line {
    /// What was marked, apart from what the workbook itself said beside it.
    fn mark(&self) -> (Day, Option<Outcome>, [&str; 2], Option<Day>) {
        let words = [self.loss_reason.as_str(), &self.note];
        (self.day, self.outcome, words, self.next)
    }
}

/// Where a mark stands, and what it came to.
struct Marked {
    sheet: SheetId,
    row: usize,
    line: Line,
}

/// The marks of all copies.
#[derive(Default)]
pub(super) struct Marks(BTreeMap<String, Vec<Marked>>);

impl Marks {
    /// Adds a mark; one that says the same as another is the same.
    pub(super) fn add(&mut self, task: &str, sheet: SheetId, row: usize, line: Line) {
        let known = self.0.entry(task.to_owned()).or_default();
        if !known.iter().any(|known| known.line.mark() == line.mark()) {
            known.push(Marked { sheet, row, line });
        }
    }

    /// Makes tables of them, one for each sheet, with their rows where they stood.
    pub(super) fn finish(self, returned: &mut Returned) {
        let mut sheets: BTreeMap<SheetId, BTreeMap<usize, (String, Line)>> = BTreeMap::new();
        for (task, marks) in self.0 {
            let is_done = marks.iter().any(|mark| mark.line.status.is_contact());
            // Somebody else finished it: what waits elsewhere waits no more, and is named.
            if let Some(shown) = returned.issued.get_mut(&task).filter(|_| is_done) {
                let words = shown.words();
                if marks.iter().all(|mark| !mark.line.note.contains(&words)) {
                    returned.problems.push(Returned::passed(shown, words));
                }
                shown.typed = None;
                shown.dropped = None;
            }
            for marked in marks {
                let rows = sheets.entry(marked.sheet).or_default();
                rows.insert(marked.row, (task.clone(), marked.line));
            }
        }
        for (sheet, rows) in sheets {
            returned.tables.push(table(sheet, spooled(&rows)));
        }
    }
}

/// Rows in canonical text; rows in between are empty.
fn spooled(rows: &BTreeMap<usize, (String, Line)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut next = 0;
    for (row, (task, line)) in rows {
        bytes.resize(bytes.len() + row - next, ROW_END);
        next = row + 1;
        let day = |day: Option<Day>| (Mark::Date, day.map_or(String::new(), |day| day.to_string()));
        let text = |text: &str| (Mark::Text, text.to_owned());
        let cells = [
            day(Some(line.day)),
            text(&line.customer),
            text(&line.who),
            text(&line.channel),
            text(&line.content),
            text(line.outcome.map_or("", |outcome| outcome.words()[0])),
            text(&line.loss_reason),
            text(&line.note),
            day(line.next),
            text(task),
            text(line.status.key()),
            day(line.issued),
            day(line.due),
        ];
        for (at, (mark, text)) in cells.iter().enumerate() {
            if at > 0 {
                bytes.push(CELL_END);
            }
            tasks::push(&mut bytes, *mark, text);
        }
        bytes.push(ROW_END);
    }
    bytes
}
