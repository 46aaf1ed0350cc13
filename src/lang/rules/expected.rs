//! Words for what a key of the rules file takes, with an example of each.

use crate::rules::fault::Expected;

/// What it is, after "takes".
pub(super) fn noun(expected: Expected) -> (&'static str, &'static str) {
    match expected {
        Expected::Text => ("带引号的文字", "a text in quotes"),
        Expected::Words => ("名称", "a name"),
        Expected::Wording => ("文字，也可中英各一", "a text, or one for each language"),
        Expected::Flag => (" true 或 false", "true or false"),
        Expected::Whole => ("整数", "a whole number"),
        Expected::Number => ("数字", "a number"),
        Expected::Texts => ("文字列表", "a list of texts"),
        Expected::List => ("列表", "a list"),
        Expected::Table => ("一节内容", "a table"),
        Expected::Tables => ("双方括号的小节", "tables with double brackets"),
        Expected::Span => ("一段时间", "a length of time"),
        Expected::Days => ("天数", "a number of days"),
        Expected::Share => ("百分比", "a share of the whole"),
        Expected::Amount => ("金额", "an amount"),
        Expected::DayRange => ("日期或日期范围", "a day or a range of days"),
        Expected::ScoreRange => ("分数或分数范围", "a score or a range of scores"),
        Expected::Anchor => ("起算日", "the day it counts from"),
        Expected::ChannelLimit => ("次数和天数", "a number of contacts and of days"),
        Expected::DatePattern => ("日期的写法", "a way to write days"),
    }
}

/// How to write it.
pub(super) fn example(expected: Expected) -> (&'static str, &'static str) {
    match expected {
        Expected::Text => ("文字两边加英文引号：\"…\"", "put it in quotes: \"…\""),
        Expected::Words => (
            "例如 \"新客户\"，或 { zh = \"新客户\", en = \"New\" }",
            "such as \"New\", or { zh = \"新客户\", en = \"New\" }",
        ),
        Expected::Wording => (
            "例如 \"电话\"，或 { zh = \"电话\", en = \"Phone\" }",
            "such as \"Phone\", or { zh = \"电话\", en = \"Phone\" }",
        ),
        Expected::Flag => (
            "写 true 或 false，不加引号",
            "write true or false, without quotes",
        ),
        Expected::Whole => (
            "例如 5，不加引号、不带小数",
            "such as 5, without quotes or decimals",
        ),
        Expected::Number => ("例如 7.10", "such as 7.10"),
        Expected::Texts => (
            "例如 [\"电话\", \"微信\"]",
            "such as [\"phone\", \"e-mail\"]",
        ),
        Expected::List => (
            "放进方括号，例如 [\"80%\", \"95%\"]",
            "put it in square brackets, such as [\"80%\", \"95%\"]",
        ),
        Expected::Table => (
            "写成单独一节：方括号里写标题，下面每行一个键",
            "give it a header of its own in square brackets, and one key a line below it",
        ),
        Expected::Tables => (
            "标题用双方括号，例如 [[type]]、[[type.follow_up]]",
            "write its header with double brackets, such as [[type]] or [[type.follow_up]]",
        ),
        Expected::Span => (
            "例如 \"45d\"（天）、\"2w\"（周）、\"3m\"（月）、\"1q\"（季）、\"1y\"（年）",
            "such as \"45d\" (days), \"2w\" (weeks), \"3m\" (months), \"1q\" (a quarter), \"1y\" (years)",
        ),
        Expected::Days => (
            "用天或周，例如 \"14d\" 或 \"2w\"；月和年长短不一",
            "count in days or weeks, such as \"14d\" or \"2w\"; months and years differ in length",
        ),
        Expected::Share => ("例如 \"80%\" 或 0.8", "such as \"80%\" or 0.8"),
        Expected::Amount => (
            "例如 \"100万\" 或 1000000，最多四位小数",
            "such as \"100万\" or 1000000, with at most four decimals",
        ),
        Expected::DatePattern => (
            "年月日各一次，例如 \"YYYY-MM-DD\" 或 \"MM/DD/YYYY\"",
            "year, month and day once each, such as \"YYYY-MM-DD\" or \"MM/DD/YYYY\"",
        ),
        Expected::DayRange => (
            "例如 \"2026-12-24\" 或 \"2026-12-24..2026-12-26\"",
            "such as \"2026-12-24\" or \"2026-12-24..2026-12-26\"",
        ),
        Expected::ScoreRange => ("例如 5、\"4-5\" 或 [4, 5]", "such as 5, \"4-5\" or [4, 5]"),
        Expected::Anchor => (
            "例如 \"last_contact\"、\"[合同到期] - 30d\"，或每年固定的月日 \"09-10\"",
            "such as \"last_contact\", \"[Contract end] - 30d\", or month and day of each year, \"09-10\"",
        ),
        Expected::ChannelLimit => (
            "例如 \"1 in 7d\"：7 天内最多 1 次",
            "such as \"1 in 7d\": at most one within 7 days",
        ),
    }
}
