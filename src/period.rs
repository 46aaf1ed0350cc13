//! Days, spans and period ends: the only module that knows a calendar library.
//!
//! A [`Day`] is a plain day number, so ages are subtractions; a [`Span`] is what
//! people write (`30d`, `2w`, `3m`, `1y`). Days and weeks are plain days; months
//! and years are calendar spans and clip at month ends: one month before
//! 31 March is 28 (or 29) February.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

use crate::digits::eight;

/// 1 January 1970, counted from 31 December of the year before year 1, as chrono counts.
const EPOCH: i32 = 719_163;

/// A day, counted from 1 January 1970 (day 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// The days tierbook accepts as facts: 1 January 1950 to 6 June 2129.
///
/// Outside of it a date in a customer book is a slip of the pen, and inside of
/// it a day fits 16 bits counted from [`Day::FIRST`].
impl Day {
    /// The first day that counts as a fact: 1950-01-01.
    pub const FIRST: Self = Self(-7305);
    /// The last day that counts as a fact: 65,535 days after the first.
    pub const LAST: Self = Self(-7305 + 65_535);
    /// 0000-01-01, before which years have signs.
    const YEAR_0: Self = Self(-719_528);
    /// 9999-12-31, after which years have more than four digits.
    const YEAR_9999: Self = Self(2_932_896);

