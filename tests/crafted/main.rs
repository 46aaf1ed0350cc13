//! Files that are made to do harm, or broken in every way we know, built in memory: each is
//! read, or refused with a sentence in both languages. None may crash, hang or swallow memory.

mod build;
mod formats;
mod tables;
mod workbooks;

use std::sync::Arc;

use tierbook::lang::{Language, open as words};
use tierbook::problem::Finding;
use tierbook::records::open::{File, OpenFault, Opened, open};
use tierbook::sheet::Bounds;

/// Opens one file under this name.
fn opened(name: &str, bytes: Vec<u8>, bounds: &Bounds) -> Result<Opened, Vec<OpenFault>> {
    let file = File {
        name: name.to_owned(),
        len: bytes.len() as u64,
        source: Arc::new(bytes),
        claims: Vec::new(),
    };
    open(&[file], &[], bounds)
}

/// What is said about a file that is refused; every refusal is checked for its form.
#[track_caller]
fn refused(name: &str, bytes: Vec<u8>, bounds: &Bounds) -> String {
    let faults = match opened(name, bytes, bounds) {
        Ok(opened) => panic!("{name} was read: {:?}", opened.sheets),
        Err(faults) => faults,
    };
    let mut said = String::new();
    for fault in &faults {
        for language in [Language::Zh, Language::En] {
            let text = words::message(fault, language);
            assert!(text.starts_with(name), "the file is named: {text}");
            assert!(text.chars().count() > name.len() + 6, "{text}");
            assert!(text.chars().count() < 1000, "{text}");
        }
        said.push_str(&words::message(fault, Language::En));
    }
    said
}

#[track_caller]
fn check_refused(name: &str, bytes: Vec<u8>, expected: &str) {
    let said = refused(name, bytes, &Bounds::default());
    assert!(said.contains(expected), "{said}");
}

/// Rows as cells of text, and what was found in which row.
type Read = (Vec<Vec<String>>, Vec<(Option<u32>, Finding)>);

/// The rows of the first table, with what was found in them.
fn rows(opened: &Opened) -> Read {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicBool;
    use tierbook::records::table::Pace;
    let table = &opened.tables[0];
    let pace = Pace {
        threads: 2,
        chunk_bytes: 64,
    };
    let read: Mutex<Vec<(u32, Vec<String>)>> = Mutex::default();
    let (_, passed) = table
        .read(
            pace,
            || (),
            |(), _, rows| {
                while rows.advance() {
                    let text = |column| {
                        let cell = table.raw(rows.cell(column)).text;
                        String::from_utf8_lossy(cell).into_owned()
                    };
                    let cells = (0..rows.len()).map(text).collect();
                    read.lock().expect("no panic").push((rows.number(), cells));
                }
            },
            &AtomicBool::new(false),
        )
        .expect("rows that end");
    let mut read = read.into_inner().expect("no panic");
    read.sort();
    let problems = passed.problems.into_iter();
    let found =
        problems.map(|problem| (problem.place.and_then(|place| place.row), problem.finding));
    (
        read.into_iter().map(|(_, cells)| cells).collect(),
        found.collect(),
    )
}
