//! The BLAKE3 digest of a file, by which a run names its inputs and the same file given
//! twice is known. Takes bytes readable at any place, gives lower-case hex.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use blake3::Hasher;

use crate::parallel::lock_soon;
use crate::sheet::text::Source;

/// Read at once: large enough that calls do not show.
const BLOCK: usize = 1 << 20;

/// The BLAKE3 digest of the first `len` bytes as 64 hex digits; fewer if the source ends sooner.
pub fn digest(source: &(dyn Source + Send + Sync), len: u64) -> io::Result<String> {
    let mut hasher = Hasher::new();
    let mut block = vec![0; BLOCK];
    let mut offset = 0;
    while offset < len {
        let wanted = usize::try_from(len - offset).map_or(BLOCK, |left| left.min(BLOCK));
        match source.read_at(offset, &mut block[..wanted]) {
            Ok(0) => break,
            Ok(read) => {
                hasher.update(&block[..read]);
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(hex(&hasher))
}

/// The BLAKE3 digest of bytes as 64 hex digits, as `b3sum` prints it.
pub fn of_bytes(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_string()
}

fn hex(hasher: &Hasher) -> String {
    hasher.finalize().to_string()
}

/// A source that takes its own digest while it is read.
///
/// Reading a file from its beginning to its end is what a run does anyway; a second
/// reading only for the digest would cost as much as finding the rows.
pub struct Digesting {
    source: Arc<dyn Source + Send + Sync>,
    len: u64,
    state: Mutex<State>,
}

struct State {
    hasher: Hasher,
    /// Bytes hashed so far.
    hashed: u64,
    /// Bytes seen before those that come before them, by where they begin.
    ahead: BTreeMap<u64, Vec<u8>>,
}

/// So many pieces that came too early are kept; what more there are is read once more.
const MOST_AHEAD: usize = 64;

impl State {
    /// Goes on with bytes that begin at `offset`, as far as they continue those hashed so
    /// far; false when others have to come first.
    fn add(&mut self, offset: u64, bytes: &[u8]) -> bool {
        let Some(known) = self.hashed.checked_sub(offset) else {
            return false;
        };
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        if let Some(new) = bytes.get(known..) {
            self.hasher.update(new);
            self.hashed += new.len() as u64;
        }
        true
    }
}

impl Digesting {
    /// A source of `len` bytes that nobody has read yet.
    pub fn new(source: Arc<dyn Source + Send + Sync>, len: u64) -> Self {
        let state = State {
            hasher: Hasher::new(),
            hashed: 0,
            ahead: BTreeMap::new(),
        };
        Self {
            source,
            len,
            state: Mutex::new(state),
        }
    }

    /// The digest of all bytes in hex; what nobody has read is read now.
    pub fn finish(&self) -> io::Result<String> {
        self.lock().ahead.clear();
        let mut block = Vec::new();
        loop {
            let hashed = self.lock().hashed;
            if hashed < self.len {
                // Most have been read to their end.
                block.resize(BLOCK, 0);
                if self.read_at(hashed, &mut block)? > 0 {
                    continue;
                }
            }
            return Ok(hex(&self.lock().hasher));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock_soon(&self.state)
    }
}

impl Source for Digesting {
    fn about_len(&self) -> Option<u64> {
        Some(self.len)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(offset, buffer)?;
        // What does not continue the bytes hashed so far comes again, or in `finish`.
        self.lock().add(offset, &buffer[..read]);
        Ok(read)
    }

    fn fetch(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read_at(offset, buffer)
    }

    fn seen(&self, offset: u64, bytes: &[u8]) {
        let mut state = self.lock();
        if !state.add(offset, bytes) {
            if state.ahead.len() < MOST_AHEAD {
                state.ahead.insert(offset, bytes.to_vec());
            }
            return;
        }
        while let Some((offset, bytes)) = state.ahead.pop_first() {
            if !state.add(offset, &bytes) {
                state.ahead.insert(offset, bytes);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let found = digest(&bytes.to_vec(), bytes.len() as u64).expect("memory");
        assert_eq!(found, expected);
    }

    #[test]
    fn the_digest_is_blake3_in_hex() {
        check(
            b"",
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        );
        check(
            b"abc",
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
        );
    }

    #[test]
    fn a_source_takes_its_digest_in_whatever_order_it_is_read() {
        let bytes: Vec<u8> = (0..5000u32).map(|number| number as u8).collect();
        let expected = digest(&bytes, 5000).expect("memory");
        let orders: [&[(u64, usize)]; 4] = [
            &[],
            &[(0, 5000)],
            &[(0, 100), (50, 3000), (10, 20), (3050, 4000)],
            &[(4000, 500), (0, 64), (2, 62), (64, 4000)],
        ];
        for reads in orders {
            let source = Digesting::new(Arc::new(bytes.clone()), 5000);
            for (offset, len) in reads {
                let mut buffer = vec![0; *len];
                let read = source.read_at(*offset, &mut buffer).expect("memory");
                assert_eq!(
                    buffer[..read],
                    bytes[*offset as usize..*offset as usize + read]
                );
            }
            assert_eq!(source.finish().expect("memory"), expected, "{reads:?}");
        }
    }

    #[test]
    fn pieces_may_be_seen_in_any_order() {
        let bytes: Vec<u8> = (0..5000u32).map(|number| (number * 7) as u8).collect();
        let expected = digest(&bytes, 5000).expect("memory");
        let orders: [&[(usize, usize)]; 4] = [
            &[(0, 5000)],
            &[(3000, 5000), (1000, 3000), (0, 1000)],
            // Once more, and with a part of what is known already.
            &[(2000, 3000), (0, 900), (500, 2000), (0, 900), (3000, 4000)],
            // The first bytes were passed over.
            &[(100, 2500), (2500, 5000)],
        ];
        for seen in orders {
            let source = Digesting::new(Arc::new(bytes.clone()), 5000);
            for (from, to) in seen {
                let mut fetched = vec![0; to - from];
                let read = source.fetch(*from as u64, &mut fetched).expect("memory");
                assert_eq!((read, &fetched[..]), (to - from, &bytes[*from..*to]));
                source.seen(*from as u64, &fetched);
            }
            assert_eq!(source.finish().expect("memory"), expected, "{seen:?}");
        }
    }

    #[test]
    fn no_more_is_kept_than_so_much() {
        let source = Digesting::new(Arc::new(vec![1; 1000]), 1000);
        for offset in (1..1000).rev() {
            source.seen(offset, &[1]);
        }
        assert_eq!(source.lock().ahead.len(), MOST_AHEAD);
        let expected = digest(&vec![1; 1000], 1000).expect("memory");
        assert_eq!(source.finish().expect("memory"), expected);
    }

    /// Gives at most a thousand bytes at a time.
    struct Trickle(Vec<u8>);

    impl Source for Trickle {
        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            let wanted = buffer.len().min(1000);
            self.0.read_at(offset, &mut buffer[..wanted])
        }
    }

    #[test]
    fn blocks_make_no_difference() {
        let bytes = vec![b'a'; 1_000_000 + BLOCK];
        let whole = digest(&bytes, bytes.len() as u64).expect("memory");
        let trickle = digest(&Trickle(bytes), u64::MAX).expect("memory");
        assert_eq!(whole, trickle);
    }
}
