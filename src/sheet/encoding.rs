//! The encoding and the delimiter of a text table, found from its first bytes.
//!
//! Takes a sample, gives an [`Encoding`] or a delimiter byte; decodes chunks to
//! UTF-8 and counts what could not be decoded. In GB18030 and Big5 no comma, semicolon,
//! tab, quote or line end is ever the later byte of a character, so tables split on raw bytes.

use std::fmt;

use encoding_rs::{BIG5, DecoderResult, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::sheet::hanzi;

/// How the text of a table is written in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, little end first, as "Unicode text" from Excel.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// GB18030, and GBK and GB2312 within it.
    Gb18030,
    /// Big5, as in Taiwan and Hong Kong.
    Big5,
    /// Latin-1 as Windows writes it (code page 1252): only what is nothing else.
    Latin1,
}

/// What the user says about text tables; the rest is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// Their encoding.
    pub encoding: Option<Encoding>,
    /// The byte between their cells.
    pub delimiter: Option<u8>,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
            Self::Latin1 => "Latin-1",
        })
    }
}

/// Finds the encoding of a text from its first bytes; the sample may end inside a character.
pub fn detect(sample: &[u8]) -> Encoding {
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => return Encoding::Utf8Bom,
        [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    if let Some(encoding) = utf16_by_zeros(sample) {
        return encoding;
    }
    if is_utf8(sample) {
        return Encoding::Utf8;
    }
    let utf8 = tally_utf8(sample);
    // Files are joined without looking at their encodings: the beginning counts, and reading
    // names the row where it changes.
    if let Some(first) = first_row_beyond_ascii(sample).and_then(of_a_row) {
        return first;
    }
    // A few damaged bytes do not make a UTF-8 file something else: Chinese in GBK read as UTF-8
    // is wrong for at least six characters in seven.
    if utf8.right > 4 * utf8.wrong {
        return Encoding::Utf8;
    }
    hanzi::tell(sample).unwrap_or(Encoding::Latin1)
}

/// The encoding of a single row, if it speaks clearly.
pub fn of_a_row(row: &[u8]) -> Option<Encoding> {
    /// Three Chinese characters in UTF-8 are valid by chance once in some ten million rows of GBK.
    const CLEAR: usize = 3;
    if row.is_ascii() {
        return None;
    }
    match std::str::from_utf8(row) {
        Ok(text) => {
            let wide = text.chars().filter(|char| char.len_utf8() >= 3).count();
            (wide >= CLEAR).then_some(Encoding::Utf8)
        }
        // A letter within a word; at its end it may as well be damage.
        Err(_) if hanzi::is_western(row) => row
            .windows(3)
            .any(|word| {
                word[0].is_ascii_alphabetic() && !word[1].is_ascii() && word[2].is_ascii_lowercase()
            })
            .then_some(Encoding::Latin1),
        Err(_) => hanzi::tell_row(row),
    }
}

/// Whether some row of a chunk that should be in another encoding is clearly UTF-8.
pub fn has_utf8_rows(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'\n' || *byte == b'\r')
        .any(|row| of_a_row_utf8(row) == Some(Encoding::Utf8))
}

fn of_a_row_utf8(row: &[u8]) -> Option<Encoding> {
    std::str::from_utf8(row).ok().and_then(|_| of_a_row(row))
}

fn first_row_beyond_ascii(sample: &[u8]) -> Option<&[u8]> {
    let at = sample.iter().position(|byte| !byte.is_ascii())?;
    let ends = |byte: &u8| *byte == b'\n' || *byte == b'\r';
    let start = sample[..at].iter().rposition(ends).map_or(0, |end| end + 1);
    let end = sample[at..].iter().position(ends)?;
    Some(&sample[start..at + end])
}

/// The encoding of this name, as people write it: `GBK`, `utf8`, `cp1252`.
pub fn named(name: &str) -> Option<Encoding> {
    let folded: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect();
    Some(match folded.as_str() {
        "utf8" | "utf8bom" | "utf8sig" | "65001" | "cp65001" => Encoding::Utf8,
        "utf16" | "utf16le" | "unicode" | "1200" => Encoding::Utf16Le,
        "utf16be" | "1201" => Encoding::Utf16Be,
        "gb18030" | "gbk" | "gb2312" | "gb" | "cp936" | "936" | "54936" => Encoding::Gb18030,
        "big5" | "big5hkscs" | "cp950" | "950" => Encoding::Big5,
        "latin1" | "iso88591" | "windows1252" | "cp1252" | "1252" | "ansi" => Encoding::Latin1,
        _ => return None,
    })
}

