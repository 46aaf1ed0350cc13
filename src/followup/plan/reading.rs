//! How far the log has come on each track of a customer, and what is open there.
//!
//! Takes the customer's situation; fills the planner's lanes with progress and the open
//! task of each track, before any shift but the agreed day and the first round.

use crate::followup::calendar::about_days;
use crate::followup::plan::{Lane, Planner};
use crate::followup::progress::{Open, Progress, Way};
use crate::followup::situation::{Situation, UNDATED};
use crate::followup::task::{DueRule, TaskId, TrackMark, WhyNot};
use crate::period::{Day, Span, Unit};
use crate::records::issued::Shown;
use crate::rules::Who;

impl Planner<'_> {
    pub(super) fn read_log(&mut self, facts: &Situation) {
        self.lanes.clear();
        let fresh = Lane {
            progress: Progress::default(),
            open: Err(WhyNot::NoTrack),
            after: None,
        };
        self.lanes.resize(facts.tracks.len(), fresh);
        for contact in facts.contacts {
            self.log(facts, contact.day, contact.by, contact.task);
        }
        let logged = facts.contacts.last().map(|contact| contact.day);
        if let Some(day) = facts.sheet_last_contact
            && Some(day) > logged
            && day <= self.as_of
        {
            self.log(facts, day, None, None);
        }
    }

    fn log(&mut self, facts: &Situation, day: Day, by: Option<Who>, task: Option<TaskId>) {
        let named = task.and_then(|task| {
            let mut lines = facts.tracks.iter();
            lines.position(|line| line.mark == task.mark())
        });
        if let Some(track) = named {
            self.log_on(facts, track, day, task);
        } else if facts.tracks.len() == 1 {
            self.log_on(facts, 0, day, None);
        } else if day < facts.type_since {
            let by = by.unwrap_or(Who::Owner);
            for (track, line) in facts.tracks.iter().enumerate() {
                if line.track.who == by {
                    self.log_on(facts, track, day, None);
                }
            }
        } else if let Some(track) = self.earliest_open(facts, by) {
            self.log_on(facts, track, day, None);
        }
    }

    fn log_on(&mut self, facts: &Situation, track: usize, day: Day, task: Option<TaskId>) {
        let way = self.way(facts, track);
        way.log(&mut self.lanes[track].progress, day, task);
    }

    /// The track whose open task is earliest: of whoever made the contact, else of any person, else of all.
    ///
    /// Yearly occasions come last: which of them is open changes with the day of the plan,
    /// and what a contact of last year fulfilled must not.
    fn earliest_open(&self, facts: &Situation, by: Option<Who>) -> Option<usize> {
        let has = |fits: &dyn Fn(Who) -> bool| facts.tracks.iter().any(|line| fits(line.track.who));
        let person = has(&|who| who != Who::Auto);
        let by = by.filter(|by| has(&|who| who == *by));
        let fits = |who: Who| by.map_or(!person || who != Who::Auto, |by| who == by);
        let tracks = facts.tracks.iter().zip(&self.lanes).enumerate();
        let open = tracks.filter_map(|(track, (line, lane))| {
            let open = fits(line.track.who).then(|| self.way(facts, track).open(&lane.progress));
            Some((line.track.anchor.is_yearly(), open?.ok()?.day, track))
        });
        open.min().map(|(_, _, track)| track)
    }

    pub(super) fn open_tasks(&mut self, facts: &Situation) {
        for track in 0..facts.tracks.len() {
            let way = self.way(facts, track);
            let mut progress = self.lanes[track].progress;
            let open = self.open(way, &mut progress);
            self.lanes[track].progress = progress;
            self.lanes[track].open = open.map(|open| {
                let shown = self.shown(way, &open);
                let open = self.first_round(way, &progress, shown, open);
                Open {
                    asked: self.asked(&progress, shown),
                    not_late: self.not_late(shown),
                    ..open
                }
            });
        }
    }

    /// What is open after the progress made. A task that somebody dropped counts as done on
    /// the day on which that was found, or on its own day where that comes later.
    pub(super) fn open(&self, way: Way, progress: &mut Progress) -> Result<Open, WhyNot> {
        let Some(dropped) = self.dropped else {
            return way.open(progress);
        };
        let mut before = None;
        loop {
            let open = Open {
                dropped: before,
                ..way.open(progress)?
            };
            let id = id_of(way, &open);
            let day = dropped.get(&id.to_string()).copied();
            let Some(day) = day.filter(|day| *day <= self.as_of) else {
                return Ok(open);
            };
            let day = day.max(open.day);
            way.assume(progress, &open, day);
            before = Some(day);
        }
    }

    /// What workbooks up to the day of the plan say of an open task.
    fn shown(&self, way: Way, open: &Open) -> Option<Shown> {
        let shown = self.shown?;
        let id = id_of(way, open);
        let known = shown.get(&id.to_string()).copied();
        known.filter(|known| known.since <= self.as_of)
    }

    /// The day that a workbook asked for, once it is past. Was the track's last contact not
    /// before that day, the task before was still open then, and this one had no turn.
    fn asked(&self, progress: &Progress, shown: Option<Shown>) -> Option<Day> {
        let shown = shown.filter(|shown| shown.last <= self.as_of)?;
        let is_past = |due: &Day| *due < self.as_of;
        let had_turn = |due: &Day| progress.last.is_none_or(|last| last < *due);
        shown.due.filter(is_past).filter(had_turn)
    }

    /// Whether the last workbook knew of a task and asked for no day before that of the plan: it
    /// named that day or a later one, or said that the task waits. One that was written on this
    /// very day did so because of the one before it: what it named stands.
    fn not_late(&self, shown: Option<Shown>) -> bool {
        let shown = shown.filter(|shown| shown.last <= self.as_of);
        shown.is_some_and(|shown| shown.due.is_none_or(|due| due >= self.as_of))
    }

    /// Gives a customer never contacted on a track, and long due there, its place in the first round.
    fn first_round(&self, way: Way, progress: &Progress, shown: Option<Shown>, open: Open) -> Open {
        /// Where the only step falls on the day of its event.
        const SHORTEST: Span = Span::new(1, Unit::Week);
        let facts = way.facts;
        if progress.last.is_some() {
            return open;
        }
        let start = match self.shown {
            // Who was not asked for yet gets the next place from today.
            Some(_) => shown.map_or(self.as_of, |shown| shown.since),
            None => self
                .plan_began
                .map_or(self.as_of, |began| began.max(facts.type_since)),
        };
        if way.line.track.urgent {
            // What nothing dates is urgent from the first day on which it is asked for.
            let day = match open.anchor.day {
                UNDATED => start,
                _ => open.day,
            };
            return Open { day, ..open };
        }
        let pace = way.pace(start);
        let pace = pace.map(|span| if span.count == 0 { SHORTEST } else { span });
        let Some(span) = pace.filter(|span| open.day.after(*span) <= start) else {
            return open;
        };
        let of = u32::from(facts.rank.of.max(1));
        let rank = u32::from(facts.rank.place).min(of - 1);
        let parts = (self.calendar.workdays_in(span) * (rank + 1) / of).max(1);
        let hash = spread(facts.customer_id, way.line.mark);
        Open {
            rule: DueRule::FirstRound(span),
            day: self.calendar.slot(start, hash % parts, parts),
            ..open
        }
    }

    pub(super) fn hold_to_agreed(&mut self, facts: &Situation) {
        let Some(agreed) = facts.agreed() else {
            return;
        };
        let days = self.lanes.iter().map(|lane| lane.open.as_ref().ok());
        let first = days
            .enumerate()
            .filter_map(|(track, open)| Some((open?.wanted(), track)))
            .min();
        for track in 0..self.lanes.len() {
            let way = self.way(facts, track);
            let as_of = self.as_of;
            let Ok(open) = &mut self.lanes[track].open else {
                continue;
            };
            let stale = || {
                let pace = way
                    .pace(as_of)
                    .map_or(i32::MAX, |span| about_days(span) as i32);
                as_of.0 - agreed.0 > pace
            };
            let wanted = open.wanted();
            let pulled = first == Some((wanted, track)) && wanted > agreed && !stale();
            if open.day.min(wanted) < agreed || pulled {
                open.agreed = Some(agreed);
                // What was agreed for a later day than that, somebody decided since.
                open.asked = open.asked.filter(|asked| *asked >= agreed);
            }
        }
    }
}

/// A number that spreads customers evenly: FNV-1a of the id, started at the track's
/// mark and mixed; the same on every machine and in every version.
fn spread(customer: &str, mark: TrackMark) -> u32 {
    let start = 0xcbf2_9ce4_8422_2325 ^ u64::from(mark.value());
    let hash = customer.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 33) as u32
}

/// The id of the task that is open on a track.
fn id_of(way: Way, open: &Open) -> TaskId {
    TaskId::new(
        way.facts.customer_id,
        way.line.mark,
        open.anchor,
        open.number,
    )
}
