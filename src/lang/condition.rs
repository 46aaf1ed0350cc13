//! The faults of expressions in words: what stands there, and the next move.

use crate::names::Stratum;
use crate::rules::condition::{FaultKind, Speaks, ValueKind};

use super::Language;

/// One message with its optional help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Words a fault of an expression.
pub fn fault(kind: &FaultKind, language: Language) -> Said {
    Said {
        message: message(kind, language),
        help: help(kind, language),
    }
}

/// A kind of value: `a number`, 数字.
pub fn value_kind(kind: ValueKind, language: Language) -> &'static str {
    match kind {
        ValueKind::Number => language.pick("数字", "a number"),
        ValueKind::Date => language.pick("日期", "a date"),
        ValueKind::Text => language.pick("文字", "a text"),
        ValueKind::Truth => language.pick("是/否", "yes or no"),
    }
}

/// A layer of the run, as the place of an expression.
pub fn stratum(stratum: Stratum, language: Language) -> &'static str {
    match stratum {
        Stratum::Base => language.pick("表格列和基础指标", "columns and base metrics"),
        Stratum::Own => language.pick("自定义指标", "own metrics"),
        Stratum::Score => language.pick("RFM 评分", "RFM scores"),
        Stratum::Tier => language.pick("等级", "the tier"),
        Stratum::Type => language.pick("客户类型", "the customer type"),
        Stratum::Tag => language.pick("标签", "tags"),
        Stratum::Plan => language.pick("跟进计划", "the follow-up plan"),
    }
}

fn found_or_end(found: &str, language: Language) -> String {
    match (found, language) {
        ("", Language::Zh) => "这里就结束了".to_owned(),
        ("", Language::En) => "the text ends here".to_owned(),
        (found, Language::Zh) => format!("这里写的是“{found}”"),
        (found, Language::En) => format!("`{found}` stands here"),
    }
}

fn message(kind: &FaultKind, language: Language) -> String {
    match language {
        Language::Zh => message_zh(kind),
        Language::En => message_en(kind),
    }
}

