//! A review on a terminal, as a workbook, and for programs.
//!
//! Takes a run for the last day, its movements since the eve, and the review; gives text or
//! fills a writer.

use std::io::{self, Write};

use serde::Serialize;

use crate::lang::Language;
use crate::lang::provenance::made_of;
use crate::lang::report::{Word, word};
use crate::lang::review::{
    Said, by as by_name, in_line, judged_by, measure as named, no_log, reasons_from, said,
    small_note, targets_judged, title as headline,
};
use crate::living::SheetRole;
use crate::period::Day;
use crate::render::json::Document;
use crate::render::terminal::{Look, pairs, paragraph, table, title};
use crate::render::workbook::{Block, Book, Layout, Listing, Return, SheetPlan, Tile, Tone};
use crate::report::Run;
use crate::report::movements::Movements;
use crate::report::summary::Made;
use crate::review::{By, Measure, Review, Value};
use crate::table::Cell;
use crate::table::movements::{self as moved, Shown};
use crate::table::review::{Reader, figures, reasons, reasons_by, side_by_side, targets, whole};

/// Figures of tiers, types and owners on a terminal.
const OF_CUSTOMERS: [Measure; 6] = [
    Measure::Customers,
    Measure::Issued,
    Measure::OnTime,
    Measure::Lost,
    Measure::Revenue,
    Measure::Change,
];

/// Figures of channels and contents.
const OF_CONTACTS: [Measure; 5] = [
    Measure::Issued,
    Measure::OnTime,
    Measure::Contacts,
    Measure::Reached,
    Measure::Won,
];

/// Figures side by side in a workbook; its second sheet has them all.
const ON_PAGE: [Measure; 12] = [
    Measure::Customers,
    Measure::Issued,
    Measure::OnTime,
    Measure::Contacts,
    Measure::Reached,
    Measure::Won,
    Measure::Second,
    Measure::Woken,
    Measure::Saved,
    Measure::Lost,
    Measure::Revenue,
    Measure::Change,
];

/// Lines of one kind on a terminal; a workbook has them all.
const MOST_LINES: usize = 12;

/// Figures that stand large above the page.
const TILES: [Measure; 6] = [
    Measure::OnTime,
    Measure::Reached,
    Measure::Won,
    Measure::Second,
    Measure::Lost,
    Measure::Revenue,
];

/// One page for a terminal. `made` is of the run that read the facts: its as-of day may come
/// after the last day of the review.
pub fn text(run: &Run<'_>, review: &Review, made: &Made<'_>, look: Look) -> String {
    let language = look.language;
    let mut out = title(&headline(review.period, language), look);
    let all = review.all();
    let lines = Measure::ALL.iter().filter_map(|measure| {
        let line = in_line(all, *measure, language)?;
        Some((named(*measure, language).to_owned(), line))
    });
    out += &pairs(&lines.collect::<Vec<_>>(), look);
    for by in By::ALL.into_iter().filter(|by| *by != By::All) {
        let lines = review.by(by).count();
        if lines == 0 || (lines == 1 && by == By::Owner) {
            continue;
        }
        out.push('\n');
        let grid = side_by_side(
            review.by(by).take(MOST_LINES),
            columns(by),
            by_name(by, language),
            language,
        );
        out += &table(grid, look);
    }
    if !review.kept.is_empty() {
        out.push('\n');
        out += &title(said(Said::Targets, language), look);
        out += &table(targets(review, run.rules(), Reader::People, language), look);
    }
    if !review.together().reasons.is_empty() {
        out.push('\n');
        out += &title(said(Said::Reasons, language), look);
        out += &table(reasons(review, language), look);
    }
    out.push('\n');
    for note in notes(run, review, made, language) {
        out += &paragraph(&note, look);
    }
    out
}

fn columns(by: By) -> &'static [Measure] {
    match by {
        By::All | By::Tier | By::Type | By::Owner => &OF_CUSTOMERS,
        By::Channel | By::Content => &OF_CONTACTS,
    }
}

/// What has to be said of the figures.
fn notes(run: &Run<'_>, review: &Review, made: &Made<'_>, language: Language) -> Vec<String> {
    let mut notes = vec![judged_by(&review.recomputed, review.period, language)];
    if !review.kept.is_empty() {
        notes.push(targets_judged(language).to_owned());
    }
    if !review.together().reasons.is_empty() {
        notes.push(reasons_from(language).to_owned());
    }
    if !run.engine.book.contacts.present {
        notes.push(no_log(language).to_owned());
    }
    notes.push(small_note(language));
    notes.push(made_of(made, language));
    notes
}

