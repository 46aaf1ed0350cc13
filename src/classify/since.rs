//! Since when labels hold, exact to the day.
//!
//! Takes the labels of the as-of day and the cuts of earlier period ends; follows each
//! label back end by end, and within the period in which it began day by day; never
//! beyond the day on which the customer itself began.

use std::ops::Range;

use crate::metrics::orders::Windows;
use crate::parallel;
use crate::period::Day;
use crate::records::rest::Part;

use super::begun::Begun;
use super::cuts::Cuts;
use super::ends::End;
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
    const CUSTOMERS: usize = 1 << 16;
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

/// A label that is followed back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Tier,
    Type,
}

/// A customer whose label differs at the start of a period but not at its end.
#[derive(Clone, Copy)]
struct Changed {
    period: u16,
    label: Label,
    customer: u32,
}

impl Search<'_> {
    fn part(&self, worker: &mut Worker, first: u32, count: usize) -> (Vec<i32>, Vec<i32>) {
        let customers = first..first + count as u32;
        let earlier = |labels: &[u8]| {
            let begun = |label: &u8| if *label == NONE { UNKNOWN } else { EARLIER };
            labels[first as usize..][..count]
                .iter()
                .map(begun)
                .collect()
        };
        let mut tiers: Vec<i32> = earlier(self.tiers);
        let mut types: Vec<i32> = earlier(self.types);
        let mut changed = self.changed_tiers(customers.clone());
        self.changed_types(worker, customers, &mut changed);
        // Types of a place below one's own are never asked for, so equal types go together.
        let alike = |at: &Changed| {
            let kind = match at.label {
                Label::Tier => 0,
                Label::Type => self.types[at.customer as usize],
            };
            (at.period, at.label == Label::Type, kind)
        };
        changed.sort_unstable_by_key(|at| (alike(at), at.customer));
        for alike in changed.chunk_by(|a, b| alike(a) == alike(b)) {
            let days = match alike[0].label {
                Label::Tier => &mut tiers,
                Label::Type => &mut types,
            };
            for batch in alike.chunks(BATCH) {
                self.follow(worker, batch, |customer, day| {
                    days[(customer - first) as usize] = day.0;
                });
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

    /// Tiers that differ at an earlier period end. Raw tiers of all ends are known, so
    /// nobody's orders are looked at.
    fn changed_tiers(&self, customers: Range<u32>) -> Vec<Changed> {
        let ends: Vec<End<'_>> = self.points.iter().map(|cuts| self.end(cuts)).collect();
        let label = |end: &End<'_>, customer: u32| {
            let pinned = self.engine.pins.tier(customer, end.day);
            pinned.unwrap_or_else(|| end.held(customer))
        };
        let changed = customers.filter_map(|customer| {
            let now = self.tiers[customer as usize];
            let mut ends = ends.iter().filter(|_| now != NONE);
            let period = ends.position(|end| label(end, customer) != now)?;
            Some(Changed {
                period: period as u16,
                label: Label::Tier,
                customer,
            })
        });
        changed.collect()
    }

    /// What decides tiers at an earlier period end.
    fn end(&self, cuts: &Cuts) -> End<'_> {
        let ends = self.earlier.0.iter();
        let back = ends.skip_while(|(end, _)| *end != cuts.windows.day);
        End::first_of(self.engine, back).expect("raw tiers are known at every point")
    }

    /// Types that differ at an earlier period end; a customer whose type has differed is
    /// looked at no further.
    fn changed_types(
        &self,
        worker: &mut Worker,
        customers: Range<u32>,
        changed: &mut Vec<Changed>,
    ) {
        let (engine, needs) = (self.engine, self.engine.label_needs);
        let mut keep = Vec::new();
        let mut typed: Vec<u32> = customers
            .filter(|customer| self.types[*customer as usize] != NONE)
            .collect();
        let kind = |customer: u32| self.types[customer as usize];
        typed.sort_by_key(|customer| kind(*customer));
        let alike = typed.chunk_by(|one, other| kind(*one) == kind(*other));
        for batch in alike.flat_map(|alike| alike.chunks(BATCH)) {
            worker.last_type = usize::from(kind(batch[0]));
            worker.frame.customers.clear();
            worker.frame.customers.extend(batch);
            for (period, cuts) in (0..).zip(self.points) {
                if worker.frame.is_empty() {
                    break;
                }
                if period == 0 {
                    worker.prepare(engine, cuts, self.earlier, needs, Level::Type);
                } else {
                    worker.step_back(engine, cuts, self.earlier, needs, Level::Type);
                }
                keep.clear();
                for (customer, kind) in worker.frame.customers.iter().zip(&worker.layers.types) {
                    let same = *kind == self.types[*customer as usize];
                    keep.push(same);
                    if !same {
                        changed.push(Changed {
                            period,
                            label: Label::Type,
                            customer: *customer,
                        });
                    }
                }
                worker.frame.retain(&keep);
            }
        }
    }

    /// Goes back day by day from the end of a period until the label of each customer
    /// differs; `began` is told the day before which it does. All are of one period and label,
    /// and of one type if that is the label.
    fn follow(&self, worker: &mut Worker, changed: &[Changed], mut began: impl FnMut(u32, Day)) {
        let (period, label) = (usize::from(changed[0].period), changed[0].label);
        // A period is judged by the cuts of the day that ends it.
        let mut cuts = match period {
            0 => self.cuts.without_scores(self.engine),
            _ => self.points[period - 1].clone(),
        };
        let (level, needs, now) = match label {
            Label::Tier => (Level::Tier, self.engine.measure_needs(), self.tiers),
            Label::Type => (Level::Type, self.engine.label_needs, self.types),
        };
        if label == Label::Type {
            worker.last_type = usize::from(self.types[changed[0].customer as usize]);
        }
        let start = self.points[period].windows.day;
        let mut day = cuts.windows.day;
        let mut keep = Vec::new();
        let frame = &mut worker.frame;
        frame.customers.clear();
        frame.customers.extend(changed.iter().map(|at| at.customer));
        let (book, outlook) = (self.engine.book, &self.engine.outlook);
        frame.fill(book, outlook, cuts.windows, needs);
        while !worker.frame.is_empty() {
            let since = day;
            day = day.plus(-1);
            if day == start {
                let rest = worker.frame.customers.iter();
                rest.for_each(|customer| began(*customer, since));
                return;
            }
            cuts.windows = Windows::at(day);
            worker.step_back(self.engine, &cuts, self.earlier, needs, level);
            let found = match label {
                Label::Tier => &worker.layers.tiers,
                Label::Type => &worker.layers.types,
            };
            keep.clear();
            for (customer, found) in worker.frame.customers.iter().zip(found) {
                let same = *found == now[*customer as usize];
                keep.push(same);
                if !same {
                    began(*customer, since);
                }
            }
            if keep.contains(&false) {
                worker.frame.retain(&keep);
            }
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
