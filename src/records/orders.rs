//! Reads order tables into flights: every row judged, its amount settled in the
//! ledger, its customer found, its purchase handed on at twelve bytes.
//!
//! Reading is optimistic: it assumes what nearly all books are (dates that need
//! no order of day and month, a decimal point, order numbers of one shape) and
//! collects evidence. When the evidence of all rows says otherwise, the tables are read
//! a second time with what it says. So what is decided never depends on a sample, a chunk
//! or a thread.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::names::Field;
use crate::names::words::{Status, StatusWords};
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::rules;
use crate::sheet::text::SplitFault;
use crate::value::amount::{AmountEvidence, AmountReading, Unit};
use crate::value::date::{DateEvidence, DateReading};

use super::bought::seen::Seen;
use super::filters::Filters;
use super::flight::{Carries, Flight};
use super::ledger::Account;
use super::lines::{Lines, Neighbours};
use super::order_key::OrderKeys;
use super::order_rows::{
    Kinds, Located, RepeatedRows, Shared, Sums, Tally, Withdrawn, WordCount, Worker,
};
use super::table::{Pace, Passed, Table};

/// The most findings kept one by one for one table; the others are counted.
pub const MAX_FINDINGS: usize = 100_000;

/// What reading assumes about one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assumed {
    /// How dates read.
    pub date: DateReading,
    /// How amounts read.
    pub amount: AmountReading,
    /// Whether the decimal mark has been settled by the evidence of the whole column.
    pub settled: bool,
    /// What currency signs beside the amounts mean.
    pub signs: Signs,
    /// The currency that the header of the amounts names, by its place among
    /// [`CURRENCIES`](crate::value::amount::CURRENCIES).
    pub named: Option<usize>,
    /// The row from which on another table stands in the sheet.
    pub until: Option<u32>,
    /// How the lines of an order share its cells.
    pub lines: Lines,
    /// Whether that has been looked into.
    pub lines_known: bool,
    /// Whether it could not be told what the amounts on the lines of an order are.
    pub unclear: bool,
}

/// What currency signs beside the amounts of a table mean, where no column names the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// One currency in all the book: they say nothing about single rows.
    #[default]
    Alike,
    /// The book has several, this table the one at this place of
    /// [`CURRENCIES`](crate::value::amount::CURRENCIES).
    Whole(usize),
    /// The table has several: each amount is in the currency that it names.
    PerAmount,
}

/// What the evidence of a whole table says.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Of the date column.
    pub date: DateEvidence,
    /// Of the amount column.
    pub amount: AmountEvidence,
    /// Rows passed over whose amounts have the other decimal mark, as most have by then.
    pub passed_over: u64,
    /// Rows set aside that could be further lines of the order above them.
    pub open_lines: u64,
    /// A row says who bought by name alone, where others have ids.
    pub by_name: bool,
    /// Neighbouring rows of one order.
    pub neighbours: Neighbours,
    /// Lines that took over the cells of their order, or left its total to the first.
    pub shared: Tally,
}

/// What a row may say who bought by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// The customer's id.
    ById,
    /// The id, or the name where there is none.
    ByEither,
    /// The name alone: customers have no ids.
    ByName,
}

/// How rows that a status word or the as-of day excludes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Excluded {
    /// One finding for each word, with their number and amount.
    #[default]
    Counted,
    /// One finding for each row.
    Listed,
}

/// Everything a turn of reading is told.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// What counts as an order.
    pub rules: &'a rules::Orders,
    /// Known status words.
    pub words: &'a StatusWords,
    /// Units of book currency per unit of others.
    pub rates: &'a [(String, rules::Rate)],
    /// Book currency.
    pub currency: &'a str,
    /// Later orders are excluded.
    pub as_of: Day,
    /// How order numbers become keys.
    pub keys: &'a OrderKeys,
    /// Customers per partition, as a power of two.
    pub shift: u32,
    /// Whether rows carry extras.
    pub carries: Carries,
    /// Whether extras need a hash of the whole row.
    pub hash_rows: bool,
    /// Rows known to stand twice, whose places are wanted.
    pub repeated: Option<&'a RepeatedRows>,
    /// Whether there are several sheets, which may show one order twice.
    pub several: bool,
    /// Whether extras need the number of the product.
    pub number_products: bool,
    /// The column of categories, where somebody asks what customers bought.
    pub bought: Option<Field>,
    /// Conditions of own metrics on order rows.
    pub filters: Option<&'a Filters<'a>>,
    /// What a row may say who bought by.
    pub naming: Naming,
    /// Whether excluded rows are named one by one.
    pub excluded: Excluded,
    /// How fast.
    pub pace: Pace,
}

