//! A checked expression in the form that is evaluated: every kind is known,
//! every name is the number of an input.
//!
//! Built by `compile`, walked by `evaluate` and `trace`.

use std::ops::Range;

use crate::period::Span;

use super::{Arithmetic, Comparison};

/// What the whole expression gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Root {
    Truth(Truth),
    Number(Number),
}

/// Something true, false or unknown, and the bytes of the text that say it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Truth {
    pub(super) span: Range<usize>,
    pub(super) node: TruthNode,
}

/// Whether numbers are numbers or days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Number,
    Date,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Side {
    pub(super) span: Range<usize>,
    pub(super) number: Number,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TruthNode {
    Always(bool),
    Flag(usize),
    Compare {
        comparison: Comparison,
        left: Side,
        right: Side,
        measure: Measure,
    },
    /// Ends included.
    Between {
        value: Side,
        low: Side,
        high: Side,
        measure: Measure,
    },
    /// A date against the day one calendar span before the day of evaluation.
    Age {
        comparison: Comparison,
        date: usize,
        span: Span,
    },
    /// A number or day in a list.
    Member {
        value: Side,
        list: Vec<f64>,
        measure: Measure,
    },
    /// A text input against literals: looked up once a word of the dictionary.
    Word {
        input: usize,
        test: usize,
    },
    SameText(Text, Text),
    ContainsText(Text, Text),
    SameTruth(Box<Truth>, Box<Truth>),
    BlankNumber(Number),
    BlankText(Text),
    BlankTruth(Box<Truth>),
    Not(Box<Truth>),
    And(Vec<Truth>),
    Or(Vec<Truth>),
    If(Box<[Truth; 3]>),
}

/// Numbers and, as day numbers, dates; NaN is blank.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Number {
    Constant(f64),
    Input(usize),
    Negate(Box<Number>),
    Arithmetic(Arithmetic, Box<Number>, Box<Number>),
    Smallest(Vec<Number>),
    Largest(Vec<Number>),
    Absolute(Box<Number>),
    Round(Box<Number>),
    If(Box<Truth>, Box<Number>, Box<Number>),
    /// The place of a number among those of one of the ranked programs.
    Rank(usize, Box<Number>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    /// One of the program's words.
    Literal(usize),
    Input(usize),
    If(Box<Truth>, Box<Text>, Box<Text>),
}

/// What is asked of a text input; words are in their compared form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WordTest {
    OneOf(Vec<String>),
    Contains(String),
}

impl WordTest {
    /// Whether it holds for a text in its compared form.
    pub(super) fn holds(&self, text: &str) -> bool {
        match self {
            Self::OneOf(words) => words.iter().any(|word| word == text),
            Self::Contains(part) => text.contains(part.as_str()),
        }
    }
}

/// The form in which texts are compared: trimmed, full-width signs and letters narrow.
pub(super) fn compared(text: &str) -> String {
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .collect();
    narrow.trim().to_owned()
}
