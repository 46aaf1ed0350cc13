//! Customers of whom people wrote something, once it is known who is in the data. Takes what
//! came back and the registry, gives those who are not there: what was written of them waits
//! in the next workbook until they are back. An export that was filtered for once must not
//! make anybody forget whom not to call. What stands beside an id that means another customer
//! by now is his.

use std::collections::BTreeSet;

use crate::living::was::check;
use crate::problem::{Finding, Problem, Returned as Said};
use crate::records::registry::Registry;

use super::{Edit, Returned, problem};

impl Edit {
    /// Whether it says something else than the customer sheet said.
    fn differs(&self) -> bool {
        check(&self.typed.text) != self.source
    }
}

impl Returned {
    /// Finds the customers that are not in the data, and the columns that people added to
    /// those who are.
    pub fn settle(&mut self, registry: &Registry) {
        let means = |id: &String| {
            let number = registry.find_shown(id.as_bytes())?;
            let now = registry.id(number);
            (now != id).then(|| (id.clone(), now))
        };
        let joined: Vec<(String, &str)> = self.added.cells.keys().filter_map(means).collect();
        for (id, now) in joined {
            self.join(&id, now);
        }
        let is_known = |id: &str| registry.find_shown(id.as_bytes()).is_some();
        let mut absent = BTreeSet::new();
        for (customer, cells) in &self.added.cells {
            let filled = cells.iter().filter(|(_, cell)| !cell.typed.text.is_empty());
            let mut headings = filled.map(|(heading, _)| heading).peekable();
            if headings.peek().is_some() && !is_known(customer) {
                absent.insert(customer);
                continue;
            }
            for heading in headings {
                if !self.added.headings.contains(heading) {
                    self.added.headings.push(heading.clone());
                }
            }
        }
        let set = self.edits.values().filter(|edit| edit.differs());
        absent.extend(set.map(|edit| &edit.customer).filter(|id| !is_known(id)));
        self.absent = absent.into_iter().cloned().collect();
        if !self.absent.is_empty() {
            self.problems.push(Problem {
                place: None,
                finding: Finding::Returned(Said::Absent),
                count: self.absent.len() as u64,
            });
        }
    }

    /// Gives what stands in added columns beside an id to the customer that it means now, where
    /// nothing stands beside his own.
    fn join(&mut self, id: &str, now: &str) {
        let cells = self.added.cells.remove(id).unwrap_or_default();
        let cells = cells
            .into_iter()
            .filter(|(_, cell)| !cell.typed.text.is_empty());
        for (heading, cell) in cells {
            let his = self.added.cells.entry(now.to_owned()).or_default();
            let known = his.get(&heading).map(|known| &known.typed.text);
            match known.filter(|known| !known.is_empty()) {
                None => {
                    his.insert(heading, cell);
                }
                Some(known) if *known == cell.typed.text => {}
                Some(known) => {
                    let (sheet, row, column) = cell.place;
                    let said = Said::Joined {
                        customer: id.to_owned(),
                        now: now.to_owned(),
                        heading,
                        taken: known.clone(),
                        left: cell.typed.text,
                    };
                    self.problems
                        .push(problem(sheet, Some(row), Some(column), said));
                }
            }
        }
    }
}
