//! Owners for customers without one, and for those of people who leave.
//!
//! Takes the lines of `[[team.assign]]` and who matches them; gives each such customer
//! an owner. Within a line everybody gets the same number, give or take one. Who goes to
//! whom follows from hashes of ids and names alone, so that a run in another order gives
//! the same, and one customer more or less moves few others.

use crate::classify::Verdicts;
use crate::classify::cuts::Cuts;
use crate::classify::engine::{BATCH, Engine};
use crate::classify::worker::Worker;
use crate::followup::staff::{PersonId, Staff};
use crate::parallel;

/// Who got whom.
#[derive(Debug, Clone, Default)]
pub(super) struct Assigned {
    /// One slot per customer; [`NOBODY`] where nothing was assigned. Empty when nothing was at all.
    owners: Vec<u16>,
}

const NOBODY: u16 = u16::MAX;

impl Assigned {
    /// The person that a customer was given.
    pub(super) fn owner(&self, customer: u32) -> Option<PersonId> {
        let person = *self.owners.get(customer as usize)?;
        (person != NOBODY).then_some(PersonId(person))
    }

    /// Shares out the customers that have no owner.
    pub(super) fn of(
        engine: &Engine<'_>,
        verdicts: &Verdicts,
        cuts: &Cuts,
        staff: &Staff<'_>,
    ) -> Self {
        let team = &engine.rules.team;
        if team.assign.is_empty() && team.leaving.is_empty() {
            return Self::default();
        }
        let mut dealt = vec![NOBODY; engine.book.len()];
        let lines = lines(engine, verdicts, cuts, staff);
        let find = |names: &[String]| -> Vec<PersonId> {
            names.iter().filter_map(|name| staff.named(name)).collect()
        };
        let mut owners: Vec<Vec<PersonId>> =
            team.assign.iter().map(|line| find(&line.owners)).collect();
        // What leavers leave goes to all others where no line says otherwise.
        owners.push(staff.other_owners());
        let mut by_line: Vec<Vec<(u64, u32)>> = vec![Vec::new(); owners.len()];
        for (customer, line) in lines {
            by_line[line].push((hash(engine.book.registry.id(customer)), customer));
        }
        for (people, mut customers) in owners.iter().zip(by_line) {
            // Of equal hashes the lower number was read first, which is chance: ids decide.
            let by_id = |a: u32, b: u32| engine.book.registry.by_id(a, b);
            customers.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| by_id(a.1, b.1)));
            let keys: Vec<u64> = customers.iter().map(|(hash, _)| *hash).collect();
            let names = people.iter().map(|person| hash_of(staff, *person));
            let names: Vec<u64> = names.collect();
            for ((_, customer), place) in customers.iter().zip(deal(&keys, &names)) {
                dealt[*customer as usize] = people[place].0;
            }
        }
        Self { owners: dealt }
    }
}

/// Customers to share out with the line that holds for each; one line more stands for
/// leavers' customers for whom none does.
fn lines(
    engine: &Engine<'_>,
    verdicts: &Verdicts,
    cuts: &Cuts,
    staff: &Staff<'_>,
) -> Vec<(u32, usize)> {
    let rest = engine.rules.team.assign.len();
    let batches = engine.book.len().div_ceil(BATCH);
    let found = parallel::map(
        engine.threads,
        batches,
        || Worker::new(engine),
        |worker, batch| {
            let first = batch * BATCH;
            let last = (first + BATCH).min(engine.book.len());
            let free = (first as u32..last as u32).filter(|slot| staff.in_sheet(*slot).is_none());
            worker.frame.customers.clear();
            worker.frame.customers.extend(free);
            if worker.frame.is_empty() {
                return Vec::new();
            }
            let lines = worker.assigning(engine, cuts, verdicts);
            let customers = worker.frame.customers.iter().zip(lines);
            let line = |(customer, line): (&u32, Option<usize>)| {
                let line = line.or(staff.is_left(*customer).then_some(rest));
                line.map(|line| (*customer, line))
            };
            customers.filter_map(line).collect::<Vec<_>>()
        },
    );
    found.into_iter().flatten().collect()
}

