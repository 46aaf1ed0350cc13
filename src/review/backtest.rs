//! Did last year's labels tell anything about the year that followed?
//!
//! Takes everybody's labels of a year ago, on the facts up to that day; gives what the
//! customers of each label did since, and how well several measures told them apart.

use crate::classify::begun::Begun;
use crate::classify::cuts::NO_MEASURE;
use crate::classify::engine::Engine;
use crate::classify::past::Past;
use crate::metrics::orders::{OrderFacts, Windows, order_facts};
use crate::money::{Money, Total};
use crate::period::Day;
use crate::rules::Rules;

use super::bounds::{Bound, Half, Question, Scored, best, tenths};
use super::figures::Part;
use super::separation::{apart, auc, gini_share, held_by_first};

/// What customers of one label did in the year that followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct After {
    /// Customers on the earlier day.
    pub customers: u64,
    /// What they had bought in the 12 months up to it.
    pub amount_before: Total,
    /// What they bought in the 12 months since.
    pub amount: Total,
    /// Their orders since.
    pub orders: u64,
    /// Those that had bought before and did not order again, of those that had.
    pub lost: Part,
}

/// A measure by which customers could have been ordered on the earlier day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tried {
    /// The rules' own measure.
    Rules,
    /// The amount of 12 months.
    Amount12m,
    /// The amount of all time.
    Amount,
    /// Orders of 12 months.
    Orders12m,
    /// How recently they bought.
    Recency,
    /// Growth against the 12 months before.
    Growth12m,
}

impl Tried {
    /// All, in the order of outputs.
    pub const ALL: [Self; 6] = [
        Self::Rules,
        Self::Amount12m,
        Self::Amount,
        Self::Orders12m,
        Self::Recency,
        Self::Growth12m,
    ];

    /// The key in machine outputs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Rules => "tier_measure",
            Self::Amount12m => "amount_12m",
            Self::Amount => "amount",
            Self::Orders12m => "orders_12m",
            Self::Recency => "recency",
            Self::Growth12m => "growth_12m",
        }
    }
}

/// How well a measure told customers apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Separated {
    /// The measure.
    pub tried: Tried,
    /// How often it has a later buyer above one that did not buy; see [`auc`].
    pub auc: Option<f64>,
    /// How near its order is to the order of later amounts; see [`gini_share`].
    pub gini: Option<f64>,
    /// The share of later amounts held by its first tenth, fifth and third of customers.
    pub held: [Option<f64>; 3],
    /// The share held by as many of its first as the best tier had customers.
    pub held_as_best: Option<f64>,
    /// The bounds that were tried, the highest first.
    pub bounds: Vec<Bound>,
}

/// Whom the rules set apart from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// Customers of a class, by its place, or of a better one.
    TierFrom(usize),
    /// Customers of none of these types, by their places.
    NotOf(Vec<usize>),
}

/// What a label of the rules told.
#[derive(Debug, Clone, PartialEq)]
pub struct Stood {
    /// The label.
    pub label: Label,
    /// What those with it did.
    pub bound: Bound,
}

/// How far labels set customers apart; see [`apart`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Apart {
    /// Later amounts against customers.
    pub amount: Option<f64>,
    /// Those that ordered again against those that did not, of those that had bought before.
    pub buying: Option<f64>,
}

impl Apart {
    /// Of what customers of each label did.
    pub fn of(lines: &[After]) -> Self {
        let amounts: Vec<(f64, f64)> = lines
            .iter()
            .map(|after| (after.amount.to_f64(), after.customers as f64))
            .collect();
        let buying: Vec<(f64, f64)> = lines
            .iter()
            .map(|after| {
                let lost = after.lost;
                ((lost.of - lost.count) as f64, lost.count as f64)
            })
            .collect();
        Self {
            amount: apart(&amounts),
            buying: apart(&buying),
        }
    }
}

/// The ids of types whose customers are expected not to order, as the built-in rules name them.
const QUIET: [&str; 2] = ["dormant", "at_risk"];

/// The parts of customers by which measures are compared, in hundredths.
pub const FIRSTS: [usize; 3] = [10, 20, 30];

