//! What bears on one customer's follow-up beside its tasks: silence, who is told, limits,
//! whose days are full, and when it goes back to everyone.

use crate::followup::capacity::Later;
use crate::followup::everyone::{Planned, Room};
use crate::followup::quiet::Silence;
use crate::followup::staff::Member;
use crate::lang::followup::{escalation, span};
use crate::lang::workload::recycle_reason;
use crate::lang::{Language, report};
use crate::period::Day;
use crate::report::explain::Explanation;
use crate::rules::{Limits, Quiet, Who};

use super::due::{task_line, why};

/// A line for each of them that there is.
pub(super) fn lines(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let bearing = &told.bearing;
    let mut lines = Vec::new();
    for planned in &bearing.deferred {
        lines.extend(deferred(planned, language));
    }
    lines.extend(silence(bearing.silence, &told.rules.quiet, language));
    // A task that says it has said it already.
    let said = told.tasks.iter().any(|task| task.told == bearing.told);
    lines.extend(
        bearing
            .told
            .filter(|_| !said)
            .map(|told| escalation(told, language)),
    );
    let planned = !told.tasks.is_empty() || !bearing.deferred.is_empty();
    if planned {
        lines.extend(limits(&told.rules.limits, language));
    }
    let horizon = told.as_of().plus(told.rules.calendar.horizon as i32);
    let people = bearing.people.iter();
    lines.extend(
        people.filter_map(|(who, member)| person(*who, member, (told.as_of(), horizon), language)),
    );
    lines.extend(
        bearing
            .recycled
            .map(|recycled| recycle_reason(recycled, language)),
    );
    lines
}

/// A task that waits, with the first day that has room for it.
fn deferred(planned: &Planned<'_>, language: Language) -> [String; 2] {
    let task = task_line(&planned.task, language);
    let line = match (planned.room, language) {
        (Room::After(Later::Never), Language::Zh) => format!("排不下，一年内也没有空：{task}"),
        (Room::After(Later::Never), Language::En) => {
            format!("no room for it within a year: {task}")
        }
        (Room::After(Later::AfterEarlier), Language::Zh) => format!("等前一项做完再排：{task}"),
        (Room::After(Later::AfterEarlier), Language::En) => {
            format!("once the one before is done: {task}")
        }
        (_, Language::Zh) => format!("排不下，最早 {task}"),
        (_, Language::En) => format!("no room before {task}"),
    };
    [line, why(&planned.task, planned.room, language)]
}

fn silence(silence: Silence, quiet: &Quiet, language: Language) -> Option<String> {
    let tag = quiet.tag.pick(language);
    let every = quiet.track.every.map(|every| span(every, language));
    Some(match (silence, language) {
        (Silence::Answers | Silence::Signal(_), _) => return None,
        (Silence::OtherChannel(count), Language::Zh) => {
            format!("连续 {count} 次没有回应：下一次换一个渠道，还没有回应就算沉默")
        }
        (Silence::OtherChannel(count), Language::En) => format!(
            "{count} contacts in a row without an answer: the next goes by another channel, and then the silence counts"
        ),
        (Silence::Parked(count), Language::Zh) => {
            let every = every.map_or_else(String::new, |every| format!("，每 {every}一次"));
            format!("连续 {count} 次没有回应：{tag}{every}；有回应或下单后照常跟进")
        }
        (Silence::Parked(count), Language::En) => {
            let every = every.map_or_else(String::new, |every| format!(", once every {every}"));
            format!(
                "{count} contacts in a row without an answer: {tag}{every}, until there is an answer or an order"
            )
        }
    })
}

/// How far contacts of one customer stay apart.
fn limits(limits: &Limits, language: Language) -> Option<String> {
    let mut parts = Vec::new();
    if limits.min_gap > 1 {
        let gap = limits.min_gap;
        parts.push(match language {
            Language::Zh => format!("两次联系至少隔 {gap} 天"),
            Language::En => format!("contacts at least {gap} days apart"),
        });
    }
    for limit in &limits.per_channel {
        let (channel, most, days) = (&limit.channel, limit.most, limit.days);
        parts.push(match language {
            Language::Zh => format!("{channel} {days} 天内最多 {most} 次"),
            Language::En => format!("{channel} at most {most} in {days} days"),
        });
    }
    (!parts.is_empty()).then(|| {
        let joined = parts.join(language.pick("，", ", "));
        format!("{}{joined}", language.pick("限制：", "limits: "))
    })
}

/// What somebody can do in a day, and when they are away within these days.
fn person(
    who: Who,
    member: &Member<'_>,
    (first, last): (Day, Day),
    language: Language,
) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(member.capacity.map(|units| match language {
        Language::Zh => format!("每个工作日可做 {units} 次（按电话计）"),
        Language::En => format!("can do {units} a workday (in calls)"),
    }));
    let away = member
        .away
        .iter()
        .filter(|away| away.0 <= last && away.1 >= first);
    for (from, until) in away {
        parts.push(match language {
            Language::Zh => format!("{from} 至 {until} 休假"),
            Language::En => format!("is away from {from} to {until}"),
        });
    }
    let role = report::who(who, language);
    (!parts.is_empty()).then(|| match language {
        Language::Zh => format!("{role}{}{}", member.name, parts.join("，")),
        Language::En => format!("{role} {} {}", member.name, parts.join(", ")),
    })
}
