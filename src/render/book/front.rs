//! The pages in front: the overview, and the sheet of scores. Takes a run and its numbers,
//! gives blocks: what to look at first, what stands how, and where the numbers come from.

use crate::lang::reason::measure;
use crate::lang::report::{Word, crosstab, headline, not_in_sheet, word};
use crate::lang::workbook::{
    Label, amount_label, best_carry, best_silent, curve_upwards, glance, label, more_on_sheet,
};
use crate::lang::{Language, bought, heading, movement, place, workload};
use crate::problem::{Severity, group};
use crate::render::book::{sheet_names, tab};
use crate::render::workbook::{Block, Chart, ChartKind, Palette, Tile, Tone};
use crate::report::Run;
use crate::report::crosstab::crosstabs;
use crate::report::curve::curve;
use crate::report::matrix::matrix;
use crate::report::movements::Movements;
use crate::report::overview::Overview;
use crate::table::{Cell, movements as moved, overview as tables};

/// Kinds of problems that the overview names; the others are on their sheet.
const MOST_WARNINGS: usize = 6;

/// The overview.
pub(super) fn overview<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'a>,
    moves: Option<&'a Movements>,
    language: Language,
) -> Vec<Block<'a>> {
    let section = |name| Block::Section(word(name, language).to_owned());
    let mut page = vec![
        Block::Title(format!("{} · {}", word(Word::Title, language), run.as_of())),
        Block::Tiles(tiles(run, overview, language)),
    ];
    page.extend(sentences(run, overview, language));
    page.extend(warnings(run, language));
    page.push(Block::Band(3));
    page.push(section(Word::ByTier));
    let mut charts = vec![shares(language)];
    charts.extend(abc(run, language));
    page.push(Block::Table(tables::tiers(run, overview, language), charts));
    page.push(section(Word::ByType));
    let types = tables::types(run, overview, language);
    page.push(Block::Table(
        types,
        vec![counts(Label::TypeCounts, language)],
    ));
    page.extend(people(run, overview, language));
    if !overview.tags.is_empty() {
        page.push(section(Word::ByTag));
        page.push(Block::Table(
            tables::tags(run, overview, language),
            Vec::new(),
        ));
    }
    for table in crosstabs(run) {
        let by = heading::key(table.by, language).unwrap_or(table.by);
        page.push(Block::Section(crosstab(by, language)));
        page.push(Block::Table(
            tables::crosstab(run, &table, language),
            Vec::new(),
        ));
    }
    if let Some(moves) = moves {
        page.extend(movements(run, moves, language));
    }
    page.push(section(Word::Ledger));
    page.push(Block::Table(tables::ledger(run, language), Vec::new()));
    let mut ledger = run.engine.book.ledger.iter();
    if ledger.any(|entry| !entry.account.amounts.is_empty()) {
        page.push(section(Word::Amounts));
        page.push(Block::Table(tables::amounts(run, language), Vec::new()));
    }
    page.push(section(Word::Facts));
    page.push(Block::Table(tables::facts(run, language), Vec::new()));
    page
}

/// Who went from which tier and type to which, in customers and amounts.
fn movements<'a>(run: &'a Run<'a>, moves: &'a Movements, language: Language) -> Vec<Block<'a>> {
    let section = |name| Block::Section(word(name, language).to_owned());
    let days = movement::between(moves.from(), run.as_of());
    let table = |grid| Block::Table(grid, Vec::new());
    vec![
        section(Word::TierMoves),
        Block::Text(days),
        table(moved::tiers(run, moves, moved::Shown::Customers, language)),
        section(Word::TierMoveAmounts),
        table(moved::tiers(run, moves, moved::Shown::Amount, language)),
        section(Word::TypeMoves),
        table(moved::types(run, moves, moved::Shown::Customers, language)),
    ]
}

/// Scores and segments; `None` when there are no scores.
pub(super) fn rfm<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'a>,
    language: Language,
) -> Option<Vec<Block<'a>>> {
    let matrix = matrix(run)?;
    let said = |name| label(name, language).to_owned();
    let mut page = vec![
        Block::Title(said(Label::Rfm)),
        Block::Text(said(Label::MatrixHelp)),
        Block::Section(said(Label::MatrixCustomers)),
        Block::Heat(tables::matrix_customers(&matrix, language)),
        Block::Section(said(Label::MatrixAmounts)),
        Block::Heat(tables::matrix_amounts(&matrix, language)),
    ];
    if !overview.segments.is_empty() {
        page.push(Block::Section(word(Word::BySegment, language).to_owned()));
        page.push(Block::Table(
            tables::segments(run, overview, language),
            vec![counts(Label::SegmentCounts, language)],
        ));
    }
    Some(page)
}

