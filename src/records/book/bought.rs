//! What customers bought, out of the order tables that say so.

use crate::names::{Field, Role};
use crate::problem::{Finding, Problem};
use crate::records::bought::{Bought, MOST, gather};
use crate::records::orders;
use crate::records::table::whole_column;

use super::{Purchases, Reading};

impl Reading<'_> {
    /// The column that says what was bought: of categories where any table has one, since
    /// names of products beside them would be other words for the same; else of products.
    pub(super) fn bought_by(&self) -> Option<Field> {
        if self.request.purchases == Purchases::Counted {
            return None;
        }
        [Field::OrderCategory, Field::OrderProduct]
            .into_iter()
            .find(|field| {
                let mut tables = self.tables(Role::Orders);
                tables.any(|table| table.column(*field).is_some())
            })
    }

    /// Gathers what was bought while the rows are in flight.
    pub(super) fn gather_bought(&mut self, reads: &[orders::Read]) {
        let Some(field) = self.bought_by() else {
            return;
        };
        let flights = reads
            .iter()
            .flat_map(|read| read.flights.iter().zip(&read.bought));
        let all: Vec<_> = flights.collect();
        let threads = self.request.pace.threads;
        let found = gather(field, &all, self.registry.len(), self.shift, threads);
        self.bought = Some(found);
    }

    /// What was gathered; a column with too many words is named instead.
    pub(super) fn take_bought(&mut self) -> Option<Bought> {
        let Ok(bought) = self.bought.take()? else {
            let field = self.bought_by()?;
            let mut tables = self.tables(Role::Orders);
            let (table, column) = tables.find_map(|table| Some((table, table.column(field)?)))?;
            self.problems.push(Problem {
                place: Some(whole_column(table, Some(column))),
                finding: Finding::TooManyCategories {
                    header: table.headers[column].clone(),
                    field,
                    most: MOST,
                },
                count: 1,
            });
            return None;
        };
        Some(bought)
    }
}
