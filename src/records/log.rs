//! Reads follow-up logs: sheets with a row per contact.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use crate::names::Field;
use crate::names::layout::Layout;
use crate::names::words::Outcome;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::sheet::text::{Rows, SplitFault};
use crate::value::date::{self, DateEvidence, DateFault, DateReading};
use crate::value::id::{self, Id};
use crate::value::number;
use crate::value::text::trim;

use super::arena::Arena;
use super::contacts::{Contact, Left};
use super::issued::{Asked, Status};
use super::layout;
use super::ledger::{Account, Fate};
use super::registry::{Registry, name_key};
use super::table::{Pace, Table};

/// Contacts and their words, over all logs.
#[derive(Debug, Default)]
pub struct Log {
    /// All contacts, in the order of the sheets.
    pub contacts: Vec<Contact>,
    /// Words of the log.
    pub words: Words,
    /// What becomes of rows that are not used.
    pub unused: Unused,
    /// Rows kept as they were typed.
    pub left: Vec<Left>,
}

/// What becomes of rows that are not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unused {
    /// They stay where they are.
    #[default]
    Stay,
    /// They are kept as they were typed, since their workbook is replaced.
    Kept,
}

/// Words of the log, each kept once.
#[derive(Debug, Default)]
pub struct Words {
    /// The words.
    pub arena: Arena,
    places: HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>,
}

impl Words {
    fn place(&mut self, word: &[u8]) -> Option<u32> {
        if word.is_empty() {
            return None;
        }
        if let Some(place) = self.places.get(word) {
            return Some(*place);
        }
        let place = self.arena.push(word)?;
        self.places.insert(word.into(), place);
        Some(place)
    }
}

/// What came of reading one log.
#[derive(Debug, Default)]
pub struct Read {
    /// The account.
    pub account: Account,
    /// Findings, ascending by place.
    pub problems: Vec<Problem>,
    /// What the date columns look like: the day, the next day.
    pub evidence: [DateEvidence; 2],
}

/// How dates of the log read: the day, the next day.
pub type Readings = [DateReading; 2];

struct Reader<'r> {
    table: &'r Table,
    readings: Readings,
    as_of: Day,
    registry: &'r Registry,
    log: &'r mut Log,
    read: Read,
    scratch: Vec<u8>,
    strangers: (u64, Option<(u32, String)>),
    late: (u64, u32),
    /// Another table has begun below the log.
    ended: bool,
}

/// Reads one log. Contacts after the as-of day are excluded; contacts of customers
/// that nobody knows are set aside.
pub fn read(
    table: &Table,
    readings: Readings,
    as_of: Day,
    registry: &Registry,
    log: &mut Log,
) -> Result<Read, SplitFault> {
    let reader = std::sync::Mutex::new(Reader {
        table,
        readings,
        as_of,
        registry,
        log,
        read: Read::default(),
        scratch: Vec::new(),
        strangers: (0, None),
        late: (0, 0),
        ended: false,
    });
    let pace = Pace {
        threads: 1,
        chunk_bytes: crate::sheet::text::CHUNK_BYTES,
    };
    let stop = AtomicBool::new(false);
    let (_, passed) = table.read(
        pace,
        || (),
        |(), _, rows| {
            let mut reader = reader
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            while rows.advance() {
                if reader.ended {
                    reader.read.account.layout += 1;
                } else {
                    reader.row(rows);
                }
            }
        },
        &stop,
    )?;
    let reader = reader
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut read = reader.finish();
    read.problems.extend(passed.problems);
    let above = u64::from(table.first_row - 1);
    read.account.read = above + u64::from(passed.rows);
    read.account.layout += above;
    Ok(read)
}

