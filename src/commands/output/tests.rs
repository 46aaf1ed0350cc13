use rust_xlsxwriter::{DocProperties, Workbook};
use tempfile::TempDir;
use tierbook::lang::cli::OpenIn;

use super::*;

fn place() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn write(target: &Target, bytes: &[u8]) -> Draft {
    let mut draft = Draft::begin(target).expect("begun");
    draft.write_all(bytes).expect("written");
    draft
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("listed")
        .map(|entry| {
            entry
                .expect("listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_draft_takes_its_place_only_when_published() {
    let place = place();
    let path = place.path().join("list.csv");
    let target = file(&path, Replace::Ours, &[]).expect("free");
    let draft = write(&target, b"new");
    assert!(!path.exists());
    publish(vec![draft]).expect("published");
    assert_eq!(fs::read(&path).expect("there"), b"new");
    assert_eq!(names(place.path()), ["list.csv"]);
}

#[test]
fn a_dropped_draft_leaves_the_earlier_file_and_nothing_else() {
    let place = place();
    let path = place.path().join("list.csv");
    fs::write(&path, "old").expect("written");
    let target = file(&path, Replace::Any, &[]).expect("forced");
    drop(write(&target, b"half"));
    assert_eq!(fs::read(&path).expect("there"), b"old");
    assert_eq!(names(place.path()), ["list.csv"]);
}

#[cfg(unix)]
#[test]
fn a_new_file_has_the_mode_of_any_new_file_and_an_old_one_keeps_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let place = place();
    let (plain, path) = (place.path().join("plain"), place.path().join("list.csv"));
    fs::write(&plain, "").expect("written");
    let target = file(&path, Replace::Ours, &[]).expect("free");
    publish(vec![write(&target, b"1")]).expect("published");
    assert_eq!(mode(&path), mode(&plain));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    let target = file(&path, Replace::Any, &[]).expect("forced");
    publish(vec![write(&target, b"2")]).expect("published");
    assert_eq!(mode(&path), 0o640);
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_file_is_written() {
    let place = place();
    let (real, link) = (place.path().join("real.csv"), place.path().join("link.csv"));
    fs::write(&real, "").expect("written");
    std::os::unix::fs::symlink(&real, &link).expect("linked");
    let target = file(&link, Replace::Ours, &[]).expect("empty, so free");
    publish(vec![write(&target, b"new")]).expect("published");
    assert!(link.is_symlink());
    assert_eq!(fs::read(&real).expect("there"), b"new");
}

#[test]
fn a_foreign_file_is_kept_unless_forced() {
    let place = place();
    let path = place.path().join("book.xlsx");
    fs::write(&path, "notes").expect("written");
    assert!(matches!(
        file(&path, Replace::Ours, &[]),
        Err(OutputTrouble::NotOurs { .. })
    ));
    assert!(file(&path, Replace::Any, &[]).is_ok());
}

#[test]
fn our_own_workbook_and_lists_are_replaced() {
    let place = place();
    let path = place.path().join("book.xlsx");
    let save = |author: &str, sheet: &str| {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_author(author));
        book.add_worksheet().set_name(sheet).expect("named");
        book.save(&path).expect("saved");
        file(&path, Replace::Ours, &[]).is_ok()
    };
    assert!(save("tierbook", "概览"));
    assert!(save("王芳", "_tierbook"));
    assert!(!save("王芳", "概览"));
    fs::write(&path, "{\n  \"as_of\": \"2026-01-01\"").expect("written");
    assert!(file(&path, Replace::Ours, &[]).is_ok());
}

#[test]
fn a_workbook_that_was_filled_in_and_has_lost_its_hidden_sheet_is_kept() {
    let place = place();
    let path = place.path().join("book.xlsx");
    let save = |sheet: &str, card: &[&str], is_saved: bool| {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_author("tierbook"));
        let added = book.add_worksheet().set_name(sheet).expect("named");
        for (at, line) in (0..).zip(card) {
            for (column, word) in (0..).zip(line.split(' ')) {
                added.write(at, column, word).expect("written");
            }
        }
        let bytes = book.save_to_buffer().expect("saved");
        fs::write(&path, saved_again(&bytes, is_saved)).expect("written");
        living_book(&path, Replace::Ours, &[])
    };
    let whole = [
        "format  1",
        "as_of  2026-01-01",
        "sheet 概览 overview",
        "sheet 任务 follow_ups",
        "column 任务 status 状态 theirs",
    ];
    assert!(save("_tierbook", &whole, true).is_ok());
    assert!(save("概览", &[], false).is_ok(), "it is as it was made");
    assert!(
        save("_tierbook", &[], false).is_ok(),
        "it is as it was made"
    );
    let later = ["format  7", whole[1], whole[2], whole[3], whole[4]];
    let damaged: [(&str, &[&str]); 5] = [
        ("概览", &[]),
        ("_tierbook", &[]),
        ("_tierbook", &whole[1..]),
        ("_tierbook", &whole[..4]),
        ("_tierbook", &later),
    ];
    for (sheet, card) in damaged {
        let trouble = save(sheet, card, true).expect_err("filled in");
        assert!(
            matches!(trouble, OutputTrouble::CardGone { .. }),
            "{sheet} {card:?}: {trouble:?}"
        );
    }
    assert!(living_book(&path, Replace::Any, &[]).is_ok());
}

/// A workbook as a program leaves it that saves it later than it was made.
fn saved_again(bytes: &[u8], is_saved: bool) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(io::Cursor::new(bytes)).expect("a workbook");
    let mut new = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).expect("a part");
        let mut text = Vec::new();
        io::Read::read_to_end(&mut part, &mut text).expect("read");
        let name = part.name().expect("a name").into_owned();
        if name == "docProps/core.xml" && is_saved {
            let about = String::from_utf8(text).expect("words");
            let (before, after) = about.split_once("</dcterms:modified>").expect("a moment");
            let moment = before.len() - "2026-01-01T00:00:00Z".len();
            let before = &before[..moment];
            text = format!("{before}2099-01-01T00:00:00Z</dcterms:modified>{after}").into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        new.start_file(name, options).expect("begun");
        new.write_all(&text).expect("written");
    }
    new.finish().expect("whole").into_inner()
}

