use std::io::Write as _;

use encoding_rs::{BIG5, GB18030};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::names::Role;
use crate::problem::Finding;
use crate::records::table::Pace;
use crate::sheet::FileFault;
use crate::sheet::text::Rows;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

const ORDERS: &str =
    "订单编号,客户编号,下单日期,金额\nA1,C1,2024-01-05,10\nA2,C2,2024-01-06,20.5\n";
const CUSTOMERS: &str = "客户编号,客户名称,负责人\nC1,甲,王伟\nC2,乙,李娜\n";

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> File {
    let bytes = bytes.into();
    File {
        name: name.to_owned(),
        len: bytes.len() as u64,
        source: Arc::new(bytes),
        claims: Vec::new(),
    }
}

fn claiming(mut file: File, role: Role, sheet: Option<&str>) -> File {
    let sheet = sheet.map(str::to_owned);
    file.claims.push(Claim { role, sheet });
    file
}

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

fn utf16le(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

/// A workbook of sheets, each a list of rows of text.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        // The first sheet is the active one, which cannot be hidden.
        sheet.set_hidden(name.starts_with('_'));
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                sheet
                    .write_string(row as u32, column as u16, *cell)
                    .expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("memory")
}

fn opened(files: &[File]) -> Opened {
    match open(files, &[], &Bounds::default()) {
        Ok(opened) => opened,
        Err(faults) => panic!("{faults:?}"),
    }
}

#[track_caller]
fn faults(files: &[File]) -> Vec<OpenFault> {
    match open(files, &[], &Bounds::default()) {
        Ok(opened) => panic!("{:?}", opened.sheets),
        Err(faults) => faults,
    }
}

/// The rows of a table with their numbers, cells as text.
fn rows(table: &Table) -> Vec<(u32, Vec<String>)> {
    let pace = Pace {
        threads: 1,
        chunk_bytes: 64,
    };
    let found = Mutex::new(Vec::new());
    let work = |(): &mut (), _, rows: &mut Rows<'_>| {
        while rows.advance() {
            let cell =
                |column| String::from_utf8_lossy(table.raw(rows.cell(column)).text).into_owned();
            let cells = (0..rows.len()).map(cell).collect();
            found
                .lock()
                .expect("one thread")
                .push((rows.number(), cells));
        }
    };
    table
        .read(pace, || (), work, &AtomicBool::new(false))
        .expect("rows");
    found.into_inner().expect("one thread")
}

/// Opens one text table of orders and checks its header row, delimiter and first data row.
#[track_caller]
fn check_text(file: File, header_row: u32, delimiter: u8, first: (u32, &[&str])) {
    let opened = opened(&[file]);
    let sheet = &opened.sheets[0];
    assert_eq!(
        (sheet.header_row, sheet.delimiter),
        (Some(header_row), Some(delimiter))
    );
    assert_eq!(sheet.role, Some(Role::Orders));
    let found = rows(&opened.tables[0]);
    let cells: Vec<String> = first.1.iter().map(|cell| (*cell).to_owned()).collect();
    assert_eq!(found.first(), Some(&(first.0, cells)));
}

const FIRST: &[&str] = &["A1", "C1", "2024-01-05", "10"];

#[test]
fn a_plain_table_starts_after_its_header() {
    check_text(file("o.csv", ORDERS), 1, b',', (2, FIRST));
    check_text(
        file("o.csv", format!("\u{FEFF}{ORDERS}")),
        1,
        b',',
        (2, FIRST),
    );
    check_text(file("o", ORDERS.replace('\n', "\r\n")), 1, b',', (2, FIRST));
    check_text(
        file("o.csv", ORDERS.replace('\n', "\r")),
        1,
        b',',
        (2, FIRST),
    );
    check_text(
        file("o.xls", ORDERS.replace(',', "\t")),
        1,
        b'\t',
        (2, FIRST),
    );
    check_text(file("o.csv", ORDERS.replace(',', ";")), 1, b';', (2, FIRST));
    check_text(
        file("o.txt", gbk(&ORDERS.replace(',', "|"))),
        1,
        b'|',
        (2, FIRST),
    );
}

