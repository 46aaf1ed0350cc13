//! Typed cells with meaning and no medium: what every render is given.
//!
//! A [`Grid`] is a table ready to be written: columns with a machine key and a
//! heading, rows of [`Cell`]s. Renders map cells to their medium and decide
//! nothing: no filter, no sort, no arithmetic.

pub mod absent;
pub mod agenda;
pub mod backtest;
pub mod clock;
pub mod compare;
pub mod contacts;
pub mod customers;
pub mod events;
pub mod export;
pub mod follow_ups;
pub mod movements;
pub mod overview;
pub mod people;
pub mod problems;
pub mod review;
pub mod rules;
pub mod sink;
pub mod task_sheet;
pub mod tiers;

use std::borrow::Cow;

use crate::lang::number::yes_or_no;
use crate::lang::{Language, heading};
use crate::money::Money;
use crate::period::Day;
use crate::value::Mark;

/// One value with its meaning.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// There is no such value.
    Blank,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number of things.
    Count(i64),
    /// A plain number.
    Number(f64),
    /// An amount in book currency.
    Money(Money),
    /// A ratio: 0.25 is 25 %.
    Ratio(f64),
    /// A calendar day.
    Date(Day),
    /// A time of day, a length of time or a day with a time, as workbooks count: in days.
    Clock(f64),
    /// Yes or no.
    Flag(bool),
}

/// How a column is shown beyond its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Emphasis {
    /// Like any other.
    Plain,
    /// Holds tier names: coloured by class.
    Tier,
    /// Holds a day that is due: late ones stand out.
    Due,
    /// To be filled in by people.
    Input,
    /// Holds figures, of which some are written as words, such as `3/4`: all to the right.
    Figure,
    /// Long text: wide and wrapped.
    Long,
    /// A column of the user's own.
    Theirs,
    /// A column of the user's own that is meant to be edited.
    Edit,
    /// The key of the row, for the next run and not for people.
    Key,
}

/// One column of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Fixed English `snake_case` key for CSV and JSON; an own column's header as it is.
    pub key: String,
    /// Heading in the language of the run, for sheets and the terminal.
    pub heading: String,
    /// How it is shown.
    pub emphasis: Emphasis,
}

/// A table ready to be written. Its rows come in order, once.
pub struct Grid<'a> {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// The rows, each with one cell per column.
    pub rows: Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>,
}

impl Column {
    /// A column of a fixed key with its heading.
    pub fn keyed(key: &str, emphasis: Emphasis, language: Language) -> Self {
        Self {
            key: key.to_owned(),
            heading: heading::key(key, language).unwrap_or(key).to_owned(),
            emphasis,
        }
    }

    /// A column with a heading of its own.
    pub fn named(key: &str, heading: impl Into<String>, emphasis: Emphasis) -> Self {
        Self {
            key: key.to_owned(),
            heading: heading.into(),
            emphasis,
        }
    }
}

impl<'a> Grid<'a> {
    /// A small table whose rows are there already.
    pub fn of(columns: Vec<Column>, rows: Vec<Vec<Cell<'a>>>) -> Self {
        Self {
            columns,
            rows: Box::new(rows.into_iter()),
        }
    }
}

/// A cell as somebody typed it.
pub fn typed(mark: Mark, text: &str) -> Cell<'_> {
    match mark {
        Mark::Number => text.parse().map_or_else(|_| text.into(), Cell::Number),
        Mark::Time => text.parse().map_or_else(|_| text.into(), Cell::Clock),
        Mark::Date => match (Day::parse_iso(text), clock::moment(text)) {
            (Some(day), _) => Cell::Date(day),
            (None, Some(moment)) => Cell::Clock(moment),
            (None, None) => text.into(),
        },
        // Workbooks say TRUE and FALSE.
        Mark::Flag => match text.to_ascii_lowercase().parse() {
            Ok(flag) => Cell::Flag(flag),
            Err(_) => text.into(),
        },
        Mark::Text | Mark::Error => crate::formula::unguarded(text).into(),
    }
}

/// A cell's text as it will be read again from a workbook.
pub(crate) fn read_again<'c>(
    cell: &'c Cell<'_>,
    emphasis: Emphasis,
    language: Language,
) -> Cow<'c, str> {
    match cell {
        Cell::Blank => "".into(),
        Cell::Text(text) => text.as_ref().into(),
        Cell::Count(count) => count.to_string().into(),
        Cell::Number(number) | Cell::Ratio(number) => number.to_string().into(),
        Cell::Money(money) => money.to_string().into(),
        Cell::Date(day) => day.to_string().into(),
        Cell::Clock(days) => clock::read_again(*days).into(),
        // Columns of their own hold what they hold; ours are there to be read.
        Cell::Flag(flag) if emphasis == Emphasis::Theirs => {
            if *flag { "TRUE" } else { "FALSE" }.into()
        }
        Cell::Flag(flag) => yes_or_no(*flag, language).into(),
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    /// Text; empty text is blank.
    fn from(text: &'a str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(Cow::Borrowed(text))
        }
    }
}

impl From<String> for Cell<'_> {
    /// Text; empty text is blank.
    fn from(text: String) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(Cow::Owned(text))
        }
    }
}

impl From<Day> for Cell<'_> {
    fn from(day: Day) -> Self {
        Self::Date(day)
    }
}

impl From<Money> for Cell<'_> {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sheet_holds_comes_back_as_it_was() {
        let cases = [
            (Mark::Flag, "TRUE", Cell::Flag(true)),
            (Mark::Flag, "FALSE", Cell::Flag(false)),
            (Mark::Flag, "true", Cell::Flag(true)),
            (Mark::Number, "12.5", Cell::Number(12.5)),
            (
                Mark::Time,
                "0.395833333333333",
                Cell::Clock(0.395_833_333_333_333),
            ),
            (Mark::Date, "2026-06-30 06:00:00", Cell::Clock(46_203.25)),
            (Mark::Text, "TRUE", "TRUE".into()),
            (Mark::Error, "#N/A", "#N/A".into()),
        ];
        for (mark, text, expected) in cases {
            assert_eq!(typed(mark, text), expected, "{text}");
        }
    }
}