/// The delimiter of this name: a character of ASCII, `tab` or `\t`; `None` for what is part of
/// words or ends lines.
pub fn delimiter_named(name: &str) -> Option<u8> {
    match name.as_bytes() {
        b"tab" | b"TAB" | b"\\t" => Some(b'\t'),
        [byte @ (b'\t' | b' '..=b'~')] if !byte.is_ascii_alphanumeric() && *byte != b'"' => {
            Some(*byte)
        }
        _ => None,
    }
}

/// Names to offer where one is not known.
pub const NAMES: &str = "utf-8, utf-16, gbk, gb18030, big5, latin-1";

/// How many bytes of byte order mark stand before the text.
pub fn bom_length(sample: &[u8]) -> usize {
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => 2,
        _ => 0,
    }
}

/// Appends a chunk as UTF-8 and gives how many sequences had to be replaced by U+FFFD.
///
/// The chunk must start and end between characters, as one cut at line ends
/// does, and must not start with the byte order mark.
pub fn decode_chunk(encoding: Encoding, bytes: &[u8], out: &mut Vec<u8>) -> usize {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => decode_utf8(bytes, out),
        Encoding::Utf16Le => decode_with(UTF_16LE, bytes, out),
        Encoding::Utf16Be => decode_with(UTF_16BE, bytes, out),
        Encoding::Gb18030 => decode_with(GB18030, bytes, out),
        Encoding::Big5 => decode_with(BIG5, bytes, out),
        Encoding::Latin1 => decode_with(WINDOWS_1252, bytes, out),
    }
}

/// Makes zero bytes, which no table means, U+FFFD.
pub fn replace_zeros(text: &mut Vec<u8>) {
    let parts: Vec<&[u8]> = text.split(|byte| *byte == 0).collect();
    *text = parts.join("\u{FFFD}".as_bytes());
}

/// Characters beyond ASCII that decode, and sequences that do not.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    right: usize,
    wrong: usize,
}

fn tally_utf8(sample: &[u8]) -> Tally {
    let mut tally = Tally::default();
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        tally.right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        if !chunk.invalid().is_empty() {
            let cut_off = chunks.peek().is_none() && is_cut_off(chunk.invalid());
            tally.wrong += usize::from(!cut_off);
        }
    }
    tally
}

/// Whether these bytes are UTF-8, but for a character that the end cuts off.
fn is_utf8(bytes: &[u8]) -> bool {
    let valid = encoding_rs::Encoding::utf8_valid_up_to(bytes);
    valid == bytes.len() || is_cut_off(&bytes[valid..])
}

/// Whether these bytes are the beginning of a UTF-8 character and no more.
fn is_cut_off(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// UTF-16 without a mark: zeros stand on one side only, and lines end.
fn utf16_by_zeros(sample: &[u8]) -> Option<Encoding> {
    memchr::memchr(0, sample)?;
    let sample = &sample[..sample.len() & !1];
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (encoding, charset, zeros) = match (zeros(0), zeros(1)) {
        (0, odd) if odd > 0 => (Encoding::Utf16Le, UTF_16LE, odd),
        (even, 0) if even > 0 => (Encoding::Utf16Be, UTF_16BE, even),
        _ => return None,
    };
    if zeros * 10 > sample.len() * 3 {
        return Some(encoding);
    }
    let (text, damaged) = charset.decode_without_bom_handling(sample);
    (!damaged && text.contains('\n') && text.contains([',', '\t', ';', '|'])).then_some(encoding)
}

/// Whether a byte may be part of a longer character: such separators can only be found in
/// decoded text.
pub fn may_be_inside(encoding: Encoding, byte: u8) -> bool {
    match encoding {
        Encoding::Gb18030 => matches!(byte, 0x30..=0x39 | 0x40..=0x7E),
        Encoding::Big5 => matches!(byte, 0x40..=0x7E),
        _ => false,
    }
}

fn decode_utf8(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    if encoding_rs::Encoding::utf8_valid_up_to(bytes) == bytes.len() {
        out.extend_from_slice(bytes);
        return 0;
    }
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        if !chunk.invalid().is_empty() {
            out.extend_from_slice("\u{FFFD}".as_bytes());
            replaced += 1;
        }
    }
    replaced
}

