//! Rows that are no facts: titles above the header, totals, repeated headers,
//! notes, blank rows. Takes the cells of rows, gives where the header is and what
//! a row is for.

use crate::names::header::{KnownWords, OwnWords, fold};
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

/// Where the header of a sheet stands, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRows {
    /// Its first row, first row 0.
    pub first: usize,
    /// Its last row: the next one where labels stand below keys, else the same.
    pub last: usize,
    /// One word per column.
    pub words: Vec<String>,
    /// The words of its first row, by which systems are known.
    pub keys: Vec<String>,
}

/// Words that name a group of columns in the row above them and add nothing to it.
const GROUP_ENDINGS: &[&str] = &[
    "信息",
    "资料",
    "明细",
    "資料",
    "information",
    "info",
    "details",
];

/// Finds the header with [`header_row`] and joins what stands in two rows: keys with labels
/// below them, as templates of ERP systems have, and groups above columns of one name.
///
/// A column with a key that is known keeps it; others take the label. Of columns that share
/// a word, each takes its group in front where that makes a known word (客户 above 编号).
pub fn header_rows(rows: &[Vec<String>], own: &OwnWords) -> Option<HeaderRows> {
    let first = header_row(rows, own)?;
    let known = KnownWords::with(own);
    let is_known = |word: &str| known.contains(&fold(word));
    let mut words = rows[first].clone();
    let mut last = first;
    if let Some(labels) = rows.get(first + 1).filter(|row| are_labels(row, &known)) {
        last = first + 1;
        words.resize(words.len().max(labels.len()), String::new());
        for (word, label) in words.iter_mut().zip(labels) {
            if !label.is_empty() && !is_known(word) {
                word.clone_from(label);
            }
        }
    } else if let Some(groups) = first.checked_sub(1).map(|above| &rows[above]) {
        let shared = |word: &str| words.iter().filter(|other| *other == word).count() > 1;
        let mut group = "";
        let mut joined = words.clone();
        for (column, word) in joined.iter_mut().enumerate() {
            group = match groups.get(column).map_or("", String::as_str) {
                "" => group,
                named => named,
            };
            let bare = GROUP_ENDINGS
                .iter()
                .find_map(|ending| group.strip_suffix(ending));
            let both = format!("{}{word}", bare.unwrap_or(group));
            if !word.is_empty() && shared(word) && is_known(&both) {
                *word = both;
            }
        }
        words = joined;
    }
    Some(HeaderRows {
        first,
        last,
        words,
        keys: rows[first].clone(),
    })
}

/// Whether a row below the header says in words what the columns are: nothing in it is a
/// number, two cells are header words, and at least half are or look it, `(基本信息)单据编号`.
fn are_labels(row: &[String], known: &KnownWords) -> bool {
    let dressed = |cell: &str| cell.starts_with(['*', '(', '（']);
    let cells = filled(row).count();
    let numbers = filled(row).any(is_number_like);
    let words = filled(row).filter(|cell| is_label(cell, known)).count();
    let said = filled(row).filter(|cell| dressed(cell) || is_label(cell, known));
    !numbers && words >= 2 && said.count() * 2 >= cells
}

