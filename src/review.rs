//! What became of customers between two days, and what the follow-ups led to.
//!
//! Takes a book bound to rules, a [`Period`] and everybody's labels on its eve and its last
//! day; gives a [`Review`]: figures by tier, type, owner, channel and content, each rate with
//! what it is a part of. Beside it stand the questions about the rules themselves:
//! [`quality`], [`compare`] (old rules against new ones) and [`backtest`].

pub mod backtest;
pub mod bounds;
pub mod compare;
pub mod figures;
mod gather;
mod issued;
mod known;
mod lines;
pub mod quality;
mod reasons;
mod recomputed;
pub mod separation;
mod target;
pub mod tasks;

use crate::classify::engine::Engine;
use crate::followup::everyone::Plan;
use crate::period::{Day, Span, Unit};
use crate::rules::Words;

pub use figures::{Figures, Measure, Part, Value};
use known::Known;
pub use target::Kept;

/// The days of a review, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Period {
    /// The last whole calendar quarter before a day.
    pub fn last_quarter(as_of: Day) -> Self {
        let ends = as_of.period_ends(Span::new(3, Unit::Month), 2);
        Self {
            from: ends[1].plus(1),
            to: ends[0],
        }
    }

    /// The calendar quarter of a day, up to that day.
    pub fn quarter_until(to: Day) -> Self {
        let (year, month, _) = to.ymd();
        let first = Day::from_ymd(year, (month - 1) / 3 * 3 + 1, 1);
        Self {
            from: first.expect("every quarter has a first day"),
            to,
        }
    }

    /// The evening before: labels and facts that the period began with.
    pub fn eve(self) -> Day {
        self.from.plus(-1)
    }

    /// Whether a day is within.
    pub fn has(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Everybody's tiers and types on a day, by place in the rules, one slot each.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'l> {
    /// Tiers in force.
    pub tier: &'l [u8],
    /// Types.
    pub kind: &'l [u8],
}

/// What is reviewed.
pub struct Request<'r> {
    /// The rules bound to the book.
    pub engine: &'r Engine<'r>,
    /// The days.
    pub period: Period,
    /// Labels on the eve.
    pub start: Labels<'r>,
    /// Labels on the last day.
    pub end: Labels<'r>,
    /// The tasks of the period.
    pub tasks: &'r tasks::Tasks,
    /// The plan of the as-of day, which knows who looks after whom.
    pub plan: &'r Plan<'r>,
}

/// What customers and tasks are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// All together.
    All,
    /// The tier on the eve; customers that came later have none.
    Tier,
    /// The type, likewise.
    Type,
    /// The owner, as the sheet says or as assigned; tasks and contacts by who carries them out.
    Owner,
    /// The channel of tasks and contacts; customers contacted by it.
    Channel,
    /// The content of tasks and contacts; customers contacted about it.
    Content,
}

impl By {
    /// All, in the order of outputs.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Tier,
        Self::Type,
        Self::Owner,
        Self::Channel,
        Self::Content,
    ];

    /// The key in machine outputs.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Tier => "tier",
            Self::Type => "type",
            Self::Owner => "owner",
            Self::Channel => "channel",
            Self::Content => "content",
        }
    }
}

/// Figures of one tier, type, owner, channel or content.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is one of.
    pub by: By,
    /// Its key in machine outputs: the class, the id of the type, the name; empty for none.
    pub key: String,
    /// Its name; empty for none.
    pub name: Words,
    /// The figures.
    pub figures: Figures,
    /// Reasons for loss, the most frequent first; customers that gave none stand last.
    pub reasons: Vec<LossReason>,
}

/// A reason that was given when customers declined or were lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossReason {
    /// The reason; empty where none was given.
    pub reason: Words,
    /// How many customers.
    pub customers: u64,
    /// How many of them were lost.
    pub lost: u64,
}

/// The findings of a review.
#[derive(Debug)]
pub struct Review {
    /// The days.
    pub period: Period,
    /// Lines with anything to say: all together first, then by [`By`], in the order of the
    /// rules or of the names.
    pub lines: Vec<Line>,
    /// Service targets of the rules.
    pub kept: Vec<Kept>,
    /// First and last days of the parts of the period whose tasks are recomputed.
    pub recomputed: Vec<(Day, Day)>,
}

impl Review {
    /// The lines of one kind.
    pub fn by(&self, by: By) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.by == by)
    }

    /// All together.
    ///
    /// # Panics
    /// Never: [`review`] always gives that line.
    pub fn all(&self) -> &Figures {
        &self.together().figures
    }

    /// The line of all together.
    ///
    /// # Panics
    /// Never: [`review`] always gives that line.
    pub fn together(&self) -> &Line {
        let line = self.by(By::All).next();
        line.expect("everybody together is a line")
    }
}

/// Reviews a period.
pub fn review(request: &Request<'_>) -> Review {
    gather::review(request)
}
