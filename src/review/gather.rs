//! One pass over customers, contacts and tasks: what each line of a review counts.
//!
//! Takes what is reviewed; gives the lines with their figures, in a fixed order.

use std::collections::HashMap;

use crate::classify::NONE;
use crate::classify::begun::Begun;
use crate::followup::task::{TaskId, TrackMark};
use crate::metrics::contacts::contact_facts;
use crate::metrics::orders::{OrderFacts, Windows, order_facts};
use crate::money::Total;
use crate::names::Field;
use crate::names::words::Outcome;
use crate::period::Day;
use crate::records::column::Column;
use crate::records::contacts::Contact;
use crate::rules::{Who, Words};

use super::figures::{Figures, Part};
use super::issued::tracks;
use super::known::folded;
use super::lines::{Draft, Lines};
use super::reasons::given;
use super::tasks::{Fate, Issued, Source};
use super::{By, Known, Request, Review, target};

/// The ids of types that figures speak of, as the built-in rules name them.
const AT_RISK: &str = "at_risk";
const DORMANT: &str = "dormant";

/// A customer with one order is new for so many days after it.
const NEW_DAYS: i32 = 180;

/// What the pass needs at hand.
struct Pass<'r> {
    request: &'r Request<'r>,
    begun: Begun<'r>,
    known: Known<'r>,
    first_deal: Option<&'r Column>,
    /// Whose part each track is.
    tracks: HashMap<TrackMark, (u8, Who)>,
    /// Windows of the eve and of the last day.
    windows: [Windows; 2],
    at_risk: Option<u8>,
    dormant: Option<u8>,
}

/// A customer's labels for the lines, and the lines it counts in.
struct Customer<'r> {
    number: u32,
    tier: u8,
    kind: u8,
    owner: &'r str,
    contacts: &'r [Contact],
}

/// Reviews a period.
pub(super) fn review(request: &Request<'_>) -> Review {
    let pass = Pass::new(request);
    let mut lines = Lines::default();
    lines.at(By::All, "all", Words::default);
    for number in 0..request.engine.book.len() as u32 {
        let Some(customer) = pass.customer(number) else {
            continue;
        };
        let figures = pass.outcomes(&customer);
        pass.count_customer(&customer, &figures, &mut lines);
        pass.count_contacts(&customer, &mut lines);
    }
    for task in &request.tasks.all {
        pass.count_task(task, &mut lines);
    }
    Review {
        period: request.period,
        lines: lines.finished(request.engine.rules),
        kept: target::kept(request),
        recomputed: request.tasks.recomputed.clone(),
    }
}

impl<'r> Pass<'r> {
    fn new(request: &'r Request<'r>) -> Self {
        let (book, rules) = (request.engine.book, request.engine.rules);
        let kind = |id: &str| {
            let place = rules.types.iter().position(|kind| kind.id == id);
            place.and_then(|place| u8::try_from(place).ok())
        };
        Self {
            begun: Begun::of(book),
            known: Known::of_rules(rules),
            first_deal: book.details.field(Field::CustomerFirstDeal),
            tracks: tracks(rules),
            windows: [request.period.eve(), request.period.to].map(Windows::at),
            at_risk: kind(AT_RISK),
            dormant: kind(DORMANT),
            request,
        }
    }

