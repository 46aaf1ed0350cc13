//! Grids and short summaries as text for a terminal. Takes a grid and a [`Look`]
//! (width, characters, language), gives a string; Chinese text lines up, control
//! characters from people's files never reach the screen.

mod layout;

use comfy_table::{
    Cell as TableCell, CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle,
    Width, presets,
};

use crate::lang::Language;
use crate::lang::number::{grouped_count, grouped_money, grouped_number, percent, yes_or_no};
use crate::render::measure::{text_width, wrap};
use crate::table::{Cell, Column, Emphasis, Grid, clock};

use layout::Measured;

/// Columns of a terminal that does not say how wide it is.
pub const DEFAULT_WIDTH: u16 = 80;

/// Narrower than this nothing can be laid out.
const NARROWEST: u16 = 20;

/// The longest bar.
const LONGEST_BAR: usize = 30;

/// Which characters lines and bars are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Thin lines and blocks.
    Unicode,
    /// For terminals and files that know nothing else.
    Ascii,
}

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal; see [`DEFAULT_WIDTH`].
    pub width: u16,
    /// Which characters lines and bars are drawn with.
    pub ink: Ink,
    /// Language of yes and no.
    pub language: Language,
}

/// The grid as a table; where its columns do not fit side by side, as one block a row.
pub fn table(grid: Grid<'_>, look: Look) -> String {
    let columns = grid.columns;
    if columns.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = grid
        .rows
        .map(|row| shown_row(&row, look.language))
        .collect();
    // Each column has a border and a blank on either side.
    let room = usize::from(width(look)).saturating_sub(3 * columns.len() + 1);
    let Some(widths) = layout::widths(&measured(&columns, &rows), room) else {
        return records(&columns, rows.into_iter(), look);
    };
    let mark = match look.ink {
        Ink::Unicode => "…",
        Ink::Ascii => "...",
    };
    let mut table = Table::new();
    let headings = columns.iter().zip(&widths);
    table
        .load_style(style(look.ink))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width(look))
        .set_header(
            headings.map(|(column, width)| layout::broken(&clean(&column.heading), *width)),
        );
    let side = |column: &Column| match column.emphasis {
        Emphasis::Figure => CellAlignment::Right,
        _ => CellAlignment::Left,
    };
    let mut sides: Vec<CellAlignment> = columns.iter().map(side).collect();
    for row in rows {
        for (side, shown) in sides.iter_mut().zip(&row) {
            if shown.side == CellAlignment::Right {
                *side = CellAlignment::Right;
            }
        }
        let cells = row.into_iter().zip(&widths).zip(&columns);
        table.add_row(cells.map(|((shown, width), column)| {
            TableCell::new(match (shown.breaks, column.emphasis) {
                (Breaks::Never, _) => shown.text,
                (Breaks::Anywhere, Emphasis::Long) => layout::broken(&shown.text, *width),
                (Breaks::Anywhere, _) => layout::cut(&shown.text, *width, mark),
            })
        }));
    }
    for ((column, side), width) in table.column_iter_mut().zip(sides).zip(widths) {
        column.set_cell_alignment(side);
        // With a blank on either side; no wider than the terminal.
        let width = Width::Fixed(width as u16 + 2);
        column.set_constraint(ColumnConstraint::Absolute(width));
    }
    lines(table.lines())
}

fn measured(columns: &[Column], rows: &[Vec<ShownCell>]) -> Vec<Measured> {
    let mut measured: Vec<Measured> = columns
        .iter()
        .map(|column| Measured::new(&clean(&column.heading)))
        .collect();
    for row in rows {
        for (column, shown) in measured.iter_mut().zip(row) {
            match shown.breaks {
                Breaks::Never => column.firm(&shown.text),
                Breaks::Anywhere => column.text(&shown.text),
            }
        }
    }
    measured
}

