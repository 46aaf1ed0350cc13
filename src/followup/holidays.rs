//! Days off and make-up workdays out of a calendar file (.ics).
//!
//! Takes its text; gives ranges of days, ends included, and what of it is not taken. Whole
//! days of an event are days off unless its title calls it work (补班, 调休上班, （班）, make-up,
//! workday): then every day it touches is worked. What comes every year on its date comes
//! every year here; of other repetitions only the first time counts, and they are named.

use crate::period::Day;
use crate::problem::EventLeft;

/// What a calendar file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Days off.
    pub off: Vec<(Day, Day)>,
    /// Days worked although the calendar would have them off.
    pub work: Vec<(Day, Day)>,
    /// Events that are not taken, or not as a whole: why, how many, and the title of the first.
    pub left: Vec<(EventLeft, u64, String)>,
}

/// Words in the title of a day that is worked.
const WORKED: [&str; 6] = ["补班", "上班", "（班）", "(班)", "make-up", "workday"];

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Reads the events of a calendar; `None` when the text is no calendar, or one without
/// a whole-day event.
pub fn holidays(text: &str) -> Option<Holidays> {
    let mut found = Holidays::default();
    let mut event: Option<Event> = None;
    // An alarm within an event has a title and a length of its own.
    let mut within = 0;
    for line in unfolded(text) {
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        let name = name.split(';').next().unwrap_or_default();
        let value = value.trim();
        match (name.to_ascii_uppercase().as_str(), &mut event) {
            ("BEGIN", None) if value.eq_ignore_ascii_case("VEVENT") => {
                event = Some(Event::default());
            }
            ("BEGIN", Some(_)) => within += 1,
            ("END", Some(_)) if within > 0 => within -= 1,
            ("END", Some(_)) => {
                if let Some(event) = event.take() {
                    event.add_to(&mut found);
                }
            }
            (_, Some(_)) if within > 0 => {}
            ("DTSTART", Some(event)) => event.start = Some(value.to_owned()),
            ("DTEND", Some(event)) => event.end = Some(End::At(value.to_owned())),
            ("DURATION", Some(event)) => event.end = Some(End::After(value.to_owned())),
            ("SUMMARY", Some(event)) => value.clone_into(&mut event.title),
            ("STATUS", Some(event)) => event.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            ("RRULE", Some(event)) => event.repeats.push(value.to_owned()),
            ("RDATE" | "EXDATE" | "EXRULE" | "RECURRENCE-ID", Some(event)) => {
                event.repeats.push(String::new());
            }
            _ => {}
        }
    }
    (!found.off.is_empty() || !found.work.is_empty()).then_some(found)
}

#[derive(Default)]
struct Event {
    start: Option<String>,
    end: Option<End>,
    title: String,
    cancelled: bool,
    /// Rules of repetition, empty for what is none that is known here.
    repeats: Vec<String>,
}

/// When an event ends, as written.
enum End {
    /// The day after the last, or a time.
    At(String),
    /// So long after its begin.
    After(String),
}

/// The time of an event in seconds; whether it is given by days.
struct Time {
    start: i64,
    end: i64,
    by_days: bool,
}

impl Event {
    fn add_to(self, found: &mut Holidays) {
        if self.cancelled {
            return;
        }
        let Some(time) = self.time() else {
            return found.leave(EventLeft::Unread, self.title);
        };
        let title = self.title.to_lowercase();
        let worked = WORKED.iter().any(|word| title.contains(word));
        let days = if worked { time.touched() } else { time.whole() };
        let Some((first, last)) = days else {
            return found.leave(EventLeft::Timed, self.title);
        };
        let times = match self.repeats.as_slice() {
            [] => Some(vec![first]),
            [rule] => yearly(rule, first),
            _ => None,
        };
        let length = last.0 - first.0;
        let days = if worked {
            &mut found.work
        } else {
            &mut found.off
        };
        let known = times.as_deref().unwrap_or(std::slice::from_ref(&first));
        days.extend(known.iter().map(|first| (*first, first.plus(length))));
        if times.is_none() {
            found.leave(EventLeft::Repeats, self.title);
        }
    }

    fn time(&self) -> Option<Time> {
        let (start, by_days) = moment(self.start.as_deref()?)?;
        let end = match &self.end {
            None if by_days => start + DAY,
            None => start,
            Some(End::At(text)) => moment(text)?.0,
            Some(End::After(text)) => start + duration(text)?,
        };
        // The last day may be meant where the day after it should stand.
        let shortest = if by_days { start + DAY } else { start };
        Some(Time {
            start,
            end: end.max(shortest),
            by_days,
        })
    }
}

impl Holidays {
    fn leave(&mut self, why: EventLeft, title: String) {
        match self.left.iter_mut().find(|(known, ..)| *known == why) {
            Some((_, count, _)) => *count += 1,
            None => self.left.push((why, 1, title)),
        }
    }
}

