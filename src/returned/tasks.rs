//! The sheet of tasks with its marks. Takes a sheet whose columns and keys are found, gives
//! the tasks it showed, the marks that can be read, and those that stay as they were typed.

use std::collections::BTreeMap;

use crate::living::was::{WAS_COLUMN, check, split_tasks};
use crate::living::{Card, KEY_COLUMN, Key, Keyed, KnownColumn};
use crate::names::words::Outcome;
use crate::period::Day;
use crate::problem::{Problem, Returned as Said};
use crate::records::issued::Status;
use crate::records::open::OurSheet;
use crate::sheet::spool::mark_byte;
use crate::value::Mark;
use crate::value::date::{self, DateEvidence, DateReading};

use super::cells::Word;
use super::merge::{Line, Marks};
use super::parted::{self, Mixed, Settled};
use super::{Dropped, IssuedTask, Known, Returned, State, Typed, problem};

/// The columns that people fill in.
const MARKS: [&str; 6] = [
    "status",
    "done_day",
    "outcome",
    "loss_reason",
    "note",
    "next_day",
];

/// A done day this long before the task was first listed is mistyped, most often by a year; one
/// nearer by may be of a contact that nobody had entered yet.
const LONG_BEFORE: i32 = 31;

/// Findings of cells that are not taken; whoever fills in a whole column reads enough in these.
const MOST: usize = 200;

/// A sheet with what is known of it.
pub(super) struct Bound<'b, 'c> {
    pub(super) sheet: &'b OurSheet,
    pub(super) card: &'b Card,
    pub(super) known: &'b [KnownColumn],
    pub(super) found: &'b Keyed,
    pub(super) rows: &'b [Vec<Word<'c>>],
}

impl<'c> Bound<'_, 'c> {
    /// Where a column stands now.
    pub(super) fn column(&self, key: &str) -> Option<usize> {
        let at = self.known.iter().position(|column| column.key == key)?;
        self.found.columns[at]
    }

    /// A cell; an empty one where the column is gone.
    pub(super) fn word(&self, row: usize, key: &str) -> Word<'c> {
        let cell = self.column(key).and_then(|at| self.rows[row].get(at));
        cell.copied().unwrap_or(Word::EMPTY)
    }
}

/// Appends a cell in canonical text.
pub(super) fn push(bytes: &mut Vec<u8>, mark: Mark, text: &str) {
    if !text.is_empty() {
        bytes.extend(mark_byte(mark));
        bytes.extend_from_slice(text.as_bytes());
    }
}

/// What the marks of one row come to.
enum Says {
    /// Nothing was marked.
    Nothing,
    /// Something was typed that waits: a note alone, or what cannot be read.
    Waits,
    /// The task is not to be done; the day, if one is given.
    Dropped(Option<Day>),
    /// A row of the log.
    Contact(Contact),
}

struct Contact {
    day: Day,
    outcome: Option<Outcome>,
    next: Option<Day>,
}

impl Contact {
    /// How it leaves a task that was due on a day: one that is only put off stays open.
    fn status(&self, due: Option<Day>) -> Status {
        match self.outcome {
            Some(Outcome::Postponed) => Status::Open,
            _ => Status::done(self.day, due),
        }
    }
}

