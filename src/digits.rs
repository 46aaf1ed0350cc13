//! Whole numbers as ASCII digits, eight at a time and without a branch for each: a run
//! writes a hundred million of them. Takes numbers; gives digits in arrays of a fixed
//! length, which a caller appends whole and cuts to size, since that needs no loop.

/// What eight digits can tell: numbers below this.
pub const EIGHT: u64 = 100_000_000;

/// `0` in each of eight places.
const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// The values of eight digits, a byte each, the first one in the lowest byte.
#[inline]
const fn values(number: u32) -> u64 {
    // Each step halves: two fours, four pairs, eight digits, all of a step at once.
    // The factors divide by 100 and by 10, exactly for what a part can be.
    let (high, low) = (number as u64 / 10_000, number as u64 % 10_000);
    let fours = high | low << 32;
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let pairs = hundreds | (fours - 100 * hundreds) << 16;
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | (pairs - 10 * tens) << 8
}

/// The eight digits of a number below [`EIGHT`], with leading zeros.
#[inline]
pub const fn eight(number: u32) -> [u8; 8] {
    (values(number) | ZEROS).to_le_bytes()
}

/// The digits of a number below [`EIGHT`] from the first that counts on, and how many
/// they are; what follows them means nothing.
#[inline]
pub const fn shortest(number: u32) -> ([u8; 8], usize) {
    let values = values(number);
    // The last digit always counts.
    let leading = (values | 1 << 56).trailing_zeros() / 8;
    let digits = (values | ZEROS) >> (8 * leading);
    (digits.to_le_bytes(), 8 - leading as usize)
}

/// The digits of decimals without the zeros at their end, and how many they are; eight
/// decimals at most, given as a number below [`EIGHT`].
#[inline]
pub const fn decimals(eighth: u32) -> ([u8; 8], usize) {
    let values = values(eighth);
    let trailing = values.leading_zeros() / 8;
    ((values | ZEROS).to_le_bytes(), 8 - trailing as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(number: u32) {
        let padded = format!("{number:08}");
        assert_eq!(eight(number), padded.as_bytes());
        let (digits, len) = shortest(number);
        assert_eq!(&digits[..len], number.to_string().as_bytes());
        let (digits, len) = decimals(number);
        assert_eq!(&digits[..len], padded.trim_end_matches('0').as_bytes());
    }

    #[test]
    fn numbers_around_every_length_have_their_digits() {
        let mut length = 1;
        while length <= 10_000_000 {
            for number in [length - 1, length, length + 1, 5 * length, 10 * length - 1] {
                check(number);
            }
            length *= 10;
        }
    }

    #[test]
    fn every_four_digits_stand_in_either_half() {
        for four in 0..10_000 {
            check(four);
            check(four * 10_000 + 1_234);
        }
    }

    proptest! {
        #[test]
        fn numbers_have_their_digits(number in 0..EIGHT as u32) {
            check(number);
        }
    }
}
