//! Customers that moved between two days, and how many went from which label to which.
//!
//! Takes a run and its movements; gives the rows when they are asked for, and small grids
//! of the matrix.

use crate::classify::engine::BATCH;
use crate::classify::worker::Worker;
use crate::lang::Language;
use crate::lang::movement::{Sentences, name, unknown};
use crate::lang::report::{Word, word};
use crate::money::{Money, Total};
use crate::names::Metric;
use crate::parallel;
use crate::report::Run;
use crate::report::movements::why::{Why, why};
use crate::report::movements::{Flow, Matrix, Moved, Movements, Whence};
use crate::report::overview::Label;
use crate::report::reason::{Begins, Measured, TierReason};
use crate::rules::Words;
use crate::score::Scale;
use crate::table::customers::Words as Readers;
use crate::table::{Cell, Column, Emphasis, Grid};

/// The keys of the columns, in order. Codes (`move`, types, segments) are English for
/// programs; `reason` is in the run's language.
pub const KEYS: [&str; 26] = [
    "customer_id",
    "name",
    "owner",
    "move",
    "tier_from",
    "tier_to",
    "tier_raw_from",
    "tier_raw_to",
    "held_until",
    "type_from",
    "type_to",
    "segment_from",
    "segment_to",
    "measure_from",
    "measure_to",
    "class_start_from",
    "class_start_to",
    "amount_12m_from",
    "amount_12m_to",
    "orders_12m_from",
    "orders_12m_to",
    "last_order",
    "next_due",
    "reason",
    "compared_with",
    "as_of",
];

/// Customers that moved, in the order of the movements; at most `most`.
pub fn movements<'a>(
    run: &'a Run<'a>,
    movements: &'a Movements,
    most: usize,
    readers: Readers,
    language: Language,
) -> Grid<'a> {
    let rows = Rows {
        run,
        movements,
        readers,
        language,
        sentences: Sentences::new(run.rules(), &run.verdicts.segment_names, language),
    };
    let mut worker = Worker::new(run.engine);
    let moved = &movements.moved[..movements.moved.len().min(most)];
    let batches = moved.chunks(BATCH);
    let rows = batches.flat_map(move |batch| {
        let found = why(run, movements, &mut worker, batch);
        let found = batch.iter().zip(&found);
        found
            .map(|(moved, why)| rows.row(*moved, why))
            .collect::<Vec<_>>()
    });
    Grid {
        columns: columns(language),
        rows: Box::new(rows),
    }
}

/// Makes bytes of all rows by `push` on `threads` threads; `hand_out` is given the pieces in order.
pub fn write<E: Send>(
    run: &Run<'_>,
    movements: &Movements,
    language: Language,
    threads: usize,
    push: impl Fn(&mut Vec<u8>, &[Cell<'_>]) + Sync,
    hand_out: impl FnMut(&[u8]) -> Result<(), E> + Send,
) -> Result<(), E> {
    let rows = Rows {
        run,
        movements,
        readers: Readers::Machine,
        language,
        sentences: Sentences::new(run.rules(), &run.verdicts.segment_names, language),
    };
    let batches: Vec<_> = movements.moved.chunks(BATCH).collect();
    parallel::in_pieces(
        threads,
        batches.len(),
        || Worker::new(run.engine),
        |worker, at, bytes| {
            let found = why(run, movements, worker, batches[at]);
            for (moved, why) in batches[at].iter().zip(&found) {
                push(bytes, &rows.row(*moved, why));
            }
        },
        hand_out,
    )
}

/// The columns of the table.
pub fn columns(language: Language) -> Vec<Column> {
    let column = |key: &&str| {
        let emphasis = match *key {
            "tier_from" | "tier_to" | "tier_raw_from" | "tier_raw_to" => Emphasis::Tier,
            "next_due" => Emphasis::Due,
            "reason" => Emphasis::Long,
            _ => Emphasis::Plain,
        };
        Column::keyed(key, emphasis, language)
    };
    KEYS.iter().map(column).collect()
}

/// Makes rows of movements.
struct Rows<'a> {
    run: &'a Run<'a>,
    movements: &'a Movements,
    readers: Readers,
    language: Language,
    sentences: Sentences<'a>,
}

impl<'a> Rows<'a> {
    fn row(&self, moved: Moved, why: &Why<'_>) -> Vec<Cell<'a>> {
        let (run, registry) = (self.run, &self.run.engine.book.registry);
        let (from, to) = self.movements.labels(run, moved);
        let held = match why.tier_to {
            TierReason::Held { until, .. } => Some(until),
            _ => None,
        };
        let windows = [&self.movements.past.cuts.windows, &run.cuts.windows];
        let years = [0, 1].map(|at| {
            let knows = |metric| run.knows(metric, moved.customer, windows[at]);
            let facts = why.orders[at];
            let amount = knows(Metric::Amount12m).then_some(Money(facts.amount_12m));
            let orders = Cell::Count(i64::from(facts.orders_12m));
            (amount, knows(Metric::Orders12m).then_some(orders))
        });
        let [then, now] = years;
        let last = why.orders[1].purchases.map(|(_, last)| last);
        let starts = why.class.map_or([None; 2], |(_, starts)| starts);
        let how = match self.readers {
            Readers::Machine => moved.how.key(),
            Readers::People => name(moved.how, self.language),
        };
        vec![
            registry.id(moved.customer).into(),
            registry.name(moved.customer).into(),
            run.owner(moved.customer).into(),
            how.into(),
            self.tier(from.and_then(|from| from.tier)),
            self.tier(to.tier),
            self.tier(from.and_then(|from| from.raw)),
            self.tier(to.raw),
            held.into(),
            self.kind(from.and_then(|from| from.kind)),
            self.kind(to.kind),
            self.segment(from.and_then(|from| from.segment)),
            self.segment(to.segment),
            measured(why.measure[0]),
            measured(why.measure[1]),
            measured(starts[0].map(value)),
            measured(starts[1].map(value)),
            then.0.into(),
            now.0.into(),
            then.1.unwrap_or(Cell::Blank),
            now.1.unwrap_or(Cell::Blank),
            last.into(),
            run.plan.next_due(moved.customer).ok().into(),
            self.sentences.why(why).into(),
            self.movements.from().into(),
            run.as_of().into(),
        ]
    }

    fn tier(&self, tier: Option<u8>) -> Cell<'a> {
        let classes = &self.run.rules().tier.classes;
        let class = tier.and_then(|tier| classes.get(usize::from(tier)));
        class.map(String::as_str).into()
    }

    fn kind(&self, kind: Option<u8>) -> Cell<'a> {
        let kind = kind.and_then(|kind| self.run.rules().types.get(usize::from(kind)));
        kind.map(|kind| match self.readers {
            Readers::Machine => kind.id.as_str(),
            Readers::People => self.pick(&kind.name),
        })
        .into()
    }

    fn segment(&self, segment: Option<u16>) -> Cell<'a> {
        let names = &self.run.verdicts.segment_names;
        let words = segment.and_then(|segment| names.get(usize::from(segment)));
        words
            .map(|words| match self.readers {
                Readers::Machine => words.en.as_str(),
                Readers::People => self.pick(words),
            })
            .into()
    }

    fn pick(&self, words: &'a Words) -> &'a str {
        self.language.pick(&words.zh, &words.en)
    }
}

