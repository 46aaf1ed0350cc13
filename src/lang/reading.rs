//! Sentences about columns that cannot be read without a decision.

use crate::lang::Language;
use crate::value::date::Undecidable;

/// Why the order of day and month is open in a column, and the next move.
pub fn undecidable(kind: Undecidable, column: &str, language: Language) -> String {
    match (kind, language) {
        (Undecidable::Ambiguous, Language::Zh) => format!(
            "{column}：这一列的日期（如 3/4/2026）看不出日和月的先后；请在规则文件的 [input] 中写 date_order = \"dmy\"（日在前）或 \"mdy\"（月在前），年在前写 \"ymd\""
        ),
        (Undecidable::Ambiguous, Language::En) => format!(
            "{column}: the dates of this column (such as 3/4/2026) do not show which part is the day; set date_order = \"dmy\" (day first), \"mdy\" (month first) or \"ymd\" (year first) under [input] in the rules file"
        ),
        (Undecidable::Conflicting, Language::Zh) => format!(
            "{column}：这一列有的日期日在前、有的月在前；请先统一这一列，或在规则文件的 [input] 中写 date_order，不合的行会列为问题数据"
        ),
        (Undecidable::Conflicting, Language::En) => format!(
            "{column}: this column has dates with the day first and others with the month first; make them alike, or set date_order under [input] in the rules file, and rows that do not fit are listed as problems"
        ),
    }
}

/// Two columns have equal claim to one field; what to write to settle it.
pub fn ambiguous_column(field: &str, one: &str, other: &str, language: Language) -> String {
    match language {
        Language::Zh => format!(
            "“{one}”和“{other}”两列都可以是 {field}；请改其中一个表头，或在规则文件的 [input.columns] 中写 \"{field}\" = [\"…\"]"
        ),
        Language::En => format!(
            "columns \"{one}\" and \"{other}\" could both be {field}; rename one, or name the right one under [input.columns] in the rules file: \"{field}\" = [\"…\"]"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_move_is_always_named() {
        for language in [Language::Zh, Language::En] {
            for kind in [Undecidable::Ambiguous, Undecidable::Conflicting] {
                let text = undecidable(kind, "日期", language);
                assert!(
                    text.contains("日期") && text.contains("date_order"),
                    "{text}"
                );
            }
            let text = ambiguous_column("order.amount", "金额", "金额(元)", language);
            assert!(
                text.contains("[input.columns]") && text.contains("金额(元)"),
                "{text}"
            );
        }
    }
}
