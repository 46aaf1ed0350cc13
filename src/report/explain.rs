//! All there is to say of one customer: its numbers, every rule tried, what is due.
//!
//! Takes a run and a customer; gives an [`Explanation`] that borrows from the run.
//! `lang::explain` words it, renders lay it out.

pub mod deciding;
mod gather;

use crate::classify::Since;
use crate::classify::path::Stand;
use crate::classify::value::Value;
use crate::followup::escalation::Escalation;
use crate::followup::everyone::Planned;
use crate::followup::quiet::Silence;
use crate::followup::recycle::Recycled;
use crate::followup::staff::Member;
use crate::followup::task::{Next, Task};
use crate::metrics::orders::Windows;
use crate::money::Money;
use crate::names::{Metric, Outcome};
use crate::period::Day;
use crate::records::bought::Bought;
use crate::records::flight::Nature;
use crate::report::distance::Distance;
use crate::report::movements::why::Why;
use crate::report::reason::{Begins, Measured, TierReason};
use crate::rules::condition::trace::Trace;
use crate::rules::{Condition, Rules, Who, Words};
use crate::score::rfm::{Bounds, RfmValues};
use crate::score::standing::Standing;

pub use gather::{explain, shift};

/// Orders and contacts shown, the newest ones.
pub const NEWEST: usize = 5;

/// All there is to say of one customer.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    /// The rules, for the words of labels.
    pub rules: &'a Rules,
    /// Names of segments, by place.
    pub segments: &'a [Words],
    /// The id as shown.
    pub id: &'a str,
    /// The name; the id where nothing names the customer.
    pub name: &'a str,
    /// Who looks after it; empty where nobody does.
    pub owner: &'a str,
    /// The as-of day and the boundary days of windows.
    pub windows: Windows,
    /// What moved between this day and another one; `None` when nobody asked.
    pub moved: Option<Shift<'a>>,
    /// The first day that the order data covers; `None` without orders.
    pub covered_from: Option<Day>,
    /// The months up to the as-of day, 12 or 24, whose orders are not known whole for this
    /// customer, so that metrics over them are blank.
    pub unknown_months: Option<u32>,
    /// How many of its order rows were set aside.
    pub set_aside: u32,
    /// Base metrics of the catalogue, and the steadiness, that are not blank; in its order.
    /// Labels and scores stand with their stories.
    pub metrics: Vec<(Metric, Value<'a>)>,
    /// Own metrics with their keys, blank or not.
    pub own: Vec<(&'a str, Value<'static>)>,
    /// The value tier.
    pub tier: TierStory<'a>,
    /// Scores; `None` without orders in their window.
    pub scores: Option<ScoreStory<'a>>,
    /// The type.
    pub kind: KindStory<'a>,
    /// Every tag, in file order.
    pub tags: Vec<Tried<'a>>,
    /// The newest orders, latest first.
    pub orders: Vec<OrderLine>,
    /// Orders (or refunds) older than those.
    pub more_orders: usize,
    /// What everybody bought, with the customer's number there; `None` where no order says.
    pub bought: Option<(&'a Bought, u32)>,
    /// The newest contacts, latest first.
    pub contacts: Vec<Touch<'a>>,
    /// Contacts older than those.
    pub more_contacts: usize,
    /// The tracks of its type that have a condition.
    pub tracks: Vec<TrackTried<'a>>,
    /// When the customer is contacted next, or why it is not.
    pub next: Next,
    /// All tasks up to the horizon, by track.
    pub tasks: Vec<Task<'a>>,
    /// What else bears on them.
    pub bearing: Bearing<'a>,
}

/// What bears on a customer's follow-up, whether or not a task lies ahead.
#[derive(Debug, Clone)]
pub struct Bearing<'a> {
    /// How it answers.
    pub silence: Silence,
    /// Who is told, and why.
    pub told: Option<Escalation>,
    /// When it goes back to everyone, and why then.
    pub recycled: Option<Recycled>,
    /// Whoever carries out its tracks.
    pub people: Vec<(Who, Member<'a>)>,
    /// Tasks for which nobody has room up to the horizon.
    pub deferred: Vec<Planned<'a>>,
}

/// What moved a customer between two days.
#[derive(Debug, Clone, Copy)]
pub struct Shift<'a> {
    /// The earlier day.
    pub from: Day,
    /// The later day.
    pub to: Day,
    /// What moved it; `None` when it did not move.
    pub why: Option<Why<'a>>,
}

