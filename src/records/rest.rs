//! Order rows at rest: six bytes each, grouped by customer and sorted by day.
//!
//! Takes the flights of all threads, one partition at a time; gives a [`Part`]:
//! the rows of some thousand neighbouring customers. What a row alone cannot
//! say later is settled here once: which row begins an order (an order is dated
//! by its first purchase row) and which continues the order of the row before.

use std::collections::HashSet;

use crate::money::{Money, Total};
use crate::period::Day;
use crate::rules::CountBy;

use super::flight::{
    AMOUNT_BITS, CENT, Carries, Extra, Flight, Nature, Packed, Piece, RETURNED, SIDE, Side,
    is_aside, unpack,
};
use super::order_key::UNNUMBERED;

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

impl Compact {
    /// The amount in hundredths, unless it is kept aside.
    #[inline]
    pub fn cents(self) -> u32 {
        self.0 & AMOUNT
    }

    /// Whether it came back: bought and refunded, so that it counts 0.
    #[inline]
    pub fn is_returned(self) -> bool {
        self.0 & RETURNED == RETURNED
    }

    /// Whether amount and nature are kept aside.
    #[inline]
    pub fn is_aside(self) -> bool {
        is_aside(self.0)
    }

    /// Whether it begins an order.
    #[inline]
    pub fn begins(self) -> bool {
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
        let last = (day.0 - Day::FIRST.0).clamp(-1, 65_535);
        let days = &self.part.days[self.from..self.to];
        let beyond = days
            .iter()
            .rev()
            .take_while(|day| i32::from(**day) > last)
            .count();
        Self {
            to: self.to - beyond,
            ..self
        }
    }

    /// Days since [`Day::FIRST`], ascending.
    pub fn days(self) -> &'a [u16] {
        &self.part.days[self.from..self.to]
    }

    /// One row after another, its amount still packed.
    #[inline]
    pub fn compact(self) -> impl Iterator<Item = (u16, Compact)> + 'a {
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

/// Which of the extras are kept at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keeps {
    /// Profits.
    pub profits: bool,
    /// Products.
    pub products: bool,
    /// Marks of own metrics.
    pub marks: bool,
}

/// What is done about order rows that stand twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    /// Only find out whether any two rows could be the same (customer, day, order, amount).
    Suspect,
    /// Rows carry hashes: report equal ones, and keep them.
    Report,
    /// Rows carry hashes: report equal ones, and drop the later ones.
    Drop,
}

/// Rows found twice in a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repeats {
    /// How many rows repeat an earlier one (or might, under [`Twice::Suspect`]).
    pub rows: u64,
    /// Their amounts.
    pub amount: Total,
    /// The hashes of these rows, where rows carry hashes.
    pub hashes: Vec<u64>,
}

/// How a partition is grouped.
#[derive(Debug, Clone, Copy)]
pub struct Grouping {
    /// What one purchase is.
    pub count: CountBy,
    /// Which extras stay.
    pub keeps: Keeps,
    /// What is done about rows that stand twice.
    pub twice: Twice,
}

/// One thread's memory for grouping.
#[derive(Default)]
pub struct Scratch {
    rows: Vec<Packed>,
    sorted: Vec<Sorted>,
    plain: Vec<u128>,
    keys: Vec<(u64, u32)>,
}

/// Groups partition `part` of all flights; its customers are `first .. first + customers`.
pub fn group(
    scratch: &mut Scratch,
    flights: &[Flight],
    part: usize,
    (first, customers): (u32, usize),
    how: Grouping,
) -> (Part, Repeats) {
    let mut side = Vec::new();
    let mut counts = vec![0u32; customers + 1];
    for row in flights.iter().flat_map(|flight| flight.rows(part)) {
        counts[row.low as usize + 1] += 1;
    }
    for place in 0..customers {
        counts[place + 1] += counts[place];
    }
    let total = counts[customers] as usize;
    let carried = flights
        .iter()
        .any(|flight| flight.carries() == Carries::Extras);
    let mut rows = std::mem::take(&mut scratch.rows);
    rows.resize(rows.len().max(total), Packed::default());
    let mut extras = vec![Extra::default(); if carried { total } else { 0 }];
    let mut next = counts.clone();
    for flight in flights {
        let base = side.len() as u32;
        side.extend_from_slice(flight.side(part));
        let mut carried = flight.extras(part);
        for row in flight.rows(part) {
            let mut row = *row;
            if is_aside(row.amount) {
                row.amount += base;
            }
            let at = &mut next[row.low as usize];
            rows[*at as usize] = row;
            if let Some(extra) = carried.next() {
                extras[*at as usize] = *extra;
            }
            *at += 1;
        }
    }
    drop(next);
    let mut grouped = Grouped {
        how,
        part: Part {
            first,
            starts: Vec::with_capacity(customers + 1),
            days: Vec::with_capacity(total),
            amounts: Vec::with_capacity(total),
            side,
            ..Part::default()
        },
        repeats: Repeats::default(),
        sorted: std::mem::take(&mut scratch.sorted),
        plain: std::mem::take(&mut scratch.plain),
        keys: std::mem::take(&mut scratch.keys),
    };
    for place in 0..customers {
        let range = counts[place] as usize..counts[place + 1] as usize;
        let extras = extras.get(range.clone()).unwrap_or_default();
        grouped.customer(&rows[range], extras);
    }
    grouped.part.starts.push(grouped.part.days.len() as u32);
    *scratch = Scratch {
        rows,
        sorted: grouped.sorted,
        plain: grouped.plain,
        keys: grouped.keys,
    };
    (grouped.part, grouped.repeats)
}

