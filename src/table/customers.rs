//! The customers table: fixed keys first, own metrics, then the sheet's own columns.
//!
//! Rows come in the order of the customer sheets, then the customers that only
//! orders name, by id. The sheet's own columns are not held in memory: the sheets
//! are read a second time, chunk by chunk, by as many threads as the run has, and
//! [`CustomerTable::write`] hands out finished pieces in order.

mod held;
mod key;
mod people;
mod returned;

use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

use crate::classify::engine::{BATCH, Earlier, Level};
use crate::classify::path::Paths;
use crate::classify::worker::Worker;
use crate::classify::{NONE, rfm_code};
use crate::lang::{Language, heading, reason::Phrases};
use crate::living::KeyText;
use crate::living::was::ADDED;
use crate::metrics::frame::{Needs, growth, refund_rate};
use crate::money::Money;
use crate::names::{Field, Metric, Role};
use crate::parallel::{self, InOrder};
use crate::period::Day;
use crate::problem::{Finding, Problem, SheetId};
use crate::records::customers::UsedRows;
use crate::records::table::{Pace, Table};
use crate::report::Run;
use crate::report::distance::distance;
use crate::report::path;
use crate::report::reason::{Measured, reason};
use crate::rules::Rules;
use crate::score::Scale;
use crate::sheet::text::{Rows, SplitFault};
use crate::table::{Cell, Column, Emphasis, Grid};
use crate::value::Mark;
use crate::value::text::trim;