#[test]
fn an_input_is_never_written() {
    let place = place();
    let path = place.path().join("book.xlsx");
    fs::write(&path, "x").expect("written");
    let roundabout = place.path().join(".").join("book.xlsx");
    assert!(matches!(
        file(&roundabout, Replace::Any, &[path]),
        Err(OutputTrouble::IsInput { .. })
    ));
}

#[test]
fn an_open_book_is_named_with_its_reader() {
    let place = place();
    let path = place.path().join("book.xlsx");
    fs::write(place.path().join(".~lock.book.xlsx#"), "Ann,ann,pc,,;").expect("written");
    let trouble = file(&path, Replace::Ours, &[]).expect_err("open");
    let OutputTrouble::Open { program, who, .. } = trouble else {
        panic!("{trouble:?}");
    };
    assert_eq!(
        (program, who.as_deref()),
        (OpenIn::LibreOffice, Some("Ann"))
    );
}

#[test]
fn a_book_opened_meanwhile_is_not_replaced() {
    let place = place();
    let path = place.path().join("book.xlsx");
    let target = file(&path, Replace::Ours, &[]).expect("free");
    let draft = write(&target, b"new");
    fs::write(place.path().join("~$book.xlsx"), "").expect("written");
    assert!(matches!(
        publish(vec![draft]),
        Err(OutputTrouble::Open { .. })
    ));
    assert_eq!(names(place.path()), ["~$book.xlsx"]);
}

#[test]
fn what_stands_in_the_way_is_found_before_the_work() {
    let place = place();
    let at = |name: &str| place.path().join(name);
    fs::write(at("file"), "").expect("written");
    let trouble = |path: &Path| file(path, Replace::Any, &[]).expect_err("in the way");
    assert!(matches!(
        trouble(&at("no/book.xlsx")),
        OutputTrouble::NoFolder { .. }
    ));
    assert!(matches!(
        trouble(place.path()),
        OutputTrouble::IsFolder { .. }
    ));
    assert!(matches!(
        trouble(&at("new/")),
        OutputTrouble::IsFolder { .. }
    ));
    let as_folder = folder(&at("file"), &["a.csv"], Replace::Ours, &[]).expect_err("a file");
    assert!(matches!(as_folder, OutputTrouble::IsFile { .. }));
    let deep = folder(&at("no/such"), &["a.csv"], Replace::Ours, &[]).expect_err("no folder");
    assert!(matches!(deep, OutputTrouble::NoFolder { .. }));
}

