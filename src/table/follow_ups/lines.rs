//! Rows of tasks as bytes, without a list of cells for each.
//!
//! Takes planned tasks in the order in which they are to be shown; gives the bytes of the
//! same rows as [`Rows::push_row`]. What depends on type, track and tier alone is turned
//! into bytes once, before the first row.

use std::borrow::Cow;

use crate::classify::engine::BATCH;
use crate::followup::capacity::Later;
use crate::followup::everyone::{Listed, Planned, Room};
use crate::followup::task::Task;
use crate::lang::{Language, bought, followup};
use crate::rules::{Rules, Told, Track, Type, Words};
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
            known: (0..KNOWN).map(|_| Known::default()).collect(),
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

/// Makes rows, one after the other; cells of rows alike are made once.
struct Lines<'a, 's, M> {
    rows: Rows<'a>,
    shared: &'s Shared,
    medium: &'s M,
    /// The reason of the row at hand.
    reason: String,
    /// Cells made before, by [`Alike::place`].
    known: Vec<Known<'a>>,
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

/// What the cells from who to whom it is told are made from: rows alike are neighbours, as
/// tasks are shown by due day and rank.
struct Alike<'a> {
    kind: u8,
    tier: usize,
    task: Task<'a>,
    room: Room,
}

/// The bytes of those cells.
#[derive(Default)]
struct Known<'a> {
    of: Option<Alike<'a>>,
    bytes: Vec<u8>,
}

/// How many of them are kept.
const KNOWN: usize = 512;

impl Alike<'_> {
    /// Whether all of it is the same but the id.
    fn is(&self, other: &Self) -> bool {
        let (task, with) = (&self.task, &other.task);
        let same = |one: Option<&Words>, other: Option<&Words>| {
            one.map(std::ptr::from_ref) == other.map(std::ptr::from_ref)
        };
        // What the track says is the same where the track is.
        (self.kind, self.tier, self.room) == (other.kind, other.tier, other.room)
            && (task.track, task.step, task.rank) == (with.track, with.step, with.rank)
            && (task.due, task.days_overdue) == (with.due, with.days_overdue)
            && same(task.channel, with.channel)
            && same(task.content, with.content)
            && task.reason == with.reason
            && task.told == with.told
    }

    /// Where it is kept.
    fn place(&self) -> usize {
        let reason = &self.task.reason;
        let after = reason.after_task.map_or(0, |day| day.0);
        let parts = [
            self.task.due.0,
            reason.anchor.day.0,
            after,
            (usize::from(self.kind) << 8 | self.task.track << 4 | self.tier) as i32,
        ];
        let mixed = parts.iter().fold(0u64, |mixed, part| {
            (mixed.rotate_left(17) ^ u64::from(*part as u32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        (mixed >> (64 - KNOWN.trailing_zeros())) as usize
    }
}

impl<'a, M: Medium> Lines<'a, '_, M> {
    fn push(&mut self, out: &mut Vec<u8>, listed: Listed) {
        let planned = self.rows.clerk.task(listed);
        let (customer, medium) = (planned.customer, self.medium);
        let (engine, language) = (self.rows.run.engine, self.rows.language);
        let registry = &engine.book.registry;
        let id = planned.task.id.letters();
        medium.inner(out, std::str::from_utf8(&id).expect("letters are ASCII"));
        medium.inner(out, registry.id(customer));
        medium.inner(out, registry.name(customer));
        medium.inner(out, self.rows.run.plan.owner(customer));
        let wanted: Cell<'_> = match planned.room {
            Room::Found | Room::After(Later::On(_)) => planned.task.reason.waits_since().into(),
            Room::After(Later::AfterEarlier | Later::Never) => planned.task.due.into(),
        };
        self.push_alike(out, planned);
        medium.inner(out, self.rows.last_note(customer));
        let known = self.rows.bought();
        medium.inner(out, bought::last(known, customer, language).map(text));
        medium.inner(out, bought::missing(known, customer, language).map(text));
        medium.cell(out, &wanted);
        medium.end(out);
    }

    /// Appends the cells from who to whom it is told.
    fn push_alike(&mut self, out: &mut Vec<u8>, planned: Planned<'a>) {
        let tier = self.rows.run.verdicts.tier[planned.customer as usize];
        let alike = Alike {
            kind: planned.kind,
            tier: usize::from(tier).min(self.rows.run.engine.rules.tier.classes.len()),
            task: planned.task,
            room: planned.room,
        };
        let script = alike
            .task
            .script
            .map(|script| script.pick(self.rows.language));
        if let Some(script) = script.filter(|script| says_each(script)) {
            let script = self.rows.fill(planned.customer, script);
            return self.make(out, &alike, Some(script));
        }
        let place = alike.place();
        let known = &self.known[place];
        if known.of.as_ref().is_some_and(|known| known.is(&alike)) {
            return out.extend_from_slice(&known.bytes);
        }
        let mut bytes = std::mem::take(&mut self.known[place].bytes);
        bytes.clear();
        self.make(&mut bytes, &alike, None);
        out.extend_from_slice(&bytes);
        self.known[place] = Known {
            of: Some(alike),
            bytes,
        };
    }

    /// Makes these cells; `script` is one that says something else to everyone.
    fn make(&mut self, out: &mut Vec<u8>, alike: &Alike<'_>, script: Option<Cow<'_, str>>) {
        let (task, medium, language) = (&alike.task, self.medium, self.rows.language);
        let track = &self.shared.tracks[usize::from(alike.kind)][task.track];
        out.extend_from_slice(&track.whose[alike.tier]);
        let due = match alike.room {
            Room::Found | Room::After(Later::On(_)) => Some(task.due),
            Room::After(Later::AfterEarlier | Later::Never) => None,
        };
        medium.inner(out, due);
        medium.inner(out, Cell::Count(i64::from(task.days_overdue)));
        medium.inner(out, task.step.map(|step| Cell::Count(i64::from(step))));
        medium.inner(out, task.channel.map(|channel| channel.pick(language)));
        medium.inner(out, task.content.map(|content| content.pick(language)));
        out.extend_from_slice(&track.goal);
        if let Some(script) = script {
            medium.inner(out, text(script));
        }
        medium.inner(out, Cell::Count(i64::from(task.rank) + 1));
        self.reason.clear();
        followup::push_task_reason(&mut self.reason, task, language);
        medium.inner(out, self.reason.as_str());
        let status = match alike.room {
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
    }
}
