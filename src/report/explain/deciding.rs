//! The comparisons that decided a condition, without those that made no difference.
//!
//! Takes a [`Trace`]; gives its leaves that settle the outcome, in the order of the text.

use crate::rules::condition::trace::{Outcome, Step, Trace};

/// The comparisons that settle the outcome.
///
/// What holds by `or` is settled by the parts that hold, what fails by `and` by those
/// that fail, and what is undecided by those that are.
pub fn deciding(trace: &Trace) -> Vec<&Trace> {
    let mut leaves = Vec::new();
    collect(trace, &mut leaves);
    leaves
}

fn collect<'t>(trace: &'t Trace, leaves: &mut Vec<&'t Trace>) {
    let parts = trace.parts.iter();
    match (&trace.step, &trace.outcome) {
        (Step::And, Outcome::True) | (Step::Or, Outcome::False) | (Step::Not, _) => {
            parts.for_each(|part| collect(part, leaves));
        }
        (Step::And | Step::Or, outcome) => parts
            .filter(|part| same(&part.outcome, outcome))
            .for_each(|part| collect(part, leaves)),
        (Step::If, _) => {
            let taken = trace
                .parts
                .first()
                .map(|condition| match condition.outcome {
                    Outcome::True => [0, 1].as_slice(),
                    Outcome::False => &[0, 2],
                    Outcome::Undecided(_) => &[0],
                });
            let taken = taken.unwrap_or_default().iter();
            taken
                .filter_map(|place| trace.parts.get(*place))
                .for_each(|part| collect(part, leaves));
        }
        _ => leaves.push(trace),
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

    fn check(trace: &Trace, expected: &[usize]) {
        let found: Vec<usize> = deciding(trace).iter().map(|leaf| leaf.span.start).collect();
        assert_eq!(found, expected);
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
        check(&node(0, Outcome::True, Step::Not, vec![or]), &[1, 2]);
    }

    #[test]
    fn of_a_choice_only_the_branch_taken_is_shown() {
        let choice = |outcome| {
            let mut parts = vec![leaf(1, outcome)];
            parts.extend([leaf(2, Outcome::True), leaf(3, Outcome::False)]);
            node(0, Outcome::True, Step::If, parts)
        };
        check(&choice(Outcome::True), &[1, 2]);
        check(&choice(Outcome::False), &[1, 3]);
        check(&choice(Outcome::Undecided(Vec::new())), &[1]);
    }
}