use held::Held;
use key::{FIXED, Key};

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
    needs: Needs,
    phrases: Phrases,
    paths: Paths<'a>,
}

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
        Self {
            columns: picked
                .into_iter()
                .map(|(key, what)| match words {
                    Words::Machine => column(key, what, language),
                    Words::People => people::column(key, what, &headers, &tables, language),
                })
                .collect(),
            needs: needs(&whats),
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
            phrases: Phrases::new(run.rules(), language),
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

    /// Writes all rows: `piece` makes bytes of some rows, `hand_out` is given the pieces in order.
    ///
    /// Pieces are made by `pace.threads` threads; the sheets' own columns come from a
    /// second reading.
    pub fn write<E: Send>(
        &self,
        pace: Pace,
        piece: impl Fn(&mut Vec<u8>, &[Cell<'_>]) + Sync,
        hand_out: impl FnMut(&[u8]) -> Result<(), E> + Send,
    ) -> Result<(), Broken<E>> {
        let ordered = InOrder::new(hand_out);
        let in_sheet = self.run.engine.book.registry.in_sheet;
        let mut rest = 0;
        if self.reads_sheets() {
            for (at, table) in self.tables.iter().enumerate() {
                self.write_sheet(at, table, pace, &piece, &ordered)?;
            }
            rest = in_sheet;
        }
        let order = &self.run.engine.book.order[rest as usize..];
        let batches: Vec<&[u32]> = order.chunks(BATCH).collect();
        let hand_out = ordered.finish().map_err(Broken::Output)?;
        parallel::in_pieces(
            pace.threads,
            batches.len(),
            || Worker::new(self.run.engine),
            |worker, at| {
                let mut bytes = Vec::new();
                self.rows(worker, batches[at], &|_, _| Cell::Blank, &mut |row| {
                    piece(&mut bytes, row);
                });
                bytes
            },
            hand_out,
        )
        .map_err(Broken::Output)
    }

    fn write_sheet<E: Send, F: FnMut(&[u8]) -> Result<(), E> + Send>(
        &self,
        at: usize,
        table: &Table,
        pace: Pace,
        piece: &(impl Fn(&mut Vec<u8>, &[Cell<'_>]) + Sync),
        ordered: &InOrder<E, F>,
    ) -> Result<(), Broken<E>> {
        let Some(used) = self.used(table.sheet) else {
            return Ok(());
        };
        ordered.begin();
        let stop = AtomicBool::new(false);
        table
            .read(
                pace,
                || Worker::new(self.run.engine),
                |worker, index, rows| {
                    let mut bytes = Vec::new();
                    self.sheet_rows(worker, at, table, used, rows, &mut |row| {
                        piece(&mut bytes, row);
                    });
                    ordered.put(index, bytes);
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

    /// The rows of one chunk of a customer sheet.
    fn sheet_rows(
        &self,
        worker: &mut Worker,
        at: usize,
        table: &Table,
        used: &UsedRows,
        mut rows: Rows<'_>,
        show: &mut dyn FnMut(&[Cell<'_>]),
    ) {
        let mut held = Held::default();
        let mut more = true;
        let mut next = None;
        while more {
            more = self.gather(at, table, used, &mut rows, &mut next, BATCH, &mut held);
            self.rows(
                worker,
                &held.customers,
                &|row, own| held.cell(row, own),
                show,
            );
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
                    |(), _, mut chunk| {
                        let mut held = rows
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner);
                        let all = usize::MAX;
                        self.gather(at, table, used, &mut chunk, &mut None, all, &mut held);
                    },
                    &stop,
                );
                gathered.map_err(|fault| Broken::Sheet(table.sheet, fault))?;
            }
        }
        let in_sheets = held.customers.len();
        let others = &self.run.engine.book.order[in_sheets..];
        let mut worker = Worker::new(self.run.engine);
        let starts = (0..in_sheets).step_by(BATCH).map(Ok);
        let batches = starts.chain(others.chunks(BATCH).map(Err));
        let rows = batches.flat_map(move |batch| {
            let mut rows: Vec<Vec<Cell<'a>>> = Vec::with_capacity(BATCH);
            let mut keep = |row: &[Cell<'_>]| rows.push(row.iter().map(owned).collect());
            match batch {
                Ok(start) => {
                    let customers = &held.customers[start..in_sheets.min(start + BATCH)];
                    let own = |row: usize, own: usize| held.cell(start + row, own);
                    self.rows(&mut worker, customers, &own, &mut keep);
                }
                Err(customers) => {
                    self.rows(&mut worker, customers, &|_, _| Cell::Blank, &mut keep);
                }
            }
            rows
        });
        Ok(Grid {
            columns: self.columns.clone(),
            rows: Box::new(rows),
        })
    }

    /// Makes the rows of some customers, at most [`BATCH`]; `own` gives the sheet's own cells.
    ///
    /// Own columns are numbered as in `self.own`.
    fn rows<'c>(
        &self,
        worker: &mut Worker,
        customers: &[u32],
        own: &dyn Fn(usize, usize) -> Cell<'c>,
        show: &mut dyn FnMut(&[Cell<'_>]),
    ) where
        'a: 'c,
    {
        let engine = self.run.engine;
        worker.frame.customers.clear();
        worker.frame.customers.extend_from_slice(customers);
        // Labels are known; only the metrics are looked up again.
        worker.prepare(
            engine,
            self.run.cuts,
            Earlier::default(),
            self.needs,
            Level::Own,
        );
        let mut cells: Vec<Cell<'c>> = Vec::with_capacity(self.whats.len());
        for (row, customer) in customers.iter().enumerate() {
            cells.clear();
            let mut own_at = 0..;
            for what in &self.whats {
                cells.push(match what {
                    What::Key(key) => self.cell(worker, row, *customer, *key),
                    What::Own(at) => number(worker.frame.own[*at][row]),
                    What::Sheet(_) => own(row, own_at.next().unwrap_or_default()),
                    What::Field(_) | What::Was => Cell::Blank,
                    What::Added(at) => self.added(*customer, *at),
                    What::RowKey => {
                        let id = engine.book.registry.id(*customer);
                        KeyText::Customer(id).to_string().into()
                    }
                });
            }
            if let Some(was) = self.whats.iter().position(|what| *what == What::Was) {
                cells[was] = self.set_and_check(*customer, &mut cells).into();
            }
            show(&cells);
        }
    }

    fn cell(&self, worker: &Worker, row: usize, customer: u32, key: Key) -> Cell<'a> {
        let (run, slot) = (self.run, customer as usize);
        let verdicts = run.verdicts;
        let book = run.engine.book;
        let facts = &worker.frame.orders[row];
        match key {
            Key::CustomerId => book.registry.id(customer).into(),
            Key::Name => book.registry.name(customer).into(),
            Key::Owner => run.owner(customer).into(),
            Key::Tier => self.tier(verdicts.tier[slot]),
            Key::TierRaw => self.tier(verdicts.tier_raw[slot]),
            Key::TierSince => verdicts.tier_since(customer).day().into(),
            Key::Type => self.kind(verdicts.kind[slot]),
            Key::TypeSince => verdicts.kind_since(customer).day().into(),
            Key::AlsoTypes => self.also(verdicts.matching[slot], verdicts.kind[slot]),
            Key::Segment => self.segment(verdicts.segments[slot]),
            Key::R => score(verdicts.scores[slot][0]),
            Key::F => score(verdicts.scores[slot][1]),
            Key::M => score(verdicts.scores[slot][2]),
            Key::Rfm => rfm_code(verdicts.scores[slot]).map_or(Cell::Blank, |code| {
                run.engine.dictionaries.rfm[code as usize].as_str().into()
            }),
            Key::Xyz => verdicts
                .xyz
                .get(slot)
                .map_or(Cell::Blank, |letter| match letter {
                    0 => "X".into(),
                    1 => "Y".into(),
                    2 => "Z".into(),
                    _ => Cell::Blank,
                }),
            Key::Share => ratio(verdicts.standing[slot].share),
            Key::CumulativeShare => ratio(verdicts.standing[slot].cumulative_share),
            Key::Rank => match verdicts.standing[slot].rank {
                0 => Cell::Blank,
                rank => Cell::Count(i64::from(rank)),
            },
            Key::Tags => self.tags(verdicts.tags[slot], customer),
            Key::RecycleOn => run.plan.recycled(customer).map(|found| found.day).into(),
            Key::Orders => Cell::Count(i64::from(facts.orders)),
            Key::Amount => Cell::Money(Money(facts.amount)),
            Key::Orders12m if self.knows(Metric::Orders12m, customer) => {
                Cell::Count(i64::from(facts.orders_12m))
            }
            Key::Amount12m if self.knows(Metric::Amount12m, customer) => {
                Cell::Money(Money(facts.amount_12m))
            }
            Key::AmountPrev12m if self.knows(Metric::AmountPrev12m, customer) => {
                Cell::Money(Money(facts.amount_prev_12m))
            }
            Key::Growth12m if self.knows(Metric::Growth12m, customer) => {
                growth(facts).map_or(Cell::Blank, Cell::Ratio)
            }
            Key::Profit12m if book.has.profit && self.knows(Metric::Profit12m, customer) => worker
                .frame
                .profit(row)
                .map_or(Cell::Blank, |sum| Cell::Money(Money(sum))),
            Key::RefundRate => refund_rate(facts).map_or(Cell::Blank, Cell::Ratio),
            Key::FirstOrder => worker
                .frame
                .first_order(book, &run.engine.outlook, row)
                .into(),
            Key::LastOrder => facts.purchases.map(|(_, last)| last).into(),
            Key::DaysSinceLastOrder => facts
                .purchases
                .map_or(Cell::Blank, |(_, last)| self.age(last)),
            Key::TypicalGap => worker.frame.gap(row).map_or(Cell::Blank, number),
            Key::GapRatio => worker.frame.gap_ratio(row).map_or(Cell::Blank, number),
            Key::LastContact => self.last_contact(worker, row).into(),
            Key::DaysSinceLastContact => self
                .last_contact(worker, row)
                .map_or(Cell::Blank, |last| self.age(last)),
            Key::OpenComplaints => worker
                .frame
                .open_complaints(book, &run.engine.outlook, row)
                .map_or(Cell::Blank, |count| Cell::Count(count as i64)),
            Key::NextDue => run.plan.next_due(customer).ok().into(),
            Key::Reason => {
                let mut text = String::with_capacity(96);
                self.phrases.push(&reason(run, customer), &mut text);
                text.into()
            }
            Key::AsOf => Cell::Date(run.as_of()),
            Key::NextTier => {
                distance(run, customer).map_or(Cell::Blank, |distance| self.tier(distance.tier))
            }
            Key::ToNextTier => {
                distance(run, customer).map_or(Cell::Blank, |distance| measured(distance.missing))
            }
            Key::Path => self.path(customer),
            _ => Cell::Blank,
        }
    }

    /// Whether orders cover the window of a metric whole, for this customer.
    fn knows(&self, metric: Metric, customer: u32) -> bool {
        self.run.knows(metric, customer, &self.run.cuts.windows)
    }

    fn age(&self, since: Day) -> Cell<'a> {
        Cell::Count(i64::from(self.run.as_of().0 - since.0))
    }

    fn last_contact(&self, worker: &Worker, row: usize) -> Option<Day> {
        worker
            .frame
            .last_contact(self.run.engine.book, &self.run.engine.outlook, row)
    }

    fn tier(&self, tier: u8) -> Cell<'a> {
        match self.run.engine.rules.tier.classes.get(usize::from(tier)) {
            Some(class) if tier != NONE => class.as_str().into(),
            _ => Cell::Blank,
        }
    }

    /// Tiers over time: letters for programs, bars before them for people.
    fn path(&self, customer: u32) -> Cell<'a> {
        let run = self.run;
        let classes = &run.rules().tier.classes;
        let stands = || self.paths.of(customer);
        let letters = path::letters(stands(), classes);
        match self.words {
            Words::Machine => letters.into(),
            Words::People if letters.is_empty() => Cell::Blank,
            Words::People => format!("{} {letters}", path::bars(stands(), classes.len())).into(),
        }
    }

    fn kind_word(&self, kind: usize) -> &'a str {
        let kind = &self.run.engine.rules.types[kind];
        match self.words {
            Words::Machine => &kind.id,
            Words::People => self.language.pick(&kind.name.zh, &kind.name.en),
        }
    }

    fn kind(&self, kind: u8) -> Cell<'a> {
        if kind == NONE {
            Cell::Blank
        } else {
            self.kind_word(usize::from(kind)).into()
        }
    }

    fn also(&self, matching: u32, kind: u8) -> Cell<'a> {
        let own = if kind == NONE { 0 } else { 1 << kind };
        joined(matching & !own, |at| self.kind_word(at))
    }

    fn tags(&self, tags: u32, customer: u32) -> Cell<'a> {
        let rules = self.run.engine.rules;
        let tags = joined(tags, |at| self.pick(&rules.tags[at].name));
        if !self.run.plan.is_parked(customer) {
            return tags;
        }
        let parked = self.pick(&rules.quiet.tag);
        match tags {
            Cell::Text(tags) => format!("{tags}; {parked}").into(),
            _ => parked.into(),
        }
    }

    fn pick(&self, words: &'a crate::rules::Words) -> &'a str {
        match self.words {
            Words::Machine => &words.en,
            Words::People => self.language.pick(&words.zh, &words.en),
        }
    }

    fn segment(&self, segment: u16) -> Cell<'a> {
        let words = self.run.verdicts.segment_names.get(usize::from(segment));
        words.map_or(Cell::Blank, |words| self.pick(words).into())
    }
}

/// A value of the tier measure.
fn measured<'a>(measured: Measured) -> Cell<'a> {
    match measured.scale {
        Scale::Money => Cell::Money(Money(measured.value)),
        Scale::Millionths => Cell::Number(measured.value as f64 / 1e6),
    }
}

/// Words of the bits set, joined by `; `.
fn joined<'a>(mut bits: u32, word: impl Fn(usize) -> &'a str) -> Cell<'a> {
    if bits == 0 {
        return Cell::Blank;
    }
    if bits.is_power_of_two() {
        return word(bits.trailing_zeros() as usize).into();
    }
    let mut text = String::new();
    while bits != 0 {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(word(bits.trailing_zeros() as usize));
        bits &= bits - 1;
    }
    text.into()
}

