//! Groups the rows of one partition by customer, and settles what a row alone cannot say.
//!
//! Takes the flights of all threads; gives the [`Part`] at rest and the rows that stand
//! twice. Rows with extras come here one by one; [`plain`] knows a shorter way for others.

use std::collections::HashSet;

use crate::money::{Money, Total};
use crate::records::flight::{Carries, Extra, Flight, Nature, OrderRow, Packed, Piece, is_aside};
use crate::records::order_key::UNNUMBERED;
use crate::rules::CountBy;

use super::landmarks::Landmarks;
use super::twice::{Shown, repeats};
use super::{BEGINS, CONTINUES, MAX_MARKS, Part, plain, unpacked};

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
    /// Rows carry hashes: report those that repeat another, and keep them.
    Report,
    /// Rows carry hashes: report those that repeat another, and drop them.
    Drop,
}

/// Rows found twice in a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repeats {
    /// How many rows repeat an earlier one (or might, under [`Twice::Suspect`]).
    pub rows: u64,
    /// Their amounts.
    pub amount: Total,
    /// The hashes of these rows and of those they repeat, where rows carry hashes.
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
    /// Whether there are several sheets, which may show one order twice.
    pub several: bool,
}

/// One thread's memory for grouping.
#[derive(Default)]
pub struct Scratch {
    places: Vec<u32>,
    rows: Vec<Packed>,
    extras: Vec<Extra>,
    plain: Vec<u128>,
    sorted: Vec<Sorted>,
    orders: Vec<(u64, u32)>,
}

/// Groups partition `part` of all flights; its customers are `first .. first + customers`.
/// Rows that a status leaves out stand beside the flights, ascending by customer.
pub fn group(
    scratch: &mut Scratch,
    (flights, withdrawn): (&[Flight], &[(OrderRow, Extra)]),
    part: usize,
    (first, customers): (u32, usize),
    how: Grouping,
) -> (Part, Repeats) {
    let carried = flights
        .iter()
        .any(|flight| flight.carries() == Carries::Extras);
    let places = std::mem::take(&mut scratch.places);
    let mut places = Places::new(places, flights, part, customers);
    let sides = flights.iter().flat_map(|flight| flight.side(part));
    let mut grouped = Grouped {
        how,
        part: Part {
            first,
            starts: Vec::with_capacity(customers + 1),
            days: Vec::with_capacity(places.rows),
            amounts: Vec::with_capacity(places.rows),
            side: sides.copied().collect(),
            ..Part::default()
        },
        repeats: Repeats::default(),
        sorted: std::mem::take(&mut scratch.sorted),
        orders: std::mem::take(&mut scratch.orders),
        places: Vec::new(),
    };
    if carried || how.count == CountBy::Day || how.twice != Twice::Suspect {
        let (rows, extras) = (&mut scratch.rows, &mut scratch.extras);
        extras.resize(if carried { places.rows } else { 0 }, Extra::default());
        scatter(flights, part, &mut places, rows, extras);
        for place in 0..customers {
            let range = places.of(place);
            let extras = extras.get(range.clone()).unwrap_or_default();
            let withdrawn = of_customer(withdrawn, first + place as u32);
            grouped.customer(&rows[range], extras, withdrawn);
        }
    } else {
        plain::scatter(flights, part, &mut places, &mut scratch.plain);
        for place in 0..customers {
            let keys = &mut scratch.plain[places.of(place)];
            let withdrawn = of_customer(withdrawn, first + place as u32);
            plain::customer(&mut grouped, keys, withdrawn, &mut scratch.rows);
        }
    }
    grouped.part.starts.push(grouped.part.days.len() as u32);
    let part = &grouped.part;
    let landmarks = Landmarks::of((0..part.len()).map(|place| part.rows(place)));
    grouped.part.landmarks = landmarks;
    scratch.places = places.ends;
    scratch.sorted = grouped.sorted;
    scratch.orders = grouped.orders;
    (grouped.part, grouped.repeats)
}

