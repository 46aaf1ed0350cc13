//! What people set in workbooks of ours: owners, pins, 勿扰. It wins over the customer
//! sheet, and where that says otherwise both are named.

use std::collections::BTreeMap;

use crate::names::Field;
use crate::problem::{Finding, Problem, Returned as Said};
use crate::records::column::Column;
use crate::value::{Raw, flag};

use super::{Book, Reading, Set, Taken};

impl Reading<'_> {
    /// Sets the columns; gives what is shown in their place.
    pub(super) fn take(&mut self) -> Vec<Taken> {
        let (mut taken, mut added) = (Vec::new(), 0);
        let all = self.request.returned.set;
        let decisive = self.decisive();
        for (number, set) in all.iter().enumerate() {
            let Some(customer) = self.registry.find_shown(set.customer.as_bytes()) else {
                continue;
            };
            let decides = decisive[&(customer, set.field)];
            if decides != number {
                let found = joined(set, &all[decides], self.registry.id(customer));
                self.problems.extend(found);
                continue;
            }
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

    /// Which of the things set decides, by customer and field: several ids may mean one by now.
    /// That somebody is not to be contacted is never overruled; else his own id goes first.
    fn decisive(&self) -> BTreeMap<(u32, Field), usize> {
        let mut decisive: BTreeMap<(u32, Field), (bool, bool, usize)> = BTreeMap::new();
        for (number, set) in self.request.returned.set.iter().enumerate() {
            let Some(customer) = self.registry.find_shown(set.customer.as_bytes()) else {
                continue;
            };
            let raw = Raw {
                mark: set.mark,
                text: set.text.as_bytes(),
            };
            let forbids =
                set.field == Field::CustomerDoNotContact && flag::flag(raw) == Ok(Some(true));
            let is_other = self.registry.id(customer) != set.customer;
            let turn = (!forbids, is_other, number);
            let first = decisive.entry((customer, set.field)).or_insert(turn);
            *first = turn.min(*first);
        }
        let numbers = decisive.into_iter();
        numbers.map(|(key, (.., number))| (key, number)).collect()
    }
}

/// What was set of one of two ids that mean one customer, where something else was set of the
/// other and is taken.
fn joined(left: &Set, taken: &Set, now: &str) -> Option<Problem> {
    let differs = left.text != taken.text;
    let other = if left.customer == now { taken } else { left };
    let said = Said::Joined {
        customer: other.customer.clone(),
        now: now.to_owned(),
        heading: left.heading.clone(),
        taken: taken.text.clone(),
        left: left.text.clone(),
    };
    differs.then_some(Problem {
        place: Some(left.place),
        finding: Finding::Returned(said),
        count: 1,
    })
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
