//! Customers that are not in the data, with what people wrote of them in workbooks: what they
//! set and the columns they added. Takes a run, gives a grid that is read like the sheet of
//! all customers and has nothing worked out.

use crate::lang::{Language, heading};
use crate::living::was::{ADDED, Checked, WAS_COLUMN, check, push_check};
use crate::living::{KEY_COLUMN, KeyText, Whose};
use crate::names::Field;
use crate::report::Run;
use crate::returned::Returned;
use crate::table::customers::EDITED;
use crate::table::{Cell, Column, Emphasis, Grid, read_again, typed};

/// What a column holds.
#[derive(Clone, Copy)]
enum What<'a> {
    Id,
    RowKey,
    Name,
    /// What people set.
    Set(Field),
    /// A column that people added.
    Added(&'a str),
    /// What the row says, as check values, for the next run.
    Was,
}

/// One row a customer, by id.
pub fn absent<'a>(run: &'a Run<'a>, language: Language) -> Grid<'a> {
    let returned = run.returned;
    let mut whats = vec![
        What::Id,
        What::RowKey,
        What::Name,
        What::Set(Field::CustomerOwner),
    ];
    whats.extend(headings(returned).into_iter().map(What::Added));
    whats.extend(EDITED.map(What::Set));
    whats.push(What::Was);
    let columns: Vec<Column> = whats.iter().map(|what| column(*what, language)).collect();
    let checked: Vec<(Emphasis, Checked)> = columns.iter().map(checked).collect();
    let row = move |customer: &'a String| {
        let mut letters = String::new();
        let mut cells: Vec<Cell<'a>> = Vec::with_capacity(whats.len());
        for (what, (emphasis, checked)) in whats.iter().zip(&checked) {
            let cell = cell(returned, customer, *what);
            let text = read_again(&cell, *emphasis, language);
            match (checked, what) {
                (Checked::Not, _) => {}
                (Checked::SourceAndWritten, What::Set(field)) => {
                    // Nothing was set: the customer sheet will say what it says.
                    let edit = returned.edits.get(&(customer.clone(), *field));
                    let source = edit.map(|edit| edit.source.as_str());
                    let written = check(&text);
                    letters += source.unwrap_or(&written);
                    letters += &written;
                }
                _ => push_check(&text, &mut letters),
            }
            drop(text);
            cells.push(cell);
        }
        let was = cells.len() - 1;
        cells[was] = letters.into();
        cells
    };
    Grid {
        columns,
        rows: Box::new(returned.absent.iter().map(row)),
    }
}

/// The columns that people added and that say something of these customers.
fn headings(returned: &Returned) -> Vec<&str> {
    let mut headings: Vec<&str> = Vec::new();
    let of = |customer: &String| returned.added.cells.get(customer);
    for (heading, cell) in returned.absent.iter().filter_map(of).flatten() {
        if !cell.typed.text.is_empty() && !headings.contains(&heading.as_str()) {
            headings.push(heading);
        }
    }
    headings
}

fn column(what: What<'_>, language: Language) -> Column {
    match what {
        What::Id => Column::keyed("customer_id", Emphasis::Theirs, language),
        What::Name => Column::keyed("name", Emphasis::Theirs, language),
        What::Set(Field::CustomerOwner) => Column::keyed("owner", Emphasis::Edit, language),
        What::Set(field) => {
            let heading = heading::field(field, language);
            Column::named(field.key(), heading, Emphasis::Edit)
        }
        What::Added(heading) => {
            Column::named(&format!("{ADDED}{heading}"), heading, Emphasis::Theirs)
        }
        What::RowKey => Column::keyed(KEY_COLUMN, Emphasis::Key, language),
        What::Was => Column::keyed(WAS_COLUMN, Emphasis::Key, language),
    }
}

fn checked(column: &Column) -> (Emphasis, Checked) {
    let whose = match column.emphasis {
        Emphasis::Key => Whose::Key,
        _ => Whose::Theirs,
    };
    (column.emphasis, Checked::of(&column.key, whose))
}

fn cell<'a>(returned: &'a Returned, customer: &'a str, what: What<'_>) -> Cell<'a> {
    let words = match what {
        What::Id => return customer.into(),
        What::RowKey => return KeyText::Customer(customer).to_string().into(),
        What::Was => return Cell::Blank,
        What::Name => {
            let name = returned.names.get(customer);
            return name.map_or(Cell::Blank, |name| name.as_str().into());
        }
        What::Set(field) => {
            let edit = returned.edits.get(&(customer.to_owned(), field));
            edit.map(|edit| &edit.typed)
        }
        What::Added(heading) => {
            let cells = returned.added.cells.get(customer);
            let cell = cells.and_then(|cells| cells.get(heading));
            cell.map(|cell| &cell.typed)
        }
    };
    match words {
        Some(words) if !words.text.is_empty() => typed(words.mark, &words.text),
        _ => Cell::Blank,
    }
}
