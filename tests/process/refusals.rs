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
