//! One thread's work on labels: a frame filled from the bottom up, as far as is asked for.
//!
//! Takes the [`Engine`], the cuts of a day and customers; gives their metrics,
//! scores, tiers, types and tags, a column each, in memory that is used again.

use crate::metrics::frame::Frame;
use crate::metrics::orders::{Taking, Windows, own};
use crate::metrics::outlook::Needs;
use crate::metrics::retrospect::Retrospect;
use crate::money::UNITS;
use crate::names::Field;
use crate::period::{Day, Unit};
use crate::records::book::Book;
use crate::records::flight::Nature;
use crate::records::rest::Rows;
use crate::rules::Xyz;
use crate::rules::condition::evaluate::{FALSE, TRUE, UNKNOWN};
use crate::rules::condition::rank::RankTable;
use crate::rules::condition::scratch::Scratch;
use crate::rules::condition::since::LONG_AGO;
use crate::score::rfm::RfmValues;
use crate::score::xyz::{Spread, Steadiness};

use super::NONE;
use super::cuts::{Cuts, ranks_of};
use super::engine::{Earlier, Engine, Level, Measure, Own, Undecided};
use super::seen_back::SeenBack;
use super::view::{Bound, Layers, View};
use super::watch::Watching;

/// One thread's memory.
pub struct Worker {
    /// The frame.
    pub frame: Frame,
    /// Its labels.
    pub layers: Layers,
    /// Raw tiers of the frame.
    pub raw: Vec<u8>,
    /// The place of the last type that is tried; customers of later ones are left without.
    pub(super) last_type: usize,
    own: Vec<Option<Scratch>>,
    pub(super) measure: Option<Scratch>,
    types: Vec<Scratch>,
    tags: Vec<Scratch>,
    tracks: Vec<Vec<Option<Scratch>>>,
    /// For each row, the day from which on, up to that of the frame, it is of its type while
    /// its tier stays.
    pub(super) kind_since: Vec<i32>,
    truths: Vec<u8>,
    days: Vec<i32>,
    values: Vec<f64>,
    measured: Vec<Option<i64>>,
}

impl Worker {
    /// Memory for one thread.
    pub fn new(engine: &Engine<'_>) -> Self {
        let scratch = |bound: &Bound<'_>| bound.program.scratch();
        Self {
            frame: Frame::default(),
            layers: Layers::default(),
            raw: Vec::new(),
            last_type: usize::MAX,
            own: engine
                .own
                .iter()
                .map(|own| match own {
                    Own::Formula(bound) => Some(scratch(bound)),
                    Own::Rows(..) => None,
                })
                .collect(),
            measure: match &engine.measure {
                Measure::Expression(bound) => Some(scratch(bound)),
                Measure::Amount(_) => None,
            },
            types: engine.types.iter().map(scratch).collect(),
            tags: engine.tags.iter().map(scratch).collect(),
            tracks: engine
                .tracks
                .iter()
                .map(|tracks| {
                    tracks
                        .iter()
                        .map(|track| track.as_ref().map(scratch))
                        .collect()
                })
                .collect(),
            kind_since: Vec::new(),
            truths: Vec::new(),
            days: Vec::new(),
            values: Vec::new(),
            measured: Vec::new(),
        }
    }

    /// Fills the frame for its customers, and the layers up to `level`.
    pub fn prepare(
        &mut self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        earlier: Earlier<'_>,
        needs: Needs,
        level: Level,
    ) {
        self.frame
            .fill(engine.book, &engine.outlook, cuts.windows, needs);
        self.climb(engine, cuts, earlier, level);
    }

    fn climb(&mut self, engine: &Engine<'_>, cuts: &Cuts, earlier: Earlier<'_>, level: Level) {
        self.layers.clear();
        self.own_metrics(engine, cuts);
        if level >= Level::Score && cuts.rfm.is_some() {
            self.scores(engine, cuts);
        }
        if level >= Level::Tier {
            self.tiers(engine, cuts, earlier);
        }
        if level >= Level::Type {
            self.types(engine, cuts, None);
        }
    }

