//! The contact log as a grid, newest first. Takes a run whose book has a log; the
//! headings are ones that the reader knows again.

use crate::lang::report::outcome;
use crate::lang::{Language, heading};
use crate::names::Field;
use crate::records::contacts::Contact;
use crate::report::Run;
use crate::table::{Cell, Column, Emphasis, Grid};

const FIELDS: [Field; 14] = [
    Field::ContactDay,
    Field::ContactCustomerId,
    Field::ContactCustomerName,
    Field::ContactWho,
    Field::ContactChannel,
    Field::ContactContent,
    Field::ContactOutcome,
    Field::ContactNote,
    Field::ContactNextDay,
    Field::ContactSatisfaction,
    Field::ContactTask,
    Field::ContactStatus,
    Field::ContactIssued,
    Field::ContactDue,
];

/// Keys of the columns, in the order of the fields.
pub const KEYS: [&str; 14] = [
    "day",
    "customer_id",
    "name",
    "who",
    "channel",
    "content",
    "outcome",
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
    let columns = KEYS.iter().zip(FIELDS).map(|(key, field)| {
        let emphasis = match field {
            Field::ContactNote | Field::ContactContent => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        Column::named(key, heading::field(field, language), emphasis)
    });
    let book = run.engine.book;
    let mut order: Vec<&Contact> = {
        let log = &book.contacts;
        log.all().iter().chain(log.without_contact()).collect()
    };
    order.sort_by(|a, b| {
        b.day
            .cmp(&a.day)
            .then_with(|| book.registry.by_id(a.customer, b.customer))
            .then(a.place.cmp(&b.place))
    });
    let row = move |contact: &'a Contact| -> Vec<Cell<'a>> {
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
            word(contact.note),
            contact.next_day.into(),
            voiced.map_or(Cell::Blank, Cell::Number),
            word(contact.task),
            contact.asked.map(|asked| asked.status.key()).into(),
            contact.asked.and_then(|asked| asked.issued).into(),
            contact.asked.and_then(|asked| asked.due).into(),
        ]
    };
    Grid {
        columns: columns.collect(),
        rows: Box::new(order.into_iter().map(row)),
    }
}
