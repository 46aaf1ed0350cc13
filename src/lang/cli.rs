//! What the command line says: its help, and why a file cannot be read or written.
//!
//! The troubles are data here, because the commands that meet them stand above
//! the library; a path is a text as shown to people.

pub mod help;
mod inputs;
mod outputs;

use crate::lang::Language;

pub use inputs::{InputTrouble, input_trouble};
pub use outputs::{OpenIn, OutputTrouble, output_trouble};

/// Why a rules file is not read; what is wrong inside it has its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulesTrouble {
    /// There is no such file.
    NotFound {
        /// As typed.
        path: String,
    },
    /// There is no such file, but one with nearly this name.
    Near {
        /// As typed.
        path: String,
        /// The file that is there.
        near: String,
    },
    /// It is not UTF-8 text.
    NotUtf8 {
        /// As typed.
        path: String,
        /// The first line that is not, from 1.
        line: usize,
    },
    /// It is far larger than any rules file.
    TooLong {
        /// As typed.
        path: String,
    },
    /// Anything else the system says.
    Failed {
        /// As typed.
        path: String,
        /// The system's own words.
        cause: String,
    },
    /// The calendar that `[calendar] ics` names cannot be read.
    NoCalendar {
        /// Its path.
        path: String,
        /// The system's own words.
        cause: String,
    },
    /// The file that `[calendar] ics` names holds no days.
    EmptyCalendar {
        /// Its path.
        path: String,
    },
}

/// Says why a rules file is not read, then the next move.
pub fn rules_trouble(trouble: &RulesTrouble, language: Language) -> String {
    match (language, trouble) {
        (Language::Zh, RulesTrouble::NotFound { path }) => {
            format!("找不到规则文件 {path}；请核对 -r 后面的文件名。")
        }
        (Language::Zh, RulesTrouble::Near { path, near }) => {
            format!("找不到规则文件 {path}；是不是 {near}？")
        }
        (Language::En, RulesTrouble::Near { path, near }) => {
            format!("There is no rules file {path}; did you mean {near}?")
        }
        (Language::En, RulesTrouble::NotFound { path }) => {
            format!("There is no rules file {path}; check the name after -r.")
        }
        (Language::Zh, RulesTrouble::NotUtf8 { path, line }) => {
            format!(
                "规则文件 {path} 第 {line} 行不是 UTF-8 文字；请用记事本打开，另存为时编码选 UTF-8。"
            )
        }
        (Language::En, RulesTrouble::NotUtf8 { path, line }) => {
            format!(
                "Line {line} of the rules file {path} is not UTF-8 text; save the file with the encoding UTF-8."
            )
        }
        (Language::Zh, RulesTrouble::TooLong { path }) => {
            format!("{path} 太大，不像规则文件；请核对 -r 后面的文件名。")
        }
        (Language::En, RulesTrouble::TooLong { path }) => {
            format!("{path} is far too large for a rules file; check the name after -r.")
        }
        (Language::Zh, RulesTrouble::Failed { path, cause }) => {
            format!("读不了规则文件 {path}：{cause}")
        }
        (Language::En, RulesTrouble::Failed { path, cause }) => {
            format!("The rules file {path} cannot be read: {cause}")
        }
        (Language::Zh, RulesTrouble::NoCalendar { path, cause }) => {
            format!("读不了规则里 [calendar] ics 写的日历 {path}：{cause}")
        }
        (Language::En, RulesTrouble::NoCalendar { path, cause }) => {
            format!("The calendar {path} that [calendar] ics names cannot be read: {cause}")
        }
        (Language::Zh, RulesTrouble::EmptyCalendar { path }) => {
            format!("{path} 里没有找到全天的日程；[calendar] ics 要写一个 .ics 节假日日历。")
        }
        (Language::En, RulesTrouble::EmptyCalendar { path }) => format!(
            "{path} holds no whole-day events; [calendar] ics takes an .ics calendar of holidays."
        ),
    }
}

/// Nobody of this name looks after a customer.
pub fn no_such_owner(name: &str, near: Option<&str>, language: Language) -> String {
    let help = match (near, language) {
        (Some(near), Language::Zh) => format!("，是不是“{near}”？"),
        (Some(near), Language::En) => format!("; is it `{near}`?"),
        (None, Language::Zh) => "；请核对 --reassign 后面的名字。".to_owned(),
        (None, Language::En) => "; check the name after --reassign.".to_owned(),
    };
    match language {
        Language::Zh => format!("没有客户的负责人是“{name}”{help}"),
        Language::En => format!("No customer has the owner `{name}`{help}"),
    }
}