    /// The day of a calendar date, if there is such a date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_date)
    }

    /// Year, month (1-12) and day of month (1-31).
    #[inline]
    pub fn ymd(self) -> (i32, u32, u32) {
        self.near_ymd().unwrap_or_else(|| {
            let date = self.date();
            (date.year(), date.month(), date.day())
        })
    }

    /// The same for the years 0 to 9999, from arithmetic alone: a calendar library looks
    /// years up in a table, which shows where millions of days are written.
    ///
    /// Neri and Schneider, "Euclidean affine functions and their application to calendar
    /// algorithms" (2022), figure 12: years begin in March, so that the leap day ends them.
    #[inline]
    fn near_ymd(self) -> Option<(i32, u32, u32)> {
        if !(Self::YEAR_0..=Self::YEAR_9999).contains(&self) {
            return None;
        }
        // Days since 1 March of the year 400 before year 0.
        let days = (self.0 + 719_468 + 146_097) as u32;
        let quarters = 4 * days + 3;
        let (century, quarters) = (quarters / 146_097, quarters % 146_097 / 4 * 4 + 3);
        let product = 2_939_745 * u64::from(quarters);
        let (year, day_of_year) = ((product >> 32) as u32, product as u32 / 2_939_745 / 4);
        let parts = 2_141 * day_of_year + 197_913;
        let (month, day) = (parts >> 16, (parts & 0xffff) / 2_141 + 1);
        let is_after_december = day_of_year >= 306;
        let year = (100 * century + year) as i32 - 400 + i32::from(is_after_december);
        Some((year, month - 12 * u32::from(is_after_december), day))
    }

    /// Days from 1950-01-01, for columns of 16 bits. The day must be a fact day.
    pub fn offset(self) -> u16 {
        debug_assert!(self.is_fact());
        (self.0 - Self::FIRST.0) as u16
    }

    /// The day that [`Day::offset`] counted.
    pub const fn from_offset(offset: u16) -> Self {
        Self(Self::FIRST.0 + offset as i32)
    }

    /// Whether the day lies in the range accepted as a fact.
    pub fn is_fact(self) -> bool {
        (Self::FIRST..=Self::LAST).contains(&self)
    }

    /// Reads `2026-06-30`, and nothing else.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0u32, |sum, byte| {
                byte.is_ascii_digit()
                    .then(|| sum * 10 + u32::from(byte - b'0'))
            })
        };
        Self::from_ymd(number(0..4)? as i32, number(5..7)?, number(8..10)?)
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The day `months` calendar months later; the day of month clips at month ends.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        self.near_plus_months(months)
            .unwrap_or_else(|| self.far_plus_months(months))
    }

    /// The same within the years 0 to 9999, from arithmetic alone: plans add months to a
    /// day for every track of every customer.
    fn near_plus_months(self, months: i32) -> Option<Self> {
        let (year, month, day) = self.near_ymd()?;
        let number = (year * 12 + month as i32 - 1).checked_add(months)?;
        let (year, month) = (number.div_euclid(12), number.rem_euclid(12) as u32 + 1);
        if !(0..=9999).contains(&year) {
            return None;
        }
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + u32::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        // Years begin in March, so that the leap day ends them.
        let (year, month) = if month > 2 {
            (year, month)
        } else {
            (year - 1, month + 12)
        };
        let century = year.div_euclid(100);
        let of_years = year * 365 + year.div_euclid(4) - century + century.div_euclid(4);
        let of_months = (979 * month - 2919) / 32;
        let days = of_years + (of_months + day.min(length)) as i32 - 1;
        Some(Self(days - 719_468))
    }

    fn far_plus_months(self, months: i32) -> Self {
        let date = self.date();
        let moved = if months < 0 {
            date.checked_sub_months(Months::new(months.unsigned_abs()))
        } else {
            date.checked_add_months(Months::new(months.unsigned_abs()))
        };
        moved.map_or(self, Self::from_date)
    }

    /// The day one span earlier: the excluded start of the window `(day - span, day]`.
    #[must_use]
    pub fn before(self, span: Span) -> Self {
        match span.unit {
            Unit::Day => self.plus(-(span.count as i32)),
            Unit::Week => self.plus(-7 * span.count as i32),
            Unit::Month => self.plus_months(-(span.count as i32)),
            Unit::Year => self.plus_months(-12 * span.count as i32),
        }
    }

    /// The day one span later.
    #[must_use]
    pub fn after(self, span: Span) -> Self {
        match span.unit {
            Unit::Day => self.plus(span.count as i32),
            Unit::Week => self.plus(7 * span.count as i32),
            Unit::Month => self.plus_months(span.count as i32),
            Unit::Year => self.plus_months(12 * span.count as i32),
        }
    }

    /// Monday is 0, Sunday is 6.
    pub fn weekday(self) -> u32 {
        // 1 January 1970 was a Thursday.
        (self.0 + 3).rem_euclid(7) as u32
    }

    /// The last day of the month `months` before this day's month (0: its own).
    #[must_use]
    pub fn month_end(self, months: u32) -> Self {
        let first = self
            .date()
            .with_day(1)
            .expect("every month has a first day");
        let next = first + Months::new(1);
        Self::from_date(next - Months::new(months)).plus(-1)
    }

    /// Months since year 0, for monthly buckets.
    pub fn month_number(self) -> i32 {
        let (year, month, _) = self.ymd();
        year * 12 + month as i32 - 1
    }

    /// The last `count` ends of whole periods strictly before this day, latest first.
    ///
    /// Month and year spans end with calendar months (a quarter `3m` with March,
    /// June, September, December); day and week spans count back from Sundays.
    pub fn period_ends(self, every: Span, count: usize) -> Vec<Self> {
        let months = match every.unit {
            Unit::Month => every.count,
            Unit::Year => 12 * every.count,
            Unit::Day | Unit::Week => return self.plain_period_ends(every, count),
        } as i32;
        // Ends fall where the month number after the end is a multiple of the span.
        let mut next = self.plus(1).month_number();
        if self.plus(1).ymd().2 == 1 {
            next -= 1; // the day itself ends a month: only earlier ends are wanted
        }
        next -= next.rem_euclid(months);
        (0..count as i32)
            .map(|back| {
                let number = next - back * months;
                let (year, month) = (number.div_euclid(12), number.rem_euclid(12) as u32 + 1);
                Self::from_ymd(year, month, 1)
                    .expect("a first of a month")
                    .plus(-1)
            })
            .collect()
    }

    fn plain_period_ends(self, every: Span, count: usize) -> Vec<Self> {
        let length = match every.unit {
            Unit::Week => 7 * every.count as i32,
            _ => every.count as i32,
        }
        .max(1);
        // Day -4 (28 December 1969) was a Sunday; whole spans count from there.
        let since = self.0 + 4;
        let last = self.0 - 1 - (since - 1).rem_euclid(length);
        (0..count as i32)
            .map(|back| Self(last - back * length))
            .collect()
    }

    /// `2026-06-30` in ASCII; `None` beyond the years 0 to 9999.
    ///
    /// A million rows name several days each; the formatter's padding would show.
    #[inline]
    pub fn digits(self) -> Option<[u8; 10]> {
        let (year, month, day) = self.near_ymd()?;
        let all = eight(year as u32 * 10_000 + month * 100 + day);
        let mut text = *b"0000-00-00";
        text[..4].copy_from_slice(&all[..4]);
        text[5..7].copy_from_slice(&all[4..6]);
        text[8..].copy_from_slice(&all[6..]);
        Some(text)
    }

    fn date(self) -> NaiveDate {
        let days = self.0.checked_add(EPOCH);
        let date = days.and_then(NaiveDate::from_num_days_from_ce_opt);
        date.unwrap_or_default()
    }

    fn from_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH)
    }
}

