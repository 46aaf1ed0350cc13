//! How the lines of one order share its cells.
//!
//! Exports with a row for each line of an order write what belongs to the whole order on
//! its first line only (Kingdee, Odoo, Shopify), or write the order's total on every line.
//! Takes the rows of a table; says which it is, and gives rows that speak for themselves.

use std::collections::HashSet;

use crate::names::Field;
use crate::names::header::fold;
use crate::sheet::text::{Rows, SplitFault};
use crate::value::amount::{self, AmountEvidence, AmountReading};
use crate::value::number;
use crate::value::text::trim;

use super::currency::times;
use super::index::hash_bytes;
use super::layout;
use super::table::{Pace, SPOOLED, Table};

/// How order cells and amounts stand on the lines of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lines {
    /// Every row speaks for itself.
    #[default]
    Alone,
    /// Order cells stand on the first line; the lines below it leave them blank.
    Below,
    /// Every line repeats the order's amount, which counts once.
    Totals,
}

/// What the amounts on the lines of an order are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amounts {
    /// The order's, on every line.
    OfOrders,
    /// Each line's own.
    OfLines,
    /// Nothing says which.
    Unclear,
}

/// The columns that lines share, and those of their own.
#[derive(Debug, Clone)]
pub struct LineColumns {
    id: usize,
    date: usize,
    customers: Vec<usize>,
    amount: Option<usize>,
    /// Cells that the lines below take over where they leave them blank.
    shared: Vec<usize>,
    /// What only the first line of a repeated total gives.
    totals: Vec<usize>,
    own: Vec<usize>,
    quantity: Option<usize>,
    price: Option<usize>,
    product: Option<usize>,
}

impl LineColumns {
    /// Those of an order table; `None` without order numbers or anything that a line could
    /// tell beside its order.
    pub fn of(table: &Table) -> Option<Self> {
        let column = |field| table.column(field);
        let all = |fields: &[Field]| fields.iter().filter_map(|field| column(*field)).collect();
        let own: Vec<usize> = all(&[Field::OrderProduct, Field::OrderQuantity, Field::OrderPrice]);
        let customers: Vec<usize> = all(&[Field::OrderCustomerId, Field::OrderCustomerName]);
        if own.is_empty() || customers.is_empty() {
            return None;
        }
        Some(Self {
            id: column(Field::OrderId)?,
            date: column(Field::OrderDate)?,
            customers,
            amount: column(Field::OrderAmount),
            shared: all(&[
                Field::OrderId,
                Field::OrderCustomerId,
                Field::OrderCustomerName,
                Field::OrderDate,
                Field::OrderStatus,
                Field::OrderCancelled,
                Field::OrderCurrency,
                Field::OrderSalesperson,
            ]),
            totals: all(&[Field::OrderAmount, Field::OrderRefund]),
            own,
            quantity: column(Field::OrderQuantity),
            price: column(Field::OrderPrice),
            product: column(Field::OrderProduct),
        })
    }
}

/// The first line of the order that is being read, for the lines below it.
pub struct Heads {
    columns: LineColumns,
    head: Vec<Vec<u8>>,
    buffer: Vec<u8>,
    seen: HashSet<u64, foldhash::fast::FixedState>,
}

impl Heads {
    /// Before the first row.
    pub fn new(columns: LineColumns) -> Self {
        Self {
            columns,
            head: Vec::new(),
            buffer: Vec::new(),
            seen: HashSet::default(),
        }
    }