/// Up to so many rows of a customer, orders are compared pair by pair.
const FEW: usize = 24;

struct Grouped {
    how: Grouping,
    part: Part,
    repeats: Repeats,
    sorted: Vec<Sorted>,
    plain: Vec<u128>,
    keys: Vec<(u64, u32)>,
}

impl Packed {
    /// A number that sorts as [`Sorted`] does, for rows without extras whose amount stands
    /// in the row: day, whether it came back, order, amount.
    #[inline]
    fn sort_key(&self) -> u128 {
        let back = u64::from(self.amount & RETURNED == RETURNED);
        let high = u64::from(self.day) << 1 | back;
        let low = u64::from(self.order) << 32 | u64::from(self.amount & AMOUNT);
        u128::from(high) << 64 | u128::from(low)
    }

    /// The row of such a number; whose it is has been left out.
    #[inline]
    fn of_sort_key(key: u128) -> Self {
        let (high, low) = ((key >> 64) as u64, key as u64);
        let back = if high & 1 == 1 { RETURNED } else { 0 };
        Self {
            low: 0,
            day: (high >> 1) as u16,
            amount: low as u32 | back,
            order: (low >> 32) as u32,
        }
    }
}

/// A row with all that its place depends on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sorted {
    day: u16,
    /// Purchases before what was given back.
    nature: Nature,
    order: u64,
    value: i64,
    /// Before the packed amount, which of rows in the side list is only a place there.
    extra: Extra,
    amount: u32,
}

impl Sorted {
    /// Whether it could be the other row again, their order numbers aside.
    fn is_again(&self, other: &Self) -> bool {
        self.day == other.day
            && self.nature == other.nature
            && self.value == other.value
            && self.extra.row_hash == other.extra.row_hash
            && self.extra.piece == other.extra.piece
    }
}

/// Places of the rows without an order number that repeat an earlier one, ascending.
#[cold]
fn repeated_unnumbered(sorted: &[Sorted]) -> Vec<usize> {
    let blank = |at: &usize| sorted[*at].order & UNNUMBERED != 0;
    let mut places: Vec<usize> = (0..sorted.len()).filter(blank).collect();
    places.sort_unstable_by_key(|at| {
        let row = &sorted[*at];
        (
            row.day,
            row.nature,
            row.value,
            row.extra.row_hash,
            row.extra.piece,
            *at,
        )
    });
    let pairs = places.windows(2);
    let again = pairs.filter(|pair| sorted[pair[1]].is_again(&sorted[pair[0]]));
    let mut repeated: Vec<usize> = again.map(|pair| pair[1]).collect();
    repeated.sort_unstable();
    repeated
}

impl Grouped {
    fn customer(&mut self, rows: &[Packed], extras: &[Extra]) {
        self.part.starts.push(self.part.days.len() as u32);
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        // The whole row is the sort key, so the result does not depend on who read it when.
        let plain = extras.is_empty() && self.how.count != CountBy::Day;
        if plain && !rows.iter().any(|row| is_aside(row.amount)) {
            self.plain.clear();
            self.plain.extend(rows.iter().map(Packed::sort_key));
            self.plain.sort_unstable();
            for key in &self.plain {
                let row = Packed::of_sort_key(*key);
                sorted.push(self.unpacked(&row, Extra::default()));
            }
        } else {
            for (at, row) in rows.iter().enumerate() {
                let extra = extras.get(at).copied().unwrap_or_default();
                sorted.push(self.unpacked(row, extra));
            }
            sorted.sort_unstable();
        }
        self.find_repeats(&mut sorted);
        self.write(&sorted);
        self.sorted = sorted;
    }

