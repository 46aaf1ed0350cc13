//! The follow-up log at rest: contacts grouped by customer, ascending by day.

use crate::names::Field;
use crate::period::Day;
use crate::value::Mark;

use super::arena::Arena;
use super::issued::{Asked, DROPPED, Status};

/// What came of a contact, in the fixed words.
pub use crate::names::words::Outcome;

/// One contact of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// The customer's number.
    pub customer: u32,
    /// Its day.
    pub day: Day,
    /// Which sheet row it stood on, for order within a day: table, row.
    pub place: (u16, u32),
    /// Who made it, as a word of the log; `None` when the cell is blank.
    pub who: Option<u32>,
    /// By which channel, as a word of the log.
    pub channel: Option<u32>,
    /// What was said, as a word of the log.
    pub content: Option<u32>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Day agreed for the next contact.
    pub next_day: Option<Day>,
    /// Satisfaction voiced, as written.
    pub satisfaction: Option<f32>,
    /// The task that asked for it, as a word of the log.
    pub task: Option<u32>,
    /// Why the customer declined or was lost, as a word of the log.
    pub loss_reason: Option<u32>,
    /// The note, as a word of the log.
    pub note: Option<u32>,
    /// How the task that asked for it ended, where the log says so.
    pub asked: Option<Asked>,
}

impl Contact {
    /// Whether somebody spoke to the customer or tried to. Not so of a task that ended
    /// without that, nor of a day that was only put off (推迟): that shifts what is planned,
    /// and nobody was contacted.
    pub fn is_touch(&self) -> bool {
        self.outcome != Some(Outcome::Postponed)
            && self.asked.is_none_or(|asked| asked.status.is_contact())
    }
}

/// A row of a log as it was typed: its filled cells.
pub type Left = Vec<(Field, Mark, String)>;

/// What a row that is kept as it was typed says of a task: its customer may be gone, and how
/// the task ended holds all the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeftEnd<'c> {
    /// The task.
    pub task: &'c str,
    /// How it ended.
    pub asked: Asked,
    /// The note; empty where there is none.
    pub note: &'c str,
    /// The customer's id, who was asked, by which channel and about what; likewise.
    pub words: [&'c str; 4],
}

impl<'c> LeftEnd<'c> {
    /// Whether the task waits.
    pub fn waits(&self) -> bool {
        self.asked.waits(self.note)
    }

    /// What a row says; `None` when it is about no task of ours.
    pub fn of(row: &'c Left) -> Option<Self> {
        let text = |field| {
            let found = row.iter().find(|(known, ..)| *known == field);
            found.map(|(.., text)| text.as_str())
        };
        let day = |field| text(field).and_then(Day::parse_iso);
        Some(Self {
            task: text(Field::ContactTask)?,
            asked: Asked {
                status: Status::named(text(Field::ContactStatus)?)?,
                issued: day(Field::ContactIssued),
                due: day(Field::ContactDue),
            },
            note: text(Field::ContactNote).unwrap_or_default(),
            words: [
                Field::ContactCustomerId,
                Field::ContactWho,
                Field::ContactChannel,
                Field::ContactContent,
            ]
            .map(|field| text(field).unwrap_or_default()),
        })
    }
}

/// What became of a task that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Issued<'c> {
    /// The row of the log: a contact where the task is done, else the day on which its end, or
    /// that it waits, was found.
    pub row: &'c Contact,
    /// How it ended.
    pub asked: Asked,
}

/// The log.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Whether there is a log at all; without one, contact metrics are blank.
    pub present: bool,
    /// All contacts, by customer, then day, then place.
    all: Vec<Contact>,
    /// Rows about tasks that were put off or ended without a contact, by customer, then day,
    /// then place.
    without_contact: Vec<Contact>,
    /// What was put off: customer, the day of the row, the day it was put off to; ascending.
    put_off: Vec<(u32, Day, Day)>,
    /// Rows of workbooks of ours that cannot be read: they are written again as they are.
    pub left: Vec<Left>,
    /// Where each customer's contacts start, and one more for the end.
    starts: Vec<u32>,
    /// Words used in the log: names, channels, notes.
    words: Arena,
}

