//! Small workbooks, written here and read back as spool text.

use rust_xlsxwriter::{
    ExcelDateTime as WrittenDate, Format, Formula, Workbook, Worksheet, XlsxError as WriteFault,
};

use super::*;
use crate::sheet::bounds::tests::archive;

/// A workbook of one sheet, filled by `fill`.
fn book(fill: impl FnOnce(&mut Worksheet) -> Result<(), WriteFault>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet()).expect("a sheet");
    book.save_to_buffer().expect("memory")
}

/// Reads a workbook by the library, and by one thread and by two as far as it is plain: the
/// same.
fn read(bytes: &[u8]) -> Result<Vec<SheetSpool>, WorkbookFault> {
    let bounds = Bounds::default();
    let found = sheets(bytes, WorkbookKind::Xlsx, &bounds);
    for threads in [1, 2] {
        let ready = plain::read(&bytes.to_vec(), bytes.len() as u64, &bounds, threads);
        let all = match ready.whole() {
            Ok(all) => Ok(all),
            Err(ready) => sheets_beside(ready, bytes, WorkbookKind::Xlsx, &bounds),
        };
        assert_eq!(all, found);
    }
    found
}

/// The spool in visible letters: | between cells, $ after rows, # @ ? ! for the marks.
fn visible(spool: &Spool) -> String {
    let letters = spool.bytes.iter().map(|byte| match byte {
        0x1F => b'|',
        0x1E => b'$',
        0x01 => b'#',
        0x02 => b'@',
        0x03 => b'?',
        0x04 => b'!',
        0x05 => b':',
        byte => *byte,
    });
    String::from_utf8(letters.collect()).expect("UTF-8")
}

#[track_caller]
fn check(fill: impl FnOnce(&mut Worksheet) -> Result<(), WriteFault>, expected: &str) {
    let read = read(&book(fill)).expect("a workbook");
    assert_eq!(visible(&read[0].spool), expected);
}

/// A sheet whose XML is `rows`, in an otherwise proper workbook.
fn raw_book(rows: &str) -> Vec<u8> {
    sheet_book(
        &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        &[],
    )
}

/// A workbook of one sheet, and of more parts.
pub(super) fn sheet_book(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    bytes_book(sheet.as_bytes(), more)
}

/// The same of a sheet that may be no text.
pub(super) fn bytes_book(sheet: &[u8], more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.extend(
        more.iter()
            .map(|(name, content)| (*name, content.as_bytes())),
    );
    archive(&parts)
}

#[test]
fn text_and_numbers_keep_what_they_are() {
    check(
        |sheet| {
            sheet
                .write(0, 0, "客户编号")?
                .write(0, 1, "电话")?
                .write(0, 2, "金额")?;
            sheet
                .write(1, 0, "007")?
                .write(1, 1, 13_800_138_000.0)?
                .write(1, 2, 0.1 + 0.2)?;
            sheet
                .write(2, 0, 1001)?
                .write(2, 1, "13800138000")?
                .write(2, 2, -12.5)?;
            Ok(())
        },
        "客户编号|电话|金额$007|#13800138000|#0.3$#1001|13800138000|#-12.5$",
    );
}

#[test]
fn an_id_that_excel_has_rounded_shows_its_exponent() {
    check(
        |sheet| sheet.write(0, 0, 420_101_199_001_011_234.0).map(|_| ()),
        "#4.20101199001011E+17$",
    );
}

#[test]
fn dates_and_times_are_told_apart() {
    check(
        |sheet| {
            let date = Format::new().set_num_format("yyyy-mm-dd");
            let moment = Format::new().set_num_format("yyyy/m/d hh:mm");
            let time = Format::new().set_num_format("hh:mm");
            let hours = Format::new().set_num_format("[h]:mm");
            let day = WrittenDate::from_ymd(2026, 6, 30)?;
            sheet.write_with_format(0, 0, &day, &date)?;
            let day = WrittenDate::from_ymd(2026, 6, 30)?.and_hms(8, 15, 0)?;
            sheet.write_with_format(0, 1, &day, &moment)?;
            sheet.write_with_format(0, 2, 0.25, &time)?;
            sheet.write_with_format(0, 3, 1.5, &hours)?;
            sheet.write_with_format(0, 4, -3, &date)?;
            sheet.write_with_format(0, 5, 60, &date)?;
            sheet.write_with_format(0, 6, 45_292.999_999_99, &moment)?;
            Ok(())
        },
        "@2026-06-30|@2026-06-30 08:15:00|:0.25|:1.5|#-3|#60|@2024-01-02$",
    );
}

