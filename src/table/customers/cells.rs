//! The cells of one customer, a fixed column each. Takes a prepared batch and a key; gives
//! the cell, worded for programs or for people.

use crate::classify::worker::Worker;
use crate::classify::{NONE, rfm_code};
use crate::metrics::frame::{growth, refund_rate};
use crate::money::Money;
use crate::names::Metric;
use crate::period::Day;
use crate::report::distance::distance;
use crate::report::path;
use crate::report::reason::{Measured, reason};
use crate::score::Scale;
use crate::table::Cell;
use crate::value::Mark;

use super::key::Key;
use super::{CustomerTable, Words};

impl<'a> CustomerTable<'a> {
    pub(super) fn cell(&self, worker: &Worker, row: usize, customer: u32, key: Key) -> Cell<'a> {
        let (run, slot) = (self.run, customer as usize);
        let verdicts = run.verdicts;
        let book = run.engine.book;
        let facts = &worker.frame.orders[row];
        let standing = || verdicts.standings.of(run.engine, customer);
        match key {
            Key::CustomerId => book.registry.id(customer).into(),
            Key::Name => book.registry.name(customer).into(),
            Key::Owner => run.owner(customer).into(),
            Key::Tier => self.tier(verdicts.tier[slot]),
            Key::TierRaw => self.tier(verdicts.tier_raw[slot]),
            Key::TierSince => verdicts.tier_since(customer).day().into(),
            Key::Type => self.kind(verdicts.kind[slot]),
            Key::TypeSince => verdicts.kind_since(customer).day().into(),
            Key::AlsoTypes => self.also(verdicts.matching[slot], verdicts.kind[slot]),
            Key::Segment => self.segment(verdicts.segments[slot]),
            Key::R => score(verdicts.scores[slot][0]),
            Key::F => score(verdicts.scores[slot][1]),
            Key::M => score(verdicts.scores[slot][2]),
            Key::Rfm => rfm_code(verdicts.scores[slot]).map_or(Cell::Blank, |code| {
                run.engine.dictionaries.rfm[code as usize].as_str().into()
            }),
            Key::Xyz => verdicts
                .xyz
                .get(slot)
                .map_or(Cell::Blank, |letter| match letter {
                    0 => "X".into(),
                    1 => "Y".into(),
                    2 => "Z".into(),
                    _ => Cell::Blank,
                }),
            Key::Share => ratio(standing().share),
            Key::CumulativeShare => ratio(standing().cumulative_share),
            Key::Rank => match standing().rank {
                0 => Cell::Blank,
                rank => Cell::Count(i64::from(rank)),
            },
            Key::Tags => self.tags(verdicts.tags[slot], customer),
            Key::RecycleOn => run.plan.recycled(customer).map(|found| found.day).into(),
            Key::Orders => Cell::Count(i64::from(facts.orders)),
            Key::Amount => Cell::Money(Money(facts.amount)),
            Key::Orders12m if self.knows(Metric::Orders12m, customer) => {
                Cell::Count(i64::from(facts.orders_12m))
            }
            Key::Amount12m if self.knows(Metric::Amount12m, customer) => {
                Cell::Money(Money(facts.amount_12m))
            }
            Key::AmountPrev12m if self.knows(Metric::AmountPrev12m, customer) => {
                Cell::Money(Money(facts.amount_prev_12m))
            }
            Key::Growth12m if self.knows(Metric::Growth12m, customer) => {
                growth(facts).map_or(Cell::Blank, Cell::Ratio)
            }
            Key::Profit12m if book.has.profit && self.knows(Metric::Profit12m, customer) => worker
                .frame
                .profit(row)
                .map_or(Cell::Blank, |sum| Cell::Money(Money(sum))),
            Key::RefundRate => refund_rate(facts).map_or(Cell::Blank, Cell::Ratio),
            Key::FirstOrder => worker
                .frame
                .first_order(book, &run.engine.outlook, row)
                .into(),
            Key::LastOrder => facts.purchases.map(|(_, last)| last).into(),
            Key::DaysSinceLastOrder => facts
                .purchases
                .map_or(Cell::Blank, |(_, last)| self.age(last)),
            Key::TypicalGap => worker.frame.gap(row).map_or(Cell::Blank, number),
            Key::GapRatio => worker.frame.gap_ratio(row).map_or(Cell::Blank, number),
            Key::LastContact => self.last_contact(worker, row).into(),
            Key::DaysSinceLastContact => self
                .last_contact(worker, row)
                .map_or(Cell::Blank, |last| self.age(last)),
            Key::OpenComplaints => worker
                .frame
                .open_complaints(book, &run.engine.outlook, row)
                .map_or(Cell::Blank, |count| Cell::Count(count as i64)),
            Key::NextDue => run.plan.next_due(customer).ok().into(),
            Key::Reason => {
                let mut text = String::with_capacity(96);
                self.phrases.push(&reason(run, customer), &mut text);
                text.into()
            }
            Key::AsOf => Cell::Date(run.as_of()),
            Key::NextTier => {
                distance(run, customer).map_or(Cell::Blank, |distance| self.tier(distance.tier))
            }
            Key::ToNextTier => {
                distance(run, customer).map_or(Cell::Blank, |distance| measured(distance.missing))
            }
            Key::Path => self.path(customer),
            _ => Cell::Blank,
        }
    }

    /// Whether orders cover the window of a metric whole, for this customer.
    fn knows(&self, metric: Metric, customer: u32) -> bool {
        self.run.knows(metric, customer, &self.run.cuts.windows)
    }

    fn age(&self, since: Day) -> Cell<'a> {
        Cell::Count(i64::from(self.run.as_of().0 - since.0))
    }

    fn last_contact(&self, worker: &Worker, row: usize) -> Option<Day> {
        worker
            .frame
            .last_contact(self.run.engine.book, &self.run.engine.outlook, row)
    }

    fn tier(&self, tier: u8) -> Cell<'a> {
        match self.run.engine.rules.tier.classes.get(usize::from(tier)) {
            Some(class) if tier != NONE => class.as_str().into(),
            _ => Cell::Blank,
        }
    }

    /// Tiers over time: letters for programs, bars before them for people.
    fn path(&self, customer: u32) -> Cell<'a> {
        let run = self.run;
        let classes = &run.rules().tier.classes;
        let stands = || self.paths.of(customer);
        let letters = path::letters(stands(), classes);
        match self.words {
            Words::Machine => letters.into(),
            Words::People if letters.is_empty() => Cell::Blank,
            Words::People => format!("{} {letters}", path::bars(stands(), classes.len())).into(),
        }
    }

    fn kind_word(&self, kind: usize) -> &'a str {
        let kind = &self.run.engine.rules.types[kind];
        match self.words {
            Words::Machine => &kind.id,
            Words::People => self.language.pick(&kind.name.zh, &kind.name.en),
        }
    }

    fn kind(&self, kind: u8) -> Cell<'a> {
        if kind == NONE {
            Cell::Blank
        } else {
            self.kind_word(usize::from(kind)).into()
        }
    }

    fn also(&self, matching: u32, kind: u8) -> Cell<'a> {
        let own = if kind == NONE { 0 } else { 1 << kind };
        joined(matching & !own, |at| self.kind_word(at))
    }

    fn tags(&self, tags: u32, customer: u32) -> Cell<'a> {
        let rules = self.run.engine.rules;
        let tags = joined(tags, |at| self.pick(&rules.tags[at].name));
        if !self.run.plan.is_parked(customer) {
            return tags;
        }
        let parked = self.pick(&rules.quiet.tag);
        match tags {
            Cell::Text(tags) => format!("{tags}; {parked}").into(),
            _ => parked.into(),
        }
    }

    fn pick(&self, words: &'a crate::rules::Words) -> &'a str {
        match self.words {
            Words::Machine => &words.en,
            Words::People => self.language.pick(&words.zh, &words.en),
        }
    }

    fn segment(&self, segment: u16) -> Cell<'a> {
        let words = self.run.verdicts.segment_names.get(usize::from(segment));
        words.map_or(Cell::Blank, |words| self.pick(words).into())
    }
}

