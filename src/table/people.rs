//! The tasks of each person, and what is known to reach a customer.
//!
//! Takes planned tasks; gives them by owner, each customer's owner standing for
//! the person, and a [`Touch`] for each.

use std::collections::BTreeMap;

use crate::classify::NONE;
use crate::followup::everyone::{Listed, Planned};
use crate::lang::Language;
use crate::lang::list::Touch;
use crate::names::Field;
use crate::records::column::Column;
use crate::records::customers::Wanted;
use crate::rules::condition::InputKind;
use crate::table::follow_ups::FollowUps;

/// What lists show of a customer beside what rules ask for, where the sheet has it.
const REACH: [Field; 3] = [
    Field::CustomerContactPerson,
    Field::CustomerPhone,
    Field::CustomerEmail,
];

/// The tasks of one owner's customers.
pub struct Person<'a> {
    /// The owner; empty for customers without one.
    pub name: &'a str,
    /// Their tasks, in the order of the plan.
    pub tasks: Vec<Listed>,
}

/// How customers are reached.
#[derive(Clone, Copy)]
pub struct Reach<'a> {
    run: FollowUps<'a>,
    language: Language,
    contact_person: Option<&'a Column>,
    phone: Option<&'a Column>,
}

/// Columns of the customer sheet that these lists need.
pub fn wanted() -> Vec<Wanted> {
    let wanted = |field| Wanted {
        field: Some(field),
        header: String::new(),
        kind: InputKind::Text,
    };
    REACH.map(wanted).to_vec()
}

/// Every owner of the book by name, those without tasks included; who leaves is none, and
/// who is only assigned is one with tasks. Customers without an owner come last, and only
/// if they have tasks.
pub fn owners<'a>(run: FollowUps<'a>, tasks: &[Listed]) -> Vec<Person<'a>> {
    let owners = run.engine.book.details.field(Field::CustomerOwner);
    let mut people: BTreeMap<&str, Vec<Listed>> = BTreeMap::new();
    if let Some(Column::Text(words)) = owners {
        let leaving = &run.engine.rules.team.leaving;
        let stay = words.words.iter().filter(|word| !leaving.contains(word));
        people.extend(stay.map(|word| (word.as_str(), Vec::new())));
    }
    for listed in tasks {
        let owner = run.plan.owner(listed.customer).or_else(|| {
            let named = owners.and_then(|column| column.word(listed.customer));
            named.filter(|_| !run.plan.is_left(listed.customer))
        });
        people
            .entry(owner.unwrap_or_default())
            .or_default()
            .push(*listed);
    }
    let nobody = people.remove("");
    let mut people: Vec<Person<'_>> = people
        .into_iter()
        .map(|(name, tasks)| Person { name, tasks })
        .collect();
    if let Some(tasks) = nobody.filter(|tasks| !tasks.is_empty()) {
        people.push(Person { name: "", tasks });
    }
    people
}

/// Owners who have tasks, by name.
pub fn with_tasks<'a>(run: FollowUps<'a>, tasks: &[Listed]) -> Vec<Person<'a>> {
    let mut people = owners(run, tasks);
    people.retain(|person| !person.tasks.is_empty());
    people
}

impl<'a> Reach<'a> {
    /// Of the customers of a run, in the words of a language.
    pub fn new(run: FollowUps<'a>, language: Language) -> Self {
        let details = &run.engine.book.details;
        Self {
            contact_person: details.field(Field::CustomerContactPerson),
            phone: details.field(Field::CustomerPhone),
            run,
            language,
        }
    }

    /// What is to be done.
    pub fn touch(&self, planned: &Planned<'a>) -> Touch<'a> {
        let (customer, task) = (planned.customer, &planned.task);
        let tier = self.run.verdicts.tier[customer as usize];
        let classes = &self.run.engine.rules.tier.classes;
        let word = |column: Option<&'a Column>| column?.word(customer);
        Touch {
            customer: self.run.engine.book.registry.name(customer),
            tier: (tier != NONE).then(|| classes[usize::from(tier)].as_str()),
            who: task.who,
            channel: task.channel.map(|channel| channel.pick(self.language)),
            content: task.content.map(|content| content.pick(self.language)),
            days_overdue: task.days_overdue,
            contact_person: word(self.contact_person),
            phone: word(self.phone),
        }
    }
}
