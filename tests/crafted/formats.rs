//! The same sheet in every kind of workbook: what is hidden, merged, never calculated, broken.

use tierbook::problem::Finding;
use tierbook::records::open::Ignored;
use tierbook::sheet::{Bounds, SheetNote};

use crate::build::{Cell, binary_book, binary_sheet, old_book, old_sheet, open_document};
use crate::{opened, refused, rows};

const HEADER: [&str; 3] = ["客户编号", "订单日期", "金额"];

/// Orders of two customers, the first one's cell merged over two rows.
fn orders() -> Vec<Vec<Cell>> {
    let text = |word: &str| Cell::Text(word.to_owned());
    let row =
        |customer: Cell, day: &str, amount: f64| vec![customer, text(day), Cell::Number(amount)];
    vec![
        HEADER.map(text).to_vec(),
        row(text("C1"), "2026-01-05", 5.0),
        row(Cell::Blank, "2026-01-06", 6.0),
        row(text("C2"), "2026-01-07", 7.5),
    ]
}

/// What is read of [`orders`], with what is said about it.
#[track_caller]
fn check(name: &str, book: Vec<u8>, notes: &[SheetNote]) {
    let opened = opened(name, book, &Bounds::default()).expect("readable");
    assert_eq!(
        rows(&opened).0,
        [
            ["C1", "2026-01-05", "5"],
            ["C1", "2026-01-06", "6"],
            ["C2", "2026-01-07", "7.5"]
        ]
    );
    assert_eq!(opened.sheets[0].notes, notes);
}

const HIDDEN_AND_MERGED: [SheetNote; 3] = [
    SheetNote::HiddenRows { rows: 1 },
    SheetNote::HiddenColumns { columns: 1 },
    SheetNote::MergedCells { cells: 1 },
];

#[test]
fn hidden_and_merged_cells_are_read_and_said_in_old_workbooks() {
    let hidden_row = [&[3, 0, 0, 0, 3, 0][..], &[0; 6], &[0x20, 1, 0, 0]].concat();
    let hidden_column = [1, 0, 1, 0, 0, 9, 0, 0, 1, 0, 0, 0];
    let merged = [1, 0, 1, 0, 2, 0, 0, 0, 0, 0];
    let more: [(u16, &[u8]); 3] = [
        (0x0208, &hidden_row),
        (0x007D, &hidden_column),
        (0x00E5, &merged),
    ];
    let sheet = old_sheet(&orders(), &more);
    check("a.xls", old_book(&[&sheet]), &HIDDEN_AND_MERGED);
}

#[test]
fn hidden_and_merged_cells_are_read_and_said_in_binary_workbooks() {
    let hidden_column = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &[0; 8], &[1, 0]].concat();
    let merged = [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let before: [(u16, &[u8]); 3] = [(390, &[]), (60, &hidden_column), (391, &[])];
    let after: [(u16, &[u8]); 1] = [(176, &merged)];
    let sheet = binary_sheet(&orders(), &before, &after, Some(3));
    check("a.xlsb", binary_book(&[&sheet]), &HIDDEN_AND_MERGED);
}

#[test]
fn hidden_and_merged_cells_are_read_and_said_in_open_documents() {
    let cell = |word: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>"#
        )
    };
    let amount = |amount: &str| {
        format!(r#"<table:table-cell office:value-type="float" office:value="{amount}"/>"#)
    };
    let row = |attributes: &str, cells: [String; 3]| {
        format!(
            "<table:table-row{attributes}>{}</table:table-row>",
            cells.concat()
        )
    };
    let merged = r#"<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>C1</text:p></table:table-cell>"#;
    let covered = "<table:covered-table-cell/>";
    let table = [
        r#"<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>"#.to_owned(),
        row("", HEADER.map(cell)),
        row("", [merged.to_owned(), cell("2026-01-05"), amount("5")]),
        row("", [covered.to_owned(), cell("2026-01-06"), amount("6")]),
        row(
            r#" table:visibility="filter""#,
            [cell("C2"), cell("2026-01-07"), amount("7.5")],
        ),
    ];
    check("a.ods", open_document(&table.concat()), &HIDDEN_AND_MERGED);
}

#[test]
fn formulas_that_all_hold_nothing_are_said() {
    let mut table = orders();
    table[2][0] = Cell::Text("C1".to_owned());
    let formulas = |first: f64| {
        let mut table = table.clone();
        for (row, value) in table[1..].iter_mut().zip([first, 0.0, 0.0]) {
            row[2] = Cell::Formula(value);
        }
        table
    };
    let notes = |name: &str, book: Vec<u8>| {
        let opened = opened(name, book, &Bounds::default()).expect("readable");
        opened.sheets[0].notes.clone()
    };
    let never = [SheetNote::EmptyFormulas { formulas: 3 }];
    for (first, expected) in [(0.0, &never[..]), (5.0, &[])] {
        let table = formulas(first);
        let old = old_book(&[&old_sheet(&table, &[])]);
        assert_eq!(notes("f.xls", old), expected);
        let binary = binary_book(&[&binary_sheet(&table, &[], &[], None)]);
        assert_eq!(notes("f.xlsb", binary), expected);
    }
}

#[test]
fn formulas_without_a_value_are_said_in_open_documents() {
    let table = HEADER.map(|word| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>"#)
    });
    let table = format!(
        r#"<table:table-row>{}</table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>C1</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-01-05"/><table:table-cell table:formula="of:=1+1"/></table:table-row>"#,
        table.concat()
    );
    let opened = opened("f.ods", open_document(&table), &Bounds::default()).expect("readable");
    assert_eq!(
        opened.sheets[0].notes,
        [SheetNote::NeverCalculated { formulas: 1 }]
    );
}

#[test]
fn broken_sheets_of_an_old_workbook_leave_the_others() {
    let mut table = orders();
    table[2][0] = Cell::Text("C1".to_owned());
    let sound = old_sheet(&table, &[]);
    // A flag that is neither true, false nor an error; a number cut off; a size that cannot be.
    let broken: [(u16, &[u8]); 3] = [
        (0x0205, &[0, 0, 0, 0, 0, 0, 9, 9]),
        (0x0203, &[0, 0, 0, 0, 0, 0, 1]),
        (0x0200, &[0; 3]),
    ];
    for record in broken {
        let broken = old_sheet(&table, &[record]);
        let book = old_book(&[&broken, &sound, &broken]);
        let opened = opened("b.xls", book, &Bounds::default()).expect("one sheet is sound");
        let why: Vec<_> = opened.sheets.iter().map(|sheet| &sheet.why).collect();
        assert!(matches!(why[0], Some(Ignored::Broken(_))), "{why:?}");
        assert_eq!(why[1], &None);
        assert!(matches!(why[2], Some(Ignored::Broken(_))), "{why:?}");
        assert_eq!(opened.problems[0].finding, Finding::BrokenSheet);
        assert_eq!(rows(&opened).0.len(), 3);
        refused("b.xls", old_book(&[&broken, &broken]), &Bounds::default());
    }
}
