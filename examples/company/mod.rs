//! Two invented companies with customers, orders and a contact log.
//!
//! Takes nothing: every choice comes from a fixed seed. Gives the files under
//! `examples/`, byte for byte; they speak for the day 2026-11-20.

mod contacts;
mod customers;
mod orders;
mod random;
mod retail;
mod words;
mod workbook;

use anyhow::{Context, Result, bail};
use chrono::{Days, NaiveDate};

/// Where the Chinese orders stand; the one file that has a twin in UTF-8.
pub(crate) const CHINESE_ORDERS: &str = "恒远机电/订单.csv";

/// A file to be written.
pub(crate) struct File {
    /// Its place under `examples/`.
    pub(crate) path: &'static str,
    /// All of its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Every generated file.
pub(crate) fn files() -> Result<Vec<File>> {
    let customers = customers::customers();
    let orders = orders::orders(&customers);
    let contacts = contacts::contacts(&customers, &orders);
    let (retail_customers, retail_orders) = retail::tables();
    Ok(vec![
        File {
            path: "恒远机电/客户.xlsx",
            bytes: workbook::write(&customers, &contacts).context("write 客户.xlsx")?,
        },
        File {
            path: CHINESE_ORDERS,
            bytes: in_gb18030(&orders::csv(&customers, &orders))?,
        },
        File {
            path: "retail/customers.csv",
            bytes: retail_customers.into_bytes(),
        },
        File {
            path: "retail/orders.csv",
            bytes: retail_orders.into_bytes(),
        },
    ])
}

/// The Chinese orders with the same text in UTF-8, without a byte order mark.
pub(crate) fn chinese_orders_in_utf8() -> Vec<u8> {
    let customers = customers::customers();
    orders::csv(&customers, &orders::orders(&customers)).into_bytes()
}

fn in_gb18030(text: &str) -> Result<Vec<u8>> {
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(text);
    if lossy {
        bail!("GB18030 has no bytes for a character of the orders");
    }
    Ok(bytes.into_owned())
}

/// The day the examples speak for.
fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar")
}

/// So many days before the day the examples speak for.
fn ago(days: i64) -> NaiveDate {
    as_of() - Days::new(days.unsigned_abs())
}

/// A CSV cell, quoted where it has to be.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

/// An amount in cents with two decimals: `1234567` is `12345.67`.
fn plain(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let size = cents.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// An amount in cents with thousands marks: `1234567` is `12,345.67`.
fn grouped(cents: i64) -> String {
    let text = plain(cents);
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').expect("plain amounts have decimals");
    let mut marked = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            marked.push(',');
        }
        marked.push(digit);
    }
    format!("{sign}{marked}.{fraction}")
}
