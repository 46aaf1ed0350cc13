//! What a customer's order rows say at a day.
//!
//! Takes the rows of one customer and the [`Windows`] of a day; gives
//! [`OrderFacts`] in one pass, and the dearer metrics one by one for those who ask.

use crate::period::{Day, Span, Unit};
use crate::records::flight::Nature;
use crate::records::rest::{Compact, PER_CENT, Rows, Sums};

/// The bounds of the windows that end on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// The day itself.
    pub day: Day,
    /// The day before the last 12 months begin.
    pub year_ago: Day,
    /// The day before the 12 months before those begin.
    pub two_years_ago: Day,
}

impl Windows {
    /// The windows that end on `day`.
    pub fn at(day: Day) -> Self {
        Self {
            day,
            year_ago: day.before(Span::new(12, Unit::Month)),
            two_years_ago: day.before(Span::new(24, Unit::Month)),
        }
    }
}

/// Sums and counts of one customer's order rows up to a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderFacts {
    /// Distinct orders, each counted on the day of its first purchase row.
    pub orders: u32,
    /// Those of the last 12 months.
    pub orders_12m: u32,
    /// Sum of amounts, in ten-thousandths; refunds subtracted.
    pub amount: i64,
    /// That of the last 12 months.
    pub amount_12m: i64,
    /// That of the 12 months before.
    pub amount_prev_12m: i64,
    /// Everything bought, returned rows included.
    pub bought: i64,
    /// Everything given back.
    pub refunded: i64,
    /// First and last purchase day; `None` without purchases.
    pub purchases: Option<(Day, Day)>,
}

/// Sums and counts up to a day. Sums stay at the limit of 922 trillion rather than wrap.
pub fn order_facts(rows: Rows<'_>, windows: &Windows) -> OrderFacts {
    steady_facts(rows, windows).0
}

/// The last rows that lie before the end of the facts and before each window: going back,
/// they are the first to leave or to come in. Days from [`Day::FIRST`], long ago without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steady {
    pub(super) last: i32,
    pub(super) in_year_before: i32,
    pub(super) in_two_years_before: i32,
}

impl Steady {
    /// Whether both count the same rows, though windows may lie otherwise.
    #[inline]
    pub fn same_rows(self, other: Self) -> bool {
        self.last == other.last
    }

    /// Whether the facts are the same at this earlier day.
    #[inline]
    pub fn holds(self, windows: &Windows) -> bool {
        offset(windows.day) >= self.last
            && offset(windows.year_ago) >= self.in_year_before
            && offset(windows.two_years_ago) >= self.in_two_years_before
    }
}

/// Adds to the facts what the rows add that are kept aside. So many rows lie up to the day, up to
/// a year before and up to two.
#[cold]
fn add_aside(facts: &mut OrderFacts, rows: Rows<'_>, [until, year, two_years]: [usize; 3]) {
    for (at, row) in rows.first(until).asides() {
        let (amount, nature) = rows.aside(row);
        let (bought, refunded) = match nature {
            Nature::Purchase => (amount, 0),
            Nature::Refund => (0, amount.saturating_neg()),
            Nature::Returned => (amount, amount),
        };
        facts.bought = facts.bought.saturating_add(bought);
        facts.refunded = facts.refunded.saturating_add(refunded);
        if nature == Nature::Returned {
            continue;
        }
        facts.amount = facts.amount.saturating_add(amount);
        if at >= year {
            facts.amount_12m = facts.amount_12m.saturating_add(amount);
        } else if at >= two_years {
            facts.amount_prev_12m = facts.amount_prev_12m.saturating_add(amount);
        }
    }
    facts.purchases = purchases(rows.first(until), |row| rows.is_purchase(row));
}

/// The first and the last day of the rows that are purchases.
#[inline]
fn purchases(rows: Rows<'_>, is_one: impl Fn(Compact) -> bool) -> Option<(Day, Day)> {
    let one = |(day, row): (u16, Compact)| is_one(row).then(|| Day::from_offset(day));
    let first = rows.compact().find_map(&one)?;
    Some((first, rows.compact().rev().find_map(&one)?))
}

/// The facts at a day, and the rows at the bounds of their windows.
#[expect(
    clippy::inline_always,
    reason = "what is given back is large, and asked for in a loop"
)]
#[inline(always)]
pub fn steady_facts(rows: Rows<'_>, windows: &Windows) -> (OrderFacts, Steady) {
    // One pass from the oldest row on, with the sums as they stand at each bound.
    let ends = [windows.two_years_ago, windows.year_ago, windows.day];
    let [long_before, before, all] = rows.sums(ends.map(offset));
    let days = rows.days();
    let last_of = |sum: Sums| match sum.rows {
        0 => i32::MIN,
        count => i32::from(days[count - 1]),
    };
    let steady = Steady {
        last: last_of(all),
        in_year_before: last_of(before),
        in_two_years_before: last_of(long_before),
    };
    let amount = |cents: u64| cents as i64 * PER_CENT;
    let mut facts = OrderFacts {
        orders: all.orders,
        orders_12m: all.orders - before.orders,
        amount: amount(all.cents),
        amount_12m: amount(all.cents - before.cents),
        amount_prev_12m: amount(before.cents - long_before.cents),
        bought: amount(all.cents + all.returned),
        refunded: amount(all.returned),
        purchases: purchases(rows.first(all.rows), Compact::counts_cents),
    };
    if all.aside != 0 {
        let counts = [all, before, long_before].map(|sum| sum.rows);
        add_aside(&mut facts, rows, counts);
    }
    (facts, steady)
}

