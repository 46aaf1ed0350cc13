//! Reads customer sheets: who there is, in sheet order, with the columns that
//! somebody asks for. Columns that nobody asks for are read again when written.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::names::Field;
use crate::names::layout::Layout;
use crate::parallel::InOrder;
use crate::problem::{Finding, Problem, ReadAs};
use crate::rules::condition::InputKind;
use crate::sheet::text::{Rows, SplitFault};
use crate::value::date::{DateEvidence, DateReading};
use crate::value::id::{self, Id};
use crate::value::text::{folded_name, is_garbled, trim, without_formula};

use super::aliases::names_in;

use super::column::{Column, Unreadable};
use super::index::Key;
use super::layout;
use super::ledger::{Account, Fate};
use super::orders::first_row;
use super::registry::{Full, NAME_MARK, Registry, name_key};
use super::table::{Pace, Table};

/// A column somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The field it is, if it is one.
    pub field: Option<Field>,
    /// The header word in rules, for columns that are no field.
    pub header: String,
    /// What it should hold.
    pub kind: InputKind,
}

/// What is known of customers beside id and name, one slot per customer.
#[derive(Debug, Default)]
pub struct Details {
    /// The columns, in the order in which they were asked for.
    pub columns: Vec<Column>,
    /// What each is.
    pub wanted: Vec<Wanted>,
}

impl Details {
    /// The column of a field.
    pub fn field(&self, field: Field) -> Option<&Column> {
        let at = self
            .wanted
            .iter()
            .position(|wanted| wanted.field == Some(field))?;
        self.columns.get(at)
    }
}

/// Which rows of a table became customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsedRows {
    first_row: u32,
    /// Number of the first customer of the table.
    pub first_customer: u32,
    bits: Vec<u64>,
}

impl UsedRows {
    fn set(&mut self, row: u32) {
        let at = (row - self.first_row) as usize;
        if at / 64 >= self.bits.len() {
            self.bits.resize(at / 64 + 1, 0);
        }
        self.bits[at / 64] |= 1 << (at % 64);
    }

    /// Whether a row became a customer.
    pub fn holds(&self, row: u32) -> bool {
        let at = (row - self.first_row) as usize;
        self.bits
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// The row that became a customer, if it is one of this table.
    pub fn row(&self, customer: u32) -> Option<u32> {
        let mut before = customer.checked_sub(self.first_customer)?;
        for (word, bits) in (0u32..).zip(&self.bits) {
            let held = bits.count_ones();
            if before < held {
                let mut places = (0..64).filter(|place| bits >> place & 1 == 1);
                let place = places.nth(before as usize)?;
                return Some(self.first_row + word * 64 + place);
            }
            before -= held;
        }
        None
    }

    /// How many rows before this one became customers of this table.
    pub fn before(&self, row: u32) -> u32 {
        let at = (row - self.first_row) as usize;
        let whole: u32 = self
            .bits
            .iter()
            .take(at / 64)
            .map(|word| word.count_ones())
            .sum();
        let part = self
            .bits
            .get(at / 64)
            .map_or(0, |word| (word & ((1 << (at % 64)) - 1)).count_ones());
        whole + part
    }
}

/// What came of reading one customer sheet.
#[derive(Debug)]
pub struct Read {
    /// The account.
    pub account: Account,
    /// Findings, ascending by place.
    pub problems: Vec<Problem>,
    /// Which rows became customers.
    pub used: UsedRows,
    /// What the date columns look like, one per wanted column.
    pub evidence: Vec<DateEvidence>,
    /// The first row that is the header of another table.
    pub another: Option<u32>,
}

/// Why reading had to stop.
#[derive(Debug)]
pub enum Stopped {
    /// The table could not be split.
    Split(SplitFault),
    /// There are more customers than one book holds.
    Full,
}

/// How a customer sheet is read.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// Which columns to keep.
    pub wanted: &'a [Wanted],
    /// How the dates of each read.
    pub readings: &'a [DateReading],
    /// The row from which on another table stands in the sheet.
    pub until: Option<u32>,
    /// How fast.
    pub pace: Pace,
}

