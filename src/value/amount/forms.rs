//! The less common ways of writing an amount: thousands marks, currencies,
//! brackets, 万 and 亿, decimal commas, more than four decimals.

use std::borrow::Cow;

use crate::money::Money;
use crate::value::amount::{AmountEvidence, AmountFault, AmountReading, Decimal};
use crate::value::text::{is_blank, narrow, trim, without_formula};
use crate::value::{Mark, Raw, is_empty_word, is_error_word};

/// Currencies known in amounts: the code, and the ways of writing it.
///
/// A way that ends with another one stands before it: 美元 before 元.
pub const CURRENCIES: &[(&str, &[&str])] = &[
    ("HKD", &["hk$", "hkd", "港币", "港元", "港幣"]),
    ("TWD", &["nt$", "twd", "ntd", "新台币", "新台幣", "台币"]),
    ("SGD", &["sg$", "sgd", "新加坡元", "新币"]),
    ("CAD", &["ca$", "c$", "cad", "加元", "加币"]),
    ("AUD", &["au$", "a$", "aud", "澳元", "澳币"]),
    ("NZD", &["nz$", "nzd", "纽元", "新西兰元"]),
    ("MXN", &["mx$", "mxn"]),
    ("BRL", &["r$", "brl"]),
    ("CHF", &["chf", "瑞士法郎", "瑞郎"]),
    ("SEK", &["sek"]),
    ("NOK", &["nok"]),
    ("DKK", &["dkk"]),
    ("PLN", &["pln", "zł"]),
    ("RUB", &["rub", "卢布", "₽"]),
    ("INR", &["inr", "卢比", "₹"]),
    ("KRW", &["krw", "韩元", "韩币", "₩"]),
    ("THB", &["thb", "泰铢", "฿"]),
    ("MYR", &["myr", "马币", "林吉特", "令吉"]),
    ("VND", &["vnd", "越南盾", "₫"]),
    ("IDR", &["idr", "印尼盾"]),
    ("PHP", &["php", "₱"]),
    ("AED", &["aed", "迪拉姆"]),
    ("ZAR", &["zar"]),
    ("USD", &["us$", "usd", "美元", "美金", "$"]),
    ("EUR", &["eur", "欧元", "歐元", "€"]),
    ("GBP", &["gbp", "英镑", "英鎊", "£"]),
    ("JPY", &["jpy", "日元", "日圆", "円"]),
    (
        "CNY",
        &[
            "人民币",
            "人民幣",
            "cny",
            "rmb",
            "cn¥",
            "元整",
            "元",
            "圆",
            "¥",
        ],
    ),
];

/// Words for powers of ten, longest first, and how many zeros they add.
pub(super) const POWERS: &[(&str, u32)] = &[
    ("千万", 7),
    ("千萬", 7),
    ("百万", 6),
    ("百萬", 6),
    ("十万", 5),
    ("万", 4),
    ("萬", 4),
    ("千", 3),
    ("亿", 8),
    ("億", 8),
];

/// Reads any cell.
#[cold]
pub(super) fn odd(
    raw: Raw<'_>,
    reading: &AmountReading,
    evidence: &mut AmountEvidence,
) -> Result<Option<Money>, AmountFault> {
    let text = without_formula(trim(raw.text));
    if is_empty_word(text) {
        return Ok(None);
    }
    if raw.mark == Mark::Error || is_error_word(text) {
        return Err(AmountFault::ErrorCell);
    }
    let text = std::str::from_utf8(text).map_err(|_| AmountFault::NotAnAmount)?;
    let found = match raw.mark {
        Mark::Number | Mark::Time => Some((number_cell(text)?, reading.scale)),
        Mark::Text => written(text, reading, evidence)?,
        Mark::Date | Mark::Flag | Mark::Error => return Err(AmountFault::NotAnAmount),
    };
    found
        .map(|(digits, scale)| finish(digits, scale, evidence))
        .transpose()
}

/// The value of an amount is `value` times ten to the `power`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Digits {
    value: i128,
    power: i32,
}

/// The number of digits an amount may have in all.
const MOST_DIGITS: usize = 30;

