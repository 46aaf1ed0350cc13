//! Text tables: every encoding, every line end, and every way to be broken.

use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

use tierbook::problem::Finding;
use tierbook::sheet::{Bounds, Encoding};

use crate::build::gzip;
use crate::{check_refused, opened, refused, rows};

const TABLE: &str = "客户编号,订单日期,金额\n深圳,2026-01-05,12\n广州,2026-02-05,5\n";
const TRADITIONAL: &str = "客戶編號,訂單日期,金額\n臺北,2026-01-05,12\n高雄,2026-02-05,5\n";

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Reads a table and checks its encoding, its delimiter and that nothing was odd.
#[track_caller]
fn check(bytes: Vec<u8>, encoding: Encoding, delimiter: u8, expected: &[&[&str]]) {
    let opened = opened("t.csv", bytes, &Bounds::default()).expect("readable");
    let sheet = &opened.sheets[0];
    assert_eq!(
        (sheet.encoding, sheet.delimiter),
        (Some(encoding), Some(delimiter))
    );
    let (found, problems) = rows(&opened);
    assert_eq!(found, expected);
    assert_eq!(problems, []);
}

const ROWS: [&[&str]; 2] = [&["深圳", "2026-01-05", "12"], &["广州", "2026-02-05", "5"]];

#[test]
fn each_encoding_is_found_from_the_bytes() {
    check(TABLE.into(), Encoding::Utf8, b',', &ROWS);
    check(
        format!("\u{FEFF}{TABLE}").into(),
        Encoding::Utf8Bom,
        b',',
        &ROWS,
    );
    check(
        GB18030.encode(TABLE).0.into(),
        Encoding::Gb18030,
        b',',
        &ROWS,
    );
    for mark in ["", "\u{FEFF}"] {
        let text = format!("{mark}{TABLE}");
        check(
            utf16(&text, u16::to_le_bytes),
            Encoding::Utf16Le,
            b',',
            &ROWS,
        );
        check(
            utf16(&text, u16::to_be_bytes),
            Encoding::Utf16Be,
            b',',
            &ROWS,
        );
    }
    check(
        BIG5.encode(TRADITIONAL).0.into(),
        Encoding::Big5,
        b',',
        &[&["臺北", "2026-01-05", "12"], &["高雄", "2026-02-05", "5"]],
    );
    let western = "customer;order date;amount\nMüller;2026-01-05;12\n";
    check(
        WINDOWS_1252.encode(western).0.into(),
        Encoding::Latin1,
        b';',
        &[&["Müller", "2026-01-05", "12"]],
    );
}

#[test]
fn chinese_that_first_comes_late_is_still_found() {
    let mut text = "customer,order date,amount\n".to_owned();
    text.push_str(&"C1,2026-01-05,12\n".repeat(20_000));
    text.push_str("聯發科技,2026-01-05,12\n");
    let opened = opened("late.csv", BIG5.encode(&text).0.into(), &Bounds::default());
    assert_eq!(
        opened.expect("readable").sheets[0].encoding,
        Some(Encoding::Big5)
    );
}

#[test]
fn delimiters_and_line_ends_of_every_kind() {
    for (delimiter, text) in [
        (b'\t', TABLE.replace(',', "\t")),
        (b';', TABLE.replace(',', ";")),
        (b'|', TABLE.replace(',', "|")),
        (b';', format!("sep=;\n{}", TABLE.replace(',', ";"))),
    ] {
        // The bar is the second byte of many characters of these two.
        check(
            GB18030.encode(&text).0.into(),
            Encoding::Gb18030,
            delimiter,
            &ROWS,
        );
        for end in ["\n", "\r\n", "\r"] {
            let text = text.replace('\n', end);
            check(text.clone().into(), Encoding::Utf8, delimiter, &ROWS);
            let unended = text.trim_end().to_owned();
            check(unended.into(), Encoding::Utf8, delimiter, &ROWS);
        }
    }
    let bars = TRADITIONAL.replace(',', "|");
    let expected: [&[&str]; 2] = [&["臺北", "2026-01-05", "12"], &["高雄", "2026-02-05", "5"]];
    check(BIG5.encode(&bars).0.into(), Encoding::Big5, b'|', &expected);
}

#[test]
fn packed_tables_are_unpacked() {
    check(gzip(TABLE.as_bytes()), Encoding::Utf8, b',', &ROWS);
    check(
        gzip(&GB18030.encode(TABLE).0),
        Encoding::Gb18030,
        b',',
        &ROWS,
    );
    let whole = gzip(TABLE.as_bytes());
    check_refused(
        "cut.csv.gz",
        whole[..whole.len() / 2].to_vec(),
        "cut off or broken",
    );
    check_refused("twice.csv.gz", gzip(&gzip(b"a")), "this is an archive");
    let bounds = Bounds {
        ratio_from: 1 << 20,
        ..Bounds::default()
    };
    let said = refused("bomb.csv.gz", gzip(&vec![b'a'; 4 << 20]), &bounds);
    assert!(said.contains("unpacks to more than 1 MB"), "{said}");
}

