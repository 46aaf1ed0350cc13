//! The day on which a customer that nobody looks after goes back to everyone (公海).
//!
//! Takes `[recycle]`, the tier and the customer's days; gives the day and what it counts
//! from: the last contact, order or, while a contract runs, its end, whichever is later.
//! It is only said, never done.

use crate::followup::cadence::Offset;
use crate::period::{Day, Span};
use crate::rules::Rules;

/// When a customer goes back, and why then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recycled {
    /// The day.
    pub day: Day,
    /// What it counts from.
    pub from: Kept,
    /// The day of that.
    pub since: Day,
    /// How long after.
    pub after: Span,
}

/// What keeps a customer with its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It was entered.
    Created,
    /// It bought.
    Order,
    /// It was contacted.
    Contact,
    /// Its contract runs until then.
    Contract,
}

/// The day for a customer of this tier (by place), if the rules have one for it and
/// anything dates it. Each day stands with what it is.
pub(super) fn recycled(
    rules: &Rules,
    tier: u8,
    days: [(Option<Day>, Kept); 4],
) -> Option<Recycled> {
    let recycle = rules.recycle.as_ref()?;
    let class = rules.tier.classes.get(usize::from(tier));
    let own = class.and_then(|class| recycle.tiers.iter().find(|(name, _)| name == class));
    let after = own.map(|(_, after)| *after).or(recycle.after)?;
    let known = days
        .into_iter()
        .filter_map(|(day, kept)| Some((day?, kept)));
    let (since, from) = known.max()?;
    Some(Recycled {
        day: Offset::of(after).from(since),
        from,
        since,
        after,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::decode::decode;

    fn check(tier: u8, days: [(Option<i32>, Kept); 4], expected: Option<(i32, Kept)>) {
        let text = "[recycle]\nafter = '180d'\n[recycle.tier]\nC = '30d'\n";
        let rules = decode(text).expect("sound rules");
        let days = days.map(|(day, kept)| (day.map(|day| Day(20_000 + day)), kept));
        let found = recycled(&rules, tier, days);
        let expected = expected.map(|(day, from)| (Day(20_000 + day), from));
        assert_eq!(found.map(|found| (found.day, found.from)), expected);
    }

    #[test]
    fn the_latest_day_counts_and_tiers_may_have_their_own_length() {
        let none = |kept| (None, kept);
        let dated = [
            (Some(0), Kept::Created),
            (Some(10), Kept::Order),
            (Some(5), Kept::Contact),
            none(Kept::Contract),
        ];
        check(0, dated, Some((190, Kept::Order)));
        check(2, dated, Some((40, Kept::Order)));
        let contract = [dated[0], dated[1], dated[2], (Some(50), Kept::Contract)];
        check(2, contract, Some((80, Kept::Contract)));
        let nothing = [Kept::Created, Kept::Order, Kept::Contact, Kept::Contract].map(none);
        check(0, nothing, None);
    }
}