/// One row that may become a customer.
struct Row {
    number: u32,
    /// Bytes of the key in the part's text.
    key: (u32, u32),
    /// Bytes of the id; the name in books without ids.
    id: (u32, u32),
    /// Bytes of the name.
    name: (u32, u32),
}

/// A chunk read, waiting for its turn.
struct Part {
    rows: Vec<Row>,
    /// Cells of the alias column that say something, by the place of their row.
    aliases: BTreeMap<usize, String>,
    /// Keys, ids and names, one after the other.
    text: String,
    columns: Vec<Column>,
    problems: Vec<Problem>,
    account: Account,
    another: Option<u32>,
}

impl Part {
    /// The key of a row.
    fn key(&self, row: &Row) -> Key {
        Key::of(self.text(row.key).as_bytes())
    }

    /// Takes in the text of all rows: checked at once, and by the thread that read them. Cells
    /// are decoded before they are cut; what is no text all the same reads as U+FFFD.
    fn settle(&mut self, bytes: &[u8]) {
        if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
            text.clone_into(&mut self.text);
            return;
        }
        for row in &mut self.rows {
            for (from, to) in [&mut row.key, &mut row.id, &mut row.name] {
                let word = lossy(&bytes[*from as usize..*to as usize]);
                *from = self.text.len() as u32;
                self.text.push_str(&word);
                *to = self.text.len() as u32;
            }
        }
    }

    /// What stands at a place of the text.
    fn text(&self, (from, to): (u32, u32)) -> &str {
        &self.text[from as usize..to as usize]
    }

    /// Counts a row that is no fact, if it is none.
    fn is_layout(&mut self, table: &Table, rows: &Rows<'_>) -> bool {
        let Some(layout) = layout::of(table, rows) else {
            return false;
        };
        if layout == Layout::AnotherHeader {
            self.another = first_row(self.another, Some(rows.number()));
        }
        self.account.layout += 1;
        true
    }
}

struct Merge<'m> {
    /// How many parts there will be, about; 0 where nobody knows.
    parts: u64,
    registry: &'m mut Registry,
    details: &'m mut Details,
    first_rows: Vec<u32>,
    read: Read,
}

/// Reads one sheet into the registry and the columns.
pub fn read(
    table: &Table,
    setup: &Setup<'_>,
    registry: &mut Registry,
    details: &mut Details,
) -> Result<Read, Stopped> {
    let columns = Bound::of(table, setup.wanted);
    let stop = AtomicBool::new(false);
    let used = UsedRows {
        first_row: table.first_row,
        first_customer: registry.in_sheet,
        bits: Vec::new(),
    };
    let read = Read {
        account: Account::default(),
        problems: Vec::new(),
        used,
        evidence: vec![DateEvidence::default(); setup.wanted.len()],
        another: None,
    };
    let bytes = table.source.about_len().unwrap_or_default();
    let mut merge = Merge {
        parts: bytes / table.chunk_bytes(setup.pace).max(1) as u64,
        registry,
        details,
        first_rows: Vec::new(),
        read,
    };
    let in_order = InOrder::new(|part: &mut Option<Part>| {
        let part = part.take().expect("a part is put once");
        merge
            .take(table, part, columns.id)
            .inspect_err(|Full| stop.store(true, Ordering::Relaxed))
    });
    let (evidence, passed) = table
        .read(
            setup.pace,
            || vec![DateEvidence::default(); setup.wanted.len()],
            |evidence, index, rows| {
                let part = read_part(table, &columns, setup, evidence, rows);
                in_order.put(index, &mut Some(part));
            },
            &stop,
        )
        .map_err(Stopped::Split)?;
    in_order.finish().map(drop).map_err(|Full| Stopped::Full)?;
    let mut read = merge.read;
    for thread in evidence {
        for (mine, theirs) in read.evidence.iter_mut().zip(&thread) {
            mine.merge(theirs);
        }
    }
    read.problems.extend(passed.problems);
    let above = u64::from(table.first_row - 1);
    read.account.read = above + u64::from(passed.rows);
    read.account.layout += above;
    Ok(read)
}

