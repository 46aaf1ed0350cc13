//! What is not done: overwriting strangers and inputs, reading what cannot be
//! read, going on with damaged data.

use std::fmt::Write as _;

use crate::harness::Run;

const ORDERS: &str = "Order ID,Customer ID,Order Date,Amount
1,C1,2026-05-01,100
2,C2,2026-05-02,200
3,C1,2026-06-20,300
";

/// One row in ten is damaged.
fn damaged() -> String {
    let mut text = "Order ID,Customer ID,Order Date,Amount\n".to_owned();
    for order in 1..=9 {
        writeln!(text, "{order},C{order},2026-06-0{order},{order}00").expect("writing to memory");
    }
    text.push_str("10,C1,tomorrow,100\n");
    text
}

fn run(args: &str) -> Run {
    Run::new(args).arg("--as-of").arg("2026-06-30")
}

#[test]
fn a_file_of_somebody_else_stays() {
    run("classify orders.csv -o notes.xlsx")
        .file("orders.csv", ORDERS)
        .file("notes.xlsx", "mine")
        .status(1)
        .stderr("error: notes.xlsx exists and was not written by tierbook; choose another name, or replace it with --force.\n")
        .check();
}

#[test]
fn force_replaces_it() {
    let ran = run("classify orders.csv -o notes.xlsx --force -q")
        .file("orders.csv", ORDERS)
        .file("notes.xlsx", "mine")
        .writes_some("notes.xlsx")
        .check();
    assert!(ran.bytes("notes.xlsx").starts_with(b"PK"));
}

#[test]
fn an_input_is_never_an_output() {
    run("classify orders.csv -o orders.csv --format json --force")
        .file("orders.csv", ORDERS)
        .status(1)
        .stderr_has("orders.csv is one of the files to read")
        .check();
}

#[test]
fn the_rules_and_their_calendar_are_no_outputs_either() {
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nSUMMARY:New Year\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    for (output, format) in [("rules.toml", "json"), ("days", "xlsx")] {
        let words = format!("classify o.csv --force -o {output} --format {format}");
        run(&words)
            .file("o.csv", ORDERS)
            .file("rules.toml", "[calendar]\nics = \"days\"\n")
            .file("days", calendar)
            .status(1)
            .stderr_has(&format!("{output} is one of the files to read"))
            .check();
    }
}

#[test]
fn a_review_does_not_end_as_another_form() {
    run("review o.csv -o r.pdf")
        .file("o.csv", ORDERS)
        .status(1)
        .stderr_has("r.pdf ends as another form than the one to be written; let it end in .txt")
        .check();
}

#[test]
fn a_folder_that_is_not_there_is_named_before_the_work() {
    run("classify orders.csv -o no/such/book.xlsx")
        .file("orders.csv", ORDERS)
        .status(1)
        .stderr("error: The folder no/such does not exist; make it first, or choose another output with -o.\n")
        .check();
}

#[test]
fn a_file_that_is_not_there_is_named_with_its_neighbour() {
    run("check oders.csv")
        .file("orders.csv", ORDERS)
        .status(1)
        .stderr("error: There is no file oders.csv; did you mean orders.csv?\n")
        .check();
}

#[test]
fn nothing_to_read_is_said() {
    run("classify")
        .status(1)
        .stderr_has("There is nothing to read; name files")
        .check();
}

#[test]
fn too_much_damage_is_refused_and_nothing_is_written() {
    run("classify orders.csv -o book.xlsx")
        .file("orders.csv", damaged())
        .status(3)
        .stderr_has("1 of 10 rows are damaged, more than the 5%")
        .stderr_has("\"tomorrow\" is not a date")
        .check();
}

#[test]
fn strict_allows_no_damage_at_all() {
    let rules = "[input]\nmax_set_aside = \"20%\"\n";
    let lenient = run("classify orders.csv -o book.xlsx -q")
        .file("rules.toml", rules)
        .file("orders.csv", damaged())
        .stderr_has("is not a date")
        .writes_some("book.xlsx");
    lenient.check();
    run("classify orders.csv -o book.xlsx -q --strict")
        .file("rules.toml", rules)
        .file("orders.csv", damaged())
        .status(3)
        .stderr_has("1 row damaged, and --strict allows none")
        .check();
}

#[test]
fn check_ends_with_0_1_or_3() {
    run("check orders.csv")
        .file("orders.csv", ORDERS)
        .stdout_has("orders.csv (orders)  4 rows = 3 used + 0 excluded + 1 layout")
        .check();
    run("check orders.csv")
        .file("orders.csv", damaged())
        .status(3)
        .stdout_has("orders.csv › C11")
        .stderr_has("error: ")
        .check();
    run("check orders.csv")
        .status(1)
        .stderr_has("orders.csv")
        .check();
}

#[test]
fn strict_check_minds_warnings() {
    let twice = format!("{ORDERS}3,C1,2026-06-20,300\n");
    run("check orders.csv")
        .file("orders.csv", &twice)
        .stdout_has("the order row is identical to row ")
        .check();
    run("check orders.csv --strict")
        .file("orders.csv", &twice)
        .status(3)
        .stdout_has("the order row is identical to row ")
        .check();
}

#[test]
fn faults_of_the_rules_are_found_before_any_file_is_read() {
    run("classify no-such.csv")
        .file("rules.toml", "[tier]\nat_lest = [\"1\"]\n")
        .status(1)
        .stderr_has("did you mean `at_least`?")
        .check();
}

