//! One fact per customer in a typed column: numbers, days, words or yes/no.

use std::collections::HashMap;

use crate::period::Day;
use crate::rules::condition::InputKind;
use crate::rules::condition::evaluate::{BLANK, UNKNOWN};
use crate::value::date::{self, DateEvidence, DateReading};
use crate::value::text::trim;
use crate::value::{Mark, Raw, is_empty_word, is_error_word};
use crate::value::{flag, number};

type Words = HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>;

/// A column, one slot per customer.
#[derive(Debug, Clone)]
pub enum Column {
    /// Numbers; NaN is blank.
    Number(Vec<f64>),
    /// Days; [`NO_DAY`] is blank.
    Date(Vec<Day>),
    /// Words as places in a dictionary; [`BLANK`] is blank.
    Text(Dictionary),
    /// 0 no, 1 yes, 2 blank.
    Flag(Vec<u8>),
}

/// A blank slot of a column of days: half the size of an option.
pub const NO_DAY: Day = Day(i32::MIN);

/// Words by slot.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// For each slot, the place of its word.
    pub codes: Vec<u32>,
    /// The words in the order in which rows first said them.
    pub words: Vec<String>,
    places: Words,
}

/// A cell that is not what its column should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a number.
    Number,
    /// Not a date.
    Date,
    /// Neither yes nor no.
    Flag,
    /// An error cell.
    ErrorCell,
}

impl Dictionary {
    /// Appends a slot with a word; an empty word is blank.
    pub fn push(&mut self, word: &[u8]) {
        let code = if word.is_empty() {
            BLANK
        } else {
            self.place(word)
        };
        self.codes.push(code);
    }

    /// Appends some slots of another dictionary, each of whose words is looked up once.
    fn append(&mut self, other: &Self, slots: &[u32]) {
        let mut places = vec![BLANK; other.words.len()];
        for slot in slots {
            let code = other.codes[*slot as usize];
            if code == BLANK {
                self.codes.push(BLANK);
                continue;
            }
            let place = &mut places[code as usize];
            if *place == BLANK {
                *place = self.place(other.words[code as usize].as_bytes());
            }
            self.codes.push(*place);
        }
    }

    fn place(&mut self, word: &[u8]) -> u32 {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let place = self.words.len() as u32;
        self.words.push(String::from_utf8_lossy(word).into_owned());
        self.places.insert(word.into(), place);
        place
    }

    /// The word of a slot.
    pub fn word(&self, slot: u32) -> Option<&str> {
        let code = *self.codes.get(slot as usize)?;
        (code != BLANK).then(|| self.words[code as usize].as_str())
    }
}

impl Column {
    /// An empty column.
    pub fn new(kind: InputKind) -> Self {
        match kind {
            InputKind::Number => Self::Number(Vec::new()),
            InputKind::Date => Self::Date(Vec::new()),
            InputKind::Text => Self::Text(Dictionary::default()),
            InputKind::Flag => Self::Flag(Vec::new()),
        }
    }

    /// What it holds.
    pub fn kind(&self) -> InputKind {
        match self {
            Self::Number(_) => InputKind::Number,
            Self::Date(_) => InputKind::Date,
            Self::Text(_) => InputKind::Text,
            Self::Flag(_) => InputKind::Flag,
        }
    }

