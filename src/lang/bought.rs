//! What a customer bought last and what it never bought, as a list in a cell.

use std::borrow::Cow;

use crate::lang::number::percent;
use crate::lang::{Language, heading};
use crate::names::Field;
use crate::records::bought::{Bought, More};

/// The categories of the last purchase: `工业泵、电机等`; `None` where nothing is known.
pub fn last(bought: Option<&Bought>, customer: u32, language: Language) -> Option<Cow<'_, str>> {
    let (names, more) = bought?.last(customer);
    let list = listed(names, language)?;
    Some(match more {
        More::No => list,
        More::Yes => Cow::Owned(list.into_owned() + language.pick("等", " and more")),
    })
}

/// The main categories that were never bought; `None` where nothing is known or missing.
pub fn missing(bought: Option<&Bought>, customer: u32, language: Language) -> Option<Cow<'_, str>> {
    listed(bought?.missing(customer), language)
}

/// The same of one customer as lines under its orders.
pub fn lines(bought: &Bought, customer: u32, language: Language) -> Vec<String> {
    let bought = Some(bought);
    let colon = language.pick("：", ": ");
    let known = [
        ("last_bought", last(bought, customer, language)),
        ("not_bought", missing(bought, customer, language)),
    ];
    let line = |(key, list): (&str, Option<Cow<'_, str>>)| {
        let heading = heading::key(key, language).unwrap_or(key);
        Some(format!("{heading}{colon}{}", list?))
    };
    known.into_iter().filter_map(line).collect()
}

/// What counts as a main category here: `主要品类（占近12月金额 96%）：电机、水泵`.
pub fn main_line(bought: Option<&Bought>, language: Language) -> Option<String> {
    let bought = bought?;
    let names = listed(bought.main().iter().map(String::as_str), language)?;
    let share = percent(bought.share);
    let products = bought.field == Field::OrderProduct;
    Some(match (language, products) {
        (Language::Zh, false) => format!("主要品类（占近12月金额 {share}）：{names}"),
        (Language::Zh, true) => {
            format!("主要产品（没有品类列，按产品；占近12月金额 {share}）：{names}")
        }
        (Language::En, false) => {
            format!("main categories ({share} of the amount of 12 months): {names}")
        }
        (Language::En, true) => format!(
            "main products (no column of categories; {share} of the amount of 12 months): {names}"
        ),
    })
}

fn listed<'a>(
    mut names: impl Iterator<Item = &'a str> + Clone,
    language: Language,
) -> Option<Cow<'a, str>> {
    let rest = names.clone().skip(1);
    let first = names.next()?;
    Some(rest.fold(Cow::Borrowed(first), |list, name| {
        Cow::Owned(list.into_owned() + language.pick("、", ", ") + name)
    }))
}
