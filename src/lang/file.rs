//! Why a file or a workbook cannot be read, in words: what is wrong, then the next move.

use crate::lang::{Language, number};
use crate::sheet::{ContainerFault, FileFault, SheetFault, SheetNote, WorkbookFault};

/// Says why a file holds no table we can read.
pub fn file_fault(fault: &FileFault, language: Language) -> String {
    let text = match fault {
        FileFault::Empty => language.pick(
            "文件是空的；请重新导出后再试。",
            "the file is empty; export it again.",
        ),
        FileFault::Html => language.pick(
            "这其实是一个网页，里面没有能读的表格；请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV。",
            "this is a web page without a table that can be read; open it in Excel and save it as .xlsx or CSV.",
        ),
        FileFault::Xml => language.pick(
            "这是一个 XML 文件；请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV。",
            "this is an XML file; open it in Excel and save it as .xlsx or CSV.",
        ),
        FileFault::Pdf => language.pick(
            "这是 PDF，读不出表格；请从原来的系统导出 Excel 或 CSV。",
            "this is a PDF, which holds no cells; export Excel or CSV from where it was made.",
        ),
        FileFault::Picture => language.pick(
            "这是一张图片，读不出表格；请导出 Excel 或 CSV。",
            "this is a picture, which holds no cells; export Excel or CSV instead.",
        ),
        FileFault::Document => language.pick(
            "这是文档或幻灯片，不是表格；请把其中的表格复制到 Excel 里保存。",
            "this is a document or slides, not a spreadsheet; copy its table into Excel and save that.",
        ),
        FileFault::Numbers => language.pick(
            "这是 Apple Numbers 表格；请在 Numbers 里“导出为 Excel”。",
            "this is an Apple Numbers book; choose \"Export To > Excel\" in Numbers.",
        ),
        FileFault::Archive { example } => return archive(example.as_deref(), language),
        FileFault::Encrypted => encrypted(language),
        FileFault::Damaged => language.pick(
            "文件不完整或已损坏；请重新下载，或用 Excel 打开后另存一份。",
            "the file is cut off or broken; download it again, or open it in Excel and save a copy.",
        ),
        FileFault::TooWide { row, cells, limit } => {
            let (cells, limit) = (number::count(*cells as u64), number::count(*limit as u64));
            return match language {
                Language::Zh => format!(
                    "第 {row} 行有 {cells} 个单元格，而表格最多 {limit} 列；请检查分隔符（可用 --delimiter 指明），或只导出需要的列。"
                ),
                Language::En => format!(
                    "Row {row} has {cells} cells, and a table has at most {limit} columns; see whether its separator is right (--delimiter names it), or export only the columns you need."
                ),
            };
        }
        FileFault::LongRow { row, limit } => {
            let limit = bytes(*limit);
            return match language {
                Language::Zh => format!(
                    "第 {row} 行超过 {limit} 还没有结束，找不到表头；请检查换行和引号。"
                ),
                Language::En => format!(
                    "Row {row} does not end within {limit}, so that no header can be found; see whether its line ends and quotes are right."
                ),
            };
        }
        FileFault::Binary => language.pick(
            "这不是我们认识的表格格式；请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV。",
            "this is no spreadsheet format we know; open it in Excel and save it as .xlsx or CSV.",
        ),
    };
    text.to_owned()
}

fn archive(example: Option<&str>, language: Language) -> String {
    match (example, language) {
        (Some(name), Language::Zh) => {
            format!("这是一个压缩包（里面有“{name}”），不是表格；请先解压，再给出里面的表格文件。")
        }
        (Some(name), Language::En) => format!(
            "this is an archive (it holds \"{name}\"), not a spreadsheet; unpack it and name the spreadsheet inside."
        ),
        (None, Language::Zh) => {
            "这是一个压缩包，不是表格；请先解压，再给出里面的表格文件。".to_owned()
        }
        (None, Language::En) => {
            "this is an archive, not a spreadsheet; unpack it and name the spreadsheet inside."
                .to_owned()
        }
    }
}

fn encrypted(language: Language) -> &'static str {
    language.pick(
        "工作簿设了密码；请用 Excel 打开，另存一份不带密码的副本。",
        "the workbook has a password; open it in Excel and save a copy without a password.",
    )
}

/// Says why a workbook cannot be read.
pub fn workbook_fault(fault: &WorkbookFault, language: Language) -> String {
    match fault {
        WorkbookFault::Encrypted => encrypted(language).to_owned(),
        WorkbookFault::Damaged { detail } => match language {
            Language::Zh => format!("工作簿已损坏（{detail}）；请用 Excel 打开修复，另存一份再试。"),
            Language::En => format!(
                "the workbook is broken ({detail}); let Excel open and repair it, then save a copy."
            ),
        },
        WorkbookFault::NoSheets => language
            .pick(
                "工作簿里没有工作表；请检查是否选对了文件。",
                "the workbook has no worksheet; check that it is the right file.",
            )
            .to_owned(),
        WorkbookFault::ReaderGaveUp => language
            .pick(
                "工作簿的内容前后矛盾，读不下去；请用 Excel 打开，另存一份再试。",
                "the workbook contradicts itself and cannot be read; open it in Excel and save a copy.",
            )
            .to_owned(),
        WorkbookFault::Container(fault) => container_fault(fault, language),
        WorkbookFault::Sheet { sheet, fault } => sheet_fault(sheet, *fault, language),
    }
}

