//! The workbook people work in, sheet by sheet. Takes a run with its plan and the
//! grid of all customers, gives the plan of a workbook; nothing is computed here.

use crate::followup::everyone::Listed;
use crate::lang::followup::span;
use crate::lang::reason::{measure, tier};
use crate::lang::report::{
    Word, calendar, crosstab, headline, held_for, not_in_sheet, only_best, outcomes, sorted_by,
    statuses, word,
};
use crate::lang::{Language, heading, place};
use crate::problem::{Severity, group};
use crate::render::workbook::{
    Block, Book, Chart, ChartKind, Entry, Layout, Listing, SheetPlan, Shown,
};
use crate::report::Run;
use crate::report::crosstab::crosstabs;
use crate::report::overview::Overview;
use crate::table::contacts::contacts;
use crate::table::problems::{Reader, problems};
use crate::table::task_sheet::tasks;
use crate::table::{Cell, Column, Emphasis, Grid, overview as tables, rules, tiers};

/// The hidden sheet by which a later run knows this workbook.
pub const HIDDEN_SHEET: &str = "_tierbook";

/// The version of the hidden sheet's format.
pub const FORMAT: i64 = 1;

/// Rows below the contact log in which new contacts may be entered.
const SPARE_ROWS: u32 = 200;

/// All sheets in order.
pub fn workbook<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'a>,
    all_customers: Grid<'a>,
    language: Language,
) -> Book<'a> {
    let mut sheets = Sheets::begin(run, language);
    let page = Layout::Page(overview_page(run, overview, language));
    sheets.page(Word::Overview, page, language);
    let name = |name| word(name, language).to_owned();
    sheets.listing(
        name(Word::Plan),
        "follow_ups",
        plan(run, run.plan.tasks().iter().copied(), language),
    );
    for class in 0..run.rules().tier.classes.len() {
        let tab = tab(&run.rules().tier.classes[class], language);
        sheets.listing(tab, "tier", one_tier(run, overview, class, language));
    }
    let mut listing = Listing::new(all_customers);
    listing.frozen_columns = 2;
    sheets.listing(name(Word::Customers), "customers", listing);
    if run.engine.book.contacts.present {
        sheets.listing(name(Word::Log), "contacts", log(run, language));
    }
    let found = problems(run.problems, run.sheets, Reader::Person, language);
    sheets.listing(name(Word::Problems), "problems", Listing::new(found));
    let page = Layout::Page(rules_page(run, overview, language));
    sheets.page(Word::Rules, page, language);
    Book {
        title: name(Word::Title),
        language,
        as_of: run.as_of(),
        tiers: run.rules().tier.classes.clone(),
        sheets: sheets.finish(),
    }
}

/// What a class is called on its tab.
fn tab(class: &str, language: Language) -> String {
    let name = tier(class, language);
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name,
    }
}

/// Sheets so far, and what the hidden sheet will say of them.
pub(super) struct Sheets<'a> {
    sheets: Vec<SheetPlan<'a>>,
    known: Vec<Vec<Cell<'a>>>,
}

impl<'a> Sheets<'a> {
    /// None yet; the hidden sheet says what the book is.
    pub(super) fn begin(run: &Run<'_>, language: Language) -> Self {
        Self {
            sheets: Vec::new(),
            known: vec![
                known("format", "", &FORMAT.to_string()),
                known("language", "", language.pick("zh", "en")),
                known("as_of", "", &run.as_of().to_string()),
            ],
        }
    }

    fn page(&mut self, name: Word, layout: Layout<'a>, language: Language) {
        self.sheets.push(SheetPlan {
            name: word(name, language).to_owned(),
            shown: Shown::Visible,
            layout,
        });
    }

    pub(super) fn listing(&mut self, name: String, role: &str, listing: Listing<'a>) {
        let keys = listing.grid.columns.iter().map(|column| &column.key);
        for key in keys {
            self.known.push(known(role, &name, key));
        }
        self.sheets.push(SheetPlan {
            name,
            shown: Shown::Visible,
            layout: Layout::Listing(listing),
        });
    }

    pub(super) fn finish(mut self) -> Vec<SheetPlan<'a>> {
        let columns = ["role", "sheet", "key"].map(|key| Column::named(key, key, Emphasis::Plain));
        let grid = Grid::of(columns.to_vec(), self.known);
        self.sheets.push(SheetPlan {
            name: HIDDEN_SHEET.to_owned(),
            shown: Shown::Hidden,
            layout: Layout::Listing(Listing::new(grid)),
        });
        self.sheets
    }
}

