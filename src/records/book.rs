//! All facts of a run: tables in, customers, orders and contacts in columns out.

mod bought;
mod customer_tables;
mod damaged;
mod open_dates;
mod order_tables;
mod returned_logs;
mod shown_again;
mod taken;

use std::collections::BTreeMap;

use crate::names::{Field, Role};
use crate::period::Day;
use crate::problem::{Finding, Place, Problem, SheetId};
use crate::rules::Rules;
use crate::sheet::text::SplitFault;
use crate::value::Mark;
use crate::value::amount::AmountReading;
use crate::value::date::{DateEvidence, DateReading};

use super::bought::{Bought, TooMany};
use super::contacts::Contacts;
use super::customers::{Details, UsedRows, Wanted};
use super::filters::Filters;
use super::issued::Shown;
use super::ledger::{Entry, Imbalance};
use super::log::{self, Log};
use super::near::{near_addresses, near_names};
use super::order_rows::WordCount;
use super::orders::Excluded;
use super::registry::{Keyed, Registry};
use super::rest::{self, Part};
use super::rounded::rounded_ids;
use super::table::{Pace, Table};

pub use open_dates::{DateWord, OpenDates};

/// What a run wants to know of the facts.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The tables, in the order in which they were given.
    pub tables: &'a [Table],
    /// Logs out of workbooks of ours; each of their rows counts once.
    pub returned: Returned<'a>,
    /// The rules.
    pub rules: &'a Rules,
    /// Later facts are excluded.
    pub as_of: Day,
    /// Columns of the customer sheet that somebody asks for.
    pub wanted: &'a [Wanted],
    /// Conditions of own metrics on order rows.
    pub filters: Option<&'a Filters<'a>>,
    /// Whether products are told apart.
    pub products: bool,
    /// Whether it is kept what each customer bought.
    pub purchases: Purchases,
    /// How excluded rows are told.
    pub excluded: Excluded,
    /// How fast.
    pub pace: Pace,
}

/// Whether it is kept what each customer bought, by category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purchases {
    /// Only how much.
    #[default]
    Counted,
    /// What, too, where a column of categories or products says.
    Named,
}

/// What comes out of workbooks of ours.
#[derive(Clone, Copy, Default)]
pub struct Returned<'a> {
    /// Their logs, and the marks beside tasks as logs.
    pub logs: &'a [Table],
    /// What people set of customers.
    pub set: &'a [Set],
    /// The tasks they show.
    pub shown: &'a [(String, Shown)],
    /// Those that somebody says in them are not to be done, with the day of the workbook.
    pub dropped: &'a [(String, Day)],
}

/// What somebody set of a customer in a workbook of ours; it wins over the customer sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// The customer's id.
    pub customer: String,
    /// What was set.
    pub field: Field,
    /// The heading of its column.
    pub heading: String,
    /// What the cell is.
    pub mark: Mark,
    /// Its text; empty where it was deleted.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// The same, found in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The customer's number.
    pub customer: u32,
    /// What was set.
    pub field: Field,
    /// What the cell is.
    pub mark: Mark,
    /// Its text.
    pub text: String,
    /// What the customer sheet says.
    pub source: String,
}

