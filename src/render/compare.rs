//! Old rules against new ones on a terminal and for programs.

use std::io::{self, Write};

use crate::lang::Language;
use crate::lang::compare::{Heading, heading, moved, nobody, title as headline};
use crate::lang::report::{Word, word};
use crate::period::Day;
use crate::records::registry::Registry;
use crate::render::json::Document;
use crate::render::terminal::{Look, table, title};
use crate::review::compare::{Comparison, Way};
use crate::table::compare::{loads, ways};

/// Ways shown on a terminal; programs get them all.
const MOST: usize = 15;

/// Who would move, and what the work becomes.
pub fn text(
    found: &Comparison,
    registry: &Registry,
    (before, as_of): (&str, Day),
    look: Look,
) -> String {
    let language = look.language;
    let mut out = title(&headline(before, as_of, language), look);
    for (of, all) in [(Word::ByTier, &found.tiers), (Word::ByType, &found.types)] {
        let name = word(of, language);
        let customers: u64 = all.iter().map(|way| way.customers).sum();
        if all.is_empty() {
            out += &nobody(name, found.customers, language);
            out.push('\n');
            continue;
        }
        out += &moved(name, customers, found.customers, language);
        out.push('\n');
        let shown: &[Way] = &all[..all.len().min(MOST)];
        out += &table(ways(shown, registry, language), look);
    }
    out.push('\n');
    out += &title(heading(Heading::Work, language), look);
    out += &table(loads(found, language), look);
    out
}

/// Everything for programs, as one JSON document.
///
/// # Errors
/// Those of the writer.
pub fn json(
    found: &Comparison,
    registry: &Registry,
    as_of: Day,
    out: impl Write,
) -> io::Result<()> {
    let language = Language::En;
    let mut document = Document::begin(out)?;
    document.value("as_of", &as_of.to_string())?;
    document.value("customers", &found.customers)?;
    document.rows("tiers", ways(&found.tiers, registry, language))?;
    document.rows("types", ways(&found.types, registry, language))?;
    document.rows("tasks_a_week", loads(found, language))?;
    document.end().map(drop)
}
