//! What amounts are counted in, as headers and titles say it: `金额(万元)`, `Amount (USD)`,
//! `单位：万元` above a table. Takes the text, gives a [`Unit`].

use std::sync::LazyLock;

use crate::value::text::{fold_width, is_separator};

use super::forms::{CURRENCIES, POWERS};

/// What a column of amounts is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unit {
    /// What one of it is worth: 10,000 for 万元, else 1.
    pub scale: i64,
    /// The place among [`CURRENCIES`] of the currency it names; 元 and ¥ alone name none.
    pub currency: Option<usize>,
    /// It says 元 or ¥, which stand for the book's own currency everywhere.
    pub own: bool,
}

impl Default for Unit {
    fn default() -> Self {
        Self {
            scale: 1,
            currency: None,
            own: false,
        }
    }
}

/// Ways of writing a currency that do not say which.
const ANY: [&str; 4] = ["元整", "元", "圆", "¥"];

/// The unit that a text is, with nothing beside it: `万元`, `usd`, `人民币万元`, `万美元`.
/// The text is folded in width and case.
pub fn unit(text: &str) -> Option<Unit> {
    let mut unit = Unit::default();
    let mut rest = text.trim_matches(is_separator);
    if !rest.is_empty() && !may_be_unit(rest) {
        return None;
    }
    while !rest.is_empty() {
        let before = rest;
        for (place, words) in CURRENCIES.iter().enumerate() {
            for word in words.1 {
                if let Some(shorter) = without(rest, word) {
                    let named = (!ANY.contains(word)).then_some(place);
                    unit.currency = unit.currency.or(named);
                    unit.own |= named.is_none();
                    rest = shorter;
                }
            }
        }
        let power = POWERS.iter().chain(ENGLISH_POWERS);
        let power = power.filter(|_| unit.scale == 1);
        let mut powers =
            power.filter_map(|(word, zeros)| Some((rest.strip_suffix(word)?, 10_i64.pow(*zeros))));
        if let Some((shorter, scale)) = powers.next() {
            (rest, unit.scale) = (shorter, scale);
        }
        if rest == before {
            return None;
        }
    }
    (!text.is_empty()).then_some(unit)
}

/// What is left of a text without a word at its beginning, or else at its end. All words there are
/// are asked for, and nearly all of them differ in the first and in the last byte.
#[inline]
fn without<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (bytes, of_word) = (text.as_bytes(), word.as_bytes());
    let begins = bytes.first() == of_word.first();
    let ends = bytes.last() == of_word.last();
    let behind = begins.then(|| text.strip_prefix(word)).flatten();
    behind.or_else(|| ends.then(|| text.strip_suffix(word)).flatten())
}

/// Powers of ten as English headers write them, longest first. The short ones are no unit
/// beside any word, see [`stands_alone`].
const ENGLISH_POWERS: &[(&str, u32)] = &[
    ("thousands", 3),
    ("thousand", 3),
    ("millions", 6),
    ("million", 6),
    ("billion", 9),
    ("000s", 3),
    ("000", 3),
    ("mio", 6),
    ("mn", 6),
    ("bn", 9),
    ("k", 3),
    ("w", 4),
    ("m", 6),
];

/// Words in front of a unit that add nothing to it: `单位：元`, `in USD`, `thousands of USD`.
const BEFORE: &[&str] = &[
    "单位", "單位", "币种", "幣種", "unit", "currency", "in", "of",
];

/// What stands behind a header word and does not belong to it, beside units of amounts.
const NO_WORDS: &[&str] = &["必填", "选填", "天", "个", "件", "%"];

/// Words about taxes and currencies, among which a unit may stand: `金额（万元，含税）`.
const BESIDE: &[&str] = &[
    "含税",
    "不含税",
    "未税",
    "税前",
    "税后",
    "本位币",
    "本币",
    "原币",
    "incl",
    "excl",
    "including",
    "excluding",
    "inc",
    "ex",
    "vat",
    "tax",
    "gst",
];

/// What ends a part of a header.
fn parts(c: char) -> bool {
    is_separator(c) || c == ','
}

