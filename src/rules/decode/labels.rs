//! Labels that conditions compare with: tiers and types that the rules do not have.
//!
//! Takes decoded rules; notes each such word at its place. Words of a sheet are not known
//! here, and names of segments depend on the map.

use crate::names::Metric;
use crate::rules::condition::{Comparison, Expr, Node};
use crate::rules::fault::FaultKind;
use crate::rules::{Condition, MadeOf, Rules};
use crate::value::text::fold_width;

use super::place;
use super::read::Reader;

/// Looks at every condition. Nothing is said while anything else is wrong: what has a fault may
/// be the tier or the type that is named.
pub(super) fn check(reader: &mut Reader<'_>, rules: &Rules) {
    if reader.has_faults() {
        return;
    }
    let tracks = rules.types.iter().flat_map(|kind| &kind.tracks);
    let formulas = rules.metrics.iter().filter_map(|own| match &own.made_of {
        MadeOf::Formula(formula) => Some(formula),
        MadeOf::Rows { .. } => None,
    });
    let conditions = (rules.types.iter().map(|kind| &kind.when))
        .chain(rules.tags.iter().map(|tag| &tag.when))
        .chain(tracks.filter_map(|track| track.when.as_ref()))
        .chain(rules.team.assign.iter().filter_map(|one| one.when.as_ref()))
        .chain(formulas);
    // What the file leaves out is built in, and may speak of tiers that it does not have.
    for condition in conditions.filter(|condition| !condition.place.is_empty()) {
        let mut look = Look {
            reader,
            rules,
            condition,
        };
        look.at(&condition.expr);
    }
}

/// One condition that is looked at.
struct Look<'l, 't> {
    reader: &'l mut Reader<'t>,
    rules: &'l Rules,
    condition: &'l Condition,
}

impl Look<'_, '_> {
    fn at(&mut self, expr: &Expr) {
        match &expr.node {
            Node::Compare(Comparison::Equal | Comparison::NotEqual, one, other) => {
                self.compared(one, std::slice::from_ref(&**other));
                self.compared(other, std::slice::from_ref(&**one));
            }
            Node::In(value, list) | Node::NotIn(value, list) => self.compared(value, list),
            Node::Not(inner) => self.at(inner),
            Node::And(parts) | Node::Or(parts) | Node::Call(_, parts) => {
                for part in parts {
                    self.at(part);
                }
            }
            _ => {}
        }
    }

    /// Notes the words of a list that the label they are compared with never says.
    fn compared(&mut self, label: &Expr, words: &[Expr]) {
        let Node::Name(name) = &label.node else {
            return;
        };
        let label = Metric::named(name);
        let known: Vec<String> = match label {
            Some(Metric::Tier) => self.rules.tier.classes.clone(),
            Some(Metric::Type) => {
                let kinds = self.rules.types.iter();
                kinds.map(|kind| kind.id.clone()).collect()
            }
            _ => return,
        };
        for word in words {
            let Node::Text(text) = &word.node else {
                continue;
            };
            // Full-width letters and blanks around compare alike.
            let said = fold_width(text);
            if said.is_empty() || known.iter().any(|known| fold_width(known) == said) {
                continue;
            }
            let place = self.condition.place.clone();
            let span = place::in_raw(self.reader.raw(&place), &word.span);
            let span = place.start + span.start..place.start + span.end;
            let (word, known) = (text.clone(), known.clone());
            let kind = match label {
                Some(Metric::Tier) => FaultKind::NoSuchClass(word, known),
                _ => FaultKind::NoSuchType(word, known),
            };
            self.reader.fault(span, kind);
        }
    }
}
