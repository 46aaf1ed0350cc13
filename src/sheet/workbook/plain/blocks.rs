//! A large part in blocks of whole units: rows, or shared texts.
//!
//! Takes a part while it is inflated, gives blocks cut where a unit begins, which threads turn
//! into pieces; whoever finishes the piece whose turn it is joins it to the whole. No thread
//! holds more than a block, so that a sheet is never in memory as text.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::parallel::{InOrder, together};
use crate::sheet::bounds::{OVERLAP, PartScan};
use crate::sheet::parts::PartNotes;
use crate::sheet::workbook::guarded;

use super::Odd;
use super::markup::address;
use super::package::inflate;

/// A block is cut from this size on: it stays in a core's own cache while it is read.
const ENOUGH: usize = 256 << 10;
/// The largest unit, and the farthest that the first may stand from the start of the part.
const LARGEST: usize = 8 << 20;

/// Where the units of a part stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// The element around them.
    list: &'static str,
    /// The beginning of the opening tag around them.
    opening: &'static str,
    /// The beginning of the closing tag around them.
    closing: &'static str,
    /// The beginning of the opening tag of each.
    unit: &'static str,
}

impl Shape {
    /// The rows of a sheet.
    pub(super) const ROWS: Self = Self {
        list: "sheetData",
        opening: "<sheetData",
        closing: "</sheetData",
        unit: "<row",
    };
    /// The texts that cells share.
    pub(super) const TEXTS: Self = Self {
        list: "sst",
        opening: "<sst",
        closing: "</sst",
        unit: "<si",
    };
}

/// Makes a piece of each block by `parse`, on several threads, and hands them to `join` in
/// order. Gives what was noticed around the units.
pub(super) fn each<R: Read + Send, P: Default + Send>(
    threads: usize,
    inflater: Inflater<'_, R>,
    parse: impl Fn(&str, &mut P) -> Result<(), Odd> + Sync,
    mut join: impl FnMut(&mut P) -> Result<(), Odd> + Send,
) -> Result<PartNotes, Odd> {
    let inflater = Mutex::new(inflater);
    let is_over = AtomicBool::new(false);
    let line = InOrder::new(|piece: &mut P| {
        join(piece).inspect_err(|_| is_over.store(true, Ordering::Relaxed))
    });
    let run = || -> Result<(), Odd> {
        let (mut block, mut piece) = (Block::default(), P::default());
        while !is_over.load(Ordering::Relaxed) {
            // Whoever inflates holds the others up, who parse meanwhile.
            let number = inflater.lock().map_err(|_| Odd::Panic)?.next(&mut block)?;
            let Some(number) = number else { break };
            let text = std::str::from_utf8(block.units()).map_err(|_| Odd::Encoding)?;
            parse(text, &mut piece)?;
            line.put(number, &mut piece);
        }
        Ok(())
    };
    let worker = || {
        let mut odd = Ok(());
        let ran = guarded(|| {
            odd = run();
            Ok(())
        });
        let odd = ran.map_err(|_| Odd::Panic).and(odd);
        if odd.is_err() {
            is_over.store(true, Ordering::Relaxed);
        }
        odd
    };
    together(threads, worker)
        .into_iter()
        .collect::<Result<(), Odd>>()?;
    line.finish().map(drop)?;
    let inflater = inflater
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    Ok(inflater.notes)
}

/// Bytes of a part.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Begins with bytes of the block before, which the limits want to see.
    bytes: Vec<u8>,
    /// Where the units begin and end.
    from: usize,
    end: usize,
}

impl Block {
    fn units(&self) -> &[u8] {
        &self.bytes[self.from..self.end]
    }
}

/// A part while it is cut into blocks.
pub(super) struct Inflater<'p, R> {
    part: R,
    scan: PartScan<'p>,
    shape: Shape,
    /// What the next block begins with.
    carried: Vec<u8>,
    /// Where its units begin; `None` before the first block.
    from: Option<usize>,
    /// The number of the next block.
    number: usize,
    is_over: bool,
    notes: PartNotes,
}

impl<'p, R: Read> Inflater<'p, R> {
    /// A part of which nothing was inflated yet.
    pub(super) fn new(part: R, scan: PartScan<'p>, shape: Shape) -> Self {
        Self {
            part,
            scan,
            shape,
            carried: vec![0; OVERLAP],
            from: None,
            number: 0,
            is_over: false,
            notes: PartNotes::default(),
        }
    }

    /// Fills the block with the next units and says its number; `None` after the last ones.
    fn next(&mut self, block: &mut Block) -> Result<Option<usize>, Odd> {
        if self.is_over {
            return Ok(None);
        }
        let filled = self.fill(block);
        // A part that broke off has no more blocks for others either.
        self.is_over |= filled.is_err();
        filled.map(|()| {
            self.number += 1;
            Some(self.number - 1)
        })
    }

