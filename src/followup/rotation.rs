//! Channels and contents in rotation.
//!
//! Takes the words of a track and what the log shows; gives the next word each time.

use crate::rules::Words;
use crate::value::text::fold_width;

/// Words in rotation: the one after what the log shows last.
pub(super) struct Rotation<'a> {
    words: &'a [Words],
    next: usize,
}

impl<'a> Rotation<'a> {
    /// Begins after the newest shown word that is one of ours in either language; without
    /// one, at the first. The width of characters and the case of letters do not matter.
    pub(super) fn after<'l>(
        words: &'a [Words],
        mut newest_first: impl Iterator<Item = &'l str>,
    ) -> Self {
        let last = if words.len() > 1 {
            newest_first.find_map(|shown| place(words, &[shown]))
        } else {
            None
        };
        Self {
            words,
            next: last.map_or(0, |last| last + 1),
        }
    }

    /// The step's own word, else the next in rotation; `None` without words.
    pub(super) fn peek(&self, own: Option<&'a Words>) -> Option<&'a Words> {
        if own.is_some_and(|own| !own.is_empty()) {
            return own;
        }
        self.words.get(self.next.checked_rem(self.words.len())?)
    }

    /// Goes on after a word that was used, be it a step's own or another track's: the log
    /// will show it once the task is done, and what was planned must not change by that.
    pub(super) fn pass(&mut self, used: Option<&Words>) {
        let Some(used) = used.filter(|_| self.words.len() > 1) else {
            return;
        };
        let same = self.words.iter().position(|word| word == used);
        let last = same.or_else(|| place(self.words, &[&used.zh, &used.en]));
        self.next = last.map_or(self.next, |last| last + 1);
    }

    /// The first word from the turn on that is none of these in either language; without
    /// one, the next in rotation.
    pub(super) fn untried<'l>(&self, tried: impl Iterator<Item = &'l str>) -> Option<&'a Words> {
        let tried: Vec<_> = tried.map(fold_width).collect();
        let was_tried = |word: &Words| {
            let is = |word: &str| {
                let word = fold_width(word);
                tried.iter().any(|tried| tried.eq_ignore_ascii_case(&word))
            };
            is(&word.zh) || is(&word.en)
        };
        let turns = (0..self.words.len()).map(|ahead| (self.next + ahead) % self.words.len());
        let mut words = turns.map(|place| &self.words[place]);
        words
            .find(|word| !was_tried(word))
            .or_else(|| self.peek(None))
    }
}

/// Where the first word stands that is one of these in either language.
fn place(words: &[Words], shown: &[&str]) -> Option<usize> {
    let is_shown = |word: &str| shown.iter().any(|shown| is_same(shown, word));
    words
        .iter()
        .position(|word| is_shown(&word.zh) || is_shown(&word.en))
}

/// Whether two words are one but for case and width. Planning asks this for every task, and most
/// words differ in their first character.
fn is_same(one: &str, other: &str) -> bool {
    if let (Some(one), Some(other)) = (first_plain(one), first_plain(other))
        && one != other
    {
        return false;
    }
    one == other || fold_width(one).eq_ignore_ascii_case(&fold_width(other))
}

/// The first character, where it is a letter or digit of ASCII or a Chinese one from U+5000 to
/// U+9FFF, in UTF-8 and of lower case.
fn first_plain(word: &str) -> Option<[u8; 3]> {
    match word.as_bytes() {
        [first, ..] if first.is_ascii_alphanumeric() => Some([first.to_ascii_lowercase(), 0, 0]),
        [first @ 0xE5..=0xE9, second, third, ..] => Some([*first, *second, *third]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The English word after what the log shows, newest first.
    fn check(shown: &[&str], expected: &str) {
        let both = |zh: &str, en: &str| Words {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        let words = [both("电话", "Phone"), both("微信", "WeChat"), "QQ".into()];
        let rotation = Rotation::after(&words, shown.iter().copied());
        assert_eq!(rotation.peek(None).map(|word| &*word.en), Some(expected));
        // What is planned counts as what is logged.
        let mut planned = Rotation::after(&words, [].into_iter());
        for shown in shown.iter().rev() {
            planned.pass(Some(&Words::from(*shown)));
        }
        assert_eq!(planned.peek(None).map(|word| &*word.en), Some(expected));
    }

    #[test]
    fn a_log_in_either_language_moves_the_rotation_on() {
        check(&[], "Phone");
        check(&["电话"], "WeChat");
        check(&["Phone"], "WeChat");
        check(&["传真", "微信"], "QQ");
    }

    #[test]
    fn blanks_width_and_case_do_not_matter() {
        check(&[" wechat\u{3000}"], "QQ");
        check(&["ＱＱ"], "Phone");
    }
}
