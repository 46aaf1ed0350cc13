//! Inputs of the command line that cannot be used: a sentence, then the next move.

use crate::lang::Language;
use crate::names::Role;

/// Why an input file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputTrouble {
    /// There is no file of this name.
    NotFound {
        /// As typed.
        path: String,
        /// A file beside it that was probably meant.
        near: Option<String>,
    },
    /// The folder that should hold it does not exist.
    NoFolder {
        /// As typed.
        path: String,
        /// The folder.
        folder: String,
    },
    /// No file fits a pattern with `*` or `?`.
    NoMatch {
        /// As written.
        pattern: String,
    },
    /// A folder was given.
    Folder {
        /// As typed.
        path: String,
        /// The names of the tables that lie in it directly, ascending.
        tables: Vec<String>,
    },
    /// A lock that Excel or `LibreOffice` keeps while a book is open.
    LockFile {
        /// As typed.
        path: String,
    },
    /// The system does not let us read it.
    NotAllowed {
        /// As typed.
        path: String,
    },
    /// One sheet is given two roles.
    TwoRoles {
        /// As shown.
        path: String,
        /// The sheet; `None` for the whole file.
        sheet: Option<String>,
        /// The role given first.
        one: Role,
        /// The role given later.
        other: Role,
    },
    /// Standard input is longer than is kept in memory.
    InputTooLong {
        /// The limit in mebibytes.
        mebibytes: u64,
    },
    /// Neither the command line nor the rules file name a file.
    Nothing,
    /// Anything else the system says.
    Failed {
        /// As typed.
        path: String,
        /// The system's own words.
        cause: String,
    },
}

/// Says why an input file is not read, then the next move.
pub fn input_trouble(trouble: &InputTrouble, language: Language) -> String {
    match language {
        Language::Zh => input_zh(trouble),
        Language::En => input_en(trouble),
    }
}

fn input_zh(trouble: &InputTrouble) -> String {
    match trouble {
        InputTrouble::NotFound { path, near: Some(near) } => {
            format!("找不到文件 {path}；您要的是 {near} 吗？")
        }
        InputTrouble::NotFound { path, near: None } => {
            format!("找不到文件 {path}；请核对文件名和所在的文件夹。")
        }
        InputTrouble::NoFolder { path, folder } => {
            format!("找不到 {path}：文件夹 {folder} 不存在；请核对路径。")
        }
        InputTrouble::NoMatch { pattern } => {
            format!("没有文件符合 {pattern}；* 代表任意多个字符，? 代表一个字符。")
        }
        InputTrouble::Folder { path, tables } if tables.is_empty() => {
            format!("{path} 是文件夹，里面没有表格；请写出要读的文件。")
        }
        InputTrouble::Folder { path, tables } => {
            let names = first_names(tables, "、", " 等");
            let count = tables.len();
            let first = &tables[0];
            format!("{path} 是文件夹，里面有 {count} 个表格：{names}；请写出要读的文件，例如 {path}/{first}")
        }
        InputTrouble::LockFile { path } => {
            format!("{path} 是表格打开时留下的锁定文件，不是表格；请改写原来的文件名。")
        }
        InputTrouble::NotAllowed { path } => {
            format!("没有权限读取 {path}；请检查文件权限，或关闭占用它的程序。")
        }
        InputTrouble::TwoRoles { path, sheet, one, other } => {
            let sheet = sheet.as_deref().map(|name| format!("的“{name}”")).unwrap_or_default();
            let (one, other) = (one.key(), other.key());
            format!("{path}{sheet} 同时写在 --{one} 和 --{other} 里；请只留一个。")
        }
        InputTrouble::InputTooLong { mebibytes } => {
            format!("标准输入超过 {mebibytes} MiB；请存成文件再读。")
        }
        InputTrouble::Nothing => {
            "没有要读的文件；请写出文件，例如 tierbook classify 客户.xlsx，或在规则文件里写 [input] files。"
                .to_owned()
        }
        InputTrouble::Failed { path, cause } => format!("读不了 {path}：{cause}"),
    }
}

/// The first names of files in a folder, `more` standing for the rest.
fn first_names(names: &[String], between: &str, more: &str) -> String {
    const SHOWN: usize = 4;
    let shown = names[..names.len().min(SHOWN)].join(between);
    if names.len() > SHOWN {
        shown + more
    } else {
        shown
    }
}

fn input_en(trouble: &InputTrouble) -> String {
    match trouble {
        InputTrouble::NotFound { path, near: Some(near) } => {
            format!("There is no file {path}; did you mean {near}?")
        }
        InputTrouble::NotFound { path, near: None } => {
            format!("There is no file {path}; check its name and folder.")
        }
        InputTrouble::NoFolder { path, folder } => {
            format!("There is no file {path}: the folder {folder} does not exist; check the path.")
        }
        InputTrouble::NoMatch { pattern } => format!(
            "No file fits {pattern}; * stands for any characters, ? for one."
        ),
        InputTrouble::Folder { path, tables } if tables.is_empty() => {
            format!("{path} is a folder without tables; name the files to read.")
        }
        InputTrouble::Folder { path, tables } => {
            let names = first_names(tables, ", ", " and others");
            let count = if tables.len() == 1 { "1 table".to_owned() } else { format!("{} tables", tables.len()) };
            let first = &tables[0];
            format!("{path} is a folder with {count}, {names}; name the files to read, such as {path}/{first}")
        }
        InputTrouble::LockFile { path } => {
            format!("{path} is a lock that is kept while a book is open; name the book itself.")
        }
        InputTrouble::NotAllowed { path } => {
            format!("The system does not let tierbook read {path}; check its permissions.")
        }
        InputTrouble::TwoRoles { path, sheet, one, other } => {
            let sheet = sheet.as_deref().map(|name| format!("#{name}")).unwrap_or_default();
            let (one, other) = (one.key(), other.key());
            format!("{path}{sheet} is given to both --{one} and --{other}; keep one of them.")
        }
        InputTrouble::InputTooLong { mebibytes } => {
            format!("Standard input is longer than {mebibytes} MiB; save it as a file and read that.")
        }
        InputTrouble::Nothing => "There is nothing to read; name files, such as tierbook classify customers.xlsx, or write [input] files in the rules file.".to_owned(),
        InputTrouble::Failed { path, cause } => format!("{path} cannot be read: {cause}"),
    }
}
