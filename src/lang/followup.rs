//! Why a task is due on its day, or why there is none, in one sentence.
//!
//! Takes the reasons of the plan; gives text in the language asked for.

mod parts;

use crate::followup::capacity::Later;
use crate::followup::escalation::{Escalation, Slipped};
use crate::followup::everyone::Room;
use crate::followup::quiet::Silence;
use crate::followup::situation::UNDATED;
use crate::followup::task::{AnchorEvent, AnchorKind, DueReason, DueRule, Moved, Task, WhyNot};
use crate::lang::Language;
use crate::lang::followup::parts::{Counted, Length, Part};
use crate::period::{Day, Span};
use crate::rules::{Anchor, DateAnchor, DateOf, Side, Told, Track};

/// Why a task is due on its day, or has none yet, who is told that it slips, and its goal.
pub fn task_reason(task: &Task<'_>, room: Room, language: Language) -> String {
    let mut text = String::with_capacity(USUAL);
    push_task_reason(&mut text, task, room, language);
    text
}

/// Appends the same.
pub fn push_task_reason(text: &mut String, task: &Task<'_>, room: Room, language: Language) {
    let (date, late) = (task.date, task.days_overdue);
    push_reason(text, &task.reason, (date, room), late, language);
    if let Some(told) = task.told {
        text.push_str(language.pick("；", "; "));
        push_escalation(text, told, language);
    }
    let goal = task.goal.pick(language);
    if !goal.is_empty() {
        text.push_str(language.pick("；目标：", "; goal: "));
        text.push_str(goal);
    }
}

/// The bytes of a reason, about.
const USUAL: usize = 192;

/// The reason of a due day with every move, and how late it is on the as-of day. `date` is
/// the day of the sheet or the year that its track counts from, if it does.
///
/// `上次联系 2026-11-02，每 1 周一次 → 应于 2026-11-09；逾期 13 天`
pub fn reason(
    reason: &DueReason,
    date: Option<&DateAnchor>,
    days_overdue: u32,
    language: Language,
) -> String {
    let mut text = String::with_capacity(USUAL);
    push_reason(
        &mut text,
        reason,
        (date, Room::Found),
        days_overdue,
        language,
    );
    text
}

fn push_reason(
    text: &mut String,
    reason: &DueReason,
    (date, room): (Option<&DateAnchor>, Room),
    days_overdue: u32,
    language: Language,
) {
    match date {
        Some(date) if reason.anchor.kind == AnchorKind::Date => {
            text.push_str(&dated(date, reason.anchor, language));
        }
        _ => anchor(text, reason.anchor.kind, reason.anchor.day, language),
    }
    text.push_str(language.pick("，", ", "));
    rule(text, reason.rule, language);
    silence(text, reason.silence, language);
    match (reason.after_dropped, reason.after_task) {
        (Some(day), _) => after_dropped(text, day, language),
        (None, Some(day)) => after_task(text, day, language),
        (None, None) => {}
    }
    for moved in reason.moved.iter().flatten() {
        move_of(text, *moved, language);
    }
    let (before, after) = match (room, language) {
        (Room::Found | Room::After(Later::On(_)), Language::Zh) => (" → 应于 ", ""),
        (Room::Found | Room::After(Later::On(_)), Language::En) => (" → due ", ""),
        (Room::After(Later::AfterEarlier), Language::Zh) => {
            (" → 原定 ", "，等还没排上的前一项做完再轮到")
        }
        (Room::After(Later::AfterEarlier), Language::En) => (
            " → wanted ",
            ", has its turn once the one before is done, which waits for room",
        ),
        (Room::After(Later::Never), Language::Zh) => (" → 原定 ", "，一年内都排不下"),
        (Room::After(Later::Never), Language::En) => (" → wanted ", ", no room within a year"),
    };
    add(text, before, reason.due, after);
    if days_overdue > 0 {
        overdue(text, days_overdue, language);
    }
}

/// The day of the sheet or the year that a track counts from.
pub fn date_of(track: &Track) -> Option<&DateAnchor> {
    match &track.anchor {
        Anchor::Date(date) => Some(date),
        _ => None,
    }
}

/// Who is told, and why: `2026-11-05 起告知主管：3 天还没有解决`.
pub fn escalation(told: Escalation, language: Language) -> String {
    let mut text = String::new();
    push_escalation(&mut text, told, language);
    text
}

fn push_escalation(text: &mut String, told: Escalation, language: Language) {
    let to = match (told.to, language) {
        (Told::Manager, Language::Zh) => "告知主管",
        (Told::RiskList, Language::Zh) => "列入风险名单",
        (Told::Manager, Language::En) => "the manager is told",
        (Told::RiskList, Language::En) => "on the risk list",
    };
    match (told.why, language) {
        (Slipped::After(length, day), Language::Zh) => {
            add(text, "", day, " 起");
            text.push_str(to);
            add(text, "：", Length(length, language), "还没有解决");
        }
        (Slipped::After(length, day), Language::En) => {
            text.push_str(to);
            add(text, " since ", day, ": not settled after ");
            Length(length, language).push(text);
        }
        (Slipped::Unanswered(count), Language::Zh) => {
            text.push_str(to);
            add(text, "：连续 ", count, " 次没有回应，可能流失");
        }
        (Slipped::Unanswered(count), Language::En) => {
            let why = " contacts in a row without an answer, it may be leaving";
            text.push_str(to);
            add(text, ": ", count, why);
        }
    }
}

