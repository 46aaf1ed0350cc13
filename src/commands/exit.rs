//! How a run ends, in the one place where the codes are written down.
//!
//! Commands give an [`Exit`], or a [`Stop`] that carries one with its words.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

use tierbook::lang::{Language, cli as say};

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done; for `check`: nothing to report.
    Done = 0,
    /// Failed: a file cannot be read or written. Nothing was written.
    Failed = 1,
    /// The command line was not understood.
    Usage = 2,
    /// The data was refused (too much set aside, stale, or `--strict`); for `check`: there are problems.
    Refused = 3,
    /// Tasks are due, and `schedule --fail-if-due` asked to be told.
    Due = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a run ends early: the code, and what people are told on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    /// The code to end with.
    pub(crate) exit: Exit,
    /// The words, complete; one or more lines.
    pub(crate) said: String,
}

impl Stop {
    /// Nothing was done, because of what the sentences say.
    pub(crate) fn failed(sentences: &[String], language: Language) -> Self {
        Self::with(Exit::Failed, sentences, language)
    }

    /// The data was refused, because of what the sentences say.
    pub(crate) fn refused(sentences: &[String], language: Language) -> Self {
        Self::with(Exit::Refused, sentences, language)
    }

    /// The words typed ask for what there is not.
    pub(crate) fn usage(sentences: &[String], language: Language) -> Self {
        Self::with(Exit::Usage, sentences, language)
    }

    fn with(exit: Exit, sentences: &[String], language: Language) -> Self {
        let word = say::error_word(language);
        let lines: Vec<String> = sentences
            .iter()
            .map(|said| format!("{word}{said}"))
            .collect();
        Self {
            exit,
            said: lines.join("\n"),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.said)
    }
}

impl Error for Stop {}

/// Whether the reader of our output went away (`| head`), which is no failure.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn the_codes_are_those_of_the_manual() {
        let codes = [
            Exit::Done,
            Exit::Failed,
            Exit::Usage,
            Exit::Refused,
            Exit::Due,
        ];
        assert_eq!(codes.map(|exit| exit as u8), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_closed_pipe_is_recognised_below_its_context() {
        let closed: io::Result<()> = Err(io::ErrorKind::BrokenPipe.into());
        assert!(is_closed_pipe(
            &closed.context("the table").expect_err("closed")
        ));
        let other: io::Result<()> = Err(io::ErrorKind::NotFound.into());
        assert!(!is_closed_pipe(
            &other.context("the table").expect_err("missing")
        ));
    }

    #[test]
    fn each_sentence_has_its_line() {
        let stop = Stop::failed(&["one.".to_owned(), "two.".to_owned()], Language::En);
        assert_eq!(stop.to_string(), "error: one.\nerror: two.");
        assert_eq!(Stop::refused(&[], Language::Zh).exit, Exit::Refused);
    }
}
