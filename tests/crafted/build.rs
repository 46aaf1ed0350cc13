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
