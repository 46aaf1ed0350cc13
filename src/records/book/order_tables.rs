//! The order tables of a book: read, read again where the evidence says otherwise than
//! was assumed, grouped by customer, and accounted for.

use std::sync::RwLock;

use crate::names::systems::LinesKnown;
use crate::names::words::{Status, StatusWords};
use crate::names::{Field, Role};
use crate::parallel;
use crate::problem::{Finding, Problem};
use crate::records::customers::index_names;
use crate::records::flight::{Carries, Extra, Flight, OrderRow};
use crate::records::index::Index;
use crate::records::ledger::Entry;
use crate::records::lines::{self, LineColumns, Lines};
use crate::records::order_key::OrderKeys;
use crate::records::order_rows::{RepeatedRows, of_somebody};
use crate::records::orders::{self, Assumed, Naming, Signs, Turn};
use crate::records::registry::Keyed;
use crate::records::rest::{self, Grouping, Keeps, Part, Repeats, Twice};
use crate::records::table::{Table, whole_column};
use crate::rules::{AmountsOf, CountBy, Keep, Rules};
use crate::sheet::text::Rows;
use crate::value::amount::{AmountReading, CURRENCIES, Unit};
use crate::value::id::{self, Id};

use super::shown_again::{leave_out, shown_elsewhere};
use super::{AmountColumn, AmountSource, ReadFault, Reading, another_table};

