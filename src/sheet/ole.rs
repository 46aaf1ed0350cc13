//! The old Office container (OLE2): which streams it has and what is in them.
//!
//! Takes the bytes of the file, gives stream names, contents and where in the file
//! each piece of them stands. Every chain of sectors is followed at most once around.

use std::ops::Range;

/// The first eight bytes of every such file.
pub const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Sector numbers from here on mean something else than a sector.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
/// Small streams live in sectors of this many bytes.
const MINI_SECTOR: usize = 64;
/// Streams shorter than this are small.
const MINI_LIMIT: usize = 4096;
/// An opened container.
#[derive(Debug)]
pub struct Ole<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<Range<usize>>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'a> Ole<'a> {
    /// Opens a container; `None` when it is cut off or its tables run in circles.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&SIGNATURE) {
            return None;
        }
        let sector_size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut ole = Self {
            bytes,
            sector_size,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        ole.read_fat()?;
        let directory = ole.content(&ole.chain(u32_at(bytes, 48)?)?);
        ole.entries = directory
            .chunks_exact(128)
            .filter_map(Entry::read)
            .collect();
        let mini_fat = ole.content(&ole.chain(u32_at(bytes, 60)?)?);
        ole.mini_fat = words(&mini_fat).collect();
        ole.mini_stream = match ole.entries.first() {
            Some(root) => ole.chain(root.start)?,
            None => return None,
        };
        Some(ole)
    }

    /// Whether there is a stream of this name, in any case of letters.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The content of a stream; `None` when it is missing or broken.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        for place in self.places(name)? {
            content.extend_from_slice(self.bytes.get(place)?);
        }
        Some(content)
    }

    /// Where the pieces of a stream stand in the file, in order; `None` when it is missing or
    /// broken.
    pub fn places(&self, name: &str) -> Option<Vec<Range<usize>>> {
        let entry = self.find(name)?;
        let mut places = if entry.length < MINI_LIMIT {
            self.mini_chain(entry.start)?
        } else {
            self.chain(entry.start)?
        };
        cut_off(&mut places, entry.length);
        Some(places)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Reads the table that says which sector follows which.
    fn read_fat(&mut self) -> Option<()> {
        let mut places: Vec<u32> = words(self.bytes.get(76..512)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut left = self.bytes.len() / self.sector_size + 1;
        while next < LAST_SECTOR {
            left = left.checked_sub(1)?;
            let mut more: Vec<u32> = words(&self.bytes[self.sector(next)?]).collect();
            next = more.pop()?;
            places.extend(more);
        }
        for place in places.into_iter().filter(|place| *place < LAST_SECTOR) {
            if self.fat.len() > self.bytes.len() {
                return None;
            }
            self.fat.extend(words(&self.bytes[self.sector(place)?]));
        }
        Some(())
    }

    /// Where one sector stands; the last one of the file may be cut short.
    fn sector(&self, number: u32) -> Option<Range<usize>> {
        let start = (number as usize + 1).checked_mul(self.sector_size)?;
        let end = (start + self.sector_size).min(self.bytes.len());
        (start <= end).then_some(start..end)
    }

    fn content(&self, places: &[Range<usize>]) -> Vec<u8> {
        let pieces = places.iter().map(|place| &self.bytes[place.clone()]);
        pieces.flatten().copied().collect()
    }

    /// All sectors that follow each other from `start`.
    fn chain(&self, start: u32) -> Option<Vec<Range<usize>>> {
        let mut places = Vec::new();
        let mut next = start;
        while next < LAST_SECTOR {
            if places.len() * self.sector_size > self.bytes.len() {
                return None;
            }
            places.push(self.sector(next)?);
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
        }
        Some(places)
    }

    /// The same for a small stream, whose sectors are parts of those of the mini stream.
    fn mini_chain(&self, start: u32) -> Option<Vec<Range<usize>>> {
        let mut places = Vec::new();
        let mut next = start;
        while next < LAST_SECTOR {
            if places.len() * MINI_SECTOR > self.bytes.len() {
                return None;
            }
            let from = next as usize * MINI_SECTOR;
            let sector = self.mini_stream.get(from / self.sector_size)?;
            let begin = sector.start + from % self.sector_size;
            let end = (begin + MINI_SECTOR).min(sector.end);
            places.push((begin <= end).then_some(begin..end)?);
            next = self
                .mini_fat
                .get(next as usize)
                .copied()
                .unwrap_or(u32::MAX);
        }
        Some(places)
    }
}

/// Keeps the first `length` bytes.
fn cut_off(places: &mut Vec<Range<usize>>, length: usize) {
    let mut left = length;
    places.retain_mut(|place| {
        place.end = place.end.min(place.start + left);
        left -= place.len();
        place.start < place.end
    });
}

impl Entry {
    /// Reads one 128-byte directory entry; `None` for an unused one.
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).min(64);
        let units: Vec<u16> = bytes[..length]
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .take_while(|unit| *unit != 0)
            .collect();
        (!units.is_empty()).then_some(Self {
            name: String::from_utf16_lossy(&units),
            start: u32_at(bytes, 116)?,
            length: u32_at(bytes, 120)? as usize,
        })
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([pair[0], pair[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    words(bytes.get(at..at + 4)?).next()
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A container of one small stream, as short as the format allows.
    pub(crate) fn container(name: &str, content: &[u8]) -> Vec<u8> {
        assert!(content.len() <= 512);
        let mut bytes = vec![0; 512 * 5];
        bytes[..8].copy_from_slice(&SIGNATURE);
        bytes[30] = 9;
        put(&mut bytes, 48, 1); // directory
        put(&mut bytes, 60, 2); // small streams' table
        put(&mut bytes, 68, u32::MAX - 1);
        bytes[76..512].fill(0xFF);
        put(&mut bytes, 76, 0);
        bytes[512..1024].fill(0xFF);
        for (sector, next) in [0xFFFF_FFFD, u32::MAX - 1, u32::MAX - 1, u32::MAX - 1]
            .into_iter()
            .enumerate()
        {
            put(&mut bytes, 512 + 4 * sector, next);
        }
        entry(&mut bytes[1024..1152], "Root Entry", 3, 512);
        entry(&mut bytes[1152..1280], name, 0, content.len() as u32);
        for sector in 0..8 {
            let next = if sector == 7 {
                u32::MAX - 1
            } else {
                sector + 1
            };
            put(&mut bytes, 1536 + 4 * sector as usize, next);
        }
        bytes[2048..2048 + content.len()].copy_from_slice(content);
        bytes
    }

    fn put(bytes: &mut [u8], at: usize, word: u32) {
        bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }

    fn entry(bytes: &mut [u8], name: &str, start: u32, length: u32) {
        for (place, unit) in name.encode_utf16().enumerate() {
            bytes[2 * place..2 * place + 2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes[64] = 2 * name.len() as u8 + 2;
        put(bytes, 116, start);
        put(bytes, 120, length);
    }

    #[test]
    fn a_stream_is_found_and_read() {
        let bytes = container("Workbook", b"content");
        let ole = Ole::open(&bytes).expect("a container");
        assert!(ole.has("workbook") && !ole.has("Book"));
        assert_eq!(ole.stream("Workbook").expect("a stream"), b"content");
    }

    #[test]
    fn chains_that_run_in_circles_are_refused() {
        let mut bytes = container("Workbook", b"content");
        put(&mut bytes, 512 + 4, 1);
        assert!(Ole::open(&bytes).is_none());
        assert!(Ole::open(&bytes[..700]).is_none());
    }
}
