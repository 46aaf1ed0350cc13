//! Which days people work, and where a task due on a day off goes.
//!
//! Takes `[calendar]` of the rules; gives look-ups by day. Every day from 1950 to
//! 2129 is one bit, so that a calendar is soon made and stays in the inner cache.

use crate::followup::china::{self, Differs};
use crate::period::{Day, Span, Unit};
use crate::rules::{Calendar, Shift, Workdays};

/// How far a shift looks for a workday, in days; beyond it a task stays where it is.
const SEARCH: i32 = 366;

/// The workdays of the rules, ready to be asked about any day.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    /// All days from [`Day::FIRST`] to [`Day::LAST`].
    stretches: Vec<Stretch>,
    kind: Workdays,
    shift: Shift,
}

/// Days in a row.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// Which of them are workdays, the first in the lowest bit.
    works: u64,
    /// How many workdays come before the first of them.
    before: u32,
}

/// How many days a stretch has.
const DAYS: usize = u64::BITS as usize;

/// The stretch of a day, and the day's place in it.
fn place(day: Day) -> (usize, usize) {
    let offset = usize::from(day.offset());
    (offset / DAYS, offset % DAYS)
}

/// The day at a place of a stretch.
fn day_at(stretch: usize, place: u32) -> Day {
    Day::FIRST.plus((stretch * DAYS) as i32 + place as i32)
}

impl WorkCalendar {
    /// Marks the days of a calendar: the kind's own workdays, then `off`, then `work`, which wins.
    pub fn new(calendar: &Calendar) -> Self {
        let days = (Day::LAST.0 - Day::FIRST.0 + 1) as usize;
        let every_day = Stretch {
            works: u64::MAX,
            before: 0,
        };
        let mut made = Self {
            stretches: vec![every_day; days.div_ceil(DAYS)],
            kind: calendar.workdays,
            shift: calendar.shift,
        };
        if calendar.workdays != Workdays::All {
            let first = Day::FIRST.weekday() as usize;
            // Saturdays and Sundays, five and six days after a Monday.
            for weekend in [5, 6] {
                for offset in ((weekend + 7 - first) % 7..days).step_by(7) {
                    made.stretches[offset / DAYS].works &= !(1 << (offset % DAYS));
                }
            }
        }
        if calendar.workdays == Workdays::China {
            for (day, differs) in china::exceptions() {
                made.mark((day, day), differs == Differs::Work);
            }
        }
        for range in &calendar.off {
            made.mark(*range, false);
        }
        for range in &calendar.work {
            made.mark(*range, true);
        }
        let mut before = 0;
        for stretch in &mut made.stretches {
            stretch.before = before;
            before += stretch.works.count_ones();
        }
        made
    }

    /// Says of all days from the first to the last whether people work.
    fn mark(&mut self, (first, last): (Day, Day), works: bool) {
        for day in first.max(Day::FIRST).0..=last.min(Day::LAST).0 {
            let (stretch, place) = place(Day(day));
            let days = &mut self.stretches[stretch].works;
            *days = *days & !(1 << place) | u64::from(works) << place;
        }
    }

    /// Whether people work on a day. Days outside 1950-2129 count as worked.
    pub fn is_workday(&self, day: Day) -> bool {
        !day.is_fact() || {
            let (stretch, place) = place(day);
            self.stretches[stretch].works >> place & 1 == 1
        }
    }

    /// Where a task due on this day goes. A day without a workday within a year
    /// in the asked direction stays.
    pub fn shift(&self, day: Day) -> Day {
        if self.is_workday(day) {
            return day;
        }
        match self.shift {
            Shift::Next => self.on_or_after(day),
            Shift::Previous => self.before(day),
            Shift::Stay => day,
        }
    }

    /// The first day from `day` on that a task may fall on: a workday, or with
    /// `shift = "none"` the day itself.
    pub fn open_from(&self, day: Day) -> Day {
        match self.shift {
            Shift::Stay => day,
            Shift::Next | Shift::Previous => self.on_or_after(day),
        }
    }

    /// The last day whose holidays are published; `None` where nothing has to be published.
    /// Later days count as Monday to Friday.
    pub fn known_until(&self) -> Option<Day> {
        let (year, month, day) = china::KNOWN_UNTIL;
        match self.kind {
            Workdays::China => Day::from_ymd(year, month, day),
            Workdays::Weekdays | Workdays::All => None,
        }
    }

