//! The order export of 恒远机电: three years of rows, with the faults such exports have.
//!
//! Takes the customers' days of purchase; gives rows in the order of their days.

use chrono::{Datelike, Days, NaiveDate};

use super::customers::{Customer, Habit};
use super::random::Random;
use super::{ago, cell, grouped, plain, words};

/// A row of the export.
pub(super) struct Order {
    pub(super) number: String,
    pub(super) day: NaiveDate,
    /// Place of the customer among the customers.
    pub(super) customer: usize,
    pub(super) product: &'static str,
    pub(super) category: &'static str,
    pub(super) quantity: i64,
    pub(super) cents: i64,
    pub(super) status: &'static str,
}

/// All rows, by day and then by customer.
pub(super) fn orders(customers: &[Customer]) -> Vec<Order> {
    let mut random = Random::new(4000);
    let mut rows = Vec::new();
    for (place, customer) in customers.iter().enumerate() {
        for (newer, days) in customer.bought.iter().enumerate() {
            let yuan = yuan(customer, newer, &mut random);
            let row = line(place, ago(*days), yuan, &mut random);
            if random.chance(1) && *days > 40 {
                rows.push(taken_back(&row, &mut random));
            }
            rows.push(row);
            if random.chance(4) {
                // A second line of the same order: it keeps the number of the line before it.
                let mut second = line(place, ago(*days), yuan / 4 + 500, &mut random);
                second.number = "同上".to_string();
                second.status = rows.last().map_or(second.status, |first| first.status);
                rows.push(second);
            }
        }
    }
    // Stable, so the lines of an order stay together.
    rows.sort_by_key(|row| (row.day, row.customer));
    number(&mut rows);
    rows
}

/// What an order is meant to cost; `newer` orders came after it.
fn yuan(customer: &Customer, newer: usize, random: &mut Random) -> i64 {
    let trend = match customer.habit {
        // From about twice the usual amount back to two fifths of it.
        Habit::Growing => (190 - 8 * newer as i64).max(40),
        _ => 100,
    };
    customer.size * trend / 100 * random.between(50, 170) / 100 * random.between(65, 150) / 100
}

fn line(customer: usize, day: NaiveDate, yuan: i64, random: &mut Random) -> Order {
    let fitting: Vec<_> = words::PRODUCTS
        .iter()
        .filter(|(_, category, price)| {
            // Nobody buys maintenance by the dozen.
            let most = if *category == "服务" { 3 } else { 150 };
            *price <= yuan.max(200) && yuan <= price * most
        })
        .collect();
    let (product, category, price) = *random.pick(&fitting);
    let quantity = (yuan / price).max(1);
    Order {
        number: String::new(),
        day,
        customer,
        product,
        category,
        quantity,
        // Discounts in tenths of a percent give amounts with odd cents.
        cents: quantity * price * random.between(880, 1000) / 10,
        status: status(day, random),
    }
}

fn status(day: NaiveDate, random: &mut Random) -> &'static str {
    let recent = day > ago(25);
    match random.between(1, 100) {
        1..=2 => "已取消",
        3 => "已退款",
        4..=30 if recent => "待付款",
        31..=70 if recent => "已发货",
        _ => "已完成",
    }
}

/// Goods sent back some weeks later: a row of its own with a negative amount.
fn taken_back(order: &Order, random: &mut Random) -> Order {
    let quantity = (order.quantity / 3).max(1);
    Order {
        number: String::new(),
        day: order.day + Days::new(random.between(8, 30).unsigned_abs()),
        customer: order.customer,
        product: order.product,
        category: order.category,
        quantity: -quantity,
        cents: -(order.cents / order.quantity * quantity),
        status: "已退款",
    }
}

/// Gives every order a number of its day; further lines take that of the first.
fn number(rows: &mut [Order]) {
    let mut sequence = 0;
    let mut last_day = None;
    for row in rows {
        if last_day != Some(row.day) {
            last_day = Some(row.day);
            sequence = 0;
        }
        if row.number.is_empty() {
            sequence += 1;
        }
        let letters = if row.cents < 0 { "TH" } else { "DD" };
        row.number = format!("{letters}{}-{sequence:03}", row.day.format("%Y%m%d"));
    }
}

/// The export as text: header, rows, a total row; six rows are damaged.
pub(super) fn csv(customers: &[Customer], rows: &[Order]) -> String {
    let mut out = String::from(
        "订单编号,下单日期,客户编号,客户名称,产品名称,品类,数量,订单金额(元),订单状态\r\n",
    );
    for (place, row) in rows.iter().enumerate() {
        let customer = &customers[row.customer];
        let mut cells = [
            row.number.clone(),
            row.day.to_string(),
            customer.id.clone(),
            customer.name.clone(),
            row.product.to_string(),
            row.category.to_string(),
            row.quantity.to_string(),
            amount(row),
            row.status.to_string(),
        ];
        damage(place, &mut cells);
        out.push_str(&cells.map(|text| cell(&text)).join(","));
        out.push_str("\r\n");
    }
    let total: i64 = rows.iter().map(|row| row.cents).sum();
    out.push_str(&["合计,,,,,,,", &plain(total), ",\r\n"].concat());
    out
}

/// The old program, in use until the end of 2024, wrote thousands marks.
fn amount(row: &Order) -> String {
    if row.day.year() <= 2024 {
        grouped(row.cents)
    } else {
        plain(row.cents)
    }
}

/// What people and programs do to a few rows of every export.
fn damage(place: usize, cells: &mut [String; 9]) {
    match place {
        412 | 2890 => cells[7].clear(),
        1203 => cells[7] = "面议".to_string(),
        1777 => cells[1] = "2025-02-30".to_string(),
        3021 => cells[1] = "2026-13-04".to_string(),
        // A phone number in the wrong column, shown by a spreadsheet.
        3350 => cells[2] = "1.38E+10".to_string(),
        _ => {}
    }
}
