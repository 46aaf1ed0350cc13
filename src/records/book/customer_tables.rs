//! The customer sheets of a book, read again where the evidence of a column asks for it,
//! and what customers are known by.

use crate::names::{Field, Role};
use crate::records::aliases::Aliases;
use crate::records::column::Column;
use crate::records::customers::{self, Details, index_names};
use crate::records::ledger::Entry;
use crate::records::orders::Naming;
use crate::records::registry::Registry;
use crate::records::table::{Table, whole_column};
use crate::value::date::{self, DateEvidence, DateReading};

use super::{DateColumn, OpenDates, ReadFault, Reading, another_table};

impl Reading<'_> {
    pub(super) fn customers(&mut self) -> Result<(), ReadFault> {
        let tables: Vec<&Table> = self.tables(Role::Customers).collect();
        let wanted = self.request.wanted;
        let mut readings = vec![vec![DateReading::default(); wanted.len()]; tables.len()];
        let mut until = vec![None; tables.len()];
        'again: loop {
            self.registry = Registry::default();
            self.registry.aliases = Aliases::of_rules(&self.request.rules.input.aliases);
            self.details = Details {
                columns: wanted
                    .iter()
                    .map(|wanted| Column::new(wanted.kind))
                    .collect(),
                wanted: wanted.to_vec(),
            };
            let mut reads = Vec::new();
            for ((table, readings), until) in tables.iter().zip(&mut readings).zip(&mut until) {
                let setup = customers::Setup {
                    wanted,
                    readings,
                    until: *until,
                    pace: self.request.pace,
                };
                let read = customers::read(table, &setup, &mut self.registry, &mut self.details)
                    .map_err(|stopped| match stopped {
                        customers::Stopped::Split(fault) => ReadFault::Split(table.sheet, fault),
                        customers::Stopped::Full => ReadFault::Full,
                    })?;
                if read.another.is_some() {
                    *until = read.another;
                    continue 'again;
                }
                let mut changed = false;
                for ((reading, evidence), wanted) in
                    readings.iter_mut().zip(&read.evidence).zip(wanted)
                {
                    let column = match wanted.field {
                        Some(field) => table.column(field),
                        None => table.column_named(&wanted.header),
                    };
                    changed |= self.decide(table, column, evidence, reading)?;
                }
                if changed {
                    continue 'again;
                }
                reads.push((table.sheet, read));
            }
            for (table, until) in tables.iter().zip(&until) {
                self.problems.extend(another_table(table, *until));
            }
            for (sheet, read) in reads {
                self.ledger.push(Entry {
                    sheet,
                    account: read.account,
                });
                self.problems.extend(read.problems);
                self.used_rows.push((sheet, read.used));
            }
            break;
        }
        // About 256 partitions, each small enough to be grouped within the cache.
        let customers = self.registry.len();
        if customers > 0 {
            self.shift = (usize::BITS - (customers / 256).leading_zeros()).clamp(8, 16);
        }
        Ok(())
    }

    /// Settles how a date column reads; true when it must be read anew.
    pub(super) fn decide(
        &mut self,
        table: &Table,
        column: Option<usize>,
        evidence: &DateEvidence,
        reading: &mut DateReading,
    ) -> Result<bool, ReadFault> {
        if *reading != DateReading::default() || !evidence.needs_decision() {
            return Ok(false);
        }
        let told = self.request.rules.input.date_order;
        let pace = self.request.pace;
        *reading = date::decide(evidence, told)
            .map_err(|why| ReadFault::UndecidedDates(OpenDates::of(table, column, why, pace)))?;
        self.dates.push(DateColumn {
            place: whole_column(table, column),
            evidence: *evidence,
            reading: *reading,
        });
        Ok(*reading != DateReading::default())
    }

    /// Whether some table names customers instead of numbering them.
    pub(super) fn names_needed(&self) -> bool {
        let by_name = |table: &Table| match table.role {
            Role::Customers => table.column(Field::CustomerId).is_none(),
            Role::Orders => table.column(Field::OrderCustomerId).is_none(),
            Role::Contacts => table.column(Field::ContactCustomerId).is_none(),
        };
        self.request.tables.iter().any(by_name)
    }

    /// Whether customers have no ids at all.
    pub(super) fn keyed_by_name(&self) -> bool {
        let mut tables = self.tables(Role::Customers);
        tables.any(|table| table.column(Field::CustomerId).is_none())
    }

    pub(super) fn naming(&self) -> Naming {
        match (self.keyed_by_name(), self.registry.by_name) {
            (true, _) => Naming::ByName,
            (false, true) => Naming::ByEither,
            (false, false) => Naming::ById,
        }
    }

    pub(super) fn index_names(&mut self) {
        if self.keyed_by_name() {
            self.registry.by_name = true;
        } else {
            self.shared_names = index_names(&mut self.registry);
        }
    }
}
