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
use crate::records::registry::Registry;
use crate::report::Run;
use crate::report::movements::why::{Why, why};
use crate::report::movements::{Flow, Matrix, Moved, Movements, Whence};
use crate::report::overview::Label;
use crate::report::reason::{Begins, Measured, TierReason};
use crate::rules::Words;
use crate::score::Scale;
use crate::table::customers::Words as Readers;
use crate::table::sink::{self, Lines, Sink};
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
        let mut made = sink::Rows::default();
        rows.put(&mut worker, batch, &mut made);
        made.rows
    });
    Grid {
        columns: columns(language),
        rows: Box::new(rows),
    }
}

/// Writes all rows as lines of a medium on `threads` threads; `hand_out` is given pieces of
/// them in order.
pub fn write<S: Lines, E: Send>(
    run: &Run<'_>,
    movements: &Movements,
    language: Language,
    threads: usize,
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
        || (Worker::new(run.engine), S::default()),
        |(worker, lines), at, bytes| {
            std::mem::swap(bytes, lines.bytes());
            rows.put(worker, batches[at], lines);
            std::mem::swap(bytes, lines.bytes());
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
    /// Writes the rows of some movements, at most [`BATCH`].
    fn put(&self, worker: &mut Worker, moved: &[Moved], sink: &mut impl Sink) {
        self.fetch(moved);
        let found = why(self.run, self.movements, worker, moved);
        let mut text = String::new();
        for (moved, why) in moved.iter().zip(&found) {
            self.row(*moved, why, &mut text, sink);
        }
    }

    /// Asks memory for what these rows are made from.
    ///
    /// Those at stake come first, so customers lie anywhere. One after the other, each would
    /// wait for memory a dozen times; asked for together, the waits overlap.
    fn fetch(&self, moved: &[Moved]) {
        let book = self.run.engine.book;
        let mut seen = 0;
        for one in moved {
            let (from, to) = self.movements.labels(self.run, *one);
            seen ^= from.map_or(0, |from| usize::from(from.segment.is_some()));
            seen ^= usize::from(to.kind.is_some());
        }
        for one in moved {
            let days = book.rows(one.customer).days();
            seen ^= days.last().copied().map_or(0, usize::from);
        }
        for one in moved {
            seen ^= usize::from(self.run.plan.next_due(one.customer).is_ok());
            seen ^= self.run.owner(one.customer).len();
            seen ^= usize::from(self.run.figures.measure(one.customer).is_some());
        }
        for text in [Registry::id, Registry::name] {
            let texts = moved.iter().map(|one| text(&book.registry, one.customer));
            let first = |text: &str| text.as_bytes().first().copied().map_or(0, usize::from);
            seen = texts.fold(seen, |seen, text| seen ^ first(text));
        }
        std::hint::black_box(seen);
    }

    fn row(&self, moved: Moved, why: &Why<'_>, text: &mut String, sink: &mut impl Sink) {
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
            let orders = i64::from(facts.orders_12m);
            (amount, knows(Metric::Orders12m).then_some(orders))
        });
        let [then, now] = years;
        let last = why.orders[1].purchases.map(|(_, last)| last);
        let starts = why.class.map_or([None; 2], |(_, starts)| starts);
        sink.text(registry.id(moved.customer));
        sink.text(registry.name(moved.customer));
        sink.text(run.owner(moved.customer));
        sink.text(match self.readers {
            Readers::Machine => moved.how.key(),
            Readers::People => name(moved.how, self.language),
        });
        sink.text(self.tier(from.and_then(|from| from.tier)));
        sink.text(self.tier(to.tier));
        sink.text(self.tier(from.and_then(|from| from.raw)));
        sink.text(self.tier(to.raw));
        sink.maybe(held, Sink::date);
        sink.text(self.kind(from.and_then(|from| from.kind)));
        sink.text(self.kind(to.kind));
        sink.text(self.segment(from.and_then(|from| from.segment)));
        sink.text(self.segment(to.segment));
        sink.maybe(why.measure[0], measured);
        sink.maybe(why.measure[1], measured);
        sink.maybe(starts[0].map(value), measured);
        sink.maybe(starts[1].map(value), measured);
        sink.maybe(then.0, Sink::money);
        sink.maybe(now.0, Sink::money);
        sink.maybe(then.1, Sink::count);
        sink.maybe(now.1, Sink::count);
        sink.maybe(last, Sink::date);
        sink.maybe(run.plan.next_due(moved.customer).ok(), Sink::date);
        text.clear();
        self.sentences.push_why(why, text);
        sink.text(text);
        sink.date(self.movements.from());
        sink.date(run.as_of());
        sink.end_row();
    }

    fn tier(&self, tier: Option<u8>) -> &'a str {
        let classes = &self.run.rules().tier.classes;
        let class = tier.and_then(|tier| classes.get(usize::from(tier)));
        class.map_or("", String::as_str)
    }

    fn kind(&self, kind: Option<u8>) -> &'a str {
        let kind = kind.and_then(|kind| self.run.rules().types.get(usize::from(kind)));
        kind.map_or("", |kind| match self.readers {
            Readers::Machine => kind.id.as_str(),
            Readers::People => self.pick(&kind.name),
        })
    }

    fn segment(&self, segment: Option<u16>) -> &'a str {
        let names = &self.run.verdicts.segment_names;
        let words = segment.and_then(|segment| names.get(usize::from(segment)));
        words.map_or("", |words| match self.readers {
            Readers::Machine => words.en.as_str(),
            Readers::People => self.pick(words),
        })
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

/// A value of the tier measure.
pub(super) fn measured(sink: &mut impl Sink, measured: Measured) {
    match measured.scale {
        Scale::Money => sink.money(Money(measured.value)),
        Scale::Millionths => sink.number(measured.value as f64 / 1e6),
    }
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
