//! Order rows that a status leaves out, in books of several sheets: another sheet, exported
//! earlier, may show the same order as a sale.
//!
//! Takes such rows as they are read; gives the [`Withdrawn`] ones, each with the key of its
//! customer, who is looked up once every sheet has been read: until then another thread may not
//! have come to the row that names the customer first.

use std::sync::atomic::Ordering;

use crate::money::Money;
use crate::period::Day;
use crate::records::flight::{Extra, Nature, OrderRow, Piece};
use crate::records::index::NOBODY;
use crate::records::order_key::UNNUMBERED;
use crate::records::registry::Registry;
use crate::rules::CountBy;
use crate::sheet::text::Rows;
use crate::value::id::{self, Id};

use super::{Located, Worker, key_text};

/// A row that counts nothing and may take the same row of another sheet with it.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// The row; its customer is [`NOBODY`] until looked up.
    pub row: OrderRow,
    /// What travels beside it.
    pub extra: Extra,
    key: Box<[u8]>,
    located: Option<Located>,
}

impl Worker<'_> {
    /// Keeps a row that a status leaves out, if all is there that another sheet could show, too.
    #[cold]
    pub(super) fn withdraw(
        &mut self,
        rows: &Rows<'_>,
        day: Option<Day>,
        amount: Option<Money>,
        currency: usize,
    ) {
        let Some((day, amount)) = day.zip(amount) else {
            return;
        };
        if self.setup.rules.count == CountBy::Day {
            return;
        }
        let Some(cell) = self.columns.id.map(|column| rows.cell(column)) else {
            return;
        };
        let place = (self.table.sheet.0, rows.number());
        let Id::Known(number) = id::identifier(self.table.raw(cell), &mut self.scratch[1]) else {
            return;
        };
        let Ok(order) = self.setup.keys.key(number, place) else {
            self.odd_order = true;
            self.shared.stop.store(true, Ordering::Relaxed);
            return;
        };
        let Ok((key, at)) = self.key(rows) else {
            return;
        };
        if order & UNNUMBERED != 0 {
            return;
        }
        let held = key.bytes();
        let key = key_text(held.as_ref(), &self.text, at).into();
        let in_book = self.in_book(amount);
        let mut extra = self.whole_row(rows);
        extra.piece = Piece::Withdrawn;
        let known = self.setup.repeated;
        let known = known.is_some_and(|known| known.contains(&extra.row_hash));
        let nature = Nature::Returned;
        let located =
            known.then(|| self.located(rows, &extra, (order, nature), (day, amount), currency));
        self.withdrawn.push(Withdrawn {
            row: OrderRow {
                customer: NOBODY,
                day,
                amount: in_book,
                nature,
                order,
            },
            extra,
            key,
            located,
        });
    }
}

/// Looks up whose the rows are: those of somebody, ascending by customer, and where they stand if
/// that was asked.
pub fn of_somebody(
    mut rows: Vec<Withdrawn>,
    registry: &Registry,
) -> (Vec<(OrderRow, Extra)>, Vec<Located>) {
    let mut located = Vec::new();
    let mut found = Vec::new();
    for Withdrawn {
        row,
        extra,
        key,
        located: place,
    } in rows.drain(..)
    {
        let Some(customer) = registry.find(&key) else {
            continue;
        };
        found.push((OrderRow { customer, ..row }, extra));
        located.extend(place.map(|place| place.of(customer)));
    }
    found.sort_by_key(|(row, _)| row.customer);
    (found, located)
}
