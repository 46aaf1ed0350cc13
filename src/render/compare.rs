//! Old rules against new ones on a terminal and for programs.

use std::io::{self, Write};

use crate::lang::Language;
use crate::lang::compare::{Heading, heading, moved, nobody, title as headline};
use crate::lang::provenance::made_of;
use crate::lang::report::{Word, word};
use crate::render::json::Document;
use crate::render::terminal::{Look, paragraph, table, title};
use crate::report::Run;
use crate::review::compare::{Comparison, Way};
use crate::table::compare::{loads, ways};

/// Ways shown on a terminal; programs get them all.
const MOST: usize = 15;

/// Who would move, and what the work becomes.
pub fn text(found: &Comparison, run: &Run<'_>, before: &str, look: Look) -> String {
    let (registry, as_of) = (&run.engine.book.registry, run.as_of());
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
    out.push('\n');
    out + &paragraph(&made_of(&run.made(), language), look)
}

/// Everything for programs, as one JSON document.
///
/// # Errors
/// Those of the writer.
pub fn json(found: &Comparison, run: &Run<'_>, out: impl Write) -> io::Result<()> {
    let (registry, language) = (&run.engine.book.registry, Language::En);
    let mut document = Document::begin(out)?;
    document.value("as_of", &run.as_of().to_string())?;
    document.value("made", &run.made())?;
    document.value("customers", &found.customers)?;
    document.rows("tiers", ways(&found.tiers, registry, language))?;
    document.rows("types", ways(&found.types, registry, language))?;
    document.rows("tasks_a_week", loads(found, language))?;
    document.end().map(drop)
}