fn message_zh(kind: &FaultKind) -> String {
    let zh = Language::Zh;
    match kind {
        FaultKind::Empty => "条件是空的".to_owned(),
        FaultKind::UnknownCharacter(c) => format!("条件里不认识字符“{c}”"),
        FaultKind::OtherLanguage { found, write } => format!("“{found}”在这里写作 {write}"),
        FaultKind::UnclosedText => "引号没有配对".to_owned(),
        FaultKind::UnclosedColumn => "列名的方括号没有配对".to_owned(),
        FaultKind::EmptyColumn => "方括号里没有列名".to_owned(),
        FaultKind::UnknownUnit(unit) => format!("数字后面的“{unit}”不是已知单位"),
        FaultKind::NumberTooLarge => "数字太大".to_owned(),
        FaultKind::SpanTooLong => "时间跨度太长".to_owned(),
        FaultKind::NoSuchDay(day) => format!("没有“{day}”这一天"),
        FaultKind::ExpectedValue { found } => {
            format!("这里应是一个值，{}", found_or_end(found, zh))
        }
        FaultKind::ExpectedOperator { found } => {
            format!("“{found}”和前面之间缺少运算符")
        }
        FaultKind::Expected { wanted, found } => {
            format!("这里应是 {wanted}，{}", found_or_end(found, zh))
        }
        FaultKind::NothingOpened => "这个括号没有配对的左括号".to_owned(),
        FaultKind::Chain => "比较不能连写".to_owned(),
        FaultKind::ListExpected => "in 后面应是方括号列表".to_owned(),
        FaultKind::EmptyList => "列表是空的".to_owned(),
        FaultKind::NotAPlainValue => "列表里只能写具体的值".to_owned(),
        FaultKind::NotBefore(word) => format!("not 不能直接写在 {word} 前面"),
        FaultKind::TooDeep => "括号或运算套得太深".to_owned(),
        FaultKind::UnknownFunction { name, .. } => format!("没有“{name}”这个函数"),
        FaultKind::ArgumentCount { function, found } => {
            let (fewest, _) = function.arguments();
            format!(
                "{} 需要 {fewest} 个参数，这里有 {found} 个",
                function.word()
            )
        }
        FaultKind::FunctionWithoutArguments(function) => {
            format!("{} 是函数，后面要有括号", function.word())
        }
        FaultKind::UnknownName {
            name, speaks_of, ..
        } => match speaks_of {
            Speaks::Customers => format!("没有“{name}”这个指标"),
            Speaks::OrderRows => format!("订单里没有“{name}”这一项"),
        },
        FaultKind::StratumTooHigh {
            name,
            stratum: layer,
            here,
        } => format!(
            "“{name}”属于{}，这个表达式写在{}里，只能用更早算出的名称",
            stratum(*layer, zh),
            stratum(*here, zh)
        ),
        FaultKind::CalendarSpan { span, .. } => {
            format!("{span} 是日历跨度，只能与“距…天数”类指标比较")
        }
        FaultKind::WrongKind { wanted, found } => format!(
            "这里应是{}，写的却是{}",
            value_kind(*wanted, zh),
            value_kind(*found, zh)
        ),
        FaultKind::KindsDiffer { left, right } => format!(
            "{}不能与{}放在一起比较",
            value_kind(*left, zh),
            value_kind(*right, zh)
        ),
        FaultKind::ColumnOfTwoKinds {
            header,
            first,
            second,
        } => format!(
            "列“{header}”前面当作{}，这里又当作{}",
            value_kind(*first, zh),
            value_kind(*second, zh)
        ),
        FaultKind::NoOrder(kind) => format!("{}没有大小之分", value_kind(*kind, zh)),
        FaultKind::NestedRank => "percent_rank 里面不能再用 percent_rank".to_owned(),
        FaultKind::RankOfRows => "percent_rank 用于客户，不能用于订单行".to_owned(),
    }
}

fn message_en(kind: &FaultKind) -> String {
    let en = Language::En;
    match kind {
        FaultKind::Empty => "the condition is empty".to_owned(),
        FaultKind::UnknownCharacter(c) => format!("`{c}` means nothing in a condition"),
        FaultKind::OtherLanguage { found, write } => format!("`{found}` is written `{write}` here"),
        FaultKind::UnclosedText => "this quote is never closed".to_owned(),
        FaultKind::UnclosedColumn => "this bracket is never closed".to_owned(),
        FaultKind::EmptyColumn => "there is no column name between the brackets".to_owned(),
        FaultKind::UnknownUnit(unit) => format!("`{unit}` after a number is not a known unit"),
        FaultKind::NumberTooLarge => "this number is too large".to_owned(),
        FaultKind::SpanTooLong => "this span of time is too long".to_owned(),
        FaultKind::NoSuchDay(day) => format!("there is no day `{day}`"),
        FaultKind::ExpectedValue { found } => {
            format!("a value is expected here, but {}", found_or_end(found, en))
        }
        FaultKind::ExpectedOperator { found } => {
            format!("an operator is missing before `{found}`")
        }
        FaultKind::Expected { wanted, found } => format!(
            "`{wanted}` is expected here, but {}",
            found_or_end(found, en)
        ),
        FaultKind::NothingOpened => "nothing was opened that this closes".to_owned(),
        FaultKind::Chain => "comparisons cannot be chained".to_owned(),
        FaultKind::ListExpected => "a list in square brackets is expected after `in`".to_owned(),
        FaultKind::EmptyList => "the list is empty".to_owned(),
        FaultKind::NotAPlainValue => "a list holds plain values only".to_owned(),
        FaultKind::NotBefore(word) => format!("`not` cannot stand right before `{word}`"),
        FaultKind::TooDeep => "parentheses or operators are nested too deeply".to_owned(),
        FaultKind::UnknownFunction { name, .. } => format!("there is no function `{name}`"),
        FaultKind::ArgumentCount { function, found } => {
            let (fewest, most) = function.arguments();
            let or_more = if most > fewest { " or more" } else { "" };
            format!(
                "`{}` takes {fewest}{or_more} argument(s), {found} given",
                function.word()
            )
        }
        FaultKind::FunctionWithoutArguments(function) => {
            format!("`{}` is a function and needs parentheses", function.word())
        }
        FaultKind::UnknownName {
            name, speaks_of, ..
        } => match speaks_of {
            Speaks::Customers => format!("there is no metric `{name}`"),
            Speaks::OrderRows => format!("order rows have no `{name}`"),
        },
        FaultKind::StratumTooHigh {
            name,
            stratum: layer,
            here,
        } => format!(
            "`{name}` belongs to {}; this expression belongs to {} and sees only what is computed before",
            stratum(*layer, en),
            stratum(*here, en)
        ),
        FaultKind::CalendarSpan { span, .. } => {
            format!("`{span}` is a calendar span and compares only with a days_since metric")
        }
        FaultKind::WrongKind { wanted, found } => format!(
            "{} is expected here, but this is {}",
            value_kind(*wanted, en),
            value_kind(*found, en)
        ),
        FaultKind::KindsDiffer { left, right } => format!(
            "{} cannot be compared with {}",
            value_kind(*left, en),
            value_kind(*right, en)
        ),
        FaultKind::ColumnOfTwoKinds {
            header,
            first,
            second,
        } => format!(
            "column `{header}` was used as {} before, and is used as {} here",
            value_kind(*first, en),
            value_kind(*second, en)
        ),
        FaultKind::NoOrder(kind) => {
            format!("{} cannot be compared by size", value_kind(*kind, en))
        }
        FaultKind::NestedRank => "percent_rank cannot stand within percent_rank".to_owned(),
        FaultKind::RankOfRows => "percent_rank ranks customers, not order rows".to_owned(),
    }
}

