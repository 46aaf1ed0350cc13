//! `explain`: why one customer is where it is, and what is due.

use tierbook::classify::history::classify;
use tierbook::followup::everyone::plan;
use tierbook::lang::Language;
use tierbook::lang::cli::help::at_too_late;
use tierbook::lang::cli::{no_such_customer, several_customers};
use tierbook::lang::provenance::made_of;
use tierbook::records::registry::Registry;
use tierbook::render::explain::{json, text};
use tierbook::render::terminal::paragraph;
use tierbook::report::Run;
use tierbook::report::explain::{Explanation, explain, shift};
use tierbook::report::find::{NotFound, find};

use crate::cli::{Explain, Manner};

use super::exit::{Exit, Stop};
use super::session::{self, Keeps, Session, Strictness};
use super::{look, print};

/// Runs the command.
pub(crate) fn run(command: &Explain, manner: &Manner, spoken: Language) -> anyhow::Result<Exit> {
    let mut prepared = session::prepare(&command.inputs, &command.run, manner, spoken)?;
    prepared.keeps = Keeps::Descriptions;
    let language = prepared.language;
    let as_of = session::as_of(command.run.as_of, language)?;
    if let Some(at) = command.at.filter(|at| *at > as_of) {
        let said = at_too_late(at, as_of, language);
        return Err(Stop::usage(&[said], language).into());
    }
    session::with(
        &prepared,
        &command.run,
        manner,
        Strictness::AsRules,
        |session| {
            session.progress.clear();
            if let Some(stop) = session.refusal(tierbook::lang::run::Asked::Results) {
                return Err(stop.into());
            }
            let customer = customer(session, &command.customer)?;
            let show = |told: &Explanation<'_>| {
                let (made, look) = (session.run.made(), look(manner, session.language));
                let shown = if command.run.json {
                    json(told, &made)
                } else {
                    text(told, look) + &paragraph(&made_of(&made, session.language), look)
                };
                print(shown.as_bytes())
            };
            match command.at {
                Some(day) => {
                    let engine = session.run.engine;
                    let (verdicts, cuts) = classify(engine, day);
                    // What was to be done then, by what was known then.
                    let horizon = engine.rules.calendar.horizon;
                    let plan = plan(engine, &verdicts, &cuts, horizon);
                    let then = Run {
                        plan: &plan,
                        ..session.run.on(&verdicts, &cuts)
                    };
                    show(&on(&session.run, &then, customer))
                }
                None => show(&explain(&session.run, customer)),
            }
        },
    )
}

/// The customer as of another day, the as-of day or an earlier one, and what moved between that day and the as-of day.
fn on<'b>(run: &Run<'b>, other: &Run<'b>, customer: u32) -> Explanation<'b> {
    let mut told = explain(other, customer);
    if other.as_of() < run.as_of() {
        // What was bought last is known of the as-of day alone.
        told.bought = None;
        told.moved = Some(shift(run, other.as_of(), customer));
    }
    told
}

/// The customer that is meant, or what to say.
fn customer(session: &Session<'_>, asked: &str) -> Result<u32, Stop> {
    let book = session.run.engine.book;
    let language = session.language;
    find(&book.registry, &book.order, asked).map_err(|why| {
        let said = match why {
            NotFound::Several(found, all) => {
                let mut shown = named(&book.registry, &found, language);
                if all > found.len() {
                    shown.push("…".to_owned());
                }
                several_customers(asked, &shown, language)
            }
            NotFound::Nobody(near) => {
                no_such_customer(asked, &named(&book.registry, &near, language), language)
            }
        };
        Stop::failed(&[said], language)
    })
}

/// Ids with their names.
fn named(registry: &Registry, customers: &[u32], language: Language) -> Vec<String> {
    let named = customers.iter().map(|customer| {
        let (id, name) = (registry.id(*customer), registry.name(*customer));
        if id == name {
            return id.to_owned();
        }
        match language {
            Language::Zh => format!("{id}（{name}）"),
            Language::En => format!("{id} ({name})"),
        }
    });
    named.collect()
}
