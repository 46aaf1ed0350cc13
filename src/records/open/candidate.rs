//! The sheets of a file with their headers, before any of them has a role.
//!
//! Takes a file, gives a [`Candidate`] for its text table or for each sheet of its
//! workbook: how it is cut, and where its header stands.

use std::sync::Arc;

use crate::names::Field;
use crate::names::header::{OwnWords, Verdict, role};
use crate::names::header_rows::{HeaderRows, header_rows};
use crate::names::systems::LinesKnown;
use crate::names::systems::{System, recognise};
use crate::records::table::{CellMarks, SPOOLED};
use crate::sheet::encoding::may_be_inside;
use crate::sheet::merged::{Filling, Region, filled};
use crate::sheet::text::Dialect;
use crate::sheet::workbook::SheetSpool;
use crate::sheet::{Bounds, Encoding, SheetNote, Stated, Visibility, WorkbookFault};
use crate::value::amount::Unit;

use super::content::{Content, Refusal, Text, as_utf8, content, read_up_to};
use super::{File, Shared, head};

/// A sheet with its header, before it has a role.
pub(super) struct Candidate {
    pub name: Option<String>,
    pub visibility: Visibility,
    pub source: Shared,
    /// The encoding of `source`.
    pub encoding: Encoding,
    /// The encoding of the file, for a text table.
    pub written: Option<Encoding>,
    pub dialect: Dialect,
    pub marks: CellMarks,
    pub rows: Option<u32>,
    pub notes: Vec<SheetNote>,
    /// How many of its cells are formulas.
    pub formulas: u64,
    /// Cells merged over several rows.
    pub merged: Vec<Region>,
    pub is_empty: bool,
    pub header: Option<Header>,
    /// Why it could not be read.
    pub broken: Option<WorkbookFault>,
    /// The system whose export it is.
    pub system: Option<&'static System>,
    /// Own header words of the rules, and behind them those of the system.
    pub own: Vec<(Field, Vec<String>)>,
    /// What the header tells of.
    pub verdict: Option<Verdict>,
}

impl Candidate {
    /// Gives every row of a merged region its value, apart from amounts: one that is merged
    /// over the lines of an order is the order's. Says so where there is any.
    pub(super) fn fill_merged(
        &mut self,
        fields: &[(Field, usize)],
        bounds: &Bounds,
    ) -> Option<LinesKnown> {
        let header = self.header.as_ref().filter(|_| !self.merged.is_empty())?;
        let amounts = [
            Field::OrderAmount,
            Field::OrderQuantity,
            Field::OrderPrice,
            Field::OrderCost,
            Field::OrderProfit,
            Field::OrderRefund,
        ];
        let from = header.last;
        let except = fields.iter().filter(|(field, _)| amounts.contains(field));
        let except: Vec<usize> = except.map(|(_, column)| *column).collect();
        let filling = Filling {
            regions: &self.merged,
            from,
            except: &except,
            text: bounds.text,
        };
        // A spool is memory, which can be read.
        let spool = read_up_to(&*self.source, 0, bounds.text).unwrap_or_default();
        if let Some((spool, cells)) = filled(&spool, filling) {
            self.source = Arc::new(spool);
            self.notes.push(SheetNote::MergedCells { cells });
        }
        let amount = fields
            .iter()
            .find(|(field, _)| *field == Field::OrderAmount);
        let (_, amount) = amount?;
        let below = self.merged.iter().filter(|region| region.first >= from);
        let mut columns = below.map(|region| region.column as usize);
        columns
            .any(|column| column == *amount)
            .then_some(LinesKnown::Below)
    }
}

/// The header of a sheet.
pub(super) struct Header {
    /// First row 1.
    pub row: u32,
    /// Its last row; the same unless labels stand below keys.
    pub last: u32,
    /// Where the row after it begins.
    pub end: u64,
    pub words: Vec<String>,
    /// What amounts are counted in by what stands around the words.
    pub units: Vec<Option<Unit>>,
    /// The row of the header of a table above that is passed over, first row 1.
    pub above: Option<u32>,
}

