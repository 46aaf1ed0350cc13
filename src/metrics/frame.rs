//! A frame: the metrics of some customers at a day, a column each.
//!
//! Takes the book, customers and a day; gives numbers, flags and words by
//! metric. Frames are filled again and again for batches that fit the cache;
//! only what [`Needs`] names beyond sums and counts is computed.

use crate::money::UNITS;
use crate::names::{Field, Metric};
use crate::period::Day;
use crate::records::book::Book;
use crate::records::column::Column;
use crate::records::rest::Rows;

use super::contacts::{ContactFacts, contact_facts, is_of_log};
use super::coverage::Known;
use super::orders::{
    OrderFacts, Steady, Windows, active_months, largest_order, products, profit, steady_facts,
    typical_gap,
};
use super::outlook::{Needs, Outlook};

/// The metrics of some customers at a day.
#[derive(Debug, Default)]
pub struct Frame {
    /// The customers, one per row of the frame.
    pub customers: Vec<u32>,
    /// The day and its windows.
    pub windows: Option<Windows>,
    /// Sums and counts of orders.
    pub orders: Vec<OrderFacts>,
    /// Counts of contacts; empty unless needed.
    pub contacts: Vec<ContactFacts>,
    gaps: Vec<f64>,
    months: Vec<u32>,
    products: Vec<u32>,
    profits: Vec<i64>,
    largest: Vec<Option<i64>>,
    steady: Vec<Steady>,
    /// Own metrics, in the order of the rules; NaN is blank.
    pub own: Vec<Vec<f64>>,
    scratch: Vec<u16>,
    seen: Vec<u32>,
}