/// What came of reading one table.
pub struct Read {
    /// What each thread read.
    pub flights: Vec<Flight>,
    /// One for each of them, what was bought; none where the table does not say.
    pub bought: Vec<Seen>,
    /// The account.
    pub account: Account,
    /// Rows set aside, by the key of their customer, where it can be read.
    pub aside: BTreeMap<Box<[u8]>, u32>,
    /// Findings, ascending by place; at most [`MAX_FINDINGS`] with a place.
    pub problems: Vec<Problem>,
    /// Findings beyond those.
    pub unlisted: u64,
    /// Rows that stand twice, where their places were wanted.
    pub repeated: Vec<Located>,
    /// Rows that a status leaves out and another sheet may show as sales.
    pub withdrawn: Vec<Withdrawn>,
    /// The oldest and the newest day used.
    pub days: Option<(Day, Day)>,
    /// Rows used that say who bought by name, where others have ids.
    pub without_id: Tally,
    /// Rows of customers that the customer sheet does not have.
    pub strangers: Tally,
    /// Whom the first of them names.
    pub stranger: String,
    /// Currencies without a rate, other than the book's.
    pub unrated: Vec<String>,
    /// Status words whose rows count as purchases, which is no finding.
    pub words: Vec<WordCount>,
    /// What the columns look like.
    pub evidence: Evidence,
    /// The first row that is the header of another table.
    pub another: Option<u32>,
}

/// How a turn of reading ended.
pub enum Turn {
    /// The table was read to its end; whether the assumptions held is for [`Evidence`] to say.
    Read(Box<Read>),
    /// An order number has not the shape of the others: read everything again with hashes.
    OddOrder,
}

/// Why reading had to stop.
#[derive(Debug)]
pub enum Stopped {
    /// The table could not be split.
    Split(SplitFault),
    /// There are more customers than one book holds.
    Full,
}

/// Columns of the table, bound once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) id: Option<usize>,
    pub(super) customer_id: Option<usize>,
    pub(super) customer_name: Option<usize>,
    pub(super) date: usize,
    pub(super) amount: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) price: Option<usize>,
    pub(super) cost: Option<usize>,
    pub(super) profit: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) cancelled: Option<usize>,
    pub(super) refund: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) product: Option<usize>,
    pub(super) category: Option<usize>,
    /// What refunds, profits and costs are counted in, where their headers say it.
    pub(super) units: [Option<Unit>; 3],
    pub(super) bought: Option<usize>,
}

impl Setup<'_> {
    /// A thread's memory for what is bought in a table, if the table says and somebody asks.
    pub(super) fn bought_in(&self, table: &Table) -> Option<Seen> {
        table.column(self.bought?)?;
        Some(Seen::new(self.shift, self.as_of.plus_months(-12)))
    }
}

impl Columns {
    pub(super) fn of(table: &Table, bought: Option<Field>) -> Self {
        Self {
            id: table.column(Field::OrderId),
            customer_id: table.column(Field::OrderCustomerId),
            customer_name: table.column(Field::OrderCustomerName),
            date: table.column(Field::OrderDate).unwrap_or(usize::MAX),
            amount: table.column(Field::OrderAmount),
            quantity: table.column(Field::OrderQuantity),
            price: table.column(Field::OrderPrice),
            cost: table.column(Field::OrderCost),
            profit: table.column(Field::OrderProfit),
            status: table.column(Field::OrderStatus),
            cancelled: table.column(Field::OrderCancelled),
            refund: table.column(Field::OrderRefund),
            currency: table.column(Field::OrderCurrency),
            product: table.column(Field::OrderProduct),
            category: table.column(Field::OrderCategory),
            units: [Field::OrderRefund, Field::OrderProfit, Field::OrderCost]
                .map(|field| table.said_unit(table.column(field)?)),
            bought: bought.and_then(|field| table.column(field)),
        }
    }
}

