//! All facts of a run: tables in, customers, orders and contacts in columns out.

use std::sync::RwLock;

use crate::names::words::StatusWords;
use crate::names::{Field, Role};
use crate::parallel;
use crate::period::Day;
use crate::problem::{Finding, Place, Problem, SheetId};
use crate::rules::{CountBy, Keep, Rules};
use crate::sheet::text::{Rows, SplitFault};
use crate::value::amount::{AmountReading, scale_of_header};
use crate::value::date::{self, DateEvidence, DateReading, Undecidable};
use crate::value::id::{self, Id};

use super::contacts::Contacts;
use super::customers::{self, Details, UsedRows, Wanted, index_names};
use super::filters::Filters;
use super::flight::{Carries, Flight};
use super::index::Index;
use super::ledger::{Entry, Imbalance};
use super::log::{self, Log};
use super::order_key::OrderKeys;
use super::orders::{self, Assumed, Excluded, Naming, Turn};
use super::registry::{Keyed, Registry};
use super::rest::{self, Grouping, Keeps, Part, Repeats, Twice};
use super::table::{Pace, Table};

/// What a run wants to know of the facts.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The tables, in the order in which they were given.
    pub tables: &'a [Table],
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
    /// How excluded rows are told.
    pub excluded: Excluded,
    /// How fast.
    pub pace: Pace,
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
    /// The log.
    pub contacts: Contacts,
    /// The accounts, in the order of the sheets.
    pub ledger: Vec<Entry>,
    /// Findings, in the order of the sheets and rows.
    pub problems: Vec<Problem>,
    /// Findings beyond those kept.
    pub unlisted: u64,
    /// Which rows of each customer table became customers.
    pub used_rows: Vec<(SheetId, UsedRows)>,
    /// Oldest and newest order day used.
    pub days: Option<(Day, Day)>,
    /// What the book is made of.
    pub has: Has,
    /// Currencies in which amounts were written, when there is only one and it is not the book's.
    pub currency: Option<String>,
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
    UndecidedDates(Place, Undecidable),
    /// Several currencies and no rate for these.
    NoRates(Vec<String>),
    /// An account does not add up: a bug of ours.
    Unbalanced(Box<Imbalance>),
}

/// Reads all tables.
pub fn read(request: &Request<'_>) -> Result<Book, ReadFault> {
    let mut reading = Reading::new(request);
    reading.customers()?;
    let names_needed = reading.names_needed();
    if names_needed {
        reading.index_names();
    }
    let (parts, repeats) = reading.orders()?;
    reading.repeats(&repeats);
    reading.contacts()?;
    reading.finish(parts)
}

