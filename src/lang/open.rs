//! What was recognised in the files, and why files cannot be opened, in words.
//!
//! Takes sheets and faults of `records::open`; gives messages, next moves and the
//! lines that `check` prints for each sheet.

use crate::lang::heading::{field, field_in_sentence, role as role_name};
use crate::lang::place::column_letters;
use crate::lang::{Language, file, number};
use crate::names::systems::Confidence;
use crate::names::{Field, Role};
use crate::records::open::{At, Ignored, Missing, OpenFault, Refusal, Seen, Sheet};
use crate::sheet::Visibility;

/// How many headers a message shows before it counts the rest.
const SHOWN: usize = 12;

/// What is wrong.
pub fn message(fault: &OpenFault, language: Language) -> String {
    let zh = language == Language::Zh;
    match fault {
        OpenFault::NoFiles if zh => "没有给出文件".to_owned(),
        OpenFault::NoFiles => "no file was given".to_owned(),
        OpenFault::TooManySheets if zh => "工作表太多，一次最多读 65,536 张".to_owned(),
        OpenFault::TooManySheets => "there are too many sheets; one run reads 65,536".to_owned(),
        OpenFault::Refused { file, why } => joined(file, &refusal(why, language), language),
        OpenFault::NoSuchSheet { file, sheet, .. } if zh => {
            format!("{file} 里没有名为“{sheet}”的工作表")
        }
        OpenFault::NoSuchSheet { file, sheet, .. } => {
            format!("{file} has no sheet named \"{sheet}\"")
        }
        OpenFault::ClaimedTwice { at, one, other } if zh => format!(
            "{} 被同时指定为{}表和{}表",
            place(at),
            role_name(*one, language),
            role_name(*other, language)
        ),
        OpenFault::ClaimedTwice { at, one, other } => format!(
            "{} was named both for {} and for {}",
            place(at),
            role_name(*one, language),
            role_name(*other, language)
        ),
        OpenFault::NoHeader { at, role } if zh => format!(
            "{} 被指定为{}表，但前 30 行里认不出表头",
            place(at),
            role_name(*role, language)
        ),
        OpenFault::NoHeader { at, role } => format!(
            "{} was named for {}, but no header was recognised in its first 30 rows",
            place(at),
            role_name(*role, language)
        ),
        OpenFault::MissingColumns {
            at,
            role,
            missing,
            headers,
        } => missing_columns(at, *role, missing, headers, language),
        OpenFault::AmbiguousColumn {
            at,
            field,
            one,
            other,
        } => ambiguous(at, *field, one, other, language),
        OpenFault::NothingRecognised { file, seen } => nothing(file, seen, language),
    }
}

/// The next move.
pub fn help(fault: &OpenFault, language: Language) -> Option<String> {
    let zh = language == Language::Zh;
    let text = match fault {
        OpenFault::NoFiles if zh => {
            "写上表格文件，例如 tierbook check 订单.xlsx；或在规则文件的 [input] 中写 files".to_owned()
        }
        OpenFault::NoFiles => {
            "name your spreadsheets, as in `tierbook check orders.xlsx`, or set `files` under [input] in the rules file"
                .to_owned()
        }
        OpenFault::TooManySheets if zh => "分几次运行，或删去用不到的工作表".to_owned(),
        OpenFault::TooManySheets => "run with fewer files, or delete sheets you do not need".to_owned(),
        // Refusals say the next move themselves.
        OpenFault::Refused { .. } => return None,
        OpenFault::NoSuchSheet { sheets, .. } if sheets.is_empty() => language
            .pick(
                "这是文本表，只有一张表：去掉 # 和后面的名称",
                "this is a text table, which has no sheets: leave out the # and what follows it",
            )
            .to_owned(),
        OpenFault::NoSuchSheet { sheets, .. } if zh => format!("有这些工作表：{}", list(sheets, language)),
        OpenFault::NoSuchSheet { sheets, .. } => format!("its sheets are {}", list(sheets, language)),
        OpenFault::ClaimedTwice { .. } if zh => {
            "一张表只能有一种用途；把它拆成两张，或去掉其中一个选项".to_owned()
        }
        OpenFault::ClaimedTwice { .. } => {
            "a sheet has one role; drop one of the options, or split the sheet in two".to_owned()
        }
        OpenFault::NoHeader { .. } if zh => {
            "在数据上面写一行列名，例如 客户编号、日期、金额".to_owned()
        }
        OpenFault::NoHeader { .. } => {
            "put a row of column names above the data, such as customer id, date, amount".to_owned()
        }
        OpenFault::MissingColumns { missing, .. } => missing_help(missing, language),
        // A name that both have settles nothing.
        OpenFault::AmbiguousColumn { one, other, .. } if one.0 == other.0 => language
            .pick("改掉其中一个表头，或删去多余的一列", "rename one of them, or delete the one too many")
            .to_owned(),
        OpenFault::AmbiguousColumn { field, one, .. } if zh => format!(
            "改掉其中一个表头，或在规则文件的 [input.columns] 中写 \"{}\" = [\"{}\"]",
            field.key(),
            one.0
        ),
        OpenFault::AmbiguousColumn { field, one, .. } => format!(
            "rename one of them, or name the right one under [input.columns] in the rules file: \"{}\" = [\"{}\"]",
            field.key(),
            one.0
        ),
        OpenFault::NothingRecognised { seen, .. } if seen.iter().all(|one| one.why == Ignored::Empty) => language
            .pick("重新导出，确认表里有数据", "export it again and see that there is data in it")
            .to_owned(),
        OpenFault::NothingRecognised { seen, .. } if seen.iter().any(|one| one.why == Ignored::Derived) => language
            .pick(
                "请给出它所依据的客户表和订单表；它自己只提供跟进记录",
                "name the customer and order files it was made from; of its own it holds only the contact log",
            )
            .to_owned(),
        OpenFault::NothingRecognised { .. } if zh => {
            "用 --orders、--customers 或 --contacts 指明它是哪种表，或在规则文件的 [input.columns] 中写上您的列名".to_owned()
        }
        OpenFault::NothingRecognised { .. } => {
            "say what it is with --orders, --customers or --contacts, or name your headers under [input.columns] in the rules file"
                .to_owned()
        }
    };
    Some(text)
}

