//! Each person's tasks as a short message: what is late, then day by day, then
//! what goes to many at once. Takes planned tasks, gives [`Message`]s.

use crate::followup::everyone::{Clerk, Listed};
use crate::lang::Language;
use crate::lang::list::Touch;
use crate::period::Day;
use crate::rules::Who;
use crate::table::follow_ups::FollowUps;
use crate::table::people::{Person, Reach, with_tasks};

/// What one person has to do.
pub struct Message<'a> {
    /// The owner; empty for customers without one.
    pub name: &'a str,
    /// How many tasks there are.
    pub tasks: usize,
    /// What is late, the latest first.
    pub late: Vec<Touch<'a>>,
    /// What is due on each day.
    pub days: Vec<(Day, Vec<Touch<'a>>)>,
    /// What goes to many at once.
    pub bulk: Vec<Bulk<'a>>,
}

/// One text for many customers.
pub struct Bulk<'a> {
    /// By which channel.
    pub channel: Option<&'a str>,
    /// About what.
    pub content: Option<&'a str>,
    /// Names of the customers.
    pub customers: Vec<&'a str>,
}

/// A message for each owner who has tasks.
pub fn messages<'a>(run: FollowUps<'a>, tasks: &[Listed], language: Language) -> Vec<Message<'a>> {
    let reach = Reach::new(run, language);
    let mut clerk = run.plan.clerk();
    let people = with_tasks(run, tasks);
    people
        .iter()
        .map(|person| message(&reach, &mut clerk, person))
        .collect()
}

fn message<'a>(reach: &Reach<'a>, clerk: &mut Clerk<'a, 'a>, person: &Person<'a>) -> Message<'a> {
    let mut message = Message {
        name: person.name,
        tasks: person.tasks.len(),
        late: Vec::new(),
        days: Vec::new(),
        bulk: Vec::new(),
    };
    for listed in &person.tasks {
        let touch = reach.touch(&clerk.task(*listed));
        let due = listed.due;
        match (touch.who, message.days.last_mut()) {
            (Who::Auto, _) => add_bulk(&mut message.bulk, &touch),
            _ if touch.days_overdue > 0 => message.late.push(touch),
            (_, Some((day, touches))) if *day == due => touches.push(touch),
            _ => message.days.push((due, vec![touch])),
        }
    }
    message
}

fn add_bulk<'a>(bulk: &mut Vec<Bulk<'a>>, touch: &Touch<'a>) {
    let same = |one: &&mut Bulk<'a>| (one.channel, one.content) == (touch.channel, touch.content);
    match bulk.iter_mut().find(same) {
        Some(one) => one.customers.push(touch.customer),
        None => bulk.push(Bulk {
            channel: touch.channel,
            content: touch.content,
            customers: vec![touch.customer],
        }),
    }
}