/// Reads a table of orders with these rows, and checks what is said about them by row.
#[track_caller]
fn check_odd(body: &[u8], expected_rows: &[&[&str]], expected: &[(u32, Finding)]) {
    let bytes = ["客户编号,订单日期,金额\n".as_bytes(), body].concat();
    let (found, problems) = rows(&opened("t.csv", bytes, &Bounds::default()).expect("readable"));
    assert_eq!(found, expected_rows);
    let problems: Vec<(u32, Finding)> = problems
        .into_iter()
        .map(|(row, finding)| (row.expect("a row"), finding))
        .collect();
    assert_eq!(problems, expected);
}

#[test]
fn quotes_may_hold_lines_and_may_be_lost() {
    check_odd(b"\"a\nb\",1,2\n", &[&["a\nb", "1", "2"]], &[]);
    check_odd(b"5\" pipe,1,2\n", &[&["5\" pipe", "1", "2"]], &[]);
    check_odd(
        b"\"a,1,2\nb,3,4\n\"c\",5,6\n",
        &[&["\"a", "1", "2"], &["b", "3", "4"], &["c", "5", "6"]],
        &[(2, Finding::StrayQuote)],
    );
    check_odd(
        b"a,1,2\nb,3,\"4",
        &[&["a", "1", "2"], &["b", "3", "\"4"]],
        &[(3, Finding::StrayQuote)],
    );
}

#[test]
fn rows_of_other_lengths_are_read_and_named() {
    check_odd(
        b"a,1\nb,1,2,\nc,1,2,3\n\nd\n",
        &[
            &["a", "1"],
            &["b", "1", "2", ""],
            &["c", "1", "2", "3"],
            &[""],
            &["d"],
        ],
        &[(2, Finding::RaggedRow(2, 3)), (4, Finding::RaggedRow(4, 3))],
    );
}

#[test]
fn bytes_that_are_no_text_are_read_as_such_and_named() {
    check_odd(
        b"a\0b,1,2\nc\xFF,1,2\nd,1,2\n",
        &[
            &["a\u{FFFD}b", "1", "2"],
            &["c\u{FFFD}", "1", "2"],
            &["d", "1", "2"],
        ],
        &[(2, Finding::BadText), (3, Finding::BadText)],
    );
}

#[test]
fn a_change_of_encoding_is_named_by_its_row() {
    let other = |own: &str, other: &str| Finding::OtherEncoding(own.to_owned(), other.to_owned());
    let bytes = [
        TABLE.as_bytes(),
        &GB18030.encode("上海浦东,2026-01-05,1\n").0,
    ]
    .concat();
    let (_, problems) = rows(&opened("m.csv", bytes, &Bounds::default()).expect("readable"));
    assert_eq!(
        problems,
        [
            (Some(4), Finding::BadText),
            (Some(4), other("UTF-8", "GB18030"))
        ]
    );
    let bytes = [
        &GB18030.encode(TABLE).0[..],
        "上海浦东,2026-01-05,1\n".as_bytes(),
    ]
    .concat();
    let (_, problems) = rows(&opened("m.csv", bytes, &Bounds::default()).expect("readable"));
    assert!(
        problems.contains(&(Some(4), other("GB18030", "UTF-8"))),
        "{problems:?}"
    );
}

#[test]
fn what_no_table_has_is_refused_clearly() {
    let wide = format!("客户编号,订单日期,金额{}\n", ",x".repeat(100_000));
    check_refused("wide.csv", wide.into(), "Row 1 has 100,003 cells");
    let mut long = b"customer".to_vec();
    long.resize(2 << 20, b'x');
    check_refused("long.csv", long, "Row 1 does not end within 1 MiB");
    check_refused("empty.csv", Vec::new(), "the file is empty");
    check_refused("mark.csv", b"\xEF\xBB\xBF".to_vec(), "the file is empty");
    check_refused("blank.csv", b"\n\n \n".to_vec(), "it is empty");
    check_refused(
        "page.xls",
        b"<html><p>Please log in".to_vec(),
        "without a table",
    );
    check_refused(
        "page.xls",
        b"MIME-Version: 1.0\r\n".to_vec(),
        "without a table",
    );
}

#[test]
fn tables_of_pages_are_read() {
    let cells = |text: &str| text.replace(',', "<td>").replace('\n', "<tr><td>");
    let page = format!("<table><tr><td>{}</table>", cells(TABLE.trim_end()));
    let opened = opened("导出.xls", page.into(), &Bounds::default()).expect("readable");
    assert_eq!(opened.sheets[0].name, None);
    assert_eq!(rows(&opened).0, ROWS);
    let wide = "<table>".to_owned() + &"<tr><td rowspan=1000 colspan=1000>".repeat(20_000);
    let bounds = Bounds {
        cells: 1_000_000,
        ..Bounds::default()
    };
    refused("wide.xls", wide.into(), &bounds);
}
