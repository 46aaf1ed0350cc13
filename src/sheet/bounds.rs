//! Limits a workbook must keep before a reader library trusts it.
//!
//! Takes the bytes of a zip container, inflates every part once and counts while
//! doing so, because declared sizes can lie. Gives nothing but the permission to
//! go on: the reader library reserves memory by numbers the file states.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use memchr::{memchr, memmem};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::sheet::fault::{ContainerFault, WorkbookFault};
use crate::sheet::parts::PartNotes;

/// Parts of a container: a book of a thousand sheets has about four thousand.
const PARTS: usize = 10_000;
/// Bytes of all parts inflated: a full sheet of 1,048,576 rows and 25 columns stays below.
const INFLATED: u64 = 2 << 30;
/// Inflated to packed size of one part: repetitive sheets reach 1:200, deflate's own limit is 1:1032.
const RATIO: u64 = 1000;
/// Below this many inflated bytes a part may have any ratio.
const RATIO_FROM: u64 = 10 << 20;
/// Cells and rows written, empty ones in between included: a full sheet of 190 columns.
const CELLS: u64 = 200_000_000;
/// Cells of all sheets of an .xls file, empty ones in between included: the reader holds them
/// all, at some fifty bytes. Two full sheets of 90 columns.
const OLD_CELLS: u64 = 12_000_000;
/// Bytes of text of one sheet. One shared text may be named by a million cells, so that a
/// small file becomes this large only by design.
const TEXT: u64 = 1 << 30;
/// A stretch of XML without any markup: a cell of 32,767 characters, each escaped, is far shorter.
const STRETCH: usize = 1 << 20;
/// Read at a time.
pub(super) const BLOCK: usize = 64 << 10;
/// Bytes of the shortest shared text, `<si/>`.
const SHORTEST_TEXT: u64 = 5;
/// Bytes kept from the block before, so that a declared count and the opening tag of a row are
/// seen across its end.
pub(super) const OVERLAP: usize = 256;

/// How large a workbook may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// Parts of the container.
    pub parts: usize,
    /// Bytes of all parts together, inflated.
    pub inflated: u64,
    /// Inflated bytes per packed byte of one part.
    pub ratio: u64,
    /// Bytes from which on the ratio counts.
    pub ratio_from: u64,
    /// Cells and rows of one sheet, empty ones in between included.
    pub cells: u64,
    /// Cells of all sheets of an .xls file, empty ones in between included.
    pub old_cells: u64,
    /// Bytes of text of one sheet.
    pub text: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            parts: PARTS,
            inflated: INFLATED,
            ratio: RATIO,
            ratio_from: RATIO_FROM,
            cells: CELLS,
            old_cells: OLD_CELLS,
            text: TEXT,
        }
    }
}

impl Bounds {
    /// How many times larger honest books may be that somebody vouches for.
    const LARGE: u64 = 8;

    /// The bounds for files that the user says are honest and large. What no honest file has
    /// stays refused.
    #[must_use]
    pub fn large() -> Self {
        let usual = Self::default();
        Self {
            inflated: usual.inflated * Self::LARGE,
            cells: usual.cells * Self::LARGE,
            old_cells: usual.old_cells * Self::LARGE,
            text: usual.text * Self::LARGE,
            ..usual
        }
    }
}

/// Checks a zip container: counts, sizes, ratios, DOCTYPE and declared numbers of texts. Gives
/// what was noticed on the way in each part that is worth a word.
pub fn check_zip(bytes: &[u8], bounds: &Bounds) -> Result<Noticed, WorkbookFault> {
    let mut archive = open_zip(Cursor::new(bytes), bounds)?;
    let mut block = vec![0; OVERLAP + BLOCK];
    let mut left = bounds.inflated;
    let mut noticed = Noticed::default();
    for place in 0..archive.len() {
        // A part that cannot be opened is no danger: the reader will say so if it needs it.
        let Ok(mut part) = archive.by_index(place) else {
            continue;
        };
        let mut scan = PartScan::new(&part, &mut left, bounds);
        let mut notes = PartNotes::default();
        scan.run(&mut part, &mut block, Some(&mut notes))?;
        if notes != PartNotes::default() {
            noticed.insert(scan.name, notes);
        }
    }
    Ok(noticed)
}

/// Opens a zip container and checks what its directory admits; its parts are not looked at.
pub(super) fn open_zip<R: Read + Seek>(
    reader: R,
    bounds: &Bounds,
) -> Result<ZipArchive<R>, WorkbookFault> {
    let mut archive = ZipArchive::new(reader).map_err(|error| WorkbookFault::Damaged {
        detail: error.to_string(),
    })?;
    if archive.len() > bounds.parts {
        return Err(ContainerFault::TooManyParts {
            found: archive.len(),
            limit: bounds.parts,
        }
        .into());
    }
    check_declared(&mut archive, bounds)?;
    Ok(archive)
}

/// What was noticed in parts, by their names.
pub type Noticed = BTreeMap<String, PartNotes>;

