//! What is in a file: a text table or the sheets of a workbook.
//!
//! Takes the bytes of a file, gives bytes that the row reader can start on: gzip is
//! inflated, UTF-16 becomes UTF-8, workbooks become spools; or why it is refused.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use crate::sheet::encoding::{self, Encoding, bom_length, detect};
use crate::sheet::kind::{self, FileKind};
use crate::sheet::text::Source;
use crate::sheet::workbook::{self, SheetSpool};
use crate::sheet::{Bounds, FileFault, WorkbookFault};

use super::{File, Shared};

/// Inflated to packed size of a text table: repetitive ones reach 1:100.
const GZIP_RATIO: u64 = 200;

/// Where a file that begins in ASCII is looked at for its encoding.
const PROBES: u64 = 64;
/// Bytes looked at in each such place.
const PROBE_BYTES: usize = 16 * 1024;

/// What a file holds.
pub(super) enum Content {
    /// One table of text.
    Text(Text),
    /// The sheets of a workbook, in the order of its tabs.
    Workbook(Vec<SheetSpool>),
}

/// A text table.
pub(super) struct Text {
    /// Its bytes, never UTF-16.
    pub source: Shared,
    /// Where the text starts, in bytes: after the byte order mark.
    pub start: u64,
    /// The encoding the file has.
    pub written: Encoding,
    /// The encoding of `source`.
    pub encoding: Encoding,
}

/// Why a file is refused as a whole.
#[derive(Debug)]
pub enum Refusal {
    /// It could not be read.
    Io(io::Error),
    /// It holds no table.
    File(FileFault),
    /// It is a workbook that cannot be read.
    Workbook(WorkbookFault),
    /// It is larger than what is read into memory at once.
    TooLarge {
        /// How many bytes it may have, unpacked.
        limit: u64,
    },
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<FileFault> for Refusal {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// Finds out what is in a file.
pub(super) fn content(file: &File, bounds: &Bounds) -> Result<Content, Refusal> {
    let head = read_up_to(&*file.source, 0, kind::HEAD as u64)?;
    let name = file.name.as_str();
    match kind::file_kind(&head, ending(name))? {
        FileKind::Text => text(&file.source, file.len, &head, bounds).map(Content::Text),
        FileKind::Zip | FileKind::Ole => book(&*file.source, file.len, bounds),
        FileKind::Gzip => {
            let inside = Arc::new(inflate(file, bounds)?);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            unpacked(&inside, ending(stem), bounds)
        }
    }
}

/// The same for what a gzip file holds; nothing is packed twice.
fn unpacked(inside: &Arc<Vec<u8>>, ending: &str, bounds: &Bounds) -> Result<Content, Refusal> {
    let head = &inside[..inside.len().min(kind::HEAD)];
    let (source, len): (Shared, u64) = (inside.clone(), inside.len() as u64);
    match kind::file_kind(head, ending)? {
        FileKind::Text => text(&source, len, head, bounds).map(Content::Text),
        FileKind::Zip | FileKind::Ole => sheets(inside, bounds),
        FileKind::Gzip => Err(FileFault::Archive { example: None }.into()),
    }
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn book(source: &dyn Source, len: u64, bounds: &Bounds) -> Result<Content, Refusal> {
    sheets(&whole(source, len, bounds.inflated)?, bounds)
}

fn sheets(bytes: &[u8], bounds: &Bounds) -> Result<Content, Refusal> {
    let kind = kind::workbook_kind(bytes)?;
    workbook::sheets(bytes, kind, bounds)
        .map(Content::Workbook)
        .map_err(Refusal::Workbook)
}

fn text(source: &Shared, len: u64, head: &[u8], bounds: &Bounds) -> Result<Text, Refusal> {
    let mut written = detect(head);
    let start = bom_length(head) as u64;
    if matches!(written, Encoding::Utf16Le | Encoding::Utf16Be) {
        let bytes = whole(&**source, len, bounds.text)?;
        let mut decoded = Vec::new();
        encoding::decode_chunk(written, &bytes[start as usize..], &mut decoded);
        return Ok(Text {
            source: Arc::new(decoded),
            start: 0,
            written,
            encoding: Encoding::Utf8,
        });
    }
    if written == Encoding::Utf8 && head.is_ascii() {
        written = probe(&**source, len)?;
    }
    Ok(Text {
        source: source.clone(),
        start,
        written,
        encoding: written,
    })
}

/// The encoding of a file that begins in ASCII: Chinese may first come in a later row.
fn probe(source: &dyn Source, len: u64) -> io::Result<Encoding> {
    for place in 1..=PROBES {
        let offset = (len / PROBES * place).saturating_sub(PROBE_BYTES as u64);
        let bytes = read_up_to(source, offset, PROBE_BYTES as u64)?;
        if bytes.is_ascii() {
            continue;
        }
        // A sample may end inside a character but must not begin in one.
        let line = memchr::memchr2(b'\n', b'\r', &bytes).map_or(0, |end| end + 1);
        if !bytes[line..].is_ascii() {
            return Ok(match detect(&bytes[line..]) {
                found @ (Encoding::Gb18030 | Encoding::Latin1) => found,
                _ => Encoding::Utf8,
            });
        }
    }
    Ok(Encoding::Utf8)
}

/// All bytes of a file that may have at most `limit` of them.
fn whole(source: &dyn Source, len: u64, limit: u64) -> Result<Vec<u8>, Refusal> {
    if len > limit {
        return Err(Refusal::TooLarge { limit });
    }
    Ok(read_up_to(source, 0, len)?)
}

fn inflate(file: &File, bounds: &Bounds) -> Result<Vec<u8>, Refusal> {
    let dense = file.len.saturating_mul(GZIP_RATIO).max(bounds.ratio_from);
    let limit = bounds.text.min(dense);
    let packed = Reader {
        source: &*file.source,
        offset: 0,
    };
    let mut bytes = Vec::new();
    let read = MultiGzDecoder::new(packed)
        .take(limit + 1)
        .read_to_end(&mut bytes);
    match read {
        Ok(_) if bytes.len() as u64 > limit => Err(Refusal::TooLarge { limit }),
        Ok(_) => Ok(bytes),
        Err(error) => Err(match error.kind() {
            io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidData
            | io::ErrorKind::UnexpectedEof => FileFault::Damaged.into(),
            _ => error.into(),
        }),
    }
}

/// A source read from front to back.
struct Reader<'a> {
    source: &'a dyn Source,
    offset: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read_at(self.offset, buffer)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Reads `wanted` bytes from `offset` on; fewer only at the end of the source.
pub(super) fn read_up_to(source: &dyn Source, offset: u64, wanted: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Reader { source, offset }
        .take(wanted)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
