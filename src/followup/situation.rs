//! What the plan knows of one customer: its tracks, its days, its logged contacts.
//!
//! Takes references into the rules and the records; gives them to the planner
//! without copying. The caller has evaluated each track's `when`.

use crate::followup::quiet::Silence;
use crate::followup::task::{TaskId, TrackMark};
use crate::period::Day;
use crate::records::contacts::Outcome;
use crate::rules::{Anchor, Track, Who};

/// Stands for the beginning of a type, or of a customer, that nothing dates.
pub const UNDATED: Day = Day::FIRST;

/// A track of a type with its place and mark; made once per rules file.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its place in the type, from 0.
    pub number: usize,
    /// Its mark in task ids.
    pub mark: TrackMark,
    /// The track.
    pub track: &'a Track,
}

impl<'a> Line<'a> {
    /// The `number`-th track (from 0) of the type with this id.
    pub fn new(type_id: &str, number: usize, track: &'a Track) -> Self {
        Self {
            number,
            mark: TrackMark::new(type_id, number),
            track,
        }
    }

    /// Whether days of a customer whose only track this is count from its contacts alone, or
    /// from its entry before the first: what dates type or orders is not looked at then.
    pub(super) fn only_rolls(&self) -> bool {
        let track = self.track;
        track.anchor == Anchor::LastContact
            && track.every.is_some()
            && track.until.is_none()
            && track.steps.is_empty()
    }
}

/// One logged contact, as far as the plan looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Contact<'a> {
    /// The day.
    pub day: Day,
    /// On whose part, if the log's name is the owner's or the manager's.
    pub by: Option<Who>,
    /// By which channel.
    pub channel: Option<&'a str>,
    /// About what.
    pub content: Option<&'a str>,
    /// The task it carries out.
    pub task: Option<TaskId>,
    /// The next day agreed with the customer.
    pub next_day: Option<Day>,
    /// What came of it.
    pub outcome: Option<Outcome>,
}

/// Whether the customer may be contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Nothing speaks against it.
    Open,
    /// The customer asked not to be (勿扰).
    DoNotContact,
}

/// A customer's place among the tiers: 0 is the highest, `of` how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rank {
    /// From 0.
    pub place: u8,
    /// At least 1.
    pub of: u8,
}

/// Days on which those who look after a customer are away, ends included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Away<'a> {
    /// The owner's.
    pub owner: &'a [(Day, Day)],
    /// The manager's.
    pub manager: &'a [(Day, Day)],
}

impl<'a> Away<'a> {
    /// Whoever carries out a track; a bulk touch waits for nobody.
    pub(super) fn of(self, who: Who) -> &'a [(Day, Day)] {
        match who {
            Who::Owner => self.owner,
            Who::Manager => self.manager,
            Who::Auto => &[],
        }
    }
}

/// What the plan knows of one customer: its facts for a moment, its tracks as long as the rules.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'s, 'a> {
    /// The customer's id.
    pub customer_id: &'s str,
    /// The day it became of its type.
    pub type_since: Day,
    /// The tracks of its type that apply now, in file order.
    pub tracks: &'s [Line<'a>],
    /// For each of these tracks, the day that its column of the customer sheet names.
    pub dates: &'s [Option<Day>],
    /// The day it was entered.
    pub created: Option<Day>,
    /// Its first order. It may be left out where no track counts from orders and other days
    /// date the customer.
    pub first_order: Option<Day>,
    /// Its last order; likewise.
    pub last_order: Option<Day>,
    /// Its oldest complaint not yet solved.
    pub oldest_open_complaint: Option<Day>,
    /// Whether it may be contacted.
    pub reach: Reach,
    /// The next day in the customer sheet.
    pub snooze: Option<Day>,
    /// The newest day that was only put off (推迟), without a contact: when, and to which day.
    pub put_off: Option<(Day, Day)>,
    /// The last contact in the customer sheet, not after the as-of day; counts when it is later than the log.
    pub sheet_last_contact: Option<Day>,
    /// Whether the sheet names a last contact after the as-of day, which hides earlier ones.
    pub contacted_later: bool,
    /// The contact log, ascending, not after the as-of day.
    pub contacts: &'s [Contact<'s>],
    /// Its tier.
    pub rank: Rank,
    /// What it makes of contacts that nobody answers.
    pub silence: Silence,
    /// When those who look after it are away.
    pub away: Away<'s>,
}

impl Situation<'_, '_> {
    /// The last contact of any track, from log or sheet.
    pub fn last_contact(&self) -> Option<Day> {
        let logged = self.contacts.last().map(|contact| contact.day);
        logged.max(self.sheet_last_contact)
    }

    /// The agreed day: the later one of sheet and log, if later than the last contact. The
    /// log's is the newest one, be it from a contact or from a day put off.
    pub(super) fn agreed(&self) -> Option<Day> {
        let mut newest = self.contacts.iter().rev();
        let logged = newest.find_map(|contact| Some((contact.day, contact.next_day?)));
        let logged = logged.max(self.put_off).map(|(_, day)| day);
        let last = self.last_contact();
        self.snooze.max(logged).filter(|day| Some(*day) > last)
    }
}
