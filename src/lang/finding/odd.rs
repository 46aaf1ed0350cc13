//! Oddities of the rules in words: what is so, and what may serve better.

use crate::lang::Language;
use crate::lang::number::{grouped_money, metric_value};
use crate::lang::reason::one_line;
use crate::money::Total;
use crate::problem::Odd;

/// What is odd. No full stop: it may be followed by a count.
pub(super) fn message(odd: &Odd, language: Language) -> String {
    let zh = language == Language::Zh;
    let amount = |money| grouped_money(Total::from(money));
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
        } if zh => format!(
            "“{class}”级从 {} 起，附近没有客户：最近的是 {customer}，{}",
            amount(*begins),
            amount(*value)
        ),
        Odd::FarThreshold {
            class,
            begins,
            customer,
            value,
        } => format!(
            "tier \"{class}\" begins at {}, and no customer is near: the nearest, {customer}, has {}",
            amount(*begins),
            amount(*value)
        ),
        Odd::FarNumber {
            of,
            part,
            customer,
            number,
            kind,
        } if zh => format!(
            "“{}”的条件 {}，附近没有客户：最近的是 {customer}，为 {}",
            of.zh,
            one_line(part),
            metric_value(*number, *kind)
        ),
        Odd::FarNumber {
            of,
            part,
            customer,
            number,
            kind,
        } => format!(
            "\"{}\" asks for {}, and no customer is near: the nearest, {customer}, has {}",
            of.en,
            one_line(part),
            metric_value(*number, *kind)
        ),
        Odd::NeverMatches {
            of,
            parts: [one, other],
        } if zh => format!(
            "“{}”永远不会有客户：{} 和 {} 不能同时成立",
            of.zh,
            one_line(one),
            one_line(other)
        ),
        Odd::NeverMatches {
            of,
            parts: [one, other],
        } => format!(
            "\"{}\" can never have a customer: {} and {} exclude each other",
            of.en,
            one_line(one),
            one_line(other)
        ),
        Odd::StillTiers(day, customer) if zh => {
            format!("{day} 以来没有一个客户换过等级（按规则），金额却变了不少（例如 {customer}）")
        }
        Odd::StillTiers(day, customer) => format!(
            "no customer has changed its tier (by rule) since {day}, though amounts have changed a lot (such as \
             {customer})"
        ),
    }
}

/// What may serve better.
pub(super) fn help(odd: &Odd, language: Language) -> &'static str {
    let (zh, en) = match odd {
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
    language.pick(zh, en)
}
