//! Days before the as-of day: what was so then, who moved since, and that both agree with
//! runs for those days.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tierbook::classify::begun::Begun;
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::classify::past::Past;
use tierbook::classify::path::Decider;
use tierbook::classify::{NONE, Since, Verdicts};
use tierbook::followup::everyone::{next_days, plan};
use tierbook::period::Day;
use tierbook::records::book::Book;
use tierbook::report::movements::{Move, Movements, Whence, movements};
use tierbook::report::overview::{Counted, overview};
use tierbook::report::{Figures, Run};
use tierbook::rules::Rules;

use crate::facts::{Facts, Pinned, facts};
use crate::opinion::{Cut, Method, Plain, plain};
use crate::reading::{cases, read, rules};

/// Labels of a customer: raw tier, tier, type, segment.
pub(crate) type Labels = (u8, u8, u8, u16);

fn labels(verdicts: &Verdicts, customer: u32) -> Labels {
    let at = customer as usize;
    let segment = verdicts.segments[at];
    (
        verdicts.tier_raw[at],
        verdicts.tier[at],
        verdicts.kind[at],
        segment,
    )
}

/// What a run for a day on the facts up to it says of each customer, by id.
pub(crate) fn on_cut_facts(facts: &Facts, rules: &Rules, day: Day) -> BTreeMap<String, Labels> {
    let book = read(&facts.tables(), rules, day);
    let engine = Engine::new(&book, rules, 1);
    let (verdicts, _) = classify(&engine, day);
    let one = |customer| {
        let id = book.registry.id(customer).to_owned();
        (id, labels(&verdicts, customer))
    };
    (0..book.len() as u32).map(one).collect()
}

/// Customers that the sheet does not have and that nothing had named by a day.
fn is_known(book: &Book, customer: u32, day: Day) -> bool {
    Begun::of(book).by(customer, day)
}

fn past_is_a_run_of_its_own(facts: &Facts, plain: &Plain, back: i32) -> Result<(), TestCaseError> {
    let rules = rules(&plain.text());
    let day = facts.as_of.plus(-back);
    let expected = on_cut_facts(facts, &rules, day);
    let book = read(&facts.tables(), &rules, facts.as_of);
    let engine = Engine::new(&book, &rules, 2);
    let (verdicts, _) = classify(&engine, facts.as_of);
    let past = Past::at(&engine, &verdicts, day);
    let mut known = 0;
    for customer in 0..book.len() as u32 {
        let id = book.registry.id(customer);
        let Some(expected) = expected.get(id) else {
            prop_assert!(!is_known(&book, customer, day), "{} is not known then", id);
            continue;
        };
        known += 1;
        let at = customer as usize;
        let found = (
            past.tier_raw[at],
            past.tier[at],
            past.kind[at],
            past.segments[at],
        );
        prop_assert_eq!(found, *expected, "{} on {}", id, day);
    }
    prop_assert_eq!(known, expected.len());
    Ok(())
}

