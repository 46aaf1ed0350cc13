//! The container of a workbook, each part of which is inflated once.
//!
//! Takes a source of bytes; gives small parts whole and large ones in blocks. The limits of
//! [`crate::sheet::bounds`] are measured on the way, over all parts together.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::sheet::bounds::{BLOCK, Bounds, OVERLAP, PartScan, open_zip};
use crate::sheet::parts::{LIST_BYTES, PartNotes};
use crate::sheet::text::Source;

use super::blocks::{self, Inflater, Shape};
use super::{ALONE, Odd};

/// An open container.
pub(super) struct Package<'s> {
    archive: ZipArchive<BufReader<Window<'s>>>,
    /// The names of its parts, as the library looks them up: small letters, `/` between folders.
    names: Vec<String>,
    bounds: &'s Bounds,
    /// Bytes that its parts may still inflate to.
    left: u64,
}

impl<'s> Package<'s> {
    /// Opens a source of `len` bytes.
    pub(super) fn open(source: &'s dyn Source, len: u64, bounds: &'s Bounds) -> Result<Self, Odd> {
        if len > bounds.inflated {
            return Err(Odd::Container);
        }
        let window = Window { source, len, at: 0 };
        let archive = open_zip(BufReader::new(window), bounds).map_err(|_| Odd::Container)?;
        let names = archive.file_names().map(|name| {
            let name = name.map_err(|_| Odd::Container)?;
            Ok(name.replace('\\', "/").to_ascii_lowercase())
        });
        Ok(Self {
            names: names.collect::<Result<_, Odd>>()?,
            archive,
            bounds,
            left: bounds.inflated,
        })
    }

    /// The limits it must keep.
    pub(super) fn bounds(&self) -> &'s Bounds {
        self.bounds
    }

    /// How many parts it has.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The place of the part of this name, in whatever letters; it has to be the only one.
    pub(super) fn find(&self, name: &str) -> Result<Option<usize>, Odd> {
        let mut found = (0..self.len()).filter(|place| self.names[*place] == name);
        match (found.next(), found.next()) {
            (found, None) => Ok(found),
            _ => Err(Odd::Container),
        }
    }

    /// The name of a part as it is written.
    pub(super) fn name(&self, place: usize) -> Option<String> {
        let name = self.archive.name_for_index(place)?.ok()?;
        Some(name.into_owned())
    }

    /// Bytes that a part says to have when it is inflated.
    pub(super) fn size(&self, place: usize) -> u64 {
        let part = self.archive.by_index_data(place);
        part.map_or(0, |part| part.size())
    }

    /// Inflates a small part.
    pub(super) fn small(&mut self, place: usize) -> Result<Vec<u8>, Odd> {
        let mut part = self.archive.by_index(place).map_err(|_| Odd::Part)?;
        let mut scan = PartScan::new(&part, &mut self.left, self.bounds);
        let mut bytes = vec![0; OVERLAP];
        while inflate(&mut part, &mut scan, &mut bytes)? > 0 {
            if bytes.len() as u64 > LIST_BYTES {
                return Err(Odd::Part);
            }
        }
        scan.end().map_err(|_| Odd::Part)?;
        Ok(bytes.split_off(OVERLAP))
    }

    /// Inflates a part that nobody reads, for its limits alone.
    pub(super) fn pass_over(&mut self, place: usize) -> Result<(), Odd> {
        // A part that cannot be opened is no danger, and nobody needs it.
        let Ok(mut part) = self.archive.by_index(place) else {
            return Ok(());
        };
        let mut scan = PartScan::new(&part, &mut self.left, self.bounds);
        let mut block = vec![0; OVERLAP + BLOCK];
        scan.run(&mut part, &mut block, None).map_err(|_| Odd::Part)
    }

    /// Inflates a large part in blocks of whole units, each made a piece by `parse` on some
    /// thread and handed to `join` in order. Gives what was noticed around them.
    pub(super) fn blocks<P: Default + Send>(
        &mut self,
        place: usize,
        shape: Shape,
        threads: usize,
        parse: impl Fn(&str, &mut P) -> Result<(), Odd> + Sync,
        join: impl FnMut(&mut P) -> Result<(), Odd> + Send,
    ) -> Result<PartNotes, Odd> {
        let part = self.archive.by_index(place).map_err(|_| Odd::Part)?;
        let threads = if part.size() < ALONE { 1 } else { threads };
        let scan = PartScan::new(&part, &mut self.left, self.bounds);
        blocks::each(threads, Inflater::new(part, scan, shape), parse, join)
    }
}

/// Inflates up to [`BLOCK`] more bytes of a part, behind at least [`OVERLAP`] bytes of it or of
/// zeros; 0 are its end.
pub(super) fn inflate(
    part: &mut impl Read,
    scan: &mut PartScan<'_>,
    bytes: &mut Vec<u8>,
) -> Result<usize, Odd> {
    let start = bytes.len();
    bytes.resize(start + BLOCK, 0);
    let mut read = 0;
    while read < BLOCK {
        match part.read(&mut bytes[start + read..]) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // The library may need less of the part than there is.
            Err(_) => return Err(Odd::Part),
        }
    }
    bytes.truncate(start + read);
    scan.pass(&bytes[start - OVERLAP..])
        .map_err(|_| Odd::Part)?;
    Ok(read)
}

/// A source as a stream with places.
struct Window<'s> {
    source: &'s dyn Source,
    len: u64,
    at: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let read = self.source.read_at(self.at, &mut buffer[..wanted])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Window<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
