//! What must not change a result: threads, chunks, encodings, the order of rows, damage elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use proptest::prelude::*;
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::period::Day;
use tierbook::problem::Finding;
use tierbook::records::book::Book;
use tierbook::records::table::{Pace, Table};
use tierbook::rules::Rules;
use tierbook::sheet::encoding::Encoding;

use crate::facts::{Cell, Facts, IDS, Pinned, Status, facts};
use crate::opinion::{Plain, plain};
use crate::reading::{cases, encoded, read, read_at, rules, table};

/// Everything a book says, in the order of outputs.
fn described(book: &Book) -> String {
    let mut text = String::new();
    for customer in &book.order {
        let registry = &book.registry;
        let rows: Vec<_> = book.rows(*customer).iter().collect();
        let profits = book.rows(*customer).profits().iter().sum::<i64>();
        let products: BTreeSet<u32> = book.rows(*customer).products().iter().copied().collect();
        let contacts = book.contacts.until(*customer, Day::LAST);
        let contacts: Vec<_> = contacts
            .iter()
            .map(|contact| (contact.day, contact.outcome, contact.satisfaction))
            .collect();
        writeln!(
            text,
            "{} {}\n{rows:?}\n{profits} {}\n{contacts:?}",
            registry.id(*customer),
            registry.name(*customer),
            products.len(),
        )
        .expect("text grows");
    }
    let rest = (
        &book.ledger,
        &book.problems,
        book.unlisted,
        book.days,
        book.has,
        set_aside(book),
    );
    write!(text, "{rest:#?}").expect("text grows");
    text
}

/// Order rows set aside, by the id of their customer.
fn set_aside(book: &Book) -> BTreeMap<String, u32> {
    let aside = book.set_aside.iter();
    aside
        .map(|(customer, rows)| (book.registry.id(*customer).to_owned(), *rows))
        .collect()
}

/// The same, counted from the facts, for those who are customers.
fn set_aside_by_hand(facts: &Facts, book: &Book) -> BTreeMap<String, u32> {
    let ids: BTreeSet<&str> = book
        .order
        .iter()
        .map(|one| book.registry.id(*one))
        .collect();
    let mut aside = BTreeMap::new();
    for row in &facts.orders {
        let good = matches!((row.day, row.amount), (Cell::Good(_), Cell::Good(_)));
        let id = row.who.map(|who| IDS[who][0]).filter(|id| ids.contains(id));
        if let Some(id) = id.filter(|_| !good && row.status != Status::Cancelled) {
            *aside.entry(id.to_owned()).or_default() += 1;
        }
    }
    aside
}

/// What was decided about each customer, by id, then findings.
pub(crate) fn decided(
    book: &Book,
    rules: &Rules,
    as_of: Day,
    threads: usize,
) -> BTreeMap<String, String> {
    let engine = Engine::new(book, rules, threads);
    let (verdicts, _) = classify(&engine, as_of);
    let verdict = |customer: u32| {
        let at = customer as usize;
        let path: Vec<_> = verdicts
            .path
            .iter()
            .map(|(end, tiers)| (*end, tiers[at]))
            .collect();
        format!(
            "{:?}",
            (
                (
                    verdicts.tier_raw[at],
                    verdicts.tier[at],
                    verdicts.tier_since(customer)
                ),
                (
                    verdicts.kind[at],
                    verdicts.matching[at],
                    verdicts.kind_since(customer)
                ),
                (verdicts.scores[at], verdicts.segments[at]),
                (
                    verdicts.standings.of(&engine, customer),
                    verdicts.held.get(&customer),
                    path
                ),
                verdicts.kind_raw.get(&customer),
            )
        )
    };
    let ids = (0..book.len() as u32)
        .map(|customer| (book.registry.id(customer).to_owned(), verdict(customer)));
    let mut all: BTreeMap<_, _> = ids.collect();
    all.insert(String::new(), format!("{:?}", verdicts.problems));
    all
}

fn same_at_any_pace(facts: &Facts, plain: &Plain) -> Result<(), TestCaseError> {
    let (rules, tables) = (rules(&plain.text()), facts.tables());
    let book = read(&tables, &rules, facts.as_of);
    let (expected, verdicts) = (described(&book), decided(&book, &rules, facts.as_of, 1));
    for (threads, chunk_bytes) in [(1, 1), (2, 7), (7, 64), (7, 1), (2, 1 << 20)] {
        let pace = Pace {
            threads,
            chunk_bytes,
        };
        let book = read_at(pace, &tables, &rules, facts.as_of);
        prop_assert_eq!(&described(&book), &expected, "{:?}", pace);
        prop_assert_eq!(
            &decided(&book, &rules, facts.as_of, threads),
            &verdicts,
            "{:?}",
            pace
        );
    }
    Ok(())
}