/// Why a sheet is left alone.
pub fn ignored(why: &Ignored, language: Language) -> String {
    let zh = language == Language::Zh;
    match why {
        Ignored::Broken(fault) => file::workbook_fault(fault, language),
        Ignored::Empty => language.pick("空表", "it is empty").to_owned(),
        Ignored::NoHeader => language
            .pick(
                "前几行里认不出表头",
                "no header was recognised in its first rows",
            )
            .to_owned(),
        Ignored::NoRole => language
            .pick(
                "表头看不出是客户、订单还是跟进记录",
                "its headers are not those of customers, orders or a contact log",
            )
            .to_owned(),
        Ignored::Papers => language
            .pick(
                "列的是收付款、报价或费用，旁边另有订单表",
                "it lists payments, quotations or expenses, and another sheet lists orders",
            )
            .to_owned(),
        Ignored::Derived => language
            .pick(
                "这是 tierbook 算出来的表，每次重新生成",
                "tierbook made it from other data and makes it anew each time",
            )
            .to_owned(),
        Ignored::Lacks(role, missing) => {
            let wanted: Vec<String> = missing.iter().map(|one| need(one, language)).collect();
            let role = role_name(*role, language);
            match language {
                Language::Zh => format!("像是{role}表，但缺少{}", wanted.join("；")),
                Language::En => format!("it looks like {role} but lacks {}", wanted.join("; ")),
            }
        }
        Ignored::Hidden(role) if zh => {
            format!("它是隐藏的，另有显示着的{}表", role_name(*role, language))
        }
        Ignored::Hidden(role) => format!(
            "it is hidden, and a visible sheet holds {}",
            role_name(*role, language)
        ),
        Ignored::RoleClaimed(role) if zh => {
            format!("另一张表已被指定为{}表", role_name(*role, language))
        }
        Ignored::RoleClaimed(role) => {
            format!("another sheet was named for {}", role_name(*role, language))
        }
        Ignored::SameFile(first) if zh => format!("内容与 {first} 完全相同，只读一次"),
        Ignored::SameFile(first) => {
            format!("its content is the same as that of {first}, which is read once")
        }
    }
}

