//! What can be wrong with an expression: data, worded by `lang::condition`.
//!
//! Every fault knows the bytes of the text it speaks about and, where it can,
//! what the writer probably meant.

use std::ops::Range;

use crate::names::Stratum;
use crate::period::Span;

use super::{Function, check::Speaks};

/// One fault of an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The bytes of the condition's text it speaks about; empty at the end of the text.
    pub span: Range<usize>,
    /// What is wrong there.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault at a place.
    pub fn new(span: Range<usize>, kind: FaultKind) -> Self {
        Self { span, kind }
    }
}

/// What a value is, in the words of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// A number, an amount, a ratio or a number of days.
    Number,
    /// A calendar day.
    Date,
    /// A text.
    Text,
    /// Yes or no.
    Truth,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// Nothing is written at all.
    Empty,
    /// A character that means nothing here.
    UnknownCharacter(char),
    /// A sign of other languages, and what is written here instead: `&&` and `and`.
    OtherLanguage {
        /// As written.
        found: String,
        /// What to write.
        write: &'static str,
    },
    /// A quote that is never closed.
    UnclosedText,
    /// A `[` that is never closed.
    UnclosedColumn,
    /// `[]` or `[?]`.
    EmptyColumn,
    /// A number with an unknown suffix.
    UnknownUnit(String),
    /// More digits than a number can have.
    NumberTooLarge,
    /// A span longer than a hundred years of days.
    SpanTooLong,
    /// `2026-02-30`: no such day.
    NoSuchDay(String),
    /// Something else stands where a value was expected.
    ExpectedValue {
        /// What stands there; empty at the end.
        found: String,
    },
    /// Something stands after a finished expression.
    ExpectedOperator {
        /// What stands there.
        found: String,
    },
    /// A `)` or `]` that nothing opened.
    NothingOpened,
    /// A certain sign or word is missing.
    Expected {
        /// What was expected.
        wanted: &'static str,
        /// What stands there; empty at the end.
        found: String,
    },
    /// `a < b < c`.
    Chain,
    /// `in` without a list in square brackets.
    ListExpected,
    /// A list with nothing in it.
    EmptyList,
    /// Something in a list that is not a plain value.
    NotAPlainValue,
    /// `not between` or `not contains`.
    NotBefore(&'static str),
    /// Too many parentheses or operators within one another.
    TooDeep,
    /// A function that does not exist.
    UnknownFunction {
        /// As written.
        name: String,
        /// The nearest that exists.
        suggestion: Option<String>,
    },
    /// A function with too few or too many arguments.
    ArgumentCount {
        /// Which function.
        function: Function,
        /// How many were given.
        found: usize,
    },
    /// A function's name without its parentheses.
    FunctionWithoutArguments(Function),
    /// A name that means nothing in this place.
    UnknownName {
        /// As written.
        name: String,
        /// The nearest name that means something.
        suggestion: Option<String>,
        /// What the expression speaks of.
        speaks_of: Speaks,
    },
    /// A name of a layer that is computed only later.
    StratumTooHigh {
        /// As written.
        name: String,
        /// The layer that computes it.
        stratum: Stratum,
        /// The layer the expression belongs to; it sees only lower ones.
        here: Stratum,
    },
    /// A calendar span (months, years) elsewhere than against a days-since metric.
    CalendarSpan {
        /// The span.
        span: Span,
        /// About as many plain days.
        days: u32,
    },
    /// A value of another kind than its place asks for.
    WrongKind {
        /// What its place asks for.
        wanted: ValueKind,
        /// What it is.
        found: ValueKind,
    },
    /// Two values side by side that cannot be compared or combined.
    KindsDiffer {
        /// What the left one is.
        left: ValueKind,
        /// What the right one is.
        right: ValueKind,
    },
    /// One column used as two kinds of value.
    ColumnOfTwoKinds {
        /// Its header.
        header: String,
        /// How it was used first.
        first: ValueKind,
        /// How it is used here.
        second: ValueKind,
    },
    /// Texts or yes/no values compared by size.
    NoOrder(ValueKind),
    /// `percent_rank` within `percent_rank`.
    NestedRank,
    /// `percent_rank` over order rows.
    RankOfRows,
}
