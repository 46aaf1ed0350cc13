//! tierbook: customers in spreadsheets, sorted into tiers and types, with a follow-up plan.

pub mod classify;
pub mod followup;
pub mod formula;
pub mod lang;
pub mod metrics;
pub mod money;
pub mod names;
pub mod parallel;
pub mod period;
pub mod problem;
pub mod records;
pub mod render;
pub mod report;
pub mod rules;
pub mod score;
pub mod sheet;
pub mod table;
pub mod value;
