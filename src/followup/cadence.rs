//! The days a plan names: steps after an event, then cycles at a distance.
//!
//! Takes an event day and spans; gives the day of any cycle, and the first cycle
//! after a day, without walking there. Months are added to the event as a whole
//! and clip once: monthly from 31 January is 28 February, then 31 March.

use crate::period::{Day, Span, Unit};

use crate::followup::calendar::about_days;

/// A distance from an event: months first, then days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    months: i32,
    days: i32,
}

impl Offset {
    /// No distance.
    pub(super) const ZERO: Self = Self { months: 0, days: 0 };

    /// A span as it is written.
    pub(super) fn of(span: Span) -> Self {
        let count = span.count as i32;
        let (months, days) = match span.unit {
            Unit::Day => (0, count),
            Unit::Week => (0, 7 * count),
            Unit::Month => (count, 0),
            Unit::Year => (12 * count, 0),
        };
        Self { months, days }
    }

    /// The distance between two offsets of one event.
    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            months: self.months - other.months,
            days: self.days - other.days,
        }
    }

    /// The day at this distance.
    pub(super) fn from(self, event: Day) -> Day {
        if self.months == 0 {
            return event.plus(self.days);
        }
        event.plus_months(self.months).plus(self.days)
    }

    fn plus_cycles(self, every: Span, count: u32) -> Self {
        let every = Self::of(nonzero(every));
        Self {
            months: self.months + every.months * count as i32,
            days: self.days + every.days * count as i32,
        }
    }
}

/// The cycles of one event, numbered from 1: `every` after `base`, and from the
/// day `until` after the event on at the second distance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycles {
    /// The event all days are counted from.
    pub(super) event: Day,
    /// Where the first distance begins: at the last step.
    pub(super) base: Offset,
    /// The first distance.
    pub(super) every: Span,
    /// How long it lasts, counted from the event, and the distance from then on.
    pub(super) until: Option<(Span, Span)>,
}

impl Cycles {
    /// The day and the distance in force of one cycle.
    pub(super) fn day(&self, number: u32) -> (Day, Span) {
        let day = self.base.plus_cycles(self.every, number).from(self.event);
        let Some((until, then)) = self.until else {
            return (day, self.every);
        };
        let limit = Offset::of(until).from(self.event);
        if day <= limit {
            return (day, self.every);
        }
        let later = number - (first_after(self.event, self.base, self.every, limit) - 1);
        let day = Offset::of(until).plus_cycles(then, later).from(self.event);
        (day, then)
    }

    /// The number of the first cycle after a day, at least 1.
    pub(super) fn first_after(&self, day: Day) -> u32 {
        let first = first_after(self.event, self.base, self.every, day);
        let Some((until, then)) = self.until else {
            return first;
        };
        let limit = Offset::of(until).from(self.event);
        let early = first_after(self.event, self.base, self.every, limit) - 1;
        if first <= early {
            return first;
        }
        early + first_after(self.event, Offset::of(until), then, day)
    }

    /// The number of the first cycle that a contact on `day` leaves open. A contact
    /// fulfils the cycle nearest to it: one that follows within half a distance is
    /// fulfilled early.
    pub(super) fn first_open(&self, day: Day) -> u32 {
        let mut number = self.first_after(day);
        loop {
            let (due, every) = self.day(number);
            if due.0 - day.0 > (about_days(every) / 2) as i32 {
                return number;
            }
            number += 1;
        }
    }
}

fn first_after(event: Day, base: Offset, every: Span, day: Day) -> u32 {
    let start = base.from(event);
    let every = nonzero(every);
    let step = Offset::of(every);
    if step.months == 0 {
        return ((day.0 - start.0).div_euclid(step.days) + 1).max(1) as u32;
    }
    // Clipping and the base's days move a cycle by less than two months.
    let months = day.month_number() - start.month_number();
    let mut number = (months.div_euclid(step.months) - 2).max(1) as u32;
    while base.plus_cycles(every, number).from(event) <= day {
        number += 1;
    }
    number
}

fn nonzero(every: Span) -> Span {
    Span::new(every.count.max(1), every.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    fn span(text: &str) -> Span {
        Span::parse(text).expect("a test span")
    }

    fn cycles(event: &str, every: &str, until: Option<(&str, &str)>) -> Cycles {
        Cycles {
            event: day(event),
            base: Offset::ZERO,
            every: span(every),
            until: until.map(|(until, then)| (span(until), span(then))),
        }
    }

    fn check(cycles: Cycles, expected: &[&str]) {
        let days: Vec<String> = (1..=expected.len() as u32)
            .map(|number| cycles.day(number).0.to_string())
            .collect();
        assert_eq!(days, expected);
    }

    #[test]
    fn months_clip_from_the_event_and_not_from_each_other() {
        check(
            cycles("2026-01-31", "1m", None),
            &["2026-02-28", "2026-03-31", "2026-04-30"],
        );
        check(
            cycles("2026-11-30", "1q", None),
            &["2027-02-28", "2027-05-30"],
        );
        check(cycles("2024-02-29", "1y", None), &["2025-02-28"]);
    }

    #[test]
    fn the_second_distance_begins_where_the_first_ends() {
        check(
            cycles("2026-11-02", "1w", Some(("2w", "1m"))),
            &["2026-11-09", "2026-11-16", "2026-12-16", "2027-01-16"],
        );
        check(
            cycles("2025-11-30", "1m", Some(("3m", "1q"))),
            &[
                "2025-12-30",
                "2026-01-30",
                "2026-02-28",
                "2026-05-30",
                "2026-08-30",
            ],
        );
    }

    #[test]
    fn a_contact_fulfils_the_nearest_cycle() {
        let weekly = cycles("2026-11-02", "1w", None);
        assert_eq!(weekly.first_open(day("2026-11-02")), 1);
        assert_eq!(weekly.first_open(day("2026-11-05")), 1);
        assert_eq!(weekly.first_open(day("2026-11-06")), 2);
        assert_eq!(weekly.first_open(day("2026-11-12")), 2);
        assert_eq!(
            cycles("2026-11-02", "1d", None).first_open(day("2026-11-02")),
            1
        );
    }

    proptest::proptest! {
        #[test]
        fn the_first_cycle_after_a_day_is_the_first(
            event in 0i32..30_000, ahead in -50i32..3000,
            count in 1u32..40, unit in 0usize..4, until in 0u32..20, then in 1u32..9, base in 0i32..40
        ) {
            let units = [Unit::Day, Unit::Week, Unit::Month, Unit::Year];
            let cycles = Cycles {
                event: Day(event),
                base: Offset { months: 0, days: base },
                every: Span::new(count, units[unit]),
                until: (until > 0).then(|| (Span::new(until, Unit::Month), Span::new(then, units[(unit + 2) % 4]))),
            };
            let day = Day(event + ahead);
            let number = cycles.first_after(day);
            proptest::prop_assert!(cycles.day(number).0 > day);
            proptest::prop_assert!(number == 1 || cycles.day(number - 1).0 <= day);
            proptest::prop_assert!(cycles.day(number + 1).0 > cycles.day(number).0);
        }
    }
}
