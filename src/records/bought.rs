//! What customers buy, by category: what each bought last, and which of the book's main
//! categories it never bought.
//!
//! Takes what the threads saw ([`seen`]) beside the order rows in flight; gives a [`Bought`]
//! of ten bytes a customer. Categories stand by what they brought in over the last 12 months,
//! then by name, so that nothing depends on who read which row. Books without a column of
//! categories take that of products; without either there is nothing to hold.

mod few;
mod gather;
pub mod seen;
#[cfg(test)]
mod tests;

use crate::names::Field;

pub use gather::{TooMany, gather};

/// The most main categories: more than a dozen names in a cell nobody reads.
pub const MOST_MAIN: usize = 12;

/// Categories are main ones while those before them brought in less than this share, in
/// percent; as with the tiers, what is left are the many small ones.
pub const MAIN_SHARE: i128 = 95;

/// Where even the largest make up less of the amount than this, in percent, nothing is a main
/// category: of hundreds of products alike, what somebody has not bought says nothing.
const MAIN_AT_LEAST: i128 = 50;

/// The most categories told apart. A column with more is none of categories, and its numbers
/// would not fit two bytes.
pub const MOST: usize = 65_000;

/// How many of the last purchase are named: those with the largest amounts.
const LAST: usize = 3;

/// Stands for no category.
const NONE: u16 = u16::MAX;

/// What everybody bought.
#[derive(Debug, Clone, PartialEq)]
pub struct Bought {
    /// The column it is taken from: [`Field::OrderCategory`] or [`Field::OrderProduct`].
    pub field: Field,
    /// The share of the main categories in what all brought in over 12 months, 0 to 1.
    pub share: f64,
    /// Names, the largest first.
    names: Vec<String>,
    /// How many of them are main ones.
    main: usize,
    /// One per customer.
    customers: Vec<Of>,
}

/// What one customer bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Of {
    /// One bit per main category.
    main: u16,
    /// On the last day on which a row names a category, the largest amount first.
    last: [u16; LAST],
    more: More,
}

/// Whether the last purchase had more categories than are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// They all are.
    No,
    /// It had.
    Yes,
}

impl Of {
    const NOTHING: Self = Self {
        main: 0,
        last: [NONE; LAST],
        more: More::No,
    };
}

impl Bought {
    /// The main categories, the largest first.
    pub fn main(&self) -> &[String] {
        &self.names[..self.main]
    }

    /// How many categories there are.
    pub fn categories(&self) -> usize {
        self.names.len()
    }

    /// The categories of a customer's last purchase day, the largest amount first and at most
    /// three; none where no purchase names one.
    pub fn last(&self, customer: u32) -> (impl Iterator<Item = &str> + Clone, More) {
        let of = self.of(customer);
        let named = of.last.into_iter().filter(|category| *category != NONE);
        let name = |category: u16| self.names[usize::from(category)].as_str();
        (named.map(name), of.more)
    }

    /// The main categories that a customer never bought, the largest first; none for a
    /// customer of whom no purchase names a category: there is nothing to sell beside.
    pub fn missing(&self, customer: u32) -> impl Iterator<Item = &str> + Clone {
        let of = self.of(customer);
        let known = of.last[0] != NONE;
        let main = self.main().iter().enumerate();
        main.filter(move |(place, _)| known && of.main >> place & 1 == 0)
            .map(|(_, name)| name.as_str())
    }

    fn of(&self, customer: u32) -> Of {
        let of = self.customers.get(customer as usize);
        of.copied().unwrap_or(Of::NOTHING)
    }
}