    pub(super) fn own_metrics(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        self.frame.own.clear();
        for (at, metric) in engine.own.iter().enumerate() {
            let mut values = vec![f64::NAN; self.frame.len()];
            match metric {
                Own::Rows(taking, mark, last) => {
                    let (day, after) = (
                        cuts.windows.day,
                        last.map(|last| cuts.windows.day.before(last)),
                    );
                    for (value, customer) in values.iter_mut().zip(&self.frame.customers) {
                        let sum = own(engine.book.rows(*customer), *taking, *mark, after, day);
                        *value = match taking {
                            Taking::Amount | Taking::Profit => sum as f64 / UNITS as f64,
                            Taking::Orders | Taking::Rows => sum as f64,
                        };
                    }
                }
                // While its own ranks are looked for, a formula with ranks has no values yet.
                Own::Formula(bound)
                    if ranks_of(cuts.own_ranks.get(at)).len() < bound.program.ranked().len() => {}
                Own::Formula(bound) => {
                    let scratch = self.own[at].as_mut().expect("a formula has working memory");
                    let view = view(
                        engine,
                        bound,
                        &self.frame,
                        &self.layers,
                        ranks_of(cuts.own_ranks.get(at)),
                    );
                    bound.program.numbers(&view, scratch, &mut values);
                }
            }
            self.frame.own.push(values);
        }
    }

    /// The values that scores are cut from; `None` without purchases in the window.
    pub fn rfm_values(&self, engine: &Engine<'_>, row: usize) -> Option<RfmValues> {
        let facts = &self.frame.orders[row];
        let (_, last) = facts.purchases?;
        let day = self.frame.day();
        let (frequency, monetary) = match engine.rules.rfm.window {
            None => (i64::from(facts.orders), facts.amount),
            Some(window) => {
                let after = day.before(window);
                if last <= after {
                    return None;
                }
                let rows = engine.book.rows(self.frame.customers[row]);
                let sum = |taking| own(rows, taking, None, Some(after), day);
                (sum(Taking::Orders), sum(Taking::Amount))
            }
        };
        Some(RfmValues {
            recency: i64::from(day.0 - last.0),
            frequency,
            monetary,
        })
    }

    fn scores(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        let Some((rfm, segments)) = &cuts.rfm else {
            return;
        };
        for row in 0..self.frame.len() {
            let group = engine.rfm_groups.of(self.frame.customers[row]);
            let (mut scores, mut segment) = ([0; 3], u16::MAX);
            if let Some(values) = self.rfm_values(engine, row) {
                scores = rfm.score(group, values);
                segment = segments.segment(group, values, scores).unwrap_or(u16::MAX);
            }
            self.layers.scores.push(scores);
            self.layers.segments.push(segment);
        }
    }

    /// Appends each row's tier measure; `None` without orders.
    pub fn measures(&mut self, engine: &Engine<'_>, cuts: &Cuts, out: &mut Vec<Option<i64>>) {
        match &engine.measure {
            Measure::Amount(amount) => {
                out.extend(self.frame.orders.iter().map(|facts| amount.of(facts)));
            }
            Measure::Expression(bound) => {
                let scratch = self
                    .measure
                    .as_mut()
                    .expect("an expression has working memory");
                self.values.clear();
                self.values.resize(self.frame.len(), f64::NAN);
                let view = view(
                    engine,
                    bound,
                    &self.frame,
                    &self.layers,
                    &cuts.measure_ranks,
                );
                bound.program.numbers(&view, scratch, &mut self.values);
                let measures = self.frame.orders.iter().zip(&self.values);
                // A measure that is blank although there are orders counts as nothing.
                out.extend(
                    measures.map(|(facts, value)| facts.purchases.map(|_| millionths(*value))),
                );
            }
        }
    }

    /// Each row's tier measure; `None` without orders.
    pub(super) fn measure(&mut self, engine: &Engine<'_>, cuts: &Cuts) -> &[Option<i64>] {
        let mut measured = std::mem::take(&mut self.measured);
        measured.clear();
        self.measures(engine, cuts, &mut measured);
        self.measured = measured;
        &self.measured
    }

