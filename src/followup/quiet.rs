//! What contacts that nobody answers mean for the plan.
//!
//! Takes the log, `[quiet]`, type and tier; gives one state. After so many contacts in
//! a row without an answer comes one more by another channel. Is that not answered
//! either, customers worth little are left in peace (待激活), and for all others silence
//! is a sign of leaving that goes to the manager.

use crate::metrics::contacts::contact_facts;
use crate::period::Day;
use crate::records::contacts::Contact;
use crate::rules::{Quiet, Rules};

/// How a customer answers; the numbers count contacts in a row without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Silence {
    /// It answers, or was not asked often enough to tell.
    #[default]
    Answers,
    /// The next contact goes by another channel.
    OtherChannel(u32),
    /// It is left in peace, by the plan of `[quiet]`.
    Parked(u32),
    /// It may be leaving: the manager is told.
    Signal(u32),
}

/// Who is left in peace, looked up once.
#[derive(Debug, Clone)]
pub(super) struct Patience<'a> {
    quiet: &'a Quiet,
    /// Per type, whether its customers are.
    types: Vec<Worth>,
    /// Per tier, and at the end for customers without one.
    tiers: Vec<Worth>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    Little,
    More,
}

impl<'a> Patience<'a> {
    /// Looks up types and tiers of the rules.
    pub(super) fn new(rules: &'a Rules) -> Self {
        let quiet = &rules.quiet;
        let worth = |little| if little { Worth::Little } else { Worth::More };
        let types = rules.types.iter();
        let classes = &rules.tier.classes;
        let tiers = classes.iter().enumerate().map(|(place, class)| {
            worth(match &quiet.tiers {
                Some(tiers) => tiers.contains(class),
                None => place + 1 == classes.len(),
            })
        });
        Self {
            types: types
                .map(|kind| worth(quiet.types.contains(&kind.id)))
                .collect(),
            tiers: tiers.chain([Worth::Little]).collect(),
            quiet,
        }
    }

    /// The state of a customer of this type and tier (by place; beyond the last: none).
    /// An order after the last contact is an answer.
    pub(super) fn silence(
        &self,
        logged: &[Contact],
        last_order: Option<Day>,
        kind: Option<u8>,
        tier: u8,
        as_of: Day,
    ) -> Silence {
        let attempts = self.quiet.attempts;
        if attempts == 0 || logged.len() < attempts as usize {
            return Silence::Answers;
        }
        let last = logged.last().map(|contact| contact.day);
        let count = contact_facts(logged, as_of).unanswered;
        if count < attempts || last_order > last {
            return Silence::Answers;
        }
        if count == attempts {
            return Silence::OtherChannel(count);
        }
        let kind = kind.map(|kind| self.types[usize::from(kind)]);
        let tier = self.tiers[usize::from(tier).min(self.tiers.len() - 1)];
        if kind == Some(Worth::Little) || tier == Worth::Little {
            Silence::Parked(count)
        } else {
            Silence::Signal(count)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::contacts::Outcome;

    fn log(outcomes: &[Option<Outcome>]) -> Vec<Contact> {
        let contact = |(number, outcome): (i32, &Option<Outcome>)| Contact {
            customer: 0,
            day: Day(20_000 + number),
            place: (0, number as u32),
            who: None,
            channel: None,
            content: None,
            outcome: *outcome,
            next_day: None,
            satisfaction: None,
            task: None,
            asked: None,
            loss_reason: None,
            note: None,
        };
        (0..).zip(outcomes).map(contact).collect()
    }

    fn check(kind: &str, tier: u8, outcomes: &[Option<Outcome>], order: i32, expected: Silence) {
        let rules = Rules::built_in();
        let kind = rules.types.iter().position(|known| known.id == kind);
        let kind = kind.map(|kind| kind as u8);
        let order = Some(Day(20_000 + order));
        let found = Patience::new(&rules).silence(&log(outcomes), order, kind, tier, Day(20_100));
        assert_eq!(found, expected);
    }

    const NONE: Option<Outcome> = Some(Outcome::NoAnswer);

    #[test]
    fn three_without_an_answer_ask_for_another_channel() {
        check("active", 0, &[NONE; 2], -9, Silence::Answers);
        check("active", 0, &[NONE; 3], -9, Silence::OtherChannel(3));
        check("prospect", 2, &[NONE; 3], -9, Silence::OtherChannel(3));
    }

    #[test]
    fn then_prospects_dormant_ones_and_the_last_tier_are_left_in_peace() {
        for (kind, tier) in [("prospect", 0), ("dormant", 1), ("active", 2), ("new", 3)] {
            check(kind, tier, &[NONE; 4], -9, Silence::Parked(4));
        }
        check("active", 0, &[NONE; 4], -9, Silence::Signal(4));
        check("high_value", 1, &[NONE; 5], -9, Silence::Signal(5));
    }

    #[test]
    fn an_answer_or_an_order_ends_it() {
        let answered = [NONE, NONE, NONE, NONE, Some(Outcome::Reached)];
        check("prospect", 2, &answered, -9, Silence::Answers);
        check("prospect", 2, &[NONE; 4], 50, Silence::Answers);
        check(
            "prospect",
            2,
            &[NONE, None, NONE, NONE],
            -9,
            Silence::OtherChannel(3),
        );
    }
}
