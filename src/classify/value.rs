//! One value of one customer, with what it means.
//!
//! Takes a frame prepared by [`Worker::recall`]; gives any metric of the catalogue or
//! of the rules for a row, for scripts and for `explain`.

use crate::metrics::frame::metric_field;
use crate::money::{Money, UNITS};
use crate::names::Metric;
use crate::names::metric::Kind;
use crate::period::Day;
use crate::records::column::Column;
use crate::rules::Words;

use super::engine::Engine;
use super::worker::Worker;
use super::{NONE, Verdicts, rfm_code};

/// A value with its meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// There is no such value.
    Blank,
    /// A whole number of things, or of days.
    Count(i64),
    /// A plain number.
    Number(f64),
    /// An amount in book currency.
    Money(Money),
    /// A ratio: 0.25 is 25 %.
    Ratio(f64),
    /// A calendar day.
    Date(Day),
    /// A word of the sheets or of the rules.
    Text(&'a str),
    /// A name in both languages.
    Words(&'a Words),
    /// Yes or no.
    Flag(bool),
}

impl Worker {
    /// A metric of the catalogue for one row. Metrics that the frame was not asked for are blank.
    pub fn value<'v>(
        &self,
        engine: &Engine<'v>,
        verdicts: &'v Verdicts,
        metric: Metric,
        row: usize,
    ) -> Value<'v> {
        let label = |place: u8, words: &'v [String]| {
            let word = (place != NONE).then(|| words.get(place as usize)).flatten();
            word.map_or(Value::Blank, |word| Value::Text(word))
        };
        let rules = engine.rules;
        let customer = self.frame.customers[row];
        let scores = self.layers.scores[row];
        match metric {
            Metric::R => score(scores[0]),
            Metric::F => score(scores[1]),
            Metric::M => score(scores[2]),
            Metric::Rfm => rfm_code(scores).map_or(Value::Blank, |_| {
                let [r, f, m] = scores.map(i64::from);
                Value::Count(r * 100 + f * 10 + m)
            }),
            Metric::Segment => {
                let place = usize::from(self.layers.segments[row]);
                let words = verdicts.segment_names.get(place);
                words.map_or(Value::Blank, Value::Words)
            }
            Metric::Tier => label(self.layers.tiers[row], &rules.tier.classes),
            Metric::Type => {
                let kind = rules.types.get(usize::from(self.layers.types[row]));
                kind.map_or(Value::Blank, |kind| Value::Words(&kind.name))
            }
            Metric::Xyz => match self.layers.xyz[row] {
                0 => Value::Text("X"),
                1 => Value::Text("Y"),
                2 => Value::Text("Z"),
                _ => Value::Blank,
            },
            Metric::Share | Metric::CumulativeShare | Metric::Rank => {
                // What conditions saw, where any looked at it.
                let seen = self.layers.standing.get(row).copied();
                let standing = seen.unwrap_or_else(|| {
                    let standing = verdicts.standings.of(engine, customer);
                    let rank = match standing.rank {
                        0 => f64::NAN,
                        rank => f64::from(rank),
                    };
                    [standing.share, standing.cumulative_share, rank]
                });
                match metric {
                    Metric::Share => of_kind(Kind::Ratio, standing[0]),
                    Metric::CumulativeShare => of_kind(Kind::Ratio, standing[1]),
                    _ => of_kind(Kind::Count, standing[2]),
                }
            }
            _ => match metric_field(metric) {
                Some(field) => column_value(engine.book.details.field(field), customer),
                None => self.frame_value(engine, metric, row),
            },
        }
    }

    /// An own metric of the rules for one row.
    pub fn own_value(&self, own: usize, row: usize) -> Value<'static> {
        let value = self
            .frame
            .own
            .get(own)
            .map_or(f64::NAN, |values| values[row]);
        of_kind(Kind::Number, value)
    }

    /// Sums are exact; the rest goes through the numbers that conditions see.
    fn frame_value<'v>(&self, engine: &Engine<'v>, metric: Metric, row: usize) -> Value<'v> {
        let facts = &self.frame.orders[row];
        let known = self.frame.known(engine.book, &engine.outlook, metric);
        if known.is_some_and(|known| !known.holds(self.frame.customers[row])) {
            return Value::Blank;
        }
        let exact = match metric {
            Metric::Amount => Some(facts.amount),
            Metric::Amount12m => Some(facts.amount_12m),
            Metric::LargestOrder => self.frame.largest(row),
            Metric::AmountPrev12m => Some(facts.amount_prev_12m),
            Metric::Profit12m if engine.book.has.profit => self.frame.profit(row),
            _ => None,
        };
        if let Some(units) = exact {
            return Value::Money(Money(units));
        }
        let mut values = vec![f64::NAN; self.frame.len()];
        self.frame
            .numbers(engine.book, &engine.outlook, metric, &mut values);
        of_kind(metric.entry().kind, values[row])
    }
}

fn score(score: u8) -> Value<'static> {
    if score == 0 {
        Value::Blank
    } else {
        Value::Count(i64::from(score))
    }
}

fn of_kind(kind: Kind, value: f64) -> Value<'static> {
    if value.is_nan() {
        return Value::Blank;
    }
    match kind {
        Kind::Count => Value::Count(value as i64),
        Kind::Money => Value::Money(Money((value * UNITS as f64).round_ties_even() as i64)),
        Kind::Ratio => Value::Ratio(value),
        Kind::Date => Value::Date(Day(value as i32)),
        // Of an even number of gaps the typical one may end in a half.
        Kind::Days if value.fract() == 0.0 => Value::Count(value as i64),
        Kind::Days | Kind::Number | Kind::Text | Kind::Flag => Value::Number(value),
    }
}

fn column_value(column: Option<&Column>, customer: u32) -> Value<'_> {
    let Some(column) = column else {
        return Value::Blank;
    };
    let value = match column {
        Column::Number(_) => column.number(customer).map(Value::Number),
        Column::Date(_) => column.day(customer).map(Value::Date),
        Column::Text(_) => column.word(customer).map(Value::Text),
        Column::Flag(_) => column.flag(customer).map(Value::Flag),
    };
    value.unwrap_or(Value::Blank)
}