/// How the tier came about; classes are places in the rules, best 0.
#[derive(Debug, Clone)]
pub struct TierStory<'a> {
    /// The tier; `None` without orders.
    pub tier: Option<u8>,
    /// Pinned, held, or by the measure.
    pub reason: TierReason<'a>,
    /// The tier by the measure alone.
    pub raw: Option<u8>,
    /// The measure; `None` without orders.
    pub measure: Option<Measured>,
    /// Where each class but the last begins; `None`: nobody is in the class.
    pub begins: Vec<Option<Begins>>,
    /// The word of the group within which tiers are formed, when they are.
    pub group: Option<&'a str>,
    /// What is missing for the next better class that anybody is in.
    pub missing: Option<Distance>,
    /// Share, cumulative share and rank; `None` without orders.
    pub standing: Option<Standing>,
    /// Since when.
    pub since: Since,
    /// Tiers at earlier period ends, oldest first, and on the as-of day; empty without history.
    pub path: Vec<Stand>,
}

/// How the scores came about.
#[derive(Debug, Clone)]
pub struct ScoreStory<'a> {
    /// R, F and M.
    pub scores: [u8; 3],
    /// The values they come from.
    pub values: RfmValues,
    /// The ranges of values that these scores stand for.
    pub bounds: [Bounds; 3],
    /// The segment.
    pub segment: Option<&'a Words>,
}

/// How the type came about.
#[derive(Debug, Clone)]
pub struct KindStory<'a> {
    /// The type, by place in the rules; `None` when none matches.
    pub kind: Option<u8>,
    /// Set by hand: the last day, if there is one.
    pub pinned: Option<Option<Day>>,
    /// Since when.
    pub since: Since,
    /// The day that tasks count from as the beginning of the type, where history does not
    /// look back so far as to know it.
    pub counts_from: Option<(Day, FirstKnown)>,
    /// Every type, in file order.
    pub tried: Vec<Tried<'a>>,
}

/// What happened on the first day that a customer is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstKnown {
    /// It was entered.
    Created,
    /// It bought.
    FirstOrder,
    /// It was contacted.
    FirstContact,
}

/// The condition of a track of the customer's type.
#[derive(Debug, Clone)]
pub struct TrackTried<'a> {
    /// The track's place in its type, from 0.
    pub number: usize,
    /// Who carries it out.
    pub who: Who,
    /// The condition.
    pub condition: &'a Condition,
    /// [`Fits::First`] where it applies.
    pub fits: Fits,
    /// What it saw.
    pub trace: Trace,
}

/// How the condition of a type or tag came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// It matches; of types, it is the first that does.
    First,
    /// It matches, after another one.
    Also,
    /// It does not match.
    No,
    /// Something it asks for is blank; the trace says what.
    Undecided,
}

/// A condition that was tried.
#[derive(Debug, Clone)]
pub struct Tried<'a> {
    /// The type's id; tags have none.
    pub id: Option<&'a str>,
    /// The name.
    pub name: &'a Words,
    /// The condition.
    pub condition: &'a Condition,
    /// How it came out.
    pub fits: Fits,
    /// What it saw.
    pub trace: Trace,
}

/// Rows of one order and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLine {
    /// The day.
    pub day: Day,
    /// The sum; negative for refunds; of returned rows what was given back.
    pub amount: Money,
    /// Purchase, refund or returned.
    pub nature: Nature,
}

/// One contact of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch<'a> {
    /// The day.
    pub day: Day,
    /// By whom.
    pub who: Option<&'a str>,
    /// By which channel.
    pub channel: Option<&'a str>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The note.
    pub note: Option<&'a str>,
    /// The next day agreed.
    pub next_day: Option<Day>,
}

impl Explanation<'_> {
    /// The as-of day.
    pub fn as_of(&self) -> Day {
        self.windows.day
    }

    /// Whether the order data covers the 24 months up to the as-of day; without, growth is blank.
    pub fn covers_two_years(&self) -> bool {
        let needed = self.windows.two_years_ago.plus(1);
        self.covered_from.is_some_and(|covered| covered <= needed)
    }

    /// The first evaluated day of history.
    pub fn looks_back_to(&self) -> Option<Day> {
        self.tier.path.first().map(|stand| stand.day)
    }
}
