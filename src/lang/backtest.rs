//! The words of a back test: what last year's labels told about the year that followed.

use crate::lang::Language;
use crate::lang::number::{count, percent};
use crate::period::Day;
use crate::review::backtest::Tried;
use crate::review::figures::SMALL;

/// The headline.
pub fn title(from: Day, to: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("回测：{from} 的分层，之后到 {to} 怎么样"),
        Language::En => format!("Back test: the labels of {from}, and what followed up to {to}"),
    }
}

/// Headings of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// What they bought since.
    After,
    /// Its share of everybody's.
    Share,
    /// Orders since.
    Orders,
    /// Those without an order since.
    Lost,
    /// A measure.
    Measure,
    /// How often a later buyer stands above one that did not buy.
    Auc,
    /// How near the order is to the perfect one.
    Gini,
    /// The share held by the first so many in a hundred.
    First(usize),
    /// By tier.
    Tiers,
    /// By type.
    Types,
    /// By segment.
    Segments,
    /// Measures.
    Measures,
}

/// A heading.
pub fn heading(heading: Heading, language: Language) -> String {
    let (zh, en) = match heading {
        Heading::First(hundredths) => {
            return match language {
                Language::Zh => format!("前{hundredths}%占"),
                Language::En => format!("First {hundredths}%"),
            };
        }
        Heading::After => ("之后一年", "Year after"),
        Heading::Share => ("占比", "Share"),
        Heading::Orders => ("之后订单", "Orders"),
        Heading::Lost => ("没再下单", "No order"),
        Heading::Measure => ("按什么排", "Sorted by"),
        Heading::Auc => ("会不会买", "Will buy"),
        Heading::Gini => ("买多少", "How much"),
        Heading::Tiers => ("等级", "Tiers"),
        Heading::Types => ("客户类型", "Types"),
        Heading::Segments => ("分群", "Segments"),
        Heading::Measures => ("换一种排法会更准吗", "Would another order have told more?"),
    };
    language.pick(zh, en).to_owned()
}

/// How many customers the orders are compared on, and how to read the numbers.
pub fn explained(buyers: u64, language: Language) -> String {
    let few = if buyers < SMALL {
        language.pick("人这么少，说明不了什么。", " So few prove little.")
    } else {
        ""
    };
    let buyers = count(buyers);
    match language {
        Language::Zh => format!(
            "在当时买过的 {buyers} 个客户上比较。“会不会买”：后来买了的排在没买的前面的机会，50% 等于瞎猜；“买多少”：离完美\
             排序多近，100% 是完美，0% 等于瞎猜；“前10%占”：排在前 10% 的客户占之后一年金额的多少，分界定在哪里可以照着看。{few}"
        ),
        Language::En => format!(
            "Compared on the {buyers} customers that had bought by then. Will buy: how often one that bought later stands \
             above one that did not; 50% is guessing. How much: how near the order is to a perfect one; 100% is perfect, \
             0% is guessing. First 10%: the share of the year after that the first 10% held, which tells where a bound \
             could be.{few}"
        ),
    }
}

/// What the best tier held of the year after, against as many of a perfect order.
pub fn best_tier(class: &str, held: f64, perfect: f64, language: Language) -> String {
    let (held, perfect) = (percent(held), percent(perfect));
    match language {
        Language::Zh => format!(
            "当时的“{class}”级占了之后一年金额的 {held}；同样人数，完美排序可以占 {perfect}。"
        ),
        Language::En => format!(
            "Tier \"{class}\" of then held {held} of the year after; as many customers of a perfect order held {perfect}."
        ),
    }
}

/// Whether another measure would have been better.
pub fn verdict(best: Tried, own: f64, theirs: f64, language: Language) -> String {
    let (own, theirs) = (percent(own), percent(theirs));
    let name = crate::lang::review::tried(best, "", language);
    match (best, language) {
        (Tried::Rules, Language::Zh) => format!("现行的排法在“买多少”上不输给其他排法（{own}）。"),
        (Tried::Rules, Language::En) => {
            format!("None of the others tells more about how much than the rules' own ({own}).")
        }
        (_, Language::Zh) => format!("按“{name}”排更准：{theirs}，现行规则是 {own}。"),
        (_, Language::En) => {
            format!(
                "\"{name}\" would have told more about how much: {theirs}, against {own} by the rules."
            )
        }
    }
}

/// Nobody had bought by the earlier day.
pub fn nothing(from: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("{from} 以前没有订单，没有可以回测的；要有一年以上的订单才行。"),
        Language::En => format!(
            "There are no orders up to {from}, so nothing can be tested; it takes orders of more than a year."
        ),
    }
}
