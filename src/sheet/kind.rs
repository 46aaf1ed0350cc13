//! What a file is, by its bytes.
//!
//! Takes the first bytes of a file (for containers, all of them) and gives the
//! kind of table in it, or the reason why there is none. The ending of the name
//! only breaks a tie: bytes decide.

use std::io::Cursor;

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::sheet::encoding::{Encoding, bom_length, detect};
use crate::sheet::fault::FileFault;
use crate::sheet::ole::{self, Ole};

/// What kind of file this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A text table: comma, semicolon or tab separated.
    Text,
    /// A web page, often one that a site named .xls; its tables are sheets.
    Page,
    /// Something packed with gzip; look again at what is inside.
    Gzip,
    /// A zip container; [`workbook_kind`] says what is in it.
    Zip,
    /// An old Office container; [`workbook_kind`] says what is in it.
    Ole,
}

/// What kind of workbook this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkbookKind {
    /// .xlsx and .xlsm.
    Xlsx,
    /// .xlsb.
    Xlsb,
    /// .xls, 1997 and before.
    Xls,
    /// .ods.
    Ods,
}

/// Name endings that promise text: their zeros are damage, not another format.
const TEXT_ENDINGS: [&str; 4] = ["csv", "tsv", "tab", "txt"];

/// How many bytes of a file [`file_kind`] wants to see.
pub const HEAD: usize = 64 * 1024;

/// Finds out what a file is from its first bytes and the ending of its name (`"csv"`, without the dot).
pub fn file_kind(head: &[u8], name_ending: &str) -> Result<FileKind, FileFault> {
    if head.len() == bom_length(head) {
        return Err(FileFault::Empty);
    }
    match head {
        [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8, ..] => return Ok(FileKind::Zip),
        [0x1F, 0x8B, ..] => return Ok(FileKind::Gzip),
        _ if head.starts_with(&ole::SIGNATURE) => return Ok(FileKind::Ole),
        _ => {}
    }
    if let Some(fault) = known_other(head) {
        return Err(fault);
    }
    let opening = opening_text(head);
    if let Some(kind) = markup(&opening) {
        return kind;
    }
    let is_named_text = TEXT_ENDINGS
        .iter()
        .any(|ending| name_ending.eq_ignore_ascii_case(ending));
    let is_utf16 = matches!(detect(head), Encoding::Utf16Le | Encoding::Utf16Be);
    if !is_utf16 && !is_named_text && (head.contains(&0) || has_many_controls(head)) {
        return Err(FileFault::Binary);
    }
    Ok(FileKind::Text)
}

/// Whether more than one byte in twenty is a control that text does not use: random
/// bytes have one in nine.
fn has_many_controls(head: &[u8]) -> bool {
    let odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c);
    head.iter().filter(odd).count() * 20 > head.len()
}

/// Finds out which workbook a container holds; `bytes` are the whole file.
pub fn workbook_kind(bytes: &[u8]) -> Result<WorkbookKind, FileFault> {
    if bytes.starts_with(&ole::SIGNATURE) {
        return ole_kind(bytes);
    }
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFault::Damaged)?;
    let names: Vec<String> = archive
        .file_names_raw()
        .map(|name| {
            String::from_utf8_lossy(name)
                .replace('\\', "/")
                .to_ascii_lowercase()
        })
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("xl/workbook.bin") {
        Ok(WorkbookKind::Xlsb)
    } else if has("xl/workbook.xml") {
        Ok(WorkbookKind::Xlsx)
    } else if has("content.xml") && has("mimetype") {
        open_document_kind(bytes)
    } else if under("word/") || under("ppt/") {
        Err(FileFault::Document)
    } else if has("index.zip") || under("index/tables/") || has("index/document.iwa") {
        Err(FileFault::Numbers)
    } else if has("_rels/.rels") || under("xl/") {
        // Some writers name the workbook part differently; its relations say how.
        Ok(WorkbookKind::Xlsx)
    } else {
        Err(FileFault::Archive {
            example: archive_example(&archive),
        })
    }
}

fn archive_example(archive: &zip::ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    archive
        .file_names_raw()
        .next()
        .map(|name| String::from_utf8_lossy(name).into_owned())
}

