//! What bears on a customer's follow-up, as JSON.

use serde::Serialize;

use crate::followup::capacity::Later;
use crate::followup::escalation::Slipped;
use crate::followup::everyone::Room;
use crate::followup::quiet::Silence;
use crate::followup::recycle::Kept;
use crate::report::explain::Explanation;
use crate::rules::{Told, Who};

use super::due::{Planned, short};

/// What bears on the days of tasks, whether or not there are any.
#[derive(Serialize)]
pub(super) struct Bearing<'a> {
    silence: &'static str,
    unanswered: Option<u32>,
    told: Option<ToldShown>,
    recycle: Option<Recycle>,
    min_gap_days: u32,
    channel_limits: Vec<Limit<'a>>,
    people: Vec<Person<'a>>,
    deferred: Vec<Waiting<'a>>,
}

#[derive(Serialize)]
struct ToldShown {
    to: &'static str,
    because: &'static str,
    since: Option<String>,
}

/// When the customer goes back to everyone: so long after the last of what kept it.
#[derive(Serialize)]
struct Recycle {
    day: String,
    from: &'static str,
    since: String,
    after: String,
}

#[derive(Serialize)]
struct Limit<'a> {
    channel: &'a str,
    most: u32,
    days: u32,
}

#[derive(Serialize)]
struct Person<'a> {
    who: &'static str,
    name: &'a str,
    capacity: Option<u32>,
    away: Vec<[String; 2]>,
}

/// A task without room; the day is the first with room for it.
#[derive(Serialize)]
struct Waiting<'a> {
    room_from: Option<String>,
    #[serde(flatten)]
    task: Planned<'a>,
}

impl<'a> Bearing<'a> {
    pub(super) fn of(told: &'a Explanation<'a>) -> Self {
        let (bearing, limits) = (&told.bearing, &told.rules.limits);
        let (silence, unanswered) = match bearing.silence {
            Silence::Answers => ("answers", None),
            Silence::OtherChannel(count) => ("other_channel", Some(count)),
            Silence::Parked(count) => ("parked", Some(count)),
            Silence::Signal(count) => ("signal", Some(count)),
        };
        Self {
            silence,
            unanswered,
            told: bearing.told.map(|told| ToldShown {
                to: match told.to {
                    Told::Manager => "manager",
                    Told::RiskList => "risk_list",
                },
                because: match told.why {
                    Slipped::After(..) => "not_settled",
                    Slipped::Unanswered(_) => "unanswered",
                },
                since: match told.why {
                    Slipped::After(_, day) => Some(day.to_string()),
                    Slipped::Unanswered(_) => None,
                },
            }),
            recycle: bearing.recycled.map(|recycled| Recycle {
                day: recycled.day.to_string(),
                from: match recycled.from {
                    Kept::Created => "created",
                    Kept::Order => "order",
                    Kept::Contact => "contact",
                    Kept::Contract => "contract_end",
                },
                since: recycled.since.to_string(),
                after: short(recycled.after),
            }),
            min_gap_days: limits.min_gap,
            channel_limits: (limits.per_channel.iter())
                .map(|limit| Limit {
                    channel: &limit.channel,
                    most: limit.most,
                    days: limit.days,
                })
                .collect(),
            people: (bearing.people.iter())
                .map(|(who, member)| Person {
                    who: match who {
                        Who::Owner => "owner",
                        Who::Manager => "manager",
                        Who::Auto => "auto",
                    },
                    name: member.name,
                    capacity: member.capacity,
                    away: (member.away.iter())
                        .map(|(first, last)| [first.to_string(), last.to_string()])
                        .collect(),
                })
                .collect(),
            deferred: (bearing.deferred.iter())
                .map(|planned| Waiting {
                    room_from: match planned.room {
                        Room::After(Later::On(day)) => Some(day.to_string()),
                        Room::After(Later::AfterEarlier | Later::Never) | Room::Found => None,
                    },
                    task: Planned::of(&planned.task),
                })
                .collect(),
        }
    }
}