/// Columns of the table, bound once.
struct Bound {
    id: Option<usize>,
    name: Option<usize>,
    alias: Option<usize>,
    wanted: Vec<Option<usize>>,
}

impl Bound {
    fn of(table: &Table, wanted: &[Wanted]) -> Self {
        let column = |wanted: &Wanted| match wanted.field {
            Some(field) => table.column(field),
            None => table.column_named(&wanted.header),
        };
        Self {
            id: table.column(Field::CustomerId),
            name: table.column(Field::CustomerName),
            alias: table.column(Field::CustomerAlias),
            wanted: wanted.iter().map(column).collect(),
        }
    }
}

fn read_part(
    table: &Table,
    columns: &Bound,
    setup: &Setup<'_>,
    evidence: &mut [DateEvidence],
    rows: &mut Rows<'_>,
) -> Part {
    let mut part = Part {
        rows: Vec::new(),
        aliases: BTreeMap::new(),
        text: String::new(),
        columns: setup
            .wanted
            .iter()
            .map(|wanted| Column::new(wanted.kind))
            .collect(),
        problems: Vec::new(),
        account: Account::default(),
        another: None,
    };
    let until = setup.until.unwrap_or(u32::MAX);
    let (mut scratch, mut text) = (Vec::new(), Vec::new());
    while rows.advance() {
        if rows.number() >= until {
            part.account.layout += 1;
            continue;
        }
        match who(table, columns, rows, &mut scratch, &mut text) {
            Ok(row)
                if looks_odd(rows, &text[row.id.0 as usize..row.id.1 as usize])
                    && part.is_layout(table, rows) => {}
            Ok(row) => {
                let key = text.get(row.key.0 as usize);
                if columns.id.is_some() && key == Some(&NAME_MARK) {
                    let found = problem(table, rows.number(), columns.id, Finding::WithoutId);
                    part.problems.push(found);
                }
                if let Some(column) = columns.alias {
                    let raw = table.raw(rows.cell(column));
                    if !raw.is_blank() && !raw.is_error() {
                        part.aliases.insert(part.rows.len(), lossy(raw.text));
                    }
                }
                if row.name.0 == row.name.1
                    && let Some(column) = columns.name
                    && let raw = table.raw(rows.cell(column))
                    && raw.is_error()
                {
                    let finding = Finding::ErrorCell(Field::CustomerName, lossy(trim(raw.text)));
                    let found = problem(table, rows.number(), Some(column), finding);
                    part.problems.push(found);
                }
                part.rows.push(row);
                for (at, column) in part.columns.iter_mut().enumerate() {
                    let cell = columns.wanted[at].map_or(&[][..], |column| rows.cell(column));
                    let raw = table.raw(cell);
                    let pushed = column.push(raw, setup.readings[at], &mut evidence[at]);
                    if let Err(fault) = pushed {
                        let word = String::from_utf8_lossy(trim(raw.text)).into_owned();
                        let finding = unreadable(fault, &setup.wanted[at], word);
                        part.problems.push(problem(
                            table,
                            rows.number(),
                            columns.wanted[at],
                            finding,
                        ));
                    }
                }
            }
            Err(finding) => not_a_customer(table, columns, rows, finding, &mut part),
        }
    }
    part.settle(&text);
    part
}

/// Whether a row with an id could still be a total or a note: it has few filled cells,
/// or an id without any digit.
fn looks_odd(rows: &Rows<'_>, id: &[u8]) -> bool {
    // Columns that are numbered below their headers begin with 1.
    if !id.iter().any(u8::is_ascii_digit) || matches!(id, b"1" | b"(1)") {
        return true;
    }
    let filled = (0..rows.len()).filter(|column| !rows.cell(*column).is_empty());
    filled.take(3).count() <= 2
}

