//! Calendars of whole-day events, by RFC 5545. Takes events and the as-of day,
//! fills a writer; no clock enters the bytes, since the as-of day is the stamp.

use std::io::{self, Write};

use crate::period::Day;
use crate::report::summary::{Input, Made};
use crate::table::events::Event;

/// The most octets of a line, its line end not counted.
const LINE: usize = 75;

/// When the reminder of a whole-day event sounds, counted from midnight: 9 in the morning.
const REMINDER: &str = "PT9H";

/// What the file is made by; our own files are known again by it.
const PRODUCT: &str = "-//tierbook//tierbook//EN";

/// Writes a calendar of this name. A calendar has to hold something, so one without
/// events holds the time zone that its stamps are in.
pub fn write(
    name: &str,
    as_of: Day,
    made: &Made<'_>,
    events: impl Iterator<Item = Event>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = Lines { out };
    lines.plain("BEGIN", "VCALENDAR")?;
    lines.plain("VERSION", "2.0")?;
    lines.plain("PRODID", PRODUCT)?;
    lines.plain("CALSCALE", "GREGORIAN")?;
    lines.plain("METHOD", "PUBLISH")?;
    lines.text("X-WR-CALNAME", name)?;
    lines.made(made)?;
    let mut empty = true;
    for event in events {
        empty = false;
        lines.event(&event, as_of)?;
    }
    if empty {
        lines.utc()?;
    }
    lines.plain("END", "VCALENDAR")
}

struct Lines<'w> {
    out: &'w mut dyn Write,
}

impl Lines<'_> {
    /// What the calendar was made from; programs pass over names that begin with X.
    fn made(&mut self, made: &Made<'_>) -> io::Result<()> {
        self.text("X-TIERBOOK-AS-OF", &made.as_of)?;
        self.text("X-TIERBOOK-VERSION", made.version)?;
        self.text("X-TIERBOOK-RULES", made.rules_digest)?;
        for input in made.inputs {
            let Input { name, size, digest } = input;
            self.text("X-TIERBOOK-INPUT", &format!("{digest} {size} {name}"))?;
        }
        Ok(())
    }

    fn event(&mut self, event: &Event, as_of: Day) -> io::Result<()> {
        self.plain("BEGIN", "VEVENT")?;
        self.text("UID", &event.uid)?;
        self.plain("DTSTAMP", &format!("{}T000000Z", date(as_of)))?;
        self.plain("SEQUENCE", &event.sequence.to_string())?;
        self.plain("DTSTART;VALUE=DATE", &date(event.day))?;
        // The end is the first day that is no longer part of it.
        self.plain("DTEND;VALUE=DATE", &date(event.day.plus(1)))?;
        self.text("SUMMARY", &event.summary)?;
        if !event.description.is_empty() {
            self.text("DESCRIPTION", &event.description)?;
        }
        if !event.category.is_empty() {
            self.text("CATEGORIES", &event.category)?;
        }
        self.plain("TRANSP", "TRANSPARENT")?;
        self.plain("BEGIN", "VALARM")?;
        self.plain("ACTION", "DISPLAY")?;
        self.text("DESCRIPTION", &event.summary)?;
        self.plain("TRIGGER", REMINDER)?;
        self.plain("END", "VALARM")?;
        self.plain("END", "VEVENT")
    }

    fn utc(&mut self) -> io::Result<()> {
        self.plain("BEGIN", "VTIMEZONE")?;
        self.plain("TZID", "Etc/UTC")?;
        self.plain("BEGIN", "STANDARD")?;
        self.plain("DTSTART", "19700101T000000")?;
        self.plain("TZOFFSETFROM", "+0000")?;
        self.plain("TZOFFSETTO", "+0000")?;
        self.plain("END", "STANDARD")?;
        self.plain("END", "VTIMEZONE")
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.plain(name, &escaped(text))
    }

    /// One content line, folded.
    fn plain(&mut self, name: &str, value: &str) -> io::Result<()> {
        let line = format!("{name}:{value}");
        let mut rest = line.as_str();
        let mut room = LINE;
        loop {
            let (now, later) = rest.split_at(cut(rest, room));
            self.out.write_all(now.as_bytes())?;
            if later.is_empty() {
                return self.out.write_all(b"\r\n");
            }
            self.out.write_all(b"\r\n ")?;
            // The blank that marks a continued line is one of its octets.
            room = LINE - 1;
            rest = later;
        }
    }
}

