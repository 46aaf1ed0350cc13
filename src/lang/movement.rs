//! What moved a customer between two days, and how many moved, in short sentences.
//!
//! Takes the data of `report::movements`; gives text in the language asked for.

use std::fmt::Write;

use crate::lang::Language;
use crate::lang::number::{count, grouped_count};
use crate::lang::reason::{Phrases, push_measured};
use crate::money::UNITS;
use crate::period::Day;
use crate::report::movements::Move;
use crate::report::movements::why::Why;
use crate::report::reason::{Begins, Measured, TierReason};
use crate::rules::{Rules, Words};
use crate::score::Scale;

/// A movement in one word or two.
pub fn name(how: Move, language: Language) -> &'static str {
    let (zh, en) = match how {
        Move::Fall => ("下降", "Fell"),
        Move::Slip => ("保留中", "Held, about to fall"),
        Move::Rise => ("上升", "Rose"),
        Move::First => ("首次有等级", "First tier"),
        Move::New => ("新增", "New"),
        Move::Type => ("换类型", "Type changed"),
        Move::Segment => ("换分群", "Segment changed"),
    };
    language.pick(zh, en)
}

/// What to do about customers that moved so, above a list of them.
pub fn advice(how: Move, language: Language) -> &'static str {
    let (zh, en) = match how {
        Move::Fall => ("等级下降，值得挽回", "Fell: worth saving"),
        Move::Slip => (
            "按数值已下降、等级还在保留期：来得及挽回",
            "Below by value, tier still held: time to save",
        ),
        Move::Rise => ("等级上升，值得联系", "Rose: worth a call"),
        Move::First => ("第一次有等级", "First tier"),
        Move::New => ("新增客户", "New customers"),
        Move::Type => ("换了类型", "Type changed"),
        Move::Segment => ("换了分群", "Segment changed"),
    };
    language.pick(zh, en)
}

/// The days compared: `2026-10-22 → 2026-11-22`.
pub fn between(from: Day, to: Day) -> String {
    format!("{from} → {to}")
}

/// How many moved in each way: `下降 5 · 上升 3`. Nobody moved without any.
pub fn counts(counts: &[(Move, u64)], language: Language) -> String {
    let some = counts.iter().filter(|(_, customers)| *customers > 0);
    let said: Vec<String> = some
        .map(|(how, customers)| format!("{} {}", name(*how, language), count(*customers)))
        .collect();
    if said.is_empty() {
        return language.pick("没有变动", "Nobody moved").to_owned();
    }
    said.join(" · ")
}

/// What is the same on both days because the data does not date it.
pub fn undated(language: Language) -> &'static str {
    language.pick(
        "负责人、行业等客户表里的栏目，没写“指定自”的指定，以及订单状态都没有日期，两天都按现在的算。",
        "What the customer sheet says without a day (owner, industry …), pins without a first day, and statuses of \
         orders count on both days as they are now.",
    )
}

/// A list that shows only its first entries.
pub fn only_first(shown: usize, of: u64, language: Language) -> String {
    let [shown, of] = [shown as u64, of].map(count);
    match language {
        Language::Zh => {
            format!("只列出最要紧的 {shown} 个客户，共有 {of} 个变动；全部见 movements.csv。")
        }
        Language::En => {
            format!("The first {shown} of {of} customers that moved; movements.csv has them all.")
        }
    }
}

/// Customers of a list that are not shown.
pub fn only_more(customers: u64, language: Language) -> String {
    let customers = count(customers);
    match language {
        Language::Zh => format!("另有 {customers} 个"),
        Language::En => format!("and {customers} more"),
    }
}

/// Nobody knew the customer on the earlier day.
pub fn unknown(language: Language) -> &'static str {
    language.pick("（还不是客户）", "(not yet known)")
}

/// Words for the movements of one run.
pub struct Sentences<'a> {
    rules: &'a Rules,
    segments: &'a [Words],
    phrases: Phrases,
    language: Language,
}

impl<'a> Sentences<'a> {
    /// Words the rules.
    pub fn new(rules: &'a Rules, segments: &'a [Words], language: Language) -> Self {
        Self {
            rules,
            segments,
            phrases: Phrases::new(rules, language),
            language,
        }
    }

