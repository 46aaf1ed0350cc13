//! Why a customer declined or was lost, in the words of the log.
//!
//! Takes a customer's rows of the log and a period; gives the reason that counts, if any.
//! Notes are no reasons: only what stands in the column of reasons is one.

use crate::names::words::Outcome;
use crate::period::{Day, Span, Unit};
use crate::records::contacts::{Contact, Contacts};
use crate::rules::Words;

use super::Period;
use super::known::loss_reason;

/// A reason that a lost customer gave is looked for so long before the last day.
const LONGEST_AGO: Span = Span::new(12, Unit::Month);

/// The reason of a customer: the newest one of the period, else of a lost one the newest of
/// the 12 months up to its last day; empty where it declined or was lost without one, `None`
/// where there is nothing to give a reason for.
pub(super) fn given(log: &Contacts, customer: u32, period: Period, lost: bool) -> Option<Words> {
    let since = |from: Day| newest(log, customer, from, period.to);
    let earlier = || since(period.to.before(LONGEST_AGO).plus(1));
    let found = since(period.from).or_else(|| lost.then(earlier).flatten());
    if let Some(row) = found {
        return log.word(row.loss_reason).map(loss_reason);
    }
    let declined = log.until(customer, period.to).iter().rev();
    let mut declined = declined.take_while(|contact| contact.day >= period.from);
    let declined = declined.any(|contact| contact.outcome == Some(Outcome::Refused));
    (lost || declined).then(Words::default)
}

/// The newest row with a reason: a contact, or a task that ended without one.
fn newest(log: &Contacts, customer: u32, from: Day, to: Day) -> Option<&Contact> {
    let within = |row: &&Contact| (from..=to).contains(&row.day) && row.loss_reason.is_some();
    let contacts = log.until(customer, to).iter().filter(within);
    let ended = log.ended_of(customer).iter().filter(within);
    contacts.chain(ended).max_by_key(|row| (row.day, row.place))
}
