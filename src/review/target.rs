//! Whether customers got the service that the rules promise their tier.
//!
//! Takes what is reviewed; gives for each of `[tier.target]` the part of customers and tasks
//! for which it was kept.

use crate::classify::begun::Begun;
use crate::period::{Day, Span};
use crate::rules::Target;

use super::figures::Part;
use super::tasks::Fate;
use super::{Period, Request};

/// What was kept of one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The target.
    pub target: Target,
    /// Customers of the class on the eve that never waited longer for a contact.
    pub contacted: Part,
    /// Tasks of the period of customers of the class done by their day, of those not superseded.
    pub on_time: Part,
}

impl Kept {
    /// Whether nobody of the class waited longer; `None` without such a target or anybody.
    pub fn is_contacted(&self) -> Option<bool> {
        self.target.contacted_every?;
        let part = self.contacted;
        (part.of > 0).then_some(part.count == part.of)
    }

    /// Whether so many tasks were on time; `None` without such a target or any task.
    pub fn is_on_time(&self) -> Option<bool> {
        let share = u64::from(self.target.on_time?);
        let part = self.on_time;
        (part.of > 0).then_some(part.count * 1_000_000 >= share * part.of)
    }
}

/// What was kept of each target.
pub(super) fn kept(request: &Request<'_>) -> Vec<Kept> {
    let targets = request.engine.rules.tier.targets.iter();
    targets.map(|target| one(request, *target)).collect()
}

fn one(request: &Request<'_>, target: Target) -> Kept {
    // Who came later had no tier on the eve, even where somebody has pinned one since.
    let begun = Begun::of(request.engine.book);
    let is_of = |slot: usize| {
        usize::from(request.start.tier[slot]) == target.class
            && begun.by(slot as u32, request.period.eve())
    };
    let mut kept = Kept {
        target,
        contacted: Part::default(),
        on_time: Part::default(),
    };
    if let Some(every) = target.contacted_every {
        let slots = 0..request.start.tier.len();
        for slot in slots.filter(|slot| is_of(*slot)) {
            let contacts = &request.engine.book.contacts;
            let contacts = contacts.until(slot as u32, request.period.to);
            let days = contacts.iter().map(|contact| contact.day);
            kept.contacted
                .add(never_longer(days, request.period, every));
        }
    }
    let tasks = request.tasks.all.iter();
    for task in tasks.filter(|task| is_of(task.customer as usize)) {
        if task.fate != Fate::Superseded && task.due >= request.period.from {
            kept.on_time.add(task.fate == Fate::OnTime);
        }
    }
    kept
}

/// Whether no time without a contact that touches the period is longer than a span. Days
/// ascend; without any before the period, the wait begins with it.
fn never_longer(days: impl Iterator<Item = Day>, period: Period, every: Span) -> bool {
    let mut before = period.eve();
    let mut within = Vec::new();
    let mut latest = None;
    for day in days {
        if day < period.from {
            latest = Some(day);
        } else {
            within.push(day);
        }
    }
    if let Some(day) = latest {
        before = day;
    }
    for day in within.into_iter().chain([period.to]) {
        if day > before.after(every) {
            return false;
        }
        before = day;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::history::classify;
    use crate::period::Unit;
    use crate::report::fixture::{self, Files};
    use crate::report::movements::movements;
    use crate::review::{Labels, tasks};
    use crate::rules::decode::decode;

    fn check(days: &[&str], expected: bool) {
        let day = |text: &&str| Day::parse_iso(text).expect("a day");
        let period = Period {
            from: day(&"2026-07-01"),
            to: day(&"2026-07-31"),
        };
        let days = days.iter().map(day);
        let kept = never_longer(days, period, Span::new(10, Unit::Day));
        assert_eq!(kept, expected);
    }

    /// The second one was entered within the period, and the pin has no first day.
    const PINNED: Files<'static> = &[
        (
            "customers.csv",
            "客户编号,客户名称,建档日期,指定等级\nC1,甲公司,2024-01-01,A\nC2,乙公司,2026-08-15,A\n",
        ),
        (
            "orders.csv",
            "订单编号,客户编号,下单日期,金额\nA1,C1,2026-05-04,900\nA2,C2,2026-08-20,60\n",
        ),
    ];

    #[test]
    fn who_came_after_the_eve_was_promised_nothing() {
        let rules = decode("[tier.target]\nA = { contacted_every = '2w', on_time = '90%' }\n");
        let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
        fixture::run_by(PINNED, &rules, |run| {
            let period = Period::last_quarter(run.as_of());
            let (verdicts, cuts) = classify(run.engine, period.to);
            let moves = movements(&run.on(&verdicts, &cuts), period.eve());
            let tasks = tasks::of_period(run.engine, run.returned, period);
            let own = tasks.all.iter().filter(|task| task.customer == 0);
            let found = kept(&Request {
                engine: run.engine,
                period,
                start: Labels {
                    tier: &moves.past.tier,
                    kind: &moves.past.kind,
                },
                end: Labels {
                    tier: &verdicts.tier,
                    kind: &verdicts.kind,
                },
                tasks: &tasks,
                plan: run.plan,
            });
            assert_eq!(found[0].contacted.of, 1);
            assert!(found[0].on_time.of <= own.count() as u64, "{found:?}");
        });
    }

    #[test]
    fn a_wait_is_counted_from_the_contact_before_the_period() {
        check(&["2026-07-10", "2026-07-20", "2026-07-30"], true);
        check(
            &["2026-06-20", "2026-07-10", "2026-07-20", "2026-07-30"],
            false,
        );
        check(
            &["2026-06-30", "2026-07-10", "2026-07-20", "2026-07-21"],
            true,
        );
    }

    #[test]
    fn the_wait_after_the_last_contact_counts_up_to_the_last_day() {
        check(&["2026-07-10", "2026-07-20"], false);
        check(&["2026-07-10", "2026-07-21", "2026-07-30"], false);
        check(&[], false);
    }
}