/// Those of the rows that are of this customer.
#[inline]
fn of_customer(rows: &[(OrderRow, Extra)], customer: u32) -> &[(OrderRow, Extra)] {
    if rows.is_empty() {
        return rows;
    }
    let from = rows.partition_point(|(row, _)| row.customer < customer);
    let rows = &rows[from..];
    &rows[..rows.partition_point(|(row, _)| row.customer == customer)]
}

/// Where the rows of each customer of a partition go.
pub(super) struct Places {
    /// Of each customer, where the next row goes: one behind its start at first, its end at
    /// last. The first two are no customer's.
    ends: Vec<u32>,
    /// Rows of all customers.
    rows: usize,
}

impl Places {
    fn new(mut ends: Vec<u32>, flights: &[Flight], part: usize, customers: usize) -> Self {
        ends.clear();
        ends.resize(customers + 2, 0);
        for block in flights.iter().flat_map(|flight| flight.blocks(part)) {
            for row in block {
                ends[usize::from(row.low) + 2] += 1;
            }
        }
        for place in 2..ends.len() {
            ends[place] += ends[place - 1];
        }
        let rows = ends.last().map_or(0, |end| *end as usize);
        Self { ends, rows }
    }

    /// The place of the next row of the customer with this number in the partition.
    #[inline]
    pub(super) fn next(&mut self, low: u16) -> usize {
        let end = &mut self.ends[usize::from(low) + 1];
        *end += 1;
        *end as usize - 1
    }

    /// Rows of all customers.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The rows of a customer, once all have their place.
    fn of(&self, place: usize) -> std::ops::Range<usize> {
        self.ends[place] as usize..self.ends[place + 1] as usize
    }
}

/// Brings the rows of a partition, and what travels beside them, to their places.
fn scatter(
    flights: &[Flight],
    part: usize,
    places: &mut Places,
    rows: &mut Vec<Packed>,
    extras: &mut [Extra],
) {
    rows.resize(rows.len().max(places.rows), Packed::default());
    let mut base = 0;
    for flight in flights {
        let mut carried = flight.extras(part);
        for row in flight.rows(part) {
            let mut row = *row;
            if is_aside(row.amount) {
                row.amount += base;
            }
            let at = places.next(row.low);
            rows[at] = row;
            if let Some(extra) = carried.next() {
                extras[at] = *extra;
            }
        }
        base += flight.side(part).len() as u32;
    }
}

/// Up to so many rows of a customer, orders are compared pair by pair.
pub(super) const FEW: usize = 24;

/// A partition while it is grouped.
pub(super) struct Grouped {
    pub(super) how: Grouping,
    pub(super) part: Part,
    pub(super) repeats: Repeats,
    sorted: Vec<Sorted>,
    /// Orders of the customer at hand by number, each with the place of a row.
    pub(super) orders: Vec<(u64, u32)>,
    /// Places of its rows, in the order of what they show.
    places: Vec<u32>,
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
    /// What rows have in common that may show one thing: day, amount, what was bought, and the
    /// order; identical rows alone where there is no order to know them by.
    fn shows(&self, how: Grouping) -> (u16, i64, u64, u64, bool) {
        let numbered = self.order & UNNUMBERED == 0;
        // Only another sheet says of the same sale that it came back.
        let back = self.nature == Nature::Returned && !how.several;
        let (day, value) = (self.day, self.value);
        if numbered && how.count != CountBy::Day {
            (day, value, self.order, 0, back)
        } else {
            let order = if numbered { self.order } else { 0 };
            let back = self.nature == Nature::Returned;
            (day, value, order, self.extra.row_hash, back)
        }
    }

    fn shown(&self) -> Shown {
        Shown {
            table: self.extra.table,
            hash: self.extra.row_hash,
            back: self.nature == Nature::Returned,
            bought: self.extra.bought,
        }
    }
}

/// Adds the places of what refund columns of these rows give back.
fn add_refunds(sorted: &[Sorted], repeated: &mut Vec<u32>) {
    let row = |at: &u32| {
        let extra = &sorted[*at as usize].extra;
        (extra.table, extra.row_hash)
    };
    let mut rows: Vec<(u16, u64)> = repeated.iter().map(row).collect();
    for (at, piece) in (0u32..)
        .zip(sorted)
        .filter(|(_, one)| one.extra.piece == Piece::Refund)
    {
        let key = (piece.extra.table, piece.extra.row_hash);
        if let Some(found) = rows.iter().position(|row| *row == key) {
            rows.swap_remove(found);
            repeated.push(at);
        }
    }
}

