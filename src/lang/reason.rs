//! Why a customer has its tier and its type, in one short sentence.
//!
//! Takes the reason as data; appends to a text of the caller's, so that a million
//! customers cost no allocation. What is the same for everybody is worded once, in
//! [`Phrases`].

use std::fmt::Write;

use crate::lang::Language;
use crate::lang::heading;
use crate::lang::number::{push_grouped, push_money};
use crate::money::Total;
use crate::names::Metric;
use crate::period::Day;
use crate::report::reason::{Begins, KindReason, Measured, Reason, TierReason};
use crate::rules::condition::Node;
use crate::rules::{Condition, Rules};
use crate::score::Scale;

/// Longest condition shown in a reason, in characters; the rules sheet has all of it.
const LONGEST_CONDITION: usize = 80;

/// Words that all reasons of a run share.
#[derive(Debug, Clone)]
pub struct Phrases {
    language: Language,
    measure: String,
    tiers: Vec<String>,
    kinds: Vec<Kind>,
}

/// That order rows of a customer were set aside.
pub fn set_aside(rows: u32, language: Language) -> String {
    match (language, rows) {
        (Language::Zh, _) => format!("有 {rows} 行订单未计入，等级可能偏低"),
        (Language::En, 1) => "1 order row set aside; the tier may be too low".to_owned(),
        (Language::En, _) => format!("{rows} order rows set aside; the tier may be too low"),
    }
}

#[derive(Debug, Clone)]
struct Kind {
    name: String,
    /// `战略客户：strategic`.
    matched: String,
}

impl Phrases {
    /// Words the rules.
    pub fn new(rules: &Rules, language: Language) -> Self {
        let classes = rules.tier.classes.iter();
        let kinds = rules.types.iter().map(|kind| {
            let name = language.pick(&kind.name.zh, &kind.name.en);
            let condition = shortened(&one_line(&kind.when.text));
            Kind {
                name: name.to_owned(),
                matched: format!("{name}{}{condition}", language.pick("：", ": ")),
            }
        });
        Self {
            language,
            measure: measure(&rules.tier.measure, language),
            tiers: classes.map(|class| tier(class, language)).collect(),
            kinds: kinds.collect(),
        }
    }

    /// Appends the reason as one sentence without a full stop.
    pub fn push(&self, reason: &Reason<'_>, out: &mut String) {
        self.push_tier(&reason.tier, out);
        self.push_others(reason, out);
    }

