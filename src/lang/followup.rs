//! Why a task is due on its day, or why there is none, in one sentence.
//!
//! Takes the reasons of the plan; gives text in the language asked for.

use std::fmt::{self, Display, Write};

use crate::followup::situation::UNDATED;
use crate::followup::task::{AnchorKind, DueReason, DueRule, Moved, WhyNot};
use crate::lang::Language;
use crate::period::{Day, Span, Unit};

/// The reason of a due day with every move, how late it is on the as-of day, and the goal if there is one.
///
/// `上次联系 2026-11-02，每 1 周一次 → 应于 2026-11-09；逾期 13 天；目标：转化成交`
pub fn reason(reason: &DueReason, days_overdue: u32, goal: &str, language: Language) -> String {
    let mut text = String::with_capacity(192);
    anchor(&mut text, reason.anchor.kind, reason.anchor.day, language);
    text += language.pick("，", ", ");
    rule(&mut text, reason.rule, language);
    if let Some(day) = reason.after_task {
        after_task(&mut text, day, language);
    }
    for moved in reason.moved.iter().flatten() {
        move_of(&mut text, *moved, language);
    }
    add(
        &mut text,
        language.pick(" → 应于 ", " → due "),
        reason.due,
        "",
    );
    if days_overdue > 0 {
        overdue(&mut text, days_overdue, language);
    }
    if !goal.is_empty() {
        text += language.pick("；目标：", "; goal: ");
        text += goal;
    }
    text
}

/// Appends a value between two texts. A million reasons are written; parts are not made one by one.
fn add(text: &mut String, before: &str, value: impl Display, after: &str) {
    text.push_str(before);
    write!(text, "{value}").expect("writing to a string cannot fail");
    text.push_str(after);
}

/// Why a customer has no next contact.
pub fn why_not(why: WhyNot, language: Language) -> &'static str {
    let (zh, en) = match why {
        WhyNot::DoNotContact => (
            "客户要求勿扰，不安排跟进",
            "asked not to be contacted, so nothing is planned",
        ),
        WhyNot::NoTrack => (
            "该类型没有适用的跟进线",
            "no follow-up track of this type applies",
        ),
        WhyNot::NoAnchor(kind) => return no_anchor(kind, language),
        WhyNot::StepsDone => ("跟进步骤已全部完成", "all steps are done and none follows"),
    };
    language.pick(zh, en)
}

fn no_anchor(kind: AnchorKind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        AnchorKind::FirstOrder => ("还没有首单，无从起算", "no first order yet to count from"),
        AnchorKind::LastOrder => ("还没有订单，无从起算", "no order yet to count from"),
        AnchorKind::Complaint => (
            "没有未解决的投诉，无从起算",
            "no open complaint to count from",
        ),
        AnchorKind::LastContact => ("还没有联系过，无从起算", "no contact yet to count from"),
        AnchorKind::Created => ("没有建档日期，无从起算", "no created day to count from"),
        AnchorKind::TypeBegan => (
            "没有成为该类型的日期，无从起算",
            "no day on which the type began to count from",
        ),
    };
    language.pick(zh, en)
}

fn anchor(text: &mut String, kind: AnchorKind, day: Day, language: Language) {
    if day == UNDATED {
        text.push_str(language.pick("没有日期可算", "No date to count from"));
        return;
    }
    let (zh, en) = match kind {
        AnchorKind::LastContact => (("上次联系 ", ""), ("Last contact ", "")),
        AnchorKind::Created => (("建档 ", "、尚未联系"), ("Entered ", ", not contacted yet")),
        AnchorKind::FirstOrder => (("首单 ", ""), ("First order ", "")),
        AnchorKind::LastOrder => (("最近下单 ", ""), ("Last order ", "")),
        AnchorKind::TypeBegan => (("", " 起为该类型"), ("Of this type since ", "")),
        AnchorKind::Complaint => (("投诉 ", ""), ("Complaint ", "")),
    };
    let (before, after) = match language {
        Language::Zh => zh,
        Language::En => en,
    };
    add(text, before, day, after);
}