/// The word before an error on the terminal.
pub fn error_word(language: Language) -> &'static str {
    language.pick("错误：", "error: ")
}

/// The word before a next move on the terminal.
pub fn help_word(language: Language) -> &'static str {
    language.pick("建议：", "help: ")
}

/// The system has no usable clock.
pub fn no_today(language: Language) -> String {
    match language {
        Language::Zh => "系统时钟不可用；请用 --as-of 给出截止日".to_owned(),
        Language::En => "the system's clock is of no use; say the day with --as-of".to_owned(),
    }
}

/// Progress: files are being read.
pub fn reading(files: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("正在读取 {files} 个文件"),
        Language::En if files == 1 => "Reading 1 file".to_owned(),
        Language::En => format!("Reading {files} files"),
    }
}

/// Progress: customers are being classified.
pub fn deciding(customers: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("正在为 {customers} 个客户分层"),
        Language::En => format!("Classifying {customers} customers"),
    }
}

/// Progress: results are being written.
pub fn writing(path: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("正在写 {path}"),
        Language::En => format!("Writing {path}"),
    }
}

/// What the sheet that comes through standard input is called.
pub fn standard_input(language: Language) -> &'static str {
    match language {
        Language::Zh => "标准输入",
        Language::En => "standard input",
    }
}

/// Only the JSON document can go to standard output.
pub fn only_json_streams(language: Language) -> String {
    match language {
        Language::Zh => "错误：只有 --format json 能写到标准输出；工作簿和 CSV 请用 -o 给出路径".to_owned(),
        Language::En => "error: only --format json can go to standard output; give a path with -o for workbooks and CSV".to_owned(),
    }
}

/// Nobody goes by this name or id.
pub fn no_such_customer(asked: &str, near: &[String], language: Language) -> String {
    let list = near.join(language.pick("、", ", "));
    match (language, near.is_empty()) {
        (Language::Zh, true) => format!("没有叫“{asked}”的客户；请核对编号或名称"),
        (Language::Zh, false) => format!("没有叫“{asked}”的客户；相近的有：{list}"),
        (Language::En, true) => {
            format!("no customer has the id or name \"{asked}\"; check how it is written")
        }
        (Language::En, false) => {
            format!("no customer has the id or name \"{asked}\"; near ones are {list}")
        }
    }
}

/// Several customers go by this name.
pub fn several_customers(asked: &str, found: &[String], language: Language) -> String {
    let list = found.join(language.pick("、", ", "));
    match language {
        Language::Zh => format!("“{asked}”对得上好几个客户：{list}；请给出编号"),
        Language::En => format!("\"{asked}\" fits several customers: {list}; give the id"),
    }
}

/// Names that a message lists before it stops.
const MOST_NAMED: usize = 12;

/// A filter names nobody or nothing that the run has.
///
/// `known` are named where none of them is near and they are few.
pub fn no_such_filter(
    option: &str,
    asked: &str,
    near: Option<&str>,
    known: &[&str],
    language: Language,
) -> String {
    let list = || {
        let named = &known[..known.len().min(MOST_NAMED)];
        let more = if known.len() > MOST_NAMED { "…" } else { "" };
        format!("{}{more}", named.join(language.pick("、", ", ")))
    };
    match (language, near) {
        (Language::Zh, None) if !known.is_empty() => {
            format!("{option}：没有“{asked}”；有 {}", list())
        }
        (Language::En, None) if !known.is_empty() => {
            format!("{option}: there is no \"{asked}\"; there are {}", list())
        }
        (Language::Zh, Some(near)) => format!("{option}：没有“{asked}”，是不是“{near}”？"),
        (Language::Zh, None) => format!("{option}：没有“{asked}”"),
        (Language::En, Some(near)) => {
            format!("{option}: there is no \"{asked}\"; did you mean \"{near}\"?")
        }
        (Language::En, None) => format!("{option}: there is no \"{asked}\""),
    }
}

/// No form of a list goes by this name.
pub fn no_such_form(asked: &str, near: Option<&str>, known: &[&str], language: Language) -> String {
    match (language, near) {
        (Language::Zh, Some(near)) => format!("--format：没有“{asked}”，是不是“{near}”？"),
        (Language::Zh, None) => format!(
            "--format：没有“{asked}”；可以写 {}，或规则文件里 [[export]] 的名字",
            known.join("、")
        ),
        (Language::En, Some(near)) => {
            format!("--format: there is no \"{asked}\"; did you mean \"{near}\"?")
        }
        (Language::En, None) => format!(
            "--format: there is no \"{asked}\"; there are {}, and the [[export]] names of the rules file",
            known.join(", ")
        ),
    }
}

