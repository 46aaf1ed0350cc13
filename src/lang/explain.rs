//! One customer in words: how its tier, scores, type and next day came about.
//!
//! Takes an [`Explanation`] or parts of it; gives short lines in the language asked
//! for. Conditions stay as the rules write them.

mod bearing;
mod due;
mod labels;
pub mod seen;

use crate::classify::Since;
use crate::classify::value::Value;
use crate::lang::movement::{self, Sentences};
use crate::lang::number::{grouped_count, grouped_money, percent, plain, yes_or_no};
use crate::lang::{Language, heading};
use crate::period::Day;
use crate::records::flight::Nature;
use crate::report::explain::{Explanation, OrderLine, Touch};
use crate::report::movements::Move;

pub use due::due;
pub use labels::{kind, path, scores, tier, track, tried};

/// A part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What moved between two days.
    Moved,
    /// The tier.
    Tier,
    /// The scores.
    Scores,
    /// The type.
    Kind,
    /// Tags.
    Tags,
    /// Metrics.
    Numbers,
    /// Windows of time.
    Windows,
    /// The newest orders.
    Orders,
    /// The newest contacts.
    Contacts,
    /// What is due.
    Due,
}

/// What a part is called.
pub fn part(part: Part, language: Language) -> &'static str {
    let (zh, en) = match part {
        Part::Moved => ("变动", "Moved"),
        Part::Tier => ("等级", "Tier"),
        Part::Scores => ("评分", "Scores"),
        Part::Kind => ("类型", "Type"),
        Part::Tags => ("标签", "Tags"),
        Part::Numbers => ("指标", "Numbers"),
        Part::Windows => ("时间段", "Windows"),
        Part::Orders => ("订单", "Orders"),
        Part::Contacts => ("联系", "Contacts"),
        Part::Due => ("跟进", "Due"),
    };
    language.pick(zh, en)
}

/// The headline: name, id, owner and the day.
pub fn headline(told: &Explanation<'_>, language: Language) -> String {
    let mut text = told.name.to_owned();
    if told.id != told.name {
        let id = match language {
            Language::Zh => format!("（{}）", told.id),
            Language::En => format!(" ({})", told.id),
        };
        text += &id;
    }
    if !told.owner.is_empty() {
        text += language.pick(" · 负责人 ", " · owner ");
        text += told.owner;
    }
    text += language.pick(" · 截止 ", " · as of ");
    text += &told.as_of().to_string();
    text
}

/// What moved between two days: `2026-06-30 → 2026-11-20 上升 C → B：…`.
pub fn moved(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let Some(shift) = &told.moved else {
        return Vec::new();
    };
    let days = movement::between(shift.from, shift.to);
    let Some(why) = &shift.why else {
        let nothing = language.pick("等级、类型、分群都没有变", "no label has moved");
        return vec![format!("{days} {nothing}")];
    };
    let sentences = Sentences::new(told.rules, told.segments, language);
    let mut lines = vec![format!("{days} {}", movement::name(why.how, language))];
    if !matches!(why.how, Move::Type | Move::Segment) {
        lines.push(sentences.tiers(why));
    }
    lines.extend(sentences.others(why));
    lines
}

/// A value as people read it.
pub fn value(value: &Value<'_>, language: Language) -> String {
    match value {
        Value::Blank => language.pick("空", "blank").to_owned(),
        Value::Count(count) => grouped_count(*count),
        Value::Number(number) => plain(*number),
        Value::Money(money) => grouped_money((*money).into()),
        Value::Ratio(ratio) => percent(*ratio),
        Value::Date(day) => day.to_string(),
        Value::Text(text) => (*text).to_owned(),
        Value::Words(words) => language.pick(&words.zh, &words.en).to_owned(),
        Value::Flag(flag) => yes_or_no(*flag, language).to_owned(),
    }
}

/// Metrics and own metrics with their names; the owner stands in the headline.
pub fn numbers(told: &Explanation<'_>, language: Language) -> Vec<(String, String)> {
    let known = told
        .metrics
        .iter()
        .filter(|(metric, _)| *metric != crate::names::Metric::Owner)
        .map(|(metric, known)| (heading::metric(*metric, language).to_owned(), known));
    let own = told
        .own
        .iter()
        .filter(|(_, known)| *known != Value::Blank)
        .map(|(key, known)| ((*key).to_owned(), known));
    known
        .chain(own)
        .map(|(name, known)| (name, value(known, language)))
        .collect()
}

