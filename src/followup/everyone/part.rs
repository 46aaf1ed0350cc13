//! What is planned for a run of neighbouring customers.

use std::ops::Range;

use crate::classify::engine::BATCH;
use crate::followup::capacity::Load;
use crate::followup::desk::{Desk, Hand};
use crate::followup::escalation::Escalation;
use crate::followup::everyone::alike::{Alike, Found};
use crate::followup::everyone::{Listed, Listing, encode};
use crate::followup::plan::Channels;
use crate::followup::workload::Needs;

/// What is planned for the customers of one part.
#[derive(Default)]
pub(super) struct Part {
    pub(super) next: Vec<i32>,
    pub(super) applying: Vec<u32>,
    pub(super) listed: Vec<Listed>,
    /// One for each of `listed` where anybody's days are limited, else none.
    pub(super) loads: Vec<Load>,
    pub(super) told: Vec<(u32, Escalation)>,
    pub(super) needs: Needs,
}

/// Plans the customers of a part, a batch at a time.
pub(super) fn plan_part<'d, 'a>(
    desk: &'d Desk<'a>,
    hand: &mut Hand<'d, 'a>,
    alike: &mut Alike<'a>,
    customers: Range<u32>,
    listing: Listing,
) -> Part {
    let mut part = Part::default();
    part.next.reserve_exact(customers.len());
    let mut days = Vec::new();
    let limited = desk.staff.is_limited() && listing == Listing::Tasks;
    let channels = if limited {
        Channels::Asked
    } else {
        Channels::Unasked
    };
    for start in customers.clone().step_by(BATCH) {
        let batch = start..customers.end.min(start + BATCH as u32);
        desk.find_applying(hand, batch.clone());
        if desk.is_conditional() {
            part.applying.extend_from_slice(&hand.applying);
        }
        let applying = std::mem::take(&mut hand.applying);
        hand.gather(desk, batch.clone().zip(applying.iter().copied()));
        hand.applying = applying;
        for (slot, customer) in batch.enumerate() {
            let class = if limited {
                None
            } else {
                hand.class(desk, slot)
            };
            let rank = hand.rank(desk, slot);
            let mut plan = |days: &mut Vec<_>| {
                desk.look(hand, slot, |planner, facts| {
                    let next = match listing {
                        Listing::Tasks => planner.due_days(facts, channels, days),
                        Listing::NextDays => planner.next(facts),
                    };
                    if limited {
                        part.needs.count(desk, customer, facts);
                    }
                    Found {
                        next: encode(next),
                        told: planner.told(),
                    }
                })
            };
            let found = match class {
                Some(class) => alike.of(class, &mut days, plan),
                None => plan(&mut days),
            };
            part.next.push(found.next);
            part.told.extend(found.told.map(|told| (customer, told)));
            if limited {
                part.loads.extend(days.iter().map(|task| Load {
                    weight: desk.staff.weight(task.channel) as u16,
                    person: desk.person(customer, task.who),
                    urgent: task.urgent,
                    late_since: task.late_since,
                    wanted_since: task.wanted_since,
                }));
            }
            let listed = (0..).zip(days.drain(..)).map(|(place, task)| Listed {
                due: task.due,
                customer,
                place,
                rank,
                who: task.who,
            });
            part.listed.extend(listed);
        }
    }
    part
}
