//! Counts of rows of one kind, with their amount and the first of them.

use crate::money::{Money, Total};
use crate::names::words::Status;

/// Rows that share a status word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// The word as written.
    pub word: String,
    /// What it means.
    pub status: Status,
    /// How many rows.
    pub rows: u64,
    /// Their readable amounts in book currency.
    pub amount: Total,
    /// The first of them; `u32::MAX` while there is none.
    pub first_row: u32,
}

impl WordCount {
    /// A word of which no row is counted yet.
    pub(super) fn new(word: String, status: Status) -> Self {
        Self {
            word,
            status,
            rows: 0,
            amount: Total::ZERO,
            // Known once a row with the word is counted: the one that has it may be damaged.
            first_row: u32::MAX,
        }
    }
}

/// Rows of one kind, with the first of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub rows: u64,
    /// Their amounts.
    pub amount: Total,
    /// The first row; 0 while there is none.
    pub first_row: u32,
}

impl Tally {
    pub(super) fn count(&mut self, amount: Money, row: u32) {
        self.rows += 1;
        self.amount += amount;
        if self.first_row == 0 || row < self.first_row {
            self.first_row = row;
        }
    }

    /// Adds the rows of another part of the table.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.amount += other.amount;
        if self.first_row == 0 || (other.first_row != 0 && other.first_row < self.first_row) {
            self.first_row = other.first_row;
        }
    }
}