/// A run over facts, handed to `look` with its movements since a day.
fn with_movements(
    facts: &Facts,
    rules: &Rules,
    day: Day,
    look: impl FnOnce(&Run<'_>, &Movements) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let book = read(&facts.tables(), rules, facts.as_of);
    let engine = Engine::new(&book, rules, 2);
    let (verdicts, cuts) = classify(&engine, facts.as_of);
    let run = Run {
        engine: &engine,
        verdicts: &verdicts,
        cuts: &cuts,
        sheets: &[],
        problems: &[],
        inputs: &[],
        rules_digest: "",
        plan: &next_days(&engine, &verdicts, &cuts),
        returned: &tierbook::returned::NOTHING,
        figures: Figures::of(&cuts),
    };
    look(&run, &movements(&run, day))
}

fn difference_of_two_runs(facts: &Facts, plain: &Plain, back: i32) -> Result<(), TestCaseError> {
    let rules = rules(&plain.text());
    let day = facts.as_of.plus(-back);
    let then = on_cut_facts(facts, &rules, day);
    let now = on_cut_facts(facts, &rules, facts.as_of);
    with_movements(facts, &rules, day, |run, found| {
        let moved: BTreeMap<&str, Move> = found
            .moved
            .iter()
            .map(|moved| (run.engine.book.registry.id(moved.customer), moved.how))
            .collect();
        prop_assert_eq!(moved.len(), found.moved.len(), "each customer moves once");
        for (id, to) in &now {
            let how = moved.get(id.as_str()).copied();
            let Some(from) = then.get(id) else {
                prop_assert_eq!(how, Some(Move::New), "{}", id);
                continue;
            };
            let expected = match (from.1, to.1) {
                (from, to) if to > from => Some(Move::Fall),
                (NONE, to) if to < NONE => Some(Move::First),
                (from, to) if to < from => Some(Move::Rise),
                _ if how == Some(Move::Slip) => {
                    prop_assert!(to.0 > to.1 && from.0 == from.1, "{}", id);
                    Some(Move::Slip)
                }
                _ if from.2 != to.2 => Some(Move::Type),
                _ if from.3 != to.3 => Some(Move::Segment),
                _ => None,
            };
            prop_assert_eq!(how, expected, "{} from {:?} to {:?}", id, from, to);
        }
        let order: Vec<Move> = found.moved.iter().map(|moved| moved.how).collect();
        prop_assert!(order.is_sorted(), "{:?}", order);
        margins_are_counts(run, found, &then)
    })
}

fn margins_are_counts(
    run: &Run<'_>,
    found: &Movements,
    then: &BTreeMap<String, Labels>,
) -> Result<(), TestCaseError> {
    let overview = overview(run);
    let counted = |lines: &[Counted]| {
        let lines = lines.iter().filter(|line| line.customers > 0);
        lines
            .map(|line| (line.label, line.customers, line.amount_12m))
            .collect::<Vec<_>>()
    };
    for (matrix, lines, label) in [
        (&found.tiers, &overview.tiers, 1),
        (&found.types, &overview.types, 2),
    ] {
        let columns = matrix.columns().map(|to| {
            let flows: Vec<_> = matrix.rows().map(|from| matrix.flow(from, to)).collect();
            let amount = flows
                .iter()
                .fold(tierbook::money::Total::ZERO, |sum, flow| {
                    sum + flow.amount_to
                });
            let customers = flows.iter().map(|flow| flow.customers).sum::<u64>();
            (to, customers, amount)
        });
        let columns: Vec<_> = columns.filter(|(_, customers, _)| *customers > 0).collect();
        prop_assert_eq!(columns, counted(lines));
        for from in matrix.rows() {
            let row: u64 = matrix
                .columns()
                .map(|to| matrix.flow(from, to).customers)
                .sum();
            let expected = match from {
                Whence::Unknown => run.engine.book.len() - then.len(),
                Whence::Label(from) => then
                    .values()
                    .filter(|labels| {
                        let place = if label == 1 { labels.1 } else { labels.2 };
                        let place = (place != NONE).then_some(usize::from(place));
                        from == place.map_or(tierbook::report::overview::Label::Nothing, |at| {
                            tierbook::report::overview::Label::At(at)
                        })
                    })
                    .count(),
            };
            prop_assert_eq!(row, expected as u64, "{:?}", from);
        }
    }
    Ok(())
}

fn path_is_what_runs_said(facts: &Facts, plain: &Plain) -> Result<(), TestCaseError> {
    let rules = rules(&plain.text());
    let book = read(&facts.tables(), &rules, facts.as_of);
    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, _) = classify(&engine, facts.as_of);
    for (end, _) in &verdicts.path {
        let then = on_cut_facts(facts, &rules, *end);
        for customer in 0..book.len() as u32 {
            let id = book.registry.id(customer);
            let mut stands = verdicts
                .tiers_of(&engine, facts.as_of, customer)
                .into_iter();
            let stand = stands.find(|stand| stand.day == *end);
            let stand = stand.expect("every end has its stand");
            let (raw, tier) = then
                .get(id)
                .map_or((NONE, NONE), |labels| (labels.0, labels.1));
            let found = (stand.raw.unwrap_or(NONE), stand.tier.unwrap_or(NONE));
            prop_assert_eq!(found, (raw, tier), "{} on {}", id, end);
            // What holds or pins a tier never lowers what it protects.
            if stand.by == Decider::Held {
                prop_assert!(tier < raw);
            }
            if stand.by == Decider::Measure {
                prop_assert_eq!(tier, raw);
            }
        }
    }
    Ok(())
}

fn pins_and_holds_stand(facts: &Facts, plain: &Plain) -> Result<(), TestCaseError> {
    let rules = rules(&plain.text());
    let book = read(&facts.tables(), &rules, facts.as_of);
    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, _) = classify(&engine, facts.as_of);
    for customer in 0..book.len() as u32 {
        let at = customer as usize;
        let (tier, raw) = (verdicts.tier[at], verdicts.tier_raw[at]);
        let pin = engine.pins.at(customer, facts.as_of);
        match pin.and_then(|pin| pin.tier) {
            Some(pinned) => prop_assert_eq!(tier, pinned),
            None => prop_assert!(tier <= raw),
        }
        if let Some(kind) = pin.and_then(|pin| pin.kind) {
            prop_assert_eq!(verdicts.kind[at], kind);
        }
    }
    Ok(())
}

