//! Rules from sheets: what is said and written, in both languages, and that it serves.
//! `UPDATE_GOLDEN=1 cargo test --test process` rewrites what stands in `tests/init`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::Run;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn example(path: &str) -> Vec<u8> {
    fs::read(root().join("examples").join(path)).expect("an example")
}

/// Days that can be read either way, two currencies, a status nobody knows, levels in
/// words, and header words on thin evidence.
const OPEN_CUSTOMERS: &str = "\
编号,公司,客户级别
C1,甲公司,VIP
C2,乙公司,普通
C3,丙公司,VIP
C4,丁公司,普通
";
const OPEN_ORDERS: &str = "\
客户编号,日期,(基本信息)订单金额,币种,订单状态
C1,3/4/2026,900,CNY,已完成
C2,5/6/2026,60,USD,内部测试
C3,7/8/2026,12,CNY,已取消
C9,7/8/2026,,CNY,已完成
";

fn files(case: &str) -> Vec<(&'static str, Vec<u8>)> {
    match case {
        "company" => vec![
            ("客户.xlsx", example("恒远机电/客户.xlsx")),
            ("订单.csv", example("恒远机电/订单.csv")),
        ],
        "retail" => vec![
            ("customers.csv", example("retail/customers.csv")),
            ("orders.csv", example("retail/orders.csv")),
        ],
        "orders_alone" => vec![("orders.csv", example("retail/orders.csv"))],
        _ => vec![
            ("客户.csv", OPEN_CUSTOMERS.into()),
            ("订单.csv", OPEN_ORDERS.into()),
        ],
    }
}

/// A run in a folder that holds the files of a case.
fn beside(case: &str, args: &str) -> Run {
    let files = files(case).into_iter();
    files.fold(Run::new(args), |run, (name, bytes)| run.file(name, bytes))
}

fn compare(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(path, found).expect("the golden file can be written");
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let name = path.display();
    assert!(
        expected.replace("\r\n", "\n") == found,
        "{name} differs; found\n{found}"
    );
}

#[test]
fn every_case_is_told_and_written_as_it_stands_beside() {
    for case in ["company", "retail", "orders_alone", "open"] {
        for language in ["zh", "en"] {
            let run = beside(case, "init --as-of 2026-11-20 --lang").arg(language);
            let ran = run
                .stdout_has("rules.toml")
                .writes_some("rules.toml")
                .check();
            let golden = |end: &str| root().join(format!("tests/init/{case}.{language}.{end}"));
            let said = String::from_utf8(ran.stdout.clone()).expect("UTF-8");
            compare(&golden("txt"), &said);
            let rules = String::from_utf8(ran.bytes("rules.toml")).expect("UTF-8");
            compare(&golden("toml"), &rules);
        }
    }
}

#[test]
fn chinese_sheets_are_answered_in_chinese_whatever_the_system_speaks() {
    beside("company", "init --as-of 2026-11-20 -q")
        .variable("LANG", "en_US.UTF-8")
        .writes_some("rules.toml")
        .check();
    beside("company", "init --as-of 2026-11-20 -o -")
        .stdout_has("language = \"zh\"")
        .stderr_has("看懂了什么")
        .check();
}

#[test]
fn a_bare_classify_works_with_what_was_written() {
    let cases = [
        ("company", "客户分层.xlsx", "错误：2 行：订单金额为空"),
        ("retail", "tiers.xlsx", ""),
    ];
    for (case, book, wrong) in cases {
        let written = beside(case, "init -q --as-of 2026-11-20")
            .writes_some("rules.toml")
            .check();
        beside(case, "classify --as-of 2026-11-20 -q")
            .file("rules.toml", written.bytes("rules.toml"))
            .stderr_has(wrong)
            .writes_some(book)
            .check();
    }
}

#[test]
fn rules_that_are_there_are_never_replaced() {
    beside("retail", "init")
        .file("rules.toml", "# mine\n")
        .status(1)
        .stderr_has("rules.toml is there already and is never replaced; name another file with -o")
        .check();
    beside("retail", "init --lang zh -o mine.toml")
        .file("mine.toml", "")
        .status(1)
        .stderr_has("mine.toml 已经有了，不会覆盖")
        .check();
    beside("retail", "init --as-of 2026-11-20 -o mine.toml")
        .file("rules.toml", "no rules at all")
        .writes_some("mine.toml")
        .stdout_has("tierbook classify -r mine.toml")
        .check();
}