/// A workbook: a page to look at, and every figure with what it is a part of.
pub fn book<'a>(
    run: &'a Run<'a>,
    movements: &Movements,
    review: &'a Review,
    made: &Made<'_>,
    language: Language,
) -> Book<'a> {
    let page = SheetPlan {
        name: said(Said::Review, language).to_owned(),
        role: SheetRole::Overview,
        layout: Layout::Page(page(run, movements, review, made, language)),
    };
    let mut listing = Listing::new(figures(review, Reader::People, language));
    listing.frozen_columns = 3;
    let figures = SheetPlan {
        name: said(Said::Figures, language).to_owned(),
        role: SheetRole::Movements,
        layout: Layout::Listing(listing),
    };
    let mut sheets = vec![page, figures];
    if !review.together().reasons.is_empty() {
        let mut listing = Listing::new(reasons_by(review, Reader::People, language));
        listing.frozen_columns = 3;
        sheets.push(SheetPlan {
            name: said(Said::ReasonsTab, language).to_owned(),
            role: SheetRole::Movements,
            layout: Layout::Listing(listing),
        });
    }
    Book {
        title: headline(review.period, language),
        language,
        as_of: Day::parse_iso(&made.as_of).unwrap_or(run.as_of()),
        tiers: run.rules().tier.classes.clone(),
        made: run.provenance(),
        returns: Return::Never,
        sheets,
    }
}

fn page<'a>(
    run: &'a Run<'a>,
    movements: &Movements,
    review: &'a Review,
    made: &Made<'_>,
    language: Language,
) -> Vec<Block<'a>> {
    let section = |word: Said| Block::Section(said(word, language).to_owned());
    let mut blocks = vec![
        Block::Title(headline(review.period, language)),
        Block::Tiles(tiles(review, language)),
    ];
    blocks.extend(
        notes(run, review, made, language)
            .into_iter()
            .map(Block::Text),
    );
    blocks.push(section(Said::Definitions));
    blocks.push(Block::Table(whole(review, language), Vec::new()));
    for by in By::ALL.into_iter().filter(|by| *by != By::All) {
        if review.by(by).next().is_none() {
            continue;
        }
        let name = by_name(by, language);
        blocks.push(Block::Section(name.to_owned()));
        let grid = side_by_side(review.by(by), &ON_PAGE, name, language);
        blocks.push(Block::Table(grid, Vec::new()));
    }
    if !review.kept.is_empty() {
        blocks.push(section(Said::Targets));
        let grid = targets(review, run.rules(), Reader::People, language);
        blocks.push(Block::Table(grid, Vec::new()));
    }
    if !review.together().reasons.is_empty() {
        blocks.push(section(Said::Reasons));
        blocks.push(Block::Table(reasons(review, language), Vec::new()));
    }
    let matrices = [
        (
            Word::TierMoves,
            moved::tiers(run, movements, Shown::Customers, language),
        ),
        (
            Word::TypeMoves,
            moved::types(run, movements, Shown::Customers, language),
        ),
    ];
    for (heading, grid) in matrices {
        blocks.push(Block::Section(word(heading, language).to_owned()));
        blocks.push(Block::Heat(grid));
    }
    blocks
}

fn tiles<'a>(review: &Review, language: Language) -> Vec<Tile<'a>> {
    let all = review.all();
    let tiles = TILES.into_iter().filter_map(|measure| {
        let value = match all.value(measure) {
            Value::Part(part) if !part.is_small() => Cell::Ratio(part.rate()?),
            Value::Part(part) => format!("{}/{}", part.count, part.of).into(),
            Value::Amount(amount) => Cell::Number(amount.to_f64()),
            Value::Count(_) | Value::Change(..) | Value::Means(..) => return None,
        };
        Some(Tile {
            label: named(measure, language).to_owned(),
            value,
            tone: Tone::Plain,
        })
    });
    tiles.collect()
}

/// Everything for programs, as one JSON document.
///
/// # Errors
/// Those of the writer.
pub fn json(run: &Run<'_>, review: &Review, made: &Made<'_>, out: impl Write) -> io::Result<()> {
    let mut document = Document::begin(out)?;
    document.value("from", &review.period.from.to_string())?;
    document.value("to", &review.period.to.to_string())?;
    document.value("made", made)?;
    document.value("tasks", &judged(review))?;
    let recomputed = review.recomputed.iter();
    let recomputed = recomputed.map(|(first, last)| DaysLine {
        from: first.to_string(),
        to: last.to_string(),
    });
    document.value("recomputed", &recomputed.collect::<Vec<_>>())?;
    let language = Language::En;
    document.rows("figures", figures(review, Reader::Machine, language))?;
    document.rows(
        "targets",
        targets(review, run.rules(), Reader::Machine, language),
    )?;
    document.rows(
        "loss_reasons",
        reasons_by(review, Reader::Machine, language),
    )?;
    document.end().map(drop)
}

/// How tasks were judged.
fn judged(review: &Review) -> &'static str {
    match review.recomputed.as_slice() {
        [] => "as_issued",
        [all] if *all == (review.period.from, review.period.to) => "recomputed",
        _ => "as_issued_and_recomputed",
    }
}

/// Days whose tasks are recomputed, for programs.
#[derive(Serialize)]
struct DaysLine {
    from: String,
    to: String,
}
