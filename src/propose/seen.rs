//! The numbers that reasons speak of: rows and their fate, customers, days, dates,
//! currency, units and status words. Takes the facts, gives plain counts.

use crate::lang::Language;
use crate::money::Total;
use crate::names::header::{Strength, bind, strength};
use crate::names::{Field, Role, Status};
use crate::period::Day;
use crate::problem::{Finding, Place};
use crate::records::ledger::Account;
use crate::records::table::Table;
use crate::report::Run;
use crate::rules::DateOrder;
use crate::value::date::{Order, Undecidable};

use super::{Given, has, tidy};

/// What identifies customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyed {
    /// Their ids.
    ById,
    /// Their names: no sheet has ids.
    ByName,
}

/// Why the book has its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CurrencyWhy {
    /// The sheets name it and no other.
    Named,
    /// No sheet names one; the headers are in the language of the country.
    Unnamed,
    /// The sheets name several.
    Several(Vec<String>),
}

/// Why the order of day and month is as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatesWhy {
    /// No date leaves it open.
    Plain,
    /// The cells of a column decided it.
    Decided {
        /// The header.
        header: String,
        /// Cells that can be read in this order only.
        sure: u64,
        /// Cells that could also be read otherwise.
        ambiguous: u64,
    },
    /// Columns decided differently: each is to be decided for itself.
    Differing,
    /// Nothing decides it.
    Open {
        /// The header.
        header: String,
        /// Why not.
        why: Undecidable,
    },
}

/// A status word with what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSeen {
    /// The word as written.
    pub word: String,
    /// What it means.
    pub means: Status,
    /// How many rows say it.
    pub rows: u64,
}

/// An amount column whose header says a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSeen {
    /// The header.
    pub header: String,
    /// What its numbers are multiplied by; 1 without a unit.
    pub scale: i64,
}

/// The numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The day the run speaks for.
    pub as_of: Day,
    /// All customers.
    pub customers: u64,
    /// Those that only orders name, where there is a customer sheet.
    pub not_in_sheet: u64,
    /// Whether there is a customer sheet.
    pub has_sheet: bool,
    /// Whether there is a contact log.
    pub has_log: bool,
    /// What identifies customers.
    pub keyed: Keyed,
    /// Rows of all order tables.
    pub orders: Account,
    /// Damaged rows of all tables.
    pub damaged: u64,
    /// Rows of all tables that repeat a customer.
    pub repeated: u64,
    /// The largest share of damaged rows of a table of customers or orders, 0 to 1.
    pub worst: f64,
    /// Oldest and newest order day.
    pub days: Option<(Day, Day)>,
    /// Header of the order number, where every order table has one.
    pub order_id: Option<String>,
    /// Header of the status, where a table has one.
    pub status: Option<String>,
    /// Order rows that are there twice.
    pub twice: u64,
    /// Amount columns.
    pub units: Vec<UnitSeen>,
    /// Header of an amount column in which every dot has three digits behind it, with the number
    /// of such cells: nothing decides whether dots group thousands.
    pub dotted: Option<(String, u64)>,
    /// Status words, most frequent first.
    pub statuses: Vec<StatusSeen>,
    /// Header of the owner.
    pub owner: Option<String>,
    /// Where there are no orders: a sheet with an amount that lacks a day to be one of orders,
    /// as file and header of the amount.
    pub dayless: Option<(String, String)>,
    /// What all bought in the last 12 months.
    pub amount_12m: Total,
}

/// The currency of the book, and why.
pub(super) fn currency(given: &Given<'_>, chinese: bool) -> (String, CurrencyWhy) {
    let home = if chinese { "CNY" } else { "USD" };
    let several = &given.assumed.currencies;
    if let Some(first) = several.first() {
        let at_home = several.iter().find(|code| *code == home);
        let book = at_home.unwrap_or(first).clone();
        return (book, CurrencyWhy::Several(several.clone()));
    }
    match &given.book.currency {
        Some(code) => (code.clone(), CurrencyWhy::Named),
        None => (home.to_owned(), CurrencyWhy::Unnamed),
    }
}

