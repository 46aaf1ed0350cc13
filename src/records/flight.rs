//! Order rows on their way from the sheets to their customers: 12 bytes each,
//! sorted into partitions of neighbouring customers as they are read.
//!
//! Every reading thread fills a [`Flight`] of its own; grouping takes the same
//! partition out of all of them. What only some books need (profit, product,
//! marks of own metrics, hashes) travels beside the rows in [`Extra`].

use crate::money::{Money, UNITS};
use crate::period::Day;

/// What a row is, beside its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// A purchase; its amount is not negative.
    Purchase,
    /// Money given back: a negative amount. It lowers value on its day.
    Refund,
    /// A row whose status says it was given back: it counts 0 but was bought and refunded.
    Returned,
}

/// One order row as it is read.
#[derive(Debug, Clone, Copy)]
pub struct OrderRow {
    /// The customer's number.
    pub customer: u32,
    /// Its day, a fact day.
    pub day: Day,
    /// Its amount in book currency; negative for refunds, positive for returned rows.
    pub amount: Money,
    /// What it is.
    pub nature: Nature,
    /// The order's number as a key; rows with equal keys are one order.
    pub order: u64,
}

/// What some books carry beside the row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extra {
    /// A hash of the whole row, to find rows that stand twice.
    pub row_hash: u64,
    /// Profit of the row.
    pub profit: i64,
    /// Product number.
    pub product: u32,
    /// One bit per own metric: whether its condition holds for the row.
    pub marks: u32,
    /// The high half of the order's key, when keys are hashes.
    order_high: u32,
    /// Which piece of the row it is.
    pub piece: Piece,
    /// The sheet, where rows that stand twice are looked for.
    pub table: u16,
    /// A hash of what was bought, likewise; 0 where nothing says it.
    pub bought: u32,
}

/// A row with a refund column travels in two pieces, which stand twice only together. One that
/// a status leaves out does not travel, but may show what another one does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// The row itself.
    #[default]
    Row,
    /// What its refund column gives back.
    Refund,
    /// A row that a status leaves out.
    Withdrawn,
}

/// A row at twelve bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Packed {
    pub(super) low: u16,
    pub(super) day: u16,
    pub(super) amount: u32,
    pub(super) order: u32,
}

/// An amount that does not fit the row, or is not a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The amount in ten-thousandths.
    pub amount: i64,
    /// What the row is.
    pub nature: Nature,
}

/// Bits 0-28: hundredths of the currency, or a place in the side list when [`is_aside`].
/// Amounts of up to 5.36 million with two decimals fit; all others go aside.
pub(super) const AMOUNT_BITS: u32 = 29;
/// The amount stands in the side list, unless the row is [`RETURNED`].
pub(super) const SIDE: u32 = 1 << 30;
/// The row came back. Its amount stands in the row: such rows are common, and no other
/// row has all of these bits, since what begins an order does not continue it.
pub(super) const RETURNED: u32 = 0b111 << AMOUNT_BITS;
/// A hundredth of the currency in ten-thousandths.
pub(super) const CENT: i64 = UNITS / 100;

/// Rows per block. The open blocks of all partitions are written to by turns, so that they
/// must stay in the inner caches together; a block that is full is written away in one go.
const BLOCK_ROWS: usize = 64;

/// Bytes of blocks that are allocated together. Allocators keep what is freed up to 32 MiB
/// for later, which here would be never; larger pieces go back to the system at once.
/// What of them is never written takes no memory.
const SLAB_BYTES: usize = 40 << 20;

/// What one thread has read, by partition.
#[derive(Debug)]
pub struct Flight {
    shift: u32,
    carries: Carries,
    parts: Vec<PartFlight>,
    /// How many rows the open block of each partition holds; fewer than a block.
    open: Vec<u8>,
    rows: Blocks<Packed>,
    /// In the same blocks as the rows.
    extras: Blocks<Extra>,
}

/// Blocks of [`BLOCK_ROWS`]: an open one for each partition, and the full ones by number.
#[derive(Debug, Default)]
struct Blocks<T> {
    /// The open blocks, one after another.
    open: Vec<T>,
    slabs: Vec<Vec<T>>,
}

impl<T: Copy + Default> Blocks<T> {
    /// Full blocks per slab.
    const IN_SLAB: usize = SLAB_BYTES / size_of::<T>() / BLOCK_ROWS;

    /// Makes room for the open blocks of so many partitions.
    fn widen(&mut self, parts: usize) {
        self.open.resize(parts * BLOCK_ROWS, T::default());
    }

