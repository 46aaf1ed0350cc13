//! How wide text is when it is drawn: a Chinese character counts two, a control
//! character none. Takes text and cells, gives columns of a fixed-width font;
//! the workbook sets widths by it, the terminal pads and breaks lines by it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::table::{Cell, clock};

/// The width of the widest line of the text.
pub(super) fn text_width(text: &str) -> usize {
    if text.is_ascii() && !text.contains('\n') {
        return text.len();
    }
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// The width of a cell as sheets show it: amounts with thousands marks and two decimals.
pub(super) fn cell_width(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Blank => 0,
        Cell::Text(text) => text_width(text),
        Cell::Count(count) => grouped_width(*count as f64),
        Cell::Number(number) => grouped_width(*number) + 3,
        Cell::Money(money) => grouped_width(money.to_f64()) + 3,
        Cell::Ratio(ratio) => grouped_width(ratio * 100.0) + 3,
        Cell::Date(_) => 10,
        Cell::Clock(days) => clock::text(*days).len(),
        Cell::Flag(_) => 3,
    }
}

/// Breaks text into lines of at most `width` columns: at spaces where there are
/// some, between Chinese characters anywhere; a longer word is cut.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    text.lines()
        .flat_map(|line| wrap_line(line, width.max(2)))
        .collect()
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = line;
    while text_width(rest) > width {
        let cut = break_place(rest, width);
        lines.push(rest[..cut].trim_end().to_owned());
        rest = rest[cut..].trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// Marks that never begin a line.
const CLOSING: &str = "，。；：、！？）”’》…";

/// The byte at which to break: after the last space or wide character that fits.
fn break_place(line: &str, width: usize) -> usize {
    let (mut used, mut best, mut fits) = (0, 0, 0);
    for (place, char) in line.char_indices() {
        let wide = char.width().unwrap_or(0);
        if used + wide > width {
            // A space just past the edge is a fine place to break.
            return match best {
                _ if char == ' ' => place,
                0 if fits == 0 => place + char.len_utf8(),
                0 => fits,
                best => best,
            };
        }
        used += wide;
        fits = place + char.len_utf8();
        let next = line[fits..].chars().next();
        if (char == ' ' || wide == 2) && !next.is_some_and(|next| CLOSING.contains(next)) {
            best = fits;
        }
    }
    line.len()
}

/// Digits, thousands marks and sign of the whole part.
fn grouped_width(number: f64) -> usize {
    if !number.is_finite() {
        return 0;
    }
    let whole = number.abs();
    let digits = if whole < 10.0 {
        1
    } else {
        whole.log10() as usize + 1
    };
    digits + (digits - 1) / 3 + usize::from(number < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    #[test]
    fn chinese_characters_count_two() {
        assert_eq!(text_width("客户A"), 5);
        assert_eq!(text_width("short\nlonger line"), 11);
        assert_eq!(text_width(""), 0);
    }

    #[test]
    fn amounts_count_their_thousands_marks() {
        assert_eq!(
            cell_width(&Cell::Money(Money::whole(1_234_567))),
            "1,234,567.00".len()
        );
        assert_eq!(cell_width(&Cell::Count(-999)), "-999".len());
        assert_eq!(cell_width(&Cell::Count(1_000)), "1,000".len());
    }

    #[test]
    fn lines_break_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("客户等级", 5), ["客户", "等级"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\nb", 10), ["a", "b"]);
        assert_eq!(wrap("客", 1), ["客"]);
    }
}
