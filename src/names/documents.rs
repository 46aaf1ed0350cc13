//! Words for kinds of documents, in columns beside the status of an order: slips of returns,
//! payments, documents that were voided or turned down.
//!
//! Takes a header, gives whether its column says the kind; takes a cell, gives the kind.

use crate::value::Raw;
use crate::value::flag::flag;
use crate::value::text::{folded_word, trim};

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

/// Headers of columns that say whether a document stands, folded.
const VALID: &[&str] = &[
    "是否有效",
    "有效",
    "有效标志",
    "有效標誌",
    "valid",
    "isvalid",
    "valid?",
];

/// Headers of columns in which people write what they like.
const REMARKS: &[&str] = &[
    "备注",
    "備註",
    "备注说明",
    "摘要",
    "说明",
    "remark",
    "remarks",
    "memo",
    "note",
    "notes",
    "comment",
    "comments",
];

/// What they write there of a document that is none any more, alone in the cell.
const VOID_REMARKS: &[&str] = &[
    "作废",
    "已作废",
    "作廢",
    "此单作废",
    "本单作废",
    "整单作废",
    "单据作废",
    "取消",
    "已取消",
    "订单取消",
    "订单已取消",
    "void",
    "voided",
    "cancelled",
    "canceled",
    "ordercancelled",
    "ordercanceled",
];

/// No remark that is longer, in bytes, can be one of these; blanks between letters included.
pub const LONGEST_VOID_REMARK: usize = 24;

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

/// How a column says what a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// By the name of the document, or by what became of it.
    Kind,
    /// By whether it is valid.
    Valid,
    /// Among remarks.
    Remark,
}

/// How a column with this header, folded, says what kind of document a row is, or what became of
/// it; `None` for other columns.
pub fn says_kind(header: &str) -> Option<Says> {
    if KINDS.contains(&header) || STATES.contains(&header) {
        Some(Says::Kind)
    } else if VALID.contains(&header) {
        Some(Says::Valid)
    } else {
        REMARKS.contains(&header).then_some(Says::Remark)
    }
}

/// The kind that a cell tells.
pub fn kind_of(says: Says, cell: Raw<'_>) -> Kind {
    let word = folded_word(&String::from_utf8_lossy(trim(cell.text)));
    let void = match says {
        Says::Kind => VOID.contains(&&*word) || PAYMENTS.contains(&&*word),
        Says::Valid => VOID.contains(&&*word) || flag(cell) == Ok(Some(false)),
        Says::Remark => VOID_REMARKS.contains(&&*word),
    };
    let returned =
        || RETURN_WORDS.contains(&&*word) || RETURNS.iter().any(|part| word.contains(part));
    if void {
        Kind::Nothing
    } else if says == Says::Kind && returned() {
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
        let kind_of = |word: &str| kind_of(Says::Kind, Raw::text(word.as_bytes()));
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

    #[test]
    fn what_does_not_stand_is_no_sale() {
        for (says, word, expected) in [
            (Says::Valid, "否", Kind::Nothing),
            (Says::Valid, "无效", Kind::Nothing),
            (Says::Valid, "0", Kind::Nothing),
            (Says::Valid, "是", Kind::Sale),
            (Says::Valid, "", Kind::Sale),
            (Says::Valid, "退货", Kind::Sale),
            (Says::Remark, " 作废 ", Kind::Nothing),
            (Says::Remark, "Order cancelled", Kind::Nothing),
            (Says::Remark, "上一单作废，以此为准", Kind::Sale),
            (Says::Remark, "否", Kind::Sale),
            (Says::Remark, "退货", Kind::Sale),
        ] {
            let found = kind_of(says, Raw::text(word.as_bytes()));
            assert_eq!(found, expected, "{says:?} {word}");
        }
        assert!(
            VOID_REMARKS
                .iter()
                .all(|word| word.len() < LONGEST_VOID_REMARK)
        );
    }
}
