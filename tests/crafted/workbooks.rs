//! Workbooks that lie, burst, break off or are broken in one place.

use tierbook::problem::Finding;
use tierbook::records::open::Ignored;
use tierbook::sheet::{Bounds, SheetNote, Visibility};

use crate::build::{HEADER, book, orders, sheet, zip};
use crate::{check_refused, opened, refused, rows};

const ROW: &str = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>C1</t></is></c><c r="B2" t="inlineStr"><is><t>2026-01-05</t></is></c><c r="C2"><v>12.5</v></c></row>"#;

#[test]
fn a_part_that_bursts_is_refused() {
    let spaces = vec![b' '; 12 << 20];
    let in_a_cell = [&b"<worksheet><sheetData><row><c><v>"[..], &spaces].concat();
    check_refused(
        "bomb.xlsx",
        book(&[&in_a_cell], "", &[]),
        "far longer than a cell can be",
    );
    let picture = vec![0; 12 << 20];
    let bomb = book(&[&sheet(ROW)], "", &[("xl/media/a.png", &picture)]);
    check_refused("bomb.xlsx", bomb, "unpacks to an implausible size");
}

#[test]
fn many_parts_that_burst_together_are_refused() {
    let noise: Vec<u8> = (0..3u32 << 20)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let parts: Vec<(String, &[u8])> = (0..4).map(|n| (format!("{n}.bin"), &noise[..])).collect();
    let mut parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), *part))
        .collect();
    parts.push(("xl/workbook.xml", b"<workbook/>"));
    let bounds = Bounds {
        inflated: 10 << 20,
        ..Bounds::default()
    };
    let said = refused("large.xlsx", zip(&parts), &bounds);
    assert!(
        said.contains("more than 10 MiB") && said.contains("--large-files"),
        "{said}"
    );
    assert_eq!(Bounds::large().parts, Bounds::default().parts);
}

