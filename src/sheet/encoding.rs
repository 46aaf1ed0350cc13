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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[track_caller]
    fn check(sample: &[u8], expected: Encoding) {
        assert_eq!(detect(sample), expected);
    }

    #[test]
    fn short_gbk_tables_are_gb18030() {
        check(
            &gbk("客户编号,客户名称\nC1,深圳市华强电子有限公司\n"),
            Encoding::Gb18030,
        );
        check(
            &gbk("姓名,电话\n王伟,13800138000\n李娜,13900139000\n"),
            Encoding::Gb18030,
        );
        check(&gbk("id,name\n1,王\n"), Encoding::Gb18030);
        check(&gbk("id,name\n1,联通\n"), Encoding::Gb18030);
        check(&gbk("客户\n张三"), Encoding::Gb18030);
        check(&gbk("日期,金额\n2024年3月5日,￥1,200\n"), Encoding::Gb18030);
        check(&gbk("客户,名\n1,𠮷野家\n"), Encoding::Gb18030);
    }

    #[test]
    fn utf8_is_seen_with_and_without_its_mark() {
        check(b"id,amount\n1,2\n", Encoding::Utf8);
        check(b"", Encoding::Utf8);
        check("客户,金额\n张三,12\n".as_bytes(), Encoding::Utf8);
        check("\u{FEFF}客户,金额\n".as_bytes(), Encoding::Utf8Bom);
    }

    #[test]
    fn a_sample_may_end_inside_a_character() {
        let text = "客户编号,客户名称\nC1,深圳市华强电子有限公司";
        for end in 1..text.len() {
            check(&text.as_bytes()[..end], Encoding::Utf8);
        }
        let bytes = gbk(text);
        for end in 4..bytes.len() {
            check(&bytes[..end], Encoding::Gb18030);
        }
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_encoding() {
        let mut bytes = "客户编号,客户名称\nC1,深圳市华强".as_bytes().to_vec();
        bytes.push(0xFF);
        bytes.extend_from_slice("有限公司\n".as_bytes());
        check(&bytes, Encoding::Utf8);
        let mut bytes = gbk("客户编号,客户名称\nC1,深圳市华强电子有限公司销售部\n");
        bytes.extend_from_slice(b"\xFF\n");
        check(&bytes, Encoding::Gb18030);
    }

    #[test]
    fn utf16_is_seen_with_and_without_its_mark() {
        check(&utf16le("\u{FEFF}客户,金额\n"), Encoding::Utf16Le);
        check(&utf16le("id,amount\n1,2\n"), Encoding::Utf16Le);
        check(
            &utf16le("客户名称\t金额\n深圳市华强电子有限公司\t十二\n"),
            Encoding::Utf16Le,
        );
        let big: Vec<u8> = "id,amount\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        check(&big, Encoding::Utf16Be);
    }

    #[test]
    fn stray_zeros_do_not_make_utf16() {
        check(b"id,name\n1,a\0b\n2,cc\n3,dd\n", Encoding::Utf8);
    }

    #[test]
    fn latin_1_is_the_last_resort() {
        check(b"name,city\nJos\xE9,Malm\xF6\n", Encoding::Latin1);
        check(b"name,amount\nM\xFCller,12\n", Encoding::Latin1);
    }

    #[test]
    fn big5_is_told_from_its_characters_alone() {
        let big5 = |text| BIG5.encode(text).0.into_owned();
        check(&big5("編號,名稱\n1,王小明\n"), Encoding::Big5);
        check(&big5("id,name\n1,聯發科\n"), Encoding::Big5);
    }

    #[test]
    fn of_joined_files_the_first_one_decides() {
        let utf8 = "客户,金额\n深圳市,1\n";
        let later = gbk("广州市天河,2\n上海市徐汇,3\n北京市朝阳,4\n");
        check(&[utf8.as_bytes(), &later].concat(), Encoding::Utf8);
        let utf8 = utf8.repeat(20);
        check(
            &[&gbk("客户,金额\n"), utf8.as_bytes()].concat(),
            Encoding::Gb18030,
        );
    }

    #[test]
    fn encodings_have_the_names_that_people_write() {
        for (name, expected) in [
            ("GBK", Encoding::Gb18030),
            ("gb2312", Encoding::Gb18030),
            ("UTF8", Encoding::Utf8),
            ("utf-16", Encoding::Utf16Le),
            ("Big-5", Encoding::Big5),
            ("windows-1252", Encoding::Latin1),
        ] {
            assert_eq!(named(name), Some(expected), "{name}");
        }
        assert_eq!(named("klingon"), None);
        assert_eq!(delimiter_named("tab"), Some(b'\t'));
        assert_eq!(delimiter_named("\\t"), Some(b'\t'));
        assert_eq!(delimiter_named("^"), Some(b'^'));
        for name in ["", "a", "\"", "\n", ";;", "；"] {
            assert_eq!(delimiter_named(name), None, "{name}");
        }
        for name in NAMES.split(", ") {
            assert!(named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn chunks_decode_and_count_what_they_replace() {
        let mut out = Vec::new();
        assert_eq!(
            decode_chunk(Encoding::Gb18030, &gbk("王伟,1\n"), &mut out),
            0
        );
        assert_eq!(
            decode_chunk(Encoding::Utf8, b"a\xFFb\xE4\xB8\n", &mut out),
            2
        );
        assert_eq!(decode_chunk(Encoding::Gb18030, b"\xFF,x\n", &mut out), 1);
        assert_eq!(
            decode_chunk(Encoding::Utf16Le, &utf16le("好\n"), &mut out),
            0
        );
        assert_eq!(decode_chunk(Encoding::Latin1, b"\xE9", &mut out), 0);
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "王伟,1\na\u{FFFD}b\u{FFFD}\n\u{FFFD},x\n好\né");
    }

    #[test]
    fn the_mark_is_measured() {
        assert_eq!(bom_length("\u{FEFF}a".as_bytes()), 3);
        assert_eq!(bom_length(&utf16le("\u{FEFF}a")), 2);
        assert_eq!(bom_length(b"a"), 0);
    }

    #[track_caller]
    fn check_delimiter(text: &str, expected: u8) {
        assert_eq!(delimiter(text) as char, expected as char, "{text}");
    }

    #[test]
    fn the_delimiter_is_the_one_lines_agree_on() {
        check_delimiter("a,b,c\n1,2,3\n", b',');
        check_delimiter("a\tb\n1,5\t2\n3,5\t4\n", b'\t');
        check_delimiter("a;b;c\n1,5;2,5;3\n4;5,1;6\n", b';');
        check_delimiter("a|b\n1|2\n", b'|');
        check_delimiter("导出时间: 2024-01-01\n\n客户,金额\n甲,1\n乙,2\n", b',');
        check_delimiter("a\n1\n2\n", b',');
        check_delimiter("", b',');
        check_delimiter("a;b", b';');
    }

    #[test]
    fn quoted_delimiters_do_not_count() {
        check_delimiter("a;b\n\"x,y,z\";1\n\"u,v,w\";2\n", b';');
        check_delimiter("a;b\n\"x\n,,,,\n,,,,\";1\n", b';');
        check_delimiter("size;n\n5\" pipe;1\n6\" pipe;2\n", b';');
        check_delimiter("a;b\n\"never closed;1\n2;3\n4;5\n", b';');
    }

    #[test]
    fn a_stated_delimiter_decides() {
        check_delimiter("sep=;\na,b;c,d\n", b';');
        check_delimiter("\u{FEFF}\"sep=\t\"\r\na,b\tc\n", b'\t');
        assert_eq!(stated_delimiter("separator,b\n"), None);
    }

    proptest! {
        #[test]
        fn detecting_and_decoding_any_bytes_gives_utf8(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut out = Vec::new();
            decode_chunk(detect(&bytes), &bytes, &mut out);
            let text = String::from_utf8(out).expect("UTF-8");
            delimiter(&text);
        }

        #[test]
        fn chinese_rows_in_gbk_are_never_something_else(
            names in proptest::collection::vec("[\u{4e00}-\u{9fa5}]{2,8}", 2..4),
        ) {
            let text = format!("客户编号,客户名称\n{}\n", names.join("\n"));
            prop_assert_eq!(detect(&gbk(&text)), Encoding::Gb18030);
        }
    }
}
