//! The second opinion on metrics: every definition written out over plain lists,
//! as slow and as obvious as can be.

use std::collections::{BTreeMap, BTreeSet};

use tierbook::names::Metric;
use tierbook::period::{Day, Span, Unit};
use tierbook::rules::CountBy;

use crate::facts::{Cell, CustomerRow, Facts, IDS, OUTCOMES, Status};

/// What became of an order row that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Nature {
    Purchase,
    Refund,
    Returned,
}

/// A row that counts.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) day: Day,
    /// In ten-thousandths.
    pub(crate) amount: i64,
    pub(crate) nature: Nature,
    /// Rows of one customer with equal keys are one order.
    pub(crate) order: (u8, i64),
    pub(crate) product: u32,
    pub(crate) profit: i64,
}

/// One contact that counts.
#[derive(Debug, Clone, Copy)]
struct Contact {
    day: Day,
    outcome: usize,
    satisfaction: Option<u32>,
}

/// One customer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Customer {
    pub(crate) rows: Vec<Row>,
    contacts: Vec<Contact>,
    pub(crate) sheet: Option<CustomerRow>,
}

/// What became of all rows: used, excluded, set aside.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Fates {
    pub(crate) used: u64,
    pub(crate) excluded: u64,
    pub(crate) set_aside: u64,
}

/// A book by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Naive {
    pub(crate) customers: BTreeMap<&'static str, Customer>,
    pub(crate) orders: Fates,
    pub(crate) covered_from: Option<Day>,
    has_log: bool,
    top: u32,
}

impl Naive {
    /// Reads the facts as they are written down.
    pub(crate) fn of(facts: &Facts, count: CountBy) -> Self {
        let mut book = Self {
            has_log: facts.log.is_some(),
            ..Self::default()
        };
        for row in facts.customers.iter().flatten() {
            let customer = book.customers.entry(IDS[row.who][0]).or_default();
            // The first row of a customer counts.
            customer.sheet.get_or_insert_with(|| row.clone());
        }
        book.order_rows(facts, count);
        let mut log: Vec<_> = facts.log.iter().flatten().collect();
        log.sort_by_key(|row| match row.day {
            Cell::Good(day) => day.0,
            Cell::Blank | Cell::Bad => i32::MAX,
        });
        for row in log {
            let Cell::Good(day) = row.day else { continue };
            let Some(customer) = book.customers.get_mut(IDS[row.who][0]) else {
                continue;
            };
            // Who only puts off has contacted nobody.
            if day <= facts.as_of && OUTCOMES[row.outcome] != "推迟" {
                customer.contacts.push(Contact {
                    day,
                    outcome: row.outcome,
                    satisfaction: row.satisfaction,
                });
            }
        }
        let voiced = book.customers.values().flat_map(|customer| {
            let sheet = customer.sheet.as_ref().and_then(|row| row.satisfaction);
            let log = customer
                .contacts
                .iter()
                .filter_map(|contact| contact.satisfaction);
            log.chain(sheet)
        });
        book.top = if voiced.max().unwrap_or(0) <= 5 {
            5
        } else {
            10
        };
        book
    }

    fn order_rows(&mut self, facts: &Facts, count: CountBy) {
        for (place, row) in (0i64..).zip(&facts.orders) {
            if row.status == Status::Cancelled {
                self.orders.excluded += 1;
                continue;
            }
            let (Some(who), Cell::Good(day), Cell::Good(amount)) = (row.who, row.day, row.amount)
            else {
                self.orders.set_aside += 1;
                continue;
            };
            if day > facts.as_of {
                self.orders.excluded += 1;
                continue;
            }
            self.orders.used += 1;
            let nature = if amount < 0 {
                Nature::Refund
            } else if row.status == Status::Refunded {
                Nature::Returned
            } else {
                Nature::Purchase
            };
            let order = match (count, row.number.filter(|_| facts.numbered)) {
                (CountBy::Day, _) => (0, i64::from(day.0)),
                (CountBy::Order, Some(number)) => (0, i64::from(number)),
                (CountBy::Order | CountBy::Row, _) => (1, place),
            };
            let covered = self.covered_from.get_or_insert(day);
            *covered = day.min(*covered);
            self.customers
                .entry(IDS[who][0])
                .or_default()
                .rows
                .push(Row {
                    day,
                    amount: amount * 100,
                    nature,
                    order,
                    product: row.product,
                    profit: row.cost.map_or(0, |cost| (amount - cost) * 100),
                });
        }
        for customer in self.customers.values_mut() {
            customer.rows.sort_by_key(|row| row.day);
        }
    }

