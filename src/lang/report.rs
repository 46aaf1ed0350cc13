//! Words of the overview, the sheets and the terminal summary. Takes a word's name
//! or a few numbers, gives text in both languages.

use std::borrow::Cow;

use crate::lang::Language;
use crate::lang::number;
use crate::money::Total;
use crate::names::words::Outcome;
use crate::period::Day;
use crate::records::ledger::Account;
use crate::rules::{Shift, Who, Workdays};

/// A fixed word of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The book's title.
    Title,
    /// Sheet of the overview.
    Overview,
    /// Sheet of tasks.
    Plan,
    /// Sheet of all customers.
    Customers,
    /// Sheet of the log.
    Log,
    /// Sheet of problems.
    Problems,
    /// Sheet of the rules.
    Rules,
    /// Section of tiers.
    ByTier,
    /// Section of types.
    ByType,
    /// Section of segments.
    BySegment,
    /// Section of tags.
    ByTag,
    /// Section of people.
    ByOwner,
    /// Section of earlier days.
    History,
    /// Sheet and section of movements.
    Movements,
    /// Table of tiers then and now.
    TierMoves,
    /// The same in amounts.
    TierMoveAmounts,
    /// Table of types then and now.
    TypeMoves,
    /// Section of the ledger.
    Ledger,
    /// Section of amounts in the ledger.
    Amounts,
    /// Section of warnings.
    Warnings,
    /// Section of facts about the run.
    Facts,
    /// Column of labels.
    Label,
    /// Column of customers.
    CustomerCount,
    /// Column of amounts.
    Amount12m,
    /// Column of shares.
    Share,
    /// Column of tasks due today.
    DueToday,
    /// Column of tasks overdue.
    Overdue,
    /// Column of later tasks.
    Later,
    /// Column of customers of the best tier without a contact.
    BestSilent,
    /// Column of days.
    Day,
    /// No label.
    Nothing,
    /// Nobody.
    Nobody,
    /// A blank cell.
    Blank,
    /// Column of rows read.
    Read,
    /// Column of rows used.
    Used,
    /// Column of rows excluded.
    Excluded,
    /// Column of layout rows.
    Layout,
    /// Column of rows set aside.
    SetAside,
    /// Column of currencies.
    Currency,
    /// Column of file and sheet.
    Sheet,
    /// Column of values.
    Value,
    /// Column of roles.
    Role,
    /// Total.
    Total,
    /// As-of day.
    AsOf,
    /// Version.
    Version,
    /// Digest of the rules.
    RulesDigest,
    /// Input files.
    Inputs,
    /// What was written.
    Written,
    /// What was read.
    ReadIn,
    /// Where a class begins.
    Begins,
    /// A condition.
    Condition,
    /// A group of tiers.
    Group,
    /// Calendar.
    Calendar,
    /// RFM cut points.
    Scores,
    /// A score.
    Score,
    /// Recency.
    Recency,
    /// Frequency.
    Frequency,
    /// Amount.
    Monetary,
}

