//! Plain sheets against the reading library, and each reason for which a sheet is not plain.

use std::fmt::Write as _;

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError as WriteFault};

use super::*;
use crate::sheet::kind::WorkbookKind;
use crate::sheet::workbook::tests::{bytes_book, sheet_book};
use crate::sheet::workbook::{SheetNote, sheets, sheets_beside};

fn odd(bytes: &[u8], threads: usize) -> (Ready, Option<Odd>) {
    let mut ready = Ready::default();
    let (source, bounds) = (bytes.to_vec(), Bounds::default());
    let outcome = read_into(&mut ready, &source, bytes.len() as u64, &bounds, threads);
    let odd = outcome.err().or_else(|| {
        let mut package = Package::open(&source, bytes.len() as u64, &bounds).ok()?;
        let contents = Contents::of(&mut package).ok()?;
        let texts = contents
            .texts
            .map(|part| texts::read(&mut package, part, 1));
        let texts = texts.unwrap_or(Ok(Texts::default())).ok()?;
        let tabs = contents.tabs.iter();
        let mut tabs = tabs.filter(|tab| tab.sheet.typ == SheetType::WorkSheet);
        tabs.find_map(|tab| sheet(&mut package, &contents, &texts, tab, 1).err())
    });
    (ready, odd)
}

/// Reads by the library, and plainly with whatever the library has to add: the same.
#[track_caller]
fn compare(bytes: &[u8]) -> Option<Odd> {
    let bounds = Bounds::default();
    let library = sheets(bytes, WorkbookKind::Xlsx, &bounds);
    let mut found = None;
    for threads in [1, 2] {
        let (ready, odd) = odd(bytes, threads);
        let all = match ready.whole() {
            Ok(all) => Ok(all),
            Err(ready) => sheets_beside(ready, bytes, WorkbookKind::Xlsx, &bounds),
        };
        assert_eq!(all, library);
        found = odd;
    }
    found
}

#[track_caller]
fn check_part(sheet: &str, more: &[(&str, &str)], expected: Option<Odd>) {
    let found = compare(&sheet_book(sheet, more));
    assert_eq!(found, expected, "{sheet}");
}

#[track_caller]
fn check(rows: &str, expected: Option<Odd>) {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    check_part(&sheet, &[], expected);
}

