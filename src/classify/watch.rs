//! What the conditions of types and tags are to the customers: who is near the numbers
//! written in them, and who comes nearest to a type that nobody is of.
//!
//! Takes batches of customers while they are classified; gives what each condition found.
//! A condition is left alone as soon as everything about it is known.

use crate::names::metric::Kind;
use crate::period::Day;
use crate::problem::{Finding, Nearest, Nobody, Odd, Problem, TypeName};
use crate::records::book::Book;
use crate::rules::condition::evaluate::TRUE;
use crate::rules::condition::scratch::Scratch;
use crate::rules::condition::threshold::Threshold;
use crate::rules::condition::{Program, Source};
use crate::rules::{Condition, Rules, Words};

use super::view::View;

/// Nobody is near a number when everybody is more than so much of it away.
const NEAR: f64 = 0.3;

/// Of fewer customers nothing is said.
const ENOUGH: u64 = 50;

/// What one condition found.
#[derive(Debug, Default)]
pub(super) struct Watched {
    /// Somebody meets it.
    met: bool,
    /// For each threshold.
    thresholds: Vec<Found>,
    /// Where nobody meets it: the one that misses the fewest parts.
    closest: Option<Closest>,
}

/// What one threshold found.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    /// Somebody is near it.
    near: bool,
    /// Customers with something to hold against it.
    known: u64,
    /// The nearest customer and its number.
    nearest: Option<(f64, u32)>,
}

/// A customer that misses a type by some of its parts.
#[derive(Debug, Clone, Copy)]
struct Closest {
    misses: u32,
    customer: u32,
    /// The first part that it misses.
    part: usize,
}

/// A condition with what is asked of it.
pub(super) struct Watch<'a> {
    program: &'a Program,
    thresholds: Vec<Threshold>,
    parts: usize,
}

/// The conditions of types, then those of tags, while a part of the customers is looked at.
pub(super) struct Watching<'w> {
    pub(super) day: Day,
    pub(super) watches: &'w [Watch<'w>],
    pub(super) watched: &'w mut Vec<Watched>,
}

impl Watching<'_> {
    /// Looks at a batch by one condition.
    pub(super) fn look(
        &mut self,
        place: usize,
        view: &View<'_>,
        scratch: &mut Scratch,
        truths: &[u8],
    ) {
        if self.watched.is_empty() {
            self.watched
                .resize_with(self.watches.len(), Watched::default);
        }
        let (watch, watched) = (&self.watches[place], &mut self.watched[place]);
        watch.look(self.day, view, scratch, truths, watched);
    }
}

/// What is asked of the conditions of types, then of those of tags.
pub(super) fn watches(rules: &Rules) -> Vec<Watch<'_>> {
    let types = rules.types.iter().map(|kind| &kind.when);
    let tags = rules.tags.iter().map(|tag| &tag.when);
    types
        .chain(tags)
        .map(|when| Watch::new(&when.program))
        .collect()
}

impl<'a> Watch<'a> {
    fn new(program: &'a Program) -> Self {
        Self {
            program,
            thresholds: program.thresholds(),
            parts: program.parts().len(),
        }
    }

    /// Looks at a batch; `truths` are those of the condition.
    fn look(
        &self,
        day: Day,
        view: &View<'_>,
        scratch: &mut Scratch,
        truths: &[u8],
        watched: &mut Watched,
    ) {
        watched.met |= truths.contains(&TRUE);
        watched
            .thresholds
            .resize(self.thresholds.len(), Found::default());
        let (book, customers) = (view.book, &view.frame.customers);
        let mut numbers = vec![f64::NAN; truths.len()];
        for (threshold, found) in self.thresholds.iter().zip(&mut watched.thresholds) {
            // Who is nearest is told where nobody is near, and where nobody meets it.
            if found.near && (watched.met || self.parts > 1) {
                continue;
            }
            self.program
                .held_against(threshold, day, view, scratch, &mut numbers);
            let at = threshold.at(day);
            for (number, customer) in numbers.iter().zip(customers) {
                found.see(at, *number, *customer, book);
            }
        }
        if !watched.met && self.parts > 1 {
            self.miss(view, scratch, truths.len(), watched);
        }
    }