impl Frame {
    /// The day of the frame.
    ///
    /// # Panics
    /// If the frame has never been filled.
    pub fn day(&self) -> Day {
        self.windows
            .expect("a frame is filled before it is read")
            .day
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.customers.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    /// Fills the frame for the customers that stand in `self.customers`.
    pub fn fill(&mut self, book: &Book, outlook: &Outlook, windows: Windows, needs: Needs) {
        self.windows = Some(windows);
        self.orders.clear();
        self.gaps.clear();
        self.steady.clear();
        for customer in &self.customers {
            let rows = book.rows(*customer);
            let (facts, steady) = steady_facts(rows, &windows);
            self.orders.push(facts);
            self.steady.push(steady);
            if needs.gap {
                let known = outlook.gaps[*customer as usize];
                self.gaps
                    .push(gap_at(rows, windows.day, known, &mut self.scratch));
            }
        }
        self.fill_dear(book, needs);
    }

    /// Moves a filled frame to an earlier day; rows whose facts are steady keep them.
    pub fn step_back(&mut self, book: &Book, outlook: &Outlook, windows: Windows, needs: Needs) {
        self.windows = Some(windows);
        for (row, customer) in self.customers.iter().enumerate() {
            if self.steady[row].holds(&windows) {
                continue;
            }
            let rows = book.rows(*customer);
            let before = self.steady[row];
            (self.orders[row], self.steady[row]) = steady_facts(rows, &windows);
            if needs.gap && !before.same_rows(self.steady[row]) {
                let known = outlook.gaps[*customer as usize];
                self.gaps[row] = gap_at(rows, windows.day, known, &mut self.scratch);
            }
        }
        self.fill_dear(book, needs);
    }

    /// For each row, the order rows at the bounds of its windows.
    pub fn steady(&self) -> &[Steady] {
        &self.steady
    }

    /// What is computed anew for every day, where it is asked for.
    fn fill_dear(&mut self, book: &Book, needs: Needs) {
        let windows = self.windows.expect("the day is set");
        self.contacts.clear();
        self.months.clear();
        self.products.clear();
        self.profits.clear();
        self.largest.clear();
        let dear = needs.months || needs.products || needs.profit || needs.largest;
        let contacts = needs.contacts && book.contacts.present;
        if !dear && !contacts {
            return;
        }
        for customer in &self.customers {
            let rows = book.rows(*customer);
            if needs.months {
                self.months.push(active_months(rows, &windows));
            }
            if needs.products {
                self.products
                    .push(products(rows, windows.day, &mut self.seen));
            }
            if needs.profit {
                self.profits
                    .push(profit(rows, windows.year_ago, windows.day));
            }
            if needs.largest {
                self.largest.push(largest_order(rows, windows.day));
            }
            if contacts {
                let contacts = book.contacts.until(*customer, windows.day);
                self.contacts.push(contact_facts(contacts, windows.day));
            }
        }
    }

    /// Sets the day and leaves every metric out, for conditions on labels and columns alone.
    pub fn empty(&mut self, windows: Windows) {
        self.windows = Some(windows);
        self.orders.clear();
        self.contacts.clear();
        self.gaps.clear();
        self.months.clear();
        self.products.clear();
        self.profits.clear();
        self.largest.clear();
        self.steady.clear();
    }

    /// Writes a metric of numbers or dates (as day numbers) into `out`; NaN is blank.
    ///
    /// Metrics that [`Needs`] left out, and those of higher layers, are blank; so are those
    /// of customers whose part of the window `covered` is not known whole.
    pub fn numbers(&self, book: &Book, outlook: &Outlook, metric: Metric, out: &mut [f64]) {
        self.covered_numbers(book, outlook, metric, out);
        let Some(known) = self.known(book, outlook, metric) else {
            return;
        };
        for (out, customer) in out.iter_mut().zip(&self.customers) {
            if !known.holds(*customer) {
                *out = f64::NAN;
            }
        }
    }

    /// Whose value of a metric is known, in a book too short for its window; `None` where
    /// every one is.
    pub fn known<'b>(
        &self,
        book: &'b Book,
        outlook: &Outlook,
        metric: Metric,
    ) -> Option<Known<'b>> {
        let windows = self.windows.expect("a frame is filled before it is read");
        outlook.coverage.of_metric(book, metric, &windows)
    }

    /// The same from the days that orders cover, however few they are.
    pub fn covered_numbers(&self, book: &Book, outlook: &Outlook, metric: Metric, out: &mut [f64]) {
        let day = self.day();
        match metric {
            Metric::Orders => copy(&self.orders, out, |facts| f64::from(facts.orders)),
            Metric::Orders12m => copy(&self.orders, out, |facts| f64::from(facts.orders_12m)),
            Metric::Amount => copy(&self.orders, out, |facts| money(facts.amount)),
            Metric::Amount12m => copy(&self.orders, out, |facts| money(facts.amount_12m)),
            Metric::AmountPrev12m => {
                copy(&self.orders, out, |facts| money(facts.amount_prev_12m));
            }
            Metric::Growth12m => {
                copy(&self.orders, out, |facts| growth(facts).unwrap_or(f64::NAN));
            }
            Metric::AverageOrder => copy(&self.orders, out, |facts| {
                average(facts).unwrap_or(f64::NAN)
            }),
            Metric::LargestOrder => copy(&self.largest, out, |largest| {
                largest.map_or(f64::NAN, money)
            }),
            Metric::RefundRate => copy(&self.orders, out, |facts| {
                refund_rate(facts).unwrap_or(f64::NAN)
            }),
            Metric::LastOrder => copy(&self.orders, out, |facts| {
                last(facts).map_or(f64::NAN, number)
            }),
            Metric::DaysSinceLastOrder => copy(&self.orders, out, |facts| {
                last(facts).map_or(f64::NAN, |last| age(day, last))
            }),
            Metric::FirstOrder | Metric::DaysSinceFirstOrder => {
                let value = |first: Day| match metric {
                    Metric::FirstOrder => number(first),
                    _ => age(day, first),
                };
                copy(&self.orders, out, |facts| {
                    facts.purchases.map_or(f64::NAN, |(first, _)| value(first))
                });
                if let Some(stated) = outlook.first_deals(book)
                    && !self.orders.is_empty()
                {
                    for (out, customer) in out.iter_mut().zip(&self.customers) {
                        *out = self.stated_first(stated, *customer).map_or(*out, value);
                    }
                }
            }
            Metric::TypicalGap => copy(&self.gaps, out, |gap| *gap),
            Metric::GapRatio => {
                for (row, out) in out.iter_mut().enumerate() {
                    *out = self.gap_ratio(row).unwrap_or(f64::NAN);
                }
            }
            Metric::ActiveMonths12m => copy(&self.months, out, |months| f64::from(*months)),
            Metric::Products if book.has.products => {
                copy(&self.products, out, |products| f64::from(*products));
            }
            Metric::Profit12m if book.has.profit => {
                copy(&self.profits, out, |profit| money(*profit));
            }
            Metric::Margin12m if book.has.profit => {
                for (row, out) in out.iter_mut().enumerate() {
                    *out = self.margin(row).unwrap_or(f64::NAN);
                }
            }
            metric if is_of_log(metric) => {
                if !self.knows_contacts(outlook, metric) {
                    return out.fill(f64::NAN);
                }
                for (row, out) in out.iter_mut().enumerate() {
                    *out = self
                        .contact_number(book, outlook, metric, row)
                        .unwrap_or(f64::NAN);
                }
            }
            Metric::Created | Metric::ContractEnd => {
                let column = metric_field(metric).and_then(|field| book.details.field(field));
                for (out, customer) in out.iter_mut().zip(&self.customers) {
                    *out = column
                        .and_then(|column| column.day(*customer))
                        .map_or(f64::NAN, number);
                }
            }
            _ => out.fill(f64::NAN),
        }
    }

    /// Day of the first deal that the sheet states, else of the first purchase.
    pub fn first_order(&self, book: &Book, outlook: &Outlook, row: usize) -> Option<Day> {
        let stated = outlook.first_deals(book);
        self.first_of(stated, &self.orders[row], self.customers[row])
    }

    /// The same for each row.
    pub fn first_orders<'f>(
        &'f self,
        book: &'f Book,
        outlook: &Outlook,
    ) -> impl Iterator<Item = Option<Day>> + 'f {
        let stated = outlook.first_deals(book);
        let rows = self.orders.iter().zip(&self.customers);
        rows.map(move |(facts, customer)| self.first_of(stated, facts, *customer))
    }

    #[inline]
    fn first_of(&self, stated: Option<&Column>, facts: &OrderFacts, customer: u32) -> Option<Day> {
        let stated = stated.and_then(|stated| self.stated_first(stated, customer));
        stated.or(facts.purchases.map(|(first, _)| first))
    }

    /// What the sheet states, unless that is still to come.
    #[inline]
    fn stated_first(&self, stated: &Column, customer: u32) -> Option<Day> {
        stated.day(customer).filter(|stated| *stated <= self.day())
    }

    /// Typical gap in days.
    pub fn gap(&self, row: usize) -> Option<f64> {
        self.gaps.get(row).copied().filter(|gap| !gap.is_nan())
    }

    /// Age of the last purchase in typical gaps.
    pub fn gap_ratio(&self, row: usize) -> Option<f64> {
        let gap = self.gap(row).filter(|gap| *gap > 0.0)?;
        let (_, last) = self.orders[row].purchases?;
        Some(f64::from(self.day().0 - last.0) / gap)
    }

    /// Profit of the last 12 months, in ten-thousandths; `None` when it was not asked for.
    pub fn profit(&self, row: usize) -> Option<i64> {
        self.profits.get(row).copied()
    }

    /// The largest order, in ten-thousandths; `None` without orders or when it was not asked for.
    pub fn largest(&self, row: usize) -> Option<i64> {
        self.largest.get(row).copied().flatten()
    }

    fn margin(&self, row: usize) -> Option<f64> {
        let amount = self.orders[row].amount_12m;
        (amount != 0).then_some(quotient(self.profits.get(row).copied()?, amount))
    }

    /// Day of the last contact: the log's, or the sheet's when it is later.
    pub fn last_contact(&self, book: &Book, outlook: &Outlook, row: usize) -> Option<Day> {
        let log = self.contacts.get(row).and_then(|facts| facts.last);
        let sheet = outlook
            .places
            .last_contact
            .map(|at| &book.details.columns[at]);
        let sheet = sheet.and_then(|column| column.day(self.customers[row]));
        log.max(sheet.filter(|sheet| *sheet <= self.day()))
    }

    /// Open complaints of the log, or of the sheet when it says more.
    pub fn open_complaints(&self, book: &Book, outlook: &Outlook, row: usize) -> Option<f64> {
        let log = self.contacts.get(row).filter(|_| book.contacts.present);
        let log = log.map(|facts| f64::from(facts.open_complaints));
        let sheet = match outlook.places.complaint.map(|at| &book.details.columns[at]) {
            Some(Column::Text(dictionary)) => {
                let code = dictionary.codes.get(self.customers[row] as usize);
                code.and_then(|code| outlook.complaints.get(*code as usize).copied().flatten())
            }
            _ => None,
        };
        match (log, sheet) {
            (Some(log), Some(sheet)) => Some(log.max(sheet)),
            (one, other) => one.or(other),
        }
    }

    /// Whether log or sheet say anything at all of a metric of contacts.
    pub fn knows_contacts(&self, outlook: &Outlook, metric: Metric) -> bool {
        let places = &outlook.places;
        let sheet = match metric {
            Metric::LastContact | Metric::DaysSinceLastContact => places.last_contact,
            Metric::OpenComplaints => places.complaint,
            Metric::Satisfaction => places.satisfaction,
            _ => None,
        };
        sheet.is_some() || !self.contacts.is_empty()
    }

    fn contact_number(
        &self,
        book: &Book,
        outlook: &Outlook,
        metric: Metric,
        row: usize,
    ) -> Option<f64> {
        let facts = self.contacts.get(row).filter(|_| book.contacts.present);
        match metric {
            Metric::LastContact => self.last_contact(book, outlook, row).map(number),
            Metric::DaysSinceLastContact => self
                .last_contact(book, outlook, row)
                .map(|last| age(self.day(), last)),
            Metric::Contacts90d => facts.map(|facts| f64::from(facts.contacts_90d)),
            Metric::Unanswered => facts.map(|facts| f64::from(facts.unanswered)),
            Metric::Complaints90d => facts.map(|facts| f64::from(facts.complaints_90d)),
            Metric::OpenComplaints => self.open_complaints(book, outlook, row),
            _ => self.satisfaction(book, outlook, row),
        }
    }

    /// The latest satisfaction voiced in the log, else the sheet's, folded to 1-5.
    fn satisfaction(&self, book: &Book, outlook: &Outlook, row: usize) -> Option<f64> {
        let log = self
            .contacts
            .get(row)
            .and_then(|facts| facts.satisfaction)
            .map(f64::from);
        let sheet = outlook
            .places
            .satisfaction
            .map(|at| &book.details.columns[at]);
        let value = log.or_else(|| sheet.and_then(|column| column.number(self.customers[row])))?;
        Some((value * 5.0 / outlook.satisfaction_top).clamp(1.0, 5.0))
    }
}