/// Whether a cell is a header word, alone or behind a group in brackets, `*` and `#`.
fn is_label(cell: &str, known: &KnownWords) -> bool {
    let folded = fold_width(cell);
    let bare = folded.trim_start_matches('*');
    let behind = bare
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .map(|(_, word)| word);
    [Some(bare), behind]
        .into_iter()
        .flatten()
        .flat_map(|word| [word, word.split('#').next().unwrap_or(word)])
        .any(|word| known.contains(&fold(word)))
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

/// How many rows of a sheet are searched for the header.
pub const HEADER_SEARCH: usize = 30;

/// Finds the header among the first rows of a sheet: the row with the most header
/// words, at least two (one where the sheet has one column), whose cells are
/// mostly words. Without any such row: the first as wide as the sheet that consists
/// of different words only, with rows below it that do not.
pub fn header_row(rows: &[Vec<String>], own: &OwnWords) -> Option<usize> {
    let known = KnownWords::with(own);
    let rows = &rows[..rows.len().min(HEADER_SEARCH)];
    let width = rows.iter().map(|row| filled(row).count()).max()?;
    if width == 0 {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    for (place, row) in rows.iter().enumerate() {
        let words = filled(row)
            .filter(|cell| known.contains(&fold(cell)))
            .count();
        let enough = words >= width.min(2) && is_mostly_words(row);
        if enough && best.is_none_or(|(_, most)| words > most) {
            best = Some((place, words));
        }
    }
    best.map(|(place, _)| place)
        .or_else(|| first_of_words(rows, width))
}

/// The first row as wide as the sheet with different words only, if numbers follow.
fn first_of_words(rows: &[Vec<String>], width: usize) -> Option<usize> {
    let only_words = |row: &Vec<String>| !filled(row).any(is_number_like);
    let different = |row: &Vec<String>| {
        let mut words: Vec<&str> = filled(row).collect();
        words.sort_unstable();
        words.windows(2).all(|pair| pair[0] != pair[1])
    };
    let wide = |row: &&Vec<String>| filled(row).count() == width && width >= 2;
    let place = rows.iter().position(|row| wide(&row))?;
    let numbers_follow = rows[place + 1..].iter().any(|row| !only_words(row));
    (only_words(&rows[place]) && different(&rows[place]) && numbers_follow).then_some(place)
}

/// The cells of a row that say something.
fn filled(row: &[String]) -> impl Iterator<Item = &str> {
    row.iter()
        .map(String::as_str)
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())))
}

/// At least seven of ten cells are words.
fn is_mostly_words(row: &[String]) -> bool {
    let cells = filled(row).count();
    let words = filled(row).filter(|cell| !is_number_like(cell)).count();
    words * 10 >= cells * 7
}

/// Digits with signs, currencies and separators, but no letters: numbers and dates.
fn is_number_like(cell: &str) -> bool {
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
];

/// Totals that may stand at the end of a phrase, such as 本月合计.
const TOTAL_ENDINGS: &[&str] = &["合计", "总计", "小计", "合計", "總計", "小計", "total"];

/// Whether the first cell that says something is a word for a total, and the others
/// are amounts, but for one word (a count such as 共12单).
pub fn is_total_row(cells: &[&str]) -> bool {
    let mut said = cells
        .iter()
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())));
    let Some(first) = said.next() else {
        return false;
    };
    if !is_total_word(first) {
        return false;
    }
    let others = said.filter(|cell| !is_amount_like(cell));
    others.filter(|cell| !is_total_word(cell)).count() <= 1
        && !cells
            .iter()
            .any(|cell| is_number_like(cell) && !is_amount_like(cell))
}

