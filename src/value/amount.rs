//! Amounts of money: fixed point, never through binary floats. The decimal mark is
//! decided by the evidence of the whole column. Takes a cell, gives [`Money`] or
//! the reason why not.

mod forms;
mod unit;

use std::cmp::Ordering;

use crate::money::Money;
use crate::value::{Mark, Raw, word};

pub use forms::CURRENCIES;
pub use unit::{Unit, framed_unit, take_unit, unit, unit_of_header, unit_of_title};

/// The sign before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Decimal {
    /// `1,234.56`.
    #[default]
    Dot,
    /// `1.234,56`.
    Comma,
}

/// How the cells of one column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AmountReading {
    /// The sign before the decimals of text cells; number cells have a dot.
    pub decimal: Decimal,
    /// What one of the column's unit is worth: 10,000 under a header in 万元, else 1.
    pub scale: i64,
}

impl Default for AmountReading {
    fn default() -> Self {
        Self {
            decimal: Decimal::Dot,
            scale: 1,
        }
    }
}

/// What the cells of a column say about it; parts of a column add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AmountEvidence {
    /// Cells whose decimal mark can only be a dot.
    pub dot: u64,
    /// Cells whose decimal mark can only be a comma.
    pub comma: u64,
    /// Cells such as `1,234` and `1.234`, which mean another amount in the other reading.
    pub ambiguous: u64,
    /// Those of them that have a dot.
    pub dotted: u64,
    /// Amounts with more than four decimals, rounded half to even.
    pub rounded: u64,
    /// Currencies written in the cells: bit `n` is the `n`th of [`CURRENCIES`].
    pub currencies: u32,
}

impl AmountEvidence {
    /// Adds the evidence of another part of the column.
    pub fn merge(&mut self, other: &Self) {
        self.dot += other.dot;
        self.comma += other.comma;
        self.ambiguous += other.ambiguous;
        self.dotted += other.dotted;
        self.rounded += other.rounded;
        self.currencies |= other.currencies;
    }

    /// Cells that are sure of their decimal mark.
    pub fn sure(&self) -> u64 {
        self.dot + self.comma
    }

    /// The decimal mark of the column: the one that more cells are sure of, else the one that
    /// is told. Cells that are sure of the other one are then no amounts.
    pub fn decimal(&self, told: Decimal) -> Decimal {
        match self.comma.cmp(&self.dot) {
            Ordering::Greater => Decimal::Comma,
            Ordering::Less => Decimal::Dot,
            Ordering::Equal => told,
        }
    }

    /// Whether every dot has three digits behind it and nothing says what it is: 1.234 may be
    /// more than a thousand.
    pub fn leaves_dots_open(&self) -> bool {
        self.dotted > 0 && self.dot == 0 && self.comma == 0
    }

    /// Codes of the currencies that cells name, such as `USD`.
    pub fn currencies(&self) -> impl Iterator<Item = &'static str> + use<> {
        let set = self.currencies;
        let named = CURRENCIES.iter().enumerate();
        named.filter_map(move |(place, (code, _))| (set >> place & 1 == 1).then_some(*code))
    }
}

/// Why a cell is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountFault {
    /// It cannot be read as an amount.
    NotAnAmount,
    /// A percentage.
    Percent,
    /// More than about 922 trillion.
    TooLarge,
    /// An error cell such as #N/A.
    ErrorCell,
}

/// Reads a cell of an amount column; `None` is a blank cell.
#[inline]
pub fn amount(
    raw: Raw<'_>,
    reading: &AmountReading,
    evidence: &mut AmountEvidence,
) -> Result<Option<Money>, AmountFault> {
    if reading.scale == 1
        && let Some((money, decimals)) = plain(raw.text)
    {
        if matches!(raw.mark, Mark::Number | Mark::Time)
            || (raw.mark == Mark::Text && decimals == 0)
        {
            return Ok(Some(money));
        }
        if raw.mark == Mark::Text && reading.decimal == Decimal::Dot {
            // 1.234 could group thousands; 0.125 and 1234.567 could not.
            let group = decimals == 3 && raw.text.len() <= 8 && forms::may_group(raw.text);
            evidence.ambiguous += u64::from(group);
            evidence.dotted += u64::from(group);
            evidence.dot += u64::from(!group);
            return Ok(Some(money));
        }
    }
    forms::odd(raw, reading, evidence)
}

/// Adds what a cell of another number column of the sheet says about the decimal mark.
pub fn see_number(raw: Raw<'_>, evidence: &mut AmountEvidence) {
    let has_mark = raw.text.iter().any(|byte| !byte.is_ascii_digit());
    if raw.mark == Mark::Text && has_mark {
        forms::see_number(raw.text, evidence);
    }
}

/// `-1234.56`: up to 14 digits before and up to 4 after a dot. Also says how many
/// decimals there are.
#[inline]
fn plain(text: &[u8]) -> Option<(Money, usize)> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() <= 8 {
        let (units, decimals) = plain_short(digits)?;
        return Some((Money(if negative { -units } else { units }), decimals));
    }
    let mut value: i64 = 0;
    let mut at = 0;
    while at < digits.len() {
        let digit = digits[at].wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        at += 1;
    }
    if at == 0 || at > 14 {
        return None;
    }
    let whole = at;
    if at < digits.len() {
        if digits[at] != b'.' || digits.len() > at + 5 {
            return None;
        }
        for byte in &digits[at + 1..] {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + i64::from(digit);
        }
        if digits.len() == at + 1 {
            return None;
        }
    }
    let decimals = digits.len().saturating_sub(whole + 1);
    let units = value * TEN_THOUSANDTHS[decimals];
    Some((Money(if negative { -units } else { units }), decimals))
}

/// A unit of the last decimal, by how many decimals there are.
const TEN_THOUSANDTHS: [i64; 5] = [10_000, 1_000, 100, 10, 1];

/// The same of at most eight bytes, in ten-thousandths.
#[inline]
fn plain_short(text: &[u8]) -> Option<(i64, usize)> {
    plain_word(word::short(text), text.len())
}

/// The same of the first `bytes` of a word behind which only NUL stands: `1234.56` without a sign,
/// in ten-thousandths, and how many decimals there are.
#[inline]
pub(crate) fn plain_word(word: u64, bytes: usize) -> Option<(i64, usize)> {
    let whole = word::first(word, b'.').min(bytes);
    let rest = bytes - whole;
    if whole == 0 || rest == 1 || rest > 5 {
        return None;
    }
    // What follows the dot takes its place.
    let before = word::low_bytes(whole);
    let digits = word & before | word >> 8 & !before;
    let decimals = rest.saturating_sub(1);
    let value = word::digits(digits, whole + decimals)?;
    Some((i64::from(value) * TEN_THOUSANDTHS[decimals], decimals))
}

#[cfg(test)]
mod tests;
