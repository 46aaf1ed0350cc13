//! Words of channels and contents, and reasons for loss: those of the rules and ours in both
//! languages, others as written. The width of characters and the case of letters do not matter.

use std::collections::BTreeMap;

use crate::names::words::LossReason;
use crate::rules::{Rules, Words};
use crate::value::text::fold_width;

/// Words by either of their languages, folded.
pub(super) struct Known<'r>(BTreeMap<String, &'r Words>);

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
            known.entry(folded(&words.zh)).or_insert(words);
            known.entry(folded(&words.en)).or_insert(words);
        }
        Self(known)
    }

    /// A word in both languages.
    pub(super) fn words(&self, word: &str) -> Words {
        let known = self.0.get(&folded(word)).map(|words| (*words).clone());
        known.unwrap_or_else(|| Words::from(word))
    }

    /// The words by which something is counted that has words already: those of the first
    /// track that has either of them.
    pub(super) fn same(&self, words: &Words) -> Words {
        let known = [&words.en, &words.zh].map(|word| self.0.get(&folded(word)));
        let known = known.into_iter().flatten().next();
        known.map_or_else(|| words.clone(), |known| (*known).clone())
    }
}

/// What spellings of one word have in common, as rotation and weights of channels compare them.
pub(super) fn folded(word: &str) -> String {
    fold_width(word).to_ascii_lowercase()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::decode::decode;

    #[test]
    fn a_word_of_the_rules_is_known_in_any_case_and_width() {
        let rules = "[[type]]\nid = 't'\nname = 'T'\nwhen = 'orders > 0'\n\
            [[type.follow_up]]\nwho = 'owner'\nevery = '1m'\n\
            channels = [{ zh = '电话', en = 'Phone' }]\n";
        let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let known = Known::of_rules(&rules);
        for word in ["Phone", "phone", "PHONE ", "ｐｈｏｎｅ", "电话"] {
            assert_eq!(known.words(word).en, "Phone", "{word}");
            assert_eq!(known.same(&Words::from(word)).zh, "电话", "{word}");
        }
        assert_eq!(known.words("Fax"), Words::from("Fax"));
    }
}