/// Why a table could not be written.
#[derive(Debug)]
pub enum Broken<E> {
    /// A sheet could not be read a second time.
    Sheet(SheetId, SplitFault),
    /// The output could not take it.
    Output(E),
}

/// Headers of the customer sheets that are not id, name or owner, each once, and where
/// each stands in every sheet.
fn own_headers(tables: &[&Table]) -> (Vec<String>, Vec<Vec<Option<usize>>>) {
    let shown = [Field::CustomerId, Field::CustomerName, Field::CustomerOwner];
    let mut headers: Vec<String> = Vec::new();
    for table in tables {
        let ours: Vec<usize> = shown
            .iter()
            .filter_map(|field| table.column(*field))
            .collect();
        for (column, header) in table.headers.iter().enumerate() {
            if !header.is_empty() && !ours.contains(&column) && !headers.contains(header) {
                headers.push(header.clone());
            }
        }
    }
    let place = |table: &Table, header: &String| {
        let ours: Vec<usize> = shown
            .iter()
            .filter_map(|field| table.column(*field))
            .collect();
        let mut columns = table.headers.iter().enumerate();
        columns
            .find(|(column, known)| *known == header && !ours.contains(column))
            .map(|(column, _)| column)
    };
    let places = tables
        .iter()
        .map(|table| headers.iter().map(|header| place(table, header)).collect());
    let places = places.collect();
    (headers, places)
}