/// A value of the tier measure.
fn measured<'a>(measured: Measured) -> Cell<'a> {
    match measured.scale {
        Scale::Money => Cell::Money(Money(measured.value)),
        Scale::Millionths => Cell::Number(measured.value as f64 / 1e6),
    }
}

/// Words of the bits set, joined by `; `.
fn joined<'a>(mut bits: u32, word: impl Fn(usize) -> &'a str) -> Cell<'a> {
    if bits == 0 {
        return Cell::Blank;
    }
    if bits.is_power_of_two() {
        return word(bits.trailing_zeros() as usize).into();
    }
    let mut text = String::new();
    while bits != 0 {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(word(bits.trailing_zeros() as usize));
        bits &= bits - 1;
    }
    text.into()
}

/// A cell of the customer sheet as it is, with what a workbook said of it.
pub(super) fn own_cell(mark: Mark, text: &[u8]) -> Cell<'_> {
    let text = std::str::from_utf8(text).unwrap_or_default();
    crate::table::typed(mark, text)
}

pub(super) fn owned<'a>(cell: &Cell<'_>) -> Cell<'a> {
    match cell {
        Cell::Blank => Cell::Blank,
        Cell::Text(text) => Cell::Text(std::borrow::Cow::Owned(text.clone().into_owned())),
        Cell::Count(count) => Cell::Count(*count),
        Cell::Number(number) => Cell::Number(*number),
        Cell::Money(money) => Cell::Money(*money),
        Cell::Ratio(ratio) => Cell::Ratio(*ratio),
        Cell::Date(day) => Cell::Date(*day),
        Cell::Flag(flag) => Cell::Flag(*flag),
    }
}

pub(super) fn number<'a>(value: f64) -> Cell<'a> {
    if value.is_nan() {
        Cell::Blank
    } else {
        Cell::Number(value)
    }
}

fn ratio<'a>(value: f64) -> Cell<'a> {
    if value.is_nan() {
        Cell::Blank
    } else {
        Cell::Ratio(value)
    }
}

fn score<'a>(score: u8) -> Cell<'a> {
    if score == 0 {
        Cell::Blank
    } else {
        Cell::Count(i64::from(score))
    }
}
