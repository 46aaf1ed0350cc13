//! Why the lines of `[orders]` and `[rates]` are as they are: order numbers, status words,
//! rows that are there twice, currencies. Takes what was counted, gives sentences.

use crate::lang::{Language, number};
use crate::names::Status;
use crate::propose::seen::Seen;

use super::Line;

/// Words of a meaning with their rows: `“已取消”112 行`.
fn said(seen: &Seen, means: Status, language: Language) -> Option<String> {
    let words = seen.statuses.iter().filter(|status| status.means == means);
    let words = words.map(|status| match language {
        Language::Zh => format!("“{}”{}", status.word, number::rows(status.rows, language)),
        Language::En => format!(
            "\"{}\" ({})",
            status.word,
            number::rows(status.rows, language)
        ),
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(language.pick("、", ", ")))
}

/// Why a line of `[orders]` is as it is.
pub(super) fn why(line: Line, seen: &Seen, language: Language) -> String {
    let zh = language == Language::Zh;
    let header = seen.status.as_deref();
    let rows = number::count(seen.order_rows());
    match (line, header) {
        (Line::Count, _) => match &seen.order_id {
            _ if seen.order_rows() == 0 => language.pick("没有订单表，先用内置的写法", "there is no order table, so the built-in way stands").to_owned(),
            Some(id) if zh => format!("订单表有“{id}”列，所以同一编号的几行算一次购买"),
            Some(id) => format!("orders have a number (\"{id}\"), so rows with the same one are one purchase"),
            None if zh => "订单表没有订单编号，所以每一行算一次购买；要把同一天的几行算作一次，改成 day".to_owned(),
            None => "orders have no number, so each row is one purchase; choose \"day\" to make one of all rows of a day".to_owned(),
        },
        (Line::Duplicates, _) if seen.twice > 0 && zh => format!("订单 {rows} 行里有 {} 行与另一行完全相同，可能是真的买了两次，所以都算；确认是重复导出就改成 exclude", number::count(seen.twice)),
        (Line::Duplicates, _) if seen.twice > 0 => format!("{} of {rows} order rows are identical to another one, which may be a second purchase, so both count; choose \"exclude\" if they were exported twice", number::count(seen.twice)),
        (Line::Duplicates, _) if zh => "没有完全相同的订单行，所以不用排除".to_owned(),
        (Line::Duplicates, _) => "no two order rows are identical, so there is nothing to leave out".to_owned(),
        (_, None) if zh => "订单表没有状态列，所以没有可写的词".to_owned(),
        (_, None) => "orders have no status column, so there is no word to name".to_owned(),
        (Line::Excluded, Some(header)) => match said(seen, Status::Cancelled, language) {
            Some(words) if zh => format!("“{header}”列的{words}内置就认识，已经不算，所以不用再写；订单共 {rows} 行"),
            Some(words) => format!("\"{header}\": of {rows} order rows, {words}; known and left out already, so no word is needed here"),
            None if zh => format!("“{header}”列里没有取消、关闭这样的词，所以不用写"),
            None => format!("\"{header}\" has no word for cancelled orders, so none is needed"),
        },
        (Line::Refunded, Some(header)) => match said(seen, Status::Refunded, language) {
            Some(words) if zh => format!("{words}内置就认识，金额已经算 0，所以不用再写"),
            Some(words) => format!("{words}: known, and counts 0 already, so no word is needed here"),
            None if zh => format!("“{header}”列里没有整单退款的词，所以不用写"),
            None => format!("\"{header}\" has no word for orders given back, so none is needed"),
        },
        (_, Some(_)) => match said(seen, Status::Pending, language) {
            Some(words) if zh => format!("{words}还没付清，但企业客户多是月结，所以照样计入；不计就改成 exclude"),
            Some(words) => format!("{words}: not settled yet, but business customers buy on credit, so they count; \"exclude\" leaves them out"),
            None if zh => "没有待付款的订单，所以这一行现在不起作用".to_owned(),
            None => "no order waits for payment, so this changes nothing now".to_owned(),
        },
    }
}

/// What an unknown word of the status column may mean.
pub fn unknown_states(seen: &Seen, language: Language) -> Option<String> {
    let words = seen.likely_states();
    let header = seen.status.as_deref()?;
    if words.is_empty() {
        return None;
    }
    let words = words.iter().map(|status| match language {
        Language::Zh => format!("“{}”{}", status.word, number::rows(status.rows, language)),
        Language::En => format!(
            "\"{}\" ({})",
            status.word,
            number::rows(status.rows, language)
        ),
    });
    let words: Vec<String> = words.collect();
    Some(match language {
        Language::Zh => format!(
            "“{header}”列里还有不认识的词：{}，现在都按成交计入",
            words.join("、")
        ),
        Language::En => format!(
            "\"{header}\" also has words nobody knows, which count as purchases: {}",
            words.join(", ")
        ),
    })
}

/// What to do with words that nobody knows, which stand in the next line as a comment.
pub fn unknown_states_help(said: &str, language: Language) -> String {
    match language {
        Language::Zh => {
            format!(
                "{said}；其中没成交的留在下一行里，去掉行首的 #，再删去它下面的那一行；成交的写进 counted，以后不再提"
            )
        }
        Language::En => format!(
            "{said}; leave those that never happened in the next line, take its # away, and delete the line below it; words of purchases go into `counted`, and nobody asks again"
        ),
    }
}

/// What to write for a currency without a rate.
pub fn rate(code: &str, book: &str, language: Language) -> String {
    match language {
        Language::Zh => format!(
            "要您填：1 {code} 等于多少 {book}；填好后去掉行首的 #，填之前 classify 会停下来问"
        ),
        Language::En => format!(
            "for you to fill in: how many {book} one {code} is; then take the # away, until then classify stops and asks"
        ),
    }
}
