//! Times of day, lengths of time, and days with a time, as workbooks count them: days since
//! 30 December 1899 and parts of a day. Takes the number or a text, gives the other.

use crate::period::Day;

/// What a workbook calls 1970-01-01.
const EPOCH: i32 = 25_569;

const SECONDS: f64 = 86_400.0;

/// From this number of days on it is a moment: nobody enters a length of a year, and days of
/// 1900 are none that a trade knows.
const FIRST_MOMENT: f64 = 366.0;

/// What a number of days is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A time of day, to the minute.
    Minute,
    /// A time of day.
    Second,
    /// A length of time.
    Length,
    /// A day with a time.
    Moment,
}

/// What a number of days is.
pub fn kind(days: f64) -> Kind {
    match days {
        _ if days >= FIRST_MOMENT => Kind::Moment,
        _ if !(0.0..1.0).contains(&days) => Kind::Length,
        _ if seconds(days) % 60 == 0 => Kind::Minute,
        _ => Kind::Second,
    }
}

/// The number of a day with a time, `2026-06-30 08:15:00`.
pub fn moment(text: &str) -> Option<f64> {
    let (day, time) = text.split_once(' ')?;
    let day = Day::parse_iso(day)?;
    let mut parts = time.split(':').map(|part| part.parse::<u32>().ok());
    let [hour, minute, second] = [parts.next()??, parts.next()??, parts.next()??];
    let second = f64::from(hour * 3600 + minute * 60 + second);
    Some(f64::from(day.0 + EPOCH) + second / SECONDS)
}

/// `08:15:00`, `25:30:00` or `2026-06-30 08:15:00`.
pub fn text(days: f64) -> String {
    let seconds = seconds(days);
    let time = |seconds: i64| {
        let (hour, minute) = (seconds / 3600, seconds / 60 % 60);
        format!("{hour:02}:{minute:02}:{:02}", seconds % 60)
    };
    match kind(days) {
        Kind::Moment => {
            let (day, second) = (seconds / 86_400, seconds % 86_400);
            format!("{} {}", Day(day as i32 - EPOCH), time(second))
        }
        Kind::Length if days < 0.0 => format!("-{}", time(-seconds)),
        Kind::Minute | Kind::Second | Kind::Length => time(seconds),
    }
}

/// The text by which a reader of workbooks tells it again.
pub(super) fn read_again(days: f64) -> String {
    match kind(days) {
        Kind::Moment => text(days),
        Kind::Minute | Kind::Second | Kind::Length => days.to_string(),
    }
}

fn seconds(days: f64) -> i64 {
    (days * SECONDS).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_times_lengths_or_moments() {
        let check = |days: f64, expected: Kind, said: &str| {
            assert_eq!(
                (kind(days), text(days).as_str()),
                (expected, said),
                "{days}"
            );
        };
        check(0.0, Kind::Minute, "00:00:00");
        check(9.5 / 24.0, Kind::Minute, "09:30:00");
        check(1.0 / SECONDS, Kind::Second, "00:00:01");
        check(25.5 / 24.0, Kind::Length, "25:30:00");
        check(-0.5, Kind::Length, "-12:00:00");
        check(46_203.25, Kind::Moment, "2026-06-30 06:00:00");
        assert_eq!(moment("2026-06-30 06:00:00"), Some(46_203.25));
        assert_eq!(moment("2026-06-30"), None);
        assert_eq!(moment("soon enough"), None);
    }
}
