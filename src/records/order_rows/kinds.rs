//! What kind of document an order row is, where a column beside its status says so: a slip of a
//! return, a payment, a document that was voided or turned down.
//!
//! Takes the cells of such columns; gives whether the row counts, and whether its amount goes
//! back. Returns are told with what they add up to, the others as status words are.

use crate::money::Money;
use crate::names::Field;
use crate::names::words::Status;
use crate::problem::{Finding, Problem};
use crate::records::table::Table;
use crate::sheet::text::Rows;
use crate::value::text::{folded_word, trim};

use super::{Tally, Worker};

/// Headers of columns that say what kind of document a row is, folded.
const KINDS: &[&str] = &[
    "单据类型",
    "单据类别",
    "单据种类",
    "业务类型",
    "业务类别",
    "票据类型",
    "出入库类型",
    "單據類型",
    "transactiontype",
    "documenttype",
    "doctype",
    "vouchertype",
    "type",
];

/// Headers of columns that say what became of a document.
const STATES: &[&str] = &["生命状态", "审批结果", "審批結果", "approvalresult"];

/// Words for documents that are none any more, folded.
const VOID: &[&str] = &[
    "作废",
    "已作废",
    "作廢",
    "无效",
    "已无效",
    "拒绝",
    "已拒绝",
    "审批拒绝",
    "不同意",
    "驳回",
    "已驳回",
    "不通过",
    "未通过",
    "审批不通过",
    "撤销",
    "已撤销",
    "撤回",
    "已撤回",
    "终止",
    "已终止",
    "void",
    "voided",
    "rejected",
    "refused",
    "declined",
];

/// Words of which one stands in the name of a slip of a return.
const RETURNS: &[&str] = &["退货", "退貨", "销退", "退回", "红字", "红冲", "冲红"];
/// The same, alone in their cell.
const RETURN_WORDS: &[&str] = &[
    "return",
    "salesreturn",
    "creditmemo",
    "creditnote",
    "refund",
    "refundreceipt",
];

/// Words for payments, which are no sales; alone in their cell.
const PAYMENTS: &[&str] = &[
    "收款",
    "收款单",
    "销售收款",
    "回款",
    "回款单",
    "付款",
    "付款单",
    "预收款",
    "预收款单",
    "payment",
    "receipt",
    "customerpayment",
    "receivepayment",
    "deposit",
    "billpayment",
];

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What any order row is.
    Sale,
    /// A slip of a return: its amount goes back.
    Return,
    /// No sale.
    Nothing,
}

/// The columns of a table that say it, and what was found.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    columns: Vec<usize>,
    /// Cells seen, and what they mean.
    seen: Vec<(Vec<u8>, Kind)>,
    /// Returns whose amount was written without a minus.
    returns: Tally,
    /// What the first of them says, and where.
    first: (String, Option<usize>),
}

impl Kinds {
    pub(super) fn of(table: &Table) -> Self {
        let status = table.column(Field::OrderStatus);
        let says = |at: &usize| {
            let header = folded_word(&table.headers[*at]);
            Some(*at) != status && [KINDS, STATES].concat().contains(&&*header)
        };
        Self {
            columns: (0..table.headers.len()).filter(says).collect(),
            ..Self::default()
        }
    }

    /// Adds what another thread saw.
    pub fn merge(&mut self, other: Self) {
        let (mine, theirs) = (self.returns.first_row, other.returns.first_row);
        if mine == 0 || (theirs != 0 && theirs < mine) {
            self.first = other.first;
        }
        self.returns.merge(&other.returns);
    }

    /// That amounts were taken for returns, if any were.
    pub fn problem(self, table: &Table) -> Option<Problem> {
        let (word, column) = self.first;
        (self.returns.rows > 0).then(|| Problem {
            place: Some(table.place(self.returns.first_row, column)),
            finding: Finding::ReturnRows(word, self.returns.amount),
            count: self.returns.rows,
        })
    }
}

impl Worker<'_> {
    /// What the row is, and where it says so; a sale where nothing does.
    #[inline]
    pub(super) fn kind(&mut self, rows: &Rows<'_>) -> (Kind, usize) {
        if self.kinds.columns.is_empty() {
            return (Kind::Sale, 0);
        }
        self.kind_said(rows)
    }

    #[cold]
    fn kind_said(&mut self, rows: &Rows<'_>) -> (Kind, usize) {
        /// More distinct words than this are looked at one by one.
        const MOST: usize = 64;
        let Kinds { columns, seen, .. } = &mut self.kinds;
        for column in columns.iter() {
            let cell = rows.cell(*column);
            let known = seen.iter().find(|(known, _)| known == cell);
            let kind = if let Some((_, kind)) = known {
                *kind
            } else {
                let text = String::from_utf8_lossy(trim(self.table.raw(cell).text));
                let kind = kind_of(&text);
                if seen.len() < MOST {
                    seen.push((cell.to_vec(), kind));
                }
                kind
            };
            if kind != Kind::Sale {
                return (kind, *column);
            }
        }
        (Kind::Sale, 0)
    }

    /// The word for rows that are no sales, as one of the status words.
    #[cold]
    pub(super) fn no_sale(&mut self, rows: &Rows<'_>, column: usize) -> usize {
        let raw = self.table.raw(rows.cell(column));
        let word = String::from_utf8_lossy(trim(raw.text)).into_owned();
        self.word_of(word, Status::Cancelled)
    }

    /// What a slip of a return amounts to: less than nothing.
    #[cold]
    pub(super) fn given_back(&mut self, rows: &Rows<'_>, column: usize, money: Money) -> Money {
        if money.0 <= 0 {
            return money;
        }
        let back = Money(-money.0);
        let kinds = &mut self.kinds;
        if kinds.returns.first_row == 0 || rows.number() < kinds.returns.first_row {
            let text = trim(self.table.raw(rows.cell(column)).text);
            kinds.first = (String::from_utf8_lossy(text).into_owned(), Some(column));
        }
        let in_book = self.in_book(back);
        self.kinds.returns.count(in_book, rows.number());
        back
    }
}

fn kind_of(text: &str) -> Kind {
    let word = folded_word(text);
    if VOID.contains(&&*word) || PAYMENTS.contains(&&*word) {
        Kind::Nothing
    } else if RETURN_WORDS.contains(&&*word) || RETURNS.iter().any(|part| word.contains(part)) {
        Kind::Return
    } else {
        Kind::Sale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_words() {
        for word in [
            "销售退货单",
            "红字销售出库",
            "Credit Memo",
            "Sales Return",
            "退回",
        ] {
            assert_eq!(kind_of(word), Kind::Return, "{word}");
        }
        for word in ["收款单", "Payment", "作废", "拒绝", "Voided", "不通过"] {
            assert_eq!(kind_of(word), Kind::Nothing, "{word}");
        }
        for word in [
            "",
            "销售单",
            "销售出库",
            "Invoice",
            "正常",
            "同意",
            "Sales Receipt",
            "付款方式",
        ] {
            assert_eq!(kind_of(word), Kind::Sale, "{word}");
        }
    }
}
