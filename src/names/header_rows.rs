//! Where the header of a sheet stands: below titles, parameters and sums, in one row or two.
//! Takes the first rows of a sheet, gives its words and what stands around them.

use crate::names::header::{KnownWords, OwnWords, fold, role};
use crate::names::layout::{is_another_header, is_number_like};
use crate::value::amount::{Unit, unit_of_header, unit_of_title};
use crate::value::is_empty_word;
use crate::value::text::{fold_width, trim};

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
    /// What the amounts of each column are counted in, where its group, its label or a title
    /// above says it; shorter than the words where nothing more is said.
    pub units: Vec<Option<Unit>>,
    /// The header of a table above that is passed over, its row likewise.
    pub above: Option<usize>,
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
/// below them, as templates of ERP systems have, and groups above their columns.
///
/// A column with a key that is known keeps it; others take the label. Under a group (订单金额
/// above 不含税 and 价税合计) the words below count, and above blank cells of a header those of
/// the row above, as cells that are merged over both rows leave it. Of columns that share a
/// word, each takes its group in front where that makes a known word (客户 above 编号).
pub fn header_rows(rows: &[Vec<String>], own: &OwnWords) -> Option<HeaderRows> {
    let first = header_row(rows, own)?;
    let known = KnownWords::with(own);
    let mut header = HeaderRows {
        first,
        last: first,
        words: rows[first].clone(),
        keys: rows[first].clone(),
        units: Vec::new(),
        above: (0..first).find(|row| heads_facts(rows, (*row, first), own)),
    };
    let below = rows.get(first + 1);
    if let Some(labels) = below.filter(|row| are_labels(row, &known)) {
        header.take_labels(labels, &known);
    } else if let Some(parts) =
        below.filter(|row| are_parts(&rows[first], row, rows.get(first + 2), &known))
    {
        header.take_parts(parts, &known);
    } else if let Some(groups) = first.checked_sub(1).map(|above| &rows[above]) {
        header.take_groups(groups, &known);
    }
    if let Some(unit) = rows[..first].iter().find_map(|row| unit_of_row(row)) {
        header.units.resize(header.words.len(), None);
        for known in &mut header.units {
            *known = known.or(Some(unit));
        }
    }
    Some(header)
}

/// The unit that a row above the header names, in one cell or in two: `单位：` and `万元`.
fn unit_of_row(row: &[String]) -> Option<Unit> {
    let mut cells = filled(row).peekable();
    while let Some(cell) = cells.next() {
        let said = unit_of_title(cell).or_else(|| {
            let next = cells.peek()?;
            unit_of_title(&format!("{cell}{next}")).filter(|_| cell.chars().count() <= 5)
        });
        if said.is_some() {
            return said;
        }
    }
    None
}

impl HeaderRows {
    /// Notes the unit behind a word that heads amounts; titles are none, whatever they end with.
    fn say_unit(&mut self, column: usize, text: &str, known: &KnownWords) {
        if let Some(unit) = unit_of_header(text).filter(|_| known.contains(&fold(text))) {
            self.units.resize(self.units.len().max(column + 1), None);
            self.units[column] = Some(unit);
        }
    }

    /// Joins keys with the labels below them.
    fn take_labels(&mut self, labels: &[String], known: &KnownWords) {
        self.last = self.first + 1;
        let width = self.words.len().max(labels.len());
        self.words.resize(width, String::new());
        for (column, label) in labels.iter().enumerate() {
            if !label.is_empty() && !known.contains(&fold(&self.words[column])) {
                self.words[column].clone_from(label);
            }
            self.say_unit(column, label, known);
        }
    }

    /// Joins groups with the words of their columns below them.
    fn take_parts(&mut self, parts: &[String], known: &KnownWords) {
        self.last = self.first + 1;
        let width = self.words.len().max(parts.len());
        self.words.resize(width, String::new());
        let mut group = String::new();
        for (column, part) in parts.iter().enumerate() {
            if !self.words[column].is_empty() {
                group.clone_from(&self.words[column]);
            }
            if part.is_empty() {
                continue;
            }
            let both = format!("{}{part}", without_ending(&group));
            let joins = !known.contains(&fold(part)) && known.contains(&fold(&both));
            self.words[column] = if joins { both } else { part.clone() };
            self.say_unit(column, &group, known);
        }
    }

