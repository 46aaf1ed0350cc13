//! The shifts of one open task, in their order, each kept in its reason.
//!
//! Takes an open task and the contacts before it; gives the reason of its day: agreed
//! day, gap, channel limits, workdays, leave. Urgent tracks skip gap and channels.

use crate::followup::plan::{Planner, Turns, own_step, turns_of};
use crate::followup::progress::Open;
use crate::followup::quiet::Silence;
use crate::followup::rotation::Rotation;
use crate::followup::situation::Situation;
use crate::followup::task::{DueReason, Moved};
use crate::period::Day;
use crate::records::contacts::Outcome;
use crate::rules::Words;

impl Planner<'_> {
    /// The day on which a task is carried out at the earliest: what is overdue, on the first workday.
    pub(super) fn effective(&self, due: Day) -> Day {
        if due < self.as_of {
            self.calendar.open_from(self.as_of)
        } else {
            due
        }
    }

    /// The reason of an open task, with the shifts applied in their order. A day that was
    /// asked for and is past stays; for what was asked for on no such day, today is the first.
    pub(super) fn reason<'a>(
        &self,
        facts: &Situation<'_, 'a>,
        track: usize,
        open: &Open,
        turns: Option<&Turns<'a>>,
    ) -> DueReason {
        let mut reason = self.by_rules(facts, track, open, turns);
        if open.not_late && open.agreed.is_none() && reason.due < self.as_of {
            let (from, today) = (reason.due, self.effective(reason.due));
            reason.moved(today, Moved::NotBefore { from });
            return reason;
        }
        let Some(asked) = open.asked.filter(|asked| *asked != reason.due) else {
            return reason;
        };
        // What would move it today did not move it then.
        let mut reason = self.named(facts, track, open);
        reason.moved(asked, Moved::Asked { from: reason.due });
        reason
    }

    /// The reason that the rules give on the day of the plan.
    fn by_rules<'a>(
        &self,
        facts: &Situation<'_, 'a>,
        track: usize,
        open: &Open,
        turns: Option<&Turns<'a>>,
    ) -> DueReason {
        let channel = self.limited_channel(facts, track, open, turns);
        let mut clear = Day(i32::MIN);
        loop {
            let reason = self.shifted(facts, track, open, channel, clear);
            let day = self.effective(reason.due);
            if facts.tracks[track].track.urgent {
                return reason;
            }
            // A workday may stand too near to another contact, where the day off did not.
            match self.clear_of(open, channel, day) {
                apart if apart == day => return reason,
                apart => clear = apart,
            }
        }
    }

    /// The day that the rule names, or that was agreed.
    fn named(&self, facts: &Situation, track: usize, open: &Open) -> DueReason {
        let after = self.lanes[track].after;
        let mut reason = DueReason::unmoved(open.counted, open.rule, open.day);
        reason.after_task = after.map(|(done, _)| done);
        reason.after_dropped = open.dropped;
        reason.silence = match facts.silence {
            Silence::OtherChannel(_) if after.is_some() => Silence::Answers,
            silence => silence,
        };
        if let Some(moved) = open.moved {
            reason.moved[0] = Some(moved);
        }
        if let Some(agreed) = open.agreed {
            reason.moved(agreed, Moved::Agreed { from: open.day });
        }
        reason
    }

    /// Every shift in its order; limits find no day before `clear`.
    fn shifted(
        &self,
        facts: &Situation,
        track: usize,
        open: &Open,
        channel: Option<&Words>,
        clear: Day,
    ) -> DueReason {
        let after = self.lanes[track].after;
        let mut reason = self.named(facts, track, open);
        let mut floor = after.map(|(_, not_before)| not_before);
        let who = facts.tracks[track].track.who;
        if !facts.tracks[track].track.urgent {
            floor = floor.max(self.limit(open, channel, clear, &mut reason));
        }
        self.to_workday(facts.away.of(who), floor, &mut reason);
        reason
    }

    /// Applies gap and channel limits; gives the day before which nothing may go, if there is one.
    fn limit(
        &self,
        open: &Open,
        channel: Option<&Words>,
        clear: Day,
        reason: &mut DueReason,
    ) -> Option<Day> {
        let from = reason.due;
        let planned = self.effective(from);
        let apart = self.touches.after_gap(self.limits, planned, open.agreed);
        let apart = apart.max(clear);
        // A shift to the workday before must not go back behind what was found clear.
        let mut floor = Some(clear);
        if apart > planned {
            reason.moved(apart, Moved::Gap { from });
            floor = Some(apart);
        }
        let from = reason.due;
        let planned = self.effective(from);
        let free = self.touches.within_channel(self.limits, planned, channel);
        if free > planned {
            reason.moved(free, Moved::Channel { from });
            floor = Some(free);
        }
        floor
    }

    /// The first day from `day` on of which neither gap nor channel speaks.
    fn clear_of(&self, open: &Open, channel: Option<&Words>, day: Day) -> Day {
        let apart = self.touches.after_gap(self.limits, day, open.agreed);
        self.touches.within_channel(self.limits, apart, channel)
    }

    /// The channel of an open task, where any channel is limited.
    fn limited_channel<'a>(
        &self,
        facts: &Situation<'_, 'a>,
        track: usize,
        open: &Open,
        turns: Option<&Turns<'a>>,
    ) -> Option<&'a Words> {
        if self.limits.per_channel.is_empty() {
            return None;
        }
        if let Some(turns) = turns {
            return self.channel(facts, track, open, &turns.channels);
        }
        let turns = turns_of(facts, &facts.tracks[track]);
        self.channel(facts, track, open, &turns.channels)
    }

    /// Moves a due day off days off, then off the person's leave; never before `floor`.
    fn to_workday(&self, away: &[(Day, Day)], floor: Option<Day>, reason: &mut DueReason) {
        let from = reason.due;
        let mut day = self.calendar.shift(from);
        if let Some(floor) = floor
            && day < floor
        {
            day = self.calendar.open_from(floor);
        }
        reason.moved(day, Moved::DayOff { from });
        let from = reason.due;
        let mut day = self.effective(from);
        while let Some((_, last)) = away
            .iter()
            .find(|(first, last)| (*first..=*last).contains(&day))
        {
            day = self.calendar.open_from(last.plus(1));
        }
        if day != self.effective(from) {
            reason.moved(day, Moved::Away { from });
        }
    }

    /// The channel of an open task: the step's own, the next in turn, or after silence one
    /// that was not tried.
    pub(super) fn channel<'a>(
        &self,
        facts: &Situation<'_, 'a>,
        track: usize,
        open: &Open,
        channels: &Rotation<'a>,
    ) -> Option<&'a Words> {
        let own = own_step(&facts.tracks[track], open).map(|step| &step.channel);
        if let Silence::OtherChannel(count) = facts.silence
            && self.lanes[track].after.is_none()
            && own.is_none_or(Words::is_empty)
        {
            let silent = facts.contacts.iter().rev();
            let silent = silent.filter(|contact| contact.outcome == Some(Outcome::NoAnswer));
            let tried = silent
                .take(count as usize)
                .filter_map(|contact| contact.channel);
            return channels.untried(tried);
        }
        channels.peek(own)
    }
}