fn silence(text: &mut String, silence: Silence, language: Language) {
    let (count, zh, en) = match silence {
        Silence::Answers | Silence::Signal(_) => return,
        Silence::OtherChannel(count) => (
            count,
            " 次没有回应，换一个渠道",
            " contacts in a row without an answer, so another channel",
        ),
        Silence::Parked(count) => (
            count,
            " 次没有回应，暂时少打扰",
            " contacts in a row without an answer, so left in peace for now",
        ),
    };
    add(
        text,
        language.pick("；连续 ", "; "),
        count,
        language.pick(zh, en),
    );
}

/// `合同到期 2026-12-31 前 30 天`, in both languages with the column's own word.
fn dated(date: &DateAnchor, event: AnchorEvent, language: Language) -> String {
    let day = event.day;
    let name = match (&date.of, language) {
        (DateOf::Column { header, .. }, _) => header.clone(),
        (DateOf::YearDay(month, day), Language::Zh) => format!("每年 {month} 月 {day} 日"),
        (DateOf::YearDay(month, day), Language::En) => format!("{month:02}-{day:02} each year"),
    };
    match (date.offset, language) {
        (None, Language::Zh) => format!("{name} {day}"),
        (None, Language::En) => format!("{name}: {day}"),
        (Some((side, length)), Language::Zh) => {
            let side = match side {
                Side::Before => "前",
                Side::After => "后",
            };
            format!("{name}{side} {}，即 {day}", span(length, language))
        }
        (Some((side, length)), Language::En) => {
            let side = match side {
                Side::Before => "before",
                Side::After => "after",
            };
            format!("{} {side} {name}: {day}", span(length, language))
        }
    }
}

