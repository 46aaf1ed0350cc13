//! A customer's tiers over time as a short text: letters for everyone, bars for people.
//!
//! Takes the stands that `classify::path` gives and the names of the classes; gives text
//! without a word of ours.

use crate::classify::path::{Decider, Stand};

/// Bars from the lowest to the highest.
const BARS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/// The tiers in their order: `C C B A`. A tier that is held or set by hand has beside it what
/// the measure says, `A(B)`; `.` is no tier, since text that begins with a minus
/// is guarded in CSV files.
pub fn letters(stands: impl Iterator<Item = Stand>, classes: &[String]) -> String {
    // Names with blanks in them need a mark between them.
    let blank = classes
        .iter()
        .any(|class| class.contains(char::is_whitespace));
    let between = if blank { " > " } else { " " };
    let mut text = String::with_capacity(32);
    for stand in stands {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(name(stand.tier, classes));
        if stand.by != Decider::Measure && stand.tier != stand.raw {
            text.push('(');
            text.push_str(name(stand.raw, classes));
            text.push(')');
        }
    }
    text
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

fn name(tier: Option<u8>, classes: &[String]) -> &str {
    let class = tier.and_then(|tier| classes.get(usize::from(tier)));
    class.map_or(".", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
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
