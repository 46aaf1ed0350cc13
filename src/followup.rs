//! Follow-ups: who contacts whom, when, by which channel, about what.
//!
//! Takes a type's tracks and the facts of one customer; gives the next due day of
//! every customer cheaply, and the tasks of the days ahead with their reasons.

pub mod calendar;
pub mod china;
pub mod script;

pub use calendar::WorkCalendar;
