//! What `init` says in the terminal: what it found in the sheets, how own levels differ
//! from tiers, and what to do next. Takes numbers and words, gives lines.

use crate::lang::{Language, number};
use crate::names::Status;
use crate::propose::levels::{Basis, Differing, Levels};
use crate::propose::seen::{CurrencyWhy, Keyed, Seen, UnitSeen};
use crate::propose::{HeaderWord, Proposal};

/// A headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    /// The sheets.
    Sheets,
    /// What was understood.
    Understood,
    /// Tiers by the proposed rules.
    Tiers,
    /// Types by the proposed rules.
    Types,
    /// Own levels beside tiers.
    Levels,
    /// What a person has to settle.
    Open,
    /// What to do next.
    Next,
}

/// A headline.
pub fn title(title: Title, language: Language) -> &'static str {
    let (zh, en) = match title {
        Title::Sheets => ("看到的表", "Sheets"),
        Title::Understood => ("看懂了什么", "What was understood"),
        Title::Tiers => (
            "按建议的规则 · 等级（含保留的） · 客户数",
            "By the proposed rules · Tiers, held ones too · Customers",
        ),
        Title::Types => (
            "按建议的规则 · 客户类型 · 客户数",
            "By the proposed rules · Types · Customers",
        ),
        Title::Levels => ("您的级别和我们的等级", "Your levels and our tiers"),
        Title::Open => ("要您定的", "For you to settle"),
        Title::Next => ("接下来", "Next"),
    };
    language.pick(zh, en)
}

/// One thing that was understood, and how.
pub fn understood(of: &Proposal, language: Language) -> Vec<(String, String)> {
    let seen = &of.seen;
    let label = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let mut lines = vec![
        (label("客户", "Customers"), customers(seen, language)),
        (label("订单", "Orders"), orders(seen, language)),
        (label("读不出的行", "Damaged rows"), damaged(seen, language)),
    ];
    if seen.orders.read > 0 {
        lines.push((
            label("日期", "Dates"),
            super::dates(&of.draft.dates, language),
        ));
        lines.push((
            label("货币", "Currency"),
            super::currency(&of.draft, language),
        ));
    }
    if !seen.units.is_empty() {
        lines.push((label("金额单位", "Unit"), units(&seen.units, language)));
    }
    if seen.status.is_some() {
        lines.push((label("状态词", "Status words"), statuses(seen, language)));
    }
    lines.push((label("跟进记录", "Contact log"), log(seen, language)));
    if !of.draft.words.is_empty() {
        lines.push((
            label("不太确定的表头", "Unsure headers"),
            words(&of.draft.words, language),
        ));
    }
    lines
}

fn customers(seen: &Seen, language: Language) -> String {
    let all = number::customers(seen.customers, language);
    let only = number::count(seen.not_in_sheet);
    let text = match (seen.keyed, language) {
        (Keyed::ById, Language::Zh) => format!("{all}，按编号识别"),
        (Keyed::ById, Language::En) => format!("{all}, known by their ids"),
        (Keyed::ByName, Language::Zh) => format!("{all}，没有编号，按名称识别"),
        (Keyed::ByName, Language::En) => format!("{all}, without ids, known by their names"),
    };
    let more = match (seen.has_sheet, seen.not_in_sheet, language) {
        (false, _, Language::Zh) => "；没有客户表，都来自订单".to_owned(),
        (false, _, Language::En) => "; without a customer sheet, all from orders".to_owned(),
        (true, 0, _) => String::new(),
        (true, _, Language::Zh) => format!("；其中 {only} 个只在订单里出现"),
        (true, _, Language::En) => format!("; {only} of them only in orders"),
    };
    text + &more
}

fn orders(seen: &Seen, language: Language) -> String {
    if seen.orders.read == 0 {
        return language
            .pick(
                "没有订单表，所以分不出等级",
                "no order table, so there are no tiers",
            )
            .to_owned();
    }
    let rows = number::rows(seen.order_rows(), language);
    let used = number::count(seen.orders.used);
    let days = seen.days.map(|(first, newest)| match language {
        Language::Zh => format!("，{first} 至 {newest}"),
        Language::En => format!(", from {first} to {newest}"),
    });
    let days = days.unwrap_or_default();
    match language {
        Language::Zh => format!("{rows}，计入 {used}{days}"),
        Language::En => format!("{rows}, {used} used{days}"),
    }
}