/// Writes `2026-06-30`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.digits() {
            return f.write_str(std::str::from_utf8(&text).expect("digits are ASCII"));
        }
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// What a span counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Plain days (`d`, 天).
    Day,
    /// Seven plain days (`w`, 周).
    Week,
    /// Calendar months (`m`, 个月), clipped at month ends.
    Month,
    /// Calendar years (`y`, 年), clipped at month ends.
    Year,
}

/// A length of time as people write it: `45d`, `2w`, `3m`, `1q`, `3y`, `3个月`.
///
/// A quarter is read as three months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// How many units; at most 36,500 so that no date can leave the calendar.
    pub count: u32,
    /// Which unit.
    pub unit: Unit,
}

impl Span {
    /// The largest count accepted: a hundred years of days.
    pub const MAX_COUNT: u32 = 36_500;

    /// A span of `count` units.
    pub const fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// Reads `45d`, `2w`, `3m`, `1q`, `3y` and 天, 周, 个月, 月, 季度, 季, 年; nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let count: u32 = text[..digits].parse().ok()?;
        let (factor, unit) = match text[digits..].trim() {
            "d" | "D" | "天" | "日" => (1, Unit::Day),
            "w" | "W" | "周" => (1, Unit::Week),
            "m" | "M" | "个月" | "月" => (1, Unit::Month),
            "q" | "Q" | "季度" | "季" | "个季度" => (3, Unit::Month),
            "y" | "Y" | "年" => (1, Unit::Year),
            _ => return None,
        };
        let count = count.checked_mul(factor)?;
        (count <= Self::MAX_COUNT).then_some(Self { count, unit })
    }

    /// The number of plain days, if the span is one of plain days or weeks.
    pub fn plain_days(self) -> Option<u32> {
        match self.unit {
            Unit::Day => Some(self.count),
            Unit::Week => Some(self.count * 7),
            Unit::Month | Unit::Year => None,
        }
    }
}

