//! Workbooks are read back as another program sees them.

use std::io::{self, Cursor, Seek, SeekFrom, Write};

use calamine::{Data, Reader, SheetVisible, Xlsx};

use super::*;
use crate::lang::Language;
use crate::living::{self, Card, KEY_COLUMN, Key, KeyText, Keyed, Provenance, SheetRole, Whose};
use crate::money::Money;
use crate::table::{Cell, Column, Emphasis, Grid};

fn column(heading: &str, emphasis: Emphasis) -> Column {
    Column {
        key: heading.to_owned(),
        heading: heading.to_owned(),
        emphasis,
    }
}

fn grid<'a>(columns: &[(&str, Emphasis)], rows: Vec<Vec<Cell<'a>>>) -> Grid<'a> {
    Grid {
        columns: columns
            .iter()
            .map(|(name, emphasis)| column(name, *emphasis))
            .collect(),
        rows: Box::new(rows.into_iter()),
    }
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

fn sheet<'a>(name: &str, layout: Layout<'a>) -> SheetPlan<'a> {
    SheetPlan {
        name: name.to_owned(),
        role: SheetRole::Overview,
        layout,
    }
}

fn book(sheets: Vec<SheetPlan<'_>>) -> Book<'_> {
    Book {
        title: "客户分级".to_owned(),
        language: Language::Zh,
        as_of: day("2026-06-30"),
        tiers: ["A", "B", "C"].map(str::to_owned).to_vec(),
        made: Provenance::default(),
        returns: Return::Expected,
        sheets,
    }
}

fn written(book: Book<'_>, sheet_rows: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    write_within(book, &mut out, sheet_rows).unwrap();
    out.into_inner()
}

fn read(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// The cells of a sheet, kind and value, one line a row.
fn cells(bytes: &[u8], name: &str) -> Vec<String> {
    let range = read(bytes).worksheet_range(name).unwrap();
    let text = |data: &Data| match data {
        Data::Empty => "-".to_owned(),
        Data::String(text) => format!("{text:?}"),
        Data::DateTime(date) => format!("day {}", date.as_f64()),
        other => other.to_string(),
    };
    range
        .rows()
        .map(|row| row.iter().map(text).collect::<Vec<_>>().join(" | "))
        .collect()
}

fn many_rows(count: i64) -> Vec<Vec<Cell<'static>>> {
    (0..count)
        .map(|n| vec![Cell::Count(n), Cell::from(format!("客户{n}"))])
        .collect()
}

fn numbered(count: i64) -> Listing<'static> {
    Listing::new(grid(
        &[("序号", Emphasis::Plain), ("名称", Emphasis::Plain)],
        many_rows(count),
    ))
}

fn tasks() -> Listing<'static> {
    let columns = [
        ("客户", Emphasis::Plain),
        ("等级", Emphasis::Tier),
        ("到期", Emphasis::Due),
        ("金额", Emphasis::Plain),
        ("占比", Emphasis::Plain),
        ("次数", Emphasis::Plain),
        ("间隔倍数", Emphasis::Plain),
        ("战略", Emphasis::Plain),
        ("说明", Emphasis::Long),
        ("完成日期", Emphasis::Input),
        ("结果", Emphasis::Input),
    ];
    let row = |name: &'static str, tier: &'static str, due: &str, money: i64| {
        vec![
            Cell::from(name),
            Cell::from(tier),
            Cell::Date(day(due)),
            Cell::Money(Money(money)),
            Cell::Ratio(0.25),
            Cell::Count(1_234),
            Cell::Number(1.5),
            Cell::Flag(true),
            Cell::from("上次下单已过 90 天，常规间隔 30 天"),
            Cell::Blank,
            Cell::Blank,
        ]
    };
    Listing {
        notes: vec!["2026-06-30 的跟进任务".to_owned()],
        frozen_columns: 1,
        entries: vec![
            (9, Entry::Day),
            (
                10,
                Entry::OneOf(["已沟通", "未接通"].map(str::to_owned).to_vec()),
            ),
        ],
        spare_rows: 20,
        hidden_columns: vec![5],
        ..Listing::new(grid(
            &columns,
            vec![
                row("腾讯科技", "A", "2026-06-28", 123_456_789),
                row("=1+1", "B", "2026-06-30", -5_000),
                row("00123", "C", "2026-07-03", 0),
            ],
        ))
    }
}

