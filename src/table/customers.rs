//! The customers table: fixed keys first, own metrics, then the sheet's own columns.
//!
//! Rows come in the order of the customer sheets, then the customers that only
//! orders name, by id. The sheet's own columns are not held in memory: the sheets
//! are read a second time, chunk by chunk, by as many threads as the run has, and
//! [`CustomerTable::write`] hands out finished pieces in order.

mod cells;
mod columns;
mod held;
mod key;
mod people;
mod returned;

use std::sync::atomic::AtomicBool;

use crate::classify::engine::{BATCH, Earlier, Level};
use crate::classify::path::{Paths, Steps};
use crate::classify::worker::Worker;
use crate::lang::{Language, reason::Phrases};
use crate::living::KeyText;
use crate::metrics::coverage::Known;
use crate::metrics::outlook::Needs;
use crate::names::{Field, Metric, Role};
use crate::parallel::{self, InOrder};
use crate::problem::SheetId;
use crate::records::customers::UsedRows;
use crate::records::table::{Pace, Table};
use crate::report::Run;
use crate::report::distance::{Counted, counted};
use crate::report::path::{Letters, Worded};
use crate::sheet::text::{Rows, SplitFault};
use crate::table::sink::{self, Lines, Sink};
use crate::table::{Cell, Column, Grid};
use crate::value::text::trim;

use cells::{At, Hand, Starts, owned};
use columns::{column, fixed_names, free_name, needs, own_headers};
use held::{Batch, Held};
use key::{FIXED, Key};

pub use columns::renamed_columns;
pub use key::KEYS;
pub use people::EDITED;

/// Who reads the table, and so which words it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Programs: ids of types, English names of segments and tags.
    Machine,
    /// People: names in their language.
    People,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// One of [`KEYS`].
    Key(Key),
    /// An own metric.
    Own(usize),
    /// A column of the customer sheets.
    Sheet(usize),
    /// A field that people may fill in and no sheet has.
    Field(Field),
    /// A column that people added to an earlier workbook.
    Added(usize),
    /// The key of the row, for the next run.
    RowKey,
    /// What the row says, as check values, for the next run.
    Was,
}

/// The table, ready to be written.
pub struct CustomerTable<'a> {
    run: &'a Run<'a>,
    tables: Vec<&'a Table>,
    language: Language,
    words: Words,
    columns: Vec<Column>,
    whats: Vec<What>,
    /// The sheets' own columns among them, in their order.
    own: Vec<usize>,
    /// For each customer sheet, where each own column stands in it.
    places: Vec<Vec<Option<usize>>>,
    /// For each column, whose cells are known, where that is not everyone's: orders must
    /// cover the window of a metric whole.
    known: Vec<Option<Known<'a>>>,
    needs: Needs,
    phrases: Phrases,
    starts: Starts,
    /// What can be missing to the next tier.
    counted: Option<Counted>,
    paths: Paths<'a>,
    letters: Letters,
}

/// How many bytes of a sheet are read at once: what is written of them, five times as much,
/// is still in the cache when it goes to the file.
const READ_AT_ONCE: usize = 1 << 17;

