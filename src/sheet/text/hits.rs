//! Where delimiters, row ends and quotes stand, found many bytes at a time. Takes bytes and
//! a dialect; gives all places, ascending, and which of them may end a row.

use wide::u8x16;

use super::Dialect;

/// The places of delimiters, row ends and quotes.
pub(super) struct Hits {
    /// The places, between one before the first byte and one behind the last, as if rows
    /// ended there.
    places: Vec<u32>,
    /// Which of the places hold a row end or a quote, ascending; the last place is one.
    turns: Vec<u32>,
}

/// Bytes of which one word has a bit each.
const BLOCK: usize = 64;

/// The bit of a block's last byte.
const LAST: u64 = 1 << (BLOCK - 1);

/// Hits of a block that are put down without asking how many there are: most rows of most
/// tables have no more in so many bytes, and a question costs more than what is put down in
/// vain.
const USUAL: usize = 8;

impl Hits {
    pub(super) fn of(bytes: &[u8], dialect: Dialect) -> Self {
        let needles = Needles::of(dialect);
        let mut hits = Self {
            places: vec![0; bytes.len() / 8 + BLOCK],
            turns: vec![0; bytes.len() / 32 + BLOCK],
        };
        hits.places[0] = u32::MAX;
        let (mut places, mut turns) = (1, 0);
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for (number, block) in blocks.iter().enumerate() {
            let found = needles.within(block);
            (places, turns) = hits.put(places, turns, number * BLOCK, found);
        }
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        let found = needles.within(&last);
        // What fills the block up is no hit, even where NUL is a delimiter.
        let within = (1 << rest.len()) - 1;
        let found = Found {
            all: found.all & within,
            turns: found.turns & within,
        };
        (places, turns) = hits.put(places, turns, blocks.len() * BLOCK, found);
        hits.places.truncate(places);
        hits.turns.truncate(turns);
        hits.turns.push(hits.places.len() as u32);
        hits.places.push(bytes.len() as u32);
        hits
    }

    /// The byte of the place with this number; one less for the first, which is before all.
    #[inline]
    pub(super) fn place(&self, number: usize) -> u32 {
        self.places[number]
    }

    /// The bytes of the place with this number and of the next one.
    #[inline]
    pub(super) fn pair(&self, number: usize) -> [u32; 2] {
        let pair = &self.places[number..number + 2];
        [pair[0], pair[1]]
    }

    /// The number of the place at which a row may end, by how many of these come before it.
    #[inline]
    pub(super) fn turn(&self, turn: usize) -> usize {
        self.turns[turn] as usize
    }

    /// Puts the hits of a block that begins at `base` behind so many others.
    #[inline]
    fn put(
        &mut self,
        mut places: usize,
        mut turns: usize,
        base: usize,
        found: Found,
    ) -> (usize, usize) {
        if places + BLOCK > self.places.len() {
            self.places.resize(self.places.len() * 2 + BLOCK, 0);
        }
        if turns + BLOCK > self.turns.len() {
            self.turns.resize(self.turns.len() * 2 + BLOCK, 0);
        }
        let count = found.all.count_ones() as usize;
        let mut rest = found.all;
        let mut put = |from: usize, to: usize| {
            let some = &mut self.places[places + from..places + to];
            for (number, place) in (places + from..).zip(some) {
                // Behind the last hit there is none, and what is put down means nothing.
                let lowest = rest & rest.wrapping_neg();
                *place = base as u32 + (rest | LAST).trailing_zeros();
                self.turns[turns] = number as u32;
                turns += usize::from(found.turns & lowest != 0);
                rest ^= lowest;
            }
        };
        put(0, USUAL);
        if count > USUAL {
            put(USUAL, count);
        }
        places += count;
        (places, turns)
    }
}

/// A bit for each byte of a block.
#[derive(Clone, Copy)]
struct Found {
    /// All hits.
    all: u64,
    /// Those that may end a row or open a quotation.
    turns: u64,
}

/// What is looked for.
struct Needles {
    delimiter: u8x16,
    row_end: u8x16,
    quote: u8x16,
}

impl Needles {
    fn of(dialect: Dialect) -> Self {
        Self {
            delimiter: u8x16::splat(dialect.delimiter),
            row_end: u8x16::splat(dialect.row_end),
            quote: u8x16::splat(dialect.quote.unwrap_or(dialect.row_end)),
        }
    }

    #[inline]
    fn within(&self, block: &[u8; BLOCK]) -> Found {
        let mut found = Found { all: 0, turns: 0 };
        for (place, lane) in block.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let turns = lane.cmp_eq(self.row_end) | lane.cmp_eq(self.quote);
            let all = turns | lane.cmp_eq(self.delimiter);
            found.turns |= u64::from(turns.move_mask() as u16) << (16 * place);
            found.all |= u64::from(all.move_mask() as u16) << (16 * place);
        }
        found
    }
}
