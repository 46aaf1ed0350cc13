//! What a table was made from, in a document beside it: a table has no place of its own for
//! it that other programs would not stumble over.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tierbook::report::summary::Made;

/// The ending that is added to the name of the table.
const ENDING: &str = ".provenance.json";

/// The name in a folder of tables.
const IN_FOLDER: &str = "provenance.json";

/// The document of one table.
pub(crate) fn of_file(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(ENDING);
    path.with_file_name(name)
}

/// The document of a folder of tables.
pub(crate) fn of_folder(folder: &Path) -> PathBuf {
    folder.join(IN_FOLDER)
}

/// Its bytes.
pub(crate) fn document(made: &Made<'_>) -> Vec<u8> {
    let text = serde_json::to_vec_pretty(made);
    let mut bytes = text.expect("strings and numbers have a JSON form");
    bytes.push(b'\n');
    bytes
}