/// Reads one table to its end, unless an order number is odd.
pub fn read(
    table: &Table,
    assumed: Assumed,
    setup: &Setup<'_>,
    registry: &std::sync::RwLock<super::registry::Registry>,
    products: &std::sync::RwLock<super::index::Index>,
) -> Result<Turn, Stopped> {
    let stop = AtomicBool::new(false);
    // Lines look at the row above, which another thread may have.
    let pace = match assumed.lines {
        Lines::Alone => setup.pace,
        Lines::Below | Lines::Totals => Pace {
            threads: 1,
            ..setup.pace
        },
    };
    let shared = Shared {
        registry,
        products,
        stop: &stop,
    };
    let (workers, passed) = table
        .read(
            pace,
            || Worker::new(setup, table, assumed, &shared),
            Worker::chunk,
            &stop,
        )
        .map_err(Stopped::Split)?;
    if workers.iter().any(|worker| worker.full) {
        return Err(Stopped::Full);
    }
    if workers.iter().any(|worker| worker.odd_order) {
        return Ok(Turn::OddOrder);
    }
    Ok(Turn::Read(Box::new(merged(table, workers, passed, setup))))
}

fn merged(table: &Table, workers: Vec<Worker<'_>>, passed: Passed, setup: &Setup<'_>) -> Read {
    // What stands above the first row, the header included, is layout.
    let above = u64::from(table.first_row - 1);
    let mut read = Read {
        flights: Vec::new(),
        bought: Vec::new(),
        account: Account {
            read: above + u64::from(passed.rows),
            layout: above,
            ..Account::default()
        },
        aside: BTreeMap::new(),
        problems: passed.problems,
        unlisted: 0,
        repeated: Vec::new(),
        withdrawn: Vec::new(),
        days: None,
        without_id: Tally::default(),
        strangers: Tally::default(),
        stranger: String::new(),
        unrated: Vec::new(),
        words: Vec::new(),
        evidence: Evidence::default(),
        another: None,
    };
    let (mut own_header, mut sums, mut kinds) = (0, Sums::default(), Kinds::default());
    let (mut words, mut late) = (Vec::new(), Tally::default());
    let (mut damaged, mut damaged_order) = (Tally::default(), String::new());
    for worker in workers {
        let worker = worker.finish();
        read.account.merge(&worker.account);
        read.evidence.merge(&worker.evidence);
        for (key, rows) in worker.aside {
            *read.aside.entry(key).or_default() += rows;
        }
        read.problems.extend(worker.problems);
        read.unlisted += worker.unlisted;
        read.repeated.extend(worker.repeated);
        read.withdrawn.extend(worker.withdrawn);
        read.another = first_row(read.another, worker.another);
        own_header = own_header.max(worker.own_header);
        sums.merge(worker.sums);
        kinds.merge(worker.kinds);
        read.days = spanning(read.days, worker.days);
        let (mine, theirs) = (read.strangers.first_row, worker.strangers.first_row);
        if mine == 0 || (theirs != 0 && theirs < mine) {
            read.stranger = worker.stranger;
        }
        read.strangers.merge(&worker.strangers);
        read.without_id.merge(&worker.without_id);
        read.unrated.extend(worker.unrated);
        read.flights.push(worker.flight);
        read.bought.extend(worker.bought);
        merge_words(&mut words, worker.words);
        late.merge(&worker.late);
        let (mine, theirs) = (damaged.first_row, worker.damaged_orders.first_row);
        if mine == 0 || (theirs != 0 && theirs < mine) {
            damaged_order = worker.damaged_order;
        }
        damaged.merge(&worker.damaged_orders);
    }
    // Words between pages of one table begin no other.
    read.another = read.another.filter(|row| *row > own_header);
    read.problems.sort_by_key(|problem| problem.place);
    read.unlisted += read.problems.len().saturating_sub(MAX_FINDINGS) as u64;
    read.problems.truncate(MAX_FINDINGS);
    read.unrated.sort_unstable();
    read.unrated.dedup();
    let statuses = table.column(Field::OrderStatus);
    let cancelled = table.column(Field::OrderCancelled);
    let counted = setup.excluded == Excluded::Counted;
    for word in words {
        let listed = |problem: &Problem| matches!(problem.finding, Finding::ExcludedByStatus(..));
        let by_day = cancelled.filter(|column| table.headers[*column] == word.word);
        match word_problem(table, by_day.or(statuses), word, setup.rules.unpaid) {
            Ok(problem) if counted || !listed(&problem) => read.problems.push(problem),
            Ok(_) => {}
            Err(word) => read.words.push(word),
        }
    }
    if late.rows > 0 && counted {
        read.problems.push(Problem {
            place: Some(table.place(late.first_row, table.column(Field::OrderDate))),
            finding: Finding::AfterAsOf(late.amount),
            count: late.rows,
        });
    }
    read.problems
        .extend(sums.problem(table).into_iter().chain(kinds.problem(table)));
    if damaged.rows > 0 {
        read.problems.push(Problem {
            place: Some(table.place(damaged.first_row, table.column(Field::OrderId))),
            finding: Finding::DamagedOrders(damaged_order),
            count: damaged.rows,
        });
    }
    read.problems.extend(rounded(table, &read.evidence));
    read
}