/// Opens a file and looks for the header of each sheet in it.
pub(super) fn candidates(
    file: &File,
    own: &OwnWords,
    bounds: &Bounds,
    stated: Stated,
    threads: usize,
) -> Result<Vec<Candidate>, Refusal> {
    match content(file, bounds, stated, threads)? {
        Content::Text(text) => Ok(vec![text_table(text, own, bounds, stated)?]),
        Content::Workbook(sheets) => sheets
            .into_iter()
            .map(|sheet| spooled(sheet, own))
            .collect(),
    }
}

fn text_table(
    text: Text,
    own: &OwnWords,
    bounds: &Bounds,
    stated: Stated,
) -> Result<Candidate, Refusal> {
    let is_open =
        stated.encoding.is_none() && matches!(text.encoding, Encoding::Gb18030 | Encoding::Latin1);
    let other = Text {
        source: text.source.clone(),
        written: Encoding::Big5,
        encoding: Encoding::Big5,
        notes: Vec::new(),
        ..text
    };
    let first = text_in(text, own, bounds, stated)?;
    if !is_open || speaks(&first, own) {
        return Ok(first);
    }
    // A few characters of Big5 may look like GB18030 of other words.
    let second = text_in(other, own, bounds, stated)?;
    Ok(if speaks(&second, own) { second } else { first })
}

/// Whether the header words are those of a role.
fn speaks(candidate: &Candidate, own: &OwnWords) -> bool {
    let header = candidate.header.as_ref();
    candidate.system.is_some()
        || header.is_some_and(|header| role(&header.words, own).role.is_some())
}

fn text_in(
    text: Text,
    own: &OwnWords,
    bounds: &Bounds,
    stated: Stated,
) -> Result<Candidate, Refusal> {
    let (dialect, start) = head::dialect(&text, stated.delimiter)?;
    if may_be_inside(text.encoding, dialect.delimiter) {
        return text_in(as_utf8(&text, bounds)?, own, bounds, stated);
    }
    let candidate = Candidate {
        name: None,
        visibility: Visibility::Shown,
        source: text.source,
        encoding: text.encoding,
        written: Some(text.written),
        dialect,
        marks: CellMarks::None,
        rows: None,
        notes: text.notes,
        formulas: 0,
        merged: Vec::new(),
        is_empty: false,
        header: None,
        broken: None,
        system: None,
        own: Vec::new(),
        verdict: None,
    };
    with_header(candidate, start, own)
}

fn spooled(sheet: SheetSpool, own: &OwnWords) -> Result<Candidate, Refusal> {
    let candidate = Candidate {
        name: (!sheet.name.is_empty()).then_some(sheet.name),
        visibility: sheet.visibility,
        rows: Some(sheet.spool.rows),
        source: Arc::new(sheet.spool.bytes),
        encoding: Encoding::Utf8,
        written: None,
        dialect: SPOOLED,
        marks: CellMarks::Workbook,
        notes: sheet.notes,
        formulas: sheet.formulas,
        merged: sheet.merged,
        is_empty: false,
        header: None,
        broken: sheet.broken,
        system: None,
        own: Vec::new(),
        verdict: None,
    };
    with_header(candidate, 0, own)
}

fn with_header(mut candidate: Candidate, start: u64, own: &OwnWords) -> Result<Candidate, Refusal> {
    let Candidate {
        source,
        dialect,
        encoding,
        marks,
        ..
    } = &candidate;
    let head = head::read(&**source, start, *dialect, *encoding, *marks)?;
    let found = header_rows(&head.rows, own);
    let words = |found: &HeaderRows| recognise(found.keys.iter().map(String::as_str));
    let system = found.as_ref().and_then(words);
    let header = found.map(|found| Header {
        row: found.first as u32 + 1,
        last: found.last as u32 + 1,
        end: head.ends[found.last],
        words: found.words,
        units: found.units,
        above: found.above.map(|row| row as u32 + 1),
    });
    candidate.is_empty = header.is_none() && head.rows.iter().flatten().all(String::is_empty);
    candidate.header = header;
    candidate.system = system;
    candidate.own = system.map_or_else(|| own.to_vec(), |system| system.words(own));
    let header = candidate.header.as_ref();
    candidate.verdict = header.map(|header| role(&header.words, &candidate.own));
    Ok(candidate)
}