/// What is wrong with the container; the same next move for all.
fn container_fault(fault: &ContainerFault, language: Language) -> String {
    let (zh, en) = match fault {
        ContainerFault::TooManyParts { found, limit } => (
            format!("工作簿内含 {found} 个部件，最多允许 {limit} 个"),
            format!("the workbook has {found} parts, and at most {limit} are allowed"),
        ),
        ContainerFault::TooLarge { limit } => (
            format!("工作簿解压后超过 {}", bytes(*limit)),
            format!("the workbook unpacks to more than {}", bytes(*limit)),
        ),
        ContainerFault::TooDense { part } => (
            format!("工作簿的部件“{part}”解压后大得不正常"),
            format!("the part \"{part}\" of the workbook unpacks to an implausible size"),
        ),
        ContainerFault::Doctype { part } => (
            format!("工作簿的部件“{part}”带有 DOCTYPE，正常的工作簿不会有"),
            format!(
                "the part \"{part}\" of the workbook has a DOCTYPE, which no spreadsheet writes"
            ),
        ),
        ContainerFault::EndlessText { part } => (
            format!("工作簿的部件“{part}”里有一段文字，比任何单元格都长得多"),
            format!(
                "the part \"{part}\" of the workbook holds a text far longer than a cell can be"
            ),
        ),
        ContainerFault::LyingCount { part, declared } => (
            format!("工作簿的部件“{part}”声称有 {declared} 段文字，实际放不下"),
            format!(
                "the part \"{part}\" of the workbook claims {declared} texts and has no room for them"
            ),
        ),
    };
    let large = matches!(fault, ContainerFault::TooLarge { .. });
    match language {
        Language::Zh if large => format!("{zh}；如果您信任它，可用 --large-files 照读。"),
        Language::En if large => format!("{en}; if you trust it, read it with --large-files."),
        Language::Zh => format!("{zh}；如果您信任它，请用 Excel 打开，另存一份再试。"),
        Language::En => format!("{en}; if you trust it, open it in Excel and save a copy."),
    }
}

