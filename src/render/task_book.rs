//! A workbook of some tasks to be sent out, filled in and taken back: the sheet of
//! follow-ups as the large workbook has it, and the hidden sheet by which it is
//! known again. Beside it, the plain sheet that other programs import.

use crate::followup::everyone::Listed;
use crate::lang::Language;
use crate::lang::report::{Word, word};
use crate::living::SheetRole;
use crate::render::book::{listing, listings};
use crate::render::workbook::{Book, Filter, Listing, Return};
use crate::report::Run;
use crate::report::ended::outcome;
use crate::returned::IssuedTask;
use crate::table::Grid;

/// The tasks given, by person and day. Of marks that wait below them, those beside customers
/// of owners for whom `shows` holds; the owner is empty where there is none.
pub fn task_book<'a>(
    run: &'a Run<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    shows: impl Fn(&str) -> bool,
    title: String,
    language: Language,
) -> Book<'a> {
    let name = word(Word::Plan, language).to_owned();
    let mut outcome = outcome(run);
    let owner = |shown: &IssuedTask| run.number(&shown.customer).map(|number| run.owner(number));
    outcome
        .waiting
        .retain(|(_, shown)| shows(owner(shown).unwrap_or_default()));
    let tasks = listings::tasks(run, tasks, &outcome, language);
    Book {
        title,
        language,
        as_of: run.as_of(),
        tiers: run.rules().tier.classes.clone(),
        made: run.provenance(),
        returns: Return::Expected,
        sheets: vec![listing(name, SheetRole::FollowUps, tasks)],
    }
}

/// A book of one plain sheet for another program: a header, rows, and nothing else.
pub fn layout_book<'a>(
    run: &Run<'_>,
    grid: Grid<'a>,
    title: String,
    language: Language,
) -> Book<'a> {
    let mut plain = Listing::new(grid);
    plain.filter = Filter::Off;
    let name = word(Word::Plan, language).to_owned();
    Book {
        title,
        language,
        as_of: run.as_of(),
        tiers: run.rules().tier.classes.clone(),
        made: run.provenance(),
        returns: Return::Never,
        sheets: vec![listing(name, SheetRole::FollowUps, plain)],
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader as _, Xlsx};

    use super::*;
    use crate::living::{self, Card, Keyed};
    use crate::render::workbook;
    use crate::report::fixture;

    #[test]
    fn tasks_alone_are_a_book_that_can_be_read_back() {
        let mut bytes = Cursor::new(Vec::new());
        let mut wanted = 0;
        fixture::run(fixture::SMALL, |run| {
            let tasks = run.plan.tasks().iter().copied().take(2);
            wanted = tasks.len();
            workbook::write(
                task_book(run, tasks, |_| true, "t".to_owned(), Language::En),
                &mut bytes,
            )
            .expect("memory");
        });
        let mut book: Xlsx<_> = Xlsx::new(bytes).expect("a workbook");
        let mut texts = |name: &str| -> Vec<Vec<String>> {
            let range = book.worksheet_range(name).expect("a sheet");
            let rows = range.rows();
            rows.map(|row| row.iter().map(ToString::to_string).collect())
                .collect()
        };
        let card = Card::read(&texts(living::SHEET)).expect("a card");
        let sheet = card.of_role(SheetRole::FollowUps).expect("tasks");
        let found = Keyed::find(&texts(&sheet.name), &sheet.columns, |_| Vec::new());
        let found = found.expect("keys");
        assert_eq!(found.rows.len(), wanted);
        assert!(found.columns.iter().all(Option::is_some));
    }
}
