//! Order rows that sum up others although all their cells are filled: 小计 as the product or in
//! the remarks, with the day and the customer of the lines above.
//!
//! Takes readable rows; gives how many are sums, what they add up to, and the word of the first.

use crate::money::Money;
use crate::names::Field;
use crate::names::layout::{is_sum, is_sum_of_customer};
use crate::problem::{Finding, Problem};
use crate::records::table::Table;
use crate::sheet::text::Rows;
use crate::value::text::{folded_word, trim};

use super::Tally;

/// Headers of columns in which a printing program may say what a row is.
const SAYING: &[&str] = &[
    "备注",
    "摘要",
    "说明",
    "规格",
    "规格型号",
    "型号",
    "序号",
    "行号",
    "业务员",
    "销售员",
    "部门",
    "月份",
    "類別",
    "類型",
    "类别",
    "类型",
    "remark",
    "remarks",
    "memo",
    "description",
    "note",
    "notes",
    "no",
    "no.",
    "#",
    "item",
    "type",
    "salesperson",
];

/// The rows of a table that are sums.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Where a row may say that it is one, and whether customers stand there.
    columns: Vec<(usize, bool)>,
    /// How many do, and their amounts in book currency.
    tally: Tally,
    /// What the first of them says, and where.
    first: (String, Option<usize>),
}

impl Sums {
    /// Those of a table, before any row is read.
    pub(super) fn of(table: &Table) -> Self {
        let customers = [Field::OrderCustomerId, Field::OrderCustomerName];
        let customers = customers.map(|field| table.column(field));
        let saying = |header: &String| SAYING.contains(&&*folded_word(header));
        let saying = (0..table.headers.len()).filter(|at| saying(&table.headers[*at]));
        let product = table.column(Field::OrderProduct);
        let known = customers.into_iter().chain([product]).flatten();
        let mut columns: Vec<usize> = known.chain(saying).collect();
        columns.sort_unstable();
        columns.dedup();
        let columns = columns.into_iter();
        Self {
            columns: columns
                .map(|at| (at, customers.contains(&Some(at))))
                .collect(),
            ..Self::default()
        }
    }

    /// The column in which a row says that it sums up others.
    #[inline]
    pub(super) fn said(&self, table: &Table, rows: &Rows<'_>) -> Option<usize> {
        let columns = self.columns.iter().copied();
        columns
            .filter(|(column, _)| ends_like_a_sum(rows.cell(*column)))
            .find(|(column, customers)| says(table, rows.cell(*column), *customers))
            .map(|(column, _)| column)
    }

    /// The columns in which a row may say it.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(column, _)| *column)
    }

    /// Counts a row that is a sum.
    #[cold]
    pub(super) fn count(
        &mut self,
        table: &Table,
        rows: &Rows<'_>,
        column: Option<usize>,
        amount: Money,
    ) {
        if self.tally.first_row == 0 || rows.number() < self.tally.first_row {
            let raw = table.raw(column.map_or(&[][..], |column| rows.cell(column)));
            self.first = (String::from_utf8_lossy(trim(raw.text)).into_owned(), column);
        }
        self.tally.count(amount, rows.number());
    }

    /// Adds what another thread saw.
    pub fn merge(&mut self, other: Self) {
        let (mine, theirs) = (self.tally.first_row, other.tally.first_row);
        if mine == 0 || (theirs != 0 && theirs < mine) {
            self.first = other.first;
        }
        self.tally.merge(&other.tally);
    }

    /// That rows are taken for sums, if any are.
    pub fn problem(self, table: &Table) -> Option<Problem> {
        let Tally {
            rows,
            amount,
            first_row,
        } = self.tally;
        let (word, column) = self.first;
        (rows > 0).then(|| Problem {
            place: Some(table.place(first_row, column)),
            finding: Finding::SumRows(word, amount),
            count: rows,
        })
    }
}

#[cold]
fn says(table: &Table, cell: &[u8], customers: bool) -> bool {
    let text = String::from_utf8_lossy(table.raw(cell).text);
    if customers {
        is_sum_of_customer(&text)
    } else {
        is_sum(&text)
    }
}

/// Whether a word for a sum may stand in a cell. Nearly all others are known by their last byte.
#[inline]
fn ends_like_a_sum(cell: &[u8]) -> bool {
    cell.last().is_some_and(|byte| ends_a_sum(*byte))
}

/// The same of its last byte.
#[inline]
pub(super) fn ends_a_sum(last: u8) -> bool {
    ENDS[usize::from(last)]
}

/// The last bytes of words for sums: those of their last characters, a colon or a blank behind.
const ENDS: [bool; 256] = {
    let last = [
        0xA1, 0x88, 0xBB, 0xBD, 0x8C, 0x9A, 0x80, 0x9D, 0xAC, 0xB5, 0xB4, b':', b' ', b'l', b'L',
        b'e', b'd', b'f', b'E', b'D', b'F',
    ];
    let (mut ends, mut at) = ([false; 256], 0);
    while at < last.len() {
        ends[last[at] as usize] = true;
        at += 1;
    }
    ends
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::layout::SUM_WORDS;

    #[test]
    fn words_for_sums_are_known_by_their_last_byte() {
        for word in SUM_WORDS.iter().flat_map(|words| words.iter()) {
            assert!(!is_sum(word) || ends_like_a_sum(word.as_bytes()), "{word}");
            let spoken = format!("{word}：");
            assert!(
                !is_sum(&spoken) || ends_like_a_sum(spoken.as_bytes()),
                "{word}"
            );
        }
        assert!(is_sum("本年累计") && ends_like_a_sum("本年累计".as_bytes()));
    }
}
