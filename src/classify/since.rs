//! Since when labels hold, exact to the day.
//!
//! Takes the labels of the as-of day and the cuts of earlier period ends; follows each
//! label back end by end, and within the period in which it began day by day; never
//! beyond the day on which the customer itself began. Days on which nothing that decides
//! a label can change are passed over.

use std::ops::Range;

use crate::metrics::orders::{Steady, steady_facts};
use crate::metrics::retrospect::{Retrospect, last_row};
use crate::parallel;
use crate::period::Day;
use crate::records::rest::Part;
use crate::rules::condition::since::LONG_AGO;

use super::begun::Begun;
use super::cuts::Cuts;
use super::ends::End;
use super::engine::{AmountOf, BATCH, Earlier, Engine, Level, Measure};
use super::worker::Worker;
use super::{EARLIER, NONE, UNKNOWN, Verdicts};

/// Fills in since when each label holds. `cuts` are those of the as-of day, `points`
/// those of the period ends before it, latest first, which the retrospect reaches back to.
pub(super) fn since(
    engine: &Engine<'_>,
    verdicts: &mut Verdicts,
    cuts: &Cuts,
    (points, retrospect): (&[Cuts], Option<&Retrospect>),
    earlier: Earlier<'_>,
) {
    let customers = engine.book.len();
    let Some(retrospect) = retrospect else {
        verdicts.tier_since = vec![UNKNOWN; customers];
        verdicts.kind_since = vec![UNKNOWN; customers];
        return;
    };
    let search = Search {
        engine,
        cuts,
        points,
        earlier,
        retrospect,
        tiers: &verdicts.tier,
        types: &verdicts.kind,
        kind_stays: &verdicts.kind_stays,
        begun: Begun::of(engine.book),
        types_read_tiers: engine.types_read_tiers(),
        hold_stays: hold_stays(engine, retrospect, earlier),
    };
    let parts = &engine.book.parts;
    let parts: Vec<_> = parts.chunks(together(engine)).collect();
    let found = parallel::map(
        engine.threads,
        parts.len(),
        || Worker::new(engine),
        |worker, number| {
            let count: usize = parts[number].iter().map(Part::len).sum();
            let first = parts[number][0].first;
            search.part(worker, first..first + count as u32)
        },
    );
    for (tiers, types) in found {
        verdicts.tier_since.extend(tiers);
        verdicts.kind_since.extend(types);
    }
}

/// How many partitions are searched together: enough to fill batches, of which only some
/// customers are looked at on each day, and few enough to keep every thread busy.
fn together(engine: &Engine<'_>) -> usize {
    /// The order rows of so many customers still fit the cache.
    const CUSTOMERS: usize = 1 << 15;
    let most = (CUSTOMERS >> engine.book.shift).max(1);
    (engine.book.parts.len() / (engine.threads.max(1) * 4)).clamp(1, most)
}

/// For each day that is looked back over, oldest first: the last day before it on which
/// tiers of another end are held, too.
fn hold_stays(engine: &Engine<'_>, retrospect: &Retrospect, earlier: Earlier<'_>) -> Vec<i32> {
    let Some(keep) = engine.rules.tier.keep_for else {
        return Vec::new();
    };
    let held = |day: Day| {
        let from = day.before(keep);
        earlier.0.iter().filter(|(end, _)| *end > from).count()
    };
    let mut before: Option<(i32, usize)> = None;
    let mut last = LONG_AGO;
    let days = retrospect.days().map(|day| {
        let held = held(day);
        if let Some((yesterday, other)) = before {
            last = if held == other { last } else { yesterday };
        }
        before = Some((day.0, held));
        last
    });
    days.collect()
}

/// Looks for the day on which labels began.
struct Search<'s> {
    engine: &'s Engine<'s>,
    cuts: &'s Cuts,
    points: &'s [Cuts],
    earlier: Earlier<'s>,
    retrospect: &'s Retrospect,
    tiers: &'s [u8],
    types: &'s [u8],
    kind_stays: &'s [i32],
    begun: Begun<'s>,
    types_read_tiers: bool,
    hold_stays: Vec<i32>,
}

/// A label that is followed back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Tier,
    Type,
}

/// A customer whose label differs at the start of a period but not at its end, and the last
/// day on which it may differ by anything but the tier.
type Changed = (u32, i32);

/// Stands for the day of a customer whose type differed.
const GONE: i32 = i32::MAX;

