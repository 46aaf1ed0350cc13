//! Every file of `tests/broken_inputs`, and every export of a known system in
//! `tests/systems`, is answered with exactly the words beside it, in both languages. `UPDATE_GOLDEN=1 cargo test --test process` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::Run;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The inputs: whatever is neither an answer nor rules.
fn inputs(name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).expect("a folder of inputs");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end != "txt" && end != "toml")
        })
        .collect();
    files.sort();
    files
}

/// What `check` says about a file, with its exit code.
fn answer(file: &Path, language: &str) -> String {
    let name = file
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let bytes = fs::read(file).expect("a broken input");
    let mut run = Run::new("check --as-of 2026-06-30 --lang")
        .arg(language)
        .arg(&name)
        .file(&name, bytes);
    if let Ok(rules) = fs::read(file.with_extension("toml")) {
        run = run.arg("-r").arg("rules.toml").file("rules.toml", rules);
    }
    let output = run.run();
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    let code = output.status.code().expect("the program ends by itself");
    format!("{stdout}{stderr}exit code {code}\n")
}

#[test]
fn every_broken_input_is_answered_with_the_words_beside_it() {
    let files = inputs("broken_inputs");
    assert!(files.len() >= 20, "only {} broken inputs", files.len());
    check_answers(files);
}

#[test]
fn every_export_of_a_known_system_is_recognised_in_the_words_beside_it() {
    let files = inputs("systems");
    assert!(files.len() >= 14, "only {} exports", files.len());
    check_answers(files);
}

fn check_answers(files: Vec<PathBuf>) {
    let mut differences = Vec::new();
    for file in files {
        for language in ["zh", "en"] {
            let path = file.with_extension(format!("{language}.txt"));
            let found = answer(&file, language);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                fs::write(&path, found).expect("the answer can be written");
                continue;
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if expected.replace("\r\n", "\n") != found {
                let name = path.display();
                differences.push(format!(
                    "{name}\n--- expected\n{expected}\n--- found\n{found}"
                ));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn no_input_is_answered_with_a_failure_of_the_program() {
    for file in inputs("broken_inputs") {
        let answer = answer(&file, "en");
        for word in ["panicked", "unwrap", "RUST_BACKTRACE"] {
            assert!(!answer.contains(word), "{}: {answer}", file.display());
        }
    }
}
