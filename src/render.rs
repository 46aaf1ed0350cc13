//! Renders: grids of typed cells become bytes of one medium each.
//!
//! Every render takes `table::Grid`s, already filtered, sorted and rounded, and
//! fills a writer the caller opened. None of them decides anything about the data.

pub mod backtest;
pub mod book;
pub mod compare;
pub mod csv;
mod digits;
pub mod explain;
pub mod ics;
pub mod json;
pub mod markdown;
mod measure;
pub mod movements;
mod plain;
pub mod proposal;
pub mod review;
pub mod rules_text;
pub mod screen;
pub mod task_book;
pub mod terminal;
pub mod text;
pub mod workbook;
