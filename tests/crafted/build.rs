//! Containers and sheets, as small as the formats allow.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The opening of a sheet of orders: the header in row 1.
pub(crate) const HEADER: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>客户编号</t></is></c><c r="B1" t="inlineStr"><is><t>订单日期</t></is></c><c r="C1" t="inlineStr"><is><t>金额</t></is></c></row>"#;

/// A zip container of these parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("a name");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// A gzip file.
pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content).expect("memory");
    writer.finish().expect("memory")
}

/// One worksheet of a workbook.
pub(crate) fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

/// A workbook of these worksheets, with more parts beside them.
pub(crate) fn book(sheets: &[&[u8]], properties: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let numbers = 1..=sheets.len();
    let list: Vec<String> = numbers
        .clone()
        .map(|n| format!(r#"<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>"#))
        .collect();
    let relations: Vec<String> = numbers
        .clone()
        .map(|n| format!(r#"<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#))
        .collect();
    let (list, relations) = (list.concat(), relations.concat());
    let strings = r#"<Relationship Id="t" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>"#;
    let styles = r#"<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#;
    let workbook = format!(
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets>{list}</sheets></workbook>"#
    );
    let relations = format!("<Relationships>{relations}{strings}{styles}</Relationships>");
    let names: Vec<String> = numbers
        .map(|n| format!("xl/worksheets/sheet{n}.xml"))
        .collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    parts.extend(names.iter().map(String::as_str).zip(sheets.iter().copied()));
    parts.extend(more);
    zip(&parts)
}

/// A workbook of one sheet of orders with these rows after the header.
pub(crate) fn orders(rows: &str) -> Vec<u8> {
    book(&[&sheet(&format!("{HEADER}{rows}"))], "", &[])
}

/// A cell of a binary sheet.
#[derive(Clone)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    /// A formula that holds this.
    Formula(f64),
}

/// A sheet of an .xls file: its cells, and further records behind them.
pub(crate) fn old_sheet(rows: &[Vec<Cell>], more: &[(u16, &[u8])]) -> Vec<u8> {
    let mut sheet = old_record(0x0809, &[0, 6, 0x10, 0]);
    for (row, cells) in (0u16..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
            sheet.extend(match cell {
                Cell::Blank => Vec::new(),
                Cell::Text(text) => {
                    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                    let length = ((units.len() / 2) as u16).to_le_bytes();
                    old_record(0x0204, &[&place[..], &length, &[1], &units].concat())
                }
                Cell::Number(value) => {
                    old_record(0x0203, &[&place[..], &value.to_le_bytes()].concat())
                }
                Cell::Formula(value) => {
                    let body = [&place[..], &value.to_le_bytes(), &[0; 8]].concat();
                    old_record(0x0006, &body)
                }
            });
        }
    }
    for (kind, body) in more {
        sheet.extend(old_record(*kind, body));
    }
    sheet.extend(old_record(0x000A, &[]));
    sheet
}

fn old_record(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = body.len() as u16;
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
}

/// An .xls file of these sheets.
pub(crate) fn old_book(sheets: &[&[u8]]) -> Vec<u8> {
    let listed = |number: usize, start: usize| {
        let name = format!("S{number}");
        let start = (start as u32).to_le_bytes();
        let body = [&start[..], &[0, 0, name.len() as u8, 0], name.as_bytes()];
        old_record(0x0085, &body.concat())
    };
    let begin = old_record(0x0809, &[0, 6, 5, 0]);
    let end = old_record(0x000A, &[]);
    let list: usize = (1..=sheets.len()).map(|n| listed(n, 0).len()).sum();
    let mut at = begin.len() + list + end.len();
    let mut stream = begin;
    for (number, sheet) in (1..).zip(sheets) {
        stream.extend(listed(number, at));
        at += sheet.len();
    }
    stream.extend(end);
    for sheet in sheets {
        stream.extend(*sheet);
    }
    // Shorter streams would stand among the small ones.
    stream.resize(stream.len().max(4096), 0);
    old_container(&stream)
}

/// An OLE2 container of one stream, the book's.
fn old_container(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    let sectors = stream.len().div_ceil(SECTOR) as u32;
    assert!(sectors < 120, "one sector lists them all");
    let mut bytes = vec![0; SECTOR * (3 + sectors as usize)];
    let mut put = |at: usize, words: &[u32]| {
        for (at, word) in (at..).step_by(4).zip(words) {
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
    };
    put(0, &[0xE011_CFD0, 0xE11A_B1A1]);
    put(24, &[0x0003_003E, 0x0009_FFFE, 6]);
    put(44, &[1, 1, 0, 4096, END, 0, END, 0, 0]);
    put(80, &[u32::MAX; 108]);
    let mut next: Vec<u32> = vec![0xFFFF_FFFD, END];
    next.extend((0..sectors).map(|n| if n + 1 == sectors { END } else { n + 3 }));
    next.resize(SECTOR / 4, u32::MAX);
    put(SECTOR, &next);
    let mut entry = |place: usize, name: &str, kind: u32, start: u32, length: u32| {
        let at = 2 * SECTOR + 128 * place;
        let units: Vec<u32> = name.encode_utf16().map(u32::from).collect();
        let pairs = units.chunks(2);
        let pairs = pairs.map(|pair| pair[0] | pair.get(1).copied().unwrap_or(0) << 16);
        put(at, &pairs.collect::<Vec<u32>>());
        put(
            at + 64,
            &[(2 * name.len() as u32 + 2) | kind << 16, u32::MAX, u32::MAX],
        );
        put(at + 76, &[if kind == 5 { 1 } else { u32::MAX }]);
        put(at + 116, &[start, length]);
    };
    entry(0, "Root Entry", 5, END, 0);
    entry(1, "Workbook", 2, 2, stream.len() as u32);
    bytes[3 * SECTOR..3 * SECTOR + stream.len()].copy_from_slice(stream);
    bytes
}

/// A sheet of an .xlsb file: its cells, with further records before and behind them; a row
/// may be hidden, first row 0.
pub(crate) fn binary_sheet(
    rows: &[Vec<Cell>],
    before: &[(u16, &[u8])],
    after: &[(u16, &[u8])],
    hidden: Option<u32>,
) -> Vec<u8> {
    let mut sheet = [binary_record(129, &[]), binary_record(148, &[0; 16])].concat();
    for (kind, body) in before {
        sheet.extend(binary_record(*kind, body));
    }
    sheet.extend(binary_record(145, &[]));
    for (row, cells) in (0u32..).zip(rows) {
        let mut head = [&row.to_le_bytes()[..], &[0; 13]].concat();
        head[11] = if hidden == Some(row) { 0x10 } else { 0 };
        sheet.extend(binary_record(0, &head));
        for (column, cell) in (0u32..).zip(cells) {
            let place = [column.to_le_bytes(), [0; 4]].concat();
            sheet.extend(match cell {
                Cell::Blank => Vec::new(),
                Cell::Text(text) => binary_record(6, &[place, wide_text(text)].concat()),
                Cell::Number(value) => {
                    binary_record(5, &[&place[..], &value.to_le_bytes()].concat())
                }
                Cell::Formula(value) => {
                    let body = [&place[..], &value.to_le_bytes(), &[0; 10]].concat();
                    binary_record(9, &body)
                }
            });
        }
    }
    sheet.extend(binary_record(146, &[]));
    for (kind, body) in after {
        sheet.extend(binary_record(*kind, body));
    }
    sheet.extend(binary_record(130, &[]));
    sheet
}

fn binary_record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut record = if kind < 0x80 {
        vec![kind as u8]
    } else {
        vec![(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]
    };
    assert!(body.len() < 0x80, "one byte says how long it is");
    record.push(body.len() as u8);
    record.extend(body);
    record
}

fn wide_text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&((units.len() / 2) as u32).to_le_bytes()[..], &units].concat()
}

/// An .xlsb file of these sheets.
pub(crate) fn binary_book(sheets: &[&[u8]]) -> Vec<u8> {
    let numbers = 1..=sheets.len() as u32;
    let list: Vec<Vec<u8>> = numbers
        .clone()
        .map(|n| {
            let about = [0u32.to_le_bytes(), n.to_le_bytes()].concat();
            let body = [
                about,
                wide_text(&format!("r{n}")),
                wide_text(&format!("S{n}")),
            ];
            binary_record(156, &body.concat())
        })
        .collect();
    let list = [
        binary_record(131, &[]),
        binary_record(143, &[]),
        list.concat(),
        binary_record(144, &[]),
        binary_record(132, &[]),
    ]
    .concat();
    let relations: Vec<String> = numbers
        .clone()
        .map(|n| format!(r#"<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.bin"/>"#))
        .collect();
    let relations = format!("<Relationships>{}</Relationships>", relations.concat());
    let names: Vec<String> = numbers
        .map(|n| format!("xl/worksheets/sheet{n}.bin"))
        .collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("xl/workbook.bin", &list),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
    ];
    parts.extend(names.iter().map(String::as_str).zip(sheets.iter().copied()));
    zip(&parts)
}

/// An .ods file of one sheet.
pub(crate) fn open_document(table: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="S1">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}
