//! The SHA-256 of a file, by which a run names its inputs and the same file given
//! twice is known. Takes bytes readable at any place, gives lower-case hex.

use std::fmt::Write as _;
use std::io;

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
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        write!(hex, "{byte:02x}").expect("writing to memory does not fail");
    }
    Ok(hex)
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