#[test]
fn files_are_named_from_where_the_rules_are() {
    let ran = Run::new("init -q --as-of 2026-11-20 data/orders*.csv -o rules/own.toml")
        .file("data/orders-1.csv", example("retail/orders.csv"))
        .file("rules/readme.md", "")
        .writes_some("rules/own.toml")
        .check();
    let rules = String::from_utf8(ran.bytes("rules/own.toml")).expect("UTF-8");
    assert!(
        rules.contains("files = [\"../data/orders*.csv\"]"),
        "{rules}"
    );
}

#[test]
fn a_workbook_of_somebody_else_keeps_its_name() {
    let ran = beside("retail", "init -q --as-of 2026-11-20 orders.csv")
        .file("tiers.xlsx", "not ours")
        .writes_some("rules.toml")
        .check();
    let rules = String::from_utf8(ran.bytes("rules.toml")).expect("UTF-8");
    assert!(rules.contains("path = \"tiers-2.xlsx\""), "{rules}");
}

#[test]
fn of_a_folder_what_cannot_be_used_is_passed_over_and_said() {
    beside("retail", "init --as-of 2026-11-20")
        .file("notes.txt", "call Ann\nbuy paper\n")
        .writes_some("rules.toml")
        .stdout_has("left alone: notes.txt holds no customers")
        .check();
    // A file that was named has to be usable.
    beside("retail", "init --as-of 2026-11-20 orders.csv notes.txt")
        .file("notes.txt", "call Ann\nbuy paper\n")
        .status(1)
        .stderr_has("notes.txt holds no customers")
        .check();
}

#[test]
fn an_empty_folder_is_told_what_to_do() {
    Run::new("init")
        .status(1)
        .stderr_has("there is no table in this folder")
        .check();
    Run::new("init --lang zh")
        .status(1)
        .stderr_has("tierbook init 客户.xlsx 订单.csv")
        .check();
}

#[test]
fn amounts_without_days_are_pointed_out() {
    Run::new("init --as-of 2026-11-20")
        .file("表.csv", "客户编号,客户名称,金额\nC1,甲,100\n")
        .writes_some("rules.toml")
        .stdout_has("表.csv 有“金额”列，但没有日期列")
        .check();
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let rules = |threads: &str| {
        let run = beside("company", "init --as-of 2026-11-20 -q -o - --threads").arg(threads);
        run.run().stdout
    };
    let one = rules("1");
    assert!(!one.is_empty());
    assert_eq!(one, rules("3"));
}

#[test]
fn roles_that_were_settled_by_hand_are_said_not_to_be_kept() {
    beside("retail", "init --as-of 2026-11-20 --orders orders.csv")
        .writes_some("rules.toml")
        .stdout_has("sheets named with --customers, --orders or --contacts")
        .check();
}

#[test]
fn dots_that_may_group_thousands_are_asked_about() {
    let orders = "Order ID,Customer ID,Order Date,Amount\n\
        1,C1,2026-10-05,8.164\n2,C2,2026-11-05,1.774\n3,C1,2026-11-06,2.500\n";
    let run = |args: &str| Run::new(args).file("orders.csv", orders);
    let ran = run("init --as-of 2026-11-20 --lang en")
        .stdout_has("every dot in \"Amount\" has three digits behind it")
        .writes_some("rules.toml")
        .check();
    let rules = String::from_utf8(ran.bytes("rules.toml")).expect("UTF-8");
    assert!(rules.contains("\ndecimal = \"auto\"\n"), "{rules}");
    for (decimal, amount) in [("auto", "12.44 USD"), ("comma", "12,438.00 USD")] {
        let settled = format!("decimal = \"{decimal}\"");
        run("classify --as-of 2026-11-20 --format json -o -")
            .file("rules.toml", rules.replace("decimal = \"auto\"", &settled))
            .stdout_has("{")
            .stderr_has(&format!("2 customers, {amount} in the last 12 months"))
            .check();
    }
}

#[test]
fn amounts_that_are_named_for_lopsided_tiers_fit_the_book() {
    let book = |amount: &dyn Fn(usize) -> usize| {
        let mut orders = "Order ID,Customer ID,Order Date,Amount\n".to_owned();
        for number in 0..50 {
            let amount = amount(number);
            writeln!(orders, "{number},C{number},2026-11-01,{amount}").expect("a string takes it");
        }
        Run::new("check orders.csv --as-of 2026-11-10 --lang en")
            .file("orders.csv", orders)
            .file("rules.toml", "[tier]\nat_least = [\"100000\", \"20000\"]\n")
    };
    book(&|number| 400 + 4 * number)
        .stdout_has("100% of the customers are in tier \"C\"")
        .stdout_has("such as at_least =\n    [\"550\", \"500\"]")
        .check();
    book(&|_| 100)
        .stdout_has("no amounts would part them")
        .check();
}