fn decode_with(charset: &'static encoding_rs::Encoding, bytes: &[u8], out: &mut Vec<u8>) -> usize {
    let mut decoder = charset.new_decoder_without_bom_handling();
    let mut rest = bytes;
    let mut replaced = 0;
    loop {
        let start = out.len();
        let room = decoder
            .max_utf8_buffer_length_without_replacement(rest.len())
            .unwrap_or(rest.len());
        out.resize(start + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(rest, &mut out[start..], true);
        rest = &rest[read..];
        out.truncate(start + written);
        match result {
            DecoderResult::InputEmpty => return replaced,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                out.extend_from_slice("\u{FFFD}".as_bytes());
                replaced += 1;
            }
        }
    }
}

/// The bytes that may separate cells, the likelier first.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// How many lines speak for a delimiter.
const LINES: usize = 50;

/// Finds the delimiter of a text table: the byte that cuts the most lines into equally many cells.
///
/// A first line `sep=;` decides. Bytes inside quotes do not count. Without any
/// delimiter it is a comma: a table of one column.
pub fn delimiter(sample_text: &str) -> u8 {
    let text = sample_text.trim_start_matches('\u{FEFF}');
    if let Some(stated) = stated_delimiter(text) {
        return stated;
    }
    let mut lines = counts_outside_quotes(text);
    if lines.len() < 2 {
        // A quote that never ends swallows the rest of the sample.
        lines = text
            .lines()
            .take(LINES)
            .map(|line| count(line.as_bytes()))
            .collect();
    }
    let mut best = (0, 0, b',');
    for (place, byte) in DELIMITERS.into_iter().enumerate() {
        let counts: Vec<u32> = lines
            .iter()
            .map(|line| line[place])
            .filter(|n| *n > 0)
            .collect();
        let (agreeing, cells) = most_common(&counts);
        if (agreeing, cells) > (best.0, best.1) {
            best = (agreeing, cells, byte);
        }
    }
    best.2
}

/// Whether the first line only states the delimiter, as Excel understands it.
pub fn stated_delimiter(text: &str) -> Option<u8> {
    let line = text
        .trim_start_matches('\u{FEFF}')
        .lines()
        .next()?
        .trim_end_matches('\r');
    match line.trim_matches('"').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', byte] if DELIMITERS.contains(byte) => {
            Some(*byte)
        }
        _ => None,
    }
}

fn count(line: &[u8]) -> [u32; 4] {
    DELIMITERS.map(|byte| memchr::memchr_iter(byte, line).count() as u32)
}

/// Counts of each delimiter in the first lines that are not blank, quoted parts left out.
fn counts_outside_quotes(text: &str) -> Vec<[u32; 4]> {
    let mut lines = Vec::new();
    let mut line = [0; 4];
    let (mut quoted, mut blank, mut before) = (false, true, b'\n');
    for byte in text.bytes() {
        // A quote opens only where a cell begins: 5" pipe is no quotation.
        let opens = before == b'\n' || before == b'\r' || DELIMITERS.contains(&before);
        if byte == b'"' && (quoted || opens || before == b'"') {
            quoted = !quoted;
        } else if !quoted && (byte == b'\n' || byte == b'\r') {
            if !blank {
                lines.push(line);
            }
            (line, blank) = ([0; 4], true);
            if lines.len() == LINES {
                return lines;
            }
        } else if !quoted && let Some(place) = DELIMITERS.iter().position(|d| *d == byte) {
            line[place] += 1;
        }
        blank &= byte.is_ascii_whitespace() && byte != b'\t';
        before = byte;
    }
    // The sample may end inside a line, which then says little, unless it is the only one.
    if !blank && !quoted && lines.len() < 2 {
        lines.push(line);
    }
    lines
}

/// How often the most frequent count occurs, and that count; the larger one on a tie.
fn most_common(counts: &[u32]) -> (usize, u32) {
    counts
        .iter()
        .map(|n| (counts.iter().filter(|m| *m == n).count(), *n))
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
