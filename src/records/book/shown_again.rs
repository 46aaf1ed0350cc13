//! Orders that tables show again: rows that stand twice, and orders that two tables show with
//! other amounts. Takes what reading and grouping found; gives findings, and settles what does
//! not count.

use crate::names::Field;
use crate::parallel;
use crate::problem::{Finding, Problem};
use crate::records::flight::Flight;
use crate::records::ledger::Fate;
use crate::records::order_rows::{Located, again, repeated_rows};
use crate::records::orders;
use crate::records::rest::Repeats;
use crate::records::rest::elsewhere::{self, ByPair, Shared};
use crate::records::table::{Table, whole_column};
use crate::rules::{CountBy, Keep};

use super::Reading;

impl Reading<'_> {
    /// Orders that two tables show with other amounts. Where both say what was bought they may
    /// have shared out its lines.
    pub(super) fn elsewhere(
        &self,
        flights: &[Flight],
        of_table: &[u16],
        tables: &[&Table],
    ) -> ByPair {
        let numbered = |table: &&&Table| table.column(Field::OrderId).is_some();
        let counted = self.request.rules.orders.count == CountBy::Order;
        if !counted || tables.iter().filter(numbered).count() < 2 {
            return ByPair::new();
        }
        let says = |at: u16| {
            let table = tables[usize::from(at)];
            let said = [Field::OrderProduct, Field::OrderCategory];
            said.iter().any(|field| table.column(*field).is_some())
        };
        let parts = self.registry.len().div_ceil(1 << self.shift);
        let found = parallel::map(
            self.request.pace.threads,
            parts,
            || (),
            |(), part| {
                let may_share = |one, other| !(says(one) && says(other));
                elsewhere::shared(flights, of_table, part, may_share)
            },
        );
        let mut all = ByPair::new();
        for part in found {
            elsewhere::add(&mut all, part);
        }
        all
    }

    pub(super) fn repeats(&mut self, located: Vec<Located>, repeats: &Repeats) {
        let counted = self.request.rules.orders.duplicates == Keep::Keep;
        let all = (repeats.rows, repeats.amount);
        let listed = repeated_rows(located, counted, all, orders::MAX_FINDINGS);
        self.problems.extend(listed);
    }
}

/// Settles rows that repeat an earlier one as excluded: they were used while nobody knew.
pub(super) fn leave_out(tables: &[&Table], reads: &mut [orders::Read], located: &mut [Located]) {
    for (row, _) in again(located) {
        let sheet = row.place.sheet;
        let Some(at) = tables.iter().position(|table| table.sheet == sheet) else {
            continue;
        };
        let account = &mut reads[at].account;
        account.used -= 1;
        account.row(Fate::Excluded);
        let amounts = account.currency(&row.currency);
        amounts.used -= row.written;
        amounts.settle(row.written, Fate::Excluded);
    }
}

/// That a table shows orders of an earlier one with other amounts.
pub(super) fn shown_elsewhere(table: &Table, shared: Shared) -> Problem {
    Problem {
        place: Some(whole_column(table, table.column(Field::OrderId))),
        finding: Finding::OrdersElsewhere(shared.amount),
        count: shared.orders,
    }
}
