//! Tables of a review: every figure with what it is a part of, figures side by side,
//! definitions, service targets, reasons for loss.
//!
//! Takes a review; gives grids for people and for programs.

use crate::lang::Language;
use crate::lang::review::{
    Said, by as by_name, contacted_every, definition, kept_or_not, measure as named, more_reasons,
    on_time, said,
};
use crate::money::{Money, Total};
use crate::review::{Figures, Line, LossReason, Measure, Part, Review, Value};
use crate::rules::Rules;
use crate::table::{Cell, Column, Emphasis, Grid};

/// Reasons for loss on one page.
const MOST_REASONS: usize = 10;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// People: names in their language.
    People,
    /// Programs: keys.
    Machine,
}

/// Every figure in a row of its own: a number, what it is a part of, the rate.
pub fn figures(review: &Review, reader: Reader, language: Language) -> Grid<'_> {
    let heading = |word: Said| said(word, language);
    let plain = |key: &str, word: &str| Column::named(key, word, Emphasis::Plain);
    let columns = vec![
        plain("by", heading(Said::Groups)),
        Column::keyed("name", Emphasis::Plain, language),
        plain("measure", heading(Said::Measure)),
        plain("value", heading(Said::Value)),
        plain("of", heading(Said::Of)),
        plain("rate", heading(Said::Rate)),
        plain("before", heading(Said::Before)),
        plain("small", heading(Said::Remark)),
    ];
    let each = review
        .lines
        .iter()
        .flat_map(|line| Measure::ALL.map(|measure| (line, measure)));
    // Tasks alone come from no customer.
    let of_nobody = |line: &Line, measure| {
        line.figures.customers == 0 && matches!(measure, Measure::Customers | Measure::Revenue)
    };
    let each = each.filter(move |(line, measure)| !of_nobody(line, *measure));
    let rows = each.filter_map(move |(line, measure)| {
        let [value, of, rate, before] = cells(line.figures.value(measure))?;
        let small = is_small(&line.figures, measure);
        let mut row: Vec<Cell<'_>> = match reader {
            Reader::Machine => vec![
                line.by.key().into(),
                line.key.as_str().into(),
                measure.key().into(),
            ],
            Reader::People => vec![
                by_name(line.by, language).into(),
                name(line, language).into(),
                named(measure, language).into(),
            ],
        };
        row.extend([value, of, rate, before]);
        row.push(match reader {
            Reader::Machine => Cell::Flag(small),
            Reader::People if small => said(Said::Small, language).into(),
            Reader::People => Cell::Blank,
        });
        Some(row)
    });
    Grid {
        columns,
        rows: Box::new(rows),
    }
}

/// Every figure for programs, and behind them what was kept of the service targets and the
/// reasons for loss of all together.
pub fn all_figures<'a>(review: &'a Review, rules: &'a Rules, language: Language) -> Grid<'a> {
    let part = |by: &'static str, name: &'a str, measure: &'static str, part: Part| {
        let rate = part.rate().map_or(Cell::Blank, Cell::Ratio);
        let small = Cell::Flag(part.is_small());
        let [value, of] = [part.count, part.of].map(count);
        let names: [Cell<'a>; 3] = [by.into(), name.into(), measure.into()];
        let mut row = Vec::from(names);
        row.extend([value, of, rate, Cell::Blank, small]);
        row
    };
    let kept = review.kept.iter().flat_map(move |kept| {
        let class = rules.tier.classes[kept.target.class].as_str();
        let contacted = kept.target.contacted_every.map(|_| kept.contacted);
        let on_time = kept.target.on_time.map(|_| kept.on_time);
        let each = [("target_contacted", contacted), ("target_on_time", on_time)];
        let told = each.into_iter().filter_map(|(key, of)| Some((key, of?)));
        let told = told.map(move |(key, of)| part("tier", class, key, of));
        told.collect::<Vec<_>>()
    });
    let reasons = review.together().reasons.iter().map(move |reason| {
        let (count, of) = (reason.lost, reason.customers);
        part("loss_reason", &reason.reason.en, "lost", Part { count, of })
    });
    let figures = figures(review, Reader::Machine, language);
    Grid {
        columns: figures.columns,
        rows: Box::new(figures.rows.chain(kept).chain(reasons)),
    }
}