    /// Looks for the customer that misses the fewest parts.
    fn miss(&self, view: &View<'_>, scratch: &mut Scratch, rows: usize, watched: &mut Watched) {
        let mut missed: Vec<(u32, usize)> = vec![(0, 0); rows];
        let mut truths = vec![0; rows];
        for part in 0..self.parts {
            self.program.part_truths(part, view, scratch, &mut truths);
            for (missed, truth) in missed.iter_mut().zip(&truths) {
                if *truth != TRUE {
                    if missed.0 == 0 {
                        missed.1 = part;
                    }
                    missed.0 += 1;
                }
            }
        }
        for ((misses, part), customer) in missed.into_iter().zip(&view.frame.customers) {
            let one = Closest {
                misses,
                customer: *customer,
                part,
            };
            watched.closest = Some(one.or_closer(watched.closest, view.book));
        }
    }
}

impl Found {
    fn see(&mut self, at: f64, number: f64, customer: u32, book: &Book) {
        if number.is_nan() {
            return;
        }
        self.known += 1;
        self.near = self.near || is_near(at, number);
        let nearer = self.nearest.is_none_or(|(nearest, known)| {
            let distance = (number - at).abs().total_cmp(&(nearest - at).abs());
            let by_id = || book.registry.by_id(customer, known);
            distance.then_with(by_id).is_lt()
        });
        if nearer {
            self.nearest = Some((number, customer));
        }
    }

    fn join(&mut self, other: Self, at: f64, book: &Book) {
        let known = self.known + other.known;
        if let Some((number, customer)) = other.nearest {
            self.see(at, number, customer, book);
        }
        self.known = known;
        self.near |= other.near;
    }
}

impl Closest {
    fn or_closer(self, other: Option<Self>, book: &Book) -> Self {
        let Some(other) = other else { return self };
        let by_id = || book.registry.by_id(self.customer, other.customer);
        if self.misses.cmp(&other.misses).then_with(by_id).is_lt() {
            self
        } else {
            other
        }
    }
}

/// Whole numbers that follow each other are near, however small they are.
fn is_near(at: f64, number: f64) -> bool {
    let distance = (number - at).abs();
    let whole = || at.fract() == 0.0 && number.fract() == 0.0;
    distance <= at.abs() * NEAR || distance <= 1.0 && whole()
}

/// Adds what another part of the customers found.
pub(super) fn join(
    mine: &mut Vec<Watched>,
    theirs: Vec<Watched>,
    watches: &[Watch<'_>],
    (day, book): (Day, &Book),
) {
    if mine.is_empty() {
        *mine = theirs;
        return;
    }
    for ((mine, theirs), watch) in mine.iter_mut().zip(theirs).zip(watches) {
        mine.met |= theirs.met;
        mine.thresholds
            .resize(watch.thresholds.len(), Found::default());
        let found = mine.thresholds.iter_mut().zip(theirs.thresholds);
        for ((mine, theirs), threshold) in found.zip(&watch.thresholds) {
            mine.join(theirs, threshold.at(day), book);
        }
        if let Some(closest) = theirs.closest {
            mine.closest = Some(closest.or_closer(mine.closest, book));
        }
    }
}

/// Everything about one condition, for findings.
struct One<'a> {
    name: &'a Words,
    when: &'a Condition,
    watched: &'a Watched,
    watch: &'a Watch<'a>,
}