/// Points of each person on the ring: with so many, shares differ by an eighth before
/// rooms even them out.
const POINTS: u64 = 64;

/// For each key, in order, the place of one of the names, where all have room for the same
/// number, give or take one.
///
/// Keys and names stand on a ring, each name at [`POINTS`] places; a key takes the next name
/// that has room. So a key looks at few names, however many there are.
fn deal(keys: &[u64], names: &[u64]) -> Vec<usize> {
    if names.is_empty() {
        return Vec::new();
    }
    let mut ring: Vec<(u64, usize)> = Vec::with_capacity(names.len() * POINTS as usize);
    for (place, name) in names.iter().enumerate() {
        ring.extend((0..POINTS).map(|point| (mix(*name ^ mix(point)), place)));
    }
    ring.sort_unstable();
    let room = keys.len() / names.len();
    let mut more = keys.len() % names.len();
    let mut loads = vec![0; names.len()];
    let mut open = Open::new(ring.len());
    let mut dealt = Vec::with_capacity(keys.len());
    for key in keys {
        // Keys come in the order of their hashes, which must not be that of the ring.
        let hash = mix(*key);
        let mut at = open.from(ring.partition_point(|(point, _)| *point < hash));
        let place = loop {
            let place = ring[at].1;
            if loads[place] < room || loads[place] == room && more > 0 {
                break place;
            }
            at = open.close(at);
        };
        loads[place] += 1;
        more -= usize::from(loads[place] > room);
        dealt.push(place);
    }
    dealt
}

/// Places of a ring that are still open: each knows one further on that may be.
struct Open(Vec<u32>);

impl Open {
    fn new(places: usize) -> Self {
        Self((0..places as u32).collect())
    }

    /// The first open place from `start` on, around the ring; one at least is open.
    fn from(&mut self, start: usize) -> usize {
        let mut at = start % self.0.len();
        while self.0[at] as usize != at {
            // Every second step is spared the next time.
            let next = self.0[at] as usize;
            self.0[at] = self.0[next];
            at = self.0[at] as usize;
        }
        at
    }

    /// Closes a place; gives the next open one.
    fn close(&mut self, at: usize) -> usize {
        let next = (at + 1) % self.0.len();
        self.0[at] = next as u32;
        self.from(next)
    }
}

fn hash_of(staff: &Staff<'_>, person: PersonId) -> u64 {
    hash(staff.member(person).name)
}

/// FNV-1a, mixed; the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(hash)
}

/// The last step of `SplitMix64`.
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: usize) -> Vec<u64> {
        let mut keys: Vec<u64> = (0..count).map(|key| hash(&format!("C{key}"))).collect();
        keys.sort_unstable();
        keys
    }

    fn names(names: &[&str]) -> Vec<u64> {
        names.iter().map(|name| hash(name)).collect()
    }

    fn loads(dealt: &[usize], people: usize) -> Vec<usize> {
        (0..people)
            .map(|person| dealt.iter().filter(|place| **place == person).count())
            .collect()
    }

    #[test]
    fn everybody_gets_the_same_number_give_or_take_one() {
        for (count, people) in [(0, 2), (1, 3), (10, 3), (97, 4), (12, 4), (5, 8)] {
            let names: Vec<u64> = (0..people).map(|name| hash(&format!("P{name}"))).collect();
            let loads = loads(&deal(&keys(count), &names), people);
            let (least, most) = (loads.iter().min(), loads.iter().max());
            assert!(
                most.zip(least)
                    .is_none_or(|(most, least)| most - least <= 1)
            );
            assert_eq!(loads.iter().sum::<usize>(), count);
        }
        assert!(deal(&keys(3), &[]).is_empty());
    }

    #[test]
    fn one_customer_more_moves_few_others() {
        let people = names(&["张伟", "王芳", "李娜"]);
        let before = keys(300);
        let after = keys(301);
        let places = deal(&before, &people);
        let later = deal(&after, &people);
        let moved = before.iter().zip(&places).filter(|(key, place)| {
            let at = after.binary_search(key).expect("nobody left");
            later[at] != **place
        });
        assert!(moved.count() < 30);
    }
}
