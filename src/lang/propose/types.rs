//! What a type or tag is for, whom it finds today, and what the data cannot tell it.

use crate::lang::{Language, heading, number};
use crate::names::Metric;
use crate::propose::kinds::{Cause, Note, TypeSeen};

/// The order of types is meaning.
pub fn order(language: Language) -> Vec<&'static str> {
    match language {
        Language::Zh => vec![
            "客户类型：从上往下，第一个符合的决定怎么跟进；想让某一类优先，就把它往上移。",
            "跟进 [[type.follow_up]]：who 谁来做，every 多久一次，channels 和 contents 轮流使用。",
        ],
        Language::En => vec![
            "Customer types: from the top, the first that matches decides how we follow up; move one up to give it precedence.",
            "Follow-ups [[type.follow_up]]: who does it, every how long; channels and contents take turns.",
        ],
    }
}

/// Tags add up.
pub fn tags(language: Language) -> &'static str {
    language.pick(
        "标签：符合的都打上，不影响跟进。",
        "Tags: every one that matches; they change no plan.",
    )
}

/// How many customers are of a type today.
pub fn found(seen: &TypeSeen, all: u64, language: Language) -> String {
    let customers = number::customers(seen.customers, language);
    let count = number::count(seen.customers);
    let all = number::count(all);
    match language {
        Language::Zh if seen.customers == 0 => {
            format!("代号，各语言相同；今天 {all} 个客户里没有这一类")
        }
        Language::Zh => format!("代号，各语言相同；今天 {all} 个客户里有 {count} 个"),
        Language::En if seen.customers == 0 => {
            format!("the same in every language; none of {all} customers is of this type today")
        }
        Language::En => format!("the same in every language; {customers} of {all} today"),
    }
}

/// How many customers carry a tag today.
pub fn tagged(seen: &TypeSeen, all: u64, language: Language) -> String {
    let customers = number::customers(seen.customers, language);
    let count = number::count(seen.customers);
    let all = number::count(all);
    match language {
        Language::Zh => format!("今天 {all} 个客户里有 {count} 个符合"),
        Language::En => format!("{customers} of {all} today"),
    }
}

/// Why a type has the name it has.
pub fn name(language: Language) -> &'static str {
    language.pick(
        "报表上的名称，可以改成您的叫法",
        "its name in reports; use your own word if you have one",
    )
}

/// What the condition of a built-in type or tag says in plain words.
pub fn when(id: &str, language: Language) -> &'static str {
    let (zh, en) = match id {
        "at_risk" => (
            "有投诉、不满意，或停购超过平常间隔，或 A、B 级客户下滑、失联：最急，所以排在最前",
            "complaints, overdue by their own rhythm, or A and B in decline or silent: most urgent, so first",
        ),
        "strategic" => (
            "表里标记的，或年额超过 500 万且合作满三年：人数少、投入大，所以单独跟",
            "marked in the sheet, or above 5 million a year and with us for three years: few and worth much effort",
        ),
        "new" => (
            "首单三个月内，或半年内只买过一次：还没站稳，所以跟得密",
            "first order within three months, or a single one within half a year: not at home yet, so contacts are close",
        ),
        "high_value" => (
            "A 级且仍在购买：最值得专人维护",
            "tier A and still buying: worth a person's time",
        ),
        "active" => (
            "半年内买过，或按自己的节奏还没到期：正常维护",
            "bought within half a year, or within their own rhythm: ordinary care",
        ),
        "dormant" => (
            "买过，但以上都不是：唤醒，每季一次就够",
            "has bought, but none of the above: a call now and then to wake them up",
        ),
        "prospect" => (
            "其余的人：登记了还没买过，所以培育",
            "everybody else: known, but has not bought yet",
        ),
        _ => ("内置的条件", "the built-in condition"),
    };
    language.pick(zh, en)
}

/// What the condition of a built-in tag says in plain words.
pub fn tag_when(condition: &str, language: Language) -> &'static str {
    if condition.contains("growth_12m") {
        language.pick(
            "近 12 个月增长三成以上的 B、C 级：可能是下一个 A",
            "B and C that grew by 30 % or more: the next A may be among them",
        )
    } else if condition == "orders = 1" {
        language.pick(
            "只买过一次：促成第二单最划算",
            "bought once: the second order is the one to win",
        )
    } else {
        language.pick("内置的条件", "the built-in condition")
    }
}

