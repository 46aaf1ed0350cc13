//! What is in a file: a text table or the sheets of a workbook.
//!
//! Takes the bytes of a file, gives bytes that the row reader can start on: gzip is
//! inflated, UTF-16 becomes UTF-8, workbooks become spools; or why it is refused.

use std::io::{self, Read};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use crate::sheet::encoding::{self, Encoding, bom_length, detect};
use crate::sheet::html;
use crate::sheet::kind::{self, FileKind};
use crate::sheet::text::Source;
use crate::sheet::workbook::plain::{self, Ready};
use crate::sheet::workbook::{self, SheetNote, SheetSpool};
use crate::sheet::{Bounds, FileFault, Stated, WorkbookFault};

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
    /// What decoding it met.
    pub notes: Vec<SheetNote>,
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

/// Finds out what is in a file, on several threads where it is large.
pub(super) fn content(
    file: &File,
    bounds: &Bounds,
    stated: Stated,
    threads: usize,
) -> Result<Content, Refusal> {
    let head = read_up_to(&*file.source, 0, kind::HEAD as u64)?;
    let name = file.name.as_str();
    match kind::file_kind(&head, ending(name))? {
        FileKind::Gzip => {
            let inside = Arc::new(inflate(file, bounds)?);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let head = &inside[..inside.len().min(kind::HEAD)];
            let kind = kind::file_kind(head, ending(stem))?;
            let (source, len): (Shared, u64) = (inside.clone(), inside.len() as u64);
            of_kind(kind, &source, len, head, bounds, stated, threads)
        }
        kind => of_kind(kind, &file.source, file.len, &head, bounds, stated, threads),
    }
}

/// The same for what a file is or a gzip file holds; nothing is packed twice.
fn of_kind(
    kind: FileKind,
    source: &Shared,
    len: u64,
    head: &[u8],
    bounds: &Bounds,
    stated: Stated,
    threads: usize,
) -> Result<Content, Refusal> {
    match kind {
        FileKind::Text => text(source, len, head, bounds, stated).map(Content::Text),
        FileKind::Zip => match plain::read(&**source, len, bounds, threads).whole() {
            Ok(sheets) => Ok(Content::Workbook(sheets)),
            Err(ready) => sheets(&whole(&**source, len, bounds.inflated)?, bounds, ready),
        },
        FileKind::Ole => sheets(
            &whole(&**source, len, bounds.inflated)?,
            bounds,
            Ready::default(),
        ),
        FileKind::Page => page(&whole(&**source, len, bounds.text)?, bounds),
        FileKind::Gzip => Err(FileFault::Archive { example: None }.into()),
    }
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Reads the sheets of a workbook that are not read yet.
fn sheets(bytes: &[u8], bounds: &Bounds, ready: Ready) -> Result<Content, Refusal> {
    let kind = kind::workbook_kind(bytes)?;
    workbook::sheets_beside(ready, bytes, kind, bounds)
        .map(Content::Workbook)
        .map_err(Refusal::Workbook)
}

fn page(bytes: &[u8], bounds: &Bounds) -> Result<Content, Refusal> {
    let sheets = html::tables(bytes, bounds).map_err(Refusal::Workbook)?;
    if sheets.is_empty() {
        return Err(FileFault::Html.into());
    }
    Ok(Content::Workbook(sheets))
}

fn text(
    source: &Shared,
    len: u64,
    head: &[u8],
    bounds: &Bounds,
    stated: Stated,
) -> Result<Text, Refusal> {
    let mut written = stated.encoding.unwrap_or_else(|| detect(head));
    let start = bom_length(head) as u64;
    if stated.encoding.is_none() && written == Encoding::Utf8 && head.is_ascii() {
        written = probe(&**source, len)?;
    }
    let text = Text {
        source: source.clone(),
        start,
        written,
        encoding: written,
        notes: Vec::new(),
    };
    if matches!(written, Encoding::Utf16Le | Encoding::Utf16Be) {
        return as_utf8(&text, bounds);
    }
    Ok(text)
}

/// A text decoded as a whole: one that cannot be split before it is.
pub(super) fn as_utf8(text: &Text, bounds: &Bounds) -> Result<Text, Refusal> {
    let bytes = read_up_to(&*text.source, text.start, bounds.text.saturating_add(1))?;
    if bytes.len() as u64 > bounds.text {
        return Err(Refusal::TooLarge { limit: bounds.text });
    }
    let mut decoded = Vec::new();
    let places = encoding::decode_chunk(text.encoding, &bytes, &mut decoded) as u64;
    Ok(Text {
        source: Arc::new(decoded),
        start: 0,
        encoding: Encoding::Utf8,
        notes: (places > 0)
            .then_some(SheetNote::BadText { places })
            .into_iter()
            .collect(),
        written: text.written,
    })
}

/// The encoding of a file that begins in ASCII: Chinese may first come in a later row.
fn probe(source: &dyn Source, len: u64) -> io::Result<Encoding> {
    for place in 1..=PROBES {
        let end = len / PROBES * place + len % PROBES * place / PROBES;
        let offset = end.saturating_sub(PROBE_BYTES as u64);
        let bytes = read_up_to(source, offset, PROBE_BYTES as u64)?;
        if bytes.is_ascii() {
            continue;
        }
        // A sample may end inside a character but must not begin in one.
        let line = memchr::memchr2(b'\n', b'\r', &bytes).map_or(0, |end| end + 1);
        if !bytes[line..].is_ascii() {
            return Ok(match detect(&bytes[line..]) {
                found @ (Encoding::Gb18030 | Encoding::Big5 | Encoding::Latin1) => found,
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

/// As much is made room for at once, whatever a source says of itself.
const ROOM: u64 = 1 << 20;

/// Reads `wanted` bytes from `offset` on; fewer only at the end of the source.
pub(super) fn read_up_to(source: &dyn Source, offset: u64, wanted: u64) -> io::Result<Vec<u8>> {
    // What is known to come needs no growing, which would be many small reads.
    let rest = source.about_len().map(|len| len.saturating_sub(offset));
    let room = rest.map_or(0, |rest| rest.min(wanted).min(ROOM));
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    Reader { source, offset }
        .take(wanted)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
