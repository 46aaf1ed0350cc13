//! What a customer's order rows say at a day.
//!
//! Takes the rows of one customer and the [`Windows`] of a day; gives
//! [`OrderFacts`] in one pass, and the dearer metrics one by one for those who ask.

use crate::period::{Day, Span, Unit};
use crate::records::flight::Nature;
use crate::records::rest::Rows;

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
#[inline]
pub fn order_facts(rows: Rows<'_>, windows: &Windows) -> OrderFacts {
    plain_facts(rows, windows).unwrap_or_else(|| mixed_facts(rows, windows))
}

/// The days between which nothing of [`order_facts`] changes, when going back from a day.
///
/// Facts at the day are the facts of every earlier day that [`Steady::holds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steady {
    last: i32,
    in_year_before: i32,
    in_two_years_before: i32,
}

impl Steady {
    /// What holds the facts of `windows.day` steady.
    #[inline]
    pub fn of(rows: Rows<'_>, windows: &Windows) -> Self {
        let latest = |day: Day| match rows.count_until(day) {
            0 => i32::MIN,
            count => i32::from(rows.days()[count - 1]),
        };
        Self {
            last: latest(windows.day),
            in_year_before: latest(windows.year_ago),
            in_two_years_before: latest(windows.two_years_ago),
        }
    }

    /// Whether the facts are the same at this earlier day.
    #[inline]
    pub fn holds(self, windows: &Windows) -> bool {
        offset(windows.day) >= self.last
            && offset(windows.year_ago) >= self.in_year_before
            && offset(windows.two_years_ago) >= self.in_two_years_before
    }
}

/// Facts of rows that are all plain purchases, which nearly all are.
#[inline]
fn plain_facts(rows: Rows<'_>, windows: &Windows) -> Option<OrderFacts> {
    let until = rows.count_until(windows.day);
    if until == 0 {
        return Some(OrderFacts::default());
    }
    let year = rows.count_until(windows.year_ago);
    let two_years = rows.count_until(windows.two_years_ago);
    let (early, early_orders) = rows.sums(0, two_years)?;
    let (previous, previous_orders) = rows.sums(two_years, year)?;
    let (recent, recent_orders) = rows.sums(year, until)?;
    let amount = early + previous + recent;
    let days = rows.days();
    Some(OrderFacts {
        orders: early_orders + previous_orders + recent_orders,
        orders_12m: recent_orders,
        amount,
        amount_12m: recent,
        amount_prev_12m: previous,
        bought: amount,
        refunded: 0,
        purchases: Some((Day::from_offset(days[0]), Day::from_offset(days[until - 1]))),
    })
}

fn mixed_facts(rows: Rows<'_>, windows: &Windows) -> OrderFacts {
    let mut facts = OrderFacts::default();
    let year_ago = offset(windows.year_ago);
    let two_years_ago = offset(windows.two_years_ago);
    let (mut first, mut last) = (u16::MAX, 0);
    let mut purchases = 0u32;
    for row in rows.until(windows.day).iter() {
        let in_year = i32::from(row.day) > year_ago;
        let value = match row.nature {
            Nature::Purchase => {
                facts.bought = facts.bought.saturating_add(row.amount);
                facts.orders += u32::from(row.begins);
                facts.orders_12m += u32::from(row.begins && in_year);
                purchases += 1;
                first = first.min(row.day);
                last = row.day;
                row.amount
            }
            Nature::Refund => {
                facts.refunded = facts.refunded.saturating_sub(row.amount);
                row.amount
            }
            Nature::Returned => {
                facts.bought = facts.bought.saturating_add(row.amount);
                facts.refunded = facts.refunded.saturating_add(row.amount);
                0
            }
        };
        facts.amount = facts.amount.saturating_add(value);
        if in_year {
            facts.amount_12m = facts.amount_12m.saturating_add(value);
        } else if i32::from(row.day) > two_years_ago {
            facts.amount_prev_12m = facts.amount_prev_12m.saturating_add(value);
        }
    }
    if purchases > 0 {
        facts.purchases = Some((Day::from_offset(first), Day::from_offset(last)));
    }
    facts
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
    for row in rows
        .until(day)
        .iter()
        .filter(|row| row.nature == Nature::Purchase)
    {
        match before {
            Some(previous) if previous != row.day => gaps.push(row.day - previous),
            _ => {}
        }
        before = Some(row.day);
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
