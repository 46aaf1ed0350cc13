//! Old rules against new ones on the same facts: who would move, and what it means for work.
//!
//! Takes two runs for one day; gives how many customers go from which label to which, with
//! the first of them, and the tasks that either asks of each person in a usual week.

use std::collections::{BTreeMap, HashMap};

use crate::classify::Verdicts;
use crate::classify::engine::Engine;
use crate::followup::everyone::Plan;
use crate::rules::{Rules, Words};

/// Customers named of each way.
const NAMED: usize = 3;

/// One run.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    /// The rules bound to the book.
    pub engine: &'s Engine<'s>,
    /// What was decided.
    pub verdicts: &'s Verdicts,
    /// What is planned.
    pub plan: &'s Plan<'s>,
}

/// Customers that go from one label to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The name under the old rules; empty for none.
    pub from: Words,
    /// The name under the new rules; empty for none.
    pub to: Words,
    /// How many.
    pub customers: u64,
    /// The first of them by id, by their numbers under the new rules.
    pub first: Vec<u32>,
}

/// Tasks a week under either rules.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Load {
    /// Who carries them out; empty for nobody and for bulk touches.
    pub owner: String,
    /// Under the old rules.
    pub before: f64,
    /// Under the new ones.
    pub after: f64,
}

/// What new rules change.
#[derive(Debug, PartialEq)]
pub struct Comparison {
    /// Customers that either run knows.
    pub customers: u64,
    /// Ways between tiers, the most used first.
    pub tiers: Vec<Way>,
    /// Ways between types, the most used first.
    pub types: Vec<Way>,
    /// Tasks for people, by name.
    pub loads: Vec<Load>,
    /// Bulk touches.
    pub bulk: Load,
}

/// Compares a run by the old rules with one by the new.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Comparison {
    let ids: HashMap<&str, u32> = (0..old.engine.book.len() as u32)
        .map(|customer| (old.engine.book.registry.id(customer), customer))
        .collect();
    let registry = &new.engine.book.registry;
    let (mut tiers, mut types) = (Ways::default(), Ways::default());
    for customer in registry.order() {
        let before = ids.get(registry.id(customer)).copied();
        let label = |side: Side<'_>, number: Option<u32>, of: Label| {
            number.map_or_else(Words::default, |number| of(side, number))
        };
        for (ways, of) in [(&mut tiers, tier as Label), (&mut types, kind)] {
            let from = label(old, before, of);
            ways.add(from, label(new, Some(customer), of), customer);
        }
    }
    let [before, after] = [old, new].map(|side| side.plan.weekly());
    let mut people: Vec<&str> = before
        .people
        .keys()
        .chain(after.people.keys())
        .copied()
        .collect();
    people.sort_unstable();
    people.dedup();
    let loads = people.into_iter().map(|name| Load {
        owner: name.to_owned(),
        before: before.people.get(name).copied().unwrap_or_default(),
        after: after.people.get(name).copied().unwrap_or_default(),
    });
    Comparison {
        customers: registry.len() as u64,
        tiers: tiers.moved(),
        types: types.moved(),
        loads: loads.collect(),
        bulk: Load {
            owner: String::new(),
            before: before.bulk,
            after: after.bulk,
        },
    }
}

type Label = fn(Side<'_>, u32) -> Words;

fn tier(side: Side<'_>, customer: u32) -> Words {
    let place = usize::from(side.verdicts.tier[customer as usize]);
    let class = rules(side).tier.classes.get(place);
    class.map_or_else(Words::default, |class| Words::from(class.as_str()))
}

fn kind(side: Side<'_>, customer: u32) -> Words {
    let place = usize::from(side.verdicts.kind[customer as usize]);
    let kind = rules(side).types.get(place);
    kind.map_or_else(Words::default, |kind| kind.name.clone())
}

fn rules(side: Side<'_>) -> &Rules {
    side.engine.rules
}

/// Ways by the names at both ends.
#[derive(Default)]
struct Ways(BTreeMap<(String, String), Way>);

impl Ways {
    fn add(&mut self, from: Words, to: Words, customer: u32) {
        if from == to {
            return;
        }
        let key = (from.en.clone(), to.en.clone());
        let way = self.0.entry(key).or_insert_with(|| Way {
            from,
            to,
            customers: 0,
            first: Vec::new(),
        });
        way.customers += 1;
        if way.first.len() < NAMED {
            way.first.push(customer);
        }
    }

    fn moved(self) -> Vec<Way> {
        let mut ways: Vec<Way> = self.0.into_values().collect();
        ways.sort_by_key(|way| std::cmp::Reverse(way.customers));
        ways
    }
}
