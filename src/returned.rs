//! What people wrote into workbooks of ours: marks beside tasks, new rows of the log, edits
//! of customers. Takes the sheets of workbooks that came back, gives tables of contacts
//! that are read like any log, and what has to be carried into the next workbook.
//!
//! A mark becomes one row of the log, and its task with what was marked is what it is
//! known by: however often a copy is read, and however many copies say the same, the
//! row is there once.

mod absent;
mod cells;
mod customers;
mod log;
mod merge;
mod parted;
mod tasks;
mod unheaded;

use std::collections::{BTreeMap, BTreeSet};

use crate::living::was::{WAS_COLUMN, split, split_tasks};
use crate::living::{Card, KEY_COLUMN, Keyed, KnownSheet, SheetRole};
use crate::names::Field;
use crate::period::Day;
use crate::problem::{Place, Problem, Returned as Said, SheetId};
use crate::records::book::Set;
use crate::records::issued::Shown;
use crate::records::open::{OurBook, Shared, Sheet};
use crate::records::table::Table;
use crate::rules::Team;
use crate::value::Mark;

use cells::{Cells, Word};

/// Words of ours that people may have left or chosen, in every language.
#[derive(Clone, Copy)]
pub struct Words<'w> {
    /// The headings of a column's key.
    pub headings: &'w dyn Fn(&str) -> Vec<String>,
    /// What a word in the column of states means.
    pub state: &'w dyn Fn(&str) -> Option<State>,
    /// Whether the owner's cell says that there is none.
    pub nobody: &'w dyn Fn(&str) -> bool,
    /// The manager whom the cell of who acts names: empty where it names none, `None` where a
    /// manager does not.
    pub manager: &'w dyn Fn(&str) -> Option<&str>,
}

/// What people say of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Not to be done.
    Dropped,
}

/// A cell as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Whether it is a number, a day or words.
    pub mark: Mark,
    /// Its text.
    pub text: String,
}

/// A task that an earlier workbook showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedTask {
    /// The customer's id.
    pub customer: String,
    /// The day of the first workbook that showed it.
    pub issued: Option<Day>,
    /// The day it was due when it was last shown.
    pub due: Option<Day>,
    /// The same, if nobody wrote over it.
    pub asks_for: Option<Day>,
    /// The newest workbook that showed it.
    pub shown: Option<Day>,
    /// Who was asked: the manager for a manager's task, else the owner; empty where nobody is named.
    pub who: String,
    /// By which channel.
    pub channel: String,
    /// About what.
    pub content: String,
    /// What was typed beside it and waits: it cannot be read, or says too little.
    pub typed: Option<BTreeMap<&'static str, Typed>>,
    /// The day of the workbook in which that stands.
    pub typed_in: Option<Day>,
    /// The sheet and the row, from 0, where something stands that waits or that drops it.
    pub typed_at: Option<(SheetId, usize)>,
    /// Its whole row by column, where something was typed that waits.
    pub row: BTreeMap<String, Typed>,
    /// Somebody said that it is not to be done.
    pub dropped: Option<Dropped>,
}

/// What somebody wrote beside a task that is not to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The day of the workbook in which it stands.
    pub day: Option<Day>,
    /// Why the customer declined or was lost; empty where nothing is said.
    pub loss_reason: String,
    /// The note.
    pub note: String,
}

impl IssuedTask {
    /// What was typed beside it that waits, or that drops it.
    pub fn words(&self) -> String {
        let dropped = self.dropped.iter();
        let dropped = dropped.flat_map(|said| [said.loss_reason.as_str(), said.note.as_str()]);
        let typed = self.typed.iter().flatten();
        let typed = typed.filter(|(key, _)| **key != "status");
        let typed = typed.map(|(_, typed)| typed.text.as_str());
        let all = typed.chain(dropped).filter(|text| !text.is_empty());
        all.collect::<Vec<_>>().join(" · ")
    }
}

/// What somebody set of a customer in a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The customer's id.
    pub customer: String,
    /// What was set.
    pub field: Field,
    /// The heading of its column.
    pub heading: String,
    /// What was typed; empty where it was deleted.
    pub typed: Typed,
    /// The check value of what the customer sheet had when the workbook was written.
    pub source: String,
    /// The check value of what the workbook showed when it was written.
    pub shown: String,
    /// Whether it was typed since the workbook was written.
    pub fresh: bool,
    /// The day of the workbook.
    pub day: Option<Day>,
    /// Sheet, row and column, from 0.
    pub place: (SheetId, usize, usize),
}

