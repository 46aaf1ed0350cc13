//! The cells of one customer, a fixed column each. Takes a prepared batch and a key; writes
//! the cell, worded for programs or for people.

use crate::classify::path::Steps;
use crate::classify::worker::Worker;
use crate::classify::{NONE, rfm_code};
use crate::lang::reason::Phrases;
use crate::metrics::frame::{growth, refund_rate};
use crate::money::Money;
use crate::period::Day;
use crate::report::Run;
use crate::report::distance::{Distance, distance_in};
use crate::report::path::{self, Worded};
use crate::report::reason::{begins, reason};
use crate::table::Cell;
use crate::table::movements::measured;
use crate::table::sink::Sink;

use super::key::Key;
use super::{CustomerTable, Words};

/// The customer whose row is written, in a prepared batch.
#[derive(Clone, Copy)]
pub(super) struct At<'w> {
    pub(super) hand: &'w Hand,
    /// The row of the batch.
    pub(super) row: usize,
    pub(super) customer: u32,
}

/// One thread's memory.
pub(super) struct Hand {
    pub(super) worker: Worker,
    /// Tiers of the batch at the ends of earlier periods.
    pub(super) steps: Steps,
    /// The same in letters.
    pub(super) worded: Worded,
}

impl<'a> CustomerTable<'a> {
    /// Writes the cell of a column; `text` is memory for words that are put together.
    #[inline]
    pub(super) fn put(&self, key: Key, at: At<'_>, text: &mut String, sink: &mut impl Sink) {
        let (run, customer, row, slot) = (self.run, at.customer, at.row, at.customer as usize);
        let (verdicts, book, frame) = (run.verdicts, run.engine.book, &at.hand.worker.frame);
        let facts = &frame.orders[row];
        let standings = &verdicts.standings;
        let age = |since: Day| i64::from(run.as_of().0 - since.0);
        match key {
            Key::CustomerId => sink.text(book.registry.id(customer)),
            Key::Name => sink.text(book.registry.name(customer)),
            Key::Owner => sink.text(run.owner(customer)),
            Key::Tier => sink.text(self.tier(verdicts.tier[slot])),
            Key::TierRaw => sink.text(self.tier(verdicts.tier_raw[slot])),
            Key::TierSince => sink.maybe(verdicts.tier_since(customer).day(), Sink::date),
            Key::Type => sink.text(self.kind(verdicts.kind[slot])),
            Key::TypeSince => sink.maybe(verdicts.kind_since(customer).day(), Sink::date),
            Key::AlsoTypes => {
                sink.text(self.also(verdicts.matching[slot], verdicts.kind[slot], text));
            }
            Key::Segment => sink.text(self.segment(verdicts.segments[slot])),
            Key::R => sink.maybe(score(verdicts.scores[slot][0]), Sink::count),
            Key::F => sink.maybe(score(verdicts.scores[slot][1]), Sink::count),
            Key::M => sink.maybe(score(verdicts.scores[slot][2]), Sink::count),
            Key::Rfm => {
                let code = rfm_code(verdicts.scores[slot]).map(|code| code as usize);
                let words = &run.engine.dictionaries.rfm;
                sink.text(code.map_or("", |code| words[code].as_str()));
            }
            Key::Xyz => sink.text(match verdicts.xyz.get(slot) {
                Some(0) => "X",
                Some(1) => "Y",
                Some(2) => "Z",
                _ => "",
            }),
            Key::Share => sink.ratio(standings.of(run.engine, customer).share),
            Key::CumulativeShare => sink.ratio(standings.place(run.engine, customer).0),
            Key::Rank => {
                let rank = Some(standings.place(run.engine, customer).1);
                let rank = rank.filter(|rank| *rank > 0);
                sink.maybe(rank.map(i64::from), Sink::count);
            }
            Key::Tags => sink.text(self.tags(verdicts.tags[slot], customer, text)),
            Key::RecycleOn => {
                sink.maybe(
                    run.plan.recycled(customer).map(|found| found.day),
                    Sink::date,
                );
            }
            Key::Orders => sink.count(i64::from(facts.orders)),
            Key::Amount => sink.money(Money(facts.amount)),
            Key::Orders12m => sink.count(i64::from(facts.orders_12m)),
            Key::Amount12m => sink.money(Money(facts.amount_12m)),
            Key::AmountPrev12m => sink.money(Money(facts.amount_prev_12m)),
            Key::Growth12m => sink.maybe(growth(facts), Sink::ratio),
            Key::Profit12m => {
                let profit = frame.profit(row).filter(|_| book.has.profit);
                sink.maybe(profit.map(Money), Sink::money);
            }
            Key::RefundRate => sink.maybe(refund_rate(facts), Sink::ratio),
            Key::FirstOrder => {
                sink.maybe(
                    frame.first_order(book, &run.engine.outlook, row),
                    Sink::date,
                );
            }
            Key::LastOrder => sink.maybe(facts.purchases.map(|(_, last)| last), Sink::date),
            Key::DaysSinceLastOrder => {
                sink.maybe(facts.purchases.map(|(_, last)| age(last)), Sink::count);
            }
            Key::TypicalGap => sink.maybe(frame.gap(row), Sink::number),
            Key::GapRatio => sink.maybe(frame.gap_ratio(row), Sink::number),
            Key::LastContact => sink.maybe(self.last_contact(at), Sink::date),
            Key::DaysSinceLastContact => sink.maybe(self.last_contact(at).map(age), Sink::count),
            Key::OpenComplaints => {
                let open = frame.open_complaints(book, &run.engine.outlook, row);
                sink.maybe(open.map(|count| count as i64), Sink::count);
            }
            Key::NextDue => sink.maybe(run.plan.next_due(customer).ok(), Sink::date),
            Key::Reason => sink.text(self.reason(customer, text)),
            Key::AsOf => sink.date(run.as_of()),
            Key::NextTier => {
                let distance = self.distance(customer);
                sink.text(distance.map_or("", |distance| self.tier(distance.tier)));
            }
            Key::ToNextTier => {
                let missing = self.distance(customer).map(|distance| distance.missing);
                sink.maybe(missing, measured);
            }
            Key::Path => sink.text(self.path(at, text)),
        }
    }

