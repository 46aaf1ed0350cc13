//! Tables of a back test: what customers of each label did in the year that followed, and
//! how well measures told them apart.

use std::borrow::Cow;

use crate::lang::Language;
use crate::lang::backtest::{Heading, heading};
use crate::lang::report::{Word, word};
use crate::lang::review::tried;
use crate::money::{Total, UNITS};
use crate::review::backtest::{After, BackTest, FIRSTS};
use crate::table::review::{count, rate};
use crate::table::{Cell, Column, Emphasis, Grid};

/// What customers of each label did; `name` gives the name of a place, and the last one has
/// none.
pub fn after<'a>(
    title: Heading,
    lines: &[After],
    all: &After,
    name: impl Fn(usize) -> Option<&'a str>,
    language: Language,
) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let columns = vec![
        plain("label", title),
        Column::named(
            "customers",
            word(Word::CustomerCount, language),
            Emphasis::Plain,
        ),
        plain("amount_after", Heading::After),
        plain("share_after", Heading::Share),
        plain("orders_after", Heading::Orders),
        plain("lost", Heading::Lost),
    ];
    let used = lines.iter().enumerate();
    let rows = used.filter(|(_, after)| after.customers > 0);
    let rows = rows.map(|(place, after)| {
        let share = all.amount.0 > 0;
        vec![
            name(place).unwrap_or(word(Word::Nothing, language)).into(),
            count(after.customers),
            whole(after.amount),
            if share {
                Cell::Ratio(after.amount.0 as f64 / all.amount.0 as f64)
            } else {
                Cell::Blank
            },
            count(after.orders),
            rate(after.lost),
        ]
    });
    Grid::of(columns, rows.collect())
}

/// An amount in whole units: cents say nothing here.
fn whole<'a>(sum: Total) -> Cell<'a> {
    let half = i128::from(UNITS) / 2;
    let units = (sum.0 + half).div_euclid(i128::from(UNITS));
    i64::try_from(units).map_or_else(|_| Cell::Number(sum.to_f64()), Cell::Count)
}

/// How well measures told customers apart; `own` is the rules' measure as written.
pub fn measures<'a>(found: &BackTest, own: &str, language: Language) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let mut columns = vec![
        plain("measure", Heading::Measure),
        plain("auc", Heading::Auc),
        plain("gini", Heading::Gini),
    ];
    columns.extend(FIRSTS.map(|first| plain(&format!("first_{first}"), Heading::First(first))));
    let ratio = |value: Option<f64>| value.map_or(Cell::Blank, Cell::Ratio);
    let rows = found.measures.iter().map(|measure| {
        let name = tried(measure.tried, own, language);
        let mut row = vec![
            Cell::Text(Cow::Owned(name)),
            ratio(measure.auc),
            ratio(measure.gini),
        ];
        row.extend(measure.held.map(ratio));
        row
    });
    Grid::of(columns, rows.collect())
}