/// The boundary days of the windows, and what is blank because the data is too young.
pub fn windows(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let windows = told.windows;
    let (day, year, before) = (windows.day, windows.year_ago, windows.two_years_ago);
    let quarter = day.plus(-90);
    let mut lines = vec![match language {
        Language::Zh => format!(
            "近12月：{year} 之后至 {day}；前12月：{before} 之后至 {year}；近90天：{quarter} 之后至 {day}"
        ),
        Language::En => format!(
            "12m: after {year} to {day}; previous 12m: after {before} to {year}; 90d: after {quarter} to {day}"
        ),
    }];
    if let Some((covered, months)) = told.covered_from.zip(told.unknown_months) {
        lines.push(match (language, months) {
            (Language::Zh, 12) => format!(
                "订单从 {covered} 才开始，看不全近12月，也看不出此客户是从那以后才开始的，所以近12月的指标留空；等级按已有的订单算"
            ),
            (Language::En, 12) => format!(
                "orders begin on {covered}, too late for 12 months, and nothing says that this customer began after that: metrics over 12 months stay blank; the tier goes by the orders that are there"
            ),
            (Language::Zh, _) => {
                format!("订单从 {covered} 才开始，看不全前12月，所以前12月金额和增长留空")
            }
            (Language::En, _) => format!(
                "orders begin on {covered}, too late for the previous 12 months, so that amount and the growth stay blank"
            ),
        });
    }
    lines
}

/// Since when a label holds.
pub fn since(since: Since, looks_back_to: Option<Day>, language: Language) -> String {
    match (since, looks_back_to, language) {
        (Since::Day(day), _, Language::Zh) => format!("{day} 起"),
        (Since::Day(day), _, Language::En) => format!("since {day}"),
        (Since::Earlier, Some(first), Language::Zh) => {
            format!("{first} 或更早起（历史只看到这一天）")
        }
        (Since::Earlier, Some(first), Language::En) => {
            format!("since {first} or earlier (history looks back no further)")
        }
        (Since::Earlier, None, Language::Zh) => "很早起".to_owned(),
        (Since::Earlier, None, Language::En) => "since before history begins".to_owned(),
        (Since::Unknown, _, Language::Zh) => "从哪天起不清楚".to_owned(),
        (Since::Unknown, _, Language::En) => "since when is not known".to_owned(),
    }
}

/// One order: its day, and its amount with what it is if it is no purchase.
pub fn order(line: &OrderLine, language: Language) -> (String, String) {
    let amount = grouped_money(line.amount.into());
    let nature = match line.nature {
        Nature::Purchase => "",
        Nature::Refund => language.pick("（退款）", " (refund)"),
        Nature::Returned => language.pick("（已退，不计）", " (returned, counts 0)"),
    };
    (line.day.to_string(), format!("{amount}{nature}"))
}

/// How many older rows are not shown.
pub fn older(count: usize, language: Language) -> Option<String> {
    let count = (count > 0).then(|| grouped_count(count as i64))?;
    Some(match language {
        Language::Zh => format!("更早还有 {count} 条"),
        Language::En => format!("{count} older"),
    })
}

/// There are no orders.
pub fn no_orders(language: Language) -> &'static str {
    language.pick("还没有订单", "none yet")
}

/// There are no contacts in the log.
pub fn no_contacts(language: Language) -> &'static str {
    language.pick("没有联系记录", "none logged")
}

/// One contact: `2026-11-10 王伟 电话 已沟通，下次 2026-11-20`.
pub fn contact(touch: &Touch<'_>, language: Language) -> String {
    let outcome = touch
        .outcome
        .map(|outcome| super::report::outcome(outcome, language));
    let mut text = touch.day.to_string();
    for word in [touch.who, touch.channel, outcome].into_iter().flatten() {
        text.push(' ');
        text += word;
    }
    if let Some(next) = touch.next_day {
        text += language.pick("，约定下次 ", ", next agreed ");
        text += &next.to_string();
    }
    if let Some(note) = touch.note {
        text += language.pick("：", ": ");
        text += note;
    }
    text
}

/// The rules have no tags.
pub fn no_tags(language: Language) -> &'static str {
    language.pick("没有", "none")
}
