//! Everything decided about everyone: labels at the as-of day, held tiers, standing.
//!
//! Takes an [`Engine`] and the as-of day; gives [`Verdicts`], with the raw tiers of
//! earlier period ends and since-days where the rules ask for history.

use std::cmp::Reverse;

use crate::metrics::retrospect::Retrospect;
use crate::money::Money;
use crate::names::{Field, Metric};
use crate::parallel;
use crate::period::{Day, Span};
use crate::problem::{BlankName, Finding, Fitting, Problem, TypeName};
use crate::rules::condition::Source;
use crate::rules::{Condition, Rules, SegmentMap, Type};
use crate::score::abc::{Scale, lopsided, lopsided_problem};
use crate::score::friendly;
use crate::score::segment::lint;

use super::begun::Begun;
use super::cuts::{Cuts, Extent, NO_MEASURE, population};
use super::ends::look_back;
use super::engine::{Earlier, Engine, Level, Undecided};
use super::since::since;
use super::standings::Standings;
use super::watch::{Watch, Watched, Watching, far, join, nobody, watches};
use super::{Held, NONE, Verdicts};

/// Labels of one partition at the as-of day.
#[derive(Default)]
struct Labels {
    raw: Vec<u8>,
    tiers: Vec<u8>,
    types: Vec<u8>,
    kind_stays: Vec<i32>,
    matching: Vec<u32>,
    scores: Vec<[u8; 3]>,
    segments: Vec<u16>,
    xyz: Vec<u8>,
    tags: Vec<u32>,
    undecided: Vec<Undecided>,
    watched: Vec<Watched>,
}

/// Decides about every customer at the as-of day, with history as the rules ask.
///
/// Also gives the cuts of the as-of day, for reasons and for the plan.
pub fn classify(engine: &Engine<'_>, as_of: Day) -> (Verdicts, Cuts) {
    let rules = engine.rules;
    let ends = as_of.period_ends(rules.history.every, evaluated_ends(rules, as_of));
    let depth = rules.history.depth as usize;
    let (points, mut path) = look_back(engine, &ends, depth);
    let cuts = Cuts::at(engine, as_of, Earlier(&path), Extent::All);
    let oldest = points.last().map(|cuts| cuts.windows.day);
    let retrospect = oldest.map(|oldest| Retrospect::over(oldest, as_of));
    let retrospect = retrospect.as_ref();
    let (mut verdicts, about_rules) = as_of_labels(engine, &cuts, Earlier(&path), retrospect);
    verdicts.held = held(engine, &verdicts, &path, as_of);
    let standings = Standings::by(cuts.measures());
    let mut follow = || {
        let looked = (points.as_slice(), retrospect);
        since(engine, &mut verdicts, &cuts, looked, Earlier(&path));
    };
    if depth > 0 {
        // With history, somebody will ask.
        parallel::both(engine.threads, || standings.find(engine), follow);
    } else {
        follow();
    }
    verdicts.standings = standings;
    drop(points);
    verdicts.older = path.split_off(depth.min(path.len()));
    verdicts.path = path;
    if let Some((rfm, segments)) = &cuts.rfm {
        verdicts.segment_names = segments.names().to_vec();
        verdicts.problems.extend(rfm.problems());
        // Of the maps that come with the program it is known what they leave out.
        if let SegmentMap::Own(_) = rules.rfm.segments {
            let found = lint(&rules.rfm.segments, rules.rfm.bins);
            verdicts.problems.extend(found.problems());
        }
    }
    verdicts.problems.extend(engine.problems.iter().cloned());
    verdicts.problems.extend(findings(engine, &verdicts, &cuts));
    verdicts.problems.extend(too_large(engine, &cuts));
    verdicts.problems.extend(entered_later(engine, as_of));
    verdicts.problems.extend(about_rules);
    (verdicts, cuts)
}

/// How many period ends are looked at: the depth, and as many more as the oldest held tier needs.
fn evaluated_ends(rules: &Rules, as_of: Day) -> usize {
    let depth = rules.history.depth as usize;
    let Some(keep) = rules.tier.keep_for.filter(|_| depth > 0) else {
        return depth;
    };
    let ends = as_of.period_ends(rules.history.every, depth + 1);
    let oldest = ends
        .get(depth.saturating_sub(1))
        .copied()
        .unwrap_or(as_of)
        .before(keep);
    let mut count = depth;
    while as_of
        .period_ends(rules.history.every, count + 1)
        .last()
        .is_some_and(|end| *end > oldest)
    {
        count += 1;
    }
    count
}

