//! What moved a customer between two days, and how many moved, in short sentences.
//!
//! Takes the data of `report::movements`; gives text in the language asked for.

use crate::lang::Language;
use crate::lang::number::{count, grouped_count};
use crate::lang::reason::{Phrases, push_measured};
use crate::money::UNITS;
use crate::period::Day;
use crate::report::movements::why::Why;
use crate::report::movements::{Labels, Move};
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
        let parts: Vec<String> = self.tier(why).into_iter().chain(self.others(why)).collect();
        parts.join(self.language.pick("；", "; "))
    }

    /// What moved type and segment, as far as they moved.
    pub fn others(&self, why: &Why<'_>) -> Vec<String> {
        let segment = why.from.and_then(|from| self.segment(from, why.to));
        self.kind(why).into_iter().chain(segment).collect()
    }

    /// The tiers then and now, and what moved them: `A → B：近12月金额 …`.
    pub fn tiers(&self, why: &Why<'_>) -> String {
        let tier = self.class(why.to.tier);
        let tiers = match why.from.map(|from| self.class(from.tier)) {
            Some(from) if from != tier => format!("{from} → {tier}"),
            _ => tier.to_owned(),
        };
        let colon = self.language.pick("：", ": ");
        let cause = self.tier(why);
        cause.map_or(tiers.clone(), |cause| format!("{tiers}{colon}{cause}"))
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
        push_pair(&whole(why.measure), &mut text);
        text
    }

    fn class(&self, tier: Option<u8>) -> &str {
        let class = tier.and_then(|tier| self.rules.tier.classes.get(usize::from(tier)));
        class.map_or("-", String::as_str)
    }

    fn tier(&self, why: &Why<'_>) -> Option<String> {
        let mut text = String::new();
        match (why.how, why.tier_from, why.tier_to) {
            (Move::Type | Move::Segment, ..) => return None,
            (Move::New, _, reason) | (_, _, reason @ TierReason::Pinned { .. }) => {
                self.phrases.push_tier(&reason, &mut text);
                return Some(text);
            }
            (_, Some(TierReason::Pinned { tier, .. }), _) => {
                let class = self.phrases.tier(tier);
                text = match self.language {
                    Language::Zh => format!("不再指定为 {class}，"),
                    Language::En => format!("no longer set by hand to {class}; "),
                };
            }
            (Move::Fall, Some(TierReason::Held { tier, until, .. }), _) => {
                let class = self.phrases.tier(tier);
                text = match self.language {
                    Language::Zh => format!("{class}保留至 {until}，已期满，"),
                    Language::En => format!("{class} was held until {until}; "),
                };
            }
            (Move::Slip, _, TierReason::Held { tier, until, .. }) => {
                let (class, raw) = (self.phrases.tier(tier), why.to.raw);
                let raw = raw.map_or("", |raw| self.phrases.tier(raw));
                text = match self.language {
                    Language::Zh => format!("按数值已是 {raw}，{class}保留至 {until}，"),
                    Language::En => format!("by value {raw}, {class} held until {until}; "),
                };
            }
            (Move::Fall | Move::Slip | Move::Rise | Move::First, ..) => {}
        }
        self.push_measure(why, &mut text);
        Some(text)
    }

    /// `近12月金额 1,240.00 → 880.00，A 级起点 980.00 → 1,000.00`.
    fn push_measure(&self, why: &Why<'_>, text: &mut String) {
        text.push_str(self.phrases.measure());
        text.push(' ');
        let values = why
            .measure
            .map(|value| value.map_or_else(|| "-".to_owned(), shown));
        push_pair(&values, text);
        let Some((class, starts)) = why.class else {
            return;
        };
        let class = self.phrases.tier(class);
        let starts = starts.map(|start| match start {
            Some(Begins::At(value) | Begins::Above(value)) => shown(value),
            None => self.language.pick("无人", "nobody").to_owned(),
        });
        let begins = match self.language {
            Language::Zh => format!("，{class}起点 "),
            Language::En => format!("; {class} begins at "),
        };
        text.push_str(&begins);
        push_pair(&starts, text);
    }

    fn kind(&self, why: &Why<'_>) -> Option<String> {
        let mut now = String::new();
        self.phrases.push_kind(why.kind_to, &mut now);
        let Some(from) = why.from else {
            return Some(now);
        };
        (from.kind != why.to.kind).then(|| match self.language {
            Language::Zh => format!("类型 {} → {now}", self.kind_name(from.kind)),
            Language::En => format!("type {} → {now}", self.kind_name(from.kind)),
        })
    }

    fn segment(&self, from: Labels, to: Labels) -> Option<String> {
        let name = |segment: Option<u16>| {
            let words = segment.and_then(|segment| self.segments.get(usize::from(segment)));
            words.map_or("-", |words| self.language.pick(&words.zh, &words.en))
        };
        (from.segment != to.segment).then(|| {
            let word = self.language.pick("分群", "segment");
            format!("{word} {} → {}", name(from.segment), name(to.segment))
        })
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

/// Then and now; once where nothing changed.
fn push_pair([then, now]: &[String; 2], text: &mut String) {
    if then != now {
        text.push_str(then);
        text.push_str(" → ");
    }
    text.push_str(now);
}
