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
use crate::period::Day;
use crate::rules::{Rules, Told, Track, Type, Words};
use crate::table::Cell;
use crate::table::follow_ups::{FollowUps, Rows, text, told_code, who};
use crate::table::sink::{self, Sink};

/// Tasks that are made ready together: enough to wait for memory once, few enough to
/// stay in the inner cache.
const TOGETHER: usize = 128;

/// Makes bytes of the rows of tasks on `threads` threads; `hand_out` is given the pieces in
/// order.
pub fn write<S: sink::Lines, E: Send>(
    run: FollowUps<'_>,
    tasks: &[Listed],
    language: Language,
    threads: usize,
    hand_out: impl FnMut(&[u8]) -> Result<(), E> + Send,
) -> Result<(), E> {
    let batches: Vec<_> = tasks.chunks(BATCH).collect();
    let shared = Shared::new::<S>(run, language);
    crate::parallel::in_pieces(
        threads,
        batches.len(),
        || Lines {
            rows: Rows::new(run, language),
            shared: &shared,
            out: S::default(),
            reason: String::new(),
            known: (0..KNOWN).map(|_| Known::default()).collect(),
        },
        |lines, at, bytes| {
            std::mem::swap(bytes, lines.out.bytes());
            for together in batches[at].chunks(TOGETHER) {
                lines.rows.clerk.expect(together);
                for listed in together {
                    lines.push(*listed);
                }
            }
            std::mem::swap(bytes, lines.out.bytes());
        },
        hand_out,
    )
}

/// Makes rows, one after the other; cells of rows alike are made once.
struct Lines<'a, 's, S> {
    rows: Rows<'a>,
    shared: &'s Shared,
    /// Where they go.
    out: S,
    /// The reason of the row at hand.
    reason: String,
    /// Cells made before, by [`Alike::place`].
    known: Vec<Known<'a>>,
}

/// Cells that many rows share, as bytes.
struct Shared {
    /// By type and track.
    tracks: Vec<Vec<OfTrack>>,
    statuses: [Vec<u8>; STATUSES.len()],
    told: [Vec<u8>; TOLD.len()],
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
    fn new<S: sink::Lines>(run: FollowUps<'_>, language: Language) -> Self {
        let rules = run.engine.rules;
        let tracks_of = |kind: &Type| {
            // The plan of those who are left in peace follows the type's own.
            let tracks = kind.tracks.iter().chain([&rules.quiet.track]);
            let of = |(number, track)| OfTrack::new::<S>(rules, kind, number, track, language);
            (0..).zip(tracks).map(of).collect()
        };
        let bytes = |code: Option<&'static str>| {
            let mut out = S::default();
            put(&mut out, code);
            std::mem::take(out.bytes())
        };
        Self {
            tracks: rules.types.iter().map(tracks_of).collect(),
            statuses: STATUSES.map(|status| bytes(Some(status))),
            told: TOLD.map(|told| bytes(told.map(told_code))),
        }
    }
}

impl OfTrack {
    fn new<S: sink::Lines>(
        rules: &Rules,
        kind: &Type,
        number: i64,
        track: &Track,
        language: Language,
    ) -> Self {
        let tiers = rules.tier.classes.iter().map(|tier| Some(tier.as_str()));
        let whose = tiers.chain([None]).map(|tier| {
            let mut out = S::default();
            put(&mut out, who(track.who));
            put(&mut out, tier);
            out.text(&kind.id);
            out.count(number + 1);
            std::mem::take(out.bytes())
        });
        let mut goal = S::default();
        put(&mut goal, track.goal.pick(language));
        let script = track.script.as_ref().map(|script| script.pick(language));
        if !script.is_some_and(says_each) {
            put(&mut goal, script);
        }
        Self {
            whose: whose.collect(),
            goal: std::mem::take(goal.bytes()),
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
    issued: Day,
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
        (self.kind, self.tier, self.room, self.issued)
            == (other.kind, other.tier, other.room, other.issued)
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

/// Appends a cell.
#[inline]
fn put<'c>(out: &mut impl Sink, cell: impl Into<Cell<'c>>) {
    out.cell(&cell.into());
}

impl<'a, S: sink::Lines> Lines<'a, '_, S> {
    fn push(&mut self, listed: Listed) {
        let planned = self.rows.clerk.task(listed);
        let customer = planned.customer;
        let (engine, language) = (self.rows.run.engine, self.rows.language);
        let registry = &engine.book.registry;
        let id = planned.task.id.letters();
        let out = &mut self.out;
        out.text(std::str::from_utf8(&id).expect("letters are ASCII"));
        out.text(registry.id(customer));
        put(out, registry.name(customer));
        put(out, self.rows.run.plan.owner(customer));
        let wanted: Cell<'_> = match planned.room {
            Room::Found | Room::After(Later::On(_)) => planned.task.reason.waits_since().into(),
            Room::After(Later::AfterEarlier | Later::Never) => planned.task.due.into(),
        };
        self.push_alike(planned);
        let out = &mut self.out;
        put(out, self.rows.last_note(customer));
        let known = self.rows.bought();
        put(out, bought::last(known, customer, language).map(text));
        put(out, bought::missing(known, customer, language).map(text));
        out.cell(&wanted);
        out.end_row();
    }

    /// Appends the cells from who to whom it is told.
    fn push_alike(&mut self, planned: Planned<'a>) {
        let tier = self.rows.run.verdicts.tier[planned.customer as usize];
        let issued = self.rows.issued(planned.task.id);
        let alike = Alike {
            issued,
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
            return self.make(&alike, Some(script));
        }
        let place = alike.place();
        let known = &self.known[place];
        if known.of.as_ref().is_some_and(|known| known.is(&alike)) {
            return self.out.bytes().extend_from_slice(&known.bytes);
        }
        let start = self.out.bytes().len();
        self.make(&alike, None);
        let known = &mut self.known[place];
        known.bytes.clear();
        known.bytes.extend_from_slice(&self.out.bytes()[start..]);
        known.of = Some(alike);
    }

    /// Makes these cells; `script` is one that says something else to everyone.
    fn make(&mut self, alike: &Alike<'_>, script: Option<Cow<'_, str>>) {
        let (task, language) = (&alike.task, self.rows.language);
        let out = &mut self.out;
        let track = &self.shared.tracks[usize::from(alike.kind)][task.track];
        out.bytes().extend_from_slice(&track.whose[alike.tier]);
        let due = match alike.room {
            Room::Found | Room::After(Later::On(_)) => Some(task.due),
            Room::After(Later::AfterEarlier | Later::Never) => None,
        };
        put(out, due);
        out.count(i64::from(task.days_overdue));
        put(out, task.step.map(|step| Cell::Count(i64::from(step))));
        put(out, task.channel.map(|channel| channel.pick(language)));
        put(out, task.content.map(|content| content.pick(language)));
        out.bytes().extend_from_slice(&track.goal);
        if let Some(script) = script {
            put(out, text(script));
        }
        out.count(i64::from(task.rank) + 1);
        self.reason.clear();
        followup::push_task_reason(&mut self.reason, task, alike.room, language);
        out.text(&self.reason);
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
        out.bytes().extend_from_slice(&self.shared.statuses[status]);
        out.date(alike.issued);
        out.bytes().extend_from_slice(&self.shared.told[told]);
    }
}
