//! The 300 customers of 恒远机电: who they are and how they behave.
//!
//! A habit says how a customer buys and answers; orders and contacts follow it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::random::Random;
use super::{ago, words};

/// How a customer buys and answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// Never ordered.
    Prospect,
    /// First order within three months.
    New,
    /// One order some months ago, no second yet.
    Once,
    /// Large and frequent.
    HighValue,
    /// Marked as strategic, the largest of all.
    Strategic,
    /// Orders at an even pace.
    Active,
    /// Like active, with rising amounts.
    Growing,
    /// Every few months.
    Seldom,
    /// Stopped long ago.
    Dormant,
    /// Was frequent and has missed its usual days.
    Lapsing,
    /// Buys, but has an open complaint.
    Complaining,
    /// Buys, but no longer answers.
    Silent,
}

/// How many customers have which habit; 300 in all.
const HABITS: &[(Habit, usize)] = &[
    (Habit::Strategic, 8),
    (Habit::HighValue, 22),
    (Habit::Active, 82),
    (Habit::Growing, 25),
    (Habit::Seldom, 30),
    (Habit::Dormant, 45),
    (Habit::Lapsing, 20),
    (Habit::Complaining, 8),
    (Habit::Silent, 7),
    (Habit::New, 20),
    (Habit::Once, 8),
    (Habit::Prospect, 25),
];

/// A row of the customer sheet.
pub(super) struct Customer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) industry: &'static str,
    pub(super) region: &'static str,
    pub(super) source: &'static str,
    pub(super) owner: &'static str,
    pub(super) person: String,
    pub(super) phone: u64,
    pub(super) created: NaiveDate,
    pub(super) strategic: bool,
    pub(super) satisfaction: Option<i64>,
    pub(super) contract_end: Option<NaiveDate>,
    pub(super) level: &'static str,
    pub(super) note: &'static str,
    pub(super) habit: Habit,
    /// Days of purchase in days before the as-of day, newest first.
    pub(super) bought: Vec<i64>,
    /// Usual amount of an order in yuan.
    pub(super) size: i64,
}

/// All customers, in the order of their ids, which is the order of their first day.
pub(super) fn customers() -> Vec<Customer> {
    let mut random = Random::new(300);
    let mut names = BTreeSet::new();
    let mut customers: Vec<Customer> = HABITS
        .iter()
        .flat_map(|(habit, count)| std::iter::repeat_n(*habit, *count))
        .map(|habit| customer(habit, &mut names, &mut random))
        .collect();
    customers.sort_by(|a, b| a.created.cmp(&b.created).then_with(|| a.name.cmp(&b.name)));
    for (place, customer) in customers.iter_mut().enumerate() {
        customer.id = format!("HY{:04}", place + 1);
    }
    customers
}

fn customer(habit: Habit, names: &mut BTreeSet<String>, random: &mut Random) -> Customer {
    let bought = purchase_days(habit, random);
    let created = match bought.last() {
        Some(first) => ago(*first) - Days::new(random.between(2, 60).unsigned_abs()),
        None => ago(random.between(5, 400)),
    };
    let (name, industry, region) = new_name(names, random);
    Customer {
        id: String::new(),
        name,
        industry,
        region,
        source: random.pick(words::SOURCES),
        owner: random.pick(words::OWNERS),
        person: format!(
            "{}{}",
            random.pick(words::SURNAMES),
            random.pick(words::ROLES)
        ),
        // 130 0000 xxxx: shaped like a mobile number, too regular to be anyone's.
        phone: 13_000_000_000 + random.between(1000, 9999).unsigned_abs(),
        created,
        strategic: habit == Habit::Strategic,
        satisfaction: satisfaction(habit, random),
        contract_end: contract_end(habit, random),
        level: level(habit, random),
        note: if random.chance(20) {
            random.pick(words::NOTES)
        } else {
            ""
        },
        habit,
        size: size(habit, random),
        bought,
    }
}

