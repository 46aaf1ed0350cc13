use std::fs;

use super::*;
use tierbook::sheet::text::Source;

/// Files in a temporary folder; `#` lines up what `gather` makes of them.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("made");
            fs::write(path, name).expect("written");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn files(&self, names: &[&str]) -> Inputs {
        Inputs {
            files: names.iter().map(|name| self.path(name)).collect(),
            ..Inputs::default()
        }
    }

    fn shown(&self, gathered: Result<Vec<InputFile>, Vec<InputTrouble>>) -> Vec<String> {
        let prefix = format!("{}/", self.0.path().display());
        gathered
            .expect("all are found")
            .iter()
            .map(|file| file.shown.replace(&prefix, ""))
            .collect()
    }
}

#[test]
fn the_same_file_twice_is_one_file() {
    let folder = Folder::with(&["a.csv", "sub/b.csv"]);
    let inputs = folder.files(&["a.csv", "sub/../a.csv", "sub/b.csv", "a.csv"]);
    assert_eq!(
        folder.shown(gather(&inputs, &[], Path::new(""))),
        ["a.csv", "sub/b.csv"]
    );
}

#[test]
fn patterns_of_the_rules_start_from_their_folder_and_are_sorted() {
    let folder = Folder::with(&[
        "订单-2.csv",
        "订单-1.csv",
        "~$订单-3.csv",
        ".订单-4.csv",
        "客户.xlsx",
    ]);
    let patterns = ["客户.xlsx".to_owned(), "订单-*.csv".to_owned()];
    let gathered = gather(&Inputs::default(), &patterns, folder.0.path());
    assert_eq!(
        folder.shown(gathered),
        ["客户.xlsx", "订单-1.csv", "订单-2.csv"]
    );
}

#[test]
fn patterns_may_stand_in_folders() {
    let folder = Folder::with(&["2024/o.csv", "2025/o.csv", "other/o.csv"]);
    let gathered = gather(
        &Inputs::default(),
        &["20??/*.csv".to_owned()],
        folder.0.path(),
    );
    assert_eq!(folder.shown(gathered), ["2024/o.csv", "2025/o.csv"]);
}

#[test]
fn typed_files_take_the_place_of_those_in_the_rules() {
    let folder = Folder::with(&["a.csv", "b.csv"]);
    let gathered = gather(
        &folder.files(&["a.csv"]),
        &["b.csv".to_owned()],
        folder.0.path(),
    );
    assert_eq!(folder.shown(gathered), ["a.csv"]);
}

#[test]
fn a_typed_pattern_that_no_shell_expanded_is_expanded() {
    let folder = Folder::with(&["a.csv", "b.csv"]);
    assert_eq!(
        folder.shown(gather(&folder.files(&["*.csv"]), &[], Path::new(""))),
        ["a.csv", "b.csv"]
    );
}

#[test]
fn a_sheet_follows_the_hash_and_joins_its_file() {
    let folder = Folder::with(&["book.xlsx"]);
    let mut inputs = folder.files(&["book.xlsx"]);
    inputs.orders = vec![folder.path("book.xlsx#2025"), folder.path("book.xlsx#2026")];
    inputs.customers = vec![folder.path("book.xlsx#客户")];
    let files = gather(&inputs, &[], Path::new("")).expect("found");
    assert_eq!(files.len(), 1);
    let settled: Vec<_> = files[0]
        .settled
        .iter()
        .map(|settled| (settled.role, settled.sheet.as_deref()))
        .collect();
    assert_eq!(
        settled,
        [
            (Role::Customers, Some("客户")),
            (Role::Orders, Some("2025")),
            (Role::Orders, Some("2026"))
        ]
    );
}

#[test]
fn a_file_whose_name_has_the_hash_wins() {
    let folder = Folder::with(&["C#1.csv"]);
    let whole = Inputs {
        orders: vec![folder.path("C#1.csv")],
        ..Inputs::default()
    };
    let files = gather(&whole, &[], Path::new("")).expect("found");
    assert_eq!(
        files[0].settled,
        [Settled {
            role: Role::Orders,
            sheet: None
        }]
    );
    let sheet = Inputs {
        orders: vec![folder.path("C#1.csv#二月")],
        ..Inputs::default()
    };
    let files = gather(&sheet, &[], Path::new("")).expect("found");
    assert_eq!(files[0].settled[0].sheet.as_deref(), Some("二月"));
}

#[test]
fn one_sheet_has_one_role() {
    let folder = Folder::with(&["a.csv"]);
    let inputs = Inputs {
        customers: vec![folder.path("a.csv")],
        orders: vec![folder.path("a.csv")],
        ..Inputs::default()
    };
    let troubles = gather(&inputs, &[], Path::new("")).expect_err("two roles");
    assert!(matches!(
        troubles[..],
        [InputTrouble::TwoRoles {
            one: Role::Customers,
            other: Role::Orders,
            ..
        }]
    ));
}

#[test]
fn every_wrong_name_is_told_at_once_with_what_is_near() {
    let folder = Folder::with(&["orders.csv", "book/a.xlsx", "~$a.xlsx"]);
    let inputs = folder.files(&["ordres.csv", "book", "no/such.csv", "*.ods", "~$a.xlsx"]);
    let troubles = gather(&inputs, &[], Path::new("")).expect_err("five");
    let shown = |name: &str| folder.path(name).display().to_string();
    assert_eq!(
        troubles,
        [
            InputTrouble::NotFound {
                path: shown("ordres.csv"),
                near: Some(shown("orders.csv"))
            },
            InputTrouble::Folder {
                path: shown("book"),
                tables: vec!["a.xlsx".to_owned()]
            },
            InputTrouble::NoFolder {
                path: shown("no/such.csv"),
                folder: shown("no")
            },
            InputTrouble::NoMatch {
                pattern: shown("*.ods")
            },
            InputTrouble::LockFile {
                path: shown("~$a.xlsx")
            },
        ]
    );
}

#[test]
fn nothing_to_read_is_said() {
    let gathered = gather(&Inputs::default(), &[], Path::new(""));
    assert_eq!(gathered, Err(vec![InputTrouble::Nothing]));
}

#[test]
fn standard_input_is_one_input() {
    let inputs = Inputs {
        files: vec!["-".into()],
        orders: vec!["-".into()],
        ..Inputs::default()
    };
    let files = gather(&inputs, &[], Path::new("")).expect("found");
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].origin, Origin::StandardInput);
    assert_eq!(
        files[0].settled,
        [Settled {
            role: Role::Orders,
            sheet: None
        }]
    );
}

#[test]
fn bytes_are_read_at_any_place() {
    let folder = Folder::with(&["abcdef"]);
    let files = gather(&folder.files(&["abcdef"]), &[], Path::new("")).expect("found");
    let source = open(&files[0]).expect("opened");
    let mut buffer = [0; 4];
    assert_eq!(source.size(), 6);
    assert_eq!(source.read_at(3, &mut buffer).expect("read"), 3);
    assert_eq!(&buffer[..3], b"def");
    assert_eq!(source.read_at(6, &mut buffer).expect("read"), 0);
}