#[test]
fn cells_keep_their_kind_and_value() {
    let bytes = written(
        book(vec![sheet("跟进计划", Layout::Listing(tasks()))]),
        SHEET_ROWS,
    );
    let reason = "\"上次下单已过 90 天，常规间隔 30 天\"";
    assert_eq!(
        cells(&bytes, "跟进计划"),
        [
            "\"2026-06-30 的跟进任务\" | - | - | - | - | - | - | - | - | - | -".to_owned(),
            "\"客户\" | \"等级\" | \"到期\" | \"金额\" | \"占比\" | \"次数\" | \"间隔倍数\" | \"战略\" | \"说明\" | \"完成日期\" | \"结果\"".to_owned(),
            format!("\"腾讯科技\" | \"A\" | day 46201 | 12345.6789 | 0.25 | 1234 | 1.5 | \"是\" | {reason} | - | -"),
            format!("\"=1+1\" | \"B\" | day 46203 | -0.5 | 0.25 | 1234 | 1.5 | \"是\" | {reason} | - | -"),
            format!("\"00123\" | \"C\" | day 46206 | 0 | 0.25 | 1234 | 1.5 | \"是\" | {reason} | - | -"),
        ]
    );
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let make = || {
        written(
            book(vec![
                sheet("任务", Layout::Listing(tasks())),
                sheet("全部客户", Layout::Listing(numbered(1_000))),
            ]),
            SHEET_ROWS,
        )
    };
    let first = make();
    // The zip format counts in steps of two seconds; a clock would show after a pause.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(first, make());
}

#[test]
fn rows_beyond_one_sheet_go_on_to_the_next_with_a_header() {
    let bytes = written(book(vec![sheet("客户", Layout::Listing(numbered(25)))]), 11);
    assert_eq!(
        read(&bytes).sheet_names(),
        ["客户", "客户 (2)", "客户 (3)", "_tierbook"]
    );
    let lengths = ["客户", "客户 (2)", "客户 (3)"].map(|name| cells(&bytes, name).len());
    assert_eq!(lengths, [11, 11, 6]);
    assert_eq!(cells(&bytes, "客户 (3)")[1], "20 | \"客户20\"");
}

#[test]
fn a_sheet_that_is_exactly_full_has_no_successor() {
    let bytes = written(book(vec![sheet("客户", Layout::Listing(numbered(10)))]), 11);
    assert_eq!(read(&bytes).sheet_names(), ["客户", "_tierbook"]);
}

#[test]
fn large_sheets_arrive_whole_and_in_order() {
    let bytes = written(
        book(vec![sheet("客户", Layout::Listing(numbered(5_000)))]),
        SHEET_ROWS,
    );
    let rows = cells(&bytes, "客户");
    assert_eq!(rows.len(), 5_001);
    assert_eq!(rows[5_000], "4999 | \"客户4999\"");
}

#[test]
fn an_empty_listing_is_a_sheet_with_a_header() {
    let bytes = written(
        book(vec![sheet("空", Layout::Listing(numbered(0)))]),
        SHEET_ROWS,
    );
    assert_eq!(cells(&bytes, "空"), ["\"序号\" | \"名称\""]);
}

#[test]
fn a_listing_without_columns_is_an_empty_sheet() {
    let listing = Listing::new(grid(&[], Vec::new()));
    let bytes = written(
        book(vec![sheet("空", Layout::Listing(listing))]),
        SHEET_ROWS,
    );
    assert!(cells(&bytes, "空").is_empty());
}

#[test]
fn what_is_for_the_next_run_is_hidden_and_says_what_every_sheet_is() {
    let overview = Layout::Page(vec![Block::Title("概览".into())]);
    let mut plan = sheet("客户", Layout::Listing(numbered(25)));
    plan.role = SheetRole::Customers;
    let bytes = written(book(vec![sheet("概览", overview), plan]), 21);
    let workbook = read(&bytes);
    let shown: Vec<(&str, SheetVisible)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.visible))
        .collect();
    let visible = SheetVisible::Visible;
    assert_eq!(
        shown,
        [
            ("概览", visible),
            ("客户", visible),
            ("客户 (2)", visible),
            ("_tierbook", SheetVisible::Hidden)
        ]
    );
    let card = card(&bytes);
    let roles: Vec<_> = card.sheets.iter().map(|sheet| sheet.role).collect();
    assert_eq!(
        roles,
        [
            SheetRole::Overview,
            SheetRole::Customers,
            SheetRole::Customers
        ]
    );
    assert_eq!(card.sheets[2].name, "客户 (2)");
    assert_eq!(card.sheets[2].columns[1].heading, "名称");
    assert_eq!(
        (card.language.as_str(), card.as_of),
        ("zh", Some(day("2026-06-30")))
    );
}

