//! The second opinion on labels: tiers, scores, segments, types and since-days,
//! evaluated one customer at a time from sorted lists of the whole population.

use std::fmt::Write;

use proptest::prelude::*;
use tierbook::names::Metric;
use tierbook::period::{Day, Span, Unit};
use tierbook::rules::CountBy;

use crate::facts::{Facts, TYPE_IDS};
use crate::naive::{Naive, Nature, before};

/// Where tiers end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cut {
    /// Shares of the total, in thousandths.
    Share([i64; 2]),
    /// Shares of the heads, in thousandths.
    Top([i64; 2]),
    /// Values, in units of the measure.
    AtLeast([i64; 2]),
    MoreThan([i64; 2]),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Method {
    Quantile,
    Nested,
    RPackage,
    Fixed,
}

/// Rules that the second opinion can read and write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain {
    pub(crate) measure: &'static str,
    pub(crate) cut: Cut,
    pub(crate) tier_by: bool,
    /// Distance of the period ends.
    pub(crate) every: Span,
    /// How many periods a tier is held; 0 holds none.
    pub(crate) keep: u32,
    pub(crate) depth: usize,
    pub(crate) method: Method,
    pub(crate) bins: usize,
    pub(crate) window: Option<Span>,
    pub(crate) rfm_by: bool,
    /// Whether types ask for scores.
    pub(crate) scored: bool,
}

pub(crate) fn plain() -> impl Strategy<Value = Plain> {
    let cut = prop_oneof![
        4 => proptest::sample::select(vec![
            Cut::Share([800, 950]),
            Cut::Share([500, 900]),
            Cut::Share([100, 995]),
        ]),
        1 => proptest::sample::select(vec![Cut::Top([200, 500]), Cut::Top([333, 666])]),
        1 => proptest::sample::select(vec![
            Cut::AtLeast([300, 100]),
            Cut::AtLeast([3, 1]),
            Cut::MoreThan([200, 100]),
            Cut::MoreThan([2, 0]),
        ]),
    ];
    let every = vec![
        Span::new(1, Unit::Month),
        Span::new(1, Unit::Month),
        Span::new(3, Unit::Month),
        Span::new(2, Unit::Week),
        Span::new(10, Unit::Day),
    ];
    let methods = vec![
        Method::Quantile,
        Method::Nested,
        Method::RPackage,
        Method::Fixed,
    ];
    let windows = vec![
        None,
        None,
        Some(Span::new(12, Unit::Month)),
        Some(Span::new(100, Unit::Day)),
    ];
    (
        proptest::sample::select(vec!["amount_12m", "amount", "orders_12m"]),
        cut,
        any::<bool>(),
        proptest::sample::select(every),
        0..4u32,
        prop_oneof![1 => Just(0usize), 4 => 1..7usize],
        (
            proptest::sample::select(methods),
            proptest::sample::select(vec![3usize, 5, 5]),
            proptest::sample::select(windows),
            any::<bool>(),
        ),
        any::<bool>(),
    )
        .prop_map(
            |(
                measure,
                cut,
                tier_by,
                every,
                keep,
                depth,
                (method, bins, window, rfm_by),
                scored,
            )| {
                Plain {
                    measure,
                    cut,
                    tier_by,
                    every,
                    // Longer than history looks back is refused.
                    keep: keep.min(depth as u32),
                    depth,
                    bins: if method == Method::Fixed { 3 } else { bins },
                    method,
                    window,
                    rfm_by,
                    scored,
                }
            },
        )
}

const FIXED: [[i64; 2]; 3] = [[30, 200], [1, 3], [100, 350]];

impl Plain {
    /// How long a tier is held.
    pub(crate) fn keep_for(&self) -> Option<Span> {
        let count = self.every.count * self.keep;
        (self.keep > 0 && self.depth > 0).then(|| Span::new(count, self.every.unit))
    }

