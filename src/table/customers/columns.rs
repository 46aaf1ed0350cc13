//! Which columns there are: the sheets' own headers beside the fixed keys, what each shows
//! and what it needs. Takes the tables and the rules; gives headers, places and columns.

use std::collections::HashSet;

use crate::lang::{Language, heading};
use crate::living::was::ADDED;
use crate::metrics::frame::metric_field;
use crate::metrics::outlook::Needs;
use crate::names::{Field, Metric, Role};
use crate::problem::{Finding, Problem};
use crate::records::book::Has;
use crate::records::table::Table;
use crate::rules::Rules;
use crate::table::{Column, Emphasis};

use super::What;
use super::key::{KEYS, Key};

/// Headers of the customer sheets that are not id, name or owner, each once, and where
/// each stands in every sheet.
pub(super) fn own_headers(tables: &[&Table]) -> (Vec<String>, Vec<Vec<Option<usize>>>) {
    let shown = [Field::CustomerId, Field::CustomerName, Field::CustomerOwner];
    let mut headers: Vec<String> = Vec::new();
    for table in tables {
        let ours: Vec<usize> = shown
            .iter()
            .filter_map(|field| table.column(*field))
            .collect();
        for (column, header) in table.headers.iter().enumerate() {
            if !header.is_empty() && !ours.contains(&column) && !headers.contains(header) {
                headers.push(header.clone());
            }
        }
    }
    let place = |table: &Table, header: &String| {
        let ours: Vec<usize> = shown
            .iter()
            .filter_map(|field| table.column(*field))
            .collect();
        let mut columns = table.headers.iter().enumerate();
        columns
            .find(|(column, known)| *known == header && !ours.contains(column))
            .map(|(column, _)| column)
    };
    let places = tables
        .iter()
        .map(|table| headers.iter().map(|header| place(table, header)).collect());
    let places = places.collect();
    (headers, places)
}

/// Findings about own columns whose name one of ours has already, and about chosen
/// columns that nobody has.
pub fn renamed_columns(tables: &[Table], rules: &Rules) -> Vec<Problem> {
    let tables: Vec<&Table> = tables
        .iter()
        .filter(|table| table.role == Role::Customers)
        .collect();
    let mut taken = fixed_names(rules);
    let mut findings = Vec::new();
    for header in own_headers(&tables).0 {
        let key = free_name(&header, &mut taken);
        if key != header {
            findings.push(Finding::ColumnRenamed(header, key));
        }
    }
    let chosen = rules.output.columns.iter().flatten();
    let unknown = chosen.filter(|key| !taken.contains(*key));
    let by = [&rules.tier.by, &rules.rfm.by].into_iter().flatten();
    let unknown = unknown.chain(by.filter(|by| !is_column(&tables, by)));
    findings.extend(unknown.map(|key| Finding::NoColumn(key.clone())));
    let whole = |finding| Problem {
        place: None,
        finding,
        count: 1,
    };
    findings.into_iter().map(whole).collect()
}

/// Whether any table has the column that customers are grouped by: a metric's, or a heading.
fn is_column(tables: &[&Table], by: &str) -> bool {
    let field = Metric::named(by).and_then(metric_field);
    let heading = by.strip_prefix('[').and_then(|by| by.strip_suffix(']'));
    let mut tables = tables.iter();
    tables.any(|table| match field {
        Some(field) => table.column(field).is_some(),
        None => table.column_named(heading.unwrap_or(by)).is_some(),
    })
}

/// The keys of ours and of own metrics.
pub(super) fn fixed_names(rules: &Rules) -> HashSet<String> {
    let own = rules.metrics.iter().map(|metric| metric.key.clone());
    KEYS.iter()
        .map(|key| (*key).to_owned())
        .chain(own)
        .collect()
}

/// The header, with `_2`, `_3` … behind it when the name is taken.
pub(super) fn free_name(header: &str, taken: &mut HashSet<String>) -> String {
    let mut name = header.to_owned();
    let mut count = 1;
    while taken.contains(&name) {
        count += 1;
        name = format!("{header}_{count}");
    }
    taken.insert(name.clone());
    name
}

pub(super) fn column(key: String, what: What, language: Language) -> Column {
    let heading = match what {
        What::Key(key) => {
            let word = key.word();
            heading::key(word, language).unwrap_or(word).to_owned()
        }
        What::Added(_) => key.strip_prefix(ADDED).unwrap_or(&key).to_owned(),
        What::Own(_) | What::Sheet(_) | What::Field(_) | What::RowKey | What::Was => key.clone(),
    };
    let emphasis = match what {
        What::Key(Key::Tier | Key::TierRaw) => Emphasis::Tier,
        What::Key(Key::NextDue) => Emphasis::Due,
        What::Key(Key::Reason) => Emphasis::Long,
        _ => Emphasis::Plain,
    };
    Column {
        key,
        heading,
        emphasis,
    }
}

/// What the frame must hold for these columns.
pub(super) fn needs(whats: &[What], has: Has) -> Needs {
    let mut needs = Needs::default();
    for what in whats {
        match what {
            What::Key(key) => {
                if let Some(metric) = Metric::named(key.word()) {
                    needs.add(metric);
                }
                // Where no order has a profit, rows need not be gone through for it.
                needs.profit &= has.profit;
            }
            // A formula may read anything.
            What::Own(_) => needs = Needs::ALL,
            What::Sheet(_) | What::Field(_) | What::Added(_) | What::RowKey | What::Was => {}
        }
    }
    needs
}
