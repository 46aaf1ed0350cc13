//! Days, read by the evidence of their whole column, never per cell by luck.
//! A first pass with [`DateReading::default`] reads what can mean only one day and
//! counts the rest in a [`DateEvidence`]; [`decide`] then settles the column.

mod forms;

use crate::period::Day;
use crate::value::text::trim;
use crate::value::{Mark, Raw, word};

pub(crate) use forms::as_serial;

/// Order of day, month and year in dates that do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// By the evidence of the column.
    Auto,
    /// 2026/6/30.
    YearMonthDay,
    /// 30/6/2026.
    DayMonthYear,
    /// 6/30/2026.
    MonthDayYear,
}

/// How the cells of one column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct DateReading {
    /// The order of 3/4/2026 and 3/4/26; `None`: not decided, such cells are counted.
    pub order: Option<Order>,
    /// What plain five-digit numbers of a text table are.
    pub serials: Serials,
}

/// A decided order of the three parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// 26/6/30.
    YearFirst,
    /// 30/6/2026.
    DayFirst,
    /// 6/30/2026.
    MonthFirst,
}

impl Order {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::YearFirst, Self::DayFirst, Self::MonthFirst];

    /// Its bit in a set of orders.
    const fn bit(self) -> usize {
        match self {
            Self::YearFirst => 1,
            Self::DayFirst => 2,
            Self::MonthFirst => 4,
        }
    }

    /// Where the year and the day stand among the three parts.
    const fn year_and_day(self) -> (usize, usize) {
        match self {
            Self::YearFirst => (0, 2),
            Self::DayFirst => (2, 0),
            Self::MonthFirst => (2, 1),
        }
    }
}

/// What plain numbers from 20000 to 60000 are in a text table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Serials {
    /// Not decided: they are counted.
    #[default]
    Undecided,
    /// Excel's day numbers.
    Days,
    /// No dates.
    Refused,
}

/// Why a cell is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFault {
    /// It cannot be read as a date.
    NotADate,
    /// A date before 1950 or after 2129.
    OutOfRange,
    /// The column must be decided first; the cell was counted as evidence.
    NeedsOrder,
    /// An error cell such as #N/A.
    ErrorCell,
}

/// Why a column cannot be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undecidable {
    /// Every such cell can be read in several orders.
    Ambiguous,
    /// Some cells can only be read in one order, others only in another.
    Conflicting,
}

/// The orders in which one cell is a day, of a cell that needs an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orders(usize);

impl Orders {
    /// Whether only one order reads the cell.
    pub fn is_sure(self) -> bool {
        self.0.is_power_of_two()
    }

    /// Whether some order reads both cells.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The orders that read a cell; `None` for what is the same day in any, or no date at all.
pub fn orders(raw: Raw<'_>) -> Option<Orders> {
    let mut evidence = DateEvidence::default();
    // Only what the cell adds to the evidence is asked here, not what it reads as.
    let _ = date(raw, DateReading::default(), &mut evidence);
    let set = evidence.by_orders.iter().position(|cells| *cells > 0)?;
    Some(Orders(set))
}

/// What the cells of a column say about its order; parts of a column add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateEvidence {
    /// Cells that mean one day in any reading.
    pub plain: u64,
    /// Plain five-digit numbers.
    pub serials: u64,
    /// Cells by the set of orders that give a day, the set written in bits.
    by_orders: [u64; 8],
    /// Smallest and largest of each part in dates with two-digit years.
    short: [Spread; 3],
}

/// Smallest and largest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spread(u8, u8);

impl Default for Spread {
    fn default() -> Self {
        Self(u8::MAX, 0)
    }
}

impl Spread {
    fn add(&mut self, other: Self) {
        self.0 = self.0.min(other.0);
        self.1 = self.1.max(other.1);
    }

    fn width(self) -> u8 {
        self.1.saturating_sub(self.0)
    }
}

impl DateEvidence {
    /// Adds the evidence of another part of the column.
    pub fn merge(&mut self, other: &Self) {
        self.plain += other.plain;
        self.serials += other.serials;
        for (mine, theirs) in self.by_orders.iter_mut().zip(other.by_orders) {
            *mine += theirs;
        }
        for (mine, theirs) in self.short.iter_mut().zip(other.short) {
            mine.add(theirs);
        }
    }

