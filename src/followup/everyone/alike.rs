//! Plans of customers that are alike, made once.
//!
//! Where one track applies that only rolls, a customer without a log is planned from the
//! day of its last contact alone; of a million customers, most share theirs with others.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::followup::desk::Class;
use crate::followup::escalation::Escalation;
use crate::followup::plan::Place;

/// What a plan says of one customer beside its tasks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The next day, or why there is none, as a code.
    pub(super) next: i32,
    /// Who is told of its follow-up.
    pub(super) told: Option<Escalation>,
}

/// Plans by class; one thread's.
#[derive(Debug, Default)]
pub(super) struct Alike<'a> {
    known: HashMap<Class, (Found, Range<usize>), FixedState>,
    places: Vec<Place<'a>>,
}

impl<'a> Alike<'a> {
    /// What is planned for customers of a class; adds their tasks to `out`. `plan` plans one
    /// of them likewise.
    pub(super) fn of(
        &mut self,
        class: Class,
        out: &mut Vec<Place<'a>>,
        plan: impl FnOnce(&mut Vec<Place<'a>>) -> Found,
    ) -> Found {
        if let Some((found, places)) = self.known.get(&class) {
            out.extend_from_slice(&self.places[places.clone()]);
            return *found;
        }
        let before = out.len();
        let found = plan(out);
        let first = self.places.len();
        self.places.extend_from_slice(&out[before..]);
        self.known.insert(class, (found, first..self.places.len()));
        found
    }
}