fn known<'a>(role: &str, sheet: &str, key: &str) -> Vec<Cell<'a>> {
    [role, sheet, key]
        .map(|text| text.to_owned().into())
        .to_vec()
}

fn overview_page<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'a>,
    language: Language,
) -> Vec<Block<'a>> {
    let section = |name| Block::Section(word(name, language).to_owned());
    let currency = run.currency();
    let mut page = vec![
        Block::Title(word(Word::Title, language).to_owned()),
        Block::Text(headline(
            overview.customers,
            overview.amount_12m,
            currency,
            language,
        )),
    ];
    if overview.not_in_sheet > 0 {
        page.push(Block::Text(not_in_sheet(overview.not_in_sheet, language)));
    }
    page.extend(warnings(run, language));
    page.push(section(Word::ByTier));
    let chart = |values, title| Chart {
        title: word(title, language).to_owned(),
        kind: ChartKind::Columns,
        values,
    };
    let grid = tables::tiers(run, overview, language);
    page.push(Block::Table(grid, Some(chart(2, Word::Amount12m))));
    page.push(section(Word::ByType));
    let bars = Chart {
        kind: ChartKind::Bars,
        ..chart(1, Word::CustomerCount)
    };
    let grid = tables::types(run, overview, language);
    page.push(Block::Table(grid, Some(bars)));
    if !overview.owners.is_empty() {
        page.push(section(Word::ByOwner));
        page.push(Block::Table(tables::owners(overview, language), None));
    }
    if !overview.segments.is_empty() {
        page.push(section(Word::BySegment));
        page.push(Block::Table(
            tables::segments(run, overview, language),
            None,
        ));
    }
    if !overview.tags.is_empty() {
        page.push(section(Word::ByTag));
        page.push(Block::Table(tables::tags(run, overview, language), None));
    }
    for table in crosstabs(run) {
        let by = heading::key(table.by, language).unwrap_or(table.by);
        page.push(Block::Section(crosstab(by, language)));
        page.push(Block::Table(tables::crosstab(run, &table, language), None));
    }
    if !overview.history.is_empty() {
        page.push(section(Word::History));
        page.push(Block::Table(tables::history(run, overview, language), None));
    }
    page.push(section(Word::Ledger));
    page.push(Block::Table(tables::ledger(run, language), None));
    page.push(section(Word::Amounts));
    page.push(Block::Table(tables::amounts(run, language), None));
    page.push(section(Word::Facts));
    page.push(Block::Table(tables::facts(run, language), None));
    page
}

/// Findings that somebody should look at, grouped.
fn warnings<'a>(run: &Run<'_>, language: Language) -> Vec<Block<'a>> {
    let names = sheet_names(run);
    let groups = group(run.problems);
    let serious = groups
        .iter()
        .filter(|group| group.first.finding.severity() != Severity::Note);
    let mut blocks: Vec<Block<'a>> = serious
        .map(|group| Block::Warning(place::grouped(group, &names, language)))
        .collect();
    if !blocks.is_empty() {
        blocks.insert(0, Block::Section(word(Word::Warnings, language).to_owned()));
    }
    blocks
}

/// What the sheets of a run are called in places.
pub fn sheet_names(run: &Run<'_>) -> Vec<place::SheetName> {
    let names = run.sheets.iter().map(|sheet| place::SheetName {
        file: sheet.file_name.clone(),
        sheet: sheet.name.clone(),
    });
    names.collect()
}

/// The tasks with columns to fill in.
pub(super) fn plan<'a>(
    run: &'a Run<'a>,
    planned: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Listing<'a> {
    let grid = tasks(run, planned, language);
    let at = |key: &str| grid.columns.iter().position(|column| column.key == key);
    let entry = |key, entry| at(key).map(|at| (at as u16, entry));
    let entries = [
        entry("status", Entry::OneOf(statuses(language))),
        entry("done_day", Entry::Day),
        entry("outcome", Entry::OneOf(outcomes(language))),
        entry("next_day", Entry::Day),
    ];
    let entries = entries.into_iter().flatten().collect();
    let mut listing = Listing::new(grid);
    listing.frozen_columns = 3;
    listing.entries = entries;
    listing
}

