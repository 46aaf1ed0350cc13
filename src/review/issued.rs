//! Tasks as they were issued: what the log and workbooks that came back say of them.
//!
//! Takes a book, what came back, and a period; gives each task once with what became of it
//! by the last day, and the days that workbooks covered.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::classify::NONE;
use crate::classify::engine::Engine;
use crate::followup::situation::Line;
use crate::followup::task::{TaskId, TrackMark};
use crate::names::words::Outcome;
use crate::period::Day;
use crate::records::contacts;
use crate::records::index::Key;
use crate::records::issued::Status;
use crate::returned::{IssuedTask, Returned};
use crate::rules::{Rules, Who};

use super::tasks::{Fate, Issued, Source};
use super::{Known, Period};

/// The days whose tasks are written down: from each day on which some were issued as far as
/// a workbook reaches. First and last days, ascending, without touching each other.
pub(super) fn covered(engine: &Engine<'_>, returned: &Returned) -> Vec<(Day, Day)> {
    let log = engine.book.contacts.issued();
    let log = log.filter_map(|ended| ended.asked.issued);
    let shown = returned.issued.values();
    let shown = shown.flat_map(|task| [task.issued, task.shown]).flatten();
    let books = returned.books.iter().filter_map(|(_, day)| *day);
    let days: BTreeSet<Day> = log.chain(shown).chain(books).collect();
    let reach = i32::try_from(engine.rules.calendar.horizon).unwrap_or(0);
    let mut spans: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some((_, last)) if day <= last.plus(1) => *last = day.plus(reach),
            _ => spans.push((day, day.plus(reach))),
        }
    }
    spans
}

/// One thing that is written of a task.
struct Written {
    issued: Option<Day>,
    due: Day,
    /// What became of it and when; `None` is open.
    ended: Option<(Day, Fate)>,
    /// The day on which that was written.
    on: Option<Day>,
    owner: String,
    channel: String,
    content: String,
}

/// The tasks that are due in the period, or were overdue when it began.
pub(super) fn from_log(
    engine: &Engine<'_>,
    returned: &Returned,
    period: Period,
    known: &Known<'_>,
) -> Vec<Issued> {
    let tracks = tracks(engine.rules);
    let mut all: BTreeMap<(u32, TaskId), Written> = BTreeMap::new();
    let mut add = |customer: u32, task: &str, written: Written| {
        let then = written.issued.is_none_or(|issued| issued <= period.to);
        let Some(id) = TaskId::parse(task).filter(|_| then) else {
            return;
        };
        match all.entry((customer, id)) {
            std::collections::btree_map::Entry::Vacant(slot) => {
                slot.insert(written);
            }
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                if written.weight() > slot.get().weight() {
                    slot.insert(written);
                }
            }
        }
    };
    let log = &engine.book.contacts;
    for ended in log.issued() {
        if let Some(task) = log.word(ended.row.task) {
            add(ended.row.customer, task, of_row(log, ended, period.to));
        }
    }
    for waiting in log.waiting() {
        if let (Some(task), Some(written)) = (log.word(waiting.row.task), of_wait(log, waiting)) {
            add(waiting.row.customer, task, written);
        }
    }
    for (task, shown) in &returned.issued {
        let id = shown.customer.as_bytes();
        let customer = engine.book.registry.index.find(Key::of(id), id);
        if let (Some(customer), Some(written)) = (customer, of_sheet(shown)) {
            add(customer, task, written);
        }
    }
    let mut issued: Vec<Issued> = (all.into_iter())
        .filter(|(_, written)| written.is_of(period))
        .filter_map(|((customer, id), written)| {
            let (kind, who) = tracks
                .get(&id.mark())
                .copied()
                .unwrap_or((NONE, Who::Owner));
            (who != Who::Auto).then(|| Issued {
                customer,
                id,
                due: written.due,
                kind,
                who,
                owner: (!written.owner.is_empty()).then_some(written.owner),
                channel: known.words(&written.channel),
                content: known.words(&written.content),
                fate: written.ended.map_or(Fate::Open, |(_, fate)| fate),
                source: Source::Issued,
            })
        })
        .collect();
    issued.sort_by_key(|task| (task.customer, task.due, task.id));
    issued
}

impl Written {
    /// Of two the heavier one counts: what was done, then the newer, then what has ended; of
    /// open ones what was written last.
    fn weight(&self) -> (bool, Option<Day>, bool, Option<Day>) {
        let done = matches!(self.ended, Some((_, Fate::OnTime | Fate::Late)));
        let on = self.on.filter(|_| self.ended.is_none());
        (done, self.issued, self.ended.is_some(), on)
    }

    /// Whether it is due in the period, or was open and overdue when that began.
    fn is_of(&self, period: Period) -> bool {
        let over = self.ended.is_some_and(|(day, _)| day < period.from);
        self.due <= period.to && (self.due >= period.from || !over)
    }
}

/// What a row of the log says; what came after the last day is not known then.
fn of_row(log: &contacts::Contacts, ended: contacts::Issued<'_>, to: Day) -> Written {
    let row = ended.row;
    let put_off = row.outcome == Some(Outcome::Postponed);
    let fate = match ended.asked.status {
        Status::Done if !put_off => Fate::OnTime,
        Status::Late if !put_off => Fate::Late,
        Status::Done | Status::Late | Status::Superseded | Status::Open => Fate::Superseded,
    };
    let word = |word| log.word(word).unwrap_or_default().to_owned();
    Written {
        issued: ended.asked.issued,
        due: ended.asked.due.unwrap_or(row.day),
        ended: (row.day <= to).then_some((row.day, fate)),
        on: Some(row.day),
        owner: word(row.who),
        channel: word(row.channel),
        content: word(row.content),
    }
}

/// What a row of the log says of a task that waits, where the day of its turn is known.
fn of_wait(log: &contacts::Contacts, waiting: contacts::Issued<'_>) -> Option<Written> {
    let due = waiting.asked.due?;
    Some(Written {
        due,
        ended: None,
        ..of_row(log, waiting, due)
    })
}

/// What a workbook says of a task that it still asks for.
fn of_sheet(shown: &IssuedTask) -> Option<Written> {
    Some(Written {
        issued: shown.issued,
        due: shown.due?,
        ended: None,
        on: shown.shown,
        owner: shown.who.clone(),
        channel: shown.channel.clone(),
        content: shown.content.clone(),
    })
}

/// The type of each track, by place in the rules, and who is asked.
pub(super) fn tracks(rules: &Rules) -> HashMap<TrackMark, (u8, Who)> {
    let mut tracks = HashMap::new();
    for (place, kind) in (0u8..).zip(&rules.types) {
        for (number, track) in kind.tracks.iter().enumerate() {
            let mark = Line::new(&kind.id, number, track).mark;
            tracks.entry(mark).or_insert((place, track.who));
        }
    }
    tracks
}