/// What the directory of the container admits: cheap to refuse.
fn check_declared<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    bounds: &Bounds,
) -> Result<(), WorkbookFault> {
    let mut total = 0u64;
    for place in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(place) else {
            continue;
        };
        if part.encrypted() {
            return Err(WorkbookFault::Encrypted);
        }
        total = total.saturating_add(part.size());
    }
    if total > bounds.inflated {
        return Err(ContainerFault::TooLarge {
            limit: bounds.inflated,
        }
        .into());
    }
    Ok(())
}

/// One part while it is inflated: counts, and refuses what no honest part has.
pub(super) struct PartScan<'b> {
    name: String,
    packed: u64,
    inflated: u64,
    /// Bytes that all parts of the container may still inflate to.
    left: &'b mut u64,
    bounds: &'b Bounds,
    /// Bytes since the last block with markup in it.
    stretch: usize,
    /// The largest number of shared texts the part declares.
    declared: u64,
    is_xml: bool,
}

impl<'b> PartScan<'b> {
    /// A scan of a part of which nothing was inflated yet.
    pub(super) fn new<R: Read>(
        part: &ZipFile<'_, R>,
        left: &'b mut u64,
        bounds: &'b Bounds,
    ) -> Self {
        Self {
            name: String::from_utf8_lossy(part.name_raw()).into_owned(),
            packed: part.compressed_size(),
            inflated: 0,
            left,
            bounds,
            stretch: 0,
            declared: 0,
            is_xml: false,
        }
    }

    /// Inflates the part block by block, and takes notes if they are wanted; a part that breaks
    /// off is left to the reader.
    pub(super) fn run(
        &mut self,
        part: &mut impl Read,
        block: &mut [u8],
        mut notes: Option<&mut PartNotes>,
    ) -> Result<(), ContainerFault> {
        block[..OVERLAP].fill(0);
        loop {
            let (read, is_last) = fill(part, &mut block[OVERLAP..]);
            let seen = &block[..OVERLAP + read];
            self.pass(seen)?;
            // What begins in the overlap of the next block is seen there.
            let last = if is_last { seen.len() } else { read };
            if let Some(notes) = notes.as_deref_mut().filter(|_| self.is_xml) {
                notes.look(seen, last);
            }
            if is_last {
                return self.end();
            }
            block.copy_within(read..read + OVERLAP, 0);
        }
    }

    /// Lets the next bytes of the part pass, or refuses them. `seen` are the [`OVERLAP`] bytes
    /// before them, zeros at the start, and at most [`BLOCK`] new ones.
    pub(super) fn pass(&mut self, seen: &[u8]) -> Result<(), ContainerFault> {
        let new = &seen[OVERLAP..];
        let is_first = self.inflated == 0;
        self.inflated += new.len() as u64;
        let Some(left) = self.left.checked_sub(new.len() as u64) else {
            return Err(ContainerFault::TooLarge {
                limit: self.bounds.inflated,
            });
        };
        *self.left = left;
        let dense = self.packed.saturating_mul(self.bounds.ratio);
        if self.inflated > dense.max(self.bounds.ratio_from) {
            return Err(ContainerFault::TooDense {
                part: self.name.clone(),
            });
        }
        if is_first {
            self.is_xml = looks_like_xml(new);
        }
        if self.is_xml {
            self.check_xml(seen, is_first)?;
        }
        Ok(())
    }

    fn check_xml(&mut self, seen: &[u8], is_first: bool) -> Result<(), ContainerFault> {
        let new = &seen[OVERLAP..];
        // A DOCTYPE stands before the first element, so the first block has it or nothing does
        // that a reader would still take for a sheet.
        if is_first && memmem::find(new, b"<!DOCTYPE").is_some() {
            return Err(ContainerFault::Doctype {
                part: self.name.clone(),
            });
        }
        self.stretch = match memchr(b'<', new) {
            Some(_) => 0,
            None => self.stretch + new.len(),
        };
        if self.stretch >= STRETCH {
            return Err(ContainerFault::EndlessText {
                part: self.name.clone(),
            });
        }
        for place in memmem::find_iter(seen, b"uniqueCount") {
            self.declared = self.declared.max(declared_count(&seen[place..]));
        }
        Ok(())
    }

    /// The part is at its end. A reader reserves memory for as many texts as are declared.
    pub(super) fn end(&self) -> Result<(), ContainerFault> {
        if self.declared > self.inflated / SHORTEST_TEXT {
            return Err(ContainerFault::LyingCount {
                part: self.name.clone(),
                declared: self.declared,
            });
        }
        Ok(())
    }
}

/// Fills the block as far as the part goes; whether this was the end of it, or of what is readable.
fn fill(part: &mut impl Read, block: &mut [u8]) -> (usize, bool) {
    let mut filled = 0;
    while filled < block.len() {
        match part.read(&mut block[filled..]) {
            Ok(0) => return (filled, true),
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return (filled, true),
        }
    }
    (filled, false)
}

fn looks_like_xml(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    // The beginning of a part of nothing but spaces counts too.
    text.iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_none_or(|byte| *byte == b'<')
}