    /// Takes what the row above says: groups, and words of cells merged over both rows.
    fn take_groups(&mut self, groups: &[String], known: &KnownWords) {
        let words = self.words.clone();
        let shared = |word: &str| words.iter().filter(|other| *other == word).count() > 1;
        let mut group = "";
        for column in 0..words.len().max(groups.len()) {
            let above = groups.get(column).map_or("", String::as_str);
            group = if above.is_empty() { group } else { above };
            let word = words.get(column).map_or("", String::as_str);
            if word.is_empty() {
                if known.contains(&fold(above)) {
                    self.words
                        .resize(self.words.len().max(column + 1), String::new());
                    above.clone_into(&mut self.words[column]);
                }
                continue;
            }
            let both = format!("{}{word}", without_ending(group));
            if shared(word) && known.contains(&fold(&both)) {
                self.words[column] = both;
            }
            self.say_unit(column, group, known);
        }
    }
}

/// A group without what adds nothing to it: 订单信息 is 订单.
fn without_ending(group: &str) -> &str {
    let bare = GROUP_ENDINGS
        .iter()
        .find_map(|ending| group.strip_suffix(ending));
    bare.unwrap_or(group)
}

/// Whether the row below a header names the columns of its groups: words only, at least two,
/// one of them a header word, every one under a group, which is a word with blank cells behind
/// it, and somewhere under such a blank cell; the first row of facts says something in most of them.
fn are_parts(
    header: &[String],
    row: &[String],
    facts: Option<&Vec<String>>,
    known: &KnownWords,
) -> bool {
    let word = |column: usize| header.get(column).map_or("", String::as_str);
    let fact = |column: usize| facts.and_then(|facts| facts.get(column));
    let (mut parts, mut said) = (0, 0);
    let mut under_blank = false;
    for (column, part) in row.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let blank = word(column).is_empty();
        let begins = !blank
            && word(column + 1).is_empty()
            && row.get(column + 1).is_some_and(|part| !part.is_empty());
        let belongs = blank
            && header[..column.min(header.len())]
                .iter()
                .any(|cell| !cell.is_empty());
        if is_number_like(part) || !(begins || belongs) {
            return false;
        }
        parts += 1;
        said += usize::from(fact(column).is_some_and(|cell| !cell.is_empty()));
        under_blank |= blank;
    }
    let names = filled(row).any(|part| known.contains(&fold(part)));
    parts >= 2 && under_blank && said * 2 > parts && names
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
        let better =
            best.is_none_or(|(best, most)| words > most && !is_first_of(rows, (best, place), own));
        if enough && better {
            best = Some((place, words));
        }
    }
    best.map(|(place, _)| place)
        .or_else(|| first_of_words(rows, width))
}

/// Whether a row is the header of the first of two tables, which the other row heads the second
/// of, and both are of one kind: two thirds of its words are header words, and two rows at least
/// stand below it that are as wide but for a cell and say other things. Parameters of a report
/// and sums of what follows stand above a header, too, and are passed over.
fn is_first_of(rows: &[Vec<String>], (header, end): (usize, usize), own: &OwnWords) -> bool {
    let kind = |at: usize| role(&rows[at], own).role;
    heads_facts(rows, (header, end), own) && kind(header) == kind(end)
}

