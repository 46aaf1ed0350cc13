//! The follow-up log at rest: contacts grouped by customer, ascending by day.

use crate::period::Day;

use super::arena::Arena;

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
    /// The note, as a word of the log.
    pub note: Option<u32>,
}

/// The log.
#[derive(Debug, Default)]
pub struct Contacts {
    /// Whether there is a log at all; without one, contact metrics are blank.
    pub present: bool,
    /// All contacts, by customer, then day, then place.
    all: Vec<Contact>,
    /// Where each customer's contacts start, and one more for the end.
    starts: Vec<u32>,
    /// Words used in the log: names, channels, notes.
    words: Arena,
}

impl Contacts {
    /// Groups contacts by customer; `customers` is how many there are.
    pub fn new(mut all: Vec<Contact>, words: Arena, customers: usize) -> Self {
        all.sort_by_key(|contact| (contact.customer, contact.day, contact.place));
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

    /// A word of the log.
    pub fn word(&self, word: Option<u32>) -> Option<&str> {
        word.map(|slot| self.words.text(slot))
    }

    /// All contacts, by customer, then day, then place.
    pub fn all(&self) -> &[Contact] {
        &self.all
    }
}
