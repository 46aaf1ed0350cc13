//! What a customer's contacts say at a day.

use crate::names::Metric;
use crate::period::Day;
use crate::records::contacts::{Contact, Outcome};

/// Whether a metric tells of the log of contacts.
pub(super) fn is_of_log(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::LastContact
            | Metric::DaysSinceLastContact
            | Metric::Contacts90d
            | Metric::Unanswered
            | Metric::Complaints90d
            | Metric::OpenComplaints
            | Metric::Satisfaction
    )
}

/// Counts over one customer's contacts up to a day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ContactFacts {
    /// Day of the last contact.
    pub last: Option<Day>,
    /// Contacts of the last 90 days.
    pub contacts_90d: u32,
    /// Contacts without an answer since the last one that was answered.
    pub unanswered: u32,
    /// Complaints of the last 90 days.
    pub complaints_90d: u32,
    /// Complaints since the last one was solved.
    pub open_complaints: u32,
    /// Day of the oldest of those.
    pub oldest_open: Option<Day>,
    /// The latest satisfaction, as written.
    pub satisfaction: Option<f32>,
}

/// Counts over contacts, which are ascending and none later than `day`.
pub fn contact_facts(contacts: &[Contact], day: Day) -> ContactFacts {
    let mut facts = ContactFacts::default();
    for contact in contacts {
        facts.last = Some(contact.day);
        let recent = day.0 - contact.day.0 < 90;
        facts.contacts_90d += u32::from(recent);
        match contact.outcome {
            Some(Outcome::NoAnswer) => facts.unanswered += 1,
            // What only forbids is no answer; what only puts off is no contact and not among these.
            None | Some(Outcome::Postponed | Outcome::DoNotContact) => {}
            Some(outcome) => {
                facts.unanswered = 0;
                facts.complaints_90d += u32::from(recent && outcome == Outcome::Complaint);
                facts.complain(outcome, contact.day);
            }
        }
        if contact.satisfaction.is_some() {
            facts.satisfaction = contact.satisfaction;
        }
    }
    facts
}

impl ContactFacts {
    fn complain(&mut self, outcome: Outcome, day: Day) {
        match outcome {
            Outcome::Complaint => {
                self.open_complaints += 1;
                self.oldest_open.get_or_insert(day);
            }
            Outcome::Solved => {
                self.open_complaints = 0;
                self.oldest_open = None;
            }
            _ => {}
        }
    }
}
