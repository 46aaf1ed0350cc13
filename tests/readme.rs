//! What the README promises: its commands give its outputs, its rules decode,
//! its metrics are those of the catalogue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tierbook::names::metric::{CATALOGUE, Empty, Entry, Kind, Window};
use tierbook::rules::decode::decode;

const BEGIN: &str = "<!-- metrics: written by `UPDATE_GOLDEN=1 cargo test --test readme` -->\n";
const END: &str = "<!-- /metrics -->\n";

/// A block between fences: its language and its lines.
struct Block {
    language: String,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("the README is there")
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block {
            language: language.to_owned(),
            text: inside.join("\n") + "\n",
        });
    }
    blocks
}

/// A command and the lines that should follow it.
fn commands(block: &str) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
            (None, Some((_, lines))) => lines.push(line.to_owned()),
            (None, None) => panic!("a console block begins with a command, not {line:?}"),
        }
    }
    commands
}

/// Whether the lines are the expected ones; a `…` line stands for any lines, and a
/// `…` at the beginning of a line for what cannot be seen.
fn fits(said: &[&str], expected: &[String]) -> bool {
    let Some((first, rest)) = expected.split_first() else {
        return said.is_empty();
    };
    if first == "…" {
        return (0..=said.len()).any(|skipped| fits(&said[skipped..], rest));
    }
    said.split_first().is_some_and(|(line, said)| {
        let same = match first.strip_prefix('…') {
            Some(end) => line.ends_with(end),
            None => line == first,
        };
        same && fits(said, rest)
    })
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Runs one line as a shell would; the exit code of the line before is `$?`.
fn run(line: &str, before: i32, folder: &Path) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_tierbook"));
    let folder_of_program = program.parent().expect("a program lies in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    // What cargo builds and runs is already built here.
    let cargo = "cargo() { [ \"$1 $2 $3\" = 'run --release --' ] && shift 3 && tierbook \"$@\"; }";
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{cargo}\nexec 2>&1\n(exit {before})\n{line}"))
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", folder_of_program.display()))
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("LANGUAGE")
        .env("LANG", "C")
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap_or(-1), said)
}

/// The page in one language: English before this heading, Chinese from it on.
const CHINESE: &str = "\n# 中文\n";

/// Runs the commands of a text one after the other in a folder of their own, in which `written` lie
/// at last.
#[cfg(unix)]
#[track_caller]
fn check_commands(text: &str, written: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("examples"), &folder.path().join("examples"));
    let mut ran = 0;
    for block in blocks(text) {
        match block.language.as_str() {
            "toml" if block.text.starts_with("# rules.toml\n") => {
                fs::write(folder.path().join("rules.toml"), &block.text).expect("written");
            }
            "console" => {
                let mut code = 0;
                for (command, expected) in commands(&block.text) {
                    let (status, said) = run(&command, code, folder.path());
                    code = status;
                    let lines: Vec<&str> = said.lines().collect();
                    assert!(
                        fits(&lines, &expected),
                        "$ {command}\nsaid\n{said}\nand the README shows\n{}",
                        expected.join("\n")
                    );
                    assert!(
                        [0, 1, 3, 4].contains(&code),
                        "$ {command} ended with {code}"
                    );
                    ran += 1;
                }
            }
            _ => {}
        }
    }
    assert!(ran > 5, "only {ran} commands were found");
    for name in written {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
}

#[test]
#[cfg(unix)]
fn the_commands_give_the_outputs_shown() {
    let page = readme();
    let (english, _) = page.split_once(CHINESE).expect("a Chinese half");
    let written = [
        "tiers.xlsx",
        "客户分层.xlsx",
        "tiers/customers.csv",
        "retail.json",
        "overdue.csv",
        "week/Bob Smith.xlsx",
        "tasks.csv",
    ];
    check_commands(english, &written);
}

#[test]
#[cfg(unix)]
fn the_chinese_commands_give_the_outputs_shown() {
    let page = readme();
    let (_, chinese) = page.split_once(CHINESE).expect("a Chinese half");
    check_commands(chinese, &["tiers.xlsx", "本周.csv", "简道云.xlsx"]);
}

