//! Two published order books through the whole engine, against facts counted by others.

use std::collections::BTreeMap;
use std::fmt::Write;

use tierbook::classify::NONE;
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::money::Money;

use crate::reading::{day, read, rules, table};

const CDNOW: &str = include_str!("../data/cdnow_sample.txt");
const RFM_ORDERS: &str = include_str!("../data/rfm_orders.csv");
const RFM_SCORES: &str = include_str!("../data/rfm_r_package.csv");

/// The CDNOW sample as a sheet.
fn cdnow() -> String {
    let mut text = "客户编号,日期,数量,金额\n".to_owned();
    for line in CDNOW.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [_, id, day, discs, amount] = cells[..] else {
            panic!("{line}");
        };
        writeln!(text, "{id},{day},{discs},{amount}").expect("text grows");
    }
    text
}

/// How many customers each class has.
fn heads(tiers: &[u8], classes: usize) -> Vec<usize> {
    let mut heads = vec![0; classes];
    for tier in tiers {
        heads[usize::from(*tier)] += 1;
    }
    heads
}

#[test]
fn cdnow_adds_up_and_falls_into_the_published_classes() {
    let text = "
[orders]
count = \"day\"
[tier]
measure = \"amount\"
keep_for = \"0d\"
[history]
depth = 0
";
    let (rules, as_of) = (rules(text), day("1998-06-30"));
    let book = read(&[table(0, &cdnow())], &rules, as_of);
    let account = &book.ledger[0].account;
    assert_eq!(
        (account.read, account.used, account.layout),
        (6_920, 6_919, 1)
    );
    let sums: Vec<_> = account
        .amounts
        .iter()
        .map(|(code, sums)| (code.as_str(), sums.used))
        .collect();
    assert_eq!(sums, [("CNY", Money(2_440_919_400).into())]);
    assert_eq!(book.len(), 2_357);
    assert_eq!(book.days, Some((day("1997-01-01"), day("1998-06-30"))));

    let engine = Engine::new(&book, &rules, 2);
    let (verdicts, _) = classify(&engine, as_of);
    assert!(!verdicts.tier.contains(&NONE));
    assert_eq!(heads(&verdicts.tier, 3), [777, 804, 776]);

    let mut frame = tierbook::metrics::frame::Frame::default();
    frame.customers = (0..book.len() as u32).collect();
    let windows = tierbook::metrics::orders::Windows::at(as_of);
    let needs = tierbook::metrics::outlook::Needs::default();
    frame.fill(&book, &engine.outlook, windows, needs);
    let orders: u32 = frame.orders.iter().map(|facts| facts.orders).sum();
    let recent: u32 = frame.orders.iter().map(|facts| facts.orders_12m).sum();
    let amount: i64 = frame.orders.iter().map(|facts| facts.amount_12m).sum();
    assert_eq!((orders, recent, amount), (6_696, 2_607, 979_637_000));
    let buyers = frame.orders.iter().filter(|facts| facts.orders_12m > 0);
    assert_eq!(buyers.count(), 812);
    let once = frame.orders.iter().filter(|facts| facts.orders == 1);
    assert_eq!(once.count(), 1_218);
    let largest = frame
        .customers
        .iter()
        .zip(&frame.orders)
        .max_by_key(|(_, facts)| facts.amount);
    let (customer, facts) = largest.expect("there are customers");
    assert_eq!(book.registry.id(*customer), "1901");
    assert_eq!((facts.amount, facts.orders), (65_527_000, 22));
    let last = facts.purchases.map(|(_, last)| last);
    assert_eq!(last, Some(day("1997-04-11")));
}

