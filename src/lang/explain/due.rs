//! What is due for one customer, or why nothing is.

use crate::followup::everyone::Room;
use crate::followup::task::{Next, Task};
use crate::lang::followup::{date_of, reason, task_reason, why_not};
use crate::lang::{Language, report};
use crate::report::explain::Explanation;

use super::bearing;

/// Two lines a task, or one that says when the next is due or why none is.
pub fn due(told: &Explanation<'_>, language: Language) -> Vec<String> {
    let mut lines = tasks(told, language);
    lines.extend(bearing::lines(told, language));
    lines
}

fn tasks(told: &Explanation<'_>, language: Language) -> Vec<String> {
    match told.next {
        Next::Never(why) => vec![why_not(why, language).to_owned()],
        Next::Due {
            day,
            reason: why,
            track,
        } if told.tasks.is_empty() => {
            let horizon = told.rules.calendar.horizon;
            let first = match language {
                Language::Zh => format!("{day}，今后 {horizon} 天内没有任务"),
                Language::En => format!("{day}; nothing within the next {horizon} days"),
            };
            let kind = told
                .kind
                .kind
                .map(|kind| &told.rules.types[usize::from(kind)]);
            let track = kind.and_then(|kind| kind.tracks.get(track));
            vec![first, reason(&why, track.and_then(date_of), 0, language)]
        }
        Next::Due { .. } => told
            .tasks
            .iter()
            .flat_map(|task| [task_line(task, language), why(task, Room::Found, language)])
            .collect(),
    }
}

/// `2026-11-23 负责人 电话 回访近况（T-…）`.
pub(super) fn task_line(task: &Task<'_>, language: Language) -> String {
    let mut text = task.due.to_string();
    let words = [
        report::who(task.who, language),
        task.channel.map_or("", |channel| channel.pick(language)),
        task.content.map_or("", |content| content.pick(language)),
    ];
    for word in words {
        if !word.is_empty() {
            text.push(' ');
            text += word;
        }
    }
    match language {
        Language::Zh => format!("{text}（{}）", task.id),
        Language::En => format!("{text} ({})", task.id),
    }
}

pub(super) fn why(task: &Task<'_>, room: Room, language: Language) -> String {
    format!("  {}", task_reason(task, room, language))
}