/// Who the row is, its texts appended to `text`.
fn who(
    table: &Table,
    columns: &Bound,
    rows: &Rows<'_>,
    scratch: &mut Vec<u8>,
    text: &mut Vec<u8>,
) -> Result<Row, Finding> {
    let named = table.raw(columns.name.map_or(&[][..], |column| rows.cell(column)));
    let name = if named.is_error() {
        &[][..]
    } else {
        without_formula(trim(named.text))
    };
    let mut append = |bytes: &[u8]| {
        let start = text.len() as u32;
        text.extend_from_slice(bytes);
        (start, text.len() as u32)
    };
    if let Some(column) = columns.id {
        let raw = table.raw(rows.cell(column));
        match id::identifier(raw, scratch) {
            Id::Known(id) => {
                let id = append(id);
                return Ok(Row {
                    number: rows.number(),
                    key: id,
                    id,
                    name: append(name),
                });
            }
            Id::Damaged => return Err(Finding::DamagedId(Field::CustomerId, lossy(raw.text))),
            Id::Garbled => return Err(Finding::GarbledId(Field::CustomerId, lossy(raw.text))),
            Id::Error => return Err(Finding::ErrorCell(Field::CustomerId, lossy(raw.text))),
            // Without an id, a customer is known by name as in books that have none.
            Id::Blank => {}
        }
    }
    let raw = table.raw(columns.name.map_or(&[][..], |column| rows.cell(column)));
    if raw.is_error() {
        return Err(Finding::ErrorCell(Field::CustomerName, lossy(raw.text)));
    }
    if raw.is_blank() {
        return Err(Finding::NoCustomer);
    }
    if is_garbled(name) {
        return Err(Finding::GarbledId(Field::CustomerName, lossy(name)));
    }
    let id = append(name);
    let mut key = vec![NAME_MARK];
    key.extend_from_slice(folded_name(&lossy(name)).as_bytes());
    Ok(Row {
        number: rows.number(),
        key: append(&key),
        id,
        name: id,
    })
}

#[cold]
fn not_a_customer(
    table: &Table,
    columns: &Bound,
    rows: &Rows<'_>,
    finding: Finding,
    part: &mut Part,
) {
    if part.is_layout(table, rows) {
        return;
    }
    part.account.row(Fate::SetAside);
    part.problems.push(problem(
        table,
        rows.number(),
        columns.id.or(columns.name),
        finding,
    ));
}

fn unreadable(fault: Unreadable, wanted: &Wanted, word: String) -> Finding {
    let Some(field) = wanted.field else {
        return Finding::RulesColumn {
            header: wanted.header.clone(),
            read_as: match wanted.kind {
                InputKind::Number => ReadAs::Number,
                InputKind::Date => ReadAs::Date,
                InputKind::Flag => ReadAs::YesOrNo,
                InputKind::Text => ReadAs::Words,
            },
            word,
        };
    };
    match fault {
        Unreadable::Number => Finding::NotANumber(field, word),
        Unreadable::Date => Finding::NotADate(field, word),
        Unreadable::Flag => Finding::NotYesOrNo(field, word),
        Unreadable::ErrorCell => Finding::ErrorCell(field, word),
    }
}

