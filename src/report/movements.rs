//! Who moved between an earlier day and the as-of day: tiers, types and segments.
//!
//! Takes a run and what was so on the earlier day; gives the customers that moved, those
//! worth a call first, and how many of each label went where. What moved one customer is
//! told by [`why`].

mod matrix;
pub mod summary;
pub mod why;

use std::cmp::Reverse;

use crate::classify::begun::Begun;
use crate::classify::past::Past;
use crate::classify::{NONE, Verdicts};
use crate::money::Money;
use crate::parallel;
use crate::period::Day;
use crate::report::Run;
use crate::rules::Rules;

pub use matrix::{Flow, Matrix, Whence};

/// How a customer moved. A list of movements has them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// To a lower tier.
    Fall,
    /// Lower by the measure, and still held in its tier.
    Slip,
    /// To a higher tier.
    Rise,
    /// To its first tier.
    First,
    /// Nobody knew the customer on the earlier day.
    New,
    /// To another type only, or with it another segment.
    Type,
    /// To another segment only.
    Segment,
}

impl Move {
    /// All, in their order.
    pub const ALL: [Self; 7] = [
        Self::Fall,
        Self::Slip,
        Self::Rise,
        Self::First,
        Self::New,
        Self::Type,
        Self::Segment,
    ];

    /// The code in outputs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fall => "fall",
            Self::Slip => "slip",
            Self::Rise => "rise",
            Self::First => "first",
            Self::New => "new",
            Self::Type => "type",
            Self::Segment => "segment",
        }
    }
}

/// Labels of a customer on a day, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// The tier in force.
    pub tier: Option<u8>,
    /// The tier by the measure alone.
    pub raw: Option<u8>,
    /// The type.
    pub kind: Option<u8>,
    /// The segment.
    pub segment: Option<u16>,
}

/// A customer that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The customer's number.
    pub customer: u32,
    /// How it moved.
    pub how: Move,
}

/// All movements between two days.
#[derive(Debug)]
pub struct Movements {
    /// What was so on the earlier day.
    pub past: Past,
    /// Customers that moved: by how, then by the amount of 12 months at stake (of the earlier
    /// day for what fell, else of the as-of day), largest first, then by id.
    pub moved: Vec<Moved>,
    /// Customers and amounts by tier then and now.
    pub tiers: Matrix,
    /// Customers and amounts by type then and now.
    pub types: Matrix,
}

/// The earlier day when nobody names one: one period of history back.
pub fn usual_day(rules: &Rules, as_of: Day) -> Day {
    as_of.before(rules.history.every)
}

/// Compares everyone with an earlier day.
pub fn movements(run: &Run<'_>, day: Day) -> Movements {
    let past = Past::at(run.engine, run.verdicts, day);
    let begun = Begun::of(run.engine.book);
    let amounts = past.cuts.amounts_12m();
    let rules = run.rules();
    let parts = &run.engine.book.parts;
    let found = parallel::map(
        run.engine.threads,
        parts.len(),
        || (),
        |(), number| {
            let mut found = Part::new(rules);
            let first = parts[number].first;
            for customer in first..first + parts[number].len() as u32 {
                let known = begun.by(customer, day);
                found.add(run, &past, known, (customer, amounts.of(customer)));
            }
            found
        },
    );
    let mut all = Part::new(rules);
    for one in found {
        all.tiers.join(&one.tiers);
        all.types.join(&one.types);
        all.moved.extend(one.moved);
    }
    let registry = &run.engine.book.registry;
    all.moved.sort_unstable_by(|(one, stake), (other, others)| {
        let key = |moved: &Moved, stake: Money| (moved.how, Reverse(stake));
        let by_id = || registry.by_id(one.customer, other.customer);
        key(one, *stake).cmp(&key(other, *others)).then_with(by_id)
    });
    Movements {
        past,
        moved: all.moved.into_iter().map(|(moved, _)| moved).collect(),
        tiers: all.tiers,
        types: all.types,
    }
}