    /// The first workday from `start` on whose running number leaves `place` when
    /// divided by `parts` (both in workdays). Without workdays ahead, `start` itself.
    pub fn slot(&self, start: Day, place: u32, parts: u32) -> Day {
        if !start.is_fact() {
            return start;
        }
        let (stretch, first) = self::place(start);
        let here = self.stretches[stretch];
        let number = here.before + (here.works & !(u64::MAX << first)).count_ones();
        let ahead = (place % parts + parts - number % parts) % parts;
        self.numbered(stretch, number + ahead).unwrap_or(start)
    }

    /// The workday that so many come before, in a stretch from `from` on.
    fn numbered(&self, from: usize, number: u32) -> Option<Day> {
        let ends_after = |stretch: &Stretch| stretch.before + stretch.works.count_ones() > number;
        let found = from + self.stretches[from..].iter().position(ends_after)?;
        let stretch = self.stretches[found];
        // Those before it are taken away, lowest bit first.
        let earlier = stretch.before..number;
        let left = earlier.fold(stretch.works, |works, _| works & (works - 1));
        Some(day_at(found, left.trailing_zeros()))
    }

    /// About how many workdays a span holds; at least one.
    pub fn workdays_in(&self, span: Span) -> u32 {
        let days = about_days(span);
        match self.kind {
            Workdays::All => days,
            Workdays::China | Workdays::Weekdays => days * 5 / 7,
        }
        .max(1)
    }

    fn on_or_after(&self, day: Day) -> Day {
        if !day.is_fact() {
            return day;
        }
        let (stretch, first) = place(day);
        let here = self.stretches[stretch].works & (u64::MAX << first);
        let later = self.stretches[stretch + 1..].iter().map(|days| days.works);
        let mut days = (stretch..).zip([here].into_iter().chain(later));
        let found = days.find(|(_, works)| *works != 0);
        let found = found.map(|(stretch, works)| day_at(stretch, works.trailing_zeros()));
        found
            .filter(|found| found.0 - day.0 <= SEARCH)
            .unwrap_or(day)
    }

    /// The workday before a day off.
    fn before(&self, day: Day) -> Day {
        let (stretch, end) = place(day);
        let here = self.stretches[stretch].works & !(u64::MAX << end);
        let earlier = self.stretches[..stretch].iter().map(|days| days.works);
        let mut days = (0..=stretch)
            .rev()
            .zip([here].into_iter().chain(earlier.rev()));
        let found = days.find(|(_, works)| *works != 0);
        let found = found.map(|(stretch, works)| day_at(stretch, works.ilog2()));
        found
            .filter(|found| day.0 - found.0 <= SEARCH)
            .unwrap_or(day)
    }
}

