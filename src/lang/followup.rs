//! Why a task is due on its day, or why there is none, in one sentence.
//!
//! Takes the reasons of the plan; gives text in the language asked for.

use crate::followup::task::{AnchorKind, DueReason, DueRule, Moved, WhyNot};
use crate::lang::Language;
use crate::period::{Day, Span, Unit};

/// The reason of a due day with every move, how late it is on the as-of day, and the goal if there is one.
///
/// `上次联系 2026-11-02，每 1 周一次 → 应于 2026-11-09；逾期 13 天；目标：转化成交`
pub fn reason(reason: &DueReason, days_overdue: u32, goal: &str, language: Language) -> String {
    let mut text = format!(
        "{}{}{}",
        anchor(reason.anchor.kind, reason.anchor.day, language),
        language.pick("，", ", "),
        rule(reason.rule, language),
    );
    if let Some(day) = reason.after_task {
        text += &after_task(day, language);
    }
    for moved in reason.moved.iter().flatten() {
        text += &move_of(*moved, language);
    }
    text += language.pick(" → 应于 ", " → due ");
    text += &reason.due.to_string();
    if days_overdue > 0 {
        text += &overdue(days_overdue, language);
    }
    if !goal.is_empty() {
        text += language.pick("；目标：", "; goal: ");
        text += goal;
    }
    text
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

fn anchor(kind: AnchorKind, day: Day, language: Language) -> String {
    match language {
        Language::Zh => match kind {
            AnchorKind::LastContact => format!("上次联系 {day}"),
            AnchorKind::Created => format!("建档 {day}、尚未联系"),
            AnchorKind::FirstOrder => format!("首单 {day}"),
            AnchorKind::LastOrder => format!("最近下单 {day}"),
            AnchorKind::TypeBegan => format!("{day} 起为该类型"),
            AnchorKind::Complaint => format!("投诉 {day}"),
        },
        Language::En => match kind {
            AnchorKind::LastContact => format!("Last contact {day}"),
            AnchorKind::Created => format!("Entered {day}, not contacted yet"),
            AnchorKind::FirstOrder => format!("First order {day}"),
            AnchorKind::LastOrder => format!("Last order {day}"),
            AnchorKind::TypeBegan => format!("Of this type since {day}"),
            AnchorKind::Complaint => format!("Complaint {day}"),
        },
    }
}

fn rule(rule: DueRule, language: Language) -> String {
    match (rule, language) {
        (DueRule::Step(number, after), Language::Zh) if after.count == 0 => {
            format!("第 {number} 步：当天")
        }
        (DueRule::Step(number, after), Language::En) if after.count == 0 => {
            format!("step {number}: the same day")
        }
        (DueRule::Step(number, after), Language::Zh) => {
            format!("第 {number} 步：{}后", span(after, language))
        }
        (DueRule::Step(number, after), Language::En) => {
            format!("step {number}: {} after", span(after, language))
        }
        (DueRule::Every(every), Language::Zh) => format!("每 {}一次", span(every, language)),
        (DueRule::Every(every), Language::En) => format!("every {}", span(every, language)),
        (DueRule::FirstRound(round), Language::Zh) => {
            format!("早已到期，首轮在 {}内分批联系", span(round, language))
        }
        (DueRule::FirstRound(round), Language::En) => format!(
            "long due, in a first round spread over {}",
            span(round, language)
        ),
    }
}

fn after_task(day: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("，上一次按 {day} 完成计"),
        Language::En => format!(", the one before taken as done on {day}"),
    }
}

fn overdue(days: u32, language: Language) -> String {
    match language {
        Language::Zh => format!("；逾期 {days} 天"),
        Language::En => format!("; {} overdue", counted(days, "day")),
    }
}

fn move_of(moved: Moved, language: Language) -> String {
    match (moved, language) {
        (Moved::StepBefore { from }, Language::Zh) => format!("；原为 {from}，因上一步较晚而顺延"),
        (Moved::StepBefore { from }, Language::En) => {
            format!("; moved from {from} because the step before was later than planned")
        }
        (Moved::Agreed { from }, Language::Zh) => format!("；原为 {from}，按约定的下次联系日期"),
        (Moved::Agreed { from }, Language::En) => {
            format!("; moved from {from} to the agreed next day")
        }
        (Moved::DayOff { from }, Language::Zh) => format!("；原为 {from}，遇休息日调整"),
        (Moved::DayOff { from }, Language::En) => format!("; moved from {from}, a day off"),
    }
}

/// A length of time: `3 months`, `3 个月`.
pub fn span(span: Span, language: Language) -> String {
    let count = span.count;
    match language {
        Language::Zh => {
            let unit = match span.unit {
                Unit::Day => "天",
                Unit::Week => "周",
                Unit::Month => "个月",
                Unit::Year => "年",
            };
            format!("{count} {unit}")
        }
        Language::En => {
            let unit = match span.unit {
                Unit::Day => "day",
                Unit::Week => "week",
                Unit::Month => "month",
                Unit::Year => "year",
            };
            counted(count, unit)
        }
    }
}

fn counted(count: u32, unit: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
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