/// The typical gap at a day; the one over all rows while no later row is left out.
#[inline]
fn gap_at(rows: Rows<'_>, day: Day, known: f32, scratch: &mut Vec<u16>) -> f64 {
    if rows.until(day).len() == rows.len() {
        return f64::from(known);
    }
    typical_gap(rows, day, scratch).unwrap_or(f64::NAN)
}

/// The field of a metric that is a column of the customer sheet.
pub fn metric_field(metric: Metric) -> Option<Field> {
    Some(match metric {
        Metric::Strategic => Field::CustomerStrategic,
        Metric::Industry => Field::CustomerIndustry,
        Metric::Region => Field::CustomerRegion,
        Metric::Source => Field::CustomerSource,
        Metric::Stage => Field::CustomerStage,
        Metric::Level => Field::CustomerLevel,
        Metric::Owner => Field::CustomerOwner,
        Metric::Department => Field::CustomerDepartment,
        Metric::Created => Field::CustomerCreated,
        Metric::ContractEnd => Field::CustomerContractEnd,
        _ => return None,
    })
}

/// `amount_12m / amount_prev_12m - 1`; blank when the earlier window is not above 0: after a
/// year of refunds, more would come out as less.
pub fn growth(facts: &OrderFacts) -> Option<f64> {
    let before = facts.amount_prev_12m;
    // The difference is exact, so that the quotient is what a bound such as 20% is read as.
    let more = match facts.amount_12m.checked_sub(before) {
        Some(more) => more as f64,
        None => (i128::from(facts.amount_12m) - i128::from(before)) as f64,
    };
    (before > 0).then_some(more / before as f64)
}

