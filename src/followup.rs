//! Follow-ups: who contacts whom, when, by which channel, about what.
//!
//! Takes a type's tracks and the facts of one customer; gives the next due day of
//! every customer cheaply, and the tasks of the days ahead with their reasons.

mod cadence;
pub mod calendar;
pub mod china;
pub mod desk;
pub mod everyone;
pub mod plan;
mod progress;
mod rotation;
pub mod script;
pub mod situation;
pub mod task;

pub use calendar::WorkCalendar;
pub use plan::Planner;
pub use situation::{Contact, Line, Rank, Reach, Situation};
pub use task::{Next, Task, TaskId, WhyNot};
