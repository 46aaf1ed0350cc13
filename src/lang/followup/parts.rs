//! Days, counts and lengths of time inside a sentence. Takes values; appends their words
//! without the formatter's machinery, since a million reasons are written.

use std::fmt::Write;

use crate::digits::{EIGHT, shortest};
use crate::lang::Language;
use crate::period::{Day, Span, Unit};

/// A value inside a sentence.
pub(super) trait Part {
    /// Appends its words.
    fn push(self, text: &mut String);
}

impl Part for Day {
    fn push(self, text: &mut String) {
        match self.digits() {
            Some(digits) => push_ascii(text, &digits),
            None => write!(text, "{self}").expect("writing to a string cannot fail"),
        }
    }
}

impl Part for u32 {
    fn push(self, text: &mut String) {
        if u64::from(self) < EIGHT {
            let (digits, len) = shortest(self);
            push_ascii(text, &digits[..len]);
        } else {
            write!(text, "{self}").expect("writing to a string cannot fail");
        }
    }
}

/// A length of time: `3 months`, `3 个月`.
pub(super) struct Length(pub(super) Span, pub(super) Language);

impl Part for Length {
    fn push(self, text: &mut String) {
        let Self(Span { count, unit }, language) = self;
        let (zh, en) = match unit {
            Unit::Day => ("天", "day"),
            Unit::Week => ("周", "week"),
            Unit::Month => ("个月", "month"),
            Unit::Year => ("年", "year"),
        };
        match language {
            Language::Zh => {
                count.push(text);
                text.push(' ');
                text.push_str(zh);
            }
            Language::En => Counted(count, en).push(text),
        }
    }
}

/// A number of things, in English.
pub(super) struct Counted(pub(super) u32, pub(super) &'static str);

impl Part for Counted {
    fn push(self, text: &mut String) {
        let Self(count, unit) = self;
        count.push(text);
        text.push(' ');
        text.push_str(unit);
        if count != 1 {
            text.push('s');
        }
    }
}

fn push_ascii(text: &mut String, digits: &[u8]) {
    text.push_str(std::str::from_utf8(digits).expect("digits are ASCII"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: impl Part, expected: &str) {
        let mut text = String::new();
        part.push(&mut text);
        assert_eq!(text, expected);
    }

    #[test]
    fn values_read_as_they_display_themselves() {
        for number in [0, 1, 10, 99_999_999, 100_000_000, u32::MAX] {
            check(number, &number.to_string());
        }
        for day in [Day(0), Day::LAST, Day(-800_000), Day(4_000_000)] {
            check(day, &day.to_string());
        }
    }

    #[test]
    fn one_thing_is_not_many() {
        let week = |count| Span::new(count, Unit::Week);
        check(Length(week(1), Language::En), "1 week");
        check(Length(week(2), Language::En), "2 weeks");
        check(Length(week(2), Language::Zh), "2 周");
        check(Counted(0, "day"), "0 days");
    }
}