    /// The same, given what follows the value of a measure that decides: it is the same for
    /// all of a class, see [`Phrases::push_class`].
    pub fn push_with<'t>(
        &self,
        reason: &Reason<'_>,
        class: impl FnOnce(u8) -> &'t str,
        out: &mut String,
    ) {
        match reason.tier {
            TierReason::ByMeasure { tier, value, .. } => {
                self.push_value(value, out);
                out.push_str(class(tier));
            }
            tier => self.push_tier(&tier, out),
        }
        self.push_others(reason, out);
    }

    fn push_others(&self, reason: &Reason<'_>, out: &mut String) {
        out.push_str(self.language.pick("；", "; "));
        self.push_kind(reason.kind, out);
        if reason.set_aside > 0 {
            out.push_str(self.language.pick("；", "; "));
            out.push_str(&set_aside(reason.set_aside, self.language));
        }
    }

    /// Appends why the tier is what it is.
    pub fn push_tier(&self, reason: &TierReason<'_>, out: &mut String) {
        match reason {
            TierReason::NoOrders => {
                out.push_str(
                    self.language
                        .pick("没有订单，不分等级", "no orders, so no tier"),
                );
            }
            TierReason::ByMeasure {
                tier,
                value,
                begins,
            } => {
                self.push_value(*value, out);
                self.push_class(*tier, *begins, out);
            }
            TierReason::Held {
                tier,
                until,
                by_rule,
                value,
            } => {
                push(out, &[self.tier(*tier)]);
                self.push_until("保留至 ", " held until ", *until, out);
                self.push_by_rule(by_rule.map(|tier| self.tier(tier)), out);
                if let Some(value) = value {
                    out.push_str(self.language.pick("，", ", "));
                    self.push_value(*value, out);
                }
            }
            TierReason::Pinned {
                tier,
                until,
                why,
                by_rule,
            } => {
                push(
                    out,
                    &[
                        self.language.pick("指定为 ", "set by hand to "),
                        self.tier(*tier),
                    ],
                );
                if let Some(until) = until {
                    self.push_until("，至 ", " until ", *until, out);
                }
                if let Some(why) = why {
                    push(out, &[self.language.pick("，原因：", ", because: "), why]);
                }
                self.push_by_rule(by_rule.map(|tier| self.tier(tier)), out);
            }
        }
    }

    /// Appends why the type is what it is.
    pub fn push_kind(&self, reason: KindReason, out: &mut String) {
        match reason {
            KindReason::NoMatch => {
                out.push_str(self.language.pick("不符合任何客户类型", "no type matches"));
            }
            KindReason::Matched(kind) => {
                out.push_str(self.kind(kind).map_or("", |kind| &kind.matched));
            }
            KindReason::Pinned {
                kind,
                until,
                by_rule,
            } => {
                let name = |kind: u8| self.kind(kind).map_or("", |kind| kind.name.as_str());
                push(
                    out,
                    &[
                        self.language.pick("类型指定为 ", "type set by hand to "),
                        name(kind),
                    ],
                );
                if let Some(until) = until {
                    self.push_until("，至 ", " until ", until, out);
                }
                self.push_by_rule(by_rule.map(name), out);
            }
        }
    }

    /// Appends what follows the value of a measure that decides: where the class begins.
    pub fn push_class(&self, tier: u8, begins: Option<(u8, Begins)>, out: &mut String) {
        match (begins, self.language) {
            (Some((class, begins)), _) => self.push_begins(class, begins, tier, out),
            (None, Language::Zh) => push(out, &["，列为 ", self.tier(tier)]),
            (None, Language::En) => push(out, &[", so ", self.tier(tier)]),
        }
    }

    /// `A 级起点 98,000.00`, or for those below it `未到 B 级起点 10,000.00`.
    fn push_begins(&self, class: u8, begins: Begins, tier: u8, out: &mut String) {
        let reached = class == tier;
        let (zh, en, value) = match (begins, reached) {
            (Begins::At(value), true) => (["，", "起点 "], ["; ", " begins at "], value),
            (Begins::At(value), false) => (
                ["，未到 ", "起点 "],
                ["; below ", ", which begins at "],
                value,
            ),
            (Begins::Above(value), true) => (["，超过 ", "门槛 "], ["; ", " begins above "], value),
            (Begins::Above(value), false) => (
                ["，未超过 ", "门槛 "],
                ["; below ", ", which begins above "],
                value,
            ),
        };
        let [before, after] = match self.language {
            Language::Zh => zh,
            Language::En => en,
        };
        push(out, &[before, self.tier(class), after]);
        push_measured(value, out);
    }

    fn push_value(&self, value: Measured, out: &mut String) {
        push(out, &[&self.measure, " "]);
        push_measured(value, out);
    }

    fn push_until(&self, zh: &str, en: &str, day: Day, out: &mut String) {
        out.push_str(self.language.pick(zh, en));
        // Writing to a text does not fail.
        let _ = write!(out, "{day}");
    }

    fn push_by_rule(&self, by_rule: Option<&str>, out: &mut String) {
        match (by_rule, self.language) {
            (Some(name), Language::Zh) => push(out, &["（按规则为 ", name, "）"]),
            (Some(name), Language::En) => push(out, &[" (by the rules ", name, ")"]),
            (None, Language::Zh) => out.push_str("（按规则没有）"),
            (None, Language::En) => out.push_str(" (none by the rules)"),
        }
    }

    /// What the tier measure is called.
    pub fn measure(&self) -> &str {
        &self.measure
    }

    /// A class in a sentence.
    pub fn tier(&self, tier: u8) -> &str {
        self.tiers.get(usize::from(tier)).map_or("", String::as_str)
    }

    fn kind(&self, kind: u8) -> Option<&Kind> {
        self.kinds.get(usize::from(kind))
    }
}

fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

/// Appends a value of the tier measure: amounts with two decimals, others with up to six.
pub fn push_measured(measured: Measured, out: &mut String) {
    match measured.scale {
        Scale::Money => push_money(out, Total(i128::from(measured.value))),
        Scale::Millionths => {
            let size = measured.value.unsigned_abs();
            if measured.value < 0 {
                out.push('-');
            }
            push_grouped(out, u128::from(size / 1_000_000));
            let (mut rest, mut place) = (size % 1_000_000, 100_000);
            if rest > 0 {
                out.push('.');
            }
            while rest > 0 {
                out.push(char::from(b'0' + (rest / place) as u8));
                rest %= place;
                place /= 10;
            }
        }
    }
}

/// What the tier measure is called: the metric's name, or the expression itself.
pub fn measure(measure: &Condition, language: Language) -> String {
    let metric = match &measure.expr.node {
        Node::Name(name) => Metric::named(name),
        _ => None,
    };
    match metric {
        Some(metric) => heading::metric(metric, language).to_owned(),
        None => one_line(&measure.text),
    }
}

