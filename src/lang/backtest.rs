//! The words of a back test: what last year's labels told about the year that followed.

use crate::lang::Language;
use crate::lang::number::{count, days, grouped_number, percent};
use crate::lang::review::{in_words, signed_percent};
use crate::money::UNITS;
use crate::period::Day;
use crate::review::backtest::{Apart, Tried};
use crate::review::bounds::{Bound, Question};
use crate::review::figures::SMALL;
use crate::score::Scale;

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
    /// The share held by as many as the best tier had.
    AsBest,
    /// Bounds tried.
    Bounds,
    /// A bound.
    Bound,
    /// Customers at a bound or above it.
    Above,
    /// Their share of all.
    OfAll,
    /// The share of later amounts that they held.
    Held,
    /// How many times as much one of them bought as one of all.
    Lift,
    /// Those above that ordered again.
    AgainAbove,
    /// Those below that did.
    AgainBelow,
    /// By how much the bound tells buyers from others.
    Lead,
    /// The bounds of the rules' own measure.
    OwnBounds,
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
        Heading::AsBest => ("同最高级人数", "As top tier"),
        Heading::Bounds => ("换一个分界会更准吗", "Would another bound have told more?"),
        Heading::Bound => ("分界", "Bound"),
        Heading::Above => ("客户数", "Customers"),
        Heading::OfAll => ("占客户", "Of all"),
        Heading::Held => ("占金额", "Held"),
        Heading::Lift => ("倍数", "Lift"),
        Heading::AgainAbove => ("再下单", "Again"),
        Heading::AgainBelow => ("其余再下单", "Others again"),
        Heading::Lead => ("领先", "Lead"),
        Heading::OwnBounds => ("现行的排法，每个分界", "Each bound of the rules' own order"),
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
             排序多近，100% 是完美，0% 等于瞎猜；“前10%占”：排在前 10% 的客户占之后一年金额的多少。各表下面的“分开了”：各组占金额与\
             占客户之差的绝对值之和的一半；组越多，碰巧的成分越大。{few}"
        ),
        Language::En => format!(
            "Compared on the {buyers} customers that had bought by then. Will buy: how often one that bought later stands \
             above one that did not; 50% is guessing. How much: how near the order is to a perfect one; 100% is perfect, \
             0% is guessing. First 10%: the share of the year after that the first 10% held. Apart, in the lines below the \
             tables: half the sum of the differences between each group's shares of amounts and of customers; the more \
             groups, the more of it is chance.{few}"
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

/// A bound of a measure: `≥ 12,000`, `≤ 45d`; a score of the rules' own measure is an amount
/// in ten-thousandths or a number in millionths.
pub fn bound(tried: Tried, at: f64, scale: Scale, language: Language) -> String {
    let amount = |at: f64| format!("≥ {}", count((at / UNITS as f64).floor().max(0.0) as u64));
    match (tried, scale) {
        (Tried::Amount12m | Tried::Amount, _) | (Tried::Rules, Scale::Money) => amount(at),
        (Tried::Rules, Scale::Millionths) => format!("≥ {}", grouped_number(at / 1e6)),
        (Tried::Orders12m, _) => format!("≥ {at:.0}"),
        (Tried::Recency, _) => {
            let days = days((-at).max(0.0) as u64, language);
            format!("≤ {days}")
        }
        (Tried::Growth12m, _) => format!("≥ {}", signed_percent(at - 1.0)),
    }
}

/// Customers of a class or of a better one.
pub fn tier_from(class: &str, is_best: bool, language: Language) -> String {
    match (is_best, language) {
        (true, Language::Zh) => format!("“{class}”级"),
        (true, Language::En) => format!("tier \"{class}\""),
        (false, Language::Zh) => format!("“{class}”级及以上"),
        (false, Language::En) => format!("tier \"{class}\" or better"),
    }
}

/// Customers of none of some types.
pub fn not_of(types: &[&str], language: Language) -> String {
    match language {
        Language::Zh => format!("“{}”以外的", types.join("”、“")),
        Language::En => format!("all but \"{}\"", types.join("\", \"")),
    }
}

/// A label of the rules.
pub fn by_rules(label: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("现行规则：{label}"),
        Language::En => format!("the rules: {label}"),
    }
}