/// Takes the units and whatever else does not belong to a header word from its end, and gives the
/// unit; words about taxes stay. The header is folded in width and case.
///
/// A unit stands in brackets, behind a separator, or without one where nothing else can be meant:
/// `金额万元`, `金额CNY`. Where there are several, each says what the ones behind it do not:
/// `人民币/万元`.
pub fn take_unit(header: &mut String) -> Option<Unit> {
    let mut found: Option<Unit> = None;
    let mut end = header.len();
    loop {
        let text = header[..end].trim_end_matches(parts);
        let begin = text.rfind(parts).map_or(0, |at| {
            at + text[at..].chars().next().map_or(0, char::len_utf8)
        });
        let (before, part) = text.split_at(begin);
        let front = before.trim_end_matches(parts).len();
        let cut = text.len();
        let from = if front == 0 {
            let Some((word, said)) = glued(part) else {
                break;
            };
            let from = begin + word.len();
            found = Some(joined(found, said));
            from
        } else if let Some(said) =
            unit(part).filter(|said| stands_alone(*said, part, before, found))
        {
            found = Some(joined(found, said));
            front
        } else if NO_WORDS.contains(&part) || found.is_some() && BEFORE.contains(&part) {
            front
        } else if BESIDE.contains(&part) {
            end = front;
            continue;
        } else if let Some((word, said)) = glued(part) {
            found = Some(joined(found, said));
            begin + word.len()
        } else {
            break;
        };
        header.replace_range(from..cut, "");
        end = from;
    }
    found
}

/// A unit with what is said of it further in front.
fn joined(behind: Option<Unit>, front: Unit) -> Unit {
    let behind = behind.unwrap_or_default();
    Unit {
        scale: if behind.scale == 1 {
            front.scale
        } else {
            behind.scale
        },
        currency: behind.currency.or(front.currency),
        own: behind.own || front.own,
    }
}

/// Whether a part is a unit where it stands: `k`, `w` and `000` are one in brackets or beside
/// another unit, and `m`, which is a metre too, beside a currency.
fn stands_alone(said: Unit, part: &str, before: &str, behind: Option<Unit>) -> bool {
    if said.currency.is_some() || said.own || !part.is_ascii() || part.len() > 4 {
        return true;
    }
    let front = before.trim_end_matches(parts);
    let left = front.rsplit(parts).next().and_then(unit);
    let beside = [left, behind].into_iter().flatten();
    let beside = beside.filter(|unit| unit.currency.is_some() || unit.own);
    let framed = before.ends_with(['(', '[', '【', '\'']);
    beside.count() > 0 || (framed && part != "m")
}

/// Whether a text begins with a currency, or ends with a currency or a power: every part of
/// every header is asked, and hardly any is a unit.
fn may_be_unit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let mut behind = BY_BYTE.first[usize::from(*first)].iter();
    let currencies = &BY_BYTE.last[usize::from(*last)];
    let mut before = currencies.iter().chain(&BY_BYTE.powers[usize::from(*last)]);
    behind.any(|word| text.starts_with(word)) || before.any(|word| text.ends_with(word))
}

/// Words of units by a byte of theirs, in their order: every header word there is may begin or
/// end with one, and hardly any does.
struct ByByte {
    /// Currencies by their first byte.
    first: Vec<Vec<&'static str>>,
    /// Currencies by their last byte.
    last: Vec<Vec<&'static str>>,
    /// Powers of ten by their last byte.
    powers: Vec<Vec<&'static str>>,
}

static BY_BYTE: LazyLock<ByByte> = LazyLock::new(|| {
    let none = || vec![Vec::new(); 256];
    let (mut first, mut last, mut powers) = (none(), none(), none());
    let end = |word: &str| word.bytes().last().map_or(0, usize::from);
    for word in CURRENCIES.iter().flat_map(|(_, words)| *words) {
        first[usize::from(word.as_bytes()[0])].push(*word);
        last[end(word)].push(*word);
    }
    for (word, _) in POWERS.iter().chain(ENGLISH_POWERS) {
        powers[end(word)].push(*word);
    }
    ByByte {
        first,
        last,
        powers,
    }
});