#[test]
fn flags_errors_and_formulas_count_by_their_value() {
    check(
        |sheet| {
            sheet.write(0, 0, true)?.write(0, 1, false)?;
            sheet.write(0, 2, Formula::new("=1+1").set_result("2"))?;
            sheet.write(0, 3, Formula::new("=NA()").set_result("#N/A"))?;
            sheet.write(0, 4, "=1+1 as text")?;
            Ok(())
        },
        "?TRUE|?FALSE|#2|!#N/A|=1+1 as text$",
    );
}

#[test]
fn row_numbers_stay_row_numbers() {
    check(
        |sheet| {
            sheet.write(2, 1, "title")?;
            sheet.write(5, 0, "a")?.write(5, 3, "d")?;
            Ok(())
        },
        "$$|title$$$a|||d$",
    );
}

#[test]
fn a_merged_cell_has_its_value_once() {
    check(
        |sheet| {
            sheet.merge_range(0, 0, 1, 2, "华东", &Format::new())?;
            sheet.write(2, 0, "x")?;
            Ok(())
        },
        "华东$$x$",
    );
}

#[test]
fn lines_inside_a_cell_stay_in_it() {
    check(
        |sheet| sheet.write(0, 0, "一行\n二行,\"引\"\t").map(|_| ()),
        "一行\n二行,\"引\"\t$",
    );
}

#[test]
fn hidden_sheets_are_read_and_said_to_be_hidden() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("客户")
        .expect("a name")
        .write(0, 0, "a")
        .expect("a cell");
    book.add_worksheet()
        .set_name("藏")
        .expect("a name")
        .set_hidden(true);
    let bytes = book.save_to_buffer().expect("memory");
    let all = read(&bytes).expect("a workbook");
    let shown: Vec<_> = all
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visibility))
        .collect();
    assert_eq!(
        shown,
        [("客户", Visibility::Shown), ("藏", Visibility::Hidden)]
    );
    assert_eq!(all[1].spool, Spool::default());
    let some = sheets_named(&bytes, WorkbookKind::Xlsx, &Bounds::default(), |name| {
        name == "藏"
    });
    assert_eq!(some.expect("a workbook").len(), 1);
}

#[test]
fn cells_without_an_address_follow_each_other() {
    let rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>";
    let read = read(&raw_book(rows)).expect("a workbook");
    assert_eq!(visible(&read[0].spool), "#1|#2$#3$");
}

#[track_caller]
fn check_fault(rows: &str, fault: SheetFault) {
    let expected = WorkbookFault::Sheet {
        sheet: "S".to_owned(),
        fault,
    };
    assert_eq!(read(&raw_book(rows)), Err(expected), "{rows}");
}

#[test]
fn rows_out_of_order_are_refused() {
    check_fault(
        r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>"#,
        SheetFault::OutOfOrder { row: 0, column: 0 },
    );
    check_fault(
        r#"<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>"#,
        SheetFault::OutOfOrder { row: 0, column: 1 },
    );
}

#[test]
fn cells_beyond_the_grid_are_refused() {
    check_fault(
        r#"<row r="1"><c r="XFE1"><v>1</v></c></row>"#,
        SheetFault::OutOfGrid {
            row: 0,
            column: 16_384,
        },
    );
    check_fault(
        r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#,
        SheetFault::OutOfGrid {
            row: 1_048_576,
            column: 0,
        },
    );
}

#[test]
fn the_last_cell_of_the_grid_is_fine_and_noted() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let read = read(&raw_book(rows)).expect("a workbook");
    assert_eq!((read[0].spool.rows, read[0].spool.columns), (ROWS, COLUMNS));
    assert_eq!(read[0].notes, [SheetNote::FilledToTheEnd { rows: ROWS }]);
}

