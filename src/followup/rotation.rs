//! Channels and contents in rotation.
//!
//! Takes the words of a track and what the log shows; gives the next word each time.

/// Words in rotation: the one after what the log shows last.
pub(super) struct Rotation<'a> {
    words: &'a [String],
    next: usize,
}

impl<'a> Rotation<'a> {
    /// Begins after the newest shown word that is one of ours; without one, at the first.
    pub(super) fn after<'l>(
        words: &'a [String],
        mut newest_first: impl Iterator<Item = &'l str>,
    ) -> Self {
        let position = |shown: &str| words.iter().position(|word| word == shown.trim());
        let last = if words.len() > 1 {
            newest_first.find_map(position)
        } else {
            None
        };
        Self {
            words,
            next: last.map_or(0, |last| last + 1),
        }
    }

    /// The step's own word, else the next in rotation.
    pub(super) fn next(&mut self, own: Option<&'a str>) -> &'a str {
        if let Some(own) = own.filter(|own| !own.is_empty()) {
            return own;
        }
        if self.words.is_empty() {
            return "";
        }
        let word = &self.words[self.next % self.words.len()];
        self.next += 1;
        word
    }
}