/// Columns that people added to the customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// Their headings, from left to right.
    pub headings: Vec<String>,
    /// By customer and heading, what stands there.
    pub cells: BTreeMap<String, BTreeMap<String, AddedCell>>,
}

/// A cell of a column that people added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedCell {
    /// The day of the workbook.
    pub day: Option<Day>,
    /// Whether it was typed, or emptied, since the workbook was written.
    pub fresh: bool,
    /// What stands there.
    pub typed: Typed,
    /// Sheet, row and column, from 0.
    pub place: (SheetId, usize, usize),
}

/// What came back.
#[derive(Clone, Default)]
pub struct Returned {
    /// The workbooks: the place of each among the files, and the day it spoke for.
    pub books: Vec<(usize, Option<Day>)>,
    /// The day of the newest of them.
    pub newest: Option<Day>,
    /// The tasks they showed, by id.
    pub issued: BTreeMap<String, IssuedTask>,
    /// What was set of customers.
    pub edits: BTreeMap<(String, Field), Edit>,
    /// The columns that people added to the customers.
    pub added: Added,
    /// The names of customers of whom something was set or added, by id.
    pub names: BTreeMap<String, String>,
    /// The customers among them that are not in the data, once it is known who is.
    pub absent: Vec<String>,
    /// Logs and marks: tables of contacts, of which each row counts once.
    pub tables: Vec<Table>,
    /// What has to be said about them.
    pub problems: Vec<Problem>,
}

impl Returned {
    /// What was typed beside a task that has an end already, where it stands.
    pub fn passed(shown: &IssuedTask, words: String) -> Problem {
        let (sheet, row) = shown
            .typed_at
            .map_or((None, None), |(sheet, row)| (Some(sheet), Some(row)));
        Problem {
            place: sheet.map(|sheet| place(sheet, row, None)),
            finding: crate::problem::Finding::Returned(Said::Passed(words)),
            count: 1,
        }
    }

    /// The tasks they show, with the days they ask for.
    pub fn shown(&self) -> Vec<(String, Shown)> {
        let issued = self.issued.iter();
        let shown = issued.filter_map(|(task, shown)| {
            let since = shown.issued?;
            let known = Shown {
                since,
                last: shown.shown.unwrap_or(since),
                due: shown.asks_for,
            };
            Some((task.clone(), known))
        });
        shown.collect()
    }

    /// The tasks that somebody says in them are not to be done, with the day of the workbook;
    /// `as_of` where it has none.
    pub fn dropped(&self, as_of: Day) -> Vec<(String, Day)> {
        let issued = self.issued.iter();
        let dropped = issued.filter_map(|(task, shown)| Some((task, shown.dropped.as_ref()?)));
        let dropped = dropped.map(|(task, said)| (task.clone(), said.day.unwrap_or(as_of)));
        dropped.collect()
    }

    /// What people set of customers, for the reader of their sheets.
    pub fn set(&self) -> Vec<Set> {
        let set = |edit: &Edit| {
            let (sheet, row, column) = edit.place;
            Set {
                customer: edit.customer.clone(),
                field: edit.field,
                heading: edit.heading.clone(),
                mark: edit.typed.mark,
                text: edit.typed.text.clone(),
                place: place(sheet, Some(row), Some(column)),
            }
        };
        self.edits.values().map(set).collect()
    }
}

/// Nothing came back.
pub static NOTHING: Returned = Returned {
    books: Vec::new(),
    newest: None,
    issued: BTreeMap::new(),
    edits: BTreeMap::new(),
    added: Added {
        headings: Vec::new(),
        cells: BTreeMap::new(),
    },
    names: BTreeMap::new(),
    absent: Vec::new(),
    tables: Vec::new(),
    problems: Vec::new(),
};

/// What is known beside the workbooks.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// The words of ours that people may have left.
    pub words: Words<'k>,
    /// Who is whose manager, where a workbook does not say it.
    pub team: &'k Team,
    /// The day of the run: days after it cannot have been done yet.
    pub as_of: Day,
}

