//! Tasks as events of a calendar: one whole day each. Takes planned tasks, gives
//! [`Event`]s with their texts.

use crate::followup::everyone::Listed;
use crate::lang::Language;
use crate::lang::list::{NoteWord, event, event_notes};
use crate::period::Day;
use crate::table::Cell;
use crate::table::follow_ups::{FollowUps, KEYS, Rows};
use crate::table::people::Reach;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same in every run for the same task.
    pub uid: String,
    /// Rises from run to run, as far as days pass between them; never below 0.
    pub sequence: u32,
    /// The day on which it is to be done: the due day, or the as-of day if that is later.
    pub day: Day,
    /// One line.
    pub summary: String,
    /// More, in lines.
    pub description: String,
    /// The customer's type by its name.
    pub category: String,
}

/// The events of tasks, in their order.
pub fn events<'a>(
    run: FollowUps<'a>,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> impl Iterator<Item = Event> + 'a {
    let reach = Reach::new(run, language);
    let mut rows = Rows::new(run, language);
    let as_of = run.cuts.windows.day;
    tasks.map(move |listed| {
        let mut row = Vec::with_capacity(KEYS.len());
        let planned = rows.push_row(listed, &mut row);
        let text = |key: &str| {
            let cell = KEYS
                .iter()
                .position(|known| *known == key)
                .map(|at| &row[at]);
            match cell {
                Some(Cell::Text(text)) => text.as_ref(),
                _ => "",
            }
        };
        let more = [
            (NoteWord::Goal, text("goal")),
            (NoteWord::Script, text("script")),
            (NoteWord::LastBought, text("last_bought")),
            (NoteWord::NotBought, text("not_bought")),
            (NoteWord::LastNote, text("last_note")),
            (NoteWord::Reason, text("reason")),
            (NoteWord::Task, text("id")),
        ];
        let touch = reach.touch(&planned);
        let kind = run.engine.rules.types.get(usize::from(planned.kind));
        // The event a task counts from is part of its id, so this number only rises.
        let since = as_of.0.saturating_sub(planned.task.reason.anchor.day.0);
        Event {
            uid: format!("{}@tierbook", planned.task.id),
            sequence: u32::try_from(since).unwrap_or(0),
            day: planned.task.due.max(as_of),
            summary: event(&touch, language),
            description: event_notes(&touch, text("customer_id"), &more, language),
            category: kind.map_or_else(String::new, |kind| kind.name.pick(language).to_owned()),
        }
    })
}