    /// Fills in each row's raw tier.
    pub(super) fn rate(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        self.measure(engine, cuts);
        self.raw.clear();
        let measures = self.measured.iter().zip(&self.frame.customers);
        self.raw.extend(measures.map(|(measure, customer)| {
            let class = |value| cuts.tier.class(engine.tier_groups.of(*customer), value) as u8;
            measure.map_or(NONE, class)
        }));
    }

    fn tiers(&mut self, engine: &Engine<'_>, cuts: &Cuts, earlier: Earlier<'_>) {
        self.rate(engine, cuts);
        if engine.labels_use_standing {
            for (measure, customer) in self.measured.iter().zip(&self.frame.customers) {
                let group = engine.tier_groups.of(*customer);
                self.layers.standing.push(cuts.standing(group, *measure));
            }
        }
        let day = cuts.windows.day;
        self.layers.tiers.extend_from_slice(&self.raw);
        if let Some(keep) = engine.rules.tier.keep_for {
            self.hold(earlier, day.before(keep), day);
        }
        if !engine.pins.0.is_empty() {
            for (tier, customer) in self.layers.tiers.iter_mut().zip(&self.frame.customers) {
                let pinned = engine.pins.at(*customer, day).and_then(|pin| pin.tier);
                *tier = pinned.unwrap_or(*tier);
            }
        }
        if engine.labels_use_xyz {
            self.steadiness(engine, cuts);
        }
    }

    /// Lifts tiers to the best raw tier at the evaluated days within `(from, day]`.
    fn hold(&mut self, earlier: Earlier<'_>, from: Day, day: Day) {
        let within = earlier
            .0
            .iter()
            .filter(|(end, _)| *end > from && *end < day);
        for (_, raw) in within {
            for (tier, customer) in self.layers.tiers.iter_mut().zip(&self.frame.customers) {
                *tier = (*tier).min(raw[*customer as usize]);
            }
        }
    }

    /// Fills in the steadiness of each row, where the rules ask for it.
    pub fn steadiness(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        self.layers.xyz.clear();
        for customer in &self.frame.customers {
            let letter = engine.rules.xyz.as_ref().and_then(|rules| {
                steadiness(
                    engine.book.rows(*customer),
                    rules,
                    engine.outlook.coverage.from()?,
                    &cuts.windows,
                )
            });
            self.layers
                .xyz
                .push(letter.map_or(NONE, |letter| letter as u8));
        }
    }

    /// Fills in the type of each row, whose lower layers stand; with days to look back over,
    /// also from which day on it is of that type, as [`Worker::kind_since`] says.
    pub(super) fn types(
        &mut self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        retrospect: Option<&Retrospect>,
    ) {
        self.pinned_types(engine, cuts);
        for place in 0..engine.types.len() {
            if place > self.last_type || !self.layers.types.contains(&NONE) {
                break;
            }
            self.try_type(engine, cuts, place, retrospect);
        }
    }

    /// Leaves nobody a type but those to whom somebody gave one.
    fn pinned_types(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        let (rows, day) = (self.frame.len(), cuts.windows.day);
        self.layers.types.clear();
        self.layers.types.resize(rows, NONE);
        self.kind_since.clear();
        self.kind_since.resize(rows, LONG_AGO);
        if engine.pins.0.is_empty() {
            return;
        }
        let labels = self.layers.types.iter_mut().zip(&mut self.kind_since);
        for ((kind, since), customer) in labels.zip(&self.frame.customers) {
            if engine.pins.0.contains_key(customer) {
                let pin = engine.pins.at(*customer, day);
                *kind = pin.and_then(|pin| pin.kind).unwrap_or(NONE);
                // Whose labels are pinned is looked at every day.
                *since = day.0;
            }
        }
    }

