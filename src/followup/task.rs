//! One planned contact: its stable id, its day, and the reason behind the day.
//!
//! Takes what the plan decided; gives values that outputs show and that a later
//! run recognises in the log. Reasons are data; `lang` words them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::followup::escalation::Escalation;
use crate::followup::quiet::Silence;
use crate::period::{Day, Span};
use crate::rules::{DateAnchor, Who, Words};

/// The stable id of a task: `T-` and twelve letters of Crockford's base 32.
///
/// Two letters name the track, one its place in the plan (modulo 32), and nine
/// are the beginning of a SHA-256 of customer, track, anchor event and place.
/// Neither due day, owner nor run is in it, so re-runs update and never duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(u64);

/// Crockford's base 32: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bits of the hash in an id.
const HASH_BITS: u32 = 45;

impl TaskId {
    /// The id of one place of a plan: the `number`-th since the anchor event.
    pub fn new(customer: &str, mark: TrackMark, anchor: AnchorEvent, number: u32) -> Self {
        let mut tail = [0; 12];
        tail[1] = anchor.kind.tag();
        tail[2..4].copy_from_slice(&mark.0.to_be_bytes());
        tail[4..8].copy_from_slice(&anchor.day.0.to_be_bytes());
        tail[8..].copy_from_slice(&number.to_be_bytes());
        let mut hash = Sha256::new();
        hash.update(customer.as_bytes());
        hash.update(tail);
        let digest = hash.finalize();
        let start = digest.first_chunk().expect("32 bytes");
        let start = u64::from_be_bytes(*start);
        let place = u64::from(number % 32);
        Self((u64::from(mark.0) << 5 | place) << HASH_BITS | start >> (64 - HASH_BITS))
    }

    /// Reads an id as it is printed; case, spaces around it, and O, I, L typed for 0, 1, 1 do not matter.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let letters = text
            .strip_prefix("T-")
            .or_else(|| text.strip_prefix("t-"))?;
        if letters.len() != 12 {
            return None;
        }
        let value = letters.bytes().try_fold(0u64, |sum, letter| {
            let letter = match letter.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let digit = LETTERS.iter().position(|known| *known == letter)?;
            Some(sum << 5 | digit as u64)
        })?;
        Some(Self(value))
    }

    /// The letters as they are printed; ASCII.
    pub fn letters(self) -> [u8; 14] {
        let mut text = *b"T-000000000000";
        for (place, letter) in text[2..].iter_mut().rev().enumerate() {
            *letter = LETTERS[(self.0 >> (5 * place)) as usize % 32];
        }
        text
    }

    /// Which track the task belongs to.
    pub fn mark(self) -> TrackMark {
        TrackMark((self.0 >> (HASH_BITS + 5)) as u16)
    }

    /// The task's place in its plan, modulo 32.
    pub(super) fn place(self) -> u32 {
        (self.0 >> HASH_BITS) as u32 % 32
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.letters()).expect("letters are ASCII"))
    }
}

/// A track in ten bits: a hash of its type's id plus its place in the type, so
/// that tracks of one type always differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackMark(u16);

impl TrackMark {
    /// The mark of the `number`-th track (from 0) of a type.
    pub fn new(type_id: &str, number: usize) -> Self {
        let digest = Sha256::digest(type_id.as_bytes());
        let start = u16::from_be_bytes([digest[0], digest[1]]);
        Self(start.wrapping_add(number as u16) % 1024)
    }

    /// The mark as a number below 1,024.
    pub(super) fn value(self) -> u16 {
        self.0
    }
}

/// What kind of event a plan counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnchorKind {
    /// The last contact of the track.
    LastContact,
    /// The day the customer was entered; never contacted since.
    Created,
    /// The same of a customer whose sheet names a last contact after the as-of day: whether
    /// there were earlier ones, nobody can say.
    Entered,
    /// The first order.
    FirstOrder,
    /// The last order.
    LastOrder,
    /// The day the customer became of its type.
    TypeBegan,
    /// The oldest open complaint.
    Complaint,
    /// A day of the customer sheet or of the year, with the track's offset.
    Date,
}

