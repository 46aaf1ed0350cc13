//! What is odd about the rules on the data at hand: nothing is wrong with a cell, and
//! somebody should look at the rules.

use crate::money::Money;
use crate::names::metric::Kind;
use crate::period::{Day, Span};

use super::{Severity, TypeName};

/// A built-in time for which tiers would be held, and what would hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unheld {
    /// The built-in time.
    pub keep_for: Span,
    /// Why it does not hold.
    pub why: WhyUnheld,
    /// About as long in whole periods of `[history]`; the built-in time where it is whole.
    pub whole: Span,
    /// The least `[history] depth` that reaches back so far.
    pub depth: u32,
    /// The depth of `[history]`.
    pub looks_back: u32,
}

/// Why a built-in time does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyUnheld {
    /// It is no whole number of these periods.
    Every(Span),
    /// History does not look back so far.
    Depth,
}

/// One oddity of the rules; customers are examples, by their ids.
#[derive(Debug, Clone, PartialEq)]
pub enum Odd {
    /// Customers match a type, and all of them are of an earlier one.
    ShadowedType {
        /// The type.
        kind: TypeName,
        /// The earlier one that most of them are of.
        by: TypeName,
        /// One of these.
        customer: String,
    },
    /// Nearly every customer is of one type: its share in percent.
    LopsidedType(TypeName, u32),
    /// Almost nobody is of a type.
    RareType(TypeName, String),
    /// Almost nobody is in a tier, or nobody at all.
    RareTier(String, Option<String>),
    /// Customers of a type are never followed up.
    NoFollowUp(TypeName, String),
    /// There are more types than people keep apart.
    ManyTypes(u64),
    /// No customer is near the amount at which a class begins.
    FarThreshold {
        /// The class.
        class: String,
        /// Where it begins.
        begins: Money,
        /// The nearest customer.
        customer: String,
        /// What it has.
        value: Money,
    },
    /// No customer is near a number in the condition of a type or a tag.
    FarNumber {
        /// The type or the tag.
        of: TypeName,
        /// The comparison as written.
        part: String,
        /// The nearest customer.
        customer: String,
        /// What it has.
        number: f64,
        /// In which unit; `None` is not known.
        kind: Option<Kind>,
    },
    /// Two parts of the condition of a type or a tag exclude each other.
    NeverMatches {
        /// The type or the tag.
        of: TypeName,
        /// The parts as written.
        parts: [String; 2],
    },
    /// No tier is held, since the built-in time does not fit `[history]`.
    NothingHeld(Unheld),
    /// Nobody's tier by the measure has changed since a day, though amounts did.
    StillTiers(Day, String),
}

impl Odd {
    /// The stable code in machine outputs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ShadowedType { .. } => "shadowed_type",
            Self::LopsidedType(..) => "lopsided_type",
            Self::RareType(..) => "rare_type",
            Self::RareTier(..) => "rare_tier",
            Self::NoFollowUp(..) => "no_follow_up",
            Self::ManyTypes(_) => "many_types",
            Self::FarThreshold { .. } => "far_threshold",
            Self::FarNumber { .. } => "far_number",
            Self::NeverMatches { .. } => "never_matches",
            Self::NothingHeld(_) => "nothing_held",
            Self::StillTiers(..) => "still_tiers",
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            // Without any history nobody expects anything of the past.
            Self::NothingHeld(Unheld { looks_back: 0, .. })
            | Self::RareType(..)
            | Self::RareTier(..)
            | Self::ManyTypes(_)
            | Self::FarThreshold { .. }
            | Self::FarNumber { .. }
            | Self::StillTiers(..) => Severity::Note,
            Self::NothingHeld(_)
            | Self::ShadowedType { .. }
            | Self::LopsidedType(..)
            | Self::NoFollowUp(..)
            | Self::NeverMatches { .. } => Severity::Warning,
        }
    }
}
