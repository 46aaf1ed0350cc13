//! Help, completions, the manual page, and words that are not understood.

use std::process::{Command, Stdio};

use crate::harness::Run;

#[test]
fn help_is_english_by_default() {
    Run::new("--help")
        .stdout_has("Sorts the customers in your spreadsheets")
        .stdout_has("Usage: tierbook")
        .stdout_has("Examples:")
        .stdout_has("Exit codes:")
        .check();
}

#[test]
fn help_is_chinese_where_asked_or_where_the_system_is() {
    for run in [
        Run::new("--help --lang zh"),
        Run::new("--help").variable("LANG", "zh_CN.UTF-8"),
        Run::new("--help").variable("LC_ALL", "zh_CN"),
    ] {
        run.stdout_has("用法：tierbook")
            .stdout_has("命令:\n")
            .stdout_has("写成工作簿")
            .check();
    }
}

#[test]
fn english_may_be_asked_for_in_a_chinese_system() {
    Run::new("classify --help --lang=en")
        .variable("LANG", "zh_CN.UTF-8")
        .stdout_has("Usage: tierbook classify")
        .check();
}

#[test]
fn help_of_a_command_may_be_asked_for_as_a_command() {
    Run::new("help schedule")
        .stdout_has("Usage: tierbook schedule")
        .stdout_has("--fail-if-due")
        .check();
    Run::new("help schedule")
        .variable("LANG", "zh_CN")
        .stdout_has("--fail-if-due")
        .stdout_has("用法：")
        .check();
}

#[test]
fn more_threads_than_any_machine_has_do_no_harm() {
    let orders = "order_id,customer_id,order_date,amount\n1,C1,2026-01-02,5\n";
    Run::new("check orders.csv --as-of 2026-01-31 --threads 1000000")
        .file("orders.csv", orders)
        .stdout_has("orders.csv")
        .check();
}

#[test]
fn the_version_is_one_line() {
    Run::new("--version")
        .stdout(concat!("tierbook ", env!("CARGO_PKG_VERSION"), "\n"))
        .check();
}

#[test]
fn without_words_the_help_is_shown_as_a_usage_error() {
    Run::new("").status(2).stderr_has("Usage: tierbook").check();
}

#[test]
fn a_near_command_is_suggested() {
    Run::new("clasify")
        .status(2)
        .stderr_has("unrecognized subcommand 'clasify'")
        .stderr_has("'classify'")
        .check();
    Run::new("clasify --lang zh")
        .status(2)
        .stderr_has("命令没有看懂")
        .stderr_has("'classify'")
        .check();
}

#[test]
fn an_unknown_option_is_a_usage_error() {
    Run::new("check --strikt")
        .status(2)
        .stderr_has("--strict")
        .check();
}

#[test]
fn a_range_that_ends_before_it_begins_is_a_usage_error() {
    Run::new("schedule --from 2026-01-02 --until 2026-01-01")
        .status(2)
        .stderr_has("--until 2026-01-01 is before --from 2026-01-02")
        .check();
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        Run::new("completions")
            .arg(shell)
            .stdout_has("fail-if-due")
            .check();
    }
}

#[test]
fn the_manual_page_is_roff() {
    Run::new("man")
        .stdout_has(".TH tierbook 1")
        .stdout_has(".SH \"CLASSIFY\"")
        .stdout_has("list\\-excluded")
        .check();
}

#[test]
fn files_and_input_that_nobody_asked_for_are_left_alone() {
    let ran = Run::new("completions bash")
        .file("rules.toml", "no rules")
        .input("no rows")
        .stdout_has("tierbook")
        .check();
    assert_eq!(ran.bytes("rules.toml"), b"no rules");
    assert!(ran.stdout.ends_with(b"\n"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tierbook"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn a_near_rules_file_is_suggested() {
    Run::new("check orders.csv -r rule.toml")
        .file("rules.toml", "")
        .file(
            "orders.csv",
            "Order ID,Customer,Order Date,Amount\n1,A,2026-11-02,5\n",
        )
        .status(1)
        .stderr_has("There is no rules file rule.toml; did you mean rules.toml?")
        .check();
}

#[test]
fn what_a_filter_may_be_is_listed_where_nothing_is_near() {
    let run = |words: &str| {
        Run::new(words)
            .file(
                "orders.csv",
                "Order ID,Customer,Order Date,Amount\n1,A,2026-11-02,5\n",
            )
            .status(1)
    };
    run("schedule orders.csv --as-of 2026-11-20 -q --tier Z --lang en")
        .stderr_has("--tier: there is no \"Z\"; there are A, B, C")
        .check();
    run("schedule orders.csv --as-of 2026-11-20 -q --tier Z --lang zh")
        .stderr_has("--tier：没有“Z”；有 A、B、C")
        .check();
    run("schedule orders.csv --as-of 2026-11-20 -q --type Strategc --lang en")
        .stderr_has("--type: there is no \"Strategc\"; did you mean \"Strategic\"?")
        .check();
}
