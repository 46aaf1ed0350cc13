//! Where delimiters, row ends and quotes stand, found many bytes at a time. Takes bytes and
//! a dialect; gives all places, ascending, and which of them may end a row.

use wide::u8x16;

use super::Dialect;

/// The places of delimiters, row ends and quotes. The memory for them can be used again.
#[derive(Debug, Default)]
pub struct Hits {
    /// The places, between one before the first byte and one behind the last, as if rows
    /// ended there; what follows means nothing.
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
    /// Finds the places among other bytes, in the same memory.
    pub(super) fn find(&mut self, bytes: &[u8], dialect: Dialect) {
        let needles = Needles::of(dialect);
        grow(&mut self.places, bytes.len() / 8 + BLOCK);
        grow(&mut self.turns, bytes.len() / 32 + BLOCK);
        self.places[0] = u32::MAX;
        let (mut places, mut turns) = (1, 0);
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for (number, block) in blocks.iter().enumerate() {
            let found = needles.within(block);
            (places, turns) = self.put(places, turns, number * BLOCK, found);
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
        (places, turns) = self.put(places, turns, blocks.len() * BLOCK, found);
        grow(&mut self.places, places + 1);
        grow(&mut self.turns, turns + 1);
        self.places[places] = bytes.len() as u32;
        self.turns[turns] = places as u32;
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

    /// The bytes of all places from one number to another.
    #[inline]
    pub(super) fn between(&self, first: usize, last: usize) -> &[u32] {
        &self.places[first..=last]
    }

    /// The number of the place at which a row may end, by how many of these come before it.
    #[inline]
    pub(super) fn turn(&self, turn: usize) -> usize {
        self.turns[turn] as usize
    }

    /// Puts the hits of a block that begins at `base` behind so many others.
    #[expect(
        clippy::inline_always,
        reason = "a call for each block would cost an eighth of its work"
    )]
    #[inline(always)]
    fn put(
        &mut self,
        mut places: usize,
        mut turns: usize,
        base: usize,
        found: Found,
    ) -> (usize, usize) {
        grow(&mut self.places, places + BLOCK);
        grow(&mut self.turns, turns + BLOCK);
        let count = found.all.count_ones() as usize;
        let mut rest = found.all;
        let mut next = |place: &mut u32| {
            // Behind the last hit there is none, and what is put down means nothing.
            *place = base as u32 + (rest | LAST).trailing_zeros();
            rest &= rest.wrapping_sub(1);
        };
        let (usual, others) = self.places[places..places + BLOCK].split_at_mut(USUAL);
        usual.iter_mut().for_each(&mut next);
        if count > USUAL {
            others[..count - USUAL].iter_mut().for_each(next);
        }
        let mut left = found.turns;
        for turn in &mut self.turns[turns..turns + BLOCK] {
            if left == 0 {
                break;
            }
            let before = found.all & (left & left.wrapping_neg()).wrapping_sub(1);
            *turn = (places + before.count_ones() as usize) as u32;
            left &= left.wrapping_sub(1);
            turns += 1;
        }
        places += count;
        (places, turns)
    }
}

/// Makes room for so many places, or twice as many as there was.
#[inline]
fn grow(places: &mut Vec<u32>, room: usize) {
    if room > places.len() {
        places.resize(room.max(places.len() * 2), 0);
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