    /// What moved a customer: tier, then type, then segment, as far as they moved.
    pub fn why(&self, why: &Why<'_>) -> String {
        let mut text = String::new();
        self.push_why(why, &mut text);
        text
    }

    /// Appends the same.
    pub fn push_why(&self, why: &Why<'_>, text: &mut String) {
        let start = text.len();
        for push in [Self::push_tier, Self::push_kind, Self::push_segment] {
            let before = text.len();
            if before > start {
                text.push_str(self.language.pick("；", "; "));
            }
            let begun = text.len();
            push(self, why, text);
            if text.len() == begun {
                text.truncate(before);
            }
        }
    }

    /// What moved type and segment, as far as they moved.
    pub fn others(&self, why: &Why<'_>) -> Vec<String> {
        let told = [Self::push_kind, Self::push_segment].map(|push| {
            let mut text = String::new();
            push(self, why, &mut text);
            text
        });
        told.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// The tiers then and now, and what moved them: `A → B：近12月金额 …`.
    pub fn tiers(&self, why: &Why<'_>) -> String {
        let tier = self.class(why.to.tier);
        let tiers = match why.from.map(|from| self.class(from.tier)) {
            Some(from) if from != tier => format!("{from} → {tier}"),
            _ => tier.to_owned(),
        };
        let mut cause = String::new();
        self.push_tier(why, &mut cause);
        if cause.is_empty() {
            return tiers;
        }
        let colon = self.language.pick("：", ": ");
        format!("{tiers}{colon}{cause}")
    }

    /// The tiers and the measure then and now, for a line that is one of many.
    pub fn brief(&self, why: &Why<'_>) -> String {
        let pinned = |reason: &TierReason<'_>| matches!(reason, TierReason::Pinned { .. });
        if pinned(&why.tier_to) || why.tier_from.as_ref().is_some_and(pinned) {
            return self.tiers(why);
        }
        let mut text = match (why.how, why.tier_to, self.language) {
            (Move::Slip, TierReason::Held { tier, until, .. }, language) => {
                let raw = self.class(why.to.raw);
                let tier = self.class(Some(tier));
                match language {
                    Language::Zh => format!("{tier} 保留至 {until}，之后 {raw}，"),
                    Language::En => format!("{tier} until {until}, then {raw}; "),
                }
            }
            (.., language) => {
                let from = why.from.and_then(|from| from.tier);
                let comma = language.pick("，", "; ");
                format!("{} → {}{comma}", self.class(from), self.class(why.to.tier))
            }
        };
        let [then, now] = whole(why.measure);
        push_pair(
            &mut text,
            |text| text.push_str(&then),
            |text| text.push_str(&now),
        );
        text
    }

    fn class(&self, tier: Option<u8>) -> &str {
        let class = tier.and_then(|tier| self.rules.tier.classes.get(usize::from(tier)));
        class.map_or("-", String::as_str)
    }

    /// Appends what moved the tier, if it moved.
    fn push_tier(&self, why: &Why<'_>, text: &mut String) {
        match (why.how, why.tier_from, why.tier_to) {
            (Move::Type | Move::Segment, ..) => return,
            (Move::New, _, reason) | (_, _, reason @ TierReason::Pinned { .. }) => {
                return self.phrases.push_tier(&reason, text);
            }
            (_, Some(TierReason::Pinned { tier, .. }), _) => {
                let class = self.phrases.tier(tier);
                // Writing to a text does not fail.
                let _ = match self.language {
                    Language::Zh => write!(text, "不再指定为 {class}，"),
                    Language::En => write!(text, "no longer set by hand to {class}; "),
                };
            }
            (Move::Fall, Some(TierReason::Held { tier, until, .. }), _) => {
                let class = self.phrases.tier(tier);
                // Writing to a text does not fail.
                let _ = match self.language {
                    Language::Zh => write!(text, "{class}保留至 {until}，已期满，"),
                    Language::En => write!(text, "{class} was held until {until}; "),
                };
            }
            (Move::Slip, _, TierReason::Held { tier, until, .. }) => {
                let (class, raw) = (self.phrases.tier(tier), why.to.raw);
                let raw = raw.map_or("", |raw| self.phrases.tier(raw));
                // Writing to a text does not fail.
                let _ = match self.language {
                    Language::Zh => write!(text, "按数值已是 {raw}，{class}保留至 {until}，"),
                    Language::En => write!(text, "by value {raw}, {class} held until {until}; "),
                };
            }
            (Move::Fall | Move::Slip | Move::Rise | Move::First, ..) => {}
        }
        self.push_measure(why, text);
    }

    /// `近12月金额 1,240.00 → 880.00，A 级起点 980.00 → 1,000.00`.
    fn push_measure(&self, why: &Why<'_>, text: &mut String) {
        push(text, &[self.phrases.measure(), " "]);
        let value = |value: Option<Measured>| {
            move |text: &mut String| match value {
                Some(value) => push_measured(value, text),
                None => text.push('-'),
            }
        };
        let [then, now] = why.measure.map(value);
        push_pair(text, then, now);
        let Some((class, starts)) = why.class else {
            return;
        };
        let (before, after) = match self.language {
            Language::Zh => ("，", "起点 "),
            Language::En => ("; ", " begins at "),
        };
        push(text, &[before, self.phrases.tier(class), after]);
        let nobody = self.language.pick("无人", "nobody");
        let start = |start: Option<Begins>| {
            move |text: &mut String| match start {
                Some(Begins::At(value) | Begins::Above(value)) => push_measured(value, text),
                None => text.push_str(nobody),
            }
        };
        let [then, now] = starts.map(start);
        push_pair(text, then, now);
    }

    /// Appends what moved the type, if it moved; for new customers why it is what it is.
    fn push_kind(&self, why: &Why<'_>, text: &mut String) {
        if let Some(from) = why.from {
            if from.kind == why.to.kind {
                return;
            }
            let word = self.language.pick("类型 ", "type ");
            push(text, &[word, self.kind_name(from.kind), ARROW]);
        }
        self.phrases.push_kind(why.kind_to, text);
    }

    /// Appends the segments then and now, if they differ.
    fn push_segment(&self, why: &Why<'_>, text: &mut String) {
        let name = |segment: Option<u16>| {
            let words = segment.and_then(|segment| self.segments.get(usize::from(segment)));
            words.map_or("-", |words| self.language.pick(&words.zh, &words.en))
        };
        if let Some(from) = why.from.filter(|from| from.segment != why.to.segment) {
            let word = self.language.pick("分群 ", "segment ");
            push(
                text,
                &[word, name(from.segment), ARROW, name(why.to.segment)],
            );
        }
    }

    fn kind_name(&self, kind: Option<u8>) -> &str {
        let kind = kind.and_then(|kind| self.rules.types.get(usize::from(kind)));
        kind.map_or("-", |kind| self.language.pick(&kind.name.zh, &kind.name.en))
    }
}

fn shown(value: Measured) -> String {
    let mut text = String::new();
    push_measured(value, &mut text);
    text
}

/// To be read at a glance: amounts without their cents once one of them has four digits.
fn whole(values: [Option<Measured>; 2]) -> [String; 2] {
    let money = |value: &Measured| matches!(value.scale, Scale::Money);
    let large = |value: &Measured| money(value) && value.value.abs() >= 1_000 * UNITS;
    let cut = values.iter().flatten().any(large);
    values.map(|value| match value {
        None => "-".to_owned(),
        Some(value) if cut => {
            // Half away from zero, as amounts are rounded everywhere.
            let half = if value.value < 0 { -UNITS } else { UNITS } / 2;
            grouped_count(value.value.saturating_add(half) / UNITS)
        }
        Some(value) => shown(value),
    })
}

/// Between then and now.
const ARROW: &str = " → ";

/// Appends then and now; once where nothing changed.
fn push_pair(text: &mut String, then: impl FnOnce(&mut String), now: impl FnOnce(&mut String)) {
    let start = text.len();
    then(text);
    let mid = text.len();
    text.push_str(ARROW);
    let after = text.len();
    now(text);
    if text[start..mid] == text[after..] {
        text.truncate(mid);
    }
}

fn push(text: &mut String, parts: &[&str]) {
    for part in parts {
        text.push_str(part);
    }
}