/// The tables with rows of orders and customers in another order.
fn shuffled(facts: &Facts, seed: usize) -> Facts {
    fn turn<T>(rows: &mut [T], seed: usize) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, (seed / (at + 1) + seed) % (at + 1));
        }
    }
    let mut facts = facts.clone();
    turn(&mut facts.orders, seed);
    if let Some(customers) = &mut facts.customers {
        turn(customers, seed);
    }
    facts
}

/// A customer twice counts by the first row, so order matters there and only there.
fn without_twins(mut facts: Facts) -> Facts {
    let mut seen = BTreeSet::new();
    if let Some(customers) = &mut facts.customers {
        customers.retain(|row| seen.insert(row.who));
    }
    facts
}

/// Rows that repeat an earlier one in every cell, by their text.
fn repeated(facts: &Facts) -> u64 {
    let text = facts.order_text();
    let mut seen = BTreeSet::new();
    let counted = text.lines().skip(1).zip(&facts.orders).filter(|(_, row)| {
        let day = matches!(row.day, Cell::Good(day) if day <= facts.as_of);
        let amount = matches!(row.amount, Cell::Good(_));
        row.who.is_some() && day && amount && row.status != Status::Cancelled
    });
    counted
        .filter(|(line, _)| !seen.insert(line.to_owned()))
        .count() as u64
}

