//! The usual rows: without extras, their amounts in the row, so that one number says all.
//!
//! Takes the rows of a partition as numbers that sort as the rows do; gives the rows of
//! its customers at rest. A customer with an amount that is kept aside goes the long way.

use crate::money::Money;
use crate::records::flight::{Extra, Flight, OrderRow, Packed, RETURNED, SIDE, unpack};
use crate::rules::CountBy;

use super::group::{FEW, Grouped, Places};
use super::{AMOUNT, BEGINS, CONTINUES};

/// Below the order number stand amount and side bit; above it, whether the row came back.
const ORDER: u32 = 32;
/// The row came back.
const BACK: u128 = 1 << 64;
/// The day stands above.
const DAY: u32 = 65;

/// A number that sorts as the row does: day, whether it came back, order, amount.
#[inline]
fn key(row: &Packed, side_base: u32) -> u128 {
    let back = row.amount & RETURNED == RETURNED;
    let amount = if back {
        row.amount & AMOUNT
    } else {
        row.amount
    };
    // Places in the side list are those of all flights together.
    let amount = amount + (amount & SIDE) / SIDE * side_base;
    let high = u64::from(row.day) << 1 | u64::from(back);
    let low = u64::from(row.order) << ORDER | u64::from(amount);
    u128::from(high) << 64 | u128::from(low)
}

/// The row of such a number; whose it is has been left out.
fn row(key: u128) -> Packed {
    let back = if key & BACK == 0 { 0 } else { RETURNED };
    Packed {
        low: 0,
        day: (key >> DAY) as u16,
        amount: key as u32 | back,
        order: order(key),
    }
}

#[inline]
fn order(key: u128) -> u32 {
    (key >> ORDER) as u32
}

/// Brings the rows of a partition to their places.
pub(super) fn scatter(flights: &[Flight], part: usize, places: &mut Places, keys: &mut Vec<u128>) {
    keys.resize(keys.len().max(places.rows()), 0);
    let mut base = 0;
    for flight in flights {
        for block in flight.blocks(part) {
            for row in block {
                keys[places.next(row.low)] = key(row, base);
            }
        }
        base += flight.side(part).len() as u32;
    }
}

/// Takes the rows of the next customer.
pub(super) fn customer(
    grouped: &mut Grouped,
    keys: &mut [u128],
    withdrawn: &[(OrderRow, Extra)],
    rows: &mut Vec<Packed>,
) {
    let all = keys.iter().fold(0, |all, key| all | *key as u32);
    if all & SIDE != 0 || !withdrawn.is_empty() {
        rows.clear();
        rows.extend(keys.iter().map(|key| row(*key)));
        return grouped.customer(rows, &[], withdrawn);
    }
    // The whole row is the sort key, so the result does not depend on who read it when.
    #[expect(
        clippy::stable_sort_primitive,
        reason = "sheets are mostly in the order of days, so each thread's rows ascend: it merges them"
    )]
    keys.sort();
    let by_row = grouped.how.count == CountBy::Row;
    let several = grouped.how.several;
    let part = &mut grouped.part;
    part.starts.push(part.days.len() as u32);
    part.days.extend(keys.iter().map(|key| (key >> DAY) as u16));
    let mut orders = Orders::new(keys, &mut grouped.orders);
    let mut before = None;
    for (at, key) in keys.iter().copied().enumerate() {
        let amount = key as u32;
        let same = before.is_some_and(|before: u128| (before ^ key) >> ORDER == 0);
        let sold = || keys.binary_search(&(key & !BACK)).is_ok();
        if before == Some(key) || (several && key & BACK != 0 && sold()) {
            grouped.repeats.rows += 1;
            grouped.repeats.amount += Money(unpack(amount));
        }
        before = Some(key);
        let flags = if key & BACK != 0 {
            RETURNED
        } else if by_row || (!same && orders.begins(at)) {
            BEGINS
        } else if same {
            CONTINUES
        } else {
            0
        };
        part.amounts.push(amount | flags);
    }
}

/// The orders of a customer whose rows are looked at one after another.
struct Orders<'a> {
    keys: &'a [u128],
    /// The highest number among the purchases so far, -1 before the first: orders are mostly
    /// numbered as they come, and a higher number is a new one.
    highest: i64,
    /// Numbers of purchases with their places, ascending; empty until somebody asks.
    sorted: &'a mut Vec<(u64, u32)>,
}

impl<'a> Orders<'a> {
    fn new(keys: &'a [u128], sorted: &'a mut Vec<(u64, u32)>) -> Self {
        sorted.clear();
        Self {
            keys,
            highest: -1,
            sorted,
        }
    }

    /// Whether no purchase before the one at this place is of its order; places ascend.
    #[inline]
    fn begins(&mut self, at: usize) -> bool {
        let order = order(self.keys[at]);
        if i64::from(order) > self.highest {
            self.highest = i64::from(order);
            return true;
        }
        self.looked_up(at, order)
    }

    fn looked_up(&mut self, at: usize, number: u32) -> bool {
        let purchase = |key: &u128| key & BACK == 0;
        if self.keys.len() <= FEW {
            let mut before = self.keys[..at].iter();
            return !before.any(|key| purchase(key) && order(*key) == number);
        }
        if self.sorted.is_empty() {
            let keys = self.keys.iter().enumerate();
            let purchases = keys.filter(|(_, key)| purchase(key));
            let numbered = purchases.map(|(at, key)| (u64::from(order(*key)), at as u32));
            self.sorted.extend(numbered);
            self.sorted.sort_unstable();
        }
        let first = |known: &(u64, u32)| known.0 < u64::from(number);
        let first = self.sorted.partition_point(first);
        self.sorted[first].1 == at as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::money::Money;
    use crate::period::Day;
    use crate::records::flight::{Carries, Extra, Flight, Nature, OrderRow};
    use crate::records::rest::{Grouping, Keeps, Scratch, Twice, group};
    use crate::rules::CountBy;

    fn row() -> impl Strategy<Value = OrderRow> {
        let nature = prop_oneof![4 => Just(Nature::Purchase), 1 => Just(Nature::Returned)];
        (0..3u32, 0..4i32, 1..4i64, 0..30u64, nature, 0..40u8).prop_map(
            |(customer, day, cents, order, nature, odd)| OrderRow {
                customer,
                day: Day::FIRST.plus(day),
                // A few amounts stand aside.
                amount: Money(if odd == 0 { -cents } else { cents * 100 }),
                nature: if odd == 0 { Nature::Refund } else { nature },
                order,
            },
        )
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            rows in prop::collection::vec((row(), any::<bool>()), 0..150),
            count in prop_oneof![Just(CountBy::Order), Just(CountBy::Row)],
            several in any::<bool>(),
        ) {
            let grouped = |carries| {
                let mut flights = [Flight::new(8, carries), Flight::new(8, carries)];
                for (row, second) in &rows {
                    flights[usize::from(*second)].push(*row, Extra::default());
                }
                let (keeps, twice) = (Keeps::default(), Twice::Suspect);
                let how = Grouping { count, keeps, twice, several };
                let mut scratch = Scratch::default();
                // Memory that was used before makes no difference.
                group(&mut scratch, (&flights, &[]), 0, (0, 4), how);
                let (part, repeats) = group(&mut scratch, (&flights, &[]), 0, (0, 4), how);
                let places = 0..part.len();
                let rows: Vec<_> = places.map(|at| part.rows(at).iter().collect::<Vec<_>>()).collect();
                (rows, repeats.rows > 0)
            };
            prop_assert_eq!(grouped(Carries::Rows), grouped(Carries::Extras));
        }
    }
}
