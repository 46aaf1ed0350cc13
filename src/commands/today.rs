//! The one clock of the program: which day it is here.

use chrono::{Datelike, Local};

use tierbook::period::Day;

/// Today in local time, asked for once a run and only if `--as-of` is absent.
pub(crate) fn today() -> Option<Day> {
    let now = Local::now().date_naive();
    Day::from_ymd(now.year(), now.month(), now.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_a_day_of_facts() {
        assert!(today().is_some_and(Day::is_fact));
    }
}
