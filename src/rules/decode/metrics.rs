//! `[metrics]`: own metrics, made of order rows or of a formula.

use crate::names::{Metric, Stratum};
use crate::rules::condition::{self, Function, Node};
use crate::rules::fault::FaultKind;
use crate::rules::{MadeOf, OwnMetric, Take};

use super::expression;
use super::read::Reader;
use super::table::{Slot, Table};

const KEYS: &[&str] = &["sum", "count", "formula", "last", "where"];
const SUMS: &[(&str, Take)] = &[("amount", Take::SumAmount), ("profit", Take::SumProfit)];
const COUNTS: &[(&str, Take)] = &[("orders", Take::CountOrders), ("rows", Take::CountRows)];

/// Columns of the outputs that are no metrics: their names are taken as well.
const TAKEN: &[&str] = &[
    "customer_id",
    "name",
    "tier_since",
    "tier_raw",
    "type_since",
    "also_types",
    "tags",
    "next_due",
    "reason",
    "as_of",
];

/// The keys of all own metrics, in file order, with the faults of keys noted.
///
/// A metric whose content has a fault keeps its key here, so that conditions
/// which use it are not blamed.
pub(super) fn keys(reader: &mut Reader<'_>, top: &Table<'_>) -> Vec<String> {
    let Some(slot) = top.slot("metrics") else {
        return Vec::new();
    };
    let mut keys: Vec<String> = Vec::new();
    for (place, slot) in reader.open_table(slot) {
        let key = slot.key.to_owned();
        let taken = Metric::named(&key).is_some()
            || Function::named(&key).is_some()
            || TAKEN.iter().any(|name| name.eq_ignore_ascii_case(&key));
        if taken {
            reader.fault(place, FaultKind::NameTaken(key));
        } else if !is_name(&key) {
            reader.fault(place, FaultKind::NotAName(key));
        } else if keys.iter().any(|known| known.eq_ignore_ascii_case(&key)) {
            reader.fault(place, FaultKind::Twice("metrics".to_owned(), key));
        } else {
            keys.push(key);
        }
    }
    keys
}

/// Whether a condition that says only this word names something.
fn is_name(key: &str) -> bool {
    condition::parse(key).is_ok_and(|expr| expr.node == Node::Name(key.to_owned()))
}

/// Reads `[metrics]`; `own` are the keys that stand.
pub(super) fn metrics(reader: &mut Reader<'_>, top: &Table<'_>, own: &[String]) -> Vec<OwnMetric> {
    let Some(slot) = top
        .slot("metrics")
        .filter(|slot| slot.value.get_ref().is_table())
    else {
        return Vec::new();
    };
    let mut list = Vec::new();
    for (_, slot) in reader.open_table(slot) {
        let made_of = made_of(reader, slot, own);
        if let Some(made_of) = made_of.filter(|_| own.iter().any(|key| key == slot.key)) {
            let key = slot.key.to_owned();
            list.push(OwnMetric { key, made_of });
        }
    }
    list
}

fn made_of(reader: &mut Reader<'_>, slot: Slot<'_>, own: &[String]) -> Option<MadeOf> {
    let table = reader.table(slot, "metrics", KEYS)?;
    let sources = table.present(&["sum", "count", "formula"]);
    let [source] = sources[..] else {
        let Some((first, second)) = sources.first().zip(sources.get(1)) else {
            return reader.note(slot, FaultKind::MadeOfNothing(slot.key.to_owned()));
        };
        let kind = FaultKind::Together((*second).to_owned(), (*first).to_owned());
        reader.fault(table.key_span(second), kind);
        return None;
    };
    let value = table.slot(source)?;
    let filter = table
        .slot("where")
        .map(|slot| reader.condition(slot, &expression::rows()));
    let last = table.slot("last").map(|slot| reader.span(slot));
    let take = match source {
        "sum" => reader.choice(value, SUMS)?,
        "count" => reader.choice(value, COUNTS)?,
        _ => {
            for extra in table.present(&["last", "where"]) {
                let kind = FaultKind::OnlyWith(extra.to_owned(), "sum");
                reader.fault(table.key_span(extra), kind);
            }
            let scope = expression::number(Stratum::Own, own);
            return reader.condition(value, &scope).map(MadeOf::Formula);
        }
    };
    // Left out is fine; there but faulty is not.
    Some(MadeOf::Rows {
        take,
        last: last.map_or(Some(None), |read| read.map(Some))?,
        filter: filter.map_or(Some(None), |read| read.map(Some))?,
    })
}