    /// Whether any cell needs the column decided, so that it must be read again.
    pub fn needs_decision(&self) -> bool {
        self.serials > 0 || self.by_orders.iter().any(|cells| *cells > 0)
    }

    /// Cells that can be read in this order only.
    pub fn sure(&self, order: Order) -> u64 {
        self.by_orders[order.bit()]
    }

    /// Cells that can be read in several orders.
    pub fn ambiguous(&self) -> u64 {
        [3, 5, 6, 7].iter().map(|set| self.by_orders[*set]).sum()
    }

    /// The order in which all cells read, where far too few do in the one that is told.
    fn contradicts(&self, told: Order) -> Option<Order> {
        /// Of so many cells one may be a slip, and so may fewer than this in all.
        const SLIP: u64 = 20;
        const FEW: u64 = 3;
        let (mut all, mut unread) = (0, 0);
        for (set, cells) in self.by_orders.iter().enumerate() {
            all += cells;
            unread += if set & told.bit() == 0 { *cells } else { 0 };
        }
        let mut fitting = Order::ALL.into_iter().filter(|order| self.fits(*order));
        match (fitting.next(), fitting.next()) {
            (Some(order), None) if unread >= FEW && unread * SLIP > all => Some(order),
            _ => None,
        }
    }

    fn fits(&self, order: Order) -> bool {
        let others = self.by_orders.iter().enumerate();
        others
            .filter(|(set, _)| set & order.bit() == 0)
            .all(|(_, cells)| *cells == 0)
    }

    /// Whether two-digit years look like years in this order: days spread over the
    /// month, years over few.
    fn looks_like(&self, order: Order) -> bool {
        let (year, day) = order.year_and_day();
        self.short[day].width() > 20 && self.short[year].width() < 12
    }
}

/// Settles how a column is read; what the rules say goes before the evidence, unless that is
/// plain: all cells read in one other order, and more than a twentieth in no way as told. So
/// the rules settle sheets that do not say it, beside one that does.
///
/// Serials are read when they are at least as many as all other dates together.
pub fn decide(evidence: &DateEvidence, told: DateOrder) -> Result<DateReading, Undecidable> {
    let others = evidence.plain + evidence.by_orders.iter().sum::<u64>();
    let serials = if evidence.serials >= others {
        Serials::Days
    } else {
        Serials::Refused
    };
    let told = match told {
        DateOrder::Auto => None,
        DateOrder::YearMonthDay => Some(Order::YearFirst),
        DateOrder::DayMonthYear => Some(Order::DayFirst),
        DateOrder::MonthDayYear => Some(Order::MonthFirst),
    };
    let order = match told {
        None => decide_order(evidence)?,
        Some(told) => evidence.contradicts(told).unwrap_or(told),
    };
    Ok(DateReading {
        order: Some(order),
        serials,
    })
}

fn decide_order(evidence: &DateEvidence) -> Result<Order, Undecidable> {
    let fitting: Vec<Order> = Order::ALL
        .into_iter()
        .filter(|order| evidence.fits(*order))
        .collect();
    match fitting[..] {
        [] => Err(Undecidable::Conflicting),
        [order] => Ok(order),
        // All three fit where no cell asks.
        _ if evidence.by_orders.iter().all(|cells| *cells == 0) => Ok(Order::YearFirst),
        _ => {
            let mut likely = fitting.iter().filter(|order| evidence.looks_like(**order));
            match (likely.next(), likely.next()) {
                (Some(order), None) => Ok(*order),
                _ => Err(Undecidable::Ambiguous),
            }
        }
    }
}

/// Reads a cell of a date column; `None` is a blank cell.
///
/// Times and zones may follow: the day as written counts.
#[inline]
pub fn date(
    raw: Raw<'_>,
    reading: DateReading,
    evidence: &mut DateEvidence,
) -> Result<Option<Day>, DateFault> {
    if let Some(day) = plain(raw, evidence) {
        return Ok(Some(day));
    }
    if matches!(raw.mark, Mark::Text | Mark::Date)
        && let Some(read) = forms::year_last(raw.text, reading, evidence)
    {
        return read;
    }
    forms::odd(raw, reading, evidence)
}

/// Reads a cell that says year, month and day in digits and in this order.
#[inline]
pub(crate) fn plain(raw: Raw<'_>, evidence: &mut DateEvidence) -> Option<Day> {
    if !matches!(raw.mark, Mark::Text | Mark::Date) {
        return None;
    }
    let day = ten_bytes(raw.text).or_else(|| short_parts(raw.text));
    evidence.plain += u64::from(day.is_some());
    day
}