/// Reads the workbooks that came back; `logs` are the tables of their contact logs.
pub fn read(books: &[OurBook], logs: &[Table], known: Known<'_>) -> Returned {
    let mut returned = Returned::default();
    let mut marks = merge::Marks::default();
    let cards: Vec<Card> = books.iter().map(card).collect();
    let damaged = books
        .iter()
        .zip(&cards)
        .filter(|(_, card)| !card.is_whole());
    let at = damaged.filter_map(|(book, _)| {
        let mut sheets = book.sheets.iter();
        sheets.find(|sheet| sheet.name == crate::living::SHEET)
    });
    returned
        .problems
        .extend(at.map(|sheet| problem(sheet.id, None, None, Said::CardGone)));
    returned.newest = cards.iter().filter_map(|card| card.as_of).max();
    let mut names = Vec::with_capacity(books.len());
    let mut all_names = log::Names::default();
    for (book, card) in books.iter().zip(&cards) {
        let own = read_book(book, card, logs, known, &mut returned, &mut marks);
        all_names.add_all(&own);
        names.push(own);
    }
    for (book, names) in books.iter().zip(&names) {
        let of_book = |log: &&Table| book.sheets.iter().any(|sheet| sheet.id == log.sheet);
        for log in logs.iter().filter(of_book) {
            let not_kept = log::added(log).map(|(place, heading)| {
                let said = Said::ColumnNotKept(heading.to_owned());
                problem(log.sheet, None, Some(place), said)
            });
            returned.problems.extend(not_kept);
            returned.problems.extend(unheaded::of_log(log));
            returned.tables.push(names.fill_in(&all_names, log));
        }
    }
    marks.finish(&mut returned);
    returned
}

/// What a workbook says of itself.
fn card(book: &OurBook) -> Card {
    let mut sheets = book.sheets.iter();
    let card = sheets.find(|sheet| sheet.name == crate::living::SHEET);
    let card = card.and_then(|sheet| Card::read(&Cells::of(&sheet.source).rows()).ok());
    card.unwrap_or_default()
}

/// Reads a workbook apart from its log; gives the names of its customers.
fn read_book(
    book: &OurBook,
    card: &Card,
    logs: &[Table],
    beside: Known<'_>,
    returned: &mut Returned,
    marks: &mut merge::Marks,
) -> log::Names {
    returned.books.push((book.file, card.as_of));
    let mut names = log::Names::default();
    let mut strange = Vec::new();
    let ours: BTreeSet<&str> = card
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    for sheet in &book.sheets {
        if sheet.name == crate::living::SHEET || logs.iter().any(|log| log.sheet == sheet.id) {
            continue;
        }
        let cells = Cells::of(&sheet.source);
        let rows = cells.rows();
        match known_sheet(card, &sheet.name, &rows, beside.words) {
            Some((known, found)) => {
                let bound = tasks::Bound {
                    sheet,
                    card,
                    known: &known.columns,
                    found: &found,
                    rows: &rows,
                };
                names.add(&bound);
                returned.problems.extend(unheaded::of_sheet(&bound));
                if known.role == SheetRole::FollowUps {
                    tasks::read(&bound, beside, returned, marks);
                } else {
                    if sheet.formulas > 0 {
                        let found = problem(sheet.id, None, None, Said::Formulas);
                        let count = sheet.formulas;
                        returned.problems.push(Problem { count, ..found });
                    }
                    customers::read(&bound, known.role, returned);
                }
            }
            None if ours.contains(sheet.name.as_str()) => {
                let known = card.sheet(&sheet.name);
                let known = known.filter(|known| KEYED.contains(&known.role));
                let found = known.and_then(|known| unheaded::without_keys(sheet.id, known, &rows));
                returned.problems.extend(found);
            }
            None if !rows.is_empty() && !card.sheets.is_empty() => strange.push(sheet),
            None => {}
        }
    }
    for sheet in strange {
        returned.problems.push(problem(
            sheet.id,
            None,
            None,
            Said::OwnSheet(sheet.name.clone()),
        ));
    }
    names
}