#[test]
fn the_rules_shown_decode() {
    let text = readme();
    let shown: Vec<Block> = blocks(&text)
        .into_iter()
        .filter(|block| block.language == "toml")
        .collect();
    assert!(shown.len() > 5);
    for block in shown {
        if let Err(faults) = decode(&block.text) {
            panic!("{faults:?} in\n{}", block.text);
        }
    }
}

#[test]
fn the_outputs_named_are_all_of_them() {
    let text = readme();
    let keys = |list: &[&str]| format!("`{}`", list.join(" "));
    let customers = tierbook::table::customers::KEYS[..39].to_vec();
    assert!(text.contains(&keys(&customers)), "customers.csv");
    let tasks = tierbook::table::follow_ups::KEYS.to_vec();
    assert!(text.contains(&keys(&tasks)), "follow_ups.csv");
    let movements = tierbook::table::movements::KEYS.to_vec();
    assert!(text.contains(&keys(&movements)), "movements.csv");
}

#[test]
fn the_forms_of_lists_named_are_all_of_them() {
    use tierbook::rules::export::{FORMS, built_in};

    let text = readme();
    let names = built_in().iter().map(|layout| layout.name.as_str());
    for name in FORMS.into_iter().chain(names) {
        let shown = text.matches(&format!("`{name}`")).count();
        assert!(shown >= 2, "{name} is named in one language alone");
    }
}

#[test]
fn the_limits_named_are_those_of_the_code() {
    let text = readme();
    let limits = [
        (
            "16,777,216",
            tierbook::records::index::MAX_CUSTOMERS == 16_777_216,
        ),
        ("16 MiB", tierbook::sheet::text::MAX_ROW_BYTES == 16 << 20),
        (
            "rows in which the header is looked for | 30 ",
            tierbook::names::header_rows::HEADER_SEARCH == 30,
        ),
        ("32 each", tierbook::rules::MAX_LABELS == 32),
        (
            "100,000 ",
            tierbook::records::orders::MAX_FINDINGS == 100_000,
        ),
        ("| 5,000 ", tierbook::table::tiers::MOST == 5_000),
        (
            "2 GiB",
            tierbook::sheet::Bounds::default().inflated == 2 << 30,
        ),
        (
            "end of 2026",
            tierbook::followup::china::KNOWN_UNTIL == (2026, 12, 31),
        ),
    ];
    for (words, holds) in limits {
        assert!(holds && text.contains(words), "{words}");
    }
}

#[test]
fn the_metrics_shown_are_those_of_the_catalogue() {
    let text = readme();
    let begin = text.find(BEGIN).expect("where the table begins") + BEGIN.len();
    let end = text.find(END).expect("where the table ends");
    let table = metric_table();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let new = format!("{}{table}{}", &text[..begin], &text[end..]);
        fs::write(root().join("README.md"), new).expect("written");
        return;
    }
    assert_eq!(&text[begin..end], table);
}

fn metric_table() -> String {
    let mut table =
        "\n| key | 中文 | value | looks at | when there is nothing |\n|---|---|---|---|---|\n"
            .to_owned();
    for entry in CATALOGUE {
        table.push_str(&metric_row(entry));
    }
    table.push('\n');
    table
}

fn metric_row(entry: &Entry) -> String {
    let kind = match entry.kind {
        Kind::Count => "count",
        Kind::Number => "number",
        Kind::Money => "money",
        Kind::Ratio => "share",
        Kind::Days => "days",
        Kind::Date => "day",
        Kind::Text => "text",
        Kind::Flag => "yes or no",
    };
    let window = match entry.window {
        Window::All => "everything so far",
        Window::Last12m => "the last 12 months",
        Window::Previous12m => "the 12 months before those",
        Window::Last90d => "the last 90 days",
        Window::Always => "the sheet",
    };
    let empty = match entry.empty {
        Empty::Zero => "0",
        Empty::Blank => "blank",
    };
    format!(
        "| `{}` | {} | {kind} | {window} | {empty} |\n",
        entry.key, entry.zh
    )
}
