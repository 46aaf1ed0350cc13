//! Outputs that cannot be written: a sentence, then the next move.

use crate::lang::Language;

/// The program that keeps a book open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpenIn {
    /// Excel, or WPS in the same manner: `~$name.xlsx`.
    Excel,
    /// `LibreOffice`, or WPS on Linux: `.~lock.name#`.
    LibreOffice,
}

/// Why an output is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputTrouble {
    /// The folder it should lie in does not exist.
    NoFolder {
        /// The folder.
        folder: String,
    },
    /// A folder stands where a file should be written.
    IsFolder {
        /// The path.
        path: String,
    },
    /// A file stands where a folder should be.
    IsFile {
        /// The path.
        path: String,
    },
    /// A device or a pipe is there.
    NoFile {
        /// The path.
        path: String,
    },
    /// The ending of the path says another form than the one that is written.
    Ending {
        /// The path.
        path: String,
        /// The ending of what is written; empty where that is a folder of CSV files.
        wanted: &'static str,
    },
    /// The path is one of the files that are read.
    IsInput {
        /// The path.
        path: String,
    },
    /// A file is there that tierbook did not write.
    NotOurs {
        /// The path.
        path: String,
    },
    /// Somebody has worked in the workbook since it was written.
    FilledIn {
        /// The path.
        path: String,
    },
    /// The workbook of `classify`, with all customers and their contact log, where less is written.
    Weekly {
        /// The path.
        path: String,
    },
    /// A workbook of ours that was saved since, without the sheet by which its marks are read.
    CardGone {
        /// The path.
        path: String,
    },
    /// A program keeps it open.
    Open {
        /// The path.
        path: String,
        /// In which program.
        program: OpenIn,
        /// Who opened it, if the lock says so.
        who: Option<String>,
    },
    /// The system does not let us write there.
    NotAllowed {
        /// The folder or file.
        path: String,
    },
    /// Anything else the system says.
    Failed {
        /// The path.
        path: String,
        /// The system's own words.
        cause: String,
    },
}

/// Says why an output is not written, then the next move.
pub fn output_trouble(trouble: &OutputTrouble, language: Language) -> String {
    match language {
        Language::Zh => output_zh(trouble),
        Language::En => output_en(trouble),
    }
}

fn output_zh(trouble: &OutputTrouble) -> String {
    match trouble {
        OutputTrouble::NoFolder { folder } => {
            format!("文件夹 {folder} 不存在；请先建好它，或换一个输出位置。")
        }
        OutputTrouble::IsFolder { path } => {
            format!(
                "{path} 是文件夹；请用 -o 写出文件名，例如 {}/客户分层.xlsx",
                path.trim_end_matches('/')
            )
        }
        OutputTrouble::IsFile { path } => {
            format!("{path} 是文件，这里需要一个文件夹；请用 -o 换一个名字。")
        }
        OutputTrouble::Ending { path, wanted: "" } => {
            format!("{path}：CSV 要写好几张表，请用 -o 写出文件夹名，例如 -o 结果/")
        }
        OutputTrouble::Ending { path, wanted } => {
            format!("{path} 的结尾和要写的格式不符；请用 .{wanted} 结尾，或换一个 --format")
        }
        OutputTrouble::NoFile { path } => {
            format!("{path} 不是普通文件（设备或管道），不会替换；请用 -o 写出文件名。")
        }
        OutputTrouble::IsInput { path } => {
            format!("{path} 是这次要读的文件，不会覆盖；请用 -o 换一个输出文件。")
        }
        OutputTrouble::NotOurs { path } => {
            format!(
                "{path} 已经存在，而且不是 tierbook 写的；请换一个名字，确实要替换就加 --force。"
            )
        }
        OutputTrouble::FilledIn { path } => {
            format!(
                "{path} 写出以后有人改过，替换会丢掉填写的内容；请先把它收到别处，或换一个输出位置，不再需要就加 --force。"
            )
        }
        OutputTrouble::Weekly { path } => {
            format!(
                "{path} 是 classify 写的工作簿，里面有全部客户和联系记录，换成这份会丢掉它们；请用 -o 换一个名字，确实不要了就加 --force。"
            )
        }
        OutputTrouble::CardGone { path } => {
            format!(
                "{path} 的隐藏表 _tierbook 不见了或被改过（Excel 的“检查文档”会删掉它），里面填的内容认不出来，替换会丢掉；请换回还带着它的那一份，或先把文件收到别处、再把填的抄进新的工作簿，不再需要就加 --force。"
            )
        }
        OutputTrouble::Open {
            path,
            program: opened,
            who,
        } => {
            let program = match opened {
                OpenIn::Excel => "Excel 或 WPS",
                OpenIn::LibreOffice => "LibreOffice 或 WPS",
            };
            let who = who
                .as_deref()
                .map_or("有人正在".to_owned(), |who| format!("{who} 正在"));
            format!(
                "{who}用 {program} 打开 {path}；请先保存并关闭，再运行一次。没有人打开的话，删掉旁边的锁文件 {}。",
                lock_name(path, *opened)
            )
        }
        OutputTrouble::NotAllowed { path } => {
            format!("没有权限写入 {path}；请检查权限，或用 -o 换一个位置。")
        }
        OutputTrouble::Failed { path, cause } => format!("写不了 {path}：{cause}"),
    }
}

