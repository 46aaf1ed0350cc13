//! How often one customer may be contacted: the minimum gap and the limits of channels.
//!
//! Takes the days of contacts, logged and planned, and the channel of the next one;
//! gives the first day on which nothing speaks against it.

use crate::period::Day;
use crate::rules::{Limits, Words};
use crate::value::text::fold_width;

/// The contacts of one customer so far; kept to spare allocations.
#[derive(Debug, Default)]
pub(super) struct Touches {
    /// The last logged one.
    logged: Option<Day>,
    /// Planned ones on their effective days, ascending.
    planned: Vec<Day>,
    /// By limited channels: place of the limit and day.
    by_channel: Vec<(u8, Day)>,
}

impl Touches {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.logged = None;
        self.planned.clear();
        self.by_channel.clear();
    }

    /// Notes a logged contact.
    pub(super) fn log(&mut self, limits: &Limits, day: Day, channel: Option<&str>) {
        self.logged = self.logged.max(Some(day));
        if let Some(place) = channel.and_then(|channel| limited(limits, &[channel])) {
            self.by_channel.push((place, day));
        }
    }

    /// Notes a planned contact.
    pub(super) fn plan(&mut self, limits: &Limits, day: Day, channel: Option<&Words>) {
        self.planned.push(day);
        if let Some(place) = channel.and_then(|words| limited(limits, &[&words.zh, &words.en])) {
            self.by_channel.push((place, day));
        }
    }

    /// The first day from `day` on that is far enough from planned contacts and, unless the
    /// customer itself asked for the day, from the last logged one.
    pub(super) fn after_gap(&self, limits: &Limits, day: Day, agreed: Option<Day>) -> Day {
        let gap = limits.min_gap as i32;
        let logged = if agreed.is_some() { None } else { self.logged };
        let mut day = logged.map_or(day, |last| day.max(last.plus(gap)));
        // Planned days ascend, so a day pushed beyond one meets only later ones.
        for planned in &self.planned {
            if (planned.0 - day.0).abs() < gap {
                day = planned.plus(gap);
            }
        }
        day
    }

    /// The first day from `day` on on which the channel may be used once more.
    pub(super) fn within_channel(&self, limits: &Limits, day: Day, channel: Option<&Words>) -> Day {
        let Some(place) = channel.and_then(|words| limited(limits, &[&words.zh, &words.en])) else {
            return day;
        };
        let limit = &limits.per_channel[usize::from(place)];
        let mut used: Vec<Day> = self
            .by_channel
            .iter()
            .filter(|(used, _)| *used == place)
            .map(|(_, day)| *day)
            .collect();
        used.sort_unstable();
        // With this one, no window may hold more than the limit: the limit-th before it
        // has to be out of its window.
        let mut day = day;
        while let Some(oldest) = nth_last_until(&used, limit.most as usize, day)
            && day.0 - oldest.0 < limit.days as i32
        {
            day = oldest.plus(limit.days as i32);
        }
        day
    }
}

/// The `nth` contact from the end among those up to and with a day, counted from 1.
fn nth_last_until(used: &[Day], nth: usize, day: Day) -> Option<Day> {
    let until = used.partition_point(|used| *used <= day);
    until.checked_sub(nth).map(|place| used[place])
}

/// The place of the limit of a channel, in either language.
fn limited(limits: &Limits, words: &[&str]) -> Option<u8> {
    if limits.per_channel.is_empty() {
        return None;
    }
    let is = |limit: &str| {
        let limit = fold_width(limit);
        words
            .iter()
            .any(|word| fold_width(word).eq_ignore_ascii_case(&limit))
    };
    let place = limits
        .per_channel
        .iter()
        .position(|limit| is(&limit.channel));
    place.map(|place| place as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::ChannelLimit;

    fn limits(min_gap: u32, most: u32, days: u32) -> Limits {
        Limits {
            min_gap,
            per_channel: vec![ChannelLimit {
                channel: "微信".to_owned(),
                most,
                days,
            }],
        }
    }

    #[test]
    fn a_gap_is_kept_from_logged_and_planned_contacts() {
        let limits = limits(3, 1, 7);
        let mut touches = Touches::default();
        touches.log(&limits, Day(100), None);
        assert_eq!(touches.after_gap(&limits, Day(101), None), Day(103));
        assert_eq!(touches.after_gap(&limits, Day(103), None), Day(103));
        assert_eq!(
            touches.after_gap(&limits, Day(101), Some(Day(101))),
            Day(101)
        );
        touches.plan(&limits, Day(105), None);
        assert_eq!(touches.after_gap(&limits, Day(103), None), Day(108));
        assert_eq!(
            touches.after_gap(&limits, Day(102), Some(Day(102))),
            Day(102)
        );
    }

    #[test]
    fn a_channel_is_used_so_often_within_so_many_days() {
        let limits = limits(1, 2, 7);
        let wechat = Words {
            zh: "微信".to_owned(),
            en: "WeChat".to_owned(),
        };
        let mut touches = Touches::default();
        touches.log(&limits, Day(100), Some("微信"));
        assert_eq!(
            touches.within_channel(&limits, Day(101), Some(&wechat)),
            Day(101)
        );
        touches.plan(&limits, Day(103), Some(&wechat));
        assert_eq!(
            touches.within_channel(&limits, Day(104), Some(&wechat)),
            Day(107)
        );
        assert_eq!(
            touches.within_channel(&limits, Day(107), Some(&wechat)),
            Day(107)
        );
        assert_eq!(
            touches.within_channel(&limits, Day(104), Some(&"电话".into())),
            Day(104)
        );
        assert_eq!(touches.within_channel(&limits, Day(104), None), Day(104));
    }
}