impl Time {
    /// The days that it covers from midnight to midnight, or to a minute before.
    fn whole(&self) -> Option<(Day, Day)> {
        const MINUTE: i64 = 60;
        let end = if self.by_days {
            self.end
        } else {
            self.end + MINUTE
        };
        between(self.start + DAY - 1, end)
    }

    /// The days on which it takes place at all.
    fn touched(&self) -> Option<(Day, Day)> {
        between(self.start, self.end.max(self.start + 1) + DAY - 1)
    }
}

/// The days from that of one second to the one before that of another.
fn between(first: i64, end: i64) -> Option<(Day, Day)> {
    let [first, end] = [first, end].map(|second| i32::try_from(second.div_euclid(DAY)).ok());
    let (first, last) = (Day(first?), Day(end? - 1));
    (first <= last && first.is_fact() && last.is_fact()).then_some((first, last))
}

/// `20261001` or `20261001T090000`, in seconds, and whether it is a day. Zones are not looked at.
fn moment(text: &str) -> Option<(i64, bool)> {
    let (day, time) = match text.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let number = |text: &str, range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let (year, month) = (number(day, 0..4)?, number(day, 4..6)?);
    let day = Day::from_ymd(year as i32, month, number(day, 6..8)?)?;
    let day_of = i64::from(day.is_fact().then_some(day)?.0) * DAY;
    let Some(time) = time else {
        return Some((day_of, true));
    };
    let (hour, minute) = (number(time, 0..2)?, number(time, 2..4)?);
    let second = number(time, 4..6).unwrap_or(0);
    (hour < 24 && minute < 60).then(|| {
        (
            day_of + i64::from(hour * 3600 + minute * 60 + second),
            false,
        )
    })
}

