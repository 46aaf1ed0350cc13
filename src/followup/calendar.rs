//! Which days people work, and where a task due on a day off goes.
//!
//! Takes `[calendar]` of the rules; gives look-ups by day. Every day from 1950 to
//! 2129 is numbered once, so shifting and counting workdays cost one look-up each.

use crate::followup::china::{self, Differs};
use crate::period::{Day, Span, Unit};
use crate::rules::{Calendar, Shift, Workdays};

/// How far a shift looks for a workday, in days; beyond it a task stays where it is.
const SEARCH: i32 = 366;

/// The workdays of the rules, ready to be asked about any day.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    /// Per day from [`Day::FIRST`] on, how many workdays come before it; one entry more than days.
    before: Vec<u32>,
    /// The workdays themselves, ascending.
    workdays: Vec<Day>,
    kind: Workdays,
    shift: Shift,
}

impl WorkCalendar {
    /// Numbers the days of a calendar: the kind's own workdays, then `off`, then `work`, which wins.
    pub fn new(calendar: &Calendar) -> Self {
        let days = (Day::LAST.0 - Day::FIRST.0 + 1) as usize;
        let mut works = vec![true; days];
        if calendar.workdays != Workdays::All {
            let first = Day::FIRST.weekday() as usize;
            // Saturdays and Sundays, five and six days after a Monday.
            for weekend in [5, 6] {
                let off = works[(weekend + 7 - first) % 7..].iter_mut().step_by(7);
                off.for_each(|works| *works = false);
            }
        }
        if calendar.workdays == Workdays::China {
            for (day, differs) in china::exceptions() {
                works[usize::from(day.offset())] = differs == Differs::Work;
            }
        }
        set(&mut works, &calendar.off, false);
        set(&mut works, &calendar.work, true);
        let mut before = vec![0; days + 1];
        let mut workdays = vec![Day::LAST; days];
        let mut found = 0;
        for (offset, works) in works.iter().enumerate() {
            workdays[found] = Day(Day::FIRST.0 + offset as i32);
            found += usize::from(*works);
            before[offset + 1] = found as u32;
        }
        workdays.truncate(found);
        Self {
            before,
            workdays,
            kind: calendar.workdays,
            shift: calendar.shift,
        }
    }

    /// Whether people work on a day. Days outside 1950-2129 count as worked.
    pub fn is_workday(&self, day: Day) -> bool {
        !day.is_fact() || {
            let offset = usize::from(day.offset());
            self.before[offset] < self.before[offset + 1]
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
        let number = self.before[usize::from(start.offset())];
        let ahead = (place % parts + parts - number % parts) % parts;
        let found = self.workdays.get((number + ahead) as usize);
        found.copied().unwrap_or(start)
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
        let number = self.before[usize::from(day.offset())] as usize;
        let found = self.workdays.get(number).copied();
        found
            .filter(|found| found.0 - day.0 <= SEARCH)
            .unwrap_or(day)
    }

    fn before(&self, day: Day) -> Day {
        let number = self.before[usize::from(day.offset())] as usize;
        let found = number.checked_sub(1).map(|last| self.workdays[last]);
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

fn set(works: &mut [bool], ranges: &[(Day, Day)], value: bool) {
    for (first, last) in ranges {
        let first = (*first).max(Day::FIRST);
        let last = (*last).min(Day::LAST);
        if first <= last {
            works[usize::from(first.offset())..=usize::from(last.offset())].fill(value);
        }
    }
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
