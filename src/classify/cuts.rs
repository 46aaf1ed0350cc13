//! What only the whole population can say at a day: where tiers and scores are
//! cut, and the tables behind `percent_rank`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::metrics::orders::Windows;
use crate::metrics::outlook::Needs;
use crate::money::Money;
use crate::parallel;
use crate::period::Day;
use crate::rules::condition::rank::RankTable;
use crate::score::abc::TierCuts;
use crate::score::rfm::{RfmCuts, RfmValues};
use crate::score::segment::Segments;

use super::NONE;
use super::amounts::Amounts12m;
use super::engine::{AmountOf, BATCH, Earlier, Engine, Level, Measure, Own};
use super::view::Bound;
use super::worker::Worker;

/// The cuts of a day.
#[derive(Debug, Clone)]
pub struct Cuts {
    /// The day and its windows.
    pub windows: Windows,
    /// Where tiers begin.
    pub tier: TierCuts,
    /// Where scores begin, and segments; `None` when nobody asks at this day.
    pub rfm: Option<(RfmCuts, Segments)>,
    pub(super) own_ranks: Vec<Vec<RankTable>>,
    pub(super) measure_ranks: Vec<RankTable>,
    pub(super) type_ranks: Vec<Vec<RankTable>>,
    pub(super) tag_ranks: Vec<Vec<RankTable>>,
    track_ranks: Vec<Vec<Vec<RankTable>>>,
    /// Per group, measures descending with their running total; empty unless needed.
    standing: Vec<Vec<(i64, i128)>>,
    /// What everyone was seen to have while the cuts were made; empty for labels only.
    seen: Seen,
}

/// Numbers of everyone, one slot per customer; shared with the report.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// The tier measure, with [`NO_MEASURE`].
    measures: Arc<Vec<i64>>,
    amounts_12m: Amounts12m,
    /// Segments; `u16::MAX` without one. Empty unless asked for.
    segments: Vec<u16>,
}

/// What one pass over a partition sees.
#[derive(Default)]
struct Look {
    values: Vec<SmallValues>,
    /// Empty where they are the measure.
    amounts_12m: Vec<Money>,
    /// Those of customers without a measure, where they are the measure.
    others: Vec<(u32, Money)>,
}

/// How much of a day is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Tiers and types only.
    Labels,
    /// Everything, as on the as-of day.
    All,
    /// The same with everyone's segment, as of a day that is compared with another.
    Compared,
}

impl Cuts {
    /// Cuts of a population nobody has looked at yet.
    fn unknown(engine: &Engine<'_>, day: Day) -> Self {
        let nobody = std::iter::empty::<(usize, i64)>();
        Self {
            windows: Windows::at(day),
            tier: TierCuts::new(&engine.rules.tier.cut, engine.scale(), 1, nobody),
            rfm: None,
            own_ranks: Vec::new(),
            measure_ranks: Vec::new(),
            type_ranks: Vec::new(),
            tag_ranks: Vec::new(),
            track_ranks: Vec::new(),
            standing: Vec::new(),
            seen: Seen::default(),
        }
    }

    /// Cuts of a day at which labels ask for nothing but tiers cut from amounts.
    pub(super) fn of_amounts(engine: &Engine<'_>, day: Day, tier: TierCuts) -> Self {
        Self {
            tier,
            ..Self::unknown(engine, day)
        }
    }

    /// The same cuts for labels alone: scores are left out unless labels depend on them.
    pub(super) fn without_scores(&self, engine: &Engine<'_>) -> Self {
        let mut cuts = self.clone();
        if !engine.labels_use_scores {
            cuts.rfm = None;
        }
        cuts
    }

    /// Looks at the whole population at a day.
    pub fn at(engine: &Engine<'_>, day: Day, earlier: Earlier<'_>, extent: Extent) -> Self {
        let mut cuts = Self::unknown(engine, day);
        for own in &engine.own {
            let tables = match own {
                Own::Formula(bound) => ranks(engine, &cuts, earlier, bound, Level::Own),
                Own::Rows(..) => Vec::new(),
            };
            cuts.own_ranks.push(tables);
        }
        let mut seen = Seen::default();
        if extent != Extent::Labels || engine.labels_use_scores {
            seen = cuts.score(engine, earlier, extent);
        }
        if let Measure::Expression(bound) = &engine.measure {
            cuts.measure_ranks = ranks(engine, &cuts, earlier, bound, Level::Score);
        }
        cuts.cut_tiers(engine, earlier, &mut seen);
        if extent != Extent::Labels {
            cuts.seen = seen;
        }
        for bound in &engine.types {
            let tables = ranks(engine, &cuts, earlier, bound, Level::Tier);
            cuts.type_ranks.push(tables);
        }
        if extent != Extent::Labels {
            for bound in &engine.tags {
                let tables = ranks(engine, &cuts, earlier, bound, Level::Type);
                cuts.tag_ranks.push(tables);
            }
            for tracks in &engine.tracks {
                let tables = tracks.iter().map(|bound| {
                    bound.as_ref().map_or_else(Vec::new, |bound| {
                        ranks(engine, &cuts, earlier, bound, Level::Type)
                    })
                });
                let tables = tables.collect();
                cuts.track_ranks.push(tables);
            }
        }
        cuts
    }

