//! Where everyone stands by the tier measure.
//!
//! Takes the measures of the as-of day; gives share, cumulative share and rank of any
//! customer. It takes a sort of everyone, so it is done when somebody first asks.

use std::sync::{Arc, OnceLock};

use crate::score::standing::{Standing, share, standing};

use super::cuts::{NO_MEASURE, measured};
use super::engine::Engine;

/// Customers without a measure: no shares, rank 0.
const BLANK: Standing = Standing {
    share: f64::NAN,
    cumulative_share: f64::NAN,
    rank: 0,
};

/// The standing of everyone, found once.
#[derive(Debug, Clone, Default)]
pub struct Standings {
    /// One slot per customer, with [`NO_MEASURE`].
    measures: Arc<Vec<i64>>,
    found: OnceLock<Found>,
}

/// What a standing is made from, half its size: shares follow from the measures.
#[derive(Debug, Clone, Default)]
struct Found {
    /// One slot per group: the total of all measures above 0.
    totals: Vec<f64>,
    /// One slot per customer: cumulative share, and rank, 0 without a measure.
    cumulative: Vec<f64>,
    ranks: Vec<u32>,
}

impl Standings {
    /// Standings by these measures, one slot per customer.
    pub(super) fn by(measures: Arc<Vec<i64>>) -> Self {
        Self {
            measures,
            found: OnceLock::new(),
        }
    }

    /// Where a customer stands; rank 0 without a measure.
    pub fn of(&self, engine: &Engine<'_>, customer: u32) -> Standing {
        let (found, slot) = (self.found(engine), customer as usize);
        match found.ranks[slot] {
            0 => BLANK,
            rank => Standing {
                share: share(
                    self.measures[slot],
                    found.totals[engine.tier_groups.of(customer)],
                ),
                cumulative_share: found.cumulative[slot],
                rank,
            },
        }
    }

    /// The cumulative share and the rank alone, which cost less; rank 0 without a measure.
    pub fn place(&self, engine: &Engine<'_>, customer: u32) -> (f64, u32) {
        let (found, slot) = (self.found(engine), customer as usize);
        (found.cumulative[slot], found.ranks[slot])
    }

    /// Finds them now: for a thread that has nothing else to do.
    pub(super) fn find(&self, engine: &Engine<'_>) {
        self.found(engine);
    }

    fn found(&self, engine: &Engine<'_>) -> &Found {
        self.found.get_or_init(|| all(engine, &self.measures))
    }
}

/// Share, cumulative share and rank of everyone who has a measure; ties break by id.
fn all(engine: &Engine<'_>, measures: &[i64]) -> Found {
    let groups = engine.tier_groups.len();
    let mut totals = vec![0i128; groups];
    for (group, measure) in measured(engine, measures.iter().copied()) {
        totals[group] += i128::from(measure.max(0));
    }
    let mut found = Found {
        totals: totals.iter().map(|total| *total as f64).collect(),
        cumulative: vec![f64::NAN; measures.len()],
        ranks: vec![0; measures.len()],
    };
    let mut put = |customer: usize, standing: Standing| {
        found.cumulative[customer] = standing.cumulative_share;
        found.ranks[customer] = standing.rank;
    };
    let customers = (0..measures.len()).filter(|customer| measures[*customer] != NO_MEASURE);
    if engine.book.registry.is_sorted() {
        let stood = standing(groups, measured(engine, measures.iter().copied()));
        for (customer, standing) in customers.zip(stood) {
            put(customer, standing);
        }
        return found;
    }
    let mut by_id: Vec<u32> = customers.map(|customer| customer as u32).collect();
    by_id.sort_unstable_by(|a, b| engine.book.registry.by_id(*a, *b));
    let customers = by_id.iter().map(|customer| {
        let measure = measures[*customer as usize];
        (engine.tier_groups.of(*customer), measure)
    });
    let stood = standing(groups, customers);
    for (customer, standing) in by_id.iter().zip(stood) {
        put(*customer as usize, standing);
    }
    found
}
