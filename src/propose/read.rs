//! Reads facts before there are rules for them. Takes the opened tables, gives the book;
//! what the sheets leave open is assumed for this one reading, and named in [`Assumed`].

use crate::classify::wanted::{descriptive, wanted};
use crate::followup::desk;
use crate::lang::Language;
use crate::period::Day;
use crate::problem::Place;
use crate::records::book::{self, Book, ReadFault, Request};
use crate::records::open::Opened;
use crate::records::orders::Excluded;
use crate::records::table::Pace;
use crate::rules::{DateOrder, Rate, Rules};
use crate::value::date::Undecidable;

use super::columns::CROSSTABS;

/// What the sheets do not say and a person has to settle in the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assumed {
    /// Dates that can be read in several ways: where, and why that stays open.
    pub dates: Option<(Place, Undecidable)>,
    /// All currencies that amounts are written in, where they are several.
    pub currencies: Vec<String>,
}

/// Reads every table with the built-in rules.
///
/// Dates that nothing decides are read month first in English books and day first
/// in others, and amounts of several currencies are added as they are: both only to
/// see what else is there.
///
/// # Errors
/// What no assumption mends.
pub fn read(
    opened: &Opened,
    as_of: Day,
    pace: Pace,
    language: Language,
) -> Result<(Book, Assumed), ReadFault> {
    let mut rules = Rules::built_in();
    rules.report.by = CROSSTABS.iter().map(|(key, _)| (*key).to_owned()).collect();
    // With no currency of the book's own, whatever the sheets name comes out.
    rules.book.currency.clear();
    let mut assumed = Assumed::default();
    loop {
        match read_by(&rules, opened, as_of, pace) {
            Err(ReadFault::UndecidedDates(open)) if assumed.dates.is_none() => {
                assumed.dates = Some((open.place, open.why));
                rules.input.date_order = match language {
                    Language::En => DateOrder::MonthDayYear,
                    Language::Zh => DateOrder::DayMonthYear,
                };
            }
            Err(ReadFault::NoRates(currencies)) if assumed.currencies.is_empty() => {
                let one_to_one = Rate(1_000_000);
                let rates = currencies.iter().cloned();
                rules.rates = rates.map(|code| (code, one_to_one)).collect();
                assumed.currencies = currencies;
            }
            Err(fault) => return Err(fault),
            Ok(book) => return Ok((book, assumed)),
        }
    }
}

fn read_by(rules: &Rules, opened: &Opened, as_of: Day, pace: Pace) -> Result<Book, ReadFault> {
    let mut columns = wanted(rules, &opened.tables);
    let described = descriptive().into_iter().chain(desk::wanted(rules));
    for more in described {
        let mut tables = opened.tables.iter();
        let has = |field| tables.any(|table| table.column(field).is_some());
        if !columns.contains(&more) && more.field.is_none_or(has) {
            columns.push(more);
        }
    }
    book::read(&Request {
        tables: &opened.tables,
        rules,
        as_of,
        wanted: &columns,
        filters: None,
        returned: crate::records::book::Returned::default(),
        products: false,
        purchases: book::Purchases::Counted,
        excluded: Excluded::Counted,
        pace,
    })
}
