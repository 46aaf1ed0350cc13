//! The small tables of the overview: labels with customers and amounts, people with
//! their tasks, earlier days, the ledger. Takes the numbers, gives grids.

use crate::lang::number;
use crate::lang::report::{Word, rest, word};
use crate::lang::{Language, heading};
use crate::money::{Money, Total};
use crate::report::Run;
use crate::report::crosstab::{self, Crosstab};
use crate::report::overview::{Counted, Label, Overview};
use crate::table::{Cell, Column, Emphasis, Grid};

/// Labels with customers, amounts and shares.
pub fn tiers<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let classes = &run.rules().tier.classes;
    labels(&overview.tiers, Emphasis::Tier, language, |at| &classes[at])
}

/// Types.
pub fn types<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let types = &run.rules().types;
    labels(&overview.types, Emphasis::Plain, language, |at| {
        language.pick(&types[at].name.zh, &types[at].name.en)
    })
}

/// Segments.
pub fn segments<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let names = &run.verdicts.segment_names;
    labels(&overview.segments, Emphasis::Plain, language, |at| {
        language.pick(&names[at].zh, &names[at].en)
    })
}

/// Tags; a customer may carry several.
pub fn tags<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let tags = &run.rules().tags;
    labels(&overview.tags, Emphasis::Plain, language, |at| {
        language.pick(&tags[at].name.zh, &tags[at].name.en)
    })
}

fn labels<'a>(
    lines: &[Counted],
    emphasis: Emphasis,
    language: Language,
    name: impl Fn(usize) -> &'a str,
) -> Grid<'a> {
    let columns = vec![
        named("name", Word::Label, emphasis, language),
        named("customers", Word::CustomerCount, Emphasis::Plain, language),
        named("amount_12m", Word::Amount12m, Emphasis::Plain, language),
        named("share", Word::Share, Emphasis::Plain, language),
    ];
    let rows = lines.iter().map(|line| {
        let name = match line.label {
            Label::At(at) => name(at),
            Label::Nothing => word(Word::Nothing, language),
        };
        vec![
            name.into(),
            count(line.customers),
            total(line.amount_12m),
            line.share.map_or(Cell::Blank, Cell::Ratio),
        ]
    });
    Grid::of(columns, rows.collect())
}

/// People with their customers and tasks.
pub fn owners<'a>(overview: &Overview<'a>, language: Language) -> Grid<'a> {
    let columns = vec![
        Column::keyed("owner", Emphasis::Plain, language),
        named("customers", Word::CustomerCount, Emphasis::Plain, language),
        named("due_today", Word::DueToday, Emphasis::Plain, language),
        named("overdue", Word::Overdue, Emphasis::Plain, language),
        named("due_later", Word::Later, Emphasis::Plain, language),
        named("best_silent", Word::BestSilent, Emphasis::Plain, language),
    ];
    let rows = overview.owners.iter().map(|line| {
        let owner = if line.owner.is_empty() {
            word(Word::Nobody, language)
        } else {
            line.owner
        };
        vec![
            owner.into(),
            count(line.customers),
            count(line.tasks.today),
            count(line.tasks.overdue),
            count(line.tasks.later),
            count(line.best_without_contact),
        ]
    });
    Grid::of(columns, rows.collect())
}

/// Customers by class at earlier days.
pub fn history<'a>(run: &Run<'_>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let classes = run.rules().tier.classes.iter();
    let mut columns = vec![named("day", Word::Day, Emphasis::Plain, language)];
    columns.extend(classes.map(|class| Column::named(class, class, Emphasis::Plain)));
    let rows = overview.history.iter().map(|point| {
        let tiers = point.tiers.iter().map(|customers| count(*customers));
        std::iter::once(point.day.into()).chain(tiers).collect()
    });
    Grid::of(columns, rows.collect())
}

/// A crosstab.
pub fn crosstab<'a>(run: &Run<'a>, table: &Crosstab<'a>, language: Language) -> Grid<'a> {
    let by = heading::key(table.by, language).unwrap_or(table.by);
    let mut columns = vec![
        Column::named("value", by, Emphasis::Plain),
        named("customers", Word::CustomerCount, Emphasis::Plain, language),
    ];
    let classes = run.rules().tier.classes.iter();
    columns.extend(classes.map(|class| Column::named(class, class, Emphasis::Plain)));
    columns.push(named(
        "amount_12m",
        Word::Amount12m,
        Emphasis::Plain,
        language,
    ));
    columns.push(named("share", Word::Share, Emphasis::Plain, language));
    let rows = table.rows.iter().map(|row| {
        let mut cells: Vec<Cell<'a>> = vec![said(run, row.word, language), count(row.customers)];
        cells.extend(row.tiers.iter().map(|customers| count(*customers)));
        cells.push(total(row.amount_12m));
        cells.push(row.share.map_or(Cell::Blank, Cell::Ratio));
        cells
    });
    Grid::of(columns, rows.collect())
}