/// The figures that are looked at first.
fn tiles<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Vec<Tile<'a>> {
    let count = |number: u64| Cell::Count(i64::try_from(number).unwrap_or(i64::MAX));
    let plain = |label: String, value| Tile {
        label,
        value,
        tone: Tone::Plain,
    };
    let watched = |label: String, number: u64| Tile {
        label,
        value: count(number),
        tone: if number > 0 { Tone::Alarm } else { Tone::Plain },
    };
    let said = |name| word(name, language).to_owned();
    let mut tiles = vec![
        plain(said(Word::CustomerCount), count(overview.customers)),
        plain(
            amount_label(run.currency(), language),
            glance(overview.amount_12m, language).into(),
        ),
        plain(said(Word::DueToday), count(overview.tasks.today)),
        watched(said(Word::Overdue), overview.tasks.overdue),
        plain(said(Word::Later), count(overview.tasks.later)),
    ];
    if let Some(best) = run.rules().tier.classes.first() {
        let silent = overview.owners.iter();
        let silent = silent.map(|line| line.best_without_contact).sum();
        if !overview.owners.is_empty() {
            let name = tab(best, language);
            tiles.push(watched(best_silent(&name, language), silent));
        }
    }
    tiles
}

/// What the numbers say, in words.
fn sentences<'a>(run: &Run<'_>, overview: &Overview<'_>, language: Language) -> Vec<Block<'a>> {
    let mut said = vec![headline(
        overview.customers,
        overview.amount_12m,
        run.currency(),
        language,
    )];
    let classes = run.rules().tier.classes.first();
    if let Some((best, line)) = classes.zip(overview.tiers.first()) {
        let name = tab(best, language);
        said.extend(best_carry(&name, line, overview.customers, language));
    }
    if overview.not_in_sheet > 0 {
        said.push(not_in_sheet(overview.not_in_sheet, language));
    }
    said.extend(workload::lines(run, language));
    said.extend(bought::main_line(run.engine.book.bought.as_ref(), language));
    said.into_iter().map(Block::Text).collect()
}

/// Findings that somebody should look at, grouped.
fn warnings<'a>(run: &Run<'_>, language: Language) -> Vec<Block<'a>> {
    let names = sheet_names(run);
    let groups = group(run.problems);
    let (notes, serious): (Vec<_>, Vec<_>) = groups
        .iter()
        .partition(|group| group.first.finding.severity() == Severity::Note);
    let shown = serious.iter().take(MOST_WARNINGS);
    let mut blocks: Vec<Block<'a>> = shown
        .map(|group| Block::Warning(place::grouped(group, &names, language)))
        .collect();
    let more = serious.len().saturating_sub(MOST_WARNINGS);
    blocks.extend(more_on_sheet(more, notes.len(), language).map(Block::Text));
    if !serious.is_empty() {
        blocks.insert(0, Block::Section(word(Word::Warnings, language).to_owned()));
    }
    blocks
}

/// Who has what to do, and how tiers went.
fn people<'a>(run: &'a Run<'a>, overview: &Overview<'a>, language: Language) -> Vec<Block<'a>> {
    let section = |name| Block::Section(word(name, language).to_owned());
    let mut blocks = Vec::new();
    let (owners, history) = (!overview.owners.is_empty(), has_history(overview));
    if owners || history {
        blocks.push(Block::NewPage);
        blocks.push(Block::Band(u16::from(owners) + u16::from(history)));
    }
    if owners {
        let grid = tables::owners(overview, language);
        let columns = grid.columns.len() as u16;
        let work = Chart {
            title: label(Label::Workload, language).to_owned(),
            kind: ChartKind::StackedBars,
            palette: Palette::Late,
            series: (tables::LATE..columns).collect(),
        };
        blocks.push(section(Word::ByOwner));
        blocks.push(Block::Table(grid, vec![work]));
    }
    if history {
        let grid = tables::history(run, overview, language);
        let columns = grid.columns.len() as u16;
        let over_time = Chart {
            title: label(Label::TiersOverTime, language).to_owned(),
            kind: ChartKind::StackedColumns,
            palette: Palette::Tiers,
            series: (1..columns).collect(),
        };
        blocks.push(section(Word::History));
        blocks.push(Block::Table(grid, vec![over_time]));
    }
    blocks
}

/// Whether anybody had a tier on any of the earlier days.
fn has_history(overview: &Overview<'_>) -> bool {
    let mut points = overview.history.iter();
    points.any(|point| point.tiers.iter().any(|customers| *customers > 0))
}

fn shares(language: Language) -> Chart {
    Chart {
        title: label(Label::TierShares, language).to_owned(),
        kind: ChartKind::Shares,
        palette: Palette::Pair,
        series: vec![tables::CUSTOMER_SHARE, tables::AMOUNT_SHARE],
    }
}

fn counts(title: Label, language: Language) -> Chart {
    Chart {
        title: label(title, language).to_owned(),
        kind: ChartKind::Bars,
        palette: Palette::Plain,
        series: vec![tables::CUSTOMERS],
    }
}

/// The ABC curve; `None` when nothing was bought.
fn abc(run: &Run<'_>, language: Language) -> Option<Chart> {
    let points = curve(run);
    let by = measure(&run.rules().tier.measure, language);
    (!points.is_empty()).then(|| Chart {
        title: label(Label::Curve, language).to_owned(),
        kind: ChartKind::Curve {
            across: label(Label::CurveCustomers, language).to_owned(),
            upwards: curve_upwards(&by, language),
            points,
        },
        palette: Palette::Plain,
        series: Vec::new(),
    })
}
