//! What the types and tags of the rules find in the data, and which of the numbers they
//! speak of the data cannot give. Takes a run, gives counts and causes.

use crate::names::metric::Needs;
use crate::names::{Field, Metric, Role};
use crate::period::{Day, Span, Unit};
use crate::report::Run;
use crate::report::overview::overview;
use crate::rules::Condition;
use crate::rules::condition::Source;

use super::{Given, has};

/// Why a metric is blank for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// There is no order table.
    NoOrders,
    /// There is no contact log.
    NoLog,
    /// There is neither a contact log nor this column of the customer sheet.
    NoLogNorColumn(Field),
    /// There is no such column.
    NoColumn(Field),
    /// Orders begin on this day, less than so many months ago.
    Since(Day, u32),
}

/// What one type or tag finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeSeen {
    /// How many customers are of it today.
    pub customers: u64,
    /// Metrics of its condition that nobody has, each once, with the cause.
    pub missing: Vec<(Metric, Cause)>,
    /// What else should be known about it.
    pub notes: Vec<Note>,
}

/// What else should be known about a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Orders begin on this day: old customers look new.
    EverybodyLooksNew(Day),
    /// Orders begin on this day: nobody can have been silent for half a year.
    TooYoungToSleep(Day),
    /// There is no customer sheet, so everybody has bought.
    OnlyBuyers,
    /// Customers have no day of creation: nobody knows since when they wait.
    NoCreatedDay,
}

/// What every type finds, in the order of the rules.
pub(super) fn types(given: &Given<'_>, run: &Run<'_>) -> Vec<TypeSeen> {
    let counted = overview(run).types;
    let kinds = run.rules().types.iter().zip(counted);
    kinds
        .map(|(kind, counted)| TypeSeen {
            customers: counted.customers,
            missing: missing(&kind.when, given),
            notes: notes(&kind.id, counted.customers, given),
        })
        .collect()
}

/// What every tag finds, in the order of the rules.
pub(super) fn tags(given: &Given<'_>, run: &Run<'_>) -> Vec<TypeSeen> {
    let counted = overview(run).tags;
    let tags = run.rules().tags.iter().zip(counted);
    tags.map(|(tag, counted)| TypeSeen {
        customers: counted.customers,
        missing: missing(&tag.when, given),
        notes: Vec::new(),
    })
    .collect()
}

/// The metrics that a condition reads and the data cannot give.
fn missing(when: &Condition, given: &Given<'_>) -> Vec<(Metric, Cause)> {
    let metrics = when
        .program
        .inputs()
        .iter()
        .filter_map(|input| match input.source {
            Source::Metric(metric) => Some(metric),
            Source::Own(_) | Source::Field(_) | Source::Column { .. } => None,
        });
    let mut missing: Vec<(Metric, Cause)> = Vec::new();
    for metric in metrics {
        if let Some(cause) = cause(metric, given)
            && !missing.iter().any(|(known, _)| *known == metric)
        {
            missing.push((metric, cause));
        }
    }
    missing
}

/// Why nobody has a metric; `None` if somebody may.
fn cause(metric: Metric, given: &Given<'_>) -> Option<Cause> {
    let column = |field: Field| {
        let mut tables = given.tables.iter();
        tables.any(|table| table.column(field).is_some())
    };
    let log = has(given.tables, Role::Contacts);
    let needs = metric.entry().needs;
    // Customers that are known to have begun since are not hurt by a short book.
    let dated = column(Field::CustomerFirstDeal) || column(Field::CustomerCreated);
    let young = |months| young(given, months).filter(|_| !dated);
    let log_or = |field: Field| (!log && !column(field)).then_some(Cause::NoLogNorColumn(field));
    match metric {
        Metric::Growth12m | Metric::AmountPrev12m => young(24),
        Metric::Orders12m
        | Metric::Amount12m
        | Metric::ActiveMonths12m
        | Metric::Profit12m
        | Metric::Margin12m => young(12),
        Metric::OpenComplaints => log_or(Field::CustomerComplaint),
        Metric::Satisfaction => {
            let known = column(Field::CustomerSatisfaction) || column(Field::ContactSatisfaction);
            match (known, log) {
                (true, _) => None,
                (false, true) => Some(Cause::NoColumn(Field::ContactSatisfaction)),
                (false, false) => Some(Cause::NoLogNorColumn(Field::CustomerSatisfaction)),
            }
        }
        Metric::LastContact | Metric::DaysSinceLastContact => log_or(Field::CustomerLastContact),
        _ => match (crate::metrics::frame::metric_field(metric), needs) {
            (Some(field), _) => (!column(field)).then_some(Cause::NoColumn(field)),
            (None, Needs::Contacts) => (!log).then_some(Cause::NoLog),
            (None, Needs::Orders) => (!given.book.has.orders).then_some(Cause::NoOrders),
            _ => None,
        },
    }
}

/// Orders that begin less than so many months before the as-of day.
fn young(given: &Given<'_>, months: u32) -> Option<Cause> {
    let Some((first, _)) = given.book.days else {
        return Some(Cause::NoOrders);
    };
    let young = first > given.as_of.before(Span::new(months, Unit::Month)).plus(1);
    young.then_some(Cause::Since(first, months))
}

/// Half a year, as the built-in types count it.
const HALF_A_YEAR: i32 = 180;

fn notes(id: &str, customers: u64, given: &Given<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let column = |field: Field| {
        given
            .tables
            .iter()
            .any(|table| table.column(field).is_some())
    };
    let first = given.book.days.map(|(first, _)| first);
    let young = first.filter(|first| given.as_of.0 - first.0 <= HALF_A_YEAR);
    match (id, young) {
        ("new", Some(first))
            if customers * 2 > given.book.len() as u64 && !column(Field::CustomerFirstDeal) =>
        {
            notes.push(Note::EverybodyLooksNew(first));
        }
        ("dormant", Some(first)) => notes.push(Note::TooYoungToSleep(first)),
        ("prospect", _) if !has(given.tables, Role::Customers) => notes.push(Note::OnlyBuyers),
        ("prospect", _) if !column(Field::CustomerCreated) => notes.push(Note::NoCreatedDay),
        _ => {}
    }
    notes
}
