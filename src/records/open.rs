//! From files to tables ready to be read, and all that is said about them.
//!
//! Takes files as bytes with the roles that were claimed for them; gives every
//! sheet with what was recognised, and the bound tables; or every fault of every
//! file at once.

mod assign;
mod candidate;
mod content;
mod digest;
mod fault;
mod head;
mod needs;
mod papers;

use std::sync::Arc;

use crate::names::header::OwnWords;
use crate::names::systems::System;
use crate::names::{Field, Role};
use crate::parallel;
use crate::problem::{Problem, SheetId};
use crate::records::table::Table;
use crate::sheet::text::Source;
use crate::sheet::{Bounds, Encoding, SheetNote, Stated, Visibility};

use assign::Opening;
use candidate::candidates;

pub use content::Refusal;
pub use digest::{Digesting, digest, of_bytes as digest_of_bytes};
pub use fault::{At, Ignored, OpenFault, Seen};
pub use needs::{Missing, Need, needs};

/// Bytes that any thread may read.
pub type Shared = Arc<dyn Source + Send + Sync>;

/// A file as it was given.
#[derive(Clone)]
pub struct File {
    /// Its name as the user wrote it, for messages; its ending breaks ties.
    pub name: String,
    /// Its bytes.
    pub source: Shared,
    /// How many bytes.
    pub len: u64,
    /// The roles that were claimed for its sheets.
    pub claims: Vec<Claim>,
}

/// A workbook of more bytes has sheets that keep all threads busy.
const LARGE_WORKBOOK: u64 = 1 << 20;

impl File {
    /// Whether several threads read it at once: of other files and of small workbooks each
    /// thread reads its own.
    fn is_shared(&self) -> bool {
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending);
        let in_pieces = ending.is_some_and(|ending| {
            ["xlsx", "xlsm"]
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        });
        in_pieces && self.len > LARGE_WORKBOOK
    }
}

/// What the user says a sheet is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its role.
    pub role: Role,
    /// The sheet's name; `None` is the first that fits, and the only one of a text table.
    pub sheet: Option<String>,
}

/// A sheet that was looked at, with or without a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its place in the run's list of sheets.
    pub id: SheetId,
    /// Its file's place among the files given.
    pub file: usize,
    /// Its file's name.
    pub file_name: String,
    /// Its name; `None` for text tables.
    pub name: Option<String>,
    /// Whether people see it.
    pub visibility: Visibility,
    /// What its rows are; `None` if it is left alone.
    pub role: Option<Role>,
    /// Why it is left alone; `None` if it has a role.
    pub why: Option<Ignored>,
    /// Rows up to the last one with a cell; `None` for text tables, whose end has not been seen yet.
    pub rows: Option<u32>,
    /// The encoding of a text table.
    pub encoding: Option<Encoding>,
    /// The byte between the cells of a text table.
    pub delimiter: Option<u8>,
    /// The row of the header as the spreadsheet shows it, first row 1.
    pub header_row: Option<u32>,
    /// The last row of the header: another one where labels stand below keys.
    pub header_end: Option<u32>,
    /// The system whose export it is, if it is read as that.
    pub system: Option<&'static System>,
    /// The header words, as written.
    pub headers: Vec<String>,
    /// Which field stands in which column, first column 0.
    pub fields: Vec<(Field, usize)>,
    /// Fields that another column could have been: the one taken and the one left.
    pub chosen: Vec<(Field, usize, usize)>,
    /// What else should be said about it.
    pub notes: Vec<SheetNote>,
}

/// What is known of a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDigest {
    /// How many bytes.
    pub size: u64,
    /// The BLAKE3 digest in hex, where it was needed to tell files apart; [`digest`] gives the others,
    /// which is best done while the tables are read.
    pub digest: Option<String>,
}

/// A workbook of ours that came back.
#[derive(Clone)]
pub struct OurBook {
    /// Its file's place among the files given.
    pub file: usize,
    /// Its sheets, hidden ones included.
    pub sheets: Vec<OurSheet>,
}

/// A sheet of a workbook of ours, in canonical text.
#[derive(Clone)]
pub struct OurSheet {
    /// Its place in the run's list of sheets.
    pub id: SheetId,
    /// Its name.
    pub name: String,
    /// Its rows.
    pub source: Shared,
    /// How many of its cells are formulas, of which the rows have the values.
    pub formulas: u64,
}

/// Files, opened.
#[derive(Clone)]
pub struct Opened {
    /// Every sheet, in the order of the files and their tabs; [`SheetId`] is the place here.
    pub sheets: Vec<Sheet>,
    /// The sheets with a role, ready to be read, in the same order.
    pub tables: Vec<Table>,
    /// Workbooks of ours; their contact logs are no tables like others, since they repeat
    /// what is known.
    pub books: Vec<OurBook>,
    /// The contact logs of workbooks of ours.
    pub logs: Vec<Table>,
    /// What was decided and could have been decided otherwise.
    pub problems: Vec<Problem>,
    /// One for each file given.
    pub digests: Vec<FileDigest>,
}

/// Opens the files of a run; all faults of all files at once.
///
/// The same content given twice is read once, with the claims of both.
pub fn open(files: &[File], own: &OwnWords, bounds: &Bounds) -> Result<Opened, Vec<OpenFault>> {
    open_stated(files, own, bounds, Stated::default(), 1)
}

/// The same, with what the user says about the text tables among them, by several threads.
pub fn open_stated(
    files: &[File],
    own: &OwnWords,
    bounds: &Bounds,
    stated: Stated,
    threads: usize,
) -> Result<Opened, Vec<OpenFault>> {
    if files.is_empty() {
        return Err(vec![OpenFault::NoFiles]);
    }
    let digests = digests(files);
    let mut opening = Opening::new(bounds);
    // Reading what a workbook holds is most of the work, and no file needs another for it.
    let read = |number: usize, threads: usize| {
        let is_first = first_of(number, &digests) == number;
        is_first.then(|| candidates(&files[number], own, bounds, stated, threads))
    };
    let found = parallel::map(
        threads,
        files.len(),
        || (),
        |(), number| (!files[number].is_shared()).then(|| read(number, 1)),
    );
    let found = (0..).zip(found);
    let found = found.map(|(number, found)| found.unwrap_or_else(|| read(number, threads)));
    for ((number, file), found) in files.iter().enumerate().zip(found) {
        match found {
            None => opening.same_file(number, file, &files[first_of(number, &digests)]),
            Some(found) => {
                let copies = number..files.len();
                let copies = copies.filter(|other| first_of(*other, &digests) == number);
                let mut claims: Vec<&Claim> = Vec::new();
                for claim in copies.flat_map(|copy| &files[copy].claims) {
                    if !claims.contains(&claim) {
                        claims.push(claim);
                    }
                }
                opening.file(number, file, found, &claims);
            }
        }
    }
    opening.finish(digests)
}

/// Sizes of all files, and digests of those whose size another file has.
fn digests(files: &[File]) -> Vec<FileDigest> {
    let has_twin = |file: &File| files.iter().filter(|other| other.len == file.len).count() > 1;
    let digest_of = |file: &File| FileDigest {
        size: file.len,
        // A file that cannot be read is named when it is opened.
        digest: has_twin(file)
            .then(|| digest(&*file.source, file.len).ok())
            .flatten(),
    };
    files.iter().map(digest_of).collect()
}

/// The first file with the same content.
fn first_of(number: usize, digests: &[FileDigest]) -> usize {
    let same = |other: &FileDigest| other.digest.is_some() && *other == digests[number];
    digests[..number].iter().position(same).unwrap_or(number)
}

#[cfg(test)]
mod tests;