/// The largest sum of one order's rows on one day, up to a day; `None` without purchases.
pub fn largest_order(rows: Rows<'_>, day: Day) -> Option<i64> {
    let (mut largest, mut order) = (None, 0i64);
    let purchases = rows
        .until(day)
        .iter()
        .filter(|row| row.nature == Nature::Purchase);
    for row in purchases {
        order = if row.continues {
            order.saturating_add(row.amount)
        } else {
            row.amount
        };
        largest = largest.max(Some(order));
    }
    largest
}

/// Median days between neighbouring distinct purchase days; needs three of them.
///
/// Of an even number of gaps the mean of the middle two, so halves occur.
/// `gaps` is scratch memory.
pub fn typical_gap(rows: Rows<'_>, day: Day, gaps: &mut Vec<u16>) -> Option<f64> {
    gaps.clear();
    if rows.len() < 3 {
        return None;
    }
    if let Some(days) = rows.purchase_days(offset(day)) {
        gaps.extend(days.windows(2).map(|pair| pair[1] - pair[0]));
    } else {
        let rows = rows.until(day);
        let mut days = rows.compact().filter(|(_, row)| rows.is_purchase(*row));
        let (mut before, _) = days.next()?;
        // A gap is written for every row and stays where the day is another: which it is,
        // processors guess badly.
        gaps.resize(rows.len(), 0);
        let mut count = 0;
        for (day, _) in days {
            gaps[count] = day - before;
            count += usize::from(day != before);
            before = day;
        }
        gaps.truncate(count);
    }
    if gaps.len() < 2 {
        return None;
    }
    let middle = gaps.len() / 2;
    let odd = gaps.len() % 2 == 1;
    let (lower, upper, _) = gaps.select_nth_unstable(middle);
    let upper = f64::from(*upper);
    if odd {
        return Some(upper);
    }
    let lower = lower
        .iter()
        .max()
        .expect("an even number of gaps has a lower half");
    Some(f64::midpoint(f64::from(*lower), upper))
}

/// Calendar months with a purchase in the last 12 months, 0 to 13 (the first month may be partial).
pub fn active_months(rows: Rows<'_>, windows: &Windows) -> u32 {
    let year_ago = offset(windows.year_ago);
    let (mut months, mut before) = (0, None);
    let recent = rows.until(windows.day).iter();
    for row in recent.filter(|row| row.nature == Nature::Purchase && i32::from(row.day) > year_ago)
    {
        let month = Day::from_offset(row.day).month_number();
        months += u32::from(before != Some(month));
        before = Some(month);
    }
    months
}

/// Sum of profits after `after` and up to a day, in ten-thousandths; returned rows count 0.
pub fn profit(rows: Rows<'_>, after: Day, day: Day) -> i64 {
    let rows = rows.until(day);
    rows.iter()
        .zip(rows.profits())
        .filter(|(row, _)| i32::from(row.day) > offset(after) && row.nature != Nature::Returned)
        .fold(0i64, |sum, (_, profit)| sum.saturating_add(*profit))
}

/// Distinct products bought up to a day. `seen` is scratch memory.
pub fn products(rows: Rows<'_>, day: Day, seen: &mut Vec<u32>) -> u32 {
    let rows = rows.until(day);
    seen.clear();
    seen.extend(
        rows.iter()
            .zip(rows.products())
            .filter(|(row, product)| row.nature == Nature::Purchase && **product != u32::MAX)
            .map(|(_, product)| *product),
    );
    seen.sort_unstable();
    seen.dedup();
    seen.len() as u32
}

/// What an own metric takes of the rows it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Sum of amounts.
    Amount,
    /// Sum of profits.
    Profit,
    /// Distinct orders.
    Orders,
    /// Rows that are purchases.
    Rows,
}

/// An own metric over order rows: marked rows (all without a mark) after a day and up to a day.
///
/// Amounts and profits in ten-thousandths, orders and rows as counts.
pub fn own(
    rows: Rows<'_>,
    taking: Taking,
    mark: Option<usize>,
    after: Option<Day>,
    day: Day,
) -> i64 {
    let rows = rows.until(day);
    let after = after.map_or(i32::MIN, offset);
    let mut sum = 0i64;
    for (at, row) in rows.iter().enumerate() {
        let marks = rows.marks().get(at).copied().unwrap_or_default();
        let shown = mark.is_none_or(|mark| marks & 1 << mark != 0);
        if !shown || i32::from(row.day) <= after || row.nature == Nature::Returned {
            continue;
        }
        let purchase = row.nature == Nature::Purchase;
        let begins = match mark {
            Some(mark) => marks & 1 << (crate::records::rest::MAX_MARKS + mark) != 0,
            None => row.begins,
        };
        sum = sum.saturating_add(match taking {
            Taking::Amount => row.amount,
            Taking::Profit => rows.profits().get(at).copied().unwrap_or_default(),
            Taking::Orders => i64::from(purchase && begins),
            Taking::Rows => i64::from(purchase),
        });
    }
    sum
}

