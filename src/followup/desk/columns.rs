//! The columns of the customer sheet that plans and scripts look at.
//!
//! Takes rules; gives the columns that have to be read for them.

use crate::followup::script;
use crate::metrics::frame::metric_field;
use crate::names::metric::Kind;
use crate::names::{Field, Metric};
use crate::records::customers::Wanted;
use crate::rules::condition::InputKind;
use crate::rules::{Anchor, DateAnchor, DateOf, Rules};

/// The columns of the customer sheet that the plan looks at, where the sheet has them.
pub const COLUMNS: [(Field, InputKind); 5] = [
    (Field::CustomerCreated, InputKind::Date),
    (Field::CustomerFirstDeal, InputKind::Date),
    (Field::CustomerLastContact, InputKind::Date),
    (Field::CustomerNextContact, InputKind::Date),
    (Field::CustomerDoNotContact, InputKind::Flag),
];

/// The columns of the customer sheet that plan and scripts look at, each once.
pub fn wanted(rules: &Rules) -> Vec<Wanted> {
    let tracks = rules.types.iter().flat_map(|kind| &kind.tracks);
    let scripts = tracks.filter_map(|track| track.script.as_ref());
    let texts = scripts.flat_map(|script| [script.zh.as_str(), script.en.as_str()]);
    let named = texts.flat_map(script::names).filter_map(Metric::named);
    let said = named.filter_map(columns_of);
    let mut wanted: Vec<Wanted> = Vec::new();
    for (field, kind) in COLUMNS.into_iter().chain(said) {
        if wanted.iter().all(|known| known.field != Some(field)) {
            wanted.push(field_wanted(field, kind));
        }
    }
    let recycles = rules.recycle.is_some();
    let contract = Wanted {
        field: Some(Field::CustomerContractEnd),
        header: String::new(),
        kind: InputKind::Date,
    };
    if recycles && !wanted.contains(&contract) {
        wanted.push(contract);
    }
    for header in dated(rules) {
        let new = Wanted {
            field: None,
            header: header.to_owned(),
            kind: InputKind::Date,
        };
        if !wanted.contains(&new) {
            wanted.push(new);
        }
    }
    wanted
}

/// Headers of the columns that tracks count from, as the rules write them.
pub fn dated(rules: &Rules) -> impl Iterator<Item = &str> {
    let tracks = rules.types.iter().flat_map(|kind| &kind.tracks);
    tracks.filter_map(|track| match &track.anchor {
        Anchor::Date(DateAnchor {
            of: DateOf::Column { header, .. },
            ..
        }) => Some(header.as_str()),
        _ => None,
    })
}

/// The column of the customer sheet behind a metric, if there is one.
pub fn wanted_for(metric: Metric) -> Option<Wanted> {
    columns_of(metric).map(|(field, kind)| field_wanted(field, kind))
}

fn field_wanted(field: Field, kind: InputKind) -> Wanted {
    Wanted {
        field: Some(field),
        header: String::new(),
        kind,
    }
}

/// The columns of the customer sheet behind a metric that [`COLUMNS`] lacks, as metrics read them.
fn columns_of(metric: Metric) -> Option<(Field, InputKind)> {
    match metric {
        Metric::OpenComplaints => Some((Field::CustomerComplaint, InputKind::Text)),
        Metric::Satisfaction => Some((Field::CustomerSatisfaction, InputKind::Number)),
        _ => metric_field(metric).map(|field| {
            let kind = match metric.entry().kind {
                Kind::Text => InputKind::Text,
                Kind::Flag => InputKind::Flag,
                Kind::Date => InputKind::Date,
                Kind::Count | Kind::Number | Kind::Money | Kind::Ratio | Kind::Days => {
                    InputKind::Number
                }
            };
            (field, kind)
        }),
    }
}
