//! Which columns of the customer sheet a run needs: what rules speak of, and what the plan needs.

use crate::metrics::frame::metric_field;
use crate::names::metric::CATALOGUE;
use crate::names::{Field, Metric, Role};
use crate::records::customers::Wanted;
use crate::records::table::Table;
use crate::rules::condition::{InputKind, Program, Source};
use crate::rules::{Anchor, DateAnchor, DateOf, MadeOf, Rules};

/// Fields that every run keeps where the sheet has them.
const ALWAYS: [(Field, InputKind); 13] = [
    (Field::CustomerOwner, InputKind::Text),
    (Field::CustomerCreated, InputKind::Date),
    (Field::CustomerFirstDeal, InputKind::Date),
    (Field::CustomerLastContact, InputKind::Date),
    (Field::CustomerNextContact, InputKind::Date),
    (Field::CustomerComplaint, InputKind::Text),
    (Field::CustomerSatisfaction, InputKind::Number),
    (Field::CustomerDoNotContact, InputKind::Flag),
    (Field::CustomerPinnedTier, InputKind::Text),
    (Field::CustomerPinnedType, InputKind::Text),
    (Field::CustomerPinnedFrom, InputKind::Date),
    (Field::CustomerPinnedUntil, InputKind::Date),
    (Field::CustomerPinReason, InputKind::Text),
];

/// The column of a field that every run keeps where it is known.
pub fn always(field: Field) -> Option<Wanted> {
    let known = ALWAYS.iter().find(|(known, _)| *known == field);
    known.map(|(field, kind)| field_wanted(*field, *kind))
}

/// Every program of the rules that speaks of customers.
pub fn programs(rules: &Rules) -> impl Iterator<Item = &Program> {
    let formulas = rules
        .metrics
        .iter()
        .filter_map(|metric| match &metric.made_of {
            MadeOf::Formula(formula) => Some(formula),
            MadeOf::Rows { .. } => None,
        });
    let tracks = rules.types.iter().flat_map(|kind| &kind.tracks);
    formulas
        .chain([&rules.tier.measure])
        .chain(rules.types.iter().map(|kind| &kind.when))
        .chain(rules.tags.iter().map(|tag| &tag.when))
        .chain(tracks.filter_map(|track| track.when.as_ref()))
        .chain(
            rules
                .team
                .assign
                .iter()
                .filter_map(|line| line.when.as_ref()),
        )
        .map(|condition| &condition.program)
}

/// The columns to keep, each once.
///
/// Fields that no customer sheet has are left out; columns named in brackets are kept
/// even so, since they are blank then.
pub fn wanted(rules: &Rules, tables: &[Table]) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut add = |new: Wanted| {
        let has = |field| {
            let mut sheets = tables.iter().filter(|table| table.role == Role::Customers);
            sheets.any(|table| table.column(field).is_some())
        };
        if new.field.is_none_or(has) && !wanted.contains(&new) {
            wanted.push(new);
        }
    };
    for (field, kind) in ALWAYS {
        add(field_wanted(field, kind));
    }
    for input in programs(rules).flat_map(Program::inputs) {
        match &input.source {
            Source::Metric(metric) => {
                if let Some(field) = metric_field(*metric) {
                    add(field_wanted(field, kind_of(*metric)));
                }
            }
            Source::Column { header, .. } => add(header_wanted(header, input.kind)),
            Source::Own(_) | Source::Field(_) => {}
        }
    }
    let by = [&rules.tier.by, &rules.rfm.by];
    for by in by.into_iter().flatten().chain(&rules.report.by) {
        let header = by
            .strip_prefix('[')
            .and_then(|by| by.strip_suffix(']'))
            .unwrap_or(by);
        match Metric::named(by).and_then(metric_field) {
            Some(field) => add(field_wanted(field, InputKind::Text)),
            None if Metric::named(by).is_none() => add(header_wanted(header, InputKind::Text)),
            None => {}
        }
    }
    wanted
}

/// The fields of metrics that are words or yes and no: what `explain` shows although no
/// rule asks for it. Days are left out, since reading them may ask for a decision.
pub fn descriptive() -> Vec<Wanted> {
    let fields = CATALOGUE.iter().filter_map(|entry| {
        let kind = kind_of(entry.metric);
        let field = metric_field(entry.metric)?;
        (kind != InputKind::Date).then(|| field_wanted(field, kind))
    });
    fields.collect()
}

fn kind_of(metric: Metric) -> InputKind {
    match metric {
        Metric::Created | Metric::ContractEnd => InputKind::Date,
        Metric::Strategic => InputKind::Flag,
        _ => InputKind::Text,
    }
}

fn field_wanted(field: Field, kind: InputKind) -> Wanted {
    Wanted {
        field: Some(field),
        header: String::new(),
        kind,
    }
}

fn header_wanted(header: &str, kind: InputKind) -> Wanted {
    Wanted {
        field: None,
        header: header.to_owned(),
        kind,
    }
}

/// A column that rules speak of and no sheet has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingColumn {
    /// The header as the rules write it.
    pub header: String,
    /// A header that is near.
    pub near: Option<String>,
}

/// Columns named in brackets, without a question mark, that no sheet has; each once.
pub fn missing_columns(rules: &Rules, tables: &[Table]) -> Vec<MissingColumn> {
    let mut missing: Vec<MissingColumn> = Vec::new();
    let mut look = |program: &Program, role: Role| {
        let sheets: Vec<&Table> = tables.iter().filter(|table| table.role == role).collect();
        for input in program.inputs() {
            let Source::Column {
                header,
                optional: false,
            } = &input.source
            else {
                continue;
            };
            let known = sheets
                .iter()
                .any(|table| table.column_named(header).is_some());
            if known || missing.iter().any(|column| column.header == *header) {
                continue;
            }
            let headers = sheets
                .iter()
                .flat_map(|table| &table.headers)
                .map(String::as_str);
            missing.push(MissingColumn {
                header: header.clone(),
                near: crate::names::near::nearest(header, headers).map(str::to_owned),
            });
        }
    };
    for program in programs(rules) {
        look(program, Role::Customers);
    }
    for metric in &rules.metrics {
        if let MadeOf::Rows {
            filter: Some(filter),
            ..
        } = &metric.made_of
        {
            look(&filter.program, Role::Orders);
        }
    }
    for header in dated(rules) {
        let sheets = || tables.iter().filter(|table| table.role == Role::Customers);
        let known = sheets().any(|table| table.column_named(header).is_some());
        if !known && missing.iter().all(|column| column.header != header) {
            let headers = sheets()
                .flat_map(|table| &table.headers)
                .map(String::as_str);
            missing.push(MissingColumn {
                header: header.to_owned(),
                near: crate::names::near::nearest(header, headers).map(str::to_owned),
            });
        }
    }
    missing
}

/// Columns that tracks count from and that have to be there.
fn dated(rules: &Rules) -> impl Iterator<Item = &str> {
    let tracks = rules.types.iter().flat_map(|kind| &kind.tracks);
    tracks.filter_map(|track| match &track.anchor {
        Anchor::Date(DateAnchor {
            of:
                DateOf::Column {
                    header,
                    optional: false,
                },
            ..
        }) => Some(header.as_str()),
        _ => None,
    })
}

/// Whether any rule counts products.
pub fn reads_products(rules: &Rules) -> bool {
    let mut inputs = programs(rules).flat_map(Program::inputs);
    inputs.any(|input| input.source == Source::Metric(Metric::Products))
}
