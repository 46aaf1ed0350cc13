//! The amount of the last 12 months of every customer.
//!
//! It is what most books sort customers by, so that it is there already as the measure of
//! tiers, and held once; of customers without purchases, who have no measure, what there is
//! stands beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::money::Money;

use super::cuts::NO_MEASURE;

/// Amounts of the last 12 months, one slot per customer; shared, not copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts12m {
    /// Where they are the measure; with [`NO_MEASURE`].
    measures: Arc<Vec<i64>>,
    /// Those that are not 0 of customers without a measure.
    others: Arc<BTreeMap<u32, Money>>,
    /// All of them, where the measure is another.
    all: Arc<Vec<Money>>,
}

impl Amounts12m {
    /// Those that tiers are measured by; `others` are customers without purchases.
    pub(super) fn measured(measures: Arc<Vec<i64>>, others: BTreeMap<u32, Money>) -> Self {
        Self {
            measures,
            others: Arc::new(others),
            all: Arc::default(),
        }
    }

    /// Those of a book whose tiers are measured by something else.
    pub(super) fn beside(all: Vec<Money>) -> Self {
        Self {
            all: Arc::new(all),
            ..Self::default()
        }
    }

    /// The amount of a customer.
    ///
    /// # Panics
    /// If there is no such customer.
    pub fn of(&self, customer: u32) -> Money {
        let slot = customer as usize;
        if !self.all.is_empty() {
            return self.all[slot];
        }
        match self.measures[slot] {
            NO_MEASURE => self.others.get(&customer).copied().unwrap_or(Money::ZERO),
            measure => Money(measure),
        }
    }

    /// One after another, by number.
    pub fn iter(&self) -> impl Iterator<Item = Money> + '_ {
        let count = self.measures.len().max(self.all.len()) as u32;
        (0..count).map(|customer| self.of(customer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_without_a_measure_have_what_they_gave_back() {
        let measures = Arc::new(vec![12, NO_MEASURE, 0, NO_MEASURE, -5]);
        let others = BTreeMap::from([(3, Money(-7))]);
        let expected = [12, 0, 0, -7, -5].map(Money);
        let shared = Amounts12m::measured(measures, others);
        assert_eq!(shared.iter().collect::<Vec<_>>(), expected);
        let beside = Amounts12m::beside(expected.to_vec());
        assert_eq!(beside.iter().collect::<Vec<_>>(), expected);
        assert_eq!((shared.of(3), beside.of(4)), (Money(-7), Money(-5)));
        assert_eq!(Amounts12m::default().iter().count(), 0);
    }
}
