//! Tiers and types set by hand: 指定等级, 指定类型 with 指定自, 指定至 and 原因.

use std::collections::BTreeMap;

use crate::names::Field;
use crate::names::near::nearest;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::records::book::Book;
use crate::rules::Rules;

/// One customer's pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The tier, by place.
    pub tier: Option<u8>,
    /// The type, by place.
    pub kind: Option<u8>,
    /// First day; `None` is always.
    pub from: Option<Day>,
    /// Last day; `None` is for good.
    pub until: Option<Day>,
}

/// All pins, by customer.
#[derive(Debug, Clone, Default)]
pub struct Pins(pub BTreeMap<u32, Pin>);

impl Pins {
    /// The pins of a book, and findings about those that name nothing the rules have.
    pub fn of(book: &Book, rules: &Rules) -> (Self, Vec<Problem>) {
        let (mut pins, mut problems) = (BTreeMap::new(), Vec::new());
        let column = |field| book.details.field(field);
        let (tiers, kinds) = (
            column(Field::CustomerPinnedTier),
            column(Field::CustomerPinnedType),
        );
        if tiers.is_none() && kinds.is_none() {
            return (Self(pins), problems);
        }
        let tier_named = |word: &str| rules.tier.classes.iter().position(|class| class == word);
        let kind_named = |word: &str| {
            let named = |kind: &crate::rules::Type| {
                [&kind.id, &kind.name.zh, &kind.name.en]
                    .iter()
                    .any(|name| *name == word)
            };
            rules.types.iter().position(named)
        };
        let near = |field, word: &str| {
            let names: Vec<&str> = match field {
                Field::CustomerPinnedTier => {
                    rules.tier.classes.iter().map(String::as_str).collect()
                }
                _ => (rules.types.iter())
                    .flat_map(|kind| [&*kind.name.zh, &*kind.name.en, &*kind.id])
                    .collect(),
            };
            // Classes are often one letter: a word that begins with one means it.
            let begins = |name: &&&str| {
                let rest = word.trim().strip_prefix(**name);
                rest.is_some_and(|rest| {
                    !rest.starts_with(|next: char| next.is_ascii_alphanumeric())
                })
            };
            let begun = names.iter().find(begins).copied();
            begun
                .or_else(|| nearest(word, names.iter().copied()))
                .map(str::to_owned)
        };
        // By id, so that what is said does not depend on the order of rows.
        let words = |customer| {
            let tier = tiers.and_then(|column| column.word(customer));
            (tier, kinds.and_then(|column| column.word(customer)))
        };
        let all = 0..book.len() as u32;
        let mut pinned: Vec<u32> = all.filter(|one| words(*one) != (None, None)).collect();
        pinned.sort_unstable_by(|one, other| book.registry.by_id(*one, *other));
        for customer in pinned {
            let (tier, kind) = words(customer);
            let mut place = |field, word: Option<&str>, found: Option<usize>| {
                if let (Some(word), None) = (word, found) {
                    problems.push(Problem {
                        place: None,
                        finding: Finding::UnknownPin {
                            field,
                            word: word.to_owned(),
                            customer: book.registry.name(customer).to_owned(),
                            near: near(field, word),
                        },
                        count: 1,
                    });
                }
                found.and_then(|found| u8::try_from(found).ok())
            };
            let pin = Pin {
                tier: place(Field::CustomerPinnedTier, tier, tier.and_then(tier_named)),
                kind: place(Field::CustomerPinnedType, kind, kind.and_then(kind_named)),
                from: column(Field::CustomerPinnedFrom).and_then(|column| column.day(customer)),
                until: column(Field::CustomerPinnedUntil).and_then(|column| column.day(customer)),
            };
            if let (Some(from), Some(until)) = (pin.from, pin.until)
                && until < from
            {
                problems.push(Problem {
                    place: None,
                    finding: Finding::PinEndsFirst(book.registry.name(customer).to_owned()),
                    count: 1,
                });
            }
            if pin.tier.is_some() || pin.kind.is_some() {
                pins.insert(customer, pin);
            }
        }
        (Self(pins), problems)
    }

    /// The pin in force on a day.
    pub fn at(&self, customer: u32, day: Day) -> Option<&Pin> {
        if self.0.is_empty() {
            return None;
        }
        let pin = self.0.get(&customer)?;
        let begun = pin.from.is_none_or(|from| from <= day);
        let ended = pin.until.is_some_and(|until| until < day);
        (begun && !ended).then_some(pin)
    }

    /// The tier that somebody set for a customer, in force on a day.
    pub fn tier(&self, customer: u32, day: Day) -> Option<u8> {
        self.at(customer, day).and_then(|pin| pin.tier)
    }
}
