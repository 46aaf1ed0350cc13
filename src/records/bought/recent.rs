//! Numbers of short texts seen before, found without hashing text byte by byte.
//!
//! Ten million rows name a few hundred categories. Texts of up to 24 bytes are three words,
//! which are compared as they are; a text has one slot, and the last one that came keeps it.

/// How many slots there are: of some hundred texts, few share one.
const SLOTS: usize = 1 << 13;

/// The longest text that is remembered, in bytes.
const LONGEST: usize = 24;

/// Texts with their numbers.
#[derive(Debug)]
pub(super) struct Recent {
    slots: Vec<Slot>,
}

/// A text by its length and its bytes; free while the length is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Short {
    words: [u64; 3],
    len: u16,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    text: Short,
    number: u16,
}

impl Short {
    /// A text that is not empty and short enough.
    #[inline]
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let len = text.len();
        let words = match (text.first_chunk(), text.last_chunk()) {
            _ if len == 0 || len > LONGEST => return None,
            (Some(first), Some(last)) => {
                // The last word overlaps the one before, unless the text fills them all.
                let middle = if len > 16 {
                    text[8..].first_chunk()
                } else {
                    None
                };
                let middle = middle.map_or(0, |word| u64::from_le_bytes(*word));
                [
                    u64::from_le_bytes(*first),
                    middle,
                    u64::from_le_bytes(*last),
                ]
            }
            _ => {
                let mut word = [0; 8];
                word[..len].copy_from_slice(text);
                [u64::from_le_bytes(word), 0, 0]
            }
        };
        Some(Self {
            words,
            len: len as u16,
        })
    }

    #[inline]
    fn slot(&self) -> usize {
        let [first, middle, last] = self.words;
        let mixed = first ^ last.rotate_left(29) ^ middle.rotate_left(13) ^ u64::from(self.len);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

impl Recent {
    pub(super) fn new() -> Self {
        Self {
            slots: vec![Slot::default(); SLOTS],
        }
    }

    /// The number of a text, if it is remembered.
    #[inline]
    pub(super) fn find(&self, text: &Short) -> Option<u16> {
        let slot = &self.slots[text.slot()];
        (slot.text == *text).then_some(slot.number)
    }

    /// Remembers the number of a text.
    pub(super) fn remember(&mut self, text: Short, number: u16) {
        self.slots[text.slot()] = Slot { text, number };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_differ_by_any_byte_and_by_their_length() {
        let text = "工业泵 25,abcdefghijklmnopq";
        for len in 0..text.len() {
            let Some(short) = Short::of(&text.as_bytes()[..len]) else {
                assert!(len == 0 || len > LONGEST);
                continue;
            };
            let mut recent = Recent::new();
            recent.remember(short, len as u16);
            assert_eq!(recent.find(&short), Some(len as u16));
            for at in 0..len {
                let mut other = text.as_bytes()[..len].to_vec();
                other[at] ^= 1;
                assert_ne!(Short::of(&other), Some(short), "{len}: {at}");
            }
            assert_ne!(Short::of(&text.as_bytes()[..len + 1]), Some(short));
            assert_ne!(
                Short::of(&[&text.as_bytes()[..len], b"\0"].concat()),
                Some(short)
            );
        }
    }

    #[test]
    fn what_was_never_seen_is_not_found() {
        let short = |text: &str| Short::of(text.as_bytes()).expect("short");
        let mut recent = Recent::new();
        assert_eq!(recent.find(&short("a")), None);
        recent.remember(short("a"), 7);
        recent.remember(short("b"), 8);
        assert_eq!(recent.find(&short("a")), Some(7));
        assert_eq!(recent.find(&short("b")), Some(8));
        assert_eq!(recent.find(&short("ab")), None);
    }
}