fn problem(table: &Table, row: u32, column: Option<usize>, finding: Finding) -> Problem {
    Problem {
        place: Some(table.place(row, column)),
        finding,
        count: 1,
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(trim(bytes)).into_owned()
}

impl Merge<'_> {
    /// The customer that a row is again: by its key, by an alias of it, or, in books without
    /// ids, because its alias column names a customer who is there already.
    fn known(&self, key: &[u8], names: Option<&str>) -> Option<u32> {
        let find = |key: &[u8]| {
            let found = self.registry.index.find(Key::of(key), key);
            found.or_else(|| self.registry.aliases.customer(key)?.0)
        };
        let by_name = key.first() == Some(&NAME_MARK);
        find(key).or_else(|| {
            let mut names = names_in(names.filter(|_| by_name)?);
            names.find_map(|name| find(&name_key(name)))
        })
    }

    /// Takes in a part whose turn has come.
    fn take(&mut self, table: &Table, mut part: Part, id: Option<usize>) -> Result<(), Full> {
        if self.first_rows.is_empty() {
            // Rather too little: twice the room would stay empty where a bit less suffices.
            let rows = part.rows.len() as u64 * self.parts * 15 / 16;
            let rows = usize::try_from(rows).unwrap_or_default();
            let keys = part.rows.iter().map(|row| part.key(row));
            self.registry.reserve(rows, keys);
            self.first_rows.reserve(rows);
        }
        self.read.account.merge(&part.account);
        self.read.another = first_row(self.read.another, part.another);
        self.read.problems.append(&mut part.problems);
        let base = self.read.used.first_customer;
        let mut new = Vec::with_capacity(part.rows.len());
        // Memory is asked for all keys of the part at once; found one by one they would wait.
        let keys = part.rows.iter().map(|row| part.key(row));
        self.registry.index.touch(keys);
        for (slot, row) in part.rows.iter().enumerate() {
            let key = part.text(row.key).as_bytes();
            let names = part.aliases.get(&slot).map(String::as_str);
            let keys = names.map(|names| {
                let keys = names_in(names).map(name_key);
                keys.chain(std::iter::once(key.to_vec()))
            });
            if let Some(known) = self.known(key, names) {
                if let Some(keys) = keys.filter(|_| key.first() == Some(&NAME_MARK)) {
                    let main = self.registry.names.text(known).to_owned();
                    self.registry.aliases.join(&main, keys);
                    self.registry.aliases.number(key, known);
                }
                // The first row counts; this one waits for somebody to look at it.
                let first = known
                    .checked_sub(base)
                    .and_then(|at| self.first_rows.get(at as usize));
                let finding =
                    Finding::DuplicateCustomer(part.text(row.id).to_owned(), first.copied());
                self.read.account.row(Fate::SetAside);
                self.read
                    .problems
                    .push(problem(table, row.number, id, finding));
                continue;
            }
            if let Some(keys) = keys {
                self.registry.aliases.join(part.text(row.name), keys);
            }
            self.registry
                .add_from_sheet(key, part.text(row.id), part.text(row.name))?;
            self.first_rows.push(row.number);
            self.read.used.set(row.number);
            self.read.account.row(Fate::Used);
            new.push(slot as u32);
        }
        let columns = self.details.columns.iter_mut().zip(&part.columns);
        for (mine, theirs) in columns {
            mine.append(theirs, &new);
        }
        Ok(())
    }
}

/// Puts the names of all customers into the index, for tables that name instead of number.
///
/// Of two customers of one name the first is meant; gives how often that happened.
pub fn index_names(registry: &mut Registry) -> u32 {
    let mut shared = 0;
    for number in 0..registry.in_sheet {
        let mut key = vec![NAME_MARK];
        key.extend_from_slice(folded_name(registry.names.text(number)).as_bytes());
        if key.len() == 1 {
            continue;
        }
        let hashed = Key::of(&key);
        match registry.index.find(hashed, &key) {
            Some(_) => shared += 1,
            // A full arena only means that this name is not found; ids still are.
            None => {
                let _ = registry.index.insert(hashed, &key, number);
            }
        }
    }
    registry.by_name = true;
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_none_spoils_no_other() {
        let row = |key, id, name| Row {
            number: 1,
            key,
            id,
            name,
        };
        let mut part = Part {
            rows: vec![row((0, 2), (0, 2), (2, 5)), row((5, 8), (5, 8), (8, 11))],
            aliases: BTreeMap::new(),
            text: String::new(),
            columns: Vec::new(),
            problems: Vec::new(),
            account: Account::default(),
            another: None,
        };
        // The end of one and the beginning of the next would make a letter together.
        part.settle(b"C1a\xe5\x8dC2\x8e\xe5\x8d\x8e");
        let words: Vec<[&str; 3]> = part
            .rows
            .iter()
            .map(|row| [row.key, row.id, row.name].map(|at| part.text(at)))
            .collect();
        assert_eq!(
            words,
            [
                ["C1", "C1", "a\u{fffd}"],
                ["C2\u{fffd}", "C2\u{fffd}", "华"]
            ]
        );
    }
}