/// Labels of everyone, and what there is to say of the conditions that gave them.
fn as_of_labels(
    engine: &Engine<'_>,
    cuts: &Cuts,
    earlier: Earlier<'_>,
    retrospect: Option<&Retrospect>,
) -> (Verdicts, Vec<Problem>) {
    let asked = watches(engine.rules);
    let day = cuts.windows.day;
    let parts = population(
        engine,
        cuts,
        earlier,
        Level::Tier,
        |worker, out: &mut Labels| {
            if out.undecided.is_empty() {
                out.undecided = engine
                    .types
                    .iter()
                    .map(|kind| Undecided {
                        customers: 0,
                        blanks: vec![0; kind.program.inputs().len()],
                        first: None,
                    })
                    .collect();
            }
            out.raw.extend_from_slice(&worker.raw);
            out.tiers.extend_from_slice(&worker.layers.tiers);
            out.scores.extend_from_slice(&worker.layers.scores);
            out.segments.extend_from_slice(&worker.layers.segments);
            let mut watching = Watching {
                day,
                watches: &asked,
                watched: &mut out.watched,
            };
            let undecided = &mut out.undecided;
            let matching = worker.matching(engine, cuts, retrospect, undecided, &mut watching);
            out.matching.extend(matching);
            out.types.extend_from_slice(&worker.layers.types);
            if retrospect.is_some() {
                out.kind_stays.extend_from_slice(&worker.kind_since);
            }
            out.tags.extend(worker.tags(engine, cuts, &mut watching));
            if engine.rules.xyz.is_some() {
                worker.steadiness(engine, cuts);
                out.xyz.extend_from_slice(&worker.layers.xyz);
            }
        },
    );
    let mut verdicts = Verdicts::default();
    let mut undecided: Vec<Undecided> = Vec::new();
    let mut watched: Vec<Watched> = Vec::new();
    for part in parts {
        join(&mut watched, part.watched, &asked, (day, engine.book));
        verdicts.tier_raw.extend(part.raw);
        verdicts.tier.extend(part.tiers);
        verdicts.kind.extend(part.types);
        verdicts.kind_stays.extend(part.kind_stays);
        verdicts.matching.extend(part.matching);
        verdicts.scores.extend(part.scores);
        verdicts.segments.extend(part.segments);
        verdicts.xyz.extend(part.xyz);
        verdicts.tags.extend(part.tags);
        if undecided.is_empty() {
            undecided = part.undecided;
            continue;
        }
        for (mine, theirs) in undecided.iter_mut().zip(part.undecided) {
            mine.customers += theirs.customers;
            if let Some(first) = theirs.first {
                mine.meet(first, engine.book);
            }
            let blanks = mine.blanks.iter_mut().zip(theirs.blanks);
            blanks.for_each(|(mine, theirs)| *mine += theirs);
        }
    }
    if verdicts.scores.is_empty() {
        verdicts.scores = vec![[0; 3]; engine.book.len()];
        verdicts.segments = vec![u16::MAX; engine.book.len()];
    }
    for customer in engine.pins.0.keys() {
        if engine
            .pins
            .at(*customer, cuts.windows.day)
            .is_some_and(|pin| pin.kind.is_some())
        {
            let first = verdicts.matching[*customer as usize].trailing_zeros();
            let raw = if first < 32 { first as u8 } else { NONE };
            verdicts.kind_raw.insert(*customer, raw);
        }
    }
    verdicts.problems = undecided_problems(engine, &undecided);
    let found = (asked.as_slice(), watched.as_slice());
    let nobody = nobody_of(engine, &verdicts, found).into_iter();
    let far = far((engine.rules, engine.book), found, day);
    let about_rules = nobody.chain(far).collect();
    (verdicts, about_rules)
}