impl<'a> CustomerTable<'a> {
    /// Lays the table out; `chosen` are the keys and headers wanted, all without it.
    ///
    /// Chosen keys that nobody has are left out; see [`renamed_columns`].
    pub fn new(
        run: &'a Run<'a>,
        tables: &'a [Table],
        chosen: Option<&[String]>,
        words: Words,
        language: Language,
    ) -> Self {
        let tables: Vec<&Table> = tables
            .iter()
            .filter(|table| table.role == Role::Customers)
            .collect();
        let (headers, places) = own_headers(&tables);
        let mut all: Vec<(String, What)> = Key::ALL
            .iter()
            .map(|key| (key.word().to_owned(), What::Key(*key)))
            .collect();
        let own = run.rules().metrics.iter().enumerate();
        let fixed = all.len();
        all.extend(own.map(|(at, metric)| (metric.key.clone(), What::Own(at))));
        let mut taken = fixed_names(run.rules());
        for (at, header) in headers.iter().enumerate() {
            all.push((free_name(header, &mut taken), What::Sheet(at)));
        }
        let picked: Vec<(String, What)> = match chosen {
            None => {
                let shown = |at: usize, what: What| match what {
                    What::Key(Key::Xyz) => run.rules().xyz.is_some(),
                    What::Key(Key::Path) => run.rules().history.depth > 0,
                    What::Key(Key::RecycleOn) => run.rules().recycle.is_some(),
                    What::Key(_) => at < FIXED || at >= fixed,
                    _ => true,
                };
                let kept = all.into_iter().enumerate();
                let kept = kept.filter(|(at, (_, what))| shown(*at, *what));
                let kept = kept.map(|(_, column)| column).collect();
                match words {
                    Words::Machine => kept,
                    Words::People => {
                        let added = &run.returned.added.headings;
                        people::arranged(kept, &headers, &tables, added)
                    }
                }
            }
            Some(chosen) => {
                let named = |key: &String| all.iter().find(|(known, _)| known == key).cloned();
                chosen.iter().filter_map(named).collect()
            }
        };
        let whats: Vec<What> = picked.iter().map(|(_, what)| *what).collect();
        let phrases = Phrases::new(run.rules(), language);
        Self {
            columns: picked
                .into_iter()
                .map(|(key, what)| match words {
                    Words::Machine => column(key, what, language),
                    Words::People => people::column(key, what, &headers, &tables, language),
                })
                .collect(),
            needs: needs(&whats, run.engine.book.has),
            known: whats.iter().map(|what| known(run, *what)).collect(),
            own: whats
                .iter()
                .filter_map(|what| match what {
                    What::Sheet(own) => Some(*own),
                    _ => None,
                })
                .collect(),
            whats,
            run,
            tables,
            language,
            words,
            places,
            starts: Starts::new(run, &phrases),
            phrases,
            counted: counted(run.rules()),
            letters: Letters::new(&run.rules().tier.classes),
            paths: run.verdicts.paths(run.engine, run.as_of()),
        }
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether rows need the customer sheets again.
    fn reads_sheets(&self) -> bool {
        self.whats.iter().any(|what| matches!(what, What::Sheet(_)))
    }

    /// Writes all rows as lines of a medium; `hand_out` is given pieces of them in order.
    ///
    /// Pieces are made by `pace.threads` threads; the sheets' own columns come from a
    /// second reading.
    pub fn write<S: Lines, E: Send>(
        &self,
        pace: Pace,
        mut hand_out: impl FnMut(&[u8]) -> Result<(), E> + Send,
    ) -> Result<(), Broken<E>> {
        let ordered = InOrder::new(parallel::emptying(&mut hand_out));
        let in_sheet = self.run.engine.book.registry.in_sheet;
        let mut rest = 0;
        if self.reads_sheets() {
            for (at, table) in self.tables.iter().enumerate() {
                self.write_sheet::<S, E, _>(at, table, pace, &ordered)?;
            }
            rest = in_sheet;
        }
        let order = &self.run.engine.book.order[rest as usize..];
        let batches: Vec<&[u32]> = order.chunks(BATCH).collect();
        ordered.finish().map(drop).map_err(Broken::Output)?;
        parallel::in_pieces(
            pace.threads,
            batches.len(),
            || (self.hand(), S::default()),
            |(hand, lines), at, bytes| {
                std::mem::swap(bytes, lines.bytes());
                self.rows(hand, batches[at], Batch::default(), lines);
                std::mem::swap(bytes, lines.bytes());
            },
            hand_out,
        )
        .map_err(Broken::Output)
    }

    fn write_sheet<S: Lines, E: Send, F: FnMut(&mut Vec<u8>) -> Result<(), E> + Send>(
        &self,
        at: usize,
        table: &Table,
        pace: Pace,
        ordered: &InOrder<Vec<u8>, E, F>,
    ) -> Result<(), Broken<E>> {
        let Some(used) = self.used(table.sheet) else {
            return Ok(());
        };
        ordered.begin();
        let stop = AtomicBool::new(false);
        let pace = Pace {
            chunk_bytes: pace.chunk_bytes.min(READ_AT_ONCE),
            ..pace
        };
        table
            .read(
                pace,
                || (self.hand(), Held::default(), S::default()),
                |(hand, held, lines), index, rows| {
                    self.sheet_rows(hand, at, table, used, rows, held, lines);
                    ordered.put(index, lines.bytes());
                },
                &stop,
            )
            .map_err(|fault| Broken::Sheet(table.sheet, fault))?;
        Ok(())
    }

    fn used(&self, sheet: SheetId) -> Option<&'a UsedRows> {
        let mut used = self.run.engine.book.used_rows.iter();
        used.find(|(known, _)| *known == sheet)
            .map(|(_, used)| used)
    }