/// Appends a value between two texts.
fn add(text: &mut String, before: &str, value: impl Part, after: &str) {
    text.push_str(before);
    value.push(text);
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
        WhyNot::NoDate => (
            "客户表里没有填起算的日期",
            "the customer sheet names no day to count from",
        ),
        WhyNot::Full => (
            "负责的人一年内都排满了",
            "whoever looks after it has no room within a year",
        ),
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
        AnchorKind::Created | AnchorKind::Entered => {
            ("没有建档日期，无从起算", "no created day to count from")
        }
        AnchorKind::TypeBegan => (
            "没有成为该类型的日期，无从起算",
            "no day on which the type began to count from",
        ),
        AnchorKind::Date => return why_not(WhyNot::NoDate, language),
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
        AnchorKind::Entered => (
            ("建档 ", "（客户表的最近联系晚于截止日，不计）"),
            (
                "Entered ",
                " (the sheet's last contact, after the as-of day, is left out)",
            ),
        ),
        AnchorKind::FirstOrder => (("首单 ", ""), ("First order ", "")),
        AnchorKind::LastOrder => (("最近下单 ", ""), ("Last order ", "")),
        AnchorKind::TypeBegan => (("", " 起为该类型"), ("Of this type since ", "")),
        AnchorKind::Complaint => (("投诉 ", ""), ("Complaint ", "")),
        AnchorKind::Date => (("起算日 ", ""), ("Counted from ", "")),
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

fn after_dropped(text: &mut String, day: Day, language: Language) {
    match language {
        Language::Zh => add(text, "，上一次已取消，按 ", day, " 起算"),
        Language::En => add(text, ", the one before dropped, so from ", day, ""),
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
        Moved::Gap { from } => (
            from,
            "，与另一次联系隔开",
            " to keep its distance from another contact",
        ),
        Moved::Channel { from } => (
            from,
            "，该渠道近期已用够次数",
            " since the channel has been used often enough",
        ),
        Moved::DayOff { from } => (from, "，遇休息日调整", ", a day off"),
        Moved::Away { from } => (from, "，负责的人休假", ", a day of leave"),
        Moved::Full { from } => (
            from,
            "，按优先级排到最早有空的一天",
            " to the first day with room after what comes first",
        ),
        Moved::Asked { from } => (
            from,
            "，以当时的工作簿所写的日期为准",
            " to the day that the workbook of the time asked for",
        ),
        Moved::NotBefore { from } => (
            from,
            "，此前的工作簿没有要求在今天之前做",
            ": no workbook asked for a day before today",
        ),
    };
    let before = language.pick("；原为 ", "; moved from ");
    add(text, before, from, language.pick(zh, en));
}

/// A length of time: `3 months`, `3 个月`.
pub fn span(span: Span, language: Language) -> String {
    let mut text = String::new();
    Length(span, language).push(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::followup::task::AnchorEvent;
    use crate::period::Unit;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    fn due(rule: DueRule, moved: &[Moved]) -> DueReason {
        let anchor = AnchorEvent {
            kind: AnchorKind::LastContact,
            day: day("2026-11-02"),
        };
        let mut due = DueReason {
            anchor,
            rule,
            after_task: None,
            after_dropped: None,
            moved: [None; 9],
            silence: Silence::Answers,
            due: day("2026-11-09"),
        };
        for (place, one) in due.moved.iter_mut().zip(moved) {
            *place = Some(*one);
        }
        due
    }

    fn check(rule: DueRule, moved: &[Moved], overdue: u32, zh: &str, en: &str) {
        let due = due(rule, moved);
        assert_eq!(reason(&due, None, overdue, Language::Zh), zh);
        assert_eq!(reason(&due, None, overdue, Language::En), en);
    }

    #[test]
    fn a_day_of_the_sheet_is_called_by_its_column() {
        let check = |of, offset, zh: &str, en: &str| {
            let date = DateAnchor {
                text: String::new(),
                of,
                offset,
                yearly: true,
            };
            let event = AnchorEvent {
                kind: AnchorKind::Date,
                day: day("2026-12-01"),
            };
            assert_eq!(dated(&date, event, Language::Zh), zh);
            assert_eq!(dated(&date, event, Language::En), en);
        };
        let column = || DateOf::Column {
            header: "合同到期".to_owned(),
            optional: false,
        };
        check(
            column(),
            None,
            "合同到期 2026-12-01",
            "合同到期: 2026-12-01",
        );
        check(
            column(),
            Some((Side::Before, Span::new(30, Unit::Day))),
            "合同到期前 30 天，即 2026-12-01",
            "30 days before 合同到期: 2026-12-01",
        );
        check(
            DateOf::YearDay(9, 10),
            None,
            "每年 9 月 10 日 2026-12-01",
            "09-10 each year: 2026-12-01",
        );
    }

    #[test]
    fn it_is_said_who_is_told_since_when_and_why() {
        let check = |to, why, zh: &str, en: &str| {
            assert_eq!(escalation(Escalation { to, why }, Language::Zh), zh);
            assert_eq!(escalation(Escalation { to, why }, Language::En), en);
        };
        check(
            Told::Manager,
            Slipped::After(Span::new(3, Unit::Day), day("2026-11-05")),
            "2026-11-05 起告知主管：3 天还没有解决",
            "the manager is told since 2026-11-05: not settled after 3 days",
        );
        check(
            Told::RiskList,
            Slipped::Unanswered(4),
            "列入风险名单：连续 4 次没有回应，可能流失",
            "on the risk list: 4 contacts in a row without an answer, it may be leaving",
        );
    }

    #[test]
    fn a_reason_is_one_sentence_in_either_language() {
        check(
            DueRule::Every(Span::new(1, Unit::Week)),
            &[],
            13,
            "上次联系 2026-11-02，每 1 周一次 → 应于 2026-11-09；逾期 13 天",
            "Last contact 2026-11-02, every 1 week → due 2026-11-09; 13 days overdue",
        );
    }

    #[test]
    fn of_whom_only_a_later_contact_is_known_nobody_says_there_was_none() {
        let why = |kind| {
            let mut why = due(DueRule::Every(Span::new(1, Unit::Week)), &[]);
            why.anchor.kind = kind;
            reason(&why, None, 0, Language::En)
        };
        let said = "not contacted yet";
        assert!(why(AnchorKind::Created).contains(said));
        assert!(!why(AnchorKind::Entered).contains(said));
    }

    #[test]
    fn what_has_no_day_yet_says_what_it_waits_for() {
        let check = |room, zh: &str, en: &str| {
            let why = due(DueRule::Every(Span::new(1, Unit::Week)), &[]);
            for (language, expected) in [(Language::Zh, zh), (Language::En, en)] {
                let mut text = String::new();
                push_reason(&mut text, &why, (None, Room::After(room)), 0, language);
                assert_eq!(text, expected);
            }
        };
        check(
            Later::AfterEarlier,
            "上次联系 2026-11-02，每 1 周一次 → 原定 2026-11-09，等还没排上的前一项做完再轮到",
            "Last contact 2026-11-02, every 1 week → wanted 2026-11-09, has its turn once the one before is done, which waits for room",
        );
        check(
            Later::Never,
            "上次联系 2026-11-02，每 1 周一次 → 原定 2026-11-09，一年内都排不下",
            "Last contact 2026-11-02, every 1 week → wanted 2026-11-09, no room within a year",
        );
    }

    #[test]
    fn every_move_names_the_day_it_came_from() {
        let from = day("2026-11-07");
        check(
            DueRule::Step(2, Span::new(3, Unit::Day)),
            &[Moved::StepBefore { from }, Moved::DayOff { from }],
            0,
            "上次联系 2026-11-02，第 2 步：3 天后；原为 2026-11-07，因上一步较晚而顺延；原为 2026-11-07，遇休息日调整 → 应于 2026-11-09",
            "Last contact 2026-11-02, step 2: 3 days after; moved from 2026-11-07 because the step before was later than planned; moved from 2026-11-07, a day off → due 2026-11-09",
        );
    }
}