/// The order of day and month, and why.
pub(super) fn dates(given: &Given<'_>) -> (DateOrder, DatesWhy) {
    let header = |place: Place| header_at(given, place).unwrap_or_default();
    if let Some((place, why)) = given.assumed.dates {
        let header = header(place);
        return (DateOrder::Auto, DatesWhy::Open { header, why });
    }
    let mut decided: Option<(Order, DatesWhy)> = None;
    for column in &given.book.dates {
        let (Some(order), evidence) = (column.reading.order, column.evidence) else {
            continue;
        };
        let (sure, ambiguous) = (evidence.sure(order), evidence.ambiguous());
        if sure + ambiguous == 0 {
            continue;
        }
        match &decided {
            Some((known, _)) if *known != order => return (DateOrder::Auto, DatesWhy::Differing),
            Some(_) => {}
            None => {
                let header = header(column.place);
                let why = DatesWhy::Decided {
                    header,
                    sure,
                    ambiguous,
                };
                decided = Some((order, why));
            }
        }
    }
    match decided {
        None => (DateOrder::Auto, DatesWhy::Plain),
        Some((Order::YearFirst, why)) => (DateOrder::YearMonthDay, why),
        Some((Order::DayFirst, why)) => (DateOrder::DayMonthYear, why),
        Some((Order::MonthFirst, why)) => (DateOrder::MonthDayYear, why),
    }
}

/// Everything that is counted.
pub(super) fn seen(given: &Given<'_>, run: &Run<'_>) -> Seen {
    let book = given.book;
    let tables = given.tables;
    let of = |role: Role| tables.iter().filter(move |table| table.role == role);
    let (mut orders, mut damaged, mut repeated) = (Account::default(), 0, 0);
    let mut worst = 0.0f64;
    for entry in &book.ledger {
        let table = tables.iter().find(|table| table.sheet == entry.sheet);
        let role = table.map(|table| table.role);
        damaged += book.damaged(entry);
        repeated += book.repeated_customers(entry);
        if role == Some(Role::Orders) {
            orders.merge(&entry.account);
        }
        let rows = entry.account.read - entry.account.layout;
        if role != Some(Role::Contacts) && rows > 0 {
            worst = worst.max(book.damaged(entry) as f64 / rows as f64);
        }
    }
    let header = |table: &Table, field: Field| {
        let column = table.column(field)?;
        table.headers.get(column).map(|header| tidy(header))
    };
    let order_ids: Vec<Option<String>> = of(Role::Orders)
        .map(|table| header(table, Field::OrderId))
        .collect();
    let all_have_ids = order_ids.iter().all(Option::is_some);
    let has_sheet = has(tables, Role::Customers);
    Seen {
        as_of: given.as_of,
        customers: book.len() as u64,
        not_in_sheet: if has_sheet {
            (book.len() as u64).saturating_sub(u64::from(book.registry.in_sheet))
        } else {
            0
        },
        has_sheet,
        has_log: has(tables, Role::Contacts),
        keyed: keyed(tables),
        orders,
        damaged,
        repeated,
        worst,
        days: book.days,
        order_id: order_ids
            .into_iter()
            .flatten()
            .next()
            .filter(|_| all_have_ids),
        status: of(Role::Orders).find_map(|table| header(table, Field::OrderStatus)),
        twice: twice(book.problems.iter()),
        units: units(tables),
        dotted: dotted(given),
        statuses: statuses(given),
        dayless: dayless(given).filter(|_| !has(tables, Role::Orders)),
        owner: of(Role::Customers).find_map(|table| header(table, Field::CustomerOwner)),
        amount_12m: run.figures.amounts_12m.iter().sum(),
    }
}

fn keyed(tables: &[Table]) -> Keyed {
    let mut customers = tables
        .iter()
        .filter(|table| table.role == Role::Customers)
        .peekable();
    let by_id = if customers.peek().is_some() {
        customers.all(|table| table.column(Field::CustomerId).is_some())
    } else {
        let mut orders = tables.iter().filter(|table| table.role == Role::Orders);
        orders.any(|table| table.column(Field::OrderCustomerId).is_some())
    };
    if by_id { Keyed::ById } else { Keyed::ByName }
}

