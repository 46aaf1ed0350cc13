//! A run of the program in a folder of its own, of which everything is asserted:
//! what is not expected must not happen.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use std::io::Write;

use tempfile::TempDir;

/// What one stream must hold.
enum Expected {
    Exactly(String),
    Parts(Vec<String>),
}

impl Expected {
    fn part(&mut self, part: &str) {
        match self {
            Self::Parts(parts) => parts.push(part.to_owned()),
            Self::Exactly(_) => *self = Self::Parts(vec![part.to_owned()]),
        }
    }

    fn check(&self, stream: &str, said: &[u8]) {
        let said = String::from_utf8_lossy(said);
        match self {
            Self::Exactly(expected) => assert_eq!(said, *expected, "{stream}"),
            Self::Parts(parts) => {
                for part in parts {
                    assert!(
                        said.contains(part.as_str()),
                        "{stream} lacks {part:?}:\n{said}"
                    );
                }
            }
        }
    }
}

/// A run to be made. Streams are expected to be empty, the exit code to be 0 and
/// the folder to stay as it is, unless said otherwise.
pub(crate) struct Run {
    folder: TempDir,
    args: Vec<String>,
    variables: Vec<(&'static str, &'static str)>,
    input: Vec<u8>,
    status: i32,
    stdout: Expected,
    stderr: Expected,
    warning: Option<&'static str>,
    files: BTreeMap<String, Option<Vec<u8>>>,
}

impl Run {
    /// Words after the program's name, separated by blanks.
    pub(crate) fn new(args: &str) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            args: args.split_whitespace().map(str::to_owned).collect(),
            variables: Vec::new(),
            input: Vec::new(),
            status: 0,
            stdout: Expected::Exactly(String::new()),
            stderr: Expected::Exactly(String::new()),
            warning: None,
            files: BTreeMap::new(),
        }
    }

    /// More words, separated by blanks.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.args
            .extend(words.split_whitespace().map(str::to_owned));
        self
    }

    /// One more word, blanks and all.
    pub(crate) fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    /// A variable of the environment.
    pub(crate) fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// A file that is there before, and must be there unchanged afterwards.
    pub(crate) fn file(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let full = self.folder.path().join(path);
        fs::create_dir_all(full.parent().expect("inside the folder")).expect("made");
        fs::write(full, &bytes).expect("written");
        self.files
            .insert(path.to_owned(), Some(bytes.as_ref().to_vec()));
        self
    }

    /// What comes through standard input.
    pub(crate) fn input(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.input = bytes.as_ref().to_vec();
        self
    }

    /// The exit code.
    pub(crate) fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    /// All of standard output.
    pub(crate) fn stdout(mut self, expected: &str) -> Self {
        self.stdout = Expected::Exactly(expected.to_owned());
        self
    }

    /// A part of standard output; the rest is free.
    pub(crate) fn stdout_has(mut self, part: &str) -> Self {
        self.stdout.part(part);
        self
    }

    /// All of standard error.
    pub(crate) fn stderr(mut self, expected: &str) -> Self {
        self.stderr = Expected::Exactly(expected.to_owned());
        self
    }

    /// A part of standard error; the rest is free.
    pub(crate) fn stderr_has(mut self, part: &str) -> Self {
        self.stderr.part(part);
        self
    }

    /// A file that is there afterwards; the caller looks into it.
    pub(crate) fn writes_some(mut self, path: &str) -> Self {
        self.files.insert(path.to_owned(), None);
        self
    }

    /// A table that must be there afterwards, with what it was made from beside it.
    pub(crate) fn writes_table(self, path: &str) -> Self {
        self.writes_some(path)
            .writes_some(&format!("{path}.provenance.json"))
    }

    /// What a run that has results says is wrong with its facts, though it be quiet.
    pub(crate) fn warns(mut self, part: &'static str) -> Self {
        self.warning = Some(part);
        self
    }

    /// Runs it and checks everything; the folder is kept for a closer look.
    pub(crate) fn check(mut self) -> Ran {
        if let Some(part) = self.warning.filter(|_| [0, 4].contains(&self.status)) {
            self.stderr.part(part);
        }
        let output = self.run();
        let code = output.status.code();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            code,
            Some(self.status),
            "exit code; standard error:\n{said}"
        );
        self.stdout.check("standard output", &output.stdout);
        self.stderr.check("standard error", &output.stderr);
        let mut found = BTreeMap::new();
        list(self.folder.path(), "", &mut found);
        let names = |files: Vec<&String>| files.into_iter().cloned().collect::<Vec<_>>();
        assert_eq!(
            names(found.keys().collect()),
            names(self.files.keys().collect()),
            "files"
        );
        for (path, expected) in &self.files {
            if let Some(expected) = expected {
                assert!(found[path] == *expected, "{path} differs");
            }
        }
        Ran {
            folder: self.folder,
            stdout: output.stdout,
        }
    }

    /// Runs it; nothing is checked.
    pub(crate) fn run(&self) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tierbook"))
            .args(&self.args)
            .current_dir(self.folder.path())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("LANGUAGE")
            .env("LANG", "C")
            .env("NO_COLOR", "1")
            .env("TZ", "UTC")
            .envs(self.variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        // A program that does not read its input may have ended before it gets it.
        let _ = stdin.write_all(&self.input);
        drop(stdin);
        child.wait_with_output().expect("the program ends")
    }
}

/// A run that went as expected.
pub(crate) struct Ran {
    folder: TempDir,
    /// Standard output.
    pub(crate) stdout: Vec<u8>,
}

impl Ran {
    /// The bytes of a file of the folder.
    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(path)).expect("the file was checked to be there")
    }
}

fn list(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("listed") {
        let entry = entry.expect("listed");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(entry.path()).expect("read"));
        }
    }
}

/// Compares with a file below `tests`, or rewrites it when `UPDATE_GOLDEN` is set.
pub(crate) fn golden(name: &str, found: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return fs::write(path, found).expect("the file can be written");
    }
    // A checkout may change line ends; the reader of calendars looks at those that matter.
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\r', "");
    let expected = fs::read(&path).unwrap_or_default();
    assert!(
        plain(&expected) == plain(found),
        "{name} differs; found\n{}",
        String::from_utf8_lossy(found)
    );
}
