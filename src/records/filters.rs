//! Conditions of own metrics on order rows, judged while rows are read.

use std::collections::HashMap;

use crate::money::Money;
use crate::names::Field;
use crate::period::Day;
use crate::rules::Rate;
use crate::rules::condition::evaluate::{BLANK, Columns, Days, TRUE, UNKNOWN};
use crate::rules::condition::rank::RankTable;
use crate::rules::condition::scratch::Scratch;
use crate::rules::condition::{InputKind, Program, Source};
use crate::sheet::text::Rows;
use crate::value::amount::{self, AmountEvidence};
use crate::value::date::{self, DateEvidence};
use crate::value::text::trim;
use crate::value::{Raw, flag, number};

use super::currency::convert;
use super::orders::Assumed;
use super::table::Table;

/// The conditions, one per mark; at most [`super::rest::MAX_MARKS`].
#[derive(Debug)]
pub struct Filters<'a> {
    /// The programs, each checked to speak of order rows and to give truths.
    pub programs: Vec<&'a Program>,
}

/// The conditions bound to the columns of one table, with working memory.
pub struct RowFilters<'a> {
    table: &'a Table,
    assumed: Assumed,
    filters: Vec<Filter<'a>>,
}

struct Filter<'a> {
    program: &'a Program,
    scratch: Scratch,
    columns: Vec<Option<usize>>,
    row: RowColumns,
}

/// What is known of a row already.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// Its amount in book currency, wherever that comes from.
    pub amount: Money,
    /// What its currency is worth; `None` for the book's own.
    pub rate: Option<Rate>,
}

/// One row as a batch of one.
#[derive(Default)]
struct RowColumns {
    values: Vec<Cell>,
    dictionaries: Vec<Vec<String>>,
    places: Vec<HashMap<String, u32, foldhash::fast::FixedState>>,
}

#[derive(Clone, Copy)]
enum Cell {
    Number(f64),
    Flag(u8),
    Code(u32),
}

/// Words remembered per input before the memory is cleared.
const MAX_WORDS: usize = 50_000;

impl<'a> Filters<'a> {
    /// Binds the conditions to a table; columns it does not have are blank.
    pub fn bind(&self, table: &'a Table, assumed: Assumed) -> RowFilters<'a> {
        let filters = self.programs.iter().map(|program| Filter {
            program,
            scratch: program.scratch(),
            columns: program
                .inputs()
                .iter()
                .map(|input| column(table, &input.source))
                .collect(),
            row: RowColumns {
                values: Vec::new(),
                dictionaries: vec![Vec::new(); program.inputs().len()],
                places: vec![HashMap::default(); program.inputs().len()],
            },
        });
        RowFilters {
            table,
            assumed,
            filters: filters.collect(),
        }
    }
}

/// The column an input stands for.
fn column(table: &Table, source: &Source) -> Option<usize> {
    match source {
        Source::Field(field) => table.column(*field),
        Source::Column { header, .. } => table.column_named(header),
        Source::Metric(_) | Source::Own(_) => None,
    }
}

impl RowFilters<'_> {
    /// One bit per condition that holds for the row.
    pub fn marks(&mut self, rows: &Rows<'_>, told: Told) -> u32 {
        let mut marks = 0;
        for (bit, filter) in self.filters.iter_mut().enumerate() {
            filter.fill(self.table, self.assumed, rows, told);
            let mut truth = [UNKNOWN];
            filter
                .program
                .truths(&filter.row, &mut filter.scratch, &mut truth);
            marks |= u32::from(truth[0] == TRUE) << bit;
        }
        marks
    }
}

impl Filter<'_> {
    fn fill(&mut self, table: &Table, assumed: Assumed, rows: &Rows<'_>, told: Told) {
        self.row.values.clear();
        for (at, input) in self.program.inputs().iter().enumerate() {
            let raw = table.raw(self.columns[at].map_or(&[][..], |column| rows.cell(column)));
            let cell = match input.kind {
                InputKind::Number => Cell::Number(told.number(raw, &input.source, assumed)),
                InputKind::Date => {
                    let read = date::date(raw, assumed.date, &mut DateEvidence::default());
                    Cell::Number(read.ok().flatten().map_or(f64::NAN, |day| f64::from(day.0)))
                }
                InputKind::Flag => {
                    Cell::Flag(flag::flag(raw).ok().flatten().map_or(UNKNOWN, u8::from))
                }
                InputKind::Text => Cell::Code(self.code(at, raw)),
            };
            self.row.values.push(cell);
        }
    }

    fn code(&mut self, at: usize, raw: Raw<'_>) -> u32 {
        if raw.is_blank() {
            return BLANK;
        }
        let word = String::from_utf8_lossy(trim(raw.text));
        if let Some(code) = self.row.places[at].get(&*word) {
            return *code;
        }
        if self.row.dictionaries[at].len() >= MAX_WORDS {
            self.row.dictionaries[at].clear();
            self.row.places[at].clear();
            self.scratch.forget_words();
        }
        let code = self.row.dictionaries[at].len() as u32;
        self.row.dictionaries[at].push(word.clone().into_owned());
        self.row.places[at].insert(word.into_owned(), code);
        code
    }
}

impl Told {
    /// The number that a cell says: money in book currency, as the columns of money are read.
    fn number(self, raw: Raw<'_>, source: &Source, assumed: Assumed) -> f64 {
        let field = match source {
            Source::Field(field) => *field,
            Source::Column { .. } | Source::Metric(_) | Source::Own(_) => {
                return number::number(raw).ok().flatten().unwrap_or(f64::NAN);
            }
        };
        let money = match field {
            Field::OrderAmount => Some(self.amount),
            Field::OrderPrice | Field::OrderCost | Field::OrderProfit | Field::OrderRefund => {
                let read = amount::amount(raw, &assumed.amount, &mut AmountEvidence::default());
                let read = read.ok().flatten();
                read.map(|money| self.rate.map_or(money, |rate| convert(money, rate)))
            }
            _ => {
                let read = number::decimal_number(raw, assumed.amount.decimal);
                return read.ok().flatten().unwrap_or(f64::NAN);
            }
        };
        money.map_or(f64::NAN, Money::to_f64)
    }
}

impl Columns for RowColumns {
    fn len(&self) -> usize {
        1
    }

    fn days(&self) -> Days<'_> {
        // Ages of customers are not among the names of order rows.
        Days::One(Day(0))
    }

    fn numbers(&self, input: usize, out: &mut [f64]) {
        out[0] = match self.values[input] {
            Cell::Number(value) => value,
            Cell::Flag(_) | Cell::Code(_) => f64::NAN,
        };
    }

    fn flags(&self, input: usize, out: &mut [u8]) {
        out[0] = match self.values[input] {
            Cell::Flag(value) => value,
            Cell::Number(_) | Cell::Code(_) => UNKNOWN,
        };
    }

    fn codes(&self, input: usize, out: &mut [u32]) {
        out[0] = match self.values[input] {
            Cell::Code(code) => code,
            Cell::Number(_) | Cell::Flag(_) => BLANK,
        };
    }

    fn dictionary(&self, input: usize) -> &[String] {
        &self.dictionaries[input]
    }

    fn rank_table(&self, _place: usize) -> &RankTable {
        unreachable!("percent_rank is no function of order rows")
    }
}