/// Months that were read before, so that of most cells only the day has to be: columns say
/// few months, though days in any order.
#[derive(Debug, Clone)]
pub struct Months(Box<[Month; 1 << MONTH_BITS]>);

/// So many bits say the place of a month. Two that share one push each other out.
const MONTH_BITS: u32 = 8;

/// A month as it is written.
#[derive(Debug, Clone, Copy, Default)]
struct Month {
    /// The eight bytes of `2026-06-`; 0 where there is none.
    text: u64,
    /// The day before its first, as a day number.
    before: i32,
    /// How many days it has; 0 where not all of them are fact days.
    days: u32,
}

impl Default for Months {
    fn default() -> Self {
        Self(Box::new([Month::default(); 1 << MONTH_BITS]))
    }
}

impl Months {
    /// Reads a cell as [`date`] does.
    #[inline]
    pub fn date(
        &mut self,
        raw: Raw<'_>,
        reading: DateReading,
        evidence: &mut DateEvidence,
    ) -> Result<Option<Day>, DateFault> {
        let (Ok(text), Mark::Text | Mark::Date) = (<&[u8; 10]>::try_from(raw.text), raw.mark)
        else {
            return date(raw, reading, evidence);
        };
        let (month, [tens, ones]) = split_month(text);
        let known = &mut self.0[place_of(month)];
        if known.text != month {
            let Some(found) = Month::of(text) else {
                return date(raw, reading, evidence);
            };
            *known = found;
        }
        let day = tens * 10 + ones;
        if tens > 9 || ones > 9 || day == 0 || day > known.days {
            return date(raw, reading, evidence);
        }
        evidence.plain += 1;
        Ok(Some(Day(known.before + day as i32)))
    }
}

impl Months {
    /// The day of a text whose first eight bytes are `month` and whose last two are those of the
    /// day: one that [`Months::date`] reads as just that day in any column, in a month that it
    /// has read before. It is evidence of nothing but one more plain date.
    #[inline]
    pub fn plain(&self, month: u64, day: [u8; 2]) -> Option<Day> {
        let known = &self.0[place_of(month)];
        let [tens, ones] = day.map(|byte| u32::from(byte.wrapping_sub(b'0')));
        let day = tens * 10 + ones;
        let is_plain =
            known.text == month && tens <= 9 && ones <= 9 && day != 0 && day <= known.days;
        is_plain.then(|| Day(known.before + day as i32))
    }
}

impl Month {
    /// The month of a plain date; `None` if the text is none.
    #[cold]
    fn of(text: &[u8; 10]) -> Option<Self> {
        let day = ten_bytes(text)?;
        let (month, [tens, ones]) = split_month(text);
        let ends = |days: &u32| {
            let mut last = *text;
            last[8..].copy_from_slice(days.to_string().as_bytes());
            ten_bytes(&last).is_some()
        };
        Some(Self {
            text: month,
            before: day.0 - (tens * 10 + ones) as i32,
            days: (28..=31).rev().find(ends).unwrap_or(0),
        })
    }
}

/// What stands before the day of ten bytes, and the digits of the day; above 9 where they are none.
#[inline]
fn split_month(text: &[u8; 10]) -> (u64, [u32; 2]) {
    let (month, day) = text.split_at(8);
    let month = month
        .first_chunk()
        .map_or(0, |month| u64::from_le_bytes(*month));
    let digit = |at: usize| u32::from(day[at].wrapping_sub(b'0'));
    (month, [digit(0), digit(1)])
}

#[inline]
fn place_of(month: u64) -> usize {
    (month.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - MONTH_BITS)) as usize
}

