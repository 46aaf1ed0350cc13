//! Frames of customers whose labels are decided already.
//!
//! Takes the verdicts of the as-of day; gives a frame with the layers that
//! conditions of tracks, scripts and reasons look at, without deciding anew.

use crate::metrics::frame::Needs;

use super::cuts::Cuts;
use super::engine::{Engine, Worker};
use super::{NONE, Verdicts};

impl Worker {
    /// Fills the frame for its customers at the as-of day, and all layers from the verdicts.
    pub fn recall(&mut self, engine: &Engine<'_>, cuts: &Cuts, verdicts: &Verdicts, needs: Needs) {
        self.layers.clear();
        self.frame
            .fill(engine.book, &engine.outlook, cuts.windows, needs);
        self.own_metrics(engine, cuts);
        for customer in &self.frame.customers {
            let slot = *customer as usize;
            let layers = &mut self.layers;
            layers.scores.push(verdicts.scores[slot]);
            layers.segments.push(verdicts.segments[slot]);
            layers.tiers.push(verdicts.tier[slot]);
            layers.types.push(verdicts.kind[slot]);
            layers
                .xyz
                .push(verdicts.xyz.get(slot).copied().unwrap_or(NONE));
            let standing = verdicts.standing[slot];
            layers.standing.push(if standing.rank == 0 {
                [f64::NAN; 3]
            } else {
                let rank = f64::from(standing.rank);
                [standing.share, standing.cumulative_share, rank]
            });
        }
        if engine.labels_use_standing {
            self.recall_standing(engine, cuts);
        }
    }

    /// Conditions see one standing for all customers of one value, as tiers and types did.
    fn recall_standing(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        let mut measures = Vec::with_capacity(self.frame.len());
        self.measures(engine, cuts, &mut measures);
        for (row, measure) in measures.into_iter().enumerate() {
            let group = engine.tier_groups.of(self.frame.customers[row]);
            self.layers.standing[row] = cuts.standing(group, measure);
        }
    }

    /// For each row, bits of the tracks of its type that apply, after [`Worker::recall`].
    pub fn applying(&mut self, engine: &Engine<'_>, cuts: &Cuts, verdicts: &Verdicts) -> Vec<u32> {
        self.recall(engine, cuts, verdicts, engine.needs);
        self.tracks(engine, cuts)
    }
}