/// What was recognised in a sheet: one line, and one for its columns.
pub fn describe(sheet: &Sheet, language: Language) -> Vec<String> {
    let name = place(&At {
        file: sheet.file_name.clone(),
        sheet: sheet.name.clone(),
    });
    let Some(role) = sheet.role else {
        let why = sheet.why.as_ref().map(|why| ignored(why, language));
        let why = why.unwrap_or_default();
        return vec![match language {
            Language::Zh => format!("{name}：不读（{why}）"),
            Language::En => format!("{name}: left alone ({why})"),
        }];
    };
    let mut facts = vec![match language {
        Language::Zh => format!("{}表", role_name(role, language)),
        Language::En => role_name(role, language).to_owned(),
    }];
    facts.extend(sheet.system.map(|system| match language {
        Language::Zh => format!("认出是“{}”的导出", system.zh),
        Language::En => format!("recognised as an export of {}", system.en),
    }));
    if sheet.visibility == Visibility::Hidden {
        facts.push(language.pick("隐藏的工作表", "hidden sheet").to_owned());
    }
    facts.extend(sheet.encoding.map(|encoding| encoding.to_string()));
    facts.extend(sheet.delimiter.map(|byte| delimiter(byte, language)));
    facts.extend(sheet.header_row.map(|row| {
        let end = sheet.header_end.filter(|end| *end != row);
        match (end, language) {
            (None, Language::Zh) => format!("表头在第 {row} 行"),
            (None, Language::En) => format!("header in row {row}"),
            (Some(end), Language::Zh) => format!("表头在第 {row}、{end} 行"),
            (Some(end), Language::En) => format!("header in rows {row} and {end}"),
        }
    }));
    let columns: Vec<String> = sheet
        .fields
        .iter()
        .map(|(named, column)| {
            let header = sheet.headers.get(*column).map_or("", String::as_str);
            format!("{}←{}", field(*named, language), one_line(header))
        })
        .collect();
    let mut lines = match language {
        Language::Zh => vec![
            format!("{name}：{}", facts.join("，")),
            format!("  {}", columns.join("，")),
        ],
        Language::En => vec![
            format!("{name}: {}", facts.join(", ")),
            format!("  {}", columns.join(", ")),
        ],
    };
    lines.extend(
        sheet
            .system
            .map(|system| format!("  {}", known(system.confidence, language))),
    );
    let notes = sheet.notes.iter();
    lines.extend(notes.map(|note| format!("  {}", file::sheet_note(*note, language))));
    lines
}

/// How well the headers of a system's export are known.
fn known(confidence: Confidence, language: Language) -> String {
    match confidence {
        Confidence::Vendor => language.pick(
            "列名依据：该系统自己的源码或文档",
            "its headers are known from the system's own source code or documentation",
        ),
        Confidence::Observed => language.pick(
            "列名依据：读取真实导出的公开程序",
            "its headers are known from public programs that read real exports",
        ),
        Confidence::Partial => language.pick(
            "列名依据：只见过一部分，请核对上面的列",
            "its headers are known in part only; see whether the columns above are right",
        ),
    }
    .to_owned()
}

fn delimiter(byte: u8, language: Language) -> String {
    match byte {
        b',' => language.pick("逗号分隔", "separated by commas").to_owned(),
        b';' => language
            .pick("分号分隔", "separated by semicolons")
            .to_owned(),
        b'\t' => language.pick("制表符分隔", "separated by tabs").to_owned(),
        other => match language {
            Language::Zh => format!("“{}”分隔", char::from(other)),
            Language::En => format!("separated by \"{}\"", char::from(other)),
        },
    }
}

fn refusal(why: &Refusal, language: Language) -> String {
    match (why, language) {
        (Refusal::Io(error), Language::Zh) => format!("读不了（{error}）"),
        (Refusal::Io(error), Language::En) => format!("it cannot be read ({error})"),
        (Refusal::File(fault), _) => file::file_fault(fault, language),
        (Refusal::Workbook(fault), _) => file::workbook_fault(fault, language),
        (Refusal::TooLarge { limit }, Language::Zh) => format!(
            "解压后超过 {} MB；请另存为不压缩的 UTF-8 CSV，或用 --large-files 照读",
            number::count(limit >> 20)
        ),
        (Refusal::TooLarge { limit }, Language::En) => format!(
            "it unpacks to more than {} MB; save it as plain UTF-8 CSV, or read it with --large-files",
            number::count(limit >> 20)
        ),
    }
}

fn missing_columns(
    at: &At,
    role: Role,
    missing: &[Missing],
    headers: &[String],
    language: Language,
) -> String {
    let wanted: Vec<String> = missing.iter().map(|one| need(one, language)).collect();
    let role = role_name(role, language);
    match language {
        Language::Zh => format!(
            "{}（{role}表）缺少列：{}；现有的列是 {}",
            place(at),
            wanted.join("；"),
            list(headers, language)
        ),
        Language::En => format!(
            "{} ({role}) lacks {}; its columns are {}",
            place(at),
            wanted.join("; "),
            list(headers, language)
        ),
    }
}

/// `客户编号 或 客户名称`, `金额 或 数量+单价`.
fn need(missing: &Missing, language: Language) -> String {
    let ways: Vec<String> = missing
        .need
        .iter()
        .map(|fields| {
            let words: Vec<String> = fields
                .iter()
                .map(|field| field_in_sentence(*field, language))
                .collect();
            words.join(language.pick("+", " and "))
        })
        .collect();
    ways.join(language.pick(" 或 ", " or "))
}

