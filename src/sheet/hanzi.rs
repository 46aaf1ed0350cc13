//! Whether bytes are Chinese in GB18030, Chinese in Big5, or neither.
//!
//! Takes bytes beyond ASCII, gives an encoding by which characters they would be:
//! both encodings order their characters by how common they are, and nearly all
//! pairs of bytes mean something in both, so that only the share of common ones
//! tells them apart.

use crate::sheet::encoding::Encoding;

/// One wrong pair in so many is damage, not another encoding.
const DAMAGE: usize = 20;
/// By how much the merit of Big5 must be greater: less than one common character is worth.
const MARGIN: i64 = 2;

/// What the pairs of bytes would be in one encoding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Reading {
    /// Characters that ordinary text is made of.
    common: usize,
    /// Punctuation and full-width letters, which both encodings have in the same place.
    neutral: usize,
    /// Characters of the second, seldom half.
    seldom: usize,
    /// What hardly any text has: other alphabets, private and supplementary characters.
    rare: usize,
    /// Bytes that are nothing.
    wrong: usize,
    /// How much like text it is.
    merit: i64,
}

impl Reading {
    fn right(self) -> usize {
        self.common + self.neutral + self.seldom + self.rare
    }

    fn holds(self) -> bool {
        self.right() > DAMAGE * self.wrong
    }
}

/// The encoding of a sample that is no UTF-8; `None` if it is not Chinese. The sample may
/// end inside a character.
pub(super) fn tell(sample: &[u8]) -> Option<Encoding> {
    if is_western(sample) {
        return None;
    }
    let (gb, big5) = (read(sample, gb18030), read(sample, big5));
    // One seldom character alone, as in a name, does not make a book Taiwanese.
    if big5.holds() && big5.merit > gb.merit + MARGIN {
        return Some(Encoding::Big5);
    }
    gb.holds().then_some(Encoding::Gb18030)
}

/// The same for a single row, which must speak clearly: two common characters, hardly a rare one.
pub(super) fn tell_row(row: &[u8]) -> Option<Encoding> {
    let encoding = tell(row)?;
    let reading = match encoding {
        Encoding::Big5 => read(row, big5),
        _ => read(row, gb18030),
    };
    let clear = reading.wrong == 0 && reading.common >= 2 && 4 * reading.rare <= reading.right();
    clear.then_some(encoding)
}

/// What a pair of bytes is in an encoding.
enum Pair {
    Common,
    Neutral,
    Seldom,
    Rare,
    /// A character of four bytes.
    Long,
    Wrong,
}

fn read(sample: &[u8], pair: fn(u8, u8) -> Pair) -> Reading {
    let mut reading = Reading::default();
    let mut rest = sample;
    while let Some(start) = rest.iter().position(|byte| !byte.is_ascii()) {
        let [lead, trail, ..] = rest[start..] else {
            // The sample ends inside a character.
            break;
        };
        let (count, merit, length) = match pair(lead, trail) {
            Pair::Common => (&mut reading.common, 2, 2),
            Pair::Neutral => (&mut reading.neutral, 0, 2),
            Pair::Seldom => (&mut reading.seldom, -1, 2),
            Pair::Rare => (&mut reading.rare, -3, 2),
            Pair::Long => (&mut reading.rare, -3, 4),
            Pair::Wrong => (&mut reading.wrong, -4, 1),
        };
        *count += 1;
        reading.merit += merit;
        rest = rest.get(start + length..).unwrap_or_default();
    }
    reading
}

/// GB2312 has 3,755 common characters in the order of their sound, 3,008 seldom ones by
/// stroke; GBK and GB18030 fill the room around them.
fn gb18030(lead: u8, trail: u8) -> Pair {
    match (lead, trail) {
        (0xB0..=0xD7, 0xA1..=0xFE) => Pair::Common,
        (0xA1..=0xA3, 0xA1..=0xFE) => Pair::Neutral,
        (0xD8..=0xF7, 0xA1..=0xFE) => Pair::Seldom,
        (0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE) => Pair::Rare,
        (0x81..=0xFE, 0x30..=0x39) => Pair::Long,
        _ => Pair::Wrong,
    }
}