    /// As a rules file.
    pub(crate) fn text(&self) -> String {
        let percent = |shares: [i64; 2]| {
            shares
                .map(|share| format!("\"{}.{}%\"", share / 10, share % 10))
                .join(", ")
        };
        let amounts = |values: [i64; 2]| values.map(|value| format!("\"{value}\"")).join(", ");
        let cut = match self.cut {
            Cut::Share(shares) => format!("share = [{}]", percent(shares)),
            Cut::Top(shares) => format!("top = [{}]", percent(shares)),
            Cut::AtLeast(values) => format!("at_least = [{}]", amounts(values)),
            Cut::MoreThan(values) => format!("more_than = [{}]", amounts(values)),
        };
        let keep = self.keep_for().unwrap_or(Span::new(0, Unit::Day));
        let mut text = format!(
            "[tier]\nmeasure = \"{}\"\n{cut}\nkeep_for = \"{keep}\"\n",
            self.measure
        );
        if self.tier_by {
            text += "by = \"industry\"\n";
        }
        let (every, depth) = (self.every, self.depth);
        writeln!(
            text,
            "[history]\nevery = \"{every}\"\ndepth = {depth}\n[rfm]"
        )
        .expect("text");
        let method = match self.method {
            Method::Quantile => "quantile",
            Method::Nested => "nested",
            Method::RPackage => "r-package",
            Method::Fixed => "fixed",
        };
        writeln!(text, "method = \"{method}\"\nbins = {}", self.bins).expect("text");
        if self.method == Method::Fixed {
            let [r, f, m] = FIXED;
            writeln!(
                text,
                "recency = [\"{}d\", \"{}d\"]\nfrequency = {f:?}\nmonetary = [\"{}\", \"{}\"]",
                r[0], r[1], m[0], m[1]
            )
            .expect("text");
        }
        if let Some(window) = self.window {
            writeln!(text, "window = \"{window}\"").expect("text");
        }
        if self.rfm_by {
            text += "by = \"industry\"\n";
        }
        let top = self.bins;
        writeln!(
            text,
            "[[segment]]\nname = \"好\"\nr = \"2-{top}\"\nf = \"2-{top}\""
        )
        .expect("text");
        writeln!(text, "[[segment]]\nname = \"大\"\nm = {top}").expect("text");
        writeln!(text, "[[segment]]\nname = \"余\"").expect("text");
        let fans = if self.scored {
            "r >= 3 and f >= 2 and m > 1"
        } else {
            "days_since_last_contact > 1m"
        };
        let whens = [
            "open_complaints > 0 or (orders >= 3 and days_since_last_order >= max(45d, 1.5 * typical_gap)) or growth_12m <= -50%",
            "days_since_first_order < 3m or (orders = 1 and days_since_first_order <= 180d)",
            "tier = 'A' and days_since_last_order <= max(180d, 1.5 * typical_gap)",
            fans,
            "orders > 0 and not (tier = 'C')",
            "industry = 'IT' or satisfaction >= 4",
        ];
        for (id, when) in TYPE_IDS.iter().zip(whens) {
            writeln!(
                text,
                "[[type]]\nid = \"{id}\"\nname = \"{id}\"\nwhen = \"{when}\""
            )
            .expect("text");
        }
        text
    }
}

/// What scores are made of: recency, frequency, money.
type Values = [i64; 3];

/// Everyone's values at the day that a period is judged by.
#[derive(Debug, Clone)]
pub(crate) struct Population {
    measures: Vec<(usize, i64)>,
    values: Vec<(usize, Values)>,
}

/// The labels of one customer at a day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Labels {
    pub(crate) raw: Option<usize>,
    pub(crate) tier: Option<usize>,
    pub(crate) scores: Option<[u8; 3]>,
    pub(crate) matching: u32,
    pub(crate) kind: Option<usize>,
}

/// Since when a label holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Began {
    On(Day),
    Earlier,
    Unknown,
}

/// Somebody who judges a book by plain rules.
pub(crate) struct Judge<'a> {
    pub(crate) book: Naive,
    rules: &'a Plain,
    /// Period ends, latest first, with everybody then; more than any tier is held.
    pub(crate) ends: Vec<(Day, Population)>,
    pub(crate) now: (Day, Population),
}

impl<'a> Judge<'a> {
    pub(crate) fn new(facts: &Facts, rules: &'a Plain) -> Self {
        let book = Naive::of(facts, CountBy::Order);
        let empty = Population {
            measures: Vec::new(),
            values: Vec::new(),
        };
        let mut judge = Self {
            book,
            rules,
            ends: Vec::new(),
            now: (facts.as_of, empty),
        };
        judge.now.1 = judge.population(facts.as_of);
        let mut day = facts.as_of;
        while rules.depth > 0 && judge.ends.len() < rules.depth + 5 {
            day = day.plus(-1);
            if is_end(day, rules.every) {
                let population = judge.population(day);
                judge.ends.push((day, population));
            }
        }
        judge
    }

