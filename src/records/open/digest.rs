//! The SHA-256 of a file, by which a run names its inputs and the same file given
//! twice is known. Takes bytes readable at any place, gives lower-case hex.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::sheet::text::Source;

/// Read at once: large enough that calls do not show.
const BLOCK: usize = 1 << 20;

/// The SHA-256 of the first `len` bytes as 64 hex digits; fewer if the source ends sooner.
pub fn digest(source: &(dyn Source + Send + Sync), len: u64) -> io::Result<String> {
    let mut hasher = Sha256::new();
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
    Ok(hex(hasher))
}

fn hex(hasher: Sha256) -> String {
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        write!(hex, "{byte:02x}").expect("writing to memory does not fail");
    }
    hex
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
    hasher: Sha256,
    /// Bytes hashed so far.
    hashed: u64,
}

impl Digesting {
    /// A source of `len` bytes that nobody has read yet.
    pub fn new(source: Arc<dyn Source + Send + Sync>, len: u64) -> Self {
        let state = State {
            hasher: Sha256::new(),
            hashed: 0,
        };
        Self {
            source,
            len,
            state: Mutex::new(state),
        }
    }

    /// The SHA-256 of all bytes in hex; what nobody has read is read now.
    pub fn finish(&self) -> io::Result<String> {
        let mut block = vec![0; BLOCK];
        loop {
            let hashed = self.lock().hashed;
            if hashed >= self.len || self.read_at(hashed, &mut block)? == 0 {
                return Ok(hex(self.lock().hasher.clone()));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Digesting {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(offset, buffer)?;
        let mut state = self.lock();
        // Only what continues the bytes hashed so far; the rest comes again or in `finish`.
        let known = state.hashed.checked_sub(offset);
        let known = known.and_then(|known| usize::try_from(known).ok());
        if let Some(new) = known.and_then(|known| buffer[..read].get(known..)) {
            state.hasher.update(new);
            state.hashed += new.len() as u64;
        }
        Ok(read)
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
    fn the_digest_is_sha_256_in_hex() {
        check(
            b"",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        );
        check(
            b"abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
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