    fn fill(&mut self, block: &mut Block) -> Result<(), Odd> {
        let Block { bytes, from, end } = block;
        bytes.clear();
        bytes.append(&mut self.carried);
        loop {
            let is_last = inflate(&mut self.part, &mut self.scan, bytes)? == 0;
            if self.from.is_none() {
                self.from = self.first_unit(bytes)?;
            }
            if let Some(start) = self.from.filter(|_| self.is_over) {
                (*from, *end) = (start, start);
                break;
            }
            if let Some(start) = self.from
                && (is_last || bytes.len() - start >= ENOUGH)
                && let Some(cut) = self.cut(bytes, start)
            {
                (*from, *end) = (start, cut);
                break;
            }
            if is_last {
                return Err(Odd::Body);
            }
            if bytes.len() > LARGEST {
                return Err(Odd::Body);
            }
        }
        if self.is_over {
            return self.pass_the_rest(&bytes[*end - OVERLAP..]);
        }
        self.carried.extend_from_slice(&bytes[*end - OVERLAP..]);
        self.from = Some(OVERLAP);
        Ok(())
    }

    /// Where the last unit begins, if one ends before it, or where the units end.
    fn cut(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let last = last_unit(&bytes[start..], self.shape.unit).map_or(start, |at| start + at);
        if let Some(end) = memmem::find(&bytes[last..], self.shape.closing.as_bytes()) {
            self.is_over = true;
            return Some(last + end);
        }
        (last > start).then_some(last)
    }

    /// Where the units begin, once that is inflated; looks at what stands before.
    fn first_unit(&mut self, bytes: &[u8]) -> Result<Option<usize>, Odd> {
        let part = &bytes[OVERLAP..];
        let Some(opening) = memmem::find(part, self.shape.opening.as_bytes()) else {
            return Ok(None);
        };
        let Some(end) = memchr::memchr(b'>', &part[opening..]) else {
            return Ok(None);
        };
        let after = opening + end + 1;
        let head = std::str::from_utf8(&part[..after]).map_err(|_| Odd::Encoding)?;
        check_head(head, self.shape)?;
        // An empty list has no closing tag.
        self.is_over = head.ends_with("/>");
        self.notes.look(&part[..after], after);
        Ok(Some(OVERLAP + after))
    }

    /// Inflates what stands after the units; `rest` begins [`OVERLAP`] bytes before it.
    fn pass_the_rest(&mut self, rest: &[u8]) -> Result<(), Odd> {
        let mut seen = rest.to_vec();
        let mut from = OVERLAP;
        loop {
            let is_last = inflate(&mut self.part, &mut self.scan, &mut seen)? == 0;
            let known = seen.len() - OVERLAP;
            // What begins in the last bytes is seen when the next ones are there.
            let last = if is_last { seen.len() } else { known.max(from) };
            self.notes.look(&seen[from..], last - from);
            if is_last {
                return self.scan.end().map_err(|_| Odd::Part);
            }
            seen.drain(..known);
            from = last - known;
        }
    }
}

/// Where the last unit of a block begins.
fn last_unit(block: &[u8], unit: &str) -> Option<usize> {
    // Other names may begin with the same letters.
    memmem::rfind_iter(block, unit.as_bytes())
        .find(|at| matches!(block.get(at + unit.len()), Some(b' ' | b'>' | b'/')))
}

/// Reads what stands before the units just as the library does: up to the opening tag of the
/// list, which ends the head.
fn check_head(head: &str, shape: Shape) -> Result<(), Odd> {
    let mut xml = Reader::from_str(head);
    let config = xml.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    loop {
        match xml.read_event().map_err(|_| Odd::Head)? {
            Event::Start(tag) if tag.name().as_ref() == shape.list => {
                let is_usual = tag.attributes().all(|attribute| attribute.is_ok());
                return is_usual.then_some(()).ok_or(Odd::Head);
            }
            Event::Start(tag) if tag.local_name().as_ref() == shape.list => return Err(Odd::Head),
            Event::Start(tag) if tag.local_name().as_ref() == "dimension" => {
                check_dimension(&tag)?;
            }
            Event::DocType(_) | Event::Eof => return Err(Odd::Head),
            _ => {}
        }
    }
}

/// The library reads how large a sheet says to be, and stumbles over what is no region.
fn check_dimension(tag: &BytesStart<'_>) -> Result<(), Odd> {
    let reference = tag.try_get_attribute("ref").map_err(|_| Odd::Head)?;
    let reference = reference.ok_or(Odd::Head)?;
    let text: &str = reference.value.as_ref();
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    match (address(from.as_bytes()), address(to.as_bytes())) {
        (Some(from), Some(to)) if from.0 <= to.0 && from.1 <= to.1 => Ok(()),
        _ => Err(Odd::Head),
    }
}