/// Spreadsheet, text document or slides: the `mimetype` part says.
fn open_document_kind(bytes: &[u8]) -> Result<WorkbookKind, FileFault> {
    // The standard puts the part first and unpacked, so that its text stands near the start.
    let head = &bytes[..bytes.len().min(512)];
    let says = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    if says(b"opendocument.text") || says(b"opendocument.presentation") {
        Err(FileFault::Document)
    } else {
        Ok(WorkbookKind::Ods)
    }
}

fn ole_kind(bytes: &[u8]) -> Result<WorkbookKind, FileFault> {
    let ole = Ole::open(bytes).ok_or(FileFault::Damaged)?;
    if ole.has("EncryptedPackage") {
        Err(FileFault::Encrypted)
    } else if ole.has("Workbook") || ole.has("Book") {
        Ok(WorkbookKind::Xls)
    } else if ole.has("WordDocument") || ole.has("PowerPoint Document") {
        Err(FileFault::Document)
    } else {
        Err(FileFault::Binary)
    }
}

/// Formats with a signature of their own that hold no table.
fn known_other(head: &[u8]) -> Option<FileFault> {
    const SIGNATURES: [(&[u8], FileFault); 10] = [
        (b"%PDF", FileFault::Pdf),
        (b"\x89PNG", FileFault::Picture),
        (b"\xFF\xD8\xFF", FileFault::Picture),
        (b"GIF8", FileFault::Picture),
        (b"II*\0", FileFault::Picture),
        (b"MM\0*", FileFault::Picture),
        (b"{\\rtf", FileFault::Document),
        (b"Rar!\x1A", FileFault::Archive { example: None }),
        (b"7z\xBC\xAF\x27\x1C", FileFault::Archive { example: None }),
        (b"\x28\xB5\x2F\xFD", FileFault::Archive { example: None }),
    ];
    SIGNATURES
        .into_iter()
        .find_map(|(signature, fault)| head.starts_with(signature).then_some(fault))
}

/// The first letters of a file, small, without what may stand before markup.
fn opening_text(head: &[u8]) -> String {
    let start = &head[bom_length(head)..];
    let start = &start[..start.len().min(4096) & !1];
    let text = match detect(head) {
        Encoding::Utf16Le => UTF_16LE.decode_without_bom_handling(start).0,
        Encoding::Utf16Be => UTF_16BE.decode_without_bom_handling(start).0,
        _ => String::from_utf8_lossy(start),
    };
    text.trim_start().to_ascii_lowercase()
}

