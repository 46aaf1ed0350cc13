//! The small tables of the overview: labels with customers and amounts, people with
//! their tasks, earlier days, the ledger. Takes the numbers, gives grids.

use crate::lang::number;
use crate::lang::report::{Word, rest, word};
use crate::lang::workbook::{self, Label as Said, label, recency};
use crate::lang::{Language, heading};
use crate::money::{Money, Total};
use crate::records::open::Sheet;
use crate::report::Run;
use crate::report::crosstab::{self, Crosstab};
use crate::report::matrix::Matrix;
use crate::report::overview::{Counted, Label, Overview};
use crate::table::{Cell, Column, Emphasis, Grid};

/// Labels with customers, amounts and shares.
pub fn tiers<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let classes = &run.rules().tier.classes;
    labels(overview, &overview.tiers, Emphasis::Tier, language, |at| {
        &classes[at]
    })
}

/// Types.
pub fn types<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let types = &run.rules().types;
    labels(overview, &overview.types, Emphasis::Plain, language, |at| {
        language.pick(&types[at].name.zh, &types[at].name.en)
    })
}

/// Segments.
pub fn segments<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let names = &run.verdicts.segment_names;
    labels(
        overview,
        &overview.segments,
        Emphasis::Plain,
        language,
        |at| language.pick(&names[at].zh, &names[at].en),
    )
}

/// Tags; a customer may carry several.
pub fn tags<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let tags = &run.rules().tags;
    labels(overview, &overview.tags, Emphasis::Plain, language, |at| {
        language.pick(&tags[at].name.zh, &tags[at].name.en)
    })
}

/// The columns of labels that charts are drawn from, first 0.
pub const CUSTOMERS: u16 = 1;
/// Shares of customers.
pub const CUSTOMER_SHARE: u16 = 2;
/// Shares of the amount.
pub const AMOUNT_SHARE: u16 = 4;

fn labels<'a>(
    overview: &Overview<'_>,
    lines: &[Counted],
    emphasis: Emphasis,
    language: Language,
    name: impl Fn(usize) -> &'a str,
) -> Grid<'a> {
    let columns = vec![
        named("name", Word::Label, emphasis, language),
        named("customers", Word::CustomerCount, Emphasis::Plain, language),
        Column::named(
            "customer_share",
            label(Said::CustomerShare, language),
            Emphasis::Plain,
        ),
        named("amount_12m", Word::Amount12m, Emphasis::Plain, language),
        named("share", Word::Share, Emphasis::Plain, language),
    ];
    let all = overview.customers.max(1) as f64;
    let rows = lines.iter().map(|line| {
        let name = match line.label {
            Label::At(at) => name(at),
            Label::Nothing => word(Word::Nothing, language),
        };
        vec![
            name.into(),
            count(line.customers),
            Cell::Ratio(line.customers as f64 / all),
            total(line.amount_12m),
            line.share.map_or(Cell::Blank, Cell::Ratio),
        ]
    });
    Grid::of(columns, rows.collect())
}

/// People with their customers and tasks; the columns from [`LATE`] on are what is due.
pub fn owners<'a>(overview: &Overview<'a>, language: Language) -> Grid<'a> {
    let mut columns = vec![
        Column::keyed("owner", Emphasis::Plain, language),
        named("customers", Word::CustomerCount, Emphasis::Plain, language),
        named("best_silent", Word::BestSilent, Emphasis::Plain, language),
        Column::named("contacts", label(Said::Contacts, language), Emphasis::Plain),
        named("due_today", Word::DueToday, Emphasis::Plain, language),
        named("overdue", Word::Overdue, Emphasis::Plain, language),
    ];
    columns.extend(overview.weeks.iter().map(|monday| {
        let heading = workbook::week(*monday, language);
        Column::named(&monday.to_string(), heading, Emphasis::Plain)
    }));
    let rows = overview.owners.iter().map(|line| {
        let owner = if line.owner.is_empty() {
            word(Word::Nobody, language)
        } else {
            line.owner
        };
        let mut cells = vec![
            owner.into(),
            count(line.customers),
            count(line.best_without_contact),
            count(line.contacts),
            count(line.tasks.today),
            count(line.tasks.overdue),
        ];
        cells.extend(line.weeks.iter().map(|tasks| count(*tasks)));
        cells
    });
    Grid::of(columns, rows.collect())
}

/// The column of late tasks in the grid of owners, first 0; the weeks stand behind it.
pub const LATE: u16 = 5;

/// Customers by recency (rows, the most recent on top) and frequency.
pub fn matrix_customers<'a>(matrix: &Matrix, language: Language) -> Grid<'a> {
    scored(&matrix.customers, |customers| count(*customers), language)
}

/// Amounts in the same arrangement.
pub fn matrix_amounts<'a>(matrix: &Matrix, language: Language) -> Grid<'a> {
    scored(&matrix.amounts, |amount| total(*amount), language)
}

fn scored<'a, T>(rows: &[Vec<T>], cell: impl Fn(&T) -> Cell<'a>, language: Language) -> Grid<'a> {
    let bins = rows.len() as u8;
    let mut columns = vec![Column::named("r", "R \\ F", Emphasis::Plain)];
    columns.extend((1..=bins).map(|score| {
        let heading = workbook::frequency(score, bins, language);
        Column::named(&format!("f{score}"), heading, Emphasis::Plain)
    }));
    let rows = (1..=bins).zip(rows).rev().map(|(score, row)| {
        let name = Cell::from(recency(score, bins, language));
        std::iter::once(name).chain(row.iter().map(&cell)).collect()
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
        Column::named("file", label(Said::Source, language), Emphasis::Plain),
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
            source(sheet),
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

/// A sheet as people find it: `客户.xlsx › 客户`.
fn source(sheet: &Sheet) -> Cell<'_> {
    match &sheet.name {
        Some(name) => format!("{} › {name}", sheet.file_name).into(),
        None => sheet.file_name.as_str().into(),
    }
}

/// The readable amounts of every table, by currency as written.
pub fn amounts<'a>(run: &Run<'a>, language: Language) -> Grid<'a> {
    let columns = vec![
        Column::named("file", label(Said::Source, language), Emphasis::Plain),
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
                source(sheet),
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
        named("value", Word::Value, Emphasis::Plain, language),
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
