//! How many rows of a table are damaged. Takes its account, leaves out what was set aside and
//! is whole.

use crate::problem::{Finding, Problem};
use crate::records::ledger::Entry;

use super::Book;

impl Book {
    /// Rows of a table that repeat a customer: each is whole, and the first one counts.
    pub fn repeated_customers(&self, entry: &Entry) -> u64 {
        let is_double = |problem: &&Problem| {
            let sheet = problem.place.map(|place| place.sheet);
            sheet == Some(entry.sheet) && matches!(problem.finding, Finding::DuplicateCustomer(..))
        };
        let doubles = self.problems.iter().filter(is_double);
        doubles.map(|problem| problem.count).sum()
    }

    /// Rows of a table that were set aside because they are damaged.
    pub fn damaged(&self, entry: &Entry) -> u64 {
        let set_aside = entry.account.set_aside;
        set_aside.saturating_sub(self.repeated_customers(entry))
    }
}