/// A span in days, months taken as 30 and years as 365; at least one.
pub(super) fn about_days(span: Span) -> u32 {
    let unit = match span.unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Month => 30,
        Unit::Year => 365,
    };
    (span.count * unit).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    fn rules(workdays: Workdays, shift: Shift) -> Calendar {
        Calendar {
            workdays,
            off: Vec::new(),
            work: Vec::new(),
            shift,
            horizon: 14,
            ics: None,
        }
    }

    fn check(workdays: Workdays, shift: Shift, cases: &[(&str, &str)]) {
        let calendar = WorkCalendar::new(&rules(workdays, shift));
        for (due, expected) in cases {
            assert_eq!(calendar.shift(day(due)), day(expected), "{due}");
        }
    }

    #[test]
    fn make_up_days_of_2026_are_workdays() {
        let china = WorkCalendar::new(&rules(Workdays::China, Shift::Next));
        let plain = WorkCalendar::new(&rules(Workdays::Weekdays, Shift::Next));
        for date in [
            "2026-01-04",
            "2026-02-14",
            "2026-02-28",
            "2026-05-09",
            "2026-09-20",
            "2026-10-10",
        ] {
            assert!(china.is_workday(day(date)), "{date}");
            assert!(!plain.is_workday(day(date)), "{date}");
        }
        for date in ["2026-01-01", "2026-02-16", "2026-10-07", "2026-11-22"] {
            assert!(!china.is_workday(day(date)), "{date}");
        }
    }

    #[test]
    fn tasks_move_over_national_day() {
        let next = [
            ("2026-10-01", "2026-10-08"),
            ("2026-10-10", "2026-10-10"),
            ("2026-10-11", "2026-10-12"),
            ("2026-11-20", "2026-11-20"),
            ("2026-11-21", "2026-11-23"),
        ];
        check(Workdays::China, Shift::Next, &next);
        let previous = [("2026-10-07", "2026-09-30"), ("2026-10-11", "2026-10-10")];
        check(Workdays::China, Shift::Previous, &previous);
        check(
            Workdays::China,
            Shift::Stay,
            &[("2026-10-01", "2026-10-01")],
        );
        check(Workdays::All, Shift::Next, &[("2026-10-01", "2026-10-01")]);
        check(
            Workdays::Weekdays,
            Shift::Next,
            &[("2026-10-10", "2026-10-12")],
        );
    }

    #[test]
    fn own_workdays_win_over_own_days_off() {
        let mut own = rules(Workdays::Weekdays, Shift::Next);
        own.off = vec![(day("2026-12-24"), day("2026-12-31"))];
        own.work = vec![(day("2026-12-27"), day("2026-12-27"))];
        let calendar = WorkCalendar::new(&own);
        assert_eq!(calendar.shift(day("2026-12-24")), day("2026-12-27"));
        assert_eq!(calendar.shift(day("2026-12-28")), day("2027-01-01"));
    }

    #[test]
    fn a_calendar_of_days_off_leaves_tasks_where_they_are() {
        for shift in [Shift::Next, Shift::Previous] {
            let mut own = rules(Workdays::Weekdays, shift);
            own.off = vec![(Day(-100_000), Day(100_000))];
            let calendar = WorkCalendar::new(&own);
            assert_eq!(calendar.shift(day("2026-11-20")), day("2026-11-20"));
            assert_eq!(calendar.slot(day("2026-11-20"), 3, 5), day("2026-11-20"));
        }
    }

    #[test]
    fn only_china_depends_on_what_is_published() {
        let until = |workdays| WorkCalendar::new(&rules(workdays, Shift::Next)).known_until();
        assert_eq!(until(Workdays::China), Some(day("2026-12-31")));
        assert_eq!(until(Workdays::Weekdays), None);
        let china = WorkCalendar::new(&rules(Workdays::China, Shift::Next));
        assert!(china.is_workday(day("2027-01-01")));
    }

    #[test]
    fn look_ups_find_what_a_walk_from_day_to_day_finds() {
        let walk = |calendar: &WorkCalendar, day: Day, step: i32| {
            let mut days = (0..=SEARCH).map(|count| day.plus(count * step));
            let found = days.find(|day| day.is_fact() && calendar.is_workday(*day));
            found.unwrap_or(day)
        };
        for workdays in [Workdays::China, Workdays::Weekdays, Workdays::All] {
            let mut own = rules(workdays, Shift::Next);
            // Holidays longer than a stretch, days off at either end, and one long strike.
            own.off = [
                ("1950-01-01", "1950-01-10"),
                ("2025-12-01", "2026-04-30"),
                ("2030-01-01", "2031-06-30"),
                ("2129-05-30", "2129-06-06"),
            ]
            .map(|(first, last)| (day(first), day(last)))
            .to_vec();
            own.work = vec![(day("2026-02-01"), day("2026-02-01"))];
            let calendar = WorkCalendar::new(&own);
            own.shift = Shift::Previous;
            let back = WorkCalendar::new(&own);
            let mut before = 0;
            let days = (Day::FIRST.0..=Day::LAST.0).map(Day);
            let numbered: Vec<(Day, u32)> = days
                .filter(|day| calendar.is_workday(*day))
                .map(|day| {
                    before += 1;
                    (day, before - 1)
                })
                .collect();
            let near = |date: &str, days: i32| {
                let first = day(date);
                (0..days).map(move |count| first.plus(count))
            };
            let days = near("1950-01-01", 200)
                .chain(near("2025-11-20", 400))
                .chain(near("2029-12-20", 600))
                .chain(near("2129-04-01", 67));
            for day in days {
                assert_eq!(calendar.shift(day), walk(&calendar, day, 1), "{day}");
                assert_eq!(back.shift(day), walk(&back, day, -1), "{day}");
                // Of as many parts, each workday has its own place, and the next one comes first.
                for (place, parts) in [(0, 1), (3, 5), (70, 250)] {
                    let slot = calendar.slot(day, place, parts);
                    let from = numbered.partition_point(|(workday, _)| *workday < day);
                    let mut ahead = numbered[from..].iter();
                    let expected = ahead.find(|(_, number)| number % parts == place);
                    let expected = expected.map_or(day, |(day, _)| *day);
                    assert_eq!(slot, expected, "{day} {place}/{parts}");
                }
            }
        }
    }

    #[test]
    fn slots_visit_every_workday_of_a_round_once() {
        let calendar = WorkCalendar::new(&rules(Workdays::China, Shift::Next));
        let start = day("2026-11-21");
        let mut days: Vec<Day> = (0..5).map(|place| calendar.slot(start, place, 5)).collect();
        days.sort();
        assert_eq!(days[0], day("2026-11-23"));
        assert_eq!(days[4], day("2026-11-27"));
        days.dedup();
        assert_eq!(days.len(), 5);
    }
}
