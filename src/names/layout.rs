//! Rows below a header that are no facts: totals, repeated headers, notes, blank rows. Takes
//! the cells of a row, gives what it is for.

use crate::names::header::{KnownWords, fold};
use crate::value::is_empty_word;
use crate::value::text::{fold_width, folded_word, trim};

/// What a row that is no fact is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// No cell says anything.
    Blank,
    /// A total or subtotal.
    Total,
    /// The header again, as on every printed page.
    RepeatedHeader,
    /// A remark in a cell of its own.
    Note,
    /// The header of another table below this one.
    AnotherHeader,
}

/// Whether a row below the header is the header of another table: words only, of which
/// two thirds and at least two are header words.
pub fn is_another_header(cells: &[&str]) -> bool {
    let known = KnownWords::with(&[]);
    let said: Vec<&str> = cells
        .iter()
        .copied()
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())))
        .collect();
    let words = said.iter().filter(|cell| known.contains(&fold(cell)));
    let words = words.count();
    let different = {
        let mut sorted = said.clone();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    different
        && words >= 2
        && words * 3 >= said.len() * 2
        && !said.iter().any(|cell| is_number_like(cell))
}

/// Digits with signs, currencies and separators, but no letters: numbers and dates.
pub(super) fn is_number_like(cell: &str) -> bool {
    let folded = fold_width(cell);
    folded.chars().any(|c| c.is_ascii_digit())
        && folded.chars().all(|c| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || "+-.,:/()%¥$€£'年月日元万亿时分秒".contains(c)
        })
}

/// Whether a cell looks like an amount and not like a date.
fn is_amount_like(cell: &str) -> bool {
    let folded = fold_width(cell);
    let dashes = folded
        .char_indices()
        .filter(|(at, c)| *at > 0 && "-/:年月".contains(*c));
    is_number_like(&folded) && dashes.count() == 0
}

/// What a row of a table is for, if it is no fact.
///
/// Meant for rows that cannot be read as facts; a fact that looks odd should be
/// read, and named where it cannot.
pub fn layout(header: &[String], cells: &[&str]) -> Option<Layout> {
    let blank = |cell: &&str| is_empty_word(trim(cell.as_bytes()));
    if cells.iter().all(blank) {
        Some(Layout::Blank)
    } else if is_total_row(cells) {
        Some(Layout::Total)
    } else if is_repeated_header(header, cells) {
        Some(Layout::RepeatedHeader)
    } else if is_note_row(header, cells) {
        Some(Layout::Note)
    } else if is_another_header(cells) {
        Some(Layout::AnotherHeader)
    } else {
        None
    }
}

/// Words of total rows, folded.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "累计",
    "共计",
    "总和",
    "汇总",
    "合計",
    "總計",
    "小計",
    "累計",
    "共計",
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sub-total",
    "sum",
    "本页小计",
    "彙總",
];

/// Totals that may stand at the end of a phrase, such as 本月合计.
const TOTAL_ENDINGS: &[&str] = &[
    "合计", "总计", "小计", "累计", "共计", "汇总", "合計", "總計", "小計", "累計", "共計", "彙總",
    "total",
];

/// Whether a row without any date sums up others: its first cell that says something ends with
/// a word for a total, and the others are amounts, but for one word (a count such as 共12单); or
/// one of its cells is such a word (小计 beside the customer it is of).
pub fn is_total_row(cells: &[&str]) -> bool {
    let mut said = cells
        .iter()
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())));
    let Some(first) = said.next() else {
        return false;
    };
    if cells
        .iter()
        .any(|cell| is_number_like(cell) && !is_amount_like(cell))
    {
        return false;
    }
    if !is_total_word(first) {
        // 小计 behind the customer it is of, before the amounts.
        let mut said = cells
            .iter()
            .filter(|cell| !is_empty_word(trim(cell.as_bytes())));
        let words = said.by_ref().take_while(|cell| !is_amount_like(cell));
        let words: Vec<&&str> = words.collect();
        let sums = words.iter().any(|cell| is_sum(cell));
        return sums && words.len() <= 3 && said.all(|cell| is_amount_like(cell));
    }
    let others = said.filter(|cell| !is_amount_like(cell));
    others.filter(|cell| !is_total_word(cell)).count() <= 1
}

/// Whether a cell ends with a word for a total.
fn is_total_word(cell: &str) -> bool {
    let folded = folded_word(cell);
    let word = folded.trim_end_matches([':', '：', '.', '。']);
    is_total(cell)
        || (word.chars().count() <= 12 && TOTAL_ENDINGS.iter().any(|end| word.ends_with(end)))
}

/// Whether a cell can only be a word for a sum of lines: 小计, 本单小计, Subtotal. `Total` may be
/// a product or a customer.
pub fn is_sum(cell: &str) -> bool {
    let folded = folded_word(cell);
    let word = folded.trim_end_matches([':', '：', '.', '。']);
    let mut sums = TOTALS
        .iter()
        .filter(|sum| !sum.is_ascii() || sum.contains("sub") || sum.contains("grand"));
    let ends = ["小计", "合计", "总计", "小計", "合計", "總計"];
    sums.any(|sum| *sum == word)
        || (word.chars().count() <= 8 && ends.iter().any(|end| word.ends_with(end)))
}

