//! A customer's tiers over time as a short text: letters for everyone, bars for people.
//!
//! Takes the stands that `classify::path` gives and the names of the classes; gives text
//! without a word of ours.

use std::collections::HashMap;

use crate::classify::NONE;
use crate::classify::path::{Stand, Steps};

/// Bars from the lowest to the highest.
const BARS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/// Tiers as letters, each pair of tiers worded once.
#[derive(Debug, Clone)]
pub struct Letters {
    between: &'static str,
    /// How many classes there are.
    classes: usize,
    /// What stands for a tier in force and one by the measure, [`Letters::between`] before it.
    pairs: Vec<String>,
    /// The bytes of each and how many there are; empty where one of them is longer.
    short: Vec<([u8; SHORT], u8)>,
}

/// Nearly all names are letters, with which a customer's tiers are put together in few steps.
const SHORT: usize = 8;

impl Letters {
    /// Words the classes.
    pub fn new(classes: &[String]) -> Self {
        // Names with blanks in them need a mark between them.
        let blank = classes
            .iter()
            .any(|class| class.contains(char::is_whitespace));
        let between = if blank { " > " } else { " " };
        let name = |place: usize| classes.get(place).map_or(".", String::as_str);
        let places = || 0..=classes.len();
        let pairs = places().flat_map(|tier| {
            places().map(move |raw| match (name(tier), name(raw)) {
                (tier_name, _) if tier == raw => format!("{between}{tier_name}"),
                (tier_name, raw_name) => format!("{between}{tier_name}({raw_name})"),
            })
        });
        let pairs: Vec<String> = pairs.collect();
        let short = pairs.iter().map(|pair| {
            let mut bytes = [0; SHORT];
            bytes
                .get_mut(..pair.len())?
                .copy_from_slice(pair.as_bytes());
            Some((bytes, pair.len() as u8))
        });
        Self {
            between,
            classes: classes.len(),
            short: short.collect::<Option<_>>().unwrap_or_default(),
            pairs,
        }
    }

    /// The tiers in their order: `C C B A`. A tier that is held or set by hand has beside it
    /// what the measure says, `A(B)`; `.` is no tier, since text that begins with a minus is
    /// guarded in CSV files.
    ///
    /// Takes places of tiers in force and by the measure; `text` is used again.
    pub fn of<'t>(&self, tiers: impl Iterator<Item = (u8, u8)>, text: &'t mut String) -> &'t str {
        text.clear();
        let (mut short, mut end) = ([0; 16 * SHORT], 0);
        let mut put = |short: &[u8]| {
            text.push_str(std::str::from_utf8(short).expect("whole names are text"));
        };
        for (tier, raw) in tiers {
            let [tier, raw] = [tier, raw].map(|place| usize::from(place).min(self.classes));
            let pair = tier * (self.classes + 1) + raw;
            if let Some((bytes, len)) = self.short.get(pair)
                && let Some(room) = short.get_mut(end..end + SHORT)
            {
                room.copy_from_slice(bytes);
                end += usize::from(*len);
            } else {
                put(&short[..end]);
                put(self.pairs[pair].as_bytes());
                end = 0;
            }
        }
        put(&short[..end]);
        text.get(self.between.len()..).unwrap_or_default()
    }
}

/// Tiers of a batch of customers as letters; most customers have tiers that others had.
#[derive(Debug, Default)]
pub struct Worded {
    keys: Vec<u64>,
    /// For each row of the batch, which of the texts it is; none where keys do not fit.
    places: Vec<u32>,
    texts: Vec<String>,
    known: HashMap<u64, u32, foldhash::fast::FixedState>,
}

/// How many texts are kept.
const WORDED: usize = 1 << 14;

impl Worded {
    /// Words the tiers of a batch.
    pub fn fill(&mut self, letters: &Letters, steps: &Steps) {
        steps.keys(letters.classes, &mut self.keys);
        self.places.clear();
        if self.texts.len() > WORDED {
            self.texts.clear();
            self.known.clear();
        }
        for (row, key) in self.keys.iter().enumerate() {
            let place = self.known.entry(*key).or_insert_with(|| {
                let mut text = String::new();
                letters.of(steps.of(row), &mut text);
                // What stands between two tiers stands before the first one, too.
                self.texts
                    .push(text.split_off(letters.between.len().min(text.len())));
                self.texts.len() as u32 - 1
            });
            self.places.push(*place);
        }
    }