fn damaged(seen: &Seen, language: Language) -> String {
    let unread = unread(seen, language);
    if seen.repeated == 0 {
        return unread;
    }
    let rows = number::rows(seen.repeated, language);
    match language {
        Language::Zh => format!("{unread}；另有 {rows}是重复的客户，以先出现的行为准"),
        Language::En => format!("{unread}; {rows} name a customer again, whose first row counts"),
    }
}

fn unread(seen: &Seen, language: Language) -> String {
    match (seen.damaged, language) {
        (0, Language::Zh) => "没有".to_owned(),
        (0, Language::En) => "none".to_owned(),
        (rows, Language::Zh) => format!(
            "{}，一张表里最多占 {}；tierbook check 会逐条指出在哪一格",
            number::rows(rows, language),
            number::percent(seen.worst)
        ),
        (rows, Language::En) => format!(
            "{}, at most {} of a table; tierbook check names each cell",
            number::rows(rows, language),
            number::percent(seen.worst)
        ),
    }
}

fn units(units: &[UnitSeen], language: Language) -> String {
    let told = units.iter().map(|unit| match (unit.scale, language) {
        (1, Language::Zh) => format!("“{}”按元读", unit.header),
        (1, Language::En) => format!("\"{}\" as written", unit.header),
        (scale, Language::Zh) => format!(
            "“{}”每 1 作 {}",
            unit.header,
            number::count(scale.unsigned_abs())
        ),
        (scale, Language::En) => format!(
            "\"{}\": 1 is {}",
            unit.header,
            number::count(scale.unsigned_abs())
        ),
    });
    let told: Vec<String> = told.collect();
    told.join(language.pick("；", "; "))
}

/// More words than this hide one another.
const SHOWN: usize = 8;

fn statuses(seen: &Seen, language: Language) -> String {
    let told = seen.statuses.iter().take(SHOWN).map(|status| {
        let means = means(status.means, language);
        let rows = number::rows(status.rows, language);
        match language {
            Language::Zh => format!("“{}”{rows}（{means}）", status.word),
            Language::En => format!("\"{}\" {rows} ({means})", status.word),
        }
    });
    let mut told: Vec<String> = told.collect();
    let more = seen.statuses.len().saturating_sub(SHOWN);
    if more > 0 {
        told.push(match language {
            Language::Zh => format!("另有 {more} 个词"),
            Language::En => format!("{more} more"),
        });
    }
    if told.is_empty() {
        return language
            .pick("状态列是空的", "the status column is empty")
            .to_owned();
    }
    told.join(language.pick("，", ", "))
}

fn means(status: Status, language: Language) -> &'static str {
    let (zh, en) = match status {
        Status::Paid | Status::PartialRefund | Status::Blank => ("计入", "counts"),
        Status::Pending => ("未付清，计入", "not settled, counts"),
        Status::Cancelled => ("不算", "left out"),
        Status::Refunded => ("退款，按 0 计", "given back, counts 0"),
        Status::Unknown => ("不认识，计入", "unknown, counts"),
    };
    language.pick(zh, en)
}

fn log(seen: &Seen, language: Language) -> String {
    let text = if seen.has_log {
        language.pick(
            "有，所以知道上次联系和投诉",
            "there is one, so last contacts and complaints are known",
        )
    } else {
        language.pick(
            "没有；记一张表（客户、日期、跟进人、渠道、结果）一起给出，计划会准得多",
            "none; keep one (customer, day, who, channel, outcome) and the plan gets much better",
        )
    };
    text.to_owned()
}

fn words(words: &[HeaderWord], language: Language) -> String {
    let told: Vec<String> = words
        .iter()
        .map(|word| {
            format!(
                "{}←{}",
                crate::lang::heading::field(word.field, language),
                word.header
            )
        })
        .collect();
    match language {
        Language::Zh => format!("{}；请看 [input.columns]", told.join("，")),
        Language::En => format!("{}; please look at [input.columns]", told.join(", ")),
    }
}

