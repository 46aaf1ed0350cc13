//! Last contacts of the customer sheet that lie after the as-of day.
//!
//! Takes a book and its tables; gives one finding with the place of the first. Such a day
//! counts nowhere, and since the sheet has no other, what it hides is not known either.

use super::book::Book;
use super::table::Table;
use crate::names::Field;
use crate::period::Day;
use crate::problem::{Finding, Place, Problem};

/// Customers whose sheet names a last contact after a day.
pub fn later_contacts(book: &Book, tables: &[Table], as_of: Day) -> Option<Problem> {
    let column = book.details.field(Field::CustomerLastContact)?;
    let is_later = |customer: &u32| column.day(*customer).is_some_and(|day| day > as_of);
    let mut later = (0..book.registry.in_sheet).filter(is_later);
    let first = later.next()?;
    Some(Problem {
        place: place(book, tables, first),
        finding: Finding::LastContactAfterAsOf,
        count: 1 + later.count() as u64,
    })
}

/// The cell of a customer's last contact.
fn place(book: &Book, tables: &[Table], customer: u32) -> Option<Place> {
    let of_it = book.used_rows.iter().rev();
    let (sheet, used) = of_it
        .filter(|(_, used)| used.first_customer <= customer)
        .find_map(|(sheet, used)| Some((*sheet, used.row(customer)?)))?;
    let table = tables.iter().find(|table| table.sheet == sheet)?;
    Some(table.place(used, table.column(Field::CustomerLastContact)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Role;
    use crate::problem::SheetId;
    use crate::records::customers::Wanted;
    use crate::records::sample;
    use crate::rules::Rules;
    use crate::rules::condition::InputKind;

    #[test]
    fn the_first_of_them_is_named_by_its_cell() {
        let customers = "客户编号,客户名称,最近联系\n1,甲,2026-11-01\n1,甲,2026-12-01\n\
                         2,乙,2027-11-02\n3,丙,2026-11-20\n4,丁,2026-11-21\n";
        let wanted = [Wanted {
            field: Some(Field::CustomerLastContact),
            header: String::new(),
            kind: InputKind::Date,
        }];
        let day = Day::parse_iso("2026-11-20").expect("a test date");
        let sheets = [(Role::Customers, customers)];
        let tables = [sample::table(SheetId(0), Role::Customers, customers)];
        let book = sample::book(&sheets, &Rules::built_in(), &wanted, day);
        let found = later_contacts(&book, &tables, day).expect("two customers");
        let place = found.place.expect("a cell");
        assert_eq!(
            (place.sheet, place.row, place.column),
            (SheetId(0), Some(4), Some(2))
        );
        assert_eq!(found.count, 2);
    }
}
