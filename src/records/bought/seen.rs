//! What one thread sees of categories: names with numbers of its own, what each brought in,
//! and beside every row in flight the category it bought.
//!
//! Takes cells and rows as they are read, at two bytes a row; nothing is shared between
//! threads, so nobody waits.

use crate::period::Day;
use crate::records::flight::{Nature, OrderRow};
use crate::records::index::{Index, Key};
use crate::value::Raw;
use crate::value::text::trim;

use super::few::{Few, Short};
use super::{MOST, NONE};

/// One thread's categories.
#[derive(Debug)]
pub struct Seen {
    shift: u32,
    since: Day,
    index: Index,
    few: Few,
    /// By number, as first written.
    pub(super) names: Vec<Box<[u8]>>,
    /// What each brought in after `since`, in ten-thousandths.
    pub(super) sums: Vec<i128>,
    pub(super) room: Room,
    /// Numbers of the rows whose customers are still looked up.
    batch: Vec<u16>,
    /// By partition, a number for each row in flight.
    lanes: Vec<Vec<u16>>,
}

/// Whether there is room for a further category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Left,
    None,
}

impl Seen {
    /// For partitions of `1 << shift` customers; amounts count after the day `since`.
    pub fn new(shift: u32, since: Day) -> Self {
        Self {
            shift,
            since,
            index: Index::default(),
            few: Few::new(),
            names: Vec::new(),
            sums: Vec::new(),
            room: Room::Left,
            batch: Vec::new(),
            lanes: Vec::new(),
        }
    }

    /// Takes the cell of a row that joins the batch.
    #[inline]
    pub fn see(&mut self, cell: Raw<'_>) {
        let number = self.number(cell);
        self.batch.push(number);
    }

    /// Takes what goes in flight of the row at this place of the batch. Only a purchase buys
    /// a category; money given back lowers what the category brought in.
    #[inline]
    pub fn keep(&mut self, at: usize, row: &OrderRow) {
        let number = self.batch.get(at).copied().unwrap_or(NONE);
        let part = (row.customer >> self.shift) as usize;
        if part >= self.lanes.len() {
            self.lanes.resize_with(part + 1, Vec::new);
        }
        let bought = row.nature == Nature::Purchase;
        self.lanes[part].push(if bought { number } else { NONE });
        if number != NONE && row.nature != Nature::Returned && row.day > self.since {
            self.sums[usize::from(number)] += i128::from(row.amount.0);
        }
    }

    /// Forgets the batch.
    pub fn end_batch(&mut self) {
        self.batch.clear();
    }

    /// The numbers of the rows in flight of a partition, in their order.
    pub(super) fn lane(&self, part: usize) -> &[u16] {
        self.lanes.get(part).map_or(&[], Vec::as_slice)
    }

    #[inline]
    fn number(&mut self, cell: Raw<'_>) -> u16 {
        // Whatever a cell is, the text of a category stands for it.
        let short = Short::of(cell.text);
        match short.and_then(|short| self.few.find(&short)) {
            Some(number) => number,
            None => self.look_up(cell, short),
        }
    }

    fn look_up(&mut self, cell: Raw<'_>, short: Option<Short>) -> u16 {
        let name = trim(cell.text);
        // The index takes no NUL, and no text has one.
        if name.is_empty() || name.contains(&0) {
            return NONE;
        }
        match self.index.find(Key::of(name), name) {
            Some(number) => {
                let number = number as u16;
                if let Some(short) = short {
                    self.few.keep(short, number);
                }
                number
            }
            None => self.new_number(cell, name),
        }
    }

    /// A name seen for the first time, or a word for nothing.
    #[cold]
    fn new_number(&mut self, cell: Raw<'_>, name: &[u8]) -> u16 {
        if cell.is_blank() || cell.is_error() {
            return NONE;
        }
        let number = self.names.len();
        if number == MOST || !self.index.insert(Key::of(name), name, number as u32) {
            self.room = Room::None;
            return NONE;
        }
        self.names.push(name.into());
        self.sums.push(0);
        number as u16
    }
}