    /// Evaluates one type, and gives it to the rows that match and have none.
    fn try_type(
        &mut self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        place: usize,
        retrospect: Option<&Retrospect>,
    ) {
        let (bound, scratch) = (&engine.types[place], &mut self.types[place]);
        let ranks = ranks_of(cuts.type_ranks.get(place));
        let view = view(engine, bound, &self.frame, &self.layers, ranks);
        self.truths.resize(view.frame.len(), 0);
        let Some(retrospect) = retrospect else {
            bound.program.truths(&view, scratch, &mut self.truths);
            for (kind, truth) in self.layers.types.iter_mut().zip(&self.truths) {
                let found = *kind == NONE && *truth == TRUE;
                *kind = if found { place as u8 } else { *kind };
            }
            return;
        };
        self.days.resize(view.frame.len(), 0);
        let past = SeenBack {
            view: &view,
            retrospect,
        };
        let out = (&mut self.truths[..], &mut self.days[..]);
        bound.program.truths_since(&view, &past, scratch, out);
        let labels = self.layers.types.iter_mut().zip(&mut self.kind_since);
        for ((kind, since), (truth, day)) in labels.zip(self.truths.iter().zip(&self.days)) {
            if *kind == NONE {
                *since = (*since).max(*day);
                *kind = if *truth == TRUE { place as u8 } else { NONE };
            }
        }
    }

    /// Fills in the types as [`Worker::types`] does, though every one is evaluated: bits of
    /// those that match. For each type, adds the rows it left undecided whose type is a later
    /// one or none, and the inputs blank there.
    pub(super) fn matching(
        &mut self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        retrospect: Option<&Retrospect>,
        undecided: &mut [Undecided],
        watched: &mut Watching<'_>,
    ) -> Vec<u32> {
        let mut matching = vec![0u32; self.frame.len()];
        self.pinned_types(engine, cuts);
        for (place, bound) in engine.types.iter().enumerate() {
            let open = retrospect.filter(|_| self.layers.types.contains(&NONE));
            self.try_type(engine, cuts, place, open);
            for (bits, truth) in matching.iter_mut().zip(&self.truths) {
                *bits |= u32::from(*truth == TRUE) << place;
            }
            let ranks = ranks_of(cuts.type_ranks.get(place));
            let view = view(engine, bound, &self.frame, &self.layers, ranks);
            watched.look(place, &view, &mut self.types[place], &self.truths);
            let found = &mut undecided[place];
            let rows = self.layers.types.iter().zip(&self.frame.customers);
            for (truth, (kind, customer)) in self.truths.iter_mut().zip(rows) {
                match *truth {
                    // Where an earlier type won, or this one by a pin, nothing is missed.
                    UNKNOWN if usize::from(*kind) <= place => *truth = FALSE,
                    UNKNOWN => found.add(*customer, engine.book),
                    _ => {}
                }
            }
            bound.program.count_undecided(
                &view,
                &mut self.types[place],
                &self.truths,
                &mut found.blanks,
            );
        }
        matching
    }

    /// Bits of the tags that match each row.
    pub(super) fn tags(
        &mut self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        watched: &mut Watching<'_>,
    ) -> Vec<u32> {
        let mut matching = vec![0u32; self.frame.len()];
        for (place, bound) in engine.tags.iter().enumerate() {
            self.truths.resize(self.frame.len(), 0);
            let ranks = ranks_of(cuts.tag_ranks.get(place));
            let view = view(engine, bound, &self.frame, &self.layers, ranks);
            bound
                .program
                .truths(&view, &mut self.tags[place], &mut self.truths);
            for (bits, truth) in matching.iter_mut().zip(&self.truths) {
                *bits |= u32::from(*truth == TRUE) << place;
            }
            let condition = engine.types.len() + place;
            watched.look(condition, &view, &mut self.tags[place], &self.truths);
        }
        matching
    }

    /// For each row, bits of the tracks of its type whose condition holds.
    pub fn tracks(&mut self, engine: &Engine<'_>, cuts: &Cuts) -> Vec<u32> {
        let rows = self.frame.len();
        let mut matching = vec![0u32; rows];
        for kind in 0..engine.types.len() {
            if !self.layers.types.contains(&(kind as u8)) {
                continue;
            }
            for track in 0..engine.rules.types[kind].tracks.len() {
                self.truths.clear();
                self.truths.resize(rows, TRUE);
                if let (Some(bound), Some(scratch)) =
                    (engine.track(kind, track), &mut self.tracks[kind][track])
                {
                    let view = view(
                        engine,
                        bound,
                        &self.frame,
                        &self.layers,
                        cuts.track_ranks(kind, track),
                    );
                    bound.program.truths(&view, scratch, &mut self.truths);
                }
                let types = self.layers.types.iter().zip(&self.truths);
                for (bits, (own, truth)) in matching.iter_mut().zip(types) {
                    *bits |= u32::from(*own == kind as u8 && *truth == TRUE) << track;
                }
            }
        }
        matching
    }

