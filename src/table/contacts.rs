//! The contact log as a grid, newest first. Takes a run whose book has a log; the
//! headings are ones that the reader knows again.

use crate::lang::report::outcome;
use crate::lang::returned::fate;
use crate::lang::{Language, heading};
use crate::names::Field;
use crate::period::Day;
use crate::records::contacts::{Contact, Left, LeftEnd};
use crate::records::issued::BEFORE_WORDS;
use crate::report::Run;
use crate::report::ended::Unlisted;
use crate::table::{Cell, Column, Emphasis, Grid, typed};
use crate::value::Mark;

const FIELDS: [Field; 15] = [
    Field::ContactDay,
    Field::ContactCustomerId,
    Field::ContactCustomerName,
    Field::ContactWho,
    Field::ContactChannel,
    Field::ContactContent,
    Field::ContactOutcome,
    Field::ContactLossReason,
    Field::ContactNote,
    Field::ContactNextDay,
    Field::ContactSatisfaction,
    Field::ContactTask,
    Field::ContactStatus,
    Field::ContactIssued,
    Field::ContactDue,
];

/// Keys of the columns, in the order of the fields.
pub const KEYS: [&str; 15] = [
    "day",
    "customer_id",
    "name",
    "who",
    "channel",
    "content",
    "outcome",
    "loss_reason",
    "note",
    "next_day",
    "satisfaction",
    "task",
    "status",
    "issued",
    "due",
];

/// Who reads the grid.
pub use crate::table::problems::Reader;

/// One row for each contact and for each task that ended without one, newest first, ties
/// by customer id.
pub fn contacts<'a>(run: &'a Run<'a>, reader: Reader, language: Language) -> Grid<'a> {
    grid(run, all(run), &[], reader, language)
}

/// The same with tasks whose end was found just now, and the rows that could not be read. Of
/// tasks that wait it has what is known now.
pub fn log<'a>(run: &'a Run<'a>, unlisted: &[Unlisted<'a>], language: Language) -> Grid<'a> {
    let contacts = &run.engine.book.contacts;
    let known = all(run).filter(|row| !contacts.waits(row));
    let mut grid = grid(run, known, unlisted, Reader::Person, language);
    let is_left = |row: &&Left| !LeftEnd::of(row).is_some_and(|left| left.waits());
    let left = contacts.left.iter().filter(is_left).map(left);
    grid.rows = Box::new(grid.rows.chain(left));
    grid
}

/// A row of the log: one that is there, or one of a task that is not listed any more.
enum Row<'a> {
    Known(&'a Contact),
    Unlisted(Box<Unlisted<'a>>),
}

impl<'a> Row<'a> {
    fn day(&self) -> Day {
        match self {
            Self::Known(contact) => contact.day,
            Self::Unlisted(unlisted) => unlisted.day,
        }
    }

    fn place(&self) -> (u16, u32) {
        match self {
            Self::Known(contact) => contact.place,
            Self::Unlisted(_) => (u16::MAX, u32::MAX),
        }
    }

    fn customer(&self, run: &'a Run<'a>) -> &str {
        match self {
            Self::Known(contact) => run.engine.book.registry.id(contact.customer),
            Self::Unlisted(unlisted) => &unlisted.shown.customer,
        }
    }
}

/// All rows of the log.
fn all<'a>(run: &'a Run<'a>) -> impl Iterator<Item = &'a Contact> {
    let contacts = &run.engine.book.contacts;
    contacts.all().iter().chain(contacts.without_contact())
}

fn grid<'a>(
    run: &'a Run<'a>,
    known: impl Iterator<Item = &'a Contact>,
    unlisted: &[Unlisted<'a>],
    reader: Reader,
    language: Language,
) -> Grid<'a> {
    let columns = KEYS.iter().zip(FIELDS).map(|(key, field)| {
        let emphasis = match field {
            Field::ContactNote | Field::ContactContent => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        Column::named(key, heading::field(field, language), emphasis)
    });
    let known = known.map(Row::Known);
    let unlisted = unlisted
        .iter()
        .cloned()
        .map(|one| Row::Unlisted(Box::new(one)));
    let mut rows: Vec<Row<'a>> = known.chain(unlisted).collect();
    rows.sort_by(|a, b| {
        let newest_first = b.day().cmp(&a.day());
        let by_id = || a.customer(run).cmp(b.customer(run));
        newest_first
            .then_with(by_id)
            .then(a.place().cmp(&b.place()))
    });
    let row = move |row: Row<'a>| match row {
        Row::Known(contact) => known_row(run, contact, reader, language),
        Row::Unlisted(unlisted) => unlisted_row(run, &unlisted, language),
    };
    Grid {
        columns: columns.collect(),
        rows: Box::new(rows.into_iter().map(row)),
    }
}

