//! What the parts of an .xlsx container say about their sheets beside the cells.
//!
//! Takes stretches of XML while they are counted, gives how many rows are hidden and
//! how many formulas have no value, and which cells are merged; takes the container, gives which part is which
//! sheet. Both are hints: what cannot be followed is not told.

use std::io::{Cursor, Read as _};

use memchr::{memchr, memmem, memrchr};
use zip::ZipArchive;

use crate::sheet::merged::{MOST, Region};

/// The lists of sheets are short; what is longer is not looked at.
const LIST_BYTES: u64 = 4 << 20;

/// What was noticed in a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartNotes {
    /// Rows that are hidden, by hand or by a filter.
    pub hidden_rows: u64,
    /// Formulas without a value.
    pub never_calculated: u64,
    /// Cells merged over several rows; of more than [`MOST`] the first ones.
    pub merged: Vec<Region>,
}

impl PartNotes {
    /// Looks at a stretch of XML; only what begins before `last` counts, the rest comes again.
    pub(super) fn look(&mut self, xml: &[u8], last: usize) {
        for place in memmem::find_iter(xml, b"<row ").take_while(|place| *place < last) {
            let tag = tag(&xml[place..]);
            let hidden = memmem::find(tag, b" hidden=\"1\"").is_some()
                || memmem::find(tag, b" hidden=\"true\"").is_some();
            self.hidden_rows += u64::from(hidden);
        }
        for place in memmem::find_iter(xml, b"</f><").take_while(|place| *place < last) {
            let after = &xml[place + b"</f>".len()..];
            let blank: [&[u8]; 4] = [b"</c>", b"<v></v>", b"<v/>", b"<v />"];
            let missing = blank.iter().any(|end| after.starts_with(end));
            self.never_calculated += u64::from(missing);
        }
        for place in memmem::find_iter(xml, b"<mergeCell ").take_while(|place| *place < last) {
            let region = attribute(tag(&xml[place..]), b" ref").and_then(Region::of);
            if self.merged.len() < MOST {
                self.merged.extend(region);
            }
        }
    }
}

/// Which part holds which sheet.
#[derive(Debug, Default)]
pub(super) struct SheetParts {
    names: Vec<Option<String>>,
}

impl SheetParts {
    /// Reads the lists of sheets and of their parts.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    /// The part of the sheet at this place among all sheets of the book.
    pub(super) fn name(&self, place: usize) -> Option<&str> {
        self.names.get(place)?.as_deref()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let book = part(&mut archive, "xl/workbook.xml")?;
        let relations = part(&mut archive, "xl/_rels/workbook.xml.rels")?;
        let targets: Vec<(&[u8], &[u8])> = tags(&relations, b"<Relationship ")
            .filter_map(|tag| Some((attribute(tag, b" Id")?, attribute(tag, b" Target")?)))
            .collect();
        let path = |id: &[u8]| {
            let (_, target) = targets.iter().find(|(known, _)| *known == id)?;
            let target = std::str::from_utf8(target).ok()?;
            Some(match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            })
        };
        let names = tags(&book, b"<sheet ").map(|tag| attribute(tag, b":id").and_then(path));
        Some(Self {
            names: names.collect(),
        })
    }
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let part = archive.by_name(name).ok()?;
    part.take(LIST_BYTES).read_to_end(&mut content).ok()?;
    Some(content)
}

/// The opening tags that begin with these letters.
fn tags<'x>(xml: &'x [u8], opening: &'x [u8]) -> impl Iterator<Item = &'x [u8]> {
    memmem::find_iter(xml, opening)
        .map(|place| tag(&xml[place..]))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The tag that begins here, without its end.
fn tag(xml: &[u8]) -> &[u8] {
    let end = memchr(b'>', xml).unwrap_or(xml.len());
    let tag = &xml[..end];
    // Another tag begins within: this one was cut off.
    memrchr(b'<', &tag[1.min(tag.len())..]).map_or(tag, |_| &tag[..0])
}

/// The value of an attribute, as written.
fn attribute<'x>(tag: &'x [u8], name: &[u8]) -> Option<&'x [u8]> {
    let start = memmem::find(tag, name)? + name.len();
    let rest = tag[start..].strip_prefix(b"=")?;
    let quote = *rest.first()?;
    let end = memchr(quote, &rest[1..])?;
    Some(&rest[1..=end])
}