/// A fixed word.
pub fn word(word: Word, language: Language) -> &'static str {
    let (zh, en) = match word {
        Word::Title => ("客户分层与跟进", "Customer tiers and follow-ups"),
        Word::Overview => ("概览", "Overview"),
        Word::Plan => ("跟进计划", "Follow-ups"),
        Word::Customers => ("全部客户", "All customers"),
        Word::Log => ("跟进记录", "Contact log"),
        Word::Problems => ("问题数据", "Problems"),
        Word::Rules => ("规则", "Rules"),
        Word::ByTier => ("等级", "Tiers"),
        Word::ByType => ("客户类型", "Types"),
        Word::BySegment => ("分群", "Segments"),
        Word::ByTag => ("标签", "Tags"),
        Word::ByOwner => ("负责人看板", "By owner"),
        Word::History => (
            "各等级客户数的变化（按规则）",
            "Customers by tier over time (by rule)",
        ),
        Word::Movements => ("变动", "Movements"),
        Word::TierMoves => (
            "等级变动：原等级（行）→ 现等级（列），客户数",
            "Tiers then (down) and now (across), customers",
        ),
        Word::TierMoveAmounts => (
            "等级变动：同上，近12月金额",
            "Tiers then and now, amount of the last 12 months",
        ),
        Word::TypeMoves => (
            "类型变动：原类型（行）→ 现类型（列），客户数",
            "Types then (down) and now (across), customers",
        ),
        Word::Ledger => ("每一行的去向", "What became of every row"),
        Word::Amounts => ("金额核对", "Amounts reconciled"),
        Word::Warnings => ("请留意", "Please look at"),
        Word::Facts => ("本次运行", "This run"),
        Word::Label => ("名称", "Name"),
        Word::CustomerCount => ("客户数", "Customers"),
        Word::Amount12m => ("近12月金额", "Amount 12m"),
        Word::Share => ("金额占比", "Share of amount"),
        Word::DueToday => ("今日到期", "Due today"),
        Word::Overdue => ("已逾期", "Overdue"),
        Word::Later => ("之后到期", "Due later"),
        Word::BestSilent => ("最高等级 90 天未联系", "Top tier, no contact in 90 days"),
        Word::Day => ("日期", "Day"),
        Word::Nothing => ("（无）", "(none)"),
        Word::Nobody => ("（未分配）", "(nobody)"),
        Word::Blank => ("（空白）", "(blank)"),
        Word::Read => ("读入", "Read"),
        Word::Used => ("计入", "Used"),
        Word::Excluded => ("排除", "Excluded"),
        Word::Layout => ("版式行", "Layout"),
        Word::SetAside => ("搁置", "Set aside"),
        Word::Currency => ("币种", "Currency"),
        Word::Sheet => ("表", "Sheet"),
        Word::Value => ("值", "Value"),
        Word::Role => ("内容", "Holds"),
        Word::Total => ("合计", "Total"),
        Word::AsOf => ("截止日", "As of"),
        Word::Version => ("版本", "Version"),
        Word::RulesDigest => ("规则指纹", "Rules digest"),
        Word::Inputs => ("输入文件", "Input file"),
        Word::Written => ("已写出", "Written"),
        Word::ReadIn => ("已读取", "Read"),
        Word::Begins => ("起点", "Begins"),
        Word::Condition => ("条件", "Condition"),
        Word::Group => ("组", "Group"),
        Word::Calendar => ("日历", "Calendar"),
        Word::Scores => ("RFM 分数的分界", "Cut points of the RFM scores"),
        Word::Score => ("分数", "Score"),
        Word::Recency => ("R：距上次下单天数", "R: days since last order"),
        Word::Frequency => ("F：订单数", "F: orders"),
        Word::Monetary => ("M：金额", "M: amount"),
    };
    language.pick(zh, en)
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// To be done.
    Open,
    /// To be done, and its day is past.
    Overdue,
    /// Done.
    Done,
    /// Not to be done any more.
    Dropped,
}

/// A task's status.
pub fn status(status: Status, language: Language) -> &'static str {
    match status {
        Status::Open => language.pick("待办", "open"),
        Status::Overdue => language.pick("已逾期", "overdue"),
        Status::Done => language.pick("已完成", "done"),
        Status::Dropped => language.pick("取消", "dropped"),
    }
}

/// The words a task's status may be set to, as drop-downs offer them.
pub fn statuses(language: Language) -> Vec<String> {
    let all = [Status::Open, Status::Overdue, Status::Done, Status::Dropped];
    all.map(|one| status(one, language).to_owned()).to_vec()
}

/// Who carries out a task.
pub fn who(who: Who, language: Language) -> &'static str {
    match who {
        Who::Owner => language.pick("负责人", "owner"),
        Who::Manager => language.pick("主管", "manager"),
        Who::Auto => language.pick("群发", "bulk"),
    }
}

/// Who acts, with the name of a manager who is known: the owner's stands in a column of its own.
pub fn who_by_name(who: Who, person: Option<&str>, language: Language) -> Cow<'static, str> {
    let word = self::who(who, language);
    match person {
        Some(name) if who == Who::Manager => Cow::Owned(match language {
            Language::Zh => format!("{word}：{name}"),
            Language::En => format!("{word}: {name}"),
        }),
        _ => Cow::Borrowed(word),
    }
}

/// The manager whom a cell of [`who_by_name`] names, in either language: empty where it names
/// none, `None` where the task is nobody's of the managers.
pub fn named_manager(cell: &str) -> Option<&str> {
    let words = [Language::Zh, Language::En].map(|language| who(Who::Manager, language));
    let rest = words.iter().find_map(|word| cell.strip_prefix(word))?;
    match rest.trim_start().strip_prefix(['：', ':']) {
        Some(name) => Some(name.trim()),
        None => rest.is_empty().then_some(""),
    }
}

