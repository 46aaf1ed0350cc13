//! What each command does, and what they share: files, outputs, rules, exit codes.
//!
//! Takes the words typed, gives an [`Exit`]. Results go to standard output,
//! everything else to standard error.

mod beside;
mod check;
mod classify;
pub(crate) mod exit;
mod explain;
pub(crate) mod files;
mod init;
pub(crate) mod language;
pub(crate) mod output;
mod panics;
pub(crate) mod progress;
mod review;
pub(crate) mod rules_file;
mod schedule;
mod session;
pub(crate) mod today;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};

use anyhow::Context;

use tierbook::lang::{Language, cli as say};

use tierbook::render::terminal::{DEFAULT_WIDTH, Ink, Look};

use crate::cli::{self, Cli, Manner, Task};
use exit::{Exit, Stop};

/// Reads the command line, does what it asks, says what went wrong.
pub(crate) fn main() -> Exit {
    panics::keep_quiet_where_caught();
    let words: Vec<OsString> = env::args_os().collect();
    let language = cli::asked_language(&words).unwrap_or_else(language::of_the_system);
    let done = match Cli::read(&words, language) {
        Ok(cli) => run(&cli, language),
        Err(error) => usage(&error, language),
    };
    done.unwrap_or_else(|error| failed(&error, language))
}

/// `language` is the one known before the rules are read: `--lang`, else the system's.
fn run(cli: &Cli, language: Language) -> anyhow::Result<Exit> {
    match &cli.task {
        Task::Completions(completions) => shell_completions(completions.shell, language),
        Task::Man => manual(language),
        Task::Init(command) => init::run(command, &cli.manner, language),
        Task::Check(command) => check::run(command, &cli.manner, language),
        Task::Classify(command) => classify::run(command, &cli.manner, language),
        Task::Schedule(command) => schedule::run(command, &cli.manner, language),
        Task::Explain(command) => explain::run(command, &cli.manner, language),
        Task::Review(command) => review::run(command, &cli.manner, language),
    }
}

fn shell_completions(shell: clap_complete::Shell, language: Language) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(language), "tierbook", &mut script);
    print(&script)
}

/// One page for everything: the program's own sections, then one section a command.
fn manual(language: Language) -> anyhow::Result<Exit> {
    let command = cli::command(language);
    let mut page = Vec::new();
    for child in command.get_subcommands() {
        writeln!(page, ".SH \"{}\"", child.get_name().to_uppercase())?;
        let man = clap_mangen::Man::new(child.clone());
        let mut section = Vec::new();
        man.render_description_section(&mut section)?;
        man.render_synopsis_section(&mut section)?;
        man.render_options_section(&mut section)?;
        let section = String::from_utf8(section).context("the manual page")?;
        page.extend(section.replace(".SH ", ".SS ").into_bytes());
    }
    let mut whole = Vec::new();
    clap_mangen::Man::new(command).render(&mut whole)?;
    whole.extend(page);
    print(&whole)
}

/// How tables are drawn for this terminal.
pub(crate) fn look(manner: &Manner, language: Language) -> Look {
    Look {
        width: terminal_width(),
        ink: if manner.ascii {
            Ink::Ascii
        } else {
            Ink::Unicode
        },
        language,
    }
}

/// The terminal's columns; off a terminal, what `COLUMNS` says.
fn terminal_width() -> u16 {
    /// On less, words would break in two.
    const NARROWEST: u16 = 20;
    let stated = || env::var("COLUMNS").ok()?.parse().ok();
    terminal_size::terminal_size()
        .map(|(width, _)| width.0)
        .or_else(stated)
        .filter(|width| *width >= NARROWEST)
        .unwrap_or(DEFAULT_WIDTH)
}

/// Writes to standard output; a reader that has gone away is noticed by the caller.
pub(crate) fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Exit::Done)
}

/// Help and version are results; what was not understood is a usage error.
fn usage(error: &clap::Error, language: Language) -> anyhow::Result<Exit> {
    if error.use_stderr() {
        if let Some(prefix) = say::usage_prefix(language) {
            anstream::eprintln!("{prefix}");
        }
        error.print()?;
        return Ok(Exit::Usage);
    }
    error.print()?;
    io::stdout().flush()?;
    Ok(Exit::Done)
}

/// Says what went wrong, unless only the reader of our output has gone away.
fn failed(error: &anyhow::Error, language: Language) -> Exit {
    if exit::is_closed_pipe(error) {
        return Exit::Done;
    }
    let (exit, said) = match error.downcast_ref::<Stop>() {
        Some(stop) => (stop.exit, stop.said.clone()),
        None => (
            Exit::Failed,
            format!("{}{error:#}", say::error_word(language)),
        ),
    };
    // Nothing is left to tell if standard error is closed, too.
    let _ = writeln!(anstream::stderr().lock(), "{}", said.trim_end());
    exit
}
