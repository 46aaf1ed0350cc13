//! Evaluates a condition, and says back to which day its truth stays as it is.
//!
//! Takes columns of inputs and how each was on the days before; gives a column of truths
//! and one of days. A day may come out later than it had to, never earlier: whoever goes
//! back day by day need look at no day between.

use crate::period::{Day, Span};

use super::check::Program;
use super::evaluate::{Columns, FALSE, Run, TRUE};
use super::program::{Number, Root, Side, Text, Truth, TruthNode};
use super::scratch::Scratch;
use super::{Arithmetic, kernel};

/// So far back that nobody asks.
pub const LONG_AGO: i32 = i32::MIN;

/// How an input was before the day of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// The same.
    Still,
    /// One less for each day back, as ages are.
    Falling,
    /// Nobody knows.
    Restless,
}

/// How the inputs of a program were before the day of evaluation.
pub trait Past {
    /// The day of evaluation, one for all rows.
    fn day(&self) -> Day;

    /// Fills in from which day on, up to the day of evaluation, an input took this course;
    /// day numbers. Where nobody knows, that is the day of evaluation itself.
    fn course(&self, input: usize, since: &mut [i32]) -> Course;
}

impl Program {
    /// Evaluates a condition, and fills in from which day on its truth is what it is; `out`
    /// and `since` are as long as the batch.
    ///
    /// # Panics
    /// If the program gives numbers, or `scratch` is another program's.
    pub fn truths_since(
        &self,
        columns: &dyn Columns,
        past: &dyn Past,
        scratch: &mut Scratch,
        (out, since): (&mut [u8], &mut [i32]),
    ) {
        let Root::Truth(root) = &self.root else {
            panic!("the program was checked to give numbers");
        };
        let run = self.run(columns, scratch);
        Back { run, past }.truth(root, out, since);
    }
}

/// One evaluation of one batch with its past.
struct Back<'a> {
    run: Run<'a>,
    past: &'a dyn Past,
}

