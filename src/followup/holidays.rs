//! Days off and make-up workdays out of a calendar file (.ics).
//!
//! Takes its text; gives ranges of days, ends included. An all-day event is days off
//! unless its title calls it work (补班, 调休上班, （班）, make-up, workday).

use crate::period::Day;

/// What a calendar file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Days off.
    pub off: Vec<(Day, Day)>,
    /// Days worked although the calendar would have them off.
    pub work: Vec<(Day, Day)>,
}

/// Words in the title of a day that is worked.
const WORKED: [&str; 6] = ["补班", "上班", "（班）", "(班)", "make-up", "workday"];

/// Reads the events of a calendar; `None` when the text is no calendar, or one without
/// a whole-day event.
pub fn holidays(text: &str) -> Option<Holidays> {
    let mut found = Holidays::default();
    let mut event: Option<Event> = None;
    for line in unfolded(text) {
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        let name = name.split(';').next().unwrap_or_default();
        match (name.to_ascii_uppercase().as_str(), &mut event) {
            ("BEGIN", _) if value.trim().eq_ignore_ascii_case("VEVENT") => {
                event = Some(Event::default());
            }
            ("END", _) if value.trim().eq_ignore_ascii_case("VEVENT") => {
                if let Some(event) = event.take() {
                    event.add_to(&mut found);
                }
            }
            ("DTSTART", Some(event)) => event.start = day(value),
            ("DTEND", Some(event)) => event.end = day(value),
            ("SUMMARY", Some(event)) => value.clone_into(&mut event.title),
            _ => {}
        }
    }
    (found != Holidays::default()).then_some(found)
}

#[derive(Default)]
struct Event {
    start: Option<Day>,
    /// The day after the last, as the format has it.
    end: Option<Day>,
    title: String,
}

impl Event {
    fn add_to(self, found: &mut Holidays) {
        let Some(start) = self.start else {
            return;
        };
        let last = self.end.map_or(start, |end| end.plus(-1)).max(start);
        let title = self.title.to_lowercase();
        let worked = WORKED.iter().any(|word| title.contains(word));
        let days = if worked {
            &mut found.work
        } else {
            &mut found.off
        };
        days.push((start, last));
    }
}

/// `20261001`; of a time only the day counts.
fn day(value: &str) -> Option<Day> {
    let digits = value.trim().get(..8)?;
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let day = Day::from_ymd(number(0..4)? as i32, number(4..6)?, number(6..8)?)?;
    day.is_fact().then_some(day)
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
}
