//! What a plan asks for in a usual week, person by person.
//!
//! Takes a plan; gives tasks a week. A cadence counts with its pace in the long run, so
//! that what is overdue today weighs no more than anything else. What comes once has no
//! such pace: it counts as it falls due in the days ahead.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::classify::engine::BATCH;
use crate::followup::calendar::about_days;
use crate::followup::desk::Hand;
use crate::followup::everyone::{Listed, Plan};
use crate::followup::situation::Reach;
use crate::followup::staff::PersonId;
use crate::parallel;
use crate::rules::{Track, Who};

/// Millionths, in which tasks a week are counted: sums are exact, whatever the order.
const PARTS: u64 = 1_000_000;

/// Tasks a week.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weekly<'a> {
    /// By who carries them out; nobody's stand under an empty name.
    pub people: BTreeMap<&'a str, f64>,
    /// Bulk touches.
    pub bulk: f64,
}

/// The same in millionths, by number; `None` is nobody.
#[derive(Default)]
struct Counts {
    people: BTreeMap<Option<PersonId>, u64>,
    bulk: u64,
}

impl Counts {
    fn add(&mut self, who: Who, person: Option<PersonId>, more: u64) {
        match who {
            Who::Auto => self.bulk += more,
            Who::Owner | Who::Manager => *self.people.entry(person).or_default() += more,
        }
    }
}

impl<'a> Plan<'a> {
    /// What is asked for in a usual week.
    pub fn weekly(&self) -> Weekly<'a> {
        let parts = &self.desk.engine().book.parts;
        let found = parallel::map(
            self.desk.engine().threads,
            parts.len(),
            || Hand::new(&self.desk),
            |hand, number| {
                let (first, count) = (parts[number].first, parts[number].len() as u32);
                self.lasting(hand, first..first + count)
            },
        );
        let mut sums = Counts::default();
        for part in found {
            sums.bulk += part.bulk;
            for (person, count) in part.people {
                sums.add(Who::Owner, person, count);
            }
        }
        self.passing(&mut sums);
        let tasks = |count: u64| count as f64 / PARTS as f64;
        let name = |person: PersonId| self.desk.staff.member(person).name;
        let people = sums.people.into_iter();
        Weekly {
            people: people
                .map(|(person, count)| (person.map_or("", name), tasks(count)))
                .collect(),
            bulk: tasks(sums.bulk),
        }
    }

    /// What cadences ask of the customers of a part.
    fn lasting<'d>(&'d self, hand: &mut Hand<'d, 'a>, customers: Range<u32>) -> Counts {
        let mut counts = Counts::default();
        for start in customers.clone().step_by(BATCH) {
            let batch = start..customers.end.min(start + BATCH as u32);
            self.desk.find_applying(hand, batch.clone());
            let applying = std::mem::take(&mut hand.applying);
            hand.gather(&self.desk, batch.clone().zip(applying.iter().copied()));
            hand.applying = applying;
            for (slot, customer) in batch.enumerate() {
                self.desk.look(hand, slot, |_, facts| {
                    if facts.reach == Reach::DoNotContact {
                        return;
                    }
                    for line in facts.tracks {
                        let who = line.track.who;
                        if let Some(every) = line.track.lasting() {
                            let more = 7 * PARTS / u64::from(about_days(every));
                            counts.add(who, self.desk.person(customer, who), more);
                        }
                    }
                });
            }
        }
        counts
    }

    /// Adds the steps and occasions of tracks without a cadence that are wanted from the
    /// as-of day up to the horizon.
    fn passing(&self, counts: &mut Counts) {
        let rules = self.desk.engine().rules;
        let mut tracks = rules.types.iter().flat_map(|kind| &kind.tracks);
        if tracks.all(|track| track.lasting().is_some()) {
            return;
        }
        let (first, last) = (self.desk.as_of(), self.desk.horizon());
        let days = u64::from(last.0.abs_diff(first.0)) + 1;
        let deferred = self.deferred.iter().map(|deferred| deferred.task);
        let tasks: Vec<Listed> = self.listed.iter().copied().chain(deferred).collect();
        let mut clerk = self.clerk();
        for batch in tasks.chunks(BATCH) {
            clerk.expect(batch);
            for listed in batch {
                let planned = clerk.task(*listed);
                let kind = rules.types.get(usize::from(planned.kind));
                let track: Option<&Track> =
                    kind.and_then(|kind| kind.tracks.get(planned.task.track));
                let task = &planned.task;
                let wanted = task.reason.waits_since().unwrap_or(task.due);
                let passes = track.is_some_and(|track| track.lasting().is_none());
                if passes && (first..=last).contains(&wanted) {
                    let who = listed.who;
                    counts.add(
                        who,
                        self.desk.person(listed.customer, who),
                        7 * PARTS / days,
                    );
                }
            }
        }
    }
}