    /// Cuts scores; one pass over everyone's orders sees all that is cut from plain amounts.
    fn score(&mut self, engine: &Engine<'_>, earlier: Earlier<'_>, extent: Extent) -> Seen {
        let needs = engine.measure_needs();
        let is_measure = matches!(engine.measure, Measure::Amount(AmountOf::Last12m));
        let plain = matches!(engine.measure, Measure::Amount(_));
        let everyone = engine.book.len();
        // None where the measure is no plain amount.
        let mut measures = vec![NO_MEASURE; if plain { everyone } else { 0 }];
        let of_parts = of_parts(engine, &mut measures);
        let look = |worker: &mut Worker, out: &mut Look| {
            let values = (0..worker.frame.len()).map(|row| worker.rfm_values(engine, row));
            out.values.extend(values.map(SmallValues::of));
            let facts = worker.frame.orders.iter();
            if let Measure::Amount(amount) = &engine.measure {
                let (part, from) = engine.book.place(worker.frame.customers[0]);
                // Nobody else has this part.
                let mut slots = parallel::lock_soon(&of_parts[part]);
                let slots = slots[from..].iter_mut().zip(facts.clone());
                slots.for_each(|(slot, facts)| *slot = amount.of(facts).unwrap_or(NO_MEASURE));
            }
            let amounts = facts.clone().map(|facts| Money(facts.amount_12m));
            if is_measure {
                let customers = worker.frame.customers.iter().zip(facts.zip(amounts));
                let others = customers
                    .filter(|(_, (facts, amount))| facts.purchases.is_none() && amount.0 != 0);
                out.others
                    .extend(others.map(|(customer, (_, amount))| (*customer, amount)));
            } else {
                out.amounts_12m.extend(amounts);
            }
        };
        let parts = population_with(engine, needs, self, earlier, Level::Own, look);
        drop(of_parts);
        let mut values = Vec::with_capacity(parts.len());
        let mut amounts_12m = Vec::with_capacity(if is_measure { 0 } else { everyone });
        let mut others = BTreeMap::new();
        for part in parts {
            values.push(part.values);
            amounts_12m.extend_from_slice(&part.amounts_12m);
            others.extend(part.others);
        }
        let measures = Arc::new(measures);
        let mut seen = Seen {
            amounts_12m: if is_measure {
                Amounts12m::measured(Arc::clone(&measures), others)
            } else {
                Amounts12m::beside(amounts_12m)
            },
            measures,
            segments: Vec::new(),
        };
        let customers = values.iter().flatten().enumerate();
        let customers = customers.filter_map(|(customer, values)| {
            Some((engine.rfm_groups.of(customer as u32), values.get()?))
        });
        let groups = engine.rfm_groups.len();
        let rules = &engine.rules.rfm;
        let rfm = RfmCuts::new(rules, groups, customers.clone(), engine.threads);
        if let Ok(segments) = Segments::new(&rules.segments, rules.bins, groups, customers) {
            if extent == Extent::Compared {
                seen.segments = segments_of(engine, &values, (&rfm, &segments));
            }
            self.rfm = Some((rfm, segments));
        }
        seen
    }

    fn cut_tiers(&mut self, engine: &Engine<'_>, earlier: Earlier<'_>, seen: &mut Seen) {
        let plain = matches!(engine.measure, Measure::Amount(_));
        if seen.measures.is_empty() || !plain {
            seen.measures = Arc::new(self.look_at_measures(engine, earlier).concat());
        }
        let customers = measured(engine, seen.measures.iter().copied());
        let groups = engine.tier_groups.len();
        let tier = TierCuts::new(
            &engine.rules.tier.cut,
            engine.scale(),
            groups,
            customers.clone(),
        );
        if engine.labels_use_standing {
            self.standing = vec![Vec::new(); groups];
            for (group, value) in customers {
                self.standing[group].push((value, 0));
            }
            for group in &mut self.standing {
                group.sort_unstable_by_key(|(value, _)| Reverse(*value));
                let mut total = 0;
                for (value, running) in group {
                    total += i128::from((*value).max(0));
                    *running = total;
                }
            }
        }
        self.tier = tier;
    }