/// That amounts were rounded, if any were.
fn rounded(table: &Table, evidence: &Evidence) -> Option<Problem> {
    let count = evidence.amount.rounded;
    let amount = table.column(Field::OrderAmount);
    (count > 0).then(|| Problem {
        place: Some(super::table::whole_column(table, amount)),
        finding: Finding::RoundedAmounts,
        count,
    })
}

/// The first of two rows, where there are any.
pub fn first_row(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

/// The span of two spans of days.
pub fn spanning(one: Option<(Day, Day)>, other: Option<(Day, Day)>) -> Option<(Day, Day)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (known, None) | (None, known) => known,
    }
}

fn merge_words(words: &mut Vec<WordCount>, more: Vec<WordCount>) {
    for count in more.into_iter().filter(|count| count.rows > 0) {
        match words.binary_search_by(|known| known.word.cmp(&count.word)) {
            Ok(at) => {
                words[at].rows += count.rows;
                words[at].amount += count.amount;
                words[at].first_row = words[at].first_row.min(count.first_row);
            }
            Err(at) => words.insert(at, count),
        }
    }
}

/// What a status word did; the word itself where it did nothing.
fn word_problem(
    table: &Table,
    column: Option<usize>,
    word: WordCount,
    unpaid: rules::Keep,
) -> Result<Problem, WordCount> {
    let finding = match word.status {
        Status::Cancelled => Finding::ExcludedByStatus(word.word, word.amount),
        Status::Pending if unpaid == rules::Keep::Exclude => {
            Finding::ExcludedByStatus(word.word, word.amount)
        }
        Status::Refunded => Finding::RefundedRows(word.word, word.amount),
        Status::Unknown => Finding::UnknownStatus(word.word),
        Status::Paid | Status::Pending | Status::PartialRefund | Status::Blank => {
            return Err(word);
        }
    };
    Ok(Problem {
        place: Some(table.place(word.first_row, column)),
        finding,
        count: word.rows,
    })
}

impl Evidence {
    fn merge(&mut self, other: &Self) {
        self.date.merge(&other.date);
        self.amount.merge(&other.amount);
        self.passed_over += other.passed_over;
        self.open_lines += other.open_lines;
        self.by_name |= other.by_name;
        self.neighbours.merge(&other.neighbours);
        self.shared.merge(&other.shared);
    }
}