    #[inline]
    fn set(&mut self, part: usize, row: usize, value: T) {
        self.open[part * BLOCK_ROWS + row] = value;
    }

    fn of_part(&self, part: usize, rows: usize) -> &[T] {
        let start = part * BLOCK_ROWS;
        self.open.get(start..start + rows).unwrap_or_default()
    }

    /// Puts the open block of a partition, which is full, behind all that are; gives its number.
    fn close(&mut self, part: usize) -> u32 {
        let full = Self::IN_SLAB * BLOCK_ROWS;
        if self.slabs.last().is_none_or(|slab| slab.len() == full) {
            self.slabs.push(Vec::with_capacity(full));
        }
        let block = &self.open[part * BLOCK_ROWS..][..BLOCK_ROWS];
        let mut number = (self.slabs.len() - 1) * Self::IN_SLAB;
        if let Some(slab) = self.slabs.last_mut() {
            number += slab.len() / BLOCK_ROWS;
            slab.extend_from_slice(block);
        }
        number as u32
    }

    fn block(&self, block: u32) -> &[T] {
        let (slab, place) = (
            block as usize / Self::IN_SLAB,
            block as usize % Self::IN_SLAB,
        );
        &self.slabs[slab][place * BLOCK_ROWS..][..BLOCK_ROWS]
    }
}

/// Whether extras travel with the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carries {
    /// Rows alone.
    Rows,
    /// Rows with extras.
    Extras,
}

/// The rows of one partition.
#[derive(Debug, Default)]
struct PartFlight {
    /// Numbers of its full blocks.
    blocks: Vec<u32>,
    side: Vec<Side>,
}

impl Flight {
    /// An empty flight for partitions of `1 << shift` customers, `shift` at most 16.
    pub fn new(shift: u32, carries: Carries) -> Self {
        debug_assert!(shift <= 16, "the number within a partition is 16 bits");
        Self {
            shift,
            carries,
            parts: Vec::new(),
            open: Vec::new(),
            rows: Blocks::default(),
            extras: Blocks::default(),
        }
    }

    /// Takes a row. `extra` is ignored unless the flight carries extras.
    #[inline]
    pub fn push(&mut self, row: OrderRow, extra: Extra) {
        let part = (row.customer >> self.shift) as usize;
        if part >= self.open.len() {
            self.widen(part + 1);
        }
        let packed = Packed {
            low: (row.customer & ((1 << self.shift) - 1)) as u16,
            day: row.day.offset(),
            amount: pack_amount(row.amount, row.nature)
                .unwrap_or_else(|| self.parts[part].put_aside(row.amount, row.nature)),
            order: row.order as u32,
        };
        let at = usize::from(self.open[part]);
        self.rows.set(part, at, packed);
        if self.carries == Carries::Extras {
            let extra = Extra {
                order_high: (row.order >> 32) as u32,
                ..extra
            };
            self.extras.set(part, at, extra);
        }
        self.open[part] += 1;
        if at + 1 == BLOCK_ROWS {
            self.close(part);
        }
    }

    /// Makes room for so many partitions.
    #[cold]
    fn widen(&mut self, parts: usize) {
        self.parts.resize_with(parts, PartFlight::default);
        self.open.resize(parts, 0);
        self.rows.widen(parts);
        if self.carries == Carries::Extras {
            self.extras.widen(parts);
        }
    }

    /// Puts the open block of a partition away.
    fn close(&mut self, part: usize) {
        let block = self.rows.close(part);
        self.parts[part].blocks.push(block);
        if self.carries == Carries::Extras {
            self.extras.close(part);
        }
        self.open[part] = 0;
    }

    /// How many partitions have been touched.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether nothing was pushed.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The rows of a partition in the order in which they were pushed, block by block.
    pub(super) fn blocks(&self, part: usize) -> impl Iterator<Item = &[Packed]> {
        let full = self.full(part).map(|block| self.rows.block(block));
        full.chain([self.rows.of_part(part, self.opened(part))])
    }

    /// The rows of a partition in the order in which they were pushed.
    pub(super) fn rows(&self, part: usize) -> impl Iterator<Item = &Packed> {
        self.blocks(part).flatten()
    }

    /// Their extras; none unless the flight carries them.
    pub(super) fn extras(&self, part: usize) -> impl Iterator<Item = &Extra> {
        let carried = self.carries == Carries::Extras;
        let full = self.full(part).filter(move |_| carried);
        let full = full.map(|block| self.extras.block(block));
        full.chain([self.extras.of_part(part, self.opened(part))])
            .flatten()
    }

    /// What stands aside of a partition.
    pub(super) fn side(&self, part: usize) -> &[Side] {
        self.parts.get(part).map_or(&[], |part| &part.side)
    }

