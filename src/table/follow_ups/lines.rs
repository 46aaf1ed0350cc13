//! Rows of tasks as bytes, without a list of cells for each.
//!
//! Takes planned tasks in the order in which they are to be shown; gives the bytes of the
//! same rows as [`Rows::push_row`]. What depends on type, track and tier alone is turned
//! into bytes once, before the first row.

use crate::classify::NONE;
use crate::classify::engine::BATCH;
use crate::followup::capacity::Later;
use crate::followup::everyone::{Listed, Room};
use crate::lang::{Language, bought, followup};
use crate::period::Day;
use crate::rules::{Rules, Told, Track, Type};
use crate::table::Cell;
use crate::table::follow_ups::{FollowUps, Rows, text, told_code, who};
use crate::table::medium::Medium;

/// Tasks that are made ready together: enough to wait for memory once, few enough to
/// stay in the inner cache.
const TOGETHER: usize = 128;

/// Makes bytes of the rows of tasks on `threads` threads; `hand_out` is given the pieces in
/// order.
pub fn write<E: Send>(
    run: FollowUps<'_>,
    tasks: &[Listed],
    language: Language,
    threads: usize,
    medium: &impl Medium,
    hand_out: impl FnMut(&[u8]) -> Result<(), E> + Send,
) -> Result<(), E> {
    let batches: Vec<_> = tasks.chunks(BATCH).collect();
    let shared = Shared::new(run, language, medium);
    crate::parallel::in_pieces(
        threads,
        batches.len(),
        || Lines {
            rows: Rows::new(run, language),
            shared: &shared,
            medium,
            reason: String::new(),
            due: None,
            due_bytes: Vec::new(),
        },
        |lines, at, bytes| {
            for together in batches[at].chunks(TOGETHER) {
                lines.rows.clerk.expect(together);
                for listed in together {
                    lines.push(bytes, *listed);
                }
            }
        },
        hand_out,
    )
}

/// Makes rows, one after the other.
struct Lines<'a, 's, M> {
    rows: Rows<'a>,
    shared: &'s Shared,
    medium: &'s M,
    /// The reason of the row at hand.
    reason: String,
    /// Due day and days overdue of the row before: many rows share them.
    due: Option<(Option<Day>, u32)>,
    due_bytes: Vec<u8>,
}

/// Cells that many rows share, as bytes, each with what stands behind it.
struct Shared {
    /// By type and track.
    tracks: Vec<Vec<OfTrack>>,
    /// By status and by who is told.
    states: [[Vec<u8>; TOLD.len()]; STATUSES.len()],
}

/// Cells of the tasks of a track.
struct OfTrack {
    /// Who, tier, type and track, by tier and at the end for customers without one.
    whose: Vec<Vec<u8>>,
    /// The goal, and the script unless it says something else to everyone.
    goal: Vec<u8>,
}

const STATUSES: [&str; 3] = ["deferred", "overdue", "open"];
const TOLD: [Option<Told>; 3] = [None, Some(Told::Manager), Some(Told::RiskList)];

impl Shared {
    fn new(run: FollowUps<'_>, language: Language, medium: &impl Medium) -> Self {
        let rules = run.engine.rules;
        let tracks_of = |kind: &Type| {
            // The plan of those who are left in peace follows the type's own.
            let tracks = kind.tracks.iter().chain([&rules.quiet.track]);
            let of = |(number, track)| OfTrack::new(rules, kind, number, track, language, medium);
            (0..).zip(tracks).map(of).collect()
        };
        let state = |status: &str, told: Option<Told>| {
            let mut bytes = Vec::new();
            medium.inner(&mut bytes, status);
            medium.inner(&mut bytes, run.cuts.windows.day);
            medium.inner(&mut bytes, told.map(told_code));
            bytes
        };
        Self {
            tracks: rules.types.iter().map(tracks_of).collect(),
            states: STATUSES.map(|status| TOLD.map(|told| state(status, told))),
        }
    }
}