/// A day as the rows count it; days before the first fact day are negative.
fn offset(day: Day) -> i32 {
    day.0 - Day::FIRST.0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::metrics::retrospect::Retrospect;
    use crate::names::Role;
    use crate::records::sample;
    use crate::rules::Rules;

    /// Day, amount in ten-thousandths, and whether the status says it came back.
    type Sold = (i32, i64, bool);

    fn first_day() -> Day {
        Day::parse_iso("2022-01-01").expect("a test date")
    }

    /// The facts by their definition, every row an order of its own.
    fn defined(rows: &[Sold], windows: &Windows) -> OrderFacts {
        let mut facts = OrderFacts::default();
        for (day, amount, back) in rows {
            let day = first_day().plus(*day);
            if day > windows.day {
                continue;
            }
            let (in_year, in_two) = (day > windows.year_ago, day > windows.two_years_ago);
            let returned = *back && *amount > 0;
            let value = if returned { 0 } else { *amount };
            facts.bought += (*amount).max(0);
            facts.refunded += if returned { *amount } else { (-amount).max(0) };
            facts.amount += value;
            facts.amount_12m += if in_year { value } else { 0 };
            facts.amount_prev_12m += if in_two && !in_year { value } else { 0 };
            if *amount >= 0 && !returned {
                facts.orders += 1;
                facts.orders_12m += u32::from(in_year);
                let (first, last) = facts.purchases.unwrap_or((day, day));
                facts.purchases = Some((first.min(day), last.max(day)));
            }
        }
        facts
    }

    /// The typical gap by its definition: over distinct days of purchases, refunds left out.
    fn defined_gap(rows: &[Sold], until: Day) -> Option<f64> {
        let bought = rows
            .iter()
            .filter(|(_, amount, back)| *amount >= 0 && !*back);
        let days: BTreeSet<i32> = bought.map(|(day, ..)| *day).collect();
        let days: Vec<i32> = days
            .into_iter()
            .filter(|day| first_day().plus(*day) <= until)
            .collect();
        let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.sort_unstable();
        let half = gaps.len() / 2;
        match gaps.len() {
            0 | 1 => None,
            odd if odd % 2 == 1 => Some(f64::from(gaps[half])),
            _ => Some(f64::from(gaps[half - 1] + gaps[half]) / 2.0),
        }
    }

    fn sold() -> impl Strategy<Value = Sold> {
        let cents = (-300i64..100_000).prop_map(|cents| cents * 100);
        // Ten million do not fit the row, nor do fractions of a cent.
        let amount = prop_oneof![4 => cents, 1 => Just(100_000_000_000), 1 => Just(12_345)];
        (0..1500, amount, prop::bool::weighted(0.2))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn one_pass_gives_the_facts_as_defined_and_knows_how_long_they_hold(
            // Customers with many rows have landmarks in them.
            rows in prop_oneof![
                4 => prop::collection::vec(sold(), 0..12),
                1 => prop::collection::vec(sold(), 250..400),
            ],
            days in prop::collection::vec(0..1500, 4),
        ) {
            let mut csv = "order_id,customer_id,order_date,amount,status\no0,other,2022-01-01,1,\n".to_owned();
            for (number, (day, amount, back)) in rows.iter().enumerate() {
                let sign = if *amount < 0 { "-" } else { "" };
                let (whole, rest) = (amount.abs() / 10_000, amount.abs() % 10_000);
                let status = if *back { "refunded" } else { "completed" };
                let day = first_day().plus(*day);
                let _ = writeln!(csv, "x{number},one,{day},{sign}{whole}.{rest:04},{status}");
            }
            let as_of = first_day().plus(1500);
            let retrospect = Retrospect::over(first_day().plus(-50), as_of);
            let book = sample::book(&[(Role::Orders, &csv)], &Rules::built_in(), &[], as_of);
            let mut customers = 0..book.len() as u32;
            let one = customers.find(|customer| book.registry.id(*customer) == "one");
            let Some(one) = one else { return Ok(()) };
            let rows_of = book.rows(one);
            for day in &days {
                let windows = Windows::at(first_day().plus(*day));
                let (facts, steady) = steady_facts(rows_of, &windows);
                prop_assert_eq!(facts, defined(&rows, &windows));
                let gap = typical_gap(rows_of, windows.day, &mut Vec::new());
                prop_assert_eq!(gap, defined_gap(&rows, windows.day));
                for back in 1..40 {
                    let earlier = Windows::at(windows.day.plus(-back));
                    let known = earlier.day.0 >= retrospect.facts_since(steady);
                    prop_assert_eq!(retrospect.at(earlier.day), earlier);
                    prop_assert!(!known || order_facts(rows_of, &earlier) == facts);
                }
            }
        }
    }
}
