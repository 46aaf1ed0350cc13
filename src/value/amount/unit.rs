//! What amounts are counted in, as headers and titles say it: `金额(万元)`, `Amount (USD)`,
//! `单位：万元` above a table. Takes the text, gives a [`Unit`].

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
    while !rest.is_empty() {
        let before = rest;
        for (place, words) in CURRENCIES.iter().enumerate() {
            for word in words.1 {
                let shorter = rest.strip_prefix(word).or_else(|| rest.strip_suffix(word));
                if let Some(shorter) = shorter {
                    let named = (!ANY.contains(word)).then_some(place);
                    unit.currency = unit.currency.or(named);
                    unit.own |= named.is_none();
                    rest = shorter;
                }
            }
        }
        let power = POWERS.iter().filter(|_| unit.scale == 1);
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

/// The unit that stands behind a header: in brackets, behind a separator, or as 万元 at its
/// very end. A header that merely ends with such a character, 千 of a name, has none.
pub fn unit_of_header(header: &str) -> Option<Unit> {
    let folded = fold_width(header).to_lowercase();
    let text = folded.trim_end_matches(is_separator);
    if let Some((front, behind)) = text.rsplit_once(is_separator) {
        let named = front.chars().any(|c| !is_separator(c));
        if let Some(unit) = unit(behind).filter(|_| named) {
            return Some(unit);
        }
    }
    let bare = text.strip_suffix("元")?;
    let (word, zeros) = POWERS.iter().find(|(word, _)| bare.ends_with(word))?;
    // 年度目标5000万元 is an amount.
    let number = bare[..bare.len() - word.len()].ends_with(|c: char| c.is_ascii_digit());
    (!number).then(|| Unit {
        scale: 10_i64.pow(*zeros),
        own: true,
        ..Unit::default()
    })
}

/// The unit that a title above a table names: `单位：万元`, `（金额单位：人民币元）`, `币种：美元`.
pub fn unit_of_title(title: &str) -> Option<Unit> {
    let folded = fold_width(title).to_lowercase();
    let said = ["单位", "單位", "币种", "幣種", "货币", "貨幣", "currency"];
    let mut found = said.iter().filter_map(|word| folded.split_once(word));
    found.find_map(|(_, behind)| {
        let behind = behind.trim_start_matches(is_separator);
        let end = behind.find(|c: char| is_separator(c) || matches!(c, ',' | ';' | '。'));
        unit(&behind[..end.unwrap_or(behind.len())])
    })
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
            ("金额(人民币/万元)", Some((10_000, ""))),
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
            ("单位：台", None),
            ("2026年销售台账", None),
        ];
        for (title, expected) in cases {
            assert_eq!(code(unit_of_title(title)), expected, "{title}");
        }
    }
}
