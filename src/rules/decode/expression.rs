//! Conditions of a rules file: parsed, checked, and their faults put back at
//! the bytes of the file they stand at.

use toml::de::DeValue;

use crate::names::Stratum;
use crate::rules::Condition;
use crate::rules::condition::{self, Scope, Speaks, Wants};
use crate::rules::fault::{Expected, FaultKind};

use super::place;
use super::read::Reader;
use super::table::Slot;

/// The scope of a condition about customers in a layer.
pub(super) fn truth(below: Stratum, own: &[String]) -> Scope<'_> {
    Scope {
        below,
        own,
        speaks_of: Speaks::Customers,
        wants: Wants::Truth,
    }
}

/// The scope of a formula about customers in a layer.
pub(super) fn number(below: Stratum, own: &[String]) -> Scope<'_> {
    Scope {
        wants: Wants::Number,
        ..truth(below, own)
    }
}

/// The scope of a condition about order rows.
pub(super) fn rows() -> Scope<'static> {
    Scope {
        speaks_of: Speaks::OrderRows,
        ..truth(Stratum::Own, &[])
    }
}

impl Reader<'_> {
    /// A checked expression, or all its faults noted.
    pub(super) fn condition(&mut self, slot: Slot<'_>, scope: &Scope<'_>) -> Option<Condition> {
        let DeValue::String(text) = slot.value.get_ref() else {
            return self.wrong_kind(slot, Expected::Text);
        };
        let text = text.trim_end().to_owned();
        let checked = condition::parse(&text)
            .and_then(|expr| condition::check(&expr, scope).map(|program| (expr, program)));
        match checked {
            Ok((expr, program)) => Some(Condition {
                text,
                place: slot.span(),
                expr,
                program,
            }),
            Err(faults) => {
                let (start, raw) = (slot.span().start, self.raw(&slot.span()));
                for fault in faults {
                    let span = place::in_raw(raw, &fault.span);
                    self.fault(
                        start + span.start..start + span.end,
                        FaultKind::Condition(fault.kind),
                    );
                }
                None
            }
        }
    }
}