#[test]
fn title_rows_and_blank_rows_are_passed_over() {
    let text = format!("订单明细表,,,\n\n\"导出时间:\n2024-02-01\",,,\n{ORDERS}");
    check_text(file("o.csv", gbk(&text)), 4, b',', (5, FIRST));
    assert_eq!(
        opened(&[file("o.csv", gbk(&text))]).sheets[0].encoding,
        Some(Encoding::Gb18030)
    );
}

#[test]
fn a_stated_delimiter_is_no_row() {
    let text = format!("sep=;\r\n{}", ORDERS.replace(',', ";"));
    check_text(file("o.csv", text.clone()), 1, b';', (2, FIRST));
    check_text(
        file("o.csv", text.replace("\r\n", "\r").replace('\n', "\r")),
        1,
        b';',
        (2, FIRST),
    );
    check_text(file("o.csv", utf16le(&text)), 1, b';', (2, FIRST));
}

#[test]
fn utf_16_is_read_as_utf_8() {
    let text = ORDERS.replace(',', "\t");
    check_text(file("o.txt", utf16le(&text)), 1, b'\t', (2, FIRST));
    let opened = opened(&[file("o.txt", utf16le(&text))]);
    assert_eq!(opened.sheets[0].encoding, Some(Encoding::Utf16Le));
    assert_eq!(opened.tables[0].encoding, Encoding::Utf8);
}

#[test]
fn big5_is_known_by_its_header_words() {
    let text = "客戶編號,客戶名稱,負責人\nC1,華強電子,王偉\n";
    let found = opened(&[file("c.csv", BIG5.encode(text).0.into_owned())]);
    assert_eq!(found.sheets[0].encoding, Some(Encoding::Big5));
    assert_eq!(found.tables[0].headers[1], "客戶名稱");
    let found = opened(&[file("c.csv", gbk(text))]);
    assert_eq!(found.sheets[0].encoding, Some(Encoding::Gb18030));
}

#[test]
fn packed_tables_are_unpacked() {
    check_text(
        file("o.csv.gz", gzip(ORDERS.as_bytes())),
        1,
        b',',
        (2, FIRST),
    );
    check_text(file("o.csv.gz", gzip(&gbk(ORDERS))), 1, b',', (2, FIRST));
}

#[test]
fn chinese_that_first_comes_late_is_seen() {
    let text = "order id,customer id,order date,amount,note
"
    .to_owned()
        + &"A1,C1,2024-01-05,10,
"
        .repeat(5000)
        + &"A1,C1,2024-01-05,10,王伟
"
        .repeat(5000);
    let opened = opened(&[file("o.csv", gbk(&text))]);
    assert_eq!(opened.tables[0].encoding, Encoding::Gb18030);
}

#[test]
fn a_workbook_gives_a_table_for_each_sheet_with_a_role() {
    let book = workbook(&[
        ("说明", &[&["请先填客户表"]]),
        (
            "客户",
            &[
                &["客户名单"],
                &[],
                &["客户编号", "客户名称", "负责人"],
                &["C1", "甲", "王伟"],
            ],
        ),
        (
            "跟进记录",
            &[
                &["客户编号", "跟进日期", "跟进人", "结果"],
                &["C1", "2024-01-05", "王伟", "已沟通"],
            ],
        ),
        ("空", &[]),
    ]);
    let opened = opened(&[file("b.xlsx", book)]);
    let roles: Vec<_> = opened.sheets.iter().map(|sheet| sheet.role).collect();
    assert_eq!(
        roles,
        [None, Some(Role::Customers), Some(Role::Contacts), None]
    );
    assert_eq!(opened.sheets[3].why, Some(Ignored::Empty));
    assert_eq!(opened.tables[0].sheet, SheetId(1));
    assert_eq!(
        rows(&opened.tables[0]),
        [(4, ["C1", "甲", "王伟"].map(str::to_owned).to_vec())]
    );
    assert_eq!(opened.tables[1].first_row, 2);
}

