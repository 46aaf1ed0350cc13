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
    use std::fmt::Write as _;

    use super::*;
    use crate::classify::cuts::{Cuts, Extent};
    use crate::classify::engine::{Earlier, Engine};
    use crate::metrics::orders::{Windows, order_facts};
    use crate::names::Role;
    use crate::period::Day;
    use crate::records::sample;
    use crate::rules::decode::decode;

    #[test]
    fn whatever_tiers_are_measured_by_the_amounts_are_those_of_the_rows() {
        let mut csv = "order_id,customer_id,order_date,amount\n".to_owned();
        for number in 0..9000u32 {
            // Every seventh customer only gave back; some are from years ago.
            let customer = number * 11 % 4001;
            let sign = if customer % 7 == 0 { "-" } else { "" };
            let (year, month) = (2023 + number % 4, number % 6 + 1);
            let _ = writeln!(
                csv,
                "o{number},c{customer},{year}-{month:02}-15,{sign}{number}"
            );
        }
        let day = Day::parse_iso("2026-06-30").expect("a test date");
        for measure in ["amount_12m", "amount", "amount_12m * 2"] {
            let rules = decode(&format!("[tier]\nmeasure = '{measure}'"));
            let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
            let book = sample::book(&[(Role::Orders, &csv)], &rules, &[], day);
            let engine = Engine::new(&book, &rules, 2);
            let cuts = Cuts::at(&engine, day, Earlier(&[]), Extent::All);
            let (amounts, windows) = (cuts.amounts_12m(), Windows::at(day));
            let mut gave_back = 0;
            for (customer, amount) in (0..).zip(amounts.iter()) {
                let facts = order_facts(book.rows(customer), &windows);
                assert_eq!(amount, Money(facts.amount_12m), "{measure} of {customer}");
                gave_back += u32::from(facts.purchases.is_none() && amount < Money::ZERO);
                if measure == "amount" {
                    let expected = facts.purchases.map_or(NO_MEASURE, |_| facts.amount);
                    assert_eq!(cuts.measures()[customer as usize], expected);
                }
            }
            assert_eq!(amounts.iter().count(), book.len());
            assert!(gave_back > 100, "{gave_back}");
        }
    }

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