/// What was found.
#[derive(Debug)]
pub struct BackTest {
    /// The earlier day.
    pub from: Day,
    /// The as-of day.
    pub to: Day,
    /// By tier, in the order of the classes; the last one has customers without a tier.
    pub tiers: Vec<After>,
    /// By type, in the order of the rules; the last one has customers without a type.
    pub types: Vec<After>,
    /// By segment; the last one has customers without scores. Empty without scores.
    pub segments: Vec<After>,
    /// All customers known then.
    pub all: After,
    /// Customers that had bought by then: those that measures are compared on.
    pub buyers: u64,
    /// The share of later amounts that the first so many of a perfect order hold, as many as
    /// the best tier had customers; of all customers known then.
    pub perfect: Option<f64>,
    /// How far apart single customers are: no labels can do more for amounts.
    pub perfect_apart: Option<f64>,
    /// The measures, in their fixed order.
    pub measures: Vec<Separated>,
    /// What the labels of the rules told: tiers first, then types.
    pub stood: Vec<Stood>,
}

impl BackTest {
    /// The bound of all tried that tells most in a question, with its measure.
    pub fn best_bound(&self, question: Question) -> Option<(Tried, &Bound)> {
        let each = self.measures.iter();
        best(
            each.flat_map(|one| one.bounds.iter().map(|bound| (one.tried, bound))),
            question,
        )
    }

    /// The label of the rules that told most in a question.
    pub fn best_label(&self, question: Question) -> Option<(&Label, &Bound)> {
        let each = self.stood.iter();
        best(each.map(|stood| (&stood.label, &stood.bound)), question)
    }

    /// The measures without one that is the rules' own by another name.
    pub fn distinct(&self) -> impl Iterator<Item = &Separated> {
        let own = self.measures.iter().find(|one| one.tried == Tried::Rules);
        let is_own = move |one: &Separated| {
            own.is_some_and(|own| {
                matches!(one.tried, Tried::Amount12m | Tried::Amount) && one.bounds == own.bounds
            })
        };
        self.measures.iter().filter(move |one| !is_own(one))
    }

    /// How many different bounds were tried.
    pub fn tried(&self) -> usize {
        self.distinct().map(|one| one.bounds.len()).sum()
    }

    /// The measure whose order came nearest to that of later amounts.
    pub fn best(&self) -> Option<&Separated> {
        let known = self
            .measures
            .iter()
            .filter(|measure| measure.gini.is_some());
        // Of equal ones the first.
        known.rev().max_by(|one, other| {
            let gini = |of: &Separated| of.gini.unwrap_or_default();
            gini(one).total_cmp(&gini(other))
        })
    }
}

/// One buyer: its facts then, and what it did since.
struct Buyer {
    then: OrderFacts,
    measure: Option<i64>,
    amount: f64,
    bought: bool,
    half: Half,
    tier: u8,
    kind: u8,
}

impl Buyer {
    fn scored(&self, score: f64) -> Scored {
        Scored {
            score,
            amount: self.amount,
            bought: self.bought,
            half: self.half,
        }
    }
}

/// Tests the labels of an earlier day on what followed up to `to`; `segments` is how many
/// there are.
pub fn back_test(engine: &Engine<'_>, past: &Past, to: Day, segments: usize) -> BackTest {
    let (from, rules) = (past.day(), engine.rules);
    let begun = Begun::of(engine.book);
    let measures = past.cuts.measures();
    let windows = [from, to].map(Windows::at);
    let mut tiers = vec![After::default(); rules.tier.classes.len() + 1];
    let mut types = vec![After::default(); rules.types.len() + 1];
    let mut by_segment = vec![After::default(); if segments > 0 { segments + 1 } else { 0 }];
    let (mut all, mut buyers) = (After::default(), Vec::new());
    let mut amounts = Vec::new();
    for customer in 0..engine.book.len() as u32 {
        if !begun.by(customer, from) {
            continue;
        }
        let slot = customer as usize;
        let rows = engine.book.rows(customer);
        let [then, now] = windows.map(|windows| order_facts(rows, &windows));
        let one = After::of(&then, &now);
        let (tier, kind) = (past.tier[slot], past.kind[slot]);
        let segment = usize::from(past.segments[slot]);
        let last = tiers.len() - 1;
        tiers[usize::from(tier).min(last)].join(one);
        let last = types.len() - 1;
        types[usize::from(kind).min(last)].join(one);
        if segments > 0 {
            by_segment[segment.min(segments)].join(one);
        }
        all.join(one);
        amounts.push((one.amount.to_f64(), 1.0));
        if then.purchases.is_some() {
            buyers.push(Buyer {
                measure: measures
                    .get(slot)
                    .copied()
                    .filter(|value| *value != NO_MEASURE),
                amount: Money(now.amount.saturating_sub(then.amount)).to_f64(),
                bought: now.orders > then.orders,
                half: Half::of(engine.book.registry.id(customer)),
                tier,
                kind,
                then,
            });
        }
    }
    let best = tiers.first().map_or(0, |after| after.customers) as usize;
    // Of all customers, as is what the best tier held: who bought first since is among them.
    let perfect = amounts.iter().map(|(amount, _)| (*amount, *amount));
    let perfect: Vec<(f64, f64)> = perfect.collect();
    BackTest {
        from,
        to,
        tiers,
        types,
        segments: by_segment,
        all,
        buyers: buyers.len() as u64,
        perfect: held_by_first(&perfect, best),
        perfect_apart: apart(&amounts),
        measures: Tried::ALL
            .iter()
            .map(|tried| separated(*tried, &buyers, from, (best, &perfect)))
            .collect(),
        stood: stood(rules, &buyers),
    }
}

