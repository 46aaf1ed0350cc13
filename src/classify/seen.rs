//! What the conditions of types, tags and tracks saw of one customer.
//!
//! Takes a frame prepared by [`Worker::recall`]; gives the [`Trace`] of a condition for
//! a row, for `explain`.

use crate::rules::condition::rank::RankTable;
use crate::rules::condition::trace::Trace;

use super::cuts::{Cuts, ranks_of};
use super::engine::Engine;
use super::view::Bound;
use super::worker::{Worker, view};

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
        let ranks = ranks_of(cuts.type_ranks.get(place));
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
        let ranks = ranks_of(cuts.tag_ranks.get(place));
        self.trace(engine, &engine.tags[place], ranks, row)
    }

    /// What the condition of a track of a type saw of a row; `None` for a track without one.
    ///
    /// # Panics
    /// If the rules have no such track.
    pub fn track_trace(
        &self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        (kind, track): (usize, usize),
        row: usize,
    ) -> Option<Trace> {
        let bound = engine.track(kind, track)?;
        self.trace(engine, bound, cuts.track_ranks(kind, track), row)
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
