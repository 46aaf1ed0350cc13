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
            return Self::Digits {
                prefix: id[..id.len() - digits].to_vec(),
                digits,
            };
        }
        Self::Hashed
    }

    /// The key of an order number; of a row without one, `row` (table and row number).
    #[inline]
    pub fn key(&self, id: &[u8], row: (u16, u32)) -> Result<u64, OddShape> {
        match self {
            Self::None => Ok(0),
            Self::Digits { prefix, digits } => {
                if id.len() != prefix.len() + digits {
                    return Err(OddShape);
                }
                // A loop: prefixes are too short for a call to pay.
                let (start, number) = id.split_at(prefix.len());
                let odd = start.iter().zip(prefix).any(|(one, other)| one != other);
                let number = digits_of(number).filter(|_| !odd);
                number.map(u64::from).ok_or(OddShape)
            }
            Self::Hashed if id.is_empty() => {
                Ok(UNNUMBERED | u64::from(row.0) << 32 | u64::from(row.1))
            }
            Self::Hashed => Ok(hash_bytes(id) & !UNNUMBERED),
        }
    }
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