impl Digits {
    /// Joins whole digits and decimals.
    fn join(whole: &str, decimals: &str) -> Result<Self, AmountFault> {
        if whole.is_empty() && decimals.is_empty() {
            return Err(AmountFault::NotAnAmount);
        }
        let mut value: i128 = 0;
        for (place, byte) in whole.bytes().chain(decimals.bytes()).enumerate() {
            if !byte.is_ascii_digit() {
                return Err(AmountFault::NotAnAmount);
            }
            if place >= MOST_DIGITS {
                return Err(AmountFault::TooLarge);
            }
            value = value * 10 + i128::from(byte - b'0');
        }
        Ok(Self {
            value,
            power: -(decimals.len() as i32),
        })
    }

    fn times_ten_to(self, power: i32) -> Self {
        Self {
            value: self.value,
            power: self.power.saturating_add(power),
        }
    }

    fn signed(self, negative: bool) -> Self {
        let value = if negative { -self.value } else { self.value };
        Self { value, ..self }
    }
}

/// A number cell: `-12.5`, perhaps with an exponent (`1.5E+20`).
fn number_cell(text: &str) -> Result<Digits, AmountFault> {
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let power: i32 = power.parse().map_err(|_| AmountFault::NotAnAmount)?;
    let body = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, decimals) = body.split_once('.').unwrap_or((body, ""));
    let digits = Digits::join(whole, decimals)?.signed(body.len() < mantissa.len());
    Ok(digits.times_ten_to(power))
}

/// Scales and rounds to four decimals, half to even.
fn finish(digits: Digits, scale: i64, evidence: &mut AmountEvidence) -> Result<Money, AmountFault> {
    let scaled = digits
        .value
        .checked_mul(i128::from(scale))
        .ok_or(AmountFault::TooLarge)?;
    let power = digits.power.saturating_add(4);
    let units = if scaled == 0 {
        0
    } else if power >= 0 {
        10_i128
            .checked_pow(power.unsigned_abs())
            .and_then(|factor| scaled.checked_mul(factor))
            .ok_or(AmountFault::TooLarge)?
    } else {
        rounded(scaled, power.unsigned_abs(), evidence)
    };
    i64::try_from(units)
        .map(Money)
        .map_err(|_| AmountFault::TooLarge)
}

/// Divides by a power of ten, half to even, and counts when something was lost.
fn rounded(value: i128, power: u32, evidence: &mut AmountEvidence) -> i128 {
    let Some(divisor) = 10_i128.checked_pow(power) else {
        evidence.rounded += 1;
        return 0;
    };
    let (whole, rest) = (value.abs() / divisor, value.abs() % divisor);
    if rest != 0 {
        evidence.rounded += 1;
    }
    let left = divisor - rest;
    let up = rest > left || (rest == left && whole % 2 == 1);
    (whole + i128::from(up)) * value.signum()
}

/// Words behind an amount that say what it is counted in, whatever its header says.
const OWN_UNITS: [&str; 3] = ["元", "元整", "圆"];

/// A text cell with what its unit is worth: `1.5万` and `35000元` say their own under a header
/// in 万元, too.
/// `None` is the dash that accounting formats show for zero: nothing.
fn written(
    text: &str,
    reading: &AmountReading,
    evidence: &mut AmountEvidence,
) -> Result<Option<(Digits, i64)>, AmountFault> {
    let folded = folded(text);
    if folded.contains(['%', '‰']) {
        return Err(AmountFault::Percent);
    }
    let mut dress = Dress::default();
    let body = dress.undress(&folded)?;
    if body.is_empty() {
        return if dress.negative && dress.currencies != 0 && dress.power == 0 {
            Ok(None)
        } else {
            Err(AmountFault::NotAnAmount)
        };
    }
    let digits = body_digits(body, reading.decimal, evidence)?;
    evidence.currencies |= dress.currencies;
    let digits = digits
        .signed(dress.negative)
        .times_ten_to(dress.power as i32);
    let own = dress.power > 0 || OWN_UNITS.iter().any(|word| folded.ends_with(word));
    Ok(Some((digits, if own { 1 } else { reading.scale })))
}