/// The facts.
#[derive(Debug)]
pub struct Book {
    /// Who is who.
    pub registry: Registry,
    /// Customers in the order of outputs.
    pub order: Vec<u32>,
    /// Columns of the customer sheet.
    pub details: Details,
    /// Orders, by runs of `1 << shift` customers.
    pub parts: Vec<Part>,
    /// See `parts`.
    pub shift: u32,
    /// What everybody bought; `None` where nobody asked or no column says.
    pub bought: Option<Bought>,
    /// What people set in workbooks of ours, by customer and field.
    pub taken: Vec<Taken>,
    /// The log.
    pub contacts: Contacts,
    /// The tasks that workbooks of ours that came back show.
    pub shown: BTreeMap<String, Shown>,
    /// The tasks that somebody said, there or in the log, are not to be done, each with the day
    /// on which that was found.
    pub dropped: BTreeMap<String, Day>,
    /// The accounts, in the order of the sheets.
    pub ledger: Vec<Entry>,
    /// Findings, in the order of the sheets and rows.
    pub problems: Vec<Problem>,
    /// Findings beyond those kept.
    pub unlisted: u64,
    /// Order rows that were set aside, by customer, where the customer can be read.
    pub set_aside: BTreeMap<u32, u32>,
    /// Which rows of each customer table became customers.
    pub used_rows: Vec<(SheetId, UsedRows)>,
    /// Oldest and newest order day used.
    pub days: Option<(Day, Day)>,
    /// What the book is made of.
    pub has: Has,
    /// Currencies in which amounts were written, when there is only one and it is not the book's.
    pub currency: Option<String>,
    /// Columns of days that had to be decided, in the order in which they were.
    pub dates: Vec<DateColumn>,
    /// Amounts of order tables that do not stand in their column as they count.
    pub amounts: Vec<AmountColumn>,
    /// Status words that are no finding, since their rows count as purchases; by table and word.
    pub statuses: Vec<WordCount>,
}

/// A column of days whose cells did not say alone which day they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateColumn {
    /// The column.
    pub place: Place,
    /// What its cells say.
    pub evidence: DateEvidence,
    /// How it is read.
    pub reading: DateReading,
}

/// The amounts of an order table that are read in a way of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountColumn {
    /// The column; without one, the table.
    pub place: Place,
    /// How its cells are read.
    pub reading: AmountReading,
    /// Where the amounts come from.
    pub source: AmountSource,
}

/// Where the amounts of an order table come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountSource {
    /// A column of their own.
    Column,
    /// There is none: quantity × price.
    QuantityTimesPrice,
}

/// What the book is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    /// There is an order table.
    pub orders: bool,
    /// There is a profit or cost column.
    pub profit: bool,
    /// There is a product column, and it was asked for.
    pub products: bool,
}

/// Why the facts could not be read.
#[derive(Debug)]
pub enum ReadFault {
    /// A table could not be split into rows.
    Split(SheetId, SplitFault),
    /// There are more customers than one book holds.
    Full,
    /// The dates of a column can be read in several ways.
    UndecidedDates(OpenDates),
    /// Several currencies and no rate for these.
    NoRates(Vec<String>),
    /// An account does not add up: a bug of ours.
    Unbalanced(Box<Imbalance>),
}

/// Reads all tables.
pub fn read(request: &Request<'_>) -> Result<Book, ReadFault> {
    let mut reading = Reading::new(request);
    reading.customers()?;
    let by_name = |problem: &Problem| matches!(problem.finding, Finding::WithoutId);
    let names_needed = reading.names_needed() || reading.problems.iter().any(by_name);
    if names_needed {
        reading.index_names();
    }
    let parts = reading.orders()?;
    if names_needed || reading.registry.by_name {
        reading.near_names();
    }
    let (near, more) = near_addresses(&reading.registry);
    reading.problems.extend(near);
    reading.unlisted += more;
    reading.problems.extend(rounded_ids(&reading.registry));
    reading.contacts()?;
    reading.returned_logs()?;
    reading.finish(parts)
}

struct Reading<'r> {
    request: &'r Request<'r>,
    registry: Registry,
    details: Details,
    ledger: Vec<Entry>,
    problems: Vec<Problem>,
    unlisted: u64,
    set_aside: BTreeMap<u32, u32>,
    used_rows: Vec<(SheetId, UsedRows)>,
    days: Option<(Day, Day)>,
    log: Log,
    bought: Option<Result<Bought, TooMany>>,
    has: Has,
    shift: u32,
    currency: Option<String>,
    dates: Vec<DateColumn>,
    amounts: Vec<AmountColumn>,
    statuses: Vec<WordCount>,
    shared_names: u32,
}

