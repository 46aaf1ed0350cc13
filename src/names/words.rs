//! Status words of orders and outcome words of contacts, in the languages of the
//! sheets. Words are data here; a word nobody knows is said, never guessed.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};

use crate::value::is_empty_word;
use crate::value::text::{folded_word, trim};

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
    /// Words of the rules go before the built-in ones.
    pub fn new(excluded: &[String], refunded: &[String]) -> Self {
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
        words.extend(
            refunded
                .iter()
                .map(|word| (status_key(word), Status::Refunded)),
        );
        words.extend(
            excluded
                .iter()
                .map(|word| (status_key(word), Status::Cancelled)),
        );
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

const REACHED: &[&str] = &[
    "已沟通",
    "reached",
    "已联系",
    "已接通",
    "接通",
    "已跟进",
    "已回访",
    "已回复",
    "有意向",
    "已拜访",
    "已发送",
    "已溝通",
    "已聯絡",
    "沟通",
    "contacted",
    "spoke",
    "talked",
    "answered",
    "connected",
    "replied",
    "visited",
    "sent",
    "done",
];

const NO_ANSWER: &[&str] = &[
    "未接通",
    "no answer",
    "未接",
    "无人接听",
    "無人接聽",
    "未联系上",
    "联系不上",
    "没接",
    "未回复",
    "无应答",
    "关机",
    "空号",
    "停机",
    "占线",
    "拒接",
    "未接聽",
    "not reached",
    "unanswered",
    "no reply",
    "no response",
    "voicemail",
    "busy",
    "left message",
    "unreachable",
];

const WON: &[&str] = &[
    "已成交",
    "won",
    "成交",
    "已签约",
    "签约",
    "已下单",
    "下单",
    "已购买",
    "复购",
    "已簽約",
    "ordered",
    "bought",
    "closed won",
    "deal",
    "purchased",
    "signed",
];

const REFUSED: &[&str] = &[
    "已拒绝",
    "refused",
    "拒绝",
    "无意向",
    "不需要",
    "没兴趣",
    "无需求",
    "已流失",
    "已拒絕",
    "declined",
    "rejected",
    "not interested",
    "no interest",
    "lost",
    "closed lost",
];

const COMPLAINT: &[&str] = &[
    "投诉",
    "complaint",
    "客诉",
    "已投诉",
    "抱怨",
    "不满",
    "投訴",
    "客訴",
    "complained",
    "complaints",
];

const SOLVED: &[&str] = &[
    "已解决",
    "solved",
    "解决",
    "已处理",
    "处理完成",
    "投诉已解决",
    "已解決",
    "resolved",
    "settled",
    "fixed",
];

const POSTPONED: &[&str] = &[
    "推迟",
    "postponed",
    "延后",
    "改期",
    "稍后",
    "稍后联系",
    "下次再说",
    "延期",
    "暂缓",
    "推遲",
    "later",
    "call back",
    "callback",
    "call later",
    "rescheduled",
    "snoozed",
];

const DO_NOT_CONTACT: &[&str] = &[
    "勿扰",
    "do not contact",
    "免打扰",
    "请勿联系",
    "不再联系",
    "勿联系",
    "拉黑",
    "勿擾",
    "dnc",
    "unsubscribed",
    "opted out",
    "do not call",
    "do not disturb",
];

/// Why a customer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossReason {
    /// Too expensive.
    Price,
    /// Bought elsewhere.
    Competitor,
    /// Not content with the goods.
    Quality,
    /// Not content with the service.
    Service,
    /// Too late.
    Delivery,
    /// Nothing needed any more.
    NoNeed,
    /// The partner at the customer is gone.
    ContactLeft,
    /// The customer is gone.
    Closed,
    /// Something else: the note says it.
    Other,
}

impl LossReason {
    /// Every reason, in the order of drop-downs.
    pub const ALL: [Self; 9] = [
        Self::Price,
        Self::Competitor,
        Self::Quality,
        Self::Service,
        Self::Delivery,
        Self::NoNeed,
        Self::ContactLeft,
        Self::Closed,
        Self::Other,
    ];

    /// Its Chinese and its English word.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Price => ["价格", "price"],
            Self::Competitor => ["转向竞品", "competitor"],
            Self::Quality => ["质量", "quality"],
            Self::Service => ["服务", "service"],
            Self::Delivery => ["交期", "delivery"],
            Self::NoNeed => ["需求没了", "no need"],
            Self::ContactLeft => ["联系人离职", "contact left"],
            Self::Closed => ["停业", "closed"],
            Self::Other => ["其他", "other"],
        }
    }
}

/// What came of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 已沟通: they were spoken to.
    Reached,
    /// 未接通: nobody answered.
    NoAnswer,
    /// 已成交: they bought.
    Won,
    /// 已拒绝: they declined.
    Refused,
    /// 投诉: they complained.
    Complaint,
    /// 已解决: the complaint is settled.
    Solved,
    /// 推迟: later, on an agreed day.
    Postponed,
    /// 勿扰: they do not want to be contacted.
    DoNotContact,
}

impl Outcome {
    /// Every outcome, in the order of drop-downs.
    pub const ALL: [Self; 8] = [
        Self::Reached,
        Self::NoAnswer,
        Self::Won,
        Self::Refused,
        Self::Complaint,
        Self::Solved,
        Self::Postponed,
        Self::DoNotContact,
    ];

    /// The key in machine outputs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NoAnswer => "no_answer",
            Self::Won => "won",
            Self::Refused => "refused",
            Self::Complaint => "complaint",
            Self::Solved => "solved",
            Self::Postponed => "postponed",
            Self::DoNotContact => "do_not_contact",
        }
    }

    /// The words that mean it: first the fixed Chinese, then the fixed English one.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Reached => REACHED,
            Self::NoAnswer => NO_ANSWER,
            Self::Won => WON,
            Self::Refused => REFUSED,
            Self::Complaint => COMPLAINT,
            Self::Solved => SOLVED,
            Self::Postponed => POSTPONED,
            Self::DoNotContact => DO_NOT_CONTACT,
        }
    }

    /// The outcome a cell names. The whole word must be known.
    pub fn named(text: &str) -> Option<Self> {
        /// By key; a workbook that comes back has an outcome, mostly blank, in every row.
        static KNOWN: LazyLock<HashMap<String, Outcome>> = LazyLock::new(|| {
            let mut known = HashMap::new();
            for outcome in Outcome::ALL {
                for word in outcome.words() {
                    known.entry(status_key(word)).or_insert(outcome);
                }
            }
            known
        });
        if text.is_empty() {
            return None;
        }
        KNOWN.get(&status_key(text)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn status_words_of_both_languages_are_known() {
        let words = StatusWords::new(&[], &[]);
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
        let words = StatusWords::new(
            &["测试单".to_owned(), "Draft".to_owned()],
            &["拒收".to_owned()],
        );
        assert_eq!(words.status("测试单"), Status::Cancelled);
        assert_eq!(words.status("draft"), Status::Cancelled);
        assert_eq!(words.status("拒收"), Status::Refunded);
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

    #[test]
    fn outcomes_are_named_by_their_words_only() {
        for outcome in Outcome::ALL {
            for word in outcome.words() {
                assert_eq!(Outcome::named(word), Some(outcome), "{word}");
            }
            assert_eq!(Outcome::named(outcome.key()), Some(outcome));
        }
        assert_eq!(Outcome::named(" No Answer "), Some(Outcome::NoAnswer));
        assert_eq!(Outcome::named("已沟通过了"), None);
        assert_eq!(Outcome::named(""), None);
    }
}
