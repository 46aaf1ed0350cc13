//! The second half of the first check: names, layers and kinds.
//!
//! Takes a parsed expression and what is visible where it stands; gives the
//! program to evaluate, or every fault at once.

use std::ops::Range;

use crate::names::{Field, Metric, Stratum};

use crate::period::Span;

use super::compile::compile;
use super::fault::Fault;
use super::infer::infer;
use super::names::resolve;
use super::program::{Root, WordTest};
use super::{Expr, Node};

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

/// A name compared with `!=` or `not in` although it can be blank: a blank is
/// neither equal nor unequal, so those rows stay undecided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caution {
    /// Where it stands.
    pub span: Range<usize>,
    /// The input, by its place in [`Program::inputs`].
    pub input: usize,
}

/// A checked expression, ready to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub(super) inputs: Vec<Input>,
    pub(super) wants: Wants,
    pub(super) ranked: Vec<Program>,
    pub(super) root: Root,
    pub(super) tests: Vec<WordTest>,
    /// Literals compared with something else than an input, in their compared form.
    pub(super) words: Vec<String>,
    pub(super) cautions: Vec<Caution>,
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
    ///
    /// Evaluated over the whole population they make the tables that
    /// `Columns::rank_table` hands out, in this order.
    pub fn ranked(&self) -> &[Program] {
        &self.ranked
    }

    /// Where `!=` or `not in` leaves blank values undecided.
    pub fn cautions(&self) -> &[Caution] {
        &self.cautions
    }
}

/// Checks names, layers and kinds of a parsed expression.
///
/// The kind of a `[column]` follows from its use; used as nothing in particular
/// it is a text.
pub fn check(expr: &Expr, scope: &Scope<'_>) -> Result<Program, Vec<Fault>> {
    let (inputs, cautions) = infer(expr, scope)?;
    Ok(compile(expr, scope, inputs, cautions))
}

/// The metric whose date a calendar span is compared with, if `expr` is such an age.
pub(super) fn age(expr: &Expr, scope: &Scope<'_>) -> Option<Metric> {
    let Node::Name(name) = &expr.node else {
        return None;
    };
    match resolve(name, scope) {
        Ok((Source::Metric(metric), _)) => metric.date_of_age(),
        _ => None,
    }
}

/// The calendar span that `expr` is, if it is one.
pub(super) fn calendar(expr: &Expr) -> Option<Span> {
    match expr.node {
        Node::Span(span) if span.plain_days().is_none() => Some(span),
        _ => None,
    }
}

/// Where a source stands in a list; columns are the same with and without `?`.
pub(super) fn place_of<'a>(
    source: &Source,
    mut sources: impl Iterator<Item = &'a Source>,
) -> Option<usize> {
    sources.position(|known| match (known, source) {
        (Source::Column { header: one, .. }, Source::Column { header: other, .. }) => one == other,
        _ => known == source,
    })
}