/// Why a list cannot go where it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListTrouble {
    /// A workbook was to go to standard output.
    WorkbookStream,
    /// Files for each owner were to go to standard output.
    SplitStream,
    /// Files for each owner take no table for the terminal.
    SplitTable,
    /// Tasks without room are no list to work through.
    Deferred,
    /// A layout allows fewer rows than there are, and standard output is one file.
    TooManyRows {
        /// Rows to be written.
        rows: usize,
        /// Rows that a file may have.
        most: u32,
    },
}

/// Says why a list cannot go where it was sent, then the next move.
pub fn list_trouble(trouble: &ListTrouble, language: Language) -> String {
    match (trouble, language) {
        (ListTrouble::WorkbookStream, Language::Zh) => {
            "工作簿不能写到标准输出；请用 -o 给出文件名，例如 -o 跟进.xlsx".to_owned()
        }
        (ListTrouble::WorkbookStream, Language::En) => {
            "a workbook cannot go to standard output; name a file with -o, such as -o tasks.xlsx"
                .to_owned()
        }
        (ListTrouble::SplitStream, Language::Zh) => {
            "--split-by 要写成几个文件；请用 -o 给出文件夹，例如 -o 本周/".to_owned()
        }
        (ListTrouble::SplitStream, Language::En) => {
            "--split-by writes several files; name a folder with -o, such as -o week/".to_owned()
        }
        (ListTrouble::SplitTable, Language::Zh) => {
            "--split-by 写不了 table；请用 --format 选 xlsx、csv、ics、md 或 text".to_owned()
        }
        (ListTrouble::SplitTable, Language::En) => {
            "--split-by cannot write a table; choose xlsx, csv, ics, md or text with --format"
                .to_owned()
        }
        (ListTrouble::Deferred, Language::Zh) => {
            "--deferred 只写成 table、csv 或 json：排不下的任务不是用来逐项去做的".to_owned()
        }
        (ListTrouble::Deferred, Language::En) => {
            "--deferred writes table, csv or json: tasks without room are no list to work through"
                .to_owned()
        }
        (ListTrouble::TooManyRows { rows, most }, Language::Zh) => format!(
            "这种格式每个文件最多 {most} 行，这里有 {rows} 行；请用 -o 给出文件名，会分成几个文件"
        ),
        (ListTrouble::TooManyRows { rows, most }, Language::En) => format!(
            "this layout takes {most} rows a file, and there are {rows}; name a file with -o, and further files follow"
        ),
    }
}

/// A file of an earlier run that this one has not renewed.
pub fn left_over(path: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("提示：{path} 是以前写的，这次没有更新；不再需要就请删掉"),
        Language::En => {
            format!(
                "note: {path} is from an earlier run and was not renewed; delete it if nobody needs it"
            )
        }
    }
}

/// The sentence before what is wrong with the words typed.
pub fn usage_prefix(language: Language) -> Option<&'static str> {
    match language {
        Language::Zh => Some("命令没有看懂；正确的写法见 tierbook --help。详情："),
        Language::En => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_offered_in_both_languages() {
        let trouble = InputTrouble::NotFound {
            path: "订但.csv".to_owned(),
            near: Some("订单.csv".to_owned()),
        };
        assert_eq!(
            input_trouble(&trouble, Language::Zh),
            "找不到文件 订但.csv；您要的是 订单.csv 吗？"
        );
        assert_eq!(
            input_trouble(&trouble, Language::En),
            "There is no file 订但.csv; did you mean 订单.csv?"
        );
    }

    #[test]
    fn an_open_book_names_who_has_it() {
        let trouble = OutputTrouble::Open {
            path: "book.xlsx".to_owned(),
            program: OpenIn::Excel,
            who: Some("王芳".to_owned()),
        };
        assert_eq!(
            output_trouble(&trouble, Language::Zh),
            "王芳 正在用 Excel 或 WPS 打开 book.xlsx；请先保存并关闭，再运行一次。没有人打开的话，删掉旁边的锁文件 ~$book.xlsx。"
        );
        assert_eq!(
            output_trouble(&trouble, Language::En),
            "book.xlsx is open in Excel or WPS by 王芳; save and close it, then run this again. If nobody has it open, delete the lock file ~$book.xlsx beside it."
        );
    }
}
