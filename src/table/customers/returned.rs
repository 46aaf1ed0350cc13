//! What came back in the sheet of customers, on its way into the next one. Takes the cells of a
//! row, puts what people set in its place, and gives the check values by which the next run
//! tells what was changed.

use crate::living::Whose;
use crate::living::was::{Checked, push_check};
use crate::table::{Cell, Emphasis, read_again, typed};

use super::{CustomerTable, owned, people};

impl<'a> CustomerTable<'a> {
    /// Puts what people set in its place; gives the check values of the row.
    pub(super) fn set_and_check(&self, customer: u32, cells: &mut [Cell<'_>]) -> String {
        let book = self.run.engine.book;
        let mut letters = String::with_capacity(2 * cells.len() + 16);
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            let whose = match column.emphasis {
                Emphasis::Key => Whose::Key,
                _ => Whose::Derived,
            };
            match Checked::of(&column.key, whose) {
                Checked::Not => {}
                Checked::Written => push_check(
                    &read_again(cell, column.emphasis, self.language),
                    &mut letters,
                ),
                Checked::SourceAndWritten => {
                    let field = people::set_in(&column.key);
                    let taken = field.and_then(|field| book.taken(customer, field));
                    // The owner is set already; other cells are what the sheet has.
                    match taken {
                        Some(taken) if column.key == "owner" => {
                            push_check(&taken.source, &mut letters);
                        }
                        _ => push_check(
                            &read_again(cell, column.emphasis, self.language),
                            &mut letters,
                        ),
                    }
                    if let Some(taken) = taken {
                        *cell = owned(&typed(taken.mark, &taken.text));
                    }
                    push_check(
                        &read_again(cell, column.emphasis, self.language),
                        &mut letters,
                    );
                }
            }
        }
        letters
    }

    /// What stands in a column that people added.
    pub(super) fn added(&self, customer: u32, at: usize) -> Cell<'a> {
        let added = &self.run.returned.added;
        let cells = added.cells.get(self.run.engine.book.registry.id(customer));
        let cell = cells.and_then(|cells| cells.get(&added.headings[at]));
        match cell {
            Some(cell) if !cell.typed.text.is_empty() => typed(cell.typed.mark, &cell.typed.text),
            _ => Cell::Blank,
        }
    }
}