/// Reads the sheet.
pub(super) fn read(
    bound: &Bound<'_, '_>,
    beside: Known<'_>,
    returned: &mut Returned,
    marks: &mut Marks,
) {
    for row in &bound.found.changed {
        returned.problems.push(problem(
            bound.sheet.id,
            Some(*row),
            Some(bound.found.key_column),
            Said::KeyChanged,
        ));
    }
    for row in &bound.found.without_key {
        returned.problems.push(problem(
            bound.sheet.id,
            Some(*row),
            None,
            Said::RowWithoutKey,
        ));
    }
    not_kept(bound, returned);
    let mut not_taken = 0;
    for at in parted::tasks(bound, returned) {
        let Key::Task { task, customer } = &at.key else {
            continue;
        };
        let row = &at.row;
        let said = marked(bound, *row, beside, returned);
        let is_done = matches!(said, Says::Contact(_));
        for edit in written_over(bound, &at, is_done) {
            not_taken += 1;
            if not_taken <= MOST {
                returned.problems.push(edit);
            }
        }
        let shown = issue(bound, &at, task, customer, beside, returned);
        match said {
            Says::Nothing => {}
            Says::Waits => {
                let left = wait(shown, bound, &at);
                if let Some(left) = left {
                    let known = bound.known.iter().find(|column| column.key == "note");
                    let heading = known.map_or_else(String::new, |note| note.heading.clone());
                    let said = Said::EditsDiffer(customer.clone(), heading, shown.words(), left);
                    let found = problem(bound.sheet.id, Some(*row), bound.column("note"), said);
                    returned.problems.push(found);
                }
            }
            Says::Dropped(day) => {
                let known = shown.dropped.take();
                let (loss_reason, note) =
                    known.map_or_else(Default::default, |said| (said.loss_reason, said.note));
                shown.dropped = Some(Dropped {
                    day: day.or(bound.card.as_of),
                    loss_reason: with(loss_reason, bound.word(*row, "loss_reason").text()),
                    note: with(note, bound.word(*row, "note").text()),
                });
                shown.typed_at = Some((bound.sheet.id, *row));
            }
            Says::Contact(contact) => {
                let (issued, due) = (shown.issued, plain_day(bound.word(*row, "due")));
                let line = Line {
                    status: contact.status(due),
                    customer: customer.clone(),
                    day: contact.day,
                    who: shown.who.clone(),
                    channel: shown.channel.clone(),
                    content: shown.content.clone(),
                    outcome: contact.outcome,
                    loss_reason: bound.word(*row, "loss_reason").text().to_owned(),
                    note: bound.word(*row, "note").text().to_owned(),
                    next: contact.next,
                    issued,
                    due,
                };
                marks.add(task, bound.sheet.id, *row, line);
            }
        }
    }
}

/// Names the columns that people added and filled in.
fn not_kept(bound: &Bound<'_, '_>, returned: &mut Returned) {
    for (place, heading) in &bound.found.added {
        let mut rows = bound.found.rows.iter();
        let is_filled = |row: usize| {
            let word = bound.rows[row].get(*place);
            word.is_some_and(|word| !word.text().is_empty())
        };
        if rows.any(|(row, _)| is_filled(*row)) {
            let said = Said::ColumnNotKept(heading.clone());
            let row = bound.found.header;
            let found = problem(bound.sheet.id, row, Some(*place), said);
            returned.problems.push(found);
        }
    }
}

/// What somebody wrote over cells of ours. Channel and content of a task that is done are
/// taken into the log as they stand.
fn written_over(bound: &Bound<'_, '_>, at: &Settled, is_done: bool) -> Vec<Problem> {
    let was = bound.word(at.hidden, WAS_COLUMN).text();
    let Some(was) = split_tasks(was, bound.known).filter(|_| at.mixed == Mixed::No) else {
        return Vec::new();
    };
    let places = bound.known.iter().zip(was).zip(&bound.found.columns);
    let edits = places.filter_map(|((column, was), place)| {
        let (was, place) = (was?, (*place)?);
        let word = bound.rows[at.row]
            .get(place)
            .copied()
            .unwrap_or(Word::EMPTY);
        let is_taken = is_done && matches!(column.key.as_str(), "channel" | "content");
        if is_taken || check(word.text()) == was {
            return None;
        }
        let customer = at.key.customer().to_owned();
        let (heading, word) = (column.heading.clone(), word.text().to_owned());
        let said = Said::TaskEditNotTaken(customer, heading, word);
        Some(problem(bound.sheet.id, Some(at.row), Some(place), said))
    });
    edits.collect()
}

/// What copies say of a task that is not to be done, each once.
fn with(known: String, new: &str) -> String {
    match known.as_str() {
        "" => new.to_owned(),
        said if said.contains(new) => known,
        said => format!("{said} · {new}"),
    }
}

