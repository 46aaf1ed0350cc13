//! The workbook people work in, sheet by sheet. Takes a run with its plan and the
//! grid of all customers, gives the plan of a workbook; nothing is computed here.

mod front;
pub(super) mod listings;
mod rules;

use crate::lang::reason::tier;
use crate::lang::report::{Word, word};
use crate::lang::workbook::{Label, label};
use crate::lang::{Language, place};
use crate::living::SheetRole;
use crate::render::workbook::{Block, Book, Layout, Listing, Return, SheetPlan};
use crate::report::Run;
use crate::report::ended::outcome;
use crate::report::movements::Movements;
use crate::report::overview::Overview;
use crate::table::Grid;

/// All sheets in order.
pub fn workbook<'a>(
    run: &'a Run<'a>,
    overview: &Overview<'a>,
    moves: Option<&'a Movements>,
    all_customers: Grid<'a>,
    language: Language,
) -> Book<'a> {
    let name = |name| word(name, language).to_owned();
    let outcome = outcome(run);
    let mut sheets = vec![
        page(
            name(Word::Overview),
            SheetRole::Overview,
            front::overview(run, overview, moves, language),
        ),
        listing(
            name(Word::Plan),
            SheetRole::FollowUps,
            listings::tasks(run, run.plan.tasks().iter().copied(), &outcome, language),
        ),
    ];
    if !run.plan.deferred().is_empty() {
        let name = label(Label::Deferred, language).to_owned();
        let waiting = listings::deferred(run, language);
        sheets.push(listing(name, SheetRole::Deferred, waiting));
    }
    if let Some(moves) = moves {
        let listed = listings::movements(run, moves, language);
        sheets.push(listing(name(Word::Movements), SheetRole::Movements, listed));
    }
    for (class, named) in run.rules().tier.classes.iter().enumerate() {
        let one = listings::tier(run, overview, class, language);
        sheets.push(listing(tab(named, language), SheetRole::Tier, one));
    }
    let customers = listings::customers(run, all_customers, language);
    sheets.push(listing(
        name(Word::Customers),
        SheetRole::Customers,
        customers,
    ));
    if !run.returned.absent.is_empty() {
        let name = label(Label::Absent, language).to_owned();
        let absent = listings::absent(run, language);
        sheets.push(listing(name, SheetRole::Absent, absent));
    }
    if let Some(scores) = front::rfm(run, overview, language) {
        let name = label(Label::Rfm, language).to_owned();
        sheets.push(page(name, SheetRole::Rfm, scores));
    }
    let contacts = &run.engine.book.contacts;
    if contacts.present || contacts.has_more() || !outcome.unlisted.is_empty() {
        let log = listings::log(run, &outcome.unlisted, language);
        sheets.push(listing(name(Word::Log), SheetRole::Contacts, log));
    }
    let found = listings::problems(run, language);
    sheets.push(listing(name(Word::Problems), SheetRole::Problems, found));
    let rules = rules::page(run, overview, language);
    sheets.push(page(name(Word::Rules), SheetRole::Rules, rules));
    Book {
        title: name(Word::Title),
        language,
        as_of: run.as_of(),
        tiers: run.rules().tier.classes.clone(),
        made: run.provenance(),
        returns: Return::Expected,
        sheets,
    }
}

fn page(name: String, role: SheetRole, blocks: Vec<Block<'_>>) -> SheetPlan<'_> {
    SheetPlan {
        name,
        role,
        layout: Layout::Page(blocks),
    }
}

pub(super) fn listing(name: String, role: SheetRole, listing: Listing<'_>) -> SheetPlan<'_> {
    SheetPlan {
        name,
        role,
        layout: Layout::Listing(listing),
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

/// What the sheets of a run are called in places.
pub fn sheet_names(run: &Run<'_>) -> Vec<place::SheetName> {
    let names = run.sheets.iter().map(|sheet| place::SheetName {
        file: sheet.file_name.clone(),
        sheet: sheet.name.clone(),
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader as _, Xlsx};

    use super::*;
    use crate::render::workbook;
    use crate::report::fixture;
    use crate::report::overview::overview;
    use crate::table::{Column, Emphasis};

    fn customers<'a>() -> Grid<'a> {
        let columns = vec![Column::named("customer_id", "编号", Emphasis::Plain)];
        Grid::of(columns, vec![vec!["C1".into()]])
    }

    fn sheets(files: fixture::Files<'_>, language: Language) -> Vec<(String, Range<Data>)> {
        let mut bytes = Cursor::new(Vec::new());
        fixture::run(files, |run| {
            let book = super::workbook(run, &overview(run), None, customers(), language);
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
                "RFM",
                "跟进记录",
                "问题数据",
                "规则",
                "_lists",
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
                "RFM",
                "Problems",
                "Rules",
                "_lists",
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
        holds(6, &["R \\ F", "R1 最久", "分群"]);
        holds(7, &["已沟通", "电话"]);
        holds(8, &["orders.csv › C5"]);
        holds(
            9,
            &["（无）", "达到 900.00", "其余有订单的客户", "strategic"],
        );
        holds(10, &["价格", "已沟通"]);
        holds(11, &["format", "follow_ups", "customer_id"]);
    }
}