    /// Whether a row is a further line of the order above it.
    ///
    /// Its order number is blank, and so are day and customer, who may also stand in a cell that
    /// is merged over several orders; or the number is the same again, and day, customer or
    /// amount are blank. What it does say is nothing else, and
    /// it says something of its own.
    pub fn is_below(&self, table: &Table, rows: &Rows<'_>) -> bool {
        if self.head.is_empty() {
            return false;
        }
        let blank = |column: usize| table.raw(rows.cell(column)).is_blank();
        let same = |column: usize| {
            let above = table.raw(&self.head[column]);
            trim(above.text) == trim(table.raw(rows.cell(column)).text)
        };
        let columns = &self.columns;
        let customer_blank = columns.customers.iter().all(|column| blank(*column));
        // What the order itself leaves blank is damage, and no line of it says more.
        let given = |column: usize| !table.raw(&self.head[column]).is_blank();
        let left = |column: usize| blank(column) && given(column);
        let customer_left = customer_blank && columns.customers.iter().any(|at| given(*at));
        let told = if blank(columns.id) {
            let customer_same = !customer_blank && columns.customers.iter().all(|at| same(*at));
            left(columns.date) && (customer_left || (given(columns.id) && customer_same))
        } else {
            same(columns.id)
                && (left(columns.date) || customer_left || columns.amount.is_some_and(left))
        };
        let others = || columns.customers.iter().chain([&columns.date]);
        told && others().all(|column| blank(*column) || same(*column))
            && columns.own.iter().any(|column| !blank(*column))
            && layout::of(table, rows).is_none()
    }

    /// Keeps a row as the first line of an order.
    pub fn remember(&mut self, table: &Table, rows: &Rows<'_>) {
        if layout::of(table, rows).is_some() {
            return;
        }
        let width = table.headers.len().max(rows.len());
        self.head.resize(width, Vec::new());
        for (column, cell) in self.head.iter_mut().enumerate() {
            cell.clear();
            cell.extend_from_slice(rows.cell(column));
        }
    }

    /// The row with the order's cells where it leaves them blank, and no amount where it
    /// has none.
    pub fn filled<'h>(&'h mut self, table: &Table, rows: &Rows<'_>) -> Rows<'h> {
        let blank = |column: usize| table.raw(rows.cell(column)).is_blank();
        let columns = &self.columns;
        self.buffer.clear();
        for column in 0..self.head.len().max(rows.len()) {
            let cell = if !blank(column) {
                rows.cell(column)
            } else if columns.shared.contains(&column) {
                self.head.get(column).map_or(&[][..], Vec::as_slice)
            } else if columns.amount == Some(column) {
                b"0"
            } else {
                rows.cell(column)
            };
            push_cell(&mut self.buffer, cell);
        }
        one_row(&mut self.buffer, rows.number())
    }

    /// Whether a row is the first of its order to be seen.
    pub fn is_first(&mut self, table: &Table, rows: &Rows<'_>) -> bool {
        let raw = table.raw(rows.cell(self.columns.id));
        raw.is_blank() || self.seen.insert(hash_bytes(trim(raw.text)))
    }

    /// The row without the order's amount, which an earlier line has given.
    pub fn without_total<'h>(&'h mut self, rows: &Rows<'_>) -> Rows<'h> {
        self.buffer.clear();
        for column in 0..rows.len() {
            let total = self.columns.totals.contains(&column);
            push_cell(
                &mut self.buffer,
                if total { b"0" } else { rows.cell(column) },
            );
        }
        one_row(&mut self.buffer, rows.number())
    }
}

fn push_cell(buffer: &mut Vec<u8>, cell: &[u8]) {
    let ends = |byte: u8| byte == SPOOLED.delimiter || byte == SPOOLED.row_end;
    buffer.extend(
        cell.iter()
            .map(|byte| if ends(*byte) { b' ' } else { *byte }),
    );
    buffer.push(SPOOLED.delimiter);
}

/// The cells as a row of this number.
fn one_row(buffer: &mut Vec<u8>, number: u32) -> Rows<'_> {
    buffer.pop();
    buffer.push(SPOOLED.row_end);
    let mut row = Rows::new(buffer, SPOOLED, number);
    row.advance();
    row
}

