//! How wide the columns of a table are drawn: dates and numbers never break, long
//! texts give way first. Takes what each column shows, gives widths, or nothing
//! where the columns do not fit side by side; cuts texts to the width they get.

use crate::render::measure::{text_width, wrap};

/// A column of text is not drawn narrower than this, unless it needs no more.
const NARROWEST_TEXT: usize = 6;

/// A heading may be broken into lines of this width.
const NARROWEST_HEADING: usize = 4;

/// A text has at most so many lines in a table.
const MOST_LINES: usize = 2;

/// What a column shows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measured {
    /// Width of the heading.
    heading: usize,
    /// Width of the heading's longest word.
    heading_word: usize,
    /// Width of the widest cell that may break.
    text: usize,
    /// Width of the widest cell that may not.
    firm: usize,
}

impl Measured {
    /// A column without cells so far.
    pub(super) fn new(heading: &str) -> Self {
        // Chinese breaks between any two characters.
        let word = |word: &str| {
            let width = text_width(word);
            if word.is_ascii() {
                width
            } else {
                width.min(NARROWEST_HEADING)
            }
        };
        Self {
            heading: text_width(heading),
            heading_word: heading.split(' ').map(word).max().unwrap_or(0),
            ..Self::default()
        }
    }

    /// Takes in a text that may break.
    pub(super) fn text(&mut self, text: &str) {
        self.text = self.text.max(text_width(text));
    }

    /// Takes in a number or day.
    pub(super) fn firm(&mut self, text: &str) {
        self.firm = self.firm.max(text_width(text));
    }

    fn natural(&self) -> usize {
        self.heading.max(self.text).max(self.firm)
    }

    fn without_heading(&self) -> usize {
        self.heading_word.max(self.text).max(self.firm)
    }

    fn floor(&self) -> usize {
        let text = self.text.min(NARROWEST_TEXT);
        self.heading_word.max(text).max(self.firm)
    }
}

/// Widths of the columns, borders and padding not counted, that together take no more
/// than `room`; `None` where even the narrowest take more.
pub(super) fn widths(columns: &[Measured], room: usize) -> Option<Vec<usize>> {
    if columns.iter().map(Measured::floor).sum::<usize>() > room {
        return None;
    }
    let mut widths: Vec<usize> = columns
        .iter()
        .map(|column| column.natural().min(room))
        .collect();
    // A heading breaks once, a text on every row: headings give way first.
    let bounds: [fn(&Measured) -> usize; 2] = [Measured::without_heading, Measured::floor];
    for bound in bounds {
        while widths.iter().sum::<usize>() > room {
            let giving = widths.iter().zip(columns).enumerate();
            let widest = giving
                .filter(|(_, (width, column))| **width > bound(column))
                .max_by_key(|(_, (width, _))| **width);
            let Some((place, _)) = widest else { break };
            widths[place] -= 1;
        }
    }
    Some(widths)
}

/// The text in lines of a width, all of them.
pub(super) fn broken(text: &str, width: usize) -> String {
    wrap(text, width).join("\n")
}

/// The text in few lines of a width; what does not fit is left out and marked with `…`,
/// or whatever mark the characters allow.
pub(super) fn cut(text: &str, width: usize, mark: &str) -> String {
    let mut lines = wrap(text, width);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            while !last.is_empty() && text_width(last) + text_width(mark) > width {
                last.pop();
            }
            last.push_str(mark);
        }
    }
    lines.join("\n")
}

/// The text on one line of a width; what does not fit is left out and marked.
pub(super) fn on_one_line(text: &str, width: usize, mark: &str) -> String {
    let mut text = text.replace('\n', " ");
    if text_width(&text) <= width {
        return text;
    }
    while !text.is_empty() && text_width(&text) + text_width(mark) > width {
        text.pop();
    }
    text + mark
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A heading, the width of its widest text, the width of its widest number.
    fn check(columns: &[(&str, usize, usize)], room: usize, expected: Option<&[usize]>) {
        let measured: Vec<Measured> = columns
            .iter()
            .map(|(heading, text, firm)| Measured {
                text: *text,
                firm: *firm,
                ..Measured::new(heading)
            })
            .collect();
        assert_eq!(widths(&measured, room).as_deref(), expected);
    }

    #[test]
    fn what_fits_keeps_its_width() {
        check(&[("到期日", 0, 10), ("客户", 30, 0)], 40, Some(&[10, 30]));
    }

    #[test]
    fn headings_give_way_before_texts_and_texts_before_days() {
        let columns = [("到期日", 0, 10), ("逾期天数", 0, 3), ("客户", 10, 0)];
        check(&columns, 24, Some(&[10, 4, 10]));
        check(&columns, 20, Some(&[10, 4, 6]));
        check(&columns, 19, None);
    }

    #[test]
    fn a_heading_breaks_at_its_spaces() {
        check(&[("Days overdue", 0, 3)], 7, Some(&[7]));
        check(&[("Days overdue", 0, 3)], 6, None);
    }

    #[test]
    fn long_texts_end_with_a_mark() {
        assert_eq!(
            cut("无锡汇川达智能装备有限公司", 8, "…"),
            "无锡汇川\n达智能…"
        );
        assert_eq!(cut("Acme Trading of the North", 8, "..."), "Acme\nTradi...");
        assert_eq!(cut("无锡汇川达", 8, "…"), "无锡汇川\n达");
    }
}
