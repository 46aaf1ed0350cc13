//! What people set in workbooks of ours: owners, pins, 勿扰. It wins over the customer
//! sheet, and where that says otherwise both are named.

use crate::names::Field;
use crate::problem::{Finding, Problem, Returned as Said};
use crate::records::column::Column;
use crate::value::Raw;

use super::{Book, Reading, Taken};

impl Reading<'_> {
    /// Sets the columns; gives what is shown in their place.
    pub(super) fn take(&mut self) -> Vec<Taken> {
        let (mut taken, mut added) = (Vec::new(), 0);
        for set in self.request.returned.set {
            let Some(customer) = self.registry.find_shown(set.customer.as_bytes()) else {
                continue;
            };
            let wanted = self.details.wanted.iter();
            let at = wanted
                .clone()
                .position(|wanted| wanted.field == Some(set.field));
            let Some(column) = at.and_then(|at| self.details.columns.get_mut(at)) else {
                continue;
            };
            let source = said(column, customer);
            let raw = Raw {
                mark: set.mark,
                text: set.text.as_bytes(),
            };
            let finding = match column.set(customer, raw) {
                Err(_) => Said::Unread(set.heading.clone(), set.text.clone()),
                Ok(()) if source.is_empty() => {
                    added += 1;
                    Said::EditsTaken
                }
                Ok(()) => Said::EditTaken(
                    set.customer.clone(),
                    set.heading.clone(),
                    set.text.clone(),
                    source.clone(),
                ),
            };
            if said(column, customer) != source || matches!(finding, Said::Unread(..)) {
                if finding != Said::EditsTaken {
                    self.problems.push(Problem {
                        place: Some(set.place),
                        finding: Finding::Returned(finding),
                        count: 1,
                    });
                }
            } else {
                // The sheet says the same by now.
                added -= u64::from(finding == Said::EditsTaken);
            }
            taken.push(Taken {
                customer,
                field: set.field,
                mark: set.mark,
                text: set.text.clone(),
                source,
            });
        }
        if added > 0 {
            self.problems.push(Problem {
                place: None,
                finding: Finding::Returned(Said::EditsTaken),
                count: added,
            });
        }
        taken.sort_by_key(|taken| (taken.customer, taken.field));
        taken
    }
}

/// What a column says of a customer, in the plainest form; yes and no as signs.
fn said(column: &Column, customer: u32) -> String {
    let flag = column
        .flag(customer)
        .map(|flag| if flag { "√" } else { "×" }.to_owned());
    let day = || column.day(customer).map(|day| day.to_string());
    let word = || column.word(customer).map(str::to_owned);
    flag.or_else(day).or_else(word).unwrap_or_default()
}

impl Book {
    /// What somebody set of a customer in a workbook of ours.
    pub fn taken(&self, customer: u32, field: Field) -> Option<&Taken> {
        if self.taken.is_empty() {
            return None;
        }
        let key = (customer, field);
        let found = self
            .taken
            .binary_search_by_key(&key, |taken| (taken.customer, taken.field));
        found.ok().map(|at| &self.taken[at])
    }
}