impl AnchorKind {
    /// What stands for it in ids; never renumber.
    fn tag(self) -> u8 {
        match self {
            Self::LastContact => 1,
            Self::Created | Self::Entered => 2,
            Self::FirstOrder => 3,
            Self::LastOrder => 4,
            Self::TypeBegan => 5,
            Self::Complaint => 6,
            Self::Date => 7,
        }
    }
}

/// The event a task counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnchorEvent {
    /// What happened.
    pub kind: AnchorKind,
    /// When.
    pub day: Day,
}

/// Which rule of the track names the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueRule {
    /// A step: its number from 1 and its distance from the anchor event.
    Step(u32, Span),
    /// A cycle at this distance.
    Every(Span),
    /// Never contacted and long due: the customer's place in a first round of this length.
    FirstRound(Span),
}

/// One reason for which a task moved to another day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moved {
    /// The step before was done late; the distance between the two is kept.
    StepBefore {
        /// The day before moving.
        from: Day,
    },
    /// A day agreed with the customer: the next day of the log or the sheet.
    Agreed {
        /// The day before moving.
        from: Day,
    },
    /// The customer was, or will be, contacted less than the minimum gap before.
    Gap {
        /// The day before moving.
        from: Day,
    },
    /// The channel has been used as often as its limit allows.
    Channel {
        /// The day before moving.
        from: Day,
    },
    /// A day off.
    DayOff {
        /// The day before moving.
        from: Day,
    },
    /// Whoever carries it out is away.
    Away {
        /// The day before moving.
        from: Day,
    },
    /// There was no room on that day, or up to now, beside what comes first.
    Full {
        /// The day before moving.
        from: Day,
    },
    /// A workbook asked for another day, and that is past.
    Asked {
        /// The day that the rules name.
        from: Day,
    },
    /// The last workbook knew of it and asked for no day before today.
    NotBefore {
        /// The day that the rules name.
        from: Day,
    },
}

/// How many moves there are, each at most once.
const MOVES: usize = 9;

/// Why a task is due on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DueReason {
    /// What the plan counts from.
    pub anchor: AnchorEvent,
    /// The rule of the track.
    pub rule: DueRule,
    /// For a task that follows another of the same list: the day on which that one is assumed done.
    pub after_task: Option<Day>,
    /// For a task that follows one that somebody dropped: the day on which that counts as done.
    pub after_dropped: Option<Day>,
    /// What moved it since, in order, each with the day it came from.
    pub moved: [Option<Moved>; MOVES],
    /// What contacts without an answer change about it.
    pub silence: Silence,
    /// The due day after all of it.
    pub due: Day,
}

impl DueReason {
    /// A due day that nothing has moved.
    pub(super) fn unmoved(anchor: AnchorEvent, rule: DueRule, due: Day) -> Self {
        Self {
            anchor,
            rule,
            after_task: None,
            after_dropped: None,
            moved: [None; MOVES],
            silence: Silence::Answers,
            due,
        }
    }

    /// The day it was wanted, if it waits for a day with room for it.
    pub fn waits_since(&self) -> Option<Day> {
        self.moved.iter().flatten().find_map(|moved| match moved {
            Moved::Full { from } => Some(*from),
            _ => None,
        })
    }

    /// Lets the task wait for a day with room for it.
    pub(super) fn wait_until(&mut self, day: Day) {
        self.moved(day, Moved::Full { from: self.due });
    }

    /// Adds a move, if it is one.
    pub(super) fn moved(&mut self, to: Day, moved: Moved) {
        if to != self.due
            && let Some(free) = self.moved.iter_mut().find(|free| free.is_none())
        {
            *free = Some(moved);
            self.due = to;
        }
    }
}

