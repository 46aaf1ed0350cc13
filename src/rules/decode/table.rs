//! Tables of a rules file: which keys they have, and the faults of keys they
//! do not have.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::names::near;
use crate::rules::fault::{Expected, FaultKind};

use super::read::Reader;

/// A key with its value; items of a list carry the key of the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    /// The key, for messages.
    pub(super) key: &'a str,
    /// The value and its place.
    pub(super) value: &'a Spanned<DeValue<'a>>,
}

impl Slot<'_> {
    /// Where the value stands, quotes included.
    pub(super) fn span(&self) -> Range<usize> {
        self.value.span()
    }
}

/// A table with a fixed set of keys.
#[derive(Debug, Clone)]
pub(super) struct Table<'a> {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// Where it begins: the header, or the whole of an inline table.
    pub(super) span: Range<usize>,
    keys: &'static [&'static str],
    entries: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    /// The value of a key, if the file has it.
    pub(super) fn slot(&self, key: &'static str) -> Option<Slot<'a>> {
        debug_assert!(self.keys.contains(&key), "{key} is not listed");
        let value = self.entries.get(key)?;
        Some(Slot { key, value })
    }

    /// Where a key itself stands.
    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries
            .get_key_value(key)
            .map_or(self.span.clone(), |(key, _)| key.span())
    }

    /// Whether an unknown key of the table was probably meant to be this one.
    pub(super) fn misspells(&self, key: &str) -> bool {
        self.entries.iter().any(|(found, _)| {
            let found = found.get_ref().as_ref();
            let known = self.keys.iter().copied();
            !self.keys.contains(&found) && near::nearest(found, known) == Some(key)
        })
    }

    /// Which of some keys the file has, in its order.
    pub(super) fn present(&self, keys: &[&'static str]) -> Vec<&'static str> {
        let entries = self.entries.iter();
        entries
            .filter_map(|(key, _)| keys.iter().copied().find(|known| *known == key.get_ref()))
            .collect()
    }
}

impl Reader<'_> {
    /// A table with these keys; any other key is a fault.
    pub(super) fn table<'a>(
        &mut self,
        slot: Slot<'a>,
        name: &'static str,
        keys: &'static [&'static str],
    ) -> Option<Table<'a>> {
        let Some(entries) = slot.value.get_ref().as_table() else {
            return self.wrong_kind(slot, Expected::Table);
        };
        Some(self.fixed(entries, slot.span(), name, keys))
    }

    /// The whole file as a table.
    pub(super) fn fixed<'a>(
        &mut self,
        entries: &'a DeTable<'a>,
        span: Range<usize>,
        name: &'static str,
        keys: &'static [&'static str],
    ) -> Table<'a> {
        for (key, _) in entries {
            if !keys.contains(&key.get_ref().as_ref()) {
                let word = key.get_ref().clone().into_owned();
                let near = near::nearest(&word, keys.iter().copied()).map(str::to_owned);
                self.fault(
                    key.span(),
                    FaultKind::UnknownKey {
                        key: word,
                        table: name,
                        near,
                        known: keys.to_vec(),
                    },
                );
            }
        }
        Table {
            name,
            span,
            keys,
            entries,
        }
    }

    /// The tables of `[[name]]`, each with these keys.
    pub(super) fn tables<'a>(
        &mut self,
        slot: Slot<'a>,
        name: &'static str,
        keys: &'static [&'static str],
    ) -> Vec<Table<'a>> {
        let Some(items) = slot.value.get_ref().as_array() else {
            self.wrong_kind::<()>(slot, Expected::Tables);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|value| self.table(Slot { value, ..slot }, name, keys))
            .collect()
    }

    /// The entries of a table whose keys are the user's own, with the places of the keys.
    pub(super) fn open_table<'a>(&mut self, slot: Slot<'a>) -> Vec<(Range<usize>, Slot<'a>)> {
        let Some(entries) = slot.value.get_ref().as_table() else {
            self.wrong_kind::<()>(slot, Expected::Table);
            return Vec::new();
        };
        entries
            .iter()
            .map(|(key, value)| {
                (
                    key.span(),
                    Slot {
                        key: key.get_ref(),
                        value,
                    },
                )
            })
            .collect()
    }

    /// Notes that a table lacks a key it needs, unless the key is there misspelt.
    pub(super) fn missing<T>(&mut self, table: &Table<'_>, key: &'static str) -> Option<T> {
        if !table.misspells(key) {
            let (span, table) = (table.span.clone(), table.name);
            self.fault(span, FaultKind::Missing { key, table });
        }
        None
    }
}
