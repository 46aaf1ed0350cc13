//! Who is told when a follow-up slips.
//!
//! Takes a track's `escalate`, the event it counts from and what is open there; gives
//! the highest rung reached. Days count from the anchor. A complaint, and a type that
//! went on too long, slip by lasting; other tracks only while their task is overdue.

use crate::followup::cadence::Offset;
use crate::followup::quiet::Silence;
use crate::followup::situation::UNDATED;
use crate::followup::task::{AnchorKind, DueReason};
use crate::period::{Day, Span};
use crate::rules::{Told, Track};

/// Who is told, since when and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Escalation {
    /// Who.
    pub to: Told,
    /// Why.
    pub why: Slipped,
}

/// Why somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slipped {
    /// So long after the anchor it is not settled: the length, and the day it was reached.
    After(Span, Day),
    /// So many contacts in a row without an answer.
    Unanswered(u32),
}

/// The highest rung that an open task has reached at a day.
pub(super) fn reached(
    track: &Track,
    reason: &DueReason,
    silence: Silence,
    as_of: Day,
) -> Option<Escalation> {
    let anchor = reason.anchor;
    let lasts = matches!(anchor.kind, AnchorKind::Complaint | AnchorKind::TypeBegan);
    let rungs = track.escalate.iter().rev().map(|rung| {
        let day = Offset::of(rung.after).from(anchor.day);
        (rung, day)
    });
    // From what nothing dates no day counts.
    let dated = anchor.day != UNDATED;
    let mut open = rungs.filter(|(_, day)| dated && *day <= as_of && (lasts || reason.due < as_of));
    let rung = open.next().map(|(rung, day)| Escalation {
        to: rung.to,
        why: Slipped::After(rung.after, day),
    });
    match (rung, silence) {
        (None, Silence::Signal(count)) => Some(Escalation {
            to: Told::Manager,
            why: Slipped::Unanswered(count),
        }),
        (rung, _) => rung,
    }
}