/// Big5 has 5,401 common characters, then 7,652 seldom ones, both by stroke.
fn big5(lead: u8, trail: u8) -> Pair {
    match (lead, trail) {
        (0xA4..=0xC6, 0x40..=0x7E | 0xA1..=0xFE) => Pair::Common,
        (0xA1..=0xA3, 0x40..=0x7E | 0xA1..=0xFE) => Pair::Neutral,
        (0xC9..=0xF9, 0x40..=0x7E | 0xA1..=0xFE) => Pair::Seldom,
        (0x87..=0xFE, 0x40..=0x7E | 0xA1..=0xFE) => Pair::Rare,
        _ => Pair::Wrong,
    }
}

/// Whether every byte beyond ASCII stands alone inside a word of Latin letters: `Müller`.
/// Chinese characters whose second byte is an ASCII letter look so only one at a time.
pub(super) fn is_western(sample: &[u8]) -> bool {
    let letter = |at: Option<usize>| {
        at.and_then(|at| sample.get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let small = |at: usize| sample.get(at).is_some_and(u8::is_ascii_lowercase);
    let beyond = |at: Option<usize>| {
        at.and_then(|at| sample.get(at))
            .is_some_and(|byte| !byte.is_ascii())
    };
    let mut any = false;
    for at in (0..sample.len()).filter(|at| !sample[*at].is_ascii()) {
        any = true;
        let before = at.checked_sub(1);
        if beyond(before) || beyond(Some(at + 1)) || !(letter(before) || small(at + 1)) {
            return false;
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

    #[track_caller]
    fn check(charset: &'static encoding_rs::Encoding, text: &str, expected: Option<Encoding>) {
        let (bytes, _, lost) = charset.encode(text);
        assert!(!lost, "{text} can be written in it");
        assert_eq!(tell(&bytes), expected, "{text}");
    }

    #[test]
    fn traditional_text_in_big5_is_big5() {
        for text in [
            "客戶編號,客戶名稱,電話",
            "姓名,電話\n王小明,0912345678\n",
            "訂單編號,日期,金額\n1,2024/3/5,100\n",
            "id,name\n1,台積電\n2,鴻海精密工業股份有限公司\n",
            "id,name\n1,李\n",
            "金額",
            "聯絡人",
            "備註：請於下週一前回覆，謝謝！",
        ] {
            check(BIG5, text, Some(Encoding::Big5));
        }
    }

    #[test]
    fn chinese_in_gbk_is_gb18030_however_short() {
        for text in [
            "客户",
            "姓名,电话\n王伟,13800138000\n",
            "id,name\n1,王\n",
            "id,name\n1,朱镕基\n",
            "id,name\n1,镕\n",
            "id,name\n1,赵喆\n2,陶堃\n",
            "客戶編號,客戶名稱,電話",
            "訂單編號,日期,金額",
            "深圳市华强电子有限公司",
            "联通,移动,电信",
            "备注：请于下周一前回复，谢谢！",
            "客户等级,跟进人,下次跟进,是否战略",
        ] {
            check(GB18030, text, Some(Encoding::Gb18030));
        }
    }

    #[test]
    fn words_of_latin_letters_are_not_chinese() {
        for text in [
            "name\nMüller\n",
            "name,city\nJürgen,Köln\n",
            "José García",
            "café",
            "Émile",
            "O’Brien",
        ] {
            check(WINDOWS_1252, text, None);
        }
    }

    #[test]
    fn a_row_must_speak_clearly() {
        let row = |charset: &'static encoding_rs::Encoding, text| tell_row(&charset.encode(text).0);
        assert_eq!(row(GB18030, "1,王伟"), Some(Encoding::Gb18030));
        assert_eq!(row(BIG5, "1,王小明"), Some(Encoding::Big5));
        assert_eq!(row(GB18030, "1,王"), None);
        assert_eq!(tell_row("深圳市".as_bytes()), None);
    }
}