impl Search<'_> {
    fn part(&self, worker: &mut Worker, customers: Range<u32>) -> (Vec<i32>, Vec<i32>) {
        let first = customers.start;
        let slots = first as usize..customers.end as usize;
        let earlier = |labels: &[u8]| {
            let begun = |label: &u8| if *label == NONE { UNKNOWN } else { EARLIER };
            labels[slots.clone()].iter().map(begun).collect()
        };
        let mut tiers: Vec<i32> = earlier(self.tiers);
        let mut types: Vec<i32> = earlier(self.types);
        let ends = self.points.iter().map(|cuts| {
            let end = self.end(cuts);
            end.tiers(self.engine, customers.clone())
        });
        let ends: Vec<Vec<u8>> = ends.collect();
        let changed_tiers = self.changed_tiers(customers.clone(), &ends);
        let changed_types = self.changed_types(worker, customers.clone(), &ends);
        let mut agenda = Agenda::default();
        let labels = [
            (Label::Tier, changed_tiers, &mut tiers),
            (Label::Type, changed_types, &mut types),
        ];
        let exact = matches!(self.engine.measure, Measure::Amount(_));
        for (label, changed, days) in labels {
            for (period, changed) in changed.iter().enumerate() {
                let found = &mut |customer: u32, day: i32| {
                    days[(customer - first) as usize] = day;
                };
                if label == Label::Tier && exact {
                    self.follow_tiers(period, changed, found);
                } else {
                    self.follow(worker, &mut agenda, (period, label), changed, found);
                }
            }
        }
        for (slot, customer) in customers.enumerate() {
            if let Some(begun) = self.begun(customer) {
                for days in [&mut tiers[slot], &mut types[slot]] {
                    *days = not_before(*days, begun);
                }
            }
        }
        (tiers, types)
    }

    /// The customer's first day, where history looks back further: nothing is so before it.
    fn begun(&self, customer: u32) -> Option<i32> {
        let oldest = self.points.last()?.windows.day;
        let begun = self.begun.day(customer)?;
        (begun > oldest && begun <= self.cuts.windows.day).then_some(begun.0)
    }

    /// Whether a customer was there at a period end.
    fn is_there(&self, customer: u32, end: i32) -> bool {
        self.begun(customer).is_none_or(|begun| begun <= end)
    }

    /// What decides tiers at an earlier period end.
    fn end(&self, cuts: &Cuts) -> End<'_> {
        let ends = self.earlier.0.iter();
        let back = ends.skip_while(|(end, _)| *end != cuts.windows.day);
        End::first_of(self.engine, back).expect("raw tiers are known at every point")
    }

    /// By period, whose tier differs at its start first. Raw tiers of all ends are known, so
    /// nobody's orders are looked at.
    fn changed_tiers(&self, customers: Range<u32>, ends: &[Vec<u8>]) -> Vec<Vec<Changed>> {
        let slots = customers.start as usize..customers.end as usize;
        // Who has no tier is not looked for, nor who has been found.
        let mut sought = self.tiers[slots].to_vec();
        let pins = !self.engine.pins.0.is_empty();
        let ends = ends.iter().zip(self.points).map(|(tiers, cuts)| {
            let day = cuts.windows.day.0;
            let mut changed = Vec::new();
            for (customer, (sought, tier)) in (customers.start..).zip(sought.iter_mut().zip(tiers))
            {
                // Nobody has a tier before being there, but by a pin.
                let other = *sought != *tier || (pins && !self.is_there(customer, day));
                if other && *sought != NONE {
                    changed.push((customer, LONG_AGO));
                    *sought = NONE;
                }
            }
            changed
        });
        ends.collect()
    }

    /// By period, whose type differs at its start first. At most ends a type is known to be
    /// what it was when it was last looked at.
    fn changed_types(
        &self,
        worker: &mut Worker,
        customers: Range<u32>,
        ends: &[Vec<u8>],
    ) -> Vec<Vec<Changed>> {
        let (first, slots) = (
            customers.start,
            customers.start as usize..customers.end as usize,
        );
        let mut stays = self.kind_stays[slots.clone()].to_vec();
        let mut tiers = self.tiers[slots].to_vec();
        // Types of a place below one's own are never asked for, so equal types go together.
        let mut alike: Vec<Vec<u32>> = vec![Vec::new(); self.engine.types.len()];
        for customer in customers {
            if let Some(alike) = alike.get_mut(usize::from(self.types[customer as usize])) {
                alike.push(customer);
            }
        }
        let mut changed = vec![Vec::new(); self.points.len()];
        let mut open = Vec::new();
        for (kind, mut customers) in alike.into_iter().enumerate() {
            worker.last_type = kind;
            let points = self.points.iter().zip(ends).zip(&mut changed);
            for ((cuts, end), changed) in points {
                let day = cuts.windows.day.0;
                let before = changed.len();
                open.clear();
                open.extend(customers.iter().copied().filter(|customer| {
                    let slot = (*customer - first) as usize;
                    let same = !self.types_read_tiers || tiers[slot] == end[slot];
                    stays[slot] > day || !same
                }));
                // Who was not there yet had no type, whatever its condition says of the day.
                open.retain(|customer| {
                    let there = self.is_there(*customer, day);
                    if !there {
                        let stays = &mut stays[(*customer - first) as usize];
                        changed.push((*customer, stays.saturating_sub(1)));
                        *stays = GONE;
                    }
                    there
                });
                for batch in open.chunks(BATCH) {
                    self.look(worker, cuts, Label::Type, batch);
                    let labels = worker.layers.types.iter().zip(&worker.kind_since);
                    for (customer, (found, since)) in batch.iter().zip(labels) {
                        let slot = (*customer - first) as usize;
                        if usize::from(*found) == kind {
                            (stays[slot], tiers[slot]) = (*since, end[slot]);
                        } else {
                            changed.push((*customer, stays[slot].saturating_sub(1)));
                            stays[slot] = GONE;
                        }
                    }
                }
                if changed.len() > before {
                    customers.retain(|customer| stays[(*customer - first) as usize] != GONE);
                }
            }
        }
        changed
    }

    /// Prepares a batch up to a label.
    fn look(&self, worker: &mut Worker, cuts: &Cuts, label: Label, batch: &[u32]) {
        let needs = match label {
            Label::Tier => self.engine.measure_needs(),
            Label::Type => self.engine.label_needs,
        };
        worker.frame.customers.clear();
        worker.frame.customers.extend_from_slice(batch);
        worker.prepare(self.engine, cuts, self.earlier, needs, Level::Tier);
        if label == Label::Type {
            worker.types(self.engine, cuts, Some(self.retrospect));
        }
    }

    /// Goes back from the end of a period until the label of each customer differs, looking
    /// at the days on which it may; `began` is told the day on which it began.
    fn follow(
        &self,
        worker: &mut Worker,
        agenda: &mut Agenda,
        (period, label): (usize, Label),
        changed: &[Changed],
        began: &mut impl FnMut(u32, i32),
    ) {
        // A period is judged by the cuts of the day that ends it.
        let mut cuts = match period {
            0 => self.cuts.without_scores(self.engine),
            _ => self.points[period - 1].clone(),
        };
        let (start, end) = (self.points[period].windows.day, cuts.windows.day);
        let now = match label {
            Label::Tier => self.tiers,
            Label::Type => self.types,
        };
        agenda.begin(start.0, end.0);
        for (customer, may_differ) in changed {
            let next = self.tier_may_differ(label, *customer, end, None);
            let next = next.max(*may_differ);
            agenda.put(*customer, next.min(end.0 - 1), began);
        }
        while let Some((day, customers)) = agenda.take() {
            cuts.windows = self.retrospect.at(Day(day));
            for batch in customers.chunks(BATCH) {
                let kinds = batch.iter().map(|customer| now[*customer as usize]);
                worker.last_type = kinds.max().map_or(usize::MAX, usize::from);
                self.look(worker, &cuts, label, batch);
                for (row, customer) in batch.iter().enumerate() {
                    let found = match label {
                        Label::Tier => worker.layers.tiers[row],
                        Label::Type => worker.layers.types[row],
                    };
                    if found != now[*customer as usize] {
                        began(*customer, day + 1);
                        continue;
                    }
                    let steady = Some(worker.frame.steady()[row]);
                    let next = self.tier_may_differ(label, *customer, Day(day), steady);
                    let next = match label {
                        Label::Tier => next,
                        Label::Type => next.max(worker.kind_since[row].saturating_sub(1)),
                    };
                    agenda.put(*customer, next.min(day - 1), began);
                }
            }
            agenda.give_back(customers);
        }
    }

    /// The same for tiers cut from plain amounts, one customer after another.
    fn follow_tiers(&self, period: usize, changed: &[Changed], began: &mut impl FnMut(u32, i32)) {
        let Measure::Amount(amount) = self.engine.measure else {
            return;
        };
        let cuts = match period {
            0 => self.cuts,
            _ => &self.points[period - 1],
        };
        let (start, end) = (self.points[period].windows.day, cuts.windows.day);
        for (customer, _) in changed {
            let rows = self.engine.book.rows(*customer);
            let (mut day, mut steady) = (end, None);
            let since = loop {
                let next = self.tier_may_differ(Label::Tier, *customer, day, steady);
                if next <= start.0 {
                    break start.0 + 1;
                }
                day = Day(next);
                let (facts, bounds) = steady_facts(rows, &self.retrospect.at(day));
                let tier = self.tier(*customer, cuts, day, amount.of(&facts));
                if tier != self.tiers[*customer as usize] {
                    break next + 1;
                }
                steady = Some(bounds);
            };
            began(*customer, since);
        }
    }

    /// The tier on a day by the cuts of its period.
    fn tier(&self, customer: u32, cuts: &Cuts, day: Day, measure: Option<i64>) -> u8 {
        let engine = self.engine;
        if let Some(pinned) = engine.pins.tier(customer, day) {
            return pinned;
        }
        let group = engine.tier_group(customer);
        let raw = measure.map_or(NONE, |value| cuts.tier.class(group, value) as u8);
        let Some(keep) = engine.rules.tier.keep_for else {
            return raw;
        };
        let from = day.before(keep);
        let ends = self.earlier.0.iter();
        let held = ends.filter(|(end, _)| *end > from && *end < day);
        held.map(|(_, raw)| raw[customer as usize])
            .fold(raw, u8::min)
    }

    /// The last day before a day, by the cuts of one period, on which the tier may differ, if
    /// the label depends on it. `steady` are the facts of the day, where they are at hand.
    fn tier_may_differ(
        &self,
        label: Label,
        customer: u32,
        day: Day,
        steady: Option<Steady>,
    ) -> i32 {
        let engine = self.engine;
        if label == Label::Type && !self.types_read_tiers {
            return LONG_AGO;
        }
        let Measure::Amount(amount) = engine.measure else {
            return day.0 - 1;
        };
        if !engine.pins.0.is_empty() && engine.pins.0.contains_key(&customer) {
            return day.0 - 1;
        }
        let steady = steady.unwrap_or_else(|| {
            let rows = engine.book.rows(customer);
            steady_facts(rows, &self.retrospect.at(day)).1
        });
        let facts = match amount {
            AmountOf::All => last_row(steady),
            AmountOf::Last12m | AmountOf::Previous12m => self.retrospect.facts_since(steady),
        };
        let held = self
            .hold_stays
            .get((day.0 - self.retrospect.oldest().0) as usize);
        facts
            .saturating_sub(1)
            .max(held.copied().unwrap_or(LONG_AGO))
    }
}