/// Pages and XML files, which sites like to name .xls.
fn markup(opening: &str) -> Option<Result<FileKind, FileFault>> {
    const PAGES: [&str; 8] = [
        "<!doctype html",
        "<html",
        "<head",
        "<meta",
        "<body",
        "<table",
        "<style",
        "<div",
    ];
    if PAGES.iter().any(|page| opening.starts_with(page)) {
        return Some(Ok(FileKind::Page));
    }
    // A page in several parts, as Excel saves "single file web page".
    if opening.starts_with("mime-version:") {
        return Some(Err(FileFault::Html));
    }
    if opening.starts_with("<?xml") || opening.starts_with("<workbook") {
        let page = opening.contains("<html") || opening.contains("<!doctype html");
        return Some(if page {
            Ok(FileKind::Page)
        } else {
            Err(FileFault::Xml)
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::bounds::tests::archive;

    #[track_caller]
    fn check(head: &[u8], name_ending: &str, expected: &Result<FileKind, FileFault>) {
        assert_eq!(&file_kind(head, name_ending), expected);
    }

    #[track_caller]
    fn check_zip(parts: &[&str], expected: &Result<WorkbookKind, FileFault>) {
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|name| (*name, &b"<x/>"[..])).collect();
        assert_eq!(&workbook_kind(&archive(&parts)), expected);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_whatever_they_are_called() {
        let noise: Vec<u8> = (1..=255u8)
            .cycle()
            .take(2000)
            .map(|byte| byte.wrapping_mul(167))
            .collect();
        let noise: Vec<u8> = noise.into_iter().filter(|byte| *byte != 0).collect();
        assert_eq!(file_kind(&noise, "xlsx"), Err(FileFault::Binary));
        assert_eq!(
            file_kind("编号\t金额\r\n1\t2\r\n".as_bytes(), "xls"),
            Ok(FileKind::Text)
        );
    }

    #[test]
    fn bytes_decide_and_not_the_name() {
        check(b"a,b\n1,2\n", "xlsx", &Ok(FileKind::Text));
        check(b"a\tb\n1\t2\n", "xls", &Ok(FileKind::Text));
        check(b"PK\x03\x04....", "csv", &Ok(FileKind::Zip));
        check(b"\x1F\x8B\x08", "csv", &Ok(FileKind::Gzip));
        check(
            &[&ole::SIGNATURE[..], b"..."].concat(),
            "xlsx",
            &Ok(FileKind::Ole),
        );
        check("客户,金额\n".as_bytes(), "", &Ok(FileKind::Text));
    }

    #[test]
    fn pages_named_xls_are_recognised() {
        check(b"\r\n <HTML><table>", "xls", &Ok(FileKind::Page));
        check(
            "\u{FEFF}<table border=1>".as_bytes(),
            "xls",
            &Ok(FileKind::Page),
        );
        check(b"MIME-Version: 1.0", "xls", &Err(FileFault::Html));
        check(
            b"<?xml version=\"1.0\"?><html xmlns:x=",
            "xls",
            &Ok(FileKind::Page),
        );
        check(
            b"<?xml version=\"1.0\"?><?mso-application progid=",
            "xls",
            &Err(FileFault::Xml),
        );
        let page: Vec<u8> = "\u{FEFF}<html>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&page, "xls", &Ok(FileKind::Page));
    }

    #[test]
    fn what_holds_no_table_is_named() {
        check(b"", "csv", &Err(FileFault::Empty));
        check(b"\xEF\xBB\xBF", "csv", &Err(FileFault::Empty));
        check(b"%PDF-1.7", "xlsx", &Err(FileFault::Pdf));
        check(b"\x89PNG\r\n", "xlsx", &Err(FileFault::Picture));
        check(
            b"Rar!\x1A\x07",
            "csv",
            &Err(FileFault::Archive { example: None }),
        );
        check(b"\x09\x04\x06\0\0\0\x10\0", "xls", &Err(FileFault::Binary));
    }

    #[test]
    fn stray_zeros_in_a_text_table_stay_text() {
        check(b"id,name\n1,a\0b\n2,cc\n3,dd\n", "csv", &Ok(FileKind::Text));
        check(
            b"id,name\n1,a\0b\n2,cc\n3,dd\n",
            "dat",
            &Err(FileFault::Binary),
        );
        let utf16: Vec<u8> = "id\tn\n1\t2\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&utf16, "xls", &Ok(FileKind::Text));
    }

    #[test]
    fn containers_are_told_apart_by_what_is_in_them() {
        check_zip(&["xl/workbook.xml"], &Ok(WorkbookKind::Xlsx));
        check_zip(&["xl/workbook.bin"], &Ok(WorkbookKind::Xlsb));
        check_zip(&["mimetype", "content.xml"], &Ok(WorkbookKind::Ods));
        check_zip(&["_rels/.rels", "book.xml"], &Ok(WorkbookKind::Xlsx));
        check_zip(&["word/document.xml"], &Err(FileFault::Document));
        check_zip(&["Index/Document.iwa"], &Err(FileFault::Numbers));
        let example = Some("photo.jpg".to_owned());
        check_zip(&["photo.jpg"], &Err(FileFault::Archive { example }));
        assert_eq!(
            workbook_kind(b"PK\x03\x04 cut off"),
            Err(FileFault::Damaged)
        );
    }

    #[test]
    fn old_containers_are_told_apart_by_their_streams() {
        let container = ole::tests::container;
        assert_eq!(
            workbook_kind(&container("Workbook", b"")),
            Ok(WorkbookKind::Xls)
        );
        assert_eq!(
            workbook_kind(&container("EncryptedPackage", b"")),
            Err(FileFault::Encrypted)
        );
        assert_eq!(
            workbook_kind(&container("WordDocument", b"")),
            Err(FileFault::Document)
        );
        assert_eq!(workbook_kind(&ole::SIGNATURE), Err(FileFault::Damaged));
    }
}