/// Writes `45d`, `2w`, `3m`, `1y`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => 'd',
            Unit::Week => 'w',
            Unit::Month => 'm',
            Unit::Year => 'y',
        };
        write!(f, "{}{unit}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    #[test]
    fn days_count_from_1970_and_print_as_iso() {
        assert_eq!(day("1970-01-01"), Day(0));
        assert_eq!(day("2026-06-30").to_string(), "2026-06-30");
        assert_eq!(day("1950-01-01"), Day::FIRST);
        assert_eq!(Day::LAST.to_string(), "2129-06-06");
    }

    #[test]
    fn days_have_the_date_that_the_calendar_library_gives_them() {
        let near = |first: i32, last: i32| (first..=last).map(Day);
        let days = near(Day::YEAR_0.0 - 800, Day::YEAR_0.0 + 1_200)
            .chain(near(Day::FIRST.0, Day::LAST.0))
            .chain(near(Day::YEAR_9999.0 - 800, Day::YEAR_9999.0 + 800))
            .chain((Day::YEAR_0.0..Day::YEAR_9999.0).step_by(89).map(Day));
        for day in days {
            let date = day.date();
            assert_eq!(
                day.ymd(),
                (date.year(), date.month(), date.day()),
                "{}",
                day.0
            );
            assert_eq!(
                day.digits().is_some(),
                (0..=9999).contains(&date.year()),
                "{}",
                day.0
            );
        }
    }

    #[test]
    fn months_are_added_as_the_calendar_library_adds_them() {
        let ends =
            (Day::YEAR_0.0..Day::YEAR_0.0 + 800).chain(Day::YEAR_9999.0 - 800..Day::YEAR_9999.0);
        let days = ends
            .chain((-30_000..60_000).step_by(7))
            .chain(10_900..12_400);
        for day in days.map(Day) {
            for months in [
                -1201, -25, -12, -2, -1, 0, 1, 2, 3, 6, 11, 12, 13, 120, 4800,
            ] {
                assert_eq!(
                    day.plus_months(months),
                    day.far_plus_months(months),
                    "{} + {months}",
                    day.0
                );
            }
        }
        assert_eq!(Day(0).plus_months(i32::MAX), Day(0));
    }

    #[test]
    fn only_real_iso_dates_are_read() {
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-01",
            "26-01-01",
            "2026/01/01",
            "",
        ] {
            assert_eq!(Day::parse_iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_clip_at_month_ends() {
        let cases = [
            ("2026-03-31", "1m", "2026-02-28"),
            ("2024-03-31", "1m", "2024-02-29"),
            ("2026-05-31", "3m", "2026-02-28"),
            ("2024-02-29", "1y", "2023-02-28"),
            ("2026-06-30", "12m", "2025-06-30"),
            ("2026-01-15", "2w", "2026-01-01"),
        ];
        for (from, span, expected) in cases {
            let span = Span::parse(span).expect("a span");
            assert_eq!(day(from).before(span), day(expected), "{from} - {span}");
        }
    }

    #[test]
    fn spans_read_both_languages_and_refuse_the_rest() {
        assert_eq!(Span::parse("3个月"), Some(Span::new(3, Unit::Month)));
        assert_eq!(Span::parse("1q"), Some(Span::new(3, Unit::Month)));
        assert_eq!(Span::parse("2 周"), Some(Span::new(2, Unit::Week)));
        for bad in ["", "m", "3", "3x", "-3m", "1.5m", "99999d"] {
            assert_eq!(Span::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn weekdays_start_on_monday() {
        assert_eq!(day("2026-11-22").weekday(), 6);
        assert_eq!(day("2026-11-23").weekday(), 0);
        assert_eq!(day("1969-12-28").weekday(), 6);
    }

    #[test]
    fn period_ends_are_strictly_earlier_whole_periods() {
        let month = Span::new(1, Unit::Month);
        let ends = |text: &str, span| -> Vec<String> {
            day(text)
                .period_ends(span, 2)
                .iter()
                .map(Day::to_string)
                .collect()
        };
        assert_eq!(ends("2026-06-30", month), ["2026-05-31", "2026-04-30"]);
        assert_eq!(ends("2026-06-29", month), ["2026-05-31", "2026-04-30"]);
        assert_eq!(ends("2026-07-01", month), ["2026-06-30", "2026-05-31"]);
        let quarter = Span::new(3, Unit::Month);
        assert_eq!(ends("2026-06-30", quarter), ["2026-03-31", "2025-12-31"]);
        let year = Span::new(1, Unit::Year);
        assert_eq!(ends("2026-06-30", year), ["2025-12-31", "2024-12-31"]);
        let week = Span::new(1, Unit::Week);
        assert_eq!(ends("2026-11-22", week), ["2026-11-15", "2026-11-08"]);
        assert_eq!(ends("2026-11-23", week), ["2026-11-22", "2026-11-15"]);
    }

    #[test]
    fn month_end_counts_back_in_calendar_months() {
        assert_eq!(day("2026-03-15").month_end(0), day("2026-03-31"));
        assert_eq!(day("2026-03-31").month_end(1), day("2026-02-28"));
    }
}
