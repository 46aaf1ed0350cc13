//! Reviews and back tests against the same sums over plain lists.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tierbook::classify::NONE;
use tierbook::classify::engine::Engine;
use tierbook::classify::history::classify;
use tierbook::classify::past::Past;
use tierbook::followup::everyone::next_days;
use tierbook::money::Total;
use tierbook::names::Metric;
use tierbook::period::{Day, Span, Unit};
use tierbook::review::backtest::back_test;
use tierbook::review::{By, Figures, Labels, Part, Period, Request, Review, review, tasks};
use tierbook::rules::CountBy;

use crate::facts::{Cell, Facts, IDS, OUTCOMES, Pinned, facts};
use crate::movements::{Labels as Stood, on_cut_facts};
use crate::naive::{Naive, Nature};
use crate::reading::{cases, read, rules};

/// The types that a review knows by their ids stand at places 0 and 2.
const RULES: &str = "
[tier]
at_least = ['1000', '100']
keep_for = '0d'
[history]
every = '1m'
depth = 3
[[type]]
id = 'at_risk'
when = 'open_complaints > 0 or days_since_last_order between 60 and 120'
[[type.follow_up]]
who = 'owner'
anchor = 'complaint or type began'
steps = [{ after = '0d' }, { after = '3d' }]
every = '1w'
[[type]]
id = 'buys'
when = 'days_since_last_order < 60'
[[type.follow_up]]
who = 'owner'
every = '2w'
channels = ['phone']
[[type]]
id = 'dormant'
when = 'orders > 0'
[[type.follow_up]]
who = 'auto'
every = '1m'
[[type]]
id = 'prospect'
when = 'true'
[[type.follow_up]]
who = 'manager'
every = '1m'
";

fn part(count: u64, of: u64) -> Part {
    Part { count, of }
}

fn add(part: &mut Part, so: bool) {
    part.of += 1;
    part.count += u64::from(so);
}

fn year_before(day: Day) -> Day {
    day.before(Span::new(1, Unit::Year))
}

/// What a customer bought after a day and up to another, in ten-thousandths.
fn units(book: &Naive, id: &str, after: Option<Day>, day: Day) -> i128 {
    let rows = book.customers[id].rows.iter();
    let within = rows.filter(|row| row.day <= day && after.is_none_or(|after| row.day > after));
    let counted = within.filter(|row| row.nature != Nature::Returned);
    counted.map(|row| i128::from(row.amount)).sum()
}

/// The sums over all customers, tasks apart.
fn naive(
    facts: &Facts,
    period: Period,
    then: &BTreeMap<String, Stood>,
    now: &BTreeMap<String, Stood>,
) -> Figures {
    let book = Naive::of(facts, CountBy::Order);
    let eve = period.eve();
    let mut sums = Figures::default();
    for id in now.keys() {
        let id: &'static str = IDS
            .iter()
            .map(|all| all[0])
            .find(|known| known == id)
            .expect("an id");
        // A review counts the orders that are there, as tiers do.
        let number = |metric, day| book.covered_metric(id, metric, day);
        let units = |after: Option<Day>, day| units(&book, id, after, day);
        let count = |metric, day| number(metric, day).unwrap_or_default() as u64;
        let kind =
            |labels: &BTreeMap<String, Stood>| labels.get(id).map_or(NONE, |labels| labels.2);
        let bought = |day| number(Metric::LastOrder, day);
        sums.customers += 1;
        sums.revenue += Total(units(None, period.to) - units(None, eve));
        let sheet = book.customers[id].sheet.as_ref();
        let deal = sheet
            .and_then(|row| row.first_deal)
            .filter(|day| *day <= period.to);
        let first = deal.or_else(|| {
            let rows = book.customers[id].rows.iter();
            let bought = rows.filter(|row| row.nature == Nature::Purchase);
            bought
                .map(|row| row.day)
                .filter(|day| *day <= period.to)
                .min()
        });
        if sheet.is_some() && first.is_none_or(|first| first >= period.from) {
            add(&mut sums.won, bought(period.to).is_some());
        }
        let (orders_then, orders_now) =
            (count(Metric::Orders, eve), count(Metric::Orders, period.to));
        if let Some(first) = first.filter(|_| orders_now > 0)
            && (first >= period.from || orders_then == 1 && eve.0 - first.0 <= 180)
        {
            add(&mut sums.second, orders_now >= 2);
        }
        if kind(then) == 2 {
            let last = bought(period.to).map(|day| Day(day as i32));
            add(&mut sums.woken, last.is_some_and(|day| period.has(day)));
        }
        if kind(then) == 0 {
            add(&mut sums.saved, ![0, 2].contains(&kind(now)));
            add(&mut sums.given_up, kind(now) == 2);
        }
        if count(Metric::Orders12m, eve) > 0 {
            add(&mut sums.lost, count(Metric::Orders12m, period.to) == 0);
        }
        if bought(eve).is_some() {
            sums.year_from += Total(units(Some(year_before(eve)), eve));
            sums.year_to += Total(units(Some(year_before(period.to)), period.to));
        }
    }
    for row in facts.log.iter().flatten() {
        let Cell::Good(day) = row.day else { continue };
        let put_off = OUTCOMES[row.outcome] == "推迟";
        if period.has(day) && !put_off && now.contains_key(IDS[row.who][0]) {
            sums.contacts += 1;
            sums.unanswered += u64::from(row.outcome == 2);
            sums.reached += u64::from([1, 3, 4, 5, 6].contains(&row.outcome));
        }
    }
    sums
}