/// What is wrong with one of its sheets.
fn sheet_fault(sheet: &str, fault: SheetFault, language: Language) -> String {
    let (zh, en) = match fault {
        SheetFault::OutOfGrid { row, column } => (
            format!(
                "工作表“{sheet}”在第 {} 行第 {} 列有单元格，超出了表格的范围；请用 Excel 打开，另存一份再试。",
                u64::from(row) + 1,
                u64::from(column) + 1
            ),
            format!(
                "the sheet \"{sheet}\" has a cell in row {}, column {}, beyond what a sheet can hold; open it in Excel and save a copy.",
                u64::from(row) + 1,
                u64::from(column) + 1
            ),
        ),
        SheetFault::OutOfOrder { row, column } => (
            format!(
                "工作表“{sheet}”第 {} 行第 {} 列的单元格重复或顺序颠倒；请用 Excel 打开，另存一份再试。",
                row + 1,
                column + 1
            ),
            format!(
                "In the sheet \"{sheet}\", the cell in row {}, column {} comes twice or out of order; open it in Excel and save a copy.",
                row + 1,
                column + 1
            ),
        ),
        SheetFault::TooManyCells { limit } => (
            format!(
                "工作表“{sheet}”连同空白超过 {} 个单元格；请删掉表格之外零散的单元格，或用 --large-files 照读。",
                number::count(limit)
            ),
            format!(
                "the sheet \"{sheet}\" spans more than {} cells, blank ones included; delete stray cells far outside the table, or read it with --large-files.",
                number::count(limit)
            ),
        ),
        SheetFault::TooMuchText { limit } => (
            format!(
                "工作表“{sheet}”的文字超过 {}；请拆成几个文件，或用 --large-files 照读。",
                bytes(limit)
            ),
            format!(
                "the sheet \"{sheet}\" holds more than {} of text; split it into several files, or read it with --large-files.",
                bytes(limit)
            ),
        ),
        SheetFault::Memory => (
            format!("内存不足，读不完工作表“{sheet}”；请关掉其他程序，或拆成几个文件。"),
            format!(
                "There is not enough memory for the sheet \"{sheet}\"; close other programs or split the file."
            ),
        ),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// Says what should be known about a sheet that was read.
pub fn sheet_note(note: SheetNote, language: Language) -> String {
    match (note, language) {
        (SheetNote::FilledToTheEnd { rows }, Language::Zh) => format!(
            "工作表正好写满 {rows} 行，这是这种格式的上限，后面的行可能在保存时丢了；请核对总行数。"
        ),
        (SheetNote::FilledToTheEnd { rows }, Language::En) => format!(
            "the sheet ends exactly at row {rows}, the most its format can hold; rows after it may have been lost when it was saved, so compare the totals."
        ),
        (SheetNote::HiddenRows { rows }, Language::Zh) => {
            format!(
                "有 {} 行是隐藏的（手工隐藏或筛选），也照常读。",
                number::count(rows)
            )
        }
        (SheetNote::HiddenRows { rows }, Language::En) => {
            let are = if rows == 1 { "row is" } else { "rows are" };
            format!(
                "{} {are} hidden, by hand or by a filter, and read like the others.",
                number::count(rows)
            )
        }
        (SheetNote::HiddenColumns { columns }, Language::Zh) => {
            format!("有 {columns} 列是隐藏的，也照常读。")
        }
        (SheetNote::HiddenColumns { columns }, Language::En) => {
            let are = if columns == 1 {
                "column is"
            } else {
                "columns are"
            };
            format!("{columns} {are} hidden and read like the others.")
        }
        (SheetNote::MergedCells { cells }, Language::Zh) => format!(
            "有 {} 个单元格在合并区域里，按合并的值读；合并的金额只计一次。",
            number::count(cells)
        ),
        (SheetNote::MergedCells { cells }, Language::En) => {
            let are = if cells == 1 {
                "cell stands"
            } else {
                "cells stand"
            };
            format!(
                "{} {are} in merged regions and read as their value; a merged amount counts once.",
                number::count(cells)
            )
        }
        (SheetNote::NeverCalculated { formulas }, Language::Zh) => format!(
            "有 {} 个公式没有保存计算结果，读作空白；请用 Excel 打开后保存一次。",
            number::count(formulas)
        ),
        (SheetNote::NeverCalculated { formulas }, Language::En) => {
            let were = if formulas == 1 {
                "formula was"
            } else {
                "formulas were"
            };
            format!(
                "{} {were} never calculated and read as blank; open the workbook in Excel and save it.",
                number::count(formulas)
            )
        }
        (SheetNote::EmptyFormulas { formulas }, Language::Zh) => format!(
            "表里的 {} 个公式存的全是 0 或空白，写出文件的程序可能从没算过；请用 Excel 打开后保存一次。",
            number::count(formulas)
        ),
        (SheetNote::EmptyFormulas { formulas }, Language::En) => {
            let hold = if formulas == 1 {
                "formula holds"
            } else {
                "formulas all hold"
            };
            format!(
                "{} {hold} 0 or nothing; the program that wrote the file may never have calculated, so open it in Excel and save it.",
                number::count(formulas)
            )
        }
        (SheetNote::BadText { places }, Language::Zh) => format!(
            "有 {} 处字节不是该编码的文字，读成了 \u{FFFD}；请重新导出为 UTF-8。",
            number::count(places)
        ),
        (SheetNote::BadText { places }, Language::En) => {
            let what = if places == 1 { "place" } else { "places" };
            format!(
                "Bytes in {} {what} are not text in this encoding and read as \u{FFFD}; export it again as UTF-8.",
                number::count(places)
            )
        }
    }
}

/// Bytes in the largest whole unit: `2 GiB`.
fn bytes(count: u64) -> String {
    match count {
        _ if count >= 1 << 30 => format!("{} GiB", count >> 30),
        _ if count >= 1 << 20 => format!("{} MiB", count >> 20),
        _ => format!("{count} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_said_with_the_next_move() {
        let text = file_fault(&FileFault::Encrypted, Language::En);
        assert_eq!(
            text,
            "the workbook has a password; open it in Excel and save a copy without a password."
        );
        assert_eq!(
            workbook_fault(&WorkbookFault::Encrypted, Language::En),
            text
        );
    }

    #[test]
    fn places_count_from_one() {
        let fault = WorkbookFault::Sheet {
            sheet: "订单".to_owned(),
            fault: SheetFault::OutOfGrid {
                row: u32::MAX,
                column: 0,
            },
        };
        let text = workbook_fault(&fault, Language::Zh);
        assert!(
            text.contains("“订单”") && text.contains("第 4294967296 行第 1 列"),
            "{text}"
        );
    }

    #[test]
    fn limits_are_said_in_units() {
        let fault = WorkbookFault::Container(ContainerFault::TooLarge { limit: 2 << 30 });
        assert!(workbook_fault(&fault, Language::En).contains("more than 2 GiB"));
        assert_eq!(
            (bytes(5 << 20), bytes(10)),
            ("5 MiB".to_owned(), "10 B".to_owned())
        );
    }
}