/// What one partition has to say.
struct Part {
    moved: Vec<(Moved, Money)>,
    tiers: Matrix,
    types: Matrix,
}

impl Part {
    fn new(rules: &Rules) -> Self {
        Self {
            moved: Vec::new(),
            tiers: Matrix::new(rules.tier.classes.len()),
            types: Matrix::new(rules.types.len()),
        }
    }

    /// Adds a customer with its amount of the earlier day.
    fn add(&mut self, run: &Run<'_>, past: &Past, known: bool, (customer, amount): (u32, Money)) {
        let slot = customer as usize;
        let amounts = (amount, run.figures.amounts_12m.of(customer));
        let tiers = (past.tier[slot], run.verdicts.tier[slot]);
        let types = (past.kind[slot], run.verdicts.kind[slot]);
        let from = |label: u8| {
            if known {
                Whence::of(label)
            } else {
                Whence::Unknown
            }
        };
        self.tiers.add(from(tiers.0), tiers.1, amounts);
        self.types.add(from(types.0), types.1, amounts);
        let how = if known {
            how(past, run.verdicts, slot)
        } else {
            Some(Move::New)
        };
        if let Some(how) = how {
            let stake = match how {
                Move::Fall | Move::Slip => amounts.0,
                _ => amounts.1,
            };
            self.moved.push((Moved { customer, how }, stake));
        }
    }
}

/// How a customer known on both days moved; `None` when it did not.
fn how(past: &Past, now: &Verdicts, slot: usize) -> Option<Move> {
    let (tier, raw) = (past.tier[slot], past.tier_raw[slot]);
    // Few are held, and only those in another tier than by value.
    let held = || now.tier[slot] != now.tier_raw[slot] && now.held.contains_key(&(slot as u32));
    // Places ascend from the best, and no tier comes after all.
    match now.tier[slot].cmp(&tier) {
        std::cmp::Ordering::Greater => Some(Move::Fall),
        std::cmp::Ordering::Less if tier == NONE => Some(Move::First),
        std::cmp::Ordering::Less => Some(Move::Rise),
        std::cmp::Ordering::Equal if raw == tier && held() => Some(Move::Slip),
        std::cmp::Ordering::Equal if now.kind[slot] != past.kind[slot] => Some(Move::Type),
        std::cmp::Ordering::Equal => {
            (now.segments[slot] != past.segments[slot]).then_some(Move::Segment)
        }
    }
}

impl Movements {
    /// The earlier day.
    pub fn from(&self) -> Day {
        self.past.day()
    }

    /// How many customers moved so.
    pub fn count(&self, how: Move) -> u64 {
        self.of(how).len() as u64
    }

    /// The customers that moved so, those at stake first.
    pub fn of(&self, how: Move) -> &[Moved] {
        let start = self.moved.partition_point(|moved| moved.how < how);
        let end = self.moved.partition_point(|moved| moved.how <= how);
        &self.moved[start..end]
    }

    /// A customer's labels on both days; nothing on the earlier one for whom nobody knew.
    pub fn labels(&self, run: &Run<'_>, moved: Moved) -> (Option<Labels>, Labels) {
        let slot = moved.customer as usize;
        let (past, now) = (&self.past, run.verdicts);
        let from = Labels::new(
            past.tier[slot],
            past.tier_raw[slot],
            past.kind[slot],
            past.segments[slot],
        );
        let to = Labels::new(
            now.tier[slot],
            now.tier_raw[slot],
            now.kind[slot],
            now.segments[slot],
        );
        ((moved.how != Move::New).then_some(from), to)
    }
}

impl Labels {
    fn new(tier: u8, raw: u8, kind: u8, segment: u16) -> Self {
        let label = |label: u8| (label != NONE).then_some(label);
        Self {
            tier: label(tier),
            raw: label(raw),
            kind: label(kind),
            segment: (segment != u16::MAX).then_some(segment),
        }
    }
}

#[cfg(test)]
mod tests;
