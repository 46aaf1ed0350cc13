//! Numbers of the first short texts of a column, found without hashing them byte by byte.
//!
//! Ten million rows name a few hundred categories. Texts of up to 24 bytes are three words,
//! which are compared as they are; all of them together stay in the inner cache.

/// The most texts that are kept; a column with many more is better off without.
const MOST: usize = 1 << 11;

/// How many places there are for them: most texts are found at the first.
const PLACES: usize = MOST * 2;

/// The longest text that is kept, in bytes.
const LONGEST: usize = 24;

/// No text stands here.
const FREE: u16 = u16::MAX;

/// Texts with their numbers.
#[derive(Debug)]
pub(super) struct Few {
    /// Open-addressed: which of the texts it is.
    places: Vec<u16>,
    texts: Vec<(Short, u16)>,
}

/// A text by its bytes and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Short {
    words: [u64; 3],
    len: u8,
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
            len: len as u8,
        })
    }

    #[inline]
    fn start(&self) -> usize {
        let [first, middle, last] = self.words;
        let mixed = first ^ last.rotate_left(29) ^ middle.rotate_left(13) ^ u64::from(self.len);
        let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - PLACES.trailing_zeros())) as usize
    }
}

impl Few {
    pub(super) fn new() -> Self {
        Self {
            places: vec![FREE; PLACES],
            texts: Vec::new(),
        }
    }

    /// The number of a text, if it is kept.
    #[inline]
    pub(super) fn find(&self, text: &Short) -> Option<u16> {
        let mut at = text.start();
        loop {
            let (known, number) = self.texts.get(usize::from(self.places[at]))?;
            if known == text {
                return Some(*number);
            }
            at = (at + 1) % PLACES;
        }
    }

    /// Keeps the number of a text that is not kept yet, where there is room.
    pub(super) fn keep(&mut self, text: Short, number: u16) {
        if self.texts.len() == MOST {
            return;
        }
        let mut at = text.start();
        while self.places[at] != FREE {
            at = (at + 1) % PLACES;
        }
        self.places[at] = self.texts.len() as u16;
        self.texts.push((text, number));
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
            for at in 0..len {
                let mut other = text.as_bytes()[..len].to_vec();
                other[at] ^= 1;
                assert_ne!(Short::of(&other), Some(short), "{len}: {at}");
            }
            assert_ne!(Short::of(&text.as_bytes()[..=len]), Some(short));
            let longer = [&text.as_bytes()[..len], b"\0"].concat();
            assert_ne!(Short::of(&longer), Some(short));
        }
    }

    #[test]
    fn as_many_as_there_is_room_for_are_found_again() {
        let short = |number: usize| Short::of(format!("Pump {number}").as_bytes()).expect("short");
        let mut few = Few::new();
        for number in 0..MOST + 2 {
            assert_eq!(few.find(&short(number)), None);
            few.keep(short(number), number as u16);
        }
        for number in 0..MOST {
            assert_eq!(few.find(&short(number)), Some(number as u16));
        }
        assert_eq!(few.find(&short(MOST)), None);
    }
}
