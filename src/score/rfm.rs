//! R, F and M scores: recency, frequency and money, each from 1 to the number of bins.
//!
//! Takes the values of customers with orders and the method of the rules; gives
//! [`RfmCuts`], which scores any customer of any day.

use crate::money::UNITS;
use crate::parallel;
use crate::problem::{Finding, Problem};
use crate::rules::{Rfm, RfmMethod};

use super::group::Grouped;
use super::quantile::{Quantile, fewer_distinct_than, inner_quantiles};

/// What the scores of one customer with orders are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RfmValues {
    /// Days since the last order; the fewer the better.
    pub recency: i64,
    /// Number of orders.
    pub frequency: i64,
    /// Money in ten-thousandths of the currency; may be negative.
    pub monetary: i64,
}

/// The range of values that one score stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Values are above this one; `None` is no lower bound.
    pub above: Option<i64>,
    /// Values are at most this one; `None` is no upper bound.
    pub at_most: Option<i64>,
}

/// Too few distinct values in a group to fill every score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FewDistinct {
    /// `'r'`, `'f'` or `'m'`.
    pub measure: char,
    /// The group.
    pub group: usize,
    /// How many distinct values it has.
    pub distinct: u32,
}

/// Most cuts a measure can have: one fewer than nine bins.
const MOST: usize = 8;

/// The largest value of each bin but the last, ascending, filled up with values
/// that nothing is above. Every method comes down to this: values are whole, so
/// a quantile serves as its floor, and `x >= c` is `x > c − 1`.
type Row = [i64; MOST];

const NO_CUTS: Row = [i64::MAX; MOST];

/// Which row of cuts a customer is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One row for everybody.
    Shared,
    /// One row for each group.
    Grouped,
    /// F has a row for each R score of a group, M one for each R and F score.
    Nested,
}

/// A measure: its letter, one unit of it, and how it is taken from values.
type Measure = (char, i64, fn(RfmValues) -> i64);

/// The cut points of a population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RfmCuts {
    bins: u8,
    layout: Layout,
    recency: Vec<Row>,
    frequency: Vec<Row>,
    monetary: Vec<Row>,
    few: Vec<FewDistinct>,
}

impl RfmCuts {
    /// Cuts for the customers with orders, each with its group (counted from 0, below `groups`).
    ///
    /// A group or nested cell in which nobody is takes the cuts of what it is part
    /// of, so that a customer who was there on another day still gets a score.
    ///
    /// At most three of the `threads` work, one for each measure.
    pub fn new<C>(rules: &Rfm, groups: usize, customers: C, threads: usize) -> Self
    where
        C: Iterator<Item = (usize, RfmValues)> + Clone + Sync,
    {
        let size = (rules.bins, groups, threads);
        match &rules.method {
            RfmMethod::Quantile => Self::by_quantile(size, &customers, |_, cut| cut.floor()),
            RfmMethod::RPackage => Self::by_quantile(size, &customers, |unit, cut| {
                cut.ceil().saturating_add(unit - 1)
            }),
            RfmMethod::Nested => {
                Self::by_quantile(size, &customers, |_, cut| cut.floor()).nest(groups, customers)
            }
            RfmMethod::Fixed {
                recency,
                frequency,
                monetary,
            } => Self {
                bins: rules.bins,
                layout: Layout::Shared,
                recency: vec![row(recency.iter().copied())],
                frequency: vec![row(frequency.iter().copied())],
                monetary: vec![row(monetary.iter().map(|money| money.0))],
                few: Vec::new(),
            },
        }
    }

    /// The scores R, F and M of one customer of a group, each 1 to the number of bins.
    pub fn score(&self, group: usize, values: RfmValues) -> [u8; 3] {
        let [r_row, ..] = self.rows(group, [1, 1, 1]);
        let r = self.bins + 1 - bin(r_row, values.recency);
        let [_, f_row, _] = self.rows(group, [r, 1, 1]);
        let f = bin(f_row, values.frequency);
        let [_, _, m_row] = self.rows(group, [r, f, 1]);
        [r, f, bin(m_row, values.monetary)]
    }