#[test]
fn rows_identical_in_every_column_are_reported_and_still_count() {
    use tierbook::problem::Finding;
    let (rules, as_of) = (rules(""), day("1998-06-30"));
    let book = read(&[table(0, &cdnow())], &rules, as_of);
    let twice = book
        .problems
        .iter()
        .filter(|problem| matches!(problem.finding, Finding::DuplicateOrderRow { .. }));
    // One finding a row, each in its place.
    let rows: Vec<u32> = twice
        .filter_map(|problem| problem.place.and_then(|place| place.row))
        .collect();
    assert_eq!(rows.len(), 21);
    assert!(rows.is_sorted());
}

/// The orders of the R package's book, customers by their line in the file of scores.
fn rfm_orders() -> String {
    let lines = RFM_ORDERS.lines().filter(|line| !line.starts_with('#'));
    let mut text = "customer id,order date,amount\n".to_owned();
    for line in lines.skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        writeln!(text, "{},{},{}", cells[0], cells[1], cells[2]).expect("text grows");
    }
    text
}

/// By customer number: scores as R gives them, its segment, and scores by plain quantiles.
fn published() -> BTreeMap<String, ([u8; 3], &'static str, [u8; 3])> {
    let lines = RFM_SCORES.lines().skip(3);
    let row = |(number, line): (usize, &'static str)| {
        let cells: Vec<&str> = line.split(',').collect();
        let scores = |from: usize| [0, 1, 2].map(|at| cells[from + at].parse().expect("a score"));
        ((number + 1).to_string(), (scores(4), cells[7], scores(8)))
    };
    lines.enumerate().map(row).collect()
}

#[test]
fn orders_of_the_r_package_get_its_scores_and_segments() {
    let text = "
[orders]
count = \"row\"
[rfm]
method = \"r-package\"
segments = \"r-package\"
[history]
depth = 0
";
    let (rules, as_of) = (rules(text), day("2006-12-31"));
    let book = read(&[table(0, &rfm_orders())], &rules, as_of);
    assert_eq!(book.len(), 995);
    assert_eq!(book.ledger[0].account.used, 4_906);
    let engine = Engine::new(&book, &rules, 2);
    let (verdicts, _) = classify(&engine, as_of);
    let published = published();
    let mut segments: BTreeMap<&str, (u32, usize, i64)> = BTreeMap::new();
    for customer in 0..book.len() as u32 {
        let slot = customer as usize;
        let (scores, segment, _) = &published[book.registry.id(customer)];
        assert_eq!(
            &verdicts.scores[slot],
            scores,
            "{}",
            book.registry.id(customer)
        );
        let name = &verdicts.segment_names[usize::from(verdicts.segments[slot])].en;
        assert_eq!(name, segment);
        let sums = segments.entry(segment).or_default();
        let rows = book.rows(customer);
        sums.0 += 1;
        sums.1 += rows.len();
        sums.2 += rows.iter().map(|row| row.amount).sum::<i64>() / 10_000;
    }
    let expected = [
        ("About To Sleep", (102, 283, 23_449)),
        ("At Risk", (28, 216, 22_227)),
        ("Can't Lose Them", (47, 274, 32_446)),
        ("Champions", (35, 316, 31_646)),
        ("Lost", (148, 393, 35_324)),
        ("Loyal Customers", (170, 799, 76_562)),
        ("Need Attention", (10, 57, 4_562)),
        ("New Customers", (104, 329, 28_837)),
        ("Potential Loyalist", (342, 2_211, 204_856)),
        ("Promising", (9, 28, 4_249)),
    ];
    assert_eq!(segments.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn orders_of_the_r_package_get_plain_quantile_scores_by_default() {
    let (rules, as_of) = (rules("[orders]\ncount = \"row\""), day("2006-12-31"));
    let book = read(&[table(0, &rfm_orders())], &rules, as_of);
    let engine = Engine::new(&book, &rules, 1);
    let (verdicts, _) = classify(&engine, as_of);
    let published = published();
    for customer in 0..book.len() as u32 {
        let id = book.registry.id(customer);
        assert_eq!(verdicts.scores[customer as usize], published[id].2, "{id}");
    }
}
