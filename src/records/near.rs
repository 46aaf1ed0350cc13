//! Customers whose names are nearly the same, where names are what they are known by, and
//! addresses of mail that differ in capitals alone, where those are.
//!
//! Takes the registry, gives a finding for each pair that differs only in brackets,
//! punctuation or legal form. Nothing is merged: that is for people to say.

use crate::parallel;
use crate::problem::{Finding, Place, Problem, SheetId};
use crate::value::text::near_key;

use super::index::hash_bytes;
use super::registry::{Keyed, Registry};

/// Names per piece of work.
const PIECE: usize = 16 * 1024;
/// The most pairs that are told one by one.
pub const MAX_PAIRS: usize = 1_000;

/// The pairs, by the id of their first customer; and how many more there are.
pub fn near_names(registry: &Registry, keyed: Keyed, threads: usize) -> (Vec<Problem>, u64) {
    let customers = registry.len();
    let hashes = parallel::map(
        threads,
        customers.div_ceil(PIECE),
        || (),
        |(), piece| {
            let range = piece * PIECE..((piece + 1) * PIECE).min(customers);
            let hash = |number: usize| {
                let key = near_key(registry.name(number as u32));
                (hash_bytes(key.as_bytes()), number as u32)
            };
            range.map(hash).collect::<Vec<_>>()
        },
    );
    let mut hashes: Vec<(u64, u32)> = hashes.into_iter().flatten().collect();
    hashes.sort_unstable();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for group in hashes.chunk_by(|one, other| one.0 == other.0) {
        if let [_, _, ..] = group {
            pairs_of(registry, keyed, group, &mut pairs);
        }
    }
    pairs.sort_by(|one, other| {
        let by_first = registry.by_id(one.0, other.0);
        by_first.then_with(|| registry.by_id(one.1, other.1))
    });
    told(registry, pairs, |number| registry.name(number))
}

/// Pairs of ids that are one address of mail but for capitals, at most [`MAX_PAIRS`]; and how
/// many more there are. Other ids count as they are written.
pub fn near_addresses(registry: &Registry) -> (Vec<Problem>, u64) {
    let addresses = (0..registry.len() as u32).filter(|number| registry.id(*number).contains('@'));
    let small = |number: u32| registry.id(number).to_lowercase();
    let hashes = addresses.map(|number| (hash_bytes(small(number).as_bytes()), number));
    let mut hashes: Vec<(u64, u32)> = hashes.collect();
    // Customers whom orders alone name are numbered as threads came upon them.
    hashes.sort_unstable_by_key(|(hash, number)| (*hash, registry.first_place(*number), *number));
    let alike = hashes.chunk_by(|one, other| one.0 == other.0);
    let pairs = alike.flat_map(|alike| {
        let (_, first) = alike[0];
        let others = alike[1..].iter().map(move |(_, other)| (first, *other));
        others.filter(|(one, other)| small(*one) == small(*other))
    });
    let mut pairs: Vec<(u32, u32)> = pairs.collect();
    pairs.sort_by(|one, other| {
        let by_first = registry.by_id(one.0, other.0);
        by_first.then_with(|| registry.by_id(one.1, other.1))
    });
    told(registry, pairs, |number| registry.id(number))
}

/// A finding for each of the first [`MAX_PAIRS`], in the words that are alike; and how many
/// more there are.
fn told<'r>(
    registry: &'r Registry,
    mut pairs: Vec<(u32, u32)>,
    word: impl Fn(u32) -> &'r str,
) -> (Vec<Problem>, u64) {
    let more = pairs.len().saturating_sub(MAX_PAIRS) as u64;
    pairs.truncate(MAX_PAIRS);
    let problem = |(one, other): &(u32, u32)| Problem {
        place: place(registry, *other),
        finding: Finding::NearNames(word(*one).to_owned(), word(*other).to_owned()),
        count: 1,
    };
    (pairs.iter().map(problem).collect(), more)
}

/// The first of a group, by sheet and then by id, with each of the others.
fn pairs_of(registry: &Registry, keyed: Keyed, group: &[(u64, u32)], pairs: &mut Vec<(u32, u32)>) {
    let by_name = |number: u32| keyed == Keyed::ByName || registry.known_by_name(number);
    let in_sheet = |number: u32| number < registry.in_sheet;
    let mut numbers: Vec<u32> = group.iter().map(|(_, number)| *number).collect();
    numbers.sort_by(|one, other| {
        let by_sheet = in_sheet(*other).cmp(&in_sheet(*one));
        by_sheet.then_with(|| registry.by_id(*one, *other))
    });
    let first = numbers[0];
    let key = near_key(registry.name(first));
    let others = numbers[1..].iter().copied();
    pairs.extend(
        others
            // Two with ids of their own are two customers; equal hashes may be chance.
            .filter(|other| by_name(*other) && near_key(registry.name(*other)) == key)
            .map(|other| (first, other)),
    );
}

/// The row that first named a customer whom the customer sheet does not have.
fn place(registry: &Registry, number: u32) -> Option<Place> {
    let (sheet, row) = registry.first_place(number)?;
    Some(Place {
        sheet: SheetId(sheet),
        row: Some(row),
        column: None,
    })
}