    /// Which values the given scores stand for in a group: days, orders, money.
    pub fn bounds(&self, group: usize, scores: [u8; 3]) -> [Bounds; 3] {
        let [r, f, m] = self.rows(group, scores);
        [
            self.range(r, self.bins + 1 - scores[0]),
            self.range(f, scores[1]),
            self.range(m, scores[2]),
        ]
    }

    /// Measures with fewer distinct values than bins, per group.
    pub fn few_distinct(&self) -> &[FewDistinct] {
        &self.few
    }

    /// The same as findings: one for each measure, with the fewest values of any
    /// group; the count is the number of groups concerned.
    pub fn problems(&self) -> Vec<Problem> {
        let problem = |measure: char| {
            let few = || self.few.iter().filter(|few| few.measure == measure);
            let fewest = few().map(|few| few.distinct).min()?;
            Some(Problem {
                place: None,
                finding: Finding::FewDistinct(measure, fewest),
                count: few().count() as u64,
            })
        };
        ['r', 'f', 'm'].into_iter().filter_map(problem).collect()
    }

    /// Cuts at quantiles of each measure by itself; `cut` gives the largest value
    /// of the lower bin, from the unit of the measure and the quantile.
    fn by_quantile<C>(
        (bins, groups, threads): (u8, usize, usize),
        customers: &C,
        cut: impl Fn(i64, Quantile) -> i64 + Sync,
    ) -> Self
    where
        C: Iterator<Item = (usize, RfmValues)> + Clone + Sync,
    {
        // One day, one order, one unit of currency: what the method of R adds to each cut.
        let measures: [Measure; 3] = [
            ('r', 1, |values| values.recency),
            ('f', 1, |values| values.frequency),
            ('m', UNITS, |values| values.monetary),
        ];
        let state = || ();
        let found = parallel::map(threads, measures.len(), state, |(), at| {
            let (name, unit, value) = measures[at];
            let pairs = customers
                .clone()
                .map(|(group, values)| (group, value(values)));
            let cut = |quantile| cut(unit, quantile);
            let everybody = if groups > 1 {
                quantile_rows(bins, &[NO_CUTS], &mut Grouped::new(1, pairs.clone()), cut)
            } else {
                vec![NO_CUTS]
            };
            let mut grouped = Grouped::new(groups, pairs);
            let few = few_in(name, bins, &mut grouped);
            (quantile_rows(bins, &everybody, &mut grouped, cut), few)
        });
        let mut few = Vec::new();
        let mut rows = found.into_iter().map(|(rows, too_few)| {
            few.extend(too_few);
            rows
        });
        let mut next = || rows.next().unwrap_or_default();
        let (recency, frequency, monetary) = (next(), next(), next());
        Self {
            bins,
            layout: Layout::Grouped,
            recency,
            frequency,
            monetary,
            few,
        }
    }

    /// Cuts F anew within each R score, then M within each R and F score.
    fn nest<C>(mut self, groups: usize, customers: C) -> Self
    where
        C: Iterator<Item = (usize, RfmValues)> + Clone,
    {
        let bins = usize::from(self.bins);
        let floor = Quantile::floor;
        let frequency = {
            let pairs = customers.clone().map(|(group, values)| {
                let [r, ..] = self.score(group, values);
                (cell(self.bins, group, r), values.frequency)
            });
            quantile_rows(
                self.bins,
                &self.frequency,
                &mut Grouped::new(groups * bins, pairs),
                floor,
            )
        };
        let monetary = {
            let pairs = customers.map(|(group, values)| {
                let [r, ..] = self.score(group, values);
                let r_cell = cell(self.bins, group, r);
                let f = bin(&frequency[r_cell], values.frequency);
                (cell(self.bins, r_cell, f), values.monetary)
            });
            quantile_rows(
                self.bins,
                &self.monetary,
                &mut Grouped::new(groups * bins * bins, pairs),
                floor,
            )
        };
        self.layout = Layout::Nested;
        self.frequency = frequency;
        self.monetary = monetary;
        self
    }