/// A sheet that would hold orders if it had days.
fn dayless(given: &Given<'_>) -> Option<(String, String)> {
    given.sheets.iter().find_map(|sheet| {
        let orders = bind(&sheet.headers, Role::Orders, &[]);
        let amount = orders.column(Field::OrderAmount)?;
        let header = sheet.headers.get(amount)?;
        let sure = strength(Field::OrderAmount, header, &[]) == Strength::Word;
        let dayless = sure && orders.column(Field::OrderDate).is_none();
        dayless.then(|| (sheet.file_name.clone(), tidy(header)))
    })
}

fn twice<'p>(problems: impl Iterator<Item = &'p crate::problem::Problem>) -> u64 {
    let again = |finding: &Finding| {
        matches!(
            finding,
            Finding::DuplicateOrderRow { .. } | Finding::OrderShownTwice { .. }
        )
    };
    let rows = problems.filter(|problem| again(&problem.finding));
    rows.map(|problem| problem.count).sum()
}

fn units(tables: &[Table]) -> Vec<UnitSeen> {
    let mut units: Vec<UnitSeen> = Vec::new();
    for table in tables.iter().filter(|table| table.role == Role::Orders) {
        let column = table
            .column(Field::OrderAmount)
            .or(table.column(Field::OrderPrice));
        if let Some((column, header)) =
            column.and_then(|column| Some((column, table.headers.get(column)?)))
        {
            let unit = UnitSeen {
                scale: table.unit(column).scale,
                header: tidy(header),
            };
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    units
}

fn dotted(given: &Given<'_>) -> Option<(String, u64)> {
    given.book.problems.iter().find_map(|problem| {
        let place = problem.place?;
        let header = header_at(given, place).unwrap_or_default();
        (problem.finding == Finding::DottedAmounts).then_some((header, problem.count))
    })
}

/// The header of the column that a place is in.
fn header_at(given: &Given<'_>, place: Place) -> Option<String> {
    let sheet = given.sheets.get(usize::from(place.sheet.0))?;
    let header = sheet.headers.get(usize::from(place.column?))?;
    Some(tidy(header))
}

/// Words of all tables, most frequent first; equals by the word.
fn statuses(given: &Given<'_>) -> Vec<StatusSeen> {
    let mut list: Vec<StatusSeen> = Vec::new();
    let mut add = |word: &str, means: Status, rows: u64| {
        let word = tidy(word);
        match list.iter_mut().find(|seen| seen.word == word) {
            Some(seen) => seen.rows += rows,
            None => list.push(StatusSeen { word, means, rows }),
        }
    };
    for count in &given.book.statuses {
        add(&count.word, count.status, count.rows);
    }
    for problem in &given.book.problems {
        match &problem.finding {
            Finding::ExcludedByStatus(word, _) => add(word, Status::Cancelled, problem.count),
            Finding::RefundedRows(word, _) => add(word, Status::Refunded, problem.count),
            Finding::UnknownStatus(word) => add(word, Status::Unknown, problem.count),
            _ => {}
        }
    }
    list.sort_by(|one, other| {
        other
            .rows
            .cmp(&one.rows)
            .then_with(|| one.word.cmp(&other.word))
    });
    list
}

impl Seen {
    /// Rows of order tables that are not layout.
    pub fn order_rows(&self) -> u64 {
        self.orders.read - self.orders.layout
    }

    /// Unknown status words that look like states of an order: few, short, and together
    /// with known ones or at least repeated.
    pub fn likely_states(&self) -> Vec<&StatusSeen> {
        /// More unknown words than this are no states.
        const MOST: usize = 12;
        /// A state is a word or two.
        const LONGEST: usize = 20;
        let unknown = || {
            self.statuses
                .iter()
                .filter(|seen| seen.means == Status::Unknown)
        };
        if unknown().count() > MOST {
            return Vec::new();
        }
        unknown()
            .filter(|seen| seen.word.chars().count() <= LONGEST)
            .collect()
    }

    /// The age of the newest order in days.
    pub fn age(&self) -> Option<i32> {
        self.days.map(|(_, newest)| self.as_of.0 - newest.0)
    }
}

impl CurrencyWhy {
    /// Whether a person has to say what is right.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Unnamed | Self::Several(_))
    }
}

/// The name that the workbook is given in a language.
pub fn output_name(language: Language) -> &'static str {
    language.pick("客户分层.xlsx", "tiers.xlsx")
}
