//! How what a condition sees of a frame was on the days before.
//!
//! Takes a view and the days that are looked back over; gives from which day on each input
//! is what it is. Tiers are taken to stay: whoever goes back holds them against each other.

use crate::metrics::frame::metric_field;
use crate::metrics::orders::OrderFacts;
use crate::metrics::retrospect::{Retrospect, last_row};
use crate::names::Metric;
use crate::period::Day;
use crate::rules::condition::since::{Course, LONG_AGO, Past};

use super::view::{Feed, View};

/// A view of a frame and of the days before.
pub(super) struct SeenBack<'v> {
    pub(super) view: &'v View<'v>,
    pub(super) retrospect: &'v Retrospect,
}

impl Past for SeenBack<'_> {
    fn day(&self) -> Day {
        self.view.frame.day()
    }

    fn course(&self, input: usize, since: &mut [i32]) -> Course {
        match self.view.bound.feed(input) {
            Feed::Metric(metric) => self.metric(metric, since),
            Feed::Own(_) => self.restless(since),
            Feed::Detail(_) | Feed::Missing => {
                since.fill(LONG_AGO);
                Course::Still
            }
        }
    }
}

impl SeenBack<'_> {
    fn metric(&self, metric: Metric, since: &mut [i32]) -> Course {
        match metric {
            Metric::Tier => since.fill(LONG_AGO),
            Metric::Orders
            | Metric::Amount
            | Metric::AverageOrder
            | Metric::LargestOrder
            | Metric::RefundRate
            | Metric::Products => {
                for (since, steady) in since.iter_mut().zip(self.view.frame.steady()) {
                    *since = last_row(*steady);
                }
            }
            Metric::LastOrder | Metric::DaysSinceLastOrder | Metric::TypicalGap => {
                for (since, facts) in since.iter_mut().zip(&self.view.frame.orders) {
                    *since = last_purchase(facts);
                }
            }
            Metric::FirstOrder | Metric::DaysSinceFirstOrder => {
                let (book, outlook) = (self.view.book, self.view.outlook);
                let firsts = self.view.frame.first_orders(book, outlook);
                for (since, first) in since.iter_mut().zip(firsts) {
                    *since = first.map_or(LONG_AGO, |first| first.0);
                }
            }
            // A ratio falls by another step for every gap.
            Metric::GapRatio => each(since, |row| match self.view.frame.gap_ratio(row) {
                Some(_) => self.day().0,
                None => last_purchase(&self.view.frame.orders[row]),
            }),
            Metric::Orders12m
            | Metric::Amount12m
            | Metric::AmountPrev12m
            | Metric::Growth12m
            | Metric::Profit12m
            | Metric::Margin12m
            | Metric::ActiveMonths12m => self.windowed(metric, since),
            Metric::LastContact
            | Metric::DaysSinceLastContact
            | Metric::Contacts90d
            | Metric::Complaints90d
            | Metric::Unanswered
            | Metric::OpenComplaints
            | Metric::Satisfaction
                if !self.view.frame.knows_contacts(self.view.outlook, metric) =>
            {
                since.fill(LONG_AGO);
            }
            Metric::LastContact | Metric::DaysSinceLastContact => each(since, |row| {
                let frame = self.view.frame;
                let last = frame.last_contact(self.view.book, self.view.outlook, row);
                last.map_or(LONG_AGO, |last| last.0)
            }),
            Metric::Contacts90d | Metric::Complaints90d => {
                // Older contacts come into the window.
                each(since, |row| match self.logged(row) {
                    LONG_AGO => LONG_AGO,
                    _ => self.day().0,
                });
            }
            Metric::Unanswered | Metric::OpenComplaints | Metric::Satisfaction => {
                each(since, |row| self.logged(row));
            }
            metric if metric_field(metric).is_some() => since.fill(LONG_AGO),
            // Labels of other layers depend on everybody.
            _ => return self.restless(since),
        }
        match metric {
            Metric::DaysSinceFirstOrder
            | Metric::DaysSinceLastOrder
            | Metric::DaysSinceLastContact => Course::Falling,
            _ => Course::Still,
        }
    }

    /// Metrics of the last 12 months and of those before, and whether they are known.
    fn windowed(&self, metric: Metric, since: &mut [i32]) {
        let frame = self.view.frame;
        let coverage = &self.view.outlook.coverage;
        let known = frame.known(self.view.book, self.view.outlook, metric);
        // What is not covered now was covered even less before.
        let covered = match (known, coverage.from()) {
            (None, Some(from)) => match metric {
                Metric::AmountPrev12m | Metric::Growth12m => {
                    self.retrospect.two_years_since(from.plus(-1))
                }
                _ => self.retrospect.year_since(from.plus(-1)),
            },
            _ => LONG_AGO,
        };
        for (since, steady) in since.iter_mut().zip(frame.steady()) {
            *since = self.retrospect.facts_since(*steady).max(covered);
        }
    }

    /// The day of the last contact in the log.
    fn logged(&self, row: usize) -> i32 {
        let facts = self.view.frame.contacts.get(row);
        let last = facts.and_then(|facts| facts.last);
        last.map_or(LONG_AGO, |last| last.0)
    }

    fn restless(&self, since: &mut [i32]) -> Course {
        since.fill(self.day().0);
        Course::Restless
    }
}