    /// The rows that decide R, F and M for a customer of these scores.
    fn rows(&self, group: usize, [r, f, _]: [u8; 3]) -> [&Row; 3] {
        let [r, f, m] = match self.layout {
            Layout::Shared => [0; 3],
            Layout::Grouped => [group; 3],
            Layout::Nested => {
                let r_cell = cell(self.bins, group, r);
                [group, r_cell, cell(self.bins, r_cell, f)]
            }
        };
        [&self.recency[r], &self.frequency[f], &self.monetary[m]]
    }

    /// The values of one bin, counted from 1.
    fn range(&self, row: &Row, bin: u8) -> Bounds {
        Bounds {
            above: (bin > 1).then(|| row[usize::from(bin) - 2]),
            at_most: (bin < self.bins).then(|| row[usize::from(bin) - 1]),
        }
    }
}

/// One plus the number of cuts the value is above; padding is never passed.
fn bin(row: &Row, value: i64) -> u8 {
    1 + row.iter().map(|cut| u8::from(value > *cut)).sum::<u8>()
}

/// The cell of a score within an outer cell.
fn cell(bins: u8, outer: usize, score: u8) -> usize {
    outer * usize::from(bins) + usize::from(score) - 1
}

/// A row of these cuts.
fn row(cuts: impl Iterator<Item = i64>) -> Row {
    let mut row = NO_CUTS;
    for (place, cut) in row.iter_mut().zip(cuts) {
        *place = cut;
    }
    row
}

/// A row for each group; an empty one takes that of its parent, of which it is an equal part.
fn quantile_rows(
    bins: u8,
    parents: &[Row],
    grouped: &mut Grouped<i64>,
    cut: impl Fn(Quantile) -> i64,
) -> Vec<Row> {
    let children = (grouped.groups() / parents.len()).max(1);
    (0..grouped.groups())
        .map(|group| match grouped.slice(group) {
            [] => parents[group / children],
            values => row(inner_quantiles(values, u32::from(bins)).map(&cut)),
        })
        .collect()
}

