//! Ids that count: C0000001, C0000002 and so on, where the number in the id is its place.
//!
//! Takes keys of at most eight bytes that begin alike and end in equally many digits; gives
//! their numbers from a list as long as the digits reach. It is a sixth of a table of slots,
//! and what is read together stands together.

use super::Key;

/// Numbers by the digits of their ids.
#[derive(Debug, Default)]
pub(super) struct Dense {
    shape: Shape,
    /// What the digits of the first place say.
    first: u32,
    /// A key's number and one more; 0 where no key has these digits.
    numbers: Vec<u32>,
    len: usize,
}

impl Dense {
    /// A list for about so many keys, of which some are known; without any room unless these
    /// have one shape and their digits are near each other.
    pub(super) fn like(keys: usize, some: impl Iterator<Item = Key>) -> Self {
        let mut some = some.peekable();
        let Some(shape) = some.peek().and_then(|key| Shape::of(*key)) else {
            return Self::default();
        };
        let (mut least, mut most, mut others) = (u32::MAX, 0, 0_usize);
        let mut seen = 0_usize;
        for key in some {
            seen += 1;
            match shape.digits(key) {
                Some(digits) => (least, most) = (least.min(digits), most.max(digits)),
                None => others += 1,
            }
        }
        // The others may be smaller or greater; what nobody writes to takes no memory.
        let around = u32::try_from(keys.max(seen).saturating_mul(2)).unwrap_or(u32::MAX);
        let spread = most.saturating_sub(least);
        if others * 16 > seen || spread / 4 > around {
            return Self::default();
        }
        let first = least.saturating_sub(around);
        let last = most.saturating_add(around).min(LAST);
        Self {
            shape,
            first,
            numbers: vec![0; (last - first) as usize + 1],
            len: 0,
        }
    }

    /// Whether there is room for any key.
    pub(super) fn has_room(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The number of a key that is here.
    #[inline]
    pub(super) fn find(&self, key: Key) -> Option<u32> {
        let digits = self.shape.digits(key)?;
        let number = *self.numbers.get(digits.wrapping_sub(self.first) as usize)?;
        number.checked_sub(1)
    }

    /// Adds a key that is not there yet; false when its place is not here.
    #[inline]
    pub(super) fn insert(&mut self, key: Key, number: u32) -> bool {
        let digits = self.shape.digits(key);
        let place = digits.map(|digits| digits.wrapping_sub(self.first) as usize);
        let Some(place) = place.and_then(|place| self.numbers.get_mut(place)) else {
            return false;
        };
        *place = number + 1;
        self.len += 1;
        true
    }
}

/// The highest number of eight digits.
const LAST: u32 = 99_999_999;

/// How keys look whose digits are read.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    /// The bytes before the digits.
    prefix: u64,
    /// Where these are in a word.
    is_prefix: u64,
    /// By how many bits the digits move up until the last of them is the word's last byte.
    up: u32,
    /// Zeros in front of them, there.
    zeros: u64,
    /// How many bytes the whole key has; 0 is the shape of none.
    bytes: u32,
}

const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

impl Shape {
    /// The shape of a key that ends in digits.
    fn of(key: Key) -> Option<Self> {
        if key.long {
            return None;
        }
        let text = key.word.to_le_bytes();
        let bytes = length(key.word);
        let text = &text[..bytes as usize];
        let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count() as u32;
        if digits == 0 {
            return None;
        }
        let is_prefix = low_bytes(bytes - digits);
        Some(Self {
            prefix: key.word & is_prefix,
            is_prefix,
            up: 64 - 8 * bytes,
            zeros: ZEROS & low_bytes(8 - digits),
            bytes,
        })
    }

    /// What the digits of a key of this shape say.
    ///
    /// Digits are read eight at a time: neighbours become numbers up to 99, these numbers up
    /// to 9,999, and so on.
    #[inline]
    fn digits(&self, key: Key) -> Option<u32> {
        let is_alike = !key.long && length(key.word) == self.bytes;
        if !is_alike || key.word & self.is_prefix != self.prefix || self.bytes == 0 {
            return None;
        }
        let text = (key.word & !self.is_prefix) << self.up | self.zeros;
        let digits = text ^ ZEROS;
        // A byte above 9 reaches the upper half when 6 is added; one of 16 and more is there.
        let above = (digits | digits.wrapping_add(0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0;
        if above != 0 {
            return None;
        }
        let twos = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00FF_00FF_00FF_00FF;
        let fours = twos.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
        Some((fours.wrapping_mul(10_000 << 32 | 1) >> 32) as u32)
    }
}

/// How many bytes a short key has: none of them is NUL.
#[inline]
fn length(word: u64) -> u32 {
    8 - word.leading_zeros() / 8
}

/// The first bytes of a word.
fn low_bytes(bytes: u32) -> u64 {
    u64::MAX.checked_shr(64 - 8 * bytes).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the digits of `text` say in the shape of `like`.
    #[track_caller]
    fn check(like: &str, text: &str, expected: Option<u32>) {
        let shape = Shape::of(Key::of(like.as_bytes()));
        let digits = shape.and_then(|shape| shape.digits(Key::of(text.as_bytes())));
        assert_eq!(digits, expected, "{text:?} like {like:?}");
    }

    #[test]
    fn digits_are_read_in_their_shape() {
        check("C0000001", "C0233080", Some(233_080));
        check("10000001", "99999999", Some(99_999_999));
        check("7", "0", Some(0));
        check("KH-12", "KH-90", Some(90));
        check("华001", "华120", Some(120));
    }

    #[test]
    fn what_has_another_shape_is_no_digits() {
        for other in [
            "D0233080",
            "C02330800",
            "C023308",
            "C023308X",
            "C02330:0",
            "C0/33080",
            "C 233080",
        ] {
            check("C0000001", other, None);
        }
        for none in ["C", "C1X", "", "123456789"] {
            check(none, none, None);
        }
    }

    #[test]
    fn keys_far_from_each_other_have_no_room() {
        let like =
            |ids: &[&str]| Dense::like(100, ids.iter().map(|id| Key::of(id.as_bytes()))).has_room();
        assert!(like(&["C00001", "C00950"]));
        assert!(like(&["99999999"]));
        assert!(!like(&["C00001", "C99999"]));
        assert!(!like(&["C00001", "D1", "D2"]));
        assert!(!like(&[]));
    }
}
