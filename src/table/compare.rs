//! Tables of old rules against new ones: ways between labels, tasks a week.

use crate::lang::Language;
use crate::lang::compare::{Heading, heading};
use crate::lang::report::{Word, word};
use crate::records::registry::Registry;
use crate::review::compare::{Comparison, Load, Way};
use crate::rules::Words;
use crate::table::review::count;
use crate::table::{Cell, Column, Emphasis, Grid};

/// Ways between labels with their first customers.
pub fn ways<'a>(ways: &'a [Way], registry: &'a Registry, language: Language) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let columns = vec![
        plain("from", Heading::From),
        plain("to", Heading::To),
        Column::named(
            "customers",
            word(Word::CustomerCount, language),
            Emphasis::Plain,
        ),
        plain("first", Heading::First),
    ];
    let shown = move |words: &'a Words| match words.pick(language) {
        "" => word(Word::Nothing, language),
        name => name,
    };
    let rows = ways.iter().map(move |way| {
        let names = way.first.iter().map(|customer| registry.name(*customer));
        let mut first = names.collect::<Vec<_>>().join(language.pick("、", ", "));
        if way.customers > way.first.len() as u64 {
            first.push_str(" …");
        }
        vec![
            shown(&way.from).into(),
            shown(&way.to).into(),
            count(way.customers),
            first.into(),
        ]
    });
    Grid {
        columns,
        rows: Box::new(rows),
    }
}

/// Tasks a week by who carries them out, then of all, then bulk touches.
pub fn loads<'a>(comparison: &'a Comparison, language: Language) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let columns = vec![
        Column::keyed("owner", Emphasis::Plain, language),
        plain("before", Heading::Before),
        plain("after", Heading::After),
    ];
    let row = |name: &'a str, load: &Load| {
        let [before, after] = [load.before, load.after].map(tenths);
        vec![name.into(), before, after]
    };
    let mut rows: Vec<Vec<Cell<'a>>> = Vec::new();
    let mut total = Load::default();
    for load in &comparison.loads {
        total.before += load.before;
        total.after += load.after;
        let name = match load.owner.as_str() {
            "" => word(Word::Nobody, language),
            name => name,
        };
        rows.push(row(name, load));
    }
    if rows.len() > 1 {
        rows.push(row(heading(Heading::Total, language), &total));
    }
    if comparison.bulk.before + comparison.bulk.after > 0.0 {
        rows.push(row(heading(Heading::Bulk, language), &comparison.bulk));
    }
    Grid::of(columns, rows)
}

fn tenths<'a>(number: f64) -> Cell<'a> {
    Cell::Number((number * 10.0).round() / 10.0)
}