impl Reader<'_> {
    fn row(&mut self, rows: &Rows<'_>) {
        let table = self.table;
        let raw = |field| {
            table.raw(
                table
                    .column(field)
                    .map_or(&[][..], |column| rows.cell(column)),
            )
        };
        let day = date::date(
            raw(Field::ContactDay),
            self.readings[0],
            &mut self.read.evidence[0],
        );
        // Once the column is known, which else is refused, the log is read again. Not so a workbook
        // of ours: what cannot be read stays in it.
        if day == Err(DateFault::NeedsOrder) && self.log.unused == Unused::Stay {
            return;
        }
        let customer = self.customer(rows);
        let (Ok(Some(day)), Some(Ok(customer))) = (&day, &customer) else {
            return self.damaged(rows, day, customer);
        };
        if *day > self.as_of {
            self.read.account.row(Fate::Excluded);
            self.keep(rows);
            self.late.0 += 1;
            self.late.1 = if self.late.1 == 0 {
                rows.number()
            } else {
                self.late.1
            };
            return;
        }
        let findings = self.read.problems.len();
        let outcome = self.outcome(rows);
        let next = date::date(
            raw(Field::ContactNextDay),
            self.readings[1],
            &mut self.read.evidence[1],
        );
        if let Err(fault) = next {
            let finding = date_finding(
                Field::ContactNextDay,
                fault,
                text(raw(Field::ContactNextDay)),
            );
            self.problem(rows, Field::ContactNextDay, finding);
        }
        if self.log.unused == Unused::Kept && self.read.problems.len() > findings {
            self.read.account.row(Fate::SetAside);
            return self.keep(rows);
        }
        let satisfaction = number::number(raw(Field::ContactSatisfaction))
            .ok()
            .flatten();
        // What we wrote ourselves is written plainly; other words are nobody's business.
        let plain = |field| {
            let mut evidence = DateEvidence::default();
            date::date(raw(field), DateReading::default(), &mut evidence)
                .ok()
                .flatten()
        };
        let asked = Status::named(&text(raw(Field::ContactStatus))).map(|status| Asked {
            status,
            issued: plain(Field::ContactIssued),
            due: plain(Field::ContactDue),
        });
        let mut word = |field| self.log.words.place(trim(raw(field).text));
        let contact = Contact {
            customer: *customer,
            day: *day,
            place: (table.sheet.0, rows.number()),
            who: word(Field::ContactWho),
            channel: word(Field::ContactChannel),
            content: word(Field::ContactContent),
            outcome,
            next_day: next.ok().flatten(),
            satisfaction: satisfaction.map(|value| value as f32),
            task: word(Field::ContactTask),
            loss_reason: word(Field::ContactLossReason),
            note: word(Field::ContactNote),
            asked,
        };
        self.log.contacts.push(contact);
        self.read.account.row(Fate::Used);
    }

    fn outcome(&mut self, rows: &Rows<'_>) -> Option<Outcome> {
        let column = self.table.column(Field::ContactOutcome)?;
        let word = text(self.table.raw(rows.cell(column)));
        if word.is_empty() {
            return None;
        }
        let outcome = Outcome::named(&word);
        if outcome.is_none() {
            self.problem(rows, Field::ContactOutcome, Finding::UnknownOutcome(word));
        }
        outcome
    }

    /// The customer's number: `None` is a row without one, an error the word nobody knows.
    fn customer(&mut self, rows: &Rows<'_>) -> Option<Result<u32, Finding>> {
        let table = self.table;
        if let Some(column) = table.column(Field::ContactCustomerId) {
            let raw = table.raw(rows.cell(column));
            match id::identifier(raw, &mut self.scratch) {
                Id::Known(id) => {
                    let found = self.registry.find_shown(id);
                    return Some(found.ok_or_else(|| Finding::UnknownContact(text(raw))));
                }
                Id::Damaged => {
                    return Some(Err(Finding::DamagedId(Field::ContactCustomerId, text(raw))));
                }
                Id::Garbled => {
                    return Some(Err(Finding::GarbledId(Field::ContactCustomerId, text(raw))));
                }
                Id::Error => {
                    return Some(Err(Finding::ErrorCell(Field::ContactCustomerId, text(raw))));
                }
                Id::Blank => {}
            }
        }
        let column = table.column(Field::ContactCustomerName)?;
        let name = text(table.raw(rows.cell(column)));
        if name.is_empty() {
            return None;
        }
        let found = self.registry.find(&name_key(&name));
        Some(found.ok_or(Finding::UnknownContact(name)))
    }

    fn damaged(
        &mut self,
        rows: &Rows<'_>,
        day: Result<Option<Day>, DateFault>,
        customer: Option<Result<u32, Finding>>,
    ) {
        if let Some(found) = layout::of(self.table, rows) {
            if found == Layout::AnotherHeader {
                self.read.problems.push(Problem {
                    place: Some(self.table.place(rows.number(), None)),
                    finding: Finding::AnotherTable(rows.number()),
                    count: 1,
                });
                self.ended = true;
            }
            self.read.account.layout += 1;
            return;
        }
        self.read.account.row(Fate::SetAside);
        self.keep(rows);
        let asked = self.table.column(Field::ContactStatus);
        let asked =
            asked.and_then(|column| Status::named(&text(self.table.raw(rows.cell(column)))));
        if self.log.unused == Unused::Kept && asked.is_some_and(|status| !status.is_contact()) {
            return;
        }
        match day {
            Ok(Some(_)) => {}
            Ok(None) => self.problem(
                rows,
                Field::ContactDay,
                Finding::EmptyCell(Field::ContactDay),
            ),
            Err(fault) => {
                let column = self.table.column(Field::ContactDay);
                let word = text(
                    self.table
                        .raw(column.map_or(&[][..], |column| rows.cell(column))),
                );
                self.problem(
                    rows,
                    Field::ContactDay,
                    date_finding(Field::ContactDay, fault, word),
                );
            }
        }
        match customer {
            Some(Ok(_)) => {}
            None => self.problem(rows, Field::ContactCustomerId, Finding::NoCustomer),
            Some(Err(Finding::UnknownContact(id))) => {
                self.strangers.0 += 1;
                self.strangers.1.get_or_insert((rows.number(), id));
            }
            Some(Err(finding)) => self.problem(rows, Field::ContactCustomerId, finding),
        }
    }

    /// Keeps a row as it was typed, where its workbook is replaced.
    fn keep(&mut self, rows: &Rows<'_>) {
        if self.log.unused == Unused::Stay {
            return;
        }
        let cell = |(field, column): &(Field, usize)| {
            let raw = self.table.raw(rows.cell(*column));
            let text = text(raw);
            (!text.is_empty()).then_some((*field, raw.mark, text))
        };
        let left: Left = self.table.fields.iter().filter_map(cell).collect();
        if !self.log.left.contains(&left) {
            self.log.left.push(left);
        }
    }

    fn problem(&mut self, rows: &Rows<'_>, field: Field, finding: Finding) {
        if self.read.problems.len() < super::orders::MAX_FINDINGS {
            let column = self.table.column(field);
            self.read.problems.push(Problem {
                place: Some(self.table.place(rows.number(), column)),
                finding,
                count: 1,
            });
        }
    }

    fn finish(mut self) -> Read {
        if let (count, Some((row, id))) = self.strangers {
            let column = self.table.column(Field::ContactCustomerId);
            self.read.problems.push(Problem {
                place: Some(self.table.place(
                    row,
                    column.or(self.table.column(Field::ContactCustomerName)),
                )),
                finding: Finding::UnknownContact(id),
                count,
            });
        }
        if self.late.0 > 0 {
            self.read.problems.push(Problem {
                place: Some(
                    self.table
                        .place(self.late.1, self.table.column(Field::ContactDay)),
                ),
                finding: Finding::ContactsAfterAsOf,
                count: self.late.0,
            });
        }
        self.read
    }
}

fn date_finding(field: Field, fault: DateFault, word: String) -> Finding {
    match fault {
        DateFault::OutOfRange => Finding::DateOutOfRange(field, word),
        DateFault::ErrorCell => Finding::ErrorCell(field, word),
        DateFault::NotADate | DateFault::NeedsOrder => Finding::NotADate(field, word),
    }
}

fn text(raw: crate::value::Raw<'_>) -> String {
    String::from_utf8_lossy(trim(raw.text)).into_owned()
}
