//! Back to which day sums over windows stay as they are.
//!
//! Takes the days that are looked back over; gives their windows, and for the facts of a
//! customer the first day from which on they are what they are.

use crate::period::Day;

use super::orders::{Steady, Windows};

/// Days that are looked back over, with their windows.
#[derive(Debug, Clone)]
pub struct Retrospect {
    /// Of every day, oldest first.
    windows: Vec<Windows>,
    /// By day from the first on that any window may begin after: the first day whose last
    /// 12 months begin on it or later, and the first whose 12 months before do.
    within: Vec<[i32; 2]>,
    /// The day of the first of them, counted from [`Day::FIRST`].
    from: i32,
}

impl Retrospect {
    /// Looks back from the latest day to the oldest.
    pub fn over(oldest: Day, latest: Day) -> Self {
        let days = (oldest.0..=latest.0).map(Day);
        let windows: Vec<Windows> = days.map(Windows::at).collect();
        let from = windows.first().map_or(latest, |first| first.two_years_ago);
        let mut next = [0; 2];
        let within = (from.0..=latest.0).map(|day| {
            let bounds: [fn(&Windows) -> Day; 2] = [|at| at.year_ago, |at| at.two_years_ago];
            for (next, bound) in next.iter_mut().zip(bounds) {
                let begins = |at: &Windows| bound(at).0 >= day;
                while windows.get(*next).is_some_and(|at| !begins(at)) {
                    *next += 1;
                }
            }
            next.map(|next| oldest.0 + next as i32)
        });
        Self {
            within: within.collect(),
            from: from.0 - Day::FIRST.0,
            windows,
        }
    }

    /// The days, oldest first.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.windows.iter().map(|windows| windows.day)
    }

    /// The oldest day.
    pub fn oldest(&self) -> Day {
        self.windows.first().map_or(Day::LAST, |first| first.day)
    }

    /// The windows of a day that is looked back over.
    ///
    /// # Panics
    /// If the day is not one of them.
    pub fn at(&self, day: Day) -> Windows {
        self.windows[(day.0 - self.oldest().0) as usize]
    }

    /// The first day whose last 12 months begin on this day, or after it.
    pub fn year_since(&self, day: Day) -> i32 {
        self.since(day.0 - Day::FIRST.0)[0]
    }

    /// The same for the 12 months before those.
    pub fn two_years_since(&self, day: Day) -> i32 {
        self.since(day.0 - Day::FIRST.0)[1]
    }

    /// The first day from which on, up to the day of the facts, they are the same.
    #[inline]
    pub fn facts_since(&self, steady: Steady) -> i32 {
        let [year, _] = self.since(steady.in_year_before);
        let [_, two_years] = self.since(steady.in_two_years_before);
        last_row(steady).max(year).max(two_years)
    }

    /// Days counted from [`Day::FIRST`]; all that lie before the first window stand for one.
    #[inline]
    fn since(&self, day: i32) -> [i32; 2] {
        let place = day.saturating_sub(self.from).max(0) as usize;
        let last = self.within.last().copied().unwrap_or_default();
        self.within.get(place).copied().unwrap_or(last)
    }
}

/// The day of the last row that was counted, before which fewer are; long ago without rows.
#[inline]
pub fn last_row(steady: Steady) -> i32 {
    steady.last.saturating_add(Day::FIRST.0)
}
