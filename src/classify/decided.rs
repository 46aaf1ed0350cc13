//! Frames of customers whose labels are decided already.
//!
//! Takes the verdicts of the as-of day; gives a frame with the layers that
//! conditions of tracks, scripts and reasons look at, without deciding anew.

use crate::metrics::outlook::Needs;

use super::cuts::Cuts;
use super::engine::Engine;
use super::worker::Worker;
use super::{NONE, Verdicts};

impl Worker {
    /// Fills the frame for its customers at the as-of day, and all layers from the verdicts.
    pub fn recall(&mut self, engine: &Engine<'_>, cuts: &Cuts, verdicts: &Verdicts, needs: Needs) {
        self.frame
            .fill(engine.book, &engine.outlook, cuts.windows, needs);
        self.own_metrics(engine, cuts);
        self.recall_labels(verdicts);
        if engine.labels_use_standing {
            self.recall_standing(engine, cuts);
        }
    }

    fn recall_labels(&mut self, verdicts: &Verdicts) {
        self.layers.clear();
        for customer in &self.frame.customers {
            let slot = *customer as usize;
            let layers = &mut self.layers;
            layers.scores.push(verdicts.scores[slot]);
            layers.segments.push(verdicts.segments[slot]);
            layers.tiers.push(verdicts.tier[slot]);
            layers.types.push(verdicts.kind[slot]);
            layers
                .xyz
                .push(verdicts.xyz.get(slot).copied().unwrap_or(NONE));
        }
    }

    /// Conditions see one standing for all customers of one value, as tiers and types did.
    fn recall_standing(&mut self, engine: &Engine<'_>, cuts: &Cuts) {
        let mut measures = Vec::with_capacity(self.frame.len());
        self.measures(engine, cuts, &mut measures);
        for (measure, customer) in measures.into_iter().zip(&self.frame.customers) {
            let group = engine.tier_groups.of(*customer);
            self.layers.standing.push(cuts.standing(group, measure));
        }
    }

    /// For each customer of the frame, bits of the tracks of its type that apply.
    pub fn applying(&mut self, engine: &Engine<'_>, cuts: &Cuts, verdicts: &Verdicts) -> Vec<u32> {
        if engine.labels_use_standing || engine.tracks_read_facts() {
            self.recall(engine, cuts, verdicts, engine.needs);
        } else {
            self.frame.empty(cuts.windows);
            self.recall_labels(verdicts);
        }
        self.tracks(engine, cuts)
    }

    /// For each customer of the frame, the first line of `[[team.assign]]` that holds for it.
    pub fn assigning(
        &mut self,
        engine: &Engine<'_>,
        cuts: &Cuts,
        verdicts: &Verdicts,
    ) -> Vec<Option<usize>> {
        self.recall(engine, cuts, verdicts, engine.needs);
        self.assign_lines(engine, cuts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::engine::{Earlier, Level};
    use crate::classify::history::classify;
    use crate::names::Role;
    use crate::period::Day;
    use crate::records::sample;
    use crate::rules::decode::decode;

    const RULES: &str = r#"
[history]
depth = 0
[xyz]
[[type]]
id = "any"
name = "any"
when = "WHEN"
[[type.follow_up]]
who = "owner"
when = "tier = 'A' and segment != '' and r >= 1"
every = "1w"
[[type.follow_up]]
who = "owner"
when = "share >= 30% and rank = 1"
every = "1w"
[[type.follow_up]]
who = "owner"
when = "xyz = 'Z' or xyz = 'X' or xyz = 'Y'"
every = "1w"
[[tag]]
name = "large"
when = "share >= 30%"
[[tag]]
name = "first"
when = "rank = 1"
[[tag]]
name = "steady or not"
when = "not blank(xyz)"
"#;

    const ORDERS: &str = "订单编号,客户编号,订单日期,订单金额\n\
        o1,1,2026-01-17,500\no2,2,2026-10-23,300\no3,3,2026-09-01,200\no4,1,2026-11-17,10\n";

    /// Bits of tags and of tracks per customer; the tracks also as a frame decided anew sees them.
    fn check(when: &str, tags: [u32; 3], tracks: [u32; 3]) {
        check_rules(&RULES.replace("WHEN", when), tags, tracks);
    }

    fn check_rules(rules: &str, tags: [u32; 3], tracks: [u32; 3]) {
        let rules = decode(rules);
        let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
        let day = Day::parse_iso("2026-11-23").expect("a test date");
        let book = sample::book(&[(Role::Orders, ORDERS)], &rules, &[], day);
        let engine = Engine::new(&book, &rules, 1);
        let (verdicts, cuts) = classify(&engine, day);
        let mut worker = Worker::new(&engine);
        worker.frame.customers.extend(0..3);
        assert_eq!(worker.applying(&engine, &cuts, &verdicts), tracks);
        assert_eq!(verdicts.tags, tags);
        worker.prepare(&engine, &cuts, Earlier(&[]), engine.needs, Level::Type);
        assert_eq!(worker.tracks(&engine, &cuts), tracks);
    }

    #[test]
    fn tags_and_tracks_see_labels_that_types_do_not_ask_for() {
        check("true", [0b111, 0b100, 0b100], [0b111, 0b101, 0b100]);
    }

    #[test]
    fn tracks_on_labels_alone_need_no_metrics() {
        let rules = RULES.replace("WHEN", "true");
        let rules = rules.replace("share >= 30% and rank = 1", "tier = 'B'");
        // Without tags of its own, a file has the built-in ones: the second is for one order.
        let (rules, _) = rules.split_once("[[tag]]").expect("tags come last");
        check_rules(rules, [0, 0b10, 0b10], [0b101, 0b101, 0b110]);
        let rules = rules.replace("tier = 'B'", "days_since_last_order > 60d");
        check_rules(&rules, [0, 0b10, 0b10], [0b101, 0b101, 0b110]);
    }

    #[test]
    fn recalled_labels_are_those_that_types_were_decided_by() {
        check(
            "share > 0 and xyz != '' and r > 0",
            [0b111, 0b100, 0b100],
            [0b111, 0b101, 0b100],
        );
    }
}
