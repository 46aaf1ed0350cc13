//! A customer's tiers over time as a short text: letters for everyone, bars for people.
//!
//! Takes the stands that `classify::path` gives and the names of the classes; gives text
//! without a word of ours.

use crate::classify::NONE;
use crate::classify::path::Stand;

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
}

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
        Self {
            between,
            classes: classes.len(),
            pairs: pairs.collect(),
        }
    }

    /// The tiers in their order: `C C B A`. A tier that is held or set by hand has beside it
    /// what the measure says, `A(B)`; `.` is no tier, since text that begins with a minus is
    /// guarded in CSV files.
    ///
    /// Takes places of tiers in force and by the measure; `text` is used again.
    pub fn of<'t>(&self, tiers: impl Iterator<Item = (u8, u8)>, text: &'t mut String) -> &'t str {
        text.clear();
        for (tier, raw) in tiers {
            let [tier, raw] = [tier, raw].map(|place| usize::from(place).min(self.classes));
            text.push_str(&self.pairs[tier * (self.classes + 1) + raw]);
        }
        text.get(self.between.len()..).unwrap_or_default()
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
    }

    #[test]
    fn one_class_is_one_low_bar() {
        let tiers = [(Some(0), Some(0), Decider::Measure)];
        assert_eq!(bars(stands(&tiers), 1), "▁");
        assert_eq!(letters(stands(&[]), &[]), "");
    }
}