/// How far labels set customers apart; `named` is what they are called.
pub fn apart(
    named: &str,
    found: Apart,
    perfect: Option<f64>,
    language: Language,
) -> Option<String> {
    let amount = found.amount.zip(perfect).map(|(found, perfect)| {
        let (found, perfect) = (percent(found), percent(perfect));
        match language {
            Language::Zh => format!("金额分开了 {found}（逐个客户最多 {perfect}）"),
            Language::En => {
                format!("the amounts {found} apart (single customers at most {perfect})")
            }
        }
    });
    let buying = found.buying.map(|found| {
        let found = percent(found);
        match language {
            Language::Zh => format!("再下单的和没再下单的分开了 {found}"),
            Language::En => format!("those that ordered again {found} from those that did not"),
        }
    });
    let parts: Vec<String> = [amount, buying].into_iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    Some(match language {
        Language::Zh => format!("{named}把{}。", parts.join("，把")),
        Language::En => format!("{named} set {}.", parts.join(", and ")),
    })
}

/// Whether a bound that was tried would have been better than the labels of the rules.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'b> {
    /// What is asked.
    pub question: Question,
    /// The best bound tried, as its measure and it are called.
    pub found: (&'b str, &'b Bound),
    /// The best label of the rules, as it is called.
    pub label: (&'b str, &'b Bound),
    /// How many bounds were tried.
    pub tried: usize,
}

/// The answer.
pub fn compared(one: &Compared<'_>, language: Language) -> String {
    let told = |bound: &Bound| match one.question {
        Question::Amount => {
            let held = percent(bound.held.unwrap_or_default());
            let [above, all] = [bound.above.count, bound.above.of].map(count);
            let share = percent(bound.above.rate().unwrap_or_default());
            match language {
                Language::Zh => {
                    format!("{all} 个客户里的 {above} 个（{share}）占之后一年金额的 {held}")
                }
                Language::En => format!(
                    "{above} of the {all} customers ({share}) held {held} of the year after"
                ),
            }
        }
        Question::Buying => {
            let words = |part| in_words(part, language).unwrap_or_default();
            let (above, below) = (words(bound.bought), words(bound.bought_below));
            match language {
                Language::Zh => format!("{above} 再次下单，其余 {below}"),
                Language::En => format!("{above} ordered again, of the others {below}"),
            }
        }
    };
    let (label, found) = (one.label.0, one.found.0);
    let (by_rules, by_bound) = (told(one.label.1), told(one.found.1));
    let asked = match one.question {
        Question::Amount => language.pick("买多少", "How much"),
        Question::Buying => language.pick("会不会再买", "Will buy"),
    };
    if one.found.1.beats(one.label.1, one.question) {
        return match language {
            Language::Zh => format!(
                "{asked}：按“{found}”分更准：{by_bound}。现行规则里最好的是{label}：{by_rules}。两半客户里都是这样。"
            ),
            Language::En => format!(
                "{asked}: \"{found}\" would have told more: {by_bound}. The best of the rules, {label}: {by_rules}. It \
                 holds in either half of the customers."
            ),
        };
    }
    let tried = one.tried;
    match language {
        Language::Zh => format!(
            "{asked}：试过的 {tried} 个分界，没有一个明显好过现行规则。规则里最好的是{label}：{by_rules}。"
        ),
        Language::En => format!(
            "{asked}: none of the {tried} bounds tried is clearly better than the rules. Their best, {label}: {by_rules}."
        ),
    }
}

/// What was tried, and how it is judged.
pub fn bounds_explained(tried: usize, buyers: u64, language: Language) -> String {
    let buyers = count(buyers);
    match language {
        Language::Zh => format!(
            "每个指标按客户数每 10% 试一个分界，相同的只算一个，共 {tried} 个；基数是当时买过的 {buyers} 个客户，表里是各指标\
             最好的一个。买多少：占金额减占客户最大的；“倍数”是分界以上的客户平均金额与全部平均之比。会不会再买：“领先”是再下单的\
             客户有多少在分界以上，减去没再下单的有多少在分界以上。试得越多，最好的越可能是碰巧：领先 1 个百分点，而且客户按编号\
             分成两半，两半里都领先，才说更准。"
        ),
        Language::En => format!(
            "For each measure a bound was tried at every 10% of the customers, equal ones once, {tried} in all, on the \
             {buyers} customers that had bought by then; the tables show the best one of each. How much: the greatest \
             share held less share of customers; \"lift\" is the mean amount above the bound against the mean of all. \
             Will buy: the lead is the share of those that ordered again that is above, less that of those that did not. \
             The best of many is often chance, so it is called better only when it leads by a point, and in either half \
             of the customers, parted by their ids."
        ),
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
