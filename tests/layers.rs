//! The house as the crate docs draw it: modules use only what stands below them,
//! and the library has no clock, path, environment or terminal.

use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up.
const LAYERS: [&str; 23] = [
    "digits", "money", "period", "parallel", "formula", "value", "names", "living", "problem",
    "rules", "sheet", "records", "returned", "metrics", "score", "classify", "followup", "review",
    "report", "propose", "lang", "table", "render",
];

/// What the library does without. Tests of its modules may use it.
const ABSENT: [&str; 10] = [
    "std::env",
    "std::fs",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Local::now",
    "Utc::now",
    "println!",
    "eprint!",
    "stdout()",
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The library's files with the place of their module among the layers, without their tests.
fn library() -> Vec<(String, usize, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let mut library = Vec::new();
    for path in found {
        let name = path
            .strip_prefix(&root)
            .expect("below src")
            .display()
            .to_string();
        let name = name.replace('\\', "/");
        let module = name.split(['/', '.']).next().expect("a first part");
        let is_test = ["tests.rs", "fixture.rs", "sample.rs"]
            .iter()
            .any(|end| name.ends_with(end));
        if let Some(layer) = LAYERS.iter().position(|layer| *layer == module)
            && !is_test
        {
            let text = fs::read_to_string(&path).expect("a source");
            let text = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default();
            library.push((name, layer, text.to_owned()));
        }
    }
    library
}

/// The code of a file, line by line, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let mut faults = Vec::new();
    for (name, layer, text) in library() {
        for line in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let used = rest
                    .split(|char: char| !char.is_ascii_alphanumeric())
                    .next();
                let place = LAYERS.iter().position(|known| Some(*known) == used);
                // Which of the two languages is no sentence; the rules file may choose it.
                let is_language = rest.starts_with("lang::Language");
                if !is_language && place.is_some_and(|place| place > layer) {
                    faults.push(format!("{name}: {}", line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_library_knows_no_world_outside() {
    for (name, _, text) in library() {
        for line in code(&text) {
            for word in ABSENT {
                assert!(!line.contains(word), "{name}: {}", line.trim());
            }
        }
    }
}

#[test]
fn every_module_has_its_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(root.join("lib.rs")).expect("the library");
    let mut modules: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let mut layers = LAYERS;
    modules.sort_unstable();
    layers.sort_unstable();
    assert_eq!(modules, layers);
}
