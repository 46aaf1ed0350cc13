//! Status words of orders and outcome words of contacts, in the languages of the
//! sheets. Words are data here; a word nobody knows is said, never guessed.

mod outcome;

use foldhash::{HashMap, HashMapExt};

use crate::value::is_empty_word;
use crate::value::text::{folded_word, trim};

pub use outcome::{LossReason, Outcome};

/// What the status of an order means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A purchase.
    Paid,
    /// Not yet paid: a purchase on credit terms.
    Pending,
    /// Never happened.
    Cancelled,
    /// Given back in full.
    Refunded,
    /// Given back in part: still a purchase.
    PartialRefund,
    /// A word nobody knows: counts as a purchase, and is said.
    Unknown,
    /// The cell is blank: counts as a purchase.
    Blank,
}

const PAID: &[&str] = &[
    "已完成",
    "完成",
    "已支付",
    "已付款",
    "已付",
    "已收货",
    "交易成功",
    "成功",
    "交易完成",
    "已发货",
    "已签收",
    "签收",
    "已收款",
    "已结清",
    "已成交",
    "成交",
    "买家已付款",
    "买家已付款，等待卖家发货",
    "卖家已发货",
    "等待买家确认收货",
    "卖家已发货，等待买家确认",
    "待评价",
    "已评价",
    "部分付款",
    "部分发货",
    "已审核",
    "正常",
    "赢单",
    "已出库",
    "已入账",
    "已完結",
    "已出貨",
    "已付清",
    "完了",
    "有效",
    "paid",
    "complete",
    "completed",
    "fulfilled",
    "shipped",
    "delivered",
    "succeeded",
    "success",
    "successful",
    "closed won",
    "won",
    "done",
    "received",
    "settled",
    "invoiced",
    "captured",
    "partially paid",
    "partially_paid",
    "partial paid",
    "partially shipped",
    "ok",
];

const PENDING: &[&str] = &[
    "待支付",
    "未支付",
    "待付款",
    "未付款",
    "待发货",
    "未发货",
    "等待卖家发货",
    "等待买家付款",
    "待收货",
    "处理中",
    "进行中",
    "待处理",
    "待审核",
    "审核中",
    "未完成",
    "待确认",
    "已下单",
    "已提交",
    "备货中",
    "生产中",
    "待结算",
    "未结清",
    "部分未付",
    "未收款",
    "待收款",
    "应收",
    "新订单",
    "草稿",
    "pending",
    "processing",
    "in process",
    "in progress",
    "on-hold",
    "on hold",
    "unpaid",
    "authorized",
    "open",
    "new",
    "placed",
    "confirmed",
    "awaiting payment",
    "pending payment",
    "unfulfilled",
    "backordered",
    "draft",
    "due",
    "overdue",
];

const CANCELLED: &[&str] = &[
    "已取消",
    "取消",
    "已关闭",
    "关闭",
    "交易关闭",
    "订单关闭",
    "交易取消",
    "已作废",
    "作废",
    "无效",
    "已失效",
    "已撤销",
    "撤销",
    "已驳回",
    "已拒绝",
    "已删除",
    "买家取消",
    "卖家取消",
    "系统取消",
    "支付失败",
    "交易失败",
    "失败",
    "输单",
    "已拒收",
    "拒收",
    "已流失",
    "已终止",
    "已取消訂單",
    "已關閉",
    "cancelled",
    "canceled",
    "cancel",
    "voided",
    "void",
    "closed lost",
    "lost",
    "failed",
    "rejected",
    "declined",
    "expired",
    "abandoned",
    "deleted",
    "invalid",
    "trash",
];

const REFUNDED: &[&str] = &[
    "已退款",
    "退款",
    "退款成功",
    "已退货",
    "退货",
    "已退货退款",
    "退货退款",
    "全额退款",
    "售后完成",
    "退款完成",
    "已退單",
    "已退单",
    "退单",
    "已退貨",
    "refunded",
    "refund",
    "fully refunded",
    "returned",
    "return",
    "chargeback",
    "charged back",
];

