//! From a customer's key (id, or folded name) to its number.
//!
//! Ids that count customers are places themselves. For all others there is an
//! open-addressed table of 12-byte slots. Keys of at most eight bytes are the
//! slot's own content, so most look-ups touch one cache line; longer keys are
//! compared in an arena. Look-ups come in [batches](Index::find_all).

mod dense;

use crate::value::word;

use super::arena::Arena;

use dense::Dense;

/// A key ready to be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The bytes themselves when there are at most eight, else 32 bits of their hash.
    word: u64,
    /// Whether `word` is a hash.
    long: bool,
}

/// One place of the table; free while the last word is 0.
///
/// Short key: the key's low and high word, number + 1. Long key: 32 bits of hash,
/// the key's place in the arena, number + 1 with the top bit set.
type Slot = [u32; 3];

const FREE: Slot = [0; 3];
const LONG: u32 = 1 << 31;

/// The most customers one book holds.
pub const MAX_CUSTOMERS: usize = 1 << 24;

impl Key {
    /// The key of these bytes, which hold no NUL byte and are not empty.
    #[inline]
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.len() <= 8 {
            return Self {
                word: word::short(bytes),
                long: false,
            };
        }
        Self {
            word: hash_bytes(bytes) & u64::from(u32::MAX),
            long: true,
        }
    }

    /// The key of at most eight bytes, the first of them the lowest of a word that has NUL behind.
    #[inline]
    pub(super) fn of_word(word: u64) -> Self {
        Self { word, long: false }
    }

    /// The bytes themselves with how many they are, of a key that holds them.
    #[inline]
    pub fn bytes(self) -> Option<([u8; 8], usize)> {
        (!self.long).then(|| (self.word.to_le_bytes(), word::length(self.word)))
    }

    /// Spreads keys that differ only in their last digits over the whole table.
    #[inline]
    fn spread(self) -> u64 {
        let mixed = (self.word ^ (self.word >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }
}

/// A 64-bit hash of bytes; fixed, so that runs repeat. Also used for long order numbers.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = 0x243F_6A88_85A3_08D3 ^ bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        hash = folded(
            hash,
            u64::from_le_bytes(word.try_into().expect("eight bytes")),
        );
    }
    let mut last = [0; 8];
    last[..words.remainder().len()].copy_from_slice(words.remainder());
    folded(
        folded(hash, u64::from_le_bytes(last)),
        0x1319_8A2E_0370_7344,
    )
}

/// Multiplies to 128 bits and folds the halves, as wyhash and foldhash do.
#[inline]
fn folded(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word) * u128::from(0x9E37_79B9_7F4A_7C15_u64);
    (product as u64) ^ ((product >> 64) as u64) ^ hash.rotate_left(23)
}

/// The table.
#[derive(Debug, Default)]
pub struct Index {
    /// Keys whose number is their place.
    dense: Dense,
    /// All others.
    slots: Vec<Slot>,
    /// How many of the slots are taken.
    taken: usize,
    /// Keys longer than eight bytes.
    long: Arena,
}

/// No customer has this number.
pub const NOBODY: u32 = u32::MAX;

/// The place of a key among those that are places, where it is not known or has none.
pub const NOWHERE: u32 = u32::MAX;

/// Memory for [`Index::find_all`].
#[derive(Debug, Default)]
pub struct Scratch {
    places: Vec<u32>,
    slots: Vec<Slot>,
}

impl Index {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.taken + self.dense.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room for about `keys` further keys at once, of which `some` are known.
    pub fn reserve(&mut self, keys: usize, some: impl Iterator<Item = Key>) {
        if self.is_empty() {
            self.dense = Dense::like(keys, some);
        }
        if self.dense.has_room() {
            return;
        }
        let wanted = ((self.taken + keys).max(8) * 2).next_power_of_two();
        if wanted > self.slots.len() {
            self.rehash(wanted);
        }
    }

