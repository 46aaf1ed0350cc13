//! Order rows at rest: six bytes each, grouped by customer and sorted by day.
//!
//! Takes the flights of all threads, one partition at a time; gives a [`Part`]:
//! the rows of some thousand neighbouring customers. What a row alone cannot
//! say later is settled here once: which row begins an order (an order is dated
//! by its first purchase row) and which continues the order of the row before.

pub mod elsewhere;
mod group;
mod landmarks;
mod plain;
pub mod twice;

use crate::period::Day;

use super::flight::{AMOUNT_BITS, CENT, Nature, RETURNED, SIDE, Side, is_aside, unpack};
use landmarks::Landmarks;

pub use landmarks::Sums;

pub use group::{Grouping, Keeps, Repeats, Scratch, Twice, group};

/// The row begins an order.
const BEGINS: u32 = 1 << 31;
/// The row is of the same order and day as the one before.
const CONTINUES: u32 = 1 << 29;
/// The bits of the amount, or of its place in the side list.
const AMOUNT: u32 = (1 << AMOUNT_BITS) - 1;
/// Hundredths in ten-thousandths.
pub const PER_CENT: i64 = CENT;

/// The most own metrics that may have a condition on order rows: their marks share
/// 32 bits with the marks of orders that begin among the matching rows.
pub const MAX_MARKS: usize = 16;

/// The orders of a run of neighbouring customers.
#[derive(Debug, Default)]
pub struct Part {
    /// Number of the first customer.
    pub first: u32,
    /// Where each customer's rows start, and one more for the end.
    starts: Vec<u32>,
    days: Vec<u16>,
    amounts: Vec<u32>,
    side: Vec<Side>,
    profits: Vec<i64>,
    products: Vec<u32>,
    marks: Vec<u32>,
    landmarks: Landmarks,
}

/// One row, unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Days since [`Day::FIRST`].
    pub day: u16,
    /// The amount; negative for refunds, positive for returned rows.
    pub amount: i64,
    /// What it is.
    pub nature: Nature,
    /// Whether it begins an order.
    pub begins: bool,
    /// Whether it is of the same order and day as the row before.
    pub continues: bool,
}

/// The rows of one customer, ascending by day.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    part: &'a Part,
    from: usize,
    to: usize,
}

/// The amount of a row, and what it is.
#[inline]
fn unpacked(packed: u32, side: &[Side]) -> (i64, Nature) {
    if packed & SIDE == 0 {
        (unpack(packed), Nature::Purchase)
    } else if packed & RETURNED == RETURNED {
        (unpack(packed), Nature::Returned)
    } else {
        let side = side[(packed & AMOUNT) as usize];
        (side.amount, side.nature)
    }
}

/// A row's amount as it is packed.
#[derive(Debug, Clone, Copy)]
pub struct Compact(u32);

/// What of a row counts.
#[derive(Debug, Clone, Copy)]
struct Counts {
    /// The bits of the cents that count: all, or none.
    cents: u32,
    /// The bits of the cents that came back.
    returned: u32,
    /// How many orders begin.
    orders: u32,
    /// Not 0 where amount and nature are kept aside.
    aside: u32,
}

/// What counts, by the bits of a row beside its amount.
const COUNTS: [Counts; 1 << (32 - AMOUNT_BITS)] = {
    let mut all = [Counts {
        cents: 0,
        returned: 0,
        orders: 0,
        aside: 0,
    }; 1 << (32 - AMOUNT_BITS)];
    let mut at = 0;
    while at < all.len() {
        let row = Compact((at as u32) << AMOUNT_BITS);
        all[at] = Counts {
            cents: if row.counts_cents() { AMOUNT } else { 0 },
            returned: if row.is_returned() { AMOUNT } else { 0 },
            orders: row.begins() as u32,
            aside: row.is_aside() as u32,
        };
        at += 1;
    }
    all
};

impl Compact {
    /// What of it counts.
    #[inline]
    fn counts(self) -> Counts {
        COUNTS[(self.0 >> AMOUNT_BITS) as usize]
    }