/// One row cancelled, one after the as-of day.
const EXCLUDED: &str = "Order ID,Customer ID,Order Date,Amount,Status
1,C1,2026-05-01,100,completed
2,C2,2026-05-02,200,cancelled
3,C1,2026-07-20,300,completed
4,C2,2026-05-09,400,cancelled
";

#[test]
fn excluded_rows_are_counted_or_listed_as_asked() {
    let problems = |options: &str| {
        let ran = run(&format!("classify orders.csv -q -o out/{options}"))
            .file("orders.csv", EXCLUDED)
            .stderr_has("the newest order is of 2026-05-01, 60 days ago")
            .writes_some("out/customers.csv")
            .writes_some("out/follow_ups.csv")
            .writes_some("out/movements.csv")
            .writes_some("out/problems.csv")
            .writes_some("out/summary.json")
            .check();
        let text = String::from_utf8(ran.bytes("out/problems.csv")).expect("UTF-8");
        let excluded =
            |line: &&str| line.contains("excluded_by_status") || line.contains("after_as_of");
        let rows = text.lines().filter(excluded).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{} {} x{}", cells[1], cells[4], cells[cells.len() - 1])
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(
        problems(""),
        ["excluded_by_status 3 x2", "after_as_of 4 x1"]
    );
    assert_eq!(
        problems(" --list-excluded"),
        [
            "excluded_by_status 3 x1",
            "after_as_of 4 x1",
            "excluded_by_status 5 x1"
        ]
    );
}

/// A book with one order merged over two lines, and a hidden sheet of older orders.
fn merged_and_hidden() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    let header = ["Customer ID", "Order ID", "Order Date", "Product", "Amount"];
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, header).expect("a header");
    for (column, word) in [(0, "C9"), (1, "M1"), (2, "2026-06-04"), (4, "400")] {
        let merged = sheet.merge_range(1, column, 2, column, word, &plain);
        merged.expect("a region");
    }
    for (row, product) in [(1, "pump"), (2, "valve")] {
        sheet.write(row, 3, product).expect("a cell");
    }
    for row in 3..9u32 {
        let cells = [
            format!("C{row}"),
            format!("E{row}"),
            format!("2026-06-{row:02}"),
        ];
        sheet.write_row(row, 0, cells).expect("cells");
        sheet.write(row, 4, 100).expect("a cell");
    }
    let hidden = book.add_worksheet().set_name("older").expect("a name");
    hidden.write_row(0, 0, header).expect("a header");
    hidden
        .write_row(1, 0, ["C1", "B1", "2026-02-01", "pump", "9000"])
        .expect("cells");
    hidden.set_hidden(true);
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn one_merged_order_is_read_and_a_hidden_sheet_is_named() {
    run("check book.xlsx")
        .file("book.xlsx", merged_and_hidden())
        .stdout_has("9 rows = 8 used + 0 excluded + 1 layout + 0 set")
        .stdout_has("CNY 1,000.00 = 1,000.00 used")
        .stdout_has("this sheet of orders is hidden and was not read")
        .check();
}

#[test]
fn where_stale_data_are_refused_no_orders_are_refused_too() {
    run("classify orders.csv -q -o book.xlsx")
        .file("rules.toml", "[input]\nstale = \"refuse\"\n")
        .file("orders.csv", "Order ID,Customer ID,Order Date,Amount\n")
        .status(3)
        .stderr_has("no order counts, and the rules refuse stale data")
        .check();
}

#[test]
fn a_column_to_group_by_that_nobody_has_is_said() {
    run("check orders.csv")
        .file(
            "rules.toml",
            "[tier]\nby = \"foo\"\n[rfm]\nby = \"industry\"\n",
        )
        .file("orders.csv", ORDERS)
        .stdout_has("there is no column named \"foo\"")
        .stdout_has("there is no column named \"industry\"")
        .check();
}

#[test]
#[cfg(unix)]
fn a_link_to_rules_that_are_gone_and_a_device_as_output_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("orders.csv"), ORDERS).expect("written");
    let tierbook = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tierbook"));
        command.current_dir(folder.path()).args(args);
        let output = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let classify = ["classify", "orders.csv", "--lang", "en", "-o"];
    // No device of the machine: it would be gone if it were replaced.
    let socket = folder.path().join("socket");
    let _held = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let (code, said) = tierbook(&[&classify[..], &["socket"]].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("is a device or a pipe"), "{said}");
    std::os::unix::fs::symlink("gone.toml", folder.path().join("rules.toml")).expect("a link");
    let (code, said) = tierbook(&[&classify[..], &["book.xlsx"]].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("rules.toml"), "{said}");
}

#[test]
fn faults_of_a_rules_file_are_told_in_its_own_language() {
    let run = |args: &str| {
        Run::new(args)
            .file("rules.toml", "[book]\nlanguage = 'zh'\ncurrencyy = 'CNY'\n")
            .variable("LC_ALL", "C.UTF-8")
            .status(1)
    };
    run("check").stderr_has("没有“currencyy”这个键").check();
    run("check --lang en")
        .stderr_has("has no key `currencyy`")
        .check();
}

#[test]
fn a_pin_that_ends_before_it_begins_is_named() {
    let customers = "customer_id,customer_name,pinned tier,pinned from,pinned until\n\
        1,Alpha,A,2026-06-01,2026-05-01\n2,Beta,A,2026-06-01,2026-06-01\n";
    Run::new("check customers.csv orders.csv --as-of 2026-06-30 --lang en")
        .file("customers.csv", customers)
        .file(
            "orders.csv",
            "order_id,customer_id,date,amount\n1,1,2026-06-20,5\n2,2,2026-06-21,5\n",
        )
        .stdout_has("the pin of Alpha ends before it begins, and never holds\n")
        .check();
}
