//! A workbook of some tasks to be sent out, filled in and taken back: the sheet of
//! follow-ups as the large workbook has it, and the hidden sheet by which it is
//! known again. Beside it, the plain sheet that other programs import.

use crate::followup::everyone::Listed;
use crate::lang::Language;
use crate::lang::report::{Word, word};
use crate::render::book::{Sheets, plan};
use crate::render::workbook::{Book, Filter, Layout, Listing, SheetPlan, Shown};
use crate::report::Run;
use crate::table::Grid;

/// The tasks given, in their order.
pub fn task_book<'a>(
    run: &'a Run<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    title: String,
    language: Language,
) -> Book<'a> {
    let mut sheets = Sheets::begin(run, language);
    let name = word(Word::Plan, language).to_owned();
    sheets.listing(name, "follow_ups", plan(run, tasks, language));
    Book {
        title,
        language,
        as_of: run.as_of(),
        tiers: run.rules().tier.classes.clone(),
        sheets: sheets.finish(),
    }
}

/// A book of one plain sheet for another program: a header, rows, and nothing else.
pub fn layout_book<'a>(
    run: &Run<'_>,
    grid: Grid<'a>,
    title: String,
    language: Language,
) -> Book<'a> {
    let mut listing = Listing::new(grid);
    listing.filter = Filter::Off;
    Book {
        title,
        language,
        as_of: run.as_of(),
        tiers: run.rules().tier.classes.clone(),
        sheets: vec![SheetPlan {
            name: word(Word::Plan, language).to_owned(),
            shown: Shown::Visible,
            layout: Layout::Listing(listing),
        }],
    }
}