fn one_tier<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'_>,
    class: usize,
    language: Language,
) -> Listing<'a> {
    let mut listing = Listing::new(tiers::tier(run, class as u8, language));
    listing.frozen_columns = 2;
    let all = overview.tiers.get(class).map_or(0, |line| line.customers);
    if all > tiers::MOST as u64 {
        listing.notes.push(only_best(tiers::MOST, all, language));
    }
    listing
}

fn log<'a>(run: &'a Run<'a>, language: Language) -> Listing<'a> {
    let mut listing = Listing::new(contacts(run, Reader::Person, language));
    let at = |key: &str| {
        listing
            .grid
            .columns
            .iter()
            .position(|column| column.key == key)
    };
    let entry = |key, entry| at(key).map(|at| (at as u16, entry));
    let entries = [
        entry("day", Entry::Day),
        entry("outcome", Entry::OneOf(outcomes(language))),
        entry("next_day", Entry::Day),
    ];
    listing.entries = entries.into_iter().flatten().collect();
    listing.frozen_columns = 3;
    listing.spare_rows = SPARE_ROWS;
    listing
}

fn rules_page<'a>(run: &'a Run<'a>, overview: &Overview<'_>, language: Language) -> Vec<Block<'a>> {
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
    page.push(Block::Table(rules::tiers(run, language), None));
    page.push(section(Word::ByType));
    page.push(Block::Table(rules::types(run, overview, language), None));
    if !in_force.tags.is_empty() {
        page.push(section(Word::ByTag));
        page.push(Block::Table(rules::tags(run, overview, language), None));
    }
    if let Some(grid) = rules::scores(run, language) {
        page.push(section(Word::Scores));
        page.push(Block::Table(grid, None));
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader as _, Xlsx};

    use super::*;
    use crate::render::workbook;
    use crate::report::fixture;
    use crate::report::overview::overview;

    fn customers<'a>() -> Grid<'a> {
        let columns = vec![Column::named("customer_id", "编号", Emphasis::Plain)];
        Grid::of(columns, vec![vec!["C1".into()]])
    }

    fn sheets(files: fixture::Files<'_>, language: Language) -> Vec<(String, Range<Data>)> {
        let mut bytes = Cursor::new(Vec::new());
        fixture::run(files, |run| {
            let book = super::workbook(run, &overview(run), customers(), language);
            workbook::write(book, &mut bytes).expect("memory");
        });
        let mut book: Xlsx<_> = Xlsx::new(bytes).expect("a workbook");
        book.worksheets()
    }

    fn text(range: &Range<Data>) -> String {
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        cells.collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check(files: fixture::Files<'_>, language: Language, expected: &[&str]) {
        let found = sheets(files, language);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn sheets_stand_in_their_order_and_language() {
        check(
            fixture::SMALL,
            Language::Zh,
            &[
                "概览",
                "跟进计划",
                "A 级",
                "B 级",
                "C 级",
                "全部客户",
                "跟进记录",
                "问题数据",
                "规则",
                "_tierbook",
            ],
        );
    }

    #[test]
    fn without_a_log_there_is_no_sheet_of_it() {
        check(
            &fixture::SMALL[..2],
            Language::En,
            &[
                "Overview",
                "Follow-ups",
                "Tier A",
                "Tier B",
                "Tier C",
                "All customers",
                "Problems",
                "Rules",
                "_tierbook",
            ],
        );
    }

    #[test]
    fn pages_and_listings_hold_what_the_run_knows() {
        let found = sheets(fixture::SMALL, Language::Zh);
        let holds = |sheet: usize, words: &[&str]| {
            let text = text(&found[sheet].1);
            for word in words {
                assert!(text.contains(word), "{word}\nis not in\n{text}");
            }
        };
        holds(
            0,
            &[
                "4 个客户，近12月金额 1,000.00 CNY",
                "有 1 个客户不在客户表里",
                "orders.csv › C5",
                "负责人看板",
                "按行业",
                "金额核对",
            ],
        );
        holds(1, &["完成日期", "结果", "下次联系"]);
        holds(2, &["甲公司", "近12月金额 900.00，A 级起点 900.00"]);
        holds(6, &["已沟通", "电话"]);
        holds(
            8,
            &["（无）", "达到 900.00", "其余有订单的客户", "strategic"],
        );
        holds(9, &["format", "follow_ups", "customer_id"]);
    }
}