/// A metric that a condition reads and nobody has: why, and how to have it.
pub fn missing(metric: Metric, cause: Cause, language: Language) -> String {
    let word = heading::metric(metric, language);
    let field = |field| heading::field(field, language);
    match (cause, language) {
        (Cause::NoOrders, Language::Zh) => {
            format!("现在看不到“{word}”：没有订单表；给出订单表就会用到")
        }
        (Cause::NoOrders, Language::En) => format!(
            "{word} cannot be seen now, since there are no orders; give a table of orders and it counts"
        ),
        (Cause::NoLog, Language::Zh) => format!(
            "现在看不到“{word}”：没有跟进记录；记一张表（客户、日期、跟进人、渠道、结果）一起给出，就会用到"
        ),
        (Cause::NoLog, Language::En) => format!(
            "{word} cannot be seen now, since there is no contact log; keep one (customer, day, who, channel, outcome) and name it, too"
        ),
        (Cause::NoLogNorColumn(named), Language::Zh) => format!(
            "现在看不到“{word}”：没有跟进记录，客户表也没有“{}”列；补上其中一样，就会用到",
            field(named)
        ),
        (Cause::NoLogNorColumn(named), Language::En) => format!(
            "{word} cannot be seen now, since there is neither a contact log nor a column \"{}\" in the customer sheet; add one of them",
            field(named)
        ),
        (Cause::NoColumn(named), Language::Zh) => format!(
            "现在看不到“{word}”：{}表没有“{}”列；加上这一列，就会用到",
            heading::role(named.role(), language),
            field(named)
        ),
        (Cause::NoColumn(named), Language::En) => format!(
            "{word} cannot be seen now, since the {} has no column \"{}\"; add it and it counts",
            sheet(named),
            field(named)
        ),
        (Cause::Since(first, months), Language::Zh) => {
            format!("现在看不到“{word}”：订单从 {first} 才开始，要满 {months} 个月；到时自动用到")
        }
        (Cause::Since(first, months), Language::En) => format!(
            "{word} cannot be seen now, since orders begin on {first} and {months} months are needed; it counts by itself from then on"
        ),
    }
}

fn sheet(field: crate::names::Field) -> &'static str {
    match field.role() {
        crate::names::Role::Customers => "customer sheet",
        crate::names::Role::Orders => "order table",
        crate::names::Role::Contacts => "contact log",
    }
}

/// What else should be known about a type.
pub fn note(note: Note, language: Language) -> String {
    match (note, language) {
        (Note::EverybodyLooksNew(first), Language::Zh) => format!("订单从 {first} 才开始，老客户看起来也像新的；在客户表加一列“首次合作日期”就分得清"),
        (Note::EverybodyLooksNew(first), Language::En) => format!("orders begin on {first} only, so old customers look new; a column \"First deal\" in the customer sheet tells them apart"),
        (Note::TooYoungToSleep(first), Language::Zh) => format!("订单从 {first} 才开始，还没有人停购满半年，所以现在不会有；数据再长一些，或给出更早的订单，就会有"),
        (Note::TooYoungToSleep(first), Language::En) => format!("orders begin on {first} only, so nobody can have been silent for half a year yet; give older orders, or wait"),
        (Note::OnlyBuyers, Language::Zh) => "没有客户表，只看得到买过的客户，所以现在不会有这一类；给出客户表（编号、名称、负责人）就会有".to_owned(),
        (Note::OnlyBuyers, Language::En) => "there is no customer sheet, so only those who bought are known and nobody can be of this type; give one (id, name, owner)".to_owned(),
        (Note::NoCreatedDay, Language::Zh) => "客户表没有“建档日期”列，不知道等了多久，所以首次联系会分散安排；加上这一列就从那天算起".to_owned(),
        (Note::NoCreatedDay, Language::En) => "the customer sheet has no column \"Created\", so nobody knows how long they have waited and first contacts are spread out; add it and they count from that day".to_owned(),
    }
}