fn rule(text: &mut String, rule: DueRule, language: Language) {
    match (rule, language) {
        (DueRule::Step(number, after), language) => {
            add(
                text,
                language.pick("第 ", "step "),
                number,
                language.pick(" 步：", ": "),
            );
            if after.count == 0 {
                text.push_str(language.pick("当天", "the same day"));
            } else {
                add(
                    text,
                    "",
                    Length(after, language),
                    language.pick("后", " after"),
                );
            }
        }
        (DueRule::Every(every), Language::Zh) => add(text, "每 ", Length(every, language), "一次"),
        (DueRule::Every(every), Language::En) => add(text, "every ", Length(every, language), ""),
        (DueRule::FirstRound(round), Language::Zh) => {
            let round = Length(round, language);
            add(text, "早已到期，首轮在 ", round, "内分批联系");
        }
        (DueRule::FirstRound(round), Language::En) => {
            let round = Length(round, language);
            add(text, "long due, in a first round spread over ", round, "");
        }
    }
}

fn after_task(text: &mut String, day: Day, language: Language) {
    match language {
        Language::Zh => add(text, "，上一次按 ", day, " 完成计"),
        Language::En => add(text, ", the one before taken as done on ", day, ""),
    }
}

fn overdue(text: &mut String, days: u32, language: Language) {
    match language {
        Language::Zh => add(text, "；逾期 ", days, " 天"),
        Language::En => add(text, "; ", Counted(days, "day"), " overdue"),
    }
}

fn move_of(text: &mut String, moved: Moved, language: Language) {
    let (from, zh, en) = match moved {
        Moved::StepBefore { from } => (
            from,
            "，因上一步较晚而顺延",
            " because the step before was later than planned",
        ),
        Moved::Agreed { from } => (from, "，按约定的下次联系日期", " to the agreed next day"),
        Moved::DayOff { from } => (from, "，遇休息日调整", ", a day off"),
    };
    let before = language.pick("；原为 ", "; moved from ");
    add(text, before, from, language.pick(zh, en));
}

/// A length of time: `3 months`, `3 个月`.
pub fn span(span: Span, language: Language) -> String {
    Length(span, language).to_string()
}

struct Length(Span, Language);

impl Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Span { count, unit }, language) = *self;
        let (zh, en) = match unit {
            Unit::Day => ("天", "day"),
            Unit::Week => ("周", "week"),
            Unit::Month => ("个月", "month"),
            Unit::Year => ("年", "year"),
        };
        match language {
            Language::Zh => write!(f, "{count} {zh}"),
            Language::En => Counted(count, en).fmt(f),
        }
    }
}

/// A number of things, in English.
struct Counted(u32, &'static str);

impl Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, unit) = self;
        let plural = if *count == 1 { "" } else { "s" };
        write!(f, "{count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::followup::task::AnchorEvent;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    fn check(rule: DueRule, moved: &[Moved], overdue: u32, goal: &str, zh: &str, en: &str) {
        let mut places = [None; 3];
        for (place, one) in places.iter_mut().zip(moved) {
            *place = Some(*one);
        }
        let due = DueReason {
            anchor: AnchorEvent {
                kind: AnchorKind::LastContact,
                day: day("2026-11-02"),
            },
            rule,
            after_task: None,
            moved: places,
            due: day("2026-11-09"),
        };
        assert_eq!(reason(&due, overdue, goal, Language::Zh), zh);
        assert_eq!(reason(&due, overdue, goal, Language::En), en);
    }

    #[test]
    fn a_reason_is_one_sentence_in_either_language() {
        check(
            DueRule::Every(Span::new(1, Unit::Week)),
            &[],
            13,
            "转化成交",
            "上次联系 2026-11-02，每 1 周一次 → 应于 2026-11-09；逾期 13 天；目标：转化成交",
            "Last contact 2026-11-02, every 1 week → due 2026-11-09; 13 days overdue; goal: 转化成交",
        );
    }

    #[test]
    fn every_move_names_the_day_it_came_from() {
        let from = day("2026-11-07");
        check(
            DueRule::Step(2, Span::new(3, Unit::Day)),
            &[Moved::StepBefore { from }, Moved::DayOff { from }],
            0,
            "",
            "上次联系 2026-11-02，第 2 步：3 天后；原为 2026-11-07，因上一步较晚而顺延；原为 2026-11-07，遇休息日调整 → 应于 2026-11-09",
            "Last contact 2026-11-02, step 2: 3 days after; moved from 2026-11-07 because the step before was later than planned; moved from 2026-11-07, a day off → due 2026-11-09",
        );
    }
}
