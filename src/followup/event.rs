//! The day that the customer sheet, or the year, names for a track.
//!
//! Takes a date anchor and the date of its column; gives the event's day, and for
//! yearly ones the occurrence that is due or comes next.

use crate::followup::cadence::Offset;
use crate::period::Day;
use crate::rules::{DateAnchor, DateOf, Side};

/// For how many days a yearly event that was missed is still asked for.
const MISSED: i32 = 30;

/// The day of the event; `later` counts yearly occurrences after the one at hand.
pub(super) fn day(anchor: &DateAnchor, date: Option<Day>, as_of: Day, later: u32) -> Option<Day> {
    let with_offset = |day: Day| match anchor.offset {
        None => day,
        Some((Side::After, span)) => Offset::of(span).from(day),
        Some((Side::Before, span)) => day.before(span),
    };
    if !anchor.yearly {
        return date.map(with_offset);
    }
    let (month, day) = match (&anchor.of, date) {
        (DateOf::YearDay(month, day), _) => (u32::from(*month), u32::from(*day)),
        (DateOf::Column { .. }, date) => {
            let (_, month, day) = date?.ymd();
            (month, day)
        }
    };
    let earliest = as_of.plus(-MISSED);
    // An offset may carry an event into the year before or after.
    let first = earliest.ymd().0 - 1;
    let mut years = (first..).map(|year| with_offset(of_year(year, month, day)));
    years
        .by_ref()
        .skip_while(|day| *day < earliest)
        .nth(later as usize)
}

/// The day of a year; 29 February is the 28th in years that lack it.
fn of_year(year: i32, month: u32, day: u32) -> Day {
    let found = (day.saturating_sub(3)..=day)
        .rev()
        .find_map(|day| Day::from_ymd(year, month, day));
    found.unwrap_or(Day::LAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Span;

    fn check(of: Option<(u8, u8)>, before: &str, date: &str, later: u32, expected: &str) {
        let of = match of {
            Some((month, day)) => DateOf::YearDay(month, day),
            None => DateOf::Column {
                header: "生日".to_owned(),
                optional: false,
            },
        };
        let span = Span::parse(before).expect("a test span");
        let anchor = DateAnchor {
            text: String::new(),
            of,
            offset: (span.count > 0).then_some((Side::Before, span)),
            yearly: true,
        };
        let as_of = Day::parse_iso("2026-11-23").expect("a test day");
        let found = day(&anchor, Day::parse_iso(date), as_of, later);
        assert_eq!(found, Day::parse_iso(expected), "{date}");
    }

    #[test]
    fn a_yearly_day_is_the_next_one_or_one_missed_lately() {
        check(None, "0d", "1980-11-25", 0, "2026-11-25");
        check(None, "0d", "1980-11-01", 0, "2026-11-01");
        check(None, "0d", "1980-10-01", 0, "2027-10-01");
        check(None, "0d", "1980-11-25", 1, "2027-11-25");
        check(None, "7d", "1980-01-03", 0, "2026-12-27");
        check(None, "0d", "", 0, "");
    }

    #[test]
    fn a_leap_day_is_kept_on_the_28th() {
        check(None, "0d", "2000-02-29", 0, "2027-02-28");
        check(None, "0d", "2000-02-29", 1, "2028-02-29");
        check(Some((2, 29)), "0d", "", 0, "2027-02-28");
    }
}
