//! What the conditions of types and tags saw of one customer.
//!
//! Takes a frame prepared by [`Worker::recall`]; gives the [`Trace`] of a condition for
//! a row, for `explain`.

use crate::rules::condition::rank::RankTable;
use crate::rules::condition::trace::Trace;

use super::cuts::Cuts;
use super::engine::{Engine, Worker, view};
use super::view::Bound;

impl Worker {
    /// What the condition of the type at this place saw of a row.
    ///
    /// # Panics
    /// If the rules have no such type.
    pub fn type_trace(
        &self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        place: usize,
        row: usize,
    ) -> Option<Trace> {
        let ranks = Cuts::ranks_of(cuts.type_ranks.get(place));
        self.trace(engine, &engine.types[place], ranks, row)
    }

    /// What the condition of the tag at this place saw of a row.
    ///
    /// # Panics
    /// If the rules have no such tag.
    pub fn tag_trace(
        &self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        place: usize,
        row: usize,
    ) -> Option<Trace> {
        let ranks = Cuts::ranks_of(cuts.tag_ranks.get(place));
        self.trace(engine, &engine.tags[place], ranks, row)
    }

    fn trace(
        &self,
        engine: &Engine<'_>,
        bound: &Bound<'_>,
        ranks: &[RankTable],
        row: usize,
    ) -> Option<Trace> {
        let view = view(engine, bound, &self.frame, &self.layers, ranks);
        let mut scratch = bound.program.scratch();
        bound.program.trace(&view, &mut scratch, row)
    }
}
