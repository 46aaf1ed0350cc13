//! Evaluates a program over a batch of rows, a whole column at a time.
//!
//! Takes columns of inputs; gives a column of truths or numbers. Numbers are
//! f64 with NaN for blank, truths are [`FALSE`], [`TRUE`] and [`UNKNOWN`], texts
//! are codes of a dictionary. Batches of about 1,000 rows stay in the cache.

use crate::period::{Day, Span};

use super::check::Program;
use super::program::{Number, Root, Text, Truth, TruthNode};
use super::rank::RankTable;
use super::scratch::Scratch;
use super::{Comparison, kernel};

/// The condition does not hold.
pub const FALSE: u8 = 0;
/// The condition holds: only such rows match.
pub const TRUE: u8 = 1;
/// Something blank leaves it undecided; also a blank flag.
pub const UNKNOWN: u8 = 2;
/// The code of a blank text.
pub const BLANK: u32 = u32::MAX;

/// The day at which rows are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days<'a> {
    /// One day for all rows.
    One(Day),
    /// A day for each row; cheapest when equal days stand together.
    Each(&'a [Day]),
}

/// A batch of rows with the inputs of one program.
///
/// `input` counts in [`Program::inputs`]; `out` is as long as the batch.
pub trait Columns {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The day of evaluation, against which calendar spans are measured.
    fn days(&self) -> Days<'_>;

    /// Fills in an input of numbers, or of dates as day numbers; NaN is blank.
    fn numbers(&self, input: usize, out: &mut [f64]);

    /// Fills in an input of flags: [`FALSE`], [`TRUE`], or [`UNKNOWN`] for blank.
    fn flags(&self, input: usize, out: &mut [u8]);

    /// Fills in an input of texts as places in its dictionary; [`BLANK`] is blank.
    fn codes(&self, input: usize, out: &mut [u32]);

    /// The dictionary of an input of texts.
    ///
    /// It may grow at its end from batch to batch; a dictionary that changes
    /// otherwise needs [`Scratch::forget_words`].
    fn dictionary(&self, input: usize) -> &[String];

    /// The table of the `place`th of [`Program::ranked`].
    fn rank_table(&self, place: usize) -> &RankTable;
}

impl Program {
    /// Working memory for this program, to be reused from batch to batch.
    pub fn scratch(&self) -> Scratch {
        Scratch::new(self.tests.len(), self.inputs.len(), &self.words)
    }

    /// Evaluates a condition; `out` is as long as the batch.
    ///
    /// # Panics
    /// If the program gives numbers, or `scratch` is another program's.
    pub fn truths(&self, columns: &dyn Columns, scratch: &mut Scratch, out: &mut [u8]) {
        let Root::Truth(root) = &self.root else {
            panic!("the program was checked to give numbers");
        };
        self.run(columns, scratch).truth(root, out);
    }

    /// Evaluates a formula; `out` is as long as the batch.
    ///
    /// # Panics
    /// If the program gives truths, or `scratch` is another program's.
    pub fn numbers(&self, columns: &dyn Columns, scratch: &mut Scratch, out: &mut [f64]) {
        let Root::Number(root) = &self.root else {
            panic!("the program was checked to give truths");
        };
        self.run(columns, scratch).number(root, out);
    }

    pub(super) fn run<'a>(&'a self, columns: &'a dyn Columns, scratch: &'a mut Scratch) -> Run<'a> {
        Run {
            program: self,
            columns,
            scratch,
        }
    }
}

/// One evaluation of one batch.
pub(super) struct Run<'a> {
    pub(super) program: &'a Program,
    pub(super) columns: &'a dyn Columns,
    pub(super) scratch: &'a mut Scratch,
}