/// What a person has to settle before the next run, or should look at.
pub fn open(of: &Proposal, language: Language) -> Vec<String> {
    let seen = &of.seen;
    let mut lines = Vec::new();
    if let Some((file, header)) = &seen.dayless {
        lines.push(match language {
            Language::Zh => format!("{file} 有“{header}”列，但没有日期列，所以不能当订单表；加一列“下单日期”，才分得出等级"),
            Language::En => format!("{file} has amounts (\"{header}\") but no column of days, so it cannot serve as orders; add one, such as \"Order Date\", and there will be tiers"),
        });
    }
    if matches!(of.draft.dates, crate::propose::seen::DatesWhy::Open { .. }) {
        lines.push(super::dates(&of.draft.dates, language));
        lines.push(
            language
                .pick(
                    "上面的数字暂按其中一种顺序算，定了以后可能会变",
                    "the numbers above follow one of the two orders for now and may change",
                )
                .to_owned(),
        );
    }
    if let Some(dots) = super::dots(seen, language) {
        lines.push(dots);
        lines.push(
            language
                .pick(
                    "点若是千分位，上面的金额都要乘以 1000，等级的分界也要重写",
                    "where dots group thousands, amounts above are a thousand times as large, and bounds of tiers are to be written anew",
                )
                .to_owned(),
        );
    }
    let guessed = of.draft.currency == CurrencyWhy::Unnamed && !of.draft.chinese;
    if guessed || matches!(of.draft.currency, CurrencyWhy::Several(_)) {
        lines.push(super::currency(&of.draft, language));
    }
    if seen.worst > 0.05 {
        lines.push(super::why(super::Line::MaxSetAside, of, language));
    }
    lines.extend(
        super::orders::unknown_states(seen, language).map(|said| match language {
            Language::Zh => format!("{said}；有没成交的，请看 [orders]"),
            Language::En => format!("{said}; where one never happened, see [orders]"),
        }),
    );
    if seen.age().is_some_and(|age| age > 366) {
        let newest = seen
            .days
            .map(|(_, newest)| newest.to_string())
            .unwrap_or_default();
        lines.push(match language {
            Language::Zh => format!("最新订单是 {newest}，离截止日一年以上；想看当时的情形，加上 --as-of {newest}"),
            Language::En => format!("the newest order is of {newest}, more than a year before the as-of day; add --as-of {newest} to see how things stood then"),
        });
    }
    lines
}

/// How the levels compare, in one or two sentences.
pub fn compared(levels: &Levels, language: Language) -> Vec<String> {
    let count = number::count;
    let basis = match (levels.basis, language) {
        (Basis::Names, Language::Zh) => "同名的级别对照",
        (Basis::Names, Language::En) => "by the same letter",
        (Basis::Usual, Language::Zh) => "每个级别对照它多数客户所在的等级",
        (Basis::Usual, Language::En) => "each level against the tier of most of its customers",
    };
    let all = number::customers(levels.customers, language);
    let verb = |number: u64, one: &'static str, more: &'static str| match number {
        1 => format!("1 {one}"),
        number => format!("{} {more}", count(number)),
    };
    let mut said = vec![match language {
        Language::Zh => format!(
            "{all}有自己的级别（{basis}）：{} 个一致，{} 个买得更多，{} 个买得更少。",
            count(levels.agree),
            count(levels.better),
            count(levels.worse)
        ),
        Language::En => format!(
            "{all} {} a level ({basis}): {}, {}, {}.",
            if levels.customers == 1 { "has" } else { "have" },
            verb(levels.agree, "agrees", "agree"),
            verb(
                levels.better,
                "buys more than its level",
                "buy more than their level"
            ),
            verb(levels.worse, "buys less", "buy less"),
        ),
    }];
    if !levels.apart.is_empty() {
        let customers = number::customers(levels.left_out, language);
        let quoted = levels.apart.iter().map(|word| match language {
            Language::Zh => format!("“{word}”"),
            Language::En => format!("\"{word}\""),
        });
        let names: Vec<String> = quoted.collect();
        said.push(match language {
            Language::Zh => format!(
                "{}看不出相当于哪个等级，没有对照（{customers}）。",
                names.join("、")
            ),
            Language::En => format!(
                "Not compared, since no letter says which tier is meant: {} ({customers}).",
                names.join(", ")
            ),
        });
    }
    said
}

