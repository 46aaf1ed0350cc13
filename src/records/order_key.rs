//! Order numbers as 64-bit keys: rows with equal keys are one order.

use crate::value::word;

use super::index::hash_bytes;

/// How order numbers become keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderKeys {
    /// No sheet has order numbers: every row is an order of its own.
    None,
    /// All have the same words before the same number of digits: the digits are the key, exactly.
    Digits {
        /// What stands before the digits.
        prefix: Vec<u8>,
        /// How many digits: at most nine, so that the key fits 32 bits.
        digits: usize,
        /// Whether a cell of this shape is an order number just as it stands: no word for
        /// nothing, such as 0000-00-00, and nothing that reads as another number, such as 1.0.
        as_it_stands: bool,
    },
    /// The key is a 63-bit hash of the number. Two numbers of one customer share a
    /// hash about once in 10^19 pairs.
    Hashed,
}

/// Set in the key of a row without an order number, and in no other: such a row is an
/// order of its own, known by its place.
pub const UNNUMBERED: u64 = 1 << 63;

/// An order number that has not the shape of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OddShape;

impl OrderKeys {
    /// Assumes the shape of one order number.
    pub fn shaped_like(id: &[u8]) -> Self {
        let digits = id
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if (1..=9).contains(&digits) {
            let prefix = &id[..id.len() - digits];
            return Self::Digits {
                prefix: prefix.to_vec(),
                digits,
                as_it_stands: prefix.iter().all(u8::is_ascii_alphabetic),
            };
        }
        Self::Hashed
    }

    /// The key of a text cell that is an order number just as it stands, if that is plain to
    /// see: most are.
    #[inline]
    pub fn plain(&self, cell: &[u8]) -> Option<u64> {
        let Self::Digits {
            prefix,
            digits,
            as_it_stands: true,
        } = self
        else {
            return None;
        };
        let number = after(prefix, *digits, cell).and_then(digits_of);
        number.map(u64::from)
    }

    /// The shape of numbers whose key [`OrderKeys::plain`] gives, where it is a short one.
    pub(crate) fn numbered(&self) -> Option<word::Numbered> {
        match self {
            Self::Digits {
                prefix,
                digits,
                as_it_stands: true,
            } => word::Numbered::of(prefix, *digits),
            _ => None,
        }
    }

    /// The key of an order number; of a row without one, `row` (table and row number).
    #[inline]
    pub fn key(&self, id: &[u8], row: (u16, u32)) -> Result<u64, OddShape> {
        match self {
            Self::None => Ok(0),
            Self::Digits { prefix, digits, .. } => {
                let number = after(prefix, *digits, id).and_then(digits_of);
                number.map(u64::from).ok_or(OddShape)
            }
            Self::Hashed if id.is_empty() => {
                Ok(UNNUMBERED | u64::from(row.0) << 32 | u64::from(row.1))
            }
            Self::Hashed => Ok(hash_bytes(id) & !UNNUMBERED),
        }
    }
}

/// The so many bytes that follow a prefix, where a text has nothing else.
#[inline]
fn after<'t>(prefix: &[u8], bytes: usize, text: &'t [u8]) -> Option<&'t [u8]> {
    if text.len() != prefix.len() + bytes {
        return None;
    }
    // A loop: prefixes are too short for a call to pay.
    let (start, rest) = text.split_at(prefix.len());
    let same = start.iter().zip(prefix).all(|(one, other)| one == other);
    same.then_some(rest)
}

/// What at most nine digits say.
#[inline]
fn digits_of(text: &[u8]) -> Option<u32> {
    match text {
        [first, rest @ ..] if rest.len() == 8 => {
            let first = word::digits(u64::from(*first), 1)?;
            Some(first * 100_000_000 + word::digits(word::short(rest), 8)?)
        }
        _ => word::digits(word::short(text), text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_shape_are_their_digits() {
        let keys = OrderKeys::shaped_like(b"O00000017");
        assert_eq!(keys.key(b"O00000023", (0, 1)), Ok(23));
        for odd in ["O23", "P00000023", "O0000002X", ""] {
            assert_eq!(keys.key(odd.as_bytes(), (0, 1)), Err(OddShape), "{odd}");
        }
    }

    #[test]
    fn what_is_plainly_a_number_has_the_key_of_the_number() {
        let keys = OrderKeys::shaped_like(b"SO0017");
        assert_eq!(keys.plain(b"SO0023"), Some(23));
        assert_eq!(keys.plain(b"SO0023"), keys.key(b"SO0023", (0, 1)).ok());
        for other in ["so0023", "SO023", "SO00 3", "0023", "", "SO00023"] {
            assert_eq!(keys.plain(other.as_bytes()), None, "{other}");
        }
        assert!(keys.numbered().is_some());
        // 1.0 is 1, and 0000-00-00 is nothing: such cells are looked at closely.
        for shape in ["1.5", "2026-06-30", "a-b", "订单"] {
            let keys = OrderKeys::shaped_like(shape.as_bytes());
            assert_eq!(keys.plain(shape.as_bytes()), None, "{shape}");
            assert!(keys.numbered().is_none(), "{shape}");
        }
    }

    #[test]
    fn long_numbers_and_words_are_hashed() {
        for id in ["20260630123456", "a-b", "订单"] {
            assert_eq!(
                OrderKeys::shaped_like(id.as_bytes()),
                OrderKeys::Hashed,
                "{id}"
            );
        }
        let keys = OrderKeys::Hashed;
        assert_eq!(keys.key(b"a-b", (0, 1)), keys.key(b"a-b", (0, 2)));
        assert_ne!(
            keys.key(b"", (0, 1)),
            keys.key(b"", (0, 2)),
            "rows without a number are orders of their own"
        );
    }

    #[test]
    fn numbers_of_up_to_nine_digits_are_keys() {
        for digits in 1..=9 {
            let id = format!("SO-{}", &"987654321"[..digits]);
            let keys = OrderKeys::shaped_like(id.as_bytes());
            let expected = "987654321"[..digits].parse().map_err(|_| OddShape);
            assert_eq!(keys.key(id.as_bytes(), (0, 1)), expected, "{id}");
            let odd = id.replace('9', "x");
            assert_eq!(keys.key(odd.as_bytes(), (0, 1)), Err(OddShape), "{odd}");
        }
    }
}
