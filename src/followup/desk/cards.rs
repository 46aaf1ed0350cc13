//! What columns say of customers, gathered for many at once.
//!
//! Takes numbers of customers; gives a [`Card`] for each. Tasks come by due day, so their
//! customers lie anywhere: one after the other, each would wait for memory a dozen times,
//! while the waits of many that are asked for together overlap.

use crate::followup::desk::{Desk, Orders, purchases};
use crate::period::Day;
use crate::records::bought::More;
use crate::records::column::Column;

/// What columns and orders say of one customer, as far as the plan of its type looks at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Card {
    /// The customer's number.
    pub(super) customer: u32,
    /// Bits of the tracks that apply.
    pub(super) applying: u32,
    /// The type, by place; [`crate::classify::NONE`] without one.
    pub(super) kind: u8,
    /// The tier, likewise.
    pub(super) tier: u8,
    /// Whether the sheet says not to contact it.
    pub(super) marked: bool,
    /// Since when it is of its type, as far as that is known.
    pub(super) since: Option<Day>,
    /// The day it was entered.
    pub(super) created: Option<Day>,
    /// The first order; none, too, where nothing asks for it.
    pub(super) first_order: Option<Day>,
    /// The last order, likewise.
    pub(super) last_order: Option<Day>,
    /// The last contact of the sheet.
    pub(super) last_contact: Option<Day>,
    /// Whether that of the sheet lies after the as-of day.
    pub(super) contacted_later: bool,
    /// The next contact of the sheet.
    pub(super) next_contact: Option<Day>,
}

/// Customers that are planned alike: with one track that only rolls, and without a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::followup) struct Class {
    kind: u8,
    applying: u32,
    last_contact: Day,
}

impl Desk<'_> {
    /// How a customer is planned, where others are planned alike.
    pub(super) fn class(&self, card: &Card) -> Option<Class> {
        let kind = self.types.get(usize::from(card.kind))?;
        let last_contact = card.last_contact?;
        let log = &self.engine.book.contacts;
        let book = self.engine.book;
        let plain = book.dropped.is_empty()
            && book.shown.is_empty()
            && card.next_contact.is_none()
            && !card.marked
            && !self.staff.is_ever_away()
            && kind.only_roll(card.applying)
            && self.logged(card.customer).is_empty()
            && log.put_off(card.customer, self.as_of()).is_none();
        plain.then_some(Class {
            kind: card.kind,
            applying: card.applying,
            last_contact,
        })
    }

    /// Gathers cards of customers, each with the bits of the tracks that apply to it.
    pub(super) fn gather(
        &self,
        cards: &mut Vec<Card>,
        customers: impl Iterator<Item = (u32, u32)>,
    ) {
        cards.clear();
        cards.extend(customers.map(|(customer, applying)| self.card(customer, applying)));
        let book = self.engine.book;
        let mut seen = 0;
        for card in cards.iter().filter(|card| self.asks_for_orders(card)) {
            seen ^= book.rows(card.customer).days().last().copied().unwrap_or(0);
        }
        std::hint::black_box(seen);
        for card in cards.iter_mut().filter(|card| self.asks_for_orders(card)) {
            self.add_orders(card);
        }
    }

    /// Asks memory for what rows of tasks show beside the tasks.
    pub(in crate::followup) fn fetch(&self, customers: impl Iterator<Item = u32> + Clone) {
        let book = self.engine.book;
        let registry = &book.registry;
        let mut seen = 0;
        for customer in customers.clone() {
            // Where the texts lie.
            seen ^= registry.ids.bytes(customer).len();
            if customer < registry.in_sheet {
                seen ^= registry.names.bytes(customer).len();
            }
            if let Some(bought) = &book.bought {
                seen ^= usize::from(bought.last(customer).1 == More::Yes);
            }
            seen ^= usize::from(self.staff.is_left(customer));
        }
        for customer in customers {
            let texts = [registry.id(customer), registry.name(customer)];
            seen = texts.iter().fold(seen, |seen, text| {
                seen ^ usize::from(text.as_bytes().first().copied().unwrap_or_default())
            });
        }
        std::hint::black_box(seen);
    }

    /// What stands at the customer's place in columns.
    #[inline]
    fn card(&self, customer: u32, applying: u32) -> Card {
        let as_of = self.as_of();
        let past = |column: Option<&Column>| {
            let day = column.and_then(|column| column.day(customer));
            day.filter(|day| *day <= as_of)
        };
        let last_contact = self.last_contact.and_then(|column| column.day(customer));
        Card {
            customer,
            applying,
            kind: self.verdicts.kind[customer as usize],
            tier: self.verdicts.tier[customer as usize],
            marked: (self.do_not_contact)
                .and_then(|column| column.flag(customer))
                .unwrap_or(false),
            since: self.verdicts.kind_since(customer).day(),
            created: past(self.created),
            first_order: past(self.first_deal),
            last_order: None,
            last_contact: last_contact.filter(|day| *day <= as_of),
            contacted_later: last_contact.is_some_and(|day| day > as_of),
            next_contact: self.next_contact.and_then(|column| column.day(customer)),
        }
    }

    /// Whether a plan may count from orders: its tracks do, or nothing else dates the
    /// customer.
    #[inline]
    fn asks_for_orders(&self, card: &Card) -> bool {
        let Some(kind) = self.types.get(usize::from(card.kind)) else {
            return false;
        };
        if kind.orders == Orders::Asked || card.created.is_none() {
            return true;
        }
        // The first round of customers who were never contacted counts from the day the
        // team began, or their type if that is later.
        let is_dated = card.last_contact.is_some() || self.plan_began.is_none();
        card.since.is_none() && !(is_dated && kind.only_roll(card.applying))
    }

    fn add_orders(&self, card: &mut Card) {
        let as_of = self.as_of();
        if card.since.is_none() {
            let begun = self.begun.day(card.customer);
            card.since = begun.filter(|day| *day <= as_of);
        }
        let bought = purchases(self.engine.book.rows(card.customer).until(as_of));
        card.first_order = card.first_order.or(bought.map(|(first, _)| first));
        card.last_order = bought.map(|(_, last)| last);
    }
}