const PARTIAL_REFUND: &[&str] = &[
    "部分退款",
    "部分退货",
    "已部分退款",
    "部分退貨",
    "partially_refunded",
    "partially refunded",
    "partial refund",
    "partly refunded",
    "partially returned",
];

/// The status words in force: the built-in ones and those of the rules file.
#[derive(Debug, Clone)]
pub struct StatusWords {
    words: HashMap<String, Status>,
}

impl StatusWords {
    /// Words of the rules go before the built-in ones, later ones before earlier.
    pub fn new<const N: usize>(of_rules: [(&[String], Status); N]) -> Self {
        let mut words = HashMap::new();
        let built_in = [
            (PAID, Status::Paid),
            (PENDING, Status::Pending),
            (CANCELLED, Status::Cancelled),
            (REFUNDED, Status::Refunded),
            (PARTIAL_REFUND, Status::PartialRefund),
        ];
        for (list, status) in built_in {
            words.extend(list.iter().map(|word| (status_key(word), status)));
        }
        for (list, status) in of_rules {
            words.extend(list.iter().map(|word| (status_key(word), status)));
        }
        Self { words }
    }

    /// What a status cell means. The whole word must be known.
    pub fn status(&self, text: &str) -> Status {
        // Words as they stand in the list need no folding.
        if let Some(status) = self.words.get(text) {
            return *status;
        }
        self.folded(text)
    }

    #[cold]
    fn folded(&self, text: &str) -> Status {
        if is_empty_word(trim(text.as_bytes())) {
            return Status::Blank;
        }
        let known = self.words.get(&status_key(text));
        known.copied().unwrap_or(Status::Unknown)
    }
}

/// A status word as it is compared: width, case, spaces, `_` and `-` folded.
fn status_key(word: &str) -> String {
    folded_word(word).replace(['_', '-'], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn status_words_of_both_languages_are_known() {
        let words = StatusWords::new([]);
        let cases = [
            ("已完成", Status::Paid),
            ("completed", Status::Paid),
            (" Completed ", Status::Paid),
            ("Closed Won", Status::Paid),
            ("买家已付款，等待卖家发货", Status::Paid),
            ("partially_paid", Status::Paid),
            ("待付款", Status::Pending),
            ("On-Hold", Status::Pending),
            ("wc on hold", Status::Unknown),
            ("已取消", Status::Cancelled),
            ("CANCELED", Status::Cancelled),
            ("交易关闭", Status::Cancelled),
            ("已退款", Status::Refunded),
            ("refunded", Status::Refunded),
            ("Partially_Refunded", Status::PartialRefund),
            ("部分退款", Status::PartialRefund),
            ("", Status::Blank),
            (" - ", Status::Blank),
            ("N/A", Status::Blank),
            ("未知状态", Status::Unknown),
            ("已取消申请", Status::Unknown),
        ];
        for (text, expected) in cases {
            assert_eq!(words.status(text), expected, "{text}");
        }
    }

    #[test]
    fn words_of_the_rules_go_first() {
        let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let counted = words(&["自提", "待付款", "拒收"]);
        let (refunded, excluded) = (words(&["拒收"]), words(&["测试单", "Draft"]));
        let words = StatusWords::new([
            (&counted, Status::Paid),
            (&refunded, Status::Refunded),
            (&excluded, Status::Cancelled),
        ]);
        assert_eq!(words.status("测试单"), Status::Cancelled);
        assert_eq!(words.status("draft"), Status::Cancelled);
        assert_eq!(words.status("自提"), Status::Paid);
        assert_eq!(words.status("待付款"), Status::Paid);
        assert_eq!(
            words.status("拒收"),
            Status::Refunded,
            "of two lists the later one says"
        );
        assert_eq!(words.status("已完成"), Status::Paid);
    }

    #[test]
    fn no_status_word_has_two_meanings() {
        let mut seen = BTreeMap::new();
        for (place, list) in [PAID, PENDING, CANCELLED, REFUNDED, PARTIAL_REFUND]
            .iter()
            .enumerate()
        {
            for word in *list {
                let before = seen.insert(status_key(word), place);
                assert!(before.is_none_or(|before| before == place), "{word}");
            }
        }
    }
}