/// Narrow, in lower case, without blanks but spaces, and with plain signs.
fn folded(text: &str) -> Cow<'_, str> {
    // What most amounts are made of is so already.
    let plain = |byte: u8| byte.is_ascii_digit() || b".,$-+() ".contains(&byte);
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    // A line break parts two amounts in one cell: 100 above 50 is no 10,050.
    let kept = |c: &char| matches!(*c, ' ' | '\n' | '\r' | '\t') || !is_blank(*c);
    let chars = text.chars().map(narrow).filter(kept);
    let chars = chars.map(|c| match c {
        '\u{2212}' | '\u{2013}' => '-',
        '’' | '‘' => '\'',
        plain => plain.to_ascii_lowercase(),
    });
    Cow::Owned(chars.collect())
}

/// Whether an amount begins and ends with a digit, so that nothing stands around it.
fn is_bare(text: &str) -> bool {
    let ends = [text.bytes().next(), text.bytes().next_back()];
    ends.iter().flatten().all(u8::is_ascii_digit) && !text.is_empty()
}

/// What stands around the digits of an amount.
#[derive(Default)]
struct Dress {
    negative: bool,
    signs: u32,
    currencies: u32,
    power: u32,
}

impl Dress {
    /// Takes off brackets, signs, currencies and 万, and gives what is left.
    fn undress<'a>(&mut self, text: &'a str) -> Result<&'a str, AmountFault> {
        // Excel's sign for "this is text".
        let mut text = text.trim().trim_start_matches('\'');
        while !is_bare(text) {
            let before = text;
            let inner = text
                .strip_prefix('(')
                .and_then(|text| text.strip_suffix(')'));
            if let Some(inner) = inner {
                self.sign();
                self.negative = true;
                text = inner.trim();
            }
            text = self.sign_of(text);
            text = self.currency_of(text);
            text = self.power_of(text);
            if text == before {
                break;
            }
        }
        if self.signs > 1 || self.currencies.count_ones() > 1 {
            return Err(AmountFault::NotAnAmount);
        }
        Ok(text)
    }

    fn sign(&mut self) {
        self.signs += 1;
    }

    /// `-123`, `+123` and `123-`.
    fn sign_of<'a>(&mut self, text: &'a str) -> &'a str {
        // Dashes in the place of the decimals say that there are none: 250.- and 250,--.
        let dashes = text.len() - text.trim_end_matches('-').len();
        let whole = text[..text.len() - dashes].strip_suffix(['.', ',']);
        if let Some(whole) = whole.filter(|_| matches!(dashes, 1 | 2)) {
            return whole;
        }
        let behind = || {
            text.strip_suffix('-')
                .filter(|rest| !rest.ends_with(['-', '.', ',']))
        };
        let minus = text.strip_prefix('-').or_else(behind);
        if let Some(rest) = minus {
            self.sign();
            self.negative = true;
            rest.trim()
        } else if let Some(rest) = text.strip_prefix('+') {
            self.sign();
            rest.trim()
        } else {
            text
        }
    }

    fn currency_of<'a>(&mut self, text: &'a str) -> &'a str {
        let (Some(first), Some(last)) = (text.as_bytes().first(), text.as_bytes().last()) else {
            return text;
        };
        for (place, (_, words)) in CURRENCIES.iter().enumerate() {
            // Most words differ from what stands there in one letter already.
            let may_stand = |word: &&&str| {
                let word = word.as_bytes();
                word.first() == Some(first) || word.last() == Some(last)
            };
            for word in words.iter().filter(may_stand) {
                let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word));
                if let Some(rest) = rest {
                    self.currencies |= 1 << place;
                    return rest.trim();
                }
            }
        }
        text
    }

    /// `1.2万`; only once, so that 万万 is no amount.
    fn power_of<'a>(&mut self, text: &'a str) -> &'a str {
        // All these words are Chinese.
        if self.power > 0 || text.as_bytes().last().is_none_or(u8::is_ascii) {
            return text;
        }
        for (word, zeros) in POWERS {
            if let Some(rest) = text.strip_suffix(word) {
                self.power = *zeros;
                return rest.trim();
            }
        }
        text
    }
}

