//! The small language of `when`, `where` and `measure`: parsed into an [`Expr`],
//! checked into a [`Program`], evaluated over whole columns.
//!
//! Takes the text of one expression; gives a program that knows its inputs, or
//! every fault of the text with the bytes it stands at. Blank follows SQL.

pub mod check;
mod compile;
pub mod evaluate;
pub mod fault;
mod infer;
mod kernel;
mod lex;
mod names;
mod parse;
mod print;
mod program;
pub mod rank;
pub mod scratch;
pub mod since;
pub mod threshold;
pub mod trace;

use std::ops::Range;

use crate::period::{Day, Span};

pub use check::{Caution, Input, InputKind, Program, Scope, Source, Speaks, Wants, check};
pub use evaluate::{BLANK, Columns, Days, FALSE, TRUE, UNKNOWN};
pub use fault::{Fault, FaultKind, ValueKind};
pub use parse::parse;
pub use rank::RankTable;
pub use scratch::Scratch;
pub use trace::{Outcome, Seen, Step, Trace, Value};

/// An expression as written, with the bytes of the text it stands at.
///
/// Two expressions are equal when they say the same; where they stand in their
/// texts makes no difference.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it says.
    pub node: Node,
    /// The bytes of the condition's text.
    pub span: Range<usize>,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// What an expression says.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A number, its suffix already applied: `5万` is 50,000 and `30%` is 0.3. Never negative.
    Number(f64),
    /// A span of time.
    Span(Span),
    /// A calendar day.
    Date(Day),
    /// A quoted text, without its quotes.
    Text(String),
    /// Yes or no.
    Truth(bool),
    /// A metric, own metric or word for an order column, as written but in half width.
    Name(String),
    /// `[header]`, or `[header?]` for a column that need not exist.
    Column {
        /// The header word, unescaped.
        header: String,
        /// Whether the column must exist.
        presence: Presence,
    },
    /// `function(arguments)`.
    Call(Function, Vec<Expr>),
    /// `-x`.
    Negate(Box<Expr>),
    /// `a + b` and its like.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a < b` and its like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x between low and high`, ends included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x in [a, b]`.
    In(Box<Expr>, Vec<Expr>),
    /// `x not in [a, b]`.
    NotIn(Box<Expr>, Vec<Expr>),
    /// `x contains part`.
    Contains(Box<Expr>, Box<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// All of them; at least two.
    And(Vec<Expr>),
    /// Any of them; at least two.
    Or(Vec<Expr>),
}

/// Whether a column must exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `[header]`: a sheet without it is an error.
    Required,
    /// `[header?]`: blank where the sheet does not have it.
    Optional,
}

/// A built-in function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `blank(x)`: whether x is blank; never unknown.
    Blank,
    /// `min(a, b, …)`: the smallest that is not blank.
    Min,
    /// `max(a, b, …)`: the largest that is not blank.
    Max,
    /// `abs(x)`.
    Abs,
    /// `round(x)`: to a whole number, halves away from zero.
    Round,
    /// `if(condition, a, b)`: b also where the condition is unknown.
    If,
    /// `percent_rank(x)`: the share of customers with a smaller x.
    PercentRank,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 7] = [
        Self::Blank,
        Self::Min,
        Self::Max,
        Self::Abs,
        Self::Round,
        Self::If,
        Self::PercentRank,
    ];

    /// The word in expressions.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Round => "round",
            Self::If => "if",
            Self::PercentRank => "percent_rank",
        }
    }

    /// The function of a word, in any case.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.word().eq_ignore_ascii_case(word))
    }

    /// The fewest and the most arguments it takes.
    pub fn arguments(self) -> (usize, usize) {
        match self {
            Self::Blank | Self::Abs | Self::Round | Self::PercentRank => (1, 1),
            Self::Min | Self::Max => (1, usize::MAX),
            Self::If => (3, 3),
        }
    }
}

/// An operator between numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`; division by 0 is blank.
    Divide,
}

/// An operator that compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=` and `==`
    Equal,
    /// `!=` and `<>`
    NotEqual,
}

impl Comparison {
    /// What holds exactly where this one does not.
    #[must_use]
    pub fn denied(self) -> Self {
        match self {
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::More => Self::AtMost,
            Self::AtLeast => Self::Less,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }

    /// How it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
        }
    }

    /// The comparison with its sides exchanged: `a < b` is `b > a`.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
        }
    }
}

#[cfg(test)]
mod tests;
