//! Tier, scores and type of one customer, line by line.

use crate::classify::path::Stand;
use crate::lang::number::{grouped_count, grouped_money, percent};
use crate::lang::report::who;
use crate::lang::{Language, distance, reason};
use crate::money::Money;
use crate::period::Day;
use crate::report::explain::deciding::deciding;
use crate::report::explain::{Explanation, FirstKnown, Fits, TierStory, TrackTried, Tried};
use crate::report::path::letters;
use crate::report::reason::{Begins, Measured, TierReason};
use crate::score::rfm::Bounds;

use super::seen::comparison;
use super::since;

/// The tier, its measure against the cuts in force, the standing, and the way here.
pub fn tier(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let mut lines = decided_tier(told, language);
    if told.set_aside > 0 {
        lines.push(reason::set_aside(told.set_aside, language));
    }
    lines
}

fn decided_tier(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let story = &told.tier;
    let class = |tier: u8| class(told, tier, language);
    let Some(tier) = story.tier else {
        let none = language.pick("没有订单，不分等级", "no orders, so no tier");
        return vec![none.to_owned()];
    };
    let comma = language.pick("，", ", ");
    let mut first = class(tier);
    first += comma;
    first += &since(story.since, told.looks_back_to(), language);
    first += &by_hand_or_held(told, language);
    let mut lines = vec![first];
    if let Some(measured) = story.measure {
        lines.push(measure(told, measured, language));
    }
    if let Some(missing) = &story.missing {
        lines.push(distance::exactly(missing, told.rules, language));
    }
    lines.extend(standing(story, language));
    lines
}

/// The name of a class in a sentence.
fn class(told: &Explanation<'_>, tier: u8, language: Language) -> String {
    let classes = &told.rules.tier.classes;
    let class = classes.get(usize::from(tier));
    class.map_or(String::new(), |class| reason::tier(class, language))
}

/// What stands beside the tier when the measure alone did not decide it.
fn by_hand_or_held(told: &Explanation<'_>, language: Language) -> String {
    let raw = |tier: Option<u8>| match tier {
        Some(tier) => class(told, tier, language),
        None => language.pick("没有等级", "no tier").to_owned(),
    };
    match (told.tier.reason, language) {
        (TierReason::NoOrders | TierReason::ByMeasure { .. }, _) => String::new(),
        (TierReason::Held { until, by_rule, .. }, Language::Zh) => {
            format!("；保留至 {until}，目前按数值是 {}", raw(by_rule))
        }
        (TierReason::Held { until, by_rule, .. }, Language::En) => {
            format!("; held until {until}, by value now {}", raw(by_rule))
        }
        (
            TierReason::Pinned {
                until,
                why,
                by_rule,
                ..
            },
            language,
        ) => {
            let mut text = language.pick("；由人指定", "; set by hand").to_owned();
            if let Some(until) = until {
                text += language.pick("，至 ", " until ");
                text += &until.to_string();
            }
            if let Some(why) = why {
                text += language.pick("，原因：", ", because: ");
                text += why;
            }
            text += language.pick("；按数值是 ", "; by value ");
            text += &raw(by_rule);
            text
        }
    }
}

/// The measure and where each class begins.
fn measure(told: &Explanation<'_>, measured: Measured, language: Language) -> String {
    let mut text = reason::measure(&told.rules.tier.measure, language);
    text.push(' ');
    text += &amount(measured);
    let starts = told.tier.begins.iter().enumerate();
    let starts = starts.map(|(place, begins)| {
        let class = class(told, place as u8, language);
        match (begins, language) {
            (Some(Begins::At(start)), Language::Zh) => format!("{class} {} 起", amount(*start)),
            (Some(Begins::At(start)), Language::En) => format!("{class} from {}", amount(*start)),
            (Some(Begins::Above(start)), Language::Zh) => {
                format!("{class}超过 {}", amount(*start))
            }
            (Some(Begins::Above(start)), Language::En) => {
                format!("{class} above {}", amount(*start))
            }
            (None, Language::Zh) => format!("{class}目前没有人"),
            (None, Language::En) => format!("nobody in {class} at present"),
        }
    });
    let starts: Vec<String> = starts.collect();
    text += language.pick("；", "; ");
    text += &starts.join(language.pick("，", ", "));
    if let Some(group) = told.tier.group {
        let by = told.rules.tier.by.as_deref().unwrap_or_default();
        let among = match (group, language) {
            ("", Language::Zh) => format!("（在 {by} 为空的客户中比较）"),
            ("", Language::En) => format!(" (among customers whose {by} is blank)"),
            (group, Language::Zh) => format!("（在 {by} 为“{group}”的客户中比较）"),
            (group, Language::En) => format!(" (among customers whose {by} is {group})"),
        };
        text += &among;
    }
    text
}