/// Reads `1,234.56` in the reading of its column; what it is sure of is counted
/// only if it is an amount at all.
fn body_digits(
    body: &str,
    decimal: Decimal,
    evidence: &mut AmountEvidence,
) -> Result<Digits, AmountFault> {
    let says = says(body).ok_or(AmountFault::NotAnAmount)?;
    let mark = match says.sure().unwrap_or(decimal) {
        Decimal::Dot => '.',
        Decimal::Comma => ',',
    };
    let (whole, decimals) = body.split_once(mark).unwrap_or((body, ""));
    let whole = ungrouped(whole).ok_or(AmountFault::NotAnAmount)?;
    let digits = Digits::join(&whole, decimals)?;
    evidence.count(Some(says));
    match says.sure() {
        Some(sure) if sure != decimal => Err(AmountFault::NotAnAmount),
        _ => Ok(digits),
    }
}

/// Adds what a number cell says about the decimal mark, whatever it counts.
pub(super) fn see_number(text: &[u8], evidence: &mut AmountEvidence) {
    let Ok(text) = std::str::from_utf8(trim(text)) else {
        return;
    };
    let body: String = text.chars().map(narrow).collect();
    let body = body.trim_start_matches(['-', '+']);
    if body.chars().all(|c| matches!(c, '0'..='9' | '.' | ',')) {
        // What is sure of one mark is a number in that reading alone.
        evidence.count(says(body));
    }
}

/// What one cell says about the decimal mark.
#[derive(Clone, Copy)]
enum Says {
    /// There is no mark.
    Nothing,
    /// One mark, this one, that may group thousands or stand before decimals.
    Either(Decimal),
    /// It can only be this one.
    Sure(Decimal),
}

impl AmountEvidence {
    fn count(&mut self, says: Option<Says>) {
        match says {
            None | Some(Says::Nothing) => {}
            Some(Says::Either(mark)) => {
                self.ambiguous += 1;
                self.dotted += u64::from(mark == Decimal::Dot);
            }
            Some(Says::Sure(Decimal::Dot)) => self.dot += 1,
            Some(Says::Sure(Decimal::Comma)) => self.comma += 1,
        }
    }
}

impl Says {
    fn sure(self) -> Option<Decimal> {
        match self {
            Self::Sure(decimal) => Some(decimal),
            Self::Nothing | Self::Either(_) => None,
        }
    }
}

fn says(body: &str) -> Option<Says> {
    let count = |sign: char| body.matches(sign).count();
    let comma_last = body.rfind(',') > body.rfind('.');
    Some(match (count('.'), count(',')) {
        (0, 0) => Says::Nothing,
        (1, 0) if is_group(body, '.') => Says::Either(Decimal::Dot),
        (0, 1) if is_group(body, ',') => Says::Either(Decimal::Comma),
        // Several of one kind group thousands, so the other one marks decimals.
        (2.., 0) | (0, 1) => Says::Sure(Decimal::Comma),
        (0, 2..) | (1, 0) => Says::Sure(Decimal::Dot),
        (_, 1) if comma_last => Says::Sure(Decimal::Comma),
        (1, _) if !comma_last => Says::Sure(Decimal::Dot),
        _ => return None,
    })
}

/// Whether the dot of a plain amount may group thousands.
pub(super) fn may_group(plain: &[u8]) -> bool {
    let digits = plain.strip_prefix(b"-").unwrap_or(plain);
    digits.len() <= 7 && digits[0] != b'0'
}

/// Whether a lone mark may group thousands: three digits follow 1 to 3 digits.
/// `0.125` does not group; `1.234` may.
fn is_group(body: &str, mark: char) -> bool {
    let (whole, rest) = body.split_once(mark).unwrap_or((body, ""));
    rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0')
}

/// Whole digits without their thousands marks, all of one kind and well placed:
/// groups of three, of four (万), or Indian groups of two before a last three.
fn ungrouped(whole: &str) -> Option<String> {
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    if !matches!(mark, ',' | '.' | '\'' | ' ') {
        return None;
    }
    let groups: Vec<&str> = whole.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let all = |length: usize| rest.iter().all(|group| group.len() == length);
    let threes = all(3) && (1..=3).contains(&first.len());
    let fours = all(4) && (1..=4).contains(&first.len());
    let twos = last.len() == 3
        && !middle.is_empty()
        && middle.iter().all(|group| group.len() == 2)
        && (1..=2).contains(&first.len());
    (threes || fours || twos).then(|| groups.concat())
}
