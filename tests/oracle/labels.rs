//! Tiers, scores, segments, types, held tiers, standings and since-days of every customer.

use proptest::prelude::*;
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::classify::{NONE, Since, Verdicts};
use tierbook::records::book::Book;

use crate::facts::{Facts, Pinned, facts};
use crate::opinion::{Began, Judge, Labels, Plain, plain};
use crate::reading::{cases, read, rules};

fn place(label: u8) -> Option<usize> {
    (label != NONE).then_some(usize::from(label))
}

fn began(since: Since) -> Began {
    match since {
        Since::Day(day) => Began::On(day),
        Since::Earlier => Began::Earlier,
        Since::Unknown => Began::Unknown,
    }
}

fn compare(
    book: &Book,
    verdicts: &Verdicts,
    judge: &Judge<'_>,
    bins: usize,
) -> Result<(), TestCaseError> {
    let (as_of, now) = &judge.now;
    for customer in 0..book.len() as u32 {
        let (slot, id) = (customer as usize, book.registry.id(customer));
        let expected = judge.labels(id, *as_of, now);
        let scores = verdicts.scores[slot];
        let found = Labels {
            raw: place(verdicts.tier_raw[slot]),
            tier: place(verdicts.tier[slot]),
            scores: (scores[0] > 0).then_some(scores),
            matching: verdicts.matching[slot],
            kind: place(verdicts.kind[slot]),
        };
        prop_assert_eq!(&found, &expected, "{}", id);
        let segment = expected.scores.map(|[r, f, m]| match (r, f, m) {
            (2.., 2.., _) => 0,
            (_, _, m) if usize::from(m) == bins => 1,
            _ => 2,
        });
        let found = Some(verdicts.segments[slot]).filter(|segment| *segment != u16::MAX);
        prop_assert_eq!(found, segment, "segment of {}", id);
        let held = verdicts.held.get(&customer).map(|held| held.until);
        prop_assert_eq!(held, judge.held_until(id), "{} is held until", id);
        let tier = began(verdicts.tier_since(customer));
        prop_assert_eq!(
            tier,
            judge.since(id, &|labels| labels.tier),
            "tier of {}",
            id
        );
        let kind = began(verdicts.kind_since(customer));
        prop_assert_eq!(
            kind,
            judge.since(id, &|labels| labels.kind),
            "type of {}",
            id
        );
    }
    Ok(())
}

/// Share, cumulative share and rank, everyone sorted by value and then by id.
fn compare_standings(
    engine: &Engine<'_>,
    verdicts: &Verdicts,
    judge: &Judge<'_>,
) -> Result<(), TestCaseError> {
    let book = engine.book;
    let as_of = judge.now.0;
    let mut everybody: Vec<_> = judge
        .ids()
        .into_iter()
        .filter_map(|id| {
            judge
                .measure(id, as_of)
                .map(|(group, value)| (group, -value, id))
        })
        .collect();
    everybody.sort_unstable();
    for customer in 0..book.len() as u32 {
        let id = book.registry.id(customer);
        let Some((group, value)) = judge.measure(id, as_of) else {
            prop_assert_eq!(verdicts.standings.of(engine, customer).rank, 0);
            continue;
        };
        let mine = || everybody.iter().filter(|(of, ..)| *of == group);
        let positive = |turned: i64| (-turned).max(0) as f64;
        let total: f64 = mine().map(|(_, turned, _)| positive(*turned)).sum();
        let down_to = mine().filter(|(_, turned, other)| (*turned, *other) <= (-value, id));
        let down_to: f64 = down_to.map(|(_, turned, _)| positive(*turned)).sum();
        let part = |sum: f64| if total > 0.0 { sum / total } else { 0.0 };
        let found = verdicts.standings.of(engine, customer);
        let rank = 1 + mine().filter(|(_, turned, _)| -turned > value).count() as u32;
        prop_assert_eq!(found.rank, rank, "rank of {}", id);
        prop_assert!(
            (found.share - part(positive(-value))).abs() < 1e-9,
            "share of {id}"
        );
        prop_assert!(
            (found.cumulative_share - part(down_to)).abs() < 1e-9,
            "cumulative share of {id}: {} is not {}",
            found.cumulative_share,
            part(down_to)
        );
    }
    Ok(())
}

fn check(facts: &Facts, plain: &Plain) -> Result<(), TestCaseError> {
    let rules = rules(&plain.text());
    let book = read(&facts.tables(), &rules, facts.as_of);
    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, _) = classify(&engine, facts.as_of);
    let judge = Judge::new(facts, plain);
    compare(&book, &verdicts, &judge, plain.bins)?;
    compare_standings(&engine, &verdicts, &judge)
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn labels_are_what_their_definitions_say(facts in facts(60, Pinned::Never), plain in plain()) {
        check(&facts, &plain)?;
    }

    #[test]
    fn labels_of_books_with_pins_are_what_their_definitions_say(
        facts in facts(30, Pinned::Sometimes),
        plain in plain(),
    ) {
        check(&facts, &plain)?;
    }
}