/// The word and the unit of a part in which nothing stands between them.
fn glued(part: &str) -> Option<(&str, Unit)> {
    if let Some(bare) = part.strip_suffix('元')
        && let Some((word, zeros)) = POWERS
            .iter()
            .find_map(|(word, zeros)| Some((bare.strip_suffix(word)?, *zeros)))
    {
        // 年度目标5000万元 is an amount, and 万元 alone no header.
        let number = word.ends_with(|c: char| c.is_ascii_digit());
        let scale = 10_i64.pow(zeros);
        return (!number && !word.is_empty()).then_some((
            word,
            Unit {
                scale,
                own: true,
                ..Unit::default()
            },
        ));
    }
    let is_chinese = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c);
    let of_money = |word: &str| word.ends_with(['额', '額', '价', '價', '款']);
    let written = &BY_BYTE.last[usize::from(*part.as_bytes().last()?)];
    let mut glued = written.iter().filter_map(|currency| {
        let word = part.strip_suffix(currency)?;
        let tells = if currency.chars().any(is_chinese) {
            of_money(word)
        } else {
            word.ends_with(is_chinese)
        };
        Some((word, unit(currency)?)).filter(|_| tells)
    });
    glued.next()
}

/// The unit that stands behind a header, see [`take_unit`]. A header that merely ends with such
/// a character, 千 of a name, has none.
pub fn unit_of_header(header: &str) -> Option<Unit> {
    let mut folded = fold_width(header).to_lowercase();
    let found = take_unit(&mut folded);
    let alone =
        || unit(folded.trim_matches(is_separator)).filter(|unit| unit.own && unit.scale > 1);
    found.or_else(alone)
}

/// The unit in brackets at the end of a text: `2026年（万元）`, `Sales (in thousands)`.
pub fn framed_unit(text: &str) -> Option<Unit> {
    let folded = fold_width(text).to_lowercase();
    let inside = folded.strip_suffix([')', ']', '】'])?;
    let (front, inside) = inside.rsplit_once(['(', '[', '【'])?;
    let found = leading_units(inside).filter(|(_, rest)| rest.is_empty());
    found.filter(|_| !front.is_empty()).map(|(unit, _)| unit)
}

/// The unit that a title above a table names: `单位：万元`, `（金额单位：人民币元）`, `币种：美元`,
/// `以下金额均以万元计`, `Unit: RMB'000`, `Sales report (in thousands)`.
pub fn unit_of_title(title: &str) -> Option<Unit> {
    const SAID: [&str; 9] = [
        "单位", "單位", "币种", "幣種", "货币", "貨幣", "均为", "currency", "unit",
    ];
    let folded = fold_width(title).to_lowercase();
    let behind = |word: &str| {
        let found = folded.match_indices(word);
        let ends: Vec<usize> = found.map(|(at, word)| at + word.len()).collect();
        ends.into_iter().map(|end| &folded[end..])
    };
    let said = SAID.iter().flat_map(|word| behind(word)).find_map(|rest| {
        let rest = rest.trim_start_matches(parts);
        let rest = rest.strip_prefix(['为', '為', '是']).unwrap_or(rest);
        leading_units(rest).map(|(unit, _)| unit)
    });
    let counted = || {
        behind("以").find_map(|rest| {
            let ends = ["计", "計", "为单位", "為單位"];
            let end = ends.iter().filter_map(|end| rest.find(end)).min()?;
            unit(&rest[..end])
        })
    };
    let english = || {
        behind("in ").find_map(|rest| {
            let begins = folded[..folded.len() - rest.len() - 3].ends_with(parts);
            let (unit, rest) = leading_units(rest)?;
            (begins && rest.trim_matches(parts).is_empty()).then_some(unit)
        })
    };
    said.or_else(counted).or_else(english)
}