    fn last_contact(&self, at: At<'_>) -> Option<Day> {
        let engine = self.run.engine;
        let frame = &at.hand.worker.frame;
        frame.last_contact(engine.book, &engine.outlook, at.row)
    }

    fn distance(&self, customer: u32) -> Option<Distance> {
        distance_in(self.run, self.counted?, customer)
    }

    fn reason<'t>(&self, customer: u32, text: &'t mut String) -> &'t str {
        text.clear();
        let group = self.run.engine.tier_group(customer);
        let class = |tier| self.starts.of(group, tier);
        let reason = reason(self.run, customer);
        self.phrases.push_with(&reason, class, text);
        text
    }

    fn tier(&self, tier: u8) -> &'a str {
        match self.run.engine.rules.tier.classes.get(usize::from(tier)) {
            Some(class) if tier != NONE => class.as_str(),
            _ => "",
        }
    }

    /// Tiers over time: letters for programs, bars before them for people.
    fn path<'t>(&self, at: At<'t>, text: &'t mut String) -> &'t str {
        let steps = at.hand.steps.of(at.row);
        match self.words {
            Words::Machine => match at.hand.worded.of(at.row) {
                Some(known) => known,
                None => self.letters.of(steps, text),
            },
            Words::People => {
                let classes = self.run.rules().tier.classes.len();
                let bars = path::bars(self.paths.of(at.customer), classes);
                let letters = self.letters.of(steps, text);
                *text = match letters {
                    "" => String::new(),
                    letters => format!("{bars} {letters}"),
                };
                text
            }
        }
    }

    fn kind_word(&self, kind: usize) -> &'a str {
        let kind = &self.run.engine.rules.types[kind];
        match self.words {
            Words::Machine => &kind.id,
            Words::People => self.language.pick(&kind.name.zh, &kind.name.en),
        }
    }

    fn kind(&self, kind: u8) -> &'a str {
        if kind == NONE {
            ""
        } else {
            self.kind_word(usize::from(kind))
        }
    }

    fn also<'t>(&self, matching: u32, kind: u8, text: &'t mut String) -> &'t str {
        let own = if kind == NONE { 0 } else { 1 << kind };
        text.clear();
        push_joined(matching & !own, |at| self.kind_word(at), text);
        text
    }

    fn tags<'t>(&self, tags: u32, customer: u32, text: &'t mut String) -> &'t str {
        let rules = self.run.engine.rules;
        text.clear();
        push_joined(tags, |at| self.pick(&rules.tags[at].name), text);
        if self.run.plan.is_parked(customer) {
            if !text.is_empty() {
                text.push_str(JOINT);
            }
            text.push_str(self.pick(&rules.quiet.tag));
        }
        text
    }

    fn pick(&self, words: &'a crate::rules::Words) -> &'a str {
        match self.words {
            Words::Machine => &words.en,
            Words::People => self.language.pick(&words.zh, &words.en),
        }
    }

    fn segment(&self, segment: u16) -> &'a str {
        let words = self.run.verdicts.segment_names.get(usize::from(segment));
        words.map_or("", |words| self.pick(words))
    }
}

/// What follows the measure in reasons, by group and class: the same for many customers.
#[derive(Debug, Clone)]
pub(super) struct Starts {
    texts: Vec<String>,
    classes: usize,
}

impl Starts {
    pub(super) fn new(run: &Run<'_>, phrases: &Phrases) -> Self {
        let classes = run.rules().tier.classes.len();
        let groups = 0..run.engine.tier_group_names().len();
        let text = |(group, tier): (usize, usize)| {
            let (mut text, tier) = (String::new(), tier as u8);
            phrases.push_class(tier, begins(run, group, tier), &mut text);
            text
        };
        let all = groups.flat_map(|group| (0..classes).map(move |tier| (group, tier)));
        Self {
            texts: all.map(text).collect(),
            classes,
        }
    }

    fn of(&self, group: usize, tier: u8) -> &str {
        &self.texts[group * self.classes + usize::from(tier)]
    }
}

/// What stands between words that are listed.
const JOINT: &str = "; ";

/// Words of the bits set.
fn push_joined<'a>(mut bits: u32, word: impl Fn(usize) -> &'a str, text: &mut String) {
    while bits != 0 {
        if !text.is_empty() {
            text.push_str(JOINT);
        }
        text.push_str(word(bits.trailing_zeros() as usize));
        bits &= bits - 1;
    }
}

/// Scores begin at 1.
fn score(score: u8) -> Option<i64> {
    (score > 0).then_some(i64::from(score))
}

/// A cell of its own.
pub(super) fn owned(cell: &Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Blank => Cell::Blank,
        Cell::Text(text) => Cell::Text(std::borrow::Cow::Owned(text.clone().into_owned())),
        Cell::Count(count) => Cell::Count(*count),
        Cell::Number(number) => Cell::Number(*number),
        Cell::Money(money) => Cell::Money(*money),
        Cell::Ratio(ratio) => Cell::Ratio(*ratio),
        Cell::Date(day) => Cell::Date(*day),
        Cell::Clock(days) => Cell::Clock(*days),
        Cell::Flag(flag) => Cell::Flag(*flag),
    }
}
