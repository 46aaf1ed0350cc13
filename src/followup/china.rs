//! The days on which China's working year differs from Monday to Friday.
//!
//! Takes nothing; gives the public holidays and make-up workdays of 2018 to 2026,
//! facts that the State Council (国务院办公厅) publishes each autumn for the next year.

use crate::period::Day;

/// The last day the published calendar speaks for.
pub const KNOWN_UNTIL: (i32, u32, u32) = (2026, 12, 31);

/// How a day differs from Monday to Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Differs {
    /// A weekday off.
    Off,
    /// A Saturday or Sunday worked to make up for it.
    Work,
}

/// Every day that differs, by year, days off first.
pub fn exceptions() -> impl Iterator<Item = (Day, Differs)> {
    YEARS.iter().flat_map(|year| {
        let off = year.off.iter().map(|date| (*date, Differs::Off));
        let work = year.work.iter().map(|date| (*date, Differs::Work));
        off.chain(work).map(|(date, differs)| {
            let day = Day::from_ymd(year.number, u32::from(date / 100), u32::from(date % 100));
            (day.expect("the table holds dates"), differs)
        })
    })
}

/// One published year; dates are written month × 100 + day.
struct Year {
    number: i32,
    off: &'static [u16],
    work: &'static [u16],
}

const YEARS: &[Year] = &[
    Year {
        number: 2018,
        off: &[
            101, 215, 216, 219, 220, 221, 405, 406, 430, 501, 618, 924, 1001, 1002, 1003, 1004,
            1005, 1231,
        ],
        work: &[211, 224, 408, 428, 929, 930, 1229],
    },
    Year {
        number: 2019,
        off: &[
            101, 204, 205, 206, 207, 208, 405, 501, 502, 503, 607, 913, 1001, 1002, 1003, 1004,
            1007,
        ],
        work: &[202, 203, 428, 505, 929, 1012],
    },
    Year {
        number: 2020,
        off: &[
            101, 124, 127, 128, 129, 130, 131, 406, 501, 504, 505, 625, 626, 1001, 1002, 1005,
            1006, 1007, 1008,
        ],
        work: &[119, 426, 509, 628, 927, 1010],
    },
    Year {
        number: 2021,
        off: &[
            101, 211, 212, 215, 216, 217, 405, 503, 504, 505, 614, 920, 921, 1001, 1004, 1005,
            1006, 1007,
        ],
        work: &[207, 220, 425, 508, 918, 926, 1009],
    },
    Year {
        number: 2022,
        off: &[
            103, 131, 201, 202, 203, 204, 404, 405, 502, 503, 504, 603, 912, 1003, 1004, 1005,
            1006, 1007,
        ],
        work: &[129, 130, 402, 424, 507, 1008, 1009],
    },
    Year {
        number: 2023,
        off: &[
            102, 123, 124, 125, 126, 127, 405, 501, 502, 503, 622, 623, 929, 1002, 1003, 1004,
            1005, 1006,
        ],
        work: &[128, 129, 423, 506, 625, 1007, 1008],
    },
    Year {
        number: 2024,
        off: &[
            101, 212, 213, 214, 215, 216, 404, 405, 501, 502, 503, 610, 916, 917, 1001, 1002, 1003,
            1004, 1007,
        ],
        work: &[204, 218, 407, 428, 511, 914, 929, 1012],
    },
    Year {
        number: 2025,
        off: &[
            101, 128, 129, 130, 131, 203, 204, 404, 501, 502, 505, 602, 1001, 1002, 1003, 1006,
            1007, 1008,
        ],
        work: &[126, 208, 427, 928, 1011],
    },
    Year {
        number: 2026,
        off: &[
            101, 102, 216, 217, 218, 219, 220, 223, 406, 501, 504, 505, 619, 925, 1001, 1002, 1005,
            1006, 1007,
        ],
        work: &[104, 214, 228, 509, 920, 1010],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_off_are_weekdays_and_make_up_days_are_weekends() {
        for (day, differs) in exceptions() {
            let weekend = day.weekday() >= 5;
            assert_eq!(weekend, differs == Differs::Work, "{day}");
        }
    }

    #[test]
    fn every_year_has_its_published_number_of_days() {
        let count = |year: i32, wanted: Differs| {
            exceptions()
                .filter(|(day, differs)| day.ymd().0 == year && *differs == wanted)
                .count()
        };
        assert_eq!(
            (count(2026, Differs::Off), count(2026, Differs::Work)),
            (19, 6)
        );
        assert_eq!(exceptions().count(), 223);
    }
}
