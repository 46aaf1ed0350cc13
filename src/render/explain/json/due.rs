//! Tasks and due days as JSON.

use serde::Serialize;

use crate::followup::task::{AnchorKind, DueReason, DueRule, Moved, Next, Task, WhyNot};
use crate::period::{Span, Unit};
use crate::rules::Who;

/// When the customer is contacted next, or why it is not.
#[derive(Serialize)]
pub(super) struct Due {
    day: Option<String>,
    reason: Option<Reason>,
    never: Option<&'static str>,
}

impl Due {
    pub(super) fn of(next: &Next) -> Self {
        match next {
            Next::Due { day, reason, .. } => Self {
                day: Some(day.to_string()),
                reason: Some(Reason::of(reason)),
                never: None,
            },
            Next::Never(why) => Self {
                day: None,
                reason: None,
                never: Some(match why {
                    WhyNot::DoNotContact => "do_not_contact",
                    WhyNot::NoTrack => "no_track",
                    WhyNot::NoAnchor(_) => "no_anchor",
                    WhyNot::StepsDone => "steps_done",
                    WhyNot::NoDate => "no_date",
                    WhyNot::Full => "full",
                }),
            },
        }
    }
}

/// A task of the plan.
#[derive(Serialize)]
pub(super) struct Planned<'a> {
    id: String,
    track: usize,
    who: &'static str,
    due: String,
    days_overdue: u32,
    step: Option<u32>,
    channel: Option<&'a str>,
    content: Option<&'a str>,
    goal: &'a str,
    reason: Reason,
}

impl<'a> Planned<'a> {
    pub(super) fn of(task: &Task<'a>) -> Self {
        Self {
            id: task.id.to_string(),
            track: task.track + 1,
            who: match task.who {
                Who::Owner => "owner",
                Who::Manager => "manager",
                Who::Auto => "auto",
            },
            due: task.due.to_string(),
            days_overdue: task.days_overdue,
            step: task.step,
            channel: task.channel.map(|channel| channel.en.as_str()),
            content: task.content.map(|content| content.en.as_str()),
            goal: &task.goal.en,
            reason: Reason::of(&task.reason),
        }
    }
}

/// Why a day is the due day.
#[derive(Serialize)]
struct Reason {
    anchor: &'static str,
    anchor_day: String,
    rule: &'static str,
    step: Option<u32>,
    span: String,
    after_task: Option<String>,
    after_dropped: Option<String>,
    moved: Vec<Move>,
    due: String,
}

#[derive(Serialize)]
struct Move {
    from: String,
    because: &'static str,
}

impl Reason {
    fn of(reason: &DueReason) -> Self {
        let (rule, step, span) = match reason.rule {
            DueRule::Step(number, after) => ("step", Some(number), after),
            DueRule::Every(every) => ("every", None, every),
            DueRule::FirstRound(round) => ("first_round", None, round),
        };
        let moved = reason.moved.iter().flatten().map(|moved| {
            let (from, because) = match moved {
                Moved::StepBefore { from } => (from, "step_before"),
                Moved::Agreed { from } => (from, "agreed"),
                Moved::Gap { from } => (from, "min_gap"),
                Moved::Channel { from } => (from, "channel_limit"),
                Moved::DayOff { from } => (from, "day_off"),
                Moved::Away { from } => (from, "away"),
                Moved::Full { from } => (from, "capacity"),
                Moved::Asked { from } => (from, "asked_for"),
                Moved::NotBefore { from } => (from, "not_before"),
            };
            Move {
                from: from.to_string(),
                because,
            }
        });
        Self {
            anchor: anchor(reason.anchor.kind),
            anchor_day: reason.anchor.day.to_string(),
            rule,
            step,
            span: short(span),
            after_task: reason.after_task.map(|day| day.to_string()),
            after_dropped: reason.after_dropped.map(|day| day.to_string()),
            moved: moved.collect(),
            due: reason.due.to_string(),
        }
    }
}

fn anchor(kind: AnchorKind) -> &'static str {
    match kind {
        AnchorKind::LastContact => "last_contact",
        AnchorKind::Created | AnchorKind::Entered => "created",
        AnchorKind::FirstOrder => "first_order",
        AnchorKind::LastOrder => "last_order",
        AnchorKind::TypeBegan => "type_began",
        AnchorKind::Complaint => "complaint",
        AnchorKind::Date => "date",
    }
}

/// As rules write it: `3d`, `1m`.
pub(super) fn short(span: Span) -> String {
    let unit = match span.unit {
        Unit::Day => 'd',
        Unit::Week => 'w',
        Unit::Month => 'm',
        Unit::Year => 'y',
    };
    format!("{}{unit}", span.count)
}