/// Since-days and task ids of each customer whose labels are the same on both days.
fn three_days_later(facts: &Facts, text: &str) -> Result<(), TestCaseError> {
    let mut facts = facts.clone();
    // Nothing happens in between.
    let first_day = facts.as_of;
    facts.orders.retain(
        |row| !matches!(row.day, crate::facts::Cell::Good(day) if day > first_day.plus(-1)),
    );
    for row in facts.log.iter_mut().flatten() {
        if matches!(row.day, crate::facts::Cell::Good(day) if day > first_day) {
            row.day = crate::facts::Cell::Blank;
        }
    }
    for row in facts.customers.iter_mut().flatten() {
        row.first_deal = row.first_deal.filter(|day| *day <= first_day);
        row.last_contact = row.last_contact.filter(|day| *day <= first_day);
    }
    let rules = rules(text);
    let runs = [first_day, first_day.plus(3)].map(|day| {
        let book = read(&facts.tables(), &rules, day);
        let engine = Engine::new(&book, &rules, 1);
        let (verdicts, cuts) = classify(&engine, day);
        let plan = plan(&engine, &verdicts, &cuts, 90);
        let (mut clerk, mut all) = (plan.clerk(), BTreeMap::new());
        for customer in 0..book.len() as u32 {
            let tasks = plan.tasks().iter().filter(|task| task.customer == customer);
            let first: BTreeMap<usize, String> = tasks
                .map(|listed| clerk.task(*listed).task)
                .map(|task| (task.track, task.id.to_string()))
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            all.insert(
                book.registry.id(customer).to_owned(),
                (
                    (
                        verdicts.tier[customer as usize],
                        verdicts.tier_since(customer),
                    ),
                    (
                        verdicts.kind[customer as usize],
                        verdicts.kind_since(customer),
                    ),
                    first,
                ),
            );
        }
        (all, verdicts.path.last().map(|(end, _)| *end))
    });
    let [(one, oldest), (other, later)] = runs;
    // A day that a new month pushes out of history is no longer told.
    if oldest != later {
        return Ok(());
    }
    for (id, (tier, kind, tasks)) in &one {
        let Some((other_tier, other_kind, other_tasks)) = other.get(id) else {
            continue;
        };
        let day = |since: Since| since.day();
        // A label that came back within the three days began anew.
        let stayed = |one: (u8, Since), two: (u8, Since)| {
            one.0 == two.0 && day(two.1).is_none_or(|began| began <= first_day)
        };
        if stayed(*tier, *other_tier) {
            prop_assert_eq!(tier.1, other_tier.1, "tier of {}", id);
        }
        if stayed(*kind, *other_kind) {
            prop_assert_eq!(kind.1, other_kind.1, "type of {}", id);
            prop_assert_eq!(tasks, other_tasks, "tasks of {}", id);
        }
    }
    Ok(())
}

/// Rules whose cuts do not move with the population, since a since-day goes by them.
fn fixed(plain: Plain) -> Plain {
    Plain {
        cut: match plain.cut {
            Cut::AtLeast(values) | Cut::MoreThan(values) => Cut::AtLeast(values),
            Cut::Share(_) | Cut::Top(_) => Cut::AtLeast([300, 100]),
        },
        method: Method::Fixed,
        bins: 3,
        scored: false,
        ..plain
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_past_day_is_a_run_on_the_facts_up_to_it(
        facts in facts(50, Pinned::Sometimes),
        plain in plain(),
        back in 1..400i32,
    ) {
        past_is_a_run_of_its_own(&facts, &plain, back)?;
    }

    #[test]
    fn movements_are_the_difference_of_two_runs_and_their_margins_are_counts(
        facts in facts(50, Pinned::Sometimes),
        plain in plain(),
        back in 1..200i32,
    ) {
        difference_of_two_runs(&facts, &plain, back)?;
    }

    #[test]
    fn the_path_is_what_runs_for_its_days_said(
        facts in facts(40, Pinned::Sometimes),
        plain in plain(),
    ) {
        path_is_what_runs_said(&facts, &plain)?;
    }

    #[test]
    fn pins_stand_and_holding_never_lowers(facts in facts(40, Pinned::Sometimes), plain in plain()) {
        pins_and_holds_stand(&facts, &plain)?;
    }

    #[test]
    fn three_days_without_news_change_no_since_day_and_no_task(
        facts in facts(40, Pinned::Never),
        plain in plain(),
    ) {
        let plain = fixed(plain);
        let mut text = plain.text();
        // One plain cadence for every type.
        text = text.replace(
            "[[type]]",
            "[[type.follow_up]]\nwho = \"owner\"\nanchor = \"type_began\"\nevery = \"1m\"\n[[type]]",
        );
        text = text.replacen(
            "[[type.follow_up]]\nwho = \"owner\"\nanchor = \"type_began\"\nevery = \"1m\"\n",
            "",
            1,
        );
        three_days_later(&facts, &text)?;
    }
}