    /// The first order row of a customer that the sheet does not have.
    pub(crate) fn first_day(&self, id: &str) -> Option<Day> {
        let customer = &self.customers[id];
        let rows = customer.rows.iter().map(|row| row.day);
        rows.min().filter(|_| customer.sheet.is_none())
    }

    /// Whether the orders of the months up to a day are known, every one of them: they are
    /// covered, or the customer began since orders are.
    fn knows(&self, id: &str, months: u32, day: Day) -> bool {
        let Some(from) = self.covered_from else {
            return true;
        };
        let sheet = self.customers[id].sheet.as_ref();
        let began = sheet.and_then(|row| row.first_deal);
        from <= months_before(day, months).plus(1) || began.is_some_and(|began| began >= from)
    }

    /// How many orders began after a day and up to another.
    pub(crate) fn orders_after(&self, id: &str, after: Day, day: Day) -> usize {
        let customer = &self.customers[id];
        let orders = At { customer, day }.orders();
        orders.values().filter(|first| **first > after).count()
    }

    /// A metric of a customer at a day.
    pub(crate) fn metric(&self, id: &str, metric: Metric, day: Day) -> Option<f64> {
        let months = match metric {
            Metric::Orders12m
            | Metric::Amount12m
            | Metric::Profit12m
            | Metric::Margin12m
            | Metric::ActiveMonths12m => 12,
            Metric::AmountPrev12m | Metric::Growth12m => 24,
            _ => 0,
        };
        if months > 0 && !self.knows(id, months, day) {
            return None;
        }
        self.covered_metric(id, metric, day)
    }

    /// The same over the orders that are there, as the tiers take it.
    pub(crate) fn covered_metric(&self, id: &str, metric: Metric, day: Day) -> Option<f64> {
        let customer = &self.customers[id];
        let at = At { customer, day };
        let year = at.window(12, 0);
        let number = |value: i64| Some(value as f64);
        let money = |value: i64| Some(value as f64 / 10_000.0);
        let age = |then: Option<Day>| then.map(|then| f64::from(day.0 - then.0));
        let date = |then: Option<Day>| then.map(|then| f64::from(then.0));
        match metric {
            Metric::Orders => number(at.orders().len() as i64),
            Metric::Orders12m => number(
                at.orders()
                    .values()
                    .filter(|first| year.contains(first))
                    .count() as i64,
            ),
            Metric::Amount => money(at.amount(|_| true)),
            Metric::Amount12m => money(at.amount(|row| year.contains(&row.day))),
            Metric::AmountPrev12m => {
                let before = at.window(24, 12);
                money(at.amount(|row| before.contains(&row.day)))
            }
            Metric::Growth12m => {
                let before = self.metric(id, Metric::AmountPrev12m, day)?;
                let now = self.metric(id, Metric::Amount12m, day)?;
                (before > 0.0)
                    .then(|| ((now - before) * 10_000.0).round() / (before * 10_000.0).round())
            }
            Metric::AverageOrder => {
                let orders = at.orders().len();
                (orders > 0).then(|| at.amount(|_| true) as f64 / (10_000.0 * orders as f64))
            }
            Metric::LargestOrder => {
                let mut sums: BTreeMap<_, i64> = BTreeMap::new();
                for row in at.purchases() {
                    *sums.entry((row.order, row.day)).or_default() += row.amount;
                }
                money(*sums.values().max()?)
            }
            Metric::FirstOrder => date(at.first()),
            Metric::DaysSinceFirstOrder => age(at.first()),
            Metric::LastOrder => date(at.days().last().copied()),
            Metric::DaysSinceLastOrder => age(at.days().last().copied()),
            Metric::TypicalGap => at.typical_gap(),
            Metric::GapRatio => Some(age(at.days().last().copied())? / at.typical_gap()?),
            Metric::ActiveMonths12m => {
                let days = at.days();
                let recent = days.iter().filter(|day| year.contains(day));
                let months: BTreeSet<_> = recent.map(|day| (day.ymd().0, day.ymd().1)).collect();
                number(months.len() as i64)
            }
            Metric::RefundRate => {
                let (mut bought, mut back) = (0, 0);
                for row in at.rows() {
                    match row.nature {
                        Nature::Purchase => bought += row.amount,
                        Nature::Refund => back -= row.amount,
                        Nature::Returned => {
                            bought += row.amount;
                            back += row.amount;
                        }
                    }
                }
                (bought != 0).then(|| back as f64 / bought as f64)
            }
            Metric::Products => {
                let bought: BTreeSet<u32> = at.purchases().map(|row| row.product).collect();
                number(bought.into_iter().filter(|product| *product > 0).count() as i64)
            }
            Metric::Profit12m => money(at.profit(&year)),
            Metric::Margin12m => {
                let amount = at.amount(|row| year.contains(&row.day));
                (amount != 0).then(|| at.profit(&year) as f64 / amount as f64)
            }
            _ => self.of_contacts(&at, metric),
        }
    }

