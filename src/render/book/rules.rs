//! The page of the rules in force: what decides a tier and a type, and how customers of
//! each are followed up. Takes a run, gives blocks.

use crate::lang::Language;
use crate::lang::followup::span;
use crate::lang::reason::measure;
use crate::lang::report::{Word, calendar, held_for, sorted_by, word};
use crate::lang::workbook::{Label, label};
use crate::render::workbook::Block;
use crate::report::Run;
use crate::report::overview::Overview;
use crate::table::rules;

/// The page.
pub(super) fn page<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'_>,
    language: Language,
) -> Vec<Block<'a>> {
    let section = |name| Block::Section(word(name, language).to_owned());
    let in_force = run.rules();
    let mut page = vec![
        Block::Title(word(Word::Rules, language).to_owned()),
        section(Word::ByTier),
        Block::Text(sorted_by(
            &measure(&in_force.tier.measure, language),
            language,
        )),
    ];
    if let Some(keep) = in_force.tier.keep_for {
        page.push(Block::Text(held_for(&span(keep, language), language)));
    }
    page.push(Block::Table(rules::tiers(run, language), Vec::new()));
    page.push(section(Word::ByType));
    page.push(Block::Table(
        rules::types(run, overview, language),
        Vec::new(),
    ));
    page.push(Block::Section(label(Label::Tracks, language).to_owned()));
    page.push(Block::Table(rules::tracks(run, language), Vec::new()));
    if !in_force.tags.is_empty() {
        page.push(section(Word::ByTag));
        page.push(Block::Table(
            rules::tags(run, overview, language),
            Vec::new(),
        ));
    }
    if let Some(grid) = rules::scores(run, language) {
        page.push(section(Word::Scores));
        page.push(Block::Table(grid, Vec::new()));
    }
    let days = &in_force.calendar;
    page.push(section(Word::Calendar));
    page.push(Block::Text(calendar(
        days.workdays,
        days.shift,
        days.horizon,
        language,
    )));
    page
}
