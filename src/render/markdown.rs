//! Grids as Markdown tables under headings, for notes, wikis and issue trackers.
//! Takes a title and sections, fills a writer; what Markdown would read as markup
//! is escaped.

use std::io::{self, Write};

use crate::lang::Language;
use crate::lang::number::{grouped_money, grouped_number, percent, yes_or_no};
use crate::table::{Cell, Grid, clock};

/// A heading with what stands below it.
pub struct Section<'a> {
    /// The heading.
    pub heading: String,
    /// The table.
    pub grid: Grid<'a>,
}

/// Writes the title, then each section, and what it is all made of at the end; `nothing`
/// stands where there is no section.
pub fn write<'a>(
    title: &str,
    sections: impl IntoIterator<Item = Section<'a>>,
    nothing: &str,
    made: &str,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# {}", escaped(title))?;
    let mut empty = true;
    for section in sections {
        empty = false;
        writeln!(out, "\n## {}\n", escaped(&section.heading))?;
        table(section.grid, language, out)?;
    }
    if empty {
        writeln!(out, "\n{}", escaped(nothing))?;
    }
    writeln!(out, "\n{}", escaped(made))
}

fn table(grid: Grid<'_>, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let headings: Vec<String> = grid
        .columns
        .iter()
        .map(|column| escaped(&column.heading))
        .collect();
    writeln!(out, "| {} |", headings.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(headings.len()))?;
    for row in grid.rows {
        let cells: Vec<String> = row.iter().map(|cell| shown(cell, language)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn shown(cell: &Cell<'_>, language: Language) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => escaped(text),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => grouped_number(*number),
        Cell::Money(money) => grouped_money((*money).into()),
        Cell::Ratio(ratio) => percent(*ratio),
        Cell::Date(day) => day.to_string(),
        Cell::Clock(days) => clock::text(*days),
        Cell::Flag(flag) => yes_or_no(*flag, language).to_owned(),
    }
}

/// Line breaks become `<br>`; characters that could begin markup get a backslash.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    for char in text.trim().chars() {
        match char {
            '\n' | '\r' => out.push_str("<br>"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' => {
                out.push('\\');
                out.push(char);
            }
            char if char.is_control() => out.push(' '),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, Emphasis};

    fn check(sections: Vec<Section<'_>>, expected: &str) {
        let mut out = Vec::new();
        let language = Language::En;
        write(
            "A *title*",
            sections,
            "Nothing",
            "made of a_b",
            language,
            &mut out,
        )
        .expect("memory");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    }

    #[test]
    fn cells_are_shown_and_markup_is_escaped() {
        let columns = ["name", "note"].map(|key| Column::named(key, key, Emphasis::Plain));
        let rows = vec![
            vec!["a|b".into(), "two\r\nlines".into()],
            vec![Cell::Count(3), Cell::Blank],
            vec!["<b>".into(), "1_2 # [x](y)".into()],
        ];
        let section = Section {
            heading: "Ann & Bob".to_owned(),
            grid: Grid::of(columns.to_vec(), rows),
        };
        check(
            vec![section],
            "# A \\*title\\*\n\n## Ann \\& Bob\n\n| name | note |\n|---|---|\n\
             | a\\|b | two<br>lines |\n| 3 |  |\n| \\<b\\> | 1\\_2 \\# \\[x\\](y) |\n\nmade of a\\_b\n",
        );
    }

    #[test]
    fn without_sections_it_says_so() {
        check(Vec::new(), "# A \\*title\\*\n\nNothing\n\nmade of a\\_b\n");
    }
}
