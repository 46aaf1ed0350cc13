//! What printing programs put around a table: who signs it, page numbers, rules of dashes. Takes
//! the cells of a row below a header that cannot be read as a fact, gives whether it is that.

use crate::value::is_empty_word;
use crate::value::text::{folded_word, trim};

use super::layout::is_number_like;

/// Under which a person signs, or puts a day: alone, before 人, or before a colon.
const SIGNED: &[&str] = &[
    "制单",
    "制表",
    "填表",
    "填报",
    "开单",
    "审核",
    "审批",
    "复核",
    "核准",
    "批准",
    "经办",
    "经手",
    "记账",
    "出纳",
    "签收",
    "签字",
    "签名",
    "签章",
    "盖章",
    "客户签字",
    "客户签收",
    "收货单位签章",
    "打印",
    "preparedby",
    "checkedby",
    "approvedby",
    "reviewedby",
    "printedby",
    "signature",
];

/// What else stands in such a row, and is a column of many tables, too.
const BESIDE: &[&str] = &[
    "业务员",
    "销售员",
    "部门",
    "会计",
    "主管",
    "负责人",
    "单位负责人",
    "收货人",
    "送货人",
    "仓管",
    "日期",
    "时间",
    "电话",
    "传真",
    "地址",
    "公司地址",
    "date",
    "phone",
];

/// What is said below the last row.
const ENDS: &[&str] = &[
    "以下空白",
    "以下无正文",
    "以下无数据",
    "完",
    "endofreport",
    "endofdocument",
    "confidentialinformation-donotdistribute",
];

/// Whether a row is print and no fact.
pub(super) fn is_printed(cells: &[&str]) -> bool {
    let said = cells
        .iter()
        .map(|cell| folded_word(cell))
        .filter(|cell| !is_empty_word(trim(cell.as_bytes())) || is_rule(cell));
    let said: Vec<String> = said.collect();
    let Some(first) = said.first() else {
        return false;
    };
    let ends = |cell: &String| {
        let words = cell.trim_matches(['-', '*', '=', '—', '.', '。', '(', ')']);
        is_page(cell) || is_rule(cell) || ENDS.contains(&words)
    };
    said.iter().all(ends) || (is_label(first) && is_signed(&said))
}

/// Whether cells are places to sign, each with who signed in it or beside it.
fn is_signed(said: &[String]) -> bool {
    let (mut signed, mut label) = (false, false);
    for cell in said {
        if is_label(cell) {
            signed |= is_one_of(cell, SIGNED);
            label = true;
        } else if label && !is_amount(cell) {
            // 张三 beside 制单人
            label = false;
        } else if !is_number_like(cell) || is_amount(cell) {
            return false;
        }
    }
    signed
}

/// Whether a cell is a place to sign, or to put what stands beside one.
fn is_label(cell: &str) -> bool {
    is_one_of(cell, SIGNED) || is_one_of(cell, BESIDE)
}

fn is_one_of(cell: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        cell.strip_prefix(word).is_some_and(|rest| {
            let rest = ["人员", "人", "时间", "日期"]
                .iter()
                .find_map(|of| rest.strip_prefix(of))
                .unwrap_or(rest);
            rest.is_empty() || rest.starts_with([':', '：', '/', '(', '（'])
        })
    })
}

/// Digits alone are no name; a day is a day of signing.
fn is_amount(cell: &str) -> bool {
    is_number_like(cell) && !cell.contains(['-', '/', '年', ':'])
}

/// 第 3 页, 第1页共6页, Page 1 of 3.
fn is_page(cell: &str) -> bool {
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let counts = |c: char| c.is_ascii_digit() || "第共页頁,，/ofpage".contains(c);
    let numbered = cell
        .strip_prefix('第')
        .is_some_and(|rest| digits(rest) && rest.contains(['页', '頁']))
        || cell
            .strip_prefix('共')
            .is_some_and(|rest| digits(rest) && rest.ends_with(['页', '頁']))
        || cell.strip_prefix("page").is_some_and(digits);
    numbered && cell.chars().all(counts)
}

/// Dashes or stars from side to side.
fn is_rule(cell: &str) -> bool {
    cell.chars().count() >= 3 && cell.chars().all(|c| "-*=_—－─~".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> bool {
        is_printed(&line.split('|').collect::<Vec<_>>())
    }

    #[test]
    fn places_to_sign_pages_and_rules_are_print() {
        for line in [
            "制单人：张三||业务员：李四||部门：销售部",
            "制单人||审核人||业务员",
            "制表：|张三||审核：|",
            "客户签字：||||",
            "Approved by:||Date: 2026-11-01|",
            "审核|李四|日期|2026-11-01",
            "制单人|张三|审核人|李四|2026-11-01",
            "制单：张三|审核：李四|仓管：王五|客户签收：|",
            "第 1 页|共 1 页|||",
            "——————以下无数据——————|||",
            "（完）|||",
            "第 1 页|||",
            "第6页 共6页|||",
            "第 1 页，共 6 页|||",
            "Page 1 of 3|||",
            "以下空白|||",
            "--- End of report ---|||",
            "------|------|------|",
            "***|||",
        ] {
            assert!(check(line), "{line}");
        }
    }

    #[test]
    fn facts_are_not() {
        for line in [
            "",
            "业务员|部门||",
            "业务员||张三||",
            "制单人|8800||",
            "O1|审核中||1000|",
            "第一机床厂|||",
            "第7页书店|||",
            "打印通科技||88000|",
            "Page One Books|||",
            "制单人：张三|华强|1000|",
        ] {
            assert!(!check(line), "{line}");
        }
    }
}