fn help(kind: &FaultKind, language: Language) -> Option<String> {
    let say = |zh: &str, en: &str| Some(language.pick(zh, en).to_owned());
    match kind {
        FaultKind::Empty => say(
            "总是成立的条件写作 true",
            "write `true` for a condition that always holds",
        ),
        FaultKind::OtherLanguage { write, .. } => match language {
            Language::Zh => Some(format!("改成 {write}")),
            Language::En => Some(format!("write `{write}`")),
        },
        FaultKind::UnclosedText => say("在文字末尾补上引号", "close the text with a quote"),
        FaultKind::UnclosedColumn => say(
            "在列名后补上 ]；列名里的 ] 写成 ]]",
            "close the name with `]`; a `]` inside is written `]]`",
        ),
        FaultKind::UnknownUnit(_) => say(
            "数字可带 % 万 亿 万元 元；时间可带 d w m y 天 周 个月 年",
            "numbers take % 万 亿 万元 元, spans of time d w m y 天 周 个月 年",
        ),
        FaultKind::SpanTooLong => say("最长 36500", "36500 is the largest count"),
        FaultKind::NoSuchDay(_) => say("日期写作 2026-06-30", "write days as 2026-06-30"),
        FaultKind::ExpectedOperator { .. } => say(
            "两个条件之间写 and 或 or",
            "join two conditions with `and` or `or`",
        ),
        FaultKind::Chain => say(
            "改用 x between a and b，或 a < x and x < b",
            "write `x between a and b`, or `a < x and x < b`",
        ),
        FaultKind::ListExpected | FaultKind::EmptyList => {
            say("例如 in ['A', 'B']", "for example `in ['A', 'B']`")
        }
        FaultKind::NotBefore(word) => match language {
            Language::Zh => Some(format!("改成 not (x {word} …)")),
            Language::En => Some(format!("write `not (x {word} …)`")),
        },
        FaultKind::UnknownFunction { suggestion, .. } => suggested(suggestion.as_ref(), language)
            .or_else(|| {
                say(
                    "函数有 blank min max abs round if percent_rank",
                    "functions are blank min max abs round if percent_rank",
                )
            }),
        FaultKind::UnknownName {
            suggestion, name, ..
        } => suggested(suggestion.as_ref(), language).or_else(|| match language {
            Language::Zh => Some(format!("表格里的列写作 [{name}]，文字写作 '{name}'")),
            Language::En => Some(format!(
                "a column of the sheet is written [{name}], a text '{name}'"
            )),
        }),
        FaultKind::CalendarSpan { days, .. } => match language {
            Language::Zh => Some(format!("改用天数，例如 {days}d")),
            Language::En => Some(format!("use plain days, for example `{days}d`")),
        },
        FaultKind::WrongKind { wanted, .. } if *wanted == ValueKind::Truth => say(
            "与一个值比较，例如 > 0",
            "compare it with a value, for example `> 0`",
        ),
        FaultKind::KindsDiffer { left, right } if [*left, *right].contains(&ValueKind::Text) => {
            say(
                "文字要加引号，数字不加",
                "texts stand in quotes, numbers do not",
            )
        }
        FaultKind::NoOrder(ValueKind::Text) => say(
            "用 = 或 in 列出要的值",
            "list the values you mean with `=` or `in`",
        ),
        FaultKind::UnknownCharacter(_)
        | FaultKind::EmptyColumn
        | FaultKind::NumberTooLarge
        | FaultKind::ExpectedValue { .. }
        | FaultKind::Expected { .. }
        | FaultKind::NotAPlainValue
        | FaultKind::NothingOpened
        | FaultKind::TooDeep
        | FaultKind::StratumTooHigh { .. }
        | FaultKind::ArgumentCount { .. }
        | FaultKind::FunctionWithoutArguments(_)
        | FaultKind::WrongKind { .. }
        | FaultKind::KindsDiffer { .. }
        | FaultKind::ColumnOfTwoKinds { .. }
        | FaultKind::NoOrder(_)
        | FaultKind::NestedRank
        | FaultKind::RankOfRows => None,
    }
}

