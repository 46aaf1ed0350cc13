//! Ids that count: C0000001, C0000002 and so on, where the number in the id is its place.
//!
//! Takes keys of at most eight bytes that begin alike and end in equally many digits; gives
//! their numbers from a list as long as the digits reach. It is a sixth of a table of slots,
//! and what is read together stands together.

use crate::value::{id, word};

use super::{Key, NOBODY, NOWHERE};

/// Numbers by the digits of their ids.
#[derive(Debug, Default)]
pub(super) struct Dense {
    shape: Shape,
    /// What the digits of the first place say.
    first: u32,
    /// A key's number and one more; 0 where no key has these digits.
    numbers: Vec<u32>,
    len: usize,
    /// How cells look that say such a key just as they stand; `None` where that is not sure.
    cells: Option<word::Numbered>,
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
        let end = most.saturating_add(around).min(LAST);
        Self {
            shape,
            first,
            numbers: vec![0; (end - first) as usize + 1],
            len: 0,
            cells: shape.cells(),
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

    /// The place of a key; [`NOWHERE`] for what has none.
    #[inline]
    pub(super) fn place(&self, key: Key) -> u32 {
        let digits = self.shape.digits(key);
        digits.map_or(NOWHERE, |digits| digits.wrapping_sub(self.first))
    }

    /// The number at a place, or [`NOBODY`].
    #[inline]
    pub(super) fn at(&self, place: u32) -> u32 {
        let number = self.numbers.get(place as usize);
        number.map_or(NOBODY, |number| number.wrapping_sub(1))
    }

    /// The number of a key that is here.
    #[inline]
    pub(super) fn find(&self, key: Key) -> Option<u32> {
        let number = self.at(self.place(key));
        (number != NOBODY).then_some(number)
    }

    /// The place of the id that a cell between two places of some bytes is just as it stands, and
    /// its key, if that is plain to see.
    #[expect(clippy::inline_always, reason = "a call for each row shows")]
    #[inline(always)]
    pub(super) fn plain(&self, bytes: &[u8], cell: (usize, usize)) -> Option<(Key, u32)> {
        let digits = self.cells.as_ref()?.read(bytes, cell)?;
        let word = word::at(bytes, cell.0)? & word::low_bytes(cell.1 - cell.0);
        Some((Key::of_word(word), digits.wrapping_sub(self.first)))
    }

    /// Adds a key that is not there yet; false when its place is not here.
    #[inline]
    pub(super) fn insert(&mut self, key: Key, number: u32) -> bool {
        let place = self.place(key) as usize;
        let Some(place) = self.numbers.get_mut(place) else {
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
    /// How many bits these are.
    prefix_bits: u32,
    /// How many bytes a key has; 0 is the shape of none.
    bytes: usize,
    /// How many of them are digits.
    digits: usize,
}

impl Shape {
    /// The shape of a key that ends in digits.
    fn of(key: Key) -> Option<Self> {
        if key.long {
            return None;
        }
        let bytes = word::length(key.word);
        let text = &key.word.to_le_bytes()[..bytes];
        let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count();
        (digits > 0).then(|| Self {
            prefix: key.word & word::low_bytes(bytes - digits),
            prefix_bits: 8 * (bytes - digits) as u32,
            bytes,
            digits,
        })
    }

    /// How cells look that say a key of this shape just as they stand: letters and digits that
    /// no word for nothing and no other number consists of.
    fn cells(&self) -> Option<word::Numbered> {
        let prefix = self.bytes - self.digits;
        let sure = self.bytes >= id::SURE && word::is_code(self.prefix, prefix);
        let shape = || word::Numbered::of(&self.prefix.to_le_bytes()[..prefix], self.digits);
        sure.then(shape).flatten()
    }

    /// What the digits of a key of this shape say.
    #[inline]
    fn digits(&self, key: Key) -> Option<u32> {
        let digits = key.word >> self.prefix_bits;
        let is_alike = key.word ^ (digits << self.prefix_bits) == self.prefix;
        if is_alike && !key.long && word::length(key.word) == self.bytes {
            word::digits(digits, self.digits)
        } else {
            None
        }
    }
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
    fn cells_that_are_ids_as_they_stand_are_found_without_a_key() {
        let bytes = b"C000017,C000018,D000017,C00017,C9,C000019,and so on";
        let cell = |text: &str| {
            let bytes = std::str::from_utf8(bytes).expect("ASCII");
            let start = bytes.find(text).expect("it stands there");
            (start, start + text.len())
        };
        let keys = ["C000017", "C000019"].map(|id| Key::of(id.as_bytes()));
        let mut ids = Dense::like(10, keys.into_iter());
        for (key, number) in keys.into_iter().zip([3, 4]) {
            assert!(ids.insert(key, number));
        }
        for (id, number) in [("C000017", 3), ("C000019", 4), ("C000018", NOBODY)] {
            let (key, place) = ids.plain(bytes, cell(id)).expect("it is plain");
            assert_eq!((key, ids.at(place)), (Key::of(id.as_bytes()), number));
        }
        for other in ["D000017", "C00017", "C9", ""] {
            assert_eq!(ids.plain(bytes, cell(other)), None, "{other:?}");
        }
        // Short ids may be words for nothing, such as 000, and others need a look at their letters.
        for like in ["C00017", "000", "华0017", "C.00017"] {
            let key = Key::of(like.as_bytes());
            let mut ids = Dense::like(10, std::iter::once(key));
            assert!(ids.insert(key, 0));
            let padded = format!("{like},        ");
            assert_eq!(
                ids.plain(padded.as_bytes(), (0, like.len())),
                None,
                "{like}"
            );
        }
    }

    #[test]
    fn keys_far_from_each_other_have_no_room() {
        let like =
            |ids: &[&str]| Dense::like(100, ids.iter().map(|id| Key::of(id.as_bytes()))).has_room();
        assert!(like(&["C00001", "C00750"]));
        assert!(like(&["99999999"]));
        assert!(!like(&["C00001", "C99999"]));
        assert!(!like(&["C00001", "D1", "D2"]));
        assert!(!like(&[]));
    }
}
