//! Rows below a header that are no facts: totals, repeated headers, notes, blank rows. Takes
//! the cells of a row, gives what it is for.

use crate::names::header::{KnownWords, fold, role};
use crate::names::printed::is_printed;
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
/// two thirds and at least three are header words, or two that make a table.
pub fn is_another_header(cells: &[&str]) -> bool {
    let said: Vec<&str> = cells
        .iter()
        .copied()
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())))
        .collect();
    // Which nearly all rows of facts have, damaged or not.
    if said.iter().any(|cell| is_number_like(cell)) {
        return false;
    }
    let known = KnownWords::with(&[]);
    let words = said.iter().filter(|cell| known.contains(&fold(cell)));
    let words = words.count();
    let different = {
        let mut sorted = said.clone();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    // Two words alone may be a remark: 联系人, 电话.
    let heads = |cells: &[&str]| {
        let headers: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        role(&headers, &[]).role.is_some()
    };
    different && words >= 2 && (words >= 3 || heads(&said)) && words * 3 >= said.len() * 2
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

/// `0`, `0.00`, `¥0`.
fn is_zero(cell: &str) -> bool {
    cell.contains('0') && cell.chars().all(|c| "0.,¥￥".contains(c))
}

/// Whether cells number the columns from the first on, as below the headers of forms: 1, 2, 3;
/// (1), (2), (3)=(1)×(2); A, B, C.
pub fn numbers_columns(cells: &[&str]) -> bool {
    /// Fewer could be data.
    const LEAST: usize = 3;
    let said = cells.iter().map(|cell| fold_width(cell));
    let said: Vec<String> = said
        .map(|cell| cell.trim().to_lowercase())
        .filter(|cell| !is_empty_word(cell.as_bytes()))
        .collect();
    let numbers = |at: usize, cell: &str| {
        let name = cell.split('=').next().unwrap_or_default();
        let name = name.trim_matches(['(', ')', '[', ']', ' ']);
        let letter = u8::try_from(at)
            .ok()
            .map(|at| char::from(b'a'.saturating_add(at)));
        name == (at + 1).to_string() || (name.chars().count() == 1 && letter == name.chars().next())
    };
    said.len() >= LEAST && (0..).zip(&said).all(|(at, cell)| numbers(at, cell))
}

/// 2026年5月, 5月: a month, which is no day.
fn is_month(cell: &str) -> bool {
    let word = folded_word(cell);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = word.strip_suffix('月');
    month.is_some_and(|month| month.split('年').all(digits))
}

/// What a row of a table is for, if it is no fact.
///
/// Meant for rows that cannot be read as facts; a fact that looks odd should be
/// read, and named where it cannot.
pub fn layout(header: &[String], cells: &[&str]) -> Option<Layout> {
    let blank = |cell: &&str| is_empty_word(trim(cell.as_bytes()));
    // Lines numbered ahead, on which nothing is written yet; formulas show nothing as zero.
    let numbered = |(at, cell): &(usize, &&str)| {
        let above = header.get(*at).map(|above| folded_word(above));
        is_zero(cell)
            || above.is_some_and(|above| ["序号", "行号", "no", "no.", "#"].contains(&&*above))
    };
    let mut said = (0..).zip(cells).filter(|(_, cell)| !blank(cell));
    if said.all(|said| numbered(&said)) {
        Some(Layout::Blank)
    } else if is_total_row(cells) {
        Some(Layout::Total)
    } else if is_repeated_header(header, cells) {
        Some(Layout::RepeatedHeader)
    } else if is_note_row(header, cells) || is_printed(cells) || numbers_columns(cells) {
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

/// Balances that books carry from one page or period to the next, folded: no sales of their own.
const CARRIED: &[&str] = &[
    "期初",
    "期初余额",
    "期末余额",
    "本期余额",
    "上期结转",
    "上月结转",
    "上年结转",
    "上页结转",
    "结转下页",
    "结转下月",
    "结转下年",
    "承前页",
    "过次页",
    "转次页",
    "openingbalance",
    "closingbalance",
    "balancebroughtforward",
    "balancecarriedforward",
    "broughtforward",
    "carriedforward",
    "balanceb/f",
    "balancec/f",
];

/// Words for sums and balances, folded.
#[cfg(test)]
pub const SUM_WORDS: [&[&str]; 2] = [TOTALS, CARRIED];

/// Words with which a total may begin: the end, a bracket, a sign or one of [`OF_WHAT`] follows.
const TOTAL_BEGINNINGS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "合計",
    "總計",
    "小計",
    "总金额",
    "总笔数",
    "总数量",
    "总额",
    "大写",
    "平均",
    "平均值",
    "占比",
    "total",
    "overallresult",
    "average",
];

/// What is summed up.
const OF_WHAT: &[&str] = &[
    "金额",
    "数量",
    "人民币",
    "大写",
    "笔数",
    "amount",
    "sales",
    "quantity",
    "qty",
];

/// What spreadsheets put behind the name of a group that they sum up: 甲公司 汇总, Acme Total.
const GROUP_ENDINGS: &[&str] = &[
    " 汇总",
    " 合计",
    " 小计",
    " 总计",
    " 计数",
    " 平均值",
    " total",
    " average",
    " count",
];

/// Totals that may stand at the end of a phrase, such as 本月合计.
const TOTAL_ENDINGS: &[&str] = &[
    "合计", "总计", "小计", "累计", "共计", "汇总", "合計", "總計", "小計", "累計", "共計", "彙總",
    "total",
];

/// Totals at the end of a phrase that no product and no customer ends with.
const SUM_ENDINGS: &[&str] = &[
    "小计", "合计", "总计", "累计", "小計", "合計", "總計", "累計",
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
    let day = |cell: &&str| is_number_like(cell) && !is_amount_like(cell) && !is_month(cell);
    if cells.iter().any(day) {
        return false;
    }
    if !is_total_word(first) {
        // 小计 behind the customer it is of, before the amounts.
        let mut said = cells
            .iter()
            .filter(|cell| !is_empty_word(trim(cell.as_bytes())));
        let words = said.by_ref().take_while(|cell| !is_amount_like(cell));
        let words: Vec<&&str> = words.collect();
        let sums = words.iter().any(|cell| is_sum_of_customer(cell));
        return sums && words.len() <= 3 && said.all(|cell| is_amount_like(cell));
    }
    let others = said.filter(|cell| !is_amount_like(cell));
    others.filter(|cell| !is_total_word(cell)).count() <= 1
}

/// Whether a cell of a row without a day begins or ends with a word for a total.
fn is_total_word(cell: &str) -> bool {
    let folded = folded_word(cell);
    let word = folded.trim_end_matches([':', '：', '.', '。']);
    let spaced = fold_width(cell).trim().to_lowercase();
    let begins = TOTAL_BEGINNINGS.iter().any(|total| {
        word.strip_prefix(total).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with([':', '(', '（', '：', '¥', '$'])
                || rest.starts_with(|c: char| c.is_ascii_digit())
                || OF_WHAT.iter().any(|what| rest.starts_with(what))
        })
    });
    // The stars of levels of sums.
    let stars = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte == b'*');
    is_total(cell)
        || begins
        || stars
        || CARRIED.contains(&word)
        || spaced.starts_with("total for ")
        || GROUP_ENDINGS.iter().any(|end| spaced.ends_with(end))
        || (word.chars().count() <= 12 && TOTAL_ENDINGS.iter().any(|end| word.ends_with(end)))
}