/// Keeps what was typed and waits: what stands in a newer workbook before what stands in an
/// older one. Gives the words that are left, if they differ.
fn wait(shown: &mut IssuedTask, bound: &Bound<'_, '_>, at: &Settled) -> Option<String> {
    let before = shown.typed.as_ref().map(|_| shown.words());
    let new = IssuedTask {
        typed_in: bound.card.as_of,
        typed_at: Some((bound.sheet.id, at.row)),
        typed: Some(typed(bound, at.row)),
        row: whole(bound, at),
        ..shown.clone()
    };
    let is_older = before.is_some() && new.typed_in < shown.typed_in;
    let left = if is_older {
        Some(new.words())
    } else {
        *shown = new;
        before
    };
    left.filter(|left| *left != shown.words())
}

/// Notes that the task was shown; the newest workbook is believed.
fn issue<'r>(
    bound: &Bound<'_, '_>,
    at: &Settled,
    task: &str,
    customer: &str,
    beside: Known<'_>,
    returned: &'r mut Returned,
) -> &'r mut IssuedTask {
    let (row, shown) = (at.row, bound.card.as_of);
    let issued = plain_day(bound.word(row, "issued")).or(shown);
    let text = |key: &str| of_row(bound, at, key).text().to_owned();
    let (owner, acts) = (text("owner"), text("who"));
    let new = IssuedTask {
        customer: customer.to_owned(),
        issued,
        due: plain_day(bound.word(row, "due")),
        asks_for: due_as_written(bound, at),
        shown,
        who: match (beside.words.manager)(&acts) {
            // A workbook that names nobody leaves it to the rules.
            Some("") => beside
                .team
                .manager_of(&owner)
                .unwrap_or_default()
                .to_owned(),
            Some(manager) => manager.to_owned(),
            None if (beside.words.nobody)(&owner) => String::new(),
            None => owner,
        },
        channel: text("channel"),
        content: text("content"),
        typed: None,
        typed_in: None,
        typed_at: None,
        row: BTreeMap::new(),
        dropped: None,
    };
    let known = returned
        .issued
        .entry(task.to_owned())
        .or_insert_with(|| new.clone());
    let first = [known.issued, issued].into_iter().flatten().min();
    if known.shown < shown {
        *known = IssuedTask {
            typed: known.typed.take(),
            typed_in: known.typed_in,
            typed_at: known.typed_at,
            row: std::mem::take(&mut known.row),
            dropped: known.dropped.take(),
            ..new
        };
    }
    known.issued = first;
    known
}