/// A class in a sentence or on a tab: `A 级`, `Tier A`; Chinese names stand by themselves.
pub fn tier(class: &str, language: Language) -> String {
    match language {
        Language::Zh if class.is_ascii() => format!("{class} 级"),
        Language::Zh => class.to_owned(),
        Language::En => format!("tier {class}"),
    }
}

/// A condition without its line breaks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_CONDITION {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_CONDITION - 1).collect();
    format!("{} …", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::decode::decode;

    fn money(units: i64) -> Measured {
        Measured {
            value: units * 10_000,
            scale: Scale::Money,
        }
    }

    fn check(tier: TierReason<'_>, kind: KindReason, zh: &str, en: &str) {
        let rules = decode(
            "[[type]]\nid='strategic'\nname={zh='战略客户', en='Strategic'}\nwhen='strategic'\n\
             [[type.follow_up]]\nwho='owner'\nevery='1m'\nchannels=['电话']\ncontents=['x']\ngoal='x'\n\
             [[type]]\nid='rest'\nname={zh='其他', en='Other'}\nwhen='true'\n\
             [[type.follow_up]]\nwho='owner'\nevery='1m'\nchannels=['电话']\ncontents=['x']\ngoal='x'\n",
        );
        let rules = rules.expect("rules of this test");
        for (language, expected) in [(Language::Zh, zh), (Language::En, en)] {
            let mut text = String::new();
            Phrases::new(&rules, language).push(
                &Reason {
                    tier,
                    kind,
                    set_aside: 0,
                },
                &mut text,
            );
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn the_measure_and_the_start_of_the_class_are_told() {
        check(
            TierReason::ByMeasure {
                tier: 0,
                value: money(124_300),
                begins: Some((0, Begins::At(money(98_000)))),
            },
            KindReason::Matched(0),
            "近12月金额 124,300.00，A 级起点 98,000.00；战略客户：strategic",
            "Amount 12m 124,300.00; tier A begins at 98,000.00; Strategic: strategic",
        );
    }

    #[test]
    fn the_last_class_is_told_by_what_was_not_reached() {
        check(
            TierReason::ByMeasure {
                tier: 2,
                value: money(-5),
                begins: Some((1, Begins::Above(money(100)))),
            },
            KindReason::NoMatch,
            "近12月金额 -5.00，未超过 B 级门槛 100.00；不符合任何客户类型",
            "Amount 12m -5.00; below tier B, which begins above 100.00; no type matches",
        );
        check(
            TierReason::ByMeasure {
                tier: 2,
                value: money(0),
                begins: None,
            },
            KindReason::NoMatch,
            "近12月金额 0.00，列为 C 级；不符合任何客户类型",
            "Amount 12m 0.00, so tier C; no type matches",
        );
    }

    #[test]
    fn held_and_pinned_labels_say_what_the_rules_would() {
        let until = Day::from_ymd(2026, 12, 31).expect("a day");
        check(
            TierReason::Held {
                tier: 0,
                until,
                by_rule: Some(1),
                value: Some(money(7)),
            },
            KindReason::Matched(1),
            "A 级保留至 2026-12-31（按规则为 B 级），近12月金额 7.00；其他：true",
            "tier A held until 2026-12-31 (by the rules tier B), Amount 12m 7.00; Other: true",
        );
        check(
            TierReason::Pinned {
                tier: 0,
                until: Some(until),
                why: Some("老客户"),
                by_rule: None,
            },
            KindReason::Pinned {
                kind: 0,
                until: None,
                by_rule: Some(1),
            },
            "指定为 A 级，至 2026-12-31，原因：老客户（按规则没有）；类型指定为 战略客户（按规则为 其他）",
            "set by hand to tier A until 2026-12-31, because: 老客户 (none by the rules); \
             type set by hand to Strategic (by the rules Other)",
        );
        check(
            TierReason::NoOrders,
            KindReason::Matched(1),
            "没有订单，不分等级；其他：true",
            "no orders, so no tier; Other: true",
        );
    }

    #[test]
    fn other_measures_keep_their_decimals() {
        for (value, expected) in [
            (500_000, "0.5"),
            (1_234_000_000, "1,234"),
            (-1, "-0.000001"),
        ] {
            let mut text = String::new();
            let scale = Scale::Millionths;
            push_measured(Measured { value, scale }, &mut text);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn rows_set_aside_are_told_with_what_they_may_change() {
        let check = |rows, zh: &str, en: &str| {
            assert_eq!(set_aside(rows, Language::Zh), zh);
            assert_eq!(set_aside(rows, Language::En), en);
        };
        check(
            1,
            "有 1 行订单未计入，等级可能偏低",
            "1 order row set aside; the tier may be too low",
        );
        check(
            3,
            "有 3 行订单未计入，等级可能偏低",
            "3 order rows set aside; the tier may be too low",
        );
    }
}
