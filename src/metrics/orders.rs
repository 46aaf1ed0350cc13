//! What a customer's order rows say at a day.
//!
//! Takes the rows of one customer and the [`Windows`] of a day; gives
//! [`OrderFacts`] in one pass, and the dearer metrics one by one for those who ask.

use crate::period::{Day, Span, Unit};
use crate::records::flight::Nature;
use crate::records::rest::{PER_CENT, Rows};

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

/// Sums over all rows, over the last 24 months and over the last 12.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    all: i64,
    two_years: i64,
    year: i64,
}

impl Sums {
    /// Adds hundredths, of which no customer has so many that 64 bits overflow.
    ///
    /// Branches would be mispredicted: customers have some ten rows, all over the years.
    #[inline]
    fn add_cents(&mut self, cents: u32, in_two_years: bool, in_year: bool) {
        self.all += i64::from(cents);
        self.two_years += i64::from(if in_two_years { cents } else { 0 });
        self.year += i64::from(if in_year { cents } else { 0 });
    }

    /// Adds any amount.
    fn add(&mut self, amount: i64, in_two_years: bool, in_year: bool) {
        self.all = self.all.saturating_add(amount);
        if in_two_years {
            self.two_years = self.two_years.saturating_add(amount);
        }
        if in_year {
            self.year = self.year.saturating_add(amount);
        }
    }
}

/// What rows that are kept aside add: amounts in ten-thousandths.
#[derive(Debug, Clone, Copy, Default)]
struct Aside {
    sums: Sums,
    bought: i64,
    refunded: i64,
}

impl Aside {
    /// Adds a row; whether it is a purchase.
    #[cold]
    fn add(&mut self, row: (i64, Nature), in_two_years: bool, in_year: bool) -> bool {
        let (amount, nature) = row;
        match nature {
            Nature::Purchase => self.bought = self.bought.saturating_add(amount),
            Nature::Refund => self.refunded = self.refunded.saturating_sub(amount),
            Nature::Returned => {
                self.bought = self.bought.saturating_add(amount);
                self.refunded = self.refunded.saturating_add(amount);
                return false;
            }
        }
        self.sums.add(amount, in_two_years, in_year);
        nature == Nature::Purchase
    }
}

/// The facts at a day, and the rows at the bounds of their windows.
#[inline]
pub fn steady_facts(rows: Rows<'_>, windows: &Windows) -> (OrderFacts, Steady) {
    let until = offset(windows.day);
    let (year_ago, two_years_ago) = (offset(windows.year_ago), offset(windows.two_years_ago));
    let (mut cents, mut returned, mut aside) = (Sums::default(), 0u64, Aside::default());
    let (mut orders, mut orders_12m) = (0, 0);
    let (mut first, mut last) = (i32::MAX, i32::MIN);
    let mut steady = Steady {
        last: i32::MIN,
        in_year_before: i32::MIN,
        in_two_years_before: i32::MIN,
    };
    for (day, row) in rows.compact() {
        let day = i32::from(day);
        if day > until {
            break;
        }
        let (in_year, in_two_years) = (day > year_ago, day > two_years_ago);
        steady.last = day;
        steady.in_year_before = if in_year { steady.in_year_before } else { day };
        steady.in_two_years_before = if in_two_years {
            steady.in_two_years_before
        } else {
            day
        };
        orders += u32::from(row.begins());
        orders_12m += u32::from(row.begins() && in_year);
        let purchase = if row.is_aside() {
            aside.add(rows.aside(row), in_two_years, in_year)
        } else {
            let back = row.is_returned();
            let amount = if back { 0 } else { row.cents() };
            cents.add_cents(amount, in_two_years, in_year);
            returned += u64::from(if back { row.cents() } else { 0 });
            !back
        };
        first = if purchase { first.min(day) } else { first };
        last = if purchase { day } else { last };
    }
    let total = |cents: i64, aside: i64| (cents * PER_CENT).saturating_add(aside);
    let year = total(cents.year, aside.sums.year);
    let returned = returned as i64;
    let facts = OrderFacts {
        orders,
        orders_12m,
        amount: total(cents.all, aside.sums.all),
        amount_12m: year,
        amount_prev_12m: total(
            cents.two_years - cents.year,
            aside.sums.two_years.saturating_sub(aside.sums.year),
        ),
        bought: total(cents.all + returned, aside.bought),
        refunded: total(returned, aside.refunded),
        purchases: (last >= first).then(|| {
            let day = |offset: i32| Day(Day::FIRST.0 + offset);
            (day(first), day(last))
        }),
    };
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
    let mut before = None;
    let until = offset(day);
    for (day, row) in rows.compact() {
        if i32::from(day) > until {
            break;
        }
        let aside = row.is_aside() && rows.aside(row).1 != Nature::Purchase;
        if row.is_returned() || aside {
            continue;
        }
        match before {
            Some(previous) if previous != day => gaps.push(day - previous),
            _ => {}
        }
        before = Some(day);
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
            rows in prop::collection::vec(sold(), 0..12),
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
