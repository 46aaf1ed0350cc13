//! Reads single values out of a parsed TOML file and collects what is wrong with
//! them: takes a key's [`Slot`], gives the value or, with a fault noted, nothing.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::DeValue;

use crate::money::{Money, UNITS};
use crate::names::near;
use crate::period::Span;
use crate::rules::Words;
use crate::rules::fault::{Expected, Fault, FaultKind, Found};

use super::number;
use super::table::Slot;

/// Millionths in one: the unit of shares.
pub(super) const MILLION: i128 = 1_000_000;

/// The file and the faults found in it so far.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
}

impl<'t> Reader<'t> {
    /// A reader of a file without faults so far.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            faults: Vec::new(),
        }
    }

    /// Everything found.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// The file's own characters at a place.
    pub(super) fn raw(&self, span: &Range<usize>) -> &'t str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Whether anything has been found wrong.
    pub(super) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, span: Range<usize>, kind: FaultKind) {
        self.faults.push(Fault { span, kind });
    }

    /// A text, which may be empty.
    pub(super) fn text(&mut self, slot: Slot<'_>) -> Option<String> {
        match slot.value.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => self.wrong_kind(slot, Expected::Text),
        }
    }

    /// A text that says something.
    pub(super) fn filled(&mut self, slot: Slot<'_>) -> Option<String> {
        let text = self.text(slot)?;
        if text.is_empty() {
            self.fault(slot.span(), FaultKind::EmptyText(slot.key.to_owned()));
            return None;
        }
        Some(text)
    }

    /// A list of texts; a single text is a list of one.
    pub(super) fn texts(&mut self, slot: Slot<'_>) -> Option<Vec<String>> {
        if slot.value.get_ref().is_str() {
            return self.filled(slot).map(|text| vec![text]);
        }
        let items = self.items(slot, Expected::Texts)?;
        let texts: Vec<_> = items.iter().map(|item| self.filled(*item)).collect();
        texts.into_iter().collect()
    }

    /// The items of a list.
    pub(super) fn items<'a>(
        &mut self,
        slot: Slot<'a>,
        expected: Expected,
    ) -> Option<Vec<Slot<'a>>> {
        let Some(items) = slot.value.get_ref().as_array() else {
            return self.wrong_kind(slot, expected);
        };
        let item = |value| Slot { value, ..slot };
        Some(items.iter().map(item).collect())
    }

    /// A name: one text, or `{ zh = "…", en = "…" }`.
    pub(super) fn words(&mut self, slot: Slot<'_>) -> Option<Words> {
        match slot.value.get_ref() {
            DeValue::String(_) | DeValue::Table(_) => self.in_both(slot, "name", Self::filled),
            _ => self.wrong_kind(slot, Expected::Words),
        }
    }

    /// What one text, or each of `{ zh = "…", en = "…" }`, reads as; where one language
    /// is missing or empty, the other serves as both. `table` names the table in messages.
    pub(super) fn in_both(
        &mut self,
        slot: Slot<'_>,
        table: &'static str,
        mut read: impl FnMut(&mut Self, Slot<'_>) -> Option<String>,
    ) -> Option<Words> {
        match slot.value.get_ref() {
            DeValue::String(_) => read(self, slot).map(|text| Words::from(text.as_str())),
            DeValue::Table(_) => {
                let table = self.table(slot, table, &["zh", "en"])?;
                let [zh, en] = ["zh", "en"].map(|key| table.slot(key));
                if zh.is_none() && en.is_none() {
                    return self.note(slot, FaultKind::EmptyText(slot.key.to_owned()));
                }
                let [zh, en] = [zh, en].map(|slot| match slot {
                    Some(slot) => read(self, slot),
                    None => Some(String::new()),
                });
                let (zh, en) = (zh?, en?);
                Some(match (zh.is_empty(), en.is_empty()) {
                    (false, true) => Words::from(zh.as_str()),
                    (true, false) => Words::from(en.as_str()),
                    _ => Words { zh, en },
                })
            }
            _ => self.wrong_kind(slot, Expected::Wording),
        }
    }

    /// What people read in their language: a text, or one for each; it may be empty.
    pub(super) fn wording(&mut self, slot: Slot<'_>, table: &'static str) -> Option<Words> {
        self.in_both(slot, table, Self::text)
    }

    /// A list of texts in both languages, none empty; a single one is a list of one.
    pub(super) fn wordings(&mut self, slot: Slot<'_>, table: &'static str) -> Option<Vec<Words>> {
        if !slot.value.get_ref().is_array() {
            let one = self.in_both(slot, table, Self::filled)?;
            return Some(vec![one]);
        }
        let items = self.items(slot, Expected::Texts)?;
        let all: Vec<_> = items
            .iter()
            .map(|item| self.in_both(*item, table, Self::filled))
            .collect();
        all.into_iter().collect()
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, slot: Slot<'_>) -> Option<bool> {
        match slot.value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong_kind(slot, Expected::Flag),
        }
    }

    /// One of fixed words.
    pub(super) fn choice<T: Clone>(
        &mut self,
        slot: Slot<'_>,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let word = self.text(slot)?;
        let found = choices
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&word));
        if let Some((_, choice)) = found {
            return Some(choice.clone());
        }
        let allowed: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        let near = near::nearest(&word, allowed.iter().copied()).map(str::to_owned);
        let key = slot.key.to_owned();
        let kind = FaultKind::NotOneOf {
            key,
            word,
            near,
            allowed,
        };
        self.note(slot, kind)
    }

    /// A whole number within limits.
    pub(super) fn whole(&mut self, slot: Slot<'_>, limits: RangeInclusive<u32>) -> Option<u32> {
        let DeValue::Integer(number) = slot.value.get_ref() else {
            return self.wrong_kind(slot, Expected::Whole);
        };
        let value = i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .and_then(|value| u32::try_from(value).ok())
            .filter(|value| limits.contains(value));
        match value {
            Some(value) => Some(value),
            None => self.out_of_range(slot, limits.start(), limits.end()),
        }
    }

    /// A length of time above zero.
    pub(super) fn span(&mut self, slot: Slot<'_>) -> Option<Span> {
        let span = self.span_or_none(slot)?;
        if span.count == 0 {
            let (key, word) = (slot.key.to_owned(), self.word(slot));
            return self.note(slot, FaultKind::NotPositive { key, word });
        }
        Some(span)
    }

    /// A length of time that may be zero.
    pub(super) fn span_or_none(&mut self, slot: Slot<'_>) -> Option<Span> {
        let DeValue::String(text) = slot.value.get_ref() else {
            return self.wrong_kind(slot, Expected::Span);
        };
        match Span::parse(text) {
            Some(span) => Some(span),
            None => self.not_readable(slot, Expected::Span),
        }
    }

    /// A length of time in plain days, within limits; a bare number counts days.
    pub(super) fn days(&mut self, slot: Slot<'_>, limits: RangeInclusive<u32>) -> Option<u32> {
        let days = match slot.value.get_ref() {
            DeValue::Integer(_) => return self.whole(slot, limits),
            DeValue::String(text) => Span::parse(text).and_then(Span::plain_days),
            _ => return self.wrong_kind(slot, Expected::Days),
        };
        match days {
            Some(days) if limits.contains(&days) => Some(days),
            Some(_) => {
                let [low, high] = [limits.start(), limits.end()].map(|days| format!("{days}d"));
                self.out_of_range(slot, &low, &high)
            }
            None => self.not_readable(slot, Expected::Days),
        }
    }

    /// A share of the whole, 0 to 1, in millionths: `80%`, `"0.8"` or `0.8`.
    pub(super) fn share(&mut self, slot: Slot<'_>) -> Option<u32> {
        let millionths = self.decimal(slot, MILLION, Expected::Share)?;
        match u32::try_from(millionths) {
            Ok(share) if i128::from(share) <= MILLION => Some(share),
            _ => self.out_of_range(slot, &"0%", &"100%"),
        }
    }

    /// An amount of money: `100万`, `5000` or `12.5`.
    pub(super) fn amount(&mut self, slot: Slot<'_>) -> Option<Money> {
        let units = self.decimal(slot, i128::from(UNITS), Expected::Amount)?;
        match i64::try_from(units) {
            Ok(units) => Some(Money(units)),
            Err(_) => self.out_of_range(slot, &Money(i64::MIN), &Money(i64::MAX)),
        }
    }

    /// A number in units of `1 / scale`, written as a number or as a text.
    pub(super) fn decimal(
        &mut self,
        slot: Slot<'_>,
        scale: i128,
        expected: Expected,
    ) -> Option<i128> {
        let value = match slot.value.get_ref() {
            DeValue::String(text) => number::decimal(text, scale),
            DeValue::Float(float) => number::decimal(float.as_str(), scale),
            DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix())
                .ok()
                .and_then(|value| i128::from(value).checked_mul(scale)),
            _ => return self.wrong_kind(slot, expected),
        };
        match value {
            Some(value) => Some(value),
            None => self.not_readable(slot, expected),
        }
    }

    /// Each item of a list, read alike; nothing if any item has a fault.
    pub(super) fn list<T>(
        &mut self,
        slot: Slot<'_>,
        read: impl Fn(&mut Self, Slot<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.items(slot, Expected::List)?;
        let values: Vec<_> = items.iter().map(|item| read(self, *item)).collect();
        values.into_iter().collect()
    }

    /// Notes a value of the wrong TOML kind.
    pub(super) fn wrong_kind<T>(&mut self, slot: Slot<'_>, expected: Expected) -> Option<T> {
        let found = found(slot.value);
        let key = slot.key.to_owned();
        self.note(
            slot,
            FaultKind::WrongKind {
                key,
                expected,
                found,
            },
        )
    }

    /// Notes a text that does not read as what it should be.
    pub(super) fn not_readable<T>(&mut self, slot: Slot<'_>, expected: Expected) -> Option<T> {
        let (key, word) = (slot.key.to_owned(), self.word(slot));
        self.note(
            slot,
            FaultKind::NotReadable {
                key,
                word,
                expected,
            },
        )
    }

    /// Notes a value beyond its limits.
    pub(super) fn out_of_range<T>(
        &mut self,
        slot: Slot<'_>,
        low: &impl ToString,
        high: &impl ToString,
    ) -> Option<T> {
        let kind = FaultKind::OutOfRange {
            key: slot.key.to_owned(),
            word: self.word(slot),
            low: low.to_string(),
            high: high.to_string(),
        };
        self.note(slot, kind)
    }

    /// Notes a fault at a value.
    pub(super) fn note<T>(&mut self, slot: Slot<'_>, kind: FaultKind) -> Option<T> {
        self.fault(slot.span(), kind);
        None
    }

    /// The value as written, without its quotes.
    pub(super) fn word(&self, slot: Slot<'_>) -> String {
        match slot.value.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            _ => self.raw(&slot.span()).to_owned(),
        }
    }
}

fn found(value: &Spanned<DeValue<'_>>) -> Found {
    match value.get_ref() {
        DeValue::String(_) => Found::Text,
        DeValue::Integer(_) => Found::Whole,
        DeValue::Float(_) => Found::Number,
        DeValue::Boolean(_) => Found::Flag,
        DeValue::Datetime(_) => Found::Date,
        DeValue::Array(_) => Found::List,
        DeValue::Table(_) => Found::Table,
    }
}
