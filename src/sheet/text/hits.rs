//! Where delimiters, row ends and quotes stand, found many bytes at a time. Takes bytes and
//! a dialect; gives places, ascending.

use wide::u8x16;

use super::Dialect;

/// The places of delimiters, row ends and quotes, found [`BLOCK`] bytes at a time.
pub(super) struct Hits<'c> {
    bytes: &'c [u8],
    needles: [u8x16; 3],
    /// Where the block at hand begins.
    base: usize,
    /// A bit for each byte of the block that is a hit not yet given.
    mask: u64,
}

/// Bytes of which one word has a bit each.
const BLOCK: usize = 64;

impl<'c> Hits<'c> {
    pub(super) fn new(bytes: &'c [u8], dialect: Dialect) -> Self {
        let quote = dialect.quote.unwrap_or(dialect.delimiter);
        let mut hits = Self {
            bytes,
            needles: [dialect.delimiter, dialect.row_end, quote].map(u8x16::splat),
            base: 0,
            mask: 0,
        };
        hits.mask = hits.load(0);
        hits
    }

    /// The next hit.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            if self.base + BLOCK >= self.bytes.len() {
                return None;
            }
            self.base += BLOCK;
            self.mask = self.load(self.base);
        }
        let at = self.base + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(at)
    }

    /// Goes on at `start`, which no hit given so far lies behind.
    pub(super) fn skip_to(&mut self, start: usize) {
        let block = start - start % BLOCK;
        if self.base < block {
            self.base = block;
            self.mask = self.load(block);
        }
        self.mask &= u64::MAX << (start - self.base);
    }

    /// The hits of the block at `base`.
    #[inline]
    fn load(&self, base: usize) -> u64 {
        match self.bytes.get(base..base + BLOCK) {
            Some(block) => self.matches(block.try_into().expect("a whole block")),
            None => self.load_tail(base),
        }
    }

    #[inline]
    fn matches(&self, block: &[u8; BLOCK]) -> u64 {
        let mut found = 0;
        for (place, lane) in block.as_chunks::<16>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let [delimiter, row_end, quote] = self.needles.map(|needle| lane.cmp_eq(needle));
            let bits = (delimiter | row_end | quote).move_mask() as u16;
            found |= u64::from(bits) << (16 * place);
        }
        found
    }

    #[cold]
    fn load_tail(&self, base: usize) -> u64 {
        let rest = &self.bytes[base.min(self.bytes.len())..];
        let mut block = [0; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        // What fills the block up is no hit, even where NUL is a delimiter.
        self.matches(&block) & ((1 << rest.len()) - 1)
    }
}