/// `2026-06-30` and `2026/06/30`, alone or with a plain time of `08:15:00` behind.
#[inline]
fn ten_bytes(text: &[u8]) -> Option<Day> {
    if text.len() != 10 && !(text.len() == 19 && is_plain_time(text)) {
        return None;
    }
    let (first, day) = (text.first_chunk()?, [text[8], text[9]]);
    let sign = first[4];
    if !matches!(sign, b'-' | b'/' | b'.') {
        return None;
    }
    // What is left of digits is at most 9, and of the signs nothing.
    let pattern = [b'0', b'0', b'0', b'0', sign, b'0', b'0', sign];
    let digits = u64::from_le_bytes(*first) ^ u64::from_le_bytes(pattern);
    let day = day.map(|byte| u32::from(byte.wrapping_sub(b'0')));
    if word::above_nine(digits) | digits & SIGNS != 0 || day[0] > 9 || day[1] > 9 {
        return None;
    }
    let [century, _, year, _, _, month, ..] = word::pairs(digits).to_le_bytes().map(u32::from);
    day_of(century * 100 + year, month, day[0] * 10 + day[1])
}

/// Where the signs of `2026-06-30` stand among its first eight bytes.
const SIGNS: u64 = u64::from_le_bytes([0, 0, 0, 0, 0xFF, 0, 0, 0xFF]);

/// `2026/6/3` and `2026-6-3 8:15`: four digits of the year first, then one or two.
#[inline(never)]
fn short_parts(text: &[u8]) -> Option<Day> {
    // Fewer digits are no year: 202-3-5 is a slip of the pen.
    if !text.get(..4)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (century, rest) = up_to_two(text)?;
    let (year, rest) = up_to_two(rest)?;
    let sign = *rest.first()?;
    let (month, rest) = up_to_two(&rest[1..])?;
    if !matches!(sign, b'-' | b'/' | b'.') || rest.first() != Some(&sign) {
        return None;
    }
    let (day, rest) = up_to_two(&rest[1..])?;
    let found = day_of(century * 100 + year, month, day);
    found.filter(|_| rest.is_empty() || is_short_time(rest))
}

/// One or two digits at the start.
fn up_to_two(text: &[u8]) -> Option<(u32, &[u8])> {
    let digit = |at: usize| text.get(at).filter(|byte| byte.is_ascii_digit());
    let first = u32::from(digit(0)? - b'0');
    Some(match digit(1) {
        Some(second) => (first * 10 + u32::from(second - b'0'), &text[2..]),
        None => (first, &text[1..]),
    })
}

/// ` 8:15` and `T08:15:00`.
fn is_short_time(text: &[u8]) -> bool {
    let hour = matches!(text[0], b' ' | b'T')
        .then(|| up_to_two(&text[1..]))
        .flatten();
    let Some((..=24, [b':', rest @ ..])) = hour else {
        return false;
    };
    match up_to_two(rest) {
        Some((..=59, [])) => true,
        Some((..=59, [b':', rest @ ..])) => matches!(up_to_two(rest), Some((..=60, []))),
        _ => false,
    }
}

/// `2026-06-30 08:15:00` from its eleventh byte on.
#[inline]
fn is_plain_time(text: &[u8]) -> bool {
    let two = |at: usize, limit: u8| {
        let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
        tens <= 9 && ones <= 9 && tens * 10 + ones < limit
    };
    matches!(text[10], b' ' | b'T')
        && text[13] == b':'
        && text[16] == b':'
        && two(11, 25)
        && two(14, 60)
        && two(17, 61)
}

/// The fact day of a calendar date; `None` if there is none or it is out of range.
///
/// Days from the civil calendar as Howard Hinnant gives them, years from March.
#[inline]
fn day_of(year: u32, month: u32, day: u32) -> Option<Day> {
    const LENGTHS: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if !(1950..=2129).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = LENGTHS[month as usize] + u32::from(leap && month == 2);
    if day == 0 || day > length {
        return None;
    }
    let (march_year, march_month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let before = 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400;
    let number = before + (153 * march_month + 2) / 5 + day - 1;
    let found = Day(number as i32 - 719_468);
    (found <= Day::LAST).then_some(found)
}

/// Whether trimmed text is an impossible date that stands for "none", with or without time.
fn is_fake(trimmed: &[u8]) -> bool {
    let date = trimmed
        .split(|byte| matches!(byte, b' ' | b'T'))
        .next()
        .unwrap_or(trimmed);
    // Excel shows day number 0 as 1900-01-00; other programs as a day of 1899.
    matches!(
        date,
        b"0000-00-00" | b"0000/00/00" | b"1900-01-00" | b"1900/1/0" | b"1899-12-30" | b"1899-12-31"
    )
}

/// The trimmed text of a cell.
fn trimmed(raw: Raw<'_>) -> &[u8] {
    trim(raw.text)
}

#[cfg(test)]
mod tests;