/// The words an outcome may be, as drop-downs offer them.
pub fn outcomes(language: Language) -> Vec<String> {
    let words = Outcome::ALL.iter();
    words
        .map(|one| outcome(*one, language).to_owned())
        .collect()
}

/// An outcome of a contact.
pub fn outcome(outcome: Outcome, language: Language) -> &'static str {
    let words = outcome.words();
    match language {
        Language::Zh => words[0],
        Language::En => words[1],
    }
}

/// The headline of the overview: `12 customers, 1,234.00 in the last 12 months`.
pub fn headline(customers: u64, amount: Total, currency: &str, language: Language) -> String {
    let amount = number::grouped_money(amount);
    match language {
        Language::Zh => format!(
            "{}，近12月金额 {amount} {currency}",
            number::customers(customers, language)
        ),
        Language::En => format!(
            "{}, {amount} {currency} in the last 12 months",
            number::customers(customers, language)
        ),
    }
}

/// How many customers only orders or contacts name.
pub fn not_in_sheet(customers: u64, language: Language) -> String {
    let count = number::customers(customers, language);
    match language {
        Language::Zh => {
            format!("有 {count}不在客户表里，只出现在订单或跟进记录中，照常划分等级和类型。")
        }
        Language::En => format!(
            "Not in the customer sheet, only in orders or the log: {count}, classified all the same."
        ),
    }
}

/// A table's account: `1,000 rows: 990 used, 5 excluded, 3 layout, 2 set aside`.
pub fn account(account: &Account, language: Language) -> String {
    let count = number::count;
    let rows = number::rows(account.read, language);
    let mut text = match language {
        Language::Zh => format!(
            "{rows} = 计入 {} + 排除 {} + 版式行 {} + 搁置 {}",
            count(account.used),
            count(account.excluded),
            count(account.layout),
            count(account.set_aside)
        ),
        Language::En => format!(
            "{rows} = {} used + {} excluded + {} layout + {} set aside",
            count(account.used),
            count(account.excluded),
            count(account.layout),
            count(account.set_aside)
        ),
    };
    if account.unreadable_amounts > 0 {
        let rows = number::rows(account.unreadable_amounts, language);
        let more = match language {
            Language::Zh => format!("；其中 {rows}的金额读不出"),
            Language::En => format!("; in {rows} the amount cannot be read"),
        };
        text += &more;
    }
    text
}

/// The readable amounts of one currency in a table.
pub fn amounts(
    currency: &str,
    amounts: &crate::records::ledger::Amounts,
    language: Language,
) -> String {
    let [read, used, excluded, aside] = [
        amounts.read,
        amounts.used,
        amounts.excluded,
        amounts.set_aside,
    ]
    .map(number::grouped_money);
    match language {
        Language::Zh => {
            format!("{currency} {read} = 计入 {used} + 排除 {excluded} + 搁置 {aside}")
        }
        Language::En => {
            format!("{currency} {read} = {used} used + {excluded} excluded + {aside} set aside")
        }
    }
}

/// What is due: `2 tasks due today, 5 overdue, 30 later within 14 days`.
pub fn due(today: u64, overdue: u64, later: u64, horizon: u32, language: Language) -> String {
    let count = number::count;
    let days = number::days(u64::from(horizon), language);
    match language {
        Language::Zh => format!(
            "今日到期 {} 项，已逾期 {} 项，{days}内另有 {} 项",
            count(today),
            count(overdue),
            count(later)
        ),
        Language::En => format!(
            "{} due today, {} overdue, {} more within {days}",
            number::tasks(today, language),
            count(overdue),
            count(later)
        ),
    }
}

/// A table's account in few words: parts that are 0 are left out.
pub fn brief_account(account: &Account, language: Language) -> String {
    let rows = number::rows(account.read, language);
    let parts = [
        (account.used, language.pick("计入", "used")),
        (account.excluded, language.pick("排除", "excluded")),
        (account.layout, language.pick("版式行", "layout")),
        (account.set_aside, language.pick("搁置", "set aside")),
    ];
    let some = parts.iter().filter(|(rows, _)| *rows > 0);
    let said: Vec<String> = some
        .map(|(rows, what)| match language {
            Language::Zh => format!("{what} {}", number::count(*rows)),
            Language::En => format!("{} {what}", number::count(*rows)),
        })
        .collect();
    if said.is_empty() {
        return rows;
    }
    format!("{rows} = {}", said.join(" + "))
}