/// The number in `uniqueCount = "123"`; 0 when there is none here.
fn declared_count(attribute: &[u8]) -> u64 {
    let rest = attribute[b"uniqueCount".len()..].trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b"=") else {
        return 0;
    };
    let rest = rest.trim_ascii_start();
    let [b'"' | b'\'', rest @ ..] = rest else {
        return 0;
    };
    rest.trim_ascii_start()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0u64, |sum, byte| {
            sum.saturating_mul(10)
                .saturating_add(u64::from(byte - b'0'))
        })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// A zip container of these parts.
    pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Deflated)
                .compression_level(Some(1));
            writer.start_file(*name, options).expect("a name");
            writer.write_all(content).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    fn small() -> Bounds {
        Bounds {
            parts: 3,
            inflated: 4 << 20,
            ratio: 100,
            ratio_from: 1 << 20,
            ..Bounds::default()
        }
    }

    #[track_caller]
    fn check(parts: &[(&str, &[u8])], expected: Result<(), ContainerFault>) {
        assert_eq!(
            check_zip(&archive(parts), &small()).map(drop),
            expected.map_err(WorkbookFault::from)
        );
    }

    fn named(name: &str) -> String {
        name.to_owned()
    }

    #[test]
    fn an_ordinary_container_passes() {
        check(&[("a.xml", b"<a/>"), ("b.png", b"\x89PNG")], Ok(()));
    }

    #[test]
    fn too_many_parts_are_refused() {
        let parts: [(&str, &[u8]); 4] = [("a", b""), ("b", b""), ("c", b""), ("d", b"")];
        check(
            &parts,
            Err(ContainerFault::TooManyParts { found: 4, limit: 3 }),
        );
    }

    #[test]
    fn what_inflates_too_far_is_refused() {
        let large = vec![0x55; 5 << 20];
        check(
            &[("a", &large)],
            Err(ContainerFault::TooLarge { limit: 4 << 20 }),
        );
        check(
            &[("a", &large[..2 << 20])],
            Err(ContainerFault::TooDense { part: named("a") }),
        );
        check(&[("a", &large[..1 << 20])], Ok(()));
    }

    #[test]
    fn a_declared_size_that_lies_changes_nothing() {
        let mut bytes = archive(&[("a", &vec![0x55; 5 << 20])]);
        let size = (5u32 << 20).to_le_bytes();
        let lie = 100u32.to_le_bytes();
        let places: Vec<usize> = memmem::find_iter(&bytes, &size).collect();
        assert!(!places.is_empty());
        for place in places {
            bytes[place..place + 4].copy_from_slice(&lie);
        }
        // Either the count refuses it, or the reader, which is the same one, stops at the lie.
        if check_zip(&bytes, &small()).is_ok() {
            let mut archive = ZipArchive::new(Cursor::new(&bytes[..])).expect("a container");
            let mut content = Vec::new();
            let read = archive
                .by_index(0)
                .expect("a part")
                .read_to_end(&mut content);
            assert!(read.is_err() && content.len() as u64 <= small().inflated);
        }
    }

    #[test]
    fn text_without_end_is_refused() {
        let mut sheet = b"<worksheet><v>".to_vec();
        sheet.resize(STRETCH + 3 * BLOCK, b' ');
        let bounds = Bounds {
            ratio: 2000,
            ..small()
        };
        let parts: [(&str, &[u8]); 1] = [("s.xml", &sheet)];
        let part = named("s.xml");
        let fault = ContainerFault::EndlessText { part }.into();
        assert_eq!(check_zip(&archive(&parts), &bounds), Err(fault));
    }

    #[test]
    fn a_doctype_is_refused() {
        let part = named("s.xml");
        check(
            &[(
                "s.xml",
                b"\xEF\xBB\xBF <?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
            )],
            Err(ContainerFault::Doctype { part }),
        );
    }

    #[test]
    fn more_texts_than_fit_are_refused() {
        check(
            &[("t.xml", b"<sst uniqueCount=\"2\"><si/><si/></sst>")],
            Ok(()),
        );
        check(&[("t.xml", b"<sst count=\"9\"><si/></sst>")], Ok(()));
        let fault = |declared| {
            Err(ContainerFault::LyingCount {
                part: named("t.xml"),
                declared,
            })
        };
        check(
            &[("t.xml", b"<sst uniqueCount=\"4294967295\"/>")],
            fault(4_294_967_295),
        );
        check(&[("t.xml", b"<sst uniqueCount = '99'/>")], fault(99));
    }

    #[test]
    fn a_count_across_two_blocks_is_seen() {
        for shift in 0..40 {
            let mut part = b"<a>".to_vec();
            part.resize(BLOCK - shift, b' ');
            part.extend_from_slice(b"<sst uniqueCount=\"999999999\"/></a>");
            let found = check_zip(&archive(&[("t.xml", &part)]), &small());
            assert!(
                matches!(
                    found,
                    Err(WorkbookFault::Container(ContainerFault::LyingCount {
                        declared: 999_999_999,
                        ..
                    }))
                ),
                "{shift}"
            );
        }
    }
}