fn twins(book: &Book) -> u64 {
    let counts = book.problems.iter().map(|problem| match problem.finding {
        Finding::DuplicateOrderRow { .. } => problem.count,
        _ => 0,
    });
    counts.sum()
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn threads_and_chunks_change_nothing(facts in facts(40, Pinned::Sometimes), plain in plain()) {
        same_at_any_pace(&facts, &plain)?;
    }

    #[test]
    fn the_order_of_rows_changes_no_verdict(
        facts in facts(40, Pinned::Sometimes),
        plain in plain(),
        seed in any::<u32>(),
    ) {
        let (rules, facts) = (rules(&plain.text()), without_twins(facts));
        let other = shuffled(&facts, seed as usize);
        let [one, other] = [&facts, &other].map(|facts| {
            let book = read(&facts.tables(), &rules, facts.as_of);
            decided(&book, &rules, facts.as_of, 1)
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn a_damaged_row_changes_the_ledger_alone(facts in facts(40, Pinned::Sometimes), plain in plain()) {
        let rules = rules(&plain.text());
        let book = read(&facts.tables(), &rules, facts.as_of);
        let mut damaged = facts.clone();
        if let Some(row) = damaged.orders.first().cloned() {
            damaged.orders.push(crate::facts::OrderRow { day: Cell::Bad, status: Status::Paid, ..row });
        }
        let other = read(&damaged.tables(), &rules, facts.as_of);
        prop_assert_eq!(
            decided(&other, &rules, facts.as_of, 1),
            decided(&book, &rules, facts.as_of, 1)
        );
        let added = damaged.orders.len() - facts.orders.len();
        let set_aside = |book: &Book| book.ledger.iter().map(|entry| entry.account.set_aside).sum::<u64>();
        prop_assert_eq!(set_aside(&other), set_aside(&book) + added as u64);
    }

    #[test]
    fn every_row_and_amount_is_somewhere(facts in facts(60, Pinned::Never)) {
        let tables = facts.tables();
        let book = read(&tables, &rules(""), facts.as_of);
        let texts = [facts.customer_text(), Some(facts.order_text()), facts.log_text()];
        let lines = texts.iter().flatten().map(|text| text.lines().count() as u64);
        prop_assert_eq!(book.ledger.len(), tables.len());
        for (entry, lines) in book.ledger.iter().zip(lines) {
            prop_assert!(entry.account.balances());
            prop_assert_eq!(entry.account.read, lines);
        }
        let orders = &book.ledger[usize::from(facts.customers.is_some())].account;
        let readable = facts.orders.iter().filter_map(|row| match row.amount {
            Cell::Good(amount) => Some(i128::from(amount) * 100),
            Cell::Blank | Cell::Bad => None,
        });
        let read: i128 = orders.amounts.iter().map(|(_, sums)| sums.read.0).sum();
        prop_assert_eq!(read, readable.sum::<i128>());
        prop_assert_eq!(set_aside(&book), set_aside_by_hand(&facts, &book));
    }

    #[test]
    fn gb18030_and_utf8_twins_are_the_same_book(facts in facts(40, Pinned::Sometimes), plain in plain()) {
        let rules = rules(&plain.text());
        let texts = [facts.customer_text(), Some(facts.order_text()), facts.log_text()];
        let twins: Vec<Table> = (0..).zip(texts).filter_map(|(sheet, text)| {
            let text = text?;
            let (bytes, _, unmapped) = encoding_rs::GB18030.encode(&text);
            assert!(!unmapped);
            Some(encoded(sheet, &text, Encoding::Gb18030, bytes.into_owned()))
        }).collect();
        let utf8 = read(&facts.tables(), &rules, facts.as_of);
        for chunk_bytes in [1, 7, 1 << 20] {
            let pace = Pace { threads: 2, chunk_bytes };
            let other = read_at(pace, &twins, &rules, facts.as_of);
            prop_assert_eq!(described(&other), described(&utf8));
        }
    }

    #[test]
    fn rows_identical_in_every_cell_are_counted(mut facts in facts(60, Pinned::Never), few in 1..4usize) {
        // Few distinct rows, so that many are the same.
        let whole = |row: &&crate::facts::OrderRow| {
            row.who.is_some() && matches!((&row.day, &row.amount), (Cell::Good(_), Cell::Good(_)))
        };
        let first: Vec<_> = facts.orders.iter().filter(whole).take(few).cloned().collect();
        for (at, row) in facts.orders.iter_mut().enumerate() {
            if at % 3 != 0 && !first.is_empty() {
                *row = first[at % first.len()].clone();
            }
        }
        let kept = read(&facts.tables(), &rules(""), facts.as_of);
        prop_assert_eq!(twins(&kept), repeated(&facts));
        let rules = rules("[orders]\nduplicates = \"exclude\"");
        let dropped = read(&facts.tables(), &rules, facts.as_of);
        let rows = |book: &Book| (0..book.len() as u32).map(|at| book.rows(at).len() as u64).sum::<u64>();
        prop_assert_eq!(rows(&dropped) + repeated(&facts), rows(&kept));
    }

    #[test]
    fn equal_customers_get_equal_labels(mut facts in facts(30, Pinned::Never), plain in plain()) {
        // Two customers that only orders name, and with the same orders.
        facts.customers = None;
        facts.log = None;
        facts.orders.retain(|row| !matches!(row.who, Some(10 | 11)));
        let orders = facts.orders.clone();
        for who in [10, 11] {
            let twin = orders.iter().cloned();
            let twin = twin.map(|row| crate::facts::OrderRow { who: row.who.map(|_| who), ..row });
            facts.orders.extend(twin);
        }
        let rules = rules(&plain.text());
        let book = read(&facts.tables(), &rules, facts.as_of);
        let engine = Engine::new(&book, &rules, 1);
        let (verdicts, _) = classify(&engine, facts.as_of);
        let named = |id: &str| (0..book.len()).find(|at| book.registry.id(*at as u32) == id);
        let Some((one, other)) = named("A").zip(named("M_5")) else {
            return Ok(());
        };
        prop_assert_eq!(verdicts.scores[one], verdicts.scores[other]);
        prop_assert_eq!(verdicts.tier[one], verdicts.tier[other]);
        prop_assert_eq!(verdicts.kind[one], verdicts.kind[other]);
        let rank = |at: usize| verdicts.standings.of(&engine, at as u32).rank;
        prop_assert_eq!(rank(one), rank(other));
        prop_assert_eq!(verdicts.tier_since(one as u32), verdicts.tier_since(other as u32));
        prop_assert_eq!(verdicts.kind_since(one as u32), verdicts.kind_since(other as u32));
    }
}

/// The order sheet with the name instead of the id of each customer.
fn by_name(facts: &Facts) -> String {
    let text = facts.order_text().replacen("客户编号", "客户名称", 1);
    let mut lines = text.lines();
    let mut named = format!("{}\n", lines.next().expect("a header line"));
    for (line, row) in lines.zip(&facts.orders) {
        let mut cells: Vec<&str> = line.split(',').collect();
        let name = row.who.map_or_else(String::new, |who| format!("客{who}"));
        cells[usize::from(facts.numbered)] = &name;
        writeln!(named, "{}", cells.join(",")).expect("text grows");
    }
    named
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn orders_that_name_their_customers_give_the_same_verdicts(
        facts in facts(40, Pinned::Sometimes),
        plain in plain(),
    ) {
        let (rules, mut facts) = (rules(&plain.text()), facts);
        let known: BTreeSet<usize> = facts.customers.iter().flatten().map(|row| row.who).collect();
        facts.orders.retain(|row| row.who.is_none_or(|who| known.contains(&who)));
        if known.is_empty() {
            return Ok(());
        }
        let mut named = facts.tables();
        named[1] = table(1, &by_name(&facts));
        let book = read(&facts.tables(), &rules, facts.as_of);
        let other = read(&named, &rules, facts.as_of);
        prop_assert_eq!(
            decided(&other, &rules, facts.as_of, 1),
            decided(&book, &rules, facts.as_of, 1)
        );
    }

    #[test]
    fn two_order_sheets_are_one_table(
        facts in facts(40, Pinned::Sometimes),
        plain in plain(),
        cut in any::<prop::sample::Index>(),
    ) {
        let rules = rules(&plain.text());
        let (mut first, mut second) = (facts.clone(), facts.clone());
        let cut = cut.index(facts.orders.len() + 1);
        second.orders = first.orders.split_off(cut);
        let mut tables = first.tables();
        tables.push(table(3, &second.order_text()));
        let book = read(&facts.tables(), &rules, facts.as_of);
        let expected = decided(&book, &rules, facts.as_of, 1);
        for pace in [(1, 1 << 20), (3, 7)] {
            let pace = Pace { threads: pace.0, chunk_bytes: pace.1 };
            let other = read_at(pace, &tables, &rules, facts.as_of);
            prop_assert_eq!(decided(&other, &rules, facts.as_of, 1), expected.clone());
        }
    }
}

#[test]
fn twins_among_refunds_are_found_beside_other_refunds() {
    // Refunds stand in a list of their own, in the order in which they were read.
    let text = "客户编号,日期,金额,产品\n\
                1,2026-01-05,-20,甲\n\
                1,2026-01-05,-20,乙\n\
                1,2026-01-05,-20,甲\n";
    let book = read(
        &[table(0, text)],
        &rules(""),
        crate::reading::day("2026-06-30"),
    );
    assert_eq!(twins(&book), 1);
}

#[test]
fn twins_are_listed_in_the_order_of_the_sheet_with_the_row_they_repeat() {
    let text = "客户编号,日期,金额\n\
                9,2026-01-05,20\n9,2026-01-05,20\n\
                1,2026-01-07,30\n1,2026-01-07,30\n";
    let as_of = crate::reading::day("2026-06-30");
    let book = read(&[table(0, text)], &rules(""), as_of);
    let named: Vec<_> = book
        .problems
        .iter()
        .filter_map(|problem| match &problem.finding {
            Finding::DuplicateOrderRow {
                customer, first, ..
            } => Some((customer.as_str(), *first)),
            _ => None,
        })
        .collect();
    assert_eq!(named, [("9", Some(2)), ("1", Some(4))]);
}

#[test]
fn a_status_word_stands_at_its_first_row_that_counts() {
    let text = "客户编号,日期,金额,状态\n\
                1,不详,20,某状态\n\
                1,2026-01-07,30,某状态\n";
    let as_of = crate::reading::day("2026-06-30");
    let book = read(&[table(0, text)], &rules(""), as_of);
    let unknown = book
        .problems
        .iter()
        .find(|problem| matches!(problem.finding, Finding::UnknownStatus(_)));
    let unknown = unknown.expect("the word is said");
    assert_eq!(
        (unknown.place.and_then(|place| place.row), unknown.count),
        (Some(3), 1)
    );
}

#[test]
fn refund_columns_of_different_rows_are_no_repeats() {
    let text = "订单编号,客户编号,日期,金额,退款金额,产品\n\
                A-1,1,2026-01-05,100,20,甲\n\
                A-1,1,2026-01-05,50,20,乙\n\
                A-2,1,2026-01-06,70,7,丙\n\
                A-2,1,2026-01-06,70,7,丙\n";
    let as_of = crate::reading::day("2026-06-30");
    let sums = |rules: &str| {
        let book = read(&[table(0, text)], &rules_of(rules), as_of);
        let amounts = book
            .rows(0)
            .iter()
            .map(|row| row.amount / 10_000)
            .sum::<i64>();
        (twins(&book), amounts)
    };
    assert_eq!(sums(""), (1, 290 - 54));
    assert_eq!(sums("[orders]\nduplicates = \"exclude\""), (1, 220 - 47));
}

fn rules_of(text: &str) -> Rules {
    rules(text)
}
