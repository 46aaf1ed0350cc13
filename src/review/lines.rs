//! The lines of a review while they are being counted. Takes figures and reasons for loss,
//! one by one, by what they are counted by; gives lines in a fixed order.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::rules::{Rules, Words};

use super::figures::{Figures, Part};
use super::known::folded;
use super::{By, Line, LossReason};

/// Lines by what they are counted by and the place or the name there. Tiers and types have
/// their place as a fixed number of digits, so that the order of keys is the order of lines.
#[derive(Default)]
pub(super) struct Lines(BTreeMap<(By, String), Draft>);

/// One line.
pub(super) struct Draft {
    name: Words,
    figures: Figures,
    /// By their English words; the empty one is of those who gave none.
    reasons: BTreeMap<String, LossReason>,
}

impl Lines {
    /// The line of a key; where it is new, with this name.
    pub(super) fn at(&mut self, by: By, key: &str, name: impl FnOnce() -> Words) -> &mut Draft {
        // Whose name nobody knows stands at the end.
        let key = if key.is_empty() { "\u{10FFFF}" } else { key };
        let line = self.0.entry((by, key.to_owned()));
        line.or_insert_with(|| Draft {
            name: name(),
            figures: Figures::default(),
            reasons: BTreeMap::new(),
        })
    }

    /// The line of a word, whatever its width and the case of its letters.
    pub(super) fn of_word(&mut self, by: By, words: &Words) -> &mut Draft {
        let line = self.at(by, &folded(&words.en), || words.clone());
        line.name(words);
        line
    }

    /// The lines with their machine keys, without empty ones.
    pub(super) fn finished(self, rules: &Rules) -> Vec<Line> {
        let lines = self.0.into_iter().map(|((by, key), draft)| {
            let place = key.parse::<usize>().unwrap_or(usize::MAX);
            let key = match by {
                By::All => String::new(),
                By::Tier => rules.tier.classes.get(place).cloned().unwrap_or_default(),
                By::Type => {
                    let kind = rules.types.get(place);
                    kind.map(|kind| kind.id.clone()).unwrap_or_default()
                }
                By::Owner | By::Channel | By::Content => draft.name.en.clone(),
            };
            draft.line(by, key)
        });
        let mut lines: Vec<Line> = lines
            .filter(|line| line.by == By::All || !line.figures.is_empty())
            .collect();
        // What is used most comes first where the rules give no order.
        lines.sort_by_key(|line| match line.by {
            By::Channel | By::Content => (
                line.by,
                Reverse(line.figures.issued + line.figures.contacts),
            ),
            by => (by, Reverse(0)),
        });
        lines
    }
}

impl Draft {
    /// Of several spellings of one word that the rules do not name, the first by letters
    /// names the line, whoever wrote it first.
    fn name(&mut self, words: &Words) {
        if words.en < self.name.en {
            self.name.clone_from(words);
        }
    }

    /// Adds figures.
    pub(super) fn join(&mut self, figures: &Figures) {
        self.figures.join(figures);
    }

    /// Adds a customer's reason; an empty one says that none was given.
    pub(super) fn give(&mut self, reason: &Words, lost: bool) {
        let known = self.reasons.entry(reason.en.clone());
        let known = known.or_insert_with(|| LossReason {
            reason: reason.clone(),
            customers: 0,
            lost: 0,
        });
        known.customers += 1;
        known.lost += u64::from(lost);
    }

    fn line(self, by: By, key: String) -> Line {
        let mut reasons: Vec<LossReason> = self.reasons.into_values().collect();
        reasons.sort_by_key(|reason| (reason.reason.is_empty(), Reverse(reason.customers)));
        Line {
            by,
            key,
            name: self.name,
            figures: self.figures,
            reasons,
        }
    }
}

impl Figures {
    /// Adds others.
    fn join(&mut self, other: &Self) {
        self.customers += other.customers;
        self.issued += other.issued;
        self.recomputed += other.recomputed;
        self.on_time += other.on_time;
        self.late += other.late;
        self.superseded += other.superseded;
        self.open += other.open;
        self.backlog.join(other.backlog);
        self.contacts += other.contacts;
        self.reached += other.reached;
        self.unanswered += other.unanswered;
        self.won.join(other.won);
        self.second.join(other.second);
        self.woken.join(other.woken);
        self.saved.join(other.saved);
        self.given_up.join(other.given_up);
        self.lost.join(other.lost);
        self.revenue += other.revenue;
        self.year_from += other.year_from;
        self.year_to += other.year_to;
        self.rated += other.rated;
        self.satisfaction_from += other.satisfaction_from;
        self.satisfaction_to += other.satisfaction_to;
    }
}

impl Part {
    fn join(&mut self, other: Self) {
        self.count += other.count;
        self.of += other.of;
    }
}