/// Tables that are not shown one by one, and all their rows.
pub fn more_tables(tables: usize, rows: u64, language: Language) -> String {
    let rows = number::rows(rows, language);
    match (language, tables) {
        (Language::Zh, _) => format!("另有 {tables} 张表，共 {rows}"),
        (Language::En, 1) => format!("and 1 more table of {rows}"),
        (Language::En, _) => format!("and {tables} more tables of {rows}"),
    }
}

/// How much each person has to do today: `王芳 12、李娜 8`.
pub fn by_person(people: &[(&str, u64)], more: usize, language: Language) -> String {
    let comma = language.pick("、", ", ");
    let mut said: Vec<String> = people
        .iter()
        .map(|(name, tasks)| {
            let name = match *name {
                "" => word(Word::Nobody, language),
                name => name,
            };
            format!("{name} {}", number::count(*tasks))
        })
        .collect();
    if more > 0 {
        said.push(match language {
            Language::Zh => format!("另有 {more} 人"),
            Language::En => format!("{more} others"),
        });
    }
    let said = said.join(comma);
    match language {
        Language::Zh => format!("到今天为止：{said}"),
        Language::En => format!("Up to today: {said}"),
    }
}

/// Where all problems are listed one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllProblems<'p> {
    /// On a sheet of the workbook that was written.
    Sheet,
    /// In a file that was written.
    File(&'p str),
    /// Nowhere yet: `check` tells them.
    Check,
}

/// How many further problems, and how many notes, are not shown; and where to read them and
/// what to do. What people wrote in a workbook is taken up once, so that only what was written
/// then can list it.
pub fn more_problems(
    more: usize,
    notes: usize,
    all: AllProblems<'_>,
    language: Language,
) -> String {
    let mut parts = Vec::new();
    match (more, language) {
        (0, _) => {}
        (_, Language::Zh) => parts.push(format!("另有 {more} 处问题")),
        (1, Language::En) => parts.push("1 more problem".to_owned()),
        (_, Language::En) => parts.push(format!("{more} more problems")),
    }
    match (notes, language) {
        (0, _) => {}
        (_, Language::Zh) => parts.push(format!("{notes} 条提示")),
        (1, Language::En) => parts.push("1 note".to_owned()),
        (_, Language::En) => parts.push(format!("{notes} notes")),
    }
    let sheet = word(Word::Problems, language);
    let zh = language == Language::Zh;
    let told = match all {
        AllProblems::Sheet if zh => format!("“{sheet}”表列出全部，并说明怎么更正。"),
        AllProblems::Sheet => format!("the sheet \"{sheet}\" lists them all and says what to do."),
        AllProblems::File(path) if zh => {
            format!("{path} 列出全部；怎么更正：运行 tierbook check 查看。")
        }
        AllProblems::File(path) => {
            format!("{path} lists them all; `tierbook check` says what to do.")
        }
        AllProblems::Check if zh && parts.is_empty() => {
            "怎么更正：运行 tierbook check 查看。".to_owned()
        }
        AllProblems::Check if parts.is_empty() => "`tierbook check` says what to do.".to_owned(),
        AllProblems::Check if zh => "tierbook check 列出全部，并说明怎么更正。".to_owned(),
        AllProblems::Check => "`tierbook check` lists them all and says what to do.".to_owned(),
    };
    if parts.is_empty() {
        let mut letters = told.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        return first.chain(letters).collect();
    }
    match language {
        Language::Zh => format!("{}；{told}", parts.join("、")),
        Language::En => format!("{}: {told}", parts.join(" and ")),
    }
}

/// Nothing was found.
pub fn no_problems(language: Language) -> &'static str {
    language.pick("没有发现问题。", "No problems found.")
}

/// A sheet of a tier shows only its first customers.
pub fn only_best(shown: usize, of: u64, language: Language) -> String {
    let [shown, of] = [shown as u64, of].map(number::count);
    match language {
        Language::Zh => {
            format!("只列出排在最前的 {shown} 个客户，该等级共 {of} 个；其余见“全部客户”。")
        }
        Language::En => format!(
            "The first {shown} of {of} customers; the others are on the sheet \"All customers\"."
        ),
    }
}