/// What the tiers and the quiet types of then told.
fn stood(rules: &Rules, buyers: &[Buyer]) -> Vec<Stood> {
    let classes = rules.tier.classes.len();
    let tiers = (0..classes.saturating_sub(1)).map(Label::TierFrom);
    let quiet: Vec<usize> = (QUIET.iter())
        .filter_map(|id| rules.types.iter().position(|kind| kind.id == *id))
        .collect();
    let types = (1..=quiet.len()).map(|count| Label::NotOf(quiet[..count].to_vec()));
    let stood = tiers.chain(types).map(|label| {
        let has = |buyer: &Buyer| match &label {
            Label::TierFrom(place) => usize::from(buyer.tier) <= *place,
            Label::NotOf(types) => !types.contains(&usize::from(buyer.kind)),
        };
        let scored = buyers
            .iter()
            .map(|buyer| buyer.scored(f64::from(u8::from(has(buyer)))));
        let scored: Vec<Scored> = scored.collect();
        let bound = Bound::new(1.0, &scored);
        Stood { label, bound }
    });
    stood.collect()
}

impl After {
    fn of(then: &OrderFacts, now: &OrderFacts) -> Self {
        let orders = now.orders.saturating_sub(then.orders);
        let mut lost = Part::default();
        if then.purchases.is_some() {
            lost.add(orders == 0);
        }
        Self {
            customers: 1,
            amount_before: Total(i128::from(then.amount_12m)),
            amount: Total(i128::from(now.amount) - i128::from(then.amount)),
            orders: u64::from(orders),
            lost,
        }
    }

    fn join(&mut self, other: Self) {
        self.customers += other.customers;
        self.amount_before += other.amount_before;
        self.amount += other.amount;
        self.orders += other.orders;
        self.lost.count += other.lost.count;
        self.lost.of += other.lost.of;
    }
}

/// `best` is how many customers the best tier had, with the amounts of all customers.
fn separated(
    tried: Tried,
    buyers: &[Buyer],
    day: Day,
    (best, all): (usize, &[(f64, f64)]),
) -> Separated {
    let score = |buyer: &Buyer| score(tried, buyer, day);
    let amounts: Vec<(f64, f64)> = buyers
        .iter()
        .map(|buyer| (score(buyer), buyer.amount))
        .collect();
    let bought: Vec<(f64, bool)> = buyers
        .iter()
        .map(|buyer| (score(buyer), buyer.bought))
        .collect();
    let scored: Vec<Scored> = buyers
        .iter()
        .map(|buyer| buyer.scored(score(buyer)))
        .collect();
    let first = |hundredths: usize| (buyers.len() * hundredths).div_ceil(100);
    Separated {
        tried,
        auc: auc(&bought),
        gini: gini_share(&amounts),
        held: FIRSTS.map(|hundredths| held_by_first(&amounts, first(hundredths))),
        held_as_best: held_by_first(&amounts, best).map(|held| held * whole(&amounts) / whole(all)),
        bounds: tenths(&scored),
    }
}

/// The sum of amounts; those below 0 count 0.
fn whole(scored: &[(f64, f64)]) -> f64 {
    scored.iter().map(|(_, amount)| amount.max(0.0)).sum()
}

/// The higher, the more is expected; NaN is blank.
fn score(tried: Tried, buyer: &Buyer, day: Day) -> f64 {
    let then = &buyer.then;
    match tried {
        Tried::Rules => buyer.measure.map_or(f64::NAN, |measure| measure as f64),
        Tried::Amount12m => then.amount_12m as f64,
        Tried::Amount => then.amount as f64,
        Tried::Orders12m => f64::from(then.orders_12m),
        Tried::Recency => then
            .purchases
            .map_or(f64::NAN, |(_, last)| f64::from(last.0 - day.0)),
        Tried::Growth12m if then.amount_prev_12m > 0 => {
            then.amount_12m as f64 / then.amount_prev_12m as f64
        }
        Tried::Growth12m => f64::NAN,
    }
}