    /// Looks up all keys, each with its place or [`NOWHERE`], `text` being the bytes of each,
    /// and appends their numbers; [`NOBODY`] for those that are not there.
    ///
    /// What is read first for each of them is read with nothing in between, so that the
    /// processor waits for memory once.
    pub fn find_all<'k>(
        &self,
        keys: &[(Key, u32)],
        text: impl Fn(usize) -> &'k [u8],
        scratch: &mut Scratch,
        numbers: &mut Vec<u32>,
    ) {
        let Scratch { places, slots } = scratch;
        places.clear();
        if self.dense.has_room() {
            places.extend(keys.iter().map(|(key, place)| match *place {
                NOWHERE => self.dense.place(*key),
                known => known,
            }));
            let start = numbers.len();
            numbers.extend(places.iter().map(|place| self.dense.at(*place)));
            for (at, number) in numbers[start..].iter_mut().enumerate() {
                if *number == NOBODY {
                    *number = self.probe(keys[at].0, text(at)).unwrap_or(NOBODY);
                }
            }
            return;
        }
        slots.clear();
        places.extend(keys.iter().map(|(key, _)| self.start(*key) as u32));
        slots.extend(places.iter().map(|place| self.slot(*place)));
        let fetched = keys.iter().zip(slots).enumerate();
        numbers.extend(fetched.map(|(at, ((key, _), slot))| {
            let (key, text) = (*key, text(at));
            match *slot {
                FREE => NOBODY,
                slot if self.holds(slot, key, text) => number(slot),
                _ => self.probe(key, text).unwrap_or(NOBODY),
            }
        }));
    }

    /// Reads what will be read first when these keys are looked up.
    pub fn touch(&self, keys: impl Iterator<Item = Key>) {
        let seen = keys.map(|key| match self.dense.find(key) {
            Some(number) => number,
            None => self.slot(self.start(key) as u32)[0],
        });
        std::hint::black_box(seen.fold(0, |all, one| all ^ one));
    }

    #[inline]
    fn slot(&self, place: u32) -> Slot {
        self.slots.get(place as usize).copied().unwrap_or(FREE)
    }

    /// The number of a key.
    pub fn find(&self, key: Key, bytes: &[u8]) -> Option<u32> {
        self.dense.find(key).or_else(|| self.probe(key, bytes))
    }

    /// The key of the id that a cell between two places of some bytes is just as it stands, and
    /// its place, where ids count customers and that is plain to see.
    #[inline]
    pub(super) fn plain(&self, bytes: &[u8], cell: (usize, usize)) -> Option<(Key, u32)> {
        self.dense.plain(bytes, cell)
    }

    /// The number of a key among the slots.
    fn probe(&self, key: Key, bytes: &[u8]) -> Option<u32> {
        let mut at = self.start(key);
        loop {
            let slot = *self.slots.get(at)?;
            if slot[2] == 0 {
                return None;
            }
            if self.holds(slot, key, bytes) {
                return Some(number(slot));
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a key that is not there yet. False when there is no room for its text.
    #[must_use]
    pub fn insert(&mut self, key: Key, bytes: &[u8], number: u32) -> bool {
        if self.dense.insert(key, number) {
            return true;
        }
        if (self.taken + 1) * 2 > self.slots.len() {
            self.rehash((self.slots.len() * 2).max(16));
        }
        if key.long {
            let Some(place) = self.long.push(bytes) else {
                return false;
            };
            self.place([key.word as u32, place, (number + 1) | LONG]);
        } else {
            self.place([key.word as u32, (key.word >> 32) as u32, number + 1]);
        }
        self.taken += 1;
        true
    }

    #[inline]
    fn holds(&self, slot: Slot, key: Key, bytes: &[u8]) -> bool {
        if key.long {
            slot[2] & LONG != 0 && slot[0] == key.word as u32 && self.long.bytes(slot[1]) == bytes
        } else {
            slot[2] & LONG == 0 && u64::from(slot[0]) | u64::from(slot[1]) << 32 == key.word
        }
    }

    #[inline]
    fn start(&self, key: Key) -> usize {
        (key.spread() >> 24) as usize & self.slots.len().wrapping_sub(1)
    }

    fn place(&mut self, slot: Slot) {
        let long = slot[2] & LONG != 0;
        let high = if long { 0 } else { u64::from(slot[1]) << 32 };
        let word = u64::from(slot[0]) | high;
        let mut at = self.start(Key { word, long });
        while self.slots[at][2] != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    fn rehash(&mut self, size: usize) {
        let old = std::mem::replace(&mut self.slots, vec![FREE; size]);
        for slot in old.into_iter().filter(|slot| slot[2] != 0) {
            self.place(slot);
        }
    }
}

#[inline]
fn number(slot: Slot) -> u32 {
    (slot[2] & !LONG) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn an_empty_index_knows_nobody() {
        let index = Index::default();
        let key = Key::of(b"C1");
        assert_eq!(index.find(key, b"C1"), None);
        assert_eq!(all(&index, ["C1"]), [NOBODY]);
    }

    /// The numbers of all of these.
    fn all<'k>(index: &Index, keys: impl IntoIterator<Item = &'k str>) -> Vec<u32> {
        let texts: Vec<&str> = keys.into_iter().collect();
        let key = |text: &&str| (Key::of(text.as_bytes()), NOWHERE);
        let keys: Vec<_> = texts.iter().map(key).collect();
        let (mut scratch, mut numbers) = (Scratch::default(), Vec::new());
        index.find_all(&keys, |at| texts[at].as_bytes(), &mut scratch, &mut numbers);
        numbers
    }

    proptest! {
        #[test]
        fn keys_of_any_length_find_their_number(keys in prop::collection::vec("[a-c华]{1,12}", 0..200)) {
            let (mut index, mut expected) = (Index::default(), HashMap::new());
            for text in &keys {
                let key = Key::of(text.as_bytes());
                let next = expected.len() as u32;
                prop_assert_eq!(index.find(key, text.as_bytes()), expected.get(text).copied());
                if !expected.contains_key(text) {
                    prop_assert!(index.insert(key, text.as_bytes(), next));
                    expected.insert(text.clone(), next);
                }
            }
            let numbers: Vec<u32> = expected.values().copied().collect();
            prop_assert_eq!(all(&index, expected.keys().map(String::as_str)), numbers);
        }

        #[test]
        fn ids_that_count_find_their_number_among_others(
            ids in prop::collection::vec(prop_oneof![
                (900u32..1300).prop_map(|id| format!("KH{id:06}")),
                (0u32..2000).prop_map(|id| format!("KH{id}")),
                "[KH0-9]{1,10}",
            ], 1..200),
            reserved in 0usize..300,
        ) {
            let (mut index, mut expected) = (Index::default(), HashMap::new());
            index.reserve(reserved, ids.iter().take(20).map(|id| Key::of(id.as_bytes())));
            for id in &ids {
                let (key, bytes) = (Key::of(id.as_bytes()), id.as_bytes());
                let next = expected.len() as u32;
                let known = expected.get(id).copied();
                prop_assert_eq!(index.find(key, bytes), known);
                if known.is_none() {
                    prop_assert!(index.insert(key, bytes, next));
                    expected.insert(id.clone(), next);
                }
            }
            prop_assert_eq!(index.len(), expected.len());
            let numbers: Vec<u32> = ids.iter().map(|id| expected[id]).collect();
            prop_assert_eq!(all(&index, ids.iter().map(String::as_str)), numbers);
        }
    }
}
