//! Since when labels hold, exact to the day.
//!
//! Takes the labels of the as-of day and the cuts of earlier period ends; follows each
//! label back end by end, and within the period in which it began day by day; never
//! beyond the day on which the customer itself began.

use crate::metrics::orders::Windows;
use crate::parallel;
use crate::period::Day;
use crate::records::rest::Part;

use super::begun::Begun;
use super::cuts::Cuts;
use super::engine::{BATCH, Earlier, Engine, Level};
use super::worker::Worker;
use super::{EARLIER, NONE, UNKNOWN, Verdicts};

/// Fills in since when each label holds. `cuts` are those of the as-of day, `points`
/// those of the period ends before it, latest first.
pub(super) fn since(
    engine: &Engine<'_>,
    verdicts: &mut Verdicts,
    cuts: &Cuts,
    points: &[Cuts],
    earlier: Earlier<'_>,
) {
    let customers = engine.book.len();
    if points.is_empty() {
        verdicts.tier_since = vec![UNKNOWN; customers];
        verdicts.kind_since = vec![UNKNOWN; customers];
        return;
    }
    let search = Search {
        engine,
        cuts,
        points,
        earlier,
        tiers: &verdicts.tier,
        types: &verdicts.kind,
        begun: Begun::of(engine.book),
    };
    let parts = &engine.book.parts;
    let parts: Vec<_> = parts.chunks(together(engine)).collect();
    let found = parallel::map(
        engine.threads,
        parts.len(),
        || Worker::new(engine),
        |worker, number| {
            let count = parts[number].iter().map(Part::len).sum();
            search.part(worker, parts[number][0].first, count)
        },
    );
    for (tiers, types) in found {
        verdicts.tier_since.extend(tiers);
        verdicts.kind_since.extend(types);
    }
}

/// How many partitions are searched together: enough to fill batches, of which only some
/// customers are followed in each period, and few enough to keep every thread busy.
fn together(engine: &Engine<'_>) -> usize {
    /// The labels of so many customers at every end still fit the cache.
    const CUSTOMERS: usize = 1 << 15;
    let most = (CUSTOMERS >> engine.book.shift).max(1);
    (engine.book.parts.len() / (engine.threads.max(1) * 4)).clamp(1, most)
}

/// Looks for the day on which labels began.
struct Search<'s> {
    engine: &'s Engine<'s>,
    cuts: &'s Cuts,
    points: &'s [Cuts],
    earlier: Earlier<'s>,
    tiers: &'s [u8],
    types: &'s [u8],
    begun: Begun<'s>,
}

/// Labels of some neighbouring customers at a period end.
#[derive(Default)]
struct Labels {
    tiers: Vec<u8>,
    types: Vec<u8>,
}

/// A customer whose label is still followed back.
#[derive(Clone, Copy)]
struct Followed {
    customer: u32,
    tier: bool,
    kind: bool,
}

