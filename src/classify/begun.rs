//! The day from which on a customer can be spoken of at all.
//!
//! Takes a book; gives the first day that anything dates a customer by: the day it was
//! entered, its first deal, its first order row, its first contact.

use crate::names::Field;
use crate::period::Day;
use crate::records::book::Book;
use crate::records::column::Column;

/// The first days of customers, with the columns that say them found once.
#[derive(Debug, Clone, Copy)]
pub struct Begun<'b> {
    book: &'b Book,
    created: Option<&'b Column>,
    first_deal: Option<&'b Column>,
}

impl<'b> Begun<'b> {
    /// Finds the columns.
    pub fn of(book: &'b Book) -> Self {
        Self {
            book,
            created: book.details.field(Field::CustomerCreated),
            first_deal: book.details.field(Field::CustomerFirstDeal),
        }
    }

    /// The first day; `None` for a customer of the sheet without a day of entry, which
    /// counts as always there. One that only orders name is there from its first order row
    /// on: contacts alone make nobody a customer.
    pub fn day(&self, customer: u32) -> Option<Day> {
        let day = |column: Option<&Column>| column.and_then(|column| column.day(customer));
        let created = day(self.created);
        if created.is_none() && customer < self.book.registry.in_sheet {
            return None;
        }
        let order = self.book.rows(customer).iter().next();
        let order = order.map(|row| Day::from_offset(row.day));
        let contact = || self.book.contacts.until(customer, Day::LAST).first();
        let contact = || contact().map(|contact| contact.day);
        if customer >= self.book.registry.in_sheet {
            return order.or_else(contact);
        }
        [created, day(self.first_deal), order, contact()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whether the customer is there on a day.
    pub fn by(&self, customer: u32, day: Day) -> bool {
        self.day(customer).is_none_or(|first| first <= day)
    }
}
