//! Short texts eight bytes at a time, where looking at each byte alone would show.
//!
//! A word is eight bytes of text, the first of them the lowest; a shorter text has NUL
//! bytes behind it.

const ZEROS: u64 = each(b'0');
const HIGH: u64 = each(0x80);

/// A word of eight times the same byte.
#[inline]
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The first bytes of a word, at most eight.
#[inline]
pub(crate) const fn low_bytes(bytes: usize) -> u64 {
    // Asked for each of a row's cells: a list of as many as four bits can say needs no question.
    const LOW: [u64; 16] = {
        let (mut low, mut bytes) = ([u64::MAX; 16], 0);
        while bytes < 8 {
            low[bytes] = (1 << (8 * bytes)) - 1;
            bytes += 1;
        }
        low
    };
    LOW[bytes & 15]
}

/// A text of at most eight bytes as a word.
#[inline]
pub(crate) fn short(text: &[u8]) -> u64 {
    if let Some(word) = text.first_chunk() {
        return u64::from_le_bytes(*word);
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        // They overlap where there are fewer than eight, in the same bytes.
        let first = u64::from(u32::from_le_bytes(*first));
        return first | u64::from(u32::from_le_bytes(*last)) << (8 * (text.len() - 4));
    }
    let bytes = text.iter().rev();
    bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The eight bytes from a place on, whatever they are; `None` so near the end.
#[inline]
pub(crate) fn at(bytes: &[u8], place: usize) -> Option<u64> {
    // The end is one comparison where the place is known to be far from overflowing.
    let word = bytes.get(place..place.wrapping_add(8))?.first_chunk()?;
    Some(u64::from_le_bytes(*word))
}

/// How many bytes a text without NUL has.
#[inline]
pub(crate) const fn length(word: u64) -> usize {
    8 - word.leading_zeros() as usize / 8
}

/// The place of the first such byte; 8 where there is none.
#[inline]
pub(crate) fn first(word: u64, byte: u8) -> usize {
    let zeros = word ^ each(byte);
    let found = zeros.wrapping_sub(each(1)) & !zeros & HIGH;
    found.trailing_zeros() as usize / 8
}

/// Whether every byte is above 9: not so for a digit less `0`.
#[inline]
pub(crate) const fn above_nine(word: u64) -> u64 {
    // Adding 6 takes what is above 9 to 16, where everything else above already is.
    (word | word.wrapping_add(each(6))) & each(0xF0)
}

/// What the digits say that the first `bytes` of a word consist of; `None` if others are
/// among them, or if there are none.
#[inline]
pub(crate) fn digits(word: u64, bytes: usize) -> Option<u32> {
    if bytes == 0 {
        return None;
    }
    Digits::of(bytes).read(word)
}

/// As many digits as always stand in a place: what [`digits`] works out from how many there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    shift: u32,
    zeros: u64,
}

impl Digits {
    /// So many digits, from one to eight.
    #[inline]
    pub(crate) fn of(bytes: usize) -> Self {
        Self {
            shift: 64 - 8 * bytes as u32,
            zeros: ZEROS & low_bytes(8 - bytes),
        }
    }

    /// What they say at the beginning of a word; `None` if other bytes are among them.
    #[inline]
    pub(crate) fn read(self, word: u64) -> Option<u32> {
        eight_digits(word << self.shift | self.zeros)
    }
}

/// Texts that begin alike and end in as many digits, which come in two looks: at most eight bytes
/// and then at most eight digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered {
    /// The bytes before the digits, and which of the first eight they are.
    prefix: u64,
    within: u64,
    before: usize,
    /// How many bytes a text has in all.
    len: usize,
    digits: Digits,
}

impl Numbered {
    /// What begins with this and has so many digits behind; `None` if that is too long.
    pub(crate) fn of(prefix: &[u8], digits: usize) -> Option<Self> {
        (prefix.len() <= 8 && (1..=8).contains(&digits)).then(|| Self {
            prefix: short(prefix),
            within: low_bytes(prefix.len()),
            before: prefix.len(),
            len: prefix.len() + digits,
            digits: Digits::of(digits),
        })
    }

    /// What the digits say of the text that stands between two places of some bytes; `None` if
    /// it is none of these, and so near the end of the bytes that eight more cannot be read.
    #[inline]
    pub(crate) fn read(&self, bytes: &[u8], (start, end): (usize, usize)) -> Option<u32> {
        if end - start != self.len || at(bytes, start)? & self.within != self.prefix {
            return None;
        }
        self.digits.read(at(bytes, start + self.before)?)
    }
}