fn said<'a>(run: &Run<'a>, said: crosstab::Word<'a>, language: Language) -> Cell<'a> {
    match said {
        crosstab::Word::Said(word) => word.into(),
        crosstab::Word::Type(at) => {
            let name = &run.rules().types[at].name;
            language.pick(&name.zh, &name.en).into()
        }
        crosstab::Word::Segment(at) => {
            let name = &run.verdicts.segment_names[at];
            language.pick(&name.zh, &name.en).into()
        }
        crosstab::Word::Blank => word(Word::Blank, language).into(),
        crosstab::Word::Rest(words) => rest(words, language).into(),
    }
}

/// What became of the rows of every table.
pub fn ledger<'a>(run: &Run<'a>, language: Language) -> Grid<'a> {
    let columns = vec![
        Column::keyed("file", Emphasis::Plain, language),
        Column::keyed("sheet", Emphasis::Plain, language),
        named("role", Word::Role, Emphasis::Plain, language),
        named("rows_read", Word::Read, Emphasis::Plain, language),
        named("used", Word::Used, Emphasis::Plain, language),
        named("excluded", Word::Excluded, Emphasis::Plain, language),
        named("layout", Word::Layout, Emphasis::Plain, language),
        named("set_aside", Word::SetAside, Emphasis::Plain, language),
    ];
    let entries = run.engine.book.ledger.iter();
    let rows = entries.filter_map(|entry| {
        let sheet = run.sheets.get(usize::from(entry.sheet.0))?;
        let account = &entry.account;
        Some(vec![
            sheet.file_name.as_str().into(),
            sheet.name.as_deref().into(),
            heading::role(sheet.role?, language).into(),
            count(account.read),
            count(account.used),
            count(account.excluded),
            count(account.layout),
            count(account.set_aside),
        ])
    });
    Grid::of(columns, rows.collect())
}

/// The readable amounts of every table, by currency as written.
pub fn amounts<'a>(run: &Run<'a>, language: Language) -> Grid<'a> {
    let columns = vec![
        Column::keyed("file", Emphasis::Plain, language),
        Column::keyed("sheet", Emphasis::Plain, language),
        named("currency", Word::Currency, Emphasis::Plain, language),
        named("read", Word::Read, Emphasis::Plain, language),
        named("used", Word::Used, Emphasis::Plain, language),
        named("excluded", Word::Excluded, Emphasis::Plain, language),
        named("set_aside", Word::SetAside, Emphasis::Plain, language),
    ];
    let mut rows = Vec::new();
    for entry in &run.engine.book.ledger {
        let Some(sheet) = run.sheets.get(usize::from(entry.sheet.0)) else {
            continue;
        };
        for (currency, sums) in &entry.account.amounts {
            rows.push(vec![
                sheet.file_name.as_str().into(),
                sheet.name.as_deref().into(),
                currency.as_str().into(),
                total(sums.read),
                total(sums.used),
                total(sums.excluded),
                total(sums.set_aside),
            ]);
        }
    }
    Grid::of(columns, rows)
}

/// Facts about the run: the day, the version, the rules, the files.
pub fn facts<'a>(run: &Run<'a>, language: Language) -> Grid<'a> {
    let columns = vec![
        named("name", Word::Label, Emphasis::Plain, language),
        Column::keyed("value", Emphasis::Plain, language),
    ];
    let mut rows: Vec<Vec<Cell<'a>>> = vec![
        vec![word(Word::AsOf, language).into(), run.as_of().into()],
        vec![
            word(Word::Version, language).into(),
            concat!("tierbook ", env!("CARGO_PKG_VERSION")).into(),
        ],
        vec![
            word(Word::RulesDigest, language).into(),
            short(run.rules_digest).into(),
        ],
    ];
    rows.extend(run.inputs.iter().map(|input| {
        let size = number::count(input.size);
        let digest = short(&input.digest);
        vec![
            word(Word::Inputs, language).into(),
            format!("{} · {size} B · {digest}", input.name).into(),
        ]
    }));
    Grid::of(columns, rows)
}

/// Enough of a digest to tell files apart at a glance.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

fn named(key: &str, name: Word, emphasis: Emphasis, language: Language) -> Column {
    Column::named(key, word(name, language), emphasis)
}

fn count<'a>(number: u64) -> Cell<'a> {
    Cell::Count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A sum as a cell; sums beyond the range of an amount are shown as plain numbers.
fn total<'a>(sum: Total) -> Cell<'a> {
    i64::try_from(sum.0).map_or_else(
        |_| Cell::Number(sum.to_f64()),
        |units| Cell::Money(Money(units)),
    )
}