/// The hidden sheet as the next run reads it.
fn card(bytes: &[u8]) -> Card {
    Card::read(&texts(bytes, living::SHEET)).unwrap()
}

fn texts(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let range = read(bytes).worksheet_range(name).unwrap();
    let rows = range.rows();
    rows.map(|row| row.iter().map(ToString::to_string).collect())
        .collect()
}

#[test]
fn keys_of_rows_are_hidden_and_read_back() {
    let columns = [
        ("客户", Emphasis::Theirs),
        (KEY_COLUMN, Emphasis::Key),
        ("结果", Emphasis::Input),
    ];
    for count in [3, 1_000] {
        let row = |n: i32| -> Vec<Cell<'_>> {
            let id = format!("C{n}");
            let key = KeyText::Customer(&id).to_string();
            vec![id.into(), key.into(), Cell::Blank]
        };
        let listing = Listing::new(grid(&columns, (0..count).map(row).collect()));
        let bytes = written(
            book(vec![sheet("客户", Layout::Listing(listing))]),
            SHEET_ROWS,
        );
        let card = card(&bytes);
        let whose: Vec<_> = card.sheets[0]
            .columns
            .iter()
            .map(|column| column.whose)
            .collect();
        assert_eq!(whose, [Whose::Theirs, Whose::Key, Whose::Mark]);
        let found = Keyed::find(&texts(&bytes, "客户"), &card.sheets[0].columns, |_| {
            Vec::new()
        });
        let found = found.unwrap();
        assert_eq!(found.columns, [Some(0), Some(1), Some(2)]);
        assert_eq!(found.rows.len(), count as usize);
        assert_eq!(found.rows[2], (3, Key::Customer("C2".to_owned())));
    }
}

#[test]
fn drop_down_lists_stand_on_a_hidden_sheet_once() {
    let words: Vec<String> = (0..100).map(|n| format!("负责人{n}")).collect();
    let listing = Listing {
        entries: vec![
            (0, Entry::OneOf(words.clone())),
            (1, Entry::OneOf(words)),
            (1, Entry::OneOf(Vec::new())),
        ],
        ..numbered(3)
    };
    let bytes = written(
        book(vec![sheet("客户", Layout::Listing(listing))]),
        SHEET_ROWS,
    );
    assert_eq!(read(&bytes).sheet_names(), ["客户", "_lists", "_tierbook"]);
    let rows = cells(&bytes, "_lists");
    assert_eq!((rows.len(), rows[99].as_str()), (100, "\"负责人99\""));
}

#[test]
fn a_sheet_named_like_ours_gives_way() {
    let plan = sheet("_TIERBOOK", Layout::Listing(numbered(1)));
    let bytes = written(book(vec![plan]), SHEET_ROWS);
    assert_eq!(read(&bytes).sheet_names(), ["_TIERBOOK (2)", "_tierbook"]);
}

#[test]
fn pages_stack_their_blocks_and_leave_room_for_charts() {
    let counts = || {
        grid(
            &[("等级", Emphasis::Tier), ("客户数", Emphasis::Plain)],
            vec![
                vec![Cell::from("A"), Cell::Count(12)],
                vec![Cell::from("B"), Cell::Count(30)],
            ],
        )
    };
    let chart = Chart {
        title: "等级".to_owned(),
        kind: ChartKind::Bars,
        palette: Palette::Plain,
        series: vec![1],
    };
    let blocks = vec![
        Block::Title("客户分级概览".into()),
        Block::Text("截止日 2026-06-30".into()),
        Block::Warning("3 行未能读取".into()),
        Block::Section("等级".into()),
        Block::Table(counts(), vec![chart]),
        Block::Section("再次".into()),
        Block::Table(counts(), Vec::new()),
    ];
    let bytes = written(book(vec![sheet("概览", Layout::Page(blocks))]), SHEET_ROWS);
    let rows = cells(&bytes, "概览");
    let place = |text: &str| rows.iter().position(|row| row.starts_with(text)).unwrap();
    assert_eq!(place("\"客户分级概览\""), 0);
    assert_eq!(place("\"等级\" | -"), 4);
    assert_eq!(place("\"A\" | 12"), 6);
    assert_eq!(place("\"再次\""), 19);
}

