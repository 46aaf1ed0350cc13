//! Oddities of the rules in words: what is so, and what may serve better.

use crate::lang::Language;
use crate::lang::number::{grouped_money, metric_value};
use crate::lang::reason::one_line;
use crate::money::Total;
use crate::problem::{Odd, TypeName, Unheld, WhyUnheld};

/// What is odd. No full stop: it may be followed by a count.
pub(super) fn message(odd: &Odd, language: Language) -> String {
    let zh = language == Language::Zh;
    match odd {
        Odd::ShadowedType { kind, by, customer } if zh => format!(
            "“{}”永远轮不到：符合它的客户都先归入了前面的类型，多数是“{}”（例如 {customer}）",
            kind.zh, by.zh
        ),
        Odd::ShadowedType { kind, by, customer } => format!(
            "the type \"{}\" never comes into force: whoever matches it is taken by an earlier type, mostly \
             \"{}\" (such as {customer})",
            kind.en, by.en
        ),
        Odd::LopsidedType(kind, share) if zh => format!("{share}% 的客户都是“{}”", kind.zh),
        Odd::LopsidedType(kind, share) => {
            format!("{share}% of the customers are of the type \"{}\"", kind.en)
        }
        Odd::RareType(kind, customer) if zh => {
            format!("几乎没有客户属于“{}”（例如 {customer}）", kind.zh)
        }
        Odd::RareType(kind, customer) => format!(
            "hardly any customer is of the type \"{}\" (such as {customer})",
            kind.en
        ),
        Odd::RareTier(class, Some(customer)) if zh => {
            format!("几乎没有客户在“{class}”级（例如 {customer}）")
        }
        Odd::RareTier(class, Some(customer)) => {
            format!("hardly any customer is in tier \"{class}\" (such as {customer})")
        }
        Odd::RareTier(class, None) if zh => format!("没有客户在“{class}”级"),
        Odd::RareTier(class, None) => format!("no customer is in tier \"{class}\""),
        Odd::NoFollowUp(kind, customer) if zh => {
            format!(
                "“{}”没有跟进计划，这些客户没人跟（例如 {customer}）",
                kind.zh
            )
        }
        Odd::NoFollowUp(kind, customer) => format!(
            "the type \"{}\" has no follow-up, so nobody contacts these customers (such as {customer})",
            kind.en
        ),
        Odd::ManyTypes(count) if zh => format!("共有 {count} 个类型，超过九个就难以分清"),
        Odd::ManyTypes(count) => {
            format!("there are {count} types; more than nine are hard to keep apart")
        }
        Odd::FarThreshold {
            class,
            begins,
            customer,
            value,
        } => {
            let [begins, value] = [begins, value].map(|money| grouped_money(Total::from(*money)));
            far_threshold(class, &begins, (customer, &value), language)
        }
        Odd::FarNumber {
            of,
            part,
            customer,
            number,
            kind,
        } => far_number(of, part, (customer, metric_value(*number, *kind)), language),
        Odd::NeverMatches { of, parts } => never_matches(of, parts, language),
        Odd::NothingHeld(unheld) => nothing_held(unheld, language),
        Odd::StillTiers(day, customer) if zh => {
            format!("{day} 以来没有一个客户换过等级（按规则），金额却变了不少（例如 {customer}）")
        }
        Odd::StillTiers(day, customer) => format!(
            "no customer has changed its tier (by rule) since {day}, though amounts have changed a lot (such as \
             {customer})"
        ),
    }
}

/// A class begins far from every customer.
fn far_threshold(
    class: &str,
    begins: &str,
    (customer, value): (&str, &str),
    language: Language,
) -> String {
    match language {
        Language::Zh => {
            format!("“{class}”级从 {begins} 起，附近没有客户：最近的是 {customer}，{value}")
        }
        Language::En => format!(
            "tier \"{class}\" begins at {begins}, and no customer is near: the nearest, {customer}, has {value}"
        ),
    }
}

/// A condition asks for a number that is far from every customer.
fn far_number(
    of: &TypeName,
    part: &str,
    (customer, value): (&str, String),
    language: Language,
) -> String {
    let part = one_line(part);
    match language {
        Language::Zh => {
            let of = &of.zh;
            format!("“{of}”的条件 {part}，附近没有客户：最近的是 {customer}，为 {value}")
        }
        Language::En => {
            let of = &of.en;
            format!(
                "\"{of}\" asks for {part}, and no customer is near: the nearest, {customer}, has {value}"
            )
        }
    }
}

