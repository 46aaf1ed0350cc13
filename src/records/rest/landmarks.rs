//! Sums on the way through the rows of customers with very many of them.
//!
//! Takes the rows of a partition at rest; gives what they sum up to at every so many rows, and
//! the days of purchases, so that nobody walks through all rows of a customer, which may be a
//! tenth of the book, for every day that is looked at.

use crate::records::flight::Nature;

use super::{Compact, Rows};

/// What rows sum up to. No customer has so many that 64 bits overflow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Rows of any kind.
    pub rows: usize,
    /// Hundredths of what counts; what is kept aside is left out.
    pub cents: u64,
    /// Hundredths of what came back.
    pub returned: u64,
    /// Orders that begin.
    pub orders: u32,
    /// Not 0 where rows are kept aside.
    pub aside: u32,
}

impl Sums {
    #[inline]
    fn add(&mut self, row: Compact) {
        let counts = row.counts();
        self.rows += 1;
        self.cents += u64::from(row.0 & counts.cents);
        self.returned += u64::from(row.0 & counts.returned);
        self.orders += counts.orders;
        self.aside |= counts.aside;
    }
}

/// Customers with fewer rows have no landmarks.
const MANY: usize = 256;

/// So many rows lie between two landmarks.
const EVERY: usize = 64;

/// The landmarks of the customers of a partition.
#[derive(Debug, Default)]
pub(super) struct Landmarks(Vec<OfCustomer>);

/// The landmarks of one customer.
#[derive(Debug)]
struct OfCustomer {
    /// Where its rows start in the partition.
    from: usize,
    /// What the rows before sum up to, at every [`EVERY`] rows.
    sums: Vec<Sums>,
    /// The days of purchases, each once, ascending; days as rows have them.
    purchases: Vec<u16>,
    /// Which of its rows are kept aside.
    asides: Vec<u32>,
}

impl Landmarks {
    /// Sets them for those of these customers that have many rows; they come as they lie in
    /// the partition.
    pub(super) fn of<'r>(customers: impl Iterator<Item = Rows<'r>>) -> Self {
        let many = customers.filter(|rows| rows.len() >= MANY);
        Self(many.map(OfCustomer::new).collect())
    }

    /// Those of the customer whose rows start here.
    fn find(&self, from: usize) -> Option<&OfCustomer> {
        let at = self.0.binary_search_by_key(&from, |one| one.from).ok()?;
        Some(&self.0[at])
    }
}

impl OfCustomer {
    fn new(rows: Rows<'_>) -> Self {
        let (mut sums, mut sum) = (Vec::with_capacity(rows.len() / EVERY + 1), Sums::default());
        let (mut purchases, mut asides): (Vec<u16>, Vec<u32>) = Default::default();
        for (day, row) in rows.compact() {
            if sum.rows % EVERY == 0 {
                sums.push(sum);
            }
            if row.is_aside() {
                asides.push(sum.rows as u32);
            }
            sum.add(row);
            if rows.is_purchase(row) && purchases.last() != Some(&day) {
                purchases.push(day);
            }
        }
        Self {
            from: rows.from,
            sums,
            purchases,
            asides,
        }
    }
}

/// Adds the rows after those of a sum, up to a day.
#[expect(clippy::inline_always, reason = "sums stay in registers")]
#[inline(always)]
fn add_until(days: &[u16], amounts: &[u32], mut sum: Sums, last: i32) -> Sums {
    let amounts = &amounts[..days.len()];
    // Branches on what a row is would be mispredicted.
    while sum.rows < days.len() && i32::from(days[sum.rows]) <= last {
        sum.add(Compact(amounts[sum.rows]));
    }
    sum
}

impl<'a> Rows<'a> {
    /// What the rows up to each of these days sum up to; days ascend and are counted from the
    /// first day of all.
    #[expect(
        clippy::inline_always,
        reason = "what it gives is large, and it is asked for in a loop"
    )]
    #[inline(always)]
    pub fn sums(self, [first, second, third]: [i32; 3]) -> [Sums; 3] {
        if self.len() >= MANY {
            return self.sums_of_many([first, second, third]);
        }
        let days = self.days();
        let amounts = &self.part.amounts[self.from..self.to];
        let first = add_until(days, amounts, Sums::default(), first);
        let second = add_until(days, amounts, first, second);
        [first, second, add_until(days, amounts, second, third)]
    }

    #[cold]
    fn sums_of_many(self, until: [i32; 3]) -> [Sums; 3] {
        let (days, amounts) = (self.days(), &self.part.amounts[self.from..self.to]);
        let mut sum = Sums::default();
        until.map(|last| {
            sum = add_until(days, amounts, self.landmark(sum, last), last);
            sum
        })
    }

    /// The last landmark up to a day, unless what is summed up goes further.
    fn landmark(self, before: Sums, day: i32) -> Sums {
        let Some(marked) = self.part.landmarks.find(self.from) else {
            return before;
        };
        let rows = self.days().partition_point(|of| i32::from(*of) <= day);
        let last = marked.sums.get(rows / EVERY).or(marked.sums.last());
        last.copied()
            .filter(|last| last.rows > before.rows)
            .unwrap_or(before)
    }

    /// The days of purchases up to a day, each once, where there are landmarks.
    #[inline]
    pub fn purchase_days(self, day: i32) -> Option<&'a [u16]> {
        if self.len() < MANY {
            return None;
        }
        let days = &self.part.landmarks.find(self.from)?.purchases;
        let last = i32::from(self.days().last().copied()?).min(day);
        Some(&days[..days.partition_point(|of| i32::from(*of) <= last)])
    }

    /// The rows that are kept aside, each with how many come before it.
    pub fn asides(self) -> impl Iterator<Item = (usize, Compact)> + 'a {
        let marked = if self.len() < MANY {
            None
        } else {
            self.part.landmarks.find(self.from)
        };
        let walked = marked.map_or(self, |_| self.first(0)).compact();
        let walked = walked.enumerate().map(|(at, (_, row))| (at, row));
        let listed = marked.into_iter().flat_map(|marked| &marked.asides);
        let amounts = &self.part.amounts[self.from..self.to];
        let listed = listed.map_while(move |at| {
            let amount = amounts.get(*at as usize)?;
            Some((*at as usize, Compact(*amount)))
        });
        listed.chain(walked.filter(|(_, row)| row.is_aside()))
    }

    /// Whether a row of these is a purchase.
    #[inline]
    pub fn is_purchase(self, row: Compact) -> bool {
        row.counts_cents() || (row.is_aside() && self.aside(row).1 == Nature::Purchase)
    }
}