impl Search<'_> {
    fn part(&self, worker: &mut Worker, first: u32, count: usize) -> (Vec<i32>, Vec<i32>) {
        let mut tiers = vec![UNKNOWN; count];
        let mut types = vec![UNKNOWN; count];
        let past = self.labels(worker, first, count);
        // By period: customers whose label differs at its start but not at its end.
        let mut periods: Vec<Vec<Followed>> = vec![Vec::new(); self.points.len()];
        for slot in 0..count {
            let customer = first + slot as u32;
            let at = customer as usize;
            let tier = past
                .iter()
                .position(|point| point.tiers[slot] != self.tiers[at]);
            let kind = past
                .iter()
                .position(|point| point.types[slot] != self.types[at]);
            tiers[slot] = if self.tiers[at] == NONE {
                UNKNOWN
            } else {
                EARLIER
            };
            types[slot] = if self.types[at] == NONE {
                UNKNOWN
            } else {
                EARLIER
            };
            let tier = tier.filter(|_| self.tiers[at] != NONE);
            let kind = kind.filter(|_| self.types[at] != NONE);
            for period in [tier, kind.filter(|_| kind != tier)].into_iter().flatten() {
                periods[period].push(Followed {
                    customer,
                    tier: tier == Some(period),
                    kind: kind == Some(period),
                });
            }
        }
        for (period, followed) in periods.into_iter().enumerate() {
            for batch in followed.chunks(BATCH) {
                self.follow(
                    worker,
                    period,
                    batch.to_vec(),
                    first,
                    &mut tiers,
                    &mut types,
                );
            }
        }
        for slot in 0..count {
            if let Some(begun) = self.begun(first + slot as u32) {
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

    /// The labels of neighbouring customers at every period end.
    fn labels(&self, worker: &mut Worker, first: u32, count: usize) -> Vec<Labels> {
        let mut past: Vec<Labels> = self.points.iter().map(|_| Labels::default()).collect();
        let (engine, needs) = (self.engine, self.engine.label_needs);
        let customers = first..first + count as u32;
        for start in customers.clone().step_by(BATCH) {
            let end = customers.end.min(start + BATCH as u32);
            worker.frame.customers.clear();
            worker.frame.customers.extend(start..end);
            for (at, (cuts, labels)) in self.points.iter().zip(&mut past).enumerate() {
                if at == 0 {
                    worker.prepare(engine, cuts, self.earlier, needs, Level::Type);
                } else {
                    worker.step_back(engine, cuts, self.earlier, needs, Level::Type);
                }
                labels.tiers.extend_from_slice(&worker.layers.tiers);
                labels.types.extend_from_slice(&worker.layers.types);
            }
        }
        past
    }

    /// Goes back day by day from the end of a period until each label differs.
    fn follow(
        &self,
        worker: &mut Worker,
        period: usize,
        mut followed: Vec<Followed>,
        first: u32,
        tiers: &mut [i32],
        types: &mut [i32],
    ) {
        // A period is judged by the cuts of the day that ends it.
        let (end, cuts) = match period {
            0 => (self.cuts.windows.day, self.cuts),
            _ => (
                self.points[period - 1].windows.day,
                &self.points[period - 1],
            ),
        };
        let start = self.points[period].windows.day;
        let mut cuts = cuts.clone();
        let mut day = end;
        let mut keep = Vec::new();
        worker.frame.customers.clear();
        worker
            .frame
            .customers
            .extend(followed.iter().map(|at| at.customer));
        worker.frame.fill(
            self.engine.book,
            &self.engine.outlook,
            cuts.windows,
            self.engine.label_needs,
        );
        while !followed.is_empty() {
            let since = day;
            day = day.plus(-1);
            if day == start {
                for at in &followed {
                    at.began(since, first, tiers, types);
                }
                return;
            }
            cuts.windows = Windows::at(day);
            let level = if followed.iter().any(|at| at.kind) {
                Level::Type
            } else {
                Level::Tier
            };
            worker.step_back(
                self.engine,
                &cuts,
                self.earlier,
                self.engine.label_needs,
                level,
            );
            let mut row = 0;
            keep.clear();
            followed.retain_mut(|at| {
                let slot = at.customer as usize;
                let tier_ended = at.tier && worker.layers.tiers[row] != self.tiers[slot];
                let kind_ended = at.kind && worker.layers.types[row] != self.types[slot];
                row += 1;
                Followed {
                    tier: tier_ended,
                    kind: kind_ended,
                    ..*at
                }
                .began(since, first, tiers, types);
                at.tier &= !tier_ended;
                at.kind &= !kind_ended;
                keep.push(at.tier || at.kind);
                at.tier || at.kind
            });
            worker.frame.retain(&keep);
        }
    }
}

/// A since-day, no earlier than a customer's first day.
fn not_before(days: i32, begun: i32) -> i32 {
    match days {
        UNKNOWN => UNKNOWN,
        days => days.max(begun),
    }
}

impl Followed {
    fn began(self, since: Day, first: u32, tiers: &mut [i32], types: &mut [i32]) {
        let slot = (self.customer - first) as usize;
        if self.tier {
            tiers[slot] = since.0;
        }
        if self.kind {
            types[slot] = since.0;
        }
    }
}