fn is_total_word(cell: &str) -> bool {
    let folded = folded_word(cell);
    let word = folded.trim_end_matches([':', '：', '.', '。']);
    TOTALS.contains(&word)
        || (word.chars().count() <= 12 && TOTAL_ENDINGS.iter().any(|end| word.ends_with(end)))
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
            .is_some_and(|rest| rest.chars().count() <= 4 || rest.contains([':', '：']))
    });
    let sentence = text.chars().count() > 20 && text.contains(['。', '，', ',', ';', ':', '、']);
    header.len() >= 3 && ((marked && others <= 1) || (sentence && others == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect()
    }

    #[track_caller]
    fn check_header(text: &str, expected: Option<usize>) {
        assert_eq!(header_row(&rows(text), &[]), expected, "{text}");
    }

    #[track_caller]
    fn check(line: &str, expected: Option<Layout>) {
        let header = ["订单编号", "客户", "日期", "金额", "备注"].map(str::to_owned);
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(layout(&header, &cells), expected, "{line}");
    }

    #[test]
    fn the_header_stands_under_titles_and_blank_rows() {
        check_header("客户,日期,金额\n华强,2024-01-01,5", Some(0));
        check_header(",,\n-,-,\n,,", None);
        check_header(
            "2024年销售明细,,\n,,\n客户,日期,金额\n华强,2024-01-01,5",
            Some(2),
        );
        check_header(
            "单位：元,,\n制表人：张三,日期：2024-01-05,\n订单编号,客户名称,下单日期\n1,华强,2024-01-05",
            Some(2),
        );
        check_header("customer_id,date,amount\n1,2024-01-01,5", Some(0));
        check_header(
            "FBillNo,FDate,FCustId\n*(基本信息)单据编号,日期,客户\nX1,2024-01-01,C1",
            Some(0),
        );
    }

    #[test]
    fn unknown_words_can_be_a_header_and_data_cannot() {
        check_header("甲,乙,丙\n华强,2024-01-01,5", Some(0));
        check_header("报表,,\n甲,乙,丙\n华强,2024-01-01,5", Some(1));
        check_header("1,2024-01-01,5\n2,2024-01-02,6", None);
        check_header("", None);
        check_header("甲,乙\n丙,丁", None);
        let own = [(crate::names::Field::OrderAmount, vec!["乙".to_owned()])];
        let rows = rows("销售,客户\n乙,甲,客户\n1,2,3");
        assert_eq!(header_row(&rows, &own), Some(0));
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
        ] {
            check(line, Some(Layout::Total));
        }
    }

    #[test]
    fn customers_called_like_totals_are_facts() {
        check("Total,壳牌,2024-01-05,1000,", None);
        check("O1,Total,2024-01-05,1000,", None);
        check("合计科技有限公司,,,1000,", None);
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
        check("Note: amounts include tax,,,,", Some(Layout::Note));
    }

    #[test]
    fn damaged_facts_are_not_layout() {
        check("O1,,,,", None);
        check("O1,华强,昨天,1000,", None);
        check(",华强,,1000,", None);
        check("O1,注塑机械有限公司,,1000,", None);
    }

    #[track_caller]
    fn check_words(text: &str, expected: (usize, usize), words: &[&str]) {
        let found = header_rows(&rows(text), &[]).expect("a header");
        assert_eq!((found.first, found.last), expected, "{text}");
        assert_eq!(found.words, words, "{text}");
    }

    #[test]
    fn labels_below_keys_belong_to_the_header() {
        check_words(
            "FBillHead(SAL_SaleOrder),FBillNo,FDate,FCustId,FX\n\
             *基本信息(序号),(基本信息)单据编号,*(基本信息)日期,(基本信息)客户#编码,(基本信息)备注\n\
             1,XS001,2026-05-01,C1,",
            (0, 1),
            &[
                "*基本信息(序号)",
                "FBillNo",
                "FDate",
                "FCustId",
                "(基本信息)备注",
            ],
        );
        check_words(
            "order_no,customer_name,order_date,amount\n订单编号,客户名称,下单日期,金额\n1,华强,2026-05-01,5",
            (0, 1),
            &["order_no", "customer_name", "order_date", "amount"],
        );
        // A row of facts below is none of labels.
        check_words(
            "客户编号,客户名称\nC1,客户",
            (0, 0),
            &["客户编号", "客户名称"],
        );
        check_words("客户名称,来源\n渠道,华强", (0, 0), &["客户名称", "来源"]);
    }

    #[test]
    fn groups_above_tell_columns_of_one_word_apart() {
        check_words(
            "客户,,订单信息,,\n编号,名称,编号,日期,金额\nC1,华强,1,2026-05-01,5",
            (1, 1),
            &["客户编号", "名称", "订单编号", "日期", "金额"],
        );
        check_words(
            "2026年订单,,,\n客户编号,日期,金额,金额\nC1,2026-05-01,5,6",
            (1, 1),
            &["客户编号", "日期", "金额", "金额"],
        );
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
