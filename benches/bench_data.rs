//! Writes customers and orders of any size for measurements, always the same bytes.
//!
//! `cargo bench --bench bench_data -- CUSTOMERS ORDERS DIRECTORY` writes
//! `customers.csv` and `orders.csv` there; they speak for the day 2026-06-30.

#[path = "../examples/company/random.rs"]
mod random;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use chrono::{Days, NaiveDate};

use random::Random;

/// Days on which orders are possible: 2019-01-01 to 2026-06-30, both included.
const SPAN: i64 = 2738;
/// Of a hundred customers, so many have ever been meant to order.
const BUYERS: i64 = 87;

const BRANDS: &[&str] = &[
    "海川",
    "Northgate",
    "恒信",
    "Bluefin",
    "安捷",
    "瑞科",
    "Meridian",
    "永盛",
    "Larkspur",
    "同创",
    "启明",
    "Ironwood",
    "鹏程",
    "Solace",
    "润泽",
    "百纳",
];
const TRADES: &[&str] = &[
    "机械",
    "贸易",
    "Trading",
    "电器",
    "Foods",
    "医疗",
    "Logistics",
    "软件",
    "Metals",
    "包装",
];
const FORMS: &[&str] = &[
    "有限公司",
    "股份有限公司",
    "（苏州）有限公司",
    " Ltd",
    ", Inc.",
    "集团",
];
const INDUSTRIES: &[&str] = &[
    "制造业",
    "零售",
    "医疗",
    "软件",
    "物流",
    "Education",
    "Energy",
];
const OWNERS: &[&str] = &[
    "张伟",
    "王芳",
    "李娜",
    "刘洋",
    "陈静",
    "赵磊",
    "Alice Chen",
    "Bob Smith",
    "Maria Gomez",
];
const CITIES: &[&str] = &["上海", "北京", "深圳", "杭州", "成都", "武汉", "Singapore"];
const PRODUCTS: &[&str] = &[
    "工业泵",
    "Sensor A1",
    "年度服务",
    "\"Cable, 2 m\"",
    "滤芯组",
    "Bracket",
    "标准套餐",
    "\"Bolt 8\"\", zinc\"",
    "License E",
    "Adapter",
];
/// One order in five is cancelled or given back.
const STATUSES: &[&str] = &[
    "completed",
    "completed",
    "completed",
    "completed",
    "completed",
    "completed",
    "shipped",
    "shipped",
    "cancelled",
    "refunded",
];

fn main() -> Result<()> {
    // Cargo adds `--bench` of its own accord.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let [customers, orders, directory] = words.as_slice() else {
        if words.is_empty() {
            // A plain `cargo bench` has nothing to write.
            return Ok(());
        }
        bail!("expected CUSTOMERS ORDERS DIRECTORY, such as 10000 100000 /tmp/10k");
    };
    let customers: i64 = customers.parse().context("CUSTOMERS is a whole number")?;
    let orders: i64 = orders.parse().context("ORDERS is a whole number")?;
    if customers < 1 {
        bail!("at least one customer is needed");
    }
    let directory = Path::new(directory);
    fs::create_dir_all(directory).with_context(|| format!("create {}", directory.display()))?;
    let days = day_texts();
    write_customers(&directory.join("customers.csv"), customers, &days)?;
    write_orders(&directory.join("orders.csv"), customers, orders, &days)
}

/// The texts of all days from 2019-01-01 on; formatting each again would cost more than the rest.
fn day_texts() -> Vec<String> {
    let first = NaiveDate::from_ymd_opt(2019, 1, 1).expect("a day of the calendar");
    (0..SPAN as u64)
        .map(|day| (first + Days::new(day)).to_string())
        .collect()
}