/// A customer whose level and tier differ.
pub fn differing(one: &Differing, class: &str, currency: &str, language: Language) -> String {
    let named = if one.id == one.name {
        one.id.clone()
    } else {
        match language {
            Language::Zh => format!("{}（{}）", one.name, one.id),
            Language::En => format!("{} ({})", one.name, one.id),
        }
    };
    let amount = number::amount(one.amount_12m.into(), language);
    match language {
        Language::Zh => format!(
            "{named}：您定为“{}”，近12月 {amount} {currency}，算出来是 {class}",
            one.level
        ),
        Language::En => format!(
            "{named}: your level \"{}\", {amount} {currency} in 12 months, tier {class}",
            one.level
        ),
    }
}

/// Which customers are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Those whose tier is better than their level.
    Better,
    /// Those whose tier is worse.
    Worse,
}

/// What stands above the customers named.
pub fn direction(which: Direction, language: Language) -> &'static str {
    match which {
        Direction::Better => language.pick(
            "买得比级别多，差得最远的：",
            "Buy more than their level says, the farthest apart first:",
        ),
        Direction::Worse => language.pick(
            "买得比级别少，差得最远的：",
            "Buy less than their level says, the farthest apart first:",
        ),
    }
}

/// What to do next, once the rules are written; `named` where other commands do not find them.
pub fn next(rules: &str, named: Option<&str>, open: &[String], language: Language) -> Vec<String> {
    let with = named.map_or(String::new(), |named| format!(" -r {named}"));
    let read = match (open.is_empty(), language) {
        (true, Language::Zh) => format!("打开 {rules} 看一遍，每行都写着为什么；"),
        (true, Language::En) => format!("read through {rules}, where every line says why;"),
        (false, Language::Zh) => {
            format!("打开 {rules} 看一遍，每行都写着为什么，先定下上面列出的几处；")
        }
        (false, Language::En) => format!(
            "read through {rules}, where every line says why, and settle what is listed above;"
        ),
    };
    let run = match language {
        Language::Zh => format!("然后每周运行一句：tierbook classify{with}"),
        Language::En => format!("then, every week: tierbook classify{with}"),
    };
    vec![read, run]
}

/// A file of the folder that is left alone, with the reason.
pub fn passed_over(said: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("没有读：{said}"),
        Language::En => format!("left alone: {said}"),
    }
}

/// Rules are there already and are never replaced.
pub fn rules_exist(path: &str, language: Language) -> String {
    match language {
        Language::Zh => format!(
            "{path} 已经有了，不会覆盖；要另写一份，用 -o 另起一个名字，或用 -o - 只打印出来。"
        ),
        Language::En => format!(
            "{path} is there already and is never replaced; name another file with -o, or print to the screen with -o -."
        ),
    }
}

/// A folder without any table.
pub fn nothing_here(language: Language) -> &'static str {
    language.pick(
        "这个文件夹里没有表格；请到放表格的文件夹里运行，或写出文件，例如 tierbook init 客户.xlsx 订单.csv",
        "there is no table in this folder; run it where your tables are, or name them, as in tierbook init customers.xlsx orders.csv",
    )
}

/// Roles that were settled on the command line cannot be kept in the rules.
pub fn settled_roles(language: Language) -> &'static str {
    language.pick(
        "用 --customers、--orders、--contacts 指定的表，规则文件记不住；以后每次照样写上",
        "sheets named with --customers, --orders or --contacts cannot be kept in the rules file; name them so each time",
    )
}

/// Standard input cannot be read again next week.
pub fn from_standard_input(language: Language) -> &'static str {
    language.pick(
        "标准输入写不进 [input] files；以后每次照样用 - 给出",
        "standard input cannot be named in [input] files; give it with - each time",
    )
}
