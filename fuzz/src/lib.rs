//! What is tried with any bytes: nothing of it may panic, hang or swallow memory, and
//! what is read must not depend on how it is cut into pieces.

use std::io::{Cursor, Write as _};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex};

use tierbook::classify::wanted::wanted;
use tierbook::lang::{Language, open as words};
use tierbook::period::Day;
use tierbook::records::book::{self, ReadFault};
use tierbook::records::open::{File, Opened, open};
use tierbook::records::orders::Excluded;
use tierbook::records::table::{Pace, Table};
use tierbook::rules::condition;
use tierbook::rules::decode::decode;
use tierbook::rules::Rules;
use tierbook::sheet::Bounds;
use tierbook::sheet::workbook::panics_are_caught;

/// One target: its name and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Decoded once: a target reads thousands of files a minute.
static RULES: LazyLock<Rules> = LazyLock::new(Rules::built_in);

/// All targets.
pub const TARGETS: [Target; 6] = [
    ("text_table", text_table),
    ("workbook", workbook),
    ("worksheet", worksheet),
    ("page", page),
    ("rules_file", rules_file),
    ("condition", condition),
];

/// Keeps a panic that the library catches from ending the search; every other one ends it.
///
/// libFuzzer's own hook aborts at each panic, the reader library's included, which
/// [`tierbook::sheet::workbook`] turns into a refusal.
pub fn forgive_what_is_caught() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panics_are_caught() {
            usual(panic);
        }
    }));
}

/// A text table under a header of orders, and as it is.
pub fn text_table(bytes: &[u8]) {
    file("a.csv", bytes.to_vec());
    let header = b"order id,customer,date,amount,status\n";
    file("b.csv", [&header[..], bytes].concat());
}

/// A whole workbook of any kind.
pub fn workbook(bytes: &[u8]) {
    file("a.xlsx", bytes.to_vec());
}

/// The XML of a worksheet in an otherwise sound workbook, beside a sound one.
pub fn worksheet(bytes: &[u8]) {
    const SOUND: &[u8] = br#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>customer</t></is></c></row></sheetData></worksheet>"#;
    file("a.xlsx", book(bytes, SOUND));
}

/// A web page.
pub fn page(bytes: &[u8]) {
    file("a.xls", [b"<table>", bytes].concat());
}

/// A rules file.
pub fn rules_file(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Err(faults) = decode(text) {
        assert!(!faults.is_empty(), "a refusal says why");
        for fault in faults {
            for language in [Language::Zh, Language::En] {
                assert!(!tierbook::lang::rules::title(&fault.kind, language).is_empty());
            }
        }
    }
}

/// A condition; what can be read is printed and read again as the same.
pub fn condition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(expression) = condition::parse(text) {
        let printed = expression.to_string();
        let again = condition::parse(&printed).expect("what is printed can be read");
        assert_eq!(again.to_string(), printed, "{text}");
    }
}

fn file(name: &str, bytes: Vec<u8>) {
    let file = File {
        name: name.to_owned(),
        len: bytes.len() as u64,
        source: Arc::new(bytes),
        claims: Vec::new(),
    };
    // Small enough that a bomb shows as a refusal and not as time.
    let bounds = Bounds {
        parts: 100,
        inflated: 16 << 20,
        cells: 1_000_000,
        old_cells: 1_000_000,
        text: 16 << 20,
        ..Bounds::default()
    };
    match open(&[file], &[], &bounds) {
        Ok(opened) => read(&opened),
        Err(faults) => {
            for fault in faults {
                for language in [Language::Zh, Language::En] {
                    let said = words::message(&fault, language);
                    assert!(said.chars().count() > 8, "{said}");
                    words::help(&fault, language);
                }
            }
        }
    }
}

/// Reads everything that was opened; in one piece and in many, the rows are the same.
fn read(opened: &Opened) {
    for sheet in &opened.sheets {
        words::describe(sheet, Language::En);
    }
    for table in &opened.tables {
        let whole = rows(table, 1, 1 << 20);
        assert_eq!(whole, rows(table, 1, 7), "pieces make no difference");
        assert_eq!(whole, rows(table, 2, 64), "threads make no difference");
    }
    let book = book::read(&book::Request {
        tables: &opened.tables,
        returned: book::Returned::default(),
        rules: &RULES,
        as_of: Day::parse_iso("2026-06-30").expect("a day"),
        wanted: &wanted(&RULES, &opened.tables),
        filters: None,
        products: true,
        purchases: book::Purchases::Named,
        excluded: Excluded::Listed,
        pace: Pace {
            threads: 1,
            chunk_bytes: 64,
        },
    });
    if let Err(ReadFault::Unbalanced(imbalance)) = book {
        panic!("the account does not add up: {imbalance:?}");
    }
}

type Numbered = (u32, Vec<Vec<u8>>);

fn rows(table: &Table, threads: usize, chunk_bytes: usize) -> (Vec<Numbered>, String) {
    let pace = Pace {
        threads,
        chunk_bytes,
    };
    let read: Mutex<Vec<Numbered>> = Mutex::default();
    let result = table.read(
        pace,
        || (),
        |(), _, rows| {
            while rows.advance() {
                let cells = (0..rows.len()).map(|column| rows.cell(column).to_vec());
                let row = (rows.number(), cells.collect());
                read.lock().expect("no panic").push(row);
            }
        },
        &AtomicBool::new(false),
    );
    let mut read = read.into_inner().expect("no panic");
    read.sort();
    match result {
        Ok((_, passed)) => {
            assert_eq!(read.len(), passed.rows as usize, "every row is counted");
            (read, format!("{:?}", passed.problems))
        }
        Err(fault) => (Vec::new(), format!("{fault:?}")),
    }
}

fn book(sheet: &[u8], sound: &[u8]) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        r#"<Relationships><Relationship Id="r1" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{KIND}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships><Relationship Id="r1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let list = format!(
        r#"<workbook xmlns:r="{KIND}"><sheets><sheet name="A" sheetId="1" r:id="r1"/><sheet name="B" sheetId="2" r:id="r2"/></sheets></workbook>"#
    );
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", list.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", sound),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, options).expect("a name");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
