//! The order in which tasks are shown: by due day, rank, customer id, track and step.
//!
//! Takes tasks by customer's number and place, as they are planned; gives them in that order.
//! They fall into few days and ranks, so they are dealt out to these instead of compared.

use std::sync::{Mutex, PoisonError};

use crate::followup::everyone::Listed;
use crate::parallel;
use crate::records::registry::Registry;

/// How ties between customers break.
pub(super) enum Order<'b> {
    /// Customers' numbers ascend with their ids.
    ByNumber,
    /// Ids have to be compared.
    ById(&'b Registry),
}

impl<'b> Order<'b> {
    pub(super) fn of(registry: &'b Registry) -> Self {
        if registry.is_sorted() {
            Self::ByNumber
        } else {
            Self::ById(registry)
        }
    }

    /// For each task, which stand by customer's number, what breaks ties by customer id;
    /// none where their own order does.
    pub(super) fn ties(&self, listed: &[Listed]) -> Vec<u32> {
        let Self::ById(registry) = self else {
            return Vec::new();
        };
        let mut by_id: Vec<u32> = (0..listed.len() as u32).collect();
        by_id.sort_by(|a, b| {
            let [one, other] = [a, b].map(|index| listed[*index as usize].customer);
            registry.by_id(one, other).then_with(|| a.cmp(b))
        });
        let mut ties = vec![0; listed.len()];
        for (tie, index) in (0..).zip(by_id) {
            ties[index as usize] = tie;
        }
        ties
    }

    /// Sorts tasks that stand by customer's number and place.
    pub(super) fn sort(&self, listed: &mut Vec<Listed>, threads: usize) {
        by_urgency(listed);
        let Self::ById(registry) = self else {
            return;
        };
        let alike = listed.chunk_by_mut(|a, b| urgency(a) == urgency(b));
        let alike: Vec<_> = alike.map(Mutex::new).collect();
        parallel::map(
            threads,
            alike.len(),
            || (),
            |(), at| {
                let mut alike = alike[at].lock().unwrap_or_else(PoisonError::into_inner);
                // Tasks of one customer keep their order.
                alike.sort_by(|a, b| registry.by_id(a.customer, b.customer));
            },
        );
    }
}

fn urgency(listed: &Listed) -> (i32, u8) {
    (listed.due.0, listed.rank)
}

/// Sorts by due day and rank; tasks alike keep their order.
fn by_urgency(listed: &mut Vec<Listed>) {
    let days = listed.iter().map(|task| i64::from(task.due.0));
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
        return;
    };
    let ranks = listed.iter().map(|task| task.rank).max().unwrap_or(0);
    let ranks = usize::from(ranks) + 1;
    let places = (last - first + 1) as usize * ranks;
    // A day that lies far out must not cost more than the tasks themselves.
    if places > 1 << 16 && places > listed.len() {
        listed.sort_by_key(urgency);
        return;
    }
    let place =
        |task: &Listed| (i64::from(task.due.0) - first) as usize * ranks + usize::from(task.rank);
    let mut next = vec![0u32; places];
    for task in listed.iter() {
        next[place(task)] += 1;
    }
    let mut before = 0;
    for count in &mut next {
        before += std::mem::replace(count, before);
    }
    let mut sorted = listed.clone();
    for task in listed.iter() {
        let at = &mut next[place(task)];
        sorted[*at as usize] = *task;
        *at += 1;
    }
    *listed = sorted;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Day;
    use crate::rules::Who;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tasks_are_dealt_out_as_they_would_be_sorted(
            days in proptest::collection::vec((0i32..40, 0u8..5), 0..200), far in prop::option::of(200_000i32..400_000)
        ) {
            let task = |(customer, (due, rank)): (u32, (i32, u8))| {
                Listed::new(Day(due), customer / 2, (customer % 2) as u16, rank, Who::Owner)
            };
            let mut dealt: Vec<Listed> = (0..).zip(days).map(task).collect();
            dealt.extend(far.map(|far| Listed::new(Day(far), 1000, 0, 0, Who::Owner)));
            let mut sorted = dealt.clone();
            sorted.sort_by_key(|task| (task.due, task.rank, task.customer, task.place));
            by_urgency(&mut dealt);
            prop_assert_eq!(dealt, sorted);
        }

        #[test]
        fn ids_break_ties_where_numbers_do_not(days in proptest::collection::vec((0i32..3, 0u8..2), 0..60)) {
            let mut registry = Registry::default();
            for number in 0..30u32 {
                let id = format!("C{:02}", number * 7 % 30);
                registry.find_or_add(id.as_bytes(), id.as_bytes(), b"", (0, number)).expect("room");
            }
            let task = |(customer, (due, rank)): (u32, (i32, u8))| {
                Listed::new(Day(due), customer / 2, (customer % 2) as u16, rank, Who::Owner)
            };
            let mut dealt: Vec<Listed> = (0..).zip(days).map(task).collect();
            let mut sorted = dealt.clone();
            sorted.sort_by_key(|task| {
                (task.due, task.rank, registry.id(task.customer).to_owned(), task.place)
            });
            Order::ById(&registry).sort(&mut dealt, 2);
            prop_assert_eq!(dealt, sorted);
        }
    }
}