fn suggested(word: Option<&String>, language: Language) -> Option<String> {
    word.map(|word| match language {
        Language::Zh => format!("是不是 {word}？"),
        Language::En => format!("did you mean `{word}`?"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::condition::{Scope, Wants, check, parse};

    fn says(text: &str, zh: &str, en: &str) {
        let scope = Scope {
            below: Stratum::Tier,
            own: &[],
            speaks_of: Speaks::Customers,
            wants: Wants::Truth,
        };
        let faults = parse(text)
            .and_then(|expr| check(&expr, &scope))
            .expect_err("a fault");
        for (language, expected) in [(Language::Zh, zh), (Language::En, en)] {
            let said = fault(&faults[0].kind, language);
            let both = format!("{}|{}", said.message, said.help.unwrap_or_default());
            assert_eq!(both, expected, "{text}");
        }
    }

    #[test]
    fn faults_name_the_word_and_the_next_move() {
        says(
            "amuont > 5",
            "没有“amuont”这个指标|是不是 amount？",
            "there is no metric `amuont`|did you mean `amount`?",
        );
        says(
            "amount > 3m",
            "3m 是日历跨度，只能与“距…天数”类指标比较|改用天数，例如 90d",
            "`3m` is a calendar span and compares only with a days_since metric|use plain days, for example `90d`",
        );
        says(
            "stage = 3",
            "文字不能与数字放在一起比较|文字要加引号，数字不加",
            "a text cannot be compared with a number|texts stand in quotes, numbers do not",
        );
        says(
            "tier = 'A'",
            "“tier”属于等级，这个表达式写在等级里，只能用更早算出的名称|",
            "`tier` belongs to the tier; this expression belongs to the tier and sees only what is computed before|",
        );
        says(
            "amount >",
            "这里应是一个值，这里就结束了|",
            "a value is expected here, but the text ends here|",
        );
    }
}