/// Where to cut so that at most `room` octets come before and no character is divided.
fn cut(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let fits = (0..=room).rev().find(|at| text.is_char_boundary(*at));
    fits.unwrap_or(0)
}

/// A TEXT value: backslash, semicolon, comma and line end are escaped; other control
/// characters, which no value may hold, are left out.
fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len());
    for char in text.trim_end().chars() {
        match char {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(char);
            }
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(char),
            char if char.is_control() => {}
            char => out.push(char),
        }
    }
    out
}

fn date(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("{year:04}{month:02}{date:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    fn calendar(events: Vec<Event>) -> String {
        let mut out = Vec::new();
        let as_of = day("2026-11-20");
        let inputs = [Input {
            name: "订单, 客户.csv".to_owned(),
            size: 12,
            digest: "ab".to_owned(),
        }];
        let made = Made {
            as_of: as_of.to_string(),
            version: "1",
            rules_digest: "cd",
            inputs: &inputs,
        };
        write("跟进", as_of, &made, events.into_iter(), &mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }

    fn event(summary: &str) -> Event {
        Event {
            uid: "T-M71S3CEMAW9C@tierbook".to_owned(),
            sequence: 18,
            day: day("2026-12-31"),
            summary: summary.to_owned(),
            description: String::new(),
            category: "流失预警, 客户".to_owned(),
        }
    }

    /// The value of the summary, lines unfolded, escapes as they are.
    fn check(summary: &str, expected: &str) {
        let text = calendar(vec![event(summary)]).replace("\r\n ", "");
        let line = text.lines().find(|line| line.starts_with("SUMMARY:"));
        assert_eq!(line, Some(format!("SUMMARY:{expected}").as_str()));
    }

    #[test]
    fn an_event_is_a_whole_day_whose_end_is_the_day_after() {
        assert_eq!(
            calendar(vec![event("甲")]).replace("\r\n", "\n"),
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//tierbook//tierbook//EN\nCALSCALE:GREGORIAN\n\
             METHOD:PUBLISH\nX-WR-CALNAME:跟进\nX-TIERBOOK-AS-OF:2026-11-20\nX-TIERBOOK-VERSION:1\n\
             X-TIERBOOK-RULES:cd\nX-TIERBOOK-INPUT:ab 12 订单\\, 客户.csv\nBEGIN:VEVENT\nUID:T-M71S3CEMAW9C@tierbook\n\
             DTSTAMP:20261120T000000Z\nSEQUENCE:18\nDTSTART;VALUE=DATE:20261231\n\
             DTEND;VALUE=DATE:20270101\nSUMMARY:甲\nCATEGORIES:流失预警\\, 客户\nTRANSP:TRANSPARENT\n\
             BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:甲\nTRIGGER:PT9H\nEND:VALARM\nEND:VEVENT\n\
             END:VCALENDAR\n"
        );
    }

    #[test]
    fn what_has_a_meaning_in_the_format_is_escaped() {
        check("a;b,c\\d", "a\\;b\\,c\\\\d");
        check("two\r\nlines\nthree\rfour", "two\\nlines\\nthree\\nfour");
        check("bell\u{7}\ttab\n", "bell\ttab");
        check("BEGIN:VEVENT", "BEGIN:VEVENT");
    }

    #[test]
    fn an_empty_calendar_still_holds_a_component() {
        let text = calendar(Vec::new());
        assert!(text.contains("BEGIN:VTIMEZONE\r\n") && !text.contains("VEVENT"));
    }

    #[test]
    fn lines_are_cut_between_characters() {
        // SUMMARY: has 8 octets; 22 characters of three fill 74, the 23rd would pass 75.
        let text = calendar(vec![event(&"客".repeat(23))]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        let at = lines.iter().position(|line| line.starts_with("SUMMARY"));
        let at = at.expect("there is a summary");
        assert_eq!(lines[at], format!("SUMMARY:{}", "客".repeat(22)));
        assert_eq!(lines[at + 1], " 客");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_line_is_longer_than_allowed_and_nothing_is_lost(text in "[a-z客é😀;,\\\\]{0,200}") {
            let whole = calendar(vec![event(&text)]);
            for line in whole.split("\r\n") {
                prop_assert!(line.len() <= LINE);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            check(&text, &escaped(&text));
        }
    }
}