struct Reading<'r> {
    request: &'r Request<'r>,
    registry: Registry,
    details: Details,
    ledger: Vec<Entry>,
    problems: Vec<Problem>,
    unlisted: u64,
    used_rows: Vec<(SheetId, UsedRows)>,
    days: Option<(Day, Day)>,
    log: Log,
    has: Has,
    shift: u32,
    currency: Option<String>,
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
            used_rows: Vec::new(),
            days: None,
            log: Log::default(),
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
            shared_names: 0,
        }
    }

    fn tables(&self, role: Role) -> impl Iterator<Item = &'r Table> + use<'r> {
        self.request
            .tables
            .iter()
            .filter(move |table| table.role == role)
    }

    // ---- customers ----

    fn customers(&mut self) -> Result<(), ReadFault> {
        let tables: Vec<&Table> = self.tables(Role::Customers).collect();
        let wanted = self.request.wanted;
        let mut readings = vec![vec![DateReading::default(); wanted.len()]; tables.len()];
        'again: loop {
            self.registry = Registry::default();
            self.details = Details {
                columns: wanted
                    .iter()
                    .map(|wanted| super::column::Column::new(wanted.kind))
                    .collect(),
                wanted: wanted.to_vec(),
            };
            let mut reads = Vec::new();
            for (table, readings) in tables.iter().zip(&mut readings) {
                let setup = customers::Setup {
                    wanted,
                    readings,
                    pace: self.request.pace,
                };
                let read = customers::read(table, &setup, &mut self.registry, &mut self.details)
                    .map_err(|stopped| match stopped {
                        customers::Stopped::Split(fault) => ReadFault::Split(table.sheet, fault),
                        customers::Stopped::Full => ReadFault::Full,
                    })?;
                let mut changed = false;
                for ((reading, evidence), wanted) in
                    readings.iter_mut().zip(&read.evidence).zip(wanted)
                {
                    let column = match wanted.field {
                        Some(field) => table.column(field),
                        None => table.column_named(&wanted.header),
                    };
                    changed |= self.decide(table, column, evidence, reading)?;
                }
                if changed {
                    continue 'again;
                }
                reads.push((table.sheet, read));
            }
            for (sheet, read) in reads {
                self.ledger.push(Entry {
                    sheet,
                    account: read.account,
                });
                self.problems.extend(read.problems);
                self.used_rows.push((sheet, read.used));
            }
            break;
        }
        // About 256 partitions, each small enough to be grouped within the cache.
        let customers = self.registry.len();
        if customers > 0 {
            self.shift = (usize::BITS - (customers / 256).leading_zeros()).clamp(8, 16);
        }
        Ok(())
    }

    /// Settles how a date column reads; true when it must be read anew.
    fn decide(
        &self,
        table: &Table,
        column: Option<usize>,
        evidence: &DateEvidence,
        reading: &mut DateReading,
    ) -> Result<bool, ReadFault> {
        if *reading != DateReading::default() || !evidence.needs_decision() {
            return Ok(false);
        }
        let told = self.request.rules.input.date_order;
        *reading = date::decide(evidence, told).map_err(|why| {
            ReadFault::UndecidedDates(super::table::whole_column(table, column), why)
        })?;
        Ok(*reading != DateReading::default())
    }

    /// Whether some table names customers instead of numbering them.
    fn names_needed(&self) -> bool {
        let by_name = |table: &Table| match table.role {
            Role::Customers => table.column(Field::CustomerId).is_none(),
            Role::Orders => table.column(Field::OrderCustomerId).is_none(),
            Role::Contacts => table.column(Field::ContactCustomerId).is_none(),
        };
        self.request.tables.iter().any(by_name)
    }

    /// Whether customers have no ids at all.
    fn keyed_by_name(&self) -> bool {
        let mut tables = self.tables(Role::Customers);
        tables.any(|table| table.column(Field::CustomerId).is_none())
    }

    fn naming(&self) -> Naming {
        match (self.keyed_by_name(), self.registry.by_name) {
            (true, _) => Naming::ByName,
            (false, true) => Naming::ByEither,
            (false, false) => Naming::ById,
        }
    }

    fn index_names(&mut self) {
        if self.keyed_by_name() {
            self.registry.by_name = true;
        } else {
            self.shared_names = index_names(&mut self.registry);
        }
    }

    // ---- orders ----

    fn orders(&mut self) -> Result<(Vec<Part>, Repeats), ReadFault> {
        let tables: Vec<&Table> = self.tables(Role::Orders).collect();
        let mut assumed: Vec<Assumed> =
            tables.iter().map(|table| first_assumption(table)).collect();
        let mut keys = first_keys(&tables);
        let exclude = self.request.rules.orders.duplicates == Keep::Exclude;
        let mut twice = if exclude { Twice::Drop } else { Twice::Suspect };
        let words = StatusWords::new(
            &self.request.rules.orders.excluded,
            &self.request.rules.orders.refunded,
        );
        loop {
            let reads = self.read_orders(&tables, &assumed, &keys, twice, &words)?;
            let Some(mut reads) = reads else {
                keys = OrderKeys::Hashed;
                self.forget_others();
                continue;
            };
            if self.reconsider(&tables, &mut assumed, &reads)? {
                self.forget_others();
                continue;
            }
            let flights = reads
                .iter_mut()
                .flat_map(|read| std::mem::take(&mut read.flights))
                .collect();
            let (parts, repeats) = self.group(flights, &keys, twice);
            if twice == Twice::Suspect && repeats.rows > 0 {
                twice = Twice::Report;
                self.forget_others();
                continue;
            }
            self.account(&tables, reads)?;
            return Ok((parts, repeats));
        }
    }

    /// Reads every order table once; `None` when an order number is odd.
    fn read_orders(
        &mut self,
        tables: &[&Table],
        assumed: &[Assumed],
        keys: &OrderKeys,
        twice: Twice,
        words: &StatusWords,
    ) -> Result<Option<Vec<orders::Read>>, ReadFault> {
        let rules = self.request.rules;
        let hashed = *keys == OrderKeys::Hashed || twice != Twice::Suspect;
        let extras =
            hashed || self.has.profit || self.has.products || self.request.filters.is_some();
        let setup = orders::Setup {
            rules: &rules.orders,
            words,
            rates: &rules.rates,
            currency: &rules.book.currency,
            as_of: self.request.as_of,
            keys,
            shift: self.shift,
            carries: if extras {
                Carries::Extras
            } else {
                Carries::Rows
            },
            hash_rows: twice != Twice::Suspect,
            number_products: self.has.products,
            filters: self.request.filters,
            naming: self.naming(),
            excluded: self.request.excluded,
            pace: self.request.pace,
        };
        let registry = RwLock::new(std::mem::take(&mut self.registry));
        let products = RwLock::new(Index::default());
        let mut reads = Vec::new();
        for (table, assumed) in tables.iter().zip(assumed) {
            match orders::read(table, *assumed, &setup, &registry, &products) {
                Ok(Turn::Read(read)) => reads.push(*read),
                Ok(Turn::OddOrder) => {
                    self.registry = into_inner(registry);
                    return Ok(None);
                }
                Err(orders::Stopped::Split(fault)) => {
                    return Err(ReadFault::Split(table.sheet, fault));
                }
                Err(orders::Stopped::Full) => return Err(ReadFault::Full),
            }
        }
        self.registry = into_inner(registry);
        Ok(Some(reads))
    }

    /// Compares the evidence of whole tables with what was assumed; true to read anew.
    fn reconsider(
        &self,
        tables: &[&Table],
        assumed: &mut [Assumed],
        reads: &[orders::Read],
    ) -> Result<bool, ReadFault> {
        let mut changed = false;
        for ((table, assumed), read) in tables.iter().zip(assumed).zip(reads) {
            let column = table.column(Field::OrderDate);
            changed |= self.decide(table, column, &read.evidence.date, &mut assumed.date)?;
            let decimal = read.evidence.amount.decimal();
            if decimal != assumed.amount.decimal && !assumed.settled {
                assumed.amount.decimal = decimal;
                assumed.settled = true;
                changed = true;
            }
        }
        Ok(changed)
    }

    /// Forgets customers that only orders named, before orders are read anew.
    fn forget_others(&mut self) {
        let named = self.registry.by_name && !self.keyed_by_name();
        let keyed = if self.keyed_by_name() {
            Keyed::ByName
        } else {
            Keyed::ById
        };
        self.registry.forget_others(keyed);
        if named {
            index_names(&mut self.registry);
        }
    }

    fn group(&self, flights: Vec<Flight>, keys: &OrderKeys, twice: Twice) -> (Vec<Part>, Repeats) {
        let count = match (self.request.rules.orders.count, keys) {
            (CountBy::Order, OrderKeys::None) => CountBy::Row,
            (count, _) => count,
        };
        let how = Grouping {
            count,
            keeps: Keeps {
                profits: self.has.profit,
                products: self.has.products,
                marks: self.request.filters.is_some(),
            },
            twice,
        };
        let customers = self.registry.len();
        let size = 1usize << self.shift;
        let grouped = parallel::map(
            self.request.pace.threads,
            customers.div_ceil(size),
            rest::Scratch::default,
            |scratch, number| {
                let first = number * size;
                let range = (first as u32, size.min(customers - first));
                rest::group(scratch, &flights, number, range, how)
            },
        );
        drop(flights);
        let mut repeats = Repeats::default();
        let mut parts = Vec::with_capacity(grouped.len());
        for (part, found) in grouped {
            parts.push(part);
            repeats.rows += found.rows;
            repeats.amount += found.amount;
            repeats.examples.extend(found.examples);
        }
        (parts, repeats)
    }

    fn account(&mut self, tables: &[&Table], reads: Vec<orders::Read>) -> Result<(), ReadFault> {
        let mut unrated: Vec<String> = Vec::new();
        let mut written: Vec<String> = Vec::new();
        let mut signs: Vec<&str> = Vec::new();
        for (table, read) in tables.iter().zip(reads) {
            unrated.extend(read.unrated);
            signs.extend(read.evidence.amount.currencies());
            let used = read
                .account
                .amounts
                .iter()
                .filter(|(_, sums)| sums.used.0 != 0);
            written.extend(used.map(|(currency, _)| currency.clone()));
            if read.strangers.rows > 0 {
                let column = table
                    .column(Field::OrderCustomerId)
                    .or(table.column(Field::OrderCustomerName));
                let row = read.strangers.first_row;
                let place = (table.sheet.0, row);
                self.problems.push(Problem {
                    place: Some(table.place(row, column)),
                    finding: Finding::UnknownCustomer(self.stranger_at(place)),
                    count: read.strangers.rows,
                });
            }
            self.ledger.push(Entry {
                sheet: table.sheet,
                account: read.account,
            });
            self.problems.extend(read.problems);
            self.unlisted += read.unlisted;
            self.days = orders::spanning(self.days, read.days);
        }
        for list in [&mut unrated, &mut written] {
            list.sort_unstable();
            list.dedup();
        }
        if !unrated.is_empty() && written.len() > 1 {
            return Err(ReadFault::NoRates(unrated));
        }
        signs.sort_unstable();
        signs.dedup();
        self.currency = match signs[..] {
            _ if !unrated.is_empty() => unrated.pop(),
            // Amounts say $ in every sheet that says anything: they are no yuan.
            [sign] if sign != self.request.rules.book.currency => Some(sign.to_owned()),
            _ => None,
        };
        self.name_currency();
        Ok(())
    }

    /// Accounts of amounts without a currency of their own are in the one that was found.
    fn name_currency(&mut self) {
        let Some(found) = &self.currency else {
            return;
        };
        let book = &self.request.rules.book.currency;
        for entry in &mut self.ledger {
            let mut amounts = entry.account.amounts.iter_mut();
            if let (Some((name, _)), None) = (amounts.next(), amounts.next())
                && name == book
            {
                name.clone_from(found);
            }
        }
    }

    /// The id of the customer that this row was the first to name.
    fn stranger_at(&self, place: (u16, u32)) -> String {
        let others = self.registry.in_sheet..self.registry.len() as u32;
        let mut named = others.filter(|number| self.registry.first_place(*number) == Some(place));
        named
            .next()
            .map_or_else(String::new, |number| self.registry.id(number).to_owned())
    }

    fn repeats(&mut self, repeats: &Repeats) {
        // Numbers of customers that only orders name are left to chance; ids are not.
        let examples = repeats.examples.iter();
        let example = examples.min_by(|one, other| self.registry.by_id(one.0, other.0));
        if let Some(&(customer, day)) = example {
            self.problems.push(Problem {
                place: None,
                finding: Finding::DuplicateOrderRow {
                    customer: self.registry.id(customer).to_owned(),
                    day: Day::from_offset(day),
                    amount: repeats.amount,
                    counted: self.request.rules.orders.duplicates == Keep::Keep,
                },
                count: repeats.rows,
            });
        }
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
        self.ledger.sort_by_key(|entry| entry.sheet);
        self.problems.sort_by_key(|problem| {
            problem
                .place
                .map(|place| (place.sheet, place.row, place.column))
        });
        let has_log = self.tables(Role::Contacts).next().is_some();
        let contacts = if has_log {
            Contacts::new(self.log.contacts, self.log.words.arena, customers)
        } else {
            Contacts::default()
        };
        Ok(Book {
            order: self.registry.order(),
            registry: self.registry,
            details: self.details,
            parts,
            shift: self.shift,
            contacts,
            ledger: self.ledger,
            problems: self.problems,
            unlisted: self.unlisted,
            used_rows: self.used_rows,
            days: self.days,
            has: self.has,
            currency: self.currency,
        })
    }
}

