//! Every file of `tests/broken_rules` is refused with exactly the messages beside
//! it, in both languages. `UPDATE_GOLDEN=1 cargo test --test rules_faults` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};

use tierbook::lang::Language;
use tierbook::lang::rules::render;
use tierbook::rules::decode::decode;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken_rules")
}

fn broken_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the folder of broken rules");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    files
}

/// Compares with the file beside it, or rewrites that file when asked to.
fn check(path: &Path, found: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, found).expect("the message file can be written");
        return Ok(());
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected.replace("\r\n", "\n") == found {
        return Ok(());
    }
    Err(format!(
        "{}\n--- expected\n{expected}\n--- found\n{found}",
        path.display()
    ))
}

#[test]
fn every_broken_file_is_refused_with_the_messages_beside_it() {
    let files = broken_files();
    assert!(files.len() >= 20, "only {} broken files", files.len());
    let mut differences = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a broken file");
        let Err(faults) = decode(&text) else {
            differences.push(format!("{} has no fault", file.display()));
            continue;
        };
        for (language, end) in [(Language::Zh, "zh.txt"), (Language::En, "en.txt")] {
            let found = render(&faults, "rules.toml", &text, language);
            differences.extend(check(&file.with_extension(end), &found).err());
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn every_message_file_has_its_broken_file() {
    let files = broken_files();
    for entry in fs::read_dir(folder()).expect("the folder of broken rules") {
        let path = entry.expect("an entry").path();
        let source = path.with_extension("").with_extension("toml");
        assert!(files.contains(&source), "{}", path.display());
    }
}