    #[inline]
    fn unpacked(&self, row: &Packed, extra: Extra) -> Sorted {
        let (value, nature) = unpacked(row.amount, &self.part.side);
        let order = match self.how.count {
            CountBy::Day => u64::from(row.day),
            CountBy::Order | CountBy::Row => extra.order(row.order),
        };
        Sorted {
            day: row.day,
            nature,
            order,
            value,
            amount: row.amount,
            extra,
        }
    }

    /// Rows that stand twice are neighbours now, but for those without an order number.
    fn find_repeats(&mut self, sorted: &mut Vec<Sorted>) {
        let same = |a: &Sorted, b: &Sorted| a.order == b.order && a.is_again(b);
        let found = sorted.windows(2).any(|pair| same(&pair[0], &pair[1]));
        // Keys of rows without a number sort behind all others of their day.
        let unnumbered = sorted.iter().any(|row| row.order & UNNUMBERED != 0);
        if !found && !unnumbered {
            return;
        }
        let mut again = |row: &Sorted| {
            if row.extra.piece != Piece::Row {
                return;
            }
            if self.how.twice != Twice::Suspect {
                self.repeats.hashes.push(row.extra.row_hash);
            }
            self.repeats.rows += 1;
            self.repeats.amount += Money(row.value);
        };
        for pair in sorted.windows(2).filter(|pair| same(&pair[0], &pair[1])) {
            again(&pair[1]);
        }
        let repeated = if unnumbered {
            repeated_unnumbered(sorted)
        } else {
            Vec::new()
        };
        for at in &repeated {
            again(&sorted[*at]);
        }
        if self.how.twice == Twice::Drop {
            let mut at = 0..sorted.len();
            sorted.retain(|_| {
                at.next()
                    .is_none_or(|at| repeated.binary_search(&at).is_err())
            });
            sorted.dedup_by(|b, a| same(a, b));
        }
    }

    fn write(&mut self, sorted: &[Sorted]) {
        let base = self.part.days.len();
        let by_row = self.how.count == CountBy::Row;
        if sorted.len() > FEW {
            self.index_orders(sorted);
        }
        for (at, row) in sorted.iter().enumerate() {
            let purchase = row.nature == Nature::Purchase;
            let continues = at > 0 && purchase && !by_row && {
                let before = &sorted[at - 1];
                before.nature == Nature::Purchase
                    && before.day == row.day
                    && before.order == row.order
            };
            let begins = purchase && (by_row || (!continues && self.is_first(sorted, at)));
            let flags = if begins { BEGINS } else { 0 } | if continues { CONTINUES } else { 0 };
            self.part.days.push(row.day);
            self.part.amounts.push(row.amount | flags);
        }
        if self.how.keeps.profits {
            self.part
                .profits
                .extend(sorted.iter().map(|row| row.extra.profit));
        }
        if self.how.keeps.products {
            self.part
                .products
                .extend(sorted.iter().map(|row| row.extra.product));
        }
        if self.how.keeps.marks {
            self.part
                .marks
                .extend(sorted.iter().map(|row| row.extra.marks));
            self.mark_beginnings(sorted, base, by_row);
        }
    }

    /// Whether no earlier purchase row is of the same order.
    #[inline]
    fn is_first(&self, sorted: &[Sorted], at: usize) -> bool {
        let order = sorted[at].order;
        if sorted.len() <= FEW {
            return !sorted[..at]
                .iter()
                .any(|before| before.nature == Nature::Purchase && before.order == order);
        }
        let first = self.keys.partition_point(|(key, _)| *key < order);
        self.keys[first].1 == at as u32
    }

    /// Sorts (order, place) of purchases; the first of each order is its first row.
    fn index_orders(&mut self, sorted: &[Sorted]) {
        self.keys.clear();
        self.keys
            .extend(sorted.iter().enumerate().map(|(at, row)| match row.nature {
                Nature::Purchase => (row.order, at as u32),
                // What was given back sorts behind every purchase of the same order.
                Nature::Refund | Nature::Returned => (row.order, u32::MAX),
            }));
        self.keys.sort_unstable();
    }

    /// For each mark, flags the first row of each order among the marked rows.
    fn mark_beginnings(&mut self, sorted: &[Sorted], base: usize, by_row: bool) {
        for mark in 0..MAX_MARKS {
            let bit = 1u32 << mark;
            let marked =
                |row: &Sorted| row.extra.marks & bit != 0 && row.nature == Nature::Purchase;
            if !sorted.iter().any(&marked) {
                continue;
            }
            let mut seen = HashSet::with_hasher(foldhash::fast::FixedState::default());
            for (at, row) in sorted.iter().enumerate().filter(|(_, row)| marked(row)) {
                if by_row || seen.insert(row.order) {
                    self.part.marks[base + at] |= bit << MAX_MARKS;
                }
            }
        }
    }
}