impl Contacts {
    /// Tasks that somebody said are not to be done, each with the day on which that was found.
    pub fn dropped(&self) -> impl Iterator<Item = (&str, Day)> {
        let by_hand = |note: &str| DROPPED.iter().any(|word| note.starts_with(word));
        let rows = self.without_contact.iter();
        let rows = rows.filter(move |row| self.word(row.note).is_some_and(by_hand));
        let rows = rows.filter_map(|row| Some((self.word(row.task)?, row.day)));
        // What of a row that cannot be read is known is its task.
        let left = self
            .left_ends()
            .filter(move |left| left.asked.status == Status::Superseded && by_hand(left.note));
        rows.chain(left.map(|left| (left.task, left.asked.due.unwrap_or(Day::FIRST))))
    }

    /// Groups contacts by customer; `customers` is how many there are.
    ///
    /// Rows that are no touch ([`Contact::is_touch`]) are kept apart.
    pub fn new(rows: Vec<Contact>, words: Arena, customers: usize) -> Self {
        let (mut all, mut without_contact): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(Contact::is_touch);
        for rows in [&mut all, &mut without_contact] {
            rows.sort_by_key(|contact| (contact.customer, contact.day, contact.place));
        }
        let put_off = without_contact.iter().filter_map(|row| {
            let is = row.outcome == Some(Outcome::Postponed);
            Some((row.customer, row.day, row.next_day.filter(|_| is)?))
        });
        let mut put_off: Vec<_> = put_off.collect();
        put_off.sort_unstable();
        let mut starts = vec![0u32; customers + 1];
        for contact in &all {
            starts[contact.customer as usize + 1] += 1;
        }
        for customer in 0..customers {
            starts[customer + 1] += starts[customer];
        }
        Self {
            present: true,
            all,
            without_contact,
            put_off,
            left: Vec::new(),
            starts,
            words,
        }
    }

    /// The contacts of a customer up to and with a day.
    pub fn until(&self, customer: u32, day: Day) -> &[Contact] {
        let Some(end) = self.starts.get(customer as usize + 1) else {
            return &[];
        };
        let contacts = &self.all[self.starts[customer as usize] as usize..*end as usize];
        let known = contacts.partition_point(|contact| contact.day <= day);
        &contacts[..known]
    }

    /// The newest row up to `day` by which a customer was put off: its day, and the day it
    /// was put off to.
    pub fn put_off(&self, customer: u32, day: Day) -> Option<(Day, Day)> {
        let end = self
            .put_off
            .partition_point(|(known, found, _)| (*known, *found) <= (customer, day));
        let (found, on, to) = *self.put_off[..end].last()?;
        (found == customer).then_some((on, to))
    }

    /// What rows that are kept as they were typed say of tasks.
    pub fn left_ends(&self) -> impl Iterator<Item = LeftEnd<'_>> {
        self.left.iter().filter_map(LeftEnd::of)
    }

    /// A word of the log.
    pub fn word(&self, word: Option<u32>) -> Option<&str> {
        word.map(|slot| self.words.text(slot))
    }

    /// All contacts, by customer, then day, then place.
    pub fn all(&self) -> &[Contact] {
        &self.all
    }

    /// Whether there are rows that are no contacts.
    pub fn has_more(&self) -> bool {
        !self.without_contact.is_empty() || !self.left.is_empty()
    }

    /// Rows about tasks that were put off or ended without a contact, in the same order.
    pub fn without_contact(&self) -> &[Contact] {
        &self.without_contact
    }

    /// Rows about tasks of a customer that ended without a contact, by day, then place.
    pub fn ended_of(&self, customer: u32) -> &[Contact] {
        let rows = &self.without_contact;
        let start = rows.partition_point(|row| row.customer < customer);
        let count = rows[start..].partition_point(|row| row.customer == customer);
        &rows[start..start + count]
    }

    /// The rows of tasks that wait, in the same order.
    pub fn waiting(&self) -> impl Iterator<Item = Issued<'_>> {
        let rows = self.without_contact.iter();
        rows.filter_map(|row| {
            let asked = row.asked.filter(|_| self.waits(row))?;
            Some(Issued { row, asked })
        })
    }

    /// Whether a row says that its task waits.
    pub fn waits(&self, row: &Contact) -> bool {
        let note = self.word(row.note).unwrap_or_default();
        row.asked.is_some_and(|asked| asked.waits(note))
    }

    /// How the tasks that were asked for ended, as far as the log says: first those that
    /// were done, then the others.
    pub fn issued(&self) -> impl Iterator<Item = Issued<'_>> {
        let rows = self.all.iter().chain(&self.without_contact);
        rows.filter_map(|row| {
            let asked = row.asked.filter(|asked| asked.status != Status::Open)?;
            Some(Issued { row, asked })
        })
    }
}
