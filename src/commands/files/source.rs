//! The bytes of an input: read at any place by any thread, or kept in memory.

use std::fs::File;
use std::io::{self, Read};

use tierbook::lang::cli::InputTrouble;
use tierbook::sheet::text::Source;

use super::find::system;
use super::{InputFile, Origin};

/// The most that is kept of standard input.
const MAX_STANDARD_INPUT: u64 = 1 << 30;

/// An open input.
#[derive(Debug)]
pub(crate) enum FileSource {
    /// A file, with its size when it was opened.
    File {
        /// The file.
        file: File,
        /// Its bytes.
        size: u64,
    },
    /// What came through standard input or a pipe.
    Memory(Vec<u8>),
}

/// Opens an input; what cannot be read at any place (a pipe) is read into memory.
///
/// # Errors
/// The system's refusal, or more than fits in memory.
pub(crate) fn open(input: &InputFile) -> Result<FileSource, InputTrouble> {
    match &input.origin {
        Origin::StandardInput => bounded(io::stdin().lock(), MAX_STANDARD_INPUT, &input.shown),
        Origin::Path(path) => {
            let open = || {
                let file = File::open(path)?;
                let about = file.metadata()?;
                Ok((file, about))
            };
            let (file, about) = open().map_err(|error| system(path, &error))?;
            if about.is_file() {
                Ok(FileSource::File {
                    file,
                    size: about.len(),
                })
            } else {
                bounded(file, MAX_STANDARD_INPUT, &input.shown)
            }
        }
    }
}

fn bounded(reader: impl Read, limit: u64, shown: &str) -> Result<FileSource, InputTrouble> {
    let mut bytes = Vec::new();
    match reader.take(limit + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > limit => Err(InputTrouble::InputTooLong {
            mebibytes: limit >> 20,
        }),
        Ok(_) => Ok(FileSource::Memory(bytes)),
        Err(error) => {
            let (path, cause) = (shown.to_owned(), error.to_string());
            Err(InputTrouble::Failed { path, cause })
        }
    }
}

impl FileSource {
    /// How many bytes there are.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File { size, .. } => *size,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// All bytes, as a workbook needs them.
    pub(crate) fn into_bytes(self) -> io::Result<Vec<u8>> {
        match self {
            Self::File { mut file, size } => {
                let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Self::Memory(bytes) => Ok(bytes),
        }
    }
}

impl Source for FileSource {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File { file, .. } => read_file_at(file, offset, buffer),
            Self::Memory(bytes) => bytes.read_at(offset, buffer),
        }
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

/// Windows moves the file's own place as well, which nobody else here uses while chunks are read.
#[cfg(windows)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_beyond_the_limit_is_refused() {
        assert!(bounded(&b"12345"[..], 5, "-").is_ok());
        assert_eq!(
            bounded(&b"123456"[..], 5, "-").expect_err("too long"),
            InputTrouble::InputTooLong { mebibytes: 0 }
        );
    }
}