    /// One thread's memory.
    fn hand(&self) -> Hand {
        Hand {
            worker: Worker::new(self.run.engine),
            steps: Steps::default(),
            worded: Worded::default(),
        }
    }

    /// The rows of one chunk of a customer sheet.
    #[expect(
        clippy::too_many_arguments,
        reason = "one place of a walk over one sheet, and a thread's memory"
    )]
    fn sheet_rows(
        &self,
        hand: &mut Hand,
        at: usize,
        table: &Table,
        used: &UsedRows,
        rows: &mut Rows<'_>,
        held: &mut Held,
        sink: &mut impl Sink,
    ) {
        let mut more = true;
        let mut next = None;
        while more {
            more = self.gather(at, table, used, rows, &mut next, BATCH, held);
            let all = 0..held.customers.len();
            self.rows(hand, &held.customers, held.rows(all), sink);
            held.clear();
        }
    }

    /// Adds rows of a chunk until `most` are held; gives whether there may be more.
    #[expect(
        clippy::too_many_arguments,
        reason = "one place of a walk over one sheet"
    )]
    fn gather(
        &self,
        at: usize,
        table: &Table,
        used: &UsedRows,
        rows: &mut Rows<'_>,
        next: &mut Option<u32>,
        most: usize,
        held: &mut Held,
    ) -> bool {
        let places = &self.places[at];
        while held.customers.len() < most {
            if !rows.advance() {
                return false;
            }
            if !used.holds(rows.number()) {
                continue;
            }
            let number = next.unwrap_or_else(|| used.first_customer + used.before(rows.number()));
            *next = Some(number + 1);
            held.begin(number);
            for own in &self.own {
                let raw = table.raw(places[*own].map_or(&[][..], |column| rows.cell(column)));
                held.push(raw.mark, trim(raw.text));
            }
        }
        true
    }

    /// All rows one after the other, for renders that take a grid.
    ///
    /// The sheets' own cells are read beforehand and held as bytes; a row is made when it
    /// is asked for.
    pub fn grid(&'a self, pace: Pace) -> Result<Grid<'a>, Broken<std::convert::Infallible>> {
        let mut held = Held::default();
        let one = Pace { threads: 1, ..pace };
        if self.reads_sheets() {
            for (at, table) in self.tables.iter().enumerate() {
                let Some(used) = self.used(table.sheet) else {
                    continue;
                };
                let rows = std::sync::Mutex::new(&mut held);
                let stop = AtomicBool::new(false);
                let gathered = table.read(
                    one,
                    || (),
                    |(), _, chunk| {
                        let mut held = rows
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner);
                        let all = usize::MAX;
                        self.gather(at, table, used, chunk, &mut None, all, &mut held);
                    },
                    &stop,
                );
                gathered.map_err(|fault| Broken::Sheet(table.sheet, fault))?;
            }
        }
        let in_sheets = held.customers.len();
        let others = &self.run.engine.book.order[in_sheets..];
        let mut hand = self.hand();
        let starts = (0..in_sheets).step_by(BATCH).map(Ok);
        let batches = starts.chain(others.chunks(BATCH).map(Err));
        let rows = batches.flat_map(move |batch| match batch {
            Ok(start) => {
                let range = start..in_sheets.min(start + BATCH);
                let customers = &held.customers[range.clone()];
                self.cells(&mut hand, customers, held.rows(range))
            }
            Err(customers) => self.cells(&mut hand, customers, Batch::default()),
        });
        Ok(Grid {
            columns: self.columns.clone(),
            rows: Box::new(rows),
        })
    }

    /// The rows of some customers, at most [`BATCH`], as cells.
    fn cells(&self, hand: &mut Hand, customers: &[u32], own: Batch<'_>) -> Vec<Vec<Cell<'a>>> {
        let mut made = sink::Rows::default();
        self.rows(hand, customers, own, &mut made);
        if let Some(was) = self.whats.iter().position(|what| *what == What::Was) {
            for (cells, customer) in made.rows.iter_mut().zip(customers) {
                cells[was] = self.set_and_check(*customer, cells).into();
            }
        }
        made.rows
    }

    /// Writes the rows of some customers, at most [`BATCH`]; `own` are the sheet's own cells,
    /// numbered as in `self.own`, nothing where there is no sheet.
    fn rows(&self, hand: &mut Hand, customers: &[u32], own: Batch<'_>, sink: &mut impl Sink) {
        let engine = self.run.engine;
        hand.worker.frame.customers.clear();
        hand.worker.frame.customers.extend_from_slice(customers);
        // Labels are known; only the metrics are looked up again.
        hand.worker.prepare(
            engine,
            self.run.cuts,
            Earlier::default(),
            self.needs,
            Level::Own,
        );
        if self.whats.contains(&What::Key(Key::Path)) {
            self.paths.fill(customers, &mut hand.steps);
            if matches!(self.words, Words::Machine) {
                hand.worded.fill(&self.letters, &hand.steps);
            }
        }
        let mut text = String::new();
        for (row, customer) in customers.iter().enumerate() {
            let customer = *customer;
            let mut own = own.row(row);
            let hand = &*hand;
            let at = At {
                hand,
                row,
                customer,
            };
            for (what, known) in self.whats.iter().zip(&self.known) {
                if known.is_some_and(|known| !known.holds(customer)) {
                    sink.blank();
                    continue;
                }
                match what {
                    What::Key(key) => self.put(*key, at, &mut text, sink),
                    What::Own(at) => sink.number(hand.worker.frame.own[*at][row]),
                    What::Sheet(_) => sink.cell(&own.next().unwrap_or(Cell::Blank)),
                    // What the row was is said once it is whole.
                    What::Field(_) | What::Was => sink.blank(),
                    What::Added(at) => sink.cell(&self.added(customer, *at)),
                    What::RowKey => {
                        let id = engine.book.registry.id(customer);
                        sink.text(&KeyText::Customer(id).to_string());
                    }
                }
            }
            sink.end_row();
        }
    }
}

/// Whose cells of a column are known; `None` where everyone's are.
fn known<'a>(run: &Run<'a>, what: What) -> Option<Known<'a>> {
    let What::Key(key) = what else {
        return None;
    };
    let metric = Metric::named(key.word())?;
    let coverage = &run.engine.outlook.coverage;
    coverage.of_metric(run.engine.book, metric, &run.cuts.windows)
}

/// Why a table could not be written.
#[derive(Debug)]
pub enum Broken<E> {
    /// A sheet could not be read a second time.
    Sheet(SheetId, SplitFault),
    /// The output could not take it.
    Output(E),
}
