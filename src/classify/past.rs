//! Labels of everyone at one earlier day, and the cuts of that day.
//!
//! Takes a book bound to rules, the verdicts of the as-of day and a day before it; gives
//! [`Past`], which is what a run for that day would have said on the same facts.

use crate::parallel;
use crate::period::Day;

use super::cuts::{Cuts, Extent};
use super::ends::{End, look_back};
use super::engine::{BATCH, Earlier, Engine, Level};
use super::history::held_until;
use super::worker::Worker;
use super::{Held, Verdicts};

/// What was so at an earlier day, one slot per customer.
#[derive(Debug)]
pub struct Past {
    /// The cuts of the day.
    pub cuts: Cuts,
    /// Tiers by the measure alone.
    pub tier_raw: Vec<u8>,
    /// Tiers: pinned, else held, else raw.
    pub tier: Vec<u8>,
    /// Types.
    pub kind: Vec<u8>,
    /// Segments; `u16::MAX` without orders.
    pub segments: Vec<u16>,
    /// Raw tiers at the period ends before the day, as far as tiers are held, latest first.
    ends: Vec<(Day, Vec<u8>)>,
}

impl Past {
    /// Looks at everyone at a day. Raw tiers that `known` has from its own look back are
    /// taken from there.
    pub fn at(engine: &Engine<'_>, known: &Verdicts, day: Day) -> Self {
        let ends = ends_held(engine, known, day);
        let earlier = Earlier(&ends);
        let mut cuts = Cuts::at(engine, day, earlier, Extent::Compared);
        let segments = cuts.take_segments();
        // All that tiers hang on was seen when they were cut.
        let tier_raw = cuts.raw_tiers_seen(engine);
        let end = End::at(engine, (day, &tier_raw), ends.iter());
        let tier = end.tiers(engine, 0..engine.book.len() as u32);
        let mut past = Self {
            cuts,
            tier_raw,
            tier,
            kind: Vec::new(),
            segments,
            ends: Vec::new(),
        };
        past.kind = past.types(engine, known, earlier);
        past.segments.resize(past.tier.len(), u16::MAX);
        past.ends = ends;
        past
    }

    /// The types of everyone; only who may be of another type than on the as-of day is
    /// looked at.
    fn types(&self, engine: &Engine<'_>, known: &Verdicts, earlier: Earlier<'_>) -> Vec<u8> {
        let (day, read_tiers) = (self.day(), engine.types_read_tiers());
        let oldest = known.path.last();
        let looked_back = oldest.is_some_and(|(oldest, _)| *oldest <= day);
        let stays = |customer: u32| {
            let slot = customer as usize;
            let same_tier = !read_tiers || known.tier[slot] == self.tier[slot];
            looked_back && same_tier && known.kind_stays[slot] <= day.0
        };
        let parts = parallel::map(
            engine.threads,
            engine.book.parts.len(),
            || (Worker::new(engine), Vec::new()),
            |(worker, open), number| {
                let part = &engine.book.parts[number];
                let first = part.first as usize;
                let mut types = known.kind[first..first + part.len()].to_vec();
                let customers = part.first..part.first + part.len() as u32;
                open.clear();
                open.extend(customers.filter(|customer| !stays(*customer)));
                for batch in open.chunks(BATCH) {
                    worker.frame.customers.clear();
                    worker.frame.customers.extend_from_slice(batch);
                    let needs = engine.label_needs;
                    worker.prepare(engine, &self.cuts, earlier, needs, Level::Type);
                    for (customer, kind) in batch.iter().zip(&worker.layers.types) {
                        types[*customer as usize - first] = *kind;
                    }
                }
                types
            },
        );
        parts.concat()
    }

    /// The day.
    pub fn day(&self) -> Day {
        self.cuts.windows.day
    }

    /// Raw tiers before the day, as far as tiers are held.
    pub fn earlier(&self) -> Earlier<'_> {
        Earlier(&self.ends)
    }

    /// Until when a tier was held, if it was.
    pub fn held(&self, engine: &Engine<'_>, customer: u32) -> Option<Held> {
        let slot = customer as usize;
        let labels = (self.tier[slot], self.tier_raw[slot]);
        held_until(engine, &self.ends, self.day(), customer, labels)
    }
}

/// Raw tiers at the ends that may hold a tier on a day.
fn ends_held(engine: &Engine<'_>, known: &Verdicts, day: Day) -> Vec<(Day, Vec<u8>)> {
    let (history, keep) = (&engine.rules.history, engine.rules.tier.keep_for);
    let Some(keep) = keep.filter(|_| history.depth > 0) else {
        return Vec::new();
    };
    let from = day.before(keep);
    let mut count = 1;
    while day.period_ends(history.every, count).last() > Some(&from) {
        count += 1;
    }
    let mut ends = day.period_ends(history.every, count);
    ends.retain(|end| *end > from);
    let known = known.path.iter().chain(&known.older);
    let found: Vec<_> = known.filter(|(end, _)| ends.contains(end)).collect();
    if found.len() == ends.len() {
        return found.into_iter().cloned().collect();
    }
    let (_, path) = look_back(engine, &ends, 0);
    path
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::classify::history::classify;
    use crate::names::Role;
    use crate::records::sample;
    use crate::rules::decode::decode;

    const RULES: &str = "
[tier]
keep_for = '2m'
[history]
depth = 4
[[type]]
id = 'best'
name = 'best'
when = \"tier = 'A' and days_since_last_order <= 20\"
[[type]]
id = 'new'
name = 'new'
when = 'days_since_first_order < 45 or orders = 2'
[[type]]
id = 'late'
name = 'late'
when = 'days_since_last_order > max(30d, 1.5 * typical_gap) and amount_12m > 100'
";

    #[test]
    fn every_day_of_the_past_is_as_a_run_of_that_day_has_it() {
        let mut csv = "order_id,customer_id,order_date,amount\n".to_owned();
        for number in 0..160u32 {
            let (customer, month, day) = (number * 7 % 29, number * 5 % 12 + 1, number % 28 + 1);
            let (year, amount) = (2024 + number * 11 % 2, number * number % 377);
            let _ = writeln!(
                csv,
                "o{number},c{customer},{year}-{month:02}-{day:02},{amount}"
            );
        }
        let rules = decode(RULES).unwrap_or_else(|faults| panic!("{faults:?}"));
        let latest = Day::parse_iso("2025-12-31").expect("a test date");
        let book = sample::book(&[(Role::Orders, &csv)], &rules, &[], latest);
        let engine = Engine::new(&book, &rules, 2);
        let (verdicts, _) = classify(&engine, latest);
        let (mut stayed, mut moved) = (0, 0);
        // The last days lie beyond what the run looked back over.
        for back in 1..140 {
            let day = latest.plus(-back);
            let past = Past::at(&engine, &verdicts, day);
            let (then, _) = classify(&engine, day);
            assert_eq!(past.kind, then.kind, "{day:?}");
            assert_eq!(past.tier, then.tier, "{day:?}");
            assert_eq!(past.tier_raw, then.tier_raw, "{day:?}");
            assert_eq!(past.segments, then.segments, "{day:?}");
            let kinds = past.kind.iter().zip(&verdicts.kind);
            let same = kinds.filter(|(then, now)| then == now).count();
            (stayed, moved) = (stayed + same, moved + past.kind.len() - same);
        }
        assert!(stayed > 500 && moved > 500, "{stayed} {moved}");
    }
}
