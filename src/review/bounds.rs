//! Which bound would have told more: every tenth customer of an order as a bound, and what
//! those above it did later.
//!
//! Takes a score and an outcome for each customer; gives [`Bound`]s with their denominators,
//! and whether the best of them is better than another in either half of the customers.

use super::figures::Part;

/// So many bounds divide an order into equal parts.
const PARTS: usize = 10;

/// A bound is better when it leads by so much; less is chance.
const CLEARLY: f64 = 0.01;

/// A customer with its score, which is higher the more is expected, and what it did.
#[derive(Debug, Clone, Copy)]
pub struct Scored {
    /// The score; NaN is blank and below every bound.
    pub score: f64,
    /// What it bought later; less than 0 counts 0.
    pub amount: f64,
    /// Whether it ordered again.
    pub bought: bool,
    /// In which half it is when a bound is proved.
    pub half: Half,
}

/// Half of the customers, by their ids alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The bytes of the id add up to an even number.
    Even,
    /// To an odd one.
    Odd,
}

impl Half {
    /// The half of an id.
    pub fn of(id: &str) -> Self {
        let sum: u32 = id.bytes().map(u32::from).sum();
        if sum.is_multiple_of(2) {
            Self::Even
        } else {
            Self::Odd
        }
    }
}

/// Customers at a score or above it, and what they did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The score.
    pub at: f64,
    /// Customers at it or above, of all.
    pub above: Part,
    /// The share of later amounts that they hold; `None` where nothing was bought.
    pub held: Option<f64>,
    /// Those of them that ordered again.
    pub bought: Part,
    /// Those of the others that ordered again.
    pub bought_below: Part,
    /// The leads in either half of the customers.
    pub halves: [Leads; 2],
}

/// By how much a bound sets customers apart, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Leads {
    /// The share of later amounts above the bound less the share of customers there.
    pub amount: Option<f64>,
    /// The share of those that ordered again that is above the bound, less the share of those
    /// that did not.
    pub buying: Option<f64>,
}

/// What a bound is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// How much they buy.
    Amount,
    /// Whether they order again.
    Buying,
}

impl Bound {
    /// What customers at a score or above it did.
    pub fn new(at: f64, customers: &[Scored]) -> Self {
        let all = Sums::of(at, customers.iter());
        let half = |half| {
            let those = customers.iter().filter(move |one| one.half == half);
            Sums::of(at, those).leads()
        };
        Self {
            at,
            above: all.above(),
            held: all.held(),
            bought: Part {
                count: all.buyers_above,
                of: all.customers_above,
            },
            bought_below: Part {
                count: all.buyers - all.buyers_above,
                of: all.customers - all.customers_above,
            },
            halves: [half(Half::Even), half(Half::Odd)],
        }
    }

    /// By how much it sets customers apart.
    pub fn leads(&self) -> Leads {
        let buyers = self.bought.count + self.bought_below.count;
        let others = self.above.of - buyers;
        let above = (self.bought.count, self.bought.of - self.bought.count);
        Leads {
            amount: self
                .held
                .zip(self.above.rate())
                .map(|(held, share)| held - share),
            buying: share(above.0, buyers)
                .zip(share(above.1, others))
                .map(|(one, other)| one - other),
        }
    }

    /// How many times as much a customer above it bought as one of all.
    pub fn lift(&self) -> Option<f64> {
        let share = self.above.rate().filter(|share| *share > 0.0)?;
        Some(self.held? / share)
    }

    /// Whether it is clearly better than another: by a point of the lead, and in either half.
    pub fn beats(&self, other: &Self, question: Question) -> bool {
        let leads = |one: &Leads| match question {
            Question::Amount => one.amount,
            Question::Buying => one.buying,
        };
        let better = |mine: &Leads, theirs: &Leads, by: f64| {
            let both = leads(mine).zip(leads(theirs));
            both.is_some_and(|(mine, theirs)| mine - theirs > by)
        };
        let mut halves = self.halves.iter().zip(&other.halves);
        better(&self.leads(), &other.leads(), CLEARLY)
            && halves.all(|(mine, theirs)| better(mine, theirs, 0.0))
    }

    /// Its lead in one question.
    pub fn lead(&self, question: Question) -> Option<f64> {
        match question {
            Question::Amount => self.leads().amount,
            Question::Buying => self.leads().buying,
        }
    }
}