    /// The customer, if it is there by the last day.
    fn customer(&self, number: u32) -> Option<Customer<'r>> {
        let (request, slot) = (self.request, number as usize);
        if !self.begun.by(number, request.period.to) {
            return None;
        }
        // Who came later had no label to begin with, and one of the end would tell its own
        // outcome: everybody in it has bought.
        let known = self.begun.by(number, request.period.eve());
        let label = |labels: &[u8]| if known { labels[slot] } else { NONE };
        let log = request
            .engine
            .book
            .contacts
            .until(number, request.period.to);
        let before = log.partition_point(|contact| contact.day < request.period.from);
        Some(Customer {
            number,
            tier: label(request.start.tier),
            kind: label(request.start.kind),
            owner: self.person(number, Who::Owner),
            contacts: &log[before..],
        })
    }

    /// Who carries out a part of a customer's follow-up; empty for nobody.
    fn person(&self, number: u32, who: Who) -> &'r str {
        let person = self.request.plan.person(number, who);
        person.map_or("", |person| person.name)
    }

    /// Who made a contact of which the log does not say it: whose task it was.
    fn asked(&self, contact: &Contact, customer: &Customer<'r>) -> &'r str {
        let log = &self.request.engine.book.contacts;
        let task = log.word(contact.task).and_then(TaskId::parse);
        match task.and_then(|task| self.tracks.get(&task.mark())) {
            Some((_, Who::Manager)) => self.person(customer.number, Who::Manager),
            _ => customer.owner,
        }
    }

    /// What one customer adds, tasks and contacts apart.
    fn outcomes(&self, customer: &Customer<'_>) -> Figures {
        let (request, slot) = (self.request, customer.number as usize);
        let rows = request.engine.book.rows(customer.number);
        let [then, now] = [0, 1].map(|at| order_facts(rows, &self.windows[at]));
        let known = self.begun.by(customer.number, request.period.eve());
        let kinds = (
            if known {
                request.start.kind[slot]
            } else {
                NONE
            },
            request.end.kind[slot],
        );
        let bought = now
            .purchases
            .is_some_and(|(_, last)| request.period.has(last));
        let is = |kind: u8, known: Option<u8>| known == Some(kind);
        let mut figures = Figures {
            customers: 1,
            revenue: Total(i128::from(now.amount) - i128::from(then.amount)),
            ..Figures::default()
        };
        let first = self.first(customer.number, &now);
        // Only the sheet knows customers before they buy.
        if customer.number < request.engine.book.registry.in_sheet
            && first.is_none_or(|first| first >= request.period.from)
        {
            figures.won.add(now.purchases.is_some());
        }
        if let Some(first) = first.filter(|_| now.orders > 0)
            && (first >= request.period.from
                || then.orders == 1 && request.period.eve().0 - first.0 <= NEW_DAYS)
        {
            figures.second.add(now.orders >= 2);
        }
        if is(kinds.0, self.dormant) {
            figures.woken.add(bought);
        }
        if is(kinds.0, self.at_risk) {
            let gone = is(kinds.1, self.dormant);
            figures.saved.add(!gone && !is(kinds.1, self.at_risk));
            figures.given_up.add(gone);
        }
        if then.orders_12m > 0 {
            figures.lost.add(now.orders_12m == 0);
        }
        if then.purchases.is_some() {
            figures.year_from = Total(i128::from(then.amount_12m));
            figures.year_to = Total(i128::from(now.amount_12m));
        }
        self.rate(customer, &mut figures);
        figures
    }

    /// The first deal that the sheet names, else the first order.
    fn first(&self, number: u32, now: &OrderFacts) -> Option<Day> {
        let sheet = self.first_deal.and_then(|column| column.day(number));
        let sheet = sheet.filter(|day| *day <= self.request.period.to);
        sheet.or(now.purchases.map(|(first, _)| first))
    }

    fn rate(&self, customer: &Customer<'_>, figures: &mut Figures) {
        let log = &self.request.engine.book.contacts;
        let voiced = |day: Day| {
            let contacts = log.until(customer.number, day);
            contact_facts(contacts, day).satisfaction.map(f64::from)
        };
        if let Some(to) = voiced(self.request.period.to)
            && let Some(from) = voiced(self.request.period.eve())
        {
            figures.rated = 1;
            figures.satisfaction_from = from;
            figures.satisfaction_to = to;
        }
    }

    /// Adds a customer's outcomes and its reason to its lines; by channel and content to those
    /// it was contacted by.
    fn count_customer(&self, customer: &Customer<'_>, figures: &Figures, lines: &mut Lines) {
        let (log, period) = (&self.request.engine.book.contacts, self.request.period);
        let lost = figures.lost.count > 0;
        let given = given(log, customer.number, period, lost);
        let add = |line: &mut Draft| {
            line.join(figures);
            if let Some(reason) = &given {
                line.give(reason, lost);
            }
        };
        add(lines.at(By::All, "all", Words::default));
        add(self.tier(customer.tier, lines));
        add(self.kind(customer.kind, lines));
        add(person(customer.owner, lines));
        for by in [By::Channel, By::Content] {
            let words = customer.contacts.iter().map(|contact| match by {
                By::Channel => log.word(contact.channel),
                _ => log.word(contact.content),
            });
            let words = words.flatten().map(|word| self.known.words(word));
            let mut words: Vec<Words> = words.collect();
            words.sort_by_cached_key(|word| (folded(&word.en), word.en.clone()));
            words.dedup_by_key(|word| folded(&word.en));
            for word in words {
                add(lines.of_word(by, &word));
            }
        }
    }

    fn count_contacts(&self, customer: &Customer<'r>, lines: &mut Lines) {
        let log = &self.request.engine.book.contacts;
        for contact in customer.contacts {
            let mut one = Figures {
                contacts: 1,
                ..Figures::default()
            };
            match contact.outcome {
                Some(Outcome::NoAnswer) => one.unanswered = 1,
                // What only forbids is no answer; what only puts off is not among the contacts.
                None | Some(Outcome::Postponed | Outcome::DoNotContact) => {}
                Some(_) => one.reached = 1,
            }
            lines.at(By::All, "all", Words::default).join(&one);
            self.tier(customer.tier, lines).join(&one);
            self.kind(customer.kind, lines).join(&one);
            let who = log.word(contact.who);
            let who = who.unwrap_or_else(|| self.asked(contact, customer));
            person(who, lines).join(&one);
            for (by, word) in [
                (By::Channel, contact.channel),
                (By::Content, contact.content),
            ] {
                let words = log.word(word).map(|word| self.known.words(word));
                lines.of_word(by, &words.unwrap_or_default()).join(&one);
            }
        }
    }

    fn count_task(&self, task: &Issued, lines: &mut Lines) {
        let count = |fate| u64::from(task.fate == fate);
        let mut backlog = Part::default();
        if task.due < self.request.period.from && task.fate != Fate::Superseded {
            backlog.add(task.fate != Fate::Open);
        }
        let one = if task.due < self.request.period.from {
            Figures {
                backlog,
                ..Figures::default()
            }
        } else {
            Figures {
                issued: 1,
                recomputed: u64::from(task.source == Source::Recomputed),
                on_time: count(Fate::OnTime),
                late: count(Fate::Late),
                superseded: count(Fate::Superseded),
                open: count(Fate::Open),
                ..Figures::default()
            }
        };
        let customer = self.customer(task.customer);
        lines.at(By::All, "all", Words::default).join(&one);
        let (tier, kind) = customer.map_or((NONE, NONE), |customer| (customer.tier, customer.kind));
        self.tier(tier, lines).join(&one);
        let kind = if task.kind == NONE { kind } else { task.kind };
        self.kind(kind, lines).join(&one);
        let owner = task.owner.as_deref();
        let owner = owner.unwrap_or_else(|| self.person(task.customer, task.who));
        person(owner, lines).join(&one);
        let (channel, content) = (&task.channel, &task.content);
        let named = [(By::Channel, channel), (By::Content, content)];
        for (by, words) in named {
            lines.of_word(by, &self.known.same(words)).join(&one);
        }
    }

    fn tier<'l>(&self, tier: u8, lines: &'l mut Lines) -> &'l mut Draft {
        let class = self
            .request
            .engine
            .rules
            .tier
            .classes
            .get(usize::from(tier));
        let name = || class.map(|class| Words::from(class.as_str()));
        lines.at(By::Tier, &format!("{tier:03}"), || {
            name().unwrap_or_default()
        })
    }

    fn kind<'l>(&self, kind: u8, lines: &'l mut Lines) -> &'l mut Draft {
        let known = self.request.engine.rules.types.get(usize::from(kind));
        let name = || known.map(|kind| kind.name.clone());
        lines.at(By::Type, &format!("{kind:03}"), || {
            name().unwrap_or_default()
        })
    }
}

fn person<'l>(name: &str, lines: &'l mut Lines) -> &'l mut Draft {
    lines.at(By::Owner, name, || Words::from(name))
}