impl<'r> Reading<'r> {
    fn new(request: &'r Request<'r>) -> Self {
        let orders = |field| {
            let mut tables = request
                .tables
                .iter()
                .filter(|table| table.role == Role::Orders);
            tables.any(|table| table.column(field).is_some())
        };
        Self {
            request,
            registry: Registry::default(),
            details: Details::default(),
            ledger: Vec::new(),
            problems: Vec::new(),
            unlisted: 0,
            set_aside: BTreeMap::new(),
            used_rows: Vec::new(),
            days: None,
            log: Log::default(),
            bought: None,
            has: Has {
                orders: request
                    .tables
                    .iter()
                    .any(|table| table.role == Role::Orders),
                profit: orders(Field::OrderProfit) || orders(Field::OrderCost),
                products: request.products && orders(Field::OrderProduct),
            },
            shift: 12,
            currency: None,
            dates: Vec::new(),
            amounts: Vec::new(),
            statuses: Vec::new(),
            shared_names: 0,
        }
    }

    fn tables(&self, role: Role) -> impl Iterator<Item = &'r Table> + use<'r> {
        self.request
            .tables
            .iter()
            .filter(move |table| table.role == role)
    }

    // ---- contacts ----

    fn contacts(&mut self) -> Result<(), ReadFault> {
        for table in self.tables(Role::Contacts) {
            let mut readings = log::Readings::default();
            loop {
                let start = self.log.contacts.len();
                let read = log::read(
                    table,
                    readings,
                    self.request.as_of,
                    &self.registry,
                    &mut self.log,
                )
                .map_err(|fault| ReadFault::Split(table.sheet, fault))?;
                let mut changed = false;
                let fields = [Field::ContactDay, Field::ContactNextDay];
                for ((reading, evidence), field) in
                    readings.iter_mut().zip(&read.evidence).zip(fields)
                {
                    changed |= self.decide(table, table.column(field), evidence, reading)?;
                }
                if changed {
                    self.log.contacts.truncate(start);
                    continue;
                }
                self.ledger.push(Entry {
                    sheet: table.sheet,
                    account: read.account,
                });
                self.problems.extend(read.problems);
                break;
            }
        }
        Ok(())
    }

    // ---- the end ----

    fn finish(mut self, parts: Vec<Part>) -> Result<Book, ReadFault> {
        for entry in &self.ledger {
            if !entry.account.balances() {
                return Err(ReadFault::Unbalanced(Box::new(Imbalance {
                    sheet: entry.sheet,
                    account: entry.account.clone(),
                })));
            }
        }
        let customers = self.registry.len();
        for column in &mut self.details.columns {
            column.pad(customers);
        }
        let taken = self.take();
        let bought = self.take_bought();
        self.registry.ids.shrink();
        self.registry.names.shrink();
        if self.shared_names > 0 {
            self.problems.push(Problem {
                place: None,
                finding: Finding::SharedNames,
                count: u64::from(self.shared_names),
            });
        }
        self.empty_sheets();
        self.leave_rows_of_other_tables();
        self.ledger.sort_by_key(|entry| entry.sheet);
        self.problems.sort_by_key(|problem| {
            problem
                .place
                .map(|place| (place.sheet, place.row, place.column))
        });
        let has_log = self.tables(Role::Contacts).next().is_some();
        let mut contacts = if has_log || !self.log.contacts.is_empty() {
            Contacts::new(self.log.contacts, self.log.words.arena, customers)
        } else {
            Contacts::default()
        };
        // Rows about tasks alone make no log: nobody was spoken to.
        contacts.present &= has_log || !contacts.all().is_empty();
        contacts.left = self.log.left;
        let dropped = contacts.dropped();
        let dropped = dropped.map(|(task, day)| (task.to_owned(), day));
        let now = self.request.returned.dropped.iter().cloned();
        let dropped = now.chain(dropped).collect();
        let shown = shown(self.request.returned, &contacts);
        Ok(Book {
            order: self.registry.order(),
            registry: self.registry,
            details: self.details,
            taken,
            bought,
            parts,
            shift: self.shift,
            contacts,
            shown,
            dropped,
            ledger: self.ledger,
            problems: self.problems,
            unlisted: self.unlisted,
            set_aside: self.set_aside,
            used_rows: self.used_rows,
            days: self.days,
            has: self.has,
            currency: self.currency,
            dates: self.dates,
            amounts: self.amounts,
            statuses: self.statuses,
        })
    }
}