    pub(crate) fn ids(&self) -> Vec<&'static str> {
        self.book.customers.keys().copied().collect()
    }

    fn industry(&self, id: &str) -> usize {
        self.book.customers[id]
            .sheet
            .as_ref()
            .map_or(0, |row| row.industry)
    }

    fn has_bought(&self, id: &str, day: Day) -> bool {
        let mut rows = self.book.customers[id].rows.iter();
        rows.any(|row| row.nature == Nature::Purchase && row.day <= day)
    }

    /// Group and tier measure; `None` for who never bought.
    pub(crate) fn measure(&self, id: &str, day: Day) -> Option<(usize, i64)> {
        if !self.has_bought(id, day) {
            return None;
        }
        let group = if self.rules.tier_by {
            self.industry(id)
        } else {
            0
        };
        let metric = Metric::named(self.rules.measure).expect("a metric");
        let value = self
            .book
            .covered_metric(id, metric, day)
            .expect("sums are never blank");
        // Money counts in ten-thousandths, other measures in millionths.
        Some((group, (value * self.scale() as f64).round() as i64))
    }

    fn scale(&self) -> i64 {
        if self.rules.measure.starts_with("amount") {
            10_000
        } else {
            1_000_000
        }
    }

    fn values(&self, id: &str, day: Day) -> Option<(usize, Values)> {
        let group = if self.rules.rfm_by {
            self.industry(id)
        } else {
            0
        };
        let after = self
            .rules
            .window
            .map_or(Day(i32::MIN), |window| before(day, window));
        let last = self.book.metric(id, Metric::LastOrder, day)? as i32;
        if last <= after.0 {
            return None;
        }
        let rows = &self.book.customers[id].rows;
        let counted = rows.iter().filter(|row| row.day <= day && row.day > after);
        let counted = counted.filter(|row| row.nature != Nature::Returned);
        let money = counted.map(|row| row.amount).sum();
        let orders = self.book.orders_after(id, after, day);
        Some((group, [i64::from(day.0 - last), orders as i64, money]))
    }

    fn population(&self, day: Day) -> Population {
        let ids = self.ids();
        Population {
            measures: ids.iter().filter_map(|id| self.measure(id, day)).collect(),
            values: ids.iter().filter_map(|id| self.values(id, day)).collect(),
        }
    }

    fn raw(&self, id: &str, day: Day, everybody: &Population) -> Option<usize> {
        let (group, value) = self.measure(id, day)?;
        let others = everybody.measures.iter().filter(|(of, _)| *of == group);
        let others: Vec<i64> = others.map(|(_, value)| *value).collect();
        let greater = || others.iter().filter(|other| **other > value);
        let sum = |values: &mut dyn Iterator<Item = &i64>| {
            values
                .filter(|value| **value > 0)
                .map(|value| i128::from(*value))
                .sum::<i128>()
        };
        let scale = self.scale();
        let fits = |class: usize| match self.rules.cut {
            Cut::Share(shares) => {
                let total = sum(&mut others.iter());
                value > 0 && sum(&mut greater()) * 1_000 < i128::from(shares[class]) * total
            }
            Cut::Top(shares) => {
                let heads = others.len() as i64;
                value > 0 && greater().count() as i64 * 1_000 < shares[class] * heads
            }
            Cut::AtLeast(values) => value >= values[class] * scale,
            Cut::MoreThan(values) => value > values[class] * scale,
        };
        Some((0..2).find(|class| fits(*class)).unwrap_or(2))
    }

    /// The best raw tier now and at the ends within the time that tiers are held.
    fn held(&self, id: &str, day: Day, raw: Option<usize>) -> Option<usize> {
        let Some(keep) = self.rules.keep_for() else {
            return raw;
        };
        let from = before(day, keep);
        let ends = self
            .ends
            .iter()
            .filter(|(end, _)| *end > from && *end < day);
        let earlier = ends.filter_map(|(end, everybody)| self.raw(id, *end, everybody));
        earlier.chain(raw).min()
    }

    pub(crate) fn scores(&self, id: &str, day: Day, everybody: &Population) -> Option<[u8; 3]> {
        let (group, values) = self.values(id, day)?;
        let (bins, method) = (self.rules.bins, self.rules.method);
        let all: Vec<Values> = everybody.values.iter().map(|(_, values)| *values).collect();
        let mine = everybody.values.iter().filter(|(of, _)| *of == group);
        let mine: Vec<Values> = mine.map(|(_, values)| *values).collect();
        let mine = if mine.is_empty() { all } else { mine };
        let score = |at: usize, of: &[Values], value: Values| {
            let low_high = score(at, method, bins, of, value[at]);
            if at == 0 {
                bins + 1 - low_high
            } else {
                low_high
            }
        };
        let r = score(0, &mine, values);
        if method != Method::Nested {
            let [f, m] = [1, 2].map(|at| score(at, &mine, values));
            return Some([r, f, m].map(|score| score as u8));
        }
        let narrowed = |of: &[Values], at: usize, wanted: usize, by: &[Values]| {
            let same = of.iter().filter(|other| score(at, by, **other) == wanted);
            same.copied().collect::<Vec<_>>()
        };
        let or_all = |some: Vec<Values>| if some.is_empty() { mine.clone() } else { some };
        let within_r = narrowed(&mine, 0, r, &mine);
        let f_cuts = or_all(within_r.clone());
        let f = score(1, &f_cuts, values);
        let m_cuts = or_all(narrowed(&within_r, 1, f, &f_cuts));
        Some([r, f, score(2, &m_cuts, values)].map(|score| score as u8))
    }

    pub(crate) fn labels(&self, id: &str, day: Day, everybody: &Population) -> Labels {
        let raw = self.raw(id, day, everybody);
        let (pinned_tier, pinned_kind) = self.pinned(id, day);
        let tier = pinned_tier.map(usize::from).or(self.held(id, day, raw));
        let scores = self.scores(id, day, everybody);
        let matching = self.matching(id, day, tier, scores);
        let first = (0..TYPE_IDS.len()).find(|place| matching & 1 << place != 0);
        Labels {
            raw,
            tier,
            scores,
            matching,
            kind: pinned_kind.map(usize::from).or(first),
        }
    }

    /// Tier and type set by hand, in force on a day.
    fn pinned(&self, id: &str, day: Day) -> (Option<u8>, Option<u8>) {
        let sheet = self.book.customers[id].sheet.as_ref();
        let (tier, kind, from, until) = sheet.map(|row| row.pin).unwrap_or_default();
        let in_force =
            from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until);
        if in_force { (tier, kind) } else { (None, None) }
    }

    /// Bits of the types that match, by three-valued logic.
    fn matching(&self, id: &str, day: Day, tier: Option<usize>, scores: Option<[u8; 3]>) -> u32 {
        let number = |metric| self.book.metric(id, metric, day);
        let gap = number(Metric::TypicalGap).unwrap_or(0.0) * 1.5;
        let (orders, age) = (number(Metric::Orders), number(Metric::DaysSinceLastOrder));
        let is = |value: Option<f64>, test: &dyn Fn(f64) -> bool| value.map(test);
        let first = number(Metric::FirstOrder);
        let known = number(Metric::DaysSinceFirstOrder);
        let strictly_within = |then: Option<f64>, months: u32| {
            then.map(|then| then as i32 > before(day, Span::new(months, Unit::Month)).0)
        };
        let contact = number(Metric::LastContact);
        let month_ago = before(day, Span::new(1, Unit::Month));
        let fans = if self.rules.scored {
            let score = |at: usize, least: u8| scores.map(|scores| scores[at] >= least);
            and(and(score(0, 3), score(1, 2)), score(2, 2))
        } else {
            contact.map(|contact| (contact as i32) < month_ago.0)
        };
        let whens = [
            or(
                or(
                    is(number(Metric::OpenComplaints), &|open| open > 0.0),
                    and(
                        is(orders, &|orders| orders >= 3.0),
                        is(age, &|age| age >= gap.max(45.0)),
                    ),
                ),
                is(number(Metric::Growth12m), &|growth| growth <= -0.5),
            ),
            or(
                strictly_within(first, 3),
                and(
                    is(orders, &|orders| orders as i64 == 1),
                    is(known, &|age| age <= 180.0),
                ),
            ),
            and(
                tier.map(|tier| tier == 0),
                is(age, &|age| age <= gap.max(180.0)),
            ),
            fans,
            and(
                is(orders, &|orders| orders > 0.0),
                tier.map(|tier| tier != 2),
            ),
            or(
                Some(self.industry(id))
                    .filter(|place| *place > 0)
                    .map(|place| place == 3),
                is(number(Metric::Satisfaction), &|value| value >= 4.0),
            ),
        ];
        (0..)
            .zip(whens)
            .map(|(place, when)| u32::from(when == Some(true)) << place)
            .sum()
    }

    /// Since when a label holds: to the end of the earliest period in a row that ended
    /// with it, then back day by day by the cuts of that end.
    pub(crate) fn since(&self, id: &str, label: &dyn Fn(&Labels) -> Option<usize>) -> Began {
        let (as_of, now) = &self.now;
        let current = label(&self.labels(id, *as_of, now));
        let looked_at = &self.ends[..self.rules.depth.min(self.ends.len())];
        if current.is_none() || looked_at.is_empty() {
            return Began::Unknown;
        }
        // Whom only orders or contacts name, nothing is said of before the first of them.
        let first = self.book.first_day(id).filter(|first| first <= as_of);
        let differs = |(end, everybody): &(Day, Population)| {
            first > Some(*end) || label(&self.labels(id, *end, everybody)) != current
        };
        let last = looked_at.last().map_or(*as_of, |(end, _)| *end);
        let no_earlier = |since: Day| {
            first
                .filter(|_| first > Some(last))
                .map_or(since, |first| since.max(first))
        };
        let Some(place) = looked_at.iter().position(differs) else {
            return match no_earlier(last) {
                since if since > last => Began::On(since),
                _ => Began::Earlier,
            };
        };
        let (end, everybody) = if place == 0 {
            &self.now
        } else {
            &looked_at[place - 1]
        };
        let mut since = *end;
        loop {
            let day = since.plus(-1);
            if day == looked_at[place].0 || label(&self.labels(id, day, everybody)) != current {
                return Began::On(no_earlier(since));
            }
            since = day;
        }
    }

    /// The last day on which a held tier is held if the raw one stays as it is.
    pub(crate) fn held_until(&self, id: &str) -> Option<Day> {
        let (as_of, now) = &self.now;
        let labels = self.labels(id, *as_of, now);
        let keep = self.rules.keep_for()?;
        let held = self.held(id, *as_of, labels.raw)?;
        let raw = labels.raw?;
        if held == raw || self.pinned(id, *as_of).0.is_some() {
            return None;
        }
        let holds = |day: Day| {
            let ends = self.ends.iter().filter(|(end, _)| *end > before(day, keep));
            ends.filter_map(|(end, everybody)| self.raw(id, *end, everybody))
                .any(|tier| tier == held)
        };
        let days = (0..2_000).map(|on| as_of.plus(on));
        days.take_while(|day| holds(*day)).last()
    }
}