#[test]
fn cells_at_the_far_end_cost_nothing_until_there_are_too_many() {
    let far = format!(r#"{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    assert!(opened("far.xlsx", orders(&far), &Bounds::default()).is_ok());
    let wide: Vec<String> = (2..200)
        .map(|row| format!(r#"<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>"#))
        .collect();
    let wide = wide.concat();
    let bounds = Bounds {
        cells: 1_000_000,
        ..Bounds::default()
    };
    let said = refused("wide.xlsx", orders(&wide), &bounds);
    assert!(said.contains("spans more than 1,000,000 cells"), "{said}");
}

#[test]
fn declared_numbers_are_not_trusted() {
    let sheet = format!(
        r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{HEADER}{ROW}</sheetData></worksheet>"#
    );
    let opened = opened(
        "d.xlsx",
        book(&[sheet.as_bytes()], "", &[]),
        &Bounds::default(),
    );
    assert_eq!(opened.expect("readable").sheets[0].rows, Some(2));
    for count in [
        "4294967295",
        "1000000000000000000",
        "99999999999999999999999",
    ] {
        let texts = format!(r#"<sst uniqueCount="{count}"><si><t>a</t></si></sst>"#);
        let parts: [(&str, &[u8]); 1] = [("xl/sharedStrings.xml", texts.as_bytes())];
        check_refused(
            "n.xlsx",
            book(&[sheet.as_bytes()], "", &parts),
            "has no room for them",
        );
    }
}

#[test]
fn entities_that_multiply_are_refused() {
    let bomb =
        br#"<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>"#;
    check_refused("xml.xlsx", book(&[bomb], "", &[]), "has a DOCTYPE");
}

#[test]
fn a_workbook_cut_off_anywhere_is_answered() {
    let whole = orders(ROW);
    for end in (0..whole.len()).step_by(7) {
        refused("cut.xlsx", whole[..end].to_vec(), &Bounds::default());
    }
}

#[test]
fn any_byte_may_be_wrong() {
    let whole = orders(ROW);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        // Read or refused; the words of a refusal are checked by the others.
        let _ = opened("flipped.xlsx", bytes, &Bounds::default());
    }
}

#[test]
fn depth_without_end_is_no_matter() {
    let deep = format!(
        "<worksheet>{}<sheetData>{HEADER}{ROW}</sheetData></worksheet>",
        "<a>".repeat(100_000)
    );
    // Whether the sheet is found behind it or not: there is an answer.
    let _ = opened(
        "deep.xlsx",
        book(&[deep.as_bytes()], "", &[]),
        &Bounds::default(),
    );
}

#[test]
fn one_broken_sheet_leaves_the_others() {
    let sound = sheet(&format!("{HEADER}{ROW}"));
    let twice = sheet(&format!("{HEADER}{ROW}{ROW}"));
    let beyond = sheet(r#"<row r="1"><c r="ZZZZZZZZZZ99999999999999"><v>1</v></c></row>"#);
    for broken in [
        &twice[..],
        &beyond,
        b"<worksheet><sheetData><row r=",
        b"\xFF\xFE",
    ] {
        let opened = opened(
            "b.xlsx",
            book(&[broken, &sound], "", &[]),
            &Bounds::default(),
        );
        let opened = opened.expect("one sheet is sound");
        let why = opened.sheets[0].why.clone();
        // What breaks off reads as an empty sheet.
        if why != Some(Ignored::Empty) {
            assert!(matches!(why, Some(Ignored::Broken(_))), "{why:?}");
            assert_eq!(opened.problems[0].finding, Finding::BrokenSheet);
        }
        assert_eq!(opened.tables.len(), 1);
        assert_eq!(rows(&opened).0, [["C1", "2026-01-05", "12.5"]]);
        refused(
            "b.xlsx",
            book(&[broken, broken], "", &[]),
            &Bounds::default(),
        );
    }
}

#[test]
fn hidden_rows_and_formulas_without_a_value_are_said() {
    let cells = |row: u32, amount: &str| {
        format!(
            r#"<c r="A{row}" t="inlineStr"><is><t>C{row}</t></is></c><c r="B{row}" t="inlineStr"><is><t>2026-01-05</t></is></c><c r="C{row}">{amount}</c>"#
        )
    };
    let table = format!(
        r#"<row r="2" spans="1:3" hidden="1">{}</row><row r="3">{}</row><row r="4">{}</row><row r="5">{}</row>"#,
        cells(2, "<v>1</v>"),
        cells(3, "<f>1+1</f>"),
        cells(4, "<f>1+1</f><v></v>"),
        cells(5, "<f>1+1</f><v>2</v>")
    );
    let opened = opened("f.xlsx", orders(&table), &Bounds::default()).expect("readable");
    assert_eq!(
        opened.sheets[0].notes,
        [
            SheetNote::HiddenRows { rows: 1 },
            SheetNote::NeverCalculated { formulas: 2 }
        ]
    );
    let amounts: Vec<String> = rows(&opened)
        .0
        .into_iter()
        .map(|row| row.get(2).cloned().unwrap_or_default())
        .collect();
    assert_eq!(amounts, ["1", "", "", "2"]);
}

#[test]
fn a_customer_merged_over_several_orders_buys_all_of_them() {
    let text = |place: &str, word: &str| {
        format!(r#"<c r="{place}" t="inlineStr"><is><t>{word}</t></is></c>"#)
    };
    let row = |row: u32, customer: &str| {
        let customer = match customer {
            "" => String::new(),
            word => text(&format!("A{row}"), word),
        };
        let day = text(&format!("B{row}"), "2026-01-05");
        format!(r#"<row r="{row}">{customer}{day}<c r="C{row}"><v>{row}</v></c></row>"#)
    };
    let rows_of = [
        row(2, "C1"),
        row(3, ""),
        row(4, ""),
        row(5, "C2"),
        row(6, ""),
    ]
    .concat();
    let merges = r#"<mergeCells count="3"><mergeCell ref="A2:A4"/><mergeCell ref="A5:A6"/><mergeCell ref="C5:C6"/></mergeCells>"#;
    let sheet = format!("<worksheet><sheetData>{HEADER}{rows_of}</sheetData>{merges}</worksheet>");
    let book = book(&[sheet.as_bytes()], "", &[]);
    let opened = opened("m.xlsx", book, &Bounds::default()).expect("readable");
    let found = rows(&opened).0;
    let customers: Vec<&str> = found.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(customers, ["C1", "C1", "C1", "C2", "C2"]);
    assert_eq!(
        opened.sheets[0].notes,
        [SheetNote::MergedCells { cells: 3 }]
    );
}

#[test]
fn rich_text_in_cells_errors_and_the_calendar_of_1904() {
    let styles = br#"<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let table = format!(
        r#"{HEADER}<row r="2"><c r="A2" t="inlineStr"><is><r><t>恒</t></r><r><rPr><b/></rPr><t>远</t></r><rPh><t>no</t></rPh></is></c><c r="B2" s="1"><v>44562</v></c><c r="C2" t="e"><v>#DIV/0!</v></c></row>"#
    );
    let parts: [(&str, &[u8]); 1] = [("xl/styles.xml", styles)];
    let read = |properties: &str| {
        let book = book(&[&sheet(&table)], properties, &parts);
        rows(&opened("c.xlsx", book, &Bounds::default()).expect("readable")).0
    };
    assert_eq!(read(""), [["恒远", "2022-01-01", "#DIV/0!"]]);
    // The same number is four years and a day later.
    assert_eq!(
        read(r#"<workbookPr date1904="1"/>"#),
        [["恒远", "2026-01-02", "#DIV/0!"]]
    );
}

#[test]
fn hidden_sheets_count_where_no_other_has_their_role() {
    let list = r#"<sheets><sheet name="S" sheetId="1" state="hidden" r:id="r1"/></sheets>"#;
    let book = book(&[&sheet(&format!("{HEADER}{ROW}"))], list, &[]);
    if let Ok(opened) = opened("h.xlsx", book, &Bounds::default()) {
        assert!(
            opened
                .sheets
                .iter()
                .any(|sheet| sheet.visibility == Visibility::Hidden)
        );
    }
}
