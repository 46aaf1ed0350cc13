//! The contact log of 恒远机电: about 1,200 touches, mostly of the last year.
//!
//! Takes customers and orders; gives rows in the order of their days.

use chrono::{Days, NaiveDate};

use super::customers::{Customer, Habit};
use super::orders::Order;
use super::random::Random;
use super::{ago, as_of};

/// A row of the log.
pub(super) struct Contact {
    pub(super) day: NaiveDate,
    /// Place of the customer among the customers.
    pub(super) customer: usize,
    pub(super) channel: &'static str,
    pub(super) content: &'static str,
    pub(super) outcome: &'static str,
    pub(super) next: Option<NaiveDate>,
}

/// All contacts, by day and then by customer.
pub(super) fn contacts(customers: &[Customer], orders: &[Order]) -> Vec<Contact> {
    let mut random = Random::new(1200);
    let mut log = Vec::new();
    for (place, customer) in customers.iter().enumerate() {
        let mut days = touch_days(customer, &mut random);
        days.sort_unstable_by(|a, b| b.cmp(a));
        for day in days {
            log.push(ordinary(place, customer, day, orders, &mut random));
        }
        log.extend(ending(place, customer.habit, &mut random));
    }
    log.sort_by_key(|contact| (contact.day, contact.customer));
    log
}

/// Days of ordinary touches, in days before the as-of day.
fn touch_days(customer: &Customer, random: &mut Random) -> Vec<i64> {
    let (count, newest) = match customer.habit {
        Habit::Strategic => (random.between(9, 12), 4),
        Habit::HighValue => (random.between(8, 12), 3),
        Habit::Growing | Habit::Active => (random.between(2, 6), 5),
        Habit::New => (random.between(1, 4), 1),
        Habit::Lapsing => (random.between(2, 5), 40),
        Habit::Complaining | Habit::Silent => (random.between(3, 5), 60),
        Habit::Dormant => (random.between(0, 3), 90),
        Habit::Seldom | Habit::Once => (random.between(1, 3), 10),
        Habit::Prospect => (random.between(1, 6), 2),
    };
    let known = (as_of() - customer.created).num_days().clamp(newest, 330);
    (0..count).map(|_| random.between(newest, known)).collect()
}

fn ordinary(
    place: usize,
    customer: &Customer,
    days: i64,
    orders: &[Order],
    random: &mut Random,
) -> Contact {
    let day = ago(days);
    let bought_after = orders
        .iter()
        .any(|order| order.customer == place && (0..=3).contains(&(order.day - day).num_days()));
    let prospect = customer.habit == Habit::Prospect;
    let outcome = match random.between(1, 100) {
        _ if bought_after => "已成交",
        1..=18 => "未接通",
        19..=24 => "推迟",
        25..=32 if prospect => "已拒绝",
        _ => "已沟通",
    };
    let content = if prospect {
        random.pick(&["首次拜访介绍", "需求了解", "发送样册和报价", "技术方案沟通"])
    } else {
        random.pick(&[
            "订单交付回访",
            "月度例行回访",
            "新品介绍",
            "对账与付款",
            "使用情况了解",
            "年度框架洽谈",
        ])
    };
    let later = (outcome == "推迟" || random.chance(15))
        .then(|| day + Days::new(random.between(5, 40).unsigned_abs()));
    Contact {
        day,
        customer: place,
        channel: channel(customer.habit, random),
        content,
        outcome,
        next: later,
    }
}

fn channel(habit: Habit, random: &mut Random) -> &'static str {
    match habit {
        Habit::Strategic => random.pick(&["电话", "上门", "高层互动"]),
        Habit::HighValue => random.pick(&["电话", "微信", "高层拜访"]),
        Habit::Dormant => random.pick(&["电话", "邮件"]),
        _ => random.pick(&["电话", "电话", "微信", "上门"]),
    }
}

/// The last entries of customers whose log says something of its own.
fn ending(place: usize, habit: Habit, random: &mut Random) -> Vec<Contact> {
    let entry = |days: i64, channel, content, outcome| Contact {
        day: ago(days),
        customer: place,
        channel,
        content,
        outcome,
        next: None,
    };
    match habit {
        Habit::Complaining => {
            let days = random.between(2, 20);
            let content = random.pick(&[
                "电机异响，要求更换",
                "交期延误",
                "发票信息有误",
                "减速机漏油",
            ]);
            vec![entry(days, "电话", content, "投诉")]
        }
        Habit::Silent => {
            let days = random.between(3, 9);
            let mut missed: Vec<_> = (0..random.between(3, 4))
                .map(|turn| entry(days + 11 * turn, "电话", "例行回访", "未接通"))
                .collect();
            missed.reverse();
            missed
        }
        Habit::Active if random.chance(8) => {
            let days = random.between(40, 80);
            vec![
                entry(days, "电话", "变频器报警", "投诉"),
                entry(
                    days - random.between(1, 4),
                    "上门",
                    "更换备件并调试",
                    "已解决",
                ),
            ]
        }
        Habit::Dormant if random.chance(8) => {
            vec![entry(random.between(30, 80), "电话", "唤醒回访", "勿扰")]
        }
        _ => Vec::new(),
    }
}