    fn of_contacts(&self, at: &At<'_>, metric: Metric) -> Option<f64> {
        let contacts: Vec<&Contact> = at.contacts().collect();
        let sheet = at.customer.sheet.as_ref();
        let counted = |count: usize| self.has_log.then_some(count as f64);
        let recent = |contact: &&&Contact| contact.day > at.day.plus(-90);
        let is = |contact: &Contact, word: &str| OUTCOMES[contact.outcome] == word;
        let answers = ["已沟通", "已成交", "已拒绝", "投诉", "已解决"];
        let since = |ends: &dyn Fn(&Contact) -> bool| {
            let end = contacts.iter().rposition(|contact| ends(contact));
            end.map_or(0, |end| end + 1)
        };
        match metric {
            Metric::LastContact | Metric::DaysSinceLastContact => {
                let log = contacts.last().map(|contact| contact.day);
                let sheet = sheet
                    .and_then(|row| row.last_contact)
                    .filter(|day| *day <= at.day);
                let last = log.max(sheet)?;
                Some(if metric == Metric::LastContact {
                    f64::from(last.0)
                } else {
                    f64::from(at.day.0 - last.0)
                })
            }
            Metric::Contacts90d => counted(contacts.iter().filter(recent).count()),
            Metric::Unanswered => {
                let from = since(&|contact| answers.contains(&OUTCOMES[contact.outcome]));
                counted(
                    contacts[from..]
                        .iter()
                        .filter(|contact| is(contact, "未接通"))
                        .count(),
                )
            }
            Metric::Complaints90d => {
                let recent = contacts.iter().filter(recent);
                counted(recent.filter(|contact| is(contact, "投诉")).count())
            }
            Metric::OpenComplaints => {
                let from = since(&|contact| is(contact, "已解决"));
                let log = counted(
                    contacts[from..]
                        .iter()
                        .filter(|contact| is(contact, "投诉"))
                        .count(),
                );
                let sheet = sheet.and_then(|row| match row.complaint {
                    0 => None,
                    1 => Some(0.0),
                    2 => Some(1.0),
                    more => Some(f64::from(more - 3)),
                });
                match (log, sheet) {
                    (Some(log), Some(sheet)) => Some(log.max(sheet)),
                    (one, other) => one.or(other),
                }
            }
            Metric::Satisfaction => {
                let log = contacts
                    .iter()
                    .rev()
                    .find_map(|contact| contact.satisfaction);
                let value = log.or(sheet.and_then(|row| row.satisfaction))?;
                Some((f64::from(value) * 5.0 / f64::from(self.top)).clamp(1.0, 5.0))
            }
            other => panic!("{other} is no metric of the lowest layer"),
        }
    }
}

