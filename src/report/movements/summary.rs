//! Movements in numbers, for the machine-readable summary of a run.

use serde::Serialize;

use crate::report::Run;
use crate::report::overview::Label;

use super::{Matrix, Move, Movements, Whence};

/// Movements between two days in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovementSummary {
    /// The earlier day.
    pub from: String,
    /// The as-of day.
    pub to: String,
    /// Customers that moved, by how.
    pub moves: Vec<MoveCount>,
    /// Customers and amounts by tier then and now.
    pub tiers: Vec<FlowSummary>,
    /// The same by type.
    pub types: Vec<FlowSummary>,
}

/// Customers that moved in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoveCount {
    /// `fall`, `slip`, `rise`, `first`, `new`, `type` or `segment`.
    #[serde(rename = "move")]
    pub how: &'static str,
    /// How many.
    pub customers: u64,
}

/// Customers that went from one label to another, or stayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowSummary {
    /// The label then; `null` for none.
    pub from: Option<String>,
    /// Whether the customers were known then.
    pub known: bool,
    /// The label now; `null` for none.
    pub to: Option<String>,
    /// How many.
    pub customers: u64,
    /// What they bought in the 12 months up to the earlier day.
    pub amount_12m_from: String,
    /// What they bought in the 12 months up to the as-of day.
    pub amount_12m_to: String,
}

/// Sums up movements.
pub fn summary(run: &Run<'_>, movements: &Movements) -> MovementSummary {
    let rules = run.rules();
    let moves = Move::ALL.iter().map(|how| MoveCount {
        how: how.key(),
        customers: movements.count(*how),
    });
    MovementSummary {
        from: movements.from().to_string(),
        to: run.as_of().to_string(),
        moves: moves.collect(),
        tiers: flows(&movements.tiers, |at| rules.tier.classes[at].clone()),
        types: flows(&movements.types, |at| rules.types[at].id.clone()),
    }
}

fn flows(matrix: &Matrix, name: impl Fn(usize) -> String) -> Vec<FlowSummary> {
    let named = |label: Label| match label {
        Label::At(at) => Some(name(at)),
        Label::Nothing => None,
    };
    let ways = matrix
        .rows()
        .flat_map(|from| matrix.columns().map(move |to| (from, to)));
    let used = ways.filter(|(from, to)| matrix.flow(*from, *to).customers > 0);
    used.map(|(from, to)| {
        let flow = matrix.flow(from, to);
        let (label, known) = match from {
            Whence::Label(label) => (named(label), true),
            Whence::Unknown => (None, false),
        };
        FlowSummary {
            from: label,
            known,
            to: named(to),
            customers: flow.customers,
            amount_12m_from: flow.amount_from.to_string(),
            amount_12m_to: flow.amount_to.to_string(),
        }
    })
    .collect()
}