/// The units that a text begins with, and what follows them. `k`, `w` and `m` alone are none.
fn leading_units(text: &str) -> Option<(Unit, &str)> {
    let mut found: Option<Unit> = None;
    let mut rest = text.trim_start_matches(parts);
    while !rest.is_empty() {
        let part = &rest[..rest.find(parts).unwrap_or(rest.len())];
        match unit(part) {
            Some(said) => {
                found = Some(found.map_or(said, |front| joined(Some(said), front)));
            }
            None if BEFORE.contains(&part) => {}
            None => break,
        }
        rest = rest[part.len()..].trim_start_matches(parts);
    }
    let said = found
        .filter(|unit| unit.own || unit.currency.is_some() || text.trim_matches(parts).len() > 1);
    said.map(|unit| (unit, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(unit: Option<Unit>) -> Option<(i64, &'static str)> {
        unit.map(|unit| {
            let code = unit.currency.map_or("", |place| CURRENCIES[place].0);
            (unit.scale, code)
        })
    }

    #[test]
    fn units_stand_behind_headers() {
        let cases = [
            ("销售额(万元)", Some((10_000, ""))),
            ("销售额（万元）", Some((10_000, ""))),
            ("金额（万）", Some((10_000, ""))),
            ("合同金额 万元", Some((10_000, ""))),
            ("合同金额万元", Some((10_000, ""))),
            ("金额/千元", Some((1_000, ""))),
            ("金额(百万)", Some((1_000_000, ""))),
            ("规模（亿元）", Some((100_000_000, ""))),
            ("金额/万", Some((10_000, ""))),
            ("金额_万", Some((10_000, ""))),
            ("金额-万", Some((10_000, ""))),
            ("金额：万", Some((10_000, ""))),
            ("金额 万", Some((10_000, ""))),
            ("销售额/亿", Some((100_000_000, ""))),
            ("金额(元)", Some((1, ""))),
            ("金额(¥)", Some((1, ""))),
            ("金额(人民币)", Some((1, "CNY"))),
            ("金额(人民币/万元)", Some((10_000, "CNY"))),
            ("金额（单位：万元）", Some((10_000, ""))),
            ("金额（含税，万元）", Some((10_000, ""))),
            ("金额（万元，含税）", Some((10_000, ""))),
            ("销售额（人民币：万元）", Some((10_000, "CNY"))),
            ("金额CNY", Some((1, "CNY"))),
            ("金额￥", Some((1, ""))),
            ("金额美元", Some((1, "USD"))),
            ("Amount in USD", Some((1, "USD"))),
            ("Amount (in thousands of USD)", Some((1_000, "USD"))),
            ("Amount (USD '000)", Some((1_000, "USD"))),
            ("Amount ('000)", Some((1_000, ""))),
            ("Amount (K$)", Some((1_000, "USD"))),
            ("Revenue (€m)", Some((1_000_000, "EUR"))),
            ("金额(K)", Some((1_000, ""))),
            ("金额(w)", Some((10_000, ""))),
            ("金额(k元)", Some((1_000, ""))),
            ("Customer K", None),
            ("Length (m)", None),
            ("大圆", None),
            ("金额(USD)", Some((1, "USD"))),
            ("金额($)", Some((1, "USD"))),
            ("金额(万美元)", Some((10_000, "USD"))),
            ("Amount EUR", Some((1, "EUR"))),
            ("Amount (HK$)", Some((1, "HKD"))),
            ("金额", None),
            ("万达", None),
            ("成千", None),
            ("(万元)", Some((10_000, ""))),
            ("单价($/kg)", None),
            ("年度目标5000万元", None),
            ("Region West", None),
        ];
        for (header, expected) in cases {
            assert_eq!(code(unit_of_header(header)), expected, "{header}");
        }
    }

    #[test]
    fn titles_name_the_unit_of_what_stands_below() {
        let cases = [
            ("单位：万元", Some((10_000, ""))),
            ("2026年销售台账（单位：万元）", Some((10_000, ""))),
            ("金额单位:人民币万元", Some((10_000, "CNY"))),
            ("单位：元，含税", Some((1, ""))),
            ("币种：美元", Some((1, "USD"))),
            ("编制单位：万元集团", None),
            ("单位：万元 制表：张三", Some((10_000, ""))),
            ("注：金额单位为万元", Some((10_000, ""))),
            ("以下金额均以万元计", Some((10_000, ""))),
            ("金额以人民币千元为单位", Some((1_000, "CNY"))),
            ("Unit: RMB'000", Some((1_000, "CNY"))),
            ("Sales report (in thousands)", Some((1_000, ""))),
            ("All amounts in USD thousands", Some((1_000, "USD"))),
            ("Currency: USD", Some((1, "USD"))),
            ("Orders shipped in March", None),
            ("Units sold: 500", None),
            ("以客户名称计", None),
            ("单位：台", None),
            ("2026年销售台账", None),
        ];
        for (title, expected) in cases {
            assert_eq!(code(unit_of_title(title)), expected, "{title}");
        }
        for (group, expected) in [
            ("2026年（万元）", Some((10_000, ""))),
            ("Sales (in thousands)", Some((1_000, ""))),
            ("（万元）", None),
            ("万科（华东）", None),
            ("Orders over 50 USD", None),
        ] {
            assert_eq!(code(framed_unit(group)), expected, "{group}");
        }
    }
}
