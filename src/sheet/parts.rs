//! What a file says about its sheets beside the cells, and which part of an .xlsx is which sheet.
//!
//! Takes stretches of an .xlsx part's XML while they are counted, gives which rows and columns
//! are hidden, how many formulas have no value, and which cells are merged; takes the container,
//! gives which part is which sheet. Both are hints: what cannot be followed is not told.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use memchr::{memchr, memmem, memrchr};
use zip::ZipArchive;

use crate::sheet::merged::{MOST, Region};

/// The lists of sheets are short; what is longer is not looked at.
pub(super) const LIST_BYTES: u64 = 4 << 20;

/// Runs of hidden columns kept of a sheet: a person hides a few.
const MOST_RUNS: usize = 256;

/// What was noticed of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartNotes {
    /// Rows that are hidden, by hand or by a filter.
    pub hidden_rows: u64,
    /// Columns that are hidden: the first and the last of each run, first column 0.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Formulas; only in .xlsx files.
    pub formulas: u64,
    /// Formulas without a value.
    pub never_calculated: u64,
    /// Formulas that hold 0 or nothing, where no formula of the sheet holds more: whatever wrote
    /// them may never have calculated.
    pub empty_formulas: u64,
    /// Cells merged over several rows; of more than [`MOST`] the first ones.
    pub merged: Vec<Region>,
}

impl PartNotes {
    /// Notes a run of hidden columns.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.hidden_columns.len() < MOST_RUNS {
            self.hidden_columns.push((first, last));
        }
    }

    /// How many of a sheet's first columns are hidden: those beyond its last cell do not count.
    pub(super) fn hidden_within(&self, columns: u32) -> u32 {
        let mut runs = self.hidden_columns.clone();
        runs.sort_unstable();
        let mut from = 0;
        let mut hidden = 0;
        for (first, last) in runs {
            let (first, end) = (first.max(from), last.saturating_add(1).min(columns));
            hidden += end.saturating_sub(first);
            from = from.max(end);
        }
        hidden
    }

    /// Notes a merged region, if it has several rows.
    pub(super) fn merge(&mut self, region: Option<Region>) {
        if self.merged.len() < MOST {
            self.merged.extend(region);
        }
    }

    /// Looks at a stretch of XML; only what begins before `last` counts, the rest comes again.
    pub(super) fn look(&mut self, xml: &[u8], last: usize) {
        for place in memmem::find_iter(xml, b"<row ").take_while(|place| *place < last) {
            self.hidden_rows += u64::from(is_hidden(tag(&xml[place..])));
        }
        for place in memmem::find_iter(xml, b"<col ").take_while(|place| *place < last) {
            let tag = tag(&xml[place..]);
            let number = |name| {
                let digits = std::str::from_utf8(attribute(tag, name)?).ok()?;
                digits.parse::<u32>().ok()?.checked_sub(1)
            };
            if is_hidden(tag)
                && let (Some(first), Some(last)) = (number(b" min"), number(b" max"))
            {
                self.hide_columns(first, last);
            }
        }
        for formula in [b"<f>", b"<f "] {
            let places = memmem::find_iter(xml, formula);
            self.formulas += places.take_while(|place| *place < last).count() as u64;
        }
        for place in memmem::find_iter(xml, b"</f><").take_while(|place| *place < last) {
            let after = &xml[place + b"</f>".len()..];
            self.never_calculated += u64::from(is_blank(after));
        }
        for place in memmem::find_iter(xml, b"<mergeCell ").take_while(|place| *place < last) {
            self.merge(attribute(tag(&xml[place..]), b" ref").and_then(Region::of));
        }
    }
}

/// Whether what comes after a formula is no value.
pub(super) fn is_blank(after: &[u8]) -> bool {
    let blank: [&[u8]; 4] = [b"</c>", b"<v></v>", b"<v/>", b"<v />"];
    blank.iter().any(|end| after.starts_with(end))
}

/// Whether the tag of a row or column, without its end, says that it is hidden.
pub(super) fn is_hidden(tag: &[u8]) -> bool {
    memmem::find(tag, b" hidden=\"1\"").is_some()
        || memmem::find(tag, b" hidden=\"true\"").is_some()
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
        Some(Self::told(&book, &relations))
    }

    /// Which part is which sheet, as the workbook part and the list of its relations tell.
    pub(super) fn told(book: &[u8], relations: &[u8]) -> Self {
        let targets = related(relations);
        let path = |id: &[u8]| targets.get(std::str::from_utf8(id).ok()?).cloned();
        let names = tags(book, b"<sheet ").map(|tag| attribute(tag, b":id").and_then(path));
        Self {
            names: names.collect(),
        }
    }
}

/// The parts that a list of relations names, by their ids.
pub(super) fn targets(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    list: &str,
) -> Option<BTreeMap<String, String>> {
    Some(related(&part(archive, list)?))
}

fn related(relations: &[u8]) -> BTreeMap<String, String> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let targets = tags(relations, b"<Relationship ").filter_map(|tag| {
        let id = text(attribute(tag, b" Id")?)?;
        let target = text(attribute(tag, b" Target")?)?;
        let whole = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{target}"),
        };
        Some((id, whole))
    });
    // Of two of the same id the first counts.
    let mut kept = BTreeMap::new();
    for (id, target) in targets {
        kept.entry(id).or_insert(target);
    }
    kept
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
pub(super) fn attribute<'x>(tag: &'x [u8], name: &[u8]) -> Option<&'x [u8]> {
    let start = memmem::find(tag, name)? + name.len();
    let rest = tag[start..].strip_prefix(b"=")?;
    let quote = *rest.first()?;
    let end = memchr(quote, &rest[1..])?;
    Some(&rest[1..=end])
}
