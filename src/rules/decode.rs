//! Turns the text of a rules file into [`Rules`], or into every fault of the
//! file at once, sorted by place. What the file leaves out keeps the built-in
//! value; any `[[type]]` or `[[tag]]` replaces the built-in list.

mod anchor;
mod calendar;
mod export;
mod expression;
mod general;
mod input;
mod labels;
mod limits;
mod list;
mod mend;
mod metrics;
mod number;
mod place;
mod read;
mod rfm;
mod script;
mod syntax;
mod table;
mod team;
mod tier;
mod track;
mod types;

use std::ops::Range;
use std::sync::LazyLock;

use toml::de::DeTable;

use crate::lang::Language;
use crate::rules::fault::{Fault, FaultKind};
use crate::rules::{EXAMPLE, Rules, defaults};

use read::Reader;
use table::Table;

const KEYS: &[&str] = &[
    "book", "input", "output", "orders", "rates", "metrics", "tier", "xyz", "rfm", "segment",
    "history", "report", "type", "tag", "calendar", "limits", "quiet", "team", "recycle", "export",
];

/// Decodes a rules file.
///
/// # Errors
/// All faults of the file, sorted by place: what is no TOML, unknown keys,
/// values of the wrong kind or beyond their limits, and faults inside conditions.
pub fn decode(text: &str) -> Result<Rules, Vec<Fault>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return decoded(text, document.get_ref(), Vec::new());
    }
    let (mended, taken) = mend::mend(text);
    let (document, errors) = DeTable::parse_recoverable(&mended);
    decoded(
        text,
        document.get_ref(),
        syntax::faults(text, &errors, taken),
    )
}

/// The rules that the tables of a file say; `broken` is what of it is no TOML.
fn decoded(text: &str, document: &DeTable<'_>, broken: Vec<Fault>) -> Result<Rules, Vec<Fault>> {
    let mut reader = Reader::new(text);
    let top = reader.fixed(document, 0..0, "", KEYS);
    let rules = rules(&mut reader, &top);
    let faults = sorted(text, broken, reader.into_faults());
    if faults.is_empty() {
        Ok(rules)
    } else {
        Err(faults)
    }
}

/// The language that a rules file asks for, whatever else is wrong with it.
pub fn language_of(text: &str) -> Option<Language> {
    let (mended, _) = mend::mend(text);
    let (document, _) = DeTable::parse_recoverable(&mended);
    let mut reader = Reader::new(text);
    let top = reader.fixed(document.get_ref(), 0..0, "", KEYS);
    let mut book = defaults::rules().book;
    general::book(&mut reader, &top, &mut book);
    book.language
}

impl Rules {
    /// The rules of the built-in example file.
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }
}

static BUILT_IN: LazyLock<Rules> =
    LazyLock::new(|| decode(EXAMPLE).expect("a test decodes the built-in rules"));

fn rules(reader: &mut Reader<'_>, top: &Table<'_>) -> Rules {
    let mut rules = defaults::rules();
    let own = metrics::keys(reader, top);
    general::book(reader, top, &mut rules.book);
    input::input(reader, top, &mut rules.input);
    general::output(reader, top, &mut rules.output);
    general::orders(reader, top, &mut rules.orders);
    general::rates(reader, top, &mut rules);
    general::history(reader, top, &mut rules.history);
    general::report(reader, top, &mut rules.report);
    rules.metrics = metrics::metrics(reader, top, &own);
    tier::tier(reader, top, &own, rules.history, &mut rules.tier);
    rules.xyz = tier::xyz(reader, top);
    rfm::rfm(reader, top, &mut rules.rfm);
    rules.types = types::types(reader, top, &own);
    rules.tags = types::tags(reader, top, &own);
    calendar::calendar(reader, top, &mut rules.calendar);
    limits::limits(reader, top, &mut rules.limits);
    let labels = (rules.types.as_slice(), rules.tier.classes.as_slice());
    limits::quiet(reader, top, labels, &mut rules.quiet);
    rules.recycle = limits::recycle(reader, top, &rules.tier.classes);
    team::team(reader, top, &own, &mut rules.team);
    rules.exports = export::exports(reader, top, &own);
    labels::check(reader, &rules);
    rules
}

/// Puts a value that was read in the place of the built-in one.
fn set<T>(target: &mut T, read: Option<T>) {
    if let Some(value) = read {
        *target = value;
    }
}

/// Both lists by place, without what only follows from broken TOML.
///
/// Where a line is no TOML, what was salvaged from it is not what was meant; and
/// a key that seems to be missing may stand in what was lost.
fn sorted(text: &str, broken: Vec<Fault>, mut faults: Vec<Fault>) -> Vec<Fault> {
    let lines: Vec<_> = broken.iter().map(|fault| line(text, &fault.span)).collect();
    faults.retain(|fault| {
        let missing = matches!(fault.kind, FaultKind::Missing { .. } | FaultKind::NoCadence);
        let lost = missing && !broken.is_empty();
        !lost && !lines.contains(&line(text, &fault.span))
    });
    faults.extend(broken);
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    faults.dedup();
    faults
}

/// The number of the line on which a place begins, first line 0.
fn line(text: &str, span: &Range<usize>) -> usize {
    let before = &text.as_bytes()[..span.start.min(text.len())];
    memchr::memchr_iter(b'\n', before).count()
}

#[cfg(test)]
mod tests;