/// Findings about own columns whose name one of ours has already, and about chosen
/// columns that nobody has.
pub fn renamed_columns(tables: &[Table], rules: &Rules) -> Vec<Problem> {
    let tables: Vec<&Table> = tables
        .iter()
        .filter(|table| table.role == Role::Customers)
        .collect();
    let mut taken = fixed_names(rules);
    let mut findings = Vec::new();
    for header in own_headers(&tables).0 {
        let key = free_name(&header, &mut taken);
        if key != header {
            findings.push(Finding::ColumnRenamed(header, key));
        }
    }
    let chosen = rules.output.columns.iter().flatten();
    let unknown = chosen.filter(|key| !taken.contains(*key));
    findings.extend(unknown.map(|key| Finding::NoColumn(key.clone())));
    let whole = |finding| Problem {
        place: None,
        finding,
        count: 1,
    };
    findings.into_iter().map(whole).collect()
}

/// The keys of ours and of own metrics.
fn fixed_names(rules: &Rules) -> HashSet<String> {
    let own = rules.metrics.iter().map(|metric| metric.key.clone());
    KEYS.iter()
        .map(|key| (*key).to_owned())
        .chain(own)
        .collect()
}

/// The header, with `_2`, `_3` … behind it when the name is taken.
fn free_name(header: &str, taken: &mut HashSet<String>) -> String {
    let mut name = header.to_owned();
    let mut count = 1;
    while taken.contains(&name) {
        count += 1;
        name = format!("{header}_{count}");
    }
    taken.insert(name.clone());
    name
}