#[inline]
fn eight_digits(text: u64) -> Option<u32> {
    let digits = text ^ ZEROS;
    if above_nine(digits) != 0 {
        return None;
    }
    // Neighbours become numbers up to 99, these numbers up to 9,999, and so on.
    let twos = pairs(digits) & 0x00FF_00FF_00FF_00FF;
    let fours = twos.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000 << 32 | 1) >> 32) as u32)
}

/// In each byte ten times its digit and the next one.
#[inline]
pub(crate) const fn pairs(digits: u64) -> u64 {
    digits.wrapping_mul(10 << 8 | 1) >> 8
}

/// Whether the first `bytes` of a word are letters and digits of ASCII, or hyphens.
#[inline]
pub(crate) fn is_code(word: u64, bytes: usize) -> bool {
    let word = word | ZEROS & !low_bytes(bytes);
    // Each sum has a high bit where the byte reaches a bound, since none has one itself.
    let reaches = |word: u64, bound: u8| word.wrapping_add(each(0x80 - bound));
    let within = |word: u64, first: u8, last: u8| reaches(word, first) & !reaches(word, last + 1);
    let found = within(word, b'0', b'9') | within(word | each(0x20), b'a', b'z');
    word & HIGH == 0 && (found | within(word, b'-', b'-')) & HIGH == HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_become_words_and_know_their_length() {
        for text in ["", "a", "ab", "abc", "abcd", "abcde", "abcdefg", "abcdefgh"] {
            let mut bytes = [0; 8];
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            let word = short(text.as_bytes());
            assert_eq!(
                (word, length(word)),
                (u64::from_le_bytes(bytes), text.len())
            );
        }
    }

    #[test]
    fn digits_of_any_number_are_read() {
        let read = |text: &str| digits(short(text.as_bytes()), text.len());
        for number in [0, 7, 42, 999, 1_000, 20_260, 123_456, 7_654_321, 99_999_999] {
            assert_eq!(read(&number.to_string()), Some(number));
        }
        assert_eq!(read("00000042"), Some(42));
        for other in [
            "",
            "-1",
            "1.5",
            "12:4",
            "1/2",
            "a",
            "１",
            "123 4567",
            "\u{ff}2345678",
        ] {
            let bytes = &other.as_bytes()[..other.len().min(8)];
            assert_eq!(digits(short(bytes), bytes.len()), None, "{other:?}");
        }
    }

    #[test]
    fn what_begins_alike_is_its_digits() {
        let bytes = b"C0000017,D0000018,C000001X,C00000199,12345678";
        let ids = Numbered::of(b"C", 7).expect("a short shape");
        let read = |from: usize, to: usize| ids.read(bytes, (from, to));
        assert_eq!(read(0, 8), Some(17));
        for (from, to) in [(9, 17), (18, 26), (27, 36), (0, 7), (0, 0)] {
            assert_eq!(read(from, to), None, "{from} to {to}");
        }
        let digits = Numbered::of(b"", 8).expect("a short shape");
        assert_eq!(digits.read(bytes, (37, 45)), Some(12_345_678));
        let near = Numbered::of(b"", 2).expect("a short shape");
        assert_eq!(near.read(bytes, (43, 45)), None, "the bytes end too soon");
        assert!(Numbered::of(b"123456789", 1).is_none());
        assert!(Numbered::of(b"", 9).is_none());
        assert!(Numbered::of(b"C", 0).is_none());
    }

    #[test]
    fn every_byte_is_told_apart_in_every_place() {
        for byte in 1..=u8::MAX {
            for place in 0..8 {
                let mut text = *b"A-0bZ9z7";
                text[place] = byte;
                let word = u64::from_le_bytes(text);
                let code = byte.is_ascii_alphanumeric() || byte == b'-';
                assert_eq!(is_code(word, 8), code, "{byte} at {place}");
                let mut text = *b"12345678";
                text[place] = byte;
                let read = digits(u64::from_le_bytes(text), 8);
                assert_eq!(read.is_some(), byte.is_ascii_digit(), "{byte} at {place}");
                assert_eq!(first(u64::from_le_bytes([7; 8]), byte) == 0, byte == 7);
                text = [0x2d; 8];
                text[place] = 0x2e;
                assert_eq!(first(u64::from_le_bytes(text), 0x2e), place);
            }
        }
        assert_eq!(first(short(b"1234"), b'.'), 8);
        assert!(is_code(short(b"KH-1"), 4) && !is_code(short(b"KH 1"), 4));
    }
}