/// One planned contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Task<'a> {
    /// Its id.
    pub id: TaskId,
    /// The track's place in its type, from 0.
    pub track: usize,
    /// Who carries it out.
    pub who: Who,
    /// The day.
    pub due: Day,
    /// Days since the due day; 0 when it is not past.
    pub days_overdue: u32,
    /// The step's number from 1; `None` for a cycle.
    pub step: Option<u32>,
    /// By which channel; `None` where the rules name none.
    pub channel: Option<&'a Words>,
    /// About what; `None` where the rules name none.
    pub content: Option<&'a Words>,
    /// To which end; empty where the rules say nothing.
    pub goal: &'a Words,
    /// The text to say, with its `{names}` still in braces.
    pub script: Option<&'a Words>,
    /// Rank of the customer, 0 the highest.
    pub rank: u8,
    /// Why on this day.
    pub reason: DueReason,
    /// The day of the sheet or the year that it counts from, in the words of the rules.
    pub date: Option<&'a DateAnchor>,
    /// Who is told that it slips.
    pub told: Option<Escalation>,
}

impl Task<'_> {
    /// Lets it wait for a day with room for it.
    pub(super) fn wait_until(&mut self, day: Day) {
        if day != self.due {
            self.reason.wait_until(day);
            self.due = day;
            self.days_overdue = 0;
        }
    }
}

/// When a customer is contacted next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    /// On a day.
    Due {
        /// The day; before the as-of day when overdue.
        day: Day,
        /// The track's place in its type, from 0.
        track: usize,
        /// Why on this day.
        reason: DueReason,
    },
    /// Not at all.
    Never(WhyNot),
}

/// Why a customer has no next contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyNot {
    /// The customer asked not to be contacted.
    DoNotContact,
    /// No track of the type applies.
    NoTrack,
    /// The track's event has not happened: no order yet.
    NoAnchor(AnchorKind),
    /// All steps are done and nothing follows.
    StepsDone,
    /// The customer sheet names no day for the track.
    NoDate,
    /// Nobody has room for it within a year.
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(customer: &str, type_id: &str, number: usize, kind: AnchorKind, place: u32) -> TaskId {
        let day = Day::parse_iso("2026-11-02").expect("a test date");
        let mark = TrackMark::new(type_id, number);
        TaskId::new(customer, mark, AnchorEvent { kind, day }, place)
    }

    #[test]
    fn ids_are_pinned() {
        let cases = [
            (
                id("1001", "active", 0, AnchorKind::LastContact, 1),
                "T-M71S3CEMAW9C",
            ),
            (
                id("甲公司", "at_risk", 1, AnchorKind::Complaint, 33),
                "T-G31GCH2ABQF4",
            ),
        ];
        for (id, expected) in cases {
            assert_eq!(id.to_string(), expected);
        }
    }

    #[test]
    fn ids_read_back_as_people_retype_them() {
        let id = id("1001", "active", 0, AnchorKind::LastContact, 1);
        let text = id.to_string();
        assert_eq!(TaskId::parse(&text), Some(id));
        let typed = format!(" {} ", text.to_lowercase().replace('0', "o"));
        assert_eq!(TaskId::parse(&typed), Some(id));
        for bad in [
            "",
            "T-",
            "T-123",
            "T-UUUUUUUUUUUU",
            "X-000000000000",
            "T-00000000000客",
        ] {
            assert_eq!(TaskId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_part_of_the_identity_changes_the_id() {
        let first = id("1001", "active", 0, AnchorKind::LastContact, 1);
        for other in [
            id("1002", "active", 0, AnchorKind::LastContact, 1),
            id("1001", "dormant", 0, AnchorKind::LastContact, 1),
            id("1001", "active", 1, AnchorKind::LastContact, 1),
            id("1001", "active", 0, AnchorKind::TypeBegan, 1),
            id("1001", "active", 0, AnchorKind::LastContact, 2),
            id("1001", "active", 0, AnchorKind::LastContact, 33),
        ] {
            assert_ne!(first, other);
        }
        assert_eq!(first.mark(), TrackMark::new("active", 0));
        assert_eq!(first.place(), 1);
    }
}