#[test]
fn a_set_of_files_is_written_whole_and_leaves_strangers_alone() {
    let place = place();
    let path = place.path().join("result");
    fs::create_dir(&path).expect("made");
    fs::write(path.join("customers.csv"), "old").expect("written");
    fs::write(path.join("notes.txt"), "mine").expect("written");
    let targets = |replace| folder(&path, &["customers.csv", "summary.json"], replace, &[]);
    let theirs = targets(Replace::Ours).expect_err("not ours");
    assert!(
        matches!(theirs, OutputTrouble::NotOurs { .. }),
        "{theirs:?}"
    );
    targets(Replace::Any).expect("told to");
    // All files beside our summary are ours, whatever their first column is.
    fs::write(path.join("summary.json"), "{\"as_of\": 1}").expect("written");
    let folder = targets(Replace::Ours).expect("free");
    let drafts: Vec<Draft> = folder
        .targets
        .iter()
        .map(|target| write(target, b"new"))
        .collect();
    assert_eq!(fs::read(path.join("customers.csv")).expect("there"), b"old");
    publish(drafts).expect("published");
    assert_eq!(names(&path), ["customers.csv", "notes.txt", "summary.json"]);
    assert_eq!(fs::read(path.join("customers.csv")).expect("there"), b"new");
    assert_eq!(fs::read(path.join("notes.txt")).expect("there"), b"mine");
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_in_which_nobody_can_make_a_file_is_refused_at_once() {
    // Not even root may there.
    let refused = folder(Path::new("/proc"), &["a.csv"], Replace::Ours, &[]);
    assert!(refused.is_err(), "{refused:?}");
}

#[test]
fn a_missing_folder_is_made_if_the_one_above_exists() {
    let place = place();
    let path = place.path().join("result");
    let made = || folder(&path, &["a.csv"], Replace::Ours, &[]).expect("made");
    let empty = made();
    assert_eq!(empty.targets.len(), 1);
    assert!(path.is_dir());
    drop(empty);
    assert!(!path.exists(), "nothing was written into it");
    let full = made();
    publish(vec![write(&full.targets[0], b"new")]).expect("published");
    drop(full);
    assert_eq!(names(&path), ["a.csv"]);
    // One that was there before stays, whatever is in it.
    fs::remove_file(path.join("a.csv")).expect("there");
    drop(made());
    assert!(path.is_dir());
}

#[test]
fn a_path_must_not_end_as_another_form() {
    let check = |path: &str, wanted: &'static str, fits: bool| {
        let found = ending(Path::new(path), wanted);
        assert_eq!(found.is_ok(), fits, "{path} {wanted}: {found:?}");
    };
    check("a.xlsx", "xlsx", true);
    check("a.XLSX", "xlsx", true);
    check("a.csv", "xlsx", false);
    check("a.xlsx", "csv", false);
    check("a.ods", "xlsx", false);
    check("a.tsv", "csv", false);
    check("tasks", "csv", true);
    check("2026.11.20", "txt", true);
    check("a.csv", "", false);
    check("result", "", true);
    let place = place();
    let folder = place.path().join("old.csv");
    fs::create_dir(&folder).expect("made");
    assert!(ending(&folder, "").is_ok(), "it is a folder already");
}

#[test]
fn drafts_of_runs_that_were_killed_are_removed_after_a_day() {
    let place = place();
    let made = |name: &str, hours: u64| {
        let path = place.path().join(name);
        let file = File::create(&path).expect("made");
        let ago = Duration::from_secs(hours * 60 * 60);
        let day = std::time::SystemTime::now() - ago;
        file.set_modified(day).expect("dated");
    };
    made(".tierbook-old.tmp", 25);
    made(".tierbook-new.tmp", 23);
    made("notes.tmp", 25);
    let target = file(&place.path().join("a.csv"), Replace::Ours, &[]).expect("free");
    publish(vec![write(&target, b"new")]).expect("published");
    let left = [".tierbook-new.tmp", "a.csv", "notes.tmp"];
    assert_eq!(names(place.path()), left);
}
