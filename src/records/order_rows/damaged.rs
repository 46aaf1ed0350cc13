//! Order rows that do not count, and why: excluded, layout, or set aside.
//!
//! Takes a row with what its cells said; the account and the findings of the thread
//! are the result.

use crate::money::Money;
use crate::names::Field;
use crate::names::layout::Layout;
use crate::period::Day;
use crate::problem::{Finding, Problem};
use crate::records::index::Key;
use crate::records::ledger::Fate;
use crate::records::orders::{Excluded, MAX_FINDINGS, first_row};
use crate::sheet::text::Rows;
use crate::value::amount::AmountFault;
use crate::value::date::DateFault;
use crate::value::number::NumberFault;
use crate::value::text::trim;

use super::cells::NoKey;
use super::{Worker, key_text};

impl Worker<'_> {
    pub(super) fn exclude(
        &mut self,
        rows: &Rows<'_>,
        word: usize,
        at: usize,
        amount: Option<Money>,
    ) {
        self.account.row(Fate::Excluded);
        match amount {
            Some(money) => {
                self.currencies[at].1.read += money;
                self.currencies[at].1.settle(money, Fate::Excluded);
            }
            None => self.account.unreadable_amounts += 1,
        }
        let amount = self.in_book(amount.unwrap_or_default());
        self.count_word(word, rows.number(), amount);
        if self.setup.excluded == Excluded::Listed {
            let amount = amount.into();
            self.problem(rows, self.columns.status, |word| {
                Finding::ExcludedByStatus(word, amount)
            });
        }
    }

    /// A row that cannot count: layout, or set aside with what is wrong in each cell.
    #[cold]
    pub(super) fn damaged(
        &mut self,
        rows: &Rows<'_>,
        at: usize,
        date: Result<Option<Day>, DateFault>,
        amount: Result<Option<Money>, AmountFault>,
        key: Result<(Key, (u32, u32)), &NoKey>,
    ) {
        if let Some(layout) = crate::records::layout::of(self.table, rows) {
            match layout {
                Layout::AnotherHeader => {
                    self.another = first_row(self.another, Some(rows.number()));
                }
                Layout::RepeatedHeader => {
                    self.own_header = self.own_header.max(rows.number());
                }
                Layout::Blank | Layout::Total | Layout::Note => {}
            }
            self.account.layout += 1;
            return;
        }
        if let Some(column) = self.sum_said(rows) {
            self.account.layout += 1;
            let money = self.in_book(amount.ok().flatten().unwrap_or_default());
            return self.sums.count(self.table, rows, Some(column), money);
        }
        self.account.row(Fate::SetAside);
        let unnumbered = || {
            let id = self.columns.id;
            id.is_some_and(|column| self.table.raw(rows.cell(column)).is_blank())
        };
        let unsaid =
            matches!(date, Ok(None)) && (matches!(key, Err(NoKey::Missing)) || unnumbered());
        self.evidence.open_lines += u64::from(unsaid || matches!(amount, Ok(None)));
        match &amount {
            Ok(Some(money)) => {
                self.currencies[at].1.read += *money;
                self.currencies[at].1.settle(*money, Fate::SetAside);
            }
            _ => self.account.unreadable_amounts += 1,
        }
        let id_column = self.columns.customer_id.or(self.columns.customer_name);
        match key {
            Ok(key) => self.set_aside(key),
            Err(NoKey::Missing) => self.problem(rows, id_column, |_| Finding::NoCustomer),
            Err(NoKey::Damaged) => self.problem(rows, id_column, |word| {
                Finding::DamagedId(Field::OrderCustomerId, word)
            }),
            Err(NoKey::Garbled(field)) => {
                let column = self.table.column(*field);
                self.problem(rows, column, |word| Finding::GarbledId(*field, word));
            }
            Err(NoKey::ErrorCell) => {
                let field = match self.columns.customer_id {
                    Some(_) => Field::OrderCustomerId,
                    None => Field::OrderCustomerName,
                };
                self.problem(rows, id_column, |word| Finding::ErrorCell(field, word));
            }
        }
        let field = Field::OrderDate;
        let column = Some(self.columns.date);
        match date {
            Ok(Some(_)) => {}
            Ok(None) => self.problem(rows, column, |_| Finding::EmptyCell(field)),
            Err(DateFault::OutOfRange) => {
                self.problem(rows, column, |word| Finding::DateOutOfRange(field, word));
            }
            Err(DateFault::ErrorCell) => {
                self.problem(rows, column, |word| Finding::ErrorCell(field, word));
            }
            Err(DateFault::NotADate | DateFault::NeedsOrder) => {
                self.problem(rows, column, |word| Finding::NotADate(field, word));
            }
        }
        if !matches!(amount, Ok(Some(_))) {
            self.no_amount(rows, amount);
        }
    }

    /// Names the cell for which a row has no amount.
    fn no_amount(&mut self, rows: &Rows<'_>, amount: Result<Option<Money>, AmountFault>) {
        let (field, column) = match self.columns.amount {
            Some(column) => (Field::OrderAmount, Some(column)),
            None => (Field::OrderPrice, self.columns.price),
        };
        if self.columns.amount.is_none() {
            let (field, column) = (Field::OrderQuantity, self.columns.quantity);
            match self.quantity(rows) {
                Ok(Some(_)) => {}
                Ok(None) => return self.problem(rows, column, |_| Finding::EmptyCell(field)),
                Err(NumberFault::ErrorCell) => {
                    return self.problem(rows, column, |word| Finding::ErrorCell(field, word));
                }
                Err(NumberFault::NotANumber) => {
                    return self.problem(rows, column, |word| Finding::NotANumber(field, word));
                }
            }
        }
        match amount {
            Ok(Some(_)) => {}
            Ok(None) => self.problem(rows, column, |_| Finding::EmptyCell(field)),
            Err(AmountFault::ErrorCell) => {
                self.problem(rows, column, |word| Finding::ErrorCell(field, word));
            }
            Err(_) => self.problem(rows, column, |word| Finding::NotAnAmount(field, word)),
        }
    }

    /// Counts a row that was set aside though its customer can be read, as bytes of the
    /// batch's text.
    fn set_aside(&mut self, key: (Key, (u32, u32))) {
        let held = key.0.bytes();
        let key = key_text(held.as_ref(), &self.text, key.1);
        match self.aside.get_mut(key) {
            Some(rows) => *rows += 1,
            None => {
                self.aside.insert(key.into(), 1);
            }
        }
    }

    pub(super) fn problem(
        &mut self,
        rows: &Rows<'_>,
        column: Option<usize>,
        finding: impl FnOnce(String) -> Finding,
    ) {
        if self.problems.len() >= MAX_FINDINGS {
            self.unlisted += 1;
            return;
        }
        let word = column.map_or(&[][..], |column| self.table.raw(rows.cell(column)).text);
        self.problems.push(Problem {
            place: Some(self.table.place(rows.number(), column)),
            finding: finding(String::from_utf8_lossy(trim(word)).into_owned()),
            count: 1,
        });
    }
}