#[test]
fn of_a_workbook_of_ours_only_the_log_is_read() {
    let customers: &[&[&str]] = &[&["客户编号", "客户名称", "负责人"], &["C1", "甲", "王伟"]];
    let log: &[&[&str]] = &[
        &["客户编号", "跟进日期", "跟进人", "结果"],
        &["C1", "2024-01-05", "王伟", "已沟通"],
    ];
    let ours = workbook(&[
        ("全部客户", customers),
        ("跟进记录", log),
        ("_tierbook", &[&["format", "1"]]),
    ]);
    let found = opened(&[file("ours.xlsx", ours)]);
    let roles: Vec<_> = found.sheets.iter().map(|sheet| sheet.role).collect();
    assert_eq!(roles, [None, Some(Role::Contacts), None]);
    assert_eq!(found.sheets[0].why, Some(Ignored::Derived));
    let ours = workbook(&[("全部客户", customers), ("_tierbook", &[&["format", "1"]])]);
    let beside = opened(&[file("ours.xlsx", ours.clone()), file("o.csv", ORDERS)]);
    assert_eq!(beside.tables.len(), 1);
    assert!(matches!(
        faults(&[file("ours.xlsx", ours)])[..],
        [OpenFault::NothingRecognised { .. }]
    ));
}

#[test]
fn a_workbook_of_ours_that_lost_its_hidden_sheet_gives_only_its_log() {
    // Read as facts, what was worked out from the orders would be counted beside them.
    let shown: &[&[&str]] = &[
        &["客户编号", "客户名称", "最近下单", "金额", "_key", "_was"],
        &["C1", "甲", "2024-01-05", "100", "C:C1", "abc"],
    ];
    let tier: &[&[&str]] = &[&["客户编号", "客户名称", "负责人"], &["C1", "甲", "王伟"]];
    let log: &[&[&str]] = &[
        &["客户编号", "跟进日期", "跟进人", "结果"],
        &["C1", "2024-01-05", "王伟", "已沟通"],
    ];
    let lost = workbook(&[("全部客户", shown), ("A", tier), ("跟进记录", log)]);
    let found = opened(&[file("lost.xlsx", lost.clone()), file("o.csv", ORDERS)]);
    let roles: Vec<_> = found.sheets.iter().map(|sheet| sheet.role).collect();
    let expected = [None, None, Some(Role::Contacts), Some(Role::Orders)];
    assert_eq!(roles, expected);
    for sheet in &found.sheets[..2] {
        assert_eq!(sheet.why, Some(Ignored::Derived));
    }
    assert!(found.books.is_empty());
    let named = crate::returned::without_card(&found.sheets, &found.books);
    let place = named[0].place.expect("a place");
    assert_eq!((named.len(), place.sheet), (1, found.sheets[0].id));
    // What the user says counts.
    let claimed = claiming(file("lost.xlsx", lost), Role::Customers, Some("A"));
    let found = opened(&[claimed, file("o.csv", ORDERS)]);
    assert_eq!(found.sheets[1].role, Some(Role::Customers));
    // A table that somebody saved as text is one of his own.
    let text = "客户编号,客户名称,负责人,_key,_was\nC1,甲,王伟,C:C1,abc\n";
    let found = opened(&[file("saved.csv", text), file("o.csv", ORDERS)]);
    assert_eq!(found.sheets[0].role, Some(Role::Customers));
}

#[test]
fn a_hidden_sheet_counts_only_where_no_shown_one_has_its_role() {
    let customers: &[&[&str]] = &[&["客户编号", "客户名称", "负责人"], &["C1", "甲", "王伟"]];
    let book = workbook(&[("客户", customers), ("_旧客户", customers)]);
    assert_eq!(
        opened(&[file("b.xlsx", book)]).sheets[1].why,
        Some(Ignored::Hidden(Role::Customers))
    );
    let book = workbook(&[("说明", &[&["见隐藏的表"]]), ("_客户", customers)]);
    let found = opened(&[file("b.xlsx", book)]);
    assert_eq!(found.sheets[1].role, Some(Role::Customers));
    assert_eq!(found.sheets[1].visibility, Visibility::Hidden);
}