/// The tasks that workbooks showed: those that the newest does not show wait, as its log says.
fn shown(returned: Returned<'_>, contacts: &Contacts) -> BTreeMap<String, Shown> {
    let mut shown: BTreeMap<String, Shown> = returned.shown.iter().cloned().collect();
    if shown.is_empty() && returned.logs.is_empty() {
        return shown;
    }
    for waiting in contacts.waiting() {
        let (Some(task), Some(since)) = (contacts.word(waiting.row.task), waiting.asked.issued)
        else {
            continue;
        };
        let waits = Shown {
            since,
            last: waiting.row.day,
            due: None,
        };
        let known = shown.entry(task.to_owned()).or_insert(waits);
        let since = known.since.min(since);
        if known.last < waits.last {
            *known = waits;
        }
        known.since = since;
    }
    shown
}

impl Reading<'_> {
    /// Lists customers that have nearly the name of another one.
    fn near_names(&mut self) {
        let keyed = if self.keyed_by_name() {
            Keyed::ByName
        } else {
            Keyed::ById
        };
        let threads = self.request.pace.threads;
        let (problems, more) = near_names(&self.registry, keyed, threads);
        self.problems.extend(problems);
        self.unlisted += more;
    }

    /// Names sheets of customers and orders in which no row is more than layout.
    fn empty_sheets(&mut self) {
        let fact = |sheet| {
            let mut tables = self.request.tables.iter();
            tables.find(|table| table.sheet == sheet && table.role != Role::Contacts)
        };
        let empty = self
            .ledger
            .iter()
            .filter(|entry| entry.account.read == entry.account.layout)
            .filter_map(|entry| fact(entry.sheet));
        let empty: Vec<Problem> = empty
            .map(|table| Problem {
                place: Some(Place {
                    column: None,
                    ..super::table::whole_column(table, None)
                }),
                finding: Finding::NoRows(table.role),
                count: 1,
            })
            .collect();
        self.problems.extend(empty);
    }
}

impl Reading<'_> {
    /// Rows of another table below have cells of their own number: that it is there has been said.
    fn leave_rows_of_other_tables(&mut self) {
        let others: Vec<_> = (self.problems.iter())
            .filter_map(|problem| match problem.finding {
                Finding::AnotherTable(row) => Some((problem.place?.sheet, row)),
                _ => None,
            })
            .collect();
        let within_other = |problem: &Problem| {
            let ragged = matches!(problem.finding, Finding::RaggedRow(..));
            problem.place.filter(|_| ragged).is_some_and(|place| {
                let below = |(sheet, row): &(_, u32)| {
                    *sheet == place.sheet && place.row.is_some_and(|at| at >= *row)
                };
                others.iter().any(below)
            })
        };
        self.problems.retain(|problem| !within_other(problem));
    }
}

/// That another table stands below one.
fn another_table(table: &Table, until: Option<u32>) -> Option<Problem> {
    until.map(|row| Problem {
        place: Some(table.place(row, None)),
        finding: Finding::AnotherTable(row),
        count: 1,
    })
}

impl Book {
    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.registry.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.registry.is_empty()
    }

    /// The order rows of a customer.
    #[inline]
    pub fn rows(&self, customer: u32) -> rest::Rows<'_> {
        let (part, place) = self.place(customer);
        self.parts[part].rows(place)
    }

    /// The partition of a customer, and its place in it.
    #[inline]
    pub fn place(&self, customer: u32) -> (usize, usize) {
        let place = customer & ((1 << self.shift) - 1);
        ((customer >> self.shift) as usize, place as usize)
    }
}

#[cfg(test)]
mod tests;
