//! The levels that the customer sheet has of its own, beside the tiers.
//! Takes a run, gives counts and those customers for whom both differ most.

use std::cmp::{Ordering, Reverse};

use crate::classify::NONE;
use crate::money::Money;
use crate::names::Field;
use crate::records::column::Column;
use crate::report::Run;
use crate::rules::condition::evaluate::BLANK;

/// More words than this are no levels.
const MOST_WORDS: usize = 12;
/// Customers named for each direction.
const NAMED: usize = 3;

/// What the levels were compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Levels are called as tiers are: A, A级, A类 …
    Names,
    /// Each level is held against the tier that most of its customers have.
    Usual,
}

/// Own levels beside tiers.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// What the levels were compared by.
    pub basis: Basis,
    /// Each level with its customers per tier, best first, and those without a tier last.
    pub rows: Vec<(String, Vec<u64>)>,
    /// Customers with a level.
    pub customers: u64,
    /// Levels that are called after no tier while most others are: compared with nothing.
    pub apart: Vec<String>,
    /// Customers with one of these.
    pub left_out: u64,
    /// Those whose tier is the one of their level.
    pub agree: u64,
    /// Those whose tier is better.
    pub better: u64,
    /// Those whose tier is worse.
    pub worse: u64,
    /// The first of the better ones: the widest apart first, then the largest.
    pub first_better: Vec<Differing>,
    /// The first of the worse ones: the widest apart first, then the smallest.
    pub first_worse: Vec<Differing>,
}

/// A customer whose level and tier differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own level.
    pub level: String,
    /// The place of its tier.
    pub tier: u8,
    /// What it bought in the last 12 months.
    pub amount_12m: Money,
}

/// Compares; `None` where the sheet has no levels, or too many words for levels.
pub(super) fn levels(run: &Run<'_>) -> Option<Levels> {
    let Column::Text(levels) = run.engine.book.details.field(Field::CustomerLevel)? else {
        return None;
    };
    if !(1..=MOST_WORDS).contains(&levels.words.len()) {
        return None;
    }
    let classes = &run.rules().tier.classes;
    let known: Vec<(u32, usize)> = (0u32..)
        .zip(&levels.codes)
        .filter(|(_, code)| **code != BLANK)
        .map(|(customer, code)| (customer, *code as usize))
        .collect();
    let mut counts = vec![vec![0u64; classes.len() + 1]; levels.words.len()];
    for (customer, level) in &known {
        let tier = usize::from(run.verdicts.tier[*customer as usize]);
        counts[*level][tier.min(classes.len())] += 1;
    }
    let (basis, places) = places(&levels.words, classes, &counts);
    let compared = Compared {
        run,
        words: &levels.words,
        places: &places,
    };
    let of = |order: Ordering| {
        let customers = known.iter().copied();
        customers
            .filter(|one| compared.tier_against_level(*one) == Some(order))
            .collect::<Vec<_>>()
    };
    let (better, worse) = (of(Ordering::Less), of(Ordering::Greater));
    let mut order: Vec<usize> = (0..levels.words.len()).collect();
    order.sort_by_key(|at| (places[*at].is_none(), places[*at], &levels.words[*at]));
    let apart = order.iter().copied().filter(|at| places[*at].is_none());
    let apart: Vec<String> = apart.map(|at| levels.words[at].clone()).collect();
    let left_out = known.iter().filter(|(_, level)| places[*level].is_none());
    Some(Levels {
        left_out: left_out.count() as u64,
        apart,
        basis,
        rows: order
            .into_iter()
            .map(|at| (levels.words[at].clone(), counts[at].clone()))
            .collect(),
        customers: known.len() as u64,
        agree: of(Ordering::Equal).len() as u64,
        better: better.len() as u64,
        worse: worse.len() as u64,
        first_better: compared.first(better, Reverse),
        first_worse: compared.first(worse, |amount| amount),
    })
}

/// Levels as places among tiers, beside the tiers of a run.
struct Compared<'r> {
    run: &'r Run<'r>,
    words: &'r [String],
    /// `None` for a level that is compared with nothing.
    places: &'r [Option<usize>],
}

impl Compared<'_> {
    /// Whether a customer's tier is better (less) or worse than its level; `None` without a tier
    /// or a level that stands for one.
    fn tier_against_level(&self, (customer, level): (u32, usize)) -> Option<Ordering> {
        let tier = self.run.verdicts.tier[customer as usize];
        let place = self.places[level].filter(|_| tier != NONE)?;
        Some(usize::from(tier).cmp(&place))
    }

    /// The widest apart first, then by amount in the order asked for, then by id.
    fn first<O: Ord>(
        &self,
        mut list: Vec<(u32, usize)>,
        by: impl Fn(Money) -> O,
    ) -> Vec<Differing> {
        let registry = &self.run.engine.book.registry;
        let tier = |customer: u32| self.run.verdicts.tier[customer as usize];
        let amount = |customer: u32| self.run.figures.amounts_12m.of(customer);
        let key = |(customer, level): &(u32, usize)| {
            let place = self.places[*level].unwrap_or_default();
            let apart = usize::from(tier(*customer)).abs_diff(place);
            (Reverse(apart), by(amount(*customer)))
        };
        list.sort_unstable_by(|one, other| {
            let by_key = key(one).cmp(&key(other));
            by_key.then_with(|| registry.by_id(one.0, other.0))
        });
        let named = list.into_iter().take(NAMED);
        let named = named.map(|(customer, level)| Differing {
            id: registry.id(customer).to_owned(),
            name: registry.name(customer).to_owned(),
            level: self.words[level].clone(),
            tier: tier(customer),
            amount_12m: amount(customer),
        });
        named.collect()
    }
}

