//! Every sentence we write, in Chinese and English side by side.
//!
//! Findings, faults and reasons are data below this module; here they become
//! words. Each `match` is exhaustive, so a missing translation does not compile.

pub mod backtest;
pub mod bought;
pub mod cli;
pub mod compare;
pub mod condition;
pub mod distance;
pub mod explain;
pub mod file;
pub mod finding;
pub mod followup;
pub mod heading;
pub mod list;
pub mod movement;
pub mod number;
pub mod open;
pub mod place;
pub mod plain;
pub mod propose;
pub mod provenance;
pub mod reading;
pub mod reason;
pub mod report;
pub mod returned;
pub mod review;
pub mod rules;
pub mod run;
pub mod workbook;
pub mod workload;

/// A language people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// 简体中文.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}