/// A name that no other customer has, with its industry and region.
fn new_name(
    names: &mut BTreeSet<String>,
    random: &mut Random,
) -> (String, &'static str, &'static str) {
    loop {
        let (city, region) = random.pick(words::CITIES);
        let (trade, industry) = random.pick(words::TRADES);
        let name = format!(
            "{city}{}{trade}{}",
            random.pick(words::BRANDS),
            random.pick(words::FORMS)
        );
        if names.insert(name.clone()) {
            return (name, industry, region);
        }
    }
}

/// Days of purchase in days before the as-of day, newest first.
fn purchase_days(habit: Habit, random: &mut Random) -> Vec<i64> {
    // The last order, the earliest allowed first one, and the usual distance.
    let (last, first, gap) = match habit {
        Habit::Prospect => return Vec::new(),
        Habit::Once => return vec![random.between(95, 170)],
        Habit::New => {
            let first = random.between(9, 84);
            let mut days = vec![first];
            while random.chance(45) && days[0] > 22 {
                days.insert(0, days[0] - random.between(8, 14));
            }
            return days;
        }
        Habit::Strategic => (
            random.between(7, 14),
            random.between(1060, 1110),
            random.between(18, 28),
        ),
        Habit::HighValue => (
            random.between(7, 20),
            random.between(500, 1100),
            random.between(24, 35),
        ),
        Habit::Active => (
            random.between(7, 40),
            random.between(200, 1100),
            random.between(38, 88),
        ),
        Habit::Growing => (
            random.between(7, 25),
            random.between(600, 1000),
            random.between(30, 55),
        ),
        Habit::Seldom => (
            random.between(20, 150),
            random.between(500, 1100),
            random.between(110, 170),
        ),
        Habit::Dormant => (
            random.between(330, 800),
            random.between(830, 1100),
            random.between(40, 110),
        ),
        Habit::Lapsing => (
            random.between(70, 110),
            random.between(500, 1000),
            random.between(20, 40),
        ),
        Habit::Complaining | Habit::Silent => (
            random.between(7, 24),
            random.between(500, 1000),
            random.between(26, 42),
        ),
    };
    let mut days = vec![last];
    let mut day = last;
    loop {
        day += gap * random.between(60, 140) / 100;
        if day > first {
            return days;
        }
        days.push(day);
    }
}

/// Usual amount of an order in yuan.
fn size(habit: Habit, random: &mut Random) -> i64 {
    match habit {
        Habit::Strategic => random.between(380_000, 1_300_000),
        Habit::HighValue => random.between(60_000, 160_000),
        Habit::Lapsing => random.between(15_000, 100_000),
        Habit::Complaining => random.between(12_000, 70_000),
        Habit::Silent => random.between(40_000, 90_000),
        Habit::Growing => random.between(8_000, 40_000),
        Habit::Active => random.between(4_000, 26_000),
        Habit::New | Habit::Once => random.between(5_000, 50_000),
        Habit::Seldom | Habit::Dormant | Habit::Prospect => random.between(3_000, 18_000),
    }
}

fn satisfaction(habit: Habit, random: &mut Random) -> Option<i64> {
    match habit {
        Habit::Prospect | Habit::New | Habit::Dormant => None,
        Habit::Complaining => Some(random.between(1, 3)),
        Habit::Strategic | Habit::HighValue => Some(random.between(4, 5)),
        _ => random.chance(60).then(|| random.between(3, 5)),
    }
}

fn contract_end(habit: Habit, random: &mut Random) -> Option<NaiveDate> {
    let framework = match habit {
        Habit::Strategic | Habit::HighValue => true,
        Habit::Active | Habit::Growing | Habit::Silent => random.chance(30),
        _ => false,
    };
    framework.then(|| ago(0) + Days::new(random.between(5, 500).unsigned_abs()))
}

/// The level the sales team has written down itself; not always what the figures say.
fn level(habit: Habit, random: &mut Random) -> &'static str {
    match habit {
        Habit::Strategic => "A",
        Habit::HighValue => random.pick(&["A", "A", "B"]),
        Habit::Prospect => "",
        Habit::Lapsing | Habit::Silent | Habit::Growing => random.pick(&["A", "B", "B", "C"]),
        _ => random.pick(&["B", "C", "C", ""]),
    }
}