/// The tier that each level stands for; `None` where that is nothing a name could say.
fn places(
    words: &[String],
    classes: &[String],
    counts: &[Vec<u64>],
) -> (Basis, Vec<Option<usize>>) {
    let named: Vec<Option<usize>> = words.iter().map(|word| named(word, classes)).collect();
    if named.iter().filter(|place| place.is_some()).count() * 2 > words.len() && words.len() > 1 {
        return (Basis::Names, named);
    }
    let usual = counts.iter().map(|counts| {
        let tiers = counts[..classes.len()].iter().enumerate();
        // Of equals the better tier.
        tiers
            .max_by_key(|(place, count)| (**count, Reverse(*place)))
            .map(|(place, _)| place)
    });
    (Basis::Usual, usual.collect())
}

/// The tier that a level is called after: `A`, `a级`, `A类客户`, `A-重点`; letters beyond
/// the last tier mean the last.
fn named(word: &str, classes: &[String]) -> Option<usize> {
    let folded = crate::value::text::fold_width(word.trim()).to_uppercase();
    let begins = |name: &str| {
        let rest = folded.strip_prefix(name)?;
        let ends = rest
            .chars()
            .next()
            .is_none_or(|c| !c.is_ascii_alphanumeric());
        ends.then_some(())
    };
    let place = classes
        .iter()
        .position(|class| begins(&class.to_uppercase()).is_some());
    let beyond = || {
        let letters = ["D", "E", "F"]
            .iter()
            .any(|letter| begins(letter).is_some());
        letters.then_some(classes.len() - 1)
    };
    place.or_else(beyond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn levels_called_as_tiers_are_known_by_their_letter() {
        let classes = ["A", "B", "C"].map(str::to_owned);
        let check = |word: &str, expected: Option<usize>| {
            assert_eq!(named(word, &classes), expected, "{word}");
        };
        check("A", Some(0));
        check(" ｂ级", Some(1));
        check("C类客户", Some(2));
        check("D", Some(2));
        check("A-重点", Some(0));
        check("Basic", None);
        check("A1", None);
        check("重点", None);
    }

    #[test]
    fn customers_who_differ_are_named_the_widest_apart_first() {
        let files = [
            (
                "customers.csv",
                "客户编号,客户名称,客户等级\nC1,甲,C级\nC2,乙,A级\nC3,丙,A级\nC4,丁,B级\n",
            ),
            (
                "orders.csv",
                "订单编号,客户编号,下单日期,金额\n1,C1,2026-11-02,900\n2,C2,2026-10-01,60\n3,C3,2026-09-01,40\n",
            ),
        ];
        fixture::run_with(&files, &[Field::CustomerLevel], |run| {
            let levels = levels(run).expect("levels");
            assert_eq!(levels.basis, Basis::Names);
            let rows: Vec<_> = levels
                .rows
                .iter()
                .map(|(word, counts)| (word.as_str(), counts.clone()))
                .collect();
            assert_eq!(
                rows,
                [
                    ("A级", vec![0, 1, 1, 0]),
                    ("B级", vec![0, 0, 0, 1]),
                    ("C级", vec![1, 0, 0, 0])
                ]
            );
            assert_eq!(
                (levels.customers, levels.agree, levels.better, levels.worse),
                (4, 0, 1, 2)
            );
            let names =
                |list: &[Differing]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&levels.first_better), ["甲"]);
            assert_eq!(names(&levels.first_worse), ["丙", "乙"]);
        });
    }

    #[test]
    fn a_level_that_is_no_letter_is_left_out_beside_letters() {
        let customers = "客户编号,客户名称,客户等级\nC1,甲,A\nC2,乙,B\nC3,丙,VIP\nC4,丁,C\n";
        let orders = "订单编号,客户编号,下单日期,金额\n\
            1,C1,2026-11-02,900\n2,C2,2026-10-01,60\n3,C3,2026-09-01,4000\n4,C4,2026-09-01,4\n";
        let files = [("customers.csv", customers), ("orders.csv", orders)];
        fixture::run_with(&files, &[Field::CustomerLevel], |run| {
            let levels = levels(run).expect("levels");
            assert_eq!(levels.basis, Basis::Names);
            assert_eq!(
                (levels.apart.as_slice(), levels.left_out),
                (&["VIP".to_owned()][..], 1)
            );
            assert_eq!(levels.rows[3].0, "VIP");
            assert_eq!(levels.agree + levels.better + levels.worse, 3);
            let named = levels.first_better.iter().chain(&levels.first_worse);
            assert!(named.into_iter().all(|one| one.level != "VIP"));
        });
    }

    #[test]
    fn other_levels_are_held_against_the_tier_that_most_of_their_customers_have() {
        let counts = [vec![3, 1, 0, 0], vec![0, 2, 2, 5]];
        let words = ["VIP", "普通"].map(str::to_owned);
        let classes = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(
            places(&words, &classes, &counts),
            (Basis::Usual, vec![Some(0), Some(1)])
        );
    }
}
