//! Scores and classes: RFM scores, segments, value tiers and steadiness.
//!
//! Whole populations come in as cheap iterators over plain integers; what comes
//! out are small *cuts*. Placing one customer, given the cuts, is a tiny pure
//! function, so that a label can be asked for any customer on any other day.

pub mod abc;
mod buckets;
pub mod friendly;
mod group;
pub mod quantile;
pub mod rfm;
pub mod segment;
pub mod standing;
pub mod xyz;

pub use abc::{Scale, TierCuts, lopsided};
pub use rfm::{RfmCuts, RfmValues};
pub use segment::Segments;
pub use standing::{Standing, share, standing};
pub use xyz::{Spread, Steadiness};