    /// The tier measure of every customer in the engine's scale, one slot each, with
    /// [`NO_MEASURE`]. Empty unless the cuts are of the as-of day.
    pub fn measures(&self) -> Arc<Vec<i64>> {
        Arc::clone(&self.seen.measures)
    }

    /// The amount of the last 12 months of every customer, one slot each. Empty unless the
    /// cuts are of the as-of day.
    pub fn amounts_12m(&self) -> Amounts12m {
        self.seen.amounts_12m.clone()
    }

    /// Everyone's tier by the measure alone, one slot each. None unless the cuts are of the
    /// as-of day, or of one that is compared with it.
    pub(super) fn raw_tiers_seen(&self, engine: &Engine<'_>) -> Vec<u8> {
        classes(engine, &self.tier, self.seen.measures.iter().copied())
    }

    /// Hands over everyone's segments, one slot each; `u16::MAX` without one. Empty unless
    /// the cuts are of a day that is compared with another, and without scores.
    pub(super) fn take_segments(&mut self) -> Vec<u16> {
        std::mem::take(&mut self.seen.segments)
    }

    fn look_at_measures(&self, engine: &Engine<'_>, earlier: Earlier<'_>) -> Vec<Vec<i64>> {
        let needs = engine.measure_needs();
        population_with(engine, needs, self, earlier, Level::Score, |worker, out| {
            let out: &mut Vec<i64> = out;
            let measures = worker.measure(engine, self).iter();
            out.extend(measures.map(|measure| measure.unwrap_or(NO_MEASURE)));
        })
    }

    /// Share, cumulative share with everyone of the same value before it left out, and rank.
    ///
    /// In conditions, customers of one value must not differ, so the cumulative share
    /// ends with the first of them.
    pub(super) fn standing(&self, group: usize, measure: Option<i64>) -> [f64; 3] {
        let (Some(value), Some(all)) = (measure, self.standing.get(group)) else {
            return [f64::NAN; 3];
        };
        let greater = all.partition_point(|(other, _)| *other > value);
        let before = if greater == 0 { 0 } else { all[greater - 1].1 };
        let total = all.last().map_or(0, |(_, total)| *total);
        let own = i128::from(value.max(0));
        let part = |sum: i128| {
            if total == 0 {
                f64::NAN
            } else {
                sum as f64 / total as f64
            }
        };
        [part(own), part(before + own), (greater + 1) as f64]
    }

    pub(super) fn track_ranks(&self, kind: usize, track: usize) -> &[RankTable] {
        let tables = self
            .track_ranks
            .get(kind)
            .and_then(|tracks| tracks.get(track));
        ranks_of(tables)
    }
}

/// The tables of a program; none where it ranks nothing.
pub(super) fn ranks_of(tables: Option<&Vec<RankTable>>) -> &[RankTable] {
    tables.map_or(&[], Vec::as_slice)
}

/// The slots of each partition among those of everyone; none where there are no slots.
fn of_parts<'s>(engine: &Engine<'_>, mut slots: &'s mut [i64]) -> Vec<Mutex<&'s mut [i64]>> {
    let parts = engine.book.parts.iter().map(|part| {
        let (mine, rest) = std::mem::take(&mut slots).split_at_mut_checked(part.len())?;
        slots = rest;
        Some(Mutex::new(mine))
    });
    parts.map_while(|part| part).collect()
}

/// Values of one customer at half their size, while everyone's are held.
#[derive(Debug, Clone, Copy)]
struct SmallValues {
    recency: i32,
    /// `u32::MAX`: there are no values.
    frequency: u32,
    monetary: i64,
}

impl SmallValues {
    /// Days fit 32 bits as [`Day`] does, orders as order rows do.
    fn of(values: Option<RfmValues>) -> Self {
        values.map_or(
            Self {
                recency: 0,
                frequency: u32::MAX,
                monetary: 0,
            },
            |values| Self {
                recency: values.recency as i32,
                frequency: values.frequency as u32,
                monetary: values.monetary,
            },
        )
    }

    fn get(self) -> Option<RfmValues> {
        (self.frequency != u32::MAX).then(|| RfmValues {
            recency: i64::from(self.recency),
            frequency: i64::from(self.frequency),
            monetary: self.monetary,
        })
    }
}