/// A note for each type that was undecided for customers of a later type.
fn undecided_problems(engine: &Engine<'_>, undecided: &[Undecided]) -> Vec<Problem> {
    let types = engine.rules.types.iter().zip(undecided);
    types
        .filter(|(_, found)| found.customers > 0)
        .map(|(kind, found)| {
            let first = found.first.map(|first| engine.book.registry.id(first));
            let (first, blanks) = (
                first.unwrap_or_default(),
                blank_names(&kind.when, &found.blanks),
            );
            Problem {
                place: None,
                finding: Finding::Undecided(type_name(kind), blanks, first.to_owned()),
                count: found.customers,
            }
        })
        .collect()
}

fn type_name(kind: &Type) -> TypeName {
    TypeName {
        zh: kind.name.zh.clone(),
        en: kind.name.en.clone(),
    }
}

/// The metric whose blank cell an age is blank for: the day itself.
fn told_as(metric: Metric) -> Metric {
    match metric {
        Metric::DaysSinceFirstOrder => Metric::FirstOrder,
        Metric::DaysSinceLastOrder => Metric::LastOrder,
        Metric::DaysSinceLastContact => Metric::LastContact,
        Metric::GapRatio => Metric::TypicalGap,
        other => other,
    }
}

/// The names a condition found blank, each once, the one blank most often first.
fn blank_names(when: &Condition, counts: &[u64]) -> Vec<BlankName> {
    let mut names: Vec<BlankName> = Vec::new();
    for (input, customers) in when.program.inputs().iter().zip(counts) {
        let written = || when.text.get(input.span.clone()).unwrap_or_default();
        let (zh, en) = match &input.source {
            Source::Metric(metric) => {
                let entry = told_as(*metric).entry();
                (entry.zh, entry.key)
            }
            _ => (written(), written()),
        };
        match names.iter_mut().find(|name| name.en == en) {
            // The same name read as another kind is blank for the same customers.
            Some(known) => known.customers = known.customers.max(*customers),
            None if *customers > 0 => names.push(BlankName {
                zh: zh.to_owned(),
                en: en.to_owned(),
                customers: *customers,
            }),
            None => {}
        }
    }
    names.sort_by_key(|name| Reverse(name.customers));
    names
}

/// Until when each held tier is held.
fn held(
    engine: &Engine<'_>,
    verdicts: &Verdicts,
    path: &[(Day, Vec<u8>)],
    as_of: Day,
) -> std::collections::BTreeMap<u32, Held> {
    let held = (0..engine.book.len() as u32).filter_map(|customer| {
        let slot = customer as usize;
        let labels = (verdicts.tier[slot], verdicts.tier_raw[slot]);
        Some((customer, held_until(engine, path, as_of, customer, labels)?))
    });
    held.collect()
}

/// Until when a tier is held on a day, given the tier in force and the raw one; `None` when it is not.
pub(super) fn held_until(
    engine: &Engine<'_>,
    path: &[(Day, Vec<u8>)],
    day: Day,
    customer: u32,
    (tier, raw): (u8, u8),
) -> Option<Held> {
    let keep = engine.rules.tier.keep_for?;
    let pinned = |pin: &super::pins::Pin| pin.tier.is_some();
    if tier == raw || engine.pins.at(customer, day).is_some_and(pinned) {
        return None;
    }
    // The latest end at which the raw tier was as good as the held one.
    let from = day.before(keep);
    let mut within = path.iter().filter(|(end, _)| *end > from && *end < day);
    let (end, _) = within.find(|(_, raw)| raw[customer as usize] == tier)?;
    Some(Held {
        until: last_held(*end, keep),
    })
}

/// The last day so close to an evaluated one that its tier is still held.
fn last_held(end: Day, keep: Span) -> Day {
    let mut day = end.after(keep);
    // Month ends clip: 30 June less three months is before 31 March, and 1 July is not.
    while day.before(keep) < end {
        day = day.plus(1);
    }
    day.plus(-1)
}

/// What is odd about the rules on this data.
fn findings(engine: &Engine<'_>, verdicts: &Verdicts, cuts: &Cuts) -> Vec<Problem> {
    let rules = engine.rules;
    let mut heads = vec![0u64; rules.tier.classes.len()];
    for tier in verdicts.tier.iter().filter(|tier| **tier != NONE) {
        heads[*tier as usize] += 1;
    }
    lopsided_problem(&heads, &rules.tier.classes, || fitting(engine, cuts))
        .into_iter()
        .collect()
}

