//! Many short texts in one allocation: ids and names, one slot per customer.

use std::borrow::Cow;

/// Texts one after another; four bytes of offset each.
#[derive(Debug, Default, Clone)]
pub struct Arena {
    texts: String,
    ends: Vec<u32>,
}

/// The most text one arena holds: offsets are 32 bits.
pub const MAX_BYTES: usize = u32::MAX as usize;

impl Arena {
    /// Appends a text and gives its slot; `None` when the arena is full.
    ///
    /// Readers decode before they push. Bytes that are no text all the same read as U+FFFD.
    pub fn push(&mut self, text: &[u8]) -> Option<u32> {
        // Nearly every text is one, and the quick check is all it takes.
        let text = match std::str::from_utf8(text) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(text),
        };
        self.push_text(&text)
    }

    /// The same for what is known to be text.
    pub fn push_text(&mut self, text: &str) -> Option<u32> {
        if self.texts.len() + text.len() > MAX_BYTES {
            return None;
        }
        self.texts.push_str(text);
        self.ends.push(self.texts.len() as u32);
        Some(self.ends.len() as u32 - 1)
    }

    /// The bytes of a slot.
    #[inline]
    pub fn bytes(&self, slot: u32) -> &[u8] {
        &self.texts.as_bytes()[self.span(slot)]
    }

    /// The text of a slot.
    #[inline]
    pub fn text(&self, slot: u32) -> &str {
        &self.texts[self.span(slot)]
    }

    #[inline]
    fn span(&self, slot: u32) -> std::ops::Range<usize> {
        let slot = slot as usize;
        let start = if slot == 0 { 0 } else { self.ends[slot - 1] };
        start as usize..self.ends[slot] as usize
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Gives back memory that growth left over.
    pub fn shrink(&mut self) {
        self.texts.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_slot() {
        let mut arena = Arena::default();
        for text in ["C1", "", "华星"] {
            arena.push(text.as_bytes()).expect("room");
        }
        assert_eq!(
            (arena.text(0), arena.text(1), arena.text(2)),
            ("C1", "", "华星")
        );
        assert_eq!(arena.len(), 3);
    }
}