/// The segment of every customer, by the values of each partition.
fn segments_of(
    engine: &Engine<'_>,
    values: &[Vec<SmallValues>],
    (rfm, segments): (&RfmCuts, &Segments),
) -> Vec<u16> {
    let parts = parallel::map(
        engine.threads,
        values.len(),
        || (),
        |(), number| {
            let customers = (engine.book.parts[number].first..).zip(&values[number]);
            let segment = |(customer, values): (u32, &SmallValues)| {
                let (group, values) = (engine.rfm_groups.of(customer), values.get()?);
                segments.segment(group, values, rfm.score(group, values))
            };
            let found = customers.map(|one| segment(one).unwrap_or(u16::MAX));
            found.collect::<Vec<_>>()
        },
    );
    parts.concat()
}

/// The tier of every customer by its measure alone; measures by number, with [`NO_MEASURE`].
pub(super) fn classes(
    engine: &Engine<'_>,
    cuts: &TierCuts,
    measures: impl Iterator<Item = i64>,
) -> Vec<u8> {
    let mut raw = Vec::with_capacity(engine.book.len());
    // Each at a time, since a chain of partitions is slow to hand over one after another.
    measures.enumerate().for_each(|(customer, measure)| {
        let group = engine.tier_groups.of(customer as u32);
        raw.push(match measure {
            NO_MEASURE => NONE,
            measure => cuts.class(group, measure) as u8,
        });
    });
    raw
}

/// Stands for no measure; sums that reach the limit below stop just above it.
pub const NO_MEASURE: i64 = i64::MIN;

/// Customers that have a measure, with their groups; measures by number, with [`NO_MEASURE`].
pub(super) fn measured(
    engine: &Engine<'_>,
    measures: impl Iterator<Item = i64> + Clone,
) -> impl Iterator<Item = (usize, i64)> + Clone {
    let known = measures
        .enumerate()
        .filter(|(_, measure)| *measure != NO_MEASURE);
    known.map(|(customer, measure)| (engine.tier_groups.of(customer as u32), measure))
}

/// What the cuts make of everyone by value alone.
pub(super) fn raw_tiers(engine: &Engine<'_>, cuts: &Cuts, earlier: Earlier<'_>) -> Vec<u8> {
    let needs = engine.measure_needs();
    let parts = population_with(engine, needs, cuts, earlier, Level::Score, |worker, out| {
        let out: &mut Vec<u8> = out;
        worker.rate(engine, cuts);
        out.extend_from_slice(&worker.raw);
    });
    parts.concat()
}

fn ranks(
    engine: &Engine<'_>,
    cuts: &Cuts,
    earlier: Earlier<'_>,
    bound: &Bound<'_>,
    level: Level,
) -> Vec<RankTable> {
    let ranked = bound.program.ranked().len();
    if ranked == 0 {
        return Vec::new();
    }
    let parts = population(
        engine,
        cuts,
        earlier,
        level,
        |worker, out: &mut Vec<Vec<f64>>| {
            out.resize(ranked, Vec::new());
            worker.ranked(engine, bound, out);
        },
    );
    let all = |at: usize| {
        parts
            .iter()
            .filter_map(move |part| part.get(at))
            .flatten()
            .copied()
    };
    (0..ranked)
        .map(|at| RankTable::new(all(at).collect()))
        .collect()
}

/// Shows every customer to `look`, in batches, prepared up to `level`; results by partition.
pub(super) fn population<T: Default + Send>(
    engine: &Engine<'_>,
    cuts: &Cuts,
    earlier: Earlier<'_>,
    level: Level,
    look: impl Fn(&mut Worker, &mut T) + Sync,
) -> Vec<T> {
    population_with(engine, engine.needs, cuts, earlier, level, look)
}

/// The same for other needs than those of labels, tags and tracks.
fn population_with<T: Default + Send>(
    engine: &Engine<'_>,
    needs: Needs,
    cuts: &Cuts,
    earlier: Earlier<'_>,
    level: Level,
    look: impl Fn(&mut Worker, &mut T) + Sync,
) -> Vec<T> {
    let parts = &engine.book.parts;
    parallel::map(
        engine.threads,
        parts.len(),
        || Worker::new(engine),
        |worker, number| {
            let mut out = T::default();
            let part = &parts[number];
            let customers = part.first..part.first + part.len() as u32;
            for start in customers.clone().step_by(BATCH) {
                worker.frame.customers.clear();
                worker
                    .frame
                    .customers
                    .extend(start..customers.end.min(start + BATCH as u32));
                worker.prepare(engine, cuts, earlier, needs, level);
                look(worker, &mut out);
            }
            out
        },
    )
}
