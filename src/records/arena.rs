//! Many short texts in one allocation: ids and names, one slot per customer.

/// Texts one after another; four bytes of offset each.
#[derive(Debug, Default, Clone)]
pub struct Arena {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// The most text one arena holds: offsets are 32 bits.
pub const MAX_BYTES: usize = u32::MAX as usize;

impl Arena {
    /// Appends a text and gives its slot; `None` when the arena is full.
    pub fn push(&mut self, text: &[u8]) -> Option<u32> {
        if self.bytes.len() + text.len() > MAX_BYTES {
            return None;
        }
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
        Some(self.ends.len() as u32 - 1)
    }

    /// The text of a slot.
    pub fn bytes(&self, slot: u32) -> &[u8] {
        let slot = slot as usize;
        let start = if slot == 0 {
            0
        } else {
            self.ends[slot - 1] as usize
        };
        &self.bytes[start..self.ends[slot] as usize]
    }

    /// The text of a slot; what was pushed was UTF-8, damaged bytes read as U+FFFD nowhere
    /// because readers decode before they push.
    pub fn text(&self, slot: u32) -> &str {
        std::str::from_utf8(self.bytes(slot)).unwrap_or_default()
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
        self.bytes.shrink_to_fit();
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