fn standing(story: &TierStory<'_>, language: Language) -> Option<String> {
    let standing = story.standing?;
    let (share, all) = (percent(standing.share), percent(standing.cumulative_share));
    let rank = grouped_count(i64::from(standing.rank));
    Some(match language {
        Language::Zh => format!("第 {rank} 名，占比 {share}，累计占比 {all}"),
        Language::En => format!("rank {rank}, share {share}, cumulative share {all}"),
    })
}

/// The way here: `C 2025-11-30 至 2026-01-31 → A(B) 2026-02-28（括号内是按数值的等级）`. Equal
/// tiers at neighbouring ends make one stretch.
pub fn path(told: &Explanation<'_>, language: Language) -> Option<String> {
    let mut stretches: Vec<(Stand, Day)> = Vec::new();
    for stand in &told.tier.path {
        match stretches.last_mut() {
            Some((first, last)) if same(first, stand) => *last = stand.day,
            _ => stretches.push((*stand, stand.day)),
        }
    }
    if stretches.iter().all(|(stand, _)| stand.tier.is_none()) {
        return None;
    }
    let classes = &told.rules.tier.classes;
    let beside = stretches.iter().any(|(stand, _)| stand.tier != stand.raw);
    let shown = stretches.iter().map(|(first, last)| {
        let tier = letters(std::iter::once(*first), classes);
        match language {
            _ if first.day == *last => format!("{tier} {last}"),
            Language::Zh => format!("{tier} {} 至 {last}", first.day),
            Language::En => format!("{tier} {} to {last}", first.day),
        }
    });
    let shown: Vec<String> = shown.collect();
    let mut text = shown.join(" → ");
    if beside {
        text += language.pick("（括号内是按数值的等级）", " (in brackets: by value)");
    }
    Some(text)
}

fn same(one: &Stand, other: &Stand) -> bool {
    (one.tier, one.raw, one.by) == (other.tier, other.raw, other.by)
}

/// The scores with the ranges they stand for.
pub fn scores(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let Some(story) = &told.scores else {
        let none = language.pick("没有订单，不评分", "no orders to score");
        return vec![none.to_owned()];
    };
    let [r, f, m] = story.scores;
    let segment = story.segment.map_or(String::new(), |segment| {
        format!(" → {}", language.pick(&segment.zh, &segment.en))
    });
    let money = |value: i64| grouped_money(Money(value).into());
    let values = story.values;
    let ranges = [
        (
            language.pick("距末单天数", "days since last order"),
            grouped_count(values.recency),
            range(story.bounds[0], grouped_count, language),
        ),
        (
            language.pick("订单数", "orders"),
            grouped_count(values.frequency),
            range(story.bounds[1], grouped_count, language),
        ),
        (
            language.pick("金额", "amount"),
            money(values.monetary),
            range(story.bounds[2], money, language),
        ),
    ];
    let scores = [("R", r), ("F", f), ("M", m)].into_iter().zip(ranges);
    let told = scores.map(|((letter, score), (name, value, range))| match language {
        Language::Zh => format!("{letter} {score}：{name} {value}（{range}）"),
        Language::En => format!("{letter} {score}: {name} {value} ({range})"),
    });
    let told: Vec<String> = told.collect();
    vec![
        format!("{r}{f}{m}{segment}"),
        told.join(language.pick("；", "; ")),
    ]
}

