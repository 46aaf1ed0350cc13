//! The numbers written in a condition, and the parts it is made of: what questions about
//! the rules themselves are asked of.
//!
//! Takes a program; gives its [`Threshold`]s with what each row holds against them, the
//! truths of its parts, and two parts that exclude each other.

use std::ops::Range;

use crate::period::{Day, Span};

use super::Comparison;
use super::check::Program;
use super::evaluate::Columns;
use super::program::{Measure, Number, Root, Side, Truth, TruthNode};
use super::scratch::Scratch;

/// A number or a span of time against which something of every row is held.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The bytes of the comparison.
    pub span: Range<usize>,
    /// The input, if what is held against it is nothing but one.
    pub input: Option<usize>,
    at: At,
    number: Number,
}

/// Where a threshold stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    Number(f64),
    /// So long before the day; rows hold the day of something against it.
    Ago(Span),
}

impl Threshold {
    /// The number: of a span its plain days back from a day.
    pub fn at(&self, day: Day) -> f64 {
        match self.at {
            At::Number(number) => number,
            At::Ago(span) => f64::from(day.0 - day.before(span).0),
        }
    }

    /// Whether it is a span of time, so that rows hold days since something against it.
    pub fn is_span(&self) -> bool {
        matches!(self.at, At::Ago(_))
    }
}

impl Program {
    /// Every threshold, in the order of the text. Dates and shares among all are none.
    pub fn thresholds(&self) -> Vec<Threshold> {
        let mut found = Vec::new();
        if let Root::Truth(root) = &self.root {
            thresholds(root, &mut found);
        }
        found.sort_by_key(|threshold| threshold.span.start);
        found
    }

    /// What each row of a batch holds against a threshold, blank as NaN; `out` is as long as
    /// the batch and `day` its day.
    pub fn held_against(
        &self,
        threshold: &Threshold,
        day: Day,
        columns: &dyn Columns,
        scratch: &mut Scratch,
        out: &mut [f64],
    ) {
        self.run(columns, scratch).number(&threshold.number, out);
        if threshold.is_span() {
            let today = f64::from(day.0);
            out.iter_mut().for_each(|date| *date = today - *date);
        }
    }

    /// The bytes of the parts that must all hold; one where it is not made of several.
    pub fn parts(&self) -> Vec<Range<usize>> {
        self.conjuncts().map(|part| part.span.clone()).collect()
    }

    /// The truths of one of [`Program::parts`]; `out` is as long as the batch.
    pub fn part_truths(
        &self,
        part: usize,
        columns: &dyn Columns,
        scratch: &mut Scratch,
        out: &mut [u8],
    ) {
        if let Some(part) = self.conjuncts().nth(part) {
            self.run(columns, scratch).truth(part, out);
        }
    }

    /// The bytes of two parts that no row can meet both, whatever the facts are.
    pub fn contradiction(&self) -> Option<[Range<usize>; 2]> {
        let mut seen: Vec<(usize, Interval, Range<usize>)> = Vec::new();
        for part in self.conjuncts() {
            let Some((input, interval)) = Interval::of(part) else {
                continue;
            };
            let mut same = seen.iter().filter(|(known, ..)| *known == input);
            if let Some((.., other)) = same.find(|(_, known, _)| !known.meets(interval)) {
                return Some([other.clone(), part.span.clone()]);
            }
            seen.push((input, interval, part.span.clone()));
        }
        None
    }

    fn conjuncts(&self) -> impl Iterator<Item = &Truth> {
        let parts = match &self.root {
            Root::Truth(Truth {
                node: TruthNode::And(parts),
                ..
            }) => parts.as_slice(),
            Root::Truth(whole) => std::slice::from_ref(whole),
            Root::Number(_) => &[],
        };
        parts.iter()
    }
}

fn thresholds(truth: &Truth, found: &mut Vec<Threshold>) {
    let mut add = |number: &Number, at: At| {
        let input = match number {
            Number::Input(input) => Some(*input),
            Number::Constant(_) | Number::Rank(..) => return,
            _ => None,
        };
        found.push(Threshold {
            span: truth.span.clone(),
            input,
            at,
            number: number.clone(),
        });
    };
    match &truth.node {
        TruthNode::Compare {
            left,
            right,
            measure: Measure::Number,
            ..
        } => match (constant(left), constant(right)) {
            (None, Some(at)) => add(&left.number, At::Number(at)),
            (Some(at), None) => add(&right.number, At::Number(at)),
            _ => {}
        },
        TruthNode::Between {
            value,
            low,
            high,
            measure: Measure::Number,
        } => {
            for at in [low, high].into_iter().filter_map(constant) {
                add(&value.number, At::Number(at));
            }
        }
        TruthNode::Age { date, span, .. } => add(&Number::Input(*date), At::Ago(*span)),
        TruthNode::Not(inner) => thresholds(inner, found),
        TruthNode::And(parts) | TruthNode::Or(parts) => {
            parts.iter().for_each(|part| thresholds(part, found));
        }
        TruthNode::If(parts) => parts.iter().for_each(|part| thresholds(part, found)),
        _ => {}
    }
}