/// Value, base, rate and earlier value; `None` where there is nothing to say.
fn cells<'a>(value: Value) -> Option<[Cell<'a>; 4]> {
    let blank = || Cell::Blank;
    Some(match value {
        Value::Count(number) => [count(number), blank(), blank(), blank()],
        Value::Part(part) => {
            let rate = Cell::Ratio(part.rate()?);
            [count(part.count), count(part.of), rate, blank()]
        }
        Value::Amount(amount) => [money(amount), blank(), blank(), blank()],
        Value::Change(from, to) => {
            let change = (from.0 > 0).then(|| (to.0 - from.0) as f64 / from.0 as f64)?;
            [money(to), blank(), Cell::Ratio(change), money(from)]
        }
        Value::Means(from, to, rated) => {
            (rated > 0).then_some(())?;
            [Cell::Number(to), count(rated), blank(), Cell::Number(from)]
        }
    })
}

fn is_small(figures: &Figures, measure: Measure) -> bool {
    let of = match figures.value(measure) {
        Value::Part(part) => part,
        Value::Means(_, _, of) => Part { count: of, of },
        Value::Count(_) | Value::Amount(_) | Value::Change(..) => return false,
    };
    of.is_small()
}

fn name(line: &Line, language: Language) -> &str {
    let name = line.name.pick(language);
    if name.is_empty() && line.by != crate::review::By::All {
        return said(Said::Nobody, language);
    }
    name
}

/// Some figures of some lines side by side. A rate of very few stands as counts.
pub fn side_by_side<'a>(
    lines: impl Iterator<Item = &'a Line>,
    measures: &[Measure],
    heading: &str,
    language: Language,
) -> Grid<'a> {
    let mut columns = vec![Column::named("name", heading, Emphasis::Plain)];
    columns.extend(measures.iter().map(|measure| {
        let heading = named(*measure, language);
        Column::named(measure.key(), heading, Emphasis::Figure)
    }));
    let rows = lines.map(|line| {
        let mut row = vec![name(line, language).into()];
        let cells = measures
            .iter()
            .map(|measure| shown(&line.figures, *measure));
        row.extend(cells);
        row
    });
    Grid::of(columns, rows.collect())
}

fn shown<'a>(figures: &Figures, measure: Measure) -> Cell<'a> {
    match figures.value(measure) {
        Value::Count(number) => count(number),
        Value::Part(part) => rate(part),
        Value::Amount(amount) => money(amount),
        Value::Change(from, to) if from.0 > 0 => {
            Cell::Ratio((to.0 - from.0) as f64 / from.0 as f64)
        }
        Value::Means(from, to, rated) if rated > 0 => Cell::Number(to - from),
        Value::Change(..) | Value::Means(..) => Cell::Blank,
    }
}

/// A rate; of very few the counts, `3/4`.
pub(super) fn rate<'a>(part: Part) -> Cell<'a> {
    match part.rate() {
        None => Cell::Blank,
        Some(_) if part.is_small() => format!("{}/{}", part.count, part.of).into(),
        Some(rate) => Cell::Ratio(rate),
    }
}

/// Everything together, with how each figure is defined.
pub fn whole(review: &Review, language: Language) -> Grid<'_> {
    let heading = |key: &str, of: Said| Column::named(key, said(of, language), Emphasis::Plain);
    let columns = vec![
        heading("measure", Said::Measure),
        heading("value", Said::Value),
        heading("of", Said::Of),
        heading("rate", Said::Rate),
        heading("before", Said::Before),
        heading("small", Said::Remark),
        heading("definition", Said::Definition),
    ];
    let all = review.all();
    let rows = Measure::ALL.iter().map(|measure| {
        let mut row: Vec<Cell<'_>> = vec![named(*measure, language).into()];
        let found = cells(all.value(*measure));
        let small = found.is_some() && is_small(all, *measure);
        row.extend(found.unwrap_or_else(|| std::array::from_fn(|_| Cell::Blank)));
        row.push(small.then(|| said(Said::Small, language)).into());
        row.push(definition(*measure, language).into());
        row
    });
    Grid::of(columns, rows.collect())
}