fn marked(bound: &Bound<'_, '_>, row: usize, beside: Known<'_>, returned: &mut Returned) -> Says {
    let Known { words, as_of, .. } = beside;
    let mut unread = |key: &str, word: Word<'_>, said: &dyn Fn(String, String) -> Said| {
        let column = bound.column(key);
        let heading = column.and_then(|at| bound.rows[bound.found.header?].get(at));
        let heading = heading.map_or(key, |heading| heading.text()).to_owned();
        let said = said(heading, word.text().to_owned());
        returned
            .problems
            .push(problem(bound.sheet.id, Some(row), column, said));
    };
    let [status, done, outcome, loss, note, next] = MARKS.map(|key| bound.word(row, key));
    let mut sound = true;
    let state = (words.state)(status.text()).unwrap_or_else(|| {
        if !status.text().is_empty() {
            unread("status", status, &Said::Unread);
            sound = false;
        }
        State::Open
    });
    let mut day = |key, word: Word<'_>| {
        day(word).unwrap_or_else(|()| {
            unread(key, word, &Said::Unread);
            sound = false;
            None
        })
    };
    let done_day = day("done_day", done);
    let next_day = day("next_day", next);
    if done_day.is_some_and(|day| day > as_of) {
        unread("done_day", done, &Said::Ahead);
        sound = false;
    }
    let listed = plain_day(bound.word(row, "issued")).or(bound.card.as_of);
    let before = done_day.zip(listed).filter(|(day, listed)| day < listed);
    if let Some((_, listed)) = before.filter(|(day, listed)| listed.0 - day.0 > LONG_BEFORE) {
        let said = |heading, word| Said::LongBefore(heading, word, listed);
        unread("done_day", done, &said);
        sound = false;
    }
    let came = Outcome::named(outcome.text());
    if came.is_none() && !outcome.text().is_empty() {
        unread("outcome", outcome, &Said::Unread);
        sound = false;
    }
    if !sound {
        return Says::Waits;
    }
    let spoken = done_day.is_some() || came.is_some();
    match state {
        // A day alone is the one on which it was dropped: nobody was spoken to.
        State::Dropped if came.is_none() => return Says::Dropped(done_day),
        State::Done | State::Dropped => {}
        State::Open if spoken => {}
        // Only a day to come back to it: the task is put off.
        State::Open if next_day.is_some() => {}
        State::Open if note.text().is_empty() && loss.text().is_empty() => return Says::Nothing,
        State::Open => return Says::Waits,
    }
    let put_off = came == Some(Outcome::Postponed) || state == State::Open && !spoken;
    let Some(day) = done_day.or(bound.card.as_of) else {
        unread("done_day", done, &Said::Unread);
        return Says::Waits;
    };
    if put_off && next_day.is_none_or(|next| next <= day) {
        unread("next_day", next, &Said::PutOffNowhere);
        return Says::Waits;
    }
    if done_day.is_none() && !put_off {
        let said = Said::DayAssumed(day);
        returned.problems.push(problem(
            bound.sheet.id,
            Some(row),
            bound.column("done_day"),
            said,
        ));
    }
    if let Some((day, listed)) = before {
        let column = bound.column("done_day");
        let said = Said::Before(day, listed);
        returned
            .problems
            .push(problem(bound.sheet.id, Some(row), column, said));
    }
    Says::Contact(Contact {
        day,
        outcome: if put_off {
            Some(Outcome::Postponed)
        } else {
            came
        },
        next: next_day,
    })
}

/// A cell of a row; the owner stands beside the key and stays behind with it.
fn of_row<'c>(bound: &Bound<'_, 'c>, at: &Settled, key: &str) -> Word<'c> {
    let row = match key {
        KEY_COLUMN | "owner" => at.hidden,
        _ => at.row,
    };
    bound.word(row, key)
}

/// The day a row asks for, if its cell says what it said when it was written.
fn due_as_written(bound: &Bound<'_, '_>, at: &Settled) -> Option<Day> {
    let word = bound.word(at.row, "due");
    let was = split_tasks(bound.word(at.hidden, WAS_COLUMN).text(), bound.known);
    let place = (bound.known.iter()).position(|column| column.key == "due");
    let was = was.zip(place).and_then(|(was, place)| was[place]);
    let is_ours = was.is_none_or(|was| check(word.text()) == was);
    plain_day(word).filter(|_| is_ours)
}

/// A day somebody typed; only what can be read one way.
fn day(word: Word<'_>) -> Result<Option<Day>, ()> {
    if word.text().is_empty() {
        return Ok(None);
    }
    let mut evidence = DateEvidence::default();
    let read = date::date(word.raw(), DateReading::default(), &mut evidence);
    match read {
        Ok(day) if !evidence.needs_decision() => Ok(day),
        _ => Err(()),
    }
}

/// A day that we wrote.
fn plain_day(word: Word<'_>) -> Option<Day> {
    day(word).ok().flatten()
}

fn typed(bound: &Bound<'_, '_>, row: usize) -> BTreeMap<&'static str, Typed> {
    let cells = MARKS.into_iter().map(|key| (key, bound.word(row, key)));
    cells.map(|(key, word)| (key, as_typed(word))).collect()
}

fn whole(bound: &Bound<'_, '_>, at: &Settled) -> BTreeMap<String, Typed> {
    let known = bound.known.iter();
    let cells = known.map(|column| (column.key.clone(), of_row(bound, at, &column.key)));
    cells.map(|(key, word)| (key, as_typed(word))).collect()
}

fn as_typed(word: Word<'_>) -> Typed {
    Typed {
        mark: word.mark,
        text: word.text().to_owned(),
    }
}