/// Whether a cell can only be a word for a sum of lines or for a balance: 小计, 本单小计, 本年累计,
/// Subtotal, 期初余额. `Total` may be a product or a customer.
pub fn is_sum(cell: &str) -> bool {
    let folded = folded_word(cell);
    let word = folded.trim_end_matches([':', '：', '.', '。']);
    let mut sums = TOTALS
        .iter()
        .filter(|sum| !sum.is_ascii() || sum.contains("sub") || sum.contains("grand"));
    sums.any(|sum| *sum == word)
        || CARRIED.contains(&word)
        || (word.chars().count() <= 8 && SUM_ENDINGS.iter().any(|end| word.ends_with(end)))
}

/// The same of a customer's name, at whose end such a word may stand: 苏州工业设备厂小计.
pub fn is_sum_of_customer(cell: &str) -> bool {
    let folded = folded_word(cell);
    let word = folded.trim_end_matches([':', '：', '.', '。']);
    is_sum(cell) || SUM_ENDINGS.iter().any(|end| word.ends_with(end))
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

/// How titles of printed lists end.
const TITLES: &[&str] = &[
    "报表",
    "日报",
    "月报",
    "明细表",
    "汇总表",
    "统计表",
    "登记表",
    "清单",
    "台账",
    "对账单",
    "以下无数据",
    "(完)",
    "report",
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
    let others: Vec<&&str> = said.collect();
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
            && unit.trim_start().starts_with([
                '条', '條', '行', '笔', '项', '页', '家', '个', '單', '单', '户',
            ])
    });
    let inside = text.starts_with("仅供") && (text.contains("使用") || text.contains("参考"));
    let marked = marked || ((counted || inside) && others.is_empty());
    let sentence = text.chars().count() > 20 && text.contains(['。', '，', ',', ';', ':', '、']);
    // The group that follows: 客户：华强, 5月.
    let group = text.split_once(':').is_some_and(|(label, _)| {
        label.chars().count() >= 2 && !label.contains(|c: char| c.is_ascii_digit())
    }) || is_month(first);
    // The title again, as on every printed page.
    let title = TITLES.iter().any(|end| text.trim_end().ends_with(end));
    let marked = marked || ((group || title) && others.is_empty());
    // An amount beside a word that is no label may be an order that lacks its day.
    let amount = others.iter().any(|cell| is_amount_like(cell));
    let label = text.trim_end().ends_with([':', '：']);
    let others = others.len();
    header.len() >= 3
        && ((marked && others <= 1 && (label || !amount)) || (sentence && others == 0))
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
            "深圳市华强北电子有限公司 汇总,,,12,",
            "Acme Corporation Total,,,12,",
            "Total for Acme Corporation,,,12,",
            "合计（大写）,叁拾万元整,,302490,",
            "合计（60笔）,,,12,",
            "合计人民币：,,,12,",
            "大写：叁拾万元整,,,,",
            "Total Amount,,,12,",
            "Total (USD),,,12,",
            "Overall Result,,,12,",
            "平均,,,12,",
            "**,,,12,",
            "期初余额,,,12,",
            "上页结转,,,12,",
            "合计：5家,,,,",
            "华强,2026年1-10月小计,9,63786,",
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
        check("Total Wine,,,3000,", None);
        check("小计算机公司,,,3000,", None);
        check("A1,华强,昨天,3000,合计", None);
        check("O1,华强,2024-01-05,1000,合计", None);
    }

    #[test]
    fn headers_notes_and_blank_rows_are_layout() {
        check("订单编号,客户,日期,金额,备注", Some(Layout::RepeatedHeader));
        check("订单编号,客户,日期,,", Some(Layout::RepeatedHeader));
        check(",,,,", Some(Layout::Blank));
        check("-,,无,,", Some(Layout::Blank));
        let header = ["序号", "客户", "日期", "金额"].map(str::to_owned);
        assert_eq!(layout(&header, &["7", "", "", ""]), Some(Layout::Blank));
        assert_eq!(layout(&header, &["7", "华强", "", ""]), None);
        check("注：金额含税,,,,", Some(Layout::Note));
        check("制表人：张三,,审核：李四,,", Some(Layout::Note));
        check("说明,,,,", Some(Layout::Note));
        check("共 12 条记录,,,,", Some(Layout::Note));
        check("数据由ERP导出，仅供内部使用,,,,", Some(Layout::Note));
        check("客户：华强,,,,", Some(Layout::Note));
        check(",10月,,,", Some(Layout::Note));
        check("2026年10月,合计,,1000,", Some(Layout::Total));
        check("销售日报表,,,,", Some(Layout::Note));
        check("销售日报表,华强,,,", None);
        check("1,2,3,4,5", Some(Layout::Note));
        check("(1),(2),(3),(4),(5)=(3)×(4)", Some(Layout::Note));
        check("A,B,C,D,E", Some(Layout::Note));
        check("1,2,3,7,5", None);
        check("1,2,,,", None);
        check(",,,0,", Some(Layout::Blank));
        check("C:1,,,,", None);
        check("共享科技,,,,", None);
        check("Note: amounts include tax,,,,", Some(Layout::Note));
    }

    #[test]
    fn damaged_facts_are_not_layout() {
        check("O1,,,,", None);
        check("O1,华强,昨天,1000,", None);
        check(",华强,,1000,", None);
        check("O1,注塑机械有限公司,,1000,", None);
        // Names that begin as remarks do, with an amount but no day.
        check("统计局,,,88000,", None);
        check("注塑厂,,,66000,", None);
        check("打印时间：,,,20261101,", Some(Layout::Note));
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