/// Whether a whole period ends with the day.
fn is_end(day: Day, every: Span) -> bool {
    let next = day.plus(1);
    let length = every.count as i32;
    match every.unit {
        Unit::Month => next.ymd().2 == 1 && next.month_number() % length == 0,
        Unit::Year => next.ymd().2 == 1 && next.month_number() % (12 * length) == 0,
        // Whole weeks and days count from a Sunday in 1969.
        Unit::Week => (day.0 + 4) % (7 * length) == 0,
        Unit::Day => (day.0 + 4) % length == 0,
    }
}

/// One plus the number of cuts that a value is beyond.
fn score(at: usize, method: Method, bins: usize, of: &[Values], value: i64) -> usize {
    let mut sorted: Vec<i128> = of.iter().map(|values| i128::from(values[at])).collect();
    sorted.sort_unstable();
    let value = i128::from(value);
    let unit = if at == 2 { 10_000 } else { 1 };
    if method == Method::Fixed {
        let beyond = FIXED[at]
            .iter()
            .filter(|cut| value > i128::from(**cut) * unit);
        return 1 + beyond.count();
    }
    if sorted.is_empty() {
        return 1;
    }
    let bins = bins as i128;
    let beyond = (1..bins).filter(|part| {
        // The type-7 quantile times the number of bins.
        let position = (sorted.len() as i128 - 1) * part;
        let (low, rest) = ((position / bins) as usize, position % bins);
        let above = sorted[(low + 1).min(sorted.len() - 1)];
        let quantile = sorted[low] * bins + rest * (above - sorted[low]);
        match method {
            Method::RPackage => value * bins >= quantile + unit * bins,
            _ => value * bins > quantile,
        }
    });
    1 + beyond.count()
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    and(one.map(|one| !one), other.map(|other| !other)).map(|neither| !neither)
}