#[test]
fn a_sparse_sheet_is_refused_at_the_bound() {
    let rows = r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#;
    let bounds = Bounds {
        cells: 1000,
        ..Bounds::default()
    };
    let read = sheets(&raw_book(rows), WorkbookKind::Xlsx, &bounds);
    let fault = SheetFault::TooManyCells { limit: 1000 };
    assert_eq!(
        read,
        Err(WorkbookFault::Sheet {
            sheet: "S".to_owned(),
            fault
        })
    );
}

#[test]
fn a_cut_off_workbook_is_damaged() {
    let bytes = book(|sheet| sheet.write(0, 0, "a").map(|_| ()));
    for end in [0, 4, 100, bytes.len() / 2, bytes.len() - 30] {
        assert!(
            matches!(read(&bytes[..end]), Err(WorkbookFault::Damaged { .. })),
            "{end}"
        );
    }
    let ods = sheets(&bytes, WorkbookKind::Ods, &Bounds::default());
    assert!(matches!(ods, Err(WorkbookFault::Damaged { .. })));
    let xlsb = sheets(&bytes, WorkbookKind::Xlsb, &Bounds::default());
    assert!(xlsb.is_err());
}

fn ods(content: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="S">{content}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn open_document_cells_are_spooled_alike() {
    let content = r#"<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>名</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="12.5"/><table:table-cell office:value-type="date" office:date-value="2026-06-30T08:15:00"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="time" office:time-value="PT06H00M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>"#;
    let read = sheets(&ods(content), WorkbookKind::Ods, &Bounds::default()).expect("a workbook");
    assert_eq!(
        visible(&read[0].spool),
        "|名$#12.5|@2026-06-30 08:15:00$:0.25|?TRUE$"
    );
}

#[test]
fn moments_in_words_are_dates_or_stay_text() {
    assert_eq!(second_of_day("08:15"), Some(29_700));
    assert_eq!(second_of_day("08:15:01.5"), Some(29_701));
    assert_eq!(second_of_day("24:00"), None);
    assert_eq!(second_of_day("noon"), None);
    assert_eq!(day_fraction("PT12H00M00S"), Some(0.5));
    assert_eq!(day_fraction("P1D"), None);
}

#[test]
fn damage_anywhere_ends_in_an_answer() {
    let whole = book(|sheet| sheet.write(0, 0, "a")?.write(1, 0, 1.5).map(|_| ()));
    for place in (0..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        for kind in [
            WorkbookKind::Xlsx,
            WorkbookKind::Xlsb,
            WorkbookKind::Ods,
            WorkbookKind::Xls,
        ] {
            // Whatever it is, it comes back; most damage is noticed, some changes nothing.
            let _ = sheets(&bytes, kind, &Bounds::default());
        }
    }
}

#[test]
fn sheets_of_old_macros_are_passed_over() {
    let kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet";
    let list = format!(
        r#"<Relationships><Relationship Id="r1" Type="{kind}" Target="macrosheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let cells = |tag: &str, text: &str| {
        format!(
            r#"<{tag}><sheetData><row r="1"><c r="A1" t="str"><v>{text}</v></c></row></sheetData></{tag}>"#
        )
    };
    let (old, new) = (
        cells("xm:macrosheet", "=HALT()"),
        cells("worksheet", "客户编号"),
    );
    let bytes = archive(&[
        ("_rels/.rels", br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<workbook xmlns:r="r"><sheets><sheet name="M" sheetId="1" r:id="r1"/><sheet name="S" sheetId="2" r:id="r2"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", list.as_bytes()),
        ("xl/macrosheets/sheet1.xml", old.as_bytes()),
        ("xl/worksheets/sheet1.xml", new.as_bytes()),
    ]);
    let read = read(&bytes).expect("a workbook");
    assert_eq!((read.len(), read[0].name.as_str()), (1, "S"));
    assert_eq!(visible(&read[0].spool), "客户编号$");
}
