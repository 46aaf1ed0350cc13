//! Lists with rules of their own: items that differ, items that rise or fall.

use crate::rules::fault::{Because, Expected, FaultKind, Run};

use super::read::Reader;
use super::table::Slot;

impl Reader<'_> {
    /// A list of texts in which none stands twice.
    pub(super) fn distinct(&mut self, slot: Slot<'_>) -> Option<Vec<String>> {
        if slot.value.get_ref().is_str() {
            return self.texts(slot);
        }
        let mut texts: Option<Vec<String>> = Some(Vec::new());
        for item in self.items(slot, Expected::Texts)? {
            match self.filled(item) {
                Some(text) if texts.as_ref().is_some_and(|list| list.contains(&text)) => {
                    texts = self.note(item, FaultKind::Twice(slot.key.to_owned(), text));
                }
                Some(text) => texts.iter_mut().for_each(|list| list.push(text.clone())),
                None => texts = None,
            }
        }
        texts
    }

    /// A list whose items each lie above (or below) the one before.
    pub(super) fn running<T: PartialOrd + Copy>(
        &mut self,
        slot: Slot<'_>,
        run: Run,
        read: impl Fn(&mut Self, Slot<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.items(slot, Expected::List)?;
        let values: Vec<_> = items.iter().map(|item| read(self, *item)).collect();
        let values: Vec<T> = values.into_iter().collect::<Option<_>>()?;
        let mut runs = true;
        for (place, pair) in values.windows(2).enumerate() {
            let right = match run {
                Run::Up => pair[0] < pair[1],
                Run::Down => pair[0] > pair[1],
            };
            if !right {
                let (before, item) = (items[place], items[place + 1]);
                let kind = FaultKind::Order {
                    key: slot.key.to_owned(),
                    word: self.word(item),
                    before: self.word(before),
                    run,
                };
                self.fault(item.span(), kind);
                runs = false;
            }
        }
        runs.then_some(values)
    }

    /// Notes a list that is longer or shorter than it should be.
    pub(super) fn length(
        &mut self,
        slot: Slot<'_>,
        key: &str,
        (found, wanted): (usize, usize),
        because: Because,
    ) -> Option<()> {
        if found == wanted {
            return Some(());
        }
        let key = key.to_owned();
        let kind = FaultKind::ListLength {
            key,
            found,
            wanted,
            because,
        };
        self.note(slot, kind)
    }
}