impl Reading<'_> {
    pub(super) fn orders(&mut self) -> Result<Vec<Part>, ReadFault> {
        let tables: Vec<&Table> = self.tables(Role::Orders).collect();
        let mut assumed: Vec<Assumed> = (tables
            .iter()
            .map(|table| first_assumption(table, self.request.rules)))
        .collect();
        let mut keys = first_keys(&tables);
        let exclude = self.request.rules.orders.duplicates == Keep::Exclude;
        let mut twice = if exclude { Twice::Drop } else { Twice::Suspect };
        let orders = &self.request.rules.orders;
        let words = StatusWords::new([
            (&orders.counted, Status::Paid),
            (&orders.refunded, Status::Refunded),
            (&orders.excluded, Status::Cancelled),
        ]);
        // Rows that stand twice, once they are known: another turn says where.
        let mut repeated: Option<RepeatedRows> = None;
        loop {
            let again = (twice, repeated.as_ref());
            let reads = self.read_orders(&tables, &assumed, &keys, again, &words)?;
            let Some(mut reads) = reads else {
                keys = OrderKeys::Hashed;
                self.forget_others();
                continue;
            };
            let by_name = reads.iter().any(|read| read.evidence.by_name);
            if by_name && self.naming() == Naming::ById {
                self.forget_others();
                self.index_names();
                continue;
            }
            if self.reconsider(&tables, &mut assumed, &reads)? {
                self.forget_others();
                continue;
            }
            self.gather_bought(&reads);
            let mut flights = Vec::new();
            let mut of_table = Vec::new();
            for (at, read) in (0..).zip(&mut reads) {
                of_table.resize(of_table.len() + read.flights.len(), at);
                flights.append(&mut read.flights);
            }
            let elsewhere = self.elsewhere(&flights, &of_table, &tables);
            let withdrawn = reads
                .iter_mut()
                .flat_map(|read| std::mem::take(&mut read.withdrawn));
            let (withdrawn, mut located) = of_somebody(withdrawn.collect(), &self.registry);
            let (parts, mut repeats) = self.group(flights, &withdrawn, &keys, twice);
            if twice == Twice::Suspect && repeats.rows > 0 {
                twice = Twice::Report;
                self.forget_others();
                continue;
            }
            if repeats.rows > 0 && repeated.is_none() {
                repeated = Some(std::mem::take(&mut repeats.hashes).into_iter().collect());
                self.forget_others();
                continue;
            }
            self.registry.settle();
            for read in &mut reads {
                located.append(&mut read.repeated);
            }
            if exclude {
                leave_out(&tables, &mut reads, &mut located);
            }
            let shared = tables.iter().zip(&assumed).zip(&reads);
            let shared_lines: Vec<Problem> = shared
                .filter_map(|((table, assumed), read)| shared_lines(table, assumed, read))
                .collect();
            let dotted = tables.iter().zip(&assumed).zip(&reads);
            let dotted: Vec<Problem> = dotted
                .filter(|_| self.request.rules.input.decimal.is_none())
                .filter_map(|((table, assumed), read)| dotted_amounts(table, assumed, read))
                .collect();
            self.account(&tables, &assumed, reads)?;
            let told = tables.iter().zip(&assumed);
            self.amounts
                .extend(told.filter_map(|(table, assumed)| amount_column(table, assumed)));
            for (table, assumed) in tables.iter().zip(&assumed) {
                self.problems.extend(another_table(table, assumed.until));
            }
            self.problems.extend(dotted);
            self.problems.extend(shared_lines);
            self.repeats(located, &repeats);
            for ((_, later), shared) in elsewhere {
                self.problems
                    .push(shown_elsewhere(tables[usize::from(later)], shared));
            }
            return Ok(parts);
        }
    }

    /// Reads every order table once; `None` when an order number is odd.
    pub(super) fn read_orders(
        &mut self,
        tables: &[&Table],
        assumed: &[Assumed],
        keys: &OrderKeys,
        (twice, repeated): (Twice, Option<&RepeatedRows>),
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
            repeated,
            several: tables.len() > 1,
            number_products: self.has.products,
            bought: self.bought_by(),
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
    pub(super) fn reconsider(
        &mut self,
        tables: &[&Table],
        assumed: &mut [Assumed],
        reads: &[orders::Read],
    ) -> Result<bool, ReadFault> {
        // What stands below is no evidence for the table above it.
        let mut changed = false;
        for (assumed, read) in assumed.iter_mut().zip(reads) {
            changed |= read.another.is_some();
            assumed.until = assumed.until.or(read.another);
        }
        if changed {
            return Ok(true);
        }
        for ((table, assumed), read) in tables.iter().zip(assumed.iter_mut()).zip(reads) {
            let column = table.column(Field::OrderDate);
            changed |= self.decide(table, column, &read.evidence.date, &mut assumed.date)?;
            let decimal = read.evidence.amount.decimal(assumed.amount.decimal);
            let passed_over = read.evidence.passed_over > 0;
            if (decimal != assumed.amount.decimal || passed_over) && !assumed.settled {
                assumed.amount.decimal = decimal;
                assumed.settled = true;
                changed = true;
            }
        }
        changed |= tell_signs(tables, assumed, reads, self.request.rules);
        // Lines are looked into when all else is settled.
        Ok(changed || self.tell_lines(tables, assumed, reads)?)
    }

    /// Settles how lines share the cells of their order; true to read anew.
    fn tell_lines(
        &self,
        tables: &[&Table],
        assumed: &mut [Assumed],
        reads: &[orders::Read],
    ) -> Result<bool, ReadFault> {
        let told = self.request.rules.orders.amounts;
        let mut changed = false;
        for ((table, assumed), read) in tables.iter().zip(assumed).zip(reads) {
            let columns = LineColumns::of(table).filter(|_| !assumed.lines_known);
            let Some(columns) = columns else { continue };
            let split = |fault| ReadFault::Split(table.sheet, fault);
            let open = read.evidence.open_lines;
            let known = table.lines == Some(LinesKnown::Below) && open > 0;
            if known
                || (open >= 2 && lines::below(table, &columns, assumed.until).map_err(split)?)
            {
                assumed.lines = Lines::Below;
            } else if told == AmountsOf::Order {
                assumed.lines = Lines::Totals;
            } else if told == AmountsOf::Auto
                && let Some(repeated) = read.evidence.neighbours.clone().may_repeat()
            {
                let (reading, until) = (&assumed.amount, assumed.until);
                let found = lines::amounts(table, &columns, reading, until, repeated);
                match found.map_err(split)? {
                    lines::Amounts::OfOrders => assumed.lines = Lines::Totals,
                    lines::Amounts::OfLines => {}
                    lines::Amounts::Unclear => assumed.unclear = true,
                }
            }
            assumed.lines_known = true;
            changed |= assumed.lines != Lines::Alone;
        }
        Ok(changed)
    }

    /// Forgets customers that only orders named, before orders are read anew.
    pub(super) fn forget_others(&mut self) {
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

    pub(super) fn group(
        &self,
        flights: Vec<Flight>,
        withdrawn: &[(OrderRow, Extra)],
        keys: &OrderKeys,
        twice: Twice,
    ) -> (Vec<Part>, Repeats) {
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
            several: self.tables(Role::Orders).count() > 1,
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
                rest::group(scratch, (&flights, withdrawn), number, range, how)
            },
        );
        drop(flights);
        let mut repeats = Repeats::default();
        let mut parts = Vec::with_capacity(grouped.len());
        for (part, found) in grouped {
            parts.push(part);
            repeats.rows += found.rows;
            repeats.amount += found.amount;
            repeats.hashes.extend(found.hashes);
        }
        (parts, repeats)
    }

    pub(super) fn account(
        &mut self,
        tables: &[&Table],
        assumed: &[Assumed],
        reads: Vec<orders::Read>,
    ) -> Result<(), ReadFault> {
        let mut unrated: Vec<String> = Vec::new();
        let mut written: Vec<String> = Vec::new();
        let mut signs: Vec<&str> = Vec::new();
        for ((table, assumed), read) in tables.iter().zip(assumed).zip(reads) {
            unrated.extend(read.unrated);
            self.statuses.extend(read.words);
            signs.extend(read.evidence.amount.currencies());
            let named = assumed.named.map(|place| CURRENCIES[place].0);
            signs.extend(named.filter(|_| table.column(Field::OrderCurrency).is_none()));
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
                self.problems.push(Problem {
                    place: Some(table.place(row, column)),
                    finding: Finding::UnknownCustomer(read.stranger),
                    count: read.strangers.rows,
                });
            }
            if read.without_id.rows > 0 {
                let column = table.column(Field::OrderCustomerId);
                self.problems.push(Problem {
                    place: Some(table.place(read.without_id.first_row, column)),
                    finding: Finding::WithoutId,
                    count: read.without_id.rows,
                });
            }
            for (key, rows) in read.aside {
                // A customer whom no row that counts names is not there at all.
                if let Some(customer) = self.registry.find(&key) {
                    *self.set_aside.entry(customer).or_default() += rows;
                }
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
        let rules = self.request.rules;
        self.currency = match signs[..] {
            _ if !unrated.is_empty() => unrated.pop(),
            // Amounts say $ in every sheet that says anything: they are no yuan.
            [sign] if sign != rules.book.currency && !is_rated(rules, sign) => {
                Some(sign.to_owned())
            }
            _ => None,
        };
        self.name_currency();
        Ok(())
    }

    /// Accounts of amounts without a currency of their own are in the one that was found.
    pub(super) fn name_currency(&mut self) {
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
}

/// Dates as they come, a decimal point unless the rules say otherwise, and the unit that the
/// header says.
fn first_assumption(table: &Table, rules: &Rules) -> Assumed {
    let column = table
        .column(Field::OrderAmount)
        .or(table.column(Field::OrderPrice));
    let unit = column.map_or_else(Unit::default, |column| table.unit(column));
    Assumed {
        amount: AmountReading {
            scale: unit.scale,
            decimal: rules.input.decimal.unwrap_or_default(),
        },
        // 元 and ¥ are the book's own currency.
        named: unit.currency.or_else(|| {
            let own = |(code, _): &(&str, _)| *code == rules.book.currency;
            CURRENCIES.iter().position(own).filter(|_| unit.own)
        }),
        ..Assumed::default()
    }
}

/// How the amounts of a table are read, where they do not stand in their column as they count.
fn amount_column(table: &Table, assumed: &Assumed) -> Option<AmountColumn> {
    let column = table.column(Field::OrderAmount);
    let source = match column {
        Some(_) => AmountSource::Column,
        None => AmountSource::QuantityTimesPrice,
    };
    let plain = assumed.amount == AmountReading::default() && source == AmountSource::Column;
    (!plain).then(|| AmountColumn {
        place: whole_column(table, column.or(table.column(Field::OrderPrice))),
        reading: assumed.amount,
        source,
    })
}

/// Amounts of a table of which nobody knows what their dots are.
fn dotted_amounts(table: &Table, assumed: &Assumed, read: &orders::Read) -> Option<Problem> {
    let found = &read.evidence.amount;
    let open = !assumed.settled && found.leaves_dots_open();
    let column = table.column(Field::OrderAmount);
    let column = column.or(table.column(Field::OrderPrice));
    open.then(|| Problem {
        place: Some(whole_column(table, column)),
        finding: Finding::DottedAmounts,
        count: found.dotted,
    })
}

/// How the lines of a table share the cells of their order, where they do.
fn shared_lines(table: &Table, assumed: &Assumed, read: &orders::Read) -> Option<Problem> {
    let shared = &read.evidence.shared;
    let amount = table.column(Field::OrderAmount);
    let header = || amount.map_or_else(String::new, |column| table.headers[column].clone());
    let (row, finding) = match assumed.lines {
        Lines::Below if shared.rows > 0 => (shared.first_row, Finding::LinesBelow),
        Lines::Totals if shared.rows > 0 => {
            let finding = Finding::TotalsOnce(header(), shared.amount);
            (shared.first_row, finding)
        }
        Lines::Alone if assumed.unclear => (table.first_row, Finding::AmountsAlike(header())),
        _ => return None,
    };
    let column = (assumed.lines != Lines::Below).then_some(amount).flatten();
    Some(Problem {
        place: Some(table.place(row, column)),
        finding,
        count: shared.rows.max(1),
    })
}

/// Settles what signs of currencies mean where tables without a currency column name
/// several, or one beside the book's that has a rate; true when something is to be read anew.
fn tell_signs(
    tables: &[&Table],
    assumed: &mut [Assumed],
    reads: &[orders::Read],
    rules: &Rules,
) -> bool {
    // Those beside the amounts, and that of the header.
    let signs: Vec<[u32; 2]> = (tables.iter().zip(reads).zip(assumed.iter()))
        .map(
            |((table, read), assumed)| match table.column(Field::OrderCurrency) {
                None => [read.evidence.amount.currencies, header_sign(assumed)],
                Some(_) => [0, 0],
            },
        )
        .collect();
    let all = signs.iter().flatten().fold(0, |all, found| all | found);
    // Whoever states a rate has two currencies: an amount without a sign is in the book's.
    let beside = all.is_power_of_two() && {
        let (code, _) = CURRENCIES[all.trailing_zeros() as usize];
        code != rules.book.currency && is_rated(rules, code)
    };
    let settled = assumed.iter().any(|assumed| assumed.signs != Signs::Alike);
    if settled || (all.count_ones() < 2 && !beside) {
        return false;
    }
    for (assumed, [beside_amounts, above]) in assumed.iter_mut().zip(signs) {
        let found = beside_amounts | above;
        assumed.signs = match found.count_ones() {
            0 => Signs::Alike,
            1 if beside && above == 0 => Signs::PerAmount,
            1 => Signs::Whole(found.trailing_zeros() as usize),
            _ => Signs::PerAmount,
        };
    }
    true
}

/// The currency that a header names, as evidence of amounts has it.
fn header_sign(assumed: &Assumed) -> u32 {
    assumed.named.map_or(0, |place| 1 << place)
}

fn is_rated(rules: &Rules, code: &str) -> bool {
    rules.rates.iter().any(|(known, _)| known == code)
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
