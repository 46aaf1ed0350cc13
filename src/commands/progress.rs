//! A bar on standard error while files are read, only for people who watch.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Manner;

/// What a person sees of the work; nothing without a terminal or with `--quiet`.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Nothing is drawn before the first step.
    pub(crate) fn new(manner: &Manner) -> Self {
        let watched = !manner.quiet && io::stderr().is_terminal();
        let target = if watched {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self {
            bar: ProgressBar::with_draw_target(None, target),
        }
    }

    /// Begins a step of unknown length.
    pub(crate) fn step(&self, said: String) {
        self.bar.set_style(ProgressStyle::default_spinner());
        self.bar.set_message(said);
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    /// Begins the reading of a file of so many bytes.
    pub(crate) fn file(&self, said: String, bytes: u64) {
        let style = ProgressStyle::with_template("{wide_msg} {bytes}/{total_bytes} {percent}%")
            .expect("the template is one of ours and right");
        self.bar.set_style(style);
        self.bar.set_message(said);
        self.bar.set_length(bytes);
        self.bar.set_position(0);
    }

    /// So many more bytes are read; any thread may say so.
    pub(crate) fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// Takes the bar away, so that what is printed next stands alone.
    pub(crate) fn clear(&self) {
        self.bar.disable_steady_tick();
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
