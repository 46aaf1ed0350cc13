//! Tier, type, tags, pins, held tiers and since-days, each with what decided it.
//!
//! Takes a book and rules; gives [`Verdicts`], one slot per customer. Work on the
//! whole population at a day yields small [`cuts::Cuts`]; given those, the labels
//! of any customers at any day are a plain function, which the as-of run, earlier
//! period ends and day-by-day since all share ([`engine::Engine`]).

pub mod amounts;
pub mod begun;
pub mod cuts;
pub mod decided;
mod ends;
pub mod engine;
pub mod history;
pub mod past;
pub mod path;
pub mod pins;
pub mod seen;
mod seen_back;
mod since;
pub mod standings;
pub mod value;
pub mod view;
pub mod wanted;
mod watch;
pub mod worker;

use std::collections::BTreeMap;

use crate::period::Day;
use crate::problem::Problem;
use crate::rules::Rules;

use standings::Standings;

/// No label: no tier without orders, no type that matches.
pub const NONE: u8 = u8::MAX;

/// Words of labels, by their place.
#[derive(Debug, Clone, Default)]
pub struct Dictionaries {
    /// Names of tiers, best first.
    pub tiers: Vec<String>,
    /// Ids of types, in the order of the rules.
    pub types: Vec<String>,
    /// Chinese names of segments.
    pub segments_zh: Vec<String>,
    /// English names of segments.
    pub segments_en: Vec<String>,
    /// `111` to `999`, by [`rfm_code`].
    pub rfm: Vec<String>,
    /// X, Y, Z.
    pub xyz: Vec<String>,
}

/// The place of three scores among all of 1 to 9; `None` when they are blank.
pub fn rfm_code(scores: [u8; 3]) -> Option<u32> {
    let [r, f, m] = scores.map(u32::from);
    (r > 0).then(|| ((r - 1) * 9 + f - 1) * 9 + m - 1)
}

impl Dictionaries {
    /// The words of a rules file.
    pub fn of(rules: &Rules, segments: &[crate::rules::Words]) -> Self {
        let digits = || '1'..='9';
        Self {
            tiers: rules.tier.classes.clone(),
            types: rules.types.iter().map(|kind| kind.id.clone()).collect(),
            segments_zh: segments.iter().map(|words| words.zh.clone()).collect(),
            segments_en: segments.iter().map(|words| words.en.clone()).collect(),
            rfm: digits()
                .flat_map(|r| {
                    digits().flat_map(move |f| digits().map(move |m| String::from_iter([r, f, m])))
                })
                .collect(),
            xyz: ["X", "Y", "Z"].map(str::to_owned).to_vec(),
        }
    }
}

/// What a label is since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Exactly this day.
    Day(Day),
    /// At least as long as history looks back.
    Earlier,
    /// There is no label, or no history.
    Unknown,
}

/// A tier that is better than the raw one, because it was so not long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The last day on which the tier is held if the raw tier stays lower.
    pub until: Day,
}

/// What was decided about every customer, one slot each.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    /// What the rules say of value alone.
    pub tier_raw: Vec<u8>,
    /// Pinned, else held, else raw.
    pub tier: Vec<u8>,
    /// Day the tier began, as days; see [`Verdicts::tier_since`].
    pub(crate) tier_since: Vec<i32>,
    /// The first type that matches, or the pinned one.
    pub kind: Vec<u8>,
    /// What the rules say of the type of pinned customers.
    pub kind_raw: BTreeMap<u32, u8>,
    /// All types that match, one bit each.
    pub matching: Vec<u32>,
    /// Day the type began, as days.
    pub(crate) kind_since: Vec<i32>,
    /// For each customer, the day from which on its type is what it is while its tier stays, as
    /// far as history looks back; as days. Empty without history.
    pub(crate) kind_stays: Vec<i32>,
    /// The three scores; zeros without orders.
    pub scores: Vec<[u8; 3]>,
    /// Segments by place; `u16::MAX` without orders.
    pub segments: Vec<u16>,
    /// Steadiness; empty unless asked for.
    pub xyz: Vec<u8>,
    /// Tags that match, one bit each.
    pub tags: Vec<u32>,
    /// Where customers stand by the tier measure.
    pub standings: Standings,
    /// Held tiers.
    pub held: BTreeMap<u32, Held>,
    /// Raw tiers at earlier period ends, latest first, one slot per customer each.
    pub path: Vec<(Day, Vec<u8>)>,
    /// The same at the ends before those, as far as tiers are held.
    pub(crate) older: Vec<(Day, Vec<u8>)>,
    /// Names of segments.
    pub segment_names: Vec<crate::rules::Words>,
    /// Findings about the rules on this data.
    pub problems: Vec<Problem>,
}

/// A since-day that reaches back beyond history.
pub(crate) const EARLIER: i32 = i32::MIN;
/// No since-day.
pub(crate) const UNKNOWN: i32 = i32::MAX;

impl Verdicts {
    /// Since when the customer is in its tier.
    pub fn tier_since(&self, customer: u32) -> Since {
        since(self.tier_since[customer as usize])
    }

    /// Since when the customer is of its type.
    pub fn kind_since(&self, customer: u32) -> Since {
        since(self.kind_since[customer as usize])
    }
}

fn since(days: i32) -> Since {
    match days {
        EARLIER => Since::Earlier,
        UNKNOWN => Since::Unknown,
        days => Since::Day(Day(days)),
    }
}

impl Since {
    /// The exact day, where it is known.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            Self::Earlier | Self::Unknown => None,
        }
    }
}
