//! The small tables: `[book]`, `[output]`, `[orders]`, `[rates]`, `[history]`, `[report]`.
//!
//! Each function takes the top of the file and the built-in value, and replaces
//! what the file says otherwise.

use crate::lang::Language;
use crate::rules::fault::{Expected, FaultKind};
use crate::rules::{
    AmountsOf, Book, CountBy, History, Keep, Orders, Output, OutputTable, Rate, Report, Rules,
};

use super::read::{MILLION, Reader};
use super::set;
use super::table::{Slot, Table};

const LANGUAGES: &[(&str, Option<Language>)] = &[
    ("auto", None),
    ("zh", Some(Language::Zh)),
    ("en", Some(Language::En)),
];
const COUNTS: &[(&str, CountBy)] = &[
    ("order", CountBy::Order),
    ("day", CountBy::Day),
    ("row", CountBy::Row),
];
const TABLES: &[(&str, OutputTable)] = &[
    ("customers", OutputTable::Customers),
    ("follow_ups", OutputTable::FollowUps),
    ("contacts", OutputTable::Contacts),
    ("movements", OutputTable::Movements),
    ("problems", OutputTable::Problems),
];
const AMOUNTS: &[(&str, AmountsOf)] = &[
    ("auto", AmountsOf::Auto),
    ("row", AmountsOf::Row),
    ("order", AmountsOf::Order),
];
const KEEPS: &[(&str, Keep)] = &[("keep", Keep::Keep), ("exclude", Keep::Exclude)];

/// The most earlier days at which labels are evaluated.
const MAX_DEPTH: u32 = 120;

/// The most earlier workbooks that are kept.
const MAX_KEPT: u32 = 1_000;

/// Reads `[book]`.
pub(super) fn book(reader: &mut Reader<'_>, top: &Table<'_>, book: &mut Book) {
    let Some(table) = sub(reader, top, "book", &["language", "currency"]) else {
        return;
    };
    if let Some(slot) = table.slot("language") {
        set(&mut book.language, reader.choice(slot, LANGUAGES));
    }
    if let Some(slot) = table.slot("currency") {
        let code = reader.filled(slot).map(|code| code.to_uppercase());
        set(&mut book.currency, code);
    }
}

/// Reads `[output]`.
pub(super) fn output(reader: &mut Reader<'_>, top: &Table<'_>, output: &mut Output) {
    let Some(table) = sub(
        reader,
        top,
        "output",
        &["path", "keep", "columns", "tables"],
    ) else {
        return;
    };
    if let Some(slot) = table.slot("path") {
        output.path = reader.filled(slot);
    }
    if let Some(slot) = table.slot("keep") {
        set(&mut output.keep, reader.whole(slot, 0..=MAX_KEPT));
    }
    if let Some(slot) = table.slot("columns") {
        output.columns = reader.distinct(slot);
    }
    if let Some(slot) = table.slot("tables") {
        output.tables = reader.list(slot, |reader, item| reader.choice(item, TABLES));
    }
}

/// Reads `[orders]`.
pub(super) fn orders(reader: &mut Reader<'_>, top: &Table<'_>, orders: &mut Orders) {
    let keys = &[
        "count",
        "counted",
        "excluded",
        "refunded",
        "unpaid",
        "duplicates",
        "amounts",
    ];
    let Some(table) = sub(reader, top, "orders", keys) else {
        return;
    };
    if let Some(slot) = table.slot("count") {
        set(&mut orders.count, reader.choice(slot, COUNTS));
    }
    if let Some(slot) = table.slot("counted") {
        set(&mut orders.counted, reader.texts(slot));
    }
    if let Some(slot) = table.slot("excluded") {
        set(&mut orders.excluded, reader.texts(slot));
    }
    if let Some(slot) = table.slot("refunded") {
        set(&mut orders.refunded, reader.texts(slot));
    }
    if let Some(slot) = table.slot("unpaid") {
        set(&mut orders.unpaid, reader.choice(slot, KEEPS));
    }
    if let Some(slot) = table.slot("duplicates") {
        set(&mut orders.duplicates, reader.choice(slot, KEEPS));
    }
    if let Some(slot) = table.slot("amounts") {
        set(&mut orders.amounts, reader.choice(slot, AMOUNTS));
    }
}

/// Reads `[rates]`, in file order, of currencies other than the book's.
pub(super) fn rates(reader: &mut Reader<'_>, top: &Table<'_>, rules: &mut Rules) {
    let (book, rates) = (&rules.book.currency, &mut rules.rates);
    let Some(slot) = top.slot("rates") else {
        return;
    };
    for (place, slot) in reader.open_table(slot) {
        let code = slot.key.trim().to_uppercase();
        if rates.iter().any(|(known, _)| *known == code) {
            reader.fault(place, FaultKind::Twice("rates".to_owned(), code));
        } else if let Some(rate) = rate(reader, slot) {
            if code == *book && i128::from(rate.0) != MILLION {
                reader.fault(place, FaultKind::OwnRate(code.clone()));
            }
            rates.push((code, rate));
        }
    }
}

fn rate(reader: &mut Reader<'_>, slot: Slot<'_>) -> Option<Rate> {
    let millionths = reader.decimal(slot, MILLION, Expected::Number)?;
    match i64::try_from(millionths) {
        Ok(rate) if rate > 0 => Some(Rate(rate)),
        Ok(_) => {
            let (key, word) = (slot.key.to_owned(), reader.word(slot));
            reader.note(slot, FaultKind::NotPositive { key, word })
        }
        Err(_) => reader.out_of_range(slot, &"0.000001", &"9000000000000"),
    }
}

/// Reads `[history]`.
pub(super) fn history(reader: &mut Reader<'_>, top: &Table<'_>, history: &mut History) {
    let Some(table) = sub(reader, top, "history", &["every", "depth"]) else {
        return;
    };
    if let Some(slot) = table.slot("every") {
        set(&mut history.every, reader.span(slot));
    }
    if let Some(slot) = table.slot("depth") {
        set(&mut history.depth, reader.whole(slot, 0..=MAX_DEPTH));
    }
}

/// Reads `[report]`.
pub(super) fn report(reader: &mut Reader<'_>, top: &Table<'_>, report: &mut Report) {
    let Some(table) = sub(reader, top, "report", &["by"]) else {
        return;
    };
    if let Some(slot) = table.slot("by") {
        set(&mut report.by, reader.distinct(slot));
    }
}

/// A table directly below the top.
pub(super) fn sub<'a>(
    reader: &mut Reader<'_>,
    top: &Table<'a>,
    name: &'static str,
    keys: &'static [&'static str],
) -> Option<Table<'a>> {
    reader.table(top.slot(name)?, name, keys)
}
