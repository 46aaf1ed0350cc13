//! The committed examples are what their generator writes, byte for byte.

#[path = "../examples/company/mod.rs"]
mod company;

use std::fs;
use std::path::Path;

fn committed(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()))
}

#[test]
fn committed_examples_are_what_the_generator_writes() {
    let files = company::files().expect("the generator works");
    assert_eq!(files.len(), 4);
    for file in files {
        assert!(
            committed(file.path) == file.bytes,
            "{} differs; `cargo run --example generate -- examples` writes it anew",
            file.path
        );
    }
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let first = company::files().expect("the generator works");
    let second = company::files().expect("the generator works");
    for (first, second) in first.iter().zip(&second) {
        assert!(first.bytes == second.bytes, "{}", first.path);
    }
}

#[test]
fn both_encodings_of_the_chinese_orders_hold_the_same_text() {
    let committed = committed(company::CHINESE_ORDERS);
    let (text, _, damaged) = encoding_rs::GB18030.decode(&committed);
    assert!(!damaged);
    assert_eq!(text.as_bytes(), company::chinese_orders_in_utf8());
    assert!(
        String::from_utf8(committed).is_err(),
        "the export is not UTF-8"
    );
}

#[test]
fn examples_stay_small_enough_to_be_looked_at() {
    for file in company::files().expect("the generator works") {
        assert!(
            file.bytes.len() < 420_000,
            "{} has {} bytes",
            file.path,
            file.bytes.len()
        );
    }
}
