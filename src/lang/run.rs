//! Why a run had to stop, or refused the data: facts that could not be read,
//! columns that rules ask for and sheets do not have, limits of the rules passed.

use crate::lang::place::{SheetName, place};
use crate::lang::{Language, number};
use crate::period::Day;
use crate::problem::{Place, SheetId};
use crate::records::book::ReadFault;
use crate::sheet::text::{MAX_ROW_BYTES, SplitFault};

/// Why the facts could not be read: the sentence, then the next move.
pub fn read_fault(fault: &ReadFault, sheets: &[SheetName], language: Language) -> String {
    let zh = language == Language::Zh;
    match fault {
        ReadFault::Split(sheet, fault) => split_fault(*sheet, fault, sheets, language),
        ReadFault::Full if zh => "客户数或编号的总长度超出一本账的上限（1677 万个客户，4 GB 文字）".to_owned(),
        ReadFault::Full => {
            "there are more customers, or more text of their ids, than one book holds (16.7 million customers, 4 GB)"
                .to_owned()
        }
        ReadFault::UndecidedDates(open) => {
            let at = place(open.place, sheets, language);
            crate::lang::reading::undecidable(open, &at, language)
        }
        ReadFault::NoRates(currencies) if zh => format!(
            "订单里有多种货币，但规则文件没有给出这些货币的汇率：{}\n  建议：在规则文件的 [rates] 里写明，例如 {} = 7.10",
            currencies.join("、"),
            currencies.first().map_or("USD", String::as_str)
        ),
        ReadFault::NoRates(currencies) => format!(
            "orders are in several currencies, and the rules file has no rate for {}\n  help: state it under [rates], for example {} = 7.10",
            currencies.join(", "),
            currencies.first().map_or("USD", String::as_str)
        ),
        ReadFault::Unbalanced(imbalance) => {
            let at = sheet_name(imbalance.sheet, sheets, language);
            let account = &imbalance.account;
            if zh {
                format!("{at}：账不平，这是 tierbook 的缺陷，运行已停止，什么都没有写出。请把这一行告诉我们：{account:?}")
            } else {
                format!(
                    "{at}: the account does not add up; this is a bug of tierbook, so it stopped and wrote nothing. Please tell us this line: {account:?}"
                )
            }
        }
    }
}

fn split_fault(
    sheet: SheetId,
    fault: &SplitFault,
    sheets: &[SheetName],
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    match fault {
        SplitFault::Io(error) => {
            let at = sheet_name(sheet, sheets, language);
            if zh {
                format!("{at}：读取失败：{error}")
            } else {
                format!("{at}: it could not be read: {error}")
            }
        }
        SplitFault::EndlessRow(row) => {
            let at = Place {
                sheet,
                row: Some(*row),
                column: None,
            };
            let at = place(at, sheets, language);
            let most = MAX_ROW_BYTES >> 20;
            if zh {
                format!(
                    "{at}：这一行超过 {most} MB，不像一行表格\n  建议：看看它的分隔符和换行对不对，可用 --delimiter 指明分隔符"
                )
            } else {
                format!(
                    "{at}: this row is over {most} MB, which no row of a table is\n  help: see whether its separators and line ends are right; --delimiter names the separator"
                )
            }
        }
    }
}

fn sheet_name(sheet: SheetId, sheets: &[SheetName], language: Language) -> String {
    place(
        Place {
            sheet,
            row: None,
            column: None,
        },
        sheets,
        language,
    )
}

/// Why data that was read is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// More rows of a sheet are damaged than the rules allow.
    TooMuchSetAside {
        /// The sheet.
        sheet: SheetId,
        /// Rows set aside.
        set_aside: u64,
        /// Rows that are no layout.
        rows: u64,
        /// The share allowed, 0 to 1.
        allowed: f64,
    },
    /// Any row is damaged, and the run was asked to be strict.
    Strict {
        /// Rows set aside.
        set_aside: u64,
    },
    /// The newest order is too old.
    Stale {
        /// Its day.
        newest: Day,
        /// Its age in days.
        days: i32,
    },
    /// No order counts, where stale data are refused.
    NoOrders,
}

/// What the run was asked for when the data was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To look at the data only: what is wrong has been listed.
    Check,
    /// To write or print results.
    Results,
}

/// Why the data is refused, with the next move.
pub fn refusal(
    refusal: &Refusal,
    asked: Asked,
    sheets: &[SheetName],
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    let outcome = match (asked, language) {
        (Asked::Check, Language::Zh) => "classify 会因此不写结果",
        (Asked::Check, Language::En) => "classify would write nothing",
        (Asked::Results, Language::Zh) => "没有写出结果",
        (Asked::Results, Language::En) => "nothing was written",
    };
    let see = match (asked, language) {
        (Asked::Check, Language::Zh) => "更正上面列出的行",
        (Asked::Check, Language::En) => "mend the rows listed above",
        (Asked::Results, Language::Zh) => "用 tierbook check 查看并更正",
        (Asked::Results, Language::En) => "see them with `tierbook check` and mend them",
    };
    match refusal {
        Refusal::TooMuchSetAside {
            sheet,
            set_aside,
            rows,
            allowed,
        } => {
            let at = sheet_name(*sheet, sheets, language);
            let allowed = number::percent(*allowed).replace(".0%", "%");
            if zh {
                format!(
                    "{at}：{rows} 行里有 {set_aside} 行有问题，超过 input.max_set_aside 允许的 {allowed}，{outcome}\n  建议：{see}，或调高 input.max_set_aside"
                )
            } else {
                format!(
                    "{at}: {set_aside} of {rows} rows are damaged, more than the {allowed} that input.max_set_aside allows; {outcome}\n  help: {see}, or raise input.max_set_aside"
                )
            }
        }
        Refusal::Strict { set_aside } if zh => {
            format!("有 {set_aside} 行有问题，而 --strict 要求一行都没有；{outcome}")
        }
        Refusal::Strict { set_aside } => {
            format!(
                "{} damaged, and --strict allows none; {outcome}",
                number::rows(*set_aside, language)
            )
        }
        Refusal::NoOrders if zh => format!(
            "没有计入任何订单；规则 input.stale = \"refuse\" 要求数据更新，{outcome}\n  建议：看看订单是否导出完整，或调整 input.stale"
        ),
        Refusal::NoOrders => format!(
            "no order counts, and the rules refuse stale data; {outcome}\n  help: see whether the orders were exported, or change input.stale"
        ),
        Refusal::Stale { newest, days } if zh => format!(
            "最新的订单是 {newest}，已有 {days} 天；规则 input.stale = \"refuse\" 要求数据更新，{outcome}\n  建议：导出新的订单，或调整 input.stale_after"
        ),
        Refusal::Stale { newest, days } => format!(
            "the newest order is of {newest}, {days} days ago, and the rules refuse stale data; {outcome}\n  help: export the orders again, or change input.stale_after"
        ),
    }
}

/// Findings beyond those that are kept one by one.
pub fn unlisted(count: u64, language: Language) -> String {
    match language {
        Language::Zh => format!("另有 {count} 处问题没有逐条列出"),
        Language::En => format!("{count} further findings are not listed one by one"),
    }
}