impl OfTrack {
    fn new(
        rules: &Rules,
        kind: &Type,
        number: i64,
        track: &Track,
        language: Language,
        medium: &impl Medium,
    ) -> Self {
        let tiers = rules.tier.classes.iter().map(|tier| Some(tier.as_str()));
        let whose = tiers.chain([None]).map(|tier| {
            let mut bytes = Vec::new();
            medium.inner(&mut bytes, who(track.who));
            medium.inner(&mut bytes, tier);
            medium.inner(&mut bytes, kind.id.as_str());
            medium.inner(&mut bytes, Cell::Count(number + 1));
            bytes
        });
        let mut goal = Vec::new();
        medium.inner(&mut goal, track.goal.pick(language));
        let script = track.script.as_ref().map(|script| script.pick(language));
        if !script.is_some_and(says_each) {
            medium.inner(&mut goal, script);
        }
        Self {
            whose: whose.collect(),
            goal,
        }
    }
}

/// Whether a script says something else to everyone.
fn says_each(script: &str) -> bool {
    script.contains('{')
}

impl<M: Medium> Lines<'_, '_, M> {
    fn push(&mut self, out: &mut Vec<u8>, listed: Listed) {
        let planned = self.rows.clerk.task(listed);
        let (customer, task, medium) = (planned.customer, &planned.task, self.medium);
        let FollowUps {
            engine,
            verdicts,
            plan,
            ..
        } = self.rows.run;
        let language = self.rows.language;
        let registry = &engine.book.registry;
        let track = &self.shared.tracks[usize::from(planned.kind)][task.track];

        let id = task.id.letters();
        medium.inner(out, std::str::from_utf8(&id).expect("letters are ASCII"));
        medium.inner(out, registry.id(customer));
        medium.inner(out, registry.name(customer));
        medium.inner(out, plan.owner(customer));
        let tier = verdicts.tier[customer as usize];
        let tier = if tier == NONE {
            track.whose.len() - 1
        } else {
            usize::from(tier)
        };
        out.extend_from_slice(&track.whose[tier]);
        let (due, wanted) = match planned.room {
            Room::Found | Room::After(Later::On(_)) => (Some(task.due), task.reason.waits_since()),
            Room::After(Later::AfterEarlier | Later::Never) => (None, Some(task.due)),
        };
        self.push_due(out, due, task.days_overdue);
        medium.inner(out, task.step.map(|step| Cell::Count(i64::from(step))));
        medium.inner(out, task.channel.map(|channel| channel.pick(language)));
        medium.inner(out, task.content.map(|content| content.pick(language)));
        out.extend_from_slice(&track.goal);
        let script = task.script.map(|script| script.pick(language));
        if let Some(script) = script.filter(|script| says_each(script)) {
            medium.inner(out, text(self.rows.fill(customer, script)));
        }
        medium.inner(out, Cell::Count(i64::from(task.rank) + 1));
        self.reason.clear();
        followup::push_task_reason(&mut self.reason, task, language);
        medium.inner(out, self.reason.as_str());
        let status = match planned.room {
            Room::After(_) => 0,
            Room::Found if task.days_overdue > 0 => 1,
            Room::Found => 2,
        };
        let told = match task.told.map(|told| told.to) {
            None => 0,
            Some(Told::Manager) => 1,
            Some(Told::RiskList) => 2,
        };
        out.extend_from_slice(&self.shared.states[status][told]);
        medium.inner(out, self.rows.last_note(customer));
        let known = self.rows.bought();
        medium.inner(out, bought::last(known, customer, language).map(text));
        medium.inner(out, bought::missing(known, customer, language).map(text));
        medium.cell(out, &wanted.into());
        medium.end(out);
    }

    fn push_due(&mut self, out: &mut Vec<u8>, day: Option<Day>, overdue: u32) {
        if self.due != Some((day, overdue)) {
            self.due = Some((day, overdue));
            self.due_bytes.clear();
            self.medium.inner(&mut self.due_bytes, day);
            let overdue = Cell::Count(i64::from(overdue));
            self.medium.inner(&mut self.due_bytes, overdue);
        }
        out.extend_from_slice(&self.due_bytes);
    }
}