/// Whether a row is the header of a table that ends before another row.
fn heads_facts(rows: &[Vec<String>], (header, end): (usize, usize), own: &OwnWords) -> bool {
    let words = filled(&rows[header]).count();
    let cells: Vec<&str> = rows[header].iter().map(String::as_str).collect();
    if !is_another_header(&cells) || role(&rows[header], own).role.is_none() {
        return false;
    }
    let facts = rows[header + 1..end].iter().filter(|row| {
        let cells = filled(row).count();
        let again = |cell: &str| rows[header].iter().any(|word| word == cell);
        cells >= 2 && cells + 1 >= words && !filled(row).any(again)
    });
    facts.count() >= 2
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
    fn cells_merged_over_both_rows_and_groups_over_columns_make_one_header() {
        let data = "C1,华强,S1,2026-05-01,5";
        check_words(
            &format!("客户编号,客户名称,订单信息,,\n,,订单号,日期,金额\n{data}"),
            (1, 1),
            &["客户编号", "客户名称", "订单号", "日期", "金额"],
        );
        check_words(
            "客户编号,客户名称,日期,订单金额,,\n,,,不含税,税额,价税合计\nC1,华强,2026-05-01,5,1,6",
            (0, 1),
            &[
                "客户编号",
                "客户名称",
                "日期",
                "订单金额不含税",
                "税额",
                "价税合计",
            ],
        );
        // A row of facts stands under words, not only under blanks and groups.
        check_words(
            "客户编号,客户名称,日期,金额,\n,,,备注,加急\nC1,华强,2026-05-01,5,",
            (0, 0),
            &["客户编号", "客户名称", "日期", "金额", ""],
        );
    }

    #[test]
    fn units_stand_in_groups_labels_and_titles() {
        let unit = |text: &str, column: usize| {
            let found = header_rows(&rows(text), &[]).expect("a header");
            let unit = found.units.get(column).copied().flatten();
            unit.map(|unit| unit.scale)
        };
        let data = "C1,2026-05-01,5";
        let plain = "客户编号,日期,金额";
        assert_eq!(unit(&format!("{plain}\n{data}"), 2), None);
        for title in [
            "单位：万元,,",
            "2026年台账（单位：万元）,,",
            ",,单位:万元",
            ",单位：,万元",
        ] {
            assert_eq!(
                unit(&format!("{title}\n{plain}\n{data}"), 2),
                Some(10_000),
                "{title}"
            );
        }
        for title in [
            "2026年销售明细（年度目标5000万元）,,",
            "销售总额：1250万元,,",
            "制表：万,,",
            "Orders over 50 USD,,",
        ] {
            assert_eq!(
                unit(&format!("{title}\n{plain}\n{data}"), 2),
                None,
                "{title}"
            );
        }
        let groups = format!("客户,,金额（万元）\n{plain}\n{data}");
        assert_eq!((unit(&groups, 0), unit(&groups, 2)), (None, Some(10_000)));
        let parts = "客户编号,日期,订单金额（万元）,\n,,税额,价税合计\nC1,2026-05-01,1,6";
        assert_eq!(unit(parts, 3), Some(10_000));
    }

    #[test]
    fn the_upper_of_two_tables_is_the_first() {
        check_header(
            "客户名称,日期,金额\n甲,2026-01-05,1\n乙,2026-01-06,2\n,,\n订单号,客户名称,下单日期,金额,状态\nS1,甲,2026-02-01,5,完成",
            Some(0),
        );
        // Another kind of table may be a sum of what stands below.
        check_header(
            "客户,金额\n甲,5\n乙,7\n,,\n客户编号,日期,金额,状态\nC1,2026-02-01,5,完成",
            Some(4),
        );
        check_header(
            "客户,全部客户,业务员,王芳\n部门,华东,产品,全部\n状态,已审核,币种,人民币\n订单号,客户名称,下单日期,金额,产品\nS1,甲,2026-02-01,5,x",
            Some(3),
        );
        let above = |text: &str| header_rows(&rows(text), &[]).expect("a header").above;
        let sums = "客户,金额\n甲,5\n乙,7\n,,\n客户编号,日期,金额,状态\nC1,2026-02-01,5,完成";
        assert_eq!(above(sums), Some(0), "it is told that it is passed over");
        assert_eq!(above("2026年,,\n客户编号,日期,金额\nC1,2026-02-01,5"), None);
        // What a report was asked for is no table.
        check_header(
            "客户名称,日期\n全部,2026年\n订单号,客户名称,下单日期,金额\nS1,甲,2026-02-01,5",
            Some(2),
        );
    }
}