    /// The amount in hundredths, unless it is kept aside.
    #[inline]
    pub const fn cents(self) -> u32 {
        self.0 & AMOUNT
    }

    /// Whether it came back: bought and refunded, so that it counts 0.
    #[inline]
    pub const fn is_returned(self) -> bool {
        self.0 & RETURNED == RETURNED
    }

    /// Whether amount and nature are kept aside.
    #[inline]
    pub const fn is_aside(self) -> bool {
        is_aside(self.0)
    }

    /// Whether its cents count: it did not come back, and is not kept aside.
    #[inline]
    pub const fn counts_cents(self) -> bool {
        self.0 & SIDE == 0
    }

    /// Whether it begins an order.
    #[inline]
    pub const fn begins(self) -> bool {
        self.0 & BEGINS != 0 && !self.is_returned()
    }
}

impl Part {
    /// How many customers the part speaks of.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether it speaks of nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of the customer at this place of the part.
    #[inline]
    pub fn rows(&self, place: usize) -> Rows<'_> {
        Rows {
            part: self,
            from: self.starts[place] as usize,
            to: self.starts[place + 1] as usize,
        }
    }
}

impl<'a> Rows<'a> {
    /// How many rows there are.
    pub fn len(self) -> usize {
        self.to - self.from
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.from == self.to
    }

    /// The rows up to and with a day.
    #[inline]
    #[must_use]
    pub fn until(self, day: Day) -> Self {
        /// A few days are looked at one by one.
        const FEW: usize = 64;
        let last = (day.0 - Day::FIRST.0).clamp(-1, 65_535);
        let days = &self.part.days[self.from..self.to];
        let beyond = if days.len() > FEW {
            days.len() - days.partition_point(|day| i32::from(*day) <= last)
        } else {
            let later = days.iter().rev();
            later.take_while(|day| i32::from(**day) > last).count()
        };
        Self {
            to: self.to - beyond,
            ..self
        }
    }

    /// The first of these rows.
    #[inline]
    #[must_use]
    pub fn first(self, rows: usize) -> Self {
        Self {
            to: self.from + rows,
            ..self
        }
    }

    /// Days since [`Day::FIRST`], ascending.
    pub fn days(self) -> &'a [u16] {
        &self.part.days[self.from..self.to]
    }

    /// One row after another, its amount still packed.
    #[inline]
    pub fn compact(self) -> impl DoubleEndedIterator<Item = (u16, Compact)> + 'a {
        let days = &self.part.days[self.from..self.to];
        let amounts = &self.part.amounts[self.from..self.to];
        days.iter()
            .zip(amounts)
            .map(|(day, amount)| (*day, Compact(*amount)))
    }

    /// Amount and nature of a row of these that is kept aside.
    pub fn aside(self, row: Compact) -> (i64, Nature) {
        let side = self.part.side[(row.0 & AMOUNT) as usize];
        (side.amount, side.nature)
    }

    /// One row after another.
    #[inline]
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Row> + 'a {
        let part = self.part;
        let days = &part.days[self.from..self.to];
        let amounts = &part.amounts[self.from..self.to];
        days.iter().zip(amounts).map(move |(day, packed)| {
            let (amount, nature) = unpacked(*packed, &part.side);
            let purchase = nature == Nature::Purchase;
            Row {
                day: *day,
                amount,
                nature,
                begins: purchase && packed & BEGINS != 0,
                continues: purchase && packed & CONTINUES != 0,
            }
        })
    }

    /// Profit of each row; empty when the book has none.
    pub fn profits(self) -> &'a [i64] {
        self.part
            .profits
            .get(self.from..self.to)
            .unwrap_or_default()
    }

    /// Product number of each row; empty when the book has none.
    pub fn products(self) -> &'a [u32] {
        self.part
            .products
            .get(self.from..self.to)
            .unwrap_or_default()
    }

    /// Marks of each row: bit `i` when own metric `i`'s condition holds, bit `16 + i`
    /// when the row is the first such row of its order. Empty when nobody asks.
    pub fn marks(self) -> &'a [u32] {
        self.part.marks.get(self.from..self.to).unwrap_or_default()
    }
}
