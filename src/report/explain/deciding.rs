//! The comparisons that decided a condition, without those that made no difference.
//!
//! Takes a [`Trace`]; gives its leaves that settle the outcome, in the order of the text.

use crate::rules::condition::trace::{Outcome, Step, Trace};

/// A comparison that settles an outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settles<'t> {
    /// What it is and saw.
    pub leaf: &'t Trace,
    /// It does so under a `not`, or by failing as the condition of an `if`.
    pub denied: bool,
}

/// The comparisons that settle the outcome.
///
/// What holds by `or` is settled by the parts that hold, what fails by `and` by those
/// that fail, and what is undecided by those that are.
pub fn deciding(trace: &Trace) -> Vec<Settles<'_>> {
    let mut leaves = Vec::new();
    collect(trace, false, &mut leaves);
    leaves
}

fn collect<'t>(trace: &'t Trace, denied: bool, leaves: &mut Vec<Settles<'t>>) {
    let parts = trace.parts.iter();
    match (&trace.step, &trace.outcome) {
        // What is written as one, such as `tier != 'A'`, says `not` itself.
        (Step::Not, _) => parts.for_each(|part| {
            let written = part.span != trace.span;
            collect(part, denied != written, leaves);
        }),
        (Step::And, Outcome::True) | (Step::Or, Outcome::False) => {
            parts.for_each(|part| collect(part, denied, leaves));
        }
        (Step::And | Step::Or, outcome) => parts
            .filter(|part| same(&part.outcome, outcome))
            .for_each(|part| collect(part, denied, leaves)),
        (Step::If, _) => {
            let Some(condition) = trace.parts.first() else {
                return;
            };
            let fails = condition.outcome == Outcome::False;
            collect(condition, fails, leaves);
            let taken = match condition.outcome {
                Outcome::True => trace.parts.get(1),
                Outcome::False => trace.parts.get(2),
                Outcome::Undecided(_) => None,
            };
            if let Some(taken) = taken {
                collect(taken, denied, leaves);
            }
        }
        _ => leaves.push(Settles {
            leaf: trace,
            denied,
        }),
    }
}

fn same(one: &Outcome, other: &Outcome) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(at: usize, outcome: Outcome) -> Trace {
        node(at, outcome, Step::Flag, Vec::new())
    }

    fn node(at: usize, outcome: Outcome, step: Step, parts: Vec<Trace>) -> Trace {
        Trace {
            span: at..at + 1,
            outcome,
            step,
            parts,
        }
    }

    /// The places of those that settle it; below 0 what is denied.
    #[track_caller]
    fn check(trace: &Trace, expected: &[i32]) {
        let found = deciding(trace).into_iter().map(|one| {
            let place = one.leaf.span.start as i32;
            if one.denied { -place } else { place }
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    /// One part of each outcome.
    fn mixed() -> Vec<Trace> {
        vec![
            leaf(1, Outcome::True),
            leaf(2, Outcome::False),
            leaf(3, Outcome::Undecided(vec![0])),
        ]
    }

    #[test]
    fn parts_that_made_no_difference_are_left_out() {
        check(&node(0, Outcome::False, Step::And, mixed()), &[2]);
        check(&node(0, Outcome::True, Step::Or, mixed()), &[1]);
        let some = || mixed().split_off(1);
        check(
            &node(0, Outcome::Undecided(vec![0]), Step::Or, some()),
            &[3],
        );
    }

    #[test]
    fn where_all_parts_matter_all_are_shown() {
        let holds = vec![leaf(1, Outcome::True), leaf(2, Outcome::True)];
        check(&node(0, Outcome::True, Step::And, holds), &[1, 2]);
        let fails = vec![leaf(1, Outcome::False), leaf(2, Outcome::False)];
        let or = node(0, Outcome::False, Step::Or, fails);
        let not = node(8, Outcome::True, Step::Not, vec![or]);
        check(&not, &[-1, -2]);
        check(&node(9, Outcome::False, Step::Not, vec![not]), &[1, 2]);
        let unlike = node(1, Outcome::False, Step::Not, vec![leaf(1, Outcome::True)]);
        check(&unlike, &[1]);
    }

    #[test]
    fn of_a_choice_only_the_branch_taken_is_shown() {
        let choice = |outcome| {
            let mut parts = vec![leaf(1, outcome)];
            parts.extend([leaf(2, Outcome::True), leaf(3, Outcome::False)]);
            node(0, Outcome::True, Step::If, parts)
        };
        check(&choice(Outcome::True), &[1, 2]);
        check(&choice(Outcome::False), &[-1, 3]);
        check(&choice(Outcome::Undecided(Vec::new())), &[1]);
    }
}