fn range(bounds: Bounds, shown: impl Fn(i64) -> String, language: Language) -> String {
    match (bounds.above, bounds.at_most, language) {
        (Some(above), Some(most), Language::Zh) => {
            format!("大于 {}、不超过 {}", shown(above), shown(most))
        }
        (Some(above), Some(most), Language::En) => {
            format!("above {}, at most {}", shown(above), shown(most))
        }
        (Some(above), None, Language::Zh) => format!("大于 {}", shown(above)),
        (Some(above), None, Language::En) => format!("above {}", shown(above)),
        (None, Some(most), Language::Zh) => format!("不超过 {}", shown(most)),
        (None, Some(most), Language::En) => format!("at most {}", shown(most)),
        (None, None, _) => language.pick("不限", "any").to_owned(),
    }
}

/// The type and since when.
pub fn kind(told: &Explanation<'_>, language: Language) -> String {
    let story = &told.kind;
    let Some(kind) = story
        .kind
        .and_then(|kind| told.rules.types.get(usize::from(kind)))
    else {
        return language
            .pick("不符合任何客户类型", "no type matches")
            .to_owned();
    };
    let mut text = language.pick(&kind.name.zh, &kind.name.en).to_owned();
    text += language.pick("，", ", ");
    text += &since(story.since, told.looks_back_to(), language);
    if let Some((day, known)) = story.counts_from {
        text += &counts_from(day, known, language);
    }
    let Some(until) = story.pinned else {
        return text;
    };
    text += language.pick("；由人指定", "; set by hand");
    if let Some(until) = until {
        text += language.pick("，至 ", " until ");
        text += &until.to_string();
    }
    let mut tried = story.tried.iter();
    let by_rule = tried.find(|tried| tried.fits == Fits::First);
    let none = language.pick("没有符合的类型", "none matches");
    text += language.pick("；按规则是 ", "; by the rules ");
    text += by_rule.map_or(none, |tried| language.pick(&tried.name.zh, &tried.name.en));
    text
}

/// Why tasks of a type older than history count from another day than the one shown.
fn counts_from(day: Day, known: FirstKnown, language: Language) -> String {
    let known = match known {
        FirstKnown::Created => language.pick("建档", "was entered"),
        FirstKnown::FirstOrder => language.pick("首单", "first bought"),
        FirstKnown::FirstContact => language.pick("第一次联系", "was first contacted"),
    };
    match language {
        Language::Zh => format!("；再早的不清楚，跟进改从{known}那天 {day} 算起"),
        Language::En => format!("; follow-ups count from {day} instead, when the customer {known}"),
    }
}

/// The condition of a track that was tried.
pub fn track(tried: &TrackTried<'_>, language: Language) -> String {
    let (number, who) = (tried.number + 1, who(tried.who, language));
    let leaves = deciding(&tried.trace);
    let leaves = leaves
        .iter()
        .map(|one| comparison(*one, tried.condition, language));
    let leaves = leaves.collect::<Vec<_>>().join(language.pick("；", "; "));
    match language {
        Language::Zh => format!("跟进线 {number}（{who}）：{leaves}"),
        Language::En => format!("track {number} ({who}): {leaves}"),
    }
}

/// A condition that was tried: its name, how it came out, and what decided it.
pub fn tried(tried: &Tried<'_>, language: Language) -> String {
    let name = language.pick(&tried.name.zh, &tried.name.en);
    let also = match tried.fits {
        Fits::Also => language.pick("（也符合）", " (also)"),
        Fits::Undecided => language.pick("（缺数据，不算符合）", " (data is missing, so no)"),
        Fits::First | Fits::No => "",
    };
    let leaves = deciding(&tried.trace);
    let leaves = leaves
        .iter()
        .map(|one| comparison(*one, tried.condition, language));
    let leaves: Vec<String> = leaves.collect();
    let colon = language.pick("：", ": ");
    format!(
        "{name}{also}{colon}{}",
        leaves.join(language.pick("；", "; "))
    )
}

fn amount(measured: Measured) -> String {
    let mut text = String::new();
    reason::push_measured(measured, &mut text);
    text
}
