//! How many customers, and how much money, went from which label to which.
//!
//! Takes customers one by one; gives a table whose columns add up to the labels of the
//! as-of day and whose rows add up to those of the earlier one.

use crate::classify::NONE;
use crate::money::{Money, Total};
use crate::report::overview::Label;

/// Where a customer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whence {
    /// A label of the earlier day, or none.
    Label(Label),
    /// Nobody knew the customer.
    Unknown,
}

impl Whence {
    /// A label by its place.
    pub(super) fn of(label: u8) -> Self {
        Self::Label(if label == NONE {
            Label::Nothing
        } else {
            Label::At(usize::from(label))
        })
    }
}

/// Customers that went one way, and what they bought in 12 months, then and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// How many.
    pub customers: u64,
    /// Up to the earlier day.
    pub amount_from: Total,
    /// Up to the as-of day.
    pub amount_to: Total,
}

/// Customers and amounts by label then and now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    labels: usize,
    /// Row by row: each label, no label, unknown; in each, each label and no label.
    flows: Vec<Flow>,
}

impl Matrix {
    /// Nobody yet, with so many labels.
    pub(super) fn new(labels: usize) -> Self {
        Self {
            labels,
            flows: vec![Flow::default(); (labels + 2) * (labels + 1)],
        }
    }

    /// The rows: every label, no label, and customers that nobody knew.
    pub fn rows(&self) -> impl Iterator<Item = Whence> + use<> {
        let labels = self.columns().map(Whence::Label);
        labels.chain([Whence::Unknown])
    }

    /// The columns: every label, then no label.
    pub fn columns(&self) -> impl Iterator<Item = Label> + use<> {
        (0..self.labels).map(Label::At).chain([Label::Nothing])
    }

    /// Who went this way.
    pub fn flow(&self, from: Whence, to: Label) -> Flow {
        self.flows[self.place(from, to)]
    }

    /// Whether anybody comes from there.
    pub fn is_used(&self, from: Whence) -> bool {
        self.columns().any(|to| self.flow(from, to).customers > 0)
    }

    /// Whether anybody went there.
    pub fn is_reached(&self, to: Label) -> bool {
        self.rows().any(|from| self.flow(from, to).customers > 0)
    }

    pub(super) fn add(&mut self, from: Whence, to: u8, (then, now): (Money, Money)) {
        let to = if to == NONE {
            Label::Nothing
        } else {
            Label::At(usize::from(to))
        };
        let place = self.place(from, to);
        let flow = &mut self.flows[place];
        flow.customers += 1;
        flow.amount_from += then;
        flow.amount_to += now;
    }

    /// Adds the customers of another partition.
    pub(super) fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.flows.iter_mut().zip(&other.flows) {
            mine.customers += theirs.customers;
            mine.amount_from += theirs.amount_from;
            mine.amount_to += theirs.amount_to;
        }
    }

    fn place(&self, from: Whence, to: Label) -> usize {
        let label = |label: Label| match label {
            Label::At(at) => at.min(self.labels),
            Label::Nothing => self.labels,
        };
        let row = match from {
            Whence::Label(from) => label(from),
            Whence::Unknown => self.labels + 1,
        };
        row * (self.labels + 1) + label(to)
    }
}