impl Grouped {
    /// Takes the rows of the next customer, and those that a status leaves out.
    pub(super) fn customer(
        &mut self,
        rows: &[Packed],
        extras: &[Extra],
        withdrawn: &[(OrderRow, Extra)],
    ) {
        self.part.starts.push(self.part.days.len() as u32);
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        // The whole row is the sort key, so the result does not depend on who read it when.
        for (at, row) in rows.iter().enumerate() {
            let extra = extras.get(at).copied().unwrap_or_default();
            sorted.push(self.unpacked(row, extra));
        }
        sorted.extend(withdrawn.iter().map(|(row, extra)| Sorted {
            day: row.day.offset(),
            nature: row.nature,
            order: row.order,
            value: row.amount.0,
            extra: *extra,
            amount: 0,
        }));
        sorted.sort_unstable();
        self.find_repeats(&mut sorted);
        if !withdrawn.is_empty() {
            sorted.retain(|row| row.extra.piece != Piece::Withdrawn);
        }
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

    /// Finds the rows that repeat another one.
    fn find_repeats(&mut self, sorted: &mut Vec<Sorted>) {
        if sorted.windows(2).all(|pair| pair[0].day != pair[1].day) {
            return;
        }
        let how = self.how;
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        // What the refund column of a row gives back goes with it.
        let is_row = |at: &u32| sorted[*at as usize].extra.piece != Piece::Refund;
        places.extend((0..sorted.len() as u32).filter(is_row));
        let shows = |at: &u32| sorted[*at as usize].shows(how);
        places.sort_unstable_by_key(|at| (shows(at), *at));
        let mut repeated: Vec<u32> = Vec::new();
        for alike in places.chunk_by(|one, other| shows(one) == shows(other)) {
            if alike.len() > 1 {
                self.see_alike(sorted, alike, &mut repeated);
            }
        }
        self.places = places;
        if how.twice == Twice::Drop && !repeated.is_empty() {
            add_refunds(sorted, &mut repeated);
            repeated.sort_unstable();
            let mut at = 0..;
            sorted.retain(|_| {
                at.next()
                    .is_some_and(|at| repeated.binary_search(&at).is_err())
            });
        }
    }

    /// Notes which of some rows, by their places, repeat another one of these.
    #[cold]
    fn see_alike(&mut self, sorted: &[Sorted], alike: &[u32], repeated: &mut Vec<u32>) {
        let rows = alike.iter().map(|at| &sorted[*at as usize]);
        let shown: Vec<Shown> = rows.clone().map(Sorted::shown).collect();
        let found = repeats(&shown);
        let left_out = |row: &Sorted| row.extra.piece == Piece::Withdrawn;
        if !found.contains(&true) || rows.clone().all(left_out) {
            return;
        }
        if self.how.twice != Twice::Suspect {
            self.repeats
                .hashes
                .extend(rows.clone().map(|row| row.extra.row_hash));
        }
        for ((row, at), _) in rows.zip(alike).zip(&found).filter(|(_, again)| **again) {
            if left_out(row) && self.how.twice != Twice::Suspect {
                continue;
            }
            repeated.push(*at);
            self.repeats.rows += 1;
            self.repeats.amount += Money(row.value);
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
        let first = self.orders.partition_point(|(key, _)| *key < order);
        self.orders[first].1 == at as u32
    }

    /// Sorts (order, place) of purchases; the first of each order is its first row.
    fn index_orders(&mut self, sorted: &[Sorted]) {
        self.orders.clear();
        self.orders
            .extend(sorted.iter().enumerate().map(|(at, row)| match row.nature {
                Nature::Purchase => (row.order, at as u32),
                // What was given back sorts behind every purchase of the same order.
                Nature::Refund | Nature::Returned => (row.order, u32::MAX),
            }));
        self.orders.sort_unstable();
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