/// `P2D`, `P1W`, `PT24H`, in seconds.
fn duration(text: &str) -> Option<i64> {
    let rest = text.trim_start_matches('+').strip_prefix(['P', 'p'])?;
    let mut seconds = 0i64;
    let mut number = String::new();
    for unit in rest.chars() {
        if unit.is_ascii_digit() {
            number.push(unit);
            continue;
        }
        let unit = match unit.to_ascii_uppercase() {
            'T' if number.is_empty() => continue,
            'W' => 7 * DAY,
            'D' => DAY,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    (number.is_empty() && seconds > 0).then_some(seconds)
}

/// The first days of what comes every year on the date of its first; `None` for any other
/// repetition.
fn yearly(rule: &str, first: Day) -> Option<Vec<Day>> {
    let (year, month, day) = first.ymd();
    let (mut most, mut until) = (usize::MAX, Day::LAST);
    let mut is_yearly = false;
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=')?;
        let is = |number: u32| value.parse() == Ok(number);
        match name.to_ascii_uppercase().as_str() {
            "FREQ" => is_yearly = value.eq_ignore_ascii_case("YEARLY"),
            "COUNT" => most = value.parse().ok()?,
            "UNTIL" => until = Day(i32::try_from(moment(value)?.0.div_euclid(DAY)).ok()?),
            "INTERVAL" if is(1) => {}
            "BYMONTH" if is(month) => {}
            "BYMONTHDAY" if is(day) => {}
            "WKST" => {}
            _ => return None,
        }
    }
    let dates = (year..).map_while(|year| {
        let opening = Day::from_ymd(year, 1, 1)?;
        (opening <= until).then(|| Day::from_ymd(year, month, day))
    });
    // There is no 29 February in most years.
    let dates = dates.flatten().filter(|day| *day <= until && day.is_fact());
    is_yearly.then(|| dates.take(most).collect())
}

/// Lines with those that go on (by a space or tab) put together.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(events: &str, off: &[(&str, &str)], work: &[(&str, &str)]) {
        let days = |days: &[(&str, &str)]| -> Vec<(Day, Day)> {
            let day = |text| Day::parse_iso(text).expect("a test day");
            days.iter()
                .map(|(first, last)| (day(first), day(last)))
                .collect()
        };
        let found = holidays(&format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"));
        let expected = Holidays {
            off: days(off),
            work: days(work),
            left: Vec::new(),
        };
        assert_eq!(
            found,
            Some(expected).filter(|days| *days != Holidays::default())
        );
    }

    #[test]
    fn the_last_day_is_the_one_before_the_end() {
        check(
            "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20271001\r\nDTEND;VALUE=DATE:20271008\r\nSUMMARY:国庆节 假期\r\nEND:VEVENT\r\n",
            &[("2027-10-01", "2027-10-07")],
            &[],
        );
        check(
            "BEGIN:VEVENT\nDTSTART:20271001\nSUMMARY:Founders'\n  day\nEND:VEVENT\n",
            &[("2027-10-01", "2027-10-01")],
            &[],
        );
    }

    #[test]
    fn make_up_days_are_known_by_their_title() {
        for title in ["国庆节 补班", "国庆节（班）", "Make-up workday"] {
            check(
                &format!(
                    "BEGIN:VEVENT\nSUMMARY;LANGUAGE=zh:{title}\nDTSTART:20271009T090000\nDTEND:20271009T180000\nEND:VEVENT\n"
                ),
                &[],
                &[("2027-10-09", "2027-10-09")],
            );
        }
    }

    #[test]
    fn what_is_no_calendar_says_nothing() {
        check("", &[], &[]);
        check("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n", &[], &[]);
        assert_eq!(holidays("客户编号,客户名称\n"), None);
    }

    /// Lines of an event beside a day off that makes the file a calendar: the further days off,
    /// and what is left.
    fn event(lines: &str) -> (Vec<String>, Vec<(EventLeft, u64)>) {
        let text = format!(
            "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:x\n{lines}\nEND:VEVENT\n"
        );
        let found = holidays(&text).expect("a day off");
        let days = found.off[1..].iter();
        let days = days.map(|(first, last)| format!("{first}..{last}"));
        let left = found.left.iter().map(|(why, count, _)| (*why, *count));
        (days.collect(), left.collect())
    }

    #[test]
    fn only_whole_days_are_days_off() {
        let off = |lines: &str, expected: &str| {
            assert_eq!(
                event(lines),
                (vec![expected.to_owned()], Vec::new()),
                "{lines}"
            );
        };
        let timed = |lines: &str| {
            assert_eq!(
                event(lines),
                (Vec::new(), vec![(EventLeft::Timed, 1)]),
                "{lines}"
            );
        };
        timed("DTSTART:20261222T090000Z\nDTEND:20261222T100000Z");
        timed("DTSTART:20261222T090000\nDTEND:20261223T180000");
        timed("DTSTART:20261222T000000");
        timed("DTSTART:20261222T090000\nDURATION:PT1H");
        off(
            "DTSTART:20261222T000000\nDTEND:20261223T000000",
            "2026-12-22..2026-12-22",
        );
        off(
            "DTSTART:20261222T000000\nDTEND:20261223T235900",
            "2026-12-22..2026-12-23",
        );
        off(
            "DTSTART:20261222T120000\nDTEND:20261225T120000",
            "2026-12-23..2026-12-24",
        );
        off(
            "DTSTART;VALUE=DATE:20261224\nDTEND:20261224",
            "2026-12-24..2026-12-24",
        );
    }

    #[test]
    fn a_length_counts_as_an_end_does() {
        for (length, last) in [
            ("P2D", "25"),
            ("P1W", "30"),
            ("PT48H", "25"),
            ("P1DT24H", "25"),
        ] {
            let lines = format!("DTSTART;VALUE=DATE:20261224\nDURATION:{length}");
            let expected = format!("2026-12-24..2026-12-{last}");
            assert_eq!(event(&lines), (vec![expected], Vec::new()), "{length}");
        }
        // That of an alarm is none of the event.
        let alarm = "DTSTART:20261224\nBEGIN:VALARM\nDURATION:P9D\nSUMMARY:workday\nEND:VALARM";
        assert_eq!(event(alarm).0, ["2026-12-24..2026-12-24"]);
        let unread = (Vec::new(), vec![(EventLeft::Unread, 1)]);
        assert_eq!(event("DTSTART:20261224\nDURATION:2D"), unread);
        assert_eq!(event("DTSTART:soon"), unread);
    }

    #[test]
    fn what_comes_every_year_comes_every_year_and_other_repetitions_are_named() {
        let start = "DTSTART;VALUE=DATE:20201217\nDTEND;VALUE=DATE:20201219\n";
        let (days, left) = event(&format!("{start}RRULE:FREQ=YEARLY"));
        assert_eq!(
            days[..2],
            ["2020-12-17..2020-12-18", "2021-12-17..2021-12-18"]
        );
        assert!(days.contains(&"2026-12-17..2026-12-18".to_owned()) && left.is_empty());
        let (days, _) = event(&format!(
            "{start}RRULE:FREQ=YEARLY;BYMONTH=12;UNTIL=20221231"
        ));
        assert_eq!(days.len(), 3);
        let (days, _) = event("DTSTART:20240229\nRRULE:FREQ=YEARLY;INTERVAL=1;COUNT=2");
        assert_eq!(days, ["2024-02-29..2024-02-29", "2028-02-29..2028-02-29"]);
        for rule in [
            "FREQ=WEEKLY",
            "FREQ=YEARLY;INTERVAL=2",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        ] {
            let (days, left) = event(&format!("{start}RRULE:{rule}"));
            assert_eq!(days, ["2020-12-17..2020-12-18"]);
            assert_eq!(left, [(EventLeft::Repeats, 1)]);
        }
        assert_eq!(
            event(&format!("{start}RDATE:20211217")).1,
            [(EventLeft::Repeats, 1)]
        );
        assert_eq!(
            event(&format!("{start}STATUS:CANCELLED")),
            (Vec::new(), Vec::new())
        );
    }
}