    /// The text of a row, where it was worded.
    pub fn of(&self, row: usize) -> Option<&str> {
        let place = self.places.get(row)?;
        Some(&self.texts[*place as usize])
    }
}

/// The same for one customer.
pub fn letters(stands: impl Iterator<Item = Stand>, classes: &[String]) -> String {
    let place = |tier: Option<u8>| tier.unwrap_or(NONE);
    let places = stands.map(|stand| (place(stand.tier), place(stand.raw)));
    Letters::new(classes)
        .of(places, &mut String::new())
        .to_owned()
}

/// The tiers as bars, the best one highest; `·` is no tier.
pub fn bars(stands: impl Iterator<Item = Stand>, classes: usize) -> String {
    let bar = |stand: Stand| {
        let lowest = classes.saturating_sub(1);
        stand.tier.map_or('·', |tier| {
            let above = lowest.saturating_sub(usize::from(tier));
            BARS[above * (BARS.len() - 1) / lowest.max(1)]
        })
    };
    stands.map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::path::Decider;
    use crate::period::Day;

    fn stands(tiers: &[(Option<u8>, Option<u8>, Decider)]) -> impl Iterator<Item = Stand> {
        tiers.iter().map(|(tier, raw, by)| Stand {
            day: Day(0),
            tier: *tier,
            raw: *raw,
            by: *by,
        })
    }

    #[test]
    fn held_and_pinned_tiers_have_the_measure_beside_them() {
        let tiers = [
            (None, None, Decider::Measure),
            (Some(2), Some(2), Decider::Measure),
            (Some(0), Some(1), Decider::Held),
            (Some(0), None, Decider::Pinned),
            (Some(1), Some(1), Decider::Pinned),
        ];
        let classes = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(letters(stands(&tiers), &classes), ". C A(B) A(.) B");
        assert_eq!(bars(stands(&tiers), 3), "·▁▇▇▄");
        let classes = ["key one", "B", "C"].map(str::to_owned);
        assert_eq!(letters(stands(&tiers[1..3]), &classes), "C > key one(B)");
        let classes = ["金", "银", "铜"].map(str::to_owned);
        let many: Vec<_> = tiers.iter().copied().cycle().take(60).collect();
        let expected = [". 铜 金(银) 金(.) 银"; 12].join(" ");
        assert_eq!(letters(stands(&many), &classes), expected);
    }

    #[test]
    fn one_class_is_one_low_bar() {
        let tiers = [(Some(0), Some(0), Decider::Measure)];
        assert_eq!(bars(stands(&tiers), 1), "▁");
        assert_eq!(letters(stands(&[]), &[]), "");
    }

    #[test]
    fn customers_are_worded_as_each_would_be_alone() {
        for (classes, days) in [(1, 13), (3, 0), (3, 13), (3, 16), (3, 17), (4, 13), (9, 40)] {
            let names: Vec<String> = (0..classes).map(|class| format!("T{class}")).collect();
            let letters = Letters::new(&names);
            let mut worded = Worded::default();
            for batch in 0..3u8 {
                let place = |at: usize| match (at * 7 + usize::from(batch)) % (classes + 1) {
                    none if none == classes => NONE,
                    class => class as u8,
                };
                let day = |day: usize| (0..50).map(move |row| (place(row / 3 * day), place(row)));
                let days: Vec<Vec<_>> = (0..days).map(|at| day(at).collect()).collect();
                let steps = Steps::from_days(&days);
                worded.fill(&letters, &steps);
                for row in 0..days.first().map_or(0, Vec::len) {
                    let mut text = String::new();
                    let alone = letters.of(steps.of(row), &mut text);
                    // Where all of it does not fit into a number, nothing is kept.
                    let fits = classes <= 3 && days.len() <= 16;
                    assert_eq!(worded.of(row), fits.then_some(alone), "{classes} {days:?}");
                }
            }
        }
    }
}