impl Back<'_> {
    fn truth(&mut self, truth: &Truth, out: &mut [u8], since: &mut [i32]) {
        match &truth.node {
            TruthNode::Not(inner) | TruthNode::BlankTruth(inner) => {
                self.truth(inner, out, since);
                match truth.node {
                    TruthNode::Not(_) => kernel::not(out),
                    _ => kernel::blank_truths(out),
                }
                return;
            }
            TruthNode::And(parts) => return self.joined(parts, FALSE, out, since),
            TruthNode::Or(parts) => return self.joined(parts, TRUE, out, since),
            _ => self.run.truth(truth, out),
        }
        match &truth.node {
            TruthNode::Flag(input) | TruthNode::Word { input, .. } => {
                self.still(*input, since);
            }
            TruthNode::Compare { left, right, .. } => self.sides(left, right, since),
            TruthNode::Between {
                value, low, high, ..
            } => {
                self.sides(value, low, since);
                self.with_days(since, |back, days| back.sides(value, high, days));
            }
            TruthNode::Age { date, span, .. } => self.age(*date, *span, since),
            TruthNode::Member { value, .. } => {
                if self.number(&value.number, since) != Course::Still {
                    self.restless(since);
                }
            }
            TruthNode::SameText(left, right) | TruthNode::ContainsText(left, right) => {
                self.text(left, since);
                self.with_days(since, |back, days| back.text(right, days));
            }
            TruthNode::BlankText(text) => self.text(text, since),
            // Blank falls to blank, and nothing else does.
            TruthNode::BlankNumber(number) => {
                self.number(number, since);
            }
            TruthNode::SameTruth(left, right) => {
                self.only_since(left, since);
                self.with_days(since, |back, days| back.only_since(right, days));
            }
            TruthNode::If(parts) => {
                since.fill(LONG_AGO);
                for part in &**parts {
                    self.with_days(since, |back, days| back.only_since(part, days));
                }
            }
            // Always so; what is left was settled above.
            _ => since.fill(LONG_AGO),
        }
    }

    /// From which day on a part is what it is, whatever that be.
    fn only_since(&mut self, truth: &Truth, since: &mut [i32]) {
        let mut truths = self.run.scratch.truths.take(since.len());
        self.truth(truth, &mut truths, since);
        self.run.scratch.truths.give_back(truths);
    }

    /// Joins parts from left to right. One part that settles the whole does so while it
    /// stays, whatever becomes of the others; else all have to stay.
    fn joined(&mut self, parts: &[Truth], last: u8, out: &mut [u8], since: &mut [i32]) {
        let Some((first, rest)) = parts.split_first() else {
            return;
        };
        let join: fn(&mut [u8], &[u8]) = match last {
            FALSE => kernel::and,
            _ => kernel::or,
        };
        self.truth(first, out, since);
        let mut truths = self.run.scratch.truths.take(out.len());
        let mut days = self.run.scratch.days.take(out.len());
        for part in rest {
            self.truth(part, &mut truths, &mut days);
            let rows = since.iter_mut().zip(&days).zip(out.iter().zip(&truths));
            for ((since, other), (truth, another)) in rows {
                *since = match (*truth == last, *another == last) {
                    (true, true) => (*since).min(*other),
                    (true, false) => *since,
                    (false, true) => *other,
                    (false, false) => (*since).max(*other),
                };
            }
            join(out, &truths);
        }
        self.run.scratch.truths.give_back(truths);
        self.run.scratch.days.give_back(days);
    }

    /// Two sides that are held against each other.
    fn sides(&mut self, left: &Side, right: &Side, since: &mut [i32]) {
        let course = self.number(&left.number, since);
        let other = self.also(&right.number, since);
        let (falling, bound) = match (course, other) {
            // Ages of two days differ by the same at any day.
            (Course::Still, Course::Still) | (Course::Falling, Course::Falling) => return,
            (Course::Falling, Course::Still) => (left, right),
            (Course::Still, Course::Falling) => (right, left),
            (Course::Restless, _) | (_, Course::Restless) => {
                self.restless(since);
                return;
            }
        };
        let day = self.past.day();
        let mut values = self.run.scratch.numbers.take(since.len());
        let mut bounds = self.run.scratch.numbers.take(since.len());
        self.run.number(&falling.number, &mut values);
        self.run.number(&bound.number, &mut bounds);
        for (since, (value, bound)) in since.iter_mut().zip(values.iter().zip(&bounds)) {
            *since = (*since).max(not_reached_since(day, value - bound));
        }
        self.run.scratch.numbers.give_back(values);
        self.run.scratch.numbers.give_back(bounds);
    }

    /// A date against the day a calendar span before the day of evaluation.
    fn age(&mut self, date: usize, span: Span, since: &mut [i32]) {
        /// Days by which a calendar span may be longer or shorter than at another day.
        const UNEVEN: i32 = 5;
        self.still(date, since);
        let day = self.past.day();
        let boundary = f64::from(day.before(span).0);
        let mut dates = self.run.scratch.numbers.take(since.len());
        self.run.columns.numbers(date, &mut dates);
        for (since, date) in since.iter_mut().zip(&dates) {
            let reached = not_reached_since(day, boundary - date);
            // The boundary goes back with the day, by about as much.
            let reached = if reached == LONG_AGO {
                reached
            } else {
                reached.saturating_add(UNEVEN).min(day.0)
            };
            *since = (*since).max(reached);
        }
        self.run.scratch.numbers.give_back(dates);
    }

    fn still(&mut self, input: usize, since: &mut [i32]) {
        if self.past.course(input, since) != Course::Still {
            self.restless(since);
        }
    }

    fn restless(&self, since: &mut [i32]) -> Course {
        since.fill(self.past.day().0);
        Course::Restless
    }

    fn text(&mut self, text: &Text, since: &mut [i32]) {
        match text {
            Text::Literal(_) => since.fill(LONG_AGO),
            Text::Input(input) => self.still(*input, since),
            Text::If(condition, one, other) => {
                self.only_since(condition, since);
                self.with_days(since, |back, days| back.text(one, days));
                self.with_days(since, |back, days| back.text(other, days));
            }
        }
    }

    fn number(&mut self, number: &Number, since: &mut [i32]) -> Course {
        match number {
            Number::Constant(_) => {
                since.fill(LONG_AGO);
                Course::Still
            }
            Number::Input(input) => self.past.course(*input, since),
            Number::Negate(inner) | Number::Absolute(inner) | Number::Round(inner) => {
                match self.number(inner, since) {
                    Course::Still => Course::Still,
                    Course::Falling | Course::Restless => self.restless(since),
                }
            }
            Number::Smallest(parts) | Number::Largest(parts) => {
                since.fill(LONG_AGO);
                let mut still = true;
                for part in parts {
                    still &= self.also(part, since) == Course::Still;
                }
                self.still_if(still, since)
            }
            Number::Arithmetic(sign, left, right) => {
                let course = self.number(left, since);
                let other = self.also(right, since);
                match (course, sign, other) {
                    (Course::Falling, Arithmetic::Add | Arithmetic::Subtract, Course::Still) => {
                        Course::Falling
                    }
                    (one, _, other) => {
                        self.still_if(one == Course::Still && other == Course::Still, since)
                    }
                }
            }
            Number::If(condition, one, other) => {
                self.only_since(condition, since);
                let mut still = true;
                for part in [one, other] {
                    still &= self.also(part, since) == Course::Still;
                }
                self.still_if(still, since)
            }
            Number::Rank(..) => self.restless(since),
        }
    }

    /// The course of a further number; `since` keeps the later of its days and those that
    /// stand there.
    fn also(&mut self, number: &Number, since: &mut [i32]) -> Course {
        let mut course = Course::Still;
        if !matches!(number, Number::Constant(_)) {
            self.with_days(since, |back, days| course = back.number(number, days));
        }
        course
    }

    fn still_if(&self, still: bool, since: &mut [i32]) -> Course {
        if still {
            Course::Still
        } else {
            self.restless(since)
        }
    }

    /// Keeps the later of the days that stand there and those that `fill` gives.
    fn with_days(&mut self, since: &mut [i32], fill: impl FnOnce(&mut Self, &mut [i32])) {
        let mut days = self.run.scratch.days.take(since.len());
        fill(self, &mut days);
        for (since, other) in since.iter_mut().zip(&days) {
            *since = (*since).max(*other);
        }
        self.run.scratch.days.give_back(days);
    }
}

/// The first day on which what falls by one a day, going back, has not yet come down to
/// its bound; it is above it by this much at `day`. Blank stays blank.
fn not_reached_since(day: Day, above: f64) -> i32 {
    // Rounded up so that an error of the subtraction is on the safe side.
    let whole = above.min(1e6) as i32;
    let days = whole + i32::from(f64::from(whole) < above);
    if above >= 0.0 {
        day.0 - (days - 1).max(0)
    } else {
        LONG_AGO
    }
}