/// `months` calendar months before a day, clipped at month ends.
pub(crate) fn months_before(day: Day, months: u32) -> Day {
    let (year, month, of_month) = day.ymd();
    let number = year * 12 + month as i32 - 1 - months as i32;
    let (year, month) = (number.div_euclid(12), number.rem_euclid(12) as u32 + 1);
    (1..=of_month)
        .rev()
        .find_map(|of_month| Day::from_ymd(year, month, of_month))
        .expect("every month has a first day")
}

/// A span before a day.
pub(crate) fn before(day: Day, span: Span) -> Day {
    match span.unit {
        Unit::Day => day.plus(-(span.count as i32)),
        Unit::Week => day.plus(-7 * span.count as i32),
        Unit::Month => months_before(day, span.count),
        Unit::Year => months_before(day, 12 * span.count),
    }
}

/// A customer at a day.
struct At<'a> {
    customer: &'a Customer,
    day: Day,
}

impl<'a> At<'a> {
    /// The days after `from` months ago up to and with `to` months ago.
    fn window(&self, from: u32, to: u32) -> std::ops::RangeInclusive<Day> {
        months_before(self.day, from).plus(1)..=months_before(self.day, to)
    }

    fn rows(&self) -> impl Iterator<Item = &'a Row> + use<'a> {
        let day = self.day;
        self.customer.rows.iter().filter(move |row| row.day <= day)
    }

    fn purchases(&self) -> impl Iterator<Item = &'a Row> + use<'a> {
        self.rows().filter(|row| row.nature == Nature::Purchase)
    }

    fn contacts(&self) -> impl Iterator<Item = &'a Contact> + use<'a> {
        let day = self.day;
        self.customer
            .contacts
            .iter()
            .filter(move |contact| contact.day <= day)
    }

    /// Orders with the day of their first purchase row.
    fn orders(&self) -> BTreeMap<(u8, i64), Day> {
        let mut orders = BTreeMap::new();
        for row in self.purchases() {
            let first = orders.entry(row.order).or_insert(row.day);
            *first = row.day.min(*first);
        }
        orders
    }

    fn amount(&self, of: impl Fn(&Row) -> bool) -> i64 {
        let counted = self
            .rows()
            .filter(|row| row.nature != Nature::Returned && of(row));
        counted.map(|row| row.amount).sum()
    }

    fn profit(&self, window: &std::ops::RangeInclusive<Day>) -> i64 {
        let counted = self.rows().filter(|row| row.nature != Nature::Returned);
        counted
            .filter(|row| window.contains(&row.day))
            .map(|row| row.profit)
            .sum()
    }

    /// Distinct purchase days.
    fn days(&self) -> Vec<Day> {
        let days: BTreeSet<Day> = self.purchases().map(|row| row.day).collect();
        days.into_iter().collect()
    }

    fn first(&self) -> Option<Day> {
        let stated = self.customer.sheet.as_ref().and_then(|row| row.first_deal);
        stated
            .filter(|day| *day <= self.day)
            .or(self.days().first().copied())
    }

    fn typical_gap(&self) -> Option<f64> {
        let mut gaps: Vec<i32> = self
            .days()
            .windows(2)
            .map(|pair| pair[1].0 - pair[0].0)
            .collect();
        gaps.sort_unstable();
        match gaps.len() {
            0 | 1 => None,
            odd if odd % 2 == 1 => Some(f64::from(gaps[odd / 2])),
            even => Some(f64::from(gaps[even / 2 - 1] + gaps[even / 2]) / 2.0),
        }
    }
}