/// Numbers in the conditions of types and tags that nobody is near, each once, and types
/// that nobody can ever be of. Types stand first, as in [`watches`].
pub(super) fn far(
    (rules, book): (&Rules, &Book),
    (asked, watched): (&[Watch<'_>], &[Watched]),
    day: Day,
) -> Vec<Problem> {
    let types = rules.types.iter().map(|kind| (&kind.name, &kind.when));
    let tags = rules.tags.iter().map(|tag| (&tag.name, &tag.when));
    let named = types.chain(tags).zip(asked.iter().zip(watched));
    let mut problems: Vec<Problem> = Vec::new();
    for ((name, when), (watch, watched)) in named {
        let one = One {
            name,
            when,
            watched,
            watch,
        };
        for finding in one.excluded().into_iter().chain(one.far(book, day)) {
            // A number that several conditions share is told with the first of them.
            let known = problems.iter().any(|known| same(&known.finding, &finding));
            if !known {
                problems.push(Problem {
                    place: None,
                    finding,
                    count: 1,
                });
            }
        }
    }
    problems
}

fn same(one: &Finding, other: &Finding) -> bool {
    match (one, other) {
        (
            Finding::Odd(Odd::FarNumber { part: one, .. }),
            Finding::Odd(Odd::FarNumber { part: other, .. }),
        ) => one == other,
        _ => false,
    }
}

/// A type that nobody is of, with who comes nearest.
pub(super) fn nobody(
    name: TypeName,
    when: &Condition,
    (watch, watched): (&Watch<'_>, Option<&Watched>),
    book: &Book,
) -> Nobody {
    let enough = book.len() as u64 >= ENOUGH;
    let watched = watched.filter(|watched| enough && !watched.met);
    let nearest = watched.and_then(|watched| match (watched.closest, &watch.thresholds[..]) {
        (Some(closest), _) if closest.misses == 1 => {
            let part = watch.program.parts().get(closest.part).cloned()?;
            Some(Nearest::Misses {
                customer: book.registry.id(closest.customer).to_owned(),
                part: written(when, &part),
            })
        }
        (None, [threshold]) => {
            let (number, customer) = watched.thresholds.first()?.nearest?;
            Some(Nearest::Has {
                customer: book.registry.id(customer).to_owned(),
                number,
                kind: kind_of(when, threshold),
            })
        }
        _ => None,
    });
    Nobody {
        kind: name,
        nearest,
    }
}

impl One<'_> {
    fn name(&self) -> TypeName {
        TypeName {
            zh: self.name.zh.clone(),
            en: self.name.en.clone(),
        }
    }

    fn excluded(&self) -> Option<Finding> {
        let parts = self.watch.program.contradiction()?;
        Some(Finding::Odd(Odd::NeverMatches {
            of: self.name(),
            parts: parts.map(|part| written(self.when, &part)),
        }))
    }

    fn far(&self, book: &Book, day: Day) -> Vec<Finding> {
        let found = self.watched.thresholds.iter().zip(&self.watch.thresholds);
        // Against 0 stands whether there is anything at all, and nobody need be near that.
        let far = found.filter(|(found, threshold)| {
            !found.near && found.known >= ENOUGH && threshold.at(day) != 0.0
        });
        far.filter_map(|(found, threshold)| {
            let (number, customer) = found.nearest?;
            Some(Finding::Odd(Odd::FarNumber {
                of: self.name(),
                part: written(self.when, &threshold.span),
                customer: book.registry.id(customer).to_owned(),
                number,
                kind: kind_of(self.when, threshold),
            }))
        })
        .collect()
    }
}

fn written(when: &Condition, part: &std::ops::Range<usize>) -> String {
    when.text.get(part.clone()).unwrap_or_default().to_owned()
}

/// In which unit a number against a threshold is told.
fn kind_of(when: &Condition, threshold: &Threshold) -> Option<Kind> {
    if threshold.is_span() {
        return Some(Kind::Days);
    }
    match when.program.inputs().get(threshold.input?)?.source {
        Source::Metric(metric) => Some(metric.kind()),
        Source::Own(_) | Source::Column { .. } | Source::Field(_) => None,
    }
}

#[cfg(test)]
mod tests;
