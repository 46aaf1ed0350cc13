//! What a condition saw of one row: the data behind `explain`.
//!
//! Takes a program and a batch; gives a tree of truths with the values both
//! sides had, the boundary days of calendar spans, and which blanks left
//! something undecided.

use std::ops::Range;

use crate::period::{Day, Span};

use super::Comparison;
use super::check::{InputKind, Program};
use super::evaluate::{BLANK, Columns, Days, FALSE, Run, TRUE, UNKNOWN};
use super::program::{Measure, Number, Root, Side, Text, Truth, TruthNode};
use super::scratch::Scratch;

/// How something came out for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// Something is blank: the inputs that are, by place, each once.
    Undecided(Vec<usize>),
}

/// A value that was seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A day.
    Date(Day),
    /// A text in its compared form.
    Text(String),
    /// Nothing.
    Blank,
}

/// One side of a comparison, as written and as seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The bytes of the text.
    pub span: Range<usize>,
    /// The input, if the side is nothing but one: its unit is known.
    pub input: Option<usize>,
    /// What it was.
    pub value: Value,
}

/// What part of a condition this is.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A flag, or `true` and `false`, or a comparison of them.
    Flag,
    /// Numbers or days side by side: two of a comparison, three of `between`,
    /// one of `in`.
    Values(Vec<Seen>),
    /// A date against the day a calendar span ago.
    Age {
        /// The date metric that was read.
        date: Seen,
        /// How the date is compared with the boundary.
        comparison: Comparison,
        /// The span as written.
        span: Span,
        /// The day one span before the day of evaluation.
        boundary: Day,
    },
    /// Texts, or the text that was looked up.
    Texts(Vec<Value>),
    /// `blank(x)`.
    Blank,
    /// `not`.
    Not,
    /// All parts must hold.
    And,
    /// One part must hold.
    Or,
    /// `if(condition, a, b)`.
    If,
}

/// A part of a condition with what it saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The bytes of the text.
    pub span: Range<usize>,
    /// How it came out.
    pub outcome: Outcome,
    /// What it is and saw.
    pub step: Step,
    /// The parts it is made of.
    pub parts: Vec<Trace>,
}

impl Program {
    /// What the condition saw of one row of a batch; `None` if the program gives numbers.
    ///
    /// The whole batch is evaluated once a part, so a batch of one row is cheapest.
    pub fn trace(&self, columns: &dyn Columns, scratch: &mut Scratch, row: usize) -> Option<Trace> {
        let Root::Truth(root) = &self.root else {
            return None;
        };
        let mut tracer = Tracer {
            run: self.run(columns, scratch),
            row,
        };
        Some(tracer.truth(root))
    }

    /// Counts the rows of a batch that ended unknown, for each input that was blank
    /// there; adds to `counts`, one per input.
    pub fn count_undecided(
        &self,
        columns: &dyn Columns,
        scratch: &mut Scratch,
        outcomes: &[u8],
        counts: &mut [u64],
    ) {
        if !outcomes.contains(&UNKNOWN) {
            return;
        }
        let mut run = self.run(columns, scratch);
        let mut blank = vec![FALSE; outcomes.len()];
        for (input, count) in counts.iter_mut().enumerate() {
            run.blanks(input, &mut blank);
            *count += blank
                .iter()
                .zip(outcomes)
                .filter(|(blank, outcome)| **blank == TRUE && **outcome == UNKNOWN)
                .count() as u64;
        }
    }
}

impl Run<'_> {
    fn blanks(&mut self, input: usize, out: &mut [u8]) {
        let node = match self.program.inputs[input].kind {
            InputKind::Number | InputKind::Date => TruthNode::BlankNumber(Number::Input(input)),
            InputKind::Text => TruthNode::BlankText(Text::Input(input)),
            InputKind::Flag => TruthNode::BlankTruth(Box::new(Truth {
                span: 0..0,
                node: TruthNode::Flag(input),
            })),
        };
        self.truth(&Truth { span: 0..0, node }, out);
    }
}

struct Tracer<'a> {
    run: Run<'a>,
    row: usize,
}