/// Amounts that part the customers, where tiers go by plain amounts and are three.
fn fitting(engine: &Engine<'_>, cuts: &Cuts) -> Fitting {
    let tier = &engine.rules.tier;
    if engine.scale() != Scale::Money || tier.by.is_some() || tier.classes.len() != 3 {
        return Fitting::Untried;
    }
    let measures = cuts.measures();
    let known = measures.iter().filter(|measure| **measure != NO_MEASURE);
    let mut buyers: Vec<i64> = known
        .clone()
        .filter(|measure| **measure > 0)
        .copied()
        .collect();
    buyers.sort_unstable_by_key(|measure| Reverse(*measure));
    let Some(least) = friendly::amounts(&buyers) else {
        return Fitting::Nothing;
    };
    let reaching = |amount: Money| buyers.partition_point(|measure| *measure >= amount.0) as u64;
    let (best, two) = (reaching(least[0]), reaching(least[1]));
    // Whoever bought nothing stays in the last class, whatever the amounts.
    match lopsided(&[best, two - best, known.count() as u64 - two]) {
        Some(_) => Fitting::Nothing,
        None => Fitting::Amounts(least),
    }
}

/// Who has a measure of tiers beyond its bounds, which only an expression can reach.
fn too_large(engine: &Engine<'_>, cuts: &Cuts) -> Option<Problem> {
    let measures = cuts.measures();
    let beyond = measures.iter().zip(0u32..);
    let mut beyond = beyond.filter(|(measure, _)| **measure == i64::MAX);
    let (_, first) = beyond.next()?;
    Some(Problem {
        place: None,
        finding: Finding::MeasureTooLarge(engine.book.registry.id(first).to_owned()),
        count: 1 + beyond.count() as u64,
    })
}

/// Who is in the customer sheet, and was not there yet on the as-of day.
fn entered_later(engine: &Engine<'_>, as_of: Day) -> Option<Problem> {
    let begun = Begun::of(engine.book);
    // Without a later day of entry nobody needs a closer look.
    let created = engine.book.details.field(Field::CustomerCreated)?;
    let late = |customer: &u32| created.day(*customer).is_some_and(|day| day > as_of);
    let sheet = 0..engine.book.registry.in_sheet;
    let mut later = sheet.filter(|customer| late(customer) && !begun.by(*customer, as_of));
    let first = later.next()?;
    Some(Problem {
        place: None,
        finding: Finding::EnteredLater(engine.book.registry.id(first).to_owned()),
        count: 1 + later.count() as u64,
    })
}