fn writer(path: &Path) -> Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("create {}", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

/// The days between which a customer orders: some stay to the end, others leave.
fn life(customer: i64) -> (i64, i64) {
    let mut random = Random::new(customer as u64 ^ 0x11FE_0000_0000);
    let begins = random.between(0, SPAN - 30);
    let ends = if random.chance(45) {
        SPAN - 1
    } else {
        begins + random.between(30, 1500)
    };
    (begins, ends.min(SPAN - 1))
}

fn write_customers(path: &Path, customers: i64, days: &[String]) -> Result<()> {
    let mut out = writer(path)?;
    out.write_all(b"customer_id,name,industry,owner,city,created_date,last_contact_date,phone\n")?;
    for customer in 1..=customers {
        let mut random = Random::new(customer as u64 ^ 0xC0DE_0000_0000);
        let (begins, ends) = life(customer);
        let form = random.pick(FORMS);
        let name = format!(
            "{}{}{customer}{form}",
            random.pick(BRANDS),
            random.pick(TRADES)
        );
        let name = if form.contains(',') {
            format!("\"{name}\"")
        } else {
            name
        };
        let created = &days[(begins - random.between(0, 59)).max(0) as usize];
        let contact = if random.chance(20) {
            ""
        } else {
            &days[(ends - random.between(0, 89)).max(begins) as usize]
        };
        writeln!(
            out,
            "C{customer:07},{name},{},{},{},{created},{contact},1{:010}",
            random.pick(INDUSTRIES),
            random.pick(OWNERS),
            random.pick(CITIES),
            random.between(0, 9_999_999_999),
        )?;
    }
    out.flush()?;
    Ok(())
}

fn write_orders(path: &Path, customers: i64, orders: i64, days: &[String]) -> Result<()> {
    let mut out = writer(path)?;
    out.write_all(b"order_id,customer_id,order_date,amount,status,product\n")?;
    let mut random = Random::new(20_260_630);
    let buyers = (customers * BUYERS / 100).max(1);
    let stride = stride(customers);
    for order in 1..=orders {
        // Orders come in the order of their days, a little mixed, as an export has them.
        let day = (order * SPAN / (orders + 1) - random.between(0, 3)).max(0);
        let customer = buyer(&mut random, customers, buyers, stride, day);
        let cents = amount(customer, &mut random);
        let product = random.pick(PRODUCTS);
        writeln!(
            out,
            "O{order:08},C{customer:07},{},{}.{:02},{},{product}",
            days[day as usize],
            cents / 100,
            cents % 100,
            random.pick(STATUSES),
        )?;
    }
    out.flush()?;
    Ok(())
}

/// Who orders on a day: a few customers order much more often than the rest.
fn buyer(random: &mut Random, customers: i64, buyers: i64, stride: i64, day: i64) -> i64 {
    let mut customer = 1;
    // Several tries for one whose life covers the day; then whoever came up last.
    for _ in 0..6 {
        let unit = (random.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        let place = (unit * unit * unit * buyers as f64) as i64;
        // Frequent buyers are scattered over the ids instead of standing first.
        customer = (place * stride) % customers + 1;
        let (begins, ends) = life(customer);
        if (begins..=ends).contains(&day) {
            break;
        }
    }
    customer
}

/// The amount of an order in cents: each customer has a size, each order its luck.
fn amount(customer: i64, random: &mut Random) -> i64 {
    let size = (Random::new(customer as u64 ^ 0x5123_0000_0000).bits() >> 11) as f64
        / (1_u64 << 53) as f64;
    // Pareto with exponent 2: the square root is exact on every machine.
    let scale = 1.0 / (1.0 - size).max(1e-6).sqrt();
    let luck = random.between(20, 300) * random.between(40, 250);
    ((4000.0 * scale) as i64 * luck / 10_000).max(100)
}

/// A step that visits every customer once before it comes round.
fn stride(customers: i64) -> i64 {
    let mut step = ((customers as f64 * 0.618) as i64).max(1);
    // One less than the count has no common divisor with it, so this ends.
    while divisor(step, customers) != 1 {
        step += 1;
    }
    step
}

fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}