/// Two parts of a condition exclude each other.
fn never_matches(of: &TypeName, parts: &[String; 2], language: Language) -> String {
    let [one, other] = [&parts[0], &parts[1]].map(|part| one_line(part));
    match language {
        Language::Zh => format!("“{}”永远不会有客户：{one} 和 {other} 不能同时成立", of.zh),
        Language::En => {
            format!(
                "\"{}\" can never have a customer: {one} and {other} exclude each other",
                of.en
            )
        }
    }
}

/// The built-in time for which tiers are held does not fit history.
fn nothing_held(unheld: &Unheld, language: Language) -> String {
    let (keep, depth) = (unheld.keep_for, unheld.looks_back);
    match (unheld.why, language) {
        (WhyUnheld::Every(every), Language::Zh) => {
            format!("等级不会保留：默认保留的 {keep} 不是 [history] every = {every} 的整数倍")
        }
        (WhyUnheld::Every(every), Language::En) => format!(
            "no tier is held: the built-in {keep} is no whole number of [history] every = {every}"
        ),
        (WhyUnheld::Depth, Language::Zh) => {
            format!("等级不会保留：默认保留的 {keep} 比 [history] depth = {depth} 回看的时间还长")
        }
        (WhyUnheld::Depth, Language::En) => format!(
            "no tier is held: the built-in {keep} reaches further back than [history] depth = {depth}"
        ),
    }
}

/// What to write so that tiers are held, or so that nothing is said.
fn held_by(unheld: &Unheld, language: Language) -> String {
    let (least, now) = (unheld.depth, unheld.looks_back);
    let depth = (now < least).then(|| match language {
        Language::Zh => format!("[history] 里写 depth = {least}"),
        Language::En => format!("depth = {least} under [history]"),
    });
    let keep = (unheld.whole != unheld.keep_for).then(|| match language {
        Language::Zh => format!("[tier] 里写 keep_for = \"{}\"", unheld.whole),
        Language::En => format!("keep_for = \"{}\" under [tier]", unheld.whole),
    });
    let both: Vec<String> = keep.into_iter().chain(depth).collect();
    match language {
        Language::Zh => format!(
            "要保留就在 {}；不要就在 [tier] 里写 keep_for = \"0d\"",
            both.join("，")
        ),
        Language::En => format!(
            "write {}; or keep_for = \"0d\" under [tier] if none is to be held",
            both.join(" and ")
        ),
    }
}

/// What may serve better.
pub(super) fn help(odd: &Odd, language: Language) -> String {
    let (zh, en) = match odd {
        Odd::NothingHeld(unheld) => return held_by(unheld, language),
        Odd::ShadowedType { .. } => (
            "把它移到那个类型前面，或者删掉它",
            "move it above that type, or drop it",
        ),
        Odd::LopsidedType(..) => (
            "条件放得太宽，可以收紧，或再分一类",
            "its condition is wide; narrow it, or split the type",
        ),
        Odd::RareType(..) => (
            "人这么少，用标签 [[tag]] 可能就够了",
            "for so few a [[tag]] may do",
        ),
        Odd::RareTier(..) => (
            "看看 [tier] 的分界是否合适",
            "see whether the bounds in [tier] still fit",
        ),
        Odd::NoFollowUp(..) => (
            "给它加一段 [[type.follow_up]]",
            "give it a [[type.follow_up]]",
        ),
        Odd::ManyTypes(_) => (
            "不影响怎么跟进的区别，改用标签 [[tag]]",
            "what does not change the follow-up can be a [[tag]]",
        ),
        Odd::FarThreshold { .. } => (
            "分界可以挪到客户之间真正有差距的地方",
            "the bound may move to where customers do differ",
        ),
        Odd::FarNumber { .. } => (
            "看看这个数还合不合适；附近没有客户，稍微动一动也没有区别",
            "see whether the number still fits; with nobody near, moving it a little changes nothing",
        ),
        Odd::NeverMatches { .. } => (
            "改其中一个，或者用 or 连接",
            "change one of them, or join them with or",
        ),
        Odd::StillTiers(..) => (
            "分界可能离大家太远，也可以换一个会变的 measure",
            "bounds may be too far from everybody, or another measure may tell more",
        ),
    };
    language.pick(zh, en).to_owned()
}