impl Run<'_> {
    pub(super) fn truth(&mut self, truth: &Truth, out: &mut [u8]) {
        match &truth.node {
            TruthNode::Always(truth) => out.fill(u8::from(*truth)),
            TruthNode::Flag(input) => self.columns.flags(*input, out),
            TruthNode::Compare {
                comparison,
                left,
                right,
                ..
            } => self.compare(*comparison, &left.number, &right.number, out),
            TruthNode::Between {
                value, low, high, ..
            } => self.between([&value.number, &low.number, &high.number], out),
            TruthNode::Age {
                comparison,
                date,
                span,
            } => self.age(*comparison, *date, *span, out),
            TruthNode::Member { value, list, .. } => {
                self.with_number(&value.number, |_, value| kernel::member(value, list, out));
            }
            TruthNode::Word { input, test } => self.word(*input, *test, out),
            TruthNode::SameText(left, right) => {
                self.texts(left, right, out, |_, left, right| left == right);
            }
            TruthNode::ContainsText(text, part) => {
                self.texts(text, part, out, |words, text, part| {
                    words[text as usize].contains(words[part as usize].as_str())
                });
            }
            TruthNode::SameTruth(left, right) => {
                self.truth(left, out);
                self.with_truth(right, |_, right| kernel::same(out, right));
            }
            TruthNode::BlankNumber(number) => {
                self.with_number(number, |_, values| kernel::blank_numbers(values, out));
            }
            TruthNode::BlankText(text) => {
                self.with_text(text, |_, ids| kernel::blank_codes(ids, out));
            }
            TruthNode::BlankTruth(inner) => {
                self.truth(inner, out);
                kernel::blank_truths(out);
            }
            TruthNode::Not(inner) => {
                self.truth(inner, out);
                kernel::not(out);
            }
            TruthNode::And(parts) => self.joined(parts, out, FALSE, kernel::and),
            TruthNode::Or(parts) => self.joined(parts, out, TRUE, kernel::or),
            TruthNode::If(parts) => {
                let [condition, one, other] = &**parts;
                self.truth(other, out);
                self.with_truth(condition, |run, condition| {
                    run.with_truth(one, |_, one| kernel::choose(condition, one, out));
                });
            }
        }
    }

    /// Joins parts from left to right, and leaves off once nothing can change.
    fn joined(&mut self, parts: &[Truth], out: &mut [u8], last: u8, join: fn(&mut [u8], &[u8])) {
        let Some((first, rest)) = parts.split_first() else {
            return;
        };
        self.truth(first, out);
        for part in rest {
            if out.iter().all(|truth| *truth == last) {
                return;
            }
            self.with_truth(part, |_, truths| join(out, truths));
        }
    }

    fn compare(&mut self, comparison: Comparison, left: &Number, right: &Number, out: &mut [u8]) {
        match (left, right) {
            (_, Number::Constant(right)) => self.with_number(left, |_, left| {
                kernel::compare_constant(comparison, left, *right, out);
            }),
            (Number::Constant(left), _) => self.with_number(right, |_, right| {
                kernel::compare_constant(comparison.flipped(), right, *left, out);
            }),
            _ => self.with_number(left, |run, left| {
                run.with_number(right, |_, right| {
                    kernel::compare(comparison, left, right, out);
                });
            }),
        }
    }

    fn between(&mut self, [value, low, high]: [&Number; 3], out: &mut [u8]) {
        self.with_number(value, |run, value| {
            run.with_number(low, |_, low| {
                kernel::compare(Comparison::AtLeast, value, low, out);
            });
            run.with_number(high, |run, high| {
                run.with_truths(|_, upper| {
                    kernel::compare(Comparison::AtMost, value, high, upper);
                    kernel::and(out, upper);
                });
            });
        });
    }

    fn age(&mut self, comparison: Comparison, date: usize, span: Span, out: &mut [u8]) {
        let days = self.columns.days();
        self.with_numbers(|run, dates| {
            run.columns.numbers(date, dates);
            match days {
                Days::One(day) => {
                    let boundary = f64::from(day.before(span).0);
                    kernel::compare_constant(comparison, dates, boundary, out);
                }
                Days::Each(days) => run.with_numbers(|_, boundaries| {
                    kernel::boundaries(days, span, boundaries);
                    kernel::compare(comparison, dates, boundaries, out);
                }),
            }
        });
    }

    fn word(&mut self, input: usize, test: usize, out: &mut [u8]) {
        let words = self.columns.dictionary(input);
        self.scratch.answer(test, &self.program.tests[test], words);
        self.with_codes(|run, codes| {
            run.columns.codes(input, codes);
            kernel::look_up(codes, run.scratch.answers(test), out);
        });
    }

    fn texts(
        &mut self,
        left: &Text,
        right: &Text,
        out: &mut [u8],
        test: fn(&[String], u32, u32) -> bool,
    ) {
        self.with_text(left, |run, left| {
            run.with_text(right, |run, right| {
                let words = run.scratch.words();
                for ((out, &left), &right) in out.iter_mut().zip(&*left).zip(&*right) {
                    *out = if left == BLANK || right == BLANK {
                        UNKNOWN
                    } else {
                        u8::from(test(words, left, right))
                    };
                }
            });
        });
    }

    pub(super) fn text(&mut self, text: &Text, out: &mut [u32]) {
        match text {
            Text::Literal(word) => out.fill(*word as u32),
            Text::Input(input) => {
                self.columns.codes(*input, out);
                let words = self.columns.dictionary(*input);
                self.scratch.replace_by_ids(*input, words, out);
            }
            Text::If(condition, one, other) => {
                self.text(other, out);
                self.with_truth(condition, |run, condition| {
                    run.with_text(one, |_, one| kernel::choose(condition, one, out));
                });
            }
        }
    }

    /// The text of an id that [`Run::text`] gave; `None` for blank.
    pub(super) fn word_of(&self, id: u32) -> Option<&str> {
        self.scratch.words().get(id as usize).map(String::as_str)
    }

    /// Numbers of a batch; none of them is -0.
    pub(super) fn number(&mut self, number: &Number, out: &mut [f64]) {
        match number {
            Number::Constant(value) => out.fill(*value),
            Number::Input(input) => self.columns.numbers(*input, out),
            Number::Negate(inner) => self.map(inner, out, |value| -value),
            Number::Absolute(inner) => self.map(inner, out, f64::abs),
            Number::Round(inner) => self.map(inner, out, f64::round),
            Number::Smallest(parts) => self.folded(parts, out, f64::min),
            Number::Largest(parts) => self.folded(parts, out, f64::max),
            Number::Arithmetic(sign, left, right) => {
                self.number(left, out);
                if let Number::Constant(right) = **right {
                    kernel::arithmetic_constant(*sign, out, right);
                } else {
                    self.with_number(right, |_, right| kernel::arithmetic(*sign, out, right));
                }
            }
            Number::If(condition, one, other) => {
                self.number(other, out);
                self.with_truth(condition, |run, condition| {
                    run.with_number(one, |_, one| kernel::choose(condition, one, out));
                });
            }
            Number::Rank(place, inner) => {
                self.number(inner, out);
                let table = self.columns.rank_table(*place);
                for value in out.iter_mut() {
                    *value = table.percent_rank(*value);
                }
            }
        }
        // Floats know a zero below zero, which people and spreadsheets do not.
        for value in out {
            *value += 0.0;
        }
    }

    fn map(&mut self, inner: &Number, out: &mut [f64], change: impl Fn(f64) -> f64) {
        self.number(inner, out);
        for value in out {
            *value = change(*value);
        }
    }

    /// `f64::min` and `f64::max` skip NaN, and so blanks.
    fn folded(&mut self, parts: &[Number], out: &mut [f64], choose: impl Fn(f64, f64) -> f64) {
        let Some((first, rest)) = parts.split_first() else {
            return;
        };
        self.number(first, out);
        for part in rest {
            self.with_number(part, |_, values| {
                for (out, value) in out.iter_mut().zip(&*values) {
                    *out = choose(*out, *value);
                }
            });
        }
    }

    fn with_number(&mut self, number: &Number, then: impl FnOnce(&mut Self, &mut [f64])) {
        self.with_numbers(|run, values| {
            run.number(number, values);
            then(run, values);
        });
    }

    fn with_truth(&mut self, truth: &Truth, then: impl FnOnce(&mut Self, &mut [u8])) {
        self.with_truths(|run, truths| {
            run.truth(truth, truths);
            then(run, truths);
        });
    }

    fn with_text(&mut self, text: &Text, then: impl FnOnce(&mut Self, &mut [u32])) {
        self.with_codes(|run, ids| {
            run.text(text, ids);
            then(run, ids);
        });
    }

    fn with_numbers(&mut self, then: impl FnOnce(&mut Self, &mut [f64])) {
        let mut buffer = self.scratch.numbers.take(self.columns.len());
        then(self, &mut buffer);
        self.scratch.numbers.give_back(buffer);
    }

    fn with_truths(&mut self, then: impl FnOnce(&mut Self, &mut [u8])) {
        let mut buffer = self.scratch.truths.take(self.columns.len());
        then(self, &mut buffer);
        self.scratch.truths.give_back(buffer);
    }

    fn with_codes(&mut self, then: impl FnOnce(&mut Self, &mut [u32])) {
        let mut buffer = self.scratch.codes.take(self.columns.len());
        then(self, &mut buffer);
        self.scratch.codes.give_back(buffer);
    }
}
