//! Workbooks with sheets of Excel 4 macros, which the reading library refuses whole.
//!
//! Takes the bytes of an .xlsm, gives the same container in which those sheets are listed
//! as chart sheets: neither holds cells, and chart sheets are passed over.

use std::io::{self, Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::sheet::parts::LIST_BYTES;

/// The list of the workbook's sheets, by the only name that Excel gives it.
const LIST: &str = "xl/_rels/workbook.xml.rels";

/// The ends of the relation types of macro sheets: in English, and in the user's language.
const MACROS: [&str; 2] = ["/xlMacrosheet\"", "/xlIntlMacrosheet\""];

/// The container without macro sheets; `None` where there are none, or it cannot be rewritten.
///
/// The limits which the container has passed hold for the copy: its parts are the same.
pub(super) fn without_macros(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut list = String::new();
    let part = archive.by_name(LIST).ok()?;
    part.take(LIST_BYTES).read_to_string(&mut list).ok()?;
    if !MACROS.iter().any(|kind| list.contains(kind)) {
        return None;
    }
    for kind in MACROS {
        list = list.replace(kind, "/chartsheet\"");
    }
    let mut copy = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    // Parts are packed anew: Excel pads some of them with fields that no copy may have.
    let quick = SimpleFileOptions::default().compression_level(Some(1));
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).ok()?;
        let name = part.name().ok()?.into_owned();
        if name != LIST {
            copy.start_file(name, quick).ok()?;
            io::copy(&mut part, &mut copy).ok()?;
        }
    }
    copy.start_file(LIST, quick).ok()?;
    copy.write_all(list.as_bytes()).ok()?;
    Some(copy.finish().ok()?.into_inner())
}
