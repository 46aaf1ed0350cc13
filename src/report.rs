//! Every fact a render may show, sorted and rounded, without a word of ours.
//!
//! Takes what a run decided as a [`Run`]; gives the [`summary`], the numbers of the
//! [`overview`], [`crosstab`]s, and for each customer the [`reason`] of its labels;
//! [`explain`] gathers all there is to say of one customer, whom [`mod@find`] finds.

pub mod crosstab;
pub mod curve;
pub mod distance;
pub mod ended;
pub mod explain;
pub mod find;
pub mod matrix;
pub mod movements;
pub mod overview;
pub mod path;
pub mod reason;
pub mod summary;

#[cfg(test)]
pub(crate) mod fixture;

use std::sync::Arc;

use crate::classify::Verdicts;
use crate::classify::amounts::Amounts12m;
use crate::classify::cuts::{Cuts, NO_MEASURE};
use crate::classify::engine::Engine;
use crate::followup::everyone::Plan;
use crate::living::Provenance;
use crate::metrics::orders::{OrderFacts, Windows, order_facts};
use crate::names::{Field, Metric};
use crate::period::Day;
use crate::problem::Problem;
use crate::records::open::Sheet;
use crate::returned::Returned;
use crate::rules::Rules;

/// Everything a run knows when it is about to write.
pub struct Run<'a> {
    /// The rules bound to the book.
    pub engine: &'a Engine<'a>,
    /// What was decided.
    pub verdicts: &'a Verdicts,
    /// The cuts of the as-of day.
    pub cuts: &'a Cuts,
    /// The sheets of the run, with and without a role.
    pub sheets: &'a [Sheet],
    /// All findings, in the order found.
    pub problems: &'a [Problem],
    /// The files that were read.
    pub inputs: &'a [summary::Input],
    /// BLAKE3 of the rules file in hex.
    pub rules_digest: &'a str,
    /// What is due.
    pub plan: &'a Plan<'a>,
    /// What came back in workbooks of ours.
    pub returned: &'a Returned,
    /// What customers are ordered by.
    pub figures: Figures,
}

/// Two numbers of every customer, one slot each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// With [`NO_MEASURE`].
    measures: Arc<Vec<i64>>,
    /// The amount of the last 12 months.
    pub amounts_12m: Amounts12m,
}

impl Figures {
    /// What was seen of everyone when the cuts of the as-of day were made; nothing is copied.
    pub fn of(cuts: &Cuts) -> Self {
        Self {
            measures: cuts.measures(),
            amounts_12m: cuts.amounts_12m(),
        }
    }

    /// A customer's tier measure in the engine's scale; `None` without orders.
    pub fn measure(&self, customer: u32) -> Option<i64> {
        let measure = self.measures[customer as usize];
        (measure != NO_MEASURE).then_some(measure)
    }

    /// The tier measures of all who have one, by number.
    pub fn measures(&self) -> impl Iterator<Item = i64> {
        let all = self.measures.iter().copied();
        all.filter(|measure| *measure != NO_MEASURE)
    }
}

impl<'a> Run<'a> {
    /// The same facts and rules as of the day of other verdicts and cuts. The plan stays that
    /// of this run.
    pub fn on<'b>(&self, verdicts: &'b Verdicts, cuts: &'b Cuts) -> Run<'b>
    where
        'a: 'b,
    {
        Run {
            returned: self.returned,
            verdicts,
            cuts,
            figures: Figures::of(cuts),
            engine: self.engine,
            sheets: self.sheets,
            problems: self.problems,
            inputs: self.inputs,
            rules_digest: self.rules_digest,
            plan: self.plan,
        }
    }

    /// The day the run speaks for.
    pub fn as_of(&self) -> Day {
        self.cuts.windows.day
    }

    /// The currency of amounts: the only one that the data names, else the rules'.
    pub fn currency(&self) -> &'a str {
        let found = self.engine.book.currency.as_deref();
        found.unwrap_or(&self.engine.rules.book.currency)
    }

    /// What the run was made from, for workbooks.
    pub fn provenance(&self) -> Provenance {
        let inputs = self.inputs.iter();
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: self.rules_digest.to_owned(),
            inputs: inputs
                .map(|input| (input.name.clone(), input.digest.clone(), input.size))
                .collect(),
        }
    }

    /// What an output of this run is made from.
    pub fn made(&self) -> summary::Made<'a> {
        summary::Made {
            as_of: self.as_of().to_string(),
            version: env!("CARGO_PKG_VERSION"),
            rules_digest: self.rules_digest,
            inputs: self.inputs,
        }
    }

    /// The rules.
    pub fn rules(&self) -> &'a Rules {
        self.engine.rules
    }

    /// Sums and counts of a customer's orders.
    pub fn order_facts(&self, customer: u32) -> OrderFacts {
        order_facts(self.engine.book.rows(customer), &self.cuts.windows)
    }

    /// Whether orders cover the window of a metric whole, for this customer.
    pub fn knows(&self, metric: Metric, customer: u32, windows: &Windows) -> bool {
        let coverage = &self.engine.outlook.coverage;
        let known = coverage.of_metric(self.engine.book, metric, windows);
        known.is_none_or(|known| known.holds(customer))
    }

    /// The number of the customer with an id, as outputs show it.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.engine.book.registry.find_shown(id.as_bytes())
    }

    /// Who looks after a customer, as the sheet says or as assigned; empty where nobody does.
    pub fn owner(&self, customer: u32) -> &'a str {
        if let Some(owner) = self.plan.owner(customer) {
            return owner;
        }
        let owners = self.engine.book.details.field(Field::CustomerOwner);
        owners
            .and_then(|column| column.word(customer))
            .filter(|owner| {
                self.rules()
                    .team
                    .leaving
                    .iter()
                    .all(|leaver| leaver != owner)
            })
            .unwrap_or_default()
    }

    /// The day of a customer's last contact, by log or sheet.
    pub fn last_contact(&self, customer: u32) -> Option<Day> {
        let book = self.engine.book;
        let log = book.contacts.until(customer, self.as_of()).last();
        let sheet = book.details.field(Field::CustomerLastContact);
        let sheet = sheet.and_then(|column| column.day(customer));
        log.map(|contact| contact.day)
            .max(sheet.filter(|day| *day <= self.as_of()))
    }

    /// Customers of a tier by measure, descending, ties by id; at most `most`.
    pub fn best_of_tier(&self, tier: u8, most: usize) -> Vec<u32> {
        let tiers = &self.verdicts.tier;
        let mut customers: Vec<u32> = (0..tiers.len() as u32)
            .filter(|customer| tiers[*customer as usize] == tier)
            .collect();
        let measure = |customer: u32| self.figures.measure(customer);
        let registry = &self.engine.book.registry;
        let order = |a: &u32, b: &u32| {
            measure(*b)
                .cmp(&measure(*a))
                .then_with(|| registry.by_id(*a, *b))
        };
        if customers.len() > most && most > 0 {
            customers.select_nth_unstable_by(most - 1, order);
        }
        customers.truncate(most);
        customers.sort_unstable_by(order);
        customers
    }
}