    /// The first line of `[[team.assign]]` that holds for each customer of the frame.
    pub(super) fn assign_lines(&mut self, engine: &Engine<'_>, cuts: &Cuts) -> Vec<Option<usize>> {
        let place = engine.types.len();
        let mut found = vec![None; self.frame.len()];
        for line in 0..engine.rules.team.assign.len() {
            self.truths.clear();
            self.truths.resize(found.len(), TRUE);
            if let (Some(bound), Some(scratch)) =
                (engine.track(place, line), &mut self.tracks[place][line])
            {
                let ranks = cuts.track_ranks(place, line);
                let view = view(engine, bound, &self.frame, &self.layers, ranks);
                bound.program.truths(&view, scratch, &mut self.truths);
            }
            for (found, truth) in found.iter_mut().zip(&self.truths) {
                if *truth == TRUE {
                    found.get_or_insert(line);
                }
            }
        }
        found
    }

    /// Evaluates the ranked arguments of a bound program, one vector each.
    pub(super) fn ranked(&mut self, engine: &Engine<'_>, bound: &Bound<'_>, out: &mut [Vec<f64>]) {
        for (program, out) in bound.program.ranked().iter().zip(out) {
            let start = out.len();
            out.resize(start + self.frame.len(), f64::NAN);
            let view = view(engine, bound, &self.frame, &self.layers, &[]);
            program.numbers(&view, &mut program.scratch(), &mut out[start..]);
        }
    }
}

/// A bound program's view of a frame.
pub(super) fn view<'v>(
    engine: &'v Engine<'_>,
    bound: &'v Bound<'v>,
    frame: &'v Frame,
    layers: &'v Layers,
    ranks: &'v [RankTable],
) -> View<'v> {
    View {
        bound,
        book: engine.book,
        outlook: &engine.outlook,
        frame,
        layers,
        dictionaries: &engine.dictionaries,
        ranks,
    }
}

/// A measure rounded half to even at six decimals; blank counts as nothing.
fn millionths(value: f64) -> i64 {
    if value.is_nan() {
        0
    } else {
        (value * 1e6).round_ties_even() as i64
    }
}

/// Steadiness over whole periods up to the day; blank without a positive mean.
fn steadiness(
    rows: Rows<'_>,
    rules: &Xyz,
    covered_from: Day,
    windows: &Windows,
) -> Option<Steadiness> {
    let length = match rules.every.unit {
        Unit::Year => 12 * rules.every.count as i32,
        _ => rules.every.count as i32,
    };
    // The first period that is not over yet.
    let end = windows.day.plus(1).month_number().div_euclid(length);
    let first = match rules.periods {
        Some(periods) => end - periods as i32,
        None => covered_from.month_number().div_euclid(length),
    };
    let mut sums = vec![0i64; usize::try_from(end - first).ok()?];
    for row in rows
        .until(windows.day)
        .iter()
        .filter(|row| row.nature != Nature::Returned)
    {
        let period = Day::from_offset(row.day).month_number().div_euclid(length) - first;
        if let Some(sum) = usize::try_from(period)
            .ok()
            .and_then(|period| sums.get_mut(period))
        {
            *sum = sum.saturating_add(row.amount);
        }
    }
    let mut spread = Spread::default();
    for sum in &sums {
        spread.add(*sum);
    }
    let variation = spread.variation(sums.len() as u32)?;
    Some(Steadiness::of(variation, rules.cuts))
}

/// The column of pins' reasons, for outputs.
pub fn pin_reason(book: &Book, customer: u32) -> Option<&str> {
    book.details.field(Field::CustomerPinReason)?.word(customer)
}