/// One cell with these attributes and this content.
#[track_caller]
fn check_cell(attributes: &str, content: &str, expected: Option<Odd>) {
    let rows = format!(r#"<row r="1"><c r="A1"{attributes}>{content}</c></row>"#);
    check(&rows, expected);
}

const TEXTS_START: &str = r#"<sst uniqueCount="1">"#;

#[track_caller]
fn check_texts(texts: &str, expected: Option<Odd>) {
    let list = format!("{TEXTS_START}{texts}</sst>");
    let cells = r#"<c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c>"#;
    let sheet =
        format!(r#"<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>"#);
    check_part(&sheet, &[("xl/sharedStrings.xml", &list)], expected);
}

#[test]
fn usual_cells_are_plain() {
    let usual = [
        ("", "<v>12</v>"),
        (r#" t="n""#, "<v>-12.50</v>"),
        ("", "<v>0.30000000000000004</v>"),
        ("", "<v>1.5E-7</v>"),
        ("", "<v>4.2010119900101123E+17</v>"),
        ("", "<v></v>"),
        ("", "<v/>"),
        ("", "<v />"),
        ("", ""),
        (r#" s="1""#, ""),
        (r#" s="99""#, "<v>45000</v>"),
        (r#" t="str""#, "<v>a &amp; b_x000D_\n</v>"),
        (r#" t="str""#, r#"<v xml:space="preserve"> a </v>"#),
        (r#" t="str""#, "<v></v>"),
        (r#" t="b""#, "<v>1</v>"),
        (r#" t="b""#, "<v>0</v>"),
        (r#" t="e""#, "<v>#N/A</v>"),
        (r#" t="e""#, "<v>#NAME?</v>"),
        (r#" t="e""#, "<v>#NULL!</v>"),
        (r#" t="e""#, "<v>#NUM!</v>"),
        (r#" t="e""#, "<v>#REF!</v>"),
        (r#" t="e""#, "<v>#VALUE!</v>"),
        (r#" t="e""#, "<v>#DIV/0!</v>"),
        (r#" t="inlineStr""#, "<is><t> 中文 </t></is>"),
        (r#" t="inlineStr""#, "<is></is>"),
        (
            r#" t="inlineStr""#,
            r#"<is><r><rPr><b/></rPr><t xml:space="preserve">a </t></r><r><t>b</t></r></is>"#,
        ),
        ("", "<f>1+1</f><v>2</v>"),
        ("", r#"<f t="shared" si="0"/><v>2</v>"#),
        ("", "<f>A1&amp;\"x\"</f>"),
        ("", "\n  <f>1</f>\n  <v>2</v>\n"),
        (r#" cm="1" vm="2""#, "<v>2</v>"),
    ];
    for (attributes, content) in usual {
        check_cell(attributes, content, None);
    }
    check("", None);
    check(
        r#"<row r="3"/><row r="5" spans="1:2"><c r="B5"/></row>"#,
        None,
    );
    check("\r\n<row r='2'>\n<c r='AA2' ><v>1</v></c>\n</row>\n", None);
    check_part("<worksheet><sheetData/></worksheet>", &[], None);
    check_part(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet><dimension ref=\"A1:C9\"/><sheetData /><x/></worksheet>",
        &[],
        None,
    );
}

#[test]
fn unusual_cells_are_left_to_the_library() {
    let unusual = [
        ("", "<v> 12</v>", Odd::Value),
        ("", "<v>abc</v>", Odd::Value),
        ("", "<v>+5</v>", Odd::Value),
        ("", "<v>.5</v>", Odd::Value),
        ("", "<v>5.</v>", Odd::Value),
        ("", "<v>inf</v>", Odd::Value),
        ("", "<v>1-2</v>", Odd::Value),
        (r#" s="x""#, "<v>5</v>", Odd::Value),
        (r#" s="""#, "<v>5</v>", Odd::Value),
        (r#" t="n""#, "<v>abc</v>", Odd::Value),
        (r#" t="d""#, "<v>2026-06-30</v>", Odd::Value),
        (r#" t="b""#, "<v>true</v>", Odd::Value),
        (r#" t="e""#, "<v>#BUSY!</v>", Odd::Value),
        (r#" t="x""#, "<v>1</v>", Odd::Value),
        (r#" t="s""#, "<v>-1</v>", Odd::Value),
        (r#" t="s""#, "<v>0</v>", Odd::Text),
        (r#" t="inlineStr""#, "<v>1</v>", Odd::Value),
        (r#" t="str""#, "<v>a&b</v>", Odd::Content),
        (r#" t="str""#, "<v><![CDATA[a]]></v>", Odd::Content),
        (r#" t="str""#, "<v>a<!-- b --></v>", Odd::Content),
        (r#" t="s""#, "<is><t>a</t></is>", Odd::Content),
        ("", "<v>1</v><f>1</f>", Odd::Content),
        ("", "<f>1</f><f>1</f>", Odd::Content),
        ("", "<f>A1&B1</f><v>1</v>", Odd::Content),
        ("", "<v>1</v><v>2</v>", Odd::Content),
        ("", "<x/>", Odd::Content),
        ("", "text<v>1</v>", Odd::Content),
        ("", "<v >1</v >", Odd::Content),
        (r#" t="n" t="s""#, "<v>1</v>", Odd::Tag),
        (r#" x="<>""#, "<v>1</v>", Odd::Tag),
        (r#" x = "1""#, "<v>1</v>", Odd::Tag),
        (" x", "<v>1</v>", Odd::Tag),
        (" x=1", "<v>1</v>", Odd::Tag),
    ];
    for (attributes, content, expected) in unusual {
        check_cell(attributes, content, Some(expected));
    }
}

#[test]
fn rows_and_cells_out_of_their_places_are_left_to_the_library() {
    let cell = |place: &str| format!(r#"<c r="{place}"><v>1</v></c>"#);
    let row = |row: &str, cells: &[&str]| {
        let cells: String = cells.iter().map(|place| cell(place)).collect();
        format!(r#"<row r="{row}">{cells}</row>"#)
    };
    check(&row("2", &["A2", "C2", "AB2"]), None);
    check(&row("2", &["C2", "A2"]), Some(Odd::Place));
    check(&row("2", &["A2", "A2"]), Some(Odd::Place));
    check(&row("2", &["A3"]), Some(Odd::Place));
    check(&row("2", &["a2"]), Some(Odd::Place));
    check(&row("2", &["A02"]), Some(Odd::Place));
    check(&row("2", &["2"]), Some(Odd::Place));
    check(&row("2", &["XFE2"]), Some(Odd::Place));
    check(&row("2", &["AAAA2"]), Some(Odd::Place));
    check(&row("02", &["A02"]), Some(Odd::Row));
    check(&row("0", &[]), Some(Odd::Row));
    check(&row("1048577", &["A1048577"]), Some(Odd::Row));
    check(&row("x", &["A1"]), Some(Odd::Row));
    check(&(row("2", &["A2"]) + &row("2", &["B2"])), Some(Odd::Row));
    check(&(row("2", &["A2"]) + &row("1", &["A1"])), Some(Odd::Row));
    check("<row><c><v>1</v></c></row>", Some(Odd::Body));
    check(r#"<row r="1"><c><v>1</v></c></row>"#, Some(Odd::Body));
    check(
        r#"<row r="1"><c s="1"><v>1</v></c></row>"#,
        Some(Odd::Place),
    );
    check(r#"<row r="1"><!-- a --></row>"#, Some(Odd::Body));
    check(r#"<row r="1" r="2"></row>"#, Some(Odd::Tag));
    check(r#"<!-- a --><row r="1"></row>"#, Some(Odd::Body));
    check(r#"<x:row r="1"></x:row>"#, Some(Odd::Body));
    check("a", Some(Odd::Body));
}

#[test]
fn what_stands_around_the_rows_may_be_odd() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let around = |before: &str, after: &str| format!("{before}{rows}{after}");
    let check = |before: &str, after: &str, expected: Option<Odd>| {
        check_part(&around(before, after), &[], expected);
    };
    let end = "</sheetData></worksheet>";
    check("<worksheet><sheetData>", end, None);
    check("<worksheet><sheetData>", "</sheetData>", None);
    check("<worksheet><sheetData>", "</sheetData><a>&", None);
    check("<worksheet><dimension ref=\"A1\"/><sheetData>", end, None);
    check(
        "<worksheet><dimension ref=\"A\"/><sheetData>",
        end,
        Some(Odd::Head),
    );
    check("<worksheet><dimension/><sheetData>", end, Some(Odd::Head));
    check("<worksheet><x:sheetData/><sheetData>", end, Some(Odd::Head));
    check("<worksheet><!-- <sheetData> -->", end, Some(Odd::Head));
    check("<worksheet>", end, Some(Odd::Body));
    check("<worksheet><sheetData>", "</worksheet>", Some(Odd::Body));
    check(
        "<worksheet><sheetData>",
        "</sheetData><row ></worksheet>",
        Some(Odd::Body),
    );
    let wrong = b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xFF</v></c></row></sheetData>";
    assert_eq!(compare(&bytes_book(wrong, &[])), Some(Odd::Encoding));
}

#[test]
fn shared_texts_are_joined_and_odd_ones_left_to_the_library() {
    check_texts("<si><t>a</t></si><si><t/></si>", None);
    check_texts("<si/><si><t xml:space=\"preserve\"> a </t></si>", None);
    check_texts("<si><t> a </t></si><si><t>\n&#10;a_x000A_ </t></si>", None);
    check_texts(
        "<si><r><t>a</t></r><r><rPr><sz val=\"1\"/></rPr><t xml:space=\"preserve\"> b</t></r></si>\n<si><t>c</t></si>",
        None,
    );
    check_texts(
        "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>_xD83D__xDCF7_&#x1F4F7;</t></si>",
        None,
    );
    check_texts("<si><t>a</t></si>", Some(Odd::Text));
    check_texts("<si><t>a</t></si><si>b<t>c</t></si>", Some(Odd::Content));
    check_texts("<si><t><![CDATA[a]]></t></si>", Some(Odd::Content));
    check_texts("<si><!-- a --><t>b</t></si>", Some(Odd::Tag));
    check_texts("<si><x:t>b</x:t></si>", Some(Odd::Tag));
    check_texts("<si><t>a&nbsp;</t></si>", Some(Odd::Content));
    check_texts("<x/><si><t>a</t></si>", Some(Odd::Body));
}

#[test]
fn what_is_told_beside_the_cells_is_told_alike() {
    let sheet = r#"<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="D1"><f>1+1</f></c></row><row r="2" ht="9" hidden="1"><c r="A2"><f>2</f><v></v></c><c r="B2"><f>2</f><v>3</v></c></row><row r="4" hidden="true"/></sheetData><mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells></worksheet>"#;
    check_part(sheet, &[], None);
    let all = read(&sheet_book(sheet, &[]), 0, &Bounds::default(), 1).whole();
    assert!(all.is_err(), "nothing can be read of no bytes");
    let bytes = sheet_book(sheet, &[]);
    let all = read(&bytes, bytes.len() as u64, &Bounds::default(), 1).whole();
    let all = all.expect("a plain book");
    assert_eq!((all[0].merged.len(), all[0].formulas), (1, 3));
    assert_eq!(
        all[0].notes,
        [
            SheetNote::HiddenRows { rows: 2 },
            SheetNote::HiddenColumns { columns: 1 },
            SheetNote::NeverCalculated { formulas: 2 },
        ]
    );
}

#[test]
fn long_parts_are_cut_into_blocks_and_joined() {
    let (mut rows, mut texts) = (String::new(), String::new());
    for number in 1..=15_000u32 {
        // Gaps, rows without cells, rows that hide, texts that are empty.
        let row = number + number / 1000;
        let hidden = if number % 3500 == 0 {
            r#" hidden="1""#
        } else {
            ""
        };
        if number % 500 == 0 {
            write!(rows, r#"<row r="{row}"{hidden}/>"#).expect("memory");
            continue;
        }
        write!(
            rows,
            r#"<row r="{row}"{hidden}><c r="A{row}" t="s"><v>{}</v></c><c r="C{row}"><v>{}.25</v></c></row>"#,
            number % 2000,
            number,
        )
        .expect("memory");
    }
    for number in 0..3000u32 {
        let text = "文".repeat((number % 9) as usize);
        write!(texts, "<si><t>{text}</t></si>").expect("memory");
    }
    let texts = format!("<sst>{texts}</sst>");
    let sheet = format!(
        "<worksheet><sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"A1:A9\"/></mergeCells></worksheet>"
    );
    let parts = [("xl/sharedStrings.xml", texts.as_str())];
    check_part(&sheet, &parts, None);
    // Odd near the end, and out of order between blocks.
    let late = sheet.replace(
        "</sheetData>",
        "<row r=\"90000\"><c r=\"A90000\"><v>x</v></c></row></sheetData>",
    );
    check_part(&late, &parts, Some(Odd::Value));
    let late = sheet.replace(
        "</sheetData>",
        "<row r=\"9\"><c r=\"A9\"><v>1</v></c></row></sheetData>",
    );
    check_part(&late, &parts, Some(Odd::Row));
}

#[test]
fn a_sheet_that_is_odd_leaves_the_others_plain() {
    let mut book = Workbook::new();
    for name in ["a", "b"] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        sheet.write(1, 1, name).expect("a cell");
    }
    book.add_worksheet().set_hidden(true);
    let bytes = book.save_to_buffer().expect("memory");
    assert_eq!(compare(&bytes), None);
    let bytes = rewritten(&bytes, "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("r=\"B2\"", "")
    });
    let (ready, odd) = odd(&bytes, 1);
    assert_eq!((ready.sheets.len(), odd), (2, Some(Odd::Place)));
    compare(&bytes);
}

/// The container with one of its parts changed.
fn rewritten(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a container");
    let mut parts = Vec::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).expect("a part");
        let name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).expect("text");
        let text = if name == part { change(text) } else { text };
        parts.push((name, text.into_bytes()));
    }
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_slice()))
        .collect();
    crate::sheet::bounds::tests::archive(&parts)
}

#[test]
fn parts_that_nobody_reads_keep_the_limits() {
    let sheet = "<worksheet><sheetData/></worksheet>";
    let charts = |chart: &str| {
        let sheet = sheet_book(sheet, &[("xl/chartsheets/sheet1.xml", chart)]);
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet";
        let list = format!(
            r#"<Relationship Id="r2" Type="{kind}" Target="chartsheets/sheet1.xml"/></Relationships>"#
        );
        let sheet = rewritten(&sheet, "xl/_rels/workbook.xml.rels", |xml| {
            xml.replace("</Relationships>", &list)
        });
        rewritten(&sheet, "xl/workbook.xml", |xml| {
            let tab = r#"<sheet name="C" sheetId="2" r:id="r2"/></sheets>"#;
            xml.replace("</sheets>", tab)
        })
    };
    assert_eq!(compare(&charts("<chartsheet/>")), None);
    let hostile = charts("<!DOCTYPE a><chartsheet/>");
    let ready = read(&hostile, hostile.len() as u64, &Bounds::default(), 1);
    assert!(ready.whole().is_err());
    compare(&hostile);
}

#[test]
fn limits_hold_for_plain_sheets() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>abcdefghij</v></c></row><row r="5"><c r="D5"><v>1</v></c></row></sheetData></worksheet>"#;
    let book = sheet_book(sheet, &[("xl/media/a.bin", &"a".repeat(100_000))]);
    let usual = Bounds::default();
    let whole = |bounds: &Bounds| read(&book, book.len() as u64, bounds, 1).whole().is_ok();
    assert!(whole(&usual));
    assert!(!whole(&Bounds {
        parts: 3,
        ..usual.clone()
    }));
    assert!(!whole(&Bounds {
        inflated: 100_000,
        ..usual.clone()
    }));
    assert!(!whole(&Bounds {
        ratio: 10,
        ratio_from: 1000,
        ..usual.clone()
    }));
    assert!(!whole(&Bounds {
        cells: 8,
        ..usual.clone()
    }));
    assert!(whole(&Bounds {
        cells: 10,
        ..usual.clone()
    }));
    assert!(!whole(&Bounds { text: 40, ..usual }));
}

/// What a cell of a random sheet holds.
#[derive(Debug, Clone)]
enum Written {
    Text(String),
    Number(f64),
    Moment(f64, u8),
    Flag(bool),
    Formula(String),
    Blank,
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "\\PC{0,12}".prop_map(Written::Text),
        "[ _x0-9ADF&<>\"'\r\n\t\u{1}\u{1f}é中📷]{0,12}".prop_map(Written::Text),
        (-1e6f64..1e6).prop_map(Written::Number),
        (-100_000i64..100_000).prop_map(|units| Written::Number(units as f64 / 100.0)),
        proptest::num::f64::NORMAL.prop_map(Written::Number),
        (-10.0f64..80_000.0, 0u8..6).prop_map(|(serial, format)| Written::Moment(serial, format)),
        (0u32..60_000, 0u8..6).prop_map(|(day, format)| Written::Moment(f64::from(day), format)),
        any::<bool>().prop_map(Written::Flag),
        // A word like "inf" would be written as a number, which is not plain.
        "x[a-z0-9&<>. #/!]{0,8}|[0-9]{1,6}|#N/A|TRUE|".prop_map(Written::Formula),
        Just(Written::Blank),
    ]
}

const FORMATS: [&str; 6] = [
    "yyyy-mm-dd",
    "yyyy/m/d hh:mm",
    "[h]:mm:ss",
    "0.00%",
    "h:mm AM/PM",
    "¥#,##0.00",
];

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Written) -> Result<(), WriteFault> {
    match cell {
        Written::Text(text) => sheet.write(row, column, text)?,
        Written::Number(value) => sheet.write(row, column, *value)?,
        Written::Moment(serial, format) => {
            let format = Format::new().set_num_format(FORMATS[usize::from(*format)]);
            sheet.write_with_format(row, column, *serial, &format)?
        }
        Written::Flag(flag) => sheet.write(row, column, *flag)?,
        Written::Formula(result) => {
            sheet.write(row, column, Formula::new("=1&\"<\"").set_result(result))?
        }
        Written::Blank => sheet.write_blank(row, column, &Format::new().set_bold())?,
    };
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn written_books_are_plain_and_read_alike(
        sheets in proptest::collection::vec(
            proptest::collection::vec((0u32..60, 0u16..30, written()), 0..40), 1..4),
        hidden in any::<[bool; 4]>(),
    ) {
        let mut book = Workbook::new();
        // One sheet at least has to be shown.
        book.add_worksheet();
        for (cells, is_hidden) in sheets.iter().zip(hidden) {
            let sheet = book.add_worksheet();
            for (row, column, cell) in cells {
                write(sheet, *row, *column, cell).expect("a cell");
                if *row % 13 == 5 && is_hidden {
                    sheet.set_row_hidden(*row).expect("a row");
                }
            }
            sheet.set_hidden(is_hidden);
        }
        let bytes = book.save_to_buffer();
        prop_assume!(bytes.is_ok());
        prop_assert_eq!(compare(&bytes.expect("checked just now")), None);
    }
}