fn value(begins: Begins) -> Measured {
    match begins {
        Begins::At(value) | Begins::Above(value) => value,
    }
}

fn measured<'a>(measured: Option<Measured>) -> Cell<'a> {
    measured.map_or(Cell::Blank, |measured| match measured.scale {
        Scale::Money => Cell::Money(Money(measured.value)),
        Scale::Millionths => Cell::Number(measured.value as f64 / 1e6),
    })
}

/// Which number of a matrix is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// How many customers.
    Customers,
    /// What they bought in the 12 months up to the as-of day.
    Amount,
}

/// Tiers then, down, and now, across.
pub fn tiers<'a>(
    run: &'a Run<'a>,
    movements: &Movements,
    shown: Shown,
    language: Language,
) -> Grid<'a> {
    let classes = &run.rules().tier.classes;
    matrix(&movements.tiers, shown, language, |at| &classes[at])
}

/// Types then, down, and now, across.
pub fn types<'a>(
    run: &'a Run<'a>,
    movements: &Movements,
    shown: Shown,
    language: Language,
) -> Grid<'a> {
    let types = &run.rules().types;
    matrix(&movements.types, shown, language, |at| {
        language.pick(&types[at].name.zh, &types[at].name.en)
    })
}

/// Rows and columns that nobody comes from or goes to are left out; the last ones add up.
fn matrix<'a>(
    matrix: &Matrix,
    shown: Shown,
    language: Language,
    name: impl Fn(usize) -> &'a str,
) -> Grid<'a> {
    let said = |label: Label| match label {
        Label::At(at) => name(at),
        Label::Nothing => word(Word::Nothing, language),
    };
    let across: Vec<Label> = matrix
        .columns()
        .filter(|to| matrix.is_reached(*to))
        .collect();
    let down: Vec<Whence> = matrix.rows().filter(|from| matrix.is_used(*from)).collect();
    let total = word(Word::Total, language);
    let mut columns = vec![Column::keyed("from", Emphasis::Plain, language)];
    let named = across.iter().map(|to| said(*to));
    columns.extend(
        named
            .chain([total])
            .map(|name| Column::named(name, name, Emphasis::Plain)),
    );
    let sum = |flows: &mut dyn Iterator<Item = Flow>| {
        flows.fold(Flow::default(), |mut sum, flow| {
            sum.customers += flow.customers;
            sum.amount_from += flow.amount_from;
            sum.amount_to += flow.amount_to;
            sum
        })
    };
    let cell = |flow: Flow| match shown {
        Shown::Customers => Cell::Count(i64::try_from(flow.customers).unwrap_or(i64::MAX)),
        Shown::Amount => money(flow.amount_to),
    };
    let mut rows: Vec<Vec<Cell<'a>>> = Vec::new();
    for from in &down {
        let flows = || across.iter().map(|to| matrix.flow(*from, *to));
        let head = match from {
            Whence::Label(label) => said(*label),
            Whence::Unknown => unknown(language),
        };
        let mut row = vec![head.into()];
        row.extend(flows().map(cell));
        row.push(cell(sum(&mut flows())));
        rows.push(row);
    }
    let column = |to: Label| sum(&mut down.iter().map(|from| matrix.flow(*from, to)));
    let mut last = vec![total.into()];
    last.extend(across.iter().map(|to| cell(column(*to))));
    last.push(cell(sum(&mut across.iter().map(|to| column(*to)))));
    rows.push(last);
    Grid::of(columns, rows)
}

fn money<'a>(sum: Total) -> Cell<'a> {
    i64::try_from(sum.0).map_or_else(
        |_| Cell::Number(sum.to_f64()),
        |units| Cell::Money(Money(units)),
    )
}