/// Amount per order; blank without orders.
pub fn average(facts: &OrderFacts) -> Option<f64> {
    // Divided once, so that the quotient is what a bound such as 10.05 is read as.
    (facts.orders > 0).then(|| facts.amount as f64 / (f64::from(facts.orders) * UNITS as f64))
}

/// Refunded amount divided by amount bought; blank when nothing was bought.
pub fn refund_rate(facts: &OrderFacts) -> Option<f64> {
    (facts.bought != 0).then_some(quotient(facts.refunded, facts.bought))
}

/// Nothing of what is below zero is 0, and not -0.
fn quotient(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64 + 0.0
}

fn last(facts: &OrderFacts) -> Option<Day> {
    facts.purchases.map(|(_, last)| last)
}

fn number(day: Day) -> f64 {
    f64::from(day.0)
}

fn age(day: Day, since: Day) -> f64 {
    f64::from(day.0 - since.0)
}

fn money(units: i64) -> f64 {
    units as f64 / UNITS as f64
}

/// Columns that were not asked for are blank.
fn copy<T>(values: &[T], out: &mut [f64], value: impl Fn(&T) -> f64) {
    if values.is_empty() {
        out.fill(f64::NAN);
        return;
    }
    for (out, from) in out.iter_mut().zip(values) {
        *out = value(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Role;
    use crate::records::customers::Wanted;
    use crate::records::sample;
    use crate::rules::condition::InputKind;
    use crate::rules::decode::decode;

    #[test]
    fn a_stated_first_deal_counts_unless_it_is_still_to_come() {
        let customers = "customer_id,first deal\n1,2020-05-01\n2,2026-03-10\n3,\n4,2021-01-01\n";
        let orders = "order_id,customer_id,order_date,amount\n\
            a,1,2025-01-01,9\nb,2,2025-02-01,9\nc,3,2025-03-01,9\n";
        let rules = decode("").expect("no rules are rules");
        let day = |text| Day::parse_iso(text).expect("a test date");
        let wanted = [Wanted {
            field: Some(Field::CustomerFirstDeal),
            header: String::new(),
            kind: InputKind::Date,
        }];
        let sheets = [(Role::Customers, customers), (Role::Orders, orders)];
        let book = sample::book(&sheets, &rules, &wanted, day("2026-06-30"));
        let outlook = Outlook::of(&book, Needs::default(), 1);
        // The second is known to be a customer of 2026 in June, and of 2025 in January.
        for (at, second) in [("2026-06-30", "2026-03-10"), ("2026-01-31", "2025-02-01")] {
            let mut frame = Frame {
                customers: vec![0, 1, 2, 3],
                ..Frame::default()
            };
            frame.fill(&book, &outlook, Windows::at(day(at)), Needs::default());
            let expected = ["2020-05-01", second, "2025-03-01", "2021-01-01"].map(day);
            let firsts: Vec<_> = frame.first_orders(&book, &outlook).flatten().collect();
            assert_eq!(firsts, expected);
            let mut numbers = [0.0; 4];
            frame.numbers(&book, &outlook, Metric::FirstOrder, &mut numbers);
            assert_eq!(numbers.map(|number| Day(number as i32)), expected);
            frame.numbers(&book, &outlook, Metric::DaysSinceFirstOrder, &mut numbers);
            let ages = expected.map(|first| f64::from(day(at).0 - first.0));
            assert_eq!(numbers.map(f64::to_bits), ages.map(f64::to_bits));
            for (row, first) in expected.into_iter().enumerate() {
                assert_eq!(frame.first_order(&book, &outlook, row), Some(first));
            }
        }
    }

    #[test]
    fn quotients_are_what_bounds_are_read_as() {
        let facts = |now: i64, before: i64, orders: u32| OrderFacts {
            amount: now,
            amount_12m: now,
            amount_prev_12m: before,
            orders,
            ..OrderFacts::default()
        };
        for (now, before, expected) in [
            (120, 100, 0.2),
            (140, 100, 0.4),
            (130, 100, 0.3),
            (1, 3, -2.0 / 3.0),
        ] {
            let found = growth(&facts(now * UNITS, before * UNITS, 1));
            assert_eq!(
                found.map(f64::to_bits),
                Some(f64::to_bits(expected)),
                "{now}"
            );
        }
        assert_eq!(quotient(0, -5).to_bits(), 0.0_f64.to_bits());
        assert_eq!(growth(&facts(5, 0, 1)), None);
        assert_eq!(growth(&facts(5, -5, 1)), None);
        let found = average(&facts(301_500, 0, 3));
        assert_eq!(found.map(f64::to_bits), Some(10.05_f64.to_bits()));
    }
}