/// What adds up over lines: everything but satisfactions.
fn added(review: &Review, by: By) -> Figures {
    let mut sums = Figures::default();
    let join = |mine: &mut Part, theirs: Part| {
        *mine = part(mine.count + theirs.count, mine.of + theirs.of);
    };
    for line in review.by(by) {
        let one = &line.figures;
        sums.customers += one.customers;
        sums.issued += one.issued;
        sums.recomputed += one.recomputed;
        sums.on_time += one.on_time;
        sums.late += one.late;
        sums.superseded += one.superseded;
        sums.open += one.open;
        sums.contacts += one.contacts;
        sums.reached += one.reached;
        sums.unanswered += one.unanswered;
        for (mine, theirs) in [
            (&mut sums.backlog, one.backlog),
            (&mut sums.won, one.won),
            (&mut sums.second, one.second),
            (&mut sums.woken, one.woken),
            (&mut sums.saved, one.saved),
            (&mut sums.given_up, one.given_up),
            (&mut sums.lost, one.lost),
        ] {
            join(mine, theirs);
        }
        sums.revenue += one.revenue;
        sums.year_from += one.year_from;
        sums.year_to += one.year_to;
    }
    sums
}

fn without_tasks(figures: &Figures) -> Figures {
    Figures {
        issued: 0,
        recomputed: 0,
        on_time: 0,
        late: 0,
        superseded: 0,
        open: 0,
        backlog: Part::default(),
        rated: 0,
        satisfaction_from: 0.0,
        satisfaction_to: 0.0,
        ..*figures
    }
}

fn reviewed(facts: &Facts, (back, days): (i32, i32)) -> Result<(), TestCaseError> {
    let rules = rules(RULES);
    let to = facts.as_of.plus(-back);
    let period = Period {
        from: to.plus(-days),
        to,
    };
    let book = read(&facts.tables(), &rules, facts.as_of);
    let engine = Engine::new(&book, &rules, 2);
    let (verdicts, cuts) = classify(&engine, facts.as_of);
    let plan = next_days(&engine, &verdicts, &cuts);
    let [start, end] = [period.eve(), to].map(|day| Past::at(&engine, &verdicts, day));
    let tasks = tasks::of_period(&engine, &tierbook::returned::NOTHING, period);
    for task in &tasks.all {
        prop_assert!(task.due <= period.to);
    }
    let found = review(&Request {
        engine: &engine,
        period,
        start: Labels {
            tier: &start.tier,
            kind: &start.kind,
        },
        end: Labels {
            tier: &end.tier,
            kind: &end.kind,
        },
        tasks: &tasks,
        plan: &plan,
    });
    let [then, now] = [period.eve(), to].map(|day| on_cut_facts(facts, &rules, day));
    let all = found.all();
    prop_assert_eq!(without_tasks(all), naive(facts, period, &then, &now));
    prop_assert_eq!(
        all.on_time + all.late + all.superseded + all.open,
        all.issued
    );
    for by in [By::Tier, By::Type, By::Owner] {
        let sums = added(&found, by);
        prop_assert_eq!(without_tasks(&sums), without_tasks(all), "{:?}", by);
        prop_assert_eq!(
            (sums.issued, sums.recomputed, sums.open, sums.backlog),
            (all.issued, all.recomputed, all.open, all.backlog)
        );
    }
    Ok(())
}

fn tested(facts: &Facts) -> Result<(), TestCaseError> {
    let rules = rules(RULES);
    let book = read(&facts.tables(), &rules, facts.as_of);
    let engine = Engine::new(&book, &rules, 2);
    let (verdicts, _) = classify(&engine, facts.as_of);
    let day = facts.as_of.before(Span::new(1, Unit::Year));
    let past = Past::at(&engine, &verdicts, day);
    let found = back_test(&engine, &past, facts.as_of, verdicts.segment_names.len());
    let then = on_cut_facts(facts, &rules, day);
    let plain = Naive::of(facts, CountBy::Order);
    let mut tiers = vec![(0u64, 0i128, Part::default()); rules.tier.classes.len() + 1];
    for (id, labels) in &then {
        let id: &'static str = IDS
            .iter()
            .map(|all| all[0])
            .find(|known| known == id)
            .expect("an id");
        let sum = |metric, day| plain.metric(id, metric, day).unwrap_or_default();
        let place = usize::from(labels.1).min(tiers.len() - 1);
        let tier = &mut tiers[place];
        tier.0 += 1;
        tier.1 += units(&plain, id, Some(day), facts.as_of);
        if plain.metric(id, Metric::LastOrder, day).is_some() {
            let orders = sum(Metric::Orders, facts.as_of) - sum(Metric::Orders, day);
            add(&mut tier.2, orders == 0.0);
        }
    }
    for (found, expected) in found.tiers.iter().zip(&tiers) {
        prop_assert_eq!((found.customers, found.amount.0, found.lost), *expected);
    }
    let sum: Total = found.types.iter().map(|after| after.amount).sum();
    prop_assert_eq!(sum, found.all.amount);
    let held = found
        .measures
        .iter()
        .filter_map(|measure| measure.held_as_best);
    for held in held {
        prop_assert!(
            held <= found.perfect.unwrap_or(1.0) + 1e-9,
            "nothing beats a perfect order"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_review_is_the_sum_over_plain_lists(
        facts in facts(40, Pinned::Never),
        back in 0..200i32,
        days in 0..120i32,
    ) {
        reviewed(&facts, (back, days))?;
    }

    #[test]
    fn a_back_test_is_the_sum_over_plain_lists(facts in facts(40, Pinned::Never)) {
        tested(&facts)?;
    }
}