fn missing_help(missing: &[Missing], language: Language) -> String {
    let near: Vec<&str> = missing
        .iter()
        .filter_map(|one| one.near.as_deref())
        .collect();
    let key = missing
        .iter()
        .find_map(|one| Some(one.need.first()?.first()?.key()))
        .unwrap_or_default();
    let header = near.first().map_or("…", |header| *header);
    match (near.is_empty(), language) {
        (false, Language::Zh) => format!(
            "是“{header}”吗？那就在规则文件的 [input.columns] 中写 \"{key}\" = [\"{header}\"]"
        ),
        (false, Language::En) => format!(
            "is it \"{header}\"? Then write \"{key}\" = [\"{header}\"] under [input.columns] in the rules file"
        ),
        (true, Language::Zh) => format!(
            "如果有这一列，在规则文件的 [input.columns] 中写 \"{key}\" = [\"列名\"]；否则请在表里补上"
        ),
        (true, Language::En) => format!(
            "if one of them is it, write \"{key}\" = [\"its header\"] under [input.columns] in the rules file; else add the column"
        ),
    }
}

fn ambiguous(
    at: &At,
    field: Field,
    one: &(String, usize),
    other: &(String, usize),
    language: Language,
) -> String {
    let column = |(header, column): &(String, usize)| {
        let letters = u16::try_from(*column).map_or_else(|_| column.to_string(), column_letters);
        match language {
            Language::Zh => format!("“{}”（{letters} 列）", one_line(header)),
            Language::En => format!("\"{}\" (column {letters})", one_line(header)),
        }
    };
    let name = field_in_sentence(field, language);
    match language {
        Language::Zh => format!(
            "{}：{}和{}都可能是{name}",
            place(at),
            column(one),
            column(other)
        ),
        Language::En => format!(
            "{}: {} and {} could both be {name}",
            place(at),
            column(one),
            column(other)
        ),
    }
}

fn nothing(file: &str, seen: &[Seen], language: Language) -> String {
    let mut sheets: Vec<String> = seen
        .iter()
        .take(SHOWN)
        .map(|one| told(one, language))
        .collect();
    if seen.len() > SHOWN {
        let more = number::count((seen.len() - SHOWN) as u64);
        sheets.push(match language {
            Language::Zh => format!("另有 {more} 张"),
            Language::En => format!("and {more} more"),
        });
    }
    let told = sheets.join(language.pick("；", "; "));
    match language {
        Language::Zh => format!("{file} 里没有认出客户、订单或跟进记录：{told}"),
        Language::En => {
            format!("{file} holds no customers, orders or contact log that we recognise: {told}")
        }
    }
}

fn told(seen: &Seen, language: Language) -> String {
    let why = ignored(&seen.why, language);
    let headers = match (seen.headers.is_empty(), language) {
        (true, _) => String::new(),
        (false, Language::Zh) => format!("（{}）", list(&seen.headers, language)),
        (false, Language::En) => format!(" ({})", list(&seen.headers, language)),
    };
    match (&seen.sheet, language) {
        (Some(name), Language::Zh) => format!("“{name}”{why}{headers}"),
        (Some(name), Language::En) => format!("\"{name}\": {why}{headers}"),
        (None, _) => format!("{why}{headers}"),
    }
}

/// The words in quotes, the first dozen of them.
fn list(words: &[String], language: Language) -> String {
    let said: Vec<&String> = words.iter().filter(|word| !word.is_empty()).collect();
    let mut quoted: Vec<String> = said
        .iter()
        .take(SHOWN)
        .map(|word| match language {
            Language::Zh => format!("“{}”", one_line(word)),
            Language::En => format!("\"{}\"", one_line(word)),
        })
        .collect();
    if said.len() > SHOWN {
        let more = number::count((said.len() - SHOWN) as u64);
        quoted.push(match language {
            Language::Zh => format!("另 {more} 个"),
            Language::En => format!("{more} more"),
        });
    }
    quoted.join(language.pick("、", ", "))
}

/// A header on one line, cut where it is longer than any header should be.
fn one_line(header: &str) -> String {
    const LONGEST: usize = 40;
    let line: Vec<&str> = header.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(['…']).collect()
}

fn place(at: &At) -> String {
    match &at.sheet {
        Some(sheet) => format!("{} › {sheet}", at.file),
        None => at.file.clone(),
    }
}

fn joined(file: &str, text: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("{file}：{text}"),
        Language::En => format!("{file}: {text}"),
    }
}

#[cfg(test)]
mod tests;