/// The heading of a crosstab.
pub fn crosstab(by: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("按{by}"),
        Language::En => format!("By {}", by.to_lowercase()),
    }
}

/// The row that sums up the rest of a crosstab.
pub fn rest(words: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("其余 {words} 项"),
        Language::En => format!("{words} others"),
    }
}

/// What customers are sorted into tiers by.
pub fn sorted_by(measure: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("等级按“{measure}”从高到低划分。"),
        Language::En => format!("Tiers go by \"{measure}\", highest first."),
    }
}

/// How long a better tier is held.
pub fn held_for(span: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("降级前，原等级保留 {span}。"),
        Language::En => format!("A better tier is held for {span} before it drops."),
    }
}

/// Where a class begins, in words; `None` is below all others.
pub fn class_begins(how: ClassBegins<'_>, language: Language) -> String {
    match (how, language) {
        (ClassBegins::At(value), Language::Zh) => format!("达到 {value}"),
        (ClassBegins::At(value), Language::En) => format!("{value} or more"),
        (ClassBegins::Above(value), Language::Zh) => format!("超过 {value}"),
        (ClassBegins::Above(value), Language::En) => format!("more than {value}"),
        (ClassBegins::Last, _) => language
            .pick("其余有订单的客户", "all others with orders")
            .to_owned(),
        (ClassBegins::NobodyIn, _) => language
            .pick("没有客户达到", "nobody gets there")
            .to_owned(),
    }
}

/// Where a class begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassBegins<'a> {
    /// At this value.
    At(&'a str),
    /// Above this value.
    Above(&'a str),
    /// It takes everybody left.
    Last,
    /// Nobody is in it.
    NobodyIn,
}

/// The calendar in one sentence.
pub fn calendar(workdays: Workdays, shift: Shift, horizon: u32, language: Language) -> String {
    let days = match workdays {
        Workdays::China => language.pick(
            "周一至周五，含中国法定节假日与调休",
            "Monday to Friday with China's public holidays and make-up days",
        ),
        Workdays::Weekdays => language.pick("周一至周五", "Monday to Friday"),
        Workdays::All => language.pick("每天", "every day"),
    };
    let shifted = match shift {
        Shift::Next => language.pick("顺延到下一个工作日", "move to the next workday"),
        Shift::Previous => language.pick("提前到上一个工作日", "move to the workday before"),
        Shift::Stay => language.pick("不移动", "stay"),
    };
    let ahead = number::days(u64::from(horizon), language);
    match language {
        Language::Zh => {
            format!("工作日：{days}。遇休息日的任务{shifted}。计划列出未来 {ahead}的任务。")
        }
        Language::En => format!(
            "Workdays: {days}. Tasks on a day off {shifted}. Tasks of the next {ahead} are listed."
        ),
    }
}

/// A range of values of a score.
pub fn range(above: Option<&str>, at_most: Option<&str>, language: Language) -> String {
    match (above, at_most, language) {
        (None, None, _) => language.pick("全部", "any").to_owned(),
        (Some(above), None, Language::Zh) => format!("超过 {above}"),
        (Some(above), None, Language::En) => format!("more than {above}"),
        (None, Some(most), Language::Zh) => format!("不超过 {most}"),
        (None, Some(most), Language::En) => format!("up to {most}"),
        (Some(above), Some(most), Language::Zh) => format!("超过 {above}，不超过 {most}"),
        (Some(above), Some(most), Language::En) => format!("more than {above}, up to {most}"),
    }
}

/// What was written: `客户分层.xlsx（1,234 行）`.
pub fn written(path: &str, rows: Option<u64>, language: Language) -> String {
    match (rows, language) {
        (None, _) => path.to_owned(),
        (Some(rows), Language::Zh) => format!("{path}（{}）", number::rows(rows, language)),
        (Some(rows), Language::En) => format!("{path} ({})", number::rows(rows, language)),
    }
}

/// The headline of a run in the terminal.
pub fn run_title(as_of: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("客户分层，截止 {as_of}"),
        Language::En => format!("Customer tiers as of {as_of}"),
    }
}
