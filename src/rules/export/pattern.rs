//! How a layout writes days: `YYYY`, `MM` and `DD` among any other characters.
//! Takes such a pattern, gives days in it.

use std::fmt::Write as _;

use crate::period::Day;

/// A checked pattern: year, month and day each stand in it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePattern(String);

/// The parts and how many digits each has.
const PARTS: [(&str, usize); 3] = [("YYYY", 4), ("MM", 2), ("DD", 2)];

impl DatePattern {
    /// Reads a pattern such as `MM/DD/YYYY`; `None` if a part is missing or doubled.
    pub fn parse(text: &str) -> Option<Self> {
        let once = |part: &str| text.matches(part).count() == 1;
        let letters = text.chars().filter(|char| "YMD".contains(*char)).count();
        let whole = letters == 8 && PARTS.iter().all(|(part, _)| once(part));
        whole.then(|| Self(text.to_owned()))
    }

    /// The day in this pattern.
    pub fn write(&self, day: Day) -> String {
        let (year, month, date) = day.ymd();
        let numbers = [i64::from(year), i64::from(month), i64::from(date)];
        let mut text = self.0.clone();
        for ((part, digits), number) in PARTS.into_iter().zip(numbers) {
            let mut padded = String::with_capacity(digits);
            write!(padded, "{number:0digits$}").expect("a string takes any text");
            text = text.replace(part, &padded);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: Option<&str>) {
        let day = Day::parse_iso("2026-03-05").expect("a test date");
        let written = DatePattern::parse(pattern).map(|pattern| pattern.write(day));
        assert_eq!(written.as_deref(), expected, "{pattern}");
    }

    #[test]
    fn parts_stand_once_in_any_order() {
        check("YYYY-MM-DD", Some("2026-03-05"));
        check("MM/DD/YYYY", Some("03/05/2026"));
        check("DD.MM.YYYY", Some("05.03.2026"));
        check("YYYY年MM月DD日", Some("2026年03月05日"));
        check("YYYYMMDD", Some("20260305"));
    }

    #[test]
    fn patterns_that_lose_a_part_or_double_one_are_none() {
        for pattern in [
            "",
            "YYYY-MM",
            "MM/DD/YY",
            "YYYY-MM-DD DD",
            "yyyy-mm-dd",
            "YYYY-M-D",
            "YYYYY-MM-DD",
        ] {
            check(pattern, None);
        }
    }
}