/// The groups, empty ones aside, whose values cannot fill every score.
fn few_in(measure: char, bins: u8, grouped: &mut Grouped<i64>) -> Vec<FewDistinct> {
    (0..grouped.groups())
        .filter_map(|group| {
            let distinct = fewer_distinct_than(grouped.slice(group), usize::from(bins))?;
            (distinct > 0).then_some(FewDistinct {
                measure,
                group,
                distinct: distinct as u32,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Money;
    use crate::rules::SegmentMap;

    fn rules(method: RfmMethod, bins: u8) -> Rfm {
        Rfm {
            method,
            bins,
            window: None,
            by: None,
            segments: SegmentMap::Eleven,
        }
    }

    fn values(recency: i64, frequency: i64, monetary: i64) -> RfmValues {
        RfmValues {
            recency,
            frequency,
            monetary,
        }
    }

    fn cuts(method: RfmMethod, bins: u8, customers: &[RfmValues]) -> RfmCuts {
        RfmCuts::new(
            &rules(method, bins),
            1,
            customers.iter().map(|values| (0, *values)),
            2,
        )
    }

    /// Ten customers of 1 to 10 days, orders and ten-thousandths.
    fn ten() -> Vec<RfmValues> {
        (1..=10).map(|n| values(n, n, n)).collect()
    }

    fn check(cuts: &RfmCuts, customer: RfmValues, expected: [u8; 3]) {
        assert_eq!(cuts.score(0, customer), expected, "{customer:?}");
    }

    #[test]
    fn a_value_on_a_cut_belongs_to_the_lower_bin() {
        let cuts = cuts(RfmMethod::Quantile, 3, &ten()); // cuts at 4 and 7
        check(&cuts, values(4, 4, 4), [3, 1, 1]);
        check(&cuts, values(5, 5, 5), [2, 2, 2]);
        check(&cuts, values(7, 7, 7), [2, 2, 2]);
        check(&cuts, values(8, 8, 8), [1, 3, 3]);
        check(&cuts, values(-1, 0, -900), [3, 1, 1]);
    }

    #[test]
    fn bounds_are_the_values_a_score_stands_for() {
        let cuts = cuts(RfmMethod::Quantile, 3, &ten());
        let [r, f, m] = cuts.bounds(0, [3, 2, 3]);
        assert_eq!(
            r,
            Bounds {
                above: None,
                at_most: Some(4)
            }
        );
        assert_eq!(
            f,
            Bounds {
                above: Some(4),
                at_most: Some(7)
            }
        );
        assert_eq!(
            m,
            Bounds {
                above: Some(7),
                at_most: None
            }
        );
    }

    #[test]
    fn the_package_of_r_adds_one_day_one_order_and_one_of_the_currency() {
        let customers: Vec<_> = (1..=10).map(|n| values(n, n, n * UNITS)).collect();
        let cuts = cuts(RfmMethod::RPackage, 3, &customers); // from 5 and 8 on
        check(&cuts, values(4, 4, 5 * UNITS - 1), [3, 1, 1]);
        check(&cuts, values(5, 5, 5 * UNITS), [2, 2, 2]);
        check(&cuts, values(8, 8, 8 * UNITS), [1, 3, 3]);
    }

    #[test]
    fn fixed_cuts_hold_for_every_group() {
        let method = RfmMethod::Fixed {
            recency: vec![30, 90],
            frequency: vec![1, 4],
            monetary: vec![Money::whole(0), Money::whole(100)],
        };
        let cuts = RfmCuts::new(&rules(method, 3), 7, [].into_iter(), 1);
        assert_eq!(cuts.score(6, values(30, 1, 0)), [3, 1, 1]);
        assert_eq!(cuts.score(0, values(31, 2, 1)), [2, 2, 2]);
        assert_eq!(cuts.score(3, values(91, 5, 100 * UNITS + 1)), [1, 3, 3]);
        assert_eq!(cuts.few_distinct(), []);
    }

    #[test]
    fn groups_are_cut_apart_and_an_empty_one_like_everybody() {
        let customers =
            (1..=10).flat_map(|n| [(0, values(n, n, n)), (2, values(n * 10, n * 10, n * 10))]);
        let cuts = RfmCuts::new(&rules(RfmMethod::Quantile, 2), 3, customers, 3);
        assert_eq!(cuts.score(0, values(9, 9, 9)), [1, 2, 2]);
        assert_eq!(cuts.score(2, values(9, 9, 9)), [2, 1, 1]);
        assert_eq!(cuts.score(1, values(10, 10, 10)), [2, 1, 1]); // median of all: 10
        assert_eq!(cuts.score(1, values(11, 11, 11)), [1, 2, 2]);
    }

    #[test]
    fn nested_scores_compare_with_customers_of_the_same_score() {
        // Recent customers order 10 or 20 times, the others once or twice.
        let customers = [
            values(1, 10, 1),
            values(2, 20, 5),
            values(100, 1, 7),
            values(200, 2, 9),
        ];
        let cuts = cuts(RfmMethod::Nested, 2, &customers);
        check(&cuts, customers[0], [2, 1, 1]);
        check(&cuts, customers[1], [2, 2, 1]);
        check(&cuts, customers[2], [1, 1, 1]);
        check(&cuts, customers[3], [1, 2, 1]);
        check(&cuts, values(200, 15, 10), [1, 2, 2]);
        check(&cuts, values(1, 15, 1), [2, 1, 1]);
    }

    #[test]
    fn an_empty_nested_cell_is_cut_like_its_group() {
        // Everybody is equally recent, so R is 2 only for those who were not there.
        let customers = [values(50, 1, 1), values(50, 3, 3)];
        let cuts = cuts(RfmMethod::Nested, 2, &customers);
        check(&cuts, values(50, 1, 1), [2, 1, 1]);
        check(&cuts, values(51, 2, 2), [1, 1, 1]);
        check(&cuts, values(51, 3, 3), [1, 2, 2]);
    }

    #[test]
    fn few_distinct_values_are_said_once_for_each_measure() {
        let customers = [
            (0, values(1, 1, 1)),
            (0, values(2, 1, 2)),
            (1, values(3, 1, 3)),
        ];
        let cuts = RfmCuts::new(&rules(RfmMethod::Quantile, 2), 3, customers.into_iter(), 1);
        let found: Vec<_> = cuts
            .problems()
            .into_iter()
            .map(|problem| (problem.finding, problem.count))
            .collect();
        assert_eq!(
            found,
            [
                (Finding::FewDistinct('r', 1), 1),
                (Finding::FewDistinct('f', 1), 2),
                (Finding::FewDistinct('m', 1), 1),
            ]
        );
    }

    #[test]
    fn one_customer_alone_is_scored() {
        let alone = [values(9, 1, 5)];
        check(&cuts(RfmMethod::Quantile, 5, &alone), alone[0], [5, 1, 1]);
        check(&cuts(RfmMethod::Nested, 5, &alone), alone[0], [5, 1, 1]);
    }

    fn any_values() -> impl Strategy<Value = RfmValues> {
        (0i64..40, 1i64..6, -5i64..30).prop_map(|(r, f, m)| values(r, f, m))
    }

    fn any_method() -> impl Strategy<Value = RfmMethod> {
        prop_oneof![
            Just(RfmMethod::Quantile),
            Just(RfmMethod::RPackage),
            Just(RfmMethod::Nested)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn a_better_value_never_scores_lower(
            method in any_method(),
            bins in 2u8..10,
            customers in prop::collection::vec(any_values(), 1..50),
            one in any_values(),
            other in any_values(),
        ) {
            let nested = method == RfmMethod::Nested;
            let cuts = cuts(method, bins, &customers);
            let (a, b) = (cuts.score(0, one), cuts.score(0, other));
            prop_assert!(a.iter().chain(&b).all(|score| (1..=bins).contains(score)));
            prop_assert!(one.recency > other.recency || a[0] >= b[0]);
            if !nested || a[0] == b[0] {
                prop_assert!(one.frequency < other.frequency || a[1] >= b[1]);
            }
            if !nested || a[..2] == b[..2] {
                prop_assert!(one.monetary < other.monetary || a[2] >= b[2]);
            }
        }

        #[test]
        fn every_value_lies_within_the_bounds_of_its_score(
            method in any_method(),
            bins in 2u8..10,
            customers in prop::collection::vec(any_values(), 1..50),
        ) {
            let cuts = cuts(method, bins, &customers);
            for customer in customers {
                let bounds = cuts.bounds(0, cuts.score(0, customer));
                let values = [customer.recency, customer.frequency, customer.monetary];
                for (bound, value) in bounds.into_iter().zip(values) {
                    prop_assert!(bound.above.is_none_or(|above| value > above));
                    prop_assert!(bound.at_most.is_none_or(|at_most| value <= at_most));
                }
            }
        }

        #[test]
        fn the_order_of_customers_changes_nothing(
            method in any_method(),
            customers in prop::collection::vec(any_values(), 1..50),
        ) {
            let mut turned = customers.clone();
            turned.reverse();
            prop_assert_eq!(cuts(method.clone(), 5, &customers), cuts(method, 5, &turned));
        }

        #[test]
        fn nested_frequency_is_quantiles_among_the_same_recency_score(
            customers in prop::collection::vec(any_values(), 1..50),
        ) {
            let plain = cuts(RfmMethod::Quantile, 3, &customers);
            let nested = cuts(RfmMethod::Nested, 3, &customers);
            for customer in &customers {
                let [r, f, _] = nested.score(0, *customer);
                prop_assert_eq!(r, plain.score(0, *customer)[0]);
                let same = |other: &&RfmValues| plain.score(0, **other)[0] == r;
                let peers: Vec<_> = customers.iter().filter(same).copied().collect();
                prop_assert_eq!(f, cuts(RfmMethod::Quantile, 3, &peers).score(0, *customer)[1]);
            }
        }
    }
}
