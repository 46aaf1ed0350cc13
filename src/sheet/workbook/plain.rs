//! Reads the everyday .xlsx fast: sheets in the plain form that spreadsheets write.
//!
//! Takes a source of bytes, gives the sheets by their places among all; what is not plain, or
//! breaks a limit, is left to the reading library, whose answer then counts. What is read here
//! is read as the library reads it, to the byte: which sheets there are, in which parts, and
//! which styles are dates, the library itself says, asked over small copies of the container.

mod batch;
mod blocks;
mod cells;
mod contents;
mod escapes;
mod markup;
mod package;
mod texts;

use std::collections::BTreeMap;

use calamine::SheetType;

use crate::sheet::bounds::Bounds;
use crate::sheet::spool::SpoolWriter;
use crate::sheet::text::Source;

use super::{ROWS, SheetSpool, finished, told};
use blocks::Shape;
use cells::{Context, Piece};
use contents::{Contents, Tab};
use package::Package;
use texts::Texts;

/// Below so many inflated bytes a part is read by one thread: others would hardly have begun.
const ALONE: u64 = 1 << 20;
/// What [`SpoolWriter`] may ask for beyond what it writes; a text so near to the bound is left
/// to the library.
const MARGIN: u64 = 64;

/// Why something is not plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// The container cannot be read, breaks a limit, or has no .xlsx in its usual places.
    Container,
    /// A part breaks off or breaks a limit.
    Part,
    /// The lists of sheets and parts are not what the library takes for one.
    Lists,
    /// What stands before the rows or the shared texts.
    Head,
    /// No end of the rows or the shared texts, or something between them.
    Body,
    /// Bytes that are no UTF-8.
    Encoding,
    /// A tag or an attribute that is not written in the usual way.
    Tag,
    /// A row without a number, or one that does not ascend.
    Row,
    /// A cell without an address, or one that is not in its row and right of the last one.
    Place,
    /// What a cell holds, or in which order.
    Content,
    /// A value that its type does not have.
    Value,
    /// A shared text that is not there.
    Text,
    /// More cells or more text than a sheet may have.
    Bounds,
    /// The reader panicked.
    Panic,
}

/// Sheets that were read, by their places among all sheets of the book.
#[derive(Debug, Default)]
pub struct Ready {
    pub(super) sheets: BTreeMap<usize, SheetSpool>,
    /// How many sheets the book has that hold cells.
    worksheets: usize,
}

impl Ready {
    /// The sheets in the order of their tabs, if all were read; otherwise those that were.
    pub fn whole(self) -> Result<Vec<SheetSpool>, Self> {
        if self.worksheets > 0 && self.sheets.len() == self.worksheets {
            Ok(self.sheets.into_values().collect())
        } else {
            Err(self)
        }
    }
}

/// Reads the plain sheets of what may be an .xlsx of `len` bytes, on several threads.
pub fn read(source: &dyn Source, len: u64, bounds: &Bounds, threads: usize) -> Ready {
    let mut ready = Ready::default();
    // Whatever is odd about the whole book, the library finds a word for it.
    let _odd = read_into(&mut ready, source, len, bounds, threads);
    ready
}

fn read_into(
    ready: &mut Ready,
    source: &dyn Source,
    len: u64,
    bounds: &Bounds,
    threads: usize,
) -> Result<(), Odd> {
    let mut package = Package::open(source, len, bounds)?;
    let contents = Contents::of(&mut package)?;
    let mut tabs: Vec<(usize, &Tab)> = (contents.tabs.iter().enumerate())
        .filter(|(_, tab)| tab.sheet.typ == SheetType::WorkSheet)
        .collect();
    ready.worksheets = tabs.len();
    for part in 0..package.len() {
        if !contents.reads(part) {
            package.pass_over(part)?;
        }
    }
    let texts = match contents.texts {
        Some(part) => texts::read(&mut package, part, threads)?,
        None => Texts::default(),
    };
    // The smallest first: an odd one among several is met before the work is done.
    tabs.sort_by_key(|(_, tab)| tab.part.map(|part| package.size(part)));
    for (place, tab) in tabs {
        match sheet(&mut package, &contents, &texts, tab, threads) {
            Ok(spool) => drop(ready.sheets.insert(place, spool)),
            // Parts share their limit, which the rest of this one may break.
            Err(Odd::Part) => return Err(Odd::Part),
            Err(_) => {}
        }
    }
    Ok(())
}

/// Reads one sheet.
fn sheet(
    package: &mut Package<'_>,
    contents: &Contents,
    texts: &Texts,
    tab: &Tab,
    threads: usize,
) -> Result<SheetSpool, Odd> {
    let part = tab.part.ok_or(Odd::Lists)?;
    let bounds = package.bounds();
    let mut whole = SpoolWriter::new(bounds);
    let mut last = None;
    let (mut hidden_rows, mut formulas, mut never_calculated) = (0, 0, 0);
    let context = Context {
        texts,
        moments: &contents.moments,
        is_1904: contents.is_1904,
    };
    let mut notes = package.blocks(
        part,
        Shape::ROWS,
        threads,
        Piece::parse(&context),
        |piece| {
            if piece.first.is_some_and(|first| last >= Some(first)) {
                return Err(Odd::Row);
            }
            last = piece.last.or(last);
            hidden_rows += piece.hidden_rows;
            formulas += piece.formulas;
            never_calculated += piece.never_calculated;
            piece.append_to(&mut whole)
        },
    )?;
    notes.hidden_rows += hidden_rows;
    notes.formulas += formulas;
    notes.never_calculated += never_calculated;
    if whole.text_len() as u64 + MARGIN > bounds.text {
        return Err(Odd::Bounds);
    }
    let mut spool = finished(whole, &tab.sheet, bounds, ROWS).map_err(|_| Odd::Bounds)?;
    let columns = spool.spool.columns;
    spool.notes.extend(told(&notes, columns));
    spool.formulas = notes.formulas;
    spool.merged = notes.merged;
    Ok(spool)
}

#[cfg(test)]
mod tests;