fn column(key: String, what: What, language: Language) -> Column {
    let heading = match what {
        What::Key(key) => {
            let word = key.word();
            heading::key(word, language).unwrap_or(word).to_owned()
        }
        What::Added(_) => key.strip_prefix(ADDED).unwrap_or(&key).to_owned(),
        What::Own(_) | What::Sheet(_) | What::Field(_) | What::RowKey | What::Was => key.clone(),
    };
    let emphasis = match what {
        What::Key(Key::Tier | Key::TierRaw) => Emphasis::Tier,
        What::Key(Key::NextDue) => Emphasis::Due,
        What::Key(Key::Reason) => Emphasis::Long,
        _ => Emphasis::Plain,
    };
    Column {
        key,
        heading,
        emphasis,
    }
}

/// What the frame must hold for these columns.
fn needs(whats: &[What]) -> Needs {
    let mut needs = Needs::default();
    for what in whats {
        match what {
            What::Key(key) => {
                if let Some(metric) = Metric::named(key.word()) {
                    needs.add(metric);
                }
            }
            // A formula may read anything.
            What::Own(_) => needs = Needs::ALL,
            What::Sheet(_) | What::Field(_) | What::Added(_) | What::RowKey | What::Was => {}
        }
    }
    needs
}

/// A cell of the customer sheet as it is, with what a workbook said of it.
fn own_cell(mark: Mark, text: &[u8]) -> Cell<'_> {
    let text = std::str::from_utf8(text).unwrap_or_default();
    super::typed(mark, text)
}

fn owned<'a>(cell: &Cell<'_>) -> Cell<'a> {
    match cell {
        Cell::Blank => Cell::Blank,
        Cell::Text(text) => Cell::Text(std::borrow::Cow::Owned(text.clone().into_owned())),
        Cell::Count(count) => Cell::Count(*count),
        Cell::Number(number) => Cell::Number(*number),
        Cell::Money(money) => Cell::Money(*money),
        Cell::Ratio(ratio) => Cell::Ratio(*ratio),
        Cell::Date(day) => Cell::Date(*day),
        Cell::Flag(flag) => Cell::Flag(*flag),
    }
}

fn number<'a>(value: f64) -> Cell<'a> {
    if value.is_nan() {
        Cell::Blank
    } else {
        Cell::Number(value)
    }
}

fn ratio<'a>(value: f64) -> Cell<'a> {
    if value.is_nan() {
        Cell::Blank
    } else {
        Cell::Ratio(value)
    }
}

fn score<'a>(score: u8) -> Cell<'a> {
    if score == 0 {
        Cell::Blank
    } else {
        Cell::Count(i64::from(score))
    }
}