/// The days of a period on which customers are looked at, latest first.
#[derive(Default)]
struct Agenda {
    /// The day before the first one.
    start: i32,
    /// The customers of each day.
    days: Vec<Vec<u32>>,
    /// Memory that is not in use.
    free: Vec<Vec<u32>>,
}

impl Agenda {
    /// Begins a period after one day and up to the day before another.
    fn begin(&mut self, start: i32, end: i32) {
        self.start = start;
        let days = usize::try_from(end - 1 - start).unwrap_or(0);
        let free = &mut self.free;
        self.days
            .resize_with(days, || free.pop().unwrap_or_default());
    }

    /// Puts a customer on a day. Nothing is so before the period: there its label began.
    fn put(&mut self, customer: u32, day: i32, began: &mut impl FnMut(u32, i32)) {
        if day > self.start {
            self.days[(day - self.start - 1) as usize].push(customer);
        } else {
            began(customer, self.start + 1);
        }
    }

    /// The customers of the latest day on which there are any.
    fn take(&mut self) -> Option<(i32, Vec<u32>)> {
        while let Some(customers) = self.days.pop() {
            if !customers.is_empty() {
                let day = self.start + 1 + self.days.len() as i32;
                return Some((day, customers));
            }
            self.free.push(customers);
        }
        None
    }

    /// Takes memory back.
    fn give_back(&mut self, mut customers: Vec<u32>) {
        customers.clear();
        self.free.push(customers);
    }
}

/// A since-day, no earlier than a customer's first day.
fn not_before(days: i32, begun: i32) -> i32 {
    match days {
        UNKNOWN => UNKNOWN,
        days => days.max(begun),
    }
}
