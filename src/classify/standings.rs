//! Where everyone stands by the tier measure.
//!
//! Takes the measures of the as-of day; gives share, cumulative share and rank of any
//! customer. It takes a sort of everyone, so it is done when somebody first asks.

use std::sync::{Arc, OnceLock};

use crate::score::standing::{Standing, standing};

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
    found: OnceLock<Vec<Standing>>,
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
        self.find(engine)[customer as usize]
    }

    /// Finds them now: for a thread that has nothing else to do.
    pub(super) fn find(&self, engine: &Engine<'_>) -> &[Standing] {
        self.found.get_or_init(|| all(engine, &self.measures))
    }
}

/// Share, cumulative share and rank of everyone who has a measure; ties break by id.
fn all(engine: &Engine<'_>, measures: &[i64]) -> Vec<Standing> {
    let mut standings = vec![BLANK; measures.len()];
    let groups = engine.tier_groups.len();
    if engine.book.registry.is_sorted() {
        let stood = standing(groups, measured(engine, measures.iter().copied()));
        let customers = standings.iter_mut().zip(measures);
        let customers = customers.filter(|(_, measure)| **measure != NO_MEASURE);
        for ((place, _), standing) in customers.zip(stood) {
            *place = standing;
        }
        return standings;
    }
    let mut by_id: Vec<u32> = (0..measures.len() as u32)
        .filter(|customer| measures[*customer as usize] != NO_MEASURE)
        .collect();
    by_id.sort_unstable_by(|a, b| engine.book.registry.by_id(*a, *b));
    let customers = by_id.iter().map(|customer| {
        let measure = measures[*customer as usize];
        (engine.tier_groups.of(*customer), measure)
    });
    let stood = standing(groups, customers);
    for (customer, standing) in by_id.iter().zip(stood) {
        standings[*customer as usize] = standing;
    }
    standings
}