/// The bound with the greatest lead, of equal ones the first, with what stands beside it.
pub fn best<'b, T>(
    bounds: impl Iterator<Item = (T, &'b Bound)>,
    question: Question,
) -> Option<(T, &'b Bound)> {
    let mut found: Option<(f64, (T, &'b Bound))> = None;
    for one in bounds {
        if let Some(lead) = one.1.lead(question)
            && found.as_ref().is_none_or(|(most, _)| lead > *most)
        {
            found = Some((lead, one));
        }
    }
    found.map(|(_, one)| one)
}

/// The bounds at every tenth customer, the highest first. Customers at a bound are above it,
/// so equal scores stand on one side; bounds with the same customers are one.
pub fn tenths(customers: &[Scored]) -> Vec<Bound> {
    let mut scores: Vec<f64> = customers.iter().map(|one| one.score).collect();
    scores.retain(|score| !score.is_nan());
    scores.sort_by(|one, other| other.total_cmp(one));
    let tenth = |part: usize| (customers.len() * part).div_ceil(PARTS);
    let mut at: Vec<f64> = (1..PARTS)
        .filter_map(|part| scores.get(tenth(part).checked_sub(1)?).copied())
        .collect();
    at.dedup();
    // A bound below all that is known tells nobody apart.
    let lowest = scores.last().copied();
    let blank = scores.len() < customers.len();
    at.retain(|score| blank || Some(*score) != lowest);
    at.into_iter()
        .map(|score| Bound::new(score, customers))
        .collect()
}

/// Sums over some customers.
#[derive(Default)]
struct Sums {
    customers: u64,
    customers_above: u64,
    buyers: u64,
    buyers_above: u64,
    amount: f64,
    amount_above: f64,
}

impl Sums {
    fn of<'c>(at: f64, customers: impl Iterator<Item = &'c Scored>) -> Self {
        let mut sums = Self::default();
        for one in customers {
            let above = one.score >= at;
            let amount = one.amount.max(0.0);
            sums.customers += 1;
            sums.customers_above += u64::from(above);
            sums.buyers += u64::from(one.bought);
            sums.buyers_above += u64::from(above && one.bought);
            sums.amount += amount;
            sums.amount_above += if above { amount } else { 0.0 };
        }
        sums
    }

    fn above(&self) -> Part {
        Part {
            count: self.customers_above,
            of: self.customers,
        }
    }

    fn held(&self) -> Option<f64> {
        (self.amount > 0.0).then(|| self.amount_above / self.amount)
    }

    fn leads(&self) -> Leads {
        let others = self.customers - self.buyers;
        let others_above = self.customers_above - self.buyers_above;
        let buying = share(self.buyers_above, self.buyers).zip(share(others_above, others));
        Leads {
            amount: self
                .held()
                .zip(self.above().rate())
                .map(|(held, share)| held - share),
            buying: buying.map(|(one, other)| one - other),
        }
    }
}

fn share(count: u64, of: u64) -> Option<f64> {
    Part { count, of }.rate()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scored(customers: &[(f64, f64)]) -> Vec<Scored> {
        let each = customers.iter().enumerate();
        each.map(|(place, (score, amount))| Scored {
            score: *score,
            amount: *amount,
            bought: *amount > 0.0,
            half: if place % 2 == 0 {
                Half::Even
            } else {
                Half::Odd
            },
        })
        .collect()
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!(
            found.is_some_and(|found| (found - expected).abs() < 1e-9),
            "{found:?} is not {expected}"
        );
    }

    #[test]
    fn a_bound_says_how_many_are_above_it_and_what_they_hold() {
        let customers = scored(&[
            (9.0, 60.0),
            (8.0, 30.0),
            (7.0, 10.0),
            (1.0, 0.0),
            (f64::NAN, 0.0),
        ]);
        let bound = Bound::new(8.0, &customers);
        assert_eq!((bound.above.count, bound.above.of), (2, 5));
        assert_eq!((bound.bought.count, bound.bought.of), (2, 2));
        assert_eq!((bound.bought_below.count, bound.bought_below.of), (1, 3));
        near(bound.held, 0.9);
        near(bound.lift(), 0.9 / 0.4);
        near(bound.leads().amount, 0.5);
        near(bound.leads().buying, 2.0 / 3.0);
    }

    #[test]
    fn equal_scores_stand_on_one_side_and_bounds_without_a_side_are_left_out() {
        let all_alike = scored(&[(5.0, 1.0); 20]);
        assert!(tenths(&all_alike).is_empty());
        let mut two = scored(&[(5.0, 1.0); 10]);
        two.extend(scored(&[(4.0, 1.0); 10]));
        let bounds = tenths(&two);
        assert_eq!(bounds.len(), 1);
        assert_eq!((bounds[0].above.count, bounds[0].above.of), (10, 20));
        let with_blanks = scored(&[(5.0, 1.0), (f64::NAN, 0.0)]);
        assert_eq!(tenths(&with_blanks).len(), 1);
        assert!(tenths(&[]).is_empty());
    }

    #[test]
    fn a_bound_is_better_only_when_either_half_says_so() {
        // Above 5 the even half bought all, the odd half nothing.
        let customers = scored(&[(9.0, 50.0), (9.0, 0.0), (1.0, 0.0), (1.0, 50.0)]);
        let [high, low] = [5.0, 0.0].map(|at| Bound::new(at, &customers));
        assert!(!high.beats(&low, Question::Amount), "the halves differ");
        let customers = scored(&[(9.0, 50.0), (9.0, 50.0), (1.0, 0.0), (1.0, 0.0)]);
        let [high, low] = [5.0, 0.0].map(|at| Bound::new(at, &customers));
        assert!(high.beats(&low, Question::Amount));
        assert!(!low.beats(&high, Question::Amount));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_bound_counts_everybody_once(
            customers in prop::collection::vec((0..6i32, 0..9i32), 0..30)
        ) {
            let customers: Vec<(f64, f64)> =
                customers.into_iter().map(|(score, amount)| (f64::from(score), f64::from(amount))).collect();
            let customers = scored(&customers);
            let bounds = tenths(&customers);
            prop_assert!(bounds.len() < PARTS);
            for bound in &bounds {
                prop_assert_eq!(bound.above.of, customers.len() as u64);
                prop_assert_eq!(bound.bought.of + bound.bought_below.of, bound.above.of);
                prop_assert!(bound.above.count > 0 && bound.above.count < bound.above.of);
                prop_assert!(bound.held.is_none_or(|held| (0.0..=1.0 + 1e-9).contains(&held)));
            }
            for pair in bounds.windows(2) {
                prop_assert!(pair[0].at > pair[1].at);
            }
        }
    }
}