/// Sheets of ours in workbooks that have lost the hidden sheet by which their marks are read;
/// the first of each file is named.
pub fn without_card(sheets: &[Sheet], books: &[OurBook]) -> Vec<Problem> {
    // A table that somebody saved as text is one of his own.
    let is_ours = |sheet: &&Sheet| {
        let mut keys = [KEY_COLUMN, WAS_COLUMN].iter();
        sheet.name.is_some() && keys.all(|key| sheet.headers.iter().any(|word| word == key))
    };
    let files = sheets.chunk_by(|one, other| one.file == other.file);
    let strange = files.filter(|of_file| books.iter().all(|book| book.file != of_file[0].file));
    let first = strange.filter_map(|of_file| of_file.iter().find(is_ours));
    first
        .map(|sheet| problem(sheet.id, None, None, Said::CardGone))
        .collect()
}

/// The sheets whose rows are known by hidden keys.
const KEYED: [SheetRole; 3] = [
    SheetRole::FollowUps,
    SheetRole::Customers,
    SheetRole::Absent,
];

/// Which sheet of the card this one is: the one of its name, else the first whose columns are
/// those that its check values speak of, since people rename sheets.
fn known_sheet<'k>(
    card: &'k Card,
    name: &str,
    rows: &[Vec<Word<'_>>],
    words: Words<'_>,
) -> Option<(&'k KnownSheet, Keyed)> {
    let named = card.sheet(name).filter(|sheet| KEYED.contains(&sheet.role));
    let others = KEYED.into_iter().filter_map(|role| card.of_role(role));
    let mut first = None;
    for known in named.into_iter().chain(others) {
        // A sheet without keys has none for any of them.
        let found = Keyed::find(rows, &known.columns, words.headings)?;
        if !is_of(&found, known.role) {
            continue;
        }
        if is_checked(&found, known, rows) {
            return Some((known, found));
        }
        first.get_or_insert((known, found));
    }
    first
}

/// Whether the check values of its first row are those of these columns.
fn is_checked(found: &Keyed, known: &KnownSheet, rows: &[Vec<Word<'_>>]) -> bool {
    let was = (known.columns.iter()).position(|column| column.key == WAS_COLUMN);
    let place = was.and_then(|was| found.columns[was]);
    let letters = |row: usize| rows[row].get(place?).map(Word::text);
    let letters = found.rows.first().and_then(|(row, _)| letters(*row));
    letters.is_some_and(|letters| match known.role {
        SheetRole::FollowUps => split_tasks(letters, &known.columns).is_some(),
        _ => split(letters, &known.columns).is_some(),
    })
}

/// Whether the keys of a sheet are those of its role.
fn is_of(found: &Keyed, role: SheetRole) -> bool {
    let task = |row: &(usize, crate::living::Key)| matches!(row.1, crate::living::Key::Task { .. });
    match found.rows.first() {
        Some(row) => task(row) == (role == SheetRole::FollowUps),
        None => false,
    }
}

/// A place from rows and columns that count from 0.
fn place(sheet: SheetId, row: Option<usize>, column: Option<usize>) -> Place {
    Place {
        sheet,
        row: row.and_then(|row| u32::try_from(row + 1).ok()),
        column: column.and_then(|column| u16::try_from(column).ok()),
    }
}

fn problem(sheet: SheetId, row: Option<usize>, column: Option<usize>, said: Said) -> Problem {
    Problem {
        place: Some(place(sheet, row, column)),
        finding: crate::problem::Finding::Returned(said),
        count: 1,
    }
}

/// The fields of a row of the log, in the order of the columns of tables made here.
const FIELDS: [Field; 13] = [
    Field::ContactDay,
    Field::ContactCustomerId,
    Field::ContactWho,
    Field::ContactChannel,
    Field::ContactContent,
    Field::ContactOutcome,
    Field::ContactLossReason,
    Field::ContactNote,
    Field::ContactNextDay,
    Field::ContactTask,
    Field::ContactStatus,
    Field::ContactIssued,
    Field::ContactDue,
];

/// A table of contacts from rows in canonical text.
fn table(sheet: SheetId, bytes: Vec<u8>) -> Table {
    let source: Shared = std::sync::Arc::new(bytes);
    Table {
        sheet,
        role: crate::names::Role::Contacts,
        source,
        encoding: crate::sheet::Encoding::Utf8,
        dialect: crate::records::table::SPOOLED,
        start: 0,
        first_row: 1,
        headers: FIELDS.iter().map(|field| field.key().to_owned()).collect(),
        units: Vec::new(),
        fields: FIELDS.iter().copied().zip(0..).collect(),
        marks: crate::records::table::CellMarks::Workbook,
        lines: None,
    }
}
