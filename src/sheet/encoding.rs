//! The encoding and the delimiter of a text table, found from its first bytes.
//!
//! Takes a sample, gives an [`Encoding`] or a delimiter byte; decodes chunks to
//! UTF-8 and counts what could not be decoded. In GB18030 no separator, quote or
//! line end is ever the later byte of a character, so tables split on raw bytes.

use std::fmt;

use encoding_rs::{BIG5, DecoderResult, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the text of a table is written in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// Big5, as in Taiwan and Hong Kong: looks like GB18030, so only its words can tell.
    Big5,
    /// Latin-1 as Windows writes it (code page 1252): only what is nothing else.
    Latin1,
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
    let utf8 = tally_utf8(sample);
    // A few damaged bytes do not make a UTF-8 file something else: Chinese in GBK read as UTF-8
    // is wrong for at least six characters in seven.
    if utf8.wrong == 0 || utf8.right > 4 * utf8.wrong {
        return Encoding::Utf8;
    }
    let gb18030 = tally_gb18030(sample);
    if gb18030.wrong == 0 || gb18030.right > 20 * gb18030.wrong {
        return Encoding::Gb18030;
    }
    Encoding::Latin1
}

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

/// Whether these bytes are the beginning of a UTF-8 character and no more.
fn is_cut_off(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

fn tally_gb18030(sample: &[u8]) -> Tally {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut tally = Tally::default();
    let mut rest = sample;
    let mut buffer = [0u8; 4096];
    loop {
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(rest, &mut buffer, false);
        rest = &rest[read..];
        // Every character beyond ASCII has one first byte of 0xC0 or more.
        tally.right += buffer[..written].iter().filter(|b| **b >= 0xC0).count();
        match result {
            DecoderResult::InputEmpty => return tally,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => tally.wrong += 1,
        }
    }
}

/// UTF-16 without a mark: zeros stand on one side only, and lines end.
fn utf16_by_zeros(sample: &[u8]) -> Option<Encoding> {
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

fn decode_utf8(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.extend_from_slice(text.as_bytes());
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