fn constant(side: &Side) -> Option<f64> {
    match &side.number {
        Number::Constant(value) => Some(*value),
        Number::Negate(inner) => match **inner {
            Number::Constant(value) => Some(-value),
            _ => None,
        },
        _ => None,
    }
}

/// The numbers that meet a comparison.
#[derive(Debug, Clone, Copy)]
struct Interval {
    low: (f64, End),
    high: (f64, End),
}

/// Whether an end belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    In,
    Out,
}

impl Interval {
    /// What a part asks of a single input.
    fn of(part: &Truth) -> Option<(usize, Self)> {
        match &part.node {
            TruthNode::Compare {
                comparison,
                left,
                right,
                ..
            } => match (&left.number, constant(right), constant(left), &right.number) {
                (Number::Input(input), Some(at), ..) => Some((*input, Self::new(*comparison, at)?)),
                (_, _, Some(at), Number::Input(input)) => {
                    Some((*input, Self::new(comparison.flipped(), at)?))
                }
                _ => None,
            },
            TruthNode::Between {
                value, low, high, ..
            } => match value.number {
                Number::Input(input) => {
                    let (low, high) = (constant(low)?, constant(high)?);
                    let [low, high] = [low, high].map(|at| (at, End::In));
                    Some((input, Self { low, high }))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn new(comparison: Comparison, at: f64) -> Option<Self> {
        let (least, most) = ((f64::NEG_INFINITY, End::Out), (f64::INFINITY, End::Out));
        let (low, high) = match comparison {
            Comparison::Less => (least, (at, End::Out)),
            Comparison::AtMost => (least, (at, End::In)),
            Comparison::More => ((at, End::Out), most),
            Comparison::AtLeast => ((at, End::In), most),
            Comparison::Equal => ((at, End::In), (at, End::In)),
            Comparison::NotEqual => return None,
        };
        Some(Self { low, high })
    }

    fn meets(self, other: Self) -> bool {
        let reaches = |low: (f64, End), high: (f64, End)| {
            low.0 < high.0 || low.0 == high.0 && (low.1, high.1) == (End::In, End::In)
        };
        [self.low, other.low].into_iter().all(|low| {
            [self.high, other.high]
                .into_iter()
                .all(|high| reaches(low, high))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::decode::decode;

    fn with<T>(when: &str, look: impl Fn(&str, &Program) -> T) -> T {
        let rules = decode(&format!("[[type]]\nid = 'a'\nwhen = \"\"\"{when}\"\"\"\n"));
        let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
        let condition = &rules.types[0].when;
        look(&condition.text, &condition.program)
    }

    fn check(when: &str, expected: &[(&str, f64)]) {
        let day = Day::parse_iso("2026-03-31").expect("a day");
        with(when, |text, program| {
            let found = program.thresholds();
            let found: Vec<(&str, f64)> = found
                .iter()
                .map(|one| (&text[one.span.clone()], one.at(day)))
                .collect();
            assert_eq!(found, expected, "{when}");
        });
    }

    #[test]
    fn numbers_and_spans_are_thresholds() {
        check("orders >= 3", &[("orders >= 3", 3.0)]);
        check("3 <= orders", &[("3 <= orders", 3.0)]);
        check("growth_12m < -20%", &[("growth_12m < -20%", -0.2)]);
        check(
            "days_since_last_order > 90d",
            &[("days_since_last_order > 90d", 90.0)],
        );
        // One month before the last of March is the last of February.
        check(
            "days_since_last_order > 1m",
            &[("days_since_last_order > 1m", 31.0)],
        );
        check(
            "amount between 5 and 9 or not (orders = 2 and amount / orders > 7)",
            &[
                ("amount between 5 and 9", 5.0),
                ("amount between 5 and 9", 9.0),
                ("orders = 2", 2.0),
                ("amount / orders > 7", 7.0),
            ],
        );
    }

    #[test]
    fn what_is_no_number_is_no_threshold() {
        check("true", &[]);
        check("strategic", &[]);
        check("owner = 'x' and created > 2026-01-01", &[]);
        check("percent_rank(amount) > 0.8", &[]);
        check("days_since_last_order > 2 * typical_gap", &[]);
    }

    fn excludes(when: &str, expected: Option<[&str; 2]>) {
        with(when, |text, program| {
            let found = program.contradiction();
            let found = found.map(|parts| parts.map(|part| &text[part]));
            assert_eq!(found, expected, "{when}");
        });
    }

    #[test]
    fn two_parts_that_exclude_each_other_are_found() {
        excludes(
            "orders > 5 and amount > 1 and orders < 3",
            Some(["orders > 5", "orders < 3"]),
        );
        excludes(
            "orders >= 3 and orders < 3",
            Some(["orders >= 3", "orders < 3"]),
        );
        excludes(
            "orders = 0 and 1 <= orders",
            Some(["orders = 0", "1 <= orders"]),
        );
        excludes(
            "amount between 5 and 9 and amount > 9",
            Some(["amount between 5 and 9", "amount > 9"]),
        );
        excludes("orders >= 3 and orders <= 3", None);
        excludes("orders > 5 or orders < 3", None);
        excludes("orders != 3 and orders = 3", None);
    }
}