fn known_row<'a>(
    run: &'a Run<'a>,
    contact: &'a Contact,
    reader: Reader,
    language: Language,
) -> Vec<Cell<'a>> {
    let book = run.engine.book;
    let word = |word| Cell::from(book.contacts.word(word));
    let came = contact.outcome.map(|came| match reader {
        Reader::Machine => came.key(),
        Reader::Person => outcome(came, language),
    });
    let voiced = contact.satisfaction.map(f64::from);
    vec![
        contact.day.into(),
        book.registry.id(contact.customer).into(),
        book.registry.name(contact.customer).into(),
        word(contact.who),
        word(contact.channel),
        word(contact.content),
        came.into(),
        word(contact.loss_reason),
        word(contact.note),
        contact.next_day.into(),
        voiced.map_or(Cell::Blank, Cell::Number),
        word(contact.task),
        contact.asked.map(|asked| asked.status.key()).into(),
        contact.asked.and_then(|asked| asked.issued).into(),
        contact.asked.and_then(|asked| asked.due).into(),
    ]
}

fn unlisted_row<'a>(
    run: &'a Run<'a>,
    unlisted: &Unlisted<'a>,
    language: Language,
) -> Vec<Cell<'a>> {
    let shown = &unlisted.shown;
    let name = unlisted
        .customer
        .map(|customer| run.engine.book.registry.name(customer));
    let text = |text: &str| Cell::from(text.to_owned());
    let typed = |key: &str| {
        let typed = shown.typed.as_ref().and_then(|typed| typed.get(key));
        typed.map(|typed| typed.text.as_str())
    };
    let dropped = shown.dropped.as_ref();
    // One copy may drop the task, and another have a note beside it.
    let mut noted = typed("note").unwrap_or_default().to_owned();
    let said = dropped.map_or("", |said| said.note.as_str());
    if !noted.contains(said) {
        if !noted.is_empty() {
            noted += " · ";
        }
        noted += said;
    }
    let loss_reason = dropped.map(|said| said.loss_reason.as_str());
    let loss_reason = loss_reason.or_else(|| typed("loss_reason"));
    let mut note = fate(unlisted.fate, language);
    if !noted.is_empty() {
        note += language.pick(BEFORE_WORDS[0], BEFORE_WORDS[1]);
        note += &noted;
    }
    vec![
        unlisted.day.into(),
        text(&shown.customer),
        name.into(),
        text(&shown.who),
        text(&shown.channel),
        text(&shown.content),
        Cell::Blank,
        loss_reason
            .filter(|reason| !reason.is_empty())
            .map_or(Cell::Blank, text),
        note.into(),
        Cell::Blank,
        Cell::Blank,
        text(&unlisted.task),
        unlisted.status().key().into(),
        shown.issued.into(),
        unlisted.due().into(),
    ]
}

/// A row as somebody typed it.
fn left(row: &Left) -> Vec<Cell<'_>> {
    let cell = |field: Field| {
        let found = row.iter().find(|(known, ..)| *known == field);
        match found {
            // An id looks as it was typed: 103 and not 103.0.
            Some((_, Mark::Number, text)) if field != Field::ContactSatisfaction => {
                text.as_str().into()
            }
            Some((_, mark, text)) => typed(*mark, text),
            None => Cell::Blank,
        }
    };
    FIELDS.into_iter().map(cell).collect()
}
