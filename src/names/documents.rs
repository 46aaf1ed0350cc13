//! Words for kinds of documents, in columns beside the status of an order: slips of returns,
//! payments, documents that were voided or turned down.
//!
//! Takes a header, gives whether its column says the kind; takes a cell, gives the kind.

use crate::value::text::folded_word;

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
pub enum Kind {
    /// What any order row is.
    Sale,
    /// A slip of a return: its amount goes back.
    Return,
    /// No sale.
    Nothing,
}

/// Whether a header, folded, is of a column that says what kind of document a row is, or what
/// became of it.
pub fn says_kind(header: &str) -> bool {
    KINDS.contains(&header) || STATES.contains(&header)
}

/// The kind that a cell tells.
pub fn kind_of(text: &str) -> Kind {
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
