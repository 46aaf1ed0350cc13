//! Recognises a book that a person has open, by the lock beside it.
//!
//! Excel (and WPS) keep `~$name.xlsx`: a length byte, then the user's name.
//! `LibreOffice` (and WPS on Linux) keep `.~lock.name#`: comma-separated, name first.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use tierbook::lang::cli::OpenIn;

/// A lock is some hundred bytes; whatever is longer tells no name.
const MAX_BYTES: u64 = 4096;

/// In which program the file is open, and by whom if the lock says so.
pub(super) fn opened(path: &Path) -> Option<(OpenIn, Option<String>)> {
    let name = path.file_name()?;
    let beside = |prefix: &str, suffix: &str| {
        let mut lock = OsString::from(prefix);
        lock.push(name);
        lock.push(suffix);
        path.with_file_name(lock)
    };
    let excel = beside("~$", "");
    if excel.exists() {
        return Some((
            OpenIn::Excel,
            read(&excel).and_then(|bytes| excel_user(&bytes)),
        ));
    }
    let libre = beside(".~lock.", "#");
    if libre.exists() {
        return Some((
            OpenIn::LibreOffice,
            read(&libre).and_then(|bytes| libre_user(&bytes)),
        ));
    }
    None
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok()?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Byte 0 counts the bytes of the name in the local code page; the same name in
/// UTF-16 follows from byte 55 on, its count of characters before it.
fn excel_user(bytes: &[u8]) -> Option<String> {
    let count = usize::from(u16::from_le_bytes([*bytes.get(55)?, *bytes.get(56)?]));
    let units: Vec<u16> = bytes
        .get(57..57 + 2 * count)?
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    named(&String::from_utf16(&units).ok()?)
}

/// `name,login,host,time,profile;`, any of them empty.
fn libre_user(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut fields = text.split([',', ';']);
    fields
        .next()
        .and_then(named)
        .or_else(|| fields.next().and_then(named))
}

fn named(text: &str) -> Option<String> {
    let text = text.trim();
    let fit = !text.is_empty() && !text.chars().any(char::is_control);
    fit.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_a_lock_of_excel_is_read_from_its_utf16_half() {
        let mut lock = vec![4];
        lock.extend(b"\xcd\xf5\xb7\xbc");
        lock.resize(55, b' ');
        lock.extend(2_u16.to_le_bytes());
        lock.extend("王芳".encode_utf16().flat_map(u16::to_le_bytes));
        lock.resize(165, 0);
        assert_eq!(excel_user(&lock), Some("王芳".to_owned()));
        assert_eq!(excel_user(&lock[..50]), None);
        assert_eq!(excel_user(b""), None);
    }

    #[test]
    fn the_name_in_a_lock_of_libreoffice_comes_first_else_the_login() {
        let check = |lock: &str, expected: Option<&str>| {
            assert_eq!(libre_user(lock.as_bytes()).as_deref(), expected, "{lock}");
        };
        check("王芳,wang,pc,01.02.2026 10:00,file:///home;", Some("王芳"));
        check(",wang,pc,01.02.2026 10:00,file:///home;", Some("wang"));
        check(",,,;", None);
        check("", None);
    }
}
