//! Where the cells of rows go, one after the other: straight into a medium, or into cells
//! that a render is given. Whoever says what the columns hold says it once, for both.

use crate::money::Money;
use crate::period::Day;
use crate::table::{Cell, clock};

/// Takes the cells of rows, left to right.
pub trait Sink {
    /// There is no such value.
    fn blank(&mut self);
    /// Words; none at all are blank.
    fn text(&mut self, text: &str);
    /// A whole number of things.
    fn count(&mut self, count: i64);
    /// A plain number; NaN is blank.
    fn number(&mut self, number: f64);
    /// A ratio: 0.25 is 25 %; NaN is blank.
    fn ratio(&mut self, ratio: f64);
    /// An amount in book currency.
    fn money(&mut self, money: Money);
    /// A calendar day.
    fn date(&mut self, day: Day);
    /// A time of day, a length of time or a day with a time, in days.
    fn clock(&mut self, days: f64) {
        self.text(&clock::text(days));
    }
    /// Yes or no.
    fn flag(&mut self, flag: bool);
    /// Ends the row.
    fn end_row(&mut self);

    /// A value that there may not be.
    #[inline]
    fn maybe<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T))
    where
        Self: Sized,
    {
        match value {
            Some(value) => put(self, value),
            None => self.blank(),
        }
    }

    /// A cell that is there already.
    #[inline]
    fn cell(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Blank => self.blank(),
            Cell::Text(text) => self.text(text),
            Cell::Count(count) => self.count(*count),
            Cell::Number(number) => self.number(*number),
            Cell::Money(money) => self.money(*money),
            Cell::Ratio(ratio) => self.ratio(*ratio),
            Cell::Date(day) => self.date(*day),
            Cell::Clock(days) => self.clock(*days),
            Cell::Flag(flag) => self.flag(*flag),
        }
    }
}

/// A medium in which rows are bytes, one behind the other.
pub trait Lines: Sink + Default + Send {
    /// What was written so far; whoever takes it leaves other memory in its place.
    fn bytes(&mut self) -> &mut Vec<u8>;
}

/// Rows as cells of their own.
#[derive(Debug, Default)]
pub struct Rows {
    /// The rows that have ended.
    pub rows: Vec<Vec<Cell<'static>>>,
    row: Vec<Cell<'static>>,
}

impl Sink for Rows {
    fn blank(&mut self) {
        self.row.push(Cell::Blank);
    }

    fn text(&mut self, text: &str) {
        self.row.push(text.to_owned().into());
    }

    fn count(&mut self, count: i64) {
        self.row.push(Cell::Count(count));
    }

    fn number(&mut self, number: f64) {
        let number = (!number.is_nan()).then_some(number);
        self.row.push(number.map_or(Cell::Blank, Cell::Number));
    }

    fn ratio(&mut self, ratio: f64) {
        let ratio = (!ratio.is_nan()).then_some(ratio);
        self.row.push(ratio.map_or(Cell::Blank, Cell::Ratio));
    }

    fn money(&mut self, money: Money) {
        self.row.push(Cell::Money(money));
    }

    fn date(&mut self, day: Day) {
        self.row.push(Cell::Date(day));
    }

    fn clock(&mut self, days: f64) {
        self.row.push(Cell::Clock(days));
    }

    fn flag(&mut self, flag: bool) {
        self.row.push(Cell::Flag(flag));
    }

    fn end_row(&mut self) {
        let width = self.row.len();
        let row = std::mem::replace(&mut self.row, Vec::with_capacity(width));
        self.rows.push(row);
    }
}