/// What was kept of the service targets.
pub fn targets<'a>(
    review: &Review,
    rules: &'a Rules,
    reader: Reader,
    language: Language,
) -> Grid<'a> {
    let columns = vec![
        Column::keyed("tier", Emphasis::Tier, language),
        Column::named("target", said(Said::Target, language), Emphasis::Plain),
        Column::named("value", said(Said::Kept, language), Emphasis::Plain),
        Column::named("of", said(Said::Of, language), Emphasis::Plain),
        Column::named("rate", said(Said::Rate, language), Emphasis::Plain),
        Column::named("met", said(Said::Remark, language), Emphasis::Plain),
    ];
    let mut rows = Vec::new();
    for kept in &review.kept {
        let class = rules.tier.classes[kept.target.class].as_str();
        let every = kept.target.contacted_every;
        let share = kept.target.on_time;
        let mut push = |text: String, part: Part, met: Option<bool>| {
            let met = met.map(|met| match reader {
                Reader::Machine => Cell::Flag(met),
                Reader::People => kept_or_not(met, part, language).into(),
            });
            rows.push(vec![
                class.into(),
                text.into(),
                count(part.count),
                count(part.of),
                part.rate().map_or(Cell::Blank, Cell::Ratio),
                met.unwrap_or(Cell::Blank),
            ]);
        };
        if let Some(every) = every {
            let text = contacted_every(every, language);
            push(text, kept.contacted, kept.is_contacted());
        }
        if let Some(share) = share {
            push(on_time(share, language), kept.on_time, kept.is_on_time());
        }
    }
    Grid::of(columns, rows)
}

/// Reasons for loss of all together; of very many the most frequent.
pub fn reasons(review: &Review, language: Language) -> Grid<'_> {
    let all = &review.together().reasons;
    let shown = if all.len() > MOST_REASONS + 1 {
        MOST_REASONS
    } else {
        all.len()
    };
    let mut rows: Vec<Vec<Cell<'_>>> = all[..shown]
        .iter()
        .map(|one| reason_cells(one, Reader::People, language))
        .collect();
    let rest = &all[shown..];
    if !rest.is_empty() {
        let sum = |of: fn(&LossReason) -> u64| count(rest.iter().map(of).sum());
        rows.push(vec![
            more_reasons(rest.len(), language).into(),
            sum(|one| one.customers),
            sum(|one| one.lost),
        ]);
    }
    Grid::of(reason_columns(language), rows)
}

/// Reasons for loss by all that figures are counted by.
pub fn reasons_by(review: &Review, reader: Reader, language: Language) -> Grid<'_> {
    let mut columns = vec![
        Column::named("by", said(Said::Groups, language), Emphasis::Plain),
        Column::keyed("name", Emphasis::Plain, language),
    ];
    columns.extend(reason_columns(language));
    let each = review.lines.iter();
    let each = each.flat_map(|line| line.reasons.iter().map(move |reason| (line, reason)));
    let rows = each.map(|(line, reason)| {
        let mut row: Vec<Cell<'_>> = match reader {
            Reader::Machine => vec![line.by.key().into(), line.key.as_str().into()],
            Reader::People => vec![
                by_name(line.by, language).into(),
                name(line, language).into(),
            ],
        };
        row.extend(reason_cells(reason, reader, language));
        row
    });
    Grid::of(columns, rows.collect())
}

fn reason_columns(language: Language) -> Vec<Column> {
    vec![
        Column::named("reason", said(Said::Reason, language), Emphasis::Plain),
        Column::named(
            "customers",
            named(Measure::Customers, language),
            Emphasis::Plain,
        ),
        Column::named("lost", said(Said::OfThemLost, language), Emphasis::Plain),
    ]
}

fn reason_cells(reason: &LossReason, reader: Reader, language: Language) -> Vec<Cell<'_>> {
    let words = match reader {
        Reader::Machine => reason.reason.en.as_str(),
        Reader::People => reason.reason.pick(language),
    };
    let words = match reader {
        _ if !words.is_empty() => words.into(),
        Reader::Machine => Cell::Blank,
        Reader::People => said(Said::NoReason, language).into(),
    };
    vec![words, count(reason.customers), count(reason.lost)]
}

/// A count.
pub(super) fn count<'a>(number: u64) -> Cell<'a> {
    Cell::Count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A sum.
pub(super) fn money<'a>(sum: Total) -> Cell<'a> {
    i64::try_from(sum.0).map_or_else(
        |_| Cell::Number(sum.to_f64()),
        |units| Cell::Money(Money(units)),
    )
}