/// Fills in the day of each row.
fn each(since: &mut [i32], day: impl Fn(usize) -> i32) {
    for (row, since) in since.iter_mut().enumerate() {
        *since = day(row);
    }
}

fn last_purchase(facts: &OrderFacts) -> i32 {
    facts.purchases.map_or(LONG_AGO, |(_, last)| last.0)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::classify::cuts::{Cuts, Extent};
    use crate::classify::engine::{Earlier, Engine, Level};
    use crate::classify::worker::Worker;
    use crate::metrics::orders::Windows;
    use crate::metrics::outlook::Needs;
    use crate::names::Role;
    use crate::records::sample;
    use crate::rules::decode::decode;

    /// What has something to fear of going back: ages, bounds that are no whole days,
    /// calendar spans, windows, blanks, and what is not known to stay.
    const CONDITIONS: [&str; 14] = [
        "days_since_last_order >= max(45d, 1.1 * typical_gap) and days_since_last_order <= 180d",
        "days_since_first_order < 3m or orders = 1",
        "days_since_last_order + 10 > days_since_first_order / 2",
        "not (days_since_last_order between 20 and 90) or growth_12m <= -50%",
        "amount_12m > 300 and orders_12m <= 2",
        "days_since_last_contact > 1m or unanswered >= 1",
        "contacts_90d = 0 and days_since_last_contact in [30, 31, 60]",
        "blank(typical_gap) and blank(days_since_last_contact) = false",
        "gap_ratio > 1.5 or amount > 900",
        "if(orders > 3, days_since_last_order, days_since_first_order) < 100",
        "last_order - first_order > 200 or refund_rate > 10%",
        "abs(days_since_last_order - 50) < 5",
        "percent_rank(amount_12m) > 0.5",
        "first_order >= 2025-03-01 and days_since_last_order != 40",
    ];

    fn orders() -> String {
        let mut csv = "order_id,customer_id,order_date,amount,status\n".to_owned();
        for number in 0..160u32 {
            let (customer, month, day) = (number * 7 % 23, number * 5 % 12 + 1, number % 28 + 1);
            let (year, amount) = (2023 + number * 11 % 3, number * number % 377);
            let sign = if number % 13 == 0 { "-" } else { "" };
            let status = if number % 11 == 0 { "refunded" } else { "" };
            let _ = writeln!(
                csv,
                "o{number},c{customer},{year}-{month:02}-{day:02},{sign}{amount},{status}"
            );
        }
        csv
    }

    fn contacts() -> String {
        let mut csv = "customer_id,contact_date,result\n".to_owned();
        for number in 0..40u32 {
            let result = ["no answer", "complaint", "ok"][number as usize % 3];
            let (customer, month, day) = (number * 3 % 19, number % 12 + 1, number * 5 % 28 + 1);
            let _ = writeln!(csv, "c{customer},2025-{month:02}-{day:02},{result}");
        }
        csv
    }

    #[test]
    fn types_stay_as_long_as_is_said() {
        let (orders, contacts) = (orders(), contacts());
        let mut passed_over = 0;
        for condition in CONDITIONS {
            let rules = format!("[[type]]\nid = 'a'\nname = 'a'\nwhen = \"{condition}\"\n");
            let rules = decode(&rules).unwrap_or_else(|faults| panic!("{condition}: {faults:?}"));
            let latest = Day::parse_iso("2025-12-31").expect("a test date");
            let sheets = [
                (Role::Orders, orders.as_str()),
                (Role::Contacts, contacts.as_str()),
            ];
            let book = sample::book(&sheets, &rules, &[], latest);
            let engine = Engine::new(&book, &rules, 1);
            let retrospect = Retrospect::over(latest.plus(-250), latest);
            let mut worker = Worker::new(&engine);
            for back in [0, 17, 61] {
                let day = latest.plus(-back);
                let mut cuts = Cuts::at(&engine, day, Earlier::default(), Extent::Labels);
                let mut types = |cuts: &Cuts| {
                    worker.frame.customers = (0..book.len() as u32).collect();
                    let needs = Needs::ALL;
                    worker.prepare(&engine, cuts, Earlier::default(), needs, Level::Tier);
                    worker.types(&engine, cuts, Some(&retrospect));
                    (worker.layers.types.clone(), worker.kind_since.clone())
                };
                let (now, since) = types(&cuts);
                for earlier in (retrospect.oldest().0..day.0).rev() {
                    cuts.windows = Windows::at(Day(earlier));
                    let (then, _) = types(&cuts);
                    for customer in (0..book.len()).filter(|at| since[*at] <= earlier) {
                        let id = book.registry.id(customer as u32);
                        assert_eq!(then[customer], now[customer], "{condition}: {id} {earlier}");
                        passed_over += 1;
                    }
                }
            }
        }
        assert!(passed_over > 50_000, "only {passed_over}");
    }
}
