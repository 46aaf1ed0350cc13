//! A small shop in English: 200 customers and 2,000 order lines as CSV.
//!
//! Dates are month/day/year, which only the days above 12 give away; amounts
//! carry a dollar sign and thousands marks.

use chrono::{Datelike, NaiveDate};

use super::random::Random;
use super::{ago, cell, grouped};

const CUSTOMERS: i64 = 200;
const LINES: usize = 2000;

const FIRST_NAMES: &[&str] = &[
    "Ada", "Ben", "Carla", "Dan", "Elena", "Frank", "Grace", "Hugo", "Iris", "Jack", "Kim", "Liam",
    "Maya", "Noah", "Olga", "Paul", "Quinn", "Rosa", "Sam", "Tara",
];
const LAST_NAMES: &[&str] = &[
    "Abbott",
    "Brooks",
    "Castillo",
    "Dalton",
    "Ellis",
    "Fischer",
    "Garner",
    "Hayes",
    "Ingram",
    "Jensen",
    "Keller",
    "Lindqvist",
    "Moreau",
    "Novak",
    "O'Connor",
    "Pruitt",
    "Quigley",
    "Reyes",
];
const PLACES: &[(&str, &str)] = &[
    ("Portland", "OR"),
    ("Austin", "TX"),
    ("Denver", "CO"),
    ("Madison", "WI"),
    ("Raleigh", "NC"),
    ("Boise", "ID"),
];
const SOURCES: &[&str] = &["Web", "Store", "Referral", "Newsletter", "Fair"];
const OWNERS: &[&str] = &["Alice Chen", "Bob Smith", "Maria Gomez"];
/// Product, category and price in cents.
const PRODUCTS: &[(&str, &str, i64)] = &[
    ("Trail Bottle, 1 l", "Outdoor", 2495),
    ("Camp Stove", "Outdoor", 8900),
    ("Tent \"Lark\" 2P", "Outdoor", 32_900),
    ("Espresso Beans 1 kg", "Pantry", 2650),
    ("Olive Oil, cold pressed", "Pantry", 1825),
    ("Walnut Cutting Board", "Kitchen", 6400),
    ("Chef's Knife", "Kitchen", 12_900),
    ("Stand Mixer", "Kitchen", 44_900),
    ("Wool Blanket", "Home", 9900),
    ("Desk Lamp", "Home", 5450),
];

/// `customers.csv` and `orders.csv`.
pub(super) fn tables() -> (String, String) {
    let mut random = Random::new(2000);
    (customers(&mut random), orders(&mut random))
}

fn customers(random: &mut Random) -> String {
    let mut out = String::from(
        "Customer ID,Customer Name,Email,City,State,Lead Source,Account Owner,Created,VIP\n",
    );
    for customer in 1..=CUSTOMERS {
        let (first, last) = (random.pick(FIRST_NAMES), random.pick(LAST_NAMES));
        let (city, state) = random.pick(PLACES);
        let cells = [
            number(customer),
            format!("{first} {last}"),
            format!("{}{customer}@example.com", first.to_lowercase()),
            city.to_string(),
            state.to_string(),
            random.pick(SOURCES).to_string(),
            random.pick(OWNERS).to_string(),
            american(ago(born(customer) + random.between(0, 30))),
            if customer % 29 == 3 { "Yes" } else { "No" }.to_string(),
        ];
        out.push_str(&cells.map(|text| cell(&text)).join(","));
        out.push('\n');
    }
    out
}

/// Order lines by day; one to four lines share an order.
fn orders(random: &mut Random) -> String {
    let mut baskets = Vec::new();
    let mut lines = 0;
    while lines < LINES {
        // Squaring a share makes low places frequent; one customer in eight never orders.
        let share = random.between(0, 999);
        let customer = (share * share / 1000 * (CUSTOMERS * 7 / 8) / 1000) * 67 % CUSTOMERS + 1;
        let days = random.between(gone(customer), born(customer));
        let size = (random.between(1, 4) as usize).min(LINES - lines);
        lines += size;
        baskets.push((days, customer, size));
    }
    baskets.sort_by(|a, b| b.cmp(a));
    let mut out = String::from(
        "Order ID,Order Date,Customer ID,Product,Category,Quantity,Unit Price,Amount,Status\n",
    );
    for (place, (days, customer, size)) in baskets.into_iter().enumerate() {
        let status = random.pick(&[
            "completed",
            "completed",
            "completed",
            "completed",
            "completed",
            "completed",
            "completed",
            "shipped",
            "cancelled",
            "refunded",
        ]);
        for _ in 0..size {
            let (product, category, price) = random.pick(PRODUCTS);
            let quantity = random.between(1, 4);
            let cells = [
                format!("R{:05}", place + 1),
                american(ago(days)),
                number(customer),
                product.to_string(),
                category.to_string(),
                quantity.to_string(),
                format!("${}", grouped(price)),
                format!("${}", grouped(price * quantity)),
                status.to_string(),
            ];
            out.push_str(&cells.map(|text| cell(&text)).join(","));
            out.push('\n');
        }
    }
    out
}

fn number(customer: i64) -> String {
    format!("{:05}", 200 + customer)
}

/// Days before the as-of day from which a customer is known.
fn born(customer: i64) -> i64 {
    Random::new(customer as u64).between(30, 1050)
}

/// Days before the as-of day after which a customer no longer orders.
fn gone(customer: i64) -> i64 {
    let born = born(customer);
    let mut random = Random::new(customer as u64 + 10_000);
    if random.chance(60) {
        5
    } else {
        random.between(5, born)
    }
}

fn american(day: NaiveDate) -> String {
    format!("{}/{}/{}", day.month(), day.day(), day.year())
}