/// Whether the lines of a table's orders leave the order's cells blank, and on how many.
///
/// At least two rows and one in twenty must be such lines, and rows that lack only the day
/// or only the customer, which are damaged, must be few beside them.
pub fn below(table: &Table, columns: &LineColumns, until: Option<u32>) -> Result<bool, SplitFault> {
    let (mut lines, mut half, mut all) = (0u64, 0u64, 0u64);
    let mut heads = Heads::new(columns.clone());
    each_row(table, until, |rows| {
        let blank = |column: usize| table.raw(rows.cell(column)).is_blank();
        all += 1;
        if heads.is_below(table, rows) {
            lines += 1;
            return;
        }
        let customer = columns.customers.iter().all(|column| blank(*column));
        if customer != blank(columns.date) {
            half += 1;
        }
        heads.remember(table, rows);
    })?;
    Ok(lines >= 2 && lines * 20 >= all && half * 4 <= lines)
}

/// What the amounts of orders are whose lines all have the same one.
///
/// Quantity × price decide where they are there: of the line, or summed over the order.
/// Else the header does, where it speaks of the order and the lines name different products.
pub fn amounts(
    table: &Table,
    columns: &LineColumns,
    reading: &AmountReading,
    until: Option<u32>,
    repeated: Repeated,
) -> Result<Amounts, SplitFault> {
    let Some(column) = columns.amount else {
        return Ok(Amounts::OfLines);
    };
    let priced = columns.quantity.is_some() && columns.price.is_some();
    if repeated == Repeated::Once && !priced {
        return Ok(Amounts::OfLines);
    }
    let mut votes = Votes::default();
    let mut order: Vec<Line> = Vec::new();
    let mut id: Vec<u8> = Vec::new();
    each_row(table, until, |rows| {
        let this = trim(table.raw(rows.cell(columns.id)).text);
        if this != id.as_slice() {
            votes.count(&order);
            order.clear();
            id.clear();
            id.extend_from_slice(this);
        }
        order.push(Line::of(table, columns, column, reading, rows));
    })?;
    votes.count(&order);
    Ok(match repeated {
        Repeated::Once if votes.sums == 0 => Amounts::OfLines,
        _ => votes.decide(speaks_of_orders(&table.headers[column])),
    })
}

/// A line of an order: its amount, quantity × price, and a hash of its product.
struct Line {
    amount: Option<i64>,
    product_value: Option<i64>,
    product: u64,
}

impl Line {
    fn of(
        table: &Table,
        columns: &LineColumns,
        column: usize,
        reading: &AmountReading,
        rows: &Rows<'_>,
    ) -> Self {
        let read = |column: usize| {
            let raw = table.raw(rows.cell(column));
            let read = amount::amount(raw, reading, &mut AmountEvidence::default());
            read.ok().flatten()
        };
        let quantity = columns.quantity.and_then(|column| {
            let raw = table.raw(rows.cell(column));
            let read = number::decimal_number(raw, reading.decimal);
            read.ok().flatten()
        });
        let product = columns.product.map_or(&[][..], |column| rows.cell(column));
        Self {
            amount: read(column).map(|money| money.0),
            product_value: columns
                .price
                .and_then(read)
                .zip(quantity)
                .map(|(price, quantity)| times(price, quantity).0),
            product: hash_bytes(trim(product)),
        }
    }
}

/// What the orders of more than one line say.
#[derive(Default)]
struct Votes {
    /// Quantity × price is each line's amount.
    lines: u64,
    /// Their sum over the order is.
    sums: u64,
    /// The lines are of different products.
    unlike: u64,
    orders: u64,
}

impl Votes {
    fn count(&mut self, order: &[Line]) {
        let [first, rest @ ..] = order else { return };
        if rest.is_empty() || first.amount.is_none() {
            return;
        }
        self.orders += 1;
        self.unlike += u64::from(rest.iter().any(|line| line.product != first.product));
        let values: Option<Vec<i64>> = order.iter().map(|line| line.product_value).collect();
        if let Some(values) = values {
            let each = order.iter().zip(&values);
            let lines = each
                .into_iter()
                .all(|(line, value)| line.amount == Some(*value));
            let sum = values
                .iter()
                .fold(0i64, |sum, value| sum.saturating_add(*value));
            self.lines += u64::from(lines);
            self.sums += u64::from(!lines && Some(sum) == first.amount);
        }
    }