#[test]
fn the_same_content_is_read_once() {
    let files = [
        file("a.csv", ORDERS),
        file("b.csv", ORDERS.replace("A1", "B1")),
        file("c.csv", ORDERS),
    ];
    let found = opened(&files);
    assert_eq!(found.tables.len(), 2);
    assert_eq!(
        found.sheets[2].why,
        Some(Ignored::SameFile("a.csv".to_owned()))
    );
    assert_eq!(found.digests[0], found.digests[2]);
    let alone = opened(&files[..1]);
    assert_eq!(alone.digests[0].digest, None);
}

#[test]
fn the_claim_of_a_copy_counts() {
    let copy = claiming(file("b.csv", CUSTOMERS), Role::Customers, None);
    let found = opened(&[file("a.csv", CUSTOMERS), copy]);
    assert_eq!(found.tables.len(), 1);
}

#[test]
fn a_claim_wins_over_the_headers() {
    let log = "客户编号,跟进日期,跟进人,结果\nC1,2024-01-05,王伟,已沟通\n";
    let found = opened(&[claiming(file("l.csv", log), Role::Customers, None)]);
    assert_eq!(found.sheets[0].role, Some(Role::Customers));
}

#[test]
fn a_claim_without_a_sheet_takes_the_first_that_fits() {
    let orders: &[&[&str]] = &[
        &["客户编号", "下单日期", "金额"],
        &["C1", "2024-01-05", "10"],
    ];
    let customers: &[&[&str]] = &[&["客户编号", "客户名称", "负责人"], &["C1", "甲", "王伟"]];
    let book = workbook(&[("一月", orders), ("客户", customers), ("二月", orders)]);
    let roles = |file: File| -> Vec<Option<Role>> {
        opened(&[file])
            .sheets
            .iter()
            .map(|sheet| sheet.role)
            .collect()
    };
    let (o, c) = (Some(Role::Orders), Some(Role::Customers));
    let whole = || file("b.xlsx", book.clone());
    assert_eq!(roles(whole()), [o, c, o]);
    assert_eq!(roles(claiming(whole(), Role::Customers, None)), [o, c, o]);
    assert_eq!(
        roles(claiming(whole(), Role::Orders, Some("二月"))),
        [None, c, o]
    );
    let both = claiming(whole(), Role::Orders, Some("二月"));
    assert_eq!(roles(claiming(both, Role::Orders, Some("一月"))), [o, c, o]);
}

#[test]
fn a_sheet_that_is_not_there_is_named_with_those_that_are() {
    let book = workbook(&[("客户", &[&["客户编号", "客户名称"], &["C1", "甲"]])]);
    let found = faults(&[claiming(file("b.xlsx", book), Role::Orders, Some("订单"))]);
    assert!(
        matches!(&found[..], [OpenFault::NoSuchSheet { sheets, .. }] if sheets == &["客户"]),
        "{found:?}"
    );
    let found = faults(&[claiming(file("o.csv", ORDERS), Role::Orders, Some("订单"))]);
    assert!(matches!(&found[..], [OpenFault::NoSuchSheet { sheets, .. }] if sheets.is_empty()));
}

#[test]
fn one_sheet_has_one_role() {
    let twice = claiming(file("o.csv", ORDERS), Role::Orders, None);
    let found = faults(&[claiming(twice, Role::Customers, None)]);
    assert!(
        matches!(found[..], [OpenFault::ClaimedTwice { .. }]),
        "{found:?}"
    );
}

#[test]
fn missing_columns_are_named_with_the_header_perhaps_meant() {
    let text = "客户编号,下单日期,成交金额数\nC1,2024-01-05,10\n";
    let found = faults(&[claiming(file("o.csv", text), Role::Orders, None)]);
    let [
        OpenFault::MissingColumns {
            missing, headers, ..
        },
    ] = &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].need, needs(Role::Orders)[2]);
    assert_eq!(missing[0].near.as_deref(), Some("成交金额数"));
    assert_eq!(headers.len(), 3);
}

