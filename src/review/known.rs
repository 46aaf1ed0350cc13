//! Words of channels and contents, and reasons for loss: those of the rules and ours in both
//! languages, others as written.

use std::collections::BTreeMap;

use crate::names::words::LossReason;
use crate::rules::{Rules, Words};

/// Words by either of their languages.
pub(super) struct Known<'r>(BTreeMap<&'r str, &'r Words>);

impl<'r> Known<'r> {
    /// Channels and contents of the rules.
    pub(super) fn of_rules(rules: &'r Rules) -> Self {
        let tracks = || rules.types.iter().flat_map(|kind| &kind.tracks);
        let steps = || tracks().flat_map(|track| &track.steps);
        let mut known = BTreeMap::new();
        let channels = tracks().flat_map(|track| &track.channels);
        let contents = tracks().flat_map(|track| &track.contents);
        let stepped = steps().flat_map(|step| [&step.channel, &step.content]);
        for words in channels.chain(contents).chain(stepped) {
            known.entry(words.zh.as_str()).or_insert(words);
            known.entry(words.en.as_str()).or_insert(words);
        }
        Self(known)
    }

    /// A word in both languages.
    pub(super) fn words(&self, word: &str) -> Words {
        let known = self.0.get(word).map(|words| (*words).clone());
        known.unwrap_or_else(|| Words::from(word))
    }
}

/// A reason for loss in both languages.
pub(super) fn loss_reason(word: &str) -> Words {
    let same = |reason: &LossReason| {
        let words = reason.words().into_iter();
        words
            .into_iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    };
    let known = LossReason::ALL.into_iter().find(same);
    known.map_or_else(
        || Words::from(word),
        |reason| {
            let [zh, en] = reason.words().map(str::to_owned);
            Words { zh, en }
        },
    )
}