    /// Appends what a cell says; blank when it cannot be read, and says so.
    pub fn push(
        &mut self,
        raw: Raw<'_>,
        reading: DateReading,
        evidence: &mut DateEvidence,
    ) -> Result<(), Unreadable> {
        if let Self::Date(values) = self
            && let Some(day) = date::plain(raw, evidence)
        {
            values.push(day);
            return Ok(());
        }
        let trimmed = trim(raw.text);
        let blank = is_empty_word(trimmed);
        let is_error = || raw.mark == Mark::Error || is_error_word(trimmed);
        let fault = (!blank && is_error()).then_some(Unreadable::ErrorCell);
        let dated = blank || fault.is_some();
        match self {
            Self::Number(values) => {
                let read = if dated { Ok(None) } else { number::number(raw) };
                values.push(read.ok().flatten().unwrap_or(f64::NAN));
                read.map_or(Err(Unreadable::Number), |_| fault.map_or(Ok(()), Err))
            }
            Self::Date(values) => {
                let read = if dated {
                    Ok(None)
                } else {
                    date::date(raw, reading, evidence)
                };
                values.push(read.ok().flatten().unwrap_or(NO_DAY));
                read.map_or(Err(Unreadable::Date), |_| fault.map_or(Ok(()), Err))
            }
            Self::Text(dictionary) => {
                dictionary.push(if dated { &[] } else { trimmed });
                fault.map_or(Ok(()), Err)
            }
            Self::Flag(values) => {
                let read = if dated { Ok(None) } else { flag::flag(raw) };
                values.push(read.ok().flatten().map_or(UNKNOWN, u8::from));
                read.map_or(Err(Unreadable::Flag), |_| fault.map_or(Ok(()), Err))
            }
        }
    }

    /// Sets a slot to what a cell says; it stays as it is when the cell cannot be read.
    pub fn set(&mut self, slot: u32, raw: Raw<'_>) -> Result<(), Unreadable> {
        let mut one = Self::new(self.kind());
        one.push(raw, DateReading::default(), &mut DateEvidence::default())?;
        let slot = slot as usize;
        match (self, one) {
            (Self::Number(mine), Self::Number(theirs)) => mine[slot] = theirs[0],
            (Self::Date(mine), Self::Date(theirs)) => mine[slot] = theirs[0],
            (Self::Flag(mine), Self::Flag(theirs)) => mine[slot] = theirs[0],
            (Self::Text(mine), Self::Text(theirs)) => {
                mine.codes[slot] = match theirs.word(0) {
                    Some(word) => mine.place(word.as_bytes()),
                    None => BLANK,
                };
            }
            _ => {}
        }
        Ok(())
    }

    /// Appends blanks until there are `len` slots.
    pub fn pad(&mut self, len: usize) {
        match self {
            Self::Number(values) => values.resize(len, f64::NAN),
            Self::Date(values) => values.resize(len, NO_DAY),
            Self::Text(dictionary) => dictionary.codes.resize(len, BLANK),
            Self::Flag(values) => values.resize(len, UNKNOWN),
        }
    }

    /// Appends some slots of another column of the same kind.
    pub fn append(&mut self, other: &Self, slots: &[u32]) {
        fn pick<T: Copy>(mine: &mut Vec<T>, theirs: &[T], slots: &[u32]) {
            mine.extend(slots.iter().map(|slot| theirs[*slot as usize]));
        }
        match (self, other) {
            (Self::Number(mine), Self::Number(theirs)) => pick(mine, theirs, slots),
            (Self::Date(mine), Self::Date(theirs)) => pick(mine, theirs, slots),
            (Self::Flag(mine), Self::Flag(theirs)) => pick(mine, theirs, slots),
            (Self::Text(mine), Self::Text(theirs)) => mine.append(theirs, slots),
            (mine, _) => mine.pad(mine.len() + slots.len()),
        }
    }

    /// How many slots there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Text(dictionary) => dictionary.codes.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A slot as a day; blank in columns of another kind.
    pub fn day(&self, slot: u32) -> Option<Day> {
        match self {
            Self::Date(values) => {
                let day = values.get(slot as usize).copied();
                day.filter(|day| *day != NO_DAY)
            }
            _ => None,
        }
    }

    /// A slot as a word; blank in columns of another kind.
    pub fn word(&self, slot: u32) -> Option<&str> {
        match self {
            Self::Text(dictionary) => dictionary.word(slot),
            _ => None,
        }
    }

    /// A slot as a number; blank in columns of another kind.
    pub fn number(&self, slot: u32) -> Option<f64> {
        match self {
            Self::Number(values) => values
                .get(slot as usize)
                .copied()
                .filter(|value| !value.is_nan()),
            _ => None,
        }
    }

    /// A slot as yes or no; blank in columns of another kind.
    pub fn flag(&self, slot: u32) -> Option<bool> {
        match self {
            Self::Flag(values) => match values.get(slot as usize) {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            _ => None,
        }
    }
}
