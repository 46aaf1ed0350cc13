//! Whether tierbook wrote a file: a workbook by its author or its hidden sheet,
//! a text by standing empty or by the first words that only ours begin with.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use tierbook::living::{Card, SheetRole};
use tierbook::records::provenance::card;
use tierbook::sheet::Bounds;
use zip::ZipArchive;

/// The parts that name the author and the sheets are small; more is not read.
const MAX_BYTES: u64 = 1 << 20;
/// The beginnings of our JSON documents, lists of customers and tasks, calendars, notes
/// and messages, without blanks.
const BEGINNINGS: [&[u8]; 15] = [
    b"{\"as_of\":",
    b"{\"summary\":{\"as_of\":",
    b"{\"made\":{\"as_of\":",
    b"[{\"id\":\"T-",
    b"[]",
    b"customer_id,name,owner,tier,",
    b"id,customer_id,name,owner,who,",
    b"customer_id,name,owner,move,",
    b"day,customer_id,name,who,channel,",
    b"severity,code,file,sheet,row,",
    b"BEGIN:VCALENDARVERSION:2.0PRODID:-//tierbook//",
    "#跟进计划·".as_bytes(),
    "#Follow-ups·".as_bytes(),
    "【跟进计划】".as_bytes(),
    "[Follow-ups]".as_bytes(),
];

/// Whether it may be replaced without asking; an empty file holds nothing to lose.
pub(super) fn is_ours(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(256).read_to_end(&mut start));
    if read.is_err() {
        return false;
    }
    start.is_empty() || is_our_text(&start) || is_our_book(path)
}

/// Whether it begins with these bytes; none at all say nothing.
pub(super) fn begins(path: &Path, beginning: &[u8]) -> bool {
    let mut start = Vec::new();
    let most = beginning.len() as u64;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut start));
    !beginning.is_empty() && read.is_ok() && start == beginning
}

fn is_our_text(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let packed: Vec<u8> = start
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    BEGINNINGS
        .iter()
        .any(|beginning| packed.starts_with(beginning))
}

/// Whether a workbook was saved by somebody since it was made: we write one moment for
/// both, and every spreadsheet program renews the second when it saves.
pub(super) fn was_saved_since(path: &Path) -> bool {
    matches!(moments(path), Some((made, saved)) if made != saved)
}

/// Whether a workbook may hold what somebody wrote, and nothing says any more what its cells
/// are: the hidden sheet is gone or damaged, and it is not as it was made.
pub(super) fn has_lost_its_card(path: &Path) -> bool {
    let untouched = || matches!(moments(path), Some((made, saved)) if made == saved);
    opened(path).is_some() && !(returns(path) && has_whole_card(path)) && !untouched()
}

/// Whether it is the workbook that `classify` goes on with, and no list of tasks or review.
pub(super) fn is_weekly(path: &Path) -> bool {
    let holds = |card: &Card| {
        let roles = [SheetRole::Customers, SheetRole::Contacts];
        roles.iter().any(|role| card.of_role(*role).is_some())
    };
    returns(path) && card_of(path).as_ref().is_some_and(holds)
}

/// Whether the hidden sheet of a workbook says what a later run needs.
fn has_whole_card(path: &Path) -> bool {
    card_of(path).is_some_and(|card| card.is_whole())
}

fn card_of(path: &Path) -> Option<Card> {
    let bytes = std::fs::read(path).ok()?;
    card(&bytes, &Bounds::default())
}

/// When a workbook was made, and when it was saved last, as it says.
fn moments(path: &Path) -> Option<(String, String)> {
    let about = part(&mut opened(path)?, "docProps/core.xml");
    let moment = |name: &str| {
        let (_, behind) = about.split_once(&format!("<dcterms:{name} "))?;
        let (_, text) = behind.split_once('>')?;
        text.split_once('<').map(|(moment, _)| moment.to_owned())
    };
    Some((moment("created")?, moment("modified")?))
}

fn opened(path: &Path) -> Option<ZipArchive<File>> {
    let file = File::open(path).ok()?;
    ZipArchive::new(file).ok()
}

/// The text of a part; empty without one.
fn part(book: &mut ZipArchive<File>, name: &str) -> String {
    let mut text = Vec::new();
    let read = book
        .by_name(name)
        .is_ok_and(|part| part.take(MAX_BYTES).read_to_end(&mut text).is_ok());
    if read {
        String::from_utf8_lossy(&text).into_owned()
    } else {
        String::new()
    }
}

/// Whether it is a workbook of ours that a later run reads.
pub(super) fn returns(path: &Path) -> bool {
    let marks = |mut book| part(&mut book, "xl/workbook.xml").contains("name=\"_tierbook\"");
    opened(path).is_some_and(marks)
}

fn is_our_book(path: &Path) -> bool {
    let Some(mut book) = opened(path) else {
        return false;
    };
    let mut has = |name: &str, mark: &str| part(&mut book, name).contains(mark);
    has("docProps/core.xml", "<dc:creator>tierbook</dc:creator>")
        || has("xl/workbook.xml", "name=\"_tierbook\"")
}
