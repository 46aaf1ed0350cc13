//! Metrics at a day: one value per customer, as a function of facts and a day.
//!
//! The as-of day is one day among many: history and since-days ask for the same
//! metrics at earlier ones. Windows are half-open: the last 12 months of a day
//! are `day - 12 months < x <= day`.

pub mod contacts;
pub mod coverage;
pub mod frame;
pub mod orders;
pub mod outlook;
pub mod retrospect;
