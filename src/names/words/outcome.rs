//! What came of a contact, and why a customer was lost: the words that mean it.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};

use super::status_key;

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