#[test]
fn notes_stand_in_the_first_column_that_shows() {
    let listing = Listing {
        notes: vec!["说明".to_owned()],
        hidden_columns: vec![0],
        ..numbered(1)
    };
    let bytes = written(book(vec![sheet("s", Layout::Listing(listing))]), SHEET_ROWS);
    assert_eq!(cells(&bytes, "s")[0], "- | \"说明\"");
}

#[test]
fn text_with_odd_characters_survives() {
    let odd = "a\u{1}b & <c> \"d\" 😀\nline";
    for count in [1, 300] {
        let rows: Vec<Vec<Cell<'_>>> = (0..count).map(|_| vec![Cell::from(odd)]).collect();
        let listing = Listing::new(grid(&[("t", Emphasis::Plain)], rows));
        let bytes = written(book(vec![sheet("s", Layout::Listing(listing))]), SHEET_ROWS);
        let last = cells(&bytes, "s").pop().unwrap();
        assert_eq!(last, format!("{odd:?}"));
    }
}

#[test]
fn numbers_that_are_none_are_left_out() {
    let rows = vec![vec![
        Cell::Number(f64::NAN),
        Cell::Ratio(f64::INFINITY),
        Cell::Count(1),
    ]];
    let columns = [
        ("a", Emphasis::Plain),
        ("b", Emphasis::Plain),
        ("c", Emphasis::Plain),
    ];
    let listing = Listing::new(grid(&columns, rows));
    let bytes = written(book(vec![sheet("s", Layout::Listing(listing))]), SHEET_ROWS);
    assert_eq!(cells(&bytes, "s")[1], "- | - | 1");
}

#[test]
fn too_many_columns_are_named() {
    let columns: Vec<(&str, Emphasis)> = vec![("x", Emphasis::Plain); SHEET_COLUMNS + 1];
    let listing = Listing::new(grid(&columns, Vec::new()));
    let mut out = Cursor::new(Vec::new());
    let fault = write(book(vec![sheet("宽", Layout::Listing(listing))]), &mut out).unwrap_err();
    assert!(matches!(fault, WorkbookWriteFault::TooManyColumns(name, 16_385) if name == "宽"));
}

#[test]
fn columns_are_as_wide_as_chinese_text_needs() {
    let rows = vec![vec![
        Cell::from("深圳市腾讯计算机系统有限公司"),
        Cell::Count(1),
    ]];
    let columns = [
        column("客户", Emphasis::Plain),
        column("n", Emphasis::Plain),
    ];
    let widths = table::column_widths(&columns, &rows);
    assert_eq!(widths, [31, 6]);
    let long = vec![vec![
        Cell::from("长".repeat(100)),
        Cell::from("长".repeat(100)),
    ]];
    let columns = [column("客户", Emphasis::Plain), column("n", Emphasis::Long)];
    assert_eq!(table::column_widths(&columns, &long), [40, 60]);
}

/// A disk with room for so many bytes.
struct Full(Cursor<Vec<u8>>, usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.1.saturating_sub(self.0.position() as usize);
        match bytes.len().min(room) {
            0 if !bytes.is_empty() => Err(io::ErrorKind::StorageFull.into()),
            count => self.0.write(&bytes[..count]),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Full {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_full_disk_is_a_fault_however_late_it_shows() {
    let plan = || {
        let columns = [("名称", Emphasis::Plain)];
        let rows = (0..200).map(|number| vec![Cell::Text(format!("公司{number}").into())]);
        let listing = Listing::new(grid(&columns, rows.collect()));
        book(vec![sheet("表", Layout::Listing(listing))])
    };
    let whole = written(plan(), SHEET_ROWS).len();
    for room in [0, 100, whole - 1, whole] {
        let mut disk = Full(Cursor::new(Vec::new()), room);
        // All of it fits into the buffer, so that nothing fails before the end.
        let buffered = io::BufWriter::with_capacity(1 << 20, &mut disk);
        let done = write_within(plan(), buffered, SHEET_ROWS);
        assert_eq!(done.is_ok(), room == whole, "{room} of {whole}");
    }
}