impl Tracer<'_> {
    fn truth(&mut self, truth: &Truth) -> Trace {
        let (step, parts) = self.step(&truth.node);
        Trace {
            span: truth.span.clone(),
            outcome: self.outcome(truth),
            step,
            parts,
        }
    }

    fn step(&mut self, node: &TruthNode) -> (Step, Vec<Trace>) {
        let leaf = |step| (step, Vec::new());
        match node {
            TruthNode::Always(_) | TruthNode::Flag(_) => leaf(Step::Flag),
            TruthNode::Compare {
                left,
                right,
                measure,
                ..
            } => leaf(self.values(&[left, right], *measure)),
            TruthNode::Between {
                value,
                low,
                high,
                measure,
            } => leaf(self.values(&[value, low, high], *measure)),
            TruthNode::Member { value, measure, .. } => leaf(self.values(&[value], *measure)),
            TruthNode::Age {
                comparison,
                date,
                span,
            } => leaf(self.age(*comparison, *date, *span)),
            TruthNode::Word { input, .. } => {
                leaf(Step::Texts(vec![self.text(&Text::Input(*input))]))
            }
            TruthNode::SameText(one, other) | TruthNode::ContainsText(one, other) => {
                leaf(Step::Texts(vec![self.text(one), self.text(other)]))
            }
            TruthNode::SameTruth(one, other) => {
                (Step::Flag, vec![self.truth(one), self.truth(other)])
            }
            TruthNode::BlankNumber(_) | TruthNode::BlankText(_) | TruthNode::BlankTruth(_) => {
                leaf(Step::Blank)
            }
            TruthNode::Not(inner) => (Step::Not, vec![self.truth(inner)]),
            TruthNode::And(parts) => (Step::And, self.truths(parts)),
            TruthNode::Or(parts) => (Step::Or, self.truths(parts)),
            TruthNode::If(parts) => (Step::If, self.truths(&**parts)),
        }
    }

    fn truths(&mut self, parts: &[Truth]) -> Vec<Trace> {
        parts.iter().map(|part| self.truth(part)).collect()
    }

    fn outcome(&mut self, truth: &Truth) -> Outcome {
        let mut out = vec![FALSE; self.run.columns.len()];
        self.run.truth(truth, &mut out);
        match out[self.row] {
            TRUE => Outcome::True,
            FALSE => Outcome::False,
            _ => {
                let mut inputs = Vec::new();
                truth.inputs(&mut inputs);
                inputs.sort_unstable();
                inputs.dedup();
                inputs.retain(|&input| {
                    self.run.blanks(input, &mut out);
                    out[self.row] == TRUE
                });
                Outcome::Undecided(inputs)
            }
        }
    }

    fn values(&mut self, sides: &[&Side], measure: Measure) -> Step {
        Step::Values(sides.iter().map(|side| self.seen(side, measure)).collect())
    }

    fn seen(&mut self, side: &Side, measure: Measure) -> Seen {
        let mut out = vec![f64::NAN; self.run.columns.len()];
        self.run.number(&side.number, &mut out);
        Seen {
            span: side.span.clone(),
            input: match side.number {
                Number::Input(input) => Some(input),
                _ => None,
            },
            value: match (out[self.row], measure) {
                (value, _) if value.is_nan() => Value::Blank,
                (value, Measure::Number) => Value::Number(value),
                (value, Measure::Date) => Value::Date(Day(value as i32)),
            },
        }
    }

    fn age(&mut self, comparison: Comparison, date: usize, span: Span) -> Step {
        let day = match self.run.columns.days() {
            Days::One(day) => day,
            Days::Each(days) => days[self.row],
        };
        let side = Side {
            span: self.run.program.inputs[date].span.clone(),
            number: Number::Input(date),
        };
        Step::Age {
            date: self.seen(&side, Measure::Date),
            comparison,
            span,
            boundary: day.before(span),
        }
    }

    fn text(&mut self, text: &Text) -> Value {
        let mut out = vec![BLANK; self.run.columns.len()];
        self.run.text(text, &mut out);
        self.run
            .word_of(out[self.row])
            .map_or(Value::Blank, |word| Value::Text(word.to_owned()))
    }
}

impl Truth {
    /// Adds every input that is read.
    fn inputs(&self, into: &mut Vec<usize>) {
        match &self.node {
            TruthNode::Always(_) => {}
            TruthNode::Flag(input)
            | TruthNode::Age { date: input, .. }
            | TruthNode::Word { input, .. } => into.push(*input),
            TruthNode::Compare { left, right, .. } => {
                left.number.inputs(into);
                right.number.inputs(into);
            }
            TruthNode::Between {
                value, low, high, ..
            } => {
                for side in [value, low, high] {
                    side.number.inputs(into);
                }
            }
            TruthNode::Member { value, .. } => value.number.inputs(into),
            TruthNode::SameText(one, other) | TruthNode::ContainsText(one, other) => {
                one.inputs(into);
                other.inputs(into);
            }
            TruthNode::SameTruth(one, other) => {
                one.inputs(into);
                other.inputs(into);
            }
            TruthNode::BlankNumber(number) => number.inputs(into),
            TruthNode::BlankText(text) => text.inputs(into),
            TruthNode::BlankTruth(inner) | TruthNode::Not(inner) => inner.inputs(into),
            TruthNode::And(parts) | TruthNode::Or(parts) => {
                for part in parts {
                    part.inputs(into);
                }
            }
            TruthNode::If(parts) => {
                for part in parts.iter() {
                    part.inputs(into);
                }
            }
        }
    }
}

impl Number {
    fn inputs(&self, into: &mut Vec<usize>) {
        match self {
            Self::Constant(_) => {}
            Self::Input(input) => into.push(*input),
            Self::Negate(inner)
            | Self::Absolute(inner)
            | Self::Round(inner)
            | Self::Rank(_, inner) => inner.inputs(into),
            Self::Arithmetic(_, one, other) => {
                one.inputs(into);
                other.inputs(into);
            }
            Self::Smallest(parts) | Self::Largest(parts) => {
                for part in parts {
                    part.inputs(into);
                }
            }
            Self::If(condition, one, other) => {
                condition.inputs(into);
                one.inputs(into);
                other.inputs(into);
            }
        }
    }
}

impl Text {
    fn inputs(&self, into: &mut Vec<usize>) {
        match self {
            Self::Literal(_) => {}
            Self::Input(input) => into.push(*input),
            Self::If(condition, one, other) => {
                condition.inputs(into);
                one.inputs(into);
                other.inputs(into);
            }
        }
    }
}