/// Text broken into lines that fit, each with its end.
pub fn paragraph(text: &str, look: Look) -> String {
    let mut out = String::new();
    for line in wrap(text, usize::from(look.width).saturating_sub(1)) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A headline, underlined.
pub fn title(text: &str, look: Look) -> String {
    let text = clean(text);
    let line = match look.ink {
        Ink::Unicode => "─",
        Ink::Ascii => "-",
    };
    let length = text_width(&text).min(usize::from(width(look)));
    format!("{text}\n{}\n", line.repeat(length))
}

/// Lines of words and their values, the values under each other.
pub fn pairs(pairs: &[(String, String)], look: Look) -> String {
    let widest = pairs
        .iter()
        .map(|(word, _)| text_width(word))
        .max()
        .unwrap_or(0);
    let words = widest.min(usize::from(width(look)) / 2);
    let room = usize::from(width(look)).saturating_sub(words + 2);
    let mut out = String::new();
    for (word, value) in pairs {
        push_pair(&mut out, &clean(word), &clean(value), words, room);
    }
    out
}

/// One line of [`bars`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What is counted.
    pub name: String,
    /// What stands before the count; may be empty.
    pub note: String,
    /// The count.
    pub count: u64,
}

/// Lines of names, notes, counts and bars; the largest count has the longest bar, and a
/// count above 0 always has a bar to be seen.
pub fn bars(counts: &[Bar], look: Look) -> String {
    let names: Vec<String> = counts.iter().map(|bar| clean(&bar.name)).collect();
    let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(text_width).max().unwrap_or(0);
    let name_width = widest(&mut names.iter().map(String::as_str));
    let name_width = name_width.min(usize::from(width(look)) / 2);
    let notes = widest(&mut counts.iter().map(|bar| bar.note.as_str()));
    let numbers: Vec<String> = counts
        .iter()
        .map(|bar| crate::lang::number::count(bar.count))
        .collect();
    let digits = numbers.iter().map(String::len).max().unwrap_or(0);
    let beside = name_width + digits + 4 + if notes > 0 { notes + 2 } else { 0 };
    let room = usize::from(width(look)).saturating_sub(beside);
    let largest = counts.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let (block, mark) = match look.ink {
        Ink::Unicode => ("█", "…"),
        Ink::Ascii => ("#", "..."),
    };
    let mut out = String::new();
    for ((bar, name), number) in counts.iter().zip(&names).zip(&numbers) {
        let full = room.min(LONGEST_BAR) as u128;
        let length = (u128::from(bar.count) * full).div_ceil(u128::from(largest));
        let drawn = block.repeat(length as usize);
        let name = pad(&layout::on_one_line(name, name_width, mark), name_width);
        let note = match notes {
            0 => String::new(),
            notes => format!("  {:>notes$}", bar.note),
        };
        let line = format!("{name}{note}  {number:>digits$}  {drawn}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Whether a cell may go on in the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Days and numbers: half of one reads as another.
    Never,
    /// Texts.
    Anywhere,
}

/// A cell as text, the side it stands to, and whether it breaks.
struct ShownCell {
    text: String,
    side: CellAlignment,
    breaks: Breaks,
}

fn shown_row(row: &[Cell<'_>], language: Language) -> Vec<ShownCell> {
    row.iter().map(|cell| shown(cell, language)).collect()
}

fn shown(cell: &Cell<'_>, language: Language) -> ShownCell {
    let cell_of = |side, breaks| move |text: String| ShownCell { text, side, breaks };
    let left = cell_of(CellAlignment::Left, Breaks::Anywhere);
    let day = cell_of(CellAlignment::Left, Breaks::Never);
    let right = cell_of(CellAlignment::Right, Breaks::Never);
    match cell {
        Cell::Blank => left(String::new()),
        Cell::Text(text) => left(clean(text)),
        Cell::Number(number) | Cell::Ratio(number) if !number.is_finite() => left(String::new()),
        Cell::Count(count) => right(grouped_count(*count)),
        Cell::Number(number) => right(grouped_number(*number)),
        Cell::Money(money) => right(grouped_money((*money).into())),
        Cell::Ratio(ratio) => right(percent(*ratio)),
        Cell::Date(date) => day(date.to_string()),
        Cell::Clock(days) => day(clock::text(*days)),
        Cell::Flag(flag) => left(yes_or_no(*flag, language).to_owned()),
    }
}

/// One block of lines a row: for narrow terminals.
fn records(columns: &[Column], rows: impl Iterator<Item = Vec<ShownCell>>, look: Look) -> String {
    let blocks = rows.map(|row| {
        let filled = columns
            .iter()
            .zip(row)
            .filter(|(_, shown)| !shown.text.is_empty());
        let lines: Vec<(String, String)> = filled
            .map(|(column, shown)| (column.heading.clone(), shown.text))
            .collect();
        pairs(&lines, look)
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// Appends a word and its value; what does not fit goes on below the value.
fn push_pair(out: &mut String, word: &str, value: &str, words: usize, room: usize) {
    let word = wrap(word, words);
    let value = wrap(value, room);
    for line in 0..word.len().max(value.len()) {
        let word = word.get(line).map_or("", String::as_str);
        let value = value.get(line).map_or("", String::as_str);
        let text = format!("{}  {value}", pad(word, words));
        out.push_str(text.trim_end());
        out.push('\n');
    }
}

pub(super) fn pad(text: &str, width: usize) -> String {
    format!(
        "{text}{}",
        " ".repeat(width.saturating_sub(text_width(text)))
    )
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn width(look: Look) -> u16 {
    look.width.max(NARROWEST)
}

fn style(ink: Ink) -> TableStyle {
    match ink {
        Ink::Unicode => presets::UTF8_FULL_CONDENSED,
        Ink::Ascii => presets::ASCII_FULL_CONDENSED,
    }
}

/// The text without control characters, which could move the cursor or change colours.
pub(super) fn clean(text: &str) -> String {
    let shown = |char: char| match char {
        '\n' => '\n',
        control if control.is_control() => ' ',
        other => other,
    };
    text.replace("\r\n", "\n").chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::period::Day;

    const LOOK: Look = Look {
        width: 80,
        ink: Ink::Unicode,
        language: Language::Zh,
    };

    fn grid(columns: &[&str], rows: Vec<Vec<Cell<'static>>>) -> Grid<'static> {
        let column = |heading: &&str| Column {
            key: String::new(),
            heading: (*heading).to_owned(),
            emphasis: Emphasis::Plain,
        };
        Grid {
            columns: columns.iter().map(column).collect(),
            rows: Box::new(rows.into_iter()),
        }
    }

    fn customers() -> Grid<'static> {
        let row = |name: &'static str, tier: &'static str, money| {
            vec![
                Cell::from(name),
                Cell::from(tier),
                Cell::Money(Money::whole(money)),
                Cell::Date(Day(20_634)),
            ]
        };
        grid(
            &["客户", "等级", "金额", "到期"],
            vec![
                row("深圳市腾讯计算机系统有限公司", "A", 1_234_567),
                row("Acme Trading Co., Ltd.", "B", -12),
            ],
        )
    }

    fn assert_fits(text: &str, width: usize) {
        for line in text.lines() {
            assert!(text_width(line) <= width, "{line:?} in\n{text}");
        }
    }

    #[test]
    fn chinese_columns_line_up() {
        let expected = "\
┌──────────────────────────────┬──────┬──────────────┬────────────┐
│ 客户                         ┆ 等级 ┆         金额 ┆ 到期       │
╞══════════════════════════════╪══════╪══════════════╪════════════╡
│ 深圳市腾讯计算机系统有限公司 ┆ A    ┆ 1,234,567.00 ┆ 2026-06-30 │
│ Acme Trading Co., Ltd.       ┆ B    ┆       -12.00 ┆ 2026-06-30 │
└──────────────────────────────┴──────┴──────────────┴────────────┘
";
        assert_eq!(table(customers(), LOOK), expected);
    }

    #[test]
    fn ascii_has_no_other_lines() {
        let look = Look {
            ink: Ink::Ascii,
            ..LOOK
        };
        let text = table(grid(&["a"], vec![vec![Cell::Count(1_234)]]), look);
        assert!(text.is_ascii(), "{text}");
        assert!(text.contains("1,234"));
    }

    #[test]
    fn tables_keep_within_their_terminal() {
        for width in [40, 60, 80] {
            let text = table(customers(), Look { width, ..LOOK });
            assert_fits(&text, usize::from(width));
        }
    }

    #[test]
    fn days_and_numbers_stay_whole_where_names_are_cut() {
        let headings = [
            "到期日",
            "逾期天数",
            "客户名称",
            "等级",
            "类型",
            "渠道",
            "内容",
        ];
        let row = vec![
            Cell::Date(Day(20_634)),
            Cell::Count(1_249),
            Cell::from("无锡汇川达智能装备（集团）有限公司"),
            Cell::from("C"),
            Cell::from("流失预警客户"),
            Cell::from("电话"),
            Cell::from("第一时间响应、了解原因"),
        ];
        for width in [20, 40, 60, 72, 80, 120] {
            let text = table(grid(&headings, vec![row.clone()]), Look { width, ..LOOK });
            assert_fits(&text, usize::from(width));
            assert!(
                text.contains("2026-06-30") && text.contains("1,249"),
                "{text}"
            );
        }
        let text = table(grid(&headings, vec![row]), Look { width: 75, ..LOOK });
        assert!(text.starts_with('┌') && text.contains('…'), "{text}");
        assert!(text.lines().count() <= 7, "{text}");
    }

    #[test]
    fn columns_that_do_not_fit_become_lines() {
        let look = Look { width: 40, ..LOOK };
        let headings = ["客户", "等级", "客户类型", "负责人", "渠道", "到期", "备注"];
        let row = |n: i64| {
            vec![
                Cell::from("腾讯科技"),
                Cell::from("A"),
                Cell::from("流失预警"),
                Cell::Blank,
                Cell::from("电话"),
                Cell::Count(n),
                Cell::from("上次下单已过九十天，超过常规间隔的三倍，请尽快联系"),
            ]
        };
        let text = table(grid(&headings, vec![row(1), row(2)]), look);
        assert_fits(&text, 40);
        let expected = "\
客户      腾讯科技
等级      A
客户类型  流失预警
渠道      电话
到期      1
备注      上次下单已过九十天，超过常规间
          隔的三倍，请尽快联系
";
        assert!(text.starts_with(expected), "{text}");
        assert_eq!(text.matches("\n\n").count(), 1);
    }

    #[test]
    fn control_characters_never_reach_the_screen() {
        let text = table(
            grid(&["a"], vec![vec![Cell::from("x\u{1b}[31my\u{7}")]]),
            LOOK,
        );
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{7}'),
            "{text:?}"
        );
    }

    #[test]
    fn pairs_stand_under_each_other() {
        let lines = [("截止日", "2026-06-30"), ("rows", "12")];
        let lines = lines.map(|(word, value)| (word.to_owned(), value.to_owned()));
        assert_eq!(pairs(&lines, LOOK), "截止日  2026-06-30\nrows    12\n");
    }

    #[test]
    fn bars_are_as_long_as_their_counts() {
        let bar = |(name, note, count): (&str, &str, u64)| Bar {
            name: name.to_owned(),
            note: note.to_owned(),
            count,
        };
        let plain = [
            ("A", "", 1_000),
            ("重要", "", 500),
            ("C", "", 1),
            ("D", "", 0),
        ];
        let counts = plain.map(bar);
        let look = Look {
            ink: Ink::Ascii,
            ..LOOK
        };
        let expected = format!(
            "A     1,000  {}\n重要    500  {}\nC         1  #\nD         0\n",
            "#".repeat(30),
            "#".repeat(15)
        );
        assert_eq!(bars(&counts, look), expected);
        assert_fits(&bars(&counts, Look { width: 20, ..LOOK }), 20);
        let shares = [("A", "87.9%", 2), ("重要", "3.0%", 1)].map(bar);
        let expected = format!(
            "A     87.9%  2  {}\n重要   3.0%  1  {}\n",
            "#".repeat(30),
            "#".repeat(15)
        );
        assert_eq!(bars(&shares, look), expected);
        let long = [("流失预警的重要客户和伙伴", "3.0%", 12)].map(bar);
        assert!(bars(&long, Look { width: 24, ..LOOK }).starts_with("流失预警的…   3.0%"));
        assert_eq!(bars(&[], LOOK), "");
    }

    #[test]
    fn titles_are_underlined_to_their_width() {
        assert_eq!(title("客户 A", LOOK), "客户 A\n──────\n");
    }

    #[test]
    fn a_table_without_columns_is_nothing() {
        assert_eq!(table(grid(&[], Vec::new()), LOOK), "");
    }
}