    fn decide(&self, of_orders: bool) -> Amounts {
        let most = |votes: u64| votes * 2 > self.orders;
        if most(self.sums) {
            Amounts::OfOrders
        } else if most(self.lines) || self.orders == 0 {
            Amounts::OfLines
        } else if of_orders && most(self.unlike) {
            Amounts::OfOrders
        } else {
            Amounts::Unclear
        }
    }
}

/// Whether a header speaks of the whole order: 订单金额, 实付金额, Order Total.
fn speaks_of_orders(header: &str) -> bool {
    const WORDS: &[&str] = &[
        "订单金额",
        "订单总",
        "实付",
        "实收",
        "实际支付",
        "应付",
        "总金额",
        "订單金額",
        "訂單金額",
        "訂單總",
        "實付",
        "ordertotal",
        "orderamount",
        "grandtotal",
        "totalpaid",
    ];
    let header = fold(header);
    header == "total" || WORDS.iter().any(|word| header.contains(word))
}

/// Shows every row of a table in its order.
fn each_row(
    table: &Table,
    until: Option<u32>,
    mut see: impl FnMut(&Rows<'_>) + Send,
) -> Result<(), SplitFault> {
    let pace = Pace {
        threads: 1,
        chunk_bytes: crate::sheet::text::CHUNK_BYTES,
    };
    let until = until.unwrap_or(u32::MAX);
    let see = std::sync::Mutex::new(&mut see);
    let stop = std::sync::atomic::AtomicBool::new(false);
    table.read(
        pace,
        || (),
        |(), _, rows| {
            let mut see = see
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            while rows.advance() && rows.number() < until {
                see(rows);
            }
        },
        &stop,
    )?;
    Ok(())
}

/// Order and amount of a row.
type Seen = (u64, i64);

/// Number of a piece, its first and its last row.
type Edges = (usize, Seen, Seen);

/// Neighbouring rows of one order, counted where rows are read by several threads in pieces.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    /// Neighbours of one order.
    pub pairs: u64,
    /// Those whose amounts are alike and not 0.
    pub alike: u64,
    last: Option<Seen>,
    edges: Vec<Edges>,
    piece: usize,
}

impl Neighbours {
    /// A piece of the table begins.
    pub fn begin(&mut self, piece: usize) {
        self.piece = piece;
        self.last = None;
    }

    /// Shows the order and the amount of a row.
    #[inline]
    pub fn see(&mut self, order: u64, amount: i64) {
        match self.last {
            Some(last) => self.compare(last, (order, amount)),
            None => self
                .edges
                .push((self.piece, (order, amount), (order, amount))),
        }
        self.last = Some((order, amount));
    }

    /// A piece of the table ends.
    pub fn end(&mut self) {
        if let (Some(edge), Some(last)) = (self.edges.last_mut(), self.last) {
            edge.2 = last;
        }
    }

    #[inline]
    fn compare(&mut self, one: Seen, other: Seen) {
        if one.0 == other.0 {
            self.pairs += 1;
            self.alike += u64::from(one.1 == other.1 && one.1 != 0);
        }
    }

    /// Adds what another thread saw.
    pub fn merge(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.alike += other.alike;
        self.edges.extend_from_slice(&other.edges);
    }

    /// Counts the pairs that two pieces share; how often the amounts of orders may be repeated,
    /// if they may at all.
    pub fn may_repeat(&mut self) -> Option<Repeated> {
        self.edges.sort_unstable_by_key(|edge| edge.0);
        for pair in std::mem::take(&mut self.edges).windows(2) {
            self.compare(pair[0].2, pair[1].1);
        }
        let alike = self.alike * 100 >= self.pairs * 95;
        match self.pairs {
            1 if alike => Some(Repeated::Once),
            2.. if alike => Some(Repeated::Often),
            _ => None,
        }
    }
}

/// How often neighbouring lines of one order have the same amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeated {
    /// Once, which may be chance: only quantity × price can say that it is the order's.
    Once,
    /// More often.
    Often,
}