#[test]
fn columns_of_equal_claim_are_asked_about_only_where_needed() {
    let text = "客户编号,下单日期,金额,金额\nC1,2024-01-05,10,11\n";
    let found = faults(&[file("o.csv", text)]);
    assert!(
        matches!(
            &found[..],
            [OpenFault::AmbiguousColumn { field: Field::OrderAmount, one, other, .. }]
                if one.1 == 2 && other.1 == 3
        ),
        "{found:?}"
    );
    let text = "客户编号,下单日期,金额,订单状态,订单状态\nC1,2024-01-05,10,已完成,已付\n";
    let found = opened(&[file("o.csv", text)]);
    assert_eq!(found.tables[0].column(Field::OrderStatus), Some(3));
    assert!(matches!(
        found.problems[0].finding,
        Finding::ColumnChosen {
            field: Field::OrderStatus,
            ..
        }
    ));
}

#[test]
fn all_faults_of_all_files_come_at_once() {
    let found = faults(&[
        file("a.csv", ""),
        file("b.pdf", "%PDF-1.7"),
        file("c.csv", "重量,颜色\n1,2\n"),
        file("d.csv", ORDERS),
        file("e.csv.gz", &gzip(ORDERS.as_bytes())[..20]),
        claiming(file("f.csv", "1,2\n3,4\n"), Role::Orders, None),
    ]);
    assert!(
        matches!(
            &found[..],
            [
                OpenFault::Refused {
                    why: Refusal::File(FileFault::Empty),
                    ..
                },
                OpenFault::Refused {
                    why: Refusal::File(FileFault::Pdf),
                    ..
                },
                OpenFault::NothingRecognised { .. },
                OpenFault::Refused {
                    why: Refusal::File(FileFault::Damaged),
                    ..
                },
                OpenFault::NoHeader { .. },
            ]
        ),
        "{found:?}"
    );
    assert!(matches!(faults(&[])[..], [OpenFault::NoFiles]));
}

#[test]
fn what_inflates_too_far_is_refused() {
    let bounds = Bounds {
        text: 1 << 16,
        ratio_from: 1 << 16,
        ..Bounds::default()
    };
    let packed = gzip(&vec![b'a'; 1 << 20]);
    let found = open(&[file("a.csv.gz", packed)], &[], &bounds);
    assert!(matches!(
        found.as_ref().err().map(Vec::as_slice),
        Some([OpenFault::Refused {
            why: Refusal::TooLarge { .. },
            ..
        }])
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reading_from_the_offset_equals_reading_from_the_start(
        titles in prop::collection::vec("[a-c\"王]{0,6}", 0..4),
        notes in prop::collection::vec("[a-z\",王\n]{0,8}", 0..12),
        line_end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        in_gbk in any::<bool>(),
    ) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\"").replace('\n', line_end));
        let header = format!("客户编号,客户名称,备注{line_end}");
        let text: String = titles
            .iter()
            .map(|title| quoted(title) + line_end)
            .chain([header])
            .chain(notes.iter().map(|note| format!("C1,甲,{}{line_end}", quoted(note))))
            .collect();
        let bytes = if in_gbk { gbk(&text) } else { text.into_bytes() };
        let found = opened(&[file("c.csv", bytes)]);
        let table = &found.tables[0];
        prop_assert_eq!(table.first_row as usize, titles.len() + 2);
        let whole = Table { start: 0, first_row: 1, ..table.clone() };
        let later: Vec<_> =
            rows(&whole).into_iter().filter(|(row, _)| *row >= table.first_row).collect();
        prop_assert_eq!(rows(table), later);
    }

    #[test]
    fn any_bytes_are_opened_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        opening in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\x1F\x8B\x08", b"\xFF\xFE", b"sep=", b"id,name\n"]),
    ) {
        let _ = open(&[file("x", [opening, &bytes].concat())], &[], &Bounds::default());
    }
}
