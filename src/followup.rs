//! Follow-ups: who contacts whom, when, by which channel, about what.
//!
//! Takes a type's tracks and the facts of one customer; gives the next due day of
//! every customer cheaply, and the tasks of the days ahead with their reasons. Each
//! customer is planned by itself ([`plan`]); what depends on others comes after:
//! owners ([`staff`]), and days that are full ([`capacity`]).

mod assign;
mod cadence;
pub mod calendar;
pub mod capacity;
pub mod china;
pub mod desk;
pub mod escalation;
mod event;
pub mod everyone;
pub mod holidays;
mod limits;
pub mod plan;
mod progress;
pub mod quiet;
pub mod recycle;
mod rotation;
pub mod script;
pub mod situation;
pub mod staff;
pub mod task;
pub mod workload;

pub use calendar::WorkCalendar;
pub use plan::Planner;
pub use situation::{Away, Contact, Line, Rank, Reach, Situation};
pub use task::{Next, Task, TaskId, WhyNot};