    /// Whether extras travel with the rows.
    pub(super) fn carries(&self) -> Carries {
        self.carries
    }

    /// How many rows of a partition wait in its open block.
    fn opened(&self, part: usize) -> usize {
        self.open.get(part).copied().map_or(0, usize::from)
    }

    /// Numbers of a partition's full blocks.
    fn full(&self, part: usize) -> impl Iterator<Item = u32> {
        let part = self.parts.get(part).into_iter();
        part.flat_map(|part| part.blocks.iter().copied())
    }
}

impl PartFlight {
    /// The packed amount of a row that does not fit: its place in the side list.
    #[cold]
    fn put_aside(&mut self, amount: Money, nature: Nature) -> u32 {
        self.side.push(Side {
            amount: amount.0,
            nature,
        });
        SIDE | (self.side.len() as u32 - 1)
    }
}

/// The amount of a row as it is packed, where it fits.
#[inline]
fn pack_amount(amount: Money, nature: Nature) -> Option<u32> {
    let cents = amount.0 / CENT;
    let fits = amount.0 >= 0 && cents < 1 << AMOUNT_BITS && cents * CENT == amount.0;
    match nature {
        Nature::Purchase if fits => Some(cents as u32),
        Nature::Returned if fits => Some(cents as u32 | RETURNED),
        _ => None,
    }
}

impl Extra {
    /// What travels beside the refund of the row: it passes the same conditions.
    #[must_use]
    pub fn of_refund(self) -> Self {
        Self {
            row_hash: self.row_hash,
            marks: self.marks,
            table: self.table,
            bought: self.bought,
            piece: Piece::Refund,
            ..Self::default()
        }
    }

    /// The full key of the order whose low half the row holds.
    pub(super) fn order(self, low: u32) -> u64 {
        u64::from(low) | u64::from(self.order_high) << 32
    }
}

/// The amount of a row, in ten-thousandths; `side` is its partition's.
pub(super) fn amount_of(row: &Packed, side: &[Side]) -> i64 {
    if is_aside(row.amount) {
        side[(row.amount & ((1 << AMOUNT_BITS) - 1)) as usize].amount
    } else {
        unpack(row.amount)
    }
}

/// Whether the row's amount stands in the side list.
#[inline]
pub(super) const fn is_aside(amount: u32) -> bool {
    amount & SIDE != 0 && amount & RETURNED != RETURNED
}

/// The amount of a packed row that is not in the side list.
#[inline]
pub(super) fn unpack(amount: u32) -> i64 {
    i64::from(amount & ((1 << AMOUNT_BITS) - 1)) * CENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_partition_come_in_the_order_in_which_they_were_pushed() {
        for count in [0, 1, 63, 64, 65, 128, 1000] {
            let mut flight = Flight::new(4, Carries::Extras);
            for number in 0..count {
                let row = OrderRow {
                    customer: (number % 3) * 16 + number % 16,
                    day: Day::FIRST.plus(number as i32),
                    amount: Money(i64::from(number) * CENT),
                    nature: Nature::Purchase,
                    order: u64::from(number) << 32 | 7,
                };
                let extra = Extra {
                    product: number,
                    ..Extra::default()
                };
                flight.push(row, extra);
            }
            for part in 0..3 {
                let expected: Vec<u32> = (0..count).filter(|number| number % 3 == part).collect();
                let rows = flight.rows(part as usize);
                let days: Vec<u32> = rows.map(|row| u32::from(row.day)).collect();
                let extras = flight.extras(part as usize);
                let products: Vec<u32> = extras.map(|extra| extra.product).collect();
                assert_eq!((&days, &products), (&expected, &expected), "{count} rows");
            }
            assert_eq!(flight.rows(3).count(), 0);
        }
    }

    #[test]
    fn an_amount_that_does_not_fit_stands_aside() {
        let mut flight = Flight::new(4, Carries::Rows);
        let amounts = [-100, 50, 100, (1 << AMOUNT_BITS) * CENT];
        for amount in amounts {
            let nature = if amount < 0 {
                Nature::Refund
            } else {
                Nature::Purchase
            };
            let row = OrderRow {
                customer: 3,
                day: Day::FIRST,
                amount: Money(amount),
                nature,
                order: 1,
            };
            flight.push(row, Extra::default());
        }
        let read = flight.rows(0).map(|row| amount_of(row, flight.side(0)));
        assert_eq!(read.collect::<Vec<i64>>(), amounts);
        assert_eq!(flight.side(0).len(), 3, "a hundredth is the least in a row");
    }
}