impl Reading<'_> {
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
        let part = &self.parts[(customer >> self.shift) as usize];
        part.rows((customer & ((1 << self.shift) - 1)) as usize)
    }
}

/// Dates as they come, a decimal point, and the unit that the header says.
fn first_assumption(table: &Table) -> Assumed {
    let column = table
        .column(Field::OrderAmount)
        .or(table.column(Field::OrderPrice));
    let scale = column.map_or(1, |column| scale_of_header(&table.headers[column]));
    Assumed {
        amount: AmountReading {
            scale,
            ..AmountReading::default()
        },
        ..Assumed::default()
    }
}

/// The shape of the first order number, when every table has order numbers.
fn first_keys(tables: &[&Table]) -> OrderKeys {
    let with_ids = tables
        .iter()
        .filter(|table| table.column(Field::OrderId).is_some())
        .count();
    if with_ids == 0 {
        return OrderKeys::None;
    }
    if with_ids < tables.len() {
        return OrderKeys::Hashed;
    }
    first_order_number(tables[0]).map_or(OrderKeys::Hashed, |id| OrderKeys::shaped_like(&id))
}

fn first_order_number(table: &Table) -> Option<Vec<u8>> {
    /// Enough for the first rows of any table.
    const SAMPLE: usize = 64 * 1024;
    let mut sample = vec![0; SAMPLE];
    let read = table.source.read_at(table.start, &mut sample).ok()?;
    let mut rows = Rows::new(&sample[..read], table.dialect, table.first_row);
    let column = table.column(Field::OrderId)?;
    let mut scratch = Vec::new();
    while rows.advance() {
        if let Id::Known(id) = id::identifier(table.raw(rows.cell(column)), &mut scratch) {
            return Some(id.to_vec());
        }
    }
    None
}

fn into_inner<T>(lock: RwLock<T>) -> T {
    lock.into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
