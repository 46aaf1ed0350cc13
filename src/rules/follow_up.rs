//! What the rules say of follow-ups beyond one track: limits, silence, escalation,
//! the team and the day on which a customer goes back to everyone.
//!
//! Plain data, checked by the decoder; `followup` gives it meaning.

use crate::period::{Day, Span};

use super::{Condition, Track, Words};

/// A day that the customer sheet, or the year, names: `"[合同到期] - 30d"`, `"09-10"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateAnchor {
    /// As written, for messages.
    pub text: String,
    /// Where the day comes from.
    pub of: DateOf,
    /// How far from it the event is.
    pub offset: Option<(Side, Span)>,
    /// Whether it comes again each year.
    pub yearly: bool,
}

/// Where a day comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DateOf {
    /// A column of the customer sheet.
    Column {
        /// Its header.
        header: String,
        /// Whether it may be missing (`[列名?]`).
        optional: bool,
    },
    /// The same day each year for everybody: month and day of the month.
    YearDay(u8, u8),
}

/// On which side of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Earlier.
    Before,
    /// Later.
    After,
}

/// Who is told when a follow-up slips; ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Told {
    /// The owner's manager.
    Manager,
    /// The list of customers at risk.
    RiskList,
}

/// One of a track's `escalate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Escalate {
    /// How long after the anchor.
    pub after: Span,
    /// Who is told.
    pub to: Told,
}

/// `[limits]`: how often one customer may be contacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Days between two contacts of one customer, at least 1: one task a day.
    pub min_gap: u32,
    /// `[limits.per_channel]`, in file order.
    pub per_channel: Vec<ChannelLimit>,
}

/// `"微信" = "1 in 7d"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLimit {
    /// The channel in either language.
    pub channel: String,
    /// How many contacts at most, at least 1,
    pub most: u32,
    /// within so many days in a row.
    pub days: u32,
}

/// `[quiet]`: what follows contacts that nobody answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Quiet {
    /// How many in a row; 0 turns it off.
    pub attempts: u32,
    /// The tag of customers that are left in peace.
    pub tag: Words,
    /// Ids of types whose customers are left in peace.
    pub types: Vec<String>,
    /// Tiers whose customers are, too; `None` is the last one.
    pub tiers: Option<Vec<String>>,
    /// What is done for them then.
    pub track: Track,
}

/// `[team]`: who can do how much.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Team {
    /// Units of a call per person and workday; `None` is no limit.
    pub capacity: Option<u32>,
    /// Who is told, and carries out the manager's tracks.
    pub manager: Option<String>,
    /// `[team.channel_weight]`: units that a channel takes; 1 without an entry.
    pub channel_weight: Vec<(String, u32)>,
    /// `[team.person]`, in file order.
    pub people: Vec<Person>,
    /// `[[team.assign]]`, in file order: owners of customers without one.
    pub assign: Vec<Assign>,
    /// People who leave: their customers are assigned as if they had no owner. Not in the
    /// file; a command says so.
    pub leaving: Vec<String>,
}

impl Team {
    /// Who is the manager of an owner: the person's own, else the team's.
    pub fn manager_of(&self, owner: &str) -> Option<&str> {
        let person = self.people.iter().find(|person| person.name == owner);
        let own = person.and_then(|person| person.manager.as_deref());
        own.or(self.manager.as_deref())
    }
}

/// One person of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name as in the owner column.
    pub name: String,
    /// Units a workday; `None` is the team's.
    pub capacity: Option<u32>,
    /// Days away, ends included.
    pub away: Vec<(Day, Day)>,
    /// The person's manager; `None` is the team's.
    pub manager: Option<String>,
}

/// One of `[[team.assign]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    /// Which customers; all without it.
    pub when: Option<Condition>,
    /// Among whom they are shared evenly; at least one.
    pub owners: Vec<String>,
}

/// `[recycle]`: when a customer nobody looks after goes back to everyone (公海).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recycle {
    /// How long without contact or order; `None` is never.
    pub after: Option<Span>,
    /// `[recycle.tier]`: other lengths per tier, in file order.
    pub tiers: Vec<(String, Span)>,
    /// How many days ahead it is said.
    pub warn: u32,
}
