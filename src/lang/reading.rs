//! Sentences about columns that cannot be read without a decision, and about what was decided.

use crate::lang::{Language, number};
use crate::records::book::{AmountColumn, AmountSource, DateColumn, DateWord, OpenDates};
use crate::value::amount::Decimal;
use crate::value::date::{Order, Serials, Undecidable};

/// How a column of days is read, where its cells did not say it alone.
pub fn days(column: &DateColumn, header: &str, language: Language) -> Option<String> {
    let DateColumn {
        evidence, reading, ..
    } = column;
    let seen = |order: &Order| evidence.sure(*order) + evidence.ambiguous() > 0;
    let order = reading
        .order
        .filter(seen)
        .map(|order| match (order, language) {
            (Order::YearFirst, Language::Zh) => "年/月/日",
            (Order::DayFirst, Language::Zh) => "日/月/年",
            (Order::MonthFirst, Language::Zh) => "月/日/年",
            (Order::YearFirst, Language::En) => "year/month/day",
            (Order::DayFirst, Language::En) => "day/month/year",
            (Order::MonthFirst, Language::En) => "month/day/year",
        });
    let numbers = (reading.serials == Serials::Days)
        .then(|| language.pick("Excel 的日期序号", "Excel's day numbers"));
    let ways: Vec<&str> = order.into_iter().chain(numbers).collect();
    let ways = match &ways[..] {
        [] => return None,
        ways => ways.join(language.pick("、", " and ")),
    };
    Some(match language {
        Language::Zh => format!("“{header}”的日期按{ways}读"),
        Language::En => format!("the dates in \"{header}\" are read as {ways}"),
    })
}

/// How the amounts of a table are read, where they do not count as they stand.
pub fn amounts(amounts: &AmountColumn, header: &str, language: Language) -> Vec<String> {
    let zh = language == Language::Zh;
    let mut lines = Vec::new();
    if amounts.source == AmountSource::QuantityTimesPrice {
        lines.push(
            language
                .pick("金额 = 数量 × 单价", "the amount is quantity × price")
                .to_owned(),
        );
    }
    if amounts.reading.decimal == Decimal::Comma {
        lines.push(if zh {
            format!("“{header}”里逗号是小数点：1.234,50")
        } else {
            format!("in \"{header}\" a comma stands before the decimals: 1.234,50")
        });
    }
    let scale = amounts.reading.scale;
    if scale != 1 {
        lines.push(if zh {
            format!(
                "“{header}”里的 1 计 {}",
                number::count(scale.unsigned_abs())
            )
        } else {
            format!(
                "1 in \"{header}\" counts {}",
                number::count(scale.unsigned_abs())
            )
        });
    }
    lines
}

/// Why the order of day and month is open in a column, the cells that show it, and the next move.
pub fn undecidable(open: &OpenDates, column: &str, language: Language) -> String {
    let words: Vec<String> = open
        .words
        .iter()
        .map(|DateWord { row, word }| match language {
            Language::Zh => format!("第 {row} 行“{word}”"),
            Language::En => format!("\"{word}\" in row {row}"),
        })
        .collect();
    let shown = match language {
        _ if words.is_empty() => String::new(),
        Language::Zh => format!("（如{}）", words.join("、")),
        Language::En => format!(" (such as {})", words.join(" and ")),
    };
    match (open.why, language) {
        (Undecidable::Ambiguous, Language::Zh) => format!(
            "{column}：这一列的日期{shown}看不出日和月的先后；请在规则文件的 [input] 中写 date_order = \"dmy\"（日在前）或 \"mdy\"（月在前），年在前写 \"ymd\""
        ),
        (Undecidable::Ambiguous, Language::En) => format!(
            "{column}: the dates of this column{shown} do not show which part is the day; set date_order = \"dmy\" (day first), \"mdy\" (month first) or \"ymd\" (year first) under [input] in the rules file"
        ),
        (Undecidable::Conflicting, Language::Zh) => format!(
            "{column}：这一列有的日期日在前、有的月在前{shown}；请先统一这一列，或在规则文件的 [input] 中写 date_order，不合的行会列为问题数据"
        ),
        (Undecidable::Conflicting, Language::En) => format!(
            "{column}: this column has dates with the day first and others with the month first{shown}; make them alike, or set date_order under [input] in the rules file, and rows that do not fit are listed as problems"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Place, SheetId};
    use crate::value::Raw;
    use crate::value::amount::AmountReading;
    use crate::value::date::{self, DateEvidence, DateOrder, DateReading};

    #[test]
    fn what_was_decided_is_said_and_nothing_else() {
        let place = Place {
            sheet: SheetId(0),
            row: None,
            column: None,
        };
        let check = |cells: &[&str], expected: Option<&str>| {
            let mut evidence = DateEvidence::default();
            for cell in cells {
                let raw = Raw::text(cell.as_bytes());
                // What needs a decision is evidence only.
                let _ = date::date(raw, DateReading::default(), &mut evidence);
            }
            let reading = date::decide(&evidence, DateOrder::Auto).expect("decidable");
            let column = DateColumn {
                place,
                evidence,
                reading,
            };
            let said = days(&column, "Date", Language::En);
            assert_eq!(said.as_deref(), expected);
            assert_eq!(
                days(&column, "日期", Language::Zh).is_some(),
                said.is_some()
            );
        };
        check(&["2026-03-05"], None);
        check(
            &["25/3/2026", "4/3/2026"],
            Some("the dates in \"Date\" are read as day/month/year"),
        );
        check(
            &["46086", "46087"],
            Some("the dates in \"Date\" are read as Excel's day numbers"),
        );
        let column = |decimal, scale, source| AmountColumn {
            place,
            reading: AmountReading { decimal, scale },
            source,
        };
        let plain = column(Decimal::Dot, 1, AmountSource::Column);
        let odd = column(Decimal::Comma, 10_000, AmountSource::QuantityTimesPrice);
        for language in [Language::Zh, Language::En] {
            assert!(amounts(&plain, "金额", language).is_empty());
            assert_eq!(amounts(&odd, "金额", language).len(), 3);
        }
    }

    #[test]
    fn the_next_move_is_always_named() {
        for language in [Language::Zh, Language::En] {
            for kind in [Undecidable::Ambiguous, Undecidable::Conflicting] {
                let word = |row: u32, word: &str| DateWord {
                    row,
                    word: word.to_owned(),
                };
                let open = OpenDates {
                    place: Place {
                        sheet: SheetId(0),
                        row: None,
                        column: Some(2),
                    },
                    why: kind,
                    words: vec![word(2, "3/4/2026"), word(7, "4/30/2026")],
                };
                let text = undecidable(&open, "日期", language);
                for named in ["日期", "date_order", "3/4/2026", "7", "4/30/2026"] {
                    assert!(text.contains(named), "{text}");
                }
            }
        }
    }
}
