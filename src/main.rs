//! The tierbook command: words in, exit code out.
//!
//! Everything that touches the world (files, clock, terminal, environment) is in
//! [`commands`]; the library below decides and words.

mod cli;
mod commands;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::main().into()
}