/// Whether a cell is a word for a total and nothing else.
pub fn is_total(cell: &str) -> bool {
    let folded = folded_word(cell);
    TOTALS.contains(&folded.trim_end_matches([':', '：', '.', '。']))
}

/// Whether every cell that says something repeats the header above it.
pub fn is_repeated_header(header: &[String], cells: &[&str]) -> bool {
    let mut same = 0;
    for (place, cell) in cells.iter().enumerate() {
        if is_empty_word(trim(cell.as_bytes())) {
            continue;
        }
        if header
            .get(place)
            .is_none_or(|above| fold(above) != fold(cell))
        {
            return false;
        }
        same += 1;
    }
    same >= header.len().min(2)
}

/// Words with which remarks under a table begin.
const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "制表",
    "填表",
    "审核",
    "打印",
    "导出",
    "数据来源",
    "数据由",
    "以上数据",
    "統計",
    "统计",
    "截至",
    "备注",
    "備註",
    "note",
    "remark",
    "source",
    "generated",
    "exported",
    "printed",
    "prepared by",
];

/// Whether the row holds remarks only: in a table of three columns or more, one or
/// two filled cells, the first of which begins like a remark or is a sentence.
pub fn is_note_row(header: &[String], cells: &[&str]) -> bool {
    let mut said = cells
        .iter()
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())));
    let Some(first) = said.next() else {
        return false;
    };
    let others = said.count();
    let text = fold_width(first).to_lowercase();
    let marked = NOTES.iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|rest| rest.chars().count() <= 4 || rest.contains([':', '：', '，', ',']))
    });
    // 共 1 条记录
    let counted = text.strip_prefix('共').is_some_and(|rest| {
        let rest = rest.trim_start();
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        unit.len() < rest.len()
            && unit
                .trim_start()
                .starts_with(['条', '條', '行', '笔', '项', '页'])
    });
    let inside = text.starts_with("仅供") && (text.contains("使用") || text.contains("参考"));
    let marked = marked || ((counted || inside) && others == 0);
    let sentence = text.chars().count() > 20 && text.contains(['。', '，', ',', ';', ':', '、']);
    header.len() >= 3 && ((marked && others <= 1) || (sentence && others == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<Layout>) {
        let header = ["订单编号", "客户", "日期", "金额", "备注"].map(str::to_owned);
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(layout(&header, &cells), expected, "{line}");
    }

    #[test]
    fn totals_stand_in_front_of_amounts() {
        for line in [
            "合计,,,1000,",
            ",,,合计:,328600.00",
            "总计,,,\"1,000\"".replace(['"'], "").as_str(),
            "小计：,,,¥1000.50,",
            "本月合计,,,1000,",
            "合 计,,,1000,",
            "Grand Total,,,1000,",
            "合计,共12单,,1000,",
            "TOTAL:,,,12,",
            "甲公司 汇总,,,12,",
            "本年累计,,,12,",
            ",甲公司,小计,12,",
            "O1,甲公司,小计：,12,",
        ] {
            check(line, Some(Layout::Total));
        }
    }

    #[test]
    fn customers_called_like_totals_are_facts() {
        check("Total,壳牌,2024-01-05,1000,", None);
        check("O1,Total,2024-01-05,1000,", None);
        check("合计科技有限公司,,,1000,", None);
        check("A1,Total,,3000,", None);
        check("A1,华强,昨天,3000,合计", None);
        check("O1,华强,2024-01-05,1000,合计", None);
    }

    #[test]
    fn headers_notes_and_blank_rows_are_layout() {
        check("订单编号,客户,日期,金额,备注", Some(Layout::RepeatedHeader));
        check("订单编号,客户,日期,,", Some(Layout::RepeatedHeader));
        check(",,,,", Some(Layout::Blank));
        check("-,,无,,", Some(Layout::Blank));
        check("注：金额含税,,,,", Some(Layout::Note));
        check("制表人：张三,,审核：李四,,", Some(Layout::Note));
        check("说明,,,,", Some(Layout::Note));
        check("共 12 条记录,,,,", Some(Layout::Note));
        check("数据由ERP导出，仅供内部使用,,,,", Some(Layout::Note));
        check("共享科技,,,,", None);
        check("Note: amounts include tax,,,,", Some(Layout::Note));
    }

    #[test]
    fn damaged_facts_are_not_layout() {
        check("O1,,,,", None);
        check("O1,华强,昨天,1000,", None);
        check(",华强,,1000,", None);
        check("O1,注塑机械有限公司,,1000,", None);
    }

    #[test]
    fn the_header_of_another_table_is_no_fact() {
        check("客户编号,客户名称,电话,,", Some(Layout::AnotherHeader));
        check("姓名,职位,电话,部门,", Some(Layout::AnotherHeader));
        check("客户,客户,,,", None);
        check("O1,客户,日期,1000,", None);
        check("O1,,,,", None);
    }
}