/// The lock that a program leaves beside a file, even after a crash.
fn lock_name(path: &str, program: OpenIn) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match program {
        OpenIn::Excel => format!("~${name}"),
        OpenIn::LibreOffice => format!(".~lock.{name}#"),
    }
}

fn output_en(trouble: &OutputTrouble) -> String {
    match trouble {
        OutputTrouble::NoFolder { folder } => {
            format!(
                "The folder {folder} does not exist; make it first, or choose another output with -o."
            )
        }
        OutputTrouble::IsFolder { path } => {
            format!(
                "{path} is a folder; name a file with -o, such as {}/customers.xlsx",
                path.trim_end_matches('/')
            )
        }
        OutputTrouble::IsFile { path } => {
            format!("{path} is a file where a folder is needed; choose another name with -o.")
        }
        OutputTrouble::Ending { path, wanted: "" } => {
            format!("{path}: CSV takes several files; name a folder with -o, such as -o result/")
        }
        OutputTrouble::Ending { path, wanted } => format!(
            "{path} ends as another form than the one to be written; let it end in .{wanted}, or choose another --format"
        ),
        OutputTrouble::NoFile { path } => {
            format!("{path} is a device or a pipe and stays as it is; name a file with -o.")
        }
        OutputTrouble::IsInput { path } => {
            format!(
                "{path} is one of the files to read and stays as it is; choose another output with -o."
            )
        }
        OutputTrouble::NotOurs { path } => format!(
            "{path} exists and was not written by tierbook; choose another name, or replace it with --force."
        ),
        OutputTrouble::FilledIn { path } => format!(
            "{path} was changed since it was written, and what was filled in would be lost; move it first, choose another output, or replace it with --force."
        ),
        OutputTrouble::Weekly { path } => format!(
            "{path} is the workbook of classify, with all customers and the contact log, which would be lost; choose another name with -o, or replace it with --force."
        ),
        OutputTrouble::CardGone { path } => format!(
            "the hidden sheet _tierbook of {path} is gone or was changed (Excel's Document Inspector removes it), so what was filled in cannot be read and would be lost; put back a copy that still has the sheet, or move the file and write the marks into the new workbook, or replace it with --force."
        ),
        OutputTrouble::Open {
            path,
            program: opened,
            who,
        } => {
            let program = match opened {
                OpenIn::Excel => "Excel or WPS",
                OpenIn::LibreOffice => "LibreOffice or WPS",
            };
            let by = who
                .as_deref()
                .map(|who| format!(" by {who}"))
                .unwrap_or_default();
            format!(
                "{path} is open in {program}{by}; save and close it, then run this again. If nobody has it open, delete the lock file {} beside it.",
                lock_name(path, *opened)
            )
        }
        OutputTrouble::NotAllowed { path } => {
            format!(
                "The system does not let tierbook write to {path}; check its permissions, or choose another place with -o."
            )
        }
        OutputTrouble::Failed { path, cause } => format!("{path} cannot be written: {cause}"),
    }
}