/// The types that nobody is of, with who comes nearest.
fn nobody_of(
    engine: &Engine<'_>,
    verdicts: &Verdicts,
    (asked, watched): (&[Watch<'_>], &[Watched]),
) -> Option<Problem> {
    // Without anybody at all, every type is empty and none is worth a word.
    let anybody = !verdicts.kind.is_empty();
    let types = engine.rules.types.iter().zip(0u8..);
    let empty: Vec<_> = types
        .filter(|(_, place)| anybody && !verdicts.kind.contains(place))
        .map(|(kind, place)| {
            let place = usize::from(place);
            let found = (&asked[place], watched.get(place));
            nobody(type_name(kind), &kind.when, found, engine.book)
        })
        .collect();
    (!empty.is_empty()).then_some(Problem {
        place: None,
        finding: Finding::NobodyOfType(empty),
        count: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Role;
    use crate::records::sample;
    use crate::rules::decode::decode;

    const RULES: &str = "
[history]
depth = 0
[[type]]
id = 'first'
name = 'first'
when = \"orders >= 2\"
[[type]]
id = 'second'
name = 'second'
when = \"typical_gap > 400 or growth_12m < 0 or (growth_12m > 5 and typical_gap > 90)\"
[[type]]
id = 'rest'
name = 'rest'
when = \"true\"
";

    const CUSTOMERS: &str = "客户编号,客户名称\n1,甲\n2,乙\n3,丙\n";
    /// Two orders of the first, who is of the first type; one, this year, of the others.
    const ORDERS: &str = "订单编号,客户编号,订单日期,订单金额\n\
        o1,1,2026-11-01,10\no2,1,2026-11-03,10\no3,2,2026-11-02,10\no4,3,2026-10-02,10\n";

    #[test]
    fn a_type_left_undecided_is_told_once_for_those_of_later_types() {
        let rules = decode(RULES).unwrap_or_else(|faults| panic!("{faults:?}"));
        let day = Day::parse_iso("2026-11-23").expect("a test date");
        let sheets = [(Role::Customers, CUSTOMERS), (Role::Orders, ORDERS)];
        let book = sample::book(&sheets, &rules, &[], day);
        let (verdicts, _) = classify(&Engine::new(&book, &rules, 1), day);
        let told: Vec<(&Finding, u64)> = verdicts
            .problems
            .iter()
            .filter(|problem| matches!(problem.finding, Finding::Undecided(..)))
            .map(|problem| (&problem.finding, problem.count))
            .collect();
        let blank = |zh: &str, en: &str| BlankName {
            zh: zh.to_owned(),
            en: en.to_owned(),
            customers: 2,
        };
        let names = vec![
            blank("常规间隔", "typical_gap"),
            blank("近12月增长", "growth_12m"),
        ];
        let expected = Finding::Undecided(
            TypeName {
                zh: "second".to_owned(),
                en: "second".to_owned(),
            },
            names,
            "2".to_owned(),
        );
        assert_eq!(told, [(&expected, 2)]);
    }

    #[test]
    fn own_metrics_may_rank_and_so_may_what_uses_them() {
        let rules = decode(
            "[metrics]\nplace = { formula = 'percent_rank(amount)' }\n\
             [tier]\nmeasure = 'percent_rank(amount_12m) + place'\n\
             [[type]]\nid = 'upper'\nname = 'upper'\nwhen = 'place >= 0.5'\n",
        );
        let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
        let orders = "order_id,customer_id,order_date,amount\n\
                      o1,1,2026-01-05,100\no2,2,2026-01-05,300\no3,3,2026-01-05,200\n";
        let day = Day::parse_iso("2026-06-01").expect("a test date");
        let book = sample::book(&[(Role::Orders, orders)], &rules, &[], day);
        let engine = Engine::new(&book, &rules, 2);
        let (verdicts, _) = classify(&engine, day);
        assert_eq!(verdicts.kind, [NONE, 0, 0]);
    }

    /// The ids that findings of a kind name, each with how many customers it speaks for.
    fn told(rules: &str, customers: &str, orders: &str, day: &str) -> Vec<(&'static str, u64)> {
        let rules = decode(rules).unwrap_or_else(|faults| panic!("{faults:?}"));
        let day = Day::parse_iso(day).expect("a test date");
        let sheets = [(Role::Customers, customers), (Role::Orders, orders)];
        let wanted = [crate::records::customers::Wanted {
            field: Some(Field::CustomerCreated),
            header: String::new(),
            kind: crate::rules::condition::InputKind::Date,
        }];
        let book = sample::book(&sheets, &rules, &wanted, day);
        let (verdicts, _) = classify(&Engine::new(&book, &rules, 2), day);
        let told = verdicts.problems.iter().filter(|problem| {
            matches!(
                problem.finding,
                Finding::MeasureTooLarge(_) | Finding::EnteredLater(_)
            )
        });
        told.map(|problem| (problem.finding.code(), problem.count))
            .collect()
    }

    #[test]
    fn measures_beyond_bounds_and_customers_of_later_days_are_told() {
        let customers =
            "客户编号,客户名称,建档日期\n1,甲,2025-01-01\n2,乙,2026-08-01\n3,丙,2026-08-01\n";
        let orders = "订单编号,客户编号,订单日期,订单金额\n\
            o1,1,2026-01-05,9000000\no2,2,2026-01-06,9000\n";
        let found = told(
            "[tier]\nmeasure = 'amount * amount'\n",
            customers,
            orders,
            "2026-06-01",
        );
        assert_eq!(found, [("measure_too_large", 1), ("entered_later", 1)]);
        assert_eq!(told("", customers, orders, "2026-09-01"), []);
    }
}
